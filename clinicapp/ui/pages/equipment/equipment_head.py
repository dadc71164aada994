"""The top of the equipment page: its title, the counts, and what can be done with the list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from clinicapp.ui.models.page_head import PageHead
from clinicapp.ui.pages.equipment.counts_line import CountsLine
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment.equipment_view_model import EquipmentViewModel
from clinicapp.ui.viewmodels.equipment_view import EquipmentView
from clinicapp.ui.widgets.buttons import ActionButton


class EquipmentHead(QWidget):
    """The title with the buttons at its right, and the counts below them, over the whole width.

    Where there is little room, the counts stand under the title, beside the buttons.
    ``exports`` is True where the list can be written to a file.
    """

    def __init__(
        self,
        theme: Theme,
        model: EquipmentViewModel,
        *,
        compact: bool,
        exports: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(theme.size.gap_8)
        whole.addLayout(row)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = PageHead(theme, self)
        self.counts = CountsLine(theme, self)
        self.counts.pressed.connect(model.choose_count)
        words.addWidget(self._title)
        (words if compact else whole).addWidget(self.counts)
        row.addLayout(words, 1)
        self.many = ActionButton(
            theme, "plain", self.tr("Change all shown"), icon="list-checks", parent=self
        )
        self.many.clicked.connect(model.many_pressed)
        self.export = ActionButton(theme, "plain", self.tr("Export"), icon="download", parent=self)
        self.export.clicked.connect(self.open_lists)
        self.add = ActionButton(
            theme, "primary", self.tr("Add equipment"), icon="plus", parent=self
        )
        self.add.clicked.connect(model.press_add)
        if compact:
            self.many.set_words(self.tr("Change"), self.tr("Change all that is shown"))
            self.add.set_words(self.tr("Add"), self.tr("Add equipment"))
        # Where there is little room, they stand one below the other.
        way = QBoxLayout.Direction
        buttons = QBoxLayout(way.BottomToTop if compact else way.LeftToRight)
        buttons.setSpacing(theme.size.gap_8)
        buttons.setAlignment(Qt.AlignmentFlag.AlignTop)
        for button in (self.many, self.export, self.add):
            button.hide()
            buttons.addWidget(button)
        row.addLayout(buttons)
        self._theme = theme
        self._model = model
        self._exports = exports
        self._imports = False
        self.lists: QMenu | None = None

    @property
    def stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [*self.counts.buttons, self.many, self.export, self.add]

    def show_view(self, view: EquipmentView) -> None:
        """Show another title and other counts; what this person may not do is not offered."""
        self._title.show_head(view.title, "")
        self.counts.show_counts(view.counts)
        self._imports = view.add
        words = self.tr("Import, export") if view.add else self.tr("Export")
        self.export.set_words(words, self.tr("Import or export lists") if view.add else "")
        self.export.setVisible(self._exports)
        self.add.setVisible(view.add)
        self.many.setVisible(view.add and bool(view.rows))

    def open_lists(self) -> None:
        """Offer the lists that can be taken in and written."""
        menu = QMenu(self)
        offers = [
            ("export", self.tr("Export this list"), "download"),
            ("histories", self.tr("Export what has happened to each"), "calendar"),
        ]
        if self._imports:
            offers.insert(0, ("import", self.tr("Import a list"), "file-down"))
        for key, words, icon in offers:
            picture = self._theme.icons.icon(
                icon, self._theme.colour.text, self._theme.size.icon_body
            )
            action = menu.addAction(picture, words)
            action.triggered.connect(lambda _=False, key=key: self._model.list_pressed.emit(key))
        menu.aboutToHide.connect(menu.deleteLater)
        self.lists = menu
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))
