"""The watch list: who puts what on it, what takes it off, and what the weekly summary says of it."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Drop, MadeUp
from bot.use_cases.watch_list import ask_for_watch_figures, watch_lines
from storage import boards, outbox, people, tables
from storage.outbox import Planned
from tests.use_cases.measured_board import (
    DATA_MANAGER,
    does,
    enters,
    is_refused,
    seat_data_manager,
    with_measures,
    words_of,
)
from tests.use_cases.sample_board import caller

TUESDAY = datetime(2021, 6, 1, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2021, 6, 3, 11, 0, tzinfo=UTC)
"""12:00 in London."""
MONDAY = datetime(2021, 6, 7, 8, 0, tzinfo=UTC)
REASONS = {
    "sufficient": "Audits are at 25.",
    "right_quality": "Nine in ten agree.",
    "sustainable": "Two auditors stay.",
}


@pytest.fixture
def kpos(session, board):
    seat_data_manager(session, board)
    return with_measures(session, board)


def says(session, who, text, now=TUESDAY):
    return does(session, Typed(caller(who), text), now)


def lines(session, board, now=MONDAY) -> list[str]:
    return watch_lines(session, boards.get_board(session, board.id), now)


def asks(session, board, now=THURSDAY):
    key = "watch_figures:x"
    outbox.plan(session, board.workspace_id, board.id, [(key, "watch_figures", {"week": "2021-W22"}, THURSDAY)])
    row_id = session.query(tables.Outbox).filter_by(key=key).one().id
    return ask_for_watch_figures(
        session, Planned(row_id, key, "watch_figures", {"week": "2021-W22"}, THURSDAY, board.id), now
    )


def seat_deputy(session, board):
    deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2020, 1, 1))
    people.hold(session, deputy, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
    people.seat(session, board.id, Role.DEPUTY, deputy)


class TestPuttingOn:
    @pytest.mark.parametrize("who", ["U_CHAIR", "U_PM"])
    def test_the_chair_and_the_programme_manager_put_on_with_who_when_and_why(self, session, board, who):
        assert "BCP-06 is on the watch list now" in words_of(says(session, who, "watch BCP-06 because audits fell"))

        row = session.query(tables.Watched).one()
        assert (row.why, row.put_on_at) == ("audits fell", TUESDAY)
        assert row.put_on_post == {"U_CHAIR": "Independent Chair", "U_PM": "Improvement Programme Manager"}[who]

    def test_a_measure_can_be_watched_too(self, session, board, kpos):
        says(session, "U_CHAIR", "watch kpo-03 because turnover rises")

        assert session.query(tables.Watched).one().measure_id == kpos["KPO-03"]

    def test_without_a_reason_a_form_asks_for_it(self, session, board):
        form = says(session, "U_CHAIR", "watch BCP-06").form
        assert form.title == "Put on the watch list"

        does(session, Answers(caller("U_CHAIR"), form.name, form.about, {"why": "Audits fell."}), TUESDAY)

        assert session.query(tables.Watched).one().why == "Audits fell."

    def test_twice_is_once(self, session, board):
        says(session, "U_CHAIR", "watch BCP-06 because audits fell")

        assert "already" in words_of(says(session, "U_PM", "watch BCP-06 because I say so"))
        assert session.query(tables.Watched).one().why == "audits fell"

    def test_the_reason_is_guarded(self, session, board):
        typed = Typed(caller("U_CHAIR"), "watch BCP-06 because of NHS number 943 476 5919")

        assert "looks like details of a child" in is_refused(session, typed, TUESDAY)
        assert session.query(tables.Watched).count() == 0

    def test_an_officer_may_not(self, session, board):
        typed = Typed(caller("U_QA"), "watch BCP-06 because audits fell")

        assert is_refused(session, typed, TUESDAY) == (
            "Only the chair, the deputy chair, the programme manager, a board member or an improvement adviser can put "
            "something on the watch list, or ask for it."
        )


class TestAsking:
    """A member or an adviser asks, and whoever decides puts it on or not."""

    @pytest.fixture(autouse=True)
    def members(self, session, board):
        for role, title, account in (
            (Role.MEMBER, "Health Lead", "U_MEMBER"),
            (Role.ADVISER, "Improvement Adviser", "U_ADVISER"),
        ):
            post = people.post_of(session, board.workspace_id, title, date(2020, 1, 1))
            people.hold(session, post, people.person_of(session, board.workspace_id, account), date(2020, 1, 1))
            people.seat(session, board.id, role, post)

    def told(self, session):
        return session.query(tables.Outbox).filter_by(kind="watch_wanted").all()

    @pytest.mark.parametrize(("who", "post"), [("U_MEMBER", "Health Lead"), ("U_ADVISER", "Improvement Adviser")])
    def test_the_chair_reads_who_asks_and_why_and_nothing_is_put_on(self, session, board, who, post):
        said = words_of(says(session, who, "watch BCP-06 because audits fell"))

        assert said.startswith("Thank you. The chair, or the deputy in their place, reads why, and decides.")
        (row,) = self.told(session)
        message = as_text(Message.model_validate(row.message))
        assert row.to == "U_CHAIR" and "“audits fell”" in message
        assert f"the {post} asks for it to be put on the watch list." in message
        assert session.query(tables.Watched).count() == 0

    def test_the_chair_puts_it_on_for_that_reason_or_another(self, session, board):
        says(session, "U_MEMBER", "watch BCP-06 because audits fell")
        (row,) = self.told(session)
        (button,) = Message.model_validate(row.message).parts[2].buttons

        form = does(session, Press(caller("U_CHAIR"), button.does, button.about), TUESDAY).form
        assert form.parts[1].initial == "audits fell"
        does(session, Answers(caller("U_CHAIR"), form.name, form.about, {"why": "Audits fell twice."}), TUESDAY)

        (put_on,) = session.query(tables.Watched)
        assert (put_on.why, put_on.put_on_post) == ("Audits fell twice.", "Independent Chair")

    def test_without_a_reason_a_form_asks_for_it_and_says_who_decides(self, session, board):
        form = says(session, "U_MEMBER", "watch BCP-06").form
        assert (form.title, form.submit) == ("Ask for weekly scrutiny", "Ask")

        does(session, Answers(caller("U_MEMBER"), form.name, form.about, {"why": "Audits fell."}), TUESDAY)

        assert len(self.told(session)) == 1 and session.query(tables.Watched).count() == 0

    def test_while_there_is_no_chair_the_programme_manager_reads_it(self, session, board):
        people.vacate(session, people.get_post(session, board.posts["Independent Chair"]), date(2021, 5, 1))

        assert "The programme manager reads why" in words_of(says(session, "U_MEMBER", "watch BCP-06 because x"))
        assert [row.to for row in self.told(session)] == ["U_PM"]

    def test_what_is_on_it_needs_no_asking(self, session, board):
        says(session, "U_CHAIR", "watch BCP-06 because audits fell")

        assert "on the watch list already" in words_of(says(session, "U_MEMBER", "watch BCP-06 because x"))
        assert self.told(session) == []

    def test_the_reason_is_guarded(self, session, board):
        typed = Typed(caller("U_MEMBER"), "watch BCP-06 because of NHS number 943 476 5919")

        assert "looks like details of a child" in is_refused(session, typed, TUESDAY)
        assert self.told(session) == []

    def test_is_offered_on_the_card(self, session, board):
        assert "Ask to watch it" in words_of(says(session, "U_MEMBER", "status BCP-06"))
        assert "Ask to watch it" not in words_of(says(session, "U_CHAIR", "status BCP-06"))


class TestTakingOff:
    @pytest.fixture
    def on_it(self, session, board):
        says(session, "U_CHAIR", "watch BCP-06 because audits fell")
        return f"{board.id}:{session.query(tables.Watched).one().id}"

    def test_takes_all_three_reasons_and_keeps_them(self, session, board, on_it):
        form = says(session, "U_CHAIR", "unwatch BCP-06").form
        missing = does(
            session, Answers(caller("U_CHAIR"), form.name, form.about, {**REASONS, "sustainable": ""}), MONDAY
        )
        assert "All three are needed" in missing.errors["sustainable"]

        said = does(session, Answers(caller("U_CHAIR"), form.name, form.about, REASONS), MONDAY)

        assert (
            words_of(said)
            == "BCP-06 is off the watch list, and no more in the weekly summary. The reasons are on the record."
        )
        row = session.query(tables.Watched).one()
        assert (row.sufficient, row.right_quality, row.sustainable) == tuple(REASONS.values())
        assert row.taken_off_at == MONDAY and row.taken_off_post == "Independent Chair"
        assert lines(session, board) == []

    def test_nobody_takes_their_own_off_and_the_deputy_does_for_the_chair(self, session, board, on_it):
        seat_deputy(session, board)
        officer = people.get_post(session, board.posts["Service Director, Quality and Assurance"])
        chair = people.person_of(session, board.workspace_id, "U_CHAIR")
        waits = Press(caller("U_DEPUTY"), "watch.stop", on_it)
        assert is_refused(session, waits, MONDAY).startswith("The chair decides this.")

        people.hold(session, officer, chair, date(2021, 6, 1))

        for asked in (Press(caller("U_CHAIR"), "watch.stop", on_it), Typed(caller("U_CHAIR"), "unwatch BCP-06")):
            assert is_refused(session, asked, MONDAY).startswith("You answer for BCP-06, and nobody takes their own")
        assert does(session, waits, MONDAY).form

    def test_only_the_chair_does(self, session, board, on_it):
        press = Press(caller("U_PM"), "watch.stop", on_it)

        assert is_refused(session, press, MONDAY) == (
            "Only the chair or the deputy chair can take something off the watch list."
        )

    def test_the_deputy_does_while_the_chair_is_away(self, session, board, on_it):
        from tests.use_cases.test_access import Plan  # noqa: PLC0415  (the board with all its roles)

        Plan(session, board)
        press = Press(caller("U_DEPUTY"), "watch.stop", on_it)
        assert is_refused(session, press, MONDAY).startswith("The chair decides this.")

        people.get_post(session, board.posts["Independent Chair"]).away_until = date(2021, 6, 30)

        assert does(session, press, MONDAY).form.title == "Take off the list"
        does(session, Answers(caller("U_DEPUTY"), "watch.take_off", on_it, REASONS), MONDAY)
        why = session.query(tables.Audit).filter_by(what="take_off_watch_list").one().why
        assert why.endswith(". Decided from the seat of the deputy chair: the chair is away until 30 June.")

    def test_what_is_off_it_can_be_put_on_again_and_the_first_time_stays_on_record(self, session, board, on_it):
        does(session, Answers(caller("U_CHAIR"), "watch.take_off", on_it, REASONS), MONDAY)
        says(session, "U_CHAIR", "watch BCP-06 because they fell again", MONDAY)

        assert [row.why for row in session.query(tables.Watched).order_by("id")] == [
            "audits fell",
            "they fell again",
        ]


class TestTheWeeklySummary:
    def test_says_that_nothing_is_on_it(self, session, board):
        assert lines(session, board) == []

    def test_has_this_weeks_and_last_weeks_figure(self, session, board, kpos):
        says(session, "U_CHAIR", "watch BCP-01 because posts are vacant", datetime(2021, 5, 25, 9, tzinfo=UTC))
        enters(session, board, datetime(2021, 5, 28, 9, tzinfo=UTC), kpos["KPO-01"], "76", day=date(2021, 5, 27))
        enters(session, board, datetime(2021, 6, 4, 9, tzinfo=UTC), kpos["KPO-01"], "78", day=date(2021, 6, 3))

        assert lines(session, board) == ["BCP-01, since 25 May: KPO-01 78% (final, 3 June), last week 76%."]

    def test_says_where_the_figure_did_not_come_in(self, session, board, kpos):
        says(session, "U_CHAIR", "watch KPO-03 because it rises")
        enters(session, board, datetime(2021, 5, 28, 9, tzinfo=UTC), kpos["KPO-03"], "27", day=date(2021, 5, 27))

        assert lines(session, board) == ["KPO-03, since 1 June: figure not in, last week 27%."]

    def test_a_correction_of_last_weeks_figure_is_not_this_weeks(self, session, board, kpos):
        says(session, "U_CHAIR", "watch KPO-03 because it rises")
        enters(session, board, datetime(2021, 5, 28, 9, tzinfo=UTC), kpos["KPO-03"], "27", day=date(2021, 5, 27))
        enters(session, board, datetime(2021, 6, 2, 9, tzinfo=UTC), kpos["KPO-03"], "26", day=date(2021, 5, 27))

        assert lines(session, board) == ["KPO-03, since 1 June: figure not in, last week 26%."]

    def test_no_word_of_why_reaches_the_channel(self, session, board, kpos):
        says(session, "U_CHAIR", "watch BCP-06 because the team is failing")

        assert lines(session, board) == ["BCP-06, since 1 June: no measure is linked to it."]


class TestTheQuestionOfThursday:
    def test_is_dropped_while_nothing_is_on_the_list(self, session, board, kpos):
        assert asks(session, board) == Drop("nothing is on the watch list")

    def test_is_dropped_where_no_figure_belongs_to_it(self, session, board, kpos):
        says(session, "U_CHAIR", "watch BCP-06 because audits fell")

        assert asks(session, board) == Drop("no measure is linked to what is on the watch list")

    def test_asks_the_data_manager_for_friday_noon(self, session, board, kpos):
        says(session, "U_CHAIR", "watch BCP-04 because turnover rises")

        made = asks(session, board)

        assert isinstance(made, MadeUp) and made.to == DATA_MANAGER
        assert "Figures needed for 2 measures on the watch list by Friday 4 June, 12:00." in as_text(made.message)

    def test_is_not_asked_once_the_figures_are_due(self, session, board, kpos):
        says(session, "U_CHAIR", "watch BCP-04 because turnover rises")

        assert asks(session, board, datetime(2021, 6, 4, 11, tzinfo=UTC)).is_too_late


def test_the_list_shows_who_put_it_on_and_why_to_those_who_may_see_the_plan(session, board, kpos):
    says(session, "U_PM", "watch BCP-06 because audits fell")

    member = words_of(says(session, "U_QA", "watch"))
    assert "Put on by the Improvement Programme Manager, 1 June: audits fell." in member
    assert "[Take off]" not in member
    assert "[Take off]" in words_of(says(session, "U_CHAIR", "watch list"))


def test_an_actions_card_says_that_it_is_watched_and_offers_what_its_reader_may_do(session, board):
    card = words_of(says(session, "U_PM", "status BCP-06"))
    assert "Watch list: not on it. [Put on watch list]" in card

    says(session, "U_PM", "watch BCP-06 because audits fell")

    assert "Watch list: on it since 1 June.\n" in words_of(says(session, "U_PM", "status BCP-06")) + "\n"
    assert "[Take off watch list]" in words_of(says(session, "U_CHAIR", "status BCP-06"))
