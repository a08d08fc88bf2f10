"""What keeps the database from doing its work. None of it is anybody's fault who typed something, nor a bug of ours."""

from enum import StrEnum


class Trouble(StrEnum):
    """A trouble, and the words for it in the log and on the command line."""

    FULL = "the database is full: make room on its disk"
    LOCKED = "the database is locked: another program is writing to it"
    SLOW = "the database takes too long: look at what keeps it busy"
    GONE = "the database does not answer"
    UNWRITABLE = "the database can not be written to: look at its disk, and at who may write there"
