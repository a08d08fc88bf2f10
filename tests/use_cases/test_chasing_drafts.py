"""Whoever has begun to write for a meeting is left alone at T−7; what was begun for an earlier one keeps nobody."""

import pytest

from bot.use_cases.statements import FilledForm, submit_statement
from storage import people, statements, tables
from tests.use_cases.ladder import Ladder, at
from tests.use_cases.sample_board import caller

SOCIAL_CARE = "Service Director, Children and Young People’s Social Care"
REFS = ("BCP-04", "BCP-05", "BCP-07", "BCP-08")


@pytest.fixture
def ladder(session, board) -> Ladder:
    """The meeting of the 15th, asked for on the 1st at 09:30."""
    made = Ladder(session, board)
    made.plan(at(1, 8))
    return made


def begins(ladder: Ladder, who: str, now) -> None:
    person = people.person_of(ladder.session, ladder.sample.workspace_id, who)
    for ref in REFS:
        statements.keep_draft(ladder.session, ladder.sample.actions[ref], person.id, {"progress": "Begun."}, now)


def test_who_began_before_the_meeting_asked_is_reminded(ladder):
    begins(ladder, "U_SOCIAL", at(20, 10, month=5))
    ladder.works(at(1, 9, 45))

    ladder.works(at(4, 9, 30))

    (told,) = ladder.told("U_SOCIAL", "statement_reminder")
    assert all(ref in told for ref in REFS)


def test_who_has_begun_since_is_not_reminded(ladder):
    ladder.works(at(1, 9, 45))
    begins(ladder, "U_SOCIAL", at(2, 10))

    ladder.works(at(4, 9, 30))

    assert ladder.told("U_SOCIAL", "statement_reminder") == []
    assert "they have begun to write" in ladder.dropped("statement_reminder")


@pytest.mark.parametrize("is_the_same", [False, True])
def test_what_somebody_began_who_left_keeps_nobody_from_reminding_who_follows(ladder, is_the_same):
    ladder.works(at(1, 9, 45))
    begins(ladder, "U_SOCIAL", at(2, 10))
    session, workspace = ladder.session, ladder.sample.workspace_id
    post = people.find_post(session, workspace, SOCIAL_CARE)
    follows = people.person_of(session, workspace, "U_SOCIAL" if is_the_same else "U_NEXT", "Nia Hall")
    people.hold(session, post, follows, at(3, 9).date())

    ladder.works(at(4, 9, 30))

    assert session.query(tables.Draft).count() == (4 if is_the_same else 0)
    assert len(ladder.told(follows.account, "statement_reminder")) == (0 if is_the_same else 1)


def test_a_statement_that_is_sent_ends_what_others_had_begun(ladder):
    begins(ladder, "U_SOCIAL", at(1, 10))
    begins(ladder, "U_EARLY", at(1, 11))
    answers = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green", "forecast": None}
    action = ladder.sample.actions["BCP-04"]

    submit_statement(ladder.session, FilledForm(caller("U_SOCIAL"), action, True, answers), at(1, 12))

    assert ladder.session.query(tables.Draft).filter_by(action_id=action).count() == 0
    assert ladder.session.query(tables.Draft).filter_by(action_id=ladder.sample.actions["BCP-05"]).count() == 2
