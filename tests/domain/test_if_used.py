"""Whether a value that waits would be red: the limits are read from the packs themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clinicapp.domain.if_used import RedIfUsed, red_if_used
from clinicapp.domain.lester.pack import Threshold
from clinicapp.domain.lester.record import PersonFacts, ScreeningRecord
from clinicapp.domain.lester.vocabulary import Domain, Why
from clinicapp.domain.observations import Quantity
from tests.support.facts import an_observation
from tests.support.snapshots import pack_named

PACKS = ("lester-2012", "lester-2014", "uk-current")
ON = date(2026, 11, 22)


def domain_of(found: RedIfUsed | None) -> Domain | None:
    return None if found is None else found.domain


def around(threshold: Threshold, step: Decimal) -> list[Decimal]:
    return [threshold.value - step, threshold.value, threshold.value + step]


@pytest.mark.parametrize("name", PACKS)
def test_a_pressure_is_red_when_either_limit_of_the_pack_is_met(name: str) -> None:
    pack = pack_named(name)
    rules = pack.blood_pressure
    for systolic in around(rules.systolic, Decimal(1)):
        for diastolic in around(rules.diastolic, Decimal(1)):
            seen = an_observation(
                quantities=(
                    Quantity("systolic_mmhg", systolic),
                    Quantity("diastolic_mmhg", diastolic),
                )
            )
            met = rules.systolic.met_by(systolic) or rules.diastolic.met_by(diastolic)
            assert (domain_of(red_if_used(seen, pack, ON)) is Domain.BLOOD_PRESSURE) == met


@pytest.mark.parametrize("name", PACKS)
def test_glucose_is_red_by_the_packs_limits(name: str) -> None:
    pack = pack_named(name)
    cases = (
        ("hba1c", "hba1c_mmol_mol", pack.glucose.hba1c_high_risk, Decimal(1)),
        ("glucose", "glucose_mmol_l", pack.glucose.random_diabetes, Decimal("0.1")),
    )
    for kind, field, threshold, step in cases:
        for value in around(threshold, step):
            seen = an_observation(kind, quantities=(Quantity(field, value),))
            assert (domain_of(red_if_used(seen, pack, ON)) is Domain.GLUCOSE) == threshold.met_by(
                value
            )


def test_cholesterol_is_red_only_where_the_pack_has_a_limit() -> None:
    def judged(value: str) -> dict[str, RedIfUsed | None]:
        quantity = Quantity("total_cholesterol_mmol_l", Decimal(value))
        seen = an_observation("lipids", quantities=(quantity,))
        return {name: red_if_used(seen, pack_named(name), ON) for name in PACKS}

    red = RedIfUsed(Domain.LIPIDS, (Why.TOTAL_CHOLESTEROL,))
    assert judged("6.0") == dict.fromkeys(PACKS)
    assert judged("6.1") == {"lester-2012": red, "lester-2014": None, "uk-current": None}
    assert judged("15") == dict.fromkeys(PACKS, red)


def test_a_child_is_not_judged_by_an_adults_pack() -> None:
    child = ScreeningRecord(id="x", on=ON, person=PersonFacts(born=date(2012, 1, 1)))
    seen = an_observation("hba1c", quantities=(Quantity("hba1c_mmol_mol", Decimal(60)),))
    pack = pack_named("uk-current")
    assert domain_of(red_if_used(seen, pack, ON)) is Domain.GLUCOSE
    assert red_if_used(seen, pack, ON, child) is None


@pytest.mark.parametrize(
    "seen",
    [
        an_observation("temperature", quantities=(Quantity("temperature_c", Decimal(40)),)),
        an_observation("hba1c", quantities=(Quantity("hba1c_mmol_mol", None, "above"),)),
        an_observation("weight", quantities=(Quantity("weight_kg", Decimal(180)),)),
    ],
)
def test_what_cannot_be_judged_by_itself_is_not_called_red(seen: object) -> None:
    assert red_if_used(seen, pack_named("uk-current"), ON) is None  # type: ignore[arg-type]
