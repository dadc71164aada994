"""What has happened stays: no statement changes or removes it, however it is put."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp import rule_packs
from clinicapp.domain.break_glass import BreakGlass, BreakGlassKind
from clinicapp.domain.caseload.kinds import MessageDecision, MessageOutcome
from clinicapp.domain.equipment.assets import AssetEvent, AssetEventKind
from clinicapp.domain.equipment.notices import NoticeEventKind
from clinicapp.domain.equipment.whereabouts import LabelledPlace
from clinicapp.domain.forms import FactKind
from clinicapp.domain.observations import ReadingEventKind
from clinicapp.domain.quality.external import EqaStep
from clinicapp.domain.sign_in import SignInEvent, SignInKind
from clinicapp.domain.staff import StaffMember
from clinicapp.store.errors import AppendOnly
from tests.support.attached import a_png, an_attachment, kept_with
from tests.support.every_table import APPEND_ONLY, METADATA
from tests.support.quality_samples import (
    a_lot as a_control_lot,
)
from tests.support.quality_samples import (
    a_plan_set,
    a_round,
    an_entry,
    an_eqa_result,
    an_exclusion,
    opened,
)
from tests.support.rounds import a_scan, a_ward_round
from tests.support.stock_samples import (
    a_lot,
    a_move,
    a_notice,
    a_notice_event,
    a_type,
    an_assessment,
)
from tests.support.store_samples import (
    NOON,
    NURSE,
    a_delivery,
    a_fact,
    a_form,
    a_pack_event,
    a_person,
    a_person_event,
    a_reading_event,
    an_admission_message,
    an_asset,
    an_audit_record,
    an_observation,
    fill_calibrations,
)

if TYPE_CHECKING:
    from uuid import UUID

    from clinicapp.domain.forms import Form
    from clinicapp.store.database import Database
    from clinicapp.store.work import Work

PACK = rule_packs.load("uk-current")
TABLES = [table.name for table in APPEND_ONLY]


def fill(database: Database) -> Form:
    """One row in every table."""
    person, asset, observation = a_person(), an_asset(), an_observation()
    form = a_form(person)
    with database.transaction() as work:
        work.people.add(person)
        work.assets.add(asset)
        work.assets.append_event(
            AssetEvent(
                id=uuid7(),
                asset_id=asset.id,
                kind=AssetEventKind.ACCEPTED,
                at=NOON,
                recorded_at=NOON,
                recorded_by="Nurse Example",
            )
        )
        work.readings.keep(a_delivery(observation))
        work.readings.append_event(
            a_reading_event(observation.id, ReadingEventKind.DISCARDED, reason="practice")
        )
        work.forms.add(form)
        work.forms.append(a_fact(form))
        work.rules.keep(PACK, NOON)
        work.rules.append(a_pack_event(PACK))
        message = an_admission_message()
        work.admissions.keep(message, MessageOutcome.WAITING, "two people")
        work.admissions.decide(
            uuid7(), message.id, MessageDecision.HANDLED, NOON, NURSE, "Nurse Example", "done"
        )
        work.admissions.append(a_person_event(person.id, message_id=message.id))
        work.sign_ins.append(
            SignInEvent(id=uuid7(), kind=SignInKind.LOCKED, at=NOON, station="ASH-1")
        )
        photo = an_attachment()
        work.attachments.keep(photo, NURSE, a_png())
        work.attachments.keep_thumbnail(photo.sha256, a_png())
        work.attachments.put(kept_with(asset.id, photo), NURSE)
        fill_controls(work, asset.id)
        fill_calibrations(work, asset.id)
        kind = a_type()
        lot = a_lot(kind)
        work.stock.add_type(kind)
        work.stock.add_lot(lot)
        work.stock.append(a_move(lot, quantity=5))
        member = StaffMember(id=NURSE, name="Nurse Example", title="", roles=frozenset())
        work.staff.add(member)
        work.competency.append(an_assessment(staff_id=NURSE))
        notice = a_notice()
        work.notices.add(notice)
        work.notices.append(a_notice_event(notice, NoticeEventKind.CLOSED))
        work.break_glass.append(
            BreakGlass(
                id=uuid7(),
                kind=BreakGlassKind.OVERRIDDEN,
                at=NOON,
                actor_id=NURSE,
                actor_name="Nurse Example",
                ward="Ash",
                asset_id=asset.id,
            )
        )
        begun = a_ward_round()
        work.rounds.add(begun, NURSE)
        work.rounds.append(a_scan(begun, asset.id), NURSE)
        place = LabelledPlace(
            gln="5012345000015",
            ward="Ash",
            site="Main",
            location="Clinic room",
            at=NOON,
            by="Nurse Example",
        )
        work.place_labels.put(place, uuid7(), NURSE)
        assert work.place_labels.of(place.gln) == place
        work.audit.append(an_audit_record())
    return form


def fill_controls(work: Work, asset_id: UUID) -> None:
    """One row in every table of quality control."""
    lot = a_control_lot()
    work.controls.add_lot(lot)
    work.controls.add_lot_event(opened(lot, asset_id))
    entry = an_entry(lot, asset_id, "34")
    work.controls.add_result(entry)
    work.controls.add_event(an_exclusion(entry, 2))
    work.controls.set_plan(a_plan_set(asset_id))
    eqa = a_round(asset_id, 24)
    work.controls.add_round(eqa)
    work.controls.add_eqa_result(an_eqa_result(eqa, EqaStep.RETURNED, 2))


def statement(database: Database, sql: str) -> None:
    with database.transaction() as work:
        work.readings._session.run(sql)


def rows(database: Database, table: str) -> list[object]:
    with database.read() as work:
        return work.readings._session.run(f"SELECT * FROM {table}").fetchall()


@pytest.mark.parametrize("table", TABLES)
def test_a_fact_cannot_be_changed(database: Database, table: str) -> None:
    fill(database)
    before = rows(database, table)
    column = METADATA.tables[table].columns.keys()[-1]
    with pytest.raises(AppendOnly, match="never changed; add a new one"):
        statement(database, f"UPDATE {table} SET {column} = {column}")
    assert rows(database, table) == before
    assert len(before) == 1


@pytest.mark.parametrize("table", TABLES)
def test_a_fact_cannot_be_removed(database: Database, table: str) -> None:
    fill(database)
    with pytest.raises(AppendOnly, match="never removed; add a new one"):
        statement(database, f"DELETE FROM {table}")
    assert len(rows(database, table)) == 1


@pytest.mark.parametrize("table", TABLES)
def test_a_fact_cannot_be_replaced(database: Database, table: str) -> None:
    fill(database)
    before = rows(database, table)
    with pytest.raises(AppendOnly):
        statement(database, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert rows(database, table) == before


def test_a_signed_form_takes_nothing_more(database: Database) -> None:
    form = fill(database)
    with database.transaction() as work:
        work.forms.append(a_fact(form, FactKind.SIGNED))
    with (
        pytest.raises(AppendOnly, match="This form is signed"),
        database.transaction() as work,
    ):
        work.forms.append(a_fact(form))
    with database.read() as work:
        assert [fact.kind for fact in work.forms.facts(form.id)] == [
            FactKind.ANSWERED,
            FactKind.SIGNED,
        ]


def test_an_audit_record_must_follow_the_last_one(database: Database) -> None:
    fill(database)
    with pytest.raises(AppendOnly, match="must follow the last one"):
        statement(
            database,
            "INSERT INTO audit_records SELECT sequence + 2, at, actor_id, actor_name, station, "
            "action, subject, detail, hash, hash FROM audit_records",
        )
    with pytest.raises(AppendOnly, match="must follow the last one"):
        statement(
            database,
            "INSERT INTO audit_records SELECT sequence + 1, at, actor_id, actor_name, station, "
            "action, subject, detail, previous_hash, hash FROM audit_records",
        )
