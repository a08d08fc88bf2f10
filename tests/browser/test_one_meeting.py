"""One meeting of three actions, start to end, in two browsers: the chair at a phone, the programme manager at a desk.

`make pictures` walks it too, and keeps what is on the screens for docs/one-meeting.md, so that the pictures stay true.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.world import Pretend, pretend
from tests.browser.pictures import picture
from tests.conversations.world import Loop

CHAIR, MANAGER, OFFICER = (
    "Independent Chair",
    "Improvement Programme Manager",
    "Service Director, Quality and Assurance",
)
LEFT_OUT = "BCP-01, BCP-02, BCP-04, BCP-07 and BCP-08"


class Meeting:
    """The demo, with its clock; and who is at which browser."""

    def __init__(self, demo: Pretend, loop: Loop) -> None:
        self._demo, self._loop = demo, loop

    def comes_to(self, day: int, hour: int, minute: int = 0) -> None:
        """The clock is pushed to a time of June 2021 in London."""
        self._loop.run(self._demo.demo.advance(datetime(2021, 6, day, hour - 1, minute, tzinfo=UTC)))

    def sits(self, page: Page, post: str) -> None:
        """Be somebody, in their private conversation with the bot."""
        workspace = self._demo.sandbox.workspace
        person = workspace.person(post)
        page.goto(f"{self._demo.sandbox.url}/as/{person.id}/channel/{workspace.direct(person.id).id}")

    def sits_in_the_channel(self, page: Page, post: str) -> None:
        workspace = self._demo.sandbox.workspace
        channel = workspace.channel("improvement-board")
        page.goto(f"{self._demo.sandbox.url}/as/{workspace.person(post).id}/channel/{channel.id}")


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    """The demo as `make demo` starts it, but for the clock, which stands until it is pushed."""
    loop = Loop()
    opened = pretend(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    yield Meeting(loop.run(opened.__aenter__()), loop)
    loop.run(opened.__aexit__(None, None, None))
    loop.stop()


def types(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Message to").fill(words)
    page.keyboard.press("Enter")


def message(page: Page, words: str) -> Locator:
    """The newest message that has these words."""
    return page.get_by_role("log").locator("li.message").filter(has_text=words).last


def form_of(page: Page, ref: str) -> Locator:
    """Open an action of the run sheet: its screen."""
    message(page, "Run sheet: Holding to Account").get_by_role("button", name=f"Open {ref}").click()
    form = page.get_by_role("dialog")
    expect(form).to_be_visible()
    return form


def presses_at_once(*forms: Locator) -> None:
    """Everybody presses Save in the same few milliseconds, each in their own browser; until each has an answer."""
    at = (time.time() + 1) * 1000
    for form in forms:
        save = form.get_by_role("button", name="Save")
        save.evaluate("(save, at) => setTimeout(() => save.click(), at - Date.now())", at)
    for form in forms:
        expect(form.filter(has_not_text="while you had it open")).to_have_count(0, timeout=20_000)


def fits(page: Page) -> bool:
    """Nothing is wider than the screen."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide == 0


def is_at_its_beginning(form: Locator) -> bool:
    """Nothing of the form is scrolled past."""
    scrolled: int = form.locator(".blocks").first.evaluate("parts => parts.scrollTop")
    return scrolled == 0


def is_filled_by_its_form(form: Locator) -> bool:
    """The dialog itself can not be scrolled: what scrolls is what stands between its title and its buttons."""
    beyond: int = form.evaluate("dialog => dialog.scrollHeight - dialog.clientHeight")
    return beyond == 0


@pytest.mark.timeout(400)
def test_one_meeting_of_three_actions_from_freeze_to_decision_log(phone: Page, desk: Page, meeting: Meeting) -> None:
    # The programme manager takes five of the eight actions off, as anybody at the demo can.
    meeting.comes_to(1, 9)
    meeting.sits(desk, MANAGER)
    types(desk, f"/account take {LEFT_OUT} off HTA-2021-06")
    change = desk.get_by_role("dialog")
    expect(change).to_contain_text("Taken off: BCP-01, BCP-02, BCP-04, BCP-07 and BCP-08.")
    change.get_by_role("button", name="Change them").click()
    expect(change).to_have_count(0)
    meeting.comes_to(9, 9)
    meeting.sits(desk, "Police representative")
    types(desk, "/account challenge BCP-06")
    asked = desk.get_by_role("dialog")
    asked.get_by_label("Question").fill("What changed for children after the audits in May?")
    asked.get_by_role("button", name="Send").click()
    expect(asked).to_have_count(0)

    # Three working days before: the pack is fixed. Two before: the chair's brief.
    meeting.comes_to(10, 18)
    meeting.comes_to(11, 9, 30)
    meeting.sits(phone, CHAIR)
    brief = message(phone, "Pack ready for 15 June. 3 actions")
    expect(brief).to_contain_text("You might ask")
    assert fits(phone)
    picture(phone, "meeting-brief", brief)
    brief.get_by_role("button", name="Pack").click()
    expect(message(phone, "As it was fixed")).to_be_visible()

    # The day: both have the run sheet, and the same action open.
    meeting.comes_to(15, 9, 30)
    meeting.sits(phone, CHAIR)
    meeting.sits(desk, MANAGER)
    assert fits(phone)
    picture(phone, "meeting-run-sheet", message(phone, "Run sheet: Holding to Account"))
    at_desk, at_phone = form_of(desk, "BCP-06"), form_of(phone, "BCP-06")
    for known in ("No promise is on record", "Measures", "Open challenges", "You might ask", "Not decided."):
        expect(at_phone).to_contain_text(known)
    assert fits(phone)
    picture(phone, "meeting-screen", at_phone, top=True)

    assert is_at_its_beginning(at_phone), "a form opens with what the room goes through first"
    at_phone.get_by_label("Change to Amber").check()
    at_phone.get_by_role("button", name="Save").click()
    expect(at_phone).to_contain_text("Give the reason.")
    assert is_filled_by_its_form(at_phone), "there is nothing below the buttons to be scrolled to"

    at_desk.get_by_label("Confirm Green, as the officer says").check()
    at_desk.get_by_label("Attended", exact=True).check()
    at_desk.get_by_role("button", name="Save").click()
    expect(at_desk).to_have_count(0)
    at_phone.get_by_label("Reason for the rating").fill("Audits fell to 15 of 25.")
    at_phone.get_by_label("What is promised").fill("Twenty-five audits a month")
    at_phone.get_by_label("By when").fill("2021-07-16")
    at_phone.get_by_role("button", name="Save").click()
    expect(at_phone).to_contain_text("saved BCP-06 while you had it open: confirmed Green")
    expect(at_phone).to_contain_text("Rating: they saved “Green”, yours says “Amber”.")
    picture(phone, "meeting-two-at-once", at_phone, top=True)
    at_phone.get_by_role("button", name="Save").click()
    expect(at_phone).to_have_count(0)
    meeting.comes_to(15, 9, 50)
    recorded = message(desk, "Run sheet: Holding to Account")
    expect(recorded).to_contain_text("confirmed Amber (D-2021-06-")
    expect(recorded).to_contain_text("promised: Twenty-five audits a month by 16 July; attended")

    # Both press the same, at the same moment: one of them saves it, and the other reads who did.
    at_desk, at_phone = form_of(desk, "BCP-03"), form_of(phone, "BCP-03")
    for form in (at_desk, at_phone):
        form.get_by_label("Change to Amber").check()
        form.get_by_label("Absent").check()
    presses_at_once(at_desk, at_phone)
    assert at_desk.count() + at_phone.count() == 1
    told = phone if at_phone.count() else desk
    other = told.get_by_role("dialog")
    expect(other).to_contain_text("saved BCP-03 while you had it open: confirmed Amber")
    expect(other).not_to_contain_text("yours says")
    told.keyboard.press("Escape")
    expect(other).to_have_count(0)

    # A mis-press, and taken back.
    form = form_of(desk, "BCP-03")
    form.get_by_role("checkbox", name="Absent").check()
    picture(desk, "meeting-take-back", form)
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(message(desk, "taken back: absent")).to_be_visible()

    # 16:00: what was not pressed; 17:00: the officer's outcome.
    meeting.comes_to(15, 16)
    meeting.sits(phone, CHAIR)
    left = message(phone, "Not decided yet")
    expect(left).to_contain_text("BCP-05")
    picture(phone, "meeting-not-decided", left)
    meeting.comes_to(15, 17)
    meeting.sits(phone, OFFICER)
    outcome = message(phone, "Outcome of Holding to Account")
    expect(outcome).to_contain_text("Is this right?")
    assert fits(phone)
    picture(phone, "meeting-outcome", outcome)
    outcome.get_by_role("button", name="Yes").first.click()
    expect(message(phone, "recorded as you agreed it")).to_be_visible()
    meeting.comes_to(15, 17, 5)
    expect(message(phone, "Outcome of Holding to Account")).to_contain_text("You said")

    # The channel's summary; the decision log, passed on, approved, posted.
    meeting.comes_to(16, 10)
    meeting.sits_in_the_channel(desk, MANAGER)
    summary = message(desk, "Holding to Account, 15 June: what was decided")
    expect(summary).to_contain_text("3 actions: confirmed Amber 2. 1 not decided.")
    assert fits(desk)
    picture(desk, "meeting-summary", summary)
    meeting.comes_to(17, 9)
    meeting.sits(desk, MANAGER)
    message(desk, "Decision log: Holding to Account").get_by_role("button", name="Pass to the chair").click()
    expect(message(desk, "has it now")).to_be_visible()
    meeting.comes_to(17, 10)
    meeting.sits(phone, CHAIR)
    draft = message(phone, "Decision log: Holding to Account")
    expect(draft).to_contain_text("was replaced by")
    assert fits(phone)
    picture(phone, "meeting-decision-log", draft)
    draft.get_by_role("button", name="Approve").click()
    expect(message(phone, "Approved. It goes to the board’s channel on")).to_be_visible()
    meeting.comes_to(17, 10, 5)
    expect(message(phone, "Decision log: Holding to Account")).to_contain_text("Approved")
    meeting.comes_to(22, 11)
    meeting.sits_in_the_channel(desk, MANAGER)
    log = message(desk, "Agreed. Approved by the Independent Chair")
    expect(log).to_contain_text("Promised: Twenty-five audits a month by 16 July.")
