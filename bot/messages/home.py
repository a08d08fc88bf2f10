"""The Home tab: what I owe, what is overdue, my actions, and what my seat asks of me."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.asking import StatementState
from bot.domain.dates import counted, weekday_moment_in_words
from bot.domain.new_dates import DateRequest
from bot.domain.plans import Assessed
from bot.domain.references import short_title
from bot.domain.tallies import Tally, tally
from bot.messages.new_dates import first_capital, in_a_line, show_button
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, Rule, Subheading
from bot.messages.plan_lines import SAMPLE, counts_in_words, deadline_words, name_of, plan_line, rating_words
from bot.messages.sample_plan import sample_plan
from bot.messages.statements import Owed, write_button
from bot.messages.status import SHOW, asks_of, part_of_board

AT_MOST = 10
"""How many a list on the Home tab names; the rest are counted, with a button that shows all."""


@dataclass(frozen=True)
class OwedStatement:
    """A statement asked for and not in, with when it is due, in the board's zone."""

    assessed: Assessed
    due_at: datetime
    is_begun: bool = False
    """Whether who looks has a draft of it."""
    state: StatementState = StatementState.REQUESTED
    """What has become of it."""


@dataclass(frozen=True)
class BoardHome:
    """One board on somebody's Home tab. A list is None where their seat has no use for it."""

    board_id: int
    name: str
    now: datetime
    """The board's own time."""
    tally: Tally
    owed: Sequence[OwedStatement]
    overdue: Sequence[Assessed]
    mine: Sequence[Assessed]
    works_on: Sequence[Assessed] = ()
    """What they lead or give input to, and do not answer for."""
    is_whole: bool = True
    """Whether the whole plan is open to them, and not only what they lead or give input to."""
    to_decide: Sequence[tuple[Assessed, str]] | None = None
    """For the chair: actions that need a decision, and why."""
    new_dates: Sequence[DateRequest] | None = None
    """The requests for another deadline that wait: for the chair all, for an officer their own."""
    state: str = ""
    """For the programme manager: whether the board has been started, and what is next."""
    stale: int = 35
    is_sample: bool = False


def home_shown(boards: Sequence[BoardHome]) -> Message:
    """The Home tab of somebody with a seat or a post."""
    parts: list[Part] = []
    for board in boards:
        parts += [Rule(), Subheading(text=board.name)] if len(boards) > 1 else []
        parts += [part_of_board(part, board.board_id) for part in _board(board)]
        parts += [Buttons(buttons=(_all(board, f" of {board.name}"),))] if len(boards) > 1 else []
    help = Button(label="What can I ask?", does="help.show")
    parts.append(Buttons(buttons=(_all(boards[0]), help) if len(boards) == 1 else (help,)))
    parts.append(Note(text="This tab shows how things stood when you opened it."))
    heading = boards[0].name if len(boards) == 1 else "Your boards"
    return Message(kind="home", heading=heading, parts=tuple(parts))


def _all(board: BoardHome, spoken: str = "") -> Button:
    """The way to all of the plan that is open to them."""
    label, asked = ("Whole plan", "") if board.is_whole else ("My actions", "mine")
    about = asks_of(board.board_id, asked)
    return Button(label=label, does=SHOW, about=about, spoken=f"{label}{spoken}" if spoken else None)


def home_closed(why: str) -> Message:
    """The Home tab of somebody who may see nothing here, and why."""
    help = Button(label="What can I ask?", does="help.show")
    return Message(kind="home_closed", heading="Accountable", parts=(Paragraph(text=why), Buttons(buttons=(help,))))


def _board(board: BoardHome) -> list[Part]:
    if not board.is_whole:
        return [*_works_on(board), *([SAMPLE] if board.is_sample else [])]
    parts: list[Part] = [Paragraph(text=counts_in_words(board.tally))]
    if board.state:
        open_setup = Button(label="Setting up", does="setup.open", about=str(board.board_id))
        parts.append(Paragraph(lead="The board", text=board.state, button=open_setup))
    if board.to_decide is not None:
        parts += _to_decide(board.to_decide)
    parts += _new_dates(board)
    parts += _owed(board)
    parts += _overdue(board)
    parts += _mine(board)
    parts += _works_on(board)
    return [*parts, SAMPLE] if board.is_sample else parts


def _to_decide(found: Sequence[tuple[Assessed, str]]) -> list[Part]:
    if not found:
        return [Paragraph(lead="Needs a decision", text="nothing just now.")]
    parts: list[Part] = [Paragraph(lead="Needs a decision", text=f"{counted(len(found), 'action')}.")]
    return [*parts, *(_undecided(each, why) for each, why in found[:AT_MOST]), *_rest(len(found), "")]


def _new_dates(board: BoardHome) -> list[Part]:
    if board.new_dates is None or (not board.new_dates and board.to_decide is None):
        return []
    if not board.new_dates:
        return [Paragraph(lead="New dates asked for", text="none that wait to be decided.")]
    today, waiting = board.now.date(), board.new_dates
    parts: list[Part] = [Paragraph(lead="New dates asked for", text=f"{len(waiting)}, not decided yet.")]
    for one in waiting[:AT_MOST]:
        lead = f"{one.ref} {short_title(one.title)}"
        parts.append(Paragraph(lead=lead, text=f"{first_capital(in_a_line(one, today))}.", button=show_button(one)))
    rest = len(waiting) - AT_MOST
    return [*parts, Paragraph(text=f"And {rest} more: each stands on its action’s card.")] if rest > 0 else parts


def _undecided(each: Assessed, why: str) -> Part:
    action = each.action
    look = Button(label="Look", does=SHOW, about=action.ref, spoken=f"Look at {action.ref}")
    return Paragraph(
        lead=f"{action.ref} {rating_words(each)}", text=f"{short_title(action.title)}\n{why}.", button=look
    )


def _owed(board: BoardHome) -> list[Part]:
    if not board.owed and not board.mine:
        return []
    if not board.owed:
        return [Paragraph(lead="Statements you owe", text="none just now.")]
    parts: list[Part] = [Paragraph(lead="Statements you owe", text=f"{len(board.owed)}.")]
    return [*parts, *(_owe(each, board) for each in board.owed)]


def _owe(owed: OwedStatement, board: BoardHome) -> Part:
    action = owed.assessed.action
    due = weekday_moment_in_words(owed.due_at, board.now.date())
    was = "It was due" if owed.due_at < board.now else "Due"
    button = write_button(Owed(action.id, action.ref, action.title, "", owed.is_begun))
    said = f"{owed.state.words.capitalize()}. {was} {due}."
    return Paragraph(lead=name_of(action), text=said, button=button)


def _overdue(board: BoardHome) -> list[Part]:
    if not board.overdue:
        return [Paragraph(lead="Deadline passed", text="none.")]
    items = tuple(
        Item(lead=name_of(each.action), text=f"{deadline_words(each)}. {each.action.post}.")
        for each in board.overdue[:AT_MOST]
    )
    return [Bullets(lead="Deadline passed", items=items), *_rest(len(board.overdue), "overdue")]


def _mine(board: BoardHome) -> list[Part]:
    if not board.mine:
        return []
    items = tuple(plan_line(each, board.stale) for each in board.mine[:AT_MOST])
    return [Bullets(lead="My actions", items=items), *_rest(len(board.mine), "mine")]


def _works_on(board: BoardHome) -> list[Part]:
    if not board.works_on:
        return []
    items = tuple(plan_line(each, board.stale) for each in board.works_on[:AT_MOST])
    return [Bullets(lead="You lead or give input to", items=items), *_rest(len(board.works_on), "mine")]


def _rest(found: int, asked: str) -> list[Part]:
    if found <= AT_MOST:
        return []
    show = Button(label="Show all", does=SHOW, about=asked, spoken=f"Show all {found}")
    return [Paragraph(text=f"And {counted(found - AT_MOST, 'more', 'more')}.", button=show)]


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    now = datetime(2021, 6, 8, 17, 0, tzinfo=UTC)
    officer = BoardHome(1, "Improvement Board", now, tally(plan), [OwedStatement(plan[0], now)], [], plan[:1])
    chair = replace(officer, owed=(), overdue=plan[2:3], mine=(), to_decide=[(plan[2], "Help is asked for")])
    manager = replace(chair, to_decide=None, state="paused. Nothing goes out until you resume.", is_sample=True)
    led = replace(officer, owed=(), mine=(), works_on=plan[:1], is_whole=False)
    homes = [home_shown([board]) for board in (officer, chair, manager, led)]
    return *homes, home_shown([officer, chair]), home_closed("Only a board member can see the plan.")


EXAMPLES: tuple[Message, ...] = _examples()
