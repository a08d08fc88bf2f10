"""Who gives input to an action, and what it waits for: no circle, and a slip is told once to both officers."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.links import circle_of
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.slipping import tell_of_slips
from storage import people, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, Editor, on_record, told, words_of_form
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller

JULY = date(2021, 7, 16)
QUALITY = "Service Director, Quality and Assurance"
INCLUSION = "Service Director, Inclusion and Family Services"


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


def card(session, ref):
    return words_of(does(session, Typed(caller("U_CHAIR"), f"status {ref}"), NOW))


def said(session, kind, to):
    """What somebody was told last of a kind."""
    rows = session.query(tables.Outbox).filter_by(kind=kind, to=to).order_by(tables.Outbox.id)
    return as_text(Message.model_validate(rows.all()[-1].message))


def waits(session, pm, board, one, other, **more):
    return pm.edits("edit.waits", one, on=str(board.actions[other]), **more)


class TestContributors:
    def test_are_named_told_and_shown_on_the_card(self, session, board, pm):
        early = str(board.posts["Head of Early Help"])
        preview = pm.previews("edit.contributors", "BCP-06", posts=(early,))
        assert "Gives input: Head of Early Help" in words_of_form(preview)
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
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 5, 31))
        waits(session, pm, board, "BCP-06", "BCP-14")

        shown = next(line for line in card(session, "BCP-06").splitlines() if "Waits for: BCP-14" in line)
        assert shown.endswith("was expected 31 May")
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

    def test_twice_is_said_of_an_outside_programme_too(self, session, board, pm):
        pm.edits("edit.waits", "BCP-06", outside="Smarter Structures")

        reply = pm.sends(pm.opens("edit.waits", "BCP-06"), outside="smarter  structures")

        assert reply.errors["outside"].startswith("BCP-06 waits for that already.")

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

    def test_nothing_is_said_once_one_of_them_has_ended(self, session, board, waiting):
        for ref in ("BCP-06", "BCP-14"):
            change_action(session, board.actions[ref], lifecycle="closed_complete")
            change_action(session, board.actions["BCP-14"], forecast=JULY)

            assert tell_of_slips(session, NOW) == 0
            change_action(session, board.actions[ref], lifecycle="in_progress", forecast=date(2021, 6, 30))

    def test_whoever_runs_the_board_is_told_while_nobody_answers_for_one_of_them(self, session, board, waiting):
        people.vacate(session, people.get_post(session, board.posts[INCLUSION]), date(2021, 6, 1))
        change_action(session, board.actions["BCP-14"], forecast=JULY)

        tell_of_slips(session, NOW)

        assert [to for to, _ in self.slips(session)] == ["U_QA", "U_PM"]
        assert f"This is for the {INCLUSION}." in said(session, "dependency_slipped", "U_PM")

    def test_it_waits_for_the_boards_hours(self, session, board, waiting):
        change_action(session, board.actions["BCP-14"], forecast=JULY)

        tell_of_slips(session, NOW.replace(hour=20))

        assert {row.due_at for row in session.query(tables.Outbox).filter_by(kind="dependency_slipped")} == {
            datetime(2021, 6, 9, 7, 30, tzinfo=UTC)
        }


class TestADayThatPasses:
    def test_without_what_is_waited_for_is_told_to_both_officers_once(self, session, board, pm):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 9))
        waits(session, pm, board, "BCP-06", "BCP-14")
        assert tell_of_slips(session, datetime(2021, 6, 9, 9, tzinfo=UTC)) == 0

        for hour in (9, 10):
            tell_of_slips(session, datetime(2021, 6, 10, hour, tzinfo=UTC))

        assert told(session, "dependency_passed") == ["U_QA", "U_INCLUSION"]
        assert "was expected on 9 June, and is not delivered. BCP-06" in said(session, "dependency_passed", "U_QA")

    def test_and_again_after_each_new_date(self, session, board, pm):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 9))
        waits(session, pm, board, "BCP-06", "BCP-14")
        tell_of_slips(session, datetime(2021, 6, 10, 9, tzinfo=UTC))
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 14))

        for day in (11, 15, 16):
            tell_of_slips(session, datetime(2021, 6, day, 9, tzinfo=UTC))

        assert told(session, "dependency_slipped") == ["U_QA", "U_INCLUSION"]
        assert told(session, "dependency_passed") == ["U_QA", "U_INCLUSION"] * 2

    def test_which_was_over_when_it_was_noted_is_no_news(self, session, board, pm):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 5, 31))
        waits(session, pm, board, "BCP-06", "BCP-14")

        assert tell_of_slips(session, NOW) == 0

    def test_says_nothing_of_what_is_delivered(self, session, board, pm):
        change_action(session, board.actions["BCP-14"], forecast=date(2021, 6, 9))
        waits(session, pm, board, "BCP-06", "BCP-14")
        change_action(session, board.actions["BCP-14"], lifecycle="delivered")

        assert tell_of_slips(session, datetime(2021, 6, 10, 9, tzinfo=UTC)) == 0
        assert "Waits for: BCP-14" in card(session, "BCP-06") and ", delivered" in card(session, "BCP-06")

    def test_of_an_outside_programme_asks_the_officer_and_whoever_keeps_it(self, session, board, pm):
        pm.edits("edit.waits", "BCP-06", outside="Smarter Structures", expected=date(2021, 6, 9))

        tell_of_slips(session, datetime(2021, 6, 10, 9, tzinfo=UTC))

        assert told(session, "dependency_passed") == ["U_QA", "U_PM"]
        assert "tell the programme manager" in said(session, "dependency_passed", "U_QA")
        row = session.query(tables.Outbox).filter_by(kind="dependency_passed", to="U_PM").one()
        (buttons,) = [part["buttons"] for part in row.message["parts"] if part["part"] == "buttons"]
        shown = does(session, Press(caller("U_PM"), buttons[0]["does"], buttons[0]["about"]), NOW)
        assert "Smarter Structures" in words_of(shown)


class TestWhatIsWaitedForChanges:
    """BCP-06 waits for BCP-14."""

    @pytest.fixture(autouse=True)
    def waiting(self, session, board, pm):
        waits(session, pm, board, "BCP-06", "BCP-14")

    @pytest.mark.parametrize(
        ("edit", "answers", "became"),
        [
            ("edit.hold", {"review": JULY}, "is on hold, to be looked at again on 16 July."),
            ("edit.not_delivered", {"link": "Minutes 4"}, "is closed: not delivered."),
            ("edit.superseded", {"link": "Minutes 4"}, "is closed: superseded."),
        ],
    )
    def test_whoever_answers_for_what_waits_is_told(self, session, board, pm, edit, answers, became):
        preview = pm.previews(edit, "BCP-14", **answers)
        assert "BCP-06 waits for it" in words_of_form(preview)
        assert f"the {QUALITY} (BCP-06 waits for it)" in words_of_form(preview)

        pm.saves(preview)

        assert told(session, "waited_for_changed") == ["U_QA"]
        assert became in said(session, "waited_for_changed", "U_QA")
        assert "Waits for: BCP-14" in card(session, "BCP-06")

    @pytest.mark.parametrize(("edit", "field"), [("edit.merge", "into"), ("edit.superseded", "by")])
    def test_it_waits_for_what_takes_its_place_and_reads_so(self, session, board, pm, edit, field):
        preview = pm.previews(edit, "BCP-14", **{field: str(board.actions["BCP-05"])})
        assert "waits for BCP-05 from now on: BCP-06" in words_of_form(preview).replace("Waits", "waits")

        pm.saves(preview)

        assert "waits for BCP-05" in said(session, "waited_for_changed", "U_QA")
        assert "Waits for: BCP-05" in card(session, "BCP-06")
        changed = [entry[:3] for entry in on_record(session) if entry[0] in ("end_dependency", "add_dependency")][1:]
        assert [what for what, _, _ in changed] == ["end_dependency", "add_dependency"]
        assert changed[0][1].startswith("BCP-14") and changed[1][2].startswith("BCP-05")

    def test_it_stays_with_the_whole_where_that_is_split_and_the_preview_says_so(self, session, board, pm):
        preview = pm.previews("edit.split", "BCP-06", words="Report the audits.", title="Report the audits")
        assert "What BCP-06 waits for, and what waits for it, stays so" in words_of_form(preview)

    def test_what_it_waits_for_itself_goes_along_where_it_is_merged(self, session, board, pm):
        preview = pm.previews("edit.merge", "BCP-06", into=str(board.actions["BCP-03"]))
        assert "What it waits for goes along: BCP-14" in words_of_form(preview)

        pm.saves(preview)

        assert "Waits for: BCP-14" in card(session, "BCP-03")
        assert "Waited for by: BCP-03" in card(session, "BCP-14")

    @pytest.mark.parametrize(("edit", "field"), [("edit.merge", "into"), ("edit.superseded", "by")])
    def test_nothing_is_handed_on_so_that_two_wait_for_each_other(self, session, board, pm, edit, field):
        waits(session, pm, board, "BCP-03", "BCP-06", now=NOW + timedelta(minutes=1))

        reply = pm.sends(pm.opens(edit, "BCP-14"), **{field: str(board.actions["BCP-03"])})

        assert "they would wait for each other" in reply.errors[field]

    def test_nothing_of_a_restricted_one_is_said_to_the_other(self, session, board, pm):
        title = session.get_one(tables.Action, board.actions["BCP-14"]).title
        pm.edits("edit.restrict", "BCP-14", event="The staff have been told")

        pm.edits("edit.not_delivered", "BCP-14", link="Minutes 4", now=NOW + timedelta(minutes=1))

        assert "BCP-14 restricted is closed: not delivered" in said(session, "waited_for_changed", "U_QA")
        assert title not in said(session, "waited_for_changed", "U_QA")

    def test_opened_again_it_is_waited_for_again(self, session, board, pm):
        pm.edits("edit.not_delivered", "BCP-14", link="Minutes 4")
        form = does(session, Press(caller("U_CHAIR"), "decision.open_reopen", str(board.actions["BCP-14"])), NOW).form
        answers = {"reason": "The region will not do it."}
        does(session, Answers(caller("U_CHAIR"), form.name, form.about, answers), NOW + timedelta(minutes=5))

        assert [to for to in told(session, "waited_for_changed")] == ["U_QA", "U_QA"]
        assert "is open again. BCP-06" in said(session, "waited_for_changed", "U_QA")


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
