"""The frame round every page, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.lester.approval import NoApprovedRules
from clinicapp.ui.viewmodels.shell_view import HeaderView, KeyHint, StatusBarView
from clinicapp.ui.words.plain import EN_DASH, moment_text, time_text

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from clinicapp.domain.lester.approval import WardRules

FORM_HINTS = (
    KeyHint(f"Alt+1{EN_DASH}6", "Go to card"),
    KeyHint("Ctrl+Z", "Undo last fill"),
    KeyHint("Ctrl+F", "Find patient"),
    KeyHint("Ctrl+I", "About this form"),
    KeyHint("F1", "Help"),
)
"""The keys that matter on the form."""

DEMO_NOTICE = "Demonstration: invented people and simulated devices. Not for patient care."


def present_header(
    *,
    ward: str,
    station: str,
    user: str,
    now: datetime,
    zone: tzinfo,
    inbox_count: int = 0,
    connected: int = 0,
    devices: int = 0,
    demo_pack: str | None = None,
    rules: WardRules | None = None,
) -> HeaderView:
    """The header.

    Args:
        ward: the ward's name as set, ``Ash`` or ``Ash ward``.
        station: the station's name, ``ASH-01``.
        user: who is signed in; empty when nobody is.
        now: the time to show.
        zone: the ward's time zone.
        inbox_count: readings that wait for somebody.
        connected: how many devices are connected.
        devices: how many devices there are.
        demo_pack: in the demo, the title of its pack, which nobody has approved; else None.
        rules: what the ward's new forms are judged by; None before that was read.
    """
    notice = "" if rules is None else unapproved_notice(rules, ward)
    if demo_pack is not None:
        notice = f"{DEMO_NOTICE} Rules: {demo_pack}, awaiting clinical sign-off."
    return HeaderView(
        ward=ward_text(ward),
        station=f"Station {station}",
        user=user,
        clock=time_text(now, zone),
        inbox_count=inbox_count,
        devices=f"{connected} of {devices}" if devices else "",
        notice=notice,
    )


def unapproved_notice(rules: WardRules, ward: str) -> str:
    """The sentence over everything while a ward has no approved rules; empty when it has."""
    why = {
        NoApprovedRules.NONE_ACTIVE: f"no approved rules are active on {ward_text(ward)}",
        NoApprovedRules.WITHDRAWN: f"the approval of the rules of {ward_text(ward)} was withdrawn",
        NoApprovedRules.UNREADABLE: (
            f"this version of the program cannot read the rules of {ward_text(ward)}"
        ),
    }
    if rules.why_not is None:
        return ""
    return (
        f"Rules not approved: {rules.pack.title} is used because {why[rules.why_not]}. "
        "Ask your physical health lead to approve the rules and make them active."
    )


def present_status_bar(
    *,
    connected: int,
    devices: int,
    saved_at: datetime | None,
    backup_at: datetime | None,
    zone: tzinfo,
    hints: tuple[KeyHint, ...] = FORM_HINTS,
) -> StatusBarView:
    """The line at the bottom: ``saved_at`` is the last commit, None before the first."""
    return StatusBarView(
        devices=f"{connected} of {devices} devices connected",
        saved="Nothing to save yet" if saved_at is None else f"Saved {time_text(saved_at, zone)}",
        backup="No backup yet"
        if backup_at is None
        else f"Last backup {moment_text(backup_at, zone)}",
        hints=hints,
    )


def ward_text(ward: str) -> str:
    """``Ash ward``: the name with the word, unless the name has it already."""
    return ward if "ward" in ward.lower() else f"{ward} ward"
