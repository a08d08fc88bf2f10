"""`accountable doctor`: what is there, what is missing, what is wrong, each in a sentence with what to do."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.checks import CanNotTell, Checks, Identity
from bot.domain.boards import Board
from bot.domain.dates import counted, listed
from bot.domain.refusals import Refusal
from handlers.terminal.assembled import Assemble, Assembled, Manifest, OpenChecks
from storage import audit, boards, outbox, ticks
from storage.database import open_database
from storage.migrating import differences, migrate, newest_revision, revision_of

CLOCK_MAY_DIFFER = timedelta(seconds=60)
TICK_MAY_BE_LATE = timedelta(minutes=10)
WORKER_MAY_BE_SILENT = timedelta(minutes=2)
_MARKS = {"ok": "ok", "missing": "missing", "wrong": "WRONG", "unknown": "can not tell"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `words` say what was found and, unless it is ok, what to do."""

    about: str
    state: Literal["ok", "missing", "wrong", "unknown"]
    words: str

    def as_dict(self) -> dict[str, str]:
        """For a script."""
        return asdict(self)


def all_well(findings: list[Finding]) -> bool:
    """Whether nothing is missing or wrong."""
    return all(finding.state in ("ok", "unknown") for finding in findings)


def as_words(findings: list[Finding]) -> str:
    """One line for each finding, and what it comes to."""
    lines = [f"{_MARKS[finding.state]:<13}{finding.about}: {finding.words}" for finding in findings]
    faults = sum(finding.state in ("missing", "wrong") for finding in findings)
    return "\n".join([*lines, "", "All is well." if not faults else f"{counted(faults, 'thing')} to put right."])


def examine(
    assemble: Assemble, manifest: Manifest | None, checks: OpenChecks | None, *, connect: bool
) -> list[Finding]:
    """Look at everything that can go missing. Nothing is changed, and no secret is in what comes back."""
    try:
        bot = assemble()
    except Refusal as refusal:
        return [Finding("Settings", "wrong", refusal.words)]
    try:
        found = [*_settings(bot), *_database(bot.engine)]
        known = _boards(bot) if found[-1].state == "ok" else []
        if found[-1].state == "ok":
            found += [*_set_up(known), *_clocks(known), *_tick(bot), *_record(bot, known)]
        if bot.settings.slack_bot_token.get_secret_value() and checks is not None:
            found += asyncio.run(_slack(bot, known, manifest, checks, connect))
        return found
    finally:
        bot.close()


def compare_migrations() -> list[Finding]:
    """Whether the migrations make the tables that the code expects, tried on a new SQLite database."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'fresh.db'}")
        migrate(engine)
        wrong = differences(engine)
        engine.dispose()
    if wrong:
        words = f"the code and the migrations differ: {'; '.join(wrong)}. Write a migration for it."
        return [Finding("Migrations", "wrong", words)]
    return [Finding("Migrations", "ok", f"they make the tables that the code expects ({newest_revision()}).")]


def _settings(bot: Assembled) -> list[Finding]:
    settings = bot.settings
    found = [_token(settings.slack_bot_token.get_secret_value())]
    app, signing = settings.slack_app_token.get_secret_value(), settings.slack_signing_secret.get_secret_value()
    ways = listed([*(["Socket Mode"] if app else []), *(["HTTP"] if signing else [])])
    if ways:
        found.append(Finding("Hearing Slack", "ok", f"it can hear over {ways}."))
    else:
        words = "set SLACK_APP_TOKEN to use Socket Mode, or SLACK_SIGNING_SECRET to use HTTP. .env.example says where."
        found.append(Finding("Hearing Slack", "missing", words))
    return found


def _token(token: str) -> Finding:
    if token:
        return Finding("SLACK_BOT_TOKEN", "ok", "it is set.")
    words = "set it to the bot token of your Slack app: api.slack.com/apps, your app, OAuth & Permissions."
    return Finding("SLACK_BOT_TOKEN", "missing", words)


def _database(engine: Engine) -> list[Finding]:
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not Path(file).exists():  # to look inside would make it
        return [Finding("Database", "missing", f"there is no file {file} yet. Type: accountable migrate")]
    try:
        stands, newest = revision_of(engine), newest_revision()
    except DBAPIError as failure:
        why = f"it does not answer ({type(failure.orig).__name__})"
        return [Finding("Database", "wrong", f"{why}. Check DATABASE_URL, and that the server is up.")]
    if stands == newest:
        return [Finding("Database", "ok", f"{engine.url.get_backend_name()}, up to date ({newest}).")]
    state = "it has no tables" if stands is None else f"it stands at {stands}, and this release needs {newest}"
    return [Finding("Database", "missing", f"{state}. Type: accountable migrate")]


def _boards(bot: Assembled) -> list[Board]:
    with bot.sessions() as session:
        return boards.all_boards(session)


def _set_up(known: list[Board]) -> list[Finding]:
    if not known:
        return [Finding("Boards", "missing", "none is set up. Type: accountable setup")]
    return [_how_far(board) for board in known]


def _how_far(board: Board) -> Finding:
    if board.started_at is None:
        return Finding(board.name, "missing", "it has not been started. Type: accountable setup")
    paused = "it is paused, so nothing goes out; accountable resume ends that." if board.paused_at else "it is started."
    return Finding(board.name, "ok", paused)


def _clocks(known: list[Board]) -> list[Finding]:
    zones = sorted({board.zone for board in known} or {"Europe/London"})
    try:
        summer = datetime.combine(date(2021, 6, 1), time(12), UTC)
        for zone in zones:
            summer.astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError as failure:
        words = f"there is no data for {failure.args[-1] if failure.args else 'a zone'}. Install the package tzdata."
        return [Finding("Time zones", "wrong", words)]
    return [Finding("Time zones", "ok", f"{listed(zones)}.")]


def _tick(bot: Assembled) -> list[Finding]:
    """Whether somebody sends. What should have gone ten minutes ago and has not says that nobody does."""
    with bot.sessions() as session:
        waiting, dead = outbox.next_due(session), outbox.counts(session).get(outbox.DEAD, 0)
        ticked = ticks.last_tick(session)
    found = [_ticked(ticked, bot.clock.machine())]
    if waiting is not None and bot.clock.now() - waiting[0] > TICK_MAY_BE_LATE:
        words = f"something has been due since {waiting[0]:%Y-%m-%d %H:%M} UTC and has not gone. Is the worker running?"
        found.append(Finding("Sending", "wrong", f"{words} Type: accountable worker (or accountable socket)"))
    else:
        found.append(Finding("Sending", "ok", "nothing is overdue."))
    if dead:
        have = "has" if dead == 1 else "have"
        words = f"{counted(dead, 'message')} {have} been refused for good. The programme manager was told why."
        found.append(Finding("Not delivered", "unknown", words))
    return found


def _record(bot: Assembled, known: list[Board]) -> list[Finding]:
    """Whether anybody has changed the record of changes since it was written: each entry carries the one before."""
    compare = "Compare with a backup, and find out who did that."
    for workspace in {board.workspace_id for board in known}:
        with bot.sessions() as session:
            broken, is_cut = audit.first_broken(session, workspace), audit.is_cut_short(session, workspace)
        if broken is not None:
            entry = f"the entry of {broken.at:%Y-%m-%d %H:%M} UTC ({broken.what} {broken.subject})"
            words = f"{entry} is not as it was written, or what came before it is missing. {compare}"
            return [Finding("Record of changes", "wrong", words)]
        if is_cut:
            return [Finding("Record of changes", "wrong", f"its newest entries are missing. {compare}")]
    words = "no entry has been changed or taken away since it was written."
    return [Finding("Record of changes", "ok", words)] if known else []


def _ticked(at: datetime | None, machine_now: datetime) -> Finding:
    """Whether a worker has looked lately what is due."""
    start = "Type: accountable worker (or accountable socket)"
    if at is None:
        return Finding("Worker", "missing", f"none has run on this database yet. {start}")
    if machine_now - at > WORKER_MAY_BE_SILENT:
        return Finding("Worker", "wrong", f"the last one was heard of at {at:%Y-%m-%d %H:%M} UTC. {start}")
    return Finding("Worker", "ok", "it ticks.")


async def _slack(
    bot: Assembled, known: list[Board], manifest: Manifest | None, checks: OpenChecks, connect: bool
) -> list[Finding]:
    settings = bot.settings
    bot_token, app_token = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    async with checks(settings.slack_api_url, bot_token, app_token) as slack:
        identity = await slack.identity()
        if isinstance(identity, CanNotTell):
            return [Finding("Slack", "wrong", identity.why)]
        found = [Finding("Slack", "ok", f"the token works, in {identity.team_name or identity.team}.")]
        found += [*_scopes(identity, manifest), *_slacks_clock(identity, bot.clock.machine())]
        for board in known:
            found.append(await _channel(bot, board, identity, slack))
        if connect:
            found.append(await _socket(app_token, slack))
    return found


def _scopes(identity: Identity, manifest: Manifest | None) -> list[Finding]:
    wanted: list[str] = manifest(None, True)["oauth_config"]["scopes"]["bot"] if manifest else []
    if not identity.scopes:
        return [Finding("Scopes", "unknown", "Slack did not say which the token has.")]
    lacking = [scope for scope in wanted if scope not in identity.scopes]
    if lacking:
        words = (
            f"the token lacks {listed(lacking)}. Put the output of “accountable manifest” into the app, install again."
        )
        return [Finding("Scopes", "missing", words)]
    return [Finding("Scopes", "ok", f"all {len(wanted)} are there.")]


def _slacks_clock(identity: Identity, machine: datetime) -> list[Finding]:
    if identity.said_at is None:
        return [Finding("Clock", "unknown", "Slack did not say what time it is.")]
    apart = abs(machine - identity.said_at)
    if apart > CLOCK_MAY_DIFFER:
        which = "ahead of" if machine > identity.said_at else "behind"
        words = (
            f"this machine is {round(apart.total_seconds())} seconds {which} Slack. Turn its time synchronisation on."
        )
        return [Finding("Clock", "wrong", words)]
    return [Finding("Clock", "ok", "this machine and Slack agree.")]


async def _channel(bot: Assembled, board: Board, identity: Identity, slack: Checks) -> Finding:
    about = f"Channel of {board.name}"
    if board.team != identity.team:
        words = f"the board belongs to the workspace {board.team}, and the token is for {identity.team}."
        return Finding(about, "wrong", f"{words} Use that workspace's token.")
    if not board.channel:
        return Finding(about, "missing", "it has none. Type: accountable setup --channel C…")
    seen = await slack.channel(board.channel)
    if isinstance(seen, CanNotTell):
        return Finding(about, "wrong", seen.why)
    if seen.is_archived:
        return Finding(about, "wrong", f"#{seen.name} is archived. Choose another: accountable setup --channel C…")
    if not seen.is_member:
        return Finding(about, "missing", f"I am not in #{seen.name}. Type there: /invite @Accountable")
    if seen.is_shared or seen.guests:
        return Finding(about, "unknown", _outsiders(seen.name, seen.is_shared, seen.guests))
    return Finding(about, "ok", f"I am in #{seen.name}, and nobody there is a guest.")


def _outsiders(name: str, is_shared: bool, guests: tuple[str, ...]) -> str:
    shared = f"#{name} is shared with another organisation. " if is_shared else ""
    there = f"{counted(len(guests), 'guest')} in #{name}: {listed(list(guests))}. " if guests else ""
    return f"{shared}{there}They read the weekly summary. Please make sure that this is meant."


async def _socket(app_token: str, slack: Checks) -> Finding:
    if not app_token:
        return Finding("Socket Mode", "missing", "SLACK_APP_TOKEN is not set.")
    refused = await slack.connection()
    return (
        Finding("Socket Mode", "wrong", refused.why) if refused else Finding("Socket Mode", "ok", "it would connect.")
    )
