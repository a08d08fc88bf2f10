"""When the holder of a post leaves, and when somebody takes it over (the cycle: officer turnover)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import moment_in_words, weekday_in_words
from bot.domain.people import Deed, Role
from bot.messages import outside
from bot.messages import turnover as words
from bot.messages.absence import Absent, acting_officer_wanted
from bot.messages.parts import Message, Reply
from bot.messages.turnover import ACCEPT, QUERY, Vacant
from bot.use_cases import inputs_wanted
from bot.use_cases.acting import tell_of_change
from bot.use_cases.deciding import who_can_decide_all
from bot.use_cases.handover import HANDOVER, handover_key, live_of, may_look_afresh, taken_over
from bot.use_cases.heard import AccountDisabled, Press
from bot.use_cases.late import line_director_of
from bot.use_cases.managing import called
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.owing import owed_of
from bot.use_cases.planning import Drop, MadeUp, PutOff, ask_anew, next_within_hours, within_hours, working_days
from bot.use_cases.reading_answers import read_number
from storage import actions, audit, boards, outbox, people, planned, tenures
from storage.access import Access, access_post
from storage.outbox import PLANNED, Leased, Planned
from storage.people import PlanPost
from storage.tables import Holding, Person, Post

UseCase = Callable[[Session, Any, datetime], Reply]

TEMPORARY_OFFICER, HANDOVER_OPEN = "temporary_officer", "handover_open"
PATIENCE = 5
"""Working days until a line director stands in for a vacant post, and for a handover to be accepted."""
IN_CHARGE = (Role.PROGRAMME_MANAGER, Role.CHAIR, Role.DEPUTY)
"""In this order."""
AT = time(9)
BOT = "Accountable"
"""How the record names what nobody did but the clock, or the platform."""


# Somebody leaves


def note_disabled(session: Session, command: AccountDisabled, now: datetime) -> Reply:
    """The platform says that somebody's account is disabled. Nobody is answered."""
    workspace = people.find_workspace(session, command.by.platform, command.by.team)
    if workspace is not None:
        record_leaver(session, workspace, command.by.user, now)
    return Reply()


def record_leaver(session: Session, workspace_id: int, account: str, now: datetime) -> bool:
    """End what somebody whose account is disabled holds, from today, and tell those who have to know, once.

    Who they typed for as a council contact goes to whoever runs the board. False if they hold nothing and type for
    nobody: then nothing changes and nobody is told.
    """
    boards.wait_for_workspace(session, workspace_id)
    here = boards.boards_of(session, workspace_id)
    today = here[0].today(now) if here else now.date()
    held = people.held_by(session, workspace_id, account, today)
    typed_for = [
        (person, posts)
        for person in people.typed_for(session, workspace_id, account)
        if (posts := people.held_by(session, workspace_id, person.account, today))
    ]
    if not held and not typed_for:
        return False
    name = people.name_of(session, workspace_id, account)
    for post in held:
        tell_of_change(session, here, post, now)
        people.vacate(session, post, today)
        audit.record(
            session, workspace_id, who=BOT, what="post vacated", subject=post.title, at=now, was=name,
            why="the account is disabled",
        )  # fmt: skip
    for board in here:
        _tell_of_leaver(session, board, account, name, held, now)
    _tell_of_contact(session, here, account, typed_for, now)
    return True


def _tell_of_contact(
    session: Session, here: Sequence[Board], account: str, typed_for: Sequence[tuple[Person, list[Post]]], now: datetime
) -> None:
    """A council contact has left: the programme manager of the first board types for whom they did, until they name
    another, and is asked for what is wanted now. Whoever runs another board hears it too.
    """
    for person, posts in typed_for:
        theirs = boards_around(session, here, posts, now)
        managers = (
            people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, board.today(now)) for board, _ in theirs
        )
        types = next((each for each in managers if each is not None), None)
        if types is not None and person.contact_id != types.id:
            person.contact_id = types.id
            session.flush()
            audit.record(
                session, types.workspace_id, who=BOT, what="council contact named", subject=posts[0].title, at=now,
                was=people.name_of(session, types.workspace_id, account), to=f"{called(types)}, for {person.name}",
                why="the account is disabled",
            )  # fmt: skip
        for board, mine in theirs:
            _say_contact_left(session, board, account, person, mine, types, now)
        ask_through_contact(session, theirs, now)


def ask_through_contact(session: Session, theirs: Sequence[tuple[Board, Sequence[Post]]], now: datetime) -> None:
    """Somebody else types for whoever holds these posts: they are asked for what is wanted now, on each board."""
    for board, posts in theirs:
        if board.started_at is not None:
            ask_the_others(session, board, now)
            for post in posts:
                ask_anew(session, board, post.id, now)


def boards_around(
    session: Session, here: Sequence[Board], posts: Sequence[Post], now: datetime
) -> list[tuple[Board, list[Post]]]:
    """Those of these boards that have to do with any of these posts, each with those that it has to do with."""
    found = [
        (board, [post for post in posts if tenures.is_around(session, board.id, post, board.today(now))])
        for board in here
    ]
    return [(board, theirs) for board, theirs in found if theirs]


def _say_contact_left(
    session: Session, board: Board, account: str, person: Person, posts: Sequence[Post], types: Person | None,
    now: datetime,
) -> None:  # fmt: skip
    to = in_charge(session, board, board.today(now))
    if to is None or board.started_at is None:
        return
    goes_to = outside.TO_NOBODY
    if types is not None:
        goes_to = outside.TO_YOU if types.id == to.id else outside.to_another(called(types))
    name = people.name_of(session, board.workspace_id, account)
    named = [(f"{board.id}:{post.id}", post.title, person.name) for post in posts]
    key = f"contact_left:{board.id}:{account}:{person.id}:{board.today(now)}"
    _tell(session, board, key, to, outside.contact_left(name, named, goes_to), now)


def tell_of_leaving(session: Session, workspace_id: int, person: Person, post: Post, now: datetime) -> None:
    """Somebody's last day in a post is over, as was recorded: tell those who have to know, on each board."""
    for board in boards.boards_of(session, workspace_id):
        _tell_of_leaver(session, board, person.account, called(person), [post], now, has_left_post=True)


def tell_of_vacancy(session: Session, access: Access, post: Post, was: Person) -> None:
    """A post was left vacant by whoever runs the board: its line director hears of it, and stands in before long."""
    ask_the_others(session, access.board, access.now)
    if access.board.started_at is not None:
        inputs_wanted.tell_of_leaver(session, access.board, {post.id}, access.now)
        _tell_those_answered_for(session, access.board, called(was), [post], {access.standing.account}, access.now)
    mine = _of_plan(session, access.board, [post], access.now)
    if access.board.started_at is not None and mine:
        _plan_stand_in(session, access.board, mine, access.now)
        _tell_lines(session, access.board, called(was), was.account, mine, {access.standing.account}, access.now)


def who_hears_of_vacancy(session: Session, access: Access, post: PlanPost) -> list[str]:
    """Who is told when whoever asks now leaves a post vacant, as a sentence names them."""
    if access.board.started_at is None or post.gives_input or not post.holder:
        return []
    line = line_director_of(session, access.board, post.id, access.now)
    found = [f"the {post.delegate}"] if post.is_acting and post.delegate_holder else []
    alone = {access.standing.account}
    found += [
        f"the {each.title}" for each in _answered_for_and_there(session, access.board, [post.title], alone, access.now)
    ]
    if line.post and line.person and line.person.account != access.standing.account:
        found.append(f"the {line.post.title}")
    return found


def _tell_of_leaver(
    session: Session,
    board: Board,
    account: str,
    name: str,
    held: Sequence[Post],
    now: datetime,
    *,
    has_left_post: bool = False,
) -> None:
    ask_the_others(session, board, now)
    today = board.today(now)
    ids = {post.id for post in held}
    if board.started_at is not None:
        inputs_wanted.tell_of_leaver(session, board, ids, now)
    mine = _of_plan(session, board, held, now)
    seats = [role.words.removeprefix("the ") for role, post in people.seats(session, board.id) if post.id in ids]
    titles = {post.title for post in held}
    theirs = answered_for(session, board, titles, today)
    their_titles = [post.title for post in theirs]
    unanswered = [post.title for post in theirs if not post.account or post.is_away(today)]
    if board.started_at is None or not (mine or seats or theirs):
        return
    _plan_stand_in(session, board, mine, now)
    to = in_charge(session, board, today)
    if to is not None:
        until = weekday_in_words(_patience_ends(board, today), today)
        vacant = [_vacant(session, board, post) for post in mine]
        message = words.officer_left(name, vacant, seats, their_titles, until, unanswered, of_post=has_left_post)
        about = f":{held[0].id}" if has_left_post else ""
        _tell(session, board, f"officer_left:{board.id}:{account}:{today}{about}", to, message, now)
    told = {to.account} if to else set()
    _tell_lines(session, board, name, account, mine, told, now)
    _tell_those_answered_for(session, board, name, held, told, now)
    _ask_who_acts_now(session, board, [post for post in theirs if post.is_acting and post.is_away(today)], account, now)


def _ask_who_acts_now(
    session: Session, board: Board, acted_for: Sequence[PlanPost], account: str, now: datetime
) -> None:
    """Ask whoever decides it once more who acts for these, since who did has left."""
    today = board.today(now)
    for post in acted_for:
        found = actions.actions_of(session, board.id, today, board.zone)
        live = [each for each in found if each.post_id == post.id and each.is_live]
        able = who_can_decide_all(session, board, live, now) if live else None
        if able is None or post.away_until is None:
            continue
        absent = Absent(f"{board.id}:{post.id}", post.title, post.refs, post.holder)
        manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
        message = acting_officer_wanted(absent, post.away_until, today, "", called(manager), gone=post.delegate)
        key = f"acting_officer_wanted:{board.id}:{post.id}:{account}:{today}"
        _tell(session, board, key, people.get_person(session, able.person_id), message, now, {"post": post.id})


def answered_for(session: Session, board: Board, titles: Collection[str], today: date) -> list[PlanPost]:
    """The posts whose delegate one of these is."""
    return [post for post in people.plan_posts(session, board.id, today) if post.delegate in titles]


def _answered_for_and_there(
    session: Session, board: Board, titles: Collection[str], told: Collection[str], now: datetime
) -> list[PlanPost]:
    """Those of them whose own holder is there to be told: not away, nor told otherwise."""
    theirs = answered_for(session, board, titles, board.today(now))
    return [post for post in theirs if post.account and post.account not in told and not post.is_away(board.today(now))]


def _tell_those_answered_for(
    session: Session, board: Board, name: str, held: Sequence[Post], told: Collection[str], now: datetime
) -> None:
    """One message to each officer whose delegate has left: they are asked again themselves."""
    by_officer: dict[str, list[PlanPost]] = defaultdict(list)
    for post in _answered_for_and_there(session, board, {post.title for post in held}, told, now):
        by_officer[post.account].append(post)
        ask_anew(session, board, post.id, now)
    for account, posts in by_officer.items():
        officer = people.holder_of(session, posts[0].id, board.today(now))
        if officer is not None:
            answered = [(f"{board.id}:{post.id}", post.title, post.refs) for post in posts]
            message = words.delegate_left(name, posts[0].delegate, answered)
            key = f"delegate_left:{board.id}:{posts[0].id}:{account}:{now.isoformat()}"
            _tell(session, board, key, officer, message, now)


def _tell_lines(
    session: Session, board: Board, name: str, account: str, mine: Sequence[PlanPost], told: set[str], now: datetime
) -> None:
    """One message to each line director with the posts that report to them.

    Not to those who are told otherwise, nor to one who is away: the programme manager knows.
    """
    today = board.today(now)
    by_line: dict[str, list[PlanPost]] = defaultdict(list)
    holders: dict[str, Person] = {}
    for post in mine:
        line = line_director_of(session, board, post.id, now).person
        if line and line.account not in told:
            holders[line.account] = line
            by_line[line.account].append(post)
    until = weekday_in_words(_patience_ends(board, today), today)
    for line_account, posts in by_line.items():
        vacant = [_vacant(session, board, post) for post in posts]
        message = words.line_officer_left(name, vacant, until, manager_words(session, board, today))
        key = f"line_officer_left:{board.id}:{account}:{today}:{line_account}:{posts[0].id}"
        _tell(session, board, key, holders[line_account], message, now)


def _plan_stand_in(session: Session, board: Board, mine: Sequence[PlanPost], now: datetime) -> None:
    _plan_stand_in_from(session, board, [post.id for post in mine], board.today(now))


def _plan_stand_in_from(session: Session, board: Board, post_ids: Sequence[int], since: date) -> None:
    due = board.at(_patience_ends(board, since), AT)
    rows = [
        (
            f"{TEMPORARY_OFFICER}:{board.id}:{post_id}:{since}",
            TEMPORARY_OFFICER,
            {"post": post_id, "since": str(since)},
            due,
        )
        for post_id in post_ids
    ]
    outbox.plan(session, board.workspace_id, board.id, rows)


def plan_stand_in_for_merged(session: Session, here: Sequence[Board], gone: Post, kept: Post, now: datetime) -> None:
    """Whoever was to stand in for a post that is another now stands in for that one, on the day that was planned."""
    since = kept.vacant_since
    if since is None or people.holder_of(session, kept.id, here[0].today(now)) is not None:
        return
    for board in here:
        state, _ = planned.settled(session, f"{TEMPORARY_OFFICER}:{board.id}:{gone.id}:{since}")
        if state == PLANNED:
            _plan_stand_in_from(session, board, [kept.id], since)


def make_up_temporary_officer(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """The line director of a post that is vacant still becomes temporary accountable officer; both sides are told.

    They stand in for it on every board at once, whichever comes to it first, and each is told of. It is done however
    late; at night or on a holiday it waits for the next morning.
    """
    board = boards.get_board(session, planned.board_id or 0)
    today, post = board.today(now), people.get_post(session, planned.args["post"])
    vacant = next((each for each in people.plan_posts(session, board.id, today) if each.id == post.id), None)
    if vacant is None:
        return Drop("the post answers for nothing in the plan any more")
    if vacant.account or str(post.vacant_since) != planned.args["since"]:
        return Drop("somebody was named meanwhile")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    found = line_director_of(session, board, post.id, now)
    if found.post is None or found.person is None:
        manager = in_charge(session, board, today)
        still = words.post_still_vacant(_vacant(session, board, vacant), found.why)
        return MadeUp(manager.account, still) if manager else Drop("nobody stands in, and nobody runs the board")
    line = found.post, found.person
    people.hold(session, post, line[1], today, is_temporary=True)
    audit.record(
        session, board.workspace_id, who=BOT, what="temporary officer", subject=post.title, at=now,
        was=f"vacant since {planned.args['since']}", to=f"{line[0].title}, {called(line[1])}",
    )  # fmt: skip
    since = planned.args["since"]
    for other in boards.boards_of(session, board.workspace_id):
        if other.id != board.id and other.started_at is not None and _of_plan(session, other, [post], now):
            key = f"{TEMPORARY_OFFICER}:{other.id}:{post.id}:{since}:elsewhere"
            _tell(session, other, key, line[1], _stands_in(session, other, post, line, since, now), now)
    return MadeUp(line[1].account, _stands_in(session, board, post, line, since, now))


def _stands_in(
    session: Session, board: Board, post: Post, line: tuple[Post, Person], since: str, now: datetime
) -> Message:
    """What a line director takes over on one board; whoever runs it is told, and what is wanted is asked for anew."""
    today = board.today(now)
    manager, taken = in_charge(session, board, today), taken_over(session, board, post.id, now)
    if manager is not None and manager.id != line[1].id:
        (mine,) = _of_plan(session, board, [post], now)
        told = words.temporary_officer_named(post.title, f"{line[0].title} ({called(line[1])})", mine.refs)
        _tell(session, board, f"temporary_officer_named:{board.id}:{post.id}:{since}", manager, told, now)
    ask_anew(session, board, post.id, now)
    return words.temporary_officer(post.title, taken, manager_words(session, board, today))


# Somebody takes over


def hand_over_to(session: Session, access: Access, post: Post, person: Person) -> None:
    """Give the new holder of a post what they take over, to be accepted, and ask them for what is wanted now.

    Nothing is said of a post that answers for nothing, nor while the board has not been started.
    """
    now, workspace_id = access.now, access.board.workspace_id
    for board in boards.boards_of(session, workspace_id):
        ask_the_others(session, board, now)
        today = board.today(now)
        taken = taken_over(session, board, post.id, now) if board.started_at is not None else ()
        holding = people.holding_of(session, post.id, today)
        if not taken or holding is None:
            continue
        holding.handed_over_at = now
        ends = _patience_ends(board, today)
        by = access.standing.name or manager_words(session, board, today)
        about, owed = f"{board.id}:{post.id}", [each.ref for each in owed_of(session, board, {post.id}, now)]
        message = words.handover(
            about, post.title, board.name, by, taken, owed, weekday_in_words(ends, today),
            follows_somebody=_follows(session, holding),
        )  # fmt: skip
        args = {"holding": holding.id, "post": post.id}
        key = handover_key(board.id, holding.id)
        _tell(session, board, key, person, message, now, args)
        rows = [(f"{HANDOVER_OPEN}:{board.id}:{holding.id}", HANDOVER_OPEN, args, board.at(ends, AT))]
        outbox.plan(session, workspace_id, board.id, rows)
        ask_anew(session, board, post.id, now)


def before_handover(session: Session, row: Leased, now: datetime) -> Drop | None:
    """Why a handover should not go: somebody else has been connected meanwhile."""
    holding = people.get_holding(session, row.args["holding"])
    board = boards.get_board(session, row.board_id or 0)
    return Drop("somebody else holds the post by now") if _is_over(holding, board.today(now)) else None


def _is_over(holding: Holding, today: date) -> bool:
    """Whether they hold it no longer. A last day to come that is known does not end it yet."""
    return holding.until is not None and holding.until <= today


def accept_handover(session: Session, command: Press, now: datetime) -> Reply:
    """Take over what comes with a post. Pressing it again changes nothing."""
    access, post = _own(session, command, now)
    holding = people.holding_of(session, post.id, access.board.today(now))
    if holding is None or holding.handed_over_at is None or holding.accepted_at is not None:
        return Reply(message=words.no_handover(post.title))
    holding.accepted_at = now
    _record(session, access, post, "handover accepted")
    when = moment_in_words(access.board.local(now), access.board.today(now))
    for told in planned.told_under(session, [handover_key(access.board.id, holding.id)]):
        outbox.amend(session, told.id, words.with_accepted(told.message, when), now)
    return Reply(message=words.handover_accepted(command.about, post.title, may_look_afresh=may_look_afresh(holding)))


def query_handover(session: Session, command: Press, now: datetime) -> Reply:
    """Say that there is a question about what is taken over: whoever runs the board and the line director are told."""
    access, post = _own(session, command, now)
    board, today = access.board, access.board.today(now)
    holding = people.holding_of(session, post.id, today)
    if holding is None or holding.handed_over_at is None or holding.accepted_at is not None:
        return Reply(message=words.no_handover(post.title))
    holding.queried_at = holding.queried_at or now
    told = [to for to in _who_hears(session, board, post.id, now) if to.id != holding.person_id]
    manager = in_charge(session, board, today)
    for to in told:
        is_manager = manager is not None and to.id == manager.id
        say = words.handover_query if is_manager else words.line_handover_query
        message = say(post.title, access.standing.name)
        _tell(session, board, f"{message.kind}:{board.id}:{holding.id}", to, message, now)
    _record(session, access, post, "handover queried")
    return Reply(message=words.handover_queried(post.title, [called(to) for to in told]))


def _who_hears(session: Session, board: Board, post_id: int, now: datetime) -> list[Person]:
    """Whoever runs the board, and the line director of a post, each once."""
    found = [in_charge(session, board, board.today(now)), line_director_of(session, board, post_id, now).person]
    return list({to.id: to for to in found if to is not None}.values())


def make_up_handover_open(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff:
    """Whoever runs the board, and the line director, hear that a handover was not accepted in five working days.

    The new holder is accountable all the same; until they accept, both names show.

    It is said however late; at night or on a holiday it waits for the next morning.
    """
    board = boards.get_board(session, planned.board_id or 0)
    today, holding = board.today(now), people.get_holding(session, planned.args["holding"])
    if holding.accepted_at is not None:
        return Drop("it was accepted")
    if _is_over(holding, today):
        return Drop("somebody else holds the post by now")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    to, person = in_charge(session, board, today), people.get_person(session, holding.person_id)
    if to is None or to.id == person.id:
        return Drop("there is nobody else to tell")
    post = people.get_post(session, holding.post_id)
    refs = [each.ref for each in live_of(session, board, post.id, today)]
    line = line_director_of(session, board, post.id, now).person
    if line is not None and line.id not in (to.id, person.id):
        message = words.line_handover_open(post.title, called(person), refs)
        _tell(session, board, f"line_handover_open:{board.id}:{holding.id}", line, message, now)
    queried = weekday_in_words(board.today(holding.queried_at), today) if holding.queried_at else ""
    message = words.handover_open(
        f"{board.id}:{post.id}", post.title, called(person), refs, queried, follows_somebody=_follows(session, holding)
    )
    return MadeUp(to.account, message)


def _follows(session: Session, holding: Holding) -> bool:
    """Whether anybody held the post before."""
    return tenures.tenure_before(session, holding.post_id, holding.since) is not None


# What they are told, and who


def in_charge(session: Session, board: Board, today: date) -> Person | None:
    """Whoever hears what has to be put right: the programme manager, or while there is none the chair or the deputy."""
    seated = (people.seat_holder(session, board.id, role, today) for role in IN_CHARGE)
    return next((each for each in seated if each is not None), None)


def manager_words(session: Session, board: Board, today: date) -> str:
    """The programme manager as a sentence names them: "Priya Nair, the programme manager"."""
    manager = people.seat_holder(session, board.id, Role.PROGRAMME_MANAGER, today)
    return f"{manager.name}, the programme manager" if manager and manager.name else "the programme manager"


def _of_plan(session: Session, board: Board, posts: Sequence[Post], now: datetime) -> list[PlanPost]:
    ids = {post.id for post in posts}
    return [post for post in people.plan_posts(session, board.id, board.today(now)) if post.id in ids]


def _vacant(session: Session, board: Board, post: PlanPost) -> Vacant:
    line = f"{post.line} ({post.line_holder})" if post.line_holder else ""
    return Vacant(f"{board.id}:{post.id}", post.title, post.refs, line)


def _patience_ends(board: Board, today: date) -> date:
    return working_days(board, today).shift(today, PATIENCE)


def _tell(
    session: Session,
    board: Board,
    key: str,
    to: Person,
    message: Message,
    now: datetime,
    args: dict[str, Any] | None = None,
) -> None:
    """Say it today if people may still be written to, else first thing on the next working day."""
    due = next_within_hours(board, now)
    outbox.say(
        session, board.workspace_id, key=key, to=to.account, message=message, due=due, board_id=board.id, args=args
    )


def _own(session: Session, command: Press, now: datetime) -> tuple[Access, PlanPost]:
    board, _, post = command.about.partition(":")
    ids = read_number(board, "board"), read_number(post, "post")
    return access_post(session, command.by.key, *ids, Deed.ACCEPT_HANDOVER, now, name=command.by.name)


def _record(session: Session, access: Access, post: PlanPost, what: str) -> None:
    who = f"{post.title}, {access.standing.name}"
    audit.record(session, access.board.workspace_id, who=who, what=what, subject=post.title, at=access.now)


PRESSES: dict[str, UseCase] = {ACCEPT: accept_handover, QUERY: query_handover}
EVERY_TIME: frozenset[str] = frozenset(PRESSES)
MAKERS = {TEMPORARY_OFFICER: make_up_temporary_officer, HANDOVER_OPEN: make_up_handover_open}
CHECKS = {HANDOVER: ("holding", before_handover)}
