"""What a list of equipment would do to the register, row by row, before anything is done.

A device is known by its tag; without one by make, model and serial number. Where the tag and the
serial number of a row belong to two devices, or the tag is on a device with another serial number,
nothing is done: a label on the wrong device is a hazard, and a list cannot tell which is right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.assets import Asset, Funding
from clinicapp.domain.equipment.intake.columns import Column
from clinicapp.domain.equipment.intake.entries import Entry, RefusedEntry
from clinicapp.domain.equipment.intake.repeats import repeated_rows
from clinicapp.domain.lists.dates import shown_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from clinicapp.domain.equipment.intake.known import KnownAsset, Register

_ASSET_DAYS: Final = (Column.PURCHASED, Column.WARRANTY, Column.END_OF_LIFE)
_IN_ANY_CASE: Final = frozenset({"make", "model", "serial", "ward", "site", "location"})
_NEEDED: Final = (Column.CATEGORY, Column.WARD)
_NAMED: Final = 3


class Standing(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BACKWARDS = "backwards"
    """Its dates run backwards, within the row or against what is recorded."""
    DUPLICATE = "duplicate"
    """Another row of the file is about the same device."""
    REFUSED = "refused"


USED: Final = frozenset({Standing.NEW, Standing.CHANGED})
"""The rows of which anything is done."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, days as ISO 8601; empty where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What becomes of one row.

    Attributes:
        row: Its line in the file.
        standing: What becomes of it.
        tag: The device's tag, or empty.
        name: Maker and model, or empty.
        sentences: Why nothing is done, or what to look at.
        changes: What it changes.
        entry: The row, where it could be read.
        before: The device as it is; None for a new one.
    """

    row: int
    standing: Standing
    tag: str = ""
    name: str = ""
    sentences: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    entry: Entry | None = None
    before: KnownAsset | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole list would do, in the order of its rows."""

    rows: tuple[PlannedRow, ...]

    @property
    def counts(self) -> Counter[Standing]:
        """How many rows of each standing there are."""
        return Counter(row.standing for row in self.rows)

    @property
    def whole(self) -> bool:
        """Whether every row could be used or says nothing new."""
        return not self.counts.keys() - {*USED, Standing.UNCHANGED}

    @property
    def used(self) -> tuple[PlannedRow, ...]:
        """The rows to carry out: what belongs to another device after what it may belong to."""
        rows = [row for row in self.rows if row.standing in USED]
        return tuple(sorted(rows, key=_is_part))


def make_plan(entries: Sequence[Entry | RefusedEntry], register: Register) -> Plan:
    """What a list would do.

    Args:
        entries: its rows.
        register: the devices that are known.
    """
    read = [entry for entry in entries if isinstance(entry, Entry)]
    repeated = repeated_rows(read)
    tags = {entry.tag.casefold() for entry in read if entry.tag}
    rows = []
    for entry in entries:
        if isinstance(entry, RefusedEntry):
            sentences = tuple(problem.sentence for problem in entry.problems)
            rows.append(
                PlannedRow(
                    row=entry.row,
                    standing=Standing.REFUSED,
                    tag=entry.tag,
                    name=entry.name,
                    sentences=sentences,
                )
            )
        elif entry.row in repeated:
            rows.append(_row(entry, Standing.DUPLICATE, repeated[entry.row]))
        else:
            rows.append(_judge(entry, register, tags))
    return Plan(tuple(_each_device_once(rows)))


def applied(entry: Entry, before: Asset | None, new_id: UUID, part_of: UUID | None) -> Asset:
    """The device as it will be. An empty field changes nothing.

    Args:
        entry: the row.
        before: the device as it is; None for a new one.
        new_id: the id of a new one.
        part_of: the id of what the row says it belongs to, or None.
    """
    if before is None:
        before = Asset(
            id=new_id,
            tag=entry.tag,
            category=entry.text(Column.CATEGORY),
            make=entry.text(Column.MAKE),
            model=entry.text(Column.MODEL),
            serial=entry.text(Column.SERIAL),
            ward=entry.text(Column.WARD),
        )
    fields: dict[str, object] = {**entry.texts}
    fields |= {column.value: entry.days[column] for column in _ASSET_DAYS if column in entry.days}
    if part_of is not None:
        fields["part_of"] = part_of
    differing = {
        name: value
        for name, value in fields.items()
        if not _same(name, getattr(before, name), value)
    }
    return replace(before, **differing) if differing else before  # type: ignore[arg-type]


def _same(name: str, before: object, said: object) -> bool:
    """Whether a list says what is recorded; it may write names and numbers in other letters."""
    if name in _IN_ANY_CASE and isinstance(before, str) and isinstance(said, str):
        return key_of(before) == key_of(said)
    return before == said


def _judge(entry: Entry, register: Register, tags: set[str]) -> PlannedRow:
    tagged = register.by_tag.get(entry.tag.casefold()) if entry.tag else None
    numbered = register.of_serial(entry)
    refused = _mismatch(entry, tagged, numbered) or _unknown_parent(entry, register, tags)
    if refused:
        return _row(entry, Standing.REFUSED, refused)
    known = tagged or (numbered[0] if numbered else None)
    refused = _taken_identifier(entry, known, register)
    if refused:
        return _row(entry, Standing.REFUSED, refused, known)
    backwards = _backwards(entry, known)
    if backwards:
        return _row(entry, Standing.BACKWARDS, backwards, known)
    if known is None:
        missing = _missing(entry)
        return _row(entry, Standing.REFUSED if missing else Standing.NEW, missing)
    changes = _changes(entry, known, register)
    row = _row(entry, Standing.CHANGED if changes else Standing.UNCHANGED, "", known)
    return replace(row, changes=changes)


def _mismatch(entry: Entry, tagged: KnownAsset | None, numbered: tuple[KnownAsset, ...]) -> str:
    serial = entry.text(Column.SERIAL)
    if tagged is None:
        if len(numbered) > 1:
            found = " and ".join(each.asset.tag for each in numbered[:_NAMED])
            return (
                f"{found} have this serial number; add the tag, or the make and model, so that it "
                "is clear which is meant."
            )
        if numbered and entry.tag:
            return (
                f"This device is here as {numbered[0].asset.tag} and not as {entry.tag}; look at "
                "its label, and correct the list or the register."
            )
        return ""
    if numbered and all(each.asset.id != tagged.asset.id for each in numbered):
        return (
            f"The tag is on {_called(tagged.asset)}, and the serial number is that of "
            f"{numbered[0].asset.tag}; look at both devices and correct the list."
        )
    if serial and tagged.asset.serial.strip() and key_of(serial) != key_of(tagged.asset.serial):
        return (
            f"The tag is on {_called(tagged.asset)} with serial number {tagged.asset.serial}, and "
            f"the list says {serial}; look at the device and correct the one that is wrong."
        )
    return ""


def _unknown_parent(entry: Entry, register: Register, tags: set[str]) -> str:
    key = entry.part_of.casefold()
    if not key or key in register.by_tag or key in tags:
        return ""
    return f"It is to be a part of {entry.part_of}, which is not known; add that device first."


def _taken_identifier(entry: Entry, known: KnownAsset | None, register: Register) -> str:
    owner = register.by_giai.get(entry.text(Column.GIAI))
    if owner is None or (known is not None and owner.asset.id == known.asset.id):
        return ""
    return f"The GIAI is that of {owner.asset.tag} already; correct the list."


def _backwards(entry: Entry, known: KnownAsset | None) -> str:
    """Why the days of a row cannot be in that order, or empty."""
    days = dict(entry.days)
    if known is not None:
        for column in _ASSET_DAYS:
            recorded = getattr(known.asset, column.value)
            if recorded is not None:
                days.setdefault(column, recorded)
    bought = days.get(Column.PURCHASED)
    for column, words in (
        (Column.ACCEPTED, "It was accepted"),
        (Column.WARRANTY, "Its warranty ends"),
        (Column.END_OF_LIFE, "Its life ends"),
    ):
        if bought is not None and column in days and days[column] < bought:
            return (
                f"{words} on {shown_day(days[column])}, before it was purchased on "
                f"{shown_day(bought)}; correct the date that is wrong."
            )
    calibrated = entry.days.get(Column.CALIBRATED)
    if known is None or calibrated is None or known.calibrated_on is None:
        return ""
    if calibrated < known.calibrated_on:
        return (
            f"A calibration on {shown_day(known.calibrated_on)} is recorded, later than the one in "
            "this row, so the list is older than the register; nothing of the row is used."
        )
    return ""


def _missing(entry: Entry) -> str:
    if not entry.tag:
        return "No device has this serial number, and a new one needs a tag; enter it."
    absent = [column for column in _NEEDED if not entry.text(column)]
    if absent:
        return f"The device is new and its {absent[0].value} is missing; enter it."
    if not entry.name:
        return "The device is new and has neither make nor model; enter them."
    return ""


def _changes(entry: Entry, known: KnownAsset, register: Register) -> tuple[Change, ...]:
    asset = known.asset
    parent = register.by_tag.get(entry.part_of.casefold()) if entry.part_of else None
    after = applied(entry, asset, asset.id, parent.asset.id if parent else None)
    changes = [
        Change(name, _text(getattr(asset, name)), _text(getattr(after, name)))
        for name in (*entry.texts, *(column.value for column in _ASSET_DAYS))
        if getattr(asset, name) != getattr(after, name)
    ]
    if entry.part_of and (parent is None or parent.asset.id != asset.part_of):
        changes.append(Change("part_of", "", entry.part_of))
    accepted, calibrated = entry.days.get(Column.ACCEPTED), entry.days.get(Column.CALIBRATED)
    if accepted is not None and known.accepted_on is None:
        changes.append(Change(Column.ACCEPTED.value, "", _text(accepted)))
    if calibrated is not None and known.calibrated_on != calibrated:
        before = _text(known.calibrated_on)
        changes.append(Change(Column.CALIBRATED.value, before, _text(calibrated)))
    return tuple(changes)


def _each_device_once(rows: Sequence[PlannedRow]) -> Iterable[PlannedRow]:
    """Two rows that mean one device, one by its tag and one by its number, are one too many."""
    meant: Mapping[UUID, int] = Counter(
        row.before.asset.id for row in rows if row.before is not None and row.entry is not None
    )
    for row in rows:
        if row.before is not None and meant[row.before.asset.id] > 1:
            sentence = f"Another row is about {row.before.asset.tag} too; keep one of them."
            yield replace(row, standing=Standing.DUPLICATE, sentences=(sentence,), changes=())
        else:
            yield row


def _row(
    entry: Entry, standing: Standing, sentence: str = "", known: KnownAsset | None = None
) -> PlannedRow:
    return PlannedRow(
        row=entry.row,
        standing=standing,
        tag=entry.tag or (known.asset.tag if known else ""),
        name=entry.name or (known.asset.name if known else ""),
        sentences=(sentence,) if sentence else (),
        entry=entry,
        before=known,
    )


def _is_part(row: PlannedRow) -> bool:
    return row.entry is not None and bool(row.entry.part_of)


def _called(asset: Asset) -> str:
    return asset.name or asset.tag


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Funding):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)
