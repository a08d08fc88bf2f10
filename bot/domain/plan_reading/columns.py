"""Which column is which, where a person says it: chosen once for a set of headings, in whatever order they stand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.plan_reading.grid import Row
from bot.domain.plan_reading.headings import MOST_HEADINGS, Field, Header, header_guesses, normalised

HeadingAt = tuple[str, int]
"""A heading as it is compared, and which one it is of those that read the same, counted from the left."""
FEWEST = 2
"""A row with fewer words than this is no row of headings."""


@dataclass(frozen=True)
class ChosenColumns:
    """What each of a file's headings was said to be, by a person. What is not named in `fields` is not read."""

    headings: frozenset[HeadingAt]
    fields: Mapping[HeadingAt, Field]


def places_of(headings: Mapping[int, str]) -> dict[int, HeadingAt]:
    """Each heading, by column, as it is compared."""
    seen: Counter[str] = Counter()
    found: dict[int, HeadingAt] = {}
    for column in sorted(headings):
        text = normalised(headings[column])
        found[column] = (text, seen[text])
        seen[text] += 1
    return found


def chosen_for(headings: Mapping[int, str], fields: Mapping[Field, int]) -> ChosenColumns:
    """What somebody said of these headings: which column each field is."""
    places = places_of(headings)
    return ChosenColumns(
        frozenset(places.values()), {places[column]: field for field, column in fields.items() if column in places}
    )


def chosen_header(rows: Sequence[Row], chosen: Iterable[ChosenColumns]) -> Header | None:
    """The headings that somebody has said of what they are, among the first rows; None where these are not here."""
    said = {each.headings: each for each in chosen}
    if not said:
        return None
    for headings, group in header_guesses(rows):
        places = places_of(headings)
        found = said.get(frozenset(places.values()))
        if found is not None and Field.ACTION in found.fields.values():
            fields = {found.fields[place]: column for column, place in places.items() if place in found.fields}
            return Header(group[0].number, group[-1].number, fields, headings)
    return None


def likely_header(rows: Sequence[Row]) -> Header | None:
    """The row that is most likely that of the headings, where none is known by its words: the first of the widest."""
    found = [(headings, group) for headings, group in header_guesses(rows) if len(group) == 1 and _may_head(headings)]
    if not found:
        return None
    headings, group = max(found, key=lambda pair: min(len(pair[0]), MOST_HEADINGS))
    return Header(group[0].number, group[0].number, {}, headings)


def _may_head(headings: Mapping[int, str]) -> bool:
    """Whether these are words, most of them: dates and figures head nothing."""
    words = [text for text in headings.values() if sum(sign.isalpha() for sign in text) * 2 > len(text)]
    return len(words) >= FEWEST and len(words) * 2 > len(headings)
