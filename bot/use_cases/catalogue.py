"""Which use case answers what was heard: one list for every platform and for the terminal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import find_personal_details
from bot.domain.refusals import Refusal
from bot.messages import inputs as input_words
from bot.messages import practice as practice_words
from bot.messages.parts import Reply
from bot.messages.several_plans import CHOOSE
from bot.use_cases import (
    absence,
    adding,
    answering_late,
    answering_recorded,
    board_pack,
    challenges,
    changing,
    clearing,
    closing,
    coverage,
    decision_log,
    decisions,
    drafting,
    elections,
    ending,
    exception_list,
    exceptions,
    figures,
    guarding,
    handover,
    help,
    helping,
    highlights,
    history,
    home,
    inputs,
    inspection,
    intervals,
    leaving,
    linking,
    list_files,
    looking_ahead,
    milestone_edits,
    milestones,
    naming_acting,
    new_dates,
    one_measure,
    outcomes,
    outside,
    pace,
    pack,
    plan_closing,
    plan_files,
    practice,
    quarterly,
    reassigning,
    records,
    removing,
    replying,
    reporting,
    restricting,
    restricting_actions,
    reviewing,
    rewording,
    risk_first,
    risks,
    room,
    roster,
    same_posts,
    setting_up,
    several_plans,
    sign_off,
    sources,
    splitting,
    statements,
    status,
    summaries,
    surgeries,
    turnover,
    undelivered,
    watch_list,
    who,
    withdrawing,
)
from bot.use_cases.heard import AccountDisabled, Answers, FileDropped, Heard, HomeOpened, Press, Typed

UseCase = Callable[[Session, Any, datetime], Reply]


@dataclass(frozen=True)
class Found:
    """A use case with its command. One that `reads` leaves nothing behind; what `notes` writes down, for the same
    command, that it was read is done after it, in a transaction of its own. What is done `otherwise` follows, in the
    same way, where nothing was done: it was refused, or there is more to ask.

    One that is done `every_time` needs no key: pressing it again means it again, and doing it twice changes nothing.
    Keeping a draft is one, also because its answer shows the draft: what a key remembers holds no statement text.

    `then` is what was asked before and can be answered once this is committed, in a transaction of its own: it may be a
    question that takes long, which must not keep others from writing.
    """

    use_case: UseCase
    command: Any
    reads: bool
    every_time: bool = False
    notes: UseCase | None = None
    then: Typed | Press | None = None
    otherwise: UseCase | None = None


@dataclass(frozen=True)
class _Entry:
    use_case: UseCase
    command: Callable[[Any], Any] = lambda heard: heard
    reads: bool = False
    every_time: bool = False
    notes: UseCase | None = None
    otherwise: UseCase | None = None


_STATEMENT_FORM = {
    "statement.submit": _Entry(
        statements.submit_statement, statements.FilledForm.from_answers, otherwise=drafting.keep_typed
    ),
    "statement.next": _Entry(statements.write_statement, statements.WriteStatement.from_answers, reads=True),
}
_OWN_FORMS = {
    practice_words.FORM: _Entry(practice.submit_practice, statements.FilledForm.from_answers, reads=True),
    "decision.confirm": _Entry(decisions.confirm_rating, decisions.ConfirmRating.from_answers),
}
_OWN_PRESSES = {
    "statement.write": _Entry(statements.write_statement, statements.WriteStatement.from_press, reads=True),
    "statement.keep_draft": _Entry(drafting.keep_draft, statements.FilledForm.from_press, every_time=True),
    "decision.open_confirm": _Entry(decisions.open_confirm, reads=True),
    "decision.take_back": _Entry(decisions.take_back_rating),
    looking_ahead.PREVIEW: _Entry(looking_ahead.preview, reads=True, notes=looking_ahead.note_preview),
}
_REFRESHES = {
    "statement.submit": _Entry(
        drafting.refresh_statement, statements.FilledForm.from_press, reads=True, otherwise=drafting.keep_typed
    ),
    practice_words.FORM: _Entry(practice.refresh_practice, statements.FilledForm.from_press, reads=True),
}
_KEEPS = {
    "statement.submit": _Entry(drafting.keep_typed, statements.FilledForm.from_press, every_time=True),
    input_words.FORM: _Entry(inputs.keep_typed, every_time=True),
}
_OWN_WORDS = {
    "preview": _Entry(looking_ahead.preview, reads=True, notes=looking_ahead.note_preview),
    "statement": _Entry(statements.write_statement, statements.WriteStatement.from_typed, reads=True),
    "summary": _Entry(summaries.show_summary, reads=True),
}
_SYNONYMS = {
    "statements": "statement",
    "meetings": "meeting",
    "write": "statement",
    "my": "mine",
    "?": "help",
    "figures": "measures",
    "measure": "measures",
    "risk": "risks",
    "highlights": "highlight",
    "runsheet": "run",
    "sources": "coverage",
    "surgeries": "surgery",
    "recommendations": "coverage",
    "requirements": "coverage",
    "foi": "records",
    "elections": "election",
    "retention": "records",
}
_SETTLING = {does: _Entry(use_case, command) for does, (use_case, command) in undelivered.PRESSES.items()}
_SAID_AS_IT_IS = frozenset({"remove"})
"""What details of a child may follow: they are named so that they can be taken out."""
REFRESH = "refresh"
"""What a changed field of a form asks for: that the form be drawn again for what stands in it."""
KEEP = "keep"
"""What a field that is being typed into asks for: that what stands in the form be kept."""


def find(heard: Heard) -> Found:
    """The use case for what a person did; one that refuses what can not be read, and what an older release asked.

    Raises:
        Refusal: a button that chooses a plan in order to choose one, without an end.
    """
    match heard:
        case HomeOpened():
            return Found(home.open_home, heard, reads=True)
        case FileDropped():
            return _found(_Entry(plan_files.take_file), heard)
        case AccountDisabled():
            return Found(turnover.note_disabled, heard, reads=False)
        case Answers():
            return _found(_FORMS.get(heard.form), heard)
        case Press(does=does) if does == REFRESH:
            return _found(_REFRESHES.get(heard.form), heard)
        case Press(does=does) if does == CHOOSE:
            return replace(_found(_PRESSES[CHOOSE], heard), then=several_plans.asked_before(heard))
        case Press(does=does) if does == KEEP:
            return _found(_KEEPS.get(heard.form), heard)
        case Press():
            return _found(_PRESSES.get(heard.does), heard)
        case Typed():
            return _typed(heard)


def to_introduce(heard: Heard) -> frozenset[str]:
    """The accounts of those whose name (and, of the caller, whose rights in the workspace) the use case will need.

    That is everybody who is being connected to the plan, and whoever sets it up.
    """
    match heard:
        case Answers(form=form, answers=answers) if form in _NAMING_FORMS:
            picked = {answers.get(field) for field in _PEOPLE_FIELDS}
            return frozenset({heard.by.user, *(answer for answer in picked if isinstance(answer, str))})
        case Press(does=does) if does in setting_up.PRESSES:
            return frozenset({heard.by.user})
        case Typed(text=text) if text.partition(" ")[0].casefold() in setting_up.WORDS:
            return frozenset({heard.by.user})
        case _:
            return frozenset()


_NAMING_FORMS = frozenset({*setting_up.FORMS, *absence.FORMS, *naming_acting.FORMS, *outside.FORMS})
_PEOPLE_FIELDS = ("person", "manager", "contact")


def _typed(typed: Typed) -> Found:
    """The first word says what is asked; words that begin with none of ours are a question about the plan.

    So are words that look like details of a child: that use case knows what to answer, and repeats nothing.
    """
    first, _, rest = typed.text.strip().partition(" ")
    word = _SYNONYMS.get(first.casefold(), first.casefold())
    if not word:
        return _found(_WORDS["help"], typed)
    if word in _WORDS and (word in _SAID_AS_IT_IS or not find_personal_details(rest)):
        return _found(_WORDS[word], replace(typed, text=rest.strip()), typed)
    if drafting.is_begun_in_chat(typed.text):
        return _found(_Entry(drafting.begin_in_chat), typed)
    return _found(_WORDS["status"], typed)


def _found(entry: _Entry | None, heard: Heard, asked: Typed | None = None) -> Found:
    """`asked` is the whole of what was typed, to be asked again once it is known which plan is meant.

    What can not be read is refused by a use case, too: so what is said before any answer is said before that.
    """
    try:
        known, command = _read(entry, heard)
    except Refusal as refusal:
        return Found(_guarded(_refusing(refusal), heard, heard), heard, reads=True)
    use_case = _guarded(several_plans.asking_which(known.use_case, asked or heard), heard, asked or heard)
    return Found(use_case, command, known.reads, known.every_time, known.notes, otherwise=known.otherwise)


def _read(entry: _Entry | None, heard: Heard) -> tuple[_Entry, Any]:
    if entry is None:
        raise Refusal("That is from an older version of Accountable. Type “help” to see what can be asked now.")
    return entry, entry.command(heard)


def _refusing(refusal: Refusal) -> UseCase:
    def refuse_unread(session: Session, command: Heard, now: datetime) -> Reply:
        raise refusal

    return refuse_unread


def _guarded(use_case: UseCase, heard: Heard, asked: Heard) -> UseCase:
    return risk_first.saying_whom_to_phone(guarding.refusing_details(use_case, heard), asked)


def _entries(
    use_cases: Mapping[str, UseCase], reads: frozenset[str], every_time: frozenset[str] = frozenset()
) -> dict[str, _Entry]:
    return {
        name: _Entry(use_case, reads=name in reads, every_time=name in every_time)
        for name, use_case in use_cases.items()
    }


_FORMS = (
    _STATEMENT_FORM
    | _OWN_FORMS
    | _entries(setting_up.FORMS, setting_up.READS)
    | _entries(absence.FORMS, absence.READS)
    | _entries(naming_acting.FORMS, naming_acting.READS)
    | _entries(answering_late.FORMS, answering_late.READS)
    | _entries(challenges.FORMS, challenges.READS)
    | _entries(pack.FORMS, pack.READS)
    | _entries(plan_files.FORMS, plan_files.READS, plan_files.EVERY_TIME)
    | _entries(room.FORMS, room.READS)
    | _entries(outcomes.FORMS, outcomes.READS)
    | _entries(figures.FORMS, figures.READS)
    | _entries(one_measure.FORMS, one_measure.READS)
    | _entries(watch_list.FORMS, watch_list.READS)
    | _entries(milestones.FORMS, milestones.READS)
    | _entries(records.FORMS, records.READS)
    | _entries(decision_log.FORMS, decision_log.READS)
    | _entries(elections.FORMS, elections.READS)
    | _entries(restricting.FORMS, restricting.READS)
    | _entries(removing.FORMS, frozenset())
    | _entries(replying.FORMS, frozenset())
    | _entries(who.FORMS, who.READS)
    | _entries(handover.FORMS, handover.READS)
    | _entries(leaving.FORMS, leaving.READS)
    | _entries(outside.FORMS, outside.READS)
    | _entries(same_posts.FORMS, same_posts.READS)
    | _entries(rewording.FORMS, rewording.READS)
    | _entries(milestone_edits.FORMS, milestone_edits.READS)
    | _entries(new_dates.FORMS, new_dates.READS)
    | _entries(inputs.FORMS, inputs.READS)
    | {input_words.FORM: _Entry(inputs.give, otherwise=inputs.keep_typed)}
    | _entries(sources.FORMS, sources.READS)
    | _entries(closing.FORMS, closing.READS)
    | _entries(answering_recorded.FORMS, answering_recorded.READS)
    | _entries(plan_closing.FORMS, plan_closing.READS)
    | _entries(ending.FORMS, ending.READS)
    | _entries(intervals.FORMS, intervals.READS)
    | _entries(helping.FORMS, helping.READS)
    | _entries(restricting_actions.FORMS, restricting_actions.READS)
    | _entries(adding.FORMS, adding.READS)
    | _entries(splitting.FORMS, splitting.READS)
    | _entries(linking.FORMS, linking.READS)
    | _entries(reassigning.FORMS, reassigning.READS)
    | _entries(risks.FORMS, frozenset())
    | _entries(reporting.FORMS, reporting.READS)
    | _entries(surgeries.FORMS, frozenset())
)
_PRESSES = (
    _OWN_PRESSES
    | _SETTLING
    | _entries(withdrawing.PRESSES, withdrawing.READS, withdrawing.EVERY_TIME)
    | _entries(setting_up.PRESSES, setting_up.READS, setting_up.EVERY_TIME)
    | _entries(absence.PRESSES, absence.READS, absence.EVERY_TIME)
    | _entries(naming_acting.PRESSES, naming_acting.READS, naming_acting.EVERY_TIME)
    | _entries(answering_late.PRESSES, answering_late.READS, answering_late.EVERY_TIME)
    | _entries(roster.PRESSES, frozenset(), roster.EVERY_TIME)
    | _entries(exceptions.PRESSES, frozenset(), exceptions.EVERY_TIME)
    | _entries(exception_list.PRESSES, exception_list.READS)
    | _entries(turnover.PRESSES, frozenset(), turnover.EVERY_TIME)
    | _entries(looking_ahead.PRESSES, looking_ahead.READS)
    | _entries(challenges.PRESSES, challenges.READS)
    | _entries(pack.PRESSES, pack.READS)
    | _entries(plan_files.PRESSES, plan_files.READS, plan_files.EVERY_TIME)
    | _entries(room.PRESSES, room.READS, room.EVERY_TIME)
    | _entries(outcomes.PRESSES, outcomes.READS, outcomes.EVERY_TIME)
    | _entries(decision_log.PRESSES, decision_log.READS, decision_log.EVERY_TIME)
    | _entries(status.PRESSES, status.READS)
    | _entries(list_files.PRESSES, frozenset())
    | _entries(help.PRESSES, help.READS)
    | _entries(practice.PRESSES, practice.READS)
    | _entries(figures.PRESSES, figures.READS)
    | _entries(one_measure.PRESSES, one_measure.READS)
    | _entries(watch_list.PRESSES, watch_list.READS)
    | _entries(highlights.PRESSES, highlights.READS)
    | _entries(milestones.PRESSES, milestones.READS)
    | _entries(who.PRESSES, who.READS)
    | _entries(handover.PRESSES, handover.READS)
    | _entries(leaving.PRESSES, leaving.READS)
    | _entries(outside.PRESSES, outside.READS)
    | _entries(same_posts.PRESSES, same_posts.READS)
    | _entries(several_plans.PRESSES, several_plans.READS)
    | {CHOOSE: _Entry(several_plans.choose_plan, every_time=True)}
    | _entries(new_dates.PRESSES, new_dates.READS)
    | _entries(inputs.PRESSES, inputs.READS, inputs.EVERY_TIME)
    | _entries(closing.PRESSES, closing.READS)
    | _entries(answering_recorded.PRESSES, answering_recorded.READS)
    | _entries(plan_closing.PRESSES, plan_closing.READS, plan_closing.EVERY_TIME)
    | _entries(board_pack.PRESSES, board_pack.READS)
    | _entries(quarterly.PRESSES, quarterly.READS)
    | _entries(sign_off.PRESSES, sign_off.READS)
    | _entries(changing.PRESSES, changing.READS)
    | _entries(rewording.PRESSES, rewording.READS)
    | _entries(milestone_edits.PRESSES, milestone_edits.READS)
    | _entries(ending.PRESSES, ending.READS)
    | _entries(intervals.PRESSES, intervals.READS)
    | _entries(helping.PRESSES, helping.READS)
    | _entries(restricting_actions.PRESSES, restricting_actions.READS)
    | _entries(adding.PRESSES, adding.READS)
    | _entries(splitting.PRESSES, splitting.READS)
    | _entries(linking.PRESSES, linking.READS)
    | _entries(reassigning.PRESSES, reassigning.READS)
    | _entries(reporting.PRESSES, reporting.READS)
    | _entries(history.PRESSES, history.READS)
    | _entries(coverage.PRESSES, coverage.READS)
    | _entries(restricting.PRESSES, restricting.READS)
    | _entries(reviewing.PRESSES, reviewing.READS)
    | _entries(clearing.PRESSES, clearing.READS)
    | _entries(replying.PRESSES, replying.READS)
    | _entries(sources.PRESSES, sources.READS)
    | _entries(risks.PRESSES, risks.READS)
    | _entries(records.PRESSES, records.READS)
    | _entries(elections.PRESSES, elections.READS)
    | _entries(surgeries.PRESSES, surgeries.READS)
)
_WORDS = (
    _OWN_WORDS
    | _entries(setting_up.WORDS, setting_up.READS)
    | _entries(absence.WORDS, absence.READS)
    | _entries(challenges.WORDS, challenges.READS)
    | _entries(pack.WORDS, pack.READS)
    | _entries(room.WORDS, room.READS)
    | _entries(list_files.WORDS, frozenset())
    | _entries(decision_log.WORDS, decision_log.READS)
    | _entries(status.WORDS, status.READS)
    | _entries(help.WORDS, help.READS)
    | _entries(practice.WORDS, practice.READS)
    | _entries(one_measure.WORDS, one_measure.READS)
    | _entries(watch_list.WORDS, watch_list.READS)
    | _entries(highlights.WORDS, highlights.READS)
    | _entries(undelivered.WORDS, undelivered.READS)
    | _entries(records.WORDS, records.READS)
    | _entries(elections.WORDS, elections.READS)
    | _entries(removing.WORDS, removing.READS)
    | _entries(who.WORDS, who.READS)
    | _entries(outside.WORDS, outside.READS)
    | _entries(same_posts.WORDS, same_posts.READS)
    | _entries(history.WORDS, history.READS)
    | _entries(several_plans.WORDS, several_plans.READS)
    | _entries(adding.WORDS, adding.READS)
    | _entries(coverage.WORDS, coverage.READS)
    | _entries(sources.WORDS, sources.READS)
    | _entries(closing.WORDS, closing.READS)
    | _entries(pace.WORDS, pace.READS)
    | _entries(clearing.WORDS, clearing.READS)
    | _entries(inspection.WORDS, inspection.READS)
    | _entries(exception_list.WORDS, exception_list.READS)
    | _entries(plan_closing.WORDS, plan_closing.READS)
    | _entries(risks.WORDS, risks.READS)
    | _entries(surgeries.WORDS, surgeries.READS)
)
