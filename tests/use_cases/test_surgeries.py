"""A team goes through its figures in a surgery: those who come are told once, and what is agreed comes back."""

from datetime import date, time

import pytest

from bot.domain.people import Role
from bot.use_cases.heard import Answers, Press, Typed
from storage import people, removing, same_posts, surgeries, tables
from tests.use_cases.editor import Editor
from tests.use_cases.ladder import DCS, EARLY_HELP, QUALITY, Ladder, at, said
from tests.use_cases.measured_board import does, is_refused, with_measures, words_of
from tests.use_cases.sample_board import caller, stands
from tests.use_cases.test_sources import buttons_of

MONDAY, AGREED = at(7, 9), "Look through all assessments that are over 45 days."
WHEN = {"day": date(2021, 6, 15), "start": time(10), "place": "room 4"}


class Team(Ladder):
    """The assessment team's surgery of 15 June, which the programme manager arranged on Monday 7 June."""

    def arrange(self, by="U_PM", now=MONDAY, posts=(QUALITY, EARLY_HELP), **answers):
        given = {
            "team": "Assessment team, North", "concerns": "BCP-06, KPO-01", **WHEN,
            "who": tuple(str(self.sample.posts[post]) for post in posts), **answers,
        }  # fmt: skip
        return self.fills(by, "surgery_arrange", str(self.board.id), now, given)

    @property
    def surgery(self):
        return surgeries.surgeries_of(self.session, self.board.id)[0]

    @property
    def its(self) -> str:
        return f"{self.board.id}:{self.surgery.id}"

    def moves(self, now, **answers):
        return said(self.fills("U_PM", "surgery_move", self.its, now, {**WHEN, "start": time(14), **answers}))

    def cancels(self, now):
        return said(self.fills("U_PM", "surgery_cancel", self.its, now, {}))

    def agrees(self, now, who="U_PM", **answers):
        given = {"words": AGREED, "post": str(self.sample.posts[EARLY_HELP]), "due": date(2021, 6, 25), **answers}
        return self.fills(who, "surgery_agree", self.its, now, given)

    def shows(self, who="U_QA", now=MONDAY):
        return words_of(does(self.session, Typed(caller(who), "surgery"), now))


@pytest.fixture
def team(session, board) -> Team:
    with_measures(session, board)
    made = Team(session, board)
    made.arrange()
    return made


class TestArranging:
    def test_it_is_shown_with_its_time_its_place_who_comes_and_what_it_is_about(self, team):
        told = team.shows()

        assert "PS-2021-06 Assessment team, North: Tuesday 15 June, 10:00, room 4." in told
        assert f"Who comes: {QUALITY} and {EARLY_HELP}. It is about BCP-06 and KPO-01." in told
        assert "Arrange a surgery" not in told and "Arrange a surgery" in team.shows("U_CHAIR")

    def test_the_answer_says_when_those_who_come_are_told_and_for_whom_nobody_is(self, team, session, board):
        people.vacate(session, people.get_post(session, board.posts[EARLY_HELP]), date(2021, 6, 1))

        told = said(team.arrange())

        assert "PS-2021-06-2 is arranged" in told and "are told on Monday 14 June, 09:30." in told
        assert f"Nobody holds the post of {EARLY_HELP}, so nobody is told for it." in told

    def test_what_can_not_be_is_said_beside_its_field(self, team):
        reply = team.arrange(day=date(2021, 6, 12), concerns="BCP-06, KPO-99", who=(), team="", place="")

        assert reply.errors == {
            "team": "Say which team it is.",
            "place": "Say where it is.",
            "day": "Saturday 12 June 2021 is not a working day for this board (a Saturday). Choose another.",
            "who": "Choose at least one post that comes.",
            "concerns": "No action and no measure has the reference “KPO-99”. Correct it.",
        }
        assert len(surgeries.surgeries_of(team.session, team.board.id)) == 1

    def test_child_level_data_is_refused_and_the_form_says_where_it_stays(self, team):
        form = team.presses("U_PM", "surgery.agree", team.its, MONDAY).form
        assert "Child level data stays in the case system" in form.parts[-1].text

        given = {
            "words": "See to NHS number 943 476 5919.",
            "post": str(team.sample.posts[QUALITY]),
            "due": WHEN["day"],
        }
        refused = is_refused(team.session, Answers(caller("U_PM"), "surgery_agree", team.its, given), MONDAY)

        assert "looks like details of a child" in refused and team.surgery.agreed == ()

    @pytest.mark.parametrize("who", ["U_QA", "U_EARLY"])
    def test_it_is_arranged_by_the_chair_or_the_programme_manager(self, team, who):
        pressed = Press(caller(who), "surgery.arrange", str(team.board.id))

        assert is_refused(team.session, pressed, MONDAY).startswith("Only the chair, the deputy chair or the programme")


class TestTelling:
    def test_those_who_come_are_told_once_a_working_day_before_and_nobody_else(self, team):
        team.works(at(11, 17))
        assert team.told("U_QA", "surgery_soon") == []

        team.works(at(14, 9, 30))
        team.works(at(15, 9))

        for who in ("U_QA", "U_EARLY"):
            (told,) = team.told(who, "surgery_soon")
            assert "Assessment team, North: Tuesday 15 June, 10:00, room 4." in told
            assert "Child level data stays in the case system" in told
        assert team.told("U_PM", "surgery_soon") == team.told("U_SOCIAL", "surgery_soon") == []

    def test_arranged_on_its_eve_they_are_told_at_once(self, team):
        assert "Those who come are told now." in said(team.arrange(now=at(14, 15), posts=(DCS,)))

        team.works(at(14, 15))
        assert len(team.told("U_DCS", "surgery_soon")) == 1

    def test_moved_before_anybody_was_told_they_are_told_of_the_new_day_alone(self, team):
        assert "are told on Thursday 17 June, 09:30." in team.moves(at(8, 9), day=date(2021, 6, 18))

        for day in (14, 15, 17):
            team.works(at(day, 9, 30))

        assert ["Friday 18 June, 14:00" in told for told in team.told("U_QA", "surgery_soon")] == [True]
        assert team.told("U_QA", "surgery_moved") == []

    def test_moved_before_anybody_was_told_nothing_is_said_before_its_first_day(self, team):
        team.moves(at(8, 9), day=date(2021, 6, 18))

        team.works(at(14, 9, 30))

        assert team.told("U_QA", "surgery_soon") == [] and team.dropped("surgery_soon") == ["the surgery was moved"]

    def test_moved_while_the_news_waits_to_go_it_does_not_go(self, team):
        team.make_up(at(14, 9, 30))
        team.moves(at(14, 9, 35), day=date(2021, 6, 18))

        team.works(at(14, 9, 40))

        assert team.told("U_QA", "surgery_soon") == team.told("U_QA", "surgery_moved") == []
        assert team.dropped("surgery_soon") == ["the surgery was moved"] * 2

    @pytest.mark.parametrize("made_up", [False, True])
    def test_once_it_has_begun_nobody_is_told_of_it(self, team, made_up):
        if made_up:
            team.make_up(at(14, 9, 30))

        team.works(at(15, 10))

        assert team.told("U_QA", "surgery_soon") == [] and set(team.dropped("surgery_soon")) == {
            "the surgery had begun"
        }

    def test_moved_after_they_were_told_each_hears_of_that_once_and_is_told_again_before_the_new_day(self, team):
        team.works(at(14, 9, 30))

        assert "2 people who had been told of it hear of this, once." in team.moves(at(14, 11), day=date(2021, 6, 18))
        for day in (14, 15, 17):
            team.works(at(day, 12))

        (told,) = team.told("U_EARLY", "surgery_moved")
        assert "it is on Friday 18 June, 14:00, room 4 now." in told
        assert len(team.told("U_EARLY", "surgery_soon")) == 2

    def test_cancelled_after_they_were_told_each_hears_of_that_once(self, team):
        team.works(at(14, 9, 30))

        assert "2 people who had been told" in team.cancels(at(14, 11))
        team.works(at(14, 12))
        team.works(at(16, 10))

        assert [len(team.told(who, "surgery_cancelled")) for who in ("U_QA", "U_EARLY", "U_PM")] == [1, 1, 0]
        assert team.told("U_PM", "surgery_after") == [] and "No surgery is arranged." in team.shows()

    def test_cancelled_before_anybody_was_told_nobody_is(self, team):
        assert "so nobody is told." in team.cancels(at(8, 9))

        team.works(at(14, 9, 30))
        assert team.told("U_QA", "surgery_soon") == team.told("U_QA", "surgery_cancelled") == []

    def test_somebody_with_no_part_in_the_board_is_not_written_to_and_whoever_arranges_it_reads_so(
        self, team, session, board
    ):
        post = people.post_of(session, board.workspace_id, "Team Manager, North", date(2020, 1, 1))
        manager = people.person_of(session, board.workspace_id, "U_TEAM", "Jo Price")
        people.hold(session, post, manager, date(2020, 1, 1))
        answer = said(team.arrange(posts=(), who=(str(post.id), str(board.posts[QUALITY]))))

        team.works(at(14, 9, 30))

        assert "The Team Manager, North has no seat on this board and no part in this plan, so I do not write" in answer
        assert (team.told("U_TEAM", "surgery_soon"), len(team.told("U_QA", "surgery_soon"))) == ([], 2)

    def test_whoever_loses_their_part_before_it_goes_is_not_told(self, team, session, board):
        post = people.post_of(session, board.workspace_id, "Team Manager, North", date(2020, 1, 1))
        people.hold(session, post, people.person_of(session, board.workspace_id, "U_TEAM", "Jo"), date(2020, 1, 1))
        people.seat(session, board.id, Role.MEMBER, post)
        answer = said(team.arrange(posts=(), who=(str(post.id),)))
        team.make_up(at(14, 9, 30))
        people.unseat(session, board.id, Role.MEMBER, post.id)

        team.works(at(14, 9, 31))

        assert "no seat on this board" not in answer
        assert team.told("U_TEAM", "surgery_soon") == []

    def test_while_somebody_who_comes_is_away_their_delegate_is_told(self, team, session, board):
        post = people.get_post(session, board.posts[QUALITY])
        people.set_away(session, post, date(2021, 6, 30))
        people.delegate(session, post, people.get_post(session, board.posts[DCS]), date(2021, 6, 1), None)

        team.works(at(14, 9, 30))

        (told,) = team.told("U_DCS", "surgery_soon")
        assert f"You are told for the {QUALITY}." in told and team.told("U_QA", "surgery_soon") == []


class TestWhatWasAgreed:
    def test_whoever_arranged_it_is_asked_the_morning_after_unless_it_is_recorded(self, session, board):
        team = Team(session, board)
        team.arrange("U_CHAIR", concerns="")
        team.works(at(16, 9, 30))

        (asked,) = team.told("U_CHAIR", "surgery_after")
        assert "What was agreed? Each with a post and a day." in asked and team.told("U_PM", "surgery_after") == []

        other = Team(session, board)
        other.arrange(concerns="", day=date(2021, 6, 17), now=at(16, 10))
        surgery = surgeries.surgeries_of(session, board.id)[-1]
        given = {"words": AGREED, "post": str(board.posts[QUALITY]), "due": date(2021, 6, 25)}
        other.fills("U_PM", "surgery_agree", f"{board.id}:{surgery.id}", at(17, 12), given)
        other.works(at(18, 9, 30))
        assert other.told("U_PM", "surgery_after") == []

    def test_once_whoever_arranged_it_runs_the_board_no_more_the_next_who_does_is_asked(self, team, session, board):
        manager = people.get_post(session, board.posts["Improvement Programme Manager"])
        people.vacate(session, manager, date(2021, 6, 10))
        team.agrees(at(15, 12), who="U_CHAIR")

        team.works(at(28, 9, 30))

        assert team.told("U_PM", "surgery_follow_up") == [] and len(team.told("U_CHAIR", "surgery_follow_up")) == 1

    def test_it_is_kept_with_its_post_and_its_day_and_shown(self, team):
        told = said(team.agrees(at(15, 12)))

        assert f"Recorded: the {EARLY_HELP}: {AGREED.rstrip('.')}, by 25 June." in told
        assert "is asked about it on Monday 28 June 2021, unless" in told
        assert f"The {EARLY_HELP}: {AGREED.rstrip('.')}, by 25 June." in team.shows(now=at(16, 9))

    def test_a_follow_up_comes_back_once_to_whoever_arranged_it_all_of_a_day_in_one_message(self, team):
        team.agrees(at(15, 12))
        team.agrees(at(15, 12), words="Ask for two more social workers.")
        for day in (25, 28, 29):
            team.works(at(day, 9, 30))

        (asked,) = team.told("U_PM", "surgery_follow_up")
        assert AGREED.rstrip(".") in asked and "Ask for two more social workers" in asked

    def test_done_it_is_asked_about_no_more_and_not_yet_takes_another_day(self, team):
        team.agrees(at(15, 12))
        team.agrees(at(15, 12), words="Ask for two more social workers.")
        first, second = (str(one.id) for one in team.surgery.agreed)

        assert "Nothing more is asked" in said(team.presses("U_CHAIR", "surgery.done", first, at(22, 9)))
        put_off = team.fills("U_PM", "surgery_not_yet", second, at(22, 9), {"due": date(2021, 7, 2)})
        assert "It comes back to you on Monday 5 July 2021." in said(put_off)
        team.works(at(28, 9, 30))
        assert team.told("U_PM", "surgery_follow_up") == []
        team.works(at(5, 9, 30, month=7))
        (asked,) = team.told("U_PM", "surgery_follow_up")
        assert "Ask for two more" in asked and "45 days" not in asked
        again = Press(caller("U_PM"), "surgery.done", first)
        assert is_refused(team.session, again, at(23, 9)) == "That is recorded as done."

    def test_what_is_answered_says_so_where_it_was_asked_and_offers_its_buttons_no_more(self, team):
        for each in (AGREED, "Ask for two more social workers.", "Write to the schools."):
            team.agrees(at(15, 12), words=each)
        done, later, left = (str(one.id) for one in team.surgery.agreed)
        team.works(at(28, 9, 30))

        team.presses("U_CHAIR", "surgery.done", done, at(28, 10))
        team.fills("U_PM", "surgery_not_yet", later, at(28, 10), {"due": date(2021, 7, 2)})
        team.works(at(28, 10))

        (asked,) = team.told("U_PM", "surgery_follow_up")
        assert f"The {EARLY_HELP}: {AGREED.rstrip('.')}. Done by 28 June." in asked
        assert f"The {EARLY_HELP}: Ask for two more social workers. Not yet: by 2 July now." in asked
        (row,) = team.session.query(tables.Outbox).filter_by(key=f"surgery_follow_up:{team.surgery.id}:2021-06-25")
        assert {button.about for part in stands(row).parts for button in getattr(part, "buttons", ())} == {left}

    def test_what_became_a_milestone_after_it_came_back_says_so_there(self, team):
        offered = buttons_of(team.agrees(at(15, 12)).message)
        team.works(at(28, 9, 30))
        form = team.presses("U_PM", "surgery.milestone", offered["A milestone of BCP-06"].about, at(28, 10)).form
        given = {part.name: part.initial for part in form.parts if getattr(part, "initial", None)}

        preview = team.fills("U_PM", form.name, form.about, at(28, 10), given).form
        team.fills("U_PM", preview.name, preview.about, at(28, 10), {})

        (asked,) = team.told("U_PM", "surgery_follow_up")
        assert f"It became {team.surgery.agreed[0].became}." in asked and "Buttons" not in asked

    def test_what_is_done_while_the_message_waits_to_go_is_not_in_it(self, team):
        team.agrees(at(15, 12))
        team.agrees(at(15, 12), words="Ask for two more social workers.")
        team.make_up(at(28, 9, 30))
        team.presses("U_PM", "surgery.done", str(team.surgery.agreed[0].id), at(28, 9, 35))

        team.works(at(28, 9, 40))

        (asked,) = team.told("U_PM", "surgery_follow_up")
        assert "Ask for two more" in asked and "45 days" not in asked

    def test_it_becomes_a_milestone_of_an_action_in_one_step_and_comes_back_no_more(self, team):
        offered = buttons_of(team.agrees(at(15, 12)).message)
        form = team.presses("U_PM", "surgery.milestone", offered["A milestone of BCP-06"].about, at(15, 12)).form
        filled = {part.name: part.initial for part in form.parts if hasattr(part, "initial")}
        assert (filled["title"], filled["due"]) == (AGREED[:-1], date(2021, 6, 25))

        given = {name: value for name, value in filled.items() if value}
        preview = team.fills("U_PM", form.name, form.about, at(15, 12), given).form
        told = said(team.fills("U_PM", preview.name, preview.about, at(15, 12), {}))

        (step,) = team.session.query(tables.Milestone).filter_by(title=AGREED[:-1])
        assert (step.action_id, step.due) == (team.sample.actions["BCP-06"], date(2021, 6, 25))
        assert "is added to BCP-06" in told
        assert f"It became {team.surgery.agreed[0].became}." in team.shows(now=at(16, 9))
        team.works(at(28, 9, 30))
        assert team.told("U_PM", "surgery_follow_up") == []

    def test_it_becomes_an_action_of_its_own_in_one_step(self, team):
        offered = buttons_of(team.agrees(at(15, 12)).message)
        form = team.presses("U_PM", "surgery.new_action", offered["A new action"].about, at(15, 12)).form
        filled = {part.name: part.initial for part in form.parts if getattr(part, "initial", None)}
        assert (filled["words"], filled["deadline"]) == (AGREED, date(2021, 6, 25))
        assert filled["post"] == str(team.sample.posts[EARLY_HELP])

        preview = team.fills("U_PM", form.name, form.about, at(15, 12), {**filled, "new": "Practice"}).form
        said(team.fills("U_PM", preview.name, preview.about, at(15, 12), {}))

        action = team.session.query(tables.Action).filter_by(words=AGREED).one()
        assert team.surgery.agreed[0].became == action.ref
        refused = is_refused(
            team.session, Press(caller("U_PM"), "surgery.new_action", offered["A new action"].about), at(15, 13)
        )
        assert refused == f"That is settled: it became {action.ref}."

    def test_the_chair_records_it_and_is_not_offered_to_change_the_plan(self, team):
        assert list(buttons_of(team.agrees(at(15, 12), who="U_CHAIR").message)) == ["One more"]


def test_what_was_agreed_over_an_action_that_is_restricted_is_shown_only_to_who_may_read_that(team, session, board):
    team.agrees(at(15, 12))
    assert AGREED.rstrip(".") in team.shows("U_SOCIAL", at(16, 9))

    Editor(session, board, "U_CHAIR").edits("edit.restrict", "BCP-06", event="The staff have been told.")

    assert AGREED.rstrip(".") not in team.shows("U_SOCIAL", at(16, 9))
    assert AGREED.rstrip(".") in team.shows("U_QA", at(16, 9))


def test_words_that_are_removed_go_from_what_was_agreed(team):
    team.agrees(at(15, 12))

    removing.remove(team.session, removing.find(team.session, team.board, "over 45 days"), at(16, 9))

    assert "45 days" not in team.shows(now=at(16, 9))


def test_two_posts_that_turn_out_to_be_one_come_once_under_the_title_that_is_kept(team, session, board):
    team.agrees(at(15, 12))
    gone, kept = (people.get_post(session, board.posts[each]) for each in (EARLY_HELP, QUALITY))

    same_posts.merge(session, gone, kept, "Priya Nair", at(16, 9), date(2021, 6, 16))

    assert [title for _, title in team.surgery.posts] == [QUALITY] and team.surgery.agreed[0].post == QUALITY
