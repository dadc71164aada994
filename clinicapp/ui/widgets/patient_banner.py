"""Who this is about: always on top while a patient is open."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import SIZES, FontRole, Weight
from clinicapp.ui.viewmodels.clinic.form_view import BannerView, FactView
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.spans import Span, SpanLabel


class PersonMark(QWidget):
    """A ringed figure; decoration, so a screen reader passes over it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = self._theme.tokens.scaled(self._theme.size.icon_person)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colour.panel), self._theme.size.edge_strong))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        side = self.width() * 26 // 44
        icon = self._theme.icons.pixmap(
            "user-round", self._theme.colour.panel, side, ratio=self.devicePixelRatioF()
        )
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)
        painter.end()


class PatientBanner(QFrame):
    """Name, facts, how the identity was checked, and the button that closes the patient."""

    close_pressed = Signal()

    def __init__(self, theme: Theme, *, compact: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self._view: BannerView | None = None
        self.setObjectName("patientBanner")
        words = self.tr("Close") if compact else self.tr("Close patient")
        self._close = ActionButton(theme, "banner", words, icon="x", parent=self)
        self._close.setAccessibleName(self.tr("Close patient"))
        self._close.clicked.connect(self.close_pressed)
        self._name = SpanLabel(theme, (), self)
        self._identity = SpanLabel(theme, (), self)
        self._facts = QHBoxLayout()
        self._facts.setSpacing(0)
        if compact:
            self._build_compact()
        else:
            self._build_wide()

    def controls(self) -> list[QWidget]:
        """What can take the focus."""
        return [self._close]

    def _build_wide(self) -> None:
        size = self._theme.size
        self.setMinimumHeight(self._theme.tokens.scaled(size.banner_height))
        row = QHBoxLayout(self)
        row.setContentsMargins(size.gap_16, 0, size.gap_16, 0)
        row.setSpacing(0)
        row.addWidget(PersonMark(self._theme, self))
        row.addSpacing(size.gap_12 + size.gap_2)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addSpacing(size.gap_2)
        names.addWidget(self._identity)
        names.addStretch(1)
        row.addLayout(names)
        row.addLayout(self._facts, 1)
        row.addWidget(self._close)

    def _build_compact(self) -> None:
        size = self._theme.size
        row = QHBoxLayout(self)
        row.setContentsMargins(
            size.gap_16 + size.gap_2, size.gap_8, size.gap_16 + size.gap_2, size.gap_8
        )
        column = QVBoxLayout()
        column.setSpacing(size.gap_2)
        column.addWidget(self._name)
        column.addLayout(self._facts)
        row.addLayout(column, 1)
        row.addWidget(self._close)
        self._identity.hide()

    def show_banner(self, view: BannerView) -> None:
        """Show a patient; nothing happens when it is the same."""
        if view == self._view:
            return
        self._view = view
        name = [Span(view.name, ink="panel", role=FontRole.NAME, weight=Weight.BOLD)]
        if view.title:
            name.append(Span(view.title, ink="panel", role=FontRole.SECTION, gap=SIZES.gap_6))
        alert: tuple[Span, ...] = ()
        if view.alert:
            alert = (
                Span(
                    icon="triangle-alert", ink="amber", icon_size=SIZES.icon_small, gap=SIZES.gap_12
                ),
                Span(view.alert, ink="amber", role=FontRole.SMALL, weight=Weight.SEMIBOLD),
            )
        self._name.set_spans((*name, *alert) if self._compact else tuple(name))
        icon = "scan-barcode" if view.scanned else "user-round"
        self._identity.set_spans(
            (
                Span(icon=icon, ink="navy_label", icon_size=self._theme.size.icon_small),
                Span(view.identity, ink="navy_label", role=FontRole.SMALL),
                *alert,
            )
        )
        self._show_facts(view)
        says = self.tr("Patient {name}").format(name=view.name)
        self.setAccessibleName(f"{says}. {view.alert}" if view.alert else says)

    def _show_facts(self, view: BannerView) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for fact in view.facts:
            if self._compact and fact.in_compact:
                self._facts.addWidget(self._compact_fact(fact))
                self._facts.addSpacing(self._theme.size.gap_24)
            elif not self._compact:
                self._facts.addWidget(self._wide_fact(fact))
        self._facts.addStretch(1)

    def _compact_fact(self, fact: FactView) -> QWidget:
        label, value = fact.short_label or fact.label, fact.short_value or fact.value
        return SpanLabel(
            self._theme,
            (
                Span(label, ink="navy_label"),
                Span(value, ink="panel", weight=Weight.SEMIBOLD),
            ),
            self,
        )

    def _wide_fact(self, fact: FactView) -> QWidget:
        size = self._theme.size
        holder = QFrame(self)
        holder.setObjectName("bannerFact")
        column = QVBoxLayout(holder)
        column.setContentsMargins(size.gap_20, 0, 0, 0)
        column.setSpacing(0)
        label = Span(fact.label, ink="navy_label", role=FontRole.CAPTION)
        value = Span(fact.value, ink="panel", role=FontRole.SECTION, weight=Weight.SEMIBOLD)
        column.addWidget(SpanLabel(self._theme, (label,), holder))
        column.addWidget(SpanLabel(self._theme, (value,), holder))
        outer = QWidget(self)
        row = QHBoxLayout(outer)
        row.setContentsMargins(size.gap_20, 0, 0, 0)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignVCenter)
        return outer
