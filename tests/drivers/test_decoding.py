"""Recordings in, JSON Lines out."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import BadRecording, decode, needs_channel, parse_hex_lines, read_pieces
from drivers.json_lines import as_json, plain, to_line
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Reading,
    Refusal,
    Special,
    Value,
)
from drivers.registry import find_driver
from tests.support.wired import transcript

READING = Reading(
    driver="d",
    driver_version="1",
    kind=Kind.HBA1C,
    values=(
        Value("hba1c_percent", special=Special.ABOVE, limit=Decimal("15.0")),
        Value("mean_mmhg", special=Special.NAN),
        Value("weight_kg", Decimal("36.50")),
        Value("weight_g", Decimal("1E+3")),
    ),
    taken_at=DeviceTime(year=2026, month=7, day=21, hour=9, minute=41, second=30),
    flags=("flag_H",),
    user=1,
    device=DeviceIdentity(maker="Zo\xeb"),
    raw=b"\x1e\x80",
)


def test_a_reading_is_written_as_documented() -> None:
    line = to_line(READING)
    assert list(json.loads(line)) == [
        *("driver", "kind", "values", "special", "taken_at", "flags", "user", "sequence"),
        *("patient_ref", "operator_ref", "sample_ref", "device", "control", "lot", "raw"),
    ]
    assert as_json(READING)["values"] == {"weight_kg": "36.50", "weight_g": "1000"}
    assert as_json(READING)["special"] == {
        "hba1c_percent": {"is": "above", "limit": "15.0"},
        "mean_mmhg": "nan",
    }
    assert as_json(READING)["taken_at"] == "2026-07-21T09:41:30"
    assert as_json(READING)["raw"] == "1e80"
    assert "Zo\xeb" in line


def test_a_refusal_is_written_as_documented() -> None:
    refused = NotUnderstood(
        driver="d", driver_version="1", reason=Refusal.CHECKSUM, detail="It is wrong.", raw=b"\x02"
    )
    assert to_line(refused) == '{"refused":"checksum","detail":"It is wrong.","raw":"02"}'


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_amounts_are_plain_and_exact(amount: Decimal) -> None:
    assert "E" not in plain(amount)
    assert Decimal(plain(amount)) == amount


def test_hexadecimal_lines_are_chunks() -> None:
    lines = ["# a scale", "", "53 54", "\t2c2B \n"]
    assert list(parse_hex_lines(lines, channels=False)) == [(b"ST", ""), (b",+", "")]


def test_hexadecimal_lines_of_bluetooth_name_their_characteristic() -> None:
    lines = ["2A35 1e80", "00002a35-0000-1000-8000-00805F9B34FB 1e 80"]
    assert list(parse_hex_lines(lines, channels=True)) == [(b"\x1e\x80", "2a35")] * 2


@pytest.mark.parametrize(
    ("line", "channels", "sentence"),
    [
        ("1e8", False, "Line 2 is not hexadecimal"),
        ("hello", False, "Line 2 is not hexadecimal"),
        ("1e80", True, "Line 2 is not hexadecimal|Line 2 does not start"),
        ("2a3 1e80", True, "Line 2 does not start with a characteristic"),
    ],
)
def test_a_bad_line_is_named(line: str, channels: bool, sentence: str) -> None:
    good = "2a35 00" if channels else "00"
    lines = parse_hex_lines([good, line, good], channels=channels)
    next(lines)
    if line == "1e80":
        # Four digits and nothing after them: a characteristic whose value is empty.
        assert next(lines) == (b"", "1e80")
        return
    with pytest.raises(BadRecording, match=sentence):
        next(lines)


def test_a_raw_file_is_read_in_pieces() -> None:
    recording = transcript("and-scale", "settling-then-stable")
    pieces = read_pieces(io.BytesIO(recording.sent), size=5)
    found = list(decode(find_driver("and-scale"), pieces))
    assert [type(item) for item in found] == [NotUnderstood, NotUnderstood, Reading]


def test_only_bluetooth_needs_to_know_the_characteristic() -> None:
    assert needs_channel(find_driver("gatt-blood-pressure"))
    assert not needs_channel(find_driver("astm"))
