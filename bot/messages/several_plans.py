"""What is said to somebody who has to do with several plans, and has not said which one they mean."""

from collections.abc import Sequence

from bot.messages.parts import Button, Buttons, Form, Message, Note, Paragraph, Part, said
from bot.messages.text import as_text, form_as_text

CHOOSE, ASK = "plan.choose", "plan.ask"
AT_MOST = 25
IN_A_ROW = 5
LONGEST_LABEL = 70


def which_plan(plans: Sequence[tuple[int, str]], again: str, chosen: int = 0) -> Message:
    """Ask which plan is meant, a button for each as (board id, name); `again` is what is answered then, if anything."""
    buttons = [_button(board_id, name, again, chosen) for board_id, name in plans[:AT_MOST]]
    rows: list[Part] = [Buttons(buttons=tuple(buttons[at : at + IN_A_ROW])) for at in range(0, len(buttons), IN_A_ROW)]
    more = [Note(text=f"And {len(plans) - AT_MOST} more: ask in the channel of the board that you mean.")]
    return Message(
        kind="which_plan",
        heading="Which plan?",
        parts=(
            Paragraph(text="You have to do with several plans. I remember the one that you choose, for you alone."),
            *rows,
            *(more if len(plans) > AT_MOST else []),
            Note(text="In a board’s own channel I always answer for that board. “plans” lets you choose another."),
        ),
    )


def elsewhere(board_id: int, name: str, again: str) -> Message:
    """Say whose plan it would be done to, before something is done that was asked for in the channel of another board;
    `again` is what that was, if it can be asked again.
    """
    return Message(
        kind="which_plan",
        heading="Which plan?",
        parts=(
            Paragraph(text=f"{NOT_YOUR_CHANNEL} Nothing is changed yet. Do you mean the plan of {name}?"),
            Buttons(buttons=(_button(board_id, name, again, board_id),)),
        ),
    )


def _button(board_id: int, name: str, again: str, chosen: int) -> Button:
    label = name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
    return Button(
        label=label, does=CHOOSE, about=f"{board_id}:{again}", style="primary" if board_id == chosen else None
    )


def plan_chosen(name: str) -> Message:
    """For somebody who chose a plan without asking anything of it yet."""
    return said("plan_chosen", f"From now on I answer for {name} when you ask me in private. “plans” changes it.")


PLAN_OF = "Plan of"
LET_CHOOSE = "“plans” lets you choose another."
NOT_YOUR_CHANNEL = "You have nothing to do with the board whose channel this is."


def saying_which(message: Message, board: str, more: str = "") -> Message:
    """A message for somebody who has to do with several plans: it says whose it is, below its heading, or at its end
    where it has none; as it was, if it says so itself. `more` is said beside that.
    """
    if board in as_text(message):
        return message
    whose = Note(text=f"{PLAN_OF}: {board}.{f' {more}' if more else ''}")
    parts = (whose, *message.parts) if message.heading else (*message.parts, whose)
    return message.model_copy(update={"parts": parts})


def form_saying_which(form: Form, board: str, more: str) -> Form:
    """The same for a form that is opened."""
    if board in form_as_text(form):
        return form
    return form.model_copy(update={"parts": (Note(text=f"{PLAN_OF}: {board}. {more}"), *form.parts)})


def refused_here(words: str, board: str, more: str) -> str:
    """A refusal for somebody who may have meant another plan; `more` is said beside whose plan it is said of."""
    return words if board in words else f"{words} That is said of the plan of {board}. {more}"


def only_plan(name: str) -> Message:
    """For somebody who has to do with one plan alone."""
    return said("only_plan", f"You have to do with one plan: {name}. Every answer is about that.")


EXAMPLES: tuple[Message, ...] = (
    which_plan([(1, "Children’s Improvement Board"), (2, "Sufficiency Board")], "", 2),
    which_plan([(number, f"Board {number}") for number in range(1, 30)], ""),
    plan_chosen("Children’s Improvement Board"),
    only_plan("Children’s Improvement Board"),
    saying_which(said("put_on_list", "A6 is on the watch list now."), "Sufficiency Board", LET_CHOOSE),
    elsewhere(2, "Sufficiency Board", ""),
)
