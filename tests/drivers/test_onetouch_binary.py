"""OneTouch meters with the binary protocol: UltraEasy with its link bits, Verio IQ without."""

from __future__ import annotations

import binascii
import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.onetouch_ultraeasy import OnetouchUltraEasyConversation
from drivers.devices.onetouch_verio_iq import OnetouchVerioIqConversation
from drivers.driver import Conversation
from drivers.protocols.onetouch_binary import frame
from drivers.readings import NotUnderstood, Reading, Special
from drivers.simulators.double import Double, Say
from drivers.simulators.onetouch_binary import (
    OnetouchUltraEasyDouble,
    OnetouchVerioIqDouble,
    Stored,
)
from tests.support.cable import visit
from tests.support.wired import replies, reports

MODELS = [
    (OnetouchUltraEasyConversation, OnetouchUltraEasyDouble),
    (OnetouchVerioIqConversation, OnetouchVerioIqDouble),
]
both = pytest.mark.parametrize(("conversation", "double"), MODELS, ids=["ultraeasy", "verio-iq"])


def framed(message: bytes, link: int = 0) -> bytes:
    head = bytes((2, len(message) + 6, link)) + message + b"\x03"
    return head + struct.pack("<H", binascii.crc_hqx(head, 0xFFFF))


@given(st.binary(max_size=249), st.integers(0, 255))
def test_frames_are_as_the_standard_library_computes_them(message: bytes, link: int) -> None:
    assert frame(message, link) == framed(message, link)


def test_frames_are_those_of_the_public_tests() -> None:
    assert frame(b"", 8).hex() == "02060803c262"
    assert frame(b"\x05\x0d\x02", 3).hex() == "020903050d0203089f"


@given(st.integers(20, 600), st.integers(0, 2**32 - 1), st.booleans(), st.integers(0, 2))
def test_what_a_verio_sends_is_read_exactly(
    value: int, seconds: int, control: bool, meal: int
) -> None:
    sent = framed(b"\x03\x06" + struct.pack("<IHBBH", seconds, value, control, meal, 0))
    (item,) = reports(OnetouchVerioIqConversation().receive(sent))
    assert isinstance(item, Reading)
    assert item.amount("glucose_mg_dl") == value
    assert item.control is control
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert item.taken_at is not None
    assert item.taken_at.isoformat() == at.strftime("%Y-%m-%dT%H:%M:%S")


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_what_an_ultraeasy_sends_is_read_exactly(value: int, seconds: int) -> None:
    sent = framed(b"\x05\x06" + struct.pack("<II", seconds, value), 1)
    (item,) = reports(OnetouchUltraEasyConversation().receive(sent))
    assert isinstance(item, Reading)
    special = Special.ABOVE if value > 600 else Special.BELOW if value < 20 else None
    assert item.values[0].special is special
    assert special or item.amount("glucose_mg_dl") == value


@given(st.integers(0, 17), st.integers(1, 255))
def test_one_changed_byte_never_gives_a_result(at: int, change: int) -> None:
    sent = bytearray(framed(b"\x03\x06" + struct.pack("<IHBBH", 1, 97, 0, 0, 0)))
    sent[at] ^= change
    conversation = OnetouchVerioIqConversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


@both
def test_only_the_first_and_the_last_of_many_results_are_read(
    conversation: type[Conversation], double: type[Double]
) -> None:
    meter = double()
    assert isinstance(meter, OnetouchUltraEasyDouble | OnetouchVerioIqDouble)
    for value in (90, 100, 110, 120):
        meter.measure(Stored(value_mg_dl=value))
    found = visit(conversation(), meter, patience=20)
    assert [i.amount("glucose_mg_dl") for i in found if isinstance(i, Reading)] == [120, 90]
    assert all(isinstance(i, Reading) and i.stored and i.device.serial for i in found)
    assert all(isinstance(i, Reading) and i.device_clock for i in found)


@both
def test_an_empty_memory_gives_nothing(
    conversation: type[Conversation], double: type[Double]
) -> None:
    assert visit(conversation(), double(), patience=20) == []


@both
def test_a_meter_is_read_again_only_after_it_was_away(
    conversation: type[Conversation], double: type[Double]
) -> None:
    meter = double()
    assert isinstance(meter, OnetouchUltraEasyDouble | OnetouchVerioIqDouble)
    meter.measure_example()
    talk = conversation()
    assert len(visit(talk, meter, patience=20)) == 1
    meter.connected = False
    assert visit(talk, meter, patience=20) == []
    meter.connected = True
    assert len(visit(talk, meter, patience=20)) == 1


@both
def test_it_never_asks_the_meter_to_forget(
    conversation: type[Conversation], double: type[Double]
) -> None:
    meter, talk = double(), conversation()
    meter.measure_example()
    said: list[bytes] = []
    actions = list(talk.open())
    for _ in range(40):
        said.append(replies(actions))
        heard = [step.data for step in meter.receive(said[-1]) if isinstance(step, Say)]
        actions = [*talk.receive(b"".join(heard))] or [*talk.time_out()]
    assert not any(b"\x05\x1a" in asked or b"\x03\x1a" in asked for asked in said)


def test_what_an_ultraeasy_says_twice_is_answered_twice_and_reported_once() -> None:
    conversation = OnetouchUltraEasyConversation()
    sent = framed(b"\x05\x06" + struct.pack("<II", 1_795_348_800, 97), 1)
    first, second = conversation.receive(sent), conversation.receive(sent)
    assert len(reports(first)) == 1
    assert not reports(second)
    assert replies(first)[:6] == replies(second) == framed(b"", 0x05)
