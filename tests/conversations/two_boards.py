"""A second board beside the sample's, with all that makes a plan hard: it shares its people, its chair is deputy of the
other, and each reports an action to the other. On both there are restricted actions, actions that report at every
second meeting, and days on which nobody is written to.
"""

from datetime import date, time
from typing import Any

from bot.messages import intervals as interval_words
from bot.messages.forecast import PREVIEW
from bot.messages.parts import Form, Reply
from bot.messages.text import as_text
from bot.use_cases import catalogue, looking_ahead
from bot.use_cases.heard import Answers, Caller, Press
from storage.access import OPERATOR
from tests.conversations.boards import (
    ADVISER,
    CHAIR,
    COUNCILLOR,
    EARLY_HELP,
    INCLUSION,
    MANAGER,
    MEMBER,
    NINE_TO_FIVE,
    QUALITY,
    SOCIAL_CARE,
    import_plan,
    row,
)
from tests.conversations.world import World
from tests.use_cases.editor import standing

NAME, CHANNEL = "Community Safety Board", "safety-board"
DEPUTY, PARTNER = "Deputy Chair", "Health representative"
THEIR_CHAIR, THEIR_MANAGER = "Chair of the Safety Board", "Safety Programme Manager"
WHY = "The Board asked for it."
DELICATE = {"BCP-05": CHAIR, "BCP-09": CHAIR, "CS-02": DEPUTY}
"""The actions that are restricted, and who restricts them; one is reported to the other board, too."""
PLAN = (
    row("CS-01", "Agree one referral form with the police", EARLY_HELP, priority="1 Referrals"),
    row("CS-02", "Close the refuge at Harbour Lane and move its families", QUALITY, brag_self="Amber"),
    row("CS-03", "Train ward staff to recognise exploitation", SOCIAL_CARE),
    row("CS-04", "Share the rota for call-outs at night", PARTNER, current_deadline="2021-07-02"),
    row("BCP-03", "Look at lone working every quarter", PARTNER, brag_self="Amber", forecast_date="2021-10-16"),
)
MEETINGS = (date(2021, 6, 17), date(2021, 7, 1), date(2021, 7, 15), date(2021, 7, 29))


class TwoBoards:
    """Whoever sets the second board up beside the sample's, as people do it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def set_up(self) -> None:
        self._opens_the_board()
        self._seats_people()
        self._shares_actions()
        self._holds_back()
        self._goes_away()
        self._starts()

    def _opens_the_board(self) -> None:
        workspace = self.world.workspace
        there = [DEPUTY, CHAIR, PARTNER, QUALITY, SOCIAL_CARE, INCLUSION, EARLY_HELP, MEMBER, COUNCILLOR]
        members = [workspace.person(post).id for post in there]
        channel = workspace.add_channel(CHANNEL, [*members, workspace.bot.id], topic="Community safety")
        ways = {
            **NINE_TO_FIVE, "name": NAME, "channel": channel.id, "team": workspace.team_id,
            "summary_weekday": "2", "hours_from": time(9), **self._person("manager", PARTNER),
        }  # fmt: skip
        self._sends(Caller(OPERATOR, "", OPERATOR), "setup_board", "", ways)

    def _seats_people(self) -> None:
        for role, post, who in (
            ("chair", THEIR_CHAIR, DEPUTY), ("deputy", CHAIR, CHAIR), ("member", MEMBER, MEMBER),
            ("adviser", ADVISER, ADVISER), ("read_only", COUNCILLOR, COUNCILLOR),
        ):  # fmt: skip
            self._answers(PARTNER, "setup_seat", self._board(NAME), role=role, post=post, **self._person("person", who))
        import_plan(self.world, PLAN, by=PARTNER)
        self._answers(PARTNER, "setup_post", self._board(NAME), post=PARTNER, **self._person("person", PARTNER))
        shared = {"post": EARLY_HELP, **self._person("person", EARLY_HELP)}  # nobody in the workspace runs both boards
        self._sends(Caller(OPERATOR, NAME, OPERATOR), "setup_post", self._board(NAME), shared)
        for day in MEETINGS:
            held = {"kind": "holding_to_account", "day": day, "start": time(14), "end": time(16), "covers": "all"}
            self._answers(PARTNER, "setup_meeting", self._board(NAME), **held)

    def _shares_actions(self) -> None:
        for ref, to, by, accepts in (
            ("BCP-06", NAME, MANAGER, PARTNER), ("BCP-09", NAME, MANAGER, PARTNER),
            ("CS-01", self._name_of_first(), PARTNER, MANAGER),
        ):  # fmt: skip
            self._answers(by, "report_ask", self._action(ref), board=to, why=WHY)
            asked = self.world.rows("SELECT max(id) FROM reporting")[0][0]
            self._presses(accepts, "report.accept", str(asked))

    def _holds_back(self) -> None:
        for ref, who in DELICATE.items():
            self._edits(who, "edit.restrict", ref, event="Those affected have been told.")
        self._edits(DEPUTY, "edit.interval", "CS-03", every="2", since=date(2021, 6, 8), scope=interval_words.WHOLE)
        self._edits(CHAIR, "edit.interval", "BCP-08", every="2", since=date(2021, 6, 8), scope=interval_words.WHOLE)
        self._edits(MANAGER, "edit.hold", "BCP-14", review=date(2021, 6, 21))
        self._answers(MANAGER, "election_period", self._board(), **{"from": date(2021, 6, 7), "to": date(2021, 6, 25)})
        self._answers(PARTNER, "quiet_days", self._board(NAME), **{"from": date(2021, 6, 9)})

    def _goes_away(self) -> None:
        quality, care = (f"{self._board()}:{self._post(post)}" for post in (QUALITY, SOCIAL_CARE))
        self._answers(QUALITY, "absence_away", quality, until=date(2021, 7, 9))
        self._answers(CHAIR, "acting_name", quality, delegate=EARLY_HELP)
        self._answers(SOCIAL_CARE, "absence_away", care, until=date(2021, 6, 11), delegate=EARLY_HELP)

    def _starts(self) -> None:
        manager, about = self.world.caller(PARTNER), self._board(NAME)
        self.world.does(looking_ahead.note_preview, Press(manager, does=PREVIEW, about=about))
        self._presses(PARTNER, "setup.start", about)

    # How they do it

    def _edits(self, who: str, edit: str, ref: str, **answers: Any) -> None:
        form = self._form(self._presses(who, edit, self._action(ref)))
        filled = {"why": WHY, **{name: said for name, said in standing(form).items() if said}, **answers}
        preview = self._form(self._answers(who, form.name, form.about, **filled))
        self._answers(who, preview.name, preview.about)

    def _presses(self, who: str, does: str, about: str) -> Reply:
        return self._is_done(Press(self.world.caller(who), does, about))

    def _answers(self, who: str, form: str, about: str, **answers: Any) -> Reply:
        return self._sends(self.world.caller(who), form, about, answers)

    def _sends(self, by: Caller, form: str, about: str, answers: dict[str, Any]) -> Reply:
        return self._is_done(Answers(by, form, about, answers))

    def _is_done(self, heard: Press | Answers) -> Reply:
        found = catalogue.find(heard)
        reply: Reply = self.world.does(found.use_case, found.command)
        assert not reply.errors, reply.errors
        return reply

    def _form(self, reply: Reply) -> Form:
        assert reply.form is not None, reply.message and as_text(reply.message)
        return reply.form

    def _person(self, field: str, who: str) -> dict[str, str]:
        person = self.world.workspace.person(who)
        return {field: person.id, f"{field}.name": person.name}

    def _name_of_first(self) -> str:
        return str(self.world.rows("SELECT name FROM board ORDER BY id")[0][0])

    def _board(self, name: str = "") -> str:
        return str(self.world.rows("SELECT id FROM board WHERE name = :n", n=name or self._name_of_first())[0][0])

    def _post(self, title: str) -> int:
        return int(self.world.rows("SELECT id FROM post WHERE title = :t", t=title)[0][0])

    def _action(self, ref: str) -> str:
        return str(self.world.rows("SELECT id FROM action WHERE ref = :r ORDER BY id", r=ref)[0][0])
