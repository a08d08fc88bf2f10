"""One statement, hour by hour through its meeting's cycle: the same word for it wherever anybody looks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.meetings import Meeting
from bot.domain.packs import PackItem, facts_kept, facts_read, item_kept, kept
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases import catalogue, pack
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Heard, HomeOpened, Press, Typed
from bot.use_cases.run_sheet import lines_of, make_up_run_sheet
from storage import boards, meetings, statements, tables
from storage.outbox import Planned
from tests.use_cases.sample_board import caller, sends_statement

REF = "BCP-06"
WORDS = {"requested", "draft", "submitted", "late", "missed", "excused"}
LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of June 2021, on the wall in London."""
    return datetime(2021, 6, day, hour, minute, second, tzinfo=LONDON).astimezone(UTC)


ASKED, DUE, FIXED, READY, BEGINS = at(1, 9, 30), at(8, 17), at(10, 17), at(11, 9), at(15, 9, 30)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def everywhere(session, board):
    return Everywhere(session, board)


class Everywhere:
    """What officer, chair and everybody are told has become of one statement."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board

    def heard(self, heard: Heard, now: datetime) -> Message:
        found = catalogue.find(heard)
        message = found.use_case(self.session, found.command, now).message
        assert message is not None
        return message

    def line(self, heard: Heard, now: datetime, begins: str) -> str:
        lines = as_text(self.heard(heard, now)).splitlines()
        place = next((number for number, line in enumerate(lines) if line.startswith(begins)), None)
        return "" if place is None else " ".join(lines[place : place + 2])

    def meeting(self) -> Meeting:
        found = meetings.find_meeting_ref(self.session, self.board.id, "HTA-2021-06-15")
        assert found is not None
        return found

    def told(self, now: datetime) -> dict[str, str]:
        """By where it is said; empty where nothing is."""
        owner = boards.get_board(self.session, self.board.id)
        sheet = next(
            line for line in lines_of(self.session, owner, self.meeting(), now) if line.outcome.ref == REF
        ).says  # fmt: skip
        on_sheet = sheet.partition("No statement received, ")[2] or ("submitted" if sheet.startswith("Says") else "")
        card = self.line(Typed(caller("U_CHAIR"), f"status {REF}"), now, "Statement: ").partition("; ")[2]
        counted = self.line(Typed(caller("U_CHAIR"), "status"), now, "15 actions")
        summary = self.line(Typed(caller("U_CHAIR"), "summary"), now, "15 actions")
        return {
            "card": first_word(card),
            "mine": first_word(self.line(Typed(caller("U_QA"), "mine"), now, f"• {REF}").partition("Statement ")[2]),
            "Home": first_word(self.line(HomeOpened(caller("U_QA")), now, f"{REF} ").partition(": ")[2]),
            "run sheet": first_word(on_sheet),
            "plan": self.counted(counted, card),
            "summary": self.counted(summary, card),
        }

    def counted(self, words: str, card: str) -> str:
        """The word of the card, where the counts have as many of it as the plan has."""
        word, now = first_word(card), words.partition("Statements asked for: ")[2]
        return word if word and f"{word} " in now else ""


def first_word(said: str) -> str:
    word = said.replace(",", " ").replace(".", " ").replace(":", " ").replace(";", " ").split(" ")[0].lower()
    return word if word in WORDS else ""


def same(word: str, *, but: tuple[str, ...] = ()) -> dict[str, str]:
    places = ("card", "mine", "Home", "run sheet", "plan", "summary")
    return {place: "" if place in but else word for place in places}


def test_hour_by_hour_it_is_the_same_word_everywhere(everywhere):
    told = everywhere.told

    assert told(ASKED - A_MINUTE) == same(""), "at 08:00 on the day of the request too, nobody is asked yet"
    assert told(ASKED) == told(at(4, 23, 59)) == told(DUE) == same("requested"), "by 17:00 is not late at 17:00"
    assert told(DUE + A_MINUTE) == told(at(9, 0)) == told(BEGINS - A_MINUTE) == same("late")
    # Home lists what can still be sent.
    assert told(BEGINS) == told(at(16, 8)) == same("missed", but=("Home",))


def test_a_draft_is_one_until_it_is_late_and_a_statement_is_submitted_for_good(everywhere):
    session, action = everywhere.session, everywhere.board.actions[REF]
    person = session.query(tables.Person).filter_by(account="U_QA").one().id
    statements.keep_draft(session, action, person, {"progress": "Begun."}, at(3, 9))
    session.flush()
    assert everywhere.told(DUE) == same("draft")
    assert everywhere.told(DUE + A_MINUTE) == same("late")

    sends_statement(session, everywhere.board, REF, "Green", at=at(9, 10))
    sent = statements.last_statement(session, action)
    sent.meeting_id = everywhere.meeting().id
    session.flush()
    for now in (at(9, 10), BEGINS - A_MINUTE, BEGINS, at(16, 8)):
        assert everywhere.told(now) == same("submitted", but=("Home",))
    missing = as_text(everywhere.heard(Typed(caller("U_CHAIR"), "missing"), at(15, 8)))
    assert REF not in missing and "BCP-05" in missing, "on the day of its meeting it is not missing"


def test_what_was_sent_to_a_meeting_that_was_then_cancelled_is_not_in_for_the_one_in_its_place(everywhere):
    session, cancelled = everywhere.session, everywhere.meeting()
    sends_statement(session, everywhere.board, REF, "Green", at=at(2, 10))
    statements.last_statement(session, everywhere.board.actions[REF]).meeting_id = cancelled.id
    session.get_one(tables.Meeting, cancelled.id).cancelled_at = at(3, 9)
    meetings.add_meeting(
        session, everywhere.board.id, [everywhere.board.actions[REF]], kind="holding_to_account", ref="HTA-2021-06-14",
        starts_at=at(14, 9, 30), ends_at=at(14, 12), request_at=at(4, 9, 30), statements_due_at=at(9, 17),
        pack_at=at(10, 17),
    )  # fmt: skip

    card = everywhere.line(Typed(caller("U_CHAIR"), f"status {REF}"), at(7, 9), "Statement: ")

    assert "; requested, due 9 June" in card


def test_what_was_sent_to_a_meeting_that_was_then_moved_far_away_is_not_in_for_a_nearer_one_that_asks_later(everywhere):
    session, moved = everywhere.session, everywhere.meeting()
    action = everywhere.board.actions[REF]
    sends_statement(session, everywhere.board, REF, "Green", at=at(2, 10))
    statements.last_statement(session, action).meeting_id = moved.id
    far = session.get_one(tables.Meeting, moved.id)
    far.request_at, far.statements_due_at, far.starts_at = (
        each + timedelta(days=175) for each in (far.request_at, far.statements_due_at, far.starts_at)
    )
    meetings.add_meeting(
        session, everywhere.board.id, [action], kind="holding_to_account", ref="HTA-2021-06-29",
        starts_at=at(29, 9, 30), ends_at=at(29, 12), request_at=at(15, 9, 30), statements_due_at=at(22, 17),
        pack_at=at(24, 17),
    )  # fmt: skip

    def card(now: datetime, begins: str) -> str:
        return everywhere.line(Typed(caller("U_CHAIR"), f"status {REF}"), now, begins)

    assert "; requested, due 22 June" in card(at(16, 9), "Statement: ")
    assert "; late, due 22 June" in card(at(23, 9), "Statement: ")
    owner = boards.get_board(session, everywhere.board.id)
    assert [each.is_not_updated for each in assess_plan(session, owner, at(23, 9), only=[action])] == [True]

    sends_statement(session, everywhere.board, REF, "Green", at=at(23, 10))
    statements.last_statement(session, action).meeting_id = moved.id
    assert "; submitted" in card(at(23, 11), "Statement: "), "what is sent since it asked serves the nearer one, too"


def test_who_is_not_there_to_ask_is_excused_before_and_after(everywhere):
    post = everywhere.session.query(tables.Post).filter_by(title="Service Director, Quality and Assurance").one()
    post.away_until = date(2021, 7, 30)
    everywhere.session.flush()

    assert everywhere.told(ASKED - A_MINUTE) == same("")
    for now in (ASKED, DUE + A_MINUTE, BEGINS - A_MINUTE):
        assert everywhere.told(now) == same("excused")


def test_what_was_missed_when_the_meeting_was_held_is_excused_by_nothing_that_happens_afterwards(everywhere):
    session, meeting = everywhere.session, everywhere.meeting()
    row = Planned(1, "run_sheet", "run_sheet", {"rung": "run_sheet", "meeting": meeting.id}, at(15, 8, 45), 1)
    make_up_run_sheet(session, boards.get_board(session, everywhere.board.id), meeting, row, at(15, 8, 45))
    post = session.query(tables.Post).filter_by(title="Service Director, Quality and Assurance").one()
    post.away_until = date(2021, 7, 30)
    session.flush()

    assert everywhere.told(BEGINS - A_MINUTE) == same("excused")
    assert everywhere.told(BEGINS) == everywhere.told(at(16, 8)) == same("missed", but=("Home",))


def test_nobody_is_asked_by_a_board_that_was_not_started_before_the_meeting(everywhere):
    everywhere.session.get_one(tables.Board, everywhere.board.id).started_at = at(15, 12)
    everywhere.session.flush()

    assert everywhere.told(at(16, 8))["card"] == ""


def test_the_brief_and_the_pack_have_the_word_of_the_hour_at_which_it_was_fixed(everywhere):
    session, meeting = everywhere.session, everywhere.meeting()
    owner = boards.get_board(session, everywhere.board.id)
    fixed = pack.fix_pack(session, owner, meeting, FIXED)
    row = Planned(1, "pack_ready", "pack_ready", {"rung": "pack_ready", "meeting": meeting.id}, READY, owner.id)

    brief = as_text(pack.make_up_ready(session, owner, meeting, row, READY).message)
    page = as_text(everywhere.heard(Press(caller("U_CHAIR"), "pack.show", str(meeting.id)), READY))

    assert f"• {REF}: No statement received, late (" in brief
    assert "Statement: not received, late." in page
    assert "Officer last said: " in page and "Officer says: " not in page, "what did not come says nothing now"
    assert {item.state.words for item in fixed.items if item.state} == {"late"}


def test_what_a_newer_release_keeps_beside_a_pack_is_passed_over(everywhere):
    owner = boards.get_board(everywhere.session, everywhere.board.id)
    each = assess_plan(everywhere.session, owner, FIXED, only=[everywhere.board.actions[REF]])[0]
    item: PackItem = pack.pack_item(each, 0, why_missing=None, new_date=None, is_watched=False)
    used = each.action.facts(each.today)

    assert item_kept(kept(item) | {"later": 1}, statement_id=item.statement_id, is_missing=False) == item
    assert facts_read(facts_kept(used) | {"later": 1}) == used


def test_between_a_meeting_and_the_next_requests_nobody_owes_a_statement(everywhere):
    def missing(now: datetime) -> str:
        return as_text(everywhere.heard(Typed(caller("U_CHAIR"), "missing"), now))

    def counts(now: datetime) -> str:
        words = everywhere.line(Typed(caller("U_CHAIR"), "status"), now, "15 actions")
        return words.partition("No statement this cycle: ")[2]

    assert "BCP-05" in missing(at(15, 23, 59)) and "BCP-12" in missing(at(15, 23, 59))
    assert "BCP-05" not in missing(at(16, 0)) and "BCP-12" in missing(at(16, 0)), "the second half's meeting is today"
    assert "None of the 15 actions was asked for a statement this cycle and is without one." in missing(at(17, 0))
    assert counts(at(16, 0)).startswith("7, and 7 not asked for yet.")
    assert counts(at(17, 0)).startswith("14 not asked for yet. Statements asked for: missed 14.")
