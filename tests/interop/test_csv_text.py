"""Files as spreadsheets write them: encodings, separators, formulas, and what is no CSV."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.caseload.columns import knows
from clinicapp.domain.errors import Refused
from clinicapp.interop import csv_text
from clinicapp.interop.csv_text import read_csv, safe_cell, write_csv

TEXT = "NHS No,Surname,DOB\r\n9990000018,Zoë Müller,14/03/1985\r\n"
CELLS = [["NHS No", "Surname", "DOB"], ["9990000018", "Zoë Müller", "14/03/1985"]]


def records(data: bytes) -> list[list[str]]:
    return list(read_csv(data, knows).records())


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        ("sep=,\r\n" + TEXT).encode("utf-8-sig"),
    ],
)
def test_every_way_in_which_spreadsheets_write_is_read_alike(data: bytes) -> None:
    assert records(data) == CELLS
    assert read_csv(data, knows).note == ""


def test_windows_1252_is_read_and_said() -> None:
    found = read_csv(TEXT.encode("cp1252"), knows)
    assert list(found.records()) == CELLS
    assert found.note.startswith("The file was read as Windows-1252 text; look at names")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty"),
        (b" \r\n", "The file is empty"),
        (b"PK\x03\x04" + b"x" * 50, "an Excel workbook and no CSV; save the list as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x89PNG\r\n", "a picture"),
        (b"Surname,\x00\x01\x02", "is no CSV"),
        (b"hello there\r\nnothing", "no line of headings that is known"),
        (TEXT.encode("cp1252") + b"\x81\x8d", "letters of this file cannot be read"),
        (b"\xff\xfe\x00\xd8\x00", "says that it is Unicode, but is not"),
        (b"\xef\xbb\xbf\xff\xff", "says that it is Unicode, but is not"),
    ],
)
def test_what_is_no_list_gets_one_sentence(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refusal:
        records(data)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_a_file_without_end_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MOST_BYTES", 3 * 1024 * 1024)
    with pytest.raises(Refused, match="larger than 3 MB; part it"):
        records(b"x" * (3 * 1024 * 1024 + 1))


@pytest.mark.parametrize("broken", ['Surname,DOB\r\n"never closed,1\r\n', 'Surname\r\n"a"b,1\r\n'])
def test_quotation_marks_that_do_not_fit_are_a_sentence_with_the_line(broken: str) -> None:
    with pytest.raises(Refused, match=r"Line [23] of the file cannot be read .*quotation marks"):
        records(broken.encode())


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-x", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x"])
def test_no_cell_becomes_a_formula_and_each_comes_back_as_it_was(cell: str) -> None:
    written = write_csv([["Surname"], [cell]])
    seen = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))[1][0]
    assert seen.startswith("'")
    assert records(written) == [["Surname"], [cell]]


@pytest.mark.parametrize("cell", ["'t Hooft", "O'Brien", "'", "Zoë", "1=1", ""])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert safe_cell(cell) == cell


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    table = [["Surname", "DOB"], *rows]
    # The csv module gives back a line of nothing but one empty cell as a line without cells.
    assert records(write_csv(table)) == table


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    sentence, found = "none.", []
    try:
        found = records(b"Surname,DOB\n" + data)
    except Refused as refusal:
        sentence = str(refusal)
    assert sentence.endswith(".")
    assert all(isinstance(cell, str) for cells in found for cell in cells)
