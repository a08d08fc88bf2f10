"""Each figure that the process counts is explained to whoever installs it, and no other."""

import re
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bot.watching import Watch
from handlers.metrics import as_text
from storage.backlog import Backlog
from tests.docs.pages import page


def test_each_figure_is_explained_and_no_other() -> None:
    counted = as_text(Watch(), lambda: Backlog({}, 0, timedelta(0))).decode()
    figures = {
        f"{each.name}_total" if each.type == "counter" else each.name
        for each in text_string_to_metric_families(counted)
    }

    assert set(re.findall(r"^\| `(accountable_\w+)`", page("docs/installing.md").text, re.MULTILINE)) == figures
