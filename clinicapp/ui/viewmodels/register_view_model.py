"""The meeting point of a register's page and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.register_view import REGISTER_HINTS, RegisterView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class RegisterViewModel(QObject):
    """Holds one ``RegisterView`` and carries intents.

    Signals out, to the page: ``changed(RegisterView)``. Signals out, to the desk: ``chosen(key)``
    of a row, ``tab_chosen(key)``, ``tool_pressed(key)`` for the register or its chosen row.
    """

    changed = Signal(object)
    chosen = Signal(str)
    tab_chosen = Signal(str)
    tool_pressed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: RegisterView | None = None
        self._wanted = ""

    @property
    def view(self) -> RegisterView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def wanted(self) -> str:
        """The key of the row that was chosen."""
        return self._wanted

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return REGISTER_HINTS

    def show(self, view: RegisterView) -> None:
        """Show the register."""
        self._view = view
        self.changed.emit(view)

    # What a person asks.

    def choose(self, key: str) -> None:
        """Show the record of another row."""
        if key != self._wanted:
            self._wanted = key
            self.chosen.emit(key)

    def choose_tab(self, key: str) -> None:
        """Show another part."""
        if self._view is not None and key != self._view.tab:
            self._wanted = ""
            self.tab_chosen.emit(key)

    def press(self, key: str) -> None:
        """Do something."""
        self.tool_pressed.emit(key)
