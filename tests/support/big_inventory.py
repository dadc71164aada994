"""A trust's invented equipment: a hundred thousand assets with ten years of events."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.plans import PlanRule
from clinicapp.store.columns import instant_text
from clinicapp.store.session import prepared_insert
from clinicapp.store.tables import ASSET_EVENTS, ASSETS
from tests.support.facts import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from clinicapp.store.work import Work

NOW: Final = datetime(2026, 11, 22, 9, 41, tzinfo=LONDON)
WARDS: Final = 400
YEARS: Final = 10
_KINDS: Final = (
    ("BP", "bp_monitor", "A&D", "UA-651"),
    ("TH", "thermometer", "Welch Allyn", "SureTemp"),
    ("SP", "pulse_oximeter", "Nonin", "Onyx 9590"),
    ("EC", "ecg", "GE", "MAC 2000"),
    ("SC", "scale", "seca", "704"),
    ("HQ", "glucose_meter", "HemoCue", "201"),
    ("DCA", "hba1c_analyser", "Siemens", "DCA Vantage"),
)
_ENDS: Final = (
    *[None] * 92,
    *[AssetEventKind.QUARANTINED] * 2,
    *[AssetEventKind.SENT_FOR_REPAIR] * 2,
    *[AssetEventKind.LOST] * 2,
    *[AssetEventKind.CONDEMNED] * 2,
)
_EVENT: Final = (
    *("id", "asset_id", "kind", "at", "recorded_at", "recorded_by", "checked", "verdict"),
    *("detail", "details", "supersedes"),
)


def fill(work: Work, assets: int, *, seed: int = 7) -> None:
    """Put them in: accepted ten years ago, in use, calibrated every year, and what came after."""
    chance = random.Random(seed)
    work.assets.plan_rules.add(PlanRule(id=uuid7(), check=Check.CALIBRATION, every_months=12))
    columns = [column.name for column in ASSETS.columns]
    insert = prepared_insert(ASSETS, *columns)
    append = prepared_insert(ASSET_EVENTS, *_EVENT)
    run = work.assets._session.driver.executemany
    ids = [uuid7() for _ in range(assets)]
    run(insert, [_asset(columns, each, place, chance) for place, each in enumerate(ids)])
    for first in range(0, assets, 5_000):
        some = ids[first : first + 5_000]
        run(append, [row for each in some for row in _events(each, chance)])


def _asset(columns: list[str], asset_id: UUID, place: int, chance: random.Random) -> list[object]:
    prefix, category, make, model = _KINDS[place % len(_KINDS)]
    serial = f"EX{chance.randrange(10**8, 10**9)}"
    values: dict[str, object] = dict.fromkeys(columns, "") | {
        "id": asset_id.hex,
        "tag": f"{prefix}-{place:06d}",
        "category": category,
        "make": make,
        "model": model,
        "serial": serial,
        "serial_key": serial.casefold(),
        "ward": f"Ward {place % WARDS:03d}",
        "location": f"Room {place % 20}",
        "funding": "owned",
        "version": 1,
    }
    nothing = ("driver", "link", "address", "giai", "gtin", "part_of", "photo")
    days = ("purchased_on", "warranty_until", "end_of_life_on")
    values |= dict.fromkeys((*nothing, *days))
    return [values[column] for column in columns]


def _events(asset_id: UUID, chance: random.Random) -> Iterator[tuple[object, ...]]:
    last = NOW.astimezone(UTC) - timedelta(days=chance.randrange(2, 372), minutes=7)
    first = last - timedelta(days=365 * YEARS)
    yield _event(asset_id, AssetEventKind.ACCEPTED, first - timedelta(days=2))
    yield _event(asset_id, AssetEventKind.PUT_IN_USE, first - timedelta(days=1))
    for year in range(YEARS):
        at = last - timedelta(days=365 * (YEARS - 1 - year))
        yield _event(asset_id, AssetEventKind.CHECKED, at, Check.CALIBRATION.value)
    after = chance.choice(_ENDS)
    if after is not None:
        yield _event(asset_id, after, last + timedelta(days=1))


def _event(
    asset_id: UUID, kind: AssetEventKind, at: datetime, check: str | None = None
) -> tuple[object, ...]:
    when, verdict = instant_text(at), None if check is None else Verdict.PASS.value
    plain = (check, verdict, "", "{}", None)
    return (uuid7().hex, asset_id.hex, kind.value, when, when, "Tom Placeholder", *plain)
