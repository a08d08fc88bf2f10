"""What a session has read, kept until it changes it: for one that is alone with its database, or looks at one moment
only, and asks a lot.

A trial of half a year asks who sits on the board some thousand times, and nobody seats anybody meanwhile. Everything
that is kept goes with the first statement that writes to a table that it was read from, whoever wrote that statement:
it is asked of the engine. A session that goes on while others write beside it must not remember; ordinary ones do not.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from storage.tables import Row

Given = ParamSpec("Given")
Found = TypeVar("Found")

_MEMORY = "memory"
_CHANGE_NOTHING = frozenset({"savepoint", "release_savepoint"})
DECLARED: dict[str, tuple[str, ...]] = {}
"""Of each function that is remembered, by module and name, the tables that it says it reads."""


class _Memory:
    """Answers by question, and the questions that hang on each table."""

    def __init__(self) -> None:
        self.answers: dict[Hashable, Any] = {}
        self._asked_of: dict[str, set[Hashable]] = defaultdict(set)

    def keep(self, question: Hashable, answer: Any, tables: tuple[str, ...]) -> None:
        self.answers[question] = answer
        for table in tables:
            self._asked_of[table].add(question)

    def forget(self, table: str) -> None:
        for question in self._asked_of.pop(table, ()):
            self.answers.pop(question, None)

    def forget_all(self) -> None:
        self.answers.clear()
        self._asked_of.clear()


def remember(session: Session) -> Session:
    """Let a session, alone with its database, keep what it has read until it writes."""
    memory = _Memory()
    session.info[_MEMORY] = memory
    connection = session.connection()

    def before(_: Connection, statement: Any, *__: Any) -> None:
        if getattr(statement, "is_dml", False):
            memory.forget(statement.table.name)
        elif not getattr(statement, "is_select", False) and statement.__visit_name__ not in _CHANGE_NOTHING:
            memory.forget_all()  # a savepoint gone back to, or what is written out in words: it may be anything

    event.listen(connection, "before_execute", before)
    return session


def remembered(*tables: type[Row]) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Mark a function that only reads, from these tables and no others, and whose answer nobody changes.

    Its first argument is the session; the others name the question whole. A list is given as a new list each time.
    """
    names = tuple(table.__tablename__ for table in tables)

    def marked(find: Callable[Given, Found]) -> Callable[Given, Found]:
        DECLARED[_name(find)] = names

        @wraps(find)
        def found(*given: Given.args, **named: Given.kwargs) -> Found:
            session: Any = given[0]
            memory: _Memory | None = session.info.get(_MEMORY)
            if memory is None:
                return find(*given, **named)
            if session.new or session.dirty or session.deleted:
                session.flush()  # as a query would
            question = _question(find, given[1:], named)
            if question not in memory.answers:
                memory.keep(question, find(*given, **named), names)
            answer: Any = memory.answers[question]
            again: Found = list(answer) if isinstance(answer, list) else answer  # type: ignore[assignment]
            return again

        return found

    return marked


def know(session: Session, find: Callable[..., Found], answers: Mapping[tuple[Hashable, ...], Found]) -> None:
    """Let a session that remembers know what a marked function would find, by what it is given after the session: what
    was asked for several at once.
    """
    memory: _Memory | None = session.info.get(_MEMORY)
    if memory is not None:
        original = inspect.unwrap(find)
        for given, answer in answers.items():
            memory.keep(_question(original, given, {}), answer, DECLARED[_name(original)])


def _name(find: Callable[..., Any]) -> str:
    return f"{find.__module__}.{find.__qualname__}"


def _question(find: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]) -> Hashable:
    return find, _hashable(tuple(given)), _hashable(tuple(named.items()))


def _hashable(said: Any) -> Hashable:
    return tuple(map(_hashable, said)) if isinstance(said, list | tuple) else said
