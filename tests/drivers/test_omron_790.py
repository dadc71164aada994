"""The Omron HEM-790IT: words in reports of eight bytes."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.omron_790 import DRIVER, Omron790Conversation, in_reports, question
from drivers.driver import FEATURE, Action, MemoryRead, Send
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.simulators.omron_790 import Omron790Double
from tests.support.cable import visit
from tests.support.wired import reports


def answer(content: bytes) -> bytes:
    """An answer in reports, made by hand as the protocol notes show it."""
    whole = b"OK" + content + bytes((reduce(xor, content, 0),))
    pieces = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    return b"".join(bytes((len(p),)) + p.ljust(7, b"\xee") for p in pieces)


def record(systolic: int, diastolic: int, pulse: int, marks: int) -> bytes:
    when = bytes((26, 11, 22, 11, 58, 9, 1))
    values = systolic.to_bytes(2, "big") + bytes((diastolic, pulse))
    return answer(b"\0" + when + values + marks.to_bytes(2, "big"))


def sent(actions: list[Action]) -> list[bytes]:
    return [action.data for action in actions if isinstance(action, Send)]


@given(st.integers(2, 300), st.data(), st.integers(0, 255), st.integers(0, 0xFFFF))
def test_a_result_is_read_exactly(
    systolic: int, data: st.DataObject, pulse: int, marks: int
) -> None:
    diastolic = data.draw(st.integers(1, min(systolic - 1, 255)))
    (item,) = reports(Omron790Conversation().receive(record(systolic, diastolic, pulse, marks)))
    assert isinstance(item, Reading)
    wanted = {"systolic_mmhg": systolic, "diastolic_mmhg": diastolic}
    assert item.amounts == (wanted | {"pulse_per_min": pulse} if pulse else wanted)
    assert ("irregular_pulse" in item.flags) is (marks % 2 == 1)
    assert ("body_moved" in item.flags) is (marks % 4 >= 2)
    assert [f for f in item.flags if f.startswith("number")] == [
        f"number_{n}_of_3" for n in (1, 2, 3) if (marks // 16) % 4 == n
    ]
    assert item.taken_at is not None
    assert item.taken_at.isoformat() == "2026-11-22T11:58:09"
    assert item.stored


@given(st.integers(0, 22), st.integers(1, 255))
def test_no_damaged_result_is_read(at: int, change: int) -> None:
    whole = bytearray(record(300, 85, 66, 3))
    # Reports of 7, 7 and 3 bytes: the rest of the last one means nothing.
    if at // 8 == 2 and at % 8 > 3:
        at = 17
    whole[at] ^= change
    conversation = Omron790Conversation()
    found = reports([*conversation.receive(bytes(whole)), *conversation.close()])
    # A report that says it is empty says nothing; what is left over is refused when the link goes.
    assert all(isinstance(item, NotUnderstood) for item in found)


@pytest.mark.parametrize(("systolic", "diastolic"), [(80, 80), (79, 80), (120, 0), (0, 0)])
def test_pressures_that_cannot_be_are_refused(systolic: int, diastolic: int) -> None:
    (item,) = reports(Omron790Conversation().receive(record(systolic, diastolic, 60, 0)))
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.NOT_UNDERSTOOD


def test_the_questions_are_those_of_the_makers_software() -> None:
    # From the recordings, each report without what it is filled up with.
    assert in_reports(b"VER00")[0][:6] == bytes.fromhex("055645523030")
    asked = in_reports(question(b"GDC", 0))
    assert (asked[0], asked[1][:2]) == (bytes.fromhex("0747444300000000"), b"\x01\x00")
    asked = in_reports(question(b"GME", 0, 1))
    assert (asked[0], asked[1][:2]) == (bytes.fromhex("07474d4500000001"), b"\x01\x01")
    assert in_reports(b"END\xff\xff")[0][:6] == bytes.fromhex("05454e44ffff")
    assert [each[0] for each in in_reports(bytes(30))] == [7, 7, 7, 7, 2]


def test_it_begins_with_the_mode_and_wakes_the_monitor_until_it_answers() -> None:
    conversation = Omron790Conversation()
    first, *waking = conversation.open()
    assert first == Send(b"\x74\xbc", FEATURE)
    for _ in range(20):
        assert sent([*conversation.time_out()]) == sent(waking)
    assert sent([*conversation.receive(b"\x08" + bytes(7))]) == []
    assert sent([*conversation.receive(b"\x02OK\0\0\0\0\0")]) == in_reports(b"VER00")


def test_the_newest_of_each_memory_is_read_and_the_rest_is_left() -> None:
    double = Omron790Double()
    for minute in range(5):
        double.measure(120 + minute, 80, 60, minute=minute)
    double.measure(150, 95, 88, bank=1)
    found = visit(Omron790Conversation(), double)
    assert [str(i.amount("systolic_mmhg")) for i in found if isinstance(i, Reading)] == [
        "124",
        "150",
    ]
    assert {i.device.model for i in found} == {"HEM-790IT"}


def test_what_is_left_in_the_monitor_is_counted() -> None:
    conversation = Omron790Conversation()
    conversation.open()
    told: list[Action] = []
    for each in (
        b"\x02OK\0\0\0\0\0",
        answer(b"\0M7080IT 207"),
        answer(bytes((0, 0, 19, 0, 57))),
        record(120, 80, 60, 0),
        answer(bytes((0, 0, 19, 0, 0))),
    ):
        told += conversation.receive(each)
    assert [action for action in told if isinstance(action, MemoryRead)] == [MemoryRead(56)]
    assert sent(told)[-1] == in_reports(b"END\xff\xff")[0]
    assert conversation.time_out() == []


def test_a_monitor_that_always_refuses_is_asked_five_times() -> None:
    conversation = Omron790Conversation()
    conversation.open()
    for each in (b"\x02OK\0\0\0\0\0", answer(b"\0M7080IT 207"), answer(bytes((0, 0, 19, 0, 57)))):
        conversation.receive(each)
    told: list[Action] = []
    for _ in range(5):
        told += conversation.receive(b"\x02NO\0\0\0\0\0")
    (item,) = reports(told)
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.DEVICE_ERROR
    # Four more times for the result, then the other memory is asked.
    assert sent(told) == 4 * in_reports(question(b"GME", 0)) + in_reports(question(b"GDC", 1))


@pytest.mark.parametrize("model", ["M637IT", "HJ720IT"])
def test_another_device_with_the_same_usb_numbers_is_not_asked_for_results(model: str) -> None:
    double = Omron790Double(model=model)
    double.measure_example()
    (item,) = visit(Omron790Conversation(), double)
    assert isinstance(item, NotUnderstood)
    assert "type them in by hand" in item.detail


def test_nothing_that_clears_a_memory_is_ever_sent() -> None:
    double = Omron790Double()
    double.measure_example()
    heard: list[bytes] = []
    receive = double.receive

    def listen(data: bytes) -> object:
        heard.append(data)
        return receive(data)

    double.receive = listen  # type: ignore[method-assign,assignment]
    visit(Omron790Conversation(), double, patience=30)
    words = {data[1:4] for data in heard if data[1:4].isalpha()}
    assert words == {b"VER", b"GDC", b"GME", b"END"}
    assert DRIVER.links[0].report_length == 8  # type: ignore[union-attr]
