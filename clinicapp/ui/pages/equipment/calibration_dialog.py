"""Logging a calibration: points with live verdicts, the standard, evidence, and the signature."""

import itertools
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from clinicapp.ui.pages.equipment.calibration_left import MeasuredSide
from clinicapp.ui.pages.equipment.calibration_right import ProofSide
from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.quality.calibration_view import CalibrationView
from clinicapp.ui.viewmodels.quality.calibration_view_model import CalibrationViewModel
from clinicapp.ui.widgets.announce import announce
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_field import EntryErrors
from clinicapp.ui.widgets.spans import Span, SpanLabel, WrapLabel

_WIDE, _HIGH = 1270, 690


def _tr(text: str) -> str:
    return QCoreApplication.translate("CalibrationDialog", text)


def ask_for_evidence(parent: QWidget) -> str:
    """The path of a photo or PDF that the user chooses; empty if none."""
    path, _kind = QFileDialog.getOpenFileName(
        parent,
        _tr("Choose a certificate, a report or a photo"),
        "",
        _tr("Photos and PDF (*.pdf *.jpg *.jpeg *.png);;All files (*)"),
    )
    return path


class CalibrationDialog(QDialog):
    """Draws what the view-model holds and tells it what is typed.

    Args:
        model: The meeting point.
        theme: How to draw.
        parent: The window it is opened over.
        compact: Everything in one column, for large text and small windows.
        ask: Asks for a file; a path, or an empty text.
    """

    def __init__(
        self,
        model: CalibrationViewModel,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        compact: bool = False,
        ask: Callable[[QWidget], str] = ask_for_evidence,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._ask = ask
        self._said = ""
        self.setObjectName("calibrationDialog")
        self._ring = FocusRing(self, theme.tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        self.left = MeasuredSide(model, theme, self)
        self.right = ProofSide(model, theme, self)
        self.right.evidence.add_pressed.connect(self._choose_file)
        column.addWidget(self._make_body(compact=compact), 1)
        column.addWidget(self._make_banner())
        column.addWidget(self._make_foot())
        self._connect()
        self._follow_focus()
        self._fit(compact=compact)
        self._fill()
        self._show(model.view)
        self._set_order()

    def _make_head(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        holder = QFrame(self)
        holder.setObjectName("calibrationTop")
        row = QHBoxLayout(holder)
        row.setContentsMargins(size.gap_20, size.gap_8, size.gap_20, size.gap_8)
        row.setSpacing(size.gap_12)
        icon = Span(icon="gauge", ink="blue", icon_size=size.icon_header)
        row.addWidget(SpanLabel(theme, (icon,), holder))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = WrapLabel(theme, role=FontRole.PAGE, weight=Weight.BOLD, parent=holder)
        self._subtitle = WrapLabel(theme, ink="muted", parent=holder)
        self._supersedes = WrapLabel(theme, ink="amber_text", weight=Weight.SEMIBOLD, parent=holder)
        for label in (self._title, self._subtitle, self._supersedes):
            words.addWidget(label)
        row.addLayout(words, 1)
        return holder

    def _make_body(self, *, compact: bool) -> QWidget:
        holder = QWidget()
        holder.setObjectName("calibrationBody")
        row = QVBoxLayout(holder) if compact else QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, 64)
        row.addWidget(self.right, 36)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        self._area = area
        return area

    def _make_banner(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        self._banner = QFrame(self)
        self._banner.setObjectName("calibrationBanner")
        row = QHBoxLayout(self._banner)
        row.setContentsMargins(size.gap_20, size.gap_10, size.gap_20, size.gap_10)
        row.setSpacing(size.gap_16)
        icon = Span(icon="triangle-alert", ink="text", icon_size=size.icon_header)
        row.addWidget(SpanLabel(theme, (icon,), self._banner))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._banner_title = WrapLabel(
            theme, role=FontRole.CARD_TITLE, weight=Weight.SEMIBOLD, parent=self._banner
        )
        self._banner_words = WrapLabel(theme, role=FontRole.BODY, parent=self._banner)
        words.addWidget(self._banner_title)
        words.addWidget(self._banner_words)
        row.addLayout(words, 1)
        self.review = ActionButton(
            theme, "plain", self.tr("Review list"), icon="list-checks", parent=self._banner
        )
        self.review.clicked.connect(self._model.review_pressed)
        row.addWidget(self.review)
        return self._banner

    def _make_foot(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        holder = QFrame(self)
        holder.setObjectName("calibrationFoot")
        column = QVBoxLayout(holder)
        column.setContentsMargins(size.gap_20, size.gap_8, size.gap_20, size.gap_8)
        self._errors = EntryErrors(theme, holder)
        column.addWidget(self._errors)
        row = QHBoxLayout()
        row.setSpacing(size.gap_12)
        self._kept = WrapLabel(theme, ink="muted", parent=holder)
        row.addWidget(self._kept, 1)
        self.sign = ActionButton(
            theme, "primary", self.tr("Sign"), icon="signature", keys="F9", parent=holder
        )
        self.save = ActionButton(theme, "plain", self.tr("Save draft"), icon="save", parent=holder)
        self.leave = ActionButton(theme, "plain", self.tr("Cancel"), parent=holder)
        for button in (self.sign, self.save, self.leave):
            row.addWidget(button)
        column.addLayout(row)
        return holder

    def _connect(self) -> None:
        model = self._model
        self.sign.clicked.connect(model.sign_pressed)
        self.save.clicked.connect(model.save_pressed)
        self.leave.clicked.connect(self.reject)
        for keys, act in (("F9", model.sign_pressed), ("Ctrl+S", model.save_pressed)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        model.changed.connect(self._show)
        model.filled.connect(self._fill)
        model.refused.connect(self._go_to)
        model.done.connect(self.accept)
        self.right.standard.settled.connect(self.left.focus_first)
        self.left.asks_sign.connect(self.sign.setFocus)

    def _follow_focus(self) -> None:
        """Whatever gets the focus is scrolled into view."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._show_focused)
            self.finished.connect(lambda: application.focusChanged.disconnect(self._show_focused))

    def _show_focused(self, _old: QWidget | None, now: QWidget | None) -> None:
        body = self._area.widget()
        if now is not None and body is not None and body.isAncestorOf(now):
            self._area.ensureWidgetVisible(now)

    def _fit(self, *, compact: bool) -> None:
        """As large as it wants, and never larger than the window it is opened over."""
        width, height = _WIDE, _HIGH
        behind = self.parentWidget()
        if behind is not None:
            margin = 2 * self._theme.size.gap_16
            width = min(width, behind.window().width() - margin)
            height = min(height, behind.window().height() - margin)
        if compact and behind is not None:
            height = behind.window().height() - self._theme.size.gap_16
        self.resize(width, height)

    def _set_order(self) -> None:
        """Standard, points, what was adjusted, then the rest, and the signature last."""
        chain = (
            self.right.standard.tag,
            *self.left.order(),
            *self.right.order(),
            self.review,
            self.sign,
            self.save,
            self.leave,
        )
        for first, second in itertools.pairwise(chain):
            QWidget.setTabOrder(first, second)

    def _choose_file(self) -> None:
        path = self._ask(self)
        if path:
            self._model.file_chosen.emit(path)

    def _fill(self) -> None:
        texts = self._model.texts
        self.left.fill(texts)
        self.right.fill(texts)

    def _show(self, view: CalibrationView) -> None:
        self._title.setText(view.title)
        self.setWindowTitle(view.title)
        self._subtitle.setText(view.subtitle)
        self._supersedes.setText(view.supersedes)
        self._supersedes.setVisible(bool(view.supersedes))
        made_anew = self.left.show_view(view)
        self.right.show_view(view)
        if made_anew:
            self.left.fill(self._model.texts)
            self._set_order()
        self._banner.setVisible(bool(view.banner_title))
        self._banner_title.setText(view.banner_title)
        self._banner_words.setText(view.banner)
        self.review.setVisible(view.may_review)
        self._kept.setText(view.kept)
        above = [sentence for field, sentence in view.errors.items() if "." not in field]
        self._errors.show_lines(above if self._model.asked_to_sign else ())
        said = " ".join(filter(None, (view.banner_title, view.banner)))
        if said != self._said and self.isVisible():
            self._said = said
            announce(self, said, urgent=True)

    def say(self, sentence: str) -> None:
        """Say why something was refused."""
        self._errors.show_lines((sentence,))
        announce(self, sentence, urgent=True)

    def _go_to(self, field: str) -> None:
        """A field cannot be signed as it is: go there."""
        target = self.left.field(field) or self.right.field(field)
        if target is not None:
            self._area.ensureWidgetVisible(target)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_where_to_begin(self) -> None:
        """The standard while there is none, else the first empty point."""
        if not self._model.text("standard") and not self._model.view.certificate_only:
            self.right.standard.tag.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.focus_first()

    @override
    def open(self) -> None:
        super().open()
        self.focus_where_to_begin()
        # At large text the standard is below the points, and is laid out only now.
        QTimer.singleShot(0, self, lambda: self._show_focused(None, self.focusWidget()))

    @property
    def lines(self) -> tuple[QLineEdit, ...]:
        """Every field that is typed into."""
        return tuple(self.findChildren(QLineEdit))
