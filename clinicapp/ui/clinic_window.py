"""Puts the window together: pages, view-models and the desks that serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.desks.clinic_desk import UNDO_SECONDS, ClinicDesk
from clinicapp.ui.desks.devices_desk import DevicesDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.desks.shell_desk import ShellDesk
from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.clinic.form_page import FormPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.form_view_model import FormViewModel
from clinicapp.ui.widgets.page import Page

if TYPE_CHECKING:
    from clinicapp.backstage import Backstage
    from clinicapp.domain.staff import Actor


class ClinicArea(Page):
    """The clinic: the people of the ward, or the form of the person who is open."""

    def __init__(self, people: Page, form: FormPage) -> None:
        super().__init__()
        self._pages = (people, form)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        for page in self._pages:
            page.set_theme(theme, compact=compact)

    def show_page(self, page: QWidget) -> None:
        """Show the list or the form."""
        self._stack.setCurrentWidget(page)


class ClinicWindow(QObject):
    """The whole window of one person at one station. ``show`` it, and ``close`` it before the end.

    ``demo_pack`` is the title of the demonstration's pack, which nobody has approved.
    """

    def __init__(
        self,
        backstage: Backstage,
        actor: Actor,
        *,
        ward: str,
        armed_minutes: int,
        undo_seconds: int = UNDO_SECONDS,
        demo_pack: str | None = None,
    ) -> None:
        super().__init__()
        theme = Theme()
        self.questions = Questions(backstage, actor, self)
        self.devices = DevicesDesk(self.questions, ward, self)
        self.form_model = FormViewModel(self)
        self.clinic = ClinicDesk(
            self.questions,
            self.form_model,
            self.devices,
            armed_minutes=armed_minutes,
            undo_seconds=undo_seconds,
            parent=self,
        )
        self.shell = ShellDesk(
            self.questions, self.devices, ward=ward, demo_pack=demo_pack, parent=self
        )
        self.form_page = FormPage(self.form_model, theme)
        self.window = MainWindow(
            [Area("clinic", self.tr("Clinic"), "stethoscope", self.form_page)], theme
        )
        self._connect()

    def show(self) -> None:
        """Show the window and start what keeps it fresh."""
        self.devices.start()
        self.shell.start()
        self.window.show()

    def close(self) -> None:
        """Stop everything that ticks, and close the window."""
        self.questions.close()
        self.devices.stop()
        self.shell.stop()
        self.form_model.stop()
        self.window.close()

    def open_person(self, person_id: UUID) -> None:
        """Open a person's form."""
        self.clinic.open_person(person_id)

    def _connect(self) -> None:
        self.shell.header.connect(self.window.show_header)
        self.shell.status.connect(self.window.show_status)
        self.shell.trouble.connect(self.window.show_trouble)
        self.window.trouble_dismissed.connect(self.shell.dismiss)
        self.window.devices_requested.connect(self.form_page.toggle_devices)
        self.clinic.troubled.connect(self.shell.refused)
