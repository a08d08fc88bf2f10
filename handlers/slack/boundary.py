"""Where Slack's world meets the bot's: what was asked is heard, and the reply goes back the way it came.

This is the one place in handlers.slack where every failure is caught. A Refusal is the answer; anything else is a
bug, which is logged once with a reference, and the person is told the reference and what to do.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from bot.domain.refusals import Refusal
from bot.log import correlated, id_of
from bot.messages import answers
from bot.messages.parts import Button, Form, Message, Paragraph, Reply, said
from bot.use_cases.heard import Heard, HomeOpened, Typed
from handlers.slack import read, render
from handlers.slack.calls import Clients, Done, Json, Refused
from handlers.slack.profiles import Profiles, ToIntroduce
from handlers.slack.read import Asked
from storage.troubles import CommitInDoubt, trouble_of

Hear = Callable[[Heard, str | None], Awaitable[Reply]]

_REMEMBERED = 1_000
_DRAWN = 100
"""How many answers are kept as they were drawn."""
_NOTE_WITHIN = 1.5
"""Seconds for a note that goes out before a form is acknowledged; Slack waits three in all."""
ANSWERS_WITHIN = 2.0
"""Seconds before a command or a press is acknowledged without its answer; the answer follows when it is there."""
_WAITS_FOR_SLACK = 30.0
"""Seconds for which the answer to somebody waits where Slack says to slow down: one, mostly, where the bot has just
written to them."""
_CAN_FOLLOW = frozenset({"command", "click", "shortcut"})

log = logging.getLogger("accountable.slack")


@dataclass(frozen=True)
class _Outcome:
    reply: Reply
    refused: bool = False


def new_reference() -> str:
    """A short reference for a failure: enough to find it in the log, short enough to read out."""
    return secrets.token_hex(3).upper()


class Boundary:
    """Hears and answers. `hear` finds the use case and runs it in a transaction, raising Refusal to say no.

    `to_introduce` says of whom, in what was heard, the use case will need the name. Slack waits three seconds for an
    acknowledgement and takes the answer to a command no more after that: what is not answered `within` so many seconds
    is acknowledged as heard, and its answer follows. What a form brings waits, since only its acknowledgement can keep
    the form open.
    """

    def __init__(
        self,
        hear: Hear,
        clients: Clients,
        reference: Callable[[], str] = new_reference,
        to_introduce: ToIntroduce = lambda heard: frozenset(),
        within: float = ANSWERS_WITHIN,
    ) -> None:
        self.clients = clients
        self._profiles = Profiles(clients, to_introduce)
        self._hear = hear
        self._reference = reference
        self._within = within
        self._events: dict[str, None] = {}
        self._drawn: dict[int, tuple[Message, str]] = {}
        self._showing: set[asyncio.Task[None]] = set()

    async def understand(self, reader: Callable[[read.Payload], Asked | None], payload: read.Payload) -> str:
        """Read what Slack sent and answer it. What can not be read is a bug or not from Slack: logged, and let go."""
        try:
            asked = reader(payload)
        except Exception as failure:  # noqa: BLE001 - the boundary: there is nobody yet to whom it could be told
            self._note_bug(failure)
            return ""
        return await self.answer(asked) if asked else ""

    async def answer(self, asked: Asked) -> str:
        """Do what was asked, and give back the body to acknowledge with: JSON, or nothing. Never raises."""
        with correlated(id_of(asked.key)):
            return await self._answer(asked)

    async def _answer(self, asked: Asked) -> str:
        if asked.way in ("event", "told") and self._is_told_again(asked.key):
            return ""
        hearing = asyncio.ensure_future(self._heard(asked))
        if asked.way in _CAN_FOLLOW and not (await asyncio.wait({hearing}, timeout=self._within))[0]:
            self._follow(asked, hearing)
            # A button shows by itself that it was pressed; a command that was typed just goes away.
            return self._draw(answers.one_moment()) if asked.way == "command" else ""
        outcome = await hearing
        try:
            return await self._acknowledge(asked, outcome)
        except Exception as failure:  # noqa: BLE001 - the boundary: whatever it is, the person gets an answer
            return json.dumps(self._last_words(asked, self._unshown(failure, outcome)))

    async def drain(self) -> None:
        """Wait for the answers that are still being shown; for an orderly stop."""
        while self._showing:
            await asyncio.wait(self._showing)

    async def _heard(self, asked: Asked) -> _Outcome:
        try:
            heard = await self._profiles.introduce(asked.heard)
            return _Outcome(await self._hear(heard, asked.key))
        except Refusal as refusal:
            if refusal.field and asked.way == "form":
                return _Outcome(Reply(errors={refusal.field: refusal.words}, settled=False), refused=True)
            return _Outcome(Reply(message=answers.refused(refusal.words), settled=False), refused=True)
        except Exception as failure:  # noqa: BLE001 - the boundary: any bug becomes a sentence and a reference
            return _Outcome(Reply(message=self._failed(failure, asked), settled=False), refused=True)

    def _failed(self, failure: Exception, asked: Asked) -> Message:
        trouble, in_form = trouble_of(failure), asked.way == "form" and bool(asked.fields)
        if trouble is None:
            return self._trouble(
                failure, "Something went wrong in Accountable, and nothing was saved. Please try again."
            )
        reference = self._reference()
        if isinstance(failure, CommitInDoubt):
            log.error("Reference %s: %s, and may have kept what was just done", reference, trouble)
            return said("trouble", answers.perhaps_saved(reference, in_form=in_form))
        log.error("Reference %s: %s; nothing was saved", reference, trouble)
        return said("trouble", answers.nothing_saved(trouble, reference, in_form=in_form))

    def _trouble(self, failure: Exception, words: str) -> Message:
        return answers.trouble(words, self._note_bug(failure))

    def _note_bug(self, failure: Exception) -> str:
        """Log a bug once, as its type and where it was, since its text may quote a statement; its reference."""
        reference = self._reference()
        where = " < ".join(
            f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(failure.__traceback__)[::-1]
        )
        log.error("Reference %s: %s at %s", reference, type(failure).__name__, where)
        return reference

    def _unshown(self, failure: Exception, outcome: _Outcome) -> Message:
        words = "The answer could not be shown. What you did is " + ("not saved." if outcome.refused else "saved.")
        return self._trouble(failure, words)

    def _last_words(self, asked: Asked, message: Message) -> Json:
        if asked.way == "form":
            return {"response_action": "update", "view": render.panel(message)}
        return _ephemeral(message)

    def _meanwhile(self, asked: Asked, outcome: _Outcome, showing: Coroutine[None, None, None]) -> None:
        """Show an answer by calls to Slack while the acknowledgement goes: what was done is committed by then."""
        self._keep(self._shown(asked, outcome, showing))

    def _follow(self, asked: Asked, hearing: asyncio.Future[_Outcome]) -> None:
        """Show the answer once it is there, the way that a press is answered."""

        async def following() -> None:
            outcome = await hearing
            await self._shown(asked, outcome, self._show_reply(asked, outcome.reply))

        self._keep(following())

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def _shown(self, asked: Asked, outcome: _Outcome, showing: Coroutine[None, None, None]) -> None:
        try:
            await showing
        except Exception as failure:  # noqa: BLE001 - the boundary: nobody awaits this, so it must speak for itself
            await self._privately(asked, self._unshown(failure, outcome))

    def _is_told_again(self, key: str | None) -> bool:
        """Whether this event came before. Slack sends one again when our acknowledgement was lost or late."""
        if key is None:
            return False
        if key in self._events:
            return True
        self._events[key] = None
        if len(self._events) > _REMEMBERED:
            del self._events[next(iter(self._events))]
        return False

    # The ways back

    async def _acknowledge(self, asked: Asked, outcome: _Outcome) -> str:
        reply = outcome.reply
        if asked.way == "told":  # it is about somebody who asked nothing, and who may be gone
            return ""
        if asked.way == "typing":  # an answer would be laid over what they type; they are told when they send it
            return ""
        if asked.way == "form":
            body = await self._to_form(asked, outcome)
            return json.dumps(body) if body else ""
        if asked.way != "command":
            self._meanwhile(asked, outcome, self._show_reply(asked, reply))
            return ""
        # The answer to a command travels in the acknowledgement itself, seen by the one who typed it.
        if reply.form:
            self._meanwhile(asked, outcome, self._open(asked, reply.form))
        message = _in_words(reply)
        return self._draw(message) if message else ""

    def _draw(self, message: Message) -> str:
        """Draw the answer to a command. One that is given again (bot/answered.py) was drawn before."""
        known, drawn = self._drawn.get(id(message), (None, ""))
        if known is message:
            return drawn
        if len(self._drawn) >= _DRAWN:
            self._drawn.clear()
        drawn = json.dumps(_ephemeral(message))
        self._drawn[id(message)] = message, drawn
        return drawn

    async def _show_reply(self, asked: Asked, reply: Reply) -> None:
        match asked.way:
            case "home":
                await self._to_home(asked, reply)
            case "event":
                await self._to_event(asked, reply)
            case "click" if asked.view_kind == "modal":
                await self._to_modal(asked, reply)
            case "click" if asked.view_kind == "home":
                await self._to_home_click(asked, reply)
            case _:
                await self._to_message(asked, reply)

    async def _to_event(self, asked: Asked, reply: Reply) -> None:
        """An event brings no trigger, so a form is offered with a button; in a channel only the asker sees it."""
        message = _offer(asked, reply.form) if reply.form else _in_words(reply)
        if message is None:
            return
        body: Json = {"channel": asked.channel, **render.message(message)}
        if asked.thread:
            body["thread_ts"] = asked.thread
        method = "chat.postMessage" if asked.channel.startswith("D") else "chat.postEphemeral"
        body |= {} if asked.channel.startswith("D") else {"user": asked.by.user}
        answer = await self.clients.call_when_free(asked.by.team, method, body, _WAITS_FOR_SLACK)
        if isinstance(answer, Refused):
            await self._privately(asked, message)

    async def _to_message(self, asked: Asked, reply: Reply) -> None:
        """Beside a message: seen by one person, and in place of the message if that was seen by them alone."""
        if reply.form:
            await self._open(asked, reply.form)
        message = _in_words(reply)
        if message is None:
            return
        if not asked.response_url:
            await self._show(asked, message)
            return
        place = {"response_type": "ephemeral", "replace_original": asked.is_ephemeral}
        answer = await self.clients.respond(asked.response_url, {**place, **render.message(message)})
        if isinstance(answer, Refused):
            await self._privately(asked, message)

    async def _to_modal(self, asked: Asked, reply: Reply) -> None:
        """A press inside a form draws the form again, or lays an answer on top of it; what was typed stays."""
        if reply.form:
            await self._redraw(asked, render.view(reply.form, reply.errors))
            if reply.message:
                await self._privately(asked, reply.message)
        elif message := _in_words(reply):
            await self._show(asked, message, method="views.push")

    async def _to_home_click(self, asked: Asked, reply: Reply) -> None:
        if reply.form:
            await self._open(asked, reply.form)
        elif message := _in_words(reply):
            await self._show(asked, message)
        home = await self._heard(Asked(HomeOpened(asked.by), None, "home"))
        if not home.refused:
            await self._to_home(asked, home.reply)

    async def _to_home(self, asked: Asked, reply: Reply) -> None:
        if message := _in_words(reply):
            body = {"user_id": asked.by.user, "view": render.home(message)}
            _note_failure("views.publish", await self.clients.call(asked.by.team, "views.publish", body))

    async def _to_form(self, asked: Asked, outcome: _Outcome) -> Json | None:
        """A form stays open while anything in it is to be put right, so that nothing typed is lost."""
        reply = outcome.reply
        if reply.form:
            return {"response_action": "update", "view": render.view(reply.form, reply.errors)}
        message = _in_words(reply)
        if outcome.refused or reply.errors:
            errors = _beside_fields(reply, asked.fields)
            if errors:
                return {"response_action": "errors", "errors": errors}
            return {"response_action": "push", "view": render.panel(message)} if message else None
        if message and not await self._privately(asked, message, within=_NOTE_WITHIN):
            return {"response_action": "update", "view": render.panel(message)}
        return {"response_action": "clear"}

    async def _open(self, asked: Asked, form: Form) -> None:
        """Open a form; if Slack will not (a trigger dies after three seconds), leave a button that does it again."""
        opened = bool(asked.trigger) and isinstance(
            await self.clients.call(
                asked.by.team, "views.open", {"trigger_id": asked.trigger, "view": render.view(form)}
            ),
            Done,
        )
        if not opened:
            await self._privately(asked, _offer(asked, form))

    async def _redraw(self, asked: Asked, view: Json) -> None:
        """Draw a form again over the one on screen. If that changed meanwhile, once more over what it is now."""
        body: Json = {"view_id": asked.view, "view": view}
        answer = await self.clients.call(asked.by.team, "views.update", body | {"hash": asked.view_hash})
        if isinstance(answer, Refused) and answer.code == "hash_conflict":
            answer = await self.clients.call(asked.by.team, "views.update", body)
        _note_failure("views.update", answer)

    async def _show(self, asked: Asked, message: Message, method: str = "views.open") -> None:
        """Show an answer as a panel, and as a private message if Slack will not open one."""
        body: Json = {"trigger_id": asked.trigger, "view": render.panel(message)}
        shown = await self.clients.call(asked.by.team, method, body) if asked.trigger else None
        if not isinstance(shown, Done):
            await self._privately(asked, message)

    async def _privately(self, asked: Asked, message: Message, within: float | None = None) -> bool:
        """Leave a private message; whether Slack took it. It waits for Slack where nobody waits for it."""
        to, body = (asked.by.team, "chat.postMessage"), {"channel": asked.by.user, **render.message(message)}
        if within is None:
            answer = await self.clients.call_when_free(*to, body, _WAITS_FOR_SLACK)
        else:
            answer = await self.clients.call(*to, body, within=within)
        _note_failure("chat.postMessage", answer)
        return isinstance(answer, Done)


def _in_words(reply: Reply) -> Message | None:
    """The reply as one message, its errors among the words, for where there is no field to put them beside."""
    if not reply.errors:
        return reply.message
    wrong = answers.errors_listed(reply.errors.values())
    if reply.message is None:
        return wrong
    return reply.message.model_copy(update={"parts": (*reply.message.parts, *wrong.parts)})


def _beside_fields(reply: Reply, fields: tuple[str, ...]) -> dict[str, str]:
    """Errors by field. What names no field on screen goes beside the last one: Slack takes no others."""
    if not fields:
        return {}
    errors = {name: words for name, words in reply.errors.items() if name in fields}
    loose = [words for name, words in reply.errors.items() if name not in fields]
    if reply.message:
        loose += [part.text for part in reply.message.parts if isinstance(part, Paragraph)]
    if loose:
        errors[fields[-1]] = " ".join([*([errors[fields[-1]]] if fields[-1] in errors else []), *loose])
    return errors


def _offer(asked: Asked, form: Form) -> Message:
    """A private message with a button that asks for the form again; nothing that was asked is lost."""
    carried = read.again(asked.heard)
    if carried is None or len(carried) > render.BUTTON_VALUE:
        typed = asked.heard.as_typed if isinstance(asked.heard, Typed) else ""
        retry = f" To open it, type this again: {typed}" if typed else " To open it, press its button again."
        return answers.form_offered(form.title, None, retry)
    button = Button(label="Open the form", does=read.AGAIN, about=carried, style="primary", spoken=f"Open {form.title}")
    return answers.form_offered(form.title, button)


def _ephemeral(message: Message) -> Json:
    return {"response_type": "ephemeral", **render.message(message)}


def _note_failure(method: str, answer: object) -> None:
    if not isinstance(answer, Done):
        log.warning("%s failed: %s", method, answer)
