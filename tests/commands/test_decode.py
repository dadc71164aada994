"""``clinicapp decode``: the four drivers, from a file, from standard input, raw and in hex."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from clinicapp.cli import DONE, REFUSED, USED_WRONGLY, run
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.gatt_blood_pressure import blood_pressure
from tests.support.command import Home

# A&D standard format, EK-i manual; and the checked-in values of the contract's example.
SCALE = b"US,+00068.20 kg\r\nST,+00068.60 kg\r\n"
# GATT Specification Supplement, 3.31 Blood Pressure Measurement: mmHg, 128/82/97, no more fields.
PRESSURE = "00 8000 5200 6100"
# GATT Specification Supplement, 3.254 Weight Measurement: SI, 13720 steps of 0.005 kg = 68.600 kg.
WEIGHT = "00 9835"
KEYS = [
    *("driver", "kind", "values", "special", "taken_at", "flags", "user", "sequence"),
    *("patient_ref", "operator_ref", "sample_ref", "device", "control", "lot", "raw"),
]


def astm_message() -> bytes:
    """What the double of an Afinion sends for one result, its replies taken for granted."""
    double = AstmDouble()
    double.measure(AnalyserResult(run=7, percent="6.2", mmol_mol="44"))
    sent = b"".join(step.data for step in double.start() if hasattr(step, "data"))
    for _ in range(2):
        sent += b"".join(step.data for step in double.receive(b"\x06") if hasattr(step, "data"))
    return sent


def lines_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_scale_is_decoded_from_standard_input(home: Home) -> None:
    ran = home.run("decode", "and-scale", given=SCALE)
    assert ran.err == ""
    stable = lines_of(ran.out)[-1]
    assert list(stable) == KEYS
    assert (stable["kind"], stable["values"]) == ("weight", {"weight_kg": "68.60"})
    assert stable["raw"] == b"ST,+00068.60 kg\r\n".hex()


def test_a_scale_is_decoded_from_a_file_and_from_hex_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stable = SCALE.splitlines(keepends=True)[1]
    raw, in_hex = tmp_path / "raw.bin", tmp_path / "chunks.txt"
    raw.write_bytes(stable)
    in_hex.write_text(f"# a comment\n\n{stable[:5].hex(' ')}\n{stable[5:].hex()}\n")
    assert run(["decode", "and-scale", str(raw)]) == DONE
    from_raw = capsys.readouterr()
    assert run(["decode", "and-scale", "--hex", str(in_hex)]) == DONE
    from_hex = capsys.readouterr()
    assert from_raw.out == from_hex.out != ""
    assert from_raw.err == from_hex.err == ""


def test_an_analyser_is_decoded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "session.bin"
    file.write_bytes(astm_message())
    assert run(["decode", "astm", str(file)]) == DONE
    (reading,) = lines_of(capsys.readouterr().out)
    assert reading["kind"] == "hba1c"
    assert reading["values"] == {"hba1c_percent": "6.2", "hba1c_mmol_mol": "44"}
    assert reading["control"] is False


@pytest.mark.parametrize("options", [[], ["--hex"]])
@pytest.mark.parametrize(
    ("driver", "line", "kind", "values"),
    [
        (
            "gatt-blood-pressure",
            f"2a35 {PRESSURE}",
            "blood_pressure",
            {"systolic_mmhg": "128", "diastolic_mmhg": "82", "mean_mmhg": "97"},
        ),
        ("gatt-weight-scale", f"2A9D {WEIGHT}", "weight", {"weight_kg": "68.600"}),
    ],
)
def test_a_bluetooth_value_is_decoded(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    driver: str,
    line: str,
    kind: str,
    values: dict[str, str],
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(line + "\n")
    assert run(["decode", driver, *options, str(file)]) == DONE
    told = capsys.readouterr()
    (reading,) = lines_of(told.out)
    assert (reading["kind"], told.err) == (kind, "")
    assert {key: Decimal(str(value)) for key, value in dict(reading["values"]).items()} == {  # type: ignore[call-overload]
        key: Decimal(value) for key, value in values.items()
    }


def test_what_the_cuff_s_double_sends_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(f"2a35 {blood_pressure(152, 94, 76, None).hex()}\n")
    assert run(["decode", "gatt-blood-pressure", str(file)]) == DONE
    (reading,) = lines_of(capsys.readouterr().out)
    assert reading["values"] == {
        "systolic_mmhg": "152",
        "diastolic_mmhg": "94",
        "pulse_per_min": "76",
    }
    assert reading["special"] == {"mean_mmhg": "nan"}


def test_a_frame_that_is_refused_is_told_and_the_next_one_still_decoded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(f"2a35 1e\n2a35 {PRESSURE}\n")
    assert run(["decode", "gatt-blood-pressure", str(file)]) == REFUSED
    told = capsys.readouterr()
    refused, reading = lines_of(told.out)
    assert refused["refused"] == "truncated"
    assert refused["raw"] == "1e"
    assert reading["kind"] == "blood_pressure"
    assert told.err == ""


@pytest.mark.parametrize(
    ("driver", "text", "words"),
    [
        ("and-scale", "zz\n", "Line 1 is not hexadecimal"),
        ("and-scale", "53 5\n", "Line 1 is not hexadecimal"),
        ("astm", "05\nnonsense\n", "Line 2 is not hexadecimal"),
        ("gatt-blood-pressure", "1e80f0\n", "Line 1 does not start with a characteristic"),
        ("gatt-blood-pressure", "2a35 1e8\n", "Line 1 is not hexadecimal"),
        ("gatt-weight-scale", "\xff\xfe\n", "Line 1 does not start with a characteristic"),
    ],
)
def test_a_recording_that_is_written_wrongly_is_one_sentence(
    home: Home, driver: str, text: str, words: str
) -> None:
    ran = home.run("decode", driver, "--hex", given=text)
    assert (ran.status, ran.out) == (USED_WRONGLY, "")
    assert words in ran.sentence


def test_nothing_to_decode_is_nothing(home: Home) -> None:
    ran = home.run("decode", "astm")
    assert (ran.status, ran.out, ran.err) == (DONE, "", "")
