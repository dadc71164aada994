"""Serves the list of people: searches, reads further, adds, and says who was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.admission import admit
from clinicapp.services.answers import AnswersRefused
from clinicapp.services.caseload import PAGE, caseload
from clinicapp.ui.viewmodels.present_people import person_rows, present_people

if TYPE_CHECKING:
    from datetime import date

    from clinicapp.domain.errors import Refused
    from clinicapp.domain.people import Person
    from clinicapp.services.caseload import Caseload
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.people_view_model import PeopleViewModel


class PeopleDesk(QObject):
    """Serves one ``PeopleViewModel``.

    Signals: ``person_chosen(UUID)``; ``troubled(sentence)`` when something was refused.
    """

    person_chosen = Signal(object)
    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: PeopleViewModel,
        ward: str | None,
        *,
        page: int = PAGE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._page = page
        self._query = ""
        self._asked = 0
        model.search_requested.connect(self.search)
        model.more_requested.connect(self._more)
        model.person_opened.connect(self._choose)
        model.person_submitted.connect(self._add)

    @property
    def _may_add(self) -> bool:
        return self._ward is not None and self._questions.actor.may(Permission.MANAGE_PEOPLE)

    def refresh(self) -> None:
        """Read the list anew with the search that it answers now; call it when the page opens."""
        self.search(self._query)

    def search(self, text: str) -> None:
        """Show the people who answer a search; an empty text shows everybody on the ward."""
        self._query = text
        self._asked += 1
        asked = self._asked

        def shown(found: Caseload) -> None:
            # Somebody types faster than the database answers: only the newest answer counts.
            if asked == self._asked:
                self._model.show(
                    present_people(
                        found,
                        ward=self._ward,
                        query=text,
                        today=self._today(),
                        zone=self._questions.backstage.zone,
                        may_add=self._may_add,
                    )
                )

        self._questions.ask(shown, self._refused, caseload, self._ward, text, self._page)

    def _more(self, offset: int) -> None:
        asked = self._asked

        def added(found: Caseload) -> None:
            if asked == self._asked:
                rows = person_rows(found.people, self._today(), self._questions.backstage.zone)
                self._model.add_rows(offset, rows, found.total)

        self._questions.ask(
            added, self._refused, caseload, self._ward, self._query, self._page, offset
        )

    def _add(self, answers: dict[str, str]) -> None:
        def added(_person: Person) -> None:
            self._model.entry_accepted()
            self.refresh()

        def refused(refusal: Refused) -> None:
            if isinstance(refusal, AnswersRefused):
                self._model.entry_refused(refusal.errors)
            else:
                self._model.entry_refused({"nhs_number": str(refusal)})

        if self._ward is not None:
            self._questions.ask(added, refused, admit, self._ward, answers, self._today())

    def _choose(self, person_id: str) -> None:
        self.person_chosen.emit(UUID(person_id))

    def _today(self) -> date:
        backstage = self._questions.backstage
        return backstage.now().astimezone(backstage.zone).date()

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
