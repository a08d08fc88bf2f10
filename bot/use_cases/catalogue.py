"""Which use case answers what was heard: one list for every platform and for the terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.guard import find_personal_details
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.several_plans import CHOOSE
from bot.use_cases import guarding, risk_first, several_plans
from bot.use_cases.entries import Entry, UseCase
from bot.use_cases.heard import AccountDisabled, Answers, FileDropped, Heard, HomeOpened, Press, Typed


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
            from bot.use_cases import home  # noqa: PLC0415

            return Found(home.open_home, heard, reads=True)
        case FileDropped():
            from bot.use_cases import plan_files  # noqa: PLC0415

            return _found(Entry(plan_files.take_file), heard)
        case AccountDisabled():
            from bot.use_cases import turnover  # noqa: PLC0415

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
        case Press(does=does) if does in _SETTING_UP.presses.split():
            return frozenset({heard.by.user})
        case Typed(text=text) if text.partition(" ")[0].casefold() in _SETTING_UP.words.split():
            return frozenset({heard.by.user})
        case _:
            return frozenset()


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
    from bot.use_cases import drafting  # noqa: PLC0415

    if drafting.is_begun_in_chat(typed.text):
        return _found(Entry(drafting.begin_in_chat), typed)
    return _found(_WORDS["status"], typed)


def _found(entry: Entry | None, heard: Heard, asked: Typed | None = None) -> Found:
    """`asked` is the whole of what was typed, to be asked again once it is known which plan is meant.

    What can not be read is refused by a use case, too: so what is said before any answer is said before that.
    """
    try:
        known, command = _read(entry, heard)
    except Refusal as refusal:
        return Found(_guarded(_refusing(refusal), heard, heard), heard, reads=True)
    asking = several_plans.asking_which(known.use_case, asked or heard, reads=known.reads)
    use_case = _guarded(asking, heard, asked or heard)
    return Found(use_case, command, known.reads, known.every_time, known.notes, otherwise=known.otherwise)


def _read(entry: Entry | None, heard: Heard) -> tuple[Entry, Any]:
    if entry is None:
        raise Refusal("That is from an older version of Accountable. Type “help” to see what can be asked now.")
    return entry, entry.command(heard)


def _refusing(refusal: Refusal) -> UseCase:
    def refuse_unread(session: Session, command: Heard, now: datetime) -> Reply:
        raise refusal

    return refuse_unread


def _guarded(use_case: UseCase, heard: Heard, asked: Heard) -> UseCase:
    return risk_first.saying_whom_to_phone(guarding.refusing_details(use_case, heard), asked)


@dataclass(frozen=True)
class Names:
    """What the use cases of one module answer, by name: buttons, forms that are sent, first words of what is typed."""

    presses: str = ""
    forms: str = ""
    words: str = ""
    refreshing: str = ""
    keeping: str = ""


MODULES = {
    "absence": Names(
        presses="absence.away absence.back absence.hand_over absence.take_back",
        forms="absence_away absence_hand_over",
        words="away back delegate",
    ),
    "adding": Names(
        presses="coverage.new_action plan.add plan.new.back surgery.new_action",
        forms="plan.new plan.new.save",
        words="new",
    ),
    "answering_late": Names(
        presses="late.extend late.need_help late.phoned late.tell_line late.will_sort late.wrong_person",
        forms="late_help",
    ),
    "answering_recorded": Names(presses="recorded.not_right recorded.right", forms="recorded_not_right"),
    "board_pack": Names(presses="board_pack.show"),
    "challenges": Names(
        presses="challenge.action challenge.bring challenge.list challenge.meeting challenge.reply challenge.settle",
        forms="challenge_raise challenge_reply challenge_settle",
        words="challenge challenges",
    ),
    "changing": Names(presses="change.open"),
    "clearing": Names(presses="clearing.clear clearing.show clearing.take_back", words="clear cleared"),
    "closing": Names(
        presses=(
            "decision.open_close decision.open_reopen delivery.ask delivery.missing delivery.no_more delivery.still"
        ),
        forms="decision.close decision.reopen delivery_missing delivery_no_more delivery_offer delivery_still",
        words="deliver",
    ),
    "coverage": Names(presses="coverage.show", words="coverage"),
    "decision_log": Names(presses="log.approve log.hand_on log.minutes", forms="log_minutes", words="decisions"),
    "decisions": Names(presses="decision.open_confirm decision.take_back", forms="decision.confirm"),
    "drafting": Names(presses="statement.keep_draft", refreshing="statement.submit", keeping="statement.submit"),
    "elections": Names(
        presses="election.ask election.clear election.show election.take_back",
        forms="election_clear election_period",
        words="election",
    ),
    "ending": Names(
        presses=(
            "edit.agree edit.agree.back edit.begin edit.begin.back edit.hold edit.hold.back edit.merge "
            "edit.merge.back edit.not_delivered edit.not_delivered.back edit.resume edit.resume.back "
            "edit.superseded edit.superseded.back"
        ),
        forms=(
            "edit.agree edit.agree.save edit.begin edit.begin.save edit.hold edit.hold.save edit.merge "
            "edit.merge.save edit.not_delivered edit.not_delivered.save edit.resume edit.resume.save "
            "edit.superseded edit.superseded.save"
        ),
    ),
    "exception_list": Names(presses="exceptions.list", words="exceptions"),
    "exceptions": Names(presses="exceptions.sent"),
    "figures": Names(presses="figures.measure figures.open", forms="figures.enter"),
    "handover": Names(presses="handover.fresh_look handover.read", forms="fresh_look"),
    "help": Names(presses="help.show", words="hello help hi"),
    "helping": Names(presses="edit.help edit.help.back", forms="edit.help edit.help.save"),
    "highlights": Names(presses="highlight.show", words="highlight"),
    "history": Names(presses="history.show", words="history"),
    "inputs": Names(
        presses="input.ask input.keep_draft input.not_mine input.nothing input.write",
        forms="input_ask input_give",
        keeping="input_give",
    ),
    "inspection": Names(words="inspection"),
    "intervals": Names(presses="edit.interval edit.interval.back", forms="edit.interval edit.interval.save"),
    "leaving": Names(presses="leaving.ask leaving.stays", forms="leaving_day"),
    "linking": Names(
        presses=(
            "edit.contributors edit.contributors.back edit.outside_date edit.outside_date.back edit.waits "
            "edit.waits.back edit.waits_no_more edit.waits_no_more.back waits.change"
        ),
        forms=(
            "edit.contributors edit.contributors.save edit.outside_date edit.outside_date.save edit.waits "
            "edit.waits.save edit.waits_no_more edit.waits_no_more.save"
        ),
    ),
    "list_files": Names(presses="list.save", words="export"),
    "looking_ahead": Names(presses="preview.show setup.preview", words="preview"),
    "milestone_edits": Names(
        presses=(
            "edit.add_milestone edit.add_milestone.back edit.drop_milestone edit.drop_milestone.back "
            "edit.milestone edit.milestone.back milestones.change surgery.milestone"
        ),
        forms=(
            "edit.add_milestone edit.add_milestone.save edit.drop_milestone edit.drop_milestone.save "
            "edit.milestone edit.milestone.save"
        ),
    ),
    "milestones": Names(presses="milestone.done milestone.not_yet", forms="milestone.expected milestone.was_done"),
    "naming_acting": Names(presses="acting.name acting.nobody", forms="acting_name"),
    "new_dates": Names(
        presses="date.add date.approve date.ask date.more date.refuse date.show date.withdraw",
        forms="date_add date_approve date_ask date_more date_refuse date_withdraw",
    ),
    "one_action": Names(presses="status.open"),
    "one_measure": Names(
        presses="measure.call measure.confirm measure.mark measure.open measure.target measure.unmark",
        forms="measure.call_them measure.set_target",
        words="measures",
    ),
    "outcomes": Names(presses="outcome.not_quite outcome.right", forms="outcome_not_quite"),
    "outside": Names(presses="outside.ask", forms="outside_holder", words="outside"),
    "pace": Names(words="pace"),
    "pack": Names(presses="pack.order pack.show pack.then", forms="pack_order", words="pack"),
    "plan_closing": Names(
        presses=(
            "plan_closing.ask_chair plan_closing.confirm plan_closing.decide plan_closing.rest "
            "plan_closing.show plan_closing.stop"
        ),
        forms="plan_closing_begin plan_closing_confirm plan_closing_decide plan_closing_rest",
        words="close closed",
    ),
    "plan_files": Names(
        presses="plan_file.ask plan_file.cancel plan_file.columns plan_file.letters plan_file.load plan_file.remarks",
        forms="plan_file.answer plan_file.choose_columns plan_file.choose_letters",
    ),
    "practice": Names(
        presses="practice.open", forms="practice.submit", words="practice practise", refreshing="practice.submit"
    ),
    "quarterly": Names(presses="quarterly.for_scrutiny quarterly.left_out"),
    "reassigning": Names(presses="edit.officer edit.officer.back", forms="edit.officer edit.officer.save"),
    "records": Names(
        presses="records.file records.hold records.lift records.periods records.search records.show",
        forms="records_hold records_lift records_periods records_search",
        words="records",
    ),
    "removing": Names(forms="remove.words", words="remove"),
    "replying": Names(presses="coverage.reply coverage.reply_by", forms="source_reply source_reply_by"),
    "reporting": Names(presses="report.accept report.ask report.decline report.end report.show", forms="report_ask"),
    "restricting": Names(presses="coverage.lift coverage.restrict", forms="source_lift source_restrict"),
    "restricting_actions": Names(
        presses="edit.restrict edit.restrict.back edit.unrestrict edit.unrestrict.back",
        forms="edit.restrict edit.restrict.save edit.unrestrict edit.unrestrict.save",
    ),
    "reviewing": Names(presses="review.make review.open review.show"),
    "rewording": Names(
        presses="edit.facts edit.facts.back edit.reword edit.reword.back",
        forms="edit.facts edit.facts.save edit.reword edit.reword.save",
    ),
    "risks": Names(
        presses="risks.add risks.close risks.review risks.show", forms="risk_add risk_close risk_review", words="risks"
    ),
    "room": Names(presses="room.action room.paper room.run_sheet room.slot", forms="room_decide", words="paper run"),
    "roster": Names(presses="roster.later"),
    "same_posts": Names(presses="same_post.ask", forms="same_post", words="merge"),
    "setting_up": Names(
        presses=(
            "meeting.agenda meeting.cancel meeting.move quiet.ask quiet.show quiet.take_back setup.board "
            "setup.connect_post setup.delegate_post setup.line_post setup.meeting setup.meetings setup.open "
            "setup.pause setup.posts setup.resume setup.seat setup.seats setup.start setup.unseat "
            "setup.vacate_post"
        ),
        forms=(
            "quiet_days setup_agenda setup_board setup_cancel setup_delegate setup_line setup_meeting "
            "setup_move setup_post setup_seat"
        ),
        words="add cancel meeting move pause people quiet resume setup start take",
    ),
    "several_plans": Names(presses="plan.ask plan.choose", words="plans"),
    "sign_off": Names(presses="quarterly.for_dfe quarterly.put_to_chair quarterly.sign_off quarterly.signed_off"),
    "sources": Names(
        presses=(
            "coverage.add_item coverage.add_source coverage.ask_again coverage.correct coverage.decline "
            "coverage.from_action coverage.link coverage.links_back"
        ),
        forms="source_actions source_add source_correct source_decline source_item source_links source_targets",
        words="decline link source unlink",
    ),
    "splitting": Names(presses="edit.split edit.split.back edit.split.more", forms="edit.split edit.split.save"),
    "statements": Names(presses="statement.write", forms="statement.next statement.submit", words="statement"),
    "status": Names(presses="status.show status.why", words="status"),
    "summaries": Names(words="summary"),
    "surgeries": Names(
        presses="surgery.agree surgery.arrange surgery.cancel surgery.done surgery.move surgery.not_yet surgery.show",
        forms="surgery_agree surgery_arrange surgery_cancel surgery_move surgery_not_yet",
        words="surgery",
    ),
    "turnover": Names(presses="turnover.accept turnover.query"),
    "undelivered": Names(presses="undelivered.dismiss undelivered.retry", words="undelivered"),
    "watch_list": Names(presses="watch.open watch.stop", forms="watch.put_on watch.take_off", words="unwatch watch"),
    "who": Names(presses="about.ask", forms="about_set", words="about whois"),
    "withdrawing": Names(presses="statement.restore statement.versions statement.withdraw"),
}
"""Each module of use cases, which is loaded when something of it is asked for: a process that hears holds what those
who use it need, and begins with little. What it answers, its own tables say again, with the use case for each.
"""


class _Table(Mapping[str, Entry]):
    """One of the modules' tables, over all of them. Its names are known before any module is loaded."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._modules = {
            name: module for module, answered in MODULES.items() for name in getattr(answered, table.lower()).split()
        }

    def __getitem__(self, name: str) -> Entry:
        module = import_module(f"bot.use_cases.{self._modules[name]}")
        entry = getattr(module, self._table)[name]
        if not isinstance(entry, Entry):
            entry = Entry(entry)
        return replace(
            entry,
            reads=entry.reads or name in getattr(module, "READS", ()),
            every_time=entry.every_time or name in getattr(module, "EVERY_TIME", ()),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


_FORMS, _PRESSES, _WORDS = _Table("FORMS"), _Table("PRESSES"), _Table("WORDS")
_REFRESHES, _KEEPS = _Table("REFRESHING"), _Table("KEEPING")
_NAMING = ("setting_up", "absence", "naming_acting", "outside")
_NAMING_FORMS = frozenset(form for module in _NAMING for form in MODULES[module].forms.split())
_PEOPLE_FIELDS = ("person", "manager", "contact")
_SETTING_UP = MODULES["setting_up"]
