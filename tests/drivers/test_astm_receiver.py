"""The ASTM receiver: what it answers, and what it never loses."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest
from astm import codec  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.astm import DRIVER, converse
from drivers.driver import Acknowledge, Action, Keep, Send
from drivers.protocols.astm_analytes import analyte
from drivers.protocols.astm_frames import Frame, FrameReader, encode_frame
from drivers.protocols.astm_receiver import MESSAGE_LIMIT
from drivers.protocols.astm_records import Delimiters, read_records, read_time, unescape
from drivers.readings import Kind, NotUnderstood, Reading, Refusal
from drivers.simulators.astm import AnalyserResult, records_of
from tests.support.wired import replies, reports

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
RECORDS = list(records_of(AnalyserResult(run=1, mmol_mol="41", patient="9999999999"), "AF1"))
FRAMES = [encode_frame(number, text) for number, text in enumerate(RECORDS, start=1)]


def acknowledgement(actions: list[Action]) -> Acknowledge:
    return next(action for action in actions if isinstance(action, Acknowledge))


def test_a_result_is_reported_with_the_frame_that_completes_its_message() -> None:
    conversation = converse()
    conversation.receive(ENQ)
    for frame in FRAMES[:-1]:
        actions = list(conversation.receive(frame))
        assert [type(a) for a in actions] == [Keep, Acknowledge]
    last = list(conversation.receive(FRAMES[-1]))
    assert isinstance(last[0], Keep)
    assert isinstance(last[-1], Acknowledge)
    (reading,) = reports(last)
    assert isinstance(reading, Reading)
    assert reading.raw == b"".join(FRAMES)
    assert conversation.receive(EOT) == []


@pytest.mark.parametrize("lost", range(len(FRAMES)))
def test_a_frame_that_was_not_kept_is_expected_again(lost: int) -> None:
    conversation = converse()
    conversation.receive(ENQ)
    found = []
    for position, frame in enumerate(FRAMES):
        actions = list(conversation.receive(frame))
        if position == lost:
            conversation.not_kept(acknowledgement(actions))
            actions = list(conversation.receive(frame))
            assert Keep(frame) in actions
        found += reports(actions)
    (reading,) = found
    assert isinstance(reading, Reading)
    assert reading.raw == b"".join(FRAMES)


def test_an_enquiry_that_was_refused_leaves_the_unfinished_message_to_the_next() -> None:
    conversation = converse()
    conversation.receive(ENQ + FRAMES[0])
    first = list(conversation.receive(ENQ))
    conversation.not_kept(acknowledgement(first))
    assert reports(conversation.receive(ENQ)) == reports(first) != []


def test_a_repeat_of_the_last_frame_of_a_message_is_no_second_result() -> None:
    conversation = converse()
    conversation.receive(ENQ + b"".join(FRAMES))
    again = list(conversation.receive(FRAMES[-1]))
    assert replies(again) == ACK
    assert not reports(again)


def test_a_damaged_frame_is_refused_until_it_comes_whole() -> None:
    damaged = FRAMES[0].replace(b"Afinion", b"Afinioo")
    conversation = converse()
    conversation.receive(ENQ)
    storm = [action for _ in range(50) for action in conversation.receive(damaged)]
    assert replies(storm) == NAK * 50
    (report,) = reports(storm)
    assert isinstance(report, NotUnderstood)
    assert (report.reason, report.raw) == (Refusal.CHECKSUM, damaged)
    rest = [action for frame in FRAMES for action in conversation.receive(frame)]
    assert len(reports(rest)) == 1


def test_an_enquiry_inside_a_frame_is_refused_lest_it_pass_for_the_frames_answer() -> None:
    conversation = converse()
    conversation.receive(ENQ + FRAMES[0])
    damaged = FRAMES[1][:3] + ENQ + FRAMES[1][4:]
    assert ACK not in replies(conversation.receive(damaged))
    assert replies(conversation.receive(FRAMES[1])) == ACK


def test_frames_after_the_stations_restart_are_refused_so_that_all_is_sent_again() -> None:
    conversation = converse()
    for frame in FRAMES[2:]:
        assert replies(conversation.receive(frame)) == NAK
    found = reports(conversation.receive(EOT))
    assert isinstance(found[0], Reading)
    assert {"no_header", "message_cut"} <= set(found[0].flags)
    assert found[0].stored
    whole = ENQ + b"".join(FRAMES) + EOT
    assert replies(conversation.receive(whole)) == ACK * (1 + len(FRAMES))


def test_silence_keeps_an_unfinished_message_as_incomplete() -> None:
    conversation = converse()
    half = FRAMES[2][:7]
    conversation.receive(ENQ + FRAMES[0] + FRAMES[1] + half)
    (left,) = reports(conversation.time_out())
    assert isinstance(left, NotUnderstood)
    assert left.incomplete
    assert left.raw == FRAMES[0] + FRAMES[1] + half
    assert left.device.serial == "AF1"
    assert conversation.time_out() == []


def test_a_whole_result_of_a_cut_message_is_reported_and_says_so() -> None:
    conversation = converse()
    conversation.receive(ENQ + b"".join(FRAMES[:4]))
    reading, left = reports(conversation.close())
    assert isinstance(reading, Reading)
    assert reading.flags == ("message_cut",)
    assert isinstance(left, NotUnderstood)


def test_a_sender_that_gives_a_frame_up_leaves_an_incomplete_message() -> None:
    conversation = converse()
    conversation.receive(ENQ + FRAMES[0] + FRAMES[1].replace(b"P|1", b"P|2"))
    (left,) = reports(conversation.receive(EOT))
    assert isinstance(left, NotUnderstood)
    assert left.incomplete


def test_a_link_that_speaks_something_else_is_shown() -> None:
    conversation = converse()
    conversation.receive(b"MSH|^~\\&|AFINION\r")
    (left,) = reports(conversation.time_out())
    assert isinstance(left, NotUnderstood)
    assert left.raw == b"MSH|^~\\&|AFINION"


def test_two_results_in_one_session_are_two_readings() -> None:
    frames = [encode_frame(n, text) for n, text in enumerate([*RECORDS, *RECORDS], start=1)]
    conversation = converse()
    found = reports(conversation.receive(ENQ + b"".join(frames) + EOT))
    assert len(found) == 2
    assert replace(found[0], raw=b"") == replace(found[1], raw=b"")


def endless_frame(number: int) -> bytes:
    return b"\x021" + b"A" * 65536 if number == 0 else b"A" * 65536


def endless_starts(number: int) -> bytes:
    return b"\x02\x02\x09" * 999


def endless_ends(number: int) -> bytes:
    return b"\x022" + b"\x03" * 65536


def endless_message(number: int) -> bytes:
    return encode_frame(number + 2, b"C|1|" + b"x" * 60000 + b"\r")


@pytest.mark.parametrize(
    ("endless", "refused"),
    [
        (endless_frame, {Refusal.FRAMING}),
        (endless_starts, set()),
        (endless_ends, {Refusal.CHECKSUM}),
        (endless_message, {Refusal.FRAMING}),
    ],
)
def test_an_endless_sender_is_refused_in_bounded_memory(
    endless: Callable[[int], bytes], refused: set[Refusal]
) -> None:
    conversation = converse()
    conversation.receive(ENQ + FRAMES[0])
    found: set[Refusal] = set()
    longest = 0
    tracemalloc.start()
    for number in range(64):
        for item in reports(conversation.receive(endless(number))):
            assert isinstance(item, NotUnderstood)
            found.add(item.reason)
            longest = max(longest, len(item.raw))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
    assert longest <= MESSAGE_LIMIT + 65536
    assert found == refused
    conversation.time_out()
    assert replies(conversation.receive(ENQ + b"".join(FRAMES))) == ACK * (1 + len(FRAMES))


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([ENQ, EOT, b"\x02", b"\x03", b"\x17", b"\r\n", *FRAMES]),
    st.builds(
        encode_frame,
        st.integers(0, 9),
        st.binary(max_size=60),
        last=st.booleans(),
    ),
    st.text(alphabet="HPORCL|\\^&\r1<>-.Q%", max_size=80).map(
        lambda text: encode_frame(1, text.encode())
    ),
)


@given(st.lists(PIECES, max_size=12))
def test_no_bytes_make_it_raise_and_no_acknowledged_frame_is_unkept(pieces: list[bytes]) -> None:
    conversation = converse()
    for piece in pieces:
        for action in conversation.receive(piece):
            if isinstance(action, Acknowledge) and len(piece) % 3 == 0:
                conversation.not_kept(action)
            assert not isinstance(action, Send) or action.data == NAK
    conversation.time_out()
    conversation.close()


@given(st.lists(PIECES, max_size=10), st.integers(1, 9))
def test_how_bytes_are_cut_changes_no_answer(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    whole, cut = converse(), converse()
    expected = [*whole.receive(data), *whole.close()]
    found = [a for i in range(0, len(data), size) for a in cut.receive(data[i : i + size])]
    found += cut.close()
    assert replies(found) == replies(expected)
    assert [type(i) for i in reports(found)] == [type(i) for i in reports(expected)]


TEXT = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@given(st.integers(0, 7), TEXT)
def test_frames_agree_with_another_codec(number: int, text: str) -> None:
    ours = encode_frame(number, text.encode() + b"\r")
    theirs_number, _, checksum = codec.decode_message(ours, "latin-1")
    assert theirs_number == number
    assert checksum == codec.make_checksum(ours[1:-4]).decode()
    (event,) = FrameReader().feed(ours)
    assert isinstance(event, Frame)
    assert (event.number, event.text) == (number, text.encode() + b"\r")


WORD = st.text(alphabet=st.characters(categories=["L", "N"], max_codepoint=255), max_size=12)
FIELD = st.lists(WORD, min_size=1, max_size=3).map("^".join)


@given(st.lists(st.lists(FIELD, min_size=1, max_size=6), min_size=1, max_size=5))
def test_records_agree_with_another_codec(rows: list[list[str]]) -> None:
    text = "".join("|".join(["R", *row]) + "\r" for row in rows).encode("latin-1")
    _, theirs, _ = codec.decode_message(encode_frame(1, text), "latin-1")
    ours = [
        ["R", *(list(record.components(n)) for n in range(2, len(record.fields) + 1))]
        for record in read_records(text)
    ]
    assert ours == [["R", *(_parts(field) for field in record[1:])] for record in theirs]


def _parts(field: object) -> list[str]:
    parts = field if isinstance(field, list) else [field]
    return [str(part or "") for part in parts]


def test_the_header_names_the_delimiters() -> None:
    header, result = read_records(b"H|@^\\|MSG-1\rR|1|^^^T|A\\F\\B^1.5@2|mg/dL\r")
    assert header.delimiters == Delimiters("|", "@", "^", "\\")
    assert header.field(3) == "MSG-1"
    assert result.components(4) == ("A|B", "1.5")
    assert result.parts(4) == ("A|B", "1.5", "2")


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("a&F&b&S&c&R&d&E&e", "a|b^c\\d&e"),
        ("&XB5&g &H&loud&N&&Zown&", "\xb5g loud"),
        ("&T&", "&T&"),
        ("50 & more", "50 & more"),
        ("&X5&", "&X5&"),
    ],
)
def test_escapes_stand_for_characters(escaped: str, text: str) -> None:
    assert unescape(escaped, Delimiters()) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20241206140615", "2024-12-06T14:06:15"),
        ("202307200913", "2023-07-20T09:13:00"),
        ("20230720", "2023-07-20T00:00:00"),
        ("20241206140615+0100", "2024-12-06T14:06:15+01:00"),
        ("20241206140615-0330", "2024-12-06T14:06:15-03:30"),
        ("20230229120000", None),
        ("20241206250000", None),
        ("00000000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_as_the_device_has_them(text: str, expected: str | None) -> None:
    found = read_time(text)
    assert (found.isoformat() if found else None) == expected
    assert found is None or found.text == text


@pytest.mark.parametrize(
    ("code", "unit", "kind", "field"),
    [
        ("HbA1c", "%", Kind.HBA1C, "hba1c_percent"),
        ("HbA1c", "mmol/mol", Kind.HBA1C, "hba1c_mmol_mol"),
        ("ValueIFCC", "%", Kind.ANALYTE, "valueifcc_percent"),
        ("GLU", "mmol/l", Kind.GLUCOSE, "glucose_mmol_l"),
        ("HDL-C", "mg/dL", Kind.LIPIDS, "hdl_mg_dl"),
        ("413", "g/L", Kind.ANALYTE, "analyte_413_g_l"),
        ("ALT", "\xb5kat/L", Kind.ANALYTE, "alt_ukat_l"),
        ("", "", Kind.ANALYTE, "analyte"),
    ],
)
def test_code_and_unit_decide_the_field(code: str, unit: str, kind: Kind, field: str) -> None:
    assert analyte(code, unit) == type(analyte(code, unit))(kind, field)


@pytest.mark.parametrize(
    "record", ["H12", "O12", "O26", "R9"], ids=lambda place: f"quality-control-in-{place}"
)
def test_any_field_that_says_quality_control_makes_it_one(record: str) -> None:
    marks = dict.fromkeys(("H12", "O12", "O26", "R9"), "")
    marks[record] = "Q"
    text = (
        f"H|\\^&|||X|||||||{marks['H12']}|1|20250101\rP|1||9999999999\r"
        f"O|1|S||^^^HbA1c|||||||{marks['O12']}||||||||||||||{marks['O26']}\r"
        f"R|1|^^^HbA1c|38|mmol/mol||||{marks['R9']}\rL|1|N\r"
    )
    (reading,) = reports(converse().receive(encode_frame(1, text.encode())))
    assert isinstance(reading, Reading)
    assert reading.control


def test_results_of_two_orders_are_not_joined() -> None:
    one = "O|1|S||^^^HbA1c\rR|1|^^^HbA1c|5.1|%||||F\r"
    two = "O|2|S||^^^HbA1c\rR|1|^^^HbA1c|32|mmol/mol||||F\r"
    text = f"H|\\^&|||X\r{one}{two}L|1|N\r"
    assert len(reports(converse().receive(encode_frame(1, text.encode())))) == 2


def test_a_result_seen_before_by_the_analyser_comes_from_its_memory() -> None:
    text = "H|\\^&|||X\rO|1|S||^^^HbA1c\rR|1|^^^HbA1c|5.1|%||||R\rL|1|N\r"
    (reading,) = reports(converse().receive(encode_frame(1, text.encode())))
    assert isinstance(reading, Reading)
    assert reading.stored


def test_the_driver_says_what_it_is() -> None:
    assert DRIVER.acknowledges
    assert DRIVER.patience_seconds == 30.0
