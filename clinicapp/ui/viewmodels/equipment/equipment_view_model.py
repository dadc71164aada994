"""The meeting point of the equipment page and whoever serves it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.equipment_view import (
    EQUIPMENT_HINTS,
    AssetRow,
    EquipmentView,
    ListWanted,
    StatusCount,
)
from clinicapp.ui.viewmodels.shell_view import KeyHint

TOOL_HINTS = 2
"""So many keys of tools are told at the bottom of the window."""


class EquipmentViewModel(QObject):
    """Holds one ``EquipmentView`` and carries intents.

    Signals out, to the page: ``changed(EquipmentView)``, ``focus_wanted()`` when a piece was asked
    for from elsewhere.

    Signals out, to the composition root: ``list_requested(ListWanted)`` at every key and choice,
    ``selected(asset_id)``, answered by ``show`` with that record; ``more_requested(offset)``,
    answered by ``add_rows``; ``tool_pressed(key)`` for the record that is shown;
    ``photo_pressed(sha256)`` for its photo, empty where one is to be added;
    ``add_pressed()``, ``many_pressed()`` to change all that is shown;
    ``list_pressed(key)`` for ``import``, ``export`` or ``histories``.

    Args:
        parent: Qt parent.
        tool_keys: The keys of the record's tools and what they open: ("Ctrl+L", "calibration").
        tool_hints: The same keys in words.
        wanted: What the list shows at first.
    """

    changed = Signal(object)
    focus_wanted = Signal()
    list_requested = Signal(object)
    selected = Signal(str)
    more_requested = Signal(int)
    tool_pressed = Signal(str)
    photo_pressed = Signal(str)
    add_pressed = Signal()
    list_pressed = Signal(str)
    many_pressed = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        tool_keys: tuple[tuple[str, str], ...] = (),
        tool_hints: tuple[KeyHint, ...] = (),
        wanted: ListWanted | None = None,
    ) -> None:
        super().__init__(parent)
        self.tool_keys = tool_keys
        self._tool_hints = tool_hints[:TOOL_HINTS]
        self._view: EquipmentView | None = None
        self._wanted = ""
        self._list = wanted or ListWanted()
        self._asked_from = -1
        self._revealed = ""

    @property
    def view(self) -> EquipmentView | None:
        """What is shown now, or None before the first ``show``."""
        return self._view

    @property
    def wanted(self) -> str:
        """The piece that was chosen last, or empty when it is not among those shown."""
        return self._wanted

    @property
    def list_wanted(self) -> ListWanted:
        """Which pieces the list is to show."""
        return self._list

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """The keys that matter on this page."""
        return (*EQUIPMENT_HINTS[:2], *self._tool_hints, *EQUIPMENT_HINTS[2:])

    def show(self, view: EquipmentView) -> None:
        """Show equipment."""
        kept = {row.asset_id for row in view.rows}
        if self._revealed:
            kept.add(self._revealed)
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
            self._revealed = ""
            self._wanted = asset_id
            self.selected.emit(asset_id)

    def reveal(self, asset_id: str) -> None:
        """Show the record of a piece that was asked for from elsewhere, in the list or not."""
        self._wanted = self._revealed = asset_id
        self.selected.emit(asset_id)
        self.focus_wanted.emit()

    def want(self, wanted: ListWanted) -> None:
        """Ask for other pieces in the list."""
        if wanted != self._list:
            self._list = wanted
            self.list_requested.emit(wanted)

    def type_search(self, text: str) -> None:
        """Take what stands in the search box."""
        self.want(replace(self._list, typed=text))

    def choose_count(self, count: StatusCount) -> None:
        """Show only those that are counted; again, or the count of all, shows all."""
        every = count.chosen or (count.status is None and not count.quality)
        status = None if every else count.status
        self.want(replace(self._list, status=status, quality=count.quality and not every))

    def press_add(self) -> None:
        """Ask for the panel that adds equipment, where this person may add any."""
        if self._view is not None and self._view.add:
            self.add_pressed.emit()

    def press_tool(self, key: str) -> None:
        """Ask for a tool on the record that is shown; nothing happens while none is."""
        if self._view is not None and self._view.record is not None:
            self.tool_pressed.emit(key)

    def press_photo(self) -> None:
        """Ask for the photo of the piece that is shown, or for one to be added."""
        record = None if self._view is None else self._view.record
        if record is not None and record.photo is not None and record.photo.can_press:
            self.photo_pressed.emit(record.photo.sha256)

    def fetch_more(self) -> None:
        """Ask for the rows after those read so far, once for each place."""
        have = len(self._view.rows) if self._view is not None else 0
        if have != self._asked_from:
            self._asked_from = have
            self.more_requested.emit(have)
