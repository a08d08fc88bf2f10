"""Performance surgeries: the forms that arrange one and record what was agreed, and what is said of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.domain.dates import counted, day_in_words, full_day_in_words, listed, weekday_moment_in_words
from bot.domain.references import refs_in_words
from bot.domain.surgeries import Agreed, Surgery
from bot.messages.parts import (
    MOST_CHOICES,
    NO_NAMES_HERE,
    Button,
    Buttons,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Message,
    Note,
    Paragraph,
    Part,
    Subheading,
    TextField,
    TimeField,
    said,
)
from bot.messages.sample_plan import TODAY

SHOW, ARRANGE, MOVE, CANCEL = "surgery.show", "surgery.arrange", "surgery.move", "surgery.cancel"
AGREE, DONE, NOT_YET = "surgery.agree", "surgery.done", "surgery.not_yet"
MILESTONE, NEW_ACTION = "surgery.milestone", "surgery.new_action"
ARRANGE_FORM, MOVE_FORM, CANCEL_FORM = "surgery_arrange", "surgery_move", "surgery_cancel"
AGREE_FORM, NOT_YET_FORM = "surgery_agree", "surgery_not_yet"
SOON, MOVED, CANCELLED = "surgery_soon", "surgery_moved", "surgery_cancelled"
AFTER, FOLLOW_UP = "surgery_after", "surgery_follow_up"
LONGEST_TEAM, LONGEST_PLACE, LONGEST_AGREED, LONGEST_REFS = 120, 200, 1200, 300
MILESTONES_OFFERED = 3
PAST_SHOWN, COMING_SHOWN = 5, 10
STAYS_THERE = f"Child level data stays in the case system: write what is to change, and not about whom. {NO_NAMES_HERE}"


@dataclass(frozen=True)
class Shown:
    """A surgery with its time on the board's wall, and the reader's board."""

    surgery: Surgery
    at: datetime
    today: date

    @property
    def when(self) -> str:
        """ "Tuesday 15 June, 10:00, room 4"."""
        return f"{weekday_moment_in_words(self.at, self.today)}, {self.surgery.place}"

    @property
    def about(self) -> str:
        """What its buttons carry."""
        return f"{self.surgery.board_id}:{self.surgery.id}"


def surgeries_listed(board_id: int, coming: Sequence[Shown], past: Sequence[Shown], *, may_change: bool) -> Message:
    """The surgeries to come, and of those that were what was agreed."""
    parts: list[Part] = [] if coming else [Paragraph(text="No surgery is arranged.")]
    for each in coming[:COMING_SHOWN]:
        parts.append(_line(each))
        parts += [Buttons(buttons=_change_buttons(each))] if may_change else []
    if len(coming) > COMING_SHOWN:
        parts.append(Paragraph(text=f"And {len(coming) - COMING_SHOWN} more, later."))
    if past:
        parts.append(Subheading(text="What was agreed"))
    for each in past[:PAST_SHOWN]:
        parts += _agreed_parts(each, may_change=may_change)
    mine = (Button(label="Arrange a surgery", does=ARRANGE, about=str(board_id)),)
    parts += [Buttons(buttons=mine)] if may_change else []
    return Message(kind="surgeries", heading="Performance surgeries", parts=tuple(parts))


def _line(each: Shown) -> Paragraph:
    surgery = each.surgery
    return Paragraph(lead=f"{surgery.ref} {surgery.team}", text=f"{each.when}. {_who_and_what(surgery)}")


def _who_and_what(surgery: Surgery) -> str:
    concerns = f" It is about {refs_in_words(surgery.concerns)}." if surgery.concerns else ""
    return f"Who comes: {listed([title for _, title in surgery.posts])}.{concerns}"


def _change_buttons(each: Shown) -> tuple[Button, ...]:
    ref = each.surgery.ref
    return (
        Button(label="Another time", does=MOVE, about=each.about, spoken=f"Another time for {ref}"),
        Button(label="Cancel", does=CANCEL, about=each.about, spoken=f"Cancel {ref}"),
    )


def _agreed_parts(each: Shown, *, may_change: bool) -> list[Part]:
    surgery = each.surgery
    head = f"{surgery.ref} {surgery.team}, {day_in_words(each.at.date(), each.today)}"
    number = f"{counted(len(surgery.agreed), 'thing')} agreed." if surgery.agreed else "nothing is recorded."
    parts: list[Part] = [Paragraph(lead=head, text=number)]
    for one in surgery.agreed:
        about, spoken = str(one.id), f"Done: {one.words[:40]}"
        button = Button(label="Done", does=DONE, about=about, spoken=spoken) if may_change and one.is_open else None
        parts.append(Paragraph(lead=f"The {one.post}", text=agreed_words(one, each.today), button=button))
    more = Button(label="What was agreed", does=AGREE, about=each.about, spoken=f"What was agreed at {surgery.ref}")
    return [*parts, Buttons(buttons=(more,))] if may_change else parts


def agreed_words(one: Agreed, today: date) -> str:
    """What was agreed, by when, and what became of it."""
    words = one.words.rstrip(".")
    if one.became:
        return f"{words}. It became {one.became}."
    if one.done_on:
        return f"{words}. Done by {day_in_words(one.done_on, today)}."
    return f"{words}, by {day_in_words(one.due, today)}."


# Forms


def arrange_form(board_id: int, posts: Sequence[tuple[int, str]]) -> Form:
    """Ask when a team meets, where, over what, and who comes."""
    choices = tuple(Choice(value=str(post_id), label=title[:75]) for post_id, title in posts[:MOST_CHOICES])
    return Form(
        name=ARRANGE_FORM, title="Arrange a surgery", submit="Arrange", about=str(board_id),
        parts=(
            TextField(name="team", label="Which team?", longest=LONGEST_TEAM, hint=NO_NAMES_HERE),
            *_when(None, None, ""),
            TextField(
                name="concerns", label="Which actions or measures is it about?", longest=LONGEST_REFS, optional=True,
                hint=f"References, with commas between them. {NO_NAMES_HERE}",
            ),
            ChoicesField(name="who", label="Who comes?", choices=choices, hint="They are told a working day before."),
            Note(text=STAYS_THERE),
        ),
    )  # fmt: skip


def _when(day: date | None, start: time | None, place: str) -> list[FormPart]:
    return [
        DateField(name="day", label="On which day?", initial=day),
        TimeField(name="start", label="When does it start?", initial=start),
        TextField(name="place", label="Where?", longest=LONGEST_PLACE, initial=place, hint=NO_NAMES_HERE),
    ]


def move_form(each: Shown) -> Form:
    """Ask for another time or place."""
    parts = _when(each.at.date(), each.at.time(), each.surgery.place)
    return Form(
        name=MOVE_FORM, title="Another time or place", submit="Save", about=each.about,
        parts=(Paragraph(lead=each.surgery.ref, text=each.surgery.team), *parts, Note(text=_TOLD)),
    )  # fmt: skip


_TOLD = "Whoever has been told of it is told of this, once. Everybody is told again a working day before."


def cancel_form(each: Shown) -> Form:
    """Ask whether a surgery is really off."""
    note = "Whoever has been told of it is told that it is cancelled, once."
    return Form(
        name=CANCEL_FORM, title="Cancel the surgery", submit="Cancel it", about=each.about,
        parts=(_line(each), Note(text=note)),
    )  # fmt: skip


def agree_form(each: Shown, posts: Sequence[tuple[int, str]]) -> Form:
    """Ask for one thing that was agreed: what, which post sees to it, and by when."""
    choices = tuple(Choice(value=str(post_id), label=title[:75]) for post_id, title in posts[:MOST_CHOICES])
    return Form(
        name=AGREE_FORM, title="What was agreed", submit="Save", about=each.about,
        parts=(
            Paragraph(lead=each.surgery.ref, text=each.surgery.team),
            TextField(
                name="words", label="What was agreed?", many_lines=True, longest=LONGEST_AGREED, hint=NO_NAMES_HERE
            ),
            ChoiceField(name="post", label="Which post sees to it?", choices=choices),
            DateField(name="due", label="By which day?"),
            Note(text=STAYS_THERE),
        ),
    )  # fmt: skip


def not_yet_form(about: str, one: Agreed) -> Form:
    """Ask by when something that was agreed is to be done now."""
    return Form(
        name=NOT_YET_FORM, title="Not yet", submit="Save", about=about,
        parts=(
            Paragraph(lead=f"The {one.post}", text=one.words),
            DateField(name="due", label="By which day now?", hint="It comes back on the working day after."),
        ),
    )  # fmt: skip


# What is answered


def arranged(each: Shown, told_on: str, nobody: Sequence[str], strangers: Sequence[str] = ()) -> Message:
    """Confirm a surgery, say when those who come are told, of whom nobody can be told, and whom it does not write to
    since they have no part in the plan (`strangers`).
    """
    surgery = each.surgery
    text = f"{surgery.ref} is arranged: {surgery.team}, {each.when}. Those who come are told {told_on}."
    after = "On the working day after it you are asked what was agreed."
    alone = f" Nobody holds the post of {listed(list(nobody))}, so nobody is told for it." if nobody else ""
    return said("surgery_arranged", f"{text} {after}{alone}{_outside(strangers)}", _to_list(each))


def _outside(strangers: Sequence[str]) -> str:
    if not strangers:
        return ""
    have = f"{listed(list(strangers))} {'has' if len(strangers) == 1 else 'have'}"
    return f" The {have} no seat on this board and no part in this plan, so I do not write there: please tell them."


def moved(each: Shown, told: int, told_on: str) -> Message:
    """Confirm another time or place."""
    now = f"{counted(told, 'person', 'people')} who had been told of it hear of this, once. " if told else ""
    text = f"{each.surgery.ref} is on {each.when} now. {now}Those who come are told {told_on}."
    return said("surgery_changed", text, _to_list(each))


def cancelled(each: Shown, told: int) -> Message:
    """Confirm that a surgery is off."""
    now = f"{counted(told, 'person', 'people')} who had been told of it hear of this, once."
    text = f"{each.surgery.ref} is cancelled. {now if told else 'Nobody has been told of it yet, so nobody is told.'}"
    return said("surgery_changed", text, _to_list(each))


def agreed(each: Shown, one: Agreed, back_on: date, *, may_add: bool) -> Message:
    """Confirm what was agreed, and offer to make it a part of the plan to who may."""
    text = (
        f"Recorded: the {one.post}: {agreed_words(one, each.today)} Whoever arranged the surgery is asked about it on "
        f"{full_day_in_words(back_on)}, unless it becomes a milestone or an action of the plan before."
    )
    more = Button(
        label="One more", does=AGREE, about=each.about, spoken=f"One more that was agreed at {each.surgery.ref}"
    )
    return said("surgery_agreed", text, Buttons(buttons=(*(_into_plan(each, one) if may_add else ()), more)))


def _into_plan(each: Shown, one: Agreed) -> tuple[Button, ...]:
    """What it can become, each in one step: a milestone of what the surgery was about, or an action of its own."""
    concerned = list(zip(each.surgery.concerns, each.surgery.action_ids, strict=False))[:MILESTONES_OFFERED]
    return (
        *(Button(label=f"A milestone of {ref}", does=MILESTONE, about=f"{one.id}:{id}") for ref, id in concerned),
        Button(label="A new action", does=NEW_ACTION, about=str(one.id)),
    )


def done(one: Agreed) -> Message:
    """Confirm that something is done."""
    return said("surgery_done", f"Recorded as done: {one.words.rstrip('.')}. Nothing more is asked about it.")


def put_off(one: Agreed, back_on: date) -> Message:
    """Confirm another day."""
    text = f"{one.words.rstrip('.')}: by {full_day_in_words(one.due)} now. It comes back to you on "
    return said("surgery_done", f"{text}{full_day_in_words(back_on)}.")


def _to_list(each: Shown) -> Buttons:
    return Buttons(buttons=(Button(label="All surgeries", does=SHOW, about=str(each.surgery.board_id)),))


# What is said


def soon(each: Shown, for_post: str = "") -> Message:
    """Tell somebody who comes, the working day before."""
    parts = _coming(each, f"{each.surgery.team}: {each.when}.", for_post)
    return Message(kind="surgery_soon", heading=f"Performance surgery {each.surgery.ref}", parts=parts)


def told_moved(each: Shown, for_post: str = "") -> Message:
    """Tell somebody who had been told that it is at another time or place."""
    parts = _coming(each, f"{each.surgery.team}: it is on {each.when} now.", for_post)
    return Message(kind="surgery_moved", heading=f"Another time: surgery {each.surgery.ref}", parts=parts)


def told_cancelled(each: Shown, for_post: str = "") -> Message:
    """Tell somebody who had been told that it is off."""
    text = f"{each.surgery.team}: it does not take place ({each.when})."
    parts = (Paragraph(text=text), *_behalf(for_post))
    return Message(kind="surgery_cancelled", heading=f"Cancelled: surgery {each.surgery.ref}", parts=parts)


def _coming(each: Shown, text: str, for_post: str) -> tuple[Part, ...]:
    who = Paragraph(text=_who_and_what(each.surgery))
    return Paragraph(text=text), who, Note(text=STAYS_THERE), *_behalf(for_post)


def _behalf(for_post: str) -> list[Part]:
    return [Note(text=f"You are told for the {for_post}.")] if for_post else []


def asked_after(each: Shown) -> Message:
    """Ask whoever arranged it what was agreed."""
    button = Button(label="What was agreed", does=AGREE, about=each.about, style="primary")
    text = f"{each.surgery.team}, {each.when}. What was agreed? Each with a post and a day."
    return Message(
        kind="surgery_after", heading=f"After the surgery {each.surgery.ref}",
        parts=(Paragraph(text=text), Buttons(buttons=(button,)), Note(text=STAYS_THERE)),
    )  # fmt: skip


def followed_up(each: Shown, found: Sequence[Agreed]) -> Message:
    """Ask whoever arranged it about what was to be done by now."""
    parts: list[Part] = []
    for one in found:
        about, said_short = f"{one.id}", one.words[:40]
        parts.append(Paragraph(lead=f"The {one.post}", text=agreed_words(one, each.today)))
        parts.append(
            Buttons(buttons=(
                Button(label="Done", does=DONE, about=about, style="primary", spoken=f"Done: {said_short}"),
                Button(label="Not yet", does=NOT_YET, about=about, spoken=f"Not yet: {said_short}"),
            ))
        )  # fmt: skip
    return Message(
        kind="surgery_follow_up",
        heading=f"Agreed at {each.surgery.ref}, {each.surgery.team}: was it done?",
        parts=tuple(parts),
    )


def with_answer(message: Message, one: Agreed, today: date) -> Message:
    """The same follow-up once it is said what became of something that was agreed; it asks that no more."""
    parts: list[Part] = []
    for part in message.parts:
        if one.id in _asked(part):  # its buttons, which stand below what they ask about
            parts[-1] = Paragraph(lead=f"The {one.post}", text=_answered_words(one, today))
        else:
            parts.append(part)
    return message.model_copy(update={"parts": tuple(parts)})


def asked_about(message: Message) -> list[int]:
    """What a follow-up asks about, in order."""
    return [each for part in message.parts for each in _asked(part)]


def _asked(part: Part) -> list[int]:
    return [int(each.about) for each in part.buttons if each.does == DONE] if isinstance(part, Buttons) else []


def _answered_words(one: Agreed, today: date) -> str:
    if one.is_open:
        return f"{one.words.rstrip('.')}. Not yet: by {day_in_words(one.due, today)} now."
    return agreed_words(one, today)


_AGREED = Agreed(
    1, 1, "Look through all assessments that are over 45 days.", 3, "Head of Assessment", date(2021, 6, 25)
)
_SURGERY = Surgery(
    1, 1, "PS-2021-06", "Assessment team, North", "room 4", datetime(2021, 6, 15, 9, tzinfo=UTC), ("A3", "KPO-05"),
    ((3, "Head of Assessment"), (4, "Performance and Data Manager")), (_AGREED,), action_ids=(3,),
)  # fmt: skip
_ONE = Shown(_SURGERY, datetime(2021, 6, 15, 10), TODAY)  # noqa: DTZ001  (the board's own time)
_DONE, _BECAME = replace(_AGREED, done_on=date(2021, 6, 24)), replace(_AGREED, became="A3-M4")
_WAS = replace(_ONE, surgery=replace(_SURGERY, ref="PS-2021-05", agreed=(_AGREED, _DONE, _BECAME)))
_POSTS = _SURGERY.posts

EXAMPLES: tuple[Message, ...] = (
    surgeries_listed(1, (_ONE,), (_WAS, replace(_ONE, surgery=replace(_SURGERY, agreed=()))), may_change=True),
    surgeries_listed(1, (), (), may_change=False),
    arranged(_ONE, "on Monday 14 June, 09:30", ()),
    arranged(_ONE, "now", ("Head of Assessment",)),
    arranged(_ONE, "now", (), ("Chief Executive",)),
    moved(_ONE, 2, "on Monday 14 June, 09:30"),
    cancelled(_ONE, 1),
    cancelled(_ONE, 0),
    agreed(_ONE, _AGREED, date(2021, 6, 28), may_add=True),
    agreed(_ONE, _AGREED, date(2021, 6, 28), may_add=False),
    done(_AGREED),
    put_off(_AGREED, date(2021, 6, 28)),
    soon(_ONE),
    soon(_ONE, "Head of Assessment"),
    told_moved(_ONE),
    told_cancelled(_ONE),
    asked_after(_ONE),
    followed_up(_ONE, (_AGREED,)),
    with_answer(followed_up(_ONE, (_AGREED, replace(_AGREED, id=2))), _DONE, TODAY),
)
FORM_EXAMPLES: tuple[Form, ...] = (
    arrange_form(1, _POSTS),
    move_form(_ONE),
    cancel_form(_ONE),
    agree_form(_ONE, _POSTS),
    not_yet_form("1", _AGREED),
)
