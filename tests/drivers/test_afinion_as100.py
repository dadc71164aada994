"""The Afinion AS100: doubled bytes, two ways to count them, and what is not valid."""

from __future__ import annotations

import struct
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.afinion_as100 import AfinionAs100Conversation, interpret, packet
from drivers.driver import Acknowledge
from drivers.readings import Kind, NotUnderstood, Reading
from drivers.simulators.afinion_as100 import AfinionAs100Double, Measured, framed
from tests.support.cable import visit
from tests.support.wired import replies, reports


def record(results: list[tuple[str, str, float, float, float, int, int]], run: int = 42) -> bytes:
    head = bytearray(68)
    struct.pack_into("<ii", head, 0, 7, run)
    head[25:33], head[42:52] = b"10190001", b"9990000018"
    struct.pack_into("<I", head, 60, 1_735_732_800)
    for test, unit, low, high, value, decimals, valid in results:
        names = unit.encode("ascii"), test.encode("ascii")
        head += struct.pack("<3fii9s9s2x", low, high, value, decimals, valid, *names)
    return bytes(head).ljust(256, b"\0")


def test_packets_are_those_of_the_notes() -> None:
    assert packet(21, b"\x06").hex() == "100230303231061017314531461003"
    asked = packet(22, b"0025:record,patient@20250101 00:00:00")
    assert asked.hex().upper() == (
        "100230303232303032353A7265636F72642C70617469656E744032303235303130312030303A30303A3030"
        "1017344334321003"
    )


@given(st.integers(400, 1500), st.integers(0, 2**31 - 1))
def test_a_record_with_any_bytes_in_it_is_read_exactly(tenths: int, run: int) -> None:
    data = record([("HbA1c", "%", 4.0, 15.0, tenths / 100, 2, 1)], run)
    sent = packet(7, b"0025:record,patient@" + data)
    (item,) = reports(AfinionAs100Conversation().receive(sent))
    assert isinstance(item, Reading)
    assert item.amount("hba1c_percent") == Decimal(tenths) / 100
    assert item.sequence == str(run)
    assert item.patient_ref == "9990000018"
    assert item.stored
    assert item.raw in sent


def test_one_cartridge_gives_one_reading_of_each_kind() -> None:
    results = [
        ("HbA1c", "%", 4.0, 15.0, 16.0, 1, 1),
        ("Chol", "mmol/L", 2.59, 12.95, 5.104, 2, 1),
        ("HbA1c", "mmol/mol", 20.0, 140.0, 151.0, 0, 1),
        ("Trig", "mmol/L", 0.5, 7.0, float("nan"), 2, 1),
    ]
    first, second = (report.item for report in interpret(record(results)))
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert (first.kind, second.kind) == (Kind.HBA1C, Kind.LIPIDS)
    assert [str(value.limit) for value in first.values] == ["15.0", "140"]
    assert {name: str(amount) for name, amount in second.amounts.items()} == {
        "total_cholesterol_mmol_l": "5.10"
    }


@given(st.integers(0, 300), st.integers(1, 255))
def test_one_changed_byte_never_gives_a_result(at: int, change: int) -> None:
    data = record([("HbA1c", "%", 4.0, 15.0, 6.3, 1, 1)])
    sent = bytearray(packet(7, b"0025:record,patient@" + data))
    sent[at % len(sent)] ^= change
    conversation = AfinionAs100Conversation()
    items = reports([*conversation.receive(bytes(sent)), *conversation.close()])
    assert items
    assert all(isinstance(item, NotUnderstood) for item in items)


def test_a_packet_is_acknowledged_after_its_results_and_refused_if_they_are_not_kept() -> None:
    data = record([("HbA1c", "%", 4.0, 15.0, 6.3, 1, 1)])
    *told, answer = AfinionAs100Conversation().receive(packet(7, b"0025:record,patient@" + data))
    assert len(reports(told)) == 1
    assert isinstance(answer, Acknowledge)
    assert answer.data == framed(b"0007\x06") + framed(b"00220025:cmdack@")
    assert answer.otherwise == framed(b"0007\x15")
    assert replies(told) == b""


def test_an_analyser_repeats_what_was_not_acknowledged() -> None:
    double = AfinionAs100Double()
    double.measure_example()
    said = double.start()
    assert double.waited() == said
    assert double.receive(framed(b"0001\x15")) == said
    assert double.receive(framed(b"0001\x06")) != said


def test_two_patients_are_two_readings() -> None:
    double = AfinionAs100Double()
    for patient in ("9990000018", "9990000026"):
        double.measure(Measured("HbA1c", "%", 4.0, 15.0, 5.5, 1), patient=patient)
    found = visit(AfinionAs100Conversation(), double)
    assert [i.patient_ref for i in found if isinstance(i, Reading)] == ["9990000018", "9990000026"]
