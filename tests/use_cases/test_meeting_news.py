"""What people have in front of them is put right when a meeting changes, and what they wrote stays as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.cycle import STATEMENT_DUE_TODAY, STATEMENT_LATE, STATEMENT_REMINDER, STATEMENT_REQUEST
from bot.domain.people import Deed, Role
from bot.messages.chasing import Asking, chasing, with_answered
from bot.messages.meetings import meeting_moved, with_cancelled, with_new_time, with_taken_off
from bot.messages.parts import Message, Paragraph, Quote
from bot.messages.statements import Owed
from bot.messages.text import as_text
from bot.use_cases.meeting_news import before_news, told_of_time
from bot.use_cases.planning import Drop, PutOff
from storage import outbox, people
from storage.access import access_board
from storage.meetings import find_meeting_ref
from storage.outbox import Leased
from storage.tables import Holding, Outbox, Person
from storage.tables import Meeting as MeetingRow
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 3, 9, tzinfo=UTC)
SWAPS = {
    "Tuesday 15 June, 10:10": "Tuesday 22 June, 10:40",
    "Tuesday 15 June": "Tuesday 22 June",
    "Tuesday 8 June, 17:00": "Tuesday 15 June, 17:00",
    "Tuesday 8 June": "Tuesday 15 June",
}
NAMED = "Holding to Account, Tuesday 15 June, 10:10"
MOVED = Paragraph(lead="Moved on Friday 4 June", text="It is now Tuesday 22 June, 10:00.")
A3, A6 = Owed(3, "A3", "Practice standards", "Deadline: Tuesday."), Owed(6, "A6", "Audits", "No statement yet.")


def asking(*owed: Owed, rung: str = STATEMENT_REQUEST, day: int = 15, due: int = 8) -> Asking:
    at, by = datetime(2021, 6, day, 10, 10, tzinfo=UTC), datetime(2021, 6, due, 17, tzinfo=UTC)
    return Asking(rung, "Holding to Account", at, by, owed, 2, "1:3", "4:3")


def asked(*owed: Owed) -> Message:
    return chasing([asking(*owed)], [], date(2021, 6, 1))


def merged() -> Message:
    """Two meetings in one message: the one on the 15th and another on the 29th."""
    both = [asking(A3, rung=STATEMENT_REMINDER), asking(A6, rung=STATEMENT_REMINDER, day=29, due=22)]
    return chasing(both, [], date(2021, 6, 4))


def buttons(message: Message) -> int:
    return str(message.model_dump()).count("'does'")


def test_a_request_says_the_new_day_and_no_trace_of_the_old_one():
    text = as_text(with_new_time(asked(A3), SWAPS, MOVED))

    assert text.splitlines()[:3] == [
        "Holding to Account, Tuesday 22 June, 10:40",
        "Moved on Friday 4 June: It is now Tuesday 22 June, 10:00.",
        "Please send the position statement for A3 by Tuesday 15 June, 17:00. About 5 minutes.",
    ]
    assert "8 June" not in text


def test_what_one_time_is_changed_to_is_not_changed_again():
    message = Message(kind="x", heading="", parts=(Paragraph(text="Tuesday 8 June, then Tuesday 15 June."),))

    assert as_text(with_new_time(message, SWAPS)) == "Tuesday 15 June, then Tuesday 22 June."


def test_another_move_takes_the_place_of_the_line_about_the_first():
    once = with_new_time(asked(A3), SWAPS, MOVED)
    again = Paragraph(lead="Moved on Monday 7 June", text="It is now Tuesday 29 June, 10:00.")

    text = as_text(with_new_time(once, {"Tuesday 22 June, 10:40": "Tuesday 29 June, 10:40"}, again))

    assert text.count("Moved on") == 1
    assert "Holding to Account, Tuesday 29 June, 10:40" in text


def test_what_somebody_wrote_stays_as_they_wrote_it():
    message = Message(kind="x", heading="", parts=(Quote(text="Done by Tuesday 15 June."),))

    assert "“Done by Tuesday 15 June.”" in as_text(with_new_time(message, SWAPS, MOVED))


def test_a_cancelled_meeting_leaves_nothing_to_press():
    message = with_cancelled(asked(A3, A6), SWAPS, "Friday 4 June", NAMED)

    assert message.heading == "Cancelled: Holding to Account, Tuesday 15 June, 10:10"
    assert buttons(message) == 0
    assert with_cancelled(message, SWAPS, "Friday 4 June", NAMED) == message


def test_in_a_message_about_two_meetings_only_the_one_that_changed_is_put_right():
    moved, cancelled = with_new_time(merged(), SWAPS, MOVED), with_cancelled(merged(), SWAPS, "Friday 4 June", NAMED)

    for message in (moved, cancelled):
        assert message.heading == merged().heading
        assert "Holding to Account, Tuesday 29 June, 10:10" in as_text(message).splitlines()
    assert "Holding to Account, Tuesday 22 June, 10:40\nMoved on Friday 4 June" in as_text(moved)
    assert "Cancelled: Holding to Account, Tuesday 15 June, 10:10" in as_text(cancelled)
    assert 0 < buttons(cancelled) < buttons(merged())


def test_what_is_taken_off_is_not_asked_for_any_more_and_the_rest_is():
    refs = {3: "A3", 6: "A6"}

    text = as_text(with_taken_off(asked(A3, A6), [3], refs, "Friday 4 June"))
    nothing = with_taken_off(asked(A3), [3], refs, "Friday 4 June")

    assert "A3 is not on this meeting’s agenda any more, and no statement is asked for." in text
    assert "Please send the position statements for A6 by" in text
    assert "A3 Practice standards" not in text
    assert buttons(nothing) == 0
    assert "Please send" not in as_text(nothing)
    assert with_taken_off(asked(A6), [3], refs, "Friday 4 June") == asked(A6)


# Before it goes


@pytest.fixture
def news(session: Session, board: SampleBoard) -> Leased:
    """The chair is about to be told that a meeting is moved."""
    meeting = session.scalars(select(MeetingRow.id).where(MeetingRow.ref == "HTA-2021-06-15")).one()
    session.execute(update(MeetingRow).where(MeetingRow.id == meeting).values(moves=1))
    message = meeting_moved(kind="Holding to Account", was="Monday 14 June, 09:30", to="Tuesday 15 June, 09:30")
    outbox.say(session, board.workspace_id, key="news", to="U_CHAIR", message=message, due=NOW, board_id=board.id,
               args={"meeting": meeting, "moves": 1})  # fmt: skip
    row = session.scalars(select(Outbox).where(Outbox.key == "news")).one()
    return Leased(
        id=row.id, team="T1", platform="slack", board_id=board.id, key="news", kind=row.kind, args=row.args,
        to="U_CHAIR", message=message, due_at=NOW, attempts=1, in_doubt=False, heard="",
    )  # fmt: skip


def test_news_goes_to_whoever_still_has_a_seat_or_a_post(session: Session, news: Leased) -> None:
    assert before_news(session, news, NOW) is None
    chair = session.scalars(select(Person.id).where(Person.account == "U_CHAIR")).one()
    session.execute(update(Holding).where(Holding.person_id == chair).values(until=date(2021, 6, 1)))

    decided = before_news(session, news, NOW)

    assert isinstance(decided, Drop)
    assert "neither a seat on the board nor a post" in decided.why


def test_news_waits_for_the_morning_and_gives_way_to_newer_news(session: Session, news: Leased) -> None:
    night = datetime(2021, 6, 3, 21, tzinfo=UTC)
    assert before_news(session, news, night) == PutOff(datetime(2021, 6, 4, 7, 30, tzinfo=UTC), "outside working hours")
    session.execute(update(MeetingRow).where(MeetingRow.id == news.args["meeting"]).values(moves=2))

    assert before_news(session, news, NOW) == Drop("a later change of the meeting says it")


def test_news_is_of_no_use_once_the_meeting_is_over(session: Session, news: Leased) -> None:
    decided = before_news(session, news, datetime(2021, 6, 15, 12, tzinfo=UTC))

    assert isinstance(decided, Drop)
    assert decided.is_too_late


def test_news_of_an_hour_gives_way_to_news_of_another(session: Session, news: Leased) -> None:
    meeting = session.get_one(MeetingRow, news.args["meeting"])
    told = replace(news, args={**news.args, "to": meeting.starts_at.isoformat()})
    assert before_news(session, told, NOW) is None

    session.execute(
        update(MeetingRow).where(MeetingRow.id == meeting.id).values(starts_at=datetime(2021, 6, 15, 13, tzinfo=UTC))
    )

    decided = before_news(session, told, NOW)
    assert isinstance(decided, Drop)
    assert "a later change" in decided.why


# Who is told


def told_of_a_move(session: Session, board: SampleBoard) -> dict[str, str]:
    """Whom the programme manager's move of the meeting of 15 June is told, and as what."""
    access = access_board(session, caller("U_PM").key, Deed.MANAGE, NOW)
    meeting = find_meeting_ref(session, board.id, "HTA-2021-06-15")
    assert meeting is not None
    found = told_of_time(session, access, meeting, [date(2021, 6, 15)])
    return {each.account: each.shown for each in found}


def test_a_chair_who_is_away_hears_nothing_of_a_move_even_if_told_before_and_the_deputy_does(
    session: Session, board: SampleBoard, news: Leased
) -> None:
    assert told_of_a_move(session, board)["U_CHAIR"] == "Holder of Independent Chair, the chair"
    outbox.sent(session, {news.id: "ts1"}, NOW)
    people.set_away(session, people.get_post(session, board.posts["Independent Chair"]), date(2021, 6, 30))
    deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2021, 1, 1))
    person = people.person_of(session, board.workspace_id, "U_DEPUTY", "Ada Holt")
    people.hold(session, deputy, person, date(2021, 1, 1))
    people.seat(session, board.id, Role.DEPUTY, deputy)

    told = told_of_a_move(session, board)

    assert "U_CHAIR" not in told
    assert told["U_DEPUTY"] == "Ada Holt, the deputy chair"


# After a move to another day


def read(message: Message) -> list[str]:
    return as_text(message).splitlines()


def chased(rung: str, *owed: Owed, for_post: str = "", on: date = date(2021, 6, 8)) -> Message:
    return chasing([replace(asking(*owed, rung=rung), for_post=for_post)], [], on)


@pytest.mark.parametrize("for_post", ["", "Head of Services for Children: East"])
@pytest.mark.parametrize(
    ("rung", "on"),
    [
        (STATEMENT_REMINDER, date(2021, 6, 4)),
        (STATEMENT_DUE_TODAY, date(2021, 6, 8)),
        (STATEMENT_LATE, date(2021, 6, 9)),
        (STATEMENT_LATE, date(2021, 6, 10)),
    ],
)
@pytest.mark.parametrize(("owed", "said"), [((A3,), "statement for A3"), ((A3, A6), "statements for A3 and A6")])
def test_what_counted_the_days_to_the_earlier_day_says_when_it_is_due_now(rung, on, for_post, owed, said):
    message = chased(rung, *owed, for_post=for_post, on=on)

    text = read(with_new_time(message, SWAPS, MOVED, "Tuesday 15 June, 17:00"))

    behalf = f" for the {for_post}" if for_post else ""
    assert text[1:3] == [
        "Moved on Friday 4 June: It is now Tuesday 22 June, 10:00.",
        f"Please send the position {said}{behalf} by Tuesday 15 June, 17:00.",
    ]


def test_what_has_come_in_is_not_asked_for_again_because_of_a_move():
    message = with_answered(chased(STATEMENT_DUE_TODAY, A3), 3, "Received 8 June, 09:40. Thank you.")

    text = as_text(with_new_time(message, SWAPS, MOVED, "Tuesday 15 June, 17:00"))

    assert "Please send" not in text and "Received 8 June" in text


def test_what_is_cancelled_names_the_meeting_where_its_heading_did_not():
    bare = Message(kind="pack_notice", heading="", parts=(Paragraph(text="Pack for 15 June."),))
    told = Message(kind="no_line_director", heading="Nobody could be told", parts=(Paragraph(text="A3."),))

    for message in (bare, told):
        heading = with_cancelled(message, SWAPS, "Friday 4 June", NAMED).heading
        assert heading == "Cancelled: Holding to Account, Tuesday 15 June, 10:10"
