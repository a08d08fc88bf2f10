"""The chair signs off the draft for DfE as it was frozen, and a later draft says what has changed since."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.use_cases.heard import Press
from storage import people, tables
from storage.actions import change_action
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import caller

MONDAY = datetime(2021, 7, 5, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def says(session, board):
    def pressed(who: str, what: str, about: str = "2021-06-30", now: datetime = MONDAY):
        return words_of(does(session, Press(caller(who), f"quarterly.{what}", f"{board.id}:{about}"), now))

    return pressed


def told(session, kind):
    return [(row.to, row.message) for row in session.query(tables.Outbox).filter_by(kind=kind)]


def kept(session):
    return session.query(tables.KeptPaper).order_by(tables.KeptPaper.id).all()


def test_what_the_chair_signs_is_what_was_frozen_and_the_next_draft_says_what_changed(session, board, says):
    first = says("U_PM", "for_dfe")
    assert "No draft has been signed off yet." in first and "Put it to the chair" in first

    assert "goes to the Independent Chair" in says("U_PM", "put_to_chair")
    [(to, sent)] = told(session, "draft_to_sign")
    assert to == "U_CHAIR" and "15 actions: 14 live, 1 complete." in str(sent)
    assert "A draft was put to the chair on 5 July 2021: not signed off yet." in says("U_PM", "for_dfe")

    change_action(session, board.actions["BCP-12"], lifecycle="closed_complete", closed_on=MONDAY.date())
    paper = kept(session)[0]
    signed = says("U_CHAIR", "sign_off", str(paper.id), TUESDAY)
    assert "Signed off by the Independent Chair on 6 July 2021, as it stood on 5 July 2021." in signed
    assert [to for to, _ in told(session, "draft_signed")] == ["U_PM"]

    later = says("U_PM", "for_dfe", now=TUESDAY)
    new, gone = later.split("Changed since the draft that was signed off")[1].split("Said there, and here no more")
    assert "15 actions: 13 live, 2 complete." in new
    assert "15 actions: 14 live, 1 complete." in gone and "BCP-12" in gone

    was = says("U_PM", "signed_off", str(paper.id), TUESDAY)
    assert "15 actions: 14 live, 1 complete." in was and "BCP-12" in was
    [entry] = session.query(tables.Audit).filter_by(what="sign_off_draft")
    assert entry.who.startswith("Independent Chair") and "as it stood at 10:00 on 5 July 2021" in entry.to


def test_a_draft_that_has_not_changed_is_put_to_the_chair_once(session, says):
    says("U_PM", "put_to_chair")

    assert "The chair has this very draft" in says("U_PM", "put_to_chair")
    assert len(kept(session)) == len(told(session, "draft_to_sign")) == 1

    says("U_CHAIR", "sign_off", str(kept(session)[0].id))
    assert "Nothing has changed since." in says("U_PM", "for_dfe")


def test_an_older_draft_cannot_be_signed_once_a_newer_was_put(session, board, says):
    says("U_PM", "put_to_chair")
    change_action(session, board.actions["BCP-12"], lifecycle="closed_complete", closed_on=MONDAY.date())
    says("U_PM", "put_to_chair")
    old, new = kept(session)
    press = Press(caller("U_CHAIR"), "quarterly.sign_off", f"{board.id}:{old.id}")

    assert "A newer draft has been put to you since." in is_refused(session, press, TUESDAY)

    says("U_CHAIR", "sign_off", str(new.id), TUESDAY)
    says("U_CHAIR", "sign_off", str(new.id), TUESDAY + timedelta(days=1))
    assert kept(session)[1].signed_at == TUESDAY, "a second press changes nothing"


def test_without_a_chair_nothing_is_frozen(session, board):
    people.vacate(session, people.get_post(session, board.posts["Independent Chair"]), MONDAY.date())
    press = Press(caller("U_PM"), "quarterly.put_to_chair", f"{board.id}:2021-06-30")

    assert "Nobody sits as the chair" in is_refused(session, press, TUESDAY)
    assert kept(session) == []
