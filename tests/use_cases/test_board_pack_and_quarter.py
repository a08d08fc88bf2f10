"""The board pack, and the drafts of a quarter."""

from datetime import UTC, date, datetime

import pytest

from bot.messages.text import as_text
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.board_pack import make_up_board_pack
from bot.use_cases.heard import Press, Typed
from bot.use_cases.planning import Drop, MadeUp
from bot.use_cases.quarterly import make_up_quarterly
from storage import boards, meetings, outbox, people, plans, tables
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.measured_board import does, enters, is_refused, seat_data_manager, with_measures, words_of
from tests.use_cases.sample_board import caller

T_MINUS_5 = datetime(2021, 6, 15, 8, 0, tzinfo=UTC)
FIRST_OF_JULY = datetime(2021, 7, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def meeting(session, board) -> int:
    """A board meeting on Tuesday 22 June 2021."""
    starts = datetime(2021, 6, 22, 13, 0, tzinfo=UTC)
    return meetings.add_meeting(
        session, board.id, [], kind="board", ref="IB-2021-06", starts_at=starts, ends_at=starts.replace(hour=15)
    )


def notice(session, board, meeting_id, now=T_MINUS_5):
    known = boards.get_board(session, board.id)
    row = Planned(1, "x", "board_pack", {"meeting": meeting_id, "rung": "board_pack"}, now, board.id)
    return make_up_board_pack(session, known, meetings.get_meeting(session, meeting_id), row, now)


def pack(session, board, meeting_id, who="U_CHAIR") -> list[str]:
    press = Press(caller(who), "board_pack.show", f"{board.id}:{meeting_id}")
    return words_of(does(session, press, T_MINUS_5)).splitlines()


def part(lines: list[str], heading: str) -> list[str]:
    headings = ["Exceptions", "Ratings", "Measures", "Risks", "Change requests", "Decisions wanted"]
    begins = lines.index(heading) + 1
    ends = next((place for place in range(begins, len(lines)) if lines[place] in headings), len(lines))
    return lines[begins:ends]


class TestTheBoardPack:
    def test_is_announced_in_the_channel_with_counts_and_no_words_of_anybodys(self, session, board, meeting):
        made = notice(session, board, meeting)

        assert isinstance(made, MadeUp) and made.to == "C_BOARD"
        text = as_text(made.message)
        assert text.startswith("Board pack: Improvement Board, Tuesday 22 June, 14:00\nThe pack is ready: 3 exceptions")
        assert "Buttons: Pack" in text
        assert "BCP-" not in text

    def test_is_announced_nowhere_without_a_channel(self, session, board, meeting):
        boards.change_board(session, board.id, channel="")

        assert notice(session, board, meeting) == Drop("no channel is chosen for the board")

    def test_has_its_six_parts_in_the_order_of_the_paper(self, session, board, meeting):
        lines = pack(session, board, meeting)

        places = [
            lines.index(part)
            for part in ("Exceptions", "Ratings", "Measures", "Risks", "Change requests", "Decisions wanted")
        ]
        assert places == sorted(places)
        assert part(lines, "Risks") == ["No risks are recorded."]
        assert part(lines, "Measures") == ["No measures are kept."]
        assert part(lines, "Change requests") == ["Nobody has asked for a new date."]

    def test_leads_with_what_is_outside_tolerance(self, session, board, meeting):
        exceptions = part(pack(session, board, meeting, "U_QA"), "Exceptions")

        assert [line.split()[1] for line in exceptions] == ["BCP-12", "BCP-14", "BCP-15"]
        assert "the deadline, 30 April, has passed" in exceptions[0]

    def test_says_of_a_figure_that_has_not_come_that_it_is_not_in(self, session, board, meeting):
        seat_data_manager(session, board)
        kpos = with_measures(session, board)
        enters(session, board, T_MINUS_5, kpos["KPO-01"], "78", day=date(2021, 5, 31))

        measures = part(pack(session, board, meeting), "Measures")

        assert "78% (final, 31 May); target 90%; gap 12 points. Red." in measures[0]
        assert "figure not in" in measures[1]

    def test_asks_for_the_decisions_that_are_wanted(self, session, board, meeting):
        plans.add_deadline_change(
            session, board.actions["BCP-14"], was=date(2021, 5, 31), to=date(2021, 7, 16), state="asked",
            asked_at=T_MINUS_5,
        )  # fmt: skip
        change_action(session, board.actions["BCP-13"], lifecycle="delivered", delivered_on=date(2021, 6, 10))
        change_action(session, board.actions["BCP-14"], baseline=date(2021, 3, 31), moves=1)
        lines = pack(session, board, meeting)

        asked = "From 31 May, 61 days later than first agreed, moved once, to 16 July."
        assert asked in part(lines, "Change requests")[0]
        wanted = part(lines, "Decisions wanted")
        assert "• BCP-14: Approve or refuse 16 July as its deadline." in wanted
        assert "• BCP-13: Accept the evidence and its effect, or say what is missing." in wanted

    def test_is_for_those_with_a_seat_or_a_post(self, session, board, meeting):
        press = Press(caller("U_NOBODY"), "board_pack.show", f"{board.id}:{meeting}")

        assert "is open to those who have a seat" in is_refused(session, press, T_MINUS_5)

    def test_is_gone_with_its_meeting(self, session, board, meeting):
        meetings.change_meeting(session, meeting, cancelled_at=T_MINUS_5)
        press = Press(caller("U_CHAIR"), "board_pack.show", f"{board.id}:{meeting}")

        assert "There is no such board meeting any more." in is_refused(session, press, T_MINUS_5)


@pytest.mark.parametrize("marked", ["", "EXEMPT"])
def test_every_paper_states_at_its_top_how_the_plan_is_marked(session, board, meeting, marked):
    plans.mark(session, plans.plan_id_of(session, board.id), marked)
    quarter = f"{board.id}:2021-06-30"

    papers = {
        "board pack": pack(session, board, meeting),
        "for DfE": words_of(does(session, Press(caller("U_PM"), "quarterly.for_dfe", quarter), FIRST_OF_JULY)),
        "for scrutiny": words_of(does(session, Press(caller("U_PM"), "quarterly.for_scrutiny", quarter), T_MINUS_5)),
        "highlight": words_of(does(session, Typed(caller("U_CHAIR"), "highlight BCP-06"), T_MINUS_5)),
    }

    stated = {name: (paper if isinstance(paper, list) else paper.splitlines())[1] for name, paper in papers.items()}
    marking = marked or "OFFICIAL-SENSITIVE"
    assert stated.pop("for scrutiny").startswith(f"{marking} while it is a draft.")
    assert set(stated.values()) == {marking}


class TestTheQuarter:
    def rows(self, session, board, week: str, since: datetime) -> list[tuple[str, datetime]]:
        plan_between_meetings(session, boards.get_board(session, board.id), week, since)
        found = session.query(tables.Outbox).filter_by(kind="quarterly", state=outbox.PLANNED)
        return [(row.args["ended"], row.due_at) for row in found]

    @pytest.mark.parametrize(
        ("week", "since", "ended", "due"),
        [
            ("2021-W26", datetime(2021, 6, 28, 8, tzinfo=UTC), "2021-06-30", FIRST_OF_JULY),
            ("2021-W52", datetime(2021, 12, 29, 8, tzinfo=UTC), "2021-12-31", datetime(2022, 1, 4, 9, 30, tzinfo=UTC)),
            ("2022-W13", datetime(2022, 3, 28, 8, tzinfo=UTC), "2022-03-31", datetime(2022, 4, 1, 8, 30, tzinfo=UTC)),
        ],
        ids=["July", "January, after a bank holiday on Monday", "April, in summer time"],
    )
    def test_is_planned_for_its_first_working_day(self, session, board, week, since, ended, due):
        assert self.rows(session, board, week, since) == [(ended, due)]

    def test_no_other_month_has_one(self, session, board):
        assert self.rows(session, board, "2021-W30", datetime(2021, 7, 26, 8, tzinfo=UTC)) == []

    def drafts(self, session, board, now=FIRST_OF_JULY):
        row = Planned(1, "x", "quarterly", {"ended": "2021-06-30"}, FIRST_OF_JULY, board.id)
        return make_up_quarterly(session, row, now)

    def shown(self, session, board, does_what: str) -> str:
        press = Press(caller("U_PM"), does_what, f"{board.id}:2021-06-30")
        return words_of(does(session, press, FIRST_OF_JULY))

    def test_goes_to_the_programme_manager_and_nowhere_else(self, session, board):
        made = self.drafts(session, board)

        assert isinstance(made, MadeUp) and made.to == "U_PM"
        text = as_text(made.message)
        assert text.startswith("Drafts for the quarter to 30 June 2021")
        assert "Draft for DfE · Draft for scrutiny · What was left out" in text

    def test_is_dropped_where_nobody_sits_as_the_programme_manager(self, session, board):
        people.vacate(session, people.get_post(session, board.posts["Improvement Programme Manager"]), date(2021, 6, 1))

        assert self.drafts(session, board) == Drop("nobody sits as the programme manager")

    def test_the_draft_for_scrutiny_has_counts_and_names_nothing(self, session, board):
        draft = self.shown(session, board, "quarterly.for_scrutiny")

        assert "15 actions: 14 live, 1 complete." in draft
        assert "BCP-" not in draft
        assert "No item has been cleared for the public" in draft

    def test_what_was_left_out_is_listed_whole(self, session, board):
        with_measures(session, board)
        left = self.shown(session, board, "quarterly.left_out")

        assert "15 actions: BCP-01 to BCP-15." in left
        assert "3 measures: KPO-01, KPO-03 and KPO-08." in left

    def test_the_draft_for_dfe_marks_what_a_person_has_to_write(self, session, board):
        draft = self.shown(session, board, "quarterly.for_dfe")

        assert "BCP-12" in draft
        assert "What has changed for children: to be written" in draft
        assert "Accountable sends nothing outside the council" in draft
