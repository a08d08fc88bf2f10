"""A small real Bolt app for the page's tests: a form with rules, a Home tab, a command, buttons that answer."""

from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None, description: str = "") -> Json:
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value or text.lower(), **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": action_id, **more}


RATINGS = [
    option("Green", description="On track for its deadline"),
    option("Amber", description="At risk, with a plan to bring it back"),
    option("Red", description="Off track"),
]


def request_blocks(manager: str) -> list[Json]:
    """What an officer is sent before a meeting."""
    return [
        {"type": "header", "text": plain("Your position statement is due")},
        {
            "type": "section",
            "text": mrkdwn(
                "*Holding to Account meeting, Friday 11 June 2021.* You are the accountable officer for two actions. "
                "Please write before *Tuesday 8 June, 17:00*."
            ),
        },
        {
            "type": "section",
            "block_id": "a6",
            "text": mrkdwn("*A6* Audits of practice lead to learning\n_Amber last time; deadline 30 June 2021_"),
            "accessory": button("Write statement", "write", style="primary"),
        },
        {
            "type": "section",
            "block_id": "a9",
            "text": mrkdwn("*A9* Case file audits every month\n_Green last time; deadline 31 July 2021_"),
            "accessory": button("Write statement", "write_a9"),
        },
        {
            "type": "actions",
            "block_id": "choices",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "remind",
                    "placeholder": plain("Remind me"),
                    "options": [option("Tomorrow morning"), option("On Monday")],
                },
                {"type": "datepicker", "action_id": "new_date", "placeholder": plain("Ask for a new date")},
                button(
                    "Nothing to report",
                    "nothing",
                    style="danger",
                    confirm={
                        "title": plain("Nothing to report?"),
                        "text": mrkdwn("The board will see *no statement this cycle* beside A6 and A9."),
                        "confirm": plain("Yes, say so"),
                        "deny": plain("Not yet"),
                    },
                ),
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [option("Name a delegate"), option("Say who should answer instead")],
                },
            ],
        },
        {
            "type": "context",
            "elements": [
                mrkdwn(f"Set up by <@{manager}>, programme manager. The improvement board will read what you write.")
            ],
        },
    ]


def summary_blocks() -> list[Json]:
    """A weekly summary with nearly every block of a message in it."""

    def cell(text: str) -> Json:
        return {"type": "raw_text", "text": text}

    rows = [
        ("A6", "Audits lead to learning", "Amber", "30 June 2021"),
        ("A12", "A named contact in every school", "Red", "16 July 2021"),
        ("A14", "Children with disabilities: reviews", "Red", "30 September 2021"),
    ]
    return [
        {"type": "header", "text": plain("Weekly summary: Monday 31 May 2021")},
        {
            "type": "section",
            "fields": [mrkdwn("*Red*\n2 (one more than last week)"), mrkdwn("*Amber*\n5 (the same)")],
        },
        {"type": "section", "fields": [mrkdwn("*Green*\n7 (one fewer)"), mrkdwn("*Done*\n1 (the same)")]},
        {
            "type": "table",
            "column_settings": [{}, {"is_wrapped": True}, {}, {"align": "right"}],
            "rows": [[cell(text) for text in row] for row in (("Ref", "Action", "Rating", "Deadline"), *rows)],
        },
        {"type": "divider"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Changed since last week", "style": {"bold": True}},
                        {"type": "text", "text": " (1):"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "A12", "style": {"bold": True}},
                                {"type": "text", "text": " went from Amber to Red: the deadline, 31 May, has passed."},
                            ],
                        }
                    ],
                },
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": "60 of 100 schools have a named contact."}],
                },
            ],
        },
        {"type": "context", "elements": [mrkdwn("Counted over 15 actions. Next summary: Monday 7 June 2021, 09:00.")]},
    ]


def form(said: str = "", **more: Any) -> Json:
    """The form for a position statement."""
    suggestion = [{"type": "section", "block_id": "suggested", "text": mrkdwn(said)}] if said else []
    return {
        "type": "modal",
        "callback_id": "statement",
        "title": plain("A6: your statement"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "context",
                "elements": [mrkdwn("The improvement board will read this. Leave out children’s names.")],
            },
            {
                "type": "input",
                "block_id": "progress",
                "label": plain("Progress since last time"),
                "hint": plain("Facts and figures: what is different for children?"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "text",
                    "multiline": True,
                    "max_length": 300,
                    "initial_value": "Audits fell to 15 of 25.",
                },
            },
            {
                "type": "input",
                "block_id": "rating",
                "dispatch_action": True,
                "label": plain("Your rating"),
                "element": {"type": "radio_buttons", "action_id": "rag", "options": RATINGS},
            },
            *suggestion,
            {
                "type": "input",
                "block_id": "next_steps",
                "optional": True,
                "label": plain("What will bring it back, and by when?"),
                "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "forecast",
                "optional": True,
                "label": plain("Forecast date"),
                "element": {"type": "datepicker", "action_id": "date", "placeholder": plain("Choose a date")},
            },
            {"type": "actions", "block_id": "aside", "elements": [button("What do the ratings mean?", "explain")]},
        ],
        **more,
    }


EXPLAINED: Json = {
    "type": "modal",
    "title": plain("What ratings mean"),
    "blocks": [{"type": "section", "text": mrkdwn("*Red*: the deadline has passed, or will be missed.")}],
}


def home(name: str) -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("What you owe")},
            {
                "type": "section",
                "text": mrkdwn("*A6* Audits of practice lead to learning\nStatement due *Tuesday 8 June, 17:00*"),
                "accessory": button("Write statement", "write", style="primary"),
            },
            {
                "type": "section",
                "text": mrkdwn("*A9* Case file audits every month\nStatement due *Tuesday 8 June, 17:00*"),
                "accessory": button("Write statement", "write_a9"),
            },
            {"type": "divider"},
            {"type": "header", "text": plain("Overdue")},
            {"type": "section", "text": mrkdwn("Nothing of yours is overdue.")},
            {"type": "divider"},
            {"type": "header", "text": plain("Your actions")},
            {
                "type": "section",
                "text": mrkdwn("*A6* Audits of practice lead to learning\nAmber · deadline 30 June 2021 (never moved)"),
            },
            {"type": "section", "text": mrkdwn("*A9* Case file audits every month\nGreen · deadline 31 July 2021")},
            {"type": "context", "elements": [mrkdwn(f"As of Tuesday 1 June 2021, 08:00 · you are {name}")]},
        ],
    }


def little_bot(client: AsyncWebClient, signing_secret: str, board: str) -> web.Application:
    """The bot as an aiohttp application that listens at /slack/events."""
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)

    @app.event("app_home_opened")
    async def show_home(event: Json) -> None:
        await client.views_publish(user_id=event["user"], view=home(f"<@{event['user']}>"))

    @app.event("message")
    async def echo(event: Json) -> None:
        await client.chat_postMessage(channel=event["channel"], text=f"You said: {event['text']}")

    @app.command("/account")
    async def account(ack: Any, command: Json) -> None:
        await ack(
            text="15 actions: 2 Red, 5 Amber, 7 Green, 1 Done.",
            blocks=[
                {"type": "section", "text": mrkdwn("*15 actions*: 2 Red, 5 Amber, 7 Green, 1 Done.")},
                {"type": "actions", "elements": [button("Share with the channel", "share")]},
            ],
        )

    @app.options("find")
    async def find(ack: Any, payload: Json) -> None:
        titles = ["A6 Audits of practice", "A9 Case file audits", "A12 A named contact"]
        await ack(options=[option(title) for title in titles if payload["value"].lower() in title.lower()])

    @app.action("find")
    async def found(ack: Any, body: Json) -> None:
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        await client.chat_postMessage(channel=body["channel"]["id"], text=f"You chose {chosen}.")
        await ack()

    @app.action("nothing")
    async def nothing(ack: Any, body: Json) -> None:
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        await client.chat_update(channel=channel, ts=ts, text="You have nothing to report.", blocks=[])
        await ack()

    @app.action("remind")
    async def remind(ack: Any, body: Json) -> None:
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        await client.chat_postMessage(channel=body["channel"]["id"], text=f"I will remind you: {chosen.lower()}.")
        await ack()

    _take_statements(app, client, board)
    return app.web_app(path="/slack/events")


def _take_statements(app: AsyncApp, client: AsyncWebClient, board: str) -> None:
    @app.action("write")
    async def write(ack: Any, body: Json) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @app.action("explain")
    async def explain(ack: Any, body: Json) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=EXPLAINED)
        await ack()

    @app.action("rag")
    async def suggest(ack: Any, body: Json) -> None:
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        said = f"The rules suggest *Amber*; you say *{chosen}*."
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=form(said))
        await ack()

    @app.view("statement")
    async def submit(ack: Any, view: Json) -> None:
        values = view["state"]["values"]
        rating, steps = values["rating"]["rag"]["selected_option"], values["next_steps"]["text"]["value"]
        if rating["value"] in ("red", "amber") and not steps:
            words = f"{rating['text']['text']} needs next steps: what will bring it back, and by when?"
            await ack(response_action="errors", errors={"next_steps": words})
            return
        await client.chat_postMessage(channel=board, text=f"A6 is recorded as {rating['text']['text']}.")
        await ack()

    @app.view_closed("statement")
    async def closed(ack: Any) -> None:
        await ack()
