"""A message as plain text: the terminal's answer, Slack's `text`, and the proof that layout alone says nothing."""

from bot.messages.parts import (
    Bullets,
    Buttons,
    Facts,
    Form,
    Item,
    Menu,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Rule,
    Subheading,
)

FEW = 6


def as_text(message: Message) -> str:
    """The whole message in words, lines separated by newlines. Buttons are named, since they are choices."""
    lines = [message.heading] if message.heading else []
    for part in message.parts:
        lines.extend(_lines(part))
    return "\n".join(lines)


def form_as_text(form: Form) -> str:
    """What a form says, in words: all of it but its questions."""
    said = [part for part in form.parts if isinstance(part, Paragraph | Bullets | Facts | Subheading | Note | Quote)]
    return "\n".join([form.title, *(line for part in said for line in _lines(part))])


def _lines(part: Part) -> list[str]:
    match part:
        case Paragraph(text=text, lead=lead, button=button):
            return [_led(lead, text) + (f" [{button.label}]" if button else "")]
        case Bullets(items=items, lead=lead):
            return ([f"{lead}:"] if lead and items else []) + [f"• {_indented(_item(item))}" for item in items]
        case Facts(pairs=pairs):
            return [f"{name}: {value}" for name, value in pairs]
        case Subheading(text=text) | Note(text=text):
            return [text]
        case Quote(text=text, lead=lead):
            return [_led(lead, f"“{text}”")]
        case Buttons(buttons=buttons):
            return ["Buttons: " + " · ".join(button.label for button in buttons)]
        case Menu(label=label, choices=choices):
            return [f"{label}: {_choices([choice.label for choice in choices])}"]
        case Rule():
            return []


def _choices(labels: list[str]) -> str:
    """The choices of a menu, or their number where reading them all out would bury the message."""
    return " · ".join(labels) if len(labels) <= FEW else f"{len(labels)} to choose from"


def _led(lead: str, text: str) -> str:
    return f"{lead}: {text}" if lead else text


def _item(item: Item) -> str:
    return _led(item.lead, item.text)


def _indented(words: str) -> str:
    """Later lines of a list's item stand under its first."""
    return words.replace("\n", "\n  ")
