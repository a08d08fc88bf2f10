"""What is said of a meeting's outcomes: to each officer, and to the board's channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.dates import counted, day_in_words, listed, weekday_moment_in_words
from bot.domain.outcomes import Attendance, DateAsked, Evidence, NewDate, Outcome, Promise
from bot.domain.rating_facts import Rating
from bot.messages.parts import (
    NO_NAMES,
    Button,
    Buttons,
    Choice,
    ChoicesField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    said,
)
from bot.messages.room import OPEN_ACTION
from bot.messages.status import SHOW
from bot.messages.summary import Asking, asked_in_words

RIGHT = "outcome.right"
NOT_QUITE = "outcome.not_quite"
NOT_QUITE_FORM = "outcome_not_quite"
NOTHING_YET = "not decided yet."


@dataclass(frozen=True)
class Told:
    """The outcomes of one post's actions. `about` is what its buttons carry; `for_post` is set if a delegate reads."""

    about: str
    outcomes: tuple[Outcome, ...]
    for_post: str = ""
    taken_back: tuple[str, ...] = ()
    """What they were told before and stands no more, in words."""


def outcome(told: Sequence[Told], meeting: str, stands_at: datetime, today: date) -> Message:
    """Tell an officer what was decided about their actions, and ask whether it is right.

    `stands_at` is on the board's own clock. Where nothing was decided, nothing is asked.
    """
    parts: list[Part] = []
    for each in told:
        parts += _told(each, today)
    if any(one.is_decided for each in told for one in each.outcomes):
        when = weekday_moment_in_words(stands_at, today)
        parts.append(Note(text=f"If you say nothing, it stands after 2 working days: {when}."))
    return Message(kind="outcome", heading=f"Outcome of {meeting}", parts=tuple(parts))


def _told(told: Told, today: date) -> list[Part]:
    behalf = [Paragraph(text=f"For the {told.for_post}:")] if told.for_post else []
    lines = [Paragraph(lead=f"Outcome for {one.ref}", text=outcome_words(one, today)) for one in told.outcomes]
    if told.taken_back:
        lines.append(Paragraph(lead="Taken back since you were told", text=f"{listed(list(told.taken_back))}."))
    if not any(one.is_decided for one in told.outcomes):
        return [*behalf, *lines]
    refs = listed([one.ref for one in told.outcomes])
    buttons = (
        Button(label="Yes", does=RIGHT, about=told.about, style="primary", spoken=f"Yes, this is right for {refs}"),
        Button(label="Not quite", does=NOT_QUITE, about=told.about, spoken=f"Not quite right for {refs}"),
    )
    return [*behalf, *lines, Paragraph(text="Is this right?"), Buttons(buttons=buttons)]


def outcome_words(one: Outcome, today: date) -> str:
    """What was decided and agreed about an action, as its officer reads it."""
    ruled = "; ".join(one.ruled(today))
    promised = f" You agreed: {one.promise.words(today)}." if one.promise else ""
    if not ruled:
        return f"{NOTHING_YET}{promised}"
    promised = f"{f' Why: “{one.rating_reason}”' if one.rating_reason else ''}{promised}"
    rest = f" Not decided: {listed(list(one.not_decided))}." if one.not_decided else ""
    return f"{ruled}.{promised}{rest}"


def with_answer(message: Message, about: str, words: str) -> Message:
    """The same message once its officer has answered for the post that `about` names; it asks that no more."""
    parts = tuple(
        Paragraph(lead="You said", text=words) if _asks_about(part, about) else part
        for part in message.parts
        if not (isinstance(part, Note) and _asked_once(message))
    )
    return message.model_copy(update={"parts": parts})


def with_standing(message: Message, about: str, since: str) -> Message:
    """The same message once two working days have gone by in which nobody said otherwise."""
    parts: list[Part] = []
    asks_once = _asked_once(message)
    for part in message.parts:
        if isinstance(part, Buttons) and _asks_about(part, about):
            parts.append(Paragraph(lead="It stands", text=f"nobody said otherwise in 2 working days ({since})."))
            parts.append(Buttons(buttons=tuple(each for each in part.buttons if each.does == NOT_QUITE)))
        elif not (isinstance(part, Note) and asks_once):
            parts.append(part)
    return message.model_copy(update={"parts": tuple(parts)})


def asks_about(message: Message, about: str) -> bool:
    """Whether a message asks whether the outcomes that `about` names are right."""
    return any(_asks_about(part, about) for part in message.parts)


def _asked_once(message: Message) -> bool:
    return sum(isinstance(part, Buttons) for part in message.parts) == 1


def _asks_about(part: Part, about: str) -> bool:
    return isinstance(part, Buttons) and any(button.about == about for button in part.buttons)


def not_quite_form(about: str, outcomes: Sequence[Outcome], today: date) -> Form:
    """Ask what is not right; and about which action, where there are several."""
    lines = [Paragraph(lead=one.ref, text=outcome_words(one, today)) for one in outcomes]
    which: list[FormPart] = []
    if len(outcomes) > 1:
        choices = tuple(Choice(value=str(one.action_id), label=one.ref) for one in outcomes)
        which.append(ChoicesField(name="which", label="Which is not right?", choices=choices))
    return Form(
        name=NOT_QUITE_FORM,
        title="Not quite",
        submit="Send",
        about=about,
        parts=(
            *lines,
            *which,
            TextField(name="why", label="What is not right?", many_lines=True, longest=1000, hint=NO_NAMES),
            Note(text="The chair and the programme manager read it. What was decided stands until they change it."),
        ),
    )


def outcome_right(refs: Sequence[str]) -> Message:
    """Thank an officer who says that it is right."""
    return said(
        "outcome_right",
        f"Thank you. {listed(list(refs))}: recorded as you agreed it. Nothing more is asked about that meeting.",
    )


def outcome_objected(refs: Sequence[str]) -> Message:
    """Thank an officer who says that it is not."""
    return said(
        "outcome_objected",
        f"Thank you. The chair and the programme manager have been told about {listed(list(refs))}. You hear "
        "from me if it is changed.",
    )


def outcome_disputed(meeting_id: int, post: str, outcomes: Sequence[Outcome], words: str, today: date) -> Message:
    """Tell the chair and the secretary what an officer finds not right."""
    lines = tuple(
        Paragraph(
            lead=one.ref,
            text=outcome_words(one, today).replace("You agreed", "Agreed"),
            button=Button(
                label="Open", does=OPEN_ACTION, about=f"{meeting_id}:{one.action_id}", spoken=f"Open {one.ref}"
            ),
        )
        for one in outcomes
    )
    return Message(
        kind="outcome_disputed",
        heading="Not quite, says an officer",
        parts=(
            Paragraph(lead=post, text=f"“{words}”"),
            *lines,
            Note(text="What was decided stands unless you change it. They are told if you do."),
        ),
    )


@dataclass(frozen=True)
class SummaryFacts:
    """What a meeting came to, for the board's channel. `help` is asked for by the actions it went through."""

    meeting: str
    outcomes: Sequence[Outcome]
    help: Sequence[Asking]
    today: date
    is_draft: bool = True
    """Whether the decision log still has to be agreed."""


def outcomes_summary(facts: SummaryFacts) -> Message:
    """What a meeting confirmed, changed and decided, by post; no person is named and nothing quoted unguarded."""
    parts: list[Part] = [Paragraph(text=_counts(facts.outcomes))]
    parts += [Paragraph(lead=post, text=_ratings(theirs)) for post, theirs in by_post(facts.outcomes)]
    parts += [
        Paragraph(lead="Decisions", text=_decisions(facts)),
        Paragraph(
            lead="Help needed", text=" ".join(asked_in_words(each, facts.today) for each in facts.help) or NOBODY
        ),
    ]
    parts += [Note(text="The decision log follows once the chair has approved it.")] if facts.is_draft else []
    parts.append(Buttons(buttons=(Button(label="Full list", does=SHOW),)))
    return Message(kind="outcomes_summary", heading=f"{facts.meeting}: what was decided", parts=tuple(parts))


NOBODY = "nobody has asked for any."


def by_post(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes of each post together, in the order in which the posts came up."""
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(each.post, []).append(each)
    return list(found.items())


def _counts(outcomes: Sequence[Outcome]) -> str:
    confirmed = [each.rating for each in outcomes if each.rating]
    colours = [(rating, confirmed.count(rating)) for rating in Rating if rating in confirmed]
    rated = ", ".join(f"{rating.word} {number}" for rating, number in colours)
    left = len(outcomes) - len(confirmed)
    rest = f" {left} not decided." if left else ""
    return f"{counted(len(outcomes), 'action')}: {f'confirmed {rated}' if rated else 'no rating confirmed'}.{rest}"


def _ratings(outcomes: Sequence[Outcome]) -> str:
    return " ".join(f"{each.ref} {_rated(each)}." for each in outcomes)


def _rated(one: Outcome) -> str:
    if one.rating is None:
        was = f" (was {one.was.word})" if one.was else ""
        return f"not decided{was}"
    travel = f", {one.travel}" if one.travel else ", confirmed for the first time"
    return f"{one.rating.word}{travel}{f', {one.rating_ref}' if one.rating_ref else ''}"


def _decisions(facts: SummaryFacts) -> str:
    decided = [replace(each, rating=None) for each in facts.outcomes]
    said_of = [f"{each.ref}: {'; '.join(each.ruled(facts.today))}." for each in decided if each.ruled(facts.today)]
    return " ".join(said_of) or "none beyond the ratings."


def sample_outcomes() -> tuple[Outcome, ...]:
    """The outcomes of a pretend meeting, for the examples."""
    quality = "Service Director, Quality and Assurance"
    first = Outcome(
        action_id=3, ref="A3", title="Practice standards", post_id=2, post=quality, evidence_given=True,
        rating=Rating.AMBER, rating_ref="D-2021-06-01", was=Rating.GREEN, evidence=Evidence.NOT_ENOUGH,
        evidence_ref="D-2021-06-02", promise=Promise("four measures", date(2021, 7, 16)),
        attendance=Attendance.ATTENDED,
    )  # fmt: skip
    second = Outcome(
        action_id=6, ref="A6", title="Audit programme", post_id=2, post=quality,
        asked=DateAsked(1, date(2021, 6, 30), date(2021, 9, 30)),
    )  # fmt: skip
    third = replace(
        second, action_id=14, ref="A14", title="Short breaks", post_id=4, rating=Rating.RED, rating_ref="D-2021-06-03",
        post="Service Director, Inclusion and Family Services", was=Rating.RED, new_date=NewDate.APPROVED,
        date_ref="D-2021-06-04", attendance=Attendance.DEPUTY,
    )  # fmt: skip
    return first, second, third


_TODAY = date(2021, 6, 15)
_FIRST, _SECOND, _THIRD = sample_outcomes()
_STANDS = datetime(2021, 6, 17, 17, 30)  # noqa: DTZ001 - the board's own time
_MEETING = f"Holding to Account, {day_in_words(_TODAY, _TODAY)}"
_OUTCOME = outcome([Told("4:2", (_FIRST, _SECOND))], _MEETING, _STANDS, _TODAY)

EXAMPLES: tuple[Message, ...] = (
    _OUTCOME,
    outcome([Told("4:4", (_THIRD,), _THIRD.post)], _MEETING, _STANDS, _TODAY),
    outcome([Told("4:2", (_SECOND,))], _MEETING, _STANDS, _TODAY),
    outcome([Told("4:2", (_SECOND,), taken_back=("confirmed Green (D-2021-06-01)",))], _MEETING, _STANDS, _TODAY),
    with_answer(_OUTCOME, "4:2", "this is right (16 June, 09:10)."),
    with_standing(_OUTCOME, "4:2", "17 June, 17:30"),
    outcome_right(["A3", "A6"]),
    outcome_objected(["A3"]),
    outcome_disputed(4, _FIRST.post, [_FIRST], "I agreed to three measures, not four.", _TODAY),
    outcomes_summary(
        SummaryFacts(
            _MEETING,
            sample_outcomes(),
            [Asking("A14", _THIRD.post, "agree cover while posts are filled", True, date(2021, 6, 30))],
            _TODAY,
        )
    ),
    outcomes_summary(SummaryFacts(_MEETING, [_SECOND], [], _TODAY, is_draft=False)),
)
FORM_EXAMPLES: tuple[Form, ...] = (not_quite_form("4:2", [_FIRST, _SECOND], _TODAY),)
