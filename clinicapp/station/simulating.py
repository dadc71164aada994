"""A talking double of one device, for the command line."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused
from clinicapp.station.catalogue import driver
from drivers.errors import DriverError
from drivers.simulators import BLUETOOTH, WIRED
from drivers.simulators.running import simulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def simulate_device(
    key: str,
    say: Callable[[str], None],
    *,
    pty: Path | None,
    listen: tuple[str, int] | None,
    connect: tuple[str, int] | None,
) -> None:
    """Offer the double of a driver's device on one of three ways, until interrupted.

    Raises:
        Refused: there is no such double, or the way cannot be had.
    """
    driver(key)
    if key in BLUETOOTH:
        raise Refused(
            f"The device of {key} speaks Bluetooth, which has no port; "
            "see it in clinicapp demo instead."
        )
    if key not in WIRED:
        raise Refused(f"There is no talking double for {key} yet.")
    if pty is not None and sys.platform == "win32":
        raise Refused("Windows has no pseudo-terminals; use --listen or --connect instead.")
    try:
        asyncio.run(simulate(WIRED[key](), say, pty=pty, listen=listen, connect=connect))
    except DriverError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"That way cannot be had: {error.strerror or error}.") from error
