"""What never ends, where it comes whole piece by whole piece: USB reports and Bluetooth values.

Endless frames of the other engines are in the tests of each: ASTM, POCT1-A, MLLP and HL7, the
cables, and every profile (lines, keys and values, tags).
"""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable, Iterable, Iterator

import pytest

from drivers.devices import (
    contour_usb,
    freestyle_neo,
    gatt_body_composition,
    gatt_glucose,
    gatt_pulse_oximeter,
)
from drivers.driver import Conversation, Keep, Report
from drivers.protocols.hid_reports import REPORT_LENGTH, HidReports, ReportShape, report
from drivers.readings import NotUnderstood, Reading

MEGABYTE = 1024 * 1024
SENT = 6 * MEGABYTE
LONGEST_VALUE = 512
"""Bytes that one Bluetooth value can have."""

Pieces = Callable[[], Iterator[tuple[bytes, str]]]


def memory_of(conversation: Conversation, pieces: Iterable[tuple[bytes, str]]) -> tuple[int, int]:
    """The most bytes that were held meanwhile, and how many of those sent were told or kept."""
    conversation.open()
    told = 0
    tracemalloc.start()
    try:
        for data, channel in pieces:
            for action in conversation.receive(data, channel):
                if isinstance(action, Report):
                    told += len(action.item.raw)
                elif isinstance(action, Keep):
                    told += len(action.raw)
        for action in (*conversation.time_out(), *conversation.close()):
            told += len(action.item.raw) if isinstance(action, Report) else 0
        return tracemalloc.get_traced_memory()[1], told
    finally:
        tracemalloc.stop()


def reports_of(head: bytes) -> Pieces:
    """Reports that are full of a text which has no end."""
    full = report(head, b"9" * (REPORT_LENGTH - len(head)))
    many = full * (65536 // REPORT_LENGTH)

    def pieces() -> Iterator[tuple[bytes, str]]:
        yield from ((many, "") for _ in range(SENT // len(many)))

    return pieces


@pytest.mark.parametrize(
    ("converse", "pieces"),
    [
        (contour_usb.DRIVER.converse, reports_of(b"ABC\x3c")),
        (contour_usb.DRIVER.converse, reports_of(b"ABC\x3c\x04\x021")),
        (freestyle_neo.DRIVER.converse, reports_of(b"\x60\x3e")),
        (freestyle_neo.DRIVER.converse, reports_of(b"\x60\x3eCMD OK")),
    ],
    ids=["contour-usb", "contour-usb, a frame", "freestyle-neo", "freestyle-neo, an answer"],
)
def test_reports_without_end_cost_less_than_four_megabytes(
    converse: Callable[[], Conversation], pieces: Pieces
) -> None:
    peak, told = memory_of(converse(), pieces())
    assert peak < 4 * MEGABYTE
    assert told > 0


@pytest.mark.parametrize("size", [1, 63, 65, 65536])
def test_the_reader_of_reports_holds_one_at_most(size: int) -> None:
    shape = ReportShape(
        head=2, begins=lambda head: head[:1] == b"\x60", data=lambda whole: whole[2:]
    )
    reader = HidReports(shape)
    stream = report(b"\x60\x3e", b"9" * 62) * (2 * MEGABYTE // REPORT_LENGTH)
    taken = 0
    tracemalloc.start()
    try:
        for at in range(0, len(stream) if size > 1 else 100_000, size):
            taken += len(reader.feed(stream[at : at + size]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTE
    assert taken > 0
    assert len(reader.flush()) < REPORT_LENGTH


def value(*fields: bytes) -> bytes:
    """One value, as long as one can be."""
    return b"".join(fields).ljust(LONGEST_VALUE, b"\xff")


def glucose(flags: int) -> Pieces:
    """Records that each say that more belongs to them, or that nothing does."""

    def pieces() -> Iterator[tuple[bytes, str]]:
        for number in range(SENT // LONGEST_VALUE):
            stamp = struct.pack("<HBBBBB", 2026, 11, 22, 9, number // 60 % 60, number % 60)
            head = struct.pack("<BH", flags, number & 0xFFFF)
            yield value(head, stamp, bytes.fromhex("4ac011")), "2a18"

    return pieces


def contexts() -> Iterator[tuple[bytes, str]]:
    """Contexts of records that never come."""
    for number in range(SENT // LONGEST_VALUE):
        yield value(struct.pack("<BHB", 0x02, number & 0xFFFF, 3)), "2a34"


def compositions(flags: int) -> Pieces:
    """Packets of compositions that never are whole, all of one user."""

    def pieces() -> Iterator[tuple[bytes, str]]:
        yield struct.pack("<I", 0x7FF), "2a9b"
        for number in range(SENT // LONGEST_VALUE):
            further = flags | (0x0020, 0x0040, 0x0080, 0x0100)[number % 4]
            yield value(struct.pack("<HHBH", further, 243, 1, 5700 + number % 50)), "2a9c"

    return pieces


def empty_packets() -> Iterator[tuple[bytes, str]]:
    """Packets that say nothing, so that nothing in them disagrees with those before."""
    for _ in range(SENT // LONGEST_VALUE):
        yield value(struct.pack("<HHB", 0x1004, 243, 1)), "2a9c"


def saturations() -> Iterator[tuple[bytes, str]]:
    """A finger that is never settled."""
    for number in range(SENT // LONGEST_VALUE):
        yield value(b"\x04", struct.pack("<HHH", 97, 60 + number % 40, 1 << 6)), "2a5f"


def strangers() -> Iterator[tuple[bytes, str]]:
    """Characteristics that nobody knows."""
    for number in range(SENT // LONGEST_VALUE):
        yield value(struct.pack("<I", number)), f"{number & 0xFFFF:04x}"


@pytest.mark.parametrize(
    ("converse", "pieces"),
    [
        (gatt_glucose.converse, glucose(0x12)),
        (gatt_glucose.converse, glucose(0x02)),
        (gatt_glucose.converse, contexts),
        (gatt_body_composition.converse, compositions(0x1004)),
        (gatt_body_composition.converse, compositions(0x0004)),
        (gatt_body_composition.converse, empty_packets),
        (gatt_pulse_oximeter.DRIVER.converse, saturations),
        (gatt_glucose.converse, strangers),
    ],
    ids=[
        "glucose without its contexts",
        "glucose",
        "contexts without their glucose",
        "packets of a composition",
        "compositions",
        "packets that say nothing",
        "a stream that never settles",
        "unknown characteristics",
    ],
)
def test_values_that_wait_for_others_for_ever_cost_less_than_four_megabytes(
    converse: Callable[[], Conversation], pieces: Pieces
) -> None:
    peak, told = memory_of(converse(), pieces())
    assert peak < 4 * MEGABYTE
    assert told > 0


def test_of_what_waited_for_others_every_byte_is_told() -> None:
    """Bounded, and yet nothing vanishes: each packet is in a reading or a refusal."""
    conversation = gatt_body_composition.converse()
    conversation.open()
    sent = list(compositions(0x1004)())[1:400]
    items = [
        action.item
        for data, channel in sent
        for action in conversation.receive(data, channel)
        if isinstance(action, Report)
    ]
    items += [action.item for action in conversation.close() if isinstance(action, Report)]
    assert all(isinstance(item, Reading | NotUnderstood) for item in items)
    told = b"".join(item.raw for item in items)
    assert told == b"".join(data for data, _ in sent)
