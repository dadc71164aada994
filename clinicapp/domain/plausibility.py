"""Entry limits: which values cannot be, and which want a second look before they are kept.

Limits and unit traps are those of the clinical reference, section 5 (design values, marked there
as ours and not national). A rejected value is never stored as a measurement; a value to confirm
is kept once somebody has said that it is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from clinicapp.domain.quantities import plain


class Severity(StrEnum):
    """What a finding asks for."""

    REJECT = "reject"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or odd about an entry.

    Attributes:
        field: The name of the field, as the input called it.
        severity: Whether the value is refused or has to be confirmed.
        sentence: What is wrong and what to do, in one sentence that starts with the field.
    """

    field: str
    severity: Severity
    sentence: str


class Measure(StrEnum):
    """What a number measures, with its unit."""

    SYSTOLIC_MMHG = "systolic_mmhg"
    DIASTOLIC_MMHG = "diastolic_mmhg"
    PULSE_PER_MIN = "pulse_per_min"
    WEIGHT_KG = "weight_kg"
    HEIGHT_CM = "height_cm"
    WAIST_CM = "waist_cm"
    BMI = "bmi"
    HBA1C_MMOL_MOL = "hba1c_mmol_mol"
    GLUCOSE_MMOL_L = "glucose_mmol_l"
    TOTAL_CHOLESTEROL_MMOL_L = "total_cholesterol_mmol_l"
    HDL_MMOL_L = "hdl_mmol_l"
    TRIGLYCERIDES_MMOL_L = "triglycerides_mmol_l"
    SPO2_PERCENT = "spo2_percent"
    TEMPERATURE_C = "temperature_c"
    AUDIT_C = "audit_c"
    AGE_YEARS = "age_years"
    QRISK3_PERCENT = "qrisk3_percent"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one measure, all inclusive, in its unit.

    Attributes:
        unit: The unit as people read it, empty for a score.
        low: Below this the value is refused.
        high: Above this the value is refused.
        usual_low: Below this the value has to be confirmed; None if there is no such bound.
        usual_high: Above this the value has to be confirmed; None if there is no such bound.
    """

    unit: str
    low: Decimal
    high: Decimal
    usual_low: Decimal | None = None
    usual_high: Decimal | None = None


def _limits(unit: str, hard: str, usual: str | None = None) -> Limits:
    low, high = (Decimal(bound) for bound in hard.split(".."))
    if usual is None:
        return Limits(unit, low, high)
    usual_low, usual_high = (Decimal(bound) for bound in usual.split(".."))
    return Limits(unit, low, high, usual_low, usual_high)


LIMITS: Final[Mapping[Measure, Limits]] = MappingProxyType(
    {
        Measure.SYSTOLIC_MMHG: _limits("mmHg", "50..300", "80..220"),
        Measure.DIASTOLIC_MMHG: _limits("mmHg", "20..200", "40..130"),
        Measure.PULSE_PER_MIN: _limits("per minute", "20..250", "40..150"),
        Measure.WEIGHT_KG: _limits("kg", "20..400", "35..200"),
        Measure.HEIGHT_CM: _limits("cm", "100..230", "140..205"),
        Measure.WAIST_CM: _limits("cm", "40..250", "55..160"),
        Measure.BMI: _limits("kg/m2", "10..100", "15..60"),
        Measure.HBA1C_MMOL_MOL: _limits("mmol/mol", "15..200", "20..140"),
        Measure.GLUCOSE_MMOL_L: _limits("mmol/L", "0.5..50", "2.0..33.3"),
        Measure.TOTAL_CHOLESTEROL_MMOL_L: _limits("mmol/L", "1..30", "2..12"),
        Measure.HDL_MMOL_L: _limits("mmol/L", "0.1..5", "0.5..3"),
        Measure.TRIGLYCERIDES_MMOL_L: _limits("mmol/L", "0.1..80", "0.3..15"),
        Measure.SPO2_PERCENT: _limits("%", "50..100"),
        Measure.TEMPERATURE_C: _limits("degrees Celsius", "25..45"),
        Measure.AUDIT_C: _limits("", "0..12"),
        Measure.AGE_YEARS: _limits("years", "0..120"),
        # Not in section 5: a risk in per cent has no other possible range.
        Measure.QRISK3_PERCENT: _limits("%", "0..100"),
    }
)
"""Entry limits per measure (clinical reference, section 5)."""

HBA1C_PROBABLY_PERCENT_UP_TO: Final = Decimal(20)
"""A value in mmol/mol up to this was probably read in % (clinical reference, section 5)."""

GLUCOSE_PROBABLY_MG_DL_ABOVE: Final = Decimal(35)
"""A value in mmol/L above this was probably read in mg/dL (clinical reference, section 5)."""

HEIGHT_PROBABLY_METRES_BELOW: Final = Decimal(3)
"""A height in cm below this was probably read in metres (clinical reference, section 5)."""

NARROW_PULSE_PRESSURE_MMHG: Final = 15
"""A pulse pressure below this has to be confirmed (clinical reference, section 5)."""

HEIGHT_DIFFERS_CM: Final = Decimal(2)
"""A height is measured again when it differs by more (clinical reference, section 3, rule W2)."""

_POUNDS_RATIO: Final = (Fraction(21, 10), Fraction(23, 10))
_WEIGHT_CHANGE_DAYS: Final = 7


def check(
    measure: Measure, value: Decimal, field: str, *, converted: bool = False
) -> tuple[Finding, ...]:
    """Hold one value against its limits and against the unit slips that are known for it.

    Args:
        measure: What the value measures; it is in that measure's unit.
        value: A finite decimal.
        field: The name by which the finding calls the value.
        converted: The value was read in another unit, so the usual unit slip cannot explain it.

    Returns:
        At most one finding: a refusal, or a request to confirm.
    """
    limits = LIMITS[measure]
    slip = None if converted else _unit_slip(measure, value)
    if not limits.low <= value <= limits.high:
        hint = slip or "check it and enter it again"
        sentence = f"{field} is {_said(value, limits)}, which is outside {_range(limits)}; {hint}."
        return (Finding(field, Severity.REJECT, sentence),)
    if slip is None and _usual(limits, value):
        return ()
    advice = slip or "confirm it or measure again"
    sentence = f"{field} is {_said(value, limits)}, which is unusual; {advice}."
    return (Finding(field, Severity.CONFIRM, sentence),)


def check_blood_pressure(
    systolic_mmhg: int, diastolic_mmhg: int, field: str, parts: tuple[str, str] | None = None
) -> tuple[Finding, ...]:
    """Check both pressures and the pair: systolic at or below diastolic is refused.

    Args:
        systolic_mmhg: Systolic pressure, mmHg.
        diastolic_mmhg: Diastolic pressure, mmHg.
        field: The name of the reading.
        parts: What its two numbers are called; ``field`` with ``.systolic`` and ``.diastolic`` when
            left out.
    """
    systolic, diastolic = parts or (f"{field}.systolic", f"{field}.diastolic")
    findings = (
        *check(Measure.SYSTOLIC_MMHG, Decimal(systolic_mmhg), systolic),
        *check(Measure.DIASTOLIC_MMHG, Decimal(diastolic_mmhg), diastolic),
    )
    pair = f"{systolic_mmhg}/{diastolic_mmhg}"
    if systolic_mmhg <= diastolic_mmhg:
        sentence = (
            f"{systolic} has to be above {diastolic}, but the entry is {pair}; "
            "check whether they were swapped."
        )
        return (*findings, Finding(systolic, Severity.REJECT, sentence))
    if systolic_mmhg - diastolic_mmhg < NARROW_PULSE_PRESSURE_MMHG:
        sentence = f"{field} is {pair}, a very narrow pulse pressure; confirm it or measure again."
        return (*findings, Finding(field, Severity.CONFIRM, sentence))
    return findings


def check_cholesterol(
    total_mmol_l: Decimal, hdl_mmol_l: Decimal, total_field: str, hdl_field: str
) -> tuple[Finding, ...]:
    """Refuse an HDL cholesterol that is not below the total of which it is a part."""
    if hdl_mmol_l < total_mmol_l:
        return ()
    sentence = (
        f"{hdl_field} is {plain(hdl_mmol_l)} mmol/L and has to be below {total_field}, "
        f"which is {plain(total_mmol_l)} mmol/L; check whether they were swapped."
    )
    return (Finding(hdl_field, Severity.REJECT, sentence),)


def check_weight_change(
    earlier: tuple[date, Decimal], later: tuple[date, Decimal], field: str
) -> tuple[Finding, ...]:
    """Ask about a weight that cannot well follow from the one before.

    Args:
        earlier: Day and kg of the weight before.
        later: Day and kg of the weight that is checked.
        field: The name of the later weight.

    Returns:
        A request to confirm when the two are in the ratio of pounds to kilograms, or differ by
        more than a tenth within seven days.
    """
    (before_on, before_kg), (after_on, after_kg) = earlier, later
    ratio = Fraction(after_kg) / Fraction(before_kg)
    low, high = _POUNDS_RATIO
    if low <= ratio <= high or low <= 1 / ratio <= high:
        sentence = (
            f"{field} is {plain(after_kg)} kg after {plain(before_kg)} kg, the ratio of pounds "
            "to kilograms; check the unit on the scale."
        )
        return (Finding(field, Severity.CONFIRM, sentence),)
    quick = (after_on - before_on).days <= _WEIGHT_CHANGE_DAYS
    if quick and abs(ratio - 1) > Fraction(1, 10):
        sentence = (
            f"{field} is {plain(after_kg)} kg after {plain(before_kg)} kg, a change of more than "
            "a tenth within seven days; confirm it or weigh again."
        )
        return (Finding(field, Severity.CONFIRM, sentence),)
    return ()


def check_height_change(earlier_cm: Decimal, later_cm: Decimal, field: str) -> tuple[Finding, ...]:
    """Ask about a height that differs from the one on record by more than 2 cm (rule W2)."""
    if abs(later_cm - earlier_cm) <= HEIGHT_DIFFERS_CM:
        return ()
    sentence = (
        f"{field} is {plain(later_cm)} cm and was {plain(earlier_cm)} cm on the form before, which "
        "differs by more than 2 cm; confirm it or measure again."
    )
    return (Finding(field, Severity.CONFIRM, sentence),)


def rejected(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Only the findings that refuse a value."""
    return tuple(finding for finding in findings if finding.severity is Severity.REJECT)


def _usual(limits: Limits, value: Decimal) -> bool:
    if limits.usual_low is not None and value < limits.usual_low:
        return False
    return limits.usual_high is None or value <= limits.usual_high


def _unit_slip(measure: Measure, value: Decimal) -> str | None:
    if measure is Measure.HBA1C_MMOL_MOL and value <= HBA1C_PROBABLY_PERCENT_UP_TO:
        return "it is probably in %, so check the unit"
    if measure is Measure.GLUCOSE_MMOL_L and value > GLUCOSE_PROBABLY_MG_DL_ABOVE:
        return "it is probably in mg/dL, so check the unit"
    if measure is Measure.HEIGHT_CM and value < HEIGHT_PROBABLY_METRES_BELOW:
        return "it is probably in metres, so check the unit"
    return None


def _said(value: Decimal, limits: Limits) -> str:
    return f"{plain(value)} {limits.unit}".rstrip()


def _range(limits: Limits) -> str:
    return f"{plain(limits.low)} to {plain(limits.high)} {limits.unit}".rstrip()
