r"""Axis-Shield (Alere) Afinion AS100, the HbA1c and lipid analyser before the Afinion 2.

Source: facts from a public laboratory connector (elexis-3-base 142d291, afinion; EPL, nothing
copied); no manual was at hand. 9600 baud, 8N1. A packet, every 10 inside its text doubled::

    10 02  0007  0025:record,patient@ and n records  10 17  1E1F  10 03
    DLE STX number text                              DLE ETB CRC  DLE ETX

The CRC is CRC-16/MCRF4XX over everything before it, four hexadecimal digits. Whether the doubled
bytes count once or twice is documented nowhere: either is accepted. A record has 256 bytes, its
numbers little-endian::

    0 number  4 run  25 lot (17)  42 patient (17)  60 seconds since 1970 UTC
    68, 108, 148, 188  a result: lowest, highest, value (float), decimals, valid (0: none),
                       unit (9), test (9)

What is not valid is passed over before anything else is judged. A value beyond the analyser's
limits is "above" or "below" with that limit. HbA1c in both units is one reading, a lipid panel too.

A packet is acknowledged once its results are on disk, and only then the message it carried. The
station does not ask for results: a question needs a date to start from, and a driver has no
clock. What the analyser sends of its own accord is read, each record as ``stored``. Records of
controls have an undocumented layout and are kept unread. Not tried on a device.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Keep, Level, Report, SerialLink
from drivers.framing.checksums import crc16_mcrf4xx
from drivers.protocols.astm_analytes import Analyte, analyte
from drivers.protocols.calendar_time import seconds_since
from drivers.protocols.findings import Findings
from drivers.protocols.frame_scanner import Damaged, Frame, FrameScanner, Shape
from drivers.readings import DeviceIdentity, Kind, Refusal, Special, Value

KEY: Final = "afinion-as100"
VERSION: Final = "1"

RECORD_LENGTH: Final = 256
PACKET_LIMIT: Final = 8192
"""Bytes in a packet; ten records with every byte doubled have about 5,200."""

_ACK, _NAK = b"\x06", b"\x15"
_FIRST_NUMBER: Final = 21
_TEXT: Final = re.compile(rb"\x10\x02(?:[^\x10]|\x10\x10)*")
_END: Final = re.compile(rb"\x10\x17([0-9A-Fa-f]{4})\x10\x03")
_END_LENGTH: Final = 8
_NUMBER_LENGTH: Final = 4
_RECORDS: Final = b"0025:record,patient@"
_RESULTS: Final = range(68, 228, 40)
_RESULT: Final = struct.Struct("<3fii9s9s")
_MOST_DECIMALS: Final = 6
_FINDINGS: Final = Findings(KEY, VERSION, DeviceIdentity(maker="Alere", model="Afinion AS100"))


def packet(number: int, text: bytes) -> bytes:
    """One packet; ``number`` from 0 to 9999."""
    doubled = (b"%04d" % number + text).replace(b"\x10", b"\x10\x10")
    framed = b"\x10\x02" + doubled + b"\x10\x17"
    return framed + b"%04X" % crc16_mcrf4xx(framed) + b"\x10\x03"


def _length(head: bytes) -> int | Refusal | None:
    if head[:2] != b"\x10\x02":
        return None if len(head) < 2 else Refusal.FRAMING
    text = _TEXT.match(head)
    end = text.end() if text else 0
    tail = head[end : end + _END_LENGTH]
    if _END.fullmatch(tail):
        return end + _END_LENGTH
    if end + _END_LENGTH > PACKET_LIMIT:
        return Refusal.FRAMING
    begun = (b"\x10\x17" + b"0000" + b"\x10\x03")[: len(tail)]
    likely = re.sub(rb"(?<=\x10\x17)[0-9A-Fa-f]{1,4}", lambda m: b"0" * len(m[0]), tail)
    return None if len(tail) < _END_LENGTH and likely == begun else Refusal.FRAMING


def _check(raw: bytes) -> Refusal | None:
    end = len(raw) - _END_LENGTH
    sent = int(raw[end + 2 : end + 6], 16)
    framed = raw[: end + 2]
    once = framed[:2] + framed[2:-2].replace(b"\x10\x10", b"\x10") + framed[-2:]
    right = sent in (crc16_mcrf4xx(framed), crc16_mcrf4xx(once))
    if not right:
        return Refusal.CHECKSUM
    return None if _text(raw)[:_NUMBER_LENGTH].isdigit() else Refusal.FRAMING


def _text(raw: bytes) -> bytes:
    """What a whole packet carries, number included, with no byte doubled."""
    return raw[2:-_END_LENGTH].replace(b"\x10\x10", b"\x10")


class AfinionAs100Conversation:
    """Listens to one analyser, and acknowledges what it sent once that is on disk."""

    def __init__(self) -> None:
        shape = Shape(start=0x10, head=PACKET_LIMIT, length=_length, check=_check)
        self._packets = FrameScanner(shape)
        self._number = _FIRST_NUMBER

    def open(self) -> Sequence[Action]:
        """The analyser speaks by itself."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere."""
        del channel
        return self._follow(self._packets.feed(data))

    def time_out(self) -> Sequence[Action]:
        """Silence: what is unfinished will not finish; the analyser says it again."""
        return self._follow(self._packets.flush())

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still arriving."""
        told = self._follow(self._packets.flush())
        return [action for action in told if isinstance(action, Report | Keep)]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: a packet that was refused is sent again as it was."""

    def _follow(self, found: Sequence[Frame | Damaged]) -> list[Action]:
        actions: list[Action] = []
        for item in found:
            if isinstance(item, Frame):
                actions += self._packet(item.raw)
            elif item.reason is Refusal.FRAMING:
                actions += _FINDINGS.noise(item.raw, item.length)
            else:
                detail = f"A packet of {item.length} bytes came damaged; wait until it is repeated."
                cut = item.reason is Refusal.TRUNCATED
                actions.append(_FINDINGS.refused(item.reason, detail, item.raw, incomplete=cut))
        return actions

    def _packet(self, raw: bytes) -> list[Action]:
        text = _text(raw)
        number, text = int(text[:_NUMBER_LENGTH]), text[_NUMBER_LENGTH:]
        if text[:1] in (_ACK, _NAK):
            return []
        answer = packet(number, _ACK)
        told: list[Action] = [Keep(raw)]
        if text.startswith(_RECORDS):
            told = [*_records(text[len(_RECORDS) :], raw)]
            answer += packet(self._next_number(), b"0025:cmdack@")
        elif b"record" in text[:20]:
            detail = "The analyser sent a control, whose layout is unknown; read its display."
            told = [_FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, raw)]
        return [*told, Acknowledge(answer, otherwise=packet(number, _NAK))]

    def _next_number(self) -> int:
        self._number = (self._number + 1) % 10_000
        return self._number


def _records(data: bytes, raw: bytes) -> list[Report]:
    """Every record of one packet. An empty one, all zeros, is a free place in the memory."""
    if not data or len(data) % RECORD_LENGTH:
        detail = f"{len(data)} bytes are no whole number of records; wait until it is repeated."
        return [_FINDINGS.refused(Refusal.NOT_UNDERSTOOD, detail, raw)]
    cut = (data[at : at + RECORD_LENGTH] for at in range(0, len(data), RECORD_LENGTH))
    return [report for record in cut if any(record) for report in interpret(record)]


def interpret(record: bytes) -> list[Report]:
    """One record of 256 bytes as readings, one of each kind; ``raw`` is the record as sent."""
    sent = record.replace(b"\x10", b"\x10\x10")
    found: dict[Kind, list[Value]] = {}
    for at in _RESULTS:
        named = _value(record, at)
        if named is not None:
            found.setdefault(named[0].kind, []).append(named[1])
    if not found:
        detail = "The analyser has no valid result in this record; read its display."
        return [_FINDINGS.refused(Refusal.DEVICE_ERROR, detail, sent)]
    seconds = int.from_bytes(record[60:64], "little")
    taken_at = seconds_since(1970, seconds, zone_sent=True, text=record[60:64].hex())
    return [
        _FINDINGS.reading(
            kind,
            tuple(values),
            sent,
            taken_at=taken_at if seconds else None,
            sequence=str(int.from_bytes(record[4:8], "little")),
            patient_ref=_string(record[42:59]) or None,
            lot=_string(record[25:42]) or None,
            stored=True,
        )
        for kind, values in found.items()
    ]


def _value(record: bytes, at: int) -> tuple[Analyte, Value] | None:
    """The result at ``at``, or None if it is not valid or no number."""
    lowest, highest, amount, decimals, valid, unit, test = _RESULT.unpack_from(record, at)
    numbers = (lowest, highest, amount)
    usable = valid > 0 and 0 <= decimals <= _MOST_DECIMALS and all(map(math.isfinite, numbers))
    if not usable or not _string(test) or max(map(abs, numbers)) >= 1e6:
        return None
    what = analyte(_string(test), _string(unit))
    step = Decimal(1).scaleb(-decimals)
    low, high, value = (Decimal(n).quantize(step, ROUND_HALF_UP) for n in numbers)
    if amount > highest:
        return what, Value(what.field, special=Special.ABOVE, limit=high)
    if amount < lowest:
        return what, Value(what.field, special=Special.BELOW, limit=low)
    return what, Value(what.field, value)


def _string(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("latin-1").strip()


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Axis-Shield Afinion AS100", "Alere Afinion AS100"),
    links=(SerialLink(),),
    protocol="Afinion DLE packets",
    measures=frozenset({Kind.HBA1C, Kind.LIPIDS, Kind.ANALYTE}),
    level=Level.SIMULATED,
    source="Facts from elexis-3-base 142d291, afinion connector (EPL, nothing copied)",
    converse=AfinionAs100Conversation,
    acknowledges=True,
)
