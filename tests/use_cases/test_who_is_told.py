"""Every change says before it is saved who will be told, and then these are told, once, and nobody else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.messages.parts import Buttons, Paragraph
from bot.messages.who_is_told import LEAD as LEAD_WORDS
from bot.use_cases import catalogue, due
from bot.use_cases.heard import Answers, Press
from storage import deliveries, edits, new_dates, outbox, people, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, WHY, Editor
from tests.use_cases.measured_board import does
from tests.use_cases.sample_board import SampleBoard, caller, sends_statement

OFFICER, CHAIR, LEAD, PM, DCS = "U_QA", "U_CHAIR", "U_EARLY", "U_PM", "U_DCS"
NEW = "U_NEW"
"""Somebody who is new in the post."""
OTHERS = "U_INCLUSION"
"""Who answers for BCP-14."""
POSTS = {
    OFFICER: "the Service Director, Quality and Assurance", CHAIR: "the chair", LEAD: "the Head of Early Help",
    OTHERS: "the Service Director, Inclusion and Family Services", "U_PM": "the programme manager",
}  # fmt: skip
NAMED = {account: (name.casefold(),) for account, name in POSTS.items()} | {
    CHAIR: ("the chair", "the independent chair"), DCS: ("the corporate director",), NEW: ("whoever you choose",),
    LEAD: ("the head of early help", "whoever answers", "whoever you name"),
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


held_back = state(restricted_at=NOW, restricted_until=date(2021, 6, 18))


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
    Row("edit.officer", (OFFICER, LEAD, CHAIR), of={"post": "Head of Early Help"}),
    Row("edit.contributors", (OFFICER, LEAD), of={"posts": "Head of Early Help"}),
    Row("edit.waits", (OFFICER, OTHERS), of={"on": "BCP-14"}),
    Row("edit.waits", (OFFICER,), {"outside": "Smarter Structures", "expected": date(2021, 6, 20)}),
    Row("edit.waits_no_more", (OFFICER, OTHERS), part=waits),
    Row("edit.outside_date", (OFFICER,), {"expected": date(2021, 6, 20)}, part=waits_outside),
    Row("edit.hold", (OFFICER,), {"review": date(2021, 9, 1)}, by=CHAIR),
    Row("edit.hold", (OFFICER, CHAIR), {"review": date(2021, 9, 1)}),
    Row("edit.resume", (OFFICER, CHAIR), part=state(lifecycle="on_hold", hold_decision="D-1", held_from="in_progress")),
    Row("edit.interval", (OFFICER,), {"every": "2", "since": date(2021, 6, 9)}, by=CHAIR),
    Row("edit.superseded", (OFFICER, OTHERS, CHAIR), of={"by": "BCP-14"}),
    Row("edit.not_delivered", (OFFICER, CHAIR), NOT_DONE),
    Row("edit.merge", (OFFICER, OTHERS, CHAIR), of={"into": "BCP-14"}),
    Row("edit.split", (OFFICER, CHAIR), {"words": "Publish what audits show.", "left": "Audit practice."}),
    Row("edit.split", (OFFICER, LEAD, CHAIR), TWO_PARTS, of={"post_2": "Head of Early Help"}, part=lambda *_: "2"),
    Row("edit.restrict", (OFFICER, CHAIR), {"until": date(2021, 6, 18)}),
    Row("edit.restrict", (OFFICER, "U_PM"), {"until": date(2021, 6, 18)}, by=CHAIR),
    Row("edit.unrestrict", (OFFICER, CHAIR), part=held_back),
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


def away_chair(session: Session, board: SampleBoard) -> str:
    people.set_away(session, people.get_post(session, board.posts["Independent Chair"]), date(2021, 6, 30))
    return action(session, board)


def action(session: Session, board: SampleBoard) -> str:
    return str(board.actions["BCP-06"])


def date_asked(session: Session, board: SampleBoard) -> str:
    does(session, Answers(caller(OFFICER), "date_ask", action(session, board), NEW_DATE), NOW)
    (one,) = new_dates.open_on(session, board.actions["BCP-06"])
    return str(one.id)


def date_asked_and_read(session: Session, board: SampleBoard) -> str:
    request = date_asked(session, board)
    for row in session.query(tables.Outbox).filter_by(kind="new_date_asked"):
        row.state, row.settled_at = outbox.SENT, NOW
    session.flush()
    return request


def more_wanted(session: Session, board: SampleBoard) -> str:
    request = date_asked(session, board)
    does(session, Answers(caller(CHAIR), "date_more", request, {"question": "Which cases?"}), NOW)
    return request


def delivered(session: Session, board: SampleBoard) -> str:
    does(session, Answers(caller(OFFICER), "delivery_offer", action(session, board), DELIVERED), NOW)
    return action(session, board)


def closed(session: Session, board: SampleBoard) -> str:
    does(session, Answers(caller(CHAIR), "decision.close", delivered(session, board), ACCEPTED), NOW)
    return action(session, board)


def checked(session: Session, board: SampleBoard) -> str:
    closed(session, board)
    found = deliveries.newest_of(session, board.actions["BCP-06"])
    assert found is not None
    return str(found.id)


def post(session: Session, board: SampleBoard) -> str:
    return f"{board.id}:{board.posts['Service Director, Quality and Assurance']}"


def holder_away(session: Session, board: SampleBoard) -> str:
    about = post(session, board)
    people.set_away(session, people.get_post(session, int(about.partition(":")[2])), date(2021, 6, 30))
    return about


def has_line(session: Session, board: SampleBoard) -> str:
    line = people.get_post(session, board.posts["Corporate Director of Children’s Services"])
    people.set_line(session, people.get_post(session, int(post(session, board).partition(":")[2])), line)
    return post(session, board)


def somebody_new(session: Session, board: SampleBoard) -> str:
    people.person_of(session, board.workspace_id, NEW, "Noor Aziz")
    return post(session, board)


def new_holder(session: Session, board: SampleBoard) -> str:
    about = somebody_new(session, board)
    does(session, Answers(caller(PM), "setup_post", about, {"person": NEW}), NOW)
    return about


NEW_DATE = {
    "to": date(2021, 12, 31), "reason": "Two auditors left.", "cause": "Vacancies", "effect": "None.",
    "recovery": "Agency staff.",
}  # fmt: skip
DELIVERED = {
    "evidence": "The audit report.", "effect": "Plans are made in time.", "measure": "15 to 25 audits.",
    "keeper": "Head of Early Help", "procedure": "Audit procedure 2",
}  # fmt: skip
ACCEPTED = {"reason": "The audits, and their effect.", "waiver": "Two readings are enough here."}
WRITTEN = {"how": "The chair wrote on 8 June."}
AWAY = {"until": date(2021, 6, 11)}
LONG = {"until": date(2021, 9, 1)}
FRESH = {"reason": "It takes longer.", "forecast_6": date(2021, 12, 1)}
HANDED = {"delegate": "Head of Early Help"}


@dataclass(frozen=True)
class Once:
    """What is changed about BCP-06 or its post with one form: the button, its form, who answers it, and who hears.

    `perhaps` are those of whom the form says on what it depends, and who do not hear this time.
    """

    opens: str
    form: str
    by: str
    told: tuple[str, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    about: Callable[[Session, SampleBoard], str] = action
    perhaps: tuple[str, ...] = ()


ONCE = (
    Once("date.ask", "date_ask", OFFICER, (CHAIR,), NEW_DATE),
    Once("date.ask", "date_ask", OFFICER, (PM,), NEW_DATE, away_chair),
    Once("date.approve", "date_approve", CHAIR, (OFFICER,), about=date_asked),
    Once("date.approve", "date_approve", PM, (OFFICER, CHAIR), WRITTEN, date_asked),
    Once("date.refuse", "date_refuse", CHAIR, (OFFICER,), {"said": "Recover it."}, date_asked),
    Once("date.more", "date_more", CHAIR, (OFFICER,), {"question": "Which cases?"}, date_asked),
    Once("date.add", "date_add", OFFICER, (CHAIR,), {"answer": "Those of May."}, more_wanted),
    Once("date.withdraw", "date_withdraw", OFFICER, (), about=date_asked),
    Once("date.withdraw", "date_withdraw", OFFICER, (CHAIR,), about=date_asked_and_read),
    Once("delivery.ask", "delivery_offer", OFFICER, (CHAIR,), DELIVERED),
    Once("delivery.ask", "delivery_offer", OFFICER, (PM,), DELIVERED, away_chair),
    Once("delivery.missing", "delivery_missing", CHAIR, (OFFICER,), {"missing": "Ten cases."}, delivered),
    Once("delivery.missing", "delivery_missing", PM, (OFFICER, CHAIR), {"missing": "Ten cases."} | WRITTEN, delivered),
    Once("decision.open_close", "decision.close", CHAIR, (OFFICER,), ACCEPTED, delivered),
    Once("decision.open_close", "decision.close", PM, (OFFICER, CHAIR), ACCEPTED | WRITTEN, delivered),
    Once("decision.open_reopen", "decision.reopen", CHAIR, (OFFICER,), {"reason": "It slipped."}, closed),
    Once("decision.open_reopen", "decision.reopen", PM, (OFFICER, CHAIR), {"reason": "It slipped."} | WRITTEN, closed),
    Once("delivery.still", "delivery_still", OFFICER, (), {"words": "We audited in May."}, checked),
    Once("delivery.no_more", "delivery_no_more", OFFICER, (CHAIR,), {"words": "Audits stopped."}, checked),
    Once("delivery.no_more", "delivery_no_more", LEAD, (OFFICER, CHAIR), {"words": "Audits stopped."}, checked),
    Once("decision.open_confirm", "decision.confirm", CHAIR, (), {"rating": "Red", "reason": "So."}),
    Once("decision.open_confirm", "decision.confirm", PM, (CHAIR,), {"rating": "Red", "reason": "So."} | WRITTEN),
    Once("absence.hand_over", "absence_hand_over", OFFICER, (LEAD,), HANDED, post),
    Once("setup.delegate_post", "setup_delegate", PM, (LEAD,), HANDED | LONG, holder_away),
    Once("absence.away", "absence_away", OFFICER, (PM,), AWAY, post, (CHAIR, LEAD)),
    Once("absence.away", "absence_away", OFFICER, (PM, CHAIR), LONG, post, (LEAD,)),
    Once("absence.away", "absence_away", OFFICER, (LEAD,), AWAY | HANDED, post, (PM, CHAIR)),
    Once("absence.away", "absence_away", PM, (), AWAY, post, (CHAIR, LEAD)),
    Once("setup.connect_post", "setup_post", PM, (NEW, NEW), {"person": NEW}, somebody_new),
    Once("handover.fresh_look", "fresh_look", NEW, (CHAIR, PM), FRESH, new_holder),
    Once("acting.name", "acting_name", CHAIR, (LEAD, LEAD, PM), HANDED, holder_away),
    Once("acting.name", "acting_name", PM, (LEAD, LEAD, CHAIR), HANDED, holder_away),
    Once("setup.vacate_post", "", PM, (), about=post),
    Once("setup.vacate_post", "", PM, (DCS,), about=has_line),
)


@pytest.mark.parametrize("row", ONCE, ids=lambda row: f"{row.opens} {len(row.told)} {row.by}")
def test_one_form_says_who_will_be_told_and_these_are_told(session, board, row):
    about = row.about(session, board)
    before = {each.id for each in session.query(tables.Outbox)}
    recorded = session.query(tables.Audit).count()

    said = _asked_before(session, row, about)
    press = Press(caller(row.by), row.opens, about)
    does(session, Answers(caller(row.by), row.form, about, row.answers) if row.form else press, NOW)
    session.flush()
    for wanted in outbox.upcoming(session, board.id, NOW):
        if wanted.args.get("again"):
            due.make_up(session, wanted, NOW)

    new = [each for each in session.query(tables.Outbox) if each.id not in before and not each.amends]
    assert sorted(each.to for each in new if each.to) == sorted(row.told)
    for account, names in NAMED.items():
        assert any(name in said for name in names) is (account in (*row.told, *row.perhaps)), said
    entries = session.query(tables.Audit).order_by(tables.Audit.id).all()[recorded:]
    assert entries
    assert all(each.who and each.at == NOW for each in entries)


def _asked_before(session: Session, row: Once, about: str) -> str:
    """What is said of who will be told before anything is done, in a form or in the question of a button."""
    if row.form:
        form = does(session, Press(caller(row.by), row.opens, about), NOW).form
        assert form is not None
        assert form.name == row.form
        return next(
            each for each in form.parts if isinstance(each, Paragraph) and each.lead == LEAD_WORDS
        ).text.casefold()
    listing = does(session, Press(caller(row.by), "setup.posts", about.partition(":")[0]), NOW).message
    assert listing is not None
    buttons = [button for part in listing.parts if isinstance(part, Buttons) for button in part.buttons]
    question = next(each.confirm for each in buttons if each.does == row.opens and each.about == about)
    assert question is not None
    return question.text.partition(LEAD_WORDS)[2].casefold()
