"""The demonstration in a window, with a remote control for its devices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clinicapp.demo.door import TOLD, demo_door
from clinicapp.ui.application import make_application
from clinicapp.ui.clinic_window import ClinicWindow
from clinicapp.ui.device_remote import DeviceRemote
from clinicapp.ui.theme.theme import Theme

if TYPE_CHECKING:
    from clinicapp.demo.stage import Stage
    from clinicapp.front_door import FrontDoor


def show(stage: Stage) -> int:
    """Show the demonstration until its window is closed; the exit status."""
    with demo_door(stage) as door:
        return _show(stage, door)


def _show(stage: Stage, door: FrontDoor) -> int:
    application = make_application(offscreen=False)
    window = ClinicWindow(
        stage.backstage,
        stage.ward.nurse,
        ward=stage.settings.ward,
        armed_minutes=stage.settings.armed_minutes,
        demo_pack=stage.backstage.pack.title,
        trust=stage.settings.trust,
        ward_phone=stage.settings.ward_phone,
        door=door,
    )
    room = stage.room
    remote = DeviceRemote(
        {
            "Blood pressure 152/94, by Bluetooth": lambda: room.cuff.measure(152, 94, 76),
            "Blood pressure 146/91, by Bluetooth": lambda: room.cuff.measure(146, 91, 74),
            "Blood pressure 151/93 on the overdue cuff": lambda: room.old_cuff.measure(151, 93, 75),
            "Weight 68.6 kg, by serial line": lambda: room.weigh(Decimal("68.6")),
            "Weight 68.6 kg, by Bluetooth": lambda: room.chair_scale.weigh(Decimal("68.6")),
            "HbA1c 44 mmol/mol, by TCP": lambda: room.run_hba1c("6.2", "44"),
            "Quality control run, by TCP": lambda: room.run_hba1c("5.4", "36", control=True),
        },
        Theme(),
        note=TOLD,
    )
    try:
        window.show()
        remote.show()
        return application.exec()
    finally:
        remote.close()
        window.close()
