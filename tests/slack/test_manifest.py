import inspect
import json
import re
from pathlib import Path

import jsonschema
import pytest

from handlers.slack import boundary, calls, checks, files, gateway, routes, sweeping
from handlers.slack.boundary import Boundary
from handlers.slack.manifest import manifest, scopes
from handlers.slack.ways_in import CALLS, COMMANDS, EVENTS, SHORTCUTS

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "slack-manifest.schema.json").read_text())
OVER_HTTP = manifest("https://bot.example.gov.uk/slack/events", socket_mode=False)
OVER_SOCKET = manifest(None, socket_mode=True)
KEPT_BY_SLACK = {"/status", "/me", "/away", "/dnd", "/join", "/leave", "/open", "/search", "/topic", "/who", "/msg"}


class Recorder:
    """Stands where Bolt's app does, and notes what is listened to."""

    def __init__(self):
        self.heard = {}

    def __getattr__(self, kind):
        def listen(name):
            self.heard.setdefault(kind, []).append(name)
            return lambda listener: listener

        return listen


def registered():
    app = Recorder()
    routes.register(app, Boundary(hear=None, clients=None))
    return app.heard


@pytest.mark.parametrize("made", [OVER_HTTP, OVER_SOCKET], ids=["http", "socket"])
def test_slack_takes_the_manifest(made):
    jsonschema.validate(made, SCHEMA)


def test_commands_that_slack_keeps_for_itself_are_left_out():
    declared = {each["command"] for each in OVER_HTTP["features"]["slash_commands"]}

    assert declared == {"/account", "/board-status", "/statement"}
    assert not declared & KEPT_BY_SLACK
    assert {command.name for command in COMMANDS if command.reserved} == {"/status"}


def test_what_is_declared_is_listened_to_and_the_other_way_round():
    heard = registered()
    features, settings = OVER_HTTP["features"], OVER_HTTP["settings"]

    reserved = {command.name for command in COMMANDS if command.reserved}
    assert {each["command"] for each in features["slash_commands"]} | reserved == set(heard["command"])
    assert {each["callback_id"] for each in features["shortcuts"]} == set(heard["shortcut"])
    events = settings["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in events} == set(heard["event"])
    assert settings["interactivity"]["is_enabled"]
    assert {"action", "view_submission", "view_closed"} <= set(heard)


def test_every_method_that_is_called_is_in_the_table_and_the_other_way_round():
    code = "".join(inspect.getsource(module) for module in (boundary, calls, checks, files, gateway, sweeping))
    called = set(re.findall(r'"((?:auth|chat|conversations|files|users|views)\.[a-zA-Z]+)"', code))

    assert called == {call.method for call in CALLS}


def test_scopes_are_the_least_that_will_do():
    assert scopes() == [
        "app_mentions:read", "channels:read", "chat:write", "commands", "files:read",
        "files:write", "groups:read", "im:history", "im:write", "users:read",
    ]  # fmt: skip
    assert OVER_HTTP["oauth_config"]["scopes"]["bot"] == scopes()


def test_with_socket_mode_no_address_is_named():
    assert "http" not in json.dumps(OVER_SOCKET)
    assert OVER_SOCKET["settings"]["socket_mode_enabled"]
    assert OVER_HTTP["settings"]["event_subscriptions"]["request_url"].startswith("https://bot.example")


def test_a_bot_that_slack_could_not_reach_is_refused():
    with pytest.raises(ValueError, match="Socket Mode"):
        manifest(None, socket_mode=False)


def test_shortcuts_fit_slacks_menu():
    assert all(len(shortcut.name) <= 24 for shortcut in SHORTCUTS)
    assert len({event.name for event in EVENTS}) == len(EVENTS)
