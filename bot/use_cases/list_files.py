"""A list of actions, as somebody asked for it, taken out as a file: the worker makes it (`bot/made_files.py`)."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.cells import Written
from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages import list_files as words
from bot.messages.parts import Message, Reply
from bot.messages.status import StatusFacts
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.plan_files import ask_for_export
from bot.use_cases.status import Listed, list_of, pressed
from storage import outbox, plans
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record

_KIND = re.compile(r"^(?:as )?(?:an? )?(csv|xlsx|excel|workbook|spreadsheet)\b|\b(?:as )?(?:an? )?(csv|xlsx|excel)$")
NO_SUCH_KIND = "I can give a list as an Excel workbook or as CSV. Use a button under the list."


@dataclass(frozen=True)
class ListFile:
    """A list as it goes into a file: the lines above it, and its rows with their headings."""

    above: list[str]
    table: list[list[Written]]


def ask_for_file(session: Session, typed: Typed, now: datetime) -> Reply:
    """“export red overdue” is that list as a file, for whoever can see it; “export” alone is the whole plan.

    Raises:
        Refusal: they see no plan; or for the whole plan, they do not run it; or the words mean nothing here.
    """
    kind, asked = _kind_and_question(typed.text)
    if not asked:
        return ask_for_export(session, typed, now)
    by = typed.by
    access = access_board(session, by.key, Deed.SEE_ACTION, now, channel=typed.channel, name=by.name)
    return _ask(session, access, by, kind, asked, now)


def press_for_file(session: Session, press: Press, now: datetime) -> Reply:
    """The list under which a button stands, as a file.

    Raises:
        Refusal: they do not see that plan any more; or the button is of another release.
    """
    kind, _, about = press.about.partition(" ")
    if kind not in words.KINDS:
        raise Refusal(NO_SUCH_KIND)
    access, asked = pressed(session, Press(press.by, press.does, about, channel=press.channel), now)
    return _ask(session, access, press.by, kind, asked, now)


def list_file(session: Session, caller: tuple[str, str, str], board_id: int, asked: str, now: datetime) -> ListFile:
    """What goes into the file, as it is now and as far as they may see it now.

    Raises:
        Refusal: they do not see that plan any more; or what was asked for is not there any more.
    """
    access = access_board_by_id(session, caller, board_id, Deed.SEE_ACTION, now)
    facts = list_of(session, access, asked, now).facts
    return ListFile(
        words.above_list(_said_of(session, access, facts)), words.list_table(facts.actions, facts.beside or {})
    )


def _ask(session: Session, access: Access, by: Caller, kind: str, asked: str, now: datetime) -> Reply:
    listed = list_of(session, access, asked, now)
    board = access.board
    outbox.say(
        session, board.workspace_id, key=f"list_export:{board.id}:{by.user}:{now:%Y-%m-%dT%H:%M:%S.%f}", to=by.user,
        message=_beside_the_file(session, access, listed), due=now,
        args={"board": board.id, "file_kind": kind, "asked": listed.words, "asked_at": now.isoformat()},
    )  # fmt: skip
    found = f"{listed.facts.found} of {listed.facts.looked_through} actions as {kind}"
    record(session, board.workspace_id, who=access.who, what="export_list", subject=board.name, at=now, to=found)
    return Reply(message=words.list_asked())


def _beside_the_file(session: Session, access: Access, listed: Listed) -> Message:
    return words.list_exported(_said_of(session, access, listed.facts))


def _said_of(session: Session, access: Access, facts: StatusFacts) -> words.SaidOfList:
    marking = plans.classification_of(session, access.board.id)
    return words.SaidOfList(
        facts.what, access.board.name, facts.found, facts.looked_through, facts.left_out, facts.today, marking
    )


def _kind_and_question(said: str) -> tuple[str, str]:
    """The kind of file, and what is asked for; nothing for the plan itself."""
    typed = " ".join(said.casefold().split()).strip(" .")
    match = _KIND.search(typed)
    kind = "csv" if match and "csv" in match.groups() else "xlsx"
    rest = _KIND.sub("", typed).strip(" .,")
    return kind, "" if rest in ("", "plan", "plan as", "as") or _is_no_kind(rest) else rest


def _is_no_kind(rest: str) -> bool:
    """A kind of file that there is not: what is said of it is said of the plan."""
    return rest.removeprefix("plan ").removeprefix("as ").removeprefix("a ") in ("pdf", "word", "docx", "ods", "json")


PRESSES = {words.SAVE: press_for_file}
WORDS = {"export": ask_for_file}
