"""Being away, handing over and coming back. Nobody is asked why, and nobody is written to while they are away."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Button, Buttons, Form, Message, Paragraph, Reply
from bot.messages.text import as_text
from bot.use_cases import absence, catalogue
from bot.use_cases.absence import before_told, make_up_welcome_back, read_coming_day
from bot.use_cases.due import before_sending
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.planning import Drop, MadeUp, PutOff
from storage import audit, boards, choices, outbox, people, tables
from storage.outbox import Leased, Planned
from tests.use_cases.sample_board import TEAM, SampleBoard, caller, sends_statement, set_up

NOW = datetime(2021, 6, 2, 9, 0, tzinfo=UTC)
"""Wednesday 2 June 2021, 10:00 in London: statements were asked for yesterday and today."""
QUALITY, DCS, EARLY = "Service Director, Quality and Assurance", "Corporate Director of Children’s Services", "U_EARLY"
OFFICER, MANAGER, CHAIR = "U_QA", "U_PM", "U_CHAIR"
INCLUSION, TODAY = "Service Director, Inclusion and Family Services", date(2021, 6, 2)


def about(board: SampleBoard, post: str = QUALITY) -> str:
    return f"{board.id}:{board.posts[post]}"


def answers(
    session: Session, board: SampleBoard, form: str, given: Mapping[str, Answer], by: str = OFFICER, at: datetime = NOW
) -> Reply:
    found = catalogue.find(Answers(caller(by), form, about(board), given))
    return found.use_case(session, found.command, at)


def is_away(session: Session, board: SampleBoard, until: date, by: str = OFFICER, **more: Answer) -> Reply:
    return answers(session, board, "absence_away", {"until": until, **more}, by)


def types(session: Session, text: str, by: str = OFFICER, at: datetime = NOW) -> Reply:
    found = catalogue.find(Typed(caller(by), text))
    return found.use_case(session, found.command, at)


def presses(session: Session, does: str, what: str, by: str = OFFICER, at: datetime = NOW) -> Reply:
    found = catalogue.find(Press(caller(by), does, what))
    return found.use_case(session, found.command, at)


def words(reply: Reply) -> str:
    assert reply.message is not None, reply
    return as_text(reply.message)


def told(session: Session, kind: str) -> list[tuple[str, str]]:
    """Whom the bot is about to tell something of this kind, and in which words."""
    rows = session.query(tables.Outbox).filter_by(kind=kind).order_by(tables.Outbox.id)
    return [(row.to, as_text(Message.model_validate(row.message))) for row in rows if row.message]


def asked_again(session: Session, board: SampleBoard) -> list[int]:
    """The posts that are asked anew at once."""
    rows = outbox.upcoming(session, board.id, NOW)
    return [row.args["post"] for row in rows if row.kind == "statement_request" and row.args.get("again")]


def post(session: Session, board: SampleBoard, title: str = QUALITY) -> tables.Post:
    return people.get_post(session, board.posts[title])


def buttons(message: Message) -> list[Button]:
    rows = [part.buttons for part in message.parts if isinstance(part, Buttons)]
    beside = [part.button for part in message.parts if isinstance(part, Paragraph) and part.button]
    return [*beside, *(button for row in rows for button in row)]


class TestAway:
    def test_with_a_delegate_the_delegate_is_asked_at_once_and_nobody_else_is_told(self, session, board):
        reply = is_away(session, board, date(2021, 6, 14), delegate="Head of Early Help")

        assert "You are away until the end of Monday 14 June 2021." in words(reply)
        assert "Head of Early Help (Holder of Head of Early Help) is asked about BCP-" in words(reply)
        assert post(session, board).away_until == date(2021, 6, 14)
        delegate = people.delegate_of(session, board.posts[QUALITY], date(2021, 6, 14))
        assert delegate is not None and delegate.title == "Head of Early Help"
        assert people.delegate_of(session, board.posts[QUALITY], date(2021, 6, 15)) is None
        assert set(asked_again(session, board)) == {board.posts[QUALITY]}
        assert told(session, "away_without_delegate") == told(session, "acting_officer_wanted") == []

    def test_without_one_the_programme_manager_is_told_at_once(self, session, board):
        reply = is_away(session, board, date(2021, 6, 14))

        assert "the programme manager has been told" in words(reply)
        ((to, said),) = told(session, "away_without_delegate")
        assert to == MANAGER
        assert f"The {QUALITY} (Holder of {QUALITY}) is away until Monday 14 June and named no delegate." in said

    def test_which_is_not_said_once_somebody_answers_or_they_are_back(self, session, board):
        is_away(session, board, date(2021, 6, 14))
        (row,) = session.query(tables.Outbox).filter_by(kind="away_without_delegate")
        leased = Leased(
            row.id, "T1", "slack", board.id, row.key, row.kind, row.args, row.to, None, NOW, 1, in_doubt=False, heard=""
        )
        assert before_sending(session, leased, NOW) is None

        answers(session, board, "absence_hand_over", {"delegate": "Head of Early Help"})
        assert before_sending(session, leased, NOW) == Drop("somebody answers for them by now")

        types(session, "back")
        assert before_sending(session, leased, NOW) == Drop("they are back")

    def test_the_programme_manager_who_says_so_is_not_told_what_they_said(self, session, board):
        reply = is_away(session, board, date(2021, 6, 14), by=MANAGER)

        assert "please name a delegate" in words(reply)
        assert told(session, "away_without_delegate") == []

    def test_a_reason_is_neither_asked_nor_kept(self, session, board):
        form = presses(session, absence.AWAY, about(board)).form
        is_away(session, board, date(2021, 6, 14), reason="I have shingles", why="shingles", note="shingles")

        assert form is not None
        asked = {name for part in form.parts if (name := getattr(part, "name", ""))}
        assert asked == {"until", "delegate", "person"}
        assert "We never ask why" in form.model_dump_json()
        kept = [vars(row) for table in tables.Row.__subclasses__() for row in session.query(table)]
        assert str(date(2021, 6, 14)) in str(kept)
        assert "shingles" not in str(kept)

    def test_more_than_twenty_working_days_makes_the_chair_name_somebody_once(self, session, board):
        is_away(session, board, date(2021, 6, 29))
        assert told(session, "acting_officer_wanted") == []

        is_away(session, board, date(2021, 6, 30))
        is_away(session, board, date(2021, 7, 9))

        ((to, said),) = told(session, "acting_officer_wanted")
        assert to == CHAIR
        assert "more than 20 working days" in said
        assert "Holder of Improvement Programme Manager, the programme manager, is told, and can record it" in said

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            (date(2021, 6, 1), "Tuesday 1 June 2021 has passed. Choose today or a later day."),
            (date(2022, 6, 4), "Saturday 4 June 2022 is more than a year away."),
            ("soon", "“soon” is not a date that I can read."),
            (None, "Say until when."),
        ],
    )
    def test_a_day_that_can_not_be_is_answered_with_a_sentence(self, session, board, until, said):
        reply = is_away(session, board, until)

        assert reply.errors["until"].startswith(said)
        assert post(session, board).away_until is None

    def test_of_a_board_that_was_not_started_nobody_is_told(self, session, board):
        boards.change_board(session, board.id, started_at=None)

        is_away(session, board, date(2021, 7, 30))

        assert session.query(tables.Outbox).count() == 0
        assert post(session, board).away_until == date(2021, 7, 30)

    def test_a_vacant_post_is_not_away(self, session, board):
        people.vacate(session, post(session, board), date(2021, 6, 1))

        with pytest.raises(Refusal, match="is vacant, so nobody of it is away"):
            is_away(session, board, date(2021, 6, 14), by=MANAGER)

    def test_it_is_on_the_record_with_who_said_so(self, session, board):
        is_away(session, board, date(2021, 6, 14), delegate="Head of Early Help")

        said = [(row.what, row.who, row.to) for row in session.query(tables.Audit).order_by(tables.Audit.id)]
        assert said == [
            ("away", f"{QUALITY}, Holder of {QUALITY}", "until 2021-06-14"),
            ("delegate named", f"{QUALITY}, Holder of {QUALITY}", "Head of Early Help until 2021-06-14"),
        ]
        assert audit.first_broken(session, board.workspace_id) is None

    def test_the_chair_may_be_away_and_then_nobody_is_asked_for_anything(self, session, board):
        reply = types(session, "away until 14 June", by=CHAIR)

        assert words(reply).startswith("You are away until the end of Monday 14 June 2021.")
        assert post(session, board, "Independent Chair").away_until == date(2021, 6, 14)
        assert told(session, "away_without_delegate") == []


class TestALongAbsence:
    """The chair is asked who is accountable meanwhile."""

    @pytest.fixture
    def chair_away(self, session, board) -> None:
        people.set_away(session, post(session, board, "Independent Chair"), date(2021, 6, 30))

    def test_is_told_to_the_deputy_while_the_chair_is_away(self, session, board, chair_away):
        deputy = people.post_of(session, board.workspace_id, "Deputy Chair", date(2021, 1, 1))
        people.hold(session, deputy, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2021, 1, 1))
        people.seat(session, board.id, Role.DEPUTY, deputy)

        is_away(session, board, date(2021, 7, 30))

        assert [to for to, _ in told(session, "acting_officer_wanted")] == ["U_DEPUTY"]

    def test_is_not_told_to_a_chair_who_is_away(self, session, board, chair_away):
        is_away(session, board, date(2021, 7, 30))

        assert told(session, "acting_officer_wanted") == []


class TestTheDelegate:
    @pytest.mark.parametrize(
        ("given", "field", "said"),
        [
            ({"delegate": QUALITY}, "delegate", "A post can not be its own delegate."),
            ({"delegate": "Head of Somewhere"}, "delegate", "I know no post called “Head of Somewhere”"),
            ({"delegate": "Head of Somewhere", "person": OFFICER}, "person", f"Holder of {QUALITY} holds"),
            ({"delegate": "Independent Chair", "person": OFFICER}, "person", f"Holder of {QUALITY} holds"),
            ({"delegate": "Independent Chair", "person": "U_NEW"}, "person", "Independent Chair is held by"),
            ({"person": "U_NEW"}, "delegate", "Type which post they answer from"),
        ],
    )
    def test_that_can_not_be_is_answered_beside_the_field(self, session, board, given, field, said):
        reply = answers(session, board, "absence_hand_over", given)

        assert reply.errors[field].startswith(said)
        assert people.delegate_of(session, board.posts[QUALITY], date(2021, 6, 2)) is None

    def test_may_be_somebody_new_in_a_post_that_is_new(self, session, board):
        reply = answers(session, board, "absence_hand_over", {"delegate": "Audit Manager", "person": "U_NEW"})

        assert "Audit Manager (U_NEW) may answer for BCP-" in words(reply)

    def test_is_found_by_the_person_alone_if_they_hold_one_post(self, session, board):
        reply = answers(session, board, "absence_hand_over", {"person": EARLY})

        assert "Head of Early Help (Holder of Head of Early Help) may answer" in words(reply)

    def test_is_never_put_by_an_officer_into_a_post_on_which_something_hangs(self, session, board):
        people.vacate(session, post(session, board, "Independent Chair"), date(2021, 6, 1))

        reply = answers(session, board, "absence_hand_over", {"delegate": "Independent Chair", "person": "U_NEW"})

        assert reply.errors["person"].startswith("Independent Chair is vacant. Ask the programme manager")
        assert people.holder_of(session, board.posts["Independent Chair"], date(2021, 6, 2)) is None

    def test_is_not_one_who_is_away_as_well(self, session, board):
        people.set_away(session, post(session, board, "Head of Early Help"), date(2021, 6, 4))

        reply = answers(session, board, "absence_hand_over", {"delegate": "Head of Early Help"})

        assert reply.errors["delegate"] == "Head of Early Help is away until Friday 4 June 2021. Name another."

    def test_gets_what_is_asked_now_once_it_is_handed_over(self, session, board):
        answers(session, board, "absence_hand_over", {"delegate": "Head of Early Help"})

        chosen = [
            chosen for each in (1, 2) for chosen in choices.choices_for(session, each).get(board.posts[QUALITY], [])
        ]
        assert {(each.choice, each.account) for each in chosen} == {(choices.Choice.HANDED_OVER, OFFICER)}
        assert set(asked_again(session, board)) == {board.posts[QUALITY]}
        assert post(session, board).away_until is None


class TestADelegateWhoIsAway:
    @pytest.fixture(autouse=True)
    def _answers(self, session, board):
        early = post(session, board, "Head of Early Help")
        people.delegate(session, post(session, board), early, date(2021, 6, 1), None)

    def test_can_say_so_without_a_post_of_their_own_and_the_officer_is_asked_again(self, session, board):
        said = words(types(session, "away until 20 June", by="U_EARLY"))

        assert f"For the {QUALITY} (BCP-03, BCP-06 and BCP-09) its officer is asked again." in said
        ((to, message),) = told(session, "delegate_away")
        assert to == OFFICER and "Until then what is asked about your actions comes to you." in message
        assert asked_again(session, board) == [board.posts[QUALITY]] * 2
        assert "Head of Early Help (Holder of Head of Early Help, away until 20 June) may answer" in words(
            types(session, "whois BCP-06", by=MANAGER)
        )

    def test_of_an_officer_who_is_away_leaves_no_one_to_answer_and_the_manager_hears_it_at_once(self, session, board):
        people.set_away(session, post(session, board), date(2021, 7, 30))

        said = words(types(session, "away until 20 June", by="U_EARLY"))

        assert "nobody is asked now, and the programme manager hears it" in said
        ((to, message),) = told(session, "delegate_away_too")
        assert to == MANAGER and f"{QUALITY}: Nobody is asked about BCP-03, BCP-06 and BCP-09" in message
        assert told(session, "delegate_away") == []

    def test_is_not_told_of_once_they_are_back(self, session, board):
        types(session, "away until 20 June", by="U_EARLY")
        row = session.query(tables.Outbox).filter_by(kind="delegate_away").one()
        types(session, "back", by="U_EARLY")

        leased = outbox.leased_row(row, TEAM, "slack")
        assert before_told(session, leased, NOW) == Drop("they are back")

    def test_names_no_delegate_of_their_own(self, session, board):
        form = types(session, "away", by="U_EARLY").form
        assert form is not None
        assert [part.name for part in form.parts if hasattr(part, "name")] == ["until"]
        with pytest.raises(Refusal, match="as a delegate, and names none of its own"):
            types(session, f"delegate to {INCLUSION}", by="U_EARLY")


class TestTakingItBack:
    @pytest.mark.parametrize("way", ["button", "words"])
    def test_ends_it_and_tells_who_answered(self, session, board, way):
        handed = types(session, "delegate to early help")
        (button,) = [each for each in buttons(handed.message) if each.label == "Take it back"]

        by_words = types if way == "words" else None
        said = words(
            by_words(session, "delegate to nobody") if by_words else presses(session, button.does, button.about)
        )

        assert "Head of Early Help (Holder of Head of Early Help) answers for the" in said
        assert "comes to you again" in said
        assert people.delegate_of(session, board.posts[QUALITY], TODAY) is None
        ((to, message),) = told(session, "answers_no_more")
        assert to == "U_EARLY" and f"You answer for the {QUALITY} no longer" in message
        assert "Nobody may answer" in words(presses(session, button.does, button.about)), (
            "and a second press is harmless"
        )

    def test_leaves_nobody_without_an_answer(self, session, board):
        types(session, "delegate to early help")
        is_away(session, board, date(2021, 6, 30))

        with pytest.raises(Refusal, match=r"is away\. Name another"):
            types(session, "delegate to nobody")


class TestOnTwoBoards:
    def test_the_delegate_is_asked_for_both_when_somebody_goes_away_and_they_are_when_they_come_back(
        self, session, board
    ):
        other = set_up(session, name="Second board")

        is_away(session, board, date(2021, 6, 18), delegate="Head of Early Help")
        delegated = [len(asked_again(session, each)) for each in (board, other)]
        presses(session, absence.BACK, about(board))

        assert delegated == [2, 2]
        assert [len(asked_again(session, each)) for each in (board, other)] == [4, 4]

    def test_what_is_handed_over_is_for_both(self, session, board):
        other = set_up(session, name="Second board")

        answers(session, board, "absence_hand_over", {"delegate": "Head of Early Help"})

        found = session.query(tables.LateChoice.meeting_id).distinct().count()
        assert found == 4
        assert [len(asked_again(session, each)) for each in (board, other)] == [2, 2]


class TestInWords:
    def test_away_until_a_day(self, session, board):
        types(session, "away until 12 July")

        assert post(session, board).away_until == date(2021, 7, 12)

    def test_away_alone_opens_the_form(self, session, board):
        form = types(session, "away").form

        assert isinstance(form, Form)
        assert form.name == "absence_away"

    def test_delegate_to_somebody_until_a_day(self, session, board):
        reply = types(session, "delegate to early help until 12 July")

        assert "until the end of Monday 12 July 2021" in words(reply)
        assert people.delegate_of(session, board.posts[QUALITY], date(2021, 7, 12)) is not None

    def test_who_holds_two_posts_is_asked_which_and_the_day_goes_with_the_button(self, session, board):
        holder = people.person_of(session, board.workspace_id, OFFICER)
        people.hold(session, post(session, board, DCS), holder, date(2021, 6, 1))

        reply = types(session, "away until 12 July")

        assert words(reply).startswith("You hold more than one post.")
        assert reply.message is not None
        abouts = {button.about for button in buttons(reply.message)}
        assert abouts == {f"{about(board)}:2021-07-12", f"{about(board, DCS)}:2021-07-12"}
        form = presses(session, absence.AWAY, f"{about(board)}:2021-07-12").form
        assert form is not None
        assert '"initial":"2021-07-12"' in form.model_dump_json()
        assert post(session, board).away_until is None

    def test_the_one_of_two_posts_can_be_named(self, session, board):
        holder = people.person_of(session, board.workspace_id, OFFICER)
        people.hold(session, post(session, board, DCS), holder, date(2021, 6, 1))

        types(session, "away until 12 July for quality")

        assert [post(session, board, each).away_until for each in (QUALITY, DCS)] == [date(2021, 7, 12), None]

    def test_who_holds_no_post_is_told_who_can(self, session, board):
        with pytest.raises(Refusal, match="You hold no post that answers for an action"):
            types(session, "away until 12 July", by=MANAGER)

    @pytest.mark.parametrize("said", ["away until Christmas", "away until 31 June", "delegate to early help until x"])
    def test_a_day_that_can_not_be_read_is_answered_with_what_to_type(self, session, board, said):
        with pytest.raises(Refusal, match=r"is not a day that I can read\. Type it as day and month"):
            types(session, said)

    @pytest.mark.parametrize(
        ("said", "day"),
        [
            ("12 July", date(2021, 7, 12)),
            ("1st June", date(2022, 6, 1)),
            ("2 June", date(2021, 6, 2)),
            ("Monday", date(2021, 6, 7)),
            ("Wednesday", date(2021, 6, 9)),
            ("tomorrow", date(2021, 6, 3)),
            ("12 July 2021", date(2021, 7, 12)),
            ("2021-07-12", date(2021, 7, 12)),
            ("29 February", None),
            ("a while", None),
        ],
    )
    def test_a_day_to_come_is_the_next_of_its_name(self, said, day):
        assert read_coming_day(said, date(2021, 6, 2)) == day


class TestBack:
    def sends_on_behalf(self, session: Session, board: SampleBoard, at: datetime) -> None:
        sends_statement(session, board, "BCP-06", "Amber", at=at, on_behalf_of=QUALITY)

    def test_saying_so_ends_the_absence_and_its_delegation_and_shows_what_was_sent(self, session, board):
        is_away(session, board, date(2021, 6, 14), delegate="Head of Early Help")
        self.sends_on_behalf(session, board, NOW + timedelta(hours=2))

        reply = types(session, "back", at=NOW + timedelta(days=1))

        assert "While you were away 1 statement went in on your behalf." in words(reply)
        assert "Sent by Somebody (Head of Early Help), Wednesday 2 June, 12:00." in words(reply)
        assert "You can add to it" in words(reply)
        assert reply.message is not None
        assert [button.about for button in buttons(reply.message)] == [str(board.actions["BCP-06"])]
        assert post(session, board).away_until is None
        assert people.delegate_of(session, board.posts[QUALITY], date(2021, 6, 3)) is None

    def test_a_delegate_who_was_named_for_longer_stays(self, session, board):
        answers(session, board, "absence_hand_over", {"delegate": "Head of Early Help", "until": date(2021, 6, 30)})
        is_away(session, board, date(2021, 6, 14))

        types(session, "back", at=NOW + timedelta(days=1))

        assert people.delegate_of(session, board.posts[QUALITY], date(2021, 6, 30)) is not None

    def test_the_programme_manager_says_it_for_them_and_they_hear_it(self, session, board):
        is_away(session, board, date(2021, 6, 14))

        reply = presses(session, absence.BACK, about(board), by=MANAGER)

        assert words(reply) == f"Holder of {QUALITY}, {QUALITY}, is back, and I write to them again."
        ((to, said),) = told(session, "welcome_back")
        assert to == OFFICER
        assert "Nothing was sent on your behalf" in said

    def test_who_was_not_away_is_told_so(self, session, board):
        assert words(types(session, "back")).startswith(f"The {QUALITY} is not away")


class TestTheWelcome:
    def planned(self, session: Session, board: SampleBoard) -> list[Planned]:
        rows = outbox.upcoming(session, board.id, NOW + timedelta(days=90))
        return [row for row in rows if row.kind == "welcome_back"]

    def made_up(self, session: Session, board: SampleBoard, row: Planned, at: datetime) -> MadeUp | Drop | PutOff:
        return make_up_welcome_back(session, row, at)

    def test_comes_at_nine_on_the_working_day_after(self, session, board):
        is_away(session, board, date(2021, 6, 11), delegate="Head of Early Help")
        sends_statement(session, board, "BCP-06", "Amber", at=NOW + timedelta(days=2), on_behalf_of=QUALITY)
        sends_statement(session, board, "BCP-03", "Amber", at=NOW - timedelta(days=2), on_behalf_of=QUALITY)

        (row,) = self.planned(session, board)
        made = self.made_up(session, board, row, row.due_at)

        assert row.due_at == datetime(2021, 6, 14, 8, 0, tzinfo=UTC)
        assert isinstance(made, MadeUp)
        assert made.to == OFFICER
        assert "BCP-06" in as_text(made.message)
        assert "BCP-03" not in as_text(made.message)

    def test_of_an_absence_that_became_longer_there_is_one_and_it_tells_of_all_of_it(self, session, board):
        is_away(session, board, date(2021, 6, 11))
        sends_statement(session, board, "BCP-06", "Amber", at=NOW + timedelta(hours=1), on_behalf_of=QUALITY)
        answers(session, board, "absence_away", {"until": date(2021, 6, 18)}, at=NOW + timedelta(days=5))

        made = [self.made_up(session, board, row, row.due_at) for row in self.planned(session, board)]

        assert made[0] == Drop("they came back earlier, or stay away longer")
        assert isinstance(made[1], MadeUp)
        assert "BCP-06" in as_text(made[1].message)

    def test_is_not_for_whoever_holds_the_post_by_then(self, session, board):
        is_away(session, board, date(2021, 6, 11))
        (row,) = self.planned(session, board)
        people.hold(
            session, post(session, board), people.person_of(session, board.workspace_id, EARLY), date(2021, 6, 9)
        )

        assert self.made_up(session, board, row, row.due_at) == Drop("the post changed hands meanwhile")
        assert post(session, board).away_until is None

    def test_waits_for_the_morning(self, session, board):
        is_away(session, board, date(2021, 6, 11))
        (row,) = self.planned(session, board)

        late = self.made_up(session, board, row, datetime(2021, 6, 14, 20, 0, tzinfo=UTC))

        assert late == PutOff(datetime(2021, 6, 15, 7, 30, tzinfo=UTC), "outside working hours")
