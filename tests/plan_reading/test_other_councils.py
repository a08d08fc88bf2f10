"""Plans as other councils send them."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bot.domain.actions import Lifecycle
from bot.domain.plan_reading import Field, KnownPlan
from bot.domain.rating_facts import Rating
from bot.domain.source_reading import read_sources
from handlers.plan_files import read_plan_bytes
from tests.plan_reading.files import HEADINGS, ROW, as_csv, as_workbook, codes, one_row, preview_of, saved

PRINTED = (
    "Anyshire Council;;;;;;\r\nChildren\x92s Improvement Plan, as at 12 March 2024;;;;;;\r\n;;;;;;\r\n"
    "No.;What we will do;Owner;By when;RAG;Progress;Evidence\r\n"
    '1.1;"Recruit a permanent\r\nhead of service";Director of Children\x92s Services;30/04/2024;Amber;Out;Advert\r\n'
    "1.2;Publish the standards;Head of Quality;31/03/2024;Green;Published;Standards\x81 v2;stray\r\n"
    "1.3;Train managers;Principal Social Worker;May 2024;G\r\n"
    "Page 1 of 2;;;;;;\r\n"
    "No.;What we will do;Owner;By when;RAG;Progress;Evidence\r\n"
    "2.1;Review caseloads \x96 all teams;Head of Safeguarding;15.05.24;R;\xa35k agreed;\r\n"
    "Total: 4 actions;;;;;;\r\n"
).encode("latin-1")


@pytest.fixture
def printed():
    return preview_of(PRINTED, "plan.csv")


def test_a_printed_plan_in_windows_1252_is_read_row_by_row(printed):
    assert [(row.row, row.ref, row.outcome.value) for row in printed.rows] == [
        (5, "1.1", "ready"),
        (6, "1.2", "ready with questions"),
        (7, "1.3", "ready with questions"),
        (8, None, "skipped"),
        (9, None, "skipped"),
        (10, "2.1", "ready"),
        (11, None, "skipped"),
    ]


def test_each_kind_of_mess_has_its_code(printed):
    assert [codes(row) for row in printed.rows] == [
        {"MULTILINE"},
        {"EXTRA_CELL", "BAD_BYTE"},
        {"DATE_MONTH_ONLY"},
        {"FOOTER_ROW"},
        {"HEADER_REPEATED"},
        set(),
        {"TOTAL_ROW"},
    ]
    assert {"ENCODING", "BAD_BYTE", "HEADER_FOUND"} <= {finding.code for finding in printed.findings}


def test_its_words_come_through(printed):
    first, second, _, last = printed.loadable

    assert first.post == "Director of Children’s Services"
    assert first.action == "Recruit a permanent head of service"
    assert second.evidence == "Standards□ v2"
    assert last.action == "Review caseloads – all teams"
    assert last.update_text == "£5k agreed"


def test_one_bad_byte_does_not_turn_a_utf_8_file_into_another():
    content = (
        as_csv([HEADINGS, [*ROW[:6], "Children’s café – naïve"]]) + b"A-02,Caf\xff,Head of Care,,1/7/2021,Green,\r\n"
    )
    preview = preview_of(content)

    assert [row.update_text for row in preview.loadable] == ["Children’s café – naïve", ""]
    assert "BAD_BYTE" in codes(preview.rows[1])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_separator_inside_words_does_not_mislead(separator):
    row = [*ROW[:6], "One; two, three; four, five"]
    (read,) = preview_of(as_csv([HEADINGS, row], separator)).loadable

    assert read.update_text == "One; two, three; four, five"


def test_headings_on_two_rows_are_put_together():
    rows = [
        ["Action", "", "Accountable", "Target", "RAG"],
        ["no.", "Action", "officer", "date", "status"],
        ["1", "Do it", "Head of Care", "1/7/2021", "G"],
    ]
    preview = preview_of(as_csv(rows))

    assert [(row.ref, row.post, str(row.deadline)) for row in preview.loadable] == [("1", "Head of Care", "2021-07-01")]


def test_misspelt_headings_are_understood():
    rows = [
        ["Refernce", "Action", "Acountable Officer", "Dead line", "RAG Ratting"],
        ["1", "Do it", "Head of Care", "1/7/2021", "G"],
    ]
    (row,) = preview_of(as_csv(rows)).loadable

    assert (row.ref, row.post, str(row.deadline), row.self_rating) == ("1", "Head of Care", "2021-07-01", Rating.GREEN)


def test_a_person_can_say_what_a_column_is():
    rows = [["Ref", "Action", "Captain", "Deadline"], ["1", "Do it", "Head of Care", "1/7/2021"]]

    assert preview_of(as_csv(rows)).loadable == ()
    (row,) = preview_of(as_csv(rows), headings={"Captain": Field.POST}).loadable
    assert row.post == "Head of Care"


def test_a_plan_with_only_leads_asks_whether_they_are_accountable():
    rows = [["Ref", "Action", "Lead", "Deadline"], ["1", "Do it", "Head of Care", "1/7/2021"]]
    preview = preview_of(as_csv(rows))

    assert [row.post for row in preview.loadable] == ["Head of Care"]
    assert "OWNER_FROM_LEAD" in {finding.code for finding in preview.findings}


@pytest.mark.parametrize(
    "cell",
    [
        "DCS / Head of Quality",
        "DCS; Head of Quality",
        "Head of Care and Head of Quality",
        "DCS\nHead of Quality",
        "DCS, Head of Quality",
        "Head of QA / PSW",
        "Head of CIN/CP / DCS",
    ],
)
def test_two_posts_hold_the_row(cell):
    row = one_row({"Accountable officer": cell})

    assert (row.outcome.value, codes(row) - {"MULTILINE"}) == ("held", {"TWO_OWNERS"})


@pytest.mark.parametrize(
    "cell",
    [
        "Service Director, Inclusion and Family Services",
        "Performance & Data Manager",
        "Head of SEND and Disabled Children",
        "Director of Adults/Children",
        "Corporate Director of Children’s Services",
        "Service Director,\nQuality and Assurance",
        "Head of CIN/CP",
        "CIN/CP Service Manager",
        "Head of CIN/CP/CLA",
    ],
)
def test_one_post_with_a_long_name_is_one_post(cell):
    assert one_row({"Accountable officer": cell}).plan_row.post == " ".join(cell.split())


def test_what_the_plan_has_as_one_post_is_no_two_posts():
    row = one_row({"Accountable officer": "CIN / CP"}, known=KnownPlan(posts=("CIN/CP",)))

    assert (row.outcome.value, row.plan_row.post, codes(row)) == ("ready", "CIN/CP", set())


def test_a_post_that_the_plan_does_not_know_is_asked_about():
    known = KnownPlan(posts=("Principal Social Worker",))
    row = one_row({"Accountable officer": "Principle Social Worker"}, known=known)

    assert codes(row) == {"OWNER_UNKNOWN"}
    assert 'Did you mean "Principal Social Worker"?' in row.findings[0].message


def test_a_first_file_knows_the_posts_that_are_there_and_asks_about_none_but_what_is_spelt_almost_so():
    known = KnownPlan(elsewhere=("Principal Social Worker",), aliases={"PSW for Children": "Principal Social Worker"})
    row = one_row({"Accountable officer": "principal social-worker"}, known=known)
    assert (row.plan_row.post, codes(row)) == ("Principal Social Worker", set())

    row = one_row({"Accountable officer": "Principle Social Worker"}, known=known)
    assert [each.message for each in row.findings] == [
        'Row 2, Accountable Officer: "Principle Social Worker" is spelt almost like "Principal Social Worker", a post '
        "that is here already. Is it the same post?"
    ]

    assert (
        codes(one_row({"Accountable officer": "Head of Quality", "Contributors": "Head of Care"}, known=known)) == set()
    )
    row = one_row({"Contributors": "PRINCIPAL SOCIAL WORKER"}, known=known)
    assert row.plan_row.contributors == ("Principal Social Worker",)


@pytest.mark.parametrize(
    ("typed", "rating", "code"),
    [
        ("AMBER", Rating.AMBER, "BRAG_CLEANED"),
        ("r", Rating.RED, "BRAG_CLEANED"),
        ("G", Rating.GREEN, None),
        ("R/A", None, "BRAG_TWO"),
        ("Ambr", None, "BRAG_TYPO"),
        ("Yellow", None, "BRAG_UNKNOWN"),
        ("Paused", None, "STATUS_NOT_RATING"),
        ("Green ↑", Rating.GREEN, "ARROW_AMBIGUOUS"),
        ("Blue", None, "BRAG_BLUE"),
        ("Completed", None, "COMPLETE_NO_EVIDENCE"),
        ("", None, None),
        ("-", None, None),
    ],
)
def test_a_rating_is_read_or_asked_about(typed, rating, code):
    row = one_row({"BRAG": typed})

    assert row.plan_row.self_rating is rating
    assert codes(row) == ({code} if code else set())


def test_a_status_column_never_closes_or_stops_an_action():
    for typed in ("On hold", "Superseded", "closed_complete", "Withdrawn"):
        assert one_row({"Status": typed}).plan_row.lifecycle in {Lifecycle.IN_PROGRESS, Lifecycle.DELIVERED}


@pytest.mark.parametrize("column", ["Status", "BRAG"])
@pytest.mark.parametrize(
    "typed",
    ["Closed: not delivered", "Closed: superseded", "closed_superseded", "Closed – withdrawn in May", "CLOSED (merged)",
     "Closed, superseded by A7", "Closed: no longer needed", "Merged", "No longer required"],
)  # fmt: skip
def test_what_was_closed_without_being_delivered_is_asked_about_and_not_taken_for_delivered(typed, column):
    row = one_row({column: typed})

    assert row.plan_row.lifecycle is Lifecycle.IN_PROGRESS
    assert [each.code for each in row.findings if "a file cannot end an action" in each.message] == [
        "STATUS_NEEDS_DECISION" if column == "Status" else "STATUS_NOT_RATING"
    ]


def test_milestones_on_lines_of_their_own_are_read():
    cell = (
        "• 29/01/21 – tool in use (done)\n• Auditor reports by 28/04/2021 [done 27/04/2021]\n• June 2021: learning loop"
    )
    milestones = one_row({"Milestones": cell}).plan_row.milestones

    assert [(m.title, str(m.due), m.done, str(m.done_on or "")) for m in milestones] == [
        ("tool in use", "2021-01-29", True, ""),
        ("Auditor reports", "2021-04-28", True, "2021-04-27"),
        ("learning loop", "2021-06-30", False, ""),
    ]


@pytest.mark.parametrize(
    ("typed", "title", "due", "done_on"),
    [
        ("Audit tool in use 30/04/2021 done", "Audit tool in use", "", "2021-04-30"),
        ("Audit tool in use – 2021-04-30 completed", "Audit tool in use", "", "2021-04-30"),
        ("Audit tool in use, 30 April 2021 complete", "Audit tool in use", "", "2021-04-30"),
        ("30/04/2021 done", "30/04/2021 done", "", "2021-04-30"),
        ("Auditor reports by 30/06/2021: 28/06/2021 done", "Auditor reports", "2021-06-30", "2021-06-28"),
        ("Auditor reports by 30/06/2021 done", "Auditor reports", "2021-06-30", ""),
    ],
)
def test_a_milestone_with_a_day_before_done_was_done_on_that_day(typed, title, due, done_on):
    (read,) = one_row({"Milestones": typed}).plan_row.milestones

    assert (read.title, str(read.due or ""), read.done, str(read.done_on or "")) == (title, due, True, done_on)


def test_a_milestone_called_complete_is_not_done():
    milestones = one_row({"Milestones": "30/06/2021 report complete; 31/07/2021 survey - complete"}).plan_row.milestones

    assert [(m.title, m.done) for m in milestones] == [("report complete", False), ("survey", True)]


def test_text_that_a_spreadsheet_would_run_is_text():
    row = one_row({"Update": '=HYPERLINK("http://example.invalid")'})

    assert row.plan_row.update_text.startswith("=HYPERLINK")
    assert codes(row) == {"TEXT_LOOKS_LIKE_FORMULA"}


def test_no_reference_suggests_the_next_one_and_holds():
    preview = preview_of(as_csv([HEADINGS, ROW, ["", "Another", *ROW[2:]], ["", "A third", *ROW[2:]]]))

    assert [f.message[-12:] for row in preview.rows for f in row.findings] == [
        "A-02. Use it?"[-12:],
        "A-03. Use it?"[-12:],
    ]


def test_one_action_under_two_references_is_asked_about():
    preview = preview_of(as_csv([HEADINGS, ROW, ["A-02", *ROW[1:]]]))

    assert [codes(row) for row in preview.rows] == [{"POSSIBLE_MERGE"}, {"POSSIBLE_MERGE"}]


@pytest.mark.parametrize("heading", ["Update", "Action", "Accountable officer", "Deadline", "Ref", "Budget code"])
def test_details_of_a_child_hold_the_row_wherever_they_stand(heading):
    row = one_row({heading: "see J.B. (7), dob 3/4/2012"})

    assert row.outcome.value == "held"
    assert "CHILD_IDENTIFIABLE" in codes(row)
    assert "2012" not in repr(row)


def test_a_child_in_a_note_a_title_or_a_sheet_name_is_not_repeated():
    book = Workbook()
    sheet = book.active
    sheet.title = "JB (7)"
    sheet.append(["About Child A"])
    sheet.append(HEADINGS)
    sheet.append(ROW)
    sheet["E3"].comment = Comment("JB, 7, dob 3/4/2012", "x")
    preview = preview_of(saved(book), "plan.xlsx")

    assert not any(words in repr(preview) for words in ("JB", "Child A", "2012"))
    assert preview.rows[0].outcome.value == "held"
    assert preview.loadable == ()


def test_what_a_workbook_hides_or_merges_is_said():
    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(ROW)
    sheet.append(["A-02", "Another", None, *ROW[3:]])
    sheet.append(["A-03", "A third", *ROW[2:]])
    sheet.merge_cells("C2:C3")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["G"].hidden = True
    preview = preview_of(saved(book), "plan.xlsx")

    assert [(codes(row), row.outcome.value) for row in preview.rows] == [
        (set(), "ready"),
        ({"MERGED_FILLED"}, "ready"),
        ({"HIDDEN_ROW"}, "held"),
    ]
    assert preview.loadable[1].post == "Head of Quality"
    assert "HIDDEN_COLUMN" in {finding.code for finding in preview.findings}


def test_a_number_keeps_the_places_that_were_shown():
    book = Workbook()
    sheet = book.active
    for row in (HEADINGS, [1.1, *ROW[1:]], [1.1, "Another", *ROW[2:]]):
        sheet.append(row)
    sheet["A3"].number_format = "0.00"

    assert [row.ref for row in preview_of(saved(book), "plan.xlsx").loadable] == ["1.1", "1.10"]


def test_a_formula_that_moves_is_no_deadline():
    row = preview_of(as_workbook([HEADINGS, [*ROW[:4], "=TODAY()+30", *ROW[5:]]]), "plan.xlsx").rows[0]

    assert (row.outcome.value, codes(row)) == ("held", {"FORMULA_MOVING"})


def test_a_file_without_a_plan_says_what_a_plan_needs():
    preview = preview_of(as_csv([["Name", "Colour"], ["Apple", "Green"]]))

    assert preview.rows == ()
    assert "A plan needs a row of headings" in preview.findings[-1].message


def test_headings_and_footers_over_several_cells_are_no_actions():
    rows = [
        HEADINGS,
        ["Priority 1", "Leadership", "", "", "", "", ""],
        ROW,
        ["", "", "", "", "", "", "and a second line of the update"],
        ["Version 3", "", "", "", "", "", "Page 1 of 2"],
        ["A-02", *ROW[1:]],
    ]
    preview = preview_of(as_csv([row if row[0] != "A-02" else ["A-02", "Another", *ROW[2:]] for row in rows]))

    assert [sorted(codes(row)) for row in preview.rows] == [["SECTION_ROW"], [], ["LOOSE_WORDS"], ["FOOTER_ROW"], []]
    assert preview.loadable[0].priority == "Priority 1 Leadership"
    assert preview.rows[2].outcome.value == "held"


def test_a_reference_that_excel_made_a_date_is_held():
    row = preview_of(as_workbook([HEADINGS, [date(2021, 2, 1), *ROW[1:]]]), "plan.xlsx").rows[0]

    assert (row.outcome.value, codes(row)) == ("held", {"REF_FORMAT"})


def test_a_formula_is_read_by_the_answer_that_was_saved_with_it():
    content = as_workbook([HEADINGS, [*ROW[:4], "=D2+177", *ROW[5:]]])
    unsaved = preview_of(content, "plan.xlsx").rows[0]
    saved_by_excel = preview_of(with_answer(content, b"D2+177", b"44377"), "plan.xlsx").rows[0]

    assert (unsaved.outcome.value, codes(unsaved)) == ("held", {"FORMULA_NO_VALUE"})
    assert (str(saved_by_excel.plan_row.deadline), codes(saved_by_excel)) == ("2021-06-30", {"EXCEL_SERIAL"})


def with_answer(content: bytes, formula: bytes, answer: bytes) -> bytes:
    """The workbook as Excel would save it, with the answer beside the formula."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            blank = b"<f>" + formula + b"</f><v />"
            new.writestr(entry, part.replace(blank, b"<f>" + formula + b"</f><v>" + answer + b"</v>"))
    return made.getvalue()


def test_a_stray_quotation_mark_holds_its_row_and_swallows_no_other():
    content = (
        b"Ref;Action;Accountable officer;Start;Deadline;BRAG;Update\r\n"
        b'1;First;Head of Care;;30/06/2025;G;"said\r\n'
        b'2;Second;Head of Care;;30/06/2025;G;"Read; and\r\nread again"\r\n'
        b"3;Third;Head of Care;;30/06/2025;G;\r\n"
    )
    torn_for_good = content + b'4;Fourth;";;30/06/2025;G;\r\n5;Fifth;Head of Care;;30/06/2025;G;\r\n'

    rows = preview_of(torn_for_good).rows
    assert [row.outcome.value for row in rows if row.ref == "4"] == ["held"]
    assert [row.outcome.value for row in rows if row.ref == "5"] == ["ready"]
    first = preview_of(content).rows[0]
    assert (first.outcome.value, "QUOTE_NOT_CLOSED" in codes(first)) == ("held", True)


def test_an_update_of_several_lines_with_commas_is_no_stray_quotation_mark():
    update = "Audits, visits, and calls\nDone, seen, said, 1,200 and 2,400\nNext: a, b, c"
    row = one_row({"Update": update})

    assert (row.outcome.value, row.plan_row.update_text) == ("ready", update)


def test_a_cell_longer_than_any_holds_its_row_alone():
    preview = preview_of(as_csv([HEADINGS, [*ROW[:6], "x" * 40_000], ["A-02", "Another", *ROW[2:]]]))

    assert [row.outcome.value for row in preview.rows] == ["held", "ready"]


@pytest.mark.parametrize(
    ("cell", "post", "code"),
    [
        ("DCS + AD", None, "TWO_OWNERS"),
        ("SS and JJ", None, "TWO_OWNERS"),
        ("Sarah Smith / John Jones", None, "TWO_OWNERS"),
        ("Head of Care (with Head of Quality)", None, "TWO_OWNERS"),
        ("Head of Care supported by Head of Quality", None, "TWO_OWNERS"),
        ("Heads of Service", None, "TWO_OWNERS"),
        ("Assistant Directors", None, "TWO_OWNERS"),
        ("Head of SEND, Inclusion and Virtual School", "Head of SEND, Inclusion and Virtual School", None),
        ("Head of Partnership with Health", "Head of Partnership with Health", None),
        ("Sarah Smith", "Sarah Smith", "OWNER_UNKNOWN"),
        ("Legal Services", "Legal Services", "OWNER_UNKNOWN"),
        ("Sarah Smith, Head of Care", "Head of Care", "OWNER_UNKNOWN"),
        ("Sarah Smith (Head of Care)", "Head of Care", "OWNER_UNKNOWN"),
        ("DCS - Jane Brown", "DCS", "OWNER_UNKNOWN"),
        ("Head of Care (vacant)", "Head of Care", "OWNER_VACANT"),
        ("Vacant - Head of Care", "Head of Care", "OWNER_VACANT"),
        ("Head of Care (post vacant)", "Head of Care", "OWNER_VACANT"),
        ("Head of Care - post currently vacant", "Head of Care", "OWNER_VACANT"),
        ("Head of Care (to be recruited)", "Head of Care", "OWNER_VACANT"),
        ("TBC", None, "NO_OWNER"),
        ("TBC – post vacant", None, "NO_OWNER"),
        ("Vacant post", None, "NO_OWNER"),
        ("To be appointed", None, "NO_OWNER"),
        ("Not yet allocated", None, "NO_OWNER"),
        ("N/A", None, "NO_OWNER"),
        ("None", None, "NO_OWNER"),
        ("?", None, "NO_OWNER"),
        ("–", None, "NO_OWNER"),
        ("All staff", None, "NO_OWNER"),
        ("Everyone", None, "NO_OWNER"),
        ("Head of Care; Police Supt", None, "TWO_OWNERS"),
        ("Designated Nurse, ICB", "Designated Nurse, ICB", "OWNER_OUTSIDE"),
        ("Nominations Panel Lead", "Nominations Panel Lead", None),
    ],
)
def test_who_is_accountable_is_one_post_or_a_question(cell, post, code):
    row = one_row({"Accountable officer": cell})

    assert codes(row) == ({code} if code else set())
    assert (row.plan_row.post if row.plan_row else None) == post


def test_a_second_column_of_people_is_the_lead():
    rows = [["Ref", "Action", "Owner", "Who", "By when"], ["1", "Do it", "Head of Care", "Team Manager", "1/7/2021"]]
    (row,) = preview_of(as_csv(rows)).loadable

    assert (row.post, row.lead) == ("Head of Care", "Team Manager")


def test_where_all_else_is_month_first_a_date_that_works_both_ways_is_a_question():
    rows = [["Ref", "Action", "Owner", "By when"], ["1", "One", "Head of Care", "12/31/2025"]]
    first, second = preview_of(as_csv([*rows, ["2", "Two", "Head of Care", "04/05/2025"]])).rows

    assert "Other dates" not in first.findings[0].message
    assert (second.outcome.value, codes(second)) == ("ready with questions", {"DATE_DAY_FIRST"})
    mixed = preview_of(
        as_csv([*rows, ["2", "Two", "Head of Care", "04/05/2025"], ["3", "3", "Head of Care", "30/6/25"]])
    )
    assert codes(mixed.rows[1]) == set()


def test_a_workbook_that_counts_from_1904_is_read_so():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADINGS, [*ROW[:4], 44284, *ROW[5:]]):
        book.active.append(row)
    row = preview_of(saved(book), "plan.xlsx").rows[0]

    assert (str(row.plan_row.deadline), codes(row)) == ("2025-03-30", {"EXCEL_SERIAL"})


def test_the_next_reference_follows_those_of_a_plan_in_sections():
    rows = [HEADINGS, ["1.1", *ROW[1:]], ["2.9", "Two", *ROW[2:]], ["", "Three", *ROW[2:]]]

    assert "The next free reference is 2.10." in preview_of(as_csv(rows)).rows[2].findings[0].message


def test_a_child_in_a_column_that_is_not_read_is_placed_by_its_heading():
    row = one_row({"Budget code": "JB, 7"})

    assert [(f.column, f.message[:19]) for f in row.findings if f.code == "CHILD_IDENTIFIABLE"] == [
        ("Budget code", "Row 2, Budget code:")
    ]


@pytest.mark.parametrize("typed", ["Childrenâ€™s", "ChildrenÃ¢â‚¬â„¢s"])
def test_words_broken_once_or_twice_are_mended_with_a_question(typed):
    row = one_row({"Action": f"{typed} plan"})

    assert (row.plan_row.action, codes(row)) == ("Children’s plan", {"MOJIBAKE"})


def test_references_that_differ_in_noughts_alone_are_one():
    preview = preview_of(as_csv([HEADINGS, ["A2", *ROW[1:]], ["A02", "Another", *ROW[2:]], ["A3", "3", *ROW[2:]]]))

    assert [row.outcome.value for row in preview.rows] == ["held", "held", "ready"]


def test_a_number_sign_heads_the_references():
    rows = [["#", "Action", "Owner", "Deadline"], ["1", "Do it", "Head of Care", "1/7/2021"]]

    assert [row.ref for row in preview_of(as_csv(rows)).loadable] == ["1"]


@pytest.mark.parametrize(
    ("typed", "rating", "code"),
    [
        ("RAG: Green", Rating.GREEN, "BRAG_CLEANED"),
        ("Rated Amber", Rating.AMBER, "BRAG_CLEANED"),
        ("Blue - complete", None, "BRAG_BLUE"),
        ("On track", None, "STATUS_NOT_RATING"),
        ("A/G", None, "BRAG_TWO"),
    ],
)
def test_a_rating_with_words_about_it_is_read_or_asked_about(typed, rating, code):
    row = one_row({"BRAG": typed})

    assert (row.plan_row.self_rating, codes(row)) == (rating, {code})


def test_posts_that_differ_by_a_word_are_two_and_by_a_letter_may_be_one():
    posts = ["Team Manager North", "Team Manager South", "Head of Team 1", "Head of Team 2", "Principle Social Worker"]
    rows = [[f"A{n}", f"Do {n}", post, "30/06/2025"] for n, post in enumerate([*posts, "Principal Social Worker"])]
    preview = preview_of(as_csv([["Ref", "Action", "Owner", "Deadline"], *rows]))

    assert [row.ref for row in preview.rows if "OWNER_UNKNOWN" in codes(row)] == ["A4"]


def test_a_page_or_a_section_numbered_like_a_reference_is_no_action():
    rows = [["Priority 1", *[""] * 6], ROW, ["Page 1", *[""] * 6], ["A-02", "Another", *ROW[2:]], ["Page 2", *[""] * 6]]
    preview = preview_of(as_csv([HEADINGS, *rows]))

    assert [codes(row) for row in preview.rows] == [{"SECTION_ROW"}, set(), {"FOOTER_ROW"}, set(), {"FOOTER_ROW"}]


def test_a_list_without_a_column_of_priorities_gets_none_whatever_its_order_and_its_references_say():
    rows = [f"R{number},Ask for thing {number}\n" for number in (1, 2, 8)]
    read = read_sources(
        "asks.csv",
        read_plan_bytes(f"recommendation ref,recommendation\n{''.join(rows)}".encode(), "asks.csv"),
        date(2021, 8, 2),
    )
    plan = preview_of(as_csv([HEADINGS, *((f"A-0{number}", f"Thing {number}", *ROW[2:]) for number in (1, 2, 8))]))

    assert [(each.ref, each.priority) for each in read.items] == [("R1", ""), ("R2", ""), ("R8", "")]
    assert [row.priority for row in plan.loadable] == ["", "", ""]


@pytest.mark.parametrize("column", ["group", "priority"])
def test_a_group_or_a_priority_that_is_too_long_holds_its_row_and_is_not_cut(column):
    long = "Quality of practice and oversight by managers at the front door and beyond it"
    content = f"recommendation ref,recommendation,{column}\nR1,Ask for it,{long}\nR2,Ask for more,Short\n".encode()

    read = read_sources("asks.csv", read_plan_bytes(content, "asks.csv"), date(2021, 8, 2))

    assert [getattr(each, column) for each in read.items] == ["Short"]
    assert [each.words for each in read.held] == [
        f"asks.csv, row 2: the {column} has 77 characters. Keep it within 60."
    ]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("RAG Oct 25", "RAG Nov 25"),
        ("RAG December 2025", "RAG Jan 2026"),
        ("BRAG (30/09/2025)", "BRAG (31/10/2025)"),
        ("RAG Q2 2025/26", "RAG Q3 2025/26"),
        ("RAG - Dec", "RAG - Jan"),
        ("RAG - Dec 2025", "RAG - Jan"),
        ("Nov 2025 RAG", "Dec 2025 RAG"),
    ],
)
def test_of_columns_for_several_months_the_newest_is_read_and_the_others_are_named(older, newer):
    headings = ["Ref", "Action", "Accountable officer", "Deadline", older, newer, "Update Oct 2025", "Update Nov 2025"]
    row = ["A-01", "Publish the standards", "Head of Quality", "30/06/2026", "Red", "Green", "Drafted.", "Published."]
    preview = preview_of(as_csv([headings, row]))
    (read,) = preview.loadable

    assert (read.self_rating, read.update_text) == (Rating.GREEN, "Published.")
    assert [f.message for f in preview.findings if f.code == "OLDER_COLUMN"] == [
        f"Column E ({older}) is older than column F ({newer}), which was read. It was not read.",
        "Column G (Update Oct 2025) is older than column H (Update Nov 2025), which was read. It was not read.",
    ]


def test_the_newest_column_of_several_is_read_in_whatever_order_they_stand():
    headings = ["Ref", "Action", "Accountable officer", "Deadline", "RAG Nov 25", "RAG Oct 25", "RAG Sept 25"]
    row = ["A-01", "Publish the standards", "Head of Quality", "30/06/2026", "Green", "Red", "Amber"]

    assert [each.self_rating for each in preview_of(as_csv([headings, row])).loadable] == [Rating.GREEN]


def test_headings_of_who_does_what_in_a_project_are_known():
    headings = [
        "ID",
        "Workstream",
        "Deliverable",
        "Accountable",
        "Responsible",
        "Baseline finish",
        "Forecast finish",
        "RAG",
    ]
    row = [
        "1",
        "Practice",
        "Train in the model",
        "Principal Social Worker",
        "L&D lead",
        "01/03/2026",
        "15/04/2026",
        "A",
    ]
    preview = preview_of(as_csv([[*headings, "Latest progress (200 words at most)"], [*row, "60 % trained"]]))
    (read,) = [each.plan_row for each in preview.rows]

    assert (read.action, read.post, read.lead) == ("Train in the model", "Principal Social Worker", "L&D lead")
    assert (read.baseline_deadline, read.forecast) == (date(2026, 3, 1), date(2026, 4, 15))
    assert read.update_text == "60 % trained"


def test_a_key_under_the_plan_is_a_key_and_no_action():
    book = Workbook()
    for row in (HEADINGS, ROW, [], ["Key:", "R = off track", "A = at risk", "G = on track", "B = complete"]):
        book.active.append(list(row))
    preview = preview_of(saved(book), "plan.xlsx")

    assert [(row.row, codes(row)) for row in preview.rows] == [(2, set()), (3, {"BLANK_ROW"}), (4, {"FOOTER_ROW"})]
    (key,) = [finding for finding in preview.findings if finding.code == "KEY_FOUND"]
    assert key.message.startswith('The key on row 4 says B means "complete".')


def test_a_sheet_with_headings_alone_is_no_plan():
    book = Workbook()
    book.active.title = "Plan"
    for row in (HEADINGS, ROW):
        book.active.append(list(row))
    book.create_sheet("Dashboard v2").append(list(HEADINGS))
    preview = preview_of(saved(book), "plan.xlsx")

    assert (preview.sheet, [row.ref for row in preview.rows]) == ("Plan", ["A-01"])
    assert [f.message for f in preview.findings if f.sheet != "Plan"] == [
        'Sheet "Dashboard v2": headings and no action under them. Skipped.'
    ]


def test_the_first_action_is_no_second_row_of_headings():
    rows = [
        ["Workstream", "Deliverable", "Accountable", "Consulted", "Baseline finish", "Actual finish"],
        ["Practice", "Train in the model", "Principal Social Worker", "Partners", "1st March 2026", "28 Feb 2026"],
    ]
    preview = preview_of(as_csv(rows))

    assert [(row.row, row.outcome.value, codes(row)) for row in preview.rows] == [(2, "held", {"NO_REF", "DATE_READ"})]
    assert [each.heading for each in preview.columns if each.field is None] == ["Consulted", "Actual finish"]


def test_without_a_column_of_references_it_is_said_what_to_add_and_nothing_that_nobody_can_answer():
    preview = preview_of(as_csv([HEADINGS[1:], ROW[1:], ["Another", *ROW[2:]]]))

    (said,) = [finding.message for finding in preview.findings if finding.code == "NO_REF_COLUMN"]
    assert 'Give the file a column headed "Ref"' in said
    assert [f.message for row in preview.rows for f in row.findings] == [
        f"Row {number} has an action but no reference. In their order it would be A{number - 1}." for number in (2, 3)
    ]
    assert [row.outcome.value for row in preview.rows] == ["held", "held"]


@pytest.mark.parametrize(
    ("line", "title", "due", "done_on"),
    [
        ("By end of Nov 2025: audit", "audit", date(2025, 11, 30), None),
        ("Pilot w/c 3 Nov 2025", "Pilot", date(2025, 11, 7), None),
        ("Pilot (week commencing 03/11/2025)", "Pilot", date(2025, 11, 7), None),
        ("Panel reviewed, w/e 14 Nov 2025", "Panel reviewed", date(2025, 11, 14), None),
        ("Audit – completed Sept 2025", "Audit", None, date(2025, 9, 30)),
        ("Launch Q3 2025/26", "Launch", date(2025, 12, 31), None),
        ("Launch in early Nov 2025", "Launch in early Nov 2025", None, None),
    ],
)
def test_a_milestone_says_its_day_in_the_ways_that_a_deadline_does(line, title, due, done_on):
    (step,) = one_row({"Milestones": line}).plan_row.milestones

    assert (step.title, step.due, step.done, step.done_on) == (title, due, done_on is not None, done_on)


def test_milestones_that_are_done_are_not_said_to_lack_a_date():
    row = one_row({"Milestones": "Audit done 30/11/2025\nTracker live"})

    (said,) = [finding.message for finding in row.findings if finding.code == "MILESTONES_NO_DATES"]
    assert said.endswith("2 found, 1 without a date. It will not count in the suggested rating until dated.")


def test_a_section_that_is_called_key_actions_is_no_key():
    book = Workbook()
    for row in (("Ref", *HEADINGS[1:]), ["Key actions"], ["A", "Publish the standards"], ["A-02", *ROW[1:]]):
        book.active.append(list(row))
    preview = preview_of(saved(book), "plan.xlsx")

    assert codes(preview.rows[0]) == {"SECTION_ROW"}
    assert [row.ref for row in preview.rows[1:]] == ["A", "A-02"]
