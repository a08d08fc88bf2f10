"""Export, wipe, import: the same plan. And what an export holds is run by no spreadsheet."""

import csv
import io
import os
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain.actions import Lifecycle
from bot.domain.guard import find_personal_details
from bot.domain.plan_reading import Cell, KnownPlan, PlanPreview, PlanRow, PreviewRow, ReadMilestone
from bot.domain.plan_reading.posts import ditto_kind, without_contact_details
from bot.domain.plan_reading.preview import Outcome
from bot.domain.plan_reading.texts import mended, neutralised, spoken
from bot.domain.rating_facts import Rating
from bot.domain.statements import Statement
from bot.use_cases.plans import load_rows
from handlers.plan_exports import Kind, write_plan
from storage import boards, people, plans, statements
from storage.access import access_as_operator
from storage.database import open_database, writing
from storage.database import sessions as sessions_over
from tests.plan_reading.files import preview_of

NOW = datetime(2021, 6, 8, 9, tzinfo=UTC)
EXAMPLES = int(os.environ.get("IMPORT_FUZZ", "40"))
POSTS = ("Head of Quality Assurance", "Service Director, Early Help", "Director of Children’s Services")
PRECISIONS = ("day", "month", "quarter", "week", "approximate")
BY_A_FILE = (Lifecycle.NOT_STARTED, Lifecycle.IN_PROGRESS, Lifecycle.DELIVERED, Lifecycle.DRAFT)

_signs = st.sampled_from([*"abcdefghij KLMNO 0123 =+-@'\",;:|()[]/.\t\n\r’£é–•", "due 2021-06-30", " (", ")", "done"])


def _is_plain(text: str) -> bool:
    """Whether a text is one that the reader takes as it is: an importer asks about or leaves out the rest."""
    cell = Cell(text)
    return bool(text) and not (
        find_personal_details(text) or ditto_kind(text) or cell.is_error or mended(text)
        or without_contact_details(text)[1] or re.fullmatch(r"\?+", text)
    )  # fmt: skip


def _as_kept(text: str) -> str:
    """The text as a first import would keep it; spaces at ends of lines and doubled ones are nobody's words."""
    return Cell(text.replace("\r", "\n")).text.removeprefix("'").strip()


def _texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(_signs, min_size=1, max_size=most).map("".join).map(_as_kept).filter(_is_plain)


lines = _texts(40).map(lambda text: " ".join(text.split())).filter(_is_plain)
blank_or = lambda strategy: st.one_of(st.just(""), strategy)  # noqa: E731
days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@st.composite
def milestones(draw) -> ReadMilestone:
    due, done = draw(st.none() | days), draw(st.none() | st.dates(date(2019, 1, 1), NOW.date()))
    return ReadMilestone(
        draw(lines),
        due,
        done,
        done is not None,
        draw(st.booleans()),
        baseline=draw(st.just(due) | days) if due else None,
    )


@st.composite
def actions(draw, ref: str) -> PlanRow:
    start = draw(st.none() | st.dates(date(2019, 1, 1), date(2021, 1, 1)))
    deadline = draw(st.none() | st.dates(date(2021, 1, 2), date(2026, 12, 31)))
    moved = draw(st.booleans()) and deadline
    told = draw(st.booleans())
    steps = draw(st.lists(milestones(), max_size=4, unique_by=lambda step: step.title.casefold()))
    action = draw(lines)
    return PlanRow(
        ref=ref, action=f"Action {ref} {action}", title=draw(lines), post=draw(st.sampled_from(POSTS)),
        priority=draw(lines), source=draw(blank_or(_texts(30))), source_ref=draw(blank_or(lines)),
        lead=draw(blank_or(st.sampled_from(POSTS))), partners=draw(blank_or(lines)), start=start,
        baseline_deadline=draw(st.dates(date(2021, 1, 2), date(2026, 12, 31))) if moved else deadline,
        deadline=deadline, deadline_precision=draw(st.sampled_from(PRECISIONS)) if deadline else "day",
        requested_deadline=draw(st.none() | st.dates(date(2027, 1, 1), date(2028, 12, 31))) if deadline else None,
        forecast=draw(st.none() | days), milestones=tuple(steps),
        success_measure=draw(blank_or(_texts(60))), measures=draw(blank_or(_texts(30))),
        evidence=draw(blank_or(_texts(60))), lifecycle=draw(st.sampled_from(BY_A_FILE)),
        self_rating=draw(st.sampled_from([Rating.RED, Rating.AMBER, Rating.GREEN])) if told else None,
        rating_note=draw(blank_or(lines)) if told else "",
        confirmed_as_printed=draw(st.sampled_from(["", "Green", "Amber"])),
        update_text=draw(_texts(120)) if told else "",
        last_update=draw(st.dates(date(2020, 1, 1), NOW.date())) if told else None,
    )  # fmt: skip


plans_of_any_kind = st.integers(1, 5).flatmap(
    lambda count: st.tuples(*(actions(f"BCP-{number:02d}") for number in range(1, count + 1)))
)


@pytest.fixture(scope="module")
def opened(migrated_sqlite, tmp_path_factory):
    file = tmp_path_factory.mktemp("plans") / "plans.db"
    shutil.copy(migrated_sqlite, file)
    engine = open_database(f"sqlite:///{file}")
    yield sessions_over(engine)
    engine.dispose()


class Board:
    """A board in a workspace of its own, into which plans are loaded."""

    def __init__(self, session, name):
        self.session, self.name = session, name
        self.workspace = people.workspace_of(session, "slack", f"T{name}")
        self.id = boards.add_board(session, self.workspace, name)

    def load(self, *rows):
        read = tuple(PreviewRow("plan", 2 + place, row.ref, Outcome.READY, (), row) for place, row in enumerate(rows))
        return self.load_preview(PlanPreview("plan", read))

    def load_preview(self, preview):
        return load_rows(self.session, access_as_operator(self.session, self.name, NOW), preview, NOW)

    def rows(self):
        return {ref: stored.row for ref, stored in plans.stored_plan(self.session, self.id).items()}

    def known(self):
        return plans.known_plan(self.session, self.workspace, self.id)

    def exported(self, kind, marking=""):
        return write_plan(list(self.rows().values()), kind, marking)


def read_back(content: bytes, kind: Kind, known: KnownPlan | None = None) -> PlanPreview:
    return preview_of(content, f"plan.{kind}", known=known)


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(rows=plans_of_any_kind, kind=st.sampled_from(Kind))
def test_export_wipe_import_is_the_same_plan(opened, rows, kind):
    with opened() as session:
        writing(session)
        before, wiped = Board(session, "Before"), Board(session, "Wiped")
        before.load(*rows)
        content = before.exported(kind)

        preview = read_back(content, kind)
        assert [
            (row.ref, [f.message for f in row.findings]) for row in preview.rows if row.outcome is Outcome.HELD
        ] == []
        wiped.load_preview(preview)

        assert wiped.rows() == before.rows()

        again = read_back(content, kind, before.known())
        assert dict(again.changes) == {"unchanged": len(rows)}
        assert before.load_preview(again).is_nothing
        session.rollback()


@given(_texts(40))
def test_what_is_neutralised_reads_back_as_it_was(text):
    assert spoken(neutralised(text)) == text


DANGEROUS = (
    "=1+1",
    "+44 20",
    "-2",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    " =1",
    "'=1",
    "＝1",
    "- a bullet",
    "\r=1",
)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_in_an_export_is_run_by_a_spreadsheet(kind, text):
    row = PlanRow("A1", text, text, title=text, update_text=text, milestones=(ReadMilestone(text),))
    content = write_plan([row], kind)

    if kind is Kind.CSV:
        cells = [cell for record in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in record]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 4
    assert [cell for cell in cells if re.match(r"\s*[=+\-@＝]", cell)] == []


def test_a_workbook_says_days_as_days():
    sheet = load_workbook(
        io.BytesIO(write_plan([PlanRow("A1", "Do it.", POSTS[0], deadline=date(2021, 6, 30))], Kind.XLSX))
    )
    headings = [cell.value for cell in sheet["Plan"][1]]
    cell = sheet["Plan"].cell(2, headings.index("Deadline") + 1)

    assert (cell.value, cell.number_format) == (datetime(2021, 6, 30), "DD/MM/YYYY")  # noqa: DTZ001  (as openpyxl reads it)


@pytest.mark.parametrize("kind", Kind)
def test_the_marking_stands_above_the_headings_and_comes_back(kind):
    content = write_plan([PlanRow("A1", "Do it.", POSTS[0])], kind, "OFFICIAL-SENSITIVE")

    assert read_back(content, kind).marking == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("decided", [Lifecycle.CLOSED_COMPLETE, Lifecycle.CLOSED_SUPERSEDED, Lifecycle.ON_HOLD])
def test_what_was_decided_stays_where_the_plan_is_there_and_is_asked_about_where_it_is_not(opened, kind, decided):
    with opened() as session:
        board = Board(writing(session), "Decided")
        board.load(PlanRow("A1", "Do it.", POSTS[0], title="Do it", deadline=date(2021, 6, 30)))
        stored = plans.stored_plan(session, board.id)["A1"]
        content = write_plan([replace(stored.row, lifecycle=decided)], kind)
        known = KnownPlan(rows={"A1": replace(stored.row, lifecycle=decided)}, posts=POSTS)

        (kept,) = read_back(content, kind, known).rows
        (wiped,) = read_back(content, kind).rows

        assert (kept.change, kept.outcome, kept.plan_row.lifecycle) == ("unchanged", Outcome.READY, decided)
        assert wiped.outcome is Outcome.QUESTIONS
        assert not wiped.plan_row.lifecycle.is_closed
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_what_an_officer_said_in_person_is_in_the_export_and_is_no_news(opened, kind):
    said = Statement("=> All audits done.\n\nNext: a review", "", "", "", "", "", None, "", None, Rating.GREEN)
    with opened() as session:
        board = Board(writing(session), "Told")
        board.load(PlanRow("A1", "Do it.", POSTS[0], title="Do it", deadline=date(2021, 6, 30)))
        action = plans.stored_plan(session, board.id)["A1"].id
        statements.add_statement(
            session, action, said, at=NOW, meeting_id=None, person_id=None, person_name="", post=POSTS[0]
        )

        preview = read_back(board.exported(kind), kind, board.known())

        assert [(row.plan_row.update_text, row.plan_row.last_update) for row in preview.rows] == [
            (said.progress, NOW.date())
        ]
        assert dict(preview.changes) == {"unchanged": 1}
        assert board.load_preview(preview).is_nothing
        session.rollback()
