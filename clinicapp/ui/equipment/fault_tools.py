"""Reporting a fault, its report numbers and its sheet, and what happens to a piece in its life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.equipment.faults import last_fault
from clinicapp.services.equipment import faults, life_steps
from clinicapp.services.typed_fields import AnswersRefused
from clinicapp.ui.desks.asking import ON_TOP, Asking
from clinicapp.ui.viewmodels.equipment.fault_panels import (
    fault_panel,
    report_panel,
    step_answers,
    step_errors,
    step_panel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinicapp.domain.documents import Way
    from clinicapp.domain.equipment.assets import AssetEvent
    from clinicapp.domain.errors import Refused
    from clinicapp.services.access import By
    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.services.equipment.faults import FaultReported, FaultSheet
    from clinicapp.services.equipment.life_steps import NextSteps
    from clinicapp.store.work import Work
    from clinicapp.ui.clinic_frame import Frame
    from clinicapp.ui.desks.asking import OpenPanel, Panels
    from clinicapp.ui.equipment.room import ToolPlace


def has_fault(record: AssetRecord) -> bool:
    """Whether a fault of the piece is recorded."""
    return last_fault(record.events, record.standing.state.as_of) is not None


def report_fault(frame: Frame, panels: Panels, tag: str, done: Callable[[], None]) -> None:
    """Ask what is wrong with a device; what is not safe is in quarantine as soon as it is said."""
    questions = frame.questions

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        def reported(found: FaultReported) -> None:
            panel.saved()
            frame.devices.refresh()
            done()
            if found.quarantined:
                frame.shell.refused(_quarantined(found))

        def refused(refusal: Refused) -> None:
            wrong = isinstance(refusal, AnswersRefused)
            panel.refused(refusal.errors if wrong else {ON_TOP: str(refusal)})  # type: ignore[attr-defined]

        zone = questions.backstage.zone
        questions.ask(reported, refused, faults.report_fault, answers, zone)

    panels.open(fault_panel(tag), submit)


def _quarantined(found: FaultReported) -> str:
    lots = " Its lot is frozen everywhere." if found.frozen_lots else ""
    return (
        f"{found.asset.tag} is in quarantine: its next reading is kept and not used.{lots} Put it "
        "aside with its do not use label; do not throw anything away."
    )


def open_fault(place: ToolPlace) -> None:
    """Report a fault of the piece whose record is shown."""
    tag = place.record.standing.asset.tag
    report_fault(place.room.frame, place.room.panels, tag, place.changed)


def open_report_number(place: ToolPlace) -> None:
    """Keep a Yellow Card or LFPSE number."""
    fault = last_fault(place.record.events, place.record.standing.state.as_of)
    if fault is None:
        return
    asset = place.record.standing.asset
    asking = Asking(place.room.frame.questions, place.room.panels, place.changed)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        asking.ask(panel, faults.add_report_number, asset.id, answers)

    asking.open(report_panel(asset, fault), submit)


def open_step(place: ToolPlace) -> None:
    """Record what happened to the piece: first read what its life allows."""
    frame = place.room.frame
    asset_id = place.record.standing.asset.id
    zone = frame.questions.backstage.zone

    def read(steps: NextSteps) -> None:
        place.room.panels.open(step_panel(steps), submit)

    def submit(answers: Mapping[str, str], panel: OpenPanel) -> None:
        def taken(_event: AssetEvent) -> None:
            panel.saved()
            frame.devices.refresh()
            place.changed()

        def refused(refusal: Refused) -> None:
            if isinstance(refusal, AnswersRefused):
                panel.refused(step_errors(refusal.errors, answers.get("step", "")))
            else:
                panel.refused({ON_TOP: str(refusal)})

        given = step_answers(answers)
        frame.questions.ask(taken, refused, life_steps.take_step, asset_id, given, zone)

    def not_read(refusal: Refused) -> None:
        frame.shell.refused(str(refusal))

    frame.questions.ask(read, not_read, life_steps.next_steps, asset_id, zone)


def open_sheet(place: ToolPlace) -> None:
    """Show the sheet of the newest fault, to be printed or saved."""
    frame = place.room.frame
    asset_id = place.record.standing.asset.id
    zone = frame.questions.backstage.zone

    def read(sheet: FaultSheet) -> None:
        from clinicapp.ui.desks.sheet_desk import SheetDesk
        from clinicapp.ui.documents.fault_sheet import fault_printable
        from clinicapp.ui.equipment.sheet_preview import open_preview

        def let_out(work: Work, by: By, way: Way) -> None:
            faults.let_sheet_out(work, by, asset_id, way)

        printable = fault_printable(sheet, zone, frame.trust)
        open_preview(frame, SheetDesk(frame.questions, printable, let_out))

    def refused(refusal: Refused) -> None:
        frame.shell.refused(str(refusal))

    frame.questions.ask(read, refused, faults.fault_sheet, asset_id, zone)
