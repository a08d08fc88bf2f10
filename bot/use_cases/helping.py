"""What came of the help that an officer asked for: whoever says what changed ends the asking."""

from collections.abc import Sequence

from bot.domain.edits import Line
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.messages.changing import STATE
from bot.messages.editing import LONGEST_WHY
from bot.messages.helping import asked_for
from bot.messages.parts import FormPart
from bot.use_cases import editing
from bot.use_cases.editing import Edit, Given, Outlook, Site, by_post, chair, officer, programme_manager, whom
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import Form
from storage import statements


def _form(site: Site, given: Given) -> Sequence[FormPart]:
    return [asked_for(site.action, site.today)]


def _given(site: Site, form: Form) -> Outlook | None:
    action, note = site.action, form.words("why", longest=LONGEST_WHY)
    # The words of the help are a statement’s, which no record holds: it says of whom it was asked.
    lines = [Line("close_help", "help needed", _of_whom(each.asked_of), "given") for each in action.help]

    def apply() -> str:
        statements.close_help(site.session, action.id, by=by_post(site), note=note, on=site.today, at=site.access.now)
        return f"{action.ref} asks for no help any more."

    told = whom(site, officer(site), chair(site), programme_manager(site))
    return Outlook(lines, apply, told, ("What changed stands on the card and goes to the next meeting.",))


def _of_whom(asked_of: str) -> str:
    return f"asked of {asked_of}" if asked_of else "asked for"


def _is_wanted(action: Action) -> bool:
    return action.is_live and bool(action.help)


EDITS = (
    Edit(
        Offer(
            "Help was given", "edit.help", "What changed. It is asked for no more.", Deed.CLOSE_HELP, STATE,
            _is_wanted,
        ),
        "Help was given", _form, _given, "What changed?",
    ),
)  # fmt: skip
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
