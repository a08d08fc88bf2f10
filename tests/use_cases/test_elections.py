"""A pre-election period: nothing public without clearance, no councillor named in the channel, and reminders go on."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages.parts import said
from bot.messages.text import as_text
from bot.use_cases.elections import as_posted
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.meeting_news import Reached, tell_cancelled
from storage import boards, meetings, tables
from storage.access import access_board_by_id
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller

NOW = datetime(2021, 4, 6, 9, 0, tzinfo=UTC)
AFTER = datetime(2021, 5, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def entered(session, board):
    """A period up to polling day, 6 May."""
    return sends(session, board, "election_period", **{"from": date(2021, 3, 22), "to": date(2021, 5, 6)})


def sends(session, board, form, about="", now=NOW, **answers):
    return does(session, Answers(caller("U_PM"), form, about or str(board.id), answers), now)


def scrutiny(session, board, now=NOW) -> str:
    return words_of(does(session, Press(caller("U_PM"), "quarterly.for_scrutiny", f"{board.id}:2021-03-31"), now))


def posted(session, board, to: str, words: str, now=NOW) -> str:
    return as_text(as_posted(session, boards.get_board(session, board.id), to, said("note", words), now))


def test_a_period_is_entered_shown_and_taken_back_by_the_programme_manager(session, board, entered):
    assert "Monday 22 March 2021 to Thursday 6 May 2021" in words_of(entered)
    with pytest.raises(Refusal, match="Only the programme manager"):
        does(session, Typed(caller("U_CHAIR"), "election"), NOW)

    does(session, Press(caller("U_PM"), "election.take_back", str(board.id), "2021-03-22:2021-05-06"), NOW)

    assert "None is entered" in words_of(does(session, Typed(caller("U_PM"), "election"), NOW))


def test_days_that_make_no_period_are_explained(session, board):
    for first, last, why in (
        (date(2021, 5, 6), date(2021, 3, 22), "comes before the first"),
        (date(2021, 5, 6), date(2021, 12, 1), "more than 92 days"),
        (date(2021, 1, 6), date(2021, 2, 1), "That period is over"),
    ):
        with pytest.raises(Refusal, match=why):
            sends(session, board, "election_period", **{"from": first, "to": last})


def test_the_draft_for_scrutiny_waits_for_the_monitoring_officer_and_opens_once_cleared(session, board, entered):
    waiting = scrutiny(session, board)
    assert "A pre-election period runs until Thursday 6 May 2021." in waiting
    assert "Draft for scrutiny" not in waiting

    sends(session, board, "election_clear", f"{board.id}:2021-03-31", by="Monitoring Officer", ref="Email of 5 April")

    assert "Draft for scrutiny" in scrutiny(session, board)
    [entry] = session.query(tables.Audit).filter_by(what="note_clearance")
    assert "cleared by Monitoring Officer" in entry.to


def test_outside_the_period_it_waits_for_nobody(session, board, entered):
    assert "Draft for scrutiny" in scrutiny(session, board, AFTER)


def test_no_councillor_is_named_in_the_channel_meanwhile_and_in_private_nothing_changes(session, board, entered):
    words = "Help from the Lead Member (Holder of Lead Member), and the Head of Early Help."

    assert posted(session, board, "C_BOARD", words) == (
        "Help from a councillor (a councillor), and the Head of Early Help."
    )
    assert posted(session, board, "U_QA", words) == words
    assert posted(session, board, "C_BOARD", words, AFTER) == words


def test_a_councillor_is_one_whatever_seat_they_have_and_however_they_are_called(session, board, entered):
    def titled(title: str) -> tables.Post:
        return session.query(tables.Post).filter_by(title=title).one()

    titled("Head of Early Help").title = "Cabinet Member for Children"
    session.flush()

    assert posted(session, board, "C_BOARD", "Asked by the Cabinet Member for Children, and by Cllr A. Hartley.") == (
        "Asked by a councillor, and by a councillor."
    )
    assert posted(session, board, "C_BOARD", "Ask the Team Leader of the council’s duty team, and the Deputy.") == (
        "Ask the Team Leader of the council’s duty team, and the Deputy."
    )


def test_whoever_chairs_under_no_other_title_is_spoken_of_by_it_as_they_may_be_a_councillor(session, board, entered):
    chair = session.query(tables.Post).filter_by(title="Independent Chair").one()
    person = session.query(tables.Person).filter_by(account="U_CHAIR").one()
    person.name = "Jane Smith"
    session.flush()
    said = "Approved by Jane Smith. Ask the Chair, Jane Smith; or Jane Smithson."
    assert posted(session, board, "C_BOARD", said) == said, "an independent chair is no councillor"

    for title in ("Chair", "Deputy Chair", "Chair of the Improvement Board"):
        chair.title = title
        session.flush()
        by_title = f"Approved by Jane Smith. Ask the {title}, Jane Smith; or Jane Smithson."
        assert posted(session, board, "C_BOARD", by_title) == (
            f"Approved by the {title}. Ask the {title}; or Jane Smithson."
        )
        assert posted(session, board, "U_QA", by_title) == by_title
        assert posted(session, board, "C_BOARD", by_title, AFTER) == by_title

    person.name = "Cllr Jane Smith"
    session.flush()
    assert posted(session, board, "C_BOARD", "Asked by Jane Smith, and by Cllr Jane Smith.") == (
        "Asked by a councillor, and by a councillor."
    )


def test_why_a_meeting_is_cancelled_names_no_councillor_in_the_channel_either(session, board, entered):
    access = access_board_by_id(session, caller("U_PM").key, board.id, Deed.MANAGE, NOW)
    meeting = meetings.meetings_of(session, board.id, NOW)[0]
    told = [Reached("C_BOARD", "the board’s channel"), Reached("U_QA", "")]
    tell_cancelled(session, access, {meeting.id: told}, [meeting], "Cllr Ann Hartley is ill.")
    session.flush()

    said_to = {row.to: str(row.message) for row in session.query(tables.Outbox).filter_by(kind="meeting_cancelled")}
    assert "Hartley" not in said_to["C_BOARD"] and "a councillor is ill" in said_to["C_BOARD"]
    assert "Cllr Ann Hartley is ill" in said_to["U_QA"]
