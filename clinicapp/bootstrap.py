"""The composition root: the only place where the parts meet."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from clinicapp import log, paths
from clinicapp import settings as station_settings
from clinicapp.account import account_name
from clinicapp.backstage import Backstage
from clinicapp.domain.errors import Refused
from clinicapp.services.staff.members import sign_in, station_actor
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.keys import database_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from clinicapp.domain.staff import Actor
    from clinicapp.front_door import FrontDoor
    from clinicapp.settings import Settings
    from clinicapp.station.admissions import AdmissionsLink
    from clinicapp.station.hub import WayIn
    from clinicapp.station_rules import Rulebook
    from clinicapp.ui.clinic_window import ClinicWindow

REFUSED: Final = 1

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time, aware, in UTC: the one clock of the program."""
    return datetime.now(UTC)


def start_log() -> logging.Handler:
    """Write the log from now on; ``log.stop`` ends it.

    Raises:
        Refused: its folder cannot be written to.
    """
    try:
        return log.start(paths.log_folder())
    except OSError as error:
        raise Refused(
            f"The log in {paths.log_folder()} cannot be written: {error.strerror or error}; "
            "free some space, or ask for write access to that folder."
        ) from error


def open_database(settings: Settings) -> DatabaseThread:
    """The station's database on its own thread; made if there is none yet.

    Raises:
        Refused: it cannot be opened; the sentence says why and what to do.
    """
    file = paths.database_file(settings.data_folder)
    key = database_key(file.parent, database_exists=file.exists() and file.stat().st_size > 0)
    return DatabaseThread(
        lambda: Database(
            file, key.key, station=settings.station, audit_head=paths.audit_head_file(file)
        )
    )


def make_backstage(settings: Settings, database: DatabaseThread) -> Backstage:
    """The station's threads and use cases for these settings; not started yet."""

    def ways(on_trouble: Callable[[str], None]) -> list[WayIn]:
        # Called on the devices thread; the drivers are imported only there.
        from clinicapp.station.ways import ways_in

        return ways_in(settings.links, on_trouble)

    def admissions() -> Sequence[AdmissionsLink]:
        from clinicapp.station.admissions import admission_links

        return admission_links(settings.links, settings.ward, settings.zone)

    return Backstage(
        database=database,
        ways=ways,
        admissions=admissions,
        station=station_actor(settings.station),
        rulebook=lambda: read_rulebook(settings),
        zone=settings.zone,
        now=utc_now,
        ward=settings.ward,
    )


def read_rulebook(settings: Settings) -> Rulebook:
    """The pack of the settings, all that ship, and the trust's policy.

    Raises:
        Refused: the pack or the policy cannot be used.
    """
    # The window is painted first: what reads and judges by these is not needed for it.
    from clinicapp import policies, rule_packs
    from clinicapp.station_rules import Rulebook

    return Rulebook(
        pack=rule_packs.load(settings.pack),
        policy=policies.gate_policy(paths.settings_folder() / "gate.toml"),
        packs=rule_packs.ShippedPacks(),
    )


def make_front_door(settings: Settings, database: DatabaseThread) -> FrontDoor:
    """Where people sign in at this station; ``stop`` it before the database."""
    from clinicapp.front_door import FrontDoor
    from clinicapp.secret_keeper import SecretKeeper, pepper_of

    folder = paths.database_file(settings.data_folder).parent

    def pepper() -> bytes:
        return pepper_of(database_key(folder, database_exists=True).key)

    return FrontDoor(database, settings.station, SecretKeeper(pepper), utc_now, account_name())


def open_window() -> int:
    """Open the app on the station's database; the exit status when it is closed."""
    # Qt is imported only by a program that shows a window.
    from clinicapp.ui.application import has_display, make_application

    if not has_display():
        sys.stderr.write(
            "There is no screen to open a window on; run clinicapp --help for the commands.\n"
        )
        return REFUSED
    application = make_application(offscreen=False)
    try:
        handler = start_log()
    except Refused as refusal:
        return _refuse(str(refusal))
    try:
        return _live(application)
    except Refused as refusal:
        return _refuse(str(refusal))
    except Exception:  # noqa: BLE001 - whatever it is
        # A bug of ours. Whoever stands there hears a sentence; the log tells us where it was.
        _log.exception("the program could not start")
        return _refuse(
            "clinicapp could not start because of a fault of its own; start it again, and if that "
            f"does not help give the log in {paths.log_folder()} to your administrator."
        )
    finally:
        log.stop(handler)


def _refuse(sentence: str) -> int:
    from clinicapp.ui.trouble_box import show_refusal

    sys.stderr.write(f"{sentence}\n")
    show_refusal(sentence)
    return REFUSED


def _live(application: QApplication) -> int:
    """From the settings to the closing of the window."""
    settings = station_settings.load(paths.settings_file())
    database = open_database(settings)
    door: FrontDoor | None = None
    try:
        if settings.sign_in == "staff":
            door = make_front_door(settings, database)
        backstage = make_backstage(settings, database)
        window = _make_window(settings, database, backstage, door)
    except BaseException:
        if door is not None:
            door.stop()
        database.stop()
        raise
    refused: list[Refused] = []

    def read() -> None:
        try:
            backstage.read_rulebook()
        except Refused as refusal:
            refused.append(refusal)
            application.exit(REFUSED)

    # Rules are read and devices listened to as soon as the window is there: it must not wait.
    window.painted.connect(read)
    window.ready.connect(lambda: None if refused else backstage.start())
    try:
        status = _run(application, window)
    finally:
        if door is not None:
            door.stop()
        backstage.stop()
    if refused:
        raise refused[0]
    return status


def _make_window(
    settings: Settings, database: DatabaseThread, backstage: Backstage, door: FrontDoor | None
) -> ClinicWindow:
    """The window of whoever is at the station; at its ``door`` if that is nobody yet."""
    from clinicapp.services.staff.sign_in import sign_in_by_account
    from clinicapp.ui.clinic_window import ClinicWindow

    now, station = utc_now(), settings.station
    actor: Actor | None = None
    needs: tuple[str, ...] = ()
    if door is None:
        actor = database.run(lambda work: sign_in(work, account_name(), station, now))
    else:
        found = database.run(
            lambda work: sign_in_by_account(work, station, account_name(), now, until_password=True)
        )
        if found is not None:
            actor, needs = found.actor, found.needs
    return ClinicWindow(
        backstage,
        actor,
        door=door,
        needs=needs,
        lock_minutes=settings.lock_minutes,
        ward=settings.ward,
        armed_minutes=settings.armed_minutes,
        trust=settings.trust,
        ward_phone=settings.ward_phone,
    )


def _run(application: QApplication, window: ClinicWindow) -> int:
    """Show the window until it is closed; the exit status."""
    from clinicapp.ui.desks.questions import OUR_FAULT

    before = sys.excepthook

    def unforeseen(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Qt brings here what a slot raised; the window lives on."""
        _log.error("a slot failed", exc_info=(kind, error, trace))
        window.shell.refused(OUR_FAULT)

    sys.excepthook = unforeseen
    try:
        window.show()
        return application.exec()
    finally:
        sys.excepthook = before
        window.close()
