"""LifeScan OneTouch Verio IQ, a glucose meter with a serial adapter in its USB plug.

Source: glucometer-protocols 777b032, "OneTouch Verio IQ" (reverse engineered; facts), frames in
``drivers.protocols.onetouch_binary``. 38400 baud, 8N1. Numbers are little-endian and values always
mg/dL, whatever the display shows::

    ask 03 21, number of the result   03 06, seconds since 2000 (4), value (2), control (1),
                                      meal (1: 0 none, 1 before, 2 after), 00 00
    ask 03 27 00                      03 06, how many there are (2 bytes)
    ask 03 20 02                      03 06, the clock in seconds since 2000 (4 bytes)
    ask 03 0B 01 02                   03 06, serial number, NUL

Beyond 20 to 600 mg/dL the display says LO or HI, and so does the reading. Not tried on a device.
"""

from __future__ import annotations

import re
from typing import Final

from drivers.driver import Driver, Level, SerialLink
from drivers.protocols.findings import Findings
from drivers.protocols.onetouch_binary import Dialect, OnetouchBinaryConversation, Record
from drivers.readings import DeviceIdentity, Kind

KEY: Final = "onetouch-verio-iq"
VERSION: Final = "1"

_SERIAL: Final = re.compile(rb"[A-Z0-9]{5,20}\0+")
_MEALS: Final[dict[int, tuple[str, ...]]] = {0: (), 1: ("before_meal",), 2: ("after_meal",)}
_METER: Final = DeviceIdentity(maker="LifeScan", model="OneTouch Verio IQ")


def _record(body: bytes) -> Record | None:
    if len(body) != 10 or body[6] > 1 or body[7] not in _MEALS:
        return None
    return Record(
        value_mg_dl=int.from_bytes(body[4:6], "little"),
        seconds=int.from_bytes(body[:4], "little"),
        control=bool(body[6]),
        flags=_MEALS[body[7]],
    )


def _serial(body: bytes) -> str | None:
    return body.rstrip(b"\0").decode("ascii") if _SERIAL.fullmatch(body) else None


DIALECT: Final = Dialect(
    prefix=0x03,
    linked=False,
    epoch_year=2000,
    get_serial=b"\x03\x0b\x01\x02",
    get_clock=b"\x03\x20\x02",
    get_count=b"\x03\x27\x00",
    get_record=b"\x03\x21",
    count_answer=b"\x03\x06",
    record=_record,
    serial=_serial,
)


class OnetouchVerioIqConversation(OnetouchBinaryConversation):
    """Waits for a meter and reads the first and the last of its results, once."""

    def __init__(self) -> None:
        super().__init__(DIALECT, Findings(KEY, VERSION, _METER))


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("LifeScan OneTouch Verio IQ",),
    links=(SerialLink(baud=38400, usb_ids=((0x10C4, 0x85A7),)),),
    protocol="OneTouch binary frames",
    measures=frozenset({Kind.GLUCOSE}),
    level=Level.DOCUMENTED,
    source="glucometer-protocols 777b032, OneTouch Verio IQ",
    converse=OnetouchVerioIqConversation,
    recites=True,
    patience_seconds=2.0,
)
