"""Taking in a contractor's visit: what the list would do, then that, a few rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.assets import AssetEventKind, counting
from clinicapp.domain.equipment.calibration_entry import CERTIFICATE
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.visits import (
    KnownDevice,
    RefusedVisit,
    VisitEntry,
    VisitRow,
    VisitStanding,
    judge_rows,
)
from clinicapp.domain.errors import Refused
from clinicapp.domain.staff import Permission
from clinicapp.domain.typed_days import day_words
from clinicapp.services.access import By, record, use_case
from clinicapp.services.quality.calibrations import accepted_at, sign_listed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset
    from clinicapp.domain.equipment.calibration_record import Calibration
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.store.asset_facts import AssetFacts
    from clinicapp.store.work import Work

PART: Final = 25
"""Rows that are compared or written in one go: a device that sends a reading waits meanwhile."""
CONTRACTOR: Final = "Contractor"
_DOING: Final = "import a contractor's visit"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of some rows: how many were signed, and sentences about the others."""

    count: int
    look_backs: int
    left_out: tuple[tuple[int, str], ...]


def known_devices(
    work: Work, by: By, entries: Sequence[VisitEntry | RefusedVisit], zone: tzinfo
) -> dict[int, tuple[KnownDevice, ...]]:
    """The devices that some rows may mean, by the line of each row; reads only."""
    by.actor.require(Permission.LOG_CHECK, _DOING)
    return _Devices(work, entries, zone).known


@use_case(Permission.LOG_CHECK, _DOING)
def note_compared(work: Work, by: By, digest: str, rows: Sequence[VisitRow]) -> None:
    """Write down that a list was compared; nothing is changed."""
    counts = {standing.value: 0 for standing in VisitStanding}
    for row in rows:
        counts[row.standing.value] += 1
    record(work, by, "visit.compared", digest, **counts)


@use_case(Permission.LOG_CHECK, _DOING)
def write_rows(
    work: Work,
    by: By,
    digest: str,
    rows: Sequence[VisitRow],
    policy: CalibrationPolicy,
    zone: tzinfo,
) -> Written:
    """Sign some rows (at most ``PART`` in one go) as certificates without points.

    Args:
        work: the transaction.
        by: who, and when.
        digest: the SHA-256 of the file.
        rows: those that are matched; each is compared anew before it is written.
        policy: signing rule.
        zone: the ward's.
    """
    count = look_backs = 0
    left_out: list[tuple[int, str]] = []
    entries = [row.entry for row in rows if row.entry is not None]
    every = _Devices(work, entries, zone)
    written: set[UUID] = set()
    for entry in entries:
        here = {known.asset_id for known in every.known[entry.row]}
        # A device that was written just now is looked at again.
        devices = _Devices(work, [entry], zone) if here & written else every
        (now,) = judge_rows([entry], {entry.row: devices.known[entry.row]})
        if now.standing is not VisitStanding.MATCHED or now.device is None:
            left_out.append((entry.row, now.sentence))
            continue
        asset_id = now.device.asset_id
        try:
            facts, before = devices.facts[asset_id], devices.calibrations.get(asset_id, ())
            signed = sign_listed(work, by, facts, before, _typed(entry), policy, zone)
        except Refused as refusal:
            left_out.append((entry.row, str(refusal)))
            continue
        written.add(asset_id)
        count += 1
        look_backs += signed.look_back is not None
    record(work, by, "visit.imported", digest, count=count, left_out=len(left_out))
    return Written(count, look_backs, tuple(left_out))


@use_case(Permission.VIEW_EQUIPMENT, "export calibrations")
def read_calibrations(work: Work, by: By) -> tuple[tuple[Calibration, Asset], ...]:
    """Every signed calibration with its device, in the order in which they were signed."""
    assets: dict[UUID, Asset | None] = {}
    found: list[tuple[Calibration, Asset]] = []
    for each in work.calibrations.every():
        if each.asset_id not in assets:
            assets[each.asset_id] = work.assets.get(each.asset_id)
        asset = assets[each.asset_id]
        if asset is not None:
            found.append((each, asset))
    record(work, by, "calibration.exported", "all", count=len(found))
    return tuple(found)


def _typed(entry: VisitEntry) -> dict[str, str]:
    return {
        "set": CERTIFICATE,
        "done_on": day_words(entry.done_on),
        "result": entry.result.value,
        "found_result": "" if entry.as_found is None else entry.as_found.value,
        "certificate_no": entry.certificate_no,
        "performed_by": entry.performed_by or CONTRACTOR,
    }


class _Devices:
    """The devices that some rows may mean, read together."""

    def __init__(
        self, work: Work, entries: Sequence[VisitEntry | RefusedVisit], zone: tzinfo
    ) -> None:
        read = [entry for entry in entries if isinstance(entry, VisitEntry)]
        tags = {entry.tag for entry in read if entry.tag}
        serials = {entry.serial for entry in read if entry.serial}
        found = work.assets.facts_named(tags, serials) if tags or serials else ()
        self.facts = {each.asset.id: each for each in found}
        self.calibrations = work.calibrations.of_assets(list(self.facts)) if found else {}
        self._tagged = {each.asset.tag: each for each in found}
        self._serials: dict[str, list[AssetFacts]] = {}
        for each in found:
            self._serials.setdefault(key_of(each.asset.serial), []).append(each)
        self.known: dict[int, tuple[KnownDevice, ...]] = {
            entry.row: tuple(
                _known(each, self.calibrations.get(each.asset.id, ()), zone)
                for each in self._meant(entry)
            )
            for entry in read
        }

    def _meant(self, entry: VisitEntry) -> Sequence[AssetFacts]:
        key = key_of(entry.serial)
        named = self._serials.get(key, []) if key else []
        if not entry.tag:
            return named
        tagged = self._tagged.get(entry.tag)
        # A tag on a device with another serial number: a list cannot tell which is right.
        fits = tagged is not None and (not entry.serial or tagged in named)
        return (tagged,) if tagged is not None and fits else ()


def _known(facts: AssetFacts, calibrations: Sequence[Calibration], zone: tzinfo) -> KnownDevice:
    asset, events = facts.asset, facts.events
    accepted = accepted_at(events)
    checks = [
        event
        for event in counting(events)
        if event.kind is AssetEventKind.CHECKED and event.check is Check.CALIBRATION
    ]
    last = checks[-1] if checks else None
    return KnownDevice(
        asset_id=asset.id,
        tag=asset.tag,
        name=asset.name,
        accepted_on=None if accepted is None else accepted.astimezone(zone).date(),
        calibrated_on=None if last is None else last.at.astimezone(zone).date(),
        last=None if last is None else last.verdict,
        certificates=frozenset((each.done_on, each.certificate_no) for each in calibrations),
    )
