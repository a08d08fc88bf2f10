"""People who do whatever there is to do, in any order: type, press, choose, fill in, close, drop a file, wait.

A walk is a number: the same number does the same. What went wrong on it is told with what was done before. After each
step it is asked whether what always holds still does (`always.py`).
"""

import random
import re
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sandbox
from bot.messages.help import all_asks_shown
from bot.messages.parts import Bullets
from sandbox.blocks import elements_of
from sandbox.people import Outcome
from sandbox.workspace import Json, Message
from tests.conversations.always import Always
from tests.conversations.somebody import Place, Somebody
from tests.conversations.world import World

FILES = sorted((Path(sandbox.__file__).parent / "data").glob("*.csv"))
SAID = (
    "hello", "mine", "due 400", "late", "preview", "preview 4 weeks", "about", "back", "roster", "undelivered", "paper",
    "board pack", "quarter", "exceptions", "closed plans", "help all", "help ratings", "input {ref}", "history {ref}",
    "whois {ref}", "{ref}: audits are back to 25 a month", "away until 31 June", "delegate to Head of Early Help",
    "what is late?",
)  # fmt: skip
WRITTEN = (
    "Audits fell to 15 of 25.", "None yet.", "x", "=1+1", "<!channel> *bold* & <b>", "é" * 60, "12", "-5", "Ongoing",
    "1 July 2021", "31/09/2021", "next Friday", "Head of Early Help", "Quality and Assurance", "BCP-06",
    "BCP-03; BCP-04", "a" * 900,
)  # fmt: skip
BUSY = ("Independent Chair", "Deputy Chair", "Improvement Programme Manager", "Health representative")
"""Those who may do most, so that more comes of what is done."""
RESTS = 40
"""After so many steps it is asked what is asked at rest."""
NEVER_SAID = re.compile(
    r"(?<!“)\bNone\b(?! (yet|of|is|are|has|have|was|were|in|so|that|needs|to|now|asked|due|late|since|here|open|there))"
    r"|\b(True|False|nan|datetime|Traceback)\b|<(bot|storage)\.|object at 0x|\{[a-z_]+\}|(State|Role|Rating)\."
    r"|\(\)|\b1 (actions|days|meetings|posts|people|statements|questions|weeks|months)\b|\bthe the\b| ,"
    r"|Something went wrong"
)
"""What only a programme would say, or somebody who did not read it over."""


class Wanderer:
    """Walks one world. `wrong` is what was not as it should be, each once."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.wrong = world, dict[str, str]()
        self._any = random.Random(number)
        self._done: deque[str] = deque(maxlen=8)
        people = [each for each in world.workspace.people.values() if each.id != world.workspace.bot.id]
        self._names = [each.name for each in people if each.name != "Slackbot"]
        self._channels = [each.name for each in world.workspace.channels.values() if each.kind != "im"]
        self._refs = [ref for (ref,) in world.rows("SELECT ref FROM action")]
        self._said = (*_every_ask(), *SAID)
        self._read, self._waited = list[str](), False
        self._always = Always(world, self._is_wrong)

    def walk(self, steps: int) -> None:
        """Do so many things, and then read all that was ever said."""
        for number in range(1, steps + 1):
            who = self.world.signs_in(self._any.choice((*self._names, *BUSY, *BUSY)))
            self._read.clear()
            self._waited = False
            self._does_something(who)
            self._always.after_step(who.account, self._read, is_answer=not self._waited)
            if number % RESTS == 0:
                self._always.at_rest()
        for message in self.world.workspace.every_message():
            self._reads(message.text)

    def looks_back(self) -> None:
        """Ask of all that came since of its own accord whether what always holds still does."""
        self._always.after_step("", [], is_answer=False)
        self._always.at_rest()

    def _does_something(self, who: Somebody) -> None:
        if who.has_a_form_open:
            self._in_a_form(who)
            return
        ways: dict[Callable[[Somebody], None], int] = {
            self._presses: 50, self._types: 30, self._says: 5, self._opens_home: 4, self._drops: 1, self._waits: 8,
        }  # fmt: skip
        (does,) = self._any.choices(list(ways), list(ways.values()))
        does(who)

    # What they do

    def _types(self, who: Somebody) -> None:
        words = self._words()
        self._notes(who, f"/account {words}")
        self._reads(who.asks(f"/account {words}").text)

    def _says(self, who: Somebody) -> None:
        words = self._words()
        self._notes(who, words)
        self._reads(who.says(words).text)

    def _opens_home(self, who: Somebody) -> None:
        self._notes(who, "Home")
        self._reads(who.opens_home().text)

    def _drops(self, who: Somebody) -> None:
        file = self._any.choice(FILES)
        self._notes(who, file.name)
        self._reads(who.drops((file.name, file.read_bytes())).text)

    def _waits(self, who: Somebody) -> None:
        hours = self._any.choice((1, 3, 8, 24, 24, 72, 168))
        self._notes(who, f"{hours} hours pass")
        self._waited = True
        demo, clock = self.world.pretend.demo, self.world.pretend.clock
        self.world.run(demo.advance(clock.now() + timedelta(hours=hours)))

    def _presses(self, who: Somebody) -> None:
        mine = [each for each in who.actor.messages()[-12:] if each.by == self.world.workspace.bot.id]
        mine += [each for each in self._in_channels(who) if each.by == self.world.workspace.bot.id]
        home = who.actor.home()
        if press := self._one_of([*mine, *([home] if home else [])]):
            self._press(who, *press)

    def _in_channels(self, who: Somebody) -> list[Message]:
        """What they see at the end of each channel that they are in."""
        theirs = [each for each in self.world.workspace.channels.values() if who.account in each.members]
        return [said for each in theirs if each.kind != "im" for said in who.actor.messages(each)[-3:]]

    def _in_a_form(self, who: Somebody) -> None:
        view = who.form.view
        if not view.payload.get("submit") or self._any.random() < 0.1:
            self._notes(who, f"closes {who.form.title}")
            who.form.closes()
            return
        for block in view.blocks:
            if block["type"] == "input" and who.has_a_form_open and self._any.random() < 0.8:
                self._fills(who, block)
        inside = self._one_of([view], "button") if who.has_a_form_open and self._any.random() < 0.2 else None
        if inside:
            self._press(who, *inside)
        elif who.has_a_form_open:
            self._sends(who)

    def _sends(self, who: Somebody) -> None:
        form = who.form
        self._notes(who, f"sends {form.title}")
        outcome = form.submit().outcome
        assert outcome is not None
        self._looks_at(outcome)
        self._reads(" ".join(outcome.errors.values()))
        self._reads_form(who)

    def _press(self, who: Somebody, place: Place, block: Json, element: Json) -> None:
        value = self._choice(element)
        label = (element.get("text") or {}).get("text", element["type"])
        self._notes(who, f"presses {label} ({element['action_id']}, {value})")
        outcome = self.world.acts(who.actor.click(place, element["action_id"], value, block_id=block["block_id"]))
        self._looks_at(outcome)
        self._reads(outcome.text)
        self._reads_form(who)

    def _fills(self, who: Somebody, block: Json) -> None:
        """What was asked a moment ago may be asked no more, since each answer can change the form."""
        form = who.form
        field = next((each for each in form.view.blocks if each["block_id"] == block["block_id"]), None)
        if field and (value := self._choice(field["element"])) is not None:
            self._notes(who, f"fills in {block['block_id']} with {str(value)[:40]}")
            form.fill(**{block["block_id"]: value})

    # What there is to choose from

    def _words(self) -> str:
        return self._any.choice(self._said).replace("{ref}", "A6").replace("A6", self._any.choice(self._refs))

    def _one_of(self, places: list[Place], kind: str = "") -> tuple[Place, Json, Json] | None:
        found = [
            (place, block, element)
            for place in places
            for block in place.blocks
            for element in elements_of(block)
            if block["type"] != "input" and kind in element["type"]
        ]
        return self._any.choice(found) if found else None

    def _choice(self, element: Json) -> Any:
        """Something that Slack lets one put there; None for a button."""
        options = [
            *element.get("options", ()),
            *(each for group in element.get("option_groups", ()) for each in group["options"]),
        ]
        match element["type"]:
            case "multi_static_select" | "checkboxes":
                return [each["value"] for each in self._any.sample(options, self._any.randint(1, min(3, len(options))))]
            case "datepicker":
                return self._day().isoformat()
            case "timepicker":
                return f"{self._any.randint(0, 23):02}:30"
            case "users_select":
                return self._any.choice(self._names)
            case "channels_select" | "conversations_select":
                return self._any.choice(self._channels)
            case "number_input":
                return str(self._any.randint(-2, 30))
            case "url_text_input":
                return "https://example.org/minutes"
            case "plain_text_input":
                return self._any.choice(WRITTEN)[: element.get("max_length", 3000)]
            case _:
                return self._any.choice(options)["value"] if options else None

    def _day(self) -> date:
        return (self.world.pretend.clock.now() + timedelta(days=self._any.randint(-40, 300))).date()

    # What is noticed

    def _notes(self, who: Somebody, did: str) -> None:
        self._done.append(f"{who.actor.person.name}: {did}")

    def _looks_at(self, outcome: Outcome) -> None:
        if outcome.kind == "failed":
            self._is_wrong(f"Slack said: {outcome.words}")

    def _reads_form(self, who: Somebody) -> None:
        if who.has_a_form_open:
            self._reads(who.form.text)

    def _reads(self, text: str) -> None:
        self._read.append(text)
        for found in NEVER_SAID.finditer(text):
            self._is_wrong(f"{found.group()!r} in {text[max(0, found.start() - 60) : found.end() + 60]!r}")

    def _is_wrong(self, what: str) -> None:
        self.wrong.setdefault(what, " / ".join(self._done))


def _every_ask() -> list[str]:
    """All that help says can be asked."""
    return [item.lead for part in all_asks_shown().parts if isinstance(part, Bullets) for item in part.items]
