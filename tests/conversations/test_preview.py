"""What was foreseen is what is then sent: the same words to the same people in the same minute, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.messages.absence import AWAY_FORM
from bot.messages.challenges import RAISE_FORM, REPLY_FORM
from bot.messages.decision_log import APPROVE, HAND_ON
from bot.messages.late import EXTEND
from bot.messages.meetings import MOVE
from bot.messages.outcomes import NOT_QUITE_FORM
from bot.messages.parts import Reply
from bot.messages.room import DECIDE_FORM
from bot.use_cases import (
    absence,
    answering_late,
    challenges,
    decision_log,
    outcomes,
    quiet_days,
    rearranging,
    room,
    statements,
)
from bot.use_cases.forecasting import Answer
from bot.use_cases.heard import Answers, Press
from storage import actions, boards, meetings, outbox, people
from storage import room as room_items
from tests.conversations.boards import (
    CHAIR,
    DCS,
    EARLY_HELP,
    INCLUSION,
    MANAGER,
    MEMBER,
    QUALITY,
    SOCIAL_CARE,
    answers,
    name_delegate,
    set_up,
)
from tests.conversations.foreseen import Listener, assert_same, foreseen_in, in_the_file, saved
from tests.conversations.world import World, moment


@pytest.fixture
def world(open_world) -> World:
    """Three officers, one with a delegate and one away; a second meeting in July."""
    made = open_world()
    board = set_up(made)
    name_delegate(made, INCLUSION, EARLY_HELP, date(2021, 7, 30))
    day = {"kind": "holding_to_account", "day": date(2021, 7, 6), "start": time(9, 30), "end": time(12, 30)}
    answers(made, "setup_meeting", str(board), day | {"covers": "all"})
    return made


def test_what_is_foreseen_is_what_comes_if_nobody_answers(world, tmp_path):
    foreseen = foreseen_in(world)
    expected = in_the_file(saved(tmp_path / "forecast.json", foreseen))
    listener = Listener(world)

    listener.push_to(moment("Tuesday 13 July 2021, 08:00"), [each.at for each in foreseen])

    assert len(expected) > 40
    assert_same(expected, sorted(listener.heard))


@dataclass(frozen=True)
class Statement:
    """Somebody answers at a time."""

    at: str
    who: str
    ref: str
    rating: str

    @property
    def filled(self) -> dict[str, str]:
        words = {"progress": "Work went on.", "effect": "None yet.", "rating": self.rating, "next_steps": "Finish it."}
        cause = {"cause": "Not known yet."} if self.ref in ("A1", "A5") else {}
        return words | cause | {"forecast": "2021-09-30"}


STORY = (
    Statement("Tuesday 1 June 2021, 11:15", QUALITY, "A6", "Green"),
    Statement("Monday 7 June 2021, 16:40", QUALITY, "A3", "Amber"),
    Statement("Wednesday 9 June 2021, 10:05", EARLY_HELP, "A5", "Amber"),
    Statement("Wednesday 9 June 2021, 15:00", DCS, "A1", "Red"),
    Statement("Friday 25 June 2021, 12:00", SOCIAL_CARE, "A2", "Green"),
)


def test_what_is_foreseen_is_what_comes_if_they_answer_as_was_said(world, tmp_path):
    foreseen = foreseen_in(world, answers=[_foreseen_answer(world, each) for each in STORY])
    expected = in_the_file(saved(tmp_path / "forecast.json", foreseen))
    listener = Listener(world)

    for each in STORY:
        listener.push_to(moment(each.at), [one.at for one in foreseen])
        officer = world.signs_in(each.who)
        form = officer.opens_statement(each.ref).submit(**each.filled)
        assert not form.is_open
        listener.listens()
    listener.push_to(moment("Tuesday 13 July 2021, 08:00"), [each.at for each in foreseen])

    assert sum("Thank you." in each.text for each in expected) == len(STORY)
    assert_same(expected, sorted(listener.heard))


def _foreseen_answer(world: World, statement: Statement) -> Answer:
    def send(session: Session, at: datetime) -> object:
        action = next(each for each in actions.named(session, 1) if each.ref == statement.ref)
        about = json.dumps({"action": action.id, "reason_asked": True})
        filled = {**statement.filled, "forecast": date.fromisoformat(statement.filled["forecast"])}
        sent = Answers(world.caller(statement.who), "statement.submit", about, filled)
        reply = statements.submit_statement(session, statements.FilledForm.from_answers(sent), at)
        assert not reply.errors
        return reply

    return moment(statement.at), send


# What else people may do


@dataclass(frozen=True)
class Doing:
    """Somebody does something at a time: the same in what is foreseen and in what then happens."""

    at: str
    use_case: Callable[..., Reply]
    command: Callable[[World, Session, datetime], Answers | Press]

    def answer(self, world: World) -> Answer:
        def does(session: Session, at: datetime) -> Reply:
            reply = self.use_case(session, self.command(world, session, at), at)
            assert not reply.errors, reply.errors
            if reply.form is not None:  # shown first, then saved
                asked = self.command(world, session, at)
                assert isinstance(asked, Answers)
                reply = self.use_case(session, replace(asked, about=reply.form.about, answers={}), at)
            return reply

        return moment(self.at), does


def form(who: str, name: str, about: Callable[[Session], str], **said: Any) -> Callable[..., Answers]:
    return lambda world, session, at: Answers(world.caller(who), name, about(session), said)


def press(who: str, does: str, about: Callable[[Session], str]) -> Callable[..., Press]:
    return lambda world, session, at: Press(world.caller(who), does, about(session))


def action_id(session: Session, ref: str) -> int:
    return next(each.id for each in actions.named(session, 1) if each.ref == ref)


def of_post(board_or_meeting: int, title: str) -> Callable[[Session], str]:
    def about(session: Session) -> str:
        post = people.find_post(session, boards.get_board(session, 1).workspace_id, title)
        assert post is not None
        return f"{board_or_meeting}:{post.id}"

    return about


def in_the_room(ref: str) -> Callable[[Session], str]:
    def about(session: Session) -> str:
        item = room_items.find_item(session, 1, action_id(session, ref))
        assert item is not None
        return f"1:{item.action_id}:{item.version}"

    return about


def log_as_read(at: str) -> Callable[[Session], str]:
    def about(session: Session) -> str:
        board, meeting = boards.get_board(session, 1), meetings.get_meeting(session, 1)
        return decision_log.log_of(session, board, meeting, moment(at)).waiting.about

    return about


PASSED, APPROVED = "Thursday 17 June 2021, 10:00", "Thursday 17 June 2021, 11:00"
DOINGS = (
    Doing("Tuesday 1 June 2021, 12:00", absence.be_away,
          form(QUALITY, AWAY_FORM, of_post(1, QUALITY), until=date(2021, 6, 11), delegate=EARLY_HELP)),
    Doing("Thursday 3 June 2021, 10:00", quiet_days.add_quiet_days,
          form(MANAGER, "quiet_days", lambda session: "1", **{"from": date(2021, 6, 14)})),
    Doing("Tuesday 8 June 2021, 14:30", answering_late.extend, press(MANAGER, EXTEND, of_post(1, INCLUSION))),
    Doing("Thursday 10 June 2021, 10:00", challenges.raise_challenge,
          form(MEMBER, RAISE_FORM, lambda session: f"1:{action_id(session, 'A1')}", question="Who covers until then?")),
    Doing("Friday 11 June 2021, 14:00", challenges.send_reply,
          form(DCS, REPLY_FORM, lambda session: "1", answer="The deputy does.")),
    Doing("Tuesday 15 June 2021, 10:00", room.decide_in_room,
          form(CHAIR, DECIDE_FORM, in_the_room("A1"), rating="Green", reason="The Board heard it.")),
    Doing("Tuesday 15 June 2021, 10:05", room.decide_in_room,
          form(CHAIR, DECIDE_FORM, in_the_room("A4"), rating="Red", promise="a plan", promise_by=date(2021, 7, 2))),
    Doing("Wednesday 16 June 2021, 09:00", outcomes.object_to,
          form(DCS, NOT_QUITE_FORM, of_post(1, DCS), why="It was to be Amber.")),
    Doing(PASSED, decision_log.hand_on, press(MANAGER, HAND_ON, log_as_read(PASSED))),
    Doing(APPROVED, decision_log.approve, press(CHAIR, APPROVE, log_as_read(APPROVED))),
    Doing("Tuesday 22 June 2021, 12:00", rearranging.move_meeting,
          form(MANAGER, MOVE, lambda session: "1:2", day=date(2021, 7, 8))),
)  # fmt: skip


def test_what_is_foreseen_is_what_comes_whatever_they_do_as_was_said(world, tmp_path):
    """Away, a quiet day, more time, a question and its reply, the room, the log, a move: all is in the file before."""
    doings = [each.answer(world) for each in DOINGS]
    foreseen = foreseen_in(world, answers=doings)
    expected = in_the_file(saved(tmp_path / "forecast.json", foreseen))
    listener = Listener(world)

    for at, does in doings:
        listener.push_to(at, [one.at for one in foreseen])
        world.does(lambda session, command, now, does=does: does(session, now), None)
        world.works()
        listener.listens()
    listener.push_to(moment("Tuesday 13 July 2021, 08:00"), [each.at for each in foreseen])

    assert_same(expected, sorted(listener.heard))
    assert {each.kind for each in foreseen if each.is_sent} >= THAT_CAME_OF_IT


THAT_CAME_OF_IT = {
    "questions", "challenge_answered", "outcome_disputed", "log_draft", "decision_log", "meeting_moved", "welcome_back"
}  # fmt: skip


def test_looking_ahead_leaves_nothing_behind(world):
    world.works()
    before = world.rows("SELECT id, key, state, due_at, args FROM outbox ORDER BY id")

    foreseen_in(world)
    world.signs_in(CHAIR).asks("/account preview 8 weeks")

    assert world.rows("SELECT id, key, state, due_at, args FROM outbox ORDER BY id") == before


# In chat


def test_the_chair_sees_what_will_be_sent_and_what_will_not_and_no_words_of_others(world):
    chair = world.signs_in(CHAIR)

    preview = chair.asks("/account preview 2 weeks")

    line = preview.line(f"Tuesday 1 June, 09:30, to {QUALITY} (Daniel Marsh)")
    assert line.endswith("T−10: asks for statements for A3 and A6, for HTA-2021-06.")
    assert "up to Tuesday 15 June, in the board’s own time, if nobody answers from now on" in preview
    assert "Show" not in preview.buttons
    unsent = preview.presses("What will not be sent")
    assert "to 4 posts: T−1: passes questions on, for HTA-2021-06: no question waits" in unsent
    assert "Show" not in unsent.buttons


def test_the_programme_manager_sees_a_message_as_its_reader_will_get_it_and_can_not_press_it(world):
    manager = world.signs_in(MANAGER)
    preview = manager.asks("/account preview")

    shown = preview.presses("Show", about=f"to {QUALITY}")

    assert f"As the {QUALITY} (Daniel Marsh) will get it on Tuesday 1 June, 09:30, if nothing changes." in shown
    assert shown.buttons == []
    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    request = world.signs_in(QUALITY).last
    for line in request.lines:
        if not line.startswith("Buttons:"):
            assert line in shown.lines, "word for word"
    assert "[Hand to delegate] [I am away]" in shown


def test_a_message_that_has_gone_is_not_shown_any_more(world):
    preview = world.signs_in(MANAGER).asks("/account preview")
    world.clock.push_to("Tuesday 1 June 2021, 10:00")

    assert "That message has gone since" in preview.presses("Show", about=f"to {QUALITY}")


@pytest.mark.parametrize("weeks", ["0 weeks", "27 weeks", "999999999", "soon", "-3"])
def test_how_far_ahead_it_looks_is_said(world, weeks):
    answer = world.signs_in(CHAIR).asks(f"/account preview {weeks}")

    assert "I look from 1 to 26 weeks ahead. Type “preview” for 4 weeks, or “preview 8 weeks”." in answer


def test_one_that_can_not_be_made_up_is_told_and_keeps_none_of_the_others(world):
    world.does(_plan_nonsense, None)

    foreseen = foreseen_in(world, 2)

    (broken,) = [each for each in foreseen if each.why_not == "it could not be made up"]
    assert (broken.key, broken.is_sent) == ("nonsense", False)
    assert any(each.is_sent and "asks for statements" in each.why for each in foreseen)


def _plan_nonsense(session: Session, command: None, now: datetime) -> Reply:
    workspace = boards.get_board(session, 1).workspace_id
    row = ("nonsense", "statement_request", {"rung": "statement_request", "post": 1}, now)
    outbox.plan(session, workspace, 1, [row])
    return Reply()
