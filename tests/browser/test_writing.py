"""An officer at a phone: a routine Green with nothing new but one sentence, counted tap by tap; and a closed form."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from app import ticking
from sandbox.world import Pretend, pretend
from tests.conversations.world import Loop

OFFICER = "Daniel Marsh"
TAPS, SECONDS = 10, 120
A_TAP, A_LETTER = 2.0, 0.25
"""How long a tap with what is read before it takes, and a letter at a phone, in seconds: somebody slow."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pretend]:
    """The demo and its worker, at the moment at which the officers have just been asked."""
    loop = Loop()
    opened = pretend(f"sqlite:///{tmp_path_factory.mktemp('writing') / 'demo.db'}")
    made = loop.run(opened.__aenter__())
    loop.run(made.demo.advance(datetime(2021, 6, 1, 8, 30, tzinfo=UTC)))
    worker = ticking(made.spoken)
    loop.run(worker.__aenter__())
    yield made
    loop.run(worker.__aexit__(None, None, None))
    loop.run(opened.__aexit__(None, None, None))
    loop.stop()


class Thumb:
    """Taps and types at a phone, and counts both."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.letters = page, 0, 0

    def taps_on(self, thing: Locator) -> Locator:
        self.taps += 1
        thing.scroll_into_view_if_needed()
        thing.click()
        return thing

    def types_into(self, field: Locator, words: str) -> None:
        self.taps_on(field)
        self.page.keyboard.type(words)
        self.letters += len(words)

    @property
    def seconds(self) -> float:
        return self.taps * A_TAP + self.letters * A_LETTER


def conversation(phone: Page, demo: Pretend) -> Locator:
    """The officer's conversation with the bot; the request is the last thing in it."""
    officer = demo.sandbox.actor(OFFICER)
    phone.goto(f"{demo.sandbox.url}/as/{officer.person.id}/channel/{officer.direct.id}")
    return phone.get_by_role("log").locator("li.message").last


def test_a_routine_green_takes_two_minutes_and_ten_taps_at_most(phone: Page, demo: Pretend) -> None:
    request, thumb = conversation(phone, demo), Thumb(phone)
    thumb.taps_on(request.get_by_role("button", name="Write the statement for BCP-06"))
    form = phone.get_by_role("dialog")

    thumb.types_into(form.get_by_label("Progress since last time"), "No change: audits stay at 25 a month.")
    thumb.types_into(form.get_by_label("Effect on children"), "None yet.")
    thumb.taps_on(form.get_by_label("Green: on track"))
    expect(form).to_contain_text("The rules suggest")
    for question in ("What is the cause?", "What help?", "Your rating is better than the rules suggest. Why?"):
        expect(form.get_by_label(question)).to_have_count(0)
    thumb.taps_on(form.get_by_role("button", name="Send"))

    expect(phone.get_by_role("dialog")).to_contain_text("Thank you. BCP-06 received")
    assert thumb.taps <= TAPS, thumb.taps
    assert thumb.seconds <= SECONDS, thumb.seconds
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375, "nothing is wider than the phone"
    phone.get_by_role("dialog").get_by_role("button", name="Later").click()
    expect(phone.get_by_role("dialog")).to_have_count(0)


def test_every_menu_of_the_page_opens_within_the_phone(phone: Page, demo: Pretend) -> None:
    conversation(phone, demo)
    menus = phone.locator("details.menu")
    assert menus.count() >= 3

    for number in range(menus.count()):
        menus.nth(number).evaluate("menu => { menu.open = true }")
        opened = menus.nth(number).locator(".menu-list").bounding_box()
        assert opened and opened["x"] >= 0 and opened["x"] + opened["width"] <= 375, (menus.nth(number), opened)
        menus.nth(number).evaluate("menu => { menu.open = false }")


def test_a_form_closed_by_mistake_is_gone_on_with(phone: Page, demo: Pretend) -> None:
    conversation(phone, demo)
    request = phone.get_by_role("log").locator("li.message", has_text="Please send").first
    request.get_by_role("button", name="Write the statement for BCP-03").click()
    form = phone.get_by_role("dialog")
    form.get_by_label("Progress since last time").click()
    phone.keyboard.type("Four of the measures are agreed.")
    button = request.get_by_role("button", name="Continue the statement for BCP-03")
    expect(button).to_have_count(1)  # it is kept by now
    phone.keyboard.press("Escape")
    expect(form).to_have_count(0)

    button.click()

    expect(phone.get_by_role("dialog").get_by_label("Progress since last time")).to_have_value(
        "Four of the measures are agreed."
    )
