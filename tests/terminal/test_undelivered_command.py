"""Whoever runs the machine sees what did not arrive, and settles it there."""

import json

import pytest

from bot.messages.parts import said
from storage import outbox
from storage.database import open_database, writing
from storage.database import sessions as sessions_over
from tests.terminal.machine import BOARD, NOW

LEFT = "Daniel Marsh’s Slack account is deactivated. Ask a workspace administrator to reactivate it."


@pytest.fixture
def machine(after):
    """A board that is set up, and one message of which Slack refused."""
    made = after(("setup", *BOARD))
    engine = open_database(made.url)
    with sessions_over(engine)() as session:
        message = said("statement_requested", "Please write.")
        outbox.say(writing(session), 1, key="a", to="UDANIEL", message=message, due=NOW, board_id=1)
        outbox.dead(session, 1, LEFT, NOW)
        session.commit()
    engine.dispose()
    return made


def test_the_list_says_what_for_whom_when_and_why_in_words_and_for_a_script(machine):
    told = machine.says("undelivered")
    (one,) = json.loads(machine.says("undelivered", "--json"))["undelivered"]

    assert "Number 1: The request for statements, for UDANIEL, due Monday 24 May, 09:00." in told
    assert (one["number"], one["what"], one["why"]) == (1, "The request for statements", LEFT)


def test_it_is_tried_again_once(machine):
    assert "goes once more within a minute" in machine.says("undelivered", "retry", "1")
    assert "There is nothing to do here." in machine.says("undelivered")
    assert machine.is_refused("undelivered", "retry", "1").startswith("Nothing with the number 1 waits")


def test_it_is_dismissed_with_a_reason_and_not_without(machine):
    assert machine.is_refused("undelivered", "dismiss", "all").startswith("Say why it need not arrive")

    assert "is left unsent" in machine.says("undelivered", "dismiss", "all", "--why", "He was told by telephone.")
    assert "There is nothing to do here." in machine.says("undelivered")


def test_what_is_no_number_is_explained(machine):
    assert "“everything” is no number of a message, nor “all”" in machine.is_refused(
        "undelivered", "retry", "everything"
    )
