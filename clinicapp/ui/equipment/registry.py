"""What the Equipment area consists of: one tuple of sections, one of the tools of a record.

**To add a section** write a module that makes it, and one line in ``SECTIONS``::

    Section(key="stock", title="Stock and lots", icon="boxes", make=_stock)

    def _stock(room, theme, compact, parent):
        from clinicapp.ui.equipment.stock_section import make_stock  # only now

        return make_stock(room, theme, compact, parent)

``make`` runs when the section is first opened. It makes a view-model and a desk with
``room.owner`` as their parent, connects ``desk.troubled`` to ``room.frame.shell.refused``, and
returns ``MadeSection(page, desk, hints)``. ``open_page`` of the desk is called by the area, then
and whenever the section comes to the front; ``leave_page`` when it goes. The strip is shown as
soon as there are two sections that the person may see.

**To add a tool to a record** write one line in ``RECORD_TOOLS``::

    RecordTool(key="fault", label="Report fault", icon="flag", permission=Permission.REPORT_FAULT,
               keys="Ctrl+R", open=_report_fault)

``open`` gets a ``ToolPlace``: ``place.record`` (the piece, its state, plans and history),
``place.room.panels.open(spec, submit)`` for an entry panel, ``place.room.frame`` for any other
dialog, and ``place.changed()`` to be called once something was stored. ``in_more=True`` puts it in
the menu under More; ``applies`` says for which records it is shown. Import what it needs inside.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Stage
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.staff import Permission
from clinicapp.ui.equipment.lasting_tools import (
    ARRIVING_TOOLS,
    LEAVING_TOOLS,
    WAITING_TOOLS,
    lasts,
)
from clinicapp.ui.equipment.room import RecordTool, Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from clinicapp.services.equipment.asset_record import AssetRecord
    from clinicapp.ui.equipment.room import EquipmentRoom, MadeSection, ToolPlace
    from clinicapp.ui.theme.theme import Theme

DEVICES: Final = "devices"


def _devices(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.devices_section import make_devices

    return make_devices(room, RECORD_TOOLS, theme, compact, parent)


def _stock(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.register_sections import make_stock

    return make_stock(room, theme, compact, parent)


def _competency(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.register_sections import make_competency

    return make_competency(room, theme, compact, parent)


def _notices(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.register_sections import make_notices

    return make_notices(room, theme, compact, parent)


def _gate(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.register_sections import make_gate

    return make_gate(room, theme, compact, parent)


def _rounds(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.rounds_section import make_rounds

    return make_rounds(room, theme, compact, parent)


def _check_plans(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.plans_section import make_plans

    return make_plans(room, theme, compact, parent)


def _calibrations(room: EquipmentRoom, theme: Theme, compact: bool, parent: QWidget) -> MadeSection:  # noqa: FBT001
    from clinicapp.ui.equipment.calibration_section import make_calibrations

    return make_calibrations(room, theme, compact, parent)


SECTIONS: Final[tuple[Section, ...]] = (
    Section(key=DEVICES, title="Devices", icon="package", make=_devices),
    Section(key="calibration", title="Calibration", icon="gauge", make=_calibrations),
    Section(
        key="plans",
        title="Plans",
        icon="calendar",
        make=_check_plans,
        permission=Permission.MANAGE_EQUIPMENT,
    ),
    Section(key="stock", title="Stock and lots", icon="archive", make=_stock),
    Section(key="competency", title="Competency", icon="user-check", make=_competency),
    Section(key="notices", title="Notices and recalls", icon="flag", make=_notices),
    Section(key="rounds", title="Rounds", icon="list-checks", make=_rounds),
    Section(key="gate", title="Gate", icon="shield-alert", make=_gate),
)
"""In the order of the strip."""


def _print_label(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.label_tools import open_label

    open_label(place, forbids=False)


def _print_do_not_use(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.label_tools import open_label

    open_label(place, forbids=True)


def _correct(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.asset_tools import open_change

    open_change(place)


def _move(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.asset_tools import open_move

    open_move(place)


def _plans(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.asset_tools import open_plans

    open_plans(place)


def _step(kind: AssetEventKind, place: ToolPlace) -> None:
    from clinicapp.ui.equipment.asset_tools import open_step

    open_step(place, kind)


def _at(*stages: Stage) -> Callable[[AssetRecord], bool]:
    return lambda record: record.standing.state.stage in stages


def _report_fault(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.fault_tools import open_fault

    open_fault(place)


def _record_step(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.fault_tools import open_step

    open_step(place)


def _print_sheet(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.fault_tools import open_sheet

    open_sheet(place)


def _report_number(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.fault_tools import open_report_number

    open_report_number(place)


def _has_fault(record: AssetRecord) -> bool:
    from clinicapp.ui.equipment.fault_tools import has_fault

    return has_fault(record)


def _log_calibration(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.calibration_tools import log_calibration

    log_calibration(place)


def _files(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.file_tools import open_files

    open_files(place)


def _correct_calibration(place: ToolPlace) -> None:
    from clinicapp.ui.equipment.calibration_tools import correct_calibration

    correct_calibration(place)


RECORD_TOOLS: Final[tuple[RecordTool, ...]] = (
    RecordTool(
        key="accept",
        label="Accept",
        icon="package-check",
        permission=Permission.MANAGE_EQUIPMENT,
        open=partial(_step, AssetEventKind.ACCEPTED),
        applies=_at(Stage.ORDERED, Stage.IN_ACCEPTANCE),
    ),
    RecordTool(
        key="put_in_use",
        label="Put in use",
        icon="check",
        permission=Permission.MANAGE_EQUIPMENT,
        open=partial(_step, AssetEventKind.PUT_IN_USE),
        applies=_at(Stage.AVAILABLE),
    ),
    *ARRIVING_TOOLS,
    RecordTool(
        key="calibration",
        label="Log calibration",
        icon="gauge",
        permission=Permission.LOG_CHECK,
        open=_log_calibration,
        keys="Ctrl+L",
        primary=True,
    ),
    RecordTool(
        key="correct_calibration",
        label="Correct the last calibration",
        icon="pencil-line",
        permission=Permission.LOG_CHECK,
        open=_correct_calibration,
        in_more=True,
    ),
    RecordTool(
        key="fault",
        label="Report fault",
        icon="flag",
        permission=Permission.REPORT_FAULT,
        # Ctrl+R is a key of the whole window: a fault is reported wherever one is.
        open=_report_fault,
    ),
    RecordTool(
        key="label",
        label="Print label",
        icon="printer",
        permission=Permission.VIEW_EQUIPMENT,
        open=_print_label,
    ),
    RecordTool(
        key="step",
        label="What happened",
        icon="wrench",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_record_step,
        in_more=True,
    ),
    RecordTool(
        key="fault_sheet",
        label="Print the fault sheet",
        icon="printer",
        permission=Permission.VIEW_EQUIPMENT,
        open=_print_sheet,
        in_more=True,
        applies=_has_fault,
    ),
    RecordTool(
        key="report_number",
        label="Yellow Card or LFPSE number",
        icon="pencil-line",
        permission=Permission.REPORT_FAULT,
        open=_report_number,
        in_more=True,
        applies=_has_fault,
    ),
    *LEAVING_TOOLS,
    RecordTool(
        key="files",
        label="Photos and documents",
        icon="image",
        permission=Permission.VIEW_EQUIPMENT,
        open=_files,
        in_more=True,
    ),
    RecordTool(
        key="do_not_use",
        label="Print do not use label",
        icon="ban",
        permission=Permission.VIEW_EQUIPMENT,
        open=_print_do_not_use,
        in_more=True,
        applies=lambda record: not record.standing.state.in_service,
    ),
    RecordTool(
        key="correct",
        label="Correct the entry",
        icon="pen",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_correct,
        in_more=True,
    ),
    RecordTool(
        key="plans",
        label="Check plans",
        icon="calendar",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_plans,
        in_more=True,
        applies=lasts,
    ),
    *WAITING_TOOLS,
    RecordTool(
        key="move",
        label="Move",
        icon="map-pin",
        permission=Permission.MANAGE_EQUIPMENT,
        open=_move,
        in_more=True,
        applies=lasts,
    ),
)
"""In the order of the buttons; the first four that are not ``in_more`` are buttons."""
