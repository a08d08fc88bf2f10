"""What a review found is held back until those affected have seen it: it is there, and its words stand nowhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.people import Role
from bot.domain.references import short_title
from bot.domain.sources import ItemKind
from bot.domain.sources_read import ItemRow, SourcesRead
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.source_loading import LoadSources, load_sources
from bot.use_cases.sources_back import bring_sources
from storage import actions, boards, people, sources, tables
from storage.access import access_as_operator
from tests.use_cases.measured_board import does, is_refused, words_of
from tests.use_cases.sample_board import TUESDAY, caller

SECRET = "The panel is to be led by somebody else."
BEFORE = date(2020, 1, 1)


@pytest.fixture
def found(session, board) -> int:
    """A recommendation of a peer review that asks for something delicate."""
    source = sources.add_source(session, board.id, TUESDAY, ref="PR-1", title="Peer review", kind="peer_review")
    return sources.add_item(session, source, TUESDAY, ref="R1", kind="recommendation", words=SECRET)


def holds_back(session, board, item, who="U_PM", **answers):
    given = {"event": "The panel has been told.", "why": "They come first.", **answers}
    return does(session, Answers(caller(who), "source_restrict", f"{board.id}:{item}", given), TUESDAY)


def everywhere(session, board, now=TUESDAY) -> str:
    """All that is said of it to the programme manager, who sees the most, and what a file has."""
    typed = [does(session, Typed(caller("U_PM"), text), now) for text in ("coverage", "coverage PR-1", "coverage R1")]
    drafts = [
        does(session, Press(caller("U_PM"), f"quarterly.{name}", f"{board.id}:2021-06-30"), now)
        for name in ("for_dfe", "for_scrutiny", "left_out")
    ]
    beside = plan_to_export(session, boards.get_board(session, board.id), now).beside
    return "\n".join([*(words_of(each) for each in (*typed, *drafts)), str(beside)])


def test_its_words_stand_nowhere_until_somebody_says_that_the_event_has_come(session, board, found):
    assert SECRET.rstrip(".") in everywhere(session, board)
    assert "until this has happened: The panel has been told." in words_of(holds_back(session, board, found))

    said = everywhere(session, board)
    assert "somebody else" not in said and "R1: restricted" in said
    assert "1 restricted entry: R1." in said, "the list of what was left out of the draft for scrutiny has it"

    form = does(session, Press(caller("U_CHAIR"), "coverage.lift", f"{board.id}:{found}"), TUESDAY).form
    assert SECRET in str(form)
    lift = Answers(caller("U_CHAIR"), form.name, form.about, {"why": "They were told today."})
    assert "its words show again" in words_of(does(session, lift, TUESDAY))
    assert SECRET.rstrip(".") in everywhere(session, board)

    record = [(row.what, row.was, row.to, row.why) for row in session.query(tables.Audit)]
    assert ("lift_restriction", "restricted until this has happened: The panel has been told", "",
            "They were told today.") in record  # fmt: skip
    assert SECRET not in str(record)


def test_it_opens_by_itself_on_its_day(session, board, found):
    holds_back(session, board, found, event="", until=date(2021, 6, 18))

    assert "somebody else" not in everywhere(session, board, TUESDAY + timedelta(days=9))
    assert "somebody else" in everywhere(session, board, TUESDAY + timedelta(days=10))


def test_it_is_either_a_day_to_come_or_an_event(session, board, found):
    both = holds_back(session, board, found, until=date(2021, 6, 18))
    neither = holds_back(session, board, found, event="")
    passed = holds_back(session, board, found, event="", until=TUESDAY.date())

    assert both.errors == neither.errors == {"event": "Give either the day or what has to have happened."}
    assert passed.errors == {"until": "Choose a day that is still to come."}


def test_while_it_is_held_it_is_not_written_anew_nor_into_an_action(session, board, found):
    holds_back(session, board, found)

    for does_what, about in (("coverage.correct", f"i{found}"), ("coverage.new_action", str(found))):
        assert "R1 is restricted." in is_refused(
            session, Press(caller("U_PM"), does_what, f"{board.id}:{about}"), TUESDAY
        )


@pytest.mark.parametrize("how", ["with the plan", "as a list"])
def test_a_file_that_says_restricted_leaves_both_the_mark_and_the_words(session, board, found, how):
    holds_back(session, board, found)
    rows = tuple(
        ItemRow("List, row 2", ref, ItemKind.RECOMMENDATION, "restricted", source="PR-1") for ref in ("R1", "R9")
    )
    read = SourcesRead(items=rows)
    access = access_as_operator(session, boards.get_board(session, board.id).name, TUESDAY)
    if how == "with the plan":
        told = str(bring_sources(session, access, read, ()))
    else:
        told = words_of(load_sources(session, LoadSources(caller("U_PM"), read, is_agreed=True), TUESDAY))

    row = session.get_one(tables.SourceItem, found)
    assert row.words == SECRET and row.restricted_at is not None
    assert session.query(tables.SourceItem).count() == 1 and "R9" in told and "its words are not in the file" in told


@pytest.mark.parametrize("kept", [f"{SECRET} Nobody else is to know before the summer of next year.", SECRET, "Audit"])
def test_a_review_pack_that_was_kept_before_says_restricted_in_its_place_until_it_is_open_again(
    session, board, found, kept
):
    session.get_one(tables.SourceItem, found).words = kept
    source = session.get_one(tables.SourceItem, found).source_id
    sources.change_item(session, found, declined_at=TUESDAY, declined_post="Chair", declined_why="Zebra has left us.")
    does(session, Press(caller("U_PM"), "review.make", f"{board.id}:{source}"), TUESDAY)
    paper = session.query(tables.KeptPaper).one()
    opens = Press(caller("U_MEMBER"), "review.show", str(board.id), str(paper.id))
    people.seat(session, board.id, Role.MEMBER, people.post_of(session, board.workspace_id, "Member", BEFORE))
    people.hold(session, people.post_of(session, board.workspace_id, "Member", BEFORE),
                people.person_of(session, board.workspace_id, "U_MEMBER", "Member"), BEFORE)  # fmt: skip
    as_made = words_of(does(session, opens, TUESDAY))
    assert "Zebra has left" in as_made and kept.rstrip(".") in as_made

    holds_back(session, board, found)

    for who in ("U_MEMBER", "U_PM"):
        shown = words_of(does(session, replace(opens, by=caller(who)), TUESDAY))
        assert "Zebra" not in shown and "restricted" in shown
        assert kept == "Audit" or kept.rstrip(".") not in shown, "a word that stands everywhere stays"

    form = does(session, Press(caller("U_CHAIR"), "coverage.lift", f"{board.id}:{found}"), TUESDAY).form
    does(session, Answers(caller("U_CHAIR"), form.name, form.about, {"why": "They were told."}), TUESDAY)
    assert words_of(does(session, opens, TUESDAY)) == as_made

    holds_back(session, board, found, event="", until=date(2021, 6, 18))
    assert "Zebra" not in words_of(does(session, opens, TUESDAY + timedelta(days=9)))
    assert words_of(does(session, opens, TUESDAY + timedelta(days=10))) == as_made


def test_a_draft_for_dfe_that_waits_or_was_signed_off_before_says_no_word_of_it(session, board, found):
    sources.change_item(session, found, words=f"{SECRET} {'Nobody else is to know before the summer. ' * 8}")
    quarter = f"{board.id}:2021-06-30"
    does(session, Press(caller("U_PM"), "quarterly.put_to_chair", quarter), TUESDAY)
    [waits] = session.query(tables.Outbox).filter_by(kind="draft_to_sign")
    assert "somebody else" in str(waits.message)

    holds_back(session, board, found)

    session.refresh(waits)
    assert "somebody" not in str(waits.message) and "Nobody else" not in str(waits.message)
    paper = session.query(tables.KeptPaper).one()
    draft = f"{board.id}:{paper.id}"
    does(session, Press(caller("U_CHAIR"), "quarterly.sign_off", draft), TUESDAY)
    signed = words_of(does(session, Press(caller("U_PM"), "quarterly.signed_off", draft), TUESDAY))
    later = words_of(does(session, Press(caller("U_PM"), "quarterly.for_dfe", quarter), TUESDAY))
    assert "R1: restricted" in signed and "Nothing has changed since." in later
    assert "somebody" not in signed + later and "Nobody else" not in signed + later


def test_nor_of_an_action_that_was_restricted_since(session, board):
    title = short_title(session.get_one(tables.Action, board.actions["BCP-12"]).title)
    does(session, Press(caller("U_PM"), "quarterly.put_to_chair", f"{board.id}:2021-06-30"), TUESDAY)
    draft = f"{board.id}:{session.query(tables.KeptPaper).one().id}"
    does(session, Press(caller("U_CHAIR"), "quarterly.sign_off", draft), TUESDAY)
    signed = Press(caller("U_PM"), "quarterly.signed_off", draft)
    assert title in words_of(does(session, signed, TUESDAY))

    actions.change_action(session, board.actions["BCP-12"], restricted_at=TUESDAY)

    assert title not in words_of(does(session, signed, TUESDAY))
