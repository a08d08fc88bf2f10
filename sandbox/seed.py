"""The sample: a plan of fifteen actions made up from a public report, its people, and what they do as time passes.

It is an import, and then named decisions and statements, each through the same use case that a person's click reaches,
on the day on which it happened. Nothing here writes to a table.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.measure_reading import read_measures_sheet
from bot.domain.rating_facts import Rating
from bot.domain.refusals import Refusal
from bot.domain.source_reading import read_sources
from bot.domain.sources_read import SourcesRead
from bot.messages.forecast import PREVIEW
from bot.messages.parts import Reply
from bot.use_cases import (
    challenges,
    closing,
    decisions,
    looking_ahead,
    plans,
    risks,
    setting_up,
    statements,
    watch_list,
    who,
)
from bot.use_cases.deciding import meeting_being_held
from bot.use_cases.heard import Answers, Caller, Press, Typed
from bot.use_cases.measure_loading import LoadMeasures, load_measures
from bot.use_cases.source_loading import LoadSources, load_sources
from handlers.plan_files import read_plan_bytes
from sandbox.clock import PushedClock
from sandbox.workspace import Workspace
from storage import boards, meetings, people, room
from storage.actions import named
from storage.challenges import of_board
from storage.plans import known_plan

DATA = Path(__file__).parent / "data"
BEGINS = datetime(2021, 5, 4, 8, 0, tzinfo=UTC)
OPENS = datetime(2021, 6, 1, 7, 0, tzinfo=UTC)
"""Tuesday 1 June 2021, 08:00 in London: where the demo's clock stands when it opens."""
BOARD = "Sample Improvement Board"
CHANNEL = "improvement-board"
MANAGER = "Improvement Programme Manager"
CHAIR = "Independent Chair"
SAMPLE = "Sample made up from a public report. Nobody’s real plan."

Do = Callable[[Callable[[Session, Any, datetime], Reply], Any], Reply]
Look = Callable[[Callable[[Session, Any, datetime], Any], Any], Any]
ABOUT = {
    "aim": "Children get help early, and every plan for a child is checked and acted on.",
    "objectives": "Decisions are made in time.\nPractice is audited, and better for it.\nFamilies say what changed.",
}
"""What the sample board says of itself; made up, as the rest of it."""


@dataclass(frozen=True)
class Event:
    """Something that happens in the sample at an instant (UTC), in a few words."""

    at: datetime
    words: str
    do: Callable[[], None]


def sample_workspace(clock: PushedClock) -> Workspace:
    """The people of the sample in their channels. The bot is in the board's channel."""
    workspace = Workspace(clock, name="Sample Council")
    everyone = [
        workspace.add_person(row["name"], title=row["post"], is_admin=row["post"] == MANAGER).id
        for row in _rows("people.csv")
    ]
    on_the_board = [workspace.person(row["name"]).id for row in _rows("people.csv") if not row["note"]]
    workspace.add_channel("general", everyone, topic="For everyone")
    workspace.add_channel(CHANNEL, [*on_the_board, workspace.bot.id], topic=SAMPLE)
    return workspace


def greet(workspace: Workspace) -> None:
    """The programme manager's word in the board's channel, for whoever opens the demo."""
    workspace.post(workspace.channel(CHANNEL), workspace.person(MANAGER).id, GREETING)


GREETING = (
    f"Good morning. {SAMPLE} To see how it works: type `/status` here, or press *Next* at the top to push the clock to "
    "the next thing that Accountable will do. You can be any of us: choose a name at the top right. "
    "At 09:30 the officers are asked for their statements; be one of them and write."
)


class Sample:
    """The sample's story. `do` runs a use case as a person's click would; `look` reads."""

    def __init__(self, workspace: Workspace, do: Do, look: Look) -> None:
        self._workspace = workspace
        self._do = do
        self._look = look

    def events(self) -> list[Event]:
        """Everything that happens, in order; the first of them set the board up before the demo opens."""
        told = [
            Event(BEGINS, "the board is set up", self._set_up),
            Event(_london(date(2021, 5, 4), time(9, 30)), "the plan is imported", self._import(date(2021, 5, 4))),
            Event(_london(date(2021, 5, 4), time(10, 0)), "posts are connected", self._connect),
            Event(_london(date(2021, 5, 4), time(10, 5)), "line directors are named", self._name_line_directors),
            Event(_london(date(2021, 5, 4), time(10, 10)), "measures are imported", self._measures("measures.csv")),
            Event(_london(date(2021, 5, 4), time(10, 15)), "sources are imported", self._import_sources),
            Event(_london(date(2021, 5, 4), time(10, 20)), "risks are put on the register", self._raise_risks),
            Event(_london(date(2021, 5, 28), time(15, 0)), "meetings are added", self._add_meetings),
            Event(_london(date(2021, 5, 28), time(16, 0)), "Start is pressed", self._start),
            Event(_london(date(2021, 6, 1), time(7, 30)), "the plan is imported again", self._import(date(2021, 6, 1))),
            Event(_london(date(2021, 6, 1), time(7, 40)), "risks are reviewed", self._review_risks),
            Event(
                _london(date(2021, 6, 1), time(7, 50)),
                "figures of May are imported",
                self._measures("measures_may.csv"),
            ),
            Event(
                _london(date(2021, 6, 3), time(12, 30)), "the plan is imported again", self._import(date(2021, 6, 3))
            ),
            Event(_london(date(2021, 6, 8), time(8, 30)), "a delegate is named", self._delegate),
            Event(_london(date(2021, 6, 9), time(10, 0)), "the chair watches BCP-12", self._watch()),
        ]
        told += [self._decision(row) for row in _rows("decisions.csv")]
        told += [self._statement(row) for row in _rows("statements.csv")]
        told += [event for row in _rows("challenges.csv") for event in self._challenge(row)]
        return sorted(told, key=lambda event: event.at)

    # Setting up, as the programme manager

    def _set_up(self) -> None:
        answers = {
            "name": BOARD,
            "channel": self._workspace.channel(CHANNEL).id,
            "mash_number": "01632 960001",
            "zone": "Europe/London",
            "nation": "england-and-wales",
            "hours_from": time(8, 30),
            "hours_to": time(17, 30),
            "summary_weekday": "0",
            "summary_time": time(9, 0),
            "is_sample": "yes",
        }
        self._answer("setup_board", "", answers)
        for row in _rows("people.csv"):
            if row["seat"]:
                self._answer("setup_seat", str(self._board()), {"role": row["seat"], **self._person(row)})
        self._answer("about_set", str(self._board()), ABOUT)

    def _connect(self) -> None:
        board = self._board()
        posts = dict((title, post_id) for post_id, title in self._look(_posts, board))
        for row in _rows("people.csv"):
            if row["post"] in posts and not row["seat"] and not row["note"]:
                about = f"{board}:{posts[row['post']]}"
                self._answer("setup_post", about, self._person(row))

    def _name_line_directors(self) -> None:
        board = self._board()
        posts = dict((title, post_id) for post_id, title in self._look(_posts, board))
        for row in _rows("people.csv"):
            if row["reports_to"]:
                answers = {"line": row["reports_to"], **self._holder(row["reports_to"])}
                self._answer("setup_line", f"{board}:{posts[row['post']]}", answers)

    def _measures(self, name: str) -> Callable[[], None]:
        def load() -> None:
            read = read_measures_sheet(read_plan_bytes((DATA / name).read_bytes(), name))
            self._do(load_measures, LoadMeasures(self._caller(MANAGER), read))

        return load

    def _import_sources(self) -> None:
        lists = [
            read_sources(name, read_plan_bytes((DATA / name).read_bytes(), name), date(2021, 5, 4))
            for name in ("sources.csv", "recommendations.csv", "links.csv")
        ]
        read = sum(lists, SourcesRead())
        self._do(load_sources, LoadSources(self._caller(MANAGER), read, is_agreed=True))

    def _raise_risks(self) -> None:
        for row in _rows("risks.csv"):
            words = f"{row['risk']}. Cause: {_lower(row['cause'])}. Effect: {_lower(row['effect'])}."
            about = "" if row["linked_actions"] == "all" else row["linked_actions"].replace(";", ",")
            raised = {"words": words, "about": about, "owner": row["owner_post"], **_judged(row)}
            self._answer("risk_add", str(self._board()), raised)

    def _review_risks(self) -> None:
        """Those that the Board looked at since they were raised are judged again, and the same."""
        board = self._board()
        known = self._look(_risks, board)
        for row in _rows("risks.csv"):
            if date.fromisoformat(row["last_reviewed"]) > BEGINS.date():
                self._answer("risk_review", f"{board}:{known[row['risk_ref']]}", _judged(row))

    def _add_meetings(self) -> None:
        for row in _rows("meetings.csv"):
            kind = "holding_to_account" if row["type"] == "Holding to Account" else "board"
            answers = {
                "kind": kind,
                "ref": row["meeting_ref"],
                "day": date.fromisoformat(row["date"]),
                "start": time.fromisoformat(row["start"]),
                "end": time.fromisoformat(row["end"]),
                "covers": row["covers"],
            }
            self._answer("setup_meeting", str(self._board()), answers)

    def _start(self) -> None:
        manager, board = self._caller(MANAGER), str(self._board())
        self._do(looking_ahead.note_preview, Press(manager, does=PREVIEW, about=board))
        self._do(setting_up.start, Press(manager, does="setup.start", about=board))

    def _delegate(self) -> None:
        board = self._board()
        posts = dict((title, post_id) for post_id, title in self._look(_posts, board))
        post = posts["Service Director, Inclusion and Family Services"]
        answers: dict[str, Any] = {"delegate": "Head of Early Help", "until": date(2021, 6, 30)}
        answers |= self._holder("Head of Early Help")
        named = Answers(self._caller(MANAGER), "setup_delegate", f"{board}:{post}", answers)
        self._doing(_FORMS["setup_delegate"], named)()

    def _import(self, day: date) -> Callable[[], None]:
        def load() -> None:
            plan = plan_as_at(day, without_news_of=self._look(_answered, self._board()))
            self._do(_load, (self._caller(MANAGER), plan, _milestones_as_at(day), day))

        return load

    # What the chair and the officers do

    def _decision(self, row: Mapping[str, str]) -> Event:
        by, ref = self._caller(row["post"]), row["decision_ref"]
        at = datetime.fromisoformat(row["at"])
        if row["what"] == "confirm":
            rating = Rating.named(row["rating"])
            confirm = decisions.ConfirmRating(by, rating, row["reason"], ref, said=row["action"])
            return Event(at, f"the chair confirms {row['action']}", self._unless_decided(row["action"], confirm))
        if row["what"] == "close":
            return Event(at, f"the chair closes {row['action']}", self._closing(by, row))
        done = decisions.CompleteMilestone(by, row["action"], row["reason"], at.date())
        return Event(at, f"a milestone of {row['action']} is done", self._doing(decisions.complete_milestone, done))

    def _closing(self, by: Caller, row: Mapping[str, str]) -> Callable[[], None]:
        waiver = "No reading is linked to it, and the Board has seen the evidence itself."
        said = {"reason": row["reason"], "decision_ref": row["decision_ref"], "waiver": waiver}

        def close() -> None:
            about = str(self._look(_action, (self._board(), row["action"])))
            self._doing(closing.close_action, Answers(by, "decision.close", about, said))()

        return close

    def _unless_decided(self, ref: str, confirm: decisions.ConfirmRating) -> Callable[[], None]:
        """Confirm a rating, unless somebody at the page has decided it in the same meeting."""

        def do() -> None:
            if not self._look(_is_decided, (self._board(), ref)):
                self._doing(decisions.confirm_rating, confirm)()

        return do

    def _watch(self) -> Callable[[], None]:
        words = "BCP-12 because two in five schools have no named contact yet"
        return self._doing(watch_list.watch, Typed(self._caller("Independent Chair"), words))

    def _statement(self, row: Mapping[str, str]) -> Event:
        """A statement of the sample; where somebody at the page wrote one, or gave the post away, that stands."""

        def send() -> None:
            action_id = self._look(_unanswered, (self._board(), row["action_ref"]))
            if action_id:
                form = statements.FilledForm(self._caller(row["submitted_by_post"]), action_id, True, _answers(row))
                self._doing(statements.submit_statement, form, must_fit="of a statement")()

        return Event(datetime.fromisoformat(row["submitted_at"]), f"a statement for {row['action_ref']} comes in", send)

    def _challenge(self, row: Mapping[str, str]) -> list[Event]:
        """A question of the sample, its answer and how the chair settled it, as far as it has them."""
        ref = row["action_ref"]
        raised: dict[str, Any] = {
            "question": row["challenge"],
            "settles_it": row["asks_for"],
            "due": date.fromisoformat(row["due"]),
        }

        def put() -> None:
            form, about = "challenge_raise", f"0:{self._look(_action, (self._board(), ref))}"
            self._doing(challenges.raise_challenge, Answers(self._caller(row["raised_by_post"]), form, about, raised))()

        def goes_on(form: str, post: str, answers: Mapping[str, Any]) -> Callable[[], None]:
            def do() -> None:
                if known := self._look(_open_challenge, (self._board(), row["challenge"])):
                    sent = Answers(self._caller(post), form, str(known), answers)
                    self._doing(challenges.FORMS[form], sent)()

            return do

        reply = goes_on("challenge_reply", row["answered_by_post"], {"answer": row["response"]})
        settle = goes_on("challenge_settle", CHAIR, {"outcome": row["outcome"]})
        told = [
            (row["raised_at"], f"{ref} is challenged", put),
            (row["answered_at"], f"a challenge to {ref} is answered", reply),
            (row["settled_at"], f"a challenge to {ref} is settled", settle),
        ]
        return [Event(datetime.fromisoformat(at), words, do) for at, words, do in told if at]

    def _doing(
        self, use_case: Callable[[Session, Any, datetime], Reply], command: Any, must_fit: str = ""
    ) -> Callable[[], None]:
        """Do it, unless somebody at the page has made it impossible: then their doing stands. `must_fit` names a form
        that is to take what the sample puts into it.
        """

        def do() -> None:
            try:
                reply = self._do(use_case, command)
            except Refusal:
                return
            if must_fit:
                _must_fit(must_fit, reply)

        return do

    # Who and where

    def _answer(self, form: str, about: str, answers: Mapping[str, Any]) -> None:
        sent = Answers(self._caller(MANAGER), form, about, answers)
        _must_fit(form, self._do(_FORMS[form], sent))

    def _caller(self, post: str) -> Caller:
        person = self._workspace.person(post)
        team = self._workspace.team_id
        return Caller("slack", team, person.id, is_workspace_admin=person.is_admin, name=person.name)

    def _person(self, row: Mapping[str, str]) -> dict[str, str]:
        return {"post": row["post"], **self._holder(row["post"])}

    def _holder(self, post: str) -> dict[str, str]:
        person = self._workspace.person(post)
        return {"person": person.id, "person.name": person.name}

    def _board(self) -> int:
        return int(self._look(_board_of, self._workspace.team_id))


_NO_NEWS = {"forecast_date": "", "last_update": "", "update_text": "", "brag_self": ""}


def plan_as_at(day: date, without_news_of: Collection[str] = ()) -> bytes:
    """The plan's spreadsheet as it stood at the end of a day: what was written later is not in it yet.

    Nor is there news of the actions (by reference) for which somebody at the page has answered: their doing stands.
    """
    rows = [_row_as_at(row, day) | (_NO_NEWS if row["ref"] in without_news_of else {}) for row in _rows("plan.csv")]
    return _as_csv(rows)


def _row_as_at(row: Mapping[str, str], day: date) -> dict[str, str]:
    if date.fromisoformat(row["last_update"]) <= day:
        return dict(row)
    was_open = row["lifecycle"] == "closed_complete"
    earlier = {"forecast_date": "", "last_update": "", "update_text": ""}
    if was_open:
        earlier |= {"lifecycle": "in_progress", "brag_self": "Green", "brag_confirmed": ""}
    return {**row, **earlier}


def _milestones_as_at(day: date) -> bytes:
    rows = [dict(row) for row in _rows("milestones.csv")]
    for row in rows:
        if row["completed_on"] and date.fromisoformat(row["completed_on"]) > day:
            row["completed_on"] = ""
    return _as_csv(rows)


def _load(session: Session, command: tuple[Caller, bytes, bytes, date], now: datetime) -> Reply:
    """Import both files as the programme manager does."""
    from bot.domain.people import Deed  # noqa: PLC0415
    from bot.domain.plan_reading.reading import read_plan  # noqa: PLC0415
    from storage.access import access_board  # noqa: PLC0415

    by, plan, milestones, day = command
    access = access_board(session, by.key, Deed.MANAGE, now, name=by.name)
    sheets, steps = read_plan_bytes(plan, "plan.csv"), read_plan_bytes(milestones, "milestones.csv")
    known = known_plan(session, access.board.workspace_id, access.board.id)
    return plans.load_plan(session, access, read_plan(sheets, steps[0], day, known), now)


def _posts(session: Session, board_id: int, now: datetime) -> list[tuple[int, str]]:
    return people.posts_titled(session, boards.get_board(session, board_id).workspace_id)


def _board_of(session: Session, team: str, now: datetime) -> int:
    return boards.boards_for(session, "slack", team)[0].id


def _unanswered(session: Session, asked: tuple[int, str], now: datetime) -> int:
    """The action's id, or 0 if a statement for its next meeting is in."""
    board_id, ref = asked
    action_id = next(action.id for action in named(session, board_id) if action.ref == ref)
    meeting = meetings.next_meeting_for(session, action_id, now, board_id=board_id)
    return 0 if meeting and action_id in meetings.statements_for(session, meeting.id) else action_id


def _answered(session: Session, board_id: int, now: datetime) -> frozenset[str]:
    """The references of the actions for whose next meeting a statement is in."""
    coming = [
        (action, meetings.next_meeting_for(session, action.id, now, board_id=board_id))
        for action in named(session, board_id)
    ]
    return frozenset(
        action.ref
        for action, meeting in coming
        if meeting and action.id in meetings.statements_for(session, meeting.id)
    )


def _action(session: Session, asked: tuple[int, str], now: datetime) -> int:
    board_id, ref = asked
    return next(action.id for action in named(session, board_id) if action.ref == ref)


def _open_challenge(session: Session, asked: tuple[int, str], now: datetime) -> int:
    """The id of the challenge in these words, or 0 if there is none that is not settled."""
    board_id, question = asked
    return next((each.id for each in of_board(session, board_id) if each.question == question and each.is_open), 0)


_FORMS: Mapping[str, Callable[[Session, Any, datetime], Reply]] = {**setting_up.FORMS, **who.FORMS, **risks.FORMS}


def _judged(row: Mapping[str, str]) -> dict[str, str]:
    return {
        "likelihood": row["likelihood_1to5"],
        "impact": row["impact_1to5"],
        "mitigation": row["mitigation"].replace(";", ","),
    }


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:].replace(";", ",")


def _risks(session: Session, board_id: int, now: datetime) -> dict[str, int]:
    return {each.ref: each.id for each in risks.risks_of(session, boards.get_board(session, board_id))}


def _must_fit(form: str, reply: Reply) -> None:
    if reply.errors:
        raise ValueError(f"the sample does not fit the form {form}: {reply.errors}")


def _is_decided(session: Session, asked: tuple[int, str], now: datetime) -> bool:
    """Whether the meeting that goes through an action just now has a rating of it."""
    action_id = _action(session, asked, now)
    held = meeting_being_held(session, boards.get_board(session, asked[0]), action_id, now)
    return held is not None and any(each.rating for each in room.outcomes_of(session, held.id, action_id))


def _answers(row: Mapping[str, str]) -> dict[str, Any]:
    needed, _, what = row["help_needed"].partition(": ")
    needs_help = needed == "Yes"
    return {
        "progress": row["progress_since_last"],
        "effect": row["impact_for_children"],
        "evidence": row["evidence_links"],
        "barriers": row["barriers"],
        "help": "yes" if needs_help else "no",
        "help_needed": what,
        "help_from": "Corporate Director of Children’s Services" if needs_help else "",
        "next_steps": row["next_steps"],
        "forecast": date.fromisoformat(row["forecast_date"]),
        "rating": row["self_brag"],
        "reason": "",
        "cause": _cause(row),
        "confidence": row["confidence_1to5"],
    }


def _cause(row: Mapping[str, str]) -> str:
    """What the form asks of a Red or an Amber, and never of a Green."""
    if row["self_brag"] == "Green":
        return ""
    return "Not known yet." if row["barriers"] == "None" else row["barriers"]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    rows = list(rows)
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _london(day: date, hour: time) -> datetime:
    """An instant of the sample, which lies in British Summer Time throughout."""
    return datetime.combine(day, hour, UTC) - timedelta(hours=1)
