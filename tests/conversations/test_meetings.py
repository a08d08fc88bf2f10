"""A meeting is moved, changed or cancelled after people have heard of it."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.messages.parts import Reply
from storage.tables import Post
from tests.conversations import boards
from tests.conversations.boards import CHAIR, DCS, EARLY_HELP, INCLUSION, MANAGER, QUALITY, SOCIAL_CARE
from tests.conversations.conftest import OpenWorld
from tests.conversations.somebody import Seen, Somebody
from tests.conversations.world import World

OFFICERS = (DCS, SOCIAL_CARE, QUALITY, INCLUSION)
ASKED = "Tuesday 1 June 2021, 10:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, open_world: OpenWorld) -> World:
    """The board, a day after its officers were asked for their statements."""
    opened = open_world(request.param)
    boards.set_up(opened)
    opened.clock.push_to(ASKED)
    return opened


def meeting_messages(somebody: Somebody) -> list[str]:
    """What somebody has been sent about the meeting, by headings."""
    return [each.lines[0] for each in somebody.private_messages()]


def moves(manager: Somebody, to: str, start: str, end: str) -> None:
    """The programme manager moves the meeting, from the list of them."""
    manager.says("meetings").presses("Move", "HTA-2021-06")
    form = manager.form.submit(day=to, start=start, end=end)
    assert "I tell, once" in form.text
    form.submit()
    assert not manager.has_a_form_open


def test_a_meeting_moved_after_the_requests_went_tells_each_officer_once_and_puts_the_request_right(
    world: World,
) -> None:
    officers = [world.signs_in(post) for post in OFFICERS]
    before = {each.account: len(each.private_messages()) for each in officers}
    assert all("Tuesday 15 June" in each.last for each in officers)
    manager = world.signs_in(MANAGER)

    moves(manager, "2021-06-22", "10:00", "13:00")

    assert "Moved: HTA-2021-06 is now Tuesday 22 June, 10:00 to 13:00. I tell 5 people, once." in manager.last
    for officer in officers:
        assert len(officer.private_messages()) == before[officer.account] + 1
        assert officer.last.lines[0] == "Moved: Holding to Account, Tuesday 22 June, 10:00"
        assert "It was Tuesday 15 June, 09:30. It is now Tuesday 22 June, 10:00." in officer.last
        assert "Statements by Tuesday 15 June, 17:00." in officer.last
        request = officer.private_messages()[-2]
        assert request.lines[0].startswith("Holding to Account, Tuesday 22 June, 1")
        assert "Moved on Tuesday 1 June: It is now Tuesday 22 June, 10:00" in request
        assert "by Tuesday 15 June, 17:00" in request
        assert "Tuesday 8 June" not in request
        assert "Write" in request.buttons
    assert "It is now Tuesday 22 June, 10:00." in world.signs_in(CHAIR).last

    world.clock.push_to("Thursday 10 June 2021, 08:00")
    for officer in officers:
        assert len(officer.private_messages()) == before[officer.account] + 1, "a reminder for the earlier day"
    world.clock.push_to("Friday 11 June 2021, 10:00")
    assert all("due Tuesday 15 June" in officer.last for officer in officers)


def test_the_channel_hears_of_a_change_only_if_the_meeting_was_spoken_of_there(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world)
    world.clock.push_to(ASKED)
    manager = world.signs_in(MANAGER)
    moves(manager, "2021-06-16", "09:30", "12:30")
    assert [each for each in world.channel() if "Moved" in each] == []

    world.clock.push_to("Monday 14 June 2021, 10:00")
    spoken = [each for each in world.channel() if "16 June" in each]
    moves(manager, "2021-06-17", "09:30", "12:30")

    told = [each for each in world.channel() if each.lines[0].startswith("Moved: Holding to Account, Thursday 17 June")]
    assert len(spoken) == len(told) == 1
    notice = next(each for each in world.channel() if each.place.ts == spoken[0].place.ts)
    assert "Moved on Monday 14 June: It is now Thursday 17 June, 09:30." in notice


def of_kind(somebody: Somebody, heading: str) -> Seen:
    """The newest message to somebody that has this in its first two lines."""
    return [each for each in somebody.private_messages() if any(heading in line for line in each.lines[:3])][-1]


def test_what_served_the_earlier_day_alone_is_withdrawn_when_the_meeting_is_moved(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    board = boards.set_up(world)
    boards.answers(world, "setup_line", str(board), {"post": SOCIAL_CARE, "line": DCS})
    world.clock.push_to("Tuesday 15 June 2021, 09:10")
    chair, manager, director, officer = (world.signs_in(who) for who in (CHAIR, MANAGER, DCS, SOCIAL_CARE))
    of_kind(director, "Your slot is at 09:30").presses("Cannot come")

    moves(manager, "2021-06-22", "10:00", "13:00")

    withdrawn = [
        of_kind(chair, "Pack ready for 15 June"),
        of_kind(chair, "Run sheet: Holding to Account, Tuesday 15 June, 09:30"),
        of_kind(manager, "Late for Holding to Account, Tuesday 15 June, 09:30"),
        of_kind(manager, "Nobody could be told"),
        of_kind(director, "No statement yet for A2"),
        of_kind(director, "Your slot was at 09:30"),
        next(each for each in world.channel() if "Pack for 15 June" in each),
    ]
    for each in withdrawn:
        assert "Moved on Tuesday 15 June: It is now Tuesday 22 June, 10:00. What stands below was for" in each
        assert each.buttons == []
    assert "Please send the position statement for A2 by Tuesday 15 June, 17:00." in officer.private_messages()[-3]
    assert not any("was due yesterday" in each for each in officer.private_messages())

    world.signs_in(QUALITY).opens_statement("A3").submit(progress="Done.", effect="None yet.", rating="Green")
    assert of_kind(chair, "Run sheet").text == withdrawn[1].text, "it is not drawn anew by what comes later"
    world.clock.push_to("Tuesday 22 June 2021, 08:45")
    assert "no reply" not in chair.last and "cannot come" not in chair.last, "nobody has been asked for this day"


def test_a_meeting_moved_to_another_hour_of_its_day_tells_each_their_slot_anew(world: World) -> None:
    chair, manager, director = (world.signs_in(who) for who in (CHAIR, MANAGER, DCS))
    world.clock.push_to("Tuesday 15 June 2021, 09:10")
    of_kind(director, "Your slot is at 09:30").presses("On my way")

    moves(manager, "2021-06-15", "14:00", "17:30")

    assert "14:00 A1" in of_kind(chair, "Run sheet").text and "09:30 A1" not in of_kind(chair, "Run sheet").text
    assert "(on the way)" not in of_kind(chair, "Run sheet")
    assert "comes back at 17:30" in of_kind(chair, "Run sheet")
    gone = of_kind(director, "Your slot was at 09:30")
    assert "Another time: Your slot is at 14:00 now." in gone and gone.buttons == []
    moves(manager, "2021-06-15", "15:00", "17:30")
    world.clock.push_to("Tuesday 15 June 2021, 14:29")
    assert not any("Your slot is at" in each.lines[0] for each in director.private_messages())
    world.clock.push_to("Tuesday 15 June 2021, 14:30")
    assert [each.lines[0] for each in director.private_messages() if "Your slot is at" in each.lines[0]] == [
        "Your slot is at 15:00"
    ]
    director.last.presses("Deputy coming")
    assert "(a deputy is coming)" in of_kind(chair, "Run sheet").line("15:00 A1")
    assert "Another time: Your slot is at 15:00 now." in of_kind(director, "Your slot was at 09:30")


def test_a_cancelled_meeting_asks_nothing_more_and_says_so_where_it_asked(world: World) -> None:
    officers = [world.signs_in(post) for post in OFFICERS]
    before = {each.account: len(each.private_messages()) for each in officers}
    manager = world.signs_in(MANAGER)
    manager.says("cancel HTA-2021-06").presses("Open the form")
    manager.form.submit(reason="The inspectors give their feedback that day.").submit()

    for officer in officers:
        assert len(officer.private_messages()) == before[officer.account] + 1
        assert officer.last.lines[0] == "Cancelled: Holding to Account, Tuesday 15 June, 09:30"
        assert "Why: “The inspectors give their feedback that day.”" in officer.last
        request = officer.private_messages()[-2]
        assert request.lines[0].startswith("Cancelled: Holding to Account, Tuesday 15 June")
        assert request.buttons == []

    world.clock.push_to("Wednesday 16 June 2021, 12:00")
    for officer in officers:
        about = [each for each in officer.private_messages() if "Holding to Account" in each]
        assert len(about) == before[officer.account] + 1


def test_pressing_save_twice_moves_it_once(world: World) -> None:
    manager, officer = world.signs_in(MANAGER), world.signs_in(QUALITY)
    manager.says("move HTA-2021-06 to 22 June 10:00").presses("Open the form")
    form = manager.form
    view = form._view

    form.submit()
    world.acts(manager.actor.submits(view))

    assert [each for each in meeting_messages(officer) if each.startswith("Moved")] == [
        "Moved: Holding to Account, Tuesday 22 June, 10:00"
    ]
    assert world.rows("SELECT moves FROM meeting")[0][0] == 1


def test_actions_added_and_taken_off_are_told_to_who_answers_for_them(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world, meeting=None)
    details = {"kind": "holding_to_account", "day": date(2021, 6, 15), "start": time(9, 30), "end": time(12, 30)}
    boards.answers(world, "setup_meeting", _board(world), details | {"covers": "A1 to A4"})
    world.clock.push_to(ASKED)
    quality, inclusion, care = (world.signs_in(post) for post in (QUALITY, INCLUSION, SOCIAL_CARE))
    others = len(care.private_messages())
    manager = world.signs_in(MANAGER)

    manager.says("meetings").presses("Actions", "HTA-2021-06")
    form = manager.form.submit(add="A5, A6", take="A4")
    assert "Added: A5 and A6. Taken off: A4." in form
    form.submit()
    world.works()

    assert quality.last.lines[0] == "Changed: Holding to Account, Tuesday 15 June, 09:30"
    assert "Added to what it goes through: A6." in quality.last
    assert "Write" in quality.last.buttons
    assert "Added to what it goes through: A5." in inclusion.last
    assert "Taken off: A4. No statement is asked for it at this meeting." in inclusion.last
    request = inclusion.private_messages()[-2]
    assert "A4 is not on this meeting’s agenda any more" in request
    assert request.buttons == [] or "Write" not in request.buttons
    assert len(care.private_messages()) == others


def test_an_officer_who_is_new_on_the_agenda_gets_the_request_and_no_second_message(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world, meeting=None)
    details = {"kind": "holding_to_account", "day": date(2021, 6, 15), "start": time(9, 30), "end": time(12, 30)}
    boards.answers(world, "setup_meeting", _board(world), details | {"covers": "A1"})
    world.clock.push_to(ASKED)
    quality = world.signs_in(QUALITY)
    assert quality.private_messages() == []

    manager = world.signs_in(MANAGER)
    manager.says("add A6 to HTA-2021-06").presses("Open the form")
    manager.form.submit()
    world.works()

    assert len(quality.private_messages()) == 1
    assert "Please send the position statement for A6 by Tuesday 8 June, 17:00." in quality.last


def test_whoever_answers_in_an_officers_place_is_told_and_nobody_who_has_left(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world)
    boards.name_delegate(world, QUALITY, EARLY_HELP, date(2021, 7, 30))
    boards.answers(
        world, "setup_post", _board(world), {"post": INCLUSION, "person": world.workspace.person(EARLY_HELP).id}
    )
    world.does(_away, (QUALITY, date(2021, 7, 30)))
    before = {post: len(world.signs_in(post).private_messages()) for post in (QUALITY, INCLUSION)}

    moves(world.signs_in(MANAGER), "2021-06-10", "10:00", "13:00")
    world.clock.push_to("Tuesday 1 June 2021, 08:30")

    assert world.signs_in(EARLY_HELP).last.lines[0] == "Moved: Holding to Account, Thursday 10 June, 10:00"
    assert {post: len(world.signs_in(post).private_messages()) for post in before} == before


def test_a_meeting_that_did_not_take_place_is_cancelled_afterwards_and_nothing_is_told_as_its_outcome(
    world: World,
) -> None:
    world.clock.push_to("Tuesday 15 June 2021, 16:00")
    chair, manager, quality = (world.signs_in(who) for who in (CHAIR, MANAGER, QUALITY))
    for asked in (chair, manager):
        assert "the programme manager can say so until Wednesday 16 June, 10:00" in asked.last
        assert "type “cancel HTA-2021-06”" in asked.last

    manager.says("cancel HTA-2021-06").presses("Open the form")
    form = manager.form.submit(reason="The chair could not come.")
    assert "the board’s channel" in form
    form.submit()
    world.works()

    assert "Cancelled: HTA-2021-06. I tell 5 people and the board’s channel, once." in manager.last
    for somebody in (chair, quality):
        assert somebody.last.lines[:2] == [
            "Cancelled: Holding to Account, Tuesday 15 June, 09:30",
            "It did not take place, and nothing is asked for it any more. What you have sent is kept.",
        ]
    undecided = of_kind(chair, "Not decided yet")
    assert "Cancelled on Tuesday 15 June: This meeting did not take place" in undecided
    assert undecided.buttons == []
    told = len(quality.private_messages())

    world.clock.push_to("Wednesday 23 June 2021, 12:00")
    assert len(quality.private_messages()) == told
    assert [each for each in world.channel() if "what was decided" in each or "Decision log" in each] == []
    assert "missed" not in world.channel()[-1]


def test_a_meeting_that_did_not_take_place_is_told_so_in_the_morning_when_that_is_said_at_night(
    open_world: OpenWorld,
) -> None:
    world = open_world("sqlite")
    boards.set_up(world)
    world.clock.push_to("Tuesday 15 June 2021, 19:00")
    manager, quality = world.signs_in(MANAGER), world.signs_in(QUALITY)
    assert "Outcome of Holding to Account, 15 June" in quality.last

    manager.says("cancel HTA-2021-06").presses("Open the form")
    manager.form.submit().submit()
    world.clock.push_to("Wednesday 16 June 2021, 12:00")

    assert "It did not take place" in quality.last
    outcome = quality.private_messages()[-2]
    assert "Cancelled on Tuesday 15 June: This meeting did not take place" in outcome
    assert [each for each in world.channel() if "what was decided" in each] == []


def test_a_meeting_of_which_something_is_on_record_or_told_is_not_cancelled_any_more(open_world: OpenWorld) -> None:
    decided, told = open_world("sqlite"), open_world("sqlite")
    for world in (decided, told):
        boards.set_up(world)
    decided.clock.push_to("Tuesday 15 June 2021, 10:00")
    of_kind(decided.signs_in(CHAIR), "Run sheet").presses("Open", "A1")
    decided.signs_in(CHAIR).form.submit(rating="Green")
    told.clock.push_to("Wednesday 16 June 2021, 10:00")

    for world in (decided, told):
        assert "can not be cancelled any more" in world.signs_in(MANAGER).says("cancel HTA-2021-06")


def test_a_series_is_seen_as_dates_and_then_saved(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    world.clock.stands_at("Monday 29 November 2021, 10:00")
    boards.set_up(world, meeting=None)
    manager = world.signs_in(MANAGER)

    manager.says("meetings").presses("Add a meeting")
    form = manager.form.submit(day="2021-12-14", repeats="every second Tuesday at 10:00", until="2022-01-31")

    assert form.title == "Check the dates"
    assert "Wednesday 29 December, 10:00 to 13:00, moved from Tuesday 28 December, a bank holiday" in form
    assert world.rows("SELECT count(*) FROM meeting")[0][0] == 0
    form.submit()
    assert "Planned: 4 meetings, every second week on Tuesday at 10:00, until 31 January 2022" in manager.last
    assert world.rows("SELECT count(*) FROM meeting")[0][0] == 4


def test_a_rule_that_can_not_be_read_says_beside_the_field_what_to_type(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world, meeting=None)
    manager = world.signs_in(MANAGER)
    manager.says("meetings").presses("Add a meeting")

    form = manager.form.submit(day="2021-06-15", repeats="when the moon is full")

    assert "Type it as “every second Tuesday at 10:00”" in form.error("repeats")


def test_only_the_programme_manager_moves_a_meeting(open_world: OpenWorld) -> None:
    world = open_world("sqlite")
    boards.set_up(world)

    for who in (CHAIR, QUALITY):
        assert "Only the programme manager can" in world.signs_in(who).says("move HTA-2021-06 to 22 June 10:00")


def _board(world: World) -> str:
    return str(world.rows("SELECT id FROM board")[0][0])


def _away(session: Session, command: tuple[str, date], now: datetime) -> Reply:
    post, until = command
    session.execute(update(Post).where(Post.title == post).values(away_until=until))
    return Reply()
