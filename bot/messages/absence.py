"""What is said when somebody is away, or hands what they answer for to a delegate. Why is never asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.dates import counted, day_in_words, full_day_in_words, listed, weekday_in_words, weekday_moment_in_words
from bot.messages.acting import NAME, NOBODY
from bot.messages.parts import (
    Button,
    Buttons,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    PersonField,
    TextField,
    said,
)
from bot.messages.who_is_told import who_may_be_told

HAND_OVER = "absence.hand_over"
"""What the button “Hand to delegate” does; it is about a board and a post, as `board:post`."""
AWAY = "absence.away"
"""What the button “I am away” does; it is about a board and a post, as `board:post`, or `board:post:day`."""
TAKE_BACK = "absence.take_back"
"""What the button “Take it back” does; it is about a board and a post, as `board:post`."""
BACK = "absence.back"
"""What the button “I am back” does; it is about a board and a post, as `board:post`."""
AWAY_FORM, HAND_OVER_FORM = "absence_away", "absence_hand_over"

NEVER_WHY = "We never ask why, and nothing about it is kept but the days."
WHOEVER_ANSWERS = "whoever answers, where something is wanted of this post now that they were not asked for yet"
IF_NOBODY = "the programme manager, where nobody answers"


def if_long(post: str, days: int) -> str:
    """That whoever decides who acts is asked, where the absence is longer than so many working days."""
    return f"the {post}, who decides who acts, where it is more than {days} working days"


@dataclass(frozen=True)
class Absent:
    """A post, what it answers for, and who holds it; `holder` is empty for a vacant post."""

    about: str
    post: str
    refs: tuple[str, ...]
    holder: str
    answers_for: tuple[str, ...] = ()
    """The posts for which it may answer as their delegate, where it has no other part in the plan."""


@dataclass(frozen=True)
class SentMeanwhile:
    """A statement that was sent on somebody's behalf: for which action, by whom, and when by the board's clock."""

    action_id: int
    ref: str
    title: str
    by: str
    at: datetime


def away_form(absent: Absent, until: date | None, known: str, told: Sequence[str], *, is_own: bool) -> Form:
    """Until when somebody is away, and who answers meanwhile. `known` is the delegate that there is already, and `told`
    says who is told, and when.
    """
    who = "You are" if is_own else f"{absent.holder} is"
    already = f" {known} may answer already; leave it empty to keep it so." if known else ""
    return Form(
        name=AWAY_FORM,
        title="I am away" if is_own else "Away",
        submit="Save",
        about=absent.about,
        parts=(
            Paragraph(lead=absent.post, text=_stays(absent)),
            DateField(name="until", label="Away until and including", initial=until),
            *(
                ()
                if absent.answers_for
                else _delegate_fields(
                    "Who answers meanwhile (post)",
                    f"Without one nobody is asked meanwhile.{already}",
                    optional=True,
                )
            ),
            who_may_be_told(told),
            Note(text=f"{who} not written to until then. {NEVER_WHY}"),
        ),
    )


def hand_over_form(absent: Absent, known: str, told: Sequence[str]) -> Form:
    """Who answers in somebody's place, and until when. `known` is the delegate that there is already."""
    return Form(
        name=HAND_OVER_FORM,
        title="Hand to delegate",
        submit="Hand over",
        about=absent.about,
        parts=(
            Paragraph(lead=absent.post, text=_stays(absent)),
            *_delegate_fields("Who answers (post)", "Their job, such as Head of Early Help.", initial=known),
            DateField(
                name="until", label="Last day", hint="Leave it empty if it is until you say otherwise.", optional=True
            ),
            who_may_be_told(told),
            Note(text=NEVER_WHY),
        ),
    )


def _stays(absent: Absent) -> str:
    if absent.answers_for:
        return f"May answer for the {listed(list(absent.answers_for))}. Who is there of them is asked meanwhile."
    if not absent.refs:
        return "The deputy stands in."
    return f"Stays accountable for {listed(list(absent.refs))}; whoever answers does so on its behalf."


def _delegate_fields(label: str, hint: str, *, initial: str = "", optional: bool = False) -> tuple[FormPart, ...]:
    return (
        TextField(name="delegate", label=label, hint=hint, initial=initial, optional=optional, longest=300),
        PersonField(
            name="person", label="Who holds that post", hint="Leave it empty if I know already.", optional=True
        ),
    )


@dataclass(frozen=True)
class AnsweredFor:
    """A post for which somebody who is away may answer, what it answers for, and whether its own holder is there."""

    about: str
    post: str
    refs: tuple[str, ...]
    is_there: bool

    @property
    def meanwhile(self) -> str:
        """What becomes of it."""
        nobody = "nobody is asked now, and the programme manager hears it"
        then = "its officer is asked again" if self.is_there else nobody
        return f"For the {self.post} ({listed(list(self.refs))}) {then}."


def absence_noted(
    absent: Absent,
    until: date,
    answers: str,
    *,
    is_own: bool,
    manager_told: bool,
    answered_for: Sequence[AnsweredFor] = (),
) -> Message:
    """For whoever said that somebody is away. `answers` is who answers meanwhile; empty for nobody."""
    who, to_them = ("You are", "to you") if is_own else (f"{absent.holder} is", "to them")
    parts = [f"{who} away until the end of {full_day_in_words(until)}. I do not write {to_them} until then."]
    if absent.refs and answers:
        parts.append(f"{answers} is asked about {listed(list(absent.refs))}, for the {absent.post}.")
    elif absent.refs:
        told = "the programme manager has been told" if manager_told else "please name a delegate"
        parts.append(f"Nobody answers for {listed(list(absent.refs))} meanwhile: {told}.")
    parts += [each.meanwhile for each in answered_for]
    back = Button(label="I am back" if is_own else "They are back", does=BACK, about=absent.about)
    return said("absence_noted", " ".join(parts), Note(text=NEVER_WHY), Buttons(buttons=(back,)))


def handed_over(absent: Absent, answers: str, until: date | None) -> Message:
    """For whoever handed something over."""
    how_long = f"until the end of {full_day_in_words(until)}" if until else "until you say otherwise"
    if not absent.refs:
        so = "Nothing of the plan is asked of it now, and a delegate decides nothing: for that, the deputy stands in."
        return said("handed_over", f"{answers} may answer for the {absent.post} {how_long}. {so}", Note(text=NEVER_WHY))
    return said(
        "handed_over",
        f"{answers} may answer for {listed(list(absent.refs))} {how_long}, and is asked for what is wanted now. The "
        f"{absent.post} stays accountable, and each statement says on whose behalf it was sent.",
        Note(text=NEVER_WHY),
        Buttons(buttons=(Button(label="Take it back", does=TAKE_BACK, about=absent.about),)),
    )


def taken_back(absent: Absent, delegate: str, *, is_own: bool = False) -> Message:
    """For whoever took back that a delegate answers for a post. `delegate` is empty where there was none."""
    if not delegate:
        return said("taken_back", f"Nobody may answer for the {absent.post}, as far as I know. Nothing was changed.")
    officer = "you" if is_own else absent.holder
    asked = f" What is asked about {listed(list(absent.refs))} comes to {officer} again." if absent.refs else ""
    return said("taken_back", f"{delegate} answers for the {absent.post} no longer, and is told.{asked}")


def answers_no_more(absent: Absent) -> Message:
    """For a delegate: they answer for a post no longer."""
    needed = f" for {listed(list(absent.refs))}" if absent.refs else ""
    return said(
        "answers_no_more",
        f"You answer for the {absent.post} no longer: {absent.holder} does so again. Nothing more is needed from "
        f"you{needed}. Thank you.",
    )


def delegate_away(delegate: str, until: date, today: date, answered_for: Sequence[AnsweredFor]) -> Message:
    """For an officer who is there: their delegate is away for a while, and they are asked themselves."""
    return Message(
        kind="delegate_away",
        heading="Your delegate is away",
        parts=(
            Paragraph(
                text=f"{delegate} is away until {weekday_in_words(until, today)}. Until then what is asked about your "
                "actions comes to you."
            ),
            *(
                Paragraph(
                    lead=each.post,
                    text=f"Answers for {listed(list(each.refs))}.",
                    button=Button(
                        label="Hand to delegate",
                        does=HAND_OVER,
                        about=each.about,
                        spoken=f"Name another delegate for {each.post}",
                    ),
                )
                for each in answered_for
            ),
        ),
    )


def delegate_away_too(delegate: str, until: date, today: date, answered_for: Sequence[AnsweredFor]) -> Message:
    """For the programme manager: a delegate is away whose officers are not there either, so that nobody answers."""
    return Message(
        kind="delegate_away_too",
        heading="A delegate is away, and nobody answers",
        parts=(
            Paragraph(text=f"{delegate} is away until {weekday_in_words(until, today)}. They answered for:"),
            *(
                Paragraph(
                    lead=each.post,
                    text=f"Nobody is asked about {listed(list(each.refs))} until there is another delegate.",
                    button=Button(
                        label="Name a delegate",
                        does="setup.delegate_post",
                        about=each.about,
                        spoken=f"Name a delegate for {each.post}",
                    ),
                )
                for each in answered_for
            ),
        ),
    )


def which_post(does: str, posts: Sequence[Absent]) -> Message:
    """For one who holds several posts: a button for each."""
    lines = [
        Paragraph(
            lead=each.post,
            text=_what_it_is(each),
            button=Button(label="This one", does=does, about=each.about, spoken=each.post),
        )
        for each in posts
    ]
    return said("which_post", "You hold more than one post. Which one is it about?", *lines)


def _what_it_is(absent: Absent) -> str:
    if absent.refs:
        return f"Answers for {listed(list(absent.refs))}."
    return "Answers for others, as their delegate." if absent.answers_for else "A seat on the board."


def absence_ended(absent: Absent) -> Message:
    """For whoever said that somebody else is back."""
    return said("absence_ended", f"{absent.holder}, {absent.post}, is back, and I write to them again.")


def not_away(absent: Absent) -> Message:
    """For whoever says that somebody is back who was not away."""
    return said("not_away", f"The {absent.post} is not away, as far as I know. I write to {absent.holder} as usual.")


@dataclass(frozen=True)
class ActedMeanwhile:
    """Who acted as accountable officer during an absence: their post and name, their first and their last day."""

    who: str
    since: date
    until: date


def welcome_back(
    post: str, sent: Sequence[SentMeanwhile], today: date, acted: Sequence[ActedMeanwhile] = ()
) -> Message:
    """For somebody who is back: who acted for them, and what was sent on their behalf meanwhile."""
    parts: list[Part] = [
        Paragraph(text=f"{each.who} acted for you {_from_to(each, today)}, as the chair decided. That is over.")
        for each in acted
    ]
    parts += [
        Paragraph(
            lead=f"{each.ref} {each.title}",
            text=f"Sent by {each.by}, {weekday_moment_in_words(each.at, today)}.",
            button=Button(
                label="Open",
                does="statement.write",
                about=str(each.action_id),
                spoken=f"Open the statement for {each.ref}",
            ),
        )
        for each in sent
    ]
    if sent:
        summed = f"While you were away {counted(len(sent), 'statement')} went in on your behalf."
        parts.append(Note(text="You can add to it: what you send becomes the newest version, and both are kept."))
    else:
        summed = "Nothing was sent on your behalf while you were away."
    again = f"{summed} I write to you again from now on, as the {post}."
    return Message(kind="welcome_back", heading="Welcome back", parts=(Paragraph(text=again), *parts))


def _from_to(each: ActedMeanwhile, today: date) -> str:
    first = day_in_words(each.since, today)
    return f"from {first} to {day_in_words(each.until, today)}" if each.until > each.since else f"on {first}"


def acting_officer_wanted(
    absent: Absent, until: date, today: date, answers: str, manager: str, gone: str = ""
) -> Message:
    """The chair is asked who is accountable while somebody is away for long. `answers` is the delegate, if any, and
    `gone` the post of who acted and has left.
    """
    goes_on = f"{answers} goes on answering as delegate" if answers else "nobody answers until there is a delegate"
    why = f"and whoever acted for them as {gone} has left" if gone else "which is more than 20 working days"
    told = f"{manager}, the programme manager," if manager else "The programme manager"
    buttons = (
        Button(label="Name who acts", does=NAME, about=absent.about, style="primary"),
        Button(label="Nobody acts", does=NOBODY, about=absent.about, spoken=f"Nobody acts for {absent.post}"),
    )
    return Message(
        kind="acting_officer_wanted",
        heading="An acting accountable officer is wanted",
        parts=(
            Paragraph(
                text=f"The {absent.post} ({absent.holder}) is away until {weekday_in_words(until, today)}, {why}. "
                f"Who is to be accountable for {listed(list(absent.refs))} meanwhile?"
            ),
            Paragraph(
                lead="What to do",
                text=f"Name a post or a person, or nobody: then {goes_on}, and the officer stays accountable. {told} "
                "is told, and can record it for you.",
            ),
            Buttons(buttons=buttons),
        ),
    )


def away_without_delegate(absent: Absent, until: date, today: date) -> Message:
    """The programme manager is told at once: nobody is chased while they are away."""
    button = Button(
        label="Name a delegate",
        does="setup.delegate_post",
        about=absent.about,
        style="primary",
        spoken=f"Name a delegate for {absent.post}",
    )
    return Message(
        kind="away_without_delegate",
        heading="Away, and nobody answers meanwhile",
        parts=(
            Paragraph(
                text=f"The {absent.post} ({absent.holder}) is away until {weekday_in_words(until, today)} and named no "
                f"delegate. Nobody is asked about {listed(list(absent.refs))} until there is one."
            ),
            Buttons(buttons=(button,)),
        ),
    )


def absence_shared(absent: Absent, until: date, answers: str, today: date) -> Message:
    """For the programme manager of another board that has the post as well: who runs a board of it noted an absence."""
    does = f" about {listed(list(absent.refs))}" if absent.refs else ""
    meanwhile = f"{answers} is asked{does} meanwhile." if answers else f"Nobody is asked{does} until somebody answers."
    button = Button(
        label="Name a delegate", does="setup.delegate_post", about=absent.about,
        spoken=f"Name a delegate for {absent.post}",
    )  # fmt: skip
    return said(
        "absence_shared",
        f"The {absent.post} ({absent.holder}), a post of your board and of another, is away until "
        f"{weekday_in_words(until, today)}. Whoever runs the other board noted it. {meanwhile}",
        *(() if answers or not absent.refs else (Buttons(buttons=(button,)),)),
    )


def absence_shared_ended(absent: Absent) -> Message:
    """For the programme manager of another board that was told of an absence: they are back before its last day."""
    asked = f", and is asked about {listed(list(absent.refs))} again" if absent.refs else ""
    return said(
        "absence_shared_ended",
        f"The {absent.post} ({absent.holder}), a post of your board and of another, is back{asked}. A delegate "
        "who was named for longer than this absence stays; the setup of your board shows who answers.",
    )


_ABSENT = Absent("1:4", "Service Director, Quality and Assurance", ("BCP-03", "BCP-06"), "Daniel Marsh")
_CHAIR = Absent("1:2", "Independent Chair", (), "Margaret Ellis")
_DELEGATE = Absent("1:9", "Head of Early Help", (), "Grace Lowe", ("Service Director, Quality and Assurance",))
_FOR_ONE_THERE = AnsweredFor("1:4", "Service Director, Quality and Assurance", ("BCP-03", "BCP-06"), is_there=True)
_FOR_ONE_AWAY = AnsweredFor("1:7", "Service Director, Inclusion and Family Services", ("BCP-11",), is_there=False)
_TODAY, _UNTIL = date(2021, 6, 1), date(2021, 6, 14)
_SENT = SentMeanwhile(
    6,
    "BCP-06",
    "Audit twenty-five cases a month",
    "Grace Lowe (Head of Early Help)",
    datetime(2021, 6, 8, 11, 20, tzinfo=UTC),
)

_ACTED = ActedMeanwhile("Head of Early Help (Grace Lowe)", date(2021, 6, 2), date(2021, 6, 14))

EXAMPLES: tuple[Message, ...] = (
    absence_noted(_ABSENT, _UNTIL, "Head of Early Help (Grace Lowe)", is_own=True, manager_told=False),
    absence_noted(_ABSENT, _UNTIL, "", is_own=True, manager_told=True),
    absence_noted(_CHAIR, _UNTIL, "", is_own=False, manager_told=False),
    handed_over(_ABSENT, "Head of Early Help (Grace Lowe)", _UNTIL),
    handed_over(_ABSENT, "Head of Early Help (Grace Lowe)", None),
    taken_back(_ABSENT, "Head of Early Help (Grace Lowe)"),
    taken_back(_ABSENT, "Head of Early Help (Grace Lowe)", is_own=True),
    taken_back(_ABSENT, ""),
    answers_no_more(_ABSENT),
    absence_noted(_DELEGATE, _UNTIL, "", is_own=True, manager_told=False, answered_for=[_FOR_ONE_THERE, _FOR_ONE_AWAY]),
    delegate_away("Head of Early Help (Grace Lowe)", _UNTIL, _TODAY, [_FOR_ONE_THERE]),
    delegate_away_too("Head of Early Help (Grace Lowe)", _UNTIL, _TODAY, [_FOR_ONE_AWAY]),
    handed_over(replace(_ABSENT, refs=()), "Head of Early Help (Grace Lowe)", None),
    absence_ended(_ABSENT),
    not_away(_ABSENT),
    which_post(AWAY, [_ABSENT, _CHAIR]),
    welcome_back("Service Director, Quality and Assurance", [_SENT], date(2021, 6, 15)),
    welcome_back("Service Director, Quality and Assurance", [], date(2021, 6, 15)),
    acting_officer_wanted(_ABSENT, date(2021, 7, 16), _TODAY, "Head of Early Help (Grace Lowe)", "Priya Nair"),
    acting_officer_wanted(_ABSENT, date(2021, 7, 16), _TODAY, "", ""),
    acting_officer_wanted(_ABSENT, date(2021, 7, 16), _TODAY, "", "Priya Nair", gone="Head of Early Help"),
    welcome_back("Service Director, Quality and Assurance", [_SENT], date(2021, 6, 15), [_ACTED]),
    away_without_delegate(_ABSENT, _UNTIL, _TODAY),
    absence_shared(_ABSENT, _UNTIL, "", _TODAY),
    absence_shared(_ABSENT, _UNTIL, "Head of Early Help (Grace Lowe)", _TODAY),
    absence_shared_ended(_ABSENT),
)

FORM_EXAMPLES: tuple[Form, ...] = (
    away_form(_ABSENT, None, "", (WHOEVER_ANSWERS, IF_NOBODY, if_long("Independent Chair", 20)), is_own=True),
    away_form(_ABSENT, _UNTIL, "Head of Early Help", (), is_own=False),
    away_form(_DELEGATE, None, "", (), is_own=True),
    hand_over_form(_ABSENT, "Head of Early Help", (WHOEVER_ANSWERS,)),
)
