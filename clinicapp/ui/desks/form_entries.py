"""Takes what was typed on the cards of the open form, and what was declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.services import screening
from clinicapp.services.answers import AnswersRefused
from clinicapp.ui.words.absences import absence_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.domain.errors import Refused
    from clinicapp.services.screening import FormSnapshot
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.form_view_model import FormViewModel


class FormEntries(QObject):
    """Serves the entry panels of one ``FormViewModel``. Signal: ``troubled(sentence)``.

    Args:
        questions: Where to ask.
        model: Whose panels.
        current: The form that is open, or None.
        take: What takes the form as it was just changed.
        parent: Qt parent.
    """

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: FormViewModel,
        current: Callable[[], FormSnapshot | None],
        take: Callable[[FormSnapshot], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._current = current
        self._take = take
        self._unconfirmed: tuple[str, dict[str, str]] | None = None
        model.entry_submitted.connect(self._answer)
        model.declined_requested.connect(self._decline)

    def forget(self) -> None:
        """Another form, or none, is open: nothing waits to be confirmed any more."""
        self._unconfirmed = None

    def _answer(self, card: str, answers: dict[str, str]) -> None:
        current = self._current()
        if current is None:
            return

        def accepted(found: FormSnapshot) -> None:
            self._unconfirmed = None
            self._take(found)
            self._model.entry_accepted(card)

        def refused(refusal: Refused) -> None:
            if not isinstance(refusal, AnswersRefused):
                self.troubled.emit(str(refusal))
                return
            # The same unusual values sent a second time are confirmed by that.
            self._unconfirmed = (card, answers) if refusal.confirmable else None
            self._model.entry_refused(refusal.errors)

        form_id = current.form.id
        self._questions.ask_form(
            accepted,
            refused,
            form_id,
            screening.answer,
            form_id,
            answers,
            confirmed=self._unconfirmed == (card, answers),
        )

    def _decline(self, card: str, reason: str) -> None:
        current = self._current()
        if current is None:
            return

        def accepted(found: FormSnapshot) -> None:
            self._take(found)
            self._model.entry_accepted(card)

        def refused(refusal: Refused) -> None:
            self.troubled.emit(str(refusal))

        form_id = current.form.id
        item, words = absence_of(card, reason)
        self._questions.ask_form(
            accepted, refused, form_id, screening.decline, form_id, item, words
        )
