"""By what a second delivery of the same measurement is known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.station.translate import device_key
from drivers.readings import (
    DeviceIdentity,
    Kind,
    Reading,
    Special,
    Value,
)
from drivers.transports.contract import Peer
from tests.support.device_readings import NOON, PEER, a_reading, observed, shown

TAKEN = shown(NOON)
CHANGES: dict[str, dict[str, object]] = {
    "value": {"values": (Value("hba1c_mmol_mol", Decimal(42)),)},
    "precision": {"values": (Value("hba1c_mmol_mol", Decimal("41.0")),)},
    "special": {"values": (Value("hba1c_mmol_mol", None, Special.ABOVE, Decimal(140)),)},
    "patient": {"patient_ref": "9990000018"},
    "lot": {"lot": "L2"},
    # A message that broke off comes again with more of its result.
    "more values": {
        "values": (Value("hba1c_mmol_mol", Decimal(41)), Value("hba1c_percent", Decimal("5.9")))
    },
}
OTHERS: dict[str, dict[str, object]] = {
    "time": {"taken_at": shown(NOON + timedelta(seconds=1))},
    "sequence": {"sequence": "2"},
    "sample": {"sample_ref": "S2"},
    "control": {"control": True},
    "kind": {"kind": Kind.GLUCOSE},
    "device": {"device": DeviceIdentity(maker="Abbott", serial="AF2")},
}


def keys(reading: Reading) -> tuple[str | None, str | None]:
    found = observed(reading)
    return found.identity_key, found.content_key


def test_the_same_delivery_twice_is_the_same() -> None:
    reading = a_reading(taken_at=TAKEN, sequence="1")
    one, two = observed(reading), observed(reading, NOON + timedelta(days=3))
    assert (one.identity_key, one.content_key) == (two.identity_key, two.content_key)
    assert one.id != two.id
    assert None not in (one.identity_key, one.content_key)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_result_is_the_same_measurement_with_another_content(change: str) -> None:
    first = keys(a_reading(taken_at=TAKEN, sequence="1"))
    changed = keys(a_reading(**{"taken_at": TAKEN, "sequence": "1"} | CHANGES[change]))
    assert changed[0] == first[0]
    assert changed[1] != first[1]


@pytest.mark.parametrize("other", OTHERS)
def test_another_measurement_has_another_identity(other: str) -> None:
    first = keys(a_reading(taken_at=TAKEN, sequence="1"))
    second = keys(a_reading(**{"taken_at": TAKEN, "sequence": "1"} | OTHERS[other]))
    assert second[0] != first[0]
    assert second[1] != first[1]


def test_analytes_are_told_apart_by_their_fields() -> None:
    one, other = (
        a_reading(kind=Kind.ANALYTE, values=(Value(field, Decimal(1)),), taken_at=TAKEN)
        for field in ("crp_mg_l", "cpeptide_nmol_l")
    )
    assert keys(one)[0] != keys(other)[0]


def test_without_a_time_or_a_number_nothing_is_taken_for_a_repeat() -> None:
    assert keys(a_reading()) == (None, None)
    assert None not in keys(a_reading(sequence="1"))
    assert None not in keys(a_reading(taken_at=TAKEN))


def test_the_order_of_the_values_makes_no_difference() -> None:
    values = (Value("a_mmol_l", Decimal(1)), Value("b_mmol_l", Decimal(2)))
    one = a_reading(kind=Kind.LIPIDS, values=values, taken_at=TAKEN)
    two = a_reading(kind=Kind.LIPIDS, values=values[::-1], taken_at=TAKEN)
    assert keys(one) == keys(two)


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_no_text_of_a_device_costs_a_reading(text: str) -> None:
    reading = a_reading(taken_at=TAKEN, sequence=text, sample_ref=text, patient_ref=text, lot=text)
    assert None not in keys(reading)


def test_a_sender_is_known_by_its_serial_number_or_else_by_its_way() -> None:
    ble = Peer(link="ble", address="00:00:5E:00:53:01")
    assert device_key(a_reading(), PEER) == "serial-number:Abbott/AF1"
    assert device_key(a_reading(device=DeviceIdentity()), PEER) == "tcp:192.0.2.7"
    # A bonded address is surer than a serial number that many cuffs share.
    assert device_key(a_reading(), ble) == "ble:00:00:5E:00:53:01"
