"""The gate's matrix: the one that ships, and a trust's own in its place."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from clinicapp.domain.equipment.checks import PlanLevel
from clinicapp.domain.equipment.competency import Tier
from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision
from clinicapp.policies import default_plans, gate_policy

OWN = 'version = "own-1"\ntitle = "Ours"\n[decisions]\nDUE_SOON = "hold"\n'


def test_the_shipped_policy_blocks_controls_and_holds_what_it_does_not_know() -> None:
    policy = gate_policy()
    assert policy.version
    assert policy.decide("CONTROL") is Decision.BLOCK
    assert policy.decide("DUE_SOON") is Decision.FLAG
    assert policy.decide("NO_SUCH_CODE") is Decision.HOLD
    assert Decision.ALLOW not in policy.decisions.values()


def test_nothing_about_the_person_is_ever_only_flagged() -> None:
    policy = gate_policy()
    for code in (
        "NOBODY_ARMED",
        "FROM_MEMORY",
        "TIME_UNKNOWN",
        "OUTSIDE_VISIT",
        "REFERENCE_DISAGREES",
        "CONTROL",
    ):
        assert policy.decide(code) in (Decision.HOLD, Decision.BLOCK)


def test_a_trusts_own_policy_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    assert gate_policy(file) == gate_policy()
    file.write_text(OWN, encoding="utf-8")
    policy = gate_policy(file)
    assert (policy.version, policy.title) == ("own-1", "Ours")
    assert policy.decide("DUE_SOON") is Decision.HOLD
    file.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert gate_policy(file) == policy


@pytest.mark.parametrize(
    "text",
    [
        "version = ",
        "",
        'title = "Ours"\n[decisions]\n',
        'version = "1"\ntitle = "Ours"\n',
        'version = "1"\ntitle = "Ours"\ndecisions = ["hold"]\n',
        OWN.replace("hold", "maybe"),
        OWN.replace('"hold"', "1"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"^The gate policy gate\.toml is not usable \(.*file\.$"):
        gate_policy(file)


def test_a_policy_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="is not usable"):
        gate_policy(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(Refused, match="is not usable"):
        gate_policy(file)


def test_the_plans_to_begin_with_say_what_they_rest_on() -> None:
    plans = default_plans()
    scopes = [(each.rule.category, each.rule.check) for each in plans]
    assert len(set(scopes)) == len(scopes) > 10
    assert all(each.source and each.mark in ("verified", "memory, verify") for each in plans)
    assert {each.rule.category for each in plans if not each.unsure} == {
        "bp_monitor",
        "glucose_meter",
        "hba1c_analyser",
        "thermometer",
    }
    assert all(each.rule.level is PlanLevel.CATEGORY for each in plans)


MORE = """
[wards]
Ash = "older_adult"
[ward_types.older_adult]
SERVICE_OVERDUE = "hold"
[competency]
required = { hba1c_analyser = 2 }
months = 12
[break_glass]
most = { hba1c_analyser = 3 }
shifts = ["20:00", "07:30"]
override_minutes = 10
"""


def test_a_trust_decides_otherwise_for_a_type_of_ward(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text(OWN + MORE, encoding="utf-8")
    policy = gate_policy(file)
    assert policy.source == str(file)
    own = policy.for_ward("Ash")
    assert own.decide("SERVICE_OVERDUE") is Decision.HOLD
    assert own.decide("DUE_SOON") is policy.decide("DUE_SOON")
    assert policy.for_ward("Birch").decisions == policy.decisions
    assert policy.for_ward("Birch").ward == "Birch"
    assert policy.competency.required == {"hba1c_analyser": Tier.ASSESSED}
    assert policy.competency.months == 12
    assert policy.break_glass.most == {"hba1c_analyser": 3}
    assert policy.break_glass.shifts == (time(7, 30), time(20, 0))
    assert policy.break_glass.override_minutes == 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[wards]", "[words]"),
        ('"older_adult"', '"acute"'),
        ("= 2 }", "= 4 }"),
        ("months = 12", "months = 0"),
        ("months = 12", "years = 1"),
        ("= 3 }", "= -1 }"),
        ('"07:30"', '"half past seven"'),
        ("override_minutes = 10", "override_minutes = true"),
    ],
)
def test_what_is_spelt_wrong_is_refused_and_never_left_out(
    tmp_path: Path, old: str, new: str
) -> None:
    file = tmp_path / "gate.toml"
    assert old in MORE
    file.write_text(OWN + MORE.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused, match=r"^The gate policy gate\.toml is not usable"):
        gate_policy(file)


def test_the_shipped_policy_asks_for_no_competency_and_caps_nothing() -> None:
    policy = gate_policy()
    assert (policy.competency.required, policy.break_glass.most) == ({}, {})
    assert policy.source == "shipped with the program"
