"""The child guard: what looks like details of a child is stopped before anything is kept, wherever it is written."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.domain.guard import Kind, find_personal_details
from bot.messages.parts import Reply
from storage import edits, people, tables
from tests.conversations.boards import (
    CHAIR,
    EARLY_HELP,
    MANAGER,
    MASH,
    QUALITY,
    SOCIAL_CARE,
    STRANGER,
    as_csv,
    connect,
    row,
    set_up,
)
from tests.logs import logged

CHILD = "Child Q"
BIRTH = "dob 14/03/2012"
DETAILS = f"Work with {CHILD}, {BIRTH}, goes on."
SAID = {"progress": "Work went on.", "effect": "None yet.", "rating": "Green"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(open_world, request):
    made = open_world(request.param)
    board = set_up(made)
    made.does(gives_input, "A6")
    connect(made, board, EARLY_HELP)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def everything_kept(world) -> str:
    """All that the database holds: on SQLite the very bytes of its files, else every row of every table."""
    if world.database_url.startswith("sqlite"):
        file = Path(world.database_url.removeprefix("sqlite:///"))
        return "".join(each.read_bytes().decode("utf-8", "replace") for each in file.parent.glob(f"{file.name}*"))
    tables = [each[0] for each in world.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    assert {"statement", "draft", "outbox", "inbox", "audit"} <= set(tables)
    return "".join(str(world.rows(f'SELECT * FROM "{table}"')) for table in tables)


@pytest.fixture
def log():
    """The bot's own log at its most talkative, and whatever else is printed."""
    with logged(level="debug") as stream:
        yield stream


def leaks(world, log, capfd) -> list[str]:
    """Where the details can be found: the database, what the bot said, the log."""
    out, err = capfd.readouterr()
    places = {"database": everything_kept(world), "said": "\n".join(world.everything_said())}
    places["log"] = log.getvalue() + out + err
    assert "Running listener" in log.getvalue(), "the log is not at its most talkative"
    return [f"{detail} in {name}" for name, text in places.items() for detail in (CHILD, BIRTH) if detail in text]


OF_EACH_KIND = {
    Kind.NHS_NUMBER: "999 123 4578",
    Kind.PUPIL_NUMBER: "UPN H801200001001",
    Kind.CASE_NUMBER: "Mosaic 1029384",
    Kind.DATE_OF_BIRTH: "DOB: 03-04-2012",
    Kind.POSTCODE: "ZZ1 1ZZ",
    Kind.CHILD_BY_LETTER: "Child Q",
    Kind.INITIALS_WITH_AGE: "J.S. (9)",
    Kind.NAME_WITH_AGE: "Amelia, aged 9",
    Kind.CHILD_NAMED: "a boy called Oscar",
    Kind.FAMILY_NAMED: "the Examplewska family",
    Kind.CHILD_BY_AGE: "an 8-year-old girl",
    Kind.ADDRESS: "41 Example Street",
}
"""Made up, every one; the numbers have the check digit that makes them look real."""


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name.lower())
def test_nothing_of_what_is_stopped_is_left_in_the_database_the_log_or_what_was_said(world, kind, log, capfd):
    detail = OF_EACH_KIND[kind]
    text = f"We looked again at {detail}, and more is to come."
    assert kind in find_personal_details(text)
    officer, manager = world.signs_in(SOCIAL_CARE), world.signs_in(MANAGER)

    # A form, and the same as a draft; a message typed to the bot; a command; a plan as a file, in its name and a cell.
    form = officer.opens_statement("A2")
    form.submit(**SAID | {"effect": text})
    assert "looks like details of a child" in form.error("effect")
    form.presses("Save draft")
    while officer.has_a_form_open:
        officer.form.closes()
    officer.says(f"A2: {text}")
    manager.says(f"watch A2 because {text}")
    manager.drops(
        (f"plan {detail}.csv".replace("/", "-"), as_csv([row("A2", "Recruit", SOCIAL_CARE, update_text=text)]))
    )
    world.works()

    out, err = capfd.readouterr()
    places = {"database": everything_kept(world), "said": "\n".join(world.everything_said())}
    places["log"] = log.getvalue() + out + err
    assert [name for name, found in places.items() if detail in found] == []
    assert "and more is to come" not in str(world.rows("SELECT answers FROM draft")), "the rest of the draft is kept"


@pytest.mark.parametrize("field", ["progress", "effect", "evidence", "barriers", "next_steps"])
def test_a_statement_with_a_childs_details_is_stopped_beside_its_field_and_nothing_is_kept(world, field, log, capfd):
    form = world.signs_in(QUALITY).opens_statement("A6")

    form.submit(**SAID | {field: DETAILS})

    assert form.is_open
    assert "looks like details of a child (a date of birth and a child named by a letter or number)" in form.error(
        field
    )
    assert "Nothing has been kept or sent." in form.error(field)
    assert form.value(field) == DETAILS, "what was typed is still there to be put right"
    assert leaks(world, log, capfd) == []
    form.closes()


def test_help_asked_for_with_a_childs_details_is_stopped(world, log, capfd):
    form = world.signs_in(QUALITY).opens_statement("A6").fill(help="yes")

    form.submit(**SAID, help_needed=DETAILS, help_from="DCS")

    assert "looks like details of a child" in form.error("help_needed")
    assert leaks(world, log, capfd) == []
    form.closes()


def test_a_reason_with_a_childs_details_is_stopped(world, log, capfd):
    form = world.signs_in(QUALITY).opens_statement("A6").fill(**SAID, forecast="2021-10-16", help="no")
    assert form.asks_for("reason")

    form.submit(reason=DETAILS)

    assert "looks like details of a child" in form.error("reason")
    assert leaks(world, log, capfd) == []
    form.closes()


def test_a_draft_with_a_childs_details_is_stopped_too_and_what_was_typed_stays_on_the_screen(world, log, capfd):
    officer = world.signs_in(SOCIAL_CARE)
    form = officer.opens_statement("A2")
    for end in range(len(DETAILS) - 30, len(DETAILS) + 1):
        form.fill(progress=DETAILS[:end])  # as it is typed, letter by letter
    form.fill(rating="Amber")
    assert "looks like details of a child" in form

    form.presses("Save draft")

    assert "looks like details of a child" in officer.form
    assert leaks(world, log, capfd) == []
    ((kept,),) = world.rows("SELECT answers FROM draft WHERE action_id IN (SELECT id FROM action WHERE ref = 'A2')")
    assert "Amber" in str(kept) and "progress" not in str(kept), "the rest is kept"
    while officer.has_a_form_open:
        officer.form.closes()


def test_input_with_a_childs_details_is_stopped_and_so_is_what_asks_for_it(world, log, capfd):
    """The officer's sentence, the contributor's form and their draft."""
    officer, contributor = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)
    officer.asks("/account status A6").presses("Ask contributors")
    form = officer.form
    form.submit(whom=form.choices("whom"), words=DETAILS)
    assert "looks like details of a child" in form.error("words")
    form.submit(words="How did it go?")
    world.clock.push_to("Tuesday 1 June 2021, 11:30")

    contributor.last.presses("Write")
    given = contributor.form.submit(progress=DETAILS)
    assert "looks like details of a child" in given.error("progress")
    given.presses("Save draft")

    assert leaks(world, log, capfd) == []
    assert [row[0] for row in world.rows("SELECT progress FROM contribution")] == [""]
    while contributor.has_a_form_open:
        contributor.form.closes()


def gives_input(session: Session, ref: str, now: datetime) -> Reply:
    """Somebody with no other part in the plan gives input to an action's statement."""
    action = session.query(tables.Action).filter_by(ref=ref).one()
    post = people.post_of(session, session.query(tables.Workspace).one().id, EARLY_HELP, now.date())
    edits.add_contributor(session, action.id, post.id, now)
    return Reply()


def test_put_right_the_statement_goes(world):
    form = world.signs_in(SOCIAL_CARE).opens_statement("A2").submit(**SAID | {"progress": DETAILS})
    assert form.error("progress")

    form.submit(progress="Two children now have a named social worker.")

    assert not form.is_open
    assert "Two children now have a named social worker." in world.signs_in(CHAIR).asks("/status A2")


@pytest.mark.parametrize("who", [QUALITY, STRANGER])
def test_a_worry_about_a_child_said_to_the_bot_is_answered_with_whom_to_phone_and_is_not_kept(world, who, log, capfd):

    answer = world.signs_in(who).says(f"I am worried that {CHILD} is being hurt at home, {BIRTH}")

    assert MASH in answer
    assert leaks(world, log, capfd) == []


def test_a_worry_written_into_a_statement_is_answered_with_whom_to_phone_before_the_next_is_offered(world):
    officer = world.signs_in(QUALITY)

    officer.opens_statement("A6").submit(**SAID | {"progress": "A boy in my class was hit by his stepfather."})

    assert MASH in officer.form
    assert "Thank you. A6 received" in officer.form
    officer.form.closes()


def test_a_question_with_a_childs_details_in_it_leaves_no_trace_either(world, log, capfd):

    world.signs_in(QUALITY).asks(f"/status {DETAILS}")

    kept = everything_kept(world)
    out, err = capfd.readouterr()
    assert [detail for detail in (CHILD, BIRTH) if detail in kept + log.getvalue() + out + err] == []
