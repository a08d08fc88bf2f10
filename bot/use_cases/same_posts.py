"""Two titles that may be one post: suggested by their spelling, and said by the programme manager."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import week_of
from bot.domain.dates import listed
from bot.domain.plan_reading.posts import nearest_post
from bot.domain.refusals import Refusal
from bot.messages import same_posts as words
from bot.messages.parts import Reply
from bot.messages.same_posts import ASK, FORM, SAME, TWO, Alike, Side
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.chasing import show_not_asked
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.managing import access_management, called, note_change
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.planning import ask_anew, plan_meeting
from bot.use_cases.reading_answers import Form, read_number
from bot.use_cases.turnover import plan_stand_in_for_merged
from storage import boards, edits, meetings, people, same_posts, tenures
from storage.access import Access, refuse_boards_of_others
from storage.tables import Person, Post

UseCase = Callable[[Session, Any, datetime], Reply]

_INTO = re.compile(r"^(?P<gone>.+?)\s+(?:into|with|and)\s+(?P<kept>.+)$", re.IGNORECASE)
HOW_TO = "Say which post is which, such as “merge Principle Social Worker into Principal Social Worker”."
OTHER_BOARD = (
    "One of the two also belongs to a board that you do not run, and what hangs on it there would move as well. Ask "
    "whoever runs both to merge them, or keep them apart."
)
NO_SUCH = "There is no post of that title on this board. Type “people” to see the posts as they are now."


def alike(session: Session, access: Access) -> list[Alike]:
    """The posts of this board whose titles look like one post spelt in two ways, and of which nobody has said."""
    board, today = access.board, access.board.today(access.now)
    around = tenures.posts_around(session, board.id, today)
    known = people.posts_titled(session, board.workspace_id)
    ids = {title: post_id for post_id, title in known}
    apart = same_posts.are_two(session, board.workspace_id)
    found: dict[frozenset[str], Alike] = {}
    for post_id, title in around:
        near = nearest_post(title, [other for other in ids if other != title])
        pair = frozenset((title, near or title))
        if near is not None and pair not in apart and pair not in found:
            found[pair] = Alike(f"{board.id}:{post_id}:{ids[near]}", title, near)
    return list(found.values())


def ask_whether_same(session: Session, command: Press, now: datetime) -> Reply:
    """The form that says what would change if two posts are one."""
    access = access_management(session, command.by, now, command.about)
    gone, kept = _two(session, access, command.about)
    refuse_boards_of_others(session, access, (gone, kept), OTHER_BOARD)
    return _form(session, access, gone, kept)


def type_merge(session: Session, command: Typed, now: datetime) -> Reply:
    """“merge X into Y”: the same form, for two posts by their titles.

    Raises:
        Refusal: they do not run the board; or the words do not name two of its posts.
    """
    access = access_management(session, command.by, now, channel=command.channel)
    match = _INTO.match(" ".join(command.text.split()).strip('“”"'))
    if match is None:
        raise Refusal(HOW_TO)
    gone, kept = (_titled(session, access, match[which]) for which in ("gone", "kept"))
    if gone.id == kept.id:
        raise Refusal(f"{gone.title} is one post already. {HOW_TO}")
    refuse_boards_of_others(session, access, (gone, kept), OTHER_BOARD)
    return _form(session, access, gone, kept)


def say_whether_same(session: Session, command: Answers, now: datetime) -> Reply:
    """Let two posts be one, or keep them apart for good, as the programme manager says."""
    access = access_management(session, command.by, now, command.about)
    gone, kept = _two(session, access, command.about)
    refuse_boards_of_others(session, access, (gone, kept), OTHER_BOARD)
    answer = Form(command.answers).words("answer")
    if answer not in (SAME, TWO):
        return Reply(errors={"answer": "Say whether they are one post or two."}, settled=False)
    if answer == TWO:
        same_posts.say_different(session, gone, kept, access.who, now)
        note_change(session, access, "posts kept apart", gone.title, to=kept.title)
        return Reply(message=words.kept_apart(gone.title, kept.title))
    return Reply(message=words.merged(gone.title, kept.title, _merge(session, access, gone, kept)))


def _merge(session: Session, access: Access, gone: Post, kept: Post) -> tuple[str, ...]:
    board, today = access.board, access.board.today(access.now)
    was = [_side(session, access, post).words for post in (gone, kept)]
    before, taken = people.holder_of(session, gone.id, today), same_posts.answers_for(session, gone)
    same_posts.merge(session, gone, kept, access.who, access.now, today)
    here = boards.boards_of(session, board.workspace_id)
    plan_stand_in_for_merged(session, here, gone, kept, access.now)
    for each in here:
        if each.started_at is not None:
            for meeting in meetings.meetings_of(session, each.id, since=access.now):
                plan_meeting(session, each, meeting, access.now)
            plan_between_meetings(session, each, week_of(each.today(access.now)), access.now)
            ask_the_others(session, each, access.now)
    _ask_whoever_holds_it(session, access, kept, taken, before)
    now_is = _side(session, access, kept)
    note_change(
        session, access, "posts merged", f"{gone.title} into {kept.title}", was=" | ".join(was), to=now_is.words
    )
    return now_is.refs


def _ask_whoever_holds_it(
    session: Session, access: Access, kept: Post, taken: Sequence[tuple[int, str]], before: Person | None
) -> None:
    """Ask whoever holds the post now for what it owes; who was asked for what it took over (`taken`: actions by id and
    reference), and holds it no more, reads so.
    """
    now, here = access.now, boards.boards_of(session, access.board.workspace_id)
    holder = people.holder_of(session, kept.id, access.board.today(now))
    for action_id, ref in taken if before is not None and holder is not None and holder.id != before.id else ():
        said = f"The {kept.title} answers for {ref} now, so nothing is needed of you for it. Thank you."
        for meeting_id in edits.meetings_ahead(session, action_id, now, with_packs=True):
            show_not_asked(session, access.board, action_id, meetings.get_meeting(session, meeting_id), said, now)
    for board in here:
        if board.started_at is not None:
            ask_anew(session, board, kept.id, now)


def _form(session: Session, access: Access, gone: Post, kept: Post) -> Reply:
    about = f"{access.board.id}:{gone.id}:{kept.id}"
    sides = (_side(session, access, post) for post in (gone, kept))
    return Reply(form=words.same_post_form(about, *sides), settled=False)


def _side(session: Session, access: Access, post: Post) -> Side:
    board, today = access.board, access.board.today(access.now)
    refs = [
        ref
        for each in boards.boards_of(session, board.workspace_id)
        for answers in people.plan_posts(session, each.id, today)
        if answers.id == post.id
        for ref in answers.refs
    ]
    seats = [role.words for role, seat in people.seats(session, board.id) if seat.id == post.id]
    return Side(post.title, tuple(refs), called(people.holder_of(session, post.id, today)), tuple(seats))


def _two(session: Session, access: Access, about: str) -> tuple[Post, Post]:
    """The two posts that a button or a form is about, each of this workspace and one still."""
    gone, _, kept = about.partition(":")[2].partition(":")
    known = dict(people.posts_titled(session, access.board.workspace_id))
    ids = read_number(gone, "post"), read_number(kept, "post")
    if ids[0] == ids[1] or not set(ids) <= set(known):
        raise Refusal("Those are not two posts any more. Type “people” to see the posts as they are now.")
    return people.get_post(session, ids[0]), people.get_post(session, ids[1])


def _titled(session: Session, access: Access, said: str) -> Post:
    known = people.posts_titled(session, access.board.workspace_id)
    typed = said.strip("“”\"' ").casefold()
    found = [each for each in known if each[1].casefold() == typed] or [
        each for each in known if all(word in each[1].casefold() for word in typed.split())
    ]
    if not found:
        raise Refusal(NO_SUCH)
    if len(found) > 1:
        titles = listed([title for _, title in found[:6]])
        raise Refusal(f"“{said}” could be {titles}. Type the whole title.")
    return people.get_post(session, found[0][0])


PRESSES: Mapping[str, UseCase] = {ASK: ask_whether_same}
FORMS: Mapping[str, UseCase] = {FORM: say_whether_same}
WORDS: Mapping[str, UseCase] = {"merge": type_merge}
READS = frozenset({ASK, "merge"})
