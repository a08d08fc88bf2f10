"""Reading what the bot writes into its log."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.log import set_up_log


@contextmanager
def logged(**how: Any) -> Iterator[io.StringIO]:
    """What goes into the log while the block lasts, set up as `set_up_log` is told; then it is as it was before."""
    with put_back_log():
        stream = io.StringIO()
        set_up_log(to=stream, **how)
        yield stream


@contextmanager
def put_back_log() -> Iterator[None]:
    """However the log is set up in the block: afterwards it is as it was before."""
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**ours)
        root.handlers[:] = handlers
        root.setLevel(level)
