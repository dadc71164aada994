"""A recall by lot, by keyboard: the lot is out of use, and its readings are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from clinicapp.domain.gate import Decision
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.equipment import stock
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor
from tests.support.journey import Nurse, admit, at_the_window, clinic_room

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinicapp.demo.stage import Stage

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, Role.EQUIPMENT_LEAD, name="Meera Specimen")
LOT = "10000001"


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A room of its own: what is recalled in it stays so."""
    with clinic_room() as found:
        yield found


def receive(stage: Stage) -> None:
    """The lot that the analyser names is kept on the ward."""
    by, zone = By(LEAD, stage.backstage.now()), stage.backstage.zone
    typed = {"name": "HbA1c cartridges", "used_by": "hba1c analyser", "min_days": "1"}

    def job(work) -> None:  # type: ignore[no-untyped-def]
        kind = stock.save_type(work, by, typed)
        given = {"type": str(kind.id), "lot": LOT, "expires": "", "quantity": "20"}
        stock.receive(work, by, stage.settings.ward, given, zone)

    stage.database.run(job)


def dialog(lead: Nurse) -> EntryDialog | None:
    found = [each for each in lead.clinic.window.findChildren(EntryDialog) if each.isVisible()]
    return found[0] if found else None


def fill(lead: Nurse, answers: Mapping[str, str]) -> None:
    lead.wait(lambda: (found := dialog(lead)) and found.isActiveWindow(), "the panel")
    panel = dialog(lead)
    assert panel is not None
    for key, text in answers.items():
        editor = panel.fields[key].editor
        lead.tab_to(editor)
        if isinstance(editor, QComboBox):
            lead._choose(editor, text)
        else:
            lead.type(text)
    lead.press(Qt.Key.Key_Return)
    lead.wait(lambda: dialog(lead) is None, "the panel to close")
    lead.come_back()


def notices_page(lead: Nurse) -> RegisterPage:
    lead.clinic.window.open_area("equipment")
    area = lead.clinic.areas.equipment
    assert area is not None
    area.open_section("notices")
    lead.wait(lambda: area.section("notices") is not None, "the section")
    made = area.section("notices")
    assert made is not None
    page = made.page
    assert isinstance(page, RegisterPage)
    lead.wait(lambda: page._model.view is not None, "the notices")
    return page


def press(lead: Nurse, page: RegisterPage, tool: str) -> None:
    lead.wait(lambda: tool in page.record.tools.buttons, f"the tool {tool}")
    lead.tab_to(page.record.tools.buttons[tool])
    lead.press(Qt.Key.Key_Space)


def test_a_recalled_lot_is_out_of_use_and_its_readings_are_listed_with_their_people(
    stage: Stage, qtbot: QtBot
) -> None:
    receive(stage)
    with at_the_window(stage, qtbot) as nurse:
        person = nurse.open(admit(stage, "Lotperson")).person
        first = nurse.measure(lambda: stage.room.run_hba1c("5.6", "38"), "the analyser")
        assert first.placed.reading.observation.lot == LOT
        assert first.placed.fact is not None
    today = stage.backstage.now().astimezone(stage.backstage.zone)
    with at_the_window(stage, qtbot, actor=LEAD) as lead:
        page = notices_page(lead)
        lead.tab_to(page.tools["add"])
        lead.press(Qt.Key.Key_Space)
        day = f"{today.day} {today.month} {today.year}"
        notice = {"reference": "R-7", "kind": "recall", "title": "Reads too low", "lots": LOT}
        fill(lead, {**notice, "issued_on": day, "action": "Throw the cartridges away"})
        lead.wait(lambda: page._drawn and page._drawn.rows, "the notice")
        assert page._drawn is not None
        assert page._drawn.rows[0].status.text == "To be confirmed"
        press(lead, page, "confirm")
        fill(lead, {})
        lead.wait(lambda: page._drawn.rows[0].status.text == "In hand", "the confirmation")  # type: ignore[union-attr]
        press(lead, page, "affected")
        lead.wait(lambda: page._drawn.tab == "affected" and page._drawn.rows, "the readings")  # type: ignore[union-attr]
        (row,) = page._drawn.rows
        assert row.key == str(first.placed.reading.id)
        assert row.cells[3][0] == person.display_name
        assert page._drawn.summary == "1 reading of 1 person"
    with at_the_window(stage, qtbot) as nurse:
        nurse.open(admit(stage, "Laterperson"))
        late = nurse.measure(lambda: stage.room.run_hba1c("5.7", "39"), "the analyser again")
        assert late.placed.gate is not None
        assert (late.placed.gate.decision, late.placed.fact) == (Decision.BLOCK, None)
        assert "LOT_RECALLED" in late.placed.gate.codes
