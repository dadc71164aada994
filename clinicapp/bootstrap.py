"""The composition root: the only place where the parts meet."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from clinicapp import log, paths, policies, rule_packs
from clinicapp import settings as station_settings
from clinicapp.account import account_name
from clinicapp.backstage import Backstage
from clinicapp.domain.errors import Refused
from clinicapp.services.staff import sign_in, station_actor
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.keys import database_key

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from clinicapp.settings import Settings
    from clinicapp.station.hub import WayIn

REFUSED: Final = 1


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
    """The station's threads and use cases for these settings; not started yet.

    Raises:
        Refused: the pack or the policy cannot be used.
    """

    def ways(on_trouble: Callable[[str], None]) -> list[WayIn]:
        # Called on the devices thread; the drivers are imported only there.
        from clinicapp.station.ways import ways_in

        return ways_in(settings.links, on_trouble)

    return Backstage(
        database=database,
        ways=ways,
        station=station_actor(settings.station),
        pack=rule_packs.load(settings.pack),
        packs={name: rule_packs.load(name) for name in rule_packs.names()},
        policy=policies.gate_policy(paths.settings_folder() / "gate.toml"),
        zone=settings.zone,
        now=utc_now,
    )


def open_window() -> int:
    """Open the app on the station's database; the exit status when it is closed."""
    # Qt is imported only by a program that shows a window.
    from clinicapp.ui.application import has_display, make_application
    from clinicapp.ui.clinic_window import ClinicWindow
    from clinicapp.ui.trouble_box import show_refusal

    if not has_display():
        sys.stderr.write(
            "There is no screen to open a window on; run clinicapp --help for the commands.\n"
        )
        return REFUSED
    application = make_application(offscreen=False)
    handler: logging.Handler | None = None
    try:
        handler = start_log()
        settings = station_settings.load(paths.settings_file())
        database = open_database(settings)
        try:
            backstage = make_backstage(settings, database)
            now = utc_now()
            actor = database.run(lambda work: sign_in(work, account_name(), settings.station, now))
        except Refused:
            database.stop()
            raise
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        show_refusal(str(refusal))
        if handler is not None:
            log.stop(handler)
        return REFUSED
    window = ClinicWindow(
        backstage,
        actor,
        ward=settings.ward,
        armed_minutes=settings.armed_minutes,
        trust=settings.trust,
        ward_phone=settings.ward_phone,
    )
    # Devices are listened to as soon as the window is there, not before: it must not wait.
    window.ready.connect(backstage.start)
    try:
        window.show()
        return application.exec()
    finally:
        window.close()
        backstage.stop()
        log.stop(handler)
