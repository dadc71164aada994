"""A device's label opens its record, wherever it is scanned; nothing typed is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.equipment import stock
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor

if TYPE_CHECKING:
    from tests.support.journey import Nurse

AMARA = "9992014539"


def search(nurse: Nurse) -> object:
    page = nurse.clinic.clinic_area.findChild(WorklistPage)
    assert isinstance(page, WorklistPage)
    nurse.wait(lambda: nurse.clinic.worklist_model.view, "the worklist")
    return page.search


def shown(nurse: Nurse) -> str:
    """The tag of the record that is shown."""
    area = nurse.clinic.areas.equipment
    made = None if area is None else area.section("devices")
    record = None if made is None else made.desk.record  # type: ignore[attr-defined]
    return "" if record is None else str(record.standing.asset.tag)


@pytest.mark.parametrize("label", ["BP-0122", "\x02BP-0122", "]d1BP-0122", "bp-0122"])
def test_a_tag_opens_the_record_from_the_search_for_people(nurse: Nurse, label: str) -> None:
    box = search(nurse)
    nurse.scan(label)
    nurse.wait(lambda: shown(nurse) == "BP-0122", "the record")
    assert nurse.clinic.window.open_key == "equipment"
    assert box.text() == ""  # type: ignore[attr-defined]
    assert nurse.trouble() == ""


def test_a_tag_opens_the_record_from_a_table_and_over_an_open_form(nurse: Nurse) -> None:
    search(nurse)
    nurse.press(Qt.Key.Key_Down)
    nurse.scan("BP-0117")
    nurse.wait(lambda: shown(nurse) == "BP-0117", "the record")
    nurse.scan("SC-0412")
    nurse.wait(lambda: shown(nurse) == "SC-0412", "the other record")
    nurse.scan(AMARA)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    assert nurse.clinic.window.open_key == "clinic"
    nurse.scan("]d28004NOBODYS-000001")
    nurse.wait(nurse.trouble, "the sentence")
    assert "asset identifier NOBODYS-000001" in nurse.trouble()
    nurse.scan("BP-0122")
    nurse.wait(lambda: shown(nurse) == "BP-0122", "the record")
    assert nurse.trouble() == ""
    assert nurse.clinic.clinic.snapshot is not None, "the form stays open"
    nurse.clinic.window.open_area("clinic")
    nurse.close_person()


def test_a_tag_is_typed_into_what_is_being_entered(nurse: Nurse) -> None:
    search(nurse)
    nurse.scan(AMARA)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is not None, "the form")
    dialog = nurse.open_entry("lipids")
    nurse.scan("BP-0122")
    assert shown(nurse) == ""
    assert nurse.clinic.window.open_key == "clinic"
    dialog.reject()
    nurse.wait_for_dialog_to_close()
    nurse.close_person()


def test_a_new_lot_is_offered_with_its_label_and_shown_once_it_is_kept(nurse: Nurse) -> None:
    search(nurse)
    label = "]d201095212345000181727033110L1"
    nurse.scan(label)
    nurse.wait(nurse.trouble, "the sentence")
    assert "ask the equipment lead to add that kind" in nurse.trouble()
    by = By(an_actor(Role.EQUIPMENT_LEAD), nurse.stage.backstage.now())
    kind = {"name": "HbA1c cartridges", "gtin": "09521234500018", "min_days": "7"}
    nurse.stage.database.run(lambda work: stock.save_type(work, by, kind))
    nurse.scan(label)
    nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
    panel = QApplication.activeModalWidget()
    assert isinstance(panel, EntryDialog)
    filled = {key: field.answer() for key, field in panel.fields.items()}
    assert (filled["lot"], filled["expires"]) == ("L1", "31 Mar 2027")
    panel.show_answers({"quantity": "20"})
    panel._save.click()
    nurse.wait_for_dialog_to_close()
    nurse.scan(label)
    area = nurse.clinic.areas.equipment
    assert area is not None
    made = area.section("stock")
    assert made is not None

    def title() -> str:
        view = made.page._model.view  # type: ignore[attr-defined]
        return "" if view is None or view.record is None else str(view.record.title)

    nurse.wait(lambda: title() == "HbA1c cartridges, lot L1", "its record")
