"""What the programme manager is told about messages that did not arrive, and people who could not be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.dates import counted, listed
from bot.messages.parts import Bullets, Button, Buttons, Item, Message, Paragraph


@dataclass(frozen=True)
class Late:
    """Something that should have gone: what it is, and what is known of why it has not."""

    what: str
    why: str = ""


@dataclass(frozen=True)
class Missed:
    """Something that was not sent when it was due: what it is, when it was due, and what became of it; `board` is for
    whom, where its reader manages several.
    """

    what: str
    due: str
    became: str
    board: str = ""


AT_MOST = 20
"""Lines of what was skipped or is late; the rest is counted."""


def nobody_to_ask(about: str, post: str, refs: str, meeting: str, why: str) -> Message:
    """A statement request had no reader: the post is vacant, or its holder is away with no delegate. `about` is the
    board and the post.
    """
    return Message(
        kind="nobody_to_ask",
        heading="Nobody could be asked",
        parts=(
            Paragraph(text=f"{refs} ({post}) for {meeting}: {why}."),
            Paragraph(
                lead="What to do",
                text="Connect the post to whoever holds it, or name a delegate. I then ask them.",
            ),
            Buttons(
                buttons=(
                    Button(label="Connect the post", does="setup.connect_post", about=about, spoken=f"Connect {post}"),
                    Button(
                        label="Name a delegate",
                        does="setup.delegate_post",
                        about=about,
                        spoken=f"Name a delegate for {post}",
                    ),
                )
            ),
        ),
    )


def guests_not_of_the_plan(names: Sequence[str]) -> str:
    """Why nothing is posted in a channel: these people are guests in it and have no part in the plan."""
    one = len(names) == 1
    are, have, them = ("is a guest", "has", "them") if one else ("are guests", "have", "each of them")
    return (
        f"{listed(list(names))} {are} in the channel and {have} no part in this plan, so nothing is posted there. Take "
        f"{them} out of the channel, or give {them} a seat on the board or a post; then send this again."
    )


def not_gone_yet(due: str, late: Sequence[Late]) -> Message:
    """What was due at a moment, more than an hour ago, and still waits."""
    why = next((each.why for each in late if each.why), "")
    return Message(
        kind="not_gone_yet",
        heading="Something has not gone out",
        parts=(
            Paragraph(text=f"{counted(len(late), 'message')} due on {due} should have gone by now:"),
            Bullets(items=_lines([Item(text=f"{each.what}.") for each in late])),
            *([Paragraph(lead="What is known", text=f"{why.rstrip('.')}.")] if why else []),
            Paragraph(
                lead="What to do",
                text="I keep trying. If it does not come today, ask whoever runs me to type: accountable doctor",
            ),
        ),
    )


def skipped_messages(skipped: Sequence[Missed], went: Sequence[Missed] = ()) -> Message:
    """What could not go while it was worth sending, and what went long after it was due: all in one message, board by
    board.
    """
    too_late = f"Nothing could go out for a while, and {counted(len(skipped), 'message')} came too late:"
    after = f"{counted(len(went), 'message')} went more than an hour after {'its' if len(went) == 1 else 'their'} time:"
    what_else = " What was not too late has gone by now." if skipped and not went else ""
    return Message(
        kind="skipped_messages",
        heading="What was not sent, because it came too late" if skipped else "What went out late",
        parts=(
            *(_missed(too_late, skipped) if skipped else ()),
            *(_missed(after, went) if went else ()),
            Paragraph(
                lead="What to do",
                text=f"Nothing, if you know why I was silent. If you do not, ask whoever runs me.{what_else}",
            ),
        ),
    )


def _missed(said: str, missed: Sequence[Missed]) -> list[Paragraph | Bullets]:
    lists = [
        Bullets(lead=board, items=_lines([_missed_line(each) for each in of_board]))
        for board, of_board in groupby(missed, key=lambda each: each.board)
    ]
    return [Paragraph(text=said), *lists]


def _missed_line(one: Missed) -> Item:
    return Item(lead=f"{one.what}, due {one.due}", text=f"{one.became}.")


def _lines(items: Sequence[Item]) -> tuple[Item, ...]:
    more = len(items) - AT_MOST
    return (*items[:AT_MOST], *([Item(text=f"and {more} more.")] if more > 0 else []))


KIND_WORDS = {
    "plan_file_reading": "The reading of a plan’s file",
    "plan_file_loading": "The loading of a plan’s file",
    "plan_file_preview": "The preview of a plan’s file",
    "plan_file_listing": "The list of all that was found in a plan’s file",
    "plan_file_remarks": "The list of all that was found in a plan’s file",
    "plan_file_letters": "The question how a plan’s file is to be read",
    "plan_file_refused": "The news that a file could not be read",
    "plan_exported": "The plan as a file",
    "list_exported": "A list as a file",
    "records_file": "The records as a file",
    "inspection_pack": "The inspection pack",
    "minutes_differ": "The news that the minutes say otherwise than the decision log",
    "statement_request": "The request for statements",
    "statement_requested": "The request for statements",
    "statement_reminder": "The reminder about statements",
    "statement_due_today": "The reminder that statements are due today",
    "statement_late": "The question about a late statement",
    "statement_late_delegate": "The question about a late statement",
    "week_ahead": "The note of what is due next week",
    "input_request": "The request for input to a statement",
    "input_requested": "The request for input to a statement",
    "input_reminder": "The reminder about input to a statement",
    "input_reminded": "The reminder about input to a statement",
    "input_not_asked": "The news that nobody could be asked for input",
    "input_not_theirs": "The news that input is not somebody’s to give",
    "asked_of_you": "The reminder of what is asked",
    "statement_received": "The thanks for a statement",
    "weekly_summary": "The weekly summary",
    "figures_request": "The question for figures",
    "figures_reminder": "The reminder about figures",
    "figures_asked": "The question for figures",
    "figures_reminded": "The reminder about figures",
    "watch_figures": "The question for the watch list’s figures",
    "watch_figures_asked": "The question for the watch list’s figures",
    "nobody_for_figures": "A note that there is nobody to ask for figures",
    "milestones_asked": "The question about milestones",
    "board_pack": "The notice of the board pack",
    "quarterly": "The drafts of the quarter",
    "draft_to_sign": "The draft for DfE, for the chair’s sign-off",
    "draft_signed": "The news that a draft is signed off",
    "vacant_seats": "The reminder of vacant seats",
    "post_leaves": "The note that somebody has left a post",
    "fresh_look_told": "The news of a fresh look at the forecasts",
    "pack_freeze": "The fixing of the pack",
    "pack_ready": "The pack for the chair",
    "pack_without_chair": "A note that nobody could be given the pack",
    "pack_notice": "The notice of the pack to the board",
    "questions": "The questions before a meeting",
    "challenge_answered": "The answer to a challenge",
    "challenge_moved": "The news that a question goes on with another action",
    "challenge_settled": "What came of a challenge",
    "run_sheet": "The run sheet",
    "slot_soon": "The note that a slot is near",
    "slot_declined": "The news that nobody comes to a slot",
    "undecided": "The list of what a meeting did not decide",
    "outcome": "The outcome of a meeting",
    "outcomes_stand": "The recording of outcomes that stand",
    "outcome_disputed": "The news that an officer finds an outcome not right",
    "outcomes_summary": "The summary of a meeting",
    "log_draft": "The draft of a decision log",
    "log_draft_again": "The draft of a decision log, once more",
    "log_waits": "The news that a decision log waits",
    "decision_log": "The decision log",
    "new_date_asked": "The request for a new date",
    "new_dates_asked": "The request for several new dates",
    "new_date_added": "What was added to a request for a new date",
    "new_date_more": "A question about a new date",
    "new_date_decided": "What was decided about a new date",
    "new_date_withdrawn": "The news that a request for a new date is withdrawn",
    "plan_to_close": "The question whether to close the plan",
    "plan_closed": "The news that the plan is closed",
    "refs_changed": "The news of what became of actions when their plan was closed",
    "action_delivered": "The evidence of an action that is delivered",
    "delivery_undecided": "The news that nobody can accept what is delivered",
    "closed_told": "The news that an action is closed",
    "missing_told": "The news of what is missing",
    "closure_check": "The question whether what was closed still holds",
    "check_again": "The question about a check that nobody answered",
    "check_overdue": "The list of checks that are overdue",
    "check_unanswered": "The news that nobody says whether what was closed holds",
    "decision_recorded": "The news of what was recorded as a decision",
    "recorded_answered": "The news that what was recorded is not right",
    "recorded_undone": "The news that a decision was taken back",
    "reopened_told": "The news that an action is open again",
    "skipped_messages": "A note about what was skipped, or went late",
    "not_gone_yet": "A note about what has not gone out",
    "nobody_to_ask": "A note about a vacant post",
    "meeting_moved": "The news that a meeting is moved",
    "meeting_cancelled": "The news that a meeting is cancelled",
    "planned_beyond_known": "The warning that bank holidays are not known yet for new dates",
    "surgery_soon": "The note that a surgery is near",
    "surgery_moved": "The news that a surgery is moved",
    "surgery_cancelled": "The news that a surgery is cancelled",
    "surgery_after": "The question what was agreed at a surgery",
    "surgery_follow_up": "The question whether what was agreed at a surgery is done",
    "action_changed": "The news that an action has changed",
    "no_longer_yours": "The news that another officer answers for an action",
    "help_no_more": "The news that help is needed no more",
    "interval_ended": "The news that an action reports at every meeting again",
    "dependency_slipped": "The news that what an action waits for has slipped",
    "dependency_passed": "The news that the day has passed on which something was expected that an action waits for",
    "waited_for_changed": "The news of what has become of what an action waits for",
    "meeting_changed": "The news that a meeting goes through other actions",
    "acting_named": "The news who acts as accountable officer",
    "nobody_acts": "The news that nobody acts as accountable officer",
    "acting_begins": "The news that somebody acts as accountable officer",
    "acting_prolonged": "The news until when somebody acts",
    "acting_over": "The news that somebody acts no longer",
    "acting_is_delegate": "The news that somebody acts no longer, and may answer as a delegate",
    "first_welcome": "The welcome at a first use",
    "welcome_back": "The welcome back after an absence",
    "report_wanted": "The question whether an action of another plan is for this board too",
    "report_settled": "The answer whether another board sees an action too",
    "report_begun": "The news that another board sees an action too",
    "report_ended": "The news that another board sees an action no longer",
    "reported_ended": "The news that an action of another plan has ended",
    "reported_refs": "The new references of what another plan reports to this board",
    "reported_again": "The news that an action of another plan is open again",
    "watch_wanted": "A request for something to be watched",
    "absence_shared": "A note that somebody of two boards is away",
    "away_without_delegate": "A note that somebody is away and nobody answers",
    "officer_left": "A note that somebody has left",
    "contact_left": "A note that a council contact has left",
    "line_officer_left": "A note that a post is vacant",
    "delegate_away": "A note that somebody’s delegate is away",
    "delegate_away_too": "A note that a delegate is away and nobody answers",
    "answers_no_more": "A note that somebody answers for another no longer",
    "delegate_left": "A note that nobody may answer for somebody any more",
    "temporary_officer": "A note that a line director stands in for a vacant post",
    "temporary_officer_named": "A note that a line director stands in for a vacant post",
    "post_still_vacant": "A note that a post is still vacant",
    "handover": "The handover of a post",
    "handover_query": "A question about a handover",
    "handover_open": "A note that a handover has not been accepted",
    "help_asked": "The news that somebody asks for help",
    "wrong_person_told": "The news that somebody was asked for what is not theirs",
    "late_list": "The list of late statements",
    "roster_check": "The cycle check",
    "roster_check_again": "The cycle check",
    "exceptions": "The draft of an exception report",
    "nobody_to_report_to": "A note that there is no chair to report to",
    "line_director": "The note to a line director about late statements",
    "no_line_director": "A note that there is no line director to tell",
    "acting_officer_wanted": "The question who is accountable during a long absence",
}
"""How a kind of message is called when it is spoken of."""

EXAMPLES = (
    nobody_to_ask(
        "1:4",
        "Service Director, Inclusion and Family Services",
        "A12 and A14",
        "Holding to Account, Tuesday 15 June, 09:30",
        "the post is vacant and has no delegate",
    ),
    skipped_messages(
        [
            Missed("The weekly summary", "Monday 7 June, 09:00", "its week was over before it could go"),
            Missed(
                "The request for statements to the Director of Education",
                "Tuesday 1 June, 09:00",
                "the meeting had begun",
            ),
        ]
    ),
    skipped_messages(
        [
            Missed("The weekly summary", "Monday 7 June, 09:00", "its week was over before it could go", board)
            for board in ("Improvement Board", "Community Safety Board")
        ]
    ),
    skipped_messages(
        [Missed("The reminder about statements", "Friday 4 June, 09:30", "it came too late to be of use")],
        [Missed("The weekly summary", "Monday 7 June, 09:00", "it went on Monday 7 June, 14:02")],
    ),
    skipped_messages([], [Missed("The weekly summary", "Monday 7 June, 09:00", "it went on Monday 7 June, 14:02")]),
    not_gone_yet("Monday 7 June, 09:00", [Late("The weekly summary", "Slack asked us to slow down")]),
    not_gone_yet(
        "Tuesday 1 June, 09:00",
        [
            Late("The request for statements to the Director of Education"),
            Late("The request for statements to the Head of Early Help"),
        ],
    ),
)
