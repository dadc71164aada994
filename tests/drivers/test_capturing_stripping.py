"""Identities leave a recording before anybody else sees it, and nothing changes its length."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.capturing.choosing import keep_spans
from drivers.capturing.files import Piece
from drivers.capturing.shown import parse_shown
from drivers.capturing.stripping import masked_spans, strip, words_left

SHOWN = [parse_shown("82.4 kg")]
VALUE_LINES = (
    b"ST,+000082.4 kg\r\n",
    b"ST,GS,+   82.4kg\r\n",
    b"Net    82.4 kg\r\n",
    b"{0,16,~0,1,MO,\"SC-240\",Wk,82.4,FW,22.1\r\n",
)  # fmt: skip

_DIGIT_GROUPS = st.sampled_from([(10,), (3, 3, 4), (3, 7), (5, 5), (2, 2, 2, 2, 2)])
_SEPARATORS = st.sampled_from([" ", "-", ".", "/", "  ", " - "])


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    """Ten digits of the range for examples, grouped anyhow."""
    digits = "999" + draw(st.text("0123456789", min_size=7, max_size=7))
    separator = draw(_SEPARATORS)
    parts, start = [], 0
    for size in draw(_DIGIT_GROUPS):
        parts.append(digits[start : start + size])
        start += size
    return separator.join(parts)


@st.composite
def hospital_numbers(draw: st.DrawFn) -> str:
    """A letter or two, and five to eight digits."""
    prefix = draw(st.text("ABCDRSX", max_size=2))
    return prefix + draw(st.text("0123456789", min_size=5, max_size=8))


@st.composite
def dates_of_birth(draw: st.DrawFn) -> str:
    """As devices and people write them."""
    when = draw(st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 11, 22)))
    form = draw(
        st.sampled_from(
            ["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d.%m.%y", "%d %b %Y", "%Y,%m,%d", "%d-%B-%Y"]
        )
    )
    return when.strftime(form)


NUMBERS = st.one_of(nhs_numbers(), hospital_numbers(), dates_of_birth())
NAMES = st.lists(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwyz\xc9\xe9", min_size=3, max_size=12),
    min_size=1,
    max_size=3,
)
MARKERS = st.sampled_from(
    ["Name: ", "NAME=", "Patient: ", "Patient Name ", "PatientName:", "Surname ", "pat_id=",
     "ID: ", "NHS No. ", "DOB ", "Operator: ", "Mr ", "Dr. ", "Nurse\t", "Name:\r\n", "User "]
)  # fmt: skip


def pieces_of(data: bytes, cuts: list[int]) -> list[Piece]:
    """``data`` cut anywhere, as it may arrive."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [Piece(at_ms=n, data=data[a:b]) for n, (a, b) in enumerate(pairwise(places))]


def exported(data: bytes, cuts: list[int]) -> bytes:
    """What is left of ``data`` in the file."""
    stripped = strip(pieces_of(data, cuts), keep_spans(data, SHOWN))
    assert [len(piece.data) for piece in stripped] == [len(p.data) for p in pieces_of(data, cuts)]
    return b"".join(piece.data for piece in stripped)


@given(
    NUMBERS,
    st.sampled_from(VALUE_LINES),
    st.sampled_from(["", "ID ", "No. ", "#", "Ticket ", ",", '"']),
    st.lists(st.integers(0, 10**6), max_size=5),
)
def test_no_number_of_a_person_survives_and_the_value_does(
    number: str, line: bytes, before: str, cuts: list[int]
) -> None:
    data = line + f"{before}{number}\r\n".encode("latin-1") + line
    found = exported(data, cuts)
    assert len(found) == len(data)
    assert found.startswith(line[: line.find(b"82.4") + 4][-5:], line.find(b"82.4") - 1)
    inside = found[len(line) : -len(line)].decode("latin-1")
    assert not re.search("[1-9]", inside), inside
    assert found.count(b"82.4") == 2


@given(
    MARKERS,
    NAMES,
    st.sampled_from([" ", ", ", "^", " - "]),
    st.sampled_from(VALUE_LINES),
    st.lists(st.integers(0, 10**6), max_size=5),
)
def test_no_announced_name_survives_however_it_is_cut(
    marker: str, names: list[str], separator: str, line: bytes, cuts: list[int]
) -> None:
    person = separator.join(names)
    data = line + f"{marker}{person}\r\n".encode("latin-1") + line
    found = exported(data, cuts)
    assert len(found) == len(data)
    start = len(line) + len(marker)
    kept = found[start : start + len(person)].decode("latin-1")
    assert set(kept) <= {"X", "x", *separator}
    assert found.count(b"82.4") == 2


@given(NUMBERS, NAMES)
def test_an_identity_in_seven_bits_with_parity_or_in_two_bytes_each_does_not_survive(
    number: str, names: list[str]
) -> None:
    text = f"Name: {' '.join(names)}\r\nID {number}\r\n"
    assume(text.isascii())
    seven = bytes(b | (b.bit_count() % 2) << 7 for b in text.encode("ascii"))
    for data in (seven, text.encode("utf-16-le")):
        (piece,) = strip([Piece(at_ms=0, data=data)])
        plain = bytes(b & 0x7F for b in piece.data if b & 0x7F).decode("ascii")
        assert not re.search("[1-9]", plain)
        assert set(plain) <= set("Name: \r\nID0Xx-./,") | set("JanFebMrAplyuSgtOcvD")
        assert not any(name in plain for name in names if not set(name) <= {"X", "x"})


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_no_bytes_make_it_raise_and_every_length_stays(parts: list[bytes]) -> None:
    pieces = [Piece(at_ms=n, data=data) for n, data in enumerate(parts)]
    data = b"".join(parts)
    stripped = strip(pieces, keep_spans(data, SHOWN))
    assert [len(piece.data) for piece in stripped] == [len(part) for part in parts]
    # Once more changes nothing: what was masked stays masked.
    assert [p.data for p in strip(stripped)] == [p.data for p in stripped]
    for piece, part in zip(stripped, parts, strict=True):
        masked = {place for a, b in piece.masked for place in range(a, b)}
        assert all(a == b for n, (a, b) in enumerate(zip(piece.data, part, strict=True))
                   if n not in masked)  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("PID|1||9990001234^^^NHS||EXAMPLE^AMARA||19850314|F\r", "PID|0||0000000000^^^XXX||"),
        ("\x023P|1|||9990001234|EXAMPLE^AMARA\r\x03", "\x023P|0|||0000000000|XXXXXXX^XXXXX"),
        ("DOB 14 Mar 1985  Sex F\r\n", "DOB 00 Xxx 0000  Xxx X"),
        ("2026,07,11,09,05,EXAMPLE42           ,0,120,080,072,0\r\n", "0000,00,00,09,05,EXAMPLE42"),
        ("ID# AB12C345  [B. Plasma]\r\n", "ID# XX00X000  [X. Xxxxxx]"),
        ("US,+000051.1 kg\r\n", "US,+000051.1 kg"),
        ("  1342 g\r\n 22.1 18.2 %\r\n", "  1342 g\r\n 22.1 18.2 %"),
        ("GGT <5.00 U/l    37\xf8C   \r\n", "GGT <5.00 U/l    37\xf8C"),
    ],
)
def test_what_goes_and_what_stays(sent: str, left: str) -> None:
    (piece,) = strip([Piece(at_ms=0, data=sent.encode("latin-1"))])
    assert piece.data.decode("latin-1").startswith(left)
    assert len(piece.data) == len(sent)


def test_a_value_inside_the_number_of_a_person_is_no_value() -> None:
    typed = [parse_shown("999")]
    data = b"NHS 999 123 4567\r\n"
    assert keep_spans(data, typed) == []
    assert masked_spans(data.decode(), keep_spans(data, typed)) == [(4, 7), (8, 11), (12, 16)]


def test_a_person_is_told_which_words_are_left() -> None:
    pieces = strip([Piece(at_ms=0, data=b"Name: EXAMPLE, Amara\r\nST,GS, 82.4 kg\r\nAmara\r\n")])
    assert words_left(pieces) == ("Name", "ST", "GS", "kg", "Amara")
