"""What a browser posts, as the choices that a person made in Slack's elements."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from multidict import MultiMapping

from sandbox.blocks import elements_of
from sandbox.elements import chosen_state, state_key
from sandbox.page.drawing import Surface
from sandbox.people import Actor
from sandbox.workspace import Json, View

Form = MultiMapping[Any]


def pressed(form: Form) -> tuple[str, str]:
    """The block_id and action_id of what was pressed.

    Raises:
        ValueError: the form does not say.
    """
    block_id, found, action_id = str(form.get("pressed", "")).partition("/")
    if not found:
        raise ValueError("Nothing was pressed.")
    return unquote(block_id), unquote(action_id)


def posted_value(form: Form, name: str, element: Json, zone: ZoneInfo) -> Any:
    """What the form holds for the element: words, an id, a list of them, seconds, or None when it is empty."""
    if (state_key(element) or "").endswith("s"):
        return [str(each) for each in form.getall(name, [])]
    value = str(form.get(name, "")).replace("\r\n", "\n")
    if element["type"] == "datetimepicker" and value:
        return int(datetime.fromisoformat(value).replace(tzinfo=zone).timestamp())
    return value or None


async def fill_in(actor: Actor, view: View, surface: Surface, form: Form) -> None:
    """Note in the view what the person has filled in so far, without telling the bot.

    Only the fields that were on the person's screen are touched: the bot may have changed the form meanwhile.

    Raises:
        ValueError: a choice is no longer on offer.
    """
    there = set(form.getall("there", []))
    for block, element in _fields(view):
        name = surface.name(block, element)
        if name not in there:
            continue
        value = posted_value(form, name, element, ZoneInfo(actor.person.tz))
        state = surface.chosen(block, element)
        if element["type"] != "external_select" or not _is_still_chosen(state, value):
            found = await _found(actor, view, block, element, value)
            state = chosen_state(element, value, found)
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = state


def option_words(options: list[Json]) -> list[str]:
    """What the options of an external menu say."""
    return [str(option["text"]["text"]) for option in options]


def _fields(view: View) -> Iterator[tuple[Json, Json]]:
    for block in view.blocks:
        for element in elements_of(block):
            if state_key(element) is not None:
                yield block, element


def _is_still_chosen(state: Mapping[str, Any], value: Any) -> bool:
    held = state.get("selected_option")
    return isinstance(held, dict) and held["text"]["text"] == value


async def _found(actor: Actor, view: View, block: Json, element: Json, value: Any) -> list[Json]:
    if "external" not in element["type"] or not value:
        return []
    return await actor.suggestions(view, element["action_id"], str(value), block_id=block["block_id"])
