"""Members outside the workspace: asked through a council contact, who types for them, and the record says so."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.refusals import Refusal
from bot.messages.parts import Message, Reply, said
from bot.messages.text import as_text
from bot.use_cases import catalogue, due, turnover
from bot.use_cases.chasing import make_up_chaser, reader_of
from bot.use_cases.heard import Answer, Answers, Caller, Press, Typed
from bot.use_cases.planning import Drop, MadeUp
from storage import actions, boards, challenges, outbox, people, tables
from storage.outbox import Planned
from tests.use_cases.editor import standing
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.sample_board import TEAM, SampleBoard, caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
TODAY = date(2021, 6, 8)
QUALITY = "Service Director, Quality and Assurance"
INCLUSION = "Service Director, Inclusion and Family Services"
CONTACT, MANAGER, CHAIR = "U_CONTACT", "U_PM", "U_CHAIR"
STATEMENT: dict[str, Answer] = {
    "progress": "Work went on.", "effect": "None yet.", "rating": "Red", "cause": "Not known yet.",
    "next_steps": "Finish it by July.",
}  # fmt: skip


@pytest.fixture
def board(session: Session, board: SampleBoard) -> SampleBoard:
    """The sample board, one of whose posts is held by somebody of the police, through a contact."""
    answers: dict[str, Answer] = {"name": "Jo Price", "contact": CONTACT, "contact.name": "Sam Reed"}
    sends(session, "outside_holder", f"{board.id}:{board.posts[QUALITY]}", answers, MANAGER)
    return board


def sends(session: Session, form: str, about: str, answers: dict[str, Answer], by: str) -> Reply:
    found = catalogue.find(Answers(caller(by), form, about, answers))
    return found.use_case(session, found.command, NOW)


def sends_press(session: Session, does: str, about: str, by: str) -> Reply:
    found = catalogue.find(Press(caller(by), does, about))
    return found.use_case(session, found.command, NOW)


def writes(session: Session, board: SampleBoard, by: str, **more: Answer) -> Reply:
    about = f'{{"action": {board.actions["BCP-06"]}, "reason_asked": true}}'
    return sends(session, "statement.submit", about, STATEMENT | more, by)


def newest(session: Session, board: SampleBoard) -> tables.Statement:
    return session.query(tables.Statement).filter_by(action_id=board.actions["BCP-06"]).all()[-1]


def asks(session: Session, typed: str, by: str) -> str:
    found = catalogue.find(Typed(caller(by), typed))
    reply = found.use_case(session, found.command, NOW)
    assert reply.message is not None
    return as_text(reply.message)


def test_whois_and_the_card_say_through_whom_they_answer(session, board):
    assert "Jo Price since 8 June, answers through Sam Reed" in asks(session, "whois BCP-06", CHAIR)
    assert "answers through Sam Reed" in asks(session, "status BCP-06", CHAIR)


def test_what_is_for_them_goes_to_the_contact_and_says_for_whom(session, board):
    (row,) = session.query(tables.Outbox).filter_by(kind="handover")

    assert row.to == CONTACT
    assert "For Jo Price: who has no account here and answers through you." in as_text(
        Message.model_validate(row.message)
    )


def test_a_statement_is_asked_of_the_contact_in_words_that_say_for_whom(session, board):
    args = {"rung": "statement_late", "meeting": meeting(session, board), "moves": 0, "post": board.posts[QUALITY]}
    outbox.plan(session, board.workspace_id, board.id, [("late", "statement_late", args, NOW)])
    row = session.query(tables.Outbox).filter_by(key="late").one()

    made = make_up_chaser(session, Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id), NOW)

    assert isinstance(made, MadeUp)
    assert made.to == CONTACT
    assert "Jo Price, who has no account here and answers through you" in as_text(made.message)


def meeting(session: Session, board: SampleBoard) -> int:
    items = session.query(tables.AgendaItem).filter_by(action_id=board.actions["BCP-06"])
    return items.first().meeting_id


class TestTheContact:
    def test_types_the_statement_which_stays_theirs_and_says_how_it_came(self, session, board):
        writes(session, board, CONTACT, entered_how="by telephone")

        kept = newest(session, board)
        assert (kept.post, kept.person_name, kept.on_behalf_of) == (QUALITY, "Jo Price", "")
        assert (kept.entered_by, kept.entered_how) == ("Sam Reed", "by telephone")
        assert f"entered for the {QUALITY} by Sam Reed, by telephone" in asks(session, "status BCP-06", CHAIR)
        entry = session.query(tables.Audit).filter_by(what="submit_statement").one()
        assert entry.who == f"Sam Reed, entered for the {QUALITY}"

    def test_has_to_say_how_it_came(self, session, board):
        with pytest.raises(Refusal, match="Say how their answer came to you"):
            writes(session, board, CONTACT)

    def test_is_told_in_the_form_for_whom_they_write(self, session, board):
        found = catalogue.find(Press(caller(CONTACT), "statement.write", str(board.actions["BCP-06"])))
        form = found.use_case(session, found.command, NOW).form

        assert form is not None
        assert "You enter this for" in form.model_dump_json()
        assert "Jo Price" in form.model_dump_json()

    def test_answers_challenges_for_them(self, session, board):
        raised_by = people.person_of(session, board.workspace_id, CHAIR).id
        challenge = challenges.raise_challenge(
            session, board.id, board.actions["BCP-06"], question="What changed?", at=NOW, by=raised_by, post="Chair"
        )

        reply = sends(session, "challenge_reply", str(challenge), {"answer": "They wait two weeks less."}, CONTACT)

        assert reply.errors == {}
        row = session.get_one(tables.Challenge, challenge)
        session.refresh(row)
        assert row.answered_for == QUALITY

    def test_may_do_nothing_for_any_other_post(self, session, board):
        with pytest.raises(Refusal, match=r"^Only "):
            about = f'{{"action": {board.actions["BCP-12"]}, "reason_asked": true}}'
            sends(session, "statement.submit", about, STATEMENT | {"entered_how": "in person"}, CONTACT)

    def test_may_nothing_any_more_once_somebody_else_holds_the_post(self, session, board):
        people.vacate(session, people.get_post(session, board.posts[QUALITY]), TODAY)

        with pytest.raises(Refusal, match="open to those who have a seat"):
            writes(session, board, CONTACT, entered_how="in person")


class TestTheContactOfADelegate:
    @pytest.fixture(autouse=True)
    def the_delegate_has_no_account(self, session: Session, board: SampleBoard) -> None:
        inclusion, early = board.posts[INCLUSION], board.posts["Head of Early Help"]
        away: dict[str, Answer] = {"until": date(2021, 6, 25), "delegate": "Head of Early Help"}
        sends(session, "absence_away", f"{board.id}:{inclusion}", away, "U_INCLUSION")
        answers: dict[str, Answer] = {"name": "Pat Hill", "contact": "U_SECOND", "contact.name": "Lee Ward"}
        sends(session, "outside_holder", f"{board.id}:{early}", answers, MANAGER)

    def test_is_asked_and_can_answer(self, session, board):
        on = boards.get_board(session, board.id)
        (action,) = actions.actions_of(session, board.id, TODAY, on.zone, only=[board.actions["BCP-12"]])
        reader, _ = reader_of(session, on, action, NOW)
        assert reader is not None
        assert reader.account == "U_SECOND"

        found = catalogue.find(Press(caller("U_SECOND"), "statement.write", str(action.id)))
        form = found.use_case(session, found.command, NOW).form
        assert form is not None
        assert "the Head of Early Help (Pat Hill)" in form.model_dump_json()
        about = f'{{"action": {action.id}, "reason_asked": true}}'
        sends(session, "statement.submit", about, STATEMENT | {"entered_how": "in person"}, "U_SECOND")

        kept = session.query(tables.Statement).filter_by(action_id=action.id).all()[-1]
        assert (kept.post, kept.person_name, kept.on_behalf_of) == ("Head of Early Help", "Pat Hill", INCLUSION)
        assert (kept.entered_by, kept.entered_how) == ("Lee Ward", "in person")

    def test_may_nothing_any_more_once_the_officer_is_back(self, session, board):
        sends_press(session, "absence.back", f"{board.id}:{board.posts[INCLUSION]}", "U_INCLUSION")

        with pytest.raises(Refusal, match=r"^Only "):
            about = f'{{"action": {board.actions["BCP-12"]}, "reason_asked": true}}'
            sends(session, "statement.submit", about, STATEMENT | {"entered_how": "in person"}, "U_SECOND")


def test_the_programme_manager_enters_a_statement_only_as_entered_for_its_officer(session, board):
    writes(session, board, MANAGER, entered_how="in writing")

    kept = newest(session, board)
    assert (kept.person_name, kept.entered_how) == ("Jo Price", "in writing")
    assert kept.entered_by.startswith("Improvement Programme Manager")
    with pytest.raises(Refusal, match="Say how"):
        writes(session, board, MANAGER)


def test_an_officer_with_an_account_is_asked_nothing_of_the_kind(session, board):
    other = board.actions["BCP-12"]
    sends(session, "statement.submit", f'{{"action": {other}, "reason_asked": true}}', STATEMENT, "U_INCLUSION")

    kept = session.query(tables.Statement).filter_by(action_id=other).all()[-1]
    assert (kept.entered_by, kept.entered_how) == ("", "")


def test_nobody_without_an_account_is_looked_for_on_the_platform(session, board):
    assert not [each for each in people.accounts_of(session, board.id, TODAY) if each.startswith("outside")]


class TestAContactWhoLeaves:
    """Sam Reed types for Jo Price of the police, who was asked for statements on 1 June."""

    @pytest.fixture
    def ladder(self, session: Session, board: SampleBoard) -> Ladder:
        held = session.query(tables.Holding).filter_by(post_id=board.posts[QUALITY])
        held.filter_by(until=None).one().since = held.filter_by(until=TODAY).one().until = date(2021, 5, 3)
        session.flush()
        ladder = Ladder(session, board)
        ladder.plan(at(1, 8))
        ladder.tick(at(1, 9, 30))
        assert ladder.told(CONTACT, "statement_requested")
        return ladder

    def test_is_looked_for_on_the_platform(self, session, board):
        assert CONTACT in people.accounts_of(session, board.id, TODAY)

    def test_leaves_it_to_the_programme_manager_who_is_told_and_asked_until_they_name_another(
        self, session, board, ladder
    ):
        assert turnover.record_leaver(session, board.workspace_id, CONTACT, at(2, 9))
        assert not turnover.record_leaver(session, board.workspace_id, CONTACT, at(2, 10))
        ladder.tick(at(2, 10))

        [news] = ladder.told(MANAGER, "contact_left")
        assert "Sam Reed’s account has been disabled" in news
        assert f"{QUALITY}: Jo Price. [Name another]" in news
        assert "Until you name another contact: what is for them goes to you." in news
        [asked] = ladder.told(MANAGER, "statement_requested")
        assert "(Jo Price, who has no account here and answers through you)" in asked
        [record] = [each for each in ladder.recorded("council contact named") if each[0] == "Accountable"]
        assert record[2].endswith(", for Jo Price") and record[3] == "the account is disabled"

        form = sends_press(session, "outside.ask", f"{board.id}:{board.posts[QUALITY]}", MANAGER).form
        assert form is not None and standing(form)["name"] == "Jo Price"
        answers: dict[str, Answer] = {"name": "Jo Price", "contact": "U_NEXT", "contact.name": "Ann Bell"}
        sends(session, "outside_holder", form.about, answers, MANAGER)
        ladder.tick(NOW)
        [asked] = ladder.told("U_NEXT", "asked_of_you")
        assert "(Jo Price, who has no account here and answers through you)" in asked

    def test_what_waits_to_go_to_them_goes_to_who_types_now(self, session, board, ladder):
        outsider = people.find_outsider(session, board.workspace_id, "Jo Price")
        assert outsider is not None
        news = said("reopened_told", "BCP-06 is open again.")
        outbox.say(session, board.workspace_id, key="x", to=outsider.account, message=news, due=NOW, board_id=board.id)
        [row] = session.query(tables.Outbox).filter_by(to=CONTACT, kind="reopened_told")
        leased = outbox.Leased(
            row.id, TEAM, "slack", board.id, row.key, row.kind, row.args, row.to, Message.model_validate(row.message),
            NOW, 1, False, "",
        )  # fmt: skip

        decided = due.leave(session, leased, NOW)
        assert isinstance(decided, Drop) and decided.now_for == MANAGER
        due.drop(session, leased, decided, NOW)

        [again] = session.query(tables.Outbox).filter_by(to=MANAGER, kind="reopened_told")
        words = as_text(Message.model_validate(again.message))
        assert "BCP-06 is open again." in words and words.count("For Jo Price") == 1

    def test_where_there_is_no_programme_manager_the_chair_hears_that_nobody_types(self, session, board, ladder):
        people.vacate(session, people.get_post(session, board.posts["Improvement Programme Manager"]), TODAY)
        turnover.record_leaver(session, board.workspace_id, CONTACT, NOW)
        ladder.tick(NOW)

        [news] = ladder.told(CHAIR, "contact_left")
        assert "nothing that is for them reaches them" in news


def test_the_contact_of_another_workspace_reaches_nothing_here(session, board):
    found = catalogue.find(Press(Caller("slack", "T2", CONTACT), "statement.write", str(board.actions["BCP-06"])))
    with pytest.raises(Refusal, match="open to those who have a seat"):
        found.use_case(session, found.command, NOW)
