"""One point of the sweep: a pretend Slack, a database as a board's day left it, and processes that die."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.messages.parts import said
from bot.messages.plan_files import LOAD as LOAD_BUTTON
from bot.use_cases.heard import Caller, FileDropped, Press, SharedFile, Typed
from bot.use_cases.plan_files import ask_for_export, load_file, take_file
from sandbox.clock import MachineTime, PushedClock
from sandbox.grants import DEFAULT_SCOPES
from sandbox.people import Actor
from sandbox.seed import sample_workspace
from sandbox.server import Sandbox
from sandbox.workspace import Command
from storage import outbox
from storage.database import open_database, sessions, writing
from tests.conversations.boards import MANAGER, QUALITY, SOCIAL_CARE
from tests.conversations.world import Loop, moment
from tests.crash.points import (
    CHANGE,
    DROPS,
    ERRANDS,
    FORM,
    HAND_OVER,
    LOAD,
    READ,
    REQUEST,
    SLOW,
    SUMMARY,
    WHILE_ASKED,
    Point,
)
from tests.crash.process import Order
from tests.plan_reading.files import as_csv

DAYS = {
    REQUEST: "Tuesday 1 June 2021, 09:30",
    SUMMARY: "Tuesday 1 June 2021, 09:00",
    FORM: "Tuesday 1 June 2021, 08:30",
    **dict.fromkeys((CHANGE, *ERRANDS), "Tuesday 1 June 2021, 09:00"),
}
"""When each path's messages are due, and no others are."""
MESSAGES = {REQUEST: 4, SUMMARY: 1, FORM: 1, CHANGE: 1, READ: 1, LOAD: 1, HAND_OVER: 1}
NOTHING_TO_SAY = ("every seat is filled",)
"""What is looked at on those days and finds nothing that had to be said."""
DROPPED = as_csv(
    [
        ("Ref", "Action", "Accountable officer", "Start", "Deadline", "BRAG", "Update"),
        ("A9", "Agree one referral form", QUALITY, "04/01/2021", "30/11/2021", "Green", "Agreed."),
    ]
)
"""A file that a programme manager drops into the chat."""
OLD, NEW = "Please write about A2.", "You wrote about A2 on Tuesday."
NO_HISTORY = DEFAULT_SCOPES - {"im:history", "channels:history", "groups:history"}
PAST_THE_LEASE = timedelta(hours=2)
SLOW_FOR = 0.02
AT_MOST = 8
"""Processes that may be needed after the dead ones: with a Slack that drops, each message needs one to send it and
one to find it."""
OPENED_WITHIN = 10.0
"""Seconds."""
KILLED = -signal.SIGKILL


class Machine:
    """Where the bot's processes run: one process that has loaded the bot, and forks."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def begins(self, order: Order) -> Process:
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(asdict(order)) + "\n")
        self._parent.stdin.flush()
        return Process(self._reads)

    def stops(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(10)

    def _reads(self) -> dict[str, Any]:
        assert self._parent.stdout is not None
        return dict(json.loads(self._parent.stdout.readline()))


@dataclass
class Process:
    """One process of the bot."""

    reads: Callable[[], dict[str, Any]]
    said: dict[str, Any] = field(default_factory=dict)

    def says(self, what: str) -> Any:
        """Wait until it has said this of itself; "ended" stands for what comes at the last."""
        while what not in self.said and "ended" not in self.said:
            self.said |= self.reads()
        return self.said.get(what)

    def is_told(self, told: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # it has died of what it did before
            os.kill(self.says("pid"), told)


class Scene:
    """The pretend Slack in its manner, over a database; processes come and die one after another."""

    def __init__(
        self, loop: Loop, machine: Machine, database_url: str, path: str, slack: str, *, may_look: bool
    ) -> None:
        self._loop, self._machine, self._url, self._path = loop, machine, database_url, path
        self._at = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
        self._asked, self._answered = 0, asyncio.Condition()
        self._kills: Process | None = None
        self._last: Process | None = None
        self._seen = Counter[str]()
        """What stood there before the path begins."""
        clock = PushedClock(moment(DAYS[path]))
        workspace = sample_workspace(clock)
        workspace.commands = [Command("/account")]
        scopes = DEFAULT_SCOPES if may_look else NO_HISTORY
        self.sandbox = Sandbox(workspace, clock, scopes=scopes, time=MachineTime(sleep=self._sleeps, ack_within=30))
        self._now = clock.now().isoformat()
        if slack == SLOW:
            for method in ("chat.postMessage", "chat.update", "files.completeUploadExternal"):
                self.sandbox.faults.order(method, "slow", times=1_000, seconds=SLOW_FOR)
        if slack == DROPS:
            self.sandbox.faults.order("chat.postMessage", "drop", times=1_000)
            self.sandbox.faults.order("chat.update", "drop", times=3)  # a change is made again until Slack says yes
            self.sandbox.faults.order("files.completeUploadExternal", "drop", times=1_000)
        if path == CHANGE:
            self._was_said_before()

    def __enter__(self) -> Scene:
        self._loop.run(self.sandbox.start())
        if self._path in ERRANDS:
            self._is_asked_for()
        return self

    def __exit__(self, *_: object) -> None:
        if self._last and self._last.says("pid") and "ended" not in self._last.said:
            self._last.is_told(signal.SIGKILL)  # a test that failed leaves it running, and the next would wait for it
            self._last.says("ended")
        self._loop.run(self.sandbox.stop())

    # What happens

    def _was_said_before(self) -> None:
        """The officer has a message that is to say something else now."""
        workspace, at = self.sandbox.workspace, moment(DAYS[CHANGE])
        direct = workspace.direct(workspace.person(SOCIAL_CARE).id)
        key = {"event_type": "accountable_message", "event_payload": {"key": "said before"}}
        message = workspace.post(direct, workspace.bot.id, OLD, metadata=key)
        ((board, place),) = self.rows("SELECT id, workspace_id FROM board")
        engine = open_database(self._url)
        with sessions(engine)() as session:
            to = workspace.person(SOCIAL_CARE).id
            outbox.say(
                writing(session), place, key="said before", to=to, message=said("note", OLD), due=at, board_id=board
            )
            row = session.scalars(text("SELECT id FROM outbox WHERE key = 'said before'")).one()
            outbox.sent(session, {row: f"{direct.id}:{message.ts}"}, at)
            assert outbox.amend(session, row, said("note", NEW), at)
            session.commit()
        engine.dispose()

    def _is_asked_for(self) -> None:
        """The programme manager has dropped a file, has pressed that it be loaded, or has asked for the plan as one."""
        workspace, at = self.sandbox.workspace, moment(DAYS[self._path])
        manager = workspace.person(MANAGER)
        by = Caller("slack", workspace.team_id, manager.id)
        file = workspace.add_file("plan.csv", manager.id, self.sandbox.dispatch.base_url(), DROPPED)
        workspace.post(workspace.direct(manager.id), manager.id, "", files=[file], subtype="file_share")
        engine = open_database(self._url)
        with sessions(engine)() as session:
            if self._path == HAND_OVER:
                ask_for_export(writing(session), Typed(by, "csv", as_typed="export csv"), at)
            else:
                take_file(writing(session), FileDropped(by, (SharedFile(file.name, file.address),)), at)
            session.commit()
        engine.dispose()
        if self._path == LOAD:
            self.the_rest_is_done()
            self._seen = self.heard()
            with sessions(engine)() as session:
                ((kept, version),) = writing(session).execute(text("SELECT id, version FROM plan_file"))
                load_file(session, Press(by, LOAD_BUTTON, f"{kept}:{version}"), at)
                session.commit()
            engine.dispose()

    def a_process_dies(self, at: str, *, hears: bool) -> None:
        """A process of the bot does the path's work, and dies on the way."""
        killed_from_outside = at == WHILE_ASKED
        process = self._begins("" if killed_from_outside else at, hears)
        if killed_from_outside:
            self._kills = process
        if hears:
            self._officer_sends_the_form(process)
            process.is_told(signal.SIGUSR1)
        ended = process.says("ended")
        self._loop.run(self._quiet())
        assert ended == KILLED, f"No process passed “{at}”: it ended with {ended}."

    def a_process_dies_while_the_officer_writes(self, progress: str) -> None:
        """The process that hears what is typed is killed, and what is on the officer's screen goes with it."""
        process = self._begins("", hears=True)
        self._connects(process)
        officer = self.sandbox.actor(SOCIAL_CARE)
        self._loop.run(self._opens_form(officer))
        self._loop.run(officer.sets(officer.modal(), "progress", progress))
        process.is_told(signal.SIGKILL)
        assert process.says("ended") == KILLED
        self._loop.run(officer.closes())

    def what_the_form_begins_with(self) -> str | None:
        """In the process that comes after, on whatever device."""
        process = self._begins("", hears=True)
        self._connects(process)
        officer = self.sandbox.actor(SOCIAL_CARE)
        self._loop.run(self._opens_form(officer))
        (state,) = officer.modal().values["progress"].values()
        process.is_told(signal.SIGUSR1)
        assert process.says("ended") == 0
        return state["value"]

    def the_rest_is_done(self) -> Counter[str]:
        """Processes that nothing kills do what is left, each when the leases of the one before have run out."""
        counts: Counter[str] = Counter()
        for _ in range(AT_MOST):
            counts += self._works()
            if not self.left():
                return counts
        raise AssertionError(f"Still waiting: {self.left()}")

    def _works(self) -> Counter[str]:
        hears = self._path == FORM and not self.rows("SELECT 1 FROM statement WHERE came_by = 'form'")
        process = self._begins("", hears)
        if hears:
            self._officer_sends_the_form(process)
            process.is_told(signal.SIGUSR1)
        assert process.says("ended") == 0
        return Counter(process.said.get("counts", {}))

    def _begins(self, dies_at: str, hears: bool) -> Process:
        self._at += PAST_THE_LEASE
        token, secret = self.sandbox.bot_token, self.sandbox.signing_secret
        order = Order(
            self._url, self.sandbox.api_url, token, secret, self._now, self._at.isoformat(), hears, dies_at
        )  # fmt: skip
        self._last = self._machine.begins(order)
        return self._last

    def _officer_sends_the_form(self, process: Process) -> None:
        """Open it if it is not open, fill it in, and send it; again, where Slack says that it did not get through."""
        self._connects(process)
        officer = self.sandbox.actor(SOCIAL_CARE)
        if officer.modal() is None:
            self._loop.run(self._opens_form(officer))
            said = {"progress": "Work went on as planned.", "effect": "None yet.", "rating": "Green"}
            for name, value in said.items():
                self._loop.run(officer.sets(officer.modal(), name, value))
        self._loop.run(officer.submits())

    def _connects(self, process: Process) -> None:
        self.sandbox.connect_bot(f"http://127.0.0.1:{process.says('port')}/slack/events")

    async def _opens_form(self, officer: Actor) -> None:
        await officer.command("/account", "statement A2")
        async with asyncio.timeout(OPENED_WITHIN):
            while officer.modal() is None:
                await self.sandbox.workspace.wait_for_change(self.sandbox.workspace.version)

    async def _sleeps(self, seconds: float) -> None:
        """Slack takes its time. Where it was asked to, it has the process killed meanwhile."""
        self._asked += 1
        if self._kills:
            process, self._kills = self._kills, None
            os.kill(process.said["pid"], signal.SIGKILL)
        await asyncio.sleep(seconds)
        async with self._answered:
            self._asked -= 1
            self._answered.notify_all()

    async def _quiet(self) -> None:
        """Slack has done with what the dead process had asked of it."""
        async with self._answered:
            await self._answered.wait_for(lambda: not self._asked)

    # What came of it

    def heard(self) -> Counter[str]:
        """How often each message of the outbox stands in the pretend Slack, by its key; a file by its title."""
        messages = [each for each in self.sandbox.workspace.every_message() if each.by == self.sandbox.workspace.bot.id]
        said = Counter(each.metadata["event_payload"]["key"] for each in messages if each.metadata)
        return said + Counter(file.title for each in messages for file in each.files) - self._seen

    def left(self) -> list[Any]:
        due = "(state = 'planned' AND due_at <= :now)"
        return self.rows(f"SELECT key, state, why FROM outbox WHERE {due} OR state IN ('pending', 'leased', 'retry')")

    def in_doubt(self) -> list[str]:
        """The keys of what may have been sent, and nobody knows."""
        return [key for (key,) in self.rows("SELECT key FROM outbox WHERE in_doubt OR state = 'leased'")]

    def rows(self, query: str) -> list[Any]:
        engine = open_database(self._url)
        with engine.connect() as connection:
            now = moment(DAYS[self._path]).replace(tzinfo=None if engine.dialect.name == "sqlite" else UTC)
            found = list(connection.execute(text(query), {"now": now} if ":now" in query else {}))
        engine.dispose()
        return found


def each_message_once(scene: Scene, point: Point) -> None:
    """Let the processes of a point die, and the rest be done; hold that nothing was lost and nothing came twice."""
    for number, death in enumerate(point.deaths):
        scene.a_process_dies(death, hears=point.path == FORM and number == 0)

    scene.the_rest_is_done()

    heard = scene.heard()
    assert set(heard.values()) == {1}, heard
    assert len(heard) == MESSAGES[point.path], heard
    given_up = scene.rows("SELECT key, state, why FROM outbox WHERE state IN ('dead', 'dropped')")
    assert [each for each in given_up if each.why not in NOTHING_TO_SAY] == [], given_up
    if point.path == CHANGE:
        assert [each.text for each in scene.sandbox.workspace.every_message() if each.metadata] == [NEW]
    if point.path == LOAD:
        assert scene.rows("SELECT title FROM action WHERE ref = 'A9'") == [("Agree one referral form",)]
        assert len(scene.rows("SELECT id FROM audit WHERE what = 'import_file'")) == 1
    if point.path in (READ, LOAD):  # read once, so that the buttons of its preview are still good; or loaded, and gone
        assert scene.rows("SELECT version FROM plan_file") == ([(1,)] if point.path == READ else [])
    if point.path == FORM:
        assert len(scene.rows("SELECT id FROM statement WHERE came_by = 'form'")) == 1


def none_lost_and_the_repeats_counted(scene: Scene, point: Point) -> None:
    """The same where the bot may not read what it has said: what is in doubt goes again, and is counted."""
    (death,) = point.deaths
    scene.a_process_dies(death, hears=point.path == FORM)
    scene.sandbox.faults.clear()
    in_doubt, before = scene.in_doubt(), scene.heard()

    counts = scene.the_rest_is_done()

    heard = scene.heard()
    assert len(heard) == MESSAGES[point.path], heard
    assert counts["repeated_unseen"] == len(in_doubt)
    assert heard - Counter(dict.fromkeys(heard, 1)) == Counter(key for key in in_doubt if before[key])
