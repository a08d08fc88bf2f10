"""What was just answered, for whoever asks the same again: given on the event loop, without a thread or a query."""

from collections.abc import Callable, Hashable
from datetime import datetime

from bot.messages.parts import Reply
from bot.use_cases.heard import Heard, HomeOpened, Typed

ROOM = 500
"""How many answers are kept; the first one beyond them starts anew."""

Page = dict[Heard, Reply]


class Answered:
    """The answers of this minute, as long as nothing is committed: by `newest`, which must not wait.

    They go with the minute because some tell the time, and all that changes with it changes at a whole minute. For
    the event loop only.
    """

    def __init__(self, newest: Callable[[], Hashable | None]) -> None:
        self._newest = newest
        self._page: Page = {}
        self._as_of: tuple[Hashable, datetime] | None = None

    def page(self, heard: Heard, now: datetime) -> Page | None:
        """What is known as of now, to look `heard` up in; None for what is not kept or can not be known.

        It is asked for *before* the question is worked out, and the answer put into it after: if something is
        committed in between, this page is one that nobody is given any more.
        """
        newest = self._newest() if isinstance(heard, Typed | HomeOpened) else None
        if newest is None:
            return None
        as_of = newest, now.replace(second=0, microsecond=0)
        if self._as_of != as_of or len(self._page) >= ROOM:
            self._as_of, self._page = as_of, {}
        return self._page
