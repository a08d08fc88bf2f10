"""Who gives input and what is waited for, as a plan's file says it: what is new is added, and nothing is taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from bot.domain.dates import listed
from bot.domain.edits import day_words
from bot.domain.plan_reading.beside import expected_anew
from bot.domain.plan_reading.preview import PlanRow, ReadWait
from bot.use_cases.editing import Site, note, tell
from bot.use_cases.linking import expected_outlook
from storage import actions, edits, people, plan_links
from storage.access import Access
from storage.audit import Entry, record_all
from storage.plans import Stored

FROM_FILE = "from an imported file"
"""Why something was changed, on the record."""


@dataclass
class Brought:
    """What came of the links of one action: what was added to it, and what was left, in words."""

    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def bring_links(
    session: Session, access: Access, stored: Mapping[str, Stored], rows: Sequence[PlanRow]
) -> dict[str, Brought]:
    """Add the links that the plan has not; returns what came of it by reference. All actions of `rows` are there.

    What was ended in chat stays so: an old file does not bring it back. `stored` is the plan as it was before.
    """
    if not any(row.contributors or row.waits_for for row in rows):
        return {}
    bringing = _Bringing(session, access, stored)
    found = {row.ref: bringing.bring(row) for row in rows}
    bringing.finish()
    return found


class _Bringing:
    """The links of one file going into one plan."""

    def __init__(self, session: Session, access: Access, stored: Mapping[str, Stored]) -> None:
        self._session, self._access, self._stored = session, access, stored
        self._there = plan_links.ends_of(session, access.board.id)
        self._given, self._waited, self._entries = list[plan_links.Gives](), list[plan_links.Wait](), list[Entry]()
        workspace, today = access.board.workspace_id, access.board.today(access.now)
        self._post_of = cache(lambda title: people.post_of(session, workspace, title, today))

    def bring(self, row: PlanRow) -> Brought:
        """Gather what is new about one action."""
        came, stored = Brought(), self._stored.get(row.ref)
        before, ended = (stored.row, stored.ended) if stored else (PlanRow(row.ref, "", ""), frozenset())
        for title in row.contributors:
            self._contributor(row.ref, title, before.contributors, ended, came)
        here = {each.key for each in before.waits_for}
        for wait in row.waits_for:
            if wait.key not in here:
                self._wait(row.ref, wait, ended, came)
        for wait, day in expected_anew(before, row):
            self._expect(row.ref, wait, day, came)
        return came

    def finish(self) -> None:
        """Write what was gathered, and the record of it."""
        plan_links.add_contributors(self._session, self._given, self._access.now)
        plan_links.add_waits(self._session, self._waited, self._access.now)
        record_all(self._session, self._access.board.workspace_id, self._entries)

    def _contributor(self, ref: str, title: str, here: Sequence[str], ended: frozenset[str], came: Brought) -> None:
        if title in here:
            return
        post, action_id = self._post_of(title), self._there[ref].id
        if post.title in ended:
            came.kept.append(f"the {post.title} gives input no more: a file cannot bring that back")
        elif post.title not in here and (action_id, post.id) not in self._given:
            self._given.append((action_id, post.id))
            came.changed.append(f"the {post.title} gives input")
            self._log("add_contributor", ref, post.title)

    def _wait(self, ref: str, wait: ReadWait, ended: frozenset[str], came: Brought) -> None:
        said, on = wait.on or f"“{wait.outside}”", self._there.get(wait.on)
        if wait.key in ended:
            came.kept.append(f"it waits for {said} no more: a file cannot bring that back")
        elif wait.on and on is None:
            came.kept.append(f"it cannot wait for {wait.on} before that is in the plan; load this file again then")
        else:
            expected = on.finish if on else wait.expected
            self._waited.append((self._there[ref].id, on.id if on else None, wait.outside, expected))
            came.changed.append(f"waits for {said}")
            what = wait.on or wait.outside
            self._log("add_dependency", ref, f"{what}, expected {day_words(expected)}" if expected else what)

    def _expect(self, ref: str, wait: ReadWait, day: date, came: Brought) -> None:
        """Note that an outside programme is expected on another day, and tell whoever answers, as in chat."""
        session, board = self._session, self._access.board
        only = [self._there[ref].id]
        today = board.today(self._access.now)
        (action,) = actions.actions_of(session, board.id, today, board.zone, only=only)
        site = Site(session, self._access, action)
        outside = [each for each in edits.waits_of(session, action.id) if not each.on_action_id]
        same = [each for each in outside if ReadWait(outside=" ".join(each.outside.split())).key == wait.key]
        for each in same:
            outlook = expected_outlook(site, each, day)
            outlook.apply()
            note(site, outlook, FROM_FILE)
            told = tell(site, outlook, FROM_FILE)
            said = f", and {listed(told)} will be told" if told else ""
            came.changed.append(f"“{wait.outside}” is expected on {day_words(day)}{said}")

    def _log(self, what: str, ref: str, to: str) -> None:
        at, action_id = self._access.now, self._there[ref].id
        self._entries.append(Entry(self._access.who, what, ref, at, "", to, FROM_FILE, action_id))
