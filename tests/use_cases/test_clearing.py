"""The chair clears actions and measures for the public, one by one, in the words that they have."""

from datetime import date

from sqlalchemy import select

from bot.use_cases.heard import Press, Typed
from storage import tables
from storage.actions import change_action
from tests.use_cases.editor import Editor, on_record, words_of_form
from tests.use_cases.measured_board import does, is_refused, with_measures, words_of
from tests.use_cases.sample_board import TUESDAY, caller, chair_confirms

REF = "BCP-06"


def asks(session, who, text) -> str:
    return words_of(does(session, Typed(caller(who), text), TUESDAY))


def presses(session, label, reply_to, who="U_CHAIR"):
    buttons = [button for part in reply_to.parts if part.part == "buttons" for button in part.buttons]
    button = next(each for each in buttons if each.label == label)
    return Press(caller(who), button.does, button.about)


def draft(session, board, name="for_scrutiny") -> str:
    return words_of(does(session, Press(caller("U_PM"), f"quarterly.{name}", f"{board.id}:2021-06-30"), TUESDAY))


def test_a_public_paper_says_how_often_a_deadline_was_moved_and_by_how_much(session, board):
    change_action(session, board.actions[REF], baseline=date(2021, 6, 30), deadline=date(2021, 9, 30), moves=1)
    shown = does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY).message
    does(session, presses(session, "Clear for the public", shown), TUESDAY)

    said = "Deadline 30 September 2021, 92 days later than first agreed, moved once."
    assert said in words_of(does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY))
    assert said in draft(session, board) and said in asks(session, "U_LEAD", "cleared")


def test_what_the_chair_clears_goes_into_the_draft_until_its_words_change(session, board):
    kpos = with_measures(session, board)
    chair_confirms(session, board, REF, "Amber", at=TUESDAY)
    title = session.get_one(tables.Action, board.actions[REF]).title.rstrip(".")
    assert "No item has been cleared" in draft(session, board) and REF not in asks(session, "U_LEAD", "cleared")
    assert "Only the chair" in is_refused(session, Typed(caller("U_PM"), f"clear {REF}"), TUESDAY)

    for ref in (REF, "KPO-05" if "KPO-05" in kpos else "KPO-01"):
        shown = does(session, Typed(caller("U_CHAIR"), f"clear {ref}"), TUESDAY).message
        does(session, presses(session, "Clear for the public", shown), TUESDAY)

    said = draft(session, board)
    assert f"{REF} {title}" in said and "Amber, confirmed by the chair. Deadline" in said and "BCP-07" not in said
    assert title in asks(session, "U_LEAD", "cleared") and "BCP-07" not in asks(session, "U_LEAD", "cleared")
    assert REF not in draft(session, board, "left_out")
    kept = session.execute(select(tables.Cleared.kind, tables.Cleared.by, tables.Cleared.at)).all()
    assert [tuple(row) for row in kept] == [(kind, "Independent Chair", TUESDAY) for kind in ("action", "measure")]

    before = does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY).message
    change_action(session, board.actions[REF], title="Something that nobody has cleared")
    assert "nobody has cleared" not in draft(session, board) and REF not in draft(session, board)
    left = draft(session, board, "left_out")
    assert f"cleared once and worded otherwise since: {REF}." in left
    assert "other words by now" in is_refused(session, presses(session, "Clear it no more", before), TUESDAY)

    again = does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY).message
    assert f"in other words: “{title}" in words_of(does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY))
    does(session, presses(session, "Clear for the public", again), TUESDAY)
    assert "nobody has cleared" in draft(session, board)


def test_what_is_restricted_is_neither_cleared_nor_shown_though_it_was_cleared_before(session, board):
    shown = does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY).message
    does(session, presses(session, "Clear for the public", shown), TUESDAY)
    change_action(session, board.actions[REF], restricted_at=TUESDAY, restricted_until=date(2021, 6, 18))

    assert REF not in draft(session, board) and REF not in asks(session, "U_LEAD", "cleared")
    assert "1 restricted action" in draft(session, board, "left_out").lower()
    assert "Say which action" in is_refused(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY)


def test_what_was_cleared_and_then_restricted_is_cleared_anew_once_it_is_open_again(session, board):
    shown = does(session, Typed(caller("U_CHAIR"), f"clear {REF}"), TUESDAY).message
    does(session, presses(session, "Clear for the public", shown), TUESDAY)
    chair = Editor(session, board, "U_CHAIR")

    preview = chair.previews("edit.restrict", REF, event="The staff have been told.")
    assert "once it is open again, the chair clears it anew" in words_of_form(preview)
    chair.saves(preview)
    chair.edits("edit.unrestrict", REF, why="They were told.")

    assert REF not in draft(session, board)
    assert "clear_no_more" in [entry[0] for entry in on_record(session)]
    again = chair.previews("edit.restrict", REF, event="The staff have been told.")
    assert "clears it anew" not in words_of_form(again), "there is nothing to end"
