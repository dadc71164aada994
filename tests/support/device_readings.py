"""What devices say, as drivers report it and as the station keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from clinicapp.domain.observations import Observation
from clinicapp.station.translate import delivery_of
from drivers.devices import astm
from drivers.driver import Report
from drivers.keeping import Batch
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    Reading,
    Value,
)
from drivers.transports.contract import Peer

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PEER = Peer(link="tcp", address="192.0.2.7")


def shown(moment: datetime, offset_minutes: int | None = None) -> DeviceTime:
    """What a clock shows, given an aware moment in the clock's zone."""
    return DeviceTime(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        offset_minutes=offset_minutes,
    )


def a_reading(**changes: object) -> Reading:
    values: dict[str, object] = {
        "driver": "astm",
        "driver_version": "1",
        "kind": Kind.HBA1C,
        "values": (Value("hba1c_mmol_mol", Decimal(41)),),
        "device": DeviceIdentity(maker="Abbott", model="Afinion 2", serial="AF1"),
        "raw": b"frame",
    }
    return Reading(**(values | changes))  # type: ignore[arg-type]


def observed(
    reading: Reading,
    received_at: datetime = NOON,
    *,
    remembers: bool = True,
    zone: ZoneInfo = LONDON,
    peer: Peer = PEER,
) -> Observation:
    driver = replace(astm.DRIVER, remembers=remembers)
    batch = Batch(
        driver=driver.key,
        driver_version=driver.version,
        peer=peer,
        visit=uuid4(),
        number=1,
        items=(Report(reading),),
        received_at=received_at,
        last_byte_ns=0,
    )
    (item,) = delivery_of(batch, driver, zone).items
    assert isinstance(item, Observation)
    return item
