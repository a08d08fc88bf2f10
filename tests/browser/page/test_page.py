"""People at the page, in a real browser, with a small real bot behind it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.workspace import Channel
from tests.browser.page.conftest import Council, LittleDemo

ERROR = "Red needs next steps: what will bring it back, and by when?"


def direct(council: Council) -> Channel:
    """The officer's conversation with the bot."""

    async def found() -> Channel:
        return council.workspace.direct(council.officer.id)

    return council.on_server(found())


def composer(desk: Page) -> Locator:
    """Where one writes."""
    return desk.get_by_role("combobox", name="Message to")


def open_form(desk: Page, council: Council) -> Locator:
    """The officer presses "Write statement" under A6."""
    desk.goto(council.url(council.officer, direct(council)))
    desk.get_by_role("button", name="Write statement").first.click()
    form = desk.get_by_role("dialog")
    expect(form).to_be_visible()
    return form


# Reading


def test_it_shows_who_said_what_and_when(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))

    log = desk.get_by_role("log")
    expect(log.locator(".divider.day")).to_have_text("Yesterday")
    summary = log.locator("li.message").first
    expect(summary).to_contain_text("Accountable")
    expect(summary.locator(".tag")).to_have_text("APP")
    expect(summary.locator("time").first).to_have_text("09:00")
    expect(summary.get_by_role("row", name="A12 A named contact in every school Red")).to_be_visible()
    expect(log).to_contain_text("Service Director, Quality and Assurance")
    expect(desk.get_by_text("Sample made up from a public report. Nobody’s real plan.")).to_be_visible()


def test_what_is_unread_is_said_in_words_and_marked_with_a_line(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, council.board))
    expect(desk.get_by_role("link", name="Accountable (1 unread)")).to_be_visible()

    council.post(direct(council), council.workspace.bot, "And another thing.")
    expect(desk.get_by_role("link", name="Accountable (2 unread)")).to_be_visible()
    desk.get_by_role("link", name="Accountable (2 unread)").click()

    expect(desk.get_by_role("log")).to_contain_text("And another thing.")
    expect(desk.get_by_role("link", name="Accountable", exact=True)).to_be_visible()

    council.post(council.board, council.chair, "One more question.")
    desk.get_by_role("link", name="improvement-board (1 unread)").click()
    expect(desk.locator("#new-mark + li")).to_contain_text("One more question.")


def test_what_a_person_types_is_never_html(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, council.board))

    composer(desk).fill('<img src=x onerror="document.title=1"> & <b>*bold*</b>')
    desk.keyboard.press("Enter")

    said = desk.locator("li.message").last
    expect(said).to_contain_text('<img src=x onerror="document.title=1"> & <b>bold</b>')
    assert said.locator("img").count() == 0


def test_new_messages_come_by_themselves_and_what_is_being_typed_stays(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, council.board))
    say = composer(desk)
    say.press_sequentially("I was just abo")
    for number in range(30):
        council.post(council.board, council.chair, f"Question {number}")
    expect(desk.get_by_text("Question 29")).to_be_in_viewport()
    log = desk.get_by_role("log")
    log.evaluate("node => (node.scrollTop = 0)")

    council.post(council.board, council.chair, "A last question")
    expect(desk.get_by_role("button", name="New messages")).to_be_visible()

    assert log.evaluate("node => node.scrollTop") == 0
    assert say.input_value() == "I was just abo"
    desk.get_by_role("button", name="New messages").click()
    expect(desk.get_by_text("A last question")).to_be_in_viewport()


def test_a_long_conversation_begins_with_its_latest_messages(desk: Page, council: Council) -> None:
    for number in range(70):
        council.post(council.board, council.chair, f"Question {number}")
    desk.goto(council.url(council.officer, council.board))
    expect(desk.get_by_text("Question 69")).to_be_in_viewport()
    expect(desk.get_by_text("Question 10", exact=True)).to_have_count(0)

    desk.get_by_role("link", name="Show 24 earlier messages").click()

    expect(desk.get_by_text("Question 10", exact=True)).to_be_attached()
    expect(desk.get_by_text("This is the very beginning of the improvement-board channel.")).to_be_visible()


def test_replies_stand_under_what_they_answer(desk: Page, council: Council) -> None:
    asked = council.board.messages[-1]
    council.post(council.board, council.chair, "Which posts are empty?", thread_ts=asked.ts)
    desk.goto(council.url(council.officer, council.board))

    desk.get_by_text("1 reply").click()
    council.post(council.board, council.officer, "Two in Poole.", thread_ts=asked.ts)

    thread = desk.locator("li.message").last.locator(".thread")
    expect(thread.get_by_role("listitem")).to_have_count(2)
    expect(thread).to_contain_text("Two in Poole.")


# Saying and pressing


def test_a_command_is_completed_and_answered_to_nobody_else(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))
    say = composer(desk)

    say.press_sequentially("/")
    expect(desk.get_by_role("option")).to_have_count(3)
    say.press_sequentially("a")
    expect(desk.get_by_role("option")).to_have_count(1)
    desk.keyboard.press("Tab")
    assert say.input_value() == "/account "
    say.press_sequentially("status")
    desk.keyboard.press("Enter")

    answer = desk.locator("li.ephemeral")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("15 actions: 2 Red, 5 Amber, 7 Green, 1 Done.")
    answer.get_by_role("button", name="Dismiss message").click()
    expect(answer).to_have_count(0)


def test_a_bot_that_does_not_answer_is_told_in_slacks_words(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, direct(council)))
    council.sandbox.connect_bot(None)

    composer(desk).fill("/account status")
    desk.keyboard.press("Enter")
    expect(desk.locator("li.ephemeral")).to_contain_text('/account failed with the error "dispatch_failed"')

    desk.get_by_role("button", name="Write statement").first.click()
    expect(desk.get_by_role("alert")).to_contain_text("Oh no, something went wrong. Please try that again.")


def test_are_you_sure_is_asked_before_the_bot_hears(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, direct(council)))
    nothing = desk.get_by_role("button", name="Nothing to report")

    nothing.click()
    desk.get_by_role("button", name="Not yet").click()
    expect(nothing).to_be_visible()

    nothing.click()
    expect(desk.get_by_role("dialog")).to_contain_text("no statement this cycle beside A6 and A9.")
    desk.get_by_role("button", name="Yes, say so").click()

    changed = desk.locator("li.message").last
    expect(changed).to_contain_text("You have nothing to report.")
    expect(changed).to_contain_text("(edited)")


def test_choosing_in_a_message_tells_the_bot(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, direct(council)))

    desk.get_by_label("Remind me").select_option("On Monday")

    expect(desk.get_by_role("log")).to_contain_text("I will remind you: on monday.")
    assert desk.get_by_label("Remind me").input_value() == "on monday"


def test_a_menu_without_end_asks_the_bot_while_one_types(desk: Page, council: Council) -> None:
    menu = {
        "type": "external_select",
        "action_id": "find",
        "placeholder": {"type": "plain_text", "text": "Find an action"},
        "min_query_length": 2,
    }
    conversation = direct(council)
    blocks = [{"type": "actions", "block_id": "finding", "elements": [menu]}]
    council.post(conversation, council.workspace.bot, "Find an action", blocks=blocks)
    desk.goto(council.url(council.officer, conversation))
    find = desk.get_by_role("combobox", name="Find an action")

    find.press_sequentially("audit")
    offered = desk.locator("datalist option")
    expect(offered).to_have_count(2)
    assert offered.nth(1).get_attribute("value") == "A9 Case file audits"
    find.fill("A9 Case file audits")
    desk.keyboard.press("Tab")

    expect(desk.get_by_role("log")).to_contain_text("You chose A9 Case file audits.")
    expect(find).to_have_value("A9 Case file audits")


# Forms


def test_a_statement_with_a_field_error_on_the_way(desk: Page, council: Council) -> None:
    form = open_form(desk, council)
    steps = form.get_by_label("What will bring it back, and by when?")

    form.get_by_label("Progress since last time").fill("Audits fell to 12 of 25.")
    form.get_by_label("Red").check()
    expect(form).to_contain_text("The rules suggest Amber; you say Red.")
    form.get_by_role("button", name="Send").click()

    expect(steps).to_have_accessible_description(re.compile(re.escape(ERROR)))
    expect(steps).to_have_attribute("aria-invalid", "true")
    expect(steps).to_be_focused()
    assert form.get_by_label("Progress since last time").input_value() == "Audits fell to 12 of 25."

    desk.keyboard.type("Shortlist by 18 June.")
    form.get_by_role("button", name="Send").click()
    expect(form).to_have_count(0)
    desk.goto(council.url(council.chair, council.board))
    expect(desk.locator("li.message").last).to_contain_text("A6 is recorded as Red.")


def test_an_empty_form_is_sent_to_nobody(desk: Page, council: Council) -> None:
    form = open_form(desk, council)

    form.get_by_role("button", name="Send").click()

    expect(form.get_by_role("radiogroup")).to_have_accessible_description("Error: Please complete this required field.")


def test_what_is_typed_stays_when_the_bot_changes_the_form(desk: Page, council: Council) -> None:
    form = open_form(desk, council)
    steps = form.get_by_label("What will bring it back, and by when?")
    steps.fill("Half a sen")

    form.get_by_label("Amber").check()
    steps.focus()
    expect(form).to_contain_text("you say Amber")

    assert steps.input_value() == "Half a sen"
    expect(steps).to_be_focused()
    expect(form.get_by_label("Amber")).to_be_checked()


def test_a_form_says_how_many_characters_are_left(desk: Page, council: Council) -> None:
    form = open_form(desk, council)
    progress = form.get_by_label("Progress since last time")

    progress.fill("x" * 290)
    expect(progress).to_have_accessible_description(re.compile("10 characters left"))
    progress.fill("x" * 302)
    expect(progress).to_have_accessible_description(re.compile("2 characters too many"))
    form.get_by_label("Green").check()
    form.get_by_role("button", name="Send").click()
    expect(progress).to_have_accessible_description(re.compile("Must be at most 300 characters"))


def test_forms_are_stacked_and_escape_closes_the_one_on_top(desk: Page, council: Council) -> None:
    form = open_form(desk, council)
    form.get_by_label("Progress since last time").fill("Twelve of 25.")
    form.get_by_role("button", name="What do the ratings mean?").click()
    expect(desk.get_by_role("dialog", name="What ratings mean")).to_be_visible()

    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="A6: your statement")).to_be_visible()
    assert desk.get_by_label("Progress since last time").input_value() == "Twelve of 25."

    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.get_by_role("button", name="Write statement").first).to_be_focused()


def test_the_home_tab_is_fetched_from_the_bot_when_it_is_opened(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, direct(council)))

    desk.get_by_role("link", name="Home").click()

    home = desk.get_by_role("region", name="Accountable, Home tab")
    expect(home.get_by_role("heading", name="What you owe")).to_be_visible()
    expect(home).to_contain_text("you are @Priya Shah")
    home.get_by_role("button", name="Write statement").first.click()
    expect(desk.get_by_role("dialog", name="A6: your statement")).to_be_visible()


# The bar


def test_the_clock_goes_to_the_next_thing_once_however_often_one_presses(
    desk: Page, council: Council, demo: LittleDemo
) -> None:
    desk.goto(council.url(council.chair, council.board))
    expect(desk.get_by_text("Tuesday 1 June 2021, 08:00")).to_be_visible()
    go_on = desk.get_by_role("button", name="Next: weekly summary, Mon 7 June, 09:00")

    go_on.click()
    expect(desk.get_by_role("progressbar", name="Moving the clock")).to_be_visible()
    for _ in range(3):
        go_on.dispatch_event("click")
    council.loop.call_soon_threadsafe(demo.let_go.set)

    expect(desk.locator("#clock strong")).to_have_text("Monday 7 June 2021, 09:00")
    expect(desk.get_by_role("log")).to_contain_text("Weekly summary: 2 Red, 5 Amber, 7 Green, 1 Done.")
    expect(desk.get_by_role("button", name="Next: weekly summary, Mon 14 June, 09:00")).to_be_visible()
    assert len(demo.pushes) == 1


def test_a_push_that_fails_is_told_once(desk: Page, council: Council, demo: LittleDemo) -> None:
    demo.breaks = True
    council.loop.call_soon_threadsafe(demo.let_go.set)
    desk.goto(council.url(council.chair, council.board))
    desk.get_by_role("button", name="+1 day").click()
    notice = desk.get_by_text("The clock could not be pushed all the way: the sample has no June in it")
    expect(notice).to_be_visible()

    desk.get_by_role("button", name="Dismiss", exact=True).click()
    council.post(council.board, council.officer, "Are we still in May?")

    expect(desk.get_by_text("Are we still in May?")).to_be_visible()
    expect(notice).to_have_count(0)


def test_without_a_demo_the_bar_only_pushes_the_clock(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))

    desk.get_by_role("button", name="+1 day").click()
    expect(desk.get_by_text("Wednesday 2 June 2021, 08:00")).to_be_visible()
    desk.get_by_role("button", name="+1 hour").click()
    expect(desk.get_by_text("Wednesday 2 June 2021, 09:00")).to_be_visible()


def test_one_becomes_somebody_else_with_the_keyboard_alone(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))

    desk.locator("#switch-menu summary").focus()
    desk.keyboard.press("Enter")
    menu = desk.get_by_role("list", name="Be somebody else")
    expect(menu.get_by_role("link", name=re.compile("Priya Shah.*[(]1 unread[)]"))).to_be_visible()
    for _ in range(4):
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")

    expect(desk).to_have_url(council.url(council.officer, direct(council)))
    expect(desk.locator("#switch-menu summary")).to_contain_text("Priya Shah")


def test_one_stays_in_the_channel_when_becoming_somebody_else(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))

    desk.locator("#switch-menu summary").click()
    desk.get_by_role("link", name="Tom Okafor").click()

    expect(desk).to_have_url(council.url(council.manager, council.board))


def test_what_is_taller_than_the_screen_is_read_from_its_beginning(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.officer, council.board))

    council.post(council.board, council.chair, "First line\n" + "Another line\n" * 80 + "Last line")

    expect(desk.get_by_text("First line")).to_be_in_viewport()
    expect(desk.locator("li.message").last.locator(".name")).to_be_in_viewport()


def test_faults_are_ordered_listed_and_taken_back(desk: Page, council: Council) -> None:
    desk.goto(council.url(council.chair, council.board))
    faults = desk.locator("#faults-menu")
    faults.locator("summary").click()

    faults.get_by_role("button", name="Slack breaks: 500").click()

    expect(faults.get_by_role("listitem")).to_have_text("Slack breaks: 500 (chat.postMessage, once)")
    assert [each.kind for each in council.sandbox.faults.ordered] == ["server_error"]
    faults.get_by_role("button", name="Take all of it back").click()
    expect(faults).to_contain_text("Nothing is ordered.")


# Everyone can use it


def test_on_a_phone_the_channels_are_behind_a_button_and_nothing_is_wider_than_the_screen(
    phone: Page, council: Council, demo: LittleDemo
) -> None:
    for place in (council.board, direct(council), "/home"):
        phone.goto(council.url(council.officer, place))
        assert phone.evaluate("document.documentElement.scrollWidth") == 375
    link = phone.get_by_role("link", name="practice-and-audit")
    expect(link).to_be_hidden()

    phone.get_by_role("button", name="Channels and messages").click()
    expect(link).to_be_visible()
    phone.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(phone.get_by_role("button", name="Channels and messages")).to_be_focused()


def test_the_first_tab_stop_skips_to_the_conversation(phone: Page, council: Council) -> None:
    phone.goto(council.url(council.officer, council.board))

    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone.locator("#main")).to_be_focused()


CONTRASTS = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, under) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((n) => top[n] * alpha + under[n] * (1 - alpha));
  };
  const ground = (node) => {
    const layers = [];
    for (let each = node; each; each = each.parentElement) layers.push(parse(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const behind = ground(node);
    const [a, b] = [light(over(parse(getComputedStyle(node).color), behind)), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const words = node.textContent.trim().slice(0, 30);
    if (ratio < 4.5) poor.push(`${node.tagName}.${node.className}: ${words} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(desk: Page, council: Council, demo: LittleDemo, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: a contrast of at least 4.5 to 1."""
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.goto(council.url(council.officer, council.board))
    composer(desk).fill("/account status")
    desk.keyboard.press("Enter")
    expect(desk.locator("li.ephemeral")).to_be_visible()
    desk.locator("#faults-menu summary").click()
    assert desk.evaluate(CONTRASTS) == []

    desk.goto(council.url(council.officer, "/home"))
    assert desk.evaluate(CONTRASTS) == []

    form = open_form(desk, council)
    form.get_by_label("Red").check()
    expect(form).to_contain_text("you say Red")
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text(ERROR)
    assert desk.evaluate(CONTRASTS) == []
