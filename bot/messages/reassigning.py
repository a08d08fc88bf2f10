"""What is said to whoever answers for an action no longer, since it went to another post."""

from bot.messages.parts import Message, Paragraph

NO_LONGER_YOURS = "no_longer_yours"
"""It is for who may have nothing to do with the board any more."""


def no_longer_yours(name: str, ref: str, post: str, by: str, why: str) -> Message:
    """For the officer from before: whose it is now, by whose word and why, and that nothing more is asked of them."""
    return Message(
        kind="no_longer_yours",
        heading=f"{ref} is no longer yours to answer for",
        parts=(
            Paragraph(text=f"From now on the {post} answers for {name}. The {by} has changed it."),
            *([Paragraph(lead="Why", text=why)] if why else []),
            Paragraph(
                text="Nothing more is asked of you for it. What you sent stays, with your post and your name. What you "
                "had begun and not sent is let go of, so please tell them yourself what they should know."
            ),
        ),
    )


EXAMPLES: tuple[Message, ...] = (
    no_longer_yours(
        "A3 Practice standards", "A3", "Head of Early Help", "Improvement Programme Manager",
        "Quality assurance moved to early help on 1 June.",
    ),
)  # fmt: skip
