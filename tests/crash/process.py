"""A process of the bot that dies where it is told to: the product itself, killed by SIGKILL as it passes a step.

`python -m tests.crash.process` loads the bot once, and then takes one order a line, as JSON, each done in a child of
its own. It says which process that is ({"pid"}), at which port it listens ({"port"}), what a worker counted
({"counts"}), and how it ended ({"ended": -9}).
"""

import asyncio
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import uvicorn
from pydantic import SecretStr
from sqlalchemy.dialects import postgresql, sqlite  # noqa: F401
from sqlalchemy.orm import configure_mappers

import bot
import handlers.heartbeat
import handlers.slack
from app import Bot, assemble, speaking
from bot.domain.working_days import Nation
from bot.log import set_up_log
from bot.steps import Step
from config.bank_holidays import bank_holidays
from config.settings import Settings
from handlers.web import web_app


@dataclass(frozen=True)
class Order:
    """What a process is to do: send what is due, or hear (`hears`) until SIGUSR1 and then send what is due.

    It dies as it passes step `dies_at` for the `time`th time. Both clocks stand still.
    """

    database_url: str
    api_url: str
    token: str
    signing_secret: str
    now: str
    machine: str
    hears: bool = False
    dies_at: str = ""
    time: int = 1


@dataclass(frozen=True)
class Standing:
    """Both clocks, standing still."""

    board: datetime
    of_machine: datetime

    def now(self) -> datetime:
        return self.board

    def machine(self) -> datetime:
        return self.of_machine


def dying(order: Order) -> Callable[[Step], None]:
    passed = 0

    def pass_step(step: Step) -> None:
        nonlocal passed
        passed += step == order.dies_at
        if step == order.dies_at and passed == order.time:
            os.kill(os.getpid(), signal.SIGKILL)

    return pass_step


def carry_out(order: Order) -> None:
    settings = Settings(
        _env_file=None,
        database_url=SecretStr(order.database_url),
        slack_api_url=order.api_url,
        slack_bot_token=SecretStr(order.token),
        slack_signing_secret=SecretStr(order.signing_secret),
        welcome=False,
    )
    clock = Standing(datetime.fromisoformat(order.now), datetime.fromisoformat(order.machine))
    made = assemble(settings, clock, dying(order))
    asyncio.run(_hear_and_send(made) if order.hears else _send(made))
    made.close()


async def _send(made: Bot) -> None:
    async with speaking(made, pace=0.0) as spoken:
        await spoken.drain()
        say(counts=asdict(spoken.delivery.counts))


async def _hear_and_send(made: Bot) -> None:
    @asynccontextmanager
    async def open_slack() -> Any:
        async with speaking(made, pace=0.0) as spoken:
            yield spoken.slack
            await spoken.drain()

    listening = socket.create_server(("127.0.0.1", 0))
    app = web_app(open_slack, ())
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, setattr, server, "should_exit", True)
    say(port=listening.getsockname()[1])
    await server.serve(sockets=[listening])


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    set_up_log(level="error")
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _in_child(Order(**json.loads(line)))
        say(pid=child)
        _, status = os.waitpid(child, 0)
        say(ended=os.waitstatus_to_exitcode(status))


def _warm_up() -> None:
    """Load and put together what each child would otherwise do again for itself: of the product all that a server has,
    which loads each part when something of it is asked for, and what uvicorn looks for when it starts.
    """
    for package in (bot, handlers.slack):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    uvicorn.Config(None, log_config=None).load()
    bank_holidays(Nation.ENGLAND_AND_WALES, 2020, 2022)
    configure_mappers()
    gc.collect()
    gc.freeze()


def _in_child(order: Order) -> None:
    ended = 1
    try:
        carry_out(order)
        ended = 0
    except Exception:  # noqa: BLE001  (nobody above a child would say what went wrong)
        traceback.print_exc()
    finally:
        os._exit(ended)  # what the parent has buffered is the parent's to write


if __name__ == "__main__":
    main()
