"""The panels of faults and life steps, and the sheet that goes with a device in quarantine."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from uuid6 import uuid7

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.equipment.faults import FaultKind
from clinicapp.domain.observations import Quantity
from clinicapp.services.equipment.faults import FaultSheet
from clinicapp.services.equipment.life_steps import STEPS as ALL_STEPS
from clinicapp.services.equipment.life_steps import NextSteps
from clinicapp.store.device_readings import DeviceReading
from clinicapp.ui.documents.fault_sheet import fault_lines, fault_printable, use_lines
from clinicapp.ui.viewmodels.equipment.fault_panels import (
    FAULTS,
    STEPS,
    fault_panel,
    report_panel,
    step_answers,
    step_errors,
    step_panel,
)
from tests.support.facts import LONDON, NOON, a_plan, an_asset

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def a_sheet() -> FaultSheet:
    asset = an_asset(firmware="1.4")
    fault = AssetEvent(
        id=uuid7(),
        asset_id=asset.id,
        kind=AssetEventKind.FAULT,
        at=NOON,
        recorded_at=NOON,
        recorded_by="Rosa Tester",
        detail="Reads 40 too high",
        details={"what": "wrong_values", "safe": "no", "yellow_card": "YC-1"},
    )
    uses = tuple(
        DeviceReading(
            reading_id=uuid7(),
            kind="blood_pressure",
            quantities=(
                Quantity("systolic_mmhg", Decimal(151 + n)),
                Quantity("diastolic_mmhg", Decimal(93)),
            ),
            at=NOON - timedelta(hours=20 - n),
            at_known=n > 0,
            form_id=None,
            person_id=uuid7(),
        )
        for n in range(20)
    )
    state = state_of(asset, [a_plan(asset.id, Check.CALIBRATION)], [fault], NOON)
    return FaultSheet(asset=asset, fault=fault, state=state, uses=uses)


def test_every_kind_and_every_step_has_its_words() -> None:
    assert set(FAULTS) == {kind.value for kind in FaultKind}
    assert set(STEPS) == set(ALL_STEPS)


def test_the_sheet_tells_of_the_device_and_its_uses_and_of_nobody(qtbot: QtBot) -> None:
    sheet = a_sheet()
    told = dict(fault_lines(sheet, LONDON))
    assert told["What is wrong"] == "It shows wrong or odd values"
    assert told["Yellow Card"] == "YC-1"
    assert told["Firmware"] == "1.4"
    assert told["Calibration"] == "never done; last passed never"
    uses = use_lines(sheet, LONDON)
    assert len(uses) == 20
    assert uses[0] == ("22 Nov 2026, 11:00", "Blood pressure: 170 mmHg, 93 mmHg")
    assert uses[-1][0].startswith("Came ")
    printable = fault_printable(sheet, LONDON, "Example Trust\nSecond line")
    (variant,) = printable.variants
    (page,) = variant.printout.sheets
    assert variant.printout.author == "Example Trust"
    assert all(piece.y + piece.height < page.paper.height for piece in page.texts())
    words = " ".join(piece.text for piece in page.texts())
    assert "BP-0122" in words
    assert printable.file_name == "Fault of BP-0122.pdf"


def test_a_step_asks_its_own_questions_and_takes_no_others_answers() -> None:
    asset = an_asset()
    steps = NextSteps(asset=asset, allowed=(AssetEventKind.LOANED,), why_not={})
    panel = step_panel(steps)
    (offered,) = (f.options for f in panel.fields if f.key == "step")
    assert [option.code for option in offered] == ["loaned", "checked"]
    keys = [field.key for field in panel.fields]
    assert len(set(keys)) == len(keys)
    typed = {"step": "repaired", "by.repaired": "Firm", "by.sent_for_repair": "Other", "words": "w"}
    assert step_answers(typed) == {"step": "repaired", "by": "Firm", "words": "w"}
    assert step_errors({"by": "Enter it.", "words": "Say it."}, "repaired") == {
        "by.repaired": "Enter it.",
        "words": "Say it.",
    }


def test_the_panel_of_a_fault_proposes_the_shown_device_and_that_of_numbers_what_is_kept() -> None:
    assert fault_panel("BP-0122").fields[0].value == "BP-0122"
    sheet = a_sheet()
    numbers = {field.key: field.value for field in report_panel(sheet.asset, sheet.fault).fields}
    assert numbers == {"yellow_card": "YC-1", "lfpse": ""}
