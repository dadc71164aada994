"""Quality control at the window: locked out by a control, and unlocked by the next that passes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingStatus
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.quality import qc
from clinicapp.ui.pages.quality.charts_page import ChartsPage
from clinicapp.ui.viewmodels.quality.charts_view import ChartsView, PointKind
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor
from tests.support.journey import CTRL, Nurse, admit, at_the_window, clinic_room
from tests.support.quality_samples import a_lot

if TYPE_CHECKING:
    from uuid import UUID

TECHNICIAN = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")
LEVELS = {1: "DEMO-1127A", 2: "DEMO-1127B"}


@pytest.fixture
def nurse(qtbot: QtBot) -> Iterator[Nurse]:
    with clinic_room() as stage, at_the_window(stage, qtbot) as nurse:
        yield nurse


def analyser_with_lots(nurse: Nurse) -> UUID:
    """The simulated analyser, with both levels of a kit open."""
    by = By(TECHNICIAN, nurse.stage.backstage.now())

    def prepare(work: object) -> UUID:
        asset = work.assets.by_tag("HB-0031")  # type: ignore[attr-defined]
        used = {lot.lot for lot in work.controls.lots()}  # type: ignore[attr-defined]
        for level in LEVELS:
            lot = a_lot(level, kit="KIT-7", lot=f"KIT-7{level}", added_at=by.at)
            assert lot.lot not in used
            qc.add_and_open(work, by, asset.id, lot)  # type: ignore[arg-type]
        return asset.id  # type: ignore[no-any-return]

    return nurse.stage.database.run(prepare)


def charts(nurse: Nurse) -> ChartsPage:
    area = nurse.clinic.areas.quality
    assert area is not None
    assert area._pages is not None
    return area._pages.charts


def view(nurse: Nurse) -> ChartsView:
    area = nurse.clinic.areas.quality
    assert area is not None
    assert area.model.view is not None
    return area.model.view


def open_charts(nurse: Nurse, tag: str) -> None:
    """Ctrl+4, and the analyser chosen in its list."""
    nurse.press(Qt.Key.Key_4, CTRL)
    area = nurse.clinic.areas.quality
    assert area is not None
    nurse.wait(lambda: area.model.view is not None, "the charts")
    if not view(nurse).title.endswith(tag):
        head = charts(nurse).head
        assert head is not None
        box = head.analysers
        nurse.tab_to(box)
        nurse.press(Qt.Key.Key_Down)
        nurse.wait(lambda: view(nurse).title.endswith(tag), f"the charts of {tag}")


def panel(nurse: Nurse, key: Qt.Key, modifier: Qt.KeyboardModifier) -> EntryDialog:
    nurse.press(key, modifier)
    nurse.wait(lambda: (d := charts(nurse).dialog) is not None and d.isActiveWindow(), "the panel")
    found = charts(nurse).dialog
    assert found is not None
    return found


def choose(nurse: Nurse, box: object, wanted: str) -> None:
    """Choose an answer by the arrow keys."""
    assert isinstance(box, QComboBox)
    nurse.tab_to(box)
    nurse.press(Qt.Key.Key_Home)
    for _ in range(box.count()):
        if wanted in box.currentText():
            return
        nurse.press(Qt.Key.Key_Down)
    raise AssertionError(wanted)


def run_control(nurse: Nurse, level: int, percent: str, value: str) -> None:
    """F5, the level, and the analyser sends: the panel closes by itself."""
    dialog = panel(nurse, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    choose(nurse, dialog.fields["lot"].editor, f"Level {level}")
    area = nurse.clinic.areas.quality
    assert area is not None
    before = len(view(nurse).rows)
    nurse.wait(lambda: area.desk._keep is not None, "the desk")
    dialog._keep()
    nurse.measure(
        lambda: nurse.stage.room.run_hba1c(percent, value, control=True), f"level {level}"
    )
    nurse.wait(lambda: not dialog.isVisible(), "the panel to close")
    nurse.wait(lambda: len(view(nurse).rows) > before, "the result in the table")
    nurse.come_back()


def test_locked_out_by_a_control_and_released_by_the_next_that_passes(nurse: Nurse) -> None:
    room = nurse.stage.room
    analyser_with_lots(nurse)
    open_charts(nurse, "HB-0031")
    banner = view(nurse).banner
    assert banner is not None
    assert banner.title == "Locked for patient tests: level 1 and level 2 have never passed."
    run_control(nurse, 1, "5.3", "34")
    run_control(nurse, 2, "10.9", "96")
    banner = view(nurse).banner
    assert banner is not None
    assert banner.locked
    assert banner.title.startswith("Locked for patient tests: 1-3s rule at ")
    assert banner.hint == "Record a passing control of level 2 to unlock."
    row = view(nurse).rows[0]
    assert (row.value, row.z, row.rules, row.action, row.kind) == (
        "96",
        "+3.3",
        "1-3s",
        "Locked",
        PointKind.REJECT,
    )

    # A patient's HbA1c is held, with the reason.
    person = admit(nurse.stage, "Lockedout")
    nurse.press(Qt.Key.Key_1, CTRL)
    nurse.open(person)
    held = nurse.measure(lambda: room.run_hba1c("6.0", "42"), "the HbA1c")
    assert held.placed.gate is not None
    assert held.placed.gate.decision is Decision.HOLD
    assert "QC_FAILED" in held.placed.gate.codes
    assert held.placed.fact is None
    assert nurse.status(held.placed.reading.id) is ReadingStatus.HELD

    # Corrective action, and a control that passes.
    open_charts(nurse, "HB-0031")
    dialog = panel(nurse, Qt.Key.Key_K, CTRL)
    choose(nurse, dialog.fields["action"].editor, "New vial opened")
    reason = dialog.fields["reason"].editor
    assert isinstance(reason, QLineEdit)
    nurse.tab_to(reason)
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: "what was found" in dialog._errors._summary.text(), "what is missing")
    nurse.type("Vial left out overnight")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: not dialog.isVisible(), "the panel to close")
    nurse.come_back()
    nurse.wait(lambda: view(nurse).rows[0].action == "New vial opened", "the action")
    banner = view(nurse).banner
    assert banner is not None
    assert banner.locked
    run_control(nurse, 2, "10.0", "86")
    nurse.wait(lambda: view(nurse).banner is None, "the lock to go")

    # What it measures is used again.
    nurse.press(Qt.Key.Key_1, CTRL)
    landed = nurse.lands(lambda: room.run_hba1c("6.1", "43"), "the HbA1c")
    assert landed.placed.gate is not None
    assert "QC_FAILED" not in landed.placed.gate.codes


def test_what_is_typed_is_recorded_and_survives_escape(nurse: Nurse) -> None:
    open_charts(nurse, "DCA-02")
    assert charts(nurse).banner is not None
    again = charts(nurse).banner.again  # type: ignore[union-attr]
    nurse.wait(again.hasFocus, "the way on to have the focus")
    dialog = panel(nurse, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    value = dialog.fields["value"].editor
    nurse.tab_to(value)
    nurse.type("8x")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: "Type the number" in dialog._errors._summary.text(), "the refusal")
    nurse.press(Qt.Key.Key_Escape)
    nurse.come_back()
    dialog = panel(nurse, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier)
    assert dialog.answers["value"] == "8x"
    nurse.tab_to(dialog.fields["value"].editor)
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.type("87")
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(lambda: view(nurse).banner is None, "the lock to go")
    assert (view(nurse).rows[0].value, view(nurse).rows[0].kind) == ("87", PointKind.GOOD)
    nurse.come_back()
    chart = charts(nurse).levels[1].chart
    nurse.tab_to(chart)
    nurse.press(Qt.Key.Key_Left)
    nurse.press(Qt.Key.Key_Left)
    assert chart.current is not None
    assert "96 mmol/mol, z +3.3, 1-3s" in chart.current.words
    assert chart.accessibleDescription() == chart.current.words
    assert charts(nurse).table is not None
    assert charts(nurse).table.current_key() == chart.current.result_id  # type: ignore[union-attr]
    assert QApplication.focusWidget() is chart


def test_decimals_are_kept_as_they_were_typed(nurse: Nurse) -> None:
    """What the demonstration shows is judged from facts, to the digit."""
    facts = nurse.stage.database.run(
        lambda work: work.controls.facts(work.assets.by_tag("DCA-02").id)  # type: ignore[union-attr]
    )
    assert facts is not None
    assert len(facts.judged) == 50
    assert facts.judged[-1].entry.value == Decimal(96)
    warned = [str(j.entry.value) for j in facts.judged if j.judgement.verdict.value == "warn"]
    assert warned == ["93", "37"]
    rejected = [str(j.entry.value) for j in facts.judged if j.judgement.verdict.value == "reject"]
    assert rejected == ["96"]


def test_what_is_typed_in_a_panel_is_in_the_database_when_the_station_is_locked(
    nurse: Nurse,
) -> None:
    open_charts(nurse, "DCA-02")
    dialog = panel(nurse, Qt.Key.Key_K, CTRL)
    nurse.tab_to(dialog.fields["reason"].editor)
    nurse.type("Vial was warm")
    nurse.press(Qt.Key.Key_F12)
    nurse.wait(lambda: not dialog.isVisible(), "the lock")

    def kept(work: object) -> object:
        asset = work.assets.by_tag("DCA-02")  # type: ignore[attr-defined]
        return work.control_drafts.of(asset.id, nurse.stage.ward.nurse.id)  # type: ignore[attr-defined]

    nurse.wait(lambda: bool(nurse.stage.database.run(kept)), "the typing to be kept")
    typed = nurse.stage.database.run(kept)
    assert typed["action"]["reason"] == "Vial was warm"  # type: ignore[index]
