"""The programme manager arranges meetings: alone or in a series, moved, changed and cancelled."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from bot.domain.plan_reading import PlanPreview, PlanRow, PreviewRow
from bot.domain.plan_reading.preview import Outcome
from bot.domain.refusals import Refusal
from bot.messages.chasing import Asking, chasing
from bot.messages.meetings import BEYOND_KNOWN, NEWS
from bot.messages.parts import Bullets, Facts, Form, Message, Note, Paragraph, Reply
from bot.messages.statements import Owed
from bot.messages.text import as_text
from bot.use_cases.heard import Answer, Answers, Caller, Press, Typed
from bot.use_cases.planning import plan_meeting, within_hours
from bot.use_cases.plans import load_rows
from bot.use_cases.recurring import AHEAD, keep_series_planned
from bot.use_cases.setting_up import FORMS, PRESSES, READS, WORDS
from config.bank_holidays import KNOWN_UNTIL
from storage import actions, audit, boards, meetings
from storage.access import access_as_operator
from storage.outbox import DROPPED, PENDING, PLANNED, SENT
from storage.tables import Action, AgendaItem, Audit, MeetingSeries, Outbox
from storage.tables import Meeting as MeetingRow
from tests.use_cases.sample_board import SampleBoard, stands

NOW = datetime(2021, 6, 3, 9, tzinfo=UTC)
PM = Caller("slack", "T1", "U_PM")
QUALITY = "Service Director, Quality and Assurance"
ONE: Mapping[str, Answer] = {
    "kind": "holding_to_account", "day": date(2021, 7, 13), "start": time(9, 30), "end": time(12, 30),
    "covers": "BCP-01 to BCP-03",
}  # fmt: skip
SERIES: Mapping[str, Answer] = {**ONE, "repeats": "every second Tuesday at 10:00"}


class Manager:
    """The programme manager, each time in the transaction of the test."""

    def __init__(self, session: Session, board: SampleBoard) -> None:
        self.session, self.board, self.now = session, board, NOW

    def sends(self, form: str, answers: Mapping[str, Answer], about: str = "") -> Reply:
        return FORMS[form](self.session, Answers(PM, form, about or str(self.board.id), answers), self.now)

    def saves(self, form: str, answers: Mapping[str, Answer], about: str = "") -> str:
        """Fill a form in, look at what it shows, and save that; what is answered, in words."""
        shown = self.sends(form, answers, about)
        assert shown.errors == {}
        assert shown.form is not None
        return said(self.sends(form, {}, shown.form.about))

    def types(self, words: str) -> Reply:
        first, _, rest = words.partition(" ")
        return WORDS[first](self.session, Typed(PM, rest), self.now)

    def presses(self, does: str, about: str) -> Reply:
        return PRESSES[does](self.session, Press(PM, does, about), self.now)

    def meeting(self, ref: str) -> str:
        found = meetings.find_meeting_ref(self.session, self.board.id, ref)
        assert found is not None
        return f"{self.board.id}:{found.id}"

    def coming(self) -> list[str]:
        board = boards.get_board(self.session, self.board.id)
        found = meetings.meetings_of(self.session, self.board.id, self.now)
        return [f"{board.local(each.starts_at):%d/%m/%Y %H:%M}" for each in found]

    def rows(self, *kinds: str, ref: str = "") -> list[Outbox]:
        query = select(Outbox).order_by(Outbox.due_at, Outbox.id)
        query = query.where(Outbox.kind.in_(kinds)) if kinds else query
        if ref:
            query = query.where(Outbox.meeting_id == int(self.meeting(ref).partition(":")[2]))
        return list(self.session.scalars(query))

    def starts(self) -> None:
        boards.change_board(self.session, self.board.id, started_at=NOW, previewed_at=NOW)


@pytest.fixture
def manager(session: Session, board: SampleBoard) -> Manager:
    return Manager(session, board)


def said(reply: Reply) -> str:
    assert reply.errors == {}
    assert reply.message is not None, reply
    return as_text(reply.message)


def shown(reply: Reply) -> str:
    """What a form says, in words."""
    assert reply.errors == {}
    assert isinstance(reply.form, Form)
    lines: list[str] = [reply.form.title]
    for part in reply.form.parts:
        match part:
            case Paragraph(lead=lead, text=text):
                lines.append(f"{lead}: {text}" if lead else text)
            case Note(text=text):
                lines.append(text)
            case Bullets(lead=lead, items=items):
                lines += [lead, *(each.text for each in items)]
            case Facts(pairs=pairs):
                lines += [f"{name}: {value}" for name, value in pairs]
            case _:
                pass
    return "\n".join(lines)


# One meeting


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"day": date(2021, 6, 2)}, "day", "Wednesday 2 June, 09:30 has passed. Choose a day to come"),
        ({"day": date(2021, 8, 30)}, "day", "not a working day for this board (a bank holiday). Choose a working day, "
         "such as Tuesday 31 August 2021 (2021-08-31)."),
        ({"day": date(2021, 7, 17)}, "day", "(a Saturday)"),
        ({"day": date(9999, 12, 31)}, "day", "between 2000 and 2100"),
        ({"day": date(2021, 6, 15)}, "day", "That meeting is planned already. Choose another day or time."),
        ({"day": date(2021, 6, 15), "start": time(10)}, "day", "HTA-2021-06-15 is then (Tuesday 15 June, 09:30 to "),
        ({"day": date(2021, 6, 15), "kind": "board", "start": time(12), "end": time(13)}, "day", "HTA-2021-06-15 is"),
        ({"end": time(9)}, "end", "It starts at 09:30, so it has to end later than that."),
        ({"covers": "BCP-02"}, "covers", "None of them is live"),
        ({"covers": "BCP-99"}, "covers", "No action is called “BCP-99”."),
    ],
)  # fmt: skip
def test_a_meeting_that_can_not_be_is_answered_with_what_to_type(
    manager: Manager, answers: Mapping[str, Answer], field: str, words: str
) -> None:
    reply = manager.sends("setup_meeting", {**ONE, **answers})

    assert list(reply.errors) == [field]
    assert words in reply.errors[field]


def test_a_meeting_right_after_another_on_the_same_day_is_no_clash(manager: Manager) -> None:
    answers = {**ONE, "day": date(2021, 6, 15), "start": time(12, 30), "end": time(13, 30)}

    assert "Planned: Holding to Account, Tuesday 15 June, 12:30" in said(manager.sends("setup_meeting", answers))


# A series


def test_a_series_shows_its_dates_before_anything_is_saved(manager: Manager) -> None:
    answers = {**SERIES, "day": date(2021, 12, 7), "until": date(2022, 1, 25)}

    reply = manager.sends("setup_meeting", answers)

    assert not reply.settled
    assert shown(reply).splitlines()[:8] == [
        "Check the dates",
        "Holding to Account: Every second week on Tuesday at 10:00, until 25 January 2022. "
        "3 actions: BCP-01 to BCP-03.",
        "These are the dates",
        "Tuesday 7 December, 10:00 to 13:00",
        "Tuesday 21 December, 10:00 to 13:00",
        "Tuesday 4 January 2022, 10:00 to 13:00",
        "Tuesday 18 January 2022, 10:00 to 13:00",
        "Each is a meeting by itself: it can be moved or cancelled without the others.",
    ]
    assert manager.session.scalars(select(func.count()).select_from(MeetingSeries)).one() == 0
    assert len(manager.coming()) == 2


def test_what_was_shown_is_what_is_saved(manager: Manager) -> None:
    told = manager.saves("setup_meeting", {**SERIES, "day": date(2021, 12, 7), "until": date(2022, 1, 25)})

    assert "Planned: 4 meetings, every second week on Tuesday at 10:00, until 25 January 2022 (HTA-2021-12," in told
    assert "One of a series: every second week on Tuesday at 10:00, until 25 January 2022." in told
    assert manager.coming()[2:] == [
        "07/12/2021 10:00", "21/12/2021 10:00", "04/01/2022 10:00", "18/01/2022 10:00",
    ]  # fmt: skip
    assert audit.first_broken(manager.session, manager.board.workspace_id) is None


def test_a_date_on_a_bank_holiday_moves_and_the_preview_says_so(manager: Manager) -> None:
    boards.change_board(manager.session, manager.board.id, quiet_days=["2021-12-29"])
    answers = {
        **ONE,
        "repeats": "every month on the last Tuesday",
        "day": date(2021, 11, 1),
        "until": date(2022, 1, 31),
    }

    lines = shown(manager.sends("setup_meeting", answers)).splitlines()

    assert "Thursday 30 December, 09:30 to 12:30, moved from Tuesday 28 December, a bank holiday" in lines


def test_a_board_in_scotland_meets_and_writes_by_scotlands_bank_holidays(manager: Manager) -> None:
    boards.change_board(manager.session, manager.board.id, nation="scotland")
    scottish, english = date(2021, 8, 2), date(2021, 8, 30)

    refused = manager.sends("setup_meeting", {**ONE, "day": scottish})
    assert "(a bank holiday)" in refused.errors["day"]
    said(manager.sends("setup_meeting", {**ONE, "day": english}))
    series = shown(manager.sends("setup_meeting", {**ONE, "repeats": "every month on the first Monday"}))
    assert "Tuesday 3 August, 09:30 to 12:30, moved from Monday 2 August, a bank holiday" in series.splitlines()

    board = boards.get_board(manager.session, manager.board.id)
    at_ten = [datetime(day.year, day.month, day.day, 10, tzinfo=UTC) for day in (scottish, english)]
    assert [within_hours(board, at) for at in at_ten] == [False, True]


def test_what_is_said_around_a_meeting_at_the_turn_of_the_year_passes_over_the_holidays_of_both_years(
    manager: Manager,
) -> None:
    manager.starts()
    for day in (date(2021, 12, 29), date(2022, 1, 11)):
        manager.sends("setup_meeting", {**ONE, "day": day})

    (agreed,) = manager.rows("decision_log", ref="HTA-2021-12")
    assert agreed.due_at == datetime(2022, 1, 6, 10, tzinfo=UTC), "the Monday is for New Year’s Day, a Saturday"
    requests = manager.rows("statement_request", ref="HTA-2022-01")
    assert {row.due_at for row in requests} == {datetime(2021, 12, 23, 9, 30, tzinfo=UTC)}, "Christmas is between"


def test_a_series_without_an_end_is_planned_six_months_ahead(manager: Manager) -> None:
    reply = manager.sends("setup_meeting", {**SERIES, "day": date(2021, 6, 29)})
    assert "And so on: I keep at least the next six months planned." in shown(reply)

    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29)})

    assert manager.coming()[2] == "29/06/2021 10:00"
    assert manager.coming()[-1] == "28/12/2021 10:00" or manager.coming()[-1] == "29/12/2021 10:00"
    assert len(manager.coming()) == 2 + 14


def test_over_the_change_of_the_clock_each_meeting_keeps_its_time_on_the_wall(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 10, 19), "until": date(2022, 4, 12)})

    found = meetings.meetings_of(manager.session, manager.board.id, datetime(2021, 10, 1, tzinfo=UTC))
    assert {each[11:] for each in manager.coming()[2:]} == {"10:00"}
    assert {each.starts_at.hour for each in found} == {9, 10}


def test_a_date_on_which_another_meeting_stands_is_left_out(manager: Manager) -> None:
    answers = {**SERIES, "repeats": "every Tuesday, 3 times", "day": date(2021, 6, 8)}

    lines = shown(manager.sends("setup_meeting", answers)).splitlines()
    manager.saves("setup_meeting", answers)

    assert "Tuesday 15 June, 09:30 to 12:30: not added, since HTA-2021-06-15 is then" in lines
    assert manager.coming() == ["08/06/2021 09:30", "15/06/2021 09:30", "16/06/2021 09:30", "22/06/2021 09:30"]
    again = manager.sends("setup_meeting", answers)
    assert again.errors == {
        "repeats": "Those meetings are planned already. Change the words, the first day or the last."
    }


def test_a_series_beyond_the_published_bank_holidays_is_planned_with_a_warning(manager: Manager) -> None:
    reply = manager.sends("setup_meeting", {**SERIES, "day": date(2028, 12, 5), "until": date(2029, 2, 1)})

    assert "Bank holidays are published until Sunday 31 December 2028 only" in shown(reply)


def test_a_meeting_beyond_them_is_planned_with_the_same_warning_and_one_before_without(manager: Manager) -> None:
    warning = "Bank holidays are published until Sunday 31 December 2028 only, so the dates before this meeting may"

    assert warning not in said(manager.sends("setup_meeting", {**ONE, "day": date(2028, 12, 12)}))
    assert warning in said(manager.sends("setup_meeting", {**ONE, "day": date(2029, 1, 9)}))


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"repeats": "now and then"}, "repeats", "I can not read “now and then” as a rule for meetings. Type it as"),
        ({"repeats": "every day"}, "repeats", "more often than once a week"),
        ({"repeats": "every month"}, "repeats", "does not say on which day of the month"),
        ({"repeats": "every Tuesday until 31 December 9999"}, "repeats", "between 2000 and 2100"),
        ({"until": date(9999, 12, 31)}, "until", "between 2000 and 2100"),
        ({"until": date(2021, 7, 1)}, "until", "The last day comes before the first."),
        ({"until": date(2021, 12, 1), "repeats": "every Tuesday, 3 times"}, "until", "not both"),
        ({"until": date(2021, 12, 1), "repeats": "every Tuesday until 1 October 2021"}, "until", "Say it once."),
        ({"until": date(2021, 7, 19), "day": date(2021, 7, 20)}, "until", "before the first"),
        ({"until": date(2021, 7, 15), "repeats": "every Monday"}, "repeats", "No date of that rule comes in that time"),
        ({"day": date(2021, 5, 4)}, "day", "Tuesday 4 May 2021 has passed."),
        ({"repeats": "every Tuesday at 22:00"}, "end", "it would end after midnight"),
        ({"covers": "BCP-02"}, "covers", "None of them is live"),
    ],
)  # fmt: skip
def test_a_series_that_can_not_be_is_answered_with_what_to_type(
    manager: Manager, answers: Mapping[str, Answer], field: str, words: str
) -> None:
    reply = manager.sends("setup_meeting", {**SERIES, **answers})

    assert list(reply.errors) == [field]
    assert words in reply.errors[field]


def test_the_next_six_months_of_a_series_stay_planned_and_nothing_is_done_twice(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29)})
    manager.starts()
    before = manager.coming()
    assert keep_series_planned(manager.session, manager.now) == 0

    later = manager.now + timedelta(days=60)
    added = keep_series_planned(manager.session, later)

    assert added > 0
    assert keep_series_planned(manager.session, later) == 0
    assert keep_series_planned(manager.session, later + timedelta(days=20)) == 0
    assert manager.coming()[: len(before)] == before
    days = [date(int(each[6:10]), int(each[3:5]), int(each[:2])) for each in manager.coming()[2:]]
    assert max(days) >= (later + AHEAD).date() - timedelta(days=14)
    assert all((b - a).days in (13, 14, 15) for a, b in pairwise(days))
    newest = meetings.meetings_of(manager.session, manager.board.id, manager.now)[-1]
    assert "statement_request" in {row.kind for row in manager.rows(ref=newest.ref)}


def test_a_series_that_is_kept_planned_beyond_the_known_holidays_warns_the_programme_manager_once(
    manager: Manager,
) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29)})
    manager.starts()
    in_known = datetime(KNOWN_UNTIL.year, 1, 10, 9, 30, tzinfo=UTC)
    assert keep_series_planned(manager.session, in_known) > 0
    assert manager.rows(BEYOND_KNOWN) == []

    beyond = datetime(KNOWN_UNTIL.year, 9, 18, 9, 30, tzinfo=UTC)
    for later in (0, 60, 120):
        assert keep_series_planned(manager.session, beyond + timedelta(days=later)) > 0

    (row,) = manager.rows(BEYOND_KNOWN)
    told = as_text(Message.model_validate(row.message))
    assert row.to == "U_PM"
    assert f"31 December {KNOWN_UNTIL.year} only, so the dates before these meetings may move." in told
    assert f"HTA-{KNOWN_UNTIL.year + 1}-01" in told
    assert f"HTA-{KNOWN_UNTIL.year}-12" not in told


def test_a_series_that_is_kept_planned_goes_through_what_is_live_by_then(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29), "covers": "all"})
    manager.session.execute(update(Action).where(Action.ref == "BCP-01").values(lifecycle="delivered"))
    manager.session.execute(update(Action).where(Action.ref == "BCP-03").values(lifecycle="closed_complete"))
    keep_series_planned(manager.session, manager.now + timedelta(days=60))

    newest = meetings.meetings_of(manager.session, manager.board.id, manager.now)[-1]
    covered = {action for action, _ in meetings.agenda(manager.session, newest.id)}
    assert manager.board.actions["BCP-03"] not in covered
    assert manager.board.actions["BCP-04"] in covered


def imports(manager: Manager, *refs: str) -> None:
    """A later file comes, with actions that are new."""
    read = [
        PreviewRow(
            "plan", 2, ref, Outcome.READY, (), PlanRow(ref=ref, action=f"Do {ref}.", title=f"Do {ref}", post=QUALITY)
        )
        for ref in refs
    ]
    access = access_as_operator(manager.session, "", manager.now)
    load_rows(manager.session, access, PlanPreview("plan", tuple(read)), manager.now)


def test_what_is_new_in_the_plan_is_gone_through_by_every_coming_meeting_over_all(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29), "covers": "all"})
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 7, 6), "covers": "BCP-01"})
    manager.starts()
    found = meetings.meetings_of(manager.session, manager.board.id, manager.now)
    agendas = {each.id: meetings.agenda(manager.session, each.id) for each in found}

    imports(manager, "NEW-1")

    (new,) = [each.id for each in actions.named(manager.session, manager.board.id) if each.ref == "NEW-1"]
    series = meetings.series_of(manager.session, manager.board.id)
    over_all = [each for each in found if each.series_id == min(series)]
    for each in found:
        added = meetings.agenda(manager.session, each.id)[len(agendas[each.id]) :]
        assert [action for action, _ in added] == ([new] if each in over_all else [])
        assert meetings.agenda(manager.session, each.id)[: len(agendas[each.id])] == agendas[each.id]
    imports(manager, "NEW-1")
    assert len(meetings.agenda(manager.session, over_all[0].id)) == len(agendas[over_all[0].id]) + 1


def test_whoever_answers_for_a_new_action_is_asked_and_a_fixed_pack_stays_as_it_is(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29), "covers": "all"})
    manager.starts()
    first, second, *_ = [
        each for each in meetings.meetings_of(manager.session, manager.board.id, manager.now) if each.series_id
    ]
    manager.now = first.pack_at + timedelta(minutes=1)
    then = meetings.agenda(manager.session, first.id)
    session = manager.session
    session.execute(delete(Outbox).where(Outbox.meeting_id == second.id))
    session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == second.id))

    imports(manager, "NEW-1")

    assert meetings.agenda(session, first.id) == then
    (asked,) = manager.rows("statement_request", ref=second.ref)
    assert asked.args["post"] == manager.board.posts[QUALITY]


# Moving


def test_moving_shows_what_changes_and_who_is_told_before_it_is_saved(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    opened = manager.presses("meeting.move", about)
    assert "HTA-2021-06-15, Holding to Account, Tuesday 15 June, 09:30 to 12:30" in shown(opened)

    reply = manager.sends("setup_move", {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"}, about)

    text = shown(reply)
    assert "It moves from Tuesday 15 June, 09:30 to 12:30 to Tuesday 22 June, 10:00 to 13:00." in text
    assert "Statements asked for, where nobody was asked in the 5 working days before: Tuesday 8 June, 09:30" in text
    assert "Statements due: Tuesday 15 June, 17:00" in text
    assert f"Holder of {QUALITY}, {QUALITY}" in text
    assert "Holder of Independent Chair, the chair" in text
    assert manager.coming()[0] == "15/06/2021 09:30"


def test_a_moved_meeting_is_planned_anew_in_the_same_transaction(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    told = manager.saves("setup_move", {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"}, about)

    assert "Moved: HTA-2021-06-15 is now Tuesday 22 June, 10:00 to 13:00." in told
    assert manager.coming() == ["16/06/2021 09:30", "22/06/2021 10:00"]
    requests = manager.rows("statement_request", ref="HTA-2021-06-15")
    assert {row.due_at for row in requests if row.state == PLANNED} == {datetime(2021, 6, 8, 8, 30, tzinfo=UTC)}
    assert all("moved1" in row.key for row in requests)


def test_each_is_told_once_of_a_move_within_ten_working_days(manager: Manager) -> None:
    manager.saves("setup_move", {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"},
                  manager.meeting("HTA-2021-06-15"))  # fmt: skip

    told = manager.rows("meeting_moved")
    assert len(told) == len({row.to for row in told}) > 3
    assert "U_CHAIR" in {row.to for row in told}
    assert "U_PM" not in {row.to for row in told}
    assert {row.due_at for row in told} == {NOW}


def test_nobody_is_told_of_a_far_move_who_has_not_heard_of_the_meeting(manager: Manager) -> None:
    manager.sends("setup_meeting", {**ONE, "day": date(2021, 9, 14)})

    reply = manager.sends("setup_move", {"day": date(2021, 9, 21), "start": "10:00", "end": "13:00"},
                          manager.meeting("HTA-2021-09"))  # fmt: skip
    assert "Nobody has been told of it yet, so nobody is told of this." in shown(reply)
    told = said(manager.sends("setup_move", {}, reply.form.about if reply.form else ""))

    assert "Nobody had to be told." in told
    assert manager.rows("meeting_moved") == []


def test_nobody_is_told_anything_before_the_board_is_started(manager: Manager) -> None:
    boards.change_board(manager.session, manager.board.id, started_at=None)
    about = manager.meeting("HTA-2021-06-15")
    answers = {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"}

    assert "Nobody is told: the board has not been started." in shown(manager.sends("setup_move", answers, about))
    manager.saves("setup_move", answers, about)
    manager.saves("setup_cancel", {}, about)

    assert manager.rows() == []


def test_two_moves_in_one_night_are_told_as_one(manager: Manager) -> None:
    manager.now = datetime(2021, 6, 3, 20, tzinfo=UTC)
    about = manager.meeting("HTA-2021-06-15")
    for day in (22, 29):
        manager.saves("setup_move", {"day": date(2021, 6, day), "start": "10:00", "end": "13:00"}, about)

    waiting = [row for row in manager.rows("meeting_moved") if row.state == PENDING]
    assert len(waiting) == len({row.to for row in waiting}) > 3
    assert {row.due_at for row in waiting} == {datetime(2021, 6, 4, 7, 30, tzinfo=UTC)}
    assert all(
        "It was Tuesday 15 June, 09:30. It is now Tuesday 29 June, 10:00." in str(row.message) for row in waiting
    )


def test_a_move_that_is_taken_back_in_the_same_night_is_not_told_at_all(manager: Manager) -> None:
    manager.now = datetime(2021, 6, 3, 20, tzinfo=UTC)
    about = manager.meeting("HTA-2021-06-15")
    manager.saves("setup_move", {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"}, about)
    manager.saves("setup_move", {"day": date(2021, 6, 15), "start": "09:30", "end": "12:30"}, about)

    assert {row.state for row in manager.rows("meeting_moved")} == {DROPPED}


def test_the_same_change_twice_changes_nothing_more(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    answers = {"day": date(2021, 6, 22), "start": "10:00", "end": "13:00"}
    form = manager.sends("setup_move", answers, about).form
    assert form is not None
    manager.sends("setup_move", {}, form.about)
    rows = len(manager.rows())

    with pytest.raises(Refusal, match="HTA-2021-06-15 was changed meanwhile"):
        manager.sends("setup_move", {}, form.about)
    assert "Nothing was changed: HTA-2021-06-15 is then already." in said(manager.sends("setup_move", answers, about))
    assert len(manager.rows()) == rows


class Asked:
    """The meeting of 15 June after its requests have gone: one to be looked at, the others still planned."""

    def __init__(self, manager: Manager) -> None:
        self.manager, self.about = manager, manager.meeting("HTA-2021-06-15")
        manager.now = datetime(2021, 6, 3, 9, tzinfo=UTC)
        self.plans()
        self.request, self.waiting, *_ = manager.rows("statement_request", ref="HTA-2021-06-15")
        for row, state in ((self.request, SENT), (self.waiting, PENDING)):
            owed = (Owed(1, "BCP-01", "Audits", "No statement yet."),)
            at, by = datetime(2021, 6, 15, 9, 30, tzinfo=UTC), datetime(2021, 6, 8, 17, tzinfo=UTC)
            asking = Asking("statement_request", "Holding to Account", at, by, owed, 2, "1:3", "4:3")
            row.message = chasing([asking], [], date(2021, 6, 1)).model_dump(mode="json")
            row.state, row.to = state, "U_QA"
        manager.session.flush()

    def plans(self) -> None:
        """Plan the meeting's cycle, as it stands."""
        session, board = self.manager.session, boards.get_board(self.manager.session, self.manager.board.id)
        meeting = meetings.get_meeting(session, int(self.about.partition(":")[2]))
        plan_meeting(session, board, meeting, self.manager.now)

    def moves(self, day: int, start: str) -> str:
        """The meeting is moved, and lasts as long."""
        self.manager.now += timedelta(minutes=10)
        return self.manager.saves("setup_move", {"day": date(2021, 6, day), "start": start}, self.about)

    def planned(self) -> dict[str, datetime]:
        """What is planned for it: each key, and when it is due."""
        self.manager.session.expire_all()
        return {row.key: row.due_at for row in self.manager.rows(ref="HTA-2021-06-15") if row.state == PLANNED}


def test_a_quarter_of_an_hour_on_the_same_day_says_nothing_of_the_cycle_again(manager: Manager) -> None:
    asked = Asked(manager)
    before = asked.planned()

    told = asked.moves(15, "9:45")

    assert "I tell " in told
    after = asked.planned()
    assert after.keys() == before.keys()
    later = {key: after[key] - before[key] for key in before if after[key] != before[key]}
    assert {key.partition(":")[0] for key in later} == {"slot_soon"}
    assert {*later.values()} == {timedelta(minutes=15)}
    asked.moves(15, "15:00")
    undecided = next(key for key in before if key.startswith("undecided"))
    assert asked.planned().keys() == before.keys()
    assert asked.planned()[undecided] == datetime(2021, 6, 15, 17, tzinfo=UTC) > before[undecided]
    asked.moves(16, "13:00")
    assert {"moved1" in key for key in asked.planned()} == {True}


def test_at_another_hour_what_was_asked_and_what_is_about_to_be_say_the_new_one(manager: Manager) -> None:
    asked = Asked(manager)

    asked.moves(15, "9:45")

    manager.session.expire_all()
    for row in (asked.request, asked.waiting):
        assert "Tuesday 15 June, 09:45" in str(stands(row))
        assert "09:30" not in str(stands(row))
    assert "Moved on" in str(stands(asked.request))
    assert "Moved on" not in str(asked.waiting.message)
    assert (asked.waiting.state, asked.waiting.to) == (PENDING, "U_QA")


def test_what_told_of_an_earlier_move_keeps_what_it_said(manager: Manager) -> None:
    asked = Asked(manager)
    asked.moves(15, "9:45")
    manager.session.execute(update(Outbox).where(Outbox.kind == "meeting_moved").values(state=SENT))

    asked.moves(15, "9:30")

    manager.session.expire_all()
    first, *_ = [row for row in manager.rows("meeting_moved") if row.state == SENT]
    second, *_ = [row for row in manager.rows("meeting_moved") if row.state == PENDING]
    assert "It was Tuesday 15 June, 09:30. It is now Tuesday 15 June, 09:45." in str(first.message)
    assert "It was Tuesday 15 June, 09:45. It is now Tuesday 15 June, 09:30." in str(second.message)
    assert first.id not in {row.amends for row in manager.rows()}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"day": date(2021, 6, 16)}, "HTA-2021-06-16 is then"),
        ({"day": date(2021, 6, 1)}, "has passed"),
        ({"day": date(2021, 8, 30)}, "a bank holiday"),
    ],
)
def test_a_move_that_can_not_be_is_answered_with_what_to_type(
    manager: Manager, answers: Mapping[str, Answer], words: str
) -> None:
    usual: Mapping[str, Answer] = {"start": "10:00", "end": "13:00"}

    reply = manager.sends("setup_move", {**usual, **answers}, manager.meeting("HTA-2021-06-15"))

    assert words in reply.errors["day"]


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        (date(2021, 6, 8), "The day on which statements are due has passed: it is too late to ask for them in time."),
        (date(2029, 1, 9), "Bank holidays are published until Sunday 31 December 2028 only"),
    ],
)
def test_what_is_to_be_known_of_the_new_dates_is_said_before_a_move_is_saved(
    manager: Manager, day: date, warning: str
) -> None:
    answers: Mapping[str, Answer] = {"day": day, "start": time(10), "end": time(13)}

    assert warning in shown(manager.sends("setup_move", answers, manager.meeting("HTA-2021-06-15")))


def test_who_was_asked_already_is_not_said_to_be_asked_on_the_new_day(manager: Manager) -> None:
    answers: Mapping[str, Answer] = {"day": date(2021, 6, 22), "start": time(10), "end": time(13)}
    about = manager.meeting("HTA-2021-06-15")

    after = shown(manager.sends("setup_move", answers, about))
    manager.now = datetime(2021, 5, 24, 9, tzinfo=UTC)
    before = shown(manager.sends("setup_move", answers, about))

    assert "Statements asked for, where nobody was asked in the 5 working days before" in after
    assert "Statements asked for" in before
    assert "where nobody was asked in the 5 working days before" not in before


def test_a_meeting_that_has_begun_was_cancelled_or_is_another_boards_can_not_be_changed(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    manager.saves("setup_cancel", {}, about)
    with pytest.raises(Refusal, match="HTA-2021-06-15 was cancelled before"):
        manager.presses("meeting.move", about)
    manager.now = datetime(2021, 6, 16, 9, tzinfo=UTC)
    with pytest.raises(Refusal, match="HTA-2021-06-16 has begun: only a meeting to come can be changed"):
        manager.presses("meeting.move", manager.meeting("HTA-2021-06-16"))
    manager.now = datetime(2021, 6, 17, 9, tzinfo=UTC)
    with pytest.raises(Refusal, match="HTA-2021-06-16 has begun, and what was decided at it is on record or told"):
        manager.presses("meeting.cancel", manager.meeting("HTA-2021-06-16"))
    other = boards.add_board(manager.session, manager.board.workspace_id, "Adults")
    manager.session.execute(update(MeetingRow).values(board_id=other))
    with pytest.raises(Refusal, match="not there any more"):
        manager.presses("meeting.cancel", about)


# What it goes through


def test_adding_and_taking_off_shows_both_and_plans_what_is_new(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    manager.sends("setup_move", {}, about)

    reply = manager.sends("setup_agenda", {"add": "BCP-09", "take": "BCP-03"}, about)
    assert "Added: BCP-09. Taken off: BCP-03." in shown(reply)
    told = said(manager.sends("setup_agenda", {}, reply.form.about if reply.form else ""))

    assert "8 actions: BCP-01, BCP-02, BCP-04 to BCP-09." in told or "BCP-09" in told
    covered = [action for action, _ in meetings.agenda(manager.session, int(about.partition(":")[2]))]
    assert manager.board.actions["BCP-09"] == covered[-1]
    assert manager.board.actions["BCP-03"] not in covered
    posts = {row.args["post"] for row in manager.rows("statement_request", ref="HTA-2021-06-15")}
    assert posts >= {post for _, post in meetings.agenda(manager.session, int(about.partition(":")[2]))}


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({}, "add", "Say which actions to add, or which to take off"),
        ({"add": "BCP-01"}, "add", "HTA-2021-06-15 goes through that already."),
        ({"add": "BCP-77"}, "add", "No action is called “BCP-77”."),
        ({"take": "BCP-09"}, "take", "HTA-2021-06-15 does not go through that."),
        ({"take": "BCP-01 to BCP-08"}, "take", "That would leave nothing to go through. Cancel the meeting instead."),
    ],
)
def test_a_change_of_actions_that_can_not_be_is_answered_with_what_to_type(
    manager: Manager, answers: Mapping[str, Answer], field: str, words: str
) -> None:
    reply = manager.sends("setup_agenda", answers, manager.meeting("HTA-2021-06-15"))

    assert words in reply.errors[field]


# Cancelling


def test_a_cancelled_meeting_has_nothing_planned_any_more_and_says_why_once(manager: Manager) -> None:
    about = manager.meeting("HTA-2021-06-15")
    manager.saves("setup_move", {"day": date(2021, 6, 14), "start": "10:00", "end": "13:00"}, about)
    reply = manager.sends("setup_cancel", {"reason": "The inspectors are here."}, about)
    assert "Monday 14 June, 10:00 to 13:00 is cancelled: nothing more is asked for it." in shown(reply)
    assert "Why: The inspectors are here." in shown(reply)

    told = said(manager.sends("setup_cancel", {}, reply.form.about if reply.form else ""))

    assert "Cancelled: HTA-2021-06-15." in told
    assert manager.coming() == ["16/06/2021 09:30"]
    rows = manager.rows(ref="HTA-2021-06-15")
    assert {row.state for row in rows if row.kind != "meeting_cancelled"} == {DROPPED}
    news = manager.rows("meeting_cancelled")
    assert len(news) == len({row.to for row in news}) > 3
    assert all("Tuesday 15 June, 09:30" in str(row.message) for row in news)
    why = manager.session.scalars(select(Audit.why).where(Audit.what == "meeting cancelled")).one()
    assert why == "The inspectors are here."


def test_a_reason_with_details_of_a_child_is_refused(manager: Manager) -> None:
    with pytest.raises(Refusal, match="looks like details of a child") as refused:
        manager.sends("setup_cancel", {"reason": "Mia, 7, was admitted."}, manager.meeting("HTA-2021-06-15"))

    assert refused.value.field == "reason"


def test_one_of_a_series_is_cancelled_and_the_others_stand(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29), "until": date(2021, 9, 1)})
    about = manager.meeting("HTA-2021-07")
    assert "It is one of a series: every second week on Tuesday at 10:00, until 1 September 2021." in str(
        manager.presses("meeting.cancel", about).form
    )

    manager.saves("setup_cancel", {"later": "no"}, about)

    assert manager.coming()[2:] == ["29/06/2021 10:00", "27/07/2021 10:00", "10/08/2021 10:00", "24/08/2021 10:00"]


def test_this_and_all_later_ones_end_the_series_and_each_is_told_once(manager: Manager) -> None:
    manager.starts()
    manager.saves("setup_meeting", {**SERIES, "repeats": "every Tuesday at 14:00", "day": date(2021, 6, 8)})
    about = manager.meeting("HTA-2021-06B")
    reply = manager.sends("setup_cancel", {"later": "yes"}, about)
    assert "The series ends." in shown(reply)

    manager.sends("setup_cancel", {}, reply.form.about if reply.form else "")

    news = manager.rows("meeting_cancelled")
    assert len(news) == len({row.to for row in news}) > 0
    assert keep_series_planned(manager.session, manager.now + timedelta(days=300)) == 0
    left = [each for each in manager.coming() if each.endswith("14:00")]
    assert len(left) < 3


def test_keeping_series_planned_is_one_statement_where_there_is_nothing_to_do(manager: Manager) -> None:
    manager.saves("setup_meeting", {**SERIES, "day": date(2021, 6, 29)})
    said: list[str] = []
    connection = manager.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: said.append(given[2]))

    assert keep_series_planned(manager.session, manager.now) == 0

    assert len(said) == 1


# Whatever is done, in whatever order


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_what_is_planned_is_for_the_meeting_as_it_stands(manager: Manager, seed: int) -> None:
    chance = Random(seed)
    about = manager.meeting("HTA-2021-06-15")
    meeting_id = int(about.partition(":")[2])
    for _ in range(6):
        manager.now += timedelta(hours=chance.randrange(1, 20))
        day = date(2021, 6, chance.choice([8, 10, 14, 15, 17, 22, 24]))
        number = f"BCP-{chance.randrange(1, 16):02d}"
        form, answers = chance.choice(
            [
                ("setup_move", {"day": day, "start": chance.choice(["09:00", "13:00"])}),
                ("setup_agenda", {"add": number}),
                ("setup_agenda", {"take": number}),
            ]
        )
        reply = manager.sends(form, answers, about)
        if reply.form:
            manager.sends(form, {}, reply.form.about)

        meeting = meetings.get_meeting(manager.session, meeting_id)
        posts = {post for _, post in meetings.agenda(manager.session, meeting_id)}
        open_rows = [row for row in manager.rows(ref="HTA-2021-06-15") if row.state == PLANNED]
        assert {row.args.get("moves", 0) for row in open_rows} <= {meeting.moves}
        assert {row.args["post"] for row in open_rows if "post" in row.args} <= posts
        waiting = [row.to for row in manager.rows("meeting_moved") if row.state == PENDING]
        assert len(waiting) == len(set(waiting))
        board = boards.get_board(manager.session, manager.board.id)
        before = [(row.id, row.state, row.due_at) for row in manager.rows()]
        assert plan_meeting(manager.session, board, meeting, manager.now) == 0
        assert [(row.id, row.state, row.due_at) for row in manager.rows()] == before

    manager.saves("setup_cancel", {}, about)
    assert [row.kind for row in manager.rows(ref="HTA-2021-06-15") if row.state == PLANNED] == []
    waiting = [row.to for row in manager.rows(*NEWS) if row.state == PENDING and row.kind != "meeting_changed"]
    assert len(waiting) == len(set(waiting))


# In words


def test_a_move_can_be_typed_with_the_next_such_day(manager: Manager) -> None:
    for words in ("move HTA-2021-06-15 to 22 June 10:00", "move hta-2021-06-15 to Tuesday 22 June 2021 at 10am"):
        text = shown(manager.types(words))
        assert "to Tuesday 22 June, 10:00 to 13:00." in text
    assert "to Tuesday 22 June, 09:30 to 12:30." in shown(manager.types("move HTA-2021-06-15 to 22 June"))
    assert "to Tuesday 15 June, 14:00 to 17:00." in shown(manager.types("move HTA-2021-06-15 to 14:00"))
    assert manager.types("move HTA-2021-06-15").form is not None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "move HTA-2021-06-15 to whenever",
            "I can not read “whenever” as a day and a time. Type it as “move HTA-2021-",
        ),
        ("move the meeting to 22 June", "Type it as “move HTA-2021-06 to 22 June 10:00”"),
        ("move HTA-9 to 22 June", "No meeting is called “HTA-9”. Those to come are HTA-2021-06-15, HTA-2021-06-16."),
        ("move HTA-2021-06-15 to 16 June", "HTA-2021-06-16 is then"),
        ("cancel HTA-9", "No meeting is called “HTA-9”."),
        ("add BCP-09", "Type it as “add BCP-09 to HTA-2021-06”."),
        ("add BCP-77 to HTA-2021-06-15", "No action is called “BCP-77”."),
        ("take it easy", "Type it as “take BCP-09 off HTA-2021-06”."),
    ],
)
def test_words_that_can_not_be_followed_are_answered_with_what_to_type(manager: Manager, words: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        manager.types(words)

    assert told in refused.value.words


def test_the_other_words_open_what_they_say(manager: Manager) -> None:
    assert "Added: BCP-09." in shown(manager.types("add BCP-09 to HTA-2021-06-15"))
    assert "Taken off: BCP-03." in shown(manager.types("take BCP-03 off HTA-2021-06-15"))
    assert "Cancel a meeting" in shown(manager.types("cancel HTA-2021-06-15"))
    assert "HTA-2021-06-15, Holding to Account" in said(manager.types("cancel"))
    assert {"move", "add", "take", "cancel"} <= READS
