"""Readings as JSON Lines: the form in which ``clinicapp decode`` and ``capture`` print them.

Amounts are decimal strings in plain notation, with the zeros that the device sent, so that no
reader of JSON rounds them.
"""

from __future__ import annotations

import json
from decimal import Decimal

from drivers.readings import NotUnderstood, Reading, Special, Value

Json = dict[str, object]


def plain(amount: Decimal) -> str:
    """``amount`` without exponent, keeping its trailing zeros."""
    return format(amount, "f")


def as_json(item: Reading | NotUnderstood) -> Json:
    """The object of one line, its keys in the documented order."""
    return _refusal(item) if isinstance(item, NotUnderstood) else _reading(item)


def to_line(item: Reading | NotUnderstood) -> str:
    """One line of JSON, without its line end. Text from the device is kept as it is."""
    return json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":"))


def _reading(reading: Reading) -> Json:
    return {
        "driver": reading.driver,
        "kind": reading.kind.value,
        "values": {v.field: plain(v.amount) for v in reading.values if v.amount is not None},
        "special": {v.field: _special(v, v.special) for v in reading.values if v.special},
        "taken_at": reading.taken_at.isoformat() if reading.taken_at else None,
        "flags": list(reading.flags),
        "user": reading.user,
        "sequence": reading.sequence,
        "patient_ref": reading.patient_ref,
        "operator_ref": reading.operator_ref,
        "sample_ref": reading.sample_ref,
        "device": {
            "maker": reading.device.maker,
            "model": reading.device.model,
            "serial": reading.device.serial,
        },
        "control": reading.control,
        "lot": reading.lot,
        "raw": reading.raw.hex(),
    }


def _special(value: Value, special: Special) -> object:
    if value.limit is None:
        return special.value
    return {"is": special.value, "limit": plain(value.limit)}


def _refusal(refused: NotUnderstood) -> Json:
    return {"refused": refused.reason.value, "detail": refused.detail, "raw": refused.raw.hex()}
