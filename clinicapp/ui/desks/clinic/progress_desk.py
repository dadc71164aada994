"""Serves the progress page: reads a ward, works out its months, and hands out the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.lester.completeness import Measure
from clinicapp.domain.progress import Progress, Terms, progress_of
from clinicapp.services.clinic.progress import ProgressFacts, note_export, progress_facts
from clinicapp.ui.viewmodels.progress.present_progress import present_progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clinicapp.domain.errors import Refused
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.progress.progress_view import ProgressView
    from clinicapp.ui.viewmodels.progress.progress_view_model import ProgressViewModel


def ask_progress(
    questions: Questions,
    ward: str | None,
    then: Callable[[tuple[ProgressFacts, Progress]], None],
    refused: Callable[[Refused], None],
) -> None:
    """Have a ward's months worked out where nobody waits for it; ``then`` gets them here."""

    def reckon(facts: ProgressFacts) -> tuple[ProgressFacts, Progress]:
        return facts, progress_of(facts.histories, terms_of(questions, facts))

    backstage = questions.backstage
    at_hand = (backstage.pack, *backstage.rules.shipped.values())
    questions.ask_figures(then, refused, reckon, progress_facts, ward, at_hand)


def terms_of(questions: Questions, facts: ProgressFacts) -> Terms:
    """By what the months are judged now."""
    backstage = questions.backstage
    return Terms(
        pack=backstage.pack,
        packs=facts.packs,
        today=_today(questions),
        zone=backstage.zone,
    )


def _today(questions: Questions) -> date:
    backstage = questions.backstage
    return backstage.now().astimezone(backstage.zone).date()


class ProgressDesk(QObject):
    """Serves one ``ProgressViewModel``.

    Signals: ``export_ready(ProgressView)``, once the export is in the audit trail and the file may
    be written; ``troubled(sentence)`` when something was refused.
    """

    export_ready = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: ProgressViewModel,
        *,
        ward: str | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._measure = Measure.LESTER
        self._found: tuple[ProgressFacts, Progress] | None = None
        self._asked = 0
        self._waits = False
        model.measure_requested.connect(self._choose_measure)
        model.ward_requested.connect(self._choose_ward)

    def open_page(self) -> None:
        """The page is on the screen: work the months out anew, unless that is under way."""
        if not self._waits:
            self.refresh()

    def leave_page(self) -> None:
        """The page is no longer on the screen; an answer that is still to come is dropped."""
        self._asked += 1
        self._waits = False

    def refresh(self) -> None:
        """Read the ward and work its months out anew."""
        self._asked += 1
        self._waits = True
        asked = self._asked

        def shown(found: tuple[ProgressFacts, Progress]) -> None:
            if asked == self._asked:
                self._waits = False
                self._found = found
                self._show()

        ask_progress(self._questions, self._ward, shown, self._refused)

    def export(self, view: ProgressView) -> None:
        """Note the export of what is shown; ``export_ready`` has it then."""
        ward, measure = view.ward or None, Measure(view.measure)
        months = max((len(figure.rows) for figure in view.figures), default=0)
        self._questions.ask(
            lambda _noted: self.export_ready.emit(view),
            self._refused,
            note_export,
            ward,
            measure,
            months,
        )

    def _choose_measure(self, code: str) -> None:
        self._measure = Measure(code)
        self._show()

    def _choose_ward(self, code: str) -> None:
        self._ward = code or None
        self.refresh()

    def _show(self) -> None:
        if self._found is None:
            return
        # The ward is that of the figures: another one that was just asked for is not here yet.
        facts, progress = self._found
        self._model.show(
            present_progress(
                progress,
                ward=facts.ward,
                wards=facts.wards,
                measure=self._measure,
                today=_today(self._questions),
            )
        )

    def _refused(self, refusal: Refused) -> None:
        self._waits = False
        self.troubled.emit(str(refusal))
