"""Asking who answers for something, and what the board is for."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answers, Press, Typed
from storage import boards, people, tables
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = date(2021, 6, 8)
QUALITY, DCS = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services"
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
