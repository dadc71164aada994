"""Serves the ward panel: the newest readings that wait, and the ward's progress in short."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinicapp.domain.staff import Permission
from clinicapp.services.clinic import inbox
from clinicapp.ui.desks.clinic.progress_desk import ask_progress
from clinicapp.ui.viewmodels.inbox.present_inbox import Terms
from clinicapp.ui.viewmodels.inbox.present_ward_panel import (
    NEWEST,
    NO_FORM,
    due_text,
    present_newest,
    present_ward_progress,
)

if TYPE_CHECKING:
    from clinicapp.domain.errors import Refused
    from clinicapp.domain.progress import Progress
    from clinicapp.services.clinic.inbox import ReadingAtHand
    from clinicapp.services.clinic.progress import ProgressFacts
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.viewmodels.inbox.ward_panel_model import WardPanelModel


class WardPanelDesk(QObject):
    """Serves one ``WardPanelModel``; readings are read only while the panel is seen.

    Connect ``show_count`` to the inbox desk's ``count_changed``, call ``refresh_progress`` when the
    list of people is shown, and ``show_due`` whenever the list knows its counts. For somebody who
    may not see people the panel stays empty, without a word: the list says it already.

    Signals: ``troubled(sentence)`` when something was refused.
    """

    troubled = Signal(str)

    def __init__(
        self,
        questions: Questions,
        model: WardPanelModel,
        *,
        ward: str | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._model = model
        self._ward = ward
        self._listed = 0
        self._reckoned = 0
        model.came_in_sight.connect(self._list)

    def show_count(self, count: int) -> None:
        """So many readings wait now: show the newest of them while the panel is seen."""
        self._model.show(replace(self._model.view, count=count))
        self._list()

    def _list(self) -> None:
        self._listed += 1
        asked = self._listed

        def listed(found: tuple[ReadingAtHand, ...]) -> None:
            if asked == self._listed:
                waiting = present_newest(found, self._terms())
                self._model.show(replace(self._model.view, waiting=waiting))

        if self._model.view.count == 0:
            self._model.show(replace(self._model.view, waiting=()))
        elif self._model.seen and self._may_see:
            self._questions.ask(
                listed,
                self._refused,
                inbox.newest_waiting,
                self._ward,
                self._questions.backstage.zone,
                NEWEST,
            )

    def show_due(self, overdue: int | None, red_without_action: int | None) -> None:
        """Say how many people are overdue and how many red zones have no action; None: not known.

        Whoever has the list of people has counted both.
        """
        due = due_text(overdue, red_without_action)
        self._model.show(replace(self._model.view, due=due))

    def refresh_progress(self) -> None:
        """Work the ward's months out anew."""
        self._reckoned += 1
        asked = self._reckoned

        def reckoned(found: tuple[ProgressFacts, Progress]) -> None:
            if asked == self._reckoned:
                progress = present_ward_progress(found[1])
                without = "" if progress is not None else NO_FORM
                view = replace(self._model.view, progress=progress, no_progress=without)
                self._model.show(view)

        if self._may_see:
            ask_progress(self._questions, self._ward, reckoned, self._refused)

    @property
    def _may_see(self) -> bool:
        return self._questions.actor.may(Permission.VIEW_PEOPLE)

    def _terms(self) -> Terms:
        backstage = self._questions.backstage
        return Terms(backstage.policy, backstage.pack, backstage.zone, backstage.now())

    def _refused(self, refusal: Refused) -> None:
        self.troubled.emit(str(refusal))
