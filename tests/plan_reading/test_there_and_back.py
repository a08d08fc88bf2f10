"""Export, wipe, import: the same plan. And what an export holds is run by no spreadsheet."""

import csv
import io
import os
import re
import shutil
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from bot.domain.actions import CLOSED_WITHOUT_DELIVERY, Lifecycle
from bot.domain.cells import neutralised, spoken
from bot.domain.closing import ACCEPTED
from bot.domain.dates import day_and_year
from bot.domain.guard import find_personal_details
from bot.domain.plan_reading import Cell, KnownPlan, PlanPreview, PlanRow, PreviewRow, ReadMilestone
from bot.domain.plan_reading.keeping import prints_of
from bot.domain.plan_reading.posts import ditto_kind, without_contact_details
from bot.domain.plan_reading.preview import Outcome, ReadDelivery, ReadWait, Weight
from bot.domain.plan_reading.questions import questions_of
from bot.domain.plan_reading.texts import mended
from bot.domain.plans import PILOT_STEPS
from bot.domain.rating_facts import Rating
from bot.domain.source_reading import LONGEST_REF, read_when
from bot.domain.sources import ItemKind, Link, SentReply, SourceKind
from bot.domain.sources_read import SourcesRead
from bot.domain.statements import Statement
from bot.domain.whole_plan import read_whole_plan
from bot.messages.closing import state_words
from bot.messages.parts import said
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.plans import how_many_would_be_told, load_rows
from bot.use_cases.sources_back import bring_sources
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from storage import actions as actions_kept
from storage import boards, deliveries, edits, people, plan_closings, plans, sources, statements, tables
from storage.access import access_as_operator
from storage.database import open_database, writing
from storage.database import sessions as sessions_over
from tests.plan_reading.files import HOLIDAYS, as_csv, preview_of

NOW = datetime(2021, 6, 8, 9, tzinfo=UTC)
EXAMPLES = int(os.environ.get("IMPORT_FUZZ", "20"))
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
short_lines = lines.filter(lambda text: len(text) <= LONGEST_REF)
blank_or = lambda strategy: st.one_of(st.just(""), strategy)  # noqa: E731
notes = st.one_of(lines, st.just('"now expected 2021-01-02: "" (due 2021-06-30, now expected 2021-07-01: "x")'))
"""What somebody says of a forecast; the worst of it reads as the end of a milestone."""
days = st.dates(date(2019, 1, 1), date(2026, 12, 31))


@st.composite
def milestones(draw) -> ReadMilestone:
    due, done = draw(st.none() | days), draw(st.none() | st.dates(date(2019, 1, 1), NOW.date()))
    forecast = draw(st.none() | days)
    return ReadMilestone(
        draw(lines),
        due,
        done,
        done is not None,
        draw(st.booleans()),
        baseline=draw(st.just(due) | days) if due else None,
        forecast=forecast,
        note=draw(blank_or(notes)) if forecast else "",
        ref=draw(st.sampled_from(("", "", "M-7", "BCP-01-M2", "ref"))),
        pilot=draw(st.sampled_from(["", *PILOT_STEPS])),
    )


@st.composite
def deliveries_said(draw) -> ReadDelivery:
    words = blank_or(_texts(60))
    return ReadDelivery(draw(words), draw(words), draw(words), draw(blank_or(lines)), draw(blank_or(lines)))


@st.composite
def waits(draw, number: int, count: int) -> tuple[ReadWait, ...]:
    """Actions that come later in the plan, so that there is no circle, and programmes outside it."""
    later = range(number + 1, count + 1)
    on = sorted(draw(st.sets(st.sampled_from(later), max_size=2))) if later else []
    named = draw(st.lists(lines, max_size=2, unique_by=str.casefold))
    outside = (ReadWait(outside=each, expected=draw(st.none() | days)) for each in named)
    return (*(ReadWait(on=f"BCP-{each:02d}") for each in on), *outside)


@st.composite
def actions(draw, number: int, count: int) -> PlanRow:
    ref = f"BCP-{number:02d}"
    start = draw(st.none() | st.dates(date(2019, 1, 1), date(2021, 1, 1)))
    deadline = draw(st.none() | st.dates(date(2021, 1, 2), date(2026, 12, 31)))
    moved = draw(st.booleans()) and deadline
    told = draw(st.booleans())
    lifecycle = draw(st.sampled_from(BY_A_FILE))
    delivered = draw(st.dates(date(2020, 1, 1), NOW.date())) if lifecycle is Lifecycle.DELIVERED else None
    steps = draw(st.lists(milestones(), max_size=4))
    action = draw(lines)
    post, *others = draw(st.permutations(POSTS))
    return PlanRow(
        ref=ref, action=f"Action {ref} {action}", title=draw(lines), post=post,
        priority=draw(lines), source=draw(blank_or(_texts(30))), source_ref=draw(blank_or(lines)),
        lead=draw(blank_or(st.sampled_from(POSTS))), partners=draw(blank_or(lines)), start=start,
        urgent=draw(st.booleans()), statutory=draw(st.booleans()),
        baseline_deadline=draw(st.dates(date(2021, 1, 2), date(2026, 12, 31))) if moved else deadline,
        deadline=deadline, deadline_precision=draw(st.sampled_from(PRECISIONS)) if deadline else "day",
        moves=draw(st.none() | st.integers(0, 12)) if deadline else None, reopened=draw(st.none() | st.integers(0, 3)),
        requested_deadline=draw(st.none() | st.dates(date(2027, 1, 1), date(2028, 12, 31))) if deadline else None,
        forecast=draw(st.none() | days), milestones=tuple(steps),
        success_measure=draw(blank_or(_texts(60))), measures=draw(blank_or(_texts(30))),
        evidence=draw(blank_or(_texts(60))), lifecycle=lifecycle,
        delivered_on=delivered, check_on=draw(st.none() | days) if delivered else None,
        delivery=draw(deliveries_said()) if delivered else ReadDelivery(),
        self_rating=draw(st.sampled_from([Rating.RED, Rating.AMBER, Rating.GREEN])) if told else None,
        rating_note=draw(blank_or(lines)) if told else "",
        confirmed_as_printed=draw(st.sampled_from(["", "Green", "Amber"])),
        update_text=draw(_texts(120)) if told else "",
        last_update=draw(st.dates(date(2020, 1, 1), NOW.date())) if told else None,
        contributors=tuple(others[: draw(st.integers(0, 2))]), waits_for=draw(waits(number, count)),
    )  # fmt: skip


plans_of_any_kind = st.integers(1, 5).flatmap(
    lambda count: st.tuples(*(actions(number, count) for number in range(1, count + 1)))
)


holds = st.lists(st.none() | st.tuples(lines, days), min_size=5, max_size=5)
"""Of each action of a plan, the decision by which the chair put it on hold and when that is looked at again, or not."""
VISITS = ("", "5 January 2016", "October 2020", "2012", "21 July 2021 to 4 August 2021")


@st.composite
def kept_sources(draw):
    """Up to two sources, what they ask for (in groups, or not) and links of any kind, by their places in the plan."""
    added = [
        {
            "ref": f"S-{number}", "title": draw(lines), "kind": draw(st.sampled_from(SourceKind)).value,
            "legal_force": draw(blank_or(lines)), "visited": draw(st.sampled_from(VISITS)),
            "reported": draw(st.sampled_from(VISITS)), "note": draw(blank_or(lines)),
            "reply_by": draw(st.none() | days),
        }
        for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    of = st.integers(0, max(0, len(added) - 1))
    items = [
        {
            "ref": f"R{number}", "of": draw(of), "kind": draw(st.sampled_from(ItemKind)).value, "words": draw(lines),
            "priority": draw(blank_or(short_lines)),
            "group": draw(st.none() | st.tuples(of, st.sampled_from(("4", "5")))),
            "replies": draw(st.lists(st.builds(SentReply, _texts(30), days, lines, blank_or(lines)), max_size=1)),
        }
        for number in range(draw(st.integers(0, 5)) if added else 0)
    ]  # fmt: skip
    links = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), st.booleans()), max_size=6))
    return added, items, links if added else []


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

    def decide(self, rows, held):
        """Let the chair close what is delivered and put other actions on hold; returns what is said of those holds."""
        said = {}
        for row, hold in zip(rows, held, strict=False):
            action = plans.stored_plan(self.session, self.id)[row.ref].id
            if hold and row.lifecycle is Lifecycle.DELIVERED:
                closed = Lifecycle.CLOSED_COMPLETE.value
                actions_kept.change_action(self.session, action, lifecycle=closed, closed_on=NOW.date())
                offered = deliveries.newest_of(self.session, action)
                judged = {"words": "", "by": None, "post": "", "at": NOW, "decision_id": None}
                deliveries.judge(self.session, offered.id, ACCEPTED, **judged) if offered else None
            elif hold:
                actions_kept.change_action(
                    self.session, action, lifecycle="on_hold", hold_decision=hold[0], hold_review=hold[1]
                )
                day = day_and_year(hold[1])
                said[row.ref] = f"on hold by decision {hold[0]}, to be looked at again on {day}"
        return said

    def keep(self, added, items, links):
        """Keep sources, what they ask for, what was replied, and links to whole groups, to entries and to sources."""
        whole = [{**each, "visited_on": when(each["visited"]), "reported_on": when(each["reported"])} for each in added]
        ids = [sources.add_source(self.session, self.id, NOW, **each) for each in whole]
        made = []
        for item in items:
            values = {name: value for name, value in item.items() if name not in ("of", "group", "replies")}
            group = sources.group_of(self.session, ids[item["group"][0]], item["group"][1]) if item["group"] else None
            source_id = ids[item["of"]]
            item_id = sources.add_item(self.session, source_id, NOW, group_id=group, **values)
            made.append((source_id, group, item_id))
            for reply in item.get("replies", ()):
                sources.add_reply(self.session, item_id, reply, by="Priya Nair", at=NOW)
        actions = [stored.id for stored in plans.stored_plan(self.session, self.id).values()]
        for action, place, to_group in links:
            source, group, item = made[place] if place < len(made) else (ids[0], None, None)
            is_group = to_group and group is not None
            link = Link(actions[action % len(actions)], source, group if is_group else None, None if is_group else item)
            sources.add_link(self.session, link, NOW)

    def of_sources(self):
        """What is kept of sources, by references."""
        board = boards.get_board(self.session, self.id)
        found, groups = sources.sources_of(self.session, self.id), sources.groups_of(self.session, self.id)
        refs = {each.id: each.ref for each in found}
        items = sources.items_of(self.session, board, NOW)
        of = {each.id: each.ref for each in items}
        actions = {each.id: ref for ref, each in plans.stored_plan(self.session, self.id).items()}
        owned = {key: (refs[owner], name) for key, (owner, name) in groups.items()}
        return (
            [replace(each, id=0) for each in found],
            [
                (
                    refs[each.source_id],
                    each.kind,
                    each.ref,
                    each.words,
                    each.priority,
                    owned.get(each.group_id),
                    each.replies,
                )
                for each in items
            ],
            {
                (actions[each.action_id], refs[each.source_id], owned.get(each.group_id), of.get(each.item_id))
                for each in sources.links_of(self.session, self.id)
            },
        )

    def rows(self):
        return {ref: stored.row for ref, stored in plans.stored_plan(self.session, self.id).items()}

    def known(self):
        return plans.known_plan(self.session, self.workspace, self.id)

    def exported(self, kind):
        found = plan_to_export(self.session, boards.get_board(self.session, self.id), NOW)
        return write_plan(found.rows, kind, found.marking, found.beside)

    def comes_back(self, preview):
        """Load a file as the programme manager does, sources and all."""
        loaded = self.load_preview(preview)
        access = access_as_operator(self.session, self.name, NOW)
        came = bring_sources(self.session, access, preview.sources or SourcesRead(), loaded.added)
        return replace(loaded, sources=came)


def as_a_file_may_decide(row):
    """An action as it comes back into an empty plan: what is the chair's to decide is left to the chair."""
    if row.lifecycle is Lifecycle.CLOSED_COMPLETE:
        return replace(row, lifecycle=Lifecycle.DELIVERED)
    is_held = row.lifecycle is Lifecycle.ON_HOLD
    return replace(row, lifecycle=Lifecycle.IN_PROGRESS, hold_decision="", hold_review=None) if is_held else row


def beside_actions(row):
    return row.contributors, row.waits_for, row.delivery, [each.pilot for each in row.milestones]


def when(said):
    return read_when(said).first if said else None


def read_back(content: bytes, kind: Kind, known: KnownPlan | None = None) -> PlanPreview:
    return read_whole_plan(read_plan_bytes(content, f"plan.{kind}"), bank_holidays=HOLIDAYS, known=known)


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(rows=plans_of_any_kind, held=holds, kept=kept_sources(), kind=st.sampled_from(Kind))
def test_export_wipe_import_is_the_same_plan(opened, rows, held, kept, kind):
    with opened() as session:
        writing(session)
        before, wiped = Board(session, "Before"), Board(session, "Wiped")
        before.load(*rows)
        before.keep(*kept)
        assert [beside_actions(each) for each in before.rows().values()] == [beside_actions(each) for each in rows]
        on_hold = before.decide(rows, held)
        content = before.exported(kind)

        preview = read_back(content, kind)
        assert [
            (row.ref, [f.message for f in row.findings]) for row in preview.rows if row.outcome is Outcome.HELD
        ] == []
        loaded = wiped.comes_back(preview)

        assert wiped.rows() == {ref: as_a_file_may_decide(row) for ref, row in before.rows().items()}
        assert {ref: said for ref, said in loaded.kept_as_they_were if ref in on_hold} == {
            ref: f'the file says: "{words}". A file cannot put an action on hold. It stays live. Only the chair '
            "decides that, in chat."
            for ref, words in on_hold.items()
        }
        asked = {row.ref: " ".join(each.message for each in row.findings) for row in preview.rows if row.ref in on_hold}
        assert [ref for ref, words in on_hold.items() if words not in asked[ref]] == []
        assert wiped.of_sources() == before.of_sources()

        again = read_back(content, kind, before.known())
        assert dict(again.changes) == {"unchanged": len(rows)}
        loaded = before.comes_back(again)
        assert loaded.is_nothing
        assert loaded.sources.questions == []
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
@pytest.mark.parametrize("ended", sorted(CLOSED_WITHOUT_DELIVERY))
def test_an_action_that_ended_undelivered_does_not_come_back_as_delivered(opened, kind, ended):
    with opened() as session:
        before, wiped = Board(writing(session), "Before"), Board(session, "Wiped")
        before.load(KEPT)
        action = plans.stored_plan(session, before.id)["A1"].id
        actions_kept.change_action(session, action, lifecycle=ended.value, closed_on=NOW.date())

        preview = read_back(before.exported(kind), kind)
        wiped.comes_back(preview)

        assert wiped.rows()["A1"] == replace(before.rows()["A1"], lifecycle=Lifecycle.IN_PROGRESS)
        (asked,) = [each.message for row in preview.rows for each in row.findings if each.weight is Weight.ASK]
        assert "It stays live: a file cannot end an action." in asked
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_what_was_delivered_before_it_was_superseded_comes_back_undelivered_and_that_is_asked_about(opened, kind):
    with opened() as session:
        before, wiped = Board(writing(session), "Before"), Board(session, "Wiped")
        before.load(DONE)
        action = plans.stored_plan(session, before.id)["A1"].id
        actions_kept.change_action(session, action, lifecycle="closed_superseded", closed_on=NOW.date())

        preview = read_back(before.exported(kind), kind)
        loaded = wiped.comes_back(preview)

        back = wiped.rows()["A1"]
        assert (back.lifecycle, back.delivered_on, back.check_on) == (Lifecycle.IN_PROGRESS, None, None)
        asked = {each.code for row in preview.rows for each in row.findings if each.weight is Weight.ASK}
        assert asked == {"STATUS_NEEDS_DECISION", "DELIVERY_KEPT"}
        ((ref, left),) = loaded.kept_as_they_were
        assert (ref, "and it does not count as delivered" in left) == ("A1", True)
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_what_goes_on_from_a_plan_that_was_closed_comes_back_under_the_reference_that_it_has_now(opened, kind):
    with opened() as session:
        before, wiped = Board(writing(session), "Before"), Board(session, "Wiped")
        before.load(replace(KEPT, moves=2, reopened=1), replace(KEPT, ref="A2", action="Do that.", title="Do that"))
        stored = plans.stored_plan(session, before.id)
        closed = plans.plan_id_of(session, before.id)
        follows = plan_closings.add_next(session, before.id, closed, "Plan 2022")
        plan_closings.move(session, stored["A1"].id, follows, "B1", NOW)
        plan_closings.withdraw(session, stored["A2"].id, "No longer needed", NOW.date())
        plan_closings.archive(
            session, closed, at=NOW, by="Chair", decision_ref="D-01", summary=said("closed", "Closed.")
        )

        wiped.comes_back(read_back(before.exported(kind), kind))

        assert wiped.rows() == before.rows()
        assert [(each.ref, each.moves, each.reopened) for each in wiped.rows().values()] == [("B1", 2, 1)]
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


@pytest.mark.parametrize("kind", Kind)
def test_sources_that_are_here_stay_and_what_differs_is_a_question(opened, kind):
    source = {"ref": "S1", "title": "A review", "kind": "ofsted", "visited_on": None, "reported_on": None}
    asked = {"ref": "R1", "of": 0, "kind": "finding", "words": "Audit more.", "priority": "", "group": None}
    with opened() as session:
        board = Board(writing(session), "Kept")
        board.load(PlanRow("A1", "Do it.", POSTS[0], title="Do it"), PlanRow("A2", "Do that.", POSTS[0], title="That"))
        board.keep([{**source, "visited": "", "reported": ""}], [asked], [(0, 0, False)])
        previewed = read_back(board.exported(kind), kind, board.known())
        (item,) = sources.items_of(session, boards.get_board(session, board.id), NOW)
        sources.change_item(session, item.id, words="Audit each month.")
        sources.end_link(session, sources.links_of(session, board.id)[0], NOW)

        loaded = board.comes_back(previewed)

        assert loaded.sources.questions == ["R1: its words here and in the file differ. It stays."]
        assert board.of_sources()[1][0][3] == "Audit each month."
        assert board.of_sources()[2] == set(), "a link that was taken away does not come back"
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_a_reply_that_is_not_here_is_a_question_and_one_that_is_says_nothing(opened, kind):
    source = {"ref": "OSC-1", "title": "Scrutiny", "kind": "scrutiny", "visited": "", "reported": ""}
    sent = SentReply("They will be published.\n\nEach month.", date(2021, 6, 1), "Director", "Page 2")
    point = {"ref": "S1", "of": 0, "kind": "finding", "words": "Publish.", "priority": "", "group": None}
    with opened() as session:
        board = Board(writing(session), "Replied")
        board.load(PlanRow("A1", "Do it.", POSTS[0], title="Do it"))
        board.keep([source], [{**point, "replies": [sent, replace(sent, words="Each quarter.")]}], [])
        previewed = read_back(board.exported(kind), kind, board.known())
        assert board.comes_back(previewed).sources.questions == []
        session.query(tables.SourceReply).filter_by(words="Each quarter.").delete()

        assert board.comes_back(previewed).sources.questions == [
            "S1: the file has a reply of 1 June 2021 that is not here. If it was sent, record it: “coverage S1”."
        ]
        assert board.of_sources()[1][0][-1] == (sent,), "a plan’s file records nothing beside what is here"
        session.rollback()


@pytest.mark.parametrize("what", [each.name for each in fields(PlanRow) if each.name != "ref"])
def test_whatever_changes_in_an_action_after_a_file_was_previewed_it_is_previewed_again(what):
    """Who gives input, what is waited for and which boards it is reported to are among it."""
    in_the_file = PlanRow("A1", "Do it.", POSTS[0], title="Do it")
    preview = PlanPreview("plan", (PreviewRow("plan", 2, "A1", Outcome.READY, (), in_the_file, "changed"),))
    before = PlanRow("A1", "Do that.", POSTS[0], title="Do that")

    prints = [prints_of(preview, KnownPlan({"A1": each})) for each in (before, replace(before, **{what: "other"}))]

    assert prints[0] != prints[1]


def test_details_of_a_child_beside_the_plan_are_held_and_said(opened):
    with opened() as session:
        board = Board(writing(session), "Child")
        board.load(PlanRow("A1", "Do it.", POSTS[0], title="Do it"))
        source = {"ref": "S1", "title": "JB (7) dob 3/4/2012 was seen", "kind": "ofsted"}
        board.keep([{**source, "visited": "", "reported": ""}], [], [])

        preview = read_back(board.exported(Kind.CSV), Kind.CSV)

        (held,) = [finding for finding in preview.findings if finding.code == "CHILD_IDENTIFIABLE"]
        assert "details of a child" in held.message
        assert "2012" not in repr(preview)
        session.rollback()


def beside(row):
    return row.contributors, [each.on or each.outside for each in row.waits_for]


def test_contributors_and_dependencies_are_read_as_councils_write_them():
    preview = preview_of(
        as_csv([
            ["Ref", "Action", "Accountable officer", "Deadline", "Who gives input", "Dependencies"],
            ["A-01", "Audit", "Head of Care", "1/7/2021", "head of audit & Head of Legal\nHead of Care", "a2, A-03"],
            ["A-02", "Train", "Head of Audit", "1/7/2021", "Sarah Smith", "A-09"],
            ["A-03", "Hire", "Head of Audit", "1/7/2021", "None", "New case system"],
        ])
    )  # fmt: skip
    asked = {finding.code: finding.message for row in preview.rows for finding in row.findings}

    assert [beside(row) for row in preview.loadable] == [
        (("Head of Audit", "Head of Legal"), ["A-02", "A-03"]), ((), []), ((), ["New case system"]),
    ]  # fmt: skip
    assert asked["CONTRIBUTOR_UNKNOWN"].startswith('Row 3, Who gives input: "Sarah Smith" does not name one post')
    assert asked["DEPENDENCY_UNKNOWN"].startswith('Row 3, Dependencies: "A-09" is no other action of the plan')
    assert asked["DEPENDENCY_OUTSIDE"].startswith('Row 4, Dependencies: "New case system" is kept as a programme')


def test_actions_that_would_wait_in_a_circle_are_asked_about_and_the_others_wait():
    rows = [[f"A-0{n}", f"Do {n}", "Head of Care", "1/7/2021", on] for n, on in enumerate(("A-02", "A-01", "A-02"), 1)]
    preview = preview_of(as_csv([["Ref", "Action", "Accountable officer", "Deadline", "Depends on"], *rows]))

    assert [row.outcome for row in preview.rows] == [Outcome.QUESTIONS, Outcome.QUESTIONS, Outcome.READY]
    assert [beside(row)[1] for row in preview.loadable] == [[], [], ["A-02"]]
    assert "wait for one another" in preview.rows[0].findings[-1].message


@pytest.mark.parametrize("kind", Kind)
def test_a_later_file_adds_links_and_takes_none_away_and_brings_none_back(opened, kind):
    def of(row, *contributors, on=()):
        return replace(row, contributors=contributors, waits_for=tuple(on))

    one, two = (PlanRow(ref, f"Do {ref}.", POSTS[0], title=ref) for ref in ("A1", "A2"))
    system = ReadWait(outside="New case system", expected=date(2021, 9, 1))
    with opened() as session:
        board = Board(writing(session), "Later")
        board.load(of(one, POSTS[1], on=[ReadWait(on="A2")]), two)
        old = board.exported(kind)
        stored = plans.stored_plan(session, board.id)["A1"].id
        (wait,) = edits.waits_of(session, stored)
        edits.change_dependency(session, wait.id, until=NOW)
        edits.end_contributor(session, stored, edits.contributors_of(session, stored)[0][0], NOW)

        kept = board.comes_back(read_back(old, kind, board.known()))
        added = write_plan([of(one, POSTS[2], on=[system]), two], kind)
        came = board.comes_back(read_back(added, kind, board.known()))
        blank = board.comes_back(read_back(write_plan([one, two], kind), kind, board.known()))

        assert kept.changed == ()
        assert kept.kept_as_they_were == (
            (
                "A1",
                f"the {POSTS[1]} gives input no more: a file cannot bring that back; "
                "it waits for A2 no more: a file cannot bring that back",
            ),
        )
        assert came.changed == (("A1", f"the {POSTS[2]} gives input; waits for “New case system”"),)
        assert blank.is_nothing
        assert board.rows()["A1"] == of(board.rows()["A1"], POSTS[2], on=[system])
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_another_day_for_a_programme_outside_the_plan_is_said_before_it_is_loaded_and_its_officer_is_told(opened, kind):
    def row(day):
        system = ReadWait(outside="New case system", expected=day)
        return PlanRow("A1", "Do it.", POSTS[0], title="Do it", deadline=date(2021, 12, 31), waits_for=(system,))

    with opened() as session:
        board = Board(writing(session), "Slips")
        board.load(row(date(2021, 9, 1)))
        boards.change_board(session, board.id, started_at=NOW)
        officer = people.person_of(session, board.workspace, "UOFFICER", "Jo")
        people.hold(session, people.find_post(session, board.workspace, POSTS[0]), officer, NOW.date())

        preview = read_back(write_plan([row(date(2021, 10, 1))], kind), kind, board.known())
        (asked,) = preview.rows[0].findings
        access = access_as_operator(session, board.name, NOW)
        assert how_many_would_be_told(session, access, preview, NOW) == 1
        assert session.scalars(select(tables.Outbox)).all() == [], "it was only tried"
        assert board.rows()["A1"].waits_for == row(date(2021, 9, 1)).waits_for
        loaded = board.comes_back(preview)
        again = board.comes_back(read_back(write_plan([row(None)], kind), kind, board.known()))

        assert (asked.code, preview.rows[0].change) == ("DEPENDENCY_MOVED", "changed")
        assert "is expected 1 October 2021 here, 1 September 2021 in the plan. Loading changes that" in asked.message
        said = f"“New case system” is expected on 1 October 2021, and the {POSTS[0]} will be told"
        assert loaded.changed == (("A1", said),)
        (told,) = session.scalars(select(tables.Outbox).where(tables.Outbox.to == "UOFFICER"))
        assert "1 September 2021 → 1 October 2021" in str(told.message)
        assert again.is_nothing, "a blank takes no day away"
        session.rollback()


@pytest.mark.parametrize(("updated", "expected"), [(date(2021, 6, 8), 1), (date(2021, 6, 9), 2)])
def test_a_file_says_when_a_milestone_is_expected_only_where_it_is_newer_than_what_was_said(opened, updated, expected):
    days = {1: date(2021, 7, 1), 2: date(2021, 8, 1)}
    step = ReadMilestone("Audit", date(2021, 6, 30), baseline=date(2021, 6, 30), forecast=days[1], note="late")
    said = Statement("All well.", "", "", "", "", "", None, "", None, Rating.GREEN)
    with opened() as session:
        board = Board(writing(session), "Expected")
        row = PlanRow("A1", "Do it.", POSTS[0], title="Do it", deadline=date(2021, 12, 31), milestones=(step,))
        board.load(row)
        action = plans.stored_plan(session, board.id)["A1"].id
        statements.add_statement(
            session, action, said, at=NOW, meeting_id=None, person_id=None, person_name="", post=POSTS[0]
        )
        later = replace(row, milestones=(replace(step, forecast=days[2], note="later"),), last_update=updated)

        loaded = board.comes_back(read_back(write_plan([later], Kind.CSV), Kind.CSV, board.known()))
        (kept,) = board.rows()["A1"].milestones

        assert kept.forecast == days[expected]
        assert bool(loaded.changed) is (expected == 2)
        assert bool(loaded.kept_as_they_were) is (expected == 1)
        session.rollback()


STEP = ReadMilestone("Audit", date(2021, 6, 30), baseline=date(2021, 5, 31), pilot="started")
KEPT = PlanRow(
    "A1", "Do it.", POSTS[0], title="Do it", priority="First", start=date(2021, 1, 4), deadline=date(2021, 12, 31),
    baseline_deadline=date(2021, 12, 31), milestones=(STEP,), urgent=False, statutory=False,
)  # fmt: skip
SAID = ReadDelivery("Minutes", "Visits are on time", "KPO-01", "Head of Care", "Standard 4")
DONE = replace(
    KEPT, lifecycle=Lifecycle.DELIVERED, delivered_on=date(2021, 6, 1), check_on=date(2021, 9, 1), delivery=SAID
)
OTHERWISE = {
    "a hold": (KEPT, {"hold_decision": "D-02"}, "on hold by decision D-02"),
    "another hold": (KEPT, {"hold_decision": "D-03"}, "In the plan it is on hold by decision D-01"),
    "a check": (DONE, {"check_on": date(2021, 10, 1)}, "to be checked on 1 October 2021"),
    "evidence": (DONE, {"delivery": replace(SAID, evidence="Other")}, "The evidence offered differs from the plan."),
    "a keeper, and the procedure": (
        DONE, {"delivery": replace(SAID, keeper="Head of Audit", procedure="Standard 5")},
        "Who keeps it going and the procedure that holds it differ from the plan. That stays.",
    ),
    "an effect of what is not delivered": (KEPT, {"delivery": SAID}, "it does not count as delivered. Left out."),
    "urgent": (KEPT, {"urgent": True}, "yes here, no in the plan. It stays."),
    "a priority": (KEPT, {"priority": "Second"}, "Second here, First in the plan. It stays."),
    "a start": (KEPT, {"start": date(2021, 2, 1)}, "1 February 2021 here, 4 January 2021 in the plan. It stays."),
    "an exactness": (KEPT, {"deadline_precision": "month"}, "month here, day in the plan. It stays."),
    "how often it was moved": (
        KEPT, {"moves": 2}, "2 here, 0 in the plan. It stays: each new date that is approved counts."
    ),
    "how often it was reopened": (
        KEPT, {"reopened": 2}, "2 here, 0 in the plan. It stays: each time that it is opened again counts."
    ),
    "a status": (DONE, {"lifecycle": Lifecycle.NOT_STARTED}, "not started here, delivered in the plan. It stays."),
    "a milestone's day": (
        KEPT, {"milestones": (replace(STEP, due=date(2021, 7, 31)),)}, "“Audit” is due 30 June 2021 in the plan"
    ),
    "a milestone's first day": (
        KEPT, {"milestones": (replace(STEP, baseline=date(2021, 4, 30)),)}, "“Audit” was first due 31 May 2021"
    ),
    "a critical milestone": (KEPT, {"milestones": (replace(STEP, critical=True),)}, "“Audit” is not critical"),
    "a step of a pilot": (KEPT, {"milestones": (replace(STEP, pilot="reviewed"),)}, "“Audit” is “pilot started”"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_a_file_says_otherwise_and_can_not_change_is_said_before_and_after_it_is_loaded(opened, what):
    there, changes, words = OTHERWISE[what]
    with opened() as session:
        board = Board(writing(session), "Otherwise")
        board.load(there)
        if what == "another hold":
            board.decide([there], [("D-01", date(2021, 8, 1))])
        before = board.rows()

        preview = read_back(write_plan([replace(before["A1"], **changes)], Kind.CSV), Kind.CSV, board.known())
        loaded = board.comes_back(preview)

        (row,) = preview.rows
        assert [each.message for each in row.findings if words in each.message]
        assert row.change == "unchanged"
        assert loaded.is_nothing
        ((ref, kept),) = loaded.kept_as_they_were
        assert ref == "A1"
        assert words in kept
        assert "Row 2" not in kept
        assert board.rows() == before
        session.rollback()


@pytest.mark.parametrize(
    ("said", "moves", "finding"), [("3", 3, ""), ("", 1, ""), ("three", 1, '"three" is no number of times.')]
)
def test_how_often_a_deadline_was_moved_comes_with_the_first_file(opened, said, moves, finding):
    content = (
        "Ref,Action,Accountable Officer,Baseline deadline,Deadline,Times moved\n"
        f"A1,Do it.,Head of Audit,31/03/2021,31/12/2021,{said}\n"
    )
    with opened() as session:
        board = Board(writing(session), "Moved")
        preview = read_back(content.encode(), Kind.CSV)
        board.comes_back(preview)

        assert board.rows()["A1"].moves == moves
        assert finding in " ".join(each.message for row in preview.rows for each in row.findings)
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_how_often_an_action_was_reopened_is_counted_on_where_the_plan_is_loaded_anew(opened, kind):
    with opened() as session:
        before, wiped = Board(writing(session), "Before"), Board(session, "Wiped")
        before.load(KEPT)
        reopen(session, before, times=2)

        wiped.comes_back(read_back(before.exported(kind), kind))
        reopen(session, wiped, times=1)

        assert (before.rows()["A1"].reopened, wiped.rows()["A1"].reopened) == (2, 3)
        session.rollback()


def reopen(session, board, *, times):
    action = plans.stored_plan(session, board.id)["A1"].id
    for _ in range(times):
        deliveries.reopen(session, action, was="closed_complete", why="It did not hold.", by=None, post="", at=NOW)


def test_what_is_no_number_of_times_that_an_action_was_reopened_is_said():
    row = preview_of(as_csv([["Ref", "Action", "Accountable officer", "Number of times reopened"],
                             ["A-01", "Audit", "Head of Care", "often"]])).rows[-1]  # fmt: skip

    (said,) = [each.message for each in row.findings if each.code == "REOPENED_UNCLEAR"]
    assert said.startswith('Row 2, Number of times reopened: "often" is no number of times. It is left out.')


@pytest.mark.parametrize("kind", Kind)
def test_milestones_that_were_dropped_since_an_export_stay_so_and_that_is_said_before_and_after(opened, kind):
    steps = (STEP, replace(STEP, title="Tool in use"), replace(STEP, title="Review"))
    with opened() as session:
        board = Board(writing(session), "Dropped")
        board.load(replace(KEPT, milestones=steps))
        ids, old = plans.stored_plan(session, board.id)["A1"].milestone_ids, board.rows()["A1"].milestones
        for place, at in ((0, NOW), (1, NOW.replace(day=10))):
            edits.change_milestone(session, ids[place], dropped_at=at, dropped_why="The auditor does this now")
        before = board.rows()

        reworded = (replace(old[0], title="Audits agreed"), *old[1:])
        file = write_plan([replace(before["A1"], milestones=reworded)], kind)
        preview = read_back(file, kind, board.known())
        loaded = board.comes_back(preview)

        (row,) = preview.rows
        (said,) = [each.message for each in row.findings if each.code == "MILESTONE_DROPPED"]
        kept = (
            "Milestones: A1-M1 “Audit” was dropped on 8 June 2021 and A1-M2 “Tool in use” was dropped on 10 June 2021. "
            "A file cannot bring them back. If they are wanted again, press Change on the card of A1, then Add a "
            "milestone."
        )
        assert said == f"Row 2, {kept}"
        assert row.change == "unchanged"
        assert loaded.is_nothing
        assert loaded.kept_as_they_were == (("A1", kept),)
        assert board.rows() == before
        assert questions_of(preview) == []
        session.rollback()


def test_what_a_file_leaves_out_of_a_milestone_or_a_delivery_is_no_change(opened):
    with opened() as session:
        board = Board(writing(session), "Blank")
        board.load(DONE)
        plain = replace(
            board.rows()["A1"], milestones=(ReadMilestone("Audit"),), delivery=ReadDelivery(), delivered_on=None,
            check_on=None,
        )  # fmt: skip

        preview = read_back(write_plan([plain], Kind.CSV), Kind.CSV, board.known())

        assert [each.code for row in preview.rows for each in row.findings] == ["MILESTONES_NO_DATES"]
        assert dict(preview.changes) == {"unchanged": 1}
        session.rollback()


def test_a_short_title_of_its_own_is_taken_and_a_first_deadline_asked_for(opened):
    with opened() as session:
        board = Board(writing(session), "Titles")
        board.load(replace(KEPT, deadline=None, baseline_deadline=None))
        row = replace(board.rows()["A1"], title="Audits", deadline=date(2021, 12, 31))

        preview = read_back(write_plan([row], Kind.CSV), Kind.CSV, board.known())
        loaded = board.comes_back(preview)

        asked = next(each.message for each in preview.rows[0].findings if each.code == "DEADLINE_MOVE_ASKED")
        assert "31 December 2021 here, none in the plan." in asked
        assert (loaded.changed, loaded.asked_to_move) == ((("A1", "short title"),), ("A1",))
        assert (board.rows()["A1"].title, board.rows()["A1"].deadline) == ("Audits", None)
        assert dict(read_back(write_plan([row], Kind.CSV), Kind.CSV, board.known()).changes) == {"unchanged": 1}
        session.rollback()


@pytest.mark.parametrize("kind", Kind)
def test_words_that_were_held_back_stay_in_their_plan_and_are_asked_for_in_another(opened, kind):
    with opened() as session:
        board = Board(writing(session), "Restricted")
        board.load(DONE, replace(DONE, ref="A2", action="Do that.", title="Do that"))
        for stored in plans.stored_plan(session, board.id).values():
            actions_kept.change_action(session, stored.id, restricted_at=NOW)
        content = board.exported(kind)

        here, elsewhere = read_back(content, kind, board.known()), read_back(content, kind)

        assert "Visits are on time" not in repr(elsewhere)
        assert "Head of Care" not in repr(elsewhere)
        assert dict(here.changes) == {"unchanged": 2}
        assert board.comes_back(here).is_nothing
        assert [each.code for row in here.rows for each in row.findings] == []
        asked = [each for row in elsewhere.rows for each in row.findings if each.code == "WORDS_HELD_BACK"]
        assert [each.row for each in asked] == [3, 4]
        assert "POSSIBLE_MERGE" not in {each.code for row in elsewhere.rows for each in row.findings}
        session.rollback()


def test_what_came_delivered_with_a_file_is_offered_and_nobody_is_asked_by_that(opened):
    with opened() as session:
        board = Board(writing(session), "Offered")
        board.load(DONE)
        action = plans.stored_plan(session, board.id)["A1"].id

        offered = deliveries.newest_of(session, action)

        assert (offered.is_offered, offered.effect, offered.keeper) == (True, SAID.effect, SAID.keeper)
        assert state_words(offered, NOW.date()) == "offered 1 June, as the plan’s file says, not yet judged"
        assert deliveries.waiting(session, board.id) == []
        session.rollback()


@pytest.mark.parametrize("status", ["In progress", "Superseded"])
def test_a_day_of_delivery_beside_another_status_is_asked_about(status):
    row = preview_of(
        as_csv([
            ["Ref", "Action", "Accountable officer", "Deadline", "Status", "Date delivered"],
            ["A-01", "Audit", "Head of Care", "1/7/2021", status, "3/6/2021"],
        ])
    ).rows[-1]  # fmt: skip

    (asked,) = [each.message for each in row.findings if each.code == "DELIVERY_KEPT"]
    assert asked.startswith('Row 2, Date delivered: "delivered on 3 June 2021", and it does not count as delivered.')


def test_an_action_cannot_wait_for_one_that_is_held_and_not_in_the_plan(opened):
    with opened() as session:
        board = Board(writing(session), "Held")
        loaded = board.load(PlanRow("A1", "Do it.", POSTS[0], title="A1", waits_for=(ReadWait(on="A2"),)))

        assert loaded.kept_as_they_were == (
            ("A1", "it cannot wait for A2 before that is in the plan; load this file again then"),
        )
        assert board.rows()["A1"].waits_for == ()
        session.rollback()
