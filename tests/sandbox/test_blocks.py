"""What Slack's documentation says may be sent in blocks and views, held against the sandbox.

Each row names its page under docs.slack.dev/reference, the limit there, what just fits, and what does not.
"""

from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from sandbox.blocks import check_message_blocks, check_view
from tests.sandbox.parts import button, form, plain

Json = dict[str, Any]
KIT = "block-kit/"
BLOCKS = "block-kit/blocks/"
ELEMENTS = "block-kit/block-elements/"
OBJECTS = "block-kit/composition-objects/"


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, words: str = "Red", value: str = "v") -> list[Json]:
    return [{"text": plain(words), "value": f"{value}{number}"} for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "options": options(2), **more}


def typed(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "t", **more}
    return {"type": "input", "label": plain("Progress"), "element": element}


def table(kind: str, rows: int, columns: int = 2, **more: Any) -> Json:
    cell = {"type": "raw_text", "text": "A6"}
    return {"type": kind, "rows": [[cell] * columns for _ in range(rows)], **more}


def pie(segments: int, title: str = "Ratings", label: str = "Red", value: float = 1) -> Json:
    parts = [
        {"label": f"{label}{number}"[-20:] if len(label) < 20 else label, "value": value} for number in range(segments)
    ]
    return {"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": parts}}


def bars(series: int = 1, categories: tuple[str, ...] = ("May", "June"), labels: tuple[str, ...] | None = None) -> Json:
    data = [{"label": label, "value": 3} for label in labels or categories]
    chart = {
        "type": "bar",
        "series": [{"name": f"Series {number}", "data": data} for number in range(series)],
        "axis_config": {"categories": list(categories)},
    }
    return {"type": "data_visualization", "title": "Ratings", "chart": chart}


def chart(**more: Any) -> Json:
    drawn = bars()
    for name, part in more.items():
        where = drawn["chart"]["axis_config"] if name in ("x_label", "y_label", "categories") else drawn["chart"]
        where[name] = part
    return drawn


def labelled(label: str) -> Json:
    return chart(categories=[label], series=[{"name": "Late", "data": [{"label": label, "value": 1}]}])


def named(name: str) -> Json:
    return chart(categories=["May"], series=[{"name": name, "data": [{"label": "May", "value": 1}]}])


def months(count: int) -> Json:
    return bars(categories=tuple(f"Month {number}" for number in range(count)))


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://x", "alt_text": "A picture", **more}


def date_picker(day: str) -> Json:
    return actions({"type": "datepicker", "action_id": "d", "initial_date": day})


def time_picker(time: str) -> Json:
    return actions({"type": "timepicker", "action_id": "t", "initial_time": time})


def group_of(kind: str, words: str) -> Json:
    return actions({"type": kind, "action_id": "g", "options": options(1, words)})


def groups(count: int) -> Json:
    one = {"label": plain("Priority"), "options": options(1)}
    return actions({"type": "static_select", "action_id": "g", "option_groups": [one] * count})


def confirm(**more: Any) -> Json:
    words = {"title": plain("Sure?"), "text": mrkdwn("It is sent."), "confirm": plain("Yes"), "deny": plain("No")}
    return {**words, **more}


def with_confirm(**more: Any) -> Json:
    return actions({**button("a"), "confirm": confirm(**more)})


def rich_cell() -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "A6"}]}],
    }


A = "a"
# page, what fits, what does not, Slack's words for it, where
LIMITS: list[tuple[str, Json, Json, str, str]] = [
    (
        BLOCKS + "header-block",
        {"type": "header", "text": plain(A * 150)},
        {"type": "header", "text": plain(A * 151)},
        "must be less than 151 characters",
        "/text/text",
    ),
    (BLOCKS + "section-block", section(A * 3000), section(A * 3001), "must be less than 3001 characters", "/text/text"),
    (BLOCKS + "section-block", section(A), section(""), "must be more than 0 characters", "/text/text"),
    (
        BLOCKS + "section-block",
        {"type": "section", "fields": [mrkdwn(A)] * 10},
        {"type": "section", "fields": [mrkdwn(A)] * 11},
        "no more than 10 items allowed",
        "/fields",
    ),
    (
        BLOCKS + "section-block",
        {"type": "section", "fields": [mrkdwn(A * 2000)]},
        {"type": "section", "fields": [mrkdwn(A * 2001)]},
        "must be less than 2001 characters",
        "/fields/0/text",
    ),
    (
        BLOCKS + "actions-block",
        actions(*[button(f"b{n}") for n in range(25)]),
        actions(*[button(f"b{n}") for n in range(26)]),
        "no more than 25 items allowed",
        "/elements",
    ),
    (
        BLOCKS + "context-block",
        {"type": "context", "elements": [mrkdwn(A)] * 10},
        {"type": "context", "elements": [mrkdwn(A)] * 11},
        "no more than 10 items allowed",
        "/elements",
    ),
    (
        BLOCKS + "image-block",
        {"type": "image", "image_url": "https://x", "alt_text": A * 2000},
        {"type": "image", "image_url": "https://x", "alt_text": A * 2001},
        "must be less than 2001 characters",
        "/alt_text",
    ),
    (
        BLOCKS + "input-block",
        {**typed(), "label": plain(A * 2000)},
        {**typed(), "label": plain(A * 2001)},
        "must be less than 2001 characters",
        "/label/text",
    ),
    (
        BLOCKS + "input-block",
        {**typed(), "hint": plain(A * 2000)},
        {**typed(), "hint": plain(A * 2001)},
        "must be less than 2001 characters",
        "/hint/text",
    ),
    (
        BLOCKS + "divider-block",
        {"type": "divider", "block_id": A * 255},
        {"type": "divider", "block_id": A * 256},
        "must be less than 256 characters",
        "/block_id",
    ),
    (BLOCKS + "table-block", table("table", 100), table("table", 101), "no more than 100 items allowed", "/rows"),
    (BLOCKS + "table-block", table("table", 1, 20), table("table", 1, 21), "no more than 20 items allowed", "/rows/0"),
    (
        BLOCKS + "data-table-block",
        table("data_table", 2, caption="Plan"),
        table("data_table", 1, caption="Plan"),
        "no fewer than 2 items allowed",
        "/rows",
    ),
    (
        BLOCKS + "data-table-block",
        table("data_table", 2, caption="Plan", page_size=100),
        table("data_table", 2, caption="Plan", page_size=101),
        "must be at most 100",
        "/page_size",
    ),
    (BLOCKS + "data-visualization-block", pie(6), pie(7), "no more than 6 items allowed", "/chart/segments"),
    (
        BLOCKS + "data-visualization-block",
        pie(1, title=A * 50),
        pie(1, title=A * 51),
        "must be less than 51 characters",
        "/title",
    ),
    (BLOCKS + "data-visualization-block", bars(6), bars(7), "no more than 6 items allowed", "/chart/series"),
    (
        BLOCKS + "data-visualization-block",
        bars(),
        bars(labels=("May", "July")),
        "labels must match the categories of axis_config",
        "/chart/series/0/data",
    ),
    (
        BLOCKS + "markdown-block",
        {"type": "markdown", "text": A * 12000},
        {"type": "markdown", "text": A * 12001},
        "must be less than 12001 characters",
        "/text",
    ),
    (
        ELEMENTS + "button-element",
        actions(button("b", A * 75)),
        actions(button("b", A * 76)),
        "must be less than 76 characters",
        "/elements/0/text/text",
    ),
    (
        ELEMENTS + "button-element",
        actions(button("b", value=A * 2000)),
        actions(button("b", value=A * 2001)),
        "must be less than 2001 characters",
        "/elements/0/value",
    ),
    (
        ELEMENTS + "button-element",
        actions(button(A * 255)),
        actions(button(A * 256)),
        "must be less than 256 characters",
        "/elements/0/action_id",
    ),
    (
        ELEMENTS + "button-element",
        actions({**button("b"), "url": A * 3000}),
        actions({**button("b"), "url": A * 3001}),
        "must be less than 3001 characters",
        "/elements/0/url",
    ),
    (
        ELEMENTS + "button-element",
        actions({**button("b"), "style": "danger"}),
        actions({**button("b"), "style": "red"}),
        "must be a valid enum value: primary, danger",
        "/elements/0/style",
    ),
    (
        ELEMENTS + "select-menu-element",
        actions(select(options=options(100))),
        actions(select(options=options(101))),
        "no more than 100 items allowed",
        "/elements/0/options",
    ),
    (
        ELEMENTS + "select-menu-element",
        actions(select(placeholder=plain(A * 150))),
        actions(select(placeholder=plain(A * 151))),
        "must be less than 151 characters",
        "/elements/0/placeholder/text",
    ),
    (
        ELEMENTS + "select-menu-element",
        actions(select(initial_option=options(2)[1])),
        actions(select(initial_option=options(1, value="other")[0])),
        "initial_option must exactly match one of the options",
        "/elements/0/initial_option",
    ),
    (
        ELEMENTS + "date-picker-element",
        actions({"type": "datepicker", "action_id": "d", "initial_date": "2021-07-16"}),
        actions({"type": "datepicker", "action_id": "d", "initial_date": "16 July"}),
        "must be a date in the form YYYY-MM-DD",
        "/elements/0/initial_date",
    ),
    (
        ELEMENTS + "time-picker-element",
        actions({"type": "timepicker", "action_id": "d", "initial_time": "08:30"}),
        actions({"type": "timepicker", "action_id": "d", "initial_time": "8.30"}),
        "must be a time in the form HH:mm",
        "/elements/0/initial_time",
    ),
    (
        ELEMENTS + "radio-button-group-element",
        actions({"type": "radio_buttons", "action_id": "r", "options": options(10)}),
        actions({"type": "radio_buttons", "action_id": "r", "options": options(11)}),
        "no more than 10 items allowed",
        "/elements/0/options",
    ),
    (
        ELEMENTS + "checkboxes-element",
        actions({"type": "checkboxes", "action_id": "r", "options": options(10)}),
        actions({"type": "checkboxes", "action_id": "r", "options": options(11)}),
        "no more than 10 items allowed",
        "/elements/0/options",
    ),
    (
        ELEMENTS + "overflow-menu-element",
        actions({"type": "overflow", "action_id": "r", "options": options(5)}),
        actions({"type": "overflow", "action_id": "r", "options": options(6)}),
        "no more than 5 items allowed",
        "/elements/0/options",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(max_length=3000),
        typed(max_length=3001),
        "must be at most 3000",
        "/element/max_length",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(min_length=3000),
        typed(min_length=3001),
        "must be at most 3000",
        "/element/min_length",
    ),
    (
        OBJECTS + "option-object",
        actions(select(options=options(1, A * 75))),
        actions(select(options=options(1, A * 76))),
        "must be less than 76 characters",
        "/elements/0/options/0/text/text",
    ),
    (
        OBJECTS + "option-object",
        actions(select(options=options(1, value=A * 149))),
        actions(select(options=options(1, value=A * 150))),
        "must be less than 151 characters",
        "/elements/0/options/0/value",
    ),
    (
        OBJECTS + "option-group-object",
        actions(
            {
                "type": "static_select",
                "action_id": "g",
                "option_groups": [{"label": plain(A * 75), "options": options(1)}],
            }
        ),
        actions(
            {
                "type": "static_select",
                "action_id": "g",
                "option_groups": [{"label": plain(A * 76), "options": options(1)}],
            }
        ),
        "must be less than 76 characters",
        "/elements/0/option_groups/0/label/text",
    ),
    (
        OBJECTS + "confirmation-dialog-object",
        with_confirm(title=plain(A * 100)),
        with_confirm(title=plain(A * 101)),
        "must be less than 101 characters",
        "/elements/0/confirm/title/text",
    ),
    (
        OBJECTS + "confirmation-dialog-object",
        with_confirm(text=mrkdwn(A * 300)),
        with_confirm(text=mrkdwn(A * 301)),
        "must be less than 301 characters",
        "/elements/0/confirm/text/text",
    ),
    (
        OBJECTS + "confirmation-dialog-object",
        with_confirm(deny=plain(A * 30)),
        with_confirm(deny=plain(A * 31)),
        "must be less than 31 characters",
        "/elements/0/confirm/deny/text",
    ),
]

LIMITS += [
    (
        BLOCKS + "image-block",
        image(title=plain(A * 2000)),
        image(title=plain(A * 2001)),
        "must be less than 2001 characters",
        "/title/text",
    ),
    (
        BLOCKS + "table-block",
        table("table", 1, column_settings=[{}] * 20),
        table("table", 1, column_settings=[{}] * 21),
        "no more than 20 items allowed",
        "/column_settings",
    ),
    (
        BLOCKS + "data-table-block",
        table("data_table", 101, caption="Plan"),
        table("data_table", 102, caption="Plan"),
        "no more than 101 items allowed",
        "/rows",
    ),
    (
        BLOCKS + "data-table-block",
        table("data_table", 2, 20, caption="Plan"),
        table("data_table", 2, 21, caption="Plan"),
        "no more than 20 items allowed",
        "/rows/0",
    ),
    (
        BLOCKS + "data-table-block",
        table("data_table", 2, caption="Plan", page_size=1),
        table("data_table", 2, caption="Plan", page_size=0),
        "must be at least 1",
        "/page_size",
    ),
    (
        BLOCKS + "data-table-block",
        table("data_table", 2, caption="Plan", row_header_column_index=0),
        table("data_table", 2, caption="Plan", row_header_column_index=-1),
        "must be at least 0",
        "/row_header_column_index",
    ),
    (
        BLOCKS + "data-visualization-block",
        labelled(A * 20),
        labelled(A * 21),
        "must be less than 21 characters",
        "/chart/axis_config/categories/0",
    ),
    (
        BLOCKS + "data-visualization-block",
        labelled(A * 20),
        labelled(A * 21),
        "must be less than 21 characters",
        "/chart/series/0/data/0/label",
    ),
    (
        BLOCKS + "data-visualization-block",
        named(A * 20),
        named(A * 21),
        "must be less than 21 characters",
        "/chart/series/0/name",
    ),
    (
        BLOCKS + "data-visualization-block",
        months(20),
        months(21),
        "no more than 20 items allowed",
        "/chart/axis_config/categories",
    ),
    (
        BLOCKS + "data-visualization-block",
        months(20),
        months(21),
        "no more than 20 items allowed",
        "/chart/series/0/data",
    ),
    (
        BLOCKS + "data-visualization-block",
        chart(x_label=A * 50),
        chart(x_label=A * 51),
        "must be less than 51 characters",
        "/chart/axis_config/x_label",
    ),
    (
        BLOCKS + "data-visualization-block",
        chart(y_label=A * 50),
        chart(y_label=A * 51),
        "must be less than 51 characters",
        "/chart/axis_config/y_label",
    ),
    (
        ELEMENTS + "button-element",
        actions({**button("b"), "accessibility_label": A * 75}),
        actions({**button("b"), "accessibility_label": A * 76}),
        "must be less than 76 characters",
        "/elements/0/accessibility_label",
    ),
    (
        ELEMENTS + "image-element",
        section(accessory=image(alt_text=A * 2000)),
        section(accessory=image(alt_text=A * 2001)),
        "must be less than 2001 characters",
        "/accessory/alt_text",
    ),
    (
        ELEMENTS + "select-menu-element",
        groups(100),
        groups(101),
        "no more than 100 items allowed",
        "/elements/0/option_groups",
    ),
    (
        ELEMENTS + "select-menu-element",
        actions({"type": "external_select", "min_query_length": 0}),
        actions({"type": "external_select", "min_query_length": -1}),
        "must be at least 0",
        "/elements/0/min_query_length",
    ),
    (
        ELEMENTS + "multi-select-menu-element",
        actions({**select(), "type": "multi_static_select", "max_selected_items": 1}),
        actions({**select(), "type": "multi_static_select", "max_selected_items": 0}),
        "must be at least 1",
        "/elements/0/max_selected_items",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(placeholder=plain(A * 150)),
        typed(placeholder=plain(A * 151)),
        "must be less than 151 characters",
        "/element/placeholder/text",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(initial_value=A * 3000),
        typed(initial_value=A * 3001),
        "must be less than 3001 characters",
        "/element/initial_value",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(max_length=1),
        typed(max_length=0),
        "must be at least 1",
        "/element/max_length",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(min_length=0),
        typed(min_length=-1),
        "must be at least 0",
        "/element/min_length",
    ),
    (
        ELEMENTS + "plain-text-input-element",
        typed(min_length=5, max_length=5),
        typed(min_length=6, max_length=5),
        "min_length must be less than max_length",
        "/element",
    ),
    (
        ELEMENTS + "radio-button-group-element",
        group_of("radio_buttons", A * 75),
        group_of("radio_buttons", A * 76),
        "must be less than 76 characters",
        "/elements/0/options/0/text/text",
    ),
    (
        ELEMENTS + "overflow-menu-element",
        group_of("overflow", A * 75),
        group_of("overflow", A * 76),
        "must be less than 76 characters",
        "/elements/0/options/0/text/text",
    ),
    (
        ELEMENTS + "date-picker-element",
        date_picker("2024-02-29"),
        date_picker("2023-02-29"),
        "must be a date in the form YYYY-MM-DD",
        "/elements/0/initial_date",
    ),
    (
        ELEMENTS + "date-picker-element",
        date_picker("2021-12-31"),
        date_picker("20211231"),
        "must be a date in the form YYYY-MM-DD",
        "/elements/0/initial_date",
    ),
    (
        ELEMENTS + "time-picker-element",
        time_picker("23:59"),
        time_picker("24:00"),
        "must be a time in the form HH:mm",
        "/elements/0/initial_time",
    ),
    (
        ELEMENTS + "time-picker-element",
        time_picker("00:00"),
        time_picker("00:60"),
        "must be a time in the form HH:mm",
        "/elements/0/initial_time",
    ),
    (
        ELEMENTS + "datetime-picker-element",
        actions({"type": "datetimepicker", "initial_date_time": 1622530800}),
        actions({"type": "datetimepicker", "initial_date_time": 16225308000}),
        "must be at most 9999999999",
        "/elements/0/initial_date_time",
    ),
    (
        OBJECTS + "confirmation-dialog-object",
        with_confirm(confirm=plain(A * 30)),
        with_confirm(confirm=plain(A * 31)),
        "must be less than 31 characters",
        "/elements/0/confirm/confirm/text",
    ),
    (
        OBJECTS + "option-object",
        actions(select(options=[{**options(1)[0], "description": plain(A * 75)}])),
        actions(select(options=[{**options(1)[0], "description": plain(A * 76)}])),
        "must be less than 76 characters",
        "/elements/0/options/0/description/text",
    ),
    (
        OBJECTS + "dispatch-action-configuration",
        typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
        typed(dispatch_action_config={"trigger_actions_on": []}),
        "no fewer than 1 items allowed",
        "/element/dispatch_action_config/trigger_actions_on",
    ),
    (
        OBJECTS + "conversation-filter-object",
        actions({"type": "conversations_select", "filter": {"include": ["public"]}}),
        actions({"type": "conversations_select", "filter": {"include": []}}),
        "no fewer than 1 items allowed",
        "/elements/0/filter/include",
    ),
]

# page, what is wrong whatever its length, Slack's words for it, where
WRONG: list[tuple[str, Json, str, str]] = [
    (
        BLOCKS + "data-table-block",
        {**table("data_table", 2, caption="Plan"), "rows": [[{"type": "raw_text", "text": A}], []]},
        "all rows must have the same number of cells",
        "/rows",
    ),
    (
        BLOCKS + "data-table-block",
        {**table("data_table", 2, caption="Plan"), "rows": [[rich_cell()], [rich_cell()]]},
        "rich_text is not allowed in the header row",
        "/rows/0",
    ),
    (BLOCKS + "data-visualization-block", chart(type="radar"), "unsupported type: radar", "/chart/type"),
    (
        BLOCKS + "data-visualization-block",
        chart(series=bars(1)["chart"]["series"] * 2),
        "series names must be unique",
        "/chart/series",
    ),
    (KIT + "blocks", {"text": plain(A)}, "missing required field: type", ""),
    (KIT + "blocks", {"type": "banner"}, "unsupported type: banner", "/type"),
    (BLOCKS + "header-block", {"type": "header"}, "missing required field: text", ""),
    (BLOCKS + "header-block", {"type": "header", "text": mrkdwn(A)}, "unsupported type: mrkdwn", "/text/type"),
    (BLOCKS + "header-block", {"type": "header", "text": A}, "must provide an object", "/text"),
    (BLOCKS + "section-block", {"type": "section"}, "must provide text or fields", ""),
    (BLOCKS + "section-block", section(colour="red"), "invalid additional property: colour", ""),
    (
        BLOCKS + "section-block",
        section(accessory={"type": "plain_text_input", "action_id": A}),
        "unsupported type: plain_text_input",
        "/accessory/type",
    ),
    (BLOCKS + "actions-block", actions(), "no fewer than 1 items allowed", "/elements"),
    (
        BLOCKS + "actions-block",
        actions({"type": "plain_text_input", "action_id": A}),
        "unsupported type: plain_text_input",
        "/elements/0/type",
    ),
    (
        BLOCKS + "context-block",
        {"type": "context", "elements": [button(A)]},
        "unsupported type: button",
        "/elements/0/type",
    ),
    (BLOCKS + "image-block", {"type": "image", "image_url": "https://x"}, "missing required field: alt_text", ""),
    (BLOCKS + "image-block", {"type": "image", "alt_text": A}, "must provide either image_url or slack_file", ""),
    (BLOCKS + "input-block", {"type": "input", "element": select()}, "missing required field: label", ""),
    (
        BLOCKS + "input-block",
        {"type": "input", "label": plain(A), "element": button(A)},
        "unsupported type: button",
        "/element/type",
    ),
    (BLOCKS + "data-table-block", table("data_table", 2), "missing required field: caption", ""),
    (BLOCKS + "data-visualization-block", pie(1, value=0), "must be more than 0", "/chart/segments/0/value"),
    (
        ELEMENTS + "button-element",
        actions({"type": "button", "action_id": A}),
        "missing required field: text",
        "/elements/0",
    ),
    (
        ELEMENTS + "button-element",
        actions({**button(A), "disabled": True}),
        "invalid additional property: disabled",
        "/elements/0",
    ),
    (
        ELEMENTS + "select-menu-element",
        actions({"type": "static_select", "action_id": A}),
        "must provide either options or option_groups",
        "/elements/0",
    ),
    (
        ELEMENTS + "button-element",
        actions(button(A), button(A)),
        f"`action_id` {A} already exists",
        "/elements/1/action_id",
    ),
    (
        OBJECTS + "text-object",
        section(accessory={"type": "button", "text": A}),
        "must provide an object",
        "/accessory/text",
    ),
    (
        OBJECTS + "text-object",
        {"type": "section", "text": {"type": "html", "text": A}},
        "unsupported type: html",
        "/text/type",
    ),
    (
        OBJECTS + "option-object",
        actions(select(options=[{"text": plain(A)}])),
        "missing required field: value",
        "/elements/0/options/0",
    ),
]


def words_about(block: Json) -> list[str]:
    return check_message_blocks([block]).words


@pytest.mark.parametrize(("page", "fits", "exceeds", "words", "where"), LIMITS)
def test_a_limit_holds_to_the_character(page: str, fits: Json, exceeds: Json, words: str, where: str) -> None:
    """The page in the first column, under https://docs.slack.dev/reference/."""
    assert words_about(fits) == [], page
    assert f"{words} [json-pointer:/blocks/0{where}]" in words_about(exceeds), page


@pytest.mark.parametrize(("page", "block", "words", "where"), WRONG)
def test_what_does_not_belong_is_refused(page: str, block: Json, words: str, where: str) -> None:
    """The page in the first column, under https://docs.slack.dev/reference/."""
    assert f"{words} [json-pointer:/blocks/0{where}]" in words_about(block), page


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def rich_section(*words: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(words)}


def test_rich_text_is_made_of_parts_and_the_parts_of_words() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    said = rich_section({"type": "text", "text": "Late"}, {"type": "user", "user_id": "U1"})
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [said]}
    assert words_about(rich(said, listed)) == []
    assert words_about(rich(section())) == ["unsupported type: section [json-pointer:/blocks/0/elements/0/type]"]
    assert words_about(rich(rich_section(mrkdwn("Late")))) == [
        "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/elements/0/type]"
    ]
    assert words_about(rich({**listed, "style": "roman"})) == [
        "must be a valid enum value: bullet, ordered [json-pointer:/blocks/0/elements/0/style]"
    ]


def test_a_message_takes_fifty_blocks() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks"""
    assert check_message_blocks([section()] * 50).words == []
    assert check_message_blocks([section()] * 51).words == ["no more than 50 items allowed [json-pointer:/blocks]"]


def test_a_modal_takes_a_hundred_blocks_and_a_home_tab_too() -> None:
    """https://docs.slack.dev/reference/views/modal-views and …/home-tab-views"""
    for view in (form(), {"type": "home"}):
        assert check_view({**view, "blocks": [section()] * 100}).words == []
        wrong = check_view({**view, "blocks": [section()] * 101}).words
        assert wrong == ["no more than 100 items allowed [json-pointer:/view/blocks]"]


@pytest.mark.parametrize(
    ("name", "longest"),
    [
        ("title", 24),
        ("submit", 24),
        ("close", 24),
        ("private_metadata", 3000),
        ("callback_id", 255),
        ("external_id", 255),
    ],
)
def test_the_words_of_a_modal_are_short(name: str, longest: int) -> None:
    """https://docs.slack.dev/reference/views/modal-views"""
    worded = name in ("title", "submit", "close")
    fits: Any = plain(A * longest) if worded else A * longest
    exceeds: Any = plain(A * (longest + 1)) if worded else A * (longest + 1)

    assert check_view(form(**{name: fits})).words == []
    where = f"/view/{name}/text" if worded else f"/view/{name}"
    assert check_view(form(**{name: exceeds})).words == [
        f"must be less than {longest + 1} characters [json-pointer:{where}]"
    ]


def test_a_modal_with_a_field_needs_a_submit_button() -> None:
    """https://docs.slack.dev/reference/views/modal-views: "submit is required when an input block is within"."""
    view = form()
    del view["submit"]

    (words,) = check_view(view).words
    assert words.startswith("missing required field: submit")


def test_a_modal_without_a_field_needs_none_and_always_a_title() -> None:
    """https://docs.slack.dev/reference/views/modal-views"""
    view: Json = {"type": "modal", "title": plain(A), "blocks": [section()]}
    assert check_view(view).words == []
    del view["title"]
    assert check_view(view).words == ["missing required field: title [json-pointer:/view]"]


def test_tables_and_charts_are_for_messages() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/data-table-block, "Available in surfaces"."""
    words = check_view(form(blocks=[table("data_table", 2, caption="Plan")])).words
    assert words == ["unsupported type: data_table [json-pointer:/view/blocks/0/type]"]


def test_a_field_may_stand_in_a_message() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/input-block, "Available in surfaces": messages too."""
    assert check_message_blocks([typed()]).words == []


def test_two_blocks_do_not_share_an_id() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks: block_id "should be unique for each message"."""
    words = check_message_blocks([section(block_id="plan"), section(block_id="plan")]).words
    assert words == ["`block_id` plan already exists [json-pointer:/blocks/1/block_id]"]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements: unique "in the containing block"."""
    assert check_message_blocks([actions(button(A)), actions(button(A))]).words == []


def test_a_message_has_one_table_and_two_charts() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/table-block and …/data-visualization-block"""
    assert check_message_blocks([table("table", 1)] * 2).codes == {"invalid_attachments"}
    assert check_message_blocks([pie(2)] * 2).words == []
    assert check_message_blocks([pie(2)] * 3).words != []


def test_markdown_blocks_share_twelve_thousand_characters() -> None:
    """https://docs.slack.dev/reference/block-kit/blocks/markdown-block: "the cumulative limit for all"."""
    half = {"type": "markdown", "text": A * 6000}
    assert check_message_blocks([half, half]).codes == set()
    assert check_message_blocks([half, half, {"type": "markdown", "text": A}]).codes == {"msg_blocks_too_long"}


def test_only_one_field_has_the_focus() -> None:
    """https://docs.slack.dev/reference/block-kit/block-elements: focus_on_load, "only one element can be"."""
    assert check_view(form(blocks=[typed(focus_on_load=True)])).words == []
    assert check_view(form(blocks=[typed(focus_on_load=True)] * 2)).words != []


def test_a_section_that_is_too_long_is_told_in_slacks_two_sentences() -> None:
    """As Slack answered in https://github.com/grafana-cold-storage/oncall/pull/5121."""
    assert check_message_blocks([section(A * 3001)]).words == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]


@pytest.mark.parametrize(
    "block",
    [
        sdk.SectionBlock(text="Hello", fields=["a", "b"], accessory=sdk.ButtonElement(text="Go", action_id="go")),
        sdk.HeaderBlock(text="Hello"),
        sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="now")]),
        sdk.ActionsBlock(
            elements=[sdk.DatePickerElement(action_id="d", initial_date="2021-06-01", placeholder="When")]
        ),
        sdk.ActionsBlock(elements=[sdk.UserSelectElement(action_id="u", placeholder="Who")]),
        sdk.ActionsBlock(elements=[sdk.ConversationSelectElement(action_id="c", placeholder="Where")]),
        sdk.InputBlock(
            label="Rating",
            element=sdk.RadioButtonsElement(action_id="r", options=[sdk.Option(text="Red", value="red")]),
        ),
        sdk.InputBlock(label="Who", element=sdk.ExternalDataSelectElement(action_id="e", min_query_length=2)),
        sdk.InputBlock(label="How many", element=sdk.NumberInputElement(action_id="n", is_decimal_allowed=False)),
        sdk.DividerBlock(),
        sdk.RichTextBlock(elements=[sdk.RichTextSectionElement(elements=[])]),
    ],
    ids=lambda block: str(block.type),
)
def test_what_slacks_own_models_draw_is_taken(block: Any) -> None:
    """https://docs.slack.dev/tools/python-slack-sdk/reference/models/blocks"""
    assert words_about(block.to_dict()) == []
