"""Write ``r0001.db``: a database of revision 1 as that version of the program left it.

It was run once, when revision 1 was new, and its output is kept: a later program must open it. Run
it again only with that program: ``python -m tests.databases.make_r0001``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import UUID

from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.forms import FactKind
from clinicapp.domain.observations import Frame, ReadingEventKind, RefusedFrame
from clinicapp.domain.staff import Role, StaffMember
from clinicapp.store.database import Database
from tests.support.store_samples import (
    KEY,
    NOON,
    NURSE,
    a_delivery,
    a_fact,
    a_form,
    a_person,
    a_reading_event,
    an_asset,
    an_audit_record,
    an_observation,
)

FILE: Final = Path(__file__).with_name("r0001.db")


def known_id(number: int) -> UUID:
    """The same id every time."""
    return UUID(f"018f0000-0000-7000-8000-{number:012x}")


PERSON: Final = a_person(id=known_id(0x10))
ASSET: Final = an_asset(id=known_id(0x20))
FORM: Final = a_form(PERSON, id=known_id(0x30))
READING: Final = an_observation(id=known_id(0x40))
CHANGED: Final = an_observation(id=known_id(0x41), content_key="content-2")
AGAIN: Final = an_observation(id=known_id(0x42))
REFUSED: Final = RefusedFrame(
    id=known_id(0x43), raw=b"\x02?\x03", reason="framing", detail="no record type"
)


def write(file: Path) -> None:
    """Fill a new database with something in every table."""
    database = Database(file, KEY, station="ASH-1")
    with database.transaction() as work:
        work.people.add(PERSON)
        work.staff.add(
            StaffMember(
                id=NURSE,
                name="Nurse Example",
                title="Ward nurse",
                roles=frozenset({Role.WARD_NURSE}),
            )
        )
        work.assets.add(ASSET)
        work.assets.add_plan(
            CheckPlan(
                id=known_id(0x21), asset_id=ASSET.id, check=Check.CALIBRATION, every_months=12
            )
        )
        work.assets.append_event(
            AssetEvent(
                id=known_id(0x22),
                asset_id=ASSET.id,
                kind=AssetEventKind.CHECKED,
                at=NOON,
                recorded_at=NOON,
                recorded_by="Nurse Example",
                check=Check.CALIBRATION,
                verdict=Verdict.PASS,
            )
        )
        work.forms.add(FORM)
        work.audit.append(an_audit_record())
    with database.transaction() as work:
        frame = Frame(id=known_id(0x44), raw=b"\x051H|")
        work.readings.keep(
            a_delivery(frame, READING, CHANGED, AGAIN, REFUSED, visit_id=known_id(0x50))
        )
        work.readings.append_event(
            a_reading_event(
                READING.id,
                ReadingEventKind.FILED,
                id=known_id(0x51),
                asset_id=ASSET.id,
                person_id=PERSON.id,
                form_id=FORM.id,
            )
        )
        work.forms.append(
            a_fact(
                FORM,
                FactKind.FILED,
                id=known_id(0x31),
                item="blood_pressure",
                values={"systolic_mmhg": "128", "diastolic_mmhg": "82.0"},
                reading_id=READING.id,
            )
        )
        work.forms.append(a_fact(FORM, FactKind.SIGNED, id=known_id(0x32)))
        work.audit.append(an_audit_record(action="form.signed"))
    database.close()


if __name__ == "__main__":
    FILE.unlink(missing_ok=True)
    write(FILE)
