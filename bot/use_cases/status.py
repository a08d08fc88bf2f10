"""Asking how the plan stands: the whole of it, part of it, or one action."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.domain.concerns import may_be_about_a_child_at_risk
from bot.domain.dates import day_in_words, days_in_words
from bot.domain.guard import refuse_personal_details
from bot.domain.people import Deed
from bot.domain.plans import Assessed
from bot.domain.rating_facts import Rating
from bot.domain.references import Named
from bot.domain.refusals import Refusal
from bot.domain.tallies import Due, due_in, due_within, is_overdue, is_redated, tally, urgent_first
from bot.messages.parts import Reply
from bot.messages.plan_lines import state_words
from bot.messages.status import Page, StatusFacts, ratings_explained, status_shown
from bot.messages.who import record_shown
from bot.use_cases.assessing import assess_action, assess_plan, for_everybody, for_reader, minute_of
from bot.use_cases.grammar import Asked, Known, Show, asks_for_a_source, parse
from bot.use_cases.heard import Caller, Press, Typed
from bot.use_cases.help import warn_of_risk
from bot.use_cases.named_records import named_record
from bot.use_cases.pace import last_meeting, pace_line
from bot.use_cases.reading_answers import read_number
from bot.use_cases.reported import reported_here
from storage import measures, unchanged
from storage.access import (
    NOT_YOURS,
    Access,
    access_action_by_id,
    access_board,
    access_board_by_id,
)
from storage.reporting import named_here

if TYPE_CHECKING:
    from bot.use_cases.coverage import FromSource

ON_A_PAGE = 15
ONE_ACTION = "{ref} is one action. A file is made of a list, such as “export red” or “export overdue”."
_OF_BOARD = re.compile(r"^@(?P<board>\d{1,10})(?: (?P<asked>.*))?$", re.ASCII | re.DOTALL)
"""What a button carries that asks about one board’s plan."""


def show_status(session: Session, command: Typed, now: datetime) -> Reply:
    """Answer a typed question about the plan; words that may be about a child at risk are told whom to phone.

    Raises:
        Refusal: they may not see it; or the words could mean several things, or none.
    """
    instead = _type_instead(command) if command.reserved else ""
    try:
        return _answer(session, command.by, command.text, command.channel, now, instead)
    except Refusal:
        if may_be_about_a_child_at_risk(command.text):
            return warn_of_risk(session, command.by)
        # What looks like details of a child is not said back, as “I do not know what … is” would.
        refuse_personal_details({"": command.text})
        raise


def show_part(session: Session, command: Press, now: datetime) -> Reply:
    """Answer a button or a menu: another page, or another question, which is the button's `about` or the choice."""
    access, said = pressed(session, command, now)
    return _answered(session, access, said, now)


def explain_ratings(session: Session, command: Press, now: datetime) -> Reply:
    """Say of each rating on a page which rules fired, in words."""
    access, said = pressed(session, command, now)
    plan, asked, sources = _asked(session, access, said, now)
    seen, beyond = for_reader(session, access, plan), _beyond(session, access, asked, sources)
    return Reply(message=ratings_explained(_facts(access, plan, seen, asked, beyond)))


PRESSES = {
    "status.show": show_part,
    "status.why": explain_ratings,
}
WORDS = {"status": show_status}
READS = frozenset({*PRESSES, *WORDS})
"""All of it only reads."""


def _answer(session: Session, by: Caller, said: str, channel: str, now: datetime, instead: str = "") -> Reply:
    access = access_board(session, by.key, Deed.SEE_ACTION, now, channel=channel, name=by.name)
    return _answered(session, access, said, now, instead)


def _answered(session: Session, access: Access, said: str, now: datetime, instead: str = "") -> Reply:
    named = None
    try:
        plan, asked, sources = _asked(session, access, said, now)
    except Refusal:
        named = named_record(session, access, said)
        if named is None:
            raise
        if not named.action_id:
            return Reply(message=record_shown(named))
        plan, asked, sources = [], Asked(Show.ACTION, action_id=named.action_id, name=named.action_ref), {}
    if asked.show is Show.ACTION:
        chosen = next((each for each in plan if each.action.id == asked.action_id), None)
        chosen = chosen or assess_plan(session, access.board, now, only=[asked.action_id])[0]
        if chosen.action.is_restricted:
            opened = access_action_by_id(session, access, asked.action_id, Deed.SEE_ACTION)
            chosen = assess_action(session, access.board, opened, now)
        from bot.use_cases.one_action import card  # noqa: PLC0415

        return card(session, access, chosen, instead, named)
    # The whole question: whoever asks it again this minute on an unchanged database is shown the same.
    standing = access.standing
    mine = standing.posts | standing.answers_for, standing.leads, standing.gives_to, access.sees_plan
    several = access.is_one_of_several
    since = last_meeting(session, access.board, now)[0] if asked.show is Show.PRIORITY else None
    held = tuple(access.may_read(each.action) for each in plan if each.action.is_restricted)
    whose = standing.person_id if asked.show is Show.MINE else 0
    question = ("status", access.board, minute_of(access.board, now), asked, mine, instead, several, since, held, whose)
    return Reply(
        message=unchanged.known(
            session,
            question,
            lambda: status_shown(_whole(session, access, _shown_facts(session, access, plan, asked, instead, sources))),
        )
    )


def list_of(session: Session, access: Access, said: str, now: datetime) -> "Listed":
    """What a question about the plan leaves of it for this reader, whole, as a file of it needs it.

    Raises:
        Refusal: the words could mean several things, or none; or they ask for one action.
    """
    plan, asked, sources = _asked(session, access, said, now)
    if asked.show is Show.ACTION:
        raise Refusal(ONE_ACTION.format(ref=asked.name))
    seen, beyond = for_everybody(plan), _beyond(session, access, asked, sources)
    facts = _facts(access, plan, seen, asked, beyond, on_a_page=max(1, len(plan)))
    return Listed(asked.words, facts)


@dataclass(frozen=True)
class Listed:
    """A list as it was asked for, by the words that ask for it again, and all that it shows on one page."""

    words: str
    facts: StatusFacts


@dataclass(frozen=True)
class _Beyond:
    """What of the plan's surroundings a question is about: only who asks for it pays for knowing it."""

    sources: Mapping[str, "FromSource"] = field(default_factory=dict)
    """What came of each source that is asked for, by its name."""
    without_measure: Collection[str] = ()


def _shown_facts(
    session: Session,
    access: Access,
    plan: Sequence[Assessed],
    asked: Asked,
    instead: str,
    sources: Mapping[str, "FromSource"],
) -> StatusFacts:
    seen = for_reader(session, access, plan)
    facts = _facts(access, plan, seen, asked, _beyond(session, access, asked, sources), instead)
    if asked.show is Show.MINE and not asked.also and asked.page == 1:
        # Only who asks what is theirs pays for knowing what else they owe.
        from bot.use_cases.owing_besides import owed_and_awaited  # noqa: PLC0415

        owed, awaited = owed_and_awaited(session, access, seen)
        facts = replace(facts, owed=owed, awaited=awaited)
    if asked.show is not Show.PRIORITY or asked.also:
        return facts
    return replace(facts, opening=pace_line(session, access.board, seen, asked.name, access.now))


def _beyond(session: Session, access: Access, asked: Asked, sources: Mapping[str, "FromSource"]) -> _Beyond:
    without = measures.without_measure(session, access.board.id) if asked.asks_for(Show.NO_MEASURE) else ()
    return _Beyond(sources, frozenset(without))


def _whole(session: Session, access: Access, facts: StatusFacts) -> StatusFacts:
    """With what other plans report to this board, where the whole plan is shown, on its last page."""
    is_end = access.sees_plan and not facts.what and facts.page.number == facts.page.of
    return replace(facts, reported=reported_here(session, access.board, access.now)) if is_end else facts


def pressed(session: Session, command: Press, now: datetime) -> tuple[Access, str]:
    """The board that a button or a menu is about, and what it asks; one from an older message says no board.

    Raises:
        Refusal: they may not see any of its plan.
    """
    by = command.by
    carried = _OF_BOARD.match(command.about)
    said = command.value or ((carried["asked"] or "") if carried else command.about)
    board = carried["board"] if carried else (command.about if command.value else "")
    if board and board.isascii() and board.isdecimal():
        board_id = read_number(board, "board")
        return access_board_by_id(session, by.key, board_id, Deed.SEE_ACTION, now, name=by.name), said
    return access_board(session, by.key, Deed.SEE_ACTION, now, channel=command.channel, name=by.name), said


def _asked(
    session: Session, access: Access, said: str, now: datetime
) -> tuple[list[Assessed], Asked, Mapping[str, "FromSource"]]:
    if not access.sees_plan:
        return *_asked_of_theirs(session, access, said, now), {}
    plan = assess_plan(session, access.board, now)
    # Only who asks for a source pays for knowing them.
    sources = _by_source(session, access, plan, now) if asks_for_a_source(said) else {}
    asked = _parsed(session, access, said, replace(_known(plan, access), sources=list(sources)))
    wanted = {each.name for each in asked.filters if each.show is Show.SOURCE}
    return plan, asked, {name: came for name, came in sources.items() if name in wanted}


def _by_source(session: Session, access: Access, plan: Sequence[Assessed], now: datetime) -> Mapping[str, "FromSource"]:
    from bot.use_cases.coverage import by_source  # noqa: PLC0415

    return by_source(session, access.board, plan, now)


def _asked_of_theirs(session: Session, access: Access, said: str, now: datetime) -> tuple[list[Assessed], Asked]:
    """The same for who sees only what they lead or give input to: to them there is nothing else, nor does it matter
    what there is.
    """
    theirs = assess_plan(session, access.board, now, only=sorted(access.standing.works_on))
    try:
        asked = parse(said, _known(theirs, access))
    except Refusal:
        raise Refusal(NOT_YOURS) from None
    return theirs, replace(asked, show=Show.MINE) if asked.show is Show.PLAN else asked


def _parsed(session: Session, access: Access, said: str, known: Known) -> Asked:
    """What is asked; an action of another plan that is reported here is found where no other words fit."""
    try:
        return parse(said, known)
    except Refusal:
        also = named_here(session, access.board.id)
        if not also:
            raise
        return parse(said, replace(known, actions=[*known.actions, *also]))


def _known(plan: Sequence[Assessed], access: Access) -> Known:
    return Known(
        actions=[Named(each.action.id, each.action.ref, each.action.title) for each in plan],
        posts=list(dict.fromkeys(each.action.post for each in plan)),
        priorities=list(dict.fromkeys(each.action.priority for each in plan)),
        today=access.board.today(access.now),
    )


def _facts(
    access: Access,
    plan: Sequence[Assessed],
    seen: Sequence[Assessed],
    asked: Asked,
    beyond: _Beyond,
    instead: str = "",
    *,
    on_a_page: int = ON_A_PAGE,
) -> StatusFacts:
    due = [each for one in asked.filters for each in _due(one, seen)]
    fits = _fits_all(asked, access, due, beyond)
    found = [each for each in seen if fits(each)]
    # The whole plan is read in its own order; what is picked out of it has what is urgent first.
    found = found if asked.show is Show.PLAN else urgent_first(found)
    pages = max(1, -(-len(found) // on_a_page))
    page = min(asked.page, pages)
    known = _known(plan, access)
    return StatusFacts(
        board_id=access.board.id,
        today=access.board.today(access.now),
        tally=tally(plan),
        actions=found[(page - 1) * on_a_page : page * on_a_page],
        found=len(found),
        looked_through=len(plan),
        page=Page(asked.words, page, pages, asked.page),
        what=_what(asked),
        claim=_claim(asked),
        opening=" ".join(came.words for came in beyond.sources.values()),
        beside=_joined(
            _due_beside(due, seen),
            _work_beside(asked, access, found),
            _states_beside(asked, found),
            *(came.answers for came in beyond.sources.values()),
        ),
        posts=known.posts,
        priorities=known.priorities,
        stale=access.board.tolerances.statement_stale,
        is_sample=access.board.is_sample,
        is_whole=access.sees_plan,
        board=access.board.name if access.is_one_of_several else "",
        type_instead=instead,
        left_out=len(plan) - len(seen),
    )


def _due(asked: Asked, plan: Sequence[Assessed]) -> list[Due]:
    if asked.show is not Show.DUE:
        return []
    return due_in(plan, asked.span) if asked.span else due_within(plan, asked.days)


def _by_kind(asked: Asked) -> list[list[Asked]]:
    """The filters by their kind: of one kind any will do, and of each kind one has to."""
    kinds: dict[Show, list[Asked]] = {}
    for each in asked.filters:
        kinds.setdefault(each.show, []).append(each)
    return list(kinds.values())


def _fits_all(asked: Asked, access: Access, due: Sequence[Due], beyond: _Beyond) -> Callable[[Assessed], bool]:
    kinds = [[_fits(one, access, due, beyond) for one in alike] for alike in _by_kind(asked)]
    return lambda each: all(any(fits(each) for fits in alike) for alike in kinds)


def _fits(asked: Asked, access: Access, due: Sequence[Due], beyond: _Beyond) -> Callable[[Assessed], bool]:
    mine = access.standing.posts | access.standing.answers_for
    refs_due = {each.ref for each in due}
    tests: dict[Show, Callable[[Assessed], bool]] = {
        Show.PLAN: lambda each: True,
        Show.ACTION: lambda each: each.action.id == asked.action_id,
        Show.RATING: lambda each: each.shown.rating is asked.rating,
        Show.OVERDUE: is_overdue,
        Show.DUE: lambda each: each.action.ref in refs_due,
        Show.MINE: lambda each: each.action.post_id in mine or each.action.id in access.standing.works_on,
        Show.POST: lambda each: each.action.post == asked.name,
        Show.PRIORITY: lambda each: each.action.priority == asked.name,
        Show.SOURCE: lambda each: each.action.id in beyond.sources[asked.name].action_ids,
        Show.MISSING: lambda each: each.lacks_statement,
        Show.HELP: lambda each: each.action.is_live and bool(each.action.help),
        Show.REDATED: lambda each: each.action.is_live and is_redated(each),
        Show.NO_MEASURE: lambda each: each.action.ref in beyond.without_measure,
        Show.UNCONFIRMED: lambda each: each.action.is_live and not each.is_confirmed_this_cycle,
    }
    return tests[asked.show]


_CLAIMS = {
    Show.RATING: "is shown as {asked.rating.word}",
    Show.OVERDUE: "is overdue",
    Show.DUE: "is due, or has a milestone due, {when}",
    Show.MINE: "is yours, for you to answer as a delegate, or one that you lead or give input to",
    Show.POST: "has {asked.name} as its accountable officer",
    Show.PRIORITY: "is of the priority {asked.name}",
    Show.SOURCE: "answers this source",
    Show.MISSING: "was asked for a statement this cycle and is without one",
    Show.HELP: "asks for help",
    Show.REDATED: "is re-dated with approval",
    Show.NO_MEASURE: "is without a measure",
    Show.UNCONFIRMED: "waits for the chair to confirm its rating",
}


def _claim(asked: Asked) -> str:
    """ "is overdue"; of several filters "is shown as Red or is shown as Amber, and is overdue"."""
    kinds = (
        " or ".join(_CLAIMS.get(each.show, "").format(asked=each, when=_when(each)) for each in alike)
        for alike in _by_kind(asked)
    )
    return ", and ".join(kinds)


def _when(asked: Asked) -> str:
    return asked.span.words if asked.span else f"in {days_in_words(asked.days)}"


def _what(asked: Asked) -> str:
    """The heading: "Overdue"; of several filters, the short words of each: "Red or Amber, overdue"."""
    if not asked.also:
        return _what_alone(asked)
    first, *rest = (" or ".join(_short(each) for each in alike) for alike in _by_kind(asked))
    return ", ".join([first[:1].upper() + first[1:], *rest])


def _short(asked: Asked) -> str:
    """One of several filters; a rating and a name keep their capital."""
    if asked.show is Show.RATING:
        return (asked.rating or Rating.GREY).word
    words = _what_alone(asked)
    return words if asked.name else words[:1].lower() + words[1:]


_ALONE = {
    Show.PLAN: "",
    Show.OVERDUE: "Overdue",
    Show.MINE: "My actions",
    Show.MISSING: "No statement this cycle",
    Show.HELP: "Help needed",
    Show.REDATED: "Re-dated with approval",
    Show.NO_MEASURE: "No measure",
    Show.UNCONFIRMED: "Not confirmed this cycle",
}


def _what_alone(asked: Asked) -> str:
    match asked.show:
        case Show.RATING:
            rating = asked.rating or Rating.GREY
            return f"{rating.word} ({rating.meaning})"
        case Show.DUE:
            return f"Due {_when(asked)}"
        case _:
            return _ALONE.get(asked.show, asked.name)


def _joined(*beside: Mapping[str, str]) -> dict[str, str]:
    """What all of them say of each reference, the one after the other."""
    refs = dict.fromkeys(ref for words in beside for ref in words)
    return {ref: ". ".join(words[ref] for words in beside if ref in words) for ref in refs}


def _states_beside(asked: Asked, found: Sequence[Assessed]) -> dict[str, str]:
    """What has become of each statement, where it is asked whose are whose or missing: "Statement late, due 8 June"."""
    if not (asked.asks_for(Show.MINE) or asked.asks_for(Show.MISSING)):
        return {}
    states = ((each.action, state_words(each)) for each in found if each.action.is_live)
    return {action.ref: f"Statement {words}" for action, words in states if words}


def _due_beside(due: Sequence[Due], plan: Sequence[Assessed]) -> dict[str, str]:
    """What is due of each action, by its reference: "Due: practice guidance issued, 18 June"."""
    told: dict[str, list[str]] = {}
    for each in due:
        told.setdefault(each.ref, []).append(f"{each.what}, {day_in_words(each.day, plan[0].today)}")
    return {ref: f"Due: {'; '.join(words)}" for ref, words in told.items()}


def _work_beside(asked: Asked, access: Access, found: Sequence[Assessed]) -> dict[str, str]:
    """What somebody has to do with each of their actions that they do not answer for, by its reference."""
    standing = access.standing
    if not asked.asks_for(Show.MINE):
        return {}
    return {
        each.action.ref: "You are its lead officer" if each.action.id in standing.leads else "You give input to it"
        for each in found
        if each.action.id in standing.works_on and not standing.is_own(each.action.post_id)
    }


def _type_instead(command: Typed) -> str:
    """What to type where the platform keeps the command for itself."""
    typed = command.as_typed.split(maxsplit=1) or [""]
    words = f" {typed[1]}" if len(typed) > 1 else ""
    return (
        f"On Slack itself, {typed[0] or '/status'} belongs to Slack: type “/account status{words}” or "
        f"“/board-status{words}” there."
    )
