"""What a trust's policy has against a device: its ward, its model, its evidence; and disputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.device_findings import DevicePolicy, device_reasons, model_key
from clinicapp.domain.errors import Refused
from clinicapp.policies import gate_policy
from tests.support.facts import an_asset, an_event

ASSET = an_asset(ward="Ash", category="bp_monitor", make="A&D", model="UA-651")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTHING = DevicePolicy()


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 9, tzinfo=UTC)


def event(kind: AssetEventKind, at: datetime, **details: str) -> AssetEvent:
    return replace(an_event(ASSET.id, kind, at), details=details)


def checked(at: datetime, check: Check, verdict: Verdict, **details: str) -> AssetEvent:
    found = an_event(ASSET.id, AssetEventKind.CHECKED, at, check, verdict)
    return replace(found, details=details)


def codes(*events: AssetEvent, policy: DevicePolicy = NOTHING, ward: str = "") -> list[str]:
    return [each.code for each in device_reasons(ASSET, events, NOON, policy, ward)]


def disputed(*events: AssetEvent, at: datetime = NOON) -> bool:
    reasons = state_of(ASSET, (), events, at).reasons
    return "LOCATION_DISPUTED" in {each.code for each in reasons}


def test_a_device_of_another_ward_is_on_the_wrong_one_unless_its_kind_is_shared() -> None:
    assert codes() == codes(ward="ash ") == []
    assert codes(ward="Birch") == ["WRONG_WARD"]
    assert codes(ward="Birch", policy=DevicePolicy(shared=frozenset({"bp_monitor"}))) == []


def test_the_ward_is_the_one_that_answered_for_it_at_that_moment() -> None:
    came = event(AssetEventKind.MOVED, day(23), from_ward="Birch", to_ward="Ash")
    assert codes(came, ward="Birch") == []
    assert codes(came, ward="Ash") == ["WRONG_WARD"]


def test_a_model_is_asked_of_the_list_of_its_kind_only() -> None:
    def listed(kind: str, *names: str) -> DevicePolicy:
        return DevicePolicy(validated={kind: frozenset(model_key(name) for name in names)})

    assert codes(policy=listed("bp_monitor", "a&d  ua 651")) == []
    assert codes(policy=listed("bp_monitor", "Omron HEM-907")) == ["MODEL_NOT_VALIDATED"]
    assert codes(policy=listed("scale", "seca 704")) == []


def test_the_last_check_that_was_passed_needs_its_certificate() -> None:
    policy = DevicePolicy(evidence=frozenset({Check.CALIBRATION}))
    without = checked(day(1), Check.CALIBRATION, Verdict.PASS)
    kept = checked(day(2), Check.CALIBRATION, Verdict.PASS, evidence="ab" * 32)
    assert codes(policy=policy) == []
    assert codes(without, policy=policy) == ["EVIDENCE_MISSING"]
    assert codes(without) == codes(without, kept, policy=policy) == []
    assert codes(checked(day(1), Check.SERVICE, Verdict.PASS), policy=policy) == []
    assert codes(checked(day(1), Check.CALIBRATION, Verdict.FAIL), policy=policy) == []


def test_a_sighting_on_another_ward_is_disputed_until_it_is_settled() -> None:
    seen = event(AssetEventKind.SEEN, day(3), ward="Birch")
    assert not disputed(event(AssetEventKind.SEEN, day(3), ward="Ash"))
    assert disputed(seen)
    assert not disputed(seen, at=day(2))
    assert not disputed(seen, event(AssetEventKind.SEEN, day(4), ward="Ash"))
    moved = event(AssetEventKind.MOVED, day(4), from_ward="Ash", to_ward="Birch")
    assert not disputed(seen, moved)
    there = replace(ASSET, ward="Birch")
    before = state_of(there, (), [seen, moved], datetime(2026, 11, 3, 12, tzinfo=UTC))
    assert "LOCATION_DISPUTED" in {each.code for each in before.reasons}
    corrected = replace(event(AssetEventKind.SEEN, day(5)), supersedes=seen.id)
    assert not disputed(seen, corrected)


EVENTS = st.lists(
    st.builds(
        lambda kind, at, ward: event(kind, day(at), ward=ward, from_ward="Ash", to_ward=ward),
        st.sampled_from(
            [AssetEventKind.SEEN, AssetEventKind.MOVED, AssetEventKind.FOUND, AssetEventKind.LOST]
        ),
        st.integers(1, 21),
        st.sampled_from(["Ash", "Birch", "Elm"]),
    ),
    max_size=6,
)


@given(EVENTS, st.integers(22, 29), st.randoms(use_true_random=False))
def test_neither_order_nor_time_settles_a_dispute(events, later, random) -> None:
    now = disputed(*events)
    assert disputed(*events, at=day(later)) is now
    random.shuffle(events)
    assert disputed(*events) is now


OWN = 'version = "own-1"\ntitle = "Ours"\n[decisions]\n'


def test_a_trust_names_its_list_and_the_day_on_which_it_was_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    models = 'models = { bp_monitor = ["A&D UA-651"] }\n'
    file.write_text(
        f'{OWN}[devices]\nshared = ["scale"]\nevidence = ["calibration"]\n[devices.validated]\n'
        f'source = "BIHS"\nchecked_on = 2026-11-01\n{models}',
        encoding="utf-8",
    )
    found = gate_policy(file).devices
    assert (found.shared, found.evidence) == ({"scale"}, {Check.CALIBRATION})
    assert found.validated == {"bp_monitor": {"adua651"}}
    assert (found.validated_source, str(found.validated_on)) == ("BIHS", "2026-11-01")
    file.write_text(f"{OWN}[devices.validated]\n{models}", encoding="utf-8")
    with pytest.raises(Refused, match="needs its source and the day"):
        gate_policy(file)
