"""Details that were kept after all, taken out again: from what is kept, and from what the bot said in chat."""

import io

import pytest
from openpyxl import load_workbook

from tests.conversations.boards import CHAIR, MANAGER, QUALITY, set_up
from tests.conversations.test_guard import everything_kept

WORDS = "Zofia from Elm & Yew House"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(open_world, request):
    made = open_world(request.param)
    set_up(made)
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def test_the_programme_manager_takes_them_out_of_the_database_and_of_the_chat(world):
    chair, before = world.signs_in(CHAIR), world.signs_in(MANAGER)
    before.says("paper")
    world.works()
    said = {"progress": f"{WORDS} is settled.", "effect": "None yet.", "rating": "Green"}
    world.signs_in(QUALITY).opens_statement("A6").submit(**said)
    chair.says("paper")
    world.works()
    assert _in_file(chair, "Zofia")
    assert "Zofia" in world.signs_in(CHAIR).says("status A6"), (
        "an answer in the chat itself, which goes past the outbox"
    )
    manager = world.signs_in(MANAGER)

    manager.asks("/account remove")
    form = manager.form
    form.submit(words=WORDS)
    assert "1 position statement (A6)" in form
    form.submit()

    assert not form.is_open
    said_now = "\n".join(world.everything_said())
    assert "Zofia" not in said_now
    assert "[removed] is settled." in said_now
    assert "Zofia" not in everything_kept(world), "not in the bytes of the files either, nor in the log beside them"
    assert world.rows("SELECT 1 FROM outbox WHERE CAST(args AS text) LIKE '%Zofia%'") == []
    assert "[removed] is settled." in world.signs_in(CHAIR).asks("/status A6")
    assert [file.is_deleted for file in _files(chair)] == [True], "a file can not be changed"
    assert [file.is_deleted for file in _files(before)] == [False], "one that does not hold them stays"
    world.clock.push_to("Tuesday 1 June 2021, 10:01")
    chair.says("paper")
    world.works()
    assert _in_file(chair, "[removed] is settled.")


def _files(person):
    return [file for message in person.actor.messages() for file in message.files]


def _in_file(person, words: str) -> bool:
    """Whether a run sheet that was handed over to somebody last has these words in a cell."""
    sheet = load_workbook(io.BytesIO(_files(person)[-1].content)).active
    return any(words in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
