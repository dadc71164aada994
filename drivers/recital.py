"""Of a device that tells its whole memory, what is new; the rest is counted and not imported.

A meter remembers hundreds of results, of whoever used it, and most can only send all of them. The
rule is that of the Bluetooth meters (``drivers.protocols.gatt_glucose_session``), which are asked
for their last record alone: each time that a meter attends, its newest result is a reading, and
says how many more the memory holds, and of which days. If the newest is still the one of the time
before, there is nothing new.

Every result's bytes are kept the moment they arrive, counted or not, so that whatever is
acknowledged is on disk; only what becomes a reading is decided here. Recordings are decoded without
this rule: ``clinicapp decode`` prints everything that a device said.

Which result is the newest is known only when all have come. A memory that breaks off before its end
gives no reading, because an earlier patient's result may be the last that came: it is refused with
a sentence, and read when the device is connected again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drivers.driver import Acknowledge, Action, Conversation, Driver, Keep, MemoryRead, Report
from drivers.readings import NotUnderstood, Reading, Refusal

MOST_RESULTS: Final = 8192
"""Results of one memory that are told apart; no meter remembers as many."""

MOST_DEVICES: Final = 16
"""Devices in one session whose newest result is known; beyond that the first is forgotten."""

_DATE_LENGTH: Final = len("2026-11-22")


def conversation_of(driver: Driver) -> Conversation:
    """A conversation for a live device: with the rule, where the driver says that it recites."""
    conversation = driver.converse()
    return Recital(conversation) if driver.recites else conversation


class _Telling:
    """What one device has told of its memory so far, each result once."""

    def __init__(self, first: Reading) -> None:
        self.last = first
        self._told: dict[int, str] = {}
        self._first_of_newest = self._last_of_newest = first
        self._times_told: Counter[int] = Counter()
        self._numbered: set[int] = set()

    @property
    def count(self) -> int:
        """How many results."""
        return len(self._told)

    def begin_anew(self) -> None:
        """The device may tell everything once more: what comes may be known."""
        self._times_told.clear()
        self._numbered.clear()

    def add(self, reading: Reading) -> None:
        """Note a result, unless it is one that was told before."""
        self.last = reading
        key = hash((_key(reading), self._times(reading)))
        if key in self._told or len(self._told) >= MOST_RESULTS:
            return
        self._told[key] = _time(reading)
        if _time(reading) > _time(self._last_of_newest):
            self._first_of_newest = self._last_of_newest = reading
        elif _time(reading) == _time(self._last_of_newest):
            self._last_of_newest = reading

    def newest(self, said: MemoryRead) -> Reading:
        """The newest result, with what is said of the others."""
        # In one minute there may be several: the order of telling says which of them is the newest.
        newest = self._first_of_newest if said.newest_first else self._last_of_newest
        others = sorted(self._told.values())
        others.remove(_time(newest))
        return replace(newest, flags=(*newest.flags, *_of_others(others, said.left)))

    def _times(self, reading: Reading) -> int:
        """How often such a result was told, this time included; one sent again is the same one."""
        key, numbered = _key(reading), hash(reading.raw)
        if reading.sequence is not None and numbered in self._numbered:
            return self._times_told[key]
        if len(self._numbered) < MOST_RESULTS:
            self._times_told[key] += 1
            self._numbered.add(numbered)
        return self._times_told[key]


class Recital:
    """A conversation whose stored results are sifted; everything else passes as it is."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._telling: _Telling | None = None
        self._newest: dict[str | None, int] = {}

    def open(self) -> Sequence[Action]:
        """What the conversation says first."""
        return self._sift(self._conversation.open())

    def receive(self, data: bytes, channel: str = "") -> Sequence[Action]:
        """Bytes arrived."""
        return self._sift(self._conversation.receive(data, channel))

    def time_out(self) -> Sequence[Action]:
        """Silence; a memory that has not ended may go on, or be told again from its beginning."""
        if self._telling is not None:
            self._telling.begin_anew()
        return self._sift(self._conversation.time_out())

    def close(self) -> Sequence[Action]:
        """The link has gone: what was told of a memory without its end is refused."""
        actions = self._sift(self._conversation.close())
        refused = any(isinstance(a, Report) and isinstance(a.item, NotUnderstood) for a in actions)
        return actions if refused else [*actions, *self._break_off()]

    def not_kept(self, acknowledge: Acknowledge) -> None:
        """The frame comes again, and its result is known by its number."""
        self._conversation.not_kept(acknowledge)

    def _sift(self, actions: Sequence[Action]) -> list[Action]:
        sifted: list[Action] = []
        for action in actions:
            if isinstance(action, MemoryRead):
                sifted += self._end(action)
            elif isinstance(action, Report) and isinstance(action.item, Reading):
                sifted += self._hear(action, action.item)
            else:
                sifted.append(action)
        return sifted

    def _hear(self, report: Report, reading: Reading) -> list[Action]:
        """A result of the memory is kept as the bytes that it is, until all are told."""
        if not reading.stored:
            return [report]
        broken: list[Action] = []
        if self._telling is None or self._telling.last.device.serial != reading.device.serial:
            broken = self._break_off()
            self._telling = _Telling(reading)
        self._telling.add(reading)
        return [*broken, Keep(reading.raw)]

    def _end(self, said: MemoryRead) -> list[Action]:
        """All is told: the newest result is a reading, if it was none before."""
        telling, self._telling = self._telling, None
        if telling is None:
            return []
        newest = telling.newest(said)
        serial, key = newest.device.serial, _key(newest)
        if self._newest.get(serial) == key:
            return []
        while serial not in self._newest and len(self._newest) >= MOST_DEVICES:
            del self._newest[next(iter(self._newest))]
        self._newest[serial] = key
        return [Report(newest)]

    def _break_off(self) -> list[Action]:
        """A memory whose end will not come, if there is one."""
        telling, self._telling = self._telling, None
        if telling is None:
            return []
        last = telling.last
        detail = f"The memory broke off after {telling.count} results; connect the device again."
        refused = NotUnderstood(
            driver=last.driver,
            driver_version=last.driver_version,
            reason=Refusal.TRUNCATED,
            detail=detail,
            raw=last.raw,
            device=last.device,
            incomplete=True,
        )
        return [Report(refused)]


def _time(reading: Reading) -> str:
    """Its time, to be compared; "" sorts before every time."""
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
