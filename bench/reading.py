"""What it costs to know how a plan stands, to draw a message, to find nothing to do, and to read a large plan."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from bench.asking import ROOT
from bench.databases import postgresql, sqlite
from bench.filling import CHAIR, NOW, WORDS, add_outbox, open_filled, team
from bench.measuring import Effort, Seen, milliseconds, ratio
from bot.messages.parts import Message, Note, Paragraph
from bot.messages.summary import weekly_summary
from bot.use_cases.assessing import assess_plan
from bot.use_cases.heard import Caller, Typed
from bot.use_cases.status import show_status
from bot.use_cases.summaries import summary_facts
from handlers.slack import render
from storage import boards, digests, outbox
from storage.database import Sessions, open_database, sessions

STATEMENTS_AT_MOST = 8


def summary(effort: Effort) -> list[Seen]:
    """The facts of a weekly summary and of a status, of one board with more and more actions, 52 statements each."""
    sizes = (14, 100, 1_000, 10_000) if not effort.quick else (14, 100, 1_000)
    found = [_facts_of(size, effort) for size in sizes]
    most = max(statements for statements, _, _ in found)
    times = "; ".join(
        f"{size:,} actions: status {status:.1f} ms, summary {weekly:.1f} ms"
        for size, (_, status, weekly) in zip(sizes, found, strict=True)
    )
    return [
        Seen("statements for a status or a summary, at any size", f"≤ {STATEMENTS_AT_MOST}", str(most), most <= 8),
        Seen("time for them", "told only", times, None, "one board; time on the processor, database included"),
    ]


def _facts_of(size: int, effort: Effort) -> tuple[int, float, float]:
    asked = Typed(by=Caller("slack", team(1), CHAIR), text="", channel="C00001", as_typed="/account status")
    with sqlite() as url:
        engine = open_filled(url, 1, on_a_board=size)
        made = sessions(engine)

        def status() -> None:
            with made() as session:
                show_status(session, asked, NOW)

        def weekly() -> None:
            with made() as session:
                _summary_of(session)

        with counted(engine) as first:
            status()
        with counted(engine) as second:
            weekly()
        times = max(3, effort.of(20_000, 2_000) // size)
        took = milliseconds(status, min(times, 200)), milliseconds(weekly, min(times, 200))
        engine.dispose()
    return max(len(first), len(second)), *took


def _summary_of(session: Session) -> Message:
    board = boards.get_board(session, 1)
    plan = assess_plan(session, board, NOW)
    last = digests.last_digest(session, board.id)
    return weekly_summary(summary_facts(plan, board.today(NOW), 14, last, None, is_sample=False))


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that the block sends to the database, beginnings and ends of transactions not counted."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def drawing(effort: Effort) -> list[Seen]:
    """Fifty blocks, limits checked and the words for screen readers made, beside the same blocks as plain dicts."""
    parts = tuple(_part(number) for number in range(49))
    said = Message(kind="bench", heading="Improvement plan", parts=parts)
    if render.message(said)["blocks"] != _plain(said):
        raise AssertionError("The plain dicts are not what is drawn.")
    times = effort.of(2_000, 500)
    rounds = [
        (milliseconds(lambda: render.message(said), times), milliseconds(lambda: _plain(said), times))
        for _ in range(effort.rounds)
    ]
    ours, plain = median(mine for mine, _ in rounds), median(theirs for _, theirs in rounds)
    how = f"{ours * 1000:.0f} µs, plain dicts {plain * 1000:.0f} µs, on the processor"
    return [Seen("drawing 50 blocks", "≤ 3 ×", f"{ours / plain:.2f} ×", ours / plain <= 3, how)]


def _part(number: int) -> Paragraph | Note:
    words = f"A{number} is Amber: at risk (not confirmed). Deadline 30 April, 12 days later than first agreed."
    return Paragraph(lead=f"A{number}", text=words) if number % 5 else Note(text=words)


def _plain(said: Message) -> list[dict[str, object]]:
    """What somebody would write who knew that nothing is too long."""
    blocks: list[dict[str, object]] = [
        {"type": "header", "text": {"type": "plain_text", "text": said.heading, "emoji": False}}
    ]
    for part in said.parts:
        if isinstance(part, Paragraph):
            words = [
                {"type": "text", "text": f"{part.lead}: ", "style": {"bold": True}},
                {"type": "text", "text": part.text},
            ]
            section = {"type": "rich_text_section", "elements": words}
            blocks.append({"type": "rich_text", "elements": [section]})
        elif isinstance(part, Note):
            text = {"type": "plain_text", "text": part.text, "emoji": False}
            blocks.append({"type": "context", "elements": [text]})
    return blocks


def tick(effort: Effort) -> list[Seen]:
    """A tick that finds nothing to do, behind ten thousand settled messages and behind a hundred thousand, in turns."""
    found = []
    for engine, where in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with where() as small, where() as large:
            found += _ticks(small, large, engine, effort)
    return found


def _ticks(small: str, large: str, name: str, effort: Effort) -> list[Seen]:
    rows = effort.of(100_000, 30_000)
    engines = [open_filled(url, 1, statements=0) for url in (small, large)]
    for engine, size in zip(engines, (10_000, rows), strict=True):
        add_outbox(engine, size)
    found = []
    for kind, look in (("deliver", _nothing_is_due), ("make up", _nothing_is_to_be_made_up)):
        few, many = (partial(look, sessions(engine)) for engine in engines)
        times = effort.of(400, 100)
        took = [(_wall(few, times), _wall(many, times)) for _ in range(effort.rounds)]
        with counted(engines[1]) as sent:
            many()
        figure = f"idle tick ({kind}), {rows:,} rows beside 10,000, {name}"
        control, subject = [each[0] for each in took], [each[1] for each in took]
        how = f"{median(control) * 1000:.0f} µs, and {median(subject) * 1000:.0f} µs"
        found.append(Seen(f"statements of an idle tick ({kind}), {name}", "1", str(len(sent)), len(sent) == 1))
        found.append(ratio(figure, subject, control, 1.2, how))
    for engine in engines:
        engine.dispose()
    return found


def _nothing_is_due(made: Sessions) -> None:
    with made() as session:
        if outbox.is_anything_due(session, NOW, NOW):
            raise AssertionError("Something is due, so this is not an idle tick.")


def _nothing_is_to_be_made_up(made: Sessions) -> None:
    with made() as session:
        if outbox.due_to_make_up(session, NOW):
            raise AssertionError("Something is due, so this is not an idle tick.")


def _wall(work: Callable[[], object], times: int) -> float:
    work()
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        taken.append((time.perf_counter() - before) * 1000)
    return median(taken)


def import_(effort: Effort) -> list[Seen]:
    """`accountable import` of a workbook with 2,000 rows, from the start of the process to all of it saved."""
    rows = effort.of(2_000, 500)
    with sqlite() as url, TemporaryDirectory() as folder:
        open_filled(url, 1, statements=0, on_a_board=0).dispose()
        plan = Path(folder) / "plan.xlsx"
        _write_workbook(plan, rows)
        environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "warning"}
        before = time.perf_counter()
        process = subprocess.Popen(  # its own process, so that its memory is its own
            [sys.executable, "-m", "app", "import", str(plan), "--yes"],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - before
        engine = open_database(url)
        with engine.connect() as connection:
            saved = connection.execute(text("SELECT count(*) FROM action")).scalar_one()
        engine.dispose()
    if saved != rows:
        raise AssertionError(f"{saved} of {rows} rows were saved.")
    memory = used.ru_maxrss / 1024
    how = f"{used.ru_utime + used.ru_stime:.1f} s of processor"
    return [
        Seen(f"import of a workbook of {rows:,} rows", "≤ 5 s", f"{seconds:.1f} s", seconds <= 5, how),
        Seen("its memory at the most", "≤ 200 MB", f"{memory:.0f} MB", memory <= 200, how),
    ]


def _write_workbook(path: Path, rows: int) -> None:
    from openpyxl import Workbook  # noqa: PLC0415  (only this figure needs it)

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(
        [
            "Ref",
            "Priority",
            "Action",
            "Accountable officer",
            "Lead officer",
            "Start",
            "Deadline",
            "Success measure",
            "Progress",
        ]
    )
    for number in range(1, rows + 1):
        sheet.append(
            [
                f"A{number}", f"Priority {number % 5 + 1}: practice", f"Strengthen practice in area {number}",
                f"Service Director {number % 9}", f"Head of Service {number % 20}", "04/01/2021",
                f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/2022", "Share of audits judged good", WORDS,
            ]
        )  # fmt: skip
    book.save(path)
