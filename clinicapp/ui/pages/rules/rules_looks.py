"""The icon and colours of each mark, status and verdict; a word always stands beside them."""

from clinicapp.ui.viewmodels.rules.rules_view import MarkKind, PackStatus

STATUS_LOOKS = {
    PackStatus.AWAITING: ("circle-dashed", "amber_text"),
    PackStatus.APPROVED: ("badge-check", "blue_text"),
    PackStatus.ACTIVE: ("check", "green_text"),
}
MARK_LOOKS = {
    MarkKind.VERIFIED: ("check", "green_text"),
    MarkKind.PARTLY: ("eye", "blue_text"),
    MarkKind.OURS: ("pen", "muted_strong"),
    MarkKind.UNSURE: ("circle-question-mark", "amber_text"),
}
VERDICT_LOOKS = {
    None: ("circle-dashed", "muted_strong"),
    True: ("check", "green_text"),
    False: ("circle-x", "red_text"),
}
