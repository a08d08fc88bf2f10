"""Slack's app manifest, from the same table that the routes are made from (docs.slack.dev/reference/app-manifest)."""

from typing import Any

from handlers.slack.ways_in import CALLS, COMMAND_SCOPE, COMMANDS, EVENTS, SHORTCUTS, Command, Shortcut

_DESCRIPTION = "Holds an improvement plan to account: asks for position statements, shows where it stands"


def manifest(request_url: str | None, socket_mode: bool) -> dict[str, Any]:
    """The manifest to create the app from. `request_url` is where Slack posts; Socket Mode needs none.

    Commands that Slack keeps for itself are left out: a manifest that declares one is refused.

    Raises:
        ValueError: neither a request URL nor Socket Mode, so that Slack could not reach the bot.
    """
    if not socket_mode and not request_url:
        raise ValueError("Slack needs a way to reach the bot: give its public https address, or use Socket Mode.")
    url = {} if socket_mode else {"url": request_url}
    reached = {} if socket_mode else {"request_url": request_url}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {"name": "Accountable", "description": _DESCRIPTION, "background_color": "#1d3557"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Accountable", "always_online": True},
            "shortcuts": [_shortcut(shortcut) for shortcut in SHORTCUTS],
            "slash_commands": [_command(command) | url for command in COMMANDS if not command.reserved],
        },
        "oauth_config": {"scopes": {"bot": scopes()}},
        "settings": {
            "event_subscriptions": {**reached, "bot_events": [event.name for event in EVENTS]},
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def scopes() -> list[str]:
    """The bot's scopes: what its commands, events and calls need, and nothing else."""
    needed = {COMMAND_SCOPE}
    for way in (*EVENTS, *CALLS):
        needed.update(way.scopes)
    return sorted(needed)


def _command(command: Command) -> dict[str, Any]:
    return {
        "command": command.name,
        "description": command.description,
        "usage_hint": command.usage,
        "should_escape": False,
    }


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    return {
        "name": shortcut.name,
        "type": "message" if shortcut.on_message else "global",
        "callback_id": shortcut.callback_id,
        "description": shortcut.description,
    }
