"""Equipment: the register, the check plans, and what has happened to each asset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from clinicapp.domain.equipment.assets import Asset, AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.store.columns import storable
from clinicapp.store.tables import ASSET_EVENTS, ASSETS, CHECK_PLANS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

AssetFacts: TypeAlias = tuple[Asset, tuple[CheckPlan, ...], tuple[AssetEvent, ...]]
"""An asset with its check plans and its events, oldest first."""
_CHANGED = (
    "Somebody else changed this asset first, so your change was not saved. Look at the entry again "
    "and repeat it."
)


@dataclass(slots=True)
class FactsCache:
    """The last answer of ``Assets.facts``, good while the stamp of the database is the same."""

    stamp: tuple[int, int] | None = None
    facts: tuple[AssetFacts, ...] = ()


class Assets:
    """The equipment register of the trust as this station knows it."""

    def __init__(self, session: Session, cache: FactsCache) -> None:
        self._session = session
        self._cache = cache

    def add(self, asset: Asset) -> Asset:
        """Add an asset; returned as stored, at version 1.

        Raises:
            AlreadyThere: the id or the tag is taken.
        """
        stored = replace(asset, version=1)
        self._touch()
        self._session.insert(ASSETS, **_asset_values(stored), version=1)
        return stored

    def get(self, asset_id: UUID) -> Asset | None:
        """The asset, or None."""
        row = self._session.row(select(ASSETS).where(ASSETS.c.id == asset_id))
        return None if row is None else _asset(row)

    def list(self, ward: str | None = None) -> tuple[Asset, ...]:
        """The assets of a ward, or all, by tag."""
        query = select(ASSETS).order_by(ASSETS.c.tag)
        if ward is not None:
            query = query.where(ASSETS.c.ward == ward)
        return tuple(_asset(row) for row in self._session.rows(query))

    def save(self, asset: Asset) -> Asset:
        """Overwrite an entry that is still at ``asset.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
            AlreadyThere: the tag is another asset's.
        """
        self._touch()
        version = self._session.save(ASSETS, asset.version, _CHANGED, **_asset_values(asset))
        return replace(asset, version=version)

    def add_plan(self, plan: CheckPlan) -> None:
        """Add a check plan to an asset.

        Raises:
            NotConsistent: there is no such asset.
        """
        self._touch()
        self._session.insert(
            CHECK_PLANS,
            id=plan.id,
            asset_id=plan.asset_id,
            checked=plan.check.value,
            every_months=plan.every_months,
            every_hours=plan.every_hours,
            grace_days=plan.grace_days,
            version=1,
        )

    def plans(self, asset_id: UUID) -> tuple[CheckPlan, ...]:
        """The check plans of an asset, in the order of their ids."""
        query = select(CHECK_PLANS).where(CHECK_PLANS.c.asset_id == asset_id)
        return tuple(_plan(row) for row in self._session.rows(query.order_by(CHECK_PLANS.c.id)))

    def append_event(self, event: AssetEvent) -> None:
        """Append to an asset's history.

        Raises:
            NotConsistent: there is no such asset.
        """
        self._touch()
        self._session.insert(
            ASSET_EVENTS,
            id=event.id,
            asset_id=event.asset_id,
            kind=event.kind.value,
            at=event.at,
            recorded_by=storable(event.recorded_by),
            checked=event.check.value if event.check else None,
            verdict=event.verdict.value if event.verdict else None,
            detail=storable(event.detail),
        )

    def events(self, asset_id: UUID) -> tuple[AssetEvent, ...]:
        """The history of an asset in the order in which it was written down."""
        query = select(ASSET_EVENTS).where(ASSET_EVENTS.c.asset_id == asset_id)
        return tuple(_event(row) for row in self._session.rows(query.order_by(ASSET_EVENTS.c.seq)))

    def facts(self) -> tuple[AssetFacts, ...]:
        """Every asset by tag, with its plans and events, in three queries.

        Kept in memory until anybody changes the equipment: matching asks for it at every reading.
        """
        stamp = self._session.stamp()
        if self._cache.stamp != stamp:
            self._cache.facts = self._read_facts()
            self._cache.stamp = stamp
        return self._cache.facts

    def _touch(self) -> None:
        """Forget the cached facts; the new stamp also outlives a rollback of this change."""
        self._session.generation += 1

    def _read_facts(self) -> tuple[AssetFacts, ...]:
        plans: dict[UUID, list[CheckPlan]] = {}
        for row in self._session.rows(select(CHECK_PLANS).order_by(CHECK_PLANS.c.id)):
            plans.setdefault(row["asset_id"], []).append(_plan(row))
        events: dict[UUID, list[AssetEvent]] = {}
        for row in self._session.rows(select(ASSET_EVENTS).order_by(ASSET_EVENTS.c.seq)):
            events.setdefault(row["asset_id"], []).append(_event(row))
        return tuple(
            (asset, tuple(plans.get(asset.id, ())), tuple(events.get(asset.id, ())))
            for asset in self.list()
        )


def _asset_values(asset: Asset) -> dict[str, object]:
    return {
        "id": asset.id,
        "tag": asset.tag,
        "category": asset.category,
        "make": asset.make,
        "model": asset.model,
        "serial": asset.serial,
        "ward": asset.ward,
        "driver": asset.driver,
        "link": asset.link,
        "address": asset.address,
    }


def _asset(row: RowMapping) -> Asset:
    return Asset(**row)


def _plan(row: RowMapping) -> CheckPlan:
    return CheckPlan(
        id=row["id"],
        asset_id=row["asset_id"],
        check=Check(row["checked"]),
        every_months=row["every_months"],
        every_hours=row["every_hours"],
        grace_days=row["grace_days"],
    )


def _event(row: RowMapping) -> AssetEvent:
    return AssetEvent(
        id=row["id"],
        asset_id=row["asset_id"],
        kind=AssetEventKind(row["kind"]),
        at=row["at"],
        recorded_by=row["recorded_by"],
        check=Check(row["checked"]) if row["checked"] else None,
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        detail=row["detail"],
    )
