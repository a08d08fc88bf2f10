"""Marking an action as delivered, accepting its evidence or not, closing it, checking it later, opening it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.actions import Lifecycle
from bot.domain.closing import ACCEPTED, FROM_FILE, NOT_ENOUGH, OFFERED, READINGS_NEEDED, Delivery, waived_in_words
from bot.domain.dates import counted, day_and_year, day_in_words, ended, listed
from bot.domain.plans import Action
from bot.domain.staleness import evidence_age
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Button,
    Buttons,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    TextField,
    said,
    without_buttons,
)
from bot.messages.recorded_decisions import Deciding, decision_form
from bot.messages.who_is_told import who_will_be_told

DELIVER, MISSING, CLOSE, REOPEN = "delivery.ask", "delivery.missing", "decision.open_close", "decision.open_reopen"
STILL, NO_MORE = "delivery.still", "delivery.no_more"
DELIVER_FORM, MISSING_FORM, CLOSE_FORM, REOPEN_FORM = (
    "delivery_offer", "delivery_missing", "decision.close", "decision.reopen",
)  # fmt: skip
STILL_FORM, NO_MORE_FORM = "delivery_still", "delivery_no_more"
DELIVERED, UNDECIDED, CLOSURE_CHECK = "action_delivered", "delivery_undecided", "closure_check"
LONGEST = 1000
NOBODY_CAN = "Nobody with a seat can accept its evidence just now"

FIELDS = (
    ("evidence", "Evidence", "What shows that it is done, and where it is kept."),
    ("effect", "Effect on children", "What is different for children, and how you know."),
    ("measure", "Measure", "Which figure shows it, and what it was and is."),
)


@dataclass(frozen=True)
class Delivering:
    """What the officer's form is drawn from. `decided_by` says who accepts it, as a sentence goes on; empty where
    nobody with a seat can. `told` are those who will be told.
    """

    action_id: int
    ref: str
    title: str
    success_measure: str
    readings: str
    keeper: str
    check_on: date
    decided_by: str
    told: tuple[str, ...]
    sent_back: Delivery | None = None
    """What was offered the last time and was not enough: it stands in the form, to be completed."""


def deliver_form(one: Delivering) -> Form:
    """Ask for the evidence and for what makes it last; says before it is sent what changes and who is told."""
    before: list[FormPart] = []
    if one.sent_back:
        before.append(Quote(lead="What was missing last time", text=one.sent_back.judged_words))
    asked = [
        TextField(
            name=name, label=label, hint=hint, many_lines=True, longest=LONGEST,
            initial=getattr(one.sent_back, name, ""),
        )
        for name, label, hint in FIELDS
    ]  # fmt: skip
    return Form(
        name=DELIVER_FORM,
        title="Mark as delivered",
        submit="Mark as delivered",
        about=str(one.action_id),
        parts=(
            Paragraph(lead=one.ref, text=one.title),
            _how_we_know(one.success_measure, one.readings),
            *before,
            *asked,
            TextField(name="keeper", label="Which post keeps it going?", initial=one.keeper, longest=300),
            TextField(
                name="procedure", label="Which procedure holds it?", longest=300,
                initial=one.sent_back.procedure if one.sent_back else "",
                hint="So that it lasts if people leave: the procedure, standard or contract that says so.",
            ),
            DateField(name="check_on", label="When is it to be checked again?", initial=one.check_on),
            Note(
                text="It is delivered from then on, and waits for the Board: no statement is asked for meanwhile. "
                f"{_who_accepts(one.decided_by)}"
            ),
            who_will_be_told(one.told),
            Note(text=GUARD),
        ),
    )  # fmt: skip


def _how_we_know(success_measure: str, readings: str) -> Paragraph:
    return Paragraph(lead="How we would know", text=f"{success_measure or 'No measure was set'}; {readings}.")


def _who_accepts(decided_by: str) -> str:
    whoever = f"{decided_by[:1].upper()}{decided_by[1:]}"
    return f"{whoever} accepts the evidence, or says what is missing." if decided_by else f"{NOBODY_CAN}."


def _offered(one: Delivery, today: date) -> list[Part]:
    pairs = (
        ("Evidence", one.evidence),
        ("Effect on children", one.effect),
        ("Measure", one.measure),
    )
    parts: list[Part] = [Quote(lead=lead, text=text) for lead, text in pairs if text]
    lasts = [f"kept going by the {one.keeper}"] if one.keeper else []
    lasts += [f"held by “{one.procedure}”"] if one.procedure else []
    lasts += [f"to be checked on {day_in_words(one.check_on, today)}"] if one.check_on else []
    return [*parts, *([Paragraph(lead="So that it lasts", text=f"{', '.join(lasts)}.")] if lasts else [])]


def action_delivered(one: Delivery, today: date, success_measure: str, readings: str) -> Message:
    """Whoever accepts evidence reads what is offered; once that is judged, what was made of it."""
    parts = _delivered(one, today, success_measure, readings)
    parts.append(Buttons(buttons=judge_buttons(one.action_id, one.ref)) if one.is_offered else _stands(one, today))
    return Message(kind="action_delivered", heading=f"{one.ref} is delivered", parts=tuple(parts))


def delivery_undecided(one: Delivery, today: date, success_measure: str, readings: str, why: str) -> Message:
    """The programme manager reads that nobody with a seat can accept what is offered, why, and what to do; once it is
    judged, what was made of it.
    """
    parts = _delivered(one, today, success_measure, readings)
    if not one.is_offered:
        return Message(
            kind="delivery_undecided", heading=f"{one.ref} is delivered", parts=(*parts, _stands(one, today))
        )
    to_do = (
        Paragraph(lead=NOBODY_CAN, text=f"{why}."),
        Paragraph(
            lead="What to do",
            text="Name an approver: type “setup”, and they are asked at once. Or bring it to the Board, and record "
            "here what it decided, with the reference in its minutes.",
        ),
    )
    decided = Buttons(buttons=judge_buttons(one.action_id, one.ref))
    return Message(
        kind="delivery_undecided", heading=f"{one.ref} is delivered; who accepts it?", parts=(*to_do, *parts, decided)
    )


def _delivered(one: Delivery, today: date, success_measure: str, readings: str) -> list[Part]:
    behalf = f" for the {one.on_behalf_of}" if one.on_behalf_of else ""
    by = Paragraph(text=f"{ended(one.title)} Marked as delivered by the {one.by_post}{behalf}.")
    return [by, *_offered(one, today), _how_we_know(success_measure, readings)]


def with_nothing_to_judge(message: Message, said: str) -> Message:
    """What asks for evidence to be judged, once nobody needs to."""
    return without_buttons(message, {CLOSE, MISSING}, said)


def _stands(one: Delivery, today: date) -> Paragraph:
    return Paragraph(lead="Where it stands", text=f"{state_words(one, today)}.")


def judge_buttons(action_id: int, ref: str) -> tuple[Button, ...]:
    """What whoever accepts evidence may press."""
    about = str(action_id)
    return (
        Button(label="Accept and close", does=CLOSE, about=about, style="primary", spoken=f"Accept and close {ref}"),
        Button(label="Not enough", does=MISSING, about=about, spoken=f"Say what is missing of {ref}"),
    )


def state_words(one: Delivery, today: date) -> str:
    """Where the evidence stands: "accepted by the Independent Chair, 15 June"."""
    if one.state == FROM_FILE:
        return f"offered {day_in_words(one.at.date(), today)}, as the plan’s file says, not yet judged"
    if one.is_offered:
        return f"offered {day_in_words(one.at.date(), today)} by the {one.by_post}, not yet judged"
    when = f", {day_in_words(one.judged_at.date(), today)}" if one.judged_at else ""
    found = "accepted" if one.state == ACCEPTED else "not enough"
    why = f": {one.judged_words.rstrip('.')}" if one.judged_words else ""
    return f"{found}, by the {one.judged_post}{when}{why}"


def check_words(one: Delivery, today: date) -> str:
    """What came of the check, or that it is overdue; empty while it is still to come."""
    if one.still_true is not None:
        return "checked: still true" if one.still_true else "checked: not true any more"
    if one.state != ACCEPTED or one.check_on is None or one.check_on >= today:
        return ""
    return f"check overdue: it was to be checked on {day_in_words(one.check_on, today)}, and nobody has answered"


def delivered_noted(ref: str, decided_by: str) -> Message:
    """Thank the officer, and say whose turn it is."""
    return said(
        "delivery_noted",
        f"Thank you. {ref} is marked as delivered, and {decided_by} is asked to accept the evidence. You "
        "are told what comes of it.",
    )


def delivered_undecided_noted(ref: str, *, is_told: bool) -> Message:
    """Thank the officer where nobody with a seat can accept it; `is_told` whether a programme manager is."""
    then = (
        "The programme manager is told, to name an approver or bring it to the Board."
        if is_told
        else "There is no programme manager to tell either: bring it to the next Board."
    )
    return said("delivery_noted", f"Thank you. {ref} is marked as delivered. {NOBODY_CAN}. {then}")


@dataclass(frozen=True)
class Closing:
    """What the form that closes an action is drawn from."""

    action_id: int
    ref: str
    title: str
    success_measure: str
    readings: str
    holds: bool
    check_on: date
    delivery: Delivery | None = None
    readings_needed: int = READINGS_NEEDED
    left_open: Sequence[str] = ()
    """What hangs on it and what becomes of that, a sentence each."""


def close_form(one: Closing, today: date, deciding: Deciding) -> Form:
    """Ask for the evidence to be accepted; says what changes and who is told."""
    offered = (
        [part for part in _offered(one.delivery, today) if isinstance(part, Quote | Paragraph)] if one.delivery else []
    )
    needed = one.readings_needed
    waived = f"The measure does not hold for {counted(needed, 'reading')}. Say why the Board accepts it all the same."
    waiver = TextField(
        name="waiver", label=f"Why {waived_in_words(needed)}", hint=waived, many_lines=True, longest=LONGEST
    )
    asked = (
        Paragraph(lead=one.ref, text=one.title),
        *offered,
        _how_we_know(one.success_measure, one.readings),
        TextField(name="reason", label="What evidence and what effect are accepted?", many_lines=True, longest=2000,
                  hint=GUARD),
        *([] if one.holds else [waiver]),
        DateField(name="check_on", label="To be checked again on", initial=one.check_on),
        *([Paragraph(lead="Still open", text=" ".join(one.left_open))] if one.left_open else []),
    )  # fmt: skip
    follows = (
        "It is closed as complete, and shown as Blue. On the day of the check whoever keeps it going is asked whether "
        "it still holds; if not, it is opened again and counted."
    )
    return decision_form(
        CLOSE_FORM, "Close as complete", "Accept and close", str(one.action_id), asked, deciding, follows
    )


def missing_form(action_id: int, ref: str, title: str, deciding: Deciding) -> Form:
    """Say what is missing."""
    asked = (
        Paragraph(lead=ref, text=title),
        TextField(name="missing", label="What is missing?", many_lines=True, longest=LONGEST, hint=GUARD),
    )
    follows = "It goes back to in progress, and its deadline rules again."
    return decision_form(
        MISSING_FORM, "Not enough evidence", "Send back", str(action_id), asked, deciding, follows
    )  # fmt: skip


def reopen_form(action_id: int, ref: str, title: str, state: str, deciding: Deciding) -> Form:
    """Ask why a closed action is opened again."""
    asked = (
        Paragraph(lead=ref, text=f"{ended(title)} It is {state}."),
        TextField(name="reason", label="Why is it opened again?", many_lines=True, longest=LONGEST, hint=GUARD),
    )
    follows = (
        "It is in progress again, with the deadline it had, and is counted as reopened. What closed it stays in its "
        "history."
    )
    return decision_form(REOPEN_FORM, "Open again", "Open again", str(action_id), asked, deciding, follows)


def closed_told(one: Delivery, decision_ref: str) -> Message:
    """The officer hears that it is closed, and when it is checked."""
    check = f" It is checked on {day_and_year(one.check_on)}: the {one.keeper} is asked then." if one.check_on else ""
    return Message(
        kind="closed_told",
        heading=f"{one.ref} is closed as complete",
        parts=(
            Paragraph(text=f"The {one.judged_post} has accepted the evidence (decision {decision_ref}). Thank you to "
                           f"all who did it.{check}"),
            Quote(lead="Accepted", text=one.judged_words),
        ),
    )  # fmt: skip


def missing_told(one: Delivery, decision_ref: str) -> Message:
    """The officer hears what is missing."""
    again = Button(label="Mark as delivered", does=DELIVER, about=str(one.action_id), spoken=f"Deliver {one.ref} again")
    return Message(
        kind="missing_told",
        heading=f"{one.ref}: something is missing",
        parts=(
            Paragraph(text=f"The {one.judged_post} does not find the evidence enough yet (decision {decision_ref}). "
                           f"{one.ref} is in progress again; its deadline rules. What you offered is kept."),
            Quote(lead="What is missing", text=one.judged_words),
            Buttons(buttons=(again,)),
        ),
    )  # fmt: skip


NOBODY_TO_TELL = "There is nobody to tell just now; the record has it."


def missing_noted(ref: str, decision_ref: str, when: str) -> Message:
    """Tell whoever decided that it is recorded; `when` the officer is told what is missing, empty if nobody can be."""
    told = f"The officer is told {when} what is missing." if when else NOBODY_TO_TELL
    return said("missing_noted", f"{ref} is in progress again. Decision {decision_ref}. {told}")


def closure_check(one: Delivery, today: date, for_post: str = "") -> Message:
    """Ask whether what was closed still holds."""
    closed = day_and_year(one.judged_at.date()) if one.judged_at else "before"
    behalf = f" You are asked for the {for_post}." if for_post else ""
    held = f" “{one.procedure}” holds it." if one.procedure else ""
    about = str(one.id)
    parts: list[Part] = [
        Paragraph(text=f"{one.ref} {one.title} was closed as complete on {closed}, to be kept going by the "
                       f"{one.keeper}.{held}{behalf}"),
        *([Quote(lead="What was accepted", text=one.judged_words)] if one.judged_words else []),
        *([Quote(lead="Effect on children", text=one.effect)] if one.effect else []),
    ]  # fmt: skip
    if one.still_true is None:
        parts.append(
            Buttons(buttons=(
                Button(label="Still true", does=STILL, about=about, style="primary", spoken=f"{one.ref} is still true"),
                Button(label="Not any more", does=NO_MORE, about=about, spoken=f"{one.ref} is not true any more"),
            ))
        )  # fmt: skip
    else:
        parts.append(Paragraph(lead="You said", text="still true. Thank you." if one.still_true else "not any more."))
    return Message(kind="closure_check", heading=f"{one.ref}: is it still true?", parts=tuple(parts))


def still_form(one: Delivery) -> Form:
    """Ask how they know that it still holds."""
    return Form(
        name=STILL_FORM,
        title="Still true",
        submit="Save",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=one.title),
            TextField(name="words", label="How do you know?", many_lines=True, longest=LONGEST, hint=GUARD),
            Note(text="It stays closed, and the record has what you say, by post and day."),
            who_will_be_told(()),
        ),
    )


def no_more_form(one: Delivery, told: Sequence[str]) -> Form:
    """Ask what has changed; says what follows, and who is told."""
    return Form(
        name=NO_MORE_FORM,
        title="Not any more",
        submit="Open it again",
        about=str(one.id),
        parts=(
            Paragraph(lead=one.ref, text=one.title),
            TextField(name="words", label="What has changed?", many_lines=True, longest=LONGEST, hint=GUARD),
            Note(text="The action is opened again and counted as reopened. Saying so is a help."),
            who_will_be_told(told),
        ),
    )


def check_noted(ref: str, told: Sequence[str], when: str, *, still_true: bool, goes_on: str = "") -> Message:
    """Thank whoever answered; where it does not hold, say who is told and `when`."""
    if still_true:
        held = f"{ref} stays closed, and the record says that it still holds. Nothing more is asked about it."
        return said("check_noted", f"Thank you. {held}")
    who = f"{listed(list(told))} {'is' if len(told) == 1 else 'are'} told {when}" if told else "the record has it"
    return said("check_noted", f"Thank you for saying so. {ref} is open again, and in progress; {who}.{goes_on}")


def checked_already(ref: str) -> Message:
    """For a button that comes too late."""
    return said("checked_already", f"Nothing is asked about {ref} any more: it was answered, or is not closed.")


def goes_on_in(ref: str, plan: str) -> str:
    """Of what was opened again from a closed plan: where it is now. With its space, to follow a sentence."""
    return f" The plan that it was in is closed, so it goes on in “{plan}”, as {ref}."


def reopened_told(ref: str, title: str, by: str, why: str, *, decision_ref: str = "", goes_on: str = "") -> Message:
    """Tell the chair and the officer that it is open again: by a decision, or as it was found not to hold any more."""
    check = "It was asked whether it still holds, and it does not"
    how = f"Decision {decision_ref} opens it again" if decision_ref else check
    return Message(
        kind="reopened_told",
        heading=f"{ref} is open again",
        parts=(
            Paragraph(text=f"{ended(title)} {how}. It is in progress, with the deadline that it had, and counts as "
                           f"reopened in the summaries.{goes_on}"),
            Quote(lead=f"The {by} says", text=why),
            Note(text=f"“status {ref}” shows it; a new date can be asked for."),
        ),
    )  # fmt: skip


def reopened_noted(ref: str, decision_ref: str, when: str, goes_on: str = "") -> Message:
    """Tell whoever decided that it is recorded; `when` the officer is told, empty where nobody can be."""
    told = f"The officer is told {when}." if when else NOBODY_TO_TELL
    state = "is open again, in progress with the deadline that it had, and counted as reopened"
    return said("reopened_noted", f"{ref} {state}.{goes_on} Decision {decision_ref}. {told}")


def action_closed(one: Delivery, decision_ref: str, when: str) -> Message:
    """Tell the chair that it is recorded; `when` the officer is told, empty if nobody can be."""
    told = f"The officer is told {when}." if when else NOBODY_TO_TELL
    check = (
        f" On {day_and_year(one.check_on)} the {one.keeper} is asked whether it still holds." if one.check_on else ""
    )
    return said("action_closed", f"{one.ref} is closed as complete: Blue. Decision {decision_ref}. {told}{check}")


def deliver_button(action_id: int, ref: str) -> Button:
    """The button of an action's card."""
    return Button(label="Mark as delivered", does=DELIVER, about=str(action_id), spoken=f"Mark {ref} as delivered")


def reopen_button(action_id: int, ref: str) -> Button:
    """The button of a closed action's card."""
    return Button(label="Open again", does=REOPEN, about=str(action_id), spoken=f"Open {ref} again")


def card_parts(one: Delivery | None, action: Action, today: date) -> list[Part]:
    """What an action's card says of its evidence.

    What closed an action that was opened again since neither grows old nor is checked, and closes nothing again.
    """
    if one is None:
        return []
    is_open_again = one.state == ACCEPTED and action.lifecycle is not Lifecycle.CLOSED_COMPLETE
    one = replace(one, check_on=None) if is_open_again else one
    age = evidence_age(one.proved_at.date(), today) if one.proved_at and not is_open_again else ""
    again = "opened again since, so closing it needs evidence anew" if is_open_again else ""
    words = [state_words(one, today), check_words(one, today), age, again]
    parts: list[Part] = [Paragraph(lead="Evidence for closing", text=f"{'; '.join(each for each in words if each)}.")]
    return [*parts, *_offered(one, today)]


_TODAY = date(2021, 6, 15)
_ONE = Delivery(
    id=1, board_id=1, action_id=2, ref="A2", title="Publish one threshold document", post_id=1,
    post="Head of Early Help", at=datetime(2021, 6, 7, 9, tzinfo=UTC), by_post="Head of Early Help", on_behalf_of="",
    evidence="The document, and the minutes that adopted it.", effect="Families wait two weeks less for help.",
    measure="Contacts answered in a day: 61% to 92%.", keeper="Head of Early Help",
    procedure="Front door procedure 4", check_on=date(2021, 9, 13), state=OFFERED,
)  # fmt: skip
_JUDGED = replace(_ONE, judged_post="Independent Chair", judged_at=datetime(2021, 6, 15, 11, tzinfo=UTC))
_ACCEPTED = replace(_JUDGED, state=ACCEPTED, judged_words="The document, and shorter waits.")
_MISSING = replace(_JUDGED, state=NOT_ENOUGH, judged_words="An audit of ten cases.")
_MEASURE = "Fewer repeat contacts"
_READINGS = "Green for 2 of the 3 readings that are needed"
_DELIVERING = Delivering(
    2, "A2", _ONE.title, _MEASURE, _READINGS, _ONE.post, date(2021, 9, 13), "the Independent Chair",
    ("the Independent Chair",), _MISSING,
)  # fmt: skip
_WHY = "the chair answers for A2; the deputy chair is away until 30 June; there is no named approver"
_OFFICER, _CHAIR = "the Head of Early Help", "the Independent Chair"
_OWN = Deciding((_OFFICER,))
_CHAIRS, _BOARDS = Deciding((_OFFICER, _CHAIR), whose="Independent Chair"), replace(_OWN, as_board=True)
_CLOSING = Closing(2, "A2", _ONE.title, _MEASURE, _READINGS, False, date(2021, 9, 13), _ONE)

EXAMPLES: tuple[Message, ...] = (
    action_delivered(_ONE, _TODAY, _MEASURE, _READINGS),
    action_delivered(_ACCEPTED, _TODAY, _MEASURE, _READINGS),
    delivery_undecided(_ONE, _TODAY, _MEASURE, _READINGS, _WHY),
    delivery_undecided(_ACCEPTED, _TODAY, _MEASURE, _READINGS, _WHY),
    delivered_noted("A2", "the Independent Chair"),
    delivered_undecided_noted("A2", is_told=True),
    delivered_undecided_noted("A2", is_told=False),
    closed_told(_ACCEPTED, "D-2021-06-03"),
    missing_told(_MISSING, "D-2021-06-03"),
    missing_noted("A2", "D-2021-06-03", "now"),
    closure_check(_ACCEPTED, date(2021, 9, 13)),
    closure_check(replace(_ACCEPTED, still_true=True), date(2021, 9, 13)),
    check_noted("A2", (), "now", still_true=True),
    check_noted("A2", ("the Independent Chair", "the Head of Early Help"), "now", still_true=False),
    checked_already("A2"),
    reopened_told("A2", _ONE.title, "Head of Early Help", "Two schools have left."),
    reopened_told("A2", _ONE.title, "Independent Chair", "Waits are longer again.", decision_ref="D-2021-06-04"),
    reopened_noted("A2", "D-2021-06-04", "on Wednesday 9 June, 08:30"),
    reopened_noted("A2", "D-2021-06-04", "now", goes_on_in("A2", "Improvement Plan 2022")),
    action_closed(_ACCEPTED, "D-2021-06-01", "now"),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    deliver_form(_DELIVERING),
    deliver_form(replace(_DELIVERING, decided_by="", told=("the programme manager",))),
    close_form(_CLOSING, _TODAY, _OWN),
    close_form(replace(_CLOSING, left_open=("The request for a new date ends with it.",)), _TODAY, _OWN),
    close_form(_CLOSING, _TODAY, _BOARDS),
    missing_form(2, "A2", _ONE.title, _CHAIRS),
    reopen_form(2, "A2", _ONE.title, "closed: complete", _CHAIRS),
    still_form(_ACCEPTED),
    no_more_form(_ACCEPTED, (_CHAIR, _OFFICER)),
)
