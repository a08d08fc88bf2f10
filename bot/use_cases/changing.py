"""What somebody may change about an action now: the table behind *Change* on its card.

To add something: make an `Offer` in the module that does it, and put that module's OFFERS into the table here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.people import Deed
from bot.domain.plans import Action
from bot.messages.changing import OPEN, Offered, changes_offered, deadline_moved_by
from bot.messages.new_dates import ASK
from bot.messages.parts import Reply
from bot.use_cases import (
    adding,
    closing,
    ending,
    helping,
    intervals,
    linking,
    milestone_edits,
    new_dates,
    reassigning,
    reporting,
    restricting_actions,
    rewording,
    sources,
    splitting,
)
from bot.use_cases.heard import Press
from bot.use_cases.offers import Offer
from bot.use_cases.reading_answers import read_number
from storage.access import Access, access_action_by_id, access_board_by_action

UseCase = Callable[[Session, Any, datetime], Reply]

OFFERS: tuple[Offer, ...] = (
    *rewording.OFFERS,
    *milestone_edits.OFFERS,
    *new_dates.OFFERS,
    *sources.OFFERS,
    *reassigning.OFFERS,
    *linking.OFFERS,
    *reporting.OFFERS,
    *closing.OFFERS,
    *ending.OFFERS,
    *intervals.OFFERS,
    *helping.OFFERS,
    *restricting_actions.OFFERS,
    *splitting.OFFERS,
    *adding.OFFERS,
)
"""Everything that may be done to an action, in the order in which it is offered under its heading."""


def open_changes(session: Session, command: Press, now: datetime) -> Reply:
    """Show what this person may do with an action now.

    Raises:
        Refusal: they may not see it.
    """
    by, action_id = command.by, read_number(command.about, "action")
    access = access_board_by_action(session, by.key, action_id, Deed.SEE_PLAN, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.SEE_ACTION)
    offered = [Offered(each.label, each.does, each.words, each.group) for each in offers_for(access, action)]
    labels = {each.does for each in offered}
    can_be_moved = action.is_live and action.lifecycle is not Lifecycle.DELIVERED and ASK not in labels
    deadline = deadline_moved_by(action.post) if can_be_moved else ""
    return Reply(message=changes_offered(action, offered, deadline=deadline))


def offers_for(access: Access, action: Action) -> list[Offer]:
    """What this person may do to this action now, in order. Of another plan's, that it is reported here."""
    offers = OFFERS if action.board_id == access.board.id else reporting.OFFERS
    return [offer for offer in offers if offer.is_for(access.standing, action)]


PRESSES: Mapping[str, UseCase] = {OPEN: open_changes}
READS = frozenset(PRESSES)
