"""What kind of equipment a word in a list means; a trust may have kinds of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bp_monitor": (
            *("blood pressure monitor", "bp", "sphygmomanometer", "nibp", "blood pressure"),
            *("upper arm blood pressure monitor", "automated blood pressure monitor"),
        ),
        "bp_cuff": ("blood pressure cuff", "cuff"),
        "aneroid": ("aneroid sphygmomanometer", "manual sphygmomanometer"),
        "scale": ("scales", "weighing scale", "weighing scales", "weight scale"),
        "height_measure": ("stadiometer", "height measure"),
        "tape_measure": ("tape", "measuring tape", "waist tape"),
        "thermometer": ("tympanic thermometer", "ear thermometer"),
        "pulse_oximeter": ("oximeter", "spo2", "sats probe", "saturation monitor"),
        "glucose_meter": ("glucometer", "blood glucose meter", "bm machine"),
        "hba1c_analyser": ("hba1c", "hba1c analyzer"),
        "lipid_analyser": ("lipids", "lipid analyzer", "cholesterol meter"),
        "ecg": ("ecg recorder", "ecg machine", "electrocardiograph"),
        "alcometer": ("breathalyser", "alcohol meter"),
        "resus_bag": ("resuscitation bag", "grab bag", "resus bag"),
    }
)
_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {each: code for code, names in _KNOWN.items() for each in (*names, code.replace("_", " "))}
)


def category_of(text: str) -> str:
    """The code of a kind of equipment: of one that is known, or made from the words."""
    words = " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    return _CODES.get(words) or words.replace(" ", "_")
