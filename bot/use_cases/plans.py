"""Loading a plan from what a file was read as: the first time, and every time after."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.boards import week_of
from bot.domain.closing import FROM_FILE
from bot.domain.dates import day_and_year, day_in_words, listed
from bot.domain.new_dates import is_late_request
from bot.domain.plan_reading.columns import ChosenColumns
from bot.domain.plan_reading.decided import left_to_decide
from bot.domain.plan_reading.markings import is_news
from bot.domain.plan_reading.milestones import is_reworded, pairing, stays_dropped, told_apart_step, without_dropped
from bot.domain.plan_reading.posts import SaidOfTitle
from bot.domain.plan_reading.preview import PlanPreview, PlanRow, PreviewRow, ReadDelivery, ReadMilestone
from bot.domain.plan_reading.texts import lines_of
from bot.domain.rating_facts import Rating
from bot.domain.restriction import RESTRICTED
from bot.domain.statements import Statement
from bot.messages.parts import Reply
from bot.messages.plans import Loaded, plan_loaded
from bot.messages.reporting import WANTED
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.deciding import who_can_decide
from bot.use_cases.figures import tell_actions
from bot.use_cases.links_back import Brought, bring_links
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.new_dates import end_request
from bot.use_cases.recurring import cover_new_actions
from bot.use_cases.reporting import ask_boards_of_file
from bot.use_cases.sources_back import bring_sources
from storage import (
    actions,
    column_choices,
    deliveries,
    edits,
    measures,
    new_dates,
    outbox,
    people,
    plans,
    same_posts,
    statements,
)
from storage.access import Access
from storage.audit import Entry, record, record_all

# What a later file may change in place: words about the action. Dates that were promised are not among them.
_WORDS = {
    "action": "words",
    "title": "title",
    "source": "source",
    "source_ref": "source_ref",
    "lead": "lead",
    "partners": "partners",
    "success_measure": "success_measure",
    "evidence": "evidence",
    "measures": "measures",
    "rating_note": "rating_note",
    "confirmed_as_printed": "printed_rating",
}
_SAID = {
    "action": "the action’s wording",
    "title": "short title",
    "source_ref": "source reference",
    "success_measure": "success measure",
    "rating_note": "note beside the rating",
    "confirmed_as_printed": "the confirmed rating as printed",
}


def load_plan(
    session: Session, access: Access, preview: PlanPreview, now: datetime, titles: Sequence[SaidOfTitle] = ()
) -> Reply:
    """Save every row of a preview that can be loaded; `access` was granted for changing the plan.

    The same file twice changes nothing, and what was said of its columns is remembered. A later file moves no deadline
    (it asks), erases nothing with a blank, and deletes nothing that it leaves out. `titles` is what was said of
    titles that are spelt almost as another.
    """
    if preview.chosen is not None:
        remember_columns(session, access, preview.chosen, access.board.name)
    loaded = load_rows(session, access, preview, now)
    asked = _ask_other_boards(session, access, preview)
    same = _remember_titles(session, access, titles)
    came = bring_sources(session, access, preview.sources, loaded.added) if preview.sources else None
    return Reply(message=plan_loaded(replace(loaded, same_posts=same, sources=came, boards_asked=asked)))


def how_many_would_be_told(session: Session, access: Access, preview: PlanPreview, now: datetime) -> int:
    """How many people beside whoever loads a preview would be told at once; it is tried, and taken back whole.

    Whoever runs another board that is asked is not counted: whether there is such a board is not said. What the cycle
    asks of those who answer for new actions comes in its own time.
    """
    if access.board.started_at is None or not any(row.change != "unchanged" for row in preview.rows if row.plan_row):
        return 0
    newest = outbox.newest_id(session)
    with session.begin_nested() as trial:
        load_plan(session, access, preview, now)
        told = outbox.told_after(session, access.board.workspace_id, newest, but=(WANTED,))
        trial.rollback()
    return len(told - {access.standing.account})


def remember_columns(session: Session, access: Access, chosen: ChosenColumns, subject: str) -> None:
    """Keep which column is which, as somebody said of the headings of a file, for the next that has the same."""
    if column_choices.remember_columns(session, access.board.id, chosen, access.who, access.now):
        said = sorted(f"{heading} is {field.value}" for (heading, _), field in chosen.fields.items())
        workspace = access.board.workspace_id
        record(
            session, workspace, who=access.who, what="choose_columns", subject=subject, at=access.now,
            to="; ".join(said),
        )  # fmt: skip


def _ask_other_boards(session: Session, access: Access, preview: PlanPreview) -> tuple[tuple[str, str], ...]:
    """Ask the other boards that the file says actions are reported to; returns what is for them to accept."""
    wanted = {row.ref: lines_of(row.reported_to) for row in preview.loadable if row.reported_to}
    named = {each.ref: each.id for each in actions.named(session, access.board.id)} if wanted else {}
    board, asked = access.board, []
    ids = [named[ref] for ref in wanted if ref in named]
    for action in actions.actions_of(session, board.id, board.today(access.now), board.zone, only=ids) if ids else []:
        waiting = ask_boards_of_file(session, access, action, wanted[action.ref])
        asked += [(action.ref, listed(waiting))] if waiting else []
    return tuple(asked)


def _remember_titles(session: Session, access: Access, titles: Sequence[SaidOfTitle]) -> tuple[tuple[str, str], ...]:
    """Keep what was said of titles, so that nobody is asked again; returns those that are one post."""
    workspace, same = access.board.workspace_id, []
    for each in dict.fromkeys(titles):
        post, other = (people.find_post(session, workspace, title) for title in (each.post, each.title))
        if post is None or (other is None) is not each.is_same:
            continue
        if other is None:
            same_posts.say_same(session, post, each.title, access.who, access.now)
            same.append((each.title, post.title))
        else:
            same_posts.say_different(session, other, post, access.who, access.now)
        what = "another title of a post" if each.is_same else "posts kept apart"
        record(session, workspace, who=access.who, what=what, subject=each.title, at=access.now, to=post.title)
    return tuple(same)


def load_rows(session: Session, access: Access, preview: PlanPreview, now: datetime) -> Loaded:
    """As `load_plan`, and says what it came to."""
    loading = _Loading(session, access, now, plans.plan_id_of(session, access.board.id))
    stored = plans.stored_plan(session, access.board.id)
    new = [row for row in preview.loadable if row.ref not in stored]
    there = [each for each in preview.rows if each.plan_row is not None and each.plan_row.ref in stored]
    results = [loading.change(stored[row.ref], row) for row in preview.loadable if row.ref in stored]
    for result, each in zip(results, there, strict=True):
        result.kept = [*dict.fromkeys([*_said_before(each), *result.kept])]
    loading.add(new, to_a_plan_under_way=bool(stored))
    results += [_Result(row.ref, [], left) for row in new if (left := left_to_decide(row))]
    _add_links(results, bring_links(session, access, stored, preview.loadable))
    marked = loading.mark(preview.marking, plans.classification_of(session, access.board.id) if stored else "")
    loading.finish()
    if measures.link_actions(session, access.board.id):
        for measure_id in measures.refs_of(session, access.board.id).values():
            tell_actions(session, access.board, measure_id)
    if new:
        cover_new_actions(session, access, {row.ref for row in new})
    ask_the_others(session, access.board, now, loading.led_anew)
    if access.board.started_at is not None:  # what is due this week may be new
        plan_between_meetings(session, access.board, week_of(access.board.today(now)), now)
    in_file = {row.ref for row in preview.rows if row.ref}
    asked = [result.ref for result in results if result.asks_to_move]
    asked += [row.ref for row in new if row.requested_deadline not in (None, row.deadline)]
    return Loaded(
        added=tuple(row.ref for row in new),
        changed=tuple((result.ref, "; ".join(result.changed)) for result in results if result.changed),
        asked_to_move=tuple(asked),
        left_to_the_board=_left_to_the_board(session, access, asked),
        kept_as_they_were=tuple((result.ref, _in_order(result.kept)) for result in results if result.kept),
        not_in_file=tuple(ref for ref in stored if ref not in in_file),
        vacant_posts=loading.vacant(preview),
        marking=marked,
    )


def _left_to_the_board(session: Session, access: Access, refs: Collection[str]) -> tuple[str, ...]:
    """The actions about whose new deadline nobody with a seat can decide today: the same for all of one post."""
    board, wanted = access.board, set(refs)
    ids = [each.id for each in actions.named(session, board.id) if each.ref in wanted] if wanted else []
    asked = actions.actions_of(session, board.id, board.today(access.now), board.zone, only=ids) if ids else []
    one_of = {(each.post_id, each.is_statutory): each for each in asked}
    able = {of: who_can_decide(session, board, one, access.now, on_date=True) for of, one in one_of.items()}
    return tuple(each.ref for each in asked if able[each.post_id, each.is_statutory] is None)


@dataclass
class _Result:
    ref: str
    changed: list[str]
    kept: list[str]
    asks_to_move: bool = False


_STAYS = frozenset({
    "BASELINE_KEPT", "CLOSED_KEPT", "HOLD_NEEDS_DECISION", "DELIVERY_KEPT", "MARK_DIFFERS", "MILESTONE_DROPPED",
    "MILESTONE_KEPT", "PLAN_STANDS", "STATUS_NEEDS_DECISION",
})  # fmt: skip
"""What the preview says of an action that is there, and that loading leaves as it is."""


def _said_before(row: PreviewRow) -> list[str]:
    """What the preview said that stays, without its place in the file."""
    found = (each.message for each in row.findings if each.code in _STAYS)
    return [re.sub(r"^Row \d+, (.+?): ", r"\1: ", each, count=1) for each in found]


def _in_order(kept: Sequence[str]) -> str:
    """All that stays of an action: whole sentences stand as such, each of the rest beside them as one too."""
    if len(kept) == 1 or not any(each.endswith((".", "?")) for each in kept):
        return "; ".join(kept)
    return " ".join(each[:1].upper() + each[1:] + ("" if each.endswith((".", "?")) else ".") for each in kept)


def _add_links(results: list[_Result], brought: Mapping[str, Brought]) -> None:
    """Say with each action what came of its links; of a new action, which has come whole, only what was left."""
    known = {result.ref: result for result in results}
    for ref, came in brought.items():
        if ref in known:
            known[ref].changed += came.changed
            known[ref].kept += came.kept
        elif came.kept:
            results.append(_Result(ref, [], came.kept))


class _Loading:
    """One file going into one plan."""

    def __init__(self, session: Session, access: Access, now: datetime, plan_id: int) -> None:
        self._session = session
        self._access = access
        self._board = access.board
        self._now = now
        self._today = access.board.today(now)
        self._plan_id = plan_id
        self._updates: dict[int, statements.Update] = {}
        self._entries: list[Entry] = []
        self.led_anew: list[int] = []
        """The actions that another post leads by the file."""
        self._priority_of = cache(lambda name: plans.priority_of(session, plan_id, name))
        self._post_of = cache(lambda title: people.post_of(session, access.board.workspace_id, title, self._today).id)

    def add(self, rows: Sequence[PlanRow], *, to_a_plan_under_way: bool) -> None:
        """Put new actions into the plan, with their milestones and what their last updates said.

        Those of a plan under way are marked as new in the next summary.
        """
        ids = plans.add_actions(self._session, self._plan_id, [self._new(row) for row in rows])
        for action_id in ids if to_a_plan_under_way else ():
            actions.change_action(self._session, action_id, added_at=self._now)
        for action_id, row in zip(ids, rows, strict=True):
            self._add_update(action_id, row)
            self._offer(action_id, row)
            why = "; ".join(["from an imported file", *left_to_decide(row)])
            self._log("import_action", row.ref, to=row.lifecycle.words, why=why, action_id=action_id)

    def mark(self, marking: str | None, stated: str) -> str:
        """Give the plan the file's marking where that is higher than what its papers state (nothing for a plan that is
        new); returns the new one, or nothing if it stays.
        """
        if marking is None or not is_news(marking, stated):
            return ""
        plans.mark(self._session, self._plan_id, marking)
        self._log("mark_plan", self._board.name, was=stated, to=marking)
        return marking

    def finish(self) -> None:
        """Write what was gathered on the way: the updates, and the record."""
        statements.add_updates(self._session, self._updates)
        record_all(self._session, self._board.workspace_id, self._entries)

    def _new(self, row: PlanRow) -> plans.NewAction:
        baseline = row.baseline_deadline or row.deadline
        moved = bool(row.deadline and baseline and row.deadline != baseline)
        started = row.start if row.start and row.start <= self._today else self._today
        delivered = row.lifecycle is Lifecycle.DELIVERED
        values = {
            "board_id": self._board.id,
            "priority_id": self._priority_of(row.priority or "No priority given"),
            "ref": row.ref,
            "accountable_post_id": self._post_of(row.post),
            "lifecycle": row.lifecycle.value,
            "approved_on": started,
            "start": row.start,
            "baseline": baseline,
            "deadline": row.deadline,
            "deadline_precision": row.deadline_precision,
            "forecast": row.forecast,
            "delivered_on": self._delivered_on(row) if delivered else None,
            "check_on": row.check_on if delivered else None,
            "moves": max(row.moves or 0, 1 if moved else 0),
            "reopened": row.reopened or 0,
            "is_urgent": bool(row.urgent),
            "is_statutory": bool(row.statutory),
        }
        words = {column: getattr(row, name) for name, column in _WORDS.items()} | {"title": row.title or row.action}
        changes = [self._earlier_move(baseline, row.deadline)] if moved else []
        if row.requested_deadline and row.requested_deadline != row.deadline:
            changes.append(self._move_asked(row.ref, row.deadline, row.requested_deadline))
        steps = [(step, self._done_on(step, row)) for step in row.milestones]
        return plans.NewAction(values | words, steps, changes)

    def change(self, stored: plans.Stored, row: PlanRow) -> _Result:
        """Bring an action up to what the file says, as far as a file may."""
        result = _Result(row.ref, [], [])
        self._change_words(stored, row, result)
        self._change_dates(stored, row, result)
        self._change_milestones(stored, row, result)
        self._deliver(stored, row, result)
        if self._is_news(stored.id, row):
            self._add_update(stored.id, row)
            result.changed.append("update")
        elif row.last_update is None and row.update_text not in ("", stored.row.update_text):
            result.kept.append("the last update, which came in chat: the file does not say of which day its own is")
        self._keep_post(stored, row, result)
        return result

    def vacant(self, preview: PlanPreview) -> tuple[str, ...]:
        """The accountable posts of the file that nobody holds."""
        titles = dict.fromkeys(row.post for row in preview.loadable)
        posts = [people.find_post(self._session, self._board.workspace_id, title) for title in titles]
        return tuple(post.title for post in posts if post and not people.holder_of(self._session, post.id, self._today))

    def _change_words(self, stored: plans.Stored, row: PlanRow, result: _Result) -> None:
        for name, column in _WORDS.items():
            was, to = getattr(stored.row, name), getattr(row, name)
            if to and to not in (was, RESTRICTED):
                actions.change_action(self._session, stored.id, **{column: to})
                if name == "lead":
                    self.led_anew.append(stored.id)
                said = _SAID.get(name, name)
                result.changed.append(said)
                why = f"{said}, from an imported file"
                self._log("change_action", row.ref, was=was, to=to, why=why, action_id=stored.id)

    def _change_dates(self, stored: plans.Stored, row: PlanRow, result: _Result) -> None:
        if row.forecast and row.forecast != stored.row.forecast and self._is_later(stored.id, row):
            actions.change_action(self._session, stored.id, forecast=row.forecast)
            result.changed.append(f"forecast {day_in_words(row.forecast, self._today)}")
            was_expected = str(stored.row.forecast or "")
            self._log("change_forecast", row.ref, was=was_expected, to=str(row.forecast), action_id=stored.id)
        for wanted in dict.fromkeys((row.requested_deadline, row.deadline)):
            moves = wanted and wanted != stored.row.deadline
            if wanted and moves and not plans.is_move_asked(self._session, stored.id, wanted):
                self._ask_to_move(stored, row.ref, wanted, result)

    def _ask_to_move(self, stored: plans.Stored, ref: str, wanted: date, result: _Result) -> None:
        """Ask for a move, in the place of what an earlier file asked for; not beside what its officer asks for, who has
        given reasons. One question at a time is put to whoever decides.
        """
        waiting = new_dates.open_on(self._session, stored.id)
        officers = [one for one in waiting if one.asked_post]
        if officers:
            result.kept.append(plans.words_of_asked(officers[0]))
            return
        for one in waiting:
            end_request(self._session, self._access, one, f"A later file asks for {day_and_year(wanted)} instead.")
        asked = self._move_asked(ref, stored.row.deadline, wanted)
        plans.add_deadline_change(self._session, stored.id, **asked)
        result.asks_to_move = True

    def _change_milestones(self, stored: plans.Stored, row: PlanRow, result: _Result) -> None:
        known = stored.row.milestones
        steps, came = without_dropped(row.milestones, known, stored.dropped)
        result.kept += stays_dropped(came, row.ref)
        for position, (step, place) in enumerate(zip(steps, pairing(steps, known), strict=True)):
            if place is None:
                self._add_milestone(stored, row, position, step, result)
            else:
                self._change_milestone(stored, row, step, place, result)

    def _add_milestone(
        self, stored: plans.Stored, row: PlanRow, position: int, step: ReadMilestone, result: _Result
    ) -> None:
        if at := edits.where_milestone_went(self._session, stored.id, step.ref, step.title):
            result.kept.append(f"the milestone {step.ref} “{step.title}” is one of {at} now: a file cannot move it")
            return
        ref = plans.add_milestone(self._session, stored.id, position, step, self._done_on(step, row))
        result.changed.append(f"milestone “{step.title}” added")
        self._log("add_milestone", row.ref, to=f"{ref} {step.title}", action_id=stored.id)

    def _change_milestone(
        self, stored: plans.Stored, row: PlanRow, step: ReadMilestone, place: int, result: _Result
    ) -> None:
        """Bring the milestone at this place up to what the file says, as far as a file may."""
        old = stored.row.milestones[place]
        which = f"milestone {told_apart_step(old, stored.row.milestones)}"
        if step.done and not old.done:
            done_on = self._done_on(step, row) or self._today
            actions.complete_milestone(self._session, stored.milestone_ids[place], done_on)
            result.changed.append(f"{which} done")
            self._log("complete_milestone", row.ref, to=f"{old.name}: {done_on}", action_id=stored.id)
        elif step.due and old.due and step.due != old.due:
            due = day_in_words(old.due, self._today)
            result.kept.append(f"the {which} keeps its date, {due}: a file cannot move it")
        if is_reworded(step, old):
            result.kept.append(f"the milestone {old.ref} keeps its words, “{old.title}”: a file cannot reword it")
        if step.forecast and (step.forecast, step.note) != (old.forecast, old.note):
            self._expect_milestone(stored, row, step, place, result)

    def _expect_milestone(
        self, stored: plans.Stored, row: PlanRow, step: ReadMilestone, place: int, result: _Result
    ) -> None:
        """Take the file's forecast of a milestone where it speaks of a later day than the newest statement."""
        old = stored.row.milestones[place]
        which = f"milestone {told_apart_step(old, stored.row.milestones)}"
        if step.forecast is None or old.done or step.done:
            return
        if not self._is_later(stored.id, row):
            since = "what was said in chat stands, since the file says nothing of a later day"
            result.kept.append(f"when the {which} is expected: {since}")
            return
        actions.forecast_milestone(self._session, stored.milestone_ids[place], step.forecast, step.note)
        expected = day_in_words(step.forecast, self._today)
        result.changed.append(f"{which} expected {expected}")
        was, to = str(old.forecast or old.due or ""), f"{old.name}: {step.forecast}"
        self._log("forecast_milestone", row.ref, was=was, to=to, action_id=stored.id)

    def _deliver(self, stored: plans.Stored, row: PlanRow, result: _Result) -> None:
        open_now = not stored.row.lifecycle.is_closed and stored.row.lifecycle is not Lifecycle.DELIVERED
        if row.lifecycle is Lifecycle.DELIVERED and open_now:
            actions.change_action(
                self._session, stored.id, lifecycle=Lifecycle.DELIVERED.value, delivered_on=self._delivered_on(row),
                check_on=row.check_on,
            )  # fmt: skip
            self._offer(stored.id, row)
            result.changed.append("delivered, waiting for sign-off")
            was_in = stored.row.lifecycle.words
            self._log("deliver_action", row.ref, was=was_in, to="delivered", action_id=stored.id)

    def _offer(self, action_id: int, row: PlanRow) -> None:
        """Keep what the file says of a delivery as what is offered, for whoever decides to read; nobody is asked."""
        if row.lifecycle is not Lifecycle.DELIVERED or row.delivery == ReadDelivery():
            return
        at = min(self._board.at(self._delivered_on(row), time(12)), self._now)
        deliveries.add_delivery(
            self._session, action_id, at=at, state=FROM_FILE, post=row.post, check_on=row.check_on,
            **asdict(row.delivery),
        )  # fmt: skip

    def _delivered_on(self, row: PlanRow) -> date:
        """The day that the file gives, or else that of its last update; none that is to come."""
        return min(row.delivered_on or row.last_update or self._today, self._today)

    def _keep_post(self, stored: plans.Stored, row: PlanRow, result: _Result) -> None:
        named = people.find_post(self._session, self._board.workspace_id, row.post)  # by an alias, it may be
        if (named.title if named else row.post) != stored.row.post:
            result.kept.append(
                f"the accountable officer stays the {stored.row.post}: a file cannot hand an action over"
            )

    def _is_news(self, action_id: int, row: PlanRow) -> bool:
        """Whether the file says something of progress that is not known yet."""
        rating = row.self_rating.word if row.self_rating else ""
        if not (row.update_text or rating) or plans.has_statement(self._session, action_id, row.update_text, rating):
            return False
        return self._is_later(action_id, row)

    def _is_later(self, action_id: int, row: PlanRow) -> bool:
        """Whether the file speaks of a later day than the newest statement. What came in person that day stands."""
        newest = plans.newest_statement(self._session, action_id)
        if newest is None:
            return True
        at, by_import = newest
        if row.last_update is None and not by_import:  # of no day: it may be older than what the officer said since
            return False
        said_on, day = self._board.today(at), row.last_update or self._today
        return day > said_on or (by_import and day == said_on)

    def _add_update(self, action_id: int, row: PlanRow) -> None:
        """Keep the file's last update as a statement that came by import: the officer's own, not confirmed."""
        if not row.update_text and row.self_rating is None:
            return
        day = row.last_update or self._today
        at = min(self._board.at(day, time(12)), self._now)
        words = Statement(
            progress=row.update_text, effect="", evidence=row.evidence, barriers="", help_needed="", help_from="",
            help_by=None, next_steps="", forecast=row.forecast, rating=row.self_rating or Rating.GREY,
        )  # fmt: skip
        self._updates[action_id] = statements.Update(words, at, row.post)

    def _move_asked(self, ref: str, was: date | None, to: date) -> dict[str, Any]:
        """A request to move a deadline, put on the record."""
        reason = "asked for by an imported file"
        self._log("ask_to_move_deadline", ref, was=str(was or ""), to=str(to), why=reason)
        by = self._access.standing.person_id or None
        return {
            "was": was, "to": to, "reason": reason, "state": "asked", "asked_by": by, "asked_at": self._now,
            "is_late": is_late_request(was, self._today),
        }  # fmt: skip

    def _earlier_move(self, was: date | None, to: date | None) -> dict[str, Any]:
        """The move that had happened before this record began."""
        reason = "before this record began"
        return {
            "was": was, "to": to, "reason": reason, "state": "approved", "before_record": True, "asked_at": self._now,
        }  # fmt: skip

    def _done_on(self, step: ReadMilestone, row: PlanRow) -> date | None:
        if not step.done:
            return step.done_on
        return step.done_on or min(day for day in (row.last_update, self._today) if day)

    def _log(
        self, what: str, subject: str, was: str = "", to: str = "", why: str = "from an imported file",
        action_id: int | None = None,
    ) -> None:  # fmt: skip
        self._entries.append(Entry(self._access.who, what, subject, self._now, was, to, why, action_id))
