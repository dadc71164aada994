"""The sections of the Equipment area, and the tools of a record."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from clinicapp.ui.equipment.registry import RECORD_TOOLS, SECTIONS
from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.equipment.record_tools import parted
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.equipment_view import ToolView
from clinicapp.ui.widgets.lazy_page import LazyPage
from clinicapp.ui.widgets.page import Page
from clinicapp.ui.widgets.section_strip import SectionedPage
from clinicapp.ui.widgets.shell_header import AreaTab
from tests.support import page_samples as samples
from tests.support.page_window import clipped_words, open_page
from tests.support.ui_samples import HEADER, STATUS
from tests.support.ui_window import accessible_name

TABS = (
    AreaTab("devices", "Devices", "package"),
    AreaTab("standards", "Standards and look-backs", "scale"),
    AreaTab("stock", "Stock and lots", "archive"),
    AreaTab("competency", "Competency", "badge-check"),
    AreaTab("notices", "Notices and recalls", "shield-alert"),
    AreaTab("rounds", "Rounds", "list-checks"),
)


class Plain(Page):
    def __init__(self, words: str, made: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        made.append(words)
        self.box = QWidget(self)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(QLabel(words, self))

    @override
    def set_theme(self, theme: Theme, *, compact: bool) -> None:
        """Nothing is drawn."""

    @override
    def take_focus(self) -> None:
        self.box.setFocus()


def opened_sections(
    qtbot: QtBot, tabs: tuple[AreaTab, ...] = TABS, scale: float = 1.0
) -> tuple[MainWindow, SectionedPage, list[str]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply_to(application)
    made: list[str] = []
    pages: dict[str, Page] = {
        tab.key: LazyPage(lambda _t, _c, p, key=tab.key: Plain(key, made, p), theme) for tab in tabs
    }
    page = SectionedPage(tabs, pages, theme, compact=False)
    window = MainWindow([Area("equipment", "Equipment", "package", page)], theme)
    qtbot.addWidget(window)
    window.show_header(HEADER)
    window.show_status(STATUS)
    window.set_text_scale(scale)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.wait(20)
    return window, page, made


def test_a_section_is_made_when_it_is_first_opened_and_only_once(qtbot: QtBot) -> None:
    _window, page, made = opened_sections(qtbot)
    assert made == ["devices"]
    opened: list[str] = []
    page.opened.connect(opened.append)
    page.strip.buttons["stock"].click()
    page.strip.buttons["devices"].click()
    page.open_section("stock")
    page.open_section("stock")
    assert made == ["devices", "stock"]
    assert opened == ["stock", "devices", "stock"]
    assert page.strip.buttons["stock"].isChecked()


def test_keys_go_round_the_sections_and_the_focus_goes_along(qtbot: QtBot) -> None:
    window, page, _made = opened_sections(qtbot)
    for key, expected in (
        (Qt.Key.Key_PageDown, "standards"),
        (Qt.Key.Key_PageUp, "devices"),
        (Qt.Key.Key_PageUp, "rounds"),
    ):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert page.open_key == expected
        inner = page.page(expected)
        assert isinstance(inner, LazyPage)
        assert isinstance(inner.page, Plain)
        assert inner.page.box.hasFocus()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_strip_fits_the_window_and_its_targets_are_large_enough(
    qtbot: QtBot, scale: float
) -> None:
    window, page, _made = opened_sections(qtbot, scale=scale)
    theme = Theme().at_scale(scale)
    assert clipped_words(page, theme) == []
    assert window.width() == theme.size.window_width
    strip = page.strip
    targets = list(strip.buttons.values()) or [strip._folded]
    for target in targets:
        assert target is not None
        assert target.height() >= theme.size.target
        assert strip.rect().contains(target.geometry())
        assert accessible_name(target)


def test_a_single_section_has_no_strip(qtbot: QtBot) -> None:
    _window, page, _made = opened_sections(qtbot, TABS[:1])
    assert not page.strip.isVisible()


def test_every_section_and_tool_has_its_own_key_and_an_icon_that_exists() -> None:
    theme = Theme()
    assert len({each.key for each in SECTIONS}) == len(SECTIONS)
    assert len({each.key for each in RECORD_TOOLS}) == len(RECORD_TOOLS)
    used = [tool.keys for tool in RECORD_TOOLS if tool.keys]
    assert len(set(used)) == len(used)
    for icon in [each.icon for each in (*SECTIONS, *RECORD_TOOLS)]:
        assert theme.icons._source(icon)


def tool(key: str, *, in_more: bool = False, keys: str = "") -> ToolView:
    return ToolView(key, key.title(), "flag", keys, in_more=in_more)


@pytest.mark.parametrize(
    ("tools", "front", "behind"),
    [
        ("", "", ""),
        ("abcd", "abcd", ""),
        ("abcde", "abc", "de"),
        ("abX", "ab", "X"),
        ("abcX", "abc", "X"),
        ("abcdX", "abc", "dX"),
        ("X", "", "X"),
    ],
)
def test_there_are_four_buttons_at_most_and_the_rest_is_under_more(
    tools: str, front: str, behind: str
) -> None:
    views = tuple(tool(key, in_more=key == "X") for key in tools)
    buttons, menu = parted(views)
    assert "".join(each.key for each in buttons) == front
    assert "".join(each.key for each in menu) == behind
    assert len(buttons) + bool(menu) <= 4


def test_a_tool_is_pressed_on_the_record_that_is_shown(qtbot: QtBot) -> None:
    record = replace(samples.ASSET_RECORD, tools=(tool("fault"), tool("label", in_more=True)))
    opened = open_page(qtbot, "equipment", replace(samples.EQUIPMENT, record=record))
    pressed: list[str] = []
    opened.model.tool_pressed.connect(pressed.append)
    shown = opened.page.record._tools
    shown.buttons["fault"].click()
    assert pressed == ["fault"]
    assert shown.more is not None
    assert shown.more.isVisible()
    opened.model.show(replace(samples.EQUIPMENT, record=None))
    assert not shown.isVisible()
    opened.model.press_tool("fault")
    assert pressed == ["fault"]
