"""A programme manager's machine: what is typed at it, and what it says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import typer
from click.testing import Result
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.checks import CanNotTell, Identity, SeenChannel
from bot.messages.parts import Reply
from bot.run import Run
from bot.use_cases import catalogue
from bot.use_cases.heard import Heard
from config.settings import Settings
from handlers.slack.manifest import manifest, scopes
from handlers.terminal.routes import build_cli
from storage import ticks
from storage.database import Sessions, open_database
from storage.database import sessions as sessions_over

NOW = datetime(2021, 5, 24, 8, tzinfo=UTC)
PLAN = Path(__file__).parents[1] / "data" / "bcp_2021_actions.csv"
BOARD = ["--name", "Sample Board", "--channel", "C1", "--mash-number", "01234 567890", "--team", "T1",
         "--manager", "UPRIYA", "--manager-name", "Priya Nair"]  # fmt: skip
TOKEN = "xoxb-1-quiet-as-a-mouse"


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def machine(self) -> datetime:
        return self.at


class Bot:
    def __init__(self, url: str, clock: Clock, token: str = "") -> None:
        self.settings = Settings(database_url=url, slack_bot_token=token, slack_app_token="xapp-1" if token else "")
        self.engine: Engine = open_database(url)
        self.sessions: Sessions = sessions_over(self.engine)
        self.clock = clock
        self.threads = ThreadPoolExecutor(1)
        self.run = Run(self.sessions, clock, self.threads)

    async def hear(self, heard: Heard, key: str | None) -> Reply:
        found = catalogue.find(heard)
        return await (self.run.read(found.use_case, found.command) if found.reads else self.run(
            found.use_case, found.command, key))  # fmt: skip

    def close(self) -> None:
        self.threads.shutdown()
        self.engine.dispose()


class Slack:
    """What Slack would say to the doctor."""

    def __init__(self) -> None:
        self.who: Identity | CanNotTell = Identity("T1", "Sample Council", frozenset(scopes()), NOW)
        self.seen: SeenChannel | CanNotTell = SeenChannel("improvement-board", is_member=True)
        self.refusal: CanNotTell | None = None

    def __call__(self, api_url: str, bot_token: str, app_token: str) -> "Slack":
        return self

    async def __aenter__(self) -> "Slack":
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def identity(self) -> Identity | CanNotTell:
        return self.who

    async def channel(self, channel: str) -> SeenChannel | CanNotTell:
        return self.seen

    async def connection(self) -> CanNotTell | None:
        return self.refusal


class Machine:
    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = Clock()
        self.slack = Slack()
        self.token = ""

    def cli(self) -> typer.Typer:
        return build_cli(lambda: Bot(self.url, self.clock, self.token), manifest, self.slack)

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(self.cli(), list(words))

    def says(self, *words: str) -> str:
        result = self.types(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def ticks(self, at: datetime) -> None:
        engine = open_database(self.url)
        with sessions_over(engine)() as session:
            ticks.note_tick(session, "a worker", at)
            session.commit()
        engine.dispose()

    def is_refused(self, *words: str) -> str:
        result = self.types(*words)
        assert result.exit_code == 1, result.output
        return result.stderr.strip()
