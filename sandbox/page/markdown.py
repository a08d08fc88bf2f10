"""Markdown blocks as HTML: headings, lists, quotes, code, links, bold, italic and struck text.

Source: docs.slack.dev/reference/block-kit/blocks/markdown-block.
"""

import re
from itertools import groupby

from markupsafe import Markup, escape

from sandbox.page.mrkdwn import link

_FENCE = re.compile(r"^```\w*\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"(?P<heading>#{1,6}) +|(?P<bullet>[-*+]) +|(?P<number>\d+)[.)] +|(?P<quote>> ?)")
_INLINE = re.compile(
    r"""
      `(?P<code>[^`\n]+)`
    | \[(?P<words>[^\]\n]+)\]\((?P<url>[^()\s]+)\)
    | (?P<two>\*\*|__)(?P<strong>\S(?:.*?\S)?)(?P=two)
    | ~~(?P<s>\S(?:.*?\S)?)~~
    | (?P<one>[*_])(?P<em>[^\s*_](?:[^*_]*?[^\s*_])?)(?P=one)
    """,
    re.VERBOSE,
)


def markdown(text: str) -> Markup:
    """The HTML of a markdown text, everything else escaped."""
    out: list[Markup] = []
    for number, piece in enumerate(_FENCE.split(text)):
        if number % 2:
            out.append(Markup("<pre>{}</pre>").format(piece))
        else:
            out += [_group(kind, list(lines)) for kind, lines in groupby(piece.split("\n"), _kind)]
    return Markup("").join(out)


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    found = _LINE.match(line.lstrip())
    return str(found.lastgroup) if found else "text"


def _group(kind: str, lines: list[str]) -> Markup:
    said = [_inline(_LINE.sub("", line.strip(), 1) if kind != "text" else line) for line in lines]
    if kind == "blank":
        return Markup("")
    if kind == "heading":
        return Markup("").join(Markup('<p class="heading">{}</p>').format(each) for each in said)
    if kind in ("bullet", "number"):
        tag = "ul" if kind == "bullet" else "ol"
        items = Markup("").join(Markup("<li>{}</li>").format(each) for each in said)
        return Markup("<{0}>{1}</{0}>").format(tag, items)
    tag = "blockquote" if kind == "quote" else "p"
    return Markup("<{0}>{1}</{0}>").format(tag, Markup("<br>").join(said))


def _inline(text: str) -> Markup:
    out: list[Markup] = []
    end = 0
    for found in _INLINE.finditer(text):
        out.append(escape(text[end : found.start()]))
        out.append(_piece(found))
        end = found.end()
    out.append(escape(text[end:]))
    return Markup("").join(out)


def _piece(found: re.Match[str]) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["url"]:
        return link(found["url"], _inline(found["words"]))
    for tag in ("strong", "s", "em"):
        if found[tag]:
            return Markup("<{0}>{1}</{0}>").format(tag, _inline(found[tag]))
    return escape(found[0])
