"""From an empty database to a board that speaks, without code or SQL."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.forecast import PREVIEW
from bot.messages.parts import Message, Paragraph, Reply
from bot.messages.text import as_text
from bot.use_cases.heard import Answer, Answers, Caller, Press, Typed
from bot.use_cases.looking_ahead import note_preview, preview
from bot.use_cases.setting_up import EVERY_TIME, FORMS, PRESSES, READS, WORDS
from storage import audit, boards, meetings, outbox, people
from storage.database import Sessions, writing
from storage.tables import Action, Audit, Outbox, Plan, Priority

NOW = datetime(2021, 5, 24, 8, tzinfo=UTC)
ADMIN = Caller("slack", "T1", "UADMIN", is_workspace_admin=True, name="Sam Admin")
PRIYA = Caller("slack", "T1", "UPRIYA", name="Priya Nair")
STRANGER = Caller("slack", "T1", "USTRANGER", name="Somebody")
MACHINE = Caller("terminal", "", "terminal")

BOARD: Mapping[str, Answer] = {
    "name": "Sample Improvement Board",
    "channel": "C1",
    "mash_number": "01234 567890",
    "zone": "Europe/London",
    "nation": "england-and-wales",
    "hours_from": time(8, 30),
    "hours_to": time(17, 30),
    "summary_weekday": "0",
    "summary_time": time(9),
    "manager": "UPRIYA",
    "manager.name": "Priya Nair",
}
MEETING: Mapping[str, Answer] = {
    "kind": "holding_to_account",
    "day": date(2021, 6, 15),
    "start": time(9, 30),
    "end": time(12, 30),
    "covers": "all",
}


class Council:
    """A workspace in which people do things one after the other, each in a transaction of its own."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.now = NOW

    def sends(self, form: str, by: Caller, answers: Mapping[str, Answer], about: str = "") -> Reply:
        return self._does(FORMS[form], Answers(by, form, about, answers), form)

    def presses(self, does: str, by: Caller, about: str = "", value: str = "") -> Reply:
        if does == PREVIEW:
            return self._looks_ahead(Press(by, does, about, value))
        return self._does(PRESSES[does], Press(by, does, about, value), does)

    def types(self, word: str, by: Caller) -> Reply:
        return self._looks_ahead(Typed(by, "")) if word == "preview" else self._does(WORDS[word], Typed(by, ""), word)

    def _looks_ahead(self, command: Press | Typed) -> Reply:
        with self.sessions() as session:
            seen = preview(session, command, self.now)
        self._does(note_preview, command, "")
        return seen

    def _does(self, use_case: object, command: object, name: str) -> Reply:
        with self.sessions() as session:
            if name not in READS:
                writing(session)
            reply: Reply = use_case(session, command, self.now)  # type: ignore[operator]
            if reply.settled and name not in READS:
                session.commit()
            return reply

    def sets_up(self) -> int:
        assert self.sends("setup_board", ADMIN, BOARD).errors == {}
        with self.sessions() as session:
            return boards.boards_for(session, "slack", "T1")[0].id

    def imports(self, board_id: int, actions: int = 8) -> None:
        """A plan as an import leaves it: odd actions answered for by one post, even ones by another."""
        with self.sessions() as session:
            plan = session.scalars(select(Plan).where(Plan.board_id == board_id)).one()
            priority = Priority(plan_id=plan.id, name="Practice", position=1)
            session.add(priority)
            session.flush()
            workspace = boards.get_board(session, board_id).workspace_id
            posts = [people.post_of(session, workspace, title, NOW.date()) for title in POSTS]
            for number in range(1, actions + 1):
                session.add(_action(board_id, plan.id, priority.id, number, posts[number % 2].id))
            session.commit()

    def connects_everything(self, board_id: int) -> None:
        for post, account in zip(POSTS, ("UHEAD", "UFOSTER"), strict=True):
            answers = {"post": post, "person": account, "person.name": f"Holder of {post}"}
            assert self.sends("setup_post", PRIYA, answers).errors == {}
        assert self.sends("setup_meeting", PRIYA, MEETING, str(board_id)).errors == {}


POSTS = ("Head of Fostering", "Head of Quality Assurance")


def _action(board_id: int, plan_id: int, priority_id: int, number: int, post_id: int) -> Action:
    return Action(
        board_id=board_id, plan_id=plan_id, priority_id=priority_id, position=number, ref=f"BCP-{number:02d}",
        title=f"Sample action {number}", words="Do it.", accountable_post_id=post_id, lifecycle="in_progress",
        approved_on=date(2021, 3, 1), deadline=date(2021, 7, 30), baseline=date(2021, 7, 30),
    )  # fmt: skip


@pytest.fixture
def council(sessions: Sessions) -> Council:
    return Council(sessions)


def text_of(reply: Reply) -> str:
    assert isinstance(reply.message, Message)
    return as_text(reply.message)


def planned(session: Session) -> list[tuple[str, datetime]]:
    rows = session.scalars(select(Outbox).order_by(Outbox.due_at, Outbox.id))
    return [(row.kind, row.due_at) for row in rows]


# Who may begin


def test_nobody_but_an_administrator_can_begin_in_chat_and_the_refusal_says_whom_to_ask(council: Council) -> None:
    for attempt in (
        lambda: council.types("setup", PRIYA),
        lambda: council.presses("setup.board", PRIYA),
        lambda: council.sends("setup_board", PRIYA, BOARD),
    ):
        with pytest.raises(Refusal, match=r"Ask an administrator of this workspace to type “setup”.*accountable setup"):
            attempt()


def test_an_administrator_sees_the_first_step_and_then_a_form(council: Council) -> None:
    assert "1. The board, to do" in text_of(council.types("setup", ADMIN))
    assert council.presses("setup.board", ADMIN).form is not None


def test_whoever_sets_it_up_runs_it_unless_they_name_another(council: Council) -> None:
    reply = council.sends("setup_board", ADMIN, BOARD | {"manager": None})

    assert "Improvement Programme Manager (Sam Admin)" in text_of(reply)
    assert "2. The plan, to do" in text_of(council.types("setup", ADMIN))


def test_an_administrator_who_named_another_has_no_say_afterwards(council: Council) -> None:
    reply = council.sends("setup_board", ADMIN, BOARD)

    assert "Priya Nair is its programme manager" in text_of(reply)
    with pytest.raises(Refusal, match="open to those who have a seat"):
        council.types("setup", ADMIN)
    assert "Setting up Sample Improvement Board" in text_of(council.types("setup", PRIYA))
    with council.sessions() as session:
        assert boards.boards_for(session, "slack", "T1")[0].set_up_by == "Sam Admin"


def test_a_second_first_form_sent_by_somebody_else_makes_no_second_board(council: Council) -> None:
    council.sets_up()

    with pytest.raises(Refusal):
        council.sends("setup_board", replace(ADMIN, user="UADMIN2"), BOARD | {"name": "Another"})

    with council.sessions() as session:
        assert [board.name for board in boards.boards_for(session, "slack", "T1")] == ["Sample Improvement Board"]


def test_somebody_without_a_seat_learns_nothing_from_any_step(council: Council) -> None:
    board_id = council.sets_up()

    for does in PRESSES:
        with pytest.raises(Refusal, match="open to those who have a seat"):
            council.presses(does, STRANGER, about=f"{board_id}:1")
    for form in FORMS:
        with pytest.raises(Refusal, match="open to those who have a seat"):
            council.sends(form, STRANGER, MEETING, f"{board_id}:1")
    for word in WORDS:
        with pytest.raises(Refusal, match="open to those who have a seat"):
            council.types(word, STRANGER)


def test_the_chair_is_told_that_the_programme_manager_can(council: Council) -> None:
    board_id = council.sets_up()
    council.sends(
        "setup_seat", PRIYA, {"role": "chair", "post": "Independent Chair", "person": "UCHAIR"}, str(board_id)
    )

    with pytest.raises(Refusal, match=r"^Only the programme manager can change the plan, its people and its dates.$"):
        council.types("pause", replace(STRANGER, user="UCHAIR"))


def test_another_workspace_can_not_touch_this_board(council: Council) -> None:
    board_id = council.sets_up()

    with pytest.raises(Refusal, match="open to those who have a seat"):
        council.presses("setup.pause", replace(PRIYA, team="T2"), about=str(board_id))


# The board's form


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("zone", "Europe/Londn", "no time zone called “Europe/Londn”. Did you mean Europe/London?"),
        ("zone", "Mars", "Type it as Area/City, such as Europe/London."),
        ("zone", "GMT", "Type it as Area/City, such as Europe/London."),  # which knows no summer time
        ("zone", "../../etc/passwd", "There is no time zone called"),
        ("mash_number", None, "Type the telephone number of the MASH"),
        ("mash_number", "ring us", "“ring us” is not a telephone number that somebody could ring"),
        ("mash_number", "12345", "Type all its digits"),
        ("hours_to", time(8), "The hours begin at 08:30, so they have to end later than that."),
        ("summary_time", "19:00", "choose a time between 08:30 and 17:30"),
        ("summary_time", "nine", "“nine” is not a time that I can read. Type it as hours and minutes, such as 09:30."),
        ("summary_weekday", "6", "Monday to Friday"),
        ("readings_needed", "13", "Type a whole number from 1 to 12, such as 3."),
        ("readings_needed", "none", "Type a whole number from 1 to 12, such as 3."),
        ("nation", "France", "Choose whose bank holidays the board keeps"),
        ("channel", None, "Choose the channel"),
        ("name", "  ", "Give the board a name"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beside_it_and_nothing_is_kept(
    field: str, typed: Answer, words: str, council: Council
) -> None:
    reply = council.sends("setup_board", ADMIN, BOARD | {field: typed})

    assert list(reply.errors) == [field]
    assert words in reply.errors[field]
    with council.sessions() as session:
        assert boards.all_boards(session) == []


def test_a_zone_is_found_however_its_capitals_are_typed(council: Council) -> None:
    council.sends("setup_board", ADMIN, BOARD | {"zone": "europe/london", "mash_number": "+44 (0)1234 567890"})

    with council.sessions() as session:
        assert boards.all_boards(session)[0].zone == "Europe/London"


# People


def test_seats_are_filled_and_taken_away_and_the_last_manager_stays(council: Council) -> None:
    board_id = str(council.sets_up())
    chair = {"role": "chair", "post": "Independent Chair", "person": "UCHAIR", "person.name": "Margaret Ellis"}

    assert "Chair: Independent Chair (Margaret Ellis)" in text_of(council.sends("setup_seat", PRIYA, chair, board_id))
    council.sends("setup_seat", PRIYA, {"role": "member", "post": "Director of Education"}, board_id)
    council.sends("setup_seat", PRIYA, {"role": "member", "post": "director of education"}, board_id)
    with council.sessions() as session:
        filled = [(role, post.title, f"{role}:{post.id}") for role, post in people.seats(session, int(board_id))]
    assert [title for role, title, _ in filled if role is Role.MEMBER] == ["Director of Education"]

    member = next(value for role, _, value in filled if role is Role.MEMBER)
    assert "no longer sits" in text_of(council.presses("setup.unseat", PRIYA, board_id, member))
    manager = next(value for role, _, value in filled if role is Role.PROGRAMME_MANAGER)
    with pytest.raises(Refusal, match="A board needs a programme manager"):
        council.presses("setup.unseat", PRIYA, board_id, manager)
    empty = council.sends("setup_seat", PRIYA, {"role": "programme_manager", "post": "PMO"}, board_id)
    assert "choose who holds that post" in empty.errors["person"]


def test_a_post_is_connected_vacated_and_given_a_delegate(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    assert "2 posts answer for the actions of the plan; 2 posts not connected" in text_of(
        council.types("people", PRIYA)
    )

    reply = council.sends("setup_post", PRIYA, {"post": "fostering", "person": "UF", "person.name": "F Holder"})
    assert "Head of Fostering is now held by F Holder." in text_of(reply)
    with council.sessions() as session:
        post = people.plan_posts(session, board_id, NOW.date())[1]
    assert (post.title, post.account, post.refs[0]) == ("Head of Fostering", "UF", "BCP-02")

    about = f"{board_id}:{post.id}"
    opened = council.presses("setup.connect_post", PRIYA, about)
    assert opened.form is not None
    assert opened.form.about == about
    delegate = {"delegate": "Fostering Team Manager", "person": "UD", "until": date(2021, 6, 30)}
    told = text_of(council.sends("setup_delegate", PRIYA, delegate, about))
    assert "may answer for Head of Fostering until the end of Wednesday 30 June 2021" in told
    with council.sessions() as session:
        assert people.delegate_of(session, post.id, date(2021, 6, 30)) is not None
        assert people.delegate_of(session, post.id, date(2021, 7, 1)) is None

    assert "Head of Fostering is vacant from today." in text_of(council.presses("setup.vacate_post", PRIYA, about))


def test_a_post_that_is_not_in_the_plan_is_answered_with_those_that_are(council: Council) -> None:
    council.imports(council.sets_up())

    reply = council.sends("setup_post", PRIYA, {"post": "Head of Nothing", "person": "UF"})

    expected = (
        "No post of the plan is called “Head of Nothing”. The posts are: Head of Quality Assurance; Head of Fostering."
    )
    assert reply.errors == {"post": expected}


def test_a_delegate_needs_a_last_day_to_come_and_somebody_who_holds_the_post(council: Council) -> None:
    council.imports(council.sets_up())
    asked = {"post": "fostering", "delegate": "Team Manager", "until": "1 May 2021", "person": "UD"}

    assert "That day has passed" in council.sends("setup_delegate", PRIYA, asked).errors["until"]
    nobody = council.sends("setup_delegate", PRIYA, asked | {"until": "2021-06-30", "person": None})
    assert nobody.errors == {"person": "Nobody holds Team Manager yet. Choose who does."}


# Meetings


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("day", "12 June 2021", "Saturday 12 June 2021 is not a working day"),
        ("day", "31/05/2021", "such as Tuesday 1 June 2021 (2021-06-01)"),
        ("day", date(2021, 5, 21), "has passed. Choose a day to come"),
        ("day", "30 February 2022", "“30 February 2022” is not a date that I can read. Type it as day, month and year"),
        ("day", "next week", "such as 15 June 2021 or 2021-06-15"),
        ("day", None, "Say on which day."),
        ("start", "9", "such as 09:30"),
        ("end", time(9), "It starts at 09:30, so it has to end later than that."),
        ("covers", "BCP-01 to BCP-99", "No action is called “BCP-99”."),
        ("covers", "BCP-1O", "Type “all”, or references such as BCP-01 to BCP-08"),
        ("kind", "party", "holding_to_account and board"),
    ],
)
def test_a_meeting_that_can_not_be_is_answered_with_what_to_type(
    field: str, typed: Answer, words: str, council: Council
) -> None:
    board_id = council.sets_up()
    council.imports(board_id)

    reply = council.sends("setup_meeting", PRIYA, MEETING | {field: typed}, str(board_id))

    assert list(reply.errors) == [field]
    assert words in reply.errors[field]


def test_the_dates_follow_from_the_meeting_in_working_days(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)

    told = text_of(council.sends("setup_meeting", PRIYA, MEETING | {"covers": "1 to 6, bcp8"}, str(board_id)))

    assert "HTA-2021-06, Holding to Account: Tuesday 15 June, 09:30 to 12:30." in told
    assert "7 actions: BCP-01 to BCP-06 and BCP-08." in told
    assert "Statements asked for: Tuesday 1 June, 09:30" in told
    assert "Statements due: Tuesday 8 June, 17:00" in told
    assert "Pack fixed: Thursday 10 June, 17:00" in told


def test_the_second_meeting_of_a_month_gets_a_letter_and_the_same_one_twice_is_refused(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.sends("setup_meeting", PRIYA, MEETING, str(board_id))

    again = council.sends("setup_meeting", PRIYA, MEETING, str(board_id))
    second = council.sends("setup_meeting", PRIYA, MEETING | {"day": date(2021, 6, 16)}, str(board_id))

    assert again.errors == {"day": "That meeting is planned already. Choose another day or time."}
    assert "(HTA-2021-06B)" in text_of(second)


def test_a_meeting_beyond_the_published_bank_holidays_is_planned_with_a_warning(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)

    reply = council.sends("setup_meeting", PRIYA, MEETING | {"day": date(2029, 6, 12)}, str(board_id))

    assert reply.errors == {}
    assert "Bank holidays are published until Sunday 31 December 2028 only" in text_of(reply)


# What will be sent, and Start


def test_the_preview_says_to_whom_when_and_what_and_plans_nothing(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)

    told = text_of(council.presses("setup.preview", PRIYA, str(board_id)))

    assert (
        "Tuesday 1 June, 09:30, to Head of Quality Assurance (Holder of Head of Quality Assurance): "
        "T−10: asks for statements for BCP-01, BCP-03, BCP-05 and BCP-07, for HTA-2021-06. [Show]"
    ) in told
    assert "Tuesday 1 June, 09:00, to the board’s channel: weekly summary." in told  # Monday is a bank holiday
    assert "Nobody sits as chair." in told
    with council.sessions() as session:
        assert planned(session) == []


def test_a_vacant_post_is_in_the_preview_as_nobody(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.sends("setup_delegate", PRIYA, {"post": "quality", "delegate": "Auditor", "person": "UA",
                                            "person.name": "An Auditor", "until": "2021-07-30"})  # fmt: skip
    with council.sessions() as session:
        posts = people.plan_posts(session, board_id, NOW.date())
    for post in posts:
        council.presses("setup.vacate_post", PRIYA, f"{board_id}:{post.id}")

    told = text_of(council.types("preview", PRIYA))

    assert "to Auditor (An Auditor), for the Head of Quality Assurance: T−10: asks for statements" in told
    not_sent = text_of(council.presses("setup.preview", PRIYA, f"{board_id}:1:4:not"))
    assert "to Head of Fostering: T−10: asks for statements, for HTA-2021-06: the post is vacant" in not_sent
    assert "Head of Fostering is vacant: nobody is asked about BCP-02, BCP-04, BCP-06 and BCP-08." in told


def test_start_waits_until_what_will_be_sent_has_been_seen_as_it_now_is(council: Council) -> None:
    board_id = council.sets_up()
    with pytest.raises(Refusal, match=r"There is no plan\. Drop its"):
        council.types("start", PRIYA)
    council.imports(board_id)
    council.connects_everything(board_id)

    with pytest.raises(Refusal, match="look at what will be sent first"):
        council.types("start", PRIYA)
    council.types("preview", PRIYA)
    council.sends("setup_meeting", PRIYA, MEETING | {"day": date(2021, 6, 16)}, str(board_id))
    with pytest.raises(Refusal, match="look at what will be sent first, as it stands now"):
        council.types("start", PRIYA)
    with council.sessions() as session:
        assert planned(session) == []


def test_start_plans_the_requests_and_the_summary_and_says_who_did(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)

    told = text_of(council.presses("setup.start", PRIYA, str(board_id)))

    assert (
        "2 requests for statements planned; the next weekly summary goes to the board’s channel on Tuesday 1 June"
        in told
    )
    with council.sessions() as session:
        board = boards.get_board(session, board_id)
        assert (board.started_at, board.is_speaking()) == (NOW, True)
        kinds = Counter(kind for kind, _ in planned(session))
        assert (kinds["weekly_summary"], kinds["statement_request"], kinds["statement_reminder"]) == (1, 2, 2)
        assert kinds["week_ahead"] == 2
        who = session.scalars(select(Audit.who).where(Audit.what == "board started")).one()
        assert who == "Improvement Programme Manager, Priya Nair"
        assert audit.first_broken(session, board.workspace_id) is None
    assert "It was started before." in text_of(council.presses("setup.start", PRIYA, str(board_id)))


def test_one_press_pauses_everything_and_one_press_ends_it(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    with pytest.raises(Refusal, match="It has not been started"):
        council.types("pause", PRIYA)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)
    council.now = datetime(2021, 6, 1, 9, tzinfo=UTC)

    assert "is paused: nothing goes out" in text_of(council.presses("setup.pause", PRIYA, str(board_id)))
    with council.sessions() as session:
        assert outbox.due_to_make_up(session, council.now) == []
    council.now += timedelta(days=7)
    assert "speaks again" in text_of(council.types("resume", PRIYA))
    with council.sessions() as session:
        waited = [each.kind for each in outbox.due_to_make_up(session, council.now)]
        assert waited.count("statement_request") == 2
        assert waited.count("weekly_summary") == 1, "this week's, from Monday"


def test_a_meeting_added_after_start_is_planned_at_once(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)

    council.sends("setup_meeting", PRIYA, MEETING | {"day": date(2021, 7, 13), "covers": "BCP-01"}, str(board_id))

    with council.sessions() as session:
        assert ("statement_request", datetime(2021, 6, 29, 8, 30, tzinfo=UTC)) in planned(session)


def test_another_zone_moves_what_was_planned_and_the_meeting_keeps_its_time_on_the_wall(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)

    assert council.sends("setup_board", PRIYA, BOARD | {"zone": "Atlantic/Azores"}, str(board_id)).errors == {}

    with council.sessions() as session:
        board = boards.get_board(session, board_id)
        meeting = meetings.meetings_of(session, board_id, NOW)[0]
        assert board.local(meeting.starts_at).time() == time(9, 30)
        assert meeting.starts_at == datetime(2021, 6, 15, 9, 30, tzinfo=UTC)
        assert ("statement_request", datetime(2021, 6, 1, 9, 30, tzinfo=UTC)) in planned(session)
        # It is only 08:00 there, so the summary of this very Monday is still to come.
        assert ("weekly_summary", datetime(2021, 5, 24, 9, 0, tzinfo=UTC)) in planned(session)


def test_other_bank_holidays_are_said_with_the_meetings_that_had_asked_already_and_another_zone_is_not(
    council: Council,
) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)
    council.sends("setup_meeting", PRIYA, MEETING | {"day": date(2021, 7, 13), "covers": "BCP-01"}, str(board_id))
    council.now = datetime(2021, 6, 30, 9, tzinfo=UTC)

    azores = council.sends("setup_board", PRIYA, BOARD | {"zone": "Atlantic/Azores"}, str(board_id))
    ireland = council.sends("setup_board", PRIYA, BOARD | {"nation": "northern-ireland"}, str(board_id))

    assert azores.message and "Saved." in as_text(azores.message) and "are due" not in as_text(azores.message)
    assert ireland.message
    assert (
        "Saved. Statements for HTA-2021-07 are due Monday 5 July, 17:00 now; whoever was asked had until Tuesday 6 "
        "July, 17:00."
    ) in as_text(ireland.message)


def test_other_hours_move_the_run_sheet_of_a_meeting_that_starts_early(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)
    early = MEETING | {"day": date(2021, 7, 13), "start": time(8, 45), "covers": "BCP-01"}
    council.sends("setup_meeting", PRIYA, early, str(board_id))
    with council.sessions() as session:
        assert ("run_sheet", datetime(2021, 7, 12, 16, tzinfo=UTC)) in planned(session)

    council.sends("setup_board", PRIYA, BOARD | {"hours_from": time(7, 30)}, str(board_id))

    with council.sessions() as session:
        assert ("run_sheet", datetime(2021, 7, 13, 7, tzinfo=UTC)) in planned(session)
        assert ("run_sheet", datetime(2021, 7, 12, 16, tzinfo=UTC)) not in planned(session)


def test_changing_the_summary_after_this_weeks_has_gone_plans_the_next_weeks(council: Council) -> None:
    board_id = council.sets_up()
    council.imports(board_id)
    council.connects_everything(board_id)
    council.types("preview", PRIYA)
    council.types("start", PRIYA)
    council.now = datetime(2021, 6, 8, 9, tzinfo=UTC)
    with council.sessions() as session:
        workspace = boards.get_board(session, board_id).workspace_id
        key = f"weekly_summary:{board_id}:2021-W23"
        outbox.say(session, workspace, key=key, to="C1", due=NOW,
                   message=Message(kind="weekly_summary", heading="", parts=(Paragraph(text="Sent."),)))  # fmt: skip
        session.commit()

    council.sends("setup_board", PRIYA, BOARD | {"summary_weekday": "4"}, str(board_id))

    with council.sessions() as session:
        assert ("weekly_summary", datetime(2021, 6, 18, 8, tzinfo=UTC)) in planned(session)


# The machine's operator


def test_the_operator_sets_up_from_nothing_without_being_anybody_in_the_workspace(council: Council) -> None:
    reply = council.sends("setup_board", MACHINE, BOARD | {"team": "T1"})

    assert reply.errors == {}
    assert "Improvement Programme Manager (Priya Nair)" in text_of(council.types("people", PRIYA))
    assert "Setting up Sample" in text_of(council.types("setup", MACHINE))
    with council.sessions() as session:
        assert set(session.scalars(select(Audit.who))) == {"terminal"}
        assert boards.all_boards(session)[0].set_up_by == "Priya Nair"


def test_a_workspace_that_calls_itself_by_the_boards_name_is_not_the_operator(council: Council) -> None:
    council.sets_up()

    with pytest.raises(Refusal):
        council.types("setup", Caller("slack", "Sample Improvement Board", "terminal", name="terminal"))


def test_with_several_boards_the_operator_has_to_say_which(council: Council) -> None:
    council.sends("setup_board", MACHINE, BOARD | {"team": "T1"})
    council.sends("setup_board", MACHINE, BOARD | {"team": "T1", "name": "Second Board"})

    with pytest.raises(
        Refusal, match=r"several boards. Say which one you mean with --board: Sample .* and Second Board"
    ):
        council.types("setup", MACHINE)
    assert "Setting up Second Board" in text_of(council.types("setup", replace(MACHINE, team="second board")))


def test_every_press_can_be_heard_twice_and_what_reads_is_known() -> None:
    assert set(PRESSES) == EVERY_TIME
    assert set(PRESSES) | set(WORDS) >= READS
