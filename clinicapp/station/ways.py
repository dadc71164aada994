"""From the settings to the ways in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused
from clinicapp.station.catalogue import driver, profiles_folder
from clinicapp.station.hub import WayIn
from drivers.driver import BleLink, HidLink, ScaleUser, SerialLink
from drivers.registry import catalogue
from drivers.transports.hid import HidDeviceLink
from drivers.transports.serial_port import SerialPortLink
from drivers.transports.tcp import TcpClient, TcpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clinicapp.settings import LinkSettings
    from drivers.driver import Driver
    from drivers.transports.ble import BleBackend
    from drivers.transports.contract import Transport
    from drivers.transports.hid import HidLibrary


def ways_in(
    links: Iterable[LinkSettings],
    on_trouble: Callable[[str], None],
    backend: BleBackend | None = None,
    usb: HidLibrary | None = None,
) -> list[WayIn]:
    """A way in for each link of the settings that is a device's (``admissions`` has the others).

    Args:
        links: from the settings.
        on_trouble: told one sentence when a Bluetooth device is near but cannot be reached.
        backend: stands in for the computer's Bluetooth where there is none (demonstration, tests).
        usb: stands in for the computer's USB (tests).

    Raises:
        Refused: a link names a driver that does not exist, or one that does not speak that way.
    """
    return [_way(link, on_trouble, backend, usb) for link in links if link.kind != "adt_listen"]


def _way(
    link: LinkSettings,
    on_trouble: Callable[[str], None],
    backend: BleBackend | None,
    usb: HidLibrary | None,
) -> WayIn:
    if link.kind == "bluetooth":
        return _bluetooth(_users(link), on_trouble, backend)
    found = driver(link.driver or "")
    if link.kind == "hid":
        return _usb(found, usb)
    if all(isinstance(each, BleLink | HidLink) for each in found.links):
        only = "Bluetooth" if any(isinstance(e, BleLink) for e in found.links) else "USB reports"
        raise Refused(
            f"The driver {found.key} speaks {only} only; correct that link of the settings."
        )
    if link.kind == "serial":
        line = next((each for each in found.links if isinstance(each, SerialLink)), SerialLink())
        return WayIn(SerialPortLink(link.port or "", line), lambda _transport: found, several=False)
    if link.kind == "tcp_listen":
        return WayIn(
            TcpServer(link.host, link.tcp_port or 0), lambda _transport: found, several=True
        )
    return WayIn(TcpClient(link.host, link.tcp_port or 0), lambda _transport: found, several=False)


def _users(link: LinkSettings) -> dict[str, ScaleUser]:
    """The ward's user of each scale that the settings name, by its address.

    Raises:
        Refused: a number is none that a scale has.
    """
    try:
        return {
            address.upper(): ScaleUser(*(int(number) for number in said.split(":")))
            for address, said in link.users.items()
        }
    except ValueError as error:
        raise Refused(f"The settings name a user of a scale, but {error}; correct it.") from error


def _usb(found: Driver, library: HidLibrary | None) -> WayIn:
    reports = next((each for each in found.links if isinstance(each, HidLink)), None)
    if reports is None:
        raise Refused(
            f"The driver {found.key} does not speak USB reports; correct that link of the settings."
        )
    way = HidDeviceLink(found.devices[0], reports, library=library)
    return WayIn(way, lambda _transport: found, several=False)


def _bluetooth(
    users: Mapping[str, ScaleUser], on_trouble: Callable[[str], None], backend: BleBackend | None
) -> WayIn:
    # bleak is imported only where Bluetooth is wanted, and first used on the devices thread.
    from drivers.transports.ble import BleScannerLink, BleTransport

    wanted = [
        each
        for each in catalogue(profiles_folder()).drivers.values()
        if any(isinstance(link, BleLink) for link in each.links)
    ]

    def driver_of(transport: Transport) -> Driver:
        if not isinstance(transport, BleTransport):
            raise TypeError("a Bluetooth way in only has Bluetooth visits")
        found = driver(transport.driver_key)
        user = users.get(transport.peer.address)
        if user is None or found.converse_as is None:
            return found
        return replace(found, converse=partial(found.converse_as, user))

    return WayIn(
        BleScannerLink(wanted, on_trouble=on_trouble, backend=backend), driver_of, several=True
    )
