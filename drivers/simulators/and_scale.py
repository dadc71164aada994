"""A talking double of a scale in A&D standard format, for the driver ``and-scale``.

Like the scale it prints what it shows until the weight settles, then the stable line, once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from drivers.simulators.double import Done, Say, Step, Wait

EXAMPLE: Final = Decimal("82.4")
_SETTLING: Final = (Decimal("0.62"), Decimal("0.97"), Decimal("1.01"))
_DIGITS: Final = 8


class AndScaleDouble:
    """A scale with a person on it. ``gap_seconds`` passes between two printed lines."""

    def __init__(self, gap_seconds: float = 0.2) -> None:
        self._gap = gap_seconds
        self._lines: deque[bytes] = deque()

    def measure(self, weight: Decimal, unit: str = "kg", *, settling: bool = True) -> None:
        """Weigh ``weight`` in ``unit`` (kg, g or lb); with ``settling``, unstable lines first."""
        if settling:
            step = Decimal(1).scaleb(int(weight.as_tuple().exponent))
            shown = ((weight * part).quantize(step) for part in _SETTLING)
            self._lines += [print_line("US", amount, unit) for amount in shown]
        self._lines.append(print_line("ST", weight, unit))

    def overload(self) -> None:
        """Put more on it than it bears."""
        self._lines.append(b"OL,+999999.9E+19\r\n")

    def measure_example(self) -> str:
        """Weigh 82.4 kg."""
        self.measure(EXAMPLE)
        return f"{EXAMPLE} kg"

    def start(self) -> Sequence[Step]:
        """Print what was weighed."""
        return self._next()

    def receive(self, data: bytes) -> Sequence[Step]:
        """The print request ``Q`` is answered with the next line; else it hears nothing."""
        return self._next() if b"Q\r\n" in data else ()

    def waited(self) -> Sequence[Step]:
        """Print the next line."""
        return self._next()

    def _next(self) -> Sequence[Step]:
        if not self._lines:
            return (Done(),)
        return (Say(self._lines.popleft()), Wait(self._gap) if self._lines else Done())


def print_line(header: str, weight: Decimal, unit: str) -> bytes:
    r"""One line, such as ``ST,+001234.5  g\r\n``.

    Raises:
        ValueError: the weight does not fit into eight digits.
    """
    digits = f"{abs(weight):0{_DIGITS}f}"
    if len(digits) > _DIGITS:
        raise ValueError(f"{weight} does not fit into the {_DIGITS} digits of this scale")
    sign = "-" if weight < 0 else "+"
    return f"{header},{sign}{digits}{unit:>3}\r\n".encode("ascii")
