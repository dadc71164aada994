"""A write that the device refused with an ATT error, told to a conversation as if it were a value.

Only a control point's write is told this way: the procedure behind it has steps for "busy" and
for "you have not subscribed", and only the conversation knows them. Source: Bluetooth SIG, Core
Specification Supplement, Part B (common profile and service error codes); Glucose Service 1.0.1
and 1.0 (0x80 and 0x81, which older meters still send).
"""

from __future__ import annotations

from typing import Final

CONTROL_POINT: Final = "2a52"
REFUSED_WRITE: Final = "2a52/refused"
"""The channel on which one octet, the ATT error code, arrives after a refused write of 2A52."""

IN_PROGRESS: Final = frozenset({0xFE, 0x80})
"""Another procedure is under way."""

NOT_SUBSCRIBED: Final = frozenset({0xFD, 0x81})
"""The answers that the procedure needs are not subscribed to."""

TOLD: Final = IN_PROGRESS | NOT_SUBSCRIBED
"""The error codes that the conversation hears of; every other one ends the visit."""
