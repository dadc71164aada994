"""Equipment, its checks, and why a reading waits, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.assets import AssetEventKind, Funding, Verdict
from clinicapp.domain.equipment.checks import Check, PlanLevel
from clinicapp.domain.equipment.listing import AssetStatus
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
        AssetEventKind.SEEN: "Seen in a stock-take",
        AssetEventKind.WAIVED: "Check waived",
        AssetEventKind.WAIVER_ENDED: "Waiver ended",
        AssetEventKind.BORROWED: "Borrowed",
        AssetEventKind.HANDED_BACK: "Handed back",
    }
)
STATUS_WORDS: Final[Mapping[AssetStatus, str]] = MappingProxyType(
    {
        AssetStatus.FAILED: "Failed",
        AssetStatus.OVERDUE: "Overdue",
        AssetStatus.QUARANTINED: "Quarantined",
        AssetStatus.LOST: "Lost",
        AssetStatus.NOT_ACCEPTED: "Not accepted",
        AssetStatus.NEVER_CHECKED: "Never checked",
        AssetStatus.IN_REPAIR: "In repair",
        AssetStatus.DUE_SOON: "Due soon",
        AssetStatus.IN_USE: "In use",
        AssetStatus.RECALLED: "Recalled",
        AssetStatus.CONTAMINATED: "Contaminated",
        AssetStatus.ON_LOAN: "On loan",
        AssetStatus.AVAILABLE: "Available",
        AssetStatus.END_OF_LIFE: "End of life",
        AssetStatus.CONDEMNED: "Condemned",
        AssetStatus.DISPOSED: "Disposed of",
        AssetStatus.HANDED_BACK: "Handed back",
    }
)
CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bp_monitor": "Blood pressure monitor",
        "bp_cuff": "Blood pressure cuff",
        "scale": "Scale",
        "weighing_scale": "Scale",
        "height_measure": "Height measure",
        "thermometer": "Thermometer",
        "pulse_oximeter": "Pulse oximeter",
        "ecg": "ECG recorder",
        "hba1c_analyser": "HbA1c analyser",
        "lipid_analyser": "Lipid analyser",
        "glucose_meter": "Glucose meter",
        "alcometer": "Alcometer",
    }
)
"""The kinds of equipment that the program knows by name; a trust may have others."""
CATEGORIES_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bp_monitor": "Blood pressure",
        "bp_cuff": "Cuff",
        "scale": "Weight, height",
        "weighing_scale": "Weight, height",
        "height_measure": "Weight, height",
        "thermometer": "Thermometer",
        "pulse_oximeter": "Pulse oximeter",
        "ecg": "ECG",
        "hba1c_analyser": "HbA1c",
        "lipid_analyser": "Lipids",
        "glucose_meter": "Glucose",
        "alcometer": "Alcometer",
    }
)
FUNDINGS: Final[Mapping[Funding, str]] = MappingProxyType(
    {
        Funding.OWNED: "Owned",
        Funding.LEASED: "Leased",
        Funding.DONATED: "Donated",
        Funding.LOANED_IN: "On loan to us",
    }
)
LEVELS: Final[Mapping[PlanLevel, str]] = MappingProxyType(
    {
        PlanLevel.TRUST: "whole trust",
        PlanLevel.SITE: "this site",
        PlanLevel.WARD: "this ward",
        PlanLevel.CATEGORY: "this kind",
        PlanLevel.ASSET: "this piece",
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
        "HANDED_BACK": "Handed back",
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
