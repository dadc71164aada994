"""Which readings a device gave while it was out, and whether its error could matter.

The error of a device between two calibration points is not known. It is taken to lie between the
errors found at the two neighbouring points (those whose *indications* enclose the reading's), made
wider on both sides by their uncertainty: a bound, never a straight line. When the error arose is
not known either, so the true value may be anything from the value as shown to the value less that
error. If the zone's threshold is met at one place in that range and not at another, the error
**could have crossed** it; if at none, that is excluded. It **could not be excluded** where nothing
bounds the error: outside the range of the points, without points, with a unit that was not
calibrated, when a test without a reference of its own failed (a leak), or where the judgement needs
more than this value (a weight without a height). Source: reference/equipment.md 2.4; product.md,
"What only this product does", 4. Readings keep their values: nothing here changes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from clinicapp.domain.lester.pack import Comparison
from clinicapp.domain.quantities import KG_PER_POUND, MMHG_PER_KPA, half_up

if TYPE_CHECKING:
    from clinicapp.domain.lester.pack import Pack, Threshold
    from clinicapp.domain.observations import Quantity

_Met: TypeAlias = Callable[[Fraction], bool]
_Crosses: TypeAlias = Callable[[Fraction, Fraction], bool]
"""Whether values from one to another lie on both sides of a threshold."""


class Crossing(StrEnum):
    """Whether the device's error could have put a value on the other side, worst first."""

    COULD = "could_have_crossed"
    NOT_EXCLUDED = "could_not_be_excluded"
    EXCLUDED = "excluded"
    NOT_JUDGED = "not_judged"
    """The form judges no such value (a pulse, a temperature)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundError:
    """An as-found point: what the device showed, by how much it erred, and how surely (>= 0)."""

    indicated: Decimal
    error: Decimal
    uncertainty: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsFound:
    """What is known of a device's error: its points, all in ``unit``.

    ``bounded`` is false when a test failed that says nothing about single values.
    """

    unit: str
    points: tuple[FoundError, ...]
    bounded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPerson:
    """What a weight is judged with; None where it is not known, and then nothing is excluded.

    ``other_weights_kg`` are all that a gain or loss could be reckoned against, each as the least
    and the greatest that it can have been: one from the same device errs as well.
    """

    height_cm: Decimal | None = None
    other_weights_kg: tuple[tuple[Fraction, Fraction], ...] | None = None


UNKNOWN: Final = AboutPerson()

Judged: TypeAlias = "tuple[Quantity, str, AboutPerson]"
"""A value, the content hash of the rules, and what the form says beside it."""


def true_range(shown: Decimal, as_found: AsFound) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest that the true value can have been; None where nothing bounds it.

    Args:
        shown: what the device showed, in the unit of the points.
        as_found: the points.
    """
    if not as_found.bounded:
        return None
    below = [point for point in as_found.points if point.indicated <= shown]
    above = [point for point in as_found.points if point.indicated >= shown]
    if not below or not above:
        return None
    nearest_below = max(point.indicated for point in below)
    nearest_above = min(point.indicated for point in above)
    around = [
        point for point in as_found.points if point.indicated in (nearest_below, nearest_above)
    ]
    value = Fraction(shown)
    ends = [
        value - Fraction(point.error) + sign * Fraction(point.uncertainty)
        for point in around
        for sign in (-1, 1)
    ]
    return min(value, *ends), max(value, *ends)


def crossing(
    quantities: Iterable[Quantity],
    as_found: AsFound,
    pack: Pack,
    person: AboutPerson = UNKNOWN,
    known: dict[Judged, Crossing] | None = None,
) -> Crossing:
    """Whether the device's error could have moved any value of a reading across a threshold.

    Args:
        quantities: the reading's values as sent.
        as_found: what the calibration found.
        pack: the rules that its form was judged by.
        person: what the form says beside it.
        known: values that were judged by the same ``as_found``, to which these are added: a value
            is judged once, however many readings hold it.
    """
    known = {} if known is None else known
    found = {Crossing.NOT_JUDGED}
    for quantity in quantities:
        key = (quantity, pack.sha256, person)
        if key not in known:
            known[key] = _of_value(quantity, as_found, pack, person)
        found.add(known[key])
    return next(each for each in Crossing if each in found)


def _of_value(quantity: Quantity, as_found: AsFound, pack: Pack, person: AboutPerson) -> Crossing:
    measure = _MEASURES.get(quantity.field)
    if measure is None:
        return Crossing.NOT_JUDGED
    if quantity.amount is None or measure.unit != as_found.unit:
        return Crossing.NOT_EXCLUDED
    shown = quantity.amount * measure.factor
    ends = true_range(shown, as_found)
    if ends is None:
        return Crossing.NOT_EXCLUDED
    rules = measure.rules(pack, person)
    if any(crosses(*ends) for crosses in rules.thresholds):
        return Crossing.COULD
    return Crossing.EXCLUDED if rules.complete else Crossing.NOT_EXCLUDED


@dataclass(frozen=True, slots=True)
class _Rules:
    """The thresholds that a value is held against, and whether those are all of them."""

    thresholds: Sequence[_Crosses]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Measure:
    """A field of a reading: what brings it to ``unit``, and what it is held against."""

    unit: str
    factor: Decimal
    rules: _RulesOf


_RulesOf: TypeAlias = Callable[["Pack", AboutPerson], "_Rules"]


def _plainly(
    pick: Callable[[Pack], Iterable[Threshold | None]], places: int | None = None
) -> _RulesOf:
    """Thresholds on the value itself, exact or after rounding half up to so many places."""

    def rules(pack: Pack, _person: AboutPerson) -> _Rules:
        return _Rules(tuple(_across(_met(t, places)) for t in pick(pack) if t is not None))

    return rules


def _across(met: _Met) -> _Crosses:
    """Every rule is monotone, so that the ends of a range answer for all between them."""
    return lambda low, high: met(low) != met(high)


def _met(threshold: Threshold, places: int | None) -> _Met:
    if places is None:
        return lambda value: _holds(threshold, value)
    return lambda value: threshold.met_by(half_up(value, places))


def _holds(threshold: Threshold, value: Fraction) -> bool:
    limit = Fraction(threshold.value)
    match threshold.comparison:
        case Comparison.AT_OR_ABOVE:
            return value >= limit
        case Comparison.ABOVE:
            return value > limit
        case Comparison.BELOW:
            return value < limit


def _weight(pack: Pack, person: AboutPerson) -> _Rules:
    """BMI to one place against every cut-off that anybody has, and gain to the kilogram."""
    rules = pack.weight
    thresholds: list[_Crosses] = []
    height = person.height_cm
    if height is not None and height > 0:
        cut_offs = (rules.bmi, rules.bmi_lower)
        thresholds += [_across(_bmi_met(cut_off, height)) for cut_off in cut_offs]
    others = person.other_weights_kg
    thresholds += [
        _gains_across(limit, other)
        for other in others or ()
        for limit in (rules.gain_red, rules.gain_prompt)
    ]
    return _Rules(thresholds, complete=height is not None and others is not None)


def _bmi_met(threshold: Threshold, height_cm: Decimal) -> _Met:
    height_m = Fraction(height_cm) / 100
    return lambda kg: threshold.met_by(half_up(kg / (height_m * height_m), 1))


def _gains_across(threshold: Threshold, other: tuple[Fraction, Fraction]) -> _Crosses:
    """Whichever of the two weights came first: a gain of the one is a loss of the other."""
    least, greatest = other

    def crosses(low: Fraction, high: Fraction) -> bool:
        return _holds(threshold, low - greatest) != _holds(threshold, high - least) or _holds(
            threshold, least - high
        ) != _holds(threshold, greatest - low)

    return crosses


_ONE: Final = Decimal(1)
_SYSTOLIC: Final = _plainly(lambda pack: (pack.blood_pressure.systolic,))
_DIASTOLIC: Final = _plainly(lambda pack: (pack.blood_pressure.diastolic,))
_HBA1C: Final = _plainly(
    lambda pack: (pack.glucose.hba1c_high_risk, pack.glucose.hba1c_diabetes), 0
)
_GLUCOSE: Final = _plainly(
    lambda pack: (
        pack.glucose.fasting_high_risk,
        pack.glucose.fasting_diabetes,
        pack.glucose.random_diabetes,
    ),
    1,
)
_CHOLESTEROL: Final = _plainly(
    lambda pack: (pack.lipids.total_cholesterol, pack.lipids.specialist_total)
)
_TRIGLYCERIDES: Final = _plainly(lambda pack: (pack.lipids.specialist_triglycerides,))
_MEASURES: Final[Mapping[str, _Measure]] = MappingProxyType(
    {
        "systolic_mmhg": _Measure("mmHg", _ONE, _SYSTOLIC),
        "diastolic_mmhg": _Measure("mmHg", _ONE, _DIASTOLIC),
        "systolic_kpa": _Measure("mmHg", MMHG_PER_KPA, _SYSTOLIC),
        "diastolic_kpa": _Measure("mmHg", MMHG_PER_KPA, _DIASTOLIC),
        "weight_kg": _Measure("kg", _ONE, _weight),
        "weight_lb": _Measure("kg", KG_PER_POUND, _weight),
        "weight_g": _Measure("kg", Decimal("0.001"), _weight),
        "hba1c_mmol_mol": _Measure("mmol/mol", _ONE, _HBA1C),
        "glucose_mmol_l": _Measure("mmol/L", _ONE, _GLUCOSE),
        "total_cholesterol_mmol_l": _Measure("mmol/L", _ONE, _CHOLESTEROL),
        "triglycerides_mmol_l": _Measure("mmol/L", _ONE, _TRIGLYCERIDES),
    }
    # Judged, but not in this unit or not by this value alone: nothing is ever excluded of them.
    | {
        field: _Measure("", _ONE, lambda _pack, _person: _Rules((), complete=False))
        for field in (
            *("height_m", "height_cm", "height_in", "bmi", "weight_st"),
            *("hba1c_percent", "glucose_mg_dl", "total_cholesterol_mg_dl", "triglycerides_mg_dl"),
            *("hdl_cholesterol_mmol_l", "hdl_cholesterol_mg_dl", "hdl_mmol_l", "hdl_mg_dl"),
        )
    }
)
"""By a reading's field; a field that is not here is judged by no rule of the form."""
