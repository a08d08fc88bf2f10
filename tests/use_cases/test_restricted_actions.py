"""An action is held back from others until those affected have been told: it is counted, its words stand nowhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain.people import Role
from bot.domain.plan_reading.reading import read_plan
from bot.domain.sources import Link
from bot.domain.working_days import Nation
from bot.messages.decision_log import agreed_log, draft_as_shown
from bot.messages.parts import Message, Paragraph, said
from bot.messages.text import as_text
from bot.use_cases.decision_log import log_of, make_up_decision_log
from bot.use_cases.due import keep_planned
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.list_files import list_file
from bot.use_cases.pack import fix_pack
from bot.use_cases.paper import paper_of
from bot.use_cases.planning import MadeUp
from bot.use_cases.plans import load_rows
from bot.use_cases.room import make_up_slot_soon
from bot.use_cases.summaries import summary_of
from config.bank_holidays import bank_holidays
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from storage import (
    boards,
    challenges,
    decisions,
    inputs,
    meetings,
    outbox,
    people,
    plan_closings,
    plans,
    sources,
    tables,
)
from storage.access import access_as_operator
from storage.audit import record
from storage.outbox import Planned
from tests.use_cases.editor import Editor, words_of_form
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, first_meeting, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller, sends_statement

REF = "BCP-06"
SECRET = "Zebra"
"""A word that only this action has."""
_TOLD_OF_IT = (
    f"{SECRET} staff told", f"Money for {SECRET}", f"{SECRET} paper was read", f"Why does {SECRET} close?",
    f"How is {SECRET} staffed?", f"{SECRET} has two posts",
)  # fmt: skip
"""Beside its title: a milestone, the help that is asked, the evidence, a challenge, and input asked and sent."""


@pytest.fixture
def delicate(session, board) -> int:
    """An action with a secret in all that is said of it: its words, a milestone, help, a statement and a challenge."""
    row = session.get_one(tables.Action, board.actions[REF])
    row.title = row.words = row.success_measure = f"{SECRET} unit closes"
    row.measures = row.partners = row.printed_rating = f"{SECRET} team"
    session.flush()
    session.add(tables.Milestone(action_id=row.id, position=9, title=f"{SECRET} staff told", due=date(2021, 6, 14)))
    sends_statement(session, board, REF, "Red", evidence=f"{SECRET} paper was read", help_needed=f"Money for {SECRET}")
    member = people.person_of(session, board.workspace_id, "U_MEMBER", "A member")
    post = people.post_of(session, board.workspace_id, "Partner Lead", date(2020, 1, 1))
    people.hold(session, post, member, date(2020, 1, 1))
    people.seat(session, board.id, Role.MEMBER, post)
    challenges.raise_challenge(
        session, board.id, row.id, question=f"Why does {SECRET} close?", at=TUESDAY, by=member.id, post="Partner Lead"
    )
    meeting = meetings.meetings_of(session, board.id, since=TUESDAY - timedelta(days=30))[0]
    asked = inputs.add_input(
        session, row.id, meeting.id, post, words=f"How is {SECRET} staffed?", by="Its officer", wanted=TUESDAY,
        at=TUESDAY,
    )  # fmt: skip
    sent = {"progress": f"{SECRET} has two posts", "effect": "", "barriers": "", "evidence": ""}
    inputs.answer_input(session, asked, sent, TUESDAY, person_id=member.id, answered_by="A member")
    session.flush()
    return row.id


def asks(session, who, text, now=TUESDAY) -> str:
    return words_of(does(session, Typed(caller(who), text), now))


def everywhere(session, board, now=TUESDAY) -> str:
    """What a member of the board is shown, what goes to its channel and into drafts, and what a file has."""
    mine = boards.get_board(session, board.id)
    meeting = meetings.meetings_of(session, board.id, since=now - timedelta(days=30))[0]
    fix_pack(session, mine, meeting, now)
    typed = ("status", "status red", "status help needed", "due 14", "challenges", "pack", "summary", "highlight",
             "coverage", "pace")  # fmt: skip
    shown = [asks(session, "U_MEMBER", text, now) for text in typed]
    shown.append(words_of(does(session, HomeOpened(caller("U_MEMBER")), now)))
    drafts = [
        words_of(does(session, Press(caller("U_PM"), f"quarterly.{name}", f"{board.id}:2021-06-30"), now))
        for name in ("for_dfe", "for_scrutiny", "left_out")
    ]
    exported = plan_to_export(session, mine, now)
    return "\n".join([*shown, *drafts, summary_of(session, mine, now).model_dump_json(), str(exported)])


@pytest.mark.parametrize(("to", "reads"), [("U_MEMBER", False), ("C_BOARD", False), ("U_QA", True), ("U_CHAIR", True)])
def test_what_waits_to_be_said_leaves_its_words_out_for_whoever_may_not_read_them(session, board, delicate, to, reads):
    message = said("challenge_answered", f"{REF} {SECRET} unit closes: the question is answered.", *(
        Paragraph(text=f"{words}.") for words in _TOLD_OF_IT
    ))  # fmt: skip
    outbox.say(
        session, board.workspace_id, key="waits", to=to, message=message, due=TUESDAY + timedelta(days=1),
        board_id=board.id,
    )  # fmt: skip

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    (row,) = (row for row in outbox.waiting(session, board.workspace_id) if row.key == "waits")
    words = as_text(Message.model_validate(row.message))
    assert (f"{REF} {SECRET} unit closes:" in words) is reads
    assert (f"{REF} restricted:" in words) is not reads
    assert [told for told in (*_TOLD_OF_IT, SECRET) if told in words] == ([*_TOLD_OF_IT, SECRET] if reads else [])


@pytest.mark.parametrize(("to", "reads"), [("U_MEMBER", False), ("C_BOARD", False), ("U_QA", True), ("U_CHAIR", True)])
def test_what_was_sent_before_and_is_changed_since_does_not_say_its_words_again_to_whoever_may_not_read_them(
    session, board, delicate, to, reads
):
    message = said("challenge_answered", f"{REF} {SECRET} unit closes: the question is answered.", *(
        Paragraph(text=f"{words}.") for words in _TOLD_OF_IT
    ))  # fmt: skip
    outbox.say(
        session, board.workspace_id, key="went", to=to, message=message, due=TUESDAY, board_id=board.id
    )  # fmt: skip
    sent = session.scalars(select(tables.Outbox).where(tables.Outbox.key == "went")).one()
    outbox.sent(session, {sent.id: "1.1"}, TUESDAY)

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    noted = message.model_copy(update={"parts": (*message.parts, Paragraph(text="You have until Friday."))})
    assert outbox.amend(session, sent.id, noted, TUESDAY)

    change = session.scalars(select(tables.Outbox).where(tables.Outbox.amends == sent.id)).one()
    words = as_text(Message.model_validate(change.message))
    assert "You have until Friday." in words
    assert (f"{REF} {SECRET} unit closes:" in words) is reads
    assert [told for told in (*_TOLD_OF_IT, SECRET) if told in words] == ([*_TOLD_OF_IT, SECRET] if reads else [])


def test_what_was_sent_before_it_went_to_another_plan_does_not_say_its_words_again_either(session, board, delicate):
    message = said("challenge_answered", f"{REF} {SECRET} unit closes: the question is answered.")
    outbox.say(session, board.workspace_id, key="went", to="U_MEMBER", message=message, due=TUESDAY, board_id=board.id)
    sent = session.scalars(select(tables.Outbox).where(tables.Outbox.key == "went")).one()
    outbox.sent(session, {sent.id: "1.1"}, TUESDAY)
    follows = plan_closings.add_next(session, board.id, plans.plan_id_of(session, board.id), "The next plan")
    plan_closings.move(session, board.actions[REF], follows, "NEXT-1", TUESDAY)

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    outbox.amend(session, sent.id, message, TUESDAY)

    change = session.scalars(select(tables.Outbox).where(tables.Outbox.amends == sent.id)).one()
    assert SECRET not in as_text(Message.model_validate(change.message))


def test_it_leaves_its_audience_nowhere_is_counted_and_opens_when_somebody_lifts_it(session, board, delicate):
    assert SECRET in everywhere(session, board)
    chair = Editor(session, board, "U_CHAIR")
    chair.edits("edit.restrict", REF, event="The staff have been told.", why="They come first.")

    said = everywhere(session, board)
    assert SECRET not in said
    assert "1 restricted action is left out here." in asks(session, "U_MEMBER", "status")
    a_list = list_file(session, caller("U_CHAIR").key, board.id, "red", TUESDAY)
    assert SECRET not in str(a_list) and "1 restricted action is left out here" in a_list.above[1]
    assert "15" in asks(session, "U_MEMBER", "status").splitlines()[1], "it still counts"
    for text in (REF, f"history {REF}", f"highlight {REF}"):
        assert f"{REF} is restricted" in is_refused(session, Typed(caller("U_MEMBER"), text), TUESDAY)
    assert SECRET not in is_refused(session, Typed(caller("U_MEMBER"), "status zebra unit"), TUESDAY)
    for who in ("U_CHAIR", "U_PM", "U_QA"):
        assert SECRET in asks(session, who, REF) and f"{SECRET} unit" in asks(session, who, "status")

    chair.edits("edit.unrestrict", REF, why="They were told today.")
    assert f"{SECRET} unit" in asks(session, "U_MEMBER", "status")
    kept = session.execute(select(tables.Audit.what, tables.Audit.was, tables.Audit.to, tables.Audit.why))
    noted = [tuple(row) for row in kept if "restrict" in row.what or row.what == "open_action"]
    assert noted == [
        ("restrict_action", "", "until this has happened: The staff have been told", "They come first."),
        ("open_action", "until this has happened: The staff have been told", "", "They were told today."),
    ]


def test_on_its_day_it_opens_by_itself_and_only_the_chair_the_deputy_and_the_programme_manager_mark_it(
    session, board, delicate
):
    assert "Only the chair" in is_refused(session, Press(caller("U_QA"), "edit.restrict", str(delicate)), TUESDAY)
    Editor(session, board).edits("edit.restrict", REF, until=date(2021, 6, 18))
    assert SECRET not in asks(session, "U_MEMBER", "status", TUESDAY + timedelta(days=9))

    assert f"{SECRET} unit" in asks(session, "U_MEMBER", "status", TUESDAY + timedelta(days=10))
    keep_planned(session, TUESDAY + timedelta(days=10))
    row = session.get_one(tables.Action, delicate)
    session.refresh(row)
    assert row.restricted_at is None and row.shown_title == row.title


def test_a_file_of_before_and_an_export_of_now_leave_both_the_mark_and_the_words(session, board, delicate):
    mine = boards.get_board(session, board.id)
    Editor(session, board).edits("edit.restrict", REF, until=date(2021, 6, 18))
    written = write_plan(plan_to_export(session, mine, TUESDAY).rows, Kind.XLSX)
    read = read_plan(
        read_plan_bytes(written, "plan.xlsx"), bank_holidays=bank_holidays(Nation.ENGLAND_AND_WALES, 2020, 2023),
        known=plans.known_plan(session, board.workspace_id, board.id),
    )  # fmt: skip

    loaded = load_rows(session, access_as_operator(session, mine.name, TUESDAY), read, TUESDAY)

    row = session.get_one(tables.Action, delicate)
    session.refresh(row)
    assert row.title.startswith(SECRET) and row.restricted_at is not None
    assert REF not in dict(loaded.changed) and REF in {each.ref for each in read.loadable}


def test_what_a_restricted_action_answers_shows_no_evidence_and_a_review_pack_of_before_says_no_word_of_it(
    session, board, delicate
):
    source = sources.add_source(session, board.id, TUESDAY, ref="IN-1", title="Notice", kind="improvement_notice")
    item = sources.add_item(session, source, TUESDAY, ref="C1", kind="condition", words="Audit each month.")
    sources.add_link(session, Link(delicate, source, item_id=item), TUESDAY)
    does(session, Press(caller("U_PM"), "review.make", f"{board.id}:{source}"), TUESDAY)
    paper = session.query(tables.KeptPaper).one()
    opens = Press(caller("U_MEMBER"), "review.show", str(board.id), str(paper.id))
    assert SECRET in words_of(does(session, opens, TUESDAY)) and SECRET in asks(session, "U_MEMBER", "coverage IN-1")

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    assert SECRET not in words_of(does(session, opens, TUESDAY))
    assert SECRET in words_of(does(session, replace(opens, by=caller("U_CHAIR")), TUESDAY))
    assert SECRET not in asks(session, "U_MEMBER", "coverage IN-1") + asks(session, "U_MEMBER", "coverage C1")


def test_a_run_sheet_on_paper_says_no_word_of_it_and_where_it_is_read(session, board, delicate):
    mine, meeting = boards.get_board(session, board.id), first_meeting(session, board)
    assert SECRET in str(paper_of(session, mine, meeting, TUESDAY))

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    paper = str(paper_of(session, mine, meeting, TUESDAY))
    assert SECRET not in paper and "the run sheet on screen has it" in paper


def test_a_decision_log_says_no_word_of_what_was_promised_about_it_or_why_it_was_rated_so_also_if_it_was_agreed_before(
    session, board, delicate
):
    mine, meeting = boards.get_board(session, board.id), first_meeting(session, board)
    after = meeting.starts_at + timedelta(hours=2)
    session.add(tables.Promise(action_id=delicate, meeting_id=meeting.id, at=after, what=f"Tell {SECRET} staff"))
    session.add(tables.Rating(action_id=delicate, kind="confirmed", rating="Amber", reason=f"{SECRET} is late",
                              at=after, meeting_id=meeting.id))  # fmt: skip
    session.flush()
    agreed = agreed_log(log_of(session, mine, meeting, after).facts, after.date(), "Chair")
    decisions.approve_log(session, decisions.draft_log(session, meeting.id, after), "Chair", after, agreed)
    shown = asks(session, "U_MEMBER", "decisions", after)
    assert f"Tell {SECRET} staff" in shown and f"Why: “{SECRET} is late”" in shown

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    assert SECRET not in asks(session, "U_MEMBER", "decisions", after)
    row = Planned(1, "decision_log", "decision_log", {}, after, board.id)
    posted = make_up_decision_log(session, mine, meeting, row, after)
    assert isinstance(posted, MadeUp) and SECRET not in as_text(posted.message)
    assert SECRET not in log_of(session, mine, meeting, after).facts.outcomes[0].title
    assert SECRET not in as_text(draft_as_shown(log_of(session, mine, meeting, after).facts))


def test_it_gets_to_others_neither_by_another_action_nor_by_who_is_told_of_that(session, board, delicate):
    chair, pm = Editor(session, board, "U_CHAIR"), Editor(session, board)
    record(session, board.workspace_id, who="PM", what="split_from", subject="BCP-14", at=TUESDAY,
           to=f"{REF}: {SECRET} unit closes", action_id=board.actions["BCP-14"])  # fmt: skip
    assert SECRET in asks(session, "U_MEMBER", "history BCP-14")
    chair.edits("edit.restrict", REF, event="The staff have been told.")
    before = session.query(tables.Outbox).count()

    pm.edits("edit.waits", REF, on=str(board.actions["BCP-14"]), why="It comes first.")
    refused = chair.sends(chair.opens("edit.merge", REF), into=str(board.actions["BCP-14"])).errors["into"]
    assert "BCP-06 is restricted and BCP-14 is not" in refused
    preview = pm.previews("edit.split", REF, words=f"Tell {SECRET}.", left=f"{SECRET} rest.")
    assert "BCP-06 is restricted, and so is BCP-16." in words_of_form(preview)
    pm.saves(preview)

    assert SECRET not in asks(session, "U_MEMBER", "history BCP-14") + asks(session, "U_MEMBER", "status")
    assert SECRET in asks(session, "U_CHAIR", "history BCP-14")
    assert "BCP-16 is restricted" in is_refused(session, Typed(caller("U_MEMBER"), "BCP-16"), TUESDAY)
    since = session.query(tables.Outbox).order_by(tables.Outbox.id).offset(before)
    said = [row.to for row in since if SECRET in str(row.message)]
    assert "U_QA" in said and set(said) <= {"U_QA", "U_CHAIR", "U_PM"}


def test_whoever_answers_for_a_part_that_is_split_off_reads_of_that_alone(session, board, delicate):
    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    Editor(session, board).edits(
        "edit.split", REF, words="Tell the unions.", post=str(board.posts["Head of Early Help"]),
        left=f"{SECRET} rest.", why=f"{SECRET} was two things.",
    )  # fmt: skip

    (row,) = session.query(tables.Outbox).filter_by(kind="action_changed", to="U_EARLY")
    words = as_text(Message.model_validate(row.message))
    assert SECRET not in str(row.message)
    assert "BCP-06 has changed: you answer for BCP-16" in words
    assert "Split off, as a new action: BCP-16: Tell the unions" in words
    assert "Buttons: Show BCP-16" in words and "Show BCP-06" not in words


def test_who_asked_about_it_hears_that_there_is_an_answer_and_reads_it_when_it_opens(session, board, delicate):
    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    [asked] = challenges.open_on(session, [delicate])

    does(
        session, Answers(caller("U_QA"), "challenge_reply", str(asked.id), {"answer": f"{SECRET} is closed."}), TUESDAY
    )

    [told] = session.query(tables.Outbox).filter_by(kind="challenge_answered", to="U_MEMBER")
    assert f"{SECRET} is closed" not in str(told.message) and "There is an answer." in str(told.message)


def test_a_pack_that_is_fixed_meanwhile_keeps_its_words_for_who_may_read_them_and_for_the_day_it_opens(
    session, board, delicate
):
    chair, meeting = Editor(session, board, "U_CHAIR"), first_meeting(session, board)
    chair.edits("edit.restrict", REF, event="The staff have been told.")
    fix_pack(session, boards.get_board(session, board.id), meeting, TUESDAY)

    def shown(who: str) -> str:
        pages = (Press(caller(who), "pack.show", f"{meeting.id}:{page}") for page in (1, 2, 3))
        return "\n".join(words_of(does(session, page, TUESDAY)) for page in pages)

    assert SECRET not in shown("U_MEMBER") and "1 restricted action is left out here." in shown("U_MEMBER")
    assert f"{REF} {SECRET} unit closes" in shown("U_CHAIR")

    chair.edits("edit.unrestrict", REF)

    assert f"{REF} {SECRET} unit closes" in shown("U_MEMBER")


def test_its_officer_says_of_a_milestone_that_it_was_done_and_the_record_has_its_name(session, board, delicate):
    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    step = session.query(tables.Milestone).filter_by(action_id=delicate, position=9).one()

    reply = does(
        session, Answers(caller("U_QA"), "milestone.was_done", str(step.id), {"done_on": TUESDAY.date()}), TUESDAY
    )

    assert f"{SECRET} staff told" in words_of(reply)
    assert session.query(tables.Audit).filter_by(what="complete_milestone").one().to.startswith(f"{SECRET} staff told")


def test_an_earlier_name_of_it_stands_in_the_history_of_no_other_action_either(session, board, delicate):
    pm, chair = Editor(session, board), Editor(session, board, "U_CHAIR")
    pm.edits("edit.waits", "BCP-14", on=str(delicate), why="It comes first.")
    pm.edits("edit.reword", REF, title="Staffing changes", words="Staffing changes.")
    assert SECRET in asks(session, "U_MEMBER", "history BCP-14")

    chair.edits("edit.restrict", REF, event="The staff have been told.")

    assert SECRET not in asks(session, "U_MEMBER", "history BCP-14")
    assert SECRET in asks(session, "U_CHAIR", "history BCP-14")


def test_a_review_pack_has_it_by_the_reference_of_its_day_also_once_its_plan_is_closed(session, board, delicate):
    source = sources.add_source(session, board.id, TUESDAY, ref="IN-1", title="Notice", kind="improvement_notice")
    item = sources.add_item(session, source, TUESDAY, ref="C1", kind="condition", words="Audit each month.")
    sources.add_link(session, Link(delicate, source, item_id=item), TUESDAY)
    does(session, Press(caller("U_PM"), "review.make", f"{board.id}:{source}"), TUESDAY)
    paper = session.query(tables.KeptPaper).one()
    opens = Press(caller("U_MEMBER"), "review.show", str(board.id), str(paper.id))
    row = session.get_one(tables.Action, delicate)
    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    row.is_archived = True
    session.flush()
    assert SECRET not in words_of(does(session, opens, TUESDAY)), "it stayed in the plan that is closed"

    row.is_archived = False
    plan_closings.move(session, delicate, row.plan_id, "B-01", TUESDAY)

    shown = words_of(does(session, opens, TUESDAY))
    assert SECRET not in shown and f"{REF} restricted" in shown, "it goes on in the next plan"
    assert SECRET in words_of(does(session, replace(opens, by=caller("U_CHAIR")), TUESDAY))


def test_what_the_minutes_say_otherwise_waits_for_who_may_read_what_the_meeting_went_through(session, board, delicate):
    mine, meeting = boards.get_board(session, board.id), first_meeting(session, board)
    after = meeting.starts_at + timedelta(hours=2)
    log = decisions.draft_log(session, meeting.id, after)
    agreed = agreed_log(log_of(session, mine, meeting, after).facts, after.date(), "Chair")
    decisions.approve_log(session, log, "Chair", after, agreed)
    decisions.keep_minutes(session, log, where="Democratic Services", differ=f"The {SECRET} date is May.", by="PM")
    assert SECRET in asks(session, "U_MEMBER", "decisions", after)

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    shown = asks(session, "U_MEMBER", "decisions", after)
    assert SECRET not in shown and "Democratic Services" in shown and "They do" in shown
    assert f"The {SECRET} date" in asks(session, "U_CHAIR", "decisions", after)
    row = Planned(1, "decision_log", "decision_log", {}, after, board.id)
    posted = make_up_decision_log(session, mine, meeting, row, after)
    assert isinstance(posted, MadeUp) and SECRET not in as_text(posted.message)


def test_its_own_officer_reads_its_words_in_what_is_sent_to_them_alone(session, board, delicate):
    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")
    mine, ladder = boards.get_board(session, board.id), Ladder(session, board)
    ladder.plan(at(1, 9))
    ladder.tick(at(1, 10))

    post = session.get_one(tables.Action, delicate).accountable_post_id
    near = Planned(1, "x", "slot_soon", {"post": post}, at(15, 9), board.id)
    slot = make_up_slot_soon(session, mine, ladder.meeting, near, at(15, 9))
    assert isinstance(slot, MadeUp) and f"{SECRET} unit" in as_text(slot.message)
    asked = session.query(tables.Outbox).filter_by(kind="statement_requested").all()
    assert [row.to for row in asked if SECRET in str(row.message)] == ["U_QA"]


def test_a_check_that_is_overdue_names_its_accountable_post_and_not_who_was_typed_to_keep_it_going(
    session, board, delicate
):
    row = session.get_one(tables.Action, delicate)
    row.lifecycle, row.closed_on = "closed_complete", date(2021, 6, 1)
    session.add(
        tables.Delivery(action_id=delicate, at=TUESDAY, state="accepted", keeper=SECRET, check_on=date(2021, 6, 7))
    )
    session.flush()
    assert f"{SECRET})" in asks(session, "U_MEMBER", "summary")

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    said = asks(session, "U_MEMBER", "summary")
    assert SECRET not in said and f"{REF} (since 7 June, Service Director, Quality and Assurance)" in said


def test_a_closed_plan_says_no_word_of_what_is_restricted_since(session, board, delicate):
    plan = session.get_one(tables.Plan, session.get_one(tables.Action, delicate).plan_id)
    mine = boards.get_board(session, board.id)
    plan.summary = summary_of(session, mine, TUESDAY).model_dump(mode="json")
    plan.closed_at, plan.closed_by, plan.closed_ref = TUESDAY, "Chair", "D-1"
    session.flush()
    assert SECRET in asks(session, "U_MEMBER", "closed plans")

    Editor(session, board, "U_CHAIR").edits("edit.restrict", REF, event="The staff have been told.")

    shown = asks(session, "U_MEMBER", "closed plans")
    assert SECRET not in shown and "names an action that is restricted now" in shown
