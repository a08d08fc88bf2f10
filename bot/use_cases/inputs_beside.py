"""What contributors have sent, as it stands beside the form of the statement, and how the statement names them."""

from datetime import date

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import day_in_words, listed, moment_in_words
from bot.domain.inputs import Input, InputState
from bot.domain.meetings import Meeting
from bot.messages.inputs import Given, given_lead, given_text
from bot.use_cases.inputs_wanted import reader_of_post
from storage import inputs


def given_beside(
    session: Session, action_id: int, meeting: Meeting | None, board: Board, today: date
) -> tuple[Given, ...]:
    """What was sent for the statement of an action, each as its sender's words."""
    return tuple(
        Given(
            given_lead(one.post, one.answered_by if one.on_behalf_of else "", _day(one, board, today)),
            given_text(one.answers),
        )
        for one in _of(session, action_id, meeting, InputState.SENT)
    )


def waiting_beside(session: Session, action_id: int, meeting: Meeting | None, board: Board, today: date) -> str:
    """Who was asked and has sent nothing, in a sentence or three; empty where there is nobody."""
    said = []
    for one in _of(session, action_id, meeting, InputState.ASKED):
        by = moment_in_words(board.local(one.wanted_at), today)
        _, _, nobody = reader_of_post(session, board, one.post_id, today)
        yet = f", and has not answered: {nobody}" if nobody else ", and has not answered yet"
        said.append(f"The {one.post} was asked for input by {by}{yet}.")
    nothing = [f"the {one.post}" for one in _of(session, action_id, meeting, InputState.NOTHING)]
    not_theirs = [f"the {one.post}" for one in _of(session, action_id, meeting, InputState.NOT_THEIRS)]
    said += [f"Nothing to add: {listed(nothing)}."] if nothing else []
    said += [f"Not theirs to say: {listed(not_theirs)}."] if not_theirs else []
    return " ".join(said)


def input_from(session: Session, action_id: int, meeting: Meeting | None) -> str:
    """The posts that sent input to the statement that goes in now, as a sentence lists them."""
    posts = dict.fromkeys(f"the {one.post}" for one in _of(session, action_id, meeting, InputState.SENT))
    return listed(list(posts))


def _of(session: Session, action_id: int, meeting: Meeting | None, state: InputState) -> list[Input]:
    found = inputs.inputs_for(session, action_id, meeting.id) if meeting else []
    return [one for one in found if one.state is state]


def _day(one: Input, board: Board, today: date) -> str:
    return day_in_words(board.today(one.settled_at or one.at), today)
