"""Device Information (180A) and Battery (180F): who is speaking.

Source: Bluetooth SIG, Device Information Service 1.1, Battery Service 1.0, and the GATT
Specification Supplement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drivers.driver import Read
from drivers.readings import DeviceIdentity

DEVICE_NAME: Final = "2a00"
MODEL: Final = "2a24"
SERIAL: Final = "2a25"
FIRMWARE: Final = "2a26"
MAKER: Final = "2a29"
BATTERY: Final = "2a19"

ASK: Final = (Read(MAKER), Read(MODEL), Read(SERIAL), Read(FIRMWARE), Read(BATTERY))
"""In the order in which they matter: the battery last, for it may never cost a reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInformation:
    """What the device has told about itself so far; ``battery_percent`` is 0 to 100."""

    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    name: str | None = None
    battery_percent: int | None = None

    @property
    def identity(self) -> DeviceIdentity:
        """The part that goes with a reading."""
        return DeviceIdentity(maker=self.maker, model=self.model, serial=self.serial)

    def is_from(self, *beginnings: str) -> bool:
        """Whether maker, model or name begins with one of ``beginnings``, in any case."""
        words = (self.maker, self.model, self.name)
        return any(
            word.casefold().startswith(beginning.casefold())
            for word in words
            if word is not None
            for beginning in beginnings
        )

    def told(self, channel: str, octets: bytes) -> DeviceInformation | None:
        """This with the value of one more characteristic, or None if ``channel`` is none of ours.

        An empty text or an impossible battery level leaves what was known.
        """
        if channel == BATTERY:
            if len(octets) < 1 or octets[0] > 100:
                return self
            return replace(self, battery_percent=octets[0])
        if channel not in {MAKER, MODEL, SERIAL, FIRMWARE, DEVICE_NAME}:
            return None
        text = _text(octets)
        return self if text is None else self._with_text(channel, text)

    def _with_text(self, channel: str, text: str) -> DeviceInformation:
        match channel:
            case "2a29":
                return replace(self, maker=text)
            case "2a24":
                return replace(self, model=text)
            case "2a25":
                return replace(self, serial=text)
            case "2a26":
                return replace(self, firmware=text)
            case _:
                return replace(self, name=text)


def _text(octets: bytes) -> str | None:
    """UTF-8, less the NULs and blanks with which devices fill it up; None if nothing is left."""
    text = octets.decode("utf-8", errors="replace")
    return "".join(c for c in text if c.isprintable()).strip() or None
