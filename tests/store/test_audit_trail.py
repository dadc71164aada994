"""The audit chain: what is changed, removed or cut off is found out."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from clinicapp.domain.audit import GENESIS, ChainHead, chain_hash
from clinicapp.store.audit_head import HeadKeeper
from clinicapp.store.database import Database
from clinicapp.store.errors import StoreError
from clinicapp.store.triggers import TRIGGERS
from tests.support.raw_store import tampering, without_triggers
from tests.support.store_samples import KEY, NOON, an_audit_record

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.store.work import Work


def write(database: Database, count: int) -> None:
    for number in range(count):
        with database.transaction() as work:
            work.audit.append(an_audit_record(subject=f"form {number}"))


def forge(file: Path, *statements: str) -> None:
    """Tamper without a trace: past the triggers, which are put back."""
    with tampering(file, KEY) as connection:
        without_triggers(connection, "audit_records")
        for statement in statements:
            connection.execute(statement)
        for name, statement in TRIGGERS.items():
            if name.startswith("audit_records"):
                connection.execute(statement)


def reopened(file: Path, head_file: Path) -> tuple[str, ...]:
    database = Database(file, KEY, station="ASH-1", audit_head=head_file)
    problems = database.check()
    database.close()
    return problems


def test_records_are_chained_across_transactions(database: Database) -> None:
    with database.transaction() as work:
        first = work.audit.append(an_audit_record())
        second = work.audit.append(an_audit_record(action="form.signed"))
    with database.transaction() as work:
        third = work.audit.append(an_audit_record(action="form.printed"))
    assert first.previous_hash == GENESIS
    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]
    with database.read() as work:
        assert tuple(work.audit.chain()) == (first, second, third)
        assert tuple(work.audit.chain(start=3)) == (third,)
        assert work.audit.head() == ChainHead(sequence=3, hash=third.hash)
    assert database.check() == ()


def test_a_rolled_back_record_leaves_no_gap(database: Database) -> None:
    write(database, 1)

    def fail(work: Work) -> None:
        work.audit.append(an_audit_record())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.transaction() as work:
        fail(work)
    write(database, 1)
    with database.read() as work:
        assert [link.sequence for link in work.audit.chain()] == [1, 2]
    assert database.check() == ()


def test_a_record_is_hashed_as_it_is_read_back(database: Database) -> None:
    summer = timezone(timedelta(hours=1))
    with database.transaction() as work:
        work.audit.append(
            an_audit_record(
                at=NOON.astimezone(summer), detail={"why": "caf\udce9 ö"}, subject="\udc80"
            )
        )
    with database.read() as work:
        (link,) = work.audit.chain()
    assert link.record.at == NOON
    assert link.record.at.utcoffset() == timedelta(0)
    assert link.hash == chain_hash(GENESIS, 1, link.record)


def test_a_long_chain_is_read_in_pages(database: Database) -> None:
    with database.transaction() as work:
        for _ in range(2345):
            work.audit.append(an_audit_record())
    with database.read() as work:
        assert [link.sequence for link in work.audit.chain()] == list(range(1, 2346))
    assert database.check() == ()


def test_a_changed_record_is_found(database: Database, file: Path, head_file: Path) -> None:
    write(database, 5)
    database.close()
    forge(file, "UPDATE audit_records SET actor_name = 'Somebody Else' WHERE sequence = 3")
    assert reopened(file, head_file) == (
        "Audit record 3 was changed; restore the database from a backup.",
    )


def test_a_removed_record_is_found(database: Database, file: Path, head_file: Path) -> None:
    write(database, 5)
    database.close()
    forge(file, "DELETE FROM audit_records WHERE sequence = 3")
    assert reopened(file, head_file) == (
        "Audit record 3 is missing; restore the database from a backup.",
    )


def test_a_cut_off_end_is_found_by_the_head_kept_elsewhere(
    database: Database, file: Path, head_file: Path
) -> None:
    write(database, 5)
    database.close()
    forge(file, "DELETE FROM audit_records WHERE sequence > 3")
    (problem,) = reopened(file, head_file)
    assert problem.startswith("The audit trail ends at record 3 but reached 5 before")


def test_a_cut_off_end_stays_found_after_more_records(
    database: Database, file: Path, head_file: Path
) -> None:
    write(database, 5)
    database.close()
    forge(file, "DELETE FROM audit_records WHERE sequence > 3")
    again = Database(file, KEY, station="ASH-1", audit_head=head_file)
    write(again, 7)
    again.close()
    (problem,) = reopened(file, head_file)
    assert problem == "Audit record 5 was replaced; restore the database from a backup."


def test_missing_protection_is_found(database: Database, file: Path, head_file: Path) -> None:
    write(database, 1)
    database.close()
    with tampering(file, KEY) as connection:
        connection.execute("DROP TRIGGER readings_no_update")
        connection.execute("DROP TRIGGER form_facts_signed")
        connection.execute(
            "CREATE TRIGGER form_facts_signed BEFORE INSERT ON form_facts BEGIN SELECT 1; END"
        )
    (problem,) = reopened(file, head_file)
    assert "form_facts_signed, readings_no_update" in problem


def test_a_flipped_bit_anywhere_is_found(database: Database, file: Path, head_file: Path) -> None:
    write(database, 200)
    database.close()
    whole = file.read_bytes()
    for place in range(2000, len(whole), 4 * 4096):
        content = bytearray(whole)
        content[place] ^= 1
        file.write_bytes(content)
        try:
            sentences = reopened(file, head_file)
        except StoreError as error:
            sentences = (str(error),)
        assert sentences, place
        assert all("estore a backup" in sentence for sentence in sentences), sentences


def test_the_head_is_written_at_most_once_a_second_and_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "state" / "head.json"
    now = [100.0]
    keeper = HeadKeeper(file, seconds=lambda: now[0])
    for sequence in range(1, 4):
        keeper.note(ChainHead(sequence=sequence, hash=f"h{sequence}"))
        now[0] += 0.4
    assert json.loads(file.read_text()) == {"sequence": 1, "hash": "h1"}
    keeper.note(ChainHead(sequence=4, hash="h4"))
    assert keeper.read() == ChainHead(sequence=4, hash="h4")
    keeper.note(ChainHead(sequence=5, hash="h5"))
    keeper.flush()
    assert keeper.read() == ChainHead(sequence=5, hash="h5")


def test_a_head_that_cannot_be_written_does_not_fail_what_is_committed(
    tmp_path: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "blocked").write_text("in the way")
    database = Database(file, KEY, station="ASH-1", audit_head=tmp_path / "blocked" / "head.json")
    write(database, 1)
    with database.read() as work:
        assert work.audit.head().sequence == 1
    database.close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sequence": "x", "hash": 1}', "null"])
def test_a_note_that_cannot_be_understood_counts_as_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "head.json"
    file.write_text(content)
    assert HeadKeeper(file).read() is None
