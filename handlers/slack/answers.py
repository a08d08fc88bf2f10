"""What Slack's answers are read for: one that lacks it, or has it in another form, is as good as none.

Only that is said here; of all else in an answer nothing is expected (docs.slack.dev/reference/methods).
"""

from collections.abc import Mapping
from typing import Any

Maybe = dict[str, "Maybe"] | list["Maybe"] | type
"""A part that has these parts, a list of such, or a value of this type. A part whose name ends with “?” may be missing
or null.
"""

_IS = ("deleted?", "is_bot?", "is_admin?", "is_owner?", "is_restricted?", "is_ultra_restricted?", "is_stranger?")
_PERSON: Maybe = {"profile?": {}, **dict.fromkeys(_IS, bool)}
_FILE: Maybe = {"id": str, "user?": str, "title?": str, "url_private_download?": str}
_MESSAGE: Maybe = {
    "ts": str,
    "text?": str,
    "bot_id?": str,
    "blocks?": list,
    "files?": [_FILE],
    "metadata?": {"event_type?": str, "event_payload?": {}},
}
_NEXT: dict[str, Maybe] = {"response_metadata?": {"next_cursor?": str}}
READ_FOR: Mapping[str, Maybe] = {
    "auth.test": {"team_id?": str, "user_id?": str, "bot_id?": str},
    "conversations.history": {"messages": [_MESSAGE], **_NEXT},
    "conversations.info": {"channel": {}},
    "conversations.members": {"members": [str], **_NEXT},
    "conversations.open": {"channel": {"id": str}},
    "files.getUploadURLExternal": {"upload_url": str, "file_id": str},
    "users.info": {"user": _PERSON},
}
"""By method. Of the others it is enough that Slack says that it was done."""


def is_whole(method: str, body: object) -> bool:
    """Whether an answer has what it is read for."""
    return _has(body, READ_FOR.get(method, {}))


def _has(said: Any, wanted: Maybe) -> bool:
    if isinstance(wanted, type):
        return isinstance(said, wanted)
    if isinstance(wanted, list):
        return isinstance(said, list) and all(_has(each, wanted[0]) for each in said)
    return isinstance(said, dict) and all(_has_part(said, name, part) for name, part in wanted.items())


def _has_part(said: dict[str, Any], name: str, wanted: Maybe) -> bool:
    found = said.get(name.removesuffix("?"))
    return name.endswith("?") if found is None else _has(found, wanted)
