"""Asking who answers for something, and what the board is for."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.domain.measures import TargetSet
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Press, Typed
from storage import (
    boards,
    challenges,
    decisions,
    edits,
    exception_reports,
    measures,
    meetings,
    new_dates,
    people,
    tables,
)
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = date(2021, 6, 8)
QUALITY, DCS = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services"
INCLUSION = "Service Director, Inclusion and Family Services"
MANAGER, CHAIR = "U_PM", "U_CHAIR"


def asks(session: Session, said: str, by: str = CHAIR, now: datetime = NOW) -> str:
    found = catalogue.find(Typed(caller(by), said))
    reply = found.use_case(session, found.command, now)
    assert reply.message is not None
    return as_text(reply.message)


def refused(session: Session, said: str, by: str = CHAIR) -> str:
    with pytest.raises(Refusal) as refusal:
        asks(session, said, by)
    return refusal.value.words


def sends(session: Session, form: str, about: object, by: str = MANAGER, **answers: str) -> Reply:
    found = catalogue.find(Answers(caller(by), form, str(about), answers))
    return found.use_case(session, found.command, NOW)


def post(session: Session, board: SampleBoard, title: str = QUALITY) -> tables.Post:
    return people.get_post(session, board.posts[title])


def follows(session: Session, board: SampleBoard, name: str = "Noor Aziz") -> tables.Holding:
    """Somebody takes the post over today, and has not accepted it yet."""
    person = people.person_of(session, board.workspace_id, "U_NOOR", name)
    people.hold(session, post(session, board), person, TODAY)
    holding = people.holding_of(session, post(session, board).id, TODAY)
    assert holding is not None
    holding.handed_over_at = NOW
    return holding


class TestWhois:
    def test_of_an_action_names_the_post_its_holder_since_when_delegate_lead_and_line_director(self, session, board):
        people.set_line(session, post(session, board), post(session, board, DCS))
        people.delegate(session, post(session, board), post(session, board, "Head of Early Help"), TODAY, None)

        said = asks(session, "whois 6")

        assert f"Accountable officer: {QUALITY}" in said
        assert f"Held by: Holder of {QUALITY} since 1 January 2020" in said
        assert "Delegate: Head of Early Help (Holder of Head of Early Help) may answer" in said
        assert "Lead officer: " in said
        assert f"Line director: {DCS} (Holder of {DCS})" in said

    def test_says_since_when_a_post_is_vacant(self, session, board):
        people.vacate(session, post(session, board), date(2021, 5, 4))

        assert "Held by: nobody: vacant since 4 May" in asks(session, "whois BCP-06")

    def test_says_that_somebody_is_away_and_never_why(self, session, board):
        post(session, board).away_until = date(2021, 6, 18)

        said = asks(session, "whois BCP-06")

        assert "Away: until Friday 18 June" in said
        assert "Delegate: nobody" in said

    def test_names_both_until_the_handover_is_accepted(self, session, board):
        holding = follows(session, board)

        said, card = asks(session, "whois BCP-06"), asks(session, "status BCP-06")

        both = f"Holder of {QUALITY} until 8 June; Noor Aziz since 8 June, handover not accepted yet"
        assert f"Held by: {both}" in said
        assert both in card
        holding.accepted_at = NOW
        session.flush()
        assert "Held by: Noor Aziz since 8 June\n" in asks(session, "whois BCP-06")
        assert "until 8 June" not in asks(session, "status BCP-06")

    @pytest.mark.parametrize("said", [QUALITY, QUALITY.casefold(), "quality"])
    def test_finds_a_post_by_its_title_or_words_of_it(self, session, board, said):
        assert f"Post: {QUALITY}" in asks(session, f"whois {said}")

    def test_finds_a_person_by_name_with_every_post_of_theirs(self, session, board):
        follows(session, board)

        said = asks(session, "whois noor")

        assert said.startswith("Noor Aziz")
        assert f"{QUALITY}: since 8 June." in said
        assert "BCP-06" in said

    def test_asks_which_where_the_words_fit_several(self, session, board):
        assert "“director” could be " in refused(session, "whois director")
        assert "Type “whois " in refused(session, "whois director")

    def test_says_what_to_type_where_nothing_fits_or_nothing_is_said(self, session, board):
        assert "No action, post or person of this plan is called “king”" in refused(session, "whois king")
        assert "such as “whois A6”" in refused(session, "whois")

    def test_finds_nobody_of_another_workspace(self, session, board):
        elsewhere = people.workspace_of(session, "slack", "T2")
        there = people.post_of(session, elsewhere, "Head of Elsewhere", TODAY)
        people.hold(session, there, people.person_of(session, elsewhere, "U_X", "Xenia Young"), TODAY)

        for said in ("whois Head of Elsewhere", "whois Xenia Young"):
            assert "No action, post or person of this plan" in refused(session, said)


class TestAbout:
    def test_shows_chair_members_meetings_and_whom_to_ask_from_what_was_set_up(self, session, board):
        member = people.post_of(session, board.workspace_id, "Health Lead", TODAY)
        people.seat(session, board.id, Role.MEMBER, member)

        said = asks(session, "about")

        assert "Aim: not written down yet." in said
        assert "Chair: Independent Chair (Holder of Independent Chair)" in said
        assert "Health Lead (vacant)" in said
        assert "Holding to Account: Tuesday 15 June" in said
        assert "Who to ask: Holder of Improvement Programme Manager, the programme manager." in said

    def test_shows_what_the_programme_manager_wrote_and_keeps_what_was_there_before(self, session, board):
        sends(session, "about_set", board.id, aim="Safe children.", objectives="- Less delay\n\n• Better plans",
              whom_to_ask="the board office")  # fmt: skip
        sends(session, "about_set", board.id, aim="Safe and well children.", objectives="Less delay")

        said = asks(session, "about")

        assert "Aim: Safe and well children." in said
        assert "Less delay" in said
        assert "Better plans" not in said
        changes = session.query(tables.Audit).filter_by(what="about the board changed").all()
        assert "Safe children." in changes[1].was
        assert boards.about_of(session, board.id).objectives == "Less delay"

    def test_has_the_boards_own_kinds_of_barrier_and_risk(self, session, board):
        sends(session, "about_set", board.id, pressures="Budget\nHousing\n- Courts")
        form = catalogue.find(Press(caller(MANAGER), "about.ask", str(board.id)))
        asked = form.use_case(session, form.command, NOW).form
        kinds = next(part for part in asked.parts if getattr(part, "name", "") == "pressures")

        assert kinds.initial == "Budget\nHousing\nCourts"
        assert boards.get_board(session, board.id).pressures == ("Budget", "Housing", "Courts")
        sends(session, "about_set", board.id, pressures="")
        assert boards.get_board(session, board.id).pressures == ("Budget", "Organisation", "Demand", "Perception")
        assert "at most 60 characters" in sends(session, "about_set", board.id, pressures="x" * 61).errors["pressures"]

    def test_keeps_no_details_of_a_child(self, session, board):
        with pytest.raises(Refusal):
            sends(session, "about_set", board.id, aim="Support child J.S., NHS number 943 476 5919.")

    def test_offers_the_change_to_the_programme_manager_alone(self, session, board):
        def labels(by: str) -> str:
            found = catalogue.find(Typed(caller(by), "about"))
            return found.use_case(session, found.command, NOW).model_dump_json()

        assert '"about.ask"' in labels(MANAGER)
        assert '"about.ask"' not in labels(CHAIR)
        found = catalogue.find(Press(caller(MANAGER), "about.ask", str(board.id)))
        assert found.use_case(session, found.command, NOW).form is not None


class TestWhoisOfARecord:
    """By the reference of what was asked for or decided: by whom, and who answers for the action that it is about."""

    def test_of_a_request_for_a_new_date_says_who_asked_and_once_it_is_decided_who_decided(self, session, board):
        action = board.actions["BCP-14"]
        given = {
            "to": date(2021, 9, 30),
            "reason": "Vacant.",
            "cause": "Vacancy",
            "effect": "They wait.",
            "recovery": "No.",
        }
        sends(session, "date_ask", action, "U_INCLUSION", **given)

        for said in ("whois CR-01", "whois request cr 1", "who is CR-01"):
            asked = asks(session, said)
            assert "CR-01: the request for a new deadline of 30 September 2021: not decided yet." in asked
            assert f"Asked for by the {INCLUSION} (Holder of {INCLUSION})." in asked
            assert f"Accountable officer: {INCLUSION}" in asked

        (one,) = new_dates.open_on(session, action)
        sends(session, "date_approve", one.id, CHAIR, said="The recovery is sound.")
        asked = asks(session, "whois CR-01")
        assert "of 30 September 2021: approved. Asked for by" in asked
        assert "Decided by the Independent Chair (Holder of Independent Chair), D-2021-06-01." in asked

    def test_of_a_decision_says_who_decided_and_who_wrote_it_down(self, session, board):
        chair, manager = (session.query(tables.Person).filter_by(account=each).one() for each in (CHAIR, MANAGER))
        decides(session, board, "D-2021-06-03", chair.id, action_id=board.actions["BCP-06"], recorded_by=manager.id)

        said = asks(session, "whois d-2021-06-03")

        assert said.startswith("BCP-06 ")
        assert "D-2021-06-03: what was decided on 8 June 2021: put on hold. Decided by the Independent Chair (" in said
        assert "), written down by Holder of Improvement Programme Manager." in said
        assert f"Accountable officer: {QUALITY}" in said

    def test_of_an_exception_a_question_and_a_milestone_too(self, session, board):
        action = board.actions["BCP-06"]
        meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
        exception_reports.report(session, board.id, meeting.id, action, why="Red twice", at=NOW)
        exception_reports.note_sent(session, meeting.id, by="Independent Chair", at=NOW)
        lead = session.query(tables.Person).filter_by(account="U_LEAD").one()
        challenges.raise_challenge(session, board.id, action, question="Why?", at=NOW, by=lead.id, post="Lead Member")
        session.add(tables.Milestone(action_id=action, position=9, title="Audit", reference="BCP-06-M9"))

        assert "EX-01: the exception that was put to the chair on 8 June 2021" in asks(session, "whois EX-01")
        assert "Sent by the Independent Chair." in asks(session, "whois ex 1")
        question = asks(session, "whois question ch 1")
        assert "CH-01: the question that was raised on 8 June 2021: not answered yet." in question
        assert "Asked by the Lead Member (Holder of Lead Member)." in question
        assert asks(session, "whois milestone bcp-06-m9").startswith("BCP-06 ")
        for ref in ("EX-01", "CH-01", "BCP-06-M9"):
            assert f"{ref}: " in asks(session, ref), "its reference alone shows its action"
            assert asks(session, f"history {ref}").startswith("History of BCP-06")

    def test_of_a_decision_about_no_one_action_says_what_it_was_and_who_decided(self, session, board):
        chair = session.query(tables.Person).filter_by(account=CHAIR).one()
        decides(session, board, "D-2021-06-09", chair.id, kind="close_plan", outcome="closed")
        measure = measures.add_measure(session, board.id, ref="KPO-1", name="Visits", unit="%", good_is="higher")
        by = TargetSet(None, Decimal(90), "IB-7", date(2021, 6, 1), "the Improvement Board")
        measures.set_target(session, measure, by, NOW, person_id=None, post="")

        for word in ("whois ", "status ", ""):
            closed = asks(session, f"{word}D-2021-06-09")
            assert closed.startswith("D-2021-06-09: what was decided on 8 June 2021: the plan closed; “closed” lists")
            assert "Decided by the Independent Chair (Holder of Independent Chair)." in closed
            target = asks(session, f"{word}ib-7")
            assert target.startswith("IB-7: what was decided on 1 June 2021: the target of KPO-1; “measures KPO-1”")
            assert "Decided by the Improvement Board." in target
        assert "It is about no one action, and has no history." in refused(session, "history IB-7")

    def test_of_what_somebody_may_not_see_says_no_more_than_of_what_is_not_there(self, session, board):
        chair = session.query(tables.Person).filter_by(account=CHAIR).one()
        decides(session, board, "D-2021-06-03", chair.id, action_id=board.actions["BCP-06"])
        decides(session, board, "D-2021-06-09", chair.id, kind="close_plan", outcome="closed")
        edits.add_contributor(session, board.actions["BCP-14"], board.posts["Head of Early Help"], NOW)

        for word in ("whois", "status", "history"):
            not_there = refused(session, f"{word} D-2021-06-77", "U_EARLY")
            for ref in ("D-2021-06-03", "D-2021-06-09"):
                assert refused(session, f"{word} {ref}", "U_EARLY").replace(ref, "D-2021-06-77") == not_there


def decides(session: Session, board: SampleBoard, ref: str, by: int, **about: object) -> None:
    about = {"kind": "hold", "outcome": "on hold", **about}
    decisions.add_decision(
        session, board.id, ref=ref, at=NOW, person_id=by, post="Independent Chair", words="x", **about
    )
