"""Words and facts of an action: its title, its words, its priority, who leads it, how we will know that it worked."""

from collections.abc import Sequence

from bot.domain.edits import compared
from bot.domain.people import Deed
from bot.messages.changing import WORDING
from bot.messages.parts import FormPart, TextField
from bot.use_cases import editing
from bot.use_cases.editing import Edit, Given, Outlook, Site, officer, text_given, whom
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from storage import actions

LONGEST_TITLE, LONGEST_WORDS = 300, 2000


def longest(limit: int, standing: str) -> int:
    """How long words may be: what stands in an imported plan may be longer than what is asked for."""
    return max(limit, len(standing))


def _reword_form(site: Site, given: Given) -> Sequence[FormPart]:
    title, said = text_given(given, "title", site.action.title), text_given(given, "words", site.action.words)
    return (
        TextField(name="title", label="Title, as it is listed", initial=title, longest=longest(LONGEST_TITLE, title)),
        TextField(
            name="words", label="The action in full", initial=said,
            longest=longest(LONGEST_WORDS, said), many_lines=True,
            hint="The wording that stands now stays in the history.",
        ),
    )  # fmt: skip


def _reword(site: Site, form: Form) -> Outlook | None:
    title = form.words("title", "Give it a title.", longest=longest(LONGEST_TITLE, site.action.title))
    said = form.words("words", "Say what is to be done.", longest=longest(LONGEST_WORDS, site.action.words))
    if form.errors:
        return None
    lines = compared(
        {"change_title": ("title", site.action.title, title), "change_words": ("words", site.action.words, said)}
    )

    def apply() -> str:
        actions.change_action(site.session, site.action.id, title=title, words=said)
        return f"{site.action.ref} is reworded. The old wording is in its history."

    return Outlook(lines, apply, whom(site, officer(site)))


REWORD = Edit(
    Offer(
        "Reword", "edit.reword", "Its title and its words. The old wording stays in the history.", Deed.MANAGE, WORDING
    ),
    "Reword",
    _reword_form,
    _reword,
)
EDITS = (REWORD,)
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
