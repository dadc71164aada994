"""Telling a scanner that types like a keyboard from a person who does.

A scanner sends a whole label within milliseconds and ends it with Enter or Tab; one that is set up
with a prefix begins with STX and may end with ETX. Until it is clear which of the two is typing,
keys are held, so that a label never reaches the field that has the focus; a person's keys are given
back in their order, at most ``GAP_MS`` late.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

GAP_MS: Final = 40
"""Longest time between two keys of a scanner without a prefix; people are slower, but for slips."""
FRAMED_GAP_MS: Final = 250
"""The same after a prefix, which nobody types by accident."""
LEAST: Final = 7
"""A label without a prefix is no shorter, such as the tag BP-0122; fewer keys and Enter can be a
person's slip. Only one that is known to be somebody's, where nothing else is expected, may be."""

STX, ETX, GS = "\x02", "\x03", "\x1d"


class Verdict(Enum):
    """What becomes of a key."""

    PASS = auto()
    """It goes where it was going; nothing is held."""
    HOLD = auto()
    """It is kept until it is clear who types."""
    GIVE_BACK = auto()
    """A person types: what is held goes on first, then this key."""
    SCAN = auto()
    """A label has ended; ``Wedge.label`` is what it said."""


class Wedge:
    """Looks at key presses in their order. Times are milliseconds of any one clock.

    ``known`` says of a text that is shorter than ``LEAST`` whether it is a label all the same.
    """

    def __init__(self, known: Callable[[str], bool] = lambda _label: False) -> None:
        self._known = known
        self._keys: list[str] = []
        self._framed = False
        self._last_ms = 0
        self.label = ""
        """The last label that was read, without its prefix and suffix."""

    @property
    def is_holding(self) -> bool:
        """Whether keys are held."""
        return bool(self._keys) or self._framed

    @property
    def patience_ms(self) -> int:
        """How long the next key may take before what is held is a person's."""
        return FRAMED_GAP_MS if self._framed else GAP_MS

    def is_late(self, at_ms: int) -> bool:
        """Whether a key at this time comes too late for a scanner."""
        return self.is_holding and at_ms - self._last_ms > self.patience_ms

    def press(self, text: str, at_ms: int, *, ends: bool = False, repeats: bool = False) -> Verdict:
        """Look at a key press; give back first what ``is_late``.

        Args:
            text: What it types; empty for a key that types nothing, such as an arrow.
            at_ms: When.
            ends: Whether it is Enter or Tab.
            repeats: Whether the key is held down, which no scanner does.
        """
        holding = self.is_holding
        self._last_ms = at_ms
        if ends or (self._framed and text == ETX):
            return self._end() if holding else Verdict.PASS
        if text == STX and not holding:
            self._framed = True
            return Verdict.HOLD
        may_begin = text.isprintable() and not text.isspace()
        if text and not repeats and (may_begin or (holding and (text == GS or text == " "))):
            self._keys.append(text)
            return Verdict.HOLD
        if holding:
            self.forget()
            return Verdict.GIVE_BACK
        return Verdict.PASS

    def forget(self) -> None:
        """Nothing is held any more."""
        self._keys.clear()
        self._framed = False

    def _end(self) -> Verdict:
        label = "".join(self._keys)
        enough = self._framed or len(self._keys) >= LEAST or self._known(label)
        self.label = label if enough else ""
        self.forget()
        return Verdict.SCAN if enough else Verdict.GIVE_BACK
