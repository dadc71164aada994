"""``clinicapp simulate DRIVER``: a talking double of a device on a port or an address."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from clinicapp.domain.errors import Refused
from clinicapp.station.catalogue import driver as known_driver
from clinicapp.station.simulating import simulate_device


def run(
    driver: str,
    write: Callable[[str], None],
    complain: Callable[[str], None],
    *,
    pty: Path | None,
    listen: str | None,
    connect: str | None,
) -> int:
    """Offer a double until interrupted (one that connects stops by itself).

    Returns:
        0 when it is done, 2 when there is no such driver, an address is not written as
        HOST:PORT, or something else is where the link would be.

    Raises:
        Refused: the driver has no double, or the port or address cannot be had.
    """
    try:
        known_driver(driver)
    except Refused as refusal:
        complain(str(refusal))
        return 2
    if pty is not None and os.path.lexists(pty) and not pty.is_symlink():
        # The link takes the place of an older link, but never that of somebody's file.
        complain(f"There is something at {pty} already; name a place that is free.")
        return 2
    addresses: dict[str, tuple[str, int] | None] = {"listen": None, "connect": None}
    for name, text in (("listen", listen), ("connect", connect)):
        if text is None:
            continue
        host, _, port = text.rpartition(":")
        if not host or not port.isdecimal() or int(port) > _HIGHEST_PORT:
            complain(f"Write the address as HOST:PORT, such as 127.0.0.1:4010, not {text!r}.")
            return 2
        addresses[name] = (host.strip("[]"), int(port))
    simulate_device(
        driver, write, pty=pty, listen=addresses["listen"], connect=addresses["connect"]
    )
    return 0


_HIGHEST_PORT = 65535
