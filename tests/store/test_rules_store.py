"""Packs are kept by content, decisions in order; and what revision 3 makes of an older database."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from clinicapp import rule_packs
from clinicapp.domain.lester.approval import PackEventKind
from clinicapp.store.database import Database
from clinicapp.store.errors import AppendOnly, NotConsistent
from clinicapp.store.rules import KeptPack
from tests.databases import make_r0001 as r0001
from tests.support.raw_store import tampering
from tests.support.store_samples import KEY, NOON, a_form, a_pack_event, a_person

if TYPE_CHECKING:
    from pathlib import Path

UK, OLD = rule_packs.load("uk-current"), rule_packs.load("lester-2012")


def test_a_text_is_kept_once_under_its_hash(database: Database) -> None:
    for pack in (UK, OLD, UK):
        with database.transaction() as work:
            work.rules.keep(pack, NOON)
    with database.read() as work:
        assert work.rules.kept() == (
            KeptPack(OLD.sha256, OLD.name, OLD.version),
            KeptPack(UK.sha256, UK.name, UK.version),
        )
        assert work.rules.text(UK.sha256) == UK.text
        assert work.rules.text("00") is None


def test_decisions_come_back_whole_and_in_order(database: Database) -> None:
    made = (
        a_pack_event(UK),
        a_pack_event(UK, PackEventKind.ACTIVATED, ward="Ash", active_from=date(2026, 12, 1)),
        a_pack_event(UK, PackEventKind.WITHDRAWN),
    )
    with database.transaction() as work:
        work.rules.keep(UK, NOON)
        for event in made:
            work.rules.append(event)
    with database.read() as work:
        assert work.rules.events() == made
        assert work.rules.approver(UK.sha256) is None
        assert work.rules.approver(OLD.sha256) is None
    with database.transaction() as work:
        work.rules.append(a_pack_event(UK, actor_name="Olu Officer"))
        assert work.rules.approver(UK.sha256) == "Olu Officer"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": PackEventKind.APPROVED, "cases_passed": 0},
        {"kind": PackEventKind.APPROVED, "cases_passed": None, "cases_sha256": None},
        {"kind": PackEventKind.APPROVED, "ward": "Ash"},
        {"kind": PackEventKind.WITHDRAWN, "active_from": date(2026, 12, 1)},
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    database: Database, changes: dict[str, object]
) -> None:
    with database.transaction() as work:
        work.rules.keep(UK, NOON)
    with pytest.raises(NotConsistent), database.transaction() as work:
        work.rules.append(replace(a_pack_event(UK), **changes))


def test_after_a_withdrawal_nothing_can_be_made_active(database: Database) -> None:
    activation = a_pack_event(
        UK, PackEventKind.ACTIVATED, ward="Ash", active_from=date(2026, 12, 1)
    )
    with database.transaction() as work:
        work.rules.keep(UK, NOON)
        work.rules.append(a_pack_event(UK))
        work.rules.append(a_pack_event(UK, PackEventKind.WITHDRAWN))
    with pytest.raises(AppendOnly, match="not approved"), database.transaction() as work:
        work.rules.append(activation)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "clinicapp.db"
    shutil.copyfile(r0001.FILE, file)
    return file


def test_revision_3_keeps_the_forms_of_before_without_inventing_their_rules(old: Path) -> None:
    database = Database(old, KEY, station="ASH-1")
    assert database.check() == ()
    with database.read() as work:
        (form,) = work.forms.for_person(r0001.PERSON.id)
        assert form == r0001.FORM
        assert (form.pack, form.pack_version, form.pack_sha256) == ("uk-current", None, None)
        assert work.rules.kept() == ()
        assert work.rules.events() == ()
    person = a_person(nhs_number=None)
    after = a_form(person, number="LHF-2026-00002", pack_version=UK.version, pack_sha256=UK.sha256)
    with database.transaction() as work:
        work.people.add(person)
        work.rules.keep(UK, NOON)
        work.forms.add(after)
    with database.read() as work:
        assert work.forms.get(after.id) == after
    database.close()
    with tampering(old, KEY) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in rows.fetchall()}
    assert triggers >= {
        "rule_packs_no_update",
        "rule_packs_no_delete",
        "rule_pack_events_no_update",
        "rule_pack_events_no_delete",
        "rule_pack_events_approved",
        "forms_pack_kept",
    }
