"""The card of one action: what is known of it, and what each person can do about it from there."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.actions import Lifecycle
from bot.domain.people import Deed, Role, who_may
from bot.domain.plans import Assessed
from bot.domain.references import Referenced
from bot.domain.refusals import Refusal
from bot.domain.statements import cause_words
from bot.messages.action_card import CardFacts, LastWords, action_card
from bot.messages.closing import deliver_button
from bot.messages.inputs import ask_button as ask_input_button
from bot.messages.new_dates import ask_button
from bot.messages.outside import entered_words
from bot.messages.parts import Button, Reply
from bot.messages.statements import version_words
from bot.messages.watch_list import ask_to_watch_button, put_on_button, take_off_button
from bot.use_cases.assessing import assess_action
from bot.use_cases.challenges import may_raise
from bot.use_cases.changing import offers_for
from bot.use_cases.deciding import records_for_others
from bot.use_cases.heard import Press
from bot.use_cases.reading_answers import read_number
from bot.use_cases.who import officer_words
from bot.use_cases.withdrawing import find_restorable, is_withdrawable
from storage import edits, inputs, statements
from storage.access import Access, access_action_by_id, access_board_by_action, access_board_by_id
from storage.cards import card_of
from storage.tables import Statement


def open_action(session: Session, command: Press, now: datetime) -> Reply:
    """Show one action: the one chosen from a menu of a board, or the one that a button is about."""
    by, action_id = command.by, read_number(command.value or command.about, "action")
    if command.value:
        board_id = read_number(command.about, "board")
        access = access_board_by_id(session, by.key, board_id, Deed.SEE_ACTION, now, name=by.name)
    else:
        access = access_board_by_action(session, by.key, action_id, Deed.SEE_ACTION, now, name=by.name)
    action = access_action_by_id(session, access, action_id, Deed.SEE_ACTION)
    return card(session, access, assess_action(session, access.board, action, now))


def card(session: Session, access: Access, each: Assessed, instead: str = "", named: Referenced | None = None) -> Reply:
    """What is known of one action, with a button for each thing that this reader can do about it.

    `instead` is what to type where the command is reserved, and `named` the record that was asked for.

    Raises:
        Refusal: they may not see it.
    """
    standing, post = access.standing, each.action.post_id
    if not standing.may(Deed.SEE_ACTION, post, each.action.id):
        raise Refusal(who_may(Deed.SEE_ACTION))
    is_here = each.action.board_id == access.board.id
    gone = find_restorable(session, each.action, access.now) if standing.may(Deed.SEND_STATEMENT, post) else None
    known, beside = card_of(session, each.action.id), edits.beside(session, each.action.id)
    return Reply(
        message=action_card(
            CardFacts(
                assessed=each,
                named=named,
                last=_last_words(access, known.statement) if known.statement else None,
                may_write=(
                    may_write := standing.may(Deed.SEND_STATEMENT, post)
                    and each.action.is_live
                    and (is_here or standing.is_own(post))
                ),
                is_begun=may_write and bool(statements.drafts_of(session, standing.person_id, [each.action.id])),
                may_withdraw=may_write
                and bool(known.statement and is_withdrawable(session, known.statement, access.now)),
                withdrawn=(gone.id, access.board.local(gone.withdrawn_at)) if gone and gone.withdrawn_at else None,
                enters=not standing.is_own(post) or post in standing.enters_for,
                may_decide=is_here and standing.may(Deed.CONFIRM_RATING, post) and not standing.is_own(post),
                records=records_for_others(access) and not standing.seats & {Role.CHAIR, Role.DEPUTY, Role.APPROVER},
                is_reported=not is_here,
                may_close=is_here and standing.may(Deed.CLOSE_ACTION, post) and not standing.is_own(post),
                may_challenge=may_raise(standing, post),
                sees_plan=access.sees_plan,
                may_change=bool(offers_for(access, each.action)),
                watch_button=_watch_button(access, each, known.watch) if is_here else None,
                officer=officer_words(each.action, each.today, beside.held_before),
                new_dates=known.new_dates if each.action.is_live else (),
                ask_button=_ask_button(session, access, each),
                officer_buttons=_officer_buttons(access, each) if is_here or standing.is_own(post) else (),
                delivery=known.delivery,
                watched_since=access.board.today(known.watch[1]) if known.watch else None,
                beside=beside,
                stale=access.board.tolerances.statement_stale,
                is_sample=access.board.is_sample,
                type_instead=instead,
            )
        )
    )


def _officer_buttons(access: Access, each: Assessed) -> tuple[Button, ...]:
    action = each.action
    waits = not action.is_live or action.lifecycle is Lifecycle.DELIVERED
    if waits or not access.standing.may(Deed.ASK_NEW_DATE, action.post_id):
        return ()
    return ask_button(action.id, action.ref), deliver_button(action.id, action.ref)


def _ask_button(session: Session, access: Access, each: Assessed) -> Button | None:
    """For who writes the statement, where others give input to it."""
    action = each.action
    if not action.owes_statements or not access.standing.may(Deed.ASK_INPUT, action.post_id):
        return None
    others = inputs.to_ask(session, access.board.workspace_id, [action.id])[action.id]
    return ask_input_button([action.id], [action.ref]) if others else None


def _last_words(access: Access, last: Statement) -> LastWords:
    entered = entered_words(last.post, last.entered_by, last.entered_how) if last.entered_by else ""
    corrected = version_words(last.version, access.board.local(last.at), access.board.today(access.now))
    return LastWords(
        last.progress,
        last.effect,
        last.evidence,
        last.barriers,
        last.next_steps,
        last.cause,
        cause_words(last.cause_kind),
        corrected,
        entered,
        last.input_from,
    )


def _watch_button(access: Access, each: Assessed, watch: tuple[int, datetime] | None) -> Button | None:
    board_id, ref = access.board.id, each.action.ref
    if watch is not None:
        return take_off_button(f"{board_id}:{watch[0]}", ref) if access.standing.may(Deed.UNWATCH) else None
    if not (each.action.is_live and access.standing.may(Deed.ASK_WATCH)):
        return None
    button = put_on_button if access.standing.may(Deed.WATCH) else ask_to_watch_button
    return button(f"{board_id}:{each.action.id}", ref)


PRESSES = {"status.open": open_action}
READS = frozenset(PRESSES)
"""All of it only reads."""
