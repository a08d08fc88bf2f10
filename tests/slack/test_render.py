from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SdkBlock

from bot.messages.parts import (
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
    Item,
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
    said,
)
from bot.messages.text import as_text
from handlers.slack import render
from sandbox.blocks import check_message_blocks, check_view
from tests.slack.reading import elements, unescaped, words

HOSTILE = [
    "<!channel>",
    "<!here> and @here and @channel",
    "<@U1> <#C1> <https://example.org|click>",
    "*bold* _slanted_ ~struck~ `code` ```block```",
    "&lt; &amp;amp; & < >",
    "> quoted\n>>> more",
    "in\u200bvis\u2060ible\ufeff",
    ":tada: at 10:30:45",
    "Ünïcödé \u202e backwards 👩‍👩‍👧",
    "word " * 2000,
    "x" * 10_000,
]
CHOICES = (Choice(value="red", label="Red"), Choice(value="amber", label="Amber"))
EVERY_PART = (
    Paragraph(text="Please write about A6 by 28 May."),
    Paragraph(lead="A6", text="Audit of practice. Red.", button=Button(label="Write", does="write", about="A6")),
    Bullets(lead="Overdue", items=(Item(lead="A6", text="Audits"), Item(text="Training"))),
    Facts(pairs=(("Deadline", "30 April"), ("Forecast", "16 July"))),
    Subheading(text="What happens next"),
    Note(text="Made up from a public report."),
    Quote(lead="Last time", text="Audits fell to 15 of 25."),
    Rule(),
    Buttons(buttons=(Button(label="Start", does="start", style="primary"), Button(label="Later", does="later"))),
    Menu(label="By priority", does="by_priority", choices=CHOICES, about="plan"),
)
EVERY_FIELD = (
    TextField(name="progress", label="Progress", many_lines=True, initial="Before", placeholder="In a sentence"),
    ChoiceField(name="rag", label="Rating", choices=CHOICES, initial="red", refreshes=True, hint="As you see it"),
    ChoiceField(name="agreed", label="Agreed?", choices=CHOICES, as_menu=False),
    ChoicesField(name="barriers", label="Barriers", choices=CHOICES, initial=("amber",), optional=True),
    DateField(name="forecast", label="Forecast", initial=date(2021, 7, 16), refreshes=True),
    TimeField(name="at", label="At", initial=time(9, 5)),
    PersonField(name="delegate", label="Delegate", initial="U1"),
    ChannelField(name="channel", label="Channel", initial="C1"),
)


def drawn(*parts, heading=""):
    return render.message(Message(kind="sample", heading=heading, parts=parts))


def is_accepted(blocks) -> bool:
    findings = check_message_blocks(blocks)
    return not findings.words or pytest.fail("; ".join(findings.words))


def is_accepted_view(view) -> bool:
    findings = check_view(view)
    return not findings.words or pytest.fail("; ".join(findings.words))


@pytest.mark.parametrize("part", EVERY_PART, ids=lambda part: part.part)
def test_every_part_is_taken_by_slack_and_says_all_its_words(part):
    blocks = drawn(part)["blocks"]

    assert is_accepted(blocks)
    shown = words(blocks)
    for word in as_text(Message(kind="", heading="", parts=(part,))).replace("“", "").replace("”", "").split():
        assert word in shown or word in ("•", "·", "Buttons:") or word.strip("[]:") in shown


def test_a_whole_message_is_also_there_in_words():
    message = Message(kind="sample", heading="Position statements", parts=EVERY_PART)

    whole = render.message(message)

    assert is_accepted(whole["blocks"])
    assert unescaped(whole["text"]) == as_text(message)
    assert whole["blocks"][0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": "Position statements", "emoji": False},
    }


def test_the_sdk_reads_back_what_we_drew():
    whole = drawn(*EVERY_PART, heading="Position statements")

    for block in whole["blocks"]:
        if block["type"] == "section" and block["text"].get("verbatim"):
            continue  # the SDK's own model has no room for verbatim beside a validated text
        parsed = SdkBlock.parse(block)
        assert parsed is not None
        parsed.validate_json()


def test_a_lead_is_strong():
    (block,) = drawn(Paragraph(lead="Next step", text="Write it"))["blocks"]

    (strong, plain) = block["elements"][0]["elements"]
    assert (strong["text"], strong["style"], plain["text"]) == ("Next step: ", {"bold": True}, "Write it")


def test_a_lead_beside_a_button_is_strong_unless_the_words_hold_a_mark():
    button = Button(label="Write", does="write")

    (tame,) = drawn(Paragraph(lead="A6", text="R&D < 5", button=button))["blocks"]
    (wild,) = drawn(Paragraph(lead="A6", text="2 * 3 * 4", button=button))["blocks"]

    assert tame["text"] == {"type": "mrkdwn", "text": "*A6:* R&amp;D &lt; 5", "verbatim": True}
    assert wild["text"] == {"type": "plain_text", "text": "A6: 2 * 3 * 4", "emoji": False}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_what_a_person_wrote_is_shown_as_they_wrote_it(hostile):
    button = Button(label="Press", does="press")
    for part in (
        Paragraph(text=hostile),
        Paragraph(lead=hostile, text="and more", button=button),
        Paragraph(lead="A6", text=hostile, button=button),
        Bullets(items=(Item(lead="A6", text=hostile),), lead=hostile),
        Facts(pairs=((hostile, hostile),)),
        Subheading(text=hostile),
        Note(text=hostile),
        Quote(text=hostile, lead="Last time"),
    ):
        whole = drawn(part)
        if len(hostile) < 5000:
            assert hostile in words(whole["blocks"])
        assert hostile in unescaped(whole["text"])
        assert "<" not in whole["text"]
        assert is_accepted(whole["blocks"])
        for text in elements(whole["blocks"], "mrkdwn"):
            assert "<" not in text["text"] and text["verbatim"]
            assert text["text"].count("*") == 2


def test_a_long_paragraph_is_split_after_a_sentence():
    text = "The audit was done. " * 310

    blocks = drawn(Paragraph(lead="A6", text=text))["blocks"]

    assert len(blocks) == 3
    assert words(blocks) == "A6: " + text
    assert all(words(block).endswith("done. ") for block in blocks)


def test_sixty_paragraphs_are_packed_tighter_and_none_is_lost():
    parts = [
        part for number in range(60) for part in (Subheading(text=f"Head {number}"), Paragraph(text=f"Line {number}."))
    ]

    blocks = drawn(*parts)["blocks"]

    assert is_accepted(blocks)
    lines = words(blocks).splitlines()
    assert lines == [line for number in range(60) for line in (f"Head {number}", f"Line {number}.")]


def test_a_message_too_long_for_slack_says_how_much_is_missing_and_keeps_its_buttons():
    items = tuple(Item(lead=f"A{number}", text="x" * 90) for number in range(400))
    message = Message(
        kind="status",
        heading="All",
        parts=(Bullets(items=items), Buttons(buttons=(Button(label="Next page", does="page"),))),
    )

    whole = render.message(message)

    assert is_accepted(whole["blocks"])
    assert len(words(whole["blocks"])) <= render.ROOM_IN_A_MESSAGE
    shown = words(whole["blocks"][:-2]).count("A")
    assert f"… {400 - (shown - 1)} more lines do not fit" in words(whole["blocks"][-2])
    assert elements(whole["blocks"][-1], "button")[0]["action_id"] == "page"
    assert unescaped(whole["text"]) == as_text(message)


def test_a_message_too_long_for_slack_keeps_its_buttons_where_a_last_line_stands_below_them():
    items = tuple(Item(text="x" * 90) for _ in range(400))
    below = (Buttons(buttons=(Button(label="Load", does="load"),)), Note(text="Nothing is saved before."))

    blocks = render.message(Message(kind="status", heading="", parts=(Bullets(items=items), *below)))["blocks"]

    assert is_accepted(blocks) and len(words(blocks)) <= render.ROOM_IN_A_MESSAGE
    assert elements(blocks[-2], "button")[0]["action_id"] == "load"
    assert "Nothing is saved before." in words(blocks[-1]) and "do not fit" in words(blocks[-3])


def test_text_longer_than_slack_takes_says_what_is_missing():
    message = Message(kind="status", heading="", parts=(Bullets(items=tuple(Item(text="&" * 900) for _ in range(60))),))

    text = render.message(message)["text"]

    assert len(text) <= 40_000
    shown = text.count("•")
    assert f"… {60 - shown} more lines do not fit" in text


def test_two_buttons_that_do_the_same_can_be_told_apart():
    same = tuple(Button(label=f"Write {ref}", does="write", about=ref) for ref in ("A1", "A2"))

    blocks = drawn(Buttons(buttons=same), Paragraph(text="Third", button=same[0]))["blocks"]

    ids = [button["action_id"] for button in elements(blocks, "button")]
    assert ids == ["write", "write#2", "write#3"]
    assert {render.strip_position(action_id) for action_id in ids} == {"write"}


def test_a_button_asks_before_it_acts_and_says_for_whom():
    button = Button(
        label="Close",
        does="close",
        style="danger",
        spoken="Close A6",
        confirm=Confirm(title="Close A6?", text="Its officer is told.", yes="Close it"),
    )

    (found,) = elements(drawn(Buttons(buttons=(button,)))["blocks"], "button")

    assert found["accessibility_label"] == "Close A6"
    assert found["style"] == "danger"
    assert found["confirm"]["deny"]["text"] == "Cancel"


@pytest.mark.parametrize(
    ("label", "spoken", "name"),
    [
        ("Vacate", "Leave Head of Early Help vacant", "Vacate: Leave Head of Early Help vacant"),
        ("Open again", "Open A6 again", "Open again: Open A6 again"),
        ("Write", "write the statement for A6", "write the statement for A6"),
    ],
)
def test_a_button_is_pressed_by_voice_with_the_words_that_stand_on_it(label, spoken, name):
    button = Button(label=label, does="vacate", spoken=spoken)

    (found,) = elements(drawn(Buttons(buttons=(button,)))["blocks"], "button")

    assert found["accessibility_label"] == name


def test_a_menu_brings_back_what_it_is_about():
    menu = Menu(label="By priority", does="by_priority", choices=CHOICES, about="plan|2")

    first, second = drawn(menu, menu)["blocks"]

    assert first["block_id"] != second["block_id"]
    assert {render.menu_about(block["block_id"]) for block in (first, second)} == {"plan|2"}


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (
            Menu(
                label="Which action?", does="pick", choices=tuple(Choice(value=str(n), label="x") for n in range(501))
            ),
            "501",
        ),
        (Menu(label="Which action?", does="pick", choices=()), "has 0 choices"),
        (Menu(label="Which?", does="pick", choices=(Choice(value="v" * 151, label="x"),)), "151"),
        (Buttons(buttons=(Button(label="Go", does="go", about="x" * 2001),)), "2,001"),
        (Buttons(buttons=(Button(label="Go", does="g" * 256),)), "256"),
        (Buttons(buttons=(Button(label=" ", does="go"),)), "no words"),
    ],
)
def test_what_slack_can_not_carry_is_refused_in_words(part, complaint):
    with pytest.raises(render.CannotDraw, match=complaint):
        drawn(part)


def test_a_message_with_nothing_in_it_is_refused():
    with pytest.raises(render.CannotDraw, match="nothing to show"):
        drawn(Bullets(items=()))


# Forms


def test_every_field_is_taken_by_slack():
    form = Form(name="submit_statement", title="A6", submit="Send", about="A6", parts=(*EVERY_PART[:-1], *EVERY_FIELD))

    view = render.view(form)

    assert is_accepted_view(view)
    assert (view["callback_id"], view["private_metadata"]) == ("submit_statement", "A6")
    inputs = {block["block_id"]: block for block in elements(view, "input")}
    assert [inputs[field.name]["element"]["type"] for field in EVERY_FIELD] == [
        "plain_text_input",
        "static_select",
        "radio_buttons",
        "checkboxes",
        "datepicker",
        "timepicker",
        "users_select",
        "conversations_select",
    ]
    assert inputs["progress"]["element"]["initial_value"] == "Before"
    assert inputs["forecast"]["element"]["initial_date"] == "2021-07-16"
    assert inputs["at"]["element"]["initial_time"] == "09:05"
    assert [name for name, block in inputs.items() if block.get("dispatch_action")] == ["rag", "forecast"]
    assert inputs["barriers"]["optional"] is True


def test_many_choices_become_a_menu():
    many = tuple(Choice(value=str(number), label=f"Post {number}") for number in range(30))
    fields = (
        ChoicesField(name="any", label="Any", choices=many, initial=("3",)),
        ChoiceField(name="one", label="One", choices=many, as_menu=False),
    )

    view = render.view(Form(name="f", title="F", submit="Go", parts=fields))

    assert [block["element"]["type"] for block in view["blocks"]] == ["multi_static_select", "static_select"]
    assert is_accepted_view(view)


def test_more_choices_than_slack_takes_in_a_list_stand_in_groups():
    many = tuple(Choice(value=str(number), label=f"Post {number}") for number in range(1, 251))
    fields = (
        ChoicesField(name="any", label="Any", choices=many, initial=("3", "249")),
        ChoiceField(name="one", label="One", choices=many, initial="250"),
    )

    view = render.view(Form(name="f", title="F", submit="Go", parts=fields))

    groups = [block["element"]["option_groups"] for block in view["blocks"]]
    assert [[group["label"]["text"] for group in each] for each in groups] == [
        ["1 to 100", "101 to 200", "201 to 250"]
    ] * 2
    assert [len(group["options"]) for group in groups[0]] == [100, 100, 50]
    assert view["blocks"][1]["element"]["initial_option"]["value"] == "250"
    assert is_accepted_view(view)
    menu = Menu(label="Which?", does="choose", choices=many)
    assert is_accepted(render.message(Message(kind="k", heading="Posts", parts=(menu,)))["blocks"])


def test_a_long_choice_goes_on_below():
    label = "Strengthen the quality assurance of practice so that every team manager audits two files each month"

    view = render.view(
        Form(
            name="f",
            title="F",
            submit="Go",
            parts=(ChoiceField(name="one", label="One", choices=(Choice(value="A6", label=label),), initial="A6"),),
        )
    )

    (option,) = view["blocks"][0]["element"]["options"]
    joined = option["text"]["text"].rstrip("…") + " " + option["description"]["text"].lstrip("…")
    assert joined == label
    assert is_accepted_view(view)


def test_errors_stand_beside_their_fields_when_a_form_is_drawn_again():
    form = Form(name="f", title="F", submit="Go", parts=EVERY_FIELD)

    view = render.view(form, {"rag": "Red needs next steps.", "nowhere": "The meeting has been held."})

    assert is_accepted_view(view)
    at = [block.get("block_id") for block in view["blocks"]].index("rag")
    assert "Red needs next steps." in words(view["blocks"][at + 1])
    assert "The meeting has been held." in words(view["blocks"][0])


def test_a_field_keeps_its_block_when_the_form_is_drawn_again():
    form = Form(name="f", title="F", submit="Go", parts=EVERY_FIELD)

    again = render.view(form.model_copy(update={"parts": (Paragraph(text="Suggested: Red"), *EVERY_FIELD)}))

    ids = [(b["block_id"], b["element"]["action_id"]) for b in elements(render.view(form), "input")]
    assert ids == [(b["block_id"], b["element"]["action_id"]) for b in elements(again, "input")]


def test_a_longer_limit_than_slacks_is_said():
    field = TextField(name="progress", label="Progress", longest=5000)

    view = render.view(Form(name="f", title="F", submit="Go", parts=(field,)))

    (block,) = (each for each in view["blocks"] if each["type"] == "input")
    assert block["element"]["max_length"] == 3000
    assert "3,000" in block["hint"]["text"]


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ((EVERY_FIELD[0], EVERY_FIELD[0]), "two fields of one name"),
        ((TextField(name="t", label="Progress", initial="x" * 3001),), "3,001"),
        (tuple(DateField(name=f"d{n}", label="Day") for n in range(101)), "101 blocks"),
        ((DateField(name="d", label=" "),), "no label"),
    ],
)
def test_a_form_that_slack_can_not_show_is_refused(parts, complaint):
    with pytest.raises(render.CannotDraw, match=complaint):
        render.view(Form(name="f", title="F", submit="Go", parts=parts))


def test_a_home_tab_is_taken_by_slack():
    parts = EVERY_PART * 12

    view = render.home(Message(kind="home", heading="What you owe", parts=parts))

    assert is_accepted_view(view)
    assert view["type"] == "home"
    assert words(view["blocks"]).count("Please write about A6") == 12


# Anything at all

ANY = st.one_of(st.text(max_size=400), st.sampled_from(HOSTILE), st.text(alphabet="*_~`<>&@!: \n", max_size=60))
SAYING = ANY.filter(lambda text: text.strip())
LABEL = SAYING.map(lambda text: text[:200].strip()).filter(bool)
BUTTON = st.builds(Button, label=LABEL, does=st.sampled_from(["write", "start"]), about=st.text(max_size=2000))
CHOICE = st.builds(Choice, value=st.text(min_size=1, max_size=150), label=LABEL)
SOME = st.lists(CHOICE, min_size=1, max_size=12, unique_by=lambda choice: choice.value).map(tuple)
ITEM = st.builds(Item, text=ANY, lead=ANY)
PART = st.one_of(
    st.builds(Paragraph, text=ANY, lead=ANY, button=st.none() | BUTTON),
    st.builds(Bullets, items=st.lists(ITEM, max_size=6).map(tuple), lead=ANY),
    st.builds(Facts, pairs=st.lists(st.tuples(ANY, ANY), max_size=6).map(tuple)),
    st.builds(Subheading, text=ANY),
    st.builds(Note, text=ANY),
    st.builds(Quote, text=ANY, lead=ANY),
    st.builds(Rule),
    st.builds(Buttons, buttons=st.lists(BUTTON, max_size=5).map(tuple)),
)
MENU = st.builds(Menu, label=ANY, does=st.just("pick"), choices=SOME, about=st.text(max_size=200))
MESSAGE = st.builds(Message, kind=st.just("any"), heading=SAYING, parts=st.lists(PART | MENU, max_size=30).map(tuple))


@settings(max_examples=60, deadline=None)
@given(MESSAGE)
def test_any_message_is_drawn_within_slacks_limits_with_nothing_lost_from_its_text(message):
    whole = render.message(message)

    assert is_accepted(whole["blocks"])
    assert len(whole["text"]) <= 40_000
    if len(render.escape(as_text(message))) <= 40_000:
        assert unescaped(whole["text"]) == as_text(message)
    assert is_accepted_view(render.home(message))


@st.composite
def forms(draw):
    names = iter(f"field{number}" for number in range(99))
    fields = st.one_of(
        st.builds(
            TextField, name=st.builds(lambda: next(names)), label=LABEL, hint=ANY, initial=st.text(max_size=3000)
        ),
        st.builds(ChoiceField, name=st.builds(lambda: next(names)), label=LABEL, choices=SOME, as_menu=st.booleans()),
        st.builds(ChoicesField, name=st.builds(lambda: next(names)), label=LABEL, choices=SOME, hint=ANY),
        st.builds(DateField, name=st.builds(lambda: next(names)), label=LABEL, initial=st.none() | st.dates()),
        st.builds(TimeField, name=st.builds(lambda: next(names)), label=LABEL, initial=st.none() | st.times()),
    )
    parts = draw(st.lists(PART | fields, max_size=12))
    return Form(name="any", title="Any", submit="Send", about=draw(st.text(max_size=3000)), parts=tuple(parts))


@settings(max_examples=60, deadline=None)
@given(forms(), st.dictionaries(st.sampled_from(["field0", "field1", "none"]), SAYING, max_size=2))
def test_any_form_is_drawn_within_slacks_limits(form, errors):
    try:
        view = render.view(form, errors)
    except render.CannotDraw as refusal:
        assert "blocks" in str(refusal)
        return
    assert is_accepted_view(view)


def test_a_sentence_is_one_block():
    assert len(render.message(said("done", "Thank you."))["blocks"]) == 1
