"""What is said when somebody asks how the plan stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import counted, day_and_year, day_in_words
from bot.domain.plans import Assessed
from bot.domain.restriction import RESTRICTED
from bot.domain.tallies import Tally, tally
from bot.messages.list_files import SAVE, save_buttons
from bot.messages.owing_besides import AWAITED as EXAMPLES_AWAITED
from bot.messages.owing_besides import besides
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
    Subheading,
)
from bot.messages.plan_lines import (
    SAMPLE,
    counts_in_words,
    left_out_parts,
    name_of,
    plan_line,
    rating_words,
)
from bot.messages.sample_plan import TODAY, nobody_can_say, not_updated, sample_plan
from bot.messages.several_plans import ASK

SHOW = "status.show"
OPEN = "status.open"
WHY = "status.why"
MENU_AT_MOST = 100
"""More choices than this no platform shows in one menu; typing still finds every one."""
VALUE_AT_MOST = 140


def asks_of(board_id: int, asked: str) -> str:
    """What a button carries that asks about one board’s plan, wherever it is pressed."""
    return f"@{board_id} {asked}".strip()


def of_board(message: Message, board_id: int) -> Message:
    """The same message, whose buttons and menus say which board’s plan they ask about."""
    return message.model_copy(update={"parts": tuple(part_of_board(part, board_id) for part in message.parts)})


def part_of_board(part: Part, board_id: int) -> Part:
    """The same part, whose buttons and menus say which board’s plan they ask about."""
    match part:
        case Buttons(buttons=buttons):
            return part.model_copy(update={"buttons": tuple(_of_board(each, board_id) for each in buttons)})
        case Paragraph(button=Button() as button):
            return part.model_copy(update={"button": _of_board(button, board_id)})
        case Menu(does=does, about="") if does == SHOW:
            return part.model_copy(update={"about": str(board_id)})
        case _:
            return part


def _of_board(button: Button, board_id: int) -> Button:
    if button.does == SAVE:
        kind, _, asked = button.about.partition(" ")
        return button.model_copy(update={"about": f"{kind} {asks_of(board_id, asked)}"})
    if button.does not in (SHOW, WHY) or button.about.startswith("@"):
        return button
    return button.model_copy(update={"about": asks_of(board_id, button.about)})


@dataclass(frozen=True)
class Page:
    """One page of what was asked for. `asked` is the question as it can be typed, without its page."""

    asked: str
    number: int
    of: int
    wanted: int
    """The page that was asked for: it may be beyond the last."""


@dataclass(frozen=True)
class StatusFacts:
    """A plan, or what a question leaves of it. `actions` are those on this page; `found` of `looked_through` fit."""

    board_id: int
    today: date
    tally: Tally
    actions: Sequence[Assessed]
    found: int
    looked_through: int
    page: Page
    what: str = ""
    """What was asked for, as a heading: "Overdue"; empty for the whole plan."""
    claim: str = ""
    """The same as the end of "None of the 15 actions …"."""
    opening: str = ""
    """More to say of what was found, above the list."""
    beside: Mapping[str, str] | None = None
    """More to say of an action, by its reference."""
    posts: Sequence[str] = ()
    priorities: Sequence[str] = ()
    stale: int = 35
    is_sample: bool = False
    is_whole: bool = True
    """Whether the whole plan is open to its reader, and not only what they lead or give input to."""
    board: str = ""
    """The board’s name, for somebody who has to do with several."""
    owed: Sequence[str] = ()
    """What its reader owes beside statements, where they ask for what is theirs."""
    awaited: Sequence[str] = ()
    """What they wait for, likewise."""
    reported: Sequence[tuple[Assessed, str]] = ()
    """What other plans report to this board, with whose plan each is of."""
    type_instead: str = ""
    """What to type on the real platform, where it keeps the command that was used for itself."""
    left_out: int = 0
    """How many actions are restricted to others: they are counted, and none is listed."""


def status_shown(facts: StatusFacts) -> Message:
    """The plan, or what was asked of it: counts, then each action in plan order, then where to go from here."""
    beside = facts.beside or {}
    lines = tuple(plan_line(each, facts.stale, beside.get(each.action.ref, "")) for each in facts.actions)
    opening = _opening(facts)
    parts: list[Part] = _which_plan(facts)
    parts += [Paragraph(text=opening)] if opening else []
    parts += [Bullets(items=lines), *_paging(facts.page, SHOW)]
    parts += besides(facts.owed, facts.awaited)
    parts += left_out_parts(facts.left_out)
    parts += reported_parts(facts.reported, facts.stale)
    parts += [SAMPLE] if facts.is_sample else []
    parts += reserved_parts(facts.type_instead)
    parts += _where_next(facts)
    return of_board(Message(kind="status", heading=_heading(facts), parts=tuple(parts)), facts.board_id)


def _which_plan(facts: StatusFacts) -> list[Part]:
    if not facts.board:
        return []
    other = Button(label="Another plan", does=ASK, about=json.dumps({"text": f"status {facts.page.asked}".strip()}))
    return [Paragraph(lead="Plan of", text=facts.board, button=other)]


def _heading(facts: StatusFacts) -> str:
    as_at = f"as at {day_and_year(facts.today)}"
    if not facts.what:
        return f"Improvement plan: {as_at}"
    return f"{facts.what}: {facts.found} of {counted(facts.looked_through, 'action')}, {as_at}"


def _opening(facts: StatusFacts) -> str:
    """What stands above the list; nothing where the heading has said how many were found of how many."""
    if facts.looked_through == 0:
        return "There are no actions in the plan yet. The programme manager can import one."
    if not facts.what:
        return counts_in_words(facts.tally)
    if facts.found == 0:
        return f"None of the {counted(facts.looked_through, 'action')} {facts.claim}."
    return facts.opening


def _paging(page: Page, does: str) -> list[Part]:
    if page.of == 1 and page.wanted == 1:
        return []
    beyond = f"There is no page {page.wanted}. " if page.wanted > page.of else ""
    turns = [("Previous page", page.number - 1)] if page.number > 1 else []
    turns += [("Next page", page.number + 1)] if page.number < page.of else []
    buttons = tuple(Button(label=label, does=does, about=_on_page(page.asked, to)) for label, to in turns)
    parts: list[Part] = [Note(text=f"{beyond}Page {page.number} of {page.of}.")]
    return [*parts, Buttons(buttons=buttons)] if buttons else parts


def _on_page(asked: str, page: int) -> str:
    return f"{asked} page {page}".strip()


def reserved_parts(type_instead: str) -> list[Part]:
    """What to type where another program has the command."""
    return [Note(text=type_instead)] if type_instead else []


def _where_next(facts: StatusFacts) -> list[Part]:
    if not facts.looked_through:
        return []
    shown = facts.page.asked
    ways = [("Whole plan", ""), ("Overdue", "overdue"), ("No statement", "missing"), ("My actions", "mine")]
    open_ways = ways if facts.is_whole else ways[-1:]
    buttons = [Button(label=label, does=SHOW, about=asked) for label, asked in open_ways if asked != shown]
    if facts.actions:
        buttons.append(Button(label="Why these ratings?", does=WHY, about=_on_page(shown, facts.page.number)))
    parts: list[Part] = [Buttons(buttons=tuple(buttons[:5]))]
    parts += [save_buttons(shown)] if facts.what and facts.actions else []
    if not facts.what:
        parts += _menu("By priority", "priority", facts.priorities)
        parts += _menu("By accountable officer", "post", facts.posts)
    if facts.actions:
        choices = tuple(Choice(value=str(each.action.id), label=name_of(each.action)) for each in facts.actions)
        parts.append(Menu(label="One action", does=OPEN, about=str(facts.board_id), choices=choices))
    return parts


def _menu(label: str, kind: str, names: Sequence[str]) -> list[Part]:
    if not 1 < len(names) <= MENU_AT_MOST:
        return []
    choices = tuple(Choice(value=_value(kind, name), label=name) for name in names)
    return [Menu(label=label, does=SHOW, choices=choices)]


def _value(kind: str, name: str) -> str:
    """What comes back for a choice: whole words, as many as a platform carries."""
    words = f"{kind} {name}"
    return words if len(words) <= VALUE_AT_MOST else words[:VALUE_AT_MOST].rsplit(" ", 1)[0]


def reported_parts(reported: Sequence[tuple[Assessed, str]], stale: int) -> list[Part]:
    """What other plans report to a board, under a heading of its own: it is no part of the counts."""
    if not reported:
        return []
    items = tuple(_reported_line(each, owner, stale) for each, owner in reported)
    return [Subheading(text="Also reported to this board"), Bullets(items=items)]


def _reported_line(each: Assessed, owner: str, stale: int) -> Item:
    of = f"Of the plan of the {owner}"
    if each.action.is_restricted:
        return Item(lead=each.action.ref, text=f"{RESTRICTED}. {of}.")
    return plan_line(each, stale, of)


def ratings_explained(facts: StatusFacts) -> Message:
    """Each rating with every rule that fired, in words; nobody's rating is decided by the rules."""
    lines = tuple(Item(lead=f"{each.action.ref}, {rating_words(each)}", text=_why(each)) for each in facts.actions)
    parts: list[Part] = [Bullets(items=lines)]
    if not lines:
        parts = [Paragraph(text=_opening(facts))]
    parts += [*left_out_parts(facts.left_out), *_paging(facts.page, WHY)]
    parts.append(Note(text="The rules only suggest. The officer rates, and the chair confirms. “help” has the rules."))
    heading = f"Why these ratings? {facts.what}".strip() if facts.what else "Why these ratings?"
    return of_board(Message(kind="ratings_explained", heading=heading, parts=tuple(parts)), facts.board_id)


def _why(each: Assessed) -> str:
    said = each.self_assessed
    officer = f"The officer says {said.word}. " if said else "The officer has given no rating. "
    if said and each.action.statement and each.is_not_updated:
        last = day_in_words(each.action.statement.day, each.today)
        officer = f"The officer last said {said.word}, on {last}; not updated since. "
    return f"{officer}The rules suggest: {each.suggestion.words}"


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    whole = StatusFacts(
        board_id=1,
        today=TODAY,
        tally=tally(plan),
        actions=plan,
        found=len(plan),
        looked_through=len(plan),
        page=Page("", 1, 1, 1),
        posts=[each.action.post for each in plan],
        priorities=[each.action.priority for each in plan],
        is_sample=True,
        type_instead="On Slack itself, /status belongs to Slack: type “/account status” or “/board-status” there.",
    )
    several = replace(whole, board="Sample Improvement Board")
    none = replace(whole, actions=[], found=0, what="My actions", claim="is yours", page=Page("mine", 1, 1, 1))
    none = replace(none, owed=("BCP-06: help that it asks of you, by 30 June",), awaited=EXAMPLES_AWAITED)
    led = replace(
        none, actions=plan[:1], found=1, looked_through=1, beside={plan[0].action.ref: "You give input to it"}
    )
    led = replace(led, is_whole=False)
    paged = replace(whole, page=Page("", 2, 3, 2))
    nothing = replace(whole, tally=tally([]), actions=[], found=0, looked_through=0)
    unsure = [not_updated(), nobody_can_say()]
    not_told = replace(whole, actions=unsure, tally=tally(unsure), found=2, looked_through=2, is_sample=False)
    return (
        *(status_shown(facts) for facts in (whole, several, none, led, paged, nothing)),
        status_shown(not_told),
        ratings_explained(not_told),
        ratings_explained(whole),
    )


EXAMPLES: tuple[Message, ...] = _examples()
