"""The meeting point of the calibration dialog and whoever serves it."""

from PySide6.QtCore import QObject, Signal

from clinicapp.ui.viewmodels.quality.calibration_view import CalibrationView


class CalibrationViewModel(QObject):
    """Holds what was typed, by field, and one ``CalibrationView``; carries intents.

    Signals out, to the dialog: ``changed(view)``; ``filled()`` when the texts were replaced by a
    draft; ``refused(field)`` names the first field that cannot be signed; ``done()`` when it was
    signed.

    Signals out, to the composition root: ``typed(field, text)``, ``save_pressed()``,
    ``sign_pressed()``, ``file_chosen(path)``, ``file_removed(sha256)``, ``file_opened(sha256)``,
    ``review_pressed()``.
    """

    changed = Signal(object)
    filled = Signal()
    refused = Signal(str)
    done = Signal()
    typed = Signal(str, str)
    save_pressed = Signal()
    sign_pressed = Signal()
    file_chosen = Signal(str)
    file_removed = Signal(str)
    file_opened = Signal(str)
    review_pressed = Signal()

    def __init__(self, view: CalibrationView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._texts: dict[str, str] = {}
        self.asked_to_sign = False
        """Whether errors are shown that only matter for signing."""

    @property
    def view(self) -> CalibrationView:
        """What is shown."""
        return self._view

    @property
    def texts(self) -> dict[str, str]:
        """What is typed, by field."""
        return dict(self._texts)

    def text(self, field: str) -> str:
        """What is typed in one field."""
        return self._texts.get(field, "")

    def show(self, view: CalibrationView) -> None:
        """Show another view; the texts stay."""
        self._view = view
        self.changed.emit(view)

    def fill(self, texts: dict[str, str]) -> None:
        """Replace what is typed, by a draft or by defaults."""
        self._texts = dict(texts)
        self.filled.emit()

    def type(self, field: str, text: str) -> None:
        """Somebody typed or chose; nothing happens when it is the same."""
        if self._texts.get(field, "") != text:
            self._texts[field] = text
            self.typed.emit(field, text)
