"""The FreeStyle Neo: text in reports, two sums, and what a strip of another kind measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.freestyle_neo import ANSWER_LIMIT, FreestyleNeoConversation
from drivers.readings import Kind, NotUnderstood, Reading, Refusal, Special
from drivers.simulators.freestyle_neo import FreestyleNeoDouble
from tests.support.cable import visit
from tests.support.wired import reports


def answer(text: str) -> bytes:
    return f"{text}CKSM:{sum(map(ord, text)):08X}\r\nCMD OK\r\n".encode("ascii")


def memory(lines: list[str]) -> bytes:
    text = "".join(line + "\r\n" for line in lines)
    return answer(f"{text}{len(lines)},{sum(map(ord, text)):08X}\r\n")


def in_reports(data: bytes, every: int) -> bytes:
    sent = b""
    for at in range(0, len(data), every):
        piece = data[at : at + every]
        sent += (bytes((0x60, len(piece))) + piece).ljust(64, b"\0")
        sent += b"\x22\x01\x05".ljust(64, b"\0")
    return sent


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=6), st.integers(1, 62))
def test_what_the_meter_sends_is_read_exactly_however_it_fills_its_reports(
    values: list[int], every: int
) -> None:
    lines = [f"7,{n},11,22,26,11,{n},0,{value},0,0" for n, value in enumerate(values)]
    found = reports(FreestyleNeoConversation().receive(in_reports(memory(lines), every)))
    assert [i.amount("glucose_mg_dl") for i in found if isinstance(i, Reading)] == values
    assert all(isinstance(item, Reading) and item.stored for item in found)


@given(st.integers(0, 90), st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))
def test_one_changed_bit_never_gives_a_result(at: int, bit: int) -> None:
    sent = bytearray(memory(["7,4,11,22,26,11,58,0,108,0,0"]))
    end = sent.index(b"CMD")
    sent[at % end] ^= bit
    conversation = FreestyleNeoConversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert not any(isinstance(item, Reading) for item in items)


def test_ketones_and_words_are_kept() -> None:
    double = FreestyleNeoDouble()
    double.measure("27", kind=9)
    double.measure("HI")
    double.measure("LO")
    ketone, high, low = visit(FreestyleNeoConversation(), double)
    assert isinstance(ketone, Reading)
    assert ketone.kind is Kind.KETONE
    assert str(ketone.amount("ketone_mmol_l")) == "1.5"
    assert ketone.device.serial == "EXAMPLE0001"
    assert isinstance(high, Reading)
    assert high.values[0].special is Special.ABOVE
    assert isinstance(low, Reading)
    assert low.values[0].special is Special.BELOW


def test_an_answer_without_end_is_refused_once_it_ends_and_the_next_one_is_read() -> None:
    conversation = FreestyleNeoConversation()
    conversation.receive(b"x" * (ANSWER_LIMIT + 5000))
    (item,) = reports(conversation.receive(b"\r\nCKSM:00000000\r\nCMD OK\r\n"))
    assert isinstance(item, NotUnderstood)
    assert item.reason is Refusal.FRAMING
    assert len(item.raw) == ANSWER_LIMIT
    (item,) = reports(conversation.receive(memory(["7,4,11,22,26,11,58,0,108,0,0"])))
    assert isinstance(item, Reading)
