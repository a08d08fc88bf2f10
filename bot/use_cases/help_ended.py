"""Telling whoever was asked for help that it is needed no more: once, in one message for all of a day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.plans import Action
from bot.domain.statements import Statement
from bot.messages import helping as words
from bot.messages.helping import HELP_NO_MORE
from bot.use_cases.inputs_wanted import reader_of_post
from bot.use_cases.planning import Decided, Drop, MadeUp, PutOff, next_within_hours, within_hours, working_days
from storage import boards, outbox, people, statements
from storage.outbox import Planned

AT = time(9, 30)
WORTH = 5
"""Working days for which it is worth saying; after that the plan itself has said it for long."""


def no_longer_asked(action: Action, statement: Statement) -> list[str]:
    """Who was asked for help that a newer statement does not ask of them any more, each once."""
    still = statement.help_from if statement.asks_for_help else ""
    return list(dict.fromkeys(each.asked_of for each in action.help if each.asked_of and each.asked_of != still))


def help_ends(session: Session, board: Board, action: Action, now: datetime) -> None:
    """Let the help that an action asks for end with the action, and whoever was asked be told."""
    statements.end_help(session, action.id, now)
    plan_help_ended(session, board, dict.fromkeys(each.asked_of for each in action.help if each.asked_of), now)


def plan_help_ended(session: Session, board: Board, asked: Iterable[str], now: datetime) -> None:
    """Let each post of these that there is be told on the morning of the next working day, when it still holds."""
    if board.started_at is None:
        return
    day = working_days(board, board.today(now)).next_working_day(board.today(now) + timedelta(days=1))
    for title in asked:
        post = people.find_post(session, board.workspace_id, title.removeprefix("the "))
        if post is not None:
            row = (f"{HELP_NO_MORE}:{board.id}:{post.id}:{day}", HELP_NO_MORE,
                   {"post": post.id, "since": now.isoformat()}, board.at(day, max(AT, board.hours_from)))  # fmt: skip
            outbox.plan(session, board.workspace_id, board.id, [row])


def make_up_help_ended(session: Session, planned: Planned, now: datetime) -> Decided:
    """Say for which actions help is asked of a post no more; nothing where it was asked for again meanwhile."""
    board, post_id = boards.get_board(session, planned.board_id or 0), int(planned.args["post"])
    day = board.today(planned.due_at)
    if now >= board.at(working_days(board, day).shift(day, WORTH), board.hours_to):
        return Drop("it came too late to be of use", is_too_late=True)
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    since = datetime.fromisoformat(planned.args["since"])
    morning = board.at(date.fromisoformat(planned.key.rpartition(":")[2]), time(0))  # what ends later has its own
    ended = statements.help_ended(session, board.id, _names(session, board, post_id), since, morning)
    account, for_post, why = reader_of_post(session, board, post_id, board.today(now))
    if not ended or not account:
        return Drop(why if ended else "the help is asked for again, or it was said what came of it")
    return MadeUp(account, words.help_no_more(ended, for_post))


def _names(session: Session, board: Board, post_id: int) -> list[str]:
    """What statements call a post."""
    also = people.aliases(session, board.workspace_id)
    names = [people.get_post(session, post_id).title, *(name for of, name in also if of == post_id)]
    return [called for name in names for called in (name, f"the {name}")]


MAKERS = {HELP_NO_MORE: make_up_help_ended}
