"""A programme manager tries it in the demo: takes the sample, drops it into the chat, answers, loads, exports."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.world import Pretend, pretend
from tests.browser.test_story import becomes, goes_to_messages_with_the_bot, types
from tests.conversations.world import Loop

MANAGER = "Priya Nair"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pretend, Callable[[], None]]]:
    """The demo, but for the clock, which stands, and what lets its worker do all that is due."""
    loop = Loop()
    opened = pretend(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    made = loop.run(opened.__aenter__())
    yield made, lambda: loop.run(made.spoken.drain())
    loop.run(opened.__aexit__(None, None, None))
    loop.stop()


def last(desk: Page):
    return desk.locator("#messages > li.message").last


def test_the_sample_goes_in_and_the_plan_comes_out(
    desk: Page, demo: tuple[Pretend, Callable[[], None]], tmp_path: Path
) -> None:
    made, works = demo
    desk.goto(made.sandbox.url)
    becomes(desk, MANAGER)
    goes_to_messages_with_the_bot(desk)
    file = tmp_path / "sample-plan.xlsx"
    file.write_bytes(desk.request.get(f"{made.sandbox.url}/sample-plan.xlsx").body())

    desk.locator("#share").set_input_files(file)
    expect(last(desk)).to_contain_text("I am reading sample-plan.xlsx")
    works()
    expect(last(desk)).to_contain_text("cannot be loaded yet")
    expect(last(desk)).to_contain_text("(BCP-16), By when: 31/09/2021 is not a real date")

    last(desk).get_by_role("button", name=re.compile("^Answer")).click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label(re.compile("BCP-16.*By when")).fill("2021-09-30")
    dialog.get_by_label(re.compile("BCP-17.*Owner")).select_option("Head of Early Help")
    dialog.locator("footer button[type=submit]").click()
    expect(last(desk)).to_contain_text("I am reading the file again")
    works()
    expect(last(desk)).to_contain_text("0 cannot be loaded yet")

    last(desk).get_by_role("button", name=re.compile("^Load")).click()
    desk.get_by_role("dialog").get_by_role("button", name="Load").click()
    expect(desk.locator("#messages")).to_contain_text("I am loading sample-plan.xlsx")
    works()
    expect(desk.locator("#messages")).to_contain_text("Asked for a new deadline: BCP-06")

    types(desk, "export")
    expect(desk.locator("#messages")).to_contain_text("follows in our private conversation")
    works()
    link = desk.locator("a.file").last
    expect(link).to_contain_text(".xlsx")
    with desk.expect_download() as saved:
        link.click()
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")
