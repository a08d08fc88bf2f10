"""What was asked about the plan, from the words that were typed. It never guesses in silence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum

from bot.domain.dates import listed
from bot.domain.rating_facts import Rating
from bot.domain.references import Named, find_named, nearest_refs, short_title, split_ref
from bot.domain.refusals import Refusal

Fits = Callable[[str, str], bool]

DUE_SOON = 14
LONGEST = 366
"""The furthest ahead that "due" looks, in days."""


class Show(Enum):
    """What to show; the value is how it is typed."""

    PLAN = ""
    ACTION = "action"
    RATING = "rating"
    OVERDUE = "overdue"
    DUE = "due"
    MINE = "mine"
    POST = "post"
    PRIORITY = "priority"
    SOURCE = "source"
    MISSING = "missing"
    HELP = "help needed"
    UNCONFIRMED = "unconfirmed"
    REDATED = "re-dated"
    NO_MEASURE = "no measure"


@dataclass(frozen=True)
class Asked:
    """What was asked for. `name` is an action's reference, a post or a priority, whole."""

    show: Show
    rating: Rating | None = None
    days: int = DUE_SOON
    action_id: int = 0
    name: str = ""
    page: int = 1

    @property
    def words(self) -> str:
        """The same, as it can be typed again, without the page."""
        match self.show:
            case Show.RATING:
                return _RATING_WORDS[self.rating or Rating.GREY]
            case Show.DUE:
                return f"due {self.days}"
            case Show.ACTION:
                return self.name
            case Show.POST | Show.PRIORITY | Show.SOURCE:
                return f"{self.show.value} {self.name}"
            case _:
                return str(self.show.value)


@dataclass(frozen=True)
class Known:
    """What the plan has that can be named: actions, the posts that answer for them, priorities in plan order."""

    actions: Sequence[Named]
    posts: Sequence[str]
    priorities: Sequence[str]
    sources: Sequence[str] = ()
    """The references and titles of the sources, and what the plan itself says that its actions come from."""


def asks_for_a_source(said: str) -> bool:
    """Whether the words ask what comes from a source, so that the sources need to be known."""
    return _SOURCE.match(_without_page(_tidied(said))[0]) is not None


def parse(said: str, known: Known) -> Asked:
    """What the words after "status" ask for.

    Raises:
        Refusal: they could mean several things, or nothing here; it says which, or the nearest thing.
    """
    words = _tidied(said)
    words, page = _without_page(words)
    asked = _by_phrase(words, known) or _by_name(words, said, known)
    return replace(asked, page=page)


_RATING_WORDS = {
    Rating.RED: "red",
    Rating.AMBER: "amber",
    Rating.GREEN: "green",
    Rating.BLUE: "blue",
    Rating.GREY: "not rated",
}

_PHRASES: dict[str, Asked] = {
    **{
        phrase: Asked(Show.RATING, rating=rating)
        for rating, phrases in {
            Rating.RED: ("red", "off track"),
            Rating.AMBER: ("amber", "at risk"),
            Rating.GREEN: ("green", "on track"),
            Rating.BLUE: ("blue", "complete", "completed"),
            Rating.GREY: ("grey", "gray", "not rated", "unrated"),
        }.items()
        for phrase in phrases
    },
    **{
        phrase: Asked(show)
        for show, phrases in {
            Show.PLAN: ("plan", "everything", "whole plan", "full list"),
            Show.OVERDUE: ("overdue", "late", "past deadline", "deadline passed", "past due"),
            Show.DUE: ("due", "due soon", "coming due"),
            Show.MINE: ("mine", "my", "my own"),
            Show.MISSING: ("missing", "no statement", "without statement", "missing statement", "not in"),
            Show.HELP: ("help needed", "help", "needs help", "need help", "help asked", "barriers"),
            Show.REDATED: ("re-dated", "redated", "re dated", "moved", "re-dated with approval"),
            Show.NO_MEASURE: ("no measure", "no measures", "without measure", "without a measure"),
            Show.UNCONFIRMED: ("unconfirmed", "not confirmed", "not yet confirmed"),
        }.items()
        for phrase in phrases
    },
}

_SMALL = frozenset(
    "a all an and any are at for from give has have i in is its it list me of on one ones only our please see show "
    "status tell that the their there these they this those to up us was we what what's whats where which who with you "
    "action actions rated rating statements".split()
)
_DUE_IN = re.compile(r"^(?:coming )?due (?:in |within |next )?(?:the )?(?:next )?(\d{1,9})(?: days?)?$")
_PRIORITY = re.compile(r"^(?:priority|workstream) (.+)$")
_POST = re.compile(r"^(?:post|officer|owner) (.+)$")
_SOURCE = re.compile(r"^(?:actions |all )?(?:from )?source (.+)$")
_PAGE = re.compile(r"^(.*?)\s*\bpage\s+(\d{1,9})$")


def _tidied(said: str) -> str:
    """Lower case, one space between words, no quotes, no stop at the end."""
    plain = re.sub('[“”"?!;:…]|(?<=\\w)[.,](?=\\s|$)', " ", said.casefold().replace("’", "'"))
    return " ".join(plain.split())


def _without_page(words: str) -> tuple[str, int]:
    match = _PAGE.match(words)
    return (match[1], max(1, int(match[2]))) if match else (words, 1)


def _without_small(words: str) -> str:
    return " ".join(word for word in words.split() if word not in _SMALL or _in_a_phrase(word, words))


def _in_a_phrase(word: str, words: str) -> bool:
    """Whether a small word is part of a phrase that was said: the "at" of "at risk"."""
    return any(word in phrase.split() and phrase in words for phrase in _PHRASES if " " in phrase)


def _by_phrase(words: str, known: Known) -> Asked | None:
    """A filter: the words are one, or are one once the small words are left out."""
    if named := _SOURCE.match(words):
        return _the_one(named[1], words, [Asked(Show.SOURCE, name=each) for each in _sources(named[1], known)], known)
    core = _without_small(words)
    if not core:
        return Asked(Show.PLAN)
    for said in (words, core):
        if said in _PHRASES:
            return _PHRASES[said]
        if due := _DUE_IN.match(said):
            return _due(int(due[1]))
        if named := _PRIORITY.match(said):
            return _the_one(named[1], said, _priorities(named[1], known), known)
        if named := _POST.match(said):
            return _the_one(named[1], said, _posts(named[1], known), known)
    return None


def _due(days: int) -> Asked:
    if days > LONGEST:
        raise Refusal(f"“due” looks at most {LONGEST} days ahead. Try “status due 90”, or “status” for the whole plan.")
    return Asked(Show.DUE, days=days)


def _by_name(words: str, said: str, known: Known) -> Asked:
    """An action, a post or a priority by what it is called."""
    core = _without_small(words)
    for typed in dict.fromkeys((words, core)):
        if split_ref(typed) or any(action.ref.casefold() == typed for action in known.actions):
            found = _actions(typed, known)
            if found:
                return _the_one(typed, said, found, known)
    return _the_one(core, said, _named(words, known) or _named(core, known), known)


def _named(said: str, known: Known) -> list[Asked]:
    """All that has this name, else all that has it as a phrase, else all that has all of its words."""
    for fits in _FITS:
        found = [*_posts(said, known, fits), *_priorities(said, known, fits), *_titled(said, known, fits)]
        if found:
            return found
    return []


def _actions(said: str, known: Known) -> list[Asked]:
    return [Asked(Show.ACTION, action_id=each.id, name=each.ref) for each in find_named(said, known.actions)]


def _titled(said: str, known: Known, fits: Fits) -> list[Asked]:
    return [
        Asked(Show.ACTION, action_id=each.id, name=each.ref)
        for each in known.actions
        if fits(said, _tidied(each.title))
    ]


def _posts(said: str, known: Known, fits: Fits | None = None) -> list[Asked]:
    return [Asked(Show.POST, name=post) for post in _called(said, known.posts, fits)]


def _priorities(said: str, known: Known, fits: Fits | None = None) -> list[Asked]:
    if said.isdecimal() and len(said) < 10:
        numbered = [name for name in known.priorities if re.match(rf"\D*0*{int(said)}\b", name)]
        placed = known.priorities[int(said) - 1 : int(said)] if int(said) else []
        return [Asked(Show.PRIORITY, name=name) for name in numbered or placed]
    return [Asked(Show.PRIORITY, name=name) for name in _called(said, known.priorities, fits)]


def _sources(said: str, known: Known) -> list[str]:
    return _called(said, known.sources, None)


def _called(said: str, names: Sequence[str], fits: Fits | None) -> list[str]:
    tests = [fits] if fits else _FITS
    return next((found for test in tests if (found := [name for name in names if test(said, _tidied(name))])), [])


def _is_name(said: str, name: str) -> bool:
    return said == name


def _is_phrase_of(said: str, name: str) -> bool:
    return len(said) > 2 and f" {_plain_words(said)} " in f" {_plain_words(name)} "


def _has_words_of(said: str, name: str) -> bool:
    words = set(_plain_words(said).split())
    return any(len(word) > 2 for word in words) and words <= set(_plain_words(name).split())


def _plain_words(text: str) -> str:
    return re.sub(r"[^\w']+", " ", text).strip()


_FITS: tuple[Fits, ...] = (_is_name, _is_phrase_of, _has_words_of)


def _the_one(typed: str, said: str, found: Sequence[Asked], known: Known) -> Asked:
    if len(found) == 1:
        return found[0]
    raise Refusal(_which(said.strip(), found, known) if found else _nearest(typed, said.strip(), known))


def _which(said: str, found: Sequence[Asked], known: Known) -> str:
    titles = {action.id: action.title for action in known.actions}
    told = [
        f"{each.name} ({short_title(titles[each.action_id])})" if each.action_id else each.name for each in found[:6]
    ]
    more = f", and {len(found) - 6} more" if len(found) > 6 else ""
    return f"“{said}” could be {'; '.join(told)}{more}. Which one? Type “status {found[0].words}”, for example."


def _nearest(typed: str, said: str, known: Known) -> str:
    inside = [phrase for phrase in _PHRASES if phrase != "my" and re.search(rf"\b{re.escape(phrase)}\b", typed)]
    if inside:
        longest = max(inside, key=len)
        asked = [_PHRASES[phrase].words for phrase in inside if phrase not in longest or phrase == longest]
        tries = listed([f"“status {words}”" for words in dict.fromkeys(asked)])
        if len(set(asked)) == 1:
            return f"I understood “{longest}”, but not the rest of “{said}”. Type “status {asked[0]}” for that alone."
        return f"I can answer one thing at a time, and “{said}” is more than one. Try {tries}."
    close = get_close_matches(typed, list(_PHRASES), n=1, cutoff=0.6) or nearest_refs(typed, known.actions, most=1)
    words = _PHRASES[close[0]].words if close and close[0] in _PHRASES else "".join(close)
    hint = f" Did you mean “status {words}”?" if close else ""
    return (
        f"I do not know what “{said}” is on this plan.{hint} You can ask for an action (“status A6”), a rating "
        "(“status red”), “overdue”, “due 14”, “mine”, “missing”, “help needed”, “unconfirmed”, a post or a priority. "
        "“help” shows everything."
    )
