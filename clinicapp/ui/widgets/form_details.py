"""What belongs to the form as a whole: how complete it is, its story, and its other versions."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.clinic.form_view import DetailsView, MeasureView, VersionView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.completeness_bar import measure_text
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel


class FormDetailsDialog(QDialog):
    """Shows a form's details. Signal: ``version_pressed(key)``; it closes then."""

    version_pressed = Signal(str)

    def __init__(
        self,
        view: DetailsView,
        measures: tuple[MeasureView, ...],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(view.title)
        self.setMinimumWidth(theme.tokens.scaled(theme.size.dialog_width))
        self._ring = FocusRing(self, theme.tokens)
        size = theme.size
        column = QVBoxLayout(self)
        column.setContentsMargins(*[size.gap_20] * 4)
        column.setSpacing(size.gap_12)
        title = WrapLabel(theme, view.title, role=FontRole.PAGE, weight=Weight.BOLD, parent=self)
        column.addWidget(title)
        column.addWidget(self._inside(view, measures), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = ActionButton(theme, "primary", self.tr("Close"), keys="Esc", parent=self)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        column.addLayout(row)
        close.setFocus()
        self._fit(column)

    def _inside(self, view: DetailsView, measures: tuple[MeasureView, ...]) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("entryFields")
        column = QVBoxLayout(holder)
        column.setContentsMargins(*[self._theme.size.gap_6] * 4)
        column.setSpacing(self._theme.size.gap_8)
        self._head(column, self.tr("How complete it is"))
        for measure in measures:
            column.addWidget(self._measure(measure, holder))
        self._head(column, self.tr("What happened"))
        for line in view.lines:
            column.addWidget(WrapLabel(self._theme, line, role=FontRole.BODY, parent=holder))
        self._head(column, self.tr("Forms of this person"))
        for version in view.versions:
            column.addWidget(self._version(version, holder))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.setMinimumHeight(self._theme.tokens.target_px)
        self._holder = holder
        return area

    def _fit(self, column: QVBoxLayout) -> None:
        """As tall as its lines need, but never taller than the window behind."""
        inside = self._holder.layout()
        if inside is None:
            return
        inside.activate()
        column.activate()
        width = max(self.minimumWidth(), column.totalMinimumSize().width())
        rest = column.totalMinimumHeightForWidth(width) - self._theme.tokens.target_px
        height = rest + inside.sizeHint().height()
        behind = self.parentWidget()
        if behind is not None:
            height = min(height, behind.window().height() - self._theme.size.gap_24)
        self.resize(width, height)

    def _head(self, column: QVBoxLayout, words: str) -> None:
        column.addWidget(
            WrapLabel(self._theme, words, role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        )

    def _measure(self, measure: MeasureView, parent: QWidget) -> QWidget:
        """Icon and words: a tick for what is complete, a dashed ring for what is not."""
        done = measure.is_complete
        icon = Span(
            icon="circle-check" if done else "circle-dashed",
            ink="green_text" if done else "amber_text",
        )
        words = Span(measure_text(measure), role=FontRole.BODY, gap=self._theme.size.gap_6)
        return SpanLabel(self._theme, (icon, words), parent)

    def _version(self, version: VersionView, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size.gap_12)
        words = f"{version.title}. {version.state}."
        row.addWidget(WrapLabel(self._theme, words, role=FontRole.BODY, parent=holder), 1)
        label = self.tr("Shown now") if version.is_shown else self.tr("Open")
        button = ActionButton(self._theme, "plain", label, icon="eye", parent=holder)
        button.setAccessibleName(f"{label}: {words}")
        button.disable_because(self.tr("This one is open already.") if version.is_shown else "")
        button.clicked.connect(lambda _=False, key=version.key: self._open(key))
        row.addWidget(button)
        return holder

    def _open(self, key: str) -> None:
        self.accept()
        self.version_pressed.emit(key)
