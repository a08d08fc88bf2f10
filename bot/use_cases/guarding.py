"""No form is listened to while a text in it looks like details of a child: whichever form it is, now or later."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import find_personal_details, refuse_personal_details
from bot.messages.parts import Reply
from bot.messages.removing import FORM as REMOVE_FORM
from bot.use_cases.heard import Answers, Heard

UseCase = Callable[[Session, Any, datetime], Reply]

NAMES_WHAT_IS_TO_GO = frozenset({REMOVE_FORM})
"""The forms in which details of a child may stand: they are named there so that they can be taken out."""


def refusing_details(use_case: UseCase, heard: Heard) -> UseCase:
    """The same use case, which refuses a form that holds details of a child, beside the field, and does nothing.

    Words typed to the bot are looked at where it is found out what they ask; a draft keeps the rest of what was typed.
    """
    if not isinstance(heard, Answers) or heard.form in NAMES_WHAT_IS_TO_GO:
        return use_case
    texts = {name: said for name, said in heard.answers.items() if isinstance(said, str)}
    if not any(find_personal_details(said) for said in texts.values()):
        return use_case

    @wraps(getattr(use_case, "func", use_case))
    def refuse(session: Session, command: Any, now: datetime) -> Reply:
        refuse_personal_details(texts)
        return use_case(session, command, now)

    return refuse
