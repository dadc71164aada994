r"""Scales that print the A&D standard format on a serial line (EK, FG, HV, AD-4xxx).

Source: A&D EK-L/EK-i series instruction manual, "A&D standard format": 15 characters and CR LF, ::

    ST,+001234.5  g\r\n      header, comma, sign and eight digits, unit right-justified in three

``ST`` stable, ``US`` unstable, ``QT`` a count, ``OL`` overload. The line is usually 2400 baud,
7 data bits, even parity, as the scale's menu has it. There is no checksum, so the fixed width is
the only guard against a lost character and is kept strictly. No acknowledgement exists: the line
is stored as soon as it is whole, and a line lost on the wire is printed again by hand. Set the
scale to print on its key or on stability; in stream mode every line is a result of its own.

Not tested against firmware: written from the manual's layout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from drivers.driver import Acknowledge, Action, Driver, Level, Report, SerialLink
from drivers.protocols.line import Line, LineReader
from drivers.readings import DeviceIdentity, Kind, NotUnderstood, Reading, Refusal, Value

KEY: Final = "and-scale"
VERSION: Final = "1"

_DEVICE: Final = DeviceIdentity(maker="A&D")
_FIELDS: Final = {"kg": "weight_kg", "g": "weight_g", "lb": "weight_lb"}
_HEADERS: Final = frozenset({"ST", "US", "QT", "OL"})
_BODY: Final = re.compile(r"(?P<sign>[+-])(?P<number>[ 0-9.]{8})(?P<unit>.{3})", re.DOTALL)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


class AndScaleConversation:
    """Listens to one scale; it never says anything."""

    def __init__(self) -> None:
        self._lines = LineReader()

    def open(self) -> Sequence[Action]:
        """A scale speaks by itself."""
        return ()

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes, cut anywhere; every whole line becomes a report. Empty lines are passed over."""
        del channel
        return [
            Report(interpret(line)) for line in self._lines.feed(data) if line.text.strip("\0 ")
        ]

    def time_out(self) -> Sequence[Action]:
        """Silence: a line that never ended is reported as such, not read."""
        return self.close()

    def close(self) -> Sequence[Action]:
        """The link has gone: report the line that was still arriving."""
        rest = self._lines.rest()
        if rest is None or not rest.text.strip("\0 "):
            return ()
        reason = Refusal.TRUNCATED if rest.whole else Refusal.FRAMING
        detail = f"The line stopped after {rest.length} bytes; print the weight again."
        return (Report(_refused(reason, detail, rest.raw, incomplete=True)),)

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """Nothing to put back: there is no acknowledgement, so the session keeps trying."""


def interpret(line: Line) -> Reading | NotUnderstood:
    """One line as a weight, in the unit that the scale sent."""
    if not line.whole:
        detail = f"A line of {line.length} bytes is no weight; check the scale's output format."
        return _refused(Refusal.FRAMING, detail, line.raw)
    header, comma, body = line.text.partition(",")
    if not comma or header not in _HEADERS:
        detail = "The line is not in A&D standard format; check the scale's output format."
        return _refused(Refusal.NOT_UNDERSTOOD, detail, line.raw)
    if header == "OL":
        detail = "The scale reports an overload; take the load off and weigh again."
        return _refused(Refusal.DEVICE_ERROR, detail, line.raw)
    if header == "QT":
        detail = "The scale sent a count, not a weight; switch it to weighing."
        return _refused(Refusal.NOT_UNDERSTOOD, detail, line.raw)
    if header == "US":
        detail = "The weight was not stable yet; wait until the scale settles."
        return _refused(Refusal.UNSTABLE, detail, line.raw)
    return _weight(body, line.raw)


def _weight(body: str, raw: bytes) -> Reading | NotUnderstood:
    match = _BODY.fullmatch(body)
    number = match["number"].strip() if match else ""
    if match is None or not _NUMBER.fullmatch(number) or not match["unit"].strip():
        detail = "The weight or its unit is damaged or missing; print the weight again."
        return _refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    field = _FIELDS.get(match["unit"].strip())
    if field is None:
        detail = f"The unit {match['unit'].strip()!r} is not kg, g or lb; set the scale's unit."
        return _refused(Refusal.NOT_UNDERSTOOD, detail, raw)
    amount = Decimal(number)
    if match["sign"] == "-" and amount:
        detail = "The scale shows less than zero; zero it and weigh again."
        return _refused(Refusal.DEVICE_ERROR, detail, raw)
    return Reading(
        driver=KEY,
        driver_version=VERSION,
        kind=Kind.WEIGHT,
        values=(Value(field, amount),),
        device=_DEVICE,
        raw=raw,
    )


def _refused(
    reason: Refusal, detail: str, raw: bytes, *, incomplete: bool = False
) -> NotUnderstood:
    return NotUnderstood(
        driver=KEY,
        driver_version=VERSION,
        reason=reason,
        detail=detail,
        raw=raw,
        device=_DEVICE,
        incomplete=incomplete,
    )


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("A&D EK-L", "A&D EK-i", "A&D FG", "A&D HV", "A&D AD-4xxx"),
    links=(SerialLink(baud=2400, data_bits=7, parity="E", stop_bits=1),),
    protocol="A&D standard format",
    measures=frozenset({Kind.WEIGHT}),
    level=Level.DOCUMENTED,
    source="A&D EK-L/EK-i series instruction manual, A&D standard format",
    converse=AndScaleConversation,
    remembers=False,
)
