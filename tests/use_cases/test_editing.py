"""Editing an action from its card: who is offered what, two steps, nothing lost, nothing overwritten, all on record."""

from datetime import date, timedelta

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.refusals import Refusal
from bot.messages.parts import Buttons, Paragraph
from bot.messages.text import as_text
from bot.use_cases.heard import Answers, Press, Typed
from storage import audit, people, tables
from storage.actions import change_action
from tests.use_cases.editor import NOW, WHY, Editor, on_record, standing, told, words_of_form
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import STRANGER, caller, set_up, stands


@pytest.fixture
def pm(session, board):
    return Editor(session, board)


def labels(message) -> list[str]:
    rows = [part for part in message.parts if isinstance(part, Buttons)]
    beside = [part.button for part in message.parts if isinstance(part, Paragraph) and part.button]
    return [button.label for row in rows for button in row.buttons] + [button.label for button in beside]


def card(session, who, ref="BCP-06"):
    return does(session, Typed(caller(who), f"status {ref}"), NOW).message


class TestTheCard:
    def test_offers_change_to_the_programme_manager_and_history_to_all(self, session, board):
        assert {"Change", "History"} <= set(labels(card(session, "U_PM")))
        assert "Change" not in labels(card(session, "U_INCLUSION"))
        assert "History" in labels(card(session, "U_INCLUSION"))

    def test_change_lists_what_can_be_done_now(self, session, board):
        shown = does(session, Press(caller("U_PM"), "change.open", str(board.actions["BCP-06"])), NOW).message

        assert "Reword" in labels(shown)
        assert "Nothing is saved before" in as_text(shown)

    def test_who_may_not_ask_for_a_new_date_reads_there_who_does(self, session, board):
        def shown(account):
            return as_text(
                does(session, Press(caller(account), "change.open", str(board.actions["BCP-06"])), NOW).message
            )

        assert "The deadline is not changed here: the Service Director, Quality and Assurance asks" in shown("U_PM")
        assert "The deadline is not changed here" not in shown("U_QA")
        change_action(session, board.actions["BCP-06"], lifecycle=Lifecycle.DELIVERED.value)
        assert "The deadline is not changed here" not in shown("U_PM")

    def test_each_edit_that_the_plan_knows_is_reached_from_the_card(self, session, board):
        """Whoever may do it finds it there while the action is in a state for it."""
        officer = people.holder_of(session, session.get_one(tables.Action, board.actions["BCP-06"]).accountable_post_id,
                                   NOW.date()).account  # fmt: skip
        found: set[str] = set()
        for state in Lifecycle:
            change_action(session, board.actions["BCP-06"], lifecycle=state.value)
            session.expire_all()
            for account in ("U_PM", "U_CHAIR", officer):
                found |= set(labels(card(session, account)))
                shown = does(session, Press(caller(account), "change.open", str(board.actions["BCP-06"])), NOW).message
                found |= set(labels(shown))

        assert {
            "Reword", "Priority, lead and more", "Split", "Merge", "Put on hold", "Take off hold",
            "Mark as delivered", "Close as complete", "Not enough", "Open again", "Superseded", "Not delivered",
            "Milestones", "Add a milestone", "Who gives input", "What it waits for", "What it answers", "Other boards",
            "Another officer", "Ask for a new date", "Confirm a rating", "Add an action", "Agree it", "It has begun",
        } <= found, sorted(found)  # fmt: skip

    def test_a_stranger_is_offered_nothing(self, session, board):
        press = Press(caller(STRANGER), "change.open", str(board.actions["BCP-06"]))

        assert is_refused(session, press, NOW).startswith("The plan is open to those")

    def test_an_officer_can_not_reword(self, session, board):
        press = Press(caller("U_QA"), "edit.reword", str(board.actions["BCP-06"]))

        assert is_refused(session, press, NOW).startswith("Only the programme manager can change the plan")


class TestTwoSteps:
    def test_the_preview_says_what_will_change_and_who_will_be_told_and_saves_nothing(self, session, board, pm):
        was = session.get_one(tables.Action, board.actions["BCP-06"]).title

        preview = pm.previews("edit.reword", "BCP-06", title="Audit practice every month")

        text = words_of_form(preview)
        assert f"{was} → Audit practice every month" in text
        assert "the Service Director, Quality and Assurance, once, in private" in text
        assert WHY in text
        assert session.query(tables.Audit).count() == 0 and told(session) == []

    def test_saving_changes_records_and_tells_once(self, session, board, pm):
        row = session.get_one(tables.Action, board.actions["BCP-06"])
        was = row.title

        reply = pm.edits("edit.reword", "BCP-06", title="Audit practice every month")

        session.refresh(row)
        assert row.title == "Audit practice every month"
        assert on_record(session) == [("change_title", was, "Audit practice every month", WHY)]
        assert told(session) == ["U_QA"]
        assert "The Service Director, Quality and Assurance is told now." in words_of(reply)

    @pytest.mark.parametrize("title", ["Audit practice every month", "Audit practice in every…"])
    def test_what_has_changed_is_told_in_a_sentence_with_one_end(self, session, board, pm, title):
        session.get_one(tables.Action, board.actions["BCP-06"]).title = title

        pm.edits("edit.reword", "BCP-06", title=title, words="Audit ten cases of each team every month.")

        (row,) = session.query(tables.Outbox).filter_by(kind="action_changed")
        assert f"has changed BCP-06 {title}{'' if title.endswith('…') else '.'}\n" in as_text(stands(row))

    def test_back_keeps_everything_that_was_typed(self, session, board, pm):
        preview = pm.previews("edit.reword", "BCP-06", title="Audit practice", words="All of it.", why="Plainer words.")

        kept = standing(pm.goes_back(preview))
        assert kept == {"title": "Audit practice", "words": "All of it.", "why": "Plainer words."}

    def test_a_long_wording_survives_the_preview(self, session, board, pm):
        long = " ".join(f"Step {number} is to be taken." for number in range(75))
        preview = pm.previews("edit.reword", "BCP-06", words=long)

        assert len(preview.about) <= 3000
        assert standing(pm.goes_back(preview))["words"] == long

    def test_nothing_different_is_said_and_not_saved(self, session, board, pm):
        reply = pm.sends(pm.opens("edit.reword", "BCP-06"))

        assert reply.errors["why"].startswith("Nothing is different")

    def test_why_has_to_be_said(self, session, board, pm):
        reply = pm.sends(pm.opens("edit.reword", "BCP-06"), title="Audit practice", why="")

        assert reply.errors == {"why": "Say why, in a few words. It stays on the record."}

    def test_details_of_a_child_are_refused_and_kept_nowhere(self, session, board, pm):
        form = pm.opens("edit.reword", "BCP-06")
        with pytest.raises(Refusal, match="looks like details of a child"):
            pm.sends(form, title="About NHS number 943 476 5919")


class TestTwoAtOnce:
    def test_who_saves_second_is_told_what_changed_and_loses_nothing(self, session, board, pm):
        mine = pm.previews("edit.reword", "BCP-06", title="Mine")
        pm.edits("edit.reword", "BCP-06", title="Theirs", now=NOW + timedelta(minutes=1))

        again = pm.saves(mine, NOW + timedelta(minutes=2)).form

        text = words_of_form(again)
        assert "Changed meanwhile by somebody else" in text and "→ Theirs" in text
        assert standing(again)["title"] == "Mine"
        assert session.get_one(tables.Action, board.actions["BCP-06"]).title == "Theirs"

        saved = pm.saves(pm.sends(again, NOW + timedelta(minutes=3)).form, NOW + timedelta(minutes=3))
        assert "is reworded" in words_of(saved)

    @pytest.mark.parametrize("step", ["Save", "Back"])
    def test_of_what_can_not_be_done_any_more_everything_that_was_typed_comes_back_to_copy(
        self, session, board, pm, step
    ):
        preview = pm.previews("edit.reword", "BCP-06", words="Audit practice every month, and act on it.")
        pm.edits("edit.superseded", "BCP-06", by=str(board.actions["BCP-01"]))

        again = pm.saves(preview).form if step == "Save" else pm.goes_back(preview)

        assert "BCP-06 is closed: superseded, and BCP-01 took its place, so that can not" in words_of_form(again)
        assert "What you typed is kept below" in words_of_form(again)
        assert standing(again)["words"] == "Audit practice every month, and act on it."
        assert standing(again)["why"] == WHY
        with pytest.raises(Refusal, match="What you typed stands here until you close this form"):
            pm.sends(again)

    def test_a_statement_that_comes_in_meanwhile_is_no_conflict(self, session, board, pm):
        mine = pm.previews("edit.reword", "BCP-06", title="Mine")
        audit.record(
            session, board.workspace_id, who="QA", what="submit_statement", subject="BCP-06", at=NOW, to="Green"
        )

        assert "is reworded" in words_of(pm.saves(mine))


class TestHistory:
    def test_reads_newest_first_in_words(self, session, board, pm):
        pm.edits("edit.reword", "BCP-06", title="First")
        pm.edits("edit.reword", "BCP-06", title="Second", why="Plainer", now=NOW + timedelta(hours=1))

        text = words_of(does(session, Typed(caller("U_QA"), "history BCP-06"), NOW))

        assert text.index("First → Second. Why: Plainer.") < text.index("→ First")
        assert "8 June 2021, 11:00, Improvement Programme Manager" in text

    def test_is_paged(self, session, board, pm):
        for number in range(9):
            pm.edits("edit.reword", "BCP-06", title=f"Title {number}", now=NOW + timedelta(minutes=number))

        first = does(session, Typed(caller("U_QA"), "history bcp6"), NOW).message
        second = does(session, Press(caller("U_QA"), "history.show", f"{board.actions['BCP-06']}:2"), NOW).message

        assert "Older" in labels(first) and "Newer" in labels(second)
        assert "Page 2 of 2" in as_text(second)

    def test_is_not_for_strangers(self, session, board):
        assert is_refused(session, Typed(caller(STRANGER), "history BCP-06"), NOW).startswith("The plan is open")

    def test_of_one_plan_says_nothing_of_anothers_action_with_the_same_reference(self, session, board, pm):
        other = set_up(session, name="Another Board", with_meetings=False)
        pm.edits("edit.reword", "BCP-06", title="First")

        press = Press(caller("U_QA"), "history.show", f"{other.actions['BCP-06']}:1")
        assert "Nothing has been changed" in words_of(does(session, press, NOW))


class TestFacts:
    def test_each_that_is_changed_is_on_record_by_itself(self, session, board, pm):
        preview = pm.previews("edit.facts", "BCP-06", lead="Head of Early Help", new="9 Practice", marks=("urgent",))
        text = words_of_form(preview)
        assert "Urgent: no → yes" in text and "→ 9 Practice" in text
        assert "the Head of Early Help" in text

        pm.saves(preview)

        row = session.get_one(tables.Action, board.actions["BCP-06"], populate_existing=True)
        assert (row.lead, row.is_urgent, row.is_statutory) == ("Head of Early Help", True, False)
        assert session.get_one(tables.Priority, row.priority_id).name == "9 Practice"
        assert [what for what, *_ in on_record(session)] == ["change_priority", "change_lead", "change_urgent"]
        assert told(session) == ["U_QA", "U_EARLY", "U_CHAIR"]

    def test_back_keeps_what_was_ticked_and_chosen(self, session, board, pm):
        preview = pm.previews("edit.facts", "BCP-06", marks=("statutory",), start=date(2021, 7, 1))

        kept = standing(pm.goes_back(preview))

        assert kept["marks"] == ("statutory",) and kept["start"] == date(2021, 7, 1)


def steps(session, board, ref):
    return session.query(tables.Milestone).filter_by(action_id=board.actions[ref]).order_by(tables.Milestone.position)


class TestMilestones:
    @pytest.fixture
    def step(self, session, board):
        return steps(session, board, "BCP-03").first()

    def test_are_listed_with_what_can_be_done(self, session, board):
        shown = does(session, Press(caller("U_PM"), "milestones.change", str(board.actions["BCP-03"])), NOW).message

        assert {"Change it", "Drop it", "Add a milestone"} <= set(labels(shown))

    def test_one_is_added(self, session, board, pm):
        pm.edits(
            "edit.add_milestone", "BCP-03", title="Audit tool agreed", due=date(2021, 7, 2), critical=("critical",)
        )

        added = steps(session, board, "BCP-03").all()[-1]
        assert (added.title, added.due, added.baseline, added.is_critical) == (
            "Audit tool agreed", date(2021, 7, 2), date(2021, 7, 2), True,
        )  # fmt: skip
        assert on_record(session) == [("add_milestone", "", "BCP-03-M1 Audit tool agreed, 2 July 2021, critical", WHY)]
        assert "U_CHAIR" in told(session)

    def test_each_has_a_reference_by_which_it_is_found_and_which_it_keeps(self, session, board, pm):
        pm.edits("edit.add_milestone", "BCP-03", title="Audit tool agreed", due=date(2021, 7, 2))
        pm.edits("edit.add_milestone", "BCP-03", title="Audit tool in use", due=date(2021, 9, 30))
        first, second = steps(session, board, "BCP-03").all()[-2:]
        pm.edits("edit.drop_milestone", "BCP-03", str(first.id), why="The auditor does this now")

        shown = {ref: words_of(does(session, Typed(caller("U_QA"), f"status {ref}"), NOW)) for ref in (
            "bcp-03-m2", "BCP-03-M1?",
        )}  # fmt: skip

        assert "BCP-03-M2: a milestone of this action: Audit tool in use, 30 September, in" in shown["bcp-03-m2"]
        assert "• BCP-03-M2 Audit tool in use: 30 September" in shown["bcp-03-m2"]
        assert "BCP-03-M1: a milestone of this action that was dropped." in shown["BCP-03-M1?"]
        pm.edits("edit.add_milestone", "BCP-03", title="Audit tool reviewed")
        assert steps(session, board, "BCP-03").all()[-1].reference == "BCP-03-M3", (
            "that of one dropped is not used again"
        )
        assert second.name in words_of(does(session, Typed(caller("U_QA"), "history BCP-03"), NOW))

    def test_a_new_date_keeps_the_old_one(self, session, board, pm, step):
        due, baseline = step.due, step.baseline

        preview = pm.previews("edit.milestone", "BCP-03", str(step.id), due=date(2021, 9, 30))
        assert "after the deadline of BCP-03" in words_of_form(preview)
        pm.saves(preview)

        session.refresh(step)
        assert (step.due, step.baseline) == (date(2021, 9, 30), baseline)
        [(what, was, to, _)] = on_record(session)
        assert (what, to) == ("change_milestone_date", "30 September 2021")
        assert step.title in was and str(due.year) in was
        assert "first due" in as_text(card(session, "U_QA", "BCP-03"))

    def test_a_pilot_that_starts_completes_nothing(self, session, board, pm, step):
        preview = pm.previews("edit.milestone", "BCP-03", str(step.id), pilot="started")
        assert "does not complete the action" in words_of_form(preview)

        pm.saves(preview)

        assert "pilot started" in as_text(card(session, "U_QA", "BCP-03"))
        assert session.get_one(tables.Action, board.actions["BCP-03"]).lifecycle == "in_progress"

    def test_one_that_is_dropped_counts_no_longer_and_is_kept(self, session, board, pm, step):
        title = step.title

        pm.edits("edit.drop_milestone", "BCP-03", str(step.id), why="The auditor does this now")

        session.refresh(step)
        assert step.dropped_at == NOW and step.dropped_why == "The auditor does this now"
        shown = as_text(card(session, "U_QA", "BCP-03"))
        assert f"{title}: The auditor does this now" in shown.partition("Milestones that were dropped")[2]
        assert "milestone dropped: " in words_of(does(session, Typed(caller("U_QA"), "history BCP-03"), NOW))

    def test_two_of_one_name_are_refused(self, session, board, pm, step):
        reply = pm.sends(pm.opens("edit.add_milestone", "BCP-03"), title=step.title)

        assert "There is a milestone of that name" in reply.errors["title"]


def test_the_record_of_a_statement_says_which_action_it_is_about_and_none_of_its_words(session, board):
    does(session, Press(caller("U_QA"), "statement.write", str(board.actions["BCP-06"])), NOW)
    answers = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}
    about = f'{{"action": {board.actions["BCP-06"]}, "reason_asked": true}}'

    does(session, Answers(caller("U_QA"), "statement.submit", about, answers), NOW)

    row = session.query(tables.Audit).filter_by(what="submit_statement").one()
    assert row.action_id == board.actions["BCP-06"]
    assert "Work went on" not in words_of(does(session, Typed(caller("U_QA"), "history BCP-06"), NOW))
