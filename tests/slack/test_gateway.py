import logging

import pytest

from bot.messages.parts import Bullets, Item, Message, Paragraph
from bot.ports import Dead, Guest, InDoubt, LeftAsItWas, NotAllowedToLook, Outgoing, Reachable, Retry, Sent
from handlers.slack.calls import Clients
from handlers.slack.gateway import SlackGateway
from handlers.slack.guests import PAGE
from tests.slack.pretend import play

SECRET_WORDS = "Audits fell to 15 of 25"


def test_a_message_to_a_person_arrives_once_and_carries_its_key():
    async def story(here):
        sent = await here.gateway.send(here.outgoing(here.grace.person.id))

        (message,) = here.grace.messages()
        assert sent == Sent(f"{message.channel}:{message.ts}")
        assert message.metadata == {
            "event_type": "accountable_message",
            "event_payload": {"key": "board1|request|grace"},
        }
        assert await here.gateway.find(here.outgoing(here.grace.person.id)) == sent

    play(story)


def test_the_direct_conversation_is_asked_for_once():
    async def story(here):
        for number in range(3):
            await here.gateway.send(here.outgoing(here.grace.person.id, key=str(number)))
        assert here.sandbox.calls["conversations.open"] == 1

    play(story)


def test_a_message_that_was_never_sent_is_not_found():
    async def story(here):
        await here.gateway.send(here.outgoing(here.grace.person.id, key="another"))

        assert await here.gateway.find(here.outgoing(here.grace.person.id)) is None

    play(story)


def test_a_connection_cut_after_the_post_is_in_doubt_and_can_be_looked_up():
    async def story(here):
        here.sandbox.faults.order("chat.postMessage", "drop")
        outgoing = here.outgoing(here.grace.person.id, SECRET_WORDS)

        outcome = await here.gateway.send(outgoing)

        assert isinstance(outcome, InDoubt)
        assert SECRET_WORDS not in outcome.why
        assert isinstance(await here.gateway.find(outgoing), Sent)
        assert len(here.grace.messages()) == 1

    play(story)


def test_what_slack_answers_is_sorted_into_yes_later_no_and_perhaps(caplog):
    caplog.set_level(logging.DEBUG, logger="accountable")

    async def story(here):
        cases = [
            ({"kind": "server_error"}, InDoubt),
            ({"kind": "garbage"}, InDoubt),
            ({"kind": "empty"}, InDoubt),
            ({"kind": "truncated"}, InDoubt),
            ({"kind": "hang"}, InDoubt),
            ({"kind": "slow", "seconds": 30}, InDoubt),
            ({"kind": "refuse"}, InDoubt),
            ({"kind": "ratelimited", "seconds": 7}, Retry),
        ]
        for order, expected in cases:
            here.sandbox.faults.order("chat.postMessage", order["kind"], seconds=order.get("seconds", 1))
            outcome = await here.gateway.send(here.outgoing(here.grace.person.id, SECRET_WORDS))
            assert isinstance(outcome, expected), (order, outcome)
            assert here.sandbox.bot_token not in repr(outcome)
            assert SECRET_WORDS not in repr(outcome)
            if isinstance(outcome, Retry):
                assert (outcome.after, outcome.holds) == (7.0, "send")

    play(story, patience=0.4)
    assert SECRET_WORDS not in caplog.text


@pytest.mark.parametrize(
    ("asked_for", "after"),
    [(0, 1.0), (-30, 1.0), (59, 59.0), (3_600, 3_600.0), (86_400 * 365, 3_600.0), (10**400, 3_600.0)],
    ids=["at once", "less than that", "a minute", "an hour", "a year", "for ever"],
)
def test_a_wait_that_slack_can_not_mean_ends_within_the_hour(asked_for, after):
    async def story(here):
        here.sandbox.faults.order("chat.postMessage", "ratelimited", seconds=asked_for)

        outcome = await here.gateway.send(here.outgoing(here.grace.person.id))

        assert outcome == Retry(after, "Slack asked us to slow down")

    play(story)


def test_an_answer_that_is_none_says_so():
    async def story(here):
        here.sandbox.faults.order("chat.postMessage", "garbage")

        outcome = await here.gateway.send(here.outgoing(here.grace.person.id))

        assert outcome == InDoubt("Slack's answer could not be read")

    play(story)


def test_a_method_that_slack_limits_is_left_alone_in_that_workspace_and_no_other():
    async def story(here):
        here.sandbox.faults.order("users.info", "ratelimited", seconds=30)
        team, calls, passed = here.workspace.team_id, here.sandbox.calls, [0.0]
        clients = Clients(here.clients.find, here.clients.session, here.sandbox.api_url, seconds=lambda: passed[0])
        gateway, grace = SlackGateway(clients), here.grace.person.id

        first = await gateway.reachable(team, grace)
        passed[0] = 20.0
        second = await gateway.reachable(team, grace)

        assert (first, calls["users.info"]) == (Retry(30.0, "Slack asked us to slow down", holds="look"), 1)
        assert second == Retry(10.0, "Slack asked us to slow down", holds="look", was_asked=False)
        assert isinstance(await gateway.send(here.outgoing(grace)), Sent)
        assert await gateway.reachable("T0ELSEWHERE", grace) == Reachable(yes=True)
        passed[0] = 30.0
        assert await gateway.reachable(team, grace) == Reachable(yes=True)

    play(story)


def test_looking_for_a_message_waits_too_when_slack_limits_it():
    async def story(here):
        here.sandbox.faults.order("conversations.history", "ratelimited", seconds=9)
        found = await here.gateway.find(here.outgoing(here.grace.person.id))
        assert found == Retry(9.0, "Slack asked us to slow down", holds="look")

    play(story)


def test_a_failure_before_the_post_is_certainly_not_sent():
    async def story(here):
        here.sandbox.faults.order("conversations.open", "server_error")

        outcome = await here.gateway.send(here.outgoing(here.grace.person.id))

        assert isinstance(outcome, Retry)
        assert outcome.holds == "conversation"
        assert here.sandbox.calls.get("chat.postMessage") is None

    play(story)


def test_a_channel_without_the_bot_is_explained_to_the_programme_manager():
    async def story(here):
        outcome = await here.gateway.send(here.outgoing(here.workspace.channel("elsewhere").id))

        assert isinstance(outcome, Dead)
        assert "Accountable is not in the channel" in outcome.why
        assert "/invite @Accountable" in outcome.why

    play(story)


def test_someone_unknown_is_explained():
    async def story(here):
        outcome = await here.gateway.send(here.outgoing("U0NOBODY"))
        assert isinstance(outcome, Dead)
        assert "Slack knows nobody" in outcome.why

    play(story)


def test_a_missing_permission_is_named():
    async def story(here):
        outcome = await here.gateway.send(here.outgoing(here.grace.person.id))
        assert isinstance(outcome, Dead)
        assert "chat:write" in outcome.why

    play(story, scopes={"im:write", "im:history"})


def test_a_channel_whose_history_was_not_granted_can_not_be_looked_at():
    async def story(here):
        board = here.workspace.channel("board").id
        await here.gateway.send(here.outgoing(board))
        assert await here.gateway.find(here.outgoing(board)) == NotAllowedToLook()

    play(story, scopes={"im:write", "im:history", "chat:write", "users:read"})


def test_a_changed_message_stands_in_the_place_of_the_old_one_with_its_key():
    async def story(here):
        outgoing = here.outgoing(here.grace.person.id)
        sent = await here.gateway.send(outgoing)
        newer = here.outgoing(here.grace.person.id, "You answered on Tuesday.", key="amend:1:1")

        assert await here.gateway.amend(newer, sent.ref) == sent
        assert await here.gateway.amend(newer, sent.ref) == sent

        (message,) = here.grace.messages()
        assert message.text == "You answered on Tuesday."
        assert "You answered on Tuesday." in str(message.blocks)
        assert await here.gateway.find(outgoing) == sent

    play(story)


def test_a_change_whose_answer_was_lost_is_simply_made_again():
    async def story(here):
        sent = await here.gateway.send(here.outgoing(here.grace.person.id))
        here.sandbox.faults.order("chat.update", "drop")
        newer = here.outgoing(here.grace.person.id, "You answered.")

        assert isinstance(await here.gateway.amend(newer, sent.ref), InDoubt)
        assert await here.gateway.amend(newer, sent.ref) == sent
        assert [message.text for message in here.grace.messages()] == ["You answered."]

    play(story)


def test_a_message_that_is_gone_or_not_its_own_stays_as_it_is():
    async def story(here):
        board = here.workspace.channel("board")
        sent = await here.gateway.send(here.outgoing(board.id))
        others = here.workspace.post(board, here.grace.person.id, "Mine.")
        newer = here.outgoing(board.id, "You answered.")

        assert isinstance(await here.gateway.amend(newer, f"{board.id}:{others.ts}"), LeftAsItWas)
        assert others.text == "Mine."
        board.is_archived = True
        archived = await here.gateway.amend(newer, sent.ref)
        board.is_archived = False
        here.workspace.remove(board.by_ts[sent.ref.partition(":")[2]])
        gone = await here.gateway.amend(newer, sent.ref)

        assert archived == LeftAsItWas("the conversation on Slack is archived or closed")
        assert gone == LeftAsItWas("the message is no longer on Slack")

    play(story)


def test_a_change_that_is_very_long_fits_what_slack_takes_of_one():
    async def story(here):
        sent = await here.gateway.send(here.outgoing(here.workspace.channel("board").id))
        parts = (Paragraph(text="Everything."), Bullets(items=tuple(Item(text="word " * 40) for _ in range(300))))
        message = Message(kind="status", heading="", parts=parts)

        outcome = await here.gateway.amend(Outgoing(here.workspace.team_id, sent.ref[:11], "long", message), sent.ref)

        assert outcome == sent

    play(story)


def test_when_slack_will_not_say_looking_is_in_doubt():
    async def story(here):
        here.sandbox.faults.order("conversations.history", "server_error")
        assert isinstance(await here.gateway.find(here.outgoing(here.grace.person.id)), InDoubt)

    play(story)


def test_a_deactivated_person_is_not_reachable_though_slack_would_say_ok():
    async def story(here):
        person = here.grace.person
        assert (await here.gateway.reachable(here.workspace.team_id, person.id)).yes
        here.workspace.deactivate(person.id)

        answer = await here.gateway.reachable(here.workspace.team_id, person.id)

        assert not answer.yes
        assert answer.why.startswith("Grace Hall’s Slack account is deactivated.")

    play(story)


def test_a_bot_and_nobody_are_not_reachable_and_a_channel_is_left_to_the_sending():
    async def story(here):
        team = here.workspace.team_id
        assert not (await here.gateway.reachable(team, here.workspace.bot.id)).yes
        assert not (await here.gateway.reachable(team, "U0NOBODY")).yes
        assert (await here.gateway.reachable(team, here.workspace.channel("board").id)).yes
        here.sandbox.faults.order("users.info", "server_error")
        assert (await here.gateway.reachable(team, here.grace.person.id)).yes

    play(story)


def test_a_very_long_message_arrives_with_a_line_that_says_so():
    async def story(here):
        parts = (Paragraph(text="Everything."), Bullets(items=tuple(Item(text="word " * 40) for _ in range(300))))
        message = Message(kind="status", heading="", parts=parts)

        outcome = await here.gateway.send(
            Outgoing(here.workspace.team_id, here.workspace.channel("board").id, "long", message)
        )

        assert isinstance(outcome, Sent)
        (posted,) = here.grace.messages("board")
        assert "more lines do not fit" in str(posted.blocks)

    play(story)


def test_a_message_that_slack_can_not_show_is_dead_with_the_reason():
    async def story(here):
        message = Message(kind="empty", heading="")
        outcome = await here.gateway.send(Outgoing(here.workspace.team_id, here.grace.person.id, "k", message))
        assert outcome == Dead("This message cannot be shown on Slack: The message empty has nothing to show.")

    play(story)


@pytest.mark.parametrize("address", ["https://[x", "https://]/", "http://[::1/x", "", "no address"])
def test_what_is_no_address_at_all_is_not_slacks(address):
    async def story(here):
        assert not here.clients.is_ours(address)

    play(story)


def test_who_is_a_guest_in_a_channel_is_said_before_anything_is_posted_there_and_is_looked_up_once_a_minute():
    async def story(here):
        seconds = [0.0]
        gateway = SlackGateway(here.clients, lambda: seconds[0])
        team, board = here.workspace.team_id, here.workspace.channel("board")
        assert (await gateway.reachable(team, board.id)).guests == ()

        guest = here.workspace.add_person("Somebody Else", is_guest=True)
        board.members.append(guest.id)
        seconds[0] = 59.0
        assert (await gateway.reachable(team, board.id)).guests == ()
        asked = here.sandbox.calls["users.info"]
        seconds[0] = 61.0
        assert (await gateway.reachable(team, board.id)).guests == (Guest(guest.id, "Somebody Else"),)
        assert here.sandbox.calls["users.info"] == asked + 1, "who was no guest a minute ago is not asked about again"

    play(story)


def test_a_channel_of_many_is_looked_through_to_its_end():
    async def story(here):
        gateway = SlackGateway(here.clients)
        team, board = here.workspace.team_id, here.workspace.channel("board")
        board.members.extend(here.workspace.add_person(f"Colleague {number}").id for number in range(PAGE))
        guest = here.workspace.add_person("Somebody Else", is_guest=True)
        board.members.append(guest.id)

        assert (await gateway.reachable(team, board.id)).guests == (Guest(guest.id, "Somebody Else"),)

    play(story)


def test_nothing_is_posted_while_slack_has_not_told_of_everybody_in_a_channel_and_it_goes_on_where_it_stopped():
    async def story(here):
        gateway = SlackGateway(here.clients)
        team, board = here.workspace.team_id, here.workspace.channel("board")
        guest = here.workspace.add_person("Somebody Else", is_guest=True)
        board.members.append(guest.id)

        here.sandbox.faults.order("conversations.members", "server_error")
        assert isinstance(await gateway.reachable(team, board.id), Retry)
        here.sandbox.faults.order("users.info", "server_error")
        assert isinstance(await gateway.reachable(team, board.id), Retry)
        asked = here.sandbox.calls["users.info"]
        assert (await gateway.reachable(team, board.id)).guests == (Guest(guest.id, "Somebody Else"),)
        assert here.sandbox.calls["users.info"] - asked < len(board.members)

    play(story)


def test_where_the_bot_may_not_ask_who_is_in_a_channel_nobody_is_taken_for_a_guest():
    async def story(here):
        board = here.workspace.channel("board")
        board.members.append(here.workspace.add_person("Somebody Else", is_guest=True).id)

        assert await here.gateway.reachable(here.workspace.team_id, board.id) == Reachable(yes=True)

    play(story, scopes={"chat:write", "users:read"})
