"""The area of the staff list: page, desk, and the dialogs in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from typing_extensions import override

from clinicapp.ui.desks.staff.staff_desk import StaffDesk
from clinicapp.ui.equipment.panels import Panels
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.station_session import TAKES_BADGE
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel
from clinicapp.ui.viewmodels.staff.present_staff import BADGE_FIELD
from clinicapp.ui.widgets.ask_dialog import AskDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.staff import StaffMember
    from clinicapp.front_door import FrontDoor
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.equipment.panels import OpenPanel
    from clinicapp.ui.station_session import StationSession
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.entry_view import EntrySpec
    from clinicapp.ui.widgets.page import Page


class BadgePanels(Panels):
    """Panels whose badge field takes what is scanned, in place of signing somebody in."""

    @override
    def open(self, spec: EntrySpec, submit: Callable[[Mapping[str, str], OpenPanel], None]) -> None:
        """Open a panel."""
        super().open(spec, submit)
        dialog = self.dialog
        if dialog is not None and BADGE_FIELD in dialog.fields:
            dialog.fields[BADGE_FIELD].editor.setProperty(TAKES_BADGE, True)  # noqa: FBT003 - Qt's


class StaffArea(QObject):
    """Made when it is first opened, by somebody who may manage staff."""

    def __init__(self, frame: Frame, session: StationSession, parent: QObject) -> None:
        super().__init__(parent)
        self._frame = frame
        self.model = RegisterViewModel(self)
        self.panels = BadgePanels(frame, self)
        self.desk = StaffDesk(
            frame.questions,
            self.model,
            self.panels,
            # The area is offered only where there is one.
            cast("FrontDoor", session.door),
            self,
        )
        self.desk.troubled.connect(frame.shell.refused)
        self.desk.password_given.connect(self._read_out)
        self.desk.ending.connect(self._ask_before_end)
        frame.window.area_opened.connect(self._opened)
        self.desk.open_page()

    def make_page(self, theme: Theme, compact: bool, parent: QWidget) -> Page:  # noqa: FBT001
        """The page."""
        return RegisterPage(self.model, theme, icon="users", compact=compact, parent=parent)

    def _opened(self, key: str) -> None:
        if key == "staff":
            self.desk.open_page()
            self._frame.shell.show_hints(self.model.hints)

    def _read_out(self, name: str, word: str) -> None:
        theme, _compact = self._frame.clinic_area.look
        dialog = AskDialog(
            theme,
            self._frame.window,
            title=self.tr("One-time password for {name}").format(name=name),
            sentences=(
                word,
                self.tr(
                    "Tell it to {name} and nobody else; it is shown only now. It works for 72 "
                    "hours with their user name, and has to be changed at once. What they had "
                    "before no longer works."
                ).format(name=name),
            ),
            stay=self.tr("Close"),
            go="",
        )
        dialog.go.hide()
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _ask_before_end(self, member: StaffMember) -> None:
        theme, _compact = self._frame.clinic_area.look
        dialog = AskDialog(
            theme,
            self._frame.window,
            title=self.tr("End the access of {name}?").format(name=member.name),
            sentences=(
                self.tr(
                    "Badge, PIN and password stop working at once, and where {name} is signed in "
                    "the station locks within half a minute. What they recorded stays."
                ).format(name=member.name),
            ),
            stay=self.tr("Keep access"),
            go=self.tr("End access"),
        )
        dialog.accepted.connect(lambda: self.desk.end(member))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()
