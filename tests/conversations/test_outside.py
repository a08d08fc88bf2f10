"""Somebody without an account holds a post: the programme manager names who types for them, in chat, and it stands."""

import pytest

from tests.conversations.boards import INCLUSION, MANAGER, MEMBER, set_up

JO = "Chief Superintendent Jo Price"


@pytest.fixture(params=["sqlite", "postgresql"])
def world(open_world, request):
    """A board of six actions on the morning of Tuesday 1 June 2021; officers are asked at half past nine."""
    made = open_world(request.param)
    set_up(made)
    return made


def holds_from_outside(world, post: str) -> None:
    manager = world.signs_in(MANAGER)
    manager.asks(f"/account outside {post}")
    manager.form.submit(name=JO, contact=world.signs_in(MEMBER).account)
    assert f"{post} is now held by {JO}, who has no account here." in manager.last


def test_whoever_is_put_in_a_post_holds_it_from_then_on(world):
    holds_from_outside(world, MEMBER)

    answer = world.signs_in(MANAGER).asks(f"/account whois {MEMBER}")

    assert answer.line("Held by:").startswith(f"Held by: {JO}")


def test_their_contact_is_asked_and_what_the_contact_sends_says_for_whom(world):
    holds_from_outside(world, INCLUSION)
    world.clock.push_to("Tuesday 1 June 2021, 09:30")

    contact = world.signs_in(MEMBER)
    (asked,) = [each for each in contact.private_messages() if "Please send the position statement" in each]
    assert JO in asked
    asked.presses("Write", about="A5")
    said = {"progress": "Every school has a name.", "effect": "Heads say they are answered.", "rating": "Green"}
    sent = contact.form.submit(**said)
    assert sent.error("entered_how")
    sent.submit(entered_how="by telephone")

    assert "A5 received" in contact.private_messages()[-1]
    assert JO in world.signs_in(MANAGER).asks("/account status A5")
