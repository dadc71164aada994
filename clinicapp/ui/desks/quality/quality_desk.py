"""Serves the quality control page: the control results that arrived, and the record of one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.placing import ReadingPlaced
from clinicapp.services.clinic import inbox
from clinicapp.ui.desks.records import ask_control
from clinicapp.ui.viewmodels.quality.present_quality import control_rows, present_quality

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
    from clinicapp.services.clinic.inbox import ControlResults
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.quality.quality_view_model import QualityViewModel


class QualityDesk(QObject):
    """Serves one ``QualityViewModel``.

    Signals: ``record_ready(ReadingRecordView)``; ``troubled(sentence)`` when refused.
    """

    record_ready = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: QualityViewModel,
        *,
        ward: str | None,
        page: int = inbox.PAGE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._page = page
        self._page_open = False
        self._asked = 0
        questions.happened.connect(self._on_event)
        model.record_requested.connect(self.open_record)
        model.more_requested.connect(self._more)

    def open_page(self) -> None:
        """The page is on the screen: read the control results, and keep them fresh."""
        self._page_open = True
        self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen."""
        self._page_open = False

    def refresh(self) -> None:
        """Read the control results anew, as many as are shown."""
        view = self._model.view
        have = 0 if view is None else len(view.rows)
        zone = self._questions.backstage.zone
        self._asked += 1
        asked = self._asked

        def listed(found: ControlResults) -> None:
            if asked == self._asked:
                self._model.show(present_quality(found, ward=self._ward, zone=zone))

        self._questions.ask(
            listed,
            self._refused,
            inbox.control_results,
            self._ward,
            zone,
            max(have, self._page),
        )

    def open_record(self, reading_id: str) -> None:
        """Read the record of a control result; ``record_ready`` has it."""
        ask_control(self._questions, UUID(reading_id), self.record_ready.emit, self._refused)

    def _more(self, offset: int) -> None:
        zone = self._questions.backstage.zone
        asked = self._asked

        def added(found: ControlResults) -> None:
            if asked == self._asked:
                self._model.add_rows(offset, control_rows(found.results, zone), found.total)

        self._questions.ask(
            added, self._refused, inbox.control_results, self._ward, zone, self._page, offset
        )

    def _on_event(self, event: object) -> None:
        if not isinstance(event, ReadingPlaced) or not self._page_open:
            return
        if event.placed.reading.observation.control:
            self.refresh()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
