"""The right side of the calibration dialog: standard, evidence, who, when, and what is due next."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.quality.calibration_view import CalibrationView, FileView, ToneLine
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.entry_field import ChoiceBox
from clinicapp.ui.widgets.spans import TONE_INK, WrapLabel


class LabelledLine(QWidget):
    """A label over a line of text, with a sentence under it when something is wrong.

    Signal: ``typed(text)``.
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_4)
        self._label = WrapLabel(theme, label, weight=Weight.SEMIBOLD, parent=self)
        column.addWidget(self._label)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(label)
        self.line.setFont(theme.font(FontRole.BODY))
        self.line.setMinimumHeight(theme.tokens.target_px)
        self.line.textEdited.connect(self.typed)
        self._label.setBuddy(self.line)
        column.addWidget(self.line)
        self._trouble = WrapLabel(theme, ink="red_text", weight=Weight.SEMIBOLD, parent=self)
        self._trouble.hide()
        column.addWidget(self._trouble)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong; empty for nothing."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self.line.setAccessibleDescription(sentence)
        set_state_property(self.line, "wrong", "yes" if sentence else "no")

    def put(self, text: str) -> None:
        """Put a text there."""
        if self.line.text() != text:
            self.line.setText(text)


class StandardBox(QFrame):
    """The reference standard: its tag as it is scanned or typed, and how long it is valid.

    Signals: ``typed(tag)``, and ``settled()`` when Enter ends a tag.
    """

    typed = Signal(str)
    settled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("calibrationCard")
        self._theme = theme
        self._view: CalibrationView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.size.gap_12] * 4)
        column.setSpacing(theme.size.gap_6)
        label = WrapLabel(theme, self.tr("Reference standard"), ink="muted", parent=self)
        column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_8)
        self.tag = QLineEdit(self)
        self.tag.setAccessibleName(self.tr("Tag of the reference standard"))
        self.tag.setPlaceholderText(self.tr("Scan its label"))
        self.tag.setFont(theme.font(FontRole.CARD_TITLE, Weight.SEMIBOLD))
        self.tag.setMinimumHeight(theme.tokens.target_px)
        self.tag.textEdited.connect(self.typed)
        self.tag.returnPressed.connect(self.settled)
        row.addWidget(self.tag, 1)
        self.change = ActionButton(theme, "plain", self.tr("Change"), parent=self)
        self.change.clicked.connect(self._choose)
        row.addWidget(self.change)
        column.addLayout(row)
        self._status = WrapLabel(theme, weight=Weight.SEMIBOLD, parent=self)
        column.addWidget(self._status)

    def show_view(self, view: CalibrationView) -> None:
        """Show how the standard stands."""
        self._view = view
        self._say(view.standard)
        none = self.tr("No standard is recorded; add one under Calibration first.")
        self.change.disable_because("" if view.standards else none)
        set_state_property(self.tag, "wrong", "yes" if "standard" in view.errors else "no")

    def _say(self, line: ToneLine) -> None:
        self._status.setText(line.words)
        set_state_property(self._status, "ink", TONE_INK[line.tone])
        self.tag.setAccessibleDescription(line.words)

    def _choose(self) -> None:
        menu = QMenu(self)
        for option in self._view.standards if self._view is not None else ():
            menu.addAction(option.label).setData(option.code)
        chosen = menu.exec(self.change.mapToGlobal(QPoint(0, self.change.height())))
        menu.deleteLater()
        if chosen is not None:
            self.tag.setText(str(chosen.data()))
            self.typed.emit(self.tag.text())
            self.settled.emit()


class EvidenceBox(QFrame):
    """The files that prove it. Signals: ``add_pressed()``, ``opened(sha)``, ``removed(sha)``."""

    add_pressed = Signal()
    opened = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("calibrationCard")
        self._theme = theme
        self._shown: tuple[FileView, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*[theme.size.gap_12] * 4)
        self._column.setSpacing(theme.size.gap_6)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        title = WrapLabel(theme, self.tr("Evidence files"), weight=Weight.SEMIBOLD, parent=self)
        words.addWidget(title)
        self._count = WrapLabel(theme, ink="muted", parent=self)
        words.addWidget(self._count)
        head.addLayout(words, 1)
        self.add = ActionButton(theme, "plain", self.tr("Add file"), icon="paperclip", parent=self)
        self.add.clicked.connect(self.add_pressed)
        head.addWidget(self.add)
        self._column.addLayout(head)
        self._rows: list[QWidget] = []

    def show_files(self, files: tuple[FileView, ...]) -> None:
        """Show other files."""
        if files == self._shown:
            return
        self._shown = files
        self._count.setText(
            self.tr("1 file attached")
            if len(files) == 1
            else self.tr("{count} files attached").format(count=len(files))
            if files
            else self.tr("Certificate, report or photo")
        )
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(file) for file in files]
        for row in self._rows:
            self._column.addWidget(row)

    def _row(self, file: FileView) -> QWidget:
        theme = self._theme
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size.gap_8)
        name = ActionButton(theme, "quiet", file.name, icon="file-text", parent=holder)
        name.set_words(file.name, self.tr("Open {name}").format(name=file.name))
        name.clicked.connect(lambda _=False, sha=file.sha256: self.opened.emit(sha))
        row.addWidget(name, 1)
        remove = ActionButton(theme, "quiet", "", icon="trash-2", parent=holder)
        remove.setAccessibleName(self.tr("Remove {name}").format(name=file.name))
        remove.setToolTip(self.tr("Remove {name}").format(name=file.name))
        remove.clicked.connect(lambda _=False, sha=file.sha256: self.removed.emit(sha))
        row.addWidget(remove)
        return holder


class LabelledChoice(QWidget):
    """A label over a choice; the wheel never changes it. Signal: ``chosen(code)``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size.gap_4)
        name = WrapLabel(theme, label, weight=Weight.SEMIBOLD, parent=self)
        column.addWidget(name)
        self.box = ChoiceBox(theme, self)
        self.box.setAccessibleName(label)
        self.box.activated.connect(lambda _=0: self.chosen.emit(str(self.box.currentData())))
        name.setBuddy(self.box)
        column.addWidget(self.box)

    def show_options(self, options: tuple[tuple[str, str], ...], code: str) -> None:
        """Offer (code, words) and show which one is chosen."""
        had = [(self.box.itemData(n), self.box.itemText(n)) for n in range(self.box.count())]
        if had != list(options):
            self.box.clear()
            for value, words in options:
                self.box.addItem(words, value)
        self.box.setCurrentIndex(max(0, self.box.findData(code)))
