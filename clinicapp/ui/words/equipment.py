"""Equipment, its checks, and why a reading waits, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.assets import AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingEventKind, ReadingStatus, Timing

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Final[Mapping[Check, str]] = MappingProxyType(
    {
        Check.CALIBRATION: "Calibration",
        Check.QUALITY_CONTROL: "QC",
        Check.EXTERNAL_QUALITY: "External QA",
        Check.SERVICE: "Service",
        Check.ELECTRICAL: "Electrical test",
        Check.USER_CHECK: "User check",
    }
)
STANDINGS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.PASSED: "passed",
        Standing.DUE_SOON: "due",
        Standing.OVERDUE: "overdue",
        Standing.FAILED: "failed",
        Standing.NEVER: "never done",
    }
)
VERDICTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {Verdict.PASS: "Passed", Verdict.FAIL: "Failed", Verdict.INDETERMINATE: "Not clear"}
)
ASSET_EVENTS: Final[Mapping[AssetEventKind, str]] = MappingProxyType(
    {
        AssetEventKind.ORDERED: "Ordered",
        AssetEventKind.RECEIVED: "Received",
        AssetEventKind.ACCEPTED: "Accepted",
        AssetEventKind.PUT_IN_USE: "Put in use",
        AssetEventKind.CHECKED: "Checked",
        AssetEventKind.MOVED: "Moved",
        AssetEventKind.LOANED: "Lent",
        AssetEventKind.RETURNED: "Returned from loan",
        AssetEventKind.CONTAMINATED: "Contaminated",
        AssetEventKind.CLEANED: "Decontaminated",
        AssetEventKind.FAULT: "Fault reported",
        AssetEventKind.QUARANTINED: "Quarantined",
        AssetEventKind.SENT_FOR_REPAIR: "Sent for repair",
        AssetEventKind.REPAIRED: "Back from repair",
        AssetEventKind.RELEASED: "Released",
        AssetEventKind.LOST: "Lost",
        AssetEventKind.FOUND: "Found",
        AssetEventKind.RECALLED: "Recalled",
        AssetEventKind.RECALL_CLOSED: "Recall closed",
        AssetEventKind.CONDEMNED: "Condemned",
        AssetEventKind.DISPOSED: "Disposed of",
    }
)
OUT_OF_SERVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NOT_ACCEPTED": "Not accepted",
        "QUARANTINED": "Quarantined",
        "IN_REPAIR": "In repair",
        "LOST": "Lost",
        "ON_LOAN": "On loan",
        "CONTAMINATED": "Contaminated",
        "RECALLED": "Recalled",
        "CONDEMNED": "Condemned",
        "DISPOSED": "Disposed of",
    }
)
READING_STATUS: Final[Mapping[ReadingStatus, str]] = MappingProxyType(
    {
        ReadingStatus.NEW: "New",
        ReadingStatus.FILED: "On a form",
        ReadingStatus.HELD: "Held",
        ReadingStatus.BLOCKED: "Not usable",
        ReadingStatus.DISCARDED: "Discarded",
    }
)
READING_EVENTS: Final[Mapping[ReadingEventKind, str]] = MappingProxyType(
    {
        ReadingEventKind.JUDGED: "Judged",
        ReadingEventKind.FILED: "Put on the form",
        ReadingEventKind.USED_WITH_REASON: "Used with a reason",
        ReadingEventKind.WITHDRAWN: "Taken back from the form",
        ReadingEventKind.DISCARDED: "Discarded",
    }
)
DECISIONS: Final[Mapping[Decision, str]] = MappingProxyType(
    {
        Decision.ALLOW: "used",
        Decision.FLAG: "used and marked",
        Decision.HOLD: "held until somebody decides",
        Decision.BLOCK: "kept and never used",
    }
)
TIMINGS: Final[Mapping[Timing, str]] = MappingProxyType(
    {
        Timing.RECEIVED: "when it arrived",
        Timing.DEVICE_CLOCK: "by the device's clock, corrected",
        Timing.UNKNOWN: "not known",
    }
)
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blood_pressure": "Blood pressure",
        "weight": "Weight",
        "height": "Height",
        "body_composition": "Body composition",
        "glucose": "Glucose",
        "ketone": "Ketones",
        "hba1c": "HbA1c",
        "lipids": "Lipids",
        "analyte": "Laboratory result",
        "temperature": "Temperature",
        "oxygen_saturation": "Oxygen saturation",
    }
)
CATEGORY_ICONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bp_monitor": "heart-pulse",
        "scale": "scale",
        "weighing_scale": "scale",
        "hba1c_analyser": "droplet",
        "lipid_analyser": "test-tube",
        "glucose_meter": "droplets",
    }
)


def kind_text(kind: str) -> str:
    """What a reading is of; a kind that is new is read as words."""
    return KINDS.get(kind) or kind.replace("_", " ").capitalize()


def category_icon(category: str) -> str:
    """The Lucide name for an asset category."""
    return CATEGORY_ICONS.get(category, "stethoscope")
