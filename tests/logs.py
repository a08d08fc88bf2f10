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
    root = logging.getLogger()
    before, level, stream = root.handlers[:], root.level, io.StringIO()
    set_up_log(to=stream, **how)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        root.handlers[:] = before
        root.setLevel(level)
