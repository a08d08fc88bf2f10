import asyncio
import logging

import pytest

from bot.domain.refusals import Refusal
from bot.messages.parts import (
    Button,
    Buttons,
    Choice,
    ChoiceField,
    DateField,
    Form,
    Message,
    Paragraph,
    Reply,
    TextField,
    said,
)
from bot.use_cases.heard import Answers, HomeOpened, Press, Typed
from sandbox.clock import MachineTime
from sandbox.dispatch import at_once
from tests.slack.pretend import Waits, play
from tests.slack.reading import words

SECRET_WORDS = "Audits fell to 15 of 25"
BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket mode"])
CHOICES = (Choice(value="red", label="Red"), Choice(value="green", label="Green"))


def statement(*more) -> Form:
    return Form(
        name="submit_statement",
        title="A6",
        submit="Send",
        about="A6",
        parts=(
            *more,
            TextField(name="progress", label="Progress", many_lines=True),
            ChoiceField(name="rag", label="Rating", choices=CHOICES, refreshes=True),
            TextField(name="next_steps", label="Next steps", optional=True),
            Buttons(buttons=(Button(label="Save draft", does="save_draft", about="A6"),)),
        ),
    )


def answer(text: str, *more) -> Reply:
    return Reply(message=said("answer", text, *more))


WRITE = Buttons(buttons=(Button(label="Write", does="write", about="A6"),))


def an_officer_writes(heard):
    match heard:
        case Typed():
            return answer(f"You asked for {heard.text}.", WRITE)
        case Press(does="write"):
            return Reply(form=statement(), settled=False)
        case Press(does="refresh"):
            return Reply(form=statement(Paragraph(text=f"Suggested: {heard.value}")), settled=False)
        case Press(does="save_draft"):
            return answer("Your draft is kept.")
        case Answers() if heard.answers["rag"] == "red" and not heard.answers["next_steps"]:
            return Reply(errors={"next_steps": "Red needs next steps."}, settled=False)
        case Answers():
            return answer("Thank you. A6 is recorded as Red.")
        case HomeOpened():
            return answer("You owe nothing.", WRITE)


@BOTH_WAYS
def test_an_officer_asks_opens_the_form_is_corrected_and_sends_it(socket):
    async def story(here):
        here.bot.do = an_officer_writes
        grace = here.grace
        asked = await grace.command("/status", "A6")
        assert asked.text.startswith("You asked for status A6.")
        assert asked.messages[0].ephemeral_for == grace.person.id

        await grace.click(asked.messages[0], "write")
        form = grace.modal()
        await grace.sets(form, "progress", SECRET_WORDS)
        await grace.sets(form, "rag", "red")
        assert "Suggested: red" in words(grace.modal().blocks)

        first = await grace.submits()
        assert first.errors == {"next_steps": "Red needs next steps."}

        await grace.submits(values={"next_steps": "Two audits a month."})
        assert grace.modal() is None
        assert grace.messages()[-1].text == "Thank you. A6 is recorded as Red."
        sent = here.bot.heard[-1]
        assert dict(sent.answers) == {"progress": SECRET_WORDS, "rag": "red", "next_steps": "Two audits a month."}

    play(story, socket=socket)


@BOTH_WAYS
def test_what_takes_longer_than_slack_waits_is_acknowledged_and_answered_when_it_is_there(socket):
    async def story(here):
        acknowledged = asyncio.Event()
        shown = here.sandbox.dispatch.answer_shown

        async def once_acknowledged():
            acknowledged.set()
            await shown()

        async def after_the_acknowledgement(heard):
            await acknowledged.wait()
            acknowledged.clear()
            return an_officer_writes(heard)

        here.sandbox.dispatch.answer_shown = once_acknowledged
        here.bot.do = after_the_acknowledgement
        grace = here.grace
        asked = await grace.command("/status", "A6")
        said = [each.text.splitlines()[0] for each in asked.messages]
        assert said == ["One moment: the answer follows here.", "You asked for status A6."]
        assert {each.ephemeral_for for each in asked.messages} == {grace.person.id}

        await grace.click(asked.messages[-1], "write")
        assert "Progress" in words(grace.modal().blocks)

    play(story, socket=socket, within=0.0)


@BOTH_WAYS
def test_the_bot_is_spoken_to_in_private_in_a_channel_and_on_its_home_tab(socket):
    async def story(here):
        here.bot.do = an_officer_writes
        grace = here.grace
        await grace.say(None, "status overdue")
        assert grace.messages()[-1].text.startswith("You asked for status overdue.")

        await grace.say("board", "@Accountable status red")
        reply = grace.messages("board")[-1]
        assert reply.text.startswith("You asked for status red.")
        assert reply.ephemeral_for == grace.person.id

        home = await grace.opens_home()
        assert "You owe nothing." in words(home.blocks)
        await grace.click(home, "write")
        assert grace.modal().payload["callback_id"] == "submit_statement"

    play(story, socket=socket)


def test_an_answer_in_a_form_is_laid_on_top_and_what_was_typed_stays():
    async def story(here):
        here.bot.do = an_officer_writes
        grace = here.grace
        asked = await grace.command("/account", "statement A6")
        await grace.click(asked.messages[0], "write")
        form = grace.modal()
        await grace.sets(form, "progress", SECRET_WORDS)

        await grace.click(form, "save_draft")

        assert "Your draft is kept." in words(grace.modal().blocks)
        assert here.bot.heard[-1].answers["progress"] == SECRET_WORDS
        await grace.closes()
        assert grace.modal().values["progress"]["progress"]["value"] == SECRET_WORDS

    play(story)


def test_an_answer_on_the_home_tab_is_a_panel_and_the_tab_is_drawn_again():
    async def story(here):
        presses = []

        def do(heard):
            if isinstance(heard, HomeOpened):
                return answer(f"{len(presses)} pressed", Buttons(buttons=(Button(label="Pause", does="pause"),)))
            presses.append(heard)
            return answer("Everything is paused.")

        here.bot.do = do
        home = await here.grace.opens_home()
        await here.grace.click(home, "pause")

        assert "Everything is paused." in words(here.grace.modal().blocks)
        assert "1 pressed" in words(here.grace.home().blocks)

    play(story)


def test_paging_an_answer_that_one_person_sees_replaces_it():
    async def story(here):
        def do(heard):
            page = heard.about if isinstance(heard, Press) else "1"
            more = Buttons(buttons=(Button(label="Next", does="page", about=str(int(page) + 1)),))
            return answer(f"Page {page}", more)

        here.bot.do = do
        asked = await here.grace.command("/account", "status")
        await here.grace.click(asked.messages[0], "page")

        (shown,) = here.grace.messages()
        assert "Page 2" in words(shown.blocks)
        await here.grace.click(shown, "page")
        assert len(set(here.bot.keys[1:])) == 2

    play(story)


def test_a_refusal_is_the_answer():
    async def story(here):
        def do(heard):
            raise Refusal("Only the chair can close an action. Ask Omar Aziz.")

        here.bot.do = do
        asked = await here.grace.command("/account", "close A6")
        assert asked.text == "Only the chair can close an action. Ask Omar Aziz."

    play(story)


@pytest.mark.parametrize(
    ("refusal", "field"),
    [
        (Refusal("Red needs next steps.", field="next_steps"), "next_steps"),
        (Refusal("The meeting has been held."), "next_steps"),
        (Refusal("Choose a post.", field="post"), "next_steps"),
    ],
    ids=["its own field", "no field", "a field that is not there"],
)
def test_a_refusal_leaves_the_form_open_with_what_was_typed(refusal, field):
    async def story(here):
        def do(heard):
            if isinstance(heard, Answers):
                raise refusal
            return an_officer_writes(heard)

        here.bot.do = do
        asked = await here.grace.command("/account", "A6")
        await here.grace.click(asked.messages[0], "write")

        outcome = await here.grace.submits(values={"progress": SECRET_WORDS, "rag": "green"})

        assert outcome.errors == {field: refusal.words}
        assert here.grace.modal().values["progress"]["progress"]["value"] == SECRET_WORDS

    play(story)


def test_a_bug_is_logged_once_with_a_reference_that_the_person_is_told(caplog):
    async def story(here):
        def do(heard):
            raise KeyError(SECRET_WORDS)

        here.bot.do = do
        asked = await here.grace.command("/account", "status")

        assert "nothing was saved" in asked.text
        assert "ABC123" in asked.text

    with caplog.at_level(logging.WARNING):
        play(story)
    (logged,) = [record for record in caplog.records if "ABC123" in record.getMessage()]
    assert "KeyError" in logged.getMessage()
    assert SECRET_WORDS not in caplog.text


def test_a_bug_in_a_form_keeps_what_was_typed():
    async def story(here):
        def do(heard):
            if isinstance(heard, Answers):
                raise ZeroDivisionError
            return an_officer_writes(heard)

        here.bot.do = do
        asked = await here.grace.command("/account", "A6")
        await here.grace.click(asked.messages[0], "write")
        outcome = await here.grace.submits(values={"progress": SECRET_WORDS, "rag": "green"})

        assert "ABC123" in outcome.errors["next_steps"]
        assert here.grace.modal() is not None

    play(story)


def test_an_expired_trigger_leaves_a_button_that_opens_the_form_after_all():
    moved = {"by": 0.0}

    async def story(here):
        async def slowly(heard):
            if not moved["by"]:
                moved["by"] = 4.0
            else:
                moved["by"] += 0.1
            return Reply(form=statement(), settled=False)

        here.bot.do = slowly
        await here.grace.command("/statement", "A6")
        assert here.grace.modal() is None
        offered = here.grace.messages()[-1]
        assert "Your form “A6” is ready." in offered.text

        await here.grace.click(offered, "again")

        assert here.grace.modal().payload["callback_id"] == "submit_statement"
        assert [heard.text for heard in here.bot.heard] == ["statement A6", "statement A6"]

    play(story, time=MachineTime(monotonic=lambda: 1000.0 + moved["by"]))


def test_a_form_asked_for_in_words_is_offered_with_a_button():
    async def story(here):
        here.bot.do = lambda heard: Reply(form=statement(), settled=False)
        await here.grace.say(None, "statement A6")
        await here.grace.click(here.grace.messages()[-1], "again")
        assert here.grace.modal().text("title") == "A6"

    play(story)


def test_two_changes_at_once_end_with_the_form_drawn():
    async def story(here):
        both = asyncio.Barrier(2)

        async def do(heard):
            if isinstance(heard, Press) and heard.does == "refresh":
                await both.wait()
                return Reply(form=form(Paragraph(text=f"Suggested after {heard.about}")), settled=False)
            return Reply(form=form(), settled=False)

        def form(*more):
            fields = (
                ChoiceField(name="rag", label="Rating", choices=CHOICES, refreshes=True),
                DateField(name="forecast", label="Forecast", refreshes=True),
            )
            return Form(name="f", title="A6", submit="Send", parts=(*more, *fields))

        here.bot.do = do
        await here.grace.command("/statement", "A6")
        view = here.grace.modal()

        await asyncio.gather(here.grace.sets(view, "rag", "red"), here.grace.sets(view, "forecast", "2021-07-16"))

        assert here.sandbox.calls["views.update"] == 3
        assert "Suggested after" in words(here.grace.modal().blocks)
        assert here.grace.modal().values["forecast"]["forecast"]["selected_date"] == "2021-07-16"

    play(story)


@pytest.mark.parametrize(("seconds", "waited", "answers"), [(7, [7], ["Done."]), (40, [], [])])
def test_an_answer_waits_as_long_as_slack_asks_it_to_unless_that_is_too_long(seconds, waited, answers, caplog):
    waits = Waits()

    async def story(here):
        here.sandbox.faults.order("chat.postMessage", "ratelimited", seconds=seconds)
        await here.grace.say(None, "status")
        await here.boundary.drain()

        assert [message.text for message in here.grace.messages()] == ["status", *answers]

    play(story, waits=waits)
    assert waits.for_seconds == waited
    assert ("chat.postMessage failed" in caplog.text) is (not answers)


def test_an_event_sent_twice_is_answered_once():
    async def story(here):
        here.sandbox.faults.order("event:message", "twice")
        await here.grace.say(None, "status")

        assert len(here.bot.heard) == 1
        assert [message.text for message in here.grace.messages()] == ["status", "Done."]

    play(story)


def test_when_the_note_can_not_be_sent_the_form_says_it():
    async def story(here):
        here.bot.do = an_officer_writes
        asked = await here.grace.command("/account", "A6")
        await here.grace.click(asked.messages[0], "write")
        here.sandbox.faults.order("chat.postMessage", "server_error")

        await here.grace.submits(values={"progress": SECRET_WORDS, "rag": "green"})

        assert "Thank you. A6 is recorded as Red." in words(here.grace.modal().blocks)

    play(story)


def test_an_answer_that_can_not_be_drawn_is_owned_up_to():
    async def story(here):
        here.bot.do = lambda heard: Reply(message=Message(kind="empty", heading=""))
        asked = await here.grace.command("/account", "status")
        assert "What you did is saved." in asked.text
        assert "ABC123" in asked.text

    play(story)


def test_the_bot_does_not_hear_itself():
    async def story(here):
        await here.gateway.send(here.outgoing(here.grace.person.id, "status"))
        assert here.bot.heard == []

    play(story)


def test_shortcuts_answer_without_typing():
    async def story(here):
        here.bot.do = an_officer_writes
        await here.grace.shortcut("show_status")
        assert "You asked for status." in words(here.grace.modal().blocks)
        await here.grace.closes()

        message = await here.grace.say("board", "What about A6?")
        await here.grace.shortcut("find_named_action", message)
        assert here.grace.messages("board")[-1].text.startswith("You asked for status What about A6?")

    play(story)


def test_a_request_that_slack_did_not_sign_is_not_heard():
    async def story(here):
        here.sandbox.signing_secret = "not the secret"
        here.sandbox.connect_bot(here.sandbox._request_url)
        outcome = await here.grace.command("/account", "status")
        assert "failed" in outcome.text
        assert here.bot.heard == []

    play(story)


def test_nothing_is_asked_of_slack_on_a_request():
    async def story(here):
        before = dict(here.sandbox.calls)
        for _ in range(3):
            await here.grace.command("/account", "status")
        assert here.sandbox.calls == before

    play(story)


def test_a_slow_slack_does_not_hold_up_the_acknowledgement_and_the_answer_still_comes():
    async def story(here):
        here.bot.do = an_officer_writes
        here.sandbox.dispatch.answer_shown = at_once
        for method in ("chat.postMessage", "views.publish"):
            here.sandbox.faults.order(method, "slow", seconds=0.2)

        await here.grace.say(None, "status")
        home_before = await here.grace.opens_home()
        assert home_before is None
        await here.boundary.drain()

        assert here.grace.messages()[-1].text.startswith("You asked for status.")
        assert "You owe nothing." in words(here.grace.home().blocks)

    play(story)


def test_an_answer_in_private_that_can_not_be_drawn_is_owned_up_to():
    async def story(here):
        here.bot.do = lambda heard: Reply(message=Message(kind="empty", heading=""))
        await here.grace.say(None, "status")
        await here.boundary.drain()
        assert "ABC123" in here.grace.messages()[-1].text

    play(story)
