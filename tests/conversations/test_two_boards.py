"""One action that answers to two boards, over the wire: agreed, asked for once, written once, used by both."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.meetings import MeetingKind
from bot.domain.people import Role
from bot.messages.parts import Reply
from bot.use_cases.meeting_details import dates_of
from bot.use_cases.previewing import plan_everything
from storage import boards, meetings, people
from tests.conversations.boards import ADVISER, MANAGER, MASH, NAME, QUALITY, set_up

OTHER = "Community Safety Board"
SAID = {"progress": "Forty audits were done.", "effect": "None yet.", "rating": "Green"}


def beside(session: Session, account: str, now: datetime) -> Reply:
    """A board in use beside the first, run by the person of an account; it meets on 22 June and has no plan."""
    (first,) = boards.all_boards(session)
    other = boards.add_board(session, first.workspace_id, OTHER, channel="C_SAFETY", mash_number=MASH, started_at=now)
    post = people.post_of(session, first.workspace_id, "Safety Programme Manager", now.date())
    people.hold(session, post, people.person_of(session, first.workspace_id, account), now.date())
    people.seat(session, other, Role.PROGRAMME_MANAGER, post)
    board, day = boards.get_board(session, other), date(2021, 6, 22)
    meetings.add_meeting(
        session, other, [], kind=MeetingKind.HOLDING_TO_ACCOUNT, ref="SAFE-1", starts_at=board.at(day, time(14)),
        ends_at=board.at(day, time(15)), **dates_of(board, MeetingKind.HOLDING_TO_ACCOUNT, day),
    )  # fmt: skip
    plan_everything(session, board, now)
    return Reply()


def requests_for(officer: Any, ref: str) -> list[Any]:
    return [each for each in officer.private_messages() if "Please send" in each and f"{ref} " in each.text]


def test_an_action_is_agreed_to_answer_to_two_boards_and_one_statement_serves_both(open_world):
    world = open_world()
    set_up(world)
    there = world.signs_in(ADVISER)
    world.does(beside, there.account)
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    manager, officer = world.signs_in(MANAGER), world.signs_in(QUALITY)

    manager.asks("/account status A6").presses("Change").presses("Other boards").presses("Ask another board")
    manager.form.submit(board=OTHER, why="Both audit the same cases.")
    world.clock.push_to("Tuesday 1 June 2021, 10:05")
    assert "Both audit the same cases." in there.last
    there.last.presses("Accept")
    world.clock.push_to("Tuesday 1 June 2021, 10:10")
    assert f"{OTHER} as well from now on" in manager.last

    world.clock.push_to("Wednesday 2 June 2021, 10:00")
    officer.asks("/statement A6").presses(NAME)
    officer.form.submit(**SAID)
    world.clock.push_to("Wednesday 2 June 2021, 10:05")
    assert f"It goes to the {OTHER} as well." in officer.last

    world.clock.push_to("Wednesday 9 June 2021, 12:00")
    assert len(requests_for(officer, "A6")) == 1, "the second board has its statement, and asks for none"
    assert [row.ref for row in world.rows("SELECT m.ref FROM served s JOIN meeting m ON m.id = s.meeting_id")] == [
        "SAFE-1"
    ]
