"""The database of a computer account, opened beside the commands that are tested on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from clinicapp.account import account_name
from clinicapp.domain.staff import Actor, Role
from clinicapp.paths import audit_head_file
from clinicapp.services.staff.members import staff_id
from clinicapp.store.database import Database
from tests.support.command import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.support.command import Home


def first_user() -> Actor:
    """Whoever runs the tests: the first user of a new database, who may do everything."""
    account = account_name()
    roles = frozenset(set(Role) - {Role.STATION})
    return Actor(id=staff_id(account), name=account, roles=roles, station="ASH-01")


@contextmanager
def opened(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of ``db init``, with the audit head that the commands compare it with."""
    monkeypatch.setenv("XDG_STATE_HOME", home.variables()["XDG_STATE_HOME"])
    head = audit_head_file(home.database)
    database = Database(
        home.database, bytes.fromhex(KEY), station="ASH-01", audit_head=head, create=False
    )
    try:
        yield database
    finally:
        database.close()
