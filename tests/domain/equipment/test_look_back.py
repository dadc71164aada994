"""Whether a device's error could have mattered, against an oracle that tries every error."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp import rule_packs
from clinicapp.domain.equipment.look_back import (
    UNKNOWN,
    AboutPerson,
    AsFound,
    Crossing,
    FoundError,
    crossing,
    true_range,
)
from clinicapp.domain.observations import Quantity

PACK = rule_packs.load("uk-current")


def found(*pairs: tuple[int | str, int | str], u: str = "0", unit: str = "mmHg") -> AsFound:
    """Points as (reference, indicated)."""
    return AsFound(
        unit=unit,
        points=tuple(
            FoundError(
                indicated=Decimal(indicated),
                error=Decimal(indicated) - Decimal(reference),
                uncertainty=Decimal(u),
            )
            for reference, indicated in pairs
        ),
    )


PICTURE = found((0, 0), (50, 50), (100, 101), (150, 152), (200, 204), (250, 252), u="0.5")


def pressure(systolic: int | str, diastolic: int | str = 70) -> tuple[Quantity, ...]:
    """What a monitor sends."""
    return (
        Quantity("systolic_mmhg", Decimal(systolic)),
        Quantity("diastolic_mmhg", Decimal(diastolic)),
        Quantity("pulse_per_min", Decimal(72)),
    )


@pytest.mark.parametrize(
    ("systolic", "diastolic", "outcome"),
    [
        # Between 101 and 152 the error found is 1 to 2, with 0.5 either way: 0.5 to 2.5 too high.
        (139, 70, Crossing.EXCLUDED),
        (140, 70, Crossing.COULD),
        (142, 70, Crossing.COULD),
        (143, 70, Crossing.EXCLUDED),
        # Between 50 and 101 it is 0 to 1, so that a value may also be up to 0.5 too low.
        (120, 89, Crossing.EXCLUDED),
        (120, 90, Crossing.COULD),
        (120, 91, Crossing.COULD),
        (120, 92, Crossing.EXCLUDED),
        (253, 70, Crossing.NOT_EXCLUDED),
        # What could have crossed is said first, whatever is not known beside it.
        (253, 90, Crossing.COULD),
    ],
)
def test_the_monitor_of_the_picture(systolic: int, diastolic: int, outcome: Crossing) -> None:
    assert crossing(pressure(systolic, diastolic), PICTURE, PACK) is outcome


points_drawn = st.lists(
    st.tuples(st.integers(0, 30), st.integers(-6, 6), st.integers(0, 2)), min_size=1, max_size=5
)


@given(points_drawn, st.integers(-5, 45))
def test_the_true_value_lies_within_every_error_of_the_neighbours(
    drawn: list[tuple[int, int, int]], shown: int
) -> None:
    as_found = AsFound(
        unit="mmHg",
        points=tuple(
            FoundError(indicated=Decimal(at), error=Decimal(error), uncertainty=Decimal(u))
            for at, error, u in drawn
        ),
    )
    ends = true_range(Decimal(shown), as_found)
    places = [at for at, _error, _u in drawn]
    if not min(places) <= shown <= max(places):
        assert ends is None
        return
    low = max(at for at in places if at <= shown)
    high = min(at for at in places if at >= shown)
    reachable = {shown}
    for at, error, u in drawn:
        if at in (low, high):
            reachable |= {shown - error + off for off in range(-u, u + 1)}
    assert ends == (min(reachable), max(reachable))


@given(st.integers(60, 250), st.integers(-8, 8), st.integers(0, 3))
def test_an_outcome_is_what_trying_every_true_value_gives(
    systolic: int, error: int, u: int
) -> None:
    as_found = AsFound(
        unit="mmHg",
        points=tuple(
            FoundError(indicated=Decimal(at), error=Decimal(error), uncertainty=Decimal(u))
            for at in (0, 300)
        ),
    )
    trues = [systolic] + [systolic - error + off for off in range(-u, u + 1)]
    between = range(min(trues), max(trues) + 1)
    zones = {true >= 140 for true in between}
    expected = Crossing.COULD if len(zones) == 2 else Crossing.EXCLUDED
    assert crossing(pressure(systolic), as_found, PACK) is expected


def test_without_an_error_nothing_crosses_and_outside_the_points_nothing_is_excluded() -> None:
    right = found((0, 0), (200, 200))
    for systolic in (139, 140, 141):
        assert crossing(pressure(systolic), right, PACK) is Crossing.EXCLUDED
    assert crossing(pressure(201), right, PACK) is Crossing.NOT_EXCLUDED
    assert crossing(pressure(120), found(), PACK) is Crossing.NOT_EXCLUDED
    leaking = replace(right, bounded=False)
    assert crossing(pressure(120), leaking, PACK) is Crossing.NOT_EXCLUDED


def test_what_is_no_number_or_in_another_unit_is_never_excluded() -> None:
    special = (Quantity("systolic_mmhg", special="above", limit=Decimal(280)),)
    assert crossing(special, PICTURE, PACK) is Crossing.NOT_EXCLUDED
    assert crossing((Quantity("weight_kg", Decimal(80)),), PICTURE, PACK) is Crossing.NOT_EXCLUDED
    assert crossing((Quantity("height_m", Decimal("1.7")),), PICTURE, PACK) is Crossing.NOT_EXCLUDED


def test_kilopascal_are_held_against_the_same_threshold() -> None:
    # 18.7 kPa are 140.3 mmHg, up to 2.5 too high.
    assert crossing((Quantity("systolic_kpa", Decimal("18.7")),), PICTURE, PACK) is Crossing.COULD
    assert crossing((Quantity("systolic_kpa", Decimal("16.0")),), PICTURE, PACK) is (
        Crossing.EXCLUDED
    )


def test_what_the_form_judges_not_at_all() -> None:
    for quantity in (
        Quantity("pulse_per_min", Decimal(72)),
        Quantity("temperature_c", Decimal("38.0")),
    ):
        assert crossing((quantity,), PICTURE, PACK) is Crossing.NOT_JUDGED


def exactly(kg: str) -> tuple[Fraction, Fraction]:
    """A weight that is known."""
    return Fraction(kg), Fraction(kg)


SCALE = found((0, 0), (50, "50.2"), (100, "100.3"), unit="kg")


@pytest.mark.parametrize(
    ("kg", "person", "outcome"),
    [
        # 1.68 m: BMI 25.0 after rounding from 70.42 kg, 23.0 from 64.77 kg.
        ("70.5", AboutPerson(height_cm=Decimal(168), other_weights_kg=()), Crossing.COULD),
        ("70.4", AboutPerson(height_cm=Decimal(168), other_weights_kg=()), Crossing.EXCLUDED),
        ("71.0", AboutPerson(height_cm=Decimal(168), other_weights_kg=()), Crossing.EXCLUDED),
        ("64.9", AboutPerson(height_cm=Decimal(168), other_weights_kg=()), Crossing.COULD),
        ("68.0", AboutPerson(height_cm=Decimal(168)), Crossing.NOT_EXCLUDED),
        ("68.0", AboutPerson(other_weights_kg=()), Crossing.NOT_EXCLUDED),
        ("68.0", UNKNOWN, Crossing.NOT_EXCLUDED),
        # More than 5 kg against another weight, in either direction of time.
        (
            "68.0",
            AboutPerson(height_cm=Decimal(168), other_weights_kg=(exactly("62.9"),)),
            Crossing.COULD,
        ),
        (
            "68.0",
            AboutPerson(height_cm=Decimal(168), other_weights_kg=(exactly("72.9"),)),
            Crossing.COULD,
        ),
        (
            "68.0",
            AboutPerson(height_cm=Decimal(168), other_weights_kg=(exactly("66.0"),)),
            Crossing.EXCLUDED,
        ),
        # The other weight errs as well: 62.7 to 63.2 against 67.7 to 68.0.
        (
            "68.0",
            AboutPerson(
                height_cm=Decimal(168),
                other_weights_kg=((Fraction("62.5"), Fraction("63.2")),),
            ),
            Crossing.COULD,
        ),
        (
            "68.0",
            AboutPerson(
                height_cm=Decimal(168),
                other_weights_kg=((Fraction("63.1"), Fraction("63.4")),),
            ),
            Crossing.EXCLUDED,
        ),
    ],
)
def test_a_weight_is_judged_with_its_height_and_the_other_weights(
    kg: str, person: AboutPerson, outcome: Crossing
) -> None:
    assert crossing((Quantity("weight_kg", Decimal(kg)),), SCALE, PACK, person) is outcome


def test_the_rules_are_those_of_the_pack_that_is_given() -> None:
    systolic = replace(PACK.blood_pressure.systolic, value=Decimal(150))
    pack = replace(PACK, blood_pressure=replace(PACK.blood_pressure, systolic=systolic))
    assert crossing(pressure(141), PICTURE, PACK) is Crossing.COULD
    assert crossing(pressure(141), PICTURE, pack) is Crossing.EXCLUDED
    assert crossing(pressure(151), PICTURE, pack) is Crossing.COULD
