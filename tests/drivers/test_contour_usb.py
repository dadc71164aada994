"""The Contour USB: an ASTM conversation in pieces of sixty bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.contour_usb import ContourUsbConversation, in_report
from drivers.driver import Acknowledge, Keep, Report
from drivers.readings import NotUnderstood, Reading, Special
from drivers.simulators.contour_usb import ContourUsbDouble, frame
from tests.support.cable import visit
from tests.support.wired import replies, reports


def framed(number: int, text: str) -> bytes:
    content = f"{number}{text}\r\x03".encode("ascii")
    return b"\x02" + content + f"{sum(content) % 256:02X}\r\n".encode("ascii")


def in_reports(data: bytes) -> bytes:
    pieces = [data[at : at + 60] for at in range(0, len(data), 60)]
    return b"".join((b"ABC" + bytes((len(p),)) + p).ljust(64, b"\0") for p in pieces)


@given(st.integers(0, 999), st.sampled_from(["", "B", "A", "C", "B/X", "Z"]), st.booleans())
def test_a_result_is_read_exactly_in_reports_and_out_of_them(
    value: int, marks: str, wrapped: bool
) -> None:
    sent = framed(2, f"R|8|^^^Glucose|{value}|mg/dL^P||{marks}||202611220834")
    conversation = ContourUsbConversation()
    found = conversation.receive(in_reports(sent) if wrapped else sent)
    (item,) = reports(found)
    assert isinstance(item, Reading)
    assert item.amount("glucose_mg_dl") == value
    assert item.control is (marks == "C")
    assert item.sequence == "8"
    assert ("before_meal" in item.flags) is marks.startswith("B")
    assert item.taken_at is not None
    assert item.taken_at.isoformat() == "2026-11-22T08:34:00"


def test_a_frame_is_acknowledged_after_it_was_kept() -> None:
    told, answer = ContourUsbConversation().receive(in_reports(framed(1, "P|1")))
    assert isinstance(told, Keep)
    assert isinstance(answer, Acknowledge)
    assert answer.data == in_report(b"\x06")
    assert answer.otherwise == in_report(b"\x15")


def test_a_damaged_frame_is_refused_and_asked_for_again() -> None:
    sent = framed(2, "R|8|^^^Glucose|133|mg/dL^P||B/X||202611220834").replace(b"133", b"138")
    actions = ContourUsbConversation().receive(sent)
    (item,) = reports(actions)
    assert isinstance(item, NotUnderstood)
    assert replies(actions) == in_report(b"\x15")


def test_a_whole_memory_is_read_with_its_marks() -> None:
    double = ContourUsbDouble()
    double.measure("600", marks=">")
    double.measure("5.4", marks="C", unit="mmol/L")
    for _ in range(12):
        double.measure_example()
    first, second, *others = visit(ContourUsbConversation(), double)
    assert isinstance(first, Reading)
    assert first.values[0].special is Special.ABOVE
    assert first.device.serial == "7390-0000001"
    assert first.device_clock is not None
    assert isinstance(second, Reading)
    assert second.control
    assert str(second.amount("glucose_mmol_l")) == "5.4"
    assert len(others) == 12


def test_the_double_frames_as_the_standard_says() -> None:
    assert frame(3, "P|1") == framed(3, "P|1")


def test_a_frame_that_breaks_off_is_reported() -> None:
    conversation = ContourUsbConversation()
    sent = in_reports(framed(2, "R|8|^^^Glucose|133|mg/dL^P||B/X||202611220834"))
    conversation.receive(sent[:40])
    (told,) = conversation.close()
    assert isinstance(told, Report)
    assert isinstance(told.item, NotUnderstood)
    assert told.item.incomplete
