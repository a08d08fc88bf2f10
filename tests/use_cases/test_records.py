"""The records: looked through for whoever asks under the law, held for a request, and let go of when they are old."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from bot.domain.people import Deed
from bot.domain.refusals import Refusal
from bot.messages.parts import said
from bot.use_cases.due import keep_planned
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.records import found_as_table
from handlers.plan_exports import write_table
from storage import audit, boards, outbox, removing, tables
from storage.access import access_board_by_id
from tests.use_cases.measured_board import does, words_of
from tests.use_cases.sample_board import caller, chair_confirms, sends_statement

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
MARK = "Zebra crossing audit"
QUALITY = "Service Director, Quality and Assurance"


class Records:
    """The programme manager at the records."""

    def __init__(self, session, board) -> None:
        self.session, self.board = session, board

    def sends(self, form: str, about: str = "", now: datetime = NOW, **answers):
        return does(self.session, Answers(caller("U_PM"), form, about or str(self.board.id), answers), now)

    def types(self) -> str:
        return words_of(does(self.session, Typed(caller("U_PM"), "records"), NOW))

    def searches(self, **wanted) -> str:
        return words_of(self.sends("records_search", **wanted))

    def holds(self, ref: str = "FOI 118") -> None:
        self.sends("records_hold", ref=ref, why="audits since 2020")

    def lifts(self) -> None:
        hold = self.session.query(tables.RecordHold).one()
        self.sends("records_lift", f"{self.board.id}:{hold.id}", why="It was answered.")

    def sets(self, **periods: str):
        return self.sends("records_periods", **periods)

    def night(self, now: datetime) -> None:
        keep_planned(self.session, now)

    def log(self, what: str) -> list[tables.Audit]:
        return self.session.query(tables.Audit).filter_by(what=what).all()


@pytest.fixture
def records(session, board):
    return Records(session, board)


def writes(session, board, ref="BCP-06", at=NOW, words=MARK) -> None:
    sends_statement(session, board, ref, "Green", at=at, evidence=words)


def says(session, board, key: str, at: datetime, words: str = MARK) -> None:
    """A message that was sent at some time."""
    outbox.say(session, board.workspace_id, key=key, to="U_QA", message=said("note", words), due=at, board_id=board.id)
    row = session.query(tables.Outbox).filter_by(key=key).one()
    row.state, row.settled_at = "sent", at
    session.flush()


class TestLookingThrough:
    def test_finds_what_is_of_an_action_a_post_a_source_and_a_time(self, session, board, records):
        writes(session, board)
        writes(session, board, "BCP-05", NOW - timedelta(days=400))

        of_action = records.searches(action="6")
        assert "You looked for: about BCP-06." in of_action
        assert "2 position statements" in of_action
        assert "1 position statement" in records.searches(action="6", since=date(2021, 6, 8), until=date(2021, 6, 8))
        assert "Nothing of that is kept." in records.searches(action="6", since=date(2021, 6, 9))
        assert "position statements" in records.searches(post="quality and assurance")
        source = session.get_one(tables.Action, board.actions["BCP-06"]).source
        assert f"from {source}" in records.searches(source=source)
        assert "of the Head of Early Help" in records.searches(post="Head of Early Help")

    def test_says_what_it_does_not_know_and_who_else_may_look(self, session, board, records):
        wrong = records.sends("records_search", post="Head of Nowhere", since=date(2021, 6, 2), until=date(2021, 6, 1))

        assert "no one post called “Head of Nowhere”" in wrong.errors["post"]
        assert "The last day comes before the first." in wrong.errors["until"]
        with pytest.raises(Refusal, match="Only the programme manager"):
            does(session, Typed(caller("U_CHAIR"), "records"), NOW)

    def test_what_is_found_is_a_table_marked_and_without_what_a_spreadsheet_would_run(self, session, board, records):
        writes(session, board, words="=1+1 audit")
        about = f"{board.id}:" + json.dumps(["BCP-06", "", "", "2021-06-08", ""])
        access = access_board_by_id(session, caller("U_PM").key, board.id, Deed.MANAGE, NOW)

        above, table = found_as_table(session, access, about)

        assert above[0] == "OFFICIAL-SENSITIVE"
        assert "about BCP-06, since 8 June 2021" in above[1]
        [statement] = [row for row in table if row[1] == "Position statement"]
        assert statement[:4] == ["2021-06-08 10:00", "Position statement", "BCP-06", QUALITY]
        assert "evidence: =1+1 audit" in statement[4]
        sheet = openpyxl.load_workbook(io.BytesIO(write_table("Records", table, above))).active
        assert sheet.cell(5, 1).value == "When"
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

    def test_the_file_is_handed_over_by_the_worker_and_the_search_is_on_the_record(self, session, board, records):
        about = f"{board.id}:" + json.dumps(["BCP-06", "", "", "", ""])
        records.searches(action="BCP-06")

        does(session, Press(caller("U_PM"), "records.file", about), NOW)

        [errand] = session.query(tables.Outbox).filter_by(kind="records_file").all()
        assert errand.to == "U_PM"
        assert [entry.to for what in ("search_records", "export_records") for entry in records.log(what)] == [
            "about BCP-06"
        ] * 2


class TestHowLong:
    def test_nothing_is_deleted_until_somebody_sets_a_time(self, session, board, records):
        says(session, board, "old", NOW - timedelta(days=4000))

        records.night(NOW)

        assert "Drafts, reminders and what else I said in chat: until somebody sets a time." in records.types()
        assert session.query(tables.Outbox).filter_by(key="old").count() == 1
        assert "from 1 to 120" in records.sets(months="soon").errors["months"]

    def test_old_messages_and_drafts_go_and_the_log_says_how_many_and_not_what(self, session, board, records):
        says(session, board, "old", NOW - timedelta(days=400))
        says(session, board, "new", NOW - timedelta(days=300))
        session.add(tables.Draft(action_id=board.actions["BCP-06"], person_id=1, answers={"progress": MARK},
                                 at=NOW - timedelta(days=400)))  # fmt: skip
        writes(session, board, at=NOW - timedelta(days=400))
        records.sets(months="12", years="7")

        records.night(NOW)

        kept = {row.key for row in session.query(tables.Outbox).filter(tables.Outbox.key.in_(["old", "new"]))}
        assert kept == {"new"}
        assert session.query(tables.Draft).count() == 0
        assert session.query(tables.Statement).filter_by(evidence=MARK).count() == 1, "the plan is open"
        [entry] = records.log("kept_long_enough")
        assert (entry.who, entry.to, entry.why) == (
            "Accountable", "deleted: 1 draft and 1 message in chat", "kept for 12 months",
        )  # fmt: skip
        records.night(NOW)
        assert len(records.log("kept_long_enough")) == 1

    def test_a_message_that_a_newer_one_changes_stays_with_it(self, session, board, records):
        says(session, board, "old", NOW - timedelta(days=400))
        says(session, board, "changes it", NOW)
        old, new = (session.query(tables.Outbox).filter_by(key=key).one() for key in ("old", "changes it"))
        new.amends = old.id
        records.sets(months="12")

        records.night(NOW)

        assert session.query(tables.Outbox).filter_by(key="old").count() == 1

    def test_a_hold_wins_until_it_is_lifted(self, session, board, records):
        says(session, board, "old", NOW - timedelta(days=400))
        records.sets(months="12")
        records.holds()

        records.night(NOW)
        assert session.query(tables.Outbox).filter_by(key="old").count() == 1
        assert "FOI 118: held by the Improvement Programme Manager: audits since 2020." in records.types()

        records.lifts()
        records.night(NOW)
        assert session.query(tables.Outbox).filter_by(key="old").count() == 0
        assert [entry.was for entry in records.log("lift_hold")] == ["FOI 118"]

    def test_a_plan_that_was_closed_long_ago_goes_with_all_that_hangs_on_it(self, session, board, records):
        writes(session, board)
        chair_confirms(session, board, "BCP-06", "Green", at=NOW)
        audit.record(session, board.workspace_id, who="Chair", what="watch", subject="BCP-06", at=NOW, why=MARK,
                     action_id=board.actions["BCP-06"])  # fmt: skip
        plan = session.query(tables.Plan).one()
        plan.closed_at = NOW
        for ended_at in (NOW, None):  # what a measure was cleared in once, and what it is cleared in now
            session.add(tables.Cleared(board_id=board.id, kind="measure", item_id=1, words="Audits", by="Chair", at=NOW,
                                       ended_at=ended_at))  # fmt: skip
        session.add(tables.Plan(board_id=board.id, name="The next plan"))
        session.flush()
        records.sets(years="7")
        kept, late = boards.get_board(session, board.id), NOW.replace(year=2028) + timedelta(days=2)

        records.night(late - timedelta(days=4))
        assert session.query(tables.Action).count() == 15

        records.night(late)

        assert session.query(tables.Action).count() == 0
        assert session.query(tables.Statement).count() == session.query(tables.Decision).count() == 0
        assert removing.find(session, kept, MARK) == []
        assert [row.ended_at for row in session.query(tables.Cleared)] == [None]
        assert session.query(tables.Plan).count() == 2, "that there was one, and when it ended, is kept"
        [entry] = records.log("kept_long_enough")
        assert "15 actions of the plan" in entry.to
        assert not audit.is_cut_short(session, board.workspace_id)
        assert audit.first_broken(session, board.workspace_id) is None
        assert entry.why == "kept for 7 years after the plan was closed"
