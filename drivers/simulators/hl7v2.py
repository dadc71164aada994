"""Talking doubles of HL7 v2 devices, for the driver ``hl7v2``.

``Hl7AnalyserDouble`` behaves as the Abbott Afinion 2 was seen to: it keeps a result until it is
acknowledged with AA, and until then sends it every 30 seconds under a new message id.
``HemoScreenDouble`` counts blood as PixCell's interface description has it (GEN-SW-HS-00001, as
published readers quote it). ``MonitorDouble`` is a vital-signs monitor by IHE PCD-01.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from drivers.protocols.mllp import Block, MllpReader, wrap
from drivers.simulators.double import Done, Say, Step, Vanish, Wait

RESEND_SECONDS: Final = 30.0
FIRST_ID: Final = 1000
ENDLESS_PIECES: Final = 64
"""Pieces of 64 KiB that an endless message consists of before the device falls silent."""

_SEPARATORS: Final = frozenset("~^&|")


class Fault(StrEnum):
    """What goes wrong, once, with the next message that is sent."""

    NOISE = "noise"
    """Bytes before it that belong to nothing."""
    CUT = "cut"
    """It breaks off, and another begins on the same link."""
    TWICE = "twice"
    """It is sent two times at once, in one segment."""
    DEAF = "deaf"
    """The answer to it is lost."""
    VANISH = "vanish"
    """The link breaks in the middle of it."""
    ENDLESS = "endless"
    """It never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyserResult:
    """One HbA1c as the Afinion 2 sends it. Amounts and times are text, exactly as sent."""

    run: int
    percent: str = "5.9"
    mmol_mol: str = "41"
    eag: str = ""
    patient: str = ""
    operator: str = ""
    lot: str = "10000001"
    measured_at: str = "20261122094100"
    sent_at: str = "20261122094130"
    control: bool = False


FULL_COUNT: Final = (
    ("WBC", "6.10", "10*3/uL"),
    ("RBC", "4.55", "10*6/uL"),
    ("HGB", "13.80", "g/dL"),
    ("HCT", "40.90", "%"),
    ("MCV", "89.90", "fL"),
    ("MCH", "30.30", "pg"),
    ("MCHC", "33.70", "g/dL"),
    ("RDW", "13.1", "%"),
    ("PLT", "251", "10*3/uL"),
    ("MPV", "9.10", "fL"),
    ("NEU#", "3.42", "10*3/uL"),
    ("LYM#", "1.95", "10*3/uL"),
    ("MON#", "0.49", "10*3/uL"),
    ("EOS#", "0.18", "10*3/uL"),
    ("BAS#", "0.06", "10*3/uL"),
    ("NEU%", "56.1", "%"),
    ("LYM%", "32.0", "%"),
    ("MON%", "8.0", "%"),
    ("EOS%", "2.90", "%"),
    ("BAS%", "1.00", "%"),
)
"""Name, amount and unit of each count, in the order in which they are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodCount:
    """One cartridge of a HemoScreen. ``marks`` and ``notes`` are of a count, by its name.

    A control is one whose ``control`` names its lot and level.
    """

    number: int
    counts: tuple[tuple[str, str, str], ...] = FULL_COUNT
    marks: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    patient: str = "9999999999"
    control: str = ""
    measured_at: str = "20261122094100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """One measurement of a monitor: mmHg, beats a minute, per cent, degrees Celsius, as text."""

    number: int
    systolic: str = "128"
    diastolic: str = "82"
    mean: str = "97"
    pulse: str = "72"
    spo2: str = "97"
    temperature: str = "36.7"
    patient: str = "9999999999"
    measured_at: str = "20261122094100+0000"


class MessageDouble:
    """Anything with messages in its memory. ``acknowledged`` are those that were answered AA."""

    def __init__(self, *, resend_seconds: float = RESEND_SECONDS) -> None:
        self._resend = resend_seconds
        self._memory: deque[tuple[int, str]] = deque()
        self._faults: deque[Fault] = deque()
        self._replies = MllpReader()
        self._next_id = FIRST_ID
        self._sent: set[str] = set()
        self._deaf = False
        self.acknowledged: list[int] = []

    @property
    def unsent(self) -> tuple[int, ...]:
        """The numbers of what is still in memory."""
        return tuple(number for number, _ in self._memory)

    def fail(self, *faults: Fault) -> None:
        """Let these go wrong, one with each message that is sent from now on."""
        self._faults += faults

    def remember(self, number: int, message: str) -> None:
        """Have a message to send; ``{id}`` in it becomes the id of each sending."""
        self._memory.append((number, message))

    def start(self) -> Sequence[Step]:
        """The link is up: send the oldest message."""
        self._replies = MllpReader()
        return self._send()

    def receive(self, data: bytes) -> Sequence[Step]:
        """Answers. Anything but AA to a sending of the oldest message means: later, again."""
        steps: list[Step] = []
        for found in self._replies.feed(data):
            if isinstance(found, Block) and self._memory:
                steps += self._answered(found.text)
        return steps

    def waited(self) -> Sequence[Step]:
        """No answer in time: send it again, under a new id."""
        return self._send()

    def _answered(self, text: bytes) -> Sequence[Step]:
        fields = text.decode("latin-1").split("\rMSA|", 1)[-1].split("\r", 1)[0].split("|")
        if len(fields) < 2 or fields[1] not in self._sent:
            # An answer to something older.
            return ()
        if self._deaf or fields[0] != "AA":
            self._deaf = False
            return (Wait(self._resend),)
        number, _ = self._memory.popleft()
        self.acknowledged.append(number)
        self._sent.clear()
        return self._send()

    def _send(self) -> Sequence[Step]:
        if not self._memory:
            return (Done(),)
        fault = self._faults.popleft() if self._faults else None
        block = self._block()
        match fault:
            case Fault.VANISH:
                return (Say(block[: len(block) // 2]), Vanish())
            case Fault.ENDLESS:
                endless = (Say(b"A" * 65536),) * ENDLESS_PIECES
                return (Say(block[:60]), *endless, Wait(self._resend))
            case Fault.NOISE:
                block = b"\xff\x00noise" + block
            case Fault.CUT:
                block = block[: len(block) // 2] + block
            case Fault.TWICE:
                block += self._block()
            case Fault.DEAF:
                self._deaf = True
        return (Say(block), Wait(self._resend))

    def _block(self) -> bytes:
        message_id = str(self._next_id)
        self._next_id += 1
        self._sent.add(message_id)
        return wrap(self._memory[0][1].replace("{id}", message_id).encode("latin-1"))


class Hl7AnalyserDouble(MessageDouble):
    """An Afinion 2 with results in its memory."""

    def __init__(
        self, serial: str = "AF20000001", *, resend_seconds: float = RESEND_SECONDS
    ) -> None:
        super().__init__(resend_seconds=resend_seconds)
        self._serial = serial
        self._runs = 0

    def measure(self, result: AnalyserResult) -> None:
        """Have a result to send."""
        self.remember(result.run, "".join(segments_of(result, self._serial)))

    def measure_example(self) -> str:
        """Measure an HbA1c of 41 mmol/mol."""
        self._runs += 1
        self.measure(AnalyserResult(run=self._runs))
        return "HbA1c 5.9 %, 41 mmol/mol"


class HemoScreenDouble(MessageDouble):
    """A HemoScreen with blood counts in its memory."""

    def __init__(
        self, serial: str = "0000000-0001-HS", *, resend_seconds: float = RESEND_SECONDS
    ) -> None:
        super().__init__(resend_seconds=resend_seconds)
        self._serial = serial

    def measure(self, count: BloodCount) -> None:
        """Have a count to send."""
        self.remember(count.number, "".join(count_segments_of(count, self._serial)))


class MonitorDouble(MessageDouble):
    """A monitor that sends each set of vital signs as one PCD-01 message."""

    def __init__(
        self, identifier: str = "0A0B0C0D0E0F0001", *, resend_seconds: float = RESEND_SECONDS
    ) -> None:
        super().__init__(resend_seconds=resend_seconds)
        self._identifier = identifier
        self._count = 0

    def measure(self, vitals: Vitals) -> None:
        """Have vital signs to send."""
        self.remember(vitals.number, "".join(pcd_segments_of(vitals, self._identifier)))

    def measure_example(self) -> str:
        """Measure 128/82 mmHg, 97 % and 36.7 degrees Celsius."""
        self._count += 1
        self.measure(Vitals(number=self._count))
        return "128/82 mmHg, pulse 72, SpO2 97 %, 36.7 \N{DEGREE SIGN}C"


def segments_of(result: AnalyserResult, serial: str) -> Sequence[str]:
    """The segments of one result, in the fields that the Afinion 2 uses."""
    kind = "Q" if result.control else "P"
    lines = [
        f"MSH|^~\\&|Afinion 2 Analyzer||LIS|LIS|{result.sent_at}||ORU^R01|{{id}}|{kind}|2.4"
        "|||AL|NE||8859/1\r",
        f"PID|1||{result.patient}|\r",
        "PV1|1|||||||||||||||||||\r",
        f"OBR|1||{result.run}|HbA1c|||||||N||||ORH||||||||^{result.lot}||F|\r",
    ]
    sent = [("HbA1c", result.percent, "%"), ("HbA1c", result.mmol_mol, "mmol/mol")]
    sent.append(("eAG", result.eag, "mmol/L"))
    for code, amount, unit in sent:
        if amount:
            lines.append(
                f"OBX|{len(lines) - 3}|ST|{code}||{amount}|{unit}|||||F|||||{result.operator}||"
                f"{serial}|{result.measured_at}|\r"
            )
    return lines


def count_segments_of(count: BloodCount, serial: str) -> Sequence[str]:
    """The segments of one blood count: the patient in PID-2, which of a control holds its lot."""
    role = "LQC" if count.control else "OBS"
    lines = [
        f"MSH|^~\\&|HemoScreen|PixCell|||{count.measured_at}||ORU^R01|{{id}}|P|2.4\r",
        f"PID||{count.control or count.patient}\r",
        f"OBR||||{role}|||{count.measured_at}\r",
    ]
    for at, (name, amount, unit) in enumerate(count.counts, start=1):
        kind = "NM" if amount.replace(".", "", 1).isdecimal() else "ST"
        # A mark that is one of the message's own separators is sent behind the escape.
        mark = count.marks.get(name, "")
        mark = f"\\{mark}" if mark in _SEPARATORS else mark
        lines.append(
            f"OBX|{at}|{kind}|{name}||{amount}|{unit}||{mark}|||F|||{count.measured_at}|{serial}\r"
        )
        if name in count.notes:
            lines.append(f"NTE|||{count.notes[name]}\r")
    return lines


def pcd_segments_of(vitals: Vitals, identifier: str) -> Sequence[str]:
    """The segments of one set of vital signs, by IHE PCD-01; empty amounts are left out."""
    measured = [
        ("150021^MDC_PRESS_BLD_NONINV_SYS", vitals.systolic, "266016^MDC_DIM_MMHG"),
        ("150022^MDC_PRESS_BLD_NONINV_DIA", vitals.diastolic, "266016^MDC_DIM_MMHG"),
        ("150023^MDC_PRESS_BLD_NONINV_MEAN", vitals.mean, "266016^MDC_DIM_MMHG"),
        ("149546^MDC_PULS_RATE_NON_INV", vitals.pulse, "264864^MDC_DIM_BEAT_PER_MIN"),
        ("150456^MDC_PULS_OXIM_SAT_O2", vitals.spo2, "262688^MDC_DIM_PERCENT"),
        ("150344^MDC_TEMP", vitals.temperature, "268192^MDC_DIM_DEGC"),
    ]
    lines = [
        f"MSH|^~\\&|WARD^{identifier}^EUI-64||||{vitals.measured_at}||ORU^R01^ORU_R01|{{id}}|P|2.6"
        "|||NE|AL|||||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO\r",
        f"PID|||{vitals.patient}^^^Ward^PI\r",
        f"OBR|1||{vitals.number}^WARD|528391^MDC_DEV_SPEC_PROFILE_BP^MDC|||{vitals.measured_at}\r",
        "OBX|1||528391^MDC_DEV_SPEC_PROFILE_BP^MDC|1.0.0.0|||||||X\r",
    ]
    for code, amount, unit in measured:
        if amount:
            number = len(lines) - 2
            lines.append(f"OBX|{number}|NM|{code}^MDC|1.0.1.{number}|{amount}|{unit}^MDC|||||R\r")
    return lines
