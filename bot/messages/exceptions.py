"""The exception report: drafted for the chair, who sends it. It names posts, and holds nobody's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import counted, day_and_year, listed, weekday_moment_in_words
from bot.domain.plan_reading.markings import USUAL
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Rule, Subheading, said

SENT = "exceptions.sent"
"""What the button “I have sent it” does; it is about a meeting."""
NOT_BY_THE_BOT = "The bot sends it to nobody: you do."
IN_A_MESSAGE = 10
"""Actions drafted in one message; the rest is in the next."""


@dataclass(frozen=True)
class ExceptionFacts:
    """An action that is to be reported: why, in sentences, what is known of the cause, and what could be decided."""

    ref: str
    title: str
    post: str
    why: tuple[str, ...]
    cause: str
    options: tuple[str, ...]
    action_id: int = 0
    reference: str = ""
    """Its own, as the record has it, such as EX-02."""

    @property
    def about(self) -> str:
        """The reference of the exception, if it has one yet, and of its action: "EX-02, A6"."""
        return f"{self.reference}, {self.ref}" if self.reference else self.ref


def missed(days: Sequence[date]) -> str:
    """Why: no statement for several meetings running, the newest last."""
    return f"no statement for {counted(len(days), 'meeting')} running ({_days(days)})"


def red(days: Sequence[date], *, is_confirmed: bool) -> str:
    """Why: Red at several meetings running."""
    whose = "confirmed as Red" if is_confirmed else "rated Red, not each time confirmed,"
    return f"{whose} {_times(len(days))} running ({_days(days)})"


def help_passed(asked_of: str, needed_by: date) -> str:
    """Why: help that was asked for is not there and its day has passed."""
    of = f" from {asked_of}" if asked_of else ""
    return f"help{of} was needed by {day_and_year(needed_by)}, and is still asked for"


def exceptions(
    meeting_id: int,
    board: str,
    meeting: str,
    held_at: datetime,
    found: Sequence[ExceptionFacts],
    today: date,
    part: int = 1,
    parts: int = 1,
    marking: str = USUAL,
) -> Message:
    """For the chair: which actions are to be reported, why, and a draft, which states its `marking`."""
    when = weekday_moment_in_words(held_at, today)
    counter = f" Part {part} of {parts}." if parts > 1 else ""
    body: list[Part] = [
        Note(text=marking),
        Paragraph(
            text=f"{counted(len(found), 'action')} of this meeting {'goes' if len(found) == 1 else 'go'} beyond what "
            f"the meeting can put right by itself.{counter} Below is a draft for the Senior Responsible Officer and "
            "the Chief Executive."
        ),
        Bullets(items=tuple(Item(lead=f"{each.ref}, {each.post}", text=_sentence(each.why)) for each in found)),
        Rule(),
        Subheading(text="Draft exception report"),
        Paragraph(text=f"{board}. {meeting}, {when}. For decision."),
    ]
    for each in found:
        body.append(Paragraph(lead=f"{each.about} {each.title}", text=_drafted(each)))
    sent = Button(label="I have sent it", does=SENT, about=str(meeting_id), style="primary")
    body += [Note(text=f"{NOT_BY_THE_BOT} Change it as you see fit."), Buttons(buttons=(sent,))]
    return Message(kind="exceptions", heading=f"Exceptions after {meeting}, {when}", parts=tuple(body))


def _drafted(each: ExceptionFacts) -> str:
    return (
        f"Accountable: {each.post}. What went wrong: {_sentence(each.why)} Cause, as far as is known: {each.cause} "
        f"Options: {'; '.join(each.options)}. Recommendation: for the chair to write."
    )


def _sentence(why: Sequence[str]) -> str:
    said_so = "; ".join(why)
    return f"{said_so[:1].upper()}{said_so[1:]}."


def _days(days: Sequence[date]) -> str:
    return listed([day_and_year(day) for day in days])


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def with_sent(message: Message, words: str) -> Message:
    """The same draft after the chair said that it was sent."""
    parts: list[Part] = []
    for part in message.parts:
        is_button = isinstance(part, Buttons) and any(button.does == SENT for button in part.buttons)
        parts.append(Note(text=words) if is_button else part)
    return message.model_copy(update={"parts": tuple(parts)})


def exceptions_sent(meeting: str, at: str) -> Message:
    """For the chair, who sent it."""
    text = f"Recorded: you sent the exception report of {meeting} ({at}). “exceptions” shows what was decided since."
    return said("exceptions_sent", text)


def nobody_to_report_to(meeting: str, refs: Sequence[str]) -> Message:
    """The programme manager is told that there is an exception report to draft, and no chair to send it."""
    return said(
        "nobody_to_report_to",
        f"After {meeting} there is an exception to report about {listed(list(refs))}, and nobody sits as chair or "
        "deputy to send it. Please fill the seat: type “people”.",
    )


_HELD, _TODAY = datetime(2021, 6, 15, 9, 30), date(2021, 6, 16)  # noqa: DTZ001  (the board's own time)
_FOUND = (
    ExceptionFacts(
        "BCP-13",
        "Learning from audits reaches every team",
        "Service Director, Children and Young People’s Social Care",
        (missed([date(2021, 5, 18), date(2021, 6, 15)]),),
        "no answer yet. The rules suggest Amber because the last statement is 49 days old.",
        ("name who answers for it", "ask the accountable officer to the next Board"),
        reference="EX-02",
    ),
    ExceptionFacts(
        "BCP-14",
        "Cut the waiting list for family support",
        "Service Director, Inclusion and Family Services",
        (
            red([date(2021, 5, 18), date(2021, 6, 15)], is_confirmed=True),
            help_passed("the Director of Finance", date(2021, 6, 1)),
        ),
        "the rules suggest Red because the deadline, 31 May, passed 16 days ago.",
        ("agree what brings it back and by when", "approve a new date", "decide who gives the help, and by when"),
    ),
)

EXAMPLES = (
    exceptions(3, "Sample Improvement Board", "Holding to Account", _HELD, _FOUND, _TODAY),
    with_sent(
        exceptions(3, "Sample Improvement Board", "Holding to Account", _HELD, _FOUND[:1], _TODAY),
        "Recorded as sent (16 June, 11:05).",
    ),
    exceptions_sent("Holding to Account, Tuesday 15 June, 09:30", "16 June, 11:05"),
    nobody_to_report_to("Holding to Account, Tuesday 15 June, 09:30", ["BCP-13"]),
)
