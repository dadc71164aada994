"""The ward panel beside the list of people: its widget, its desk, and where its buttons lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clinicapp.ui.desks.clinic.ward_panel_desk import WardPanelDesk
from clinicapp.ui.viewmodels.inbox.ward_panel_model import WardPanelModel
from clinicapp.ui.widgets.ward_panel import WardPanel

if TYPE_CHECKING:
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.clinic.inbox_desk import InboxDesk
    from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel


class WardSide(QObject):
    """Made after the first picture; the worklist tells what is due."""

    def __init__(
        self,
        frame: Frame,
        inbox: InboxDesk,
        inbox_model: InboxViewModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._inbox_model = inbox_model
        self._wanted = ""
        inbox_model.changed.connect(self._choose)
        frame.window.area_opened.connect(self._forget)
        self.model = WardPanelModel(self)
        self.desk = WardPanelDesk(frame.questions, self.model, ward=frame.ward, parent=self)
        self.desk.troubled.connect(frame.shell.refused)
        inbox.count_changed.connect(self.desk.show_count)
        frame.worklist.counted.connect(self.desk.show_due)
        frame.worklist.tell_counts()
        self.model.inbox_requested.connect(self._open_inbox)
        for wanted in (self.model.assign_requested, self.model.review_requested):
            wanted.connect(self._open_reading)
        theme, _compact = frame.clinic_area.look
        self.panel = WardPanel(self.model, theme)
        frame.clinic_area.add_side(self.panel)

    def _open_inbox(self) -> None:
        self._frame.window.open_area("inbox")

    def _open_reading(self, reading_id: str) -> None:
        self._wanted = reading_id
        self._open_inbox()
        self._choose()

    def _choose(self) -> None:
        """Choose the reading that was asked for, as soon as the inbox has it."""
        view = self._inbox_model.view
        if view is None or not self._wanted:
            return
        if any(row.reading_id == self._wanted for row in view.rows):
            wanted, self._wanted = self._wanted, ""
            self._inbox_model.select(wanted)

    def _forget(self, area: str) -> None:
        if area != "inbox":
            self._wanted = ""
