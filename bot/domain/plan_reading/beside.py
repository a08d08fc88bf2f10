"""What stands beside an action: the posts that give input to its statement, and what it waits for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.plan_reading.posts import (
    is_personal_name,
    nearest_post,
    posts_named,
    read_post,
    same_post,
    without_contact_details,
)
from bot.domain.plan_reading.preview import PlanRow, ReadWait
from bot.domain.plan_reading.refs import RefShape, looks_like_ref, reshaped, same_ref

MOST_TITLES = 250
"""New titles that are looked through for other spellings of one that is known: no council has more."""
LONGEST = 200
"""Characters of a post's title, and of a programme's name as a file may give it."""

_NOTHING = re.compile(r"none|nil|no|n/?a|not applicable|t\.?b\.?[acd]\.?|\?+|[-–—]+", re.IGNORECASE)
_BULLETS = " •·▪◦*-–—"
_OUTSIDE = "Outside this plan: "
_OWN = re.compile(rf"{_OUTSIDE}(?P<words>\S.*?)(?: \(expected (?P<day>\d{{4}}-\d{{2}}-\d{{2}})\))?")
"""An outside programme as an export writes it, whatever its name holds."""
_LEADS = re.compile(r"(\S+?)\s*(?:[:(–—]|\s-\s)")
"""A reference before the title of its action: "A6: Audits", "A6 (Audits)"."""


# --- who gives input ---------------------------------------------------------------------------------------------


@dataclass
class KnownTitles:
    """The posts that the plan and the file know, by any spelling; `is_first` where there is no plan before."""

    titles: Sequence[str]
    aliases: Mapping[str, str]
    is_first: bool
    _by_spelling: dict[str, str] = field(default_factory=dict)
    _near: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make ready for looking up."""
        self._by_spelling = {same_post(each): self.aliases.get(each, each) for each in reversed(self.titles)}

    def find(self, typed: str) -> str | None:
        """The post with this title, however it is spelt."""
        return self._by_spelling.get(same_post(typed))

    def near(self, title: str) -> str | None:
        """The post that is spelt almost so."""
        if title not in self._near:
            is_looked_up = len(self._near) < MOST_TITLES and len(self.titles) <= MOST_TITLES
            self._near[title] = nearest_post(title, self.titles) if is_looked_up else None
        return self._near[title]


def read_contributors(lines: Iterable[str], known: KnownTitles, officer: str) -> tuple[tuple[str, ...], list[str]]:
    """The posts that a cell names as giving input, and what is to be asked about it; never the accountable one."""
    found: list[str] = []
    asked: list[str] = []
    for line in lines:
        typed, _ = without_contact_details(line.strip(_BULLETS))
        for part in [typed] if known.find(typed) else posts_named(typed):
            title, question = _contributor(part, known)
            found += [title] if title and same_post(title) != same_post(officer) else []
            asked += [question] if question else []
    return tuple(dict.fromkeys(found)), asked


def _contributor(typed: str, known: KnownTitles) -> tuple[str, str]:
    there = known.find(typed)
    if there or not typed or _NOTHING.fullmatch(typed):
        return there or "", ""
    read = read_post(typed, ())
    if not read.post or is_personal_name(read.post) or len(read.post) > LONGEST:
        return "", f'"{typed[:LONGEST]}" does not name one post, so it was left out. Which post gives input?'
    there = known.find(read.post)
    if there or (known.is_first and read.code != "OWNER_UNKNOWN"):
        return there or read.post, ""
    near = known.near(read.post)
    meant = f' Did you mean "{near}"?' if near else ""
    what = "is not a post that this plan knows"
    return read.post, f'"{read.post}" {what}.{meant} It loads as a new post, vacant until someone is named.'


# --- what it waits for -------------------------------------------------------------------------------------------


def written_wait(wait: ReadWait) -> str:
    """What an action waits for on one line, which reads back as it is."""
    if wait.on:
        return wait.on
    return f"{_OUTSIDE}{wait.outside}{f' (expected {wait.expected})' if wait.expected else ''}"


@dataclass(frozen=True)
class KnownRefs:
    """The actions of the plan and of the file, however their references are typed."""

    by_typed: Mapping[str, str]
    shape: RefShape | None

    def find(self, typed: str) -> str | None:
        """The reference that is meant."""
        plain = typed.strip().rstrip(".")
        better = reshaped(plain, self.shape) if self.shape else None
        return self.by_typed.get(same_ref(plain)) or (self.by_typed.get(same_ref(better)) if better else None)


@dataclass(frozen=True)
class WaitsRead:
    """What a cell says that its action waits for; `unknown` are references of no action, `outside` words as typed."""

    waits: tuple[ReadWait, ...]
    unknown: tuple[str, ...]
    outside: tuple[str, ...]


def read_waits(lines: Iterable[str], known: KnownRefs, own_ref: str) -> WaitsRead:
    """Read what an action waits for: references of actions, or programmes outside the plan in words."""
    waits, unknown, outside = list[ReadWait](), list[str](), list[str]()
    for line in lines:
        own = _OWN.fullmatch(line)
        if own is not None:
            waits.append(_read_own(own))
            continue
        typed = line.strip(_BULLETS)
        refs = _refs_in(typed, known)
        if refs is None and not _NOTHING.fullmatch(typed) and typed:
            outside.append(typed)
            waits.append(ReadWait(outside=typed))
        for each in refs or ():
            ref = known.find(each)
            if ref is None or ref == own_ref:
                unknown.append(each)
            else:
                waits.append(ReadWait(on=ref))
    return WaitsRead(joined_waits((), waits), tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(outside)))


def _read_own(line: re.Match[str]) -> ReadWait:
    try:
        return ReadWait(outside=line["words"], expected=date.fromisoformat(line["day"]) if line["day"] else None)
    except ValueError:
        return ReadWait(outside=line[0].removeprefix(_OUTSIDE))


def _refs_in(typed: str, known: KnownRefs) -> list[str] | None:
    """The references that a line holds and nothing else; None where it is words."""
    if known.find(typed) or looks_like_ref(typed):
        return [typed]
    parts = [part for part in re.split(r"\s*[,;/&+]\s*|\s+and\s+", typed) if part]
    if len(parts) > 1 and all(known.find(part) or looks_like_ref(part) for part in parts):
        return parts
    leads = _LEADS.match(typed)
    return [leads[1]] if leads and known.find(leads[1]) else None


def joined_waits(known: Iterable[ReadWait], more: Iterable[ReadWait]) -> tuple[ReadWait, ...]:
    """Both, each once; of a programme that both name, as the first has it."""
    found: dict[str, ReadWait] = {}
    for each in (*known, *more):
        found.setdefault(each.key, each)
    return tuple(found.values())


def in_circles(edges: Iterable[tuple[str, str]]) -> set[str]:
    """The references of actions that wait in a circle, or between two; an edge is an action and what it waits for."""
    every = list(edges)
    left = {ref for edge in every for ref in edge}
    for before, after in ((0, 1), (1, 0)):
        inner = [edge for edge in every if edge[0] in left and edge[1] in left]
        left = _without_ends(inner, left, before, after)
    return left


def _without_ends(edges: Sequence[tuple[str, str]], refs: set[str], before: int, after: int) -> set[str]:
    """What remains when those that nothing leads to are taken away, again and again."""
    count: dict[str, int] = defaultdict(int)
    leads_to: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        count[edge[after]] += 1
        leads_to[edge[before]].append(edge[after])
    free = [ref for ref in refs if not count[ref]]
    left = set(refs)
    while free:
        gone = free.pop()
        left.discard(gone)
        for ref in leads_to[gone]:
            count[ref] -= 1
            if not count[ref]:
                free.append(ref)
    return left


# --- both, beside the plan as it stands ---------------------------------------------------------------------------


def beside_known(known: PlanRow, row: PlanRow, said: Callable[[str], str] = same_post) -> PlanRow:
    """The row with what the plan has beside the action and the file leaves out: a file takes nothing away."""
    here = {said(each) for each in known.contributors}
    more = tuple(each for each in row.contributors if said(each) not in here)
    there = tuple(_expected_anew(each, row.waits_for) for each in known.waits_for)
    return replace(row, contributors=(*known.contributors, *more), waits_for=joined_waits(there, row.waits_for))


def _expected_anew(known: ReadWait, waits: Iterable[ReadWait]) -> ReadWait:
    """A programme outside the plan with the day on which the file expects it, where it names one."""
    said = next((each.expected for each in waits if each.key == known.key), None)
    return replace(known, expected=said) if known.outside and said else known


def expected_anew(known: PlanRow, row: PlanRow) -> list[tuple[ReadWait, date]]:
    """What the plan waits for outside itself and a file expects on another day, with that day."""
    return [
        (each, said)
        for each in known.waits_for
        if (said := _expected_anew(each, row.waits_for).expected) and said != each.expected
    ]
