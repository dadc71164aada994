"""Looking at an open database: whose it is, how old, and whether anything is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.audit import first_break
from clinicapp.store.asset_facts import FactsCache
from clinicapp.store.audit import Audit
from clinicapp.store.cipher import DriverError
from clinicapp.store.engine import APPLICATION_ID
from clinicapp.store.errors import Newer, NotOurs
from clinicapp.store.migrations import VERSION_TABLE
from clinicapp.store.triggers import TRIGGERS
from clinicapp.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinicapp.domain.audit import ChainHead
    from clinicapp.store.cipher import Driver
    from clinicapp.store.session import Session

_SHOWN = 3


def tables_of(driver: Driver) -> frozenset[str]:
    """The names of all tables, SQLite's own apart."""
    rows = driver.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\'"
    )
    return frozenset(row[0] for row in rows)


def revision_of(driver: Driver, head: str) -> str | None:
    """The revision of the schema, or None for a database without tables.

    Raises:
        NotOurs: another program made it.
        Newer: it is past ``head``, the newest revision that this program knows.
    """
    tables = tables_of(driver)
    if not tables:
        return None
    mark = driver.execute("PRAGMA application_id").fetchone()[0]
    row = None
    if mark == APPLICATION_ID and VERSION_TABLE in tables:
        row = driver.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
    if row is None:
        raise NotOurs(
            "This database belongs to another program. Nothing was changed in it; choose another "
            "file."
        )
    revision = str(row[0])
    if revision > head:
        raise Newer(
            f"This database was written by a newer version of clinicapp (revision {revision}, this "
            f"program knows {head}). Install the newer version; nothing was changed."
        )
    return revision


def counts_of(driver: Driver) -> Mapping[str, int]:
    """How many rows each table has, the revision's own apart."""
    return {
        table: driver.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
        for table in sorted(tables_of(driver) - {VERSION_TABLE})
    }


def problems_of(
    session: Session, head: ChainHead | None, *, triggers: bool = True
) -> tuple[str, ...]:
    """Everything that is wrong: pages, foreign keys, triggers and the audit chain.

    Args:
        session: an open database.
        head: the end of the chain as noted elsewhere; None if it was never noted.
        triggers: whether they must be those of this program.

    Returns:
        One sentence for each problem; none if all is well.
    """
    try:
        found = [*_pages(session.driver), *_references(session.driver)]
        if triggers:
            found += _triggers(session.driver)
        found += _listings(session)
        broken = first_break(Audit(session).chain(), head)
    except DriverError:
        return ("The database is damaged and cannot be read to its end; restore a backup.",)
    return (*found, broken) if broken else tuple(found)


def _pages(driver: Driver) -> Iterator[str]:
    # The first verifies the authentication code of each encrypted page, the second the structure.
    file = driver.execute("PRAGMA database_list").fetchone()[2]
    bad = [row[0] for row in driver.execute("PRAGMA cipher_integrity_check")] if file else []
    bad += [row[0] for row in driver.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if bad:
        shown = "; ".join(str(line) for line in bad[:_SHOWN])
        yield f"The database file is damaged ({shown}); restore a backup."


def _references(driver: Driver) -> Iterator[str]:
    found = driver.execute("PRAGMA foreign_key_check").fetchall()
    if found:
        places = ", ".join(sorted({row[0] for row in found}))
        yield (
            f"{len(found)} entries in {places} refer to something that is not there; restore a "
            "backup."
        )


def _listings(session: Session) -> Iterator[str]:
    if "asset_listings" not in tables_of(session.driver):
        return  # an older database, looked at before it is upgraded
    assets = Work(session, FactsCache()).assets
    wrong = assets.listings.differing(assets.facts_of_ward(None))
    if wrong:
        shown = ", ".join(wrong[:_SHOWN])
        yield (
            f"The list of equipment says something else of {len(wrong)} pieces than their records "
            f"({shown}); the records hold. Open the record of each, which mends the list."
        )


def _triggers(driver: Driver) -> Iterator[str]:
    there = {
        row[0]: row[1]
        for row in driver.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    }
    wrong = sorted(name for name, sql in TRIGGERS.items() if there.get(name) != sql)
    if wrong:
        yield (
            f"The protection against changing records is missing or altered ({', '.join(wrong)}); "
            "somebody has worked on the file with another program, so restore a backup."
        )
