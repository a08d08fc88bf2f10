"""Messages and forms as Block Kit: plain dicts, within Slack's limits, with nothing cut in silence.

Words go into `rich_text` and `plain_text`, which Slack shows as they are: nobody's `*`, `@here` or `<!channel>`
is ever parsed (docs/decisions/0010-slack-rich-text.md). The limits are those of docs.slack.dev/reference/block-kit,
except ROOM_IN_A_MESSAGE, which Slack does not document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.messages.parts import (
    MOST_CHOICES,
    Bullets,
    Button,
    Buttons,
    ChannelField,
    Choice,
    ChoiceField,
    ChoicesField,
    Confirm,
    DateField,
    Facts,
    Form,
    FormPart,
    Menu,
    Message,
    Note,
    Paragraph,
    PersonField,
    Quote,
    Rule,
    Subheading,
    TextField,
    TimeField,
)
from bot.messages.text import as_text

Block = dict[str, Any]
Names = dict[str, int]
"""How often each action_id has been used in the message or view being drawn."""

BLOCKS_IN_A_MESSAGE = 50
BLOCKS_IN_A_VIEW = 100
ROOM_IN_A_MESSAGE = 10_000
"""Characters over all blocks of one message. Slack answers msg_blocks_too_long somewhere between 11,300 and 13,300
and documents no figure (github.com/slackapi/bolt-js/issues/2509 and 2867)."""
ROOM_IN_A_VIEW = 100_000
TEXT = 40_000
SECTION = 3_000
A_LINE = 600
"""What may stand below the last buttons of a message that is too long, in characters."""
HEADER = 150
TITLE = 24
BUTTON = 75
BUTTON_VALUE = 2_000
OPTIONS = 100
OPTIONS_IN_SIGHT = 10
OPTION = 75
OPTION_VALUE = 150
ID = 255
PRIVATE_METADATA = 3_000
LABEL = 2_000
PLACEHOLDER = 150
AS_TYPED = "on_character_entered"
"""When Slack tells of what is typed while it is typed; it waits for a short pause in the typing."""
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30

_LEAD = 300
_MENU = "menu|"
_MARKS = re.compile(r"[*_~`]|^\s*>|:[\w+'-]+:", re.MULTILINE)
"""What Slack's mrkdwn would turn into something else, apart from & < >."""
_SUSPECT = re.compile(r"[*_~`>:]")
"""No mark is without one of these, and asking for them alone is much quicker."""


_HALF_AN_ESCAPE = re.compile(r"&[a-z]{0,3}$")


class CannotDraw(ValueError):
    """Slack has no way to show this; the message says what is too long or missing, and where."""


def message(said: Message, *, room: int = ROOM_IN_A_MESSAGE, text_room: int = TEXT) -> Block:
    """Draw a message: `blocks`, and the whole of it in words as `text`, which notifications and screen readers use.

    A message longer than Slack takes is packed tighter, and then ends with a line that says how much more there
    is; `text` still has all of it, up to `text_room` characters.

    Raises:
        CannotDraw: there is nothing to show, or a value is longer than Slack carries.
    """
    text = as_text(said)
    blocks = _fitted(_blocks_of(said), BLOCKS_IN_A_MESSAGE, room, len(text))
    if not blocks:
        raise CannotDraw(f"The message {said.kind} has nothing to show.")
    return {"blocks": blocks, "text": _shortened(escape(text), text_room)}


def home(said: Message) -> Block:
    """Draw a message as somebody's Home tab, in at most 100 blocks.

    Raises:
        CannotDraw: a value is longer than Slack carries.
    """
    blocks = _fitted(_blocks_of(said), BLOCKS_IN_A_VIEW, ROOM_IN_A_VIEW, 0)
    return {"type": "home", "blocks": blocks}


def panel(said: Message) -> Block:
    """Draw a message as a modal with nothing to fill in, for an answer given where no message can be posted.

    Raises:
        CannotDraw: a value is longer than Slack carries.
    """
    titled = 0 < len(said.heading.strip()) <= TITLE
    rest = said.model_copy(update={"heading": ""}) if titled else said
    return {
        "type": "modal",
        "title": _plain(said.heading if titled else "Accountable"),
        "close": _plain("Close"),
        "blocks": _fitted(_blocks_of(rest), BLOCKS_IN_A_VIEW, ROOM_IN_A_VIEW, 0),
    }


def view(form: Form, errors: dict[str, str] | None = None) -> Block:
    """Draw a form as a modal.

    `errors` are sentences by field name, drawn after their fields: for a form that is drawn again and not sent in.
    A field's block_id is its name, so that what was typed stays when the form is drawn again.

    Raises:
        CannotDraw: more than 100 blocks or 500 choices, two fields of one name, or a value longer than Slack carries.
    """
    errors = errors or {}
    names: Names = {}
    fields = [part.name for part in form.parts if isinstance(part, _FIELDS)]
    if len(set(fields)) != len(fields):
        raise CannotDraw(f"The form {form.name} has two fields of one name.")
    blocks = [block for name, words in errors.items() if name not in fields for block in _error(words)]
    for part in form.parts:
        blocks += _form_part(part, names)
        if isinstance(part, _FIELDS) and part.name in errors:
            blocks += _error(errors[part.name])
    if len(blocks) > BLOCKS_IN_A_VIEW:
        blocks = _packed(blocks)
    if len(blocks) > BLOCKS_IN_A_VIEW:
        raise CannotDraw(f"The form {form.name} has {len(blocks)} blocks; Slack takes {BLOCKS_IN_A_VIEW}.")
    return {
        "type": "modal",
        "callback_id": _carried(form.name, ID, "A form's name"),
        "private_metadata": _carried(form.about, PRIVATE_METADATA, "What a form is about"),
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "close": _plain(form.close),
        "blocks": blocks,
    }


def escape(text: str) -> str:
    """Escape the three characters that Slack parses in `text` and mrkdwn (docs.slack.dev, Formatting text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def strip_position(action_id: str) -> str:
    """Give back what a button `does`: the action_id less the number that made it unique."""
    does, mark, number = action_id.rpartition("#")
    return does if mark and number.isdigit() else action_id


def menu_about(block_id: str) -> str | None:
    """Give back what a menu is about, from its block_id; None if the block is not a menu."""
    return block_id.removeprefix(_MENU).partition("|")[2] if block_id.startswith(_MENU) else None


# Parts


def _blocks_of(said: Message) -> list[Block]:
    names: Names = {}
    blocks = _heading(said.heading)
    for part in said.parts:
        blocks += _DRAWN_BY[type(part)](part, names)
    return blocks


def _said(part: Paragraph, names: Names) -> list[Block]:
    if part.button is None:
        return _paragraph(part.lead, part.text)
    return _paragraph_with_button(part, _button(part.button, names))


def _heading(text: str) -> list[Block]:
    if not text.strip():
        return []
    if len(text) > HEADER:
        return [_rich([_section([_bold(piece)])]) for piece in _pieces(text)]
    return [{"type": "header", "text": _plain(text)}]


def _paragraph(lead: str, text: str) -> list[Block]:
    if len(lead) > _LEAD:
        lead, text = "", f"{lead}: {text}"
    if len(text) <= SECTION:
        return [_rich([_section(_led(lead, text))])] if lead or text.strip() else []
    first, *rest = _pieces(text)
    return [_rich([_section(_led(lead, first))]), *(_rich([_section([_literal(piece)])]) for piece in rest)]


def _paragraph_with_button(part: Paragraph, button: Block) -> list[Block]:
    lead, text = part.lead, part.text
    if len(lead) + len(text) < SECTION - 2 and len(lead) <= _LEAD:
        if not lead and not text.strip():
            return _row([button])
        return [{"type": "section", "text": _words(lead, text), "accessory": button}]
    lead, text = _short_lead(lead, text)
    *before, last = _pieces(text, SECTION - _LEAD - 2)
    above = _paragraph(lead, "".join(before)) if before else []
    return [*above, {"type": "section", "text": _words("" if before else lead, last), "accessory": button}]


def _words(lead: str, text: str) -> Block:
    """Words beside a button. Only a section can have one, and its only way to say a lead strongly is mrkdwn.

    So the lead is strong where nothing in the words could be taken for a mark, and plain where something could.
    """
    if not lead:
        return _plain(text)
    strong = escape(f"*{lead}:* {text}")
    if len(strong) > SECTION or _would_change(lead, text):
        return _plain(f"{lead}: {text}")
    return {"type": "mrkdwn", "text": strong, "verbatim": True}


def _would_change(lead: str, text: str) -> bool:
    """Whether Slack's mrkdwn would show a strong lead, or the text after it, as something other than itself."""
    if lead != lead.strip() or "\n" in lead:
        return True
    return bool(_SUSPECT.search(f"{lead}\n{text}") and _MARKS.search(f"{lead}:\n{text}"))


def _bullets(part: Bullets, names: Names) -> list[Block]:
    lead, lines = part.lead, [_led(item.lead, item.text) for item in part.items]
    lists = [
        _rich([{"type": "rich_text_list", "style": "bullet", "elements": [*map(_section, some)]}])
        for some in _batches(lines)
    ]
    if not lead or not lists:
        return lists
    if len(lead) > _LEAD:
        return [*_paragraph("", f"{lead}:"), *lists]
    lists[0]["elements"].insert(0, _section([_bold(f"{lead}:")]))
    return lists


def _quote(part: Quote, names: Names) -> list[Block]:
    lead, text = _short_lead(part.lead, part.text)
    if not text.strip():
        return _paragraph(lead, text)
    blocks = [_rich([{"type": "rich_text_quote", "elements": [_literal(piece)]}]) for piece in _pieces(text)]
    if lead:
        blocks[0]["elements"].insert(0, _section([_bold(f"{lead}:")]))
    return blocks


def _facts(part: Facts, names: Names) -> list[Block]:
    return [_rich(_joined(some)) for some in _batches([_led(name, value) for name, value in part.pairs])]


def _subheading(part: Subheading, names: Names) -> list[Block]:
    return _heading(part.text)


def _note(part: Note, names: Names) -> list[Block]:
    pieces = _pieces(part.text) if part.text.strip() else []
    return [{"type": "context", "elements": [_plain(piece)]} for piece in pieces]


def _rule(part: Rule, names: Names) -> list[Block]:
    return [{"type": "divider"}]


def _buttons(part: Buttons, names: Names) -> list[Block]:
    return _row([_button(button, names) for button in part.buttons])


def _row(elements: list[Block]) -> list[Block]:
    return [{"type": "actions", "elements": elements}] if elements else []


def _button(button: Button, names: Names) -> Block:
    if not button.label.strip():
        raise CannotDraw(f"The button for {button.does} has no words on it.")
    drawn: Block = {
        "type": "button",
        "text": _plain(_clipped(button.label, BUTTON)),
        "action_id": _action_id(button.does, names),
    }
    if button.about:
        drawn["value"] = _carried(button.about, BUTTON_VALUE, f"What the button {button.label} is about")
    if button.style:
        drawn["style"] = button.style
    if button.spoken:
        drawn["accessibility_label"] = _clipped(_name(button.label, button.spoken), BUTTON)
    if button.confirm:
        drawn["confirm"] = _confirm(button.confirm)
    return drawn


def _name(label: str, spoken: str) -> str:
    """What a screen reader says of a button, with the words on it, by which whoever speaks to their computer presses
    it (WCAG 2.5.3).
    """
    return spoken if label.lower() in spoken.lower() else f"{label}: {spoken}"


def _confirm(confirm: Confirm) -> Block:
    return {
        "title": _plain(_clipped(confirm.title, CONFIRM_TITLE)),
        "text": _plain(_clipped(confirm.text, CONFIRM_TEXT)),
        "confirm": _plain(_clipped(confirm.yes, CONFIRM_BUTTON)),
        "deny": _plain(_clipped(confirm.no, CONFIRM_BUTTON)),
    }


def _menu(menu: Menu, names: Names) -> list[Block]:
    """A select beside its label. A select has no value of its own, so its block_id carries what it is about."""
    action_id = _action_id(menu.does, names)
    about = f"{_MENU}{len(names)}.{names[menu.does]}|{menu.about}"
    select = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": _plain("Choose one"),
        **_in_groups(_options(menu.choices, menu.label)),
    }
    label = _clipped(menu.label, SECTION) if menu.label.strip() else "Choose one"
    block_id = _carried(about, ID, "What a menu is about")
    return [{"type": "section", "block_id": block_id, "text": _plain(label), "accessory": select}]


def _action_id(does: str, names: Names) -> str:
    names[does] = used = names.get(does, 0) + 1
    action_id = does if used == 1 else f"{does}#{used}"
    return action_id if len(action_id) <= ID else _carried(action_id, ID, "What a button does")


_DRAWN_BY: dict[type, Callable[[Any, Names], list[Block]]] = {
    Paragraph: _said,
    Bullets: _bullets,
    Facts: _facts,
    Subheading: _subheading,
    Note: _note,
    Quote: _quote,
    Rule: _rule,
    Buttons: _buttons,
    Menu: _menu,
}
"""By exact type: `match` asks each pydantic class in turn, which took half of the time of drawing."""

# Fields


_Field = TextField | ChoiceField | ChoicesField | DateField | TimeField | PersonField | ChannelField
_FIELDS = (TextField, ChoiceField, ChoicesField, DateField, TimeField, PersonField, ChannelField)


def _form_part(part: FormPart, names: Names) -> list[Block]:
    if not isinstance(part, _FIELDS):
        return _DRAWN_BY[type(part)](part, names)
    if not part.label.strip():
        raise CannotDraw(f"The field {part.name} has no label.")
    hint = part.hint
    if isinstance(part, TextField) and part.longest > SECTION:
        hint = f"{hint} Slack takes at most {SECTION:,} characters here.".strip()
    drawn: Block = {
        "type": "input",
        "block_id": _carried(part.name, ID, "A field's name"),
        "label": _plain(_clipped(part.label, LABEL)),
        "element": {**_element(part), "action_id": part.name},
        "optional": part.optional,
    }
    if hint:
        drawn["hint"] = _plain(_clipped(hint, LABEL))
    if part.refreshes or (isinstance(part, TextField) and part.keeps):
        drawn["dispatch_action"] = True
    return [drawn]


def _element(field: _Field) -> Block:
    match field:
        case TextField():
            return _text_input(field)
        case ChoiceField():
            return _one_of(field)
        case ChoicesField():
            return _any_of(field)
        case DateField(initial=day):
            return {"type": "datepicker", **({"initial_date": day.isoformat()} if day else {})}
        case TimeField(initial=at):
            return {"type": "timepicker", **({"initial_time": at.strftime("%H:%M")} if at else {})}
        case PersonField(initial=person):
            return {"type": "users_select", **({"initial_user": person} if person else {})}
        case ChannelField(initial=channel):
            only_channels = {"include": ["public", "private"], "exclude_bot_users": True}
            chosen = {"initial_conversation": channel} if channel else {}
            return {"type": "conversations_select", "filter": only_channels, **chosen}


def _text_input(field: TextField) -> Block:
    longest = min(field.longest, SECTION)
    if len(field.initial) > longest:
        raise CannotDraw(f"{field.label} starts with {len(field.initial):,} characters; Slack takes {longest:,} there.")
    drawn: Block = {"type": "plain_text_input", "multiline": field.many_lines, "max_length": longest}
    if field.initial:
        drawn["initial_value"] = field.initial
    if field.placeholder:
        drawn["placeholder"] = _plain(_clipped(field.placeholder, PLACEHOLDER))
    if field.refreshes or field.keeps:
        when = AS_TYPED if field.keeps else "on_enter_pressed"
        drawn["dispatch_action_config"] = {"trigger_actions_on": [when]}
    return drawn


def _one_of(field: ChoiceField) -> Block:
    """One choice. An initial one that is no longer offered is left open, for the person to choose again."""
    options = _options(field.choices, field.label)
    chosen = [option for option in options if option["value"] == field.initial]
    initial: Block = {"initial_option": chosen[0]} if chosen else {}
    if not field.as_menu and len(options) <= OPTIONS_IN_SIGHT:
        return {"type": "radio_buttons", "options": options, **initial}
    placeholder = _plain(_clipped(field.placeholder or "Choose one", PLACEHOLDER))
    return {"type": "static_select", "placeholder": placeholder, **_in_groups(options), **initial}


def _any_of(field: ChoicesField) -> Block:
    options = _options(field.choices, field.label)
    chosen = [option for option in options if option["value"] in field.initial]
    initial: Block = {"initial_options": chosen} if chosen else {}
    if len(options) <= OPTIONS_IN_SIGHT:
        return {"type": "checkboxes", "options": options, **initial}
    placeholder = _plain("Choose any")
    return {"type": "multi_static_select", "placeholder": placeholder, **_in_groups(options), **initial}


def _options(choices: Sequence[Choice], where: str) -> list[Block]:
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise CannotDraw(f"{where} has {len(choices)} choices; there is room for 1 to {MOST_CHOICES}.")
    return [_option(choice) for choice in choices]


def _in_groups(options: list[Block]) -> Block:
    """The options of a menu. Slack takes 100 in a list, and more in as many groups of 100, each with a name."""
    if len(options) <= OPTIONS:
        return {"options": options}
    groups = [(at, options[at : at + OPTIONS]) for at in range(0, len(options), OPTIONS)]
    return {
        "option_groups": [{"label": _plain(f"{at + 1} to {at + len(group)}"), "options": group} for at, group in groups]
    }


def _option(choice: Choice) -> Block:
    """A choice. A label too long for one line goes on in the smaller line below it."""
    if not choice.label.strip() or not choice.value:
        raise CannotDraw(f"A choice needs a label and a value; this one is {choice.label!r}, {choice.value!r}.")
    drawn: Block = {"text": _plain(choice.label), "value": _carried(choice.value, OPTION_VALUE, "A choice's value")}
    if len(choice.label) > OPTION:
        at = _break(choice.label, OPTION - 1)
        drawn["text"] = _plain(choice.label[:at].rstrip() + "…")
        drawn["description"] = _plain(_clipped("…" + choice.label[at:], OPTION))
    return drawn


def _error(words: str) -> list[Block]:
    return _paragraph("Please look at this", words)


# Words


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": elements}


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _literal(text: str) -> Block:
    return {"type": "text", "text": text}


def _bold(text: str) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _led(lead: str, text: str) -> list[Block]:
    if not lead:
        return [_literal(text)] if text else []
    return [_bold(f"{lead}: "), _literal(text)] if text else [_bold(f"{lead}:")]


def _joined(lines: Iterable[list[Block]]) -> list[Block]:
    """Lines as one section: Slack sets several sections of one block without a break that we could rely on."""
    elements: list[Block] = []
    for line in lines:
        if elements:
            elements.append(_literal("\n"))
        elements += line
    return [_section(elements)]


def _short_lead(lead: str, text: str) -> tuple[str, str]:
    return (lead, text) if len(lead) <= _LEAD else ("", f"{lead}: {text}")


def _batches(lines: Iterable[list[Block]]) -> list[list[list[Block]]]:
    """Lines grouped so that no group has more than SECTION characters; a line longer than that is split."""
    batches: list[list[list[Block]]] = []
    room = 0
    for line in lines:
        for piece in _split_line(line):
            size = sum(len(element["text"]) for element in piece) + 1
            if size > room:
                batches.append([])
                room = SECTION
            batches[-1].append(piece)
            room -= size
    return batches


def _split_line(line: list[Block]) -> list[list[Block]]:
    if sum(len(element["text"]) for element in line) < SECTION:
        return [line] if line else []
    return [[{**element, "text": piece}] for element in line for piece in _pieces(element["text"], SECTION - 1)]


def _pieces(text: str, longest: int = SECTION) -> list[str]:
    """Cut text into pieces of at most `longest` characters, after a sentence or a word; joined, they are the text."""
    pieces = []
    while len(text) > longest:
        at = _break(text, longest)
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text]


def _break(text: str, longest: int) -> int:
    for mark in ("\n", ". ", "? ", "! ", "; "):
        at = text.rfind(mark, longest // 2, longest)
        if at >= 0:
            return at + len(mark)
    at = text.rfind(" ", 1, longest)
    return at + 1 if at > 0 else longest


def _clipped(text: str, longest: int) -> str:
    """Shorten with an ellipsis that shows; for labels, whose whole words stand in the message's `text`."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _carried(value: str, longest: int, what: str) -> str:
    """A value that must come back as it went out, so that it is never shortened."""
    if len(value) > longest:
        raise CannotDraw(f"{what} has {len(value):,} characters; Slack carries {longest:,}.")
    return value


# Fitting


def _fitted(blocks: list[Block], most: int, room: int, size: int) -> list[Block]:
    """Give back at most `most` blocks of at most `room` characters; `size` is that of the whole, if known."""
    if len(blocks) <= most and size <= room:
        return blocks
    packed = _packed(blocks)
    if len(packed) <= most and sum(map(_size, packed)) <= room:
        return packed
    return _cut(packed, most, room)


def _packed(blocks: list[Block]) -> list[Block]:
    """Join what is words into as few blocks as possible; lines between subjects go, headings become strong lines."""
    packed: list[Block] = []
    for drawn in blocks:
        block = _as_rich(drawn)
        if block is None:
            continue
        before = packed[-1] if packed else None
        if before and before["type"] == block["type"] == "rich_text" and _size(before) + _size(block) < SECTION:
            packed[-1] = _rich(_run_on(before["elements"], block["elements"]))
        else:
            packed.append(block)
    return packed


def _as_rich(block: Block) -> Block | None:
    match block["type"]:
        case "divider":
            return None
        case "header":
            return _rich([_section([_bold(block["text"]["text"])])])
        case "context":
            return _rich([_section([_literal(element["text"]) for element in block["elements"]])])
        case _:
            return block


def _run_on(before: list[Block], after: list[Block]) -> list[Block]:
    last, first = before[-1], after[0]
    if last["type"] == first["type"] == "rich_text_section":
        joined = _section([*last["elements"], _literal("\n"), *first["elements"]])
        return [*before[:-1], joined, *after[1:]]
    return [*before, *after]


def _cut(blocks: list[Block], most: int, room: int) -> list[Block]:
    """Keep what fits and the buttons at the end, and say between them how many lines are missing."""
    body, buttons = _without_last_buttons(blocks)
    left = most - len(buttons) - 1
    room -= sum(map(_size, buttons)) + 200
    kept = 0
    for block in body[:left]:
        room -= _size(block)
        if room < 0:
            break
        kept += 1
    return [*body[:kept], *_paragraph("", _more(sum(map(_lines_in, body[kept:])))), *buttons]


def _without_last_buttons(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The buttons that a message ends with apart, with the line that may stand below them."""
    at = len(blocks)
    if at > 1 and blocks[-1]["type"] != "actions" and blocks[-2]["type"] == "actions" and _size(blocks[-1]) < A_LINE:
        at -= 1
    while at and blocks[at - 1]["type"] == "actions" and len(blocks) - at < 5:
        at -= 1
    return blocks[:at], blocks[at:]


def _more(lines: int) -> str:
    what = "1 more line does" if lines == 1 else f"{lines:,} more lines do"
    return f"… {what} not fit in one Slack message. To see less at a time, ask a narrower question: type /account help."


def _size(block: Block) -> int:
    return sum(map(len, _texts(block)))


def _lines_in(block: Block) -> int:
    """How many lines a reader would count: each item of a list, each paragraph, each line break in them."""
    if block["type"] != "rich_text":
        return 1
    sections = [each for part in block["elements"] for each in _sections_of(part)]
    return sum(1 + sum(text.count("\n") for text in _texts(section)) for section in sections)


def _sections_of(part: Block) -> list[Block]:
    elements: list[Block] = part["elements"] if part["type"] == "rich_text_list" else [part]
    return elements


def _texts(drawn: Any) -> Iterable[str]:
    if isinstance(drawn, list):
        for each in drawn:
            yield from _texts(each)
    elif isinstance(drawn, dict):
        for name, value in drawn.items():
            if name == "text" and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from _texts(value)


def _shortened(text: str, longest: int) -> str:
    """The lines that fit, and how many do not. Slack itself would cut in silence."""
    if len(text) <= longest:
        return text
    kept = _HALF_AN_ESCAPE.sub("", text[: longest - 200])
    line_end = kept.rfind("\n", longest // 2)
    kept = kept[:line_end] if line_end > 0 else kept
    return f"{kept}\n{_more(max(1, text.count(chr(10), len(kept))))}"
