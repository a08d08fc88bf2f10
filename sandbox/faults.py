"""Faults to order: the next so many calls of a method go wrong in a chosen way."""

from dataclasses import dataclass
from typing import Any

KINDS = (
    "slow", "ratelimited", "server_error", "drop", "garbage", "empty", "truncated", "says", "hang", "refuse", "twice",
)  # fmt: skip
_CARRIED_OUT = ("drop", "garbage", "empty", "truncated", "says", "hang")


@dataclass
class Fault:
    """One order. `method` is a Web API method, `hooks` (response URLs), `event:TYPE` for what goes to the bot, or *.

    kind          what happens
    slow          the answer takes `seconds` longer
    ratelimited   429 with Retry-After: `seconds`
    server_error  HTTP 500
    drop          the connection is cut instead of an answer
    garbage       200 with a page of HTML
    empty         200 with nothing
    truncated     200 with JSON that stops in the middle
    says          200 with `body`, which is JSON
    hang          no answer at all, until the caller hangs up
    refuse        the connection is cut before anything is read into the workspace
    twice         (events only) the bot is sent the same event twice

    `after` says whether the call was carried out before it went wrong; those from drop to hang do so unless told
    otherwise.
    """

    method: str
    kind: str
    times: int = 1
    seconds: float = 1.0
    after: bool = False
    body: str = ""


class Faults:
    """What has been ordered and not yet happened."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(
        self, method: str, kind: str, *, times: int = 1, seconds: float = 1.0, after: bool | None = None, body: str = ""
    ) -> Fault:
        """Order a fault; it happens on the next `times` calls of `method` ("*" for any).

        Raises:
            ValueError: there is no such kind of fault.
        """
        if kind not in KINDS:
            raise ValueError(f"There is no fault called {kind}; there are: {', '.join(KINDS)}.")
        carried_out = kind in _CARRIED_OUT if after is None else after
        fault = Fault(method, kind, times, seconds, carried_out, body)
        self.ordered.append(fault)
        return fault

    def take(self, method: str) -> Fault | None:
        """The fault that this call of `method` meets, if any; it is used up by one."""
        if not self.ordered:
            return None
        for fault in self.ordered:
            if fault.method == method or (fault.method == "*" and not method.startswith("event:")):
                fault.times -= 1
                if fault.times <= 0:
                    self.ordered.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Forget every order."""
        self.ordered.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """What is still to come, for the page and for other processes."""
        return [vars(fault) for fault in self.ordered]
