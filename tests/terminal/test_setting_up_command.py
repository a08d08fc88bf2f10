"""A programme manager at the machine: from an empty folder to a board that speaks, and what the doctor says of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.checks import CanNotTell, Identity, SeenChannel
from handlers.slack.manifest import scopes
from storage import outbox
from storage.database import open_database
from storage.tables import Audit, Outbox
from tests.bad_luck import another_program_writes
from tests.terminal.machine import BOARD, NOW, PLAN, TOKEN, Machine


def test_from_an_empty_folder_to_started_without_code_or_sql(machine: Machine) -> None:
    assert "The board is set up." in machine.says("setup", *BOARD)
    assert "15 actions added" in machine.says("import", str(PLAN), "--yes")
    assert "4 posts not connected" in machine.says("posts", "list")
    held = machine.says("posts", "connect", "quality and assurance", "UHEAD", "--name", "The Holder")
    assert "Service Director, Quality and Assurance is now held by The Holder." in held
    machine.says("seat", "chair", "Independent Chair", "--person", "UCHAIR", "--name", "Margaret Ellis")
    assert "Statements due: Tuesday 8 June, 17:00" in machine.says("meeting", "add", "2021-06-15")

    assert "look at what will be sent first" in machine.is_refused("start")
    told = machine.says("preview")
    assert "Service Director, Quality and Assurance (The Holder): T−10: asks for statements for BCP-03" in told
    assert "Sample Board has started. 4 requests for statements planned" in machine.says("start")
    assert "15 actions" in machine.says("status")


def test_where_the_chat_has_a_button_the_terminal_says_what_to_type(machine: Machine) -> None:
    told = machine.says("setup", *BOARD)

    assert "→ accountable preview" in told
    assert "[" not in told


def test_a_line_director_is_named_and_never_in_a_circle(running: Machine) -> None:
    told = running.says("posts", "line", "inclusion", "Corporate Director of Children’s Services")
    assert "reports to Corporate Director of Children’s Services." in told

    refused = running.is_refused(
        "posts", "line", "corporate director", "Service Director, Inclusion and Family Services"
    )
    assert refused.startswith("LINE: Corporate Director of Children’s Services can not report to")


def test_every_answer_can_be_had_as_json(running: Machine) -> None:
    for words in (
        ["setup"], ["people"], ["posts", "list"], ["meeting", "list"], ["preview"], ["pause"], ["resume"], ["start"],
        ["status", "red"],
        ["posts", "delegate", "inclusion", "Head of Inclusion", "--until", "2021-06-30", "--person", "UI"],
        ["posts", "line", "inclusion", "Chief Executive", "--person", "UC"],
        ["posts", "vacate", "inclusion"], ["seat", "member", "Head of Health", "--person", "UH"],
        ["seat", "member", "Head of Health", "--remove"], ["setup", "--summary-time", "10:00"],
    ):  # fmt: skip
        told = json.loads(running.says(*words, "--json"))
        assert told["ok"], words
        assert told["text"]
        assert told["message"]["kind"]
    assert json.loads(running.says("migrate", "--json"))["text"] == "The database was up to date."
    assert json.loads(running.says("manifest"))["oauth_config"]["scopes"]["bot"] == scopes()


def test_what_is_wrong_is_said_with_its_option_and_ends_with_1(running: Machine) -> None:
    assert running.is_refused("setup", "--line-confirms", "perhaps").startswith("--line-confirms: Say yes or no.")
    assert running.is_refused("setup", "--readings-needed", "0").startswith("--readings-needed: Type a whole number")
    assert running.is_refused("setup", "--zone", "Nowhere").startswith(
        "--zone: There is no time zone called “Nowhere”."
    )
    assert running.is_refused("meeting", "add", "12 June 2021").startswith(
        "DAY: Saturday 12 June 2021 is not a working"
    )
    assert running.is_refused("seat", "member", "Nobody", "--remove").startswith(
        "No post called “Nobody” sits as member."
    )
    refused = running.types("setup", "--mash-number", "none", "--json")
    assert refused.exit_code == 1
    assert "--mash-number" in json.loads(refused.stdout)["errors"]


def test_changing_one_thing_leaves_the_others(running: Machine) -> None:
    running.says("setup", "--summary-weekday", "Friday")

    told = running.says("setup", "--json")
    assert "08:30 to 17:30, Europe/London" in json.loads(told)["text"]
    assert "Friday 28 May, 09:00, to the board’s channel" in running.says("preview")


def test_without_a_board_every_command_says_how_to_begin(machine: Machine) -> None:
    machine.says("migrate")

    for words in (["preview"], ["start"], ["people"], ["posts", "list"], ["status"], ["import", str(PLAN), "--yes"]):
        assert "There is no board yet. Set one up: accountable setup" in machine.types(*words).output


def test_without_a_database_a_command_says_to_migrate(machine: Machine) -> None:
    assert machine.is_refused("preview") == "The database is not up to date. Type: accountable migrate"


def test_a_plan_can_be_looked_at_before_there_is_anything(machine: Machine, tmp_path: Path) -> None:
    told = json.loads(machine.says("import", str(PLAN), "--preview", "--json"))

    assert len(told["rows"]) == 15
    assert not (tmp_path / "accountable.db").exists()


def test_nobody_is_asked_where_nobody_is_there(machine: Machine) -> None:
    assert machine.is_refused("setup").startswith("--team: The id of the Slack workspace")
    refused = machine.is_refused("setup", "--team", "T1")
    assert "--name: Give the board a name" in refused
    assert "--mash-number: Type the telephone number" in refused


def test_the_workspace_is_known_from_the_token(machine: Machine) -> None:
    machine.token = TOKEN
    without_team = [word for word in BOARD if word not in ("--team", "T1")]

    machine.says("setup", *without_team)

    assert "the token works, in Sample Council" in machine.types("doctor").stdout
    assert "Use that workspace's token" not in machine.types("doctor").stdout


# The doctor


def test_the_doctor_on_an_empty_machine_says_what_to_do_and_makes_nothing(machine: Machine, tmp_path: Path) -> None:
    result = machine.types("doctor")

    assert result.exit_code == 1
    assert "missing      SLACK_BOT_TOKEN: set it to the bot token of your Slack app" in result.stdout
    assert "accountable.db yet. Type: accountable migrate" in result.stdout
    assert "3 things to put right." in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_all_well(running: Machine) -> None:
    running.token = TOKEN

    told = running.says("doctor", "--connect")

    assert told.endswith("All is well.\n")
    assert "Channel of Sample Board: I am in #improvement-board, and nobody there is a guest." in told
    assert "Socket Mode: it would connect." in told
    assert TOKEN not in told
    assert TOKEN not in running.says("doctor", "--json")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"who": CanNotTell("Slack does not know this token.")}, "WRONG        Slack: Slack does not know this token."),
        ({"who": Identity("T1", "", frozenset(set(scopes()) - {"chat:write"}), NOW)}, "the token lacks chat:write."),
        ({"who": Identity("T2", "", frozenset(scopes()), NOW)}, "belongs to the workspace T1, and the token is for T2"),
        ({"who": Identity("T1", "", frozenset(scopes()), NOW - timedelta(seconds=61))}, "61 seconds ahead of Slack"),
        ({"who": Identity("T1", "", frozenset(scopes()), NOW + timedelta(hours=1))}, "3600 seconds behind Slack"),
        ({"seen": SeenChannel("board", is_member=False)}, "I am not in #board. Type there: /invite @Accountable"),
        ({"seen": SeenChannel("board", is_member=True, is_archived=True)}, "#board is archived."),
        ({"refusal": CanNotTell("This is not an app-level token.")}, "Socket Mode: This is not an app-level token."),
    ],
)
def test_the_doctor_says_what_is_wrong_with_slack(changed: dict[str, object], words: str, running: Machine) -> None:
    running.token = TOKEN
    for name, value in changed.items():
        setattr(running.slack, name, value)

    result = running.types("doctor", "--connect")

    assert result.exit_code == 1
    assert words in result.stdout


def test_a_guest_in_the_channel_is_said_and_is_no_fault(running: Machine) -> None:
    running.token = TOKEN
    running.slack.seen = SeenChannel("board", is_member=True, is_shared=True, guests=("Somebody Else",))

    told = running.says("doctor")

    assert "#board is shared with another organisation. 1 guest in #board: Somebody Else." in told


def test_a_minute_apart_is_not_said(running: Machine) -> None:
    running.token = TOKEN
    running.slack.who = Identity("T1", "", frozenset(scopes()), NOW - timedelta(seconds=60))

    assert "this machine and Slack agree" in running.says("doctor")


def test_a_worker_that_fell_silent_is_said(running: Machine) -> None:
    running.ticks(running.clock.machine() - timedelta(minutes=3))
    result = running.types("doctor")

    assert result.exit_code == 1
    assert "Worker: the last one was heard of at" in result.stdout


def test_what_should_have_gone_says_that_nobody_sends(running: Machine) -> None:
    engine = open_database(running.url)
    with Session(engine) as session:
        first = outbox.next_due(session)
    engine.dispose()
    assert first is not None
    running.clock.at = first[0] + timedelta(minutes=9)
    assert "nothing is overdue" in running.types("doctor").stdout

    running.clock.at = first[0] + timedelta(minutes=11)
    result = running.types("doctor")

    assert result.exit_code == 1
    assert f"due since {first[0]:%Y-%m-%d %H:%M} UTC and has not gone. Is the worker running?" in result.stdout


def test_an_entry_of_the_record_that_somebody_changed_is_said(running: Machine) -> None:
    assert "no entry has been changed" in running.types("doctor").stdout
    engine = open_database(running.url)
    with engine.begin() as connection:
        connection.execute(update(Audit).where(Audit.what == "import_action").values(to="Green"))
    engine.dispose()

    result = running.types("doctor")
    assert result.exit_code == 1
    assert "(import_action BCP-01) is not as it was written" in result.stdout


def test_that_the_newest_entries_of_the_record_are_gone_is_said(running: Machine) -> None:
    engine = open_database(running.url)
    with engine.begin() as connection:
        newest = connection.execute(select(func.max(Audit.id))).scalar_one()
        connection.execute(delete(Audit).where(Audit.id == newest))
    engine.dispose()

    result = running.types("doctor")
    assert result.exit_code == 1
    assert "its newest entries are missing. Compare with a backup" in result.stdout


def test_a_message_that_was_refused_for_good_is_counted(running: Machine) -> None:
    engine = open_database(running.url)
    with engine.begin() as connection:
        connection.execute(update(Outbox).where(Outbox.kind == "weekly_summary").values(state="dead"))
    engine.dispose()

    assert "1 message has been refused for good." in running.types("doctor").stdout


def test_the_migrations_make_what_the_code_expects(machine: Machine) -> None:
    assert "they make the tables that the code expects" in machine.says("doctor", "--migrations")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_same_on_postgresql(database_url: str) -> None:
    machine = Machine(database_url)
    machine.says("setup", *BOARD)
    machine.says("import", str(PLAN), "--yes")
    machine.says("meeting", "add", "2021-06-15")
    machine.says("preview")
    machine.says("start")

    told = machine.types("doctor").stdout
    assert "Database: postgresql, up to date" in told
    assert "Sample Board: it is started." in told


def test_a_database_that_is_not_there_is_said_without_its_password() -> None:
    machine = Machine("postgresql://someone:hunter22@127.0.0.1:1/nothing")

    told = machine.types("doctor").stdout

    assert "it does not answer" in told
    assert "hunter22" not in told
    assert machine.is_refused("pause").startswith("The database does not answer (OperationalError). Type “accountable")


def test_a_database_that_another_program_keeps_busy_is_said_in_a_sentence(running: Machine) -> None:
    engine = open_database(running.url)
    with another_program_writes(engine):
        busy = running.is_refused("pause")
    engine.dispose()

    assert busy == "The database is busy: another process is writing to it. Please try again in a moment."


@pytest.fixture
def path_of_project() -> Iterator[dict[str, str]]:
    yield os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def test_the_list_of_commands_loads_no_database_and_no_slack(path_of_project: dict[str, str]) -> None:
    script = (
        "import sys\n"
        "from handlers.terminal.routes import build_cli\n"
        "build_cli(lambda: None)\n"
        "print([name for name in ('sqlalchemy', 'slack_sdk', 'aiohttp', 'alembic', 'holidays') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], env=path_of_project, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
