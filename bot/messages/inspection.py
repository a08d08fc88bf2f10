"""The inspection pack: that it is being written, and what stands beside it."""

from bot.domain.dates import counted
from bot.messages.parts import Message, Note, said

ERRAND = "inspection_pack"
"""The kind of message that stands for handing the pack over."""
BESIDE = (
    "The inspection pack: the gaps first, then every action, every statement, the evidence and the decisions. Look "
    "through it before it goes to anybody: I send it to you alone."
)


def pack_asked(gaps: int, left_out: int) -> Message:
    """The answer to whoever asked for it."""
    held = (Note(text=f"{counted(left_out, 'restricted action')} will be left out of it."),) if left_out else ()
    words = f"with {counted(gaps, 'gap')} listed first" if gaps else "and I found no gap"
    return said("inspection_asked", f"The pack is being written, {words}. It comes here in a moment.", *held)


def pack_given() -> Message:
    """What stands beside the file."""
    return said("inspection_pack", BESIDE)


EXAMPLES: tuple[Message, ...] = (pack_asked(12, 1), pack_asked(0, 0), pack_given())
