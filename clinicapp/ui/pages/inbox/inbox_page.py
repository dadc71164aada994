"""The readings inbox: what waits, newest first, and the one that is chosen."""

from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.models.table_panel import TablePanel, holds_focus
from clinicapp.ui.pages.inbox.held_panel import DetailPanel, HeldPanel, RefusedPanel
from clinicapp.ui.pages.inbox.inbox_arrangement import InboxArrangement
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.inbox.inbox_view import HeldView, InboxView, RefusedView
from clinicapp.ui.viewmodels.inbox.inbox_view_model import InboxViewModel
from clinicapp.ui.widgets.page import Page


class InboxPage(Page):
    """Draws what the view-model holds; moving to a row asks for its detail."""

    def __init__(
        self,
        model: InboxViewModel,
        theme: Theme,
        *,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._compact = compact
        self._shown: HeldView | RefusedView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._body = self._make()
        self._model.changed.connect(self._show)
        self._model.refused.connect(self._show_refusal)
        self._bind_keys()

    @property
    def table(self) -> RowTable:
        """The list."""
        return self._body.list.table

    @property
    def panel(self) -> TablePanel:
        """The list's panel, with its empty state."""
        return self._body.list.panel

    @property
    def detail(self) -> DetailPanel | None:
        """What is shown of the reading that is chosen, or None."""
        return self._body.detail

    @property
    def arrangement(self) -> InboxArrangement:
        """The widgets as they are laid out now."""
        return self._body

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        if theme is self._theme and compact == self._compact:
            return
        self._theme, self._compact = theme, compact
        old, had_focus = self._body, holds_focus(self._body)
        self._layout.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._shown = None
        self._body = self._make()
        if had_focus:
            self._body.focus_list()

    def _make(self) -> InboxArrangement:
        body = InboxArrangement(self._theme, compact=self._compact, parent=self)
        self._body = body
        self._layout.addWidget(body)
        body.list.rows.more_wanted.connect(self._model.fetch_more)
        if self._model.view is not None:
            self._show(self._model.view)
        body.list.table.row_chosen.connect(self._model.select)
        body.list.table.row_opened.connect(self._open)
        return body

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Alt+1", self._retake),
            ("Alt+2", self._use),
            ("Alt+3", self._discard),
            ("F6", self._other_panel),
            ("Shift+F6", self._other_panel),
            ("Esc", self._back),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _show(self, view: InboxView) -> None:
        had_focus = holds_focus(self._body)
        self._body.show_view(view, self._model.wanted)
        if view is not self._model.view:
            # Filling the list chose a row, and the answer to that is on the page already.
            return
        self._show_detail(view.detail if view.rows else None)
        if self.isVisible():
            self._choose_first()
        if had_focus and not holds_focus(self._body):
            self._body.focus_list()

    def _show_detail(self, detail: HeldView | RefusedView | None) -> None:
        """Show another detail; the same one is left alone, with what is chosen in it."""
        if detail == self._shown:
            return
        before = self._shown
        same = None not in (detail, before) and detail.reading_id == before.reading_id  # type: ignore[union-attr]
        had_focus, place = self._focused_place()
        self._shown = detail
        made = self._make_detail(detail)
        self._body.put_detail(made)
        if made is not None:
            made.record_pressed.connect(self._model.open_record)
        if had_focus and same and made is not None and 0 <= place < len(made.controls()):
            made.controls()[place].setFocus()
        elif had_focus:
            # The reading that was being dealt with is gone; never act on the next by surprise.
            self._body.close_detail()

    def _focused_place(self) -> tuple[bool, int]:
        """Whether the focus is in the detail, and which of its controls has it."""
        if self.detail is None or not holds_focus(self.detail):
            return (False, -1)
        places = [place for place, c in enumerate(self.detail.controls()) if c.hasFocus()]
        return (True, places[0] if places else -1)

    def _make_detail(self, detail: HeldView | RefusedView | None) -> DetailPanel | None:
        if isinstance(detail, HeldView):
            return HeldPanel(detail, self._model, self._theme)
        if isinstance(detail, RefusedView):
            return RefusedPanel(detail, self._theme)
        return None

    def _show_refusal(self, sentence: str) -> None:
        if self.detail is not None:
            self.detail.show_refusal(sentence)

    def _choose_first(self) -> None:
        """Choose the newest, so that what can be done is always at hand."""
        view = self._model.view
        if view is not None and view.rows and not self._model.wanted:
            key = self.table.current_key() or view.rows[0].reading_id
            self.table.show_current(key)
            self._model.select(key)

    def _open(self, key: str) -> None:
        self._model.select(key)
        self._body.open_detail()

    def _held(self) -> HeldPanel | None:
        """The choices, when they are seen."""
        seen = isinstance(self.detail, HeldPanel) and self._body.detail_is_open
        return self.detail if seen and isinstance(self.detail, HeldPanel) else None

    def _retake(self) -> None:
        held = self._held()
        if held is not None:
            self._model.retake()

    def _use(self) -> None:
        held = self._held()
        if held is not None:
            held.use.press_or_ask()

    def _discard(self) -> None:
        held = self._held()
        if held is not None:
            held.discard.press_or_ask()

    def _back(self) -> None:
        if self.detail is not None and not self.table.hasFocus():
            self._body.close_detail()

    def _other_panel(self) -> None:
        if self.table.hasFocus():
            self._body.open_detail()
        else:
            self._body.close_detail()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if event.spontaneous():
            return
        self._choose_first()
        if not holds_focus(self._body):
            self._body.focus_list()
