"""The meeting point of the equipment page and whoever serves it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.equipment_view import EQUIPMENT_HINTS, AssetRow, EquipmentView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class EquipmentViewModel(QObject):
    """Holds one ``EquipmentView`` and carries intents.

    Signals out, to the page: ``changed(EquipmentView)``.

    Signals out, to the composition root: ``selected(asset_id)``, answered by ``show`` with that
    record; ``more_requested(offset)``, answered by ``add_rows``; ``tool_pressed(key)`` for the
    record that is shown.
    """

    changed = Signal(object)
    selected = Signal(str)
    more_requested = Signal(int)
    tool_pressed = Signal(str)

    def __init__(
        self, parent: QObject | None = None, *, tool_keys: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(parent)
        self.tool_keys = tool_keys
        """The keys of the record's tools, such as ("Ctrl+L", "calibration")."""
        self._view: EquipmentView | None = None
        self._wanted = ""
        self._asked_from = -1

    @property
    def view(self) -> EquipmentView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def wanted(self) -> str:
        """What was chosen last, or empty when it is not among those shown."""
        return self._wanted

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return EQUIPMENT_HINTS

    def show(self, view: EquipmentView) -> None:
        """Show equipment."""
        kept = {row.asset_id for row in view.rows}
        self._view = view
        self._asked_from = -1
        # A newer choice outlives an answer that was on its way when it was made.
        if self._wanted not in kept:
            self._wanted = view.selected_id if view.selected_id in kept else ""
        self.changed.emit(view)

    def add_rows(self, offset: int, rows: tuple[AssetRow, ...], total: int) -> None:
        """Show more rows after those read so far; an answer to an older question is dropped."""
        if self._view is not None and offset == len(self._view.rows):
            self.show(replace(self._view, rows=(*self._view.rows, *rows), total=total))

    def select(self, asset_id: str) -> None:
        """Ask for the record of a piece of equipment."""
        if asset_id != self._wanted:
            self._wanted = asset_id
            self.selected.emit(asset_id)

    def press_tool(self, key: str) -> None:
        """Ask for a tool on the record that is shown; nothing happens while none is."""
        if self._view is not None and self._view.record is not None:
            self.tool_pressed.emit(key)

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows) if self._view is not None else 0
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)
