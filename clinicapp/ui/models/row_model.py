"""Frozen rows as a table model, read page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from clinicapp.ui.models.cells import CELL_ROLE, KEY_ROLE, Cell

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        title: In the header; a line break parts it into two lines.
        cell: What a row shows here.
        widest: A cell as wide as any that is expected; the column is so wide if there is room.
        share: Its part of the room that is left over, or that is missing; 0 for none.
        in_compact: False leaves it out where there is little room.
        icon: Lucide name of an icon behind the title, empty for none.
    """

    title: str
    cell: Callable[[Row], Cell]
    widest: Cell
    share: int = 0
    in_compact: bool = True
    icon: str = ""

    @property
    def name(self) -> str:
        """The title in one line."""
        return self.title.replace("\n", " ")


@dataclass(frozen=True, slots=True)
class _Change:
    """How one list of rows becomes another: what lies between is taken out and put in."""

    start: int
    old_end: int
    new_end: int


class RowModel(QAbstractTableModel, Generic[Row]):
    """A table over frozen rows.

    It holds the rows read so far and knows how many there are; the view asks for more when it
    has shown those. Rows that stay keep their place, so that a choice and the scroll position
    outlive an update.

    Signals: ``more_wanted()``.
    """

    more_wanted = Signal()

    def __init__(
        self,
        columns: tuple[Column[Row], ...],
        key: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._key = key
        self._rows: tuple[Row, ...] = ()
        self._keys: list[str] = []
        self._total = 0

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns in order."""
        return self._columns

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows read so far."""
        return self._rows

    @property
    def total(self) -> int:
        """How many rows there are, read or not."""
        return self._total

    def set_rows(self, rows: tuple[Row, ...], total: int) -> None:
        """Show other rows; only what differs is announced."""
        self._total = max(total, len(rows))
        if rows == self._rows:
            return
        keys = [self._key(row) for row in rows]
        change = self._difference(keys)
        before, after = self._rows, rows
        if change.old_end > change.start:
            self.beginRemoveRows(_ROOT, change.start, change.old_end - 1)
            self._rows = before[: change.start] + before[change.old_end :]
            del self._keys[change.start : change.old_end]
            self.endRemoveRows()
        if change.new_end > change.start:
            fresh = slice(change.start, change.new_end)
            self.beginInsertRows(_ROOT, change.start, change.new_end - 1)
            self._rows = self._rows[: change.start] + after[fresh] + self._rows[change.start :]
            self._keys[change.start : change.start] = keys[fresh]
            self.endInsertRows()
        self._tell_changes(after)

    def key_at(self, row: int) -> str:
        """The key of a row, or an empty text when there is no such row."""
        return self._keys[row] if 0 <= row < len(self._keys) else ""

    def row_of(self, key: str) -> int:
        """The place of a key, or -1."""
        return self._keys.index(key) if key in self._keys else -1

    def _difference(self, keys: list[str]) -> _Change:
        old, start = self._keys, 0
        while start < min(len(old), len(keys)) and old[start] == keys[start]:
            start += 1
        end = 0
        room = min(len(old), len(keys)) - start
        while end < room and old[-1 - end] == keys[-1 - end]:
            end += 1
        return _Change(start, len(old) - end, len(keys) - end)

    def _tell_changes(self, after: tuple[Row, ...]) -> None:
        """Announce rows that stay but say something else."""
        before, self._rows = self._rows, after
        changed = [
            place
            for place, (old, new) in enumerate(zip(before, after, strict=True))
            if old is not new and old != new
        ]
        if changed:
            last = len(self._columns) - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and len(self._rows) < self._total

    @override
    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.more_wanted.emit()

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        shown = orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns)
        if shown and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._columns[section].name
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == KEY_ROLE:
            return self._keys[index.row()]
        column, row = self._columns[index.column()], self._rows[index.row()]
        if role == CELL_ROLE:
            return column.cell(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.cell(row).words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _accessible(column, row)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and index.column() == 0:
            return ". ".join(_accessible(each, row) for each in self._columns)
        return None


def _accessible(column: Column[Row], row: Row) -> str:
    cell = column.cell(row)
    if cell.says:
        return cell.says
    return f"{column.name}: {cell.words}" if column.title else cell.words
