"""The FreeStyle Optium: nothing before its sum agrees, HI stays a word, ketones are kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.freestyle_optium import (
    BLOCK_LIMIT,
    GET_INFORMATION,
    GET_RESULTS,
    FreestyleOptiumConversation,
)
from drivers.protocols.freestyle_values import month_number, strip_value
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from drivers.simulators.double import Say
from drivers.simulators.freestyle_optium import FreestyleOptiumDouble
from tests.support.cable import visit
from tests.support.wired import replies, reports

MONTHS = [
    "Jan ",
    "Feb ",
    "Mar ",
    "Apr ",
    "May ",
    "June",
    "July",
    "Aug ",
    "Sep ",
    "Oct ",
    "Nov ",
    "Dec ",
]


def memory(results: list[str]) -> bytes:
    head = ["", "EXAMPLE-00001", "0.22", "Nov  22 2026 12:00:00", f"{len(results):03d}"]
    text = "".join(line + "\r\n" for line in head + results)
    return f"{text}0x{sum(map(ord, text)) % 65536:04X}  END\r\n".encode("ascii")


@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23)),
        max_size=5,
    )
)
def test_what_the_meter_sends_is_read_exactly(
    results: list[tuple[int, int, int, int]],
) -> None:
    lines = [
        f"{value:03d}  {MONTHS[month - 1]} {day:02d} 2026 {hour:02d}:30 G 0x00"
        for value, month, day, hour in results
    ]
    items = reports(FreestyleOptiumConversation().receive(memory(lines)))
    assert len(items) == len(results)
    for item, (value, month, day, hour) in zip(items, results, strict=True):
        assert isinstance(item, Reading)
        assert item.amount("glucose_mg_dl") == value
        assert item.taken_at is not None
        assert item.taken_at.isoformat() == f"2026-{month:02d}-{day:02d}T{hour:02d}:30:00"
        assert item.stored


@given(st.integers(2, 120), st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))
def test_one_changed_bit_never_gives_a_result(at: int, bit: int) -> None:
    sent = bytearray(memory(["108  Nov  22 2026 11:58 G 0x00"]))
    sent[at % (len(sent) - 2)] ^= bit
    conversation = FreestyleOptiumConversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


@pytest.mark.parametrize(("sent", "shown"), [("003", "0.2"), ("009", "0.5"), ("027", "1.5")])
def test_a_ketone_is_what_the_display_shows(sent: str, shown: str) -> None:
    value = strip_value(Kind.KETONE, sent)
    assert value.amount == Decimal(shown)
    assert str(value.amount) == shown


def test_words_are_no_numbers() -> None:
    assert strip_value(Kind.GLUCOSE, "HI").special is Special.ABOVE
    assert strip_value(Kind.GLUCOSE, "LO").special is Special.BELOW
    assert strip_value(Kind.KETONE, "HI").limit == Decimal("8.0")
    for text in ("", "H", "1.2", "-1", "\u0661"):
        with pytest.raises(ValueError, match="neither"):
            strip_value(Kind.GLUCOSE, text)
    assert [month_number(name) for name in MONTHS] == list(range(1, 13))
    assert [month_number(name) for name in ("Xxx", "anF", "", "JanF"[1:])] == [0, 0, 0, 0]


def test_a_meter_that_ignores_its_first_command_is_asked_again() -> None:
    double = FreestyleOptiumDouble(deaf=1)
    double.measure("HI")
    double.measure("003", kind="K")
    ketone, glucose = visit(FreestyleOptiumConversation(), double)
    assert isinstance(ketone, Reading)
    assert ketone.kind is Kind.KETONE
    assert isinstance(glucose, Reading)
    assert glucose.values[0].special is Special.ABOVE
    assert glucose.device_clock is not None


def test_a_meter_is_read_again_only_after_it_was_away() -> None:
    double, conversation = FreestyleOptiumDouble(), FreestyleOptiumConversation()
    double.measure_example()
    assert len(visit(conversation, double, patience=20)) == 1
    double.connected = False
    assert visit(conversation, double, patience=20) == []
    double.connected = True
    assert len(visit(conversation, double, patience=20)) == 1


def test_it_only_ever_asks_two_questions() -> None:
    double, conversation = FreestyleOptiumDouble(), FreestyleOptiumConversation()
    double.measure_example()
    asked, actions = set(), list(conversation.open())
    for _ in range(20):
        asked.add(replies(actions))
        said = [step.data for step in double.receive(replies(actions)) if isinstance(step, Say)]
        actions = [*conversation.receive(b"".join(said))] or [*conversation.time_out()]
    assert asked - {b""} == {GET_INFORMATION, GET_RESULTS}


def test_a_memory_without_end_is_refused_and_the_next_one_is_read() -> None:
    conversation = FreestyleOptiumConversation()
    endless = b"\r\nEXAMPLE-00001\r\n" + b"108  Nov  22 2026 11:58 G 0x00\r\n" * 3000
    items = reports(conversation.receive(endless))
    assert isinstance(items[0], NotUnderstood)
    assert items[0].reason is Refusal.FRAMING
    assert len(items[0].raw) < BLOCK_LIMIT + 300
    assert all(isinstance(item, NotUnderstood) for item in items)
    (item,) = reports(conversation.receive(memory(["108  Nov  22 2026 11:58 G 0x00"])))
    assert isinstance(item, Reading)
