"""A point that scrutiny makes is tracked to the reply that was sent: recorded, put right, and owed by a day."""

from datetime import date, datetime

import pytest

from bot.domain.people import Role
from bot.domain.sources import SentReply
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.week_ahead import plan_week_ahead
from storage import boards, people, removing, retention, sources, tables
from tests.use_cases.ladder import EARLY_HELP, Ladder, at
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller
from tests.use_cases.test_sources import audit, buttons_of

REPLY = {
    "words": "The waits are published each month.", "sent_on": date(2021, 6, 3),
    "where": "Reply to the committee, page 2", "post": "Corporate Director of Children’s Services",
}  # fmt: skip
DCS = "Corporate Director of Children’s Services"


@pytest.fixture
def points(session, board) -> dict[str, int]:
    """Two points that the scrutiny committee made; nobody has replied yet."""
    source = sources.add_source(session, board.id, TUESDAY, ref="OSC-1", title="Scrutiny, 4 May", kind="scrutiny",
                                reported="4 May 2021", reported_on=date(2021, 5, 4))  # fmt: skip
    asked = {"S1": "Publish how long families wait.", "S2": "Show the audits by team."}
    return {"OSC-1": source} | {
        ref: sources.add_item(session, source, TUESDAY, ref=ref, kind="recommendation", words=words)
        for ref, words in asked.items()
    }


def says(session, who, text, now=TUESDAY):
    return words_of(does(session, Typed(caller(who), text), now))


def records(session, board, point, who="U_PM", now=TUESDAY, **answers):
    heard = Answers(caller(who), "source_reply", f"{board.id}:{point}", REPLY | answers)
    return does(session, heard, now)


def sets_day(session, board, points, day, who="U_PM", now=TUESDAY):
    heard = Answers(caller(who), "source_reply_by", f"{board.id}:{points['OSC-1']}", {"day": day})
    return words_of(does(session, heard, now))


def draft(session, board, name="for_scrutiny", now=TUESDAY):
    return words_of(does(session, Press(caller("U_PM"), f"quarterly.{name}", f"{board.id}:2021-06-30"), now))


class TestRecording:
    def test_until_a_reply_is_recorded_coverage_and_the_draft_for_scrutiny_say_that_there_is_none(
        self, session, board, points
    ):
        for told in (says(session, "U_CHAIR", "coverage"), draft(session, board)):
            assert "No reply yet to S1 and S2." in told
        assert "State: No action yet. No reply yet." in says(session, "U_CHAIR", "coverage S1")

        told = words_of(records(session, board, points["S1"]))

        assert f"The reply to S1 is recorded: sent on Thursday 3 June 2021 by the {DCS}." in told
        assert "No reply yet to S2 of OSC-1." in told
        for told in (says(session, "U_CHAIR", "coverage"), draft(session, board)):
            assert "No reply yet to S2." in told
        card = says(session, "U_QA", "coverage S1")
        assert f"Reply sent 3 June by the {DCS}" in card
        assert "The waits are published each month.\n  Where it is: Reply to the committee, page 2" in card
        assert "Each point has a reply." not in card
        records(session, board, points["S2"])
        assert "Each point has a reply." in says(session, "U_QA", "coverage OSC-1")

    def test_the_words_of_a_reply_are_not_in_the_draft_and_it_says_that_they_were_left_out(
        self, session, board, points
    ):
        records(session, board, points["S1"])

        assert "each month" not in draft(session, board)
        assert "The words of 1 reply to scrutiny: S1." in draft(session, board, "left_out")

    def test_the_button_is_under_a_point_of_scrutiny_for_the_chair_and_the_programme_manager(
        self, session, board, points
    ):
        peer = sources.add_source(session, board.id, TUESDAY, ref="PR-1", title="Peer review", kind="peer_review")
        other = sources.add_item(session, peer, TUESDAY, ref="R1", kind="recommendation", words="Call weekly.")
        offered = {
            (who, ref): buttons_of(does(session, Typed(caller(who), f"coverage {ref}"), TUESDAY).message)
            for who in ("U_CHAIR", "U_PM", "U_QA")
            for ref in ("S1", "R1")
        }

        assert [key for key, buttons in offered.items() if "Record the reply" in buttons] == [
            ("U_CHAIR", "S1"),
            ("U_PM", "S1"),
        ]
        refused = is_refused(session, Press(caller("U_PM"), "coverage.reply", f"{board.id}:{other}"), TUESDAY)
        assert refused == "PR-1 is no source of scrutiny, and only what scrutiny asks is owed a reply here."

    def test_what_is_missing_or_still_to_come_is_said_beside_its_field(self, session, board, points):
        reply = records(session, board, points["S1"], words=" ", post="", sent_on=date(2021, 6, 9))

        assert reply.errors == {
            "words": "Write what was replied.",
            "post": "Say which post sent it.",
            "sent_on": "That day is still to come. Record the reply once it has been sent.",
        }
        assert session.query(tables.SourceReply).count() == 0

    def test_the_record_says_who_recorded_it_and_not_the_words(self, session, board, points):
        records(session, board, points["S1"], who="U_CHAIR")

        assert audit(session, "record_reply") == [("OSC-1 S1", "", f"sent on Thursday 3 June 2021 by the {DCS}", "")]
        assert session.query(tables.SourceReply).one().recorded_by == session.query(tables.Audit).one().who


class TestPuttingRight:
    def test_a_corrected_reply_is_a_new_entry_and_both_are_shown_the_newest_first(self, session, board, points):
        records(session, board, points["S1"])
        shown = does(session, Typed(caller("U_PM"), "coverage S1"), TUESDAY).message
        button = buttons_of(shown)["Correct the reply"]
        form = does(session, Press(caller("U_PM"), button.does, button.about), TUESDAY).form
        assert [getattr(part, "initial", None) for part in form.parts[1:5]] == [
            REPLY["words"], REPLY["sent_on"], REPLY["post"], REPLY["where"],
        ]  # fmt: skip

        told = words_of(records(session, board, points["S1"], words="They are published each quarter."))

        assert "What was recorded before stays beside it." in told
        card = says(session, "U_QA", "coverage S1")
        newest, earlier = card.index("each quarter"), card.index("each month")
        assert newest < card.index(f"Recorded before, sent 3 June by the {DCS}") < earlier

    def test_the_same_once_more_changes_nothing(self, session, board, points):
        records(session, board, points["S1"])

        again = Answers(caller("U_PM"), "source_reply", f"{board.id}:{points['S1']}", REPLY)
        assert is_refused(session, again, TUESDAY) == "Nothing would change: it is recorded so already."


class TestWhatIsHeldBackAndTakenOut:
    def test_of_a_restricted_point_it_says_that_there_is_a_reply_and_not_what(self, session, board, points):
        records(session, board, points["S1"])
        held = {"event": "The panel has been told.", "why": "They come first."}
        does(session, Answers(caller("U_PM"), "source_restrict", f"{board.id}:{points['S1']}", held), TUESDAY)

        beside = str(plan_to_export(session, boards.get_board(session, board.id), TUESDAY).beside)
        told = "\n".join([says(session, "U_PM", "coverage S1"), says(session, "U_PM", "coverage OSC-1"), beside])

        assert "each month" not in told and "page 2" not in told and f"Reply sent 3 June by the {DCS}" in told
        refused = is_refused(session, Press(caller("U_PM"), "coverage.reply", f"{board.id}:{points['S1']}"), TUESDAY)
        assert refused.startswith("S1 is restricted.")

    def test_words_that_are_removed_go_from_what_was_replied(self, session, board, points):
        records(session, board, points["S1"])
        places = removing.find(session, boards.get_board(session, board.id), "published each month")

        removing.remove(session, places, TUESDAY)

        assert "each month" not in says(session, "U_QA", "coverage S1")

    def test_a_search_of_all_that_is_kept_finds_it_by_its_day(self, session, board, points):
        records(session, board, points["S1"])
        kept = retention.find_kept(
            session, boards.get_board(session, board.id), retention.Scope(since=TUESDAY, until=at(9, 9))
        )

        assert [each.words for each in kept if each.table == "source_reply"] == [
            "words: The waits are published each month.\nwhere: Reply to the committee, page 2"
        ]


class TestADayByWhichItIsOwed:
    def test_two_months_from_the_report_are_offered(self, session, board, points):
        pressed = Press(caller("U_PM"), "coverage.reply_by", f"{board.id}:{points['OSC-1']}")

        assert does(session, pressed, TUESDAY).form.parts[-1].initial == date(2021, 7, 4)

    def test_it_shows_with_what_has_no_reply_and_afterwards_that_it_has_passed(self, session, board, points):
        told = sets_day(session, board, points, date(2021, 7, 2))

        assert "are owed a reply by Friday 2 July 2021." in told
        assert "is told once, in the Friday note of 18 June" in told
        assert "No reply yet to S1 and S2, owed by 2 July." in says(session, "U_QA", "coverage")
        assert "No reply yet to S1 and S2, owed by 2 July." in draft(session, board)
        late = datetime(2021, 7, 5, 9, tzinfo=TUESDAY.tzinfo)
        assert "No reply yet to S1 and S2, which was owed by 2 July." in says(session, "U_QA", "coverage", late)
        assert audit(session, "set_reply_by") == [("OSC-1", "no day", "Friday 2 July 2021", "")]

    def test_taken_away_nobody_is_told_of_one(self, session, board, points):
        sets_day(session, board, points, date(2021, 7, 2))

        assert "No day is set by which OSC-1 is owed a reply." in sets_day(session, board, points, None)
        assert "owed by" not in says(session, "U_QA", "coverage").replace("Reply owed by", "")

    def test_it_is_the_programme_managers(self, session, board, points):
        heard = Answers(caller("U_CHAIR"), "source_reply_by", f"{board.id}:{points['OSC-1']}", {"day": None})

        assert is_refused(session, heard, TUESDAY).startswith("Only the programme manager can")


class TestTheNote:
    """The note of Friday 11 June tells of what is owed in the week of 21 June."""

    @pytest.fixture
    def ladder(self, session, board, points) -> Ladder:
        made = Ladder(session, board)
        sets_day(session, board, points, date(2021, 6, 24), now=at(8, 9))
        return made

    def notes(self, ladder, who="U_PM"):
        ladder.works(at(11, 9, 30))
        return ladder.told(who, "week_ahead")

    def test_the_programme_manager_is_told_once_of_what_has_no_reply_two_weeks_before(self, ladder, board, points):
        records(ladder.session, board, points["S1"], now=at(9, 9))

        (note,) = self.notes(ladder)
        plan_week_ahead(ladder.session, ladder.board, "2021-W24", at(14, 9))
        ladder.works(at(18, 9, 30))

        assert "Owed to scrutiny in two weeks." in note and "due next week" not in note
        assert note.splitlines()[-1] == "Thursday 24 June: OSC-1: no reply yet to S2"
        assert len(ladder.told("U_PM", "week_ahead")) == 1

    def test_it_is_one_message_with_what_else_of_theirs_is_due_next_week(self, ladder, board):
        manager = people.get_post(ladder.session, board.posts["Improvement Programme Manager"])
        action = ladder.session.get_one(tables.Action, board.actions["BCP-05"])
        action.accountable_post_id, action.deadline = manager.id, date(2021, 6, 14)
        ladder.session.flush()

        (note,) = self.notes(ladder)

        assert "1 thing due next week:" in note and "Thursday 24 June: OSC-1: no reply yet to S1 and S2" in note

    def test_once_each_point_has_a_reply_nothing_is_said(self, ladder, board, points):
        for ref in ("S1", "S2"):
            records(ladder.session, board, points[ref], now=at(10, 9))

        assert self.notes(ladder) == []

    def test_a_point_that_was_replied_to_while_the_note_waited_to_go_is_not_in_it(self, ladder, board, points):
        ladder.make_up(at(11, 9, 30))
        records(ladder.session, board, points["S1"], now=at(11, 9, 35))

        ladder.works(at(11, 9, 40))

        (note,) = ladder.told("U_PM", "week_ahead")
        assert note.splitlines()[-1] == "Thursday 24 June: OSC-1: no reply yet to S2"

    def test_a_note_that_went_says_which_points_have_no_reply_yet_once_one_is_recorded(self, ladder, board, points):
        assert self.notes(ladder)[0].endswith("Thursday 24 June: OSC-1: no reply yet to S1 and S2")

        for ref, says_then in (("S1", "no reply yet to S2"), ("S2", "each point has a reply")):
            records(ladder.session, board, points[ref], now=at(14, 9))
            ladder.works(at(14, 9))
            (note,) = ladder.told("U_PM", "week_ahead")
            assert note.endswith(f"Thursday 24 June: OSC-1: {says_then}")

        records(ladder.session, board, points["S2"], now=at(15, 9), where="Page 3")
        assert ladder.session.query(tables.Outbox).filter(tables.Outbox.amends.is_not(None)).count() == 2

    def test_what_else_the_same_note_says_stays(self, ladder, board, points):
        manager = people.get_post(ladder.session, board.posts["Improvement Programme Manager"])
        action = ladder.session.get_one(tables.Action, board.actions["BCP-05"])
        action.accountable_post_id, action.deadline = manager.id, date(2021, 6, 14)
        ladder.session.flush()
        (before,) = self.notes(ladder)

        records(ladder.session, board, points["S1"], now=at(14, 9))

        assert ladder.told("U_PM", "week_ahead") == [before.replace("to S1 and S2", "to S2")]

    @pytest.mark.parametrize("post", ["Improvement Programme Manager", "Sufficiency Programme Manager"])
    def test_of_two_boards_in_one_note_only_the_one_that_replied_says_so_though_both_name_the_source_alike(
        self, ladder, board, points, post
    ):
        session, workspace = ladder.session, board.workspace_id
        other = boards.add_board(session, workspace, "Sufficiency Board", started_at=TUESDAY)
        post = people.post_of(session, workspace, post, date(2020, 1, 1))
        people.hold(session, post, people.person_of(session, workspace, "U_PM"), date(2021, 1, 1))
        people.seat(session, other, Role.PROGRAMME_MANAGER, post)
        source = sources.add_source(session, other, TUESDAY, ref="OSC-1", title="Scrutiny", kind="scrutiny")
        theirs = sources.add_item(session, source, TUESDAY, ref="S1", kind="recommendation", words="Count the homes.")
        sources.change_source(session, source, reply_by=date(2021, 6, 25))
        plan_week_ahead(session, boards.get_board(session, other), "2021-W23", at(9, 9))

        def told() -> list[str]:
            (note,) = ladder.told("U_PM", "asked_of_you") + ladder.told("U_PM", "week_ahead")
            return [line for line in note.splitlines() if "OSC-1" in line]

        ladder.works(at(11, 9, 30))
        (note,) = ladder.told("U_PM", "asked_of_you")
        mine = boards.get_board(session, board.id).name
        headings = [line for line in note.splitlines() if line.startswith("Owed to scrutiny: ")]
        assert headings == [f"Owed to scrutiny: {mine}", "Owed to scrutiny: Sufficiency Board"]
        own, others = "Thursday 24 June: OSC-1: ", "Friday 25 June: OSC-1: "
        assert told() == [f"{own}no reply yet to S1 and S2", f"{others}no reply yet to S1"]

        heard = Answers(caller("U_PM"), "source_reply", f"{other}:{theirs}", REPLY)
        does(session, heard, at(14, 9))
        assert told() == [f"{own}no reply yet to S1 and S2", f"{others}each point has a reply"]

        records(session, board, points["S1"], now=at(14, 10))
        assert told() == [f"{own}no reply yet to S2", f"{others}each point has a reply"]

    def test_a_day_that_was_moved_away_is_not_told(self, ladder, board, points):
        sets_day(ladder.session, board, points, date(2021, 8, 2), now=at(9, 9))

        assert self.notes(ladder) == []

    def test_while_the_programme_manager_is_away_their_delegate_has_it(self, ladder, board):
        session, manager = ladder.session, people.get_post(ladder.session, board.posts["Improvement Programme Manager"])
        people.set_away(session, manager, date(2021, 6, 30))
        delegate = people.get_post(session, board.posts[EARLY_HELP])
        people.delegate(session, manager, delegate, date(2021, 6, 1), None)

        (note,) = self.notes(ladder, "U_EARLY")

        assert "Owed to scrutiny in two weeks, for the Improvement Programme Manager." in note
        assert ladder.told("U_PM", "week_ahead") == []

    def test_no_officer_is_told_of_it(self, ladder):
        assert all("OSC-1" not in note for who in ("U_SOCIAL", "U_QA") for note in self.notes(ladder, who))


def test_what_was_replied_stays_in_the_order_in_which_it_was_recorded(session, board, points):
    for words in ("First.", "Second."):
        sources.add_reply(session, points["S1"], SentReply(words, date(2021, 6, 1), "DCS"), by="P", at=TUESDAY)

    items = sources.items_of(session, boards.get_board(session, board.id), TUESDAY)

    assert [reply.words for reply in items[0].replies] == ["First.", "Second."]
