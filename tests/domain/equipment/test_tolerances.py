"""Tolerance sets: what ships, the rule for scales, and files that are no policy."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.tolerances import Method, class_iii_tolerance
from clinicapp.domain.errors import Refused
from clinicapp.policies import calibration_policy

SET = """version = "own-1"
[second_signer]
categories = []
mark = "our design"
[[sets]]
key = "bp"
title = "Two points"
categories = ["bp_monitor"]
method = "static"
unit = "mmHg"
points = [{ reference = "0", tolerance = "3" }, { reference = "200", tolerance = "3" }]
basis = "Ours"
mark = "our design"
"""


def test_blood_pressure_is_checked_at_six_pressures_within_three() -> None:
    policy = calibration_policy()
    usual = policy.sets_for("bp_monitor")[0]
    assert [(point.key, point.tolerance) for point in usual.points] == [
        (pressure, Decimal(3)) for pressure in ("0", "50", "100", "150", "200", "250")
    ]
    assert usual.verified
    leak = [p for s in policy.sets for p in s.points if p.name == "Leak"]
    assert [(point.tolerance, point.unit) for point in leak] == [(Decimal(4), "mmHg/min")]
    assert {s.method for s in policy.sets_for("bp_monitor")} == set(Method)


def test_what_is_from_memory_or_ours_stays_marked_as_unsure() -> None:
    unsure = {each.key for each in calibration_policy().sets if not each.verified}
    assert unsure == {"bp-simulator", "height-rod", "thermometer-black-body"}


def test_the_worked_example_of_a_scale() -> None:
    """200 kg by 0.1 kg: 0.1 kg up to 50 kg, 0.2 kg up to 200 kg (reference/equipment.md 1.5)."""
    (scale,) = (s for s in calibration_policy().sets if s.key == "scale-iii-200kg-100g")
    assert [(point.key, str(point.tolerance)) for point in scale.points] == [
        ("0", "0.1"),
        ("20", "0.1"),
        ("50", "0.1"),
        ("100", "0.2"),
        ("150", "0.2"),
        ("200", "0.2"),
    ]


@given(st.integers(0, 12_000), st.sampled_from(["0.02", "0.05", "0.1", "0.2"]))
def test_a_scales_tolerance_grows_in_three_steps(intervals: int, e: str) -> None:
    interval_e = Decimal(e)
    if intervals > 10_000:
        with pytest.raises(Refused, match="Class III"):
            class_iii_tolerance(intervals * interval_e, interval_e)
        return
    expected = 1 + (intervals > 500) + (intervals > 2000)
    assert class_iii_tolerance(intervals * interval_e, interval_e) == expected * interval_e


def test_a_trusts_own_file_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "calibration.toml"
    assert calibration_policy(file) == calibration_policy()
    file.write_bytes(b"\xef\xbb\xbf" + SET.encode())
    policy = calibration_policy(file)
    assert policy.version == "own-1"
    assert not policy.needs_second("bp_monitor")
    assert calibration_policy().needs_second("bp_monitor")


@pytest.mark.parametrize(
    ("was", "became", "said"),
    [
        ('version = "own-1"', "", "has no version"),
        ('"static"', '"magic"', "static, simulator"),
        ('tolerance = "3" },', 'tolerance = "-3" },', "below 0"),
        ('tolerance = "3" },', "tolerance = 3 },", "has to be a text"),
        ('tolerance = "3" },', 'tolerance = "three" },', "a number has to be"),
        ('reference = "200"', 'reference = "0.0"', "twice"),
        ('mark = "our design"\n[[', 'mark = "our design"\nmarc = "x"\n[[', "marc"),
        ("points = [{", 'interval_e = "0.1"\npoints = [{', "no loads"),
        ("[[sets]]", "[[sets]", "calibration.toml"),
        (SET[SET.index("[[") :], SET[SET.index("[[") :] * 2, "bp is there twice"),
    ],
)
def test_what_is_no_policy_is_refused_by_name(
    tmp_path: Path, was: str, became: str, said: str
) -> None:
    file = tmp_path / "calibration.toml"
    assert was in SET
    file.write_text(SET.replace(was, became, 1), encoding="utf-8")
    with pytest.raises(Refused, match=said) as refused:
        calibration_policy(file)
    assert "calibration.toml" in str(refused.value)
