"""A talking double of a Contec 08A, for the driver ``contec-08a``; it speaks in HID reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.protocols.hid_reports import REPORT_LENGTH, report
from drivers.simulators.double import Done, Say, Step

_MARK: Final = 0x80


class Contec08aDouble:
    """A monitor with a memory of one user, oldest result first."""

    def __init__(self, user: int = 1) -> None:
        self._user = user
        self._results: list[bytes] = []

    def measure(self, systolic: int, diastolic: int, mean: int, pulse: int) -> None:
        """Measure: mmHg three times, and beats a minute, on 22 November 2026, 11:58."""
        self._results.append(result(systolic, diastolic, mean, pulse))

    def measure_example(self) -> str:
        """Measure 138/86 mmHg, mean 104, pulse 71."""
        self.measure(138, 86, 104, 71)
        return "138/86 mmHg, mean 104, pulse 71"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """One report of the host: 40 is answered, 43 sends the memory."""
        if len(data) < REPORT_LENGTH:
            return ()
        if data[0] == 0x40:
            return (Say(report(b"\x40\x8f\xff\xfe\xfd\xfc", b"")),)
        if data[0] != 0x43:
            return ()
        count = bytes((0x46, 0x41, _MARK, _MARK, _MARK | len(self._results)))
        head = count + bytes((0x82,)) + bytes((_MARK,)) * 7 + bytes((_MARK | self._user,))
        said = (report(b"\x4a\x43\x01", b""), report(head, b""), *self._results)
        return [Say(each) for each in said]

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()


def result(systolic: int, diastolic: int, mean: int, pulse: int) -> bytes:
    """A report with one result; only the systolic pressure may exceed 127."""
    marked = bytes(_MARK | n for n in (diastolic, pulse, mean, 26, 11, 0, 22, 11, 58))
    return report(bytes((0x82, _MARK, systolic)) + marked + b"\x80\x91", b"")
