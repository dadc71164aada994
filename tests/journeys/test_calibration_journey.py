"""Logging a calibration at the real window, by keyboard, and what becomes of a device found out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.staff import Role
from clinicapp.services.access import By
from clinicapp.services.quality.calibrations import sign_second
from clinicapp.ui.equipment.visit_tools import open_visit
from clinicapp.ui.pages.equipment.calibration_dialog import CalibrationDialog
from clinicapp.ui.pages.equipment.register_dialog import RegisterDialog
from clinicapp.ui.pages.equipment.register_page import RegisterPage
from clinicapp.ui.widgets.entry_dialog import EntryDialog
from tests.support.facts import an_actor
from tests.support.journey import CTRL, LEAD, NO_MODIFIER, Nurse, admit, at_the_window

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.demo.stage import Stage
    from clinicapp.domain.equipment.calibration_record import Calibration
    from clinicapp.store.work import Work
    from clinicapp.ui.viewmodels.register_view import RegisterRow

TOM = an_actor(Role.EQUIPMENT_LEAD, name="Tom Placeholder")
JOE = an_actor(Role.EQUIPMENT_LEAD, name="Joe Sample")
UNDER_A_MINUTE = 20
"""Actions: each is a key, a scan, or a number and Enter; three seconds for each is a minute."""


@pytest.fixture
def tom(stage: Stage, qtbot: QtBot) -> Iterator[Nurse]:
    with at_the_window(stage, qtbot, actor=TOM) as found:
        yield found


class Hands:
    """Somebody who counts what they do."""

    def __init__(self, tom: Nurse) -> None:
        self.tom = tom
        self.actions = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        self.actions += 1
        QTest.keyClick(QApplication.focusWindow(), key, modifier)

    def enter(self, text: str) -> None:
        """Type a text and Enter."""
        self.actions += 1
        QTest.keyClicks(QApplication.focusWidget(), text, delay=1)
        QTest.keyClick(QApplication.focusWindow(), Qt.Key.Key_Return)

    def open_record(self, tag: str) -> None:
        """Scan the device's label."""
        self.actions += 1
        self.tom.scan(tag)

        def shown() -> bool:
            area = self.tom.clinic.areas.equipment
            made = None if area is None else area.section("devices")
            record = None if made is None else made.desk.record  # type: ignore[attr-defined]
            return record is not None and record.standing.asset.tag == tag

        self.tom.wait(shown, "the record")

    def open_dialog(self) -> CalibrationDialog:
        self.press(Qt.Key.Key_L, CTRL)
        return dialog_of(self.tom)


def dialog_of(tom: Nurse) -> CalibrationDialog:
    window = tom.clinic.window
    tom.wait(lambda: isinstance(QApplication.activeModalWidget(), CalibrationDialog), "the dialog")
    (dialog,) = [d for d in window.findChildren(CalibrationDialog) if d.isVisible()]
    return dialog


def calibrations(tom: Nurse, tag: str) -> tuple[Calibration, ...]:
    def read(work: object) -> tuple[Calibration, ...]:
        asset = work.assets.by_tag(tag)  # type: ignore[attr-defined]
        return work.calibrations.of_asset(asset.id)  # type: ignore[attr-defined, no-any-return]

    return tom.stage.database.run(read)


def closed(tom: Nurse) -> None:
    tom.wait(lambda: QApplication.activeModalWidget() is None, "the dialog to close")
    # The offscreen platform has no window manager that would do it.
    tom.clinic.window.activateWindow()
    tom.wait(lambda: QApplication.focusWindow() is not None, "the window to have the focus")


def test_a_calibration_takes_less_than_a_minute_by_keyboard(tom: Nurse) -> None:
    hands = Hands(tom)
    hands.open_record("BP-0117")
    dialog = hands.open_dialog()
    assert dialog.right.standard.tag.hasFocus()
    hands.enter("PM-0007")
    for value in ("0", "50", "101", "151", "201", "251"):
        hands.enter(value)
    view = dialog._model.view
    assert [point.found.error for point in view.points] == ["0", "0", "+1", "+1", "+1", "+1"]
    assert dialog.left.no.hasFocus()
    hands.press(Qt.Key.Key_Space)
    view = dialog._model.view
    assert (view.found.words, view.left.words) == ("As found: pass.", "As left: pass.")
    assert dialog.sign.hasFocus()
    hands.press(Qt.Key.Key_F9)
    closed(tom)
    assert hands.actions <= UNDER_A_MINUTE
    (kept,) = calibrations(tom, "BP-0117")
    assert (kept.as_found, kept.as_left, kept.second_needed) == (Verdict.PASS, Verdict.PASS, True)
    assert {point.as_left for point in kept.points} == {point.as_found for point in kept.points}
    by = By(JOE, tom.stage.backstage.now())
    tom.stage.database.run(lambda work: sign_second(work, by, kept.id))


def test_what_is_typed_survives_escape_and_an_expired_standard_is_refused(tom: Nurse) -> None:
    hands = Hands(tom)
    hands.open_record("BP-0122")
    dialog = hands.open_dialog()
    hands.enter("PM-0003")
    assert "ran out" in dialog._model.view.standard.words
    hands.enter("0")
    hands.enter("5O")
    hands.press(Qt.Key.Key_F9)
    tom.wait(lambda: "standard" in dialog._model.view.errors, "the refusal")
    assert {"standard", "found.50", "adjusted"} <= set(dialog._model.view.errors)
    assert dialog.right.standard.tag.hasFocus()
    hands.press(Qt.Key.Key_Escape)
    closed(tom)
    assert calibrations(tom, "BP-0122") == ()
    again = hands.open_dialog()
    assert again.left.points.sides["found.50"].field.text() == "5O"
    assert again.right.standard.tag.text() == "PM-0003"
    assert "Draft saved" in again._model.view.kept
    again.reject()
    closed(tom)


def test_the_wheel_changes_nothing(tom: Nurse, qtbot: QtBot) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    hands = Hands(tom)
    hands.open_record("SC-0412")
    dialog = hands.open_dialog()
    before = (dialog.left.plan.box.currentIndex(), dialog._model.texts)
    assert dialog.left.plan.box.count() > 1
    for widget in (dialog.left.plan.box, dialog.right.day.line):
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(widget.mapToGlobal(QPoint(5, 5))),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            NO_MODIFIER,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, wheel)
    assert (dialog.left.plan.box.currentIndex(), dialog._model.texts) == before
    dialog.reject()
    closed(tom)


def section(lead: Nurse, key: str) -> RegisterPage:
    """The register of calibration, opened."""
    lead.clinic.window.open_area("equipment")
    area = lead.clinic.areas.equipment
    assert area is not None
    area.open_section(key)
    lead.wait(lambda: area.section(key) is not None, "the section")
    made = area.section(key)
    assert made is not None
    page = made.page
    assert isinstance(page, RegisterPage)
    return page


def rows(page: RegisterPage) -> tuple[RegisterRow, ...]:
    view = page._model.view
    return () if view is None else view.rows


def test_an_as_found_fail_and_its_look_back(stage: Stage, qtbot: QtBot) -> None:
    with at_the_window(stage, qtbot) as nurse:
        nurse.open(admit(stage, "Lookback"))
        reading = nurse.lands(lambda: stage.room.cuff.measure(141, 84, 76), "the pressure")
        nurse.close_person()
    with at_the_window(stage, qtbot, actor=TOM) as tom:
        hands = Hands(tom)
        hands.open_record("BP-0122")
        stage.database.run(lambda work: drop_drafts(work))
        dialog = hands.open_dialog()
        hands.enter("PM-0007")
        for value in ("0", "50", "101", "152", "204", "252"):
            hands.enter(value)
        view = dialog._model.view
        assert view.banner_title == "As-found failed: look-back needed."
        tom.wait(lambda: "1 reading from 1 person" in dialog._model.view.banner, "the count")
        assert "1 could have changed a Lester zone" in dialog._model.view.banner
        dialog.left.yes.setFocus()
        hands.press(Qt.Key.Key_Space)
        hands.enter("Span reset at 200 mmHg")
        for value in ("0", "50", "100", "151", "201", "251"):
            hands.enter(value)
        assert dialog._model.view.left.words == "As left: pass."
        hands.press(Qt.Key.Key_F9)
        closed(tom)
        page = section(tom, "calibration")
        tom.wait(lambda: len(rows(page)) >= 2, "what is left to do")
        assert rows(page)[0].cells[0][0] == "Look-back"
        record = page._model.view.record  # type: ignore[union-attr]
        assert record is not None
        assert record.tools == (), "who may not review is shown no list of people"
    before = stage.database.run(lambda work: work.readings.events(reading.placed.reading.id))
    with at_the_window(stage, qtbot, actor=LEAD) as lead:
        page = section(lead, "calibration")
        lead.wait(lambda: rows(page) and page._model.wanted == rows(page)[0].key, "the look-back")
        lead.wait(lambda: page.record.isVisible(), "the record")
        page._model.press("review")
        review = look_back_of(lead)
        listed = review.page._model
        lead.wait(lambda: listed.view is not None, "the list")
        assert listed.view is not None
        (row,) = listed.view.rows
        assert row.cells[0][0].startswith("LOOKBACK")
        assert (row.cells[1][0], row.status.text) == ("141/84", "Could have crossed")
        assert row.cells[2][0].startswith("LHF-")
        assert [tool.key for tool in listed.view.tools] == ["sign", "save", "print"]
        review.page.tools["sign"].click()
        lead.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
        panel = QApplication.activeModalWidget()
        assert isinstance(panel, EntryDialog)
        lead.wait(lambda: panel.fields["note"].editor.hasFocus(), "the field")
        lead.type("Measured again: 138/82. The GP is told.")
        lead.press(Qt.Key.Key_Return)
        lead.wait(lambda: "Reviewed by Meera Specimen" in review._summary.text(), "the signature")
        review.reject()
        closed(lead)
        lead.wait(lambda: all(row.cells[0][0] != "Look-back" for row in rows(page)), "the rest")
    assert stage.database.run(lambda work: work.calibrations.open_look_backs()) == ()
    after = stage.database.run(lambda work: work.readings.events(reading.placed.reading.id))
    assert after == before, "nothing was changed silently"


def look_back_of(lead: Nurse) -> RegisterDialog:
    lead.wait(lambda: isinstance(QApplication.activeModalWidget(), RegisterDialog), "the list")
    found = QApplication.activeModalWidget()
    assert isinstance(found, RegisterDialog)
    return found


def drop_drafts(work: Work) -> None:
    """What an earlier journey typed and did not sign."""
    for draft in work.calibrations.drafts():
        work.calibrations.drop_draft(draft.asset_id, draft.actor_id)


def test_a_contractors_visit_is_looked_at_before_it_is_written(tom: Nurse, tmp_path: Path) -> None:
    page = section(tom, "calibration")
    tom.wait(lambda: page._model.view is not None, "the section")
    assert "visit" in page.tools
    today = tom.stage.backstage.now().astimezone(tom.stage.backstage.zone).date()
    serial = tom.stage.database.run(lambda work: work.assets.by_tag("SC-0377")).serial
    list_of = tmp_path / "visit.csv"
    list_of.write_text(
        "Serial number,Date,Result,As found,Certificate number\n"
        f"{serial},{today:%d/%m/%Y},pass,pass,C-77\n"
        f"NOBODYS,{today:%d/%m/%Y},pass,,C-78\n",
        encoding="utf-8",
    )
    area = tom.clinic.areas.equipment
    assert area is not None
    written: list[bool] = []
    frame = area.room.frame
    dialog = open_visit(frame, lambda: written.append(True), ask=lambda _parent: str(list_of))
    assert dialog is not None
    listed = dialog.page._model
    tom.wait(lambda: listed.view is not None, "the comparison")
    assert listed.view is not None
    assert {tab.key: tab.count for tab in listed.view.tabs if tab.count} == {
        "matched": 1,
        "unmatched": 1,
    }
    assert calibrations(tom, "SC-0377") == ()
    dialog.page.tools["write"].click()
    tom.wait(lambda: written, "the rows")
    assert "1 calibration imported." in dialog._summary.text()
    (kept,) = calibrations(tom, "SC-0377")
    assert (kept.certificate_no, kept.performed_by, kept.points) == ("C-77", "Contractor", ())
    assert (kept.second_needed, kept.why) == (False, ("certificate_only",))
    assert "write" not in dialog.page.tools
    dialog.reject()
    closed(tom)


def test_a_signed_calibration_is_corrected_by_a_newer_one(tom: Nurse) -> None:
    stage = tom.stage
    stage.database.run(drop_drafts)
    hands = Hands(tom)
    hands.open_record("SC-0412")
    dialog = hands.open_dialog()
    hands.enter("MW-0002")
    for value in ("0", "20", "50.5", "100", "150", "200"):
        hands.enter(value)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_F9)
    closed(tom)
    (wrong,) = calibrations(tom, "SC-0412")
    assert (wrong.as_found, wrong.as_left) == (Verdict.FAIL, Verdict.FAIL)

    area = tom.clinic.areas.equipment
    assert area is not None
    made = area.section("devices")
    assert made is not None
    made.page._model.press_tool("correct_calibration")  # type: ignore[attr-defined]
    tom.wait(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog), "the panel")
    panel = QApplication.activeModalWidget()
    assert isinstance(panel, EntryDialog)
    tom.wait(lambda: panel.fields["reason"].editor.hasFocus(), "the field")
    tom.type("50.5 was typed for 50.0")
    tom.press(Qt.Key.Key_Return)
    again = dialog_of(tom)
    assert again is not dialog
    assert again._model.view.supersedes.startswith("Supersedes the calibration of ")
    field = again.left.points.sides["found.50"].field
    assert field.text() == "50.5"
    # Left and continued: what it corrects is not forgotten.
    again.reject()
    closed(tom)
    once_more = hands.open_dialog()
    assert once_more._model.view.supersedes.startswith("Supersedes the calibration of ")
    field = once_more.left.points.sides["found.50"].field
    field.setFocus()
    field.selectAll()
    hands.enter("50.0")
    hands.press(Qt.Key.Key_F9)
    closed(tom)
    first, right = calibrations(tom, "SC-0412")
    assert first == wrong
    assert (right.supersedes, right.reason) == (wrong.id, "50.5 was typed for 50.0")
    assert (right.as_found, right.as_left) == (Verdict.PASS, Verdict.PASS)


def test_who_may_review_looks_at_the_list_before_signing(stage: Stage, qtbot: QtBot) -> None:
    both = an_actor(Role.EQUIPMENT_LEAD, Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")
    with at_the_window(stage, qtbot, actor=both) as lead:
        hands = Hands(lead)
        hands.open_record("BP-0117")
        before = stage.database.run(lambda work: work.calibrations.open_look_backs())
        dialog = hands.open_dialog()
        hands.enter("PM-0007")
        for value in ("0", "50", "101", "152", "204", "252"):
            hands.enter(value)
        lead.wait(lambda: dialog.review.isVisible(), "the list to be offered")
        dialog.review.click()
        ahead = look_back_of(lead)
        assert [tool.key for tool in ahead.page._model.view.tools] == []  # type: ignore[union-attr]
        ahead.reject()
        lead.wait(lambda: QApplication.activeModalWidget() is dialog, "the calibration again")
        assert stage.database.run(lambda work: work.calibrations.open_look_backs()) == before
        dialog.reject()
        closed(lead)


def test_evidence_is_kept_and_a_lock_loses_nothing(tom: Nurse, tmp_path: Path) -> None:
    stage = tom.stage
    stage.database.run(drop_drafts)
    photo, other = tmp_path / "sticker.png", tmp_path / "no-photo.pdf"
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0)
    assert picture.save(str(photo))
    other.write_bytes(b"not a document")
    hands = Hands(tom)
    hands.open_record("BP-0117")
    dialog = hands.open_dialog()
    dialog._ask = lambda _parent: str(other)
    dialog.right.evidence.add.click()
    tom.wait(lambda: "neither a photo" in dialog._errors._summary.text(), "the refusal")
    dialog._ask = lambda _parent: str(photo)
    dialog.right.evidence.add.click()
    tom.wait(lambda: dialog._model.view.files, "the photo")
    (file,) = dialog._model.view.files
    assert file.name == "sticker.png"
    hands.enter("PM-0007")
    hands.enter("0")
    tom.clinic.window.lock_requested.emit()
    tom.wait(lambda: QApplication.activeModalWidget() is None, "the lock")
    (draft,) = stage.database.run(lambda work: work.calibrations.drafts())
    assert draft.typed["found.0"] == "0"
    assert file.sha256 in draft.typed["evidence"]
