"""What is said of an action that is reported to another board as well as its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import counted
from bot.domain.references import short_title
from bot.messages.parts import Bullets, Button, Buttons, Confirm, Form, Item, Message, Note, Paragraph, TextField, said

SHOW, ASK, ACCEPT, DECLINE, END = "report.show", "report.ask", "report.accept", "report.decline", "report.end"
ASK_FORM = "report_ask"
WANTED = "report_wanted"
"""The kind of message that asks whoever runs another board."""

WHAT_IT_MEANS = (
    "Its accountable officer writes one statement, which both boards use, and is asked once, by the board that needs "
    "it first. The other board sees the action in its pack, its status and its weekly summary, and its chair may "
    "challenge it. The rating, the dates and the closing stay with the board whose plan it is of."
)


@dataclass(frozen=True)
class Shown:
    """One of the boards that an action is reported to. `about` is what its button is about."""

    about: str
    board: str


def reports_shown(action_id: int, name: str, owner: str, shown: Sequence[Shown], *, may_ask: bool) -> Message:
    """The boards that an action is reported to beside its own, for whoever runs one of them."""
    spoken = f"Report {name} no longer to"

    def question(board: str) -> Confirm:
        text = (
            f"It leaves the meetings to come of the {board} whose pack is not fixed. Its accountable officer and the "
            "other board’s programme manager are told. What was sent stays."
        )
        return Confirm(title="Report it no longer?", text=text, yes="Report no longer")

    lines = [
        Paragraph(
            lead=each.board,
            text=f"Sees {name} as well.",
            button=Button(
                label="Report no longer",
                does=END,
                about=each.about,
                spoken=f"{spoken} the {each.board}",
                confirm=question(each.board),
            ),
        )
        for each in shown
    ]
    nobody = [] if shown else [Paragraph(text=f"{name} is reported to the {owner} alone.")]
    ask = Button(label="Ask another board", does=ASK, about=str(action_id), style="primary")
    return Message(
        kind="reports_shown",
        heading="Boards that see this action",
        parts=(*nobody, *lines, Note(text=WHAT_IT_MEANS), *([Buttons(buttons=(ask,))] if may_ask else [])),
    )


def ask_form(action_id: int, name: str) -> Form:
    """Which board is to see an action as well, and why."""
    return Form(
        name=ASK_FORM,
        title="Ask another board",
        submit="Ask",
        about=str(action_id),
        parts=(
            Paragraph(lead=name, text=WHAT_IT_MEANS),
            TextField(
                name="board", label="Name of the other board", longest=200,
                hint="As it calls itself, such as Community Safety Board.",
            ),
            TextField(name="why", label="Why", hint="Its programme manager reads this.", longest=500),
        ),
    )  # fmt: skip


def report_asked(ref: str, board: str) -> Message:
    """For whoever asked. It says the same whether or not there is such a board: that is not theirs to find out."""
    return said(
        "report_asked",
        f"If there is a board called “{board}” here, its programme manager is asked now whether {ref} is to be "
        "reported to it as well, and you hear what they say. Until they accept, nothing changes.",
    )


def report_wanted(report_id: int, owner: str, name: str, post: str, why: str) -> Message:
    """The programme manager of the other board is asked."""
    about = str(report_id)
    buttons = (
        Button(label="Accept", does=ACCEPT, about=about, style="primary", spoken=f"Accept {name} of the {owner}"),
        Button(label="Not now", does=DECLINE, about=about, spoken=f"Decline {name} of the {owner}"),
    )
    return Message(
        kind="report_wanted",
        heading="An action of another plan, for your board too?",
        parts=(
            Paragraph(
                text=f"The programme manager of the {owner} asks whether {name} is to be reported to your board as "
                f"well. The {post} answers for it."
            ),
            Paragraph(lead="Why", text=why),
            Note(text=f"{WHAT_IT_MEANS} Its officer can then see your plan, as your own officers do."),
            Buttons(buttons=buttons),
        ),
    )


def report_settled(name: str, board: str, *, is_agreed: bool, meetings: int = 0) -> Message:
    """For whoever answered, or whoever asked."""
    if not is_agreed:
        return said("report_settled", f"{name} is not reported to the {board}. Nothing has changed.")
    none = " None of its meetings to come takes it yet: “meeting” shows them."
    through = f" It is on the agenda of {counted(meetings, 'coming meeting')} there." if meetings else none
    return said("report_settled", f"{name} is reported to the {board} as well from now on.{through}")


def report_begun(name: str, board: str) -> Message:
    """For the accountable officer: that another board sees it too, and that nothing is asked twice."""
    return said(
        "report_begun",
        f"{name} is reported to the {board} as well from now on. You still write one statement, and are asked for it "
        "once, by whichever board needs it first. Its chair may put questions; rating and dates stay where they are.",
    )


def report_ended(name: str, board: str) -> Message:
    """For whoever runs one of the boards, and for the officer."""
    return said(
        "report_ended",
        f"{name} is reported to the {board} no longer, from now on. What was said there stays on the record.",
    )


def reported_ended(ref: str, title: str, owner: str, how: str, meetings: int) -> Message:
    """For whoever runs a board that an action of another plan was reported to: how it ended there."""
    off = f" It is off the agenda of {counted(meetings, 'coming meeting')} of yours." if meetings else ""
    what = f"{ref} of the {owner} is {how}: “{short_title(title)}”."
    return said("reported_ended", f"{what}{off} What was said of it stays on the record.")


def reported_again(ref: str, title: str, owner: str, meetings: int) -> Message:
    """For whoever runs a board that an action of another plan is reported to: it was opened again there."""
    on = f" It is on the agenda of {counted(meetings, 'coming meeting')} of yours again." if meetings else ""
    return said("reported_again", f"{ref} of the {owner} is open again, and in progress: “{short_title(title)}”.{on}")


def reported_refs(owner: str, plan: str, pairs: Sequence[tuple[str, str, str]]) -> Message:
    """For whoever runs a board that actions of another plan are reported to: what they are called in its next plan
    (until now, from now on, title).
    """
    items = tuple(Item(lead=new, text=f"{short_title(title)}, {old} until now.") for old, new, title in pairs)
    text = f"The {owner} has closed its plan. What it reports to your board goes on in “{plan}”, as it stood:"
    return Message(kind="reported_refs", heading="", parts=(Paragraph(text=text), Bullets(items=items)))


_NAME, _OWNER, _OTHER = "BCP-03 Audit practice", "Improvement Board", "Community Safety Board"

EXAMPLES: tuple[Message, ...] = (
    reports_shown(3, _NAME, _OWNER, (), may_ask=True),
    reports_shown(3, _NAME, _OWNER, (Shown("1", _OTHER), Shown("2", "Adults Board")), may_ask=True),
    reports_shown(3, _NAME, _OWNER, (Shown("1", _OTHER),), may_ask=False),
    report_asked("BCP-03", _OTHER),
    report_wanted(1, _OWNER, _NAME, "Service Director, Quality and Assurance", "Both work on domestic abuse."),
    report_settled(_NAME, _OTHER, is_agreed=True, meetings=2),
    report_settled(_NAME, _OTHER, is_agreed=False),
    report_begun(_NAME, _OTHER),
    report_ended(_NAME, _OTHER),
    reported_ended("BCP-03", "Audit practice", _OWNER, "closed: superseded", 2),
    reported_ended("BCP-03", "Audit practice", _OWNER, "closed: not delivered", 0),
    reported_again("BCP-03", "Audit practice", _OWNER, 2),
    reported_again("BCP-03", "Audit practice", _OWNER, 0),
    reported_refs(_OWNER, "Improvement Plan 2022", [("BCP-03", "B-03", "Audit practice")]),
)
FORM_EXAMPLES: tuple[Form, ...] = (ask_form(3, _NAME),)
