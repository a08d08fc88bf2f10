import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from handlers.terminal.ratings import register

CASES = Path(__file__).parent.parent / "data" / "rag_rule_cases.csv"


@pytest.fixture
def run():
    cli = typer.Typer()
    cli.callback()(lambda: None)
    register(cli)
    return lambda *arguments: CliRunner().invoke(cli, ["ratings", *map(str, arguments)])


def sample() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(folder: Path, rows: list[dict[str, str]], columns: list[str] | None = None, **form: str) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, columns or list(rows[0]), extrasaction="ignore", lineterminator=form.get("ends", "\n")
    )
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "cases.csv"
    path.write_bytes(text.getvalue().encode(form.get("encoding", "utf-8")))
    return path


def changed(number: int, **cells: str) -> list[dict[str, str]]:
    """The sample cases with cells of one row changed; rows are numbered as a spreadsheet does."""
    rows = sample()
    rows[number - 2].update(cells)
    return rows


def test_the_worked_cases_come_out_as_expected(run):
    result = run(CASES)
    assert result.exit_code == 0, result.output
    assert "As expected: 26 of 26 cases." in result.stdout
    assert "26 cases: Red 3, Amber 15, Grey 3, Green 4, no colour 1." in result.stdout


def test_each_rule_on_both_sides_of_its_edge_comes_out_as_the_table_says(run):
    """Derived by hand from the rule table, a rule at a time and in company."""
    result = run(CASES.with_name("rating_edges.csv"))
    assert result.exit_code == 0, result.output
    assert "As expected: 153 of 153 cases." in result.stdout


def test_each_case_is_listed_with_its_word_first_and_its_reason(run):
    result = run(CASES)
    assert "Red: off track – RAG-17, forecast 29 days late (R2)" in result.stdout
    assert "Red because the forecast is 29 October, 29 days after the deadline, 30 September." in result.stdout
    assert "No colour – RAG-03" in result.stdout


def test_json_has_each_case_in_order(run):
    result = run(CASES, "--json")
    answers = json.loads(result.stdout)
    assert [answer["case"] for answer in answers] == [row["case"] for row in sample()]
    assert all(list(answer) == ["case", "rating", "rules", "notes", "words"] for answer in answers)
    by_case = {answer["case"]: answer for answer in answers}
    assert by_case["RAG-03"]["rating"] is None
    assert by_case["RAG-03"]["rules"] == ["S2"]
    assert by_case["RAG-43"]["notes"] == ["I2:91"]
    assert by_case["RAG-01"]["rating"] == "Green"


@pytest.mark.parametrize(
    "form",
    [{}, {"ends": "\r\n"}, {"encoding": "utf-8-sig"}, {"ends": "\r\n", "encoding": "utf-8-sig"}],
    ids=["plain", "CRLF", "BOM", "as Excel saves it"],
)
def test_columns_may_come_in_any_order_and_the_expected_ones_may_be_left_out(run, tmp_path, form):
    needed = [name for name in sample()[0] if not name.startswith("expected_") and name != "description"]
    path = written(tmp_path, sample(), needed[::-1], **form)
    result = run(path, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == json.loads(run(CASES, "--json").stdout)
    assert "As expected" not in run(path).stdout


def test_a_case_that_differs_is_named_with_how(run, tmp_path):
    path = written(tmp_path, changed(2, expected_brag="Amber", expected_rules="A1 A2", expected_info="I1"))
    result = run(path)
    assert result.exit_code == 1
    assert "RAG-01: expected Amber, the rules suggest Green." in result.stdout
    assert "RAG-01: expected A1 and A2, the rules that fired are G." in result.stdout
    assert "RAG-01: expected notes I1, they are none." in result.stdout


def test_a_difference_leaves_the_json_alone_on_stdout(run, tmp_path):
    result = run(written(tmp_path, changed(2, expected_brag="None")), "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 26
    assert "RAG-01: expected no colour, the rules suggest Green." in result.stderr


@pytest.mark.parametrize("typed", ["in_progress", "In progress", "in-progress"])
def test_a_state_may_be_typed_as_people_write_it(run, tmp_path, typed):
    result = run(written(tmp_path, changed(2, lifecycle=typed)))
    assert result.exit_code == 0, result.output


def test_a_row_without_expectations_is_rated_and_not_compared(run, tmp_path):
    path = written(tmp_path, changed(2, expected_brag="", expected_rules="", expected_info=""))
    result = run(path)
    assert result.exit_code == 0
    assert "As expected: 25 of 26 cases." in result.stdout


def test_an_unexpected_note_is_a_difference(run, tmp_path):
    rows = [row for row in sample() if row["case"] == "RAG-43"]
    rows[0]["expected_info"] = ""
    result = run(written(tmp_path, rows))
    assert result.exit_code == 1
    assert "RAG-43: expected notes none, they are I2:91." in result.stdout


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"today": "08/06/2021"}, "Row 3, column today: “08/06/2021” is not a date. Write it as year-month-day"),
        ({"today": ""}, "Row 3, column today is empty. Write the day to rate on"),
        ({"forecast": "2021-06-31"}, "Row 3, column forecast: “2021-06-31” is not a date."),
        ({"forecast": "20210630"}, "Row 3, column forecast: “20210630” is not a date."),
        ({"case": ""}, "Row 3, column case is empty."),
        ({"case": "RAG-01"}, "“RAG-01” is there 2 times"),
        ({"lifecycle": "paused"}, "Row 3, column lifecycle: “paused” is not known here. Write one of: draft, not"),
        ({"lifecycle": ""}, "Row 3, column lifecycle is empty. Write one of: draft"),
        ({"priority": "high"}, "Row 3, column priority: “high” is not known here. Write one of: standard, urgent."),
        ({"away_without_delegate": "perhaps"}, "Write one of: yes, no."),
        ({"milestones": "2021-05-31"}, "Row 3, column milestones: “2021-05-31” is not a milestone. Write due/done"),
        ({"milestones": "2021-05-31//x"}, "Row 3, column milestones: “2021-05-31//x” is not a milestone."),
        ({"milestones": "31 May//"}, "Row 3, column milestones: “31 May” is not a date."),
        ({"kpi_history": "Red>Purple"}, "Row 3, column kpi_history: “Purple” is not known here."),
        ({"kpi_history": "improving"}, "Row 3, column kpi_history has “improving” and no reading before it."),
        ({"kpi_history": "Red>>Red"}, "Row 3, column kpi_history has an empty reading."),
        ({"rebaselines": "-1"}, "Row 3, column rebaselines: “-1” is not a number of moves."),
        ({"expected_brag": "Purple"}, "Row 3, column expected_brag: “Purple” is not known here."),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_its_row_and_column_and_what_to_do(run, tmp_path, cells, words):
    for as_json in ([], ["--json"]):
        result = run(written(tmp_path, changed(3, **cells)), *as_json)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert words in result.stderr


def test_everything_that_is_wrong_is_said_at_once(run, tmp_path):
    rows = changed(3, today="soon", lifecycle="paused")
    rows[5]["forecast"] = "July"
    result = run(written(tmp_path, rows))
    assert "3 things to put right" in result.stderr
    assert "Row 7, column forecast" in result.stderr


@pytest.mark.parametrize("column", [name for name in sample()[0] if not name.startswith(("expected", "descr"))])
def test_a_missing_column_is_named(run, tmp_path, column):
    result = run(written(tmp_path, sample(), [name for name in sample()[0] if name != column]), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"row 1: the column is missing: {column}." in result.stderr


HEADER = ",".join(sample()[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty. The first row has to name the columns."),
        (HEADER.replace(",", ";").encode(), "separated by semicolons. Save the file as CSV with commas."),
        (HEADER.replace(",", "\t").encode(), "separated by tabs"),
        (b"PK\x03\x04", "is a workbook, not CSV"),
        (f"{HEADER},today".encode(), "named twice: today"),
        (f"{HEADER}\nRAG-01,caf\xe9".encode("latin-1"), "row 2, column description: there is a character"),
        (HEADER.encode("utf-16"), "row 1, column 1: there is a character that is not UTF-8"),
        (f"{HEADER}\nRAG-01,a, b".encode(), "Row 2: there are 3 cells for 25 columns. Keep the commas"),
        (f"{HEADER}\n{',' * 24},x".encode(), "Row 2: there are 26 cells for 25 columns. Put quotation marks"),
        (f'{HEADER}\nRAG-01,"open'.encode(), "row 2: the row cannot be read"),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_form_is_refused_with_what_to_do(run, tmp_path, content, words):
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    result = run(path, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_file_that_is_not_there_is_said_to_be_missing(run, tmp_path):
    result = run(tmp_path / "none.csv", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no file" in result.stderr
    assert run(tmp_path).exit_code == 2


def test_empty_lines_and_empty_columns_to_the_right_do_no_harm(run, tmp_path):
    rows = CASES.read_text(encoding="utf-8-sig").splitlines()
    path = tmp_path / "cases.csv"
    path.write_text("\n\n".join([rows[0], *(f"{row},,," for row in rows[1:])]), encoding="utf-8")
    assert run(path).exit_code == 0


def test_a_header_alone_has_no_cases(run, tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(HEADER, encoding="utf-8")
    assert json.loads(run(path, "--json").stdout) == []
    assert "No cases" in run(path).stdout
