"""The main job from end to end, through the page: what somebody sees who runs the demo and tries it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.world import Pretend, pretend
from tests.browser.pictures import PICTURES, picture
from tests.conversations.world import Loop

OFFICER = "Daniel Marsh"
CHAIR = "Margaret Ellis"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pretend]:
    """The demo as `make demo` starts it, but for the clock, which stands until it is pushed."""
    loop = Loop()
    opened = pretend(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    yield loop.run(opened.__aenter__())
    loop.run(opened.__aexit__(None, None, None))
    loop.stop()


def becomes(desk: Page, name: str) -> None:
    """Use the switch to be somebody else."""
    desk.locator("#switch-summary").click()
    desk.locator("#switch-menu").get_by_role("link", name=name).click()
    expect(desk.locator("#switch-summary")).to_contain_text(name)


def goes_to_messages_with_the_bot(desk: Page) -> None:
    desk.get_by_role("navigation", name="Channels and messages").get_by_role("link", name="Accountable").click()
    messages = desk.get_by_role("navigation", name="Accountable").get_by_role("link", name="Messages")
    messages.click()
    expect(messages).to_have_attribute("aria-current", "page")


def types(desk: Page, words: str) -> None:
    desk.get_by_role("combobox", name="Message to").fill(words)
    desk.keyboard.press("Enter")


def pushes_the_clock_to(desk: Page, moment: datetime, demo: Pretend) -> None:
    """Press "Next: …" until that moment has come."""
    while demo.clock.now() < moment:
        before = desk.locator("#clock .now").inner_text()
        desk.locator("#next-thing").click()
        expect(desk.locator("#clock .now")).not_to_have_text(before, use_inner_text=True)
        expect(desk.locator("#clock progress")).to_have_count(0)


def last_message(desk: Page) -> Locator:
    return desk.get_by_role("log").locator("li.message").last


def the_form_of_bcp_03_for_the_readme(desk: Page, request: Locator) -> None:
    """A Green where the rules suggest Amber, looked at and not sent."""
    request.get_by_role("button", name="Write the statement for BCP-03").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("Green: on track").check()
    why = form.get_by_label("Your rating is better than the rules suggest. Why?")
    expect(why).to_be_visible()
    picture(desk, "statement", form.get_by_text("When do you expect to finish?"))
    form.get_by_role("button", name="Close", exact=True).last.click()
    expect(form).to_have_count(0)


def test_an_officer_answers_the_chair_asks_and_the_summary_comes_on_monday(desk: Page, demo: Pretend) -> None:
    desk.goto(demo.sandbox.url)
    becomes(desk, OFFICER)
    pushes_the_clock_to(desk, datetime(2021, 6, 1, 8, 30, tzinfo=UTC), demo)
    goes_to_messages_with_the_bot(desk)
    request = last_message(desk)
    expect(request).to_contain_text(
        "Please send the position statements for BCP-03 and BCP-06 by Tuesday 8 June, 17:00."
    )

    if PICTURES:
        the_form_of_bcp_03_for_the_readme(desk, request)
    request.get_by_role("button", name="Write the statement for BCP-06").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("Progress since last time").fill("Audits fell to 15 of 25 in May.")
    form.get_by_label("Effect on children").fill("None yet.")
    form.get_by_label("Red: needs help or a decision").check()
    form.get_by_label("What is the cause?").fill("Two auditors left.")
    steps = form.get_by_label("What will bring it back, and by when?")
    expect(steps).to_be_visible()
    form.get_by_role("button", name="Send").click()
    expect(steps).to_have_accessible_description(re.compile("required field"))
    steps.fill("Two more auditors from 14 June.")
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text("Thank you. BCP-06 received")
    form.get_by_role("button", name="Later").click()
    expect(form).to_have_count(0)

    becomes(desk, CHAIR)
    goes_to_messages_with_the_bot(desk)
    types(desk, "/status")
    answer = last_message(desk)
    expect(answer).to_contain_text("15 actions: 15 live, 0 complete. Red 2,")
    expect(answer).to_contain_text(re.compile("BCP-06 Red, off track \\(not confirmed\\)"))

    pushes_the_clock_to(desk, datetime(2021, 6, 7, 8, 0, tzinfo=UTC), demo)
    desk.get_by_role("link", name=re.compile("improvement-board")).click()
    summary = last_message(desk)
    expect(summary).to_contain_text("Improvement plan: as at 7 June 2021")
    expect(summary).to_contain_text("BCP-06 worse: Red, not confirmed, 1 June (was Green).")
    expect(summary.locator("time").first).to_have_text("09:00")
    picture(desk, "summary", summary)
    if PICTURES:
        types(desk, "/status BCP-12")
        expect(last_message(desk)).to_contain_text("Give schools a named contact")
        picture(desk, "status")
