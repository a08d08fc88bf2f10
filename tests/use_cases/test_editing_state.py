"""Holding, ending, merging, splitting and adding actions in chat: on a decision, with nothing lost."""

from datetime import date, timedelta

import pytest

from bot.domain.people import MAY, Deed, Role
from bot.domain.sources import Link
from bot.domain.tallies import tally
from bot.messages.parts import Message
from bot.messages.text import as_text
from bot.use_cases.assessing import assess_plan
from bot.use_cases.chasing import owed_to
from bot.use_cases.heard import Answers, Press, Typed
from storage import boards, edits, measures, meetings, people, sources, tables
from tests.plan_reading.files import one_row
from tests.use_cases.editor import NOW, WHY, Editor, on_record, standing, told, words_of_form
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.measured_board import does, is_refused, with_measures, words_of
from tests.use_cases.sample_board import caller


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


def row(session, board, ref):
    return session.get_one(tables.Action, board.actions[ref], populate_existing=True)


def card(session, ref, who="U_QA"):
    return words_of(does(session, Typed(caller(who), f"status {ref}"), NOW))


def counts(session, board):
    return tally(assess_plan(session, boards.get_board(session, board.id), NOW))


def owed(session, board, ref="HTA-2021-06-15"):
    meeting = meetings.find_meeting_ref(session, board.id, ref)
    return [action.ref for action in owed_to(session, boards.get_board(session, board.id), meeting, NOW)]


class TestHold:
    def test_needs_a_day_to_come_on_which_it_is_looked_at_again(self, session, board, pm):
        form = pm.opens("edit.hold", "BCP-06")

        assert "No hold is without an end" in pm.sends(form).errors["review"]
        assert "is not after today" in pm.sends(form, review=date(2021, 6, 1)).errors["review"]

    def test_stands_on_a_decision_and_nobody_is_asked(self, session, board, pm):
        assert "BCP-06" in owed(session, board)
        preview = pm.previews("edit.hold", "BCP-06", review=date(2021, 9, 1))
        assert "State: in progress → on hold" in words_of_form(preview)
        assert "The decision is the Independent Chair’s" in words_of_form(preview)

        pm.saves(preview)

        held = row(session, board, "BCP-06")
        assert (held.lifecycle, held.hold_decision, held.hold_review) == ("on_hold", "D-2021-06-01", date(2021, 9, 1))
        assert "BCP-06" not in owed(session, board)
        assert counts(session, board).on_hold == 1
        (sent,) = session.query(tables.Outbox).filter_by(kind="action_changed", to="U_QA")
        said = as_text(Message.model_validate(sent.message))
        assert "Decision D-2021-06-01." in said
        assert "next free reference" not in said and "yours" not in said
        assert "on hold, by decision D-2021-06-01, review 1 September" in card(session, "BCP-06")
        assert told(session) == ["U_QA", "U_CHAIR"]
        decision = session.query(tables.Decision).filter_by(ref="D-2021-06-01").one()
        assert decision.post == "Independent Chair" and decision.recorded_by is not None

    def test_comes_off_again_as_it_was(self, session, board, pm):
        pm.edits("edit.hold", "BCP-06", review=date(2021, 9, 1))

        pm.edits("edit.resume", "BCP-06", now=NOW + timedelta(hours=1))

        assert row(session, board, "BCP-06").lifecycle == "in_progress"
        assert "BCP-06" in owed(session, board)

    def test_off_it_what_asked_for_a_statement_asks_again(self, session, board, pm):
        ladder = Ladder(session, board)
        ladder.plan(at(1, 8))
        ladder.tick(at(1, 9, 30))
        pm.edits("edit.hold", "BCP-06", review=date(2021, 6, 30))
        ladder.tick(NOW)
        [asked] = ladder.told("U_QA", "statement_requested")
        assert asked.count("[Write]") == 1

        pm.edits("edit.resume", "BCP-06")
        ladder.tick(NOW)
        [asked] = ladder.told("U_QA", "statement_requested")
        assert asked.count("[Write]") == 2

    def test_an_officer_can_not_hold_their_own(self, session, board):
        press = Press(caller("U_QA"), "edit.hold", str(board.actions["BCP-06"]))

        assert "can put an action on hold" in is_refused(session, press, NOW)

    def test_who_may(self):
        assert MAY[Deed.HOLD_OR_END] == {Role.CHAIR, Role.DEPUTY, Role.PROGRAMME_MANAGER}


class TestEnding:
    def test_superseded_needs_what_took_its_place(self, session, board, pm):
        reply = pm.sends(pm.opens("edit.superseded", "BCP-06"))

        assert "Say what took its place" in reply.errors["link"]

    def test_superseded_says_by_what_and_stays_to_be_seen(self, session, board, pm):
        before = counts(session, board)

        pm.edits("edit.superseded", "BCP-06", by=str(board.actions["BCP-03"]))

        after = counts(session, board)
        assert after.total == before.total and after.closed_not_delivered == before.closed_not_delivered + 1
        assert f"closed: superseded, its place is taken by BCP-03. Why: {WHY}" in card(session, "BCP-06")
        history = words_of(does(session, Typed(caller("U_QA"), "history BCP-03"), NOW))
        assert "takes the place of: BCP-06" in history

    def test_not_delivered_needs_where_it_is_written_down(self, session, board, pm):
        assert "a link, or the minutes" in pm.sends(pm.opens("edit.not_delivered", "BCP-06")).errors["link"]

        pm.edits("edit.not_delivered", "BCP-06", link="Minutes of 1 June", decision_ref="IB-7")

        assert row(session, board, "BCP-06").lifecycle == "closed_not_delivered"
        assert "Minutes of 1 June" in card(session, "BCP-06")
        assert session.query(tables.Decision).filter_by(ref="IB-7").count() == 1

    def test_it_leaves_the_agendas_that_are_not_fixed(self, session, board, pm):
        pm.edits("edit.not_delivered", "BCP-06", link="Minutes")

        meeting = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
        assert board.actions["BCP-06"] not in [action for action, _ in meetings.agenda(session, meeting.id)]

    def test_the_chair_does_it_in_their_own_name(self, session, board):
        chair = Editor(session, board, "U_CHAIR")

        chair.edits("edit.not_delivered", "BCP-06", link="Minutes")

        assert session.query(tables.Decision).one().recorded_by is None
        assert told(session) == ["U_QA"]

    def test_one_that_is_ended_is_offered_nothing_of_it_again(self, session, board, pm):
        pm.edits("edit.not_delivered", "BCP-06", link="Minutes")
        press = Press(caller("U_PM"), "edit.hold", str(board.actions["BCP-06"]))

        assert "closed: not delivered, so that can not be done to it now" in is_refused(session, press, NOW)


class TestMerging:
    def test_takes_along_what_was_chosen_and_stays_counted(self, session, board, pm):
        with_measures(session, board)
        steps = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-04"], done_on=None).all()
        before = counts(session, board)

        pm.edits("edit.merge", "BCP-04", into=str(board.actions["BCP-06"]))

        merged = row(session, board, "BCP-04")
        assert (merged.lifecycle, merged.replaced_by_id) == ("merged", board.actions["BCP-06"])
        assert "merged, into BCP-06" in card(session, "BCP-04")
        assert "Merged into it: BCP-04" in card(session, "BCP-06")
        for step in steps:
            session.refresh(step)
            assert step.action_id == board.actions["BCP-06"]
        assert len(measures.linked_to(session, [board.actions["BCP-06"]])[board.actions["BCP-06"]]) == 2
        assert counts(session, board).total == before.total
        officers = {row(session, board, ref).accountable_post_id for ref in ("BCP-04", "BCP-06")}
        assert len(told(session)) == len(officers) + 1 and "U_CHAIR" in told(session)

    def test_leaves_its_officer_nothing_to_answer_for_there(self, session, board, pm):
        def answered_for() -> list[str]:
            return [ref for post in people.plan_posts(session, board.id, NOW.date()) for ref in post.refs]

        assert "BCP-04" in answered_for()

        pm.edits("edit.merge", "BCP-04", into=str(board.actions["BCP-06"]))

        assert "BCP-04" not in answered_for() and "BCP-06" in answered_for()

    def test_needs_another_action(self, session, board, pm):
        assert "Choose the action" in pm.sends(pm.opens("edit.merge", "BCP-04")).errors["into"]


class TestSplitting:
    def test_the_original_keeps_its_reference_and_nothing_is_lost(self, session, board, pm):
        whole = row(session, board, "BCP-03")
        whole.moves, whole.forecast, whole.is_urgent, whole.approved_on = 2, date(2021, 10, 1), True, date(2021, 1, 5)
        whole.baseline = date(2021, 3, 31)
        early = board.posts["Head of Early Help"]
        edits.add_contributor(session, whole.id, early, NOW)
        source = sources.add_source(session, board.id, NOW, title="A review", kind="audit", ref="R")
        sources.add_link(session, Link(whole.id, source), NOW)
        session.flush()
        steps = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-03"]).all()
        preview = pm.previews(
            "edit.split", "BCP-03", words="Publish the data set every month.", steps=(str(steps[0].id),),
            left="Report the rest.",
        )  # fmt: skip
        assert "BCP-16: Publish the data set every month" in words_of_form(preview)
        assert "keeps the dates of BCP-03" in words_of_form(preview)

        pm.saves(preview)

        old, new = row(session, board, "BCP-03"), session.query(tables.Action).filter_by(ref="BCP-16").one()
        assert old.words == "Report the rest."
        assert (new.baseline, new.deadline, new.moves) == (date(2021, 3, 31), old.deadline, 2)
        assert (old.baseline, old.moves, old.forecast) == (date(2021, 3, 31), 2, date(2021, 10, 1))
        assert (new.forecast, new.is_urgent, new.approved_on) == (old.forecast, True, date(2021, 1, 5))
        links = [link.action_id for link in sources.links_of(session, board.id) if link.source_id == source]
        assert links == [old.id, new.id]
        for each in (old, new):
            assert [post_id for post_id, _ in edits.contributors_of(session, each.id)] == [early]
        assert (new.accountable_post_id, new.priority_id, new.source) == (
            old.accountable_post_id, old.priority_id, old.source,
        )  # fmt: skip
        moved = session.query(tables.Milestone).filter_by(action_id=new.id).all()
        assert [step.id for step in moved] == [steps[0].id]
        assert len(moved) + session.query(tables.Milestone).filter_by(action_id=old.id).count() == len(steps)
        history = words_of(does(session, Typed(caller("U_QA"), "history BCP-16"), NOW))
        assert f"split off: BCP-03: {old.title} → BCP-16: {new.title}. Why: {WHY}" in history

    def test_into_four_in_one_sitting_each_with_its_officer_deadline_and_milestones(self, session, board, pm):
        steps = session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-03"]).all()
        old, early = row(session, board, "BCP-03"), board.posts["Head of Early Help"]
        first_agreed, due = old.baseline, old.deadline
        form = one_more(session, one_more(session, pm.opens("edit.split", "BCP-03"), words="Publish."))
        assert [standing(form)[name] for name in ("words", "ref", "ref_2", "ref_3")] == [
            "Publish.", "BCP-16", "BCP-17", "BCP-18",
        ]  # fmt: skip
        preview = pm.sends(
            form, words_2="Check the data.", post_2=str(early), deadline_2=date(2021, 6, 10),
            steps_2=(str(steps[0].id),), words_3="Train the teams.", left="Report the rest.",
        ).form  # fmt: skip
        seen = words_of_form(preview)
        assert "BCP-17: Check the data, for the Head of Early Help, due 10 June 2021" in seen
        assert f"{steps[0].title}, to BCP-17" in seen
        assert "the Head of Early Help" in seen.partition("Who will be told")[2]
        assert standing(pm.goes_back(preview))["deadline_2"] == date(2021, 6, 10)
        before = len(on_record(session))

        pm.saves(preview)

        new = session.query(tables.Action).filter(tables.Action.id > max(board.actions.values())).all()
        assert [(each.ref, each.words, each.deadline, each.baseline) for each in new] == [
            ("BCP-16", "Publish.", due, first_agreed),
            ("BCP-17", "Check the data.", date(2021, 6, 10), first_agreed),
            ("BCP-18", "Train the teams.", due, first_agreed),
        ]
        assert [each.accountable_post_id == early for each in new] == [False, True, False]
        assert session.get_one(tables.Milestone, steps[0].id, populate_existing=True).action_id == new[1].id
        from_to = [entry for entry in on_record(session)[before:] if entry[0] in ("split_from", "split_action")]
        assert [(what, to[:6], why) for what, _, to, why in from_to] == [
            *((("split_from", each.ref, WHY)) for each in new), *((("split_action", each.ref, WHY)) for each in new),
        ]  # fmt: skip
        assert "U_EARLY" in told(session)
        heard = {
            row.to: Message.model_validate(row.message)
            for row in session.query(tables.Outbox).filter_by(kind="action_changed")
        }
        assert heard["U_EARLY"].heading == "BCP-03 has changed: you answer for BCP-17"
        assert heard["U_CHAIR"].heading == "BCP-03 has changed"
        assert heard["U_QA"].heading == "BCP-03 has changed: you answer for BCP-16 and BCP-18"
        assert "Buttons: Show BCP-17 · Show BCP-03 · History" in as_text(heard["U_EARLY"])
        summary = words_of(does(session, Typed(caller("U_PM"), "summary"), NOW))
        assert "New since the last Board: BCP-16, BCP-17, BCP-18" in summary

        again = pm.saves(preview)

        assert "Changed meanwhile" in words_of_form(again.form)
        assert session.query(tables.Action).count() == 18

    def test_of_two_who_split_at_once_the_second_is_told_and_keeps_what_they_typed(self, session, board, pm):
        first = pm.previews("edit.split", "BCP-03", words="Publish.", left="Report the rest.")
        second = pm.previews("edit.split", "BCP-03", words="Check.", left="Report.")
        pm.saves(first)

        again = pm.saves(second).form

        assert "Changed meanwhile by somebody else" in words_of_form(again)
        assert "split off, as a new action: BCP-16: Publish, for the" in words_of_form(again)
        assert standing(again)["words"] == "Check."
        assert session.query(tables.Action).count() == 16

    def test_what_can_not_be_is_said_beside_its_field_and_what_is_left_empty_is_not_split_off(self, session, board, pm):
        step = str(session.query(tables.Milestone).filter_by(action_id=board.actions["BCP-03"]).first().id)
        due = row(session, board, "BCP-03").deadline
        form = one_more(session, one_more(session, one_more(session, pm.opens("edit.split", "BCP-03"))))
        assert "Split off one more" not in words_of_form(form)
        wrong = {
            "words": "Publish.", "steps": (step,), "words_2": "Check.", "ref_2": "bcp-16", "steps_2": (step,),
            "deadline_2": due + timedelta(days=1), "title_3": "Train", "post_3": None,
        }  # fmt: skip

        errors = pm.sends(form, **wrong).errors

        assert errors["ref_2"] == "There is a bcp-16 already. BCP-17 is free."
        assert "only a request moves it" in errors["deadline_2"] and "goes to BCP-16 already" in errors["steps_2"]
        assert "Say what is to be done" in errors["words_3"] and "Choose the one post" in errors["new_post_3"]
        assert not any(name.endswith("_4") for name in errors)
        pm.saves(pm.sends(form, words="Publish.").form)
        assert session.query(tables.Action).count() == 16


def one_more(session, form, **typed):
    press = Press(
        caller("U_PM"), "edit.split.more", form=form.name, form_about=form.about, answers=standing(form) | typed
    )
    return does(session, press, NOW).form


NEW = {"words": "Open a second contact centre.", "new": "3 Access", "deadline": date(2021, 12, 1)}


class TestAdding:
    def form(self, session, board, who="U_PM"):
        return does(session, Typed(caller(who), "new action"), NOW).form

    def fill(self, session, form, **answers):
        filled = {**standing(form), "why": WHY, **NEW, **answers}
        heard = Answers(caller("U_PM"), form.name, form.about, {name: said or None for name, said in filled.items()})
        return does(session, heard, NOW)

    def test_suggests_the_next_reference(self, session, board):
        assert standing(self.form(session, board))["ref"] == "BCP-16"

    def test_no_action_is_in_the_plan_without_a_post_that_answers_for_it(self, session, board):
        reply = self.fill(session, self.form(session, board))

        assert "No action is in the plan without one" in reply.errors["new_post"]
        assert session.query(tables.Action).count() == 15

    def test_is_seen_before_it_is_saved_and_then_marked_as_new(self, session, board):
        post = board.posts["Head of Early Help"]
        preview = self.fill(session, self.form(session, board), post=str(post)).form
        assert "Deadline: 1 December 2021" in words_of_form(preview)
        assert "the Head of Early Help and the chair" in words_of_form(preview)
        assert session.query(tables.Action).count() == 15

        does(session, Answers(caller("U_PM"), preview.name, preview.about, {}), NOW)

        new = session.query(tables.Action).filter_by(ref="BCP-16").one()
        assert (new.lifecycle, new.baseline, new.accountable_post_id) == ("in_progress", date(2021, 12, 1), post)
        assert told(session) == ["U_EARLY", "U_CHAIR"]
        assert on_record(session)[-1][:3] == ("add_action", "", "BCP-16: Open a second contact centre")
        summary = words_of(does(session, Typed(caller("U_PM"), "summary"), NOW))
        assert "New since the last Board: BCP-16" in summary

    def test_a_reference_that_is_taken_meanwhile_is_said_and_nothing_is_lost(self, session, board):
        post = str(board.posts["Head of Early Help"])
        first = self.fill(session, self.form(session, board), post=post).form
        second = self.fill(session, self.form(session, board), post=post, words="Something else.").form
        does(session, Answers(caller("U_PM"), first.name, first.about, {}), NOW)

        again = does(session, Answers(caller("U_PM"), second.name, second.about, {}), NOW)

        assert "There is a BCP-16 already. BCP-17 is free." in again.errors["ref"]
        assert standing(again.form)["words"] == "Something else."

    @pytest.mark.parametrize(("letters", "is_taken"), [(40, True), (41, False)])
    def test_a_reference_is_no_longer_than_a_file_can_bring_back(self, session, board, letters, is_taken):
        ref = "A" * letters
        reply = self.fill(session, self.form(session, board), post=str(board.posts["Head of Early Help"]), ref=ref)

        assert ("ref" not in reply.errors) is is_taken
        assert (one_row({"Ref": ref}).ref == ref) is is_taken

    def test_back_keeps_everything(self, session, board):
        post = str(board.posts["Head of Early Help"])
        preview = self.fill(session, self.form(session, board), post=post, lead="Team Manager").form

        press = Press(caller("U_PM"), "plan.new.back", form=preview.name, form_about=preview.about)
        kept = standing(does(session, press, NOW).form)

        assert kept["lead"] == "Team Manager" and kept["post"] == post and kept["deadline"] == date(2021, 12, 1)

    def test_a_post_that_is_new_is_vacant_and_said_to_be(self, session, board):
        preview = self.fill(session, self.form(session, board), new_post="Head of Access").form

        assert "“Head of Access” is a new post. It is vacant" in words_of_form(preview)

    def test_a_draft_is_not_asked_about_until_it_is_agreed(self, session, board, pm):
        post = str(board.posts["Head of Early Help"])
        preview = self.fill(session, self.form(session, board), post=post, state="draft").form
        does(session, Answers(caller("U_PM"), preview.name, preview.about, {}), NOW)
        board.actions["BCP-16"] = session.query(tables.Action).filter_by(ref="BCP-16").one().id
        assert row(session, board, "BCP-16").lifecycle == "draft"

        pm.edits("edit.agree", "BCP-16")

        assert row(session, board, "BCP-16").lifecycle == "in_progress"

    def test_only_the_programme_manager_adds(self, session, board):
        assert is_refused(session, Typed(caller("U_CHAIR"), "new action"), NOW).startswith("Only the programme manager")


def test_the_history_of_it_all_reads_as_sentences(session, board, pm):
    pm.edits("edit.hold", "BCP-06", review=date(2021, 9, 1))

    text = as_text(does(session, Typed(caller("U_CHAIR"), "history BCP-06"), NOW).message)

    assert f"state: in progress → on hold. Why: {WHY}" in text
    assert "decision: on hold. Why: decision D-2021-06-01, as the Independent Chair decided." in text
