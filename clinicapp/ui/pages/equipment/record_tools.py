"""The buttons under a record: what can be done with the piece."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment_view import ToolView
from clinicapp.ui.widgets.buttons import ActionButton

_COLUMNS = 2
_BUTTONS = 4


def parted(tools: tuple[ToolView, ...]) -> tuple[tuple[ToolView, ...], tuple[ToolView, ...]]:
    """Those that are buttons, and those in the menu under More, each in order.

    There are four buttons; when there is a menu, More is the last of them.
    """
    front = [tool for tool in tools if not tool.in_more]
    room = _BUTTONS if len(front) == len(tools) and len(front) <= _BUTTONS else _BUTTONS - 1
    buttons = tuple(front[:room])
    return buttons, tuple(tool for tool in tools if tool not in buttons)


class RecordTools(QWidget):
    """Shows the tools of one record after another. Signal: ``pressed(key)``."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[ToolView, ...] = ()
        self.buttons: dict[str, ActionButton] = {}
        self.more: ActionButton | None = None
        self._grid = QGridLayout(self)
        size = theme.size
        self._grid.setContentsMargins(size.gap_12, size.gap_8, size.gap_12, size.gap_12)
        self._grid.setSpacing(size.gap_8)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.hide()

    def show_tools(self, tools: tuple[ToolView, ...]) -> None:
        """Show other tools; buttons that stay are not made anew."""
        if tools == self._shown:
            return
        self._shown = tools
        old = [*self.buttons.values(), *([self.more] if self.more is not None else [])]
        for button in old:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons, self.more = {}, None
        front, behind = parted(tools)
        for tool in front:
            kind = "primary" if tool.primary else "plain"
            button = ActionButton(self._theme, kind, tool.label, icon=tool.icon, parent=self)
            button.set_padding(self._theme.size.gap_4)
            button.clicked.connect(lambda _=False, key=tool.key: self.pressed.emit(key))
            self._place(button)
            self.buttons[tool.key] = button
        if behind:
            more = ActionButton(self._theme, "plain", self.tr("More"), icon="ellipsis", parent=self)
            more.set_words(self.tr("More"), self.tr("More that can be done with this piece"))
            more.clicked.connect(lambda: self._open_menu(behind))
            self._place(more)
            self.more = more
        self.setVisible(bool(tools))

    def _place(self, button: ActionButton) -> None:
        place = self._grid.count()
        self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)

    def _open_menu(self, tools: tuple[ToolView, ...]) -> None:
        menu = QMenu(self)
        for tool in tools:
            icon = self._theme.icons.icon(
                tool.icon, self._theme.colour.text, self._theme.size.icon_body
            )
            menu.addAction(icon, tool.label).setData(tool.key)
        # Above the button, which stands at the bottom of the window.
        corner = self.mapToGlobal(self.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        corner.setY(corner.y() - menu.sizeHint().height() - self._theme.tokens.target_px)
        chosen = menu.exec(corner)
        menu.deleteLater()
        if chosen is not None:
            self.pressed.emit(str(chosen.data()))
