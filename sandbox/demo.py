"""Pushing the demo's clock: through everything that happens on the way, in order, and no faster than it can be done."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

from sandbox.clock import PushedClock
from sandbox.seed import Event

NextDue = Callable[[], tuple[datetime, str] | None]

WORDS = {
    "statement_request": "statements are asked for",
    "weekly_summary": "weekly summary",
    "pack_freeze": "the pack is fixed",
    "pack_ready": "the chair gets the pack",
    "pack_notice": "the board hears of the pack",
    "questions": "officers get the questions",
    "challenge_answered": "a challenge is answered",
    "challenge_moved": "a question goes on with another action",
    "challenge_settled": "a challenge is settled",
    "run_sheet": "the run sheet",
    "run_sheet_paper": "the run sheet comes to print",
    "slot_soon": "an officer’s slot is near",
    "slot_declined": "nobody comes to a slot",
    "undecided": "what was not decided comes back",
    "outcome": "officers get their outcomes",
    "outcomes_stand": "outcomes stand that nobody objected to",
    "outcome_disputed": "an outcome is not right",
    "outcomes_summary": "summary of the meeting",
    "log_draft": "draft of the decision log",
    "log_draft_again": "draft of the decision log, once more",
    "log_waits": "the decision log waits",
    "decision_log": "the decision log",
    "new_date_asked": "a new date is asked for",
    "new_dates_asked": "several new dates are asked for",
    "new_date_added": "more is said about a new date",
    "new_date_more": "an officer is asked about a new date",
    "new_date_decided": "an officer hears about a new date",
    "new_date_withdrawn": "a request for a new date is withdrawn",
    "action_delivered": "the chair is told what is delivered",
    "delivery_undecided": "nobody can accept what is delivered",
    "closed_told": "an officer hears what is closed",
    "missing_told": "an officer hears what is missing",
    "closure_check": "does what was closed still hold?",
    "check_again": "does what was closed hold? Once more",
    "check_overdue": "checks that are overdue",
    "check_unanswered": "checks that nobody answered",
    "decision_recorded": "a decision of the chair was recorded",
    "recorded_answered": "what was recorded is not right",
    "recorded_undone": "a decision was taken back",
    "reopened_told": "an action is open again",
    "plan_to_close": "the chair is asked to close the plan",
    "plan_closed": "the plan is closed",
    "refs_changed": "officers hear their new references",
    "help_no_more": "help is needed no more",
    "interval_ended": "an action reports at every meeting again",
    "no_longer_yours": "another officer answers for an action",
    "acting_over": "acting for an officer is over",
    "welcome_back": "somebody is back",
    "temporary_officer": "a line director stands in",
    "handover_open": "a handover is still open",
    "statement_requested": "statements are asked for",
    "statement_reminder": "those who have not begun are reminded",
    "statement_due_today": "those not done are reminded: due today",
    "statement_late": "those who are late are asked",
    "statement_late_delegate": "delegates of the late are asked",
    "roster_check": "the manager checks who holds which post",
    "roster_check_again": "a reminder to check who holds each post",
    "post_leaves": "somebody’s last day has passed",
    "vacant_seats": "a reminder of vacant seats",
    "surgery_soon": "those who come to a surgery are told",
    "surgery_moved": "a surgery is moved",
    "surgery_cancelled": "a surgery is cancelled",
    "surgery_after": "what was agreed at a surgery is asked",
    "surgery_follow_up": "what a surgery agreed comes back",
    "skipped_messages": "what was skipped",
    "action_changed": "an action was changed",
    "dependency_slipped": "what an action waits for slips",
    "dependency_passed": "what an action waits for is late",
    "waited_for_changed": "what an action waits for has changed",
    "exceptions": "an exception report is drafted",
    "late_list": "the list of what is late",
    "line_director": "line directors are told what is late",
    "input_request": "contributors are asked for input",
    "input_reminder": "contributors are reminded of input",
    "week_ahead": "what is due next week",
    "asked_of_you": "reminders, all in one message",
    "statement_received": "thanks for a statement",
    "figures_request": "the data manager is asked for figures",
    "figures_reminder": "a reminder of figures",
    "figures_asked": "the data manager is asked for figures",
    "figures_reminded": "a reminder of figures",
    "watch_figures": "figures for the watch list",
    "watch_figures_asked": "figures for the watch list",
    "nobody_for_figures": "nobody can be asked for figures",
    "milestones_asked": "milestones that were due are asked about",
    "board_pack": "the board pack is announced",
    "quarterly": "the drafts of the quarter",
    "meeting_moved": "a meeting is moved",
    "meeting_cancelled": "a meeting is cancelled",
    "meeting_changed": "a meeting goes through other actions",
}
"""What the bot does next, as the bar says it."""
SOMETHING = "somebody gets a message"
"""What the bar says of anything else: the bot's own name for it would tell nobody anything."""


class DemoClock:
    """Moves the board's clock from one thing to the next, letting the sample's people and the bot act at each.

    `drain` lets the bot do all that is due; `next_due` says when the bot next has something to do; `begin_day` lets it
    see to what only the coming of a day brings, as a worker does. `in_thread` runs what uses the database.
    """

    def __init__(
        self,
        clock: PushedClock,
        events: list[Event],
        *,
        next_due: NextDue,
        drain: Callable[[], Awaitable[None]],
        begin_day: Callable[[], object],
        in_thread: Callable[[Callable[[], object]], Awaitable[object]],
    ) -> None:
        self._clock = clock
        self._events = events
        self._next_due = next_due
        self._drain = drain
        self._begin_day = begin_day
        self._in_thread = in_thread
        self._one_at_a_time = asyncio.Lock()

    async def advance(self, to: datetime) -> None:
        """Push the clock to `to` (aware), stopping at each thing that falls due on the way, and as each day begins."""
        async with self._one_at_a_time:
            await self._happen()
            await self._drain()
            while True:
                before, at = self._clock.now(), await self._next_stop(to)
                self._clock.set(max(at, before))
                if self._clock.now().date() > before.date():
                    await self._in_thread(self._begin_day)
                await self._happen()
                await self._drain()
                if at >= to:
                    return

    @property
    def story_ends(self) -> datetime | None:
        """When the last thing happens that the sample's people do of their own accord; None once it has."""
        return self._events[-1].at if self._events else None

    def next_thing(self) -> tuple[datetime, str] | None:
        """When the bot will next do something, and what in a few words."""
        due = self._next_due()
        return (max(due[0], self._clock.now()), WORDS.get(due[1], SOMETHING)) if due else None

    async def _next_stop(self, to: datetime) -> datetime:
        due = await self._in_thread(self._next_due)
        stops = [to, _next_day(self._clock.now())]
        stops += [self._events[0].at] if self._events else []
        stops += [due[0]] if isinstance(due, tuple) else []
        coming = [stop for stop in stops if self._clock.now() < stop <= to]
        return min(coming, default=to)

    async def _happen(self) -> None:
        while self._events and self._events[0].at <= self._clock.now():
            await self._in_thread(self._events.pop(0).do)


def _next_day(now: datetime) -> datetime:
    """When the next day begins, in UTC: in Britain it has begun by then, too."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(0), UTC)
