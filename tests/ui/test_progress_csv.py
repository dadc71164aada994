"""The progress table as a file: read back by a CSV reader, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clinicapp.ui.documents.progress_csv import HEADER, progress_csv, write_progress_csv
from clinicapp.ui.viewmodels.entry_view import OptionView
from clinicapp.ui.viewmodels.progress.progress_view import ProgressView
from tests.support import progress_samples as samples

# What OWASP's page on CSV injection lists.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def named(ward: str) -> ProgressView:
    return replace(samples.PROGRESS, wards=(OptionView("Ash", ward),))


def test_the_file_has_both_tables_as_they_are_shown() -> None:
    rows = rows_of(progress_csv(samples.PROGRESS))
    assert tuple(rows[0]) == HEADER
    assert len(rows) == 1 + 24 + 24
    assert rows[1][:3] == ["Ash ward", "Complete screening", "Lester six"]
    assert rows[1][3:] == ["Nov 2026", "to 22 Nov 2026", "14", "18", "78%"]
    assert rows[-1][3:] == ["Dec 2024", "", "", "", "Too few to show"]


@given(st.one_of(st.text(), st.sampled_from(DANGEROUS).flatmap(lambda c: st.text().map(c.__add__))))
def test_no_cell_can_run_as_a_formula_and_every_word_is_still_there(ward: str) -> None:
    rows = rows_of(progress_csv(named(ward)))
    cells = {row[0] for row in rows[1:]}
    assert cells in ({ward}, {f"'{ward}"})
    for row in rows:
        for cell in row:
            assert not cell.startswith(DANGEROUS)
            assert not cell.strip().startswith(DANGEROUS)


def test_the_file_is_utf_8_with_a_mark_and_keeps_what_utf_8_cannot_hold(tmp_path: Path) -> None:
    file = tmp_path / "progress.csv"
    write_progress_csv(named("Bryn Glâs \udc80"), file)
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "Bryn Glâs \\udc80" in raw.decode("utf-8-sig")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 49
