"""The files themselves: archive PDFs whose text is text, written whole or not at all."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PySide6.QtWidgets import QApplication

from clinicapp.domain.documents import DocumentKind
from clinicapp.domain.errors import Refused
from clinicapp.ui.documents.press import Printout, pdf_of, picture_of, write_file
from clinicapp.ui.documents.preview import TITLES, file_name, make_preview
from tests.support.sheets import IMPRINT, crowded, poppler_text
from tests.support.snapshots import Visit, demo_visit, finished_visit

PAGED = tuple(kind for kind in TITLES if kind is not DocumentKind.TEXT)


def printout_of(kind: DocumentKind, visit: Visit) -> Printout:
    return make_preview(kind, visit.snapshot(), IMPRINT).variants[0].printout


@pytest.fixture(params=PAGED)
def kind(request: pytest.FixtureRequest) -> DocumentKind:
    found: DocumentKind = request.param
    return found


@pytest.fixture(params=(finished_visit, demo_visit, crowded))
def printout(qapp: QApplication, kind: DocumentKind, request: pytest.FixtureRequest) -> Printout:
    visit: Callable[[], Visit] = request.param
    return printout_of(kind, visit())


def written(printout: Printout, folder: Path) -> Path:
    path = folder / "document.pdf"
    write_file(pdf_of(printout), path)
    return path


def objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for each in pdf.objects:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            yield each


def test_a_file_keeps_what_pdf_a_asks_for_as_far_as_can_be_read_from_it(
    printout: Printout, tmp_path: Path
) -> None:
    """ISO 19005-1, the clauses that a generator can break; no whole validator was at hand."""
    with pikepdf.open(written(printout, tmp_path)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert not pdf.is_encrypted  # 6.1.3
        assert pdf.trailer["/ID"] is not None
        (intent,) = pdf.Root.OutputIntents  # 6.2.2
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
        meta = pdf.open_metadata()  # 6.7
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("1", "B")
        assert meta["dc:title"] == str(pdf.docinfo["/Title"]) == printout.title
        assert meta["xmp:CreatorTool"] == str(pdf.docinfo["/Creator"])
        assert str(pdf.Root.Lang) == "en-GB"
        forbidden = {"/JavaScript", "/Launch", "/AA", "/EmbeddedFiles"}
        for each in objects(pdf):
            assert not set(each.keys()) & forbidden, set(each.keys()) & forbidden
            assert each.get("/SMask", "/None") == "/None"
            assert each.get("/Group", {}).get("/S") != "/Transparency"
            assert each.get("/CA", 1) == each.get("/ca", 1) == 1  # 6.4: no transparency
            if each.get("/Type") == "/FontDescriptor":  # 6.3.4
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys())
            if each.get("/Type") == "/Font" and each.get("/Subtype") == "/Type0":
                assert "/ToUnicode" in each  # more than level B asks for: text can be read out


def test_every_word_can_be_read_out_again(printout: Printout, tmp_path: Path) -> None:
    # Inter has one glyph for two apostrophes, and a PDF can name only one letter for a glyph.
    read = poppler_text(written(printout, tmp_path)).replace("\u02bc", "\u2019")
    text = "".join(read.split())
    for sheet in printout.sheets:
        for piece in sheet.texts():
            for word in piece.text.split():
                assert word in text or len(word) > 40, word


def test_the_number_of_pages_is_that_of_the_sheets(printout: Printout, tmp_path: Path) -> None:
    with pikepdf.open(written(printout, tmp_path)) as pdf:
        assert len(pdf.pages) == len(printout.sheets)


@pytest.mark.parametrize("variant", [0, 1])
def test_a_label_is_a_page_of_exactly_its_size(
    qapp: QApplication, tmp_path: Path, variant: int
) -> None:
    preview = make_preview(DocumentKind.LABEL, finished_visit().snapshot(), IMPRINT)
    made = preview.variants[variant].printout
    with pikepdf.open(written(made, tmp_path)) as pdf:
        (page,) = pdf.pages
        sides = [float(side) * 25.4 / 72 for side in page.MediaBox][2:]
    paper = ((62, 29), (89, 36))[variant]
    assert sides == pytest.approx(paper, abs=0.001)


def test_a_picture_shows_what_is_printed(qapp: QApplication) -> None:
    sheet = printout_of(DocumentKind.GP_LETTER, finished_visit()).sheets[0]
    image = picture_of(sheet, 400, 2.0)
    assert (image.width(), image.devicePixelRatio()) == (800, 2.0)
    inked = sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(0, image.width(), 4)
        for y in range(0, image.height(), 4)
    )
    assert inked > 200


def test_a_full_disk_leaves_the_old_file_as_it_was(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"the old one")
    data = pdf_of(printout_of(DocumentKind.GP_LETTER, finished_visit()))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(Refused, match="check the space on the disk"):
            write_file(data, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_the_proposed_name_has_the_forms_number_and_nobodys_name() -> None:
    signed, draft = finished_visit().snapshot(), demo_visit().snapshot()
    assert file_name(DocumentKind.GP_LETTER, signed) == "LHF-2026-00417 GP letter.pdf"
    assert file_name(DocumentKind.GP_LETTER, draft) == "LHF-2026-00417 GP letter DRAFT.pdf"
    assert file_name(DocumentKind.LABEL, draft) == "LHF-2026-00417 Label.pdf"


def test_the_text_has_no_pages() -> None:
    with pytest.raises(ValueError, match="no pages"):
        make_preview(DocumentKind.TEXT, finished_visit().snapshot(), IMPRINT)
