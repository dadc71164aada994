"""The UA-767PC: ten digits, no checksum, so nothing but ten digits will do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.and_ua767 import CLOSE, OPEN, AndUa767Conversation
from drivers.driver import Send
from drivers.readings import NotUnderstood, Reading
from drivers.simulators.and_ua767 import AndUa767Double
from drivers.simulators.double import Say
from tests.support.wired import replies, reports


@given(st.integers(1, 255), st.integers(1, 255), st.integers(0, 255), st.integers(0, 255))
def test_systolic_is_pulse_pressure_and_diastolic_together(
    pulse_pressure: int, diastolic: int, pulse: int, unknown: int
) -> None:
    digits = f"80{pulse_pressure:02X}{diastolic:02X}{pulse:02X}{unknown:02X}".encode("ascii")
    conversation = AndUa767Conversation()
    (item,) = reports([*conversation.receive(digits), *conversation.time_out()])
    assert isinstance(item, Reading)
    assert item.amount("systolic_mmhg") == pulse_pressure + diastolic
    assert item.amount("diastolic_mmhg") == diastolic
    assert item.amount("pulse_per_min") == (pulse or None)
    assert item.raw == digits


@pytest.mark.parametrize("digits", [b"804C4C496", b"804C4C49600", b"804C4C4960804C4C4960"])
def test_any_other_number_of_digits_is_refused_whole(digits: bytes) -> None:
    (item,) = reports(AndUa767Conversation().receive(digits + b"\r"))
    assert isinstance(item, NotUnderstood)
    assert item.raw == digits


def test_it_asks_until_communication_is_open_and_not_after() -> None:
    conversation = AndUa767Conversation()
    assert list(conversation.open()) == [Send(OPEN)]
    assert list(conversation.time_out()) == [Send(OPEN)]
    assert not list(conversation.receive(b"\x0170PC\x06"))
    assert not list(conversation.time_out())


def test_the_commands_are_those_of_the_public_driver() -> None:
    assert OPEN.hex().upper() == "0243504330353B"
    assert CLOSE.hex().upper() == "0243504330343A"
    double = AndUa767Double()
    assert double.receive(OPEN)[0] == Say(b"\x0170PC\x06")
    assert double.receive(CLOSE)[0] == Say(b"\x0170PC\x06")
    assert double.receive(OPEN[:-1] + b"\x00")[0] == Say(b"\x0170PC\x15")


def test_a_closed_monitor_sends_nothing() -> None:
    double = AndUa767Double()
    double.receive(OPEN)
    double.receive(CLOSE)
    double.measure_example()
    assert not [step for step in double.start() if isinstance(step, Say)]


def test_a_monitor_that_refuses_is_asked_again() -> None:
    conversation = AndUa767Conversation()
    (item,) = reports(conversation.receive(b"\x0170PC\x15"))
    assert isinstance(item, NotUnderstood)
    assert replies(conversation.time_out()) == OPEN
