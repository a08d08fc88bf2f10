"""Slack's own mark-up, turned into HTML with everything else escaped.

Source: docs.slack.dev/messaging/formatting-message-text. A sender writes `&amp;`, `&lt;` and `&gt;` for the three
characters that mean something; what stands between `<` and `>` is a link, a mention or a date.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from sandbox.page.dates import date_token
from sandbox.page.emoji import emoji, with_emoji

Name = Callable[[str], str]


@dataclass(frozen=True)
class Names:
    """How ids are said to the reader: a person's and a channel's name by id, and the reader's own zone and id."""

    person: Name
    channel: Name
    zone: ZoneInfo
    reader: str = ""


_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_BULLET = re.compile(r"[•◦▪] +")
_INLINE = re.compile(
    r"""
      `(?P<code>[^`\n]+)`
    | <(?P<angle>[^<>\n]+)>
    | (?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])
    | (?<!\w)_(?P<em>[^\s_](?:[^\n]*?[^\s])?)_(?!\w)
    | (?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])
    | :(?P<emoji>[a-z0-9_+-]+):
    """,
    re.VERBOSE,
)
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?!/))", re.IGNORECASE)


def mrkdwn(text: str, names: Names) -> Markup:
    """The HTML of a mrkdwn text: paragraphs, quotes, lists and code, with links and mentions made readable."""
    out: list[Markup] = []
    for number, piece in enumerate(_FENCE.split(text)):
        if number % 2:
            out.append(Markup("<pre>{}</pre>").format(unescaped(piece)))
        elif piece.strip("\n"):
            out += _paragraphs(piece.strip("\n").split("\n"), names)
    return Markup("").join(out)


def plain(text: str, *, pictures: bool = True) -> Markup:
    """The HTML of a plain_text object: nothing is mark-up, and emoji by name become pictures unless told not to."""
    shown = with_emoji(text) if pictures else text
    return Markup("<br>").join(escape(line) for line in shown.split("\n"))


def unescaped(text: str) -> str:
    """The characters that Slack's three escapes stand for; no other entity means anything."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def link(url: str, words: Markup | str) -> Markup:
    """A link that opens on a new tab, or only the words if the address is not of a kind that is safe to follow."""
    if not _SAFE_LINK.match(url):
        return escape(words)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, words)


def mention(words: str, *, me: bool = False) -> Markup:
    """A person, a channel or a group named in a message; the reader's own name stands out."""
    return Markup('<span class="mention{}">{}</span>').format(" mention-me" if me else "", words)


def _kind(line: str) -> str:
    return "quote" if _QUOTE.match(line) else "list" if _BULLET.match(line) else "text"


def _paragraphs(lines: Iterable[str], names: Names) -> Iterator[Markup]:
    for kind, group in groupby(lines, _kind):
        if kind == "quote":
            yield Markup("<blockquote>{}</blockquote>").format(_lines([_QUOTE.sub("", x, 1) for x in group], names))
        elif kind == "list":
            items = [Markup("<li>{}</li>").format(_inline(_BULLET.sub("", line, 1), names)) for line in group]
            yield Markup("<ul>{}</ul>").format(Markup("").join(items))
        else:
            yield Markup("<p>{}</p>").format(_lines(list(group), names))


def _lines(lines: list[str], names: Names) -> Markup:
    return Markup("<br>").join(_inline(line, names) for line in lines)


def _inline(text: str, names: Names) -> Markup:
    out: list[Markup] = []
    end = 0
    for found in _INLINE.finditer(text):
        out.append(escape(unescaped(text[end : found.start()])))
        out.append(_piece(str(found.lastgroup), found[0], found[str(found.lastgroup)], names))
        end = found.end()
    out.append(escape(unescaped(text[end:])))
    return Markup("").join(out)


def _piece(kind: str, whole: str, inside: str, names: Names) -> Markup:
    if kind == "code":
        return Markup("<code>{}</code>").format(unescaped(inside))
    if kind == "angle":
        return _angle(inside, names)
    if kind == "emoji":
        return escape(emoji(inside) or whole)
    return Markup("<{0}>{1}</{0}>").format(kind, _inline(inside, names))


def _angle(inside: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    words = unescaped(label)
    if target.startswith("@"):
        return mention(f"@{names.person(target[1:])}", me=target[1:] == names.reader)
    if target.startswith("#"):
        return mention(f"#{words or names.channel(target[1:])}")
    if target.startswith("!date^"):
        return _date(target, words, names)
    if target.startswith("!"):
        return mention(words or f"@{target[1:].partition('^')[0]}", me=True)
    url = unescaped(target)
    return link(url, words or url.removeprefix("mailto:"))


def _date(target: str, words: str, names: Names) -> Markup:
    _, stamp, form, *address = target.split("^")
    if not stamp.isdigit():
        return escape(words)
    said = date_token(datetime.fromtimestamp(int(stamp), UTC).astimezone(names.zone), form)
    return link(unescaped(address[0]), said) if address else Markup("<time>{}</time>").format(said)
