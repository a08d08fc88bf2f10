"""What a person did, whichever platform told us. A platform's `read` makes these and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

Answer = str | date | time | tuple[str, ...] | None


@dataclass(frozen=True)
class Caller:
    """Who is asking: the platform ("slack", "terminal"), its workspace's id, and its id of the person."""

    platform: str
    team: str
    user: str
    is_workspace_admin: bool = False
    name: str = ""
    """How the platform shows the person, where the payload says so; never used to decide anything."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What says who they are: platform, team and account."""
        return self.platform, self.team, self.user


@dataclass(frozen=True)
class Typed:
    """Words typed as a command, or said to the bot. `channel` is where, as the platform's id."""

    by: Caller
    text: str
    channel: str = ""
    as_typed: str = ""
    """The command as the person wrote it (`/status red`), for an answer that repeats it."""
    reserved: bool = False
    """Whether the real platform keeps this command for itself, so that the answer adds what to type there."""
    asked_before: bool = False
    """Whether it was answered before with the question which of several plans is meant; this is the same once more."""


@dataclass(frozen=True)
class Press:
    """A button pressed or a choice made. `does` and `about` are the button's own."""

    by: Caller
    does: str
    about: str = ""
    value: str = ""
    channel: str = ""
    form: str = ""
    form_about: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """What stands in the form that the button is part of, if it is part of one."""


@dataclass(frozen=True)
class Answers:
    """A form sent in. `form` and `about` are the form's own; an answer left empty is None."""

    by: Caller
    form: str
    about: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class HomeOpened:
    """A person opened the bot's Home tab."""

    by: Caller


@dataclass(frozen=True)
class SharedFile:
    """A file that somebody shared: its name, and where the platform has it (empty where we may not fetch it)."""

    name: str
    address: str


@dataclass(frozen=True)
class FileDropped:
    """Files dropped into the private conversation with us, with what was written beside them."""

    by: Caller
    files: tuple[SharedFile, ...]
    text: str = ""
    channel: str = ""


@dataclass(frozen=True)
class AccountDisabled:
    """The platform says that somebody's account is disabled. It is theirs, and nobody asked us anything."""

    by: Caller


Heard = Typed | Press | Answers | HomeOpened | FileDropped | AccountDisabled
