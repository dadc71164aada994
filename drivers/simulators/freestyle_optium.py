"""A talking double of a FreeStyle Optium, for the driver ``freestyle-optium``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.framing.checksums import sum16
from drivers.simulators.double import Done, Say, Step

SERIAL: Final = "EXAMPLE-00001"
_CLOCK: Final = "Nov  22 2026"


class FreestyleOptiumDouble:
    """A meter with a memory, newest result first; it answers and never speaks by itself.

    ``deaf`` counts commands that it ignores with an empty line, as the real one may with its first.
    """

    def __init__(self, deaf: int = 0) -> None:
        self._results: list[str] = []
        self._deaf = deaf
        self._heard = b""
        self.connected = True

    def measure(self, value: str, *, kind: str = "G", at: str = "Nov  22 2026 11:58") -> None:
        """Measure with a glucose (G) or ketone (K) strip; ``value`` is three digits or HI."""
        self._results.insert(0, f"{value:<3}  {at} {kind} 0x00")

    def measure_example(self) -> str:
        """Measure 108 mg/dL."""
        self.measure("108")
        return "108 mg/dL"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """Commands in lines. Off its cable it hears nothing."""
        *commands, self._heard = (self._heard + data).split(b"\r\n")
        self._heard = self._heard[-64:]
        return [Say(self._answer(command)) for command in commands] if self.connected else []

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _answer(self, command: bytes) -> bytes:
        if self._deaf:
            self._deaf -= 1
            return b"\r\n"
        if command == b"$xmem":
            return memory(self._results)
        if command != b"$colq":
            return b"CMD Fail!\r\n"
        lines = (
            f"S/N:\t{SERIAL}",
            "Ver:\t0.22\tMMOL",
            f"Clock:\t{_CLOCK}\t12:00:00",
            "Market:\t1\t2",
            "ROM:\t1\t2\t3\t4",
            f"Usage:\t{len(self._results)}",
            "CMD OK",
        )
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def memory(results: Sequence[str], *, count: int | None = None) -> bytes:
    """The answer to $xmem; ``count`` announces another number of results than there are."""
    number = len(results) if count is None else count
    lines = ("", SERIAL, "0.22", f"{_CLOCK} 12:00:00", f"{number:03d}", *results)
    text = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    return text + b"0x%04X  END\r\n" % sum16(text)
