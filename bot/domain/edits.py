"""A change to the plan: what was, what is to be, and how its history says it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce

from bot.domain.dates import day_and_year, ended
from bot.domain.references import short_title
from bot.domain.restriction import RESTRICTED

NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """One thing that a change changes. `what` is its kind on the record, `name` how people call it."""

    what: str
    name: str
    was: str
    to: str
    of: str = ""
    """The part of the action that it is about, such as a milestone; the record needs it beside the kind."""

    @property
    def recorded_was(self) -> str:
        """What was, as the record has it."""
        return f"“{self.of}”, {self.was or NOTHING}" if self.of else self.was

    @property
    def words(self) -> str:
        """From what to what: "30 June → 16 July"; one word says so where there was, or will be, nothing."""
        if self.what in _WHOLE:
            return self.to or self.was
        return f"{self.was or NOTHING} → {self.to or NOTHING}"


@dataclass(frozen=True)
class Noted:
    """A change as the record has it. `at` is in the board's zone."""

    id: int
    at: datetime
    who: str
    what: str
    was: str
    to: str
    why: str

    @property
    def words(self) -> str:
        """What was changed, from what to what and why: "deadline: 30 June → 16 July. Why: …"."""
        name = KINDS.get(self.what, self.what.replace("_", " "))
        was, to = _in_words(self.was), _in_words(self.to)
        if self.what in _WHOLE:
            was, to = "", to or was
        change = {
            (True, True): f"{name}: {was} → {to}",
            (True, False): f"{name}: {was} → {NOTHING}",
            (False, True): f"{name}: {to}",
            (False, False): name,
        }[bool(was), bool(to)]
        why = f" Why: {self.why}" if self.why else ""
        return ended(change) + (ended(why) if why else "")


_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
"""A day as machines write it. That of a decision’s reference, such as D-2021-05-04, is part of a name."""


def _in_words(recorded: str) -> str:
    """The same with each day as people say it."""
    return _DAY.sub(lambda found: _said(found[0]), recorded)


def _said(day: str) -> str:
    try:
        return day_and_year(date.fromisoformat(day))
    except ValueError:
        return day


def without_titles(noted: Noted, titles: Sequence[str]) -> Noted:
    """The same without the titles of other actions that are restricted, in full and as they are shortened."""
    held = sorted({each for title in titles for each in (title, short_title(title))}, key=len, reverse=True)

    def said(words: str) -> str:
        return reduce(lambda left, title: left.replace(title, RESTRICTED), held, words)

    return replace(noted, was=said(noted.was), to=said(noted.to), why=said(noted.why)) if held else noted


def when_and_who(noted: Noted) -> str:
    """ "8 June 2021, 10:02, Programme Manager"."""
    return f"{day_and_year(noted.at.date())}, {noted.at:%H:%M}, {noted.who}"


def only_changes(found: Sequence[Noted]) -> list[Noted]:
    """Those that change what somebody may be editing: a statement that comes in meanwhile is no matter."""
    return [noted for noted in found if noted.what not in _BESIDE_THE_PLAN]


def compared(wanted: Mapping[str, tuple[str, str, str]]) -> list[Line]:
    """What differs: for each kind of change (its name, what was, what is to be)."""
    return [Line(what, name, was, to) for what, (name, was, to) in wanted.items() if was != to]


def day_words(day: date | None) -> str:
    """A day as the record says it, with its year; empty for none."""
    return day_and_year(day) if day else ""


_BESIDE_THE_PLAN = frozenset(
    {
        "submit_statement", "withdraw_statement", "restore_statement", "put_on_watch_list", "take_off_watch_list",
        "ask_to_watch",
        "help_no_more",
        "confirm_rating", "note_attendance",
        "take_back", "note_promise", "outcome stands", "ask_to_move_deadline", "ask_about_new_date", "add_to_new_date",
        "withdraw_new_date", "raise_challenge", "answer_challenge", "settle_challenge",
        "link_action", "unlink_action", "note_same_work",
        "ask_to_report", "report_also", "decline_report", "end_report",
        "clear_for_public", "clear_no_more",
        "ask_for_input", "give_input", "no_input", "not_their_input", "withdraw_input",
    }
)  # fmt: skip

_WHOLE = frozenset(
    {
        "move_milestone", "move_measure", "move_challenge", "move_help", "move_watch", "move_promise", "end_challenge",
        "end_help", "end_watch", "end_promise", "end_request", "take_in_challenge", "split_action",
        "move_waiting", "move_wait", "add_contributor", "end_contributor", "add_dependency", "end_dependency",
        "add_milestone", "add_action", "change_replaced", "change_review", "change_link", "restrict_action",
        "open_action", "merge_in", "take_over", "waited_for",
    }
)  # fmt: skip
"""What is added or taken out, goes along, or ends with an action, whole: nothing is there before or after it."""

KINDS: dict[str, str] = {
    "add_action": "added to the plan",
    "add_contributor": "gives input",
    "add_dependency": "waits for",
    "add_milestone": "milestone added",
    "ask_for_input": "input asked of",
    "ask_to_watch": "asked for the watch list",
    "give_input": "input sent",
    "no_input": "input asked for: nothing to add",
    "not_their_input": "input asked for: said not to be theirs",
    "withdraw_input": "input asked for no more, of",
    "ask_to_move_deadline": "new deadline asked for",
    "change_action": "wording",
    "open_action": "restricted no more",
    "restrict_action": "restricted",
    "clear_for_public": "cleared for the public",
    "clear_no_more": "cleared for the public no more",
    "change_accountable_post": "accountable officer",
    "change_forecast": "forecast",
    "change_milestone": "milestone",
    "change_milestone_critical": "milestone critical",
    "change_milestone_date": "milestone date",
    "change_milestone_pilot": "milestone of a pilot",
    "change_partners": "partners",
    "change_link": "written down in",
    "change_replaced": "its place is taken by",
    "change_review": "to be looked at again on",
    "change_dependency": "what it waits for is expected",
    "change_lead": "lead officer",
    "change_priority": "priority",
    "change_source": "where it comes from",
    "change_start": "start",
    "change_interval": "reports",
    "change_state": "state",
    "change_source_ref": "reference of where it comes from",
    "change_success_measure": "how we will know",
    "change_statutory": "set by a direction",
    "change_title": "title",
    "change_urgent": "urgent",
    "change_words": "words",
    "close_action": "closed",
    "close_help": "help needed",
    "help_no_more": "help needed",
    "complete_milestone": "milestone done",
    "confirm_rating": "rating confirmed",
    "decide_new_date": "deadline, by request",
    "ask_about_new_date": "request for a new deadline",
    "answer_recorded": "recorded as a decision, and said to be",
    "add_to_new_date": "request for a new deadline",
    "withdraw_new_date": "request for a new deadline",
    "deliver_action": "state, with evidence",
    "judge_evidence": "evidence not enough: state",
    "ask_to_report": "asked to be reported also to",
    "report_also": "reported also to",
    "decline_report": "not reported to",
    "end_report": "reported to",
    "reopen_action": "opened again: state",
    "choose_fate": "when the plan closes, it",
    "move_action": "moved to the next plan",
    "withdraw_action": "withdrawn: state",
    "check_closed": "asked whether it still holds",
    "drop_milestone": "milestone dropped",
    "end_contributor": "gives input no more",
    "end_dependency": "waits no more for",
    "forecast_milestone": "milestone expected",
    "import_action": "came with an imported plan, as",
    "link_action": "linked to",
    "merge_in": "merged into it",
    "move_challenge": "question that goes along",
    "move_wait": "what it waits for goes along",
    "move_waiting": "waits for what takes its place",
    "move_help": "goes along",
    "move_watch": "goes along",
    "move_promise": "comes back with it",
    "end_challenge": "question that is settled with it",
    "end_help": "ends with it",
    "end_watch": "ends with it",
    "end_promise": "ends with it",
    "end_request": "ends with it",
    "take_in_challenge": "question that came along",
    "move_measure": "measure that goes along",
    "move_milestone": "milestone that goes along",
    "note_attendance": "attendance",
    "note_promise": "promise",
    "note_same_work": "the same work as",
    "outcome stands": "outcome of a meeting stands",
    "put_on_watch_list": "put on the watch list",
    "record_decision": "decision",
    "split_action": "split off, as a new action",
    "split_from": "split off",
    "submit_statement": "statement sent, rated",
    "take_back": "taken back",
    "withdraw_statement": "statement withdrawn, rated",
    "restore_statement": "withdrawn statement brought back, rated",
    "take_over": "takes the place of",
    "take_off_watch_list": "taken off the watch list",
    "waited_for": "is waited for by",
    "unlink_action": "unlinked from",
}
"""How each kind of entry on the record is said; one that is not here is said by its own name."""
