"""The escalation ladder from its second step on: who is told that a statement is late, when, and what hinders it.

At T−4 14:00 the programme manager gets a list, at T−3 09:00 the line directors are told, and once the pack is frozen it
says what is missing. Each looks at the facts at that moment and is silent about whatever has come in. Step 6, outside
the council, is never taken here: a person does that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.cycle import EXTENDED, LATE_LIST, LINE_DIRECTOR, PACK_FREEZE, RUNGS, due_at
from bot.domain.dates import listed, moment_in_words, weekday_in_words, weekday_moment_in_words
from bot.domain.meetings import Meeting
from bot.domain.people import Role
from bot.domain.plans import Action, Assessed
from bot.messages import late as words
from bot.messages.late import EXTEND, PHONED, ROWS_IN_A_LIST, TELL_LINE, WILL_SORT, LateMeeting, LateRow
from bot.messages.parts import Message
from bot.messages.plan_lines import deadline_words, statement_words
from bot.use_cases.assessing import assess_plan
from bot.use_cases.chasing import ANSWERED, Reader, owed_to, reader_of
from bot.use_cases.escalating import log_step, log_steps
from bot.use_cases.managing import called
from bot.use_cases.planning import Decided, Drop, MadeUp, PlanAgain, PutOff, rung_key, working_days
from bot.use_cases.run_sheet import chair_today
from storage import actions, boards, choices, meetings, outbox, people, planned, rungs
from storage.choices import LASTING, Choice, Chosen
from storage.outbox import PLANNED, SENT, WAITING, Leased, Planned
from storage.tables import Person, Post

NO_LINE_DIRECTOR = "no_line_director"
ASKED_TODAY = "whoever owes a statement was asked for it only today"
TO_SEE_TO_IT = timedelta(hours=2)
"""How long the programme manager has, from the list on, before a line director is told of what is on it."""
Wanted = Sequence[tuple[int, Sequence[int]]]
"""What a list is about: posts, and which of the actions they answer for."""


@dataclass(frozen=True)
class Late:
    """What one post owes to a meeting: at least one statement. `reader` is whoever is asked for it now, if anybody."""

    actions: tuple[Action, ...]
    chosen: tuple[Chosen, ...]
    reader: Reader | None

    @property
    def post_id(self) -> int:
        """The post that owes them."""
        return self.actions[0].post_id

    @property
    def post(self) -> str:
        """Its title."""
        return self.actions[0].post

    @property
    def refs(self) -> tuple[str, ...]:
        """The actions that they are about."""
        return tuple(action.ref for action in self.actions)

    def last(self, choice: Choice) -> Chosen | None:
        """The newest choice of this sort."""
        return next((each for each in reversed(self.chosen) if each.choice is choice), None)


@dataclass(frozen=True)
class LineDirector:
    """Whom a post reports to. Without a `person` there is nobody to tell, and `why` says why."""

    post: Post | None
    person: Person | None
    why: str = ""


@dataclass(frozen=True)
class MissingStatement:
    """A statement that a meeting does without: for the pack, so by post, and with nobody's own words in it."""

    action_id: int
    ref: str
    post: str
    why: str
    last_known: str


# The facts


def late_posts(
    session: Session, board: Board, meeting: Meeting, now: datetime, *, asked_elsewhere: bool = False
) -> dict[int, Late]:
    """What each post owes to a meeting now, in plan order; a post that owes nothing is not in it."""
    chosen = _chosen_since(meeting, choices.choices_for(session, meeting.id))
    owed = sorted(
        owed_to(session, board, meeting, now, asked_elsewhere=asked_elsewhere), key=lambda action: action.post_id
    )
    found = []
    for post_id, same in groupby(owed, key=lambda action: action.post_id):
        theirs = tuple(sorted(same, key=lambda action: action.position))
        reader, _ = reader_of(session, board, theirs[0], now, chosen.get(post_id, ()))
        found.append(Late(theirs, tuple(chosen.get(post_id, ())), reader))
    return {each.post_id: each for each in sorted(found, key=lambda each: each.actions[0].position)}


def late_since(meeting: Meeting) -> datetime:
    """From when on (UTC) a statement for a meeting is late; what was chosen before a move to this day is no more so."""
    return meeting.statements_due_at or meeting.starts_at


def _chosen_since(meeting: Meeting, chosen: Mapping[int, Sequence[Chosen]]) -> dict[int, list[Chosen]]:
    since = late_since(meeting)
    return {
        post_id: [each for each in theirs if each.choice in LASTING or each.at >= since]
        for post_id, theirs in chosen.items()
    }


def extended_until(board: Board, meeting: Meeting) -> datetime:
    """Until when (UTC) the programme manager may give more time: T−3 12:00."""
    day = board.today(meeting.starts_at)
    return board.at(working_days(board, day).shift(day, EXTENDED.days), EXTENDED.at)


def line_director_of(session: Session, board: Board, post_id: int, now: datetime) -> LineDirector:
    """Whom a post reports to today, if there is somebody who can be told."""
    today = board.today(now)
    found = people.line_director(session, post_id, today)
    if found is None:
        return LineDirector(None, None, "no line director is recorded")
    post, person = found
    holder = people.holder_of(session, post_id, today)
    if person is None:
        return LineDirector(post, None, f"it reports to the {post.title}, and that post is vacant")
    if post.away_until is not None and today <= post.away_until:
        return LineDirector(post, None, f"it reports to the {post.title}, whose holder is away")
    if holder is not None and holder.id == person.id:
        return LineDirector(post, None, f"it reports to the {post.title}, and the same person holds both")
    return LineDirector(post, person)


def missing_statements(session: Session, board: Board, meeting: Meeting, now: datetime) -> list[MissingStatement]:
    """What is not in, in plan order, with what hinders it and what was last known; for the pack once it is frozen."""
    late = late_posts(session, board, meeting, now, asked_elsewhere=True)
    why = {post_id: _why_missing(session, board, meeting, each, now) for post_id, each in late.items()}
    owed = [action.id for each in late.values() for action in each.actions]
    return [
        MissingStatement(
            each.action.id, each.action.ref, each.action.post, why[each.action.post_id], _last_known(board, each)
        )
        for each in assess_plan(session, board, now, only=owed)
    ]


def log_missing(session: Session, board: Board, missing: Sequence[MissingStatement], now: datetime) -> None:
    """Put on the record what a pack was fixed without: the fourth step, in which the chair reads it there."""
    for each in missing:
        log_step(session, board, 4, f"{each.ref}, {each.post}", "the chair, in the pack", each.why, now)


def _why_missing(session: Session, board: Board, meeting: Meeting, each: Late, now: datetime) -> str:
    told = each.post_id in posts_told_of(session, meeting)
    sentences = [_hindered(each, board.today(now), says_away=False), *_done_about(board, meeting, each, now, told=told)]
    return " ".join(sentences)


def _last_known(board: Board, each: Assessed) -> str:
    said = f", {each.self_assessed.word}" if each.self_assessed else ""
    forecast = each.action.forecast
    sentences = [
        f"{statement_words(each, board.tolerances.statement_stale)}{said}",
        deadline_words(each),
        f"Forecast {weekday_in_words(forecast, each.today)}" if forecast else "",
        f"The rules suggest {each.suggestion.words.rstrip('.')}" if each.suggestion.rating else "",
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def posts_told_of(session: Session, meeting: Meeting) -> frozenset[int]:
    """The posts of which a line director was told, or is about to be, that they owe something to a meeting.

    After a move it counts still if the statements were late for this day by then: as for one that was moved and back.
    """
    said = rungs.said_for(session, meeting.id, "line_director")
    for_this_day = [args for args, at in said if args.get("moves", 0) == meeting.moves or at >= late_since(meeting)]
    return frozenset(post for args in for_this_day for post, _ in args.get("rows", ()))


# T−4 14:00, the programme manager


def make_up_late_list(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Who has not answered, for the programme manager; in parts of ten posts where there are many.

    Where nobody sits as such, the chair reads who is late, and has nothing to choose.
    """
    owed = late_posts(session, board, meeting, now)
    if not owed:
        return Drop("nobody is late")
    late = _asked_in_time(session, board, meeting, owed, now)
    if not late:
        return Drop(ASKED_TODAY)
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    to = manager or chair_today(session, board, board.today(now))
    if to is None:
        return Drop("nobody sits as the programme manager, nor is there a chair to tell")
    wanted = _wanted(late.values())
    pages = [wanted[first : first + ROWS_IN_A_LIST] for first in range(0, len(wanted), ROWS_IN_A_LIST)]
    asked = {**row.args, "may_choose": manager is not None}
    about = [{**asked, "rows": page, "part": n, "parts": len(pages)} for n, page in enumerate(pages, 1)]
    for args in about[1:]:
        key = f"{rung_key(LATE_LIST, meeting)}:part{args['part']}"
        message = _late_list(session, board, meeting, args, now)
        outbox.say(
            session, board.workspace_id, key=key, to=to.account, message=message, due=now, board_id=board.id,
            args=args,
        )  # fmt: skip
    planned.give_args(session, row.id, about[0])
    as_what = "the programme manager" if manager else "the chair"
    _log(session, board, meeting, row, 2, list(late.values()), f"{as_what}, {called(to)}", now)
    return MadeUp(to.account, _late_list(session, board, meeting, about[0], now))


def _late_list(session: Session, board: Board, meeting: Meeting, args: Mapping[str, Any], now: datetime) -> Message:
    may_choose = args.get("may_choose", True)
    rows = _Rows(session, board, meeting, now, for_manager=True, in_full=may_choose).of(args["rows"])
    facts, today = facts_of(board, meeting), board.today(now)
    return words.late_list(facts, rows, today, args["part"], args["parts"], may_choose=may_choose)


# T−3 09:00, the line directors


def make_up_line_director(session: Session, board: Board, meeting: Meeting, row: Planned, now: datetime) -> Decided:
    """Tell a line director of all the posts of theirs that owe something and are due to be told of.

    A post that was given more time, or was rung, waits until T−3 12:00, and one of which the programme manager heard
    only now waits for two hours, unless the programme manager had the line director told. Where nobody can be told,
    the programme manager is.
    """
    owed = late_posts(session, board, meeting, now)
    mine = owed.get(int(row.args["post"]))
    if mine is None:
        return Drop(ANSWERED)
    if mine.post_id in posts_told_of(session, meeting):
        return Drop("the line director was told before")
    late = _asked_in_time(session, board, meeting, owed, now)
    if mine.post_id not in late:
        return Drop(ASKED_TODAY)
    waits = _waits(session, board, meeting, mine, now)
    if waits is not None:
        return waits
    line = line_director_of(session, board, mine.post_id, now)
    to = line.person or people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now))
    if to is None:
        return Drop(f"{line.why}, and nobody sits as the programme manager")
    together = [mine, *_others(session, board, meeting, row, late, line, now)]
    rows = _wanted(together)
    planned.give_args(session, row.id, {**row.args, "rows": rows})
    as_what = line.post.title if line.person and line.post else "the programme manager"
    _log(session, board, meeting, row, 3, together, f"{as_what}, {called(to)}", now, line.why)
    if line.person is None:
        return MadeUp(to.account, _no_line_director(session, board, meeting, rows, now))
    return MadeUp(to.account, _line_director(session, board, meeting, {"rows": rows}, now))


def _others(
    session: Session,
    board: Board,
    meeting: Meeting,
    row: Planned,
    late: Mapping[int, Late],
    line: LineDirector,
    now: datetime,
) -> list[Late]:
    """What else the same person is to be told of now; the message says it, and those rows are settled with it."""
    due = {int(each.args["post"]): each.id for each in rungs.planned_for(session, meeting.id, LINE_DIRECTOR, now)}
    told = posts_told_of(session, meeting)
    account = line.person.account if line.person else None
    found = []
    for post_id, each in late.items():
        if post_id == int(row.args["post"]) or post_id in told or post_id not in due:
            continue
        other = line_director_of(session, board, post_id, now).person
        if (other.account if other else None) == account and not _waits(session, board, meeting, each, now):
            found.append(each)
    found = found[: ROWS_IN_A_LIST - 1]  # the rest have a message of their own
    planned.carry(session, [due[each.post_id] for each in found], row.id, now)
    return found


def _asked_in_time(
    session: Session, board: Board, meeting: Meeting, owed: Mapping[int, Late], now: datetime
) -> dict[int, Late]:
    """Those that were asked before today, whom nobody can be asked for, or whose line director was to be told.

    A meeting may be added, and the bot come back, only days before: nobody is late who was first asked today.
    """
    asked = planned.posts_asked(session, meeting.id, board.at(board.today(now), time(0)))
    return {
        post_id: each
        for post_id, each in owed.items()
        if post_id in asked or each.reader is None or each.last(Choice.TELL_LINE_DIRECTOR)
    }


def _waits(session: Session, board: Board, meeting: Meeting, each: Late, now: datetime) -> PutOff | None:
    """Until when the programme manager sees to it, T−3 12:00 at the latest, so that the line director is not told."""
    until = extended_until(board, meeting)
    if each.last(Choice.TELL_LINE_DIRECTOR) or now >= until:
        return None
    if each.last(Choice.EXTENDED) or each.last(Choice.PHONED):
        return PutOff(until, "the programme manager gave more time, or rang them")
    state, at = planned.settled(session, rung_key(LATE_LIST, meeting))
    heard = now if state in (PLANNED, *WAITING) else at if state == SENT else None
    if heard is None or now >= heard + TO_SEE_TO_IT:
        return None
    return PutOff(min(heard + TO_SEE_TO_IT, until), "the programme manager has only just heard of it")


def _line_director(session: Session, board: Board, meeting: Meeting, args: Mapping[str, Any], now: datetime) -> Message:
    rows = _Rows(session, board, meeting, now, for_manager=False).of(args["rows"])
    return words.line_director(facts_of(board, meeting), rows, board.today(now))


def _no_line_director(session: Session, board: Board, meeting: Meeting, wanted: Wanted, now: datetime) -> Message:
    rows = _Rows(session, board, meeting, now, for_manager=True, in_full=True).of(wanted)
    why = [line_director_of(session, board, post_id, now).why for post_id, _ in wanted]
    return words.no_line_director(facts_of(board, meeting), list(zip(rows, why, strict=True)), board.today(now))


# What is asked once more before one goes, and what changes in it afterwards


def before_late(session: Session, row: Leased, now: datetime) -> Drop | PlanAgain | None:
    """Why a list that was made up should not go as it is: all of it came in meanwhile, or some of it did, or not all of
    it is for the same line director any more.
    """
    meeting = meetings.get_meeting(session, row.args["meeting"])
    board = boards.get_board(session, meeting.board_id)
    owed = {action.id for action in owed_to(session, board, meeting, now)}
    asked = [action_id for _, action_ids in row.args["rows"] for action_id in action_ids]
    if not owed & set(asked):
        return Drop(ANSWERED)
    if row.args["rung"] == LINE_DIRECTOR and _is_for_others(session, board, row, now):
        return PlanAgain(LINE_DIRECTOR, "a post that it tells of reports to somebody else by now")
    is_part = row.args.get("part", 1) > 1
    return None if owed >= set(asked) or is_part else PlanAgain(row.args["rung"], "some of it came in before it went")


def _is_for_others(session: Session, board: Board, row: Leased, now: datetime) -> bool:
    """Whether the posts of a note report to several by now, or to somebody where there was nobody to tell."""
    found = {line_director_of(session, board, int(post_id), now).person for post_id, _ in row.args["rows"]}
    told = {one.account if one else "" for one in found}
    return len(told) > 1 or (row.kind == NO_LINE_DIRECTOR and "" not in told)


def show_in_lists(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    """Let the lists and notes that were sent about a meeting say what was chosen, and what has come in."""
    drawn: Mapping[str, Callable[..., Message]] = {"late_list": _late_list, "line_director": _line_director}
    for told in planned.sent_about(session, meeting.id):
        if told.kind in drawn and told.args.get("moves", 0) == meeting.moves and "rows" in told.args:
            message = drawn[told.kind](session, board, meeting, told.args, now)
            if message != told.message:
                outbox.amend(session, told.id, message, now)


def show_received(session: Session, board: Board, meeting: Meeting, now: datetime) -> None:
    """Let what was sent about a late statement for a meeting say that it came in."""
    if meeting.statements_due_at is not None and now > meeting.statements_due_at:
        show_in_lists(session, board, meeting, now)


def show_handed_over(session: Session, board: Board, post_id: int, now: datetime) -> None:
    """Let what was sent about late statements of a post say that a delegate answers for it."""
    for meeting in meetings.meetings_of(session, board.id, since=now):
        is_late = meeting.statements_due_at is not None and now > meeting.statements_due_at
        if is_late and any(post == post_id for _, post in meetings.agenda(session, meeting.id)):
            show_in_lists(session, board, meeting, now)


# In rows


@dataclass(frozen=True)
class _Rows:
    """The rows of a list as they stand now, for the programme manager or for a line director."""

    session: Session
    board: Board
    meeting: Meeting
    now: datetime
    for_manager: bool
    in_full: bool = False
    """Whether with what somebody said to the programme manager alone."""

    def of(self, wanted: Wanted) -> list[LateRow]:
        late = late_posts(self.session, self.board, self.meeting, self.now)
        told = posts_told_of(self.session, self.meeting)
        return [self._row(late.get(post_id), post_id, ids, is_told=post_id in told) for post_id, ids in wanted]

    def _row(self, each: Late | None, post_id: int, action_ids: Sequence[int], *, is_told: bool) -> LateRow:
        board, today = self.board, self.board.today(self.now)
        found = actions.actions_of(self.session, board.id, today, board.zone, only=action_ids)
        still = [action for action in (each.actions if each else ()) if action.id in action_ids]
        row = LateRow(
            about=f"{self.meeting.id}:{post_id}",
            post_about=f"{board.id}:{post_id}",
            post=people.get_post(self.session, post_id).title,
            holder="",
            refs=tuple(action.ref for action in still),
            reason="",
            came_in=self._came_in(found, still),
        )
        if each is None or not still:
            return row
        return replace(
            row,
            holder=each.actions[0].holder,
            reason=_hindered(each, today, in_full=self.in_full),
            chosen=tuple(self._chosen(each, is_told=is_told)),
            offers=self._offers(each, is_told=is_told),
            nobody=each.reader is None,
        )

    def _came_in(self, found: Sequence[Action], still: Sequence[Action]) -> str:
        at = choices.came_in(self.session, self.meeting.id)
        refs = [(action.ref, self.board.local(at[action.id])) for action in found if action.id in at]
        owed = {action.id for action in still}
        gone = [action.ref for action in found if action.id not in at and action.id not in owed]
        more = [f"{listed(gone)}: not asked for any more."] if gone else []
        return " ".join([*filter(None, [words.received_words(refs, self.board.today(self.now))]), *more])

    def _chosen(self, each: Late, *, is_told: bool) -> list[str]:
        if self.for_manager:
            return _done_about(self.board, self.meeting, each, self.now, told=is_told)
        sorts = each.last(Choice.WILL_SORT)
        return [f"You said that you will sort it ({_said_at(self.board, sorts, self.now)})."] if sorts else []

    def _offers(self, each: Late, *, is_told: bool) -> frozenset[str]:
        told = is_told or each.last(Choice.TELL_LINE_DIRECTOR)
        may_extend = not told and self.now < extended_until(self.board, self.meeting)
        offered = {
            EXTEND: may_extend and not each.last(Choice.EXTENDED),
            PHONED: not each.last(Choice.PHONED),
            TELL_LINE: not told,
            WILL_SORT: not each.last(Choice.WILL_SORT),
        }
        return frozenset(does for does, is_offered in offered.items() if is_offered)


def _hindered(each: Late, today: date, *, in_full: bool = False, says_away: bool = True) -> str:
    """Why a statement is not in, in a sentence; `in_full` with what is for the programme manager alone.

    That somebody is away is about them, so a pack does not say it (`says_away`).
    """
    action, delegate = each.actions[0], each.reader.for_post if each.reader else ""
    found = []
    if not action.holder_account:
        found.append("the post is vacant")
    elif action.is_away(today) and says_away:
        until = f" until {weekday_in_words(action.away_until, today)}" if in_full and action.away_until else ""
        found.append(f"the officer is away{until}")
    asked = each.last(Choice.NEEDS_HELP)
    if asked:
        found.append("they ask for help" + (f" ({asked.words[:1].lower()}{asked.words[1:]})" if in_full else ""))
    if each.last(Choice.WRONG_PERSON):
        found.append("whoever was asked says that it is not for them")
    if delegate:
        found.append(
            f"{action.delegate_post or 'the delegate'} {'acts' if action.is_acted_for else 'answers'} meanwhile"
        )
    elif each.reader is None:
        found.append("nobody answers meanwhile")
    said = "; ".join(found) or "no answer yet"
    return f"{said[:1].upper()}{said[1:]}."


def _done_about(board: Board, meeting: Meeting, each: Late, now: datetime, *, told: bool) -> list[str]:
    """What the programme manager and the line director chose about it, a sentence each."""
    until = weekday_moment_in_words(board.local(extended_until(board, meeting)), board.today(now))
    sentences = {
        Choice.EXTENDED: f"More time until {until}",
        Choice.PHONED: "Rung",
        Choice.TELL_LINE_DIRECTOR: "The line director is told",
        Choice.WILL_SORT: "The line director will sort it",
    }
    found = []
    for choice, sentence in sentences.items():
        if chosen := each.last(choice):
            found.append(f"{sentence} ({_said_at(board, chosen, now)}).")
        elif choice is Choice.TELL_LINE_DIRECTOR and told:
            found.append("The line director was told.")
    return found


def _said_at(board: Board, chosen: Chosen, now: datetime) -> str:
    return moment_in_words(board.local(chosen.at), board.today(now))


def _wanted(late: Iterable[Late]) -> list[tuple[int, list[int]]]:
    return [(each.post_id, [action.id for action in each.actions]) for each in late]


def facts_of(board: Board, meeting: Meeting) -> LateMeeting:
    """The moments of a meeting that matter once a statement is late, by the board's clock."""
    days = working_days(board, board.today(meeting.starts_at))
    told, frozen = (
        due_at(RUNGS[kind], meeting, board, days, meeting.starts_at) for kind in (LINE_DIRECTOR, PACK_FREEZE)
    )
    return LateMeeting(
        name=meeting.kind.words,
        starts_at=board.local(meeting.starts_at),
        due_at=board.local(late_since(meeting)),
        told_at=board.local(told),
        extended_to=board.local(extended_until(board, meeting)),
        frozen_at=board.local(frozen),
    )


def _log(
    session: Session,
    board: Board,
    meeting: Meeting,
    row: Planned,
    step: int,
    late: Sequence[Late],
    to: str,
    now: datetime,
    why: str = "",
) -> None:
    due = weekday_moment_in_words(board.local(late_since(meeting)), board.today(now))
    reason = f"no statement by {due}" + (f"; {why}" if why else "")
    told = [(f"{listed(list(each.refs))}, {each.post}", to, reason) for each in late]
    log_steps(session, board, row, step, told, now)


MAKERS = {LATE_LIST: make_up_late_list, LINE_DIRECTOR: make_up_line_director}
CHECKS = dict.fromkeys(("late_list", "line_director", NO_LINE_DIRECTOR), ("rows", before_late))
