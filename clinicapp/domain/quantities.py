"""Exact conversions between the units that devices send and the units that rules read.

Everything is done in whole-number ratios and rounded once, half up, at the end, so that no
result depends on binary fractions or on the decimal context of the caller: 64.0 kg at 1.60 m is
25.0 kg/m2, never 24.999. The constants are those of the project's clinical reference, section 5
("Units & limits"); where a wider authority fixes one, it is named beside it.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final

NGSP_PERCENT_PER_IFCC_MMOL_MOL: Final = Decimal("0.09148")
"""Slope of the IFCC-NGSP master equation, % per mmol/mol (NGSP; clinical reference, section 5)."""

NGSP_PERCENT_AT_ZERO_IFCC: Final = Decimal("2.152")
"""Intercept of the IFCC-NGSP master equation, % (NGSP; clinical reference, section 5)."""

GLUCOSE_MG_DL_PER_MMOL_L: Final = Decimal("18.016")
"""mg/dL in one mmol/L of glucose (clinical reference, section 5).

Some Bluetooth vectors of the project were written with 18.0156. The clinical figure is used for
every judgement; for whole mg/dL the two first differ, at one decimal place, at 345 mg/dL, far
above every cut-off.
"""

CHOLESTEROL_MG_DL_PER_MMOL_L: Final = Decimal("38.67")
"""mg/dL in one mmol/L of total, HDL or LDL cholesterol (clinical reference, section 5)."""

TRIGLYCERIDES_MG_DL_PER_MMOL_L: Final = Decimal("88.57")
"""mg/dL in one mmol/L of triglycerides (clinical reference, section 5)."""

MMHG_PER_KPA: Final = Decimal("7.50062")
"""mmHg in one kPa (clinical reference, section 5; ISO 80000-4 conventional mmHg)."""

KG_PER_POUND: Final = Decimal("0.45359237")
"""kg in one avoirdupois pound, exact (International Yard and Pound Agreement, 1959)."""

CM_PER_INCH: Final = Decimal("2.54")
"""cm in one inch, exact (International Yard and Pound Agreement, 1959)."""


def half_up(value: Decimal | Fraction, places: int) -> Decimal:
    """Round to so many decimal places, a tie away from zero.

    Args:
        value: Any finite decimal, or an exact ratio.
        places: How many decimal places to keep, 0 or more.

    Returns:
        A decimal with exactly ``places`` places; never a negative zero.

    Raises:
        ValueError: The value is not finite.
    """
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("Only a finite number can be rounded; keep a special value as a word.")
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = 1 if exact < 0 and whole else 0
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -places))


def half_up_whole(value: Decimal | Fraction) -> int:
    """Round to a whole number, a tie away from zero."""
    return int(half_up(value, 0))


def plain(value: Decimal) -> str:
    """Write a decimal without exponent, keeping its trailing zeros (``1E+2`` becomes ``100``)."""
    if value.is_zero():
        value = abs(value)
    return format(value, "f")


def body_mass_index_exact(weight_kg: Decimal, height_cm: Decimal) -> Fraction:
    """Body mass index in kg/m2, as an exact ratio.

    Raises:
        ZeroDivisionError: The height is zero; the entry limits keep that out.
    """
    height_m = Fraction(height_cm) / 100
    return Fraction(weight_kg) / (height_m * height_m)


def body_mass_index(weight_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body mass index in kg/m2 to one place, half up (clinical reference, section 5)."""
    return half_up(body_mass_index_exact(weight_kg, height_cm), 1)


def hba1c_mmol_mol_exact(ngsp_percent: Decimal) -> Fraction:
    """HbA1c in mmol/mol (IFCC) from % (NGSP), as an exact ratio."""
    above = Fraction(ngsp_percent) - Fraction(NGSP_PERCENT_AT_ZERO_IFCC)
    return above / Fraction(NGSP_PERCENT_PER_IFCC_MMOL_MOL)


def hba1c_mmol_mol(ngsp_percent: Decimal) -> int:
    """HbA1c in whole mmol/mol (IFCC) from % (NGSP): 6.0 is 42, 6.5 is 48."""
    return half_up_whole(hba1c_mmol_mol_exact(ngsp_percent))


def hba1c_percent(ifcc_mmol_mol: Decimal) -> Decimal:
    """HbA1c in % (NGSP) to one place from mmol/mol (IFCC): 42 is 6.0, 48 is 6.5."""
    exact = Fraction(ifcc_mmol_mol) * Fraction(NGSP_PERCENT_PER_IFCC_MMOL_MOL)
    return half_up(exact + Fraction(NGSP_PERCENT_AT_ZERO_IFCC), 1)


def glucose_mmol_l_exact(mg_dl: Decimal) -> Fraction:
    """Glucose in mmol/L from mg/dL, as an exact ratio."""
    return Fraction(mg_dl) / Fraction(GLUCOSE_MG_DL_PER_MMOL_L)


def glucose_mmol_l(mg_dl: Decimal) -> Decimal:
    """Glucose in mmol/L to one place from mg/dL: 198 is 11.0, 200 is 11.1."""
    return half_up(glucose_mmol_l_exact(mg_dl), 1)


def glucose_mg_dl(mmol_l: Decimal) -> int:
    """Glucose in whole mg/dL from mmol/L: 7.0 is 126, 11.1 is 200."""
    return half_up_whole(Fraction(mmol_l) * Fraction(GLUCOSE_MG_DL_PER_MMOL_L))


def cholesterol_mmol_l(mg_dl: Decimal) -> Decimal:
    """Total, HDL or LDL cholesterol in mmol/L to one place from mg/dL."""
    return half_up(Fraction(mg_dl) / Fraction(CHOLESTEROL_MG_DL_PER_MMOL_L), 1)


def triglycerides_mmol_l(mg_dl: Decimal) -> Decimal:
    """Triglycerides in mmol/L to one place from mg/dL."""
    return half_up(Fraction(mg_dl) / Fraction(TRIGLYCERIDES_MG_DL_PER_MMOL_L), 1)


def pressure_mmhg(kpa: Decimal) -> int:
    """Pressure in whole mmHg from kPa: 18.67 is 140, 12.00 is 90."""
    return half_up_whole(Fraction(kpa) * Fraction(MMHG_PER_KPA))


def pressure_kpa(mmhg: Decimal) -> Decimal:
    """Pressure in kPa to two places from mmHg."""
    return half_up(Fraction(mmhg) / Fraction(MMHG_PER_KPA), 2)


def weight_kg(pounds: Decimal) -> Decimal:
    """Mass in kg to two places from avoirdupois pounds: 176 is 79.83."""
    return half_up(Fraction(pounds) * Fraction(KG_PER_POUND), 2)


def length_cm(inches: Decimal) -> Decimal:
    """Length in cm to two places from inches."""
    return half_up(Fraction(inches) * Fraction(CM_PER_INCH), 2)
