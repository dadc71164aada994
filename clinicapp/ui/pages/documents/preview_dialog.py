"""The print preview: the pages as they will be printed, with Print and Save PDF."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from clinicapp.ui.documents.press import page_size, picture_of
from clinicapp.ui.documents.preview import Printable
from clinicapp.ui.models.table_panel import KeyScrollArea
from clinicapp.ui.pages.documents.frame import DocumentFrame
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.clinic.document_model import DocumentModel, Outcome
from clinicapp.ui.widgets.entry_dialog import ChoiceBox

WIDTH = 860
LABEL_SCALE = 1.6
"""A label is shown larger than it is: 62 mm are few pixels."""


class PreviewDialog(DocumentFrame):
    """Shows one ``Printable``. Ctrl+P prints, Ctrl+S saves, Esc closes."""

    def __init__(
        self, preview: Printable, model: DocumentModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(preview.title, model, theme, parent)
        self.preview = preview
        self._asking: QDialog | None = None
        self.choice = ChoiceBox(theme, self)
        self.choice.setAccessibleName(self.tr("Paper"))
        self.choice.addItems([variant.name for variant in preview.variants])
        self.choice.setVisible(len(preview.variants) > 1)
        self.choice.currentIndexChanged.connect(self._show_pages)
        self.top.addWidget(self.choice)
        self.area = KeyScrollArea(theme, self)
        self.area.setObjectName("documentPages")
        self.middle.addWidget(self.area, 1)
        self.print_button = self.add_button("primary", self.tr("Print"), "printer", "Ctrl+P")
        self.save_button = self.add_button("plain", self.tr("Save PDF"), "file-down", "Ctrl+S")
        self.close_button = self.add_button("plain", self.tr("Close"), "x", "Esc")
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.close_button.clicked.connect(self.reject)
        for keys, act in (("Ctrl+P", self.ask_printer), ("Ctrl+S", self.ask_file)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.fit_over_parent(WIDTH)
        self.pages: list[QLabel] = []
        self._show_pages()
        self.print_button.setFocus()

    @property
    def variant(self) -> int:
        """Which of the variants is shown."""
        return max(self.choice.currentIndex(), 0)

    def ask_printer(self) -> None:
        """Ask which printer, and print."""
        if not QPrinterInfo.availablePrinterNames():
            sentence = self.tr(
                "No printer is set up on this computer; save the page as a PDF, or ask IT to add "
                "one."
            )
            self.tell(Outcome(sentence, trouble=True))
            return
        self._ask(self._printer_dialog())

    def ask_file(self) -> None:
        """Ask where to, and save; a file that is there already is replaced only when confirmed."""
        dialog = QFileDialog(self, self.tr("Save as PDF"), _documents_folder(), "PDF (*.pdf)")
        # Qt's own: F12 locks over it, and it follows the text size.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # The ending is added before Qt looks whether there is such a file.
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self.preview.file_name)
        variant = self.variant
        dialog.fileSelected.connect(lambda name: self.model.save(variant, name))
        self._ask(dialog)

    def _printer_dialog(self) -> QDialog:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printout = self.preview.variants[self.variant].printout
        printer.setPageSize(page_size(printout.paper))
        printer.setFullPage(True)
        # The title is seen in the print queue by everybody: it names the form and no person.
        printer.setDocName(printout.title)
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        variant = self.variant
        dialog.accepted.connect(lambda: self.model.print_on(variant, printer))
        return dialog

    def _ask(self, dialog: QDialog) -> None:
        """Open a dialog of the system without waiting for it, so that the station can be locked."""
        self._asking = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_pages(self) -> None:
        printout = self.preview.variants[self.variant].printout
        content = QWidget()
        content.setObjectName("documentDesk")
        column = QVBoxLayout(content)
        gap = self.theme.size.gap_12
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(gap)
        self.pages = []
        count = len(printout.sheets)
        for number, sheet in enumerate(printout.sheets, start=1):
            page = QLabel(content)
            words = self.tr("{title}, page {n} of {count}")
            page.setAccessibleName(words.format(title=self.preview.title, n=number, count=count))
            said = "\n".join(piece.text for piece in sheet.texts())
            page.setAccessibleDescription(said)
            page.setObjectName("documentPage")
            self.pages.append(page)
            column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        words = self.tr("Pages of {title}, {count} in all")
        self.area.setAccessibleName(words.format(title=self.preview.title, count=count))
        self.area.show_content(content)
        self._draw_pages()

    def _draw_pages(self) -> None:
        """Draw each page as wide as there is room."""
        printout = self.preview.variants[self.variant].printout
        bar = self.area.verticalScrollBar().sizeHint().width()
        room = self.area.width() - bar - 2 * self.theme.size.gap_12
        scale = self.theme.tokens.text_scale
        enlarged = LABEL_SCALE if printout.paper.height < printout.paper.width else 1.0
        largest = printout.paper.width * enlarged * scale
        width = max(1, min(room, round(largest)))
        ratio = self.devicePixelRatioF()
        for page, sheet in zip(self.pages, printout.sheets, strict=True):
            page.setPixmap(QPixmap.fromImage(picture_of(sheet, width, ratio)))
            page.setFixedSize(page.sizeHint())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if self.pages and layout is not None:
            layout.activate()
            self._draw_pages()


def _documents_folder() -> str:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(place))
    return str(folder if folder.is_dir() else Path.home())
