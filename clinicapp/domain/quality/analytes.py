"""Which analyte a value is of: what a field's name says without its unit.

Controls lock an analyte, not a unit: a result in % is of the same test as one in mmol/mol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNITS: Final = (
    *("_mmol_mol", "_mmol_l", "_umol_l", "_mg_mmol", "_mg_dl", "_mg_l", "_g_dl", "_g_l"),
    *("_10_12_l", "_10_9_l", "_10_6_ul", "_10_3_ul", "_per_min", "_percent", "_mmhg", "_kpa"),
    *("_fl", "_pg", "_kg", "_lb", "_cm", "_in", "_g", "_m", "_c", "_f"),
)


def analyte_of(field: str) -> str:
    """``hba1c`` of ``hba1c_mmol_mol`` and of ``hba1c_percent``; a name without a unit as it is."""
    ending = next((unit for unit in _UNITS if field.endswith(unit)), "")
    return field.removesuffix(ending)


def concerned(covered: Iterable[str], held: Iterable[str]) -> frozenset[str]:
    """The controlled fields that a reading's values are of.

    Values that no control covers go with those that one covers. A reading none of whose values is
    covered is concerned by every control of its analyser: what is not known is never in control.
    """
    known, wanted = frozenset(covered), {analyte_of(field) for field in held}
    return frozenset(field for field in known if analyte_of(field) in wanted) or known
