"""From the start of the process to the first acknowledged command, and what it holds in memory when it is idle."""

from __future__ import annotations

import asyncio
from statistics import median

from bench.asking import pretend_slack, served
from bench.databases import sqlite
from bench.filling import open_filled
from bench.measuring import Effort, Seen, ratio


def start(effort: Effort) -> list[Seen]:
    """A start, and idle memory, beside a bare app of the same stack; the first of each is not counted."""
    with sqlite() as url:
        open_filled(url, 1, statements=1).dispose()
        bare, ours = asyncio.run(_starts(url, effort.rounds + 1))
    how = f"bare {_told(bare)}; ours {_told(ours)}"
    return [
        ratio("start to the first acknowledged command", [s for s, _, _ in ours], [s for s, _, _ in bare], 1.5, how),
        ratio("idle memory", [m for _, m, _ in ours], [m for _, m, _ in bare], 1.4, how),
        _processor(ratio("processor time of a start", [c for _, _, c in ours], [c for _, _, c in bare], 1.5, how)),
    ]


def _processor(seen: Seen) -> Seen:
    return Seen(seen.figure, "told only", seen.seen, None, seen.how)


def _told(starts: list[tuple[float, float, float]]) -> str:
    seconds, memory, cpu = (median(column) for column in zip(*starts, strict=True))
    return f"{seconds * 1000:,.0f} ms ({cpu * 1000:,.0f} ms of processor), {memory:.0f} MB"


async def _starts(url: str, times: int) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    bare, ours = [], []
    async with pretend_slack() as slack:
        for _ in range(times):
            for which, into in (("bare", bare), ("ours", ours)):
                async with served(which, slack, url) as server:
                    into.append((server.seconds_to_first_ack, server.memory(), server.cpu()))
    return bare[1:], ours[1:]
