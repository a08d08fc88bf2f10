"""Each decision about an action can be found by its reference, wherever somebody reads about that action."""

from datetime import date, timedelta

import pytest

from bot.domain.cycle import LOG_DRAFT, OUTCOMES_SUMMARY
from bot.domain.rating_facts import Rating
from bot.domain.whole_plan import read_whole_plan
from bot.messages.editing import HISTORY
from bot.messages.text import as_text
from bot.use_cases import pack
from bot.use_cases.decision_log import make_up_draft
from bot.use_cases.decisions import ConfirmRating, confirm_rating
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Press, Typed
from bot.use_cases.outcomes import make_up_outcomes_summary
from handlers.plan_exports import Kind, write_plan
from handlers.plan_files import read_plan_bytes
from storage import decisions, plans, tables
from tests.use_cases.editor import Editor
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller
from tests.use_cases.test_outcomes import DAY, FIVE, QUALITY, Meeting

REF = "BCP-06"
RATED, JUDGED, DATED, HELD = (f"D-2021-06-{number:02d}" for number in range(1, 5))
ALL = {RATED: "confirmed Red", JUDGED: "evidence not enough", DATED: "new date approved", HELD: "put on hold"}


@pytest.fixture
def held(session, board) -> Meeting:
    """A meeting that rated BCP-06, judged its evidence, agreed a new date and, between two actions, put it on hold."""
    made = Meeting(session, board)
    was = session.get_one(tables.Action, board.actions[REF]).deadline
    plans.add_deadline_change(
        session, board.actions[REF], was=was, to=date(2021, 10, 29), state="asked", asked_at=DAY - timedelta(days=3)
    )
    made.decides(REF, rating="Red", reason="It fell.", evidence="not_enough", new_date="approved")
    Editor(session, board).edits("edit.hold", REF, now=DAY, review=date(2021, 9, 1))
    return made


def missing(text: str, *refs: str) -> list[str]:
    return [ref for ref in refs or ALL if ref not in text]


def test_on_the_actions_card_with_what_each_came_to(held):
    card = words_of(does(held.session, Typed(caller("U_QA"), f"status {REF}"), FIVE))

    said = "; ".join(f"{ref} {words}" for ref, words in reversed(ALL.items()))
    assert f"Decisions: {said}" in card


def test_one_that_was_taken_back_is_not_on_the_card_and_stays_in_the_history(held):
    held.decides(REF, evidence="not_enough", new_date="approved", take_back=("rating",))

    assert RATED not in words_of(does(held.session, Typed(caller("U_QA"), f"status {REF}"), FIVE))
    history = words_of(does(held.session, Typed(caller("U_QA"), f"history {REF}"), FIVE))
    assert RATED in history and "taken back" in history.replace("take back", "taken back")


def test_a_decision_about_several_that_was_given_the_minutes_reference_is_on_each_card(held):
    for ref in ("BCP-07", "BCP-08"):
        confirmed = ConfirmRating(
            caller("U_CHAIR"), Rating.GREEN, "As said.", "Minute 12", action_id=held.plan.actions[ref]
        )
        confirm_rating(held.session, confirmed, FIVE + timedelta(days=1))

    for ref in ("BCP-07", "BCP-08"):
        card = words_of(does(held.session, Typed(caller("U_QA"), f"status {ref}"), FIVE))
        assert "Decisions: Minute 12 confirmed Green" in card


def test_the_history_of_an_action_is_found_by_the_reference_of_a_decision_or_a_request_of_it(held):
    held.decides(REF, new_date="approved")
    (request,) = held.session.query(tables.DeadlineChange.reference).filter_by(action_id=held.plan.actions[REF]).one()
    (decision,) = held.session.query(tables.Decision.ref).filter_by(outcome="approved").one()

    own = words_of(does(held.session, Typed(caller("U_QA"), f"history {REF}"), FIVE))
    for ref in (request, decision.lower()):
        assert words_of(does(held.session, Typed(caller("U_QA"), f"history {ref}"), FIVE)) == own


def test_in_the_history(held):
    pages = [
        words_of(does(held.session, Press(caller("U_QA"), HISTORY, f"{held.plan.actions[REF]}:{page}"), FIVE))
        for page in (1, 2)
    ]

    assert missing("".join(pages)) == []


def test_in_what_the_officer_is_told_and_in_the_log_and_in_the_channel(held):
    told = as_text(held.is_told(QUALITY).message)
    log = as_text(make_up_draft(held.session, held.board, held.meeting, held.row(LOG_DRAFT), FIVE).message)
    channel = as_text(
        make_up_outcomes_summary(held.session, held.board, held.meeting, held.row(OUTCOMES_SUMMARY), FIVE).message
    )

    assert missing(told) == missing(log) == missing(channel) == []
    assert f"put on hold ({HELD})" in told and f"put on hold ({HELD})" in log


def test_on_the_run_sheet_of_the_meeting(held):
    sheet = words_of(does(held.session, Press(caller("U_CHAIR"), "room.run_sheet", str(held.meeting.id)), FIVE))

    assert missing(sheet) == []


def test_in_the_next_pack_beside_the_rating_that_was_confirmed(held):
    fixed = pack.fix_pack(held.session, held.board, held.meeting, FIVE)
    (item,) = (each for each in fixed.items if each.ref == REF)

    assert item.confirmed_ref == RATED
    pages = [
        words_of(does(held.session, Press(caller("U_CHAIR"), "pack.show", f"{held.meeting.id}:{page}"), FIVE))
        for page in (1, 2, 3)
    ]
    assert f"Last confirmed: Red, 15 June ({RATED})" in "".join(pages)


@pytest.mark.parametrize("kind", Kind)
def test_in_the_export_where_they_decide_nothing_when_it_is_read_back(held, kind):
    held.decides(
        REF, rating="Red", reason="It fell.", evidence="not_enough", new_date="approved", take_back=("rating",)
    )
    found = plan_to_export(held.session, held.board, FIVE)
    content = write_plan(found.rows, kind, found.marking, found.beside)

    rows = {row[0]: row for row in found.beside["Decisions"][1:]}
    assert {ref: row[2] for ref, row in rows.items() if ref in ALL} == ALL
    assert rows[HELD][1:] == [
        REF, "put on hold", "Independent Chair", "15 June 2021", "Holding to Account, 15 June 2021", ""
    ]  # fmt: skip
    assert rows[RATED][-1] == "Taken back by the Independent Chair."
    assert "Holder of" not in str(found.beside["Decisions"])

    known = plans.known_plan(held.session, held.plan.workspace_id, held.plan.id)
    again = read_whole_plan(read_plan_bytes(content, f"plan.{kind}"), bank_holidays=(), known=known)
    assert set(dict(again.changes)) == {"unchanged"}
    assert [each.message for each in again.findings if "Decision" in each.message] == []
    assert decisions.find_decision(held.session, held.plan.id, HELD) is not None
