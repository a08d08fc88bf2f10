"""The register of risks: who keeps it, what is kept of it, and what the board pack has of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.refusals import Refusal
from bot.domain.risks import Assessment, Risk
from bot.messages.parts import Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Answer, Answers, Press, Typed
from storage import boards, meetings, people, tables
from storage.removing import find, remove
from storage.same_posts import merge
from tests.use_cases.sample_board import caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
CHURN: dict[str, Answer] = {
    "words": "Staff and managers leave", "about": "BCP-01", "owner": "early help", "likelihood": "4", "impact": "4",
    "mitigation": "Deputies are named",
}  # fmt: skip
SLOW = CHURN | {"words": "Progress is not quick enough", "about": "", "likelihood": "2", "impact": "5"}


def does(session, heard, now=NOW) -> Reply:
    found = catalogue.find(heard)
    return found.use_case(session, found.command, now)


def fills(session, form, about, given, by="U_PM", now=NOW) -> Reply:
    return does(session, Answers(caller(by), form, about, given), now)


def adds(session, board, **more: Answer) -> Reply:
    return fills(session, "risk_add", str(board.id), CHURN | more)


def shown(session, by="U_QA", now=NOW) -> str:
    return as_text(does(session, Typed(caller(by), "risks"), now).message)


def about(session, board, ref="R1") -> str:
    return f"{board.id}:{session.query(tables.Risk).filter_by(ref=ref).one().id}"


def reviews(session, board, now, **more: Answer) -> Reply:
    return fills(session, "risk_review", about(session, board), CHURN | more, now=now)


def meets(session, board, day: int) -> int:
    """A meeting of the Board itself, in June 2021."""
    starts = datetime(2021, 6, day, 13, 0, tzinfo=UTC)
    ends = starts + timedelta(hours=2)
    return meetings.add_meeting(session, board.id, [], kind="board", ref=f"IB-{day}", starts_at=starts, ends_at=ends)


def pack(session, board, meeting: int, now=datetime(2021, 6, 15, 8, 0, tzinfo=UTC)) -> list[str]:
    text = as_text(does(session, Press(caller("U_CHAIR"), "board_pack.show", f"{board.id}:{meeting}"), now).message)
    lines = text.splitlines()
    return lines[lines.index("Risks") + 1 : lines.index("Change requests")]


class TestTheRegister:
    def test_lists_them_by_score_with_owner_and_what_is_done_to_whoever_may_see_the_plan(self, session, board):
        fills(session, "risk_add", str(board.id), SLOW)
        adds(session, board)

        lines = shown(session).splitlines()

        assert lines[1] == "2 open risks, the highest score first."
        assert lines[2] == (
            "R2 Staff and managers leave: Score 16 (likelihood 4, impact 4). Owner: Head of Early Help. About BCP-01. "
            "Being done: Deputies are named. Reviewed 8 June."
        )
        assert lines[3].startswith("R1 Progress is not quick enough: Score 10 ")
        assert "Buttons" not in shown(session)
        assert "Buttons: Review · Close" in shown(session, by="U_PM")

    def test_has_the_kind_of_each_from_those_that_the_board_tells_apart(self, session, board):
        form = does(session, Press(caller("U_PM"), "risks.add", str(board.id))).form
        kinds = next(part for part in form.parts if getattr(part, "name", "") == "kind")

        adds(session, board, kind="Organisation")

        assert [choice.label for choice in kinds.choices] == ["Budget", "Organisation", "Demand", "Perception"]
        assert "Owner: Head of Early Help. Kind: organisation. About BCP-01." in shown(session)

    def test_with_nothing_in_it_says_so(self, session, board):
        assert "No risks are recorded." in shown(session)
        assert "Add a risk" in shown(session, by="U_PM")

    def test_is_kept_by_the_programme_manager(self, session, board):
        for who in ("U_CHAIR", "U_QA"):
            with pytest.raises(Refusal, match="Only the programme manager can keep the register of risks"):
                fills(session, "risk_add", str(board.id), CHURN, by=who)

    @pytest.mark.parametrize(
        ("given", "field", "said"),
        [
            ({"words": ""}, "words", "Say what might happen."),
            ({"likelihood": "6"}, "likelihood", "Choose how likely it is."),
            ({"impact": None}, "impact", "Choose how bad it would be."),
            ({"mitigation": ""}, "mitigation", "Say what is being done"),
            ({"owner": "Head of Somewhere"}, "owner", "I know no one post called “head of somewhere”."),
            ({"owner": "service director"}, "owner", "Do you mean "),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(self, session, board, given, field, said):
        assert said in adds(session, board, **given).errors[field]
        assert session.query(tables.Risk).count() == 0

    def test_details_of_a_child_are_refused_and_not_kept(self, session, board):
        with pytest.raises(Refusal, match="details of a child"):
            adds(session, board, mitigation="See Tom, aged 9")
        assert session.query(tables.Risk).count() == session.query(tables.RiskReview).count() == 0

    def test_a_review_is_added_and_the_one_before_stays(self, session, board):
        adds(session, board)

        said = as_text(reviews(session, board, NOW + timedelta(days=3), likelihood="2").message)

        assert "R1 is reviewed: it scores 8." in said and "Reviewed 11 June." in said
        assert [row.likelihood for row in session.query(tables.RiskReview).order_by(tables.RiskReview.id)] == [4, 2]
        (entry,) = session.query(tables.Audit).filter_by(what="review_risk")
        assert (entry.subject, entry.was, entry.to) == ("R1", "likelihood 4, impact 4", "likelihood 2, impact 4")

    def test_one_that_is_closed_is_gone_and_kept_with_why_and_its_number_is_not_given_again(self, session, board):
        adds(session, board)
        where = about(session, board)
        fills(session, "risk_close", where, {"why": "Every post is filled."})

        assert "No risks are recorded." in shown(session)
        assert session.query(tables.Risk).one().closed_why == "Every post is filled."
        adds(session, board)
        assert "R2 Staff" in shown(session)
        assert "closed by now" in as_text(does(session, Press(caller("U_PM"), "risks.review", where)).message)
        assert "closed by now" in as_text(fills(session, "risk_close", where, {"why": "Again."}).message)

    def test_a_risk_of_another_board_is_not_to_be_had(self, session, board):
        adds(session, board)
        other = boards.add_board(session, board.workspace_id, "Adults", channel="C2", mash_number="01234 567890")
        people.seat(session, other, people.seats(session, board.id)[0][0],
                    people.get_post(session, board.posts["Improvement Programme Manager"]))  # fmt: skip
        row = session.query(tables.Risk).one()

        with pytest.raises(Refusal):
            does(session, Press(caller("U_CHAIR"), "risks.review", f"{other}:{row.id}"))

    def test_many_come_on_pages_and_none_is_left_out(self, session, board):
        for _ in range(12):
            adds(session, board)
        first = does(session, Press(caller("U_QA"), "risks.show", f"{board.id}:1"))
        second = does(session, Press(caller("U_QA"), "risks.show", f"{board.id}:2"))

        found = [as_text(reply.message).count("Score 16") for reply in (first, second)]
        assert found == [10, 2]

    def test_follows_a_post_that_turned_out_to_be_another(self, session, board):
        adds(session, board)
        early, quality = (
            people.get_post(session, board.posts[title])
            for title in ("Head of Early Help", "Service Director, Quality and Assurance")
        )
        merge(session, early, quality, "the programme manager", NOW, date(2021, 6, 8))

        assert "Owner: Service Director, Quality and Assurance." in shown(session)

    def test_words_that_should_not_have_been_kept_can_be_taken_out_of_it(self, session, board):
        adds(session, board, mitigation="Jane Smith covers")
        found = find(session, boards.get_board(session, board.id), "Jane Smith")
        remove(session, found, NOW)

        assert {place.table for place in found} == {"risk_review"}
        assert "Jane" not in shown(session)


class TestTheBoardPack:
    def test_has_the_ten_that_score_highest_and_says_how_many_more_there_are(self, session, board):
        fills(session, "risk_add", str(board.id), SLOW)
        for _ in range(11):
            adds(session, board)

        lines = pack(session, board, meets(session, board, 22))

        assert sum("Score 16" in line for line in lines) == 10
        assert not any("Progress is not quick enough" in line for line in lines)
        assert lines[-1] == "And 2 risks of a lower score: type “risks”."

    def test_says_what_changed_since_the_last_board_and_what_was_not_reviewed(self, session, board):
        adds(session, board)
        fills(session, "risk_add", str(board.id), SLOW)
        meets(session, board, 9)
        adds(session, board, words="Money runs out")
        session.query(tables.RiskReview).filter_by(
            risk_id=session.query(tables.Risk).filter_by(ref="R3").one().id
        ).update({"at": NOW + timedelta(days=2)})
        reviews(session, board, NOW + timedelta(days=3), likelihood="5")

        lines = pack(session, board, meets(session, board, 22))

        assert "Score 20 (likelihood 5, impact 4), was 16 at the last Board." in lines[0]
        assert "Money runs out: Score 16 (likelihood 4, impact 4), new since the last Board." in lines[1]
        assert "unchanged since the last Board" in lines[2]
        assert "Not reviewed since the last Board (reviewed 8 June)." in lines[2]

    def test_before_the_first_board_nothing_has_changed_since(self, session, board):
        """A Holding to Account meeting is none, nor is one that is still to come."""
        adds(session, board)
        meets(session, board, 18)

        assert "last Board" not in pack(session, board, meets(session, board, 22))[0]


def test_what_a_quarters_draft_for_scrutiny_leaves_out_has_the_risks(session, board):
    adds(session, board)
    left = does(session, Press(caller("U_PM"), "quarterly.left_out", f"{board.id}:2021-06-30"))

    assert "1 risk: R1." in as_text(left.message)


def test_a_score_is_that_of_the_newest_judgement_by_then():
    judged = (Assessment(date(2021, 4, 1), 3, 4, ""), Assessment(date(2021, 6, 1), 4, 5, ""))
    risk = Risk(1, "R1", "Something", "A post", "", judged)

    assert [risk.score_on(date(2021, month, 15)) for month in (3, 4, 6)] == [None, 12, 20]
