"""Reading a little-endian payload from front to back, without ever reading past its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.framing.date_time import DATE_TIME_OCTETS, decode_date_time
from drivers.framing.sfloat import decode_sfloat

if TYPE_CHECKING:
    from decimal import Decimal

    from drivers.readings import DeviceTime, Special


class TruncatedError(ValueError):
    """The payload ended before a field that its flags promise."""


class Octets:
    """A payload and the place up to which it has been read."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def take(self, count: int, what: str) -> bytes:
        """The next ``count`` octets; ``what`` names the field in the error.

        Raises:
            TruncatedError: when fewer are left.
        """
        taken = self._payload[self._at : self._at + count]
        if len(taken) < count:
            raise TruncatedError(
                f"the payload of {len(self._payload)} bytes ends before its {what}"
            )
        self._at += count
        return taken

    def unsigned(self, count: int, what: str) -> int:
        """An unsigned integer of ``count`` octets. Raises TruncatedError."""
        return int.from_bytes(self.take(count, what), "little")

    def sfloat(self, what: str) -> Decimal | Special:
        """A 16-bit medical float. Raises TruncatedError or IllegalFloatError."""
        return decode_sfloat(self.take(2, what))

    def sfloat_big_endian(self, what: str) -> Decimal | Special:
        """The same with its octets the wrong way round, as Beurer sends a pulse."""
        return decode_sfloat(self.take(2, what)[::-1])

    def date_time(self, what: str) -> DeviceTime | None:
        """A Date Time; None when the device does not know it. Raises TruncatedError."""
        return decode_date_time(self.take(DATE_TIME_OCTETS, what))
