"""The ward's progress at the real window: the page, its file, and the panel beside the people."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from clinicapp.demo.stage import Stage
from clinicapp.ui.pages.inbox.inbox_page import InboxPage
from clinicapp.ui.pages.progress.progress_page import ProgressPage
from clinicapp.ui.viewmodels.progress.progress_view import ProgressView
from tests.support.journey import CTRL, Nurse
from tests.support.ward_histories import keep, ward_of

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module", autouse=True)
def full_ward(stage: Stage) -> None:
    """Eighteen people with three forms each on the ward of the demonstration."""
    today = stage.backstage.now().astimezone(stage.backstage.zone).date()
    histories = ward_of(18, 3, today, ward=stage.settings.ward, first_number=70_000)
    stage.database.run(lambda work: keep(work, histories))


def progress_page(nurse: Nurse) -> ProgressPage:
    """Open the page with Ctrl+5 and wait for its figures."""
    nurse.press(Qt.Key.Key_5, CTRL)
    page = nurse.clinic.progress_page.page
    assert isinstance(page, ProgressPage)
    nurse.wait(lambda: page.panels, "the figures")
    return page


def view(page: ProgressPage) -> ProgressView:
    found = page._model.view
    assert found is not None
    return found


def test_the_measure_is_chosen_by_keyboard_and_the_table_is_saved(
    nurse: Nurse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = progress_page(nurse)
    assert view(page).measure == "lester"
    # Those of the demonstration are on the ward too.
    everybody = nurse.stage.database.run(
        lambda work: len(work.people.list(ward=nurse.stage.settings.ward)), write=False
    )
    assert everybody > 18
    assert f" of {everybody} complete" in view(page).figures[0].sentence
    assert page.panels[0].table.hasFocus()
    nurse.press(Qt.Key.Key_2, ALT)
    assert view(page).measure == "nhse_core"
    nurse.press(Qt.Key.Key_F6)
    file = tmp_path / "progress.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "CSV (*.csv)"))
    nurse.press(Qt.Key.Key_S, CTRL)
    nurse.wait(file.exists, "the file")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [row[2] for row in rows[1:3]] == ["NHS England core six"] * 2
    assert rows[1][6] == str(everybody)
    actions = nurse.stage.database.run(
        lambda work: [each.record.action for each in work.audit.chain()], write=False
    )
    assert "progress.exported" in actions


def test_a_file_that_cannot_be_written_is_said_with_what_to_do(
    nurse: Nurse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress_page(nurse)
    nowhere = tmp_path / "not there" / "progress.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    nurse.press(Qt.Key.Key_S, CTRL)
    nurse.wait(lambda: "The file was not written" in nurse.trouble(), "the trouble")
    assert nurse.trouble().endswith("choose another place.")


def test_nothing_is_noted_when_no_file_is_chosen(
    nurse: Nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exports() -> int:
        return nurse.stage.database.run(
            lambda work: sum(e.record.action == "progress.exported" for e in work.audit.chain()),
            write=False,
        )

    before = exports()
    progress_page(nurse)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    nurse.press(Qt.Key.Key_S, CTRL)
    nurse.press(Qt.Key.Key_1, CTRL)
    assert exports() == before


def test_a_reading_that_arrives_stands_in_the_panel_and_its_button_opens_it(nurse: Nurse) -> None:
    panel = nurse.clinic.areas.side.panel
    placed = nurse.measure(lambda: nurse.stage.room.old_cuff.measure(141, 87, 66), "the cuff")
    reading = str(placed.placed.reading.id)
    nurse.wait(lambda: reading in [card.reading_id for card in panel.cards], "the reading's card")
    card = next(card for card in panel.cards if card.reading_id == reading)
    nurse.tab_to(card.button)
    nurse.press(Qt.Key.Key_Space)
    assert nurse.clinic.window.open_key == "inbox"
    page = nurse.clinic.inbox_page.page
    assert isinstance(page, InboxPage)
    nurse.wait(
        lambda: page.detail is not None and page.detail.view.reading_id == reading, "its detail"
    )


def test_the_panel_is_folded_away_where_there_is_little_room(nurse: Nurse) -> None:
    panel = nurse.clinic.areas.side.panel
    nurse.wait(lambda: panel.chart.isVisible(), "the panel's chart")
    nurse.press(Qt.Key.Key_Equal, CTRL, times=2)
    assert nurse.clinic.window.text_scale == 1.5
    assert not panel.isVisible()
    nurse.press(Qt.Key.Key_0, CTRL)
    assert panel.isVisible()


def test_a_signed_form_moves_the_figures_of_the_panel(nurse: Nurse) -> None:
    side = nurse.clinic.areas.side
    nurse.wait(lambda: side.model.view.progress is not None, "the progress")
    asked = side.desk._reckoned
    nurse.open(nurse.stage.ward.patient)
    nurse.close_person()
    assert side.desk._reckoned == asked + 1
