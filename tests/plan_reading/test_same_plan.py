"""One plan in many layouts is one plan."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan_reading.files import as_csv, as_workbook, preview_of

# Each column with other headings that mean the same.
COLUMNS = {
    "ref": ("Ref", "Action ref", "Reference", "No.", "REF NO"),
    "action": ("Action", "What we will do", "Agreed action", "Action required"),
    "post": ("Accountable Officer", "Owner", "Who", "accountable_officer", "Action owner"),
    "deadline": ("Deadline", "By when", "Target date", "Due date", "current_deadline"),
    "rating": ("BRAG", "RAG", "RAG rating", "brag_self"),
    "update": ("Update", "Progress", "Comments", "Update / Comments"),
    "evidence": ("Evidence", "Evidence of impact", "evidence"),
}
PLAN = (
    (
        "A-01",
        "Publish the standards – all teams",
        "Head of Quality",
        "30/06/2021",
        "Amber",
        "Drafted; with managers",
        "Draft",
    ),
    (
        "A-02",
        "Review children’s caseloads",
        "Service Director, Early Help",
        "31/07/2021",
        "Green",
        "Two, of three, done",
        "",
    ),
    ("A-03", "Recruit, and keep, managers", "Head of Care", "01/09/2021", "Red", "£5k agreed", "Paper"),
    ("A-04", "Train every manager", "Head of Care", "", "", "", ""),
)
TITLES = [["Anyshire Council"], ["Improvement plan, as at 1 March 2021"], []]


def told(preview):
    return [(r.ref, r.action, r.post, r.deadline, r.self_rating, r.update_text, r.evidence) for r in preview.loadable]


EXPECTED = told(preview_of(as_csv([[names[0] for names in COLUMNS.values()], *PLAN])))


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    titles=st.booleans(),
    printed=st.booleans(),
    workbook=st.booleans(),
)
def test_headings_order_encoding_and_layout_make_no_difference(seed, separator, encoding, titles, printed, workbook):
    chance = random.Random(seed)
    order = chance.sample(range(len(COLUMNS)), len(COLUMNS))
    headings = [chance.choice(list(COLUMNS.values())[column]) for column in order]
    rows = [[row[column] for column in order] for row in PLAN]
    if printed:
        rows[2:2] = [["Page 1 of 2"], headings]
    table = [*(TITLES if titles else []), headings, *rows]

    preview = preview_of(as_workbook(table), "p.xlsx") if workbook else preview_of(as_csv(table, separator, encoding))

    assert told(preview) == EXPECTED
    assert len(preview.actions) == 4


def test_the_plan_itself_is_as_written():
    assert [row[:3] for row in EXPECTED] == [row[:3] for row in PLAN]
