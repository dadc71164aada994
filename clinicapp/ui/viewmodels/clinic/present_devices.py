"""The devices of the room as tiles: what each is fit for, in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.checks import Check
from clinicapp.ui.viewmodels.clinic.device_view import (
    DeviceState,
    DevicesView,
    DeviceTileView,
    PowerKind,
)
from clinicapp.ui.viewmodels.clinic.present_source import control_text
from clinicapp.ui.words.equipment import CHECKS, OUT_OF_SERVICE, category_icon
from clinicapp.ui.words.plain import (
    counted,
    day_text,
    same_day_time_text,
    short_day_text,
)

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from clinicapp.domain.equipment.asset_state import AssetReason, AssetState, CheckState
    from clinicapp.services.equipment.assets import AssetStanding

_WAKE = "Press its power button to wake it"
_PLUG = "Check its cable and power"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceGlance:
    """One device of the room.

    Attributes:
        standing: Its asset and that asset's state now.
        connected: Whether its link is up.
        last_reading_text: The last value, ``146/91``; empty without one.
        last_reading_at: When that was taken.
        power: What it runs on; None when it does not say.
        battery_percent: Its charge; None when it does not say.
    """

    standing: AssetStanding
    connected: bool
    last_reading_text: str = ""
    last_reading_at: datetime | None = None
    power: PowerKind | None = None
    battery_percent: int | None = None


def present_devices(devices: tuple[DeviceGlance, ...], today: date, zone: tzinfo) -> DevicesView:
    """The rail: how many are connected, and a tile for each in the order given."""
    connected = sum(device.connected for device in devices)
    return DevicesView(
        connected=f"{connected} of {len(devices)} connected",
        tiles=tuple(device_tile(device, today, zone) for device in devices),
    )


def device_tile(device: DeviceGlance, today: date, zone: tzinfo) -> DeviceTileView:
    """One tile. What speaks against the device comes before whether it is awake."""
    asset, state = device.standing.asset, device.standing.state
    kind, word, line = _fitness(state, today, zone)
    if kind in (DeviceState.READY, DeviceState.DUE_SOON) and not device.connected:
        asleep = asset.link == "ble"
        kind = DeviceState.ASLEEP if asleep else DeviceState.OFFLINE
        word, line = ("Asleep", _WAKE) if asleep else ("Not connected", _PLUG)
    last = ""
    if device.last_reading_text and device.last_reading_at is not None:
        when = same_day_time_text(device.last_reading_at, today, zone)
        last = (
            f"{device.last_reading_text} at {when}"
            if ":" in when
            else (f"{device.last_reading_text}, {when}")
        )
    return DeviceTileView(
        name=asset.name,
        icon=category_icon(asset.category),
        state=kind,
        state_text=word,
        check=line,
        check_due=kind in (DeviceState.DUE_SOON, DeviceState.OVERDUE, DeviceState.BLOCKED),
        power=device.power,
        power_text=_power_text(device),
        last_reading=last,
    )


def fitness_text(state: AssetState, today: date, zone: tzinfo) -> str:
    """The calibration or control line of a device: ``In calibration to 14 Feb 2027``."""
    return _fitness(state, today, zone)[2]


def _fitness(state: AssetState, today: date, zone: tzinfo) -> tuple[DeviceState, str, str]:
    for reason in state.reasons:
        if reason.code in OUT_OF_SERVICE:
            return DeviceState.BLOCKED, "Do not use", _out_of_service(reason, zone)
    for check in state.checks:
        if check.standing in (Standing.FAILED, Standing.NEVER):
            return DeviceState.BLOCKED, "Do not use", _bad_check(check)
    for check in state.checks:
        if check.standing is Standing.OVERDUE:
            return DeviceState.OVERDUE, "Overdue", _overdue(state, check, today, zone)
    soon = [check for check in state.checks if check.due_on and check.standing is Standing.DUE_SOON]
    for check in sorted(soon, key=lambda each: each.due_on or today):
        return DeviceState.DUE_SOON, "Due soon", _due_soon(check, today)
    return DeviceState.READY, "Ready", _passed(state, today, zone)


def _out_of_service(reason: AssetReason, zone: tzinfo) -> str:
    words = OUT_OF_SERVICE[reason.code]
    if reason.since is None:
        return words
    return f"{words} since {day_text(reason.since.astimezone(zone).date())}"


def _bad_check(check: CheckState) -> str:
    end = "failed" if check.standing is Standing.FAILED else "never recorded"
    return f"{CHECKS[check.check]} {end}"


def _overdue(state: AssetState, check: CheckState, today: date, zone: tzinfo) -> str:
    """``Calibration overdue since 15 Nov``: the first day, or the instant, out of date."""
    since = next(
        (each.since for each in state.reasons if each.since and each.fact_id == check.fact_id), None
    )
    if since is None:
        return f"{CHECKS[check.check]} overdue"
    day = since.astimezone(zone).date()
    when = same_day_time_text(since, today, zone) if check.due_at else short_day_text(day, today)
    return f"{CHECKS[check.check]} overdue since {when}"


def _due_soon(check: CheckState, today: date) -> str:
    if check.due_on is None:
        return f"{CHECKS[check.check]} due"
    days = (check.due_on - today).days
    if days < 0:
        left = f"{counted(-days, 'day')} over, in grace"
    else:
        left = "today" if days == 0 else counted(days, "day")
    return f"{CHECKS[check.check]} due {short_day_text(check.due_on, today)} ({left})"


def _passed(state: AssetState, today: date, zone: tzinfo) -> str:
    control = state.check(Check.QUALITY_CONTROL)
    if control is not None:
        words = control_text(control, today, zone)
        return f"{words} today" if ":" in words else words
    calibration = state.check(Check.CALIBRATION)
    if calibration is None:
        return "No checks planned"
    if calibration.due_on is None:
        return "In calibration"
    return f"In calibration to {day_text(calibration.due_on)}"


def _power_text(device: DeviceGlance) -> str:
    if device.power is None:
        return ""
    if device.power is PowerKind.MAINS:
        return "Mains"
    return "Battery" if device.battery_percent is None else f"{device.battery_percent}%"
