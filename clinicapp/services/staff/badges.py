"""What a scanner or a person typed, taken for the badge of a member of staff."""

from __future__ import annotations

from clinicapp.domain.scanning import NotRead, StaffBadge, is_label_of_a_person, read_scan
from clinicapp.domain.sign_in import badge_fault, badge_of


def badge_in(label: str) -> str | None:
    """The badge's number in what a scanner or a person typed; None when it is no badge."""
    if is_label_of_a_person(label):
        scan = read_scan(label)
        return scan.number if isinstance(scan, StaffBadge) else None
    plain = label.strip()
    return badge_of(plain) if badge_fault(plain) is None else None


def why_no_badge(label: str) -> str | None:
    """Why a text cannot be somebody's badge; None: it can."""
    if is_label_of_a_person(label):
        scan = read_scan(label)
        if isinstance(scan, NotRead):
            return scan.sentence
        if isinstance(scan, StaffBadge):
            return None
        return "This is a patient's wristband and no badge; scan the badge."
    return badge_fault(label)
