"""Of each column of what belongs to a plan it is said whether it goes out with the plan and comes back, or why not."""

import pytest

from bot.domain.plan_reading.headings import Field
from bot.domain.source_writing import ITEM_HEADINGS, LINK_HEADINGS, REPLY_HEADINGS, SOURCE_HEADINGS
from storage.tables import Row

OURS = "an id, a place in the order, or worked out anew from what comes back"
DECIDED = "a decision or an answer, with who and when: a file makes none"
HISTORY = "the history of this board's own record"
PEOPLE = "about people: set up in chat, and in no file that is passed on"
OWN_FILE = "has an import of its own"
AGREED = "agreed in chat, by those whom it binds"
BESIDE = "what people sent: their words, kept as a record"

FATE: dict[str, dict[str, str]] = {
    "action": {
        "ref": Field.REF, "title": Field.TITLE, "words": Field.ACTION, "priority_id": Field.PRIORITY,
        "accountable_post_id": Field.POST, "lead": Field.LEAD, "partners": Field.PARTNERS, "source": Field.SOURCE,
        "source_ref": Field.SOURCE_REF, "success_measure": Field.SUCCESS, "evidence": Field.EVIDENCE,
        "measures": Field.MEASURES, "rating_note": Field.RATING_NOTE, "printed_rating": Field.CONFIRMED,
        "lifecycle": Field.LIFECYCLE, "reopened": Field.REOPENED, "is_urgent": Field.URGENT,
        "is_statutory": Field.STATUTORY, "start": Field.START, "baseline": Field.BASELINE, "deadline": Field.DEADLINE,
        "deadline_precision": Field.PRECISION, "moves": Field.MOVES, "forecast": Field.FORECAST,
        "delivered_on": Field.DELIVERED, "check_on": Field.CHECK,
        "statement_id": Field.UPDATE, "self_rating_id": Field.RATING,
        "hold_decision": DECIDED, "hold_review": DECIDED, "held_from": DECIDED, "closed_on": DECIDED,
        "replaced_by_id": DECIDED, "ended_link": DECIDED, "ended_why": DECIDED, "confirmed_rating_id": DECIDED,
        "restricted_at": DECIDED, "restricted_until": DECIDED, "restricted_event": DECIDED,
        "fresh_look": HISTORY, "fresh_look_on": HISTORY, "added_at": HISTORY,
        "approved_on": HISTORY, "is_archived": HISTORY,
        "board_id": OURS, "plan_id": OURS, "position": OURS, "measure_history": OURS,
    },
    "delivery": {
        "evidence": Field.OFFERED, "effect": Field.EFFECT, "measure": Field.FIGURE, "keeper": Field.KEEPER,
        "procedure": Field.PROCEDURE, "check_on": Field.CHECK, "at": Field.DELIVERED, "post": Field.POST,
        "action_id": OURS, "person_id": HISTORY, "on_behalf_of": HISTORY, "state": DECIDED, "judged_at": DECIDED,
        "judged_by": DECIDED, "judged_post": DECIDED, "judged_words": DECIDED, "waiver": DECIDED,
        "decision_id": DECIDED, "checked_at": DECIDED, "checked_post": DECIDED, "still_true": DECIDED,
        "checked_words": DECIDED,
    },
    "milestone": {
        "title": Field.MILESTONES, "baseline": Field.MILESTONES, "due": Field.MILESTONES, "done_on": Field.MILESTONES,
        "is_critical": Field.MILESTONES, "reference": Field.MILESTONES,
        "forecast": Field.MILESTONES, "forecast_note": Field.MILESTONES,
        "pilot": Field.MILESTONES, "action_id": OURS, "position": OURS, "dropped_at": DECIDED, "dropped_why": DECIDED,
    },
    "deadline_change": {
        "to": Field.REVISED, "was": Field.DEADLINE, "before_record": Field.BASELINE, "action_id": OURS,
        **dict.fromkeys(("state", "decision_id", "said", "reference", "is_late"), DECIDED),
        **dict.fromkeys(
            ("reason", "asked_by", "asked_at", "cause", "effect", "recovery", "asked_post", "on_behalf_of"), HISTORY
        ),
    },
    "deadline_question": dict.fromkeys(
        ("change_id", "question", "asked_by", "asked_post", "asked_at", "answer", "answered_by", "answered_post",
         "answered_at"), HISTORY
    ),
    "contributor": {
        "action_id": Field.CONTRIBUTORS, "post_id": Field.CONTRIBUTORS, "since": HISTORY, "until": HISTORY
    },
    "dependency": {
        "action_id": Field.WAITS, "on_action_id": Field.WAITS, "outside": Field.WAITS, "expected": Field.WAITS,
        "since": HISTORY, "until": HISTORY, "told_passed": HISTORY,
    },
    "priority": {"name": Field.PRIORITY, "plan_id": OURS, "position": OURS},
    "plan": {
        "marking": "above the headings", "board_id": OURS, "name": HISTORY, "key_measures": OWN_FILE,
        **dict.fromkeys(("closed_at", "closed_by", "closed_ref", "next_plan_id", "summary", "forgotten_at"), DECIDED),
    },
    "source": {
        "ref": "Source ref", "title": "Title", "kind": "Type", "legal_force": "Legal force", "visited": "Visit",
        "visited_on": "Visit", "reported": "Report", "reported_on": "Report", "note": "Note",
        "reply_by": "Reply owed by", "board_id": OURS,
        "plan_id": OURS, "position": OURS, "added_at": HISTORY, "withdrawn_at": DECIDED, "withdrawn_ref": DECIDED,
    },
    "source_group": {"source_id": "Group of source", "name": "Group"},
    "source_item": {
        "source_id": "From source", "group_id": "Group", "kind": "Kind of entry", "ref": "Entry ref", "words": "Entry",
        "priority": "Priority", "position": OURS, "added_at": HISTORY, "withdrawn_at": DECIDED,
        "withdrawn_ref": DECIDED, **dict.fromkeys(
            ("declined_at", "declined_by", "declined_post", "declined_why", "restricted_at", "restricted_until",
             "restricted_event"), DECIDED
        ),
    },
    "source_reply": {
        "item_id": "Reply to entry", "words": "What was replied", "sent_on": "Sent on", "post": "Sent by",
        "where": "Where it can be found", "recorded_by": HISTORY, "at": HISTORY,
    },
    "source_link": {
        "action_id": "Linked action", "source_id": "Answers source", "group_id": "Answers group",
        "item_id": "Answers entry", "linked_at": HISTORY, "unlinked_at": HISTORY,
    },
    "same_work": {"action_id": "Linked action", "same_as_id": "Same work as"},
    "former_ref": dict.fromkeys(("action_id", "plan_id", "ref", "until"), HISTORY),
    "reporting": {
        "action_id": Field.REPORTED, "board_id": Field.REPORTED,
        **dict.fromkeys(("state", "why", "asked_by", "asked_at", "settled_by", "settled_at"), AGREED),
    },
    "reporting_interval": AGREED,
    "contribution": BESIDE,
    "post": {"title": Field.POST, **dict.fromkeys(
        ("workspace_id", "vacant_since", "away_until", "line_post_id", "merged_into"), PEOPLE
    )},
    "post_alias": PEOPLE, "holding": PEOPLE, "delegation": PEOPLE, "seat": PEOPLE, "person": PEOPLE,
    "action_measure": {"action_id": Field.MEASURES, "measure_id": Field.MEASURES},
    "measure": OWN_FILE, "target_set": OWN_FILE, "reading": OWN_FILE,
    "risk": HISTORY, "risk_review": HISTORY, "watched": HISTORY, "challenge": HISTORY, "statement": HISTORY,
    "rating": HISTORY, "barrier": HISTORY, "decision": HISTORY, "reopening": HISTORY, "exception_report": HISTORY,
}  # fmt: skip
"""By table and column: the heading under which it goes out and comes back, or why it does not. A table of one word is
so as a whole. The guide to importing says it in people's words."""


@pytest.mark.parametrize("table", [name for name, said in FATE.items() if isinstance(said, dict)])
def test_each_column_goes_out_and_comes_back_or_it_is_said_why_not(table):
    columns = {column.name for column in Row.metadata.tables[table].columns} - {"id"}

    assert columns == FATE[table].keys()


def test_each_heading_of_an_export_holds_something_that_is_kept():
    held = {said for columns in FATE.values() if isinstance(columns, dict) for said in columns.values()}

    not_kept = {Field.HOLD_DECISION, Field.HOLD_REVIEW, Field.UPDATED_ON}  # asked about; and the day of the update
    assert set(Field) - held == not_kept
    assert {*SOURCE_HEADINGS, *ITEM_HEADINGS, *LINK_HEADINGS, *REPLY_HEADINGS} - held == {"Declined"}
