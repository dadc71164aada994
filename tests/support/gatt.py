"""Published Bluetooth payloads, with what they say and who published them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

_FILE = Path(__file__).parents[1] / "transcripts" / "gatt.json"

SPECIAL_WORDS = {
    "NaN": "nan",
    "NRes": "nres",
    "+INF": "above",
    "-INF": "below",
    "RFU": "reserved",
    "unsuccessful": "unsuccessful",
}


@dataclass(frozen=True, slots=True)
class Published:
    """One payload; ``expect`` in the words of the collection that it comes from."""

    uuid: str
    payload: bytes
    expect: dict[str, Any]
    quirk: str | None
    note: str


def published(*uuids: str) -> list[Any]:
    """Parameters for pytest: every published payload of these characteristics."""
    entries = json.loads(_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    found = [
        pytest.param(
            Published(
                entry["uuid"],
                bytes.fromhex(entry["hex"]),
                entry["expect"],
                entry.get("quirk"),
                entry.get("note", ""),
            ),
            id=f"{entry['uuid']}-{entry['hex']}-{entry['kind']}",
        )
        for entry in entries
        if entry["uuid"] in uuids
    ]
    assert found, f"no published payload of {uuids}"
    return found
