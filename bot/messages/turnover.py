"""What is said when the holder of a post leaves, and when somebody takes it over."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import counted, listed
from bot.messages.absence import HAND_OVER
from bot.messages.handover import TakenOver, fresh_look_button, taken_parts
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Note, Paragraph, Part, said, without_buttons

ACCEPT, QUERY = "turnover.accept", "turnover.query"


@dataclass(frozen=True)
class Vacant:
    """A post that fell vacant. `line` is whom it reports to, with a name; empty where nobody is known."""

    about: str
    post: str
    refs: tuple[str, ...]
    line: str


def officer_left(
    name: str,
    posts: Sequence[Vacant],
    seats: Sequence[str],
    answered_for: Sequence[str],
    until: str,
    unanswered: Sequence[str] = (),
    *,
    of_post: bool = False,
) -> Message:
    """Whoever runs the board hears of an account that was disabled: what is vacant now, and what happens next.

    Where `of_post` it is a post that somebody has left on the day that was recorded.
    `answered_for` are the posts whose delegate they were, `unanswered` those of them whose own holder is not there;
    `until` is the day in words by which somebody is to be named.
    """
    lines: list[Part] = [
        Paragraph(
            lead=each.post,
            text=f"Vacant from today. {_answers(each)}{_then(each, until)}",
            button=Button(
                label="Connect",
                does="setup.connect_post",
                about=each.about,
                style="primary",
                spoken=f"Connect {each.post} to whoever follows",
            ),
        )
        for each in posts
    ]
    if seats:
        lines.append(Paragraph(lead="Seats", text=f"Vacant from today: {listed(list(seats))}."))
    if answered_for:
        text = f"They answered for the {listed(list(answered_for))}. Please name another, or none."
        text += f" Nobody answers for the {listed(list(unanswered))} now." if unanswered else ""
        lines.append(Paragraph(lead="Delegate", text=text))
    return Message(
        kind="officer_left",
        heading=f"{name} has left, as was recorded" if of_post else f"{name}’s account has been disabled",
        parts=(
            Paragraph(
                text="Nobody was connected in their place. What they wrote stays theirs."
                if of_post
                else "I write to them no longer, and they can see nothing here. What they wrote stays theirs."
            ),
            *lines,
        ),
    )


def _answers(vacant: Vacant) -> str:
    return f"{counted(len(vacant.refs), 'action')}: {listed(list(vacant.refs))}."


def _then(vacant: Vacant, until: str) -> str:
    if not vacant.line:
        return f" No line director is known for it. Please name somebody by {until}."
    return f" Unless somebody is named, {vacant.line} becomes temporary accountable officer on {until}."


def line_officer_left(name: str, posts: Sequence[Vacant], until: str, manager: str) -> Message:
    """The line director of a post hears that it is vacant, on the same day."""
    return Message(
        kind="line_officer_left",
        heading=f"A post that reports to you is vacant: {listed([each.post for each in posts])}",
        parts=(
            Paragraph(text=f"{name} holds it no longer. It is accountable for these actions of the improvement plan:"),
            Bullets(items=tuple(Item(lead=each.post, text=_answers(each)) for each in posts)),
            Paragraph(
                lead="What to do",
                text=f"As soon as you know who follows, for now or for good, tell {manager}. Unless somebody is named, "
                f"you become temporary accountable officer on {until}.",
            ),
        ),
    )


def delegate_left(name: str, delegate: str, answered: Sequence[tuple[str, str, Sequence[str]]]) -> Message:
    """An officer hears that nobody may answer for them any more: for each post what a button is about, its title, and
    the actions that it answers for.
    """
    return Message(
        kind="delegate_left",
        heading="Your delegate has left",
        parts=(
            Paragraph(
                text=f"{name} holds the post {delegate} no longer, and so answers for you no more. What is asked about "
                "your actions comes to you again."
            ),
            *(
                Paragraph(
                    lead=post,
                    text=f"Answers for {listed(list(refs))}.",
                    button=Button(
                        label="Hand to delegate", does=HAND_OVER, about=about, spoken=f"Name a delegate for {post}"
                    ),
                )
                for about, post, refs in answered
            ),
        ),
    )


def temporary_officer(post: str, taken: Sequence[TakenOver], manager: str) -> Message:
    """The line director hears that they answer for a vacant post until somebody is named."""
    return Message(
        kind="temporary_officer",
        heading=f"You are temporary accountable officer: {post}",
        parts=(
            Paragraph(
                text="The post has been vacant for 5 working days and nobody has been named. Until somebody is, you "
                f"answer for its actions. As soon as you know who it will be, tell {manager}."
            ),
            *taken_parts(taken),
        ),
    )


def temporary_officer_named(post: str, line: str, refs: Sequence[str]) -> Message:
    """Whoever runs the board hears who answers for a vacant post from now on."""
    return said(
        "temporary_officer_named",
        f"{post} has been vacant for 5 working days. {line} is now temporary accountable officer for "
        f"{listed(list(refs))}, until you connect the post to somebody.",
    )


def post_still_vacant(vacant: Vacant, why: str) -> Message:
    """Whoever runs the board hears that a post is still vacant, and why nobody stands in for it."""
    buttons = (
        Button(label="Connect", does="setup.connect_post", about=vacant.about, style="primary"),
        Button(label="Line director", does="setup.line_post", about=vacant.about),
    )
    return Message(
        kind="post_still_vacant",
        heading="A post is still vacant",
        parts=(
            Paragraph(
                text=f"{vacant.post} has been vacant for 5 working days, and there is no line director to stand in: "
                f"{why}. Nobody is accountable for {listed(list(vacant.refs))}."
            ),
            Buttons(buttons=buttons),
        ),
    )


def handover(
    about: str,
    post: str,
    board: str,
    by: str,
    taken: Sequence[TakenOver],
    owed: Sequence[str],
    until: str,
    *,
    follows_somebody: bool,
) -> Message:
    """The new holder of a post gets what they take over, and says whether they accept it. `until` is a day in words,
    and `follows_somebody` whether anybody held the post before them.
    """
    both = "; until you accept, both names show" if follows_somebody else ""
    asked = (
        f"A statement is asked for now for {listed(list(owed))}; you are asked for it in a message of its own."
        if owed
        else "No statement is asked for just now."
    )
    return Message(
        kind="handover",
        heading=f"You are now accountable officer: {post}",
        parts=(
            Paragraph(text=f"{by} connected you to this post on {board}. It answers for:"),
            *taken_parts(taken),
            Paragraph(lead="Statements", text=asked),
            Paragraph(
                text=f"Please accept by {until}, or say that you have a question{both}. "
                "Ratings, dates and history carry over. You may take one fresh look at the forecasts."
            ),
            Buttons(
                buttons=(
                    Button(label="Accept", does=ACCEPT, about=about, style="primary"),
                    Button(label="Query", does=QUERY, about=about),
                    fresh_look_button(about),
                )
            ),
        ),
    )


def with_accepted(message: Message, when: str) -> Message:
    """The same handover after it was accepted: the buttons that ask for that give way to when it was."""
    return without_buttons(message, {ACCEPT, QUERY}, f"You accepted this {when}.")


def handover_accepted(about: str, post: str, *, may_look_afresh: bool) -> Message:
    """For the new holder who accepted."""
    thanks = f"Thank you. You have accepted {post}, and it is on the record. From now on your name alone shows."
    if not may_look_afresh:
        return said("handover_accepted", thanks)
    more = " If you see a forecast otherwise than whoever was before you, you may take one fresh look at them."
    return said("handover_accepted", thanks + more, Buttons(buttons=(fresh_look_button(about),)))


def handover_queried(post: str, told: Sequence[str]) -> Message:
    """For the new holder who has a question. `told` are those who have been told of it."""
    who = listed(list(told)) or "The programme manager"
    have = "have" if len(told) > 1 else "has"
    return said(
        "handover_queried",
        f"{who} {have} been told that you have a question about {post}, and will be in touch. You can still accept.",
    )


def no_handover(post: str) -> Message:
    """For a holder of whom nothing is to be accepted."""
    return said("no_handover", f"There is nothing to accept for {post}: you have accepted it, or held it before.")


def handover_query(post: str, name: str) -> Message:
    """Whoever runs the board hears that a new holder has a question."""
    return Message(
        kind="handover_query",
        heading="A question about a handover",
        parts=(
            Paragraph(text=f"{name} has a question about what they take over as {post}. Please speak to them."),
            Note(text="They can accept it when it is answered."),
        ),
    )


def line_handover_query(post: str, name: str) -> Message:
    """The line director of the post hears the same."""
    return said(
        "line_handover_query",
        f"{name} has a question about what they take over as {post}, which reports to you. Please speak to them; they "
        "can accept it when it is answered.",
    )


def handover_open(
    about: str, post: str, name: str, refs: Sequence[str], queried: str, *, follows_somebody: bool
) -> Message:
    """Whoever runs the board hears that a handover has not been accepted in 5 working days.

    `queried` is the day on which they asked a question, in words; empty where they did not answer at all.
    """
    answer = f"They said on {queried} that they have a question." if queried else "They have not answered."
    both = ", and both names show until they accept" if follows_somebody else ""
    connect = Button(label="Connect", does="setup.connect_post", about=about, spoken=f"Connect {post} to somebody else")
    return said(
        "handover_open",
        f"{name} has not accepted the handover of {post} ({listed(list(refs))}) in 5 working days. {answer} Please "
        f"speak to them. They are accountable officer all the same{both}.",
        Buttons(buttons=(connect,)),
    )


def line_handover_open(post: str, name: str, refs: Sequence[str]) -> Message:
    """The line director hears the same."""
    return said(
        "line_handover_open",
        f"{name} has not accepted the handover of {post} ({listed(list(refs))}), which reports to you, in 5 working "
        "days. Please speak to them.",
    )


_VACANT = Vacant(
    "1:4",
    "Service Director, Quality and Assurance",
    ("BCP-03", "BCP-06"),
    "Corporate Director of Children’s Services (Helen Okafor)",
)
_ALONE = Vacant("1:5", "Head of Fostering", ("BCP-11",), "")
_TAKEN = (
    TakenOver(
        "BCP-03", "Supervise every month", "Deadline 16 July. Last rating: Amber, confirmed by the chair.",
        ("25 May, Amber, Daniel Marsh", "27 April, Green, Daniel Marsh"), ("C-04, due 10 June",),
        ("15 June, Holding to Account",), "1:4:3",
    ),
    TakenOver("BCP-06", "Audit twenty-five cases a month", "No deadline yet. Not rated yet."),
)  # fmt: skip

_HANDED = (_VACANT.post, "Sample Improvement Board", "Priya Nair", _TAKEN)

EXAMPLES: tuple[Message, ...] = (
    officer_left("Daniel Marsh", [_VACANT, _ALONE], ["member"], ["Director of Education"], "Tuesday 15 June"),
    officer_left("Daniel Marsh", [_VACANT], [], [], "Tuesday 15 June", of_post=True),
    officer_left("Daniel Marsh", [], [], ["Director of Education"], "Tuesday 15 June", ["Director of Education"]),
    officer_left("Daniel Marsh", [], ["programme manager"], [], "Tuesday 15 June"),
    line_officer_left("Daniel Marsh", [_VACANT], "Tuesday 15 June", "Priya Nair, the programme manager"),
    delegate_left("Grace Lowe", "Head of Early Help", [("1:4", _VACANT.post, _VACANT.refs)]),
    temporary_officer(_VACANT.post, _TAKEN, "Priya Nair, the programme manager"),
    temporary_officer_named(_VACANT.post, _VACANT.line, _VACANT.refs),
    post_still_vacant(_ALONE, "no line director is recorded"),
    handover("1:4", *_HANDED, ["BCP-03"], "Tuesday 15 June", follows_somebody=True),
    handover("1:4", *_HANDED, [], "Tuesday 15 June", follows_somebody=False),
    handover_accepted("1:4", _VACANT.post, may_look_afresh=True),
    handover_accepted("1:4", _VACANT.post, may_look_afresh=False),
    handover_queried(_VACANT.post, ["Priya Nair", "Helen Okafor"]),
    handover_queried(_VACANT.post, []),
    no_handover(_VACANT.post),
    handover_query(_VACANT.post, "Noor Aziz"),
    line_handover_query(_VACANT.post, "Noor Aziz"),
    handover_open("1:4", _VACANT.post, "Noor Aziz", _VACANT.refs, "", follows_somebody=True),
    handover_open("1:4", _VACANT.post, "Noor Aziz", _VACANT.refs, "Thursday 10 June", follows_somebody=False),
    line_handover_open(_VACANT.post, "Noor Aziz", _VACANT.refs),
)
