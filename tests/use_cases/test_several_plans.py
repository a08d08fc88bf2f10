"""Several plans in one workspace: which one is meant, and what is remembered."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Button, Buttons, Menu, Message, Paragraph, Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.heard import Caller, HomeOpened, Press, Typed
from storage import boards, people
from tests.use_cases.sample_board import SampleBoard, caller, set_up

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
OFFICER, MANAGER = "U_QA", "U_PM"
CHILDREN, OTHER = "Children’s Services Improvement Board", "Sufficiency Board"


@pytest.fixture
def other(session: Session, board: SampleBoard) -> int:
    """A second board in the same workspace, with its own channel, on which the officer sits as well."""
    other_id = boards.add_board(session, board.workspace_id, OTHER, channel="C_OTHER", started_at=NOW)
    for title in ("Service Director, Quality and Assurance", "Independent Chair"):
        people.seat(session, other_id, Role.MEMBER, people.get_post(session, board.posts[title]))
    return other_id


def types(session: Session, said: str, by: str = OFFICER, channel: str = "") -> Message:
    return does(session, Typed(caller(by), said, channel))


def presses(session: Session, button: Button, by: str = OFFICER) -> Message:
    return does(session, Press(caller(by), button.does, button.about))


def does(session: Session, heard: Typed | Press) -> Message:
    found = catalogue.find(heard)
    reply: Reply = found.use_case(session, found.command, NOW)
    if found.then:
        return does(session, found.then)
    assert reply.message is not None
    return reply.message


def buttons(message: Message) -> dict[str, Button]:
    rows = [button for part in message.parts if isinstance(part, Buttons) for button in part.buttons]
    beside = [part.button for part in message.parts if isinstance(part, Paragraph) and part.button]
    return {button.label: button for button in [*rows, *beside]}


def test_asks_which_plan_with_a_button_for_each_and_goes_on_with_what_was_asked(session, board, other):
    asked = types(session, "status red")
    assert (asked.kind, set(buttons(asked))) == ("which_plan", {CHILDREN, OTHER})

    answer = presses(session, buttons(asked)[CHILDREN])

    assert answer.kind == "status"
    assert answer.heading.startswith("Red")
    assert f"Plan of: {CHILDREN}" in as_text(answer)


def test_remembers_the_plan_that_was_chosen_until_another_is(session, board, other):
    presses(session, buttons(types(session, "status"))[OTHER])
    assert OTHER in as_text(types(session, "status"))

    another = presses(session, buttons(types(session, "status"))["Another plan"])
    assert presses(session, buttons(another)[CHILDREN]).kind == "status"

    assert CHILDREN in as_text(types(session, "status"))


def test_what_one_person_chose_is_nothing_to_another(session, board, other):
    presses(session, buttons(types(session, "status"))[OTHER])

    assert types(session, "status", "U_CHAIR").kind == "which_plan"


def test_in_a_boards_own_channel_it_is_always_that_board(session, board, other):
    presses(session, buttons(types(session, "plans"))[OTHER])

    assert CHILDREN in as_text(types(session, "status", channel="C_BOARD"))
    assert OTHER in as_text(types(session, "status", channel="C_OTHER"))


def test_pages_and_reasons_stay_with_the_plan_whatever_was_chosen_meanwhile(session, board, other):
    status = types(session, "status", channel="C_BOARD")
    presses(session, buttons(types(session, "plans"))[OTHER])

    for label in ("Overdue", "My actions", "Why these ratings?"):
        assert "BCP-" in as_text(presses(session, buttons(status)[label])), label
    menu = next(part for part in status.parts if isinstance(part, Menu) and part.does == "status.show")
    chosen = does(session, Press(caller(OFFICER), menu.does, menu.about, menu.choices[0].value))
    assert f"Plan of: {CHILDREN}" in as_text(chosen)
    card = types(session, "status BCP-06", channel="C_BOARD")
    assert "BCP-06" in as_text(presses(session, buttons(card)["Why this rating?"]))


def test_the_home_tab_has_buttons_for_each_plan_that_stay_with_it(session, board, other):
    found = catalogue.find(HomeOpened(caller(OFFICER)))
    home = found.use_case(session, found.command, NOW).message
    whole = [
        button for part in home.parts if isinstance(part, Buttons) for button in part.buttons
        if button.label == "Whole plan"
    ]  # fmt: skip

    assert [button.about for button in whole] == [f"@{board.id}", f"@{other}"]
    assert "BCP-06" in as_text(presses(session, whole[0]))


def test_what_somebody_may_do_on_one_board_alone_is_not_asked(session, board, other):
    people.seat(session, other, Role.MEMBER, people.get_post(session, board.posts["Improvement Programme Manager"]))

    assert types(session, "setup", MANAGER).kind == "setup_card"


def test_one_plan_is_never_asked_about(session, board):
    assert types(session, "status").kind == "status"
    assert "Plan of" not in as_text(types(session, "status"))
    assert types(session, "plans").kind == "only_plan"


def test_nobody_chooses_a_plan_that_they_have_nothing_to_do_with(session, board):
    elsewhere = set_up(session, name="Elsewhere", team="T2")

    for who in (caller(OFFICER), Caller("slack", "T1", "U_NOBODY")):
        with pytest.raises(Refusal, match="open to those who have a seat"):
            does(session, Press(who, "plan.choose", f"{elsewhere.id}:"))
        with pytest.raises(Refusal, match="open to those who have a seat"):
            does(session, Press(who, "status.show", f"@{elsewhere.id}"))


@pytest.mark.parametrize(
    "kept", ["[", '{"does": "plan.choose", "about": "", "value": ""}', '{"does": 1}', "null", '{"text": 5}']
)
def test_a_crafted_button_chooses_and_asks_nothing_it_should_not(session, board, other, kept):
    try:
        assert does(session, Press(caller(OFFICER), "plan.choose", f"{board.id}:{kept}"))
    except Refusal as refusal:
        assert refusal.words


def test_a_question_that_takes_long_is_answered_after_the_choice_and_keeps_nobody_from_writing(session, board, other):
    people.seat(session, other, Role.CHAIR, people.get_post(session, board.posts["Independent Chair"]))
    asked = types(session, "preview 26 weeks", "U_CHAIR")

    chosen = catalogue.find(Press(caller("U_CHAIR"), "plan.choose", buttons(asked)[CHILDREN].about))
    chosen.use_case(session, chosen.command, NOW)

    assert not chosen.reads
    assert chosen.then is not None
    answered = catalogue.find(chosen.then)
    assert answered.reads, "it looks ahead in a transaction that never takes the lock"
    assert "up to Tuesday 7 December" in as_text(answered.use_case(session, answered.command, NOW).message)


@pytest.mark.parametrize(
    ("does", "name"), [("status.show", "show_part"), ("edit.reword", "open_edit"), ("change.open", "open_changes")]
)
def test_the_log_calls_what_was_done_by_its_own_name(does: str, name: str) -> None:
    assert catalogue.find(Press(caller(MANAGER), does, "")).use_case.__name__ == name
