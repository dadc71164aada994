"""The ASTM reader's shortcuts: what is read at once or remembered is what the long way gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols.astm_analytes import analyte
from drivers.protocols.astm_frames import Event, Frame, FrameReader, Signal, encode_frame
from drivers.protocols.astm_records import read_records, read_time
from drivers.readings import Kind

WHOLE = encode_frame(1, b"H|\\^&|||X\rL|1|N\r")
BYTES = st.one_of(
    st.builds(encode_frame, st.integers(0, 9), st.binary(max_size=40), last=st.booleans()),
    st.sampled_from(
        [
            WHOLE,
            WHOLE.lower(),
            WHOLE.removesuffix(b"\r\n"),
            WHOLE[:-4] + b"00\r\n",
            WHOLE[:-4] + b"\r\n",
            WHOLE.replace(b"1H", b"8H"),
            b"\x02",
            b"\x03",
            b"\x04",
            b"\x05",
            b"\x17",
            b"\r\n",
            b"line noise",
        ]
    ),
    st.binary(max_size=12),
)


def shown(event: Event) -> Event:
    """Without CR LF, which belongs to a frame only if it came in the same piece."""
    if isinstance(event, Signal):
        return event
    raw = event.raw.rstrip(b"\r\n")
    return event._replace(raw=raw) if isinstance(event, Frame) else replace(event, raw=raw)


@given(st.lists(BYTES, max_size=8).map(b"".join), st.sampled_from([8, 30, 256 * 1024]))
def test_frames_read_at_once_are_those_read_byte_by_byte(data: bytes, limit: int) -> None:
    whole, cut = FrameReader(limit), FrameReader(limit)
    expected = [shown(event) for at in range(len(data)) for event in cut.feed(data[at : at + 1])]
    assert [shown(event) for event in whole.feed(data)] == expected
    assert whole.cut().rstrip(b"\r\n") == cut.cut().rstrip(b"\r\n")
    assert whole.noise() == cut.noise()


def test_a_whole_frame_over_the_limit_is_refused_like_one_in_pieces() -> None:
    frame = encode_frame(1, b"x" * 100)
    (event,) = FrameReader(50).feed(frame)
    assert not isinstance(event, Frame)


FIELD = st.text(alphabet="Q5|^\\&RXZ .\x1f\xa0", max_size=14)


@given(FIELD, st.sampled_from(["\\^&", "^\\&", "Q^&", "\x1f^&", "\\\x1f&", "\\^\x1f"]))
def test_a_field_is_cut_at_each_repeat_then_at_each_component(field: str, named: str) -> None:
    header, record = read_records(f"H|{named}|\rR|{field}|\r".encode("latin-1"))
    marks = header.delimiters
    sent = record.field(2)
    # Split one way and then the other, and each piece read as a field of its own.
    pieces = [
        piece
        for repeat in sent.split(marks.repeat)
        for piece in (_alone(part, named) for part in repeat.split(marks.component))
    ]
    assert list(record.parts(2)) == [piece for piece in pieces if piece]
    assert record.says(2, "Q") == ("Q" in record.parts(2))
    assert record.component(2, 1) == record.components(2)[0]


def _alone(piece: str, named: str) -> str:
    *_, record = read_records(f"H|{named}|\rR|x{piece}x|\r".encode("latin-1"))
    return record.text(2)[1:-1].strip()


@pytest.mark.parametrize("code", ["A1C", "A1C" + "-" * 5000])
def test_a_code_is_known_however_long_it_is_spelt(code: str) -> None:
    assert analyte(code, "%") == analyte(code, "%")
    assert (analyte(code, "%").kind, analyte(code, "%").field) == (Kind.HBA1C, "hba1c_percent")


def test_a_time_seen_before_keeps_what_was_sent_with_it() -> None:
    for text in ("20261122", "202611220000", "20261122000000", "20261122+0000"):
        for sent in (text, f" {text} "):
            found = read_time(sent)
            assert found is not None
            assert found.text == text
            assert found.isoformat().startswith("2026-11-22T00:00:00")
