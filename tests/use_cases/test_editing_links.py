"""Who gives input to an action, and what it waits for: no circle, and a slip is told once to both officers."""

from datetime import date, timedelta

import pytest

from bot.domain.links import circle_of
from bot.messages.text import as_text
from bot.use_cases.heard import Press, Typed
from bot.use_cases.slipping import tell_of_slips
from storage import people, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, Editor, on_record, told, words_of_form
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller

JULY = date(2021, 7, 16)


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


def card(session, ref):
    return words_of(does(session, Typed(caller("U_CHAIR"), f"status {ref}"), NOW))


def waits(session, pm, board, one, other, **more):
    return pm.edits("edit.waits", one, on=str(board.actions[other]), **more)


class TestContributors:
    def test_are_named_told_and_shown_on_the_card(self, session, board, pm):
        early = str(board.posts["Head of Early Help"])
        preview = pm.previews("edit.contributors", "BCP-06", posts=(early,))
        assert "Gives input: nothing → Head of Early Help" in words_of_form(preview)
        assert "stays the accountable officer’s" in words_of_form(preview)

        pm.saves(preview)

        assert "Give input: Head of Early Help" in card(session, "BCP-06")
        assert told(session) == ["U_QA", "U_EARLY"]

    def test_one_who_has_nothing_else_to_do_with_the_board_may_look_at_what_they_give_input_to(
        self, session, board, pm
    ):
        post = people.post_of(session, board.workspace_id, "Team Manager", date(2021, 1, 1))
        people.hold(session, post, people.person_of(session, board.workspace_id, "U_TEAM"), date(2021, 1, 1))

        pm.edits("edit.contributors", "BCP-06", posts=(str(post.id),))

        row = session.query(tables.Outbox).filter_by(to="U_TEAM").one()
        (buttons,) = [part["buttons"] for part in row.message["parts"] if part["part"] == "buttons"]
        for each in buttons:
            assert does(session, Press(caller("U_TEAM"), each["does"], each["about"]), NOW).message

    def test_end_and_stay_in_the_history(self, session, board, pm):
        pm.edits("edit.contributors", "BCP-06", posts=(str(board.posts["Head of Early Help"]),))

        pm.edits("edit.contributors", "BCP-06", posts=(), now=NOW + timedelta(hours=1))

        assert "Give input" not in card(session, "BCP-06")
        assert [entry[:3] for entry in on_record(session)] == [
            ("add_contributor", "", "Head of Early Help"), ("end_contributor", "Head of Early Help", ""),
        ]  # fmt: skip


class TestWaiting:
    def test_is_shown_on_both_cards_and_told_to_both_officers(self, session, board, pm):
        waits(session, pm, board, "BCP-06", "BCP-14")

        assert "Waits for: BCP-14" in card(session, "BCP-06")
        assert "Waited for by: BCP-06" in card(session, "BCP-14")
        assert len(told(session)) == 2

    def test_a_circle_is_refused_in_words(self, session, board, pm):
        waits(session, pm, board, "BCP-06", "BCP-14")
        waits(session, pm, board, "BCP-14", "BCP-03", now=NOW + timedelta(minutes=1))

        reply = pm.sends(pm.opens("edit.waits", "BCP-03"), on=str(board.actions["BCP-06"]))

        said = reply.errors["on"]
        assert said.startswith("BCP-03, which waits for BCP-06, which waits for BCP-14, which waits for BCP-03.")
        assert "neither could begin" in said

    def test_twice_is_said(self, session, board, pm):
        waits(session, pm, board, "BCP-06", "BCP-14")

        reply = pm.sends(pm.opens("edit.waits", "BCP-06"), on=str(board.actions["BCP-14"]))

        assert reply.errors["on"] == "BCP-06 waits for BCP-14 already."

    def test_an_outside_programme_is_named_in_words_and_given_a_new_date(self, session, board, pm):
        pm.edits("edit.waits", "BCP-06", outside="Smarter Structures", expected=date(2021, 6, 20))
        part = str(session.query(tables.Dependency).one().id)

        preview = pm.previews("edit.outside_date", "BCP-06", part, expected=JULY)
        assert "20 June 2021 → 16 July 2021" in words_of_form(preview)
        pm.saves(preview)

        assert "Waits for: Smarter Structures, expected 16 July" in card(session, "BCP-06")
        shown = does(session, Press(caller("U_PM"), "waits.change", str(board.actions["BCP-06"])), NOW).message
        assert "New date" in as_text(shown)

    def test_it_waits_no_more(self, session, board, pm):
        waits(session, pm, board, "BCP-06", "BCP-14")
        part = str(session.query(tables.Dependency).one().id)

        pm.edits("edit.waits_no_more", "BCP-06", part, now=NOW + timedelta(hours=1))

        assert "Waits for" not in card(session, "BCP-06")


class TestSlipping:
    @pytest.fixture
    def waiting(self, session, board, pm):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 30))
        waits(session, pm, board, "BCP-06", "BCP-14")

    def slips(self, session):
        return [
            (row.to, row.message["parts"][0]["text"])
            for row in session.query(tables.Outbox).filter_by(kind="dependency_slipped")
        ]

    def test_both_officers_are_told_once(self, session, board, waiting):
        change_action(session, board.actions["BCP-14"], forecast=JULY)

        for minutes in (1, 2):
            tell_of_slips(session, NOW + timedelta(minutes=minutes))

        found = self.slips(session)
        assert len(found) == 2 and len({to for to, _ in found}) == 2
        assert "is expected on 16 July instead of 30 June, 16 days later." in found[0][1]

    def test_what_comes_earlier_is_no_slip(self, session, board, waiting):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 20))

        tell_of_slips(session, NOW)

        assert self.slips(session) == []

    def test_a_second_slip_is_told_again(self, session, board, waiting):
        for day in (JULY, date(2021, 8, 1)):
            change_action(session, board.actions["BCP-14"], forecast=day)
            tell_of_slips(session, NOW)

        assert len(self.slips(session)) == 4

    def test_nothing_is_asked_about_what_waits_no_more(self, session, board, waiting, pm):
        part = str(session.query(tables.Dependency).one().id)
        pm.edits("edit.waits_no_more", "BCP-06", part)
        change_action(session, board.actions["BCP-14"], forecast=JULY)

        assert tell_of_slips(session, NOW) == 0


@pytest.mark.parametrize(
    ("edges", "circle"),
    [
        ([], []),
        ([(2, 1)], [1, 2, 1]),
        ([(2, 3), (3, 1)], [1, 2, 3, 1]),
        ([(2, 3), (3, 4)], []),
        ([(2, 2)], []),
    ],
)
def test_a_circle_is_found_whatever_lies_between(edges, circle):
    assert circle_of(edges, 1, 2) == circle


def test_an_action_does_not_wait_for_itself():
    assert circle_of([], 1, 1) == [1, 1]
