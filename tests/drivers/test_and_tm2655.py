"""The TM-2655P: letters before values, and a block check that may or may not come."""

from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.and_tm2655 import FRAME_LIMIT, START, STOP, AndTm2655Conversation
from drivers.driver import Send
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.simulators.and_tm2655 import AndTm2655Double, Pressures, measurement
from drivers.simulators.double import Say
from tests.support.cable import visit
from tests.support.wired import reports


def block_check(data: bytes) -> bytes:
    return bytes((reduce(lambda left, right: left ^ right, data),))


def message(systolic: int, diastolic: int, pulse: int) -> bytes:
    fields = f"TM2655\x1e2611221200\x1e?\x1e?\x1eE00\x1eS{systolic:3}\x1eM 90\x1eD{diastolic:3}"
    return f"\x02{fields}\x1eP{pulse:3}\x1e?\x1eL100\x03".encode("ascii")


@given(st.integers(1, 298), st.integers(1, 200), st.integers(1, 220))
def test_what_the_monitor_writes_is_read_exactly(diastolic: int, more: int, pulse: int) -> None:
    sent = message(diastolic + more, diastolic, pulse)
    conversation = AndTm2655Conversation()
    (item,) = reports(conversation.receive(sent + block_check(sent)))
    assert isinstance(item, Reading)
    assert {name: str(amount) for name, amount in item.amounts.items()} == {
        "systolic_mmhg": str(diastolic + more),
        "diastolic_mmhg": str(diastolic),
        "mean_mmhg": "90",
        "pulse_per_min": str(pulse),
    }


def test_a_block_check_may_count_from_the_header_or_be_missing() -> None:
    sent = b"\x01" + b"00" + message(120, 80, 60)
    for whole in (sent + block_check(sent), sent):
        conversation = AndTm2655Conversation()
        (item,) = reports([*conversation.receive(whole), *conversation.time_out()])
        assert isinstance(item, Reading)
        assert item.raw == whole


def test_a_wrong_block_check_is_refused() -> None:
    sent = message(120, 80, 60)
    wrong = bytes((block_check(sent)[0] ^ 0x40,))
    (item,) = reports(AndTm2655Conversation().receive(sent + wrong))
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.CHECKSUM
    assert item.raw == sent + wrong


@given(st.integers(2, 50), st.sampled_from([1, 2, 4, 8, 16, 32, 64]))
def test_one_changed_bit_is_never_read_as_another_result(at: int, bit: int) -> None:
    sent = measurement(Pressures())
    damaged = bytearray(sent)
    damaged[at] ^= bit
    conversation = AndTm2655Conversation()
    items = reports([*conversation.receive(bytes(damaged)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


def test_no_cuff_fills_because_the_station_was_switched_on() -> None:
    conversation = AndTm2655Conversation()
    actions = [*conversation.open(), *conversation.time_out(), *conversation.time_out()]
    assert not [action for action in actions if isinstance(action, Send)]


def test_the_commands_carry_the_block_check_of_the_double() -> None:
    double = AndTm2655Double()
    assert Say(b"\x16\x16\x01" + b"00\x06") in double.receive(START)
    assert Say(b"\x16\x16\x01" + b"00\x06") in double.receive(STOP)
    assert Say(b"\x16\x16\x01" + b"00\x15") in double.receive(START[:-1] + b"\x08")
    assert START.hex() == "16160130300253540307"
    assert STOP.hex() == "16160130300253500303"


def test_a_monitor_without_block_check_is_read_after_a_silence() -> None:
    double = AndTm2655Double(block_check=False)
    double.measure(Pressures(systolic=150, diastolic=95))
    double.measure(Pressures(error=22))
    reading, refusal = visit(AndTm2655Conversation(), double)
    assert isinstance(reading, Reading)
    assert isinstance(refusal, NotUnderstood)
    assert refusal.reason is Refusal.DEVICE_ERROR


def test_a_message_that_runs_on_is_refused_and_the_next_one_is_read() -> None:
    sent = message(120, 80, 60)
    endless = b"\x02" + b"9" * (FRAME_LIMIT + 50) + b"\x03"
    conversation = AndTm2655Conversation()
    first, second = reports(conversation.receive(endless + sent + block_check(sent)))
    assert isinstance(first, NotUnderstood)
    assert first.reason is Refusal.FRAMING
    assert isinstance(second, Reading)
