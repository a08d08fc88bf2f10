"""A board with the sample plan, in a session of the test's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from storage.database import Sessions, writing
from tests.use_cases.sample_board import SampleBoard, set_up


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    """An open session that writes; nothing is kept after the test."""
    with sessions() as opened:
        yield writing(opened)


@pytest.fixture
def board(session: Session) -> SampleBoard:
    """The sample board."""
    return set_up(session)
