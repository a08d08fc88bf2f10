"""A list of actions as it was asked for, taken out as a file: the table itself, and what is said beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.cells import Written, in_a_cell, words_in_a_cell
from bot.domain.dates import counted, day_and_year
from bot.domain.list_writing import LIST_SAYS
from bot.domain.plans import Assessed
from bot.domain.restriction import left_out_words
from bot.messages.parts import Button, Buttons, Message, said
from bot.messages.plan_lines import changed_words, rating_words, state_words

SAVE = "list.save"
"""Ask for a list as a file: the button’s `about` is the kind of file, then the question as any other button has it."""
ERRAND = "list_exported"
"""The kind of message that stands for the file: the worker makes it."""
KINDS: Mapping[str, str] = {"xlsx": "Excel", "csv": "CSV"}

_COLUMNS: Mapping[str, Callable[[Assessed], Written]] = {
    "Reference": lambda each: each.action.ref,
    "Priority": lambda each: each.action.priority,
    "Action": lambda each: each.action.title,
    "Accountable officer": lambda each: each.action.post,
    "Rating shown": rating_words,
    "Rules suggest": lambda each: each.suggestion.rating.word if each.suggestion.rating else "",
    "Why": lambda each: each.suggestion.words,
    "First agreed deadline": lambda each: each.action.baseline,
    "Deadline": lambda each: each.action.deadline,
    "Times moved": lambda each: str(each.action.moves),
    "Forecast": lambda each: each.action.forecast,
    "State": lambda each: each.action.lifecycle.words,
    "Statement": state_words,
    "Last statement": lambda each: each.action.statement.day if each.action.statement else None,
    "Since confirmed": changed_words,
    "Help asked for": lambda each: "\n".join(one.words for one in each.action.help),
    "Where it comes from": lambda each: each.action.source,
}
ALSO = "Also"
HEADINGS = (*_COLUMNS, ALSO)


def list_table(found: Sequence[Assessed], beside: Mapping[str, str]) -> list[list[Written]]:
    """The headings, then a row for each action, in which a spreadsheet runs nothing.

    `beside` is what the list says of an action beyond its own facts, by its reference.
    """
    rows = [
        [in_a_cell(value) for value in (*(write(each) for write in _COLUMNS.values()), beside.get(each.action.ref, ""))]
        for each in found
    ]
    return [list(HEADINGS), *rows]


@dataclass(frozen=True)
class SaidOfList:
    """What is said of a list: what it is of, how many of how many actions it has, and how many are left out."""

    what: str
    board: str
    found: int
    of: int
    left_out: int
    today: date
    marking: str

    @property
    def title(self) -> str:
        """What it is a list of and what it has not, without a full stop."""
        what = f"{self.what or 'All actions'}: {self.found} of {counted(self.of, 'action')} of {self.board}"
        return f"{what}, as at {day_and_year(self.today)}. {left_out_words(self.left_out)}".rstrip(" .")


def above_list(what: SaidOfList) -> list[str]:
    """The lines above the table: the marking, what it is a list of, and that it is not the plan."""
    return [what.marking, words_in_a_cell(what.title), LIST_SAYS]


def save_buttons(asked: str) -> Buttons:
    """The list that is shown, as a file of either kind."""
    return Buttons(
        buttons=tuple(Button(label=f"As {name}", does=SAVE, about=f"{kind} {asked}") for kind, name in KINDS.items())
    )


def list_asked() -> Message:
    """What whoever asked for a list as a file reads at once."""
    return said("list_asked", "The list as a file follows in our private conversation, in a moment.")


def list_exported(what: SaidOfList) -> Message:
    """What stands beside the file."""
    words = f"{what.title}. It is marked {what.marking}. It is a list to read, and is not read back as a plan."
    return said("list_exported", words)


EXAMPLES = (
    list_asked(),
    list_exported(SaidOfList("Red and overdue", "Improvement Board", 2, 15, 1, date(2021, 6, 8), "OFFICIAL-SENSITIVE")),
)
