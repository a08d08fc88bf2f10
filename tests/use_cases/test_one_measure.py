"""One measure: its screen, the ones that matter most, and the decisions that set a target."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.domain.measure_reading import read_measures_sheet
from bot.domain.refusals import Refusal
from bot.messages.text import as_text
from bot.use_cases.exporting import plan_to_export
from bot.use_cases.heard import Answers, Press, Typed
from bot.use_cases.measure_loading import LoadMeasures, load_measures
from bot.use_cases.summaries import summary_of
from handlers.plan_files import read_plan_bytes
from storage import boards, measures, plan_closings, plans, tables
from tests.use_cases.measured_board import does, enters, is_refused, seat_data_manager, with_measures, words_of
from tests.use_cases.sample_board import TUESDAY, SampleBoard, caller

DECISION = {"decision_ref": "IB-2021-05", "decided_on": date(2021, 5, 25), "decided_by": "Improvement Board"}
HEADINGS = "kpi_ref,kpi,unit,good_is,target,key measure,decision_ref,decided_on,decided_by,scope\n"


@pytest.fixture
def kpos(session, board: SampleBoard) -> dict[str, int]:
    seat_data_manager(session, board)
    return with_measures(session, board)


def presses(session, board, does_what: str, measure_id: int, who: str = "U_CHAIR") -> str:
    return words_of(does(session, Press(caller(who), does_what, f"{board.id}:{measure_id}"), TUESDAY))


def sets_target(session, board, measure_id: int, who: str = "U_PM", **answers) -> str:
    sent = Answers(caller(who), "measure.set_target", f"{board.id}:{measure_id}", {**DECISION, **answers})
    return words_of(does(session, sent, TUESDAY))


def asks(session, typed: str, who: str = "U_CHAIR") -> str:
    return words_of(does(session, Typed(caller(who), typed), TUESDAY))


def loads(session, rows: str) -> str:
    read = read_measures_sheet(read_plan_bytes((HEADINGS + rows).encode(), "measures.csv"))
    return words_of(load_measures(session, LoadMeasures(caller("U_PM"), read), TUESDAY))


def summary(session, board) -> list[str]:
    return as_text(summary_of(session, boards.get_board(session, board.id), TUESDAY)).splitlines()


def on_record(session, what: str) -> list[tuple[str, str, str, str]]:
    row = tables.Audit
    found = session.scalars(select(row).where(row.what == what).order_by(row.id))
    return [(each.subject, each.was, each.to, each.why) for each in found]


class TestTheMeasuresThatMatterMost:
    def test_are_in_the_weekly_summary_with_figure_before_target_and_direction(self, session, board, kpos):
        for value, day in (("63", date(2021, 4, 30)), ("78", date(2021, 5, 31))):
            enters(session, board, TUESDAY, kpos["KPO-01"], value, day=day)
        for value, day in (("7", date(2021, 4, 30)), ("4", date(2021, 5, 31))):
            enters(session, board, TUESDAY, kpos["KPO-08"], value, day=day)

        for ref in ("KPO-01", "KPO-08"):
            assert f"{ref} is one of the Key Performance Obsessions now." in presses(
                session, board, "measure.mark", kpos[ref]
            )

        lines = summary(session, board)
        begins = lines.index("Key Performance Obsessions:")
        assert lines[begins + 1 : begins + 3] == [
            "• KPO-01 Tier 2 and 3 posts filled permanently: 78% (final, 31 May); target 90%; gap 12 points. Red. "
            "Improving (was 63%).",
            "• KPO-08 Care leavers with a long-term housing offer: 5 or fewer (final, 31 May); target 12; gap not "
            "shown, as the number is small. Red. Getting worse (was 7).",
        ]
        assert "No measure: BCP-03, BCP-05 to BCP-08 and BCP-10 to BCP-15." in "\n".join(lines)

    def test_are_marked_once_and_taken_out_on_the_record(self, session, board, kpos):
        for does_what in ("measure.mark", "measure.mark", "measure.unmark"):
            presses(session, board, does_what, kpos["KPO-03"], "U_PM")

        assert [(was, to) for _, was, to, _ in on_record(session, "mark_measure")] == [
            ("", "Key Performance Obsessions"), ("Key Performance Obsessions", ""),
        ]  # fmt: skip
        assert "KPO-03" not in "\n".join(summary(session, board))
        assert "Only the chair" in is_refused(
            session, Press(caller("U_QA"), "measure.mark", f"{board.id}:{kpos['KPO-03']}"), TUESDAY
        )

    def test_are_called_what_the_plan_calls_them_also_by_the_plan_that_follows(self, session, board, kpos):
        presses(session, board, "measure.mark", kpos["KPO-01"])
        sent = Answers(caller("U_PM"), "measure.call_them", f"{board.id}:{kpos['KPO-01']}", {"called": "Vital signs"})
        assert "They are called Vital signs now" in words_of(does(session, sent, TUESDAY))
        plan = plans.plan_id_of(session, board.id)
        plan_closings.add_next(session, board.id, plan, "The next plan")
        session.get_one(tables.Plan, plan).closed_at = TUESDAY
        session.flush()

        assert "Vital signs:" in summary(session, board)
        assert "Buttons: Take out of Vital signs" in presses(session, board, "measure.open", kpos["KPO-01"])

    def test_come_with_the_file_of_measures(self, session, board, kpos):
        told = loads(session, "KPO-01,Posts filled,%,higher,90,yes,,,,\nKPO-99,Drift,%,lower,,perhaps,,,,\n")

        assert "1 mark changed (KPO-01)" in told and "“perhaps” is not known here. Write yes or no." in told
        assert "• KPO-01 Posts filled: no figure yet; target 90%. Not rated: no data." in summary(session, board)

    def test_an_action_without_a_measure_says_so_on_its_card_and_can_be_asked_for(self, session, board, kpos):
        assert "Measures: no measure" in asks(session, "status BCP-03")
        assert "Measures: KPO-03 Social worker turnover; KPO-01 Tier 2" in asks(session, "status BCP-04")
        found = asks(session, "status no measure")
        assert found.startswith("No measure: 11 of 15 actions") and "BCP-04" not in found.split("Buttons")[0]


class TestATarget:
    def test_is_recorded_with_its_scope_its_frequency_and_the_decision_that_set_it(self, session, board, kpos):
        assert "Target: no target; no decision is recorded for it" in asks(session, "measures KPO-03")

        told = sets_target(session, board, kpos["KPO-03"], target="15", scope="all teams", frequency="each month")

        assert "Target: 15%; set by IB-2021-05 (Improvement Board, 25 May 2021)" in told
        assert "What it covers: all teams" in told and "How often: each month" in told
        assert on_record(session, "set_target") == [
            ("KPO-03", "no target", "15%", "IB-2021-05 (Improvement Board, 2021-05-25)"),
        ]
        kept = plan_to_export(session, boards.get_board(session, board.id), TUESDAY).beside["Decisions"]
        assert kept[1][:4] == ["IB-2021-05", "KPO-03", "target 15% (was no target)", "Improvement Board"]

    def test_is_changed_by_a_new_decision_only_and_the_one_before_stays(self, session, board, kpos):
        sets_target(session, board, kpos["KPO-01"], target="90")
        assert sets_target(session, board, kpos["KPO-01"], target="80") == (
            "IB-2021-05 set another target. A new target needs a new decision: give the reference of that one."
        )
        assert "Give its reference" in sets_target(session, board, kpos["KPO-01"], target="80", decision_ref="")

        told = sets_target(session, board, kpos["KPO-01"], target="80", decision_ref="IB-2021-06")

        assert "IB-2021-06 (Improvement Board, 25 May 2021): 80% (was 90%)." in told
        assert "IB-2021-05 (Improvement Board, 25 May 2021): 90%." in told

    def test_lets_the_rules_know(self, session, board, kpos):
        enters(session, board, TUESDAY, kpos["KPO-01"], "80", day=date(2021, 5, 31))
        action = session.get_one(tables.Action, board.actions["BCP-01"])
        session.refresh(action)
        assert action.measure_history == ["Red"]

        sets_target(session, board, kpos["KPO-01"], target="80")

        session.refresh(action)
        assert action.measure_history == ["Green"]

    def test_names_no_child_and_no_day_to_come(self, session, board, kpos):
        sent = {**DECISION, "target": "80", "scope": "Case of Ella Jones, born 3/4/2014"}
        about = f"{board.id}:{kpos['KPO-01']}"
        assert "child" in is_refused(session, Answers(caller("U_PM"), "measure.set_target", about, sent), TUESDAY)
        later = sets_target(session, board, kpos["KPO-01"], target="80", decided_on=date(2021, 6, 9))
        assert later == "That day is still to come. Record the decision once it is made."

    def test_is_not_changed_by_a_file_without_a_decision(self, session, board, kpos):
        told = loads(session, "KPO-01,Posts filled,%,higher,85,,,,,\n")

        assert "KPO-01: its target stays as it was, 90%, and is not 85%: a target is changed by a new decision" in told
        assert measures.get_row(session, kpos["KPO-01"]).target == "90"

    def test_is_changed_by_a_file_with_one_once(self, session, board, kpos):
        row = "KPO-01,Posts filled,%,higher,85,,IB-2021-06,2021-06-01,Improvement Board,every team\n"
        assert "1 measure changed (KPO-01)" in loads(session, row)
        assert "Nothing is new" in loads(session, row)

        (decided,) = measures.targets_of(session, kpos["KPO-01"])
        assert (decided.was, decided.target, decided.scope) == (Decimal(90), Decimal(85), "every team")
        assert "IB-2021-06 set another target" in loads(session, row.replace("85", "70"))

    def test_needs_the_whole_decision_in_a_file(self, session, board, kpos):
        told = loads(session, "KPO-01,Posts filled,%,higher,85,,IB-2021-06,,Improvement Board,\n")

        assert "Row 2, decided_on: is empty. A decision needs its reference, its day and who decided." in told


def test_a_measure_is_found_however_it_is_typed_and_named_if_several_fit(session, board, kpos):
    assert asks(session, "measures kpo1").startswith("KPO-01 Tier 2 and 3 posts filled permanently")
    assert asks(session, "measure turnover").startswith("KPO-03 Social worker turnover")
    assert "Type “measures” to see them all." in is_refused(session, Typed(caller("U_PM"), "measures zebras"), TUESDAY)


class TestAnImportedFigure:
    @pytest.fixture
    def imported(self, session, board, kpos) -> tables.Reading:
        enters(session, board, TUESDAY, kpos["KPO-03"], "15", day=date(2021, 5, 31))
        row = session.scalars(select(tables.Reading).order_by(tables.Reading.id.desc())).first()
        row.came_by = "import"
        return row

    def test_is_marked_until_whoever_looks_after_the_figures_says_that_it_is_right(
        self, session, board, kpos, imported
    ):
        about = f"{board.id}:{kpos['KPO-03']}:{imported.id}"
        assert "imported and not confirmed yet" in asks(session, "measures KPO-03", "U_PM")
        with pytest.raises(Refusal):
            does(session, Press(caller("U_CHAIR"), "measure.confirm", about), TUESDAY)

        for _ in range(2):
            said = words_of(does(session, Press(caller("U_PM"), "measure.confirm", about), TUESDAY))

        assert "The figure of KPO-03 is confirmed, and shows without its mark from now on." in said
        assert "imported; confirmed by the Improvement Programme Manager" in asks(session, "measures KPO-03")
        assert on_record(session, "confirm_figure") == [("KPO-03", "", "15", "")]

    def test_that_a_newer_one_has_replaced_is_not_confirmed(self, session, board, kpos, imported):
        enters(session, board, TUESDAY, kpos["KPO-03"], "17", day=date(2021, 6, 7))

        said = is_refused(
            session, Press(caller("U_PM"), "measure.confirm", f"{board.id}:{kpos['KPO-03']}:{imported.id}"), TUESDAY
        )

        assert "A newer figure of KPO-03 has come since." in said
