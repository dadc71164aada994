"""Rule packs as they were used, and what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from clinicapp.domain.lester.approval import PackEvent, PackEventKind
from clinicapp.store.tables import RULE_PACK_EVENTS, RULE_PACKS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import RowMapping

    from clinicapp.domain.lester.pack import Pack
    from clinicapp.store.session import Session

_THERE: Final = "SELECT 1 FROM rule_packs WHERE sha256 = ?"
_TEXT: Final = "SELECT content FROM rule_packs WHERE sha256 = ?"
# On the way of every reading: a form says who has approved its rules.
_APPROVER: Final = (
    "SELECT kind, actor_name FROM rule_pack_events WHERE sha256 = ? AND kind <> 'activated' "
    "ORDER BY seq DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class KeptPack:
    """A pack whose text is kept here, by name, version and content hash."""

    sha256: str
    name: str
    version: str


class Rules:
    """The texts of packs, each kept once, and the facts about them in order."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, pack: Pack, at: datetime) -> None:
        """Keep a pack's text, unless exactly this text is kept already."""
        if self._session.run(_THERE, (pack.sha256,)).fetchone() is None:
            self._session.insert(
                RULE_PACKS,
                sha256=pack.sha256,
                name=pack.name,
                version=pack.version,
                content=pack.text,
                kept_at=at,
            )

    def text(self, sha256: str) -> str | None:
        """The text with this hash, or None if it was never kept."""
        row = self._session.run(_TEXT, (sha256,)).fetchone()
        return None if row is None else str(row[0])

    def kept(self) -> tuple[KeptPack, ...]:
        """Every pack whose text is kept, by name, oldest first."""
        columns = RULE_PACKS.c
        rows = self._session.rows(
            select(columns.sha256, columns.name, columns.version).order_by(
                columns.name, columns.kept_at
            )
        )
        return tuple(KeptPack(**row) for row in rows)

    def append(self, event: PackEvent) -> None:
        """Add a fact about a pack.

        Raises:
            NotConsistent: the pack's text is not kept.
            AppendOnly: an activation of content that no approval stands for.
        """
        self._session.insert(
            RULE_PACK_EVENTS,
            id=event.id,
            kind=event.kind.value,
            at=event.at,
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            pack=event.pack,
            version=event.version,
            sha256=event.sha256,
            note=event.note,
            ward=event.ward,
            active_from=event.active_from,
            cases_passed=event.cases_passed,
            cases_sha256=event.cases_sha256,
        )

    def events(self) -> tuple[PackEvent, ...]:
        """Everything that was decided, in order."""
        query = select(RULE_PACK_EVENTS).order_by(RULE_PACK_EVENTS.c.seq)
        return tuple(_event(row) for row in self._session.rows(query))

    def approver(self, sha256: str) -> str | None:
        """Who approved this content, if that approval stands."""
        row = self._session.run(_APPROVER, (sha256,)).fetchone()
        return str(row[1]) if row is not None and row[0] == PackEventKind.APPROVED else None


def _event(row: RowMapping) -> PackEvent:
    values = {name: value for name, value in row.items() if name != "seq"}
    return PackEvent(**values | {"kind": PackEventKind(row["kind"])})
