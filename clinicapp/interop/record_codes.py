"""The codes that leave with a result: only those that were read in a source.

Clinical reference, section 6: V1 was read in the UK Core repository, V2 in code lists of NHS
research. Seen elsewhere (U) and from memory (M) are left out, and so is a result for which the
source gives several codes and the form does not say which is meant: glucose (blood or plasma) and
total cholesterol. All are to be checked against the UK SNOMED CT browser before release.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SNOMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure": "75367002",  # V1, the panel
        "hba1c": "999791000000106",  # V2, IFCC
        "bmi": "60621009",  # V1
        "weight": "27113001",  # V1
        "height": "50373000",  # V1
        "hdl": "1005681000000107",  # V2
        "triglycerides": "1005691000000109",  # V2
        "qrisk3": "1085871000000105",  # V2
        "smoking_current": "77176002",  # V2
        "smoking_ex": "8517006",  # V2
        "smoking_never": "266919005",  # V2
    }
)
"""SNOMED CT concept by the key of a measure."""

SNOMED_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "systolic": "72313002",  # V1, UK Core's example
        "diastolic": "1091811000000102",  # V1, UK Core's example
        "home_systolic": "413606001",  # V1, average home
        "home_diastolic": "413605002",  # V1, average home
        "ambulatory_systolic": "198081000000101",  # V1
        "ambulatory_diastolic": "198091000000104",  # V1
    }
)
"""SNOMED CT concept by the key of a part of a measure."""

LOINC: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure": "85354-9",
        "systolic": "8480-6",
        "diastolic": "8462-4",
        "pulse": "8867-4",
        "weight": "29463-7",
        "height": "8302-2",
        "bmi": "39156-5",
    }
)
"""LOINC code by the key of a measure or a part of it; all V1, read in the UK Core repository."""
