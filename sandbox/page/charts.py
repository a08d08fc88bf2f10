"""Data visualisation blocks as SVG. The figures stand beside the picture as a table, so that colour says nothing alone.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

from math import cos, pi, sin
from typing import Any

from markupsafe import Markup

Json = dict[str, Any]

_WIDTH, _HEIGHT = 480, 200
_LEFT, _BASE = 8, 172


def chart(block: Json) -> Markup:
    """The picture of one data_visualization block; its words are the caller's to give."""
    drawn = block["chart"]
    if drawn["type"] == "pie":
        return _svg(_pie(drawn["segments"]))
    series = [_in_order(each, drawn["axis_config"]["categories"]) for each in drawn["series"]]
    top = max((value for values in series for value in values), default=0) or 1
    marks = _bars(series, top) if drawn["type"] == "bar" else _lines(series, top, filled=drawn["type"] == "area")
    return _svg(marks + _categories(drawn["axis_config"]["categories"]))


def _svg(inside: Markup) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>').format(
        _WIDTH, _HEIGHT, inside
    )


def _in_order(series: Json, categories: list[str]) -> list[float]:
    held = {point["label"]: float(point["value"]) for point in series["data"]}
    return [max(held.get(category, 0.0), 0.0) for category in categories]


def _height(value: float, top: float) -> float:
    return round(value / top * (_BASE - 12), 1)


def _bars(series: list[list[float]], top: float) -> Markup:
    slot = (_WIDTH - 2 * _LEFT) / len(series[0])
    wide = min(48.0, slot * 0.7 / len(series))
    out = Markup("")
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            x = _LEFT + slot * (place + 0.5) + wide * (number - len(series) / 2)
            tall = _height(value, top)
            out += Markup('<rect class="series-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
                number, round(x, 1), _BASE - tall, round(wide - 2, 1), tall
            )
    return out


def _lines(series: list[list[float]], top: float, *, filled: bool) -> Markup:
    slot = (_WIDTH - 2 * _LEFT) / len(series[0])
    out = Markup("")
    for number, values in enumerate(series):
        points = [(round(_LEFT + slot * (at + 0.5), 1), _BASE - _height(v, top)) for at, v in enumerate(values)]
        if filled:
            points = [(points[0][0], float(_BASE)), *points, (points[-1][0], float(_BASE))]
        kind = "area" if filled else "line"
        out += Markup('<polyline class="{} series-{}" points="{}"/>').format(
            kind, number, " ".join(f"{x},{y}" for x, y in points)
        )
    return out


def _categories(categories: list[str]) -> Markup:
    slot = (_WIDTH - 2 * _LEFT) / len(categories)
    out = Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
        _LEFT, _WIDTH - _LEFT, _BASE + 0.5, _BASE + 0.5
    )
    for place, category in enumerate(categories):
        out += Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
            round(_LEFT + slot * (place + 0.5), 1), _BASE + 18, category
        )
    return out


def _pie(segments: list[Json]) -> Markup:
    whole = sum(float(each["value"]) for each in segments) or 1.0
    out, turned = Markup(""), 0.0
    for number, each in enumerate(segments):
        share = float(each["value"]) / whole
        out += _slice(number, turned, min(share, 0.9999))
        turned += share
    return out


def _slice(number: int, turned: float, share: float) -> Markup:
    x, y, radius = _WIDTH / 2, _HEIGHT / 2, 88
    begin, end = (2 * pi * part - pi / 2 for part in (turned, turned + share))
    path = (
        f"M{x} {y}L{x + radius * cos(begin):.1f} {y + radius * sin(begin):.1f}"
        f"A{radius} {radius} 0 {int(share > 0.5)} 1 {x + radius * cos(end):.1f} {y + radius * sin(end):.1f}Z"
    )
    return Markup('<path class="series-{}" d="{}"/>').format(number, path)
