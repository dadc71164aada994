"""A talking double of a FreeStyle Optium Neo, for the driver ``freestyle-neo``, in HID reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import sum32
from drivers.protocols.hid_reports import REPORT_LENGTH, report
from drivers.simulators.double import Done, Say, Step

SERIAL: Final = "EXAMPLE0001"
_PIECE: Final = 62
_SYNCHRONIZATION: Final = report(b"\x22\x01", b"\x05")


class FreestyleNeoDouble:
    """A meter that answers text commands, with a synchronization after every third report."""

    def __init__(self) -> None:
        self._records: list[str] = []

    def measure(self, value: str, *, kind: int = 7) -> None:
        """Measure with a glucose (7) or ketone (9) strip; ``value`` is digits, HI or LO."""
        rest = ",0" * (10 if kind == 7 else 1)
        self._records.append(f"{kind},{len(self._records)},11,22,26,11,58,0,{value}{rest}")

    def measure_example(self) -> str:
        """Measure 108 mg/dL."""
        self.measure("108")
        return "108 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """One report of the host."""
        if len(data) < REPORT_LENGTH:
            return ()
        if data[:2] == b"\x01\x00":
            return (Say(report(b"\x71\x01", b"\x01")),)
        asked = data[2 : 2 + data[1]].strip()
        if asked == b"$serlnum?":
            return in_reports(answer(f"{SERIAL}\r\n".encode("ascii")))
        if asked == b"$result?":
            return in_reports(answer(records(self._records)))
        return in_reports(b"CKSM:00000000\r\nCMD Fail!\r\n")

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()


def records(lines: Sequence[str]) -> bytes:
    """Records with their number and sum."""
    text = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    return text + b"%d,%08X\r\n" % (len(lines), sum32(text))


def answer(text: bytes) -> bytes:
    """A whole answer around ``text``."""
    return text + b"CKSM:%08X\r\nCMD OK\r\n" % sum32(text)


def in_reports(text: bytes) -> list[Step]:
    """``text`` in reports of 64 bytes."""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    said: list[Step] = []
    for number, piece in enumerate(pieces, start=1):
        said.append(Say(report(bytes((0x60, len(piece))), piece)))
        if number % 3 == 0:
            said.append(Say(_SYNCHRONIZATION))
    return said
