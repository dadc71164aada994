"""The sign-in screen in words: who was here, and how the station is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check
from clinicapp.ui.viewmodels.card_view import Tone
from clinicapp.ui.viewmodels.staff.sign_in_view import Health, HealthItem, NameTile
from clinicapp.ui.words.plain import day_text, moment_text, time_text

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from clinicapp.services.equipment.assets import AssetStanding
    from clinicapp.services.staff.sign_in import SeenHere
    from clinicapp.ui.viewmodels.clinic.present_devices import DeviceGlance

MOST_TILES = 6
_BACKUP_DAYS: Final = 7
"""A backup that is older than this is told as late: our own choice, no rule of a trust."""


def initials_of(name: str) -> str:
    """``RT`` for Rosa Tester, ``R`` for one name."""
    words = name.split()
    return (
        "".join(word[0].upper() for word in (words[0], words[-1])[: len(words)]) if words else "?"
    )


def name_tile(seen: SeenHere, zone: tzinfo) -> NameTile:
    """Somebody who can come back with a PIN."""
    return NameTile(
        key=str(seen.staff_id),
        name=seen.name,
        title=seen.title,
        initials=initials_of(seen.name),
        until=f"PIN until {time_text(seen.pin_until, zone)}",
    )


def health_of(
    devices: tuple[DeviceGlance, ...],
    standings: tuple[AssetStanding, ...],
    *,
    saved_at: datetime | None,
    backup_at: datetime | None,
    trouble: str,
    now: datetime,
    zone: tzinfo,
) -> Health:
    """How the station is.

    Args:
        devices: those of the ward that speak.
        standings: every asset of the ward.
        saved_at: the last commit; None before the first of this run.
        backup_at: the last good backup; None while none is noted.
        trouble: why nothing can be saved; empty when it can.
        now: now.
        zone: the ward's.
    """
    return Health(
        checked=f"Checked {time_text(now, zone)}",
        items=(
            _devices(devices),
            _database(saved_at, trouble, zone),
            _backup(backup_at, now, zone),
            _calibration(standings),
        ),
    )


def _devices(devices: tuple[DeviceGlance, ...]) -> HealthItem:
    away = [each for each in devices if not each.connected]
    value = f"{len(devices) - len(away)} of {len(devices)} connected" if devices else "None here"
    if not devices:
        return HealthItem("bluetooth", "Devices", value)
    if not away:
        return HealthItem("bluetooth", "Devices", value, "All heard", "circle-check", Tone.GOOD)
    asset = away[0].standing.asset
    word = "asleep" if asset.link == "ble" else "not connected"
    more = f", {len(away) - 1} more" if len(away) > 1 else ""
    return HealthItem("bluetooth", "Devices", value, f"{asset.name} {word}{more}", "moon")


def _database(saved_at: datetime | None, trouble: str, zone: tzinfo) -> HealthItem:
    if trouble:
        return HealthItem("database", "Database", "Cannot save", trouble, "circle-alert", Tone.BAD)
    value = "Ready" if saved_at is None else f"Saved {time_text(saved_at, zone)}"
    return HealthItem("database", "Database", value, "Working", "circle-check", Tone.GOOD)


def _backup(backup_at: datetime | None, now: datetime, zone: tzinfo) -> HealthItem:
    if backup_at is None:
        return HealthItem(
            "archive", "Last backup", "None noted here", "Ask your administrator", "info"
        )
    value = moment_text(backup_at, zone)
    days = (now.astimezone(zone).date() - backup_at.astimezone(zone).date()).days
    if days > _BACKUP_DAYS:
        note = f"{days} days ago: ask your administrator"
        return HealthItem("archive", "Last backup", value, note, "clock-alert", Tone.WARN)
    return HealthItem("archive", "Last backup", value, "Complete", "circle-check", Tone.GOOD)


def _calibration(standings: tuple[AssetStanding, ...]) -> HealthItem:
    late = {Standing.OVERDUE: 0, Standing.FAILED: 0, Standing.NEVER: 0}
    soon = []
    for each in standings:
        check = each.state.check(Check.CALIBRATION)
        if check is None:
            continue
        if check.standing in late:
            late[check.standing] += 1
        elif check.standing is Standing.DUE_SOON and check.due_on is not None:
            soon.append((check.due_on, each.asset.name))
    if not any(each.state.check(Check.CALIBRATION) for each in standings):
        return HealthItem("calendar-clock", "Calibration", "Nothing to calibrate here")
    words = f"Due soon: {len(soon)}" if soon else "None due soon"
    if any(late.values()):
        said = (
            (late[Standing.OVERDUE], "overdue"),
            (late[Standing.FAILED], "failed"),
            (late[Standing.NEVER], "never done"),
        )
        note = ", ".join(f"{count} {word}" for count, word in said if count)
        return HealthItem(
            "calendar-clock", "Calibration", words, note.capitalize(), "clock-alert", Tone.WARN
        )
    if soon:
        due_on, name = min(soon)
        note = f"{name}, due {day_text(due_on)}"
        return HealthItem("calendar-clock", "Calibration", words, note, "clock", Tone.WARN)
    return HealthItem(
        "calendar-clock", "Calibration", words, "All in date", "circle-check", Tone.GOOD
    )
