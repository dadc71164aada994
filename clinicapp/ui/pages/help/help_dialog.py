"""Help: short pages in plain words, read from ``resources/help``."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from clinicapp.ui.theme.style import FocusRing
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.widgets.buttons import ActionButton

WIDTH = 900
HEIGHT = 620
LIST_WIDTH = 260


def help_pages() -> dict[str, str]:
    """The pages by title, the first line of each: Markdown without that line."""
    found: dict[str, str] = {}
    folder = files("resources").joinpath("help")
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".md"):
            title, _, text = entry.read_text(encoding="utf-8").partition("\n")
            found[title.lstrip("# ").strip()] = text.strip()
    return found


class HelpDialog(QDialog):
    """A list of pages and the one that is open. Esc closes it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.resize(theme.tokens.scaled(WIDTH), theme.tokens.scaled(HEIGHT))
        self._pages = help_pages()
        self._ring = FocusRing(self, theme.tokens)
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Help pages"))
        self._list.setFixedWidth(theme.tokens.scaled(LIST_WIDTH))
        self._list.setWordWrap(True)
        self._list.addItems(list(self._pages))
        for row in range(self._list.count()):
            item = self._list.item(row)
            hint = item.sizeHint()
            hint.setHeight(theme.tokens.target_px)
            item.setSizeHint(hint)
        self._text = QTextBrowser(self)
        self._text.setAccessibleName(self.tr("Help page"))
        self._text.setOpenLinks(False)
        self._list.currentTextChanged.connect(self._open)
        close = ActionButton(theme, "plain", self.tr("Close"), icon="x", parent=self)
        close.clicked.connect(self.accept)
        row_layout = QHBoxLayout()
        row_layout.addWidget(self._list)
        row_layout.addWidget(self._text, 1)
        column = QVBoxLayout(self)
        column.addLayout(row_layout, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._list.setCurrentRow(0)

    def _open(self, title: str) -> None:
        self._text.setMarkdown(f"## {title}\n\n{self._pages.get(title, '')}")
