"""Keeping the register of risks: adding one, judging it again, closing it; and what a board pack has of it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.risks import IN_A_PACK, SCALE, Risk, worst_first
from bot.messages import risks as words
from bot.messages.parts import Message, Reply
from bot.messages.risks import ADD, ADD_FORM, CLOSE, CLOSE_FORM, LONGEST, REVIEW, REVIEW_FORM, SHOW, Register
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.reading_answers import Form, read_number
from storage import meetings, people, risks
from storage.access import Access, access_board, access_board_by_id
from storage.audit import record

IN_PACKS = f"Each board pack has the {IN_A_PACK} open risks with the highest scores."


def type_risks(session: Session, command: Typed, now: datetime) -> Reply:
    """The register, for whoever may see the plan.

    Raises:
        Refusal: they may not.
    """
    by = command.by
    access = access_board(session, by.key, Deed.SEE_PLAN, now, channel=command.channel, name=by.name)
    return Reply(message=_register(session, access))


def show_risks(session: Session, command: Press, now: datetime) -> Reply:
    """A page of the register."""
    board, _, page = command.about.partition(":")
    access = _access(session, command.by, board, Deed.SEE_PLAN, now)
    return Reply(message=_register(session, access, page=read_number(page, "page")))


def ask_for_risk(session: Session, command: Press, now: datetime) -> Reply:
    """The form that adds a risk."""
    access = _access(session, command.by, command.about, Deed.KEEP_RISKS, now)
    return Reply(form=words.add_form(str(access.board.id), access.board.pressures), settled=False)


def ask_for_review(session: Session, command: Press, now: datetime) -> Reply:
    """The form that judges a risk again."""
    _, risk = _pressed(session, command.by, command.about, now)
    form = words.review_form(command.about, risk) if risk else None
    return Reply(form=form, settled=False) if form else Reply(message=words.no_such_risk())


def ask_why_closed(session: Session, command: Press, now: datetime) -> Reply:
    """The form that closes a risk."""
    _, risk = _pressed(session, command.by, command.about, now)
    form = words.close_form(command.about, risk) if risk else None
    return Reply(form=form, settled=False) if form else Reply(message=words.no_such_risk())


def add_risk(session: Session, command: Answers, now: datetime) -> Reply:
    """Put a risk on the register, with how it is judged.

    Raises:
        Refusal: what is written looks like details of a child; nothing is kept.
    """
    access = _access(session, command.by, command.about, Deed.KEEP_RISKS, now)
    form = Form(command.answers)
    what = form.words("words", "Say what might happen.", longest=LONGEST)
    about, kind = form.words("about"), form.words("kind")
    likelihood, impact, mitigation = _judged(form)
    owner = _owner(session, access, form)
    if form.errors or owner is None:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"words": what, "about": about, "mitigation": mitigation, "kind": kind})
    by = access.standing.person_id or None
    row = risks.raise_risk(session, access.board.id, owner, words=what, about=about, by=by, at=now, kind=kind)
    risks.judge(session, row.id, likelihood, impact, mitigation, by=by, at=now)
    _log(session, access, "raise_risk", row.ref, to=f"likelihood {likelihood}, impact {impact}")
    return Reply(message=_register(session, access, news=f"{row.ref} is on the register from now on. {IN_PACKS}"))


def review_risk(session: Session, command: Answers, now: datetime) -> Reply:
    """Judge a risk again; what was judged before is kept."""
    access, risk = _pressed(session, command.by, command.about, now)
    if risk is None:
        return Reply(message=words.no_such_risk())
    form = Form(command.answers)
    likelihood, impact, mitigation = _judged(form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"mitigation": mitigation})
    risks.judge(session, risk.id, likelihood, impact, mitigation, by=access.standing.person_id or None, at=now)
    was, to = (
        f"likelihood {risk.newest.likelihood}, impact {risk.newest.impact}",
        f"likelihood {likelihood}, impact {impact}",
    )
    _log(session, access, "review_risk", risk.ref, was=was, to=to)
    return Reply(
        message=_register(session, access, news=f"{risk.ref} is reviewed: it scores {likelihood * impact}. {IN_PACKS}")
    )


def close_risk(session: Session, command: Answers, now: datetime) -> Reply:
    """Take a risk off the register, with why; it is kept."""
    access, risk = _pressed(session, command.by, command.about, now)
    if risk is None:
        return Reply(message=words.no_such_risk())
    form = Form(command.answers)
    why = form.words("why", "Say why it is a risk no more.", longest=LONGEST)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({"why": why})
    risks.close(session, risk.id, why, by=access.standing.person_id or None, at=now)
    _log(session, access, "close_risk", risk.ref, why=why)
    return Reply(
        message=_register(
            session, access, news=f"{risk.ref} is closed, and in no pack any more. What was said of it is kept."
        )
    )


def risks_of(session: Session, board: Board) -> list[Risk]:
    """The open risks of a board, the highest score first."""
    return worst_first(risks.open_risks(session, board))


def last_board(session: Session, board: Board, before: datetime) -> date | None:
    """The day, by the board's clock, of the last Board that began before an instant (UTC)."""
    at = meetings.last_of_the_board(session, board.id, before)
    return board.today(at) if at else None


def _register(session: Session, access: Access, page: int = 1, news: str = "") -> Message:
    board, may_keep = access.board, access.standing.may(Deed.KEEP_RISKS)
    last = last_board(session, board, access.now)
    register = Register(board.id, risks_of(session, board), last, board.today(access.now), may_keep)
    return words.risks_shown(register, page, news)


def _judged(form: Form) -> tuple[int, int, str]:
    """How likely, how bad, and what is done; 0 where it is not said, and then the form says what is wrong."""
    scores = []
    for name, ask in (("likelihood", "Choose how likely it is."), ("impact", "Choose how bad it would be.")):
        said = form.words(name)
        scores.append(int(said) if said in {str(number) for number in SCALE} else 0)
        if not scores[-1]:
            form.wrong(name, ask)
    mitigation = form.words("mitigation", "Say what is being done, or “nothing yet”.", longest=LONGEST)
    return scores[0], scores[1], mitigation


def _owner(session: Session, access: Access, form: Form) -> int | None:
    """The post with this title, or that alone has these words."""
    said = form.words("owner", "Say which post looks after it, such as Head of Early Help.").casefold()
    known = people.posts_titled(session, access.board.workspace_id) if said else []
    same = [post for post, title in known if title.casefold() == said]
    like = [post for post, title in known if all(word in title.casefold() for word in said.split())]
    found = same or like
    if said and len(found) != 1:
        titles = dict(known)
        hint = (
            f" Do you mean {' or '.join(titles[post] for post in like[:4])}?" if like else " “people” shows the posts."
        )
        form.wrong("owner", f"I know no one post called “{said}”.{hint} Type its title in full.")
    return found[0] if len(found) == 1 else None


def _access(session: Session, by: Caller, board: str, deed: Deed, now: datetime) -> Access:
    return access_board_by_id(session, by.key, read_number(board, "board"), deed, now, name=by.name)


def _pressed(session: Session, by: Caller, about: str, now: datetime) -> tuple[Access, Risk | None]:
    board, _, which = about.partition(":")
    access = _access(session, by, board, Deed.KEEP_RISKS, now)
    found = risks.open_risks(session, access.board, only=read_number(which, "risk"))
    return access, found[0] if found else None


def _log(
    session: Session, access: Access, what: str, subject: str, *, was: str = "", to: str = "", why: str = ""
) -> None:
    workspace = access.board.workspace_id
    record(session, workspace, who=access.who, what=what, subject=subject, at=access.now, was=was, to=to, why=why)


UseCase = Callable[[Session, Any, datetime], Reply]

PRESSES: Mapping[str, UseCase] = {SHOW: show_risks, ADD: ask_for_risk, REVIEW: ask_for_review, CLOSE: ask_why_closed}
FORMS: Mapping[str, UseCase] = {ADD_FORM: add_risk, REVIEW_FORM: review_risk, CLOSE_FORM: close_risk}
WORDS: Mapping[str, UseCase] = {"risks": type_risks}
READS = frozenset({*PRESSES, *WORDS})
