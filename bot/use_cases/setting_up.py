"""Setting a board up from nothing, in chat or in the terminal, and letting it speak: start, pause, resume.

All that this module offers is listed at its end by name, for the catalogue.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.closing import READINGS_AT_MOST, READINGS_NEEDED
from bot.domain.dates import WEEKDAYS, counted, weekday_moment_in_words
from bot.domain.people import Role, Standing
from bot.domain.plan_reading.markings import CHOICES
from bot.domain.refusals import Refusal
from bot.domain.working_days import Nation
from bot.messages import setting_up as words
from bot.messages.parts import Button, Message, Reply
from bot.messages.setting_up import MANAGER_POST, Step
from bot.use_cases import quiet_days
from bot.use_cases.arranging import add_meeting, ask_for_meeting, coming_meetings, move_dates, show_meetings
from bot.use_cases.chasing import wait_alone
from bot.use_cases.connecting import (
    ask_for_delegate,
    ask_for_line_director,
    ask_for_seat,
    ask_who_holds,
    connect_post,
    fill_seat,
    name_delegate,
    name_line_director,
    posts_of,
    put_in_post,
    show_people,
    show_posts,
    show_seats,
    take_seat_away,
    vacate_post,
)
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.managing import (
    NOT_YET,
    access_asked,
    access_management,
    called,
    is_empty_for,
    note_change,
    picked_person,
)
from bot.use_cases.previewing import plan_everything, plan_summary, what_stops
from bot.use_cases.reading_answers import ASK_FOR_AN_HOUR, Form
from bot.use_cases.rearranging import (
    ask_about_agenda,
    ask_to_cancel,
    ask_to_move,
    cancel_meeting,
    change_agenda,
    move_meeting,
    say_add,
    say_cancel,
    say_move,
    say_take,
)
from storage import actions, boards, outbox, people, plans
from storage.access import OPERATOR, Access
from storage.tables import Post

UseCase = Callable[[Session, Any, datetime], Reply]

_TELEPHONE = re.compile(r"^\+?[\d\s()\-]+(?:\s*(?:ext|x|extension)\.?\s*\d+)?$", re.IGNORECASE)
_FRIDAY = 4


@dataclass(frozen=True)
class Ways:
    """A board's ways, as the form gives them."""

    name: str
    channel: str
    zone: str
    nation: str
    mash_number: str
    hours_from: time
    hours_to: time
    summary_weekday: int
    summary_time: time
    line_confirms: bool
    readings_needed: int

    @classmethod
    def from_form(cls, form: Form) -> "Ways | None":
        """The ways that stand in a form; None if something is wrong, and then the form says what."""
        name = form.words("name", "Give the board a name, such as Children’s Improvement Board.", longest=120)
        channel = form.words("channel", "Choose the channel that the weekly summary goes to.", longest=100)
        zone, nation, mash_number = _zone(form), _nation(form), _telephone(form)
        hours_from = form.hour("hours_from", ASK_FOR_AN_HOUR)
        hours_to = form.hour("hours_to", ASK_FOR_AN_HOUR)
        weekday, hour = _weekday(form), form.hour("summary_time", ASK_FOR_AN_HOUR)
        if hours_from and hours_to and hours_to <= hours_from:
            form.wrong("hours_to", f"The hours begin at {hours_from:%H:%M}, so they have to end later than that.")
        elif hours_from and hours_to and hour and not hours_from <= hour <= hours_to:
            between = f"{hours_from:%H:%M} and {hours_to:%H:%M}"
            form.wrong("summary_time", f"That is outside the board’s hours: choose a time between {between}.")
        if form.words("line_confirms") not in ("", "yes", "no"):
            form.wrong("line_confirms", "Say yes or no.")
        readings_needed = _readings_needed(form)
        if form.errors or hours_from is None or hours_to is None or hour is None:
            return None
        line_confirms = form.words("line_confirms") != "no"
        return cls(
            name, channel, zone, nation, mash_number, hours_from, hours_to, weekday, hour, line_confirms,
            readings_needed,
        )  # fmt: skip


def show_setup(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Each step of setting up, done or to do. Where nothing is set up, for an administrator of the workspace.

    Raises:
        Refusal: nothing is set up and they are no administrator; or they do not run this board.
    """
    if is_empty_for(session, command.by):
        _may_begin(command.by)
        return Reply(message=_first_card())
    return Reply(message=_card(session, access_asked(session, command, now)))


def ask_about_board(session: Session, command: Press, now: datetime) -> Reply:
    """The form with everything about a board that is not a person or a meeting."""
    if is_empty_for(session, command.by):
        _may_begin(command.by)
        manager = None if command.by.platform == OPERATOR else command.by.user
        return Reply(form=words.board_form(board_id=None, manager=manager))
    board = access_management(session, command.by, now, command.about).board
    form = words.board_form(
        board_id=board.id,
        name=board.name,
        channel=board.channel,
        zone=board.zone,
        nation=board.nation,
        hours=(board.hours_from, board.hours_to),
        summary=(board.summary_weekday, board.summary_time),
        mash_number=board.mash_number,
        line_confirms=board.line_confirms,
        readings_needed=board.readings_needed,
        marking=plans.classification_of(session, board.id),
    )
    return Reply(form=form)


def set_up_board(session: Session, command: Answers, now: datetime) -> Reply:
    """Make a workspace's first board, or change one. Whoever makes it runs it, unless they name another.

    `about` is the board's id, or nothing for a new one. From the terminal a new board says the platform and the
    workspace that it is for in the answers `platform` and `team`, and may be one more in a workspace. The answer
    `is_sample`, which no form asks for, makes it say, wherever it shows its plan, that this is nobody’s real one.
    """
    form = Form(command.answers)
    if command.about:
        return _change(session, access_management(session, command.by, now, command.about), form)
    workspace_id = _workspace(session, command.by, form)
    boards.wait_for_workspace(session, workspace_id)
    if command.by.platform != OPERATOR and not is_empty_for(session, command.by):
        return _change(session, access_management(session, command.by, now), form)
    _may_begin(command.by)
    ways = Ways.from_form(form)
    if ways is None:
        return Reply(errors=form.errors, settled=False)
    if any(board.name.casefold() == ways.name.casefold() for board in boards.boards_of(session, workspace_id)):
        return Reply(errors={"name": f"There is a board called {ways.name} already."}, settled=False)
    return _add(session, command.by, form, ways, workspace_id, now)


def start(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Let the board speak: plan the requests of every coming meeting and the next weekly summary.

    Raises:
        Refusal: what will be sent has not been seen since the last change; or something has to be there first.
    """
    access = access_asked(session, command, now)
    board = access.board
    if board.started_at is not None:
        return _already(board, "It was started before.", now)
    stops = what_stops(session, board)
    if stops:
        raise Refusal(f"Not yet. {' '.join(stops)}")
    if board.previewed_at is None:
        raise Refusal(
            "Please look at what will be sent first, as it stands now: press What will be sent, or type “preview”. "
            "Then press Start."
        )
    requests, summary = plan_everything(session, board, now)
    note_change(session, access, "board started", board.name, to=f"{requests} requests planned")
    boards.change_board(session, board.id, started_at=now, paused_at=None, previewed_at=board.previewed_at)
    return Reply(message=words.board_started(board.id, board.name, requests, _moment(board, summary, now)))


def pause(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """Hold everything back, to everybody, with one press."""
    access = access_asked(session, command, now)
    board = access.board
    if board.started_at is None:
        raise Refusal("It has not been started, so nothing goes out. Type “setup” to see what is still to do.")
    if board.paused_at is None:
        boards.change_board(session, board.id, paused_at=now)
        wait_alone(session, board)
        note_change(session, access, "board paused", board.name)
    return Reply(message=words.board_paused(board.id, board.name))


def resume(session: Session, command: Press | Typed, now: datetime) -> Reply:
    """End a pause. What came due meanwhile goes if it is not too late for its kind."""
    access = access_asked(session, command, now)
    board = access.board
    if board.started_at is None:
        raise Refusal("It has not been started. Type “preview” to see what will be sent, and then “start”.")
    if board.paused_at is None:
        return _already(board, "It was not paused.", now)
    boards.change_board(session, board.id, paused_at=None)
    outbox.promise_overdue(session, board.id, now)
    note_change(session, access, "board resumed", board.name)
    summary = plan_summary(session, board, now)
    return Reply(message=words.board_resumed(board.id, board.name, _moment(board, summary, now)))


def _already(board: Board, how: str, now: datetime) -> Reply:
    if board.paused_at is not None:
        return Reply(message=words.board_paused(board.id, board.name))
    return Reply(message=words.board_speaks(board.id, board.name, how))


def _may_begin(by: Caller) -> None:
    if by.platform != OPERATOR and not by.is_workspace_admin:
        raise Refusal(NOT_YET)


def _workspace(session: Session, by: Caller, form: Form) -> int:
    if by.platform != OPERATOR:
        return people.workspace_of(session, by.platform, by.team)
    platform = form.words("platform", longest=20) or "slack"
    team = form.words("team", "Say which workspace the board is in, by its id.", longest=100)
    return people.workspace_of(session, platform[:20], team[:100])


def _add(session: Session, by: Caller, form: Form, ways: Ways, workspace_id: int, now: datetime) -> Reply:
    board_id = boards.add_board(session, workspace_id, **asdict(ways), is_sample=form.words("is_sample") == "yes")
    access = _beginning(session, by, board_id, now)
    whoever = None if by.platform == OPERATOR else people.person_of(session, workspace_id, by.user, by.name)
    manager = picked_person(session, access, form, "manager") or whoever
    set_up_by = whoever or manager
    boards.change_board(session, board_id, set_up_by=set_up_by.id if set_up_by else None)
    note_change(session, access, "board set up", ways.name, to=_in_words(ways))
    post = _manager_post(session, access, ways.name, now)
    people.seat(session, board_id, Role.PROGRAMME_MANAGER, post)
    note_change(session, access, "seat filled", words.SEAT_LABELS[Role.PROGRAMME_MANAGER], to=post.title)
    if manager is not None:
        put_in_post(session, access, post, manager)
    if whoever is not None and manager is not whoever:
        return Reply(message=words.board_handed_over(ways.name, called(manager)))
    return Reply(message=_card(session, access, "The board is set up."))


def _manager_post(session: Session, access: Access, board_name: str, now: datetime) -> Post:
    """A post of its own for whoever runs a new board: what changes there changes on no other board that has one."""
    workspace_id, today = access.board.workspace_id, access.board.today(now)
    several = (f"{MANAGER_POST}, {board_name}{f' ({number})' if number else ''}" for number in (0, *range(2, 10_000)))
    taken = {title.casefold() for _, title in people.posts_titled(session, workspace_id)}
    taken |= {title.casefold() for _, title in people.aliases(session, workspace_id)}
    title = next(title for title in (MANAGER_POST, *several) if title.casefold() not in taken)
    return people.post_of(session, workspace_id, title, today)


def _beginning(session: Session, by: Caller, board_id: int, now: datetime) -> Access:
    """Access for the one who has just made the board; on the record they are named as themselves."""
    board = boards.get_board(session, board_id)
    is_operator = by.platform == OPERATOR
    account, who = (OPERATOR, OPERATOR) if is_operator else (by.user, by.name or by.user)
    standing = Standing(person_id=0, account=account, name=who, seats=frozenset({Role.PROGRAMME_MANAGER}))
    return Access(board, standing, now)


def _change(session: Session, access: Access, form: Form) -> Reply:
    ways, board = Ways.from_form(form), access.board
    if ways is None:
        return Reply(errors=form.errors, settled=False)
    was = Ways(**{name: getattr(board, name) for name in asdict(ways)})
    is_marked_anew = _mark(session, access, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    if was == ways:
        return Reply(message=_card(session, access, "Saved." if is_marked_anew else "Nothing was changed."))
    asked = quiet_days.asked_by_now(session, access)
    boards.change_board(session, board.id, **asdict(ways))
    note_change(session, access, "board changed", board.name, was=_in_words(was), to=_in_words(ways))
    changed = boards.get_board(session, board.id)
    after = Access(changed, access.standing, access.now)
    if was.channel != ways.channel:
        outbox.follow_channel(session, board.id, was.channel, ways.channel)
    if _days_and_hours(was) != _days_and_hours(ways):
        move_dates(session, board, changed, after)
    if board.started_at is not None:
        plan_summary(session, changed, access.now)
    due_anew = quiet_days.due_anew(session, access, after, asked)
    return Reply(message=_card(session, after, " ".join(["Saved.", *due_anew])))


def _mark(session: Session, access: Access, form: Form) -> bool:
    """Put what was chosen at the top of every paper from now on; False where it stands there, or was not asked."""
    board, wanted = access.board, form.words("marking")
    stated = plans.classification_of(session, board.id)
    if wanted in ("", stated):
        return False
    if wanted not in CHOICES:
        form.wrong("marking", "Choose Public, Official or Official-Sensitive.")
        return False
    plans.mark(session, plans.plan_id_of(session, board.id), wanted)
    note_change(session, access, "mark_plan", board.name, was=stated, to=wanted)
    return True


def _days_and_hours(ways: Ways) -> tuple[str, str, time, time]:
    """What the times of a meeting's cycle follow from."""
    return ways.zone, ways.nation, ways.hours_from, ways.hours_to


def _in_words(ways: Ways) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(ways).items())


# The card


def _first_card() -> Message:
    step = Step(
        "The board",
        False,
        "Its name, channel, hours, and the MASH number.",
        Button(label="Set up", does="setup.board", style="primary"),
    )
    return words.setup_card("", "Nothing is set up here yet. The first step takes about two minutes.", [step])


def _card(session: Session, access: Access, news: str = "") -> Message:
    board = boards.get_board(session, access.board.id)  # as it stands after the change that was just made
    return words.setup_card(
        board.name,
        _state(board),
        _steps(session, Access(board, access.standing, access.now)),
        _more(session, board),
        news,
        is_started=board.started_at is not None,
    )


def _state(board: Board) -> str:
    if board.started_at is None:
        return "It has not been started: nothing goes out."
    return "It is paused: nothing goes out." if board.paused_at else "It has been started, and writes to people."


def _steps(session: Session, access: Access) -> list[Step]:
    board = access.board
    return [
        Step(
            "The board",
            bool(board.channel and board.mash_number),
            f"Channel, hours ({board.hours_from:%H:%M} to {board.hours_to:%H:%M}, {board.zone}) and MASH number. "
            f"An action is closed on {counted(board.readings_needed, 'Green reading')} of its measure running. "
            f"Packs and files state {plans.classification_of(session, board.id)} at their top.",
            _button("Change", "setup.board", board),
        ),
        _plan_step(session, board),
        _seats_step(session, access),
        _posts_step(session, access),
        _meetings_step(session, access),
        _preview_step(board),
    ]


def _plan_step(session: Session, board: Board) -> Step:
    number = len(actions.named(session, board.id))
    if number:
        return Step("The plan", True, f"{counted(number, 'action')}.")
    return Step(
        "The plan",
        False,
        "Drop its spreadsheet into our private conversation, or type on the machine: accountable import PLAN.csv",
    )


def _seats_step(session: Session, access: Access) -> Step:
    today = access.board.today(access.now)
    filled = [
        f"{words.SEAT_LABELS[role]}: {post.title} ({called(people.holder_of(session, post.id, today)) or 'vacant'})"
        for role, post in people.seats(session, access.board.id)
    ]
    has_chair = people.seat_holder(session, access.board.id, Role.CHAIR, today) is not None
    note = "" if has_chair else " A chair is needed: only the chair confirms a rating."
    return Step("Seats", has_chair, "; ".join(filled) + "." + note, _button("Seats", "setup.seats", access.board))


def _posts_step(session: Session, access: Access) -> Step:
    posts = [post for post in posts_of(session, access) if not post.gives_input]
    vacant = sum(not post.holder for post in posts)
    state = f"{len(posts) - vacant} of {counted(len(posts), 'accountable post')} connected to a person."
    return Step("Posts", bool(posts) and not vacant, state, _button("Posts", "setup.posts", access.board))


def _meetings_step(session: Session, access: Access) -> Step:
    coming = coming_meetings(session, access)
    state = f"{coming[0].ref}, {coming[0].when}." if coming else "The first meeting: what statements are asked for."
    return Step("Meetings", bool(coming), state, _button("Meetings", "setup.meetings", access.board))


def _preview_step(board: Board) -> Step:
    seen = board.previewed_at is not None
    state = "You have seen what will be sent." if seen else "Everything that will go out in the next four weeks."
    return Step("What will be sent", seen, state, _button("What will be sent", "setup.preview", board))


def _more(session: Session, board: Board) -> list[Button]:
    quiet = _button("Quiet days", "quiet.show", board)
    if board.started_at is None:
        is_ready = board.previewed_at is not None and not what_stops(session, board)
        return [words.start_button(board.id), quiet] if is_ready else [quiet]
    return [words.resume_button(board.id) if board.paused_at else words.pause_button(board.id), quiet]


def _button(label: str, does: str, board: Board) -> Button:
    return Button(label=label, does=does, about=str(board.id))


def _moment(board: Board, at: datetime, now: datetime) -> str:
    return weekday_moment_in_words(board.local(at), board.today(now))


# What may stand in the form


def _zone(form: Form) -> str:
    said = form.words("zone", "Type a time zone as Area/City, such as Europe/London.", longest=60)
    if not said:
        return ""
    known = {name.casefold(): name for name in available_timezones()}
    found = known.get(said.casefold())
    if found and "/" in found:
        return str(ZoneInfo(found))
    near = get_close_matches(said.casefold(), known, n=1, cutoff=0.6)
    hint = f" Did you mean {known[near[0]]}?" if near and "/" in known[near[0]] else ""
    form.wrong("zone", f"There is no time zone called “{said}”.{hint} Type it as Area/City, such as Europe/London.")
    return ""


def _nation(form: Form) -> str:
    said = form.words("nation").casefold().replace(" ", "-")
    if said not in set(Nation):
        form.wrong("nation", f"Choose whose bank holidays the board keeps: {', '.join(Nation)}.")
    return said


def _telephone(form: Form) -> str:
    """The MASH number: what somebody who is worried about a child is given to ring, so it has to be one."""
    said = form.words("mash_number", "Type the telephone number of the MASH, such as 01234 567890.", longest=40)
    digits = sum(letter.isdigit() for letter in said)
    if said and not (_TELEPHONE.match(said) and 10 <= digits <= 20):
        form.wrong(
            "mash_number",
            f"“{said}” is not a telephone number that somebody could ring. Type all its digits, such as 01234 567890.",
        )
    return said


def _weekday(form: Form) -> int:
    said = form.words("summary_weekday").casefold()
    named = [day for day, name in enumerate(WEEKDAYS) if name.casefold() == said or str(day) == said]
    if not named or named[0] > _FRIDAY:
        form.wrong("summary_weekday", "Choose a weekday for the summary, Monday to Friday.")
        return 0
    return named[0]


def _readings_needed(form: Form) -> int:
    """For how many readings a measure has to hold; a form that does not ask, of an older release, means the default."""
    said = form.words("readings_needed", longest=20) if "readings_needed" in form.answers else str(READINGS_NEEDED)
    number = int(said) if said.isascii() and said.isdigit() else 0
    if not 1 <= number <= READINGS_AT_MOST:
        form.wrong("readings_needed", f"Type a whole number from 1 to {READINGS_AT_MOST}, such as {READINGS_NEEDED}.")
    return number


PRESSES: dict[str, UseCase] = {
    "setup.open": show_setup,
    "setup.board": ask_about_board,
    "setup.seats": show_seats,
    "setup.seat": ask_for_seat,
    "setup.unseat": take_seat_away,
    "setup.posts": show_posts,
    "setup.connect_post": ask_who_holds,
    "setup.delegate_post": ask_for_delegate,
    "setup.line_post": ask_for_line_director,
    "setup.vacate_post": vacate_post,
    "setup.meetings": show_meetings,
    "setup.meeting": ask_for_meeting,
    "meeting.move": ask_to_move,
    "meeting.agenda": ask_about_agenda,
    "meeting.cancel": ask_to_cancel,
    "setup.start": start,
    "setup.pause": pause,
    "setup.resume": resume,
    **quiet_days.PRESSES,
}
FORMS: dict[str, UseCase] = {
    "setup_board": set_up_board,
    "setup_seat": fill_seat,
    "setup_post": connect_post,
    "setup_delegate": name_delegate,
    "setup_line": name_line_director,
    "setup_meeting": add_meeting,
    "setup_move": move_meeting,
    "setup_agenda": change_agenda,
    "setup_cancel": cancel_meeting,
    **quiet_days.FORMS,
}
WORDS: dict[str, UseCase] = {
    "setup": show_setup,
    "people": show_people,
    "meeting": show_meetings,
    "move": say_move,
    "add": say_add,
    "take": say_take,
    "cancel": say_cancel,
    "start": start,
    "pause": pause,
    "resume": resume,
    **quiet_days.WORDS,
}
READS: frozenset[str] = quiet_days.READS | frozenset(
    {
        "setup.open",
        "setup.board",
        "setup.seats",
        "setup.seat",
        "setup.posts",
        "setup.connect_post",
        "setup.delegate_post",
        "setup.line_post",
        "setup.meetings",
        "setup.meeting",
        "meeting.move",
        "meeting.agenda",
        "meeting.cancel",
        "setup",
        "people",
        "meeting",
        "move",
        "add",
        "take",
        "cancel",
    }
)
EVERY_TIME: frozenset[str] = frozenset(PRESSES)
"""Presses that are done each time they are heard, and need no key: pressing Pause on an old message has to pause,
even if it was pressed there before; and doing any of them twice changes nothing more."""
