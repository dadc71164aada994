"""Photos and documents of a device at the real window: added, chosen, opened, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from clinicapp.domain.staff import Role
from clinicapp.ui.desks.equipment.equipment_desk import EquipmentDesk
from clinicapp.ui.equipment.file_tools import open_files
from clinicapp.ui.equipment.photo_tools import PhotoTools
from clinicapp.ui.equipment.room import ToolPlace
from clinicapp.ui.pages.equipment.asset_record import AssetRecord
from clinicapp.ui.pages.equipment.photo_place import PhotoPlace
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.viewmodels.equipment.present_files import size_text
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.attached import a_pdf, a_png
from tests.support.facts import an_actor
from tests.support.journey import CTRL, Nurse, at_the_window, clinic_room
from tests.support.page_window import clipped_words

if TYPE_CHECKING:
    from clinicapp.ui.viewmodels.register_view import RegisterView

TOM = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")


@pytest.fixture
def stage() -> Iterator[Stage]:
    with clinic_room() as found:
        yield found


def place_of(somebody: Nurse, tag: str) -> ToolPlace:
    somebody.press(Qt.Key.Key_3, CTRL)
    area = somebody.clinic.areas.equipment
    assert area is not None
    somebody.wait(lambda: area.section("devices"), "the devices")
    somebody.clinic.areas.open_asset(tag)
    made = area.section("devices")
    assert made is not None
    desk = made.desk

    def record() -> object:
        return getattr(desk, "record", None)

    somebody.wait(lambda: (r := record()) and r.standing.asset.tag == tag, "the record")  # type: ignore[attr-defined]
    return ToolPlace(room=area.room, record=record(), changed=desk.refresh)  # type: ignore[arg-type, attr-defined]


def view(dialog: RegisterDialog) -> RegisterView:
    found = dialog.page._model.view
    assert found is not None
    return found


def rows(dialog: RegisterDialog) -> list[tuple[str, str]]:
    shown = dialog.page._model.view
    return [] if shown is None else [(row.cells[0][0], row.status.text) for row in shown.rows]


def test_files_are_added_chosen_opened_and_taken_away(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "cuff.png").write_bytes(a_png(40, 30))
    (tmp_path / "manual.pdf").write_bytes(a_pdf())
    (tmp_path / "not a photo.jpg").write_bytes(b"MZ")
    asked = iter(["cuff.png", "not a photo.jpg", "manual.pdf", "cuff.png"])
    launched: list[Path] = []
    with at_the_window(stage, qtbot, actor=TOM) as tom:
        dialog = open_files(
            place_of(tom, "BP-0122"),
            ask=lambda _parent: str(tmp_path / next(asked)),
            opens=lambda path: not launched.append(path),
        )
        model = dialog.page._model
        tom.wait(lambda: model.view is not None, "the files")
        assert view(dialog).empty_title == "No photo and no document yet."
        dialog.page.tools["add"].click()
        tom.wait(lambda: rows(dialog) == [("cuff.png", "Photo")], "the photo")
        dialog.page.tools["add"].click()
        said = dialog._trouble._summary
        tom.wait(lambda: "neither a photo" in said.text(), "the sentence")
        dialog.page.tools["add"].click()
        tom.wait(lambda: len(rows(dialog)) == 2, "the manual")
        dialog.page.tools["add"].click()
        tom.wait(lambda: "here already as cuff.png" in said.text(), "the sentence")
        model.choose(view(dialog).rows[1].key)
        tom.wait(lambda: (r := view(dialog).record) and r.title == "cuff.png", "its record")
        model.press("photo")
        tom.wait(lambda: ("cuff.png", "Its photo") in rows(dialog), "the choice")
        kept = stage.database.run(lambda work: work.assets.by_tag("BP-0122"))
        assert kept is not None
        assert kept.photo is not None
        model.press("open")
        tom.wait(lambda: launched, "the other program")
        assert launched[0].read_bytes() == a_png(40, 30)
        theme = tom.clinic.clinic_area.look[0]
        tom.wait(lambda: clipped_words(dialog, theme) == [], "room for every word")
        model.choose(view(dialog).rows[0].key)
        tom.wait(lambda: (r := view(dialog).record) and r.title == "manual.pdf", "its record")
        model.press("take_away")
        tom.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
        panel = QApplication.activeModalWidget()
        assert isinstance(panel, EntryDialog)
        panel.show_answers({"reason": "of another model"})
        panel._save.click()
        tom.wait(lambda: rows(dialog) == [("cuff.png", "Its photo")], "the manual to go")
        dialog.reject()
        assert not launched[0].exists()
    with at_the_window(stage, qtbot) as nurse:
        dialog = open_files(place_of(nurse, "BP-0122"), ask=lambda _parent: "")
        nurse.wait(lambda: rows(dialog) == [("cuff.png", "Its photo")], "the photo")
        assert set(dialog.page.tools) == {"add"}
        dialog.page._model.choose(view(dialog).rows[0].key)
        nurse.wait(lambda: view(dialog).record is not None, "its record")
        record = view(dialog).record
        assert record is not None
        assert [tool.key for tool in record.tools] == ["open"]
        dialog.reject()


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (12_345, "12 kB"), (1_250_000, "1.2 MB")],
)
def test_a_size_is_short(size: int, words: str) -> None:
    assert size_text(size) == words


def test_the_record_draws_the_photo_and_has_a_place_to_add_one(
    stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "cuff.png").write_bytes(a_png(40, 30))
    (tmp_path / "not a photo.jpg").write_bytes(b"MZ")
    (tmp_path / "manual.pdf").write_bytes(a_pdf())
    asked = iter(["not a photo.jpg", "manual.pdf", "cuff.png"])
    launched: list[Path] = []
    with at_the_window(stage, qtbot, actor=TOM) as tom:
        place = place_of(tom, "BP-0122")
        page = place.room.owner.findChild(EquipmentDesk)
        assert page is not None
        tools = page.findChild(PhotoTools)
        assert tools is not None
        tools.ask = lambda _parent: str(tmp_path / next(asked))
        tools.opens = lambda path: not launched.append(path)
        record = tom.clinic.window.findChild(AssetRecord)
        assert record is not None

        def photo() -> PhotoPlace:
            assert record.photo is not None
            return record.photo

        tom.wait(lambda: record.photo is not None, "the place of the photo")
        assert (photo().text(), photo().shows_photo) == ("No photo yet", False)
        photo().setFocus()
        assert photo().hasFocus()
        tom.press(Qt.Key.Key_Space)
        tom.wait(lambda: "neither a photo" in tom.clinic.window.trouble, "the sentence")
        photo().click()
        tom.wait(lambda: "is a document and not a photo" in tom.clinic.window.trouble, "a sentence")
        photo().click()
        tom.wait(lambda: photo().shows_photo, "the photo")
        assert photo().accessibleName() == "Photo of BP-0122, A&D UA-651: open it large"
        photo().setFocus()
        tom.press(Qt.Key.Key_Return)
        tom.wait(lambda: launched, "the other program")
        assert launched[0].read_bytes() == a_png(40, 30)
        tom.press(Qt.Key.Key_1, CTRL)
        tom.clinic.window.open_area("quality")
        tom.wait(lambda: not launched[0].exists(), "the copy to go with the list")
