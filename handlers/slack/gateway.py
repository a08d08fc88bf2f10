"""The way out to Slack: draws a message, sends it once with its key attached, and says what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.messages.parts import Message
from bot.ports import Dead, InDoubt, LeftAsItWas, NotAllowedToLook, Outcome, Outgoing, Reachable, Retry, Sent
from handlers.slack import render
from handlers.slack.calls import ONE_CONVERSATION, Clients, Done, Json, NoAnswer, Refused
from handlers.slack.guests import Guests, name_of

EVENT_TYPE = "accountable_message"
"""The event_type of the metadata that carries a message's key."""

_SMALL = 4_000
"""Characters that Slack takes in every case; tried once after it said that a message is too long."""
_TOO_LONG = {"msg_too_long", "msg_blocks_too_long"}
_LOOK_BACK = 5
"""Pages of 200 messages that are looked through for a key."""
_NO_RIGHT_TO_READ = {"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "access_denied"}
_SOON = {"request_timeout": 5.0, "team_added_to_org": 60.0}
"""Refusals that pass by themselves, and after how many seconds to try again."""

_STAYS = {
    "message_not_found": "the message is no longer on Slack",
    "channel_not_found": "Accountable no longer sees the conversation on Slack",
    "cant_update_message": "Slack does not let Accountable change it",
    "edit_window_closed": "Slack lets nobody change messages that are so old",
    "is_inactive": "the conversation on Slack is archived or closed",
    "is_archived": "the conversation on Slack is archived",
}
"""Refusals of chat.update after which the message simply stays (docs.slack.dev/reference/methods/chat.update)."""

_IN_WORDS = {
    "not_in_channel": "Accountable is not in the channel {to}. In that channel, type /invite @Accountable, "
    "then send this again.",
    "channel_not_found": "Accountable cannot see the conversation {to}. If it is a private channel, type "
    "/invite @Accountable there, then send this again; if it was deleted, choose another channel.",
    "is_archived": "The channel {to} is archived. Unarchive it, or choose another channel.",
    "restricted_action": "Posting in the channel {to} is limited to some people. Ask the channel's owner to let "
    "Accountable post, or choose another channel.",
    "user_not_found": "Slack knows nobody with the ID {to}. Connect the post to its holder's account again.",
    "user_disabled": "The Slack account {to} is deactivated. Ask a workspace administrator to reactivate it, or "
    "name another holder of the post.",
    "user_not_visible": "Accountable may not see the person {to}. Ask a workspace administrator, or name another "
    "holder of the post.",
    "cannot_dm_bot": "{to} is an app and cannot be sent private messages. Connect the post to a person.",
    "missing_scope": "Accountable lacks a permission on Slack ({needed}). Ask whoever installed it to add the "
    "permission and reinstall the app.",
    "file_uploads_disabled": "This workspace lets nobody share files. Ask a workspace administrator to allow it, or "
    "have whoever runs Accountable type: accountable export",
    "file_type_not_allowed": "This workspace does not let this kind of file in. Type “export csv” for another kind.",
    "file_upload_size_restricted": "This workspace does not let a file of this size in. Have whoever runs Accountable "
    "type: accountable export",
    "not_installed": "Accountable is not installed in this Slack workspace. Ask a workspace administrator to "
    "install it.",
    "msg_too_long": "This message is too long for Slack even when shortened. Ask whoever runs Accountable to look.",
}
_TOKEN_IS_NO_GOOD = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_permission",
    "org_login_required",
    "ekm_access_denied",
}


class SlackGateway:
    """bot.ports.Gateway for Slack. Knows no database. `seconds` is a clock that only goes forward."""

    def __init__(self, clients: Clients, seconds: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._guests = Guests(clients, seconds)
        self._direct: dict[tuple[str, str], str] = {}

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message once. Before the post itself nothing can have been sent, so a failure there is a Retry."""
        channel = await self.conversation(outgoing.team, outgoing.to)
        if not isinstance(channel, str):
            return before_the_post(channel, outgoing.to)
        try:
            answer = await self._post(outgoing, channel, render.message(outgoing.message))
            if isinstance(answer, Refused) and answer.code in _TOO_LONG:
                answer = await self._post(outgoing, channel, _small(outgoing.message))
        except render.CannotDraw as reason:
            return Dead(f"This message cannot be shown on Slack: {reason}")
        return _outcome(answer, channel, outgoing.to, "send")

    async def amend(self, outgoing: Outgoing, ref: str) -> Outcome | LeftAsItWas:
        """Show it where the message `ref` (`channel:ts`) is. What is not named here stays, the key among it."""
        channel, _, ts = ref.partition(":")
        try:
            answer = await self._update(outgoing, channel, ts, render.message(outgoing.message, text_room=_SMALL))
            if isinstance(answer, Refused) and answer.code in _TOO_LONG:
                answer = await self._update(outgoing, channel, ts, _small(outgoing.message))
        except render.CannotDraw as reason:
            return Dead(f"This message cannot be shown on Slack: {reason}")
        if isinstance(answer, Refused) and answer.code in _STAYS:
            return LeftAsItWas(_STAYS[answer.code])
        return _outcome(answer, channel, outgoing.to, "amend")

    async def find(self, outgoing: Outgoing) -> Sent | NotAllowedToLook | Retry | InDoubt | None:
        """Look for the message's key among the latest messages of its conversation; InDoubt if Slack did not say."""
        return await self.find_message(outgoing.team, outgoing.to, lambda message: _key(message) == outgoing.key)

    async def find_message(
        self, team: str, to: str, is_it: Callable[[Json], bool]
    ) -> Sent | NotAllowedToLook | Retry | InDoubt | None:
        """Look among the latest messages of a conversation for the one that it is; InDoubt if Slack did not say."""
        channel = await self.conversation(team, to)
        if not isinstance(channel, str):
            return _not_looked(channel)
        cursor = ""
        for _ in range(_LOOK_BACK):
            answer = await self._page(team, channel, cursor)
            if not isinstance(answer, Done):
                return _not_looked(answer)
            for message in answer.body.get("messages") or ():
                if is_it(message):
                    return Sent(f"{channel}:{message['ts']}")
            cursor = (answer.body.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        return None

    async def reachable(self, team: str, to: str) -> Reachable | Retry:
        """Ask Slack about a person, or who is a guest in a channel. It is left to the sending where it will not say."""
        if not _is_person(to):
            return await self._before_whom(team, to)
        answer = await self._clients.call(team, "users.info", {"user": to})
        if isinstance(answer, Refused) and answer.after is not None:
            return _slowed(answer, answer.after, "look")
        if isinstance(answer, Refused) and answer.code in ("user_not_found", "user_not_visible"):
            return Reachable(False, _words(answer, to))
        user = answer.body.get("user") or {} if isinstance(answer, Done) else {}
        name = name_of(user) or to
        if user.get("deleted"):
            return Reachable(
                False,
                f"{name}’s Slack account is deactivated. Ask a workspace administrator to reactivate it, or name "
                "another holder of the post.",
                has_left=True,
            )
        if user.get("is_bot"):
            return Reachable(False, _IN_WORDS["cannot_dm_bot"].format(to=name))
        return Reachable(yes=True)

    async def _before_whom(self, team: str, channel: str) -> Reachable | Retry:
        guests = await self._guests.in_channel(team, channel)
        if isinstance(guests, NoAnswer):
            return Retry(after=5.0, why=guests.why, holds="conversation")
        if isinstance(guests, Refused):
            return _slowed(guests, guests.after, "look") if guests.after is not None else Reachable(yes=True)
        return Reachable(yes=True, guests=guests)

    async def conversation(self, team: str, to: str) -> str | Refused | NoAnswer:
        """The id of a channel, or of the bot's direct conversation with a person, which is asked for once."""
        if not _is_person(to):
            return to
        known = self._direct.get((team, to))
        if known:
            return known
        answer = await self._clients.call(team, "conversations.open", {"users": to})
        if not isinstance(answer, Done):
            return answer
        opened = self._direct[team, to] = str(answer.body["channel"]["id"])
        return opened

    async def _post(self, outgoing: Outgoing, channel: str, drawn: Json) -> Done | Refused | NoAnswer:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": outgoing.key}}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        body = {"channel": channel, "metadata": metadata, **quiet, **drawn}
        return await self._clients.call(outgoing.team, "chat.postMessage", body)

    async def _update(self, outgoing: Outgoing, channel: str, ts: str, drawn: Json) -> Done | Refused | NoAnswer:
        return await self._clients.call(outgoing.team, "chat.update", {"channel": channel, "ts": ts, **drawn})

    async def _page(self, team: str, channel: str, cursor: str) -> Done | Refused | NoAnswer:
        body: Json = {"channel": channel, "limit": 200, "include_all_metadata": "true"}
        return await self._clients.call(team, "conversations.history", body | ({"cursor": cursor} if cursor else {}))


def _small(message: Message) -> Json:
    return render.message(message, room=_SMALL, text_room=_SMALL)


def _is_person(to: str) -> bool:
    return to.startswith(("U", "W"))


def _key(message: Json) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = (metadata.get("event_payload") or {}).get("key")
    return key


def _outcome(answer: Done | Refused | NoAnswer, channel: str, to: str, way: str) -> Outcome:
    match answer:
        case Done(body={"ts": str(ts)}):
            return Sent(f"{channel}:{ts}")
        case Done():
            return InDoubt("Slack's answer named no message")
        case NoAnswer(why=why):
            return InDoubt(why)
        case Refused():
            return refusal(answer, to, way)


def before_the_post(answer: Refused | NoAnswer, to: str) -> Outcome:
    """What becomes of a message of which nothing can have been seen yet."""
    if isinstance(answer, NoAnswer):
        return Retry(after=5.0, why=answer.why, holds="conversation")
    return refusal(answer, to, "look")


def refusal(refused: Refused, to: str, way: str) -> Retry | Dead:
    """What becomes of a message that Slack refused; `way` is what has to wait where it asked to slow down."""
    if refused.after is not None:
        return _slowed(refused, refused.after, way)
    if refused.code in _SOON:
        return Retry(after=_SOON[refused.code], why=f"Slack answered {refused.code}", holds=way)
    return Dead(_words(refused, to), whom=(to,))


def _slowed(refused: Refused, after: float, way: str) -> Retry:
    holds = "conversation" if refused.code == ONE_CONVERSATION else way
    return Retry(after=after, why="Slack asked us to slow down", holds=holds, was_asked=refused.was_asked)


def _not_looked(answer: Refused | NoAnswer) -> NotAllowedToLook | Retry | InDoubt:
    if isinstance(answer, Refused) and answer.after is not None:
        return _slowed(answer, answer.after, "look")
    if isinstance(answer, Refused) and answer.code in _NO_RIGHT_TO_READ:
        return NotAllowedToLook()
    return InDoubt(answer.why if isinstance(answer, NoAnswer) else f"Slack answered {answer.code}")


def _words(refused: Refused, to: str) -> str:
    code = "msg_too_long" if refused.code in _TOO_LONG else refused.code
    if code in _TOKEN_IS_NO_GOOD:
        return (
            f"Slack no longer accepts Accountable’s token ({code}). Ask whoever runs Accountable to install it again "
            "and set the new token."
        )
    words = _IN_WORDS.get(code, "Slack refused this message ({code}). Show this sentence to whoever runs Accountable.")
    return words.format(to=to, code=code, needed=refused.needed or "Slack did not say which")
