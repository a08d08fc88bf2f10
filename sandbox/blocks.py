"""Block Kit as Slack checks it: what may be sent, how long it may be, and Slack's words when it is not right.

Each limit is the one that docs.slack.dev/reference/block-kit gives for the block, element or object of that name.
Where two editions of the documentation differ, the stricter one stands here. A block that Slack has and this
workspace does not draw is refused as unsupported, so that nobody takes a gap in the picture for a message.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Json = dict[str, Any]
Check = Callable[[Any, str, "Findings"], None]

MESSAGE, MODAL, HOME = "message", "modal", "home"


@dataclass
class Findings:
    """What is wrong so far, in Slack's words, and what has been seen that must be unique."""

    surface: str
    words: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def add(self, words: str, path: str) -> None:
        """Note one thing that is wrong at `path`, a JSON pointer."""
        self.words.append(f"{words} [json-pointer:{path}]")

    def count(self, what: str) -> int:
        """Count one more of something, and return how many there are now."""
        self.counts[what] = self.counts.get(what, 0) + 1
        return self.counts[what]


@dataclass(frozen=True)
class Shape:
    """The fields of one kind of object."""

    required: dict[str, Check] = field(default_factory=dict)
    optional: dict[str, Check] = field(default_factory=dict)
    also: Check | None = None


# What callers use


def check_message_blocks(blocks: Any) -> Findings:
    """Check the blocks of a message: at most 50 (docs.slack.dev/reference/block-kit/blocks)."""
    findings = Findings(MESSAGE)
    _items(_block, most=50)(blocks, "/blocks", findings)
    return findings


def check_view(view: Any) -> Findings:
    """Check a modal or Home view (docs.slack.dev/reference/views); at most 100 blocks."""
    kind = view.get("type") if isinstance(view, dict) else None
    findings = Findings(HOME if kind == "home" else MODAL)
    if kind not in _VIEWS:
        findings.add("must provide a view of type modal or home", "/view/type")
        return findings
    _fields(_VIEWS[kind], view, "/view", findings, {"type"})
    return findings


def fill_ids(blocks: list[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks with a block_id, and each element with an action_id, made up where it was left out."""
    return [_filled(block, new_id) for block in blocks]


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block."""
    held = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
    return [each for each in held if isinstance(each, dict) and each.get("type") in INTERACTIVE]


def find_element(blocks: Iterable[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The block and the element with this action_id (and block_id, where it is given).

    Raises:
        KeyError: nothing there has it.
    """
    for block in blocks:
        if block_id not in (None, block.get("block_id")):
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    raise KeyError(f"There is nothing called {action_id} to press or fill in here.")


# Single values


def _string(most: int = 3000, least: int = 1) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, str):
            out.add("must provide a string", path)
        elif len(value) > most:
            out.add(f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            out.add(f"must be more than {least - 1} characters", path)

    return check


def _matching(pattern: str, words: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            out.add(words, path)

    return check


def _one_of(*allowed: str) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        if value not in allowed:
            out.add(f"must be a valid enum value: {', '.join(allowed)}", path)

    return check


def _boolean(value: Any, path: str, out: Findings) -> None:
    if not isinstance(value, bool):
        out.add("must provide a boolean", path)


def _integer(least: int | None = None, most: int | None = None) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            out.add("must provide an integer", path)
        elif least is not None and value < least:
            out.add(f"must be at least {least}", path)
        elif most is not None and value > most:
            out.add(f"must be at most {most}", path)

    return check


def _number(value: Any, path: str, out: Findings) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        out.add("must provide a number", path)


def _items(each: Check, most: int | None = None, least: int = 0) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, list):
            out.add("must provide an array", path)
            return
        if most is not None and len(value) > most:
            out.add(f"no more than {most} items allowed", path)
        if len(value) < least:
            out.add(f"no fewer than {least} items allowed", path)
        for number, item in enumerate(value):
            each(item, f"{path}/{number}", out)

    return check


def _anything(value: Any, path: str, out: Findings) -> None:
    """Nothing to check."""


def _day(value: Any, path: str, out: Findings) -> None:
    try:
        is_one = isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        is_one = False
    if not is_one:
        out.add("must be a date in the form YYYY-MM-DD", path)


_TIME = _matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a time in the form HH:mm")
_URL = _string(3000)
_ID = _string(255)
_COLUMN = _integer(0)

# Text objects and the other composition objects


def _text(most: int = 3000, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Check:
    """A text object; where both kinds are allowed Slack complains of the schema first and then of the length."""
    length = _string(most)
    either = len(kinds) > 1

    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, dict):
            out.add("must provide an object", path)
            return
        before = len(out.words)
        kind = value.get("type")
        if kind not in kinds:
            out.add(f"unsupported type: {kind}" if kind else "missing required field: type", f"{path}/type")
        if "text" not in value:
            out.add("missing required field: text", path)
        else:
            length(value["text"], f"{path}/text", out)
        own = {"plain_text": "emoji", "mrkdwn": "verbatim"}.get(str(kind))
        if own in value:
            _boolean(value[own], f"{path}/{own}", out)
        for name in value.keys() - {"type", "text", own}:
            out.add(f"invalid additional property: {name}", path)
        if either and len(out.words) > before:
            out.words.insert(before, f"failed to match all allowed schemas [json-pointer:{path}]")

    return check


def _plain(most: int) -> Check:
    return _text(most, ("plain_text",))


def _fields(shape: Shape, value: Json, path: str, out: Findings, besides: set[str]) -> None:
    for name in shape.required:
        if value.get(name) is None:
            out.add(f"missing required field: {name}", path)
    for name, part in value.items():
        check = shape.required.get(name) or shape.optional.get(name)
        if check is None:
            if name not in besides:
                out.add(f"invalid additional property: {name}", path)
        elif part is not None:
            check(part, f"{path}/{name}", out)
    if shape.also:
        shape.also(value, path, out)


def _object(shape: Shape) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        if not isinstance(value, dict):
            out.add("must provide an object", path)
        else:
            _fields(shape, value, path, out, set())

    return check


def _option(text: Check, *, link: bool = False) -> Check:
    more: dict[str, Check] = {"description": text, **({"url": _URL} if link else {})}
    return _object(Shape({"text": text, "value": _string(150)}, more))


_CONFIRM = _object(
    Shape(
        {"title": _plain(100), "text": _text(300), "confirm": _plain(30), "deny": _plain(30)},
        {"style": _one_of("primary", "danger")},
    )
)
_OPTION = _option(_plain(75))
_FORMATTED_OPTION = _option(_text(75))
_OPTIONS = _items(_OPTION, most=100, least=1)
_GROUPS = _items(_object(Shape({"label": _plain(75), "options": _OPTIONS})), most=100, least=1)
_CONVERSATION_FILTER = _object(
    Shape(
        {},
        {
            "include": _items(_one_of("im", "mpim", "private", "public"), least=1),
            "exclude_external_shared_channels": _boolean,
            "exclude_bot_users": _boolean,
        },
    )
)
_DISPATCH = _object(
    Shape(
        {},
        {"trigger_actions_on": _items(_one_of("on_enter_pressed", "on_character_entered"), most=2, least=1)},
    )
)


def _has_options(value: Json, path: str, out: Findings) -> None:
    """Either options or option_groups, never both; what is chosen at first must be among them."""
    if ("options" in value) == ("option_groups" in value):
        out.add("must provide either options or option_groups", path)
        return
    for name in ("initial_option", "initial_options"):
        _is_offered(value, name, path, out)


def _is_offered(value: Json, name: str, path: str, out: Findings) -> None:
    initial = value.get(name)
    wanted = initial if isinstance(initial, list) else [initial] if initial else []
    offered = list(offered_options(value))
    if any(option not in offered for option in wanted):
        out.add(f"{name} must exactly match one of the options", f"{path}/{name}")


def _initial_option_is_offered(value: Json, path: str, out: Findings) -> None:
    for name in ("initial_option", "initial_options"):
        _is_offered(value, name, path, out)


def offered_options(element: Json) -> Iterable[Json]:
    """The options of an element, those in groups among them."""
    groups = element.get("option_groups") or []
    lists = [element.get("options") or [], *(group.get("options") or [] for group in groups)]
    for options in lists:
        yield from options


def _has_picture(value: Json, path: str, out: Findings) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        out.add("must provide either image_url or slack_file", path)


# Elements: docs.slack.dev/reference/block-kit/block-elements


def _focus(value: Any, path: str, out: Findings) -> None:
    _boolean(value, path, out)
    if value is True and out.count("focus_on_load") > 1:
        out.add("only one element can have focus_on_load set to true", path)


_COMMON: dict[str, Check] = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": _focus}
_HINTED: dict[str, Check] = {**_COMMON, "placeholder": _plain(150)}
_MANY: dict[str, Check] = {**_HINTED, "max_selected_items": _integer(1)}
_TYPED: dict[str, Check] = {
    "action_id": _ID,
    "focus_on_load": _focus,
    "placeholder": _plain(150),
    "dispatch_action_config": _DISPATCH,
}
_CHOICE: dict[str, Check] = {"options": _OPTIONS, "option_groups": _GROUPS}
_IDS = _items(_ID)


def _text_lengths(value: Json, path: str, out: Findings) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        out.add("min_length must be less than max_length", path)


_ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {"text": _plain(75)},
        {
            "action_id": _ID,
            "url": _URL,
            "value": _string(2000),
            "style": _one_of("primary", "danger"),
            "confirm": _CONFIRM,
            "accessibility_label": _string(75),
        },
    ),
    "static_select": Shape({}, {**_HINTED, **_CHOICE, "initial_option": _OPTION}, _has_options),
    "multi_static_select": Shape({}, {**_MANY, **_CHOICE, "initial_options": _items(_OPTION)}, _has_options),
    "external_select": Shape({}, {**_HINTED, "initial_option": _OPTION, "min_query_length": _integer(0)}),
    "multi_external_select": Shape({}, {**_MANY, "initial_options": _items(_OPTION), "min_query_length": _integer(0)}),
    "users_select": Shape({}, {**_HINTED, "initial_user": _ID}),
    "multi_users_select": Shape({}, {**_MANY, "initial_users": _IDS}),
    "conversations_select": Shape(
        {},
        {
            **_HINTED,
            "initial_conversation": _ID,
            "default_to_current_conversation": _boolean,
            "response_url_enabled": _boolean,
            "filter": _CONVERSATION_FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        {},
        {
            **_MANY,
            "initial_conversations": _IDS,
            "default_to_current_conversation": _boolean,
            "filter": _CONVERSATION_FILTER,
        },
    ),
    "channels_select": Shape({}, {**_HINTED, "initial_channel": _ID, "response_url_enabled": _boolean}),
    "multi_channels_select": Shape({}, {**_MANY, "initial_channels": _IDS}),
    "datepicker": Shape({}, {**_HINTED, "initial_date": _day}),
    "timepicker": Shape({}, {**_HINTED, "initial_time": _TIME, "timezone": _string()}),
    "datetimepicker": Shape({}, {**_COMMON, "initial_date_time": _integer(10**9, 10**10 - 1)}),
    "radio_buttons": Shape(
        {"options": _items(_FORMATTED_OPTION, most=10, least=1)},
        {**_COMMON, "initial_option": _FORMATTED_OPTION},
        _initial_option_is_offered,
    ),
    "checkboxes": Shape(
        {"options": _items(_FORMATTED_OPTION, most=10, least=1)},
        {**_COMMON, "initial_options": _items(_FORMATTED_OPTION, least=1)},
        _initial_option_is_offered,
    ),
    "overflow": Shape(
        {"options": _items(_option(_plain(75), link=True), most=5, least=1)},
        {"action_id": _ID, "confirm": _CONFIRM},
    ),
    "plain_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": _string(3000, 0),
            "multiline": _boolean,
            "min_length": _integer(0, 3000),
            "max_length": _integer(1, 3000),
        },
        _text_lengths,
    ),
    "number_input": Shape(
        {"is_decimal_allowed": _boolean},
        {**_TYPED, "initial_value": _string(), "min_value": _string(), "max_value": _string()},
    ),
    "email_text_input": Shape({}, {**_TYPED, "initial_value": _string()}),
    "url_text_input": Shape({}, {**_TYPED, "initial_value": _string()}),
    "image": Shape({"alt_text": _string(2000)}, {"image_url": _URL, "slack_file": _anything}, _has_picture),
}

TYPED_INTO = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
INTERACTIVE = frozenset(_ELEMENTS) - {"image"}
_IN_ACTIONS = INTERACTIVE - TYPED_INTO
_IN_SECTION = _IN_ACTIONS | {"image"}
_IN_INPUT = INTERACTIVE - {"button", "overflow"}


def _element(allowed: frozenset[str]) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind is None:
            out.add("missing required field: type", path)
        elif kind not in allowed:
            out.add(f"unsupported type: {kind}", f"{path}/type")
        else:
            _fields(_ELEMENTS[kind], value, path, out, {"type"})

    return check


def _context_element(value: Any, path: str, out: Findings) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        _element(frozenset({"image"}))(value, path, out)
    else:
        _text()(value, path, out)


# Blocks: docs.slack.dev/reference/block-kit/blocks


def _section_says_something(value: Json, path: str, out: Findings) -> None:
    if not value.get("text") and not value.get("fields"):
        out.add("must provide text or fields", path)


def _action_ids_differ(value: Json, path: str, out: Findings) -> None:
    seen: set[str] = set()
    for number, element in enumerate(value.get("elements") or []):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if action_id in seen:
            out.add(f"`action_id` {action_id} already exists", f"{path}/elements/{number}/action_id")
        if action_id:
            seen.add(action_id)


def _input_is_counted(value: Json, path: str, out: Findings) -> None:
    out.count("input")


_RICH_WORDS = frozenset({"broadcast", "channel", "color", "date", "emoji", "link", "text", "user", "usergroup"})
_RICH_PARTS = frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"})


def _rich_word(value: Any, path: str, out: Findings) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _RICH_WORDS:
        out.add(f"unsupported type: {kind}", f"{path}/type")
    elif kind == "text":
        _string()(value.get("text"), f"{path}/text", out)
    elif kind == "link":
        _URL(value.get("url"), f"{path}/url", out)


def _rich_part(value: Any, path: str, out: Findings) -> None:
    """A section, a list of sections, a quote or preformatted text."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _RICH_PARTS:
        out.add(f"unsupported type: {kind}", f"{path}/type")
        return
    is_list = kind == "rich_text_list"
    if is_list:
        _one_of("bullet", "ordered")(value.get("style"), f"{path}/style", out)
    _items(_rich_part if is_list else _rich_word)(value.get("elements"), f"{path}/elements", out)


def _markdown_in_all(value: Json, path: str, out: Findings) -> None:
    """All the markdown blocks of one message share 12,000 characters."""
    text = value.get("text")
    total = out.counts["markdown"] = out.counts.get("markdown", 0) + len(text if isinstance(text, str) else "")
    if total > 12_000:
        out.codes.add("msg_blocks_too_long")
        out.add("markdown blocks must be less than 12001 characters in all", path)


def _cell(kinds: tuple[str, ...]) -> Check:
    def check(value: Any, path: str, out: Findings) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            out.add(f"unsupported type: {kind}", f"{path}/type")
        elif kind == "rich_text":
            _items(_rich_part, least=1)(value.get("elements"), f"{path}/elements", out)
        elif kind == "raw_number":
            _number(value.get("value"), f"{path}/value", out)
        else:
            _string(3000)(value.get("text"), f"{path}/text", out)

    return check


def _only_table(value: Json, path: str, out: Findings) -> None:
    if out.count("table") > 1:
        out.codes.add("invalid_attachments")
        out.add("only_one_table_allowed", path)


def _even_rows(value: Json, path: str, out: Findings) -> None:
    rows = [row for row in value.get("rows") or [] if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        out.add("all rows must have the same number of cells", f"{path}/rows")
    header = rows[0] if rows else []
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in header):
        out.add("rich_text is not allowed in the header row", f"{path}/rows/0")


def _two_charts(value: Json, path: str, out: Findings) -> None:
    if out.count("data_visualization") > 2:
        out.add("no more than 2 data_visualization blocks allowed", path)


_POINT = _object(Shape({"label": _string(20), "value": _number}))
_SERIES = _object(Shape({"name": _string(20), "data": _items(_POINT, most=20, least=1)}))
_AXES = _object(
    Shape({"categories": _items(_string(20), most=20, least=1)}, {"x_label": _string(50), "y_label": _string(50)})
)


def _slices_are_positive(value: Json, path: str, out: Findings) -> None:
    for number, segment in enumerate(value.get("segments") or []):
        size = segment.get("value") if isinstance(segment, dict) else None
        if isinstance(size, int | float) and size <= 0:
            out.add("must be more than 0", f"{path}/segments/{number}/value")


def _series_fit_axes(value: Json, path: str, out: Findings) -> None:
    series = [each for each in value.get("series") or [] if isinstance(each, dict)]
    names = [each.get("name") for each in series]
    if len(set(names)) < len(names):
        out.add("series names must be unique", f"{path}/series")
    axes = value.get("axis_config")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    for number, each in enumerate(series):
        labels = [point.get("label") for point in each.get("data") or [] if isinstance(point, dict)]
        if sorted(map(str, labels)) != sorted(map(str, categories or [])):
            out.add("labels must match the categories of axis_config", f"{path}/series/{number}/data")


_XY = Shape({"series": _items(_SERIES, most=6, least=1), "axis_config": _AXES}, {}, _series_fit_axes)
_CHARTS = {
    "pie": Shape({"segments": _items(_POINT, most=6, least=1)}, {}, _slices_are_positive),
    "bar": _XY,
    "area": _XY,
    "line": _XY,
}


def _chart(value: Any, path: str, out: Findings) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in _CHARTS:
        out.add(f"unsupported type: {kind}", f"{path}/type")
    else:
        _fields(_CHARTS[kind], value, path, out, {"type"})


_BLOCKS: dict[str, Shape] = {
    "header": Shape({"text": _plain(150)}),
    "divider": Shape(),
    "section": Shape(
        {},
        {
            "text": _text(3000),
            "fields": _items(_text(2000), most=10, least=1),
            "accessory": _element(_IN_SECTION),
            "expand": _boolean,
        },
        _section_says_something,
    ),
    "context": Shape({"elements": _items(_context_element, most=10, least=1)}),
    "actions": Shape({"elements": _items(_element(_IN_ACTIONS), most=25, least=1)}, {}, _action_ids_differ),
    "image": Shape(
        {"alt_text": _string(2000)},
        {"image_url": _URL, "slack_file": _anything, "title": _plain(2000)},
        _has_picture,
    ),
    "input": Shape(
        {"label": _plain(2000), "element": _element(_IN_INPUT)},
        {"hint": _plain(2000), "optional": _boolean, "dispatch_action": _boolean},
        _input_is_counted,
    ),
    "rich_text": Shape({"elements": _items(_rich_part, least=1)}),
    "markdown": Shape({"text": _string(12_000)}, {}, _markdown_in_all),
    "table": Shape(
        {"rows": _items(_items(_cell(("raw_text", "rich_text")), most=20, least=1), most=100, least=1)},
        {
            "column_settings": _items(
                _object(Shape({}, {"align": _one_of("left", "center", "right"), "is_wrapped": _boolean})),
                most=20,
            )
        },
        _only_table,
    ),
    "data_table": Shape(
        {
            "caption": _string(3000),
            "rows": _items(_items(_cell(("raw_text", "raw_number", "rich_text")), most=20, least=1), most=101, least=2),
        },
        {"page_size": _integer(1, 100), "row_header_column_index": _COLUMN},
        _even_rows,
    ),
    "data_visualization": Shape({"title": _string(50), "chart": _chart}, {}, _two_charts),
}
_ONLY_IN_MESSAGES = frozenset({"markdown", "table", "data_table", "data_visualization"})


def _block(value: Any, path: str, out: Findings) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind is None:
        out.add("missing required field: type", path)
        return
    if kind not in _BLOCKS or (kind in _ONLY_IN_MESSAGES and out.surface != MESSAGE):
        out.add(f"unsupported type: {kind}", f"{path}/type")
        return
    if (block_id := value.get("block_id")) is not None:
        _ID(block_id, f"{path}/block_id", out)
        if block_id in out.block_ids:
            out.add(f"`block_id` {block_id} already exists", f"{path}/block_id")
        out.block_ids.add(block_id)
    _fields(_BLOCKS[kind], value, path, out, {"type", "block_id"})


# Views: docs.slack.dev/reference/views/modal-views and …/home-tab-views


def _submit_is_there(value: Json, path: str, out: Findings) -> None:
    if out.counts.get("input") and not value.get("submit"):
        out.add("missing required field: submit, because there is an input block", path)


_BLOCK_LIST = _items(_block, most=100)
_PRIVATE: dict[str, Check] = {
    "private_metadata": _string(3000, 0),
    "callback_id": _string(255, 0),
    "external_id": _string(255, 0),
}
_VIEWS = {
    "modal": Shape(
        {"title": _plain(24), "blocks": _BLOCK_LIST},
        {
            **_PRIVATE,
            "submit": _plain(24),
            "close": _plain(24),
            "clear_on_close": _boolean,
            "notify_on_close": _boolean,
            "submit_disabled": _boolean,
        },
        _submit_is_there,
    ),
    "home": Shape({"blocks": _BLOCK_LIST}, _PRIVATE),
}


def _filled(block: Json, new_id: Callable[[], str]) -> Json:
    block = {**block, "block_id": block.get("block_id") or new_id()}
    for name in ("accessory", "element"):
        if name in block:
            block[name] = _named(block[name], new_id)
    if block["type"] == "actions":
        block["elements"] = [_named(element, new_id) for element in block["elements"]]
    return block


def _named(element: Json, new_id: Callable[[], str]) -> Json:
    if element.get("type") not in INTERACTIVE or element.get("action_id"):
        return element
    return {**element, "action_id": new_id()}
