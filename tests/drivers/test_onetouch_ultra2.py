"""The OneTouch Ultra 2: its whole memory, once, and every mark that changes what a result means."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.onetouch_ultra2 import (
    GET_CLOCK,
    GET_RESULTS,
    GET_SERIAL,
    OnetouchUltra2Conversation,
)
from drivers.driver import Send
from drivers.readings import NotUnderstood, Reading, Refusal, Special
from drivers.simulators.double import Say
from drivers.simulators.onetouch_ultra2 import OnetouchUltra2Double, Record, line
from tests.support.cable import visit
from tests.support.wired import replies, reports

TIME = '"SUN","11/22/26","11:58:00   "'


def summed(text: str) -> bytes:
    total = 0
    for character in text:
        total = (total + ord(character)) % 65536
    return f"{text} {total:04X}\r\n".encode("ascii")


@given(st.integers(0, 999), st.booleans(), st.sampled_from("NBA"), st.integers(0, 11))
def test_what_the_meter_sends_is_read_exactly(
    value: int, control: bool, meal: str, comment: int
) -> None:
    mark = "C" if control else " "
    sent = summed(f'P {TIME},"{mark} {value:>3} ","{meal}","{comment:02d}", 00')
    (item,) = reports(OnetouchUltra2Conversation().receive(sent))
    assert isinstance(item, Reading)
    assert item.amount("glucose_mg_dl") == value
    assert item.control is control
    assert item.stored
    flags = {"N": [], "B": ["before_meal"], "A": ["after_meal"]}[meal]
    assert list(item.flags) == flags + ([f"comment_{comment:02d}"] if comment else [])


@given(st.integers(0, 60), st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))
def test_one_changed_bit_never_gives_a_result(at: int, bit: int) -> None:
    sent = bytearray(summed(f'P {TIME},"  108 ","N","00", 00'))
    sent[at % (len(sent) - 2)] ^= bit
    conversation = OnetouchUltra2Conversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


def test_every_result_carries_the_serial_number_and_the_meters_clock() -> None:
    double = OnetouchUltra2Double([Record(), Record(value="HIGH"), Record(doubt=True)])
    first, second, third = visit(OnetouchUltra2Conversation(), double)
    assert isinstance(first, Reading)
    assert first.device.serial == "EXAMPLE1Y"
    assert first.device_clock is not None
    assert first.device_clock.isoformat() == "2026-11-22T12:00:00"
    assert isinstance(second, Reading)
    assert second.values[0].special is Special.ABOVE
    assert isinstance(third, NotUnderstood)
    assert third.reason is Refusal.DEVICE_ERROR


def test_a_meter_is_read_again_only_after_it_was_away() -> None:
    double = OnetouchUltra2Double([Record()])
    conversation = OnetouchUltra2Conversation()
    assert len(visit(conversation, double, patience=20)) == 1
    double.connected = False
    assert visit(conversation, double, patience=20) == []
    double.connected = True
    assert len(visit(conversation, double, patience=20)) == 1


def test_a_question_that_is_not_heard_is_asked_again() -> None:
    conversation = OnetouchUltra2Conversation()
    assert list(conversation.open()) == [Send(GET_SERIAL)]
    assert replies(conversation.time_out()) == GET_SERIAL
    assert replies(conversation.receive(line('@ "EXAMPLE1Y"'))) == GET_CLOCK
    assert replies(conversation.time_out()) == GET_CLOCK
    assert replies(conversation.receive(line(f"F {TIME}"))) == GET_RESULTS


def test_it_never_asks_the_meter_to_forget_or_to_change_its_clock() -> None:
    conversation, double = OnetouchUltra2Conversation(), OnetouchUltra2Double([Record()])
    asked = set()
    actions = list(conversation.open())
    for _ in range(30):
        said = [step.data for step in double.receive(replies(actions)) if isinstance(step, Say)]
        asked.add(replies(actions))
        actions = [*conversation.receive(b"".join(said))] or [*conversation.time_out()]
    assert asked - {b""} == {GET_SERIAL, GET_CLOCK, GET_RESULTS}
