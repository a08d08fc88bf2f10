"""A post that two boards share: who runs only one of them changes nothing on the other."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.use_cases.heard import Answers, Caller, Press
from storage import boards, people, tables
from storage.access import OPERATOR
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY, BEFORE = date(2021, 6, 8), date(2021, 1, 1)
THEIRS, OFFICER = "Chair of Sufficiency", "Service Director, Quality and Assurance"
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
        ("outside", f"{shared.board.id}:{shared.chair.id}", {"name": "Jo Price", "contact": "U_PM"}),
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
        ("outside", {"name": "Jo Price", "contact": "U_PM"}),
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
    sent = Answers(caller("U_PM"), "outside", mine, {"name": "Jo Price", "contact": "U_PM"})

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
