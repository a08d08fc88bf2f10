"""The sixteen rules of a good importer, one by one; what each means in detail stands in the tests beside this one."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading import KnownPlan, Outcome, PlanRow
from bot.domain.plan_reading.dates import read_date_phrase
from bot.domain.plan_reading.questions import questions_of
from bot.domain.plan_reading.reading import read_plan
from bot.domain.rating_facts import Rating
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from tests.plan_reading.files import HEADINGS, ROW, as_csv, codes, one_row, preview_file, preview_of, saved


@pytest.fixture(scope="module")
def messy():
    return preview_file("messy_plan.xlsx")


def known(**changes) -> KnownPlan:
    row = replace(one_row({}).plan_row, **changes)
    return KnownPlan(rows={row.ref: row}, posts=(row.post,))


def test_rule_1_preview_first_and_say_that_nothing_is_saved(messy):
    counted = "I found 25 actions. 1 is ready, 7 are ready but I have questions, 17 cannot be loaded yet."
    assert messy.summary == f"{counted} Nothing has been saved."


def test_rule_2_say_where_what_it_says_what_is_wrong_and_what_to_do(messy):
    found = next(each for row in messy.rows for each in row.findings if each.code == "DATE_IMPOSSIBLE")
    assert (found.sheet, found.row, found.column, found.raw) == (messy.sheet, 15, "Deadline", "31/09/2021")
    assert found.message == (
        "Row 15, Deadline: 31/09/2021 is not a real date (September has 30 days). Did you mean 30/09/2021 or "
        "01/10/2021?"
    )


def test_rule_3_a_reading_that_could_be_wrong_is_a_question():
    assert one_row({"Deadline": "Sept 2021"}).outcome is Outcome.QUESTIONS


def test_rule_4_hold_the_row_and_not_the_file_and_keep_nothing_of_a_child(messy):
    assert messy.counts[Outcome.HELD] == 17
    assert len(messy.loadable) == 8
    assert "Example Street" not in repr(messy)


def test_rule_5_the_same_file_twice_changes_nothing():
    content = as_csv([HEADINGS, ROW])
    first = preview_of(content)
    again = preview_of(content, known=KnownPlan(rows={row.ref: row for row in first.loadable}))
    assert dict(again.changes) == {"unchanged": 1}


@pytest.mark.parametrize(("here", "there"), [("A-1", "A-01"), ("a-001", "A-01"), ("1", "01"), ("007a", "7a")])
def test_rule_5_a_reference_with_other_noughts_than_the_plans_is_the_same_one(here, there):
    row = one_row({"Ref": here}, known=known(ref=there))
    assert (row.ref, row.change) == (there, "unchanged")
    said = next(each for each in row.findings if each.code == "REF_CLEANED")
    assert said.message == f'Row 2, Ref: "{here}" is {there} in the plan, and is read so.'
    assert "REF_FORMAT" not in codes(row)


def test_rule_5_milestones_in_the_same_words_are_each_one():
    rows = [[*HEADINGS, "Milestones"], [*ROW, "Report 30/06/2021\nReport 30/09/2021\nReport 31/12/2021"]]
    kept = KnownPlan(rows={row.ref: row for row in preview_of(as_csv(rows)).loadable})

    (row,) = preview_of(as_csv(rows), known=kept).rows
    assert (row.change, "MILESTONE_KEPT" in codes(row)) == ("unchanged", False)

    rows[1][-1] = "Report 30/06/2021 (done 28/06/2021)\nReport 31/12/2021"
    (row,) = preview_of(as_csv(rows), known=kept).rows
    assert [step.done_on for step in row.after.milestones] == [date(2021, 6, 28), None, None]
    assert [step.due.month for step in row.after.milestones] == [6, 9, 12]


def test_rule_5_where_two_references_of_the_plan_differ_in_noughts_alone_a_third_is_neither():
    both = KnownPlan(rows={ref: replace(known().rows["A-01"], ref=ref) for ref in ("A-1", "A-01")})
    assert one_row({"Ref": "A-001", "Action": "Do more"}, known=both).change == "new"


@pytest.mark.parametrize("here", ["7", "B-09", ""])
def test_rule_5_an_action_of_the_plan_under_another_reference_is_held_and_its_own_suggested(here):
    preview = preview_of(as_csv([HEADINGS, [here, "Publish the  Standards.", *ROW[2:]]]), known=known())
    (row,) = preview.rows
    assert row.outcome is Outcome.HELD
    said = next(each for each in row.findings if each.code == "ACTION_IN_PLAN")
    assert said.message == (
        "Row 2, Ref: the plan has this action already, and there its reference is A-01. Use that? If it is another "
        "piece of work, say in other words what is to be done."
    )
    assert questions_of(preview)[0].suggested == "A-01"


def test_rule_5_where_the_rows_of_a_file_are_numbered_anew_no_action_gets_the_words_of_another():
    plan = [["A-01", "Publish", *ROW[2:]], ["A-02", "Train", *ROW[2:]], ["A-03", "Audit", *ROW[2:]]]
    there = KnownPlan(rows={row.ref: row for row in preview_of(as_csv([HEADINGS, *plan])).loadable})
    anew = [["A-01", "Begin", *ROW[2:]], *([f"A-{at:02}", *row[1:]] for at, row in enumerate(plan, start=2))]

    preview = preview_of(as_csv([HEADINGS, *anew]), known=there)

    assert [(row.ref, row.outcome) for row in preview.rows[1:]] == [(f"A-{at:02}", Outcome.HELD) for at in (2, 3, 4)]
    assert [each.suggested for each in questions_of(preview) if each.holds] == ["A-01", "A-02", "A-03"]


def test_rule_5_where_the_file_has_that_action_as_well_another_in_the_same_words_is_only_asked_about():
    preview = preview_of(as_csv([HEADINGS, ROW, ["B-09", *ROW[1:]]]), known=known())
    assert [row.outcome for row in preview.rows] == [Outcome.QUESTIONS, Outcome.QUESTIONS]
    assert codes(preview.rows[1]) >= {"POSSIBLE_MERGE"}


def test_rule_5_an_action_that_stayed_in_a_plan_which_was_closed_is_asked_about():
    row = one_row({}, known=KnownPlan(earlier={"A-01": ROW[1]}))
    assert (row.outcome, row.change) == (Outcome.QUESTIONS, "new")
    said = next(each for each in row.findings if each.code == "ACTION_IN_PLAN")
    assert said.message == (
        "Row 2, Ref: the plan that was closed has this action, as A-01. It loads as a new one. Is that right?"
    )


def test_rule_6_a_changed_deadline_asks_and_complete_is_delivered():
    asked = one_row({"Deadline": "31/12/2021"}, known=known()).plan_row
    assert (asked.deadline, asked.requested_deadline) == (date(2021, 6, 30), date(2021, 12, 31))
    done = one_row({"BRAG": "Complete"}).plan_row
    assert (done.lifecycle.words, done.self_rating) == ("delivered", None)
    first = one_row({"Baseline deadline": "31/03/2021"}).plan_row
    assert (first.baseline_deadline, first.deadline) == (date(2021, 3, 31), date(2021, 6, 30))


def test_rule_6_a_first_date_that_is_on_record_is_not_said_to_come_from_before_it():
    changes = {"Baseline deadline": "30/06/2021", "Deadline": "31/12/2021"}
    assert codes(one_row(changes)) == {"BASELINE_KEPT"}
    assert codes(one_row(changes, known=known())) == {"DEADLINE_MOVE_ASKED"}


def test_rule_6_the_first_date_beside_the_revised_one_that_the_plan_has_asks_for_nothing():
    moved = known(deadline=date(2021, 9, 30))
    revised = (*HEADINGS, "Revised date"), [*ROW, "30/09/2021"]
    (same,) = preview_of(as_csv(revised), known=moved).rows
    assert (same.change, codes(same), same.plan_row.requested_deadline) == ("unchanged", set(), None)

    (later,) = preview_of(as_csv((revised[0], [*ROW, "31/12/2021"])), known=moved).rows
    (twice,) = preview_of(
        as_csv((revised[0], [*ROW, "31/12/2021"])),
        known=known(deadline=date(2021, 9, 30), requested_deadline=date(2021, 12, 31)),
    ).rows
    assert (twice.change, codes(twice)) == ("unchanged", set())
    row, (asked,) = later.plan_row, later.findings
    assert (row.deadline, row.requested_deadline) == (date(2021, 9, 30), date(2021, 12, 31))
    assert asked.message.startswith("Row 2, Revised date: 31 December 2021 here, 30 September 2021 in the plan.")


@pytest.mark.parametrize("heading", ["Deadline", "Revised date"])
@pytest.mark.parametrize("waits", [None, date(2022, 1, 31)])
def test_rule_6_a_move_that_was_decided_is_not_said_to_be_asked_again(heading, waits):
    plan = replace(known(requested_deadline=waits), moves_asked={"A-01": {date(2021, 12, 31): "That was refused."}})
    row = one_row({heading: "31/12/2021"}, known=plan)
    assert (row.change, row.plan_row.requested_deadline) == ("unchanged", waits)
    assert [each.message for each in row.findings] == [
        f"Row 2, {heading}: 31 December 2021 here, 30 June 2021 in the plan. That was refused. Loading does not ask "
        "for it. If it is wanted now, its officer can ask: Change on the card, then Ask for a new date."
    ]


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        (date(2021, 12, 31), "It is asked for already; until it is decided the deadline stays at 30 June 2021."),
        (
            date(2022, 1, 31),
            "Loading asks for the change; until it is decided the deadline stays at 30 June 2021. It takes "
            "the place of 31 January 2022, which an earlier file asked for.",
        ),
    ],
)
def test_rule_6_of_a_move_that_waits_it_is_said(waits, said):
    row = one_row({"Deadline": "31/12/2021"}, known=known(requested_deadline=waits))
    assert row.findings[0].message.endswith(f"An import can never move a deadline. {said}")


@pytest.mark.parametrize("heading", ["Deadline", "Revised date"])
def test_rule_6_no_move_is_asked_beside_what_the_officer_asks_for(heading):
    asks = "The Head of Quality asked for 31 January 2022 in chat (CR-01), which waits to be decided."
    plan = replace(known(requested_deadline=date(2022, 1, 31)), officers_ask={"A-01": asks})
    row = one_row({heading: "31/12/2021"}, known=plan)
    assert (row.change, row.plan_row.requested_deadline) == ("unchanged", date(2022, 1, 31))
    assert [each.message for each in row.findings] == [
        f"Row 2, {heading}: 31 December 2021 here, 30 June 2021 in the plan. {asks} Loading asks for no other day "
        "beside it. Once that is decided, load this file again."
    ]


@pytest.mark.parametrize("heading", ["Deadline", "Revised date"])
@pytest.mark.parametrize("waits", [None, date(2022, 1, 31)])
def test_rule_6_a_date_that_has_passed_is_asked_about_and_asked_of_nobody(heading, waits):
    plan = replace(known(requested_deadline=waits), today=date(2022, 1, 1))
    row = one_row({heading: "31/12/2021"}, known=plan)
    assert (row.change, row.plan_row.deadline) == ("unchanged", date(2021, 6, 30))
    assert row.plan_row.requested_deadline == waits
    assert [(each.code, each.message) for each in row.findings] == [
        (
            "DATE_PASSED",
            f"Row 2, {heading}: 31 December 2021 has passed. No new date is asked for, and the deadline stays at "
            "30 June 2021. Give a day that is still to come.",
        )
    ]
    on_the_day = one_row({heading: "31/12/2021"}, known=replace(plan, today=date(2021, 12, 31)))
    assert [each.code for each in on_the_day.findings] == ["DEADLINE_MOVE_ASKED"]


def test_rule_6_another_first_date_than_the_one_on_record_is_said_to_stay():
    row = one_row({"Baseline deadline": "31/03/2021"}, known=known())
    assert (row.change, row.plan_row.baseline_deadline) == ("unchanged", date(2021, 6, 30))
    assert [each.message for each in row.findings] == [
        "Row 2, Baseline deadline: 31 March 2021 here, 30 June 2021 in the plan. The date first agreed never changes, "
        "so it stays."
    ]


def test_rule_6_a_revised_date_before_the_start_asks_for_no_move_and_says_what_is_probably_meant():
    preview = preview_of(as_csv([[*HEADINGS, "Revised date"], [*ROW, "30/09/2020"]]))
    (row,) = preview.rows
    assert (row.outcome, row.plan_row.requested_deadline) == (Outcome.QUESTIONS, None)
    assert [each.message for each in row.findings] == [
        "Row 2, Revised date: 30 September 2020 is before the start, 4 January 2021. Did you mean 30 September 2021? "
        "No new date is asked for."
    ]
    assert [each.kind for each in questions_of(preview)] == ["day"]


TO_COME, OVER = date(2021, 9, 30), date(2021, 10, 1)
"""The day that the file asks for, and the one after it."""


def test_rule_6_a_revised_date_that_has_passed_asks_for_no_move_and_is_asked_about():
    content = as_csv([[*HEADINGS, "Revised date"], [*ROW, "30/09/2021"]])
    (row,) = preview_of(content, known=KnownPlan(today=TO_COME)).rows
    assert row.plan_row.requested_deadline == TO_COME

    preview = preview_of(content, known=KnownPlan(today=OVER))

    (row,) = preview.rows
    assert (row.outcome, row.plan_row.requested_deadline) == (Outcome.QUESTIONS, None)
    assert [each.message for each in row.findings] == [
        "Row 2, Revised date: 30 September 2021 has passed. No new date is asked for, and the deadline stays at "
        "30 June 2021. Give a day that is still to come."
    ]
    assert [each.kind for each in questions_of(preview)] == ["day"]


def test_rule_6_a_revised_date_that_has_passed_beside_the_plan_asks_only_for_what_waits():
    row = one_row({"Revised date": "30/09/2021"}, known=replace(known(), today=OVER))
    assert (row.plan_row.requested_deadline, codes(row)) == (None, {"DATE_PASSED"})

    moved = one_row({"Deadline": "31/07/2021", "Revised date": "30/09/2021"}, known=replace(known(), today=OVER))
    assert (moved.after.requested_deadline, codes(moved)) == (None, {"DATE_PASSED"})
    assert [each.column for each in moved.findings] == ["Revised date", "Deadline"]

    moved = one_row({"Deadline": "31/07/2022", "Revised date": "30/09/2021"}, known=replace(known(), today=OVER))
    assert (moved.after.requested_deadline, codes(moved)) == (date(2022, 7, 31), {"DATE_PASSED", "DEADLINE_MOVE_ASKED"})

    waiting = one_row({"Revised date": "30/09/2021"}, known=replace(known(requested_deadline=TO_COME), today=OVER))
    assert (waiting.change, codes(waiting)) == ("unchanged", set())


def test_rule_6_a_hold_with_its_decision_is_answered_once():
    headings, row = (*HEADINGS, "Status", "On hold by decision"), [*ROW, "On hold", "D-9"]
    (held,) = preview_of(as_csv([headings, row]), known=known()).rows
    assert codes(held) == {"HOLD_NEEDS_DECISION"}


def test_rule_6_another_accountable_officer_is_said_before_it_is_loaded_and_changes_nothing():
    row = one_row({"Accountable officer": "Head of Care"}, known=known())
    (found,) = row.findings
    assert (found.code, row.outcome, row.change) == ("OWNER_DIFFERS", Outcome.QUESTIONS, "unchanged")
    assert found.message == (
        'Row 2, Accountable Officer: "Head of Care" here, "Head of Quality" in the plan. A file cannot hand an action '
        "over, so it stays. If it has moved, press Change on its card, then Another officer."
    )
    assert codes(one_row({"Accountable officer": "head of quality"}, known=known())) <= {"OWNER_UNKNOWN"}


OTHERWISE = {
    "Action": "Publish other standards", "Deadline": "31/12/2021", "BRAG": "Red", "Update": "New.",
    "Milestones": "Report 30/09/2021", "Revised date": "31/01/2022", "Forecast": "Sept 2021",
}  # fmt: skip


@pytest.mark.parametrize("state", [each for each in Lifecycle if each.is_closed])
def test_rule_6_a_file_changes_nothing_of_an_action_that_is_closed_and_says_what_differs(state):
    closed = known(lifecycle=state)
    row = one_row(OTHERWISE, known=closed)
    assert (row.change, row.plan_row) == ("unchanged", closed.rows["A-01"])
    assert [each.message for each in row.findings] == [
        f"Row 2, Status: {state.words} in the plan, so it stays as it is there. Deadline, Action, Forecast, "
        "Milestones, BRAG and Update differ here. If work goes on, press Change on its card, then Open again."
    ]
    assert codes(one_row({}, known=closed)) == set()


@pytest.mark.parametrize("heading", ["Deadline", "Revised date"])
def test_rule_6_a_file_asks_for_no_new_date_of_what_is_delivered(heading):
    row = one_row({heading: "31/12/2021"}, known=known(lifecycle=Lifecycle.DELIVERED))
    assert (row.change, row.plan_row.requested_deadline) == ("unchanged", None)
    assert [each.message for each in row.findings] == [
        f"Row 2, {heading}: 31 December 2021 here, 30 June 2021 in the plan. It is delivered and waits for the Board, "
        "so its deadline is not moved."
    ]


@pytest.mark.parametrize(
    ("here", "there", "is_same"),
    [
        ("Workforce", "3 Workforce", True),
        ("3. workforce", "3 Workforce", True),
        ("3 Workforce", "Workforce", True),
        ("2 Workforce", "3 Workforce", False),
        ("Practice", "3 Workforce", False),
    ],
)
def test_rule_6_a_number_before_a_priority_is_only_its_place_and_makes_no_other_one(here, there, is_same):
    row = one_row({"Priority": here}, known=known(priority=there))
    assert ("PLAN_STANDS" not in codes(row)) == is_same
    assert row.plan_row.priority == there
    new = one_row({"Ref": "A-77", "Action": "Do more", "Priority": here}, known=known(priority=there))
    assert new.plan_row.priority == (there if is_same else here)


def test_rule_7_blank_does_not_erase_and_missing_rows_are_listed():
    assert one_row({"Update": ""}, known=known()).plan_row.update_text == "Drafted."
    other = replace(known().rows["A-01"], ref="A-02")
    read = preview_of(as_csv([HEADINGS, ROW]), known=KnownPlan(rows={**known().rows, "A-02": other}))
    assert read.not_in_file == ("A-02",)


@pytest.mark.parametrize(
    "changes",
    [
        {"Accountable officer": "DCS / Head of Quality"},
        {"Accountable officer": ""},
        {"Accountable officer": "As above"},
        {"Deadline": "31/09/2021"},
        {"Deadline": "when funds allow"},
    ],
    ids=lambda changes: next(iter(changes.values())) or "blank",
)
def test_rule_8_what_nobody_can_answer_for_is_held(changes):
    assert one_row(changes).outcome is Outcome.HELD


def test_rule_8_a_reference_twice_is_held_and_a_blank_deadline_is_a_question():
    twice = preview_of(as_csv([HEADINGS, ROW, [ROW[0], "Something else", *ROW[2:]]]))
    assert {row.outcome for row in twice.rows} == {Outcome.HELD}
    assert one_row({"Deadline": ""}).outcome is Outcome.QUESTIONS


@pytest.mark.parametrize(
    ("typed", "read", "precision"),
    [
        ("Sept 2021", date(2021, 9, 30), "month"),
        ("Q2 2021/22", date(2021, 9, 30), "quarter"),
        ("w/c 14 June 2021", date(2021, 6, 18), "week"),
    ],
)
def test_rule_9_a_month_a_quarter_and_a_week_have_their_last_day(typed, read, precision):
    row = one_row({"Deadline": typed}).plan_row
    assert (row.deadline, row.deadline_precision) == (read, precision)


def test_rule_10_day_first_and_said_once_for_the_file():
    content = as_csv(
        [HEADINGS, [*ROW[:4], "04/06/2021", *ROW[5:]], ["A-02", "Else", *ROW[2:4], "05/06/2021", *ROW[5:]]]
    )
    read = preview_of(content)
    assert [row.deadline for row in read.loadable] == [date(2021, 6, 4), date(2021, 6, 5)]
    assert [found.code for found in read.findings].count("DATE_DAY_FIRST") == 1
    assert read_date_phrase("06/30/2021").code == "DATE_MONTH_FIRST"


def test_rule_11_excels_numbers_are_dates_and_the_1904_reading_is_offered():
    assert one_row({"Deadline": "44377"}).plan_row.deadline == date(2021, 6, 30)
    before = one_row({"Deadline": "42915"})
    assert before.outcome is Outcome.HELD
    assert any("1904" in found.message or "Mac" in found.message for found in before.findings)


def test_rule_12_what_looks_like_a_formula_is_text_and_goes_out_with_an_apostrophe():
    row = one_row({"Update": "=> see toolbox"}).plan_row
    assert row.update_text == "=> see toolbox"
    assert "'=> see toolbox" in write_plan([row], Kind.CSV).decode("utf-8-sig")


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")])
def test_rule_13_the_encoding_is_tried_and_said(encoding, said):
    read = preview_of(as_csv([HEADINGS, [ROW[0], "Review children’s plans", *ROW[2:]]], encoding=encoding))
    assert read.loadable[0].action == "Review children’s plans"
    assert any(found.code == "ENCODING" and said in found.message for found in read.findings)


def workbook():
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, ROW, ["A-02", "Else", *ROW[2:]], ["A-03", "Also", *ROW[2:]]):
        sheet.append(row)
    return book, sheet


def test_rule_14_hidden_rows_are_not_loaded_hidden_columns_are_and_what_is_struck_asks():
    book, sheet = workbook()
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["G"].hidden = True
    for cell in sheet[4]:
        cell.font = Font(strike=True)

    read = preview_of(saved(book), "plan.xlsx")

    assert [row.ref for row in read.loadable] == ["A-01"]
    assert read.loadable[0].update_text == "Drafted."
    assert "HIDDEN_COLUMN" in {found.code for found in read.findings}
    assert [codes(row) & {"HIDDEN_ROW", "STRUCK_THROUGH"} for row in read.rows[1:]] == [
        {"HIDDEN_ROW"},
        {"STRUCK_THROUGH"},
    ]
    assert read.rows[2].findings[0].message.startswith("Row 4 is struck through, and is not loaded.")


def test_rule_15_colour_without_words_is_not_read():
    book, sheet = workbook()
    sheet["F2"].value, sheet["F2"].fill = None, PatternFill("solid", fgColor="FFFF0000")

    row = preview_of(saved(book), "plan.xlsx").rows[0]

    assert row.plan_row.self_rating is None
    assert "BRAG_COLOUR_ONLY" in codes(row)


def test_rule_16_the_import_carries_the_highest_marking_and_so_does_the_export():
    content = as_csv([["OFFICIAL"], ["OFFICIAL-SENSITIVE"], HEADINGS, ROW])
    read = preview_of(content)
    assert read.marking == "OFFICIAL-SENSITIVE"
    out = write_plan(read.loadable, Kind.XLSX, read.marking)
    assert read_plan(read_plan_bytes(out, "plan.xlsx")).marking == "OFFICIAL-SENSITIVE"


def test_the_rules_are_about_a_sound_row():
    assert one_row({}).outcome is Outcome.READY
    assert isinstance(one_row({}).plan_row, PlanRow)
    assert one_row({}).plan_row.self_rating is Rating.AMBER


def test_urgent_and_statutory_come_in_with_a_new_action_and_change_none_that_is_there():
    new = one_row({"Urgent": "Yes", "Statutory": "no"})
    assert (new.plan_row.urgent, new.plan_row.statutory, new.outcome) == (True, False, Outcome.READY)

    there = one_row({"Urgent": "Yes", "Statutory": ""}, known=known(urgent=False, statutory=True))
    assert (there.plan_row.urgent, there.plan_row.statutory, there.change) == (False, True, "unchanged")
    assert "Row 2, Urgent: yes here, no in the plan. It stays." in next(f.message for f in there.findings)

    assert "MARK_UNCLEAR" in codes(one_row({"Urgent": "very"}))
