"""How the counts of a plan, and one action of it, are said wherever they are shown. Every rating says whose it is."""

from datetime import date

from bot.domain.actions import Lifecycle
from bot.domain.asking import StatementState
from bot.domain.dates import counted, day_in_words, days_in_words
from bot.domain.new_dates import slip_note
from bot.domain.plans import PILOT_STEPS, Action, Assessed, Milestone
from bot.domain.ratings import How
from bot.domain.references import short_title
from bot.domain.restriction import RESTRICTED, left_out_words
from bot.domain.statements import confidence_words, evidence_words
from bot.domain.tallies import Tally, is_overdue, is_unproved, passed_since_confirmed
from bot.messages.parts import Item, Note, Part

URGENT = "Urgent"
_WAITS = {Lifecycle.DELIVERED: "Delivered, for the Board to accept", Lifecycle.ON_HOLD: "On hold"}
"""Why a date that has passed is not late, or nothing moves: what a reader of the list would otherwise ask."""


SAMPLE = Note(text="Sample made up from a public report. Nobody’s real plan.")


def left_out_parts(number: int) -> list[Part]:
    """How many restricted actions a list does not have; nothing where it has them all."""
    return [Note(text=left_out_words(number))] if number else []


def counts_in_words(tally: Tally) -> str:
    """Every action is in exactly one of the counts of the first sentence, every live one in one of the second."""
    parts = [
        _states(tally),
        _ratings(tally),
        _confirmed(tally),
        f"Re-dated with approval: {tally.redated}.",
        f"Reopened after closing: {tally.reopened}." if tally.reopened else "",
        f"No statement this cycle: {_without_statement(tally)}.",
        _statements(tally),
    ]
    return " ".join(part for part in parts if part)


def _states(tally: Tally) -> str:
    states = [f"{tally.live} live", f"{tally.complete} complete"]
    if tally.closed_not_delivered:
        states.append(f"{tally.closed_not_delivered} closed, not delivered")
    hold = f" On hold: {tally.on_hold} of the {tally.live} live." if tally.on_hold else ""
    return f"{counted(tally.total, 'action')}: {', '.join(states)}.{hold}"


def _without_statement(tally: Tally) -> str:
    """How many that were asked for have none; what has not been asked for yet is owed by nobody, and said apart."""
    waits = f"{tally.not_asked_yet} not asked for yet" if tally.not_asked_yet else ""
    owed = str(tally.no_statement_this_cycle) if tally.no_statement_this_cycle or not waits else ""
    return ", and ".join(each for each in (owed, waits) if each)


def _statements(tally: Tally) -> str:
    """What has become of the statements that were asked for; nothing where none was."""
    said = [f"{state.words} {number}" for state, number in tally.statements if number]
    return f"Statements asked for: {', '.join(said)}." if said else ""


def _ratings(tally: Tally) -> str:
    if not tally.live:
        return ""
    unknown = tally.red_for_want_of_knowledge
    red = f"Red {tally.red}{f' ({unknown} because nobody can say)' if unknown else ''}"
    ratings = [red, f"Amber {tally.amber}", f"Green {tally.green}"]
    if tally.blue:
        ratings.append(f"Blue, not yet closed, {tally.blue}")
    if tally.not_rated:
        ratings.append(f"not rated {tally.not_rated}")
    return f"{', '.join(ratings)}."


def _confirmed(tally: Tally) -> str:
    if not tally.live:
        return ""
    if not tally.not_confirmed:
        return f"All {tally.live} are confirmed by the chair."
    if tally.not_confirmed == tally.live:
        return f"None of the {tally.live} is confirmed by the chair yet, this cycle."
    are = "is" if tally.not_confirmed == 1 else "are"
    return f"{tally.not_confirmed} of the {tally.live} {are} not yet confirmed by the chair."


def name_of(action: Action) -> str:
    """The reference and a short title."""
    return f"{action.ref} {short_title(action.title)}"


def name_for_others(action: Action) -> str:
    """The same, where others than its readers see it, such as on the record of another action."""
    return f"{action.ref} {RESTRICTED}" if action.is_marked_restricted else name_of(action)


def plan_line(each: Assessed, stale: int, more: str = "") -> Item:
    """One action in a list; `stale` is after how many days a statement is old, `more` a last sentence.

    The reference and the rating lead, since a chair reads down them; the title has the rest of the line, and what
    stands behind the rating has the next.
    """
    action = each.action
    sentences = [
        f"{action.post}{vacant_words(action, each.today)}{_acting(action)}",
        deadline_words(each),
        _WAITS.get(action.lifecycle, ""),
        *_remarks(each, stale),
        more,
    ]
    behind = " ".join(f"{words}." for words in sentences if words)
    return Item(lead=f"{action.ref} {rating_words(each)}", text=f"{short_title(action.title)}\n{behind}")


def rating_words(each: Assessed) -> str:
    """The rating that is shown, what it means, whose it is and how sure: "Amber, at risk (not confirmed)"."""
    rating, how = each.shown.rating, f"{each.shown.how.words}{_old_words(each)}"
    sure = confidence_words(each.action.statement.confidence) if each.action.statement else ""
    if sure and each.shown.how is How.NOT_CONFIRMED:
        how = f"{how}, confidence {sure}"
    return f"{rating.word}, {rating.meaning} ({how})" if rating else f"No colour ({how})"


def _old_words(each: Assessed) -> str:
    """What to add where the statement that was due has not come: an older colour has its kind and its day beside it."""
    last, confirmed = each.action.statement, each.action.confirmed
    if each.shown.how is How.NOT_UPDATED and last and last.rating:
        return f"; the officer last said {last.rating.word}, {day_in_words(last.day, each.today)}"
    if each.is_not_updated and each.shown.how is How.CONFIRMED and confirmed:
        return f" on {day_in_words(confirmed.day, each.today)}, not updated"
    return ""


def shown_words(each: Assessed) -> str:
    """The rating that is shown where nothing stands beside it: with whose it is and of what day (ratings, c10)."""
    action, how = each.action, each.shown.how
    last = action.statement if how is How.NOT_CONFIRMED else None
    of = action.confirmed if how is How.CONFIRMED else last
    return f"{each.shown.words}{f', {day_in_words(of.day, each.today)}' if of else ''}"


def proof_words(each: Assessed) -> str:
    """What sort of evidence stands behind the rating: "Evidence: outside audit, 28 May", or that there is none yet."""
    if is_unproved(each):
        return "No evidence yet"
    last = each.action.statement
    if last is None or not last.has_evidence:
        return ""
    said = evidence_words(last.evidence_kind, day_in_words(last.evidence_on, each.today) if last.evidence_on else "")
    return f"Evidence: {said}" if said else ""


def forecast_words(action: Action, today: date) -> str:
    """The forecast, marked where it is the fresh look of a new holder."""
    if action.forecast is None:
        return "none given"
    if not action.has_fresh_look or action.fresh_look_on is None:
        return day_in_words(action.forecast, today)
    return f"{day_in_words(action.forecast, today)} ({fresh_look_words(action.fresh_look_on, today)})"


def fresh_look_words(on: date, today: date) -> str:
    """What stands beside a forecast that a new holder gave: "fresh look by the new holder, 8 June"."""
    return f"fresh look by the new holder, {day_in_words(on, today)}"


def vacant_words(action: Action, today: date) -> str:
    """What to add to a post that nobody holds: ", vacant since 1 June"."""
    if action.holder_account:
        return ""
    return f", vacant since {day_in_words(action.vacant_since, today)}" if action.vacant_since else ", vacant"


def _acting(action: Action) -> str:
    return f", acting: {action.delegate_post}" if action.is_acted_for else ""


def deadline_words(each: Assessed) -> str:
    """The deadline, whether it has passed, and how far and how often it has moved."""
    action, today = each.action, each.today
    if action.deadline is None:
        return "No deadline yet"
    late = f", passed {days_in_words((today - action.deadline).days)} ago" if is_overdue(each) else ""
    return f"Deadline {day_in_words(action.deadline, today)}{late}{slip_words(action)}"


def slip_words(action: Action) -> str:
    """ ", 92 days later than first agreed, moved once"; empty where the deadline never moved."""
    slip = slip_note(action.baseline, action.deadline, action.moves)
    return f", {slip}" if slip else ""


def _remarks(each: Assessed, stale: int) -> list[str]:
    return [
        URGENT if each.action.is_urgent else "",
        statement_words(each, stale),
        proof_words(each),
        suggestion_words(each),
        changed_words(each),
        each.last_confirmed_words,
        "Help needed" if each.action.help else "",
        reopened_words(each.action),
    ]


def reopened_words(action: Action) -> str:
    """ "Reopened once"; empty where it never was."""
    times = {1: "once", 2: "twice"}.get(action.reopened, f"{action.reopened} times")
    return f"Reopened {times}" if action.reopened else ""


def statement_words(each: Assessed, stale: int) -> str:
    """When the last statement came; how long ago, once it is old."""
    last = each.action.statement
    if last is None:
        return "No statement yet"
    age = (each.today - last.day).days
    if age > stale and each.action.is_live:
        return f"Last statement {days_in_words(age)} ago"
    return f"Last statement {day_in_words(last.day, each.today)}"


def state_words(each: Assessed) -> str:
    """What has become of the statement that was last asked for: "requested, due 8 June"; empty if none was."""
    asked, state = each.asked, each.statement_state
    if asked is None:
        return ""
    last = each.action.statement
    is_for = last.meeting_on if last and last.meeting_on and state is StatementState.SUBMITTED else asked.meeting_on
    due, meeting = day_in_words(asked.due_on, each.today), day_in_words(is_for, each.today)
    more = {
        StatementState.REQUESTED: f", due {due}",
        StatementState.DRAFT: f", due {due}",
        StatementState.SUBMITTED: f" for {meeting}",
        StatementState.LATE: f", {'a draft is begun, ' if each.action.begun_on else ''}due {due}",
        StatementState.MISSED: f" for {meeting}",
        StatementState.EXCUSED: f": {each.excuse_for(asked)}",
        StatementState.NOT_DUE: f": {words}" if (words := interval_words(each)) else f" for {meeting}",
    }
    return f"{state.words}{more.get(state, '')}"


def interval_words(each: Assessed) -> str:
    """How often it reports, and when next: "reports every second meeting, next 29 June"; empty where it is as usual."""
    return "" if each.presses or not each.action.owes_statements else each.action.spacing.next_words(each.today)


def suggestion_words(each: Assessed) -> str:
    """What the rules suggest, where that is not what is shown."""
    suggested = each.suggestion.rating
    return f"The rules suggest {suggested.word}" if suggested and suggested is not each.shown.rating else ""


def changed_words(each: Assessed) -> str:
    """What has changed since the chair confirmed: nothing overwrites a confirmed rating, so it is said beside it."""
    passed = passed_since_confirmed(each)
    return f"Changed since: deadline passed {day_in_words(passed, each.today)}" if passed else ""


def milestone_words(step: Milestone, today: date) -> str:
    """A milestone's date, and whether it was done, is late, or is to come; and when it was first due."""
    pilot = f" ({PILOT_STEPS[step.pilot]})" if step.pilot in PILOT_STEPS else ""
    moved = step.baseline is not None and step.due is not None and step.baseline != step.due
    first = f"; first due {day_in_words(step.baseline, today)}" if moved and step.baseline else ""
    return f"{_milestone_date(step, today)}{first}{pilot}"


def _milestone_date(step: Milestone, today: date) -> str:
    if step.done_on is not None and step.done_on <= today:
        return f"done {day_in_words(step.done_on, today)}{_beside(step)}"
    if step.due is None:
        return "no date yet"
    days = (step.due - today).days
    due = day_in_words(step.due, today)
    if days < 0:
        expected = f", expected {day_in_words(step.forecast, today)}" if step.forecast else ""
        return f"{due}, {days_in_words(-days)} late{expected}"
    return f"{due}, due today" if days == 0 else f"{due}, in {days_in_words(days)}"


def _beside(step: Milestone) -> str:
    if step.due is None or step.done_on is None or step.done_on == step.due:
        return ""
    days = (step.done_on - step.due).days
    return f", {days_in_words(abs(days))} {'late' if days > 0 else 'early'}"
