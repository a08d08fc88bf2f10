"""Choosing between several plans, and going on with what was asked."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.people import Deed, who_may
from bot.domain.refusals import Refusal, WhichPlan
from bot.messages import several_plans as words
from bot.messages.parts import Message, Reply
from bot.messages.several_plans import ASK, CHOOSE
from bot.use_cases.entries import Entry
from bot.use_cases.heard import Heard, Press, Typed
from bot.use_cases.reading_answers import read_number
from storage import boards
from storage.access import (
    OPERATOR,
    PlanMeant,
    access_board_by_id,
    access_boards,
    plan_meant,
    say_first_which_plan,
)

UseCase = Callable[[Session, Any, datetime], Reply]

LONGEST = 1_900
"""What a button carries is at most 2,000 characters long; a question longer than this has to be asked again."""


def asking_which(use_case: UseCase, heard: Heard, *, reads: bool) -> UseCase:
    """The same use case, which asks somebody with several plans which one they mean, a button for each; or says which
    one it took them to mean. In the channel of a board that they have nothing to do with, what only `reads` is answered
    with whose plan it is; of all else that is typed it is said before it is done.
    """

    @wraps(getattr(use_case, "func", use_case))  # an edit is a partial; the log goes by the name
    def ask(session: Session, command: Any, now: datetime) -> Reply:
        # A button stands below an answer that has said whose plan it is.
        say_first_which_plan(session, isinstance(heard, Typed) and not (reads or heard.asked_before))
        try:
            return _saying_which(use_case(session, command, now), plan_meant(session))
        except WhichPlan as which:
            return Reply(message=_which(which.plans, _kept(heard)), settled=False)
        except Refusal as refusal:
            meant = plan_meant(session)
            if not meant:
                raise
            raise Refusal(words.refused_here(refusal.words, meant.board, _why(meant)), refusal.field) from refusal

    return ask


def _which(plans: Sequence[tuple[int, str]], again: str) -> Message:
    return words.elsewhere(*plans[0], again) if len(plans) == 1 else words.which_plan(plans, again)


def _saying_which(reply: Reply, meant: PlanMeant | None) -> Reply:
    if meant is None:
        return reply
    message = words.saying_which(reply.message, meant.board, _why(meant)) if reply.message else None
    form = words.form_saying_which(reply.form, meant.board, _why(meant)) if reply.form else None
    return reply.model_copy(update={"message": message, "form": form})


def _why(meant: PlanMeant) -> str:
    """Why it is said whose plan it is, as what can be done about that."""
    said = ((words.NOT_YOUR_CHANNEL, meant.is_elsewhere), (words.LET_CHOOSE, meant.is_one_of_several))
    return " ".join(sentence for sentence, is_so in said if is_so)


def choose_plan(session: Session, command: Press, now: datetime) -> Reply:
    """Remember which plan somebody means. What they had asked is answered after it (`asked_before`)."""
    board_id = read_number(command.about.partition(":")[0], "plan")
    access = access_board_by_id(session, command.by.key, board_id, Deed.SEE_ACTION, now, name=command.by.name)
    if access.standing.person_id:
        boards.remember_plan(session, access.standing.person_id, board_id)
    return Reply(message=words.plan_chosen(access.board.name))


def asked_before(command: Press) -> Typed | Press | None:
    """What somebody had asked when they were asked which plan they mean, by the same person in the same place.

    Raises:
        Refusal: it is to choose a plan, and so on without an end.
    """
    asked = _asked(command, command.about.partition(":")[2])
    if isinstance(asked, Press) and asked.does == CHOOSE:
        raise Refusal("That button is broken. Type “plans” to choose between your plans.")
    return asked


def show_plans(session: Session, command: Typed | Press, now: datetime) -> Reply:
    """The plans that somebody has to do with, a button for each; what a button was about is answered then."""
    if command.by.platform == OPERATOR:
        raise Refusal("On the command line, say which board you mean with --board.")
    mine = access_boards(session, command.by.key, now, name=command.by.name)
    open_ones = [access for access in mine if access.standing.may(Deed.SEE_ACTION)]
    if not open_ones:
        raise Refusal(who_may(Deed.SEE_ACTION))
    if len(open_ones) == 1:
        return Reply(message=words.only_plan(open_ones[0].board.name))
    chosen = boards.remembered_plan(session, mine[0].standing.person_id)
    again = command.about if isinstance(command, Press) else ""
    named = [(access.board.id, access.board.name) for access in open_ones]
    return Reply(message=words.which_plan(named, again, chosen))


def _kept(heard: Heard) -> str:
    """What was asked, as a button carries it; nothing where that is no question, or too long."""
    match heard:
        case Typed(text=text):
            kept = json.dumps({"text": text}, ensure_ascii=False)
        case Press(does=does, about=about, value=value):
            kept = json.dumps({"does": does, "about": about, "value": value}, ensure_ascii=False)
        case _:
            kept = ""
    return kept if len(kept) <= LONGEST else ""


def _asked(command: Press, again: str) -> Typed | Press | None:
    try:
        was = json.loads(again) if again else {}
        if "text" in was:
            return Typed(command.by, str(was["text"]), command.channel, str(was["text"]), asked_before=True)
        if "does" in was:
            return Press(command.by, str(was["does"]), str(was["about"]), str(was["value"]), command.channel)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None


PRESSES: dict[str, UseCase | Entry] = {ASK: show_plans, CHOOSE: Entry(choose_plan, every_time=True)}
WORDS: dict[str, UseCase] = {"plans": show_plans}
READS = frozenset({ASK, "plans"})
