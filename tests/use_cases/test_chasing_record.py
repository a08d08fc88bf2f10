"""The record says whom the bot told, once each, and takes back what it did not say in the end."""

import pytest

from storage import outbox, people, tables
from tests.use_cases.ladder import DCS, QUALITY, SOCIAL, Ladder, at

STEP = "escalation step 3"


@pytest.fixture
def ladder(session, board) -> Ladder:
    """On T−3, 09:00: the notes to the line director of quality and social care are made up, and none has gone."""
    made = Ladder(session, board)
    for post in (QUALITY, SOCIAL):
        people.set_line(
            session, people.get_post(session, board.posts[post]), people.get_post(session, board.posts[DCS])
        )
    made.plan(at(1, 8))
    made.comes_in("BCP-01", at(1, 9))
    for day, hour, minute in ((1, 9, 45), (4, 9, 45), (8, 9, 0), (9, 9, 30), (9, 14, 0)):
        made.works(at(day, hour, minute))
    made.make_up(at(10, 9))
    return made


def on_record(ladder: Ladder, what: str) -> list[str]:
    return sorted(subject for _, subject, _, _ in ladder.recorded(what))


BOTH = [f"BCP-03 and BCP-06, {QUALITY}", f"BCP-04, BCP-05, BCP-07 and BCP-08, {SOCIAL}"]


def test_being_called_late_is_on_the_record_with_whom_it_was_said_to_and_why(ladder):
    (told, _, why), *_ = ((to, subject, why) for _, subject, to, why in ladder.recorded("escalation step 1")
                          if subject == BOTH[0])  # fmt: skip

    assert QUALITY in told and why.startswith("no statement by")
    assert on_record(ladder, "escalation step 1") == BOTH


def test_what_is_made_up_anew_is_on_the_record_once(ladder):
    assert on_record(ladder, STEP) == BOTH
    ladder.comes_in("BCP-04", at(10, 9, 1))

    ladder.works(at(10, 9, 2))

    assert len(ladder.told("U_DCS", "line_director")) == 1
    assert on_record(ladder, STEP) == sorted([*BOTH, f"BCP-05, BCP-07 and BCP-08, {SOCIAL}"])
    assert on_record(ladder, f"{STEP} withdrawn") == [BOTH[1]]


def test_what_does_not_go_at_all_is_withdrawn(ladder):
    for ref in ("BCP-03", "BCP-04", "BCP-05", "BCP-06", "BCP-07", "BCP-08"):
        ladder.comes_in(ref, at(10, 9, 1))

    ladder.works(at(10, 9, 2))

    assert ladder.told("U_DCS", "line_director") == []
    assert on_record(ladder, f"{STEP} withdrawn") == BOTH
    rows = ladder.session.query(tables.Outbox).filter_by(kind="line_director", state=outbox.DROPPED)
    assert all(not row.args.get("logged") for row in rows)


def test_what_went_stays_on_the_record(ladder):
    ladder.works(at(10, 9, 2))

    assert on_record(ladder, STEP) == BOTH
    assert on_record(ladder, f"{STEP} withdrawn") == []
