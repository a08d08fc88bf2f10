"""The highlight report: a page for a Board on what it watches, made of what is on record."""

from datetime import UTC, date, datetime

from bot.use_cases.heard import Press, Typed
from storage import people, risks, room, tables
from tests.use_cases.measured_board import does, with_measures, words_of
from tests.use_cases.sample_board import TUESDAY, caller, sends_statement

AFTER = datetime(2021, 6, 21, 9, 0, tzinfo=UTC)
"""After the meeting of 15 June."""


def asks(session, words: str, now: datetime = TUESDAY, by: str = "U_CHAIR"):
    return does(session, Typed(caller(by), words), now)


def leads(words: str) -> list[str]:
    """What the report has, in its order."""
    wanted = ("Period", "Status", "Progress", "Next steps", "Milestones", "Risks", "Measures", "Help needed")
    return sorted((lead for lead in wanted if f"\n{lead}" in words), key=lambda lead: words.index(f"\n{lead}"))


def test_one_page_has_period_status_done_next_milestones_risks_measures_and_help(session, board):
    sends_statement(session, board, "BCP-06", "Amber", help_needed="Two auditors.", help_by=date(2021, 6, 30))
    words = words_of(asks(session, "highlight A6"))

    assert leads(words) == [
        "Period", "Status", "Progress", "Next steps", "Milestones", "Risks", "Measures", "Help needed",
    ]  # fmt: skip
    assert "Highlight report: BCP-06" in words
    assert "Amber, at risk (not confirmed)" in words
    assert "Work went on." in words
    assert "Finish it." in words
    assert "learning loop in each team: 30 June" in words
    assert "From the DCS: Two auditors. (by 30 June)" in words


def test_the_period_begins_with_the_last_meeting_that_went_through_it(session, board):
    assert "no meeting has gone through it yet" in words_of(asks(session, "highlight A6"))

    assert room.last_meeting(session, board.actions["BCP-06"], AFTER) is not None
    assert "from the meeting of Tuesday 15 June 2021 to Monday 21 June 2021" in words_of(
        asks(session, "highlight A6", AFTER)
    )


def test_where_there_is_no_statement_it_says_so_and_what_was_not_asked_is_none(session, board):
    action = session.get_one(tables.Action, board.actions["BCP-06"])
    action.statement_id = None
    session.query(tables.Statement).filter_by(action_id=action.id).update({"withdrawn_at": TUESDAY})
    session.flush()
    words = words_of(asks(session, "highlight A6"))

    assert "Done and next: no statement has been received." in words
    assert "Risks: none on the register." in words
    assert "Help needed: none asked for." in words


def test_a_risk_that_names_the_action_is_in_its_report_and_one_to_another_is_not(session, board):
    owner = people.find_post(session, board.workspace_id, "Independent Chair")
    for words, about in (("Auditors leave", "BCP-06, BCP-07"), ("Schools do not answer", "BCP-061")):
        row = risks.raise_risk(session, board.id, owner.id, words=words, about=about, by=None, at=TUESDAY)
        risks.judge(session, row.id, 4, 4, "Two more are trained.", by=None, at=TUESDAY)
    words = words_of(asks(session, "highlight A6"))

    assert "R1 Auditors leave: Score 16" in words
    assert "Schools do not answer" not in words


def test_highlight_alone_goes_through_what_is_watched_one_on_a_page(session, board):
    assert "No action is on the watch list." in words_of(asks(session, "highlight"))

    with_measures(session, board)
    for watched in (
        "watch A7 because guidance is late",
        "watch A6 because audits fell",
        "watch KPO-03 because it fell",
    ):
        asks(session, watched)
    first = asks(session, "highlights")
    assert "Highlight report: BCP-07" in words_of(first)
    assert "put on by the Independent Chair: guidance is late" in words_of(first)

    second = words_of(does(session, Press(caller("U_CHAIR"), "highlight.show", f"{board.id}:2"), TUESDAY))
    assert "Highlight report: BCP-06" in second
    assert "Previous" in second
    assert "Next" not in second.splitlines()[-1]
