"""Of a whole memory the newest result is a reading; the others are kept and counted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.driver import Acknowledge, Action, Keep, MemoryRead, Report
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Reading,
    Refusal,
    Value,
)
from drivers.recital import MOST_DEVICES, MOST_RESULTS, Recital
from tests.support.wired import (
    reports,
)


def result(minute: int, value: int = 108, *, serial: str | None = "A", day: int = 22) -> Reading:
    """A result of 22 November 2026 (or another day of it) at 11 hours and ``minute``."""
    return Reading(
        driver="meter",
        driver_version="1",
        kind=Kind.GLUCOSE,
        values=(Value("glucose_mg_dl", Decimal(value)),),
        taken_at=DeviceTime(year=2026, month=11, day=day, hour=11, minute=minute, second=0),
        device=DeviceIdentity(serial=serial),
        stored=True,
        raw=f"{serial},{day},{minute},{value}".encode(),
    )


class Script:
    """A conversation that says what it is told to, whatever it hears."""

    def __init__(self) -> None:
        self.says: list[Action] = []

    def open(self) -> list[Action]:
        return []

    def receive(self, data: bytes, channel: str = "") -> list[Action]:
        said, self.says = self.says, []
        return said

    def time_out(self) -> list[Action]:
        return self.receive(b"")

    def close(self) -> list[Action]:
        return self.receive(b"")

    def not_kept(self, acknowledge: Acknowledge) -> None:
        self.says.append(acknowledge)


def hear(
    recital: Recital, script: Script, *said: Reading | NotUnderstood | MemoryRead
) -> list[Action]:
    script.says = [each if isinstance(each, MemoryRead) else Report(each) for each in said]
    return [*recital.receive(b"")]


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 59)), min_size=1, max_size=40, unique=True
    ),
    st.integers(0, 500),
    st.data(),
)
def test_the_newest_is_a_reading_and_the_others_are_counted_with_their_days(
    moments: list[tuple[int, int]], left: int, data: st.DataObject
) -> None:
    script = Script()
    recital = Recital(script)
    told = [result(minute, day=day) for day, minute in moments]
    cut = data.draw(st.integers(0, len(told)))
    actions = hear(recital, script, *told[:cut])
    actions += recital.time_out()
    actions += hear(recital, script, *told[cut:], MemoryRead(left))
    (found,) = reports(actions)
    *others, newest = sorted(moments)
    assert isinstance(found, Reading)
    assert replace(found, flags=()) == result(newest[1], day=newest[0])
    wanted = []
    if others or left:
        wanted.append(f"memory_holds_{len(others) + left}_more")
    if others:
        wanted += [
            f"memory_from_2026-11-{others[0][0]:02}",
            f"memory_to_2026-11-{others[-1][0]:02}",
        ]
    assert list(found.flags) == wanted
    # Every byte is kept, and before anything is said of it.
    assert [a.raw for a in actions if isinstance(a, Keep)] == [each.raw for each in told]
    assert reports(recital.close()) == []


@given(st.lists(st.sets(st.integers(0, 59), min_size=1, max_size=9), min_size=1, max_size=5))
def test_each_time_it_attends_its_newest_is_a_reading_unless_it_was_one_the_time_before(
    visits: list[set[int]],
) -> None:
    script = Script()
    recital = Recital(script)
    memory: set[int] = set()
    for measured in visits:
        before = max(memory, default=None)
        memory |= measured
        told = [result(minute) for minute in sorted(memory, reverse=True)]
        actions = hear(recital, script, *told, MemoryRead())
        newest = max(memory)
        assert [each.raw for each in reports(actions)] == (
            [] if newest == before else [result(newest).raw]
        )
        assert [a.raw for a in actions if isinstance(a, Keep)] == [each.raw for each in told]


@pytest.mark.parametrize(("newest_first", "value"), [(True, 1), (False, 3)])
def test_of_several_in_one_minute_the_order_of_telling_says_which_is_newest(
    newest_first: bool, value: int
) -> None:
    script = Script()
    told = (result(9, 1), result(9, 2), result(9, 3), result(8, 4))
    (found,) = reports(hear(Recital(script), script, *told, MemoryRead(newest_first=newest_first)))
    assert isinstance(found, Reading)
    assert found.amounts == {"glucose_mg_dl": Decimal(value)}


def test_two_equal_results_of_one_minute_are_two() -> None:
    script = Script()
    recital = Recital(script)
    (found,) = reports(hear(recital, script, result(1), result(1), result(1), MemoryRead()))
    assert isinstance(found, Reading)
    assert found.flags[0] == "memory_holds_2_more"
    again = hear(recital, script, *(result(1) for _ in range(4)), result(2), MemoryRead())
    (found,) = reports(again)
    assert isinstance(found, Reading)
    assert found.flags[0] == "memory_holds_4_more"


def test_told_again_after_a_silence_or_a_refusal_nothing_is_counted_twice() -> None:
    script = Script()
    recital = Recital(script)
    hear(recital, script, result(1), result(2))
    recital.time_out()
    numbered = [replace(result(value, value), sequence=str(value)) for value in (1, 2)]
    for _ in range(3):
        script.says = [Report(numbered[0]), Acknowledge(b"a")]
        recital.receive(b"")
        recital.not_kept(Acknowledge(b"a"))
        script.says = []
    (found,) = reports(hear(recital, script, *numbered, MemoryRead()))
    assert isinstance(found, Reading)
    assert found.flags[0] == "memory_holds_3_more"


def test_a_result_without_a_time_is_never_newer_than_one_with() -> None:
    script = Script()
    untimed = replace(result(5, 7), taken_at=None)
    (found,) = reports(hear(Recital(script), script, result(1), untimed, MemoryRead()))
    assert isinstance(found, Reading)
    assert found.taken_at is not None
    assert found.flags == ("memory_holds_1_more",)
    (found,) = reports(hear(Recital(script), script, untimed, MemoryRead()))
    assert found == untimed


def test_what_breaks_off_gives_no_reading_and_is_refused() -> None:
    script = Script()
    recital = Recital(script)
    assert reports(hear(recital, script, result(1), result(2))) == []
    (found,) = reports(recital.close())
    assert isinstance(found, NotUnderstood)
    assert found.detail == "The memory broke off after 2 results; connect the device again."
    assert found.reason is Refusal.TRUNCATED
    assert found.incomplete


def test_a_break_is_told_once() -> None:
    script = Script()
    recital = Recital(script)
    hear(recital, script, result(1))
    cut = NotUnderstood(
        driver="m", driver_version="1", reason=Refusal.TRUNCATED, detail="Cut.", raw=b"x"
    )
    script.says = [Report(cut)]
    assert reports(recital.close()) == [cut]


def test_a_meter_that_takes_the_place_of_another_ends_its_memory() -> None:
    script = Script()
    recital = Recital(script)
    hear(recital, script, result(1), result(2))
    cut, found = reports(hear(recital, script, result(1, serial="B"), MemoryRead()))
    assert isinstance(cut, NotUnderstood)
    assert cut.device.serial == "A"
    assert found == result(1, serial="B")


def test_two_meters_on_one_cable_are_two_memories() -> None:
    script = Script()
    recital = Recital(script)
    (one,) = reports(hear(recital, script, result(1), result(2), MemoryRead()))
    (other,) = reports(hear(recital, script, result(1, serial="B"), MemoryRead()))
    assert isinstance(one, Reading)
    assert isinstance(other, Reading)
    assert (one.device.serial, other.device.serial) == ("A", "B")
    assert (len(one.flags), other.flags) == (3, ())


def test_what_is_no_memory_passes_as_it_is() -> None:
    script = Script()
    live = replace(result(1), stored=False)
    assert hear(Recital(script), script, live, live, MemoryRead()) == [Report(live), Report(live)]


def test_a_device_that_never_stops_costs_a_bounded_amount() -> None:
    script = Script()
    recital = Recital(script)
    for number in range(3 * MOST_DEVICES):
        hear(recital, script, result(1, serial=str(number)), MemoryRead())
    assert len(recital._newest) == MOST_DEVICES
    (found,) = reports(
        hear(recital, script, *(result(2, v, serial="x") for v in range(9000)), MemoryRead())
    )
    assert isinstance(found, Reading)
    assert found.flags[0] == f"memory_holds_{MOST_RESULTS - 1}_more"
