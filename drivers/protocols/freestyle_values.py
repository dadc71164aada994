"""Numbers and dates as Abbott's FreeStyle meters write them.

Source: glucometer-protocols 777b032, "FreeStyle Optium" and "FreeStyle Precision Neo" (facts).
Glucose is always mg/dL. A ketone comes as eighteen times its mmol/L, as if it were a glucose: a
meter that showed 0.2 mmol/L sent 003. The reading has mmol/L with one decimal, as the display has.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from drivers.readings import Kind, Special, Value

INFERRED_UNIT: Final = "unit_inferred"
"""The flag of a ketone: its unit was worked out from the display, not documented by Abbott."""

HIGHEST_KETONE_MMOL_L: Final = Decimal("8.0")

_ONE_DECIMAL: Final = Decimal("0.1")
_PER_MMOL_L: Final = 18
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_FIELDS: Final = {Kind.GLUCOSE: "glucose_mg_dl", Kind.KETONE: "ketone_mmol_l"}
_WORDS: Final = {"HI": Special.ABOVE, "LO": Special.BELOW}


def month_number(name: str) -> int:
    """1 to 12 for the first three letters of an English month, 0 for anything else."""
    at = _MONTHS.find(name[:3]) if len(name) >= 3 else -1
    return 0 if at < 0 or at % 3 else at // 3 + 1


def strip_value(kind: Kind, text: str) -> Value:
    """Digits, HI or LO, as the value of a glucose or a ketone strip.

    Raises:
        ValueError: it is neither digits nor one of these words.
    """
    word = _WORDS.get(text)
    if word is not None:
        above = kind is Kind.KETONE and word is Special.ABOVE
        limit = HIGHEST_KETONE_MMOL_L if above else None
        return Value(_FIELDS[kind], special=word, limit=limit)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is neither a number nor HI or LO")
    amount = Decimal(int(text))
    if kind is Kind.KETONE:
        amount = (amount / _PER_MMOL_L).quantize(_ONE_DECIMAL, ROUND_HALF_UP)
    return Value(_FIELDS[kind], amount)
