"""The icon and colours of each state of equipment; a word always stands beside them."""

from clinicapp.ui.viewmodels.equipment_view import AssetStatus, QcKind
from clinicapp.ui.widgets.chips import ChipLook

STATUS_LOOKS = {
    AssetStatus.FAILED: ChipLook("circle-x", "panel", "red", "red"),
    AssetStatus.OVERDUE: ChipLook("circle-alert", "panel", "red", "red"),
    AssetStatus.QUARANTINED: ChipLook("ban", "red_text", "red_tint", "red_soft"),
    AssetStatus.LOST: ChipLook("circle-question-mark", "red_text", "red_tint", "red_soft"),
    AssetStatus.NOT_ACCEPTED: ChipLook("circle-dashed", "amber_text", "amber_tint", "amber"),
    AssetStatus.NEVER_CHECKED: ChipLook("circle-dashed", "amber_text", "amber_tint", "amber"),
    AssetStatus.IN_REPAIR: ChipLook("wrench", "blue_text", "blue_tint", "blue_soft"),
    AssetStatus.DUE_SOON: ChipLook("clock", "amber_text", "amber_tint", "amber"),
    AssetStatus.IN_USE: ChipLook("check", "green_text", "green_tint", "green_soft"),
    AssetStatus.RECALLED: ChipLook("shield-alert", "red_text", "red_tint", "red_soft"),
    AssetStatus.CONTAMINATED: ChipLook("triangle-alert", "amber_text", "amber_tint", "amber"),
    AssetStatus.END_OF_LIFE: ChipLook("clock-alert", "amber_text", "amber_tint", "amber"),
    AssetStatus.ON_LOAN: ChipLook("undo-2", "blue_text", "blue_tint", "blue_soft"),
    AssetStatus.AVAILABLE: ChipLook("package", "muted_strong", "canvas", "line"),
    AssetStatus.CONDEMNED: ChipLook("archive", "muted_strong", "canvas", "line"),
    AssetStatus.DISPOSED: ChipLook("archive", "muted_strong", "canvas", "line"),
    AssetStatus.HANDED_BACK: ChipLook("undo-2", "muted_strong", "canvas", "line"),
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
    AssetStatus.RECALLED: "red_text",
    AssetStatus.CONTAMINATED: "amber_text",
    AssetStatus.END_OF_LIFE: "amber_text",
    AssetStatus.ON_LOAN: "blue_text",
    AssetStatus.AVAILABLE: "muted_strong",
    AssetStatus.CONDEMNED: "muted_strong",
    AssetStatus.DISPOSED: "muted_strong",
    AssetStatus.HANDED_BACK: "muted_strong",
}
QC_LOOKS = {
    QcKind.PASSED: ("circle-check", "green_text"),
    QcKind.DUE: ("clock", "amber_text"),
    QcKind.FAILED: ("lock", "red_text"),
}
