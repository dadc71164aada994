"""What a reading puts on the form: the right unit, exactly, or nothing at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.filling import Filling, fill_of
from clinicapp.domain.observations import Observation, Quantity
from clinicapp.domain.quantities import half_up
from tests.support.facts import an_observation


def sent(kind: str, *quantities: Quantity, **changes: object) -> Observation:
    return an_observation(kind, quantities=quantities, **changes)


def amounts(**values: str) -> tuple[Quantity, ...]:
    return tuple(Quantity(field, Decimal(value)) for field, value in values.items())


def filled(kind: str, **values: str) -> dict[str, str]:
    filling = fill_of(sent(kind, *amounts(**values)))
    assert filling.fill is not None
    return dict(filling.fill.values)


def amounts_between(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(low), Decimal(high), places=places)


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("blood_pressure", {"systolic_kpa": "18.67", "diastolic_kpa": "12.00"}, ("140", "90")),
        ("blood_pressure", {"systolic_mmhg": "127.5", "diastolic_mmhg": "81.4"}, ("128", "81")),
        ("weight", {"weight_kg": "68.60"}, ("68.60",)),
        ("weight", {"weight_lb": "176"}, ("79.83",)),
        ("weight", {"weight_g": "68600"}, ("68.600",)),
        ("hba1c", {"hba1c_percent": "6.0"}, ("42", "poc")),
        ("hba1c", {"hba1c_percent": "6.5"}, ("48", "poc")),
        # The analyser's own IFCC value counts, not ours.
        ("hba1c", {"hba1c_percent": "6.5", "hba1c_mmol_mol": "47"}, ("47", "poc")),
        ("glucose", {"glucose_mmol_l": "6.40"}, ("6.40", "poc", "unknown")),
        ("glucose", {"glucose_mg_dl": "198"}, ("11.0", "poc", "unknown")),
        ("glucose", {"glucose_mg_dl": "200"}, ("11.1", "poc", "unknown")),
        (
            "lipids",
            {
                "total_cholesterol_mg_dl": "200",
                "hdl_mmol_l": "1.3",
                "triglycerides_mg_dl": "150",
            },
            ("5.2", "1.3", "1.7"),
        ),
    ],
)
def test_each_unit_arrives_in_the_unit_it_is_judged_in(
    kind: str, values: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert tuple(filled(kind, **values).values()) == expected
    assert fill_of(sent(kind, *amounts(**values))).findings == ()


@given(amounts_between("60", "440", 1))
def test_pounds_are_exact_to_a_hundredth_of_a_kilogram(pounds: Decimal) -> None:
    kilograms = Decimal(filled("weight", weight_lb=str(pounds))["weight_kg"])
    exact = Fraction(pounds) * Fraction(45359237, 100_000_000)
    assert abs(Fraction(kilograms) - exact) <= Fraction(1, 200)
    assert kilograms.as_tuple().exponent == -2


@given(st.integers(20_000, 400_000))
def test_grams_lose_nothing(grams: int) -> None:
    kilograms = Decimal(filled("weight", weight_g=str(grams))["weight_kg"])
    assert kilograms * 1000 == grams


@given(amounts_between("8", "40", 2), amounts_between("3", "7", 2))
def test_kilopascals_become_the_nearest_whole_mmhg(systolic: Decimal, diastolic: Decimal) -> None:
    values = filled("blood_pressure", systolic_kpa=str(systolic), diastolic_kpa=str(diastolic))
    for name, kpa in (("systolic", systolic), ("diastolic", diastolic)):
        exact = Fraction(kpa) * Fraction(750062, 100_000)
        assert abs(int(values[f"{name}_mmhg"]) - exact) <= Fraction(1, 2)


@given(amounts_between("36", "900", 0))
def test_milligrams_of_glucose_become_the_nearest_tenth(mg_dl: Decimal) -> None:
    mmol_l = Decimal(filled("glucose", glucose_mg_dl=str(mg_dl))["glucose_mmol_l"])
    assert mmol_l == half_up(Fraction(mg_dl) * 1000 / 18016, 1)


@pytest.mark.parametrize("special", ["nan", "nres", "above", "below", "unsuccessful", "reserved"])
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("weight", "weight_kg"),
        ("hba1c", "hba1c_mmol_mol"),
        ("glucose", "glucose_mmol_l"),
        ("lipids", "hdl_mmol_l"),
        ("blood_pressure", "systolic_mmhg"),
        ("blood_pressure", "diastolic_mmhg"),
    ],
)
def test_a_special_is_never_taken_for_a_number(kind: str, field: str, special: str) -> None:
    other = amounts(systolic_mmhg="128", diastolic_mmhg="82") if kind == "blood_pressure" else ()
    quantities = (
        *(each for each in other if each.field != field),
        Quantity(field, None, special, Decimal(4)),
    )
    filling = fill_of(sent(kind, *quantities))
    assert filling == Filling(fill=None, findings=("NOT_A_NUMBER",))


@pytest.mark.parametrize("kind", ["blood_pressure", "weight", "hba1c", "glucose", "lipids"])
def test_a_result_without_the_quantity_fills_nothing(kind: str) -> None:
    assert fill_of(sent(kind)) == Filling(fill=None, findings=("NOT_A_NUMBER",))


@pytest.mark.parametrize("kind", ["ketone", "temperature", "analyte", "height", "no_such_kind"])
def test_what_the_form_does_not_ask_for_is_said_so(kind: str) -> None:
    found = fill_of(sent(kind, *amounts(ketone_mmol_l="0.4")))
    assert found == Filling(fill=None, findings=("NO_FORM_ITEM",))


def test_an_irregular_pulse_of_the_monitor_is_an_irregular_pulse() -> None:
    pressure = amounts(systolic_mmhg="128", diastolic_mmhg="82", pulse_per_min="72")
    flagged = fill_of(sent("blood_pressure", *pressure, flags=("body_moved", "irregular_pulse")))
    plain = fill_of(sent("blood_pressure", *pressure, flags=("body_moved",)))
    assert flagged.fill is not None
    assert plain.fill is not None
    assert flagged.fill.values["pulse_regular"] == "no"
    # A monitor that flags nothing has not felt the pulse.
    assert "pulse_regular" not in plain.fill.values


def test_a_pulse_that_is_no_number_does_not_cost_the_pressure() -> None:
    pressure = amounts(systolic_mmhg="128", diastolic_mmhg="82")
    found = fill_of(sent("blood_pressure", *pressure, Quantity("pulse_per_min", None, "above")))
    assert found.fill is not None
    assert found.fill.values == {"systolic_mmhg": "128", "diastolic_mmhg": "82"}


@pytest.mark.parametrize(
    ("kind", "values", "codes"),
    [
        ("blood_pressure", {"systolic_mmhg": "301", "diastolic_mmhg": "90"}, ("IMPLAUSIBLE",)),
        ("blood_pressure", {"systolic_mmhg": "80", "diastolic_mmhg": "120"}, ("IMPLAUSIBLE",)),
        ("blood_pressure", {"systolic_mmhg": "128", "diastolic_mmhg": "120"}, ("UNUSUAL",)),
        ("blood_pressure", {"systolic_mmhg": "221", "diastolic_mmhg": "90"}, ("UNUSUAL",)),
        (
            "blood_pressure",
            {"systolic_mmhg": "128", "diastolic_mmhg": "82", "pulse_per_min": "260"},
            ("IMPLAUSIBLE",),
        ),
        ("weight", {"weight_kg": "19.9"}, ("IMPLAUSIBLE",)),
        ("weight", {"weight_kg": "0"}, ("IMPLAUSIBLE",)),
        ("weight", {"weight_kg": "34.9"}, ("UNUSUAL",)),
        ("hba1c", {"hba1c_percent": "3.9"}, ("UNUSUAL",)),
        ("glucose", {"glucose_mmol_l": "50.1"}, ("IMPLAUSIBLE",)),
        ("lipids", {"hdl_mmol_l": "3.1"}, ("UNUSUAL",)),
        ("lipids", {"total_cholesterol_mmol_l": "2", "hdl_mmol_l": "2.5"}, ("IMPLAUSIBLE",)),
    ],
)
def test_what_cannot_be_or_is_odd_is_said_in_a_sentence(
    kind: str, values: dict[str, str], codes: tuple[str, ...]
) -> None:
    filling = fill_of(sent(kind, *amounts(**values)))
    assert filling.findings == codes
    assert filling.sentences
    assert all(sentence.endswith(".") for sentence in filling.sentences)


@pytest.mark.parametrize(
    ("kind", "values"),
    [("hba1c", {"hba1c_percent": "3.9"}), ("glucose", {"glucose_mg_dl": "700"})],
)
def test_a_converted_value_is_not_blamed_on_its_unit(kind: str, values: dict[str, str]) -> None:
    (sentence,) = fill_of(sent(kind, *amounts(**values))).sentences
    assert "probably" not in sentence


def test_a_lipid_that_the_analyser_could_not_measure_does_not_go_unseen() -> None:
    high = Quantity("total_cholesterol_mmol_l", None, "above", Decimal("12.95"))
    filling = fill_of(sent("lipids", high, *amounts(hdl_mmol_l="1.3")))
    assert filling.fill is not None
    assert filling.fill.values == {"hdl_mmol_l": "1.3"}
    assert filling.findings == ("NOT_A_NUMBER",)


def test_a_lipid_that_the_form_does_not_ask_for_may_be_missing() -> None:
    uncalculated = Quantity("ldl_mmol_l", None, "nan")
    total = amounts(total_cholesterol_mmol_l="5.1", hdl_mmol_l="1.3")
    assert fill_of(sent("lipids", uncalculated, *total)).findings == ()
