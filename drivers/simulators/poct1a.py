"""A talking double of a POCT1-A device, for the driver ``poct1a``; by default a DCA Vantage.

``HEMOSCREEN`` is a PixCell HemoScreen (HS-IL-00067, as published readers quote it): it writes in
MLLP bytes, finds what an ACK is of in another element, and goes on from the end of its topic only
once that was acknowledged.

It follows the exchange that was captured of a DCA Vantage: hello, status, the results that are
asked for one by one, end of topic, then continuous mode. Each result stays in memory until its own
ACK says AA; what is sent a second time carries the reason ``RES``. Its clock stands where ``clock``
says, until it is set: the captured one stood in 2006. ``directives`` are those that its hello
lists, ``obeyed`` those that it carries out; it answers ESC to every other one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from typing import Final

from drivers.protocols.mllp import wrap
from drivers.simulators.double import Done, Say, Step, Vanish, Wait

TIMEOUT_SECONDS: Final = 60.0
RETRY_SECONDS: Final = 30.0
FIRST_ID: Final = 10001
CONTINUOUS_ACCEPTED: Final = "300"
START_CONTINUOUS: Final = "START_CONTINUOUS"
SET_TIME: Final = "SET_TIME"
ENDLESS_PIECES: Final = 64
"""Pieces of 64 KiB that an endless message consists of before the device falls silent."""

_MESSAGE: Final = re.compile(rb"<([A-Z_]{3,}\.R0\d)>.*?</\1>", re.DOTALL)
_BOMB: Final = (
    '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><OBS.R01>&i;</OBS.R01>"
).encode()


class Fault(StrEnum):
    """What goes wrong, once, with the next result that is sent."""

    NOISE = "noise"
    """Bytes before it that belong to nothing."""
    BOMB = "bomb"
    """It is a document that would grow to gigabytes."""
    TWICE = "twice"
    """It is sent again although it was acknowledged, as when the ACK was lost."""
    VANISH = "vanish"
    """The link breaks in the middle of it."""
    ENDLESS = "endless"
    """It never ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """Whose device it is, and what sets it apart. ``system`` is whose codes it sends."""

    vendor: str = "SIEM"
    model: str = "DCA Vantage"
    manufacturer: str = "Siemens Healthcare Diagnostics"
    system: str = "SIEM"
    mllp: bool = False
    acknowledged: str = "ACK.ack_control_id"
    awaits_end: bool = False


DCA_VANTAGE: Final = Make()
HEMOSCREEN: Final = Make(
    vendor="PIX",
    model="HemoScreen",
    manufacturer="PixCell",
    system="LN",
    mllp=True,
    acknowledged="ACK.control_id",
    awaits_end=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One cartridge: amounts with their units as text, exactly as sent.

    A code may be followed by ``^`` and what it is called; ``notes`` are of a result, by its code.
    """

    sequence: int
    amounts: tuple[tuple[str, str, str], ...] = (("HbA1c", "41", "mmol/mol"),)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patient: str = "9999999999"
    operator: str = "OP1"
    lot: str = "0852"
    measured_at: str = "2026-11-22T09:41:00"
    control: bool = False


@dataclass(slots=True)
class _Conversation:
    """Where the device stands on this link. ``left`` are the results still to offer."""

    hello: str = ""
    status: str = ""
    result: str = ""
    asked: str = ""
    end: str = ""
    left: deque[Sample] = field(default_factory=deque)
    continuous: bool = False


class Poct1aDouble:
    """A device with results in its memory. ``acknowledged`` are those that were answered AA."""

    def __init__(
        self,
        serial: str = "S000001",
        *,
        make: Make = DCA_VANTAGE,
        mllp: bool | None = None,
        directives: Collection[str] = (START_CONTINUOUS, SET_TIME),
        obeyed: Collection[str] | None = None,
        clock: str = "2026-11-22T09:42:00+00:00",
        timeout_seconds: float = TIMEOUT_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._serial = serial
        self._make = make
        self._mllp = make.mllp if mllp is None else mllp
        self._directives = tuple(directives)
        self._obeyed = frozenset(directives if obeyed is None else obeyed)
        self._clock = clock
        self._timeout = timeout_seconds
        self._retry = retry_seconds
        self._memory: deque[Sample] = deque()
        self._offered: set[int] = set()
        self._faults: deque[Fault] = deque()
        self._held = b""
        self._next_id = FIRST_ID
        self._count = 0
        self._again = False
        self._now = _Conversation()
        self.acknowledged: list[Sample] = []
        self.heard: list[str] = []
        self.clock_writes: list[str] = []

    @property
    def unsent(self) -> tuple[Sample, ...]:
        """What is still in memory."""
        return tuple(self._memory)

    def measure(self, sample: Sample) -> None:
        """Have a result to send."""
        self._memory.append(sample)

    def measure_example(self) -> str:
        """Measure an HbA1c of 41 mmol/mol."""
        self._count += 1
        self.measure(Sample(sequence=self._count))
        return "HbA1c 41 mmol/mol"

    def fail(self, *faults: Fault) -> None:
        """Let these go wrong, one with each result that is sent from now on."""
        self._faults += faults

    def start(self) -> Sequence[Step]:
        """The link is up: say hello, if there is something to send."""
        self._held = b""
        self._now = _Conversation()
        if not self._memory:
            return (Done(),)
        self._now.hello, step = self._say("HEL.R01", self._hello())
        return (step, Wait(self._timeout))

    def receive(self, data: bytes) -> Sequence[Step]:
        """What the data manager said; several messages may come at once."""
        self._held += data
        steps: list[Step] = []
        while match := _MESSAGE.search(self._held):
            self._held = self._held[match.end() :]
            steps += self._on(match[1].decode(), match[0].decode())
        return steps

    def waited(self) -> Sequence[Step]:
        """No answer in time, or time to try again: begin anew."""
        return self.start()

    def _on(self, kind: str, text: str) -> Sequence[Step]:
        self.heard.append(kind)
        control_id = _value(text, "HDR.control_id")
        match kind:
            case "ACK.R01":
                of = _value(text, self._make.acknowledged)
                return self._answered(of, _value(text, "ACK.type_cd"))
            case "REQ.R01":
                self._now.asked = control_id
                self._now.left = deque(self._memory)
                return self._offer()
            case "DTV.R01" | "DTV.R02":
                return self._directed(control_id, text)
            case "END.R01":
                _, step = self._say("ACK.R01", _ack(control_id))
                return (step, Wait(self._retry) if self._memory else Done())
        return ()

    def _answered(self, control_id: str, kind: str) -> Sequence[Step]:
        now = self._now
        if control_id == now.end:
            now.end = ""
        if control_id == now.hello:
            return self._status() if kind == "AA" else (Wait(self._retry),)
        if control_id != now.result or not now.left:
            return ()
        sample = now.left.popleft()
        if kind == "AA" and self._again:
            # Its acknowledgement is taken for lost, so it is offered once more.
            self._again = False
            now.left.appendleft(sample)
        elif kind == "AA":
            self._memory.remove(sample)
            self.acknowledged.append(sample)
        return self._offer()

    def _status(self) -> Sequence[Step]:
        count = len(self._memory)
        self._now.hello = ""
        self._now.status, step = self._say(
            "DST.R01",
            f'<DST><DST.status_dttm V="{self._clock}" />'
            f'<DST.new_observations_qty V="{count}" /><DST.condition_cd V="R" /></DST>',
        )
        return (step, Wait(self._timeout))

    def _offer(self) -> Sequence[Step]:
        """The next result, or the end of the topic; in continuous mode nothing ends."""
        now = self._now
        if now.left:
            return self._send(now.left[0])
        now.result = ""
        if now.continuous:
            return self._wait_for_more()
        now.end, step = self._say(
            "EOT.R01",
            f'<EOT><EOT.eot_control_id V="{now.asked}" /><EOT.topic_cd V="OBS" /></EOT>',
        )
        return (step, Wait(self._timeout))

    def _directed(self, control_id: str, text: str) -> Sequence[Step]:
        if self._make.awaits_end and self._now.end:
            # It is still at the end of its topic, and hears nothing but the answer to that.
            return ()
        command = _value(text, "DTV.command_cd")
        if command not in self._obeyed:
            body = f'<ESC><ESC.esc_control_id V="{control_id}" /><ESC.detail_cd V="CNC" /></ESC>'
            return (self._say("ESC.R01", body)[1], Wait(self._timeout))
        if command == SET_TIME:
            self._clock = _value(text, "TM.dttm")
            self.clock_writes.append(self._clock)
            return (self._say("ACK.R01", _ack(control_id))[1], Wait(self._timeout))
        self._now.continuous = True
        _, step = self._say("ACK.R01", _ack(control_id, CONTINUOUS_ACCEPTED))
        # What was measured meanwhile goes out at once; what was refused waits for another visit.
        self._now.left = deque(s for s in self._memory if s.sequence not in self._offered)
        return (step, *self._offer())

    def _wait_for_more(self) -> Sequence[Step]:
        """Alive, and with nothing new. What was not acknowledged is offered on the next visit."""
        _, step = self._say("KPA.R01", "")
        return (step, Wait(self._retry) if self._memory else Done())

    def _send(self, sample: Sample) -> Sequence[Step]:
        fault = self._faults.popleft() if self._faults else None
        reason = "RES" if sample.sequence in self._offered else "NEW"
        self._offered.add(sample.sequence)
        root = "OBS.R02" if sample.control else "OBS.R01"
        self._now.result, step = self._say(root, _service(sample, reason, self._make))
        match fault:
            case Fault.VANISH:
                return (Say(step.data[: len(step.data) // 2]), Vanish())
            case Fault.ENDLESS:
                endless = (Say(b"A" * 65536),) * ENDLESS_PIECES
                return (Say(step.data[:200]), *endless, Vanish())
            case Fault.NOISE:
                step = Say(b"\xff\x00noise" + step.data)
            case Fault.BOMB:
                step = Say((wrap(_BOMB) if self._mllp else _BOMB) + step.data)
            case Fault.TWICE:
                self._again = True
        return (step, Wait(self._timeout))

    def _hello(self) -> str:
        directives = "".join(
            f'<DSC.directives_supported_cd V="{directive}" />' for directive in self._directives
        )
        make, serial = self._make, self._serial
        return (
            f'<DEV><DEV.device_id V="{make.vendor}^{make.model}^{serial}" />'
            f'<DEV.vendor_id V="{make.vendor}" /><DEV.model_id V="{make.model}" />'
            f'<DEV.serial_id V="{serial}" /><DEV.manufacturer_name V="{make.manufacturer}" />'
            '<DCP><DCP.application_timeout V="60" /></DCP><DSC>'
            '<DSC.connection_profile_cd V="SA" /><DSC.topics_supported_cd V="DTV" />'
            f'{directives}<DSC.max_message_sz V="16000" />'
            "</DSC></DEV>"
        )

    def _say(self, root: str, body: str) -> tuple[str, Say]:
        """One message: its control id and its bytes."""
        control_id = str(self._next_id)
        self._next_id += 1
        header = (
            f'<HDR><HDR.message_type V="{root}" /><HDR.control_id V="{control_id}" />'
            f'<HDR.version_id V="POCT1" /><HDR.creation_dttm V="{self._clock}" /></HDR>'
        )
        text = f'<?xml version="1.0" encoding="utf-8"?><{root}>{header}{body}</{root}>'.encode()
        return control_id, Say(wrap(text) if self._mllp else text)


def _observation(sample: Sample, coded: str, amount: str, unit: str, system: str) -> str:
    code, _, name = coded.partition("^")
    notes = sample.notes.get(code, ())
    called = f' DN="{escape(name)}"' if name else ""
    remarks = "".join(f'<NTE><NTE.text V="{escape(note)}" /></NTE>' for note in notes)
    return (
        f'<OBS><OBS.observation_id V="{escape(code)}"{called} SN="{system}" SV="1.0" />'
        f'<OBS.value V="{escape(amount)}" U="{escape(unit)}" /><OBS.method_cd V="M" />'
        f"{remarks}</OBS>"
    )


def _service(sample: Sample, reason: str, make: Make) -> str:
    role = "LQC" if sample.control else "OBS"
    observations = "".join(
        _observation(sample, code, amount, unit, make.system)
        for code, amount, unit in sample.amounts
    )
    subject = (
        f'<CTC><CTC.name V="Control" /><CTC.lot_number V="{sample.lot}" />{observations}</CTC>'
        if sample.control
        else f'<PT><PT.patient_id V="{escape(sample.patient)}" />{observations}</PT>'
    )
    return (
        f'<SVC><SVC.role_cd V="{role}" /><SVC.observation_dttm V="{sample.measured_at}" />'
        f'<SVC.reason_cd V="{reason}" /><SVC.sequence_nbr V="{sample.sequence}" />{subject}'
        f'<OPR><OPR.operator_id V="{escape(sample.operator)}" /></OPR>'
        f'<RGT><RGT.name V="{make.model}" /><RGT.lot_number V="{sample.lot}" /></RGT></SVC>'
    )


def _ack(control_id: str, detail: str = "") -> str:
    more = f'<ACK.error_detail_cd V="{detail}" />' if detail else ""
    return f'<ACK><ACK.type_cd V="AA" /><ACK.ack_control_id V="{control_id}" />{more}</ACK>'


def _value(text: str, name: str) -> str:
    match = re.search(rf'<{re.escape(name)} V="([^"]*)"', text)
    return match[1] if match else ""
