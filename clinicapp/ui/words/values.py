"""What a device said, as a few words: ``146/91``, ``68.6 kg``, ``HbA1c 44 mmol/mol``."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.quantities import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.observations import Observation, Quantity

_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "_10_12_l": "\N{MULTIPLICATION SIGN}10¹²/L",
        "_10_9_l": "\N{MULTIPLICATION SIGN}10⁹/L",
        "_10_6_ul": "\N{MULTIPLICATION SIGN}10⁶/µL",
        "_10_3_ul": "\N{MULTIPLICATION SIGN}10³/µL",
        "_g_dl": "g/dL",
        "_g_l": "g/L",
        "_mg_l": "mg/L",
        "_fl": "fL",
        "_pg": "pg",
        "_mmol_mol": "mmol/mol",
        "_mmol_l": "mmol/L",
        "_mg_dl": "mg/dL",
        "_percent": "%",
        "_per_min": "/min",
        "_mmhg": "mmHg",
        "_kpa": "kPa",
        "_kg": "kg",
        "_lb": "lb",
        "_g": "g",
        "_cm": "cm",
        "_in": "in",
        "_m": "m",
        "_c": "°C",
        "_f": "°F",
    }
)
_SPECIAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nan": "no value",
        "nres": "not at this resolution",
        "above": "above range",
        "below": "below range",
        "unsuccessful": "unsuccessful",
        "reserved": "no value",
    }
)
_FIRST: Final = (
    "hba1c_mmol_mol",
    "hba1c_percent",
    "glucose_mmol_l",
    "weight_kg",
    "total_cholesterol_mmol_l",
    "spo2_percent",
    "temperature_c",
)
"""Which of several values stands for the reading."""


def ending_of(field: str) -> str:
    """The unit at the end of a field's name as the field has it; empty where it is not known."""
    return next((ending for ending in _UNITS if field.endswith(ending)), "")


def unit_of(field: str) -> str:
    """The unit at the end of a field's name as people write it; empty without one."""
    return _UNITS.get(ending_of(field), "")


def quantity_text(quantity: Quantity) -> str:
    """One value with its unit, a special word with its limit if the device gave one."""
    unit = unit_of(quantity.field)
    if quantity.amount is not None:
        return f"{plain(quantity.amount)} {unit}".strip()
    word = _SPECIAL.get(quantity.special or "", "no value")
    if quantity.limit is None:
        return word
    sign = {"above": ">", "below": "<"}.get(quantity.special or "", word)
    return f"{sign} {plain(quantity.limit)} {unit}".strip()


def value_text(observation: Observation) -> str:
    """The reading in a few words, in the device's own unit."""
    return values_text(observation.quantities)


def values_text(quantities: tuple[Quantity, ...]) -> str:
    """A reading's values in a few words, in the device's own unit."""
    found = {quantity.field: quantity for quantity in quantities}
    for unit in ("mmhg", "kpa"):
        pair = [found.get(f"systolic_{unit}"), found.get(f"diastolic_{unit}")]
        numbers = [plain(q.amount) for q in pair if q is not None and q.amount is not None]
        if len(numbers) == len(pair):
            return "/".join(numbers) + ("" if unit == "mmhg" else " kPa")
    chosen = next((found[field] for field in _FIRST if field in found), None)
    if chosen is None and quantities:
        chosen = quantities[0]
    return quantity_text(chosen) if chosen is not None else ""
