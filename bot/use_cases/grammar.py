"""What was asked about the plan, from the words that were typed. It never guesses in silence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache

from bot.domain.rating_facts import Rating
from bot.domain.references import Named, find_named, nearest_refs, short_title, split_ref
from bot.domain.refusals import Refusal
from bot.domain.typed_dates import Span, read_span

Fits = Callable[[str, str], bool]

DUE_SOON = 14
LONGEST = 366
"""The furthest ahead that "due" looks, in days."""
AND = " ++ "
"""What stands between filters that are asked for at once, in the words that a button carries; people type any word. No
name has it: a priority may well be “SEND + inclusion”.
"""
MOST_AT_ONCE = 4
_MOST_WORDS = 40
"""A question with more words than this is not looked through for several filters."""


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
    """What was asked for. `name` is an action's reference, a post or a priority, whole.

    `also` are the other filters that were asked for at once. What is of one kind is either ("red" and "amber"), what is
    of several kinds is both.
    """

    show: Show
    rating: Rating | None = None
    days: int = DUE_SOON
    span: Span | None = None
    """The days that "due" is asked for, where they were named."""
    action_id: int = 0
    name: str = ""
    page: int = 1
    also: tuple["Asked", ...] = ()

    @property
    def filters(self) -> tuple["Asked", ...]:
        """Each filter that was asked for."""
        return (replace(self, also=(), page=1), *self.also)

    def asks_for(self, show: Show) -> bool:
        """Whether one of its filters is of this kind."""
        return any(each.show is show for each in self.filters)

    @property
    def words(self) -> str:
        """The same, as it can be typed again, without the page."""
        return AND.join(each._own_words for each in self.filters)

    @property
    def _own_words(self) -> str:
        match self.show:
            case Show.RATING:
                return _RATING_WORDS[self.rating or Rating.GREY]
            case Show.DUE if self.span:
                return f"due {self.span.typed}"
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
    today: date | None = None
    """The board's own day, of whose year a day without one is; without it no such day is understood."""


def asks_for_a_source(said: str) -> bool:
    """Whether the words ask what comes from a source, so that the sources need to be known."""
    return _SOURCE_INSIDE.search(_tidied(said)) is not None


def parse(said: str, known: Known) -> Asked:
    """What the words after "status" ask for: one thing, or several filters at once ("red in workforce, due by June").

    Raises:
        Refusal: they could mean several things, or nothing here; it says which, or the nearest thing.
    """
    words = _tidied(said)
    words, page = _without_page(words)
    return replace(_understood(words, said, known), page=page)


def reference_in(said: str) -> str:
    """What may be the reference of a record of its own in the words after "status": "cr 3" and "request CR-03" are
    CR-03; else as typed.

    Empty where the words are several.
    """
    words = _KIND_OF_RECORD.sub("", _trimmed(_without_page(_tidied(said))[0]))
    numbered = split_ref(words)
    if numbered and numbered[0] in _NUMBERED_RECORDS:
        return f"{numbered[0]}-{numbered[1]:02d}"
    return "" if " " in words else words


_NUMBERED_RECORDS = frozenset({"CR", "EX", "CH"})
"""Change requests, exceptions and questions, which a board numbers through."""
_KIND_OF_RECORD = re.compile(r"^(?:milestone|(?:change )?request|exception|question|challenge|decision) ")


class _Unknown(Refusal):
    """The words are no one thing; they may be several."""


def _understood(words: str, said: str, known: Known) -> Asked:
    if AND in words:
        return _joined([_filter(part, said, known) for part in words.split(AND)])
    try:
        return _by_phrase(words, known) or _by_name(words, said, known)
    except _Unknown:
        several = _several(words, known)
        if several is None:
            raise
        return several


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
    "a all an and any are at for from give has have i in is its it list me of on one ones only or our please see show "
    "status tell that the their there these they this those to up us was we what what's whats where which who with you "
    "action actions rated rating statements +".split()
)
_DUE_IN = re.compile(r"^(?:coming )?due (?:in |within |next )?(?:the )?(?:next )?(\d{1,9})(?: days?)?$")
_PRIORITY = re.compile(r"^(?:priority|workstream) (.+)$")
_POST = re.compile(r"^(?:post|officer|owner) (.+)$")
_SOURCE = re.compile(r"^(?:actions |all )?(?:from )?source (.+)$")
_SOURCE_INSIDE = re.compile(r"\bsource \S")
_DUE_SPAN = re.compile(r"^(?P<before>.*?)\b(?:is |are |falls? )?(?:due|deadlines?) (?P<span>.+)$")
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
        if span := _span(said, known):
            return Asked(Show.DUE, span=span)
        if named := _PRIORITY.match(said):
            return _the_one(named[1], said, _priorities(named[1], known), known)
        if named := _POST.match(said):
            return _the_one(named[1], said, _posts(named[1], known), known)
    return None


def _due(days: int) -> Asked:
    if days > LONGEST:
        raise Refusal(f"“due” looks at most {LONGEST} days ahead. Try “status due 90”, or “status” for the whole plan.")
    return Asked(Show.DUE, days=days)


def _span(said: str, known: Known) -> Span | None:
    """The days that "due from 1 June to 31 August" names."""
    match = _DUE_SPAN.match(said)
    if match is None or known.today is None or _without_small(match["before"]) not in ("", "coming"):
        return None
    return read_span(match["span"], known.today)


def _filter(part: str, said: str, known: Known) -> Asked:
    """One of several filters, as a button carries it; an action is none."""
    return _by_phrase(part, known) or _the_one(part, said, _fitting(part, known), known)


def _trimmed(words: str) -> str:
    """Without the small words at both ends: a name keeps those in its middle."""
    return " ".join(_from_the_first_large(_from_the_first_large(words.split())[::-1])[::-1])


def _from_the_first_large(words: list[str]) -> list[str]:
    return words[next((place for place, word in enumerate(words) if word not in _SMALL), len(words)) :]


def _fitting(part: str, known: Known) -> list[Asked]:
    """What a stretch of words can mean as a filter: what is called so, but no action."""
    try:
        found = _by_phrase(part, known)
    except Refusal:
        return []
    if found:
        return [] if found.show is Show.PLAN else [found]
    tries = ((said, fits) for said in dict.fromkeys((part, _trimmed(part), _without_small(part))) for fits in _FITS)
    named = ([*_posts(said, known, fits), *_priorities(said, known, fits)] for said, fits in tries)
    return next((each for each in named if each), [])


def _several(words: str, known: Known) -> Asked | None:
    """The filters that the words are one after the other, each as long as it can be; None where a word is left over.

    Raises:
        Refusal: one of them could mean several things, and which; or they are too many.
    """
    tokens = words.split()
    if len(tokens) > _MOST_WORDS:
        return None

    @cache
    def fitting(first: int, last: int) -> tuple[Asked, ...]:
        return tuple(_fitting(" ".join(tokens[first:last]), known))

    @cache
    def parts(first: int, only_one: bool) -> tuple[tuple[int, int], ...] | None:
        """Where each filter stands, from this word on."""
        if first == len(tokens):
            return ()
        for last in range(len(tokens), first, -1):
            found = fitting(first, last)
            if (len(found) == 1 if only_one else found) and (rest := parts(last, only_one)) is not None:
                return ((first, last), *rest)
        return None

    places = parts(0, True) or parts(0, False)
    if not places:
        return None
    return _joined([_the_one(" ".join(tokens[a:b]), " ".join(tokens[a:b]), fitting(a, b), known) for a, b in places])


def _joined(found: Sequence[Asked]) -> Asked:
    """The filters as one question, each once."""
    first, *rest = dict.fromkeys(found)
    if len(rest) >= MOST_AT_ONCE:
        raise Refusal(f"That is {len(rest) + 1} filters. I can look for at most {MOST_AT_ONCE} at once: leave one out.")
    return replace(first, also=tuple(rest))


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
    if found:
        raise Refusal(_which(said.strip(), found, known))
    raise _Unknown(_nearest(typed, said.strip(), known))


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
        together = _DAYS if _PHRASES[longest].show is Show.DUE else _TOGETHER
        alone = f"status {_PHRASES[longest].words}".strip()
        return f"I understood “{longest}”, but not the rest of “{said}”. Type “{alone}” for that alone. {together}"
    close = get_close_matches(typed, list(_PHRASES), n=1, cutoff=0.6) or nearest_refs(typed, known.actions, most=1)
    words = _PHRASES[close[0]].words if close and close[0] in _PHRASES else "".join(close)
    hint = f" Did you mean “status {words}”?" if close else ""
    return (
        f"I do not know what “{said}” is on this plan.{hint} You can ask for an action (“status A6”), a rating "
        "(“status red”), “overdue”, “due 14”, “mine”, “missing”, “help needed”, “unconfirmed”, a post or a priority. "
        f"{_TOGETHER} “help” shows everything."
    )


_DAYS = "Days can be named: “status due by 30 June”, “status due 1 June to 31 August 2021”."
_TOGETHER = "Several go together: “status red workforce”, “status amber due by 30 June”."
