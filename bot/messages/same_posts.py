"""Whether two titles are one post: it is asked, never taken for granted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dates import listed
from bot.messages.parts import Button, Choice, ChoiceField, Form, Message, Note, Paragraph, Part, said

ASK, FORM = "same_post.ask", "same_post"
SAME, TWO = "same", "two"
AT_MOST = 10


@dataclass(frozen=True)
class Alike:
    """A post whose title is spelt almost as another's. `about` is what the button carries."""

    about: str
    title: str
    other: str


def alike_parts(alike: Sequence[Alike]) -> list[Part]:
    """The titles that look like one post spelt in two ways, with a button to say so."""
    parts: list[Part] = [
        Paragraph(
            lead="Is this the same post?",
            text=f"“{each.title}” is spelt almost as “{each.other}”. They are two posts to me until you say otherwise.",
            button=Button(label="Answer", does=ASK, about=each.about, spoken=f"Is {each.title} another post?"),
        )
        for each in alike[:AT_MOST]
    ]
    return parts


@dataclass(frozen=True)
class Side:
    """One of two posts: what it answers for, who holds it, and as what it sits."""

    title: str
    refs: tuple[str, ...]
    holder: str
    seats: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it in a sentence."""
        held = f"held by {self.holder}" if self.holder else "vacant"
        answers = f"answers for {listed(list(self.refs))}" if self.refs else "answers for nothing here"
        sits = f", sits as {listed(list(self.seats))}" if self.seats else ""
        return f"{held}, {answers}{sits}."


def same_post_form(about: str, gone: Side, kept: Side) -> Form:
    """Whether one post is another, and what will change if it is."""
    return Form(
        name=FORM,
        title="Is this the same post?",
        submit="Save",
        about=about,
        parts=(
            Paragraph(lead=gone.title, text=gone.words),
            Paragraph(lead=kept.title, text=kept.words),
            ChoiceField(
                name="answer",
                label="Are they one post?",
                choices=(
                    Choice(value=SAME, label=f"Yes: one post, called {kept.title}"[:75]),
                    Choice(value=TWO, label="No: two posts. Do not ask again"),
                ),
                as_menu=False,
            ),
            Note(text=_what_changes(gone, kept)),
        ),
    )


def _what_changes(gone: Side, kept: Side) -> str:
    """What is said before it is saved."""
    stays = ""
    if gone.holder and kept.holder and gone.holder != kept.holder:
        stays = f" {kept.holder} stays in post; {gone.holder} holds it no longer."
    elif gone.holder and not kept.holder:
        stays = f" {gone.holder} holds it."
    refs = f" {listed(list(gone.refs))} will be answered for by {kept.title}." if gone.refs else ""
    return (
        f"If yes:{refs}{stays} “{gone.title}” becomes another title of the post, also in files that you import. What "
        "was written under either title stays as it was, and nobody is written to about it."
    )


def merged(gone: str, kept: str, refs: Sequence[str]) -> Message:
    """For the programme manager who said that two posts are one."""
    answers = f" It answers for {listed(list(refs))}." if refs else ""
    return said("posts_merged", f"{gone} and {kept} are one post from now on, called {kept}.{answers}")


def kept_apart(one: str, other: str) -> Message:
    """For the programme manager who said that they are two."""
    return said("posts_kept_apart", f"{one} and {other} are two posts. I do not ask again.")


_GONE = Side("Principle Social Worker", ("BCP-04",), "")
_KEPT = Side("Principal Social Worker", ("BCP-05",), "Jo Price", ("a board member",))

EXAMPLES: tuple[Message, ...] = (
    Message(
        kind="posts_listed",
        heading="Posts and who holds them",
        parts=tuple(alike_parts([Alike("1:4:5", _GONE.title, _KEPT.title)])),
    ),
    merged(_GONE.title, _KEPT.title, ["BCP-04", "BCP-05"]),
    kept_apart(_GONE.title, _KEPT.title),
)
FORM_EXAMPLES: tuple[Form, ...] = (same_post_form("1:4:5", _GONE, _KEPT),)
