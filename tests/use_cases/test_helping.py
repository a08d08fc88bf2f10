"""What came of the help that an officer asked for: a closing note, and where it is read."""

from datetime import date, timedelta

import pytest

from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import due
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.known import happened_since
from bot.use_cases.statement_form import FilledForm
from bot.use_cases.statements import submit_statement
from storage import boards, meetings, outbox, people, tables
from tests.use_cases.editor import NOW, Editor, on_record, told, words_of_form
from tests.use_cases.ladder import at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TEAM, caller, sends_statement

NOTE = "Two auditors come from July."
NEXT_MORNING = at(9, 9, 30)


@pytest.fixture(autouse=True)
def asked(session, board):
    """BCP-06 asks the DCS for help."""
    sends_statement(session, board, "BCP-06", "Amber", help_needed="Two more auditors.", help_by=date(2021, 6, 30))


def card(session, ref="BCP-06"):
    return words_of(does(session, Typed(caller("U_QA"), f"status {ref}"), NOW))


@pytest.mark.parametrize(("account", "post"), [("U_QA", "Service Director, Quality"), ("U_CHAIR", "Independent Chair")])
def test_whoever_says_what_changed_ends_the_asking_and_it_is_read_on_the_card(session, board, account, post):
    by = Editor(session, board, account)
    preview = by.previews("edit.help", "BCP-06", why=NOTE)
    assert "Help needed: asked of the DCS → given" in words_of_form(preview)
    assert "Help needed from the DCS" in card(session)

    by.saves(preview)

    said = card(session)
    assert "Help needed" not in said.split("Help was given")[0]
    assert f"Help was given (8 June, said by the {post}" in said
    assert NOTE in said
    assert not assess_plan(session, boards.get_board(session, board.id), NOW, only=[board.actions["BCP-06"]])[
        0
    ].action.help


def test_the_form_asks_what_changed_and_says_what_was_asked_for(session, board):
    form = Editor(session, board).opens("edit.help", "BCP-06")

    assert "Two more auditors. (from the DCS, by 30 June)" in words_of_form(form)
    assert "What changed?" in [getattr(part, "label", "") for part in form.parts]


def test_it_is_on_the_record_without_the_words_of_the_statement(session, board):
    Editor(session, board, "U_QA").edits("edit.help", "BCP-06", why=NOTE)

    assert ("close_help", "asked of the DCS", "given", NOTE) in on_record(session)
    assert "auditors." not in "".join(f"{was}{to}" for _, was, to, _ in on_record(session))
    history = as_text(does(session, Press(caller("U_QA"), "history.show", f"{board.actions['BCP-06']}:1"), NOW).message)
    assert NOTE in history


def test_those_who_run_the_board_are_told_and_not_who_said_it(session, board):
    Editor(session, board, "U_QA").edits("edit.help", "BCP-06", why=NOTE)

    assert sorted(told(session)) == ["U_CHAIR", "U_PM"]


def test_it_goes_to_the_next_meeting_as_what_happened_since(session, board):
    Editor(session, board, "U_QA").edits("edit.help", "BCP-06", why=NOTE)
    [assessed] = assess_plan(
        session, boards.get_board(session, board.id), NOW + timedelta(days=7), only=[board.actions["BCP-06"]]
    )
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")

    assert f"Help was given, 8 June: {NOTE}" in happened_since(
        session, boards.get_board(session, board.id), meeting, assessed
    )


def test_help_that_is_asked_for_again_is_asked_for_anew(session, board):
    Editor(session, board, "U_QA").edits("edit.help", "BCP-06", why=NOTE)
    sends_statement(session, board, "BCP-06", "Amber", help_needed="A third auditor.", help_by=date(2021, 7, 30))

    assert "A third auditor." in card(session)
    assert session.query(tables.Barrier).filter_by(closed_note=NOTE).count() == 1


def test_where_no_help_is_asked_for_there_is_nothing_to_say(session, board):
    press = Press(caller("U_PM"), "edit.help", str(board.actions["BCP-07"]))

    assert "can not be done to it now" in is_refused(session, press, NOW)


def test_a_newer_statement_that_asks_for_none_is_on_the_record_without_its_words(session, board):
    of = "Corporate Director of Children’s Services"
    said = {
        "progress": "Audits are back.",
        "effect": "None yet.",
        "rating": "Amber",
        "next_steps": "Train two.",
        "cause": "Two posts are empty.",
    }
    help = {"help": "yes", "help_needed": "A third auditor.", "help_from": of, "help_by": date(2021, 7, 30)}
    for answers in (said | help, said):
        submit_statement(session, FilledForm(caller("U_QA"), board.actions["BCP-06"], True, answers), NOW)

    assert ("help_no_more", f"asked of {of}", "the newer statement asks for none", "") in on_record(session)
    assert "auditor" not in str(on_record(session))


class TestWhoWasAsked:
    DCS = "Corporate Director of Children’s Services"

    def sends(self, session, board, ref="BCP-06", now=NOW, **help):
        said = {"progress": "Audits are back.", "effect": "None yet.", "rating": "Amber", "next_steps": "Train two.",
                "cause": "Two posts are empty."}  # fmt: skip
        asks = {"help": "yes", "help_needed": "A third auditor.", "help_by": date(2021, 7, 30), **help}
        officer = {"BCP-06": "U_QA", "BCP-07": "U_SOCIAL"}[ref]
        answers = said | (asks if help else {})
        submit_statement(session, FilledForm(caller(officer), board.actions[ref], True, answers), now)

    def hears(self, session, now=NEXT_MORNING) -> list[tuple[str, str]]:
        for row in outbox.due_to_make_up(session, now):
            if row.kind == "help_no_more":
                due.make_up(session, row, now)
        session.expire_all()
        rows = session.query(tables.Outbox).filter_by(kind="help_no_more").order_by(tables.Outbox.id)
        return [(row.to, as_text(Message.model_validate(row.message))) for row in rows if row.message]

    def test_is_told_the_next_morning_once_of_all_that_is_needed_no_more(self, session, board):
        for ref in ("BCP-06", "BCP-07"):
            self.sends(session, board, ref, help_from=self.DCS)
            self.sends(session, board, ref)
        assert not self.hears(session, NOW + timedelta(hours=2)), "nobody is disturbed for it today"

        [(to, text)] = self.hears(session)

        assert to == "U_DCS" and "BCP-06" in text and "BCP-07" in text and "auditor" not in text
        assert len(self.hears(session, at(10, 9, 30))) == 1

    def test_is_told_once_of_what_is_needed_no_more_since_early_that_morning(self, session, board):
        for ref in ("BCP-06", "BCP-07"):
            self.sends(session, board, ref, help_from=self.DCS)
        self.sends(session, board)
        self.sends(session, board, "BCP-07", at(9, 8, 30))

        self.hears(session)

        of_the_ninth, of_the_tenth = (text for _, text in self.hears(session, at(10, 9, 30)))
        assert "BCP-06" in of_the_ninth and "BCP-07" not in of_the_ninth
        assert "BCP-07" in of_the_tenth and "BCP-06" not in of_the_tenth

    def test_hears_nothing_where_it_is_asked_for_again_or_somebody_said_what_came_of_it(self, session, board):
        for ref in ("BCP-06", "BCP-07"):
            self.sends(session, board, ref, help_from=self.DCS)
        self.sends(session, board)
        self.sends(session, board, help_from=self.DCS)
        Editor(session, board).edits("edit.help", "BCP-07", why=NOTE)

        assert self.hears(session) == []

    def test_is_told_once_of_what_ends_with_its_action_and_nothing_of_what_goes_along(self, session, board):
        for ref in ("BCP-06", "BCP-07"):
            self.sends(session, board, ref, help_from=self.DCS)
        chair = Editor(session, board, "U_CHAIR")
        preview = chair.previews("edit.not_delivered", "BCP-06", link="Minutes of 8 June")
        assert "Whoever was asked for help is told that it is needed no more." in words_of_form(preview)
        chair.saves(preview)
        chair.edits("edit.merge", "BCP-07", into=str(board.actions["BCP-04"]))

        [(to, text)] = self.hears(session)

        assert to == "U_DCS" and "BCP-06" in text and "BCP-07" not in text
        assert len(self.hears(session, at(10, 9, 30))) == 1

    def test_is_told_where_it_is_closed_as_complete_and_not_where_that_is_taken_back_the_same_day(self, session, board):
        done = {"evidence": "Audits.", "effect": "Better.", "measure": "25.", "keeper": "Head", "procedure": "None"}
        for ref, officer in (("BCP-06", "U_QA"), ("BCP-07", "U_SOCIAL")):
            self.sends(session, board, ref, help_from=self.DCS)
            does(session, Answers(caller(officer), "delivery_offer", str(board.actions[ref]), done), NOW)
        form = does(session, Press(caller("U_CHAIR"), "decision.open_close", str(board.actions["BCP-06"])), NOW).form
        assert "The help that it asks for ends with it, and whoever was asked is told." in words_of_form(form)
        accepted = {"reason": "The audits.", "waiver": "It holds."}
        about = str(board.actions["BCP-06"])
        does(session, Answers(caller("U_CHAIR"), "decision.close", about, accepted), NOW)
        about = str(board.actions["BCP-07"])
        does(session, Answers(caller("U_PM"), "decision.close", about, accepted | {"how": "By e-mail, 8 June."}), NOW)
        recorded = session.query(tables.Outbox).filter_by(kind="decision_recorded").one().args["recorded"]
        not_right = {"then": "take_back", "words": "I did not."}
        sent = Answers(caller("U_CHAIR"), "recorded_not_right", str(recorded), not_right)
        does(session, sent, NOW + timedelta(hours=1))

        [(to, text)] = self.hears(session)

        assert to == "U_DCS" and "BCP-06" in text and "BCP-07" not in text
        assert "Help needed" in card(session, "BCP-07") and "Help needed" not in card(session)

    def test_is_told_also_where_somebody_else_is_asked_instead(self, session, board):
        self.sends(session, board, help_from=self.DCS)
        self.sends(session, board, help_from="Head of Early Help")

        assert [to for to, _ in self.hears(session)] == ["U_DCS"]

    def test_is_told_also_where_they_have_no_other_part_in_the_board_but_not_once_they_left_the_post(
        self, session, board
    ):
        post = people.post_of(session, board.workspace_id, "Director of Finance", date(2020, 1, 1))
        person = people.person_of(session, board.workspace_id, "U_MONEY", "Mo")
        people.hold(session, post, person, date(2020, 1, 1))
        self.sends(session, board, help_from="Director of Finance")
        self.sends(session, board)

        assert [to for to, _ in self.hears(session)] == ["U_MONEY"]
        row = session.query(tables.Outbox).filter_by(kind="help_no_more").one()
        assert due.before_sending(session, outbox.leased_row(row, TEAM, "slack"), NEXT_MORNING) is None
        people.vacate(session, post, date(2021, 6, 9))
        assert due.before_sending(session, outbox.leased_row(row, TEAM, "slack"), NEXT_MORNING) is not None
