"""Figures: who is asked for which, what is kept, and that nothing is ever overwritten in silence."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.cycle import FIGURES_REMINDER, FIGURES_REQUEST
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.chasing import ASKED_BEFORE
from bot.use_cases.figures import ask_for_figures
from bot.use_cases.figures_wanted import figures_asked_at, figures_due, figures_for_pack
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Drop, MadeUp
from storage import boards, measures, outbox, people, tables
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.ladder import Ladder
from tests.use_cases.measured_board import (
    DATA_MANAGER,
    does,
    enters,
    first_meeting,
    is_refused,
    seat_data_manager,
    with_measures,
    words_of,
)
from tests.use_cases.sample_board import caller

ASKED = datetime(2021, 6, 1, 8, 30, tzinfo=UTC)
"""T−10 of 15 June, 09:30 in London."""
REMINDED = datetime(2021, 6, 7, 8, 0, tzinfo=UTC)
MAY_END = date(2021, 5, 31)


@pytest.fixture
def kpos(session, board):
    seat_data_manager(session, board)
    return with_measures(session, board)


def asks(session, board, now=ASKED, kind=FIGURES_REQUEST):
    meeting = first_meeting(session, board)
    args = {"rung": kind, "meeting": meeting.id, "moves": 0}
    outbox.plan(session, board.workspace_id, board.id, [(f"{kind}:x", kind, args, now)])
    row_id = session.query(tables.Outbox).filter_by(key=f"{kind}:x").one().id
    row = Planned(row_id, f"{kind}:x", kind, args, now, board.id)
    return ask_for_figures(session, boards.get_board(session, board.id), meeting, row, now)


def was_asked(session, board) -> None:
    """The request went to the data manager at T−10."""
    outbox.say(
        session, board.workspace_id, key="asked", to=DATA_MANAGER, due=ASKED, board_id=board.id,
        message=asks(session, board).message, args={"meeting": first_meeting(session, board).id},
    )  # fmt: skip


def told_nobody(session) -> list[tables.Outbox]:
    return session.query(tables.Outbox).filter_by(kind="nobody_for_figures").all()


def test_the_data_manager_is_asked_for_the_measures_of_the_agenda_by_t_minus_6(session, board, kpos):
    made = asks(session, board)

    assert isinstance(made, MadeUp)
    assert made.to == DATA_MANAGER
    text = as_text(made.message)
    assert "Figures needed for 2 measures by Monday 7 June." in text
    assert "KPO-01" in text and "KPO-03" in text
    assert "KPO-08" not in text, "it belongs to the next day’s meeting"


def test_a_meeting_whose_actions_have_no_measure_asks_for_none(session, board):
    seat_data_manager(session, board)

    assert asks(session, board) == Drop("no action on the agenda is linked to a measure")


def test_without_a_data_manager_the_programme_manager_is_told_once(session, board):
    with_measures(session, board)

    assert asks(session, board) == Drop("nobody sits as the data manager")
    assert asks(session, board, REMINDED, FIGURES_REMINDER) == Drop("nobody sits as the data manager")

    (told,) = told_nobody(session)
    assert told.to == "U_PM"
    assert "Figures for 2 measures are needed for Holding to Account, Tuesday 15 June, 09:30" in str(told.message)


def saves(session, name: str, about: str, answers: dict, now: datetime) -> None:
    """The programme manager fills in a form and, where it is shown again before it is saved, saves it."""
    reply = does(session, Answers(caller("U_PM"), name, about, answers), now)
    if reply.form is not None:
        does(session, Answers(caller("U_PM"), name, reply.form.about, {}), now)


def questions(session) -> list[str]:
    """What the data manager was asked, as it stands on their screen now."""
    rows = session.query(tables.Outbox).filter(tables.Outbox.kind.in_(["figures_asked", "figures_reminded"]))
    sent = rows.filter_by(state=outbox.SENT, amends=None, to=DATA_MANAGER).order_by(tables.Outbox.id)
    return [as_text(Message.model_validate(row.message)) for row in sent]


def test_after_a_move_who_was_asked_is_not_asked_again_and_the_question_says_the_new_day(session, board, kpos):
    ladder = Ladder(session, board)
    ladder.plan(ASKED - timedelta(days=3))
    ladder.tick(ASKED)
    about = f"{board.id}:{first_meeting(session, board).id}"

    saves(session, "setup_move", about, {"day": date(2021, 6, 22)}, ASKED + timedelta(hours=1))
    ladder.tick(ASKED + timedelta(days=7))

    (asked,) = questions(session)
    assert asked.startswith("Figures for Holding to Account, Tuesday 22 June, 09:30")
    assert "Figures needed for 2 measures by Monday 14 June." in asked
    dropped = session.query(tables.Outbox).filter_by(kind=FIGURES_REQUEST, state=outbox.DROPPED).all()
    assert ASKED_BEFORE in [row.why for row in dropped]
    ladder.tick(REMINDED + timedelta(days=7))
    assert "Still needed today: figures for 2 measures." in questions(session)[-1]


def test_after_a_move_by_weeks_they_are_asked_again_for_the_new_day(session, board, kpos):
    ladder = Ladder(session, board)
    ladder.plan(ASKED - timedelta(days=3))
    ladder.tick(ASKED)
    about = f"{board.id}:{first_meeting(session, board).id}"

    saves(session, "setup_move", about, {"day": date(2021, 7, 13)}, ASKED + timedelta(hours=1))
    ladder.tick(ASKED + timedelta(days=28))

    _, again = questions(session)
    assert "Figures needed for 2 measures by Monday 5 July." in again


def test_after_a_move_a_measure_that_was_linked_since_is_asked_for(session, board, kpos):
    ladder = Ladder(session, board)
    ladder.plan(ASKED - timedelta(days=3))
    ladder.tick(ASKED)
    change_action(session, board.actions["BCP-01"], measures="KPO-01; KPO-08")
    measures.link_actions(session, board.id)
    about = f"{board.id}:{first_meeting(session, board).id}"

    saves(session, "setup_move", about, {"day": date(2021, 6, 22)}, ASKED + timedelta(hours=1))
    ladder.tick(ASKED + timedelta(days=7))

    assert "Figures needed for 3 measures by Monday 14 June." in questions(session)[-1]


def test_a_quiet_day_before_they_are_due_brings_the_day_forward_in_what_was_asked(session, board, kpos):
    ladder = Ladder(session, board)
    ladder.plan(ASKED - timedelta(days=3))
    ladder.tick(ASKED)

    saves(session, "quiet_days", str(board.id), {"from": date(2021, 6, 10)}, ASKED + timedelta(hours=1))
    ladder.tick(ASKED + timedelta(hours=2))

    assert "Figures needed for 2 measures by Friday 4 June." in questions(session)[0]


def test_while_the_data_manager_is_away_nobody_chases_them(session, board, kpos):
    people.find_post(session, board.workspace_id, "Performance and Data Manager").away_until = date(2021, 6, 30)

    assert asks(session, board) == Drop("the data manager is away")
    assert len(told_nobody(session)) == 1


def test_the_reminder_asks_only_for_what_is_not_in(session, board, kpos):
    enters(session, board, ASKED, kpos["KPO-01"], "78", day=MAY_END)

    was_asked(session, board)
    text = as_text(asks(session, board, REMINDED, FIGURES_REMINDER).message)

    assert "Still needed today: figures for 1 measure." in text
    assert "78% (final, 31 May). In, thank you." in text


@pytest.mark.parametrize(
    ("planned_at", "said"),
    [
        (REMINDED - timedelta(hours=20), ["Figures needed for 2 measures by Monday 7 June."]),
        (REMINDED + timedelta(hours=1), ["Figures needed for 2 measures by Monday 7 June."]),
        (REMINDED + timedelta(days=1), ["Figures needed for 2 measures as soon as you can."]),
    ],
)
def test_of_a_meeting_that_is_planned_late_the_data_manager_hears_once(session, board, kpos, planned_at, said):
    ladder = Ladder(session, board)
    ladder.plan(planned_at)

    ladder.tick(max(planned_at, REMINDED))

    asked = session.query(tables.Outbox).filter_by(to=DATA_MANAGER)
    assert [as_text(Message.model_validate(row.message)).splitlines()[1] for row in asked] == said


def test_after_an_outage_from_the_request_to_the_reminder_the_data_manager_hears_once(session, board, kpos):
    ladder = Ladder(session, board)
    ladder.plan(ASKED - timedelta(days=2))

    ladder.tick(REMINDED + timedelta(days=1))

    (asked,) = session.query(tables.Outbox).filter_by(to=DATA_MANAGER)
    assert asked.kind == "figures_asked"
    text = as_text(Message.model_validate(asked.message))
    assert "as soon as you can" in text and "7 June" not in text
    assert "What is not in when the pack is fixed" in text


def test_once_all_are_in_nobody_is_reminded(session, board, kpos):
    enters(session, board, ASKED, kpos["KPO-01"], "78", day=MAY_END)
    enters(session, board, ASKED, kpos["KPO-03"], "27", day=MAY_END)

    assert asks(session, board, REMINDED, FIGURES_REMINDER) == Drop("every figure was in already")


def test_what_is_not_in_says_so_in_the_pack(session, board, kpos):
    enters(session, board, datetime(2021, 4, 20, 9, tzinfo=UTC), kpos["KPO-01"], "70", day=date(2021, 3, 31))
    enters(session, board, ASKED, kpos["KPO-03"], "27", day=MAY_END)

    shown = figures_for_pack(session, boards.get_board(session, board.id), first_meeting(session, board), REMINDED)

    lines = {item.lead[:6]: item.text for item in shown}
    assert lines["KPO-01"].startswith(
        "figure not in; last figure 70% (final, 31 March); target 90%; gap 20 points. Red."
    )
    assert lines["KPO-03"] == "27% (final, 31 May). Not rated: no target. Not comparable."


def test_a_month_that_has_not_come_is_named_wherever_measures_are_shown(session, board, kpos):
    for number, month in enumerate((3, 4), start=1):
        day = date(2021, month, 30)
        enters(session, board, datetime(2021, month + 1, 10, 9, tzinfo=UTC), kpos["KPO-03"], f"2{number}", day=day)

    def shown(at: datetime) -> str:
        return words_of(does(session, Typed(caller(DATA_MANAGER), "measures"), at))

    assert "figure not in" not in shown(datetime(2021, 6, 21, 9, tzinfo=UTC))
    assert "May figure not in; 22% (final, 30 April)" in shown(datetime(2021, 6, 22, 9, tzinfo=UTC))


class TestEntering:
    def test_the_form_asks_for_what_is_not_in_and_the_answer_says_what_still_is(self, session, board, kpos):
        meeting = first_meeting(session, board)
        form = does(session, Press(caller(DATA_MANAGER), "figures.open", f"{board.id}:{meeting.id}"), ASKED).form
        assert [part.name for part in form.parts if hasattr(part, "name")] == [
            "day", f"value_{kpos['KPO-01']}", f"status_{kpos['KPO-01']}", f"value_{kpos['KPO-03']}",
            f"status_{kpos['KPO-03']}", "note",
        ]  # fmt: skip

        said = words_of(enters(session, board, ASKED, kpos["KPO-01"], "78%", day=MAY_END, which=str(meeting.id)))

        assert "1 figure entered." in said
        assert "Not in yet: KPO-03." in said

    @pytest.mark.parametrize(
        ("value", "status", "day", "words"),
        [
            ("116.9", "final", MAY_END, "cannot be a percentage"),
            ("about 80", "final", MAY_END, "is not a number"),
            ("78", "", MAY_END, "Say whether it is final, provisional or in dispute."),
            ("78", "final", date(2021, 6, 30), "That day is still to come."),
            ("78", "final", None, "Say which day the figures are of."),
            ("", "final", MAY_END, "Enter at least one figure."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, session, board, kpos, value, status, day, words):
        reply = enters(session, board, ASKED, kpos["KPO-01"], value, day=day, status=status)

        assert words in words_of(reply)
        assert not reply.settled
        assert session.query(tables.Reading).count() == 0

    def test_a_note_is_guarded(self, session, board, kpos):
        with pytest.raises(Exception, match="looks like details of a child"):
            enters(session, board, ASKED, kpos["KPO-01"], "78", day=MAY_END, note="NHS number 943 476 5919")
        with pytest.raises(Exception, match="names somebody who works here"):
            enters(session, board, ASKED, kpos["KPO-01"], "78", day=MAY_END, note="Low since Jane Smith left")

        assert session.query(tables.Reading).count() == 0

    def test_a_figure_is_corrected_by_a_new_one_and_both_are_kept_and_shown(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-01"], "76", day=MAY_END, status="provisional")
        said = words_of(enters(session, board, REMINDED, kpos["KPO-01"], "78", day=MAY_END))

        assert "78% (final, 31 May). It was 76% (provisional, 31 May); both are kept." in said
        assert [(row.value, row.corrects is not None) for row in session.query(tables.Reading).order_by("id")] == [
            ("76", False),
            ("78", True),
        ]
        shown = words_of(does(session, Typed(caller(DATA_MANAGER), "measures"), REMINDED))
        assert "78% (final, 31 May); corrected, was 76% (provisional, 31 May)" in shown
        (entry,) = session.query(tables.Audit).filter_by(what="correct_figure")
        assert (entry.was, entry.to) == ("76 on 2021-05-31, provisional", "78 on 2021-05-31, final")

    def test_the_same_figure_again_changes_nothing(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-01"], "78", day=MAY_END)

        assert "in already, as it was" in words_of(enters(session, board, ASKED, kpos["KPO-01"], "78%", day=MAY_END))
        assert session.query(tables.Reading).count() == 1

    def test_a_small_count_is_never_said_nor_what_gives_it_away(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-08"], "4", day=MAY_END)

        shown = words_of(does(session, Typed(caller("U_CHAIR"), "measures"), REMINDED))

        line = next(line for line in shown.splitlines() if "KPO-08" in line)
        assert "5 or fewer (final, 31 May); target 12; gap not shown" in line
        assert " 4" not in line and "gap 8" not in line

    def test_an_officer_enters_none(self, session, board, kpos):
        press = Press(caller("U_QA"), "figures.measure", str(board.id), str(kpos["KPO-01"]))

        assert is_refused(session, press, ASKED) == (
            "Only the programme manager or the data manager can enter the figures of measures."
        )

    def test_the_programme_manager_may_where_there_is_no_data_manager(self, session, board):
        ids = with_measures(session, board)
        enters(session, board, ASKED, ids["KPO-01"], "78", day=MAY_END, by="U_PM")

        assert session.query(tables.Reading).one().post == "Improvement Programme Manager"


class TestWhatTheRulesSee:
    def history(self, session, board, ref="BCP-01"):
        return session.get_one(tables.Action, board.actions[ref], populate_existing=True).measure_history

    def test_two_red_readings_running_reach_the_action_of_which_it_is_the_main_measure(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-01"], "72", day=date(2021, 4, 30))
        enters(session, board, ASKED, kpos["KPO-01"], "72", day=MAY_END)

        assert self.history(session, board) == ["Red", "Red"]
        assert self.history(session, board, "BCP-04") == [], "its main measure is another"

    def test_a_provisional_green_does_not_count(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-01"], "80", day=date(2021, 4, 30))
        enters(session, board, ASKED, kpos["KPO-01"], "95", day=MAY_END, status="provisional")

        assert self.history(session, board) == ["Red", "Grey", "improving"]

    def test_nor_does_one_that_is_in_dispute_which_says_so_wherever_it_is_shown(self, session, board, kpos):
        enters(session, board, ASKED, kpos["KPO-01"], "80", day=date(2021, 4, 30))
        enters(session, board, ASKED, kpos["KPO-01"], "95", day=MAY_END)
        assert self.history(session, board)[1] == "Green"

        said = words_of(enters(session, board, ASKED, kpos["KPO-01"], "95", day=MAY_END, status="disputed"))

        assert "95% (in dispute, 31 May). It was 95% (final, 31 May); both are kept." in said
        assert self.history(session, board) == ["Red", "Grey", "improving"]
        shown = words_of(does(session, Typed(caller("U_PM"), "measures KPO-01"), ASKED))
        listed = words_of(does(session, Typed(caller("U_PM"), "measures"), ASKED))
        assert "in dispute, 31 May" in shown and "in dispute, 31 May" in listed
        assert "Green on a figure that is in dispute, which makes no action Green." in listed


@pytest.mark.parametrize(
    ("day", "asked", "due"),
    [
        (date(2021, 6, 9), datetime(2021, 6, 10, 11, tzinfo=UTC), datetime(2021, 6, 11, 11, tzinfo=UTC)),
        (date(2021, 3, 31), datetime(2021, 3, 31, 11, tzinfo=UTC), datetime(2021, 4, 1, 11, tzinfo=UTC)),
        (date(2025, 12, 22), datetime(2025, 12, 23, 12, tzinfo=UTC), datetime(2025, 12, 24, 12, tzinfo=UTC)),
    ],
    ids=["Thursday for Friday", "Good Friday", "Christmas"],
)
def test_watch_list_figures_are_asked_for_the_working_day_before_they_are_due(session, board, day, asked, due):
    known = boards.get_board(session, board.id)

    assert (figures_asked_at(known, day), figures_due(known, day)) == (asked, due)


def test_links_are_made_once_however_often_the_words_are_read(session, board, kpos):
    assert measures.link_actions(session, board.id) == 0
    assert measures.linked_to(session, [board.actions["BCP-04"]])[board.actions["BCP-04"]] == [
        kpos["KPO-03"],
        kpos["KPO-01"],
    ]
