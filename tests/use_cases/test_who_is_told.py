"""Every edit of an action says before it is saved who will be told, and then these are told, once, and nobody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.messages.parts import Paragraph
from bot.use_cases import catalogue
from storage import edits, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, WHY, Editor
from tests.use_cases.sample_board import SampleBoard, sends_statement

OFFICER, CHAIR, LEAD = "U_QA", "U_CHAIR", "U_EARLY"
OTHERS = "U_INCLUSION"
"""Who answers for BCP-14."""
POSTS = {
    OFFICER: "the Service Director, Quality and Assurance", CHAIR: "the chair", LEAD: "the Head of Early Help",
    OTHERS: "the Service Director, Inclusion and Family Services", "U_PM": "the programme manager",
}  # fmt: skip


def nothing(session: Session, board: SampleBoard) -> str:
    return ""


def milestone(session: Session, board: SampleBoard) -> str:
    return str(edits.milestones_of(session, board.actions["BCP-06"])[0].id)


def critical(session: Session, board: SampleBoard) -> str:
    step = edits.milestones_of(session, board.actions["BCP-06"])[0]
    step.is_critical = True
    return str(step.id)


def waits(session: Session, board: SampleBoard) -> str:
    edits.add_dependency(session, board.actions["BCP-06"], board.actions["BCP-14"], "", None, NOW)
    return str(edits.waits_of(session, board.actions["BCP-06"])[0].id)


def waits_outside(session: Session, board: SampleBoard) -> str:
    edits.add_dependency(session, board.actions["BCP-06"], None, "Smarter Structures", date(2021, 6, 1), NOW)
    return str(edits.waits_of(session, board.actions["BCP-06"])[0].id)


def state(**values: Any) -> Callable[[Session, SampleBoard], str]:
    def put(session: Session, board: SampleBoard) -> str:
        change_action(session, board.actions["BCP-06"], **values)
        return ""

    return put


def help_asked(session: Session, board: SampleBoard) -> str:
    sends_statement(session, board, "BCP-06", "Amber", help_needed="Two auditors.")
    return ""


@dataclass(frozen=True)
class Row:
    """An edit of BCP-06, and who hears of it. `of` is what an answer means on the board: a post or an action."""

    edit: str
    told: tuple[str, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)
    part: Callable[[Session, SampleBoard], str] = nothing
    by: str = "U_PM"


STEP = {"title": "Audit tool agreed by all", "due": date(2021, 9, 1)}
TWO_PARTS = {"words": "Publish what audits show.", "words_2": "Train the auditors.", "left": "Audit practice."}
NOT_DONE = {"link": "Minutes of 1 June"}
TABLE = (
    Row("edit.reword", (OFFICER,), {"title": "Audit practice every month"}),
    Row("edit.facts", (OFFICER,), {"partners": "Police"}),
    Row("edit.facts", (OFFICER, LEAD), {"lead": "Head of Early Help"}),
    Row("edit.facts", (OFFICER, CHAIR), {"marks": ("statutory",)}),
    Row("edit.add_milestone", (OFFICER,), STEP),
    Row("edit.add_milestone", (OFFICER, CHAIR), STEP | {"critical": ("critical",)}),
    Row("edit.milestone", (OFFICER,), STEP, part=milestone),
    Row("edit.milestone", (OFFICER, CHAIR), STEP, part=critical),
    Row("edit.drop_milestone", (OFFICER,), part=milestone),
    Row("edit.drop_milestone", (OFFICER, CHAIR), part=critical),
    Row("edit.contributors", (OFFICER, LEAD), of={"posts": "Head of Early Help"}),
    Row("edit.waits", (OFFICER, OTHERS), of={"on": "BCP-14"}),
    Row("edit.waits", (OFFICER,), {"outside": "Smarter Structures", "expected": date(2021, 6, 20)}),
    Row("edit.waits_no_more", (OFFICER, OTHERS), part=waits),
    Row("edit.outside_date", (OFFICER,), {"expected": date(2021, 6, 20)}, part=waits_outside),
    Row("edit.hold", (OFFICER,), {"review": date(2021, 9, 1)}, by=CHAIR),
    Row("edit.hold", (OFFICER, CHAIR), {"review": date(2021, 9, 1)}),
    Row("edit.resume", (OFFICER, CHAIR), part=state(lifecycle="on_hold", hold_decision="D-1", held_from="in_progress")),
    Row("edit.superseded", (OFFICER, OTHERS, CHAIR), of={"by": "BCP-14"}),
    Row("edit.not_delivered", (OFFICER, CHAIR), NOT_DONE),
    Row("edit.merge", (OFFICER, OTHERS, CHAIR), of={"into": "BCP-14"}),
    Row("edit.split", (OFFICER, CHAIR), {"words": "Publish what audits show.", "left": "Audit practice."}),
    Row("edit.split", (OFFICER, LEAD, CHAIR), TWO_PARTS, of={"post_2": "Head of Early Help"}, part=lambda *_: "2"),
    Row("edit.agree", (OFFICER,), part=state(lifecycle="draft")),
    Row("edit.begin", (OFFICER,), part=state(lifecycle="not_started")),
    Row("edit.help", (OFFICER, CHAIR), part=help_asked),
    Row("edit.help", ("U_PM", CHAIR), part=help_asked, by=OFFICER),
)


def test_every_edit_in_two_steps_is_in_the_table():
    kept = {name.removesuffix(".save") for name in catalogue._FORMS if name.endswith(".save")}

    assert {row.edit for row in TABLE} == kept - {"plan.new"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.edit} {len(row.told)} {row.by}")
def test_who_will_be_told_is_said_and_these_are_told(session, board, row):
    part = row.part(session, board)
    named = {name: _meant(board, name, said) for name, said in row.of.items()}
    before = {each.id for each in session.query(tables.Outbox)}
    recorded = session.query(tables.Audit).count()
    editor = Editor(session, board, row.by)

    preview = editor.previews(row.edit, "BCP-06", part, **{**row.answers, **named})
    session.flush()
    assert {each.id for each in session.query(tables.Outbox)} == before
    assert session.query(tables.Audit).count() == recorded

    editor.saves(preview)

    said = next(each for each in preview.parts if isinstance(each, Paragraph) and each.lead == "Who will be told").text
    # What is planned anew is made up for its reader when it is due, and has none yet.
    new = [each for each in session.query(tables.Outbox) if each.id not in before and each.to]
    assert sorted(each.to for each in new) == sorted(row.told)
    for account, post in POSTS.items():
        assert (post.casefold() in said.casefold()) is (account in row.told), said
    entries = session.query(tables.Audit).order_by(tables.Audit.id).all()[recorded:]
    about = [each for each in entries if each.action_id == board.actions["BCP-06"]]
    assert about
    assert all(each.who and each.at == NOW and (each.was or each.to) for each in about)
    assert WHY in [each.why for each in about]


def _meant(board: SampleBoard, name: str, said: str) -> Any:
    if name == "posts":
        return (str(board.posts[said]),)
    return str(board.posts[said] if said in board.posts else board.actions[said])
