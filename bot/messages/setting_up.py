"""What is said while a board is being set up: each step, who holds what, and what will be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.closing import READINGS_AT_MOST, READINGS_NEEDED
from bot.domain.dates import WEEKDAYS, counted, full_day_in_words, listed
from bot.domain.people import SEATS, Role
from bot.domain.plan_reading.markings import CHOICES, USUAL
from bot.domain.working_days import Nation
from bot.messages.absence import AWAY, BACK, WHOEVER_ANSWERS
from bot.messages.acting import NAME
from bot.messages.leaving import leaving_menu
from bot.messages.outside import outside_menu
from bot.messages.parts import (
    MOST_CHOICES,
    Bullets,
    Button,
    Buttons,
    ChannelField,
    Choice,
    ChoiceField,
    Confirm,
    DateField,
    Form,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
    PersonField,
    TextField,
    TimeField,
    said,
)
from bot.messages.same_posts import Alike, alike_parts
from bot.messages.who_is_told import LEAD, who_may_be_told

POSTS_ON_A_PAGE = 10
"""Of the choices of one question; Slack takes no more."""

WHOEVER_FOLLOWS = (
    "whoever you choose, in private, if the post is new to them: what they take over, and what is wanted of it now"
)

MANAGER_POST = "Improvement Programme Manager"

SEAT_LABELS = {
    Role.CHAIR: "Chair",
    Role.DEPUTY: "Deputy chair",
    Role.PROGRAMME_MANAGER: "Programme manager",
    Role.MEMBER: "Member",
    Role.ADVISER: "Improvement adviser",
    Role.READ_ONLY: "Councillor (reads)",
    Role.DATA_MANAGER: "Data manager",
    Role.APPROVER: "Named approver",
}


@dataclass(frozen=True)
class Step:
    """One step of setting up: what stands, or what is to do, in words."""

    name: str
    is_done: bool
    words: str
    button: Button | None = None


@dataclass(frozen=True)
class SeatFacts:
    """A seat and who fills it; `value` names it for the menu that takes it away."""

    role: Role
    post: str
    holder: str
    value: str


@dataclass(frozen=True)
class PostFacts:
    """A post that is accountable in the plan, who holds it, and who may answer for it."""

    id: int
    title: str
    refs: tuple[str, ...]
    holder: str
    vacant_since: date | None = None
    delegate: str = ""
    delegate_until: date | None = None
    is_acting: bool = False
    """Whether the delegate acts as accountable officer, as the chair decided."""
    line: str = ""
    """The post that it reports to, and who holds that."""
    away_until: date | None = None
    is_temporary: bool = False
    is_accepted: bool = True
    leaves_on: date | None = None
    gives_input: bool = False
    """Whether it answers for none of these actions, and only gives input to their statements."""
    told: tuple[str, ...] = ()
    """Who is told when it is left vacant."""

    @property
    def actions(self) -> str:
        """Its actions in words."""
        given = "Gives input to " if self.gives_input else ""
        return f"{given}{counted(len(self.refs), 'action')}: {_few(self.refs)}."

    @property
    def does(self) -> str:
        """What it has to do with them."""
        return "Gives input to" if self.gives_input else "Answers for"

    @property
    def stays(self) -> str:
        """The same while a delegate may act for it."""
        return "Stays the one that gives input to" if self.gives_input else "Stays accountable for"


def setup_card(
    board: str,
    state: str,
    steps: Sequence[Step],
    more: Sequence[Button] = (),
    news: str = "",
    *,
    is_started: bool = False,
) -> Message:
    """Each step of setting up, done or to do, with the button that does it."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Paragraph(text=state))
    parts += [_step(number, step) for number, step in enumerate(steps, 1)]
    if more:
        parts.append(Buttons(buttons=tuple(more)))
    if not is_started:
        parts.append(Note(text="Nothing goes to anyone else until you have seen what will be sent and pressed Start."))
    return Message(
        kind="setup_card", heading=f"Setting up {board}" if board else "Setting up a board", parts=tuple(parts)
    )


def _step(number: int, step: Step) -> Paragraph:
    return Paragraph(
        lead=f"{number}. {step.name}, {'done' if step.is_done else 'to do'}", text=step.words, button=step.button
    )


def board_handed_over(board: str, manager: str) -> Message:
    """For whoever set a board up and named another as its programme manager."""
    return said(
        "board_handed_over",
        f"{board} is set up, and {manager} is its programme manager. From here on they carry on: please ask them to "
        "type “setup” to me. I have not written to them, or to anyone.",
    )


def seats_listed(board_id: int, board: str, seats: Sequence[SeatFacts], news: str = "") -> Message:
    """The seats of a board, with a way to fill one and to take one away."""
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Bullets(items=tuple(Item(lead=SEAT_LABELS[seat.role], text=_held(seat)) for seat in seats)))
    if not seats:
        parts.append(Paragraph(text="No seat is filled yet."))
    if not any(seat.role is Role.CHAIR for seat in seats):
        parts.append(Paragraph(text="There is no chair yet: nobody can confirm a rating until there is one."))
    parts.append(_row(Button(label="Fill a seat", does="setup.seat", about=str(board_id)), _back(board_id)))
    others = [seat for seat in seats if seat.role is not Role.PROGRAMME_MANAGER]
    if others:
        choices = tuple(Choice(value=seat.value, label=f"{SEAT_LABELS[seat.role]}: {seat.post}") for seat in others)
        menu = Menu(label="Take a seat away from a post", does="setup.unseat", about=str(board_id), choices=choices)
        parts.append(menu)
    return Message(kind="seats_listed", heading=f"Seats on {board}", parts=tuple(parts))


def _held(seat: SeatFacts) -> str:
    return f"{seat.post} ({seat.holder})" if seat.holder else f"{seat.post} (vacant)"


def posts_listed(
    board_id: int, posts: Sequence[PostFacts], page: int = 1, news: str = "", alike: Sequence[Alike] = ()
) -> Message:
    """The posts that answer for an action of the plan, who holds each, and what can be changed; ten on a page."""
    answering = [post for post in posts if not post.gives_input]
    vacant = sum(not post.holder for post in answering)
    pages = max(1, -(-len(posts) // POSTS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    parts: list[Part] = [Paragraph(text=news)] if news else []
    parts.append(Paragraph(text=_posts_counted(len(answering), vacant)))
    parts += alike_parts(alike)
    for post in posts[(page - 1) * POSTS_ON_A_PAGE : page * POSTS_ON_A_PAGE]:
        parts += _post(board_id, post)
    if pages > 1:
        parts.append(Note(text=f"Page {page} of {pages}."))
    turn = [_turn("Previous page", board_id, page - 1)] if page > 1 else []
    turn += [_turn("Next page", board_id, page + 1)] if page < pages else []
    parts.append(_row(*turn, _back(board_id)))
    held = [(post.id, f"{post.title} ({post.holder})") for post in posts if post.holder]
    parts += [leaving_menu(board_id, held)] if held else []
    parts += [outside_menu(board_id, [(post.id, post.title) for post in posts])] if posts else []
    return Message(kind="posts_listed", heading="Posts and who holds them", parts=tuple(parts))


def _posts_counted(number: int, vacant: int) -> str:
    if not number:
        return (
            "There is no plan yet, so no post answers for an action. Drop the plan’s spreadsheet here, or type on the "
            "machine that I run on: accountable import PLAN.csv"
        )
    have = "answers" if number == 1 else "answer"
    held = "each is held by somebody" if not vacant else f"{counted(vacant, 'post')} not connected to anybody"
    return f"{counted(number, 'post')} {have} for the actions of the plan; {held}."


def _post(board_id: int, post: PostFacts) -> list[Part]:
    about = f"{board_id}:{post.id}"
    actions = post.actions
    if not post.holder:
        connect = Button(
            label="Connect", does="setup.connect_post", about=about, style="primary", spoken=f"Connect {post.title}"
        )
        since = f"Vacant since {full_day_in_words(post.vacant_since)}" if post.vacant_since else "Vacant"
        text = f"{since}. {actions}{_delegated(post)}{_reports(post)}"
        row = _row(_delegate_button(about, post), _line_button(about, post))
        return [Paragraph(lead=post.title, text=text, button=connect), row]
    buttons = (
        Button(label="Change", does="setup.connect_post", about=about, spoken=f"Change who holds {post.title}"),
        _away_button(about, post),
        _delegate_button(about, post),
        _line_button(about, post),
        Button(
            label="Vacate",
            does="setup.vacate_post",
            about=about,
            spoken=f"Leave {post.title} vacant",
            confirm=Confirm(
                title="Leave the post vacant?",
                text=f"{post.holder} will no longer answer for {_few(post.refs)}. What they wrote stays theirs. "
                f"{LEAD}: {listed(list(post.told)) or 'nobody'}.",
                yes="Leave it vacant",
            ),
        ),
    )
    held = f"{post.holder}, until somebody is named" if post.is_temporary else post.holder
    taking = "" if post.is_accepted else " They have not accepted the handover yet."
    leaves = f" Leaves on {full_day_in_words(post.leaves_on)}." if post.leaves_on else ""
    text = f"{held}. {actions}{taking}{leaves}{_away(post)}{_delegated(post)}{_reports(post)}"
    acting = _acting_button(about, post) if post.away_until else None
    return [Paragraph(lead=post.title, text=text, button=acting), Buttons(buttons=buttons)]


def _away_button(about: str, post: PostFacts) -> Button:
    if post.away_until:
        return Button(label="Back", does=BACK, about=about, spoken=f"{post.holder}, {post.title}, is back")
    return Button(label="Away", does=AWAY, about=about, spoken=f"{post.holder}, {post.title}, is away")


def _delegate_button(about: str, post: PostFacts) -> Button:
    spoken = f"Name a delegate for {post.title}"
    return Button(label="Delegate", does="setup.delegate_post", about=about, spoken=spoken)


def _acting_button(about: str, post: PostFacts) -> Button:
    spoken = f"Record who acts as accountable officer for {post.title}"
    return Button(label="Who acts", does=NAME, about=about, spoken=spoken)


def _line_button(about: str, post: PostFacts) -> Button:
    spoken = f"Say who the line director of {post.title} is"
    return Button(label="Line director", does="setup.line_post", about=about, spoken=spoken)


def _away(post: PostFacts) -> str:
    return f" Away until {full_day_in_words(post.away_until)}." if post.away_until else ""


def _reports(post: PostFacts) -> str:
    return f" Reports to {post.line}." if post.line else ""


def _delegated(post: PostFacts) -> str:
    if not post.delegate:
        return ""
    until = f" until {full_day_in_words(post.delegate_until)}" if post.delegate_until else ""
    return f" {post.delegate} {'acts' if post.is_acting else 'may answer'} for them{until}."


def _few(refs: Sequence[str], most: int = 8) -> str:
    shown = list(refs[:most])
    return listed(shown if len(refs) <= most else [*shown, f"{len(refs) - most} more"])


def _turn(label: str, board_id: int, page: int) -> Button:
    return Button(label=label, does="setup.posts", about=f"{board_id}:{page}")


def people_listed(board: str, seats: Message, posts: Message) -> Message:
    """The seats and the posts together, as one asks with “people”."""
    return Message(kind="people_listed", heading=f"People of {board}", parts=(*seats.parts, *posts.parts))


def start_button(board_id: int) -> Button:
    """The button that lets the bot speak, with the question before it."""
    question = Confirm(
        title="Start?",
        text="From now on I write to the officers and to the board’s channel at the times that you have seen. "
        "You can pause everything with one press.",
        yes="Start",
    )
    return Button(label="Start", does="setup.start", about=str(board_id), style="primary", confirm=question)


def pause_button(board_id: int) -> Button:
    """The button that pauses everything."""
    return Button(label="Pause everything", does="setup.pause", about=str(board_id), style="danger")


def resume_button(board_id: int) -> Button:
    """The button that ends a pause."""
    return Button(label="Resume", does="setup.resume", about=str(board_id), style="primary")


def board_started(board_id: int, board: str, requests: int, summary: str) -> Message:
    """What has been set going."""
    asked = (
        f"{counted(requests, 'request')} for statements planned"
        if requests
        else "No request for statements is planned yet"
    )
    words = f"{board} has started. {asked}; the next weekly summary goes to the board’s channel on {summary}."
    return said("board_started", words, _row(pause_button(board_id), _preview(board_id)))


def board_paused(board_id: int, board: str) -> Message:
    """Everything waits."""
    words = (
        f"{board} is paused: nothing goes out, to anybody, until you press Resume. What people send me is still kept."
    )
    return said("board_paused", words, _row(resume_button(board_id)))


def board_resumed(board_id: int, board: str, summary: str) -> Message:
    """It speaks again."""
    words = (
        f"{board} speaks again. What came due meanwhile still goes, where it is of use by now. The next weekly summary "
        f"after that goes to the board’s channel on {summary}."
    )
    return said("board_resumed", words, _row(pause_button(board_id), _preview(board_id)))


def board_speaks(board_id: int, board: str, how: str) -> Message:
    """What was asked for is so already."""
    return said("board_speaks", f"{how} {board} writes to people at its times.", _row(pause_button(board_id)))


_LINE_CONFIRMS = (
    Choice(value="yes", label="Yes, and the record says “confirmed by line manager”"),
    Choice(value="no", label="No: whoever is next decides"),
)


def board_form(
    *,
    board_id: int | None,
    name: str = "",
    channel: str | None = None,
    zone: str = "Europe/London",
    nation: str = Nation.ENGLAND_AND_WALES,
    hours: tuple[time, time] = (time(8, 30), time(17, 30)),
    summary: tuple[int, time] = (0, time(9)),
    mash_number: str = "",
    line_confirms: bool = True,
    readings_needed: int = READINGS_NEEDED,
    marking: str = USUAL,
    manager: str | None = None,
) -> Form:
    """Everything about a board that is not a person or a meeting. A new one asks who its programme manager is, and one
    that is there what its papers state at their top.
    """
    last = (
        _marking_field(marking)
        if board_id is not None
        else PersonField(
            name="manager",
            label="Programme manager",
            hint="Runs the plan with me. Leave it empty if that is you.",
            optional=True,
            initial=manager,
        )
    )
    return Form(
        name="setup_board",
        title="The board",
        submit="Save",
        about="" if board_id is None else str(board_id),
        parts=(
            TextField(name="name", label="Name of the board", initial=name, longest=120),
            ChannelField(
                name="channel",
                label="The board’s channel",
                hint="The weekly summary goes there. Invite me to it, so that I can post.",
                initial=channel or None,
            ),
            TextField(
                name="mash_number",
                label="Telephone number of the Multi-Agency Safeguarding Hub (MASH)",
                hint="Shown to anyone who writes what looks like a worry about a child.",
                initial=mash_number,
                longest=40,
            ),
            TextField(
                name="zone", label="Time zone", hint="Area/City, such as Europe/London.", initial=zone, longest=60
            ),
            ChoiceField(
                name="nation",
                label="Bank holidays of",
                choices=tuple(Choice(value=each.value, label=each.words) for each in Nation),
                initial=nation,
            ),
            TimeField(name="hours_from", label="I may write to people from", initial=hours[0]),
            TimeField(name="hours_to", label="and until", initial=hours[1]),
            ChoiceField(
                name="summary_weekday",
                label="The weekly summary goes out each",
                choices=tuple(Choice(value=str(day), label=WEEKDAYS[day]) for day in range(5)),
                initial=str(summary[0]),
            ),
            TimeField(name="summary_time", label="at", initial=summary[1]),
            ChoiceField(
                name="line_confirms",
                label="May a line manager confirm?",
                hint="Whoever decides, where they manage the accountable officer: ratings, closing, holding, ending.",
                choices=_LINE_CONFIRMS,
                initial="yes" if line_confirms else "no",
                as_menu=False,
            ),
            TextField(
                name="readings_needed",
                label="Green readings running that close an action",
                hint=f"1 to {READINGS_AT_MOST}. With fewer, whoever closes it says why that is waived. "
                "It counts from the next closing; what is closed stays so.",
                initial=str(readings_needed),
                longest=2,
            ),
            last,
        ),
    )


def _marking_field(marking: str) -> ChoiceField:
    return ChoiceField(
        name="marking",
        label="What packs, drafts and files state at their top",
        hint="It makes nothing public by itself: what the public may read, the chair clears.",
        choices=tuple(Choice(value=each, label=word) for each, word in {marking: marking, **CHOICES}.items()),
        initial=marking,
    )


def seat_form(board_id: int) -> Form:
    """A seat, the post that fills it, and the person in that post."""
    return Form(
        name="setup_seat",
        title="Fill a seat",
        submit="Save",
        about=str(board_id),
        parts=(
            ChoiceField(
                name="role",
                label="Seat",
                choices=tuple(Choice(value=role.value, label=SEAT_LABELS[role]) for role in SEATS),
            ),
            TextField(
                name="post",
                label="Post",
                hint="The job, such as Director of Children’s Services. The seat stays with it when people move on.",
                longest=300,
            ),
            PersonField(name="person", label="Who holds it", hint="Leave it empty for a vacant post.", optional=True),
        ),
    )


def post_form(board_id: int, post: PostFacts, account: str | None, told: Sequence[str] = ()) -> Form:
    """Who holds a post of the plan. `told` says who is told, and when."""
    return Form(
        name="setup_post",
        title="Connect a post",
        submit="Connect",
        about=f"{board_id}:{post.id}",
        parts=(
            Paragraph(lead=post.title, text=f"{post.does} {_few(post.refs)}."),
            PersonField(name="person", label="Who holds it now", initial=account),
            who_may_be_told(told),
        ),
    )


def acts_no_more(post: str) -> str:
    """That whoever acts for a holder who leaves is told so."""
    return f"the {post}, who acts for its holder and is a delegate from then on"


def delegate_form(board_id: int, post: PostFacts, tomorrow: date, told: Sequence[str] = ()) -> Form:
    """Who may answer for a post, and until when: while its holder is away, unless something else is typed. Why is never
    asked. `told` says who is told, and when.
    """
    return Form(
        name="setup_delegate",
        title="Name a delegate",
        submit="Save",
        about=f"{board_id}:{post.id}",
        parts=(
            Paragraph(lead=post.title, text=f"{post.stays} {_few(post.refs)}; the delegate may answer for them."),
            TextField(name="delegate", label="Post of the delegate", longest=300),
            PersonField(
                name="person", label="Who holds that post", hint="Leave it empty if I know already.", optional=True
            ),
            DateField(name="until", label="Last day", initial=max(tomorrow, post.away_until or tomorrow)),
            who_may_be_told(told),
        ),
    )


def line_form(board_id: int, post: PostFacts, known: Sequence[tuple[str, str]]) -> Form:
    """Whom a post reports to. `known` are the posts to choose from, as (id, title)."""
    choices = tuple(Choice(value=value, label=title) for value, title in known[:MOST_CHOICES])
    choose = ChoiceField(name="line_post", label="Line director", optional=True, choices=choices)
    return Form(
        name="setup_line",
        title="Line director",
        submit="Save",
        about=f"{board_id}:{post.id}",
        parts=(
            Paragraph(
                lead=post.title,
                text="The line director is told when no statement has come in, and answers for a vacant post until "
                "somebody is named.",
            ),
            *([choose] if choices else []),
            TextField(name="line", label="or type the title of another post", optional=bool(choices), longest=300),
            PersonField(
                name="person", label="Who holds that post", hint="Leave it empty if I know already.", optional=True
            ),
        ),
    )


def _row(*buttons: Button) -> Buttons:
    return Buttons(buttons=buttons)


def _back(board_id: int) -> Button:
    return Button(label="All steps", does="setup.open", about=str(board_id))


def _preview(board_id: int) -> Button:
    return Button(label="What will be sent", does="setup.preview", about=str(board_id))


_BOARD = "Sample Improvement Board"
_POST = PostFacts(
    4, "Head of Quality Assurance", ("BCP-03", "BCP-06"), "Priya Nair", None, "Audit Manager", date(2021, 6, 30)
)
_AWAY = PostFacts(
    6,
    "Service Director, Inclusion",
    ("BCP-12",),
    "Samir Khan",
    line="Corporate Director of Children’s Services (Helen Okafor)",
    away_until=date(2021, 6, 18),
    is_accepted=False,
)
_VACANT = PostFacts(5, "Head of Fostering", ("BCP-11",), "", date(2021, 5, 4))
_STEPS = (
    Step(
        "The board",
        True,
        "Channel, time zone, hours and the MASH number are there.",
        Button(label="Change", does="setup.board", about="1"),
    ),
    Step("The plan", True, "15 actions, answered for by 9 posts."),
    Step("Seats", False, "There is no chair yet.", Button(label="Seats", does="setup.seats", about="1")),
)

EXAMPLES: tuple[Message, ...] = (
    setup_card(
        "",
        "Nothing is set up here yet.",
        (Step("The board", False, "Its name, channel and hours.", Button(label="Set up", does="setup.board")),),
    ),
    setup_card(_BOARD, "It has not been started.", _STEPS, (_preview(1), start_button(1)), "Saved."),
    setup_card(_BOARD, "It has been started, and writes to people.", _STEPS, (pause_button(1),), is_started=True),
    board_handed_over(_BOARD, "Priya Nair"),
    seats_listed(
        1,
        _BOARD,
        (
            SeatFacts(Role.CHAIR, "Independent Chair", "Margaret Ellis", "chair:1"),
            SeatFacts(Role.PROGRAMME_MANAGER, MANAGER_POST, "Priya Nair", "programme_manager:2"),
            SeatFacts(Role.MEMBER, "Director of Children’s Services", "", "member:3"),
        ),
        "Independent Chair, held by Margaret Ellis, now sits as chair.",
    ),
    seats_listed(1, _BOARD, ()),
    posts_listed(1, (_POST, _AWAY, _VACANT), news="Head of Quality Assurance is now held by Priya Nair."),
    posts_listed(1, ()),
    people_listed(
        _BOARD,
        seats_listed(1, _BOARD, (SeatFacts(Role.CHAIR, "Independent Chair", "Margaret Ellis", "chair:1"),)),
        posts_listed(1, (_POST, _VACANT)),
    ),
    board_started(1, _BOARD, 6, "Monday 7 June, 09:00"),
    board_paused(1, _BOARD),
    board_speaks(1, _BOARD, "It was started before."),
    board_resumed(1, _BOARD, "Monday 14 June, 09:00"),
)  # fmt: skip

FORM_EXAMPLES: tuple[Form, ...] = (
    board_form(board_id=None),
    board_form(board_id=1, name=_BOARD, channel="C0SAMPLE", mash_number="01202 000000"),
    seat_form(1),
    post_form(1, _VACANT, None, (WHOEVER_FOLLOWS, acts_no_more("Head of Early Help"))),
    delegate_form(1, _POST, date(2021, 6, 2), (WHOEVER_ANSWERS,)),
    line_form(1, _POST, (("6", "Corporate Director of Children’s Services"),)),
)
