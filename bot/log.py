"""The log: one line for each event, in words or as JSON, without secrets and without what people wrote.

`set_up_log` is called once, by the entry point. Everybody else calls `get_logger` and names facts, never sentences.
"""

import hashlib
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LONGEST = 200
"""Characters. A longer value is free text, and free text may be about a child."""
LEFT_OUT = "[left out]"

_SECRET_NAME = re.compile(
    r"token|secret|password|authorization|cookie|signature|trigger_id|response_url", re.IGNORECASE
)
_SECRET = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|Bearer\s+[\w.~+/-]+=*|(?<=://)[^\s:/@]+:[^\s@]+(?=@)"
    r"|https://hooks\.slack\.com/\S+"
)
"""Slack's tokens, what is in an Authorization header, a user and password in an address, and a response_url."""


def get_logger(name: str) -> Any:
    """A logger for a part of the bot; its events carry `part`. It follows `set_up_log` whenever that comes."""
    return structlog.get_logger(part=name)


def set_up_log(
    *,
    level: str = "info",
    form: Literal["words", "json"] = "words",
    secrets: Sequence[str] = (),
    to: TextIO | None = None,
) -> None:
    """Send our events, and those of the libraries, to `to` (standard error if None), one line each.

    `secrets` are values that never appear, whatever they look like.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _say_what_failed,
        Discretion(secrets),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    drawn: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _in_words
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_name_library, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, drawn],
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("slack_sdk", "slack_bolt", "aiohttp.access", "apscheduler", "alembic", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    # It warns each quarter of a second while a tick is at work, and what a tick leaves is looked for by the next.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


@contextmanager
def correlated(heard: str) -> Iterator[None]:
    """Give every event of this task, and of what it starts, the same `heard`: one id from hearing to sending."""
    with structlog.contextvars.bound_contextvars(heard=heard):
        yield


def id_of(key: str | None) -> str:
    """The id of something heard: the same for what has the same key, and nothing that could be read back from it."""
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else token_hex(6)


def being_heard() -> str:
    """The id of what is being heard now; empty where nothing is (the clock does things by itself)."""
    return str(structlog.contextvars.get_contextvars().get("heard", ""))


class Discretion:
    """Leaves out secrets, by name, by shape and by value, and text that is too long to be a fact."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 8)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Go through the values of an event."""
        return {name: self._kept(name, value) for name, value in event.items()}

    def _kept(self, name: str, value: Any) -> Any:
        if _SECRET_NAME.search(name):
            return LEFT_OUT
        if name.startswith("_") or value is None or isinstance(value, bool | int | float):
            return value
        text = self.scrubbed(value if isinstance(value, str) else str(value))
        limit = 2_000 if name == "failure" else LONGEST
        return text if len(text) <= limit else f"[{len(text)} characters left out]"

    def scrubbed(self, text: str) -> str:
        """The text on one line, with every secret in it left out."""
        for secret in self._secrets:
            text = text.replace(secret, LEFT_OUT)
        return " ".join(_SECRET.sub(LEFT_OUT, text).split())


def _say_what_failed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its kind and where it happened. What it says may quote what somebody wrote, so that stays out."""
    told = event.pop("exc_info", None)
    failure = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(failure, BaseException):
        frames = traceback.extract_tb(failure.__traceback__)[-6:]
        where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
        event["failure"] = f"{type(failure).__name__} at {where}" if where else type(failure).__name__
    return event


def _name_library(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say which library speaks."""
    event["part"] = event["_record"].name
    return event


def _in_words(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """09:30:00 info what happened (fact=value, …)."""
    at, level, said = event.pop("timestamp", ""), event.pop("level", ""), event.pop("event", "")
    facts = ", ".join(f"{name}={value}" for name, value in sorted(event.items()))
    return f"{at} {level:<7} {said}" + (f" ({facts})" if facts else "")
