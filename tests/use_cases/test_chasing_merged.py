"""One message of the day says several things; when it can not go as it is, none of the others is lost."""

from datetime import datetime

import pytest

from bot.domain.people import Role
from bot.use_cases import due
from bot.use_cases.lateness import NOT_GONE_YET, tell_late
from bot.use_cases.planning import plan_meeting
from storage import meetings, outbox, people, tables, undelivered
from tests.use_cases.ladder import DCS, EARLY_HELP, QUALITY, SOCIAL, Ladder, at
from tests.use_cases.sample_board import add_board_beside


@pytest.fixture
def ladder(session, board) -> Ladder:
    """The meetings of the 15th and the 16th, both asked for and both reminded of; nobody has answered."""
    made = Ladder(session, board)
    made.plan(at(1, 8))
    other = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-16")
    assert other is not None
    plan_meeting(session, made.board, other, at(1, 8))
    for day, hour in ((1, 9), (2, 9), (4, 10), (7, 10), (8, 9)):
        made.works(at(day, hour, 45))
    return made


def sent_to(ladder: Ladder, who: str, now) -> list[str]:
    rows = ladder.session.query(tables.Outbox).filter_by(to=who, state=outbox.SENT, amends=None, settled_at=now)
    return [f"{row.message}" for row in rows]


def test_what_a_message_was_to_say_too_is_said_when_its_own_part_has_come_in(ladder):
    ladder.make_up(at(9, 9))  # what is due today for the 16th carries what is late for the 15th
    ladder.comes_in("BCP-13", at(9, 9, 1))
    book(ladder, "BCP-13", "HTA-2021-06-16")

    for minute in (2, 30):
        ladder.works(at(9, 9, minute))

    (told,) = [*sent_to(ladder, "U_SOCIAL", at(9, 9, 2)), *sent_to(ladder, "U_SOCIAL", at(9, 9, 30))]
    assert all(ref in told for ref in ("BCP-04", "BCP-05", "BCP-07", "BCP-08"))
    assert "BCP-13" not in told


def test_when_all_of_it_has_come_in_nothing_is_said(ladder):
    ladder.make_up(at(9, 9))
    ladder.comes_in("BCP-13", at(9, 9, 1))
    book(ladder, "BCP-13", "HTA-2021-06-16")
    for ref in ("BCP-04", "BCP-05", "BCP-07", "BCP-08"):
        ladder.comes_in(ref, at(9, 9, 1))

    for minute in (2, 30):
        ladder.works(at(9, 9, minute))

    assert sent_to(ladder, "U_SOCIAL", at(9, 9, 2)) == sent_to(ladder, "U_SOCIAL", at(9, 9, 30)) == []


def test_when_the_meeting_of_its_own_part_is_cancelled_the_others_are_still_asked_for(ladder):
    ladder.make_up(at(9, 9))
    meeting = meetings.find_meeting_ref(ladder.session, ladder.board.id, "HTA-2021-06-16")
    assert meeting is not None
    meetings.change_meeting(ladder.session, meeting.id, cancelled_at=at(9, 9, 1))

    for minute in (2, 30):
        ladder.works(at(9, 9, minute))

    (told,) = [*sent_to(ladder, "U_SOCIAL", at(9, 9, 2)), *sent_to(ladder, "U_SOCIAL", at(9, 9, 30))]
    assert "BCP-04" in told and "BCP-13" not in told


def test_a_line_director_is_told_of_the_others_when_the_first_has_answered(ladder):
    session, posts = ladder.session, ladder.sample.posts
    for post in (QUALITY, SOCIAL):
        people.set_line(session, people.get_post(session, posts[post]), people.get_post(session, posts[DCS]))
    for hour, minute in ((9, 0), (9, 30), (14, 0)):
        ladder.works(at(9, hour, minute))
    ladder.make_up(at(10, 9))
    first = session.query(tables.Outbox).filter_by(kind="line_director", state=outbox.PENDING, to="U_DCS").one()
    theirs, other = ((("BCP-03", "BCP-06"), "BCP-04"), (("BCP-04", "BCP-05", "BCP-07", "BCP-08"), "BCP-03"))[
        first.args["post"] == posts[SOCIAL]
    ]
    for ref in theirs:
        ladder.comes_in(ref, at(10, 9, 1))

    ladder.works(at(10, 9, 2))

    (told,) = ladder.told("U_DCS", "line_director")
    assert other in told and theirs[0] not in told


class TestForTwoBoards:
    """An officer is asked for two boards in one message, on Tuesday 1 June at half past nine."""

    @pytest.fixture
    def beside(self, session, board) -> int:
        made = add_board_beside(session, board, QUALITY, at(1, 8))
        people.seat(session, made, Role.PROGRAMME_MANAGER, session.get_one(tables.Post, board.posts[EARLY_HELP]))
        session.flush()
        return made

    @pytest.fixture
    def merged(self, session, board, beside) -> tuple[Ladder, outbox.Leased]:
        """Made up, and not gone yet."""
        ladder = Ladder(session, board)
        ladder.plan(at(1, 8))
        ladder.make_up(at(1, 9, 30))
        row = session.query(tables.Outbox).filter_by(state=outbox.PENDING, to="U_QA").one()
        assert {part["board"] for part in row.args["parts"]} == {board.id, beside}
        return ladder, outbox.leased_row(row, "T1", "slack")

    def test_what_is_given_up_is_tried_by_itself_for_the_other_and_told_to_each_programme_manager(
        self, session, board, beside, merged
    ):
        ladder, row = merged

        due.give_up(session, row, "Slack knows nobody with that ID.", at(1, 9, 31))
        ladder.make_up(at(1, 9, 32))

        other = session.query(tables.Outbox).filter_by(state=outbox.PENDING, to="U_QA").one()
        assert {other.board_id} | {row.board_id} == {board.id, beside}
        due.give_up(session, outbox.leased_row(other, "T1", "slack"), "Slack knows nobody with that ID.", at(1, 9, 33))
        told = session.query(tables.Outbox).filter_by(kind="not_delivered").order_by(tables.Outbox.id).all()
        assert {(each.board_id, each.to) for each in told} == {(board.id, "U_PM"), (beside, "U_EARLY")}

    def test_tried_again_it_asks_for_its_own_board_alone(self, session, board, beside, merged):
        ladder, row = merged
        due.give_up(session, row, "Slack knows nobody with that ID.", at(1, 9, 31))
        ladder.works(at(1, 9, 32))

        undelivered.send_again(session, [row.id])
        ladder.works(at(2, 9, 30))

        asked = [each.message for each in session.query(tables.Outbox).filter_by(to="U_QA", state=outbox.SENT)]
        assert [("X1" in str(each), "BCP-03" in str(each)) for each in asked] in (
            [(True, False), (False, True)], [(False, True), (True, False)],
        )  # fmt: skip

    @pytest.mark.parametrize("which", ["its own", "the other"])
    def test_while_one_of_the_boards_is_paused_the_other_asks_by_itself(self, session, board, beside, merged, which):
        ladder, row = merged
        others = {board.id: beside, beside: board.id}
        paused = row.board_id if which == "its own" else others[row.board_id]
        manager = {board.id: "U_PM", beside: "U_EARLY"}[paused]

        ladder.presses(manager, "setup.pause", str(paused), at(1, 9, 31))
        ladder.works(at(1, 9, 32))
        first = [f"{row.message}" for row in session.query(tables.Outbox).filter_by(to="U_QA", state=outbox.SENT)]
        ladder.presses(manager, "setup.resume", str(paused), at(1, 9, 40))
        ladder.works(at(2, 9, 30))

        assert [("X1" in each, "BCP-03" in each) for each in first] == [(paused == board.id, paused == beside)]
        rows = session.query(tables.Outbox).filter_by(to="U_QA", state=outbox.SENT).order_by(tables.Outbox.id)
        assert len(rows.all()) == 2
        assert any(("X1" in f"{row.message}") == (paused == beside) for row in rows if f"{row.message}" not in first)

    @pytest.mark.parametrize("which", ["its own", "the other"])
    def test_one_in_doubt_that_did_not_arrive_asks_for_the_board_that_is_not_paused(
        self, session, board, beside, merged, which
    ):
        ladder, row = merged
        others = {board.id: beside, beside: board.id}
        paused = row.board_id if which == "its own" else others[row.board_id]
        outbox.lease(
            session, [row.id], machine_now=at(1, 9, 30), until=at(1, 9, 31), worker="killed while sending", most=1
        )

        ladder.presses({board.id: "U_PM", beside: "U_EARLY"}[paused], "setup.pause", str(paused), at(1, 9, 31))
        ladder.works(at(1, 9, 32))

        went = [f"{each.message}" for each in session.query(tables.Outbox).filter_by(to="U_QA", state=outbox.SENT)]
        assert [("X1" in each, "BCP-03" in each) for each in went] == [(paused == board.id, paused == beside)]

    def test_what_has_not_gone_within_the_hour_is_told_to_each_programme_manager(self, session, board, beside, merged):
        ladder, _ = merged
        seen = dict[int, datetime]()

        for now in (at(1, 10, 29), at(1, 10, 40)):
            tell_late(session, now, now, seen)

        told = session.query(tables.Outbox).filter_by(kind=NOT_GONE_YET).all()
        assert {(each.board_id, each.to) for each in told} == {(board.id, "U_PM"), (beside, "U_EARLY")}
        theirs = [f"{each.message}" for each in told if each.board_id == beside]
        assert len([each for each in theirs if f"The request for statements to the {QUALITY}" in each]) == 1
        ladder.works(at(1, 10, 41))
        assert ladder.told("U_EARLY", NOT_GONE_YET) == [], "it went with the others"


def book(ladder: Ladder, ref: str, meeting: str) -> None:
    """The statement is for another meeting than the ladder's own."""
    found = meetings.find_meeting_ref(ladder.session, ladder.board.id, meeting)
    assert found is not None
    statement = ladder.session.query(tables.Statement).filter_by(action_id=ladder.sample.actions[ref])
    newest = statement.order_by(tables.Statement.id.desc()).first()
    assert newest is not None
    newest.meeting_id = found.id
    ladder.session.flush()
