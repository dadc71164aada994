"""A contractor's visit in words: what becomes of each row of the list."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.visits import VisitStanding
from clinicapp.domain.typed_days import day_words
from clinicapp.ui.viewmodels.equipment_view import LabelledValue, ToolView
from clinicapp.ui.viewmodels.register_view import (
    BAD_INK,
    GOOD_INK,
    PLAIN_INK,
    WARN_INK,
    RegisterColumn,
    RegisterRecord,
    RegisterRow,
    RegisterTab,
    RegisterView,
    StatusView,
)
from clinicapp.ui.words.plain import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.visits import VisitRow

_COLUMNS: Final = (
    RegisterColumn("Row", "100000", 1, strong=True),
    RegisterColumn("Device", "A&D UA-651 (spare)", 2),
    RegisterColumn("Date", "22 Nov 2026", 1),
    RegisterColumn("Says", "not decided", 1),
    RegisterColumn("Certificate", "EX-2027-77", 1, in_compact=False),
)
STANDINGS: Final[Mapping[VisitStanding, StatusView]] = MappingProxyType(
    {
        VisitStanding.MATCHED: StatusView("circle-check", "Matched", GOOD_INK),
        VisitStanding.UNMATCHED: StatusView("circle-question-mark", "Unmatched", WARN_INK),
        VisitStanding.DUPLICATE: StatusView("clipboard-copy", "Duplicate", PLAIN_INK),
        VisitStanding.BACKWARDS: StatusView("undo-2", "Backwards in time", WARN_INK),
        VisitStanding.FAILED_BEFORE: StatusView("triangle-alert", "Failed before", BAD_INK),
        VisitStanding.REFUSED: StatusView("circle-x", "Refused", BAD_INK),
    }
)
_MOST_SHOWN: Final = 5_000
"""Rows of one tab on the screen; the command line prints all."""


def present_visit_list(
    rows: tuple[VisitRow, ...], tab: VisitStanding, wanted: str, *, done: bool
) -> RegisterView:
    """The list, with the record of the row whose line is ``wanted``; ``done`` once written."""
    by_standing = {standing: [r for r in rows if r.standing is standing] for standing in STANDINGS}
    shown = by_standing[tab][:_MOST_SHOWN]
    matched = len(by_standing[VisitStanding.MATCHED])
    write = ToolView("write", f"Import {counted(matched, 'row')}", "download", primary=True)
    chosen = next((row for row in shown if str(row.row) == wanted), None)
    return RegisterView(
        title="A contractor's visit",
        columns=_COLUMNS,
        rows=tuple(_row(row) for row in shown),
        record=None if chosen is None else _record(chosen),
        tools=(write,) if matched and not done else (),
        tabs=tuple(
            RegisterTab(standing.value, look.text, look.icon, len(by_standing[standing]))
            for standing, look in STANDINGS.items()
        ),
        tab=tab.value,
        status_title="What becomes of it",
        widest_status="Backwards in time",
        order="In the order of the file",
        empty_title="No row of this kind.",
        empty_hint="Look at the other tabs.",
    )


def summed_up(rows: tuple[VisitRow, ...], file: str, note: str) -> str:
    """What the list would do, in a sentence."""
    matched = sum(row.standing is VisitStanding.MATCHED for row in rows)
    words = (
        f"{file}: {counted(matched, 'row')} of {len(rows)} can be imported, each as a certificate "
        "without points. Nothing is written yet."
    )
    return f"{note} {words}" if note else words


def _row(row: VisitRow) -> RegisterRow:
    entry, device = row.entry, row.device
    return RegisterRow(
        str(row.row),
        (
            (str(row.row), ""),
            (row.called, "") if device is None else (device.tag, device.name),
            ("" if entry is None else day_words(entry.done_on), ""),
            ("" if entry is None else entry.result.value, ""),
            ("" if entry is None else entry.certificate_no, ""),
        ),
        STANDINGS[row.standing],
    )


def _record(row: VisitRow) -> RegisterRecord:
    entry, device = row.entry, row.device
    facts = [LabelledValue("Device", row.called if device is None else device.name)]
    if entry is not None:
        found = "not said" if entry.as_found is None else entry.as_found.value
        facts += [
            LabelledValue("Date", day_words(entry.done_on)),
            LabelledValue("As left", entry.result.value),
            LabelledValue("As found", found),
            LabelledValue("Certificate", entry.certificate_no),
            LabelledValue("Performed by", entry.performed_by or "Contractor"),
        ]
    if device is not None and device.calibrated_on is not None:
        facts.append(LabelledValue("Last before", day_words(device.calibrated_on)))
    return RegisterRecord(
        key=str(row.row),
        title=f"Row {row.row}",
        status=STANDINGS[row.standing],
        why=row.sentence,
        facts=tuple(facts),
    )
