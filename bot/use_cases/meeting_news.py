"""Telling people what has changed about a meeting, once each, and putting right what they were told before.

Who is told. Of a move or a cancellation: the officers who answer for the actions on the agenda (or who answers in
their place), and the chair (or the deputy while the chair is away), if the meeting is on one of the next ten working
days, before or after the change, since they will have it in mind; and, whenever it is, whoever has been written to
about it. Of actions added or taken off: the officers of those actions and the chair, if they have been written to
about the meeting. The board's channel only if something about the meeting was posted there. Everybody else hears of it
in the next message that is due, as it then is; an officer who is new on the agenda gets the request itself. Nobody who
has neither a seat nor a post is told anything, nobody at all before the board is started, and not the one who made the
change: they have its answer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import (
    FIGURES_REMINDER,
    QUESTIONS,
    RUN_SHEET,
    SLOT_SOON,
    UNDECIDED,
    WorkingDay,
    due_at,
    rungs_of,
    slots,
)
from bot.domain.dates import full_day_in_words, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action
from bot.domain.references import refs_in_words
from bot.messages.figures import FIGURE_MESSAGES
from bot.messages.meetings import (
    MEETING_CANCELLED,
    MEETING_CHANGED,
    MEETING_MOVED,
    MOVED_ON,
    NEWS,
    Swaps,
    meeting_cancelled,
    meeting_changed,
    meeting_moved,
    with_cancelled,
    with_new_time,
    with_nothing_left,
    with_taken_off,
)
from bot.messages.paper import PAPER
from bot.messages.parts import Message, Paragraph
from bot.messages.room import with_slot_gone
from bot.use_cases.chasing import owed_to, reader_of
from bot.use_cases.elections import as_posted
from bot.use_cases.figures_wanted import figures_due_for
from bot.use_cases.inputs_wanted import action_is_out, follow_meeting, meeting_is_off
from bot.use_cases.meeting_details import moment
from bot.use_cases.owing import owed_words
from bot.use_cases.planning import Drop, PutOff, first_slots, next_within_hours, within_hours, working_days
from bot.use_cases.run_sheet import chair_today
from bot.use_cases.slots_anew import tell_slots_anew
from storage import actions, boards, choices, meeting_news, meetings, outbox, people, planned
from storage.access import Access
from storage.outbox import Leased
from storage.planned import Told
from storage.reporting import named_with_reported
from storage.standings import ties_of

NEAR = 10
"""Working days ahead for which people will have a meeting in mind."""
LATER_SAYS_IT = "a later change of the meeting says it"
AFTERWARDS = "afterwards"
"""The argument of news that a meeting did not take place, told after it was to begin."""
_PAST = (MEETING_MOVED, MEETING_CANCELLED)
"""What tells of a change by the time before and the time after."""
_OF_ITS_DAY = frozenset(
    {
        "late_list", "line_director", "no_line_director", "pack_ready", "pack_notice", "pack_without_chair",
        "board_pack", RUN_SHEET, SLOT_SOON, UNDECIDED, "slot_declined",
    }
)  # fmt: skip
"""What serves the day of the meeting alone: on another day it is said anew, and what was sent is of no use any more."""
_NAMES_OTHER_DAYS = frozenset({"roster_check"})
"""What names days that are not the meeting's, such as until when somebody is away."""


@dataclass(frozen=True)
class Reached:
    """Somebody who is told: the platform's id of them or of the channel, how they are shown, whose actions they answer
    for on the agenda.
    """

    account: str
    shown: str
    posts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """What a meeting goes through and when each is taken, before or after a change: (action, post, instant)."""

    items: tuple[tuple[int, int, datetime], ...]

    @classmethod
    def of(cls, session: Session, meeting: Meeting) -> "Agenda":
        """As it stands in the database."""
        items = meetings.agenda(session, meeting.id)
        taken = zip(items, slots(meeting, len(items)), strict=True)
        return cls(tuple((action, post, at) for (action, post), at in taken))

    @property
    def actions(self) -> list[int]:
        """The actions, in order."""
        return [action for action, _, _ in self.items]

    @property
    def starts(self) -> dict[int, datetime]:
        """When the first action of each post is taken."""
        first: dict[int, datetime] = {}
        for _, post, at in self.items:
            first.setdefault(post, at)
        return first


# Who is told


def told_of_time(session: Session, access: Access, meeting: Meeting, days: Sequence[date]) -> list[Reached]:
    """Who is told that a meeting is moved or cancelled; `days` are those on which it was and is to be."""
    board = access.board
    if board.started_at is None:
        return []
    today = board.today(access.now)
    working = working_days(board, today)
    is_near = any(today <= day and working.count_between(today, day) <= NEAR for day in days)
    told = meeting_news.told(session, meeting.id, NEWS)
    if not told and not is_near:
        return []
    concerned = _concerned(session, access, meeting, Agenda.of(session, meeting).actions)
    known = {each.account for each in concerned}
    others = [_by_name(session, board, account) for account in sorted(told - known - {board.channel})]
    found = [each for each in concerned if is_near or each.account in told]
    found += [each for each in others if _may_hear(session, board, each.account, today)]
    return _without_the_one_who_asks(access, found, told)


def told_of_actions(session: Session, access: Access, meeting: Meeting, changed: Collection[int]) -> list[Reached]:
    """Who is told that actions were added to a meeting or taken off it."""
    if access.board.started_at is None:
        return []
    told = meeting_news.told(session, meeting.id, NEWS)
    concerned = _concerned(session, access, meeting, changed)
    return _without_the_one_who_asks(access, [each for each in concerned if each.account in told], told)


def _concerned(session: Session, access: Access, meeting: Meeting, only: Collection[int]) -> list[Reached]:
    """Who answers for these actions, each once in plan order, and the chair."""
    board = access.board
    today = board.today(access.now)
    chosen = choices.choices_for(session, meeting.id)
    found: dict[str, Reached] = {}
    for action in actions.actions_of(session, board.id, today, board.zone, only=list(only)):
        reader, _ = reader_of(session, board, action, access.now, chosen.get(action.post_id, []))
        if reader and action.is_live:
            shown = _shown(session, board, action, reader.account, reader.for_post)
            before = found.get(reader.account, Reached(reader.account, shown))
            found[reader.account] = replace(before, posts=(*before.posts, action.post_id))
    chair = chair_today(session, board, today)
    if chair and chair.account not in found:
        seated = people.seat_holder(session, board.id, Role.CHAIR, today)
        role = Role.CHAIR if seated and seated.id == chair.id else Role.DEPUTY
        found[chair.account] = Reached(chair.account, f"{chair.name or chair.account}, {role.words}")
    return list(found.values())


def _shown(session: Session, board: Board, action: Action, account: str, for_post: str) -> str:
    name = people.name_of(session, board.workspace_id, account)
    return f"{name}, for the {for_post}" if for_post else f"{name}, {action.post}"


def _by_name(session: Session, board: Board, account: str) -> Reached:
    return Reached(account, people.name_of(session, board.workspace_id, account))


def _may_hear(session: Session, board: Board, account: str, today: date) -> bool:
    """Whether somebody who was told before has still to do with the board, and is not away."""
    held = people.held_by(session, board.workspace_id, account, today)
    is_away = bool(held) and all(post.away_until is not None and today <= post.away_until for post in held)
    return not is_away and _stands(session, board, account, today)


def _stands(session: Session, board: Board, account: str, today: date) -> bool:
    standing = ties_of(session, board.platform, board.team, account).standing_on(board, today, "")
    return not standing.is_stranger


def _without_the_one_who_asks(access: Access, found: Sequence[Reached], told: Collection[str]) -> list[Reached]:
    reached = [each for each in found if each.account != access.standing.account]
    if access.board.channel and access.board.channel in told:
        reached.append(Reached(access.board.channel, "the board’s channel"))
    return reached


# Telling them


def tell_moved(session: Session, access: Access, before: Meeting, after: Meeting, reached: Sequence[Reached]) -> None:
    """Tell each that a meeting is at another time. Who has not been told of an earlier move yet is told both as one."""
    starts = first_slots(session, after)
    owing = {action.post_id for action in owed_to(session, access.board, after, access.now)}
    for each in reached:
        waits = meeting_news.take_back(session, after.id, each.account, [MEETING_MOVED], LATER_SAYS_IT, access.now)
        was = datetime.fromisoformat(waits["was"]) if waits else before.starts_at
        if was == after.starts_at:
            continue
        slot = min((starts[post] for post in each.posts if post in starts), default=after.starts_at)
        due = after.statements_due_at if owing & set(each.posts) else None
        message = meeting_moved(
            kind=after.kind.words,
            was=moment(access, was),
            to=moment(access, after.starts_at),
            due=moment(access, due) if due and due > access.now else "",
            slot=f"{access.board.local(slot):%H:%M}" if slot != after.starts_at else "",
        )
        key = f"{MEETING_MOVED}:{after.id}:{each.account}:"
        key += str(planned.count_keys(session, key) + 1)
        to = {"was": was.isoformat(), "to": after.starts_at.isoformat()}
        _say(session, access, key, each, message, {"meeting": after.id, "moves": after.moves, **to})


def tell_cancelled(
    session: Session,
    access: Access,
    reached: Mapping[int, Sequence[Reached]],
    cancelled: Sequence[Meeting],
    reason: str,
) -> None:
    """Tell each in one message which meetings are cancelled; `reached` says by meeting who is told of it."""
    by_account: dict[str, tuple[Reached, list[str], int]] = {}
    for meeting in cancelled:
        for each in reached[meeting.id]:
            kinds = [MEETING_MOVED, MEETING_CHANGED]
            waits = meeting_news.take_back(session, meeting.id, each.account, kinds, LATER_SAYS_IT, access.now) or {}
            known_at = datetime.fromisoformat(waits["was"]) if "was" in waits else meeting.starts_at
            _, said, _ = by_account.setdefault(each.account, (each, [], meeting.id))
            said.append(f"{meeting.kind.words}, {moment(access, known_at)}")
    for each, said, meeting_id in by_account.values():
        key = f"meeting_cancelled:{meeting_id}:{each.account}"
        has_begun = cancelled[0].starts_at <= access.now
        message = meeting_cancelled(said, reason, has_begun=has_begun)
        _say(session, access, key, each, message, {"meeting": meeting_id, AFTERWARDS: has_begun})


def tell_changed(
    session: Session, access: Access, meeting: Meeting, reached: Sequence[Reached], added: set[int], taken: set[int]
) -> None:
    """Tell each what a meeting goes through now that it did not, and what no longer; officers, of their own actions."""
    board, today = access.board, access.board.today(access.now)
    found = actions.actions_of(session, board.id, today, board.zone, only=sorted(added | taken))
    due = meeting.statements_due_at
    owed = {action.id for action in owed_to(session, board, meeting, access.now)} if due else set()
    for each in reached:
        theirs = [action for action in found if not each.posts or action.post_id in each.posts]
        asked = [action for action in theirs if each.posts and action.id in added & owed]
        message = meeting_changed(
            meeting=f"{meeting.kind.words}, {moment(access, meeting.starts_at)}",
            due=moment(access, due),
            is_late=due is not None and due <= access.now,
            added=refs_in_words([action.ref for action in theirs if action.id in added]),
            taken=refs_in_words([action.ref for action in theirs if action.id in taken]),
            owed=[owed_words(action, today) for action in asked],
        )
        key = f"{MEETING_CHANGED}:{meeting.id}:{access.now.isoformat()}:{each.account}"
        _say(session, access, key, each, message, {"meeting": meeting.id, "moves": meeting.moves})


def _say(session: Session, access: Access, key: str, to: Reached, message: Message, args: Mapping[str, object]) -> None:
    board = access.board
    due = next_within_hours(board, access.now)
    outbox.say(
        session, board.workspace_id, key=key, to=to.account, due=due, board_id=board.id, args=args,
        message=as_posted(session, board, to.account, message, due),
    )  # fmt: skip


def before_news(session: Session, row: Leased, now: datetime) -> Drop | PutOff | None:
    """Why somebody is not told of a change after all, or not now: it changed again, it is over, it is night."""
    meeting = meetings.get_meeting(session, row.args["meeting"])
    board = boards.get_board(session, meeting.board_id)
    if row.to != board.channel and not _stands(session, board, row.to, board.today(now)):
        return Drop("they have neither a seat on the board nor a post in the plan any more")
    if "moves" in row.args and (meeting.is_cancelled or meeting.moves != row.args["moves"]):
        return Drop(LATER_SAYS_IT)
    if "to" in row.args and meeting.starts_at != datetime.fromisoformat(row.args["to"]):
        return Drop(LATER_SAYS_IT)
    if now >= meeting.ends_at and not row.args.get(AFTERWARDS):
        return Drop("the time of the meeting was over", is_too_late=True)
    return None if within_hours(board, now) else PutOff(next_within_hours(board, now), "outside working hours")


# Putting right


def put_right_time(
    session: Session,
    access: Access,
    before: Meeting,
    after: Meeting,
    agendas: tuple[Agenda, Agenda],
    was: Board | None = None,
) -> int:
    """Let what was sent about a meeting say when it is now; returns how many messages are changed.

    What waits to be sent, and is still to go, says it as well. `was` is the board before its quiet days changed.
    """
    said_now = _Time.of(access, before, after, agendas, was or access.board)
    for row_id, message in meeting_news.waiting_about(session, after.id, without=_PAST):
        said = with_new_time(message, said_now.swaps_in(message))
        if said != message and not outbox.amend(session, row_id, said, access.now):
            meeting_news.reword(session, row_id, said)
    changed = _amend(session, access, to_put_right(session, after), said_now.put_right)
    follow_meeting(session, access.board, before, after, access.now)
    tell_slots_anew(session, access.board, agendas[0].starts, before, after, access.now)
    return changed


@dataclass(frozen=True)
class _Time:
    """How a meeting's new time is said in what was sent about it."""

    swaps: Swaps
    moments: Swaps
    """Only those of the swaps that say the hour as well: a day alone may be another's."""
    figures: Swaps
    """The same for the day by which figures are asked for."""
    news: Paragraph | None
    nothing_left: Paragraph | None
    """For what served the earlier day alone; None where the meeting stays on its day."""
    due: str
    """When statements are due now; empty where the meeting stays on its day."""

    @classmethod
    def of(cls, access: Access, before: Meeting, after: Meeting, agendas: tuple[Agenda, Agenda], was: Board) -> "_Time":
        """From the meeting, its agenda and its board before a change and after it."""
        swaps, rungs = _swaps(access, before, after, agendas), _rung_swaps(access, before, after)
        if before.starts_at == after.starts_at:
            figures = _said(access, figures_due_for(was, before), figures_due_for(access.board, after))
            return cls(swaps, swaps, {**figures, **swaps}, None, None, "")
        due = after.statements_due_at
        by = f"; statements by {moment(access, due)}" if due and due > access.now else ""
        lead, now = f"{MOVED_ON} {_today(access)}", f"It is now {moment(access, after.starts_at)}"
        is_another_day = before.moves != after.moves
        earlier = Paragraph(lead=lead, text=f"{now}. What stands below was for the earlier day.")
        whole = {said: new for said, new in swaps.items() if ":" in said}
        return cls(
            swaps={**rungs["moments"], **swaps},
            moments={**rungs["moments"], **whole},
            figures={**rungs["figures"], **swaps},
            news=Paragraph(lead=lead, text=f"{now}{by}."),
            nothing_left=earlier if is_another_day else None,
            due=moment(access, due) if due and is_another_day else "",
        )

    def swaps_in(self, message: Message) -> Swaps:
        """What is said otherwise in a message of its kind."""
        if message.kind in FIGURE_MESSAGES:
            return self.figures
        if message.kind == QUESTIONS:
            return self.swaps if self.nothing_left is None else {**self.swaps, " tomorrow": "", " today": ""}
        return self.moments if message.kind in _NAMES_OTHER_DAYS else self.swaps

    def put_right(self, message: Message) -> Message:
        """A message as it is to stand now."""
        if self.nothing_left is not None and message.kind in _OF_ITS_DAY:
            gone = self.nothing_left
            is_slot = message.kind == SLOT_SOON
            return with_slot_gone(message, gone.lead, gone.text) if is_slot else with_nothing_left(message, gone)
        return with_new_time(message, self.swaps_in(message), self.news, self.due)


def to_put_right(session: Session, meeting: Meeting) -> list[Told]:
    """The messages about a meeting that say when it is. Those that told of a move say what it was then, and stay."""
    return [told for told in planned.sent_about(session, meeting.id) if told.kind not in _PAST]


def put_right_cancelled(session: Session, access: Access, meeting: Meeting) -> int:
    """Let what was sent about a meeting say that it is cancelled; returns how many messages are changed."""

    def cancelled(message: Message) -> Message:
        agenda = Agenda.of(session, meeting)
        named = f"{meeting.kind.words}, {moment(access, meeting.starts_at)}"
        swaps = _swaps(access, meeting, None, (agenda, agenda))
        return with_cancelled(message, swaps, _today(access), named, has_begun=meeting.starts_at <= access.now)

    meeting_is_off(session, access.board, meeting, access.now)
    return _amend(session, access, planned.sent_about(session, meeting.id), cancelled)


def put_right_actions(session: Session, access: Access, meeting: Meeting, taken: Collection[int]) -> int:
    """Let nothing that was sent about a meeting ask for what was taken off; returns how many messages are changed."""
    refs = {action.id: action.ref for action in named_with_reported(session, access.board.id)}
    said = "It is off the agenda of the meeting, so nothing is needed for it. Thank you."
    action_is_out(session, access.board, taken, said, access.now, of=meeting.id)
    about = planned.sent_about(session, meeting.id)
    return _amend(session, access, about, lambda message: with_taken_off(message, taken, refs, _today(access)))


def _amend(session: Session, access: Access, about: Iterable[Told], change: Callable[[Message], Message]) -> int:
    changed = 0
    for told in about:
        message = change(told.message)
        if message != told.message and told.message.kind != PAPER:  # a file that was handed over stays as it is
            changed += outbox.amend(session, told.id, message, access.now)
    return changed


def _rung_swaps(access: Access, before: Meeting, after: Meeting) -> dict[str, dict[str, str]]:
    """What was said of the moments of the cycle that the meeting does not carry itself, and what to say now."""
    board, said = access.board, {"moments": dict[str, str](), "figures": dict[str, str]()}
    if before.moves == after.moves:
        return said
    days = working_days(board, board.today(before.starts_at))
    for rung in rungs_of(after.kind):
        if isinstance(rung.due, WorkingDay):
            old, new = (due_at(rung, meeting, board, days, meeting.starts_at) for meeting in (before, after))
            swaps = _said(access, old, new)
            said["moments"] |= {words: new_words for words, new_words in swaps.items() if ":" in words}
            said["figures"] |= swaps if rung.kind == FIGURES_REMINDER else {}
    return said


def _today(access: Access) -> str:
    today = access.board.today(access.now)
    return weekday_in_words(today, today)


def _swaps(access: Access, before: Meeting, after: Meeting | None, agendas: tuple[Agenda, Agenda]) -> dict[str, str]:
    """What was said of each time of a meeting, and what to say now; of a cancelled one, each as it was said."""
    then, now = agendas
    later = after or before
    pairs: list[tuple[datetime | None, datetime | None]] = [
        (before.starts_at, later.starts_at),
        (before.statements_due_at, later.statements_due_at),
        (before.pack_at, later.pack_at),
        (before.request_at, later.request_at),
    ]
    pairs += [(at, now.starts[post]) for post, at in then.starts.items() if post in now.starts]
    swaps: dict[str, str] = {}
    for old, new in pairs:
        if old and new and (old != new or after is None):
            swaps = _said(access, old, new) | swaps
    return swaps


def _said(access: Access, old: datetime, new: datetime) -> dict[str, str]:
    """A time as it may have been said, with its year and without, alone and as a day."""
    board = access.board
    today = board.today(access.now)
    was, to = board.local(old), board.local(new)
    day, whole = weekday_in_words(to.date(), today), weekday_moment_in_words(to, today)
    return {
        weekday_moment_in_words(was, was.date()): whole,
        f"{full_day_in_words(was.date())}, {was:%H:%M}": whole,
        weekday_in_words(was.date(), was.date()): day,
        full_day_in_words(was.date()): day,
    }
