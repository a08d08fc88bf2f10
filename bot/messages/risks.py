"""The register of risks: each with its score, who looks after it, what is done about it and when it was reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.boards import PRESSURES
from bot.domain.dates import counted
from bot.domain.risks import SCALE, Assessment, Risk
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Form,
    FormPart,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    kind_field,
    said,
)

SHOW, ADD, REVIEW, CLOSE = "risks.show", "risks.add", "risks.review", "risks.close"
ADD_FORM, REVIEW_FORM, CLOSE_FORM = "risk_add", "risk_review", "risk_close"
ON_A_PAGE = 10
LONGEST = 600

_LIKELIHOOD = ("1, rare", "2, unlikely", "3, possible", "4, likely", "5, almost certain")
_IMPACT = ("1, slight", "2, minor", "3, moderate", "4, major", "5, severe")


@dataclass(frozen=True)
class Register:
    """The open risks of a board, worst first. `last` is the day of the last Board, if there was one."""

    board_id: int
    risks: Sequence[Risk]
    last: date | None
    today: date
    may_keep: bool = False
    """Whether the reader may add to it, review and close."""


def risk_words(risk: Risk, last: date | None, today: date) -> str:
    """All that is known of a risk but its own words: "Score 16 (likelihood 4, impact 4), was 12 at the last Board."."""
    newest, change = risk.newest, risk.change_since(last)
    score = f"Score {risk.score} (likelihood {newest.likelihood}, impact {newest.impact})"
    reviewed = risk.reviewed_words(last, today)
    sentences = [
        f"{score}{', ' if change else ''}{change}",
        f"Owner: {risk.owner}",
        f"Kind: {risk.kind.lower()}" if risk.kind else "",
        f"About {risk.about.rstrip('.')}" if risk.about else "",
        f"Being done: {newest.mitigation.rstrip('.')}",
        f"{reviewed[:1].upper()}{reviewed[1:]}",
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def risk_item(risk: Risk, last: date | None, today: date) -> Item:
    """A risk as the board pack lists it."""
    return Item(lead=f"{risk.ref} {risk.words.rstrip('.')}", text=risk_words(risk, last, today))


def risks_shown(register: Register, page: int = 1, news: str = "") -> Message:
    """The register, ten on a page, worst first."""
    pages = max(1, -(-len(register.risks) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    parts: list[Part] = [Paragraph(text=news)] if news else []
    number = counted(len(register.risks), "open risk") if register.risks else "No risks are recorded"
    parts.append(Paragraph(text=f"{number}{', the highest score first' if len(register.risks) > 1 else ''}."))
    for risk in register.risks[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]:
        parts += _shown(register, risk)
    if pages > 1:
        parts.append(Note(text=f"Page {page} of {pages}."))
    buttons = [_page("Previous page", register, page - 1)] if page > 1 else []
    buttons += [_page("Next page", register, page + 1)] if page < pages else []
    if register.may_keep:
        buttons.append(Button(label="Add a risk", does=ADD, about=str(register.board_id), style="primary"))
    parts += [Buttons(buttons=tuple(buttons))] if buttons else []
    return Message(kind="risks_shown", heading="Risks", parts=tuple(parts))


def _page(label: str, register: Register, page: int) -> Button:
    return Button(label=label, does=SHOW, about=f"{register.board_id}:{page}")


def _shown(register: Register, risk: Risk) -> list[Part]:
    line = Paragraph(lead=f"{risk.ref} {risk.words.rstrip('.')}", text=risk_words(risk, register.last, register.today))
    about = f"{register.board_id}:{risk.id}"
    buttons = (
        Button(label="Review", does=REVIEW, about=about, spoken=f"Review {risk.ref}"),
        Button(label="Close", does=CLOSE, about=about, spoken=f"Close {risk.ref}"),
    )
    return [line, Buttons(buttons=buttons)] if register.may_keep else [line]


def add_form(about: str, kinds: Sequence[str] = PRESSURES) -> Form:
    """What might happen, to what, who looks after it, and how it is judged."""
    return Form(
        name=ADD_FORM,
        title="Add a risk",
        submit="Add",
        about=about,
        parts=(
            TextField(name="words", label="What might happen?", many_lines=True, longest=LONGEST, hint=GUARD),
            TextField(
                name="about",
                label="To what?",
                hint="References such as BCP-01, or an area.",
                optional=True,
                longest=300,
            ),
            kind_field("kind", "What kind of risk is it?", kinds),
            TextField(name="owner", label="Which post looks after it?", hint="Its title, or words of it."),
            *_judged(None),
        ),
    )


def review_form(about: str, risk: Risk) -> Form:
    """How a risk is judged now; it begins with how it was."""
    return Form(
        name=REVIEW_FORM,
        title="Review a risk",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=risk.ref, text=risk.words),
            *_judged(risk.newest),
            Note(text="Sending it unchanged counts as a review. What was judged before is kept."),
        ),
    )


def _judged(before: Assessment | None) -> tuple[FormPart, ...]:
    likelihood, impact = (before.likelihood, before.impact) if before else (None, None)
    return (
        _scale("likelihood", "How likely is it?", _LIKELIHOOD, likelihood),
        _scale("impact", "How bad would it be?", _IMPACT, impact),
        TextField(
            name="mitigation", label="What is being done about it?", many_lines=True, longest=LONGEST,
            initial=before.mitigation if before else "", hint=GUARD,
        ),
    )  # fmt: skip


def _scale(name: str, label: str, words: Sequence[str], initial: int | None) -> ChoiceField:
    choices = tuple(Choice(value=str(number), label=word) for number, word in zip(SCALE, words, strict=True))
    return ChoiceField(name=name, label=label, choices=choices, initial=str(initial) if initial else None)


def close_form(about: str, risk: Risk) -> Form:
    """Why a risk is one no more."""
    return Form(
        name=CLOSE_FORM,
        title="Close a risk",
        submit="Close it",
        about=about,
        parts=(
            Paragraph(lead=risk.ref, text=risk.words),
            TextField(
                name="why", label="Why is it a risk no more?", many_lines=True, longest=LONGEST,
                hint=f"It has passed, has happened, or is put up with. {GUARD}",
            ),
        ),
    )  # fmt: skip


def no_such_risk() -> Message:
    """For a button about a risk that was closed meanwhile."""
    return said("no_such_risk", "That risk is closed by now. Type “risks” to see those that are open.")


_TODAY = date(2021, 6, 15)
_CHURN = Risk(
    2, "R2", "Staff and managers leave and knowledge goes with them", "Head of Early Help", "BCP-01 and BCP-04",
    (Assessment(date(2021, 4, 1), 3, 4, "Deputies are named"), Assessment(date(2021, 6, 1), 4, 4, "Handover pack.")),
)  # fmt: skip
_SLOW = Risk(
    1, "R1", "Progress is not quick enough in a key area.", "Corporate Director of Children’s Services", "",
    (Assessment(date(2021, 4, 1), 2, 5, "Weekly watch list"),),
)  # fmt: skip
_REGISTER = Register(1, (_CHURN, _SLOW), date(2021, 5, 4), _TODAY, may_keep=True)

EXAMPLES: tuple[Message, ...] = (
    risks_shown(_REGISTER),
    risks_shown(Register(1, (_CHURN,) * 12, None, _TODAY), page=2),
    risks_shown(Register(1, (), None, _TODAY, may_keep=True), news="R1 is closed."),
    no_such_risk(),
)
FORM_EXAMPLES: tuple[Form, ...] = (add_form("1"), review_form("1:2", _CHURN), close_form("1:2", _CHURN))
