"""What a station judges new forms by: its ward's active pack, or the pack of its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.lester.approval import NoApprovedRules, WardRules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from clinicapp.domain.gate import GatePolicy
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.store.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What a station goes by: its files, read.

    Attributes:
        pack: That of the station's settings, used while nothing approved is active on the ward.
        policy: The gate's matrix.
        packs: Every pack that ships with the program, by name; None: only ``pack``.
    """

    pack: Pack
    policy: GatePolicy
    packs: Mapping[str, Pack] | None = None


class StationRules:
    """The rules as last read; read and replaced as a whole, so any thread may look.

    Args:
        book: What the station goes by.
        ward: Where the station stands; empty when it stands on none.
        zone: The ward's time zone: a pack is active from a local day on.
    """

    def __init__(self, book: Rulebook, ward: str, zone: tzinfo) -> None:
        pack, packs = book.pack, book.packs
        self._settings_pack = pack
        self._ward = ward
        self._zone = zone
        # Asked for by name only: a window does not wait until all of them are read.
        if packs is None or pack.name not in packs:
            packs = {pack.name: pack, **(packs or {})}
        self._shipped = packs
        self._now = WardRules(pack=pack, why_not=NoApprovedRules.NONE_ACTIVE)
        self._read_on: date | None = None

    @property
    def now(self) -> WardRules:
        """What new forms are judged by, as last read."""
        return self._now

    @property
    def read_on(self) -> date | None:
        """The local day for which they were read; None before they were."""
        return self._read_on

    @property
    def ward(self) -> str:
        """Where the station stands."""
        return self._ward

    @property
    def shipped(self) -> Mapping[str, Pack]:
        """Every pack that ships with the program, by name, and that of the settings."""
        return self._shipped

    def read(self, work: Work, at: datetime) -> WardRules:
        """Read what new forms of the ward are judged by at a moment.

        Whoever opens a form reads in the same transaction: no form begins with rules of yesterday.
        """
        # Read when the window is there; none waits for what approves a pack.
        from clinicapp.services.rules import ward_rules

        day = at.astimezone(self._zone).date()
        self._now = ward_rules(work, self._ward, day, self._settings_pack)
        self._read_on = day
        return self._now
