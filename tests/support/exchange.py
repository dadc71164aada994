"""A conversation with a disk that fails on demand, and the talk between it and a double."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from drivers.driver import (
    WARD_TIME,
    Acknowledge,
    Action,
    AskTime,
    Conversation,
    Finish,
    Keep,
    Report,
    Send,
)
from drivers.framing.clocks import ward_time
from drivers.readings import Reading
from drivers.simulators.double import Done, Double, Say, Step, Vanish


class Station:
    """What a session does with actions, and no more.

    ``fails`` says for each acknowledgement in turn whether the disk fails; bytes arrive in pieces
    of ``size``; ``now`` is the time on the ward, and without one nobody tells it.
    """

    def __init__(
        self,
        converse: Callable[[], Conversation],
        fails: Sequence[bool] = (),
        size: int = 4096,
        now: datetime | None = None,
    ) -> None:
        self._converse = converse
        self._now = now
        self._fails = deque(fails)
        self._size = size
        self._conversation = converse()
        self.disk: list[Keep | Report] = []
        self.finished = False

    def hear(self, data: bytes) -> bytes:
        """What it answers."""
        answer = b""
        for at in range(0, len(data), self._size):
            answer += self._carry_out(self._conversation.receive(data[at : at + self._size]))
        return answer

    def wait(self) -> bytes:
        """What it says after a long silence."""
        return self._carry_out(self._conversation.time_out())

    def lose_link(self) -> None:
        """The link breaks, and the next bytes come over a new one."""
        self._carry_out(self._conversation.close())
        self._conversation = self._converse()
        self.finished = False

    @property
    def readings(self) -> list[Reading]:
        """The results on disk."""
        items = [item.item for item in self.disk if isinstance(item, Report)]
        return [item for item in items if isinstance(item, Reading)]

    def _carry_out(self, actions: Sequence[Action]) -> bytes:
        answer = b""
        items: list[Keep | Report] = []
        refused: list[Acknowledge] = []
        for action in actions:
            if isinstance(action, Keep | Report):
                items.append(action)
                continue
            if isinstance(action, Acknowledge):
                if refused or (self._fails and self._fails.popleft()):
                    refused.append(action)
                    answer += action.otherwise
                    items = []
                    continue
                answer += action.data
            self.disk += items
            items = []
            answer += action.data if isinstance(action, Send) else b""
            if isinstance(action, AskTime) and self._now is not None:
                told = ward_time(self._now)
                answer += self._carry_out(self._conversation.receive(told, WARD_TIME))
            self.finished = self.finished or isinstance(action, Finish)
        for acknowledge in reversed(refused):
            self._conversation.not_kept(acknowledge)
        self.disk += items
        return answer


def exchange(double: Double, station: Station) -> None:
    """Let them talk until the device has nothing left to say."""
    steps: Sequence[Step] = double.start()
    for _ in range(2000):
        said = b"".join(step.data for step in steps if isinstance(step, Say))
        answer = station.hear(said)
        if any(isinstance(step, Vanish) for step in steps):
            station.lose_link()
            steps = double.start()
        elif station.finished:
            station.lose_link()
            steps = double.waited()
        elif answer:
            steps = double.receive(answer) or ((Done(),) if _over(steps) else ())
        elif _over(steps):
            return
        else:
            steps = double.waited()
    raise AssertionError("the device never came to an end")


def _over(steps: Sequence[Step]) -> bool:
    return any(isinstance(step, Done) for step in steps)
