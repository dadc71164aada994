"""A visit as a nurse makes it: with the keyboard alone, on the real window, from real devices."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from clinicapp.domain.errors import Refused
from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingStatus
from clinicapp.services.clinic import screening
from clinicapp.services.clinic.filing import use_held
from tests.support.journey import ANSWERS, CTRL, Nurse, admit


def test_a_form_is_filled_and_signed_with_the_keyboard_alone(quick_nurse: Nurse) -> None:
    nurse, room = quick_nurse, quick_nurse.stage.room
    person = admit(nurse.stage, "Keyboardonly")
    nurse.open(person)
    assert nurse.focused_card() == "smoking"  # the first thing that is missing

    for card in ("smoking", "lifestyle", "blood_pressure", "lipids"):
        nurse.answer(card, ANSWERS[card])
        # The focus comes back to where the dialog was opened.
        nurse.wait(lambda card=card: nurse.focused_card() == card, "the focus to come back")  # type: ignore[misc]
    nurse.answer("weight", {"height_cm": "168", "waist_cm": "78"})
    nurse.lands(lambda: room.weigh(Decimal("62.5")), "the weight")
    nurse.lands(lambda: room.run_hba1c("5.4", "36"), "the HbA1c")
    assert "62.5" in nurse.reads("weight")
    assert "36" in nurse.reads("glucose")

    nurse.wait(lambda: nurse.clinic.form_model.seconds_left == 0, "the end of the undo time")
    assert nurse.snapshot.left == ()
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the signature")
    signed = nurse.contents.signed
    assert signed is not None
    assert signed.actor_name == "Rosa Tester"


def test_a_signed_form_is_frozen_and_takes_no_reading_any_more(quick_nurse: Nurse) -> None:
    nurse, room = quick_nurse, quick_nurse.stage.room
    nurse.open(admit(nurse.stage, "Frozen"))
    for card, answers in ANSWERS.items():
        nurse.answer(card, answers)
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the signature")
    signed = nurse.snapshot

    assert nurse.stage.backstage.arming is None
    for key in ANSWERS:
        view = nurse.card(key).view
        assert view is not None
        assert view.entry is None
    late = nurse.measure(lambda: room.weigh(Decimal("99.9")), "a weight after the signature")
    assert late.placed.fact is None
    assert late.placed.gate is not None
    assert late.placed.gate.codes[0] == "NOBODY_ARMED"
    assert nurse.status(late.placed.reading.id) is ReadingStatus.HELD
    # Nor from behind the window.
    refused = nurse.stage.backstage.ask(
        nurse.stage.ward.nurse, screening.answer, signed.form.id, {"waist_cm": "80"}
    ).exception(timeout=30)
    assert isinstance(refused, Refused)
    assert "signed" in str(refused)
    assert nurse.contents == signed.contents


def test_undo_takes_a_reading_back_and_keeps_it(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Undone"))
    landed = nurse.lands(lambda: nurse.stage.room.weigh(Decimal("71.3")), "the weight")
    reading = landed.placed.reading.id
    assert "71.3" in nurse.reads("weight")
    assert nurse.status(reading) is ReadingStatus.FILED
    assert 0 < nurse.clinic.form_model.seconds_left <= 8

    nurse.press(Qt.Key.Key_Z, CTRL)
    nurse.wait(lambda: not nurse.contents.repeats.get("weight"), "the weight to be taken back")

    assert "71.3" not in nurse.reads("weight")
    assert nurse.status(reading) is ReadingStatus.HELD
    stored = nurse.stage.database.run(lambda work: work.readings.get(reading), write=False)
    assert stored is not None
    assert stored.observation.raw.startswith(b"ST,+")
    nurse.wait(lambda: nurse.clinic.areas.inbox.count >= 1, "the inbox to count it")


def test_wrong_patient_takes_a_reading_back_and_says_why(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Wrongone"))
    landed = nurse.lands(lambda: nurse.stage.room.run_hba1c("6.0", "42"), "the HbA1c")
    panel = nurse.clinic.form_page.arrangement.reading
    undo, wrong = panel.controls()
    nurse.tab_to(wrong)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: not nurse.contents.repeats.get("hba1c"), "the HbA1c to be taken back")

    reading = landed.placed.reading.id
    events = nurse.stage.database.run(lambda work: work.readings.events(reading), write=False)
    assert events[-1].reason == "wrong patient"
    assert nurse.status(reading) is ReadingStatus.HELD
    assert not undo.isVisible()


def test_sign_off_waits_while_a_reading_can_still_be_taken_back(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Pending"))
    for card, answers in ANSWERS.items():
        nurse.answer(card, answers)
    assert nurse.snapshot.left == ()
    nurse.lands(lambda: nurse.stage.room.weigh(Decimal("62.6")), "a second weight")
    assert nurse.clinic.form_model.seconds_left > 0

    nurse.press(Qt.Key.Key_F9)
    sign = nurse.clinic.form_page.arrangement.footer._sign
    assert not sign.isEnabled()
    assert "Sign off waits until the time to undo is over" in sign.accessibleDescription()
    nurse.press(Qt.Key.Key_Z, CTRL)
    nurse.wait(lambda: len(nurse.contents.repeats["weight"]) == 1, "the weight to be taken back")
    assert nurse.contents.signed is None
    nurse.press(Qt.Key.Key_F9)
    nurse.wait(lambda: nurse.contents.signed is not None, "the signature")


def test_after_closing_the_person_a_reading_waits_and_is_on_no_form(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Closed")
    form = nurse.open(person).form.id
    nurse.close_person()
    assert nurse.stage.backstage.arming is None

    late = nurse.measure(lambda: nurse.stage.room.weigh(Decimal("88.8")), "a weight for nobody")

    assert late.placed.fact is None
    assert late.placed.gate is not None
    assert (late.placed.gate.decision, late.placed.gate.codes) == (
        Decision.HOLD,
        ("NOBODY_ARMED", "DUE_SOON"),
    )
    facts = nurse.stage.database.run(lambda work: work.forms.facts(form), write=False)
    assert all(fact.reading_id is None for fact in facts)
    nurse.open(person)
    assert "88.8" not in nurse.reads("weight")


def test_a_control_result_reaches_nobody(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Control"))
    room = nurse.stage.room
    control = nurse.measure(lambda: room.run_hba1c("9.9", "85", control=True), "the control")
    assert control.placed.gate is not None
    assert control.placed.gate.decision is Decision.BLOCK
    assert control.placed.fact is None
    assert nurse.status(control.placed.reading.id) is ReadingStatus.BLOCKED
    # Not even when somebody asks for it.
    said: list[str] = []
    form = nurse.snapshot.form.id
    nurse.clinic.questions.ask_form(
        lambda _form: said.append("done"),
        lambda refusal: said.append(str(refusal)),
        form,
        use_held,
        control.placed.reading.id,
        form,
        "Please",
    )
    nurse.wait(lambda: said, "the refusal")
    assert "quality control" in said[0]
    assert "85" not in nurse.reads("glucose")
    assert nurse.contents.repeats.get("hba1c", ()) == ()


def test_what_is_refused_stays_in_the_dialog_with_its_sentence(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Mistyped"))
    nurse.open_entry("weight")
    nurse.fill({"height_cm": "1,68 m", "weight_kg": "0", "waist_cm": "82"})
    nurse.press(Qt.Key.Key_Return)
    fields = nurse.dialog.fields
    nurse.wait(lambda: fields["height_cm"]._error.isVisible(), "the sentence")

    assert "number" in fields["height_cm"]._error.text()
    assert fields["weight_kg"]._error.isVisible()
    assert not fields["waist_cm"]._error.isVisible()
    assert [fields[key].answer() for key in ("height_cm", "weight_kg", "waist_cm")] == [
        "1,68 m",
        "0",
        "82",
    ]
    assert fields["height_cm"].editor.hasFocus()  # the first that is wrong
    assert not nurse.contents.answers.get("waist")  # nothing of it was recorded

    nurse.fill({"height_cm": "168", "weight_kg": "62.5"})
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    assert nurse.contents.answers["waist"].values["waist_cm"] == "82"


def test_an_unusual_value_is_taken_when_it_is_saved_a_second_time(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Unusual"))
    nurse.open_entry("weight")
    nurse.fill({"height_cm": "228", "weight_kg": "80"})
    nurse.press(Qt.Key.Key_Return)
    field = nurse.dialog.fields["height_cm"]
    nurse.wait(lambda: field._error.isVisible(), "the question")
    assert "Save again" in field._error.text()
    nurse.press(Qt.Key.Key_Return)
    nurse.wait_for_dialog_to_close()
    assert nurse.contents.answers["height"].values["height_cm"] == "228"


def test_escape_leaves_the_dialog_and_records_nothing(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Escaped"))
    nurse.open_entry("smoking")
    nurse.fill(ANSWERS["smoking"])
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait_for_dialog_to_close()
    nurse.wait(lambda: nurse.focused_card() == "smoking", "the focus to come back")
    assert nurse.contents.answers == {}


def test_a_reading_that_lands_never_takes_the_focus(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Typing"))
    nurse.open_entry("lipids")
    nurse.fill({"total_cholesterol_mmol_l": "4"})
    typing_in = QApplication.focusWidget()
    nurse.lands(lambda: nurse.stage.room.weigh(Decimal("64.2")), "the weight")
    assert QApplication.focusWidget() is typing_in
    nurse.type(".8")
    assert nurse.dialog.fields["total_cholesterol_mmol_l"].answer() == "4.8"
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait_for_dialog_to_close()
    assert "64.2" in nurse.reads("weight")


def test_the_form_works_at_150_per_cent(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Largetext")
    nurse.open(person)
    while nurse.clinic.window.text_scale < 1.5:
        nurse.press(Qt.Key.Key_Equal, CTRL)
    assert nurse.clinic.window.text_scale == 1.5
    assert nurse.clinic.window.compact
    nurse.answer("smoking", ANSWERS["smoking"])
    landed = nurse.lands(lambda: nurse.stage.room.weigh(Decimal("65.4")), "the weight")
    assert nurse.clinic.form_page.arrangement.reading.isVisible()
    nurse.press(Qt.Key.Key_Z, CTRL)
    nurse.wait(lambda: not nurse.contents.repeats.get("weight"), "the weight to be taken back")
    assert nurse.status(landed.placed.reading.id) is ReadingStatus.HELD
    nurse.press(Qt.Key.Key_0, CTRL)
    assert not nurse.clinic.window.compact
    assert nurse.snapshot.contents.answers["smoking"].values["smoking"] == "never"


def test_an_answer_that_comes_after_the_person_was_closed_opens_nobody(nurse: Nurse) -> None:
    form = nurse.open(admit(nurse.stage, "Hurried")).form.id
    nurse.clinic.form_model.submit_entry("weight", {"waist_cm": "80"})
    nurse.close_person()
    facts = nurse.stage.database.run(lambda work: work.forms.facts(form), write=False)
    assert [fact.item for fact in facts] == ["waist"]  # it was recorded
    nurse.qtbot.wait(50)
    assert nurse.clinic.clinic.snapshot is None


def test_a_person_who_was_closed_before_the_form_came_stays_closed(nurse: Nurse) -> None:
    person = admit(nurse.stage, "Misclicked")
    nurse.clinic.open_person(person)
    nurse.clinic.clinic.close_person()
    nurse.stage.database.run(lambda work: work.people.get(person), write=False)
    nurse.qtbot.wait(50)
    assert nurse.clinic.clinic.snapshot is None
    assert nurse.stage.backstage.arming is None


def test_an_unusual_value_confirmed_for_one_person_is_asked_again_for_the_next(
    nurse: Nurse,
) -> None:
    for name in ("Firsttall", "Secondtall"):
        nurse.open(admit(nurse.stage, name))
        nurse.open_entry("weight")
        nurse.fill({"height_cm": "228"})
        nurse.press(Qt.Key.Key_Return)
        field = nurse.dialog.fields["height_cm"]
        nurse.wait(lambda field=field: field._error.isVisible(), "the question")  # type: ignore[misc]
        nurse.press(Qt.Key.Key_Escape)
        nurse.wait_for_dialog_to_close()
        assert "height" not in nurse.contents.answers
        nurse.close_person()


def test_ctrl_f_on_the_form_goes_to_the_search_box(nurse: Nurse) -> None:
    nurse.open(admit(nurse.stage, "Lookedup"))
    nurse.press(Qt.Key.Key_F, CTRL)
    nurse.wait(lambda: nurse.clinic.clinic.snapshot is None, "the person to be closed")
    nurse.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "the search box")
