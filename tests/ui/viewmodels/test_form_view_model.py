from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
from tests.support.ui_samples import FOOTER, FORM, NEW_READING

LONG_MS = 10_000_000


@pytest.fixture
def model(qapp: QObject) -> FormViewModel:
    return FormViewModel(tick_ms=LONG_MS)


def seconds(count: int, reading_id: str = "r-3") -> object:
    reading = replace(NEW_READING, reading_id=reading_id, seconds_left=count)
    return replace(FORM, new_reading=reading)


def close(model: FormViewModel) -> None:
    model.show(replace(FORM, new_reading=None))


def test_each_intent_is_reported_with_what_it_is_about(qtbot: QtBot, model: FormViewModel) -> None:
    model.show(FORM)
    with qtbot.waitSignal(model.action_toggled) as toggled:
        model.toggle_action("glucose", "metformin")
    with qtbot.waitSignal(model.undo_requested) as undone:
        model.undo()
    with qtbot.waitSignal(model.wrong_patient_requested) as wrong:
        model.wrong_patient()
    with qtbot.waitSignal(model.entry_submitted) as entered:
        model.submit_entry("lifestyle", {"units": " 3,5 "})
    with qtbot.waitSignal(model.declined_requested) as declined:
        model.decline("lifestyle", {"absence": "unable"})
    assert toggled.args == ["glucose", "metformin"]
    assert undone.args == ["r-3"]
    assert wrong.args == ["r-3"]
    assert entered.args == ["lifestyle", {"units": " 3,5 "}]
    assert declined.args == ["lifestyle", {"absence": "unable"}]
    close(model)


def test_a_slot_without_arguments_hears_an_undo_too(model: FormViewModel) -> None:
    heard: list[str] = []
    model.undo_requested.connect(lambda: heard.append("undo"))
    model.show(FORM)
    model.undo()
    close(model)
    assert heard == ["undo"]


def test_the_countdown_counts_the_seconds_it_was_given_and_then_ends(qtbot: QtBot) -> None:
    model = FormViewModel(tick_ms=1)
    counted: list[int] = []
    model.countdown_changed.connect(counted.append)
    with qtbot.waitSignal(model.undo_ended):
        model.show(seconds(3))
    assert counted == [2, 1, 0]
    assert model.seconds_left == 0


def test_showing_the_same_reading_again_never_makes_its_countdown_longer(
    model: FormViewModel,
) -> None:
    model.show(seconds(3))
    model.show(seconds(8))
    assert model.seconds_left == 3
    model.show(seconds(8, "r-9"))
    assert model.seconds_left == 8
    close(model)
    assert model.seconds_left == 0


def test_after_the_last_second_nothing_can_be_undone(qtbot: QtBot, model: FormViewModel) -> None:
    model.show(seconds(0))
    with qtbot.assertNotEmitted(model.undo_requested):
        model.undo()
    with qtbot.assertNotEmitted(model.wrong_patient_requested):
        model.wrong_patient()


def test_sign_off_waits_for_what_is_left_and_for_a_pending_undo(
    qtbot: QtBot, model: FormViewModel
) -> None:
    ready = replace(FORM, footer=replace(FOOTER, can_sign=True, things=(), why_not=""))
    for view in (FORM, ready):
        model.show(view)
        with qtbot.assertNotEmitted(model.sign_off_requested):
            model.sign_off()
    model.show(replace(ready, new_reading=None))
    with qtbot.waitSignal(model.sign_off_requested):
        model.sign_off()


def test_a_reading_is_announced_once(model: FormViewModel) -> None:
    arrived: list[object] = []
    model.reading_arrived.connect(arrived.append)
    model.show(FORM)
    model.show(replace(FORM, footer=replace(FOOTER, left="1 thing left")))
    close(model)
    assert arrived == [NEW_READING]
