"""People who do whatever there is to do, in any order: type, press, choose, fill in, close, drop a file, wait; while
the worker ends and another takes over, and Slack answers late, or not at all.

A walk is a number: the same number does the same. What was done least is likeliest to be done next, so that a walk
comes to most of what there is. What went wrong on it is told with what was done before. After each step it is asked
whether what always holds still does (`always.py`).
"""

import random
import re
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sandbox
from bot.domain.dates import day_and_year
from bot.messages.help import all_asks_shown
from bot.messages.parts import Bullets
from handlers.slack.render import strip_position
from sandbox.blocks import elements_of
from sandbox.people import Outcome
from sandbox.workspace import Json, Message
from tests.conversations.always import Always
from tests.conversations.somebody import Place, Somebody
from tests.conversations.world import World

T = TypeVar("T")
FILES = sorted((Path(sandbox.__file__).parent / "data").glob("*.csv"))
SAID = (
    "hello", "mine", "due 400", "late", "preview", "preview 4 weeks", "about", "back", "roster", "undelivered", "paper",
    "board pack", "quarter", "exceptions", "closed plans", "help all", "help ratings", "input {ref}", "history {ref}",
    "whois {ref}", "{ref}: audits are back to 25 a month", "away until 31 June", "delegate to Head of Early Help",
    "what is late?", "challenges", "clear {ref}", "decline R1", "link {ref} to R1", "unlink {ref} from R1", "meeting",
    "merge Head of Early Help into Head of Quality Assurance", "outside Quality", "pause", "resume", "start", "people",
    "plans", "quiet", "source", "watch {ref} because audits fell", "unwatch {ref}", "pack {meeting}",
    "cancel {meeting}", "move {meeting} to 22 June 2021 10:00", "move {meeting} to {day} 14:00",
    "add {ref} to {meeting}", "take {ref} off {meeting}",
)  # fmt: skip
WRITTEN = (
    "Audits fell to 15 of 25.", "None yet.", "x", "=1+1", "<!channel> *bold* & <b>", "é" * 60, "12", "-5", "Ongoing",
    "1 July 2021", "31/09/2021", "next Friday", "Head of Early Help", "Quality and Assurance", "BCP-06",
    "BCP-03; BCP-04", "a" * 900,
)  # fmt: skip
BUSY = ("Independent Chair", "Deputy Chair", "Improvement Programme Manager", "Health representative")
"""Those who may do most, so that more comes of what is done."""
STUMBLES = ("slow", "ratelimited", "server_error", "drop", "refuse", "garbage")
"""What becomes of what the worker sends, where Slack has a bad day."""
TRIES = 3
"""How often a form is sent that comes back with something to put right."""
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
        self._times = Counter[str]()
        """How often each thing was done."""
        people = [each for each in world.workspace.people.values() if each.id != world.workspace.bot.id]
        self._names = [each.name for each in people if each.name != "Slackbot"]
        self._channels = [each.name for each in world.workspace.channels.values() if each.kind != "im"]
        self._refs = [ref for (ref,) in world.rows("SELECT ref FROM action")]
        self._said = (*_every_ask(), *SAID)
        self._read, self._waited = list[str](), False
        self._on_screen = dict[str, str]()
        """What each person's form said when it was last looked at."""
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
            self._stumbles: 2, self._restarts: 1,
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
        files = self._any.sample(FILES, self._any.choice((1, 1, 2)))
        self._notes(who, ", ".join(file.name for file in files))
        self._reads(who.drops(*((file.name, file.read_bytes()) for file in files)).text)

    def _waits(self, who: Somebody) -> None:
        hours = self._any.choice((1, 3, 8, 24, 24, 72, 168))
        self._notes(who, f"{hours} hours pass")
        self._passes(hours)

    def _stumbles(self, who: Somebody) -> None:
        """Slack has a bad day, and is well again before anybody does anything more."""
        method, kind = self._any.choice(("chat.postMessage", "chat.update")), self._any.choice(STUMBLES)
        self._notes(who, f"{method} of Slack is about to fail: {kind}")
        seconds = 1 if kind == "ratelimited" else 30  # the bot waits as long as Slack says, by the machine's clock
        self.world.order_fault(method, kind, times=self._any.randint(1, 3), seconds=seconds)
        self._passes(self._any.choice((1, 3, 24)))
        self.world.pretend.sandbox.faults.clear()
        for _ in range(3):
            self.world.machine.passes(hours=1)
            self.world.works()

    def _restarts(self, who: Somebody) -> None:
        """The worker ends, and one that remembers nothing does what comes from now on."""
        self._notes(who, "the worker is started again")
        self.world.pretend.spoken.delivery = self.world.another_worker().delivery

    def _passes(self, hours: int) -> None:
        self._waited = True
        demo, clock = self.world.pretend.demo, self.world.pretend.clock
        self.world.run(demo.advance(clock.now() + timedelta(hours=hours)))

    def _presses(self, who: Somebody) -> None:
        mine = [each for each in who.actor.messages()[-20:] if each.by == self.world.workspace.bot.id]
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
        self._fills_in(who, [each["block_id"] for each in view.blocks if self._any.random() < 0.8])
        inside = self._one_of([view], "button") if who.has_a_form_open and self._any.random() < 0.2 else None
        if inside:
            self._press(who, *inside)
        elif who.has_a_form_open:
            self._sends(who)

    def _sends(self, who: Somebody) -> None:
        """Send it; where it comes back with something to put right, put that right as far as one can."""
        for _ in range(TRIES):
            form = who.form
            self._notes(who, f"sends {form.title}")
            outcome = form.submit().outcome
            assert outcome is not None
            self._looks_at(outcome)
            self._reads(" ".join(outcome.errors.values()))
            self._reads_form(who)
            if not outcome.errors or not who.has_a_form_open:
                return
            self._fills_in(who, list(outcome.errors))

    def _fills_in(self, who: Somebody, block_ids: Sequence[str]) -> None:
        for block_id in block_ids:
            if who.has_a_form_open:
                self._fills(who, block_id)

    def _press(self, who: Somebody, place: Place, block: Json, element: Json) -> None:
        value = self._choice(element)
        label = (element.get("text") or {}).get("text", element["type"])
        self._notes(who, f"presses {label} ({element['action_id']}, {value})")
        outcome = self.world.acts(who.actor.click(place, element["action_id"], value, block_id=block["block_id"]))
        self._looks_at(outcome)
        self._reads(outcome.text)
        self._reads_form(who)

    def _fills(self, who: Somebody, block_id: str) -> None:
        """What was asked a moment ago may be asked no more, since each answer can change the form."""
        form = who.form
        fields = [each for each in form.view.blocks if each["type"] == "input" and each["block_id"] == block_id]
        if fields and (value := self._choice(fields[0]["element"])) is not None:
            self._notes(who, f"fills in {block_id} with {str(value)[:40]}")
            form.fill(**{block_id: value})

    # What there is to choose from

    def _words(self) -> str:
        words = self._rare(self._said, str).replace("{ref}", "A6").replace("A6", self._any.choice(self._refs))
        if "{meeting}" in words:
            coming = self.world.rows("SELECT ref FROM meeting WHERE cancelled_at IS NULL ORDER BY id")
            words = words.replace("{meeting}", self._any.choice(coming)[0])
        return words.replace("{day}", day_and_year(self._day()))

    def _one_of(self, places: list[Place], kind: str = "") -> tuple[Place, Json, Json] | None:
        found = [
            (place, block, element)
            for place in places
            for block in place.blocks
            for element in elements_of(block)
            if block["type"] != "input" and kind in element["type"]
        ]
        return self._rare(found, lambda each: strip_position(each[2]["action_id"])) if found else None

    def _rare(self, found: Sequence[T], name: Callable[[T], str]) -> T:
        """One of them; what was done least is likeliest."""
        weights = [1 / (1 + self._times[name(each)]) ** 2 for each in found]
        (one,) = self._any.choices(found, weights)
        self._times[name(one)] += 1
        return one

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
        days = self._any.choice((self._any.randint(-40, 300), self._any.randint(0, 21)))
        return (self.world.pretend.clock.now() + timedelta(days=days)).date()

    # What is noticed

    def _notes(self, who: Somebody, did: str) -> None:
        self._done.append(f"{who.actor.person.name}: {did}")

    def _looks_at(self, outcome: Outcome) -> None:
        if outcome.kind == "failed":
            self._is_wrong(f"Slack said: {outcome.words}")

    def _reads_form(self, who: Somebody) -> None:
        """What a form says that stood there before is not said now."""
        text = who.form.text if who.has_a_form_open else ""
        if text != self._on_screen.get(who.account, ""):
            self._on_screen[who.account] = text
            self._reads(text)

    def _reads(self, text: str) -> None:
        self._read.append(text)
        for found in NEVER_SAID.finditer(text):
            self._is_wrong(f"{found.group()!r} in {text[max(0, found.start() - 60) : found.end() + 60]!r}")

    def _is_wrong(self, what: str) -> None:
        self.wrong.setdefault(what, " / ".join(self._done))


def _every_ask() -> list[str]:
    """All that help says can be asked."""
    return [item.lead for part in all_asks_shown().parts if isinstance(part, Bullets) for item in part.items]
