"""The register of risks: rows added as a risk is judged again, none of them changed."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.boards import Board
from bot.domain.risks import Assessment, Risk
from storage import tables


def open_risks(session: Session, board: Board, only: int | None = None) -> list[Risk]:
    """The open risks of a board, or the one with this id, in the order in which they were raised."""
    row, review, post = tables.Risk, tables.RiskReview, tables.Post
    wanted = [row.board_id == board.id, row.closed_at.is_(None), *([row.id == only] if only is not None else [])]
    found = session.execute(
        select(row, post.title).join(post, post.id == row.post_id).where(*wanted).order_by(row.id)
    ).all()
    judged: dict[int, list[Assessment]] = defaultdict(list)
    ids = [each.id for each, _ in found]
    for one in session.scalars(select(review).where(review.risk_id.in_(ids)).order_by(review.id)):
        judged[one.risk_id].append(Assessment(board.today(one.at), one.likelihood, one.impact, one.mitigation))
    return [
        Risk(each.id, each.ref, each.words, title, each.about, tuple(judged[each.id]), each.kind)
        for each, title in found
    ]


def raise_risk(
    session: Session,
    board_id: int,
    post_id: int,
    *,
    words: str,
    about: str,
    by: int | None,
    at: datetime,
    kind: str = "",
) -> tables.Risk:
    """Put a risk on the register, under the next number. It has to be judged in the same transaction."""
    found = select(func.count()).select_from(tables.Risk).where(tables.Risk.board_id == board_id)
    number = session.scalars(found).one() + 1
    row = tables.Risk(
        board_id=board_id,
        post_id=post_id,
        ref=f"R{number}",
        words=words,
        about=about,
        kind=kind,
        raised_by=by,
        raised_at=at,
    )
    session.add(row)
    session.flush()
    return row


def judge(
    session: Session, risk_id: int, likelihood: int, impact: int, mitigation: str, *, by: int | None, at: datetime
) -> None:
    """Add how a risk is judged now."""
    row = tables.RiskReview(
        risk_id=risk_id, likelihood=likelihood, impact=impact, mitigation=mitigation, reviewed_by=by, at=at
    )
    session.add(row)
    session.flush()


def close(session: Session, risk_id: int, why: str, *, by: int | None, at: datetime) -> None:
    """Take a risk off the register; what was said of it is kept."""
    row = session.get_one(tables.Risk, risk_id)
    row.closed_at, row.closed_by, row.closed_why = at, by, why
    session.flush()
