"""A meeting's pack: fixed once, given to whoever chairs, told to the board; what comes later does not change it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.domain.challenges import Outcome as Came
from bot.domain.meetings import Meeting
from bot.domain.packs import Pack, facts_read
from bot.domain.people import Role
from bot.domain.ratings import suggest
from bot.domain.refusals import Refusal
from bot.domain.statements import blames_data
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases import pack as packs_of
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.planning import Decided, Done, Drop, MadeUp
from bot.use_cases.run_sheet import lines_of
from storage import boards, challenges, meetings, packs, people, statements, tables, watching
from storage.actions import change_action
from storage.outbox import Planned
from tests.use_cases.sample_board import SampleBoard, caller, chair_confirms, sends_statement

FROZEN = datetime(2021, 6, 10, 16, 0, tzinfo=UTC)
READY = datetime(2021, 6, 11, 8, 0, tzinfo=UTC)
SAID = {1: "Amber", 3: "Green", 4: "Amber", 5: "Amber", 6: "Green", 7: "Green", 8: "Green"}
"""What the officers of the first meeting's live actions say, as they do in the sample."""


def first_meeting(session: Session, board: SampleBoard) -> Meeting:
    found = meetings.find_meeting_ref(session, board.id, "HTA-2021-06-15")
    assert found is not None
    return found


def send(session: Session, board: SampleBoard, ref: str, rating: str, at: datetime) -> None:
    """A statement to the first meeting."""
    sends_statement(session, board, ref, rating, at=at)
    newest = session.scalars(
        select(tables.Statement.id).where(tables.Statement.action_id == board.actions[ref])
        .order_by(tables.Statement.id.desc())
    ).first()  # fmt: skip
    meeting = first_meeting(session, board)
    session.execute(update(tables.Statement).where(tables.Statement.id == newest).values(meeting_id=meeting.id))


def all_send(session: Session, board: SampleBoard, but: str = "") -> None:
    for number, rating in SAID.items():
        if (ref := f"BCP-{number:02d}") != but:
            send(session, board, ref, rating, FROZEN - timedelta(days=3))


def fix(session: Session, board: SampleBoard, at: datetime = FROZEN) -> Pack:
    return packs_of.fix_pack(session, boards.get_board(session, board.id), first_meeting(session, board), at)


def said_by(maker: str, session: Session, board: SampleBoard, at: datetime = READY) -> Decided:
    """What a rung of the first meeting comes to."""
    meeting = first_meeting(session, board)
    row = Planned(1, maker, maker, {"rung": maker, "meeting": meeting.id, "moves": meeting.moves}, at, board.id)
    return packs_of.MAKERS[maker](session, boards.get_board(session, board.id), meeting, row, at)


def made_up(decided: Decided) -> tuple[str, Message]:
    assert isinstance(decided, MadeUp), decided
    return decided.to, decided.message


def test_the_chair_is_told_which_to_look_at_first_and_why(session: Session, board: SampleBoard) -> None:
    all_send(session, board)
    fix(session, board)

    to, message = made_up(said_by("pack_ready", session, board))

    lines = as_text(message).splitlines()
    assert to == "U_CHAIR"
    assert lines[0] == "Pack ready for 15 June. 8 actions, 3 to look at first."
    assert lines[1:4] == [
        "• BCP-03: Officer says Green, rules suggest Amber; no reason given. Forecast is 16 days after the deadline.",
        "• BCP-05: Forecast is 27 days after the deadline; “two extra duty posts filled” is 10 days late.",
        "• BCP-01: 92 days later than first agreed.",
    ]


def test_what_is_missing_comes_first_by_post_with_what_was_last_known(session: Session, board: SampleBoard) -> None:
    all_send(session, board, but="BCP-04")
    fix(session, board)

    _, message = made_up(said_by("pack_ready", session, board))

    assert "4 to look at first" in as_text(message)
    first = as_text(message).splitlines()[1]
    assert first.startswith(
        "• BCP-04: No statement received, late (Service Director, Children and Young People’s Social Care). "
        "No answer yet."
    )
    assert "Last known Amber" in first and "Holder of" not in first


def test_the_freeze_saves_each_suggested_rating_with_the_facts_that_it_stands_on(
    session: Session, board: SampleBoard
) -> None:
    all_send(session, board)

    assert isinstance(said_by("pack_freeze", session, board, FROZEN), Done)

    meeting = first_meeting(session, board)
    saved = session.scalars(select(tables.Rating).where(tables.Rating.kind == "suggested",
                                                        tables.Rating.meeting_id == meeting.id)).all()  # fmt: skip
    assert len(saved) == 8
    for row in saved:
        again = suggest(facts_read(row.facts["used"]), date(2021, 6, 10))
        assert (again.rating.word if again.rating else None, again.words) == (row.rating, row.facts["words"])


def test_the_chair_is_told_when_data_was_the_cause_three_times_running(session: Session, board: SampleBoard) -> None:
    all_send(session, board)
    for weeks in (8, 4):
        sends_statement(session, board, "BCP-06", "Amber", at=FROZEN - timedelta(weeks=weeks))
    send(session, board, "BCP-06", "Amber", FROZEN - timedelta(days=2))
    send(session, board, "BCP-06", "Amber", FROZEN - timedelta(days=1))  # corrects it, and is no further time
    action = board.actions["BCP-06"]
    ours = select(tables.Statement).where(tables.Statement.action_id == action).order_by(tables.Statement.id.desc())
    newest = session.scalars(ours.limit(5)).all()
    for row in newest[:2]:
        row.cause_kind = "data"
    earlier = [row for row in newest[2:] if row.meeting_id is None]
    earlier[0].cause_kind = "data"
    session.flush()
    twice = statements.causes_running(session, [action], 3)[action]
    earlier[1].cause_kind = "data"
    fix(session, board)

    _, message = made_up(said_by("pack_ready", session, board))

    assert not blames_data(twice)
    told = "data was given as the cause three times running: it may be worth asking what else there is"
    assert f"• BCP-06: {told.capitalize()}." in as_text(message)
    assert "The figures have been the cause three times running. What do you see without them" in as_text(message)
    assert told.capitalize() in shown(session, board, READY, page=2)


def test_what_comes_after_the_freeze_does_not_change_the_pack(session: Session, board: SampleBoard) -> None:
    all_send(session, board, but="BCP-06")
    before = fix(session, board)
    page = shown(session, board, READY - timedelta(hours=12))

    send(session, board, "BCP-06", "Red", FROZEN + timedelta(hours=15))
    send(session, board, "BCP-03", "Amber", FROZEN + timedelta(hours=15))
    change_action(session, board.actions["BCP-03"], deadline=date(2021, 12, 31), title="Another title")
    watching.put_on(session, board.id, action_id=board.actions["BCP-07"], why="x", by=None, post="x", at=READY)
    after = fix(session, board, READY)

    assert after == before
    new = [line for line in shown(session, board, READY).splitlines() if line not in page.splitlines()]
    assert new == ["A statement came after the pack was fixed, 11 June, 08:00. It is not in it: press Open."] * 2
    _, message = made_up(said_by("pack_ready", session, board))
    assert "No statement received" in as_text(message).splitlines()[1]
    assert "A statement came after the pack was fixed, 11 June, 08:00." in as_text(message).splitlines()[1]


def test_the_pack_of_then_is_made_again_word_for_word_after_everything_has_changed(
    session: Session, board: SampleBoard
) -> None:
    all_send(session, board, but="BCP-04")
    measure = measured(session, board, "BCP-06")
    ask(session, board, "BCP-03", "What changed for children?", FROZEN - timedelta(days=1))
    pack = fix(session, board)
    pages = [then(session, board, pack, FROZEN, page) for page in (1, 2, 3)]
    assert "Audits a month" in pages[0] and "What changed for children?" in "".join(pages)
    # The first page as the chair reads it says the same, but for its heading and its buttons.
    assert without_buttons(shown(session, board, FROZEN))[1:] == without_buttons(pages[0])[1:]

    everything_changes(session, board, measure)
    much_later = datetime(2022, 11, 3, 10, 0, tzinfo=UTC)

    assert [then(session, board, pack, much_later, page) for page in (1, 2, 3)] == pages


def without_buttons(page: str) -> list[str]:
    return [line for line in page.splitlines() if not line.startswith("Buttons:")]


def everything_changes(session: Session, board: SampleBoard, measure: int) -> None:
    """All that a pack draws on is another thing a month later: plan, people, statements, figures, questions, day."""
    later = FROZEN + timedelta(days=30)
    for ref, action in board.actions.items():
        change_action(
            session, action, title=f"Another title for {ref}", deadline=date(2022, 1, 31), moves=4, lifecycle="closed",
            accountable_post_id=board.posts["Head of Early Help"], position=99,
        )  # fmt: skip
        chair_confirms(session, board, ref, "Red", at=later)
        send(session, board, ref, "Red", later)
        watching.put_on(session, board.id, action_id=action, why="It fell.", by=None, post="x", at=later)
    for post in board.posts.values():
        row = people.get_post(session, post)
        people.vacate(session, row, later.date())
        row.title = f"{row.title}, as it is called now"
    session.query(tables.Milestone).update({"title": "Another step", "due": date(2021, 1, 1), "done_on": None})
    session.query(tables.Measure).update({"name": "Another figure", "target": "90", "good_is": "lower"})
    session.add(tables.Reading(measure_id=measure, value="3", day=date(2021, 7, 1), at=later))
    for question in challenges.of_board(session, board.id):
        chair = people.person_of(session, board.workspace_id, "U_CHAIR").id
        challenges.answer(session, question.id, "Much.", by=chair, post="A post", on_behalf_of="", at=later)
        challenges.settle(session, question.id, Came.ANSWERED, "So.", by=chair, post="Independent Chair", at=later)
    ask(session, board, "BCP-03", "And since then?", later)
    meetings.change_meeting(session, first_meeting(session, board).id, starts_at=later, moves=1)
    meetings.set_agenda(session, first_meeting(session, board).id, [board.actions["BCP-12"]])
    boards.change_board(session, board.id, name="Another name", mash_number="999")
    session.flush()


def measured(session: Session, board: SampleBoard, ref: str) -> int:
    """A measure of an action, with a figure."""
    row = tables.Measure(board_id=board.id, ref="M1", name="Audits a month", good_is="higher", target="25", position=0)
    session.add(row)
    session.flush()
    session.add(tables.ActionMeasure(action_id=board.actions[ref], measure_id=row.id))
    session.add(tables.Reading(measure_id=row.id, value="15", day=date(2021, 6, 1), at=FROZEN - timedelta(days=2)))
    session.flush()
    return row.id


def ask(session: Session, board: SampleBoard, ref: str, question: str, at: datetime) -> None:
    by = people.person_of(session, board.workspace_id, "U_CHAIR").id
    challenges.raise_challenge(
        session, board.id, board.actions[ref], question=question, at=at, by=by, post="Independent Chair"
    )


def then(session: Session, board: SampleBoard, pack: Pack, at: datetime, page: int) -> str:
    """A page of a pack as it was fixed, as the chair gets it at an instant."""
    chair = people.get_post(session, board.posts["Independent Chair"])
    people.hold(session, chair, people.person_of(session, board.workspace_id, "U_CHAIR"), date(2020, 1, 1))
    reply = packs_of.show_pack_then(session, Press(caller("U_CHAIR"), "pack.then", f"{pack.id}:{page}"), at)
    assert reply.message is not None
    return as_text(reply.message)


def test_the_pack_of_a_meeting_that_was_held_is_asked_for_by_its_name(session: Session, board: SampleBoard) -> None:
    all_send(session, board)
    fix(session, board)
    in_july = datetime(2021, 7, 5, 10, 0, tzinfo=UTC)

    for typed in ("HTA-2021-06-15", "hta-2021-06-15."):
        reply = packs_of.type_pack(session, Typed(caller("U_CHAIR"), typed), in_july)
        assert as_text(reply.message).startswith("Pack as it was fixed: Holding to Account, Tuesday 15 June 2021")
    with pytest.raises(Refusal, match="There is no pack for this meeting"):
        packs_of.type_pack(session, Typed(caller("U_CHAIR"), "last"), in_july)  # that of 16 June was never fixed
    with pytest.raises(Refusal, match="No such meeting is known here"):
        packs_of.type_pack(session, Typed(caller("U_CHAIR"), "HTA-1999-01-01"), in_july)


def test_a_meeting_that_is_moved_after_the_freeze_gets_a_pack_of_its_own(session: Session, board: SampleBoard) -> None:
    old = fix(session, board)
    meeting = first_meeting(session, board)
    meetings.change_meeting(session, meeting.id, moves=1, starts_at=meeting.starts_at + timedelta(days=7))
    all_send(session, board)

    new = fix(session, board, FROZEN + timedelta(days=7))

    assert new.id != old.id
    assert sum(item.is_missing for item in old.items) == 7
    assert sum(item.is_missing for item in new.items) == 0
    assert packs.find_pack(session, meeting.id, 0) == old


def shown(session: Session, board: SampleBoard, at: datetime, by: str = "U_CHAIR", page: int = 1) -> str:
    about = f"{first_meeting(session, board).id}:{page}"
    reply = packs_of.show_pack(session, Press(caller(by), "pack.show", about), at)
    assert reply.message is not None
    return as_text(reply.message)


def test_the_whole_pack_is_read_in_pages(session: Session, board: SampleBoard) -> None:
    all_send(session, board)
    fix(session, board)

    pages = [shown(session, board, READY, page=number) for number in (1, 2, 3)]

    assert [sum(f"BCP-{number:02d} " in page for page in pages) for number in range(1, 9)] == [1] * 8
    assert "Page 1 of 3." in pages[0] and "Previous page" not in pages[0]
    assert shown(session, board, READY, page=99) == pages[2]
    assert "Progress: “Work went on.”" in pages[0]


def test_there_is_no_pack_before_it_is_fixed(session: Session, board: SampleBoard) -> None:
    with pytest.raises(Refusal, match="The pack is fixed on Thursday 10 June, 17:00"):
        shown(session, board, FROZEN - timedelta(hours=1))


def test_typed_the_pack_is_that_of_the_next_meeting(session: Session, board: SampleBoard) -> None:
    with pytest.raises(Refusal, match="The pack is fixed on Thursday 10 June, 17:00"):
        packs_of.type_pack(session, Typed(caller("U_CHAIR"), ""), FROZEN - timedelta(hours=1))
    fix(session, board)

    reply = packs_of.type_pack(session, Typed(caller("U_CHAIR"), ""), READY)

    assert reply.message is not None
    assert as_text(reply.message).startswith("Pack: Holding to Account, Tuesday 15 June 2021")


def test_a_meeting_that_goes_through_nothing_has_no_pack_to_give(session: Session, board: SampleBoard) -> None:
    session.execute(delete(tables.AgendaItem).where(tables.AgendaItem.meeting_id == first_meeting(session, board).id))

    for rung in ("pack_ready", "pack_notice"):
        assert said_by(rung, session, board) == Drop("the meeting goes through no action")


def test_who_holds_which_post_is_a_matter_for_the_chair_and_the_programme_manager(
    session: Session, board: SampleBoard
) -> None:
    people.vacate(
        session, people.get_post(session, board.posts["Service Director, Quality and Assurance"]), date(2021, 6, 1)
    )
    fix(session, board)

    assert "vacant" in shown(session, board, READY).split("BCP-")[0]
    assert "vacant" in shown(session, board, READY, by="U_PM").split("BCP-")[0]
    assert "vacant" not in shown(session, board, READY, by="U_SOCIAL").split("BCP-")[0]


class TestWhoIsGivenIt:
    def deputy(self, session: Session, board: SampleBoard) -> None:
        post = people.post_of(session, board.workspace_id, "Deputy Chair", date(2020, 1, 1))
        people.hold(session, post, people.person_of(session, board.workspace_id, "U_DEPUTY"), date(2020, 1, 1))
        people.seat(session, board.id, Role.DEPUTY, post)

    def chair(self, session: Session, board: SampleBoard) -> tables.Post:
        return people.get_post(session, board.posts["Independent Chair"])

    def test_the_deputy_while_the_chair_is_away_and_is_told_so(self, session: Session, board: SampleBoard) -> None:
        self.deputy(session, board)
        people.set_away(session, self.chair(session, board), date(2021, 6, 14))

        to, message = made_up(said_by("pack_ready", session, board))

        assert to == "U_DEPUTY"
        assert "To you as the deputy chair: the chair is away until Monday 14 June." in as_text(message)

    def test_the_deputy_while_the_seat_is_vacant(self, session: Session, board: SampleBoard) -> None:
        self.deputy(session, board)
        people.vacate(session, self.chair(session, board), date(2021, 6, 1))

        to, message = made_up(said_by("pack_ready", session, board))

        assert to == "U_DEPUTY"
        assert "To you as the deputy chair: the chair’s seat is vacant." in as_text(message)

    def test_the_programme_manager_hears_that_there_is_neither(self, session: Session, board: SampleBoard) -> None:
        people.vacate(session, self.chair(session, board), date(2021, 6, 1))

        to, message = made_up(said_by("pack_ready", session, board))

        assert (to, message.kind) == ("U_PM", "pack_without_chair")

    def test_nobody_where_there_is_no_one_with_such_a_seat(self, session: Session, board: SampleBoard) -> None:
        people.vacate(session, self.chair(session, board), date(2021, 6, 1))
        people.vacate(session, people.get_post(session, board.posts["Improvement Programme Manager"]), date(2021, 6, 1))

        assert isinstance(said_by("pack_ready", session, board), Drop)


def test_the_channel_hears_of_it_with_nobody_named(session: Session, board: SampleBoard) -> None:
    to, message = made_up(said_by("pack_notice", session, board, READY + timedelta(minutes=30)))

    words = as_text(message)
    assert to == "C_BOARD"
    assert words.splitlines()[0] == "Pack for 15 June. Questions by Monday 14 June, 12:00."
    assert "Director" not in words and "BCP-" not in words


def test_a_board_without_a_channel_says_nothing_there(session: Session, board: SampleBoard) -> None:
    boards.change_board(session, board.id, channel="")

    assert isinstance(said_by("pack_notice", session, board), Drop)


def choose(session: Session, board: SampleBoard, **answers: str) -> Reply:
    about = str(first_meeting(session, board).id)
    return packs_of.set_order(session, Answers(caller("U_CHAIR"), "pack_order", about, answers), READY)


def test_the_run_sheet_follows_the_order_and_officers_keep_their_times(session: Session, board: SampleBoard) -> None:
    all_send(session, board)
    pack = fix(session, board)
    held = meetings.get_meeting(session, pack.meeting_id)
    meetings.set_agenda(session, held.id, [each for each, _ in reversed(meetings.agenda(session, held.id))])
    times = {each.outcome.ref: each.at for each in lines_of(session, boards.get_board(session, board.id), held, READY)}

    choose(session, board, order="PLAN")

    lines = lines_of(session, boards.get_board(session, board.id), held, READY)
    assert list(times)[:2] == ["BCP-08", "BCP-07"]
    assert [each.outcome.ref for each in lines][:3] == ["BCP-01", "BCP-02", "BCP-03"]
    assert {each.outcome.ref: each.at for each in lines} == times


def test_the_chair_chooses_the_order_and_writes_questions_that_are_challenges(
    session: Session, board: SampleBoard
) -> None:
    all_send(session, board)
    fix(session, board)
    action = board.actions["BCP-06"]

    reply = choose(session, board, **{"order": "PLAN", f"question_{action}": "What changed for children?"})

    assert "The order is: plan order. The run sheet follows it. 1 question kept" in as_text(
        reply.message or Message(kind="", heading="")
    )
    assert [item.ref for item in fix(session, board).ordered][:3] == ["BCP-01", "BCP-02", "BCP-03"]
    (challenge,) = challenges.open_on(session, [action])
    assert (challenge.question, challenge.raised_post) == ("What changed for children?", "Independent Chair")
    choose(session, board, **{"order": "PLAN", f"question_{action}": "What changed for children?"})
    assert len(challenges.open_on(session, [action])) == 1


def test_a_question_with_a_childs_details_is_stopped_beside_its_field(session: Session, board: SampleBoard) -> None:
    fix(session, board)
    action = board.actions["BCP-06"]

    with pytest.raises(Refusal) as refused:
        choose(session, board, **{"order": "PLAN", f"question_{action}": "What of child X, born 3 May 2015?"})

    assert refused.value.field == f"question_{action}"
    assert challenges.open_on(session, [action]) == []


def test_a_chair_is_not_offered_to_question_what_they_answer_for(session: Session, board: SampleBoard) -> None:
    fix(session, board)
    chair = people.person_of(session, board.workspace_id, "U_CHAIR")
    people.hold(
        session,
        people.get_post(session, board.posts["Service Director, Quality and Assurance"]),
        chair,
        date(2021, 6, 1),
    )

    about = str(first_meeting(session, board).id)
    form = packs_of.ask_for_order(session, Press(caller("U_CHAIR"), "pack.order", about), READY).form

    assert form is not None
    labels = [part.label for part in form.parts if part.part == "text_field"]
    assert {label.split()[0] for label in labels} == {"BCP-01", "BCP-04", "BCP-05", "BCP-07", "BCP-08"}
