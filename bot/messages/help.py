"""What is said about the bot itself: what can be asked of it, how ratings come about, and what it is not for."""

from collections.abc import Iterable

from bot.domain.pace import RULE as MOVED
from bot.domain.people import Role
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, said

RULES_PUBLISHED = "docs/ratings.md"
ALL, RATINGS = "all", "ratings"
"""What else can be asked of help: “help all”, “help ratings”."""
PRACTISE = "practice.open"
"""The button that opens the form on the practice action."""

_ASK = (
    ("status", "the whole plan, with counts"),
    ("status A6", "one action; “6”, “bcp6” or words of its title will do"),
    ("history A6", "what was changed about an action: when, by whom, from what to what and why"),
    ("status red", "or amber, green, blue, not rated"),
    ("status overdue", "and “due 14”, “mine”, “missing”, “help needed”, “unconfirmed”, “no measure”"),
    (
        "status red workforce",
        "several at once, also days: “status amber due by 30 June”. As Excel and As CSV give the list as a file, as "
        "does “export red workforce”",
    ),
    ("status workforce", "a priority or a post, by words of its name; “status source PR-2012” what one source led to"),
    ("whois A6", "who answers for it; also a post or a person. “about” says what the board is for and whom to ask"),
    ("summary", "the weekly summary as it would be now"),
    ("statement A6", "write the position statement for an action that you answer for"),
    ("practise", "try the form of a statement on a made-up action; nothing is saved"),
    ("pack", "the pack of the next Holding to Account meeting, once it is fixed"),
    ("challenge A6", "ask a question about an action; “challenges” shows those that are open"),
    ("run sheet", "for the chair and the programme manager: today’s meeting, or the next; “paper” gives it as a file"),
    ("decisions", "the decision log of the last meeting, marked as a draft until the chair approves it"),
    ("new date A6", "ask the chair for another deadline, for an action that you answer for"),
    ("deliver A6", "mark an action that you answer for as delivered, with its evidence"),
    ("watch A6 because …", "put an action under weekly scrutiny; “watch” shows the list, “unwatch A6” ends it"),
    ("highlight A6", "a page on one action for a Board; “highlight” goes through all that are on the watch list"),
    ("coverage", "what each inspection and review asks for and which actions answer; “coverage PR-2012” shows one"),
    (
        "pace",
        "which actions moved since the last Board, priority by priority, and what became of each month’s deadlines",
    ),
    ("cleared", "what is cleared for the public; for the chair, “clear A6” clears an action or a measure"),
    (
        "measures",
        "every measure with its figure, its target and which way it goes; “measures KPO-05” what set its target",
    ),
    (
        "risks",
        "the register of risks, the highest score first; the programme manager adds, reviews and closes them there",
    ),
    ("surgery", "performance surgeries to come, and what was agreed; the chair and the programme manager arrange them"),
    ("away until 12 July", "you are not written to until then; also “back”, and “delegate to Head of Early Help”"),
    ("close plan", "for the programme manager: what becomes of each open action; “closed plans” shows how one stood"),
    ("setup", "for the programme manager: people, meetings, what will be sent, pause"),
    ("remove", "for the programme manager: take somebody’s details out of everything I have kept and sent"),
    ("records", "for the programme manager: how long things are kept, what is held, and a search for who asks by law"),
    ("election", "for the programme manager: pre-election periods, and what is otherwise in them"),
    ("inspection pack", "for the chair and the programme manager: all that is kept, as a file, with its gaps first"),
    ("exceptions", "for the chair and the programme manager: what was put to the chair, and what was decided"),
    ("export", "for the programme manager: the whole plan as a file; a file dropped here is read as a plan"),
    ("new action", "for the programme manager: add one; Change, on an action’s card, has all else that can be edited"),
    ("meetings", "for the programme manager; “move HTA-2021-06 to 22 June 10:00”, “cancel HTA-2021-06”"),
)

_FIRST: tuple[tuple[frozenset[Role] | None, tuple[str, ...]], ...] = (
    (None, ("status", "status A6", "summary")),
    (
        frozenset({Role.OFFICER, Role.OWN_OFFICER, Role.DELEGATE}),
        ("statement A6", "practise", "new date A6", "deliver A6", "away until 12 July"),
    ),
    (frozenset({Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER}), ("run sheet",)),
    (
        frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ADVISER, Role.APPROVER}),
        ("pack", "challenge A6", "decisions"),
    ),
    (frozenset({Role.CHAIR, Role.DEPUTY}), ("watch A6 because …",)),
    (frozenset({Role.DATA_MANAGER}), ("measures",)),
    (frozenset({Role.PROGRAMME_MANAGER}), ("setup", "meetings", "new action", "export", "remove")),
    (frozenset({Role.LINE_DIRECTOR}), ("whois A6",)),
)
"""What the first screen of help shows, by the roles that mostly ask it; None is everybody."""

_RATINGS = (
    ("Red", "needs help or a decision: it has missed its date, or will, by more than is tolerated"),
    ("Amber", "it has slipped or may slip, or something needed to judge it is old or missing"),
    ("Green", "due to finish on time, with a recent statement to show it"),
    ("Blue", "complete: the Board has accepted the evidence and the effect"),
    ("Grey", "not rated: not due to start, on hold by decision, or not enough to rate"),
)


def help_shown(mash_number: str, roles: Iterable[Role] = ()) -> Message:
    """What somebody with these roles asks most, on one screen at a desk, and the way to all the rest.

    `mash_number` is the board's, empty where it is not known.
    """
    mine = set(roles)
    wanted = {words for who, asks in _FIRST if who is None or who & mine for words in asks}
    return Message(
        kind="help",
        heading="What you can ask",
        parts=(
            Paragraph(lead="If a child is at risk", text=at_risk_words(mash_number)),
            _asks(wanted),
            Paragraph(
                text="What is here is for the improvement of services. It is not used for appraisal or pay. Write no "
                "names, initials or case numbers of children, families or carers."
            ),
            Buttons(
                buttons=(
                    Button(label="All that you can ask", does="help.show", about=ALL),
                    Button(label="How an action is rated", does="help.show", about=RATINGS),
                    Button(label="Whole plan", does="status.show"),
                    Button(label="My actions", does="status.show", about="mine"),
                )
            ),
        ),
    )


def all_asks_shown() -> Message:
    """Everything that can be asked, by whomever."""
    return Message(
        kind="help",
        heading="All that you can ask",
        parts=(
            _asks({words for words, _ in _ASK}),
            Paragraph(
                text="On Slack put “/account” in front, write to me directly, or mention me. Answers are for you alone."
            ),
            Buttons(
                buttons=(
                    Button(label="How an action is rated", does="help.show", about=RATINGS),
                    Button(label="Coverage", does="coverage.show"),
                )
            ),
        ),
    )


def ratings_explained() -> Message:
    """How an action comes to its colour, and where the rules are published."""
    return Message(
        kind="help",
        heading="How an action is rated",
        parts=(
            Bullets(items=tuple(Item(lead=word, text=what) for word, what in _RATINGS)),
            Paragraph(
                text="The officer rates, and the chair confirms. The rules only suggest, always in words: which date, "
                f"and how far. They are published whole in {RULES_PUBLISHED}."
            ),
            Paragraph(lead="Moved", text=MOVED),
            Buttons(
                buttons=(
                    Button(label="Why these ratings?", does="status.why"),
                    Button(label="What you can ask", does="help.show"),
                )
            ),
        ),
    )


def _asks(wanted: set[str]) -> Bullets:
    return Bullets(items=tuple(Item(lead=words, text=what) for words, what in _ASK if words in wanted))


def at_risk_words(mash_number: str) -> str:
    """The fixed words about a child at risk; MASH is spelt out, as on every screen where it first stands."""
    phone = f"phone the Multi-Agency Safeguarding Hub (MASH) on {mash_number}, or 999" if mash_number else "phone 999"
    return f"This is not read in real time. If a child is at risk, {phone}."


def child_at_risk(mash_number: str) -> Message:
    """For words that may be about a child at risk, whoever wrote them and whatever else they asked."""
    more = "Nothing that you wrote has been kept here or passed on by me."
    return said("child_at_risk", f"{at_risk_words(mash_number)} {more}")


def welcome(mash_number: str) -> Message:
    """For whoever says hello."""
    return Message(kind="welcome", heading="Hello. This is Accountable.", parts=_welcome(mash_number))


def first_welcome(mash_number: str) -> Message:
    """For whoever uses it for the first time, whatever they did: said once, and asking nothing of them."""
    once = Note(text="You have used me for the first time, so I say this once. Nothing is asked of you here.")
    return Message(kind="first_welcome", heading="Welcome. This is Accountable.", parts=(*_welcome(mash_number), once))


def _welcome(mash_number: str) -> tuple[Part, ...]:
    return (
        Paragraph(
            text="I ask for position statements before Holding to Account meetings, and say how the improvement "
            "plan stands. The chair holds people to account; I ask, remind, record and show. You can try the form of a "
            "statement on a made-up action first: nothing of it is kept."
        ),
        Paragraph(lead="If a child is at risk", text=at_risk_words(mash_number)),
        Buttons(
            buttons=(
                Button(label="What can I ask?", does="help.show", style="primary"),
                Button(label="My actions", does="status.show", about="mine"),
                Button(label="Practise a statement", does=PRACTISE),
            )
        ),
    )


EXAMPLES: tuple[Message, ...] = (
    help_shown("01234 567890", (Role.OFFICER,)),
    help_shown("01234 567890", (Role.CHAIR,)),
    help_shown("01234 567890", (Role.PROGRAMME_MANAGER,)),
    help_shown(""),
    all_asks_shown(),
    ratings_explained(),
    welcome("01234 567890"),
    first_welcome("01234 567890"),
    child_at_risk("01234 567890"),
)
