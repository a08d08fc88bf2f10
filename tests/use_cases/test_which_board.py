"""Who has to do with several boards reads whose plan it is of, in what they are sent and in what they are answered."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.messages.parts import Buttons, Message, Reply, said
from bot.messages.text import as_text, form_as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Press, Typed
from bot.use_cases.planning import plan_meeting
from storage import boards, meetings, outbox, people, tables, watching
from tests.use_cases.ladder import QUALITY, Ladder, at
from tests.use_cases.measured_board import is_refused
from tests.use_cases.sample_board import SampleBoard, caller, stands
from tests.use_cases.test_reporting import Two

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
CHILDREN, OTHER = "Children’s Services Improvement Board", "Sufficiency Board"
OFFICER, CHAIR, MANAGER = "U_QA", "U_CHAIR", "U_PM"
NOTHING_TO_DO = "You have nothing to do with the board whose channel this is."


@pytest.fixture
def other(session: Session, board: SampleBoard) -> int:
    """A second board beside the first, with its own channel, on which the officer, the chair and the manager sit."""
    other_id = boards.add_board(session, board.workspace_id, OTHER, channel="C_OTHER", started_at=NOW)
    for title in (QUALITY, "Independent Chair", "Improvement Programme Manager"):
        people.seat(session, other_id, Role.MEMBER, people.get_post(session, board.posts[title]))
    return other_id


@pytest.fixture
def alone(session: Session, board: SampleBoard, other: int) -> int:
    """The second board, on which the programme manager of the first does not sit."""
    people.unseat(session, other, Role.MEMBER, board.posts["Improvement Programme Manager"])
    return other


def types(session: Session, who: str, text: str, channel: str = "") -> Reply:
    found = catalogue.find(Typed(caller(who), text, channel))
    reply: Reply = found.use_case(session, found.command, NOW)
    return reply


def presses(session: Session, who: str, message: Message | None, label: str, channel: str) -> Reply:
    """A button pressed where it stands, and what was asked before answered after it."""
    assert message is not None
    rows = (button for part in message.parts if isinstance(part, Buttons) for button in part.buttons)
    button = next(each for each in rows if each.label == label)
    found = catalogue.find(Press(caller(who), button.does, button.about, channel=channel))
    reply: Reply = found.use_case(session, found.command, NOW)
    if found.then is None:
        return reply
    then = catalogue.find(found.then)
    answer: Reply = then.use_case(session, then.command, NOW)
    return answer


def chooses(session: Session, who: str, board_id: int) -> None:
    found = catalogue.find(Press(caller(who), "plan.choose", f"{board_id}:"))
    found.use_case(session, found.command, NOW)


class TestWhatIsSent:
    def of(self, session: Session, kind: str = "note") -> str:
        row = session.query(tables.Outbox).filter_by(kind=kind).one()
        return as_text(Message.model_validate(row.message))

    def says(self, session: Session, board: SampleBoard, message: Message, to: str = OFFICER) -> str:
        outbox.say(
            session, board.workspace_id, key="k", to=to, message=message, due=NOW, board_id=board.id
        )  # fmt: skip
        return self.of(session)

    def test_names_the_board_below_its_heading_and_at_the_end_where_it_has_none(self, session, board, other):
        headed = Message(kind="note", heading="Your slot is at 10:10", parts=said("note", "Bring it.").parts)

        assert self.says(session, board, headed) == f"Your slot is at 10:10\nPlan of: {CHILDREN}.\nBring it."
        session.query(tables.Outbox).delete()
        assert self.says(session, board, said("note", "Thank you.")) == f"Thank you.\nPlan of: {CHILDREN}."

    def test_names_it_once(self, session, board, other):
        message = said("note", f"{CHILDREN} thanks you.")

        assert self.says(session, board, message) == f"{CHILDREN} thanks you."

    @pytest.mark.parametrize("to", ["U_SOCIAL", "C_BOARD"])
    def test_says_it_neither_to_who_has_one_board_nor_in_a_channel(self, session, board, other, to):
        assert self.says(session, board, said("note", "Thank you."), to) == "Thank you."

    def test_nor_to_who_has_left_the_other(self, session, board, other):
        people.unseat(session, other, Role.MEMBER, board.posts[QUALITY])

        assert self.says(session, board, said("note", "Thank you.")) == "Thank you."

    def test_says_it_still_once_it_is_changed(self, session, board, other):
        self.says(session, board, said("note", "Is it right?"))
        (row,) = session.query(tables.Outbox)
        outbox.sent(session, {row.id: "ts1"}, NOW)
        session.expire_all()

        outbox.amend(session, row.id, said("note", "It is right."), NOW)

        assert as_text(stands(row)) == f"It is right.\nPlan of: {CHILDREN}."

    def test_and_in_the_other_words_that_it_gets_before_it_goes(self, session, board, other):
        self.says(session, board, said("note", "Is it right?"))

        outbox.reword(session, session.query(tables.Outbox).one().id, said("note", "Is it right now?"))
        session.expire_all()

        assert self.of(session) == f"Is it right now?\nPlan of: {CHILDREN}."

    def test_is_said_of_an_answer_that_waits_for_no_board(self, session, board, other):
        outbox.say(
            session, board.workspace_id, key="k", to=OFFICER, message=said("note", "Thank you."), due=NOW,
            args={"board": other},
        )  # fmt: skip

        assert OTHER in self.of(session)

    def test_is_said_to_the_contact_who_types_for_somebody(self, session, board, other):
        contact = people.person_of(session, board.workspace_id, OFFICER)
        outside = people.person_of(session, board.workspace_id, f"{people.OUTSIDE}1", "Jo Price")
        outside.contact_id = contact.id
        session.flush()

        told = self.says(session, board, said("note", "Please write."), outside.account)

        assert f"Plan of: {CHILDREN}." in told and told.startswith("For Jo Price")

    def test_of_a_whole_cycle_says_it_to_whoever_is_on_two_boards_and_to_nobody_else(self, session, board, other):
        ladder = Ladder(session, board)
        ladder.plan(at(1, 8))
        for day in range(1, 18):
            for hour, minute in ((9, 45), (14, 5), (17, 5)):
                ladder.works(at(day, hour, minute))

        sent = session.query(tables.Outbox).filter_by(state=outbox.SENT, amends=None, board_id=board.id).all()
        of_two = {OFFICER, CHAIR, MANAGER}
        unnamed = [(row.to, row.kind) for row in sent if row.to in of_two and CHILDREN not in as_text(stands(row))]
        named = [row.kind for row in sent if row.to not in of_two and "Plan of: " in as_text(stands(row))]
        assert {"slot_soon", "statement_requested", "run_sheet"} <= {row.kind for row in sent if row.to in of_two}
        assert (unnamed, named) == ([], [])


class TestOneMessageForTwoBoards:
    @pytest.fixture
    def two(self, session: Session, board: SampleBoard) -> Two:
        return Two(session, board)

    def test_names_the_board_above_each_meeting(self, two, session, board):
        ladder = Ladder(session, board)
        plan = tables.Plan(board_id=two.other, name="Safety plan")
        session.add(plan)
        session.flush()
        priority = tables.Priority(plan_id=plan.id, name="Safety", position=0)
        session.add(priority)
        session.flush()
        theirs = tables.Action(
            board_id=two.other, plan_id=plan.id, priority_id=priority.id, position=0, ref="BCP-03", title="Meet",
            words="Meet.", accountable_post_id=board.posts[QUALITY], lifecycle="in_progress",
            deadline=date(2021, 9, 30), baseline=date(2021, 9, 30), approved_on=date(2021, 1, 4),
        )  # fmt: skip
        session.add(theirs)
        session.flush()
        meeting = two.meets(15, 8, 1, actions=[theirs.id])
        ladder.plan(at(1, 8))
        other = boards.get_board(session, two.other)
        plan_meeting(session, other, meetings.get_meeting(session, meeting), at(1, 8))

        ladder.works(at(1, 9, 45))

        (told,) = ladder.told(OFFICER, "asked_of_you")
        headings = [line for line in told.splitlines() if line.startswith("Holding to Account, ")]
        assert [line.rpartition(" (")[2] for line in headings] == [f"{CHILDREN})", "Community Safety Board)"]
        assert "Plan of" not in told


class TestWhatIsAnswered:
    @pytest.mark.parametrize("typed", ["risks", "coverage", "BCP-06", "summary", "watch BCP-06 because x"])
    def test_says_which_plan_was_meant_where_they_have_several(self, session, board, other, typed):
        chooses(session, CHAIR, board.id)

        answer = types(session, CHAIR, typed)

        assert answer.message and f"Plan of: {CHILDREN}. “plans” lets you choose another." in as_text(answer.message)

    def test_a_form_says_it_as_well(self, session, board, other):
        chooses(session, MANAGER, board.id)

        form = types(session, MANAGER, "new action").form

        assert form and f"Plan of: {CHILDREN}." in form_as_text(form)

    def test_what_is_not_there_may_be_in_the_other_plan(self, session, board, other):
        chooses(session, CHAIR, other)

        refused = is_refused(session, Typed(caller(CHAIR), "whois BCP-06"), NOW)

        assert refused.endswith(f"That is said of the plan of {OTHER}. “plans” lets you choose another.")

    def test_who_has_one_plan_reads_nothing_of_it(self, session, board, other):
        people.unseat(session, other, Role.MEMBER, board.posts["Independent Chair"])

        assert "Plan of" not in as_text(types(session, CHAIR, "risks").message)
        assert "plan of" not in is_refused(session, Typed(caller(CHAIR), "whois BCP-99"), NOW)

    def test_what_names_its_plan_by_a_button_is_not_said_to_be_of_another(self, session, board, other):
        chooses(session, CHAIR, other)
        types(session, CHAIR, "risks")
        found = catalogue.find(Press(caller(CHAIR), "risks.show", f"{board.id}:1"))

        assert OTHER not in as_text(found.use_case(session, found.command, NOW).message)


class TestInTheChannelOfABoard:
    @pytest.mark.parametrize("typed", ["pause", "setup", "meeting"])
    def test_what_they_may_only_on_their_other_board_is_not_done_there(self, session, board, other, typed):
        refused = is_refused(session, Typed(caller(MANAGER), typed, "C_OTHER"), NOW)

        assert refused == "Only the programme manager can change the plan, its people and its dates."
        assert boards.get_board(session, board.id).paused_at is None

    @pytest.mark.parametrize("typed", ["risks", "status", "BCP-06", "whois BCP-06"])
    def test_what_a_person_of_another_board_reads_there_says_whose_plan_it_is(self, session, board, alone, typed):
        answer = types(session, MANAGER, typed, "C_OTHER")

        assert f"Plan of: {CHILDREN}. {NOTHING_TO_DO}" in as_text(answer.message)
        assert "“plans” lets" not in as_text(answer.message)

    def test_a_form_that_they_open_there_says_it_before_it_is_sent(self, session, board, alone):
        form = types(session, MANAGER, "new action", "C_OTHER").form

        assert form and f"Plan of: {CHILDREN}. {NOTHING_TO_DO}" in form_as_text(form)

    def test_a_refusal_there_says_it_too(self, session, board, alone):
        refused = is_refused(session, Typed(caller(MANAGER), "whois BCP-99", "C_OTHER"), NOW)

        assert refused.endswith(f"That is said of the plan of {CHILDREN}. {NOTHING_TO_DO}")

    def test_what_they_would_change_from_there_waits_until_they_have_read_whose_plan_it_is(self, session, board, alone):
        asked = types(session, MANAGER, "watch BCP-06 because audits fell", "C_OTHER")

        assert not asked.settled
        assert f"Nothing is changed yet. Do you mean the plan of {CHILDREN}?" in as_text(asked.message)
        assert watching.watched(session, board.id) == []

        done = presses(session, MANAGER, asked.message, CHILDREN, "C_OTHER")

        assert f"Plan of: {CHILDREN}. {NOTHING_TO_DO}" in as_text(done.message)
        assert [each.why for each in watching.watched(session, board.id)] == ["audits fell"]

    @pytest.mark.parametrize("typed", ["pause", "export", "export red as csv", "inspection pack"])
    def test_nothing_is_held_back_or_made_from_there_before_that(self, session, board, alone, typed):
        asked = types(session, MANAGER, typed, "C_OTHER")

        assert f"Do you mean the plan of {CHILDREN}?" in as_text(asked.message)
        assert boards.get_board(session, board.id).paused_at is None
        assert session.query(tables.Outbox).count() == 0

    def test_in_a_channel_of_no_board_nothing_is_said_of_it(self, session, board, alone):
        assert "Plan of" not in as_text(types(session, MANAGER, "risks", "C_LUNCH").message)
        types(session, MANAGER, "pause", "C_LUNCH")

        assert boards.get_board(session, board.id).paused_at is not None

    def test_a_list_is_saved_there_by_the_button_below_it(self, session, board, alone):
        answer = types(session, MANAGER, "status amber", "C_OTHER")

        presses(session, MANAGER, answer.message, "As CSV", "C_OTHER")

        assert session.query(tables.Outbox).filter_by(kind="list_exported").count() == 1

    def test_who_has_several_others_reads_there_that_the_channel_is_of_none_of_them(self, session, board, other):
        third = boards.add_board(session, board.workspace_id, "Third Board", channel="C_THIRD", started_at=NOW)
        chooses(session, MANAGER, board.id)

        said = as_text(types(session, MANAGER, "risks", "C_THIRD").message)
        asked = types(session, MANAGER, "pause", "C_THIRD")

        assert third and f"Plan of: {CHILDREN}. {NOTHING_TO_DO} “plans” lets you choose another." in said
        assert not asked.settled
        assert boards.get_board(session, board.id).paused_at is None

    def test_it_is_done_in_their_own(self, session, board, other):
        types(session, MANAGER, "pause", "C_BOARD")

        assert boards.get_board(session, board.id).paused_at is not None

    def test_and_in_private_where_one_board_alone_can_be_meant(self, session, board, other):
        types(session, MANAGER, "pause")

        assert boards.get_board(session, board.id).paused_at is not None
