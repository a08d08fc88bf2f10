"""As what somebody writes for a post: as its holder, as the delegate, or as the one who acts for it."""

from sqlalchemy.orm import Session

from storage import people
from storage.access import Access
from storage.acting import acting_for


def written_as(session: Session, access: Access, post_id: int, title: str) -> tuple[str, str]:
    """The post that somebody writes as for the one called `title`, and that on whose behalf if it is not their own.

    Whoever acts as accountable officer is shown so with what they send.
    """
    if post_id in access.standing.posts:
        return title, ""
    today = access.board.today(access.now)
    delegate = people.delegate_of(session, post_id, today)
    acts = ", acting" if acting_for(session, post_id, today) else ""
    return (f"{delegate.title}{acts}" if delegate else ""), title


def recorded_as(session: Session, access: Access, post_id: int, title: str) -> str:
    """How the record names somebody who does something to what the post called `title` answers for: by the post from
    which they do it, then their name; without a seat on the board, that post or the delegate's.
    """
    if access.standing.seat_posts or not access.standing.is_own(post_id):
        return access.who
    post, _ = written_as(session, access, post_id, title)
    return f"{post}, {access.who}" if post else access.who
