"""Codes of the gate about lots, operators and the life of a device, in sentences and in short."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOT_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LOT_EXPIRED": "The lot that the device names has expired.",
        "OPEN_VIAL_EXPIRED": "The open pack of that lot is past the days it may be used.",
        "LOT_FROZEN": "The lot that the device names must not be used now.",
        "LOT_RECALLED": "The lot that the device names is under a recall.",
        "LOT_UNKNOWN": "The lot that the device names is none of those kept here.",
        "OPERATOR_NOT_COMPETENT": "Whoever took it is not assessed for this kind of device.",
        "OPERATOR_UNKNOWN": "It is not known who took it, and the policy asks who did.",
        "BREAK_GLASS": "It was let through once, past the checks of its device.",
    }
)
LOT_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LOT_EXPIRED": "Lot expired",
        "OPEN_VIAL_EXPIRED": "Open pack expired",
        "LOT_FROZEN": "Lot frozen",
        "LOT_RECALLED": "Lot recalled",
        "LOT_UNKNOWN": "Lot not known here",
        "OPERATOR_NOT_COMPETENT": "Operator not assessed",
        "OPERATOR_UNKNOWN": "Operator not known",
        "BREAK_GLASS": "Used with a reason",
    }
)
MARKED: Final = frozenset(LOT_SHORT) - {"BREAK_GLASS"}
"""What a document says of a value that was used all the same."""
DEVICE_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WRONG_WARD": "This device belongs to another ward.",
        "OUT_OF_SERVICE_SINCE": "This device was taken out of service after it took this reading.",
        "LOCATION_DISPUTED": "Two wards have said that they have this device.",
        "CAL_STANDARD_EXPIRED": "The standard that it was calibrated with had expired.",
        "QC_LOT_EXPIRED": "The control material has expired.",
        "MODEL_NOT_VALIDATED": "This model is not on the list of validated devices.",
        "EVIDENCE_MISSING": "No certificate or report is kept for the last check of this device.",
        "WAIVED": "A check of this device has lapsed and was waived for a while.",
    }
)
DEVICE_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WRONG_WARD": "Another ward's device",
        "OUT_OF_SERVICE_SINCE": "Out of service since",
        "LOCATION_DISPUTED": "Location disputed",
        "CAL_STANDARD_EXPIRED": "Standard had expired",
        "QC_LOT_EXPIRED": "Control lot expired",
        "MODEL_NOT_VALIDATED": "Model not validated",
        "EVIDENCE_MISSING": "Evidence missing",
        "WAIVED": "Check waived",
    }
)
