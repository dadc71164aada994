"""Serves the dialog of the hospital's messages: reads them, and records what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.caseload.kinds import MessageDecision
from clinicapp.services.clinic.admission_messages import apply_message, decide, messages_at_hand
from clinicapp.station.admissions import hospital_of
from clinicapp.station.events import AdmissionHeard
from clinicapp.ui.viewmodels.worklist.messages_view import MessagesView
from clinicapp.ui.viewmodels.worklist.present_messages import (
    APPLY,
    DECISION,
    HANDLED,
    NEW,
    REASON,
    SET_ASIDE,
    compared,
    present_messages,
    wrong_answers,
)

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
    from clinicapp.services.access import By
    from clinicapp.services.clinic.admission_messages import MessageAtHand
    from clinicapp.station.adt_messages import Hospital
    from clinicapp.store.work import Work
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.worklist.messages_view_model import MessagesViewModel


class MessagesDesk(QObject):
    """Serves one ``MessagesViewModel``. Signal: ``decided()`` when people may have changed."""

    decided = Signal()

    def __init__(
        self, questions: Questions, model: MessagesViewModel, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._open = True
        model.decision_submitted.connect(self._decide)
        questions.happened.connect(self._on_event)

    def close(self) -> None:
        """The dialog is closed: read nothing any more."""
        self._open = False

    def refresh(self) -> None:
        """Read the messages that wait."""

        def reading(work: Work, by: By) -> tuple[MessageAtHand, ...]:
            hospital = self._hospital()
            return messages_at_hand(work, by, hospital, frozenset({hospital.ward}))

        self._questions.ask(self._show, self._refused, reading)

    def _hospital(self) -> Hospital:
        backstage = self._questions.backstage
        return hospital_of(backstage.admission_links, backstage.rules.ward, backstage.zone)

    def _show(self, found: tuple[MessageAtHand, ...]) -> None:
        if self._open:
            self._model.show(present_messages(found, self._questions.backstage.zone))

    def _refused(self, refusal: Refused) -> None:
        if self._open:
            self._model.show(MessagesView(sentence=str(refusal), trouble=True))

    def _on_event(self, event: object) -> None:
        if isinstance(event, AdmissionHeard) and self._open:
            self.refresh()

    def _decide(self, key: str, answers: dict[str, str]) -> None:
        errors = wrong_answers(answers)
        if errors:
            self._model.entry_refused(errors)
            return
        choice, message_id = answers[DECISION], UUID(key)
        if choice in (HANDLED, SET_ASIDE):
            kind = MessageDecision.HANDLED if choice == HANDLED else MessageDecision.SET_ASIDE
            self._questions.ask(
                self._done, self._not_done, decide, message_id, kind, answers[REASON]
            )
            return
        person_id = None if choice == NEW else UUID(choice.removeprefix(APPLY))
        backstage = self._questions.backstage
        today = backstage.now().astimezone(backstage.zone).date()

        def applying(work: Work, by: By) -> None:
            hospital = self._hospital()
            apply_message(
                work,
                by,
                message_id,
                person_id,
                compared(answers),
                hospital,
                frozenset({hospital.ward}),
                today,
            )

        self._questions.ask(self._done, self._not_done, applying)

    def _done(self, _nothing: None) -> None:
        self._model.entry_accepted()
        self.decided.emit()
        self.refresh()

    def _not_done(self, refusal: Refused) -> None:
        self._model.entry_refused({DECISION: str(refusal)})
