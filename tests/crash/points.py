"""Every point at which a process is killed, numbered: a path, a Slack, and the steps at which processes die."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from bot.steps import Step

REQUEST, SUMMARY, FORM, CHANGE = "request", "summary", "form", "change"
READ, LOAD, HAND_OVER = "read", "load", "hand over"
ERRANDS = (READ, LOAD, HAND_OVER)
"""A plan that was dropped into the chat is read, and then loaded; the whole plan is handed over as a file."""
FAST, SLOW, DROPS = "fast", "slow", "drops"
SLACKS = (FAST, SLOW, DROPS)
"""One that answers at once, one that takes its time, and one that stores the message and cuts the connection."""
WHILE_ASKED = "asked"
"""Slack has the request and has not stored the message: no step of ours, so the slow Slack has the process killed."""

MAKING_UP = (Step.MAKING_UP, Step.MADE_UP)
HEARING = (Step.DOING, Step.DONE, Step.ACKNOWLEDGING)
SENDING = (
    Step.LEASING, Step.LEASED, Step.ALLOWED, Step.SENDING, Step.ANSWERED, Step.SETTLING, Step.SETTLED,
)  # fmt: skip
TWICE = ((Step.ANSWERED, Step.LOOKED), (Step.ANSWERED, Step.SETTLING), (Step.SENDING, Step.LOOKED, Step.ANSWERED))
"""Where the process that comes after the dead one dies too."""
CHANGED_TWICE = ((Step.ANSWERED, Step.SETTLING), (Step.SENDING, Step.ANSWERED))
"""The same where a message that was sent is changed, which needs no looking."""
READING = (Step.DOING, Step.DONE, Step.SETTLING)
"""Where reading or loading a file is different from sending a message: it is committed, and then settled."""
HANDING_OVER = (Step.SENDING, Step.ANSWERED, Step.SETTLING)
PATHS = {REQUEST: MAKING_UP + SENDING, SUMMARY: MAKING_UP + SENDING, FORM: HEARING + SENDING}


@dataclass(frozen=True)
class Point:
    """`deaths` are the steps at which one process after another dies; the one after them finishes."""

    number: int
    path: str
    slack: str
    deaths: tuple[str, ...]

    def __str__(self) -> str:
        named = "-".join(getattr(death, "name", death).lower() for death in self.deaths)
        return f"point-{self.number:03d}-{self.path.replace(' ', '-')}-{self.slack}-{named}"


def _deaths() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for path, steps in PATHS.items():
        for slack in SLACKS:
            yield from ((path, slack, (step,)) for step in steps)
            yield from ((path, slack, deaths) for deaths in TWICE)
        yield path, SLOW, (WHILE_ASKED,)
    for slack in SLACKS:
        yield from ((CHANGE, slack, (step,)) for step in SENDING)
        yield from ((CHANGE, slack, deaths) for deaths in CHANGED_TWICE)
    yield CHANGE, SLOW, (WHILE_ASKED,)
    for path in (READ, LOAD):
        yield from ((path, FAST, (step,)) for step in READING)
        yield path, FAST, (Step.DONE, Step.SETTLING)
    for slack in (FAST, DROPS):
        yield from ((HAND_OVER, slack, (step,)) for step in HANDING_OVER)
    yield HAND_OVER, FAST, (Step.ANSWERED, Step.LOOKED)
    # What came later has the later numbers, so that a point of before keeps its own.
    for path in (READ, LOAD):
        for slack in (SLOW, DROPS):
            yield from ((path, slack, (step,)) for step in READING)
            yield path, slack, (Step.DONE, Step.SETTLING)
    yield from ((HAND_OVER, SLOW, (step,)) for step in HANDING_OVER)
    for slack in (SLOW, DROPS):
        yield HAND_OVER, slack, (Step.ANSWERED, Step.LOOKED)
    yield from ((path, SLOW, (WHILE_ASKED,)) for path in ERRANDS)


POINTS = tuple(Point(number, *each) for number, each in enumerate(_deaths(), start=1))
UNSEEN = tuple(point for point in POINTS if point.slack != SLOW and len(point.deaths) == 1 and point.path in PATHS)
"""Where to look what becomes of a bot that may not read what it has said: it dies once, and then Slack is well."""


def in_suite() -> tuple[Point, ...]:
    """All of them, but each place to die in an errand once; all of those too where CRASH_SWEEP is "all"."""
    errands = tuple(point for point in POINTS if point.path in ERRANDS)
    return tuple(point for point in POINTS if point.path not in ERRANDS) + in_turn(errands)


def in_turn(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Each place to die once on each path, with one Slack after another; all of them where CRASH_SWEEP is "all"."""
    if os.environ.get("CRASH_SWEEP") == "all":
        return points
    places: dict[tuple[str, tuple[str, ...]], list[Point]] = {}
    for point in points:
        places.setdefault((point.path, point.deaths), []).append(point)
    return tuple(found[turn % len(found)] for turn, found in enumerate(places.values()))
