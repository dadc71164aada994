r"""A talking double of an ASTM analyser, for the driver ``astm``; by default an Afinion 2.

The sending half of CLSI LIS01-A2 (sections 6.2 to 6.5), with its times: 15 s for a reply, 10 s
after a NAK to ENQ, six tries for a frame, and a message that was not acknowledged to its end stays
in memory and is sent again, whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drivers.protocols.astm_frames import ACK, ENQ, EOT, ETX, NAK, encode_frame
from drivers.simulators.double import Done, Say, Step, Vanish, Wait

REPLY_SECONDS: Final = 15.0
BUSY_SECONDS: Final = 10.0
TRIES: Final = 6
ENDLESS_PIECES: Final = 64
"""Pieces of 64 KiB that an endless frame consists of before the analyser falls silent."""


class Fault(StrEnum):
    """What goes wrong, once, with the next frame that is sent."""

    NOISE = "noise"
    """Line noise before it."""
    BAD_CHECKSUM = "bad_checksum"
    """A byte of it is damaged on the way."""
    NO_LINE_END = "no_line_end"
    """It has no CR LF, as some analysers send it."""
    TWICE = "twice"
    """It is sent again although it was acknowledged, as when the ACK was lost."""
    VANISH = "vanish"
    """The link breaks in the middle of it."""
    ENDLESS = "endless"
    """It never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyserResult:
    """One HbA1c as the Afinion 2 sends it. Amounts and times are text, exactly as sent.

    ``percent`` and ``mmol_mol`` may be empty, ``">15.0"`` or ``"--- "``.
    """

    run: int
    percent: str = "5.9"
    mmol_mol: str = ""
    patient: str = ""
    operator: str = "OP1"
    lot: str = "10000001"
    measured_at: str = "20261122094100"
    sent_at: str = "20261122094130"
    control: bool = False


class AstmDouble:
    """An analyser with results in its memory.

    ``acknowledged`` are the results whose every frame was acknowledged: the analyser has forgotten
    them, so the station must not. ``framed`` sends one record a frame, otherwise all in one.
    """

    def __init__(
        self,
        serial: str = "AF20000001",
        *,
        framed: bool = False,
        reply_seconds: float = REPLY_SECONDS,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self._serial = serial
        self._framed = framed
        self._reply = reply_seconds
        self._busy = busy_seconds
        self._memory: deque[AnalyserResult] = deque()
        self._faults: deque[Fault] = deque()
        self._frames: tuple[bytes, ...] = ()
        self._at = -1
        self._tries = 0
        self._runs = 0
        self._repeat = False
        self.acknowledged: list[AnalyserResult] = []

    @property
    def unsent(self) -> tuple[AnalyserResult, ...]:
        """What is still in memory."""
        return tuple(self._memory)

    def measure(self, result: AnalyserResult) -> None:
        """Have a result to send."""
        self._memory.append(result)

    def measure_example(self) -> str:
        """Measure an HbA1c of 41 mmol/mol."""
        self._runs += 1
        self.measure(AnalyserResult(run=self._runs, percent="5.9", mmol_mol="41"))
        return "HbA1c 5.9 %, 41 mmol/mol"

    def fail(self, *faults: Fault) -> None:
        """Let these go wrong, one with each frame that is sent from now on."""
        self._faults += faults

    def start(self) -> Sequence[Step]:
        """The link is up: ask to send, from the beginning of the oldest result."""
        self._at = -1
        self._repeat = False
        if not self._memory:
            return (Done(),)
        return (Say(ENQ), Wait(self._reply))

    def receive(self, data: bytes) -> Sequence[Step]:
        """A reply. Only the last byte counts: what came before it answered something older."""
        if not self._memory:
            return ()
        reply = data[-1:]
        if self._at < 0:
            return self._send_next() if reply == ACK else self._wait_before_enquiry(reply)
        if reply != ACK:
            return self._again()
        if self._repeat:
            self._repeat = False
            return self._say(self._frames[self._at])
        return self._send_next()

    def waited(self) -> Sequence[Step]:
        """No reply, or the pause after a NAK is over: begin again."""
        if self._at >= 0:
            self._at = -1
            return (Say(EOT), Wait(self._busy))
        return self.start()

    def _wait_before_enquiry(self, reply: bytes) -> Sequence[Step]:
        return (Wait(self._busy if reply == NAK else self._reply),)

    def _again(self) -> Sequence[Step]:
        self._tries += 1
        if self._tries >= TRIES:
            self._at = -1
            return (Say(EOT), Wait(self._busy))
        return self._say(self._frames[self._at])

    def _send_next(self) -> Sequence[Step]:
        if self._at < 0:
            self._frames = self._message(self._memory[0])
        self._at += 1
        self._tries = 0
        if self._at < len(self._frames):
            return self._say(self._frames[self._at])
        self.acknowledged.append(self._memory.popleft())
        return (Say(EOT), *self.start())

    def _say(self, frame: bytes) -> Sequence[Step]:
        fault = self._faults.popleft() if self._faults else None
        match fault:
            case Fault.VANISH:
                return (Say(frame[: len(frame) // 2]), Vanish())
            case Fault.ENDLESS:
                return (Say(b"\x021"), *(Say(b"A" * 65536),) * ENDLESS_PIECES, Wait(self._reply))
            case Fault.TWICE:
                self._repeat = True
        return (Say(_spoilt(frame, fault)), Wait(self._reply))

    def _message(self, result: AnalyserResult) -> tuple[bytes, ...]:
        records = [*records_of(result, self._serial)]
        texts = records if self._framed else [b"".join(records)]
        return tuple(encode_frame(number, text) for number, text in enumerate(texts, start=1))


def records_of(result: AnalyserResult, serial: str) -> Sequence[bytes]:
    """The records of one result, in the fields that the Afinion 2 uses."""
    kind = "Q" if result.control else "P"
    amounts = [(result.percent, "%"), (result.mmol_mol, "mmol/mol")]
    lines = [
        f"H|\\^&|||Afinion 2 Analyzer^^{serial}|||||||{kind}|1|{result.sent_at}",
        f"P|1||{result.patient}|||||U",
        f"O|1||{result.run}|^^^HbA1c|||||||N||||^O||||||||^{result.lot}||F",
    ]
    for amount, unit in amounts:
        if amount:
            flag = amount[0] if amount[0] in "<>" else ""
            lines.append(
                f"R|{len(lines) - 2}|^^^HbA1c|{amount}|{unit}||{flag}||F||{result.operator}||"
                f"{result.measured_at}"
            )
    lines.append("L|1|N")
    return [line.encode("latin-1") + b"\r" for line in lines]


def _spoilt(frame: bytes, fault: Fault | None) -> bytes:
    match fault:
        case Fault.NOISE:
            return b"\x00\xffjunk" + frame
        case Fault.BAD_CHECKSUM:
            return frame.replace(ETX, b"?" + ETX)
        case Fault.NO_LINE_END:
            return frame.removesuffix(b"\r\n")
        case _:
            return frame
