import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from handlers.terminal.guard import register

SENTENCES = Path(__file__).parent.parent / "data" / "guard_sentences.csv"


@pytest.fixture
def run():
    cli = typer.Typer()
    cli.callback()(lambda: None)
    register(cli)
    return lambda *arguments: CliRunner().invoke(cli, ["guard", *map(str, arguments)])


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "texts.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_script_reads_one_answer_for_each_text_in_their_order(run, tmp_path):
    path = written(tmp_path, 'id,text\n1,Audits rose to 25.\n2,"Child Q, dob 14/03/2012"\n3,\n4,"BH15 9XX\nis old"\n')

    result = run(path, "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == [
        {"stop": False, "kinds": []},
        {"stop": True, "kinds": ["date_of_birth", "child_by_letter"]},
        {"stop": False, "kinds": []},
        {"stop": True, "kinds": ["postcode"]},
    ]


def test_in_words_each_row_is_named_with_what_was_seen_and_the_text_is_not_repeated(run, tmp_path):
    result = run(written(tmp_path, "text\nAll well.\nSee Child Q.\n"))

    assert result.stdout.splitlines() == [
        "Row 2: passes.",
        "Row 3: stopped (a child named by a letter or number).",
        "",
        "2 texts: 1 stopped (a child named by a letter or number: 1), 1 pass.",
    ]


def test_of_sentences_written_before_the_guard_it_misses_one_in_205_and_stops_none_of_224_without_reason(run):
    """The one has letters that are also those of a lead member and of a manager: “LM (7) and SM (5)”."""
    assert run(SENTENCES).stdout.splitlines()[-2:] == [
        "Missed: 1 of 205 (0.5%).",
        "Stopped without reason: 0 of 224 (0.0%).",
    ]


def test_of_odd_spellings_that_it_was_taught_it_misses_none_and_stops_none_of_113_without_reason(run):
    assert run(SENTENCES.with_name("guard_spellings.csv")).stdout.splitlines()[-2:] == [
        "Missed: 0 of 148 (0.0%).",
        "Stopped without reason: 0 of 113 (0.0%).",
    ]


def test_no_word_of_any_text_is_printed(run):
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]

    printed = run(SENTENCES).output + run(SENTENCES, "--json").output

    assert [text for text in texts if text in printed] == []


@pytest.mark.parametrize(
    ("text", "encoding", "says"),
    [
        ("words\nAll well.\n", "utf-8", "has no column called “text”. Give the column of examples that name"),
        ("", "utf-8", "has no column called “text”"),
        ("text;kind\nAll well;\n", "utf-8", "separated by semicolons"),
        ('text\n"All well.\n', "utf-8", "quotation mark that is opened and not closed"),
        ("text,expected\nAll well.,maybe\n", "utf-8", "row 2, column expected: write “stop” or “pass”"),
        ("text\nAll well – so far.\n", "cp1252", "row 2, column text: there is a character that is not UTF-8"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused_in_words(run, tmp_path, text, encoding, says):
    result = run(written(tmp_path, text, encoding))

    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
