"""An action as it stands today, with what the rules make of it: what a status, a summary and a form are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from bot.domain.actions import Lifecycle
from bot.domain.asking import Asked, StatementState, state_of
from bot.domain.dates import day_in_words
from bot.domain.intervals import ALWAYS, Spacing
from bot.domain.rating_facts import MilestoneFact, Rating, RatingFacts, Tolerances
from bot.domain.ratings import Shown, Suggestion, confirmed_when, needs_reason, shown, suggest
from bot.domain.restriction import RESTRICTED


@dataclass(frozen=True)
class LastStatement:
    """The newest statement of an action, as far as a list needs it. `day` is in the board's zone."""

    id: int
    day: date
    rating: Rating | None
    reason: str
    post: str
    on_behalf_of: str
    has_evidence: bool
    came_by: str
    evidence_kind: str = ""
    """What sort of evidence it names, as `EVIDENCE_KINDS` has it; empty where that was not said."""
    evidence_on: date | None = None
    confidence: int | None = None
    """How sure its officer is, from 1 to 5."""
    meeting_on: date | None = None
    """The day of the board’s meeting that it is for, whichever board asked for it; None where it is for none."""


@dataclass(frozen=True)
class Confirmed:
    """The newest rating that a chair confirmed. `day` is in the board's zone."""

    rating: Rating
    day: date
    decision_ref: str


@dataclass(frozen=True)
class Help:
    """Help that was asked for and not yet given."""

    words: str
    asked_of: str
    needed_by: date | None
    kind: str = ""
    """What sort of barrier it is about; empty where it was not said."""


PILOT_STEPS = {"started": "pilot started", "reviewed": "pilot reviewed", "rolled_out": "rolled out"}
"""The steps of a pilot that a milestone can be. Starting a pilot does not complete the action."""


@dataclass(frozen=True)
class Milestone:
    """A dated point on the way; one without a date counts in no rule until it is dated."""

    id: int
    title: str
    due: date | None
    done_on: date | None
    is_critical: bool
    forecast: date | None = None
    """When it is expected now, where somebody has said that it was not done by its date."""
    baseline: date | None = None
    """When it was first due."""
    pilot: str = ""
    """Which step of a pilot it is, as `PILOT_STEPS` names it; empty for any other milestone."""
    reference: str = ""
    """Its own, such as BCP-06-M1."""

    @property
    def name(self) -> str:
        """Its reference and its title."""
        return f"{self.reference} {self.title}".strip()

    @property
    def expected(self) -> date | None:
        """The day after which it is asked about: when it was due, or is forecast for if that is later."""
        return self.forecast if self.due and self.forecast and self.forecast > self.due else self.due


@dataclass(frozen=True)
class Held:
    """How a post is held: since when, until when if that is known, and whether the handover has been accepted.

    `contact` is who types for a holder who has no account here, by name and by account.
    """

    since: date
    leaves_on: date | None = None
    is_temporary: bool = False
    is_accepted: bool = True
    contact: str = ""
    contact_account: str = ""


@dataclass(frozen=True)
class Action:
    """One action of the plan, with everything that a rating and a card need. Days are in the board's zone."""

    id: int
    board_id: int
    ref: str
    title: str
    words: str
    priority: str
    position: int
    post_id: int
    post: str
    holder: str
    holder_account: str
    vacant_since: date | None
    away_until: date | None
    delegate_post: str
    lead: str
    source: str
    lifecycle: Lifecycle
    is_urgent: bool
    is_statutory: bool
    approved_on: date
    start: date | None
    baseline: date | None
    deadline: date | None
    forecast: date | None
    delivered_on: date | None
    hold_decision: str | None
    hold_review: date | None
    moves: int
    success_measure: str
    measure_history: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    statement: LastStatement | None
    confirmed: Confirmed | None
    help: tuple[Help, ...]
    reopened: int = 0
    """How often it was opened again after it had been closed."""
    held: Held | None = None
    """How its post is held today; None while that is vacant."""
    fresh_look: date | None = None
    """The forecast that a new holder gave when they took a fresh look, and the day on which they did."""
    fresh_look_on: date | None = None
    delegate_until: date | None = None
    """The first day on which the delegate answers no longer."""
    delegate_vacant_since: date | None = None
    delegate_away_until: date | None = None
    """Of the delegate's own post: since when nobody holds it, and until when its holder is away."""
    is_acted_for: bool = False
    """Whether the delegate acts as accountable officer, as the chair decided."""
    begun_on: date | None = None
    """The day on which somebody last wrote at a draft of its statement; None where there is no draft."""
    spacing: Spacing = ALWAYS
    """Since when it reports less often than at every meeting, and how often."""
    is_watched: bool = False
    """Whether it is on a watch list."""
    behind: "Action | None" = None
    """The same with its words, where it is restricted and this is without them: for who may read it alone."""

    is_marked_restricted: bool = False
    """Whether it is restricted, also where this has its words."""

    @property
    def is_restricted(self) -> bool:
        """Whether its words are held back here."""
        return self.behind is not None

    @property
    def opened(self) -> "Action":
        """The same with its words. Unchecked: ask who may read it first."""
        return self.behind or self

    def held_back(self) -> "Action":
        """The same without a word of what is to be done, what was said of it, or what help it asks for."""
        said = self.statement
        return replace(
            self,
            title=RESTRICTED,
            words=RESTRICTED,
            success_measure=RESTRICTED if self.success_measure else "",
            milestones=tuple(replace(each, title=RESTRICTED) for each in self.milestones),
            help=tuple(replace(each, words=RESTRICTED, kind="") for each in self.help),
            statement=replace(said, reason=RESTRICTED if said.reason else "") if said else None,
            behind=self,
        )

    def has_delegate(self, today: date) -> bool:
        """Whether a delegate may answer for it on a day who is there: in post, and not away as well."""
        is_away = self.delegate_away_until is not None and today <= self.delegate_away_until
        return bool(self.delegate_post) and self.delegate_vacant_since is None and not is_away

    def delegate_words(self, today: date) -> str:
        """Who answers for its officer on a day; empty where no delegate is named."""
        if not self.delegate_post or self.has_delegate(today):
            return self.delegate_post
        state = "vacant" if self.delegate_vacant_since else "away too"
        is_there = bool(self.holder_account) and not self.is_away(today)
        return f"{self.delegate_post}, which is {state}{'' if is_there else ': no one to answer'}"

    def acting_words(self, today: date) -> str:
        """ "acting: Head of Early Help, for Service Director, until 30 July"; empty where nobody acts."""
        if not self.is_acted_for:
            return ""
        until = f", until {day_in_words(self.delegate_until - timedelta(days=1), today)}" if self.delegate_until else ""
        return f"acting: {self.delegate_post}, for {self.post}{until}"

    @property
    def has_fresh_look(self) -> bool:
        """Whether the forecast is one that a new holder gave with a fresh look, and stands as they gave it."""
        return self.fresh_look is not None and self.fresh_look == self.forecast

    @property
    def is_live(self) -> bool:
        """Not closed. On hold and not started are live: they still count."""
        return not self.lifecycle.is_closed

    @property
    def owes_statements(self) -> bool:
        """Whether its officer is asked to report on it: not once it waits for the Board, nor before it is agreed."""
        waits = {Lifecycle.DELIVERED, Lifecycle.DRAFT} | ({Lifecycle.ON_HOLD} if self.hold_decision else set())
        return self.is_live and self.lifecycle not in waits

    def facts(self, today: date) -> RatingFacts:
        """What the rules look at."""
        return RatingFacts(
            lifecycle=self.lifecycle,
            urgent=self.is_urgent,
            approved_on=self.approved_on,
            start=self.start,
            baseline=self.baseline,
            deadline=self.deadline,
            forecast=self.forecast,
            milestones=tuple(
                MilestoneFact(step.due, step.done_on, step.is_critical, step.title)
                for step in self.milestones
                if step.due
            ),
            last_statement=self.statement.day if self.statement else None,
            has_accountable_officer=bool(self.holder_account),
            vacant_since=None if self.holder_account else self.vacant_since,
            away_without_delegate=self.is_away(today) and not self.has_delegate(today),
            measure_history=tuple(Rating.named(word) for word in self.measure_history if word != "improving"),
            measure_improving="improving" in self.measure_history,
            help_needed_by=min((help.needed_by for help in self.help if help.needed_by), default=None),
            rebaselines=self.moves,
            delivered_on=self.delivered_on,
            hold_decision=self.hold_decision,
            hold_review=self.hold_review,
            has_success_measure=bool(self.success_measure),
        )

    def is_away(self, today: date) -> bool:
        """Whether the post's holder is away today. Why is never asked."""
        return self.away_until is not None and today <= self.away_until

    def is_overdue(self, today: date) -> bool:
        """The deadline has passed and the work is not delivered; a thing due today is not late today."""
        waits_for_the_board = self.lifecycle is Lifecycle.DELIVERED
        return self.is_live and not waits_for_the_board and self.deadline is not None and self.deadline < today


@dataclass(frozen=True)
class Cycle:
    """The time from one Holding to Account meeting to the next, as far as one action is concerned."""

    began: date
    length: int

    def ago(self, day: date) -> int:
        """How many cycles back `day` lies: 0 in this one, 1 in the one before."""
        if day >= self.began:
            return 0
        return 1 + (self.began - day - timedelta(days=1)).days // self.length


@dataclass(frozen=True)
class Assessed:
    """An action, what the rules suggest today, and which rating is shown."""

    action: Action
    today: date
    cycle: Cycle
    suggestion: Suggestion
    asked: Asked | None = None
    """The newest meeting that has asked for a statement of it."""

    @cached_property
    def statement_state(self) -> StatementState:
        """What has become of the statement that was last asked for."""
        return self.state_for(self.asked, is_in=self._is_in)

    def state_for(self, asked: Asked | None, *, is_in: bool) -> StatementState:
        """What has become of the statement that one meeting asked for; `is_in` is whether that meeting has it."""
        is_own = asked is not None and asked.by.board_id in (None, self.action.board_id)
        is_between = asked is not None and is_own and self.is_let_off(asked.meeting_on, has_begun=asked.has_begun)
        is_begun = self.action.begun_on is not None
        return state_of(asked, is_in=is_in, excuse=self.excuse_for(asked), is_begun=is_begun, is_between=is_between)

    @cached_property
    def presses(self) -> str:
        """Why it reports at every meeting, however it was spaced: "it is overdue"; empty where nothing presses."""
        said = (
            ("it is overdue", self.action.is_overdue(self.today)),
            ("it is Red", self.shown.rating is Rating.RED or self._said_red_since),
            ("it is urgent", self.action.is_urgent),
            ("it is on the watch list", self.action.is_watched),
        )
        return next((why for why, is_so in said if is_so), "")

    @property
    def _said_red_since(self) -> bool:
        """Whether its officer has said Red since the chair last confirmed a rating."""
        last, confirmed = self.action.statement, self.action.confirmed
        return last is not None and last.rating is Rating.RED and (confirmed is None or last.day > confirmed.day)

    def is_let_off(self, meeting_on: date, *, has_begun: bool) -> bool:
        """Whether nothing is asked of it at the meeting of this day, as that comes before its next report is due.

        What presses is asked about at a meeting to come, and was not missed at one that let it off.
        """
        is_between = self.action.spacing.lets_off(meeting_on) and self.action.owes_statements
        return is_between and (has_begun or not self.presses)

    @property
    def is_not_due(self) -> bool:
        """Whether the newest meeting that asks lets it off, up to the end of the meeting's day."""
        asked = self.asked if self._is_being_asked else None
        return asked is not None and self.is_let_off(asked.meeting_on, has_begun=asked.has_begun)

    def excuse_for(self, asked: Asked | None) -> str:
        """Why nobody is expected to send the statement that one meeting asked for; empty where somebody is."""
        return asked.excuse(self.excuse) if asked else self.excuse

    @property
    def _is_in(self) -> bool:
        """What was sent to a later meeting serves this one, too, unless it was sent before this one asked: the meeting
        that it was for was moved then.
        """
        last, asked = self.action.statement, self.asked
        if last is None or asked is None or last.meeting_on is None:
            return False
        is_for_later = last.meeting_on > asked.meeting_on
        return last.meeting_on == asked.meeting_on or (is_for_later and last.day >= asked.requested_on)

    @property
    def excuse(self) -> str:
        """Why nobody is expected to send a statement of it today; empty where somebody is."""
        action = self.action
        if not action.owes_statements:
            return action.lifecycle.words
        if action.has_delegate(self.today):
            return ""
        if not action.holder_account:
            return "the post is vacant"
        return "the officer is away, with no delegate" if action.is_away(self.today) else ""

    @property
    def is_not_updated(self) -> bool:
        """Whether the statement that was due has not come, whoever is to blame: its last colour is no news then.

        A file that was loaded since it was asked for is news, and so is, up to the end of the cycle, what the chair
        confirmed since, though neither is the statement.
        """
        confirmed = self.action.confirmed if self.is_confirmed_this_cycle else None
        asked, known = self.asked, (self.action.statement, confirmed)
        if asked is None or not asked.is_past_due or self._is_in or not self.action.owes_statements:
            return False
        if self.action.spacing.lets_off(asked.meeting_on):
            return False
        return all(each is None or each.day < asked.requested_on for each in known)

    @property
    def self_assessed(self) -> Rating | None:
        """What the officer last said."""
        return self.action.statement.rating if self.action.statement else None

    @cached_property
    def shown(self) -> Shown:
        """The rating to show, and how it came about."""
        confirmed = self.action.confirmed
        return shown(
            confirmed.rating if confirmed else None,
            bool(confirmed) and self.is_confirmed_this_cycle,
            self.self_assessed,
            self.suggestion.rating,
            is_updated=not self.is_not_updated,
        )

    @property
    def is_confirmed_this_cycle(self) -> bool:
        """Whether the chair has confirmed a rating since the cycle began."""
        return self.action.confirmed is not None and self.cycle.ago(self.action.confirmed.day) == 0

    @property
    def last_confirmed_words(self) -> str:
        """An older confirmed rating, in words: "Amber confirmed in May"; empty if there is none or it is shown."""
        confirmed = self.action.confirmed
        if confirmed is None or self.is_confirmed_this_cycle:
            return ""
        return f"{confirmed.rating.word} {confirmed_when(confirmed.day, self.cycle.ago(confirmed.day), self.today)}"

    @property
    def is_rated_better_than_suggested(self) -> bool:
        """Whether the officer's rating is better than the rules suggest."""
        return self.self_assessed is not None and needs_reason(self.self_assessed, self.suggestion.rating)

    @property
    def has_statement_this_cycle(self) -> bool:
        """Whether a statement has come in since the cycle began; on a meeting's day, the one that it asked for too."""
        last = self.action.statement
        return last is not None and (self.cycle.ago(last.day) == 0 or last.meeting_on == self.today)

    @property
    def is_asked_this_cycle(self) -> bool:
        """Whether a statement has been asked for this cycle: from the request up to the end of the meeting's day.

        Between a meeting and the next request nobody owes one, nor for a meeting that lets the action off.
        """
        return self._is_being_asked and not self.is_not_due

    @property
    def _is_being_asked(self) -> bool:
        return self.asked is not None and self.asked.meeting_on >= self.today

    @property
    def lacks_statement(self) -> bool:
        """Whether it is live, was asked for a statement this cycle, and has none."""
        return self.action.is_live and self.is_asked_this_cycle and not self.has_statement_this_cycle


def assess(action: Action, today: date, tolerances: Tolerances, cycle: Cycle, asked: Asked | None = None) -> Assessed:
    """Ask the rules about one action."""
    return Assessed(action, today, cycle, _suggested(action.facts(today), today, tolerances), asked)


# The rules are a pure function of the facts, and a plan is asked about far more often than it changes.
_suggested = lru_cache(maxsize=16_384)(suggest)


def cycle_of(meeting_days: Sequence[date], today: date, length: int) -> Cycle:
    """The cycle that today is in, from the days of the meetings that go through an action.

    It began with the last meeting. Where there has been none it is taken to have begun one cycle's length before
    the next, and where no meeting is known, one length ago.
    """
    past = [day for day in meeting_days if day <= today]
    coming = [day for day in meeting_days if day > today]
    if past:
        return Cycle(max(past), length)
    return Cycle(min(coming, default=today) - timedelta(days=length), length)
