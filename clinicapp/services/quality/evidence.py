"""The evidence pack: what proves that a ward's equipment was checked, for an inspection.

An inspector wrote of one hospital that there was no evidence that equipment had been checked or
calibrated (reference/equipment.md, finding 2); this is that evidence, from the facts themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import Stage
from clinicapp.domain.errors import NotFound
from clinicapp.domain.staff import Permission
from clinicapp.services.access import By, record, use_case
from clinicapp.services.equipment.asset_record import AssetRecord, asset_record
from clinicapp.services.quality.calibrations import sign_state

if TYPE_CHECKING:
    from datetime import tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.calibration_record import (
        Calibration,
        Evidence,
        Signature,
        SignState,
        StandardRecord,
    )
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationEvidence:
    """A calibration, its second signature if there is one, and the standard that it was done by."""

    calibration: Calibration
    state: SignState
    second: Signature | None
    standard: StandardRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEvidence:
    """A piece with its record, and its calibrations, newest first."""

    record: AssetRecord
    calibrations: tuple[CalibrationEvidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WardEvidence:
    """All of a ward's equipment that is not condemned, by tag; ``ward`` is None for all wards."""

    ward: str | None
    assets: tuple[AssetEvidence, ...]

    @property
    def files(self) -> tuple[tuple[str, Evidence], ...]:
        """The tag and the file of every document that a calibration rests on."""
        return tuple(
            (each.record.standing.asset.tag, file)
            for each in self.assets
            for made in each.calibrations
            for file in made.calibration.evidence
        )


@use_case(Permission.VIEW_EQUIPMENT, "write an evidence pack")
def gather(work: Work, by: By, ward: str | None, zone: tzinfo) -> WardEvidence:
    """Everything for a ward's evidence pack, or for all wards.

    Raises:
        NotFound: the ward has no equipment.
    """
    standards = {each.standard.id: each for each in work.calibrations.standards()}
    found = []
    for asset in work.assets.list(ward):
        whole = asset_record(work, by, asset.id, zone)
        if whole.standing.state.stage not in (
            Stage.CONDEMNED,
            Stage.DISPOSED,
            Stage.HANDED_BACK,
        ):
            found.append(AssetEvidence(record=whole, calibrations=_of(work, asset.id, standards)))
    if not found:
        raise NotFound("There is no equipment on this ward; check how its name is written.")
    record(work, by, "evidence.written", ward or "all wards", assets=len(found))
    return WardEvidence(ward=ward, assets=tuple(found))


def _of(
    work: Work, asset_id: UUID, standards: dict[UUID, StandardRecord]
) -> tuple[CalibrationEvidence, ...]:
    return tuple(
        CalibrationEvidence(
            calibration=each,
            state=sign_state(work, each),
            second=work.calibrations.signature(each.id),
            standard=standards.get(each.standard_id) if each.standard_id else None,
        )
        for each in reversed(work.calibrations.of_asset(asset_id))
    )
