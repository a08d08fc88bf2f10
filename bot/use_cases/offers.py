"""What may be done to an action from its card: each is offered to who may, while the action is in a state for it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.people import Deed, Standing
from bot.domain.plans import Action


def always(action: Action) -> bool:
    """Whatever state it is in."""
    return True


def live(action: Action) -> bool:
    """While it is not closed."""
    return action.is_live


def anybody(standing: Standing, action: Action) -> bool:
    """Whoever the table lets."""
    return True


@dataclass(frozen=True)
class Offer:
    """One thing that may be done to an action. Its button starts `does`, about the action's id.

    It is offered to those whom the table lets do `deed` to the action and whom `who` does not leave out, while the
    action is as `when` says. The use case that `does` starts asks all of it again.
    """

    label: str
    does: str
    words: str
    """What it comes to, beside the button."""
    deed: Deed
    group: str
    """The heading under which it stands; one of `bot.messages.changing.GROUPS`."""
    when: Callable[[Action], bool] = live
    who: Callable[[Standing, Action], bool] = anybody

    def is_for(self, standing: Standing, action: Action) -> bool:
        """Whether this person can do it to this action now."""
        return standing.may(self.deed, action.post_id) and self.when(action) and self.who(standing, action)
