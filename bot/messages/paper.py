"""What is said beside the run sheet as a file, for a meeting that is held on paper."""

from bot.messages.parts import Message, said

ON_PAPER = "room.paper"
"""What “On paper” does; it is about the meeting."""
PAPER = "run_sheet_paper"


def paper_given(meeting: str) -> Message:
    """What stands beside the file."""
    return said(
        "run_sheet_paper",
        f"The run sheet of {meeting}, to print or to keep: should I not be there on the day, it works on paper. "
        "Afterwards type “run sheet last” to enter what was decided.",
    )


def paper_asked() -> Message:
    """The answer to whoever asked for it."""
    return said(
        "paper_asked", "The run sheet is being written, as it stands now. It comes here in a moment, as a file."
    )


EXAMPLES: tuple[Message, ...] = (paper_given("Holding to Account, Tuesday 15 June, 09:30"), paper_asked())
