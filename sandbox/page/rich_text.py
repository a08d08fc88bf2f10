"""Rich text blocks as HTML. Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block."""

from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape

from sandbox.page.dates import date_token
from sandbox.page.emoji import emoji
from sandbox.page.mrkdwn import Names, link, mention

Json = dict[str, Any]

_STYLES = {"code": "code", "strike": "s", "italic": "em", "bold": "strong", "underline": "u"}


def rich_text(block: Json, names: Names) -> Markup:
    """The HTML of a rich_text block, or of a table's cell of that type."""
    return Markup("").join(_part(part, names) for part in block.get("elements", []))


def _part(part: Json, names: Names) -> Markup:
    kind = part.get("type")
    if kind == "rich_text_list":
        return _list(part, names)
    inside = _pieces(part, names)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(inside)
    if kind == "rich_text_preformatted":
        return Markup("<pre>{}</pre>").format(inside)
    return Markup("<p>{}</p>").format(inside)


def _list(part: Json, names: Names) -> Markup:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    start = int(part.get("offset") or 0) + 1
    items = [Markup("<li>{}</li>").format(_pieces(item, names)) for item in part.get("elements", [])]
    opening = Markup('<{} class="indent-{}"').format(tag, min(int(part.get("indent") or 0), 8))
    numbered = Markup(' start="{}"').format(start) if tag == "ol" and start > 1 else Markup("")
    return Markup("{}{}>{}</{}>").format(opening, numbered, Markup("").join(items), tag)


def _pieces(part: Json, names: Names) -> Markup:
    return Markup("").join(_styled(piece, _piece(piece, names)) for piece in part.get("elements", []))


def _piece(piece: Json, names: Names) -> Markup:
    match piece.get("type"):
        case "text":
            return Markup("<br>").join(escape(line) for line in str(piece.get("text", "")).split("\n"))
        case "link":
            return link(str(piece.get("url", "")), str(piece.get("text") or piece.get("url", "")))
        case "user":
            return mention(f"@{names.person(piece['user_id'])}", me=piece["user_id"] == names.reader)
        case "channel":
            return mention(f"#{names.channel(piece['channel_id'])}")
        case "broadcast":
            return mention(f"@{piece.get('range', 'channel')}", me=True)
        case "emoji":
            return escape(emoji(str(piece.get("name"))) or f":{piece.get('name')}:")
        case "date":
            at = datetime.fromtimestamp(int(piece["timestamp"]), UTC).astimezone(names.zone)
            return Markup("<time>{}</time>").format(date_token(at, str(piece.get("format", "{date}"))))
        case "color":
            return Markup("<code>{}</code>").format(str(piece.get("value", "")))
        case _:
            return escape(str(piece.get("fallback") or piece.get("text") or ""))


def _styled(piece: Json, inside: Markup) -> Markup:
    for style, tag in _STYLES.items():
        if (piece.get("style") or {}).get(style):
            inside = Markup("<{0}>{1}</{0}>").format(tag, inside)
    return inside
