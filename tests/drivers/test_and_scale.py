"""The A&D standard format: strict, because it has no checksum."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.and_scale import AndScaleConversation
from drivers.protocols.line import LINE_LIMIT
from drivers.readings import Kind, NotUnderstood, Reading, Refusal
from drivers.simulators.and_scale import print_line
from tests.support.wired import reports

WEIGHTS = st.integers(0, 3).flatmap(
    lambda places: st.integers(0, 9999).map(lambda n: Decimal(n).scaleb(-places))
)


@given(WEIGHTS, st.sampled_from(["kg", "g", "lb"]))
def test_what_a_scale_prints_is_read_exactly(weight: Decimal, unit: str) -> None:
    line = print_line("ST", weight, unit)
    assert len(line) == 17
    (reading,) = reports(AndScaleConversation().receive(line))
    assert isinstance(reading, Reading)
    assert reading.kind is Kind.WEIGHT
    (value,) = reading.values
    assert value.field == f"weight_{unit}"
    assert str(value.amount) == str(weight)
    assert reading.raw == line


@given(WEIGHTS, st.integers(0, 14))
def test_a_line_that_lost_a_character_is_never_a_weight(weight: Decimal, lost: int) -> None:
    line = print_line("ST", weight, "kg")
    (item,) = reports(AndScaleConversation().receive(line[:lost] + line[lost + 1 :]))
    assert isinstance(item, NotUnderstood)


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_bytes_make_it_raise_and_every_line_is_reported(pieces: list[bytes]) -> None:
    conversation = AndScaleConversation()
    found = [item for piece in pieces for item in reports(conversation.receive(piece))]
    found += reports([*conversation.time_out(), *conversation.close()])
    sent = b"".join(pieces)
    lines = [line for line in sent.split(b"\n") if line.strip(b"\r\0 ")]
    assert len(found) >= len([line for line in lines if line.strip()])
    assert all(item.raw in sent for item in found)


def test_a_line_that_does_not_end_is_discarded_up_to_its_end_and_reported() -> None:
    conversation = AndScaleConversation()
    for _ in range(100):
        assert not reports(conversation.receive(b"9" * 4096))
    found = reports(conversation.receive(b"\r\n" + print_line("ST", Decimal("70.6"), "kg")))
    assert isinstance(found[0], NotUnderstood)
    assert found[0].reason is Refusal.FRAMING
    assert len(found[0].raw) == LINE_LIMIT
    assert isinstance(found[1], Reading)


def test_a_partial_line_never_becomes_a_weight_by_idling() -> None:
    conversation = AndScaleConversation()
    conversation.receive(b"ST,+000070.6 kg")
    (item,) = reports(conversation.time_out())
    assert isinstance(item, NotUnderstood)
    assert item.incomplete
    assert not reports(conversation.receive(b"\r\n"))
