"""A pack for a formal review is kept as it was on the day, and opened again just so."""

from datetime import timedelta

import pytest

from bot.domain.sources import Link
from bot.use_cases.heard import Press, Typed
from handlers.slack import render
from storage import sources, tables
from storage.actions import change_action
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller

LONG = "Every plan has an owner and a day. " * 90


@pytest.fixture
def notice(session, board) -> int:
    """A notice with two conditions, of which BCP-06 answers the first."""
    source = sources.add_source(session, board.id, TUESDAY, ref="IN-1", title="Notice", kind="improvement_notice")
    for ref, words in (("C1", "Audit each month."), ("C2", LONG)):
        item = sources.add_item(session, source, TUESDAY, ref=ref, kind="condition", words=words)
        if ref == "C1":
            sources.add_link(session, Link(board.actions["BCP-06"], source, item_id=item), TUESDAY)
    return source


def press(board, what, about, who="U_PM", value=""):
    return Press(caller(who), f"review.{what}", f"{board.id}:{about}", value)


def test_a_pack_stays_as_it_was_made_whatever_changes(session, board, notice):
    assert "Formal review" in words_of(does(session, Typed(caller("U_QA"), "coverage IN-1"), TUESDAY))
    listed = words_of(does(session, press(board, "open", notice), TUESDAY))
    assert "None has been made yet." in listed and "Make the pack as at today" in listed

    made = words_of(does(session, press(board, "make", notice, "U_CHAIR"), TUESDAY))
    assert (
        "The condition: Audit each month. Open." in made and "Evidence: Audit reports; outside auditor’s report" in made
    )
    line = next(each for each in made.splitlines() if "BCP-06" in each)
    assert "Kept as it stood on 8 June 2021, 17:00." in made

    change_action(
        session, board.actions["BCP-06"], lifecycle="closed_complete", closed_on=TUESDAY.date(), evidence="X."
    )
    later = TUESDAY + timedelta(days=9)
    does(session, press(board, "make", notice), later)
    old, new = session.query(tables.KeptPaper).order_by(tables.KeptPaper.id)

    again = words_of(does(session, press(board, "show", "", "U_QA", str(old.id)), later))
    assert again == made and line in again
    now = words_of(does(session, press(board, "show", new.id), later))
    assert line not in now and "The condition: Audit each month. Closed: complete." in now
    assert "17 June 2021, 17:00 · 8 June 2021, 17:00" in words_of(does(session, press(board, "open", notice), later))
    assert [row.subject for row in session.query(tables.Audit).filter_by(what="make_review_pack")] == ["IN-1", "IN-1"]


def test_a_condition_stands_in_it_with_every_word_and_fits_what_slack_can_show(session, board, notice):
    for ref in ("C3", "C4"):
        sources.add_item(session, notice, TUESDAY, ref=ref, kind="condition", words=LONG)
    does(session, press(board, "make", notice), TUESDAY)
    paper = session.query(tables.KeptPaper).one()

    shown = [does(session, press(board, "show", f"{paper.id}:{page}"), TUESDAY).message for page in (1, 2)]

    drawn = "".join(str(render.message(page)["blocks"]) for page in shown)
    assert "Page 2 of 2." in drawn and drawn.count("Every plan has an owner") == 3 * LONG.count("Every")


def test_nothing_is_kept_twice_and_nothing_of_a_notice_without_conditions(session, board, notice):
    for _ in range(2):
        does(session, press(board, "make", notice), TUESDAY)
    assert session.query(tables.KeptPaper).count() == 1

    bare = sources.add_source(session, board.id, TUESDAY, ref="IN-2", title="Other", kind="improvement_notice")
    assert "Other has no condition yet." in is_refused(session, press(board, "make", bare), TUESDAY)
