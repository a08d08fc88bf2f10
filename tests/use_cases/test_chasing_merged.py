"""One message of the day says several things; when it can not go as it is, none of the others is lost."""

import pytest

from bot.use_cases.planning import plan_meeting
from storage import meetings, outbox, people, tables
from tests.use_cases.ladder import DCS, QUALITY, SOCIAL, Ladder, at


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


def book(ladder: Ladder, ref: str, meeting: str) -> None:
    """The statement is for another meeting than the ladder's own."""
    found = meetings.find_meeting_ref(ladder.session, ladder.board.id, meeting)
    assert found is not None
    statement = ladder.session.query(tables.Statement).filter_by(action_id=ladder.sample.actions[ref])
    newest = statement.order_by(tables.Statement.id.desc()).first()
    assert newest is not None
    newest.meeting_id = found.id
    ladder.session.flush()
