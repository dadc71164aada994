"""What members of staff sign in with, and what happened at each station's sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, or_, select

from clinicapp.domain.sign_in import SignInEvent, SignInKind, Way
from clinicapp.store.sign_in_rows import SIGN_IN_EVENTS, STAFF_SECRETS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_CHANGED: Final = (
    "The password or the PIN was changed by somebody else just now, so yours was not saved. "
    "Try it again."
)
_EVENT: Final = SIGN_IN_EVENTS.c
_OF_ONE: Final = (
    select(SIGN_IN_EVENTS)
    .where(
        _EVENT.staff_id == bindparam("staff_id"),
        _EVENT.at >= bindparam("since"),
        or_(_EVENT.station == bindparam("station"), _EVENT.kind == SignInKind.ENDED),
    )
    .order_by(_EVENT.seq)
)
_OF_NOBODY: Final = (
    select(SIGN_IN_EVENTS)
    .where(
        _EVENT.station == bindparam("station"),
        _EVENT.at >= bindparam("since"),
        _EVENT.staff_id.is_(None),
    )
    .order_by(_EVENT.seq)
)
_HERE: Final = (
    select(_EVENT.staff_id)
    .where(
        _EVENT.station == bindparam("station"),
        _EVENT.at >= bindparam("since"),
        _EVENT.staff_id.is_not(None),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """The hashes of one member of staff. ``version`` counts changes (optimistic writing)."""

    id: UUID
    # No log and no trace shows them.
    password_hash: str | None = field(default=None, repr=False)
    pin_hash: str | None = field(default=None, repr=False)
    one_time_until: datetime | None = None
    version: int = 0


class SignIns:
    """Hashes, which change; and sign-in events, which are only ever added to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def secrets(self, staff_id: UUID) -> Secrets:
        """A member's hashes; version 0 and no hash when they have none yet."""
        row = self._session.row(select(STAFF_SECRETS).where(STAFF_SECRETS.c.id == staff_id))
        return Secrets(id=staff_id) if row is None else Secrets(**row)

    def anybody_has_a_password(self) -> bool:
        """Whether anybody can sign in with one."""
        return (
            self._session.first(
                select(STAFF_SECRETS.c.id)
                .where(STAFF_SECRETS.c.password_hash.is_not(None))
                .limit(1)
            )
            is not None
        )

    def keep(self, secrets: Secrets) -> Secrets:
        """Keep a member's hashes in place of those at ``secrets.version``.

        Raises:
            Stale: (a Conflict) they were changed since.
            NotConsistent: there is no such member of staff.
        """
        values = {
            "id": secrets.id,
            "password_hash": secrets.password_hash,
            "pin_hash": secrets.pin_hash,
            "one_time_until": secrets.one_time_until,
        }
        if secrets.version == 0:
            self._session.insert(STAFF_SECRETS, **values, version=1)
            return replace(secrets, version=1)
        version = self._session.save(STAFF_SECRETS, secrets.version, _CHANGED, **values)
        return replace(secrets, version=version)

    def append(self, event: SignInEvent) -> None:
        """Add what happened."""
        self._session.insert(
            SIGN_IN_EVENTS,
            id=event.id,
            kind=event.kind.value,
            at=event.at,
            station=event.station,
            way=None if event.way is None else event.way.value,
            staff_id=event.staff_id,
        )

    def events(
        self, station: str, staff_id: UUID | None, since: datetime
    ) -> tuple[SignInEvent, ...]:
        """One person's at one station, oldest first, and the ends of their sign-ins everywhere.

        ``staff_id`` None: the tries with names and badges that nobody has.
        """
        if staff_id is None:
            rows = self._session.rows(_OF_NOBODY, station=station, since=since)
        else:
            rows = self._session.rows(_OF_ONE, station=station, since=since, staff_id=staff_id)
        return tuple(_event(row) for row in rows)

    def seen_here(self, station: str, since: datetime) -> tuple[UUID, ...]:
        """Whom anything happened to at a station since then, in no order."""
        rows = self._session.rows(_HERE, station=station, since=since)
        return tuple(row["staff_id"] for row in rows)


def _event(row: RowMapping) -> SignInEvent:
    return SignInEvent(
        id=row["id"],
        kind=SignInKind(row["kind"]),
        at=row["at"],
        station=row["station"],
        way=None if row["way"] is None else Way(row["way"]),
        staff_id=row["staff_id"],
    )
