"""Closing a whole plan: what is left, what becomes of it, and what the chair confirms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import counted, day_and_year, ended, listed
from bot.domain.plan_closing import Chosen, Fate
from bot.domain.references import LONGEST_REF, short_title
from bot.messages.figures import GUARD
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    Form,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    Rule,
    TextField,
    said,
    without_buttons,
)

BEGIN, SHOW, DECIDE, REST, ASK_CHAIR, STOP, CONFIRM = (
    f"plan_closing.{name}" for name in ("begin", "show", "decide", "rest", "ask_chair", "stop", "confirm")
)
BEGIN_FORM, DECIDE_FORM, REST_FORM, CONFIRM_FORM = (
    "plan_closing_begin", "plan_closing_decide", "plan_closing_rest", "plan_closing_confirm",
)  # fmt: skip
CLOSED, GIVEN_UP = "The plan is closed.", "The plan is not being closed after all. Nothing is to be decided."
AT_MOST = 35
LONGEST = 500


@dataclass(frozen=True)
class OpenAction:
    """An action that is open, and what was chosen for it; None while nothing was."""

    id: int
    ref: str
    title: str
    state: str
    chosen: Chosen | None = None


@dataclass(frozen=True)
class ClosingFacts:
    """A plan that is being closed. `complete` and `ended` count what is closed already."""

    board_id: int
    name: str
    next_name: str
    complete: int
    ended: int
    actions: Sequence[OpenAction]
    pending: Sequence[str] = ()
    """What else waits: requests for another date, meetings that would go through nothing."""

    @property
    def left(self) -> list[OpenAction]:
        """Those for which nothing was chosen."""
        return [each for each in self.actions if each.chosen is None]


def begin_form(board_id: int, name: str, next_name: str) -> Form:
    """Ask what the next plan is called; says what follows."""
    return Form(
        name=BEGIN_FORM,
        title="Close the plan",
        submit="Go on",
        about=str(board_id),
        parts=(
            Paragraph(text=f"This begins to close “{name}”. Nothing is changed until the chair confirms it."),
            TextField(name="next_name", label="What is the next plan called?", initial=next_name, longest=200),
            Note(
                text="You are shown each action that is open. Each is moved to the next plan with all of its history, "
                "or withdrawn with a reason; or the chair closes it on its evidence. None can be left over."
            ),
        ),
    )


def closing_shown(facts: ClosingFacts) -> Message:
    """What is open, and what was chosen for each."""
    done = f"{counted(facts.complete, 'action')} complete, {facts.ended} closed without being delivered."
    about = str(facts.board_id)
    parts: list[Part] = [
        Paragraph(text=f"{done} {counted(len(facts.actions), 'action')} open, {len(facts.left)} of them not decided. "
                       f"The next plan is “{facts.next_name}”. Nothing is changed until the chair confirms it.")
    ]  # fmt: skip
    shown = [*facts.left, *(each for each in facts.actions if each.chosen)]
    parts += [_open(each) for each in shown[:AT_MOST]]
    if len(shown) > AT_MOST:
        rest = [each.ref for each in shown[AT_MOST:]]
        parts.append(Paragraph(text=f"And {counted(len(rest), 'more', 'more')}: {listed(rest)}."))
    parts += [Bullets(lead="Also", items=tuple(Item(text=each) for each in facts.pending))] if facts.pending else []
    move_rest = Button(label="Move all that are left", does=REST, about=about)
    ask = Button(label="Ask the chair to close it", does=ASK_CHAIR, about=about, style="primary")
    stop = Button(label="Do not close it", does=STOP, about=about)
    parts.append(Buttons(buttons=(move_rest if facts.left else ask, stop)))
    return Message(kind="plan_closing", heading=f"Closing “{facts.name}”", parts=tuple(parts))


def _open(each: OpenAction) -> Paragraph:
    now = each.chosen.words if each.chosen else f"{each.state}; not decided"
    button = Button(label="Change" if each.chosen else "Decide", does=DECIDE, about=str(each.id),
                    spoken=f"Decide what becomes of {each.ref}")  # fmt: skip
    return Paragraph(lead=f"{each.ref} {short_title(each.title)}", text=f"{now}.", button=button)


def decide_form(each: OpenAction, next_name: str, suggested: str) -> Form:
    """Ask what becomes of one action; `suggested` is a reference that is free in the next plan."""
    chosen = each.chosen or Chosen(each.id, Fate.MOVED)
    return Form(
        name=DECIDE_FORM,
        title="What becomes of it?",
        submit="Keep",
        about=str(each.id),
        parts=(
            Paragraph(lead=each.ref, text=f"{ended(each.title)} It is {each.state}."),
            ChoiceField(
                name="fate", label="When the plan closes, it", as_menu=False, initial=chosen.fate.value,
                choices=(
                    Choice(value="moved", label=f"goes on in {next_name}"[:75]),
                    Choice(value="withdrawn", label="is withdrawn"),
                ),
            ),
            TextField(name="new_ref", label="If it goes on: its reference there", optional=True, longest=LONGEST_REF,
                      initial=chosen.new_ref or suggested),
            TextField(name="reason", label="If it is withdrawn: why", optional=True, many_lines=True,
                      longest=LONGEST, initial=chosen.reason, hint=GUARD),
            Note(text="It is kept for the chair to confirm, and can be changed until then. What is delivered can be "
                      "closed by the chair instead, on its evidence."),
        ),
    )  # fmt: skip


def rest_form(board_id: int, left: Sequence[OpenAction], next_name: str) -> Form:
    """Ask how the references of all that are left begin in the next plan."""
    return Form(
        name=REST_FORM,
        title="Move all that are left",
        submit="Keep",
        about=str(board_id),
        parts=(
            Paragraph(text=f"{listed([each.ref for each in left])} go on in “{next_name}”, numbered in this order."),
            TextField(name="prefix", label="How do their references begin?", longest=12, placeholder="B",
                      hint="Such as B, for B-01, B-02 and so on."),
        ),
    )  # fmt: skip


def closing_to_confirm(facts: ClosingFacts) -> Message:
    """Ask the chair to confirm; once it is done or given up, the message says so elsewhere."""
    parts = [*_what_happens(facts), Buttons(buttons=(
        Button(label="Close the plan", does=CONFIRM, about=str(facts.board_id), style="primary"),
        Button(label="See how it stands", does=SHOW, about=str(facts.board_id)),
    ))]  # fmt: skip
    return Message(kind="plan_to_close", heading=f"Close “{facts.name}”?", parts=tuple(parts))


def with_settled(message: Message, what: str) -> Message:
    """The same question once it is past: its buttons give way to what came of it."""
    return without_buttons(message, {CONFIRM, SHOW}, what)


def _what_happens(facts: ClosingFacts) -> list[Part]:
    moved = [each for each in facts.actions if each.chosen and each.chosen.fate is Fate.MOVED]
    withdrawn = [each for each in facts.actions if each.chosen and each.chosen.fate is Fate.WITHDRAWN]
    return [
        Paragraph(text=f"{counted(facts.complete, 'action')} complete, {len(moved)} to go on in “{facts.next_name}”, "
                       f"{len(withdrawn)} to be withdrawn, {facts.ended} closed earlier without being delivered."),
        *([Bullets(lead="Go on", items=tuple(_item(each) for each in moved))] if moved else []),
        *([Bullets(lead="Withdrawn", items=tuple(_item(each) for each in withdrawn))] if withdrawn else []),
        *([Bullets(lead="Also", items=tuple(Item(text=each) for each in facts.pending))] if facts.pending else []),
        Note(text="What goes on keeps its statements, ratings, dates and record. What stays is kept, with a summary of "
                  "how the plan stood, and leaves the agendas to come and the watch list. Meetings and reminders go on "
                  "for the next plan. Checks of what was closed are still made."),
    ]  # fmt: skip


def _item(each: OpenAction) -> Item:
    chosen = each.chosen
    assert chosen is not None  # noqa: S101  (only those that were decided are listed so)
    if chosen.fate is Fate.MOVED:
        return Item(lead=f"{each.ref}, then {chosen.new_ref}", text=ended(short_title(each.title)))
    return Item(lead=each.ref, text=f"{ended(short_title(each.title))} Why: {chosen.reason.rstrip('.')}.")


def confirm_form(facts: ClosingFacts) -> Form:
    """The chair's form."""
    return Form(
        name=CONFIRM_FORM,
        title="Close the plan",
        submit="Close the plan",
        about=str(facts.board_id),
        parts=(
            *(part for part in _what_happens(facts) if isinstance(part, Paragraph | Bullets | Note)),
            TextField(name="decision_ref", label="Decision reference", optional=True, longest=60,
                      hint="As in the minutes. Left empty, the next free one is given."),
            Note(text="The programme manager is told, and each officer: the new references of what goes on, and what "
                      "of theirs is withdrawn and why. This can not be undone; a single action can be opened again."),
        ),
    )  # fmt: skip


def chair_asked(post: str) -> Message:
    """Tell the programme manager that the chair is asked."""
    return said("plan_closing_asked", f"The {post} is asked to close the plan. Nothing is changed until then.")


def closing_stopped(name: str) -> Message:
    """Tell the programme manager that it is given up."""
    return said(
        "plan_closing_stopped", f"“{name}” is not being closed. Nothing was changed, and all goes on as before."
    )


def nothing_to_confirm() -> Message:
    """For a button that comes too late."""
    return said("plan_closing_off", "Nothing waits to be confirmed: the plan was closed, or is not to be closed.")


def plan_closed(name: str, next_name: str, ref: str, moved: int, withdrawn: int, empty: Sequence[str]) -> Message:
    """Tell the chair and the programme manager that it is done."""
    bare = (
        f" {listed(list(empty))} would go through nothing now: add actions or cancel: type “meetings”." if empty else ""
    )
    return said(
        "plan_closed",
        f"“{name}” is closed (decision {ref}). {moved} of its actions go on in “{next_name}”, {withdrawn} were "
        f"withdrawn.{bare} “closed plans” shows how it stood.",
    )


def refs_changed(
    name: str, next_name: str, pairs: Sequence[tuple[str, str, str]], withdrawn: Sequence[tuple[str, str, str]] = ()
) -> Message:
    """Tell an officer under which references their actions go on (new, old, title), and which of theirs are withdrawn
    (reference, title, reason).
    """
    moved = tuple(Item(lead=new, text=f"{short_title(title)}, {old} until now.") for old, new, title in pairs)
    ended = tuple(Item(lead=ref, text=f"{short_title(title)}. {reason}") for ref, title, reason in withdrawn)
    goes_on = "What follows goes on, with its dates and all that you have written:"
    ends = "These are withdrawn, and nothing more is asked of you for them. All that you have written is kept:"
    parts: list[Part] = [Paragraph(text=f"“{name}” is closed.{f' {goes_on}' if moved else ''}")]
    parts += [Bullets(items=moved)] if moved else []
    parts += [Paragraph(text=ends), Bullets(items=ended)] if ended else []
    heading = f"Your actions in “{next_name}”" if moved else f"Your actions in “{name}”"
    return Message(kind="refs_changed", heading=heading, parts=tuple(parts))


@dataclass(frozen=True)
class Kept:
    """A plan that was closed, as it is shown."""

    name: str
    closed_on: date
    closed_by: str
    decision_ref: str
    next_name: str
    summary: Message | None
    actions: Sequence[tuple[str, str, str]]


def closed_plans_shown(kept: Sequence[Kept]) -> Message:
    """The newest plan that was closed, with the summary of how it stood; older ones by name."""
    if not kept:
        return said("closed_plans", "No plan of this board has been closed yet.")
    newest = kept[0]
    parts: list[Part] = [
        Paragraph(text=f"Closed on {day_and_year(newest.closed_on)} by the {newest.closed_by}, decision "
                       f"{newest.decision_ref}. It is followed by “{newest.next_name}”.")
    ]  # fmt: skip
    lines = tuple(Item(lead=f"{ref}, {state}", text=ended(short_title(title))) for ref, title, state in newest.actions)
    parts.append(Bullets(lead="What became of its actions", items=lines))
    if newest.summary:
        parts += [Rule(), Paragraph(lead="As it stood", text=newest.summary.heading)]
        parts += [each for each in newest.summary.parts if isinstance(each, Paragraph)]
    if len(kept) > 1:
        older = [f"“{each.name}”, closed on {day_and_year(each.closed_on)}" for each in kept[1:]]
        parts.append(Note(text=f"Closed before: {listed(older)}."))
    return Message(kind="closed_plans_shown", heading=f"“{newest.name}”", parts=tuple(parts))


_OPEN = OpenAction(3, "A3", "Publish the data set each week", "in progress")
_FACTS = ClosingFacts(
    1, "Improvement Plan 2021", "Improvement Plan 2022", 9, 1,
    (_OPEN, replace(_OPEN, id=4, ref="A4", chosen=Chosen(4, Fate.MOVED, "B-01"))),
    ("A new date is asked for A4, and goes on waiting there.",),
)  # fmt: skip
_DECIDED = replace(
    _FACTS,
    actions=(
        replace(_OPEN, chosen=Chosen(3, Fate.WITHDRAWN, reason="The region publishes it now.")), *_FACTS.actions[1:],
    ),
)  # fmt: skip
_KEPT = Kept(
    "Improvement Plan 2021", date(2022, 3, 31), "Independent Chair", "D-2022-03-01", "Improvement Plan 2022",
    Message(
        kind="weekly_summary", heading="Improvement plan: as at 31 March 2022", parts=(Paragraph(text="As it was."),)
    ),
    (("A1", "Recruit permanent managers", "closed: complete"), ("A4", "Share one form", "goes on as B-01")),
)  # fmt: skip

EXAMPLES: tuple[Message, ...] = (
    closing_shown(_FACTS),
    closing_shown(_DECIDED),
    closing_to_confirm(_DECIDED),
    chair_asked("Independent Chair"),
    closing_stopped("Improvement Plan 2021"),
    nothing_to_confirm(),
    plan_closed("Improvement Plan 2021", "Improvement Plan 2022", "D-2022-03-01", 4, 1, ("HTA-2022-04",)),
    refs_changed("Improvement Plan 2021", "Improvement Plan 2022", (("A4", "B-01", "Share one form"),)),
    refs_changed(
        "Improvement Plan 2021",
        "Improvement Plan 2022",
        (("A4", "B-01", "Share one form"),),
        (("A6", "Test audits outside", "The region does it now."),),
    ),
    closed_plans_shown((_KEPT, replace(_KEPT, name="Improvement Plan 2020"))),
    closed_plans_shown(()),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    begin_form(1, "Improvement Plan 2021", ""),
    decide_form(_OPEN, "Improvement Plan 2022", "B-14"),
    rest_form(1, (_OPEN,), "Improvement Plan 2022"),
    confirm_form(_DECIDED),
)
