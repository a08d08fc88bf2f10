"""From an empty database to a board that speaks, in chat: nobody hears from the bot before Start."""

import pytest

from tests.conversations.boards import (
    CHAIR,
    DCS,
    INCLUSION,
    MANAGER,
    MASH,
    NAME,
    PLAN,
    QUALITY,
    SOCIAL_CARE,
    STRANGER,
    import_plan,
    set_up,
)

OFFICERS = {DCS: "Helen Okafor", SOCIAL_CARE: "Ruth Bennett", QUALITY: "Daniel Marsh", INCLUSION: "Samir Khan"}


@pytest.fixture(params=["http", "socket"])
def world(open_world, request):
    return open_world(over=request.param)


def test_a_programme_manager_sets_a_board_up_from_nothing_sees_what_will_be_sent_and_starts_it(world):
    manager = world.signs_in(MANAGER)
    card = manager.asks("/account setup")
    assert "1. The board, to do" in card

    card.presses("Set up")
    form = manager.form
    form.submit(name=NAME, channel="improvement-board", mash_number="ask me")
    assert "is not a telephone number that somebody could ring" in form.error("mash_number")
    form.submit(mash_number=MASH)
    assert not manager.has_a_form_open

    card = manager.asks("/account setup")
    assert "1. The board, done" in card and "2. The plan, to do" in card
    import_plan(world, PLAN)

    manager.asks("/account setup").presses("Seats").presses("Fill a seat")
    manager.form.submit(role="chair", post=CHAIR, person="Margaret Ellis")
    for post, holder in OFFICERS.items():
        manager.asks("/account people").presses("Connect", about=post)
        manager.form.submit(person=holder)
    manager.asks("/account setup").presses("Meetings").presses("Add a meeting")
    form = manager.form
    form.submit(day="2021-06-13")
    assert "Sunday 13 June 2021 is not a working day" in form.error("day")
    form.submit(day="2021-06-15")
    assert not manager.has_a_form_open

    refused = manager.asks("/account start")
    assert "Please look at what will be sent first" in refused
    world.clock.push_to("Tuesday 1 June 2021, 12:00")
    assert heard_from_the_bot(world) == {"Priya Nair"}

    preview = manager.asks("/account preview")
    assert f"{QUALITY} (Daniel Marsh)" in preview.line("Tuesday 1 June, 12:00, to Service Director, Quality")
    assert "T−10: asks for statements for A3 and A6, for HTA-2021-06." in preview
    assert preview.line("Monday 7 June, 09:00, to the board’s channel: weekly summary.")
    assert "Nothing is missing." in preview
    started = preview.presses("Start")
    assert "has started. 4 requests for statements planned" in started

    first = world.signs_in(QUALITY).private_messages()
    assert len(first) == 1
    assert first[0].line(f"Hello. This is Accountable. Priya Nair set it up for {NAME}. What you write is read by the")
    assert "ask Priya Nair, the programme manager" in first[0]
    assert heard_from_the_bot(world) == {"Priya Nair", *OFFICERS.values()}


def test_one_press_pauses_everything_and_what_people_send_is_still_kept(world):
    set_up(world)
    manager, officer = world.signs_in(MANAGER), world.signs_in(QUALITY)
    before = len(world.channel())

    card = manager.asks("/account setup")
    assert "pressed Start" not in card, "it has been"
    card.presses("Pause everything")
    world.clock.push_to("Monday 7 June 2021, 12:00")
    assert officer.private_messages() == [] and len(world.channel()) == before

    officer.opens_statement("A6").submit(progress="Done.", effect="None yet.", rating="Green")
    assert "Thank you. A6 received" in officer.last, "an answer to what they just did is not held back"

    manager.asks("/account resume")
    asked = [each for each in officer.private_messages() if "Please send" in each]
    assert [each.line("Please send").split(" by ")[0] for each in asked] == [
        "Please send the position statement for A3"
    ]


def heard_from_the_bot(world) -> set[str]:
    """Everybody to whom the bot has written, and channels by name."""
    bot = world.workspace.bot.id
    found = set()
    for message in world.workspace.every_message():
        channel = world.workspace.channels[message.channel]
        if message.by == bot and channel.kind == "im":
            found.add(world.workspace.person(channel.other(bot)).name)
        elif message.by == bot:
            found.add(channel.name)
    return found


def test_before_anything_is_set_up_others_are_told_whom_to_ask_and_nothing_more(world):
    for who in (STRANGER, CHAIR):
        somebody = world.signs_in(who)
        assert "Ask an administrator of this workspace to type “setup” to me" in somebody.asks("/account setup")
        assert "Ask an administrator of this workspace" in somebody.opens_home()


def test_what_was_seen_before_a_change_is_not_what_start_would_send(world):
    set_up(world, started=False)
    manager = world.signs_in(MANAGER)
    preview = manager.asks("/account preview")

    manager.asks("/account setup").presses("Seats").presses("Fill a seat")
    manager.form.submit(role="adviser", post="NHS adviser", person="Mei Lin Chan")

    assert "Please look at what will be sent first" in preview.presses("Start")


def test_a_board_with_nobody_connected_says_in_the_preview_who_will_not_be_asked(open_world):
    world = open_world()
    manager = world.signs_in(MANAGER)
    manager.asks("/account setup").presses("Set up")
    manager.form.submit(name=NAME, channel="improvement-board", mash_number=MASH)
    import_plan(world, PLAN)

    preview = manager.asks("/account preview")

    assert f"{QUALITY} is vacant: nobody is asked about A3 and A6." in preview
    assert "Nobody sits as chair." in preview
    assert "No meeting is planned, so nobody is asked for a statement." in preview
