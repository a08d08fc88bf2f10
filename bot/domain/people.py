"""Who may do what: the roles of a board, and the one table that says what each may do."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum


class Role(StrEnum):
    """A seat on the board, or a relation to an action."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    PROGRAMME_MANAGER = "programme_manager"
    MEMBER = "member"
    ADVISER = "adviser"
    READ_ONLY = "read_only"
    DATA_MANAGER = "data_manager"
    APPROVER = "approver"
    """Decides where the chair and the deputy chair can not: an SRO, a commissioner, an independent member."""
    OFFICER = "officer"
    """Holds the accountable post of some action of the plan."""
    OWN_OFFICER = "own_officer"
    """Holds the accountable post of this action."""
    DELEGATE = "delegate"
    """Holds a post that may, today, answer for this action's accountable post."""
    LEAD = "lead"
    """Holds the post that the plan names as this action's lead officer."""
    CONTRIBUTOR = "contributor"
    """Holds a post that gives input to this action's statement."""
    LINE_DIRECTOR = "line_director"
    """Holds the post that this action's accountable post reports to."""

    @property
    def words(self) -> str:
        """How the role is called in a sentence."""
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.CHAIR: "the chair",
    Role.DEPUTY: "the deputy chair",
    Role.PROGRAMME_MANAGER: "the programme manager",
    Role.MEMBER: "a board member",
    Role.ADVISER: "an improvement adviser",
    Role.READ_ONLY: "a councillor with read access",
    Role.DATA_MANAGER: "the data manager",
    Role.APPROVER: "the named approver",
    Role.OFFICER: "an accountable officer",
    Role.OWN_OFFICER: "the accountable officer",
    Role.DELEGATE: "their delegate",
    Role.LEAD: "the lead officer",
    Role.CONTRIBUTOR: "a contributor",
    Role.LINE_DIRECTOR: "their line director",
}

SEATS = (
    Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER, Role.MEMBER, Role.ADVISER, Role.READ_ONLY, Role.DATA_MANAGER,
    Role.APPROVER,
)  # fmt: skip
ONE_EACH = frozenset({Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER, Role.DATA_MANAGER, Role.APPROVER})
"""The seats that a board has one of: whoever is seated next takes the place."""


class Deed(Enum):
    """A thing that not everybody may do; the value ends the sentence "Only … can"."""

    SEE_PLAN = "see the plan"
    SEE_ACTION = "see that action"
    SEND_STATEMENT = "send a statement for this action"
    ASK_INPUT = "ask for input to this statement"
    GIVE_INPUT = "give this input"
    CONFIRM_RATING = "confirm a rating, or record that it was"
    CLOSE_ACTION = "close or reopen an action, or say what is missing"
    OWN_DECISION = "say whether what was recorded as a decision is right"
    ASK_NEW_DATE = "ask for a new date for this action"
    APPROVE_DATE = "decide about a new date"
    DELIVER = "mark this action as delivered"
    CHECK_CLOSED = "say whether this still holds"
    SEE_CLOSING = "see what becomes of the actions of a plan that closes"
    CLOSE_PLAN = "close the plan"
    ANSWER_LATE = "say what hinders a statement that is late"
    SEE_TO_LATE = "see to a statement that is late"
    REPORT_EXCEPTIONS = "send an exception report"
    SEE_EXCEPTIONS = "see what was put to the chair as an exception"
    ARRANGE_ABSENCE = "say who is away and who answers meanwhile"
    NAME_ACTING = "say who acts as accountable officer during a long absence"
    ACCEPT_HANDOVER = "accept a handover"
    RAISE_CHALLENGE = "raise a challenge; the programme manager can enter one for somebody else"
    ANSWER_CHALLENGE = "answer a challenge to this action"
    SETTLE_CHALLENGE = "settle a challenge"
    PREPARE_MEETING = "set the order of a meeting"
    RUN_MEETING = "see the run sheet and record what a meeting decides"
    ANSWER_IN_MEETING = "answer for this post in a meeting"
    HAND_ON_LOG = "pass the draft of a decision log to the chair"
    APPROVE_LOG = "approve a decision log"
    RESTRICT = "restrict an action, or what a source asks for or found, or lift that"
    CLEAR = "clear something for the public"
    SEE_CLEARED = "see what is cleared for the public"
    SEE_RESTRICTED = "see what a restricted action says"
    MAKE_REVIEW = "make a pack for a formal review or an inspection"
    SIGN_OFF = "sign off the draft for DfE"
    CLOSE_HELP = "say what came of the help that this action asks for"
    ANSWER_MILESTONE = "say whether this milestone was done"
    ENTER_FIGURES = "enter the figures of measures"
    KEEP_MEASURES = "say which measures matter most, or record the decision that set a target"
    KEEP_RISKS = "keep the register of risks"
    WATCH = "put something on the watch list"
    ASK_WATCH = "put something on the watch list, or ask for it"
    UNWATCH = "take something off the watch list"
    DECLINE_ITEM = "decline what a source asks for"
    RECORD_REPLY = "record what was replied to scrutiny"
    HOLD_SURGERIES = "arrange a surgery, or say what was agreed at one"
    SEE_FORECAST = "see what will be sent"
    REMOVE_DETAILS = "remove personal details"
    HOLD_OR_END = "put an action on hold, or end it without delivery"
    SPACE_REPORTS = "say at which meetings an action reports"
    MANAGE = "change the plan, its people and its dates"


_READERS = frozenset(
    {
        Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER, Role.MEMBER, Role.ADVISER, Role.DATA_MANAGER, Role.OFFICER,
        Role.DELEGATE, Role.LINE_DIRECTOR, Role.APPROVER,
    }
)  # fmt: skip
_WORKING = frozenset({Role.LEAD, Role.CONTRIBUTOR})
"""They see the actions that they are it for, and nothing else of the plan."""
_CHAIRS = frozenset({Role.CHAIR, Role.DEPUTY})
_DECIDERS = _CHAIRS | {Role.APPROVER}

MAY: dict[Deed, frozenset[Role]] = {
    Deed.SEE_PLAN: _READERS,
    Deed.SEE_ACTION: _READERS | _WORKING,
    Deed.SEND_STATEMENT: frozenset({Role.OWN_OFFICER, Role.DELEGATE, Role.PROGRAMME_MANAGER}),
    Deed.ASK_INPUT: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.GIVE_INPUT: frozenset({Role.CONTRIBUTOR}),
    Deed.CONFIRM_RATING: _DECIDERS | {Role.PROGRAMME_MANAGER},
    Deed.CLOSE_ACTION: _DECIDERS | {Role.PROGRAMME_MANAGER},
    Deed.OWN_DECISION: _DECIDERS,
    Deed.ASK_NEW_DATE: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.APPROVE_DATE: _DECIDERS | {Role.PROGRAMME_MANAGER},
    Deed.DELIVER: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.CHECK_CLOSED: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.SEE_CLOSING: _DECIDERS | {Role.PROGRAMME_MANAGER},
    Deed.CLOSE_PLAN: _DECIDERS,
    Deed.ANSWER_LATE: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.SEE_TO_LATE: frozenset({Role.LINE_DIRECTOR}),
    Deed.REPORT_EXCEPTIONS: _CHAIRS,
    Deed.SEE_EXCEPTIONS: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.ARRANGE_ABSENCE: frozenset({Role.PROGRAMME_MANAGER, Role.OWN_OFFICER, Role.DELEGATE, Role.LINE_DIRECTOR}),
    Deed.NAME_ACTING: _DECIDERS | {Role.PROGRAMME_MANAGER},
    Deed.ACCEPT_HANDOVER: frozenset({Role.OWN_OFFICER}),
    Deed.RAISE_CHALLENGE: _CHAIRS | {Role.PROGRAMME_MANAGER, Role.MEMBER, Role.ADVISER, Role.OFFICER},
    Deed.ANSWER_CHALLENGE: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.SETTLE_CHALLENGE: _CHAIRS,
    Deed.PREPARE_MEETING: _CHAIRS,
    Deed.RUN_MEETING: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.ANSWER_IN_MEETING: frozenset({Role.OWN_OFFICER, Role.DELEGATE}),
    Deed.HAND_ON_LOG: frozenset({Role.PROGRAMME_MANAGER}),
    Deed.APPROVE_LOG: _CHAIRS,
    Deed.RESTRICT: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.CLEAR: _CHAIRS,
    Deed.SEE_CLEARED: _READERS | {Role.READ_ONLY},
    Deed.SEE_RESTRICTED: _DECIDERS
    | {Role.PROGRAMME_MANAGER, Role.OWN_OFFICER, Role.DELEGATE, Role.LEAD, Role.CONTRIBUTOR, Role.LINE_DIRECTOR},
    Deed.MAKE_REVIEW: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.SIGN_OFF: _CHAIRS,
    Deed.CLOSE_HELP: _CHAIRS | {Role.OWN_OFFICER, Role.DELEGATE, Role.PROGRAMME_MANAGER},
    Deed.ANSWER_MILESTONE: frozenset({Role.OWN_OFFICER, Role.DELEGATE, Role.LEAD}),
    Deed.ENTER_FIGURES: frozenset({Role.DATA_MANAGER, Role.PROGRAMME_MANAGER}),
    Deed.KEEP_MEASURES: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.KEEP_RISKS: frozenset({Role.PROGRAMME_MANAGER}),
    Deed.WATCH: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.ASK_WATCH: _CHAIRS | {Role.PROGRAMME_MANAGER, Role.MEMBER, Role.ADVISER},
    Deed.UNWATCH: _CHAIRS,
    Deed.DECLINE_ITEM: _CHAIRS,
    Deed.RECORD_REPLY: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.HOLD_SURGERIES: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.SEE_FORECAST: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.REMOVE_DETAILS: frozenset({Role.PROGRAMME_MANAGER}),
    Deed.HOLD_OR_END: _CHAIRS | {Role.PROGRAMME_MANAGER},
    Deed.SPACE_REPORTS: _CHAIRS,
    Deed.MANAGE: frozenset({Role.PROGRAMME_MANAGER}),
}
"""The table of who may do what. What a programme manager sends as a statement is always marked as entered for its
officer; what they put down of a rating, a closing or a date is what the chair or the Board decided, and is recorded as
theirs. A councillor with read access sees what the chair has cleared for the public, and nothing else."""


@dataclass(frozen=True)
class Standing:
    """Where a person stands on one board today."""

    person_id: int
    account: str
    name: str
    seats: frozenset[Role]
    seat_posts: tuple[tuple[Role, str], ...] = ()
    posts: frozenset[int] = frozenset()
    """The posts that they hold."""
    answers_for: frozenset[int] = frozenset()
    """The posts that a post of theirs is delegate for, today, and those that they type for."""
    enters_for: frozenset[int] = frozenset()
    """Of these, the posts whose holder, or delegate, has no account here and answers through them."""
    enters_for_delegate: frozenset[int] = frozenset()
    """Of these, the posts for which it is the delegate who does."""
    accountable: frozenset[int] = frozenset()
    """Those of their posts, or of the posts they answer for, that are accountable for an action of the plan."""
    directs: frozenset[int] = frozenset()
    """The posts accountable for an action of the plan that report to a post of theirs."""
    leads: frozenset[int] = frozenset()
    """The actions of which the plan names a post of theirs, or one they answer for, as lead officer."""
    gives_to: frozenset[int] = frozenset()
    """The actions to whose statements a post of theirs, or one they answer for, gives input."""

    @property
    def is_stranger(self) -> bool:
        """Nobody to this board."""
        return not (self.seats or self.accountable or self.directs or self.works_on)

    @property
    def works_on(self) -> frozenset[int]:
        """The actions that they lead or give input to."""
        return self.leads | self.gives_to

    def without(self, role: Role, action_id: int) -> "Standing":
        """The same for who does not lead this action any more, or gives no input to it."""
        if role is Role.LEAD:
            return replace(self, leads=self.leads - {action_id})
        return replace(self, gives_to=self.gives_to - {action_id})

    def is_own(self, accountable_post: int) -> bool:
        """Whether they answer for what this post is accountable for, as its holder or as the holder's delegate."""
        return accountable_post in self.posts | self.answers_for

    def roles(self, accountable_post: int | None = None, action_id: int | None = None) -> frozenset[Role]:
        """Every role that they have, towards the board, or towards an action answered for by `accountable_post`.

        Who leads it or gives input to it has that role towards the action with that id alone.
        """
        found = set(self.seats)
        if self.accountable & self.posts:
            found.add(Role.OFFICER)
        if self.accountable & self.answers_for:
            found.add(Role.DELEGATE if accountable_post is None else Role.OFFICER)
        if accountable_post in self.posts:
            found.add(Role.OWN_OFFICER)
        if accountable_post in self.answers_for:
            found.add(Role.DELEGATE)
        if self.directs:
            is_theirs = accountable_post is None or accountable_post in self.directs
            found.add(Role.LINE_DIRECTOR if is_theirs else Role.OFFICER)
        return frozenset(found) | self._working_roles(accountable_post, action_id)

    def _working_roles(self, accountable_post: int | None, action_id: int | None) -> set[Role]:
        named = {Role.LEAD: self.leads, Role.CONTRIBUTOR: self.gives_to}
        is_asked_of_board = accountable_post is None and action_id is None
        return {role for role, theirs in named.items() if (theirs if is_asked_of_board else action_id in theirs)}

    def may(self, deed: Deed, accountable_post: int | None = None, action_id: int | None = None) -> bool:
        """Whether the table lets them."""
        return bool(self.roles(accountable_post, action_id) & MAY[deed])

    def post_for(self, role: Role) -> str:
        """The title of the post through which they sit as `role`, or how the role is called."""
        return next((post for seat, post in self.seat_posts if seat is role), role.words)


def who_may(deed: Deed) -> str:
    """The sentence for someone who may not: which role can, and nothing else."""
    roles = [role.words for role in Role if role in MAY[deed]]
    return f"Only {_either(roles)} can {deed.value}."


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
