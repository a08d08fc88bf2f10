"""Two titles that may be one post: suggested, never merged in silence, and merged with nothing lost."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.connecting import put_in_post
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import MadeUp, plan_meeting
from bot.use_cases.turnover import TEMPORARY_OFFICER, make_up_temporary_officer, record_leaver
from storage import boards, meetings, outbox, people, same_posts, tables, tenures
from storage.access import access_as_operator
from storage.actions import change_action
from storage.plans import known_plan
from tests.use_cases.ladder import DCS, Ladder, at
from tests.use_cases.sample_board import SampleBoard, caller, sends_statement

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = date(2021, 6, 8)
MANAGER = "U_PM"
SLIP, RIGHT = "Principle Social Worker", "Principal Social Worker"


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board, one of whose actions came with a slip in its post's title."""
    for title, ref in ((SLIP, "BCP-09"), (RIGHT, "BCP-10")):
        post = people.post_of(session, board.workspace_id, title, date(2020, 1, 1))
        board.posts[title] = post.id
        change_action(session, board.actions[ref], accountable_post_id=post.id)
    return board


def presses(session: Session, does: str, about: str, by: str = MANAGER) -> Reply:
    found = catalogue.find(Press(caller(by), does, about))
    return found.use_case(session, found.command, NOW)


def answers(session: Session, board: SampleBoard, answer: str) -> str:
    found = catalogue.find(Answers(caller(MANAGER), "same_post", pair(board), {"answer": answer}))
    reply = found.use_case(session, found.command, NOW)
    return as_text(reply.message) if reply.message else str(reply.errors)


def pair(board: SampleBoard) -> str:
    return f"{board.id}:{board.posts[SLIP]}:{board.posts[RIGHT]}"


def types(session: Session, said: str) -> Reply:
    found = catalogue.find(Typed(caller(MANAGER), said))
    return found.use_case(session, found.command, NOW)


def listed(session: Session, board: SampleBoard) -> str:
    message = presses(session, "setup.posts", f"{board.id}:1").message
    assert message is not None
    return as_text(message)


def post(session: Session, board: SampleBoard, title: str) -> tables.Post:
    return people.get_post(session, board.posts[title])


def asking(session: Session, board: SampleBoard) -> Ladder:
    """The second meeting has asked for its statements, and everybody has been asked in their turn."""
    ladder = Ladder(session, board)
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-16")
    assert meeting is not None
    plan_meeting(session, ladder.board, meeting, at(1, 8))
    ladder.tick(at(2, 9, 30))
    return ladder


def holds(session: Session, board: SampleBoard, title: str, account: str) -> None:
    person = people.person_of(session, board.workspace_id, account, f"Name of {account}")
    people.hold(session, post(session, board, title), person, date(2021, 1, 4))


def test_a_slip_is_suggested_and_nothing_is_merged_until_somebody_says_so(session, board):
    said = listed(session, board)

    assert f"Is this the same post?: “{RIGHT}” is spelt almost as “{SLIP}”." in said
    assert {answers.title for answers in people.plan_posts(session, board.id, TODAY)} >= {SLIP, RIGHT}


def test_the_question_says_what_will_change_before_it_is_saved(session, board):
    holds(session, board, SLIP, "U_OLD")
    holds(session, board, RIGHT, "U_HELD")

    form = presses(session, "same_post.ask", pair(board)).form

    assert form is not None
    said = form.model_dump_json()
    assert f"BCP-09 will be answered for by {RIGHT}." in said
    assert "Name of U_HELD stays in post; Name of U_OLD holds it no longer." in said


class TestOnePost:
    def test_answers_for_the_actions_of_both_and_goes_by_both_titles(self, session, board):
        assert f"{SLIP} and {RIGHT} are one post from now on" in answers(session, board, "same")

        found = {each.title: each.refs for each in people.plan_posts(session, board.id, TODAY)}
        assert SLIP not in found
        assert set(found[RIGHT]) == {"BCP-09", "BCP-10"}
        again = people.find_post(session, board.workspace_id, SLIP)
        assert again is not None
        assert again.title == RIGHT
        assert "Is this the same post?" not in listed(session, board)
        assert f"Also called: {SLIP}" in as_text(types(session, f"whois {SLIP}").message)

    def test_is_known_to_a_file_by_either_title(self, session, board):
        answers(session, board, "same")

        assert {SLIP, RIGHT} <= set(known_plan(session, board.workspace_id, board.id).posts)
        assert people.post_of(session, board.workspace_id, SLIP, TODAY).title == RIGHT

    def test_keeps_whoever_holds_it_and_the_history_of_both(self, session, board):
        holds(session, board, SLIP, "U_OLD")
        holds(session, board, RIGHT, "U_HELD")

        answers(session, board, "same")

        holder = people.holder_of(session, board.posts[RIGHT], TODAY)
        assert holder is not None
        assert holder.account == "U_HELD"
        names = {each.name: each.until for each in tenures.tenures_of(session, board.posts[RIGHT])}
        assert names == {"Name of U_HELD": None, "Name of U_OLD": TODAY}

    def test_goes_on_with_the_holder_of_the_other_where_it_was_vacant(self, session, board):
        holds(session, board, SLIP, "U_OLD")

        answers(session, board, "same")

        holder = people.holder_of(session, board.posts[RIGHT], TODAY)
        assert holder is not None
        assert holder.account == "U_OLD"
        assert post(session, board, RIGHT).vacant_since is None

    def test_keeps_seats_delegations_and_the_line_director_and_reports_to_nobody_twice(self, session, board):
        people.seat(session, board.id, Role.MEMBER, post(session, board, SLIP))
        people.seat(session, board.id, Role.MEMBER, post(session, board, RIGHT))
        people.delegate(session, post(session, board, SLIP), post(session, board, RIGHT), TODAY, None)
        people.set_line(session, post(session, board, SLIP), post(session, board, "Head of Early Help"))

        answers(session, board, "same")

        seats = [each.title for role, each in people.seats(session, board.id) if role is Role.MEMBER]
        assert seats == [RIGHT]
        assert people.delegate_of(session, board.posts[RIGHT], TODAY) is None
        line = people.line_director(session, board.posts[RIGHT], TODAY)
        assert line is not None
        assert line[0].title == "Head of Early Help"

    @pytest.mark.parametrize(("holder_of", "answers_for_it"), [(RIGHT, "Chief Nurse"), (SLIP, "Head of Early Help")])
    def test_is_answered_for_by_the_delegate_of_whoever_goes_on_and_by_nobody_else(
        self, session, board, holder_of, answers_for_it
    ):
        holds(session, board, holder_of, "U_HELD")
        for title, delegate in ((RIGHT, "Chief Nurse"), (SLIP, "Head of Early Help")):
            to = people.post_of(session, board.workspace_id, delegate, TODAY)
            people.delegate(session, post(session, board, title), to, TODAY, None)

        answers(session, board, "same")

        asked = select(tables.Delegation).where(tables.Delegation.post_id == board.posts[RIGHT])
        runs = [each for each in session.scalars(asked) if each.until is None or each.until > TODAY]
        assert [people.get_post(session, each.delegate_post_id).title for each in runs] == [answers_for_it]

    def test_leaves_what_was_written_as_it_was(self, session, board):
        sends_statement(session, board, "BCP-09", "Amber")

        answers(session, board, "same")

        newest = session.query(tables.Statement).filter_by(action_id=board.actions["BCP-09"]).all()[-1]
        assert newest.post == SLIP

    def test_is_asked_for_what_was_planned_for_either_and_never_twice(self, session, board):
        answers(session, board, "same")

        rows = outbox.upcoming(session, board.id, datetime(2021, 12, 1, tzinfo=UTC))
        asked = [row.args["post"] for row in rows if row.kind == "statement_late"]
        assert board.posts[SLIP] not in asked
        assert asked.count(board.posts[RIGHT]) == 1

    def test_whose_holder_stays_is_asked_for_what_it_takes_over_and_the_other_reads_so(self, session, board):
        holds(session, board, SLIP, "U_LEAD")  # who has a seat as well
        holds(session, board, RIGHT, "U_HELD")
        ladder = asking(session, board)
        [before] = ladder.told("U_LEAD", "statement_requested")
        assert before.count("[Write]") == 1 and "BCP-09 Launch" in before

        answers(session, board, "same")
        ladder.tick(NOW)

        [asked] = [each for each in ladder.told("U_HELD", "statement_requested") if "BCP-09 Launch" in each]
        assert asked.count("[Write]") == 2
        [before] = ladder.told("U_LEAD", "statement_requested")
        assert f"The {RIGHT} answers for BCP-09 now, so nothing is needed of you for it." in before
        assert "[Write]" not in before

    def test_whose_holder_goes_on_with_it_is_asked_once(self, session, board):
        holds(session, board, SLIP, "U_OLD")
        post(session, board, RIGHT).vacant_since = TODAY
        change_action(session, board.actions["BCP-10"], accountable_post_id=board.posts["Head of Early Help"])
        ladder = asking(session, board)

        ladder.fills(MANAGER, "same_post", pair(board), at(3, 10), {"answer": "same"})
        ladder.tick(at(3, 10))

        [asked] = ladder.told("U_OLD", "statement_requested")
        assert asked.count("[Write]") == 1

    @pytest.mark.parametrize("left_before", [None, date(2021, 6, 1)])
    @pytest.mark.parametrize(("held", "empty"), [(SLIP, RIGHT), (RIGHT, SLIP)])
    def test_that_is_vacant_is_stood_in_for_when_it_was_said(self, session, board, held, empty, left_before):
        post(session, board, empty).vacant_since = left_before
        people.set_line(session, post(session, board, held), post(session, board, DCS))
        holds(session, board, held, "U_OLD")
        record_leaver(session, board.workspace_id, "U_OLD", NOW)

        answers(session, board, "same")

        planned = outbox.upcoming(session, board.id, datetime(2021, 12, 1, tzinfo=UTC))
        [row] = [each for each in planned if each.kind == TEMPORARY_OFFICER and each.args["post"] == board.posts[RIGHT]]
        assert row.due_at == datetime(2021, 6, 15, 8, 0, tzinfo=UTC)
        made = make_up_temporary_officer(session, row, row.due_at)
        assert isinstance(made, MadeUp)
        assert f"You are temporary accountable officer: {RIGHT}" in as_text(made.message)
        assert people.holder_of(session, board.posts[RIGHT], date(2021, 6, 15)) is not None

    def test_is_what_the_buttons_of_before_are_about(self, session, board):
        access = access_as_operator(session, "", NOW)
        put_in_post(session, access, post(session, board, SLIP), people.person_of(session, board.workspace_id, "U_NEW"))
        answers(session, board, "same")
        about = f"{board.id}:{board.posts[SLIP]}"

        accepted = presses(session, "turnover.accept", about, by="U_NEW").message
        assert accepted is not None and RIGHT in as_text(accepted)
        assert presses(session, "absence.away", about, by="U_NEW").form is not None
        assert presses(session, "setup.connect_post", about).form is not None

    def test_is_on_the_record_with_what_stood_before(self, session, board):
        answers(session, board, "same")

        (entry,) = session.query(tables.Audit).filter_by(what="posts merged")
        assert entry.subject == f"{SLIP} into {RIGHT}"
        assert "BCP-09" in entry.was
        assert "BCP-09" in entry.to
        assert "BCP-10" in entry.to

    def test_can_not_be_merged_again(self, session, board):
        answers(session, board, "same")

        with pytest.raises(Refusal, match="not two posts any more"):
            answers(session, board, "same")


def test_two_posts_that_are_two_are_not_asked_about_again(session, board):
    assert "I do not ask again" in answers(session, board, "two")

    assert "Is this the same post?" not in listed(session, board)
    assert people.find_post(session, board.workspace_id, SLIP).title == SLIP
    assert same_posts.are_two(session, board.workspace_id) == {frozenset((SLIP, RIGHT))}


def test_any_two_posts_can_be_merged_in_words(session, board):
    form = types(session, "merge Head of Early Help into Principal Social Worker").form

    assert form is not None
    assert form.about == f"{board.id}:{board.posts['Head of Early Help']}:{board.posts[RIGHT]}"
    for wrong in ("merge", "merge king into queen", f"merge {RIGHT} into {RIGHT}"):
        with pytest.raises(Refusal):
            types(session, wrong)


def test_posts_of_another_workspace_can_not_be_reached(session, board):
    elsewhere = people.post_of(session, people.workspace_of(session, "slack", "T2"), SLIP, TODAY)

    with pytest.raises(Refusal, match="not two posts any more"):
        presses(session, "same_post.ask", f"{board.id}:{elsewhere.id}:{board.posts[RIGHT]}")


def test_a_post_of_a_board_that_somebody_else_runs_is_not_merged_away(session, board):
    other = boards.add_board(session, board.workspace_id, "Sufficiency Board")
    theirs = people.post_of(session, board.workspace_id, "Chair of Sufficiency", TODAY)
    people.seat(session, other, Role.CHAIR, theirs)
    about = f"{board.id}:{theirs.id}:{board.posts[RIGHT]}"

    for heard in (
        Press(caller(MANAGER), "same_post.ask", about),
        Answers(caller(MANAGER), "same_post", about, {"answer": "same"}),
        Typed(caller(MANAGER), f"merge Chair of Sufficiency into {RIGHT}"),
    ):
        found = catalogue.find(heard)
        with pytest.raises(Refusal, match="a board that you do not run"):
            found.use_case(session, found.command, NOW)

    assert (Role.CHAIR, theirs.id) in [(role, post.id) for role, post in people.seats(session, other)]
