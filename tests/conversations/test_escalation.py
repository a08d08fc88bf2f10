"""The whole ladder: one officer never answers, one answers late, one is given more time; each hears what is theirs."""

from datetime import date

import pytest

from tests.conversations.boards import (
    DCS,
    EARLY_HELP,
    INCLUSION,
    MANAGER,
    QUALITY,
    SOCIAL_CARE,
    answers,
    name_delegate,
    set_up,
)
from tests.conversations.somebody import Seen

LATE = "Late for Holding to Account, Tuesday 15 June, 09:30"


def sends(world, officer: str, *refs: str) -> None:
    for ref in refs:
        form = world.signs_in(officer).opens_statement(ref)
        form.submit(progress="Work went on.", effect="None yet.", rating="Green", next_steps="Go on.")
        if form.is_open:  # asked for a reason, which may be left empty
            form.submit()
        assert not form.is_open


def got(world, who: str, *, since: int = 0) -> list[Seen]:
    return world.signs_in(who).private_messages()[since:]


def newest(world, who: str, start: str) -> Seen:
    found = [each for each in got(world, who) if each.text.startswith(start)]
    assert found, f"{who} got nothing that begins “{start}”."
    return found[-1]


def name(world, who: str) -> str:
    return str(world.workspace.person(who).name)


def steps(world, number: int) -> list[tuple[str, str, str]]:
    rows = world.rows(
        'SELECT subject, "to", why FROM audit WHERE who = :who AND what = :what ORDER BY id',
        who="Accountable",
        what=f"escalation step {number}",
    )
    return [tuple(row) for row in rows]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(open_world, request):
    """Social care never answers; quality answers after the list; inclusion gets more time; one director."""
    made = open_world(request.param)
    board = set_up(made)
    name_delegate(made, SOCIAL_CARE, EARLY_HELP, date(2021, 7, 30))
    for post in (SOCIAL_CARE, QUALITY, INCLUSION):
        answers(made, "setup_line", str(board), {"post": post, "line": DCS})
    made.clock.push_to("Tuesday 1 June 2021, 09:30")
    sends(made, DCS, "A1")
    return made


@pytest.fixture(scope="module")
def before(world) -> dict[str, int]:
    """How many messages each had had when the list was made."""
    world.clock.push_to("Wednesday 9 June 2021, 13:59")
    return {who: len(got(world, who)) for who in (SOCIAL_CARE, QUALITY, INCLUSION, DCS, EARLY_HELP, MANAGER)}


@pytest.fixture(scope="module")
def listed(world, before) -> Seen:
    """The programme manager's list; then inclusion is given more time, and quality sends theirs."""
    world.clock.push_to("Wednesday 9 June 2021, 14:00")
    made = newest(world, MANAGER, LATE)
    made.presses("Extend to Thursday 10 June, 12:00", about="A4 and A5")
    world.clock.push_to("Wednesday 9 June 2021, 15:00")
    sends(world, QUALITY, "A3", "A6")
    return made


@pytest.fixture(scope="module")
def told(world, listed) -> dict[str, int]:
    """How many messages each had had when the line director was to be told."""
    counts = {who: len(got(world, who)) for who in (SOCIAL_CARE, QUALITY, INCLUSION, DCS, EARLY_HELP, MANAGER)}
    world.clock.push_to("Thursday 10 June 2021, 09:00")
    return counts


def test_the_officer_is_asked_reminded_and_offered_help_and_then_so_is_the_delegate(world, before):
    request, reminder, due, late = got(world, SOCIAL_CARE)

    assert "Please send the position statement for A2 by Tuesday 8 June, 17:00." in request
    assert "2 working days to go: 1 statement due Tuesday 8 June, 17:00: A2." in reminder
    assert "Due today by 17:00: A2." in due
    assert "A2 was due yesterday. Can you send it today, or do you need help?" in late
    (to_delegate,) = got(world, EARLY_HELP)
    assert f"A2 for the {SOCIAL_CARE} was due yesterday." in to_delegate
    assert to_delegate.buttons == late.buttons == ["Write", "Need help", "Wrong person"]
    asked = [to for subject, to, _ in steps(world, 1) if subject.startswith("A2")]
    assert asked == [
        f"{SOCIAL_CARE}, {name(world, SOCIAL_CARE)}",
        f"{name(world, EARLY_HELP)}, for the {SOCIAL_CARE}",
    ]


def test_the_programme_manager_gets_a_list_by_post(world, listed):
    assert steps(world, 2) == [
        (f"{refs}, {post}", f"the programme manager, {name(world, MANAGER)}",
         "no statement by Tuesday 8 June, 17:00")
        for refs, post in (("A2", SOCIAL_CARE), ("A3 and A6", QUALITY), ("A4 and A5", INCLUSION))
    ]  # fmt: skip
    assert "The line director" not in newest(world, MANAGER, LATE)
    assert "Where you choose nothing, the line director is told on Thursday 10 June, 09:00." in listed


def test_the_list_shows_what_was_chosen_and_what_came_in(world, told):
    shown = newest(world, MANAGER, LATE)

    assert "More time until Thursday 10 June, 12:00 (9 June, 14:00)." in shown.line("A4 and A5")
    assert shown.line(QUALITY) == f"{QUALITY}: A3 received 9 June, 15:00. A6 received 9 June, 15:00."
    assert "No answer yet." in shown.line("A2")


def test_whoever_was_given_more_time_reads_it_where_they_were_asked(world, told):
    asked = newest(world, INCLUSION, "Holding to Account")

    assert asked.line("You have until Thursday 10 June, 12:00 for A4 and A5.")
    assert len(got(world, INCLUSION)) == told[INCLUSION]


def test_the_line_director_is_told_of_what_is_missing_and_of_nothing_else(world, told):
    (note,) = got(world, DCS, since=told[DCS])

    assert note.line("No statement yet for").startswith(
        f"No statement yet for A2 ({SOCIAL_CARE}). Pack is fixed at 17:00."
    )
    assert note.buttons == ["Will sort", "Name a delegate"]
    assert not any(words in note for words in ("A3", "A6", QUALITY, "A4", INCLUSION))
    assert [subject for subject, _, _ in steps(world, 3)] == [f"A2, {SOCIAL_CARE}"]


def test_the_ladder_goes_on_to_the_extended_one_and_to_the_chair_and_leaves_who_answered_alone(world, told, before):
    note = got(world, DCS, since=told[DCS])[0]
    note.presses("Will sort")
    assert "You said that you will sort it (10 June, 09:00)." in newest(world, DCS, "Holding to Account")
    assert "The line director will sort it (10 June, 09:00)." in newest(world, MANAGER, LATE).line("A2")

    world.clock.push_to("Thursday 10 June 2021, 12:00")
    extended = newest(world, DCS, "Holding to Account")
    assert f"No statement yet for A4 and A5 ({INCLUSION}). Pack is fixed at 17:00." in extended

    world.clock.push_to("Thursday 10 June 2021, 16:00")
    sends(world, INCLUSION, "A4")
    assert f"No statement yet for A5 ({INCLUSION})." in newest(world, DCS, "Holding to Account")
    world.clock.push_to("Thursday 10 June 2021, 17:00")
    assert steps(world, 4) == [
        (f"A2, {SOCIAL_CARE}", "the chair, in the pack",
         "No answer yet. The line director was told. The line director will sort it (10 June, 09:00)."),
        (f"A5, {INCLUSION}", "the chair, in the pack",
         "No answer yet. More time until Thursday 10 June, 12:00 (9 June, 14:00). The line director was told."),
    ]  # fmt: skip
    thanks = got(world, QUALITY, since=before[QUALITY])
    assert [each.line("Thank you. ").split()[2] for each in thanks] == ["A3", "A6"]
    assert len(got(world, SOCIAL_CARE)) == before[SOCIAL_CARE]


def test_an_officer_who_is_late_asks_for_help_in_one_form(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Wednesday 9 June 2021, 09:30")
    officer = world.signs_in(SOCIAL_CARE)

    newest(world, SOCIAL_CARE, "Holding to Account").presses("Need help")
    assert officer.form.title == "Need help"
    form = officer.form.submit(help="time", words="Tom, aged 9, is still waiting")
    assert form.error("words").startswith("This looks like details of a child")
    form.submit(words="The audit ends on Friday.")
    assert not form.is_open

    told = newest(world, MANAGER, "Somebody asks for help")
    assert f"{SOCIAL_CARE} ({name(world, SOCIAL_CARE)}) asks for help with A2" in told
    asked = newest(world, SOCIAL_CARE, "Holding to Account")
    assert asked.buttons == ["Write"]
    assert "You asked for help (9 June, 09:30)" in asked

    newest(world, QUALITY, "Holding to Account").presses("Wrong person")
    assert newest(world, QUALITY, "Holding to Account").buttons == []
    wrong = newest(world, MANAGER, "Somebody says that it is not for them")
    assert wrong.buttons == ["Connect the post", "Name a delegate"]
    world.clock.push_to("Wednesday 9 June 2021, 14:00")
    listed = newest(world, MANAGER, LATE)
    assert "They ask for help (more time: The audit ends on Friday.)" in listed.line("A2")
    listed.presses("Phone done", about="A2")
    assert "Rung (9 June, 14:00)." in newest(world, MANAGER, LATE).line("A2")
    assert "Friday" not in " ".join(each.text for each in world.channel())
