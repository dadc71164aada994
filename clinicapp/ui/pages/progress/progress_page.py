"""The ward's progress: complete screening, and red zones acted on, month by month.

Where there is little room one figure is shown at a time.
"""

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.models.table_panel import EmptyState, KeyScrollArea, Panel, holds_focus
from clinicapp.ui.pages.progress.choice_row import ChoiceRow
from clinicapp.ui.pages.progress.figure_panel import FigurePanel
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.progress.progress_view import FigureView, ProgressView
from clinicapp.ui.viewmodels.progress.progress_view_model import ProgressViewModel
from clinicapp.ui.widgets.buttons import ActionButton
from clinicapp.ui.widgets.entry_dialog import ChoiceBox
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.spans import WrapLabel


class ProgressPage(Page):
    """Draws what the view-model holds and tells it what is chosen."""

    def __init__(
        self,
        model: ProgressViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._open_figure = ""
        self._folded = False
        self._narrow = False
        self.panels: tuple[FigurePanel, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)
        for place in range(3):
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            keys.activated.connect(lambda at=place: self.measures.press(at))
        for name in ("F6", "Shift+F6"):
            QShortcut(QKeySequence(name), self).activated.connect(self._other_table)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._model.export)

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        self._narrow = self._wants_narrow(self.width())
        self._rebuild()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._wants_narrow(event.size().width())
        if wanted != self._narrow:
            self._narrow = wanted
            self._rebuild()

    def _wants_narrow(self, width: int) -> bool:
        """Whether a table has no room beside its chart."""
        theme = self._theme
        return self._compact and width / theme.tokens.text_scale < theme.size.narrow_below_width

    def _rebuild(self) -> None:
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self.panels = ()
        self._body = self._make()
        if had_focus:
            self.take_focus()

    @override
    def take_focus(self) -> None:
        """Go to the months."""
        panel = self._seen_panel()
        (self._empty if panel is None else panel.table).setFocus()

    def _make(self) -> QWidget:
        theme, size = self._theme, self._theme.size
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(size.gap_12, size.gap_10, size.gap_12, size.gap_8)
        column.setSpacing(size.gap_8)
        self._head = PageHead(theme, body)
        column.addWidget(self._head)
        column.addLayout(self._make_tools(body))
        self.choice = ChoiceRow(theme, self.tr("Figure"), body)
        self.choice.chosen.connect(self._open)
        self.choice.hide()
        column.addWidget(self.choice)
        column.addWidget(self._make_content(body), 1)
        self._layout.addWidget(body)
        if self._model.view is not None:
            self._show(self._model.view)
        return body

    def _make_content(self, body: QWidget) -> QWidget:
        """The figures and what has to be known of them; scrolled where there is little room."""
        theme, size = self._theme, self._theme.size
        content = QWidget(body)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(size.gap_8)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._figures = QWidget(content)
        self._column = QVBoxLayout(self._figures)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(size.gap_8)
        blank = Panel(theme, parent=content)
        inside = QVBoxLayout(blank)
        inside.setContentsMargins(*[size.edge] * 4)
        self._empty = EmptyState(theme, "trending-up", blank)
        self._empty.show_words(
            self.tr("Working out the months"), self.tr("This takes a moment on a large ward.")
        )
        inside.addWidget(self._empty)
        self._stack.addWidget(blank)
        self._stack.addWidget(self._figures)
        self._notes = WrapLabel(theme, role=FontRole.CAPTION, ink="muted", parent=content)
        column.addWidget(self._notes)
        if not self._compact:
            return content
        area = KeyScrollArea(theme, body)
        area.setAccessibleName(self.tr("Figures"))
        area.show_content(content)
        return area

    def _make_tools(self, body: QWidget) -> QBoxLayout:
        theme, size = self._theme, self._theme.size
        self.measures = ChoiceRow(theme, self.tr("Measure of complete screening"), body)
        self.measures.chosen.connect(self._model.choose_measure)
        self.ward = ChoiceBox(theme, body)
        self.ward.setAccessibleName(self.tr("Ward"))
        self.ward.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.ward.activated.connect(self._choose_ward)
        self.save = ActionButton(
            theme, "plain", self.tr("Save as CSV"), icon="file-down", parent=body
        )
        self.save.clicked.connect(self._model.export)
        tools = QVBoxLayout() if self._narrow else QHBoxLayout()
        tools.setSpacing(size.gap_8)
        tools.addWidget(self.measures)
        tools.addStretch(0 if self._narrow else 1)
        where = QHBoxLayout()
        where.setSpacing(size.gap_8)
        where.addWidget(self.ward, 1)
        where.addWidget(self.save)
        tools.addLayout(where)
        return tools

    def _choose_ward(self, place: int) -> None:
        self._model.choose_ward(str(self.ward.itemData(place)))

    def _show(self, view: ProgressView) -> None:
        self._head.show_head(view.title, view.summary)
        self.measures.show_choices(view.measures, view.measure)
        self._show_wards(view)
        self._show_figures(view.figures)
        self._notes.setText(view.notes)
        self._empty.show_words(view.empty_title, view.empty_hint)
        why = "" if view.figures else view.empty_title
        self.save.disable_because(why)

    def _show_wards(self, view: ProgressView) -> None:
        there = [self.ward.itemData(place) for place in range(self.ward.count())]
        if there != [each.code for each in view.wards]:
            self.ward.clear()
            for each in view.wards:
                self.ward.addItem(each.label, each.code)
        self.ward.setCurrentIndex(self.ward.findData(view.ward))

    def _show_figures(self, figures: tuple[FigureView, ...]) -> None:
        had_focus = holds_focus(self._body)
        keys = [figure.key for figure in figures]
        if [panel.key for panel in self.panels] != keys:
            self._make_panels(figures)
        for panel, figure in zip(self.panels, figures, strict=True):
            panel.show_figure(figure)
        self._stack.setCurrentIndex(1 if figures else 0)
        self._folded = self._compact and len(figures) > 1
        self.choice.setVisible(self._folded)
        titles = tuple(OptionView(figure.key, figure.title) for figure in figures)
        self.choice.show_choices(titles, "")
        self._open(self._open_figure if self._open_figure in keys else keys[0] if keys else "")
        if had_focus and not holds_focus(self._body):
            self.take_focus()

    def _make_panels(self, figures: tuple[FigureView, ...]) -> None:
        for panel in self.panels:
            panel.hide()
            panel.deleteLater()
        self.panels = tuple(
            FigurePanel(each, self._theme, narrow=self._narrow, parent=self._figures)
            for each in figures
        )
        for panel in self.panels:
            self._column.addWidget(panel, 1)

    def _open(self, key: str) -> None:
        """Show one figure where there is room for one; elsewhere all are shown."""
        self._open_figure = key
        for panel in self.panels:
            panel.setVisible(not self._folded or panel.key == key)
        for button in self.choice.buttons:
            button.set_taken(taken=button.code == key)

    def _seen_panel(self) -> FigurePanel | None:
        return next((panel for panel in self.panels if not panel.isHidden()), None)

    def _other_table(self) -> None:
        """Go to the other figure's table; where one is shown at a time, show the other."""
        if not self.panels:
            return
        places = [n for n, panel in enumerate(self.panels) if holds_focus(panel)]
        target = self.panels[(places[0] + 1) % len(self.panels) if places else 0]
        if target.isHidden():
            self._open(target.key)
        target.table.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and not holds_focus(self._body):
            self.take_focus()
