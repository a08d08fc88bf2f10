"""Asking how the plan stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.parts import Bullets, Button, Buttons, Menu, Message, Note
from bot.messages.text import as_text
from bot.use_cases import one_action
from bot.use_cases.heard import Press, Typed
from bot.use_cases.status import PRESSES, READS, WORDS, explain_ratings, show_part, show_status
from storage import boards, people, tables
from storage.access import STRANGER as NOT_FOR_STRANGERS
from storage.actions import change_action
from tests.use_cases.sample_board import (
    STRANGER,
    TUESDAY,
    SampleBoard,
    caller,
    chair_confirms,
    sends_statement,
    set_up,
)


def asks(session: Session, words: str = "", by: str = "U_CHAIR", at: datetime = TUESDAY) -> Message:
    reply = show_status(session, Typed(caller(by), words, channel="D1"), at)
    assert reply.message is not None
    return reply.message


def presses(session: Session, does: str, about: str = "", value: str = "", by: str = "U_CHAIR") -> Message:
    reply = (PRESSES | one_action.PRESSES)[does](session, Press(caller(by), does, about=about, value=value), TUESDAY)
    assert reply.message is not None
    return reply.message


def refs(message: Message) -> list[str]:
    return [item.lead.split()[0] for part in message.parts if isinstance(part, Bullets) for item in part.items]


def line(message: Message, ref: str) -> str:
    items = [item for part in message.parts if isinstance(part, Bullets) for item in part.items]
    return next(f"{item.lead}: {item.text}" for item in items if item.lead.startswith(ref))


def buttons(message: Message) -> dict[str, Button]:
    return {each.label: each for part in message.parts if isinstance(part, Buttons) for each in part.buttons}


def menus(message: Message) -> dict[str, Menu]:
    return {part.label: part for part in message.parts if isinstance(part, Menu)}


def test_the_chair_sees_all_fifteen_in_plan_order_with_counts_that_add_up(session: Session, board: SampleBoard) -> None:
    message = asks(session)

    assert message.heading == "Improvement plan: as at 8 June 2021"
    assert refs(message) == [f"BCP-{number:02d}" for number in range(1, 16)]
    assert as_text(message).splitlines()[1] == (
        "15 actions: 14 live, 1 complete. Red 1, Amber 6, Green 7. None of the 14 is confirmed by the chair yet, this "
        "cycle. Re-dated with approval: 1. No statement this cycle: 2. Statements asked for: requested 14."
    )


def test_each_line_has_rating_and_whose_post_deadline_and_last_statement(session: Session, board: SampleBoard) -> None:
    assert line(asks(session), "BCP-05") == (
        "BCP-05 Amber, at risk (not confirmed): Match front door capacity to the rise in referrals …\n"
        "Service Director, Children and Young People’s Social Care. Deadline 31 July. Last statement 3 June."
    )


def test_a_moved_deadline_shows_its_slip_and_its_moves(session: Session, board: SampleBoard) -> None:
    assert "Deadline 30 September, 92 days later than first agreed, moved once." in line(asks(session), "BCP-01")


def test_where_officer_and_rules_differ_both_are_shown(session: Session, board: SampleBoard) -> None:
    assert "Amber, at risk (not confirmed)" in line(asks(session), "BCP-12")
    assert "The rules suggest Red." in line(asks(session), "BCP-12")


def test_a_green_without_evidence_says_so(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-08", "Green", evidence="")

    assert "No evidence yet." in line(asks(session), "BCP-08")
    assert "No evidence yet." not in line(asks(session), "BCP-06")


def test_an_old_statement_says_how_old(session: Session, board: SampleBoard) -> None:
    later = TUESDAY + timedelta(days=6)

    assert "Last statement 41 days ago." in line(asks(session, at=later), "BCP-12")


def test_what_the_chair_confirmed_this_cycle_is_shown_as_confirmed(session: Session, board: SampleBoard) -> None:
    chair_confirms(session, board, "BCP-12", "Red", at=TUESDAY - timedelta(days=1))
    message = asks(session)

    assert "Red, off track (confirmed)" in line(message, "BCP-12")
    assert "13 of the 14 are not yet confirmed by the chair." in as_text(message)


def test_what_the_chair_confirmed_last_cycle_is_said_with_its_month(session: Session, board: SampleBoard) -> None:
    chair_confirms(session, board, "BCP-03", "Amber", at=datetime(2021, 5, 4, 12, tzinfo=UTC))

    assert "Green, on track (not confirmed)" in line(asks(session), "BCP-03")
    assert "Amber confirmed in May." in line(asks(session), "BCP-03")


def test_an_action_that_nobody_spoke_of_shows_what_the_rules_suggest(session: Session, board: SampleBoard) -> None:
    change_action(session, board.actions["BCP-04"], statement_id=None)
    message = asks(session)

    assert "Red, off track (suggested, no statement)" in line(message, "BCP-04")
    assert "No statement yet." in line(message, "BCP-04")
    assert "Red 2 (1 because nobody can say), Amber 5, Green 7." in as_text(message)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("red", ["BCP-14"]),
        ("blue", ["BCP-02"]),
        ("overdue", ["BCP-12", "BCP-14"]),
        ("due 14", ["BCP-07"]),
        ("due 7", []),
        ("missing", ["BCP-10", "BCP-12"]),
        ("help needed", ["BCP-14"]),
        ("priority 4", ["BCP-11", "BCP-12", "BCP-13"]),
        ("workforce", ["BCP-04"]),
        ("quality and assurance", ["BCP-03", "BCP-06", "BCP-09"]),
        ("unconfirmed", [f"BCP-{number:02d}" for number in range(1, 16) if number != 2]),
    ],
)
def test_each_question_finds_what_it_asks_for(
    session: Session, board: SampleBoard, words: str, found: list[str]
) -> None:
    sends_statement(session, board, "BCP-14", "Red", help_needed="approve a new date")

    message = asks(session, words)

    assert refs(message) == found
    assert f"{len(found)} of 15 actions" in message.heading


def test_what_is_due_says_what(session: Session, board: SampleBoard) -> None:
    assert "Due: practice guidance issued, 18 June." in line(asks(session, "due 14"), "BCP-07")


def test_a_question_with_no_answer_says_how_many_it_looked_through(session: Session, board: SampleBoard) -> None:
    assert "None of the 15 actions asks for help." in as_text(asks(session, "help needed"))
    assert (
        "None of the 15 actions is yours, for you to answer as a delegate, or one that you lead or give input to."
        in as_text(asks(session, "mine"))
    )


def test_mine_are_those_of_my_posts_and_of_those_i_answer_for(session: Session, board: SampleBoard) -> None:
    early, inclusion = (
        session.get_one(tables.Post, board.posts[title])
        for title in ("Head of Early Help", "Service Director, Inclusion and Family Services")
    )
    people.delegate(session, inclusion, early, date(2021, 6, 1), None)

    assert refs(asks(session, "mine", by="U_QA")) == ["BCP-03", "BCP-06", "BCP-09"]
    assert refs(asks(session, "mine", by="U_EARLY")) == ["BCP-11", "BCP-12", "BCP-14"]


def longer(session: Session, board: SampleBoard, most: int) -> None:
    model = session.get_one(tables.Action, board.actions["BCP-01"])
    columns = {column.name: getattr(model, column.name) for column in tables.Action.__table__.columns}
    for number in range(16, most + 1):
        session.add(tables.Action(**columns | {"id": None, "ref": f"BCP-{number}", "position": number}))
    session.flush()


def test_a_long_plan_comes_fifteen_to_a_page_and_nothing_is_lost_between(session: Session, board: SampleBoard) -> None:
    longer(session, board, 33)
    seen, message = refs(asks(session)), asks(session)
    assert "Page 1 of 3." in as_text(message)

    while "Next page" in buttons(message):
        message = presses(session, "status.show", buttons(message)["Next page"].about)
        seen += refs(message)

    assert seen == [f"BCP-{number:02d}" for number in range(1, 34)]
    assert "Page 3 of 3." in as_text(message)
    assert refs(presses(session, "status.show", buttons(message)["Previous page"].about))[0] == "BCP-16"


def test_a_page_beyond_the_last_shows_the_last_and_says_so(session: Session, board: SampleBoard) -> None:
    assert "There is no page 9. Page 1 of 1." in as_text(asks(session, "page 9"))


def test_a_filtered_list_pages_too(session: Session, board: SampleBoard) -> None:
    longer(session, board, 40)
    message = asks(session, "amber page 2")

    assert buttons(message)["Previous page"].about == f"@{board.id} amber page 1"
    assert len(refs(message)) == 15


def test_every_button_and_choice_leads_somewhere(session: Session, board: SampleBoard) -> None:
    message = asks(session)
    for label in ("Overdue", "No statement", "My actions", "Why these ratings?"):
        assert presses(session, buttons(message)[label].does, buttons(message)[label].about, by="U_QA").heading
    for menu in menus(message).values():
        for choice in menu.choices:
            assert refs(presses(session, menu.does, menu.about, choice.value))
    assert set(menus(message)) == {"By priority", "By accountable officer", "One action"}


def test_a_choice_with_a_very_long_name_still_comes_back(session: Session, board: SampleBoard) -> None:
    post = session.get_one(tables.Post, board.posts["Service Director, Quality and Assurance"])
    post.title = "Service Director for " + " and ".join(f"the service of area {number}" for number in range(9))
    session.flush()
    value = next(
        choice.value for choice in menus(asks(session))["By accountable officer"].choices if "area" in choice.value
    )

    assert len(value) <= 150
    assert refs(presses(session, "status.show", value=value)) == ["BCP-03", "BCP-06", "BCP-09"]


def test_the_answer_to_a_reserved_command_says_what_to_type_on_slack(session: Session, board: SampleBoard) -> None:
    typed = Typed(caller("U_CHAIR"), "red", as_typed="/status red", reserved=True)
    message = show_status(session, typed, TUESDAY).message

    assert message is not None
    assert "type “/account status red” or “/board-status red” there." in as_text(message)
    assert "On Slack itself" not in as_text(asks(session, "red"))


def test_a_sample_plan_says_that_it_is_one(session: Session, board: SampleBoard) -> None:
    sample = Note(text="Sample made up from a public report. Nobody’s real plan.")
    assert sample not in asks(session).parts

    boards.change_board(session, board.id, is_sample=True)

    assert sample in asks(session).parts
    assert sample in asks(session, "A6").parts


def test_an_empty_plan_says_who_can_fill_it(session: Session) -> None:
    team = people.workspace_of(session, "slack", "T1")
    board_id = boards.add_board(session, team, "New board")
    post = people.post_of(session, team, "Independent Chair", date(2021, 1, 1))
    people.hold(session, post, people.person_of(session, team, "U_CHAIR"), date(2021, 1, 1))
    people.seat(session, board_id, Role.CHAIR, post)

    assert "no actions in the plan yet" in as_text(asks(session))


def test_the_card_has_dates_milestones_reasons_and_the_last_words(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-12", "Amber", help_needed="agree cover", help_by=date(2021, 6, 30), on_behalf_of="Service Director, Inclusion and Family Services")  # fmt: skip  # noqa: E501
    words = as_text(asks(session, "A12"))

    assert "• offer agreed with head teachers: done 12 March, 12 days late" in words
    assert "• named contact for every school, critical: 30 April, 39 days late" in words
    assert "The rules suggest: Red because the deadline, 30 April, has passed and the forecast is 16 July" in words
    assert "by the Head of Early Help on behalf of the Service Director, Inclusion and Family Services: “Work" in words
    assert "The officer says Amber: no reason given." in words
    assert "Help needed from the DCS, needed by 30 June: “agree cover”" in words


def test_the_card_gives_the_reason_where_there_is_one(session: Session, board: SampleBoard) -> None:
    sends_statement(session, board, "BCP-03", "Green", reason="The data came in today.")

    assert "The officer says Green, because: “The data came in today.”" in as_text(asks(session, "A3"))


def test_only_who_may_write_has_the_button_to_write(session: Session, board: SampleBoard) -> None:
    assert buttons(asks(session, "A6", by="U_QA"))["Write statement"].about == str(board.actions["BCP-06"])
    for other in ("U_CHAIR", "U_PM", "U_DCS"):
        assert "Write statement" not in buttons(asks(session, "A6", by=other))
    assert "Confirm a rating" in buttons(asks(session, "A6"))
    assert "Confirm a rating" not in buttons(asks(session, "A6", by="U_QA"))


def test_nobody_is_asked_to_write_for_a_closed_action(session: Session, board: SampleBoard) -> None:
    assert "Write statement" not in buttons(asks(session, "A2", by="U_DCS"))


def test_a_vacant_post_and_an_absence_are_on_the_card(session: Session, board: SampleBoard) -> None:
    post = session.get_one(tables.Post, board.posts["Service Director, Quality and Assurance"])
    early = session.get_one(tables.Post, board.posts["Head of Early Help"])
    people.delegate(session, post, early, date(2021, 6, 1), None)
    post.away_until = date(2021, 6, 20)
    session.flush()
    words = as_text(asks(session, "A6"))
    assert "away until 20 June" in words
    assert "Answers for them: Head of Early Help" in words

    people.vacate(session, post, date(2021, 6, 3))

    assert "Service Director, Quality and Assurance, vacant since 3 June" in as_text(asks(session, "A6"))


def test_an_action_opens_from_a_button_that_names_it(session: Session, board: SampleBoard) -> None:
    assert presses(session, "status.open", about=str(board.actions["BCP-09"])).heading.startswith("BCP-09")


def test_the_ratings_are_explained_with_every_rule_that_fired(session: Session, board: SampleBoard) -> None:
    message = presses(session, "status.why", "red")
    assert refs(message) == ["BCP-14,"]
    words = as_text(message)
    for reason in ("the deadline, 31 May, has passed", "the forecast is 30 September", "39 days late"):
        assert reason in words
    assert len(refs(presses(session, "status.why"))) == 15
    assert refs(presses(session, "status.why", "BCP-06")) == ["BCP-06,"]


def test_a_stranger_gets_one_sentence_whatever_they_ask(session: Session, board: SampleBoard) -> None:
    known = str(board.actions["BCP-06"])
    for ask in (
        lambda: asks(session, by=STRANGER),
        lambda: asks(session, "A6", by=STRANGER),
        lambda: asks(session, "A99", by=STRANGER),
        lambda: presses(session, "status.open", known, by=STRANGER),
        lambda: presses(session, "status.open", "999", by=STRANGER),
        lambda: presses(session, "status.open", str(board.id), known, by=STRANGER),
        lambda: presses(session, "status.why", by=STRANGER),
        lambda: presses(session, "status.show", by=STRANGER),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.words == NOT_FOR_STRANGERS


def test_a_councillor_is_told_which_roles_can_see_the_plan(session: Session, board: SampleBoard) -> None:
    with pytest.raises(Refusal, match=r"^Only the chair, .* can see the plan\.$"):
        asks(session, by="U_LEAD")


def test_an_action_of_another_board_can_not_be_opened_through_ones_own(session: Session, board: SampleBoard) -> None:
    other = set_up(session, name="Another board", team="T2")

    with pytest.raises(Refusal) as refused:
        presses(session, "status.open", str(board.id), str(other.actions["BCP-06"]))
    assert refused.value.words == NOT_FOR_STRANGERS


def test_words_about_a_child_at_risk_are_answered_with_whom_to_phone(session: Session, board: SampleBoard) -> None:
    for who in ("U_CHAIR", STRANGER):
        words = as_text(asks(session, "a child is at risk in Elm Road", by=who))
        assert "not read in real time" in words
        assert "01234 567890, or 999" in words
        assert "Elm Road" not in words


@pytest.mark.parametrize("words", ["", "red", "overdue", "due 30", "mine", "A6", "missing page 1"])
def test_an_answer_costs_nine_statements_at_most_however_long_the_plan(
    session: Session, board: SampleBoard, words: str
) -> None:
    longer(session, board, 60)
    session.commit()
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))

    asks(session, words)

    assert len([statement for statement in said if "SELECT" in statement]) <= 9


def test_opening_from_the_menu_costs_no_more(session: Session, board: SampleBoard) -> None:
    session.commit()
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))

    presses(session, "status.open", str(board.id), str(board.actions["BCP-06"]))

    assert len([statement for statement in said if "SELECT" in statement]) <= 9


def test_all_of_it_only_reads() -> None:
    assert {*PRESSES, *WORDS} == READS
    assert {show_part, explain_ratings} == set(PRESSES.values())
    assert set(one_action.PRESSES) == one_action.READS


def test_what_is_urgent_says_so_and_comes_first_in_whatever_is_picked_out_of_the_plan(
    session: Session, board: SampleBoard
) -> None:
    change_action(session, board.actions["BCP-14"], is_urgent=True)

    assert refs(asks(session, "overdue")) == ["BCP-14", "BCP-12"]
    assert "Urgent." in line(asks(session, "overdue"), "BCP-14")
    assert refs(asks(session))[:2] == ["BCP-01", "BCP-02"]
    assert "urgent, so that less is tolerated" in as_text(asks(session, "BCP-14"))
