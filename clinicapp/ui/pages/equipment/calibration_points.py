"""The points of a calibration: a field for as found and one for as left, each with its verdict."""

import itertools

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ChipKind
from clinicapp.ui.viewmodels.quality.calibration_view import PointView, SideView
from clinicapp.ui.widgets.chips import StatusChip
from clinicapp.ui.widgets.device_tile import set_state_property
from clinicapp.ui.widgets.spans import Span, SpanLabel

_SIDES = ("found", "left")
_EDGE = Span(" ", role=FontRole.SMALL)
"""Room between the edge of the table and its first column."""


class AmountField(QLineEdit):
    """A number as it is typed; Enter goes on to the next one. Signal: ``went_on()``."""

    went_on = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        # No validator: what is typed is kept and judged aloud, never silently refused.
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(theme.font(FontRole.SECTION, Weight.SEMIBOLD, tabular=True))
        self.setMinimumHeight(theme.tokens.target_px)
        self.setMinimumWidth(theme.tokens.scaled(2 * theme.size.target))
        self.setAccessibleName(name)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went_on.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class PointSide(QObject):
    """One field with the error and the verdict beside it."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self.field = AmountField(theme, name, parent)
        self.error = SpanLabel(theme, (), parent)
        self.error.setMinimumWidth(theme.tokens.scaled(theme.size.target))
        self.chip = StatusChip(theme, parent)

    def show_side(self, side: SideView, trouble: str) -> None:
        """Show what it came to; ``trouble`` says why it cannot be read."""
        fails = side.verdict is not None and side.verdict.kind is ChipKind.RED_ZONE
        ink = "red_text" if fails else "text"
        weight = Weight.SEMIBOLD if fails else Weight.REGULAR
        self.error.set_spans((Span(side.error, ink=ink, weight=weight),) if side.error else ())
        self.chip.setVisible(side.verdict is not None)
        if side.verdict is not None:
            self.chip.show_chip(side.verdict)
        set_state_property(self.field, "wrong", "yes" if fails or trouble else "no")
        said = "" if side.verdict is None else f"{side.error}, {side.verdict.text}"
        self.field.setAccessibleDescription(trouble or said)
        self.field.setToolTip(trouble)


class PointsPanel(QFrame):
    """All points of a set. Signals: ``typed(field, text)``, ``finished()`` after the last one."""

    typed = Signal(str, str)
    finished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calibrationPoints")
        self._theme = theme
        self._keys: tuple[str, ...] = ()
        self.sides: dict[str, PointSide] = {}
        self._tints: dict[str, QFrame] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size.gap_10)
        self._grid.setVerticalSpacing(theme.size.gap_4)

    def show_points(
        self, points: tuple[PointView, ...], unit: str, errors: dict[str, str], *, copied: bool
    ) -> None:
        """Show the points; fields are made anew only when they are other points.

        Args:
            points: In order.
            unit: Of the references.
            errors: Sentences by field.
            copied: True while as-left is a copy of as-found.
        """
        keys = tuple(point.key for point in points)
        if keys != self._keys:
            self._make(points, unit)
            self._keys = keys
        for point in points:
            tint = self._tints[point.key]
            set_state_property(tint, "fails", "yes" if point.fails else "no")
            for side, view in zip(_SIDES, (point.found, point.left), strict=True):
                field = f"{side}.{point.key}"
                self.sides[field].show_side(view, errors.get(field, ""))
            left = self.sides[f"left.{point.key}"].field
            left.setReadOnly(copied)
            left.setFocusPolicy(Qt.FocusPolicy.NoFocus if copied else Qt.FocusPolicy.StrongFocus)
            if copied:
                _put(left, self.sides[f"found.{point.key}"].field.text())

    def fill(self, texts: dict[str, str]) -> None:
        """Put texts into the fields."""
        for field, side in self.sides.items():
            _put(side.field, texts.get(field, ""))

    def focus_first(self) -> bool:
        """Go to the first field that is empty; False when there is none."""
        return self._focus_empty("found.")

    def focus_first_left(self) -> bool:
        """Go to the first as-left field that is empty."""
        return self._focus_empty("left.")

    def _focus_empty(self, prefix: str) -> bool:
        for field, side in self.sides.items():
            if field.startswith(prefix) and not side.field.text():
                side.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def order(self) -> tuple[QWidget, ...]:
        """The fields in the order in which they are filled: as found down, then as left down."""
        return tuple(
            side.field
            for prefix in _SIDES
            for field, side in self.sides.items()
            if field.startswith(prefix)
        )

    def _make(self, points: tuple[PointView, ...], unit: str) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.sides, self._tints = {}, {}
        self._make_head(unit)
        for row, point in enumerate(points, start=1):
            self._make_row(row, point)
        fields = [self.sides[f"{side}.{p.key}"].field for side in _SIDES for p in points]
        for field, after in itertools.pairwise(fields):
            field.went_on.connect(lambda field=field, after=after: self._go_on(field, after))
        for field in (fields[len(points) - 1], fields[-1]):
            field.went_on.connect(self.finished)

    def _go_on(self, field: AmountField, after: AmountField) -> None:
        """To the next of the same column; after the last of a column others decide."""
        names = {side.field: name.partition(".")[0] for name, side in self.sides.items()}
        if names.get(field) == names.get(after):
            after.setFocus(Qt.FocusReason.TabFocusReason)
            after.selectAll()

    def _make_head(self, unit: str) -> None:
        theme = self._theme
        words = (
            (0, self.tr("Reference ({unit})").format(unit=unit) if unit else self.tr("Reference")),
            (1, self.tr("As found")),
            (2, self.tr("Error")),
            (3, self.tr("Verdict")),
            (5, self.tr("As left")),
            (6, self.tr("Error")),
            (7, self.tr("Verdict")),
        )
        band = QFrame(self)
        band.setObjectName("calibrationHead")
        self._grid.addWidget(band, 0, 0, 1, 9)
        for column, word in words:
            span = Span(word, role=FontRole.SMALL, weight=Weight.SEMIBOLD, ink="muted_strong")
            label = SpanLabel(theme, (_EDGE, span) if column == 0 else (span,), self)
            label.setMinimumHeight(theme.tokens.line_px(FontRole.BODY) + theme.size.gap_6)
            self._grid.addWidget(label, 0, column)
        self._grid.setColumnMinimumWidth(0, theme.tokens.scaled(3 * theme.size.target))
        self._grid.setColumnMinimumWidth(4, theme.tokens.scaled(theme.size.gap_20))
        self._grid.setColumnMinimumWidth(3, theme.tokens.scaled(2 * theme.size.target))
        self._grid.setColumnMinimumWidth(7, theme.tokens.scaled(2 * theme.size.target))
        self._grid.setColumnStretch(3, 1)
        self._grid.setColumnStretch(7, 1)

    def _make_row(self, row: int, point: PointView) -> None:
        theme = self._theme
        tint = QFrame(self)
        tint.setObjectName("calibrationRow")
        self._tints[point.key] = tint
        self._grid.addWidget(tint, row, 0, 1, 9)
        words = Span(point.label, role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        name = SpanLabel(theme, (_EDGE, words), self)
        self._grid.addWidget(name, row, 0)
        arrow = SpanLabel(theme, (Span(icon="arrow-right", ink="muted"),), self)
        self._grid.addWidget(arrow, row, 4)
        for side, column in zip(_SIDES, (1, 5), strict=True):
            said = self.tr("As found") if side == "found" else self.tr("As left")
            made = PointSide(
                theme, self.tr("{side} at {point}").format(side=said, point=point.label), self
            )
            field = f"{side}.{point.key}"
            made.field.textEdited.connect(lambda text, field=field: self.typed.emit(field, text))
            self._grid.addWidget(made.field, row, column)
            self._grid.addWidget(made.error, row, column + 1)
            self._grid.addWidget(made.chip, row, column + 2)
            self.sides[field] = made


def _put(field: QLineEdit, text: str) -> None:
    if field.text() != text:
        field.setText(text)
