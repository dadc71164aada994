"""The icon and colours of each state of equipment; a word always stands beside them."""

from clinicapp.ui.viewmodels.equipment_view import AssetStatus, QcKind
from clinicapp.ui.widgets.chips import ChipLook

STATUS_LOOKS = {
    AssetStatus.FAILED: ChipLook("circle-x", "panel", "red", "red"),
    AssetStatus.OVERDUE: ChipLook("circle-alert", "panel", "red", "red"),
    AssetStatus.QUARANTINED: ChipLook("lock", "red_text", "red_tint", "red_soft"),
    AssetStatus.LOST: ChipLook("circle-question-mark", "red_text", "red_tint", "red_soft"),
    AssetStatus.NOT_ACCEPTED: ChipLook("circle-dashed", "amber_text", "amber_tint", "amber"),
    AssetStatus.NEVER_CHECKED: ChipLook("circle-dashed", "amber_text", "amber_tint", "amber"),
    AssetStatus.IN_REPAIR: ChipLook("unplug", "blue_text", "blue_tint", "blue_soft"),
    AssetStatus.DUE_SOON: ChipLook("clock", "amber_text", "amber_tint", "amber"),
    AssetStatus.IN_USE: ChipLook("check", "green_text", "green_tint", "green_soft"),
    AssetStatus.CONDEMNED: ChipLook("archive", "muted_strong", "canvas", "line"),
}
COUNT_INKS = {
    AssetStatus.FAILED: "red_text",
    AssetStatus.OVERDUE: "red_text",
    AssetStatus.QUARANTINED: "red_text",
    AssetStatus.LOST: "red_text",
    AssetStatus.NOT_ACCEPTED: "amber_text",
    AssetStatus.NEVER_CHECKED: "amber_text",
    AssetStatus.IN_REPAIR: "blue_text",
    AssetStatus.DUE_SOON: "amber_text",
    AssetStatus.IN_USE: "green_text",
    AssetStatus.CONDEMNED: "muted_strong",
}
QC_LOOKS = {
    QcKind.PASSED: ("circle-check", "green_text"),
    QcKind.DUE: ("clock", "amber_text"),
    QcKind.FAILED: ("lock", "red_text"),
}
