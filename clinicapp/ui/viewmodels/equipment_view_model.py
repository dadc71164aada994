"""The meeting point of the equipment page and whoever serves it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.equipment_view import EQUIPMENT_HINTS, AssetRow, EquipmentView
from clinicapp.ui.viewmodels.shell_view import KeyHint


class EquipmentViewModel(QObject):
    """Holds one ``EquipmentView`` and carries intents.

    Signals out, to the page: ``changed(EquipmentView)``.

    Signals out, to the composition root: ``selected(asset_id)``, answered by ``show`` with that
    record; ``more_requested(offset)``, answered by ``add_rows``.
    """

    changed = Signal(object)
    selected = Signal(str)
    more_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: EquipmentView | None = None
        self._asked_from = -1

    @property
    def view(self) -> EquipmentView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return EQUIPMENT_HINTS

    def show(self, view: EquipmentView) -> None:
        """Show equipment."""
        self._view = view
        self._asked_from = -1
        self.changed.emit(view)

    def add_rows(self, offset: int, rows: tuple[AssetRow, ...], total: int) -> None:
        """Show more rows after those read so far; an answer to an older question is dropped."""
        if self._view is not None and offset == len(self._view.rows):
            self.show(replace(self._view, rows=(*self._view.rows, *rows), total=total))

    def select(self, asset_id: str) -> None:
        """Ask for the record of a piece of equipment, unless it is the one shown."""
        record = self._view.record if self._view is not None else None
        if record is None or record.asset_id != asset_id:
            self.selected.emit(asset_id)

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows) if self._view is not None else 0
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)
