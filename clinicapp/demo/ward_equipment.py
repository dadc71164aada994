"""The rest of the demonstration's equipment: what a ward has that does not take part in the visit.

Tags, serial numbers and rooms are invented. With the five devices of the visit and the analyser of
the quality control there are 43.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Funding, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.services.access import By
from clinicapp.services.equipment import assets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work

_DAYS_OF_A_YEAR: Final = 365
_KINDS: Final = (
    # Prefix, category, maker, model, room, how many, first number, first due in days, quality.
    ("BP", "bp_monitor", "A&D", "UA-651", "Room 3", 1, 119, 22, False),
    ("BP", "bp_monitor", "A&D", "UA-651", "Room 8", 5, 130, 70, False),
    ("TH", "thermometer", "Welch Allyn", "SureTemp", "Clinic room", 7, 31, 60, False),
    ("SP", "pulse_oximeter", "Nonin", "Onyx 9590", "Store", 6, 44, 101, False),
    ("EC", "ecg", "GE", "MAC 2000", "Workshop", 4, 6, 48, False),
    ("SC", "scale", "seca", "704", "Clinic room", 6, 3, 130, False),
    ("HQ", "glucose_meter", "HemoCue", "201", "Clinic room", 4, 2, 149, True),
    ("CB", "lipid_analyser", "Roche", "cobas b 101", "Clinic room", 2, 1, 192, True),
    ("DCA", "hba1c_analyser", "Siemens", "DCA Vantage", "Clinic room", 1, 1, 165, True),
    ("DCA", "hba1c_analyser", "Siemens", "DCA Vantage", "Room 5", 1, 3, 188, True),
)
_AFTER: Final = {
    "SP-0044": (AssetEventKind.QUARANTINED, "Reads 3 % low beside another"),
    "EC-0006": (AssetEventKind.SENT_FOR_REPAIR, "Lead V3 gives no signal"),
}


@dataclass(frozen=True, slots=True)
class _Piece:
    asset: Asset
    due_in_days: int
    quality: bool


def equip_ward(
    work: Work, technician: Actor, ward: str, now: datetime, at: Callable[[int], datetime]
) -> None:
    """Add the 37 pieces with what has happened to them; ``at`` is so many days ago."""
    by = By(technician, now)
    for place, piece in enumerate(_pieces(ward)):
        _add(work, by, piece, at)
        after = _AFTER.get(piece.asset.tag)
        if after is not None:
            assets.note_event(work, by, piece.asset.id, after[0], at(2 + place % 3), after[1])


def _pieces(ward: str) -> Iterator[_Piece]:
    for prefix, category, make, model, room, count, first, due, quality in _KINDS:
        for place in range(count):
            asset = Asset(
                id=uuid7(),
                tag=f"{prefix}-{first + place:04d}",
                category=category,
                make=make,
                model=model,
                serial=f"EX{prefix}{51900 + 37 * (first + place)}",
                ward=ward,
                location=room if place == 0 else f"Room {1 + (first + place) % 9}",
                funding=Funding.LEASED if quality else Funding.OWNED,
            )
            yield _Piece(asset, due + 23 * place, quality)


def _add(work: Work, by: By, piece: _Piece, at: Callable[[int], datetime]) -> None:
    asset_id = piece.asset.id
    plans = [
        CheckPlan(id=uuid7(), asset_id=asset_id, check=Check.CALIBRATION, every_months=12),
        CheckPlan(id=uuid7(), asset_id=asset_id, check=Check.ELECTRICAL, every_months=24),
    ]
    checks = [
        (Check.CALIBRATION, at(_DAYS_OF_A_YEAR - piece.due_in_days), "All points within tolerance"),
        (Check.ELECTRICAL, at(255), "Class II, passed"),
    ]
    if piece.quality:
        quality = Check.QUALITY_CONTROL
        plans.append(CheckPlan(id=uuid7(), asset_id=asset_id, check=quality, every_hours=24))
        checks.append((quality, by.at - timedelta(hours=2), "Both levels in range"))
    else:
        user_check = Check.USER_CHECK
        plans.append(CheckPlan(id=uuid7(), asset_id=asset_id, check=user_check, every_days=92))
        checks.append((user_check, at(2), "Clean, complete, undamaged"))
    assets.register(work, by, piece.asset, tuple(plans))
    accepted, put_in_use = AssetEventKind.ACCEPTED, AssetEventKind.PUT_IN_USE
    assets.note_event(work, by, asset_id, accepted, at(986), "Delivery checks passed")
    assets.note_event(work, by, asset_id, put_in_use, at(985))
    for check, when, detail in checks:
        assets.log_check(work, by, asset_id, check, Verdict.PASS, when, detail)
