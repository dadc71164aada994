"""A lead approves rules and makes them active; the next form of a nurse is judged by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from clinicapp import rule_packs
from clinicapp.domain.lester.vocabulary import Zone
from clinicapp.domain.staff import Role
from clinicapp.services import rules
from clinicapp.services.access import By
from clinicapp.ui.clinic_window import ClinicWindow
from clinicapp.ui.pages.rules.rules_page import RulesPage
from clinicapp.ui.viewmodels.rules.rules_view import PackStatus
from clinicapp.ui.widgets.notice_bar import NoticeBar
from tests.support.facts import an_actor
from tests.support.journey import CTRL, LEAD, PATIENCE_MS, Nurse, admit, at_the_window, clinic_room

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clinicapp.demo.stage import Stage

OLD = rule_packs.load("lester-2012")
BORDERLINE = {"systolic_mmhg": "140", "diastolic_mmhg": "90", "pulse_regular": "yes"}


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A room of its own: what is active in it stays active."""
    with clinic_room() as found:
        yield found


def rules_page(lead: Nurse) -> RulesPage:
    lead.press(Qt.Key.Key_6, CTRL)
    lead.wait(lambda: lead.clinic.window.findChildren(RulesPage), "the rules page")
    (page,) = lead.clinic.window.findChildren(RulesPage)
    lead.wait(lambda: page._model.view is not None, "the packs")
    return page


def open_panel(lead: Nurse, page: RulesPage) -> None:
    lead.press(Qt.Key.Key_Space)
    lead.wait(lambda: page.dialog is not None and page.dialog.isActiveWindow(), "the panel")


def closed(lead: Nurse, page: RulesPage) -> None:
    lead.wait(lambda: page.dialog is None, "the panel to close")
    lead.come_back()


def notice(clinic: ClinicWindow) -> str:
    (bar,) = [each for each in clinic.window.findChildren(NoticeBar) if each.isVisible()] or [None]
    return "" if bar is None else " ".join(label.text() for label in bar.findChildren(QLabel))


def test_a_lead_approves_and_activates_and_a_nurses_next_form_is_judged_by_it(
    stage: Stage, qtbot: QtBot
) -> None:
    before = admit(stage, "Before")
    after = admit(stage, "After")
    with at_the_window(stage, qtbot) as nurse:
        assert nurse.open(before).pack.name == "uk-current"
        nurse.close_person()
        assert "Rules" not in nurse.clinic.window._areas
    with at_the_window(stage, qtbot, actor=LEAD) as lead:
        page = rules_page(lead)
        lead.tab_to(page.packs)
        lead.press(Qt.Key.Key_Up)
        lead.press(Qt.Key.Key_Up)
        lead.wait(lambda: page._model.view.chosen.title == OLD.title, "the pack of 2012")
        assert not page.pack_head.approve.isEnabled()
        lead.tab_to(page.pack_head.run)
        lead.press(Qt.Key.Key_Space)
        lead.wait(page.pack_head.approve.isEnabled, "the cases")
        assert page._model.view.chosen.cases == "98 of 98 cases passed"
        lead.tab_to(page.pack_head.approve)
        open_panel(lead, page)
        lead.type("Read against the printed tool")
        lead.press(Qt.Key.Key_Return)
        closed(lead, page)
        lead.wait(page.pack_head.activate.hasFocus, "the next thing to do")
        open_panel(lead, page)
        lead.press(Qt.Key.Key_Return)
        closed(lead, page)
        lead.wait(lambda: page._model.view.packs[0].status is PackStatus.ACTIVE, "it to be active")
        assert page._model.view.summary == f"Active here: {OLD.title}, version 1"
        assert "awaiting clinical sign-off" in notice(lead.clinic), (
            "the demonstration says so still"
        )
    with at_the_window(stage, qtbot) as nurse:
        assert nurse.open(before).pack.name == "uk-current", "an open form keeps its rules"
        nurse.close_person()
        form = nurse.open(after)
        assert (form.pack.name, form.form.pack_sha256) == (OLD.name, OLD.sha256)
        assert form.pack.approver == LEAD.name
        for _ in range(2):
            nurse.clinic.form_model.submit_entry("blood_pressure", BORDERLINE)
            have = len(nurse.contents.repeats.get("blood_pressure", ()))
            nurse.wait(
                lambda have=have: len(nurse.contents.repeats.get("blood_pressure", ())) > have,
                "the blood pressure",
            )
        # Over no threshold of 2012, and at the threshold of today's practice.
        assert nurse.snapshot.assessment.blood_pressure.zone is Zone.CLEAR
        assert "over 140 systolic or over 90 diastolic" in nurse.reads("blood_pressure")
    trail = stage.database.run(
        lambda work: [each.record.action for each in work.audit.chain()], write=False
    )
    decided = [action for action in trail if action.startswith("rules.") and "viewed" not in action]
    assert decided == ["rules.cases_run", "rules.approved", "rules.activated"]
    assert stage.database.run(lambda work: work.audit.head().sequence) == len(trail)


def test_a_nurse_has_no_rules_area(nurse: Nurse) -> None:
    assert set(nurse.clinic.window.areas) == {
        "clinic",
        "inbox",
        "equipment",
        "quality",
        "progress",
    }
    nurse.press(Qt.Key.Key_6, CTRL)
    assert nurse.clinic.window.open_key == "clinic"


def test_outside_the_demonstration_a_banner_says_that_the_rules_are_not_approved(
    stage: Stage, qtbot: QtBot
) -> None:
    officer = an_actor(Role.CLINICAL_SAFETY_OFFICER, Role.WARD_NURSE, name="Olu Officer")
    clinic = ClinicWindow(
        stage.backstage, officer, ward=stage.settings.ward, armed_minutes=5, undo_seconds=1
    )
    qtbot.addWidget(clinic.window)
    with qtbot.waitSignal(clinic.ready, timeout=PATIENCE_MS):
        clinic.show()
    try:
        qtbot.waitUntil(lambda: "Rules not approved: Current UK" in notice(clinic))
        by = By(officer, stage.backstage.now())
        today = by.at.astimezone(stage.settings.zone).date()

        def decide(work: object) -> None:
            rules.approve(work, by, OLD, rule_packs.cases(), "Read")  # type: ignore[arg-type]
            rules.activate(work, by, OLD, "Ash", today, stage.settings.zone)  # type: ignore[arg-type]

        stage.database.run(decide)
        clinic.shell.read_rules()
        qtbot.waitUntil(lambda: notice(clinic) == "")
    finally:
        clinic.close()
