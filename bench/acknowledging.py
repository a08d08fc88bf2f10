"""From the signature check to the answer, beside a bare Bolt app that verifies and acks, served in the same way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from bench.asking import Served, all_at_once, command, one_after_another, pretend_slack, served, team
from bench.databases import postgresql, sqlite
from bench.filling import open_filled
from bench.measuring import Effort, Seen, percentile, ratio

BOARDS = 715
"""With 14 actions each: 10,010 actions, and 52 statements of each."""
CONNECTIONS = 32


@dataclass
class Rounds:
    """What one server took, round by round: milliseconds, and requests a second."""

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    a_second: list[float] = field(default_factory=list)

    async def measure(self, server: Served, *bodies: bytes, times: int, seconds: float) -> None:
        """One round: one request after another, going round the bodies, then many of the first at once."""
        before = server.cpu()
        taken = await one_after_another(server.port, *bodies, times=times)
        self.cpu.append((server.cpu() - before) * 1000 / times)
        self.p50.append(median(taken))
        self.p99.append(percentile(taken, 0.99))
        if seconds:
            self.a_second.append((await all_at_once(server.port, bodies[0], CONNECTIONS, seconds))[0])

    def __str__(self) -> str:
        many = f", {median(self.a_second):,.0f} a second" if self.a_second else ""
        cpu = f"processor {median(self.cpu):.2f} ms"
        return f"p50 {median(self.p50):.2f} ms, p99 {median(self.p99):.2f} ms, {cpu}{many}"


def ack(effort: Effort) -> list[Seen]:
    """`/account status`, 14 rows, from 10,000 actions with 52 statements each, on SQLite."""
    boards = effort.of(BOARDS, 50)
    with sqlite() as url:
        open_filled(url, boards).dispose()
        return asyncio.run(_beside_bare(url, effort, "SQLite", boards))


def ack_postgresql(effort: Effort) -> list[Seen]:
    """The same on PostgreSQL, for information."""
    boards = effort.of(BOARDS, 50)
    with postgresql() as url:
        open_filled(url, boards).dispose()
        return [_told(seen) for seen in asyncio.run(_beside_bare(url, effort, "PostgreSQL", boards))]


async def _beside_bare(url: str, effort: Effort, engine: str, boards: int) -> list[Seen]:
    """`again` asks about one board and nothing is written meanwhile; `afresh` goes round all boards, so that nothing
    that is asked for is known yet."""
    bare, again, afresh = Rounds(), Rounds(), Rounds()
    body = command("status")
    all_boards = [command("status", workspace=team(number + 1)) for number in range(boards)]
    times, seconds = effort.of(300, 100), effort.of(15, 5) / 10
    async with pretend_slack() as slack, served("bare", slack) as control, served("ours", slack, url) as subject:
        for server in (control, subject):
            await one_after_another(server.port, body, times=200)
        for _ in range(effort.rounds):
            await bare.measure(control, body, times=times, seconds=seconds)
            await again.measure(subject, body, times=times, seconds=seconds)
            await afresh.measure(subject, *all_boards, times=times, seconds=0)
            all_boards = all_boards[times:] + all_boards[:times]  # on from there: the last ones asked about are known
    how = f"bare: {bare}; asked again: {again}; asked afresh: {afresh}"
    return [
        ratio(f"ack p50, asked again, {engine}", again.p50, bare.p50, 2.5, how),
        ratio(f"ack p99, asked again, {engine}", again.p99, bare.p99, 3.0, how),
        _share(f"requests a second at {CONNECTIONS} connections, {engine}", again.a_second, bare.a_second),
        ratio(f"ack p50, asked afresh, {engine}", afresh.p50, bare.p50, 2.5, ""),
        ratio(f"ack p99, asked afresh, {engine}", afresh.p99, bare.p99, 3.0, ""),
        _told(ratio(f"processor time a request, asked again, {engine}", again.cpu, bare.cpu, 2.5, "")),
    ]


def _told(seen: Seen) -> Seen:
    return Seen(seen.figure, "told only", seen.seen, None, seen.how)


def _share(figure: str, subject: list[float], control: list[float]) -> Seen:
    whole = median(subject) / median(control)
    rounds = [mine / theirs for mine, theirs in zip(subject, control, strict=True)]
    seen = f"{whole:.0%} (rounds {min(rounds):.0%} to {max(rounds):.0%})"
    return Seen(figure, "≥ 35 %", seen, whole >= 0.35, f"{median(subject):,.0f} of {median(control):,.0f}")


def boards(effort: Effort) -> list[Seen]:
    """The same with 10,000 boards, each in a workspace of its own; and told, with all of them in one."""
    many = effort.of(10_000, 500)
    found = []
    for together, reach in ((False, "judged"), (True, "told")):
        with _two_databases() as (one, all_of_them):
            open_filled(one, 1, statements=1).dispose()
            open_filled(all_of_them, many, statements=1, one_workspace=together).dispose()
            where = "one workspace" if together else "workspaces of their own"
            seen = asyncio.run(_one_and_many(one, all_of_them, f"{many:,} boards in {where}", effort))
        found.append(seen if reach == "judged" else _told(seen))
    return found


@contextmanager
def _two_databases() -> Iterator[tuple[str, str]]:
    with sqlite("one") as one, sqlite("many") as many:
        yield one, many


async def _one_and_many(one: str, many: str, figure: str, effort: Effort) -> Seen:
    few, all_of_them = Rounds(), Rounds()
    body = command("status", workspace=team(1))
    async with pretend_slack() as slack, served("ours", slack, one) as control, served("ours", slack, many) as subject:
        for server in (control, subject):
            await one_after_another(server.port, body, times=200)
        for _ in range(effort.rounds):
            for rounds, server in ((few, control), (all_of_them, subject)):
                await rounds.measure(server, body, times=effort.of(300, 100), seconds=0)
    how = f"with one board: {few}; with all: {all_of_them}"
    return ratio(f"status with {figure}, p50", all_of_them.p50, few.p50, 1.2, how)


def slow_slack(effort: Effort) -> list[Seen]:
    """Twenty commands a second, half of which open a form by calling Slack, while each call takes a second."""
    seconds = effort.of(10, 3)
    with sqlite() as url:
        open_filled(url, 5, statements=4).dispose()
        fast = asyncio.run(_at_a_steady_rate(url, 0.0, seconds))
        slow = asyncio.run(_at_a_steady_rate(url, 1.0, seconds))
    told = f"status: {_p99(fast.asked)}, then {_p99(slow.asked)}; forms: {_p99(fast.forms)}, then {_p99(slow.forms)}"
    latest = max(slow.asked + slow.forms)
    status = percentile(slow.asked, 0.99) / percentile(fast.asked, 0.99)
    forms = percentile(slow.forms, 0.99) / percentile(fast.forms, 0.99)
    return [
        Seen("slowest ack while Slack takes 1 s", "≤ 3,000 ms", f"{latest:,.0f} ms", latest <= 3000, told),
        Seen("p99 of status while Slack takes 1 s", "≤ 2 ×", f"{status:.2f} ×", status <= 2, told),
        Seen("p99 of what opens a form while Slack takes 1 s", "≤ 2 ×", f"{forms:.2f} ×", forms <= 2, told),
    ]


def _p99(taken: list[float]) -> str:
    return f"p99 {percentile(taken, 0.99):.0f} ms"


@dataclass
class _Taken:
    asked: list[float] = field(default_factory=list)
    forms: list[float] = field(default_factory=list)


async def _at_a_steady_rate(url: str, delay: float, seconds: int) -> _Taken:
    taken = _Taken()
    status, form = command("status"), command("statement A1", user=f"U{1:05d}1")
    async with pretend_slack() as slack, served("ours", slack, url) as server:
        for body in (status, form):
            await one_after_another(server.port, body, times=20)
        slack.delay = delay

        async def ask(body: bytes, into: list[float]) -> None:
            into += await one_after_another(server.port, body, times=1)

        asking = []
        for number in range(20 * seconds):
            body, into = (form, taken.forms) if number % 2 else (status, taken.asked)
            asking.append(asyncio.create_task(ask(body, into)))
            await asyncio.sleep(0.05)
        await asyncio.gather(*asking)
    return taken
