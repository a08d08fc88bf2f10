"""Slack's mark-up on the page: what is drawn, and that nothing that a person wrote becomes HTML."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.page.charts import chart
from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import Names, mrkdwn, plain
from sandbox.page.rich_text import rich_text

NAMES = Names({"U1": "Priya Shah", "U2": "Tom Okafor"}.get, {"C1": "board"}.get, ZoneInfo("Europe/London"), "U1")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("*bold* and _slanted_ and ~gone~", "<strong>bold</strong> and <em>slanted</em> and <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("2 * 3 * 4 = 24, snake_case_name", "2 * 3 * 4 = 24, snake_case_name"),
        ("`a *b* <c>`", "<code>a *b* &lt;c&gt;</code>"),
        ("R&amp;D &lt;soon&gt;", "R&amp;D &lt;soon&gt;"),
        ("<@U2> in <#C1>", '<span class="mention">@Tom Okafor</span> in <span class="mention">#board</span>'),
        ("<@U1>", '<span class="mention mention-me">@Priya Shah</span>'),
        ("<!here>", '<span class="mention mention-me">@here</span>'),
        ("<!date^1622530800^{date_long} {time}|1 June>", "<time>Tuesday 1 June 2021 08:00</time>"),
        (":warning: :no_such_thing:", "⚠️ :no_such_thing:"),
    ],
)
def test_a_line_is_drawn_as_slack_draws_it(written: str, drawn: str) -> None:
    assert mrkdwn(written, NAMES) == f"<p>{drawn}</p>"


def test_quotes_lists_and_code_stand_on_their_own() -> None:
    drawn = mrkdwn("Before\n> said\n• one\n• two\n```\n*code*\n```\nafter", NAMES)

    assert drawn == (
        "<p>Before</p><blockquote>said</blockquote><ul><li>one</li><li>two</li></ul><pre>*code*</pre><p>after</p>"
    )


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<https://example.org/"onmouseover="alert(1)|here>',
        "*<b>bold</b>*",
        "```</pre><script>```",
        "<@U9<script>>",
    ],
)
def test_nothing_that_is_written_becomes_html(written: str) -> None:
    for drawn in (mrkdwn(written, NAMES), plain(written), markdown(written)):
        assert "<script" not in drawn
        assert "<img" not in drawn
        assert "<b>" not in drawn
        assert '"onmouseover' not in drawn


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "JAVASCRIPT:x"])
def test_a_link_that_is_not_safe_to_follow_is_only_words(address: str) -> None:
    assert "href" not in mrkdwn(f"<{address}|here>", NAMES)
    assert "href" not in markdown(f"[here]({address})")


def test_rich_text_is_drawn_with_its_lists_quotes_and_styles() -> None:
    def words(text: str, **style: bool) -> dict[str, Any]:
        return {"type": "text", "text": text, "style": style}

    section = {"type": "rich_text_section", "elements": [words("<A12>", bold=True), words(" is", italic=True)]}
    drawn = rich_text(
        {
            "type": "rich_text",
            "elements": [
                section,
                {"type": "rich_text_list", "style": "ordered", "offset": 2, "indent": 1, "elements": [section]},
                {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U2"}]},
            ],
        },
        NAMES,
    )

    assert drawn == (
        "<p><strong>&lt;A12&gt;</strong><em> is</em></p>"
        '<ol class="indent-1" start="3"><li><strong>&lt;A12&gt;</strong><em> is</em></li></ol>'
        '<blockquote><span class="mention">@Tom Okafor</span></blockquote>'
    )


def test_markdown_has_headings_lists_and_links() -> None:
    drawn = markdown("# Summary\n\n- **Red**: 2\n- *Amber*: 5\n\nSee [the plan](https://example.org).")

    assert '<p class="heading">Summary</p>' in drawn
    assert "<ul><li><strong>Red</strong>: 2</li><li><em>Amber</em>: 5</li></ul>" in drawn
    assert 'href="https://example.org"' in drawn


def test_a_chart_has_a_bar_for_each_figure_and_escapes_its_labels() -> None:
    points = [{"label": "<Red>", "value": 2}, {"label": "Green", "value": 4}]
    figures = {
        "type": "bar",
        "series": [{"name": "May", "data": points}],
        "axis_config": {"categories": ["Green", "<Red>"]},
    }

    drawn = chart({"chart": figures})

    assert drawn.count("<rect") == 2
    assert "&lt;Red&gt;" in drawn
    heights = [part.split('"')[1] for part in drawn.split("height=")[1:]]
    assert float(heights[0]) == 2 * float(heights[1])
