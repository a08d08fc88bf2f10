"""Another post answers for an action from now on. Its ratings, dates and history stay with the action, and each of its
statements with the post that sent it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.boards import week_of
from bot.domain.dates import weekday_moment_in_words
from bot.domain.edits import Line
from bot.domain.meetings import Meeting
from bot.domain.people import Deed
from bot.messages import plan_fields
from bot.messages import reassigning as words
from bot.messages.changing import PEOPLE
from bot.messages.parts import FormPart, Paragraph
from bot.messages.plan_lines import name_of
from bot.use_cases import editing
from bot.use_cases.adding import posts_to_choose
from bot.use_cases.between_meetings import plan_between_meetings
from bot.use_cases.chasing import show_not_asked
from bot.use_cases.editing import (
    Edit,
    Given,
    Outlook,
    Site,
    chair,
    chosen_id,
    holder_of_post,
    officer,
    text_given,
    whom,
)
from bot.use_cases.managing import named_post
from bot.use_cases.milestones import ask_the_others
from bot.use_cases.offers import Offer
from bot.use_cases.planning import plan_meeting
from bot.use_cases.reading_answers import Form
from storage import actions, boards, edits, meetings, people, statements

LONGEST_POST = 300


def _form(site: Site, given: Given) -> Sequence[FormPart]:
    fields = plan_fields.post_fields(_others(site), chosen_id(given, "post", 0), text_given(given, "new_post", ""))
    return [Paragraph(text=f"The {site.action.post} answers for it now."), *fields]


def _others(site: Site) -> list[tuple[int, str]]:
    return [each for each in posts_to_choose(site.session, site.access) if each[0] != site.action.post_id]


def _outlook(site: Site, form: Form) -> Outlook | None:
    action, known = site.action, {str(post_id): title for post_id, title in _others(site)}
    title = form.words("new_post", longest=LONGEST_POST) or known.get(form.words("post"), "")
    if not title:
        form.wrong("new_post", "Choose the post that answers for it from now on, or name a new one.")
    if title.casefold() in _names(site):
        form.wrong("new_post", f"The {action.post} answers for it already. Choose another post.")
    if form.errors:
        return None
    gives = next((each for each in edits.contributors_of(site.session, action.id) if each[1] == title), None)
    lines = [Line("change_accountable_post", "accountable officer", action.post, title)]
    lines += [Line("end_contributor", "gives input no more", title, "")] if gives else []

    def apply() -> str:
        post = named_post(site.session, site.access.board.workspace_id, title, site.access.now)
        if gives:
            edits.end_contributor(site.session, action.id, gives[0], site.access.now)
        actions.change_action(site.session, action.id, accountable_post_id=post.id)
        # What was begun is by whoever answered for it, and nobody else may read it.
        statements.forget_drafts(site.session, action.id)
        _ask_the_other(site, title)
        return f"The {title} answers for {action.ref} from now on."

    follows = holder_of_post(site, title)
    news = words.no_longer_yours(name_of(action), action.ref, title, editing.by_post(site), form.words("why"))
    before = [replace(each, instead=news) for each in officer(site)]
    return Outlook(lines, apply, whom(site, before, follows, chair(site)), _notes(site, title, bool(follows)))


def _names(site: Site) -> set[str]:
    """What the post that answers for it now is called, as it is compared."""
    also = people.aliases(site.session, site.access.board.workspace_id)
    return {site.action.post.casefold(), *(name.casefold() for post_id, name in also if post_id == site.action.post_id)}


def _notes(site: Site, title: str, is_held: bool) -> list[str]:
    """What comes of it, for the preview and for those who are told."""
    notes = ["Ratings, dates and history stay as they are; each statement stays with the post that sent it."]
    if not is_held:
        notes.append(
            f"Nobody holds {title} yet, so nobody is asked about it. The programme manager connects a person to it: "
            "“setup”, then Posts."
        )
    for meeting in _ahead(site):
        due, asked = meeting.statements_due_at, meeting.request_at
        is_wanted = site.action.id not in meetings.statements_for(site.session, meeting.id)
        if asked is not None and asked <= site.access.now and due is not None and is_wanted:
            when = weekday_moment_in_words(site.access.board.local(due), site.today)
            notes.append(f"A statement of it is asked for by {when}, now of the {title}.")
    return notes


def _ahead(site: Site) -> list[Meeting]:
    found = meetings.meetings_with(site.session, site.action.id, site.access.now)
    return [meetings.get_meeting(site.session, meeting_id) for meeting_id in found]


def _ask_the_other(site: Site, title: str) -> None:
    """Ask whoever answers for it now, for each board whose meetings go through it, and nobody else any more.

    Whoever was asked for others of the same meeting reads of this one in the news, and in the next reminder.
    """
    session, now = site.session, site.access.now
    said = f"The {title} answers for {site.action.ref} now, so nothing is needed of you for it. Thank you."
    for meeting in _ahead(site):
        board = boards.get_board(session, meeting.board_id)
        if board.started_at is not None:
            show_not_asked(session, board, site.action.id, meeting, said, now)
            plan_meeting(session, board, meeting, now)
    ask_the_others(session, site.access.board, now, [site.action.id])
    if site.access.board.started_at is not None:
        plan_between_meetings(session, site.access.board, week_of(site.today), now)


EDITS = (
    Edit(
        Offer("Another officer", "edit.officer", "Another post answers for it from now on.", Deed.MANAGE, PEOPLE),
        "Another officer", _form, _outlook, asks_why="Why does another post answer for it?",
    ),
)  # fmt: skip
OFFERS = tuple(edit.offer for edit in EDITS)
PRESSES = editing.presses(EDITS)
FORMS = editing.forms(EDITS)
READS = editing.reads(EDITS)
