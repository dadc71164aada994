"""Rows of one list that are about the same device."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.intake.columns import Column
from clinicapp.domain.equipment.intake.entries import serial_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinicapp.domain.equipment.intake.entries import Entry

_NAMED: Final = 3


def repeated_rows(entries: Sequence[Entry]) -> dict[int, str]:
    """What stands against rows because of other rows about the same device, by row."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.tag:
            groups["tag", entry.tag.casefold()].append(entry)
        if entry.text(Column.SERIAL):
            number = serial_key(
                entry.text(Column.MAKE), entry.text(Column.MODEL), entry.text(Column.SERIAL)
            )
            groups["serial", *number].append(entry)
        if entry.text(Column.GIAI):
            groups["GIAI", entry.text(Column.GIAI)].append(entry)
    found: dict[int, str] = {}
    for key, group in groups.items():
        if len(group) > 1:
            what = {"tag": "tag", "serial": "serial number"}.get(key[0], key[0])
            found = _copies(group, what) | found
    return found


def _copies(group: Sequence[Entry], what: str) -> dict[int, str]:
    first, *others = group
    if all(replace(other, row=first.row) == first for other in others):
        return {
            other.row: f"Row {first.row} says the same of this device; this row is left out."
            for other in others
        }
    found = {}
    for entry in group:
        rows = [str(other.row) for other in group if other is not entry]
        shown = ", ".join(rows[:_NAMED]) + (" and more" if len(rows) > _NAMED else "")
        word = "Row" if len(rows) == 1 else "Rows"
        verb = "has" if len(rows) == 1 else "have"
        found[entry.row] = (
            f"{word} {shown} {verb} the same {what} and says something else; keep the one that "
            "is right."
        )
    return found
