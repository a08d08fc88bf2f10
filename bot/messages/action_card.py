"""The card of one action: what is known of it, and a button for each thing that its reader can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.domain.actions import Lifecycle
from bot.domain.closing import Delivery
from bot.domain.dates import day_in_words, listed, moment_in_words
from bot.domain.links import NOTHING_BESIDE, Beside
from bot.domain.new_dates import DateRequest
from bot.domain.plans import Action, Assessed
from bot.domain.ratings import needs_reason
from bot.domain.references import Referenced
from bot.messages.challenges import ABOUT_ACTION
from bot.messages.changing import OPEN as CHANGE
from bot.messages.closing import card_parts
from bot.messages.editing import history_button
from bot.messages.new_dates import in_a_line, show_button
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Facts,
    Item,
    Message,
    Paragraph,
    Part,
    Quote,
)
from bot.messages.plan_lines import (
    SAMPLE,
    changed_words,
    deadline_words,
    forecast_words,
    interval_words,
    milestone_words,
    name_of,
    proof_words,
    rating_words,
    reopened_words,
    state_words,
    statement_words,
    vacant_words,
)
from bot.messages.sample_plan import TODAY, nobody_can_say, not_updated, sample_plan
from bot.messages.statements import VERSIONS, restore_button, withdraw_button
from bot.messages.status import SHOW, WHY, of_board, reserved_parts

WRITE = "statement.write"
CONFIRM = "decision.open_confirm"
CLOSE = "decision.open_close"
HELPED_AT_MOST = 3
DECISIONS_AT_MOST = 5
"""On a card; the history has them all."""


@dataclass(frozen=True)
class LastWords:
    """What the last statement says, whole."""

    progress: str
    effect: str = ""
    evidence: str = ""
    barriers: str = ""
    next_steps: str = ""
    cause: str = ""
    cause_kind: str = ""
    """What sort the cause is of, for the middle of a sentence; empty where it was not said."""
    corrected: str = ""
    """When it corrected an earlier version, in words; empty where it is the first."""
    entered: str = ""
    """Who typed it for its officer and how it came to them; empty where they sent it themselves."""
    input_from: str = ""
    """The posts whose input its officer had before them, as a sentence lists them."""


@dataclass(frozen=True)
class CardFacts:
    """One action, whole, and what its reader may do about it."""

    assessed: Assessed
    last: LastWords | None
    named: Referenced | None = None
    """The milestone, change request, exception or decision that was asked for, which is about this action."""
    may_write: bool = False
    is_begun: bool = False
    """Whether they have a draft of its statement."""
    may_withdraw: bool = False
    """Whether they can take the last statement back."""
    withdrawn: tuple[int, datetime] | None = None
    """A statement that they can bring back, and when it was withdrawn, by the board's clock."""
    enters: bool = False
    """Whether what they write is entered for the officer, who told them."""
    may_decide: bool = False
    records: bool = False
    """Whether what they confirm or close is what the chair decided, which they write down."""
    may_close: bool = False
    may_challenge: bool = False
    may_change: bool = False
    sees_plan: bool = True
    """Whether the whole plan is open to its reader, and not only what they lead or give input to."""
    watch_button: Button | None = None
    """What puts it on the watch list, or takes it off, for who may."""
    watched_since: date | None = None
    beside: Beside = NOTHING_BESIDE
    is_reported: bool = False
    """Whether it is of another board's plan, and only reported to this one."""
    officer: str = ""
    """The accountable officer in words, where there is more to say than who holds the post."""
    delivery: Delivery | None = None
    """The evidence that its officer offered for closing it, and what was made of it."""
    new_dates: Sequence[DateRequest] = ()
    """The requests for another deadline that wait to be decided."""
    ask_button: Button | None = None
    """What asks those who give input for it, for whoever writes the statement."""
    officer_buttons: tuple[Button, ...] = ()
    """What else whoever answers for it may do about it."""
    stale: int = 35
    is_sample: bool = False
    type_instead: str = ""


def action_card(facts: CardFacts) -> Message:
    """One action: its facts, its milestones, what the rules suggest and why, and its last statement."""
    action = facts.assessed.action
    parts: list[Part] = [*_named(facts), Paragraph(text=action.words), Facts(pairs=_pairs(facts)), *_milestones(facts)]
    parts += _ratings(facts.assessed)
    parts += _statement(facts)
    if facts.withdrawn:
        statement_id, gone = facts.withdrawn
        text = f"a statement was withdrawn {moment_in_words(gone, facts.assessed.today)}, and counts for nothing."
        parts.append(Paragraph(lead="Withdrawn", text=text, button=restore_button(statement_id, action.ref)))
    if facts.ask_button:
        text = "others can be asked for a few lines for the next statement."
        parts.append(Paragraph(lead="Input", text=text, button=facts.ask_button))
    parts += _help(facts.assessed)
    parts += _helped(facts)
    parts += card_parts(facts.delivery, facts.assessed.action, facts.assessed.today)
    parts += _new_dates(facts)
    parts += _watched(facts)
    parts += [SAMPLE] if facts.is_sample else []
    parts += reserved_parts(facts.type_instead)
    parts += [Buttons(buttons=row) for row in (_doing(facts), _looking(facts)) if row]
    return of_board(Message(kind="action_card", heading=name_of(action), parts=tuple(parts)), action.board_id)


def _pairs(facts: CardFacts) -> tuple[tuple[str, str], ...]:
    each, action, today = facts.assessed, facts.assessed.action, facts.assessed.today
    pairs = [
        ("Rating", rating_words(each)),
        ("Whose plan", f"the {facts.beside.plan_of}’s; it is reported here" if facts.is_reported else ""),
        ("Accountable officer", facts.officer or _officer(action, today)),
        ("Answers for them", action.acting_words(today) or action.delegate_words(today)),
        ("Lead officer", action.lead),
        ("Give input", listed(list(facts.beside.contributors))),
        ("Priority", action.priority),
        ("Where it comes from", action.source),
        ("Answers", answers_words(facts.beside.answers)),
        ("Dates", f"{deadline_words(each)}. Forecast: {forecast_words(action, today)}"),
        ("Also reported to", listed(list(facts.beside.reported_to))),
        ("Opened again", reopened_words(action)),
        ("State", _state(facts)),
        ("Reports", interval_words(each).removeprefix("reports ")),
        ("Waits for", _waits(facts)),
        ("Waited for by", listed(list(facts.beside.needed_by))),
        ("How we will know", action.success_measure),
        ("Measures", _measures(facts)),
        ("Statement", "; ".join(said for said in (statement_words(each, facts.stale), _state_of(each)) if said)),
        ("Evidence", proof_words(each).removeprefix("Evidence: ").replace("No evidence", "no evidence")),
        ("Since confirmed", changed_words(each)),
        ("Last confirmed", each.last_confirmed_words),
        ("Decisions", _decisions(facts)),
    ]
    return tuple((name, value) for name, value in pairs if value)


def _measures(facts: CardFacts) -> str:
    if not facts.beside.measures:
        return "no measure" if facts.assessed.action.is_live else ""
    return "; ".join(f"{ref} {name}" for ref, name in facts.beside.measures)


def _decisions(facts: CardFacts) -> str:
    """The newest decisions about it that stand, each with its reference, by which it is found in the logs."""
    confirmed = facts.assessed.action.confirmed
    decided = [f"{ref} {words}" for ref, words in facts.beside.decided[:DECISIONS_AT_MOST]]
    is_listed = confirmed is None or confirmed.decision_ref in ("", *(ref for ref, _ in facts.beside.decided))
    if confirmed and not is_listed:
        decided.insert(0, f"{confirmed.decision_ref} confirmed {confirmed.rating.word}")
    more = len(facts.beside.decided) - DECISIONS_AT_MOST
    return "; ".join(decided) + (f"; and {more} before" if more > 0 else "")


def _state_of(each: Assessed) -> str:
    return state_words(each) if each.action.is_live else ""


def answers_words(answers: Sequence[tuple[str, str]]) -> str:
    """What an action answers, source by source: "IN-4a and IN-4b (Improvement notice); Peer review"."""
    by_source: dict[str, list[str]] = {}
    for ref, title in answers:
        by_source.setdefault(title, []).extend([ref] if ref else [])
    return "; ".join(f"{listed(refs)} ({title})" if refs else title for title, refs in by_source.items())


def _state(facts: CardFacts) -> str:
    action, beside = facts.assessed.action, facts.beside
    words = [action.lifecycle.words, *(["urgent, so that less is tolerated"] if action.is_urgent else [])]
    if action.hold_decision and action.lifecycle is Lifecycle.ON_HOLD:
        words.append(f"by decision {action.hold_decision}")
        words += [f"review {day_in_words(action.hold_review, facts.assessed.today)}"] if action.hold_review else []
    if beside.replaced_by:
        words.append(
            f"{'into' if action.lifecycle is Lifecycle.MERGED else 'its place is taken by'} {beside.replaced_by}"
        )
    words += [beside.ended_link] if beside.ended_link else []
    why = f". Why: {beside.ended_why}" if beside.ended_why and not action.is_live else ""
    merged = f". Merged into it: {listed(list(beside.merged_in))}" if beside.merged_in else ""
    return f"{', '.join(words)}{why}{merged}"


def _waits(facts: CardFacts) -> str:
    today = facts.assessed.today
    return "; ".join(
        f"{on}, {'was expected' if day < today else 'expected'} {day_in_words(day, today)}" if day else on
        for on, day in facts.beside.waits_for
    )


def _officer(action: Action, today: date) -> str:
    if not action.holder_account:
        return f"{action.post}{vacant_words(action, today)}"
    away = action.away_until
    gone = f", away until {day_in_words(away, today)}" if away and action.is_away(today) else ""
    return f"{action.post} ({action.holder or 'no name known'}){gone}"


def _named(facts: CardFacts) -> list[Part]:
    """What was asked for by a reference of its own: a milestone of it also says how it stands."""
    if facts.named is None:
        return []
    each, named = facts.assessed, facts.named
    step = next((step for step in each.action.milestones if step.reference == named.ref), None)
    stands = f": {step.title}, {milestone_words(step, each.today)}" if step else ""
    by = f" {named.by}." if named.by else ""
    return [Paragraph(lead=named.ref, text=f"{named.words}{stands}.{by}")]


def _milestones(facts: CardFacts) -> list[Part]:
    each, parts = facts.assessed, list[Part]()
    items = tuple(
        Item(lead=f"{step.name}{', critical' if step.is_critical else ''}", text=milestone_words(step, each.today))
        for step in each.action.milestones
    )
    parts.append(
        Bullets(lead="Milestones", items=items) if items else Paragraph(lead="Milestones", text="none in the plan.")
    )
    dropped = tuple(Item(lead=title, text=why) for title, why in facts.beside.dropped)
    return [*parts, Bullets(lead="Milestones that were dropped", items=dropped)] if dropped else parts


def _ratings(each: Assessed) -> list[Part]:
    parts: list[Part] = [Paragraph(lead="The rules suggest", text=each.suggestion.words)]
    said, suggested, last = each.self_assessed, each.suggestion.rating, each.action.statement
    if said is None or last is None or suggested is None or said is suggested or not each.action.is_live:
        return parts
    says = "last said" if each.is_not_updated else "says"
    if not needs_reason(said, suggested):
        if said.is_worse_than(suggested):
            parts.append(
                Paragraph(text=f"The officer {says} {said.word}: more careful than the rules, and that is fine.")
            )
    elif last.reason:
        parts.append(Quote(lead=f"The officer {says} {said.word}, because", text=last.reason))
    else:
        parts.append(Paragraph(text=f"The officer {says} {said.word}: no reason given."))
    return parts


def _statement(facts: CardFacts) -> list[Part]:
    last, words = facts.assessed.action.statement, facts.last
    if last is None or words is None:
        return [Paragraph(lead="Last statement", text="none yet.")]
    behalf = f" on behalf of the {last.on_behalf_of}" if last.on_behalf_of else ""
    how = ", as it came with the imported plan" if last.came_by == "import" else ""
    entered = f", {words.entered}" if words.entered else ""
    rating = f"{last.rating.word}, " if last.rating else ""
    day = day_in_words(last.day, facts.assessed.today)
    given = f", with input from {words.input_from}" if words.input_from else ""
    lead = f"Last statement ({rating}{day}) by the {last.post}{behalf}{how}{entered}{given}"
    quotes = [
        (lead, words.progress),
        ("Effect on children", words.effect),
        ("Evidence", words.evidence),
        ("In the way", words.barriers),
        (f"The cause ({words.cause_kind})" if words.cause_kind else "The cause", words.cause),
        ("Next steps", words.next_steps),
    ]
    parts: list[Part] = [Quote(lead=lead, text=text) for lead, text in quotes if text]
    if words.corrected:
        all_of_them = Button(label="Every version", does=VERSIONS, about=str(last.id))
        parts.append(Paragraph(text=f"This statement was {words.corrected}.", button=all_of_them))
    return parts


def _help(each: Assessed) -> list[Part]:
    parts: list[Part] = []
    for help in each.action.help:
        kind = f" ({help.kind.lower()})" if help.kind else ""
        asked_of = f"{kind} from {help.asked_of}" if help.asked_of else kind
        by = f", needed by {day_in_words(help.needed_by, each.today)}" if help.needed_by else ""
        parts.append(Quote(lead=f"Help needed{asked_of}{by}", text=help.words))
    return parts


def _helped(facts: CardFacts) -> list[Part]:
    today = facts.assessed.today
    return [
        Quote(lead=f"Help was given ({day_in_words(day, today)}, said by the {by})", text=note)
        for note, by, day in facts.beside.helped[:HELPED_AT_MOST]
    ]


def _new_dates(facts: CardFacts) -> list[Part]:
    today = facts.assessed.today
    return [
        Paragraph(
            lead="New date", text=f"{in_a_line(one, today)}.", button=show_button(one) if facts.sees_plan else None
        )
        for one in facts.new_dates
    ]


def _watched(facts: CardFacts) -> list[Part]:
    since, button = facts.watched_since, facts.watch_button
    if since is None and button is None:
        return []
    words = f"on it since {day_in_words(since, facts.assessed.today)}." if since else "not on it."
    return [Paragraph(lead="Watch list", text=words, button=button)]


def _doing(facts: CardFacts) -> tuple[Button, ...]:
    """What its reader may do about it."""
    action = facts.assessed.action
    about, buttons = str(action.id), []
    if facts.may_write and action.is_live:
        label = "Enter statement" if facts.enters else "Write statement"
        label = "Continue statement" if facts.is_begun else label
        buttons.append(Button(label=label, does=WRITE, about=about, style=None if facts.enters else "primary"))
    if facts.may_withdraw and action.statement is not None:
        buttons.append(withdraw_button(action.statement.id, action.ref, "Withdraw statement"))
    buttons += facts.officer_buttons
    if facts.may_decide and action.is_live:
        label = "Record the chair’s rating" if facts.records else "Confirm a rating"
        buttons.append(Button(label=label, does=CONFIRM, about=about))
    if facts.may_close and action.lifecycle is Lifecycle.DELIVERED:
        label = "Record that it is closed" if facts.records else "Close the action"
        buttons.append(Button(label=label, does=CLOSE, about=about, spoken=f"{label}: {action.ref}"))
    if facts.may_challenge and action.is_live:
        buttons.append(Button(label="Challenge", does=ABOUT_ACTION, about=about, spoken=f"Challenge {action.ref}"))
    if facts.may_change:
        buttons.append(Button(label="Change", does=CHANGE, about=about, spoken=f"Change {action.ref}"))
    return tuple(buttons)


def _looking(facts: CardFacts) -> tuple[Button, ...]:
    """Where to look from here."""
    action = facts.assessed.action
    return (
        Button(label="Why this rating?", does=WHY, about=action.ref),
        history_button(action.id, action.ref),
        Button(label="Whole plan", does=SHOW)
        if facts.sees_plan
        else Button(label="My actions", does=SHOW, about="mine"),
    )


_NAMED = Referenced("BCP-01-M1", 1, "BCP-01", "a milestone of this action")


def _examples() -> tuple[Message, ...]:
    plan = sample_plan()
    last = LastWords("60 of 100 schools have a contact.", "None yet.", "", "Posts are vacant.", "Fill them by 2 July.")
    cards = [
        CardFacts(assessed=each, last=last, may_decide=True, may_close=True, may_challenge=True, may_change=True)
        for each in plan
    ]
    unsure = [not_updated(), nobody_can_say()]
    return (
        *map(action_card, cards),
        action_card(
            CardFacts(assessed=plan[0], last=None, may_write=True, withdrawn=(2, datetime(2021, 6, 8, 10, tzinfo=UTC)))
        ),
        action_card(CardFacts(assessed=plan[0], last=last, sees_plan=False)),
        action_card(CardFacts(assessed=plan[1], last=last, named=_NAMED)),
        action_card(CardFacts(assessed=plan[0], last=last, watched_since=TODAY, may_decide=True, records=True)),
        *(action_card(CardFacts(assessed=each, last=None)) for each in unsure),
    )


EXAMPLES: tuple[Message, ...] = _examples()
