# ruff: noqa: N802 - the names are those of D-Bus
"""The D-Bus object ``org.bluez.Agent1``. Linux only: imported by ``ble_pairing`` when it starts.

Source: BlueZ, doc/org.bluez.Agent.rst. The methods' names and arguments are BlueZ's. Annotations
here are not postponed: dbus-fast reads D-Bus signatures out of them.
"""

from collections.abc import Awaitable, Callable

from dbus_fast import DBusError
from dbus_fast.annotations import DBusObjectPath, DBusStr, DBusUInt16, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method


def rejected(why: str) -> DBusError:
    """The answer that makes BlueZ give up the pairing."""
    return DBusError("org.bluez.Error.Rejected", why)


def address_of(path: str) -> str:
    """The address in a BlueZ object path: ``.../dev_AA_BB_CC_DD_EE_FF`` to ``AA:BB:...``."""
    return path.rpartition("/dev_")[2].replace("_", ":").upper()


class Agent1(ServiceInterface):
    """Answers for the devices that ``may_pair`` knows by address, and for no others."""

    def __init__(
        self,
        may_pair: Callable[[str], bool],
        passkey: Callable[[str], Awaitable[int | None]] | None,
    ) -> None:
        super().__init__("org.bluez.Agent1")
        self._may_pair = may_pair
        self._passkey = passkey

    def _wanted(self, device: str) -> str:
        address = address_of(device)
        if not self._may_pair(address):
            raise rejected("not a device that this program is meeting")
        return address

    @dbus_method()
    async def RequestPasskey(self, device: DBusObjectPath) -> DBusUInt32:
        """The device shows six digits: somebody has to type them in."""
        address = self._wanted(device)
        digits = None if self._passkey is None else await self._passkey(address)
        if digits is None:
            raise rejected("nobody typed the number")
        return digits

    @dbus_method()
    def RequestAuthorization(self, device: DBusObjectPath) -> None:
        """The device shows nothing and asks nothing: may it be paired?"""
        self._wanted(device)

    @dbus_method()
    def AuthorizeService(
        self,
        device: DBusObjectPath,
        uuid: DBusStr,  # noqa: ARG002
    ) -> None:
        """A paired device wants to use a service of the computer."""
        self._wanted(device)

    @dbus_method()
    def DisplayPasskey(
        self,
        device: DBusObjectPath,  # noqa: ARG002
        passkey: DBusUInt32,  # noqa: ARG002
        entered: DBusUInt16,  # noqa: ARG002
    ) -> None:
        """BlueZ has a number shown only by agents that say they can, and this one does not."""
        raise rejected("this program shows no number")

    @dbus_method()
    def Release(self) -> None:
        """BlueZ is done with us; nothing is held for it."""

    @dbus_method()
    def Cancel(self) -> None:
        """The request is void; whatever is typed after it comes to nothing."""
