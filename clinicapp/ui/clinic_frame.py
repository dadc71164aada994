"""What the areas of the clinic window share: its frame, its desks, and the clinic area itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.widgets.page import Page

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.ui.desks.clinic.worklist_desk import WorklistDesk
    from clinicapp.ui.desks.devices_desk import DevicesDesk
    from clinicapp.ui.desks.questions import Questions
    from clinicapp.ui.desks.shell_desk import ShellDesk
    from clinicapp.ui.main_window import MainWindow
    from clinicapp.ui.theme.theme import Theme
    from clinicapp.ui.viewmodels.worklist.worklist_view_model import WorklistViewModel
    from clinicapp.ui.widgets.ward_panel import WardPanel


class ClinicArea(Page):
    """The clinic: the worklist of the ward, or the form of the person who is open.

    Beside the worklist there is room for a panel, which is folded away where there is little.
    """

    def __init__(self, worklist: Page, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._compact = False
        self._worklist = worklist
        self._form: Page | None = None
        self._side: WardPanel | None = None
        self._list = QWidget()
        self._beside = QHBoxLayout(self._list)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        self._beside.addWidget(worklist, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def look(self) -> tuple[Theme, bool]:
        """The theme that is drawn with, and whether the layout is folded."""
        return self._theme, self._compact

    @property
    def shows_form(self) -> bool:
        """Whether somebody's form is on top."""
        return self._form is not None and self._stack.currentWidget() is self._form

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        self._theme, self._compact = theme, compact
        for page in (self._worklist, self._form):
            if page is not None:
                page.set_theme(theme, compact=compact)
        if self._side is not None:
            self._side.set_theme(theme)
            self._side.setVisible(not compact)

    @override
    def take_focus(self) -> None:
        (self._form if self._form is not None and self.shows_form else self._worklist).take_focus()

    def add_side(self, panel: WardPanel) -> None:
        """The panel at the right of the people, once it is made."""
        self._side = panel
        panel.set_theme(self._theme)
        self._beside.addWidget(panel)
        panel.setVisible(not self._compact)

    def drop_pages(self) -> None:
        """Take the form and the panel away: they were somebody else's."""
        self.show_worklist()
        for widget in (self._form, self._side):
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._form = self._side = None

    def add_form(self, form: Page) -> None:
        """The form's page, once it is made."""
        self._form = form
        self._stack.addWidget(form)

    def show_form(self) -> None:
        """Show the form of the person who is open."""
        if self._form is not None:
            self._stack.setCurrentWidget(self._form)

    def show_worklist(self) -> None:
        """Show the worklist."""
        self._stack.setCurrentWidget(self._list)
        self._worklist.take_focus()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The window before any person is opened, and where it stands.

    ``trust`` and ``ward_phone`` are printed on the person's page. ``typed``: what each member of
    staff has typed into panels and not saved, by panel.
    """

    window: MainWindow
    clinic_area: ClinicArea
    questions: Questions
    devices: DevicesDesk
    shell: ShellDesk
    worklist: WorklistDesk
    worklist_model: WorklistViewModel
    ward: str
    trust: str
    ward_phone: str
    typed: dict[UUID, dict[str, dict[str, str]]] = field(default_factory=dict)
