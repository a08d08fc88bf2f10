"""A file that comes again: what it may change, what it may not, and what an officer said in person."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from bot.domain.plan_reading import PlanPreview, PlanRow, PreviewRow
from bot.domain.plan_reading.preview import Finding, Outcome, ReadMilestone
from bot.domain.rating_facts import Rating
from bot.domain.statements import Statement
from bot.domain.whole_plan import read_whole_plan
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.plans import load_rows
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from storage import actions, audit, boards, edits, people, plans, statements, tables
from storage.access import access_as_operator
from storage.database import writing
from storage.plans import known_plan
from storage.record_refs import find_record

NOW = datetime(2021, 6, 8, 9, tzinfo=UTC)
ROW = PlanRow(
    ref="A1",
    action="Put an audit programme in place.",
    post="Service Director",
    title="Put an audit programme in place",
    start=date(2021, 1, 4),
    baseline_deadline=date(2021, 9, 30),
    deadline=date(2021, 9, 30),
    forecast=date(2021, 9, 30),
    self_rating=Rating.GREEN,
    update_text="The tool is in use.",
    last_update=date(2021, 6, 1),
)


@pytest.fixture
def board(sessions):
    """The id of a board whose plan is that of the file."""
    with sessions() as session:
        workspace = people.workspace_of(writing(session), "slack", "T1")
        board = boards.add_board(session, workspace, "Sample board")
        load(session, ROW)
        session.commit()
    return board


def load(session, *rows, now=NOW):
    access = access_as_operator(session, "", now)
    read = tuple(PreviewRow("plan", 2 + place, row.ref, Outcome.READY, (), row) for place, row in enumerate(rows))
    return load_rows(session, access, PlanPreview("plan", read), now)


def stands(session, board):
    return actions.actions_of(session, board, NOW.date(), "Europe/London")[0]


def test_the_same_file_twice_changes_nothing(sessions, board):
    with sessions() as session:
        assert load(writing(session), ROW).is_nothing


def test_a_later_deadline_is_asked_for_once_and_moves_nothing(sessions, board):
    later = replace(ROW, deadline=date(2021, 12, 31))
    with sessions() as session:
        assert load(writing(session), later).asked_to_move == ("A1",)
        assert load(session, later).asked_to_move == ()
        assert stands(session, board).deadline == ROW.deadline


def test_who_can_decide_about_new_dates_is_looked_up_once_for_all_of_one_post(sessions, engine, board):
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    asked = [replace(ROW, ref=f"B{n}", action=f"Do {n}", requested_deadline=date(2021, 12, 31)) for n in range(8)]
    counts = []
    for rows in (asked[:1], asked[1:]):
        said.clear()
        with sessions() as session:
            assert load(writing(session), *rows).left_to_the_board == tuple(row.ref for row in rows)
        counts.append(sum("JOIN seat" in each for each in said))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(("after", "is_late"), [(0, False), (1, True)])
def test_a_request_that_a_file_makes_after_the_deadline_is_a_late_one(sessions, board, after, is_late):
    later = replace(ROW, deadline=date(2021, 12, 31))
    read_on = datetime.combine(ROW.deadline + timedelta(days=after), time(9), UTC)
    with sessions() as session:
        load(writing(session), later, now=read_on)
        assert session.query(tables.DeadlineChange).one().is_late is is_late


def test_a_newer_update_is_the_officers_own_and_not_confirmed(sessions, board):
    newer = replace(ROW, self_rating=Rating.AMBER, update_text="One team is late.", last_update=date(2021, 6, 7))
    with sessions() as session:
        assert load(writing(session), newer).changed == (("A1", "update"),)
        action = stands(session, board)
        assert (action.statement.rating, action.statement.came_by, action.confirmed) == (Rating.AMBER, "import", None)


def test_what_the_officer_sent_in_person_that_day_stands_and_so_does_the_help_they_asked_for(sessions, board):
    said = Statement("No change.", "None yet.", "", "", "Approve a post", "DCS", None, "Advertise", None, Rating.RED)
    same_day = replace(ROW, update_text="All is well.", last_update=NOW.date())
    next_day = replace(same_day, last_update=date(2021, 6, 9))
    with sessions() as session:
        writing(session)
        action_id = stands(session, board).id
        statements.add_statement(
            session, action_id, said, at=NOW, meeting_id=None, person_id=None, person_name="", post="Service Director"
        )
        assert load(session, same_day).is_nothing
        assert stands(session, board).statement.rating is Rating.RED

        load(session, next_day, now=NOW.replace(day=9))
        assert stands(session, board).statement.rating is Rating.GREEN
        assert [help.words for help in stands(session, board).help] == ["Approve a post"]


def test_an_update_of_no_day_does_not_take_the_place_of_what_the_officer_said(sessions, board):
    said = Statement("All is well again.", "", "", "", "", "", None, "", None, Rating.GREEN)
    undated = replace(ROW, update_text="The tool is late.", self_rating=Rating.RED, last_update=None)
    with sessions() as session:
        writing(session)
        statements.add_statement(
            session, stands(session, board).id, said, at=NOW, meeting_id=None, person_id=None, person_name="",
            post="Service Director",
        )  # fmt: skip
        loaded = load(session, undated, now=NOW.replace(day=20))

        assert loaded.is_nothing
        assert loaded.kept_as_they_were == (
            ("A1", "the last update, which came in chat: the file does not say of which day its own is"),
        )
        assert stands(session, board).statement.came_by == "form"


def test_an_action_that_the_file_leaves_out_stays_and_is_named(sessions, board):
    other = replace(ROW, ref="A2", action="Something else.", title="Something else")
    with sessions() as session:
        loaded = load(writing(session), other)

    assert (loaded.added, loaded.not_in_file) == (("A2",), ("A1",))


def test_everything_that_was_loaded_is_on_a_record_that_holds(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, lead="Head of Audit"), replace(ROW, ref="A2"))
        workspace = boards.get_board(session, board).workspace_id
        assert audit.first_broken(session, workspace) is None
        assert plans.stored_plan(session, board)["A1"].row.lead == "Head of Audit"


def test_the_plan_keeps_the_highest_marking_of_its_files(sessions, board):
    with sessions() as session:
        access = access_as_operator(writing(session), "", NOW)
        plans.mark(session, plans.plan_id_of(session, board), "OFFICIAL")
        read = (PreviewRow("plan", 2, ROW.ref, Outcome.READY, (), ROW),)
        marked = [load_rows(session, access, PlanPreview("plan", read, marking=mark), NOW).marking
                  for mark in ("OFFICIAL", "OFFICIAL-SENSITIVE", "OFFICIAL", None)]  # fmt: skip

        assert marked == ["", "OFFICIAL-SENSITIVE", "", ""]
        assert plans.marking_of(session, board) == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("marked", ["OFFICIAL", "OFFICIAL-SENSITIVE"])
def test_the_first_file_of_a_plan_says_how_it_is_marked(sessions, marked):
    with sessions() as session:
        workspace = people.workspace_of(writing(session), "slack", "T1")
        board = boards.add_board(session, workspace, "Sample board")
        access = access_as_operator(session, "", NOW)
        read = (PreviewRow("plan", 2, ROW.ref, Outcome.READY, (), ROW),)

        assert load_rows(session, access, PlanPreview("plan", read, marking=marked), NOW).marking == marked
        assert plans.classification_of(session, board) == marked


def test_a_plan_that_nobody_marked_states_what_is_usual_and_its_own_file_tells_it_nothing_new(sessions, board):
    with sessions() as session:
        access = access_as_operator(writing(session), "", NOW)
        out = plan_to_export(session, access.board, NOW)
        content = write_plan(out.rows, Kind.XLSX, out.marking, out.beside)
        known = known_plan(session, access.board.workspace_id, board)
        again = read_whole_plan(read_plan_bytes(content, "plan.xlsx"), known=known)

        assert again.marking == "OFFICIAL-SENSITIVE"
        assert "MARKING_FOUND" not in {finding.code for finding in again.findings}
        assert load_rows(session, access, again, NOW).is_nothing


def test_what_a_later_file_adds_is_new_since_the_last_board_and_what_came_first_is_not(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, ref="A2", action="Something else.", title="Something else"))

        assert edits.added_since(session, board, datetime(2021, 6, 1, tzinfo=UTC)) == ["A2"]


def test_a_milestone_that_comes_back_in_other_words_is_known_by_its_reference_and_keeps_its_own(sessions, board):
    with sessions() as session:
        first = ReadMilestone("Audit tool agreed", date(2021, 6, 30))
        load(writing(session), replace(ROW, milestones=(first,)))
        reworded = ReadMilestone("Tool agreed", date(2021, 6, 30), date(2021, 6, 4), done=True, ref="a1-m1")

        loaded = load(session, replace(ROW, milestones=(reworded,)))

        [kept] = stands(session, board).milestones
        assert (kept.name, kept.done_on) == ("A1-M1 Audit tool agreed", date(2021, 6, 4))
        assert loaded.kept_as_they_were == (
            ("A1", "the milestone A1-M1 keeps its words, “Audit tool agreed”: a file cannot reword it"),
        )


QUARTERLY = tuple(ReadMilestone("Report to the Board", date(2021, month, 30)) for month in (6, 9, 12))


def test_milestones_in_the_same_words_are_each_one_when_the_file_comes_again(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, milestones=QUARTERLY))
        again = load(session, replace(ROW, milestones=QUARTERLY))
        assert (again.is_nothing, again.kept_as_they_were) == (True, ())

        done = (*QUARTERLY[1:], replace(QUARTERLY[0], done=True, done_on=date(2021, 6, 4)))
        loaded = load(session, replace(ROW, milestones=done))

        assert loaded.changed == (("A1", "milestone A1-M1 “Report to the Board” done"),)
        assert loaded.kept_as_they_were == ()
        found = [(step.due, step.done_on) for step in stands(session, board).milestones]
        assert found == [(QUARTERLY[0].due, date(2021, 6, 4)), *((step.due, None) for step in QUARTERLY[1:])]


def test_a_milestone_that_differs_in_capitals_and_signs_alone_is_the_same_one(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, milestones=(AUDIT,)))

        again = load(session, replace(ROW, milestones=(replace(AUDIT, title="audit tool – agreed."),)))

        assert (again.is_nothing, again.kept_as_they_were) == (True, ())
        drop(session, board, AUDIT.title)
        load(session, replace(ROW, milestones=(replace(AUDIT, title="audit tool agreed."),)))
        assert stands(session, board).milestones == ()


def test_of_milestones_in_the_same_words_the_one_of_another_day_is_the_one_that_is_left(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, milestones=QUARTERLY))
        later = (QUARTERLY[0], replace(QUARTERLY[1], due=date(2021, 10, 29)), QUARTERLY[2])

        loaded = load(session, replace(ROW, milestones=(*later, replace(QUARTERLY[0], due=date(2022, 3, 30)))))

        assert loaded.changed == (("A1", "milestone “Report to the Board” added"),)
        assert loaded.kept_as_they_were == (
            ("A1", "the milestone A1-M2 “Report to the Board” keeps its date, 30 September: a file cannot move it"),
        )


AUDIT = ReadMilestone("Audit tool agreed", date(2021, 6, 30))


def drop(session, board, title, at=NOW):
    stored = plans.stored_plan(session, board)["A1"]
    step = next(
        id_ for id_, each in zip(stored.milestone_ids, stored.row.milestones, strict=True) if each.title == title
    )
    edits.change_milestone(session, step, dropped_at=at, dropped_why="The auditor does this now")


@pytest.mark.parametrize(
    "step", [replace(AUDIT, title="Tool agreed", ref="a1-m1"), AUDIT], ids=["its reference", "its words"]
)
def test_a_milestone_that_was_dropped_stays_so_whichever_way_a_file_brings_it_back(sessions, board, step):
    with sessions() as session:
        load(writing(session), replace(ROW, milestones=(AUDIT,)))
        drop(session, board, AUDIT.title)

        loaded = load(session, replace(ROW, milestones=(step,)))

        assert stands(session, board).milestones == ()
        assert loaded.is_nothing
        assert loaded.kept_as_they_were == (
            (
                "A1",
                "A1-M1 “Audit tool agreed” was dropped on 8 June 2021. A file cannot bring it back. If it is wanted "
                "again, press Change on the card of A1, then Add a milestone.",
            ),
        )


def test_a_milestone_that_was_dropped_and_added_again_is_the_new_one_to_a_file(sessions, board):
    with sessions() as session:
        load(writing(session), replace(ROW, milestones=(AUDIT,)))
        drop(session, board, AUDIT.title)
        action = stands(session, board).id
        edits.add_milestone(session, action, title=AUDIT.title, due=AUDIT.due, baseline=AUDIT.due)

        old = replace(AUDIT, ref="A1-M1", done=True, done_on=date(2021, 6, 4))
        loaded = load(session, replace(ROW, milestones=(old,)))

        assert (loaded.changed, loaded.kept_as_they_were) == ((("A1", "milestone “Audit tool agreed” done"),), ())
        assert [step.name for step in stands(session, board).milestones] == ["A1-M2 Audit tool agreed"]


def test_a_milestone_that_went_to_another_action_does_not_come_twice_with_an_older_export(sessions, board):
    with sessions() as session:
        step = ReadMilestone("Audit tool agreed", date(2021, 6, 30))
        other = replace(ROW, ref="A2", action="Something else.", title="Something else")
        load(writing(session), replace(ROW, milestones=(step,)), other)
        plan = plans.stored_plan(session, board)
        edits.change_milestone(session, plan["A1"].milestone_ids[0], action_id=plan["A2"].id)

        loaded = load(session, replace(ROW, milestones=(replace(step, ref="A1-M1"),)), other)

        assert stands(session, board).milestones == ()
        assert loaded.kept_as_they_were == (
            ("A1", "the milestone A1-M1 “Audit tool agreed” is one of A2 now: a file cannot move it"),
        )


def test_no_milestone_takes_the_reference_of_another_or_of_an_action_or_of_a_request(sessions, board):
    with sessions() as session:
        first, second = ReadMilestone("First", None), ReadMilestone("Second", None)
        load(writing(session), replace(ROW, ref="ÉA1", milestones=(first,)))
        load(session, replace(ROW, ref="ÉA1", milestones=(first, second)))
        taken = [ReadMilestone(f"Named {ref}", None, ref=ref) for ref in ("a1", "CR-01", "ex1")]
        load(session, replace(ROW, milestones=tuple(taken)))

        plan = plans.stored_plan(session, board)
        assert [step.ref for step in plan["ÉA1"].row.milestones] == ["ÉA1-M1", "ÉA1-M2"]
        assert [step.ref for step in plan["A1"].row.milestones] == ["A1-M1", "A1-M2", "A1-M3"]
        found = find_record(session, boards.get_board(session, board), "ÉA1-M2")
        assert found is not None
        assert found.action_ref == "ÉA1"


def test_what_the_preview_said_stays_is_said_in_whole_sentences_beside_the_rest(sessions, board):
    stays = "Row 2, Start: 4 January 2021 here, none in the plan. It stays. If it is to change, do so in chat."
    row = replace(ROW, post="Head of Audit")
    read = PreviewRow("plan", 2, "A1", Outcome.READY, (Finding("PLAN_STANDS", stays),), row)
    with sessions() as session:
        access = access_as_operator(writing(session), "", NOW)

        [(_, kept)] = load_rows(session, access, PlanPreview("plan", (read,)), NOW).kept_as_they_were

    assert kept.startswith(
        "Start: 4 January 2021 here, none in the plan. It stays. If it is to change, do so in chat. "
    )
    assert kept.endswith(" The accountable officer stays the Service Director: a file cannot hand an action over.")
