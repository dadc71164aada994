"""The top of the charts page: which analyser, and what to look at of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.quality.charts_view import ChartsView
from clinicapp.ui.viewmodels.quality.charts_view_model import ChartsViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_dialog import ChoiceBox
from clinicapp.ui.widgets.spans import Span, SpanLabel


class ChartsHead(QWidget):
    """Title and summary, and beside them (``compact``: under them) the page's tools.

    Signal: ``planning()``.
    """

    planning = Signal()

    def __init__(
        self,
        theme: Theme,
        view: ChartsView,
        model: ChartsViewModel,
        *,
        compact: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        size = theme.size
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(size.gap_6)
        row = QHBoxLayout()
        row.setSpacing(size.gap_8)
        both.addLayout(row)
        icon = Span(icon="droplet", ink="muted", icon_size=size.icon_tile)
        row.addWidget(SpanLabel(theme, (icon,), self))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = Span(view.title, role=FontRole.PAGE, weight=Weight.SEMIBOLD)
        words.addWidget(SpanLabel(theme, (title,), self))
        about = Span(view.summary, role=FontRole.SMALL, ink="muted")
        words.addWidget(SpanLabel(theme, (about,), self))
        row.addLayout(words, 1)
        self.setAccessibleName(f"{view.title}. {view.summary}")
        self.arrivals = ActionButton(theme, "plain", self.tr("Arrived"), icon="inbox", parent=self)
        self.arrivals.setAccessibleName(self.tr("Control results that arrived"))
        self.arrivals.clicked.connect(model.arrivals_requested)
        if not view.chosen:
            row.addWidget(self.arrivals)
            return
        if compact:
            # No room beside the title.
            row = QHBoxLayout()
            row.setSpacing(size.gap_8)
            both.addLayout(row)
        self.analysers = self._choice(self.tr("Analyser"), view.analysers, view.chosen)
        self.analysers.activated.connect(
            lambda _: model.analyser_chosen.emit(str(self.analysers.currentData()))
        )
        self.days = self._choice(self.tr("Show"), view.days, view.shown_days)
        self.days.activated.connect(lambda _: model.days_chosen.emit(str(self.days.currentData())))
        self.printing = ActionButton(
            theme, "plain", self.tr("Print chart"), icon="printer", parent=self
        )
        self.printing.clicked.connect(model.print_requested)
        self.plan = ActionButton(
            theme, "plain", self.tr("Plan"), icon="calendar-clock", parent=self
        )
        self.plan.setAccessibleName(self.tr("How often controls are due, and external rounds"))
        self.plan.clicked.connect(self.planning)
        self.plan.disable_because("" if view.may_run else self.tr("You may not record controls."))
        for widget in (self.analysers, self.days, self.plan, self.arrivals, self.printing):
            row.addWidget(widget)

    def _choice(self, name: str, options: tuple[OptionView, ...], chosen: str) -> ChoiceBox:
        box = ChoiceBox(self._theme, self)
        for option in options:
            box.addItem(option.label, option.code)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.setAccessibleName(name)
        box.setToolTip(name)
        return box
