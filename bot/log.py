"""The log: one line for each thing that happened, with one id from hearing to sending, and nobody's words in it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog
from structlog.typing import FilteringBoundLogger, Processor

_SECRET = re.compile(r"\b(xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+\S+)|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
"""Slack's tokens, an authorisation header, and a name and password inside an address."""
LONGEST = 200
"""Characters of one value. What is longer is somebody's text, and that is not for the log."""


def get_logger(name: str) -> FilteringBoundLogger:
    """A logger for a part of the bot; its lines carry `part`."""
    return cast(FilteringBoundLogger, structlog.get_logger(part=name))


def bind_heard(heard: str) -> None:
    """Give every line that follows on this task the id of what was heard."""
    structlog.contextvars.bind_contextvars(heard=heard)


def forget_heard() -> None:
    """Let the id go."""
    structlog.contextvars.unbind_contextvars("heard")


def set_up_log(level: str = "INFO", form: str = "words") -> None:
    """Send the bot's log, and the libraries' warnings, to standard error; `form` is `words` or `json`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    draw: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=draw, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("apscheduler", "slack_bolt", "slack_sdk", "uvicorn.access", "accountable.bolt"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank tokens and passwords, say only where a failure was, and leave out any long text."""
    failure = event.pop("exc_info", None)
    if failure:
        event["failure"] = _where(failure)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _safe(value, longest=2_000 if name == "failure" else LONGEST)
    return event


def _safe(value: str, longest: int) -> str:
    blanked = _SECRET.sub("[secret]", value)
    return blanked if len(blanked) <= longest else f"[{len(blanked)} characters left out]"


def _where(failure: Any) -> str:
    """The type of an exception and the lines that it came through; never its text, which may quote a statement."""
    kind, error, trace = sys.exc_info() if failure is True else (type(failure), failure, None)
    if isinstance(failure, tuple):
        kind, error, trace = failure
    trace = trace or getattr(error, "__traceback__", None)
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{getattr(kind, '__name__', kind)} at {' > '.join(lines[-8:])}"
