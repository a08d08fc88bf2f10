"""The one place where it is asked whether a person may: what they ask for is fetched here, or refused.

Someone who may not is told which role can, and learns nothing else: not whether there is such an action, nor such a
board. Whoever has neither a seat nor a post gets one sentence, the same whatever they asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.closing import Delivery
from bot.domain.dates import listed
from bot.domain.inputs import Input
from bot.domain.meetings import Meeting
from bot.domain.people import MAY, Deed, Role, Standing, who_may
from bot.domain.plans import Action, Milestone
from bot.domain.references import Named, find_named, nearest_refs
from bot.domain.refusals import Refusal, WhichPlan
from storage import actions, boards, inputs, meetings, people, reporting, room, tenures, unchanged
from storage.people import PlanPost
from storage.standings import ties_of
from storage.tables import Post

OPERATOR = "terminal"
"""The platform of a caller who runs the command line on this machine; `team` is then the name of a board."""

STRANGER = (
    "The plan is open to those who have a seat on its board or a post in it. If that should be you, ask the programme "
    "manager to connect you."
)

NOT_YOURS = (
    "Only those with a seat on the board, or who answer for an action of the plan, can see the whole of it. What you "
    "lead or give input to is open to you: type “mine”."
)

SEVERAL = "You have to do with several plans. Which one do you mean?"
ELSEWHERE = "This is the channel of a board that you have nothing to do with. Which plan do you mean?"

REPORTED_HERE = (
    "{ref} is of another board’s plan and is only reported here: it can be seen and challenged. Its rating, its dates "
    "and all that is changed about it are for the board whose plan it is of."
)
_MAY_WHERE_REPORTED = frozenset({Deed.SEE_PLAN, Deed.SEE_ACTION, Deed.RAISE_CHALLENGE})

RESTRICTED_NOW = (
    "{ref} is restricted until those affected have been told. The chair, the programme manager and those who work on "
    "it can see it."
)

_MEANT, _SAYING_FIRST = "plan meant", "saying first which plan is meant"

NO_SUCH_POST = "That post answers for nothing in the plan any more. Type “people” to see those that do."


@dataclass(frozen=True)
class Access:
    """A person on a board on a day: what `access_…` gives to a use case."""

    board: Board
    standing: Standing
    now: datetime
    is_one_of_several: bool = False
    """Whether they have to do with other boards as well, so that an answer should say which one it is about."""
    is_elsewhere: bool = False
    """Whether they asked in the channel of a board that they have nothing to do with, so that it should say so too."""

    @property
    def is_operator(self) -> bool:
        """Whether it is whoever runs the machine, and nobody of the workspace."""
        return self.standing.account == OPERATOR and not self.standing.person_id

    @property
    def sees_plan(self) -> bool:
        """Whether the whole plan is open to them, and not only what they lead or give input to."""
        return self.standing.may(Deed.SEE_PLAN)

    def sees(self, action_id: int) -> bool:
        """Whether an action of the plan is open to them."""
        return self.sees_plan or action_id in self.standing.works_on

    def may_read(self, action: Action) -> bool:
        """Whether the words of an action are open to them: those of a restricted one only to who works on it or
        decides about it, on its own board.
        """
        is_here = action.board_id == self.board.id
        return not action.is_restricted or (
            self.standing.may(Deed.SEE_RESTRICTED, action.post_id, action.id)
            if is_here
            else self.standing.is_own(action.post_id)
        )

    @property
    def who(self) -> str:
        """How the record names them: by post, then name."""
        post = self.standing.seat_posts[0][1] if self.standing.seat_posts else ""
        return ", ".join(part for part in (post, self.standing.name or self.standing.account) if part)


@dataclass(frozen=True)
class PlanMeant:
    """The board whose plan somebody was taken to mean who named none, and why an answer should say so."""

    board: str
    is_one_of_several: bool
    is_elsewhere: bool


def wait_for_turn(session: Session, caller: tuple[str, str, str]) -> None:
    """Wait until nobody else is changing anything in the caller's workspace, and keep others out until this ends.

    So what is read from here on still holds when it is written (docs/decisions/0035-one-change-at-a-time.md). Whoever
    runs the machine belongs to no workspace, and waits for all of them.
    """
    platform, team, _ = caller
    if platform == OPERATOR:
        boards.wait_for_all_workspaces(session)
    else:
        boards.wait_for_team(session, platform, team)


def access_board(
    session: Session,
    caller: tuple[str, str, str],
    deed: Deed,
    now: datetime,
    *,
    channel: str = "",
    name: str = "",
) -> Access:
    """The board that `caller` (platform, team, account) means, if the table lets them do `deed` on it.

    Raises:
        Refusal: they have no standing on any board here; or another role can, which is named.
        WhichPlan: they stand on several boards on which they may, and did not say which; or on none that the channel is
            of, and it is to be said first which is meant.
    """
    if caller[0] == OPERATOR:
        return _allowed(access_as_operator(session, caller[1], now), deed)
    mine = access_boards(session, caller, now, name=name)
    access = _allowed(_the_one(session, mine, deed, channel), deed)
    if access.is_elsewhere and session.info.get(_SAYING_FIRST):
        raise WhichPlan(ELSEWHERE, ((access.board.id, access.board.name),))
    is_to_be_said = access.is_one_of_several or access.is_elsewhere
    meant = PlanMeant(access.board.name, access.is_one_of_several, access.is_elsewhere)
    session.info[_MEANT] = meant if is_to_be_said else None
    return access


def say_first_which_plan(session: Session, is_first: bool) -> None:
    """Whether whoever asks in the channel of a board that they have nothing to do with is first told whose plan it
    would be, as where something is changed; or with the answer.
    """
    session.info[_SAYING_FIRST] = is_first


def plan_meant(session: Session) -> PlanMeant | None:
    """The board whose plan was taken to be meant in this transaction, by somebody who named none and could mean
    another: an answer should say so. None where there was no choice. Asking forgets it.
    """
    meant: PlanMeant | None = session.info.pop(_MEANT, None)
    return meant


def access_boards(session: Session, caller: tuple[str, str, str], now: datetime, *, name: str = "") -> list[Access]:
    """Every board here on which `caller` has a seat or a post; what they may do there is asked of each one's standing.

    Raises:
        Refusal: they have no standing on any board here.
    """
    mine = _accesses(session, caller, name, now)
    if not mine:
        raise Refusal(STRANGER)
    return mine


def roles_of(session: Session, caller: tuple[str, str, str], now: datetime) -> frozenset[Role]:
    """Every role that `caller` has on some board here; none for a stranger."""
    return frozenset(role for access in _accesses(session, caller, "", now) for role in access.standing.roles())


def access_board_by_id(
    session: Session, caller: tuple[str, str, str], board_id: int, deed: Deed, now: datetime, *, name: str = ""
) -> Access:
    """The board with this id, as a button or a form names it, under the same rules as `access_board`.

    Raises:
        Refusal: as `access_board`.
    """
    if caller[0] == OPERATOR:
        return _allowed(_operating(boards.get_board(session, board_id), now), deed)
    mine = _accesses(session, caller, name, now)
    access = next((each for each in mine if each.board.id == board_id), None)
    if access is None:
        raise Refusal(STRANGER)
    return _allowed(replace(access, is_one_of_several=len(mine) > 1), deed)


def access_post(
    session: Session,
    caller: tuple[str, str, str],
    board_id: int,
    post_id: int,
    deed: Deed,
    now: datetime,
    *,
    name: str = "",
) -> tuple[Access, PlanPost]:
    """A post of this board, as a button or a form names it, if the table lets them do `deed` for it.

    It is one that answers for an action of the plan, or the chair's, whom the deputy stands in for.

    Raises:
        Refusal: they have no standing on that board; or another role can, which is named; or the post is none of its.
    """
    access = access_board_by_id(session, caller, board_id, Deed.SEE_PLAN, now, name=name)
    post_id = people.is_now(session, post_id)
    if not access.standing.may(deed, post_id):
        raise Refusal(who_may(deed))
    post = next((each for each in posts_of_board(session, access) if each.id == post_id), None)
    if post is None:
        raise Refusal(NO_SUCH_POST)
    return access, post


def refuse_boards_of_others(
    session: Session, access: Access, posts: Iterable[Post], words: str, *, may: Deed = Deed.MANAGE
) -> None:
    """Posts are the workspace's, so who changes one has to run every other board that it is of, too; or what else
    they `may` there.

    Whoever runs the machine may. `words` name no other board: not even its name is theirs to know.

    Raises:
        Refusal: with `words`: one of the posts also belongs to a board that they do not run.
    """
    if access.is_operator:
        return
    board, changed = access.board, list(posts)
    caller = (board.platform, board.team, access.standing.account)
    mine = {each.board.id for each in _accesses(session, caller, "", access.now) if each.standing.may(may)}
    for other in boards.boards_of(session, board.workspace_id):
        today = other.today(access.now)
        if other.id not in {*mine, board.id} and any(
            tenures.is_around(session, other.id, post, today) for post in changed
        ):
            raise Refusal(words)


def posts_of_board(session: Session, access: Access) -> list[PlanPost]:
    """The posts that answer for an action of the plan, in plan order, then the chair's, and then those that answer for
    others as their delegates.
    """
    today = access.board.today(access.now)
    found = people.plan_posts(session, access.board.id, today)
    chair = people.seat_post(session, access.board.id, Role.CHAIR, today)
    if chair is not None and all(post.id != chair.id for post in found):
        found = [*found, chair]
    return [*found, *_delegates(session, found, today)]


def _delegates(session: Session, posts: Sequence[PlanPost], today: date) -> list[PlanPost]:
    """The posts that answer for these as delegates, and are none of them."""
    titles: dict[int, list[str]] = {}
    for post in posts:
        delegate = people.delegate_of(session, post.id, today) if post.delegate else None
        if delegate is not None and all(delegate.id != each.id for each in posts):
            titles.setdefault(delegate.id, []).append(post.title)
    return [
        replace(people.post_with_people(session, post_id, today), answers_for=tuple(theirs))
        for post_id, theirs in titles.items()
    ]


def access_as_operator(session: Session, name: str, now: datetime) -> Access:
    """The board called `name` (or the only one there is, for an empty name), for whoever runs the machine.

    They stand as its programme manager: they could read the database file as well. Only the command line makes
    callers of the platform OPERATOR; no message from outside can.

    Raises:
        Refusal: there is no board, or none of that name, or several and no name.
    """
    known = boards.all_boards(session)
    if not known:
        raise Refusal("There is no board yet. Set one up: accountable setup")
    found = [board for board in known if not name or board.name.casefold() == name.casefold()]
    if len(found) != 1:
        names = listed([board.name for board in known])
        asked = f"There is no board called “{name}”." if name and not found else "There are several boards."
        raise Refusal(f"{asked} Say which one you mean with --board: {names}.")
    return _operating(found[0], now)


def _operating(board: Board, now: datetime) -> Access:
    standing = Standing(person_id=0, account=OPERATOR, name="", seats=frozenset({Role.PROGRAMME_MANAGER}))
    return Access(board, standing, now)


def _allowed(access: Access, deed: Deed) -> Access:
    if not access.standing.may(deed):
        raise Refusal(_only_they_may(deed))
    return access


def _only_they_may(deed: Deed) -> str:
    """Who may do it on a board; whoever sees no action there is told who sees them all."""
    return who_may(Deed.SEE_PLAN if deed is Deed.SEE_ACTION else deed)


def access_board_by_action(
    session: Session, caller: tuple[str, str, str], action_id: int, deed: Deed, now: datetime, *, name: str = ""
) -> Access:
    """The board whose plan has the action that a button or a form names, under the same rules as `access_board`.

    For seeing and challenging it, a board that it is reported to as well, for who has nothing to do with its own.

    Raises:
        Refusal: as `access_board`; the same for an action that there is and for one that there is not.
    """
    owner = actions.board_of(session, action_id)
    found = _reported_to(session, caller, action_id, owner, now, name)
    if found is None:
        return _access_the_board(session, caller, owner, deed, now, name)
    if deed not in _MAY_WHERE_REPORTED:
        ref = next(each.ref for each in reporting.named_here(session, found.board.id) if each.id == action_id)
        raise Refusal(REPORTED_HERE.format(ref=ref) if found.standing.may(deed) else who_may(deed))
    return _allowed(found, deed)


def _reported_to(
    session: Session, caller: tuple[str, str, str], action_id: int, owner: int, now: datetime, name: str
) -> Access | None:
    """The board that an action is reported to, for who stands on that and may see its plan, and not on its own."""
    if caller[0] == OPERATOR:
        return None
    mine = {each.board.id: each for each in access_boards(session, caller, now, name=name)}
    is_seen_there = owner in mine and mine[owner].sees(action_id)
    also = () if is_seen_there else reporting.boards_of(session, action_id)
    found = (mine[board_id] for board_id in also if board_id in mine)
    return next((each for each in found if each.standing.may(Deed.SEE_PLAN)), None)


def access_meeting(
    session: Session, caller: tuple[str, str, str], meeting_id: int, deed: Deed, now: datetime, *, name: str = ""
) -> tuple[Access, Meeting]:
    """A meeting that a button or a form names, with its board, under the same rules as `access_board`.

    Raises:
        Refusal: as `access_board`; the same for a meeting that there is and for one that there is not.
    """
    board_id = room.board_of(session, meeting_id)
    access = _access_the_board(session, caller, board_id, deed, now, name)
    return access, meetings.get_meeting(session, meeting_id)


def access_post_in_meeting(
    session: Session,
    caller: tuple[str, str, str],
    meeting_id: int,
    post_id: int,
    deed: Deed,
    now: datetime,
    *,
    name: str = "",
) -> tuple[Access, Meeting]:
    """A meeting, for somebody who may do `deed` for a post that answers for actions on its agenda.

    Raises:
        Refusal: as `access_meeting`; or another role can, which is named; or nothing of the post's is on its agenda.
    """
    access, meeting = access_meeting(session, caller, meeting_id, Deed.SEE_PLAN, now, name=name)
    if not access.standing.may(deed, post_id):
        raise Refusal(who_may(deed))
    if all(post != post_id for _, post in meetings.agenda(session, meeting_id)):
        raise Refusal(NO_SUCH_POST)
    return access, meeting


def _access_the_board(
    session: Session, caller: tuple[str, str, str], board_id: int, deed: Deed, now: datetime, name: str
) -> Access:
    """The board that something of its plan belongs to; 0 where there is no such thing."""
    if caller[0] == OPERATOR and board_id:
        return access_board_by_id(session, caller, board_id, deed, now)
    if caller[0] == OPERATOR:
        raise Refusal(STRANGER)
    mine = access_boards(session, caller, now, name=name)
    found = next((access for access in mine if access.board.id == board_id), None)
    if found is None:
        raise Refusal(_nothing_here(mine, deed))
    return _allowed(found, deed)


def _nothing_here(mine: Sequence[Access], deed: Deed) -> str:
    """The same as for something of a plan of which they see their own actions alone, that is none of these."""
    if deed is Deed.SEE_ACTION and any(access.standing.works_on for access in mine):
        return NOT_YOURS
    return STRANGER if any(access.standing.may(deed) for access in mine) else _only_they_may(deed)


def access_action(session: Session, access: Access, said: str, deed: Deed) -> Action:
    """The action that `said` means on the board of `access`, if they may do `deed` to it.

    Raises:
        Refusal: there is none, or more than one, or another role can; each says what to type or whom to ask.
    """
    if not access.sees_plan:
        return access_action_by_id(session, access, _theirs(session, access, said, deed), deed)
    known = actions.named(session, access.board.id)
    reported = reporting.named_here(session, access.board.id)
    found = find_named(said, known) or find_named(said, reported)
    found = found or actions.formerly_called(session, access.board.id, said, [each.id for each in reported])
    if len(found) != 1:
        raise Refusal(_which(said, found, known))
    return access_action_by_id(session, access, found[0].id, deed)


def _theirs(session: Session, access: Access, said: str, deed: Deed) -> int:
    """The action that `said` means of those that they lead or give input to: of others they do not learn whether they
    exist.
    """
    if not access.standing.may(deed):
        raise Refusal(_only_they_may(deed))
    found = find_named(said, [each for each in actions.named(session, access.board.id) if access.sees(each.id)])
    if len(found) != 1:
        raise Refusal(NOT_YOURS)
    return found[0].id


def access_action_by_id(session: Session, access: Access, action_id: int, deed: Deed) -> Action:
    """The action with this id, as a button or a form names it, if they may do `deed` to it.

    Raises:
        Refusal: it is not on that board; or another role can, which is named.
    """
    board = access.board
    if not access.standing.may(Deed.SEE_ACTION):
        raise Refusal(_only_they_may(Deed.SEE_ACTION))
    if not access.sees(action_id):
        raise Refusal(NOT_YOURS)
    found = actions.actions_of(session, board.id, board.today(access.now), board.zone, only=[action_id])
    if not found:
        raise Refusal(STRANGER)
    action = found[0]
    if not access.may_read(action):
        raise Refusal(RESTRICTED_NOW.format(ref=action.ref))
    action = action.opened
    if action.board_id != board.id and deed not in _MAY_WHERE_REPORTED:
        raise Refusal(
            REPORTED_HERE.format(ref=action.ref) if access.standing.may(deed, action.post_id) else who_may(deed)
        )
    if not access.standing.may(deed, action.post_id, action.id):
        raise Refusal(who_may(deed) + (f" {_answers_for(action)}" if _may_know(access, deed) else ""))
    return action


def _may_know(access: Access, deed: Deed) -> bool:
    """Whether they are told who answers for an action that they can not do this to: also where that was them before."""
    is_the_officers = deed in (Deed.DELIVER, Deed.ASK_NEW_DATE) and access.standing.may(Deed.SEE_PLAN)
    return deed is Deed.SEND_STATEMENT or is_the_officers


def _answers_for(action: Action) -> str:
    """Who answers for an action, with their name: whoever held the post before them knows its title, and not that."""
    officer = f"For {action.ref} the accountable officer is the {action.post}"
    return f"{officer}, now {action.holder}." if action.holder else f"{officer}, a post that nobody holds now."


def access_milestone(
    session: Session, caller: tuple[str, str, str], milestone_id: int, now: datetime, *, name: str = ""
) -> tuple[Access, Action, Milestone]:
    """A milestone, as a button or a form names it, with its action, for those who may say whether it was done.

    Raises:
        Refusal: another role can, which is named; the same for a milestone that there is and one that there is not.
    """
    action_id = actions.action_of_milestone(session, milestone_id)
    board = next(iter(boards.boards_by_id(session, [actions.board_of(session, action_id)])), None)
    if board is None or (board.platform, board.team) != caller[:2]:
        access_boards(session, caller, now, name=name)  # a stranger is told so
        raise Refusal(who_may(Deed.ANSWER_MILESTONE))
    today = board.today(now)
    standing = ties_of(session, *caller).standing_on(board, today, name)
    (action,) = actions.actions_of(session, board.id, today, board.zone, only=[action_id])
    if not standing.may(Deed.ANSWER_MILESTONE, action.post_id, action.id):
        may_know = standing.may(Deed.SEE_PLAN) and not standing.seats and not action.is_marked_restricted
        whose = f" It is a milestone of {action.ref} now. {_answers_for(action)}" if may_know else ""
        raise Refusal(STRANGER if standing.is_stranger else who_may(Deed.ANSWER_MILESTONE) + whose)
    opened = action.opened  # who may answer for it may read it
    return Access(board, standing, now), opened, next(step for step in opened.milestones if step.id == milestone_id)


def access_input(
    session: Session, caller: tuple[str, str, str], input_id: int, now: datetime, *, name: str = ""
) -> tuple[Access, Input]:
    """Input that was asked for, for whoever answers for the post that it was asked of: its holder, their delegate, or
    the contact who types for them. They may also without any other standing on the board.

    Raises:
        Refusal: another can; the same for a request that there is and for one that there is not.
    """
    found = inputs.find_input(session, input_id)
    board = next(iter(boards.boards_by_id(session, [found.board_id])), None) if found else None
    if found is None or board is None or (board.platform, board.team) != caller[:2]:
        access_boards(session, caller, now, name=name)  # a stranger is told so
        raise Refusal(who_may(Deed.GIVE_INPUT))
    standing = ties_of(session, *caller).standing_on(board, board.today(now), name)
    roles = {Role.CONTRIBUTOR} if standing.is_own(found.post_id) else set()
    if not roles & MAY[Deed.GIVE_INPUT]:
        raise Refusal(STRANGER if standing.is_stranger else who_may(Deed.GIVE_INPUT))
    return Access(board, standing, now), found


def access_delivery(
    session: Session, caller: tuple[str, str, str], found: Delivery | None, now: datetime, *, name: str = ""
) -> tuple[Access, Action]:
    """The action of a delivery, for those who may say whether it still holds: who answers for it, or keeps it going.

    Whoever holds the post that keeps it going may also without any other standing on the board.

    Raises:
        Refusal: another role can, which is named; the same for a delivery that there is and one that there is not.
    """
    board = next(iter(boards.boards_by_id(session, [found.board_id])), None) if found else None
    if found is None or board is None or (board.platform, board.team) != caller[:2]:
        access_boards(session, caller, now, name=name)  # a stranger is told so
        raise Refusal(who_may(Deed.CHECK_CLOSED))
    today = board.today(now)
    standing = ties_of(session, *caller).standing_on(board, today, name)
    keeper = people.find_post(session, board.workspace_id, found.keeper) if found.keeper else None
    is_keeper = keeper is not None and keeper.id in standing.posts
    if not (is_keeper or standing.may(Deed.CHECK_CLOSED, found.post_id)):
        raise Refusal(STRANGER if standing.is_stranger else who_may(Deed.CHECK_CLOSED))
    (action,) = actions.actions_of(session, board.id, today, board.zone, only=[found.action_id])
    return Access(board, standing, now), action


def _accesses(session: Session, caller: tuple[str, str, str], name: str, now: datetime) -> list[Access]:
    """Every board on which they are not a stranger today."""
    ties = unchanged.known(
        session, ("ties", *caller), lambda: ties_of(session, *caller), size=lambda it: 1 + len(it.boards)
    )
    found = [Access(board, ties.standing_on(board, board.today(now), name), now) for board in ties.boards]
    return [access for access in found if not access.standing.is_stranger]


def _the_one(session: Session, mine: list[Access], deed: Deed, channel: str) -> Access:
    """The board of this channel, whether or not they may there; else the only one on which they may; else the one that
    they chose last.
    """
    here = [access for access in mine if channel and access.board.channel == channel]
    is_elsewhere = bool(channel) and not here and _is_of_a_board(session, mine[0].board.workspace_id, channel)
    several = len(mine) > 1
    asked = [replace(each, is_one_of_several=several, is_elsewhere=is_elsewhere) for each in here or mine]
    found = [access for access in asked if access.standing.may(deed)] or asked
    if len(found) == 1:
        return found[0]
    remembered = boards.remembered_plan(session, mine[0].standing.person_id)
    chosen = next((access for access in found if access.board.id == remembered), None)
    if chosen is None:
        raise WhichPlan(SEVERAL, tuple((access.board.id, access.board.name) for access in found))
    return chosen


def _is_of_a_board(session: Session, workspace_id: int, channel: str) -> bool:
    found = unchanged.known(
        session, ("channel", workspace_id, channel), lambda: boards.find_of_channel(session, workspace_id, channel)
    )
    return bool(found)


def _which(said: str, found: list[Named], known: list[Named]) -> str:
    if found:
        choices = ", ".join(f"{action.ref} ({action.title})" for action in found[:6])
        more = f", and {len(found) - 6} more" if len(found) > 6 else ""
        return f"“{said}” could be {choices}{more}. Type the reference of the one that you mean."
    near = nearest_refs(said, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"No action here is called “{said}”.{hint} Type “status” to see them all."
