"""What laboratory results are called: those of a blood count in words, every other one as sent.

A reading of the kind ``analyte`` has the test in the name of its field, as ``neu_count_10_3_ul``.
Twenty of them come from one cartridge, so "Laboratory result 8.02" alone would say nothing.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.ui.words.equipment import kind_text
from clinicapp.ui.words.values import ending_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.observations import Observation

_ANALYTE: Final = "analyte"
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wbc": "White cells",
        "rbc": "Red cells",
        "hgb": "Haemoglobin",
        "hct": "Haematocrit",
        "mcv": "MCV",
        "mch": "MCH",
        "mchc": "MCHC",
        "rdw": "RDW",
        "plt": "Platelets",
        "mpv": "MPV",
        "pulse": "Pulse",
        "bmi": "BMI",
        **{
            f"{stem}_{what}": name
            for stem, name in {
                "neu": "Neutrophils",
                "lym": "Lymphocytes",
                "mon": "Monocytes",
                "eos": "Eosinophils",
                "bas": "Basophils",
            }.items()
            for what in ("count", "percent")
        },
    }
)


def measured_text(seen: Observation) -> str:
    """What was measured: the kind, and of a single laboratory result its test."""
    if seen.kind != _ANALYTE or len(seen.quantities) != 1:
        return kind_text(seen.kind)
    field = seen.quantities[0].field
    stem = field.removesuffix(ending_of(field))
    return _NAMES.get(stem) or f"{kind_text(seen.kind)} {stem.replace('_', ' ')}"
