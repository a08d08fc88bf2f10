"""How often an action reports: by the chair, for one or the whole plan, until it is ended or Red."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.asking import StatementState
from bot.domain.cycle import STATEMENT_REQUEST
from bot.domain.intervals import Gathering, Interval, Spacing, ended_before, followed_by
from bot.domain.packs import item_kept, kept
from bot.domain.people import Role
from bot.domain.rating_facts import Rating
from bot.domain.tallies import tally
from bot.messages.chasing import asks_for
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.assessing import assess_plan, meeting_to_answer
from bot.use_cases.chasing import REPORTS_LATER, owed_to
from bot.use_cases.due import keep_planned
from bot.use_cases.exceptions import find_exceptions
from bot.use_cases.forecasting import foresee
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from bot.use_cases.owing import asked_for
from bot.use_cases.pack import fix_pack
from bot.use_cases.planning import Drop, MadeUp, plan_meeting
from bot.use_cases.reporting import serve_others
from bot.use_cases.room import make_up_slot_soon
from bot.use_cases.run_sheet import lines_of
from storage import boards, meetings, people, tables
from storage.outbox import Planned
from tests.use_cases.editor import NOW, WHY, Editor, on_record, told, words_of_form
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller, sends_statement, stands

REF, EARLIER = "BCP-06", datetime(2021, 5, 31, 9, tzinfo=UTC)
SECOND_UNTIL_JULY = Interval(2, date(2021, 6, 8), date(2021, 7, 1))
SECOND = {"every": "2", "since": date(2021, 6, 8)}


@pytest.fixture
def plan(session, board):
    return Spaced(session, board)


def spaced(intervals, meetings: str) -> Spacing:
    """`meetings` are days of 2021: x is one that was cancelled, r one that has its report, o one that is over."""
    come = []
    for word in meetings.split():
        day, month = word.rstrip("xro").split("/")
        come.append(
            Gathering(date(2021, int(month), int(day)), is_off="x" in word, has_report="r" in word, is_over="o" in word)
        )
    return Spacing(tuple(intervals), tuple(come))


def let_off(spacing: Spacing) -> list[str]:
    return [f"{day.day}/{day.month}" for day in sorted({m.day for m in spacing.meetings}) if spacing.lets_off(day)]


class Spaced:
    """The sample board with its meetings of 15 and 29 June, which go through the same actions, and its chair."""

    def __init__(self, session, board) -> None:
        self.session, self.sample = session, board
        self.board = boards.get_board(session, board.id)
        self.chair = Editor(session, board, "U_CHAIR")
        self.adds(datetime(2021, 6, 29, 8, 30, tzinfo=UTC))

    def shares(self, starts: datetime):
        """Another board to which the action is reported, and a meeting of it that goes through it."""
        other = boards.add_board(self.session, self.sample.workspace_id, "Sufficiency Board")
        self.session.get_one(tables.Board, other).started_at = EARLIER
        reported = {"action_id": self.sample.actions[REF], "board_id": other, "state": "agreed"}
        self.session.add(tables.Reporting(asked_by="U_PM", asked_at=EARLIER, **reported))
        self.adds(starts, on=other, only=[REF])
        return boards.get_board(self.session, other), meetings.meetings_of(self.session, other, since=NOW)[0]

    def adds(self, starts: datetime, on: int = 0, only: Sequence[str] = ()) -> None:
        covered = [action for action, _ in meetings.agenda(self.session, self.meeting("15").id)]
        covered = [self.sample.actions[ref] for ref in only] or covered
        meetings.add_meeting(
            self.session, on or self.sample.id, covered, kind="holding_to_account", ref=f"HTA-{starts:%Y-%m-%d}",
            starts_at=starts, ends_at=starts + timedelta(hours=3), request_at=starts - timedelta(days=14),
            statements_due_at=starts - timedelta(days=7), pack_at=starts - timedelta(days=5),
        )  # fmt: skip

    def meeting(self, day: str):
        found = meetings.find_meeting_ref(self.session, self.sample.id, f"HTA-2021-06-{day}")
        assert found is not None
        return found

    def owed(self, day: str, now: datetime = NOW) -> list[str]:
        return self.owed_on(f"HTA-2021-06-{day}", now)

    def owed_on(self, ref: str, now: datetime) -> list[str]:
        found = meetings.find_meeting_ref(self.session, self.sample.id, ref)
        assert found is not None
        return [action.ref for action in owed_to(self.session, self.board, found, now)]

    def one(self, now: datetime = NOW, ref: str = REF):
        (found,) = assess_plan(self.session, self.board, now, only=[self.sample.actions[ref]])
        return found

    def card(self, now: datetime = NOW) -> str:
        return words_of(does(self.session, Typed(caller("U_QA"), f"status {REF}"), now))


def test_the_meetings_that_an_interval_counts_come_in_their_order_however_they_were_arranged(plan):
    plan.chair.edits("edit.interval", REF, **SECOND)
    plan.adds(datetime(2021, 6, 22, 8, 30, tzinfo=UTC))

    days = [each.day for each in plan.one().action.spacing.meetings]
    assert days == sorted(days) and date(2021, 6, 22) in days


def test_every_second_meeting_is_left_out_and_the_one_after_it_has_the_report():
    kept = spaced([SECOND_UNTIL_JULY], "1/6 15/6 29/6 13/7")

    assert let_off(kept) == ["15/6"], "not before it begins, nor after its end"
    assert kept.next_words(date(2021, 6, 8)) == "reports every second meeting, until 1 July, next 29 June"
    assert kept.next_words(date(2021, 5, 31)) == "reports every second meeting from 8 June, until 1 July, next 1 June"
    assert kept.next_words(date(2021, 7, 1)) == "" and kept.words(date(2021, 7, 1)) == "at every meeting"


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        ("1/6 15/6x 29/6 13/7 27/7", ["13/7"]),  # one that would let it off is cancelled: nobody waits longer
        ("1/6 15/6 29/6x 13/7 27/7 10/8", ["15/6", "27/7"]),  # its report was due at one that is cancelled: the next
        ("1/6 15/6 29/6xr 13/7 27/7 10/8", ["15/6", "13/7", "10/8"]),  # it was in already: it is not asked for twice
        ("1/6 15/6 29/6x 29/6 13/7", ["15/6", "13/7"]),  # another was arranged on the same day
        ("1/6x 15/6 29/6 13/7", ["29/6"]),  # the last before it began was cancelled
        ("1/6o 15/6o 29/6o 13/7 27/7", ["15/6", "27/7"]),  # a report that was due and never came is due at the next
        ("1/6o 15/6o 29/6ro 13/7 27/7", ["15/6", "13/7"]),  # it came
        (
            "1/6 15/6r 29/6 13/7 27/7",
            ["29/6", "27/7"],
        ),  # it reported where it was let off: the count goes on from there
    ],
)
def test_a_meeting_that_did_not_take_place_neither_skips_two_cycles_nor_asks_twice(meetings, expected):
    assert let_off(spaced([Interval(2, date(2021, 6, 8), None)], meetings)) == expected


def test_a_second_interval_leaves_what_went_before_and_counts_on_from_the_last_report():
    first, second = Interval(2, date(2021, 6, 8), None), Interval(3, date(2021, 8, 20), None)
    both = followed_by([first], second)

    kept = spaced(both, "1/6 15/6 29/6 13/7 27/7 10/8 24/8 7/9 21/9 5/10 19/10 2/11")

    assert let_off(kept) == ["15/6", "13/7", "10/8", "24/8", "21/9", "5/10", "2/11"]
    assert kept.words(date(2021, 7, 1)) == (
        "at every second meeting from 8 June 2021, until 19 August 2021, "
        "then at every third meeting from 20 August 2021, until ended"
    )
    assert ended_before(both, date(2021, 7, 1)) == (Interval(2, date(2021, 6, 8), date(2021, 6, 30)),)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.booleans(), st.booleans(), st.booleans()), max_size=25),
    st.lists(st.tuples(st.integers(2, 4), st.integers(0, 250), st.none() | st.integers(1, 200)), max_size=3),
)
def test_whatever_is_cancelled_nobody_waits_longer_than_agreed_nor_reports_sooner(meetings, given_intervals):
    first, intervals = date(2021, 1, 1), ()
    for every, since, length in given_intervals:
        begins = first + timedelta(days=since)
        intervals = followed_by(intervals, Interval(every, begins, length and begins + timedelta(days=length)))
    came = tuple(Gathering(first + timedelta(days=day), *facts) for day, *facts in meetings)
    kept, waited = Spacing(tuple(intervals), came), 0
    by_day = {each.day: each for each in sorted(came, key=lambda each: not each.is_off)}
    for day, each in sorted(by_day.items()):
        waited += 1
        if each.is_off or each.has_report:
            assert not kept.lets_off(day), "what has its report is not let off, nor what did not take place"
            waited = 0 if each.has_report else waited
        elif kept.lets_off(day):
            assert waited < kept.every(day), "it is let off only before its report is due"
        else:
            assert waited >= kept.every(day), "it reports only once its report is due"
            is_missed = each.is_over and kept.every(day) > 1
            waited = waited if is_missed else 0


def test_at_the_meeting_between_nothing_is_asked_and_everybody_reads_when_it_reports_next(plan, session, board):
    assert REF in plan.owed("15") and "requested, due 8 June" in plan.card()

    preview = plan.chair.previews("edit.interval", REF, **SECOND)
    assert "at every meeting → at every second meeting from 8 June 2021, until ended" in words_of_form(preview)
    plan.chair.saves(preview)

    assert REF not in plan.owed("15") and REF in plan.owed("29")
    assert board.actions[REF] not in asked_for(session, plan.board, NOW)
    late, over = NOW + timedelta(days=1), datetime(2021, 6, 15, 8, tzinfo=UTC)
    for now in (NOW, late, over):
        each, card = plan.one(now), plan.card(now)
        assert each.statement_state is StatementState.NOT_DUE and not each.is_not_updated
        assert "not due: reports every second meeting, next 29 June" in card
        assert "Reports: every second meeting, next 29 June" in card
        assert not {"missed", "not updated", "excused"} & set(card.replace(",", "").split())
    counts = tally(assess_plan(session, plan.board, late))
    assert dict(counts.statements)[StatementState.NOT_DUE] == 1
    assert told(session) == ["U_QA"]
    reports = "at every second meeting from 8 June 2021, until ended"
    assert ("change_interval", "at every meeting", reports, WHY) in on_record(session)


def test_what_a_meeting_lets_off_is_not_counted_as_still_to_be_asked_for(plan, session, board):
    plan.adds(datetime(2021, 6, 1, 8, 30, tzinfo=UTC))
    sends_statement(session, board, REF, "Green", at=datetime(2021, 5, 27, 9, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, **SECOND)

    counts = tally([plan.one(datetime(2021, 6, 10, 9, tzinfo=UTC))])
    assert (counts.not_asked_yet, dict(counts.statements)[StatementState.NOT_DUE]) == (0, 1)


def test_a_meeting_between_two_reports_is_not_missed_afterwards_either(plan, session):
    plan.chair.edits("edit.interval", REF, **SECOND)
    ended = datetime(2021, 6, 15, 13, tzinfo=UTC)
    plan.chair.edits("edit.interval", REF, now=ended, every="1", since=date(2021, 6, 15))

    after = datetime(2021, 6, 29, 12, tzinfo=UTC)
    assert plan.owed("29", ended).count(REF) == 1
    assert "Reports:" not in plan.card(ended)
    found = find_exceptions(session, plan.board, plan.meeting("29"), after)
    assert not any("no statement" in why for each in found if each.ref == REF for why in each.why)
    assert ("change_interval", "at every second meeting from 8 June 2021, until ended", "at every meeting", WHY) in (
        on_record(session)
    )


def test_the_ladder_and_the_forecast_pass_it_over(plan, session, board):
    ladder = Ladder(session, board)
    for each in session.query(tables.AgendaItem).filter_by(meeting_id=ladder.meeting.id):
        if each.action_id != board.actions[REF]:
            session.delete(each)
    session.flush()
    plan.chair.edits("edit.interval", REF, now=EARLIER, every="2", since=date(2021, 5, 31))
    plan_meeting(session, plan.board, ladder.meeting, EARLIER)

    ahead = foresee(session, plan.board, EARLIER, datetime(2021, 6, 16, tzinfo=UTC))

    asks = [each for each in ahead if each.to == "U_QA" and each.is_sent and "HTA-2021-06-15" in each.why]
    assert not [each for each in asks if "statement" in as_text(each.message).lower() and "T−10" in each.why]
    unsent = [each.why_not for each in ahead if not each.is_sent and "T−10" in each.why]
    assert any("between two of their reports" in why for why in unsent), unsent


def test_before_it_is_saved_the_chair_reads_at_which_meeting_the_next_report_is(plan, session, board):
    preview = words_of_form(plan.chair.previews("edit.interval", REF, **SECOND))
    assert f"{REF} reports next at the meeting of 29 June. At the meetings between, nothing is asked" in preview

    later = words_of_form(plan.chair.previews("edit.interval", REF, every="4", since=date(2021, 6, 8)))
    assert f"The meeting at which {REF} reports next is not arranged yet." in later


def test_one_that_is_overdue_can_not_report_less_often(plan, session, board):
    session.get_one(tables.Action, board.actions[REF]).deadline = date(2021, 6, 1)
    session.flush()

    reply = plan.chair.sends(plan.chair.opens("edit.interval", REF), **SECOND)

    assert "since it is overdue" in reply.errors["every"] and "card" not in reply.errors["every"]
    reply = plan.chair.sends(plan.chair.opens("edit.interval", REF), **SECOND, scope="whole")
    assert "choose this on the card of an action that can" in reply.errors["every"]


def test_it_ends_by_itself_once_the_officer_says_red_and_the_chair_is_told(plan, session, board):
    plan.chair.edits("edit.interval", REF, **SECOND)
    sends_statement(session, board, REF, "Red", at=NOW + timedelta(hours=1))
    assert REF in plan.owed("15", NOW + timedelta(hours=1)), "from that moment on"

    ladder = Ladder(session, board)
    ladder.plan(NOW)
    ladder.tick(NOW + timedelta(hours=2))

    assert sorted(told(session, "interval_ended")) == ["U_CHAIR", "U_QA"]
    assert session.query(tables.ReportingInterval).one().until == NOW.date()
    assert [entry[3] for entry in on_record(session) if entry[0] == "change_interval"][-1] == "it is Red"
    ladder.tick(NOW + timedelta(hours=3))
    assert len(told(session, "interval_ended")) == 2


def test_the_whole_plan_reports_less_often_but_for_what_is_in_need(plan, session, board):
    session.get_one(tables.Action, board.actions["BCP-03"]).deadline = date(2021, 6, 1)
    session.flush()

    preview = words_of_form(form := plan.chair.previews("edit.interval", REF, **SECOND, scope="whole"))
    saved = words_of(plan.chair.saves(form))

    assert "BCP-03" in preview.partition("left out")[0] and "The same for" in preview
    assert "BCP-03" in plan.owed("15")
    spaced = session.query(tables.ReportingInterval).count()
    assert spaced > 5
    assert saved.startswith(f"{REF} and {spaced - 1} more report at every second meeting from 8 June 2021")
    assert len(told(session)) == len(set(told(session))), "each officer once"
    lines = [entry for entry in on_record(session) if entry[0] == "change_interval"]
    assert len(lines) == spaced


def test_only_the_chair_decides_and_the_deputy_while_there_is_none(plan, session, board):
    press = Press(caller("U_PM"), "edit.interval", str(board.actions[REF]))

    assert "at which meetings an action reports" in is_refused(session, press, NOW)
    deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2020, 1, 1))
    people.hold(session, deputy, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
    people.seat(session, board.id, Role.DEPUTY, deputy)
    press = Press(caller("U_DEPUTY"), "edit.interval", str(board.actions[REF]))
    assert is_refused(session, press, NOW).startswith("The chair decides this.")

    people.vacate(session, people.get_post(session, board.posts["Independent Chair"]), date(2021, 6, 1))
    Editor(session, board, "U_DEPUTY").edits("edit.interval", REF, **SECOND)

    assert REF not in plan.owed("15")


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"since": date(2021, 6, 1)}, "since"), ({"since": date(2021, 6, 9), "until": date(2021, 6, 9)}, "until")],
)
def test_days_that_can_not_be_are_explained(plan, answers, field):
    form = plan.chair.opens("edit.interval", REF)

    assert plan.chair.sends(form, every="2", **answers).errors[field]


def test_once_its_last_day_is_past_it_is_asked_at_every_meeting_again(plan):
    plan.chair.edits("edit.interval", REF, every="4", since=NOW.date(), until=date(2021, 6, 20))

    assert REF not in plan.owed("15") and REF in plan.owed("29")
    assert "Reports: every fourth meeting, until 20 June, next 29 June" in plan.card()
    assert "Reports:" not in plan.card(datetime(2021, 6, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("does_it", "why"),
    [
        (lambda plan: does(plan.session, Typed(caller("U_CHAIR"), f"watch {REF} because it slips"), NOW), "watch list"),
        (lambda plan: Editor(plan.session, plan.sample).edits("edit.facts", REF, marks=("urgent",)), "urgent"),
    ],
)
def test_what_is_watched_or_urgent_does_not_wait_and_its_officer_is_asked_at_once(plan, session, does_it, why):
    plan.chair.edits("edit.interval", REF, **SECOND)
    assert REF not in plan.owed("15")

    does_it(plan)

    assert REF in plan.owed("15") and "Reports:" not in plan.card()
    assert sorted(told(session, "interval_ended")) == ["U_CHAIR", "U_QA"]
    ends = [entry for entry in on_record(session) if entry[0] == "change_interval" and why in entry[3]]
    assert [entry[2] for entry in ends] == ["at every meeting"]
    assert [meeting for meeting, _ in asked_again(session)].count(plan.meeting("15").id) == 1
    form = plan.chair.opens("edit.interval", REF)
    assert why in plan.chair.sends(form, **SECOND).errors["every"]


def asked_again(session) -> list[tuple[int, int]]:
    """The meetings and posts that are to be asked for anew, each as often as it is."""
    rows = session.query(tables.Outbox).filter(tables.Outbox.key.contains(":again"))
    return [(row.args["meeting"], row.args["post"]) for row in rows if row.args["rung"] == STATEMENT_REQUEST]


def test_a_statement_that_comes_in_where_nothing_was_asked_counts_and_once_it_is_withdrawn_the_next_is_due_again(
    plan, session, board
):
    later = datetime(2021, 6, 14, 9, tzinfo=UTC)
    plan.chair.edits("edit.interval", REF, **SECOND)
    sends_statement(session, board, REF, "Green", at=later)
    row = session.query(tables.Statement).order_by(tables.Statement.id.desc()).first()
    row.meeting_id = plan.meeting("15").id
    session.get_one(tables.Meeting, plan.meeting("29").id).request_at = NOW
    session.flush()
    assert REF not in plan.owed("29", later)

    does(session, Press(caller("U_QA"), "statement.withdraw", str(row.id)), later)

    assert REF in plan.owed("29", later)
    assert (plan.meeting("29").id, session.get_one(tables.Action, row.action_id).accountable_post_id) in (
        asked_again(session)
    )


def test_who_is_let_off_is_not_told_of_a_slot_unless_another_action_of_theirs_is_due(plan, session, board):
    ladder, other = Ladder(session, board), session.get_one(tables.Action, board.actions["BCP-07"])
    post = session.get_one(tables.Action, board.actions[REF]).accountable_post_id
    for each in session.query(tables.Action).filter_by(accountable_post_id=post):
        each.lifecycle = "closed_complete" if each.ref != REF else each.lifecycle
    session.flush()
    plan.chair.edits("edit.interval", REF, **SECOND)
    row = Planned(1, "x", "slot_soon", {"post": post}, at(15, 9), board.id)

    assert make_up_slot_soon(session, plan.board, ladder.meeting, row, at(15, 9)) == Drop(REPORTS_LATER)

    other.accountable_post_id = post
    session.flush()
    told_now = make_up_slot_soon(session, plan.board, ladder.meeting, row, at(15, 9))
    assert isinstance(told_now, MadeUp)
    assert "BCP-07" in as_text(told_now.message) and REF not in as_text(told_now.message)


def test_every_meeting_has_no_last_day_and_the_form_says_so_unless_it_only_stood_there(plan, session):
    form = plan.chair.opens("edit.interval", REF)
    assert "has no last day" in plan.chair.sends(form, every="1", until=date(2021, 7, 1)).errors["until"]

    plan.chair.edits("edit.interval", REF, **SECOND, until=date(2021, 7, 1))
    plan.chair.edits("edit.interval", REF, every="1", since=NOW.date())

    assert REF in plan.owed("15")


def test_what_was_on_hold_when_its_report_was_due_reports_at_the_first_meeting_after(plan, session, board):
    plan.adds(datetime(2021, 7, 13, 8, 30, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, **SECOND)
    over = datetime(2021, 6, 30, 9, tzinfo=UTC)
    assert REF not in plan.owed_on("HTA-2021-07-13", NOW)

    row = session.get_one(tables.Action, board.actions[REF])
    row.lifecycle, row.hold_decision = "on_hold", "D-1"
    session.flush()
    assert REF not in plan.owed_on("HTA-2021-07-13", over)

    row.lifecycle, row.hold_decision = "in_progress", None
    session.flush()
    assert REF in plan.owed_on("HTA-2021-07-13", over)


def test_a_meeting_that_comes_between_is_the_one_that_lets_off_and_who_is_due_by_then_is_asked_at_once(
    plan, session, board
):
    early = {"every": "2", "since": date(2021, 6, 3)}
    plan.chair.edits("edit.interval", REF, now=at(3, 9), **early)
    assert REF not in plan.owed("15", at(3, 10)) and not asked_again(session)

    answers = {"kind": "holding_to_account", "day": date(2021, 6, 10), "start": time(9), "end": time(11)}
    does(session, Answers(caller("U_PM"), "setup_meeting", str(board.id), {**answers, "covers": REF}), at(3, 11))

    assert REF in plan.owed("15", at(3, 12))
    post = session.get_one(tables.Action, board.actions[REF]).accountable_post_id
    assert (plan.meeting("15").id, post) in asked_again(session)


def test_who_was_asked_for_a_meeting_at_which_it_does_not_report_now_reads_so(plan, session, board):
    ladder = Ladder(session, board)
    ladder.plan(at(31, 9, month=5))
    ladder.tick(at(1, 10))
    (row,) = session.query(tables.Outbox).filter_by(to="U_QA", kind="statement_requested", amends=None)
    assert f"Write the statement for {REF}" in str(row.message)

    plan.chair.edits("edit.interval", REF, now=at(2, 10), every="2", since=date(2021, 6, 2))

    session.expire_all()
    request = as_text(stands(row))
    assert f"{REF} reports at every second meeting now. Nothing is asked for this one." in request
    assert f"Write the statement for {REF}" not in request


def test_who_was_asked_for_a_meeting_that_lets_off_since_another_came_before_it_reads_so(plan, session, board):
    plan.adds(datetime(2021, 6, 1, 8, 30, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, now=at(25, 9, month=5), every="2", since=date(2021, 5, 25))
    ladder = Ladder(session, board)
    ladder.plan(at(31, 9, month=5))
    ladder.tick(at(1, 10))
    about = {"meeting_id": ladder.meeting.id, "to": "U_QA", "kind": "statement_requested", "amends": None}

    def request() -> str:
        session.expire_all()
        return as_text(stands(session.query(tables.Outbox).filter_by(**about).one()))

    assert REF in plan.owed("15", at(3, 10)) and f"Write the statement for {REF}" in str(
        session.query(tables.Outbox).filter_by(**about).one().message
    )

    answers = {"kind": "holding_to_account", "day": date(2021, 6, 10), "start": time(9), "end": time(11)}
    does(session, Answers(caller("U_PM"), "setup_meeting", str(board.id), {**answers, "covers": REF}), at(3, 11))

    assert REF not in plan.owed("15", at(3, 12)) and REF in plan.owed_on("HTA-2021-06", at(3, 12))
    assert f"{REF} reports at another meeting now. Nothing is asked for this one." in request()


def test_what_becomes_overdue_overnight_reports_at_every_meeting_from_that_morning(plan, session, board):
    plan.chair.edits("edit.interval", REF, **SECOND)
    session.get_one(tables.Action, board.actions[REF]).deadline = date(2021, 6, 9)
    session.flush()

    keep_planned(session, at(9, 23))
    assert not told(session, "interval_ended"), "it is due today, and not late"
    keep_planned(session, at(10, 1))

    rows = session.query(tables.Outbox).filter_by(kind="interval_ended").all()
    assert sorted(row.to for row in rows) == ["U_CHAIR", "U_QA"]
    assert {row.due_at.hour for row in rows} == {7}, "not at night: from the board’s first hour"
    assert session.query(tables.ReportingInterval).one().until == date(2021, 6, 10)


def test_a_statement_for_another_board_leaves_the_count_of_its_own_board_as_it_is(plan, session, board):
    _, theirs = plan.shares(datetime(2021, 6, 17, 8, 30, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, **SECOND)
    sends_statement(session, board, REF, "Green", at=NOW)
    row = session.query(tables.Statement).order_by(tables.Statement.id.desc()).first()
    row.meeting_id = theirs.id
    session.flush()

    serve_others(session, plan.one().action, row.id, theirs.id, NOW)

    assert REF in plan.owed("29") and plan.one().statement_state is StatementState.NOT_DUE


def test_the_whole_plan_goes_back_to_every_meeting_and_each_post_is_asked_once(plan, session):
    plan.chair.edits("edit.interval", REF, **SECOND, scope="whole")
    let_off_before = set(plan.owed("29")) - set(plan.owed("15"))
    assert len(let_off_before) > 5

    plan.chair.edits("edit.interval", REF, every="1", since=NOW.date(), scope="whole")

    assert let_off_before <= set(plan.owed("15"))
    asked = asked_again(session)
    assert asked and len(asked) == len(set(asked))


def test_a_report_that_was_due_at_a_cancelled_meeting_is_asked_for_by_the_next(plan, session, board):
    later = datetime(2021, 6, 25, 9, tzinfo=UTC)
    plan.adds(datetime(2021, 7, 6, 8, 30, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, **SECOND)
    assert REF in plan.owed("29", later) and REF not in plan.owed_on("HTA-2021-07-06", later)

    about = f"{board.id}:{plan.meeting('29').id}"
    shown = does(session, Answers(caller("U_PM"), "setup_cancel", about, {"reason": "Bank holiday."}), later).form
    does(session, Answers(caller("U_PM"), "setup_cancel", shown.about, {}), later)

    assert REF in plan.owed_on("HTA-2021-07-06", later)
    post = session.get_one(tables.Action, board.actions[REF]).accountable_post_id
    assert [theirs for _, theirs in asked_again(session)].count(post) == 1


def test_a_statement_goes_to_the_meeting_that_asks_for_it_and_not_to_one_that_lets_it_off(plan, session, board):
    session.get_one(tables.Meeting, plan.meeting("29").id).request_at = NOW
    plan.chair.edits("edit.interval", REF, **SECOND)

    found = meeting_to_answer(session, board.actions[REF], NOW)

    assert found is not None and found.ref == "HTA-2021-06-29"


def test_run_sheet_pack_and_lists_say_that_it_is_not_due_and_the_release_before_can_read_the_pack(plan, session, board):
    plan.chair.edits("edit.interval", REF, **SECOND)
    now, meeting = datetime(2021, 6, 10, 16, tzinfo=UTC), plan.meeting("15")

    sheet = next(line.says for line in lines_of(session, plan.board, meeting, now) if line.outcome.ref == REF)
    assert sheet.startswith("Not due: reports every second meeting, next 29 June. ")
    item = next(each for each in fix_pack(session, plan.board, meeting, now).items if each.ref == REF)
    assert item.state is StatementState.NOT_DUE and not item.is_missing
    stored = kept(item)
    assert stored["state"] == "excused", "which is a word that the release before knows"
    assert item_kept(stored, statement_id=item.statement_id, is_missing=False) == item
    about = (f"{meeting.id}:{number}" for number in (1, 2, 3))
    page = "".join(words_of(does(session, Press(caller("U_CHAIR"), "pack.show", each), now)) for each in about)
    assert "Statement: not due: reports every second meeting, next 29 June" in page
    for typed in ("status", "summary"):
        assert "not due 1" in words_of(does(session, Typed(caller("U_CHAIR"), typed), now))
    assert "not due: reports every second meeting" in words_of(does(session, Typed(caller("U_QA"), "mine"), now))
    home = words_of(does(session, HomeOpened(caller("U_QA")), now))
    assert f"{REF}: late" not in home and f"{REF}: requested" not in home


def test_a_statement_is_not_old_on_the_day_on_which_an_interval_ends_but_once_the_next_report_is_due(
    plan, session, board
):
    for row in session.query(tables.Statement).filter_by(action_id=board.actions[REF]):
        row.at = datetime(2021, 3, 20, 9, tzinfo=UTC)
    session.flush()
    plan.chair.edits("edit.interval", REF, every="4", since=NOW.date(), until=date(2021, 6, 20))

    ended, due = datetime(2021, 6, 21, 9, tzinfo=UTC), datetime(2021, 6, 29, 9, tzinfo=UTC)
    assert plan.one(ended).suggestion.rating is Rating.GREEN, "it was let off, 93 days after its last statement"
    assert plan.one(due).suggestion.rating is Rating.RED


def test_what_one_boards_meeting_lets_off_another_board_that_left_it_to_that_meeting_asks_for(plan, session, board):
    other, theirs = plan.shares(datetime(2021, 6, 17, 8, 30, tzinfo=UTC))
    assert not owed_to(session, other, theirs, NOW), "BCP-06 is asked for its own board first"

    plan.chair.edits("edit.interval", REF, **SECOND)

    assert [each.ref for each in owed_to(session, other, theirs, NOW)] == [REF]
    assert [meeting for meeting, _ in asked_again(session)] == [theirs.id], "as that one has asked already"


def test_a_board_that_meets_on_the_same_day_as_one_that_lets_an_action_off_reads_what_it_asked_for(
    plan, session, board
):
    other, theirs = plan.shares(datetime(2021, 6, 15, 13, tzinfo=UTC))
    plan.chair.edits("edit.interval", REF, **SECOND)

    (line,) = lines_of(session, other, theirs, NOW)
    assert line.says.startswith("No statement received, requested")


def test_the_deputy_who_decides_about_the_chairs_own_action_decides_about_no_more_of_the_plan(plan, session, board):
    deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2020, 1, 1))
    people.hold(session, deputy, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
    people.seat(session, board.id, Role.DEPUTY, deputy)
    session.get_one(tables.Action, board.actions[REF]).accountable_post_id = board.posts["Independent Chair"]
    session.flush()

    Editor(session, board, "U_DEPUTY").edits("edit.interval", REF, **SECOND, scope="whole")

    assert [row.action_id for row in session.query(tables.ReportingInterval)] == [board.actions[REF]]


def test_who_was_asked_for_another_action_is_asked_again_for_one_that_reports_at_every_meeting_again(
    plan, session, board
):
    other = session.get_one(tables.Action, board.actions["BCP-07"])
    other.accountable_post_id = session.get_one(tables.Action, board.actions[REF]).accountable_post_id
    session.flush()
    ladder = Ladder(session, board)
    ladder.plan(at(1, 9))
    ladder.tick(at(1, 10))
    plan.chair.edits("edit.interval", REF, now=at(2, 10), every="2", since=date(2021, 6, 2))
    plan.chair.edits("edit.interval", REF, now=at(3, 10), every="1", since=date(2021, 6, 3))
    ladder.tick(at(3, 11))

    asked = [
        row.message
        for row in session.query(tables.Outbox).filter_by(to="U_QA", meeting_id=plan.meeting("15").id)
        if row.message
    ]
    assert sum(asks_for(Message.model_validate(message), board.actions[REF]) for message in asked) == 1
