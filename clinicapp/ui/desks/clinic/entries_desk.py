"""Serves what is typed and chosen on the form: answers, no value, actions, corrections."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.services.clinic import absences, screening, typed_entries
from clinicapp.services.clinic.amending import amend
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.viewmodels.clinic.form_view import AMEND

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.errors import Refused
    from clinicapp.services.access import By
    from clinicapp.services.clinic.screening import FormSnapshot
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel


class EntriesDesk(QObject):
    """Carries out what a nurse types and chooses on the form that ``current`` gives.

    Signals: ``changed(FormSnapshot)`` of the same form; ``opened(FormSnapshot)`` of another version
    or another form of the person; ``troubled(sentence)``.
    """

    changed = Signal(object)
    opened = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: FormViewModel,
        current: Callable[[], FormSnapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._current = current
        self._unconfirmed: tuple[UUID, str, dict[str, str]] | None = None
        model.entry_submitted.connect(self._answer)
        model.declined_requested.connect(self._record_no_value)
        model.typed_changed.connect(self._keep_typed)
        model.take_over_requested.connect(partial(self._settle, typed_entries.take_over_typed))
        model.discard_requested.connect(partial(self._settle, typed_entries.discard_typed))
        model.action_toggled.connect(self._toggle_action)
        model.action_status_chosen.connect(self._set_action)
        model.version_requested.connect(self._open_version)

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))

    def _answer(self, card: str, answers: dict[str, str]) -> None:
        current = self._current()
        if current is None:
            return
        if card == AMEND:
            self._amend(current, answers)
            return

        def refused(refusal: Refused) -> None:
            # The same unusual values sent a second time are confirmed by that.
            confirmable = isinstance(refusal, AnswersRefused) and refusal.confirmable
            self._unconfirmed = (form_id, card, answers) if confirmable else None
            self._entry_refused(refusal)

        form_id = current.form.id
        self._questions.ask_form(
            partial(self._entry_accepted, card),
            refused,
            form_id,
            screening.answer,
            form_id,
            answers,
            confirmed=self._unconfirmed == (form_id, card, answers),
            card=card,
            zone=self._questions.backstage.zone,
        )

    def _entry_accepted(self, card: str, found: FormSnapshot) -> None:
        self._unconfirmed = None
        self.changed.emit(found)
        self._model.entry_accepted(card)

    def _entry_refused(self, refusal: Refused) -> None:
        if isinstance(refusal, AnswersRefused):
            self._model.entry_refused(refusal.errors)
        else:
            self.troubled.emit(str(refusal))

    def _record_no_value(self, card: str, answers: dict[str, str]) -> None:
        current, backstage = self._current(), self._questions.backstage
        if current is None:
            return
        form_id = current.form.id
        self._questions.ask_form(
            partial(self._entry_accepted, card),
            self._entry_refused,
            form_id,
            absences.record_no_value,
            form_id,
            answers,
            backstage.pack,
            backstage.zone,
            backstage.rules.shipped,
            card=card,
        )

    def _keep_typed(self, card: str, answers: dict[str, str]) -> None:
        """What is typed and not saved is kept in the database; a panel of no card is not."""
        current = self._current()
        if current is None or card == AMEND:
            return
        form_id = current.form.id
        self._questions.ask_form(
            self.changed.emit,
            self._refused,
            form_id,
            typed_entries.keep_typed,
            form_id,
            card,
            answers,
        )

    def _settle(
        self, settle: Callable[[Work, By, UUID, str, UUID], None], card: str, author: str
    ) -> None:
        """Take over or discard what a colleague typed on a card."""
        current = self._current()
        if current is None:
            return

        def settled(found: FormSnapshot) -> None:
            self.changed.emit(found)
            self._model.colleague_settled(card)

        form_id = current.form.id
        self._questions.ask_form(
            settled, self._not_settled, form_id, settle, form_id, card, UUID(author)
        )

    def _not_settled(self, refusal: Refused) -> None:
        # In the panel, which is in front of the window's own trouble bar.
        self._model.entry_refused({"colleague": str(refusal)})

    def _amend(self, current: FormSnapshot, answers: dict[str, str]) -> None:
        backstage, form_id = self._questions.backstage, current.form.id

        def amending(work: Work, by: By) -> FormSnapshot:
            form = amend(work, by, form_id, answers.get("reason", ""))
            return screening.view_form(
                work, by, form.id, backstage.pack, backstage.zone, backstage.rules.shipped
            )

        def amended(found: FormSnapshot) -> None:
            self._model.entry_accepted(AMEND)
            self.opened.emit(found)

        def refused(refusal: Refused) -> None:
            self._model.entry_refused({"reason": str(refusal)})

        self._questions.ask(amended, refused, amending)

    def _open_version(self, key: str) -> None:
        """Show another form of the open person; a signed one to read."""
        if self._current() is None:
            return
        backstage = self._questions.backstage
        self._questions.ask(
            self.opened.emit,
            self._refused,
            screening.view_form,
            UUID(key),
            backstage.pack,
            backstage.zone,
            backstage.rules.shipped,
        )

    def _toggle_action(self, _card: str, code: str) -> None:
        current = self._current()
        if current is not None:
            self._set_action(code, _toggled(current, code))

    def _set_action(self, code: str, status: str) -> None:
        current = self._current()
        if current is None:
            return
        self._questions.ask_form(
            self.changed.emit,
            self._refused,
            current.form.id,
            screening.set_action,
            current.form.id,
            code,
            status,
        )


def _toggled(current: FormSnapshot, code: str) -> str:
    """The status that an action gets when it is chosen once more."""
    set_now = current.contents.actions.get(code)
    chosen = set_now is not None and set_now.values["status"] != "cleared"
    return "cleared" if chosen else "offered"
