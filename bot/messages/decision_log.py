"""The decision log of a meeting: a draft for the secretary and the chair, then agreed, for the board's channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.dates import day_and_year, day_in_words, listed, weekday_moment_in_words
from bot.domain.outcomes import Outcome, Promise
from bot.domain.plan_reading.markings import USUAL
from bot.messages.outcomes import by_post, sample_outcomes
from bot.messages.parts import (
    NO_NAMES,
    Bullets,
    Button,
    Buttons,
    Form,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Subheading,
    TextField,
    said,
)
from bot.messages.room import RUN_SHEET

HAND_ON = "log.hand_on"
APPROVE = "log.approve"
MINUTES, MINUTES_FORM = "log.minutes", "log_minutes"
"""What “Minutes” does; it is about the meeting."""
LONGEST = {"where": 500, "differ": 1000}


@dataclass(frozen=True)
class LogFacts:
    """What a decision log says. `outcomes` hold only what a channel may read; `meeting` is the kind of meeting."""

    meeting: str
    day: date
    outcomes: Sequence[Outcome]
    today: date
    replaced: Sequence[tuple[str, str]] = ()
    """Decisions that were put otherwise in the same meeting: the earlier reference and the later; or taken back."""
    marking: str = USUAL
    """What a paper of the plan states at its top."""


@dataclass(frozen=True)
class Waiting:
    """What the secretary and the chair see beside a draft, and the channel does not."""

    about: str
    objections: Sequence[tuple[str, str]] = ()
    """What officers find not right: the action's reference and their words."""
    not_told: Sequence[str] = ()
    """The actions whose outcome reached nobody."""
    is_again: bool = False
    """Whether it was asked for before."""
    has_changed: bool = False
    """Whether something was decided since the draft that they pressed on."""


def log_lines(facts: LogFacts) -> tuple[Part, ...]:
    """Every decision by post with its reference, why a rating is what it is, what was promised, and who was there."""
    parts: list[Part] = []
    for post, theirs in by_post(facts.outcomes):
        parts.append(Subheading(text=post))
        lines = (Item(lead=f"{one.ref} {one.title}", text=_logged(one, facts.today)) for one in theirs)
        parts.append(Bullets(items=tuple(lines)))
    if facts.replaced:
        words = "; ".join(
            f"{earlier} was replaced by {later}" if later else f"{earlier} was taken back, as pressed by mistake"
            for earlier, later in facts.replaced
        )
        parts.append(Paragraph(lead="Put otherwise in the meeting", text=f"{words}."))
    return tuple(parts) or (Paragraph(text="Nothing was on the agenda."),)


def _logged(one: Outcome, today: date) -> str:
    ruled = "; ".join(one.ruled(today)) or "not decided"
    why = f" Why: “{one.rating_reason}”" if one.rating_reason else ""
    promised = f" Promised: {one.promise.words(today)}." if one.promise else ""
    there = f" {one.attendance.words.capitalize()}." if one.attendance else " Attendance not noted."
    entered = f" {one.entered}" if one.entered else ""
    return f"{ruled[:1].upper()}{ruled[1:]}.{why}{promised}{there}{entered}"


def log_draft(facts: LogFacts, waiting: Waiting, *, for_chair: bool) -> Message:
    """The draft, with the button that passes it on (the secretary) or approves it (the chair)."""
    if for_chair:
        button = Button(label="Approve", does=APPROVE, about=waiting.about, style="primary")
    else:
        button = Button(label="Pass to the chair", does=HAND_ON, about=waiting.about, style="primary")
    meeting_id = waiting.about.partition(":")[0]
    again = Button(label="Run sheet", does=RUN_SHEET, about=meeting_id)
    return Message(
        kind="log_draft",
        heading=f"{_title(facts)}: draft",
        parts=(
            Note(text=facts.marking),
            Paragraph(text=_what_to_do(waiting, for_chair=for_chair)),
            *log_lines(facts),
            *_beside(waiting),
            Buttons(buttons=(button, again)),
        ),
    )


def _what_to_do(waiting: Waiting, *, for_chair: bool) -> str:
    if waiting.has_changed:
        return "Something was decided since that draft. This is the newer one; please look again."
    asked = "This still waits for you. " if waiting.is_again else ""
    if for_chair:
        return (
            f"{asked}Please approve it, or put it right on the run sheet. It goes to the board’s channel once approved."
        )
    return f"{asked}Please check it, put it right on the run sheet if need be, and pass it to the chair."


def _beside(waiting: Waiting) -> list[Part]:
    parts: list[Part] = [
        Paragraph(lead=f"{ref}: not quite, says the officer", text=f"“{words}”") for ref, words in waiting.objections
    ]
    if waiting.not_told:
        refs = listed(list(waiting.not_told))
        parts.append(
            Note(
                text=f"The outcome of {refs} reached nobody: "
                "the post is vacant, away with no delegate, or held by somebody who says that it is not theirs."
            )
        )
    return (
        [
            *parts,
            Note(text="What officers say, and who was not reached, is for you alone: it does not go to the channel."),
        ]
        if parts
        else []
    )


def agreed_log(facts: LogFacts, approved_on: date, by: str) -> Message:
    """The log as the chair approved it, for the board's channel; `by` is the post."""
    when = day_in_words(approved_on, facts.today)
    return Message(
        kind="decision_log",
        heading=_title(facts),
        parts=(*log_lines(facts), Note(text=f"Agreed. Approved by the {by}, {when}.")),
    )


def draft_as_shown(facts: LogFacts) -> Message:
    """The log before it is agreed, for a member who asks."""
    note = Note(text="This is a draft. The chair has not approved it yet.")
    return Message(
        kind="log_as_drafted",
        heading=f"{_title(facts)}: draft",
        parts=(Note(text=facts.marking), *log_lines(facts), note),
    )


def marked(agreed: Message, marking: str) -> Message:
    """The log as it was agreed, with what the papers of its plan state at their top by now."""
    return agreed.model_copy(update={"parts": (Note(text=marking), *agreed.parts)})


DIFFER_HELD_BACK = (
    "They do, about a meeting that went through an action which is restricted: what they say stands here for those who "
    "may read that one. The chair has been told."
)


def with_minutes(message: Message, where: str, differ: str, about: str = "") -> Message:
    """A log with where the meeting's minutes are and what they say otherwise; `about` is for who may change that."""
    parts: list[Part] = [Paragraph(lead="Minutes", text=where)] if where else []
    parts += [Paragraph(lead="The minutes say otherwise", text=differ)] if differ else []
    button = Button(label="Minutes", does=MINUTES, about=about)
    parts += [Buttons(buttons=(button,))] if about else []
    return message.model_copy(update={"parts": (*message.parts, *parts)})


def minutes_form(meeting_id: int, where: str, differ: str) -> Form:
    """Where the minutes are, and what they say otherwise."""
    return Form(
        name=MINUTES_FORM,
        title="Minutes",
        submit="Save",
        about=str(meeting_id),
        parts=(
            TextField(
                name="where", label="Where are the minutes?", initial=where, longest=LONGEST["where"],
                hint="A link, or where they are kept.",
            ),
            TextField(
                name="differ", label="Do they say anything otherwise than the decision log?", initial=differ,
                many_lines=True, optional=True, longest=LONGEST["differ"],
                hint=f"What, and about which action. The chair is told. Empty if they agree. {NO_NAMES}",
            ),
        ),
    )  # fmt: skip


def minutes_noted(where: str) -> Message:
    """Tell the secretary that the log says where the minutes are."""
    return said("minutes_noted", f"Noted: {where}. “decisions” shows it with the log.")


def minutes_differ(facts: LogFacts, where: str, differ: str) -> Message:
    """Tell the chair that the minutes say otherwise than the log."""
    held = f"{facts.meeting}, {day_and_year(facts.day)}"
    return Message(
        kind="minutes_differ",
        heading=f"Minutes and decision log: {held}",
        parts=(
            Paragraph(text="The minutes say otherwise than the decision log. Both stand until you say which is right."),
            Paragraph(lead="The minutes say", text=differ),
            Paragraph(lead="Where they are", text=where),
            Note(text="What the log has can be put right on the run sheet: type “run sheet last”."),
        ),
    )


def _title(facts: LogFacts) -> str:
    return f"Decision log: {facts.meeting}, {day_and_year(facts.day)}"


def with_outcome(message: Message, words: str) -> Message:
    """A draft once its reader has done with it: it says what, and has no button any more."""
    kept = tuple(part for part in message.parts if not isinstance(part, Buttons))
    return message.model_copy(update={"parts": (*kept, Paragraph(text=words))})


def log_handed_on(chair: str) -> Message:
    """Tell the secretary that the chair has it; `chair` is how they are called, empty while there is none."""
    whom = (
        f"{chair} has it now, and it is posted once they approve it."
        if chair
        else "There is no chair to approve it; it waits until the seat is filled."
    )
    return said("log_handed_on", f"Thank you. {whom}")


def log_approved(goes_at: datetime | None, today: date) -> Message:
    """Tell the chair what happens next; `goes_at` is on the board's own clock, None where there is no channel."""
    if goes_at is None:
        return said("log_approved", "Approved. The board has no channel, so it is not posted; “decisions” shows it.")
    return said(
        "log_approved", f"Approved. It goes to the board’s channel on {weekday_moment_in_words(goes_at, today)}."
    )


def log_waits(
    facts: LogFacts, waits_for: str, waiting: Waiting, *, for_chair: bool, is_passed: bool = False
) -> Message:
    """Tell those it waits for that the log was not posted, since it is not agreed.

    What `is_passed` already is not offered to the secretary to pass: it is in the chair's hands.
    """
    button = Button(
        label="Approve" if for_chair else "Pass to the chair",
        does=APPROVE if for_chair else HAND_ON,
        about=waiting.about,
        style="primary",
    )
    is_theirs = for_chair or not is_passed
    passed = "" if is_theirs else "You have passed it to the chair, who is told today as well. "
    text = passed + (
        f"It was to go to the board’s channel today. It has not, because it waits for {waits_for}. It goes as soon as "
        "the chair has approved it."
    )
    return Message(
        kind="log_waits",
        heading=f"{_title(facts)}: not posted",
        parts=(
            Note(text=facts.marking),
            Paragraph(text=text),
            *log_lines(facts),
            *([Buttons(buttons=(button,))] if is_theirs else []),
        ),
    )


def no_log_yet() -> Message:
    """Say that no meeting has a log yet."""
    return said("no_log_yet", "No meeting has been held yet, so there is no decision log.")


_TODAY = date(2021, 6, 17)
_FACTS = LogFacts(
    "Holding to Account",
    date(2021, 6, 15),
    (
        replace(sample_outcomes()[0], rating_reason="The audits fell to 15 of 25."),
        sample_outcomes()[1],
        replace(sample_outcomes()[2], promise=Promise("cover from the duty team", date(2021, 7, 2))),
    ),
    _TODAY,
)
_WAITING = Waiting("4:1a2b3c", [("A3", "I agreed to three measures, not four.")], ["A6"])

EXAMPLES: tuple[Message, ...] = (
    log_draft(_FACTS, _WAITING, for_chair=False),
    log_draft(
        replace(_FACTS, replaced=[("D-2021-06-01", "D-2021-06-05"), ("D-2021-06-03", "")]),
        replace(_WAITING, is_again=True),
        for_chair=True,
    ),
    log_draft(_FACTS, Waiting("4:1a2b3c", has_changed=True), for_chair=True),
    with_outcome(log_draft(_FACTS, Waiting("4:1a2b3c"), for_chair=True), "Approved 17 June, 11:20."),
    marked(agreed_log(_FACTS, date(2021, 6, 17), "Independent Chair"), USUAL),
    draft_as_shown(replace(_FACTS, outcomes=())),
    log_handed_on("Dr Amara Okafor"),
    log_handed_on(""),
    log_approved(datetime(2021, 6, 22, 10, 0), _TODAY),  # noqa: DTZ001 - the board's own time
    log_approved(None, _TODAY),
    log_waits(_FACTS, "the chair", Waiting("4:1a2b3c"), for_chair=True),
    log_waits(_FACTS, "the programme manager", Waiting("4:1a2b3c"), for_chair=False),
    log_waits(_FACTS, "the chair", Waiting("4:1a2b3c"), for_chair=False, is_passed=True),
    no_log_yet(),
    with_minutes(
        marked(agreed_log(_FACTS, date(2021, 6, 17), "Independent Chair"), USUAL),
        "the committee’s pages",
        "BCP-03: Red.",
        "4",
    ),
    minutes_noted("the committee’s pages"),
    minutes_differ(_FACTS, "the committee’s pages", "BCP-03 was left Red."),
)
FORM_EXAMPLES: tuple[Form, ...] = (minutes_form(4, "", ""),)
