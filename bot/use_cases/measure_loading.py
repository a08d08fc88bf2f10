"""Loading measures from what a file was read as: new ones, what has changed, their figures and their actions."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.measure_reading import Figure, MeasureRow, MeasuresRead
from bot.domain.measures import Measure, TargetSet, is_spent, target_words
from bot.messages.measures import MeasuresLoaded, measures_loaded
from bot.messages.parts import Reply
from bot.use_cases.figures import tell_actions
from bot.use_cases.heard import Caller
from bot.use_cases.managing import access_management
from bot.use_cases.one_measure import keep_target
from storage import measures, tables
from storage.access import Access
from storage.audit import Entry, record_all
from storage.measures import NewReading


@dataclass(frozen=True)
class LoadMeasures:
    """The programme manager brings measures in."""

    by: Caller
    read: MeasuresRead


def load_measures(session: Session, command: LoadMeasures, now: datetime) -> Reply:
    """Save every row that could be read, and say of the others why not. The same file twice changes nothing.

    A blank erases nothing, a measure that is left out stays, and a figure that differs is kept as a correction.

    Raises:
        Refusal: they do not run the board.
    """
    access = access_management(session, command.by, now)
    loading = _Loading(session, access, now)
    for row in command.read.rows:
        loading.load(row)
    links = measures.link_actions(session, access.board.id)
    for measure_id in measures.refs_of(session, access.board.id).values():
        tell_actions(session, access.board, measure_id)
    record_all(session, access.board.workspace_id, loading.entries)
    loaded = MeasuresLoaded(
        tuple(loading.added), tuple(dict.fromkeys(loading.changed)), loading.figures, loading.corrected, links,
        command.read.refused, tuple(loading.marked), tuple(loading.kept),
    )  # fmt: skip
    return Reply(message=measures_loaded(loaded))


class _Loading:
    """One file going into one board."""

    def __init__(self, session: Session, access: Access, now: datetime) -> None:
        self._session, self._access, self._now = session, access, now
        self._known = measures.refs_of(session, access.board.id)
        self.added: list[str] = []
        self.changed: list[str] = []
        self.figures = self.corrected = 0
        self.marked: list[str] = []
        self.kept: list[str] = []
        """A sentence for each target that the file would have changed without a decision."""
        self.entries: list[Entry] = []

    def load(self, row: MeasureRow) -> None:
        """Bring one measure up to what the file says."""
        measure_id = self._known.get(row.ref.casefold())
        if measure_id is None:
            measure_id = measures.add_measure(self._session, self._access.board.id, ref=row.ref, **_values(row))
            self.added.append(row.ref)
            self._log("import_measure", row.ref, to=row.name)
            self._decide(measure_id, row, was=None, is_new=True)
        else:
            self._change(measure_id, row)
        self._mark(measure_id, row)
        self._add(measure_id, row, row.baseline, is_baseline=True)
        self._add(measure_id, row, row.latest, is_baseline=False)

    def _change(self, measure_id: int, row: MeasureRow) -> None:
        stored = measures.get_row(self._session, measure_id)
        was = Decimal(stored.target) if stored.target else None
        is_decided = self._decide(measure_id, row, was=was, is_new=False)
        held = frozenset() if is_decided else _OF_THE_TARGET
        wanted = {name: value for name, value in _values(row).items() if value not in (None, "") and name not in held}
        new = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
        if not new:
            return
        if "unit" in new and stored.unit:  # what is counted is another thing, so it is compared with nothing before
            new["definition"] = stored.definition + 1
        before = "; ".join(f"{name}: {getattr(stored, name)}" for name in new)
        for name, value in new.items():
            setattr(stored, name, value)
        self._session.flush()
        self.changed.append(row.ref)
        self._log(
            "change_measure", row.ref, was=before, to="; ".join(f"{name}: {value}" for name, value in new.items())
        )

    def _decide(self, measure_id: int, row: MeasureRow, *, was: Decimal | None, is_new: bool) -> bool:
        """Keep the decision that a row gives for its target; whether the target that it gives may stand.

        The target that comes with a new measure may. Another one for a measure that is there needs a new decision.
        """
        decided = row.decided
        is_other = row.target is not None and row.target != was
        before = measures.targets_of(self._session, measure_id)
        if decided is None:
            if is_other and not is_new:
                self._kept_target(row, was, "a target is changed by a new decision, and the file gives none")
                return False
            return True
        target = was if row.target is None else row.target
        if is_spent(before, decided.ref, target):
            self._kept_target(row, was, f"{decided.ref} set another target, and a new one needs a new decision")
            return False
        found = TargetSet(was, target, decided.ref, decided.on, decided.by, decided.scope, decided.frequency)
        if not any(_is_same(found, each) for each in before):
            keep_target(self._session, self._access, _as_read(measure_id, row), found, self._now)
            self.changed += [] if is_new else [row.ref]
        return True

    def _kept_target(self, row: MeasureRow, was: Decimal | None, why: str) -> None:
        stands, said = target_words(was, row.unit), target_words(row.target, row.unit)
        self.kept.append(
            f"{row.ref}: its target stays as it was, {stands}, and is not {said}: {why}. Fill in decision_ref, "
            f"decided_on and decided_by, or type “measures {row.ref}”."
        )

    def _mark(self, measure_id: int, row: MeasureRow) -> None:
        """Whether it is one of those that matter most, where the file says so."""
        is_key = measures.get_row(self._session, measure_id).is_key
        if row.is_key is None or row.is_key is is_key:
            return
        measures.mark_key(self._session, measure_id, is_key=row.is_key)
        called = measures.called(self._session, self._access.board.id)
        was, to = ("", called) if row.is_key else (called, "")
        self._log("mark_measure", row.ref, was=was, to=to)
        self.marked.append(row.ref)

    def _add(self, measure_id: int, row: MeasureRow, figure: Figure | None, *, is_baseline: bool) -> None:
        if figure is None:
            return
        there = self._of_same_time(measure_id, figure, is_baseline)
        same = there is not None and Decimal(there.value) == figure.value
        if there is not None and same and _says_no_more(figure, there):
            return
        new = NewReading(
            figure.value, figure.is_provisional, figure.day, figure.period, is_baseline,
            corrects=there.id if there else None, person_id=self._access.standing.person_id or None, came_by="import",
            is_disputed=figure.is_disputed,
        )  # fmt: skip
        measures.add_reading(self._session, measure_id, new, self._now)
        self.figures += 1
        self.corrected += there is not None
        what = "correct_figure" if there else "import_figure"
        when = figure.day or figure.period or "no date given"
        self._log(what, row.ref, was=there.value if there else "", to=f"{figure.value}, {when}")

    def _of_same_time(self, measure_id: int, figure: Figure, is_baseline: bool) -> tables.Reading | None:
        rows = measures.standing(measures.readings_of(self._session, [measure_id])[measure_id])
        definition = measures.get_row(self._session, measure_id).definition
        same = [
            row
            for row in rows
            if (row.is_baseline, row.day, row.definition) == (is_baseline, figure.day, definition)
            and (row.day is not None or row.period == figure.period)
        ]
        return same[-1] if same else None

    def _log(self, what: str, subject: str, was: str = "", to: str = "") -> None:
        self.entries.append(Entry(self._access.who, what, subject, self._now, was, to, "from an imported file"))


_OF_THE_TARGET = frozenset({"target", "tolerance"})
"""What hangs on a target: a tolerance in percent is a part of it."""


def _says_no_more(figure: Figure, there: tables.Reading) -> bool:
    """Whether a file says of a figure that has not changed only what is known; no file settles what is in dispute."""
    if there.is_disputed:
        return True
    return (figure.is_provisional, figure.is_disputed) == (there.is_provisional, False)


def _is_same(one: TargetSet, other: TargetSet) -> bool:
    """Whether two say the same decision; what the target was before is not part of it."""
    return replace(one, was=None) == replace(other, was=None)


def _as_read(measure_id: int, row: MeasureRow) -> Measure:
    return Measure(measure_id, row.ref, row.name, row.unit, row.good_is)


def _values(row: MeasureRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "unit": row.unit,
        "good_is": row.good_is.value,
        "target": None if row.target is None else str(row.target),
        "tolerance": None if row.tolerance is None else str(row.tolerance),
        "comparator": row.comparator,
        "source": row.source,
    }
