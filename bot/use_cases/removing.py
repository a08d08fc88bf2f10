"""Taking somebody's details out of everything that was kept and said: the programme manager's, and on the record."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.removal import LONGEST, check_words
from bot.messages import removing as messages
from bot.messages.parts import Reply
from bot.use_cases.heard import Answers, Typed
from bot.use_cases.reading_answers import Form, read_number
from storage import outbox, people, plan_files, removing
from storage.access import Access, access_board, access_board_by_id
from storage.audit import REMOVED, record, removal_words
from storage.removing import Place

UseCase = Callable[[Session, Any, datetime], Reply]


def ask_to_remove(session: Session, command: Typed, now: datetime) -> Reply:
    """Open the form. Words typed behind the command are not looked at: they would stand in the chat.

    Raises:
        Refusal: they may not, and it says who can.
    """
    by = command.by
    access = access_board(session, by.key, Deed.REMOVE_DETAILS, now, channel=command.channel, name=by.name)
    return Reply(form=messages.remove_form(access.board.id), settled=False)


def remove_words(session: Session, command: Answers, now: datetime) -> Reply:
    """Say where the words stand; sent once more with nothing changed since, take them out everywhere.

    Raises:
        Refusal: they may not; or the words are too short.
    """
    board_id, _, shown = command.about.partition(":")
    access = access_board_by_id(
        session, command.by.key, read_number(board_id, "board"), Deed.REMOVE_DETAILS, now, name=command.by.name
    )
    form = Form(command.answers)
    words = form.words("words", "Type the words that are to go.", longest=LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    check_words(words)
    places = removing.find(session, access.board, words)
    if not places:
        return Reply(errors={"words": messages.not_found()}, settled=False)
    if shown != _token(words, places):
        return _ask_once_more(access, words, places, is_new=not shown)
    return _remove(session, access, words, places, now)


def _ask_once_more(access: Access, words: str, places: Sequence[Place], *, is_new: bool) -> Reply:
    form = messages.confirm_form(access.board.id, words, _token(words, places), _by_table(places))
    return Reply(form=form, errors={} if is_new else {"words": messages.changed_meanwhile()}, settled=False)


def _remove(session: Session, access: Access, words: str, places: list[Place], now: datetime) -> Reply:
    found = _by_table(places)
    removing.remove(session, places, now)
    removing.forget_in_answers(session, words)
    plan_files.forget_all(session, access.board.id)  # they are packed, so that no word can be looked for in them
    _sweep_chat(session, access, words, now)
    record(
        session, access.board.workspace_id, who=access.who, what=REMOVED, subject=access.board.name, at=now,
        was=removal_words(place.row_id for place in places if place.table == "audit"),
        to=messages.counted_by_kind(found),
    )  # fmt: skip
    return Reply(message=messages.removed(found))


def _sweep_chat(session: Session, access: Access, words: str, now: datetime) -> None:
    """Have every conversation looked through: an answer on the spot went past the outbox."""
    board, by = access.board, access.standing.account
    whose = {board.channel: "the board’s channel"} if board.channel else {}
    told = removing.boards_told(session, board)
    whose |= {each.channel: f"the channel of the {each.name}" for each in told if each.channel}
    whose |= people.everybody(session, board.workspace_id)
    for to, name in whose.items():
        outbox.say(
            session, board.workspace_id, key=f"{messages.SWEEPING}:{to}:{now:%Y-%m-%dT%H:%M:%S.%f}", to=to, due=now,
            message=messages.sweeping(), args={"words": words, "by": by, "whose": name},
        )  # fmt: skip


def _by_table(places: Sequence[Place]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(place.table, []).append(place.action)
    return found


def _token(words: str, places: Sequence[Place]) -> str:
    """Says which words and places were shown, and nothing of the words."""
    said = [" ".join(words.split()).casefold(), *sorted(f"{place.table}:{place.row_id}" for place in places)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


FORMS: Mapping[str, UseCase] = {messages.FORM: remove_words}
WORDS: Mapping[str, UseCase] = {"remove": ask_to_remove}
READS = frozenset({"remove"})
