"""Whom to phone comes first: before any answer to words that tell of a child at risk, wherever they were written."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.concerns import may_be_about_a_child_at_risk, tells_of_a_child_at_risk
from bot.domain.refusals import Refusal
from bot.messages.help import at_risk_words
from bot.messages.parts import Message, Paragraph, Reply, said
from bot.use_cases.heard import Answers, FileDropped, Heard, Typed
from bot.use_cases.help import mash_number

UseCase = Callable[[Session, Any, datetime], Reply]


def saying_whom_to_phone(use_case: UseCase, heard: Heard) -> UseCase:
    """The same use case, whose answer begins with the fixed words where what was said tells of a child at risk.

    What is refused is answered so on the mere chance: nobody is told only that a command was wrong. Nor is anybody only
    asked which plan is meant; what is done once that is known does not say it again.
    """
    if isinstance(heard, Typed) and heard.asked_before:
        return use_case
    texts = tuple(_texts(heard))
    tells = any(tells_of_a_child_at_risk(text) for text in texts)
    if not tells and not any(may_be_about_a_child_at_risk(text) for text in texts):
        return use_case

    @wraps(getattr(use_case, "func", use_case))
    def answer(session: Session, command: Any, now: datetime) -> Reply:
        warning = at_risk_words(mash_number(session, heard.by))
        try:
            reply = use_case(session, command, now)
        except Refusal as refusal:
            raise Refusal(f"{warning} {refusal.words}", refusal.field) from refusal
        return _with(warning, reply) if tells or _asks_which_plan(reply) else reply

    return answer


def _texts(heard: Heard) -> Iterator[str]:
    """What a person wrote: all that was typed, alone or beside a file, or the texts of a form that was sent."""
    match heard:
        case Typed(text=text) | FileDropped(text=text):
            yield text
        case Answers(answers=answers):
            yield from (answer for answer in answers.values() if isinstance(answer, str))


def _asks_which_plan(reply: Reply) -> bool:
    return reply.message is not None and reply.message.kind == "which_plan"


def _with(warning: str, reply: Reply) -> Reply:
    first = Paragraph(text=warning)
    if reply.errors:
        field, words = next(iter(reply.errors.items()))
        return reply.model_copy(update={"errors": {**reply.errors, field: f"{warning} {words}"}})
    if reply.form:
        form = reply.form.model_copy(update={"parts": (first, *reply.form.parts)})
        return reply.model_copy(update={"form": form})
    return reply.model_copy(update={"message": _headed(first, reply.message)})


def _headed(first: Paragraph, message: Message | None) -> Message:
    if message is None:
        return said("child_at_risk", first.text)
    says_so = first.text in message.model_dump_json()
    return message if says_so else message.model_copy(update={"parts": (first, *message.parts)})
