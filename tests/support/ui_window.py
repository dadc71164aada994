"""A window with the sample form, and what tests ask of its widgets."""

from dataclasses import dataclass

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.clinic.form_page import FormPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.clinic.form_view import FormView
from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
from tests.support.ui_samples import FORM, HEADER, STATUS

NEVER_MS = 10_000_000


@dataclass
class OpenForm:
    """The parts of an open window."""

    window: MainWindow
    page: FormPage
    model: FormViewModel


def open_form(qtbot: QtBot, view: FormView = FORM, scale: float = 1.0) -> OpenForm:
    """Open the form at 1366 x 768; the countdown stands still."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply_to(application)
    model = FormViewModel(tick_ms=NEVER_MS)
    page = FormPage(model, theme)
    window = MainWindow([Area("clinic", "Clinic", "stethoscope", page)], theme)
    model.setParent(window)
    qtbot.addWidget(window)
    window.show_header(HEADER)
    window.show_status(STATUS)
    model.show(view)
    window.set_text_scale(scale)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.wait(20)
    return OpenForm(window, page, model)


def controls(root: QWidget) -> list[QWidget]:
    """Everything that can be pressed or typed in and is on the screen."""
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, kinds) and widget.isVisible()
    ]


def accessible_name(widget: QWidget) -> str:
    """What a screen reader is told."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def tab_chain(window: QWidget) -> list[QWidget]:
    """What Tab visits, in order, starting after the window itself."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy().value & 1:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
