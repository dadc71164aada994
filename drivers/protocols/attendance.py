"""Whether a meter is on its cable: most have to be asked, and the cable stays when they go.

The station asks a short question (the probe) until the meter answers. Once all is said it goes on
probing, quietly, and only a meter that was silent in between is asked for its results again: one
left on the cable overnight is not read a thousand times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.driver import Action, Send

TRIES: Final = 3
"""How often one question is asked before the meter counts as gone."""


class Attendance:
    """The order of questions and silences with one meter."""

    def __init__(self, probe: bytes) -> None:
        self._probe = probe
        self._question = probe
        self._asked = 0
        self._present = False

    def open(self) -> Sequence[Action]:
        """The first probe."""
        return self._ask(self._probe)

    def ask(self, question: bytes) -> Sequence[Action]:
        """A question to a meter that answers; it is asked again if nothing comes."""
        self._asked = 0
        return self._ask(question)

    def arrived(self) -> bool:
        """The meter was heard. True if it had been silent: its visit begins."""
        new = not self._present
        self._present = True
        self._asked = 0
        return new

    def rest(self) -> None:
        """Everything is said; from now on only the probe is asked."""
        self._question = self._probe
        self._asked = 0

    def silence(self) -> Sequence[Action]:
        """Nothing came: ask again, and after ``TRIES`` questions begin anew."""
        if self._asked >= TRIES:
            self._present = False
            self._asked = 0
            self._question = self._probe
        return self._ask(self._question)

    def _ask(self, question: bytes) -> Sequence[Action]:
        self._question = question
        self._asked += 1
        return (Send(question),)
