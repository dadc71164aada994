"""Opens the import of a contractor's visit over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from clinicapp.domain.errors import Refused
from clinicapp.ui.desks.quality.visit_desk import VisitDesk
from clinicapp.ui.equipment.calibration_tools import calibration_policy
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.ui.clinic_frame import Frame


def ask_for_list(parent: QWidget) -> str:
    """The path of a list that the user chooses; empty if none."""
    path, _kind = QFileDialog.getOpenFileName(
        parent,
        "Choose a contractor's list",
        "",
        "Lists (*.csv *.txt *.tsv);;All files (*)",
    )
    return path


def open_visit(
    frame: Frame, changed: Callable[[], None], *, ask: Callable[[QWidget], str] = ask_for_list
) -> RegisterDialog | None:
    """Ask for a file, and show what it would do; None if none was chosen.

    Args:
        frame: the window.
        changed: called when calibrations were written.
        ask: asks for the file.
    """
    path = ask(frame.window)
    if not path:
        return None
    try:
        policy = calibration_policy()
    except Refused as refusal:
        frame.shell.refused(str(refusal))
        return None
    theme, compact = frame.clinic_area.look
    model = RegisterViewModel()
    dialog = RegisterDialog(
        model,
        theme,
        frame.window,
        title="A contractor's visit",
        icon="list-checks",
        compact=compact,
    )
    model.setParent(dialog)
    desk = VisitDesk(frame.questions, model, policy, dialog)
    desk.said.connect(dialog.sum_up)
    desk.troubled.connect(dialog.say)
    desk.stopped.connect(frame.shell.refused)
    desk.imported.connect(changed)
    dialog.finished.connect(desk.close)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    desk.read(path)
    return dialog
