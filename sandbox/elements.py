"""What a person can do with an element, and how Slack writes down what they did."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.blocks import TYPED_INTO, elements_of, offered_options
from sandbox.workspace import Json, Values

_KEYS = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    **dict.fromkeys(TYPED_INTO, "value"),
}
_INITIAL = {"value": "initial_value"}


def state_key(element: Json) -> str | None:
    """The name under which Slack keeps the element's value, or None for what has none (a button, an overflow)."""
    return _KEYS.get(element["type"])


def initial_state(element: Json) -> Json:
    """The element's state before anyone has touched it."""
    key = _KEYS[element["type"]]
    initial = element.get(_INITIAL.get(key, key.replace("selected_", "initial_")))
    empty: Any = [] if key.endswith("s") else None
    return {"type": element["type"], key: empty if initial is None else initial}


def initial_values(blocks: Iterable[Json], kept: Values | None = None) -> Values:
    """The state of every element that has one; what `kept` holds under the same two ids and type stays.

    Source: docs.slack.dev/reference/views/modal-views, "Preserving input entry in views".
    """
    values: Values = {}
    for block in blocks:
        for element in elements_of(block):
            if state_key(element) is None:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            old = (kept or {}).get(block_id, {}).get(action_id)
            same = old is not None and old["type"] == element["type"]
            values.setdefault(block_id, {})[action_id] = old if old and same else initial_state(element)
    return values


def chosen_state(element: Json, value: Any, found: Iterable[Json] = ()) -> Json:
    """The element's state once a person has chosen `value`.

    A choice is named by its value or its words; None clears. `found` are the options that the bot offered to an
    external select.

    Raises:
        ValueError: a person could not choose that here.
    """
    kind, key = element["type"], _KEYS[element["type"]]
    options = [*offered_options(element), *found]
    if key == "selected_option":
        return {"type": kind, key: None if value is None else _option(options, value)}
    if key == "selected_options":
        return {"type": kind, key: [_option(options, each) for each in value or []]}
    if key == "selected_date" and value and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise ValueError(f"{value} is not a date: it needs to be like 2021-06-01.")
    if key == "selected_time" and value and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
        raise ValueError(f"{value} is not a time: it needs to be like 08:30.")
    if key == "value":
        value = str(value) if value not in (None, "") else None
    return {"type": kind, key: value}


def action_of(block: Json, element: Json, state: Json | None, action_ts: str) -> Json:
    """One entry of `actions` in a block_actions payload."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    }
    for name in ("text", "value", "style", "placeholder", "initial_option", "initial_date", "url"):
        if name in element:
            action[name] = element[name]
    return action | (state or {})


def what_is_missing(blocks: Iterable[Json], values: Values) -> dict[str, str]:
    """What Slack itself says under a field, by block_id, before it sends the form to anyone."""
    words: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]][_KEYS[element["type"]]]
        problem = _problem(block, element, value)
        if problem:
            words[block["block_id"]] = problem
    return words


def _problem(block: Json, element: Json, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    check = _CHECKS.get(element["type"])
    return check(element, str(value)) if check else None


def _text_problem(element: Json, value: str) -> str | None:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(value) < least:
        return f"Must be at least {least} characters."
    if len(value) > most:
        return f"Must be at most {most} characters."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number."
    if (least := element.get("min_value")) is not None and float(value) < float(least):
        return f"Must be at least {least}."
    if (most := element.get("max_value")) is not None and float(value) > float(most):
        return f"Must be at most {most}."
    return None


def _email_problem(element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Please enter an email address."


def _url_problem(element: Json, value: str) -> str | None:
    return None if re.match(r"https?://\S+$", value) else "Please enter a URL."


_CHECKS: dict[str, Callable[[Json, str], str | None]] = {
    "plain_text_input": _text_problem,
    "number_input": _number_problem,
    "email_text_input": _email_problem,
    "url_text_input": _url_problem,
}


def _option(options: list[Json], wanted: Any) -> Json:
    for option in options:
        if wanted in (option["value"], option["text"]["text"], option):
            return option
    offered = ", ".join(option["text"]["text"] for option in options) or "nothing"
    raise ValueError(f"{wanted} is not on offer here; what is: {offered}.")
