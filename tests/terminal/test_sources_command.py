"""`accountable sources` and `accountable coverage`, typed by whoever runs the machine."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from storage import tables
from tests.terminal.conftest import After
from tests.terminal.machine import BOARD, Machine

DATA = Path(__file__).parents[1] / "data"
TORBAY = [str(DATA / name) for name in (
    "sources.csv", "torbay_2012_requirements.csv", "torbay_2012_findings.csv", "torbay_2012_links.csv"
)]  # fmt: skip
FROM = ["--source", "requirement=IN-TORBAY", "--source", "finding=PR-2012", "--document-date", "2 August 2021"]
SOURCES = "source_ref,type,title,event_date,published_date,legal_force,note\n"


@pytest.fixture
def machine(after: After) -> Machine:
    """A machine with a board and the seventeen actions of the published plan of 2012."""
    return after(("setup", *BOARD), ("import", str(DATA / "torbay_2012_actions.csv"), "--yes"))


@pytest.fixture
def count(tmp_path: Path):
    engine = create_engine(f"sqlite:///{tmp_path / 'accountable.db'}")

    def counted(table: type) -> int:
        with engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0

    yield counted
    engine.dispose()


def test_the_notice_its_review_and_their_links_are_counted_as_they_were_printed(machine: Machine, count) -> None:
    told = machine.says("sources", "import", *TORBAY, *FROM, "--yes")

    assert "10 sources, 10 requirements, 16 findings and 18 links added, in 6 groups." in told
    assert "30 rows of links, 2 of them to a source itself: 17 actions, which are 16 pieces of work." in told
    assert "TOR12-11 says that it is the same work as TOR12-09: the two count as one piece of work." in told
    assert "10 requirements: 10 open." in told
    assert (count(tables.SourceItem), count(tables.SourceLink)) == (26, 18)


def test_nothing_is_saved_until_somebody_says_so(machine: Machine, count) -> None:
    told = machine.says("sources", "import", *TORBAY, *FROM)

    assert told.startswith("Sources, as I read them") and told.rstrip().endswith("Nothing has been saved.")
    assert "18 links to add" in told
    assert (count(tables.Source), count(tables.SourceItem), count(tables.SourceLink)) == (0, 0, 0)


def test_the_same_lists_twice_change_nothing(machine: Machine, count) -> None:
    machine.says("sources", "import", *TORBAY, *FROM, "--yes")
    before = count(tables.Audit)

    assert "Nothing is new" in machine.says("sources", "import", *TORBAY, *FROM, "--yes")
    assert (count(tables.SourceItem), count(tables.SourceLink), count(tables.Audit)) == (26, 18, before)


def test_each_requirement_stands_beside_what_was_found_and_the_actions_of_its_group(machine: Machine) -> None:
    machine.says("sources", "import", *TORBAY, *FROM, "--yes")

    told = machine.says("coverage", "IN-4b")

    assert "Stands with: IN-4a and IN-4c" in told
    assert "What was found:\n• PF-4.1: Child's Journey/Threshold Matrix" in told
    assert [f"TOR12-{n:02d}" for n in range(1, 18) if f"• TOR12-{n:02d} " in told] == [
        "TOR12-07",
        "TOR12-08",
        "TOR12-09",
    ]


def test_without_a_list_of_links_each_action_answers_what_the_plan_says_of_it(machine: Machine, count) -> None:
    told = machine.says("sources", "import", *TORBAY[:3], *FROM, "--yes")

    linked = count(tables.SourceLink)
    assert f"{linked} links by the source references that the plan has itself." in told
    assert "• TOR12-01 " in machine.says("coverage", "IN-1")


def test_a_finding_that_does_not_stand_beside_what_an_action_answers_is_said(machine: Machine, tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("requirement_ref,finding_refs,action_ref\nIN-1,PF-4.1,TOR12-01\nIN-1,PF-1.1,TOR12-02\n", "utf-8")

    told = machine.says("sources", "import", *TORBAY[:3], str(links), *FROM, "--yes")

    assert "links.csv, row 2: PF-4.1 does not stand beside IN-1. The action was linked all the same." in told
    assert "PF-1.1 does not stand" not in told
    assert "• TOR12-01 " in machine.says("coverage", "IN-1")


def test_a_longer_list_of_links_adds_only_what_is_new(machine: Machine, tmp_path: Path, count) -> None:
    few, more = tmp_path / "few.csv", tmp_path / "more.csv"
    few.write_text("requirement_ref,action_ref\nIN-2,TOR12-01\n", "utf-8")
    more.write_text("requirement_ref,action_ref\nIN-2,TOR12-01\nIN-2,TOR12-17\n", "utf-8")
    machine.says("sources", "import", *TORBAY[:3], str(few), *FROM, "--yes")
    before = count(tables.SourceLink)

    told = machine.says("sources", "import", str(more), "--yes")

    assert "1 link added" in told and "TOR12-01" not in told
    assert count(tables.SourceLink) == before + 1


def test_a_review_of_recommendations_is_read_with_the_actions_that_answer_them(machine: Machine) -> None:
    file = str(DATA / "torbay_2021_recommendations.csv")
    machine.says("import", file, "--yes")
    machine.says("sources", "import", str(DATA / "sources.csv"), "--document-date", "2 August 2021", "--yes")
    held = machine.says("sources", "import", file, "--yes")
    assert "rows 2 to 9: There is no source Independent review" in held and "Say which with --source." in held

    told = machine.says("sources", "import", file, "--source", "REV21", "--yes")

    assert "8 recommendations and 8 links added." in told and "8 recommendations: 8 open." in told
    r5 = machine.says("coverage", "REV21-5")
    assert "• TOR21-R5 " in r5 and "Priority: none given" in r5  # neither its number nor its workstream is one


def test_findings_that_stand_alone_wait_for_an_action(machine: Machine) -> None:
    machine.says("sources", "import", str(DATA / "sources.csv"), "--yes")

    told = machine.says(
        "sources", "import", str(DATA / "hampshire_2016_ofsted_findings.csv"), "--source", "SIF15", "--yes"
    )

    assert "14 findings: 14 with no action yet." in told
    first = machine.says("coverage").partition("By source")[0]
    assert "No action yet: 14" in first and "SIF15-01: Leaders and managers" in first


def test_a_headline_action_without_a_date_is_red_after_28_days_wherever_it_answers(machine: Machine) -> None:
    machine.says("sources", "import", *TORBAY, *FROM, "--yes")

    told = machine.says("coverage", "PR-2012")

    line = next(line for line in told.splitlines() if "TOR12-16" in line)
    after = told.splitlines()[told.splitlines().index(line) + 1]
    assert "No deadline yet. The rules suggest Red." in after


def test_a_source_dated_after_its_document_is_held_and_asked_about(machine: Machine, tmp_path: Path, count) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SOURCES + "FV,Ofsted focused visit,Visit,October 2021,2020-11-27,,\n", "utf-8")

    told = machine.says("sources", "import", str(file), "--document-date", "8 June 2021", "--yes")

    assert "list.csv, row 2: October 2021 is after 8 June 2021. Did you mean October 2020?" in told
    assert count(tables.Source) == 0


def test_a_blank_erases_nothing_and_visit_and_report_stay_apart(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SOURCES + "FV,Ofsted,Visit,2015-10,2016-01-05,Inadequate,Read it\n", "utf-8")
    machine.says("sources", "import", str(file), "--yes")
    file.write_text(SOURCES + "FV,Ofsted,A visit,,,,\n", "utf-8")

    assert "To change: FV." in machine.says("sources", "import", str(file))
    machine.says("sources", "import", str(file), "--yes")

    told = machine.says("coverage", "FV")
    assert "A visit" in told and "Visit: October 2015\nReport: 5 January 2016" in told and "Note: Read it" in told


def test_a_childs_details_are_held_and_not_repeated(machine: Machine, tmp_path: Path, count) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SOURCES + "FV,Ofsted,NHS number 943 476 5919,,,,\n", "utf-8")

    told = machine.says("sources", "import", str(file), "--yes")

    assert "row 2: this looks like details of a child. It has not been saved." in told and "943" not in told
    assert count(tables.Source) == 0


def test_an_unknown_type_an_unknown_action_and_an_unknown_reference_are_each_said(machine: Machine, tmp_path) -> None:
    file, links = tmp_path / "list.csv", tmp_path / "links.csv"
    file.write_text(SOURCES + "X,Rumour,Somebody said so,,,,\n", "utf-8")
    links.write_text("requirement_ref,action_ref\nIN-9,TOR12-01\nIN-1,TOR12-99\n", "utf-8")

    told = machine.says("sources", "import", str(file), str(links), "--yes")

    assert "“Rumour” is no type of source that I know. Types are: statutory direction, improvement notice" in told
    assert "links.csv, row 2: no source asks for IN-9. Load its list first, or correct it." in told
    assert "links.csv, row 3: TOR12-99 is not in the plan. Load the plan first, or correct it." in told


def test_a_document_for_a_formal_review_states_its_classification(machine: Machine) -> None:
    machine.says("sources", "import", *TORBAY, *FROM, "--yes")

    told = machine.says("coverage", "IN-TORBAY")

    assert "OFFICIAL-SENSITIVE" in told.splitlines()[1]
    assert "Actions: 15 open, 0 closed; 14 pieces of work" in told
    assert "Evidence: Outline framework 16 July 2012." in told


def test_headline_actions_without_dates_are_loaded_and_the_rules_take_over(machine: Machine) -> None:
    told = machine.says("import", str(DATA / "hampshire_2016_support_actions.csv"), "--yes")

    assert "Deadline is blank" in told and "15 actions added" in told
    assert "Amber" in machine.says("status", "HCC16-01").partition("The rules suggest")[2]


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_the_notice_its_review_and_their_links_come_back_from_the_plans_own_file(machine: Machine, tmp_path, name):
    machine.says("sources", "import", *TORBAY, *FROM, "--yes")
    file = tmp_path / name
    machine.says("export", str(file))
    fresh = Machine(f"sqlite:///{tmp_path / 'fresh.db'}")
    fresh.says("setup", *BOARD)

    told = fresh.says("import", str(file), "--yes")

    assert "Also in the file: " in told and "26 entries" in told
    for words in ("coverage", "coverage IN-TORBAY", "coverage PR-2012"):
        assert fresh.says(*words.split()) == machine.says(*words.split())
    assert "Nothing has changed" in fresh.says("import", str(file), "--yes")
