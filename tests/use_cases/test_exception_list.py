"""The list of what was put to the chair as an exception."""

from datetime import UTC, datetime

import pytest

from bot.domain.refusals import Refusal
from bot.use_cases.heard import Press, Typed
from storage import decisions, exception_reports, meetings, people
from storage.actions import change_action
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller, chair_confirms

AFTER = datetime(2021, 6, 16, 8, tzinfo=UTC)
LATER = datetime(2021, 6, 23, 8, tzinfo=UTC)
NEXT_WEEK = datetime(2021, 6, 30, 8, tzinfo=UTC)
MUCH_LATER = datetime(2021, 7, 7, 8, tzinfo=UTC)


@pytest.fixture
def put(session, board) -> dict[str, str]:
    """What was put to the chair after the meeting of 15 June: the reference of each, by that of its action."""
    meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    why = "confirmed as Red twice running (18 May 2021 and 15 June 2021)"
    return {
        ref: exception_reports.report(session, board.id, meeting.id, board.actions[ref], why=why, at=AFTER)
        for ref in ("BCP-03", "BCP-05", "BCP-06", "BCP-07")
    }


def decides(session, board, ref: str, kind: str, outcome: str, at: datetime = LATER, named: str = "") -> None:
    chair = people.get_post(session, board.posts["Independent Chair"])
    holder = people.holder_of(session, chair.id, LATER.date())
    decisions.add_decision(
        session, board.id, ref=named or f"D-{ref}", at=at, person_id=holder.id, post=chair.title, words="x",
        action_id=board.actions[ref], kind=kind, outcome=outcome,
    )  # fmt: skip


def test_has_the_open_ones_first_each_with_its_action_since_when_and_what_was_decided(session, board, put):
    decides(session, board, "BCP-05", "date", "approved")
    chair_confirms(session, board, "BCP-06", "Amber", at=LATER)
    change_action(session, board.actions["BCP-07"], lifecycle="closed_complete", closed_on=LATER.date())
    exception_reports.note_sent(session, 1, by="Independent Chair", at=AFTER)

    listed = words_of(does(session, Typed(caller("U_CHAIR"), "exceptions"), NEXT_WEEK))

    still, _, decided = listed.partition("Decided: 2")
    assert "Open: 2" in still and still.index("EX-03, BCP-06") < still.index("EX-01, BCP-03")
    assert "open since 16 June. Confirmed as Red twice running" in still
    assert still.count("Nothing has been decided yet.") == 2, "a rating that is confirmed decides nothing about it"
    assert "EX-02, BCP-05" in decided and "Decided: new date approved, 23 June (D-BCP-05)." in decided
    assert "EX-04, BCP-07" in decided and "The action is closed: complete." in decided


def test_once_it_is_decided_and_put_again_what_is_decided_then_is_of_the_second_time_alone(session, board, put):
    decides(session, board, "BCP-05", "date", "approved")
    starts = datetime(2021, 6, 29, 9, tzinfo=UTC)
    meeting = meetings.add_meeting(
        session, board.id, [], kind="holding_to_account", ref="HTA-2021-06-29", starts_at=starts, ends_at=starts
    )
    for ref in ("BCP-05", "BCP-06"):
        exception_reports.report(session, board.id, meeting, board.actions[ref], why="again", at=NEXT_WEEK)
        decides(session, board, ref, "hold", "held", at=MUCH_LATER, named=f"D-{ref}-2")

    listed = words_of(does(session, Typed(caller("U_CHAIR"), "exceptions"), MUCH_LATER))

    first, again = (listed.split(f"{ref}, BCP-05")[1].split("EX-")[0] for ref in ("EX-02", "EX-05"))
    assert "(D-BCP-05)" in first and "(D-BCP-05-2)" not in first
    assert "(D-BCP-05-2)" in again and "(D-BCP-05)" not in again
    both = [listed.split(f"{ref}, BCP-06")[1].split("EX-")[0] for ref in ("EX-03", "EX-06")]
    assert all("(D-BCP-06-2)" in each for each in both), "the first had been left open"


def test_is_for_the_chair_and_the_programme_manager_and_reached_from_the_board_pack_and_by_a_reference(
    session, board, put
):
    starts = datetime(2021, 6, 30, 13, tzinfo=UTC)
    meeting = meetings.add_meeting(
        session, board.id, [], kind="board", ref="IB-2021-06", starts_at=starts, ends_at=starts.replace(hour=15)
    )
    packs = {
        who: words_of(does(session, Press(caller(who), "board_pack.show", f"{board.id}:{meeting}"), NEXT_WEEK))
        for who in ("U_PM", "U_QA")
    }

    assert "Exceptions put to the chair" in packs["U_PM"]
    assert "Exceptions put to the chair" not in packs["U_QA"]
    listed = words_of(does(session, Press(caller("U_PM"), "exceptions.list", str(board.id)), NEXT_WEEK))
    assert listed.startswith("Exceptions put to the chair")
    with pytest.raises(Refusal, match="Only the chair, the deputy chair or the programme manager can see what was put"):
        does(session, Typed(caller("U_QA"), "exceptions"), NEXT_WEEK)
    card = words_of(does(session, Typed(caller("U_QA"), "status ex 2"), NEXT_WEEK))
    assert "EX-02: the exception that was put to the chair on 16 June 2021" in card
    assert card.startswith("BCP-05")
