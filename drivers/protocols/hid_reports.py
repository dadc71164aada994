"""USB HID reports of 64 bytes as a byte stream, and the data that meters put into them.

A report has a head with the number of data bytes that follow; the rest is padding. Recordings hold
either whole reports one after another, or only their data: which of the two is decided by the first
bytes of a session and then kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

REPORT_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class ReportShape:
    """How a meter fills its reports.

    ``head`` bytes come before the data; ``begins`` says of the first ``head`` bytes whether a
    report begins with them; ``data`` takes the data out of a whole report, empty if it has none.
    """

    head: int
    begins: Callable[[bytes], bool]
    data: Callable[[bytes], bytes]


class HidReports:
    """Takes the data out of reports, whatever the pieces they arrive in. Holds at most one."""

    def __init__(self, shape: ReportShape) -> None:
        self._shape = shape
        self._held = b""
        self._in_reports: bool | None = None

    def feed(self, data: bytes) -> bytes:
        """The data that ``data`` completes."""
        self._held += data
        if self._in_reports is None:
            if len(self._held) < self._shape.head:
                return b""
            self._in_reports = self._shape.begins(self._held[: self._shape.head])
        if not self._in_reports:
            held, self._held = self._held, b""
            return held
        whole = len(self._held) - len(self._held) % REPORT_LENGTH
        held, self._held = self._held[:whole], self._held[whole:]
        starts = range(0, whole, REPORT_LENGTH)
        return b"".join(self._shape.data(held[at : at + REPORT_LENGTH]) for at in starts)

    def flush(self) -> bytes:
        """Nothing more will come: the data of an unfinished report, and begin anew."""
        held, self._held = self._held, b""
        in_reports, self._in_reports = self._in_reports, None
        return self._shape.data(held) if in_reports and len(held) >= self._shape.head else held


def report(head: bytes, data: bytes) -> bytes:
    """One report with ``head`` (the number of data bytes included), ``data`` and padding."""
    return (head + data).ljust(REPORT_LENGTH, b"\0")
