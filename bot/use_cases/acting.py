"""What becomes of an acting accountable officer as the absence does: it is prolonged, cut short, and over with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.dates import full_day_in_words
from bot.domain.refusals import Refusal
from bot.messages import acting as words
from bot.messages.acting import Acting
from bot.messages.parts import Message
from bot.use_cases.managing import called
from bot.use_cases.planning import Done, Drop, MadeUp, PutOff, next_within_hours, within_hours, working_days
from storage import acting, boards, outbox, people
from storage.outbox import Planned
from storage.people import PlanPost
from storage.tables import Person, Post

OVER = "acting_over"
AT = time(9)


@dataclass(frozen=True)
class InPlace:
    """Who acts for a post today: from which post, and who that is."""

    post: Post
    holder: Person | None
    last_day: date
    named_by: str

    def is_there(self, today: date) -> bool:
        """Whether somebody acts who is not away as well."""
        return self.holder is not None and not (self.post.away_until and today <= self.post.away_until)

    @property
    def who(self) -> str:
        """The post, and the name of who holds it."""
        return f"{self.post.title} ({called(self.holder)})" if self.holder else self.post.title


def in_place(session: Session, post_id: int, today: date) -> InPlace | None:
    """Who acts for a post today; None where nobody does."""
    row = acting.acting_for(session, post_id, today)
    if row is None or row.until is None:
        return None
    post = people.get_post(session, row.delegate_post_id)
    holder = people.holder_of(session, post.id, today)
    return InPlace(post, holder, row.until - timedelta(days=1), row.named_by)


def facts_of(board: Board, post: PlanPost, found: InPlace | None, until: date, named_by: str = "") -> Acting:
    """What messages say of it. `named_by` is who decided, where that is to be said."""
    return Acting(f"{board.id}:{post.id}", post.title, post.refs, found.who if found else "", until, named_by)


def refuse_while_acting(session: Session, board: Board, post: PlanPost, now: datetime) -> None:
    """No delegate is named for a post while somebody acts for it who is there: who answers is for the chair to change.

    Raises:
        Refusal: somebody acts for it, and is there.
    """
    found = in_place(session, post.id, board.today(now))
    if found is not None and found.is_there(board.today(now)):
        raise Refusal(
            f"{found.who} acts for the {post.title} until {full_day_in_words(found.last_day)}, so it has no delegate. "
            "The chair can name somebody else: type “whois” with the post, then press Name who acts."
        )


def make_way(session: Session, board: Board, post: PlanPost, now: datetime) -> None:
    """Let whoever acts for a post, and is not there, act no longer: a delegate is named who answers in their place.

    Raises:
        Refusal: somebody acts for it, and is there.
    """
    refuse_while_acting(session, board, post, now)
    end(session, board, post, now)


def follow_absence(session: Session, board: Board, post: PlanPost, until: date, now: datetime) -> None:
    """Let whoever acts for a post do so up to the new last day of the absence, and tell them which that is."""
    today = board.today(now)
    row, found = acting.acting_for(session, post.id, today), in_place(session, post.id, today)
    if row is None or found is None or found.last_day == until:
        return
    acting.acts_until(session, row, until + timedelta(days=1))
    plan_end(session, board, post.id, until)
    if found.holder is not None:
        message = words.acting_prolonged(facts_of(board, post, found, until))
        tell(session, board, found.holder, message, f"acting_prolonged:{post.id}:{until}", now)


def end(session: Session, board: Board, post: PlanPost, now: datetime) -> InPlace | None:
    """Let nobody act for a post from today, and tell whoever did; None where nobody did."""
    today = board.today(now)
    found = in_place(session, post.id, today)
    if found is None:
        return None
    acting.stop_acting(session, people.get_post(session, post.id), today)
    say_over(session, board, post, found, now)
    return found


def say_over(session: Session, board: Board, post: PlanPost, found: InPlace, now: datetime) -> None:
    """Tell somebody that they act no longer; a post that was made for it alone is left."""
    if found.holder is not None:
        message = words.acting_over(post.title, post.refs)
        tell(session, board, found.holder, message, f"{OVER}:{post.id}:{found.post.id}", now)
    leave_stand_in(session, found.post, post.title, board.today(now))


def tell_of_change(
    session: Session, here: Sequence[Board], post: Post, now: datetime, follows: Person | None = None
) -> None:
    """Tell whoever acts for a post that its holder, for whom they do, is leaving it: they are a delegate from then on.

    Not where they are the one who `follows`: they hear that the post is theirs.
    """
    for board in here:
        today = board.today(now)
        refs = next((each.refs for each in people.plan_posts(session, board.id, today) if each.id == post.id), ())
        found = in_place(session, post.id, today)
        if refs and found is not None and found.holder is not None and found.holder is not follows:
            message = words.acting_is_delegate(post.title, refs, found.last_day)
            tell(session, board, found.holder, message, f"acting_is_delegate:{post.id}", now)
            return


def stand_in_title(title: str) -> str:
    """What the post is called of somebody who acts and holds no other."""
    return f"Acting {title}"[:300]


def leave_stand_in(session: Session, post: Post, acted_for: str, today: date) -> None:
    """Leave the post that somebody was given for acting alone, so that nothing of it stays with them."""
    if post.title == stand_in_title(acted_for):
        people.vacate(session, post, today)


def tell(session: Session, board: Board, to: Person, message: Message, key: str, now: datetime, when: str = "") -> None:
    """Say it once for each time that it comes to be so, which `when` names where that is another than `now`."""
    outbox.say(
        session, board.workspace_id, key=f"{key}:{when or now.isoformat()}", to=to.account, message=message,
        due=next_within_hours(board, now), board_id=board.id,
    )  # fmt: skip


def plan_end(session: Session, board: Board, post_id: int, until: date) -> None:
    """On the working day after the absence, 09:00: whoever acted hears that it is over."""
    if board.started_at is None:
        return
    due = board.at(working_days(board, until).shift(until, 1), AT)
    args = {"post": post_id, "until": str(until)}
    outbox.plan(session, board.workspace_id, board.id, [(f"{OVER}:{post_id}:{until}", OVER, args, due)])


def make_up_over(session: Session, planned: Planned, now: datetime) -> MadeUp | Drop | PutOff | Done:
    """That it is over, for whoever acted to the last day of the absence. At night it waits for the morning."""
    board = boards.get_board(session, planned.board_id or 0)
    today, until = board.today(now), date.fromisoformat(planned.args["until"])
    post = people.post_with_people(session, planned.args["post"], today)
    acted = acting.ended(session, post.id, until + timedelta(days=1))
    if acted is None:
        return Drop("it ended on another day, or goes on")
    if not within_hours(board, now):
        return PutOff(next_within_hours(board, now), "outside working hours")
    holder = people.holder_of(session, acted.post_id, today)
    leave_stand_in(session, people.get_post(session, acted.post_id), post.title, today)
    if holder is None:
        return Drop("nobody holds the post that acted")
    refs = next((each.refs for each in people.plan_posts(session, board.id, today) if each.id == post.id), ())
    return MadeUp(holder.account, words.acting_over(post.title, refs))


MAKERS = {OVER: make_up_over}
