"""What somebody owes beside statements, and what they wait for: said with “mine”."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.domain.challenges import Challenge
from bot.domain.inputs import Input
from bot.domain.plans import Assessed
from bot.messages import owing_besides as words
from bot.use_cases.assessing import restricted_to_others
from storage import challenges, edits, inputs, new_dates, people
from storage.access import Access
from storage.owing_besides import INPUT, NEW_DATE, QUESTION, WAIT, what_hangs


def owed_and_awaited(
    session: Session, access: Access, plan: Sequence[Assessed]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is asked of the reader beside statements (answers, input, help), and what they and their actions wait for.

    `plan` is what they may read of it.
    """
    board, standing = access.board, access.standing
    mine = standing.posts | standing.answers_for
    hangs = what_hangs(session, board.id, mine, standing.person_id)
    questions = _questions(session, access) if QUESTION in hangs else []
    asked_for = inputs.open_of_board(session, board.id) if INPUT in hangs else []
    return (
        (*_owed(session, access, plan, questions, asked_for),),
        (*_awaited(session, access, plan, questions, asked_for, hangs),),
    )


def _questions(session: Session, access: Access) -> list[Challenge]:
    """The questions that the chair has not settled, about what the reader may read."""
    found = [each for each in challenges.of_board(session, access.board.id) if each.is_open]
    held = restricted_to_others(session, access, [each.action_id for each in found])
    return [each for each in found if each.action_id not in held]


def _owed(
    session: Session, access: Access, plan: Sequence[Assessed], questions: Sequence[Challenge], given: Sequence[Input]
) -> list[str]:
    board, standing = access.board, access.standing
    mine, today = standing.posts | standing.answers_for, board.today(access.now)
    owed = [words.question_owed(one, today) for one in questions if not one.is_answered and one.post_id in mine]
    owed += [words.input_owed(one, board.local(one.wanted_at)) for one in given if one.post_id in mine]
    helps = [(each.action, one) for each in plan if each.action.is_live for one in each.action.help if one.asked_of]
    titles = {people.get_post(session, post).title.casefold() for post in standing.posts} if helps else set()
    return owed + [words.help_owed(action, one, today) for action, one in helps if one.asked_of.casefold() in titles]


def _awaited(
    session: Session, access: Access, plan: Sequence[Assessed], questions: Sequence[Challenge], given: Sequence[Input],
    hangs: frozenset[str],
) -> list[str]:  # fmt: skip
    board, standing, today = access.board, access.standing, access.board.today(access.now)
    mine = standing.posts | standing.answers_for
    live = {each.action.id: each.action for each in plan if each.action.is_live}
    theirs = {action_id: action for action_id, action in live.items() if action.post_id in mine}
    dates = new_dates.open_requests(session, board.id) if NEW_DATE in hangs else []
    waits = edits.all_waits(session, board.id) if WAIT in hangs else []
    return [
        *(words.question_asked(one) for one in questions if one.raised_by == standing.person_id),
        *(words.date_asked(one, today) for one in dates if one.post_id in mine),
        *(words.help_asked(action, one, today) for action in theirs.values() for one in action.help),
        *(words.input_asked(one, board.local(one.wanted_at)) for one in given if one.action_id in theirs),
        *(
            words.waits_for(one, today)
            for one in waits
            if one.action_id in theirs and (one.on_action_id is None or one.on_action_id in live)
        ),
    ]
