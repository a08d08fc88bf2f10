"""Editing an action as somebody does it in chat: the form, the preview, Save."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.messages.parts import Form, Reply
from bot.messages.text import form_as_text
from bot.use_cases.heard import Answers, Press
from storage import tables
from tests.use_cases.measured_board import does
from tests.use_cases.sample_board import SampleBoard, caller

NOW = datetime(2021, 6, 8, 9, 0, tzinfo=UTC)
WHY = "The Board asked for it."


class Editor:
    """Somebody who edits."""

    def __init__(self, session: Session, board: SampleBoard, account: str = "U_PM") -> None:
        self._session, self._board, self._account = session, board, account

    def opens(self, edit: str, ref: str, part: str = "", now: datetime = NOW) -> Form:
        about = f"{self._board.actions[ref]}{f':{part}' if part else ''}"
        form = does(self._session, Press(caller(self._account), edit, about), now).form
        assert form is not None
        return form

    def sends(self, form: Form, now: datetime = NOW, **answers: Any) -> Reply:
        """Send a form with what stands in it, but for these answers."""
        filled = {"why": WHY, **standing(form), **answers}
        filled = {name: said or None for name, said in filled.items()}
        if "why" not in answers:
            filled["why"] = filled["why"] or WHY
        return does(self._session, Answers(caller(self._account), form.name, form.about, filled), now)

    def previews(self, edit: str, ref: str, part: str = "", now: datetime = NOW, **answers: Any) -> Form:
        reply = self.sends(self.opens(edit, ref, part, now), now, **answers)
        assert reply.form is not None, reply.errors
        return reply.form

    def saves(self, preview: Form, now: datetime = NOW) -> Reply:
        return does(self._session, Answers(caller(self._account), preview.name, preview.about, {}), now)

    def edits(self, edit: str, ref: str, part: str = "", now: datetime = NOW, **answers: Any) -> Reply:
        reply = self.saves(self.previews(edit, ref, part, now, **answers), now)
        assert reply.message is not None, reply.errors
        return reply

    def goes_back(self, preview: Form, now: datetime = NOW) -> Form:
        back = preview.name.removesuffix(".save") + ".back"
        press = Press(caller(self._account), back, form=preview.name, form_about=preview.about)
        form = does(self._session, press, now).form
        assert form is not None
        return form


def standing(form: Form) -> dict[str, Any]:
    """What stands in each field of a form."""
    return {part.name: part.initial for part in form.parts if hasattr(part, "name") and hasattr(part, "initial")}


def words_of_form(form: Form) -> str:
    return form_as_text(form)


def told(session: Session, kind: str = "action_changed") -> list[str]:
    """To whom something was said, in order."""
    return [row.to for row in session.query(tables.Outbox).filter_by(kind=kind).order_by(tables.Outbox.id)]


def on_record(session: Session) -> list[tuple[str, str, str, str]]:
    """What is on the record: what, from, to, why."""
    rows = session.query(tables.Audit).order_by(tables.Audit.id)
    return [(row.what, row.was, row.to, row.why) for row in rows]
