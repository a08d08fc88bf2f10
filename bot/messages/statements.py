"""What is said and asked about position statements."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.boards import PRESSURES
from bot.domain.dates import counted, day_in_words, moment_in_words
from bot.domain.new_dates import slip_note
from bot.domain.rating_facts import OFF_TRACK, Rating
from bot.domain.statements import CAUSES, EVIDENCE_KINDS, next_steps_label
from bot.messages.inputs import Given, given_lead, given_parts
from bot.messages.outside import HOW
from bot.messages.parts import (
    NO_NAMES,
    NO_NAMES_HERE,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Confirm,
    DateField,
    Facts,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Rule,
    TextField,
    kind_field,
    said,
)

WRITE = "statement.write"
FORM = "statement.submit"
NEXT = "statement.next"
REFRESH = "statement.refresh"
KEEP_DRAFT = "statement.keep_draft"
WITHDRAW = "statement.withdraw"
RESTORE = "statement.restore"
VERSIONS = "statement.versions"

READERS = "the chair, the programme manager, the members of the board and its advisers"
"""Who reads a statement."""

RATINGS = (
    Choice(value="Green", label="Green: on track"),
    Choice(value="Amber", label="Amber: at risk"),
    Choice(value="Red", label="Red: needs help or a decision"),
)


@dataclass(frozen=True)
class Owed:
    """A statement that is asked for; `words` say which action it is and where it stands."""

    action_id: int
    ref: str
    title: str
    words: str
    is_begun: bool = False
    """Whether who reads it has a draft of it."""


def write_button(item: Owed) -> Button:
    """The button that opens the form of a statement that is owed, or goes on with the draft of it."""
    button = Button(
        label="Write",
        does=WRITE,
        about=str(item.action_id),
        style="primary",
        spoken=f"Write the statement for {item.ref}",
    )
    return as_begun(button) if item.is_begun else button


def as_begun(button: Button) -> Button:
    """The same button for a statement of which there is a draft."""
    spoken = (button.spoken or "").replace("Write", "Continue", 1)
    return button.model_copy(update={"label": "Continue", "spoken": spoken or None})


@dataclass(frozen=True)
class FormFacts:
    """What the statement form is drawn from. `answers` is what stands in it now; days are in the board's zone."""

    action_id: int
    ref: str
    words: str
    deadline: str
    milestones: str
    measures: Sequence[tuple[str, str]]
    """By name, what each comes to."""
    last: str
    last_words: str
    last_next_steps: str
    readers: str
    answers: Mapping[str, Any]
    suggestion: str
    asks_reason: bool
    is_careful: bool = False
    """Whether the rating that stands in it is worse than the rules suggest."""
    asks_cause: bool = False
    pressures: Sequence[str] = PRESSURES
    """The kinds of barrier that the board tells apart."""
    after: int = 0
    """The newest statement of the action, by its id; 0 for none."""
    on_behalf_of: str = ""
    draft_kept: str = ""
    corrects: str = ""
    """When the statement that this one corrects came in; empty for one that corrects none."""
    promised: str = ""
    """What was promised at the last meeting."""
    forecast_note: str = ""
    """How the forecast that stands came about, where that is to be said."""
    given: Sequence[Given] = ()
    """What contributors have sent."""
    waiting: str = ""
    """Who was asked for input and what else they answered, in a sentence."""
    entered_for: str = ""
    """Whose statement somebody else types, by post and name; empty where they write their own, or on behalf."""


def statement_form(facts: FormFacts) -> Form:
    """The form of a position statement, in the order in which it is always asked.

    What is asked depends on what stands in it: Red or Amber asks what will bring it back, Red or a second Amber what
    the cause is; help asks from whom and by when, evidence what sort it is and from when; a rating better than the
    rules suggest asks why.
    """
    return Form(
        name=FORM,
        title=_title(facts.ref),
        submit="Send",
        close="Close",
        about=json.dumps(
            {
                "action": facts.action_id,
                "reason_asked": facts.asks_reason,
                "evidence_asked": _has_evidence(facts.answers),
                "after": facts.after,
            }
        ),
        parts=(*_context(facts), *_fields(facts), *_rated(facts), Note(text=NO_NAMES)),
    )


def _title(ref: str, words: str = "Statement for {}", otherwise: str = "Position statement") -> str:
    title = words.format(ref)
    return title if len(title) <= 24 else otherwise


def _context(facts: FormFacts) -> list[FormPart]:
    behalf = f" You write on behalf of the {facts.on_behalf_of}." if facts.on_behalf_of else ""
    parts: list[FormPart] = [Paragraph(lead=facts.ref, text=facts.words)]
    if facts.entered_for:
        parts.append(
            Paragraph(
                lead="You enter this for",
                text=f"{facts.entered_for}. Type what they say, their own rating too; the record says who entered it.",
            )
        )
        parts.append(
            ChoiceField(
                name="entered_how",
                label="How did their answer come to you?",
                choices=tuple(Choice(value=how, label=how.capitalize()) for how in HOW),
                initial=facts.answers.get("entered_how") or None,
            )
        )
    if facts.corrects:
        text = f"what you sent {facts.corrects}. Change what is to be changed; both stay on the record."
        parts.append(Paragraph(lead="You correct", text=text))
    parts.append(Facts(pairs=(("Deadline", facts.deadline), ("Milestones", facts.milestones), *facts.measures)))
    if facts.last_words:
        parts.append(Quote(lead=facts.last, text=_in_short(facts.last_words)))
    if facts.last_next_steps:
        parts.append(Quote(lead="Next steps promised then", text=_in_short(facts.last_next_steps)))
    if facts.promised:
        parts.append(Paragraph(lead="Last time you promised", text=facts.promised))
    parts += given_parts(facts.given, facts.waiting)
    parts.append(Note(text=f"Read by {facts.readers}.{behalf}"))
    return parts


_QUOTED = 400
"""How many characters of the last statement stand above the form, which is read on a phone. The card has them all."""


def _in_short(words: str) -> str:
    if len(words) <= _QUOTED:
        return words
    return f"{words[:_QUOTED].rsplit(' ', 1)[0]} … (the rest is on the action’s card)"


def _has_evidence(typed: Mapping[str, Any]) -> bool:
    return bool(str(typed.get("evidence") or "").strip())


def _evidence(typed: Mapping[str, Any]) -> list[FormPart]:
    """What sort the evidence is and from when: asked once there is some."""
    asked = _text("evidence", "Evidence", typed, optional=True, hint="Links, or where it can be seen.")
    if not _has_evidence(typed):
        return [asked]
    kinds = tuple(Choice(value=kind, label=label) for kind, label in EVIDENCE_KINDS.items())
    day = _day(typed.get("evidence_on"))
    return [
        asked,
        ChoiceField(
            name="evidence_kind",
            label="What kind of evidence? Choose the strongest.",
            choices=kinds,
            initial=typed.get("evidence_kind") or None,
            optional=True,
        ),
        DateField(name="evidence_on", label="From which day is it?", optional=True, initial=day),
    ]


def _fields(facts: FormFacts) -> list[FormPart]:
    typed = facts.answers
    fields: list[FormPart] = [
        _text("progress", "Progress since last time", typed, hint="“No change, because …” is an answer."),
        _text("effect", "Effect on children", typed, hint="What is different for children? “None yet” is an answer."),
        *_evidence(typed),
        _text("barriers", "What is in the way", typed, optional=True),
        ChoiceField(
            name="help",
            label="Do you need help?",
            choices=(Choice(value="no", label="No"), Choice(value="yes", label="Yes")),
            initial=typed.get("help") or "no",
            as_menu=False,
            refreshes=True,
        ),
    ]
    if typed.get("help") == "yes":
        fields += [
            _text("help_needed", "What help?", typed),
            _text("help_from", "From whom?", typed, many_lines=False, hint="A post, such as the DCS."),
            DateField(name="help_by", label="By when?", optional=True, initial=_day(typed.get("help_by"))),
            kind_field("help_kind", "What kind of barrier is it?", facts.pressures, str(typed.get("help_kind") or "")),
        ]
    rating = _rating(typed)
    needed = rating in OFF_TRACK
    fields += [
        _text("next_steps", next_steps_label(rating), typed, optional=not needed, hint=_when_asked(rating)),
        DateField(
            name="forecast",
            label="When do you expect to finish?",
            hint=facts.forecast_note,
            optional=True,
            initial=_day(typed.get("forecast")),
            refreshes=True,
        ),
        ChoiceField(
            name="rating",
            label="Your rating",
            choices=RATINGS,
            initial=typed.get("rating"),
            as_menu=False,
            refreshes=True,
        ),
    ]
    return fields


def _when_asked(rating: Rating | None) -> str:
    """Whether the next steps may be left out. They stand above the rating that decides it, so the form says both."""
    if rating is not None and rating in OFF_TRACK:
        return f"{rating.word} can not be sent without this."
    return "For Amber or Red they are needed: what will bring it back, and by when."


def _rated(facts: FormFacts) -> list[FormPart]:
    parts: list[FormPart] = []
    if facts.suggestion:
        careful = " You are more careful than the rules. Thank you; no reason is needed." if facts.is_careful else ""
        parts.append(Paragraph(lead="The rules suggest", text=f"{facts.suggestion}{careful}"))
    if facts.asks_cause:
        parts.append(_text("cause", "What is the cause?", facts.answers, hint="“Not known yet” is an answer."))
        parts.append(_cause_kind(facts.answers))
    if facts.asks_reason:
        hint = "It can be sent without one; the chair then sees “no reason given”."
        parts.append(
            _text(
                "reason", "Your rating is better than the rules suggest. Why?", facts.answers, optional=True, hint=hint
            )
        )
    parts.append(_confidence(facts.answers))
    if facts.draft_kept:
        parts.append(Note(text=facts.draft_kept))
    parts.append(Buttons(buttons=(Button(label="Save draft", does=KEEP_DRAFT, about=str(facts.action_id)),)))
    return parts


_SURE = {5: "certain", 4: "confident", 3: "as likely as not", 2: "doubtful", 1: "not at all"}


def _cause_kind(typed: Mapping[str, Any]) -> FormPart:
    return ChoiceField(
        name="cause_kind",
        label="What is it most of all down to?",
        hint="It can be sent without, where nobody knows yet.",
        choices=tuple(Choice(value=kind, label=label) for kind, label in CAUSES.items()),
        initial=typed.get("cause_kind") or None,
        optional=True,
    )


def _confidence(typed: Mapping[str, Any]) -> FormPart:
    return ChoiceField(
        name="confidence",
        label="How confident are you that it will be done by then?",
        choices=tuple(Choice(value=str(number), label=f"{number} of 5: {words}") for number, words in _SURE.items()),
        initial=typed.get("confidence") or None,
        optional=True,
    )


def _text(
    name: str,
    label: str,
    typed: Mapping[str, Any],
    *,
    optional: bool = False,
    hint: str = "",
    many_lines: bool = True,
) -> TextField:
    initial = str(typed.get(name) or "")
    return TextField(
        name=name,
        label=label,
        initial=initial,
        optional=optional,
        hint=hint,
        many_lines=many_lines,
        placeholder=NO_NAMES_HERE,
        keeps=True,
    )


def _day(said: Any) -> date | None:
    return date.fromisoformat(said) if isinstance(said, str) and said else said or None


def _rating(typed: Mapping[str, Any]) -> Rating | None:
    word = typed.get("rating")
    return Rating.named(word) if word else None


@dataclass(frozen=True)
class Received:
    """What the officer is told once a statement is in. Times are the board's own."""

    action_id: int
    statement_id: int
    ref: str
    at: datetime
    rating: Rating
    suggested: Rating | None
    suggestion: str
    is_better: bool
    is_worse: bool
    reason_given: bool
    what_next: str
    still_owed: tuple[Owed, ...]


def statement_received(facts: Received, today: date) -> Message:
    """Thank them, say where their rating and the rules differ, and what happens next."""
    parts: list[Part] = [Paragraph(text=_thanks(facts, today)), Paragraph(text=facts.what_next)]
    again = Button(
        label=f"Correct {facts.ref}",
        does=WRITE,
        about=str(facts.action_id),
        spoken=f"Send a corrected statement for {facts.ref}",
    )
    parts.append(Buttons(buttons=(again, withdraw_button(facts.statement_id, facts.ref))))
    if facts.still_owed:
        parts += [Rule(), Paragraph(text=f"{counted(len(facts.still_owed), 'statement')} still to send:")]
        parts += [
            Paragraph(lead=f"{item.ref} {item.title}", text=item.words, button=write_button(item))
            for item in facts.still_owed
        ]
    return Message(kind="statement_received", heading=f"{facts.ref}: statement received", parts=tuple(parts))


def withdraw_button(statement_id: int, ref: str, label: str = "Withdraw") -> Button:
    """The button that takes a statement back, once they have said that they mean it."""
    return Button(
        label=label,
        does=WITHDRAW,
        about=str(statement_id),
        spoken=f"Withdraw the statement for {ref}",
        confirm=Confirm(
            title="Withdraw this statement?",
            text="It stays on the record and is shown as withdrawn. What was said before it stands again. You can "
            "bring it back until the meeting begins.",
            yes="Withdraw",
        ),
    )


def statement_withdrawn(action_id: int, ref: str, statement_id: int, at: datetime, today: date) -> Message:
    """That a statement was taken back, with what undoes it."""
    text = (
        f"You withdrew your statement for {ref}, {moment_in_words(at, today)}. It stays on the record and counts for "
        "nothing; what was said before it stands again."
    )
    buttons = (
        restore_button(statement_id, ref),
        Button(label=f"Write {ref}"[:75], does=WRITE, about=str(action_id), spoken=f"Write the statement for {ref}"),
    )
    return said("statement_withdrawn", text, Buttons(buttons=buttons))


def restore_button(statement_id: int, ref: str) -> Button:
    """The button that lets a statement count again that was withdrawn."""
    return Button(label="Bring it back", does=RESTORE, about=str(statement_id), spoken=f"Bring back {ref}")


def statement_restored(action_id: int, ref: str, statement_id: int, what_next: str) -> Message:
    """That a statement that was taken back counts again, and what happens next."""
    again = Button(label=f"Correct {ref}"[:75], does=WRITE, about=str(action_id), spoken=f"Correct {ref}")
    buttons = Buttons(buttons=(again, withdraw_button(statement_id, ref)))
    return said(
        "statement_restored", f"Your statement for {ref} counts again, as you had sent it. {what_next}", buttons
    )


@dataclass(frozen=True)
class Version:
    """One version of a statement. Times are the board's own; `words` are pairs of what was asked and answered."""

    at: datetime
    by: str
    on_behalf_of: str
    rating: Rating | None
    withdrawn_at: datetime | None
    words: Sequence[tuple[str, str]]
    today: date


def versions_shown(ref: str, found: Sequence[Version]) -> Message:
    """Every version of a statement, the newest first."""
    parts: list[Part] = []
    for number, each in zip(range(len(found), 0, -1), found, strict=True):
        behalf = f" on behalf of the {each.on_behalf_of}" if each.on_behalf_of else ""
        rating = f", {each.rating.word}" if each.rating else ""
        gone = f"; withdrawn {moment_in_words(each.withdrawn_at, each.today)}" if each.withdrawn_at else ""
        sent = f"sent {moment_in_words(each.at, each.today)} by the {each.by}{behalf}{rating}{gone}."
        parts += [Rule()] if parts else []
        parts.append(Paragraph(lead=f"Version {number}", text=sent))
        parts += [Quote(lead=asked, text=answer) for asked, answer in each.words]
    return Message(kind="statement_versions", heading=f"{ref}: every version of this statement", parts=tuple(parts))


def version_words(version: int, at: datetime, today: date) -> str:
    """What stands beside a statement that corrects another: "corrected 8 June, 14:05"; empty for a first one."""
    return f"corrected {moment_in_words(at, today)}" if version > 1 else ""


def next_offered(facts: Received, today: date) -> Form:
    """What takes the place of a form that was sent while others are asked for: thanks, and the next one."""
    first, *others = facts.still_owed
    count = counted(len(facts.still_owed), "statement")
    parts: list[FormPart] = [
        Paragraph(text=_thanks(facts, today)),
        Rule(),
        Paragraph(text=f"{count} still to send. Next:"),
        Paragraph(lead=f"{first.ref} {first.title}", text=first.words),
    ]
    parts += [
        Paragraph(lead=f"{item.ref} {item.title}", text=item.words, button=write_button(item))
        for item in others[:_OFFERED_AT_MOST]
    ]
    go_on = f"{'Continue' if first.is_begun else 'Write'} {first.ref}"
    return Form(
        name=NEXT,
        title=_title(facts.ref, "{} is sent", "Sent"),
        submit=go_on if len(go_on) <= 24 else "Write the next",
        close="Later",
        about=str(first.action_id),
        parts=tuple(parts),
    )


_OFFERED_AT_MOST = 20
"""How many more are listed beneath the next one; the message of thanks has them all."""


def _thanks(facts: Received, today: date) -> str:
    thanks = f"Thank you. {facts.ref} received {moment_in_words(facts.at, today)}. You said {facts.rating.word}."
    return f"{thanks}{_difference(facts)}"


def _difference(facts: Received) -> str:
    if facts.is_better:
        reason = "Your reason goes with it." if facts.reason_given else "The chair will see “no reason given”."
        return f" The rules suggest: {facts.suggestion} {reason}"
    if facts.is_worse:
        rules = facts.suggested.word if facts.suggested else "nothing"
        return f" The rules suggest {rules}; saying so early is a help, and no reason is needed."
    if facts.rating is Rating.RED:
        return " Thank you for saying so plainly."
    return ""


def draft_kept(at: datetime, today: date) -> str:
    """The line in the form that says that a draft is safe."""
    return f"Draft saved {moment_in_words(at, today)}. It is yours alone until you send it."


def begun_in_chat(action_id: int, ref: str) -> Message:
    """That words typed into the chat are the start of a statement, with the way on."""
    go_on = Button(
        label=f"Continue {ref}"[:75], does=WRITE, about=str(action_id), style="primary", spoken=f"Continue {ref}"
    )
    text = f"That is kept as the start of your statement for {ref}. It is yours alone until you send it."
    return said("statement_begun", text, Buttons(buttons=(go_on,)))


def deadline_words(baseline: date | None, deadline: date | None, moves: int, today: date) -> str:
    """The deadline as the form says it, with how far and how often it has moved."""
    if deadline is None:
        return "no deadline yet"
    slip = slip_note(baseline, deadline, moves)
    return f"{day_in_words(deadline, today)}{', ' + slip if slip else ''}"


_TODAY = date(2021, 6, 8)
_SUPERVISION = Owed(3, "BCP-03", "Supervise every month", "Deadline: 16 July. No statement yet.")
_OPENED = FormFacts(
    action_id=6,
    ref="BCP-06",
    words="Put a quality assurance and audit programme in place, and test its findings with an outside auditor.",
    deadline="30 June",
    milestones="learning loop in each team, 31 May (late)",
    measures=(("Audits a month", "15 (final, May 2021); target 25. 10 short of the target: Red. Worse."),),
    last="Last time (Amber, 11 May)",
    last_words="The first twelve audits are done.",
    last_next_steps="The outside auditor reports on 28 May.",
    readers="the Board and its adviser",
    answers={"forecast": "2021-06-30"},
    suggestion="",
    asks_reason=False,
    promised="a second auditor by 31 May.",
)
_FILLED = replace(
    _OPENED,
    answers={
        "progress": "Audits fell to 15 of 25.",
        "effect": "None yet.",
        "help": "yes",
        "help_needed": "Two auditors for four weeks.",
        "help_from": "the DCS",
        "help_by": "2021-06-18",
        "forecast": "2021-07-16",
        "rating": "Amber",
        "evidence": "Audit report, May",
        "evidence_kind": "internal_audit",
        "evidence_on": "2021-05-31",
        "confidence": "3",
    },
    suggestion="Red because the critical milestone “learning loop in each team”, due 31 May, is 8 days late.",
    asks_reason=True,
    asks_cause=True,
    corrects="8 June, 09:12",
    given=(Given(given_lead("Head of Early Help", "", "7 June"), "What has been done: all five teams took part."),),
    waiting="Asked for input by 7 June, 17:00, no answer yet: the Head of Fostering.",
    on_behalf_of="Service Director, Quality and Assurance",
    draft_kept=draft_kept(datetime(2021, 6, 8, 9, 40), _TODAY),  # noqa: DTZ001 - the board's own time
)
_RECEIVED = Received(
    action_id=6,
    statement_id=1,
    ref="BCP-06",
    at=datetime(2021, 6, 8, 9, 40),  # noqa: DTZ001 - the board's own time
    rating=Rating.GREEN,
    suggested=Rating.AMBER,
    suggestion="Amber because the forecast is 16 July, 16 days after the deadline, 30 June.",
    is_better=True,
    is_worse=False,
    reason_given=False,
    what_next="It shows on the plan now. The pack is fixed on Thursday 10 June, 17:00; until then you can correct it. "
    "The meeting is Tuesday 15 June, 10:10.",
    still_owed=(_SUPERVISION,),
)


EXAMPLES: tuple[Message, ...] = (
    statement_received(_RECEIVED, _TODAY),
    statement_received(replace(_RECEIVED, reason_given=True, still_owed=()), _TODAY),
    statement_received(replace(_RECEIVED, rating=Rating.RED, is_better=False, is_worse=True, still_owed=()), _TODAY),
    statement_received(
        replace(_RECEIVED, rating=Rating.RED, suggested=Rating.RED, is_better=False, still_owed=()), _TODAY
    ),
    begun_in_chat(6, "BCP-06"),
    statement_withdrawn(6, "BCP-06", 1, _RECEIVED.at, _TODAY),
    statement_restored(6, "BCP-06", 1, "It shows on the plan now. The pack is fixed on Thursday 10 June, 17:00."),
    versions_shown(
        "BCP-06",
        (
            Version(
                datetime(2021, 6, 8, 14, 5),  # noqa: DTZ001 - the board's own time
                "Head of Early Help",
                "Service Director, Quality and Assurance",
                Rating.AMBER,
                None,
                (("Progress", "Audits fell to 15 of 25."), ("Effect on children", "None yet.")),
                _TODAY,
            ),
            Version(
                _RECEIVED.at,
                "Service Director, Quality and Assurance",
                "",
                Rating.GREEN,
                datetime(2021, 6, 8, 10, 0),  # noqa: DTZ001 - the board's own time
                (("Progress", "All is well."), ("Effect on children", "None yet.")),
                _TODAY,
            ),
        ),
    ),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    statement_form(_OPENED),
    statement_form(_FILLED),
    next_offered(replace(_RECEIVED, still_owed=(_SUPERVISION, replace(_SUPERVISION, ref="BCP-09"))), _TODAY),
)
