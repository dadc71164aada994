"""The ward panel: what waits, what can be done with it, and how the ward gets on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.card_view import ChipKind, ChipView
from clinicapp.ui.viewmodels.inbox.ward_panel_model import WardPanelModel
from clinicapp.ui.viewmodels.inbox.ward_panel_view import WardPanelView
from clinicapp.ui.widgets.ward_panel import WardPanel
from tests.support.page_window import clipped_words
from tests.support.ui_window import accessible_name, controls, tab_chain
from tests.support.ward_panel_samples import PANEL, WAITING

LOW = ChipView(ChipKind.BELOW, "Below 86%")
HIGH = ChipView(ChipKind.REACHED, "At or above")
each_scale = pytest.mark.parametrize("scale", [1.0, 1.5])


def shown(
    qtbot: QtBot, view: WardPanelView = PANEL, scale: float = 1.0
) -> tuple[WardPanel, WardPanelModel, Theme]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme().at_scale(scale)
    theme.apply_to(application)
    model = WardPanelModel()
    model.show(view)
    panel = WardPanel(model, theme)
    qtbot.addWidget(panel)
    panel.resize(panel.sizeHint().width(), round(688 * scale))
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.wait(20)
    return panel, model, theme


def words(panel: WardPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


@each_scale
@pytest.mark.parametrize("chip", [LOW, HIGH], ids=["below", "above"])
def test_nothing_is_clipped_and_everything_can_be_pressed_and_is_named(
    qtbot: QtBot, scale: float, chip: ChipView
) -> None:
    assert PANEL.progress is not None
    view = replace(PANEL, progress=replace(PANEL.progress, chip=chip))
    panel, _model, theme = shown(qtbot, view, scale)
    assert clipped_words(panel, theme) == []
    for control in controls(panel):
        assert control.height() >= 44
        assert control.width() >= 44
        assert accessible_name(control)
    assert panel._area.horizontalScrollBar().maximum() == 0
    assert panel._area.verticalScrollBar().maximum() == 0


def test_it_shows_the_newest_readings_and_the_progress(qtbot: QtBot) -> None:
    panel, _model, _theme = shown(qtbot)
    said = words(panel)
    for text in (
        "Readings inbox",
        "3",
        "Weight 82.4 kg",
        "seca 704 · 09:28",
        "No form was open",
        "Ward progress",
        "Below 86%",
        "14 of 18 complete (78%) in Nov 2026.",
        "3 overdue, 1 red zone with no action.",
    ):
        assert text in said
    assert [card.button.text() for card in panel.cards] == ["Assign", "Assign", "Review"]


def test_tab_goes_through_the_buttons_and_each_says_what_it_is_about(qtbot: QtBot) -> None:
    panel, model, _theme = shown(qtbot)
    heard: list[tuple[str, str]] = []
    model.assign_requested.connect(lambda key: heard.append(("assign", key)))
    model.review_requested.connect(lambda key: heard.append(("review", key)))
    model.inbox_requested.connect(lambda: heard.append(("inbox", "")))
    chain = tab_chain(panel.window())
    assert chain == [*(card.button for card in panel.cards), panel.open_inbox]
    assert accessible_name(chain[2]) == (
        "Review Blood pressure 151/93 mmHg, A&D UA-651BLE, 22 Nov 2026, QC failed"
    )
    for button in chain:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert heard == [("assign", "r-1"), ("assign", "r-2"), ("review", "r-3"), ("inbox", "")]


def test_a_new_reading_takes_no_focus_from_one_that_is_still_there(qtbot: QtBot) -> None:
    panel, model, _theme = shown(qtbot)
    panel.cards[1].button.setFocus()
    fresh = replace(WAITING[0], row=replace(WAITING[0].row, reading_id="r-9"))
    model.show(replace(PANEL, count=4, waiting=(fresh, WAITING[0], WAITING[1])))
    assert [card.reading_id for card in panel.cards] == ["r-9", "r-1", "r-2"]
    assert panel.cards[2].button.hasFocus()
    model.show(replace(PANEL, count=1, waiting=(fresh,)))
    assert panel.open_inbox.hasFocus()


def test_nothing_waits_and_nothing_is_known_yet(qtbot: QtBot) -> None:
    panel, _model, _theme = shown(qtbot, WardPanelView())
    said = words(panel)
    assert "No readings are waiting." in said
    assert panel.cards == ()
    assert not panel.chart.isVisible()
    assert not any("overdue" in each for each in said)


def test_it_is_drawn_again_at_another_text_scale(qtbot: QtBot) -> None:
    panel, _model, theme = shown(qtbot)
    before = panel.sizeHint().width()
    panel.set_theme(theme.at_scale(1.5))
    assert panel.sizeHint().width() == round(before * 1.5)
    assert len(panel.cards) == 3
    assert panel.chart.accessibleDescription()


def test_an_act_on_a_reading_that_has_gone_is_told_to_nobody(qtbot: QtBot) -> None:
    _panel, model, _theme = shown(qtbot)
    heard: list[str] = []
    model.assign_requested.connect(heard.append)
    model.review_requested.connect(heard.append)
    model.act_on("r-77")
    assert heard == []
