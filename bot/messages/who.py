"""Who answers for what, and what a board is for. That somebody is away is said, and never why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.boards import PRESSURES
from bot.domain.dates import day_in_words, listed, weekday_in_words, weekday_moment_in_words
from bot.domain.references import Referenced
from bot.messages.acting import NAME
from bot.messages.parts import (
    Bullets,
    Button,
    Buttons,
    Facts,
    Form,
    Item,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
)

ABOUT, ABOUT_FORM = "about.ask", "about_set"
LONGEST = {"aim": 1000, "objectives": 2000, "whom_to_ask": 300, "pressures": 1300}


@dataclass(frozen=True)
class Holder:
    """Whoever is in a post. `before` is whoever was in it, as long as the handover has not been accepted."""

    name: str
    since: date | None = None
    leaves_on: date | None = None
    is_temporary: bool = False
    before: str = ""
    before_until: date | None = None
    contact: str = ""
    """Who types for them, where they have no account here."""


@dataclass(frozen=True)
class WhoFacts:
    """A post, and who stands behind it today."""

    post: str
    refs: tuple[str, ...] = ()
    holder: Holder | None = None
    vacant_since: date | None = None
    away_until: date | None = None
    delegate: str = ""
    delegate_until: date | None = None
    """The last day on which they answer."""
    is_acting: bool = False
    """Whether they act as accountable officer, as the chair decided."""
    acted: tuple[str, ...] = ()
    """Who has acted for it before, and from when to when."""
    acting_about: str = ""
    """What the button that names who acts is about, for those who may press it."""
    line: str = ""
    seats: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ref: str = ""
    """The action that was asked about, where one was."""
    title: str = ""
    lead: str = ""
    action_id: int = 0


def holder_words(holder: Holder, today: date) -> str:
    """Whoever is in a post; until the handover is accepted, both who was and who is."""
    since = f" since {day_in_words(holder.since, today)}" if holder.since else ""
    contact = f", answers through {holder.contact}" if holder.contact else ""
    standing_in = ", until somebody is named" if holder.is_temporary else ""
    leaves = f", leaves on {day_in_words(holder.leaves_on, today)}" if holder.leaves_on else ""
    said = f"{holder.name}{since}{contact}{standing_in}{leaves}"
    if not holder.before or holder.before_until is None:
        return said
    until = day_in_words(holder.before_until, today)
    return f"{holder.before} until {until}; {said}, handover not accepted yet"


def whois_shown(facts: WhoFacts, today: date, named: Referenced | None = None) -> Message:
    """Who answers for an action or sits in a post: the post, who holds it, who answers meanwhile, who directs them.

    `named` is the record by whose reference it was asked for: what it is and who asked for it or decided it come first.
    """
    heading = f"{facts.ref} {facts.title}" if facts.ref else facts.post
    parts: list[Part] = [_record(named)] if named else []
    parts.append(Facts(pairs=_pairs(facts, today)))
    buttons = []
    if facts.action_id:
        buttons.append(Button(label="Show the action", does="status.open", about=str(facts.action_id)))
    if facts.acting_about:
        buttons.append(Button(label="Name who acts", does=NAME, about=facts.acting_about))
    if buttons:
        parts.append(Buttons(buttons=tuple(buttons)))
    return Message(kind="whois", heading=heading, parts=tuple(parts))


def record_shown(named: Referenced) -> Message:
    """A record that is about no one action: a decision that closed a plan, or set a target."""
    return Message(kind="record_shown", heading="", parts=(_record(named),))


def _record(named: Referenced) -> Paragraph:
    """What a record is, and who asked for it or decided it."""
    return Paragraph(lead=named.ref, text=" ".join(f"{each}." for each in (named.words, named.by) if each))


def _pairs(facts: WhoFacts, today: date) -> tuple[tuple[str, str], ...]:
    pairs = [
        ("Accountable officer" if facts.ref else "Post", facts.post),
        ("Also called", listed(list(facts.aliases))),
        ("Held by", holder_words(facts.holder, today) if facts.holder else _vacant(facts, today)),
        ("Away", f"until {weekday_in_words(facts.away_until, today)}" if facts.away_until else ""),
        ("Acting" if facts.is_acting else "Delegate", _delegate(facts, today)),
        ("Acted before", "; ".join(facts.acted)),
        ("Lead officer", facts.lead),
        ("Line director", facts.line or ("none recorded" if facts.refs else "")),
        ("Seat", listed(list(facts.seats))),
        ("Answers for", listed(list(facts.refs)) or "no action of this plan"),
    ]
    return tuple((name, value) for name, value in pairs if value)


def _vacant(facts: WhoFacts, today: date) -> str:
    return f"nobody: vacant since {day_in_words(facts.vacant_since, today)}" if facts.vacant_since else "nobody: vacant"


def _delegate(facts: WhoFacts, today: date) -> str:
    if not facts.delegate:
        return "nobody" if facts.away_until or (facts.refs and facts.holder is None) else ""
    until = f" until {day_in_words(facts.delegate_until, today)}" if facts.delegate_until else ""
    if facts.is_acting:
        return f"{facts.delegate}, for {facts.post},{until}"
    return f"{facts.delegate} may answer{until}"


def person_shown(name: str, posts: Sequence[WhoFacts], today: date) -> Message:
    """The posts that somebody holds on this board, and what each answers for."""
    items = tuple(Item(lead=each.post, text=_held(each, today)) for each in posts)
    return Message(kind="whois", heading=name, parts=(Bullets(items=items),))


def _held(facts: WhoFacts, today: date) -> str:
    holder = facts.holder
    since = f"since {day_in_words(holder.since, today)}" if holder and holder.since else "now"
    away = f", away until {weekday_in_words(facts.away_until, today)}" if facts.away_until else ""
    seats = f" Sits as {listed(list(facts.seats))}." if facts.seats else ""
    refs = f" Answers for {listed(list(facts.refs))}." if facts.refs else ""
    return f"{since}{away}.{seats}{refs}"


@dataclass(frozen=True)
class AboutFacts:
    """What a board is for, who is on it, and when it meets. Times are the board's own."""

    board_id: int
    board: str
    aim: str
    objectives: tuple[str, ...]
    chair: str
    deputy: str
    members: tuple[str, ...]
    meetings: tuple[tuple[str, datetime], ...]
    whom_to_ask: str
    may_change: bool = False


def about_shown(facts: AboutFacts, today: date, news: str = "") -> Message:
    """The board in a few lines: aim, objectives, chair, members, meeting dates, and who to ask."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Paragraph(lead="Aim", text=facts.aim or "not written down yet."))
    if facts.objectives:
        parts.append(Bullets(lead="Objectives", items=tuple(Item(text=each) for each in facts.objectives)))
    else:
        parts.append(Paragraph(lead="Objectives", text="not written down yet."))
    people = [("Chair", facts.chair or "vacant"), ("Deputy chair", facts.deputy)]
    parts.append(Facts(pairs=tuple((name, who) for name, who in people if who)))
    if facts.members:
        parts.append(Bullets(lead="Members", items=tuple(Item(text=each) for each in facts.members)))
    coming = tuple(Item(lead=kind, text=f"{weekday_moment_in_words(at, today)}.") for kind, at in facts.meetings)
    parts.append(
        Bullets(lead="Meetings", items=coming) if coming else Paragraph(lead="Meetings", text="none arranged just now.")
    )
    parts.append(Paragraph(lead="Who to ask", text=f"{facts.whom_to_ask}."))
    if facts.may_change:
        change = Button(label="Change", does=ABOUT, about=str(facts.board_id), spoken="Change what is said here")
        parts.append(Buttons(buttons=(change,)))
    return Message(kind="about", heading=f"About {facts.board}", parts=tuple(parts))


def about_form(board_id: int, aim: str, objectives: str, whom_to_ask: str, usual: str, pressures: str = "") -> Form:
    """What the programme manager writes of the board. `usual` is who is named where nothing is written."""
    return Form(
        name=ABOUT_FORM,
        title="About the board",
        submit="Save",
        about=str(board_id),
        parts=(
            TextField(
                name="aim", label="Aim", initial=aim, many_lines=True, longest=LONGEST["aim"], optional=True,
                hint="One or two sentences, as in the terms of reference.",
            ),
            TextField(
                name="objectives", label="Objectives, one to a line", initial=objectives, many_lines=True,
                longest=LONGEST["objectives"], optional=True,
            ),
            TextField(
                name="whom_to_ask", label="Who to ask", initial=whom_to_ask, longest=LONGEST["whom_to_ask"],
                optional=True, hint=f"Leave it empty to name {usual}.",
            ),
            TextField(
                name="pressures", label="Kinds of barrier and risk, one to a line", initial=pressures, many_lines=True,
                longest=LONGEST["pressures"], optional=True,
                hint=f"What the forms offer. Leave it empty for {', '.join(PRESSURES).lower()}.",
            ),
            Note(text="The chair, the members and the meetings come from what you have set up."),
        ),
    )  # fmt: skip


_DAY = date(2021, 6, 8)
_HOLDER = Holder("Noor Aziz", date(2021, 6, 1), before="Daniel Marsh", before_until=date(2021, 6, 1))
_ACTION = WhoFacts(
    "Service Director, Quality and Assurance", ("BCP-03", "BCP-06"), _HOLDER, ref="BCP-06", action_id=6,
    title="Put an audit programme in place", lead="Head of Quality Assurance", line="Director (Helen Okafor)",
    delegate="Audit Manager (Jo Price)", delegate_until=date(2021, 6, 18), away_until=date(2021, 6, 18),
    aliases=("Director of Quality",),
)  # fmt: skip
_ACTING = replace(
    _ACTION, is_acting=True, acted=("Head of Early Help (Grace Lowe), 4 January 2021 to 26 February 2021",),
    acting_about="1:4",
)  # fmt: skip
_VACANT = WhoFacts("Head of Fostering", ("BCP-11",), vacant_since=date(2021, 5, 4))
_LEAVING = replace(_HOLDER, before="", leaves_on=date(2021, 6, 30), contact="Priya Nair")
_ABOUT = AboutFacts(
    1, "Sample Improvement Board", "Services that keep children safe and well.", ("Better decisions.", "Less delay."),
    "Independent Chair (Margaret Ellis)", "", ("Health Lead (vacant)",),
    (("Holding to Account", datetime(2021, 6, 15, 9, 30)),), "Priya Nair, the programme manager", True,  # noqa: DTZ001
)  # fmt: skip
_ASKED = Referenced(
    "CR-03", 6, "BCP-06", "the request for a new deadline of 30 September 2021: not decided yet",
    "Asked for by the Service Director, Quality and Assurance (Noor Aziz)",
)  # fmt: skip
_CLOSED = Referenced(
    "D-2021-06-09", 0, "",
    "what was decided on 16 June 2021: the plan closed; “closed” lists the plans that are closed",
    "Decided by the Independent Chair (Margaret Ellis)",
)  # fmt: skip

EXAMPLES: tuple[Message, ...] = (
    whois_shown(_ACTION, _DAY),
    whois_shown(_VACANT, _DAY),
    whois_shown(_ACTION, _DAY, _ASKED),
    record_shown(_CLOSED),
    person_shown("Noor Aziz", [replace(_ACTION, holder=_LEAVING, seats=("a board member",))], _DAY),
    about_shown(_ABOUT, _DAY),
    about_shown(replace(_ABOUT, aim="", objectives=(), members=(), meetings=(), may_change=False), _DAY, "Saved."),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    about_form(1, "", "", "", "Priya Nair, the programme manager", "\n".join(PRESSURES)),
)
