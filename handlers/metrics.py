"""What a process counts, as Prometheus reads it. No label carries a person, a board or a word that anybody wrote."""

from collections.abc import Callable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.watching import BOUNDS, Took, Watch
from storage.backlog import Backlog

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""https://prometheus.io/docs/instrumenting/exposition_formats/"""


def as_text(watch: Watch, look: Callable[[], Backlog | None]) -> bytes:
    """What stands now, in the text format. `look` reads the outbox; None when the database does not answer."""
    registry = CollectorRegistry()
    registry.register(_Standing(watch, look))
    return generate_latest(registry)


class _Standing(Collector):
    def __init__(self, watch: Watch, look: Callable[[], Backlog | None]) -> None:
        self._watch, self._look = watch, look

    def describe(self) -> list[Metric]:
        """Nothing: what there is is only looked at when it is asked for."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every figure, as it stands."""
        yield from _heard(self._watch)
        yield from _worked(self._watch)
        yield from _waiting(self._look())


def _heard(watch: Watch) -> Iterator[Metric]:
    heard = CounterMetricFamily(
        "accountable_heard", "Things heard, by use case and outcome", labels=["use_case", "outcome"]
    )
    for (use_case, outcome), number in sorted(watch.heard.copy().items()):
        heard.add_metric([use_case, outcome], number)
    yield heard
    took = HistogramMetricFamily("accountable_heard_seconds", "From hearing to the commit", labels=["use_case"])
    for use_case, seen in sorted(watch.took.copy().items()):
        took.add_metric([use_case], _buckets(seen), seen.seconds)
    yield took


def _buckets(took: Took) -> list[tuple[str, float]]:
    return list(zip([*map(str, BOUNDS), "+Inf"], accumulate(took.within), strict=True))


def _worked(watch: Watch) -> Iterator[Metric]:
    ticks = CounterMetricFamily("accountable_ticks", "Ticks, by how they ended", labels=["tick", "outcome"])
    for (tick, outcome), number in sorted(watch.ticks.copy().items()):
        ticks.add_metric([tick, outcome], number)
    yield ticks
    sends = CounterMetricFamily("accountable_messages", "Messages, by outcome", labels=["platform", "outcome"])
    for platform, counts in sorted(watch.sends.items()):
        for outcome, number in counts().items():
            sends.add_metric([platform, outcome], number)
    yield sends


def _waiting(backlog: Backlog | None) -> Iterator[Metric]:
    yield GaugeMetricFamily("accountable_database_up", "1 when the database answers", value=int(backlog is not None))
    if backlog is None:
        return
    rows = GaugeMetricFamily("accountable_outbox_rows", "Rows of the outbox, by state", labels=["state"])
    for state, number in backlog.by_state.items():
        rows.add_metric([state], number)
    yield rows
    yield GaugeMetricFamily(
        "accountable_outbox_in_doubt", "Rows that may have arrived and may not", value=backlog.in_doubt
    )
    yield GaugeMetricFamily(
        "accountable_outbox_lag_seconds",
        "How late the oldest row is that is due, by the board's clock",
        value=backlog.lag.total_seconds(),
    )
