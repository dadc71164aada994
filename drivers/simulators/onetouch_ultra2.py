"""A talking double of a OneTouch Ultra 2, for the driver ``onetouch-ultra2``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drivers.framing.checksums import sum16
from drivers.simulators.double import Done, Say, Step

SERIAL: Final = "EXAMPLE1Y"
CLOCK: Final = '"SUN","11/22/26","12:00:00   "'


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One result in the meter's memory; ``value`` is in mg/dL, or a word such as HIGH."""

    value: int | str = 108
    taken: str = '"SUN","11/22/26","11:58:00   "'
    control: bool = False
    doubt: bool = False
    meal: str = "N"
    comment: str = "00"


class OnetouchUltra2Double:
    """A meter with a memory, newest result first; it answers and never speaks by itself."""

    def __init__(self, records: Sequence[Record] = ()) -> None:
        self._records = list(records)
        self._heard = b""
        self.connected = True

    def measure(self, record: Record) -> None:
        """Measure with a strip."""
        self._records.insert(0, record)

    def measure_example(self) -> str:
        """Measure 108 mg/dL."""
        self.measure(Record())
        return "108 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """A command between two CRs. Off its cable it hears nothing."""
        *commands, self._heard = (self._heard + data).split(b"\r")
        self._heard = self._heard[-64:]
        if not self.connected:
            return ()
        return [Say(answer) for command in commands for answer in self._answer(command)]

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _answer(self, command: bytes) -> list[bytes]:
        match command:
            case b"DM@":
                return [line(f'@ "{SERIAL}"')]
            case b"DMF":
                return [line(f"F {CLOCK}")]
            case b"DMP":
                count = len(self._records)
                header = line(f'P {count:03d},"{SERIAL}","MMOL/L"')
                return [header, *(line(_text(record)) for record in self._records)]
            case _:
                return []


def line(text: str) -> bytes:
    """``text`` with its checksum and line end."""
    data = text.encode("ascii")
    return data + b" %04X\r\n" % sum16(data)


def _text(record: Record) -> str:
    value = f"{record.value:>3}" if isinstance(record.value, int) else record.value
    control = "C" if record.control else " "
    doubt = "?" if record.doubt else " "
    return f'P {record.taken},"{control} {value}{doubt}","{record.meal}","{record.comment}", 00'
