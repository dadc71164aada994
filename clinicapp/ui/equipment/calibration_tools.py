"""The tool that logs a calibration of the piece whose record is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp import paths, policies
from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Permission
from clinicapp.services.quality.calibration_signing import Started
from clinicapp.services.quality.calibrations import start_calibration
from clinicapp.ui.desks.equipment.files_desk import FilesDesk
from clinicapp.ui.desks.quality.calibration_desk import CalibrationDesk, Correction, first_look
from clinicapp.ui.pages.equipment.calibration_dialog import CalibrationDialog, ask_for_evidence
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.viewmodels.quality.calibration_view_model import CalibrationViewModel
from clinicapp.ui.viewmodels.quality.present_calibration import counted, present_calibration
from clinicapp.ui.viewmodels.quality.present_calibrations import supersede_panel
from clinicapp.ui.viewmodels.quality.present_look_back import present_look_ahead
from clinicapp.ui.viewmodels.register_view_model import RegisterViewModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.services.quality.calibrations import Signed
    from clinicapp.services.quality.look_backs import LookBackCounts, LookBackRow
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.asking import OpenPanel
    from clinicapp.ui.equipment.room import ToolPlace
    from clinicapp.ui.theme.theme import Theme


def calibration_policy() -> CalibrationPolicy:
    """The trust's tolerances: its own file in the settings folder, else those that ship.

    Raises:
        Refused: the trust's file cannot be read.
    """
    return policies.calibration_policy(paths.settings_folder() / "calibration.toml")


def log_calibration(place: ToolPlace) -> None:
    """Open the dialog for the piece whose record is shown."""
    open_calibration(place.room.frame, place.record.standing.asset.id, place.changed)


def correct_calibration(place: ToolPlace) -> None:
    """Ask why the newest calibration is corrected, and open the dialog with what it said."""
    frame, asset_id = place.room.frame, place.record.standing.asset.id

    def begin(started: Started) -> None:
        gone = {each.supersedes for each in started.calibrations}
        standing = [each for each in started.calibrations if each.id not in gone]
        if not standing:
            frame.shell.refused("No calibration was signed here yet; log one with Ctrl+L.")
            return
        newest = standing[-1]

        def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
            reason = answers.get("reason", "").strip()
            if not reason:
                panel.refused({"reason": "Say what was wrong; it is kept with both."})
                return
            panel.saved()
            correction = Correction(newest.id, reason)
            open_calibration(frame, asset_id, place.changed, correction=correction)

        place.room.panels.open(supersede_panel(newest), submit)

    frame.questions.ask(
        begin, lambda refusal: frame.shell.refused(str(refusal)), start_calibration, asset_id
    )


def open_calibration(
    frame: Frame,
    asset_id: UUID,
    changed: Callable[[], None],
    *,
    correction: Correction | None = None,
    ask: Callable[[QWidget], str] = ask_for_evidence,
    opened: Callable[[CalibrationDialog], None] = lambda _dialog: None,
) -> None:
    """Open the dialog over the window once what it needs is read.

    Args:
        frame: the window.
        asset_id: what is calibrated.
        changed: called when something was signed.
        correction: what it corrects, and why; None for a new one.
        ask: asks for a file.
        opened: called with the dialog.
    """

    def begin(started: Started) -> None:
        try:
            policy = calibration_policy()
        except Refused as refusal:
            frame.shell.refused(str(refusal))
            return
        opened(_opened(frame, started, policy, changed, correction=correction, ask=ask))

    frame.questions.ask(
        begin, lambda refusal: frame.shell.refused(str(refusal)), start_calibration, asset_id
    )


def show_look_ahead(
    found: tuple[Asset, tuple[LookBackRow, ...], LookBackCounts],
    over: QWidget,
    theme: Theme,
    zone: tzinfo,
) -> RegisterDialog:
    """Show the list that signing would open, over the calibration."""
    asset, rows, counts = found
    model = RegisterViewModel()
    dialog = RegisterDialog(model, theme, over, title="Look-back", icon="list-checks")
    model.setParent(dialog)

    def show() -> None:
        model.show(present_look_ahead(asset.tag, rows, model.wanted, zone))

    model.chosen.connect(lambda _key: show())
    dialog.sum_up(counted(counts, zone))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    show()
    return dialog


def _after(frame: Frame, signed: Signed, changed: Callable[[], None]) -> None:
    """It is signed: whoever may review the readings goes on with them at once."""
    changed()
    look_back = signed.look_back
    if look_back is not None and frame.questions.actor.may(Permission.REVIEW_LOOK_BACK):
        from clinicapp.ui.equipment.look_back_tools import open_look_back

        open_look_back(frame, look_back.id, changed)


def _opened(
    frame: Frame,
    started: Started,
    policy: CalibrationPolicy,
    changed: Callable[[], None],
    *,
    correction: Correction | None,
    ask: Callable[[QWidget], str],
) -> CalibrationDialog:
    questions = frame.questions
    theme, compact = frame.clinic_area.look
    first = first_look(questions, started, policy, correction)
    model = CalibrationViewModel(present_calibration(first))
    dialog = CalibrationDialog(model, theme, frame.window, compact=compact, ask=ask)
    model.setParent(dialog)
    files = FilesDesk(questions, dialog)
    desk = CalibrationDesk(
        questions,
        model,
        started,
        policy,
        files,
        correction=correction,
        parent=dialog,
    )
    desk.troubled.connect(dialog.say)
    files.troubled.connect(dialog.say)
    desk.list_read.connect(
        lambda found: show_look_ahead(found, dialog, theme, questions.backstage.zone)
    )
    desk.signed.connect(lambda signed: _after(frame, signed, changed))
    dialog.finished.connect(desk.close)
    dialog.finished.connect(files.close)
    dialog.finished.connect(dialog.deleteLater)
    desk.start()
    dialog.open()
    return dialog
