"""Who gives input to each action of a plan, and what each waits for: read and added for a whole plan at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.domain.plan_reading.preview import ReadWait
from storage.tables import Action, Contributor, Dependency, Post

Gives = tuple[int, int]
"""An action's id, and that of a post that gives input."""
Wait = tuple[int, int | None, str, date | None]
"""An action's id, that of the action that it waits for or an outside programme in words, and when that is expected."""


@dataclass
class Links:
    """The links of one action, in the order in which they were made, and those that were ended and not made again."""

    contributors: list[str] = field(default_factory=list)
    waits_for: list[ReadWait] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    """Titles of posts, and keys of what it waited for."""


def links_of(session: Session, board_id: int) -> dict[int, Links]:
    """The links of every action of a board's plan, by its id."""
    found = defaultdict[int, Links](Links)
    gives = (
        select(Contributor.action_id, Post.title, Contributor.until)
        .join(Post, Post.id == Contributor.post_id)
        .join(Action, Action.id == Contributor.action_id)
        .where(Action.board_id == board_id, Action.is_archived.is_(False))
        .order_by(Contributor.id)
    )
    for action_id, title, until in session.execute(gives):
        _note(found[action_id], title, title, found[action_id].contributors, is_over=until is not None)
    on = aliased(Action)
    waits = (
        select(Dependency, on.ref)
        .join(Action, Action.id == Dependency.action_id)
        .outerjoin(on, on.id == Dependency.on_action_id)
        .where(Action.board_id == board_id, Action.is_archived.is_(False))
        .where(Dependency.on_action_id.is_(None) | ((on.board_id == board_id) & on.is_archived.is_(False)))
        .order_by(Dependency.id)
    )
    for row, ref in session.execute(waits):
        wait = ReadWait(on=ref) if ref else ReadWait(outside=" ".join(row.outside.split()), expected=row.expected)
        _note(found[row.action_id], wait.key, wait, found[row.action_id].waits_for, is_over=row.until is not None)
    for each in found.values():
        each.ended -= {*each.contributors, *(wait.key for wait in each.waits_for)}
    return found


def _note(links: Links, key: str, each: Any, running: list[Any], *, is_over: bool) -> None:
    if is_over:
        links.ended.add(key)
    elif each not in running:
        running.append(each)


class End(NamedTuple):
    """An action as something that others wait for: its id, and the day on which it is expected."""

    id: int
    finish: date | None


def ends_of(session: Session, board_id: int) -> dict[str, End]:
    """Every action of a board's plan by its reference."""
    found = session.execute(
        select(Action.ref, Action.id, func.coalesce(Action.forecast, Action.deadline)).where(
            Action.board_id == board_id, Action.is_archived.is_(False)
        )
    )
    return {ref: End(action_id, finish) for ref, action_id, finish in found}


def add_contributors(session: Session, new: Iterable[Gives], at: datetime) -> None:
    """Let posts give input to the statements of actions."""
    session.add_all(Contributor(action_id=action_id, post_id=post_id, since=at) for action_id, post_id in new)
    session.flush()


def add_waits(session: Session, new: Iterable[Wait], at: datetime) -> None:
    """Let actions wait for others, or for outside programmes. A day that has passed by now is no news later."""
    today = at.date()
    session.add_all(
        Dependency(
            action_id=action_id, on_action_id=on, outside=outside, expected=expected, since=at,
            told_passed=expected if expected and expected < today else None,
        )
        for action_id, on, outside, expected in new
    )  # fmt: skip
    session.flush()
