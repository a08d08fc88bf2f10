"""Between meetings: figures, the watch list, milestones, the board pack and the quarter, as people meet them."""

from datetime import date, time

import pytest

from bot.domain.measure_reading import read_measures_sheet
from bot.use_cases.measure_loading import LoadMeasures, load_measures
from handlers.plan_files import read_plan_bytes
from tests.conversations.boards import (
    CHAIR,
    EARLY_HELP,
    INCLUSION,
    MANAGER,
    MEMBER,
    PLAN,
    QUALITY,
    STRANGER,
    answers,
    name_delegate,
    set_up,
)
from tests.conversations.world import BOARD

DATA_MANAGER = "Performance and Data Manager"
MEASURES = (
    b"kpi_ref,kpi,unit,good_is,baseline,target\n"
    b"KPO-01,Audits completed each month,count,higher,20,25\n"
    b"KPO-02,Gradings agreed with,%,higher,,90\n"
)
MEASURED = [
    {**row, "linked_kpis": {"A3": "KPO-02", "A6": "KPO-01; KPO-02"}.get(row["ref"], ""), "milestones": "",
     "lead_officer": EARLY_HELP if row["ref"] == "A5" else ""}
    for row in PLAN
]  # fmt: skip
for row in MEASURED:
    if row["ref"] in ("A4", "A5"):
        row["milestones"] = "2021-06-03 every school has been told"


@pytest.fixture
def world(open_world):
    """A started board with two measures and their data manager, on Tuesday 1 June 2021 at 08:00."""
    made = open_world()
    board = str(set_up(made, MEASURED, started=False))
    for role, post in (("data_manager", DATA_MANAGER),):
        person = made.workspace.person(post)
        answers(
            made, "setup_seat", board, {"role": role, "post": post, "person": person.id, "person.name": person.name}
        )
    read = read_measures_sheet(read_plan_bytes(MEASURES, "measures.csv"))
    made.does(load_measures, LoadMeasures(made.caller(MANAGER), read))
    starts(made, board)
    return made


def starts(world, board: str) -> None:
    manager = world.signs_in(MANAGER)
    manager.asks("/account preview").presses("Start")


def told(world, who: str, about: str) -> list:
    return [each for each in world.signs_in(who).private_messages() if about in each]


def enters(world, form, value: dict[str, str], day: date) -> None:
    """Fill in the form for the figures named, as final ones."""
    ids = {ref: measure_id for measure_id, ref in world.rows("SELECT id, ref FROM measure")}
    fields = {"day": day.isoformat()}
    for ref, number in value.items():
        fields |= {f"value_{ids[ref]}": number, f"status_{ids[ref]}": "final"}
    form.submit(**fields)


def test_figures_are_asked_for_chased_and_then_quiet(world):
    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    (asked,) = told(world, DATA_MANAGER, "Figures needed for 2 measures by Monday 7 June.")
    data_manager = world.signs_in(DATA_MANAGER)

    asked.presses("Enter figures")
    enters(world, data_manager.form, {"KPO-01": "22"}, date(2021, 5, 31))
    assert not data_manager.has_a_form_open
    (asked,) = told(world, DATA_MANAGER, "Figures needed for 1 measure by Monday 7 June.")
    assert "22 (final, 31 May). In, thank you." in asked, "the question shows what has come in"

    world.clock.push_to("Monday 7 June 2021, 09:00")
    (chased,) = told(world, DATA_MANAGER, "Still needed today: figures for 1 measure.")
    chased.presses("Enter figures")
    enters(world, data_manager.form, {"KPO-02": "85%"}, date(2021, 5, 31))

    assert len(told(world, DATA_MANAGER, "All the figures are in. Thank you.")) == 2
    shown = world.signs_in(CHAIR).asks("/account measures")
    assert "22 (final, 31 May); target 25; gap 3 (88% of target). Red. Improving (was 20)." in shown
    assert "85% (final, 31 May); target 90%; gap 5 points. Amber. Not comparable." in shown


def test_a_watched_action_has_its_figures_asked_for_on_thursday_and_in_mondays_summary(world):
    world.clock.push_to("Tuesday 1 June 2021, 10:00")
    chair, data_manager = world.signs_in(CHAIR), world.signs_in(DATA_MANAGER)
    assert "A6 is on the watch list now" in chair.asks("/account watch A6 because audits fell to 15")

    world.clock.push_to("Thursday 3 June 2021, 11:59")
    assert told(world, DATA_MANAGER, "on the watch list") == []
    world.clock.push_to("Thursday 3 June 2021, 12:00")
    (asked,) = told(world, DATA_MANAGER, "Figures needed for 2 measures on the watch list by Friday 4 June, 12:00.")
    asked.presses("Enter figures")
    enters(world, data_manager.form, {"KPO-01": "23"}, date(2021, 6, 2))

    world.clock.push_to("Monday 7 June 2021, 09:00")
    line = world.channel()[-1].line("Watch list")
    assert line.endswith(
        "A6, since 1 June: KPO-01 23 (final, 2 June), none last week; KPO-02 figure not in, none last week."
    )
    assert "audits fell" not in "".join(each.text for each in world.channel())

    card = chair.asks("/status A6")
    card.presses("Take off watch list")
    chair.form.submit(sufficient="At 25.", right_quality="Agreed.", sustainable="Two auditors stay.")
    world.clock.push_to("Thursday 10 June 2021, 12:30")
    assert len(told(world, DATA_MANAGER, "on the watch list")) == 1, "nothing is watched any more"
    world.clock.push_to("Monday 14 June 2021, 09:00")
    assert world.channel()[-1].line("Watch list") == "Watch list: nothing on it."


def test_the_day_after_a_milestone_its_lead_is_asked_once_and_once_more_after_a_new_forecast(world):
    name_delegate(world, QUALITY, EARLY_HELP, date(2021, 6, 30))
    world.clock.push_to("Friday 4 June 2021, 09:29")
    assert told(world, INCLUSION, "Was this done?") == []

    world.clock.push_to("Friday 4 June 2021, 09:30")
    (officer,) = told(world, INCLUSION, "Was this done?")
    assert "A4-M1: every school has been told: Due Thursday 3 June." in officer
    assert "A5" not in officer
    (lead,) = told(world, EARLY_HELP, "Was this done?")
    assert "A5-M1: every school has been told" in lead

    officer.presses("Not yet", "A4")
    world.signs_in(INCLUSION).form.submit(forecast="2021-06-18", note="Two schools to go.")

    lead.presses("Yes", "A5")
    world.signs_in(EARLY_HELP).form.submit()

    assert "Not yet; expected 18 June. Thank you for saying so." in told(world, INCLUSION, "Was this done?")[0]
    assert "Done, 3 June. Thank you." in told(world, EARLY_HELP, "Was this done?")[0]
    assert "expected 18 June" in world.signs_in(CHAIR).asks("/status A4")

    world.clock.push_to("Monday 21 June 2021, 09:29")
    assert len(told(world, INCLUSION, "done?")) == 1, "it is asked once"
    world.clock.push_to("Monday 21 June 2021, 09:30")
    again = told(world, INCLUSION, "done?")[1]
    assert "A4-M1: every school has been told: Due Thursday 3 June; expected Friday 18 June." in again
    again.presses("Yes", "A4")
    world.signs_in(INCLUSION).form.submit()
    assert all("Done, 18 June. Thank you." in each for each in told(world, INCLUSION, "done?")), "in both"
    world.clock.push_to("Monday 28 June 2021, 12:00")
    assert len(told(world, INCLUSION, "done?")) == 2
    assert len(told(world, EARLY_HELP, "done?")) == 1


def test_a_board_meeting_has_its_pack_told_in_the_channel_and_given_to_each_who_asks(world):
    board = str(world.rows("SELECT id FROM board")[0][0])
    answers(world, "setup_meeting", board, {"kind": "board", "day": date(2021, 6, 22), "start": time(14),
                                            "end": time(16), "covers": "all"})  # fmt: skip
    world.clock.push_to("Tuesday 15 June 2021, 08:59")
    assert not any("Board pack" in each for each in world.channel())

    world.clock.push_to("Tuesday 15 June 2021, 09:00")
    (notice,) = [each for each in world.channel() if "Board pack" in each]
    assert "Improvement Board, Tuesday 22 June, 14:00" in notice

    member = world.signs_in(MEMBER)
    before = len(world.channel())
    pack = next(each for each in member.sees_in(BOARD) if "Board pack" in each).presses("Pack")
    assert "No risks are recorded." in pack and "A4" in pack
    assert len(world.channel()) == before, "the pack is for the one who asks"


def test_a_risk_is_added_reviewed_and_read_in_the_board_pack(world):
    board = str(world.rows("SELECT id FROM board")[0][0])
    answers(world, "setup_meeting", board, {"kind": "board", "day": date(2021, 6, 22), "start": time(14),
                                            "end": time(16), "covers": "all"})  # fmt: skip
    manager = world.signs_in(MANAGER)

    manager.asks("/account risks").presses("Add a risk")
    filled = {"words": "Staff leave", "likelihood": "4", "impact": "4", "mitigation": "Deputies are named"}
    form = manager.form.submit(**filled, owner="nobody I know")
    assert "no one post called" in form.error("owner")
    form.submit(owner="quality")
    assert not manager.has_a_form_open
    manager.last.presses("Review")
    manager.form.submit(likelihood="2")

    shown = world.signs_in(MEMBER).asks("/account risks")
    assert "R1 Staff leave: Score 8 (likelihood 2, impact 4)" in shown and shown.buttons == []
    world.clock.push_to("Tuesday 15 June 2021, 09:00")
    notice = next(each for each in world.signs_in(MEMBER).sees_in(BOARD) if "Board pack" in each)
    assert f"Owner: {QUALITY}. Being done: Deputies are named. Reviewed 1 June." in notice.presses("Pack")


def test_the_drafts_of_a_quarter_go_to_the_programme_manager_on_its_first_working_day(world):
    world.clock.push_to("Thursday 1 July 2021, 09:30")

    (drafts,) = told(world, MANAGER, "Drafts for the quarter to 30 June 2021")
    assert "6 actions: A1 to A6." in drafts.presses("What was left out")
    for other in (CHAIR, QUALITY, MEMBER, STRANGER):
        assert told(world, other, "Drafts for the quarter") == []


def test_without_a_data_manager_the_programme_manager_is_told_and_enters_the_figures(open_world):
    world = open_world()
    set_up(world, MEASURED)
    world.does(
        load_measures,
        LoadMeasures(world.caller(MANAGER), read_measures_sheet(read_plan_bytes(MEASURES, "measures.csv"))),
    )
    world.clock.push_to("Tuesday 1 June 2021, 09:30")
    world.clock.push_to("Monday 7 June 2021, 12:00")

    (words,) = told(world, MANAGER, "and nobody sits as the data manager")
    assert "Figures for 2 measures are needed for Holding to Account, Tuesday 15 June, 09:30" in words
    manager = world.signs_in(MANAGER)
    measure = str(world.rows("SELECT id FROM measure WHERE ref = 'KPO-01'")[0][0])
    manager.asks("/account measures").chooses("Enter or correct a figure", measure)
    enters(world, manager.form, {"KPO-01": "4"}, date(2021, 5, 31))
    assert "5 or fewer (final, 31 May)" in manager.asks("/account measures")
