"""Standards, and what is typed into a calibration, for tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from clinicapp.domain.staff import Role
from clinicapp.domain.typed_days import day_words
from clinicapp.policies import calibration_policy
from clinicapp.services.quality import calibrations, standards
from tests.support.back_room import NOW, TECHNICIAN
from tests.support.facts import LONDON, an_actor

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.equipment.calibration_record import Standard
    from clinicapp.domain.equipment.tolerances import CalibrationPolicy
    from clinicapp.domain.staff import Actor
    from clinicapp.services.quality.calibrations import Signed
    from tests.support.back_room import BackRoom

POLICY = calibration_policy()
ENGINEER = an_actor(Role.EQUIPMENT_LEAD, name="Joe Sample")
LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Lena Lead")
TODAY = NOW.date()
REFERENCES = ("0", "50", "100", "150", "200", "250")
GOOD = dict(zip(REFERENCES, ("0", "50", "101", "151", "201", "251"), strict=True))
OUT = dict(zip(REFERENCES, ("0", "50", "101", "152", "204", "252"), strict=True))
"""The picture's monitor: 4 mmHg too much at 200, with 0.5 mmHg uncertain."""


def a_standard(
    room: BackRoom, tag: str = "PM-0007", valid_to: date = TODAY + timedelta(days=99), **more: str
) -> Standard:
    """A pressure meter with a certificate."""
    typed = {
        "tag": tag,
        "name": "Pressure meter",
        "serial": "S-7",
        "unit": "mmHg",
        "number": "C-1",
        "issued_on": "1 Mar 2024",
        "valid_to": day_words(valid_to),
        "uncertainty": "0.5",
    } | more
    return room.run(lambda work: standards.add_standard(work, room.by(TECHNICIAN), typed))


def typed(found: dict[str, str], left: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    """A calibration of a monitor as the dialog has it: adjusted where there is an as-left."""
    points = {f"found.{key}": text for key, text in found.items()}
    points |= {f"left.{key}": text for key, text in (left or {}).items()}
    adjusted = {"adjusted": "no"} if left is None else {"adjusted": "yes", "adjustment": "Span"}
    return {"set": "bp-static", "standard": "PM-0007"} | points | adjusted | more


def sign(
    room: BackRoom,
    asset_id: UUID,
    texts: dict[str, str],
    actor: Actor = TECHNICIAN,
    policy: CalibrationPolicy = POLICY,
    **more: object,
) -> Signed:
    """Sign what was typed."""
    return room.run(
        lambda work: calibrations.sign_calibration(
            work,
            room.by(actor),
            asset_id,
            texts,
            policy,
            LONDON,
            **more,  # type: ignore[arg-type]
        )
    )


def verify(room: BackRoom, calibration_id: UUID, actor: Actor = ENGINEER) -> None:
    """Give the second signature."""
    room.run(lambda work: calibrations.sign_second(work, room.by(actor), calibration_id))
