"""Where the plan comes from: what a source asks for, what answers it, and what the chair declines."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.sources import ItemKind, Link, SourceKind
from bot.domain.sources_read import ItemRow, SourceRow, SourcesRead
from bot.messages.board_pack import board_pack
from bot.messages.parts import said
from bot.messages.text import as_text
from bot.use_cases.board_pack import board_pack_of
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.inspection import inspection_pack
from bot.use_cases.source_loading import LoadSources, load_sources
from bot.use_cases.sources_back import bring_sources
from handlers.slack import render
from storage import boards, meetings, people, plan_closings, plans, sources, tables
from storage.access import access_as_operator
from storage.sources import links_of
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller

WEDNESDAY = datetime(2021, 6, 9, 9, 0, tzinfo=UTC)
PEER = {"title": "Peer review letter", "ref": "PR-1", "kind": "peer_review", "visited": "April 2021"}


def types(session, who, text):
    return does(session, Typed(caller(who), text), TUESDAY)


def sends(session, who, form, answers=None):
    return does(session, Answers(caller(who), form.name, form.about, answers or {}), TUESDAY)


def presses(session, who, button):
    return does(session, Press(caller(who), button.does, button.about), TUESDAY)


def buttons_of(message):
    found = [part.button for part in message.parts if getattr(part, "button", None)]
    rows = [part.buttons for part in message.parts if getattr(part, "buttons", None)]
    return {button.label: button for button in [*found, *(button for row in rows for button in row)]}


@pytest.fixture
def asked(session, board):
    """A peer review with two recommendations and a finding, added in chat by the programme manager."""
    added = sends(session, "U_PM", types(session, "U_PM", "source").form, PEER)
    form = presses(session, "U_PM", buttons_of(added.message)["Add what it asks for"]).form
    for ref, words in (("R1", "Hold a weekly call."), ("R2", "Agree the audits.")):
        sends(session, "U_PM", form, {"kind": "recommendation", "ref": ref, "words": words, "priority": ""})
    return {row.ref: row for row in session.query(tables.SourceItem)}


def links(session, who, text):
    """Link or unlink, and say yes to what that changes."""
    return sends(session, who, types(session, who, text).form, {"why": "Agreed by the Board."})


def audit(session, what):
    return [(row.subject, row.was, row.to, row.why) for row in session.query(tables.Audit).filter_by(what=what)]


class TestAdding:
    def test_sources_stand_together_by_what_kind_they_are_the_most_binding_first(self, session, board, asked):
        for ref, kind in (("SC-1", "scrutiny"), ("DN-1", "improvement_notice"), ("PR-2", "peer_review")):
            form = types(session, "U_PM", "source").form
            sends(session, "U_PM", form, PEER | {"title": f"Letter {ref}", "ref": ref, "kind": kind})

        told = words_of(types(session, "U_CHAIR", "coverage")).partition("By source")[2]
        assert list(dict.fromkeys(re.findall(r"(?:DN|PR|SC)-\d", told))) == ["DN-1", "PR-1", "PR-2", "SC-1"]

    def test_what_a_source_asks_for_starts_with_no_action_yet(self, session, board, asked):
        told = words_of(types(session, "U_CHAIR", "coverage"))

        assert "2 recommendations from 1 source: 2 with no action yet." in told
        assert "R1: Hold a weekly call (Peer review letter; here since 8 June)" in told
        assert "PR-1 Peer review letter: Peer review, visit April 2021." in told

    def test_a_visit_that_is_still_to_come_is_asked_about(self, session, board):
        form = types(session, "U_PM", "source").form

        reply = sends(session, "U_PM", form, {**PEER, "visited": "October 2021"})

        assert reply.errors["visited"] == "October 2021 is after 8 June 2021. Did you mean October 2020?"
        assert session.query(tables.Source).count() == 0

    def test_a_reference_is_given_once(self, session, board, asked):
        form = types(session, "U_PM", "source").form

        assert "is the reference of another source" in sends(session, "U_PM", form, PEER).errors["ref"]

    def test_details_of_a_child_are_not_kept(self, session, board):
        form = types(session, "U_PM", "source").form
        command = Answers(caller("U_PM"), form.name, form.about, {**PEER, "note": "NHS number 943 476 5919"})

        assert "looks like details of a child" in is_refused(session, command, TUESDAY)

    @pytest.mark.parametrize("who", ["U_CHAIR", "U_QA"])
    def test_only_the_programme_manager_adds_and_links(self, session, board, asked, who):
        for text in ("source", "link BCP-06 to R1", "unlink BCP-06 from R1"):
            said = is_refused(session, Typed(caller(who), text), TUESDAY)
            assert said == "Only the programme manager can change the plan, its people and its dates."

    @pytest.mark.parametrize("who", ["U_NOBODY", "U_LEAD"])
    def test_who_may_not_see_the_plan_sees_no_source(self, session, board, asked, who):
        assert "R1" not in is_refused(session, Typed(caller(who), "coverage R1"), TUESDAY)


class TestWhy:
    def test_a_link_is_made_and_taken_away_with_a_reason_only(self, session, board, asked):
        form = types(session, "U_PM", "link BCP-06 to R1").form

        assert "why" in sends(session, "U_PM", form, {"why": None}).errors
        assert audit(session, "link_action") == []


class TestLists:
    def test_what_was_put_right_in_chat_since_a_list_was_shown_is_shown_before_it_is_written_over(
        self, session, board, asked
    ):
        rows = (ItemRow("List, row 2", "R1", ItemKind.RECOMMENDATION, "Hold a call each week.", source="PR-1"),)
        command = LoadSources(caller("U_PM"), SourcesRead(items=rows))
        shown = self.looks(session, command)
        assert "R1: here words: Hold a weekly call. In the list words: Hold a call each week." in as_text(shown)

        agreed = replace(command, is_agreed=True, shown=shown)
        sources.change_item(session, asked["R1"].id, words="Hold a weekly call, and minute it.")
        with session.begin_nested() as kept_if_settled:
            reply = load_sources(session, agreed, TUESDAY)
            kept_if_settled.rollback()

        assert not reply.settled
        assert "Nothing has been saved yet: what is here has changed" in as_text(reply.message)
        assert "here words: Hold a weekly call, and minute it." in as_text(reply.message)
        assert load_sources(session, replace(agreed, shown=self.looks(session, command)), TUESDAY).settled

    def looks(self, session, command):
        """What is shown; nothing of it is kept."""
        with session.begin_nested() as trial:
            shown = load_sources(session, command, TUESDAY).message
            trial.rollback()
        return shown


class TestLinking:
    def test_is_shown_before_it_is_saved_and_then_logged_with_why(self, session, board, asked):
        form = types(session, "U_PM", "link BCP-06 to R1").form
        assert form.parts[0].items[0].text == (
            "BCP-06 will answer R1 (Peer review letter). Nothing else answers it yet."
        )
        assert links_of(session, board.id) == []

        told = sends(session, "U_PM", form, {"why": "Agreed by the Board."})

        assert words_of(told).startswith("Saved, and so from now on: BCP-06 answers R1 (Peer review letter).")
        assert audit(session, "link_action") == [("BCP-06", "", "R1", "Agreed by the Board.")]
        assert "R1" not in words_of(types(session, "U_PM", "coverage")).partition("By source")[0]

    def test_what_an_action_of_a_closed_plan_answered_stays_answered(self, session, board, asked):
        links(session, "U_PM", "link BCP-02 to R1")
        session.get_one(tables.Action, board.actions["BCP-02"]).is_archived = True
        session.flush()

        assert "1 with no action yet" in words_of(types(session, "U_PM", "coverage"))
        assert "BCP-02" in words_of(types(session, "U_PM", "coverage R1"))

    def test_one_action_that_answers_two_is_one_piece_of_work(self, session, board, asked):
        for ref in ("R1", "R2"):
            links(session, "U_PM", f"link BCP-06 to {ref}")

        assert "2 open. 1 piece of work answers them, each counted once." in words_of(
            types(session, "U_QA", "coverage")
        )

    def test_taken_away_it_has_no_action_again_and_that_is_said_first(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")

        form = types(session, "U_PM", "unlink BCP-06 from R1").form

        assert (
            form.parts[0].items[0].text.endswith("no longer answer R1 (Peer review letter). It then has no action yet.")
        )
        sends(session, "U_PM", form, {"why": "It was another call."})
        assert "2 with no action yet" in words_of(types(session, "U_PM", "coverage"))
        assert audit(session, "unlink_action") == [("BCP-06", "", "R1", "It was another call.")]

    def test_the_actions_that_answer_one_thing_are_ticked_in_a_list(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")
        shown = types(session, "U_PM", "coverage R1").message
        form = presses(session, "U_PM", buttons_of(shown)["Link or unlink"]).form
        assert form.parts[1].initial == (str(board.actions["BCP-06"]),)

        chosen = (str(board.actions["BCP-01"]),)
        preview = sends(session, "U_PM", form, {"chosen": chosen}).form
        sends(session, "U_PM", preview, {"why": "It answers it better."})

        assert [link.action_id for link in links_of(session, board.id)] == [board.actions["BCP-01"]]

    def test_from_its_card_an_action_is_linked_to_several_at_once_and_its_history_says_so(self, session, board, asked):
        card = types(session, "U_PM", "status BCP-06").message
        offered = presses(session, "U_PM", buttons_of(card)["Change"]).message
        form = presses(session, "U_PM", buttons_of(offered)["What it answers"]).form
        codes = {choice.label[:2]: choice.value for choice in form.parts[1].choices}
        assert form.parts[1].initial == ()

        preview = sends(session, "U_PM", form, {"chosen": (codes["R1"], codes["R2"])}).form
        sends(session, "U_PM", preview, {"why": "One call serves both."})

        told = words_of(types(session, "U_PM", "history BCP-06"))
        assert "linked to: R1. Why: One call serves both." in told and "linked to: R2." in told

    def test_back_from_what_will_change_leads_to_what_was_ticked_and_the_reason_is_kept(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")
        ticked = (str(board.actions["BCP-01"]), str(board.actions["BCP-03"]))
        form = presses(
            session, "U_PM", buttons_of(types(session, "U_PM", "coverage R1").message)["Link or unlink"]
        ).form

        preview = sends(session, "U_PM", form, {"chosen": ticked}).form
        again = self.goes_back(session, preview, why="It answers it better.")
        assert set(again.parts[1].initial) == set(ticked) and again.parts[1].initial != form.parts[1].initial

        preview = sends(session, "U_PM", again, {"chosen": ticked[:1]}).form
        assert [field.initial for field in preview.parts if field.part == "text_field"] == ["It answers it better."]
        sends(session, "U_PM", preview, {"why": "It answers it better."})
        assert [link.action_id for link in links_of(session, board.id)] == [board.actions["BCP-01"]]

    def test_back_leads_to_what_was_ticked_for_one_action_too(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")
        card = types(session, "U_PM", "status BCP-06").message
        offered = presses(session, "U_PM", buttons_of(card)["Change"]).message
        form = presses(session, "U_PM", buttons_of(offered)["What it answers"]).form
        codes = {choice.label[:2]: choice.value for choice in form.parts[1].choices}

        preview = sends(session, "U_PM", form, {"chosen": (codes["R2"],)}).form
        again = self.goes_back(session, preview, why="The other call.")

        assert again.parts[1].initial == (codes["R2"],)
        preview = sends(session, "U_PM", again, {"chosen": (codes["R2"],)}).form
        assert [field.initial for field in preview.parts if field.part == "text_field"] == ["The other call."]

    def test_what_was_typed_to_be_linked_has_no_form_to_go_back_to(self, session, board, asked):
        form = types(session, "U_PM", "link BCP-06 to R1").form

        assert "buttons" not in [part.part for part in form.parts]

    def goes_back(self, session, preview, why):
        back = buttons_of(preview)["Back"]
        press = Press(
            caller("U_PM"), back.does, back.about, form=preview.name, form_about=preview.about, answers={"why": why}
        )
        return does(session, press, TUESDAY).form

    def test_an_action_that_was_closed_without_delivery_answers_nothing(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")
        session.get_one(tables.Action, board.actions["BCP-06"]).lifecycle = "closed_not_delivered"
        session.flush()

        assert "2 with no action yet" in words_of(types(session, "U_PM", "coverage"))

    def test_nothing_called_so_says_what_is_near(self, session, board, asked):
        assert "Did you mean R1" in is_refused(session, Typed(caller("U_PM"), "link BCP-06 to R11"), TUESDAY)


class TestDeclining:
    def test_is_the_chairs_with_a_reason_and_is_shown_as_declined(self, session, board, asked):
        form = types(session, "U_CHAIR", "decline R2").form
        assert "Give the reason" in sends(session, "U_CHAIR", form, {"why": ""}).errors["why"]

        declined = sends(session, "U_CHAIR", form, {"why": "It repeats R1."}).message

        shown = presses(session, "U_CHAIR", buttons_of(declined)["Show R2"]).message
        assert "Declined by the Independent Chair" in as_text(shown)
        back = presses(session, "U_CHAIR", buttons_of(shown)["Ask for it again"]).message
        assert "State: No action yet." in words_of(presses(session, "U_CHAIR", buttons_of(back)["Show R2"]))
        sends(session, "U_CHAIR", form, {"why": "It repeats R1."})

        told = words_of(types(session, "U_QA", "coverage PR-1"))
        assert "Declined by the Independent Chair, 8 June: It repeats R1." in told
        assert "1 with no action yet and 1 declined" in told
        assert audit(session, "decline_source_item")[0] == ("PR-1 R2", "no action yet", "declined", "It repeats R1.")

    def test_is_not_the_programme_managers(self, session, board, asked):
        said = is_refused(session, Typed(caller("U_PM"), "decline R2"), TUESDAY)

        assert said == "Only the chair or the deputy chair can decline what a source asks for."

    def test_is_the_deputys_only_when_the_chair_cannot(self, session, board, asked):
        post = session.query(tables.Post).filter_by(title="Head of Early Help").one()
        people.seat(session, board.id, people.Role.DEPUTY, post)

        form = types(session, "U_CHAIR", "decline R2").form
        deputy = caller("U_EARLY")
        typed, opened = Typed(deputy, "decline R2"), Press(deputy, "coverage.decline", form.about)
        sent = Answers(deputy, form.name, form.about, {"why": "Another board does it."})

        for heard in (typed, opened, sent):
            assert is_refused(session, heard, TUESDAY).startswith("The chair decides this.")
        sends(session, "U_CHAIR", form, {"why": "Another board does it."})
        assert is_refused(session, Press(deputy, "coverage.ask_again", form.about), TUESDAY).startswith("The chair")

    def test_is_the_deputys_while_there_is_no_chair_and_the_record_says_so(self, session, board, asked):
        post = session.query(tables.Post).filter_by(title="Head of Early Help").one()
        people.seat(session, board.id, people.Role.DEPUTY, post)
        people.vacate(session, people.get_post(session, board.posts["Independent Chair"]), TUESDAY.date())

        form = types(session, "U_EARLY", "decline R2").form
        sends(session, "U_EARLY", form, {"why": "Another board does it."})
        does(session, Press(caller("U_EARLY"), "coverage.ask_again", form.about), TUESDAY)

        why = "Decided from the seat of the deputy chair: there is no chair."
        assert audit(session, "decline_source_item")[0][3] == f"Another board does it. {why}"
        assert audit(session, "ask_for_source_item_again")[0][3] == why

    def test_is_refused_while_an_action_answers(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")

        assert is_refused(session, Typed(caller("U_CHAIR"), "decline R1"), TUESDAY).startswith("BCP-06 answers R1.")

    def test_can_be_taken_back_and_stands_in_the_way_of_a_link_until_then(self, session, board, asked):
        sends(session, "U_CHAIR", types(session, "U_CHAIR", "decline R2").form, {"why": "It repeats R1."})
        assert "The chair declined R2" in is_refused(session, Typed(caller("U_PM"), "link BCP-06 to R2"), TUESDAY)

        shown = types(session, "U_CHAIR", "coverage R2").message
        again = buttons_of(shown)["Ask for it again"]
        presses(session, "U_CHAIR", again)

        assert "State: No action yet." in words_of(types(session, "U_CHAIR", "coverage R2"))
        assert audit(session, "ask_for_source_item_again") == [("PR-1 R2", "declined", "no action yet", "")]
        twice = Press(caller("U_CHAIR"), again.does, again.about)
        assert is_refused(session, twice, TUESDAY) == "R2 is not declined."


class TestAskingForASource:
    def test_counts_each_action_once_however_many_it_answers(self, session, board, asked):
        for ref in ("R1", "R2"):
            links(session, "U_PM", f"link BCP-06 to {ref}")
        links(session, "U_PM", "link BCP-02 to R2")

        told = words_of(types(session, "U_CHAIR", "status source PR-1"))

        assert told.startswith("PR-1 Peer review letter: 2 of 15 actions")
        assert "1 open, 1 closed; each is counted once" in told and "2 recommendations: 2 open" in told
        assert "Answers R1 and R2." in told

    def test_what_answers_a_source_as_a_whole_is_told_from_what_answers_something_that_it_asks_for(
        self, session, board, asked
    ):
        links(session, "U_PM", "link BCP-06 to R1")
        assert "1 piece of work answers it." in words_of(types(session, "U_CHAIR", "coverage"))
        links(session, "U_PM", "link BCP-02 to PR-1")

        told = words_of(types(session, "U_CHAIR", "coverage"))

        assert "1 piece of work answers them, each counted once. 1 more answers a source as a whole" in told
        assert "2 pieces of work come from it: 1 answers what it asks for, and 1 the source as a whole." in told

    def test_what_the_plan_itself_says_of_its_sources_can_be_asked_for(self, session, board):
        told = words_of(types(session, "U_CHAIR", "status source smarter structures"))

        assert told.startswith("Corporate Smarter Structures programme: 1 of 15 actions")

    def test_no_such_source_is_said(self, session, board, asked):
        assert "“source mars”" in is_refused(session, Typed(caller("U_CHAIR"), "status source mars"), TUESDAY)

    def test_an_actions_card_says_what_it_answers_and_where_the_plan_says_it_is_from(self, session, board, asked):
        for ref in ("R1", "R2"):
            links(session, "U_PM", f"link BCP-06 to {ref}")

        told = words_of(types(session, "U_QA", "status BCP-06"))

        assert "Answers: R1 and R2 (Peer review letter)" in told and "Where it comes from: " in told


def test_what_took_an_actions_place_answers_for_it(session, board, asked):
    links(session, "U_PM", "link BCP-06 to R1")
    row = session.get_one(tables.Action, board.actions["BCP-06"])
    row.lifecycle, row.replaced_by_id = "merged", board.actions["BCP-01"]
    session.flush()

    told = words_of(types(session, "U_PM", "coverage R1"))

    assert "State: Open." in told and "• BCP-01 " in told
    assert "1 piece of work (2 actions) answers them, each counted once." in words_of(
        types(session, "U_PM", "coverage")
    )


def test_what_has_no_action_yet_is_counted_in_the_drafts_of_a_quarter(session, board, asked):
    links(session, "U_PM", "link BCP-06 to R1")
    told = {
        name: words_of(does(session, Press(caller("U_PM"), f"quarterly.{name}", f"{board.id}:2021-03-31"), TUESDAY))
        for name in ("for_dfe", "for_scrutiny")
    }

    counts = "2 recommendations from 1 source: 1 with no action yet and 1 open."
    assert counts in told["for_dfe"] and counts in told["for_scrutiny"]
    assert "No action yet: 1:\n• R2: Agree the audits" in told["for_dfe"] and "R2" not in told["for_scrutiny"]


BINDING = {"DN-1": "statutory_direction", "IN-1": "improvement_notice", "OF-1": "ofsted", "SC-1": "scrutiny"}
"""Sources beside the peer review of the sample, the most binding first."""


def test_every_report_goes_by_the_force_of_what_asks_and_names_its_kind(session, board, asked):
    for ref, kind in reversed(BINDING.items()):
        source = sources.add_source(session, board.id, TUESDAY, ref=ref, title=f"Letter {ref}", kind=kind)
        sources.add_item(session, source, TUESDAY, ref=f"{ref}a", kind="requirement", words=f"Do as {ref} says.")
    access = access_as_operator(session, boards.get_board(session, board.id).name, TUESDAY)
    pack = board_pack_of(session, access.board, meetings.meetings_of(session, board.id, TUESDAY)[0], TUESDAY)
    gaps = inspection_pack(session, ("terminal", access.board.name, "terminal"), board.id, TUESDAY).sheets["Gaps"]

    dfe = Press(caller("U_PM"), "quarterly.for_dfe", f"{board.id}:2021-06-30")
    reports = {
        "coverage": words_of(types(session, "U_CHAIR", "coverage")).partition("By source")[0],
        "draft for DfE": words_of(does(session, dfe, TUESDAY)).partition("No action yet")[2],
        "board pack": as_text(board_pack(pack)).partition("No action yet")[2],
        "inspection pack": "\n".join(f"{about} {gap}" for about, gap in gaps if "asked for" in str(gap)),
    }
    kinds = ["Statutory direction", "Improvement notice", "Ofsted", "Peer review", "Scrutiny"]
    asks = ["DN-1a", "IN-1a", "OF-1a", "R1", "R2", "SC-1a"]
    for name, report in reports.items():
        assert list(dict.fromkeys(ref for ref in re.findall(r"[\w-]+", report) if ref in asks)) == asks, name
    assert re.findall(r"(?m)^• ([\w ]+): \d re", words_of(does(session, dfe, TUESDAY))) == kinds
    assert re.findall(r"(?m)^• ([\w ]+): \d re", as_text(board_pack(pack))) == kinds
    assert [gap.partition(":")[0] for _, gap in gaps if "asked for" in gap] == [*kinds[:4], *kinds[3:]]


def test_the_board_pack_says_what_has_no_action_yet(session, board, asked):
    meeting_id = meetings.add_meeting(
        session, board.id, [], kind="board", ref="B1", starts_at=WEDNESDAY, ends_at=WEDNESDAY, request_at=None,
        statements_due_at=None, pack_at=None,
    )  # fmt: skip
    pack = board_pack_of(
        session, boards.get_board(session, board.id), meetings.get_meeting(session, meeting_id), TUESDAY
    )

    assert "2 with no action yet." in as_text(board_pack(pack)) and "No action yet: 2" in as_text(board_pack(pack))


def test_a_long_report_is_turned_page_by_page_within_what_slack_can_show(session, board, asked):
    source = session.query(tables.Source).one()
    for number in range(60):
        sources.add_item(
            session, source.id, TUESDAY, kind="recommendation", ref=f"L{number}", words=f"Do part {number}. " * 60
        )
    links(session, "U_PM", "link BCP-06 to R1")
    seen, shown, turns = set(), types(session, "U_CHAIR", "coverage PR-1").message, 0
    while True:
        assert len(render.message(shown)["blocks"]) <= 50
        seen |= set(re.findall(r"^(R1|R2|L\d+)(?:, .*)?$", as_text(shown), re.MULTILINE))
        following = buttons_of(shown).get("Next page")
        if following is None:
            break
        shown, turns = presses(session, "U_CHAIR", following).message, turns + 1

    assert seen == {"R1", "R2", *(f"L{number}" for number in range(60))} and turns > 3
    overview = types(session, "U_PM", "coverage").message
    assert len(render.message(overview)["blocks"]) <= 50 and "And 53 more" in as_text(overview)


def test_each_of_more_than_a_hundred_entries_of_a_source_can_be_chosen(session, board, asked):
    source = session.query(tables.Source).one()
    for number in range(1, 131):
        sources.add_item(session, source.id, TUESDAY, kind="recommendation", ref=f"L{number}", words="Do it.")

    shown = types(session, "U_PM", "coverage PR-1").message

    menus = [part for part in shown.parts if part.part == "menu"]
    assert [len(menu.choices) for menu in menus] == [100, 32]
    assert menus[1].label.endswith(" to L130") and menus[0].label.startswith("R1 to L")
    assert len(render.message(shown)["blocks"]) <= 50


def test_each_of_more_than_a_hundred_sources_can_be_chosen_and_how_many_are_not_shown_is_said(session, board, asked):
    kinds = ("scrutiny", "audit", "improvement_notice")
    for number in range(1, 130):
        kind, ref = kinds[number % 3], f"S-{number:03d}"
        sources.add_source(session, board.id, TUESDAY, ref=ref, title=f"Report {number}", kind=kind)

    shown = types(session, "U_PM", "coverage").message

    drawn = render.message(shown)["blocks"]
    menus = [each["accessory"] for each in drawn if each.get("accessory", {}).get("type") == "static_select"]
    offered = [option["value"] for menu in menus for option in menu["options"]]
    assert [len(menu["options"]) for menu in menus] == [100, 30] and len(set(offered)) == 130
    assert "And 110 more" in as_text(shown) and len(drawn) <= 50
    assert "Add a source" in buttons_of(shown)


def test_coverage_stands_with_all_that_can_be_asked_a_press_from_help(session, board, asked):
    everything = presses(session, "U_QA", buttons_of(types(session, "U_QA", "help").message)["All that you can ask"])
    told = presses(session, "U_QA", buttons_of(everything.message)["Coverage"])

    assert "2 recommendations from 1 source" in words_of(told)


class TestCorrecting:
    def test_the_wording_and_the_reference_are_put_right_and_the_old_ones_stay_on_the_record(
        self, session, board, asked
    ):
        shown = types(session, "U_PM", "coverage R1").message
        form = presses(session, "U_PM", buttons_of(shown)["Correct"]).form
        answers = {"ref": "R1a", "words": "Hold a weekly call with partners.", "priority": "", "why": "A slip."}

        told = words_of(sends(session, "U_PM", form, answers))

        assert "R1a is corrected: ref and words." in told
        assert "Hold a weekly call with partners." in words_of(types(session, "U_CHAIR", "coverage R1a"))
        ((subject, was, to, why),) = audit(session, "correct_source_item")
        assert (subject, why) == ("PR-1 R1", "A slip.")
        assert "words: Hold a weekly call." in was and "ref: R1a" in to

    def test_a_source_is_put_right_too(self, session, board, asked):
        shown = types(session, "U_PM", "coverage PR-1").message
        form = presses(session, "U_PM", buttons_of(shown)["Correct"]).form

        sends(session, "U_PM", form, {**PEER, "ref": "PR-2", "visited": "May 2021", "why": "The letter says May."})

        assert "May 2021" in words_of(types(session, "U_CHAIR", "coverage PR-2"))

    def test_needs_a_reason_and_a_reference_of_its_own(self, session, board, asked):
        form = presses(session, "U_PM", buttons_of(types(session, "U_PM", "coverage R1").message)["Correct"]).form
        reply = sends(session, "U_PM", form, {"ref": "R2", "words": "Hold a weekly call."})

        assert set(reply.errors) == {"ref", "why"}

    def test_what_was_entered_by_mistake_is_withdrawn_and_its_links_with_it(self, session, board, asked):
        links(session, "U_PM", "link BCP-06 to R1")
        form = presses(session, "U_PM", buttons_of(types(session, "U_PM", "coverage R1").message)["Correct"]).form
        assert "1 action will not be linked to it any more." in str(form)

        sends(session, "U_PM", form, {"withdraw": ("yes",), "why": "It is from another letter."})

        assert "1 recommendation from 1 source" in words_of(types(session, "U_CHAIR", "coverage"))
        assert links_of(session, board.id) == []
        assert [why for *_, why in audit(session, "withdraw_source_item")] == ["It is from another letter."]
        shown = types(session, "U_PM", "coverage PR-1").message
        form = presses(session, "U_PM", buttons_of(shown)["Add what it asks for"]).form
        added = sends(session, "U_PM", form, {"kind": "finding", "ref": "R1", "words": "Another.", "priority": ""})
        assert "R1 of PR-1 is here now" in words_of(added)

    def test_with_the_last_of_a_group_what_answered_the_group_is_linked_to_nothing(self, session, board, asked):
        group = sources.group_of(session, asked["R1"].source_id, "1")
        for item in asked.values():
            sources.change_item(session, item.id, group_id=group)
        sources.add_link(session, Link(board.actions["BCP-06"], asked["R1"].source_id, group_id=group), TUESDAY)

        sources.withdraw_item(session, asked["R1"].id, TUESDAY)
        assert len(links_of(session, board.id)) == 1, "R2 is still in the group"

        sources.withdraw_item(session, asked["R2"].id, TUESDAY)
        assert links_of(session, board.id) == []

    def test_a_withdrawn_source_is_nowhere_with_all_that_it_asks_for_and_no_file_brings_it_back(
        self, session, board, asked
    ):
        form = presses(session, "U_PM", buttons_of(types(session, "U_PM", "coverage PR-1").message)["Correct"]).form
        assert "with 2 entries" in str(form)
        sends(session, "U_PM", form, {"withdraw": ("yes",), "why": "Of another council."})

        assert "No source is here yet" in words_of(types(session, "U_CHAIR", "coverage"))
        assert sources.withdrawn_refs(session, board.id) == {("pr-1", "")}
        read = SourcesRead(sources=(SourceRow("PR-1", "Peer review letter", SourceKind.PEER_REVIEW),))
        came = bring_sources(session, access_as_operator(session, "", TUESDAY), read, ())
        assert came.questions == ["PR-1 was withdrawn as entered by mistake. It stays away."]

    @pytest.mark.parametrize("who", ["U_CHAIR", "U_QA"])
    def test_is_the_programme_managers(self, session, board, asked, who):
        press = Press(caller(who), "coverage.correct", f"{board.id}:i{asked['R1'].id}")

        assert "programme manager" in is_refused(session, press, TUESDAY)


def test_what_an_action_answers_follows_it_into_the_next_plan_and_what_was_done_stays_done(session, board, asked):
    links(session, "U_PM", "link BCP-06 to R1")
    links(session, "U_PM", "link BCP-02 to R2")
    closed, goes_on = session.get_one(tables.Action, board.actions["BCP-02"]), board.actions["BCP-06"]
    closed.lifecycle, closed.closed_on = "closed_complete", TUESDAY.date()
    plan = plans.plan_id_of(session, board.id)
    plan_closings.move(session, goes_on, plan_closings.add_next(session, board.id, plan, "Next"), "N-1", TUESDAY)
    plan_closings.archive(session, plan, at=TUESDAY, by="the chair", decision_ref="D1", summary=said("x", "Closed."))

    told = words_of(types(session, "U_CHAIR", "coverage"))

    assert "2 recommendations from 1 source: 1 open and 1 closed: complete." in told
    assert "N-1" in words_of(types(session, "U_CHAIR", "coverage R1"))


class TestFromAFindingToAnAction:
    @pytest.fixture
    def found(self, session, board, asked):
        """A finding that was recorded on 20 April, and one of 1 June."""
        [source] = sources.sources_of(session, board.id)
        days = {"F1": datetime(2021, 4, 20, 9, 0, tzinfo=UTC), "F2": datetime(2021, 6, 1, 9, 0, tzinfo=UTC)}
        for place, (ref, at) in enumerate(days.items(), 5):
            item = {"kind": "finding", "ref": ref, "words": f"Audits of {ref} fell.", "position": place, "added_at": at}
            session.add(tables.SourceItem(source_id=source.id, **item))
        session.flush()
        return {row.ref: row.id for row in session.query(tables.SourceItem)}

    def test_is_one_step_with_its_words_and_the_two_stay_linked(self, session, board, found):
        card = types(session, "U_PM", "coverage F2").message
        form = presses(session, "U_PM", buttons_of(card)["New action for it"]).form
        initial = {part.name: part.initial for part in form.parts if getattr(part, "initial", None)}
        assert [initial[name] for name in ("words", "source", "source_ref")] == [
            "Audits of F2 fell.", "Peer review letter", "F2",
        ]  # fmt: skip

        looked = sends(session, "U_PM", form, {**initial, "new": "Learning", "new_post": "Head of Audit"})
        assert looked.errors == {}
        told = words_of(sends(session, "U_PM", looked.form, {}))

        assert "is in the plan." in told and "It answers F2." in told
        [(ref, _, to, why)] = audit(session, "link_action")
        assert (to, why) == ("F2", "It answers F2 of Peer review letter.")
        actions = words_of(types(session, "U_CHAIR", "coverage F2")).partition("Actions:")[2]
        assert ref in actions and "Audits of F2 fell" in actions

    def test_is_timed_and_what_has_been_without_one_for_over_28_days_is_named(self, session, board, found):
        where = session.get_one(tables.SourceItem, found["F2"])
        sources.add_link(session, Link(board.actions["BCP-06"], where.source_id, item_id=where.id), TUESDAY)

        told = words_of(types(session, "U_CHAIR", "coverage"))

        assert (
            "From finding to action: 2 findings; 1 has an action, after 7 to 7 days, half of them within 7; "
            "1 without one for longer: F1 (49 days)." in told
        )

    def test_is_not_asked_of_what_the_chair_declined(self, session, board, found):
        for row in session.query(tables.SourceItem).filter(tables.SourceItem.kind == "finding"):
            row.declined_at, row.declined_why = TUESDAY, "It is no business of the plan."
        session.flush()

        assert "From finding to action" not in words_of(types(session, "U_CHAIR", "coverage"))
