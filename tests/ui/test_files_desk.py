"""Files come in and go out without the window waiting, and none is left behind."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtGui import QImage

from clinicapp.domain.attachments import Attachment, look_at
from clinicapp.domain.errors import Refused
from clinicapp.ui.desks.equipment.files_desk import NO_PROGRAM, FilesDesk
from clinicapp.ui.desks.questions import Questions
from clinicapp.ui.documents.thumbnail import LONGEST_SIDE, thumbnail_of
from tests.support.attached import a_pdf, a_png
from tests.support.back_room import NURSE, BackRoom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@dataclass
class Filing:
    """A desk and what it has said and opened."""

    desk: FilesDesk
    qtbot: QtBot
    folder: Path
    kept: list[Attachment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    launched: list[Path] = field(default_factory=list)
    runs: bool = True

    def launch(self, path: Path) -> bool:
        self.launched.append(path)
        return self.runs

    def add(self, content: bytes, name: str) -> None:
        path = self.folder / name
        path.write_bytes(content)
        before = len(self.kept) + len(self.refused)
        self.desk.add(
            str(path), self.kept.append, lambda refusal: self.refused.append(str(refusal))
        )
        self.qtbot.waitUntil(lambda: len(self.kept) + len(self.refused) > before)


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[BackRoom]:
    opened = BackRoom.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def filing(room: BackRoom, qtbot: QtBot, tmp_path: Path) -> Iterator[Filing]:
    questions = Questions(room.backstage, NURSE)
    made: list[Filing] = []
    desk = FilesDesk(questions, questions, launch=lambda path: made[0].launch(path))
    made.append(Filing(desk, qtbot, tmp_path))
    yield made[0]
    desk.close()
    questions.close()


def photo(size: tuple[int, int] = (800, 600), orientation: int = 1) -> bytes:
    """A photo as a telephone writes one: its place in the room told apart, words in it."""
    image = Image.new("RGB", size, "navy")
    image.paste("red", (0, 0, size[0], size[1] // 4))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Amara's room"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_a_photo_is_kept_with_a_small_picture(filing: Filing) -> None:
    filing.add(photo(), "cuff.jpg")
    (kept,) = filing.kept
    found: list[bytes] = []
    filing.desk.picture(kept.sha256, found.append)
    filing.qtbot.waitUntil(lambda: bool(found))
    small = QImage.fromData(found[0], "PNG")
    assert (small.width(), small.height()) == (LONGEST_SIDE, 240)
    assert b"Amara" not in found[0]


def test_a_document_is_kept_without_one(filing: Filing) -> None:
    filing.add(a_pdf(), "certificate.pdf")
    assert [each.name for each in filing.kept] == ["certificate.pdf"]
    assert filing.refused == []


def test_what_is_no_photo_is_refused_with_a_sentence(filing: Filing) -> None:
    filing.add(b"MZ not a photo", "cuff.jpg")
    filing.add(b"", "empty.png")
    broken = bytearray(a_png())
    broken[50] ^= 1
    filing.add(bytes(broken), "broken.png")
    assert filing.kept == []
    assert ["neither a photo" in filing.refused[0], "empty" in filing.refused[1]] == [True, True]
    assert "damaged" in filing.refused[2]
    filing.desk.add(
        str(filing.folder / "away.png"),
        filing.kept.append,
        lambda refusal: filing.refused.append(str(refusal)),
    )
    filing.qtbot.waitUntil(lambda: len(filing.refused) == 4)
    assert "away.png cannot be read" in filing.refused[3]


@pytest.mark.qt_log_ignore("^Bogus marker length")
def test_a_header_without_a_picture_behind_it_is_refused(qapp: QApplication) -> None:
    whole = photo((64, 64))
    scan = whole.index(b"\xff\xda")
    hollow = whole[: scan + 4] + b"\xff\xd9"
    with pytest.raises(Refused):
        thumbnail_of(hollow, look_at(whole, "a.jpg"), "a.jpg")


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (320, 240)), (3, (320, 240)), (6, (240, 320))]
)
def test_a_small_picture_stands_upright(
    qapp: QApplication, orientation: int, size: tuple[int, int]
) -> None:
    data = photo(orientation=orientation)
    small = QImage.fromData(thumbnail_of(data, look_at(data, "a.jpg"), "a.jpg"), "PNG")
    assert (small.width(), small.height()) == size


def test_a_small_photo_is_not_made_larger(qapp: QApplication) -> None:
    small = QImage.fromData(thumbnail_of(a_png(), look_at(a_png(), "a"), "a"), "PNG")
    assert (small.width(), small.height()) == (8, 4)


def test_a_file_is_opened_outside_and_removed_again(filing: Filing) -> None:
    filing.add(a_pdf(), "certificate.exe")
    (kept,) = filing.kept
    for _ in range(2):
        before = len(filing.launched)
        filing.desk.open(kept.sha256)
        filing.qtbot.waitUntil(lambda: len(filing.launched) > before)  # noqa: B023
    path = filing.launched[0]
    assert filing.launched == [path, path]
    assert path.suffix == ".pdf"
    assert "certificate" not in path.name
    assert path.read_bytes() == a_pdf()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    filing.desk.clear()
    assert not path.parent.exists()


def test_without_a_program_for_it_that_is_said(filing: Filing) -> None:
    filing.add(a_png(), "cuff.png")
    filing.runs = False
    with filing.qtbot.waitSignal(filing.desk.troubled) as told:
        filing.desk.open(filing.kept[0].sha256)
    assert told.args == [NO_PROGRAM]
