"""A talking double of a Contour USB, for the driver ``contour-usb``; it speaks in HID reports."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import sum8_hex
from drivers.protocols.hid_reports import REPORT_LENGTH, report
from drivers.simulators.double import Done, Say, Step

_PIECE: Final = 60
_HEADER: Final = (
    r"H|\^&||7w3LBL|Bayer7390^01.24\01.04\09.02.20^7390-0000001^7403-|"
    "A=1^C=63^U=0^V=10600|{count}||||||1|202611221204"
)


class ContourUsbDouble:
    """A meter that sends its header for EOT, and one frame for each ACK."""

    def __init__(self) -> None:
        self._results: list[str] = []
        self._left: deque[bytes] = deque()
        self._last = b""

    def measure(self, value: str, *, marks: str = "", unit: str = "mg/dL") -> None:
        """Measure with a strip; ``marks`` as the meter writes them, such as ``B/X``."""
        self._results.append(f"^^^Glucose|{value}|{unit}^P||{marks}||202611221158")

    def measure_example(self) -> str:
        """Measure 133 mg/dL."""
        self.measure("133", marks="B")
        return "133 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """One report of the host: EOT begins, ACK goes on, NAK repeats."""
        said = data[4 : 4 + data[3]] if len(data) >= REPORT_LENGTH else b""
        if said == b"\x04":
            records = [f"R|{n}|{text}" for n, text in enumerate(self._results, start=1)]
            texts = ["P|1", *records, f"L|1|{len(records)}|N"]
            self._left = deque(frame(n % 8, text) for n, text in enumerate(texts, start=2))
            self._left.append(b"\x04")
            header = _HEADER.format(count=len(records))
            return self._say(b"\x04" + frame(1, header) + b"\x05")
        if said == b"\x06" and self._left:
            return self._say(self._left.popleft())
        return self._say(self._last) if said == b"\x15" and self._last else ()

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _say(self, data: bytes) -> Sequence[Step]:
        self._last = data
        pieces = [data[at : at + _PIECE] for at in range(0, len(data), _PIECE)]
        return [Say(report(b"ABC" + bytes((len(piece),)), piece)) for piece in pieces]


def frame(number: int, text: str) -> bytes:
    """An ASTM frame around one record."""
    content = f"{number}{text}\r\x03".encode("latin-1")
    return b"\x02" + content + sum8_hex(content) + b"\r\n"
