"""After each answer the bot says what happens next and when, or that nothing does (artefacts, B11)."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules

import pytest

import bot.messages
from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Heard, Press, Typed
from tests.use_cases.measured_board import with_measures
from tests.use_cases.test_access import (
    FORMS,
    NOW,
    PRESSES,
    ROLES,
    UNSEEN,
    WORDS,
    Plan,
    plan,
    shared_database_url,
    standing,
    tried,
    words_of,
)

__all__ = ["plan", "shared_database_url", "standing"]
"""The fixtures that pytest finds here."""

SAYS: Mapping[str, str] = {
    "statement.keep_draft": "yours alone until you send it",
    "statement.restore": "It shows on the plan now.",
    "statement.submit": "1 statement still to send. Next:",
    "decision.take_back": "“status unconfirmed” lists it until one is",
    "decision.confirm": "is told with what the meeting came to, on Tuesday 8 June, 17:00.",
    "decision.reopen": "The officer is told now.",
    "list.save": "in a moment",
    "plan.choose": "From now on",
    "election.take_back": "Requests and reminders to officers go on as ever.",
    "election_period": "opens only once you have noted the monitoring officer’s clearance",
    "election_clear": "opens now: press its button once more",
    "records.file": "It comes here in a moment.",
    "records_search": "Assume that all of it may be disclosed.",
    "records_hold": "Nothing is deleted until you lift the hold.",
    "records_lift": "deleted again, in the next night",
    "records_periods": "looked for every night, and deleted",
    "quiet.take_back": "I write on these days again",
    "quiet_days": "On these days I write to nobody",
    "setup.unseat": "gets nothing as that from now on",
    "setup.vacate_post": "Until you connect it to somebody, Head of Audit answers about its actions",
    "setup.pause": "nothing goes out, to anybody, until you press Resume",
    "setup.resume": "writes to people at its times",
    "setup.start": "writes to people at its times",
    "setup_board": "has been started, and writes to people",
    "setup_seat": "goes to them from now on",
    "outside_holder": "What is for them goes to",
    "setup_post": "What they take over goes to them now, to be accepted.",
    "setup_delegate": "is asked for what is wanted now",
    "setup_line": "hears of a statement that is not in 3 working days before its meeting",
    "setup_meeting": "Statements asked for: Tuesday 29 June, 09:30",
    "setup_move": "I tell, once",
    "setup_agenda": "Nobody has been told of it yet, so nobody is told of this.",
    "setup_cancel": "I tell, once",
    "late.wrong_person": "for this meeting again. The programme manager has been told, and finds out who answers.",
    "late.extend": "hears of it only if it is not in by Thursday 10 June, 12:00.",
    "late.phoned": "hears of it only if it is not in by Thursday 10 June, 12:00.",
    "late.tell_line": "Quality and Assurance, now.",
    "late.will_sort": "the pack is fixed on Thursday 10 June, 17:00",
    "late_help": "is told now that you need help with BCP-03. You can still send it: the pack is fixed on Thursday",
    "roster.later": "listed in the pack when it is fixed on Thursday 10 June, 17:00",
    "exceptions.sent": "“exceptions” shows what was decided since",
    "leaving.stays": "is asked as before",
    "leaving_day": "From the day after, it is vacant until you connect it",
    "absence_away": "I do not write to them until then.",
    "absence_hand_over": "is asked for what is wanted now",
    "absence.take_back": "comes to Holder of Service Director, Quality and Assurance again",
    "absence.back": "I write to Holder of Service Director, Quality and Assurance as usual.",
    "acting_name": "It ends by itself when the officer is back.",
    "acting.nobody": "stays accountable for BCP-03",
    "same_post": "are one post from now on",
    "challenge.bring": "to Holding to Account, Tuesday 15 June, 09:30",
    "challenge_raise": "The officer is asked on Monday 14 June, 13:00",
    "challenge_reply": "goes to the Health Lead, and the chair sees it in the run sheet",
    "challenge_settle": "Whoever asked is told now.",
    "room.paper": "It comes here in a moment",
    "room.slot": "The chair’s run sheet says: on the way.",
    "room_decide": "Not decided: the rating",
    "outcome.right": "Nothing more is asked about that meeting.",
    "outcome_not_quite": "You hear from me if it is changed.",
    "log_minutes": "“decisions” shows it with the log.",
    "plan_file.load": "and will say here what came of it",
    "plan_file.cancel": "Nothing has been saved.",
    "plan_file.remarks": "follows here, in a moment",
    "plan_file.answer": "and will say here what I found",
    "plan_file.choose_columns": "and will say here what I found",
    "plan_file.choose_letters": "and will say here what I found",
    "undelivered.retry": "within a minute",
    "undelivered.dismiss": "not tried again",
    "measure.mark": "Every weekly summary shows it.",
    "measure.unmark": "The weekly summary does not show it on its own.",
    "measure.set_target": "Figures are judged by it from now on.",
    "measure.call_them": "now, wherever they are shown",
    "risk_add": "Each board pack has",
    "risk_review": "Each board pack has",
    "risk_close": "in no pack any more",
    "watch.put_on": "in the weekly summary until the chair takes it off",
    "watch.take_off": "no more in the weekly summary",
    "input.keep_draft": "It is yours alone until you send it.",
    "input.nothing": "are not reminded",
    "input.not_mine": "is told now that the input to BCP-03 is not yours",
    "input_give": "You can change it until that is sent.",
    "milestone.was_done": "Nobody is asked about it any more.",
    "milestone.expected": "It is asked about again on Friday 2 July.",
    "plan_closing_begin": "Nothing is changed until the chair confirms it.",
    "plan_closing_decide": "Nothing is changed until the chair confirms it.",
    "plan_closing_rest": "Nothing is changed until the chair confirms it.",
    "plan_closing.ask_chair": "Nothing is changed until then.",
    "plan_closing.stop": "all goes on as before",
    "plan_closing_confirm": "“closed plans” shows how it stood.",
    "delivery_offer": "is asked to accept the evidence. You are told what comes of it.",
    "delivery_missing": "The officer is told now what is missing.",
    "delivery_still": "Nothing more is asked about it.",
    "delivery_no_more": "is told now",
    "date_approve": "The officer is told now.",
    "date_refuse": "The officer is told now.",
    "date_more": "The officer is asked now",
    "date_add": "you are told what comes of it",
    "date_withdraw": "Nobody decides about it any more.",
    "recorded.right": "Nothing more is asked about it.",
    "recorded_not_right": "What was recorded stands until it is put right.",
    "clearing.clear": "drafts for scrutiny have it from now on",
    "clearing.take_back": "public papers leave it out from now on",
    "review.make": "What has changed since is not in it.",
    "quarterly.put_to_chair": "You are told when that is done.",
    "quarterly.sign_off": "A person sends it",
    "report.accept": "It is on the agenda of 1 coming meeting there.",
    "report.decline": "Nothing has changed.",
    "report.end": "no longer, from now on",
    "report_ask": "Until they accept, nothing changes.",
    "coverage.ask_again": "counts as “no action yet” until one is linked",
    "source_correct": "counted nowhere any more",
    "source_add": "starts as “no action yet”",
    "source_item": "It stays on the list until one is linked",
    "source_links": "and so from now on",
    "source_restrict": "is restricted until this has happened",
    "source_lift": "its words show again",
    "source_decline": "It counts as declined from now.",
    "source_reply": "nothing more is asked about it",
    "source_reply_by": "is told once, in the Friday note of 16 July",
    "surgery.done": "Nothing more is asked about it.",
    "surgery_arrange": "are told on Monday 14 June, 09:30. On the working day after it you are asked what was agreed.",
    "surgery_move": "Those who come are told on Monday 14 June, 09:30.",
    "surgery_cancel": "Nobody has been told of it yet, so nobody is told.",
    "surgery_agree": "is asked about it on Monday 28 June 2021",
    "surgery_not_yet": "It comes back to you on Monday 5 July 2021.",
    "about_set": "Aim: Services that keep children safe.",
    "edit.facts.save": "and the chair are told now.",
    "edit.help.save": "and the programme manager are told now.",
    "edit.contributors.save": "is told now.",
    "edit.drop_milestone.save": "It stays in the history. The",
    "start": "writes to people at its times",
    "pause": "nothing goes out, to anybody, until you press Resume",
    "resume": "writes to people at its times",
    "away until 30 June": "until the end of Wednesday 30 June",
    "back": "as usual",
    "delegate to Head of Audit until 30 June": "for that, the deputy stands in",
    "paper": "It comes here in a moment",
    "export": "in a moment",
    "inspection pack": "It comes here in a moment.",
    "watch {ref} because audits fell": "in the weekly summary until the chair takes it off",
}
"""What the answer to each change says of what follows, and when: by its button, its form or its words."""

AFTER: Mapping[str, Sequence[str]] = {
    "watch.take_off": ("watch.put_on",),
    "absence.take_back": ("absence_hand_over",),
    "acting_name": ("absence_away",),
    "acting.nobody": ("absence_away", "acting_name"),
    "coverage.ask_again": ("source_decline",),
    "plan_closing_decide": ("plan_closing_begin",),
    "plan_closing_rest": ("plan_closing_begin",),
    "plan_closing.stop": ("plan_closing_begin",),
    "plan_closing.ask_chair": ("plan_closing_begin", "plan_closing_rest"),
    "plan_closing_confirm": ("plan_closing_begin", "plan_closing_rest", "plan_closing.ask_chair"),
}
"""What has to be done first, for those that follow on something."""

EXAMPLES_SAY: Mapping[str, tuple[str, str]] = {
    "statement.withdraw": ("statement_withdrawn", "what was said before it stands again"),
    "decision.close": ("action_closed", "is asked whether it still holds"),
    "turnover.accept": ("handover_accepted", "From now on your name alone shows."),
    "turnover.query": ("handover_queried", "told"),
    "fresh_look": ("fresh_look_taken", "The chair and the programme manager are told now."),
    "log.hand_on": ("log_handed_on", "it is posted once they approve it"),
    "log.approve": ("log_approved", "It goes to the board’s channel on"),
    "measure.confirm": ("measure_shown", "shows without its mark from now on"),
    "figures.enter": ("figures_kept", "in summaries and packs from now on"),
    "remove.words": ("details_removed", "It takes a minute or two"),
    "pack_order": ("pack_order_noted", "the officers are asked before the meeting"),
    "input_ask": ("input_will_be_asked", "they are reminded once, by me"),
    "date_ask": ("new_date_sent", "you are told. Until then the deadline"),
}
"""The same for what needs a plan in another state: the kind of its answer, and what an example of it says."""
SAVED = ("change_saved", "told now")
"""What every edit of an action is answered, and a new action."""


def changing() -> set[str]:
    """Every button, form and word that changes something."""
    tables = (catalogue._PRESSES, catalogue._FORMS)
    found = {name for table in tables for name, entry in table.items() if not entry.reads}
    words = {name for name, entry in catalogue._WORDS.items() if not entry.reads}
    return found | {said for said in WORDS if said.split()[0] in words and said in SAYS}


def heard(plan: Plan, name: str, role: str) -> Heard:
    by = ROLES[role]
    if name in WORDS:
        return Typed(by, plan.filled(name))
    try_ = PRESSES.get(name) or FORMS[name]
    about, answers = plan.filled(try_.about), try_.answers
    answers = {key: plan.filled(said) if isinstance(said, str) else said for key, said in answers.items()}
    if name in FORMS:
        return Answers(by, name, about, answers)
    return Press(
        by, name, about, plan.filled(try_.value), form=try_.form, answers=answers,
        form_about=plan.filled(UNSEEN if try_.form else try_.carried),
    )  # fmt: skip


def answer(plan: Plan, name: str) -> str:
    """What the first of those who may is answered that is neither refused nor asked to mend something."""
    may = (PRESSES.get(name) or FORMS.get(name) or WORDS[name]).may
    said = []
    for role in [role for role in ROLES if role in may]:
        found = catalogue.find(heard(plan, name, role))
        try:
            reply: Reply = found.use_case(plan.session, found.command, NOW)
        except Refusal as refusal:
            said.append(refusal.words)
            continue
        plan.session.flush()
        if not reply.errors:
            return words_of(reply)
        said += reply.errors.values()
    return f"refused: {said}"


def examples() -> dict[str, list[str]]:
    """The examples of everything that is said, by kind."""
    found: dict[str, list[str]] = {}
    for module in iter_modules(bot.messages.__path__, "bot.messages."):
        shown: Sequence[Message] = getattr(import_module(module.name), "EXAMPLES", ())
        for each in shown:
            found.setdefault(each.kind, []).append(as_text(each))
    return found


def test_nothing_that_changes_something_is_left_out():
    edits = {name for name in catalogue._FORMS if name.endswith(".save")} - set(SAYS)

    assert set(SAYS) | set(EXAMPLES_SAY) | edits == changing()
    assert {said.split()[0] for said in SAYS if said in WORDS} == {
        name for name, entry in catalogue._WORDS.items() if not entry.reads
    }


@pytest.mark.parametrize("name", SAYS)
def test_an_answer_says_what_follows_and_when(plan, name):
    with tried(plan.session):
        if name.startswith("measure."):
            with_measures(plan.session, plan.board)
        for before in AFTER.get(name, ()):
            answer(plan, before)

        assert SAYS[name] in answer(plan, name)


@pytest.mark.parametrize(("kind", "says"), [SAVED, *EXAMPLES_SAY.values()])
def test_the_example_of_an_answer_says_what_follows_and_when(kind, says):
    assert any(says in each for each in examples()[kind])
