"""What an analyser or a monitor wrote as a value: a number, a limit that was passed, or neither.

Used for HL7 v2 (OBX-5, types NM, ST and SN) and for POCT1-A (``OBS.value``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from drivers.readings import Refusal, Special, Value

_NUMBER: Final = re.compile(
    r"(?P<sign>[<>]?)=?\s*(?P<number>[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20}))"
)
_NO_RESULT: Final = re.compile(r"-{2,}|\*{2,}|ABN|ERR(OR)?|INVALID", re.IGNORECASE)
_OFF_SCALE: Final = {">": Special.ABOVE, "<": Special.BELOW}
_WORDS: Final = {"HI": Special.ABOVE, "LO": Special.BELOW}
_SHOWN: Final = 80


class Unread(NamedTuple):
    """Why a value is no result."""

    reason: Refusal
    detail: str


def read_value(field: str, sent: str, marks: tuple[str, ...] = ()) -> Value | Unread:
    """``sent`` as the value of ``field``; never a number that was not sent.

    ``marks`` are the abnormal flags beside it: ``<`` and ``>`` among them say that the number is
    only the limit of what can be measured (HL7 table 0078).
    """
    match = _NUMBER.fullmatch(sent)
    if match is None:
        return _word(field, sent)
    sign, number = match.groups()
    amount = Decimal(number)
    if not sign and marks:
        sign = next((mark for mark in marks if mark in _OFF_SCALE), "")
    if sign:
        return Value(field, special=_OFF_SCALE[sign], limit=amount)
    return Value(field, amount)


def _word(field: str, sent: str) -> Value | Unread:
    if special := _WORDS.get(sent.upper()):
        return Value(field, special=special)
    if not sent or _NO_RESULT.fullmatch(sent):
        said = f" ({sent})" if sent else ""
        return Unread(Refusal.DEVICE_ERROR, f"the device gave no result{said}; run the test again.")
    return Unread(Refusal.NOT_UNDERSTOOD, f"{sent[:_SHOWN]!r} is no number; read it on the device.")
