"""Signing in at the window: by badge, PIN and password, one person after another, and idle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from clinicapp.demo.stage import Stage
from clinicapp.domain.observations import ReadingStatus
from clinicapp.domain.staff import Actor, Permission, Role
from clinicapp.front_door import FrontDoor
from clinicapp.ui.desks.staff.sign_in_desk import SignInDesk
from clinicapp.ui.own_secrets import OwnSecrets
from clinicapp.ui.pages.sign_in.sign_in_cover import SignInCover
from clinicapp.ui.pages.sign_in.sign_in_page import SignInPage
from clinicapp.ui.pages.worklist.worklist_page import WorklistPage
from clinicapp.ui.staff_area import StaffArea
from clinicapp.ui.viewmodels.staff.sign_in_view import Step
from clinicapp.ui.widgets.ask_dialog import AskDialog
from clinicapp.ui.words.plain import moment_text
from tests.support.door import GSRN, PASSWORD, PIN, a_door, employ, user_name
from tests.support.journey import CTRL, Nurse, admit, at_the_window

BADGE = f"8017{GSRN}"


class Clock:
    """The real time, and what a test adds to it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.ahead = timedelta(0)

    def now(self) -> object:
        return self._stage.backstage.now() + self.ahead


@pytest.fixture
def clock(stage: Stage) -> Clock:
    return Clock(stage)


@pytest.fixture
def door(stage: Stage, clock: Clock) -> Iterator[FrontDoor]:
    found = a_door(stage.database, clock.now)  # type: ignore[arg-type]
    yield found
    found.stop()


@pytest.fixture(scope="module")
def staff(stage: Stage) -> dict[str, Actor]:
    """Two nurses with badges, and an administrator."""
    found = a_door(stage.database, stage.backstage.now)
    try:
        return {
            "amy": employ(stage.database, found, "Amy Tester", badge=GSRN, title="Staff nurse"),
            "kofi": employ(stage.database, found, "Kofi Sample", badge="KS-000123"),
            "ida": employ(
                stage.database, found, "Ida Keeper", Role.EQUIPMENT_LEAD, badge="IK-000777"
            ),
        }
    finally:
        found.stop()


@pytest.fixture
def at_door(
    stage: Stage, qtbot: QtBot, door: FrontDoor, staff: dict[str, Actor]
) -> Iterator[Nurse]:
    """The sign-in screen of a station where nobody is signed in yet."""
    with at_the_window(stage, qtbot, door=door, nobody=True) as found:
        yield found


def desk(nurse: Nurse) -> SignInDesk:
    found = nurse.clinic.session.station_lock.desk
    assert found is not None
    return found


def page(nurse: Nurse) -> SignInPage:
    cover = nurse.clinic.session.station_lock.cover
    assert isinstance(cover, SignInCover)
    return cover.page


def is_in(nurse: Nurse, who: Actor) -> None:
    nurse.wait(
        lambda: (
            nurse.clinic.session.actor is not None
            and nurse.clinic.session.actor.id == who.id
            and not nurse.clinic.window.covered
        ),
        f"{who.name} to be signed in",
    )
    if who.may(Permission.VIEW_PEOPLE):
        nurse.wait(lambda: nurse.clinic.worklist_model.view, "the worklist")


def is_locked(nurse: Nurse) -> None:
    nurse.wait(lambda: nurse.clinic.window.covered, "the cover")
    assert not nurse.clinic.window.centralWidget().isVisible()


def full(nurse: Nurse, who: Actor, password: str = PASSWORD) -> None:
    """F2, user name, password, with the keyboard alone."""
    nurse.press(Qt.Key.Key_F2)
    nurse.wait(lambda: desk(nurse).model.view.step is Step.PASSWORD, "the full sign-in")
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.type(user_name(who.name))
    nurse.press(Qt.Key.Key_Return)
    nurse.type(password)
    nurse.press(Qt.Key.Key_Return)


def pin(nurse: Nurse, text: str) -> None:
    nurse.type(text)
    nurse.press(Qt.Key.Key_Return)
    nurse.wait(
        lambda: nurse.clinic.session.station_lock.desk is None or not desk(nurse).model.view.busy,
        "the PIN to be checked",
    )


def choose(nurse: Nurse, who: Actor) -> None:
    """Choose a name among the tiles, by keyboard."""
    nurse.wait(
        lambda: any(each.tile.name == who.name for each in page(nurse).tiles.buttons),
        f"the tile of {who.name}",
    )
    view = desk(nurse).model.view
    if view.chosen is not None and view.chosen.name == who.name and view.step is Step.PIN:
        return
    tile = next(each for each in page(nurse).tiles.buttons if each.tile.name == who.name)
    nurse.tab_to(tile)
    nurse.press(Qt.Key.Key_Space)
    nurse.wait(lambda: desk(nurse).model.view.step is Step.PIN, "the PIN to be asked")


def test_a_badge_signs_in_from_the_sign_in_screen(at_door: Nurse, staff: dict[str, Actor]) -> None:
    is_locked(at_door)
    assert at_door.clinic.worklist_model.view is None, "nothing was read for nobody"
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    view = at_door.clinic.worklist_model.view
    assert view is not None
    at_door.wait(lambda: at_door.clinic.worklist_model.view.rows, "the people")  # type: ignore[union-attr]


def test_an_unknown_badge_says_so_and_lets_nobody_in(at_door: Nurse) -> None:
    at_door.scan("8017506012345678901245")
    at_door.wait(lambda: "Nobody here has this badge" in desk(at_door).model.view.sentence, "why")
    is_locked(at_door)
    assert at_door.clinic.session.actor is None


def test_a_full_sign_in_by_keyboard_then_lock_and_pin(
    at_door: Nurse, staff: dict[str, Actor]
) -> None:
    full(at_door, staff["amy"])
    is_in(at_door, staff["amy"])
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    choose(at_door, staff["amy"])
    pin(at_door, PIN)
    is_in(at_door, staff["amy"])


def test_five_wrong_pins_ask_for_a_full_sign_in(
    at_door: Nurse, staff: dict[str, Actor], clock: Clock
) -> None:
    full(at_door, staff["amy"])
    is_in(at_door, staff["amy"])
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    choose(at_door, staff["amy"])
    for left in (4, 3, 2, 1):
        pin(at_door, "111222")
        at_door.wait(
            lambda left=left: f"{left} tr" in desk(at_door).model.view.sentence,  # type: ignore[misc]
            f"{left} tries",
        )
        clock.ahead += timedelta(minutes=1)
        assert page(at_door)._panels[Step.PIN].boxes.text() == ""  # type: ignore[union-attr]
    pin(at_door, "111222")
    at_door.wait(lambda: desk(at_door).model.view.step is Step.PASSWORD, "the full sign-in")
    assert "for the fifth time" in desk(at_door).model.view.sentence
    is_locked(at_door)
    clock.ahead += timedelta(minutes=2)
    full(at_door, staff["amy"])
    is_in(at_door, staff["amy"])


def test_a_half_typed_entry_survives_another_user(at_door: Nurse, staff: dict[str, Actor]) -> None:
    person = admit(at_door.stage, "Halfentered")
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    at_door.open(person)
    at_door.open_entry("weight")
    at_door.tab_to(at_door.dialog.fields["height_cm"].editor)
    at_door.type("16")
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    assert QApplication.activeModalWidget() is None
    # Another nurse, who comes to the list of people, and not into somebody's panel.
    at_door.come_back()
    at_door.scan("KS-000123")
    is_in(at_door, staff["kofi"])
    assert at_door.clinic.clinic.snapshot is None
    assert at_door.clinic.questions.actor.id == staff["kofi"].id
    at_door.open(person)
    assert at_door.clinic.form_page.dialog is None
    # The first one takes over again, with a badge and no key.
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    at_door.wait(lambda: at_door.clinic.clinic.snapshot is None, "the list of people")
    at_door.clinic.open_person(person)
    at_door.wait(lambda: at_door.clinic.form_page.dialog is not None, "the panel to come back")
    assert at_door.dialog.answers["height_cm"] == "16"
    at_door.dialog.reject()
    at_door.wait_for_dialog_to_close()


def leave_typed(nurse: Nurse, person: UUID, field: str, text: str) -> None:
    """Open the weight panel of somebody, type into one field, and leave without saving."""
    nurse.open(person)
    nurse.open_entry("weight")
    nurse.tab_to(nurse.dialog.fields[field].editor)
    nurse.press(Qt.Key.Key_A, CTRL)
    nurse.type(text)
    nurse.press(Qt.Key.Key_Escape)
    nurse.wait_for_dialog_to_close()


def named(dialog: QWidget, name: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.accessibleName() == name)


def test_two_nurses_typing_on_one_card_is_seen_taken_over_and_discarded(
    at_door: Nurse, staff: dict[str, Actor]
) -> None:
    person = admit(at_door.stage, "Twotyped")
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    leave_typed(at_door, person, "height_cm", "16")
    assert "Typed and not saved yet" in at_door.reads("weight")
    at_door.scan("KS-000123")
    is_in(at_door, staff["kofi"])
    # The second one is told whose it is, and types something else: both are kept.
    at_door.wait(lambda: at_door.clinic.clinic.snapshot is None, "the list of people")
    leave_typed(at_door, person, "weight_kg", "86")
    assert "You and Amy Tester typed something here and have not saved it" in at_door.reads(
        "weight"
    )
    assert {each.actor_name: dict(each.answers) for each in at_door.snapshot.typed} == {
        "Amy Tester": {"height_cm": "16"},
        "Kofi Sample": {"weight_kg": "86"},
    }
    # Taken over, hers joins his.
    panel = at_door.open_entry("weight")
    assert panel.answers["height_cm"] == ""
    at_door.tab_to(named(panel, "Take over what Amy Tester typed"))
    at_door.press(Qt.Key.Key_Space)
    at_door.wait(lambda: panel.answers["height_cm"] == "16", "what she had typed")
    assert panel.answers["weight_kg"] == "86"
    at_door.press(Qt.Key.Key_Escape)
    at_door.wait_for_dialog_to_close()
    # And she, who comes back, sees that it is his now, and discards it.
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    at_door.wait(lambda: at_door.clinic.clinic.snapshot is None, "the list of people")
    at_door.open(person)
    assert "Kofi Sample typed something here and has not saved it" in at_door.reads("weight")
    panel = at_door.open_entry("weight")
    assert panel.answers["weight_kg"] == ""
    at_door.tab_to(named(panel, "Discard what Kofi Sample typed"))
    at_door.press(Qt.Key.Key_Space)
    at_door.wait(lambda: panel.findChildren(AskDialog), "the question")
    asking = panel.findChildren(AskDialog)[0]
    at_door.wait(asking.isActiveWindow, "the question in front")
    at_door.tab_to(asking.go)
    at_door.press(Qt.Key.Key_Space)
    at_door.wait(lambda: not at_door.snapshot.typed, "nothing to be kept")
    panel.activateWindow()
    at_door.wait(panel.isActiveWindow, "the panel in front")
    at_door.press(Qt.Key.Key_Escape)
    at_door.wait_for_dialog_to_close()
    assert "not saved" not in at_door.reads("weight")


def test_the_locked_station_says_when_the_last_backup_was(at_door: Nurse, tmp_path: Path) -> None:
    health = desk(at_door).model.view.health
    assert next(i.value for i in health.items if i.label == "Last backup") == "None noted here"
    made = at_door.stage.backstage.now()
    at_door.stage.database.on_database(
        lambda database: database.backup(tmp_path / "backup.db", at=made)
    ).result(30)
    # Another program makes backups, so the station looks again now and then.
    at_door.clinic.shell._backup_asked = None
    at_door.clinic.shell.refresh()
    expected = moment_text(made, at_door.stage.settings.zone)

    def told() -> str:
        desk(at_door)._tick()
        items = desk(at_door).model.view.health.items
        return next(each.value for each in items if each.label == "Last backup")

    at_door.wait(lambda: told() == expected, "the time of the backup")


def test_a_short_badge_signs_in_at_the_door_and_is_mere_typing_elsewhere(
    at_door: Nurse, staff: dict[str, Actor], door: FrontDoor
) -> None:
    bo = employ(at_door.stage.database, door, "Bo Shortnumber", badge="B-17")
    at_door.clinic.session._learn_badges()
    at_door.wait(lambda: "B-17" in at_door.clinic.session._badges, "the badge to be known")
    at_door.scan("B-17")
    is_in(at_door, bo)
    # Signed in, the same keys go where they were going.
    search = at_door.clinic.window.findChildren(WorklistPage)[0].search
    search.setFocus()
    at_door.scan("B-17")
    at_door.wait(lambda: search.text() == "B-17", "the text in the search box")
    search.clear()
    # A PIN is typed into its boxes and is nobody's badge.
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    at_door.scan("4711")
    assert at_door.clinic.window.covered
    at_door.scan("b-17")
    is_in(at_door, bo)


def test_what_one_read_is_not_there_for_another(at_door: Nurse, staff: dict[str, Actor]) -> None:
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    at_door.wait(lambda: at_door.clinic.worklist_model.view.rows, "the people")  # type: ignore[union-attr]
    at_door.press(Qt.Key.Key_2, CTRL)
    at_door.scan("IK-000777")
    is_in(at_door, staff["ida"])
    # She looks after equipment, and has no area with people in it.
    at_door.wait(lambda: at_door.clinic.window.open_key == "equipment", "her own first area")
    assert at_door.trouble() == ""
    assert at_door.clinic.worklist_model.view.rows == ()  # type: ignore[union-attr]


def test_ending_access_ends_the_session(at_door: Nurse, staff: dict[str, Actor]) -> None:
    at_door.scan("IK-000777")
    is_in(at_door, staff["ida"])

    def set_active(active: bool) -> None:
        from dataclasses import replace

        def change(work: object) -> None:
            member = work.staff.get(staff["ida"].id)  # type: ignore[attr-defined]
            work.staff.save(replace(member, active=active))  # type: ignore[attr-defined]

        at_door.stage.database.run(change)

    set_active(False)
    try:
        at_door.clinic.session._look()
        is_locked(at_door)
        assert at_door.clinic.session.actor is None
        at_door.scan("IK-000777")
        at_door.wait(lambda: "Nobody here" in desk(at_door).model.view.sentence, "the refusal")
    finally:
        set_active(True)


def test_nobody_there_warns_and_locks_and_any_key_stays(
    stage: Stage, qtbot: QtBot, door: FrontDoor, staff: dict[str, Actor]
) -> None:
    with at_the_window(stage, qtbot, door=door, actor=staff["amy"], lock_minutes=3) as nurse:
        watch = nurse.clinic.session._idle
        assert watch is not None
        watch.stop()
        ms = [0]
        watch.now_ms = lambda: ms[0]
        watch.touch()
        ms[0] = 149_000
        watch.look()
        assert watch.notice is None
        ms[0] = 150_000
        watch.look()
        assert watch.notice is not None
        assert watch.notice.isVisible()
        assert "30 s" in watch.notice.accessibleName()
        nurse.press(Qt.Key.Key_Shift)
        assert watch.notice is None
        ms[0] += 179_000
        watch.look()
        assert watch.notice is not None
        assert not nurse.clinic.window.covered
        ms[0] += 1_000
        watch.look()
        is_locked(nurse)
        assert desk(nurse).model.view.locked.startswith("Locked after 3 minutes idle, ")
        nurse.scan(BADGE)
        is_in(nurse, staff["amy"])


def test_an_administrator_adds_a_member_with_a_scanned_badge(
    at_door: Nurse, stage: Stage, door: FrontDoor
) -> None:
    chief = employ(stage.database, door, "Chief Admin", Role.ADMINISTRATOR, badge="CA-009999")
    # A badge alone is not enough to manage staff.
    at_door.scan("CA-009999")
    is_in(at_door, chief)
    assert at_door.clinic.window.open_key == "equipment"
    at_door.clinic.window.open_area("staff")
    at_door.wait(lambda: "press F12, then F2" in at_door.trouble(), "the reason")
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    full(at_door, chief)
    is_in(at_door, chief)
    at_door.clinic.window.open_area("equipment")
    assert "staff" in {each.key for each in at_door.clinic.window._actions}
    at_door.clinic.window.user_action.emit("staff")
    area = at_door.clinic.areas.findChild(StaffArea)
    assert isinstance(area, StaffArea)
    at_door.wait(lambda: area.model.view is not None, "the list")
    area.model.press("add")
    dialog = area.panels.dialog
    assert dialog is not None
    at_door.wait(dialog.isActiveWindow, "the panel")
    at_door.tab_to(dialog.fields["name"].editor)
    at_door.type("Nia New")
    at_door.tab_to(dialog.fields["user_name"].editor)
    at_door.type("nia.new")
    at_door.tab_to(dialog.fields["badge"].editor)
    at_door.scan("(8017)506012345678901245")
    at_door.wait(lambda: dialog.answers["badge"], "the badge in its field")
    at_door.press(Qt.Key.Key_Return)
    at_door.wait(lambda: area.panels.dialog is None, "the member to be added")
    at_door.wait(
        lambda: any("Nia New" in str(row.cells) for row in area.model.view.rows),  # type: ignore[union-attr]
        "the row",
    )
    record = area.model.view.record  # type: ignore[union-attr]
    at_door.wait(lambda: area.model.view.record.title == "Nia New", "the record")  # type: ignore[union-attr]
    assert record is not None
    given: list[str] = []
    area.desk.password_given.connect(lambda _name, word: given.append(word))
    area.model.press("reset")
    at_door.wait(lambda: given, "the one-time password")
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, AskDialog)
    shown.reject()
    at_door.come_back()
    at_door.press(Qt.Key.Key_F12)
    is_locked(at_door)
    nia = Actor(id=chief.id, name="Nia New", roles=frozenset(), station="ASH-01")
    full(at_door, nia, given[0])
    at_door.wait(lambda: desk(at_door).model.view.step is Step.SECRETS, "a new password")
    assert not desk(at_door).model.view.can_wait
    for text in ("a much better password",) * 2 + ("538164",) * 2:
        at_door.type(text)
        at_door.press(Qt.Key.Key_Return)
    at_door.wait(lambda: not at_door.clinic.window.covered, "the window")
    assert at_door.clinic.questions.actor.name == "Nia New"
    assert "staff" not in {each.key for each in at_door.clinic.window._actions}


def test_the_first_user_is_asked_for_a_password_and_can_then_sign_in(
    stage: Stage, qtbot: QtBot, door: FrontDoor
) -> None:
    first = employ(stage.database, door, "First Example", secrets=False)
    needs = ("user_name", "password", "pin")
    with at_the_window(stage, qtbot, door=door, actor=first, needs=needs) as nurse:
        nurse.wait(lambda: isinstance(QApplication.activeModalWidget(), OwnSecrets), "the question")
        asked = QApplication.activeModalWidget()
        assert isinstance(asked, OwnSecrets)
        # The window was activated last, as no desktop would do with a dialog in front of it.
        asked.activateWindow()
        nurse.wait(asked.isActiveWindow, "the dialog")
        asked.panel.take_focus()
        fields = asked.panel.fields
        assert fields is not None
        # A mistake is said beside its field, and nothing is saved.
        for text in ("first", "password1", "password1", "123456", "123456"):
            nurse.type(text)
            nurse.press(Qt.Key.Key_Return)
        nurse.wait(lambda: "most common" in fields._fields["password"]._error.text(), "the error")
        assert "guessed first" in fields._fields["pin"]._error.text()
        for key, text in (("password", PASSWORD), ("pin", PIN)):
            for name in (key, f"{key}_again"):
                nurse.tab_to(fields.lines[name])
                nurse.press(Qt.Key.Key_A, CTRL)
                nurse.type(text)
        nurse.press(Qt.Key.Key_Return)
        nurse.wait(lambda: QApplication.activeModalWidget() is None, "the dialog to close")
        nurse.come_back()
        nurse.press(Qt.Key.Key_F12)
        is_locked(nurse)
        full(nurse, replace(first, name="first"))
        is_in(nurse, first)


def test_a_password_is_changed_only_with_the_present_one(
    at_door: Nurse, staff: dict[str, Actor]
) -> None:
    full(at_door, staff["kofi"])
    is_in(at_door, staff["kofi"])
    at_door.clinic.window.user_action.emit("secrets")
    at_door.wait(lambda: isinstance(QApplication.activeModalWidget(), OwnSecrets), "the dialog")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, OwnSecrets)
    at_door.wait(asked.isActiveWindow, "the dialog")
    fields = asked.panel.fields
    assert fields is not None
    for text in ("not the present one", *("another password",) * 2, *(PIN,) * 2):
        at_door.type(text)
        at_door.press(Qt.Key.Key_Return)
    at_door.wait(lambda: "is wrong" in fields._fields["current"]._error.text(), "the refusal")
    asked.reject()
    at_door.come_back()
    at_door.clinic.window.user_action.emit("sign_out")
    is_locked(at_door)
    assert at_door.clinic.session.actor is None
    full(at_door, staff["kofi"])
    is_in(at_door, staff["kofi"])


def test_a_badge_asks_first_while_a_value_is_pending(
    at_door: Nurse, staff: dict[str, Actor], stage: Stage
) -> None:
    at_door.scan(BADGE)
    is_in(at_door, staff["amy"])
    at_door.wait(lambda: "KS-000123" in at_door.clinic.session._badges, "the badges")
    at_door.open(admit(stage, "Pendingvalue"))
    held = at_door.measure(lambda: stage.room.old_cuff.measure(151, 93, 75), "a held reading")
    at_door.wait(lambda: at_door.clinic.areas.change.waiting, "the reading to wait")
    assert at_door.status(held.placed.reading.id) is ReadingStatus.HELD
    at_door.scan("KS-000123")
    at_door.wait(lambda: at_door.clinic.areas.change.dialog is not None, "the question")
    dialog = at_door.clinic.areas.change.dialog
    assert dialog is not None
    dialog.stay.click()
    at_door.come_back()
    assert at_door.clinic.questions.actor.id == staff["amy"].id
    at_door.scan("KS-000123")
    at_door.wait(lambda: at_door.clinic.areas.change.dialog is not None, "the question again")
    dialog = at_door.clinic.areas.change.dialog
    assert dialog is not None
    dialog.go.click()
    is_in(at_door, staff["kofi"])
    assert at_door.clinic.clinic.snapshot is None
    assert stage.backstage.arming is None
