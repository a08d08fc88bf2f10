"""Who may do what: every button, form and word, by every role of the table, and by those who have none."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, get_args

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.plan_reading.letters import Letters
from bot.domain.plan_reading.preview import ColumnRead
from bot.domain.plan_reading.questions import Question
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.messages.parts import Button, Reply, said
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.drafting import begin_in_chat
from bot.use_cases.heard import (
    AccountDisabled,
    Answer,
    Answers,
    Caller,
    FileDropped,
    Heard,
    HomeOpened,
    Press,
    SharedFile,
    Typed,
)
from handlers.slack.ways_in import COMMANDS, SHORTCUTS
from storage import (
    boards,
    challenges,
    decisions,
    deliveries,
    edits,
    inputs,
    kept_papers,
    meetings,
    new_dates,
    packs,
    people,
    recorded_decisions,
    reporting,
    retention,
    risks,
    room,
    sources,
    statements,
    surgeries,
    tables,
)
from storage.access import NOT_YOURS, STRANGER
from storage.actions import change_action
from storage.database import open_database, writing
from storage.plan_files import add_file, ask_which_letters, keep_questions
from storage.standings import ties_of
from tests.conftest import fresh_database
from tests.use_cases.sample_board import SampleBoard, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
QUALITY, INCLUSION = "Service Director, Quality and Assurance", "Service Director, Inclusion and Family Services"

ROLES: Mapping[str, Caller] = {
    "chair": Caller("slack", "T1", "U_CHAIR"),
    "deputy": Caller("slack", "T1", "U_DEPUTY"),
    "programme manager": Caller("slack", "T1", "U_PM"),
    "member": Caller("slack", "T1", "U_MEMBER"),
    "adviser": Caller("slack", "T1", "U_ADVISER"),
    "councillor": Caller("slack", "T1", "U_LEAD"),
    "officer": Caller("slack", "T1", "U_QA"),
    "another officer": Caller("slack", "T1", "U_INCLUSION"),
    "delegate": Caller("slack", "T1", "U_DELEGATE"),
    "another delegate": Caller("slack", "T1", "U_DELEGATE2"),
    "line director": Caller("slack", "T1", "U_LINE"),
    "another line director": Caller("slack", "T1", "U_LINE2"),
    "data manager": Caller("slack", "T1", "U_DATA"),
    "approver": Caller("slack", "T1", "U_APPROVER"),
    "contributor": Caller("slack", "T1", "U_GIVES"),
    "lead": Caller("slack", "T1", "U_LEADS"),
    "former officer": Caller("slack", "T1", "U_GONE"),
    "stranger": Caller("slack", "T1", "U_NOBODY"),
    "administrator of the workspace": Caller("slack", "T1", "U_ADMIN", is_workspace_admin=True),
    "manager of another board": Caller("slack", "T1", "U_PM2"),
    "manager in another workspace": Caller("slack", "T2", "U_PM", is_workspace_admin=True),
}
OUTSIDE = frozenset({"stranger", "former officer", "administrator of the workspace", "contributor", "lead"})
GIVES, LEADS = frozenset({"contributor"}), frozenset({"lead"})
"""Somebody with neither a seat nor a post that answers for anything: only what they lead or give input to is open."""
ELSEWHERE = frozenset({"manager of another board", "manager in another workspace"})
EVERYBODY = frozenset(ROLES)
SEES = EVERYBODY - OUTSIDE - ELSEWHERE - {"councillor"}
SEES_OWN = SEES | GIVES | LEADS
"""Who may see the officer's action, which is the one that is led, and to which input is given."""
WRITES = frozenset({"officer", "delegate"})
DECIDES = frozenset({"chair"})
MANAGES = frozenset({"programme manager"})
DIRECTS = frozenset({"line director"})
CHAIRS = frozenset({"chair", "deputy"})
CLOSES = CHAIRS | {"approver"}
"""Whose turn it is hangs on whose actions the plan has; here nothing waits to be confirmed, which each may hear."""
RUNS = CHAIRS | MANAGES
CHALLENGES = CHAIRS | MANAGES | {"member", "adviser", "another officer"}
FORESEES = MANAGES | {"chair", "deputy"}
ENTERS = MANAGES | {"data manager"}
WATCHES = MANAGES | {"chair", "deputy"}
ASKS_TO_WATCH = WATCHES | {"member", "adviser"}
ARRANGES = WRITES | MANAGES | {"line director"}
SPEAKS_FOR_THEMSELVES = SEES_OWN | {"councillor"}
"""Everybody with something to do with the board; who holds no post that answers is told so."""

SECRETS = ("BCP-", "audit", "Improvement Board", "Holder of", "Independent Chair", "Head of Early Help", "01234")
"""What somebody who may not see the plan could learn from an answer that says too much."""

STATEMENT: Mapping[str, Answer] = {"progress": "Work went on.", "effect": "None yet.", "rating": "Red", 
                                   "cause": "Not known yet.", "next_steps": "Finish it by July."}  # fmt: skip
WAYS: Mapping[str, Answer] = {
    "name": "Board", "channel": "C1", "mash_number": "01234 567890", "zone": "Europe/London",
    "nation": "england-and-wales", "hours_from": time(8, 30), "hours_to": time(17, 30), "summary_weekday": "0",
    "summary_time": time(9),
}  # fmt: skip
MEETING: Mapping[str, Answer] = {"kind": "holding_to_account", "day": date(2021, 7, 13), "start": time(9),
                                 "end": time(12), "covers": "all"}  # fmt: skip
POST: Mapping[str, Answer] = {"person": "U_SOMEBODY"}
SEAT: Mapping[str, Answer] = {"role": "adviser", "post": "Adviser", "person": "U_SOMEBODY"}
DELEGATE: Mapping[str, Answer] = {"delegate": "Principal Social Worker", "until": date(2021, 6, 30),
                                  "person": "U_SOMEBODY"}  # fmt: skip


EDITED: Mapping[str, Answer] = {"title": "Audit practice", "words": "Audit it.", "review": date(2021, 9, 1),
                                "link": "Minutes", "why": "The Board asked.", "every": "2",
                                "since": date(2021, 7, 1), "scope": "one"}  # fmt: skip
LINE: Mapping[str, Answer] = {"line": "Corporate Director of Children’s Services"}
DELIVERED: Mapping[str, Answer] = {"evidence": "Minutes.", "effect": "Shorter waits.", "measure": "92%",
                                  "keeper": "Head of Audit", "procedure": "Procedure 4"}  # fmt: skip
NEW_DATE: Mapping[str, Answer] = {"to": date(2021, 9, 30), "reason": "The lead left.", "cause": "Vacancy",
                                 "effect": "A longer wait.", "recovery": "An interim."}  # fmt: skip
FIGURES: Mapping[str, Answer] = {"day": date(2021, 6, 1), "value_1": "78", "status_1": "final"}
SET_BY: Mapping[str, Answer] = {"target": "80", "decision_ref": "IB-1", "decided_on": date(2021, 6, 1),
                               "decided_by": "Improvement Board"}  # fmt: skip
RISK: Mapping[str, Answer] = {"words": "Staff leave.", "owner": "Head of Early Help", "likelihood": "4", "impact": "4",
                             "mitigation": "Deputies are named."}  # fmt: skip
THREE_REASONS: Mapping[str, Answer] = {"sufficient": "All is done.", "right_quality": "Audited.", "sustainable": "Yes."}
REPLIED: Mapping[str, Answer] = {"words": "They are published.", "sent_on": date(2021, 6, 1), "post": "Head of Audit",
                                "where": "The committee’s pages."}  # fmt: skip
SURGERY: Mapping[str, Answer] = {"day": date(2021, 6, 15), "start": time(11), "place": "Room 4"}
AWAY: Mapping[str, Answer] = {"until": date(2021, 6, 30), "delegate": "Principal Social Worker", "person": "U_SOMEBODY"}


@dataclass(frozen=True)
class Try:
    """Something to do, with `about` and `value` in terms of the board: {action}, {board}, {post}, {seat}."""

    may: frozenset[str]
    about: str = ""
    value: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    form: str = ""
    carried: str = ""
    """What the form that it is part of carries, where the button itself says nothing."""
    is_aimed: bool = True
    """Whether it says which board or action it is for; what does not is for the caller's own board."""


UNSEEN = '{{"action": {action}, "reason_asked": true}}'
PRESSES: Mapping[str, Try] = {
    "statement.write": Try(WRITES | MANAGES, "{action}"),
    "statement.keep_draft": Try(WRITES | MANAGES, "{action}", answers=STATEMENT, form="statement.submit"),
    "refresh": Try(WRITES | MANAGES, "rating", answers=STATEMENT, form="statement.submit"),
    "decision.open_confirm": Try(DECIDES | MANAGES, "{action}"),
    "decision.take_back": Try(DECIDES | MANAGES, "{rated}"),
    "keep": Try(WRITES | MANAGES, "progress", answers=STATEMENT, form="statement.submit"),
    "statement.withdraw": Try(WRITES | MANAGES, "{statement}"),
    "statement.restore": Try(WRITES | MANAGES, "{statement}"),
    "statement.versions": Try(SEES_OWN, "{statement}"),
    "decision.open_close": Try(DECIDES | MANAGES, "{delivered}"),
    "status.show": Try(SEES_OWN, "red", is_aimed=False),
    "status.why": Try(SEES_OWN, "", is_aimed=False),
    "list.save": Try(SEES_OWN, "csv red", is_aimed=False),
    "status.open": Try(SEES_OWN, "{action}"),
    "plan.choose": Try(SEES_OWN, "{board}:"),
    "plan.ask": Try(SEES_OWN, "", is_aimed=False),
    "setup.open": Try(MANAGES, "{board}"),
    "quiet.show": Try(MANAGES, "{board}"),
    "log.minutes": Try(MANAGES, "{held}"),
    "election.show": Try(MANAGES, "{board}"),
    "election.ask": Try(MANAGES, "{board}"),
    "election.take_back": Try(MANAGES, "{board}", "2021-03-22:2021-05-06"),
    "election.clear": Try(MANAGES, "{board}:2021-06-30"),
    "records.show": Try(MANAGES, "{board}"),
    "records.search": Try(MANAGES, "{board}"),
    "records.file": Try(MANAGES, '{board}:["", "", "", "", ""]'),
    "records.hold": Try(MANAGES, "{board}"),
    "records.lift": Try(MANAGES, "{board}:{hold}"),
    "records.periods": Try(MANAGES, "{board}"),
    "quiet.ask": Try(MANAGES, "{board}"),
    "quiet.take_back": Try(MANAGES, "{board}", "2021-12-24:2021-12-31"),
    "setup.board": Try(MANAGES, "{board}"),
    "setup.seats": Try(MANAGES, "{board}"),
    "setup.seat": Try(MANAGES, "{board}"),
    "setup.unseat": Try(MANAGES, "{board}", "{seat}"),
    "setup.posts": Try(MANAGES, "{board}:2"),
    "setup.connect_post": Try(MANAGES, "{board}:{post}"),
    "setup.delegate_post": Try(MANAGES, "{board}:{post}"),
    "setup.line_post": Try(MANAGES, "{board}:{post}"),
    "late.need_help": Try(WRITES, "{hearing}:{post}"),
    "late.wrong_person": Try(WRITES, "{hearing}:{post}"),
    "late.extend": Try(MANAGES, "{hearing}:{post}"),
    "late.phoned": Try(MANAGES, "{hearing}:{post}"),
    "late.tell_line": Try(MANAGES, "{hearing}:{post}"),
    "roster.later": Try(MANAGES, "{board}:{hearing}"),
    "exceptions.sent": Try(DECIDES | {"deputy"}, "{hearing}"),
    "exceptions.list": Try(RUNS, "{board}"),
    "late.will_sort": Try(DIRECTS, "{hearing}:{post}"),
    "absence.away": Try(ARRANGES, "{board}:{post}"),
    "acting.name": Try(DECIDES | MANAGES, "{board}:{post}"),
    "acting.nobody": Try(DECIDES | MANAGES, "{board}:{post}"),
    "absence.hand_over": Try(ARRANGES, "{board}:{post}"),
    "turnover.accept": Try(frozenset({"officer"}), "{board}:{post}"),
    "turnover.query": Try(frozenset({"officer"}), "{board}:{post}"),
    "outside.ask": Try(MANAGES, "{board}", "{post}"),
    "leaving.ask": Try(MANAGES, "{board}", "{post}"),
    "leaving.stays": Try(MANAGES, "{board}:{post}"),
    "same_post.ask": Try(MANAGES, "{board}:{delegate}:{post}"),
    "handover.read": Try(frozenset({"officer"}), "{board}:{post}:{action}"),
    "handover.fresh_look": Try(frozenset({"officer"}), "{board}:{post}"),
    "absence.take_back": Try(ARRANGES, "{board}:{post}"),
    "absence.back": Try(ARRANGES, "{board}:{post}"),
    "setup.vacate_post": Try(MANAGES, "{board}:{post}"),
    "setup.meetings": Try(MANAGES, "{board}"),
    "setup.meeting": Try(MANAGES, "{board}"),
    "meeting.move": Try(MANAGES, "{board}:{meeting}"),
    "meeting.agenda": Try(MANAGES, "{board}:{meeting}"),
    "meeting.cancel": Try(MANAGES, "{board}:{meeting}"),
    "setup.preview": Try(FORESEES, "{board}"),
    "preview.show": Try(MANAGES, "{board}:27050000:weekly_summary:1"),
    "setup.start": Try(MANAGES, "{board}"),
    "setup.pause": Try(MANAGES, "{board}"),
    "setup.resume": Try(MANAGES, "{board}"),
    "challenge.action": Try(CHALLENGES, "{action}"),
    "challenge.meeting": Try(CHALLENGES | {"officer"}, "{hearing}"),
    "challenge.list": Try(SEES, "{board}:1"),
    "challenge.reply": Try(WRITES, "{challenge}"),
    "challenge.bring": Try(WRITES, "{challenge}"),
    "challenge.settle": Try(CHAIRS, "{challenge}"),
    "pack.show": Try(SEES, "{hearing}"),
    "room.paper": Try(RUNS, "{held}"),
    "pack.then": Try(SEES, "{pack}:1"),
    "pack.order": Try(CHAIRS, "{hearing}"),
    "room.run_sheet": Try(RUNS, "{hearing}"),
    "room.action": Try(RUNS, "{held}:{action}"),
    "room.slot": Try(WRITES, "{held}:{post}:on_my_way"),
    "outcome.right": Try(WRITES, "{held}:{post}"),
    "outcome.not_quite": Try(WRITES, "{held}:{post}"),
    "log.hand_on": Try(MANAGES, "{held}:1a2b3c"),
    "log.approve": Try(DECIDES, "{held}:1a2b3c"),
    "plan_file.ask": Try(MANAGES, "{file}:0:1"),
    "plan_file.load": Try(MANAGES, "{file}:0"),
    "plan_file.columns": Try(MANAGES, "{file}:0"),
    "plan_file.letters": Try(MANAGES, "{file}:0"),
    "plan_file.cancel": Try(MANAGES, "{file}:0"),
    "plan_file.remarks": Try(MANAGES, "{file}:0:1"),
    "undelivered.retry": Try(MANAGES, "{board}:{dead}"),
    "undelivered.dismiss": Try(MANAGES, "{board}:{dead}"),
    "help.show": Try(EVERYBODY, is_aimed=False),
    "practice.open": Try(EVERYBODY, is_aimed=False),
    "figures.open": Try(ENTERS, "{board}:watch"),
    "figures.measure": Try(ENTERS, "{board}", "1"),
    "measure.open": Try(SEES, "{board}", "1"),
    "measure.confirm": Try(ENTERS, "{board}:1:1"),
    "measure.mark": Try(WATCHES, "{board}:1"),
    "measure.unmark": Try(WATCHES, "{board}:1"),
    "measure.target": Try(WATCHES, "{board}:1"),
    "measure.call": Try(WATCHES, "{board}:1"),
    "risks.show": Try(SEES, "{board}:1"),
    "risks.add": Try(MANAGES, "{board}"),
    "risks.review": Try(MANAGES, "{board}:{risk}"),
    "risks.close": Try(MANAGES, "{board}:{risk}"),
    "highlight.show": Try(SEES, "{board}:1"),
    "watch.open": Try(ASKS_TO_WATCH, "{board}:{action}"),
    "watch.stop": Try(DECIDES, "{board}:1"),
    "input.ask": Try(WRITES, "{action}"),
    "input.write": Try(GIVES, "{input}"),
    "input.keep_draft": Try(GIVES, "{input}", answers={"progress": "All took part."}),
    "input.nothing": Try(GIVES, "{input}"),
    "input.not_mine": Try(GIVES, "{input}"),
    "milestone.done": Try(WRITES | LEADS, "{milestone}"),
    "milestone.not_yet": Try(WRITES | LEADS, "{milestone}"),
    "plan_closing.show": Try(RUNS | CLOSES, "{board}"),
    "plan_closing.decide": Try(MANAGES, "{action}"),
    "plan_closing.rest": Try(MANAGES, "{board}"),
    "plan_closing.ask_chair": Try(MANAGES, "{board}"),
    "plan_closing.stop": Try(MANAGES, "{board}"),
    "plan_closing.confirm": Try(CLOSES, "{board}"),
    "delivery.ask": Try(WRITES, "{action}"),
    "delivery.missing": Try(DECIDES | MANAGES, "{delivered}"),
    "decision.open_reopen": Try(DECIDES | MANAGES, "{closed}"),
    "recorded.right": Try(DECIDES, "{recorded}"),
    "recorded.not_right": Try(DECIDES, "{recorded}"),
    "delivery.still": Try(WRITES, "{delivery}"),
    "delivery.no_more": Try(WRITES, "{delivery}"),
    "date.ask": Try(WRITES, "{action}"),
    "date.show": Try(SEES, "{request}"),
    "date.approve": Try(DECIDES | MANAGES, "{request}"),
    "date.refuse": Try(DECIDES | MANAGES, "{request}"),
    "date.more": Try(DECIDES | MANAGES, "{request}"),
    "date.add": Try(WRITES, "{request}"),
    "date.withdraw": Try(WRITES, "{request}"),
    "board_pack.show": Try(SEES, "{board}:{meeting}"),
    "quarterly.for_dfe": Try(MANAGES, "{board}:2021-06-30"),
    "quarterly.for_scrutiny": Try(MANAGES, "{board}:2021-06-30"),
    "quarterly.left_out": Try(MANAGES, "{board}:2021-06-30"),
    "clearing.show": Try(CHAIRS, "{board}:action{action}"),
    "clearing.clear": Try(CHAIRS, "{board}:action{action}"),
    "clearing.take_back": Try(CHAIRS, "{board}:action{action}"),
    "coverage.restrict": Try(RUNS, "{board}:{item}"),
    "coverage.lift": Try(RUNS, "{board}:{held_back}"),
    "review.open": Try(SEES, "{board}:{source}"),
    "review.make": Try(RUNS, "{board}:{source}"),
    "review.show": Try(SEES, "{board}:{review}"),
    "quarterly.put_to_chair": Try(MANAGES, "{board}:2021-06-30"),
    "quarterly.sign_off": Try(CHAIRS, "{board}:{draft}"),
    "quarterly.signed_off": Try(RUNS, "{board}:{signed}"),
    "about.ask": Try(MANAGES, "{board}"),
    "coverage.show": Try(SEES, "{board}:s{source}"),
    "coverage.add_source": Try(MANAGES, "{board}"),
    "coverage.correct": Try(MANAGES, "{board}:s{source}"),
    "coverage.add_item": Try(MANAGES, "{board}:{source}"),
    "coverage.link": Try(MANAGES, "{board}:{item}"),
    "coverage.new_action": Try(MANAGES, "{board}:{item}"),
    "coverage.from_action": Try(MANAGES, "{action}"),
    "coverage.links_back": Try(MANAGES, "i{board}:{item}", carried="{board}:"),
    "coverage.decline": Try(DECIDES, "{board}:{item}"),
    "coverage.reply": Try(RUNS, "{board}:{point}"),
    "coverage.reply_by": Try(MANAGES, "{board}:{scrutiny}"),
    "surgery.show": Try(SEES, "{board}"),
    "surgery.arrange": Try(RUNS, "{board}"),
    "surgery.move": Try(RUNS, "{board}:{surgery}"),
    "surgery.cancel": Try(RUNS, "{board}:{surgery}"),
    "surgery.agree": Try(RUNS, "{board}:{surgery}"),
    "surgery.done": Try(RUNS, "{agreed}"),
    "surgery.not_yet": Try(RUNS, "{agreed}"),
    "surgery.milestone": Try(MANAGES, "{agreed}:{action}"),
    "surgery.new_action": Try(MANAGES, "{agreed}"),
    "report.show": Try(MANAGES, "{action}"),
    "report.ask": Try(MANAGES, "{action}"),
    "report.accept": Try(MANAGES, "{report}"),
    "report.decline": Try(MANAGES, "{report}"),
    "report.end": Try(MANAGES | {"manager of another board"}, "{reported}"),
    "coverage.ask_again": Try(DECIDES, "{board}:{item}"),
}
DECIDED = frozenset({"chair", "programme manager"})
"""The chair decides, and the programme manager writes it down; the deputy only where the chair can not."""
EDITS: Mapping[str, tuple[frozenset[str], str]] = {
    **dict.fromkeys(("edit.reword", "edit.facts", "edit.add_milestone", "edit.agree", "edit.begin", "edit.split"),
                    (MANAGES, "")),
    "edit.resume": (RUNS, ""),
    "edit.help": (RUNS | WRITES, ""),
    "edit.restrict": (RUNS, ""),
    "edit.unrestrict": (RUNS, ""),
    **dict.fromkeys(("edit.waits", "edit.contributors", "edit.officer"), (MANAGES, "")),
    **dict.fromkeys(("edit.waits_no_more", "edit.outside_date"), (MANAGES, "1")),
    **dict.fromkeys(("edit.milestone", "edit.drop_milestone"), (MANAGES, "{milestone}")),
    "edit.interval": (frozenset({"chair"}), ""),
    **dict.fromkeys(("edit.hold", "edit.merge", "edit.superseded", "edit.not_delivered"), (DECIDED, "")),
}  # fmt: skip
"""Who may make each edit, and of which part of an action."""
PRESSES = {
    **PRESSES,
    "change.open": Try(SEES, "{action}"),
    "history.show": Try(SEES_OWN, "{action}:1"),
    "waits.change": Try(MANAGES, "{action}"),
    "milestones.change": Try(MANAGES, "{action}"),
    "plan.add": Try(MANAGES, "{action}"),
    "edit.split.more": Try(MANAGES, carried="{action}:0:"),
    "plan.new.back": Try(MANAGES, carried='[{board},0,"",{{}}]'),
    **{name: Try(may, f"{{action}}:{part}".rstrip(":")) for name, (may, part) in EDITS.items()},
    **{f"{name}.back": Try(may, carried=f'[{{action}},0,"{part}",{{{{}}}}]') for name, (may, part) in EDITS.items()},
    # Of an action that is not on hold its form is shown again, to whoever may have filled it in.
    "edit.resume.back": Try(DECIDED, carried='[{action},0,"",{{}}]'),
}
FORMS: Mapping[str, Try] = {
    **{name: Try(may, f"{{action}}:0:{part}", answers=EDITED) for name, (may, part) in EDITS.items()},
    **{
        f"{name}.save": Try(may, f'[{{action}},99999,"{part}",{{{{"why":"x"}}}}]')
        for name, (may, part) in EDITS.items()
    },
    "edit.resume.save": Try(DECIDED, '[{action},99999,"",{{"why":"x"}}]'),
    "plan.new": Try(MANAGES, "{board}", answers=EDITED),
    "plan.new.save": Try(MANAGES, '[{board},0,"",{{"why":"x"}}]'),
    "statement.submit": Try(WRITES | MANAGES, UNSEEN, answers=STATEMENT),
    "practice.submit": Try(EVERYBODY, UNSEEN.replace("{action}", "0"), answers=STATEMENT, is_aimed=False),
    "decision.confirm": Try(
        DECIDES | MANAGES, "{action}", answers={"rating": "Red", "reason": "It is late.", "how": "By letter."}
    ),
    "statement.next": Try(WRITES | MANAGES, "{action}"),
    "decision.close": Try(DECIDES | MANAGES, "{delivered}", answers={"reason": "The audit showed it."}),
    "plan_file.choose_columns": Try(MANAGES, "{file}:0", answers={"column_action": "B"}),
    "plan_file.choose_letters": Try(MANAGES, "{file}:0", answers={"reading": "mac_roman"}),
    "plan_file.answer": Try(MANAGES, "{file}:0:1", answers={"answer_0": "2021-09-30"}),
    "setup_board": Try(MANAGES, "{board}", answers=WAYS),
    "quiet_days": Try(MANAGES, "{board}", answers={"from": date(2021, 12, 24), "to": date(2021, 12, 31)}),
    "log_minutes": Try(MANAGES, "{held}", answers={"where": "On the committee’s pages"}),
    "election_period": Try(MANAGES, "{board}", answers={"from": date(2021, 9, 1), "to": date(2021, 10, 7)}),
    "election_clear": Try(MANAGES, "{board}:2021-06-30", answers={"by": "Monitoring Officer", "ref": "Email, 4 June"}),
    "records_search": Try(MANAGES, "{board}", answers={"action": "BCP-06"}),
    "records_hold": Try(MANAGES, "{board}", answers={"ref": "FOI 118", "why": "audits"}),
    "records_lift": Try(MANAGES, "{board}:{hold}", answers={"why": "It was answered."}),
    "records_periods": Try(MANAGES, "{board}", answers={"months": "12", "years": "7"}),
    "setup_seat": Try(MANAGES, "{board}", answers=SEAT),
    "setup_post": Try(MANAGES, "{board}:{post}", answers=POST),
    "setup_delegate": Try(MANAGES, "{board}:{post}", answers=DELEGATE),
    "setup_line": Try(MANAGES, "{board}:{post}", answers=LINE),
    "late_help": Try(WRITES, "{hearing}:{post}", answers={"help": "time", "words": "The audit ends on Friday."}),
    "absence_away": Try(ARRANGES, "{board}:{post}", answers=AWAY),
    "acting_name": Try(DECIDES | MANAGES, "{board}:{post}", answers=AWAY),
    "absence_hand_over": Try(ARRANGES, "{board}:{post}", answers=AWAY),
    "setup_meeting": Try(MANAGES, "{board}", answers=MEETING),
    "room_decide": Try(RUNS, "{held}:{action}:0", answers={"promise": "Four measures.", "attendance": "attended"}),
    "outcome_not_quite": Try(WRITES, "{held}:{post}", answers={"why": "It was three."}),
    "challenge_raise": Try(CHALLENGES, "0:{action}", answers={"question": "What changed for children?"}),
    "challenge_reply": Try(WRITES, "{challenge}", answers={"answer": "Families wait two weeks less."}),
    "challenge_settle": Try(CHAIRS, "{challenge}", answers={"outcome": "answered", "words": "That will do."}),
    "pack_order": Try(CHAIRS, "{hearing}", answers={"order": "PLAN"}),
    "setup_move": Try(MANAGES, "{board}:{meeting}", answers=MEETING),
    "setup_agenda": Try(MANAGES, "{board}:{meeting}", answers={"take": "BCP-09"}),
    "figures.enter": Try(ENTERS, "{board}:watch:1", answers=FIGURES),
    "measure.set_target": Try(WATCHES, "{board}:1", answers=SET_BY),
    "measure.call_them": Try(WATCHES, "{board}:1", answers={"called": "Vital signs"}),
    "remove.words": Try(MANAGES, "{board}:", answers={"words": "Audits fell"}),
    "risk_add": Try(MANAGES, "{board}", answers=RISK),
    "risk_review": Try(MANAGES, "{board}:{risk}", answers=RISK),
    "risk_close": Try(MANAGES, "{board}:{risk}", answers={"why": "It has passed."}),
    "watch.put_on": Try(ASKS_TO_WATCH, "{board}:{action}", answers={"why": "Audits fell."}),
    "watch.take_off": Try(DECIDES, "{board}:1", answers=THREE_REASONS),
    "input_ask": Try(WRITES, "{action}", answers={"whom": (), "wanted": date(2021, 6, 8)}),
    "input_give": Try(GIVES, "{input}", answers={"progress": "All five teams took part."}),
    "milestone.was_done": Try(WRITES | LEADS, "{milestone}", answers={"done_on": date(2021, 6, 1)}),
    "milestone.expected": Try(
        WRITES | LEADS, "{milestone}", answers={"forecast": date(2021, 7, 1), "note": "Cover is found."}
    ),
    "plan_closing_begin": Try(MANAGES, "{board}", answers={"next_name": "Next plan"}),
    "plan_closing_decide": Try(MANAGES, "{action}", answers={"fate": "moved", "new_ref": "B-01"}),
    "plan_closing_rest": Try(MANAGES, "{board}", answers={"prefix": "B"}),
    "plan_closing_confirm": Try(CLOSES, "{board}"),
    "delivery_offer": Try(WRITES, "{action}", answers=DELIVERED),
    "delivery_missing": Try(DECIDES | MANAGES, "{delivered}", answers={"missing": "An audit."}),
    "decision.reopen": Try(DECIDES | MANAGES, "{closed}", answers={"reason": "It did not last."}),
    "recorded_not_right": Try(DECIDES, "{recorded}", answers={"words": "I asked for an audit first."}),
    "delivery_still": Try(WRITES, "{delivery}", answers={"words": "Audited in August."}),
    "delivery_no_more": Try(WRITES, "{delivery}", answers={"words": "The waits are back."}),
    "date_ask": Try(WRITES, "{action}", answers=NEW_DATE),
    "date_approve": Try(DECIDES | MANAGES, "{request}", answers={"said": "The plan to recover is sound."}),
    "date_refuse": Try(DECIDES | MANAGES, "{request}", answers={"said": "Recover by July."}),
    "date_more": Try(DECIDES | MANAGES, "{request}", answers={"question": "What was tried?"}),
    "date_add": Try(WRITES, "{request}", answers={"answer": "An interim was sought."}),
    "date_withdraw": Try(WRITES, "{request}", answers={"said": "We can keep it."}),
    "setup_cancel": Try(MANAGES, "{board}:{meeting}", answers={"reason": "The room is taken."}),
    "outside_holder": Try(MANAGES, "{board}:{post}", answers={"name": "Jo Price", "contact": "U_SOMEBODY"}),
    "leaving_day": Try(MANAGES, "{board}:{post}", answers={"last_day": date(2021, 6, 30)}),
    "same_post": Try(MANAGES, "{board}:{delegate}:{post}", answers={"answer": "same"}),
    "fresh_look": Try(frozenset({"officer"}), "{board}:{post}", answers={"reason": "Posts are empty."}),
    "source_correct": Try(MANAGES, "{board}:s{source}", answers={"withdraw": ("yes",), "why": "Entered twice."}),
    "source_add": Try(MANAGES, "{board}", answers={"title": "A review", "ref": "R", "kind": "audit"}),
    "source_item": Try(MANAGES, "{board}:{source}", answers={"ref": "2", "words": "Do it.", "kind": "finding"}),
    "source_actions": Try(MANAGES, "{board}:{item}", answers={"refs": "{ref}"}),
    "source_targets": Try(MANAGES, "{action}", answers={"refs": "R1"}),
    "source_links": Try(MANAGES, "{board}:+{action}.{source}.0.{item}", answers={"why": "Agreed."}),
    "source_restrict": Try(RUNS, "{board}:{item}", answers={"event": "Staff were told.", "why": "They first."}),
    "source_lift": Try(RUNS, "{board}:{held_back}", answers={"why": "Staff were told."}),
    "source_reply": Try(RUNS, "{board}:{point}", answers=REPLIED),
    "source_reply_by": Try(MANAGES, "{board}:{scrutiny}", answers={"day": date(2021, 7, 30)}),
    "source_decline": Try(DECIDES, "{board}:{item}", answers={"why": "It repeats another."}),
    "surgery_arrange": Try(RUNS, "{board}", answers=SURGERY | {"team": "Assessment team", "who": ("1",)}),
    "surgery_move": Try(RUNS, "{board}:{surgery}", answers=SURGERY),
    "surgery_cancel": Try(RUNS, "{board}:{surgery}"),
    "surgery_agree": Try(
        RUNS, "{board}:{surgery}", answers={"words": "Look at waits.", "post": "{post}", "due": date(2021, 6, 25)}
    ),
    "surgery_not_yet": Try(RUNS, "{agreed}", answers={"due": date(2021, 7, 2)}),
    "report_ask": Try(MANAGES, "{action}", answers={"board": "Police Board", "why": "Both work on it."}),
    "about_set": Try(MANAGES, "{board}", answers={"aim": "Services that keep children safe."}),
}
WORDS: Mapping[str, Try] = {
    "export": Try(MANAGES),
    "export csv": Try(MANAGES),
    "export red, due by 30 June 2021": Try(SEES_OWN),
    "status": Try(SEES_OWN),
    "status BCP-06": Try(SEES),
    "status mine": Try(SEES_OWN),
    "BCP-06": Try(SEES),
    "BCP-99": Try(SEES),
    "statement {ref}": Try(WRITES | MANAGES),
    "statement BCP-99": Try(SEES),
    "summary": Try(SEES),
    "pack": Try(SEES),
    "pack HTA-2021-06-08": Try(SEES),
    "run sheet": Try(RUNS),
    "run sheet HTA-2021-06-08": Try(RUNS),
    "paper": Try(RUNS),
    "challenge": Try(CHALLENGES | {"officer"}),
    "challenge {ref}": Try(CHALLENGES),
    "challenges": Try(SEES),
    "decisions": Try(SEES),
    "setup": Try(MANAGES),
    "people": Try(MANAGES),
    "meeting": Try(MANAGES),
    "quiet": Try(MANAGES),
    "records": Try(MANAGES),
    "election": Try(MANAGES),
    "move HTA-2021-06-16 to 22 June 2021 10:00": Try(MANAGES),
    "add BCP-01 to HTA-2021-06-16": Try(MANAGES),
    "take BCP-09 off HTA-2021-06-16": Try(MANAGES),
    "cancel HTA-2021-06-16": Try(MANAGES),
    "undelivered": Try(MANAGES),
    "preview": Try(FORESEES),
    "preview 8 weeks": Try(FORESEES),
    "start": Try(MANAGES),
    "pause": Try(MANAGES),
    "resume": Try(MANAGES),
    "away until 30 June": Try(SPEAKS_FOR_THEMSELVES),
    "back": Try(SPEAKS_FOR_THEMSELVES),
    "delegate to Head of Audit until 30 June": Try(SPEAKS_FOR_THEMSELVES),
    "measures": Try(SEES),
    "pace": Try(SEES),
    "inspection pack": Try(RUNS),
    "exceptions": Try(RUNS),
    "cleared": Try(SEES | {"councillor"}),
    "clear BCP-06": Try(CHAIRS),
    "measures KPO-01": Try(SEES),
    "new date {ref}": Try(WRITES),
    "deliver {ref}": Try(WRITES),
    "close plan": Try(MANAGES),
    "closed plans": Try(SEES),
    "risks": Try(SEES),
    "surgery": Try(SEES),
    "watch": Try(SEES),
    "highlight": Try(SEES),
    "highlight {ref}": Try(SEES),
    "watch {ref} because audits fell": Try(ASKS_TO_WATCH),
    "unwatch {ref}": Try(DECIDES),
    "remove": Try(MANAGES),
    "coverage": Try(SEES),
    "coverage R1": Try(SEES),
    "source": Try(MANAGES),
    "link {ref} to R1": Try(MANAGES),
    "unlink {ref} from R1": Try(MANAGES),
    "decline R1": Try(DECIDES),
    "whois {ref}": Try(SEES_OWN),
    "whois Head of Audit": Try(SEES),
    "whois nobody in particular": Try(SEES),
    "about": Try(SEES),
    "plans": Try(SEES_OWN),
    "outside Quality": Try(MANAGES),
    "merge Head of Audit into Service Director, Quality and Assurance": Try(MANAGES),
    "help": Try(EVERYBODY),
    "history {ref}": Try(SEES_OWN),
    "history": Try(SEES_OWN),
    "new action": Try(MANAGES),
    "hello": Try(EVERYBODY),
    "practise": Try(EVERYBODY),
    "practice": Try(EVERYBODY),
    "hi": Try(EVERYBODY),
    "{ref}: audits are back to 25 a month": Try(WRITES | MANAGES),
    "what is late?": Try(SEES_OWN),
}


@dataclass(frozen=True)
class Row:
    """A row of the paper's table of who may do what: what it says of each column, in its words, and which of the tries
    here those words let somebody do. `but` says where we let more or fewer, and why.
    """

    deed: str
    says: tuple[str, str, str, str, str, str, str]
    means: Mapping[str, frozenset[str]]
    but: Mapping[str, str] = field(default_factory=dict)

    @property
    def tries(self) -> frozenset[str]:
        """Everything that the row is about."""
        return frozenset().union(*self.means.values())


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Accountable officer": ("officer",), "Delegate": ("delegate",), "Lead / contributor": ("contributor", "lead"),
    "Chair (deputy)": ("chair",), "Secretary / programme manager": ("programme manager",),
    "Member / adviser": ("member", "adviser"), "Councillor (read)": ("councillor",),
}  # fmt: skip
"""The table's columns, and who stands for each. When a deputy decides is tried in TestTheDeputy; input is asked of the
contributor here, and of the lead in TestTheLeadAndTheContributor."""
_CLEARED = frozenset({"cleared"})
_SEEING = _CLEARED | {"status", "status.open", "history.show", "summary", "pack.show", "challenge.list", "risks.show"}
_SEEING_OWN = frozenset({"status", "status.open", "history.show"})
_STATEMENT = frozenset({"statement.submit", "statement.write", "statement.next"})
_ASKING, _APPROVING = frozenset({"date.ask", "date_ask"}), frozenset({"date.approve", "date_approve", "date_refuse"})
_CHALLENGING = frozenset({"challenge.action", "challenge_raise"})
_DECIDING = frozenset({"decision.confirm", "decision.close", "decision.reopen"})
_ON, _OFF = frozenset({"watch.open", "watch.put_on"}), frozenset({"watch.stop", "watch.take_off"})
_RUNNING = frozenset(
    {
        "plan_file.load", "plan_file.answer", "setup_seat", "setup_post", "setup_delegate", "setup_line", "leaving_day",
        "same_post", "setup_meeting", "setup_move", "setup_cancel", "quiet_days", "edit.facts", "edit.milestone",
    }
)  # fmt: skip
_REMOVING = frozenset({"remove", "remove.words"})
_INPUT = frozenset({"input.write", "input_give"})
NOTHING: frozenset[str] = frozenset()

PAPER = (
    Row(
        "See the plan", ("yes", "yes", "own actions", "yes", "yes", "yes", "cleared items"),
        {"yes": _SEEING, "own actions": _SEEING_OWN, "cleared items": _CLEARED},
    ),
    Row(
        "Send a statement", ("own", "own, on behalf", "input only", "no", "only marked “entered for”", "no", "no"),
        {
            "own": _STATEMENT, "own, on behalf": _STATEMENT, "input only": _INPUT,
            "only marked “entered for”": _STATEMENT, "no": NOTHING,
        },
    ),
    Row(
        "Self-rate", ("own", "own, on behalf", "no", "no", "no", "no", "no"),
        {"own": frozenset({"statement.submit"}), "own, on behalf": frozenset({"statement.submit"}), "no": NOTHING},
        but={"Secretary / programme manager": "what they enter for an officer has the officer’s own rating in it"},
    ),
    Row(
        "Ask for a new date", ("own", "yes", "no", "no", "no", "no", "no"),
        {"own": _ASKING, "yes": _ASKING, "no": NOTHING},
    ),
    Row(
        "Approve a new date", ("no", "no", "no", "yes (statutory: chair only)", "no", "no", "no"),
        {"yes (statutory: chair only)": _APPROVING, "no": NOTHING},
        but={"Secretary / programme manager": "they record what the chair or the Board decided, as that decision"},
    ),
    Row(
        "Raise a challenge", ("yes, on others", "no", "no", "yes", "yes", "yes", "through the secretary"),
        {"yes, on others": NOTHING, "yes": _CHALLENGING, "no": NOTHING, "through the secretary": NOTHING},
    ),
    Row(
        "Confirm a rating, close, reopen",
        ("no", "no", "no", "yes, not own", "records what the chair decided, naming the chair", "no", "no"),
        {"yes, not own": _DECIDING, "records what the chair decided, naming the chair": _DECIDING, "no": NOTHING},
    ),
    Row(
        "Put on / take off watch list", ("no", "no", "no", "yes", "put on only", "ask", "no"),
        {"yes": _ON | _OFF, "put on only": _ON, "ask": _ON, "no": NOTHING},
    ),
    Row(
        "Import, change the roster, set dates", ("no", "no", "no", "no", "yes", "no", "no"),
        {"yes": _RUNNING, "no": NOTHING},
    ),
    Row(
        "Remove personal details", ("no", "no", "no", "no", "yes, and leaves a stub", "no", "no"),
        {"yes, and leaves a stub": _REMOVING, "no": NOTHING},
    ),
)  # fmt: skip
"""“Who may do what”, as the paper has it, row by row. On its own action an officer challenges nothing: that “on others”
they may is what “another officer” tries."""

T = TypeVar("T")
CRAFTERS = ("chair", "programme manager", "officer")
CRAFTED = (
    "", "0", "-1", "1.5", "6 OR 1=1", "٣", "nonsense", "2147483648", "9" * 30, "9" * 5000, "null", "[]", "{}",
    "[" * 900, ":", "1:", "1:x", f"1:{'9' * 30}", ":1", '{"action": "x", "reason_asked": 1}', '{"action": null}',
    "<!channel>", '{"action": 99999999999999999999, "reason_asked": false}', "😀", " 1",
)  # fmt: skip
ODD_ANSWERS: tuple[Mapping[str, Answer], ...] = (
    {},
    {"rating": "Blue", "reason": "x"},
    {"rating": "Grey", "reason": "x"},
    {"rating": "<x>"},
    {"rating": ("Red", "Green")},
    {"rating": date(2021, 1, 1)},
    STATEMENT | {"forecast": date(9999, 12, 31)},
    STATEMENT | {"forecast": date(1, 1, 1)},
    STATEMENT | {"forecast": "not a day", "help": "perhaps", "help_by": "x"},
    STATEMENT | {"no such field": "x", "help": "yes", "help_from": "the DCS", "help_by": date(9999, 12, 31)},
    {"rating": "Red", "reason": "x", "decision_ref": "D" * 5000},
    MEETING | {"day": date(9999, 12, 31)},
    MEETING | {"day": date(1, 1, 1)},
    MEETING | {"day": "31 December 9999", "kind": "party", "covers": "9" * 999},
    MEETING | {"start": "25:00", "end": "soon", "covers": "BCP-99"},
    MEETING | {"repeats": "every second Tuesday at 10:00", "until": date(9999, 12, 31)},
    MEETING | {"repeats": "FREQ=WEEKLY;INTERVAL=999999999;COUNT=999999999;BYDAY=TU;UNTIL=99991231"},
    {"add": "x" * 5000, "take": date(1, 1, 1), "later": "yes", "reason": "y" * 5000, "meeting": "HTA" * 99},
    {"question": "x" * 5000, "settles_it": ("a", "b"), "due": date(9999, 12, 31), "action": "9" * 40},
    {"question": "x", "due": "someday", "raised_for": "y" * 5000, "action": "x"},
    {"promise": "x" * 5000, "promise_by": date(9999, 12, 31), "watch": ("a",), "attendance": "king"},
    {"promise_by": date(2021, 7, 16), "evidence": "x", "new_date": "approved", "rating": "Red"},
    {"why": "x" * 5000, "which": ("1", "x")},
    {"fate": "king", "new_ref": "x" * 5000, "prefix": "9", "next_name": "x" * 5000},
    {"fate": "withdrawn", "reason": "x" * 5000, "prefix": ("B",), "next_name": date(1, 1, 1)},
    DELIVERED | {"check_on": "soon", "evidence": "x" * 5000},
    DELIVERED | {"check_on": date(9999, 12, 31), "keeper": ("a",), "missing": "x" * 5000, "waiver": date(1, 1, 1)},
    NEW_DATE | {"to": "soon", "reason": "x" * 5000, "cause": ("a",)},
    NEW_DATE | {"to": date(9999, 12, 31), "said": "x" * 5000, "decision_ref": "D" * 5000, "answer": date(1, 1, 1)},
    {"why": "x", "which": "x"},
    {"answer": "x" * 5000},
    {"outcome": "king", "words": "x" * 5000},
    {"order": "king", "question_1": "x" * 5000},
    DELEGATE | {"until": date(9999, 12, 31)},
    DELEGATE | {"until": "yesterday", "delegate": "x" * 5000, "person": "U" * 5000},
    AWAY | {"until": date(2021, 6, 1)},
    AWAY | {"until": None, "delegate": "Independent Chair"},
    {"line": "Service Director, Quality and Assurance"},
    {"line_post": "9" * 300, "line": "x" * 5000},
    FIGURES | {"day": date(9999, 12, 31), "status_1": "certain", "note": "x" * 5000},
    {"why": "x" * 5000, "done_on": date(1, 1, 1), "forecast": date(9999, 12, 31)},
    EDITED | {"title": "x" * 5000, "steps": ("x", "9" * 40), "marks": ("a",), "priority": "9" * 40, "post": "king"},
    EDITED | {"on": "9" * 40, "outside": "x" * 5000, "expected": date(1, 1, 1), "posts": ("x",), "new_post": "y" * 999},
    EDITED | {"into": "9" * 40, "by": "x", "review": date(1, 1, 1), "decision_ref": "D" * 5000, "ref": "R" * 5000},
    EDITED | {"due": date(9999, 12, 31), "pilot": "king", "critical": ("x",), "why": "x" * 5000, "left": "y" * 9000},
    {"done_on": "soon", "forecast": date(2020, 1, 1), "value_1": "9" * 5000},
    SEAT | {"role": "king"},
    SEAT | {"post": "x" * 400, "person": ("U1", "U2")},
    WAYS | {"zone": "../etc/passwd", "nation": "france", "mash_number": "call me", "summary_weekday": "9"},
    {"refs": "x" * 5000, "chosen": ("1", "x", "9" * 40), "why": "y" * 5000},
    {"chosen": ("1.2.3", "-1"), "kind": "king", "ref": "x" * 5000, "words": "y" * 5000, "visited": "z" * 5000},
    {"title": "A review", "ref": "R", "kind": "audit", "visited": "9999-99", "reported": date(9999, 12, 31)},
    WAYS | {"name": "x" * 5000, "channel": "C" * 5000, "hours_from": time(18), "hours_to": time(8)},
)


class Plan:
    """The sample board with all its roles, a second board beside it and a third in another workspace."""

    def __init__(self, session: Session, board: SampleBoard) -> None:
        self.session, self.board = session, board
        self.wrote: list[str] = []
        self._seat(board.id, board.workspace_id, Role.DEPUTY, "Deputy Chair", "U_DEPUTY")
        self._seat(board.id, board.workspace_id, Role.MEMBER, "Health Lead", "U_MEMBER")
        self._seat(board.id, board.workspace_id, Role.ADVISER, "Improvement Adviser", "U_ADVISER")
        self._seat(board.id, board.workspace_id, Role.APPROVER, "Commissioner", "U_APPROVER")
        self._seat(board.id, board.workspace_id, Role.DATA_MANAGER, "Performance Lead", "U_DATA")
        self._name_delegates()
        self._name_line_directors()
        self._let_somebody_go()
        self._other_boards()
        self.delivered = board.actions["BCP-13"]
        change_action(session, self.delivered, lifecycle="delivered", accountable_post_id=board.posts[INCLUSION])
        self.action = next(
            action_id for action_id in board.actions.values() if self.row(action_id).accountable_post_id == self.post
        )
        self.challenge = self._challenged()
        self.input = self._asked_for_input()
        self.held = self._held()
        self.pack = self._packed()
        self.delivery = self._closed_once()
        self.request = new_dates.add_request(
            session, self.action, was=date(2021, 6, 30), to=date(2021, 9, 30), by=None, at=NOW, reason="The lead left."
        )
        self.recorded = self._recorded()
        self.rated = self._rated()
        self.dead = self._given_up()
        self.source, self.item = self._asked_for()
        self.scrutiny, self.point = self._asked_by_scrutiny()
        self.surgery, self.agreed = self._operated()
        self.report, self.reported = self._shared()
        self.file = self._dropped()
        self.risk = self._at_risk()
        self.hold = self._on_hold()
        self.draft, self.signed = self._put_to_chair()
        self.review = self._reviewed()
        self.held_back = self._restricted()
        self._name_lead()
        self._needs_help()
        session.flush()
        self.numbers = self._numbers()
        self.texts, self.names = self._kept()

    def _name_lead(self) -> None:
        """One who only does the work: the plan names their post as lead officer of the officer's action."""
        workspace = self.board.workspace_id
        post = people.post_of(self.session, workspace, "Head of Z", date(2020, 1, 1))
        people.hold(self.session, post, people.person_of(self.session, workspace, "U_LEADS"), date(2020, 1, 1))
        change_action(self.session, self.action, lead="Head of Z")

    def _needs_help(self) -> None:
        asked = {"words": "Two auditors are needed.", "asked_of": "the DCS"}
        self.session.add(tables.Barrier(action_id=self.action, statement_id=self.statement, **asked))

    def _kept(self) -> tuple[frozenset[str], frozenset[str]]:
        """Every sentence or phrase that is kept of the plan; and what its actions, meetings, posts and people are
        called, which those may read who see it.
        """
        texts, refs, called = set[str](), set[str](), set[str]()
        for table in tables.Row.metadata.sorted_tables:
            for row in self.session.execute(select(table)).mappings():
                said = {column: value for column, value in row.items() if isinstance(value, str)}
                refs |= {value for column, value in said.items() if column == "ref" and len(value) > 3}
                is_called = table.name in _CALLED and row.get("name") not in _THEIRS and row.get("title") not in _THEIRS
                (called if is_called else texts).update(value for value in said.values() if " " in value)
        return frozenset(texts - called - _THEIRS), frozenset(called | refs)

    def hidden_from(self, role: str) -> frozenset[str]:
        """What a refusal must not say to them."""
        return self.texts if role in SEES else self.texts | self.names | frozenset(SECRETS)

    def _asked_for_input(self) -> int:
        """Two posts give input to the officer's action, and one of them is asked."""
        workspace = self.board.workspace_id
        asked, other = (people.post_of(self.session, workspace, f"Head of {each}", date(2020, 1, 1)) for each in "XY")
        people.hold(self.session, asked, people.person_of(self.session, workspace, "U_GIVES"), date(2020, 1, 1))
        for post in (asked, other):
            edits.add_contributor(self.session, self.action, post.id, NOW)
        meeting = meetings.find_meeting_ref(self.session, self.board.id, "HTA-2021-06-15")
        assert meeting is not None
        return inputs.add_input(
            self.session, self.action, meeting.id, asked, words="", by="Holder", wanted=NOW + timedelta(hours=7), at=NOW
        )

    def _at_risk(self) -> int:
        row = risks.raise_risk(self.session, self.board.id, self.post, words="Staff leave.", about="", by=None, at=NOW)
        risks.judge(self.session, row.id, 4, 4, "Deputies are named.", by=None, at=NOW)
        return row.id

    def _on_hold(self) -> int:
        retention.add_hold(self.session, self.board.id, ref="FOI 118", why="Audits since 2020.", by="Manager", at=NOW)
        return retention.holds_of(self.session, self.board.id)[0].id

    def _put_to_chair(self) -> tuple[int, int]:
        """A draft for DfE that waits for the chair, and the one of the quarter before, which is signed off."""
        draft = said("quarterly_for_dfe", "Audits are late.")
        ids = [
            kept_papers.keep_paper(
                self.session, self.board.id, kept_papers.PaperKind.FOR_DFE, ended, pages=[draft], by="Manager", at=NOW
            ).id
            for ended in ("2021-06-30", "2021-03-31")
        ]
        kept_papers.sign_paper(self.session, ids[1], by="Independent Chair", at=NOW)
        return ids[0], ids[1]

    def _restricted(self) -> int:
        """A recommendation that is held back until those affected have seen it."""
        held = {"restricted_at": NOW, "restricted_event": "Families have been told."}
        said = {"ref": "R2", "kind": "recommendation", "words": "Change who leads the panel."}
        return sources.add_item(self.session, self.source, NOW, **said, **held)

    def _reviewed(self) -> int:
        """A pack for a formal review, as it was kept."""
        page = said("review_pack", "Audits are late.")
        kind, source = kept_papers.PaperKind.REVIEW, str(self.source)
        return kept_papers.keep_paper(self.session, self.board.id, kind, source, pages=[page], by="M", at=NOW).id

    def _challenged(self) -> int:
        member = people.person_of(self.session, self.board.workspace_id, "U_MEMBER")
        return challenges.raise_challenge(
            self.session, self.board.id, self.action, question="What have families said?", at=NOW, by=member.id,
            post="Health Lead",
        )  # fmt: skip

    def _recorded(self) -> int:
        """A closing that the programme manager wrote down as the chair's decision."""
        chair = people.person_of(self.session, self.board.workspace_id, "U_CHAIR")
        decision = decisions.add_decision(
            self.session, self.board.id, ref="D-9", at=NOW, person_id=chair.id, post="Independent Chair",
            words="Closed", kind="closing", outcome="Blue",
        )  # fmt: skip
        return recorded_decisions.add_recorded(
            self.session, self.board.id, self.closed, was={}, decision_id=decision, person_id=chair.id, kind="closing",
            post="Independent Chair", recorded_by=None, about_id=0, words="Closed", how="An email", at=NOW,
        )  # fmt: skip

    def _rated(self) -> int:
        """A rating that the programme manager wrote down as confirmed by the chair."""
        chair, manager = (
            people.person_of(self.session, self.board.workspace_id, account).id for account in ("U_CHAIR", "U_PM")
        )
        decision = decisions.add_decision(
            self.session, self.board.id, ref="D-10", at=NOW, person_id=chair, post="Independent Chair", words="Red",
            kind="rating", outcome="Red", action_id=self.action, recorded_by=manager,
        )  # fmt: skip
        statements.add_rating(
            self.session, self.action, "confirmed", Rating.RED, at=NOW, decision_id=decision, person_id=chair
        )
        return decision

    def _asked_for(self) -> tuple[int, int]:
        """A review, and something that it asks for, with no action yet."""
        audited = {"ref": "PR-1", "title": "An audit review", "kind": "peer_review"}
        source = sources.add_source(self.session, self.board.id, NOW, **audited)
        item = sources.add_item(self.session, source, NOW, ref="R1", kind="recommendation", words="Audit more often.")
        return source, item

    def _asked_by_scrutiny(self) -> tuple[int, int]:
        """A paper of scrutiny, with a point that has no reply yet."""
        asked = {"ref": "OSC-1", "title": "A scrutiny paper", "kind": "scrutiny"}
        source = sources.add_source(self.session, self.board.id, NOW, **asked)
        point = sources.add_item(self.session, source, NOW, ref="S1", kind="finding", words="Publish the audits.")
        return source, point

    def _operated(self) -> tuple[int, int]:
        """A surgery about the officer's action, at which something was agreed."""
        starts_at = datetime(2021, 6, 15, 9, 0, tzinfo=UTC)
        said = {"ref": "PS-2021-06", "team": "North assessment team", "place": "The third floor"}
        surgery = surgeries.add_surgery(self.session, self.board.id, **said, starts_at=starts_at, by=None, at=NOW)
        surgeries.set_who_comes(self.session, surgery, [self.post])
        surgeries.set_concerns(self.session, surgery, [self.action], [])
        words, due = "Read the oldest assessments.", date(2021, 6, 25)
        agreed = surgeries.add_agreed(self.session, surgery, words=words, post_id=self.post, due=due, at=NOW)
        return surgery, agreed

    def _shared(self) -> tuple[int, int]:
        """This board is asked to see an action too, and one of its own is reported to the board beside it."""
        beside = self.session.query(tables.Board).filter_by(name="Adults").one().id
        usual = {"why": "Both work on it.", "by": "Somebody", "at": NOW}
        asked = reporting.ask(self.session, self.delivered, self.board.id, **usual)
        agreed = reporting.ask(self.session, self.board.actions["BCP-15"], beside, **usual)
        reporting.settle(self.session, agreed, reporting.State.AGREED, by="Somebody", at=NOW)
        return asked, agreed

    def _closed_once(self) -> int:
        """An action of the officer's that was closed as complete, with its evidence."""
        self.closed = next(
            action_id
            for action_id in self.board.actions.values()
            if self.row(action_id).accountable_post_id == self.post and action_id != self.action
        )
        change_action(self.session, self.closed, lifecycle="closed_complete", closed_on=date(2021, 6, 1))
        return deliveries.add_delivery(
            self.session, self.closed, at=NOW, state="accepted", keeper=QUALITY, check_on=date(2021, 8, 30)
        )

    def _dropped(self) -> int:
        """A plan's file that the programme manager dropped, and that one thing is asked about."""
        file = add_file(self.session, self.board.id, "U_PM", "plan.xlsx", [], NOW)
        asked = Question("Plan", 2, 5, "Deadline", "A1", "Row 2, Deadline: 31/09/2021 is not a real date.", True, "day")
        keep_questions(self.session, file, [asked], [ColumnRead("A", "Ref", "Ref"), ColumnRead("B", "Thing", None)])
        ask_which_letters(self.session, file, [Letters("mac_roman", "Mac", ("é",)), Letters("cp1252", "W", ("Ž",))])
        self.session.get_one(tables.PlanFile, file).version = 0
        return file

    def _given_up(self) -> int:
        """A message to the officer that Slack refused for good."""
        usual = {"kind": "weekly_summary", "to": "U_QA", "state": "dead", "why": "The channel is archived."}
        row = tables.Outbox(
            workspace_id=self.board.workspace_id, board_id=self.board.id, key="given up", due_at=NOW, **usual
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.id

    def _held(self) -> int:
        """A meeting on the officer's action that is being held today, and whose outcome they were told."""
        held = meetings.add_meeting(
            self.session, self.board.id, [self.action], kind="holding_to_account", ref="HTA-2021-06-08",
            starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1), request_at=None,
            statements_due_at=None, pack_at=None,
        )  # fmt: skip
        room.told_outcomes(self.session, held, [self.action], NOW)
        return held

    def _packed(self) -> int:
        """The pack of that meeting, with nothing in it."""
        packs.add_pack(
            self.session, meetings.get_meeting(self.session, self.held), NOW, [], packs.FirstPage([], ["Vacant posts"])
        )
        return self.session.query(tables.Pack).filter_by(meeting_id=self.held).one().id

    @property
    def post(self) -> int:
        return self.board.posts[QUALITY]

    def post_called(self, title: str) -> tables.Post:
        found = people.find_post(self.session, self.board.workspace_id, title)
        assert found is not None
        return found

    def row(self, action_id: int) -> tables.Action:
        return self.session.get_one(tables.Action, action_id)

    def filled(self, words: str) -> str:
        return words.format(**self.numbers)

    def _numbers(self) -> Mapping[str, int | str]:
        """What the tries speak of. It is read once: whatever a test does is undone."""
        seats = people.seats(self.session, self.board.id)
        adviser = next(post.id for role, post in seats if role is Role.ADVISER)
        meeting = meetings.find_meeting_ref(self.session, self.board.id, "HTA-2021-06-16")
        return dict(
            file=self.file, pack=self.pack, risk=self.risk, hold=self.hold, statement=self.statement,
            action=self.action, delivered=self.delivered, board=self.board.id, post=self.post,
            hearing=next(row.id for row in self.session.query(tables.Meeting).filter_by(board_id=self.board.id)),
            request=self.request, challenge=self.challenge, dead=self.dead, milestone=self.milestone, held=self.held,
            report=self.report, reported=self.reported, draft=self.draft, signed=self.signed,
            review=self.review, held_back=self.held_back, scrutiny=self.scrutiny, point=self.point,
            surgery=self.surgery, agreed=self.agreed,
            seat=f"adviser:{adviser}", source=self.source, item=self.item, delivery=self.delivery, closed=self.closed,
            recorded=self.recorded, rated=self.rated, input=self.input,
            ref=self.row(self.action).ref, meeting=meeting.id if meeting else 0,
            delegate=people.post_of(self.session, self.board.workspace_id, "Head of Audit", NOW.date()).id,
        )  # fmt: skip

    @property
    def statement(self) -> int:
        return self.row(self.action).statement_id or 0

    @property
    def milestone(self) -> int:
        found = self.session.query(tables.Milestone).filter_by(action_id=self.action, done_on=None)
        return found.first().id

    def _seat(self, board_id: int, workspace: int, role: Role, title: str, account: str) -> None:
        post = people.post_of(self.session, workspace, title, date(2020, 1, 1))
        people.hold(self.session, post, people.person_of(self.session, workspace, account), date(2020, 1, 1))
        people.seat(self.session, board_id, role, post)

    def _holds(self, title: str, account: str) -> tables.Post:
        post = people.post_of(self.session, self.board.workspace_id, title, date(2020, 1, 1))
        person = people.person_of(self.session, self.board.workspace_id, account)
        people.hold(self.session, post, person, date(2020, 1, 1))
        return post

    def _name_delegates(self) -> None:
        """One for the officer's post, and one for another officer's."""
        for title, account, of in (
            ("Head of Audit", "U_DELEGATE", self.post),
            ("Head of Inclusion", "U_DELEGATE2", self.board.posts[INCLUSION]),
        ):
            post = people.get_post(self.session, of)
            people.delegate(self.session, post, self._holds(title, account), date(2021, 6, 1), date(2021, 7, 1))

    def _name_line_directors(self) -> None:
        """One of the officer and one of another, who have no seat and answer for nothing themselves."""
        for title, account, of in (
            ("Chief Executive", "U_LINE", self.post),
            ("Director of Inclusion", "U_LINE2", self.board.posts[INCLUSION]),
        ):
            people.set_line(self.session, people.get_post(self.session, of), self._holds(title, account))

    def _let_somebody_go(self) -> None:
        """One who held the officer's post until the end of May."""
        gone = people.person_of(self.session, self.board.workspace_id, "U_GONE")
        since, until = date(2019, 1, 1), date(2021, 6, 1)
        self.session.add(tables.Holding(post_id=self.post, person_id=gone.id, since=since, until=until))

    def _other_boards(self) -> None:
        beside = boards.add_board(self.session, self.board.workspace_id, "Adults", started_at=NOW)
        self._seat(beside, self.board.workspace_id, Role.PROGRAMME_MANAGER, "Adults Programme Manager", "U_PM2")
        workspace = people.workspace_of(self.session, "slack", "T2")
        elsewhere = boards.add_board(self.session, workspace, "Elsewhere", started_at=NOW)
        self._seat(elsewhere, workspace, Role.PROGRAMME_MANAGER, "Manager there", "U_PM")


_CALLED = frozenset({"post", "person", "board"})
_THEIRS = frozenset({"Adults", "Adults Programme Manager", "Elsewhere", "Manager there"})
"""The boards beside, and who runs them: known to those who do."""


WHOLE = os.environ.get("ACCESS_TABLE") == "all"
DATABASES = ("sqlite", "postgresql") if WHOLE else ("sqlite",)
"""Who may do what is decided in Python; what is asked of either database for it, the tests of each use case try."""


def share(odd: Sequence[T], place: int) -> Sequence[T]:
    """Of the odd things those for this place: a third each, in turn; all where the whole table is asked for."""
    return odd if WHOLE else odd[place % 3 :: 3]


@pytest.fixture(scope="module", params=DATABASES)
def shared_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a fresh migrated database for the table, which keeps nothing in it."""
    yield from fresh_database(request, tmp_path_factory, request.param)


@pytest.fixture(scope="module")
def standing(shared_database_url: str) -> Iterator[Plan]:
    """The boards, made once: there are a thousand tests here, and to make them takes longer than most."""
    engine = open_database(shared_database_url)
    with Session(engine, expire_on_commit=False) as session:
        writing(session)
        plan = Plan(session, set_up(session))
        event.listen(engine, "after_cursor_execute", noting(plan.wrote))
        yield plan
    engine.dispose()


@pytest.fixture
def plan(standing: Plan) -> Iterator[Plan]:
    """The boards as they were made: what a test does to them is undone."""
    with tried(standing.session):
        yield standing


@pytest.fixture
def session(plan: Plan) -> Session:
    """The session that the plan is in."""
    return plan.session


@pytest.fixture
def board(plan: Plan) -> SampleBoard:
    """The plan's own board."""
    return plan.board


@contextmanager
def tried(session: Session) -> Iterator[None]:
    """Do something, and undo it."""
    session.flush()
    trial = session.begin_nested()
    try:
        yield
    finally:
        trial.rollback()
        session.expire_all()


def noting(wrote: list[str]) -> Callable[..., None]:
    """Listens for every statement that puts in, changes or takes out a row of whatever table."""

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and cursor.rowcount:
            wrote.append(statement)

    return note


def do(plan: Plan, heard: Heard) -> Reply | Refusal:
    """What somebody is answered; anything but a reply or a refusal is a bug and comes through.

    `plan.wrote` has, afterwards, all that was written to the database, by what is done otherwise as well.
    """
    with tried(plan.session):
        plan.wrote.clear()
        try:
            found = catalogue.find(heard)
        except Refusal as refusal:
            return refusal
        answer = answer_of(plan, found.use_case, found.command)
        if found.otherwise and (isinstance(answer, Refusal) or not answer.settled):
            answer_of(plan, found.otherwise, found.command)
        return answer


def answer_of(plan: Plan, use_case: catalogue.UseCase, command: Any) -> Reply | Refusal:
    """What a use case answers, with what it left to be written, written."""
    try:
        return use_case(plan.session, command, NOW)
    except Refusal as refusal:
        return refusal
    finally:
        plan.session.flush()


def words_of(answer: Reply | Refusal) -> str:
    """All that somebody reads in an answer."""
    if isinstance(answer, Refusal):
        return answer.words
    return " ".join([*answer.errors.values(), as_text(answer.message) if answer.message else "", _form_text(answer)])


def _form_text(answer: Reply) -> str:
    return answer.form.model_dump_json() if answer.form else ""


def is_let(answer: Reply | Refusal) -> bool:
    """Whether somebody may: a refusal for another reason than who they are is no matter here."""
    if isinstance(answer, Reply):
        return True
    return not answer.words.startswith(("Only ", "The chair decides this")) and answer.words != STRANGER


def check(plan: Plan, tried_by: Mapping[str, Heard], may: frozenset[str]) -> None:
    """Only those who may are let; a try that is refused writes nothing and tells nothing of the plan."""
    let = set()
    for role, heard in tried_by.items():
        answer = do(plan, heard)
        if is_let(answer):
            let.add(role)
        else:
            check_refused(plan, role, words_of(answer))
    assert let == may & set(tried_by)


def check_refused(plan: Plan, role: str, words: str) -> None:
    assert_nothing_done_or_told(plan, role, words)
    assert words.startswith(("Only ", "The chair ")) or role in OUTSIDE | ELSEWHERE, (role, words)


def assert_nothing_done_or_told(plan: Plan, role: str, words: str) -> None:
    assert plan.wrote == [], (role, words)
    assert [hidden for hidden in plan.hidden_from(role) if hidden in words] == [], (role, words)


def test_the_tables_here_try_everything_there_is():
    assert set(PRESSES) - {"refresh", "keep"} == set(catalogue._PRESSES)
    assert {try_.form for name, try_ in PRESSES.items() if name == "keep"} | {INPUT} == set(catalogue._KEEPS)
    assert {try_.form for name, try_ in PRESSES.items() if name == "refresh"} | {PRACTICE} == set(catalogue._REFRESHES)
    assert set(FORMS) == set(catalogue._FORMS)
    assert set(get_args(Heard)) == {Press, Answers, Typed, HomeOpened, FileDropped, AccountDisabled}


def test_every_role_is_somebodys_who_tries(plan):
    board = boards.get_board(plan.session, plan.board.id)
    standings = [ties_of(plan.session, *by.key).standing_on(board, NOW.date(), "") for by in ROLES.values()]

    assert set().union(*(each.roles(plan.post, plan.action) for each in standings)) == set(Role)


def test_every_word_that_means_something_is_tried_and_every_way_to_say_it():
    tried_words = {words.split()[0] for words in WORDS}
    ways_in = {each.words.split()[0] for each in (*SHORTCUTS, *COMMANDS) if each.words}

    assert tried_words >= set(catalogue._WORDS)
    assert set(catalogue._SYNONYMS.values()) | ways_in <= set(catalogue._WORDS) | {"mine"}, (
        "“mine” is a question of status"
    )


def test_what_begins_a_statement_in_the_chat_is_tried():
    assert any(_use_case_of(words.format(ref="BCP-06")) is begin_in_chat for words in WORDS)


def _use_case_of(words: str) -> Any:
    use_case = catalogue.find(Typed(ROLES["officer"], words)).use_case
    return getattr(use_case, "__wrapped__", use_case)


def may(name: str) -> frozenset[str]:
    """Who may do what a row of the paper's table names: both of them, where it is a button and its form."""
    return frozenset.intersection(*(table[name].may for table in (PRESSES, FORMS, WORDS) if name in table))


@pytest.mark.parametrize("row", PAPER, ids=lambda row: row.deed)
def test_who_may_do_what_is_as_the_paper_says(row):
    for (column, roles), words in zip(COLUMNS.items(), row.says, strict=True):
        for role in roles:
            let = {name for name in row.tries if role in may(name)}
            means = row.means[words] - (_INPUT if role == "lead" else NOTHING)
            assert (let == means) is (column not in row.but), (role, words)


def test_who_challenges_does_so_on_others():
    for name in _CHALLENGING:
        assert {"officer", "another officer"} & may(name) == {"another officer"}


@pytest.mark.parametrize("name", sorted({*_STATEMENT, *_ASKING}))
def test_what_is_an_officers_own_is_no_other_officers_nor_their_delegates(name):
    assert {"officer", "another officer"} & may(name) == {"officer"}
    assert {"delegate", "another delegate"} & may(name) == {"delegate"}


def test_a_try_that_is_let_is_seen_to_write(plan):
    """Else a refused one that writes would not be seen either."""
    do(plan, Answers(ROLES["programme manager"], "risk_add", str(plan.board.id), RISK))

    assert any("risk" in statement for statement in plan.wrote)


@pytest.mark.parametrize("does", PRESSES)
def test_who_may_press(plan, does):
    try_ = PRESSES[does]
    about, value = plan.filled(try_.about), plan.filled(try_.value)
    roles = EVERYBODY if try_.is_aimed or try_.may == EVERYBODY else EVERYBODY - ELSEWHERE
    pressed: dict[str, Heard] = {}
    for role in roles:
        heard = Press(ROLES[role], does, about, value, form_about=plan.filled(try_.carried))
        if try_.form:
            unseen = plan.filled(UNSEEN)
            heard = Press(ROLES[role], does, about, value, form=try_.form, form_about=unseen, answers=try_.answers)
        pressed[role] = heard
    check(plan, pressed, try_.may)


INPUT = "input_give"
PRACTICE = "practice.submit"
"""It knows nothing of any plan, so that nobody is refused: `test_practice.py` draws it again."""


def test_who_may_have_the_input_kept_that_they_type(plan):
    about = plan.filled("{input}")
    typed = {role: Press(by, "keep", form=INPUT, form_about=about, answers=STATEMENT) for role, by in ROLES.items()}

    check(plan, typed, GIVES)


@pytest.mark.parametrize("form", FORMS)
def test_who_may_send_a_form(plan, form):
    try_ = FORMS[form]
    check(
        plan,
        {role: Answers(by, form, plan.filled(try_.about), try_.answers) for role, by in ROLES.items()},
        try_.may,
    )


@pytest.mark.parametrize("words", WORDS)
def test_who_may_ask_in_words(plan, words):
    try_ = WORDS[words]
    roles = EVERYBODY if try_.may == EVERYBODY else EVERYBODY - ELSEWHERE
    check(plan, {role: Typed(ROLES[role], plan.filled(words)) for role in roles}, try_.may)


@pytest.mark.parametrize("role", sorted(EVERYBODY - ELSEWHERE))
def test_who_may_drop_a_file(plan, role):
    file = (SharedFile("plan.xlsx", "https://files.slack.com/files-pri/T1-F1/download/plan.xlsx"),)
    answer = do(plan, FileDropped(ROLES[role], file))

    assert isinstance(answer, Reply) is (role in MANAGES)
    if isinstance(answer, Refusal):
        assert answer.words == STRANGER or "Only the programme manager can" in answer.words
        assert_nothing_done_or_told(plan, role, answer.words)


@pytest.mark.parametrize("role", sorted(EVERYBODY - SEES_OWN))
def test_the_home_tab_of_those_who_may_not_see_the_plan_shows_nothing_of_it(plan, role):
    words = words_of(do(plan, HomeOpened(ROLES[role])))

    assert [hidden for hidden in plan.hidden_from(role) if hidden in words] == []


class TestTheLeadAndTheContributor:
    """See their own action, its statement and its history, and nothing else of the plan (the paper's “own actions”)."""

    ROLES = pytest.mark.parametrize("role", sorted(GIVES | LEADS))

    def others(self, plan: Plan) -> list[str]:
        return [ref for ref, action_id in plan.board.actions.items() if action_id != plan.action]

    def asks(self, plan: Plan, role: str, heard: str) -> Reply | Refusal:
        return do(plan, Typed(ROLES[role], plan.filled(heard)))

    @ROLES
    @pytest.mark.parametrize("typed", ["status", "mine", "status {ref}", "{ref}", "whois {ref}", "history {ref}"])
    def test_are_told_of_their_own_action_alone(self, plan, role, typed):
        answer = self.asks(plan, role, typed)

        said = words_of(answer)
        assert isinstance(answer, Reply)
        assert plan.row(plan.action).ref in said
        assert [ref for ref in self.others(plan) if ref in said] == []
        assert [post for post in plan.board.posts if post in said and post != QUALITY] == []

    @ROLES
    @pytest.mark.parametrize("typed", ["status {}", "{}", "whois {}", "history {}"])
    def test_do_not_learn_of_another_whether_it_is_there(self, plan, role, typed):
        answers = [self.asks(plan, role, typed.format(ref)) for ref in (*self.others(plan), "BCP-99")]

        assert {words_of(answer) for answer in answers} == {NOT_YOURS}

    @ROLES
    def test_read_what_its_officer_said_last(self, plan, role):
        last = statements.get_statement(plan.session, plan.statement)

        assert last.progress in words_of(self.asks(plan, role, "status {ref}"))

    @ROLES
    @pytest.mark.parametrize("typed", ["status {ref}", "mine", "whois {ref}", "history {ref}"])
    def test_find_no_button_there_that_they_may_not_press(self, plan, role, typed):
        message = self.asks(plan, role, typed).message
        buttons = [button for part in message.parts for button in buttons_of(part)]
        refused = [each.label for each in buttons if not is_let(do(plan, Press(ROLES[role], each.does, each.about)))]

        assert refused == []

    @ROLES
    def test_find_it_on_their_home_tab(self, plan, role):
        said = words_of(do(plan, HomeOpened(ROLES[role])))

        assert "You lead or give input to" in said
        assert plan.row(plan.action).ref in said
        assert [ref for ref in self.others(plan) if ref in said] == []

    @ROLES
    def test_give_input_where_it_is_asked_of_them_and_no_statement(self, plan, role):
        asked = inputs.find_input(plan.session, plan.input)
        assert asked is not None
        ties = ties_of(plan.session, *ROLES[role].key)
        (post,) = ties.standing_on(boards.get_board(plan.session, plan.board.id), NOW.date(), "").posts
        theirs = inputs.add_input(
            plan.session, plan.action, asked.meeting_id, people.get_post(plan.session, post), words="", by="Holder",
            wanted=NOW + timedelta(hours=7), at=NOW,
        )  # fmt: skip

        assert is_let(do(plan, Answers(ROLES[role], INPUT, str(theirs), {"progress": "All took part."})))
        assert not is_let(do(plan, Answers(ROLES[role], "statement.submit", plan.filled(UNSEEN), STATEMENT)))

    @ROLES
    def test_see_nothing_more_once_they_are_it_no_longer(self, plan, role):
        change_action(plan.session, plan.action, lead="")
        for post_id, _ in edits.contributors_of(plan.session, plan.action):
            edits.end_contributor(plan.session, plan.action, post_id, NOW)

        assert words_of(self.asks(plan, role, "status {ref}")) == STRANGER


def buttons_of(part: Any) -> list[Button]:
    """The buttons in a part of a message."""
    button = getattr(part, "button", None)
    return [*getattr(part, "buttons", ()), *([button] if button else [])]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_to_open_the_home_tab_writes_nothing(plan, role):
    do(plan, HomeOpened(ROLES[role]))

    assert plan.wrote == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_is_answered_when_an_account_is_disabled_and_one_that_holds_nothing_changes_nothing(plan, role):
    assert words_of(do(plan, AccountDisabled(ROLES[role]))).strip() == ""
    holds_nothing = role in {"stranger", "former officer", "administrator of the workspace"}
    assert (plan.wrote == []) is holds_nothing


@pytest.mark.parametrize("role", sorted(EVERYBODY - SEES))
@pytest.mark.parametrize("does", ["statement.write", "decision.open_confirm", "status.open"])
def test_nobody_without_the_plan_can_tell_an_action_that_there_is_from_one_that_there_is_not(plan, role, does):
    there = plan.delivered if role in GIVES | LEADS else plan.action
    known, unknown = (do(plan, Press(ROLES[role], does, about)) for about in (str(there), "999999"))

    assert words_of(known) == words_of(unknown)


@pytest.mark.parametrize("role", CRAFTERS)
@pytest.mark.parametrize("does", [*PRESSES, "no.such.thing", ""])
def test_a_crafted_button_is_answered_with_a_sentence(plan, role, does):
    for about in share(CRAFTED, CRAFTERS.index(role)):
        heard = Press(ROLES[role], does, about, about, form="statement.submit", form_about=about, answers=STATEMENT)
        assert words_of(do(plan, heard)), about


@pytest.mark.parametrize("role", CRAFTERS)
@pytest.mark.parametrize("form", [*FORMS, "no.such.form", ""])
def test_a_crafted_form_is_answered_with_a_sentence(plan, role, form):
    answers = FORMS[form].answers if form in FORMS else {}
    for about in share(CRAFTED, CRAFTERS.index(role)):
        assert words_of(do(plan, Answers(ROLES[role], form, about, answers))) or form == "setup_board"


@pytest.mark.parametrize("form", FORMS)
def test_answers_that_no_form_offers_are_answered_with_a_sentence(plan, form):
    may = next(iter(FORMS[form].may & set(CRAFTERS) or FORMS[form].may))
    for answers in share(ODD_ANSWERS, [*FORMS].index(form)):
        answer = do(plan, Answers(ROLES[may], form, plan.filled(FORMS[form].about), answers))
        assert isinstance(answer, (Reply, Refusal))


@pytest.mark.parametrize("does", ["refresh", "keep", "statement.keep_draft"])
def test_a_form_that_is_drawn_again_takes_only_what_it_asks(plan, does):
    for answers in ODD_ANSWERS:
        heard = Press(
            ROLES["officer"], does, "rating", form="statement.submit", form_about=plan.filled(UNSEEN), answers=answers
        )
        assert words_of(do(plan, heard))


@pytest.mark.parametrize("rating", ["Blue", "Grey", "<x>"])
def test_an_officer_can_give_only_a_rating_that_is_offered(plan, rating):
    answer = do(
        plan, Answers(ROLES["officer"], "statement.submit", plan.filled(UNSEEN), {**STATEMENT, "rating": rating})
    )

    assert isinstance(answer, Refusal)
    assert (answer.words, answer.field) == ("Choose a rating: Green, Amber or Red.", "rating")


@pytest.mark.parametrize(
    "typed", ["9" * 5000, "status page " + "9" * 5000, "due " + "9" * 5000, "statement " + "9" * 5000]
)
def test_a_very_long_number_is_no_number(plan, typed):
    assert words_of(do(plan, Typed(ROLES["chair"], typed)))


def test_somebody_who_left_may_write_no_more_from_the_day_they_left(plan):
    write = Press(ROLES["former officer"], "statement.write", str(plan.action))

    assert words_of(do(plan, write)) == STRANGER


class TestTheDeputy:
    """Decides where the chair can not: vacant, away, or answering for the action (ratings, c6)."""

    def confirms(self, plan: Plan, role: str = "deputy") -> Reply | Refusal:
        answers = {"rating": "Red", "reason": "It is late."}
        return do(plan, Answers(ROLES[role], "decision.confirm", str(plan.action), answers))

    def chair(self, plan: Plan) -> tables.Post:
        return people.get_post(plan.session, plan.board.posts["Independent Chair"])

    def test_waits_for_a_chair_who_is_there(self, plan):
        assert words_of(self.confirms(plan)).startswith("The chair decides this.")

    def test_decides_while_the_chair_is_away(self, plan):
        self.chair(plan).away_until = date(2021, 6, 8)

        assert "is confirmed as Red" in words_of(self.confirms(plan))

    def test_decides_no_more_once_the_chair_is_back(self, plan):
        self.chair(plan).away_until = date(2021, 6, 7)

        assert words_of(self.confirms(plan)).startswith("The chair decides this.")

    def test_decides_while_there_is_no_chair(self, plan):
        people.vacate(plan.session, self.chair(plan), date(2021, 6, 1))

        assert "is confirmed as Red" in words_of(self.confirms(plan))

    @pytest.mark.parametrize("as_delegate", [False, True], ids=["as its officer", "as the officer's delegate"])
    def test_decides_where_the_chair_answers_for_the_action(self, plan, as_delegate):
        if as_delegate:
            people.delegate(
                plan.session, people.get_post(plan.session, plan.post), self.chair(plan), date(2021, 6, 1), None
            )
        else:
            chair = people.person_of(plan.session, plan.board.workspace_id, "U_CHAIR")
            people.hold(plan.session, people.get_post(plan.session, plan.post), chair, date(2021, 6, 1))

        assert "nobody confirms their own" in words_of(self.confirms(plan, "chair"))
        assert "is confirmed as Red" in words_of(self.confirms(plan))


WHOSE_IT_IS = frozenset({"decision.take_back", "recorded.right", "recorded.not_right", "recorded_not_right"})
"""What only whoever took a decision, or wrote it down, says of it, whatever their seat."""
APPROVES = _APPROVING | _DECIDING | {
    "date.refuse", "date.more", "date_more", "decision.open_confirm", "decision.open_close", "decision.open_reopen",
    "delivery.missing", "delivery_missing", "acting.name", "acting.nobody", "acting_name",
}  # fmt: skip
"""What the named approver decides, where neither the chair nor the deputy can."""
_FOR_THE_CHAIR = [
    (kind, name)
    for kind, table in (("press", PRESSES), ("send", FORMS), ("say", WORDS))
    for name, try_ in table.items()
    if {"chair", "deputy", "approver"} & try_.may == {"chair"} and name not in WHOSE_IT_IS
]


class TestWhoStandsInForTheChair:
    """All that is the chair's while there is one: the deputy's where there is none, and then the named approver's."""

    EACH = pytest.mark.parametrize(("kind", "name"), _FOR_THE_CHAIR, ids=str)

    def does(self, plan: Plan, kind: str, name: str, role: str) -> bool:
        by = ROLES[role]
        if kind == "say":
            return is_let(do(plan, Typed(by, plan.filled(name))))
        if kind == "send":
            return is_let(do(plan, Answers(by, name, plan.filled(FORMS[name].about), FORMS[name].answers)))
        pressed = PRESSES[name]
        about, value, carried = (plan.filled(each) for each in (pressed.about, pressed.value, pressed.carried))
        return is_let(do(plan, Press(by, name, about, value, form_about=carried)))

    def leaves(self, plan: Plan, title: str) -> None:
        people.vacate(plan.session, plan.post_called(title), date(2021, 6, 1))

    @EACH
    def test_the_deputy_does_where_there_is_no_chair_and_the_approver_waits(self, plan, kind, name):
        self.leaves(plan, "Independent Chair")

        assert self.does(plan, kind, name, "deputy")
        assert not self.does(plan, kind, name, "approver")

    @EACH
    def test_the_named_approver_decides_where_there_is_neither_and_nothing_else(self, plan, kind, name):
        self.leaves(plan, "Independent Chair")
        self.leaves(plan, "Deputy Chair")

        assert self.does(plan, kind, name, "approver") is (name in APPROVES)

    @pytest.mark.parametrize("name", sorted(WHOSE_IT_IS))
    def test_whose_decision_it_is_is_not_said_in_their_place(self, plan, name):
        self.leaves(plan, "Independent Chair")

        assert not self.does(plan, "send" if name in FORMS else "press", name, "deputy")

    @pytest.mark.parametrize("role", ["deputy", "approver"])
    @pytest.mark.parametrize("name", ["recorded.right", "recorded.not_right", "recorded_not_right"])
    def test_whoever_it_is_says_it_from_their_own_seat(self, plan, name, role):
        whose = people.person_of(plan.session, plan.board.workspace_id, ROLES[role].user)
        plan.session.get_one(tables.RecordedDecision, plan.recorded).person_id = whose.id

        assert self.does(plan, "send" if name in FORMS else "press", name, role)


def test_a_confirmed_rating_that_differs_from_both_needs_a_reason(plan):
    other = {"rating": "Green"}

    answer = do(plan, Answers(ROLES["chair"], "decision.confirm", str(plan.board.actions["BCP-12"]), other))

    assert isinstance(answer, Refusal)
    assert answer.field == "reason"


def test_a_reference_that_was_typed_is_never_given_to_another_decision(plan):
    session, chair = plan.session, ROLES["chair"]
    for ref, action in (("D-2021-06-02", plan.action), ("", plan.board.actions["BCP-12"])):
        answers: dict[str, Any] = {"rating": "Red", "reason": "It is late.", "decision_ref": ref}
        found = catalogue.find(Answers(chair, "decision.confirm", str(action), answers))
        found.use_case(session, found.command, NOW)

    decided = session.query(tables.Decision).filter_by(board_id=plan.board.id, kind="rating", recorded_by=None)
    refs = [decision.ref for decision in decided]
    assert len(refs) == len(set(refs)) == 2
