"""A fault is reported wherever one is in the window, with one key."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from clinicapp.domain.staff import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.equipment.area import EquipmentArea
    from clinicapp.ui.equipment.panels import Panels

FAULT_KEY = "Ctrl+R"


class FaultReporting(QObject):
    """Serves one window; ``equipment`` is the area of Equipment if it has been made."""

    def __init__(
        self, frame: Frame, equipment: Callable[[], EquipmentArea | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._frame = frame
        self._equipment = equipment
        key = QShortcut(QKeySequence(FAULT_KEY), frame.window)
        key.activated.connect(self.report)
        # Another person's areas bring their own.
        self.destroyed.connect(key.deleteLater)

    def report(self) -> None:
        """Ask what is wrong; the piece whose record is shown is proposed."""
        actor = self._frame.questions.actor
        if self._frame.window.covered or not actor.may(Permission.REPORT_FAULT):
            return
        from clinicapp.ui.equipment.fault_tools import report_fault

        area = self._equipment()
        shown = area is not None and self._frame.window.open_key == "equipment"
        tag = area.shown_tag if area is not None and shown else ""
        panels = self._panels if area is None else area.panels
        report_fault(self._frame, panels, tag, self._reported)

    def _reported(self) -> None:
        area = self._equipment()
        if area is not None:
            area.refresh()

    @cached_property
    def _panels(self) -> Panels:
        """For what is asked before the area of Equipment is made."""
        from clinicapp.ui.equipment.panels import Panels

        return Panels(self._frame, self)
