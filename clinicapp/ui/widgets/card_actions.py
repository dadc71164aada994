"""The actions of a red zone: one press offers, a press on a chosen one says what became of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole, Weight
from clinicapp.ui.viewmodels.card_view import ActionsView
from clinicapp.ui.widgets.buttons import ActionToggle
from clinicapp.ui.widgets.spans import Span, SpanLabel, Spans


class CardActions(QWidget):
    """Shows one ``ActionsView``.

    Signals: ``pressed(code)`` for an action without a status; ``status_chosen(code, status)``.
    """

    pressed = Signal(str)
    status_chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        size = theme.size
        self._theme = theme
        self._view: ActionsView | None = None
        self.toggles: list[ActionToggle] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, size.gap_6, 0, 0)
        box.setSpacing(size.gap_4)
        self._question = SpanLabel(theme, (), self)
        box.addWidget(self._question)
        self._grid = QGridLayout()
        self._grid.setSpacing(size.gap_6)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        box.addLayout(self._grid)
        self.menu = QMenu(self)

    def show_actions(self, view: ActionsView | None) -> None:
        """Show other actions, or none."""
        self._view = view
        self.setVisible(view is not None)
        actions = view.actions if view is not None else ()
        while len(self.toggles) < len(actions):
            self._add_toggle()
        for index, toggle in enumerate(self.toggles):
            toggle.setVisible(index < len(actions))
            if index < len(actions) and view is not None:
                toggle.show_action(actions[index], view.locked_reason)
        if view is not None:
            self._question.set_spans(self._question_spans(view))

    def _question_spans(self, view: ActionsView) -> Spans:
        small, strong = FontRole.SMALL, Weight.SEMIBOLD
        question = Span(view.question, role=small, weight=strong)
        if view.enough:
            return (question, Span(view.chosen_text, ink="muted", role=small, push=True))
        return (
            question,
            Span(icon="circle-dashed", ink="amber_text", push=True),
            Span(view.chosen_text, ink="amber_text", role=small, weight=strong),
        )

    def _add_toggle(self) -> None:
        toggle = ActionToggle(self._theme, self)
        toggle.clicked.connect(lambda: self._press(toggle))
        place = len(self.toggles)
        self._grid.addWidget(toggle, place // 2, place % 2)
        self.toggles.append(toggle)

    def _press(self, toggle: ActionToggle) -> None:
        view = self._view
        if view is None:
            return
        action = next(each for each in view.actions if each.code == toggle.code)
        if not action.chosen or not view.statuses:
            self.pressed.emit(action.code)
            return
        self.menu.clear()
        self.menu.setAccessibleName(action.label)
        for status in view.statuses:
            entry = self.menu.addAction(status.label)
            entry.setCheckable(True)
            entry.setChecked(status.code == action.status)
            entry.triggered.connect(
                lambda _=False, code=action.code, to=status.code: self.status_chosen.emit(code, to)
            )
        self.menu.popup(toggle.mapToGlobal(toggle.rect().bottomLeft()))
        now = [entry for entry in self.menu.actions() if entry.isChecked()]
        if now:
            self.menu.setActiveAction(now[0])
