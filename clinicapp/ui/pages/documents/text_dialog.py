"""The text block for a record system: shown as it will be pasted, with Copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from clinicapp.ui.pages.documents.frame import DocumentFrame
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import FontRole
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel

WIDTH = 1000


class RecordTextDialog(DocumentFrame):
    """Shows the block. Copying goes through the button alone, since it has to be written down."""

    def __init__(
        self, text: str, model: DocumentModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Text for the record"), model, theme, parent)
        self.text = _Block(text, self)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.tokens.font_px(FontRole.SMALL))
        self.text.setFont(font)
        self.text.setAccessibleName(self.tr("Text for the record"))
        self.middle.addWidget(self.text, 1)
        self.copy_button = self.add_button("primary", self.tr("Copy"), "clipboard-copy", "")
        self.close_button = self.add_button("plain", self.tr("Close"), "x", "Esc")
        self.copy_button.clicked.connect(model.copy)
        self.close_button.clicked.connect(self.reject)
        self.fit_over_parent(WIDTH)
        self.copy_button.setFocus()


class _Block(QPlainTextEdit):
    """Text that is only read and scrolled: nothing can be selected and copied past the button."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
