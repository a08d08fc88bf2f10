"""What was foreseen beside what was then said: the same words to the same people in the same minute."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.use_cases.forecasting import Answer, Foreseen, foresee
from handlers.terminal.looking_ahead import as_json
from sandbox.workspace import Message
from storage import boards
from storage.database import writing
from tests.conversations.world import World
from tests.slack.reading import unescaped

WEEKS = 6


@dataclass(frozen=True, order=True)
class Said:
    """A message: when (to the minute), to whom (the account or the channel), and its words."""

    at: str
    to: str
    text: str


def foreseen_in(
    world: World, weeks: int = WEEKS, answers: Sequence[Answer] = (), board_id: int | None = None
) -> list[Foreseen]:
    """What is foreseen of a board, the first unless one is named."""
    bot = world.pretend.spoken.bot

    def look() -> list[Foreseen]:
        with bot.sessions() as session:
            known = boards.all_boards(writing(session))
            board = next((each for each in known if each.id == board_id), known[0])
            now = bot.clock.now()
            return foresee(session, board, now, now + timedelta(weeks=weeks), answers)

    return world.run(bot.run.in_thread(look))


def in_the_file(file: Path) -> list[Said]:
    """What a saved forecast says will be sent."""
    return sorted(
        Said(each["at"][:16], each["to"], each["text"]) for each in json.loads(file.read_text()) if each["is_sent"]
    )


class Listener:
    """Whoever reads every message of the workspace as it comes, before anything can be put in its place."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known = {each.ts for each in world.workspace.every_message()}
        self.heard: list[Said] = []

    def push_to(self, at: datetime, stops: Sequence[datetime]) -> None:
        """Push the clock to `at`, looking at each of `stops` and at least twice a day on the way."""
        now = self.world.pretend.clock.now()
        halves = [now + timedelta(hours=12) * n for n in range(1, (at - now) // timedelta(hours=12) + 1)]
        for stop in sorted({*(each for each in stops if now < each <= at), *halves, at}):
            self.world.run(self.world.pretend.demo.advance(stop))
            self.listens()

    def listens(self) -> None:
        """What the bot sent of its own accord carries its key, or is a file; an answer on the spot carries none."""
        for message in self.world.workspace.every_message():
            is_new = message.ts not in self._known and message.by == self.world.workspace.bot.id
            if is_new and (message.metadata is not None or message.files):
                self.heard.append(Said(f"{message.at:%Y-%m-%dT%H:%M}", self._to(message), unescaped(message.text)))
            self._known.add(message.ts)

    def _to(self, message: Message) -> str:
        channel = self.world.workspace.channels[message.channel]
        return channel.other(self.world.workspace.bot.id) if channel.kind == "im" else channel.id


def saved(file: Path, foreseen: Sequence[Foreseen]) -> Path:
    file.write_text(json.dumps(as_json(foreseen), ensure_ascii=False, indent=2), encoding="utf-8")
    return file


def assert_same(foreseen: list[Said], heard: list[Said]) -> None:
    """The same messages; what differs is named."""
    missing = [each for each in foreseen if each not in heard]
    unforeseen = [each for each in heard if each not in foreseen]
    assert not missing, f"was foreseen and did not come: {missing[0]}; came instead: {unforeseen[:1]}"
    assert not unforeseen, f"came and was not foreseen: {unforeseen[0]}"
    assert foreseen == heard
