"""The emoji that are written by name in messages, such as `:warning:`."""

import re

_BY_NAME = {
    "white_check_mark": "✅",
    "heavy_check_mark": "✔️",
    "ballot_box_with_check": "☑️",
    "x": "❌",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "warning": "⚠️",
    "rotating_light": "🚨",
    "red_circle": "🔴",
    "large_red_circle": "🔴",
    "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡",
    "large_green_circle": "🟢",
    "large_blue_circle": "🔵",
    "white_circle": "⚪",
    "black_circle": "⚫",
    "large_red_square": "🟥",
    "large_orange_square": "🟧",
    "large_yellow_square": "🟨",
    "large_green_square": "🟩",
    "large_blue_square": "🟦",
    "white_large_square": "⬜",
    "black_large_square": "⬛",
    "calendar": "📅",
    "date": "📅",
    "spiral_calendar_pad": "🗓️",
    "alarm_clock": "⏰",
    "clock8": "🕗",
    "clock9": "🕘",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "bell": "🔔",
    "no_bell": "🔕",
    "memo": "📝",
    "pencil2": "✏️",
    "pushpin": "📌",
    "paperclip": "📎",
    "link": "🔗",
    "clipboard": "📋",
    "page_facing_up": "📄",
    "bar_chart": "📊",
    "chart_with_upwards_trend": "📈",
    "chart_with_downwards_trend": "📉",
    "mag": "🔍",
    "lock": "🔒",
    "eyes": "👀",
    "speech_balloon": "💬",
    "wave": "👋",
    "raised_hands": "🙌",
    "pray": "🙏",
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "thumbsdown": "👎",
    "tada": "🎉",
    "information_source": "ℹ️",
    "question": "❓",
    "exclamation": "❗",
    "bulb": "💡",
    "arrow_up": "⬆️",
    "arrow_down": "⬇️",
    "arrow_right": "➡️",
    "arrow_left": "⬅️",
    "arrow_upper_right": "↗️",
    "arrow_lower_right": "↘️",
    "blue_heart": "💙",
    "star": "⭐",
    "wastebasket": "🗑️",
    "gear": "⚙️",
    "double_vertical_bar": "⏸️",
    "arrow_forward": "▶️",
}
NAME = re.compile(r":([a-z0-9_+-]+):")


def emoji(name: str) -> str | None:
    """The picture with this name, or None for one that is not known here."""
    return _BY_NAME.get(name)


def with_emoji(text: str) -> str:
    """The text with each known `:name:` turned into its picture."""
    return NAME.sub(lambda found: _BY_NAME.get(found[1], found[0]), text)
