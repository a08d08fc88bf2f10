"""What a person does in the workspace: they speak, type commands, press, fill in, send and close."""

import html
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox import payloads
from sandbox.blocks import Findings, check_message_blocks, find_element
from sandbox.dispatch import Dispatch, message_place, view_place
from sandbox.elements import action_of, chosen_state, initial_values, state_key, what_is_missing
from sandbox.grants import SlackError
from sandbox.web_api import blocks_of, change_view, checked_view, show_modal
from sandbox.wires import Ack
from sandbox.workspace import Channel, Json, Message, Person, Values, View, Workspace

TROUBLE = "We had some trouble connecting. Try again?"
TIMED_OUT = "Operation timed out. Apps need to respond within 3 seconds."
WENT_WRONG = "Oh no, something went wrong. Please try that again."

Kind = Literal["answered", "closed", "errors", "updated", "pushed", "failed"]
Place = Message | View


@dataclass(frozen=True)
class Outcome:
    """What a person sees after doing something. `words` are Slack's own, when it did not go well."""

    kind: Kind
    words: str = ""
    messages: list[Message] = field(default_factory=list)
    """New in that channel for this person, the answer to a command among them."""
    errors: dict[str, str] = field(default_factory=dict)
    view: View | None = None

    @property
    def text(self) -> str:
        """What the new messages say, in words, or Slack's own words."""
        return "\n".join(message.text for message in self.messages) or self.words


class Actor:
    """One person at their own screen."""

    def __init__(self, workspace: Workspace, dispatch: Dispatch, person: Person) -> None:
        self.workspace = workspace
        self.dispatch = dispatch
        self.person = person

    # What they see

    @property
    def direct(self) -> Channel:
        """Their direct conversation with the bot."""
        return self.workspace.direct(self.person.id)

    def messages(self, channel: str | Channel | None = None) -> list[Message]:
        """What they see in a channel (their conversation with the bot unless one is named), oldest first."""
        return self.workspace.messages_for(self.person.id, self._channel(channel))

    def modal(self) -> View | None:
        """The modal that is on top for them, if any."""
        return self.workspace.modal(self.person.id)

    def home(self) -> View | None:
        """Their Home tab as it was last published."""
        return self.workspace.homes.get(self.person.id)

    def reads(self, channel: str | Channel | None = None) -> None:
        """They look at the channel: nothing in it is unread any more."""
        self.workspace.mark_read(self.person.id, self._channel(channel))

    # What they say

    async def say(self, channel: str | Channel | None, text: str) -> Message:
        """Say something in a channel (None: to the bot in private); naming the bot with @ there calls it."""
        where = self._channel(channel)
        bot = self.workspace.bot
        text = self._with_mentions(html.escape(text, quote=False))
        message = self.workspace.post(where, self.person.id, text)
        self.workspace.mark_read(self.person.id, where)
        event = self._message_event(message)
        if where.kind == "im" and bot.id in where.members:
            await self.dispatch.event(self.workspace, event | {"channel_type": "im"}, "message.im")
        elif bot.id in where.members:
            if f"<@{bot.id}>" in text:
                await self.dispatch.event(self.workspace, event | {"type": "app_mention"})
            subscription = "message.groups" if where.is_private else "message.channels"
            kind = {"channel_type": where.kind}
            await self.dispatch.event(self.workspace, event | kind, subscription)
        return message

    async def shares(self, *files: tuple[str, bytes], text: str = "", channel: str | Channel | None = None) -> Message:
        """Drop files (name and content) into a channel (None: their conversation with the bot)."""
        where = self._channel(channel)
        kept = [
            self.workspace.add_file(name, self.person.id, self.dispatch.base_url(), content) for name, content in files
        ]
        escaped = self._with_mentions(html.escape(text, quote=False))
        message = self.workspace.post(where, self.person.id, escaped, files=kept, subtype="file_share")
        self.workspace.mark_read(self.person.id, where)
        event = self._message_event(message) | {"subtype": "file_share", "upload": False}
        event["files"] = [payloads.file_json(self.workspace, each) for each in kept]
        if where.kind == "im" and self.workspace.bot.id in where.members:
            await self.dispatch.event(self.workspace, event | {"channel_type": "im"}, "message.im")
        return message

    async def command(self, name: str, text: str = "", channel: str | Channel | None = None) -> Outcome:
        """Type a slash command, such as `command("/account", "status red", "#board")`."""
        where = self._channel(channel)
        before = next(reversed(where.by_ts), "")
        if name not in {command.name for command in self.workspace.commands}:
            return self._slackbot(where, f"{name} is not a valid command.")
        said = html.escape(text.strip(), quote=False)

        def taken(ack: Ack) -> None:
            """What an acknowledgement says is on the screen before anything that follows it."""
            if ack.ok:
                self._take_answer(where, ack.body)

        try:
            ack = await self.dispatch.command(self.workspace, self.person, where, name, said, taken)
        except SlackError as refused:
            return self._slackbot(where, f'{name} failed with the error "{refused.code}"')
        if not ack.ok:
            error = "operation_timeout" if "timeout" in ack.reason else "dispatch_failed"
            return self._slackbot(where, f'{name} failed with the error "{error}"')
        return Outcome("answered", messages=self._since(where, before), view=self.modal())

    async def opens_home(self, tab: str = "home") -> View | None:
        """Open the bot's Home tab (or its `messages` tab); what Home shows once the bot has heard of it."""
        event: Json = {"type": "app_home_opened", "user": self.person.id, "tab": tab}
        event["channel"] = self.direct.id
        if tab == "home" and (home := self.home()):
            event["view"] = payloads.view_json(self.workspace, home)
        await self.dispatch.event(self.workspace, event)
        return self.home()

    async def joins(self, channel: str | Channel) -> None:
        """Join a channel."""
        await joins(self.workspace, self.dispatch, self.person.id, self._channel(channel))

    async def leaves(self, channel: str | Channel) -> None:
        """Leave a channel."""
        where = self._channel(channel)
        where.members.remove(self.person.id)
        self.workspace.touch()
        event = {"type": "member_left_channel", "user": self.person.id, "channel": where.id}
        await self.dispatch.event(self.workspace, event)

    # What they press and fill in

    async def click(self, place: Place, action_id: str, value: Any = None, *, block_id: str | None = None) -> Outcome:
        """Press a button, or choose `value` (its value or its words) in a menu or a date.

        Raises:
            KeyError: there is no such element. ValueError: that is not on offer.
        """
        block, element = find_element(place.blocks, action_id, block_id)
        return await self._acts(place, block, element, value)

    async def sets(self, view: View, name: str, value: Any) -> Outcome | None:
        """Fill in one field, named by its action_id or block_id; the bot hears of it only where it dispatches.

        Raises:
            KeyError: there is no such field. ValueError: that is not on offer.
        """
        block, element = _field_named(view, name)
        if block["type"] != "input" or block.get("dispatch_action"):
            return await self._acts(view, block, element, value)
        await self._choose(view, block, element, value)
        return None

    async def suggestions(self, place: Place, action_id: str, typed: str, *, block_id: str | None = None) -> list[Json]:
        """What an external menu offers once they have typed this; Slack asks from three letters on by default."""
        block, element = find_element(place.blocks, action_id, block_id)
        if len(typed) < element.get("min_query_length", 3):
            return []
        ack = await self.dispatch.interaction(
            self.workspace,
            self.person,
            "block_suggestion",
            trigger=False,
            action_id=element["action_id"],
            block_id=block["block_id"],
            value=typed,
            **self._where(place, answers=False),
        )
        return _offered(ack)

    async def submits(self, view: View | None = None, values: dict[str, Any] | None = None) -> Outcome:
        """Send a modal (the one on top), filling in `values` (by action_id or block_id) first."""
        view = view or self._top()
        for name, value in (values or {}).items():
            await self.sets(view, name, value)
        view.notice, view.errors = "", what_is_missing(view.blocks, view.values)
        self.workspace.touch()
        if view.errors:
            return Outcome("errors", errors=view.errors, view=view)
        ack = await self.dispatch.interaction(
            self.workspace,
            self.person,
            "view_submission",
            view=payloads.view_json(self.workspace, view),
            response_urls=[],
        )
        return self._submitted(view, ack)

    async def closes(self, view: View | None = None, *, all_of_them: bool = False) -> None:
        """Close the modal on top (or the whole stack). The bot hears of it if it asked to, without the values."""
        view = view or self._top()
        cleared = all_of_them or bool(view.payload.get("clear_on_close"))
        gone = list(reversed(self.workspace.stack(self.person.id))) if cleared else [view]
        for each in gone:
            self.workspace.drop_view(each)
        for each in gone:
            if each.payload.get("notify_on_close"):
                body = payloads.view_json(self.workspace, each, with_values=False)
                await self.dispatch.interaction(
                    self.workspace, self.person, "view_closed", trigger=False, view=body, is_cleared=cleared
                )

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Outcome:
        """Use a shortcut: a global one, or one on a message."""
        stamp = payloads.stamp(self.workspace.clock.now())
        rest: Json = {"callback_id": callback_id, "action_ts": stamp}
        if message is not None:
            rest |= {
                "message_ts": message.ts,
                "message": payloads.message_json(self.workspace, message),
                "channel": {"id": message.channel, "name": self.workspace.channels[message.channel].name},
                "response_url": self.dispatch.response_url(
                    self.workspace, self.workspace.channels[message.channel], self.person
                ),
            }
        kind = "message_action" if message else "shortcut"
        return self._interacted(await self.dispatch.interaction(self.workspace, self.person, kind, **rest), None)

    # How it is done

    def _channel(self, channel: str | Channel | None) -> Channel:
        if channel is None:
            return self.direct
        return self.workspace.channel(channel) if isinstance(channel, str) else channel

    def _top(self) -> View:
        view = self.modal()
        if view is None:
            raise LookupError(f"{self.person.name} has no form open.")
        return view

    def _since(self, channel: Channel, ts: str) -> list[Message]:
        """What has come into the channel for them after the message named by ts."""
        return [message for message in self.messages(channel) if message.ts > ts]

    def _slackbot(self, channel: Channel, words: str) -> Outcome:
        message = self.workspace.post(channel, self.workspace.slackbot.id, words, ephemeral_for=self.person.id)
        return Outcome("failed", words, [message])

    def _take_answer(self, channel: Channel, body: Any) -> None:
        """Show what the acknowledgement of a command says; ephemeral unless it says in_channel."""
        answer = {"text": body} if isinstance(body, str) else body
        if not isinstance(answer, dict) or not (answer.get("text") or answer.get("blocks")):
            return
        workspace = self.workspace
        blocks = blocks_of(answer, lambda: workspace.new_id("b"))
        only_for = None if answer.get("response_type") == "in_channel" else self.person.id
        text = str(answer.get("text") or "")
        workspace.post(channel, workspace.bot.id, text, blocks=blocks, ephemeral_for=only_for)

    def _with_mentions(self, text: str) -> str:
        """The text with @Name as Slack writes it, <@U…>; the longest names first."""
        if "@" not in text:
            return text
        for person in sorted(self.workspace.people.values(), key=lambda person: -len(person.name)):
            text = text.replace(f"@{person.name}", f"<@{person.id}>")
        return text

    def _message_event(self, message: Message) -> Json:
        text = html.unescape(message.text)
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        return payloads.message_json(self.workspace, message) | {
            "channel": message.channel,
            "event_ts": message.ts,
            "client_msg_id": self.workspace.new_id("cm"),
            "blocks": [{"type": "rich_text", "block_id": self.workspace.new_id("b"), "elements": [words]}],
        }

    def _values(self, place: Place) -> Values:
        """What they have chosen so far in that place; in a message each person has their own."""
        if isinstance(place, View):
            return place.values
        if self.person.id not in place.values:
            place.values[self.person.id] = initial_values(place.blocks)
        return place.values[self.person.id]

    async def _choose(self, place: Place, block: Json, element: Json, value: Any) -> Json | None:
        if element["type"] == "overflow":
            return {"selected_option": chosen_state({**element, "type": "static_select"}, value)["selected_option"]}
        if state_key(element) is None:
            return None
        found: list[Json] = []
        if "external" in element["type"] and value is not None:
            typed = value if isinstance(value, str) else ""
            found = await self.suggestions(place, element["action_id"], typed, block_id=block["block_id"])
        state = chosen_state(element, self._named(element, value), found)
        self._values(place).setdefault(block["block_id"], {})[element["action_id"]] = state
        self.workspace.touch()
        return state

    def _named(self, element: Json, value: Any) -> Any:
        """The id of the person or channel chosen, by whatever they are called.

        Raises:
            ValueError: there is nobody and nothing of that name.
        """
        if isinstance(value, list):
            return [self._named(element, each) for each in value]
        key = state_key(element) or ""
        try:
            if value and key.startswith("selected_user"):
                return self.workspace.person(value).id
            if value and key.startswith(("selected_channel", "selected_conversation")):
                return self.workspace.channel(value).id
        except KeyError as unknown:
            raise ValueError(str(unknown.args[0])) from None
        return value

    async def _acts(self, place: Place, block: Json, element: Json, value: Any) -> Outcome:
        state = await self._choose(place, block, element, value)
        before = next(reversed(self.workspace.channels[place.channel].by_ts), "") if isinstance(place, Message) else ""
        action = action_of(block, element, state, payloads.stamp(self.workspace.clock.now()))
        ack = await self.dispatch.interaction(
            self.workspace, self.person, "block_actions", actions=[action], **self._where(place)
        )
        return self._interacted(ack, place, before)

    def _where(self, place: Place, *, answers: bool = True) -> Json:
        if isinstance(place, View):
            return view_place(self.workspace, place)
        self._values(place)
        return message_place(self.dispatch, self.workspace, self.person, place, answers=answers)

    def _interacted(self, ack: Ack, place: Place | None, before: str = "") -> Outcome:
        words = "" if ack.ok else TIMED_OUT if "timeout" in ack.reason else WENT_WRONG
        if isinstance(place, View) and place.notice != words:
            place.notice = words
            self.workspace.touch()
        if words:
            return Outcome("failed", words)
        new: list[Message] = []
        if isinstance(place, Message):
            new = self._since(self.workspace.channels[place.channel], before)
        return Outcome("answered", messages=new, view=self.modal())

    def _submitted(self, view: View, ack: Ack) -> Outcome:
        if not ack.ok:
            return self._trouble(view)
        body = ack.body if isinstance(ack.body, dict) else {}
        try:
            return self._response_action(view, body)
        except SlackError as refused:
            words = "; ".join(refused.rest.get("errors", [])) or refused.code
            return self._trouble(view, f"{TROUBLE} ({words})")

    def _trouble(self, view: View, words: str = TROUBLE) -> Outcome:
        view.notice = words
        self.workspace.touch()
        return Outcome("failed", words, view=view)

    def _response_action(self, view: View, body: Json) -> Outcome:
        """docs.slack.dev/surfaces/modals#updating_response: errors, update, push, clear, or close by default."""
        wanted = body.get("response_action")
        if wanted == "errors":
            return self._field_errors(view, body.get("errors"))
        if wanted == "update":
            change_view(self.workspace, view, checked_view(body.get("view"), self._new_block_id))
            return Outcome("updated", view=view)
        if wanted == "push":
            if len(self.workspace.stack(self.person.id)) >= 3:
                raise SlackError("push_limit_reached")
            pushed = show_modal(self.workspace, self.person.id, checked_view(body.get("view"), self._new_block_id))
            return Outcome("pushed", view=pushed)
        gone = list(self.workspace.stack(self.person.id)) if wanted == "clear" else [view]
        for each in gone:
            self.workspace.drop_view(each)
        return Outcome("closed", view=self.modal())

    def _field_errors(self, view: View, errors: Any) -> Outcome:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
            return self._trouble(view)
        view.errors = {str(block_id): str(words) for block_id, words in errors.items()}
        self.workspace.touch()
        return Outcome("errors", errors=view.errors, view=view)

    def _new_block_id(self) -> str:
        return self.workspace.new_id("b")


def _field_named(view: View, name: str) -> tuple[Json, Json]:
    """The block and the element of a field named by its block_id or its action_id."""
    for block in view.blocks:
        if block["type"] == "input" and block["block_id"] == name:
            return block, block["element"]
    return find_element(view.blocks, name)


def _offered(ack: Ack) -> list[Json]:
    """The options in the answer to a block_suggestion: at most 100, or Slack shows nothing."""
    body = ack.body if ack.ok and isinstance(ack.body, dict) else {}
    groups = body.get("option_groups") or [{"options": body.get("options") or []}]
    options = [option for group in groups for option in group["options"]]
    shown: Json = {"type": "static_select", "action_id": "offered", "options": options}
    findings: Findings = check_message_blocks([{"type": "actions", "elements": [shown]}])
    return [] if findings.words else options


async def joins(workspace: Workspace, dispatch: Dispatch, person: str, channel: Channel) -> None:
    """Put someone (id; the bot too) into a channel and tell the bot, if it is there."""
    if person not in channel.members:
        channel.members.append(person)
        workspace.touch()
    event = {
        "type": "member_joined_channel",
        "user": person,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": workspace.team_id,
    }
    if workspace.bot.id in channel.members:
        await dispatch.event(workspace, event)


async def deactivates(workspace: Workspace, dispatch: Dispatch, person: str) -> None:
    """Deactivate someone's account, as an administrator does when they leave, and tell the bot."""
    who = workspace.person(person)
    workspace.deactivate(who.id)
    await dispatch.event(workspace, {"type": "user_change", "user": payloads.user_json(workspace, who)}, "user_change")


async def arrives(workspace: Workspace, dispatch: Dispatch, name: str, **rest: Any) -> Person:
    """Someone new comes into the workspace, and the bot is told."""
    person = workspace.add_person(name, **rest)
    await dispatch.event(workspace, {"type": "team_join", "user": payloads.user_json(workspace, person)})
    return person
