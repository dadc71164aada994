"""SunTech modules: every result once, none from before, and no cuff filled by the station."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.suntech import (
    EMPTY_MMHG,
    FULL_MMHG,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    START,
    SuntechConversation,
)
from drivers.driver import Send
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.simulators.suntech import SuntechDouble, frame
from tests.support.cable import visit
from tests.support.wired import replies, reports

BYTES = st.integers(1, 255)


def module_says(*data: int) -> bytes:
    framed = bytes((0x3E, len(data) + 3, *data))
    return framed + bytes(((256 - sum(framed) % 256) % 256,))


@given(st.integers(1, 400), st.integers(1, 300), st.integers(0, 300), st.integers(0, 255))
def test_what_the_module_says_is_read_exactly(
    systolic: int, diastolic: int, mean: int, pulse: int
) -> None:
    data = [*divmod(systolic, 256)[::-1], *divmod(diastolic, 256)[::-1], 30, 1]
    data += [0] * 8 + [pulse, 0, *divmod(mean, 256)[::-1], 0, 0, 0]
    sent = module_says(*data)
    assert len(sent) == 24
    (item,) = reports(SuntechConversation().receive(sent))
    assert isinstance(item, Reading)
    assert item.amount("systolic_mmhg") == systolic
    assert item.amount("diastolic_mmhg") == diastolic
    assert item.amount("mean_mmhg") == (mean or None)
    assert item.amount("pulse_per_min") == (pulse or None)


@given(st.integers(0, 23), BYTES)
def test_a_damaged_result_is_refused(at: int, change: int) -> None:
    sent = bytearray(module_says(*range(20, 41)))
    sent[at] ^= change
    conversation = SuntechConversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


def test_the_questions_are_those_that_suntech_documents() -> None:
    assert GET_CUFF_PRESSURE.hex() == "3a79050048"
    assert GET_BP_DATA.hex() == "3a7903004a"
    assert START.hex() == "3a20a6"
    assert all(sum(command) % 256 == 0 for command in (GET_CUFF_PRESSURE, GET_BP_DATA, START))


def test_the_result_is_asked_for_when_a_full_cuff_has_emptied() -> None:
    conversation = SuntechConversation()
    assert list(conversation.open()) == [Send(GET_CUFF_PRESSURE)]
    asked = [
        replies(conversation.receive(module_says(mmhg, 0)))
        for mmhg in (0, FULL_MMHG + 1, 160, EMPTY_MMHG, EMPTY_MMHG - 1, 0)
    ]
    assert asked == [b"", b"", b"", b"", GET_BP_DATA, b""]


def test_a_result_from_before_the_link_is_never_asked_for() -> None:
    double = SuntechDouble(curve=())
    double.measure_example()
    assert visit(SuntechConversation(), double, patience=20) == []


def test_two_equal_measurements_are_two_results() -> None:
    double = SuntechDouble()
    double.measure_example()
    double.measure_example()
    found = visit(SuntechConversation(), double, patience=20)
    assert [type(item) for item in found] == [Reading, Reading]


def test_a_failed_measurement_is_a_device_error() -> None:
    double = SuntechDouble()
    double.measure(0, 0, 0, 0, error=3)
    (item,) = visit(SuntechConversation(), double)
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.DEVICE_ERROR


def test_an_answer_that_is_cut_off_is_reported_after_a_silence() -> None:
    conversation = SuntechConversation()
    conversation.receive(frame(b"\x02\x01")[:-1])
    (item,) = reports(conversation.time_out())
    assert isinstance(item, NotUnderstood)
    assert item.incomplete
