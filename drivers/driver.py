"""The driver contract: a driver is a value, and its conversation is bytes in, actions out.

A conversation has no clock, no socket and no thread. Silence and the loss of the link are inputs
like any other. Whoever runs it (``drivers.session``) carries the actions out in order:

- ``Keep`` and ``Report`` are committed to disk before the ``Acknowledge`` after them is sent;
- if the commit fails, ``Acknowledge.otherwise`` is sent (a NAK, an AE) and
  ``Conversation.not_kept`` puts the conversation back where it was before that frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from drivers.readings import Kind, NotUnderstood, Reading

WARD_TIME: Final = "ward/time"
"""The channel on which ``AskTime`` is answered: the local time with its offset, ISO 8601."""

FEATURE: Final = "feature"
"""The channel of a HID device's feature reports."""

_LAST_USER: Final = 254
_LAST_CODE: Final = 0xFFFF


class ClockLayout(StrEnum):
    """How a device wants its clock written."""

    DATE_TIME = "date_time"
    """Bluetooth Date Time, 2A08: year u16 LE, month, day, hours, minutes, seconds."""
    CURRENT_TIME = "current_time"
    """Bluetooth Current Time, 2A2B: Date Time, day of week, fractions, adjust reason."""
    CONTOUR = "contour"
    """Ascensia Contour's own: a command, the time in UTC, and the offset of the local time."""
    ISENS = "isens"
    """i-SENS CareSens' own: a command before the Date Time."""


@dataclass(frozen=True, slots=True)
class Send:
    """Say ``data`` now.

    ``channel`` is a characteristic's UUID, or ``FEATURE``; serial and TCP have only "". A refusal
    of what is ``required`` ends the visit.
    """

    data: bytes
    channel: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Ask for notifications or indications of a characteristic; ``required`` ones end the visit."""

    channel: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic; its value comes back through ``receive``. A failure is not fatal."""

    channel: str


@dataclass(frozen=True, slots=True)
class SetClock:
    """Write the station's local time to the device. A refusal by the device is not fatal."""

    channel: str
    layout: ClockLayout


@dataclass(frozen=True, slots=True)
class AskTime:
    """Ask what time it is on the ward: told at once through ``receive``, on ``WARD_TIME``.

    For devices whose clock is set by a message that the conversation itself writes. Nobody answers
    where there is no clock, as in ``decode``.
    """


@dataclass(frozen=True, slots=True)
class Keep:
    """Commit these bytes: a whole frame that is no reading, or not yet.

    It is about to be acknowledged, or a result of a memory that is only counted.
    """

    raw: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """Commit this result, or this refusal, with its bytes."""

    item: Reading | NotUnderstood


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Tell the device "received", once everything reported before it is on disk.

    ``otherwise`` is said instead when it could not be kept. ``undo`` is the conversation's own
    note of where it stood before this frame, handed back to it by ``not_kept``.
    """

    data: bytes
    otherwise: bytes = b""
    channel: str = ""
    undo: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MemoryRead:
    """The device has sent all that it was asked for of its memory.

    Said by drivers whose devices recite (``Driver.recites``), once each time. ``left`` results were
    not asked for. ``newest_first`` is how results of one and the same minute are told.
    """

    left: int = 0
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The conversation is over; the link may be closed."""


Action = (
    Send | Subscribe | Read | SetClock | AskTime | Keep | Report | Acknowledge | MemoryRead | Finish
)


@dataclass(frozen=True, slots=True)
class ScaleUser:
    """The user under whom a ward weighs, on a scale that weighs for no one else.

    ``index`` is the number that the scale gives to him, 0 to 254; ``code`` is his consent code,
    which the scale shows and carries in 16 bits.

    Raises:
        ValueError: when a number is beyond those.
    """

    index: int
    code: int

    def __post_init__(self) -> None:
        """Refuse what no scale has."""
        if not 0 <= self.index <= _LAST_USER:
            raise ValueError(f"a scale has the users 0 to {_LAST_USER}, not {self.index}")
        if not 0 <= self.code <= _LAST_CODE:
            raise ValueError(f"a consent code is a number up to {_LAST_CODE}, not {self.code}")


class Conversation(Protocol):
    """The sans-IO half of one session with one device."""

    def open(self) -> Sequence[Action]:
        """What we say first."""
        ...

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes arrived, cut anywhere; on Bluetooth one call is one value of ``channel``.

        ``channel`` is a UUID in lower case, four digits where the Bluetooth SIG assigned it.
        Never raises, whatever the bytes.
        """
        ...

    def time_out(self) -> Sequence[Action]:
        """Nothing arrived for ``Driver.patience_seconds``."""
        ...

    def close(self) -> Sequence[Action]:
        """The link has gone: report what was still incomplete. Nothing can be sent any more."""
        ...

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """What this acknowledgement stood for is not on disk: expect the frame again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialLink:
    """Line settings of a serial port (RS-232, USB-CDC, or a pseudo-terminal)."""

    baud: int = 9600
    data_bits: int = 8
    parity: str = "N"
    stop_bits: int = 1
    usb_ids: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpLink:
    """TCP; either side may connect."""

    default_port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BleLink:
    """A Bluetooth LE device, recognised by an advertised service or the start of its name."""

    service: str
    name_prefixes: tuple[str, ...] = ()
    bond: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HidLink:
    """USB human interface reports of ``report_length`` bytes, without report numbers.

    ``usb_ids`` are vendor and product. ``Send`` on the channel ``FEATURE`` is a feature report;
    every other ``Send`` is one output report.
    """

    usb_ids: tuple[tuple[int, int], ...]
    report_length: int = 64


Link = SerialLink | TcpLink | BleLink | HidLink


class Level(StrEnum):
    """How far a driver has been proven, least first."""

    SIMULATED = "simulated"
    DOCUMENTED = "documented"
    CAPTURED = "captured"
    FIELD = "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One family of devices. ``devices`` names those it was written for, as people call them.

    ``remembers`` is true for devices that keep results and may send them late; a reading of theirs
    without a time may be of another day, and of another person. ``converse_as`` begins a
    conversation in the name of a user, with devices that may know some. ``recites`` is true for
    those that tell their memory on every visit: what of it is a reading, ``drivers.recital``
    decides.
    """

    key: str
    version: str
    devices: tuple[str, ...]
    links: tuple[Link, ...]
    protocol: str
    measures: frozenset[Kind]
    level: Level
    source: str
    converse: Callable[[], Conversation]
    acknowledges: bool = False
    remembers: bool = True
    recites: bool = False
    patience_seconds: float = 30.0
    converse_as: Callable[[ScaleUser], Conversation] | None = None
