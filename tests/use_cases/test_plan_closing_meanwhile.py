"""A plan closes while all sorts of things are open: whoever waits for something hears of it, nothing is asked about
what has ended, and what goes on is asked for once. BCP-14 is withdrawn, all else that is open goes on.
"""

from datetime import date, datetime, timedelta

import pytest

from bot.messages.parts import Message
from bot.messages.text import as_text, form_as_text
from bot.use_cases import planning
from bot.use_cases.ended import KEPT
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.previewing import plan_everything
from storage import edits, meetings, new_dates, outbox, people, statements, tables, watching
from tests.use_cases.editor import standing
from tests.use_cases.ladder import EARLY_HELP, Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller
from tests.use_cases.test_open_forms import EVIDENCE, REQUEST
from tests.use_cases.test_plan_closing import NEXT, NOW, Closing
from tests.use_cases.test_reporting import Two

LATER = NOW + timedelta(minutes=5)
GOES_ON, WITHDRAWN = "BCP-13", "BCP-14"
"""The first is B-12 in the next plan."""
HAS_CLOSED = "Withdrawn, since “Children’s Services Improvement Board” has closed. Nothing is needed; thank you."


class Case(Closing):
    """The sample plan on a clock that ticks, with both its meetings planned."""

    def __init__(self, session, board) -> None:
        super().__init__(session, board)
        self.clock = Ladder(session, board)
        plan_everything(session, self.clock.board, at(1, 8))

    def works_until(self, since: datetime, until: datetime) -> None:
        """A worker is there at every half hour of the working days."""
        moment = since
        while moment <= until:
            self.clock.works(moment)
            moment += timedelta(minutes=30)
            if moment.hour >= 17:
                moment = (moment + timedelta(days=1)).replace(hour=7, minute=30)

    def closes(self) -> None:
        self.is_closed()
        self.clock.works(NOW)

    def officer(self, ref: str) -> str:
        post = self.action(ref).accountable_post_id
        found = people.holder_of(self.session, post, date(2021, 6, 1))
        assert found is not None
        return found.account

    def said_since(self, moment: datetime, *besides: str) -> str:
        row = tables.Outbox
        went = self.session.query(row).filter(row.settled_at > moment, row.amends.is_(None), row.state == outbox.SENT)
        return "\n".join(as_text(Message.model_validate(each.message)) for each in went if each.kind not in besides)


@pytest.fixture
def case(session, board):
    return Case(session, board)


def test_a_statement_is_asked_for_once_of_what_goes_on_and_no_more_of_what_is_withdrawn(case):
    case.works_until(at(1, 8, 30), at(8, 9, 30))
    case.closes()
    case.works_until(NOW + timedelta(minutes=30), at(16, 9))

    assert len(case.clock.told("U_INCLUSION", "statement_requested")) == 1
    said = case.said_since(NOW, "refs_changed", "plan_closed")
    assert "B-12" in said and "B-10 and B-11" in said
    assert "BCP-14" not in said and "BCP-13" not in said


def test_the_notes_of_the_day_follow_the_slots_that_come_sooner(case):
    def note_goes(ref: str) -> datetime:
        post = case.action(ref).accountable_post_id
        (row,) = (each for each in case.told("slot_soon") if each.args == {**each.args, "post": post, "meeting": 1})
        return row.due_at

    before = note_goes("BCP-03")
    case.is_closed()

    first = planning.first_slots(case.session, meetings.get_meeting(case.session, 1))
    slot = first[case.action("BCP-03").accountable_post_id]
    assert before > note_goes("BCP-03") == slot - timedelta(minutes=30), "BCP-02 is complete, and off the agenda"


def test_the_draft_of_what_goes_on_goes_along(case):
    person = case.person(case.officer(GOES_ON)).id
    statements.keep_draft(case.session, case.board.actions[GOES_ON], person, {"progress": "Begun."}, NOW)
    write = Press(caller(case.officer(GOES_ON)), "statement.write", str(case.board.actions[GOES_ON]))
    case.closes()

    form = does(case.session, write, LATER).form

    assert standing(form)["progress"] == "Begun." and form.title == "Statement for B-12"


def test_a_statement_that_was_being_written_is_kept_and_says_what_became_of_its_action(case):
    write = Press(caller(case.officer(WITHDRAWN)), "statement.write", str(case.board.actions[WITHDRAWN]))
    form = does(case.session, write, NOW).form
    case.closes()

    given = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": date(2021, 6, 30)}
    sent = Answers(caller(case.officer(WITHDRAWN)), form.name, form.about, {**given, "reason": "It went on."})
    does(case.session, sent, LATER)

    (thanks,) = case.told("statement_received")
    said = as_text(Message.model_validate(thanks.message))
    assert "BCP-14 is closed: not delivered, so no meeting goes through it and no more is asked of it." in said


def test_input_is_wanted_once_of_what_goes_on_and_no_more_of_what_is_withdrawn(case):
    asked = {}
    for ref in (GOES_ON, WITHDRAWN):
        edits.add_contributor(case.session, case.board.actions[ref], case.board.posts[EARLY_HELP], at(1, 8))
        whom = f"{case.board.actions[ref]}.{case.board.posts[EARLY_HELP]}"
        answers = {"whom": (whom,), "words": "", "wanted": date(2021, 6, 9)}
        case.clock.fills(case.officer(ref), "input_ask", str(case.board.actions[ref]), at(7, 10), answers)
        asked[ref] = case.session.query(tables.Contribution).order_by(tables.Contribution.id.desc()).first().id
    case.works_until(at(7, 10, 30), at(8, 9, 30))
    case.closes()
    case.works_until(NOW + timedelta(minutes=30), at(10, 9))

    (request,) = case.clock.told("U_EARLY", "input_requested")
    assert HAS_CLOSED in request and request.count("Buttons: Write") == 1
    gives = {ref: Answers(caller("U_EARLY"), "input_give", str(asked[ref]), {"progress": "All."}) for ref in asked}
    assert "beside the statement for B-12" in words_of(does(case.session, gives[GOES_ON], LATER))
    assert case.refused(gives[WITHDRAWN]) == HAS_CLOSED


def test_a_new_date_that_waits_is_decided_once_of_what_goes_on_and_ends_with_what_is_withdrawn(case):
    for ref in (GOES_ON, WITHDRAWN):
        request = {**REQUEST, "to": date(2022, 8, 31)}
        does(case.session, Answers(caller(case.officer(ref)), "date_ask", str(case.board.actions[ref]), request), NOW)
    case.clock.works(NOW)
    ids = {ref: new_dates.open_on(case.session, case.board.actions[ref])[0].id for ref in (GOES_ON, WITHDRAWN)}
    case.closes()
    case.works_until(NOW + timedelta(minutes=30), at(30, 9))

    approve = {ref: Answers(caller("U_CHAIR"), "date_approve", str(ids[ref]), {}) for ref in ids}
    assert "was withdrawn" in words_of(does(case.session, approve[WITHDRAWN], at(30, 10)))
    assert "BCP-14" not in case.said_since(NOW, "refs_changed", "plan_closed")
    answer = words_of(does(case.session, approve[GOES_ON], at(30, 10)))
    assert "B-12" in answer and case.action(GOES_ON).deadline == date(2022, 8, 31)


@pytest.mark.parametrize("has_gone", [True, False])
def test_evidence_that_waits_is_judged_of_what_goes_on_and_no_more_of_what_is_withdrawn(case, has_gone):
    for ref in (GOES_ON, WITHDRAWN):
        delivers = Answers(caller(case.officer(ref)), "delivery_offer", str(case.board.actions[ref]), EVIDENCE)
        does(case.session, delivers, NOW)
    if has_gone:
        case.clock.works(NOW)
    case.closes()
    case.works_until(NOW + timedelta(minutes=30), at(15, 9))

    goes_on, withdrawn = case.clock.told("U_CHAIR", "action_delivered")
    assert "Accept and close" in goes_on and "Accept and close" not in withdrawn
    assert "BCP-14 is withdrawn, since “Children’s Services Improvement Board” has closed" in withdrawn
    accepts = {"reason": "In use.", "waiver": "There is no measure."}
    closes = Answers(caller("U_CHAIR"), "decision.close", str(case.board.actions[GOES_ON]), accepts)
    assert "B-12" in words_of(does(case.session, closes, at(15, 9)))
    late = Press(caller("U_CHAIR"), "decision.open_close", str(case.board.actions[WITHDRAWN]))
    assert is_refused(case.session, late, LATER).startswith("BCP-14 is closed: not delivered, so there is no evidence")


def test_a_milestone_is_asked_about_once_of_what_goes_on_and_no_more_of_what_is_withdrawn(case):
    steps = {}
    for ref in (GOES_ON, WITHDRAWN):
        for name, due in (("First", date(2021, 6, 4)), ("Next", date(2021, 6, 10))):
            step = edits.add_milestone(case.session, case.board.actions[ref], title=name, due=due, baseline=due)
            steps[ref, name] = str(step)
    plan_everything(case.session, case.clock.board, at(6, 8))
    case.works_until(at(7, 8, 30), at(8, 9, 30))
    expected = {"forecast": date(2021, 7, 20), "note": "Late."}
    case.closes()
    case.works_until(NOW + timedelta(minutes=30), at(15, 9))

    (was,) = (said for said in case.clock.told(case.officer(WITHDRAWN), "milestones_asked") if "First" in said)
    assert "The action is closed: not delivered now, so nothing is needed of you for it." in was
    told = [said for said in case.clock.told(case.officer(GOES_ON), "milestones_asked") if "BCP-13-M" in said]
    assert ["First" in said for said in told] == [True, False] and "B-12" in told[1] and "Next" in told[1]
    late = Answers(caller(case.officer(WITHDRAWN)), "milestone.expected", steps[WITHDRAWN, "First"], expected)
    said = is_refused(case.session, late, LATER)
    assert said == f"BCP-14 is closed: not delivered, so nothing is needed of its milestones.{KEPT}"
    goes_on = Answers(caller(case.officer(GOES_ON)), "milestone.expected", steps[GOES_ON, "First"], expected)
    assert words_of(does(case.session, goes_on, LATER)).startswith("B-12")


def test_a_meeting_that_is_being_held_goes_through_what_it_has_and_decides_what_goes_on(case):
    meeting = meetings.find_meeting_ref(case.session, case.board.id, "HTA-2021-06-16")
    case.works_until(at(10, 8, 30), at(16, 9))
    room = meeting.starts_at + timedelta(minutes=5)
    case.begins()
    case.decides(WITHDRAWN, fate="withdrawn", reason="The region does it now.")
    case.moves_rest()
    does(case.session, Answers(caller("U_CHAIR"), "plan_closing_confirm", str(case.board.id), {}), room)

    covered = [action_id for action_id, _ in meetings.agenda(case.session, meeting.id)]
    assert case.board.actions[GOES_ON] in covered and case.board.actions[WITHDRAWN] in covered


class TestAnotherBoard:
    @pytest.fixture
    def two(self, case):
        return Two(case.session, case.board)

    def test_its_action_stays_on_the_agenda_and_the_watch_list_of_the_board_whose_plan_closes(self, case, two):
        two.agree()
        meeting = two.meets(22, 15, 8, actions=[two.action])
        watching.put_on(case.session, two.other, why="x", by=None, post="Chair", at=NOW, action_id=two.action)
        begin = Answers(caller("U_OTHER"), "plan_closing_begin", str(two.other), {"next_name": "Safety 2022"})
        does(case.session, begin, NOW)

        said = words_of(
            does(case.session, Answers(caller("U_OCHAIR"), "plan_closing_confirm", str(two.other), {}), NOW)
        )

        assert "is closed" in said and "would go through nothing now" not in said
        assert [action_id for action_id, _ in meetings.agenda(case.session, meeting)] == [two.action]
        assert [each.action_id for each in watching.watched(case.session, two.other)] == [two.action]

    def test_hears_once_what_is_called_otherwise_from_now_on(self, case, two):
        two.agree()
        two.action = case.board.actions["BCP-05"]
        two.agree()

        case.is_closed()

        (told,) = [row for row in case.told("reported_refs")]
        said = as_text(Message.model_validate(told.message))
        assert told.to == "U_OTHER" and f"goes on in “{NEXT}”" in said
        assert "B-05: Put a quality" in said and "BCP-06 until now" in said and "BCP-05 until now" in said

    @pytest.mark.parametrize("words", ["status bcp-06", "whois BCP-06", "history BCP-06", "challenge BCP-06"])
    def test_finds_it_by_what_it_was_called_before(self, case, two, words):
        two.agree()
        case.is_closed()

        reply = does(case.session, Typed(caller("U_OCHAIR"), words), LATER)

        assert "B-05" in (form_as_text(reply.form) if reply.form else words_of(reply))

    def test_and_nothing_of_that_plan_that_is_not_reported_to_it(self, case, two):
        two.agree()
        case.is_closed()

        for words in ("status bcp-05", "whois BCP-05", "history BCP-05", "challenge BCP-05"):
            assert "B-04" not in is_refused(case.session, Typed(caller("U_OCHAIR"), words), LATER)

    def test_does_not_take_what_was_offered_to_it_once_that_has_ended(self, case, two):
        two.action = case.board.actions[WITHDRAWN]
        meeting = two.meets(22, 15, 8)
        two.asks()
        case.is_closed()

        said = is_refused(case.session, Press(caller("U_OTHER"), "report.accept", two.report()), LATER)

        assert said.startswith("BCP-14 is closed: not delivered, so there is nothing to follow.")
        assert meetings.agenda(case.session, meeting) == []


def test_a_form_or_a_button_of_the_closing_that_comes_after_it_says_that_it_is_closed(case):
    case.begins()
    form = case.presses("U_PM", "decide", case.board.actions[WITHDRAWN]).form
    case.is_closed()
    closed = "“Children’s Services Improvement Board” was closed on 8 June: “closed plans” shows what became of its"

    said = case.refused(Answers(caller("U_PM"), form.name, form.about, {"fate": "withdrawn", "reason": "The region."}))
    assert closed in said and said.endswith(KEPT)
    for button in ("ask_chair", "stop", "rest"):
        pressed = case.refused(Press(caller("U_PM"), f"plan_closing.{button}", str(case.board.id)))
        assert closed in pressed and KEPT not in pressed
