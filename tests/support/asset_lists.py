"""Lists of equipment for tests: invented devices, nobody's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import Asset
from clinicapp.domain.equipment.intake.known import KnownAsset, Register
from clinicapp.domain.equipment.intake.plan import Plan, make_plan
from clinicapp.interop.asset_csv import read_assets

if TYPE_CHECKING:
    from clinicapp.domain.equipment.intake.plan import PlannedRow

TODAY = date(2026, 11, 22)
HEADINGS = "Asset tag,Category,Make,Model,Serial number,Ward,Purchased,Accepted,Last calibrated"
GOOD = "BP-0001,Blood pressure monitor,A&D,UA-651,S-1,Ash,1/2/2024,11/3/2024,14/2/2026"


def listed(*rows: str, headings: str = HEADINGS) -> bytes:
    """A list as a spreadsheet writes it."""
    return "\r\n".join((headings, *rows)).encode("utf-8-sig")


def known(tag: str = "BP-0001", **changes: object) -> KnownAsset:
    """A device of the register."""
    days = {name: changes.pop(name, None) for name in ("accepted_on", "calibrated_on")}
    values: dict[str, object] = {
        "id": uuid7(),
        "tag": tag,
        "category": "bp_monitor",
        "make": "A&D",
        "model": "UA-651",
        "serial": "S-1",
        "ward": "Ash",
    }
    return KnownAsset(Asset(**(values | changes)), **days)  # type: ignore[arg-type]


def planned(data: bytes, *register: KnownAsset) -> Plan:
    """What a list would do."""
    return make_plan(read_assets(data, TODAY).entries, Register(register))


def only(data: bytes, *register: KnownAsset) -> PlannedRow:
    """The one row of a list."""
    (row,) = planned(data, *register).rows
    return row
