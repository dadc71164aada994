"""The sheet that goes with a device in quarantine: what it is, its checks, its last uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment import faults
from clinicapp.ui.documents.paper import INNER, MARGIN, Sheet, Style
from clinicapp.ui.documents.press import Printout
from clinicapp.ui.documents.preview import Printable, Variant
from clinicapp.ui.viewmodels.equipment.fault_panels import FAULTS
from clinicapp.ui.words.equipment import CHECKS, STANDINGS, kind_text
from clinicapp.ui.words.plain import moment_text
from clinicapp.ui.words.values import quantity_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.services.equipment.faults import FaultSheet
    from clinicapp.store.device_readings import DeviceReading

_TITLE: Final = Style(26, 32, bold=True)
_HEAD: Final = Style(16, 24, bold=True)
_TEXT: Final = Style(14, 20)
_SMALL: Final = Style(12, 17)
_LABEL_WIDTH: Final = 170
_GAP: Final = 14.0


def fault_printable(sheet: FaultSheet, zone: tzinfo, trust: str) -> Printable:
    """One A4 page, without any person's name."""
    author = next((line.strip() for line in trust.splitlines() if line.strip()), "clinicapp")
    title = f"Fault of {sheet.asset.tag}"
    printout = Printout(sheets=(_lay_out(sheet, zone, author),), title=title, author=author)
    return Printable(title=title, file_name=f"{title}.pdf", variants=(Variant("A4", printout),))


def fault_lines(sheet: FaultSheet, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """What the sheet says of the piece and its fault: labels and values."""
    asset, fault = sheet.asset, sheet.fault
    details = fault.details
    reports = [(name, details[key]) for key, name in faults.REPORTS.items() if key in details]
    checks = [(CHECKS[each.check], _check(each, zone)) for each in sheet.state.checks]
    rows = [
        ("Device", asset.name),
        ("Tag", asset.tag),
        ("Serial number", asset.serial or "Not recorded"),
        ("Firmware", asset.firmware or "Not recorded"),
        ("Ward", asset.ward),
        ("What is wrong", FAULTS.get(details.get(faults.WHAT, ""), "Not recorded")),
        ("In words", fault.detail or "None"),
        ("Safe to use", "Yes" if details.get(faults.SAFE) == "yes" else "No"),
        ("Lot", details.get(faults.LOT, "None named")),
        ("Reported", f"{moment_text(fault.at, zone)}, {fault.recorded_by}"),
        *(reports or [("Report number", "None yet")]),
        *checks,
    ]
    return tuple(rows)


def use_lines(sheet: FaultSheet, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    """The last uses before the fault, newest first: when, and what was measured. No names."""
    return tuple(
        (_when(use, zone), f"{kind_text(use.kind)}: {_values(use)}") for use in reversed(sheet.uses)
    )


def _when(use: DeviceReading, zone: tzinfo) -> str:
    when = moment_text(use.at, zone)
    return when if use.at_known else f"Came {when}"


def _values(use: DeviceReading) -> str:
    return ", ".join(quantity_text(each) for each in use.quantities) or "no value"


def _check(check: CheckState, zone: tzinfo) -> str:
    last = "never" if check.last_at is None else moment_text(check.last_at, zone)
    return f"{STANDINGS[check.standing]}; last passed {last}"


def _lay_out(sheet: FaultSheet, zone: tzinfo, author: str) -> Sheet:
    page = Sheet()
    y = float(MARGIN)
    safe = sheet.fault.details.get(faults.SAFE) == "yes"
    title = "Fault report" if safe else "Do not use: device in quarantine"
    y += page.text(MARGIN, y, INNER, title, _TITLE).height
    y += page.text(MARGIN, y, INNER, author, _SMALL).height + _GAP
    for label, value in fault_lines(sheet, zone):
        page.text(MARGIN, y, _LABEL_WIDTH, label, _TEXT)
        x = MARGIN + _LABEL_WIDTH
        y += page.text(x, y, INNER - _LABEL_WIDTH, value, _TEXT).height
    y += _GAP
    uses = use_lines(sheet, zone)
    heading = f"Its last {len(uses)} uses before the fault" if uses else "No use is recorded"
    y += page.text(MARGIN, y, INNER, heading, _HEAD).height
    for when, what in uses:
        page.text(MARGIN, y, _LABEL_WIDTH, when, _SMALL)
        x = MARGIN + _LABEL_WIDTH
        y += page.text(x, y, INNER - _LABEL_WIDTH, what, _SMALL).height
    y += _GAP
    page.line(y)
    words = (
        "Keep the device, its strips or cartridges, control solution and log book together, and "
        "throw nothing away. Do not send it to the MHRA."
    )
    page.text(MARGIN, y + _GAP, INNER, words, _TEXT)
    return page
