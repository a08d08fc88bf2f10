"""What the bot needs from outside, as it sees it: a clock, and a way to speak on a platform."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.log import LEFT_OUT
from bot.messages.parts import Message


class Clock(Protocol):
    """Two clocks. `now` is the board's, and the demo may push it; `machine` is this machine's, and nobody may."""

    def now(self) -> datetime:
        """The board's time: aware, UTC. Rules, rungs and summaries use it."""

    def machine(self) -> datetime:
        """This machine's time: aware, UTC. Leases and retries use it, since they span processes."""


@dataclass(frozen=True)
class Outgoing:
    """A message on its way: `to` is the platform's id of a person or a channel; `key` says what the message is."""

    team: str
    to: str
    key: str
    message: Message


@dataclass(frozen=True)
class Sent:
    """The platform has it. `ref` is the platform's own id (Slack: `channel:ts`)."""

    ref: str
    was_found: bool = False
    """Whether it had it before, since when nobody knows."""


@dataclass(frozen=True)
class Retry:
    """The platform said not yet, and certainly did not take it. `after` in seconds.

    `holds` names what must wait: this "conversation" alone, or all that there is to "send" or to "amend" in the
    workspace, or to "look" at in it (each goes on while another waits). `was_asked` is False where the platform had
    asked for a wait before that is not over, so that nothing was asked of it now.
    """

    after: float
    why: str
    holds: str = "send"
    was_asked: bool = True


@dataclass(frozen=True)
class Dead:
    """The platform refused for good; `why` in words that a programme manager can act on, and which of them say who
    somebody is: the log leaves those out.
    """

    why: str
    whom: tuple[str, ...] = ()

    @property
    def logged(self) -> str:
        """`why`, for the log."""
        said = self.why
        for each in sorted(filter(None, self.whom), key=len, reverse=True):
            said = said.replace(each, LEFT_OUT)
        return said


@dataclass(frozen=True)
class InDoubt:
    """No answer that can be trusted: it may have arrived."""

    why: str


@dataclass(frozen=True)
class LeftAsItWas:
    """The platform will not change a message that was sent; its reader keeps the old words. `why` in words."""

    why: str


@dataclass(frozen=True)
class Settled:
    """Nothing had to be said, or it is said elsewhere: what was to be done is done, or is not wanted any more."""

    what: str


class Sweeping(Protocol):
    """Looks through what the bot said in a conversation, and takes words out of it."""

    async def take_out(self, team: str, to: str, words: str) -> "Outcome | Settled":
        """Put a stub in the place of the words wherever the bot said them. Doing so again changes nothing."""


@dataclass(frozen=True)
class Fetched:
    """A file as the platform has it."""

    content: bytes


@dataclass(frozen=True)
class NamedFile:
    """A file to hand over. `title` is how the platform shows it; no other file in the conversation is called so."""

    name: str
    content: bytes
    title: str


Outcome = Sent | Retry | Dead | InDoubt


@dataclass(frozen=True)
class NotAllowedToLook:
    """The bot has no right to read that conversation's history."""


@dataclass(frozen=True)
class Reachable:
    """Whether the platform says that a message to this person will be read; `why` if not, in words."""

    yes: bool
    why: str = ""
    has_left: bool = False
    """Whether their account is disabled: they have left, for all that the platform knows."""
    guests: "tuple[Guest, ...]" = ()
    """Who in a channel is a guest there, as far as the platform says."""


@dataclass(frozen=True)
class Guest:
    """Somebody in a channel by a guest account, or from another organisation."""

    account: str
    name: str


class Gateway(Protocol):
    """A platform's way out. None of these raise for what the platform answers; each answers in the types above."""

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Draw it and send it once, with its key attached."""

    async def amend(self, outgoing: Outgoing, ref: str) -> Outcome | LeftAsItWas:
        """Draw it in the place of the message that the platform calls `ref`. Doing so again changes nothing."""

    async def find(self, outgoing: Outgoing) -> Sent | NotAllowedToLook | Retry | InDoubt | None:
        """Look for the key where the message would be."""

    async def reachable(self, team: str, to: str) -> Reachable | Retry:
        """Ask before sending: Slack answers ok to a message for a deactivated user, and posts before guests."""


class Files(Protocol):
    """A platform's way with files. None of these raise for what the platform answers."""

    async def fetch(self, team: str, address: str, most: int) -> Fetched | Retry | Dead:
        """Get a file of at most `most` bytes that somebody shared. Dead says why not, for whoever shared it."""

    async def hand_over(self, outgoing: Outgoing, file: NamedFile) -> Outcome:
        """Share a file with whom the message is to, with the message's words beside it."""

    async def find(self, outgoing: Outgoing, title: str) -> Sent | NotAllowedToLook | Retry | InDoubt | None:
        """Look for a file of this title in the conversation with whom the message is to; None where there is none."""
