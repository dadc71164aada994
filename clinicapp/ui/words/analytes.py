"""What laboratory results are called: those of a blood count in words, every other one as sent.

A reading of the kind ``analyte`` has the test in the name of its field, as ``neu_count_10_3_ul``.
Twenty of them come from one cartridge, so "Laboratory result 8.02" alone would say nothing.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.ui.words.equipment import kind_text
from clinicapp.ui.words.plain import listed, lower_first
from clinicapp.ui.words.values import ending_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


_CONTROLLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hba1c": "HbA1c",
        "glucose": "Glucose",
        "ketone": "Ketones",
        "total_cholesterol": "Total cholesterol",
        "hdl": "HDL cholesterol",
        "ldl": "LDL cholesterol",
        "triglycerides": "Triglycerides",
        "crp": "CRP",
        "hcg_urine": "Pregnancy test, urine",
    }
)


def analyte_text(field: str) -> str:
    """``hba1c_mmol_mol`` as ``HbA1c``, ``urine_protein`` as ``Urine protein``."""
    stem = field.removesuffix(ending_of(field)).rstrip("_")
    return _CONTROLLED.get(stem) or stem.replace("_", " ").capitalize()


def analytes_text(fields: Iterable[str]) -> str:
    """Several fields in words, each analyte once: ``HbA1c and glucose``."""
    named = dict.fromkeys(field for field in fields if field)
    first, *rest = named or [""]
    return listed(dict.fromkeys([analyte_text(first), *map(analyte_within, rest)]))


def analyte_within(field: str) -> str:
    """The same in the middle of a sentence: ``urine protein``, but ``HbA1c``."""
    name = analyte_text(field)
    return name if any(letter.isupper() for letter in name[1:]) else lower_first(name)


def measured_text(seen: Observation) -> str:
    """What was measured: the kind, and of a single laboratory result its test."""
    if seen.kind != _ANALYTE or len(seen.quantities) != 1:
        return kind_text(seen.kind)
    field = seen.quantities[0].field
    stem = field.removesuffix(ending_of(field))
    return _NAMES.get(stem) or f"{kind_text(seen.kind)} {stem.replace('_', ' ')}"
