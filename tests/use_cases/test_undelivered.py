"""Messages that did not arrive: the programme manager has them tried again, or lets them be."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.refusals import Refusal
from bot.messages.parts import said
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.statements import FilledForm, submit_statement
from bot.use_cases.undelivered import Settle, dismiss, send_again, tell_not_delivered
from storage import outbox
from storage.access import OPERATOR
from storage.outbox import Leased
from storage.tables import Audit, Outbox
from storage.undelivered import undelivered
from tests.use_cases.sample_board import set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
PRIYA = Caller("slack", "T1", "U_PM")
OPERATING = Caller(OPERATOR, "", OPERATOR)
ARCHIVED = "The channel is archived. Unarchive it, or choose another channel."


@pytest.fixture
def given_up(session, board):
    """Two messages that Slack refused for good; their numbers."""
    for key, to in (("summary", "C_BOARD"), ("request", "U_QA")):
        outbox.say(session, board.workspace_id, key=key, to=to, message=said("weekly_summary", "Words."),
                   due=NOW - timedelta(hours=1), board_id=board.id)  # fmt: skip
    numbers = [row.id for row in session.scalars(select(Outbox).order_by(Outbox.id))]
    for number in numbers:
        outbox.dead(session, number, ARCHIVED, NOW)
    return numbers


def does(session, heard):
    found = catalogue.find(heard)
    return as_text(found.use_case(session, found.command, NOW).message)


def states(session):
    return list(session.scalars(select(Outbox.state).order_by(Outbox.id)))


def test_the_list_says_what_for_whom_when_and_why(session, given_up):
    told = does(session, Typed(PRIYA, "undelivered", as_typed="undelivered"))

    assert f"Number {given_up[0]}: The weekly summary, for the board’s channel, due Tuesday 8 June, 09:00." in told
    assert told.count(ARCHIVED) == 2
    assert "accountable undelivered retry NUMBER" in told


def test_where_all_has_arrived_there_is_nothing_to_do(session, board):
    assert "There is nothing to do here." in does(session, Typed(PRIYA, "undelivered", as_typed="undelivered"))


def test_one_is_tried_again_from_its_button_as_if_for_the_first_time_and_that_is_on_record(session, board, given_up):
    told = does(session, Press(PRIYA, "undelivered.retry", f"{board.id}:{given_up[0]}"))

    assert told.startswith("The weekly summary goes once more within a minute, unless it is no longer wanted.")
    assert states(session) == ["pending", "dead"]
    entry = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (entry.what, entry.was) == ("message sent again", ARCHIVED)
    assert entry.subject.startswith("The weekly summary, for the board’s channel")


def test_what_an_archived_channel_refused_is_tried_again_in_the_one_that_was_chosen_instead(session, board, given_up):
    lost, doubtful, waiting = given_up[0], "may be there", "waits"
    for key in (doubtful, waiting):
        outbox.say(session, board.workspace_id, key=key, to="C_BOARD", message=said("weekly_summary", "Words."),
                   due=NOW, board_id=board.id)  # fmt: skip
    session.query(Outbox).filter_by(key=doubtful).update({"state": outbox.RETRY, "in_doubt": True})
    ways = {
        "name": "Improvement Board", "channel": "C_NEW", "mash_number": "01234 567890", "zone": "Europe/London",
        "nation": "england-and-wales", "hours_from": time(8, 30), "hours_to": time(17, 30), "summary_weekday": "0",
        "summary_time": time(9),
    }  # fmt: skip

    assert "Saved." in does(session, Answers(PRIYA, "setup_board", str(board.id), ways))
    does(session, Press(PRIYA, "undelivered.retry", f"{board.id}:{lost}"))

    goes = {row.key: row.to for row in session.scalars(select(Outbox).where(Outbox.key != "request"))}
    assert (goes["summary"], goes[waiting]) == ("C_NEW", "C_NEW")
    assert goes[doubtful] == "C_BOARD", "it is looked for where it may have arrived"


def test_what_is_settled_can_not_be_settled_again(session, board, given_up):
    press = Press(PRIYA, "undelivered.dismiss", f"{board.id}:{given_up[0]}")
    does(session, press)

    with pytest.raises(Refusal, match="settled by now"):
        does(session, press)


def test_all_are_dismissed_at_once_with_the_reason_on_the_rows_and_on_record(session, given_up):
    dismiss(session, Settle(OPERATING, None, why="They were told by telephone."), NOW)

    assert states(session) == ["dropped", "dropped"]
    assert set(session.scalars(select(Outbox.why))) == {"They were told by telephone."}
    assert [entry.why for entry in session.scalars(select(Audit)) if entry.what == "message dismissed"] == [
        "They were told by telephone."
    ] * 2


@pytest.mark.parametrize(
    ("use_case", "numbers", "why", "said"),
    [
        (send_again, (99_999,), "", "Nothing with the number 99999 waits to be settled."),
        (dismiss, None, " ", "Say why it need not arrive"),
    ],
    ids=["no such number", "no reason"],
)
def test_what_can_not_be_done_says_what_to_type(session, given_up, use_case, numbers, why, said):
    with pytest.raises(Refusal, match=said):
        use_case(session, Settle(OPERATING, numbers, why=why), NOW)
    assert states(session) == ["dead", "dead"]


def test_thanks_that_do_not_arrive_are_told_to_the_manager_of_their_board_and_listed_there_alone(session, board):
    elsewhere = set_up(session, name="Second board", with_meetings=False)
    given = {
        "rating": "Red",
        "cause": "Not known yet.",
        "progress": "Work went on.",
        "effect": "None yet.",
        "next_steps": "Finish it.",
    }
    officer = Caller("slack", "T1", "U_QA")
    submit_statement(session, FilledForm(officer, board.actions["BCP-06"], reason_asked=True, answers=given), NOW)
    thanks = session.scalars(select(Outbox).where(Outbox.kind == "statement_received")).one()
    outbox.dead(session, thanks.id, ARCHIVED, NOW)
    row = Leased(
        id=thanks.id, team="T1", platform="slack", board_id=thanks.board_id, key=thanks.key, kind=thanks.kind,
        args=thanks.args, to=thanks.to, message=None, due_at=NOW, attempts=1, in_doubt=False, heard="",
    )  # fmt: skip

    tell_not_delivered(session, row, ARCHIVED, NOW)

    assert thanks.board_id is None, "an answer goes even while the board is paused"
    told = session.scalars(select(Outbox).where(Outbox.kind == "not_delivered")).one()
    assert (told.to, told.board_id) == ("U_PM", board.id)
    assert [one.number for one in undelivered(session, board.id)] == [thanks.id]
    assert undelivered(session, elsewhere.id) == []
