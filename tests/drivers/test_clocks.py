"""The layouts in which devices want their clock, against bytes written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from drivers.driver import ClockLayout
from drivers.framing.clocks import encode_clock

BST = timezone(timedelta(hours=1))
MOMENT = datetime(2026, 7, 21, 9, 41, 30, tzinfo=BST)


@pytest.mark.parametrize(
    ("layout", "octets"),
    [
        (ClockLayout.DATE_TIME, "ea070715 09291e"),
        (ClockLayout.CURRENT_TIME, "ea070715 09291e 02 00 00"),
        (ClockLayout.CONTOUR, "01 ea070715 08291e 3c00"),
        (ClockLayout.ISENS, "c0030100 ea070715 09291e"),
    ],
)
def test_a_clock_is_written_as_the_device_wants_it(layout: ClockLayout, octets: str) -> None:
    assert encode_clock(layout, MOMENT) == bytes.fromhex(octets)


def test_west_of_greenwich_the_offset_is_negative() -> None:
    west = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    assert encode_clock(ClockLayout.CONTOUR, west)[-2:] == (-210).to_bytes(2, "little", signed=True)


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        encode_clock(ClockLayout.DATE_TIME, naive)
