"""The day after a meeting the chair gets a draft about what the meeting can not put right by itself."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.exceptions import NOT_BY_THE_BOT
from bot.use_cases.exceptions import find_exceptions
from storage import meetings, people, tables
from tests.use_cases.ladder import EARLY_HELP, QUALITY, Ladder, at, said
from tests.use_cases.sample_board import chair_confirms, sends_statement

CHAIR, PM = "U_CHAIR", "U_PM"
BEFORE = datetime(2021, 5, 18, 8, 30, tzinfo=UTC)
THE_DAY_AFTER = at(16, 9)
REFS = ("BCP-01", "BCP-03", "BCP-04", "BCP-05", "BCP-06", "BCP-07", "BCP-08")


@pytest.fixture
def ladder(session, board) -> Ladder:
    """The meeting of 15 June has been, and so had that of 18 May; the plan is the same."""
    made = Ladder(session, board)
    facts = {"kind": "holding_to_account", "ref": "HTA-2021-05-18", "starts_at": BEFORE}
    facts |= {"ends_at": BEFORE.replace(hour=11), "statements_due_at": datetime(2021, 5, 11, 16, tzinfo=UTC)}
    meetings.add_meeting(session, board.id, [board.actions[ref] for ref in REFS], **facts)
    made.plan(at(14, 9))
    return made


def came_in(ladder: Ladder, *refs: str, rating: str = "Green", earlier: bool = True) -> None:
    """Statements came in for the meeting, and for the one before it."""
    for ref in refs:
        ladder.comes_in(ref, at(7, 10), rating)
        if earlier:
            last = ladder.session.query(tables.Statement).order_by(tables.Statement.id.desc()).first()
            assert last is not None
            early = {name: getattr(last, name) for name in ("action_id", "progress", "rating", "post")}
            before = meetings.find_meeting_ref(ladder.session, ladder.board.id, "HTA-2021-05-18")
            assert before is not None
            ladder.session.add(tables.Statement(**early, meeting_id=before.id, at=datetime(2021, 5, 10, tzinfo=UTC)))
    ladder.session.flush()


def reasons(ladder: Ladder) -> dict[str, tuple[str, ...]]:
    found = find_exceptions(ladder.session, ladder.board, ladder.meeting, THE_DAY_AFTER)
    return {each.ref: each.why for each in found}


def test_whoever_missed_two_meetings_running_is_reported(ladder):
    came_in(ladder, *(ref for ref in REFS if ref not in ("BCP-03", "BCP-06")))
    came_in(ladder, "BCP-06", earlier=False)

    assert reasons(ladder) == {"BCP-03": ("no statement for 2 meetings running (18 May 2021 and 15 June 2021)",)}


@pytest.mark.parametrize(
    ("state", "is_reported"),
    [("in_progress", True), ("on_hold", False), ("delivered", False), ("closed_superseded", False)],
)
def test_of_what_no_statement_is_asked_any_more_none_was_missed(ladder, state, is_reported):
    came_in(ladder, *(ref for ref in REFS if ref != "BCP-03"))
    action = ladder.session.get_one(tables.Action, ladder.sample.actions["BCP-03"])
    action.lifecycle, action.hold_decision = state, "D-2021-06-03" if state == "on_hold" else ""
    ladder.session.flush()

    assert ("BCP-03" in reasons(ladder)) is is_reported


def test_a_meeting_before_the_bot_was_started_was_missed_by_nobody(ladder):
    ladder.session.get_one(tables.Board, ladder.board.id).started_at = datetime(2021, 5, 25, tzinfo=UTC)
    ladder.session.flush()
    ladder = Ladder(ladder.session, ladder.sample)

    assert reasons(ladder) == {}


def test_red_twice_running_counts_the_confirmed_rating_before_the_officers_own(ladder):
    came_in(ladder, *REFS, rating="Red")
    chair_confirms(ladder.session, ladder.sample, "BCP-01", "Amber", at=at(15, 10))
    chair_confirms(ladder.session, ladder.sample, "BCP-03", "Red", at=at(18, 10, month=5))
    chair_confirms(ladder.session, ladder.sample, "BCP-03", "Red", at=at(15, 10))

    found = reasons(ladder)

    assert "BCP-01" not in found
    assert found["BCP-03"] == ("confirmed as Red twice running (18 May 2021 and 15 June 2021)",)
    assert found["BCP-04"] == ("rated Red, not each time confirmed, twice running (18 May 2021 and 15 June 2021)",)


@pytest.mark.parametrize(("between", "is_reported"), [(True, False), (False, True)])
@pytest.mark.parametrize("what", ["no statement", "Red"])
def test_two_that_another_meeting_came_between_are_not_running(ladder, what, between, is_reported):
    came_in(ladder, *(ref for ref in REFS if ref != "BCP-03"))
    if what == "Red":
        came_in(ladder, "BCP-03", rating="Red")
    if between:
        facts = {"kind": "holding_to_account", "ref": "HTA-2021-06-01", "starts_at": at(1, 9), "ends_at": at(1, 12)}
        meeting = meetings.add_meeting(ladder.session, ladder.board.id, [ladder.sample.actions["BCP-03"]], **facts)
        ladder.comes_in("BCP-03", at(1, 8))
        ladder.session.query(tables.Statement).filter_by(at=at(1, 8)).one().meeting_id = meeting
        ladder.session.flush()

    assert ("BCP-03" in reasons(ladder)) is is_reported


def test_what_is_closed_is_no_exception_whatever_was_said_of_it(ladder):
    came_in(ladder, *REFS, rating="Red")
    ladder.session.get_one(tables.Action, ladder.sample.actions["BCP-03"]).lifecycle = "closed_complete"
    ladder.session.flush()

    assert set(reasons(ladder)) == {ref for ref in REFS if ref != "BCP-03"}


@pytest.mark.parametrize(("needed_by", "is_reported"), [(date(2021, 6, 15), True), (date(2021, 6, 16), False)])
def test_help_that_did_not_come_by_its_day_is_reported(ladder, needed_by, is_reported):
    came_in(ladder, *REFS)
    sends_statement(ladder.session, ladder.sample, "BCP-05", "Amber", help_needed="A decision", help_by=needed_by)

    found = reasons(ladder)

    assert ("BCP-05" in found) is is_reported
    if is_reported:
        assert found["BCP-05"] == ("help from the DCS was needed by 15 June 2021, and is still asked for",)


def test_the_chair_gets_a_draft_by_post_and_the_bot_sends_it_to_nobody(ladder):
    came_in(ladder, *(ref for ref in REFS if ref != "BCP-03"))

    ladder.tick(THE_DAY_AFTER)

    (draft,) = ladder.told(CHAIR, "exceptions")
    assert f"BCP-03, {QUALITY}: No statement for 2 meetings running" in draft
    assert "Recommendation: for the chair to write." in draft
    assert NOT_BY_THE_BOT in draft
    assert "Holder of" not in draft and "Work." not in draft
    to_others = ladder.session.query(tables.Outbox).filter(
        tables.Outbox.kind == "exceptions", tables.Outbox.to != CHAIR
    )
    assert to_others.count() == 0
    ((_, subject, to, why),) = ladder.recorded("escalation step 5")
    assert (subject, to) == (f"BCP-03, {QUALITY}", "the chair, Holder of Independent Chair")
    assert why.startswith("no statement for 2 meetings running")


def test_nothing_to_report_is_not_spoken_of(ladder):
    came_in(ladder, *REFS)

    ladder.tick(THE_DAY_AFTER)

    assert ladder.told(CHAIR, "exceptions") == []
    assert ladder.dropped("exceptions") == ["nothing to report"]


def test_that_it_was_sent_is_recorded_once(ladder):
    ladder.tick(THE_DAY_AFTER)
    kept = ladder.session.query(tables.ExceptionReport).order_by(tables.ExceptionReport.id).all()
    assert [each.ref for each in kept] == [f"EX-{number:02d}" for number in range(1, len(kept) + 1)] and kept
    assert all(each.sent_at is None and each.why for each in kept)
    assert f"{kept[0].ref}, BCP-" in ladder.told(CHAIR, "exceptions")[0]

    replies = [ladder.presses(CHAIR, "exceptions.sent", str(ladder.meeting.id), at(16, 11, m)) for m in (5, 9)]

    assert said(replies[0]).startswith("Recorded: you sent the exception report of Holding to Account, Tuesday 15 June")
    assert "Recorded as sent (16 June, 11:05)." in ladder.told(CHAIR, "exceptions")[0]
    assert len(ladder.recorded("exception report sent")) == 1
    assert {(each.sent_at, each.sent_by) for each in kept} == {(at(16, 11, 5), "Independent Chair")}
    with pytest.raises(Refusal, match="Only the chair or the deputy chair can send an exception report"):
        ladder.presses(PM, "exceptions.sent", str(ladder.meeting.id), at(16, 11))


def test_where_nobody_chairs_the_programme_manager_hears_that_there_is_something_to_report(ladder):
    people.vacate(
        ladder.session, people.get_post(ladder.session, ladder.sample.posts["Independent Chair"]), date(2021, 6, 1)
    )

    ladder.tick(THE_DAY_AFTER)

    (told,) = ladder.told(PM, "nobody_to_report_to")
    assert "nobody sits as chair or deputy to send it" in told


def test_up_to_the_last_day_on_which_the_chair_is_away_the_deputy_gets_the_draft(ladder):
    posts = {title: people.get_post(ladder.session, post) for title, post in ladder.sample.posts.items()}
    people.seat(ladder.session, ladder.board.id, Role.DEPUTY, posts[EARLY_HELP])
    people.set_away(ladder.session, posts["Independent Chair"], ladder.board.today(THE_DAY_AFTER))

    ladder.works(THE_DAY_AFTER)

    assert len(ladder.told("U_EARLY", "exceptions")) == 1
    assert ladder.told(CHAIR, "exceptions") == []


def test_a_report_that_goes_further_says_of_nobody_that_they_are_away(ladder):
    people.set_away(ladder.session, people.get_post(ladder.session, ladder.sample.posts[QUALITY]), date(2021, 6, 30))

    found = find_exceptions(ladder.session, ladder.board, ladder.meeting, THE_DAY_AFTER)

    causes = [each.cause for each in found if each.ref in ("BCP-03", "BCP-06")]
    assert causes and all("obody is there to answer just now." in each and "away" not in each for each in causes)
