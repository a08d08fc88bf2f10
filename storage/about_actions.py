"""Rows that are about an action, read into what the domain knows of them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from storage import tables

Kept = TypeVar("Kept")


def about_action(kind: type[Kept], row: Any, action: tables.Action, post: str, more: Mapping[str, Any]) -> Kept:
    """A `kind` (a dataclass) from its row: what `more` says, else the action's own facts, else the row's columns of
    the same names. `post` is the title of the accountable post now.
    """
    known = {"board_id": action.board_id, "action_id": action.id, "ref": action.ref, "title": action.shown_title,
             "post_id": action.accountable_post_id, "post": post, **more}  # fmt: skip
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: known[name] if name in known else getattr(row, name) for name in names})
