"""One person at their own screen, in words: what they type, press and fill in, and what they then see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.blocks import elements_of, offered_options
from sandbox.people import Actor, Outcome
from sandbox.workspace import Json, Message, View
from tests.slack.reading import words

if TYPE_CHECKING:
    from tests.conversations.world import World

Place = Message | View


class Somebody:
    """Someone who has signed in. Whatever they do, the bot has finished with it when the call returns."""

    def __init__(self, world: World, actor: Actor) -> None:
        self.world = world
        self.actor = actor

    @property
    def account(self) -> str:
        return self.actor.person.id

    # What they do

    def asks(self, typed: str, channel: str | None = None) -> Seen:
        """Type a command, such as "/status red", and see its answer; in their conversation with the bot by default."""
        command, _, rest = typed.partition(" ")
        outcome = self.world.acts(self.actor.command(command, rest, channel))
        return Seen(self, outcome.messages[-1] if outcome.messages else None, outcome.text)

    def says(self, text: str, channel: str | None = None) -> Seen:
        """Say something to the bot in private, or in a channel; see what the bot answers."""
        before = len(self.actor.messages(channel))
        self.world.acts(self.actor.say(channel, text))
        new = [each for each in self.actor.messages(channel)[before:] if each.by == self.world.workspace.bot.id]
        return Seen(self, new[-1] if new else None, "\n".join(each.text for each in new))

    def drops(self, *files: tuple[str, bytes], text: str = "", channel: str | None = None) -> Seen:
        """Drop files (name, content) into their conversation with the bot; see what it has said once all is done."""
        before = len(self.actor.messages(channel))
        self.world.acts(self.actor.shares(*files, text=text, channel=channel))
        new = [each for each in self.actor.messages(channel)[before:] if each.by == self.world.workspace.bot.id]
        return Seen(self, new[-1] if new else None, "\n".join(each.text for each in new))

    def opens_statement(self, ref: str) -> FormOnScreen:
        """Type /statement A6, and get the form."""
        answer = self.asks(f"/statement {ref}")
        assert self.actor.modal(), f"No form came; the answer was: {answer.text}"
        return FormOnScreen(self)

    def opens_home(self) -> Seen:
        """Open the bot's Home tab."""
        view = self.world.acts(self.actor.opens_home())
        view = self.actor.home() or view
        return Seen(self, view, words(view.blocks) if view else "")

    def looks_again(self) -> Seen:
        """The Home tab as it stands now, without opening it again."""
        view = self.actor.home()
        return Seen(self, view, words(view.blocks) if view else "")

    # What they see

    @property
    def form(self) -> FormOnScreen:
        """The form that is open in front of them."""
        assert self.actor.modal(), "There is no form on the screen."
        return FormOnScreen(self)

    @property
    def has_a_form_open(self) -> bool:
        return self.actor.modal() is not None

    def private_messages(self) -> list[Seen]:
        """What the bot has written to them in private and everybody's screen would keep, oldest first."""
        mine = self.actor.messages()
        return [Seen(self, each, each.text) for each in mine if each.by == self.world.workspace.bot.id]

    @property
    def last(self) -> Seen:
        """The newest of those."""
        return self.private_messages()[-1]

    def sees_in(self, channel: str) -> list[Seen]:
        """What they see in a channel, oldest first."""
        return [Seen(self, each, each.text) for each in self.actor.messages(channel)]


@dataclass
class Seen:
    """A message or a tab in front of somebody. `text` is all of it in words."""

    by: Somebody
    place: Place | None
    text: str

    def __contains__(self, said: str) -> bool:
        return said in self.text

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def line(self, start: str) -> str:
        """The line that begins so."""
        found = [line for line in self.lines if line.removeprefix("• ").startswith(start)]
        assert found, f"No line begins “{start}” in:\n{self.text}"
        return found[0].removeprefix("• ")

    @property
    def buttons(self) -> list[str]:
        return [_label(element) for _, element in self._elements() if element["type"] == "button"]

    def presses(self, label: str, about: str = "") -> Seen:
        """Press a button by what it says; `about` is something that stands beside it, or that it is read out as."""
        block, element = self._button(label, about)
        return self._does(element["action_id"], None, block["block_id"])

    def chooses(self, placeholder: str, value: str) -> Seen:
        """Choose something in a menu."""
        for block, element in self._elements():
            if element["type"].endswith("select") and placeholder in words([block]):
                return self._does(element["action_id"], value, block["block_id"])
        raise AssertionError(f"There is no menu “{placeholder}” in:\n{self.text}")

    def _does(self, action_id: str, value: Any, block_id: str) -> Seen:
        assert self.place is not None
        before = self._around()
        outcome = self.by.world.acts(self.by.actor.click(self.place, action_id, value, block_id=block_id))
        assert outcome.kind != "failed", outcome.words
        if isinstance(self.place, View):
            return self.by.looks_again()
        around = self._around()
        changed = [ts for ts, text in around.items() if before.get(ts) != text] or list(around)
        return Seen(
            self.by, self.by.world.workspace.channels[self.place.channel].by_ts[changed[-1]], around[changed[-1]]
        )

    def _around(self) -> dict[str, str]:
        """What stands in the same channel, by name: an answer to a press is new there, or in place of what was."""
        if not isinstance(self.place, Message):
            return {}
        channel = self.by.world.workspace.channels[self.place.channel]
        return {each.ts: each.text for each in self.by.actor.messages(channel)}

    def _button(self, label: str, about: str) -> tuple[Json, Json]:
        for block, element in self._elements():
            spoken = str(element.get("accessibility_label", ""))
            if element["type"] == "button" and _label(element) == label and about in words([block]) + spoken:
                return block, element
        beside = f" beside “{about}”" if about else ""
        raise AssertionError(f"There is no button “{label}”{beside} in:\n{self.text}\nbut: {self.buttons}")

    def _elements(self) -> list[tuple[Json, Json]]:
        assert self.place is not None, f"There is nothing on the screen but: {self.text}"
        return [(block, element) for block in self.place.blocks for element in elements_of(block)]


class FormOnScreen:
    """The form on top of somebody's screen; it is read anew each time, since the bot draws it again."""

    def __init__(self, by: Somebody) -> None:
        self.by = by
        self.outcome: Outcome | None = None
        self.view = self._view
        self.name = self.view.payload.get("callback_id")

    @property
    def is_open(self) -> bool:
        """Whether this form is still there; what offers the next one, in its place, is another."""
        now = self.by.actor.modal()
        return now is not None and now.payload.get("callback_id") == self.name

    @property
    def text(self) -> str:
        return words([{"title": self._view.text("title")}, *self._view.blocks])

    @property
    def title(self) -> str:
        return self._view.text("title")

    def __contains__(self, said: str) -> bool:
        return said in self.text

    def fill(self, **answers: Any) -> FormOnScreen:
        """Fill in fields, by name; whatever that changes in the form has changed when this returns."""
        for name, value in answers.items():
            self.by.world.acts(self.by.actor.sets(self._view, name, value))
        return self

    def submit(self, **answers: Any) -> FormOnScreen:
        """Fill in fields and send it."""
        self.fill(**answers)
        self.view = self._view
        self.outcome = self.by.world.acts(self.by.actor.submits(self.view))
        return self

    def sends(self) -> FormOnScreen:
        """Send it as it is, while the bot can do nothing else."""
        self.view = self._view
        self.outcome = self.by.world.run(self.by.actor.submits(self.view))
        return self

    def error(self, name: str) -> str:
        """What stands in red under a field; empty if nothing does."""
        return self.outcome.errors.get(name, "") if self.outcome else ""

    def asks_for(self, name: str) -> bool:
        return any(block["block_id"] == name for block in self._inputs())

    def label(self, name: str) -> str:
        return str(self._field(name)["label"]["text"])

    def hint(self, name: str) -> str:
        return words(self._field(name).get("hint") or {})

    def choices(self, name: str) -> list[str]:
        """The values that can be chosen in a field."""
        return [str(each["value"]) for each in offered_options(self._field(name)["element"])]

    def value(self, name: str) -> Any:
        """What stands in a field."""
        (state,) = self._view.values[name].values()
        found = next(value for key, value in state.items() if key != "type")
        return found["value"] if isinstance(found, dict) else found

    def presses(self, label: str) -> FormOnScreen:
        """Press a button in the form."""
        block, element = next(
            (block, element)
            for block in self._view.blocks
            for element in elements_of(block)
            if element["type"] == "button" and _label(element) == label
        )
        self.by.world.acts(self.by.actor.click(self._view, element["action_id"], block_id=block["block_id"]))
        return self

    def closes(self) -> None:
        """Close it without sending; Slack tells nobody what stood in it."""
        self.by.world.acts(self.by.actor.closes())

    @property
    def _view(self) -> View:
        view = self.by.actor.modal()
        assert view is not None, "The form is not on the screen any more."
        return view

    def _inputs(self) -> list[Json]:
        return [block for block in self._view.blocks if block["type"] == "input"]

    def _field(self, name: str) -> Json:
        return next(block for block in self._inputs() if block["block_id"] == name)


def _label(element: Json) -> str:
    return str((element.get("text") or {}).get("text", ""))
