"""LifeScan OneTouch UltraEasy and UltraMini, glucose meters on a serial cable.

Source: LifeScan's protocol as public drivers and their tests give it (MIT, glucometerutils
9b87a5b, drivers/otultraeasy.py and tests); frames in ``drivers.protocols.onetouch_binary``. 9600
baud, 8N1. Numbers are little-endian and values always mg/dL, whatever the display shows::

    ask 05 1F, number of the result      05 06, seconds since 1970 (4 bytes), value (4 bytes)
    ask 05 1F F5 01 (result 501)         05 0F, how many there are (2 bytes)
    ask 05 20 02 and 4 zeros             05 06, the clock in seconds since 1970 (4 bytes)
    ask 05 0B 02 and 9 zeros             05 06, serial number (9 characters)

The meter does not say which results are of a control solution. Beyond 20 to 600 mg/dL its display
says LO or HI, and so does the reading. Not tried on a device.
"""

from __future__ import annotations

import re
from typing import Final

from drivers.driver import Driver, Level, SerialLink
from drivers.protocols.findings import Findings
from drivers.protocols.onetouch_binary import Dialect, OnetouchBinaryConversation, Record
from drivers.readings import DeviceIdentity, Kind

KEY: Final = "onetouch-ultraeasy"
VERSION: Final = "1"

_SERIAL: Final = re.compile(rb"[A-Z0-9]{9}\0*")
_METER: Final = DeviceIdentity(maker="LifeScan", model="OneTouch UltraEasy")


def _record(body: bytes) -> Record | None:
    if len(body) != 8:
        return None
    return Record(
        value_mg_dl=int.from_bytes(body[4:], "little"), seconds=int.from_bytes(body[:4], "little")
    )


def _serial(body: bytes) -> str | None:
    return body.rstrip(b"\0").decode("ascii") if _SERIAL.fullmatch(body) else None


DIALECT: Final = Dialect(
    prefix=0x05,
    linked=True,
    epoch_year=1970,
    get_serial=b"\x05\x0b\x02" + bytes(9),
    get_clock=b"\x05\x20\x02" + bytes(4),
    get_count=b"\x05\x1f\xf5\x01",
    get_record=b"\x05\x1f",
    count_answer=b"\x05\x0f",
    record=_record,
    serial=_serial,
)


class OnetouchUltraEasyConversation(OnetouchBinaryConversation):
    """Waits for a meter and reads the first and the last of its results, once."""

    def __init__(self) -> None:
        super().__init__(DIALECT, Findings(KEY, VERSION, _METER))


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("LifeScan OneTouch UltraEasy", "LifeScan OneTouch UltraMini"),
    links=(SerialLink(usb_ids=((0x067B, 0x2303),)),),
    protocol="OneTouch binary frames",
    measures=frozenset({Kind.GLUCOSE}),
    level=Level.DOCUMENTED,
    source="LifeScan's protocol as in glucometerutils 9b87a5b (MIT), driver otultraeasy and tests",
    converse=OnetouchUltraEasyConversation,
    recites=True,
    patience_seconds=2.0,
)
