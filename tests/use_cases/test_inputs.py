"""Contributors are asked for input: who is asked, once and when; what they send; and that the statement stays the
officer's.
"""

from datetime import date, timedelta

import pytest

from bot.domain.refusals import Refusal
from bot.messages.text import as_text, form_as_text
from bot.use_cases.heard import Press
from bot.use_cases.inputs_wanted import follow_meeting
from bot.use_cases.linking import CONTRIBUTORS
from bot.use_cases.turnover import record_leaver
from storage import edits, inputs, meetings, outbox, people, removing, same_posts, tables
from tests.use_cases.editor import Editor
from tests.use_cases.ladder import EARLY_HELP, QUALITY, Ladder, at
from tests.use_cases.sample_board import caller, stands

FOSTERING = "Head of Fostering"
STATEMENT = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}
WED = at(2, 10)
"""Wednesday 2 June 2021: statements for BCP-03 and BCP-06 are due on Tuesday 8 June, 17:00."""


@pytest.fixture
def ladder(session, board) -> Ladder:
    """BCP-03 and BCP-06 have the head of early help, and BCP-06 the head of fostering, to give input."""
    made = Ladder(session, board)
    post = people.post_of(session, board.workspace_id, FOSTERING, date(2020, 1, 1))
    people.hold(session, post, people.person_of(session, board.workspace_id, "U_FOSTER", "Jo Lane"), date(2020, 1, 1))
    board.posts[FOSTERING] = post.id
    for ref, title in (("BCP-03", EARLY_HELP), ("BCP-06", EARLY_HELP), ("BCP-06", FOSTERING)):
        edits.add_contributor(session, board.actions[ref], board.posts[title], at(1, 8))
    return made


def whom(ladder: Ladder, ref: str, title: str) -> str:
    return f"{ladder.sample.actions[ref]}.{ladder.sample.posts[title]}"


def asks(ladder: Ladder, *chosen: tuple[str, str], words="", day=date(2021, 6, 7), now=WED, who="U_QA") -> str:
    refs = dict.fromkeys(ref for ref, _ in chosen)
    about = ",".join(str(ladder.sample.actions[ref]) for ref in refs)
    answers = {"whom": tuple(whom(ladder, *each) for each in chosen), "words": words, "wanted": day}
    reply = ladder.fills(who, "input_ask", about, now, answers)
    return as_text(reply.message) if reply.message else str(reply.errors)


def only(ladder: Ladder) -> int:
    return ladder.session.query(tables.Contribution).order_by(tables.Contribution.id.desc()).first().id


def refused(ladder: Ladder, does: str, about: object, who: str, now) -> str:
    with pytest.raises(Refusal) as refusal:
        ladder.presses(who, does, str(about), now)
    return refusal.value.words


def got(ladder: Ladder, who: str) -> list[str]:
    """What somebody was asked for input, as it stands now."""
    rows = ladder.session.query(tables.Outbox).filter_by(to=who, state=outbox.SENT, amends=None)
    found = [as_text(stands(row)) for row in rows.order_by(tables.Outbox.id)]
    return [text for text in found if "Your input to" in text]


def form_of(ladder: Ladder, ref: str, now, who="U_QA") -> str:
    form = ladder.presses(who, "statement.write", str(ladder.sample.actions[ref]), now).form
    return form_as_text(form)


def sends_statement(ladder: Ladder, ref: str, now) -> None:
    about = f'{{"action": {ladder.sample.actions[ref]}, "reason_asked": true}}'
    reply = ladder.fills("U_QA", "statement.submit", about, now, STATEMENT)
    assert not reply.errors


class TestAsking:
    def test_the_form_offers_those_who_give_input_and_the_working_day_before_the_statement_is_due(self, ladder):
        form = ladder.presses("U_QA", "input.ask", str(ladder.sample.actions["BCP-06"]), WED).form

        choices = next(part for part in form.parts if getattr(part, "name", "") == "whom").choices
        assert [choice.label for choice in choices] == [EARLY_HELP, FOSTERING]
        assert next(part for part in form.parts if getattr(part, "name", "") == "wanted").initial == date(2021, 6, 7)

    def test_the_lead_officer_can_be_asked_where_there_is_such_a_post(self, ladder):
        row = ladder.session.get_one(tables.Action, ladder.sample.actions["BCP-03"])
        people.post_of(ladder.session, ladder.board.workspace_id, row.lead, date(2020, 1, 1))
        found = inputs.to_ask(ladder.session, ladder.board.workspace_id, [row.id])[row.id]

        assert [post.title for post in found] == [EARLY_HELP, row.lead]

    def test_the_answer_says_who_is_asked_and_when_and_it_is_on_the_record(self, ladder):
        said = asks(ladder, ("BCP-06", EARLY_HELP))

        assert f"BCP-06, {EARLY_HELP}: asked today at about 10:30, for 7 June." in said
        (entry,) = ladder.recorded("ask_for_input")
        assert entry[1:] == ("BCP-06", f"{EARLY_HELP}, by 7 June", "")

    def test_each_gets_one_message_for_all_that_they_are_asked_and_a_sentence_with_it(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP), words="How many audits did your teams join?")
        asks(ladder, ("BCP-03", EARLY_HELP), now=WED + timedelta(minutes=5))
        ladder.works(WED + timedelta(minutes=31))

        (text,) = got(ladder, "U_EARLY")
        assert "Your input to 2 statements" in text and "BCP-03" in text and "BCP-06" in text
        assert f"The {QUALITY} writes the statement for Holding to Account" in text
        assert "asks for your input by Monday 7 June, 17:00" in text
        assert "How many audits did your teams join?" in text
        assert text.count("Buttons: Write · Nothing to add · Not me") == 2
        assert "read by the accountable officer" in text

    def test_nobody_is_written_to_at_night(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP), now=at(2, 17, 20))
        ladder.works(at(2, 18))
        assert got(ladder, "U_EARLY") == []
        ladder.works(at(3, 8, 30))

        assert len(got(ladder, "U_EARLY")) == 1

    def test_one_chasing_message_a_day_and_what_is_asked_later_goes_the_next_morning(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(WED + timedelta(minutes=31))
        said = asks(ladder, ("BCP-03", EARLY_HELP), now=at(2, 14))
        ladder.works(at(2, 15))
        assert "asked on Thursday 3 June, 08:30, or soon after" in said
        assert len(got(ladder, "U_EARLY")) == 1
        ladder.works(at(3, 8, 30))

        assert len(got(ladder, "U_EARLY")) == 2

    def test_what_is_wanted_the_same_day_goes_the_same_day(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(WED + timedelta(minutes=31))
        asks(ladder, ("BCP-03", EARLY_HELP), day=date(2021, 6, 2), now=at(2, 14))
        ladder.works(at(2, 15))

        assert len(got(ladder, "U_EARLY")) == 2

    def test_it_is_never_wanted_after_the_statement_is_due(self, ladder):
        assert "due Tuesday 8 June, 17:00. Choose that day or earlier" in asks(
            ladder, ("BCP-06", EARLY_HELP), day=date(2021, 6, 9)
        )

    def test_a_statement_that_is_late_already_leaves_no_time_to_ask(self, ladder):
        words = refused(ladder, "input.ask", ladder.sample.actions["BCP-06"], "U_QA", at(9, 9))

        assert words.startswith("The statement for BCP-06 was due Tuesday 8 June, 17:00")

    def test_a_vacant_post_is_not_asked_and_the_officer_is_told_so_at_once(self, ladder):
        people.vacate(ladder.session, people.get_post(ladder.session, ladder.sample.posts[FOSTERING]), date(2021, 6, 1))
        said = asks(ladder, ("BCP-06", FOSTERING))

        assert "not asked: the post is vacant and there is no delegate to ask" in said
        assert ladder.session.query(tables.Contribution).count() == 0

    def test_while_somebody_is_away_their_delegate_is_asked(self, ladder):
        post = people.get_post(ladder.session, ladder.sample.posts[FOSTERING])
        people.set_away(ladder.session, post, date(2021, 6, 30))
        early = people.get_post(ladder.session, ladder.sample.posts[EARLY_HELP])
        people.delegate(ladder.session, post, early, date(2021, 6, 1), None)
        asks(ladder, ("BCP-06", FOSTERING))
        ladder.works(WED + timedelta(minutes=31))

        (text,) = got(ladder, "U_EARLY")
        assert f"It was asked of the {FOSTERING}, for whom you answer." in text
        ladder.fills("U_EARLY", "input_give", str(only(ladder)), at(2, 12), {"progress": "Carers were trained."})
        assert f"Input from the {FOSTERING} (sent for them by Holder of {EARLY_HELP}), 2 June" in form_of(
            ladder, "BCP-06", at(2, 13)
        )

    def test_who_goes_away_before_it_goes_is_left_alone_and_the_officer_is_told(self, ladder):
        asks(ladder, ("BCP-06", FOSTERING), now=at(2, 17, 20))
        people.set_away(
            ladder.session, people.get_post(ladder.session, ladder.sample.posts[FOSTERING]), date(2021, 6, 30)
        )
        ladder.works(at(3, 8, 30))

        assert got(ladder, "U_FOSTER") == []
        (told,) = ladder.told("U_QA", "input_not_asked")
        assert f"BCP-06: the {FOSTERING} could not be reached for input: its holder is away" in told

    def test_words_that_name_a_child_are_stopped_and_nothing_is_kept(self, ladder):
        with pytest.raises(Refusal):
            asks(ladder, ("BCP-06", EARLY_HELP), words="What became of child JB, aged 7?")

        assert ladder.session.query(tables.Contribution).count() == 0

    def test_nobody_is_asked_twice_at_once(self, ladder):
        asks(ladder, ("BCP-03", EARLY_HELP))

        assert refused(ladder, "input.ask", ladder.sample.actions["BCP-03"], "U_QA", WED).startswith("Everybody who")

    def test_the_request_for_the_statement_offers_it_where_somebody_gives_input(self, ladder):
        ladder.plan(at(1, 8))
        ladder.works(at(1, 9, 45))

        assert "I am away · Ask contributors" in ladder.told("U_QA", "statement_requested")[0]
        assert "Ask contributors" not in ladder.told("U_SOCIAL", "statement_requested")[0]


class TestAnswering:
    @pytest.fixture
    def asked(self, ladder) -> int:
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(WED + timedelta(minutes=31))
        return only(ladder)

    def test_the_officer_sees_it_at_once_beside_the_form_and_the_statement_names_the_post(self, ladder, asked):
        assert f"The {EARLY_HELP} was asked for input by 7 June, 17:00" in form_of(ladder, "BCP-06", at(2, 11))
        answers = {"progress": "All five teams took part.", "barriers": "Two vacancies."}
        ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), answers)

        form = form_of(ladder, "BCP-06", at(2, 12))
        assert f"Input from the {EARLY_HELP}, 2 June" in form
        assert "What has been done: All five teams took part.\nWhat is in the way: Two vacancies." in form
        assert ladder.session.query(tables.Statement).filter_by(came_by="form").count() == 0, "it is no statement"
        sends_statement(ladder, "BCP-06", at(3, 9))
        card = as_text(
            ladder.presses("U_CHAIR", "status.open", str(ladder.sample.actions["BCP-06"]), at(3, 10)).message
        )
        assert f"with input from the {EARLY_HELP}" in card

    def test_what_was_asked_says_that_it_was_answered_and_can_be_changed(self, ladder, asked):
        ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), {"progress": "All took part."})
        (text,) = got(ladder, "U_EARLY")
        assert "You sent this 2 June, 12:00. Thank you. [Change it]" in text and "Nothing to add" not in text
        again = ladder.presses("U_EARLY", "input.write", str(asked), at(2, 13)).form
        assert next(part for part in again.parts if getattr(part, "name", "") == "progress").initial == "All took part."

    def test_whoever_sends_it_hears_what_was_split_off_the_action_since_it_was_asked(self, ladder, asked):
        def gives() -> str:
            reply = ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), {"progress": "All took part."})
            return as_text(reply.message)

        assert "split off" not in gives()
        pm = Editor(ladder.session, ladder.sample)
        pm.edits("edit.split", "BCP-06", now=at(2, 12), words="Report the audits.", left="Do the audits.")

        assert "has been split off BCP-06, so this counts for what is left of BCP-06 alone" in gives()

    def test_a_draft_is_kept_for_its_writer_alone(self, ladder, asked):
        ladder._does(
            Press(caller("U_EARLY"), "input.keep_draft", str(asked), answers={"effect": "Too soon."}), at(2, 12)
        )
        form = ladder.presses("U_EARLY", "input.write", str(asked), at(2, 13)).form
        assert next(part for part in form.parts if getattr(part, "name", "") == "effect").initial == "Too soon."
        post = people.get_post(ladder.session, ladder.sample.posts[EARLY_HELP])
        person = people.person_of(ladder.session, ladder.board.workspace_id, "U_NEW", "New")
        people.hold(ladder.session, post, person, date(2021, 6, 3))
        form = ladder.presses("U_NEW", "input.write", str(asked), at(3, 13)).form
        assert next(part for part in form.parts if getattr(part, "name", "") == "effect").initial == ""
        assert "Too soon." not in form_of(ladder, "BCP-06", at(3, 13))

    def test_what_is_typed_is_kept_without_pressing_anything_but_for_a_childs_details(self, ladder, asked):
        typed = {"progress": "All five teams", "effect": "Child JB, aged 7, is home."}
        ladder._does(
            Press(caller("U_EARLY"), "keep", form="input_give", form_about=str(asked), answers=typed), at(2, 12)
        )

        assert ladder.session.get_one(tables.Contribution, asked).draft["answers"] == {"progress": "All five teams"}

    def test_details_of_a_child_are_stopped_in_the_form_and_in_the_draft(self, ladder, asked):
        bad = {"effect": "Child JB, aged 7, is home."}
        with pytest.raises(Refusal) as refusal:
            ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), bad)
        assert refusal.value.field == "effect"
        with pytest.raises(Refusal):
            ladder._does(Press(caller("U_EARLY"), "input.keep_draft", str(asked), answers=bad), at(2, 12))
        row = ladder.session.get_one(tables.Contribution, asked)
        assert (row.effect, row.draft) == ("", {})

    def test_an_empty_form_says_what_to_do(self, ladder, asked):
        with pytest.raises(Refusal) as refusal:
            ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), {"progress": " "})
        assert refusal.value.field == "progress"

    def test_nothing_to_add_is_an_answer_and_stops_the_reminder(self, ladder, asked):
        ladder.presses("U_EARLY", "input.nothing", str(asked), at(2, 12))
        ladder.works(at(4, 9, 45))

        (text,) = got(ladder, "U_EARLY")
        assert "You have nothing to add. Thank you for saying so." in text
        assert f"Nothing to add: the {EARLY_HELP}." in form_of(ladder, "BCP-06", at(4, 10))

    def test_not_me_is_told_to_the_officer(self, ladder, asked):
        ladder.presses("U_EARLY", "input.not_mine", str(asked), at(2, 12))
        ladder.works(at(2, 12))

        (told,) = ladder.told("U_QA", "input_not_theirs")
        assert f"BCP-06: Holder of {EARLY_HELP}, {EARLY_HELP}, says that this input is not theirs to give." in told

    def test_nobody_else_can_answer(self, ladder, asked):
        for who in ("U_QA", "U_CHAIR", "U_PM"):
            words = refused(ladder, "input.write", asked, who, at(2, 12))
            assert words == "Only a contributor can give this input."

    def test_what_they_wrote_can_be_taken_out_everywhere(self, ladder, asked):
        ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), {"progress": "The yard on Elm Street reopened."})
        places = removing.find(ladder.session, ladder.board, "the yard on Elm Street")
        removing.remove(ladder.session, places, at(2, 13))

        assert ladder.session.get_one(tables.Contribution, asked).progress == "[removed] reopened."

    def test_it_neither_stops_nor_starts_the_ladder(self, ladder, asked):
        ladder.plan(at(1, 8))
        ladder.works(at(2, 11))
        ladder.fills("U_EARLY", "input_give", str(asked), at(2, 12), {"progress": "All took part."})
        ladder.works(at(4, 9, 45))

        assert "BCP-06" in ladder.told("U_QA", "statement_reminder")[0]


class TestTheOneReminder:
    def test_comes_on_the_working_day_before_it_is_wanted_once(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP))
        for day in (2, 3, 4, 7, 8, 9):
            ladder.works(at(day, 10, 45))

        _, second = got(ladder, "U_EARLY")
        assert "still hopes for your input by Monday 7 June, 17:00. You are not reminded again." in second
        assert ladder.told("U_EARLY", "input_reminded") == [second]

    def test_is_one_message_with_what_else_is_asked_of_them_that_day(self, ladder):
        edits.add_contributor(ladder.session, ladder.sample.actions["BCP-04"], ladder.sample.posts[QUALITY], at(1, 8))
        ladder.plan(at(1, 8))
        ladder.works(at(1, 9, 45))
        asks(ladder, ("BCP-04", QUALITY), who="U_SOCIAL")
        ladder.works(at(2, 10, 45))
        ladder.works(at(4, 9, 45))

        (text,) = ladder.told("U_QA", "asked_of_you")
        assert "BCP-03 and BCP-06" in text and "Your input to a statement" in text
        for ref in ("BCP-03", "BCP-06"):
            sends_statement(ladder, ref, at(4, 11))
        (text,) = ladder.told("U_QA", "asked_of_you")
        assert "Write · Nothing to add · Not me" in text, "their statements are in, and the input is still wanted"

    def test_goes_to_who_holds_the_post_by_then(self, ladder):
        asks(ladder, ("BCP-06", FOSTERING))
        ladder.works(at(2, 10, 45))
        post = people.get_post(ladder.session, ladder.sample.posts[FOSTERING])
        person = people.person_of(ladder.session, ladder.board.workspace_id, "U_NEW", "New")
        people.hold(ladder.session, post, person, date(2021, 6, 3))
        ladder.works(at(4, 9, 45))

        assert len(got(ladder, "U_FOSTER")) == 1 and len(got(ladder, "U_NEW")) == 1
        assert refused(ladder, "input.write", only(ladder), "U_FOSTER", at(4, 10)).startswith("The plan is open to")

    def test_tells_the_officer_where_they_have_left_and_nobody_follows(self, ladder):
        asks(ladder, ("BCP-06", FOSTERING))
        ladder.works(at(2, 10, 45))
        people.vacate(ladder.session, people.get_post(ladder.session, ladder.sample.posts[FOSTERING]), date(2021, 6, 3))
        ladder.works(at(4, 9, 45))

        (told,) = ladder.told("U_QA", "input_not_asked")
        assert "the post is vacant" in told

    @pytest.mark.parametrize("how", ["their account is disabled", "the post is left vacant"])
    def test_who_was_asked_and_reminded_and_leaves_is_told_to_the_officer_once_and_said_beside_the_form(
        self, ladder, how
    ):
        asks(ladder, ("BCP-06", FOSTERING))
        for day in (2, 4, 7):
            ladder.works(at(day, 10, 45))
        if how == "their account is disabled":
            record_leaver(ladder.session, ladder.board.workspace_id, "U_FOSTER", at(7, 11))
        else:
            about = f"{ladder.board.id}:{ladder.sample.posts[FOSTERING]}"
            ladder.presses("U_PM", "setup.vacate_post", about, at(7, 11))
        ladder.works(at(7, 11, 30))
        ladder.works(at(8, 9, 45))

        (told,) = ladder.told("U_QA", "input_not_asked")
        assert f"BCP-06: the {FOSTERING} could not be reached for input: the post is vacant" in told
        asked = f"The {FOSTERING} was asked for input by 7 June, 17:00, and has not answered: the post is vacant"
        assert asked in form_of(ladder, "BCP-06", at(8, 10))

    def test_is_dropped_as_too_late_once_it_was_wanted(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(at(2, 10, 45))
        ladder.works(at(8, 9))

        assert "the time by which it was wanted was over" in ladder.dropped("input_reminder")


class TestWhenItIsNotNeededAnyMore:
    @pytest.fixture
    def asked(self, ladder) -> int:
        ladder.plan(at(1, 8))
        ladder.works(at(1, 9, 45))
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(WED + timedelta(minutes=31))
        return only(ladder)

    def is_withdrawn(self, ladder, asked: int, words: str) -> None:
        (text,) = got(ladder, "U_EARLY")
        assert words in text and "Nothing to add" not in text
        ladder.works(at(4, 9, 45))
        assert len(got(ladder, "U_EARLY")) == 1, "nobody is reminded of it"
        assert words in refused(ladder, "input.write", asked, "U_EARLY", at(4, 10))

    def test_because_the_statement_went_in(self, ladder, asked):
        sends_statement(ladder, "BCP-06", at(3, 9))

        self.is_withdrawn(ladder, asked, "The statement went in 3 June, 09:00. Nothing more is needed; thank you.")
        assert [entry[1:3] for entry in ladder.recorded("withdraw_input")] == [("BCP-06", EARLY_HELP)]

    def test_because_their_post_gives_input_no_longer(self, ladder, asked):
        other = str(ladder.sample.posts[FOSTERING])
        Editor(ladder.session, ladder.sample).edits(CONTRIBUTORS.name, "BCP-06", posts=(other,), now=at(3, 9))

        self.is_withdrawn(ladder, asked, "Your post gives input to this action no longer")

    def test_because_the_action_was_merged_and_what_was_sent_goes_along(self, ladder, asked):
        asks(ladder, ("BCP-06", FOSTERING), now=at(2, 11))
        sent = only(ladder)
        ladder.works(at(2, 12))
        ladder.fills("U_FOSTER", "input_give", str(sent), at(2, 12), {"progress": "Carers were trained."})
        into = str(ladder.sample.actions["BCP-03"])
        Editor(ladder.session, ladder.sample, "U_CHAIR").edits("edit.merge", "BCP-06", into=into, now=at(3, 9))

        self.is_withdrawn(ladder, asked, "Merged")
        assert "Carers were trained." in form_of(ladder, "BCP-03", at(4, 10))

    def test_because_the_action_is_delivered(self, ladder, asked):
        given = {"evidence": "Minutes.", "effect": "Shorter waits.", "measure": "92%", "keeper": EARLY_HELP,
                 "procedure": "Procedure 4"}  # fmt: skip
        ladder.fills("U_QA", "delivery_offer", str(ladder.sample.actions["BCP-06"]), at(3, 9), given)

        self.is_withdrawn(ladder, asked, "so nothing is needed. Thank you.")

    def test_because_the_meeting_is_cancelled(self, ladder, asked):
        about = f"{ladder.board.id}:{ladder.meeting.id}"
        form = ladder.fills("U_PM", "setup_cancel", about, at(3, 9), {"reason": "The room is taken."}).form
        ladder.fills("U_PM", "setup_cancel", form.about, at(3, 9), {"reason": "The room is taken."})

        self.is_withdrawn(ladder, asked, "The meeting is cancelled, so nothing is needed for it.")

    def test_because_it_is_off_the_agenda(self, ladder, asked):
        about = f"{ladder.board.id}:{ladder.meeting.id}"
        form = ladder.fills("U_PM", "setup_agenda", about, at(3, 9), {"take": "BCP-06"}).form
        ladder.fills("U_PM", "setup_agenda", form.about, at(3, 9), {"take": "BCP-06"})

        self.is_withdrawn(ladder, asked, "It is off the agenda of the meeting")


class TestWhenTheMeetingMoves:
    def moves(self, ladder, due) -> None:
        before = meetings.get_meeting(ladder.session, ladder.meeting.id)
        days = due - before.statements_due_at
        meetings.change_meeting(
            ladder.session, before.id, statements_due_at=due, starts_at=before.starts_at + days,
            ends_at=before.ends_at + days, moves=1,
        )  # fmt: skip
        follow_meeting(ladder.session, ladder.board, before, meetings.get_meeting(ladder.session, before.id), at(3, 9))

    def test_the_usual_day_follows_it_and_the_reminder_too(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP))
        ladder.works(at(2, 10, 45))
        self.moves(ladder, at(15, 17))

        (text,) = got(ladder, "U_EARLY")
        assert "asks for your input by Monday 14 June, 17:00" in text and text.count("BCP-06") == 1
        assert "Buttons: Write · Nothing to add · Not me" in text
        ladder.works(at(4, 10))
        assert len(got(ladder, "U_EARLY")) == 1
        ladder.works(at(11, 10))
        assert len(got(ladder, "U_EARLY")) == 2

    def test_also_where_the_action_is_called_otherwise_by_now(self, ladder):
        asks(ladder, ("BCP-03", EARLY_HELP), words="Who reads it?")
        asks(ladder, ("BCP-06", EARLY_HELP), words="How many audits?")
        ladder.works(at(2, 10, 45))
        Editor(ladder.session, ladder.sample).edits("edit.reword", "BCP-06", now=at(3, 8), title="Audits")
        self.moves(ladder, at(15, 17))

        (text,) = got(ladder, "U_EARLY")
        assert "BCP-06 Audits" in text and "quality assurance and audit programme" not in text
        assert [text.count(said) for said in ("Monday 14 June, 17:00", "Who reads it?", "How many", "BCP-03")] == [
            2, 1, 1, 1,
        ]  # fmt: skip

    def test_a_day_of_the_officers_own_stays_unless_the_statement_is_due_before(self, ladder):
        asks(ladder, ("BCP-06", EARLY_HELP), day=date(2021, 6, 4))
        self.moves(ladder, at(15, 17))
        assert inputs.get_input(ladder.session, only(ladder)).wanted_at == at(4, 17)
        self.moves(ladder, at(3, 17))

        assert inputs.get_input(ladder.session, only(ladder)).wanted_at == at(3, 17)


class TestTwoTitlesOfOnePost:
    def test_what_was_asked_of_one_is_asked_of_the_other(self, ladder):
        asks(ladder, ("BCP-06", FOSTERING))
        gone, kept = (people.get_post(ladder.session, ladder.sample.posts[each]) for each in (FOSTERING, EARLY_HELP))
        same_posts.merge(ladder.session, gone, kept, "Somebody", WED, WED.date())
        ladder.works(WED + timedelta(minutes=31))

        assert len(got(ladder, "U_EARLY")) == 1
        assert inputs.get_input(ladder.session, only(ladder)).post_id == kept.id

    def test_where_both_were_asked_once_is_enough(self, ladder):
        asks(ladder, ("BCP-06", FOSTERING), ("BCP-06", EARLY_HELP))
        gone, kept = (people.get_post(ladder.session, ladder.sample.posts[each]) for each in (FOSTERING, EARLY_HELP))
        same_posts.merge(ladder.session, gone, kept, "Somebody", WED, WED.date())
        ladder.works(WED + timedelta(minutes=31))

        (text,) = got(ladder, "U_EARLY")
        assert text.count("Buttons: Write") == 1
