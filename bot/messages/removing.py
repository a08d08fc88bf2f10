"""What is asked and said when words are taken out of everything that was kept and sent."""

from collections.abc import Mapping

from bot.domain.dates import counted, listed
from bot.domain.removal import LONGEST, STUB
from bot.messages.parts import Bullets, Form, FormPart, Item, Message, Note, Paragraph, TextField, said

FORM = "remove.words"
SWEEPING = "details_sweeping"
"""The kind of message that is an errand for the worker: to look through what I said in one conversation."""

KINDS: Mapping[str, tuple[str, str]] = {
    "action": ("action of the plan", "actions of the plan"),
    "agenda_item": ("answer about a meeting", "answers about meetings"),
    "audit": ("entry of the record", "entries of the record"),
    "barrier": ("request for help", "requests for help"),
    "challenge": ("challenge", "challenges"),
    "deadline_change": ("request for a new date", "requests for a new date"),
    "contribution": ("input to a statement", "inputs to statements"),
    "board": ("aim, objective or note of the board", "aims, objectives or notes of the board"),
    "decision": ("decision", "decisions"),
    "decision_log": ("decision log", "decision logs"),
    "deadline_question": ("question about a new date", "questions about new dates"),
    "delivery": ("delivery", "deliveries"),
    "dependency": ("dependency", "dependencies"),
    "digest": ("weekly summary", "weekly summaries"),
    "draft": ("draft", "drafts"),
    "kept_paper": ("kept draft or review pack", "kept drafts and review packs"),
    "cleared": ("entry of what is cleared for the public", "entries of what is cleared for the public"),
    "exception_report": ("exception", "exceptions"),
    "late_choice": ("choice about a late statement", "choices about late statements"),
    "measure": ("measure", "measures"),
    "milestone": ("milestone", "milestones"),
    "pack": ("pack", "packs"),
    "outbox": ("message in chat", "messages in chat"),
    "pack_item": ("page of a pack", "pages of packs"),
    "plan": ("name of a plan", "names of plans"),
    "priority": ("priority", "priorities"),
    "promise": ("promise", "promises"),
    "rating": ("reason for a rating", "reasons for ratings"),
    "reading": ("note to a figure", "notes to figures"),
    "risk": ("risk", "risks"),
    "risk_review": ("review of a risk", "reviews of risks"),
    "source": ("source", "sources"),
    "source_item": ("entry of a source", "entries of sources"),
    "source_reply": ("reply to scrutiny", "replies to scrutiny"),
    "statement": ("position statement", "position statements"),
    "surgery": ("surgery", "surgeries"),
    "surgery_agreed": ("agreement of a surgery", "agreements of surgeries"),
    "watched": ("entry of the watch list", "entries of the watch list"),
}
_OTHER = ("other entry of the plan", "other entries of the plan")

LEFT = (
    "What I can not reach: what people wrote to me or in channels themselves, answers that only one person saw, files "
    "and exports that somebody saved or dropped, and backups. Ask whoever has them to delete them, and tell your "
    "information governance lead."
)


def remove_form(board_id: int) -> Form:
    """Ask for the words."""
    return _form(board_id, "", "", (), "Find them")


def confirm_form(board_id: int, words: str, token: str, found: Mapping[str, list[str]]) -> Form:
    """Say where the words stand, and ask once more. `token` says what was shown; `found` has the actions by table."""
    shown: tuple[FormPart, ...] = (
        Bullets(
            lead=f"Found in {counted(_total(found), 'place')}", items=tuple(Item(text=each) for each in _lines(found))
        ),
        Paragraph(text=f"Each becomes “{STUB}”. This can not be undone, and it goes on the record that you did it."),
    )
    return _form(board_id, words, token, shown, "Remove them")


def _form(board_id: int, words: str, token: str, shown: tuple[FormPart, ...], submit: str) -> Form:
    return Form(
        name=FORM,
        title="Remove details",
        submit=submit,
        about=f"{board_id}:{token}",
        parts=(
            Paragraph(
                text="For details by which a child, or anybody in private life, could be known. They are taken out of "
                "the plan, of every statement and of every message that I have sent."
            ),
            TextField(
                name="words",
                label="The words to remove, as they stand",
                hint="A name, initials or a number may stand here, and only here: they are what I look for. I "
                "forget what you type once it is out of what I keep and have said.",
                initial=words,
                longest=LONGEST,
                asks_for_details=True,
            ),
            *shown,
            Note(text=LEFT),
        ),
    )


def not_found() -> str:
    """Beside the words that stand nowhere."""
    return "These words stand nowhere in what I keep. Type them as they stand; capitals and spaces do not matter."


def changed_meanwhile() -> str:
    """Beside the words, when more was written or said since they were looked for."""
    return "Something has changed since. Look once more at where they stand, and press again."


def removed(found: Mapping[str, list[str]]) -> Message:
    """Tell the programme manager what was done, and what is left to do by hand."""
    return said(
        "details_removed",
        f"Removed from {counted(_total(found), 'place')}: {listed(_lines(found))}. Each says “{STUB}”. I am looking "
        "through what I said in chat, conversation by conversation, and change it there too; a file that I handed "
        "over, and that has the words in it, is deleted. It takes a minute or two.",
        Note(text=LEFT),
    )


def counted_by_kind(found: Mapping[str, list[str]]) -> str:
    """What was changed, for the record: how many of what, and nothing that stood there."""
    return "; ".join(_lines({table: [""] * len(each) for table, each in found.items()}))


def sweeping() -> Message:
    """The errand of looking through one conversation."""
    return said("details_sweeping", "Looking through what I said here.")


def not_reached(whose: str) -> Message:
    """Tell the programme manager of a conversation that could not be looked through."""
    return said(
        "details_not_swept",
        f"I could not look through my conversation with {whose} for the details that you had removed. What I had on "
        "record is changed there too; an answer that I gave on the spot may still hold them. Ask them to look, or type "
        "“remove” again later.",
    )


def _total(found: Mapping[str, list[str]]) -> int:
    return sum(len(each) for each in found.values())


def _lines(found: Mapping[str, list[str]]) -> list[str]:
    return [_line(table, refs) for table, refs in sorted(found.items(), key=lambda each: _name(*each))]


def _line(table: str, refs: list[str]) -> str:
    named = sorted({ref for ref in refs if ref})
    return f"{len(refs)} {_name(table, refs)}{f' ({listed(named)})' if named else ''}"


def kind_words(table: str, number: int) -> str:
    """What rows of a table are called on screen: one of them, or several."""
    one, several = KINDS.get(table, _OTHER)
    return one if number == 1 else several


def _name(table: str, refs: list[str]) -> str:
    return kind_words(table, len(refs))


EXAMPLES = (
    sweeping(),
    not_reached("Priya Nair"),
    removed({"statement": ["A6", "A6"], "outbox": [""], "challenge": ["A3"]}),
    removed({"draft": ["A1"]}),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    remove_form(1),
    confirm_form(1, "the words", "3", {"statement": ["A6", "A6"], "outbox": [""]}),
)
