"""One action that answers to two boards: agreed by those who run them, asked for once, written once, used for each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.boards import week_of
from bot.domain.cycle import SLOT_SOON
from bot.domain.people import Deed, Role
from bot.domain.plan_reading import Cell, PlanPreview, PlanRow, Sheet
from bot.domain.refusals import Refusal
from bot.domain.whole_plan import read_whole_plan
from bot.messages.chasing import CHASING_MESSAGES
from bot.messages.parts import Message, said
from bot.messages.text import as_text
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.chasing import owed_to
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.figures import NO_MEASURE, ask_for_figures
from bot.use_cases.figures_wanted import figures_for_pack
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.inspection import inspection_pack
from bot.use_cases.owing import owed_by
from bot.use_cases.pack import fix_pack
from bot.use_cases.paper import paper_of
from bot.use_cases.planning import Drop, MadeUp, plan_meeting
from bot.use_cases.plans import load_plan
from bot.use_cases.room import OPEN_ACTION, make_up_slot_soon
from bot.use_cases.run_sheet import lines_of, refresh_run_sheets
from bot.use_cases.summaries import summary_of
from bot.use_cases.turnover import hand_over_to
from bot.use_cases.week_ahead import due_after
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from handlers.slack.render import CONFIRM_TEXT
from storage import actions, boards, challenges, measures, meetings, outbox, people, plans, statements, tables
from storage.access import REPORTED_HERE, STRANGER, access_board_by_id
from storage.actions import change_action
from storage.outbox import PENDING, Planned
from tests.plan_reading.files import HOLIDAYS
from tests.use_cases.editor import Editor, words_of_form
from tests.use_cases.ladder import EARLY_HELP, Ladder, at
from tests.use_cases.measured_board import does, enters, is_refused, seat_data_manager, with_measures, words_of
from tests.use_cases.sample_board import caller, sends_statement, stands
from tests.use_cases.test_plan_closing import Closing

NOW = datetime(2021, 5, 20, 9, 0, tzinfo=UTC)
BEFORE = date(2021, 1, 1)
OTHER = "Community Safety Board"
STATEMENT = {"progress": "Work went on.", "effect": "None yet.", "rating": "Amber", "next_steps": "Finish by July."}


class Two:
    """The sample's board, and another in its workspace that has a meeting of its own and no plan."""

    def __init__(self, session, board) -> None:
        self.session, self.board, self.action = session, board, board.actions["BCP-06"]
        self.other = boards.add_board(session, board.workspace_id, OTHER, channel="C_OTHER", started_at=NOW)
        for role, title, account in (
            (Role.PROGRAMME_MANAGER, "Safety Programme Manager", "U_OTHER"),
            (Role.CHAIR, "Chair of Safety", "U_OCHAIR"),
            (Role.MEMBER, "Police representative", "U_POLICE"),
        ):
            post = people.post_of(session, board.workspace_id, title, BEFORE)
            people.hold(session, post, people.person_of(session, board.workspace_id, account, account), BEFORE)
            people.seat(session, self.other, role, post)

    def meets(
        self, day: int, due: int, request: int, *, month: int = 6, board: int = 0, actions: Sequence[int] = ()
    ) -> int:
        """The other board's meeting, or one of the board that is named, with its own days."""
        return meetings.add_meeting(
            self.session, board or self.other, actions, kind="holding_to_account", ref=f"SAFE-{month}-{day}",
            starts_at=at(day, 14, month=month), ends_at=at(day, 16, month=month),
            request_at=at(request, 9, 30, month=month), statements_due_at=at(due, 17, month=month),
            pack_at=at(due + 1, 17, month=month),
        )  # fmt: skip

    @property
    def name(self) -> str:
        """The name of the board whose plan the action is of."""
        return boards.get_board(self.session, self.board.id).name

    def asks(self, called: str = OTHER, by: str = "U_PM") -> str:
        answers = {"board": called, "why": "Both work on domestic abuse."}
        return words_of(does(self.session, Answers(caller(by), "report_ask", str(self.action), answers), NOW))

    def report(self) -> str:
        return str(self.session.query(tables.Reporting).order_by(tables.Reporting.id.desc()).first().id)

    def presses(self, who: str, button: str, about: str | None = None) -> str:
        return words_of(does(self.session, Press(caller(who), f"report.{button}", about or self.report()), NOW))

    def agree(self) -> None:
        self.asks()
        self.presses("U_OTHER", "accept")

    def types(self, who: str, text: str) -> str:
        return words_of(does(self.session, Typed(caller(who), text), NOW))

    def told(self, to: str) -> list[str]:
        rows = self.session.query(tables.Outbox).filter_by(to=to, state=PENDING).order_by(tables.Outbox.id)
        return [as_text(Message.model_validate(row.message)) for row in rows if row.kind.startswith("report")]


@pytest.fixture
def two(session, board):
    return Two(session, board)


class TestAgreeing:
    def test_the_other_board_is_asked_and_nothing_changes_before_it_accepts(self, two):
        two.meets(22, 15, 8)

        two.asks()

        (said,) = two.told("U_OTHER")
        assert "asks whether BCP-06" in said and "Both work on domestic abuse." in said
        assert "Also reported" not in two.types("U_OTHER", "status")
        assert STRANGER in is_refused(two.session, Press(caller("U_POLICE"), "status.open", str(two.action)), NOW)

    def test_whoever_asks_learns_nothing_of_which_boards_there_are(self, two):
        here, nowhere = two.asks(), two.asks("Board of Nothing")

        assert here.replace(OTHER, "…") == nowhere.replace("Board of Nothing", "…")
        assert two.session.query(tables.Reporting).count() == 1

    def test_asking_twice_asks_once(self, two):
        two.asks()
        two.asks(OTHER.upper())

        assert len(two.told("U_OTHER")) == 1

    def test_once_accepted_it_is_on_the_other_agenda_and_all_three_are_told(self, two):
        meeting = two.meets(22, 15, 8)
        two.asks()

        assert f"is reported to the {OTHER} as well" in two.presses("U_OTHER", "accept")

        assert [action for action, _ in meetings.agenda(two.session, meeting)] == [two.action]
        assert "as well from now on" in two.told("U_PM")[0]
        assert "You still write one statement" in two.told("U_QA")[0]

    def test_declined_whoever_asked_hears_it(self, two):
        two.asks()

        two.presses("U_OTHER", "decline")

        assert "Nothing has changed" in two.told("U_PM")[0]
        assert is_refused(two.session, Press(caller("U_OTHER"), "report.accept", two.report()), NOW).startswith(
            "That has"
        )

    @pytest.mark.parametrize("who", ["U_CHAIR", "U_QA", "U_PM", "U_OCHAIR", "U_POLICE", "U_NOBODY"])
    def test_only_whoever_runs_the_other_board_answers(self, two, who):
        two.asks()

        for button in ("accept", "decline"):
            is_refused(two.session, Press(caller(who), f"report.{button}", two.report()), NOW)
        assert two.session.query(tables.Reporting).one().state == "asked"

    def test_whoever_runs_both_need_not_ask_themselves(self, two):
        manager = people.get_post(two.session, two.board.posts["Improvement Programme Manager"])
        people.seat(two.session, two.other, Role.PROGRAMME_MANAGER, manager)

        assert "is reported to" in two.asks()

    @pytest.mark.parametrize("who", ["U_PM", "U_OTHER"])
    def test_either_ends_it_and_the_other_hears(self, two, who):
        meeting = two.meets(22, 15, 8)
        two.agree()
        shown = does(two.session, Press(caller(who), "report.show", str(two.action)), NOW)
        assert "Report no longer" in words_of(shown)
        asked = next(part.button.confirm for part in shown.message.parts if getattr(part, "button", None))
        assert asked and f"leaves the meetings to come of the {OTHER}" in asked.text and "are told" in asked.text
        assert len(asked.text) <= CONFIRM_TEXT

        two.presses(who, "end")

        assert meetings.agenda(two.session, meeting) == []
        assert "no longer" in two.told({"U_PM": "U_OTHER", "U_OTHER": "U_PM"}[who])[-1]
        assert "no longer" in two.told("U_QA")[-1]
        assert "Also reported" not in two.types("U_OCHAIR", "status")

    def test_withdrawn_it_leaves_the_other_agenda_and_whoever_runs_that_board_hears_how_it_ended(self, two):
        theirs = _action_of_their_own(two)
        meeting, fixed = two.meets(22, 15, 8, actions=[theirs]), two.meets(9, 4, 1, actions=[theirs, two.action])
        two.agree()
        pm = Editor(two.session, two.board)

        preview = pm.previews("edit.not_delivered", "BCP-06", link="Minutes")
        pm.saves(preview)

        assert "SAFE-6-22" in words_of_form(preview)
        assert [action for action, _ in meetings.agenda(two.session, meeting)] == [theirs]
        assert [action for action, _ in meetings.agenda(two.session, fixed)] == [theirs, two.action]
        [told] = [each for each in two.told("U_OTHER") if "closed: not delivered" in each]
        assert told.startswith("BCP-06 of the ") and " is closed: not delivered: “Put a quality" in told
        assert "It is off the agenda of 1 coming meeting of yours." in told

    def test_opened_again_it_is_back_there_and_they_hear_that_too(self, two):
        meeting = two.meets(22, 15, 8, actions=[_action_of_their_own(two)])
        two.agree()
        pm = Editor(two.session, two.board)
        pm.saves(pm.previews("edit.not_delivered", "BCP-06", link="Minutes"))
        again = Answers(caller("U_CHAIR"), "decision.reopen", str(two.action), {"reason": "It is needed after all."})

        does(two.session, again, NOW)

        assert two.action in [action for action, _ in meetings.agenda(two.session, meeting)]
        (told,) = [each for each in two.told("U_OTHER") if "is open again, and in progress" in each]
        assert told.startswith("BCP-06 of the Children") and "1 coming meeting of yours again." in told

    def test_one_that_is_reported_no_longer_is_not_told_of_when_it_is_opened_again(self, two):
        meeting = two.meets(22, 15, 8)
        two.agree()
        two.presses("U_OTHER", "end")
        change_action(two.session, two.action, lifecycle="closed_superseded", closed_on=date(2021, 5, 19))

        again = {"reason": "It is needed after all."}
        does(two.session, Answers(caller("U_CHAIR"), "decision.reopen", str(two.action), again), NOW)

        assert meetings.agenda(two.session, meeting) == []
        assert not any("open again" in each for each in two.told("U_OTHER"))

    @pytest.mark.parametrize("how", ["ended", "reported no longer"])
    def test_it_leaves_a_meeting_of_the_other_board_itself_as_well(self, two, how):
        theirs = _action_of_their_own(two)
        two.agree()
        meeting = two.meets(22, 15, 8, actions=[theirs, two.action])
        meetings.change_meeting(two.session, meeting, kind="board", request_at=None, statements_due_at=None)
        pm = Editor(two.session, two.board)

        if how == "ended":
            pm.saves(pm.previews("edit.not_delivered", "BCP-06", link="Minutes"))
        else:
            two.presses("U_OTHER", "end")

        assert [action for action, _ in meetings.agenda(two.session, meeting)] == [theirs]

    @pytest.mark.parametrize("how", ["its plan closed", "reported no longer"])
    def test_on_an_agenda_whose_pack_was_fixed_before_it_keeps_nobody_from_the_rest(self, two, how):
        two.action = two.board.actions["BCP-14"]
        fixed = two.meets(9, 4, 1, actions=[_action_of_their_own(two), two.action])
        meetings.change_meeting(two.session, fixed, pack_at=NOW - timedelta(days=1))
        two.agree()

        if how == "its plan closed":
            Closing(two.session, two.board).is_closed()
        else:
            two.presses("U_OTHER", "end")

        assert two.action in [action for action, _ in meetings.agenda(two.session, fixed)]
        for typed in ("meeting", "setup"):
            assert "SAFE-6-9" in two.types("U_OTHER", typed)
        form = does(two.session, Press(caller("U_OTHER"), "meeting.agenda", f"{two.other}:{fixed}"), NOW).form
        assert "It goes through: 1 action" in words_of_form(form)
        sheet = two.types("U_OCHAIR", "run sheet SAFE-6-9")
        assert "S1 Light the park" in sheet and ("BCP-14" in sheet) is (how == "its plan closed")

    def test_withdrawn_since_its_plan_closes_it_does_so_too(self, two):
        meeting, closing = two.meets(22, 15, 8), Closing(two.session, two.board)
        two.action = two.board.actions["BCP-14"]
        two.agree()

        closing.is_closed()

        assert meetings.agenda(two.session, meeting) == []
        assert "BCP-14" in two.told("U_OTHER")[-1] and "is closed: not delivered: “" in two.told("U_OTHER")[-1]

    def test_all_of_it_is_in_the_history_of_the_action(self, two):
        two.agree()
        two.presses("U_PM", "end")

        said = two.types("U_CHAIR", "history BCP-06")

        assert f"Asked to be reported also to: {OTHER}" in said or f"asked to be reported also to: {OTHER}" in said
        assert f"eported also to: {OTHER}" in said and f"eported to: {OTHER} → nothing" in said


class TestSeeing:
    def test_the_other_board_sees_it_beside_its_plan_and_whose_it_is(self, two):
        two.agree()

        said = two.types("U_POLICE", "status")
        card = two.types("U_POLICE", "status BCP-06")

        owner = boards.get_board(two.session, two.board.id).name
        assert "Also reported to this board" in said and "BCP-06" in said and f"Of the plan of the {owner}" in said
        assert "Whose plan" in card and owner in card
        assert "BCP-06" in as_text(summary_of(two.session, boards.get_board(two.session, two.other), NOW))
        assert f"Also reported to: {OTHER}" in two.types("U_CHAIR", "status BCP-06")

    def test_it_is_no_part_of_the_counts(self, two):
        two.agree()

        assert "There are no actions in the plan yet." in two.types("U_POLICE", "status")

    def test_of_the_rest_of_the_plan_it_learns_nothing(self, two):
        two.agree()

        assert is_refused(two.session, Typed(caller("U_POLICE"), "status BCP-03"), NOW)
        about = str(two.board.actions["BCP-03"])
        assert is_refused(two.session, Press(caller("U_POLICE"), "status.open", about), NOW) == STRANGER

    def test_the_pack_of_each_board_has_the_one_statement(self, two):
        meeting = two.meets(22, 15, 8)
        two.agree()
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(2, 10))

        for board_id, found in ((two.other, meeting), (two.board.id, _first(two))):
            board = boards.get_board(two.session, board_id)
            pack = fix_pack(two.session, board, meetings.get_meeting(two.session, found), at(17, 9))
            item = next(item for item in pack.items if item.ref == "BCP-06")
            assert item.statement_id == statements.last_statement(two.session, two.action).id
            assert not item.is_missing
            assert bool(item.plan_of) is (board_id == two.other)
        assert two.session.query(tables.Statement).filter_by(action_id=two.action, came_by="form").count() == 1

    def test_its_figures_stand_in_both_packs_and_only_its_own_board_asks_for_them(self, two):
        measure = with_measures(two.session, two.board)["KPO-08"]
        change_action(two.session, two.action, measures="KPO-08")
        measures.link_actions(two.session, two.board.id)
        seat_data_manager(two.session, two.board)
        meeting = two.meets(22, 15, 8)
        two.agree()
        enters(two.session, two.board, at(7, 10), measure, "11", day=date(2021, 5, 31))
        other, found = boards.get_board(two.session, two.other), meetings.get_meeting(two.session, meeting)
        asks = Planned(1, "x", "figures_asked", {"meeting": meeting}, at(8, 9), two.other)

        assert ask_for_figures(two.session, other, found, asks, at(8, 9)) == Drop(NO_MEASURE)
        for board_id, each in ((two.other, meeting), (two.board.id, _first(two))):
            board = boards.get_board(two.session, board_id)
            pack = fix_pack(two.session, board, meetings.get_meeting(two.session, each), at(17, 9))
            assert "11" in dict(pack.measures)["KPO-08 Care leavers with a long-term housing offer"], board.name

        change_action(two.session, two.action, restricted_at=NOW)
        assert figures_for_pack(two.session, other, found, at(17, 9)) == []

    def test_its_card_says_the_same_of_its_statement_to_both_also_where_only_one_meets(self, two):
        two.agree()
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(2, 10))

        assert _cards(two, at(9, 9)) == {"submitted for 15 June"}

    def test_that_one_action_is_spoken_of_for_both_says_nothing_of_another(self, two):
        two.agree()
        other_action = two.board.actions["BCP-03"]
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(other_action), STATEMENT), at(2, 10))
        two.meets(15, 8, 1, month=7, actions=(two.action,))
        two.meets(20, 13, 6, month=7, board=two.board.id, actions=(two.action, other_action))
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(6, 10, month=7))

        said = {ref: _said_of(two, "U_CHAIR", ref, at(7, 9, month=7)) for ref in ("BCP-06", "BCP-03")}

        assert said == {"BCP-06": "submitted for 20 July", "BCP-03": "requested, due 13 July"}

    def test_a_correction_is_for_the_same_meetings_and_answers_none_of_the_months_after(self, two):
        two.agree()
        june = two.meets(22, 15, 8, actions=(two.action,))
        july = two.meets(20, 13, 6, month=7, actions=(two.action,))
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(2, 10))

        corrected = {**STATEMENT, "progress": "Work went on, and is done."}
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), corrected), at(4, 10))

        assert two.action in meetings.statements_for(two.session, june)
        assert two.action not in meetings.statements_for(two.session, july)
        board = boards.get_board(two.session, two.other)
        pack = fix_pack(two.session, board, meetings.get_meeting(two.session, june), at(17, 9))
        (item,) = (item for item in pack.items if item.ref == "BCP-06")
        assert item.statement_id == statements.last_statement(two.session, two.action).id

    def test_the_paper_of_either_boards_meeting_has_it_also_once_its_plan_is_closed(self, two):
        other = two.meets(22, 15, 8)
        two.agree()
        row = two.session.get_one(tables.Action, two.action)
        for row.is_archived in (False, True):
            two.session.flush()
            for meeting_id in (other, _first(two)):
                meeting = meetings.get_meeting(two.session, meeting_id)
                board = boards.get_board(two.session, meeting.board_id)
                sheets = paper_of(two.session, board, meeting, at(9, 9)).sheets
                assert any("BCP-06" in each.heading for each in sheets), (meeting.ref, row.is_archived)

    def test_a_statement_that_is_withdrawn_is_withdrawn_for_both_and_comes_back_for_both(self, two):
        other = two.meets(22, 15, 8)
        two.agree()
        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(2, 10))
        sent = str(statements.last_statement(two.session, two.action).id)
        assert _cards(two, at(9, 9)) == {"submitted for 15 June"}

        does(two.session, Press(caller("U_QA"), "statement.withdraw", sent), at(3, 10))
        for meeting in (other, _first(two)):
            assert two.action not in meetings.statements_for(two.session, meeting)
        assert _cards(two, at(9, 9)) == {"late, due 8 June"}
        for meeting in (other, _first(two)):
            assert _on_sheet(two, meeting, at(9, 9)).startswith("No statement received")

        does(two.session, Press(caller("U_QA"), "statement.restore", sent), at(4, 10))
        assert _cards(two, at(9, 9)) == {"submitted for 15 June"}
        for meeting in (other, _first(two)):
            assert _on_sheet(two, meeting, at(9, 9)).startswith("Says Amber")


def _cards(two: Two, now: datetime) -> set[str]:
    """What the card says to each board's chair of the statement."""
    return {_said_of(two, who, "BCP-06", now) for who in ("U_CHAIR", "U_OCHAIR")}


def _said_of(two: Two, who: str, ref: str, now: datetime) -> str:
    """What a card says of the last statement."""
    card = words_of(does(two.session, Typed(caller(who), f"status {ref}"), now))
    (line,) = (line for line in card.splitlines() if line.startswith("Statement: "))
    return line.partition("; ")[2]


def _on_sheet(two: Two, meeting_id: int, now: datetime) -> str:
    meeting = meetings.get_meeting(two.session, meeting_id)
    (line,) = lines_of(two.session, boards.get_board(two.session, meeting.board_id), meeting, now, two.action)
    return line.says


def _form(action: int) -> str:
    return f'{{"action": {action}, "reason_asked": true}}'


def _asked_of(two: Two, meeting: int) -> list[list[int]]:
    """The actions that anything sent for a meeting asks for."""
    rows = two.session.query(tables.Outbox).filter(tables.Outbox.state == "sent")
    asks = [asked for row in rows for asked in row.args.get("asks", ())]
    return [list(asked[2]) for asked in asks if asked[1] == meeting]


def _action_of_their_own(two: Two) -> int:
    """An action of the other board's plan."""
    plan = two.session.query(tables.Plan).filter_by(board_id=two.other).one()
    priority = tables.Priority(plan_id=plan.id, name="Safety", position=0)
    two.session.add(priority)
    two.session.flush()
    action = tables.Action(
        board_id=two.other, plan_id=plan.id, priority_id=priority.id, position=0, ref="S1", title="Light the park",
        words="Light the park", accountable_post_id=two.board.posts["Service Director, Quality and Assurance"],
        lifecycle="in_progress", approved_on=BEFORE, baseline=date(2021, 9, 30), deadline=date(2021, 9, 30),
    )  # fmt: skip
    two.session.add(action)
    two.session.flush()
    return action.id


def _first(two: Two) -> int:
    return meetings.find_meeting_ref(two.session, two.board.id, "HTA-2021-06-15").id


class TestDeciding:
    def test_only_the_chair_of_its_own_plan_confirms(self, two):
        two.agree()
        confirm = {"rating": "Red", "reason": "It is late."}

        for form in ("decision.confirm", "decision.close"):
            sent = Answers(caller("U_OCHAIR"), form, str(two.action), confirm)
            assert is_refused(two.session, sent, NOW) == REPORTED_HERE.format(ref="BCP-06")
        assert "confirmed" in words_of(
            does(two.session, Answers(caller("U_CHAIR"), "decision.confirm", str(two.action), confirm), NOW)
        )

    def test_whoever_runs_the_other_board_changes_nothing_about_it(self, two):
        two.agree()

        for button in ("edit.reword", "edit.hold", "report.ask"):
            is_refused(two.session, Press(caller("U_OTHER"), button, str(two.action)), NOW)
        offered = words_of(does(two.session, Press(caller("U_OTHER"), "change.open", str(two.action)), NOW))
        assert "Other boards" in offered and "Reword" not in offered

    def test_of_what_is_restricted_the_other_board_reads_nothing_in_its_meeting(self, two):
        before, meeting = two.meets(21, 15, 8), two.meets(22, 15, 8)
        two.agree()
        promise = tables.Promise(action_id=two.action, meeting_id=before, at=at(21, 15), what="Tell Zebra staff")
        two.session.add(promise)
        actions.change_action(two.session, two.action, restricted_at=NOW)

        sheet = words_of(does(two.session, Press(caller("U_OCHAIR"), "room.run_sheet", str(meeting)), at(22, 14)))
        opens = Press(caller("U_OCHAIR"), OPEN_ACTION, f"{meeting}:{two.action}")

        assert "BCP-06 restricted" in sheet and "Zebra" not in sheet
        assert "BCP-06 is restricted" in is_refused(two.session, opens, at(22, 14))

    def test_in_the_other_boards_meeting_no_rating_is_confirmed_and_none_is_missed(self, two):
        meeting = two.meets(22, 15, 8)
        two.agree()
        about = f"{meeting}:{two.action}"

        form = does(two.session, Press(caller("U_OCHAIR"), OPEN_ACTION, about), at(22, 14)).form
        assert "only reported here" in form.model_dump_json()
        sent = Answers(caller("U_OCHAIR"), "room_decide", f"{about}:0", {"rating": "Green", "reason": "x"})
        assert "only reported here" in is_refused(two.session, sent, at(22, 14))
        said = Answers(caller("U_OCHAIR"), "room_decide", f"{about}:0", {"promise": "Share the audit."})
        assert "Share the audit" in words_of(does(two.session, said, at(22, 14)))

    def test_what_its_own_board_decides_of_it_shows_on_the_run_sheet_of_the_other_beside_all_that_is_theirs(self, two):
        session, theirs = two.session, _action_of_their_own(two)
        meeting = meetings.get_meeting(session, two.meets(22, 15, 8, actions=[theirs]))
        two.agree()
        board = boards.get_board(session, two.other)
        outbox.say(
            session, board.workspace_id, key="sheet", to="U_OCHAIR", message=said("run_sheet", "As it was."), due=NOW,
            board_id=board.id, args={"meeting": meeting.id, "moves": 0},
        )  # fmt: skip
        row = session.query(tables.Outbox).filter_by(key="sheet").one()
        row.state, row.ref = outbox.SENT, "D1:1.1"
        session.flush()

        refresh_run_sheets(session, boards.get_board(session, two.board.id), meeting, at(22, 14))

        sheet = as_text(stands(row))
        assert "BCP-06" in sheet and "S1" in sheet

    def test_its_chair_challenges_and_the_officer_answers_there(self, two):
        two.agree()
        asked = {"question": "What have families said?"}
        does(two.session, Answers(caller("U_OCHAIR"), "challenge_raise", f"0:{two.action}", asked), NOW)

        challenge = two.session.query(tables.Challenge).one()
        assert challenge.board_id == two.other
        answer = Answers(caller("U_QA"), "challenge_reply", str(challenge.id), {"answer": "That it is quicker."})
        does(two.session, answer, NOW)
        assert two.session.query(tables.Challenge).one().answer == "That it is quicker."


class TestAskedOnce:
    def owed(self, two: Two, board_id: int, meeting: int, now: datetime) -> set[str]:
        board = boards.get_board(two.session, board_id)
        found = meetings.get_meeting(two.session, meeting)
        return {action.ref for action in owed_to(two.session, board, found, now)} & {"BCP-06"}

    @pytest.mark.parametrize(("day", "due", "asks", "other_first"), [(22, 15, 8, False), (11, 4, 1, True)])
    def test_by_the_board_that_needs_it_first_and_used_for_both(self, two, day, due, asks, other_first):
        other, own, now = two.meets(day, due, asks), _first(two), at(2, 10)
        two.agree()

        assert self.owed(two, two.other, other, now) == ({"BCP-06"} if other_first else set())
        assert self.owed(two, two.board.id, own, now) == (set() if other_first else {"BCP-06"})

        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), now)

        assert two.action in meetings.statements_for(two.session, other)
        assert two.action in meetings.statements_for(two.session, own)
        (thanks,) = two.session.query(tables.Outbox).filter_by(kind="statement_received", to="U_QA")
        assert f"It goes to the {OTHER} as well." in as_text(Message.model_validate(thanks.message))

    def test_no_message_asks_for_it_twice(self, two):
        other = two.meets(22, 15, 8)
        two.agree()
        ladder = Ladder(two.session, two.board)
        ladder.plan(at(31, 9, month=5))
        plan_meeting(
            two.session,
            boards.get_board(two.session, two.other),
            meetings.get_meeting(two.session, other),
            at(31, 9, month=5),
        )

        for day in (1, 2, 3, 4, 7, 8):
            ladder.tick(at(day, 17))

        requests = [text for kind in CHASING_MESSAGES for text in ladder.told("U_QA", kind)]
        assert any("BCP-06" in text for text in requests)
        assert not [args for args in _asked_of(two, other) if two.action in args]

    def test_a_board_that_asks_only_after_the_meeting_asks_for_itself(self, two):
        two.agree()
        later = two.meets(20, 13, 6, month=7, actions=(two.action,))

        does(two.session, Answers(caller("U_QA"), "statement.submit", _form(two.action), STATEMENT), at(2, 10))

        assert self.owed(two, two.other, later, at(7, 9, month=7)) == {"BCP-06"}

    def test_once_the_first_meeting_is_over_without_it_the_second_asks(self, two):
        other = two.meets(22, 15, 8)
        two.agree()

        assert self.owed(two, two.other, other, at(15, 13)) == {"BCP-06"}


class TestAnOfficerOfBoth:
    """The officer of BCP-06 answers for an action of the other board's own plan as well."""

    @pytest.fixture
    def both(self, two) -> Two:
        theirs = two.session.get_one(tables.Action, two.action)
        plan = tables.Plan(board_id=two.other, name="Safety plan")
        two.session.add(plan)
        two.session.flush()
        priority = tables.Priority(plan_id=plan.id, name="Safety", position=0)
        two.session.add(priority)
        two.session.flush()
        own = tables.Action(
            board_id=two.other, plan_id=plan.id, priority_id=priority.id, position=0, ref="SAFE-01", title="Meet",
            words="Meet.", accountable_post_id=theirs.accountable_post_id, lifecycle="in_progress",
            deadline=date(2021, 9, 30), baseline=date(2021, 9, 30), approved_on=BEFORE,
        )  # fmt: skip
        two.session.add(own)
        two.session.flush()
        return two

    def agendas(self, both: Two, due: int) -> int:
        """The other board's meeting goes through the officer's action of its own, and through BCP-06."""
        meeting = both.meets(22, due, 1)
        both.agree()
        own = both.session.query(tables.Action).filter_by(ref="SAFE-01").one().id
        meetings.set_agenda(both.session, meeting, [own, both.action])
        return meeting

    @pytest.mark.parametrize(("due", "day"), [(4, "4 June"), (15, "8 June")])
    def test_reads_what_is_owed_once_on_the_home_tab_with_the_day_that_comes_first(self, both, due, day):
        self.agendas(both, due)

        home = words_of(does(both.session, HomeOpened(caller("U_QA")), at(2, 10)))

        owed = [line for line in home.splitlines() if "BCP-06" in line and ("Due " in line or "was due" in line)]
        assert len(owed) == 1
        assert day in owed[0]

    @pytest.mark.parametrize("due", [4, 15])
    def test_owes_it_once_whichever_board_needs_it_first(self, both, due):
        self.agendas(both, due)
        owed = []

        for board_id in (both.board.id, both.other):
            access = access_board_by_id(both.session, caller("U_QA").key, board_id, Deed.SEE_PLAN, at(2, 10))
            owed += [each.ref for each in owed_by(both.session, access, at(2, 10))]

        assert owed.count("BCP-06") == 1
        assert "SAFE-01" in owed

    def test_takes_it_over_once_with_the_post(self, both):
        self.agendas(both, 4)
        new = people.person_of(both.session, both.board.workspace_id, "U_NEW")
        post = people.get_post(both.session, both.session.get_one(tables.Action, both.action).accountable_post_id)
        people.hold(both.session, post, new, date(2021, 6, 2))
        access = access_board_by_id(both.session, caller("U_PM").key, both.board.id, Deed.MANAGE, at(2, 10))

        hand_over_to(both.session, access, post, new)

        rows = both.session.query(tables.Outbox).filter_by(kind="handover", to="U_NEW").all()
        owed = [
            line
            for row in rows
            for line in as_text(Message.model_validate(row.message)).splitlines()
            if "BCP-06" in line and "asked for now" in line
        ]
        assert len(rows) == 2
        assert len(owed) == 1

    @pytest.mark.parametrize(("due", "told"), [(9, "own"), (7, "other"), (4, "")])
    def test_reads_of_it_on_friday_once_where_it_is_asked_for_first(self, both, due, told):
        """Their own board's statements are due on Tuesday 8 June, the other's before or after them."""
        found = {self.agendas(both, due): "other", _first(both): "own"}
        board, now = boards.get_board(both.session, both.board.id), at(4, 9)
        theirs = actions.actions_of(both.session, board.id, board.today(now), board.zone, only=[both.action])

        coming = due_after(both.session, board, week_of(now.date()), theirs, now)

        assert [found[each.meeting_id] for each in coming if each.meeting_id] == ([told] if told else [])

    def test_says_once_that_they_are_away_and_the_delegate_is_asked_for_both(self, both):
        ladder, meeting = Ladder(both.session, both.board), self.agendas(both, 15)
        ladder.plan(at(1, 8))
        other = boards.get_board(both.session, both.other)
        plan_meeting(both.session, other, meetings.get_meeting(both.session, meeting), at(1, 8))
        post = both.session.get_one(tables.Action, both.action).accountable_post_id
        away = {"until": date(2021, 7, 9), "delegate": EARLY_HELP}
        does(both.session, Answers(caller("U_QA"), "absence_away", f"{both.board.id}:{post}", away), at(1, 8))

        for day in (1, 2, 3, 4, 7, 8, 9):
            ladder.works(at(day, 17))

        assert not [kind for kind in CHASING_MESSAGES if ladder.told("U_QA", kind)]
        asked = [line for told in ladder.told("U_EARLY", "statement_requested") for line in told.splitlines()]
        assert [line.split()[0] for line in asked if line.startswith(("BCP-06 ", "SAFE-01 "))] == ["SAFE-01", "BCP-06"]

    def test_is_asked_once_whether_a_milestone_was_done(self, both):
        ladder = Ladder(both.session, both.board)
        self.agendas(both, 15)
        step = tables.Milestone(action_id=both.action, position=9, title="Tell the panel", due=date(2021, 6, 10))
        both.session.add(step)
        both.session.flush()
        for board_id in (both.board.id, both.other):
            plan_between_meetings(both.session, boards.get_board(both.session, board_id), "2021-W23", at(9, 9))

        ladder.works(at(11, 12))

        asked = both.session.query(tables.Outbox).filter_by(kind="milestones_asked", state=outbox.SENT).all()
        assert [row.to for row in asked if "Tell the panel" in str(row.message)] == ["U_QA"]


SECRET = "Zebra"
"""A word that only the restricted action has."""


class TestRestrictedOnAnotherBoard:
    """What BCP-06 says is held back on the board whose plan it is of; the other board is told that it is restricted."""

    @pytest.fixture
    def held(self, two) -> int:
        """The other board's meeting, which goes through BCP-06: restricted after all was said of it."""
        row = two.session.get_one(tables.Action, two.action)
        row.title = row.words = row.success_measure = f"{SECRET} unit closes"
        two.session.add(tables.Milestone(action_id=row.id, position=9, title=f"{SECRET} told", due=date(2021, 6, 14)))
        before, meeting = two.meets(9, 8, 7), two.meets(22, 15, 8)
        two.agree()
        two.session.add(tables.Promise(action_id=row.id, meeting_id=before, at=at(9, 15), what=f"Tell {SECRET} staff"))
        sends_statement(
            two.session, two.board, "BCP-06", "Red", evidence=f"{SECRET} paper", help_needed=f"{SECRET} room"
        )
        does(two.session, Answers(caller("U_POLICE"), "challenge_raise", f"action:{two.action}",
                                  {"question": f"Why does {SECRET} close?"}), at(8, 17))  # fmt: skip
        other = boards.get_board(two.session, two.other)
        fix_pack(two.session, other, meetings.get_meeting(two.session, meeting), at(17, 9))
        return meeting

    def read(self, two: Two, meeting: int) -> str:
        """All that those of the other board can be shown, and what goes to its channel and into its files."""
        typed = ("status", "status red", "status BCP-06", "BCP-06", "zebra", "status zebra unit", "history BCP-06",
                 "whois BCP-06", "highlight BCP-06", "pack", "pack SAFE-6-22", "coverage", "challenges", "mine",
                 "watch", "summary", "decisions", "pace", "risks", "closed plans", "cleared",
                 "statement BCP-06")  # fmt: skip
        pressed = (("pack.show", f"{meeting}"), ("room.run_sheet", f"{meeting}"), ("status.open", f"{two.action}"),
                   ("history.show", f"{two.action}:1"), ("room.action", f"{meeting}:{two.action}"),
                   ("challenge.meeting", f"{meeting}"), ("quarterly.for_dfe", f"{two.other}:2021-06-30"),
                   ("quarterly.for_scrutiny", f"{two.other}:2021-06-30"), ("pack.order", f"{meeting}"))  # fmt: skip
        other, now = boards.get_board(two.session, two.other), at(18, 9)
        said = []
        for who in ("U_OCHAIR", "U_OTHER", "U_POLICE"):
            heard = [Typed(caller(who), text, "C_OTHER") for text in typed]
            heard += [Press(caller(who), does_what, about) for does_what, about in pressed]
            said += [_answer(two, each, now) for each in (*heard, HomeOpened(caller(who)))]
        found = meetings.get_meeting(two.session, meeting)
        return "\n".join(
            [
                *said,
                summary_of(two.session, other, now).model_dump_json(),
                str(plan_to_export(two.session, other, now)),
                str(paper_of(two.session, other, found, now)),
                str(inspection_pack(two.session, caller("U_OTHER").key, two.other, now)),
            ]
        )  # fmt: skip

    def test_says_no_word_of_it_there_until_the_button_or_the_day_opens_it(self, two, held):
        assert SECRET in self.read(two, held)

        Editor(two.session, two.board, "U_CHAIR").edits("edit.restrict", "BCP-06", event="The staff have been told.")
        shown = self.read(two, held)
        assert SECRET not in shown
        assert f"BCP-06: restricted. Of the plan of the {two.name}." in two.types("U_POLICE", "status")
        assert f"BCP-06 of the {two.name}: restricted." in two.types("U_POLICE", "summary")

        Editor(two.session, two.board, "U_CHAIR").edits("edit.unrestrict", "BCP-06")
        assert SECRET in self.read(two, held)

        change_action(two.session, two.action, restricted_at=NOW, restricted_until=date(2021, 6, 18))
        assert SECRET in self.read(two, held)
        change_action(two.session, two.action, restricted_until=date(2021, 6, 19))
        assert SECRET not in self.read(two, held)

    def test_nor_is_it_said_to_them_in_a_message_or_in_the_channel_of_either_board(self, two, held):
        Editor(two.session, two.board, "U_CHAIR").edits("edit.restrict", "BCP-06", event="The staff have been told.")
        ladder = Ladder(two.session, two.board)
        ladder.plan(at(1, 9))
        other = boards.get_board(two.session, two.other)
        plan_meeting(two.session, other, meetings.get_meeting(two.session, held), at(1, 9))
        plan_between_meetings(two.session, other, "2021-W24", at(14, 8))
        [asked] = challenges.open_on(two.session, [two.action])
        answer = Answers(caller("U_QA"), "challenge_reply", str(asked.id), {"answer": f"{SECRET} is closed."})
        does(two.session, answer, at(9, 10))
        before = {row.id for row in two.session.query(tables.Outbox).filter_by(state=outbox.SENT)}

        for day in (9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23):
            ladder.works(at(day, 17))

        told = [row for row in two.session.query(tables.Outbox) if row.id not in before and SECRET in str(row.message)]
        assert {row.to for row in told} <= {"U_QA", "U_CHAIR", "U_PM"}
        assert "U_QA" in {row.to for row in told}
        [ready] = two.session.query(tables.Outbox).filter_by(kind="pack_ready", to="U_OCHAIR")
        assert "1 restricted action is left out here." in as_text(stands(ready))


def _answer(two: Two, heard: Typed | Press | HomeOpened, now: datetime) -> str:
    try:
        reply = does(two.session, heard, now)
    except Refusal as refusal:
        return refusal.words
    return f"{words_of(reply) if reply.message else ''}{reply.form or ''}"


class TestOutAndInAgain:
    """The link goes out with the plan; read in again it is asked for, since a file agrees nothing."""

    def written(self, two: Two, kind: Kind) -> list[Sheet]:
        found = plan_to_export(two.session, boards.get_board(two.session, two.board.id), NOW)
        return read_plan_bytes(write_plan(found.rows, kind, "", found.beside), f"plan.{kind.value}")

    def read(self, two: Two, sheets: Sequence[Sheet]) -> PlanPreview:
        known = plans.known_plan(two.session, two.board.workspace_id, two.board.id)
        return read_whole_plan(sheets, known=known, bank_holidays=HOLIDAYS)

    def loads(self, two: Two, preview: PlanPreview) -> str:
        later = NOW + timedelta(hours=1)
        access = access_board_by_id(two.session, caller("U_PM").key, two.board.id, Deed.MANAGE, later)
        return as_text(load_plan(two.session, access, preview, later).message)

    def row(self, two: Two) -> PlanRow:
        return plans.stored_plan(two.session, two.board.id)["BCP-06"].row

    @pytest.mark.parametrize("kind", list(Kind))
    def test_the_boards_that_agreed_stand_in_the_file_and_it_changes_nothing(self, two, kind):
        two.agree()

        preview = self.read(two, self.written(two, kind))

        (row,) = [each for each in preview.rows if each.ref == "BCP-06"]
        assert row.plan_row.reported_to == OTHER
        assert row.change == "unchanged"
        assert not [found for found in row.findings if found.code == "REPORT_ASKED"]
        assert "asked" not in self.loads(two, preview)

    @pytest.mark.parametrize("kind", list(Kind))
    def test_where_it_is_not_agreed_any_more_the_other_board_is_asked_once(self, two, kind):
        two.agree()
        before, sheets = self.row(two), self.written(two, kind)
        two.session.query(tables.Reporting).delete()

        preview = self.read(two, sheets)
        (row,) = [each for each in preview.rows if each.ref == "BCP-06"]
        assert [found.message for found in row.findings if found.code == "REPORT_ASKED"] == [
            f"Row {row.row}, Also reported to: {OTHER}. A file cannot agree that. Loading asks whoever runs it, if it "
            "is a board here; nothing changes before they accept."
        ]
        assert f"BCP-06 to {OTHER}" in self.loads(two, preview)
        self.loads(two, self.read(two, sheets))

        assert self.row(two).reported_to == ""
        assert len(two.told("U_OTHER")) == 2, "once before, and once for the file"
        two.presses("U_OTHER", "accept")
        assert self.row(two) == before

    def test_each_of_several_actions_is_asked_about(self, two):
        sheets = self.written(two, Kind.CSV)
        head, *rows = sheets[0].rows
        column = next(number for number, cell in head.cells.items() if cell.text == "Also reported to")
        both = {"BCP-06", "BCP-07"}
        named = [
            replace(row, cells={**row.cells, column: Cell(OTHER)}) if row.cell(1).text in both else row for row in rows
        ]

        self.loads(two, self.read(two, [replace(sheets[0], rows=(head, *named))]))

        assert len(two.told("U_OTHER")) == 2

    def test_a_board_that_is_not_here_is_asked_in_the_same_words(self, two):
        two.agree()
        sheets = self.written(two, Kind.CSV)
        two.session.query(tables.Reporting).delete()
        here = self.loads(two, self.read(two, sheets))
        two.session.query(tables.Reporting).delete()
        two.session.get_one(tables.Board, two.other).name = "Board of Nothing"

        assert self.loads(two, self.read(two, sheets)) == here
        assert two.session.query(tables.Reporting).count() == 0

    def test_what_was_ended_or_declined_in_chat_is_not_asked_again(self, two):
        two.agree()
        sheets = self.written(two, Kind.CSV)
        two.presses("U_OTHER", "end")
        told = len(two.told("U_OTHER"))

        self.loads(two, self.read(two, sheets))

        assert len(two.told("U_OTHER")) == told
        assert self.row(two).reported_to == ""


def test_the_note_of_a_slot_leaves_out_what_is_reported_no_longer_since_the_pack_was_fixed(two):
    theirs = _action_of_their_own(two)
    two.agree()
    fixed = two.meets(9, 4, 1, actions=[theirs, two.action])
    board, meeting = boards.get_board(two.session, two.other), meetings.get_meeting(two.session, fixed)
    post = two.session.get_one(tables.Action, two.action).accountable_post_id
    row = outbox.Planned(1, "slot", SLOT_SOON, {"post": post}, meeting.starts_at, two.other)

    def note() -> str:
        made = make_up_slot_soon(two.session, board, meeting, row, at(9, 13))
        return as_text(made.message) if isinstance(made, MadeUp) else ""

    assert "BCP-06" in note()

    does(two.session, Press(caller("U_OTHER"), "report.end", two.report()), at(8, 9))

    assert two.action in [action for action, _ in meetings.agenda(two.session, fixed)], "its pack is fixed"
    assert "BCP-06" not in note()
