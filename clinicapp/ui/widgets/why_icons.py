"""The icon of each reason why a reading waits; the words stand beside it."""

from clinicapp.ui.viewmodels.inbox.inbox_view import WhyKind

WHY_ICONS = {
    WhyKind.DEVICE: "circle-pause",
    WhyKind.OVERDUE: "clock-alert",
    WhyKind.QUALITY_CONTROL: "circle-x",
    WhyKind.NOBODY: "user-x",
    WhyKind.REFERENCE: "scan-barcode",
    WhyKind.TIME: "clock",
    WhyKind.VALUE: "triangle-alert",
    WhyKind.CONTROL: "test-tube-diagonal",
    WhyKind.NOT_UNDERSTOOD: "circle-question-mark",
}
