"""What a device tile says follows the device's facts."""

from __future__ import annotations

from datetime import date

import pytest

from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.ui.viewmodels.clinic.device_view import DeviceState, DeviceTileView, PowerKind
from clinicapp.ui.viewmodels.clinic.present_devices import (
    DeviceGlance,
    device_tile,
    present_devices,
)
from clinicapp.ui.viewmodels.present_shell import present_header, present_status_bar
from tests.support.snapshots import (
    TODAY,
    ZONE,
    Device,
    clock,
    device,
    hba1c_analyser,
    meter,
    monitor,
    scale,
)

AT = clock(9, 49)


def tile(of: Device, *, connected: bool = True) -> DeviceTileView:
    glance = DeviceGlance(
        standing=of.standing(AT),
        connected=connected,
        last_reading_text="146/91",
        last_reading_at=clock(9, 42),
        power=PowerKind.BATTERY,
        battery_percent=72,
    )
    return device_tile(glance, TODAY, ZONE)


def test_a_device_in_calibration_says_until_when() -> None:
    shown = tile(monitor())
    assert (shown.name, shown.state, shown.state_text) == ("A&D UA-651", DeviceState.READY, "Ready")
    assert shown.check == "In calibration to 14 Feb 2027"
    assert (shown.power_text, shown.last_reading) == ("72%", "146/91 at 09:42")


def test_a_calibration_that_is_near_counts_the_days() -> None:
    shown = tile(scale())
    assert (shown.state, shown.check) == (DeviceState.DUE_SOON, "Calibration due 12 Dec (20 days)")
    assert shown.check_due


def test_an_analyser_says_when_its_control_passed() -> None:
    assert tile(hba1c_analyser()).check == "QC passed 07:30 today"


def test_a_sleeping_device_says_how_to_wake_it_and_a_cable_what_to_check() -> None:
    asleep = tile(meter(), connected=False)
    assert (asleep.state, asleep.check) == (
        DeviceState.ASLEEP,
        "Press its power button to wake it",
    )
    assert tile(hba1c_analyser(), connected=False).state is DeviceState.OFFLINE


@pytest.mark.parametrize(
    ("of", "state", "words"),
    [
        (
            device(("A", "B"), "scale", "serial", calibrated=date(2025, 11, 14)),
            DeviceState.OVERDUE,
            "Calibration overdue since 15 Nov",
        ),
        (
            device(("A", "B"), "scale", "serial", accepted=False, calibrated=TODAY),
            DeviceState.BLOCKED,
            "Not accepted",
        ),
        (
            device(
                ("A", "B"),
                "scale",
                "serial",
                calibrated=date(2026, 6, 1),
                more=((AssetEventKind.QUARANTINED, clock(8, 0, date(2026, 11, 20))),),
            ),
            DeviceState.BLOCKED,
            "Quarantined since 20 Nov 2026",
        ),
        (
            device(("A", "B"), "hba1c_analyser", "tcp", controlled=clock(7, 0, date(2026, 11, 21))),
            DeviceState.OVERDUE,
            "QC overdue since 07:00",
        ),
        (device(("A", "B"), "scale", "serial"), DeviceState.READY, "No checks planned"),
    ],
)
def test_what_speaks_against_a_device_is_said_with_its_date(
    of: Device, state: DeviceState, words: str
) -> None:
    shown = tile(of)
    assert (shown.state, shown.check) == (state, words)


def test_what_speaks_against_a_device_comes_before_that_it_sleeps() -> None:
    of = device(("A", "B"), "scale", "ble", calibrated=date(2025, 11, 14))
    assert tile(of, connected=False).state is DeviceState.OVERDUE


def test_the_rail_counts_what_is_connected() -> None:
    devices = tuple(
        DeviceGlance(standing=of.standing(AT), connected=up)
        for of, up in ((monitor(), True), (meter(), False))
    )
    assert present_devices(devices, TODAY, ZONE).connected == "1 of 2 connected"


def test_the_header_and_the_status_line_are_in_words() -> None:
    header = present_header(
        ward="Ash",
        station="ASH-01",
        user="Rosa Tester",
        now=AT,
        zone=ZONE,
        inbox_count=2,
        connected=4,
        devices=5,
        demo_pack="Current UK practice",
    )
    assert (header.ward, header.station, header.clock) == ("Ash ward", "Station ASH-01", "09:49")
    assert header.devices == "4 of 5"
    assert "awaiting clinical sign-off" in header.notice
    bar = present_status_bar(connected=4, devices=5, saved_at=AT, backup_at=clock(2, 0), zone=ZONE)
    assert (bar.devices, bar.saved) == ("4 of 5 devices connected", "Saved 09:49")
    assert bar.backup == "Last backup 22 Nov 2026, 02:00"
    empty = present_status_bar(connected=0, devices=0, saved_at=None, backup_at=None, zone=ZONE)
    assert (empty.saved, empty.backup) == ("Nothing to save yet", "No backup yet")
