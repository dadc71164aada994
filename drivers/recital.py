"""Of a device that tells its whole memory, what is news; the rest is counted and not imported.

A meter remembers hundreds of results, of whoever used it, and most can only send all of them. The
rule is that of the Bluetooth meters (``drivers.protocols.gatt_glucose_session``), which are asked
for their last record alone::

    the first time in this attendance   the newest result is a reading; it says how many more the
                                        memory holds, and of which days
    again in the same attendance        every result that was not there the first time is a reading

An attendance is one session of the station with the device: as long as its port is open, or until
its USB plug is pulled out. Every result's bytes are kept the moment they arrive, counted or not, so
that whatever is acknowledged is on disk; only what becomes a reading is decided here. Recordings
are decoded without this rule: ``clinicapp decode`` prints everything that a device said.

Which result is the newest is known only when all have come. A memory that breaks off before its end
gives no reading, because an earlier patient's result may be the last that came: it is refused with
a sentence, and read when the device is connected again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from drivers.driver import Acknowledge, Action, Conversation, Driver, Keep, MemoryRead, Report
from drivers.readings import NotUnderstood, Reading, Refusal

MOST_RESULTS: Final = 8192
"""Results of one device that are told apart; no meter remembers as many."""

MOST_DEVICES: Final = 16
"""Devices in one session that are told apart; beyond that the first are forgotten."""

_DATE_LENGTH: Final = len("2026-11-22")


def conversation_of(driver: Driver) -> Conversation:
    """A conversation for a live device: with the rule, where the driver says that it recites."""
    conversation = driver.converse()
    return Recital(conversation) if driver.recites else conversation


@dataclass(slots=True)
class _Memory:
    """What one device has told: each result once, with its time ("" if it has none), in order."""

    told: dict[int, str] = field(default_factory=dict)
    first_of_newest: Reading | None = None
    last_of_newest: Reading | None = None
    over: bool = False

    def add(self, reading: Reading, nth: int) -> bool:
        """Note a result, the ``nth`` of its kind in one telling; false if it was told before."""
        key = hash((_key(reading), nth))
        if key in self.told or len(self.told) >= MOST_RESULTS:
            return False
        self.told[key] = _time(reading)
        newest = self.last_of_newest
        if newest is None or _time(reading) > _time(newest):
            self.first_of_newest = self.last_of_newest = reading
        elif _time(reading) == _time(newest):
            self.last_of_newest = reading
        return True

    def end(self, said: MemoryRead) -> Reading | None:
        """All was told: the newest result, and what is said of the others; None if told before."""
        # In one minute there may be several: the order of telling says which of them is the newest.
        newest = self.first_of_newest if said.newest_first else self.last_of_newest
        self.first_of_newest = self.last_of_newest = None
        first, self.over = not self.over, True
        if newest is None or not first:
            return None
        others = sorted(self.told.values())
        others.remove(_time(newest))
        return replace(newest, flags=(*newest.flags, *_of_others(others, said.left)))


class Recital:
    """A conversation whose stored results are sifted; everything else passes as it is."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._memories: dict[str | None, _Memory] = {}
        self._telling: Reading | None = None
        self._times_told: Counter[int] = Counter()
        self._numbered: set[int] = set()

    def open(self) -> Sequence[Action]:
        """What the conversation says first."""
        return self._sift(self._conversation.open())

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes arrived."""
        return self._sift(self._conversation.receive(data, channel))

    def time_out(self) -> Sequence[Action]:
        """Silence; a memory that has not ended may go on, or be told again from its beginning."""
        self._begin_anew()
        return self._sift(self._conversation.time_out())

    def close(self) -> Sequence[Action]:
        """The link has gone: what was told of a memory without its end is refused."""
        actions = self._sift(self._conversation.close())
        refused = any(isinstance(a, Report) and isinstance(a.item, NotUnderstood) for a in actions)
        if self._telling is not None and not refused:
            actions.append(Report(self._broken(self._telling)))
        return actions

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """The frame comes again, and its result is known by its number."""
        self._conversation.not_kept(acknowledge)

    def _sift(self, actions: Sequence[Action]) -> list[Action]:
        sifted: list[Action] = []
        for action in actions:
            if isinstance(action, MemoryRead):
                sifted += self._end(action)
            elif isinstance(action, Report) and isinstance(action.item, Reading):
                sifted.append(self._hear(action, action.item))
            else:
                sifted.append(action)
        return sifted

    def _hear(self, report: Report, reading: Reading) -> Action:
        """A result: news is reported, anything else is kept as the bytes that it is."""
        if not reading.stored:
            return report
        memory = self._memory_of(reading)
        new = memory.add(reading, self._times(reading))
        if memory.over:
            return report if new else Keep(reading.raw)
        self._telling = reading
        return Keep(reading.raw)

    def _times(self, reading: Reading) -> int:
        """How often such a result was told, this time included; one sent again is the same one."""
        key, numbered = _key(reading), hash(reading.raw)
        if reading.sequence is not None and numbered in self._numbered:
            return self._times_told[key]
        if len(self._numbered) < MOST_RESULTS:
            self._times_told[key] += 1
            self._numbered.add(numbered)
        return self._times_told[key]

    def _end(self, said: MemoryRead) -> list[Action]:
        reading, self._telling = self._telling, None
        self._begin_anew()
        if reading is None:
            return []
        newest = self._memory_of(reading).end(said)
        return [Report(newest)] if newest else []

    def _begin_anew(self) -> None:
        self._times_told.clear()
        self._numbered.clear()

    def _memory_of(self, reading: Reading) -> _Memory:
        serial = reading.device.serial
        if serial not in self._memories:
            while len(self._memories) >= MOST_DEVICES:
                del self._memories[next(iter(self._memories))]
            self._memories[serial] = _Memory()
        return self._memories[serial]

    def _broken(self, last: Reading) -> NotUnderstood:
        count = len(self._memory_of(last).told)
        detail = f"The memory broke off after {count} results; connect the device again."
        return NotUnderstood(
            driver=last.driver,
            driver_version=last.driver_version,
            reason=Refusal.TRUNCATED,
            detail=detail,
            raw=last.raw,
            device=last.device,
            incomplete=True,
        )


def _time(reading: Reading) -> str:
    return reading.taken_at.isoformat() if reading.taken_at else ""


def _key(reading: Reading) -> int:
    """The same for a result whenever it is told; its place in the memory may have changed.

    It is the same for two equal results of one minute too, which are two all the same.
    """
    return hash((reading.kind, _time(reading), reading.values, reading.user, reading.control))


def _of_others(times: Sequence[str], left: int) -> list[str]:
    """What is said of results that are no readings: how many, and of which days if that is known.

    ``left`` were never sent; their days are not known.
    """
    count = len(times) + left
    days = sorted(time[:_DATE_LENGTH] for time in times if time)
    said = [f"memory_holds_{count}_more"] if count else []
    return [*said, f"memory_from_{days[0]}", f"memory_to_{days[-1]}"] if days else said
