"""What Slack sends, as what a person did. The only place that knows the shape of Slack's payloads.

Shapes: docs.slack.dev/interactivity and docs.slack.dev/reference/interaction-payloads; events:
docs.slack.dev/apis/events-api. Each reader answers None where nobody is asking us for anything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Literal

from bot.use_cases.heard import (
    AccountDisabled,
    Answer,
    Answers,
    Caller,
    FileDropped,
    Heard,
    HomeOpened,
    Press,
    SharedFile,
    Typed,
)
from handlers.slack.render import AS_TYPED, menu_about, strip_position
from handlers.slack.ways_in import COMMANDS, SHORTCUTS

Payload = Mapping[str, Any]
Way = Literal["command", "event", "click", "form", "home", "shortcut", "told", "typing"]
"""How something came. What Slack has only `told` us nobody asked, and nobody is answered. Nor is who is `typing`."""

REFRESH = "refresh"
"""What a changed field `does`; `about` is the field's name, and the form's own name says which form to draw."""
KEEP = "keep"
"""What a field `does` that is being typed into; all that stands in the form comes with it."""
AGAIN = "again"
"""The action_id of a button that does once more what could not be answered; its value says what that was."""

_MENTION_FIRST = re.compile(r"^\s*<@[UW]\w+(?:\|[^>]*)?>[\s,:]*")
_LOOKED_AT = 200
"""How much of a message its shortcut looks at."""


@dataclass(frozen=True)
class Asked:
    """What was heard, its key against hearing it twice, and the ways back to whoever asked."""

    heard: Heard
    key: str | None
    way: Way
    channel: str = ""
    thread: str = ""
    trigger: str = ""
    response_url: str = ""
    is_ephemeral: bool = False
    view: str = ""
    view_hash: str = ""
    view_kind: str = ""
    fields: tuple[str, ...] = ()
    """The names of the fields of the form on screen: Slack takes errors for these and no others."""

    @property
    def by(self) -> Caller:
        """Who asked."""
        return self.heard.by


def command(payload: Payload) -> Asked:
    """Read a slash command. It has no key: Slack never sends one twice, and typing it twice means it twice."""
    name, typed = str(payload["command"]), unescape(payload.get("text") or "").strip()
    known = next((each for each in COMMANDS if each.name == name), None)
    words = known.words if known else name.removeprefix("/")
    channel = str(payload.get("channel_id") or "")
    heard = Typed(
        by=Caller("slack", payload["team_id"], payload["user_id"], name=payload.get("user_name") or ""),
        text=f"{words} {typed}".strip(),
        channel=channel,
        as_typed=f"{name} {typed}".strip(),
        reserved=bool(known and known.reserved),
    )
    return Asked(
        heard=heard,
        key=None,
        way="command",
        channel=channel,
        trigger=str(payload.get("trigger_id") or ""),
        response_url=str(payload.get("response_url") or ""),
    )


def event(payload: Payload) -> Asked | None:
    """Read an event of the Events API; its key is the event's id, which Slack keeps when it sends it again.

    Edits, joins, other bots' and our own messages are nobody asking for anything. Of what changes about people we
    hear, and are interested in accounts that were disabled alone.
    """
    told = payload["event"]
    key = f"slack:{payload['team_id']}:{payload['event_id']}"
    match told.get("type"):
        case "app_home_opened" if told.get("tab", "home") == "home":
            return Asked(HomeOpened(_speaker(payload)), key, "home")
        case "app_mention" if _is_said_to_us(told):
            return _said(payload, key)
        case "message" if told.get("channel_type") == "im" and _is_said_to_us(told):
            return _said(payload, key)
        case "message" if told.get("channel_type") == "im" and _is_file_for_us(told):
            return _dropped(payload, key)
        case "user_change" if told["user"].get("deleted"):
            return Asked(AccountDisabled(Caller("slack", payload["team_id"], told["user"]["id"])), key, "told")
        case _:
            return None


def click(payload: Payload) -> Asked | None:
    """Read a press of a button, a choice in a menu, or a changed field that asks for its form to be drawn again."""
    actions = payload.get("actions") or ()
    if not actions:
        return None
    pressed = actions[0]
    view = payload.get("view") or {}
    container = payload.get("container") or {}
    by, channel = _person(payload), _channel(payload)
    heard = _again(pressed, by, channel) or _press(pressed, view, by, channel)
    return Asked(
        heard=heard,
        key=_key_of_click(pressed, view, container, by, channel),
        way="typing" if isinstance(heard, Press) and heard.does == KEEP else "click",
        channel=channel,
        thread=str(container.get("thread_ts") or ""),
        trigger=str(payload.get("trigger_id") or ""),
        response_url=str(payload.get("response_url") or ""),
        is_ephemeral=bool(container.get("is_ephemeral")),
        view=str(view.get("id") or ""),
        view_hash=str(view.get("hash") or ""),
        view_kind=str(view.get("type") or ""),
        fields=_fields_of(view),
    )


def form(payload: Payload) -> Asked:
    """Read a form sent in; its key is the view's id, which a second press of its button has too."""
    view = payload["view"]
    heard = Answers(
        by=_person(payload),
        form=view.get("callback_id") or "",
        about=view.get("private_metadata") or "",
        answers=_answers(view),
    )
    return Asked(
        heard=heard,
        key=f"slack:{heard.by.team}:{view['id']}",
        way="form",
        trigger=str(payload.get("trigger_id") or ""),
        view=view["id"],
        view_hash=str(view.get("hash") or ""),
        view_kind="modal",
        fields=_fields_of(view),
    )


def shortcut(payload: Payload) -> Asked | None:
    """Read an entry of the shortcuts menu as the words it stands for; one on a message adds its first line."""
    known = next((each for each in SHORTCUTS if each.callback_id == payload.get("callback_id")), None)
    if known is None:
        return None
    lines = unescape((payload.get("message") or {}).get("text") or "").strip().splitlines() if known.on_message else []
    words = " ".join([known.words, *lines[:1]])[:_LOOKED_AT]
    channel = _channel(payload)
    return Asked(
        heard=Typed(by=_person(payload), text=words, channel=channel, as_typed=known.name),
        key=None,
        way="shortcut",
        channel=channel,
        trigger=str(payload.get("trigger_id") or ""),
        response_url=str(payload.get("response_url") or ""),
    )


def again(heard: Heard) -> str | None:
    """What an AGAIN button carries to do `heard` once more; None for what is not started by words or a press."""
    match heard:
        case Typed():
            return json.dumps({"text": heard.text, "as_typed": heard.as_typed})
        case Press(form=""):
            return json.dumps({"does": heard.does, "about": heard.about, "value": heard.value})
        case _:
            return None


def unescape(text: str) -> str:
    """Undo Slack's three escapes, which it puts into commands and messages (docs.slack.dev, Formatting text)."""
    return storable(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def storable(text: str) -> str:
    """The text without what JSON can carry and no database takes: the NUL character, and halves of a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _again(pressed: Payload, by: Caller, channel: str) -> Heard | None:
    if strip_position(pressed["action_id"]) != AGAIN:
        return None
    try:
        was = json.loads(pressed.get("value") or "")
        if "text" in was:
            return Typed(by=by, channel=channel, text=str(was["text"]), as_typed=str(was["as_typed"]))
        return Press(by=by, channel=channel, does=str(was["does"]), about=str(was["about"]), value=str(was["value"]))
    except (ValueError, KeyError, TypeError):  # a button of another release
        return Press(by=by, does=AGAIN, channel=channel)


def _press(pressed: Payload, view: Payload, by: Caller, channel: str) -> Press:
    heard = Press(by=by, does=strip_position(pressed["action_id"]), channel=channel)
    if view.get("type") == "modal":
        form, about = view.get("callback_id") or "", view.get("private_metadata") or ""
        heard = replace(heard, form=form, form_about=about, answers=_answers(view))
    if pressed["type"] == "button":
        return replace(heard, about=pressed.get("value") or "")
    if pressed.get("block_id") in _fields_of(view):
        if _is_being_typed(pressed, view):
            return replace(heard, does=KEEP, about=pressed["block_id"])
        return replace(heard, does=REFRESH, about=pressed["block_id"], value=_word(_answer(pressed)))
    return replace(heard, about=menu_about(pressed.get("block_id") or "") or "", value=_word(_answer(pressed)))


def _is_being_typed(pressed: Payload, view: Payload) -> bool:
    """Whether the field tells of what is typed while it is typed, and so not of a choice that was made."""
    block = next(block for block in view["blocks"] if block.get("block_id") == pressed["block_id"])
    config = block["element"].get("dispatch_action_config") or {}
    return AS_TYPED in config.get("trigger_actions_on", ())


def _key_of_click(pressed: Payload, view: Payload, container: Payload, by: Caller, channel: str) -> str:
    """Who pressed what where. What the element says is part of it: a message that was replaced keeps its ts."""
    says = pressed.get("value") or _word(_answer(pressed))
    what = f"{pressed.get('action_id')}:{hashlib.sha256(says.encode()).hexdigest()[:16]}"
    if view:
        return f"slack:{by.team}:{view['id']}:{view.get('hash')}:{what}"
    return f"slack:{by.team}:{channel}:{container.get('message_ts')}:{by.user}:{what}"


def _is_said_to_us(told: Payload) -> bool:
    return bool(told.get("user")) and not any(told.get(sign) for sign in ("bot_id", "subtype", "edited", "hidden"))


def _is_file_for_us(told: Payload) -> bool:
    """Whether a person dropped files (docs.slack.dev/reference/events/message/file_share); our own come back so too."""
    return told.get("subtype") == "file_share" and bool(told.get("user")) and not told.get("bot_id")


def _dropped(payload: Payload, key: str) -> Asked:
    told = payload["event"]
    files = tuple(
        SharedFile(storable(str(each.get("name") or "file")), str(each.get("url_private_download") or ""))
        for each in told.get("files") or ()
    )
    text = unescape(told.get("text") or "").strip()
    heard = FileDropped(by=_speaker(payload), files=files, text=text, channel=told["channel"])
    return Asked(heard, key, "event", channel=told["channel"], thread=told.get("thread_ts") or "")


def _said(payload: Payload, key: str) -> Asked:
    told = payload["event"]
    words = unescape(_MENTION_FIRST.sub("", told.get("text") or "", count=1)).strip()
    heard = Typed(by=_speaker(payload), text=words, channel=told["channel"], as_typed=words)
    return Asked(heard, key, "event", channel=told["channel"], thread=told.get("thread_ts") or "")


def _speaker(payload: Payload) -> Caller:
    return Caller("slack", payload["team_id"], payload["event"]["user"])


def _person(payload: Payload) -> Caller:
    user = payload["user"]
    team = (payload.get("team") or {}).get("id") or user.get("team_id")
    return Caller("slack", team, user["id"], name=user.get("name") or user.get("username") or "")


def _channel(payload: Payload) -> str:
    found = (payload.get("channel") or {}).get("id") or (payload.get("container") or {}).get("channel_id")
    return str(found or "")


def _fields_of(view: Payload) -> tuple[str, ...]:
    return tuple(block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input")


def _answers(view: Payload) -> dict[str, Answer]:
    fields = _fields_of(view)
    values = (view.get("state") or {}).get("values") or {}
    return {name: _answer(state) for name in fields for state in (values.get(name) or {}).values()}


def _answer(state: Payload) -> Answer:
    """One element's value, in our types; None if it was left empty, blank words included."""
    match state.get("type"):
        case "plain_text_input":
            typed = storable(state.get("value") or "")
            return typed if typed.strip() else None
        case "static_select" | "radio_buttons":
            return (state.get("selected_option") or {}).get("value")
        case "checkboxes" | "multi_static_select":
            return tuple(option["value"] for option in state.get("selected_options") or ()) or None
        case "datepicker":
            return _picked(date.fromisoformat, state.get("selected_date"))
        case "timepicker":
            return _picked(time.fromisoformat, state.get("selected_time"))
        case "users_select":
            return state.get("selected_user")
        case "conversations_select":
            return state.get("selected_conversation")
        case _:
            return None


def _picked(read: Callable[[str], Answer], said: str | None) -> Answer:
    """What a picker gave; words that no picker gives stay words, for the use case to answer."""
    try:
        return read(said) if said else None
    except ValueError:
        return said


def _word(answer: Answer) -> str:
    match answer:
        case None:
            return ""
        case date() | time():
            return answer.isoformat()
        case tuple():
            return ",".join(answer)
        case _:
            return answer
