"""Names, tab order, targets, room for words and contrast, at 100 % and at 150 %."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QScrollArea
from pytestqt.qtbot import QtBot

from clinicapp.ui.models.row_table import RowTable
from clinicapp.ui.pages.inbox.record_dialog import ReadingRecordDialog
from clinicapp.ui.theme.contrast import TEXT_MINIMUM, contrast_ratio
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.theme.tokens import Colours
from clinicapp.ui.viewmodels.shell_view import KeyHint
from tests.support import page_samples as samples
from tests.support import rules_samples
from tests.support.page_window import clipped_cells, clipped_words, open_page
from tests.support.ui_window import accessible_name, controls, tab_chain

PLAIN_KEYS = ("F", "Ctrl", "Alt", "Shift", "Enter", "Esc", "↑")
VIEWS = {
    "worklist": ("worklist", samples.WORKLIST),
    "messages": (
        "worklist",
        replace(samples.WORKLIST, waiting="Two messages from the hospital wait for a decision."),
    ),
    "nobody": ("worklist", samples.NOBODY),
    "inbox": ("inbox", samples.INBOX),
    "control": ("inbox", replace(samples.INBOX, selected_id="r-9", detail=samples.CONTROL)),
    "no form": ("inbox", replace(samples.INBOX, selected_id="r-10", detail=samples.NO_FORM_OPEN)),
    "refused": ("inbox", replace(samples.INBOX, selected_id="r-8", detail=samples.REFUSED)),
    "empty inbox": ("inbox", samples.EMPTY_INBOX),
    "equipment": ("equipment", samples.EQUIPMENT),
    "overdue": (
        "equipment",
        replace(samples.EQUIPMENT, selected_id="a-TH-0031", record=samples.OVERDUE_RECORD),
    ),
    "no equipment": ("equipment", samples.NO_EQUIPMENT),
    "quality": ("quality", samples.QUALITY),
    "no controls": ("quality", samples.NO_CONTROLS),
    "rules": ("rules", rules_samples.RULES),
    "rules compared": ("rules", rules_samples.COMPARED),
    "rules in use": ("rules", rules_samples.IN_USE),
    "rule cases": ("rules", rules_samples.CASES_FAILED),
    "no rule found": ("rules", rules_samples.NOTHING_FOUND),
    "rule decisions": ("rules", rules_samples.DECISIONS),
}
each_view = pytest.mark.parametrize("name", VIEWS)
each_scale = pytest.mark.parametrize("scale", [1.0, 1.5])


@each_view
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_clipped_and_the_window_keeps_its_size(
    qtbot: QtBot, name: str, scale: float
) -> None:
    opened = open_page(qtbot, *VIEWS[name], scale=scale)
    assert opened.window.size() == QSize(1366, 768)
    assert clipped_words(opened.page, opened.theme) == []
    table: RowTable = opened.page.table
    if table.isVisible():
        # At 200 % the longest names may be cut short; a screen reader still says them whole.
        assert scale > 1.5 or clipped_cells(table, opened.theme) == []
        widths = [table.columnWidth(c) for c in range(table.model().columnCount())]
        assert sum(widths) == table.viewport().width()


@each_scale
@pytest.mark.parametrize("name", ["inbox", "control", "no form", "refused"])
def test_a_detail_at_large_text_fits_its_own_page(qtbot: QtBot, name: str, scale: float) -> None:
    opened = open_page(qtbot, *VIEWS[name], scale=scale)
    opened.page.arrangement.open_detail()
    qtbot.wait(20)
    assert opened.page.detail.isVisible()
    assert clipped_words(opened.page, opened.theme) == []
    for area in opened.page.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
        assert area.verticalScrollBar().maximum() == 0


@each_view
@each_scale
def test_every_control_has_a_name_and_is_a_full_target(
    qtbot: QtBot, name: str, scale: float
) -> None:
    opened = open_page(qtbot, *VIEWS[name], scale=scale)
    if hasattr(opened.page, "arrangement"):
        opened.page.arrangement.open_detail()
    for widget in controls(opened.page):
        assert accessible_name(widget), widget
        assert widget.height() >= 44, accessible_name(widget)
        assert widget.width() >= 44, accessible_name(widget)
    table: RowTable = opened.page.table
    assert table.verticalHeader().defaultSectionSize() >= 44


@each_view
@each_scale
def test_tab_visits_what_is_there_from_top_left_to_bottom_right(
    qtbot: QtBot, name: str, scale: float
) -> None:
    opened = open_page(qtbot, *VIEWS[name], scale=scale)
    chain = [widget for widget in tab_chain(opened.window) if opened.page.isAncestorOf(widget)]
    assert chain
    assert all(accessible_name(widget) for widget in chain)
    buttons = [w for w in opened.page.findChildren(QAbstractButton) if w.isVisible()]
    for button in buttons:
        assert button in chain or not button.isEnabled()
    lefts = [widget.mapTo(opened.window, widget.rect().topLeft()).x() for widget in chain]
    tops = [widget.mapTo(opened.window, widget.rect().topLeft()).y() for widget in chain]
    assert lefts[0] == min(lefts) or tops[0] < min(tops[1:])


def test_the_choices_follow_the_list_in_tab_order(qtbot: QtBot) -> None:
    opened = open_page(qtbot, "inbox", samples.INBOX)
    opened.model.choose_use_reason("r-11", "urgent")
    opened.page.detail.use.reasons.choose("urgent")
    chain = [w for w in tab_chain(opened.window) if opened.page.isAncestorOf(w)]
    detail = opened.page.detail
    wanted = [
        opened.page.table,
        detail.retake.button,
        detail.use.reasons,
        detail.use.button,
        detail.discard.reasons,
    ]
    assert [widget for widget in chain if widget in wanted] == wanted


@each_scale
def test_the_record_of_a_reading_is_whole_and_esc_closes_it(qtbot: QtBot, scale: float) -> None:
    theme = Theme().at_scale(scale)
    dialog = ReadingRecordDialog(samples.RECORD, theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert clipped_words(dialog, theme) == []
    assert dialog.height() <= 768
    assert dialog.area.horizontalScrollBar().maximum() == 0
    assert all(accessible_name(widget) for widget in tab_chain(dialog))
    assert dialog.close_button.height() >= 44
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_words_can_be_read_on_a_chosen_row_and_on_the_panel() -> None:
    colour = Colours()
    inks = ("text", "muted", "muted_strong", "blue_text", "green_text", "red_text", "amber_text")
    for ink in inks:
        for ground in ("blue_tint", "panel"):
            ratio = contrast_ratio(getattr(colour, ink), getattr(colour, ground))
            assert ratio >= TEXT_MINIMUM, (ink, ground, ratio)


@pytest.mark.parametrize(
    ("kind", "view"),
    [
        ("worklist", samples.WORKLIST),
        ("inbox", samples.INBOX),
        ("equipment", samples.EQUIPMENT),
        ("quality", samples.QUALITY),
    ],
)
def test_every_page_tells_its_keys_and_none_is_a_plain_letter(
    qtbot: QtBot, kind: str, view: object
) -> None:
    hints: tuple[KeyHint, ...] = open_page(qtbot, kind, view).model.hints
    assert 3 <= len(hints) <= 5
    assert all(hint.keys.startswith(PLAIN_KEYS) and hint.text for hint in hints)
