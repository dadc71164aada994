"""Stock, competency and the gate by keyboard and scanner, at the real window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.equipment import break_glass
from clinicapp.services.equipment.break_glass import GlassTerms
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor
from tests.support.journey import Nurse, at_the_window

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinicapp.demo.stage import Stage
    from clinicapp.ui.viewmodels.equipment_view import AssetRecordView

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, Role.EQUIPMENT_LEAD, name="Lena Example")
PACK = "(01)05012345678900(17)300331(10)10226A"


@pytest.fixture
def lead(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    with at_the_window(stage, qtbot, actor=LEAD) as found:
        yield found


def section(lead: Nurse, key: str) -> RegisterPage:
    lead.clinic.window.open_area("equipment")
    area = lead.clinic.areas.equipment
    assert area is not None
    area.open_section(key)
    lead.wait(lambda: area.section(key) is not None, "the section")
    made = area.section(key)
    assert made is not None
    page = made.page
    assert isinstance(page, RegisterPage)
    lead.wait(lambda: page._model.view is not None, "what is in it")
    return page


def dialog(lead: Nurse) -> EntryDialog | None:
    found = [each for each in lead.clinic.window.findChildren(EntryDialog) if each.isVisible()]
    return found[0] if found else None


def open_with(lead: Nurse, button: QWidget) -> EntryDialog:
    lead.tab_to(button)
    lead.press(Qt.Key.Key_Space)
    lead.wait(lambda: (found := dialog(lead)) and found.isActiveWindow(), "the panel")
    found = dialog(lead)
    assert found is not None
    return found


def fill(lead: Nurse, panel: EntryDialog, answers: Mapping[str, str]) -> None:
    for key, text in answers.items():
        editor = panel.fields[key].editor
        lead.tab_to(editor)
        if isinstance(editor, QComboBox):
            lead._choose(editor, text)
        else:
            lead.type(text)


def save(lead: Nurse) -> None:
    lead.press(Qt.Key.Key_Return)
    lead.wait(lambda: dialog(lead) is None, "the panel to close")
    lead.come_back()


def status(page: RegisterPage, place: int = 0) -> str:
    rows = () if page._drawn is None else page._drawn.rows
    return rows[place].status.text if len(rows) > place else ""


def test_a_delivery_is_scanned_in_and_used_and_what_is_wrong_is_said(lead: Nurse) -> None:
    page = section(lead, "stock")
    panel = open_with(lead, page.tools["add_type"])
    gtin = {"gtin": "05012345678900", "used_by": "hba1c analyser"}
    fill(lead, panel, {"name": "HbA1c cartridges", **gtin})
    save(lead)
    lead.wait(lambda: status(page) == "Out of stock", "the kind")
    panel = open_with(lead, page.tools["receive"])
    lead.tab_to(panel.fields["label"].editor)
    lead.scan(PACK)
    lead.wait(lambda: panel.fields["label"].answer() == PACK, "the barcode in its field")
    lead.press(Qt.Key.Key_Return)
    lead.wait(lambda: panel.fields["quantity"].editor.hasFocus(), "the field that is missing")
    assert "Enter how many" in panel.fields["quantity"]._error.text()
    fill(lead, panel, {"quantity": "20"})
    save(lead)
    lead.wait(lambda: status(page) == "Use first", "the lot")
    lead.wait(lambda: "used" in page.record.tools.buttons, "its tools")
    fill(lead, open_with(lead, page.record.tools.buttons["used"]), {"quantity": "2"})
    save(lead)
    lead.wait(lambda: page._drawn and page._drawn.rows[0].cells[2][0] == "18 tests", "the use")


def test_an_assessment_is_recorded_and_withdrawn(lead: Nurse) -> None:
    page = section(lead, "competency")
    panel = open_with(lead, page.tools["assess"])
    (nurse,) = [
        option.code for option in panel.fields["staff"].spec.options if "Rosa" in option.label
    ]
    fill(lead, panel, {"staff": nurse, "category": "bp_monitor", "tier": "3", "assessor": "other"})
    fill(lead, panel, {"assessor_name": "Trainer of the maker", "evidence": "Course"})
    save(lead)
    lead.wait(lambda: status(page) == "In date", "the assessment")
    lead.wait(lambda: "withdraw" in page.record.tools.buttons, "its tools")
    fill(lead, open_with(lead, page.record.tools.buttons["withdraw"]), {"reason": "Long absence"})
    save(lead)
    lead.wait(lambda: status(page) == "Withdrawn", "the withdrawal")


def test_what_was_overridden_is_reviewed_and_the_policy_is_read(lead: Nurse, stage: Stage) -> None:
    backstage = stage.backstage
    terms = GlassTerms(policy=backstage.policy, ward=stage.settings.ward, zone=backstage.zone)
    by = By(stage.ward.nurse, backstage.now())

    def override(work) -> None:  # type: ignore[no-untyped-def]
        asset = work.assets.by_tag("BP-0117")
        codes = ("CAL_OVERDUE",)
        break_glass.override_once(work, by, asset.id, codes, "No other device", terms)

    stage.database.run(override)
    page = section(lead, "gate")
    assert status(page) == "To be reviewed"
    lead.wait(lambda: "review" in page.record.tools.buttons, "its tools")
    fill(lead, open_with(lead, page.record.tools.buttons["review"]), {"note": "Agreed"})
    save(lead)
    lead.wait(lambda: status(page) == "Reviewed", "the review")
    lead.tab_to(page.tabs["review"])
    lead.press(Qt.Key.Key_Right)
    lead.wait(lambda: page._drawn and page._drawn.tab == "policy", "the policy")
    assert page._drawn is not None
    assert page._drawn.title == backstage.policy.title
    assert status(page) == "Kept, never used"


def test_a_lead_lays_a_plan_down_sees_what_it_does_and_lets_a_check_wait(lead: Nurse) -> None:
    page = section(lead, "plans")
    model = page._model
    lead.wait(lambda: model.view is not None, "the plans")
    assert model.view is not None
    assert model.view.rows == ()
    model.press("lay")
    answers = {"check": "calibration", "level": "trust", "rule": "every", "every": "6"}
    fill_in(lead, answers)
    lead.wait(lambda: model.view is not None and len(model.view.rows) == 1, "the plan")
    (row,) = model.view.rows
    assert [cell[0] for cell in row.cells[:3]] == [
        "Calibration",
        "Everything of the trust",
        "6 months",
    ]
    assert "go by a narrower" in row.cells[3][1]
    model.choose(row.key)
    lead.wait(lambda: model.view is not None and model.view.record is not None, "its record")
    model.press("change")
    fill_in(lead, {"every": "9"})
    lead.wait(
        lambda: model.view is not None and model.view.rows[0].cells[2][0] == "9 months",
        "the change",
    )


def fill_in(lead: Nurse, answers: Mapping[str, str]) -> None:
    """Fill the panel that is open, and save it."""
    lead.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
    panel = QApplication.activeModalWidget()
    assert isinstance(panel, EntryDialog)
    panel.show_answers(dict(answers))
    panel._save.click()
    lead.wait_for_dialog_to_close()


def test_a_check_that_is_overdue_is_let_wait_at_its_record(lead: Nurse) -> None:
    lead.clinic.window.open_area("equipment")
    area = lead.clinic.areas.equipment
    assert area is not None
    lead.wait(lambda: area.section("devices"), "the devices")
    lead.clinic.areas.open_asset("BP-0117")
    made = area.section("devices")
    assert made is not None

    def view() -> AssetRecordView | None:
        shown = made.page._model.view  # type: ignore[attr-defined]
        record: AssetRecordView | None = None if shown is None else shown.record
        return record if record is not None and record.tag == "BP-0117" else None

    lead.wait(lambda: view() is not None, "the record")
    made.page._model.press_tool("waiver")  # type: ignore[attr-defined]
    fill_in(lead, {"reason": "Booked for Friday"})
    lead.wait(lambda: (v := view()) and v.plans[0].due.startswith("Waived until"), "the waiver")
    found = view()
    assert found is not None
    assert "WAIVED is marked" in found.why
    assert {"end_waiver", "waiver"} & {tool.key for tool in found.tools} == {"end_waiver"}
