"""Labels: read back from the printed page by a barcode reader, and never cut."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtWidgets import QApplication

from clinicapp.ui.documents.barcode import code_128
from clinicapp.ui.documents.label import (
    BROTHER,
    DYMO,
    LABELS,
    label_document,
    label_printout,
    lay_out_label,
)
from clinicapp.ui.documents.paper import BarsPiece, Paper
from clinicapp.ui.documents.press import pdf_of, write_file
from tests.support.sheets import IMPRINT, LONG, outside, overlapping
from tests.support.snapshots import Visit, finished_visit


def named(family: str, given: str = "Amara") -> Visit:
    visit = finished_visit()
    visit.person = replace(visit.person, family_name=family, given_name=given)
    return visit


@pytest.mark.parametrize("paper", LABELS)
@pytest.mark.parametrize("dots_per_inch", [203, 300])
def test_the_barcode_is_read_from_the_page_at_the_printers_own_dots(
    qapp: QApplication, tmp_path: Path, paper: Paper, dots_per_inch: int
) -> None:
    path = tmp_path / "label.pdf"
    write_file(pdf_of(label_printout(finished_visit().snapshot(), IMPRINT, paper)), path)
    target = tmp_path / "label"
    subprocess.run(
        ["pdftoppm", "-r", str(dots_per_inch), "-png", "-singlefile", str(path), str(target)],
        check=True,
        timeout=60,
    )
    (found,) = zxingcpp.read_barcodes(Image.open(target.with_suffix(".png")))
    assert found.text == "9992014539"
    assert found.format == zxingcpp.BarcodeFormat.Code128


@pytest.mark.parametrize(("paper", "least_mm"), [(BROTHER, 0.25), (DYMO, 0.25)])
def test_the_modules_are_wide_enough_and_have_their_quiet_zones(
    qapp: QApplication, paper: Paper, least_mm: float
) -> None:
    sheet = lay_out_label(label_document(finished_visit().snapshot(), IMPRINT), paper)
    (bars,) = (piece for piece in sheet.pieces if isinstance(piece, BarsPiece))
    module = bars.width / len(bars.modules)
    assert module * 25.4 / 96 >= least_mm
    assert bars.x >= 10 * module - 0.01
    assert paper.width - bars.x - bars.width >= 10 * module - 0.01
    assert bars.height * 25.4 / 96 >= 6


def test_code_128_has_its_start_and_stop() -> None:
    """ISO/IEC 15417: start C is 11010011100, the stop pattern 1100011101011; 11 modules a sign."""
    modules = "".join("01"[black] for black in code_128("9992014539"))
    assert modules.startswith("11010011100")
    assert modules.endswith("1100011101011")
    assert len(modules) == 11 * 7 + 13


def test_a_label_says_who_when_and_where() -> None:
    document = label_document(finished_visit().snapshot(), IMPRINT)
    assert document.name == "EXAMPLE, Amara"
    assert document.nhs_number == "NHS 999 201 4539 TEST"
    assert document.born == "Born 14-Mar-1985"
    assert document.made == "22 Nov 2026, 09:58, ASH-01, Ash ward"


def test_without_an_nhs_number_there_is_no_barcode(qapp: QApplication) -> None:
    visit = finished_visit()
    visit.person = replace(visit.person, nhs_number=None)
    document = label_document(visit.snapshot(), IMPRINT)
    sheet = lay_out_label(document, BROTHER)
    assert "NHS number not known" in [piece.text for piece in sheet.texts()]
    assert not [piece for piece in sheet.pieces if isinstance(piece, BarsPiece)]


@given(
    family=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    repeats=st.integers(1, 40),
    paper=st.sampled_from(LABELS),
)
def test_whatever_the_name_nothing_leaves_the_label(
    qapp: QApplication, family: str, repeats: int, paper: Paper
) -> None:
    sheet = lay_out_label(label_document(named(family * repeats).snapshot(), IMPRINT), paper)
    assert outside(sheet) == []
    assert overlapping(sheet) == []


def test_a_name_that_does_not_fit_ends_in_dots_and_the_number_stays(qapp: QApplication) -> None:
    texts = [
        piece.text
        for piece in lay_out_label(label_document(named(LONG).snapshot(), IMPRINT), BROTHER).texts()
    ]
    assert texts[0].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert "NHS 999 201 4539 TEST" in texts
