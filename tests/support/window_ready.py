"""Open the app on an existing database as ``clinicapp`` does, until its window is painted.

Run as ``python -m tests.support.window_ready FOLDER [idle]``: prints ``ready``, and with ``idle``
the resident memory in bytes a few seconds later.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    os.environ["CLINICAPP_DATA_FOLDER"] = str(folder)
    os.environ["CLINICAPP_DATABASE_KEY"] = "11" * 32
    from clinicapp.bootstrap import make_backstage, open_database, utc_now
    from clinicapp.services.staff import sign_in
    from clinicapp.settings import Settings
    from clinicapp.ui.application import make_application, pump
    from clinicapp.ui.clinic_window import ClinicWindow
    from clinicapp.ui.paint_watch import PaintWatch

    application = make_application(offscreen=True)
    settings = Settings(station="ASH-01", ward="Ash")
    database = open_database(settings)
    backstage = make_backstage(settings, database)
    actor = database.run(lambda work: sign_in(work, "tester", "ASH-01", utc_now()))
    backstage.start()
    window = ClinicWindow(backstage, actor, ward="Ash", armed_minutes=60)
    painted: list[object] = []
    watch = PaintWatch()
    watch.painted.connect(lambda _key, at: painted.append(at))
    watch.expect(window.window, "window")
    window.show()
    pump(application, lambda: bool(painted), 30)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if "idle" in arguments[1:]:
        pump(application, lambda: False, 3)
        statm = Path("/proc/self/statm").read_text(encoding="ascii").split()
        sys.stdout.write(f"{int(statm[1]) * os.sysconf('SC_PAGE_SIZE')}\n")
    window.close()
    backstage.stop()
    time.sleep(0)


if __name__ == "__main__":
    main(sys.argv[1:])
