"""A post that two boards share: who runs only one of them changes nothing on the other."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.people import Role
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Caller, Press
from storage import acting, boards, people, plans, tables, tenures
from storage.access import OPERATOR
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY, BEFORE = date(2021, 6, 8), date(2021, 1, 1)
THEIRS, OFFICER = "Chair of Sufficiency", "Service Director, Quality and Assurance"
EARLY = "Head of Early Help"
OTHER, NOT_YOURS = "Sufficiency Board", "also belongs to a board that you do not run"
SEAT = {"role": "chair", "post": THEIRS}


class Shared:
    """The sample's board, run by U_PM, and another in its workspace, run by U_OTHER, with a chair and an officer."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board
        self.id = boards.add_board(session, board.workspace_id, OTHER)
        self.chair = self.seated(Role.CHAIR, THEIRS, "U_THEIRS")
        self.seated(Role.PROGRAMME_MANAGER, "Sufficiency Programme Manager", "U_OTHER")
        self.officer = people.get_post(session, board.posts[OFFICER])
        people.seat(session, self.id, Role.MEMBER, self.officer)
        self.about = f"{board.id}:{self.officer.id}"

    def seated(self, role: Role, title: str, account: str):
        post = people.post_of(self.session, self.board.workspace_id, title, BEFORE)
        people.hold(self.session, post, people.person_of(self.session, self.board.workspace_id, account), BEFORE)
        people.seat(self.session, self.id, role, post)
        return post

    def runs_both(self) -> None:
        manager = people.get_post(self.session, self.board.posts["Improvement Programme Manager"])
        people.seat(self.session, self.id, Role.PROGRAMME_MANAGER, manager)

    def sends(self, form: str, about: str = "", by: Caller | None = None, **answers) -> str:
        sent = Answers(by or caller("U_PM"), form, about or str(self.board.id), answers)
        return words_of(does(self.session, sent, NOW))

    def holder(self, post) -> str:
        held = people.holder_of(self.session, post.id, TODAY)
        return held.account if held else ""


@pytest.fixture
def shared(session, board):
    return Shared(session, board)


def test_nobody_takes_the_chair_of_a_board_that_they_do_not_run(session, shared):
    sent = Answers(caller("U_PM"), "setup_seat", str(shared.board.id), {**SEAT, "person": "U_PM"})

    said = is_refused(session, sent, NOW)

    assert said.startswith(f"{THEIRS} {NOT_YOURS}")
    assert OTHER not in said
    assert shared.holder(shared.chair) == "U_THEIRS"


def test_nor_through_a_line_director_a_delegate_or_somebody_outside(session, shared):
    mine = f"{shared.board.id}:{shared.board.posts['Service Director, Inclusion and Family Services']}"
    people.seat(session, shared.board.id, Role.MEMBER, shared.chair)
    for form, about, answers in (
        ("setup_line", mine, {"line": THEIRS, "person": "U_PM"}),
        ("setup_delegate", mine, {"delegate": THEIRS, "person": "U_PM", "until": date(2021, 6, 30)}),
        ("outside_holder", f"{shared.board.id}:{shared.chair.id}", {"name": "Jo Price", "contact": "U_PM"}),
    ):
        assert NOT_YOURS in is_refused(session, Answers(caller("U_PM"), form, about, answers), NOW), form

    assert shared.holder(shared.chair) == "U_THEIRS"


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        ("setup_post", {"person": "U_PM"}),
        ("setup_line", {"line": "Somebody’s Director"}),
        ("setup_delegate", {"delegate": "Improvement Programme Manager", "until": date(2021, 6, 30)}),
        ("absence_hand_over", {"delegate": "Improvement Programme Manager"}),
        ("leaving_day", {"last_day": date(2021, 6, 30)}),
        ("outside_holder", {"name": "Jo Price", "contact": "U_PM"}),
    ],
)
def test_who_holds_a_shared_officers_post_or_answers_for_it_is_not_one_boards_to_say(session, shared, form, answers):
    assert NOT_YOURS in is_refused(session, Answers(caller("U_PM"), form, shared.about, answers), NOW)

    assert shared.holder(shared.officer) == "U_QA"
    assert people.delegate_of(session, shared.officer.id, TODAY) is None


@pytest.mark.parametrize("button", ["connect_post", "vacate_post", "delegate_post", "line_post"])
def test_the_buttons_say_so_before_a_form_is_filled_in(session, shared, button):
    assert NOT_YOURS in is_refused(session, Press(caller("U_PM"), f"setup.{button}", shared.about), NOW)

    assert shared.holder(shared.officer) == "U_QA"


def test_a_council_contact_of_somebody_on_another_board_stays(session, shared):
    workspace = shared.board.workspace_id
    jo = people.outsider(session, workspace, "Jo Price", people.person_of(session, workspace, "U_CONTACT"))
    people.hold(session, shared.chair, jo, BEFORE)
    mine = f"{shared.board.id}:{shared.board.posts['Service Director, Inclusion and Family Services']}"
    sent = Answers(caller("U_PM"), "outside_holder", mine, {"name": "Jo Price", "contact": "U_PM"})

    assert NOT_YOURS in is_refused(session, sent, NOW)

    contact, _ = people.contact_of(session, workspace, jo.account)
    assert contact.account == "U_CONTACT"


def test_a_post_sits_on_two_boards_with_whoever_holds_it(session, shared):
    assert f"{THEIRS} now sits as chair" in shared.sends("setup_seat", **SEAT)
    assert f"{THEIRS}, held by" in shared.sends("setup_seat", **SEAT, person="U_THEIRS")


def test_the_holder_of_a_shared_post_still_hands_it_over(session, shared):
    shared.sends("absence_hand_over", shared.about, caller("U_QA"), delegate="Improvement Programme Manager")

    assert people.delegate_of(session, shared.officer.id, TODAY).title == "Improvement Programme Manager"


def test_whoever_runs_both_boards_changes_it(session, shared):
    shared.runs_both()

    shared.sends("setup_seat", **SEAT, person="U_NEW")

    assert shared.holder(shared.chair) == "U_NEW"


def test_whoever_runs_the_machine_changes_it(session, shared):
    shared.sends("setup_seat", by=Caller(OPERATOR, "", OPERATOR), **SEAT, person="U_NEW")

    assert shared.holder(shared.chair) == "U_NEW"


def test_a_lead_officers_post_of_another_board_is_not_taken_either(session, shared):
    lead = people.post_of(session, shared.board.workspace_id, "Commissioning Lead", BEFORE)
    action = session.get_one(tables.Action, shared.board.actions["BCP-02"])
    action.board_id, action.lead = shared.id, lead.title
    session.flush()
    answers = {"role": "member", "post": lead.title, "person": "U_PM"}

    assert NOT_YOURS in is_refused(session, Answers(caller("U_PM"), "setup_seat", str(shared.board.id), answers), NOW)


class TestAnAbsence:
    """May be noted by whoever runs one of the boards (the roster is theirs); the other hears of it."""

    def told(self, session) -> list[tables.Outbox]:
        return session.query(tables.Outbox).filter_by(kind="absence_shared").all()

    def notes(self, session, shared, by="U_PM", **answers) -> None:
        boards.change_board(session, shared.id, started_at=NOW)
        shared.sends("absence_away", shared.about, caller(by), until=date(2021, 6, 30), **answers)

    def test_is_told_to_whoever_runs_the_other_board(self, session, shared):
        self.notes(session, shared)

        (row,) = self.told(session)
        assert (row.to, row.board_id) == ("U_OTHER", shared.id)
        assert "is away until Wednesday 30 June" in as_text(Message.model_validate(row.message))
        assert "Children" not in as_text(Message.model_validate(row.message))

    def test_names_no_delegate_on_a_board_that_somebody_else_runs(self, session, shared):
        boards.change_board(session, shared.id, started_at=NOW)
        sent = {"until": date(2021, 6, 30), "delegate": "Independent Chair"}

        assert NOT_YOURS in is_refused(session, Answers(caller("U_PM"), "absence_away", shared.about, sent), NOW)

    def test_is_told_to_nobody_twice_who_runs_both(self, session, shared):
        shared.runs_both()

        self.notes(session, shared)

        assert self.told(session) == []

    def test_that_ends_early_is_told_to_who_was_told_of_it(self, session, shared):
        self.notes(session, shared)

        does(session, Press(caller("U_PM"), "absence.back", shared.about), NOW)

        (row,) = session.query(tables.Outbox).filter_by(kind="absence_shared_ended").all()
        assert (row.to, row.board_id) == ("U_OTHER", shared.id)
        assert "is back" in as_text(Message.model_validate(row.message))

    def test_that_ends_early_is_told_to_nobody_who_was_not(self, session, shared):
        self.notes(session, shared, "U_QA", delegate="Head of Early Help")

        does(session, Press(caller("U_QA"), "absence.back", shared.about), NOW)

        assert not session.query(tables.Outbox).filter_by(kind="absence_shared_ended").all()

    def test_with_a_delegate_whom_the_holder_named_is_told_to_nobody_else(self, session, shared):
        self.notes(session, shared, "U_QA", delegate="Head of Early Help")

        assert self.told(session) == []


@pytest.mark.parametrize("tie", ["leads", "gives input", "answers for another"])
def test_an_officer_puts_nobody_into_an_empty_post_that_something_hangs_on(session, shared, tie):
    workspace = shared.board.workspace_id
    empty = people.post_of(session, workspace, "Head of Audit", BEFORE)
    action = session.get_one(tables.Action, shared.board.actions["BCP-01"])
    if tie == "leads":
        action.lead = empty.title
    elif tie == "gives input":
        session.add(tables.Contributor(action_id=action.id, post_id=empty.id, since=NOW))
    else:
        other = people.get_post(session, shared.board.posts["Service Director, Inclusion and Family Services"])
        people.delegate(session, other, empty, BEFORE, None)
    session.flush()
    sent = Answers(
        caller("U_QA"), "absence_hand_over", shared.about, {"delegate": "Head of Audit", "person": "U_FRIEND"}
    )

    assert does(session, sent, NOW).errors["person"].startswith("Head of Audit is vacant. Ask the programme manager")


def test_a_second_board_has_a_manager_of_its_own_and_the_first_keeps_theirs(session, board):
    before = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, TODAY)
    ways = {
        "name": "Adults Board", "channel": "C2", "mash_number": "01234 567890", "zone": "Europe/London",
        "nation": "england-and-wales", "hours_from": time(8, 30), "hours_to": time(17, 30), "summary_weekday": "0",
        "summary_time": time(9), "manager": "U_OTHER", "platform": "slack",
        "team": "T1",
    }  # fmt: skip
    does(session, Answers(Caller(OPERATOR, "", OPERATOR), "setup_board", "", ways), NOW)

    assert people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, TODAY).id == before.id
    (second,) = [row.id for row in session.query(tables.Board) if row.name == "Adults Board"]
    assert people.seat_holder(session, second, Role.PROGRAMME_MANAGER, TODAY).account == "U_OTHER"
    titles = {post.title for _, post in people.seats(session, second)}
    assert titles == {"Improvement Programme Manager, Adults Board"}


def test_what_a_closed_plan_held_somebody_to_account_for_ties_their_post_to_it_no_more(session, board):
    officer = people.get_post(session, board.posts[OFFICER])
    assert OFFICER in dict((title, post) for post, title in tenures.posts_around(session, board.id, TODAY))

    for row in session.query(tables.Action).filter_by(accountable_post_id=officer.id):
        row.is_archived = True
    session.flush()

    assert OFFICER not in dict((title, post) for post, title in tenures.posts_around(session, board.id, TODAY))
    assert not tenures.is_around(session, board.id, officer, TODAY)
    assert "U_QA" not in people.accounts_of(session, board.id, TODAY)
    assert not people.matters(session, board.workspace_id, officer.id, TODAY)


class TestWhoActs:
    """Who acts as accountable officer for a post of two boards would do so on both."""

    @pytest.fixture
    def away(self, session, shared):
        people.set_away(session, shared.officer, date(2021, 7, 16))
        return shared

    def acts(self, shared) -> bool:
        return acting.acting_for(shared.session, shared.officer.id, TODAY) is not None

    def test_whoever_chairs_one_of_them_alone_does_not_name_them(self, session, away):
        said = is_refused(session, Answers(caller("U_CHAIR"), "acting_name", away.about, {"delegate": EARLY}), NOW)

        assert "is a post of another board as well" in said and OTHER not in said
        assert not self.acts(away)

    def test_whoever_chairs_both_does(self, session, away):
        people.seat(session, away.id, Role.CHAIR, people.get_post(session, away.board.posts["Independent Chair"]))

        away.sends("acting_name", away.about, by=caller("U_CHAIR"), delegate=EARLY)

        assert self.acts(away)


def test_the_first_file_of_another_board_knows_the_posts_that_are_there_and_asks_about_no_other(session, board):
    shared = Shared(session, board)

    first = plans.known_plan(session, board.workspace_id, shared.id)
    assert (OFFICER in first.elsewhere, first.posts) == (True, ())
    later = plans.known_plan(session, board.workspace_id, board.id)
    assert (OFFICER in later.posts, later.elsewhere) == (True, ())
