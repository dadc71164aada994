"""What is said about one row of a list, and what may be decided about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clinicapp.ui.models.table_panel import KeyScrollArea
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.import_view import ImportRow
from clinicapp.ui.widgets.entry_dialog import ChoiceBox
from clinicapp.ui.widgets.spans import WrapLabel


class ImportDetail(QWidget):
    """The whole of one row in words. Signals: ``decided(row_key, code)``."""

    decided = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: ImportRow | None = None
        self._quiet = False
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(size.gap_8)
        self.area = KeyScrollArea(theme, self)
        self.area.setAccessibleName(self.tr("About this row"))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*[size.gap_6] * 4)
        inside.setSpacing(size.gap_4)
        self._title = WrapLabel(theme, role=FontRole.BODY, weight=Weight.SEMIBOLD, parent=content)
        self._words = WrapLabel(theme, role=FontRole.BODY, parent=content)
        inside.addWidget(self._title)
        inside.addWidget(self._words)
        inside.addStretch(1)
        self.area.show_content(content)
        lines = 4 * theme.tokens.line_px(FontRole.BODY) + 2 * size.gap_8
        self.area.setMinimumHeight(lines)
        self.area.setMaximumHeight(lines)
        column.addWidget(self.area)
        self._choosing = QWidget(self)
        line = QHBoxLayout(self._choosing)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(size.gap_12)
        label = QLabel(self.tr("Your decision"), self._choosing)
        label.setFont(theme.font(FontRole.BODY, Weight.SEMIBOLD))
        self.box = ChoiceBox(theme, self._choosing)
        self.box.setAccessibleName(self.tr("Your decision about this row"))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        label.setBuddy(self.box)
        line.addWidget(label)
        line.addWidget(self.box, 1)
        column.addWidget(self._choosing)
        self._choosing.hide()
        self.box.activated.connect(self._decide)

    def show_row(self, row: ImportRow | None, *, locked: bool) -> None:
        """Show one row, or nothing; ``locked`` while nothing can be decided."""
        self._row = row
        self.area.setVisible(row is not None)
        self._choosing.setVisible(row is not None and bool(row.choices) and not locked)
        if row is None:
            return
        where = f"{row.row}, " if row.row else ""
        self._title.setText(f"{where}{row.name}" + (f", {row.identity}" if row.identity else ""))
        self._words.setText("\n".join(row.sentences or (row.words,)))
        self.area.setAccessibleDescription(f"{self._title.text()}. {self._words.text()}")
        self._quiet = True
        self.box.clear()
        for choice in row.choices:
            self.box.addItem(choice.label, choice.code)
        self.box.setCurrentIndex(max(0, self.box.findData(row.chosen)))
        self._quiet = False

    def focus_choice(self) -> None:
        """Go to the decision, where there is one."""
        if self._choosing.isVisible():
            self.box.setFocus()

    def _decide(self) -> None:
        if self._row is not None and not self._quiet:
            code = str(self.box.currentData() or "")
            if code != self._row.chosen:
                self.decided.emit(self._row.key, code)
