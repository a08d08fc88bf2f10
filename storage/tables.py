"""The tables. Every row belongs to a workspace, itself or through its board; no part of a plan is ever deleted."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    case,
    false,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.domain.restriction import RESTRICTED


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite has no zones, so it goes in naive and comes out aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it could mean two different instants in October."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime was about to be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON, str: Text}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)


def _key(length: int = 200) -> Any:
    return mapped_column(String(length))


class Workspace(Row):
    """A Slack team or a Teams tenant."""

    __tablename__ = "workspace"
    platform: Mapped[str] = _key(20)
    team: Mapped[str] = _key(100)
    name: Mapped[str] = mapped_column(default="")
    audit_head: Mapped[str] = mapped_column(String(64), default="")
    """The hash of the newest entry of its record of changes; empty while there is none."""
    __table_args__ = (UniqueConstraint("platform", "team"),)


class Person(Row):
    """Somebody with an account. Nothing is kept of them but the account and how it is shown."""

    __tablename__ = "person"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    account: Mapped[str] = _key(100)
    name: Mapped[str] = mapped_column(default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """For somebody outside the workspace, who has no account: the council contact who types for them."""
    welcomed_at: Mapped[datetime | None]
    """When they were welcomed, at their first use; None for who has not used it yet."""
    __table_args__ = (UniqueConstraint("workspace_id", "account"),)


class RememberedPlan(Row):
    """Which plan somebody with several was last asking about in private."""

    __tablename__ = "remembered_plan"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))


class Board(Row):
    """An improvement board: its channel, its zone and its ways."""

    __tablename__ = "board"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    channel: Mapped[str] = mapped_column(String(100), default="")
    zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    nation: Mapped[str] = mapped_column(String(40), default="england-and-wales")
    mash_number: Mapped[str] = mapped_column(String(60), default="")
    hours_from: Mapped[time] = mapped_column(default=time(8, 30))
    hours_to: Mapped[time] = mapped_column(default=time(17, 30))
    summary_weekday: Mapped[int] = mapped_column(default=0)
    summary_time: Mapped[time] = mapped_column(default=time(9, 0))
    line_confirms: Mapped[bool] = mapped_column(default=True)
    """Whether who manages an accountable officer may confirm the rating of that officer's action."""
    readings_needed: Mapped[int] = mapped_column(default=3, server_default="3")
    """For so many readings a measure has to be Green before its action is closed, unless that is waived."""
    quiet_days: Mapped[list[str]] = mapped_column(default=list)
    tolerances: Mapped[dict[str, Any]] = mapped_column(default=dict)
    set_up_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    aim: Mapped[str] = mapped_column(default="")
    objectives: Mapped[str] = mapped_column(default="")
    """One to a line."""
    whom_to_ask: Mapped[str] = mapped_column(default="")
    pressures: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Its own kinds of barrier and risk; empty for those that every board starts with."""
    elections: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Its pre-election periods, each as first day, colon, last day."""
    message_months: Mapped[int | None]
    """How long drafts and what was said in chat are kept; None for ever."""
    plan_years: Mapped[int | None]
    """How long a plan is kept after it was closed; None for ever."""
    previewed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class Post(Row):
    """A job. Accountability belongs to it, whoever holds it."""

    __tablename__ = "post"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    title: Mapped[str] = _key(300)
    vacant_since: Mapped[date | None]
    away_until: Mapped[date | None]
    line_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    """The line director: the post that this one's holder reports to."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    """The post that this one turned out to be; its title is an alias of that one's since."""
    __table_args__ = (UniqueConstraint("workspace_id", "title"),)


class PostAlias(Row):
    """Another title of a post, once somebody has said so; or, where not `is_same`, a title that is another post's."""

    __tablename__ = "post_alias"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    title: Mapped[str] = _key(300)
    is_same: Mapped[bool] = mapped_column(default=True)
    said_by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("workspace_id", "title", "post_id"),)


class Holding(Row):
    """Who holds a post, from when to when; `to` empty means now."""

    __tablename__ = "holding"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    is_temporary: Mapped[bool] = mapped_column(default=False)
    """Whether they answer only until somebody is named: the line director of a vacant post."""
    handed_over_at: Mapped[datetime | None]
    """When they were asked to accept what they take over; empty for who held it from the start."""
    accepted_at: Mapped[datetime | None]
    queried_at: Mapped[datetime | None]
    """When they first said that they have a question about it."""
    fresh_look_at: Mapped[datetime | None]
    """When they took the one fresh look at the forecasts that a new holder may."""
    leaves_on: Mapped[date | None]
    """The last day on which they hold it, where that is known beforehand."""


class Delegation(Row):
    """A post that may answer for another, for a set time. Accountability stays where it was."""

    __tablename__ = "delegation"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    delegate_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    is_acting: Mapped[bool] = mapped_column(default=False)
    """Whether they act as accountable officer while its holder is away for long, as the chair decided."""
    named_by: Mapped[str] = mapped_column(default="")
    """The post of whoever decided that they act; empty for a delegate."""


class Seat(Row):
    """A seat on a board, held by a post; a vacant post is a vacant seat."""

    __tablename__ = "seat"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    role: Mapped[str] = _key(40)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    until: Mapped[date | None]


class Plan(Row):
    """An improvement plan."""

    __tablename__ = "plan"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    name: Mapped[str]
    marking: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The highest protective marking of the files that it was loaded from."""
    key_measures: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What this plan calls the measures that matter most; empty for what they are usually called."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    closed_ref: Mapped[str] = mapped_column(String(60), default="")
    next_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """How it stood when it was closed, as it was said then."""
    forgotten_at: Mapped[datetime | None]
    """When what was in it was deleted, as it had been kept as long as it is to be."""


class PlanFile(Row):
    """A file with a plan that was dropped into the chat, until it is loaded, is cancelled, or a day has passed.

    `source` says where the platform has it, until it is read; then `grid` is what it says, packed, without what looks
    like details of a child. `version` counts how often it was read: a button of an older preview does nothing.
    """

    __tablename__ = "plan_file"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    account: Mapped[str] = _key(100)
    name: Mapped[str]
    at: Mapped[datetime]
    source: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    grid: Mapped[bytes | None] = mapped_column(LargeBinary)
    answers: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    columns: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")
    """What each column was taken for."""
    readings: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, server_default="[]")
    """Where it is not clear with which letters the file is written: the ways in which it can be read."""
    encoding: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """The way that was chosen."""
    previewed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    """Of each action that it would write, a print of what it says of it and of the plan beside it, when previewed."""
    version: Mapped[int] = mapped_column(default=0)
    __table_args__ = ({"sqlite_autoincrement": True},)  # a button of one that is gone must not mean the next


class ColumnChoice(Row):
    """What somebody said of the headings of a file, for the next that has the same: which column is which."""

    __tablename__ = "column_choice"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    key: Mapped[str] = _key(64)
    """Made of the headings, in whatever order they stand."""
    headings: Mapped[list[list[Any]]] = mapped_column(JSON)
    fields: Mapped[list[list[Any]]] = mapped_column(JSON)
    said_by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("board_id", "key"),)


class PlanClosing(Row):
    """The closing of a plan, from when it is begun until the chair confirms it: nothing is changed before that."""

    __tablename__ = "plan_closing"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), unique=True)
    next_name: Mapped[str] = mapped_column(default="")
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    asked_at: Mapped[datetime | None]
    """When the chair was asked to confirm it."""


class PlanClosingItem(Row):
    """What is to become of an open action when its plan closes: moved, under another reference, or withdrawn."""

    __tablename__ = "plan_closing_item"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), unique=True)
    choice: Mapped[str] = _key(20)
    new_ref: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


class Priority(Row):
    """A group of actions, in the plan's own order."""

    __tablename__ = "priority"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]


class Action(Row):
    """One thing to be done, with one accountable post and one deadline (three dates, never one).

    `statement_id`, `self_rating_id` and `confirmed_rating_id` point at the newest of each, kept when one is added,
    so that a status reads fourteen rows and not fourteen histories.
    """

    __tablename__ = "action"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id"))
    position: Mapped[int]
    ref: Mapped[str] = _key(60)
    title: Mapped[str]
    words: Mapped[str]
    accountable_post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    lead: Mapped[str] = mapped_column(default="")
    partners: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    source_ref: Mapped[str] = mapped_column(default="")
    success_measure: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    measures: Mapped[str] = mapped_column(default="")
    """The measures that an imported file names for it, as it names them."""
    rating_note: Mapped[str] = mapped_column(default="")
    printed_rating: Mapped[str] = mapped_column(default="")
    """What an imported file printed as the confirmed rating. It is no confirmation."""
    lifecycle: Mapped[str] = mapped_column(String(30))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_statutory: Mapped[bool] = mapped_column(default=False)
    approved_on: Mapped[date]
    start: Mapped[date | None]
    baseline: Mapped[date | None]
    deadline: Mapped[date | None]
    deadline_precision: Mapped[str] = mapped_column(String(20), default="day")
    forecast: Mapped[date | None]
    fresh_look: Mapped[date | None]
    """The forecast that a new holder gave when they took a fresh look; it is marked as long as it stands."""
    fresh_look_on: Mapped[date | None]
    delivered_on: Mapped[date | None]
    check_on: Mapped[date | None]
    """When it is to be checked whether it holds, as the file said that delivered it; a delivery here has its own."""
    closed_on: Mapped[date | None]
    hold_decision: Mapped[str | None]
    hold_review: Mapped[date | None]
    held_from: Mapped[str] = mapped_column(String(30), default="")
    """The state that it goes back to when it is taken off hold."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    """The action that it was merged into, or that took its place."""
    ended_link: Mapped[str] = mapped_column(default="")
    """What took its place, or where that is written down, if it is no action of the plan."""
    ended_why: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime | None]
    """When it was added to a plan that was under way; empty for one that came with the plan."""
    moves: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    """How often it was opened again after it had been closed."""
    is_archived: Mapped[bool] = mapped_column(default=False)
    """Whether its plan is closed: it is kept, and no list or count of the plan that runs has it."""
    measure_history: Mapped[list[str]] = mapped_column(default=list)
    statement_id: Mapped[int | None]
    self_rating_id: Mapped[int | None]
    confirmed_rating_id: Mapped[int | None]
    restricted_at: Mapped[datetime | None]
    """Since when its words are held back; until the day, or until somebody says that the event has come."""
    restricted_until: Mapped[date | None]
    restricted_event: Mapped[str] = mapped_column(default="", server_default="")
    __table_args__ = (UniqueConstraint("plan_id", "ref"),)

    @hybrid_property
    def shown_title(self) -> str:
        """Its title, or in its place that it is restricted: for every list that asks nobody who reads it."""
        return RESTRICTED if self.restricted_at else self.title

    @shown_title.inplace.expression
    @classmethod
    def _shown_title(cls) -> ColumnElement[str]:
        return shown_title(cls)


def shown_title(action: Any) -> ColumnElement[str]:
    """The same of an action's columns, for what is read without the mapped class."""
    return case((action.restricted_at.is_not(None), RESTRICTED), else_=action.title)


class Source(Row):
    """An inspection, a notice, a review: where requirements and findings come from.

    The visit and the report are kept apart, each in words ("October 2020") and as the first day that they cover.
    """

    __tablename__ = "source"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    ref: Mapped[str] = _key(60)
    title: Mapped[str]
    kind: Mapped[str] = _key(30)
    legal_force: Mapped[str] = mapped_column(default="")
    visited: Mapped[str] = mapped_column(default="")
    visited_on: Mapped[date | None]
    reported: Mapped[str] = mapped_column(default="")
    reported_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    reply_by: Mapped[date | None]
    """By when its points are owed a reply; only what is replied to has one."""
    position: Mapped[int]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """When it was withdrawn as entered by mistake: it is nowhere any more, and its reference is free."""
    withdrawn_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class SourceGroup(Row):
    """Requirements that stand together in a source; findings and actions are set against all of them at once."""

    __tablename__ = "source_group"
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    name: Mapped[str] = _key(60)
    __table_args__ = (UniqueConstraint("source_id", "name"),)


class SourceItem(Row):
    """A requirement, a condition, a recommendation or a finding. `priority` is as somebody said it, never worked out.

    Its group may be another source's: a peer review's findings stand against the requirements of a notice.
    """

    __tablename__ = "source_item"
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("source_group.id"), index=True)
    kind: Mapped[str] = _key(20)
    ref: Mapped[str] = _key(60)
    words: Mapped[str]
    priority: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    added_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    declined_post: Mapped[str] = mapped_column(default="")
    declined_why: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    """When it was withdrawn as entered by mistake: it is nowhere any more, and its reference is free."""
    withdrawn_ref: Mapped[str] = mapped_column(String(60), default="", server_default="")
    restricted_at: Mapped[datetime | None]
    """When it was marked as restricted; None where it is not. It ends by itself on the day, where there is one."""
    restricted_until: Mapped[date | None]
    restricted_event: Mapped[str] = mapped_column(default="", server_default="")
    __table_args__ = (UniqueConstraint("source_id", "ref"),)


class SourceReply(Row):
    """What was replied to a point of scrutiny. Rows are added, never changed: a later one corrects the one before."""

    __tablename__ = "source_reply"
    item_id: Mapped[int] = mapped_column(ForeignKey("source_item.id"), index=True)
    words: Mapped[str]
    sent_on: Mapped[date]
    post: Mapped[str]
    """Which post sent it, as it was typed."""
    where: Mapped[str] = mapped_column(default="")
    """Where what was sent can be found."""
    recorded_by: Mapped[str]
    at: Mapped[datetime]


class Surgery(Row):
    """A performance surgery: one team meets over its figures. `moves` counts its other times and places."""

    __tablename__ = "surgery"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    ref: Mapped[str] = _key(60)
    team: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    moves: Mapped[int]
    cancelled_at: Mapped[datetime | None]
    arranged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class SurgeryPost(Row):
    """A post that comes to a surgery."""

    __tablename__ = "surgery_post"
    surgery_id: Mapped[int] = mapped_column(ForeignKey("surgery.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))


class SurgerySubject(Row):
    """An action or a measure that a surgery concerns."""

    __tablename__ = "surgery_subject"
    surgery_id: Mapped[int] = mapped_column(ForeignKey("surgery.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))


class SurgeryAgreed(Row):
    """What was agreed at a surgery, with its post and its day; and the action or milestone that it became, or when it
    was done.
    """

    __tablename__ = "surgery_agreed"
    surgery_id: Mapped[int] = mapped_column(ForeignKey("surgery.id"), index=True)
    words: Mapped[str]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    due: Mapped[date]
    became: Mapped[str] = mapped_column(String(60), default="")
    done_on: Mapped[date | None]
    at: Mapped[datetime]


class SourceLink(Row):
    """That an action answers an item, a whole group, or (with neither) a source itself.

    One that was taken away stays with when: a file that still has it does not bring it back.
    """

    __tablename__ = "source_link"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("source_group.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("source_item.id"))
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]


class SameWork(Row):
    """That an action repeats the work of another, so that the two are counted once."""

    __tablename__ = "same_work"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), unique=True)
    same_as_id: Mapped[int] = mapped_column(ForeignKey("action.id"))


class FormerRef(Row):
    """What an action was called in the plan that it came from."""

    __tablename__ = "former_ref"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    ref: Mapped[str] = _key(60)
    until: Mapped[datetime]


class Milestone(Row):
    """A dated point on the way."""

    __tablename__ = "milestone"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    baseline: Mapped[date | None]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    is_critical: Mapped[bool] = mapped_column(default=False)
    forecast: Mapped[date | None]
    """When its lead officer now expects it; what was due stays as it was."""
    forecast_note: Mapped[str] = mapped_column(default="")
    pilot: Mapped[str] = mapped_column(String(20), default="")
    """Which step of a pilot it is: started, reviewed, rolled_out; empty for any other milestone."""
    reference: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Its own on the board, such as BCP-06-M1; it keeps it when it goes along to another action."""
    dropped_at: Mapped[datetime | None]
    dropped_why: Mapped[str] = mapped_column(default="")

    @property
    def name(self) -> str:
        """Its reference and its title."""
        return f"{self.reference} {self.title}".strip()


class Contributor(Row):
    """A post that gives input to the statement of an action; the statement stays the accountable officer's."""

    __tablename__ = "contributor"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Contribution(Row):
    """Input to a statement that was asked of somebody who gives it, and what they sent: their words, never the
    officer's.
    """

    __tablename__ = "contribution"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    """The post that is asked."""
    post: Mapped[str]
    """Its title when it was asked."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who answered."""
    words: Mapped[str]
    """What the officer wants to know, in a sentence; empty where they did not say."""
    at: Mapped[datetime]
    """When it was asked for."""
    asked_by: Mapped[str] = mapped_column(default="", server_default="")
    wanted_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20), default="asked", server_default="asked")
    """asked, sent, nothing (to add), not_theirs or withdrawn."""
    settled_at: Mapped[datetime | None]
    settled_why: Mapped[str] = mapped_column(default="", server_default="")
    progress: Mapped[str] = mapped_column(default="", server_default="")
    effect: Mapped[str] = mapped_column(default="", server_default="")
    barriers: Mapped[str] = mapped_column(default="", server_default="")
    evidence: Mapped[str] = mapped_column(default="", server_default="")
    answered_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who sent it, by name at the time."""
    on_behalf_of: Mapped[str] = mapped_column(default="", server_default="")
    """The post in whose place a delegate sent it."""
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What they have written and not sent."""


class Reporting(Row):
    """That an action of one plan is reported to another board as well: `asked`, `agreed`, `declined` or `ended`."""

    __tablename__ = "reporting"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    state: Mapped[str] = _key(20)
    why: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    settled_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]


class ReportingInterval(Row):
    """That an action reports at every second, third or fourth of its meetings, from one day to another.

    What is over stays, so that a meeting that was let off is not missed afterwards.
    """

    __tablename__ = "reporting_interval"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    every: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day on which it is kept to; None until somebody ends it."""


class Dependency(Row):
    """What an action waits for: another action of the plan, or an outside programme in words. Ended, never deleted."""

    __tablename__ = "dependency"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    on_action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    outside: Mapped[str] = mapped_column(default="")
    expected: Mapped[date | None]
    """When what it waits for was expected, as far as both officers have been told."""
    told_passed: Mapped[date | None]
    """The day that passed without it, of which they were told last."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Measure(Row):
    """A figure that the board follows. `good_is` is higher, lower or context: a person sets it, nobody guesses it.

    Numbers are kept as they were written, so that nothing is rounded. `definition` counts up when what is counted has
    changed: readings of two definitions are not compared.
    """

    __tablename__ = "measure"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    ref: Mapped[str] = _key(60)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(60), default="")
    good_is: Mapped[str] = _key(10)
    target: Mapped[str | None] = mapped_column(String(40))
    tolerance: Mapped[str | None] = mapped_column(String(40))
    comparator: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    definition: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    is_key: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is one of those that matter most, which every weekly summary shows."""
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class TargetSet(Row):
    """The decision that set a measure's target, and what it covers: rows are added and never changed."""

    __tablename__ = "target_set"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    was: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[str | None] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(default="", server_default="")
    frequency: Mapped[str] = mapped_column(default="", server_default="")
    decision_ref: Mapped[str] = _key(60)
    decided_on: Mapped[date]
    decided_by: Mapped[str]
    """Which board or post decided, in words."""
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who recorded it."""
    post: Mapped[str] = mapped_column(default="", server_default="")


class ActionMeasure(Row):
    """A measure by which an action is known to work."""

    __tablename__ = "action_measure"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    __table_args__ = (UniqueConstraint("action_id", "measure_id"),)


class Reading(Row):
    """A figure of a measure. Never edited: a correction is a new reading that says which one it corrects."""

    __tablename__ = "reading"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    value: Mapped[str] = _key(40)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    is_disputed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether somebody says that it is not right, and that is not settled yet."""
    day: Mapped[date | None]
    """The day that the figure is of; empty where only a period is known."""
    period: Mapped[str] = mapped_column(default="")
    is_baseline: Mapped[bool] = mapped_column(default=False)
    definition: Mapped[int] = mapped_column(default=1)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("reading.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str] = mapped_column(default="")
    came_by: Mapped[str] = mapped_column(String(20), default="form")
    confirmed_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who said that an imported figure is right, by post and name."""


class Watched(Row):
    """An action or a measure under weekly scrutiny: who put it on, when and why; and what took it off."""

    __tablename__ = "watched"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    why: Mapped[str]
    put_on_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    put_on_post: Mapped[str] = mapped_column(default="")
    put_on_at: Mapped[datetime]
    taken_off_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_off_post: Mapped[str] = mapped_column(default="")
    taken_off_at: Mapped[datetime | None]
    sufficient: Mapped[str] = mapped_column(default="")
    right_quality: Mapped[str] = mapped_column(default="")
    sustainable: Mapped[str] = mapped_column(default="")
    """Why progress is judged to be sufficient, of the right quality, and sustainable."""


class Risk(Row):
    """What might happen to the plan, and which post looks after it; and why it is a risk no more.

    `about` is free words: the actions or the area that it is a risk to.
    """

    __tablename__ = "risk"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    ref: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="", server_default="")
    """What sort of risk it is, as the board sorts them; empty where it was not said."""
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class RiskReview(Row):
    """How a risk was judged, each time: rows are added and never changed."""

    __tablename__ = "risk_review"
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    likelihood: Mapped[int]
    impact: Mapped[int]
    mitigation: Mapped[str]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class DeadlineChange(Row):
    """A request to move a deadline, and what was decided. `before_record` marks the one that came with the plan."""

    __tablename__ = "deadline_change"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    was: Mapped[date | None]
    to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(20))
    before_record: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    cause: Mapped[str] = mapped_column(default="")
    effect: Mapped[str] = mapped_column(default="")
    """What it means for children that they wait longer."""
    recovery: Mapped[str] = mapped_column(default="")
    """What was tried to keep the date."""
    asked_post: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    is_late: Mapped[bool] = mapped_column(default=False)
    """Whether it was made after the deadline that it asks to move."""
    said: Mapped[str] = mapped_column(default="")
    """Why it was decided so, or withdrawn."""
    reference: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """Such as CR-03; empty for a move that was made before the record began."""


class ExceptionReport(Row):
    """That an action was put to the chair as an exception after a meeting, why, and when the chair sent the report."""

    __tablename__ = "exception_report"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    ref: Mapped[str] = mapped_column(String(20))
    why: Mapped[str]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str] = mapped_column(default="")


class DeadlineQuestion(Row):
    """What whoever decides on a new date wants to know first, and what the officer added."""

    __tablename__ = "deadline_question"
    change_id: Mapped[int] = mapped_column(ForeignKey("deadline_change.id"), index=True)
    question: Mapped[str]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_post: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_post: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class Delivery(Row):
    """That an action was delivered, with the evidence offered: `state` is offered, accepted or not_enough.

    Each time that it is delivered adds one. `keeper` is the post that keeps it going, `procedure` what holds it, and
    `check_on` the day on which it is asked whether it still holds.
    """

    __tablename__ = "delivery"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    effect: Mapped[str] = mapped_column(default="")
    measure: Mapped[str] = mapped_column(default="")
    keeper: Mapped[str] = mapped_column(default="")
    procedure: Mapped[str] = mapped_column(default="")
    check_on: Mapped[date | None]
    state: Mapped[str] = _key(20)
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    judged_post: Mapped[str] = mapped_column(default="")
    judged_words: Mapped[str] = mapped_column(default="")
    """What was accepted, or what is missing."""
    waiver: Mapped[str] = mapped_column(default="")
    """Why the measure did not have to hold for the readings that the board asks for."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    checked_at: Mapped[datetime | None]
    checked_post: Mapped[str] = mapped_column(default="")
    still_true: Mapped[bool | None]
    checked_words: Mapped[str] = mapped_column(default="")


class Reopening(Row):
    """That a closed action was opened again, by whom and why."""

    __tablename__ = "reopening"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str] = mapped_column(default="")
    was: Mapped[str] = _key(30)
    why: Mapped[str]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class Meeting(Row):
    """A Holding to Account meeting or a board; its dates are worked out from `starts_at`, in working days."""

    __tablename__ = "meeting"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[str] = _key(30)
    ref: Mapped[str] = _key(60)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    request_at: Mapped[datetime | None]
    statements_due_at: Mapped[datetime | None]
    pack_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    moves: Mapped[int] = mapped_column(default=0)
    """How many times it was moved to another day: what was said of an earlier day is said anew for this one."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"), index=True)


class MeetingSeries(Row):
    """Meetings that recur by a rule. Each of its dates is a meeting of its own; `planned_until` says how far they go.

    `first` is the day from which the rule counts; `starts` and `ends` are the time on the board's wall.
    """

    __tablename__ = "meeting_series"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[str] = _key(30)
    rule: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(String(300))
    first: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    until: Mapped[date | None]
    covers: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """The actions that each goes through; none given means all that are live when a date is planned."""
    planned_until: Mapped[date]


class AgendaItem(Row):
    """An action that a meeting goes through."""

    __tablename__ = "agenda_item"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    position: Mapped[int]
    slot_reply: Mapped[str] = mapped_column(String(20), default="")
    attendance: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int] = mapped_column(default=0)
    """How often what was decided about it was saved: who saves what they opened before somebody else did is told."""
    changed_by: Mapped[str] = mapped_column(default="")
    changed: Mapped[str] = mapped_column(default="")
    """What the last saving changed, in words."""
    outcome_told_at: Mapped[datetime | None]
    outcome_answer: Mapped[str] = mapped_column(String(20), default="")
    outcome_answered_at: Mapped[datetime | None]
    outcome_words: Mapped[str] = mapped_column(default="")
    """What the officer says is not right."""
    excused: Mapped[str | None]
    """Why nobody was expected to send a statement, on the morning of the meeting; empty where somebody was."""


class Promise(Row):
    """What an officer promised in a meeting, as it comes back at the next. One that is withdrawn was put otherwise."""

    __tablename__ = "promise"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    what: Mapped[str]
    due: Mapped[date | None]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]


class DecisionLog(Row):
    """The decision log of a meeting: a draft until the chair approves it. `message` is it as it was approved."""

    __tablename__ = "decision_log"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    drafted_at: Mapped[datetime]
    passed_at: Mapped[datetime | None]
    passed_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="", server_default="")
    """Where the minutes of the meeting are: an address, or where they are kept."""
    minutes_differ: Mapped[str] = mapped_column(default="", server_default="")
    """What the minutes say otherwise than this log; empty where they agree."""
    minutes_by: Mapped[str] = mapped_column(default="", server_default="")
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Statement(Row):
    """An officer's account of one action. Never edited: a correction is the next version, and both stay."""

    __tablename__ = "statement"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    on_behalf_of: Mapped[str] = mapped_column(default="")
    came_by: Mapped[str] = mapped_column(String(20), default="form")
    entered_by: Mapped[str] = mapped_column(default="")
    """Who typed it, by post and name, where that is not who said it."""
    entered_how: Mapped[str] = mapped_column(String(60), default="")
    """How the answer came to them: by telephone, in writing, in person."""
    progress: Mapped[str]
    effect: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    barriers: Mapped[str] = mapped_column(default="")
    help_needed: Mapped[str] = mapped_column(default="")
    help_from: Mapped[str] = mapped_column(default="")
    help_kind: Mapped[str] = mapped_column(default="", server_default="")
    help_by: Mapped[date | None]
    next_steps: Mapped[str] = mapped_column(default="")
    forecast: Mapped[date | None]
    rating: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="", server_default="")
    cause_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    evidence_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    evidence_on: Mapped[date | None]
    confidence: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="", server_default="")
    """Who took it back, by post and name. It stays on the record, and counts for nothing."""
    forecast_before: Mapped[date | None]
    """The forecast that stood when it came in: it stands again where this is withdrawn."""
    input_from: Mapped[str] = mapped_column(default="", server_default="")
    """The posts whose input its officer had before them, as a sentence lists them."""


class Served(Row):
    """A meeting that a statement is used for beside the one that it was asked for: another board's."""

    __tablename__ = "served"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)


class Draft(Row):
    """What an officer has written and not sent, one for each action and person."""

    __tablename__ = "draft"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("action_id", "person_id"),)


class Rating(Row):
    """A rating given: `kind` is suggested, self_assessed or confirmed. Added, never changed, with the facts used."""

    __tablename__ = "rating"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    kind: Mapped[str] = _key(20)
    rating: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str] = mapped_column(default="")
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    rules_version: Mapped[str] = mapped_column(String(20), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    taken_back_at: Mapped[datetime | None]
    """When a confirmed one was taken back as a mis-press: it stays on the record, and counts for nothing."""


class Barrier(Row):
    """Help that an officer asked for, open until somebody says what changed."""

    __tablename__ = "barrier"
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    words: Mapped[str]
    asked_of: Mapped[str] = mapped_column(default="")
    needed_by: Mapped[date | None]
    kind: Mapped[str] = mapped_column(default="", server_default="")
    """What sort of barrier it is, as the board sorts them; empty where it was not said."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="", server_default="")
    """The post of whoever said what changed; empty where a newer statement or the end of the action closed it."""
    closed_note: Mapped[str] = mapped_column(default="", server_default="")
    """What changed, in their words."""
    closed_on: Mapped[date | None]
    """The board's day on which they said it."""


class Decision(Row):
    """What the chair or the board agreed, with its reference, and in which meeting and about what, if it was in one.

    `recorded_by` is who wrote it down, where that is not the one who decided; `entered` says from which seat
    it was decided and why, where that is not the chair's; and of what was decided on paper and entered on a later day
    by whom, and for which meeting. One that is taken back stands no more.
    """

    __tablename__ = "decision"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    ref: Mapped[str] = _key(60)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str]
    words: Mapped[str]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="")
    outcome: Mapped[str] = mapped_column(String(30), default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered: Mapped[str] = mapped_column(default="")
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class RecordedDecision(Row):
    """That somebody wrote down what somebody else decided outside a meeting, and what that person says of it.

    `was` and `became` are what the decision changed about its action, by column, so that it can be taken back;
    `about_id` is the delivery or the request for a new date that it is about; `answer` is right, not_right or empty.
    """

    __tablename__ = "recorded_decision"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post: Mapped[str]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = _key(20)
    about_id: Mapped[int]
    words: Mapped[str]
    how: Mapped[str]
    at: Mapped[datetime]
    was: Mapped[dict[str, Any]]
    became: Mapped[dict[str, Any]]
    answer: Mapped[str] = _key(20)
    answered_at: Mapped[datetime | None]
    answer_words: Mapped[str]


class Outbox(Row):
    """A message to be said, or to be made up when its time comes.

    `key` says what the message is, so that planning it twice writes it once. A row is `planned` (no words yet:
    `kind` and `args` say what to make up at `due_at`), `pending`, `leased`, `retry`, `sent`, `dead` or `dropped`.
    `due_at` is the board's time; `leased_until` and `not_before` are the machine's.
    """

    __tablename__ = "outbox"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"))
    key: Mapped[str] = mapped_column(String(300), unique=True)
    kind: Mapped[str] = _key(60)
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    to: Mapped[str] = mapped_column(String(100), default="")
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = _key(10)
    due_at: Mapped[datetime]
    turn: Mapped[int] = mapped_column(default=2**31 - 1, server_default=str(2**31 - 1))
    """Of what is due at one instant the smaller goes first: the minute (since 1970) at which the meeting begins that it
    was planned for; the rest, and what a release writes that knows no turn, goes after that (`AFTER_REQUESTS` in
    storage/outbox.py).
    """
    not_before: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    ref: Mapped[str] = mapped_column(String(200), default="")
    why: Mapped[str] = mapped_column(default="")
    heard: Mapped[str] = mapped_column(String(40), default="")
    settled_at: Mapped[datetime | None]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting that it is said for, if it is for one."""
    amends: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    """The message, sent before, whose place this one takes."""
    carried_by: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    """The message to the same person that says this one's part too."""
    __table_args__ = (
        Index("ix_outbox_open", "state", "due_at", "turn", "id"),
        Index("ix_outbox_told", "workspace_id", "to", "kind"),
    )


class LateChoice(Row):
    """What somebody chose to do about a statement that is late, or said when asked for it, for one post and meeting."""

    __tablename__ = "late_choice"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    choice: Mapped[str] = _key(30)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(default="")
    """What was said with it: which help is needed."""


class Pack(Row):
    """What the chair is given for a meeting, fixed before it. `moves` is how often the meeting had been moved by then.

    One that was moved afterwards gets another. `sort` is the order that the chair chose, empty for the usual one.
    `held_at` is when the meeting was to begin; `measures` and `roster` are the lines that its first page begins with.
    Packs of before these were kept have None.
    """

    __tablename__ = "pack"
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    moves: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    sort: Mapped[str] = mapped_column(String(20), default="")
    held_at: Mapped[datetime | None]
    measures: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    roster: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    __table_args__ = (UniqueConstraint("meeting_id", "moves"),)


class PackItem(Row):
    """An action as a pack has it: how it stood when the pack was fixed. Never changed.

    What the officer wrote is in the statement and nowhere else; `facts` has what a later day would change.
    """

    __tablename__ = "pack_item"
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    position: Mapped[int]
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    self_rating_id: Mapped[int | None] = mapped_column(ForeignKey("rating.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    """The newest statement there was; `is_missing` says that it is not the one that was asked for."""
    is_missing: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]]


class Challenge(Row):
    """A question about an action that needs an answer. It changes no rating; `settled_at` is the chair's word on it."""

    __tablename__ = "challenge"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    ref: Mapped[str] = _key(60)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    """The coming meeting when it was raised, if there was one."""
    question: Mapped[str]
    settles_it: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None]
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_post: Mapped[str]
    raised_for: Mapped[str] = mapped_column(default="")
    """Who asked, where somebody else typed it for them."""
    raised_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_post: Mapped[str] = mapped_column(default="")
    answered_for: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    brought_to: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    """The meeting at which the officer will answer it in person."""
    outcome: Mapped[str] = mapped_column(String(30), default="")
    outcome_words: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_post: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("board_id", "ref"),)


class Inbox(Row):
    """What was heard and answered, by its key, so that a repeat gets the same answer. No statement text."""

    __tablename__ = "inbox"
    key: Mapped[str] = mapped_column(String(300), unique=True)
    at: Mapped[datetime]
    reply: Mapped[dict[str, Any]]


class Tick(Row):
    """When a worker last looked what is due; one row for each worker's name. The machine's time."""

    __tablename__ = "tick"
    worker: Mapped[str] = mapped_column(String(100), unique=True)
    at: Mapped[datetime]


class RecordHold(Row):
    """That nothing of a board is deleted, because somebody has asked for it under the law; until it is lifted."""

    __tablename__ = "record_hold"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    ref: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    put_by: Mapped[str]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(default="")
    lifted_why: Mapped[str] = mapped_column(default="")


class Clearance(Row):
    """That the monitoring officer has cleared something for the public in a pre-election period."""

    __tablename__ = "clearance"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    about: Mapped[str] = mapped_column(String(60))
    """What was cleared: the last day of the quarter whose draft it is."""
    cleared_by: Mapped[str]
    ref: Mapped[str]
    noted_by: Mapped[str]
    at: Mapped[datetime]


class Cleared(Row):
    """That the chair has cleared an action or a measure for the public, in the words that it had then."""

    __tablename__ = "cleared"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    words: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")


class KeptPaper(Row):
    """A paper as it was made, word for word: a draft put to the chair for sign-off, or a pack for a formal review."""

    __tablename__ = "kept_paper"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(60))
    """The last day of the quarter whose draft it is; or the source (its id) that is reviewed."""
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by: Mapped[str]
    at: Mapped[datetime]
    signed_by: Mapped[str] = mapped_column(default="")
    """The post that signed it off; empty while nobody has."""
    signed_at: Mapped[datetime | None]


class Digest(Row):
    """A weekly summary as it was sent."""

    __tablename__ = "digest"
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    week: Mapped[str] = _key(10)
    at: Mapped[datetime]
    message: Mapped[dict[str, Any]]
    __table_args__ = (UniqueConstraint("board_id", "week"),)


class Audit(Row):
    """Who changed what, when, from what to what and why; each entry carries the hash of the one before."""

    __tablename__ = "audit"
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str]
    what: Mapped[str] = _key(60)
    subject: Mapped[str]
    was: Mapped[str] = mapped_column(default="")
    to: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    """The action that it is about, where the one who wrote it said so; a reference may be another plan's too."""
    before: Mapped[str] = _key(64)
    hash: Mapped[str] = _key(64)
