from datetime import date, time

import pytest

from bot.messages.parts import (
    Button,
    Buttons,
    ChannelField,
    Choice,
    ChoiceField,
    ChoicesField,
    DateField,
    Form,
    Menu,
    Message,
    PersonField,
    TextField,
    TimeField,
)
from bot.use_cases.heard import AccountDisabled, Answers, HomeOpened, Press, Typed
from handlers.slack import read, render

PERSON = {"id": "U1", "username": "grace", "name": "grace", "team_id": "T1"}
CHOICES = (Choice(value="red", label="Red"), Choice(value="amber", label="Amber"))


def command(name, text=""):
    body = {"command": name, "text": text, "team_id": "T1", "user_id": "U1", "user_name": "grace", "channel_id": "C1"}
    return read.command({**body, "trigger_id": "1.2", "response_url": "https://hooks"})


def said(text, kind="message", **more):
    event = {"type": kind, "user": "U1", "text": text, "channel": "D1", "channel_type": "im", "ts": "1.0", **more}
    return read.event({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event})


def told_of(user):
    event = {"type": "user_change", "user": user}
    return read.event({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event})


def test_of_what_changes_about_people_only_a_disabled_account_is_heard():
    asked = told_of({"id": "U2", "deleted": True})

    assert isinstance(asked.heard, AccountDisabled)
    assert (asked.by.team, asked.by.user, asked.way) == ("T1", "U2", "told")
    assert told_of({"id": "U2", "deleted": False, "profile": {"status_text": "On holiday"}}) is None


def pressed(action, **where):
    body = {"type": "block_actions", "user": PERSON, "team": {"id": "T1"}, "actions": [action], "trigger_id": "1.2"}
    container = {"type": "message", "message_ts": "9.9", "channel_id": "C1"}
    return read.click({**body, "container": container, "channel": {"id": "C1"}, **where})


@pytest.mark.parametrize(
    ("name", "typed", "text"),
    [
        ("/account", "status red", "status red"),
        ("/account", "", ""),
        ("/board-status", "A6", "status A6"),
        ("/statement", "A6", "statement A6"),
        ("/status", " overdue ", "status overdue"),
        ("/status", "R&amp;D &lt;5", "status R&D <5"),
    ],
)
def test_one_grammar_serves_every_command(name, typed, text):
    asked = command(name, typed)

    assert asked.heard.text == text
    assert asked.heard.as_typed.startswith(name)
    assert asked.heard.reserved is (name == "/status")
    assert asked.key is None
    assert (asked.heard.by.team, asked.heard.by.user, asked.heard.channel) == ("T1", "U1", "C1")


def test_words_in_a_private_message_are_heard_once():
    asked = said("status overdue")

    assert isinstance(asked.heard, Typed)
    assert (asked.heard.text, asked.key, asked.channel) == ("status overdue", "slack:T1:Ev1", "D1")


def test_a_mention_is_heard_without_the_bots_name():
    asked = said("<@U0BOT> status &amp; red", kind="app_mention", channel="C1", channel_type="channel", thread_ts="3.3")

    assert asked.heard.text == "status & red"
    assert asked.thread == "3.3"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "channel_join"},
        {"edited": {"user": "U1", "ts": "2.0"}},
        {"user": None},
        {"channel_type": "channel"},
    ],
    ids=["a bot", "an edit", "a join", "an edited mention", "nobody", "talk in a channel"],
)
def test_what_nobody_says_to_the_bot_is_not_heard(more):
    assert said("status", **more) is None


def test_the_home_tab_is_heard_and_the_messages_tab_is_not():
    def opened(tab):
        event = {"type": "app_home_opened", "user": "U1", "tab": tab, "channel": "D1"}
        return read.event({"team_id": "T1", "event_id": "Ev2", "event": event})

    assert isinstance(opened("home").heard, HomeOpened)
    assert opened("messages") is None


def test_a_button_brings_back_what_it_does_and_is_about():
    button = Button(label="Write", does="write", about="A6")
    drawn = render.message(Message(kind="k", heading="", parts=(Buttons(buttons=(button, button)),)))
    first, second = drawn["blocks"][0]["elements"]

    one = pressed({**first, "block_id": "b1"})
    other = pressed({**second, "block_id": "b1"})

    assert (one.heard.does, one.heard.about) == (other.heard.does, other.heard.about) == ("write", "A6")
    assert one.key != other.key


def test_the_same_button_pressed_twice_is_one_key_and_by_another_person_another():
    action = {"type": "button", "action_id": "write", "block_id": "b", "value": "A6"}

    assert pressed(action).key == pressed(action).key
    assert pressed(action).key != pressed(action, user={**PERSON, "id": "U2"}).key
    assert pressed(action).key != pressed({**action, "value": "A7"}).key


def test_a_choice_in_a_menu_brings_its_value_and_what_the_menu_is_about():
    menu = Menu(label="By priority", does="by_priority", choices=CHOICES, about="plan")
    (block,) = render.message(Message(kind="k", heading="", parts=(menu,)))["blocks"]
    element = block["accessory"]
    action = {"type": "static_select", "action_id": element["action_id"], "block_id": block["block_id"]}

    asked = pressed({**action, "selected_option": element["options"][1]})

    assert (asked.heard.does, asked.heard.about, asked.heard.value) == ("by_priority", "plan", "amber")


FORM = Form(
    name="submit_statement",
    title="A6",
    submit="Send",
    about="A6|2",
    parts=(
        TextField(name="progress", label="Progress"),
        TextField(name="next_steps", label="Next steps", optional=True),
        ChoiceField(name="rag", label="Rating", choices=CHOICES, refreshes=True),
        ChoicesField(name="barriers", label="Barriers", choices=CHOICES),
        ChoicesField(name="none", label="None of these", choices=CHOICES, optional=True),
        DateField(name="forecast", label="Forecast"),
        TimeField(name="at", label="At"),
        PersonField(name="delegate", label="Delegate"),
        ChannelField(name="channel", label="Channel"),
    ),
)
VALUES = {
    "progress": {"type": "plain_text_input", "value": "R&D < 5"},
    "next_steps": {"type": "plain_text_input", "value": "   "},
    "rag": {"type": "static_select", "selected_option": {"value": "red"}},
    "barriers": {"type": "checkboxes", "selected_options": [{"value": "red"}, {"value": "amber"}]},
    "none": {"type": "checkboxes", "selected_options": []},
    "forecast": {"type": "datepicker", "selected_date": "2021-07-16"},
    "at": {"type": "timepicker", "selected_time": "09:05"},
    "delegate": {"type": "users_select", "selected_user": "U2"},
    "channel": {"type": "conversations_select", "selected_conversation": "C9"},
}
ANSWERS = {
    "progress": "R&D < 5",
    "next_steps": None,
    "rag": "red",
    "barriers": ("red", "amber"),
    "none": None,
    "forecast": date(2021, 7, 16),
    "at": time(9, 5),
    "delegate": "U2",
    "channel": "C9",
}
VIEW = {
    **render.view(FORM),
    "id": "V1",
    "hash": "h1",
    "state": {"values": {name: {name: state} for name, state in VALUES.items()}},
}


def test_a_form_sent_in_brings_answers_in_their_own_types():
    asked = read.form({"type": "view_submission", "user": PERSON, "team": {"id": "T1"}, "view": VIEW})

    assert isinstance(asked.heard, Answers)
    assert (asked.heard.form, asked.heard.about) == ("submit_statement", "A6|2")
    assert asked.heard.answers == ANSWERS
    assert asked.key == "slack:T1:V1"
    assert asked.fields == tuple(ANSWERS)


def test_a_changed_field_asks_for_its_form_to_be_drawn_again_with_what_stands_in_it():
    action = {**VALUES["rag"], "action_id": "rag", "block_id": "rag"}

    asked = pressed(action, view=VIEW, container={"type": "view", "view_id": "V1"}, channel=None)

    assert asked.heard == Press(
        by=asked.by,
        does=read.REFRESH,
        about="rag",
        value="red",
        form="submit_statement",
        form_about="A6|2",
        answers=ANSWERS,
    )
    assert asked.key.startswith("slack:T1:V1:h1:rag:")


def test_a_button_in_a_form_brings_the_form_with_it():
    action = {"type": "button", "action_id": "save_draft", "block_id": "x", "value": "A6"}

    asked = pressed(action, view=VIEW, container={"type": "view", "view_id": "V1"})

    assert (asked.heard.does, asked.heard.form) == ("save_draft", "submit_statement")
    assert asked.heard.answers["progress"] == "R&D < 5"


@pytest.mark.parametrize(
    "heard",
    [
        Typed(by=None, text="statement A6", as_typed="/statement A6"),
        Press(by=None, does="write", about="A6", value="x"),
    ],
)
def test_what_could_not_be_answered_can_be_done_again(heard):
    action = {"type": "button", "action_id": "again", "block_id": "x", "value": read.again(heard)}

    again = pressed(action).heard

    for name in ("text", "as_typed", "does", "about", "value"):
        assert getattr(again, name, None) == getattr(heard, name, None)


def test_shortcuts_say_what_they_stand_for():
    body = {"user": PERSON, "team": {"id": "T1"}, "trigger_id": "1.2"}
    message = {"text": "Where is A6 &amp; A7?\nThanks"}

    everywhere = read.shortcut({**body, "type": "shortcut", "callback_id": "write_statement"})
    on_message = read.shortcut(
        {
            **body,
            "type": "message_action",
            "callback_id": "find_named_action",
            "message": message,
            "channel": {"id": "C1"},
        }
    )

    assert everywhere.heard.text == "statement"
    assert on_message.heard.text == "status Where is A6 & A7?"
    assert read.shortcut({**body, "callback_id": "someone_elses"}) is None
