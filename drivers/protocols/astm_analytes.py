"""What an analyser's test codes and units are called here.

Codes are compared without case and punctuation, because makers spell them freely; the unit always
decides the field with the code, since the Afinion sends HbA1c twice under one code. A pair that is
not listed is an ``analyte`` named after what was sent, so nothing is guessed and nothing dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drivers.readings import Kind


@dataclass(frozen=True, slots=True)
class Analyte:
    """What a result is of: its kind, and a field name that carries the unit."""

    kind: Kind
    field: str


@dataclass(frozen=True, slots=True)
class _Known:
    kind: Kind
    stem: str
    units: frozenset[str]


_HBA1C: Final = _Known(Kind.HBA1C, "hba1c", frozenset({"percent", "mmol_mol"}))
_IFCC: Final = _Known(Kind.HBA1C, "hba1c", frozenset({"mmol_mol"}))
_GLUCOSE: Final = _Known(Kind.GLUCOSE, "glucose", frozenset({"mmol_l", "mg_dl"}))
_KETONE: Final = _Known(Kind.KETONE, "ketone", frozenset({"mmol_l"}))


def _lipid(stem: str) -> _Known:
    return _Known(Kind.LIPIDS, stem, frozenset({"mmol_l", "mg_dl"}))


_CODES: Final = {
    **dict.fromkeys(("hba1c", "a1c", "valuehba1c"), _HBA1C),
    **dict.fromkeys(("valueifcc", "hba1cifcc"), _IFCC),
    **dict.fromkeys(("glucose", "glu", "gluc"), _GLUCOSE),
    **dict.fromkeys(("ketone", "ket", "bketone"), _KETONE),
    **dict.fromkeys(("chol", "cholesterol", "totalcholesterol", "tc"), _lipid("total_cholesterol")),
    **dict.fromkeys(("hdl", "hdlc", "hdlchol", "hdlcholesterol"), _lipid("hdl")),
    **dict.fromkeys(("ldl", "ldlc", "ldlchol", "ldlcholesterol"), _lipid("ldl")),
    **dict.fromkeys(("trig", "tg", "triglycerides"), _lipid("triglycerides")),
    **dict.fromkeys(("nonhdl", "nonhdlc"), _lipid("non_hdl")),
}
_UNITS: Final = {"%": "percent", "mmol/mol": "mmol_mol", "mg/dl": "mg_dl", "mmol/l": "mmol_l"}

_WORDS: Final = str.maketrans({"%": " percent ", "#": " count ", "\xb5": "u"})
_LONGEST_NAME: Final = 60
_REMEMBERED: Final = 256


def analyte(code: str, unit: str) -> Analyte:
    """The kind and field of a test ``code`` in ``unit``, both as sent.

    >>> analyte("HbA1c", "mmol/mol").field
    'hba1c_mmol_mol'
    >>> analyte("413", "g/L").field
    'analyte_413_g_l'
    """
    if len(code) + len(unit) > _LONGEST_NAME:
        # Only short ones are remembered, or a broken sender could fill the memory.
        return _read(code, unit)
    return _remembered(code, unit)


def _read(code: str, unit: str) -> Analyte:
    known = _CODES.get(re.sub(r"[^a-z0-9]", "", code.lower()))
    suffix = _UNITS.get(unit.lower())
    if known is not None and suffix in known.units:
        return Analyte(known.kind, f"{known.stem}_{suffix}")
    return Analyte(Kind.ANALYTE, _field_name(code, unit))


# An analyser has a few dozen tests and sends the same ones all day.
_remembered: Final = lru_cache(_REMEMBERED)(_read)


def _field_name(code: str, unit: str) -> str:
    spelt = f"{code} {unit}".translate(_WORDS).lower()
    name = "_".join(re.findall(r"[a-z0-9]+", spelt))[:_LONGEST_NAME].rstrip("_")
    return name if name[:1].isalpha() else f"analyte_{name}".rstrip("_")
