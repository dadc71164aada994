"""A contractor's visit as a list: which rows name which device, and what speaks against a row.

A device is known by its tag, or by a serial number that only one device has. Nothing is written of
a row that is not matched, twice there, earlier than what is recorded, or about a device that has
failed before: that one is logged by itself, with how it was found (reference/equipment.md 2.8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.lists.dates import read_day, shown_day
from clinicapp.domain.lists.headings import Headings, HeadingsRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from clinicapp.domain.lists.rows import Row

LONGEST: Final = 80


class VisitColumn(StrEnum):
    """What a column holds."""

    TAG = "tag"
    SERIAL = "serial"
    DATE = "date"
    RESULT = "result"
    AS_FOUND = "as_found"
    CERTIFICATE = "certificate_no"
    BY = "performed_by"


COLUMN_WORDS: Final[Mapping[VisitColumn, str]] = MappingProxyType(
    {
        VisitColumn.TAG: "Asset tag",
        VisitColumn.SERIAL: "Serial number",
        VisitColumn.DATE: "Date",
        VisitColumn.RESULT: "Result",
        VisitColumn.AS_FOUND: "As found",
        VisitColumn.CERTIFICATE: "Certificate number",
        VisitColumn.BY: "Performed by",
    }
)
_OTHERS: Final[Mapping[VisitColumn, tuple[str, ...]]] = MappingProxyType(
    {
        VisitColumn.TAG: ("Tag", "Asset number", "Asset no", "Equipment no", "Asset"),
        VisitColumn.SERIAL: ("Serial", "Serial no", "S/N", "SN"),
        VisitColumn.DATE: ("Calibrated", "Calibration date", "Date done", "Tested on", "Test date"),
        VisitColumn.RESULT: ("Pass/fail", "Verdict", "Outcome", "As left"),
        VisitColumn.AS_FOUND: ("Result as found", "Found"),
        VisitColumn.CERTIFICATE: ("Certificate", "Certificate no", "Cert no", "Report number"),
        VisitColumn.BY: ("Engineer", "Contractor", "Company", "Technician"),
    }
)
_HEADINGS: Final = Headings(COLUMN_WORDS, _OTHERS)
EXAMPLE: Final = "Serial number, Date, Result, Certificate number"
_RESULTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {
        **dict.fromkeys(("pass", "passed", "p", "ok", "satisfactory"), Verdict.PASS),
        **dict.fromkeys(("fail", "failed", "f", "unsatisfactory"), Verdict.FAIL),
        **dict.fromkeys(("indeterminate", "not decided"), Verdict.INDETERMINATE),
    }
)


class VisitStanding(StrEnum):
    """What becomes of a row."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    DUPLICATE = "duplicate"
    BACKWARDS = "backwards"
    FAILED_BEFORE = "failed_before"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEntry:
    """A row that could be read; ``row`` is the line of the file, as a spreadsheet counts them."""

    row: int
    tag: str
    serial: str
    done_on: date
    result: Verdict
    as_found: Verdict | None
    certificate_no: str
    performed_by: str


@dataclass(frozen=True, slots=True)
class RefusedVisit:
    """A row that could not be read, with every reason."""

    row: int
    sentences: tuple[str, ...]
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """A device that a row may mean: days of its acceptance and of its last calibration.

    ``last`` is the verdict of that calibration, ``certificates`` those that are recorded.
    """

    asset_id: UUID
    tag: str
    name: str
    accepted_on: date | None = None
    calibrated_on: date | None = None
    last: Verdict | None = None
    certificates: frozenset[tuple[date, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """What becomes of one row, and why; ``device`` and ``entry`` where they are known."""

    row: int
    standing: VisitStanding
    sentence: str = ""
    entry: VisitEntry | None = None
    device: KnownDevice | None = None
    called: str = ""


def knows(heading: str) -> bool:
    """Whether a text is a heading of such a list."""
    return _HEADINGS.knows(heading)


def read_headings(cells: Sequence[str]) -> tuple[VisitColumn | None, ...] | HeadingsRefused:
    """The column that each heading names; None for an empty heading."""
    found = _HEADINGS.read(cells)
    if isinstance(found, HeadingsRefused):
        return found
    if VisitColumn.TAG not in found and VisitColumn.SERIAL not in found:
        return HeadingsRefused(
            "The list has neither a column for the serial number nor one for the asset tag; add "
            "one."
        )
    missing = [
        COLUMN_WORDS[column]
        for column in (VisitColumn.DATE, VisitColumn.RESULT, VisitColumn.CERTIFICATE)
        if column not in found
    ]
    if missing:
        return HeadingsRefused(f"The list has no column {missing[0]!r}; add it.")
    return found


def read_entry(row: Row[VisitColumn], today: date) -> VisitEntry | RefusedVisit:
    """Read one row; no day in it is after ``today``."""
    given = {column: " ".join(text.split()) for column, text in row.cells.items()}
    tag, serial = given.get(VisitColumn.TAG, ""), given.get(VisitColumn.SERIAL, "")
    called = tag or serial
    if row.stray:
        return RefusedVisit(row.number, (row.stray,), called)
    wrong: list[str] = []
    if not called:
        wrong.append("The row has neither a tag nor a serial number; enter one.")
    wrong += [
        f"The {_HEADINGS.lower(column)} is longer than {LONGEST} characters or cannot be read."
        for column, text in given.items()
        if len(text) > LONGEST or not text.isprintable() or "\ufffd" in text
    ]
    if _looks_shortened(serial):
        wrong.append("A spreadsheet has shortened this serial number; format it as text.")
    text = given.get(VisitColumn.DATE, "")
    day = read_day(text, "date", today) if text else "The row has no date; enter it."
    result = _result(given.get(VisitColumn.RESULT, ""), "result", wrong, needed=True)
    as_found = _result(given.get(VisitColumn.AS_FOUND, ""), "result as found", wrong, needed=False)
    certificate = given.get(VisitColumn.CERTIFICATE, "")
    if not certificate:
        wrong.append("The row has no certificate number, so nothing proves it; enter it.")
    if isinstance(day, str):
        wrong.append(day)
    if wrong or isinstance(day, str) or result is None:
        return RefusedVisit(row.number, tuple(wrong), called)
    return VisitEntry(
        row=row.number,
        tag=tag,
        serial=serial,
        done_on=day,
        result=result,
        as_found=as_found,
        certificate_no=certificate,
        performed_by=given.get(VisitColumn.BY, ""),
    )


def judge_rows(
    entries: Iterable[VisitEntry | RefusedVisit],
    known: Mapping[int, Sequence[KnownDevice]],
) -> tuple[VisitRow, ...]:
    """What becomes of each row.

    Args:
        entries: the rows, in order.
        known: for the line of each row that could be read, the devices that it may mean.
    """
    seen: dict[UUID, int] = {}
    judged: list[VisitRow] = []
    for entry in entries:
        if isinstance(entry, RefusedVisit):
            said = " ".join(entry.sentences)
            refused = VisitStanding.REFUSED
            judged.append(
                VisitRow(row=entry.row, standing=refused, sentence=said, called=entry.called)
            )
            continue
        row = _judged(entry, known.get(entry.row, ()), seen)
        if row.device is not None:
            seen.setdefault(row.device.asset_id, entry.row)
        judged.append(row)
    return tuple(judged)


def _judged(
    entry: VisitEntry, devices: Sequence[KnownDevice], seen: Mapping[UUID, int]
) -> VisitRow:
    device = devices[0] if len(devices) == 1 else None
    standing, sentence = VisitStanding.UNMATCHED, _unmatched(entry, devices)
    if device is not None:
        standing, sentence = _against(entry, device, seen.get(device.asset_id))
    return VisitRow(
        row=entry.row,
        standing=standing,
        sentence=sentence,
        entry=entry,
        device=device,
        called=entry.tag or entry.serial,
    )


def _unmatched(entry: VisitEntry, devices: Sequence[KnownDevice]) -> str:
    if not devices:
        what = f"tag {entry.tag}" if entry.tag else f"serial number {entry.serial}"
        return f"No device here has the {what}; check it, or add the device first."
    tags = ", ".join(device.tag for device in devices)
    return f"Several devices may be meant ({tags}); enter the tag."


def _against(
    entry: VisitEntry, device: KnownDevice, earlier_row: int | None
) -> tuple[VisitStanding, str]:
    day = shown_day(entry.done_on)
    if earlier_row is not None:
        return VisitStanding.DUPLICATE, f"Row {earlier_row} is about the same device."
    if (entry.done_on, entry.certificate_no) in device.certificates:
        return (
            VisitStanding.DUPLICATE,
            f"Certificate {entry.certificate_no} of {day} is recorded already.",
        )
    if device.accepted_on is not None and entry.done_on < device.accepted_on:
        accepted = shown_day(device.accepted_on)
        return VisitStanding.BACKWARDS, f"It was accepted on {accepted}, after that day."
    if device.calibrated_on is not None and entry.done_on < device.calibrated_on:
        last = shown_day(device.calibrated_on)
        return VisitStanding.BACKWARDS, f"It was calibrated on {last}, after that day."
    if device.last is not None and device.last is not Verdict.PASS:
        last = shown_day(device.calibrated_on) if device.calibrated_on is not None else "before"
        return (
            VisitStanding.FAILED_BEFORE,
            f"It did not pass on {last}; log this calibration by itself, with how it was found.",
        )
    return VisitStanding.MATCHED, ""


def _result(text: str, what: str, wrong: list[str], *, needed: bool) -> Verdict | None:
    if not text:
        if needed:
            wrong.append(f"The row has no {what}; write pass or fail.")
        return None
    found = _RESULTS.get(text.casefold())
    if found is None:
        wrong.append(f"{text!r} is no {what}; write pass or fail.")
    return found


def _looks_shortened(text: str) -> bool:
    return re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", text) is not None
