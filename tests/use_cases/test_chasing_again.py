"""Who is asked again once a post has changed hands, and who was asked before."""

from datetime import date

import pytest

from bot.messages.chasing import CHASING_MESSAGES
from storage import outbox, people, tables
from tests.use_cases.ladder import DCS, EARLY_HELP, QUALITY, SOCIAL, Ladder, at


@pytest.fixture
def ladder(session, board) -> Ladder:
    """The meeting of the 15th was asked for; nobody has answered."""
    made = Ladder(session, board)
    made.plan(at(1, 8))
    made.works(at(1, 9, 45))
    return made


def hands_over(ladder: Ladder, to: str, now) -> None:
    about = f"{ladder.board.id}:{ladder.sample.posts[SOCIAL]}"
    ladder.fills("U_SOCIAL", "absence_hand_over", about, now, {"delegate": to, "until": None})


def asked(ladder: Ladder, who: str) -> list[str]:
    rows = ladder.session.query(tables.Outbox).filter_by(to=who, state=outbox.SENT, amends=None)
    return [f"{row.message}" for row in rows.order_by(tables.Outbox.id) if row.kind in CHASING_MESSAGES]


@pytest.mark.parametrize(("delegate", "account"), [(QUALITY, "U_QA"), (DCS, "U_DCS"), (EARLY_HELP, "U_EARLY")])
def test_a_delegate_is_asked_for_what_was_handed_to_them_whatever_they_answer_for_themselves(ladder, delegate, account):
    before = len(asked(ladder, account))
    hands_over(ladder, delegate, at(2, 15))

    for day in (2, 3):
        ladder.works(at(day, 15, 1))

    (told,) = asked(ladder, account)[before:]
    assert all(ref in told for ref in ("BCP-04", "BCP-05", "BCP-07", "BCP-08"))
    assert f"for the {SOCIAL}" in told and "BCP-03" not in told


def test_who_was_asked_for_the_same_statements_is_not_asked_again_when_it_is_handed_over_again(ladder):
    hands_over(ladder, QUALITY, at(1, 15))
    ladder.works(at(2, 9, 45))
    hands_over(ladder, QUALITY, at(2, 15))
    ladder.works(at(3, 15))

    assert sum("BCP-04" in told for told in asked(ladder, "U_QA")) == 1
    assert "they were asked for this meeting before, and have been told of what changed" in set(
        ladder.dropped("statement_request")
    )


def test_nobody_is_asked_up_to_the_last_day_of_their_leave_and_the_list_says_that_nobody_answers(session, board):
    made, last_day = Ladder(session, board), date(2021, 6, 9)
    officer, delegate = (people.get_post(session, board.posts[post]) for post in (SOCIAL, EARLY_HELP))
    people.delegate(session, officer, delegate, date(2021, 5, 1), None)
    for post in (officer, delegate):
        people.set_away(session, post, last_day)
    made.plan(at(1, 8))

    for day, hour, minute in ((1, 9, 45), (4, 9, 45), (8, 9, 0), (9, 9, 30), (9, 14, 0)):
        made.works(at(day, hour, minute))

    assert asked(made, "U_SOCIAL") == asked(made, "U_EARLY") == []
    assert len(made.told("U_PM", "nobody_to_ask")) == 1
    (listed,) = made.told("U_PM", "late_list")
    assert f"{SOCIAL} (Holder of {SOCIAL}). The officer is away until Wednesday 9 June; nobody answers" in listed
