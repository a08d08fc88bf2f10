"""How often an action reports: the chair says so, for one action or for the whole plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words
from bot.domain.edits import Line
from bot.domain.intervals import EVERY, Interval, Spacing, ended_before, followed_by
from bot.domain.people import Deed
from bot.domain.plans import Action, Assessed
from bot.domain.refusals import Refusal
from bot.messages import intervals as words
from bot.messages.changing import STATE
from bot.messages.editing import day_initial
from bot.messages.intervals import AGAIN, LONGER, ONE, WHOLE
from bot.messages.parts import FormPart
from bot.use_cases import editing
from bot.use_cases.assessing import assess_plan, let_off
from bot.use_cases.deciding import decider_for
from bot.use_cases.editing import Edit, Given, Outlook, Site, officer, text_given, whom
from bot.use_cases.interval_ends import ask_elsewhere, ask_who_is_due, say_not_asked
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from storage import intervals, meetings


def _form(site: Site, given: Given) -> Sequence[FormPart]:
    decider_for(site.session, site.access, site.action)
    now = next(iter(site.action.spacing.kept(site.today)), None)
    every = str(now.every) if now else "2"
    since = max(now.since, site.today) if now else site.today
    return words.interval_fields(
        int(text_given(given, "every", every) or every),
        day_initial(given.get("since")) or since,
        day_initial(given.get("until")) or (None if given or not now else now.until),
        text_given(given, "scope", ONE) or ONE,
        site.action.ref,
    )


def _outlook(site: Site, form: Form) -> Outlook | None:
    decider_for(site.session, site.access, site.action)
    every, since, until = form.words("every"), form.day("since", "Say from which day."), form.day("until")
    if every not in map(str, EVERY):
        form.wrong("every", "Choose at which meetings it reports.")
    if since is not None and since < site.today:
        form.wrong("since", f"{day_in_words(since, site.today)} has passed. Choose today or a later day.")
    if since is not None and until is not None and until <= since:
        form.wrong("until", "Choose a day after the first, or leave it empty.")
    if every == "1" and until is not None and until != _last_day(site):
        form.wrong("until", _NO_LAST_DAY)
    if form.errors or since is None:
        return None
    to = _To(int(every), since, until)
    presses = _assessed(site, [site.action.id])[0].presses
    if to.is_longer and presses:
        whole = f" {_FROM_ANOTHER}" if form.words("scope") == WHOLE else ""
        form.wrong("every", _PRESSING.format(ref=site.action.ref, why=presses) + whole)
        return None
    theirs, out = _of_plan(site, to) if form.words("scope") == WHOLE else ([site.action], [])
    return _changed(site, theirs, out, to)


def _last_day(site: Site) -> date | None:
    """What stands in the form before anybody types: it is not theirs to take out again."""
    now = next(iter(site.action.spacing.kept(site.today)), None)
    return now.until if now else None


_NO_LAST_DAY = (
    "At every meeting goes on until you say otherwise, so it has no last day. Leave this empty, or choose a longer "
    "time between reports from the day on which that begins."
)
_PRESSING = "{ref} reports at every meeting, since {why}. It can report less often once that is over."
_FROM_ANOTHER = (
    "For the rest of the plan, choose this on the card of an action that can: what can not is left out there."
)


@dataclass(frozen=True)
class _To:
    """What the chair wants: at every how many meetings, from which day, until which."""

    every: int
    since: date
    until: date | None

    @property
    def is_longer(self) -> bool:
        return self.every > 1

    def after(self, kept: Sequence[Interval], today: date) -> tuple[Interval, ...]:
        """What is to be kept of an action. What ends today lets off a meeting of today: nobody was asked for it."""
        if self.is_longer:
            return followed_by(kept, Interval(self.every, self.since, self.until))
        return ended_before(kept, max(self.since, today + timedelta(days=1)))


def _assessed(site: Site, only: list[int] | None = None) -> list[Assessed]:
    return assess_plan(site.session, site.access.board, site.access.now, only=only)


def _of_plan(site: Site, to: _To) -> tuple[list[Action], list[Action]]:
    """The actions of the plan that it can be for, this one first; and those that it can not. Who decides about one for
    another, as the deputy does for the chair, decides about no more of the plan.
    """
    ours = [each for each in _assessed(site) if each.action.board_id == site.access.board.id]
    live = [each for each in ours if each.action.owes_statements]
    fits = [each.action for each in live if not (to.is_longer and each.presses) and _decides(site, each.action)]
    ids = {action.id for action in fits}
    fits.sort(key=lambda action: action.id != site.action.id)
    return fits, [each.action for each in live if each.action.id not in ids]


def _decides(site: Site, action: Action) -> bool:
    try:
        decider_for(site.session, site.access, action)
    except Refusal:
        return False
    return True


def _changed(site: Site, theirs: Sequence[Action], out: Sequence[Action], to: _To) -> Outlook:
    lines = {action.id: _line(action, to, site.today) for action in theirs}
    changed = [action for action in theirs if lines[action.id].was != lines[action.id].to]
    others = [action for action in changed if action.id != site.action.id]
    mine = [lines[site.action.id]] if others or site.action in changed else []
    notes = [f"{_next_report(site, to)} {LONGER}" if to.is_longer else AGAIN]
    notes += [words.for_plan([action.ref for action in others])] if others else []
    notes += [words.left_out([action.ref for action in out])] if out else []

    def apply() -> str:
        _keep(site.session, site.access.board, changed, to, site.access.now)
        refs = f"{site.action.ref} and {len(others)} more report" if others else f"{site.action.ref} reports"
        return f"{refs} {lines[site.action.id].to}."

    told = whom(site, officer(site), *(officer(site, action) for action in others))
    return Outlook(mine, apply, told, notes, [(action, [lines[action.id]]) for action in others])


def _next_report(site: Site, to: _To) -> str:
    action, today = site.action, site.today
    after = to.after(action.spacing.intervals, today)
    zone = ZoneInfo(site.access.board.zone)
    spacing = intervals.spacing_with(site.session, action.id, after, zone, today)
    return words.next_report(action.ref, spacing.next_report(today), today)


def _line(action: Action, to: _To, today: date) -> Line:
    after = Spacing(to.after(action.spacing.intervals, today))
    return Line("change_interval", "reports", action.spacing.words(today), after.words(today))


def _keep(session: Session, board: Board, changed: Sequence[Action], to: _To, now: datetime) -> None:
    for action in changed:
        intervals.keep(session, action.id, to.after(action.spacing.intervals, board.today(now)))
    for meeting in meetings.meetings_of(session, board.id, since=now):
        out = let_off(session, meeting, now)
        for action in changed:
            if action.id in out:
                say_not_asked(session, board, action, meeting, f"at {EVERY[to.every]}", now)
    ask_who_is_due(session, board, [each for each in changed if each.spacing.intervals], now)
    ask_elsewhere(session, board, changed, now)


EDITS = (
    Edit(
        Offer("How often it reports", "edit.interval", "At every meeting, or at every second, third or fourth.",
              Deed.SPACE_REPORTS, STATE, lambda action: action.owes_statements),
        "How often it reports", _form, _outlook,
    ),
)  # fmt: skip
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
