"""A small hand-made board: six actions, three officers, one meeting on Tuesday 15 June 2021."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.people import Deed
from bot.domain.plan_reading.reading import read_plan
from bot.messages.forecast import PREVIEW
from bot.messages.parts import Reply
from bot.use_cases import looking_ahead, plans, setting_up
from bot.use_cases.heard import Answers, Caller, Press
from handlers.plan_files import read_plan_bytes
from storage.access import access_board
from storage.plans import known_plan
from tests.conversations.world import BOARD, World

QUALITY = "Service Director, Quality and Assurance"
SOCIAL_CARE = "Service Director, Children and Young People’s Social Care"
INCLUSION = "Service Director, Inclusion and Family Services"
DCS = "Corporate Director of Children’s Services"
EARLY_HELP = "Head of Early Help"
CHAIR = "Independent Chair"
MANAGER = "Improvement Programme Manager"
MEMBER = "Police representative"
ADVISER = "DfE Improvement Advisor"
COUNCILLOR = "Lead Member for Children"
STRANGER = "Communications Officer"

NAME = "Children’s Improvement Board"
MASH = "01632 960001"
SEATS = (("chair", CHAIR), ("member", MEMBER), ("adviser", ADVISER), ("read_only", COUNCILLOR))
NINE_TO_FIVE: Mapping[str, Any] = {
    "name": NAME,
    "mash_number": MASH,
    "zone": "Europe/London",
    "nation": "england-and-wales",
    "hours_from": time(8, 30),
    "hours_to": time(17, 30),
    "summary_weekday": "0",
    "summary_time": time(9),
}


def row(ref: str, action: str, officer: str, **more: str) -> dict[str, str]:
    """A row of a plan: in progress, on track, with a measure, last rated Green on 25 May; `more` says otherwise."""
    usual = {
        "ref": ref,
        "priority": "1 Practice",
        "action": action,
        "accountable_officer": officer,
        "start_date": "2021-03-01",
        "baseline_deadline": "2021-09-30",
        "current_deadline": "2021-09-30",
        "forecast_date": "2021-09-30",
        "success_measure": "Nine in ten audits are good",
        "lifecycle": "in_progress",
        "brag_self": "Green",
        "last_update": "2021-05-25",
        "update_text": "Work goes on.",
    }
    return usual | more


PLAN = (
    row("A1", "Fill the vacant senior posts", DCS),
    row("A2", "Recruit and keep social workers", SOCIAL_CARE),
    row("A3", "Publish the key measures every month", QUALITY, priority="2 Assurance"),
    row("A4", "Cut the waiting list for family support", INCLUSION, current_deadline="2021-05-14",
        baseline_deadline="2021-05-14", forecast_date="2021-07-16", brag_self="Red"),
    row("A5", "Give schools a named contact", INCLUSION, forecast_date="2021-10-16", brag_self="Amber"),
    row("A6", "Audit twenty-five cases a month", QUALITY, priority="2 Assurance",
        update_text="Twenty audits were done in April."),
)  # fmt: skip


def set_up(
    world: World,
    plan: Sequence[Mapping[str, str]] = PLAN,
    *,
    meeting: date | None = date(2021, 6, 15),
    started: bool = True,
    summary: Mapping[str, Any] | None = None,
) -> int:
    """A board with its plan, its people and its meeting, started by the programme manager; returns its id."""
    manager = world.caller(MANAGER)
    ways = {**NINE_TO_FIVE, "channel": world.workspace.channel(BOARD).id, **(summary or {})}
    answers(world, "setup_board", "", ways)
    board = str(world.rows("SELECT id FROM board")[0][0])
    for role, post in SEATS:
        answers(world, "setup_seat", board, {"role": role, "post": post, **_person(world, post)})
    import_plan(world, plan)
    for officer in dict.fromkeys(each["accountable_officer"] for each in plan):
        answers(world, "setup_post", board, {"post": officer, **_person(world, officer)})
    if meeting:
        details = {"kind": "holding_to_account", "day": meeting, "start": time(9, 30), "end": time(12, 30)}
        answers(world, "setup_meeting", board, details | {"covers": "all"})
    if started:
        world.does(looking_ahead.note_preview, Press(manager, does=PREVIEW, about=board))
        world.does(setting_up.PRESSES["setup.start"], Press(manager, does="setup.start", about=board))
    return int(board)


def import_plan(world: World, plan: Sequence[Mapping[str, str]], by: str = MANAGER) -> None:
    """Load a plan's rows, as `accountable import` does for the programme manager."""
    world.does(_load, (world.caller(by), as_csv(plan)))


def name_delegate(world: World, post: str, delegate: str, until: date) -> None:
    """The programme manager names a delegate."""
    board = str(world.rows("SELECT id FROM board")[0][0])
    said = {"post": post, "delegate": delegate, "until": until, **_person(world, delegate)}
    answers(world, "setup_delegate", board, said)


def connect(world: World, board: int, post: str) -> None:
    """The programme manager says who holds a post."""
    answers(world, "setup_post", str(board), {"post": post, **_person(world, post)})


def answers(world: World, form: str, about: str, given: Mapping[str, Any]) -> Reply:
    """Send a form of setting up in, as the programme manager."""
    sent = Answers(world.caller(MANAGER), form, about, given)
    reply: Reply = world.does(setting_up.FORMS[form], sent)
    assert not reply.errors, reply.errors
    return reply


def as_csv(plan: Sequence[Mapping[str, str]]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(plan[0]))
    writer.writeheader()
    writer.writerows(plan)
    return file.getvalue().encode()


def _person(world: World, post: str) -> dict[str, str]:
    person = world.workspace.person(post)
    return {"person": person.id, "person.name": person.name}


def _load(session: Session, command: tuple[Caller, bytes], now: datetime) -> Reply:
    by, plan = command
    access = access_board(session, by.key, Deed.MANAGE, now, name=by.name)
    known = known_plan(session, access.board.workspace_id, access.board.id)
    preview = read_plan(read_plan_bytes(plan, "plan.csv"), None, access.board.today(now), known)
    return plans.load_plan(session, access, preview, now)
