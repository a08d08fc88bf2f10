"""A plan dropped into the chat as a file: noted, asked about, loaded or forgotten. And the plan asked for as a file.

What is slow is an errand for the worker (`bot/errands.py`); what stands here is done before the acknowledgement.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.dates import listed
from bot.domain.guard import find_personal_details, refuse_personal_details
from bot.domain.people import Deed, who_may
from bot.domain.plan_reading.columns import chosen_for
from bot.domain.plan_reading.grid import column_number
from bot.domain.plan_reading.headings import Field
from bot.domain.plan_reading.keeping import Place
from bot.domain.plan_reading.questions import Question
from bot.domain.refusals import Refusal
from bot.messages import parts
from bot.messages import plan_files as words
from bot.messages.parts import Message, Reply
from bot.run import UseCase
from bot.use_cases.exporting import NOTHING_YET
from bot.use_cases.heard import Answers, Caller, FileDropped, Press, Typed
from bot.use_cases.managing import NOT_YET, access_management, is_empty_for
from bot.use_cases.plans import remember_columns
from bot.use_cases.reading_answers import Form, read_number
from storage import boards, outbox, plan_files, planned, plans
from storage.access import Access, access_board_by_id, access_boards
from storage.audit import record
from storage.plan_files import Kept

KEPT_FOR = timedelta(days=1)
GONE = "That file is not kept any more. Drop it here again, and I will read it."
OLDER = "There is a newer preview of that file below. Use the buttons under it."
NO_COLUMNS = (
    "I found no row in that file that could be its headings. Put one above the actions, and drop it here again."
)
NO_FILE = (
    "I read a plan from one spreadsheet (.xlsx) or CSV file, and its milestones from a second. Drop them here again."
)
EVIDENCE = "It has not been opened. Evidence belongs in a statement: say there where it can be found."
MOST_FILES = 2
MOST_OF_A_NAME = 100
LIKE_A_CHILD = (
    "{what} looks like details of a child. I have not opened the file, and nothing has been kept. Please delete it "
    "here, {and_then}, and drop it again. This check can miss things, so look through it as well."
)
NAMED_AFTER_A_CHILD = LIKE_A_CHILD.format(what="The name of that file", and_then="give it another name")
WRITTEN_OF_A_CHILD = LIKE_A_CHILD.format(what="What you wrote beside that file", and_then="leave that out")


def take_file(session: Session, dropped: FileDropped, now: datetime) -> Reply:
    """Note a file that was dropped into the private conversation, for the worker to read.

    Raises:
        Refusal: its name, or what was written beside it, looks like details of a child; the caller does not run a
            board, and who does; or runs several and names none; or it is no one file.
    """
    _refuse_details(dropped)
    access = _board_for(session, dropped, now)
    if not 1 <= len(dropped.files) <= MOST_FILES:
        raise Refusal(words_for_many(len(dropped.files)))
    name = dropped.files[0].name[:MOST_OF_A_NAME]
    source = [{"name": each.name, "address": each.address} for each in dropped.files]
    file_id = plan_files.add_file(session, access.board.id, dropped.by.user, name, source, now)
    _errand(session, access, dropped.by, file_id, 0, words.reading(name), now)
    return Reply(message=words.file_taken(name))


def _refuse_details(dropped: FileDropped) -> None:
    """Before anything else is said of it: whoever it came from, it is to be taken away again."""
    if find_personal_details(dropped.text):
        raise Refusal(WRITTEN_OF_A_CHILD)
    if any(find_personal_details(each.name) for each in dropped.files):
        raise Refusal(NAMED_AFTER_A_CHILD)


def words_for_many(count: int) -> str:
    """What is said of too many files at once."""
    return NO_FILE if not count else f"Those are {count} files. {NO_FILE}"


def ask_about_file(session: Session, press: Press, now: datetime) -> Reply:
    """The questions about a file, a page at a time."""
    kept, _, page = _kept(session, press.by, press.about, now)
    return Reply(form=_form(kept, page))


def answer_about_file(session: Session, answers: Answers, now: datetime) -> Reply:
    """Keep a page of answers; then the next page, or read the file again with all of them.

    Raises:
        Refusal: an answer looks like details of a child; or the file is not kept any more, or was read again since.
    """
    kept, access, page = _kept(session, answers.by, answers.about, now)
    form = Form(answers.answers)
    given = dict(kept.answers)
    for name, question in _on_page(kept, page):
        given = _with_answer(given, question, form, name)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    refuse_personal_details({name: form.words(name) for name, _ in _on_page(kept, page)})
    plan_files.keep_answers(session, kept.id, given)
    if page * words.A_PAGE < len(kept.questions):
        return Reply(form=_form(_found(session, kept.id), page + 1))
    answered = sum(_place(question) in given for question in kept.questions)
    _errand(session, access, answers.by, kept.id, kept.version, words.reading(kept.name), now)
    return Reply(message=words.being_read_again(answered, len(kept.questions) - answered))


def ask_columns(session: Session, press: Press, now: datetime) -> Reply:
    """The form that asks which column of a file is which."""
    kept, _, _ = _kept(session, press.by, press.about, now)
    if not kept.columns:
        raise Refusal(NO_COLUMNS)
    return Reply(form=words.columns_form(f"{kept.id}:{kept.version}", kept.name, kept.columns))


def choose_columns(session: Session, answers: Answers, now: datetime) -> Reply:
    """Remember which column is which for every file of the board that has these headings, and read this one again.

    Raises:
        Refusal: no column says what is to be done, or one column is to be two things.
    """
    kept, access, _ = _kept(session, answers.by, answers.about, now)
    form = Form(answers.answers)
    fields = _fields_chosen(kept, form)
    if form.errors:
        return Reply(errors=form.errors, settled=False)
    chosen = chosen_for({column_number(each.letter): each.heading for each in kept.columns}, fields)
    remember_columns(session, access, chosen, kept.name)
    _errand(session, access, answers.by, kept.id, kept.version, words.reading(kept.name), now)
    return Reply(message=words.columns_chosen(len(fields)))


def _fields_chosen(kept: Kept, form: Form) -> dict[Field, int]:
    """Which column each field is; what is wrong is said in the form."""
    columns = {each.letter: column_number(each.letter) for each in kept.columns}
    fields: dict[Field, int] = {}
    for field in Field:
        letter = form.words(words.column_field(field))
        if letter not in columns:
            continue
        if columns[letter] in fields.values():
            form.wrong(words.column_field(field), f"Column {letter} is chosen twice. One column can be one thing only.")
        fields[field] = columns[letter]
    if Field.ACTION not in fields:
        form.wrong(words.column_field(Field.ACTION), "Say which column holds what is to be done.")
    return fields


def ask_letters(session: Session, press: Press, now: datetime) -> Reply:
    """The form that asks in which of several ways a file is to be read."""
    kept, _, _ = _kept(session, press.by, press.about, now)
    return Reply(form=words.letters_form(f"{kept.id}:{kept.version}", kept.name, kept.readings))


def choose_letters(session: Session, answers: Answers, now: datetime) -> Reply:
    """Keep in which way a file is to be read, and have the worker read it so."""
    kept, access, _ = _kept(session, answers.by, answers.about, now)
    code = Form(answers.answers).words("reading")
    if code not in [each.code for each in kept.readings]:
        return Reply(errors={"reading": "Choose the way in which the words look right."}, settled=False)
    plan_files.choose_letters(session, kept.id, code)
    _errand(session, access, answers.by, kept.id, kept.version, words.reading(kept.name), now)
    return Reply(message=words.file_taken(kept.name))


def load_file(session: Session, press: Press, now: datetime) -> Reply:
    """Have the worker load what is ready in a file that was previewed."""
    kept, access, _ = _kept(session, press.by, press.about, now)
    _errand(session, access, press.by, kept.id, kept.version, words.loading(kept.name), now)
    return Reply(message=words.being_loaded(kept.name))


def list_remarks(session: Session, press: Press, now: datetime) -> Reply:
    """Have the worker say all that was found in a file: a preview has the first lines of each kind."""
    kept, access, page = _kept(session, press.by, press.about, now)
    _errand(session, access, press.by, kept.id, kept.version, words.listing(kept.name), now, page=page)
    return Reply(message=words.being_listed(kept.name))


def cancel_file(session: Session, press: Press, now: datetime) -> Reply:
    """Forget a file."""
    kept, _, _ = _kept(session, press.by, press.about, now, any_version=True)
    plan_files.forget_file(session, kept.id)
    show_settled(session, kept.id, words.CANCELLED, now)
    return Reply(message=words.file_cancelled(kept.name))


def preview_key(file_id: int) -> str:
    """How the key of each message begins that shows what a file says, or asks how it is to be read."""
    return f"plan_file_preview:{file_id}:"


def show_settled(session: Session, file_id: int, what: str, now: datetime) -> None:
    """Say under each preview of a file what came of it, in the place of its buttons."""
    for told in planned.sent_starting(session, preview_key(file_id)):
        message = words.with_settled(told.message, what)
        if message != told.message:
            outbox.amend(session, told.id, message, now)


def ask_for_export(session: Session, typed: Typed, now: datetime) -> Reply:
    """Have the worker hand over the whole plan as a file: `export`, or `export csv`.

    Raises:
        Refusal: the caller does not run the board; or there is no plan, or no such kind of file.
    """
    access = access_management(session, typed.by, now, channel=typed.channel)
    kind = typed.text.strip().casefold().removeprefix("plan").strip().removeprefix("as").strip(" .") or "xlsx"
    kind = {"excel": "xlsx", "workbook": "xlsx", "spreadsheet": "xlsx"}.get(kind, kind)
    if kind not in ("xlsx", "csv"):
        raise Refusal("I can give the plan as an Excel workbook or as CSV. Type “export” or “export csv”.")
    stored = plans.stored_plan(session, access.board.id)
    if not stored:
        raise Refusal(NOTHING_YET)
    board, marking = access.board, plans.classification_of(session, access.board.id)
    day = date_words(board.today(now))
    outbox.say(
        session, board.workspace_id, key=f"plan_export:{board.id}:{typed.by.user}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        to=typed.by.user, message=words.plan_exported(board.name, len(stored), day, marking), due=now,
        args={"board": board.id, "file_kind": kind, "asked_at": now.isoformat()},
    )  # fmt: skip
    note(session, access, "export_plan", board.name, to=f"{len(stored)} actions as {kind}")
    return Reply(message=words.export_asked())


def date_words(day: date) -> str:
    """A day with its year: a file is kept and read later."""
    return f"{day.day} {day:%B %Y}"


def note(session: Session, access: Access, what: str, subject: str, to: str = "") -> None:
    """Put on the record who took the plan out, or brought a file in."""
    record(session, access.board.workspace_id, who=access.who, what=what, subject=subject, at=access.now, to=to)


def _board_for(session: Session, dropped: FileDropped, now: datetime) -> Access:
    """The board that a file is for: the one that its bringer runs; of several, the one that was named beside it."""
    if is_empty_for(session, dropped.by):
        raise Refusal(NOT_YET)
    mine = access_boards(session, dropped.by.key, now, name=dropped.by.name)
    run = [each for each in mine if each.standing.may(Deed.MANAGE)]
    if not run:
        raise Refusal(f"A file that comes to me is read as a plan. {who_may(Deed.MANAGE)} {EVIDENCE}")
    named = [each for each in run if each.board.name.casefold() in dropped.text.casefold()]
    if not named:  # the plan that they chose last, if they did; the preview says which it is for
        chosen = boards.remembered_plan(session, run[0].standing.person_id)
        named = [each for each in run if each.board.id == chosen]
    if len(run) > 1 and len(named) != 1:
        names = listed([each.board.name for each in run])
        raise Refusal(
            f"You run several boards: {names}. Drop the file again, with the name of its board as the message."
        )
    return (named or run)[0]


def _kept(
    session: Session, by: Caller, about: str, now: datetime, *, any_version: bool = False
) -> tuple[Kept, Access, int]:
    """The file that a button or a form is about, for whoever runs its board; and the page."""
    file_id, version, page = (*about.split(":"), "1", "1")[:3]
    number = read_number(file_id, "file")
    if plan_files.find_file(session, number) is None:
        raise Refusal(_gone_for(session, by, now))
    kept = _found(session, number)
    access = access_board_by_id(session, by.key, kept.board_id, Deed.MANAGE, now, name=by.name)
    if kept.version != read_number(version, "file") and not any_version:
        raise Refusal(OLDER)
    return kept, access, max(1, read_number(page, "page"))


def _gone_for(session: Session, by: Caller, now: datetime) -> str:
    """What is said of a file that is not kept: to who may not give one, what is said of one that is.

    Raises:
        Refusal: they have no standing on any board here.
    """
    mine = access_boards(session, by.key, now, name=by.name)
    return GONE if any(each.standing.may(Deed.MANAGE) for each in mine) else who_may(Deed.MANAGE)


def _found(session: Session, file_id: int) -> Kept:
    kept = plan_files.find_file(session, file_id)
    if kept is None:
        raise Refusal(GONE)
    return kept


def _form(kept: Kept, page: int) -> parts.Form:
    if (page - 1) * words.A_PAGE >= len(kept.questions):
        raise Refusal(GONE)
    answered = [kept.answers.get(_place(question), "") for question in kept.questions]
    return words.questions_form(f"{kept.id}:{kept.version}", kept.name, page, kept.questions, answered)


def _on_page(kept: Kept, page: int) -> list[tuple[str, Question]]:
    first = (page - 1) * words.A_PAGE
    shown = kept.questions[first : first + words.A_PAGE]
    return [(f"answer_{first + place}", question) for place, question in enumerate(shown)]


def _with_answer(given: dict[Place, str], question: Question, form: Form, name: str) -> dict[Place, str]:
    day = form.day(name) if question.kind == "day" else None
    said = day.isoformat() if day else "" if question.kind == "day" else form.words(name)
    cells = question.settles(said)
    rest = {place: old for place, old in given.items() if place not in cells}
    return rest | cells if said else rest


def _place(question: Question) -> Place:
    return question.sheet, question.row, question.column


def _errand(
    session: Session, access: Access, by: Caller, file_id: int, version: int, message: Message, now: datetime,
    *, page: int = 1,
) -> None:  # fmt: skip
    """Give the worker an errand about a file. It has no board in the outbox: it answers what somebody just did."""
    outbox.say(
        session, access.board.workspace_id, key=f"{message.kind}:{file_id}:{version}:{page}:{now:%Y-%m-%dT%H:%M:%S.%f}",
        to=by.user, message=message, due=now, args={"file": file_id, "version": version, "page": page},
    )  # fmt: skip


FORMS: Mapping[str, UseCase[Answers]] = {
    words.ANSWER_FORM: answer_about_file,
    words.COLUMNS_FORM: choose_columns,
    words.LETTERS_FORM: choose_letters,
}
PRESSES: Mapping[str, UseCase[Press]] = {
    words.ASK: ask_about_file,
    words.COLUMNS: ask_columns,
    words.LETTERS: ask_letters,
    words.LOAD: load_file,
    words.REMARKS: list_remarks,
    words.CANCEL: cancel_file,
}
READS = frozenset({words.ASK, words.COLUMNS, words.LETTERS})
EVERY_TIME = frozenset(
    {words.ANSWER_FORM, words.COLUMNS_FORM, words.LETTERS_FORM, words.LOAD, words.REMARKS, words.CANCEL}
)
"""The form's answer shows what the file says, which the record of what was heard must not hold. Pressed once more, a
button finds the file as it is by then: loading and forgetting it twice comes to once.
"""
