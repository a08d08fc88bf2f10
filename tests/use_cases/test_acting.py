"""An acting accountable officer: named by the chair for a long absence, with the rights of the officer; and its end."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.domain.packs import item_kept, kept, pack_item
from bot.domain.people import Role
from bot.domain.refusals import Refusal
from bot.messages.acting import NAME, NOBODY
from bot.messages.pack import ItemShown, PackShown, pack_shown
from bot.messages.parts import Message, Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue
from bot.use_cases.absence import before_told
from bot.use_cases.acting import OVER, make_up_over
from bot.use_cases.assessing import assess_plan
from bot.use_cases.chasing import reader_of
from bot.use_cases.due import before_sending
from bot.use_cases.heard import Answer, Answers, Press, Typed
from bot.use_cases.planning import Drop, MadeUp, PutOff
from bot.use_cases.turnover import record_leaver
from storage import acting, actions, boards, history, people, statements, tables
from storage.outbox import Leased, Planned, leased_row
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 2, 9, 0, tzinfo=UTC)
QUALITY, EARLY, CHAIR = "Service Director, Quality and Assurance", "Head of Early Help", "Independent Chair"
UNTIL, LATER = date(2021, 7, 9), date(2021, 7, 23)
ACTS = f"acting: {EARLY}, for {QUALITY}, until 9 July"


class Desk:
    """The sample board, and what people do on it."""

    def __init__(self, session: Session, board: SampleBoard) -> None:
        self.session, self.sample = session, board
        self.post = people.get_post(session, board.posts[QUALITY])

    @property
    def about(self) -> str:
        return f"{self.sample.id}:{self.post.id}"

    def about_post(self, title: str) -> str:
        return f"{self.sample.id}:{self.sample.posts[title]}"

    def presses(self, by: str, does: str, at: datetime = NOW, about: str = "") -> Reply:
        found = catalogue.find(Press(caller(by), does, about or self.about))
        return found.use_case(self.session, found.command, at)

    def fills(self, by: str, form: str, at: datetime = NOW, about: str = "", **given: Answer) -> Reply:
        found = catalogue.find(Answers(caller(by), form, about or self.about, given))
        return found.use_case(self.session, found.command, at)

    def types(self, by: str, text: str, at: datetime = NOW) -> str:
        found = catalogue.find(Typed(caller(by), text))
        return words(found.use_case(self.session, found.command, at))

    def is_away(self, until: date = UNTIL, at: datetime = NOW) -> None:
        self.fills("U_QA", "absence_away", at, until=until)

    def names(self, by: str = "U_CHAIR", at: datetime = NOW, **given: Answer) -> Reply:
        return self.fills(by, "acting_name", at, **(given or {"delegate": EARLY}))

    def told(self, kind: str) -> list[tuple[str, str]]:
        rows = self.session.query(tables.Outbox).filter_by(kind=kind).order_by(tables.Outbox.id)
        return [(row.to, as_text(Message.model_validate(row.message))) for row in rows if row.message]

    def action(self, ref: str = "BCP-06", at: datetime = NOW):
        board = boards.get_board(self.session, self.sample.id)
        only = [self.sample.actions[ref]]
        return actions.actions_of(self.session, board.id, board.today(at), board.zone, only=only)[0]

    def asked(self, at: datetime = NOW) -> str:
        reader, _ = reader_of(self.session, boards.get_board(self.session, self.sample.id), self.action(at=at), at)
        return reader.account if reader else ""

    def over(self, at: datetime, until: date = UNTIL):
        (row,) = self.session.query(tables.Outbox).filter_by(key=f"{OVER}:{self.post.id}:{until}")
        return make_up_over(self.session, Planned(row.id, row.key, row.kind, row.args, row.due_at, row.board_id), at)

    def deputy(self) -> None:
        post = people.post_of(self.session, self.sample.workspace_id, "Deputy Chair", date(2021, 1, 1))
        person = people.person_of(self.session, self.sample.workspace_id, "U_DEPUTY")
        people.hold(self.session, post, person, date(2021, 1, 1))
        people.seat(self.session, self.sample.id, Role.DEPUTY, post)


def words(reply: Reply) -> str:
    assert reply.message is not None, reply
    return as_text(reply.message)


@pytest.fixture
def desk(session, board) -> Desk:
    return Desk(session, board)


@pytest.fixture
def acted_for(desk) -> Desk:
    desk.is_away()
    desk.names()
    return desk


class TestNaming:
    def test_the_chair_is_asked_with_a_button_for_somebody_and_one_for_nobody(self, desk):
        desk.is_away()

        ((to, said),) = desk.told("acting_officer_wanted")
        assert to == "U_CHAIR"
        assert "Buttons: Name who acts · Nobody acts" in said
        form = desk.presses("U_CHAIR", NAME).form
        assert form is not None and form.name == "acting_name"

    def test_a_post_of_the_plan_acts_from_then_on_and_all_concerned_are_told(self, desk):
        desk.is_away()

        reply = words(desk.names())

        assert (
            f"acts as accountable officer for the {QUALITY}" in reply and "until the end of Friday 9 July 2021" in reply
        )
        ((to, said),) = desk.told("acting_begins")
        assert to == "U_EARLY" and f"The {CHAIR} named you." in said
        ((to, said),) = desk.told("acting_named")
        assert to == "U_PM" and f"as the {CHAIR} decided" in said

    def test_a_person_without_a_post_acts_from_one_that_is_called_after_it(self, desk):
        desk.is_away()

        desk.names(person="U_INTERIM", **{"person.name": "Sam Reed"})

        assert desk.action().acting_words(date(2021, 6, 2)) == f"acting: Acting {QUALITY}, for {QUALITY}, until 9 July"
        assert desk.asked() == "U_INTERIM"

    def test_the_programme_manager_records_it_as_the_chairs(self, desk):
        desk.is_away()

        form = desk.presses("U_PM", NAME).form
        reply = words(desk.names("U_PM"))

        assert form is not None and f"This records what the {CHAIR} decided." in form.model_dump_json()
        assert f"as the {CHAIR} decided" in reply
        assert [to for to, _ in desk.told("acting_named")] == ["U_CHAIR"]
        noted = history.entries_of(desk.session, desk.action(), "Europe/London")[0]
        assert (noted.what, noted.why) == ("acting officer named", f"as the {CHAIR} decided")
        assert noted.to == f"{EARLY} until 2021-07-09"

    def test_nobody_leaves_the_delegate_to_go_on_and_the_programme_manager_is_told(self, desk):
        desk.fills("U_QA", "absence_away", until=UNTIL, delegate=EARLY)

        reply = words(desk.presses("U_CHAIR", NOBODY))

        assert f"{EARLY} (Holder of {EARLY}) goes on answering for them." in reply
        ((to, said),) = desk.told("nobody_acts")
        assert to == "U_PM" and f"The {CHAIR} decided it." not in said
        assert not desk.action().is_acted_for and desk.asked() == "U_EARLY"

    def test_nobody_after_somebody_brings_the_delegate_back(self, desk):
        desk.fills("U_QA", "absence_away", until=UNTIL, delegate="Audit Manager", person="U_AUDIT")
        desk.names()
        assert desk.asked() == "U_EARLY"

        desk.presses("U_CHAIR", NOBODY)

        assert desk.asked() == "U_AUDIT"
        assert [to for to, _ in desk.told("acting_over")] == ["U_EARLY"]

    def test_nobody_after_two_who_acted_in_turn_brings_the_delegate_back(self, desk):
        desk.fills("U_QA", "absence_away", until=UNTIL, delegate="Audit Manager", person="U_AUDIT")
        desk.names()
        desk.names(at=NOW + timedelta(days=5), person="U_INTERIM")

        desk.presses("U_CHAIR", NOBODY, NOW + timedelta(days=7))

        assert desk.asked(NOW + timedelta(days=7)) == "U_AUDIT"

    def test_nobody_pressed_twice_is_told_once(self, desk):
        desk.is_away()

        for minutes in (0, 3):
            desk.presses("U_CHAIR", NOBODY, NOW + timedelta(minutes=minutes))

        assert [to for to, _ in desk.told("nobody_acts")] == ["U_PM"]

    def test_another_person_without_a_post_acts_instead_of_the_first(self, desk):
        desk.is_away()
        desk.names(person="U_INTERIM")
        later = NOW + timedelta(days=5)

        assert not desk.names(at=later, person="U_OTHER").errors

        assert desk.asked(later) == "U_OTHER"
        assert [to for to, _ in desk.told("acting_begins")] == ["U_INTERIM", "U_OTHER"]
        assert [to for to, _ in desk.told("acting_over")] == ["U_INTERIM"]
        first, second = acting.acted(desk.session, desk.post.id)
        assert (first.names, second.names) == (("U_INTERIM",), ("U_OTHER",))
        with pytest.raises(Refusal, match="open to those who have a seat"):
            desk.types("U_INTERIM", "status", later)

    def test_whoever_decides_about_the_ratings_can_not_act(self, desk):
        desk.is_away()

        reply = desk.names(delegate=CHAIR)

        assert reply.errors == {"person": f"The {CHAIR} confirms the ratings of these actions. Name somebody else."}

    @pytest.mark.parametrize("by", ["U_QA", "U_EARLY", "U_DEPUTY"])
    def test_nobody_else_names_them(self, desk, by):
        desk.deputy()
        desk.is_away()

        with pytest.raises(Refusal):
            desk.names(by)

    def test_the_deputy_does_while_the_chair_is_away(self, desk):
        desk.deputy()
        people.set_away(desk.session, people.get_post(desk.session, desk.sample.posts[CHAIR]), LATER)
        desk.is_away()

        assert [to for to, _ in desk.told("acting_officer_wanted")] == ["U_DEPUTY"]
        assert "acts as accountable officer" in words(desk.names("U_DEPUTY"))

    def test_of_somebody_who_is_there_nobody_acts(self, desk):
        with pytest.raises(Refusal, match="is not away, so nobody acts for it"):
            desk.presses("U_CHAIR", NAME)

    def test_the_chair_is_not_asked_any_more_once_somebody_acts(self, acted_for):
        (row,) = acted_for.session.query(tables.Outbox).filter_by(kind="acting_officer_wanted")
        leased = Leased(
            row.id, "T1", "slack", row.board_id, row.key, row.kind, row.args, row.to, None, NOW, 1, in_doubt=False,
            heard="",
        )  # fmt: skip
        assert before_sending(acted_for.session, leased, NOW) == Drop("somebody acts for them by now")


class TestWhileTheyAct:
    def test_the_card_whois_the_posts_and_the_pack_say_it(self, acted_for):
        assert ACTS in acted_for.types("U_CHAIR", "status A6")
        whois = acted_for.types("U_CHAIR", "whois A6")
        assert f"Acting: {EARLY} (Holder of {EARLY}), for {QUALITY}, until 9 July" in whois and "Name who acts" in whois
        assert f"{QUALITY}, acting: {EARLY}" in acted_for.types("U_CHAIR", "status")
        posts = acted_for.types("U_PM", "people")
        assert f"{EARLY} (Holder of {EARLY}) acts for them until Friday 9 July 2021." in posts

    def test_the_pack_says_it_and_keeps_saying_it_of_then(self, acted_for):
        board = boards.get_board(acted_for.session, acted_for.sample.id)
        (each,) = assess_plan(acted_for.session, board, NOW, only=[acted_for.sample.actions["BCP-06"]])

        item = pack_item(each, 1, why_missing=None, new_date=None, is_watched=False)

        assert item.acting == item_kept(kept(item), statement_id=None, is_missing=False).acting == ACTS
        items = (ItemShown(item, None, None, ()),)
        pack = PackShown(1, "Holding to Account", date(2021, 6, 15), NOW, 1, 1, items, 1, 1)
        shown = pack_shown(pack, date(2021, 6, 2))
        assert f"Accountable officer: {QUALITY} ({ACTS})" in as_text(shown)

    def test_they_are_asked_and_what_they_send_says_that_they_act(self, acted_for):
        assert acted_for.asked() == "U_EARLY"

        about = json.dumps({"action": acted_for.sample.actions["BCP-06"], "reason_asked": True})
        given = {"progress": "Audits went on.", "rating": "Green", "effect": "None yet.", "next_steps": "Go on."}
        acted_for.fills("U_EARLY", "statement.submit", about=about, **given)

        last = statements.last_statement(acted_for.session, acted_for.sample.actions["BCP-06"])
        assert (last.post, last.on_behalf_of) == (f"{EARLY}, acting", QUALITY)
        assert f"by the {EARLY}, acting on behalf of the {QUALITY}" in acted_for.types("U_CHAIR", "status A6")
        entry = acted_for.session.query(tables.Audit).filter_by(what="submit_statement").one()
        assert entry.who.endswith(f", on behalf of {QUALITY}")

    def test_they_ask_for_a_new_date_and_never_confirm_a_rating_of_it(self, acted_for):
        about = str(acted_for.sample.actions["BCP-06"])
        assert acted_for.presses("U_EARLY", "date.ask", about=about).form is not None
        people.seat(acted_for.session, acted_for.sample.id, Role.CHAIR,
                    people.get_post(acted_for.session, acted_for.sample.posts[EARLY]))  # fmt: skip

        with pytest.raises(Refusal, match="You answer for BCP-06, and nobody confirms their own"):
            acted_for.presses("U_EARLY", "decision.open_confirm", about=about)

    @pytest.mark.parametrize("form", ["absence_hand_over", "absence_away"])
    def test_no_delegate_is_named_beside_them(self, acted_for, form):
        with pytest.raises(Refusal, match=r"acts for the .* so it has no delegate"):
            acted_for.fills("U_QA", form, until=UNTIL, delegate="Independent Chair")

    def test_nor_by_the_programme_manager(self, acted_for):
        with pytest.raises(Refusal, match="so it has no delegate"):
            acted_for.fills("U_PM", "setup_delegate", until=UNTIL, delegate=CHAIR)

    def test_the_chair_can_name_another_and_the_first_is_told_that_it_is_over(self, acted_for):
        acted_for.names(delegate="Audit Manager", person="U_AUDIT")

        assert acted_for.asked() == "U_AUDIT"
        assert [to for to, _ in acted_for.told("acting_over")] == ["U_EARLY"]


class TestItsEnd:
    def test_it_goes_on_as_the_absence_is_made_longer_and_they_are_told(self, acted_for):
        acted_for.is_away(LATER)

        assert acted_for.action().acting_words(date(2021, 6, 2)).endswith("until 23 July")
        ((to, said),) = acted_for.told("acting_prolonged")
        assert to == "U_EARLY" and "until the end of Friday 23 July 2021 now" in said
        assert acted_for.over(datetime(2021, 7, 12, 8, tzinfo=UTC)) == Drop("it ended on another day, or goes on")
        assert len(acted_for.told("acting_officer_wanted")) == 1, "the chair has answered"

    def test_with_the_last_day_it_is_over_and_they_lose_what_they_could(self, acted_for):
        monday = datetime(2021, 7, 12, 8, tzinfo=UTC)

        assert acted_for.asked(monday) == "U_QA"
        assert not acted_for.action(at=monday).is_acted_for
        told = acted_for.over(monday)
        assert isinstance(told, MadeUp) and told.to == "U_EARLY"
        assert f"You act as accountable officer for the {QUALITY} no longer." in as_text(told.message)
        with pytest.raises(Refusal):
            about = str(acted_for.sample.actions["BCP-06"])
            acted_for.presses("U_EARLY", "statement.write", monday, about)

    def test_the_news_goes_to_them_although_they_have_nothing_to_do_with_the_board_any_more(self, acted_for):
        back = datetime(2021, 6, 21, 9, tzinfo=UTC)
        acted_for.types("U_QA", "back", back)
        row = acted_for.session.query(tables.Outbox).filter_by(kind="acting_over", to="U_EARLY").one()
        leased = Leased(
            row.id, "T1", "slack", row.board_id, row.key, row.kind, row.args, row.to, None, back, 1, in_doubt=False,
            heard="",
        )  # fmt: skip

        assert before_sending(acted_for.session, leased, back) is None

    def test_at_night_the_news_waits_for_the_morning(self, acted_for):
        assert isinstance(acted_for.over(datetime(2021, 7, 12, 2, tzinfo=UTC)), PutOff)

    def test_coming_back_earlier_ends_it_at_once_and_the_officer_hears_who_acted(self, acted_for):
        back = datetime(2021, 6, 21, 9, tzinfo=UTC)

        welcome = acted_for.types("U_QA", "back", back)

        assert f"{EARLY} (Holder of {EARLY}) acted for you from 2 June to 20 June" in welcome
        assert [to for to, _ in acted_for.told("acting_over")] == ["U_EARLY"]
        assert acted_for.asked(back) == "U_QA"
        assert acted_for.over(datetime(2021, 7, 12, 8, tzinfo=UTC)) == Drop("it ended on another day, or goes on")

    def test_a_post_made_for_it_alone_is_left_with_it(self, desk):
        desk.is_away()
        desk.names(person="U_INTERIM")
        desk.types("U_QA", "back", datetime(2021, 6, 21, 9, tzinfo=UTC))

        with pytest.raises(Refusal, match="open to those who have a seat"):
            desk.types("U_INTERIM", "status", datetime(2021, 6, 21, 10, tzinfo=UTC))

    def test_who_acts_and_leaves_is_told_to_the_chair_who_is_asked_again(self, acted_for):
        record_leaver(acted_for.session, acted_for.sample.workspace_id, "U_EARLY", NOW)

        asked = acted_for.told("acting_officer_wanted")[-1]
        assert asked[0] == "U_CHAIR" and f"whoever acted for them as {EARLY} has left" in asked[1]
        row = acted_for.session.query(tables.Outbox).filter_by(kind="acting_officer_wanted").all()[-1]
        assert before_told(acted_for.session, leased_row(row, "T1", "slack"), NOW) is None, "it is wanted"

    def test_until_the_chair_has_named_somebody_a_delegate_can_be_named_for_whoever_acted_and_left(self, acted_for):
        record_leaver(acted_for.session, acted_for.sample.workspace_id, "U_EARLY", NOW)
        assert acted_for.asked() == ""

        acted_for.fills("U_PM", "setup_delegate", delegate="Lead Member", until=UNTIL)

        assert acted_for.asked() == "U_LEAD" and not acted_for.action().is_acted_for
        social = "Service Director, Children and Young People’s Social Care"
        acted_for.names(delegate=social)
        assert acted_for.asked() == "U_SOCIAL" and acted_for.action().is_acted_for

    def test_who_acts_and_is_away_makes_way_for_a_delegate_and_is_told(self, acted_for):
        acted_for.fills("U_EARLY", "absence_away", about=acted_for.about_post(EARLY), until=date(2021, 6, 30))
        assert acted_for.asked() == ""

        acted_for.fills("U_PM", "setup_delegate", delegate="Lead Member", until=UNTIL)

        assert acted_for.asked() == "U_LEAD"
        assert [to for to, _ in acted_for.told("acting_over")] == ["U_EARLY"]

    def test_nobody_who_is_away_is_named_as_a_delegate(self, desk):
        people.get_post(desk.session, desk.sample.posts[EARLY]).away_until = date(2021, 6, 30)

        reply = desk.fills("U_PM", "setup_delegate", delegate=EARLY, until=UNTIL)
        assert reply.errors == {"delegate": f"{EARLY} is away until Wednesday 30 June 2021. Name another."}

    def test_who_acted_is_kept_for_good(self, acted_for):
        acted_for.types("U_QA", "back", datetime(2021, 6, 21, 9, tzinfo=UTC))

        (kept,) = acting.acted(acted_for.session, acted_for.post.id)
        assert (kept.post, kept.since, kept.until) == (EARLY, date(2021, 6, 2), date(2021, 6, 21))
        assert kept.named_by == CHAIR
        later = datetime(2021, 9, 1, 9, tzinfo=UTC)
        assert f"Acted before: {EARLY} (Holder of {EARLY}), 2 June to 20 June" in acted_for.types(
            "U_CHAIR", "whois A6", later
        )

    def test_whoever_acts_for_an_officer_who_leaves_for_good_answers_on_as_a_delegate(self, acted_for):
        people.vacate(acted_for.session, acted_for.post, date(2021, 6, 10))

        then = datetime(2021, 6, 10, 9, tzinfo=UTC)
        assert acted_for.asked(then) == "U_EARLY" and not acted_for.action(at=then).is_acted_for
        assert acted_for.asked(datetime(2021, 7, 10, 9, tzinfo=UTC)) == ""

    def test_they_are_told_when_the_officer_leaves_for_good(self, acted_for):
        record_leaver(acted_for.session, acted_for.sample.workspace_id, "U_QA", datetime(2021, 6, 10, 9, tzinfo=UTC))

        ((to, said),) = acted_for.told("acting_is_delegate")
        assert to == "U_EARLY" and "as a delegate until the end of Friday 9 July 2021" in said

    @pytest.mark.parametrize(("follower", "told"), [("U_NEW", ["U_EARLY"]), ("U_EARLY", [])])
    def test_they_are_told_when_another_follows_the_officer_and_not_when_they_do_so_themselves(
        self, acted_for, follower, told
    ):
        acted_for.fills("U_PM", "setup_post", person=follower)

        assert [to for to, _ in acted_for.told("acting_is_delegate")] == told


class TestTheDelegateFromBefore:
    """Whoever was the delegate before somebody acted answers again afterwards, for as long as was agreed."""

    MONDAY, SEPTEMBER = datetime(2021, 7, 12, 8, tzinfo=UTC), datetime(2021, 9, 1, 8, tzinfo=UTC)

    def delegate(self, desk: Desk, at: datetime) -> str:
        found = people.delegate_of(desk.session, desk.post.id, at.date())
        return found.title if found else ""

    @pytest.fixture
    def had_one(self, desk) -> Desk:
        """A delegate without a last day, named before the absence; then somebody acts to the end of it."""
        desk.fills("U_QA", "absence_hand_over", delegate="Audit Manager", person="U_AUDIT")
        desk.is_away()
        desk.names()
        return desk

    def test_answers_again_when_the_absence_is_over_by_itself(self, had_one):
        friday = datetime(2021, 7, 9, 8, tzinfo=UTC)

        assert self.delegate(had_one, friday) == EARLY
        assert self.delegate(had_one, self.MONDAY) == self.delegate(had_one, self.SEPTEMBER) == "Audit Manager"
        about = str(had_one.sample.actions["BCP-06"])
        assert had_one.presses("U_AUDIT", "statement.write", self.MONDAY, about).form is not None

    def test_answers_again_at_once_and_without_a_last_day_when_nobody_acts_any_more(self, had_one):
        had_one.presses("U_CHAIR", NOBODY, NOW + timedelta(days=7))

        assert had_one.asked(NOW + timedelta(days=7)) == "U_AUDIT"
        assert self.delegate(had_one, self.SEPTEMBER) == "Audit Manager"

    def test_answers_again_at_once_when_the_officer_is_back_earlier(self, had_one):
        back = datetime(2021, 6, 21, 9, tzinfo=UTC)

        had_one.types("U_QA", "back", back)

        assert self.delegate(had_one, back) == self.delegate(had_one, self.SEPTEMBER) == "Audit Manager"

    def test_answers_again_later_when_the_absence_is_made_longer(self, had_one):
        had_one.is_away(LATER)

        assert self.delegate(had_one, self.MONDAY) == EARLY
        assert self.delegate(had_one, datetime(2021, 7, 24, 8, tzinfo=UTC)) == "Audit Manager"

    @pytest.mark.parametrize("first", [{"delegate": EARLY}, {"person": "U_INTERIM"}])
    def test_answers_again_after_two_who_acted_in_turn(self, had_one, first):
        had_one.names(at=NOW + timedelta(days=2), **first)
        had_one.names(at=NOW + timedelta(days=5), person="U_OTHER")

        assert had_one.asked(NOW + timedelta(days=5)) == "U_OTHER"
        assert self.delegate(had_one, self.MONDAY) == self.delegate(had_one, self.SEPTEMBER) == "Audit Manager"

    def test_answers_again_where_the_officer_leaves_for_good_meanwhile(self, had_one):
        people.vacate(had_one.session, had_one.post, date(2021, 6, 10))

        assert self.delegate(had_one, datetime(2021, 7, 9, 8, tzinfo=UTC)) == EARLY
        assert self.delegate(had_one, self.MONDAY) == "Audit Manager"

    def test_does_not_answer_for_longer_than_was_agreed(self, desk):
        desk.fills("U_QA", "absence_hand_over", until=date(2021, 6, 11), delegate="Audit Manager", person="U_AUDIT")
        desk.is_away()
        desk.names()

        desk.presses("U_CHAIR", NOBODY, NOW + timedelta(days=7))

        assert self.delegate(desk, datetime(2021, 6, 11, 8, tzinfo=UTC)) == "Audit Manager"
        assert self.delegate(desk, datetime(2021, 6, 12, 8, tzinfo=UTC)) == ""

    def test_does_not_answer_again_where_they_were_named_for_the_absence(self, desk):
        desk.fills("U_QA", "absence_away", until=UNTIL, delegate="Audit Manager", person="U_AUDIT")
        desk.names()

        assert self.delegate(desk, self.MONDAY) == ""
        desk.types("U_QA", "back", datetime(2021, 6, 21, 9, tzinfo=UTC))
        assert self.delegate(desk, datetime(2021, 6, 21, 9, tzinfo=UTC)) == ""

    def test_does_not_answer_again_where_another_is_named_afterwards(self, had_one):
        had_one.types("U_QA", "back", datetime(2021, 6, 21, 9, tzinfo=UTC))

        had_one.fills("U_QA", "absence_hand_over", datetime(2021, 6, 22, 9, tzinfo=UTC), delegate=EARLY)

        assert self.delegate(had_one, self.SEPTEMBER) == EARLY
