"""What hangs together with an action: who gives input, what it waits for, what took its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waits:
    """That an action waits for another (`on_action_id`, `on_ref`, `on_title`) or for an outside programme."""

    id: int
    action_id: int
    ref: str
    on_action_id: int | None
    on_ref: str
    on_title: str
    outside: str
    expected: date | None
    told_passed: date | None = None
    """The day that passed without it, of which they were told last."""

    @property
    def on(self) -> str:
        """What it waits for, as it is said."""
        return f"{self.on_ref} ({self.on_title})" if self.on_action_id else self.outside


@dataclass(frozen=True)
class Beside:
    """What an action's card says beside the plan's own facts. All of it in words."""

    contributors: Sequence[str] = ()
    waits_for: Sequence[tuple[str, date | None]] = ()
    """What it waits for, and when that is expected."""
    needed_by: Sequence[str] = ()
    """The references of the actions that wait for it."""
    replaced_by: str = ""
    """The reference of the action that it was merged into, or that took its place."""
    ended_link: str = ""
    ended_why: str = ""
    dropped: Sequence[tuple[str, str]] = ()
    """The milestones that were dropped, each with why."""
    helped: Sequence[tuple[str, str, date]] = ()
    """What came of help that was asked for, the newest first: what changed, the post that said so, and when."""
    merged_in: Sequence[str] = ()
    """The references of the actions that were merged into it."""
    answers: Sequence[tuple[str, str]] = ()
    """What it answers: the reference of a requirement or the like (empty for a source itself), and the source."""
    held_before: Sequence[tuple[str, date]] = ()
    """Who held its accountable post before, and until when, in the order in which they came to it."""
    reported_to: Sequence[str] = ()
    """The names of the other boards that it is reported to."""
    plan_of: str = ""
    """The name of the board whose plan it is of."""
    decided: Sequence[tuple[str, str]] = ()
    """What was decided about it and stands, the newest first: the decision's reference, and what in a few words."""
    measures: Sequence[tuple[str, str]] = ()
    """The measures that it is linked to: reference and name."""


def circle_of(edges: Sequence[tuple[int, int]], waiting: int, on: int) -> list[int]:
    """The circle that would be if `waiting` waited for `on`, from `waiting` round to it; empty where there is none.

    An edge is an action and the one that it waits for.
    """
    waits_for: dict[int, list[int]] = {}
    for one, other in edges:
        waits_for.setdefault(one, []).append(other)
    came_from: dict[int, int] = {on: waiting}
    todo = [on]
    while todo:
        at = todo.pop()
        if at == waiting:
            break
        for each in waits_for.get(at, ()):
            if each not in came_from:
                came_from[each] = at
                todo.append(each)
    if waiting not in came_from:
        return []
    chain = [waiting]
    while len(chain) == 1 or chain[-1] != waiting:
        chain.append(came_from[chain[-1]])
    return chain[::-1]


def circle_with_edges(edges: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]]) -> list[int]:
    """The first circle that would be with these new edges as well; empty where there is none."""
    known = list(edges)
    for waiting, on in new:
        if circle := circle_of(known, waiting, on):
            return circle
        known.append((waiting, on))
    return []


NOTHING_BESIDE = Beside()
