"""Labels of equipment: read back from the printed page, never cut, never a web address."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Verdict
from clinicapp.domain.equipment.labels import AssetId, AssetTag, read_label
from clinicapp.services.equipment.asset_record import AssetRecord, asset_record
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.documents.asset_label import (
    CODE_MM,
    STOCK,
    TAPE_12,
    AssetLabel,
    asset_label,
    do_not_use_label,
    label_choices,
    lay_out,
)
from clinicapp.ui.documents.barcode import Matrix, matrix_code
from clinicapp.ui.documents.paper import MatrixPiece, Paper
from clinicapp.ui.documents.press import Printout, pdf_of, write_file
from clinicapp.ui.equipment.label_tools import label_desk
from tests.support.back_room import NOW, NURSE, BackRoom
from tests.support.facts import LONDON
from tests.support.sheets import outside, overlapping

LABEL = AssetLabel(
    tag="BP-0122",
    giai=None,
    lines=(
        "Calibrated 6 Aug 2026",
        "Next due 6 Aug 2027",
        "By Tom Placeholder",
        "A&D UA-651",
        "Serial 519070412",
    ),
)
NUMBERED = AssetLabel(tag="BP-0122", giai="950600013430000001", lines=LABEL.lines)
FORBIDDEN = AssetLabel(
    tag="SP-0044", giai=None, lines=("Since 18 Nov 2026", "Nonin Onyx"), forbidden="In quarantine"
)
MM = 25.4 / 96


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


def printed(
    label: AssetLabel, paper: Paper, matrix: Matrix, dots: int, folder: Path
) -> Image.Image:
    """The label as a printer of that many dots an inch puts it on paper."""
    sheet = lay_out(label, paper, matrix)
    path, target = folder / "label.pdf", folder / "label"
    write_file(pdf_of(Printout(sheets=(sheet,), title="Label", author="x")), path)
    subprocess.run(
        ["pdftoppm", "-r", str(dots), "-gray", "-png", "-singlefile", str(path), str(target)],
        check=True,
        timeout=60,
    )
    # A thermal printer knows black and white only.
    return Image.open(target.with_suffix(".png")).point(lambda grey: 255 if grey > 127 else 0)


@pytest.mark.parametrize("paper", STOCK, ids=lambda paper: paper.name)
@pytest.mark.parametrize("matrix", Matrix)
@pytest.mark.parametrize("label", [LABEL, NUMBERED, FORBIDDEN], ids=["tag", "giai", "forbidden"])
def test_the_code_is_read_from_the_page_at_300_dots_an_inch(
    qapp: QApplication, tmp_path: Path, paper: Paper, matrix: Matrix, label: AssetLabel
) -> None:
    (found,) = zxingcpp.read_barcodes(printed(label, paper, matrix, 300, tmp_path))
    scanned = found.symbology_identifier + found.bytes.decode()
    expected = AssetTag(text=label.tag) if label.giai is None else AssetId(giai=label.giai)
    assert read_label(scanned, NOW.date()) == expected


@pytest.mark.parametrize("paper", [each for each in STOCK if each is not TAPE_12])
def test_the_code_is_14_mm_where_the_paper_is_high_enough(qapp: QApplication, paper: Paper) -> None:
    (code,) = (p for p in lay_out(LABEL, paper).pieces if isinstance(p, MatrixPiece))
    assert code.side * MM == pytest.approx(CODE_MM, abs=0.21)


def test_a_code_on_narrow_tape_is_still_wide_enough_for_a_scanner(qapp: QApplication) -> None:
    (code,) = (p for p in lay_out(LABEL, TAPE_12).pieces if isinstance(p, MatrixPiece))
    assert code.module * MM >= 0.5


@pytest.mark.parametrize("matrix", Matrix)
@pytest.mark.parametrize("paper", STOCK, ids=lambda paper: paper.name)
def test_the_code_has_its_quiet_zone(qapp: QApplication, paper: Paper, matrix: Matrix) -> None:
    sheet = lay_out(LABEL, paper, matrix)
    (code,) = (p for p in sheet.pieces if isinstance(p, MatrixPiece))
    free = matrix.quiet_modules * code.module - 0.01
    assert code.x >= free
    assert code.y >= free
    assert paper.height - code.y - code.side >= free
    assert min(text.x for text in sheet.texts()) >= code.x + code.side + free


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(
    tag=st.text("ABCxyz0123456789-", min_size=1, max_size=40).filter(lambda t: t[0] != "-"),
    lines=st.lists(texts, max_size=8),
    forbidden=st.one_of(st.just(""), texts),
    paper=st.sampled_from(STOCK),
    matrix=st.sampled_from(Matrix),
)
@settings(deadline=None)
def test_whatever_the_words_nothing_leaves_the_label_and_the_tag_is_on_it(
    qapp: QApplication, tag: str, lines: list[str], forbidden: str, paper: Paper, matrix: Matrix
) -> None:
    label = AssetLabel(tag=tag, giai=None, lines=tuple(lines), forbidden=forbidden)
    sheet = lay_out(label, paper, matrix)
    assert outside(sheet) == []
    assert overlapping(sheet) == []
    words = [piece.text for piece in sheet.texts()]
    shown = words[1] if forbidden else words[0]
    assert shown == tag or (shown.endswith("\N{HORIZONTAL ELLIPSIS}") and len(tag) > 12)
    assert ("DO NOT USE" in words) == bool(forbidden)


def test_a_tag_is_a_data_matrix_of_twelve_modules(qapp: QApplication) -> None:
    """ISO/IEC 16022: solid left and lower edges, the other two alternate."""
    rows = matrix_code("BP-0122", Matrix.DATA_MATRIX)
    assert len(rows) == 12
    assert all(row[0] for row in rows)
    assert all(rows[-1])
    assert [row[-1] for row in rows] == [False, True] * 6


def test_every_paper_is_offered_with_either_code(qapp: QApplication) -> None:
    found = label_choices(LABEL, "Trust")
    assert len({variant.name for variant in found.variants}) == 2 * len(STOCK)
    assert found.file_name == "Label BP-0122.pdf"
    assert label_choices(FORBIDDEN, "Trust").title == "Do not use label SP-0044"


def record_of(room: BackRoom, asset: Asset) -> AssetRecord:
    return room.run(lambda work: asset_record(work, room.by(), asset.id, LONDON))


def test_a_label_says_how_the_calibration_stands(room: BackRoom) -> None:
    label = asset_label(record_of(room, room.equip("BP-1", giai="950600013430000001")), LONDON)
    assert label.lines[:3] == (
        "Next due 14 Feb 2027",
        "Calibrated 14 Feb 2026",
        "By Tom Placeholder",
    )
    assert label.lines[-1] == "Serial SN-BP-1"
    assert label.code == "(8004)950600013430000001"
    never = asset_label(record_of(room, room.equip("BP-2", None)), LONDON)
    assert never.lines[0] == "Not calibrated yet"
    failed = room.equip("BP-3", verdict=Verdict.FAIL)
    assert asset_label(record_of(room, failed), LONDON).lines[0] == "Not calibrated yet"


def test_a_do_not_use_label_says_why_and_since_when(room: BackRoom) -> None:
    asset = room.equip("BP-1", datetime(2026, 2, 14, tzinfo=LONDON), AssetEventKind.QUARANTINED)
    label = do_not_use_label(record_of(room, asset), LONDON)
    assert label.forbidden == "Device in quarantine"
    assert label.lines[0] == "Since 21 Nov 2026"


def test_a_label_is_written_down_before_it_leaves(
    room: BackRoom, qtbot: QtBot, tmp_path: Path
) -> None:
    record = record_of(room, room.equip("BP-1"))
    questions = Questions(room.backstage, NURSE)
    desk = label_desk(questions, record, forbids=False, author="Trust")
    desk.setParent(questions)
    with qtbot.waitSignal(desk.model.told) as told:
        desk.model.save(0, str(tmp_path / "label.pdf"))
    assert told.args[0].sentence == "Saved as label.pdf."
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")
    assert room.audit()[-1] == "label.saved"
    with qtbot.waitSignal(desk.model.told) as told:
        desk.model.save(0, str(tmp_path / "away" / "label.pdf"))
    assert told.args[0].trouble
    questions.close()
