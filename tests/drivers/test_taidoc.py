"""TaiDoc's blocks of eight bytes: only the newest result, with the time that belongs to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.taidoc import CONNECT, TaidocConversation
from drivers.protocols.taidoc_blocks import block, decode_time
from drivers.readings import NotUnderstood, Reading
from drivers.simulators.double import Say
from drivers.simulators.taidoc import TaidocDouble
from tests.support.cable import visit
from tests.support.wired import replies, reports

MOMENTS = st.integers(0, 128 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def says(command: int, message: bytes) -> bytes:
    data = bytes((0x51, command, *message, 0xA5))
    return data + bytes((sum(data) % 256,))


@given(MOMENTS)
def test_a_packed_time_is_read_exactly(moment: datetime) -> None:
    bits = f"{moment.year - 2000:07b}{moment.month:04b}{moment.day:05b}"
    packed = bytes((int(bits[8:], 2), int(bits[:8], 2), moment.minute, moment.hour))
    time = decode_time(packed)
    assert time is not None
    assert time.isoformat() == moment.strftime("%Y-%m-%dT%H:%M:00")
    assert time.text == packed.hex()


def test_blocks_are_those_of_the_public_tests() -> None:
    assert CONNECT.hex().upper() == "512200000000A316"
    assert block(0x43, bytes((0, 0, 1, 1))).hex().upper() == "514300000101A339"


@given(st.integers(1, 65535), st.sampled_from([0, 0x40, 0x80]))
def test_what_the_meter_sends_is_read_exactly(value: int, meal: int) -> None:
    sent = says(0x26, bytes((value % 256, value // 256, 0, meal)))
    (item,) = reports(TaidocConversation().receive(sent))
    assert isinstance(item, Reading)
    assert item.amount("glucose_mg_dl") == value
    assert item.stored
    assert item.taken_at is None


@given(st.integers(0, 7), st.integers(1, 255))
def test_one_changed_byte_never_gives_a_result(at: int, change: int) -> None:
    sent = bytearray(says(0x26, b"\x6c\0\0\0"))
    sent[at] ^= change
    conversation = TaidocConversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


def test_only_the_newest_of_many_results_is_read() -> None:
    double = TaidocDouble()
    for value in (90, 100, 110):
        double.measure(value)
    (item,) = visit(TaidocConversation(), double, patience=20)
    assert isinstance(item, Reading)
    assert item.amount("glucose_mg_dl") == 110
    assert item.taken_at is not None
    assert item.device_clock is not None
    assert item.device.model == "TD-4277"


def test_an_empty_memory_gives_nothing() -> None:
    assert visit(TaidocConversation(), TaidocDouble(), patience=20) == []


def test_a_meter_is_read_again_only_after_it_was_away() -> None:
    double, conversation = TaidocDouble(), TaidocConversation()
    double.measure_example()
    assert len(visit(conversation, double, patience=20)) == 1
    double.connected = False
    assert visit(conversation, double, patience=20) == []
    double.connected = True
    assert len(visit(conversation, double, patience=20)) == 1


def test_it_never_asks_the_meter_to_forget_or_to_change_its_clock() -> None:
    double, conversation = TaidocDouble(), TaidocConversation()
    double.measure_example()
    asked, actions = set(), list(conversation.open())
    for _ in range(20):
        asked |= {replies(actions)[1:2]}
        said = [step.data for step in double.receive(replies(actions)) if isinstance(step, Say)]
        actions = [*conversation.receive(b"".join(said))] or [*conversation.time_out()]
    assert asked - {b""} == {b"\x22", b"\x24", b"\x23", b"\x2b", b"\x25", b"\x26"}
