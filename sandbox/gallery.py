"""Everything the bot can say, drawn as Slack draws it beside its words, as pages that open without a server."""

import importlib
import itertools
import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType

import bot.messages
from bot.messages.parts import (
    ChannelField,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    FormPart,
    Message,
    Paragraph,
    Part,
    PersonField,
    TextField,
    TimeField,
)
from bot.messages.text import as_text
from handlers.slack import render
from sandbox.blocks import fill_ids
from sandbox.clock import PushedClock
from sandbox.page.drawing import Eye, Surface, environment
from sandbox.workspace import Json, View, Workspace

STATIC = Path(__file__).parent / "page" / "static"
HOMES = ("home", "home_closed")
"""The kinds that are drawn as somebody's Home tab."""

WITH_CHOICES = (ChoiceField, ChoicesField)
FIELDS = (*WITH_CHOICES, TextField, DateField, TimeField, PersonField, ChannelField)
_AT = datetime(2021, 6, 8, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Subject:
    """What one module of messages can say: its first sentence about itself, and its examples."""

    name: str
    about: str
    messages: tuple[Message, ...]
    forms: tuple[Form, ...]

    def kinds(self) -> list[str]:
        """Each kind of message and each form, once, in order."""
        return list(dict.fromkeys([*(each.kind for each in self.messages), *(each.name for each in self.forms)]))


@dataclass(frozen=True)
class Drawn:
    """One example: `payload` is what Slack gets, `words` the same without a platform."""

    id: str
    kind: str
    surface: str
    """`message`, `home` or `modal`."""
    payload: Json
    words: str


def subjects() -> list[Subject]:
    """Every module of `bot.messages` that has examples, by name."""
    found = (
        importlib.import_module(f"bot.messages.{each.name}") for each in pkgutil.iter_modules(bot.messages.__path__)
    )
    return [subject for subject in map(_subject, found) if subject.messages or subject.forms]


def drawn(subject: Subject) -> Iterator[Drawn]:
    """Each example of a subject as Slack gets it.

    Raises:
        CannotDraw: an example is longer than Slack carries.
    """
    for number, message in enumerate(subject.messages, 1):
        surface = "home" if message.kind in HOMES else "message"
        payload = render.home(message) if surface == "home" else render.message(message)
        yield Drawn(f"{message.kind}-{number}", message.kind, surface, payload, as_text(message))
    for number, form in enumerate(subject.forms, 1):
        yield Drawn(f"{form.name}-form-{number}", form.name, "modal", render.view(form), form_in_words(form))


def write_gallery(folder: Path) -> Path:
    """Write the pages into `folder`, which is made if need be, and return the first of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("page.css", "chevron.svg", "icon.svg"):
        shutil.copy(STATIC / name, folder / name)
    every, templates = subjects(), environment()
    for subject in every:
        page = templates.get_template("gallery.html")
        examples = [(each, _shown(each)) for each in drawn(subject)]
        text = page.render(subject=subject, subjects=every, examples=examples, eye=_eye())
        (folder / f"{subject.name}.html").write_text(text, encoding="utf-8")
    first = folder / "index.html"
    first.write_text(templates.get_template("gallery_index.html").render(subjects=every), encoding="utf-8")
    return first


def form_in_words(form: Form) -> str:
    """A form as plain text: what it says, and each question with its hint."""
    said = Message(kind=form.name, heading=form.title, parts=tuple(map(_in_words, form.parts)))
    return f"{as_text(said)}\nButtons: {form.submit} · {form.close}"


def _in_words(part: FormPart) -> Part:
    if not isinstance(part, FIELDS):
        return part
    asked = f"{part.label}{' (optional)' if part.optional else ''}"
    offered = " / ".join(choice.label for choice in part.choices) if isinstance(part, WITH_CHOICES) else ""
    holds = part.initial if isinstance(part, TextField) else ""
    hint = f"({part.hint})" if part.hint else ""
    return Paragraph(lead=asked, text=" ".join(filter(None, (holds, offered, hint))))


def _subject(module: ModuleType) -> Subject:
    about = (module.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    name = module.__name__.rpartition(".")[2]
    return Subject(name, about, tuple(getattr(module, "EXAMPLES", ())), tuple(getattr(module, "FORM_EXAMPLES", ())))


def _eye() -> Eye:
    """Somebody who looks, in a workspace with a channel to choose."""
    workspace = Workspace(PushedClock(_AT), name="Gallery")
    reader = workspace.add_person("Priya Nair", title="Improvement Programme Manager")
    workspace.add_channel("improvement-board", [reader.id, workspace.bot.id], id="C0SAMPLE")
    return Eye(workspace, reader)


@dataclass(frozen=True)
class _Shown:
    """An example with its ids filled in, on a surface of its own."""

    surface: Surface
    blocks: list[Json]
    view: View


def _shown(example: Drawn) -> _Shown:
    numbers = itertools.count(1)
    blocks = fill_ids(example.payload["blocks"], partial(_next_id, numbers))
    view = View(example.id, example.surface, "", {**example.payload, "blocks": blocks}, "", "")
    return _Shown(Surface(example.surface, example.id, "", ""), blocks, view)


def _next_id(numbers: Iterator[int]) -> str:
    return f"drawn-{next(numbers)}"
