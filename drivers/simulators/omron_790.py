"""A talking double of an Omron HEM-790IT, for the driver ``omron-790``, in reports of 8 bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import xor
from typing import Final

from drivers.simulators.double import Done, Say, Step

_LENGTHS: Final = {b"VER": 5, b"END": 5, b"GDC": 8, b"GME": 8}
_WAKING: Final = b"\x02" + bytes(7)


class Omron790Double:
    """A monitor with two memories, newest result first; it says NO now and then, as they do."""

    def __init__(self, model: str = "M7080IT") -> None:
        self._version = f"{model:<8}207".encode("ascii")
        self._banks: dict[int, list[bytes]] = {0: [], 1: []}
        self._heard = b""
        self._refuses = True

    def measure(
        self,
        systolic: int,
        diastolic: int,
        pulse: int,
        *,
        bank: int = 0,
        marks: int = 0,
        minute: int = 58,
    ) -> None:
        """Measure on 22 November 2026 at 11 hours and ``minute``: mmHg twice, beats a minute."""
        record = bytes((26, 11, 22, 11, minute, 0, 0)) + systolic.to_bytes(2, "big")
        record += bytes((diastolic, pulse)) + marks.to_bytes(2, "big")
        self._banks[bank].insert(0, record)

    def measure_example(self) -> str:
        """Measure 138/86 mmHg, pulse 71."""
        self.measure(138, 86, 71)
        return "138/86 mmHg, pulse 71"

    def start(self) -> Sequence[Step]:
        """It waits to be asked."""
        return (Done(),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """A feature report (2 bytes) sets the mode; others bring a question piece by piece."""
        if len(data) != 8:
            return ()
        if not self._heard and not data[1:].strip(b"\0"):
            return _say(b"OK") if data == _WAKING else ()
        self._heard += data[1 : 1 + data[0]]
        if len(self._heard) < _LENGTHS.get(self._heard[:3], 3):
            return ()
        asked, self._heard = self._heard, b""
        return self._answer(asked)

    def waited(self) -> Sequence[Step]:
        """Nothing changes by waiting."""
        return ()

    def _answer(self, asked: bytes) -> Sequence[Step]:
        word = asked[:3]
        if word == b"VER":
            return _say(_checked(b"\0" + self._version))
        if word == b"END":
            return (*_say(b"OK"), *_say(b"OFF\r\n"))
        memory = self._banks.get(asked[4], []) if word in _LENGTHS else None
        self._refuses = not self._refuses
        if memory is None or _exclusive_or(asked[3:]) or (word == b"GME" and self._refuses):
            return _say(b"NO")
        if word == b"GDC":
            return _say(_checked(bytes((0, 0, 17, 0, len(memory)))))
        return _say(_checked(b"\0" + memory[asked[6]])) if asked[6] < len(memory) else _say(b"NO")


def _exclusive_or(data: bytes) -> int:
    return reduce(xor, data, 0)


def _checked(content: bytes) -> bytes:
    return b"OK" + content + bytes((_exclusive_or(content),))


def _say(message: bytes) -> Sequence[Step]:
    """A message in reports; what a real one fills them up with means nothing."""
    pieces = [message[at : at + 7] for at in range(0, len(message), 7)]
    return [Say(bytes((len(piece),)) + piece.ljust(7, b"\x2e")) for piece in pieces]
