"""Reads drawn blocks back, as the person in front of Slack would."""

from typing import Any


def words(drawn: Any) -> str:
    """Every word that is shown, in order."""
    return "".join(_words(drawn))


def _words(drawn: Any) -> list[str]:
    if isinstance(drawn, list):
        return [word for each in drawn for word in _words(each)]
    if not isinstance(drawn, dict):
        return []
    found = []
    for name, value in drawn.items():
        if name == "text" and isinstance(value, str):
            found.append(unescaped(value) if drawn.get("type") == "mrkdwn" else value)
        elif name not in ("value", "confirm"):
            found += _words(value)
    return found


def unescaped(text: str) -> str:
    """What Slack shows for its three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def elements(drawn: Any, kind: str) -> list[dict[str, Any]]:
    """Every object of one type, anywhere in what was drawn."""
    if isinstance(drawn, list):
        return [found for each in drawn for found in elements(each, kind)]
    if not isinstance(drawn, dict):
        return []
    below = [found for value in drawn.values() for found in elements(value, kind)]
    return [drawn, *below] if drawn.get("type") == kind else below
