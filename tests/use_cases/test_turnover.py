"""When the holder of a post leaves, and when somebody takes it over; each is told once, and on the same day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Reply
from bot.messages.statements import WRITE
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import AccountDisabled, Answers, Press, Typed
from bot.use_cases.planning import Drop, MadeUp, PutOff
from bot.use_cases.statements import FilledForm, submit_statement
from bot.use_cases.turnover import (
    ACCEPT,
    QUERY,
    make_up_handover_open,
    make_up_temporary_officer,
    record_leaver,
)
from storage import audit, boards, outbox, people, tables
from storage.outbox import Planned
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import SampleBoard, caller, sends_statement, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
"""Tuesday 8 June 2021, 10:00 in London."""
TODAY = date(2021, 6, 8)
QUALITY, DCS = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services"
INCLUSION, MANAGER_POST = "Service Director, Inclusion and Family Services", "Improvement Programme Manager"
OFFICER, DIRECTOR, MANAGER, CHAIR = "U_QA", "U_DCS", "U_PM", "U_CHAIR"


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board, where the service directors report to the Director of Children's Services."""
    for title in (QUALITY, INCLUSION):
        people.set_line(
            session, people.get_post(session, board.posts[title]), people.get_post(session, board.posts[DCS])
        )
    return board


def leaves(session: Session, board: SampleBoard, account: str = OFFICER, at: datetime = NOW) -> bool:
    return record_leaver(session, board.workspace_id, account, at)


def connects(session: Session, board: SampleBoard, title: str, account: str, at: datetime = NOW) -> Reply:
    about = f"{board.id}:{board.posts[title]}"
    found = catalogue.find(
        Answers(caller(MANAGER), "setup_post", about, {"person": account, "person.name": "Jo Price"})
    )
    return found.use_case(session, found.command, at)


def presses(session: Session, board: SampleBoard, does: str, by: str, page: str = "") -> str:
    found = catalogue.find(Press(caller(by), does, f"{board.id}:{page or board.posts[QUALITY]}"))
    reply = found.use_case(session, found.command, NOW)
    assert reply.message is not None
    return as_text(reply.message)


def told(session: Session, kind: str = "") -> list[tuple[str, str, str]]:
    """What the bot is about to tell: the kind, to whom, in which words."""
    rows = session.query(tables.Outbox).filter(tables.Outbox.message.is_not(None)).order_by(tables.Outbox.id)
    said = [(row.kind, row.to, as_text(Message.model_validate(row.message))) for row in rows if row.message]
    return [each for each in said if not kind or each[0] == kind]


def planned(session: Session, board: SampleBoard, kind: str) -> list[Planned]:
    rows = outbox.upcoming(session, board.id, datetime(2021, 12, 1, tzinfo=UTC))
    return [row for row in rows if row.kind == kind]


def post(session: Session, board: SampleBoard, title: str = QUALITY) -> tables.Post:
    return people.get_post(session, board.posts[title])


def holder(session: Session, board: SampleBoard, title: str = QUALITY, day: date = TODAY) -> str:
    found = people.holder_of(session, board.posts[title], day)
    return found.account if found else ""


def post_holder(session: Session, board: SampleBoard, title: str = QUALITY) -> tables.Person:
    found = people.holder_of(session, board.posts[title], TODAY)
    assert found is not None
    return found


def recorded(session: Session) -> list[tuple[str, str, str]]:
    return [(row.what, row.who, row.why) for row in session.query(tables.Audit).order_by(tables.Audit.id)]


class TestAnAccountThatIsDisabled:
    def test_leaves_the_post_vacant_from_today_and_the_manager_and_the_line_director_are_told_once(
        self, session, board
    ):
        assert leaves(session, board)
        assert not leaves(session, board)

        assert holder(session, board) == ""
        assert post(session, board).vacant_since == TODAY
        manager, line = told(session)
        assert manager[:2] == ("officer_left", MANAGER)
        assert f"Holder of {QUALITY}’s account has been disabled" in manager[2]
        assert "Vacant from today." in manager[2]
        assert "BCP-06" in manager[2]
        assert (
            f"Unless somebody is named, {DCS} (Holder of {DCS}) becomes temporary accountable officer on" in manager[2]
        )
        assert "on Tuesday 15 June" in manager[2]
        assert line[:2] == ("line_officer_left", DIRECTOR)
        assert "BCP-06" in line[2]
        assert recorded(session) == [("post vacated", "Accountable", "the account is disabled")]
        assert audit.first_broken(session, board.workspace_id) is None

    def test_is_heard_of_from_the_platform(self, session, board):
        found = catalogue.find(AccountDisabled(caller(OFFICER)))

        assert found.use_case(session, found.command, NOW) == Reply()

        assert holder(session, board) == ""

    @pytest.mark.parametrize("account", ["U_NOBODY", "U_GONE"])
    def test_of_somebody_who_holds_nothing_is_nothing_to_anybody(self, session, board, account):
        assert not leaves(session, board, account)

        assert (told(session), recorded(session)) == ([], [])

    def test_in_another_workspace_changes_nothing_here(self, session, board):
        elsewhere = people.workspace_of(session, "slack", "T2")

        assert not record_leaver(session, elsewhere, OFFICER, NOW)
        assert holder(session, board) == OFFICER

    def test_of_the_programme_manager_is_told_to_the_chair(self, session, board):
        leaves(session, board, MANAGER)

        ((kind, to, said),) = told(session)
        assert (kind, to) == ("officer_left", CHAIR)
        assert "Vacant from today: programme manager." in said

    def test_of_a_line_director_is_told_to_the_manager_alone_where_nobody_directs_them(self, session, board):
        leaves(session, board, DIRECTOR)

        ((kind, to, said),) = told(session)
        assert (kind, to) == ("officer_left", MANAGER)
        assert "No line director is known for it. Please name somebody by Tuesday 15 June." in said

    def test_of_a_delegate_is_told_to_the_manager_who_names_another(self, session, board):
        delegate = post(session, board, "Head of Early Help")
        people.delegate(session, post(session, board), delegate, date(2021, 6, 1), date(2021, 7, 1))

        leaves(session, board, "U_EARLY")

        ((kind, to, said),) = told(session, "officer_left")
        assert (kind, to) == ("officer_left", MANAGER)
        assert f"Delegate: They answered for the {QUALITY}. Please name another, or none." in said

    def test_of_a_delegate_is_told_to_the_officer_on_the_same_day_once_for_all_that_they_hold(self, session, board):
        delegate = post(session, board, "Head of Early Help")
        people.hold(session, post(session, board, INCLUSION), post_holder(session, board), TODAY)
        for title in (QUALITY, INCLUSION):
            people.delegate(session, post(session, board, title), delegate, date(2021, 6, 1), date(2021, 7, 1))

        leaves(session, board, "U_EARLY")

        ((_, to, said),) = told(session, "delegate_left")
        assert to == OFFICER
        assert "Holder of Head of Early Help holds the post Head of Early Help no longer" in said
        assert f"{QUALITY}: Answers for BCP-03, BCP-06" in said
        assert f"{INCLUSION}: Answers for " in said

    def test_of_the_delegate_of_a_manager_is_told_to_them_once(self, session, board):
        delegate = post(session, board, "Head of Early Help")
        people.hold(session, post(session, board, MANAGER_POST), post_holder(session, board), TODAY)
        people.delegate(session, post(session, board), delegate, date(2021, 6, 1), date(2021, 7, 1))

        leaves(session, board, "U_EARLY")

        assert [each[:2] for each in told(session)] == [("officer_left", OFFICER)]

    def test_of_a_delegate_of_somebody_who_is_away_leaves_no_one_to_answer_and_that_shows(self, session, board):
        delegate = post(session, board, "Head of Early Help")
        people.delegate(session, post(session, board), delegate, date(2021, 6, 1), date(2021, 7, 1))
        people.set_away(session, post(session, board), date(2021, 6, 30))
        card = Press(caller(MANAGER), "status.open", str(board.actions["BCP-06"]))
        assert "Answers for them: Head of Early Help\n" in words_of(does(session, card, NOW))

        leaves(session, board, "U_EARLY")

        ((_, _, said),) = told(session)
        assert f"Please name another, or none. Nobody answers for the {QUALITY} now." in said
        shown = words_of(does(session, card, NOW))
        assert "Answers for them: Head of Early Help, which is vacant: no one to answer" in shown
        assert "The rules suggest: Amber because nobody is there to answer for it just now" in shown
        who = words_of(does(session, Typed(caller(MANAGER), "whois BCP-06"), NOW))
        assert "Delegate: Head of Early Help (vacant)" in who

    def test_at_night_is_told_in_the_morning(self, session, board):
        leaves(session, board, at=datetime(2021, 6, 8, 20, 0, tzinfo=UTC))

        dues = {row.due_at for row in session.query(tables.Outbox).filter_by(kind="officer_left")}
        assert dues == {datetime(2021, 6, 9, 7, 30, tzinfo=UTC)}

    def test_takes_their_absence_with_them(self, session, board):
        people.set_away(session, post(session, board), date(2021, 6, 30))

        leaves(session, board)

        assert post(session, board).away_until is None

    def test_before_the_board_was_started_is_recorded_and_told_to_nobody(self, session, board):
        boards.change_board(session, board.id, started_at=None)

        assert leaves(session, board)

        assert (holder(session, board), told(session)) == ("", [])

    def test_ends_what_they_may_see_at_once(self, session, board):
        found = catalogue.find(Press(caller(OFFICER), "status.show", "red"))
        found.use_case(session, found.command, NOW)

        leaves(session, board)

        with pytest.raises(Refusal, match="The plan is open to those who have a seat"):
            found.use_case(session, found.command, NOW)


class TestAVacancyThatTheManagerRecords:
    def vacates(self, session: Session, board: SampleBoard) -> None:
        found = catalogue.find(Press(caller(MANAGER), "setup.vacate_post", f"{board.id}:{board.posts[QUALITY]}"))
        found.use_case(session, found.command, NOW)

    def test_is_told_to_the_line_director_and_not_back_to_the_manager(self, session, board):
        self.vacates(session, board)

        assert [each[:2] for each in told(session)] == [("line_officer_left", DIRECTOR)]

    def test_of_a_delegates_post_is_told_to_the_officer_and_the_question_says_so_before(self, session, board):
        people.delegate(
            session, post(session, board, INCLUSION), post(session, board), date(2021, 6, 1), date(2021, 7, 1)
        )
        asked = does(session, Typed(caller(MANAGER), "people"), NOW).model_dump_json()
        assert f"the {INCLUSION} and the {DCS}" in asked

        self.vacates(session, board)

        assert sorted(each[:2] for each in told(session)) == [
            ("delegate_left", "U_INCLUSION"), ("line_officer_left", DIRECTOR),
        ]  # fmt: skip
        assert len(planned(session, board, "temporary_officer")) == 1


class TestTheLineDirector:
    def stands_in(self, session: Session, board: SampleBoard, at: datetime | None = None) -> MadeUp | Drop | PutOff:
        (row,) = planned(session, board, "temporary_officer")
        return make_up_temporary_officer(session, row, at or row.due_at)

    def test_becomes_temporary_officer_after_five_working_days_and_both_are_told(self, session, board):
        leaves(session, board)

        made = self.stands_in(session, board)

        assert isinstance(made, MadeUp)
        assert made.to == DIRECTOR
        assert as_text(made.message).startswith(f"You are temporary accountable officer: {QUALITY}")
        manager = "Holder of Improvement Programme Manager, the programme manager"
        assert f"As soon as you know who it will be, tell {manager}." in as_text(made.message)
        ((_, to, said),) = told(session, "temporary_officer_named")
        assert to == MANAGER
        assert f"{DCS} (Holder of {DCS}) is now temporary accountable officer" in said
        assert holder(session, board, day=date(2021, 6, 15)) == DIRECTOR
        held = next(each for each in people.plan_posts(session, board.id, date(2021, 6, 15)) if each.title == QUALITY)
        assert held.is_temporary
        assert recorded(session)[-1][0] == "temporary officer"

    def test_does_so_on_the_fifth_working_day_at_nine(self, session, board):
        leaves(session, board)

        (row,) = planned(session, board, "temporary_officer")
        assert row.due_at == datetime(2021, 6, 15, 8, 0, tzinfo=UTC)

    def test_does_not_where_somebody_was_named(self, session, board):
        leaves(session, board)
        connects(session, board, QUALITY, "U_NEW")

        assert self.stands_in(session, board) == Drop("somebody was named meanwhile")

    def test_does_not_at_night(self, session, board):
        leaves(session, board)

        late = self.stands_in(session, board, datetime(2021, 6, 15, 20, 0, tzinfo=UTC))

        assert late == PutOff(datetime(2021, 6, 16, 7, 30, tzinfo=UTC), "outside working hours")
        assert holder(session, board, day=date(2021, 6, 16)) == ""

    def test_who_is_nobody_leaves_it_to_the_manager(self, session, board):
        people.vacate(session, post(session, board, DCS), TODAY)
        leaves(session, board)

        made = self.stands_in(session, board)

        assert isinstance(made, MadeUp)
        assert made.to == MANAGER
        assert "there is no line director to stand in" in as_text(made.message)

    def test_who_is_away_is_neither_written_to_nor_put_in_the_post(self, session, board):
        people.set_away(session, post(session, board, DCS), date(2021, 6, 30))
        leaves(session, board)

        made = self.stands_in(session, board)

        assert isinstance(made, MadeUp)
        assert made.to == MANAGER
        assert f"no line director to stand in: it reports to the {DCS}, whose holder is away." in as_text(made.message)
        assert holder(session, board, day=date(2021, 6, 15)) == ""
        assert [each[:2] for each in told(session)] == [("officer_left", MANAGER)]

    def test_who_is_back_by_then_stands_in(self, session, board):
        people.set_away(session, post(session, board, DCS), date(2021, 6, 14))
        leaves(session, board)

        made = self.stands_in(session, board)

        assert isinstance(made, MadeUp)
        assert made.to == DIRECTOR

    def test_stands_in_until_somebody_is_connected_and_then_takes_over_if_it_is_them(self, session, board):
        leaves(session, board)
        self.stands_in(session, board)

        connects(session, board, QUALITY, DIRECTOR, at=datetime(2021, 6, 16, 9, 0, tzinfo=UTC))

        held = next(each for each in people.plan_posts(session, board.id, date(2021, 6, 16)) if each.title == QUALITY)
        assert (held.account, held.is_temporary) == (DIRECTOR, False)
        assert [each[1] for each in told(session, "handover")] == [DIRECTOR]

    def test_stands_in_on_every_board_for_which_the_post_answers_and_each_is_told_once(self, session, board):
        other = set_up(session, name="Second board")
        leaves(session, board)
        rows = [row for each in (board, other) for row in planned(session, each, "temporary_officer")]

        made = [make_up_temporary_officer(session, row, row.due_at) for row in rows]

        assert [row.board_id for row in rows] == [board.id, other.id]
        assert isinstance(made[0], MadeUp)
        assert made[1] == Drop("somebody was named meanwhile")
        boards_told = {
            (row.kind, row.to, row.board_id)
            for row in session.query(tables.Outbox).filter(tables.Outbox.kind.startswith("temporary_officer"))
            if row.message
        }
        assert boards_told == {
            ("temporary_officer_named", MANAGER, board.id),
            ("temporary_officer_named", MANAGER, other.id),
            ("temporary_officer", DIRECTOR, other.id),
        }
        again = [row.board_id for row in session.query(tables.Outbox) if row.args.get("again")]
        assert set(again) == {board.id, other.id}


class TestWhoeverWasReplacedAndHasASeat:
    @pytest.fixture(autouse=True)
    def _has_a_seat(self, session, board):
        member = people.post_of(session, board.workspace_id, "Head of Learning", TODAY)
        people.hold(session, member, people.person_of(session, board.workspace_id, OFFICER), TODAY)
        people.seat(session, board.id, Role.MEMBER, member)

    def test_is_told_at_the_old_button_who_answers_for_it_now(self, session, board):
        connects(session, board, QUALITY, "U_NEW")

        press = Press(caller(OFFICER), WRITE, str(board.actions["BCP-06"]))
        assert is_refused(session, press, NOW).endswith(
            f"For BCP-06 the accountable officer is the {QUALITY}, now Jo Price."
        )

    def test_is_told_that_nobody_does_while_the_post_is_vacant(self, session, board):
        people.vacate(session, post(session, board), TODAY)

        said = is_refused(session, Typed(caller(OFFICER), "statement BCP-06"), NOW)
        assert said.endswith(f"is the {QUALITY}, a post that nobody holds now.")


class TestWhoeverTakesOver:
    def posts(self, session: Session, board: SampleBoard) -> str:
        """The posts as the programme manager sees them."""
        return presses(session, board, "setup.posts", MANAGER, page="1")

    def test_gets_the_actions_their_deadlines_the_last_rating_and_what_is_owed(self, session, board):
        sends_statement(session, board, "BCP-06", "Amber")
        leaves(session, board)

        connects(session, board, QUALITY, "U_NEW")

        ((_, to, said),) = told(session, "handover")
        assert to == "U_NEW"
        assert said.startswith(f"You are now accountable officer: {QUALITY}")
        line = next(line for line in said.splitlines() if "BCP-06" in line)
        assert "Deadline " in line
        assert "Last rating: Amber, self-assessed." in line
        assert "A statement is asked for now for " in said
        assert "Please accept by Tuesday 15 June" in said
        again = [row.args["post"] for row in planned(session, board, "statement_request") if row.args.get("again")]
        assert set(again) == {board.posts[QUALITY]}

    def test_is_told_that_both_names_show_only_where_somebody_held_it_before(self, session, board):
        leaves(session, board)
        connects(session, board, QUALITY, "U_NEW")
        session.query(tables.Holding).filter_by(post_id=board.posts[INCLUSION]).delete()
        connects(session, board, INCLUSION, "U_OTHER")

        said = {to: text for _, to, text in told(session, "handover")}
        assert "you have a question; until you accept, both names show. Ratings" in said["U_NEW"]
        assert "Please accept by Tuesday 15 June, or say that you have a question. Ratings" in said["U_OTHER"]

        for row in planned(session, board, "handover_open"):
            made = make_up_handover_open(session, row, row.due_at)
            assert ("both names show" in as_text(made.message)) is (row.args["post"] == board.posts[QUALITY])

    def test_is_told_nothing_of_a_post_that_answers_for_nothing(self, session, board):
        connects(session, board, QUALITY, "U_NEW")
        found = catalogue.find(
            Answers(
                caller(MANAGER), "setup_seat", str(board.id), {"role": "adviser", "post": "Adviser", "person": "U_A"}
            )
        )
        found.use_case(session, found.command, NOW)

        assert [each[1] for each in told(session, "handover")] == ["U_NEW"]

    def test_is_told_nothing_before_the_board_is_started(self, session, board):
        boards.change_board(session, board.id, started_at=None)

        connects(session, board, QUALITY, "U_NEW")

        assert told(session) == []

    def test_accepts_once(self, session, board):
        connects(session, board, QUALITY, "U_NEW")

        assert "They have not accepted the handover yet." in self.posts(session, board)

        first, second = (presses(session, board, ACCEPT, "U_NEW") for _ in range(2))

        assert "not accepted" not in self.posts(session, board)

        assert first.startswith(f"Thank you. You have accepted {QUALITY}, and it is on the record.")
        assert second.startswith("There is nothing to accept")
        assert [what for what, _, _ in recorded(session)].count("handover accepted") == 1
        (row,) = planned(session, board, "handover_open")
        assert make_up_handover_open(session, row, row.due_at) == Drop("it was accepted")

    def test_has_a_question_and_the_manager_hears_of_it_once(self, session, board):
        connects(session, board, QUALITY, "U_NEW")

        said = [presses(session, board, QUERY, "U_NEW") for _ in range(2)]

        assert set(said) == {
            f"Holder of {MANAGER_POST} and Holder of {DCS} have been told that you have a question about {QUALITY}, "
            "and will be in touch. "
            "You can still accept."
        }
        ((_, to, words),) = told(session, "handover_query")
        assert to == MANAGER
        assert f"Jo Price has a question about what they take over as {QUALITY}." in words

    def test_who_says_nothing_for_five_working_days_is_told_of(self, session, board):
        connects(session, board, QUALITY, "U_NEW")

        (row,) = planned(session, board, "handover_open")
        made = make_up_handover_open(session, row, row.due_at)

        assert row.due_at == datetime(2021, 6, 15, 8, 0, tzinfo=UTC)
        assert isinstance(made, MadeUp)
        assert made.to == MANAGER
        assert f"Jo Price has not accepted the handover of {QUALITY}" in as_text(made.message)

    def test_and_gives_it_up_again_is_no_longer_waited_for(self, session, board):
        connects(session, board, QUALITY, "U_NEW")
        (row,) = planned(session, board, "handover_open")
        connects(session, board, QUALITY, "U_OTHER")

        assert make_up_handover_open(session, row, row.due_at) == Drop("somebody else holds the post by now")

    def test_keeps_the_words_of_the_one_before_as_theirs(self, session, board):
        sends_statement(session, board, "BCP-06", "Amber")
        before = [(row.person_name, row.post) for row in session.query(tables.Statement).order_by(tables.Statement.id)]

        leaves(session, board)
        connects(session, board, QUALITY, "U_NEW")

        after = [(row.person_name, row.post) for row in session.query(tables.Statement).order_by(tables.Statement.id)]
        assert after == before

    def test_and_the_one_before_each_stand_in_the_history_with_what_they_did(self, session, board):
        action, later = board.actions["BCP-06"], NOW + timedelta(hours=1)
        statement = {"progress": "Audits began.", "effect": "None yet.", "rating": "Green", "forecast": TODAY}
        day = {"to": date(2021, 9, 30), "reason": "Vacant.", "cause": "Vacancy", "effect": "Waits.", "recovery": "No."}
        evidence = dict.fromkeys(("evidence", "effect", "measure", "keeper", "procedure"), "All audits.")

        submit_statement(session, FilledForm(caller(OFFICER), action, True, statement), NOW)
        does(session, Answers(caller(OFFICER), "date_ask", str(action), day), NOW)
        leaves(session, board)
        connects(session, board, QUALITY, "U_NEW")
        submit_statement(session, FilledForm(caller("U_NEW"), action, True, statement), later)
        does(session, Answers(caller("U_NEW"), "delivery_offer", str(action), evidence), later)

        told = words_of(does(session, Typed(caller(CHAIR), "history BCP-06"), later)).splitlines()
        at_ten, at_eleven = ([line for line in told if f"2021, {at}:00, {QUALITY}, " in line] for at in (10, 11))
        assert len(at_ten) == len(at_eleven) == 2
        assert all(f", Holder of {QUALITY}: " in line for line in at_ten)
        assert all(f", {QUALITY}, Jo Price: " in line for line in at_eleven)
        names = [row.person_name for row in session.query(tables.Statement).order_by(tables.Statement.id)]
        assert names[-2:] == [f"Holder of {QUALITY}", "Jo Price"]


class TestLines:
    def names(self, session: Session, board: SampleBoard, title: str, line: str, **more: str) -> Reply:
        about = f"{board.id}:{board.posts[title]}"
        found = catalogue.find(Answers(caller(MANAGER), "setup_line", about, {"line": line, **more}))
        return found.use_case(session, found.command, NOW)

    def test_are_named_with_the_person(self, session, board):
        reply = self.names(session, board, DCS, "Chief Executive", person="U_CEX")

        assert reply.message is not None
        assert f"{DCS} reports to Chief Executive (U_CEX)." in as_text(reply.message)
        found = people.line_director(session, board.posts[DCS], TODAY)
        assert found is not None
        assert (found[0].title, found[1].account if found[1] else "") == ("Chief Executive", "U_CEX")

    def test_may_be_vacant_and_that_is_said(self, session, board):
        reply = self.names(session, board, DCS, "Chief Executive")

        assert reply.message is not None
        assert "Nobody holds Chief Executive yet." in as_text(reply.message)
        found = people.line_director(session, board.posts[DCS], TODAY)
        assert found is not None
        assert found[1] is None

    def test_are_chosen_among_those_that_do_not_report_to_it(self, session, board):
        found = catalogue.find(Press(caller(MANAGER), "setup.line_post", f"{board.id}:{board.posts[DCS]}"))
        form = found.use_case(session, found.command, NOW).form

        assert form is not None
        drawn = form.model_dump_json()
        assert f'"label":"{MANAGER_POST}"' in drawn
        assert not any(f'"label":"{title}"' in drawn for title in (QUALITY, INCLUSION, DCS))

    @pytest.mark.parametrize(
        ("title", "line", "said"),
        [
            (DCS, DCS, f"{DCS} can not report to itself. Name another post."),
            (DCS, QUALITY, f"{DCS} can not report to {QUALITY}, which reports to it. Name another post."),
            (DCS, "", "Choose the post that it reports to, or type its title."),
        ],
    )
    def test_never_go_in_a_circle(self, session, board, title, line, said):
        assert self.names(session, board, title, line).errors["line"] == said
        assert people.line_director(session, board.posts[DCS], TODAY) is None


def test_a_board_has_one_data_manager(session, board):
    for title in (DCS, QUALITY):
        people.seat(session, board.id, Role.DATA_MANAGER, post(session, board, title))

    seated = [row.title for role, row in people.seats(session, board.id) if role is Role.DATA_MANAGER]
    assert seated == [QUALITY]
