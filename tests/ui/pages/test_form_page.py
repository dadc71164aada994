from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QScrollArea
from pytestqt.qtbot import QtBot

from clinicapp.ui.pages.clinic.form_arrangement import CompactArrangement
from clinicapp.ui.viewmodels.card_view import ActionView
from clinicapp.ui.viewmodels.clinic.form_view import FormView
from clinicapp.ui.widgets.buttons import ActionButton, ActionToggle
from clinicapp.ui.widgets.domain_card import DomainCard
from clinicapp.ui.widgets.source_chip import SourceChip
from clinicapp.ui.widgets.spans import SpanLabel
from tests.support.ui_samples import BLOOD_PRESSURE, FOOTER, FORM, GLUCOSE, HEADER
from tests.support.ui_window import accessible_name, controls, open_form, tab_chain

SCALES = [1.0, 1.25, 1.5, 2.0]
NO_SCROLL_SCALES = [1.0, 1.25, 1.5]
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def named(root: object, words: str) -> QAbstractButton:
    found = [b for b in controls(root) if isinstance(b, QAbstractButton) and words in b.text()]  # type: ignore[arg-type]
    assert len(found) == 1, [b.text() for b in found]
    return found[0]


@pytest.mark.parametrize("scale", SCALES)
def test_every_control_has_a_name_and_a_target_of_44(qtbot: QtBot, scale: float) -> None:
    form = open_form(qtbot, scale=scale)
    found = controls(form.window)
    assert len(found) > 12
    for widget in found:
        assert accessible_name(widget).strip(), widget
        assert widget.height() >= 44, accessible_name(widget)
        assert widget.width() >= 44, accessible_name(widget)


@pytest.mark.parametrize("scale", SCALES)
def test_tab_reaches_every_control_that_is_not_disabled(qtbot: QtBot, scale: float) -> None:
    form = open_form(qtbot, scale=scale)
    chain = tab_chain(form.window)
    usable = [w for w in controls(form.window) if w.isEnabled()]
    missing = [accessible_name(w) for w in usable if w not in chain]
    assert missing == []


def test_tab_goes_banner_then_cards_then_new_reading_then_footer(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    arrangement = form.page.arrangement
    order = [w for w in arrangement.focus_order() if w.isVisible() and w.isEnabled()]
    inside = [w for w in tab_chain(form.window) if arrangement.isAncestorOf(w)]
    start = inside.index(order[0])
    assert inside[start:] + inside[:start] == order


@pytest.mark.parametrize("scale", NO_SCROLL_SCALES)
def test_nothing_is_clipped_and_nothing_scrolls(qtbot: QtBot, scale: float) -> None:
    form = open_form(qtbot, scale=scale)
    form.window.show_header(replace(HEADER, notice="Demonstration: nobody here is real."))
    qtbot.wait(20)
    assert clipped(form.window) == []
    for area in form.window.findChildren(QScrollArea):
        if area.isVisible() and area.objectName() != "railArea":
            assert area.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("card", [card.key for card in FORM.cards])
def test_no_open_card_is_clipped_at_150_per_cent(qtbot: QtBot, card: str) -> None:
    form = open_form(qtbot, scale=1.5)
    form.page.focus_card(card)
    qtbot.wait(20)
    assert clipped(form.window) == []


def clipped(root: object) -> list[str]:
    """The texts that have less room than they want, and buttons that lie on each other."""
    found = []
    for label in root.findChildren(QLabel):  # type: ignore[attr-defined]
        if not label.isVisible():
            continue
        if isinstance(label, SpanLabel):
            wanted = label.sizeHint()
            small = label.width() < wanted.width() or label.height() < wanted.height()
        else:
            small = label.height() < label.heightForWidth(label.width())
        if small:
            found.append(label.text())
    for button in root.findChildren(QAbstractButton):  # type: ignore[attr-defined]
        wanted = button.sizeHint()
        small = button.width() < wanted.width() or button.height() < wanted.height()
        if button.isVisible() and small:
            found.append(button.text())
    return found


def test_toggles_do_not_lie_on_each_other(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    toggles = [t for t in form.window.findChildren(ActionToggle) if t.isVisible()]
    assert len(toggles) == 8
    for first in toggles:
        for second in toggles:
            if first is not second and first.parent() is second.parent():
                assert not first.geometry().intersects(second.geometry())


def test_opening_a_patient_puts_the_focus_on_the_first_missing_thing(qtbot: QtBot) -> None:
    open_form(qtbot)
    focused = QApplication.focusWidget()
    assert isinstance(focused, ActionButton)
    assert focused.text() == "Answer 3 alcohol questions"


def test_f8_goes_round_what_is_left(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    cards = form.page.arrangement.cards
    for key in ("glucose", "lifestyle", "glucose"):
        qtbot.keyClick(form.window, Qt.Key.Key_F8)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert cards[key].isAncestorOf(focused)


def test_alt_and_a_figure_go_to_that_card(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    qtbot.keyClick(form.window, Qt.Key.Key_4, ALT)
    focused = QApplication.focusWidget()
    assert isinstance(focused, ActionToggle)
    assert focused.code == "repeat"


def test_a_new_reading_never_takes_the_focus(qtbot: QtBot) -> None:
    form = open_form(qtbot, replace(FORM, new_reading=None))
    before = QApplication.focusWidget()
    form.model.show(FORM)
    assert QApplication.focusWidget() is before
    assert form.page.arrangement.reading.isVisible()


def test_a_toggle_asks_and_changes_only_when_the_choice_is_stored(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    toggle = named(form.page.arrangement.cards["glucose"], "Consider metformin")
    with qtbot.waitSignal(form.model.action_toggled) as asked:
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert asked.args == ["glucose", "metformin"]
    assert not toggle.isChecked()
    assert GLUCOSE.actions is not None
    chosen = tuple(
        ActionView(a.code, a.label, chosen=a.code == "metformin") for a in GLUCOSE.actions.actions
    )
    stored = replace(GLUCOSE, actions=replace(GLUCOSE.actions, actions=chosen))
    form.model.show(with_card(stored))
    assert toggle.isChecked()
    assert accessible_name(toggle) == "Consider metformin, chosen"


def with_card(card: object, view: FormView = FORM) -> FormView:
    cards = tuple(card if old.key == card.key else old for old in view.cards)  # type: ignore[attr-defined]
    return replace(view, cards=cards)  # type: ignore[arg-type]


def test_only_a_card_that_differs_is_touched(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    form = open_form(qtbot)
    touched: list[str] = []
    show = DomainCard.show_card

    def spy(self: DomainCard, view: object) -> bool:
        changed = show(self, view)  # type: ignore[arg-type]
        if changed:
            touched.append(view.key)  # type: ignore[attr-defined]
        return changed

    monkeypatch.setattr(DomainCard, "show_card", spy)
    form.model.show(with_card(replace(BLOOD_PRESSURE, value="138/88")))
    assert touched == ["blood_pressure"]


def test_buttons_report_what_is_asked(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    model, window = form.model, form.window
    for words, signal in (
        ("Undo (8 s)", model.undo_requested),
        ("Wrong patient", model.wrong_patient_requested),
        ("Close patient", model.close_patient_requested),
        ("A&D UA-651", model.source_opened),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(named(window, words), Qt.MouseButton.LeftButton)
    for key, modifier, signal in (
        (Qt.Key.Key_Z, CTRL, model.undo_requested),
        (Qt.Key.Key_W, CTRL, model.close_patient_requested),
        (Qt.Key.Key_P, CTRL, model.document_requested),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, window.lock_requested),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, window.help_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(window, key, modifier)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_documents_menu_is_opened_and_used_with_the_keyboard(
    qtbot: QtBot, scale: float
) -> None:
    form = open_form(qtbot, scale=scale)
    qtbot.keyClick(form.window, Qt.Key.Key_D, CTRL)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text().partition("\t")[0] for action in menu.actions()] == [
        "Summary for the person",
        "GP letter",
        "Whole form",
        "Label",
        "Copy as text",
    ]
    assert all(
        menu.actionGeometry(action).height() >= form.page.arrangement.theme.size.target
        for action in menu.actions()
    )
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    with qtbot.waitSignal(form.model.document_requested) as asked:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert asked.args == ["gp_letter"]


def test_ctrl_p_asks_for_the_summary(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    with qtbot.waitSignal(form.model.document_requested) as asked:
        qtbot.keyClick(form.window, Qt.Key.Key_P, CTRL)
    assert asked.args == ["summary"]


def test_a_source_chip_reports_its_reading(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    chip = form.page.arrangement.cards["glucose"].findChild(SourceChip)
    assert chip is not None
    with qtbot.waitSignal(form.model.source_opened) as opened:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert opened.args == ["r-5"]


def test_sign_off_says_why_it_waits(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    sign = named(form.window, "Sign off")
    assert not sign.isEnabled()
    assert sign.accessibleDescription() == FOOTER.why_not
    ready = replace(FORM, footer=replace(FOOTER, can_sign=True, things=(), why_not=""))
    form.model.show(ready)
    assert "undo" in sign.accessibleDescription()
    form.model.show(replace(ready, new_reading=None))
    assert sign.isEnabled()
    with qtbot.waitSignal(form.model.sign_off_requested):
        qtbot.keyClick(form.window, Qt.Key.Key_F9)


def test_each_thing_left_is_a_button_that_goes_to_its_card(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    qtbot.mouseClick(named(form.window, "Choose a glucose action"), Qt.MouseButton.LeftButton)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert form.page.arrangement.cards["glucose"].isAncestorOf(focused)


def test_ctrl_plus_folds_the_page_and_ctrl_nought_unfolds_it(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    qtbot.keyClick(form.window, Qt.Key.Key_Plus, CTRL)
    assert form.window.text_scale == 1.25
    assert isinstance(form.page.arrangement, CompactArrangement)
    assert form.page.arrangement.open_key == "lifestyle"
    qtbot.keyClick(form.window, Qt.Key.Key_0, CTRL)
    assert form.window.text_scale == 1.0
    assert not isinstance(form.page.arrangement, CompactArrangement)


def test_a_small_window_folds_the_page_too(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    form.window.resize(1200, 700)
    assert form.window.compact
    form.window.resize(1366, 768)
    assert not form.window.compact


def test_folded_devices_open_and_close_with_f7(qtbot: QtBot) -> None:
    form = open_form(qtbot, scale=1.5)
    assert not form.page.arrangement.rail.isVisible()
    qtbot.keyClick(form.window, Qt.Key.Key_F7)
    assert form.page.arrangement.rail.isVisible()
    qtbot.keyClick(form.window, Qt.Key.Key_F7)
    assert not form.page.arrangement.rail.isVisible()


def test_a_trouble_is_one_sentence_that_can_be_put_away(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    form.window.show_trouble("The disk is full. Free some space and save again.")
    with qtbot.waitSignal(form.window.trouble_dismissed):
        qtbot.mouseClick(named(form.window, "Put away"), Qt.MouseButton.LeftButton)
    assert not [b for b in controls(form.window) if "Put away" in accessible_name(b)]


def test_colour_is_never_the_only_sign(qtbot: QtBot) -> None:
    form = open_form(qtbot)
    for view in FORM.cards:
        spoken = accessible_name(form.page.arrangement.cards[view.key])
        assert all(chip.text in spoken for chip in view.chips)
