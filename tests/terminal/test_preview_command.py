"""Looking ahead on the command line."""

import json

import pytest

from tests.terminal.machine import Machine


def test_each_message_has_a_number_and_can_be_seen_by_it(running: Machine) -> None:
    told = running.says("preview", "--weeks", "4")

    line = next(line for line in told.splitlines() if "T−10: asks for statements" in line)
    assert "to Service Director, Quality and Assurance (The Holder): T−10: asks for statements for BCP-03" in line
    number = line.removeprefix("• ").partition(".")[0]
    shown = running.says("preview", "--show", number)
    assert shown.startswith("As its reader will get it\nAs the Service Director, Quality and Assurance (The Holder)")
    assert "Please send the position statements for BCP-03 and BCP-06" in shown
    assert "→" not in shown


def test_what_will_not_be_sent_is_counted_and_told_when_all_is_asked_for(running: Machine) -> None:
    assert "will not be sent: accountable preview --all says why not." in running.says("preview")
    assert "the post is vacant and there is no delegate to ask" in running.says("preview", "--all")


def test_the_forecast_can_be_had_for_a_file(running: Machine) -> None:
    told = json.loads(running.says("preview", "--weeks", "6", "--json"))

    request = next(each for each in told["forecast"] if "asks for statements" in each["why"] and each["is_sent"])
    assert request["at"] == "2021-06-01T08:30:00+00:00"
    assert (request["to"], request["kind"]) == ("UHEAD", "statement_requested")
    assert "Please send the position statements" in request["text"]
    assert any(each["why_not"] for each in told["forecast"])


@pytest.mark.parametrize("weeks", ["0", "27"])
def test_how_far_it_looks_is_said(running: Machine, weeks: str) -> None:
    assert running.is_refused("preview", "--weeks", weeks).startswith("I look from 1 to 26 weeks ahead.")


def test_a_number_that_there_is_not_is_refused_with_how_many_there_are(running: Machine) -> None:
    assert "messages in the next 4 weeks." in running.is_refused("preview", "--show", "999")
