"""Equipment: the register, and what has happened to each asset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from clinicapp.domain.device_keys import key_of
from clinicapp.domain.equipment.assets import (
    Asset,
    AssetEvent,
)
from clinicapp.domain.equipment.plans import PlanRule, own_rule, plans_for, rules_for
from clinicapp.store.asset_batches import AssetBatch
from clinicapp.store.asset_facts import REMEMBERED, AssetFacts
from clinicapp.store.asset_listings import AssetListings
from clinicapp.store.asset_rows import asset_of_row, asset_values, event_of_row, event_values
from clinicapp.store.plan_rules import PlanRules
from clinicapp.store.tables import ASSET_EVENTS, ASSETS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.store.asset_facts import FactsCache
    from clinicapp.store.session import Session

_CHANGED = (
    "Somebody else changed this asset first, so your change was not saved. Look at the entry again "
    "and repeat it."
)


class Assets:
    """The equipment register of the trust as this station knows it."""

    def __init__(self, session: Session, cache: FactsCache) -> None:
        self._session = session
        self._cache = cache
        self.listings = AssetListings(session, self.facts_of)
        self.plan_rules = PlanRules(session, self.listings.touch_scope)

    def add(self, asset: Asset) -> Asset:
        """Add an asset; returned as stored, at version 1.

        Raises:
            AlreadyThere: the id or the tag is taken.
        """
        stored = replace(asset, version=1)
        self._touch(asset.id)
        self._session.insert(ASSETS, **asset_values(stored), version=1)
        return stored

    def batch(self) -> AssetBatch:
        """Many additions that are written together."""
        return AssetBatch(self._session, self._touch)

    def get(self, asset_id: UUID) -> Asset | None:
        """The asset, or None."""
        return self._one(ASSETS.c.id == asset_id)

    def by_tag(self, tag: str) -> Asset | None:
        """The asset with this tag, or None."""
        return self._one(ASSETS.c.tag == tag)

    def by_giai(self, giai: str) -> Asset | None:
        """The asset with this Global Individual Asset Identifier, or None."""
        return self._one(ASSETS.c.giai == giai)

    def by_serial(self, serial: str) -> tuple[Asset, ...]:
        """The assets with this serial number, whatever their make, by tag."""
        key = key_of(serial)
        if not key:
            return ()
        return self._fresh().recalled((key,), lambda: self._some(ASSETS.c.serial_key == key))

    def by_address(self, link: str, address: str) -> tuple[Asset, ...]:
        """The assets that speak on this link from this address, by tag."""
        key = key_of(address)
        here = (ASSETS.c.address_key == key, ASSETS.c.link == link)
        return self._fresh().recalled((link, key), lambda: self._some(*here))

    def parts_of(self, asset_id: UUID) -> tuple[Asset, ...]:
        """The cuffs and other accessories that belong to an asset, by tag."""
        return self._some(ASSETS.c.part_of == asset_id)

    def list(self, ward: str | None = None) -> tuple[Asset, ...]:
        """The assets of a ward, or all, by tag."""
        return self._some() if ward is None else self._some(ASSETS.c.ward == ward)

    def of_ids(self, ids: Sequence[UUID]) -> tuple[Asset, ...]:
        """Some assets by their ids, by tag."""
        return self._some(ASSETS.c.id.in_(ids))

    def wards(self) -> tuple[str, ...]:
        """The wards that answer for equipment, by name."""
        query = select(ASSETS.c.ward).distinct().order_by(ASSETS.c.ward)
        return tuple(row["ward"] for row in self._session.rows(query))

    def save(self, asset: Asset) -> Asset:
        """Overwrite an entry that is still at ``asset.version``; returns the new version of it.

        Raises:
            Stale: (a Conflict) somebody else saved first; nothing was overwritten.
            AlreadyThere: the tag is another asset's.
        """
        self._touch(asset.id)
        version = self._session.save(ASSETS, asset.version, _CHANGED, **asset_values(asset))
        return replace(asset, version=version)

    def add_plan(self, plan: CheckPlan) -> None:
        """Lay a check plan down for its one asset.

        Raises:
            NotConsistent: there is no such asset.
        """
        self.plan_rules.add(own_rule(plan))

    def append_event(self, event: AssetEvent) -> None:
        """Append to an asset's history.

        Raises:
            NotConsistent: there is no such asset.
        """
        self._touch(event.asset_id)
        self._session.insert(ASSET_EVENTS, **event_values(event))

    def events(self, asset_id: UUID) -> tuple[AssetEvent, ...]:
        """The history of an asset in the order in which it was written down."""
        return self._events(ASSET_EVENTS.c.asset_id == asset_id)

    def plans(self, asset: Asset) -> tuple[CheckPlan, ...]:
        """The check plans that hold for an asset, from whatever level."""
        return plans_for(asset, (*self._general(), *self.plan_rules.of(asset.id)))

    def facts(self, asset_id: UUID) -> AssetFacts | None:
        """One asset with all that its state follows from, or None.

        Remembered until anybody changes the equipment: matching asks for it at every reading.
        """
        cache = self._fresh()
        found = cache.facts.get(asset_id)
        if found is None:
            asset = self.get(asset_id)
            if asset is None:
                return None
            rules = (*self._general(), *self.plan_rules.of(asset_id))
            found = AssetFacts(asset, rules_for(asset, rules), self.events(asset_id))
            cache.facts[asset_id] = found
            if len(cache.facts) > REMEMBERED:
                cache.facts.popitem(last=False)
        return found

    def facts_of_ward(self, ward: str | None) -> tuple[AssetFacts, ...]:
        """Every asset of a ward (or of all) by tag with its facts, in four queries."""
        return self._facts_where(*(() if ward is None else (ASSETS.c.ward == ward,)))

    def facts_of(self, ids: Sequence[UUID]) -> tuple[AssetFacts, ...]:
        """Some assets by tag with their facts, in four queries."""
        return self._facts_where(ASSETS.c.id.in_(ids))

    def facts_named(
        self, tags: Collection[str], serials: Collection[str]
    ) -> tuple[AssetFacts, ...]:
        """The assets with one of these tags or serial numbers, with their facts, by tag."""
        keys = {key for key in map(key_of, serials) if key}
        return self._facts_where(or_(ASSETS.c.tag.in_(tags), ASSETS.c.serial_key.in_(keys)))

    def _facts_where(self, *condition: ColumnElement[bool]) -> tuple[AssetFacts, ...]:
        ids = select(ASSETS.c.id).where(*condition)
        rules: dict[UUID, list[PlanRule]] = {}
        for rule in self.plan_rules.of_many(ids):
            if rule.asset_id is not None:
                rules.setdefault(rule.asset_id, []).append(rule)
        events: dict[UUID, list[AssetEvent]] = {}
        for event in self._events(ASSET_EVENTS.c.asset_id.in_(ids)):
            events.setdefault(event.asset_id, []).append(event)
        general = self._general()
        return tuple(
            AssetFacts(
                asset,
                rules_for(asset, (*general, *rules.get(asset.id, ()))),
                tuple(events.get(asset.id, ())),
            )
            for asset in self._some(*condition)
        )

    def _general(self) -> tuple[PlanRule, ...]:
        cache = self._fresh()
        if cache.general is None:
            cache.general = self.plan_rules.general()
        return cache.general

    def _fresh(self) -> FactsCache:
        """What is remembered, emptied if anybody may have changed something since."""
        stamp = self._session.stamp()
        if self._cache.stamp != stamp:
            self._cache.stamp = stamp
            self._cache.facts.clear()
            self._cache.speakers.clear()
            self._cache.general = None
        return self._cache

    def _touch(self, asset_id: UUID) -> None:
        """Forget the cached facts; the new stamp also outlives a rollback of this change."""
        self._session.generation += 1
        self.listings.touch(asset_id)

    def _one(self, *conditions: ColumnElement[bool]) -> Asset | None:
        row = self._session.row(select(ASSETS).where(*conditions))
        return None if row is None else asset_of_row(row)

    def _some(self, *conditions: ColumnElement[bool]) -> tuple[Asset, ...]:
        query = select(ASSETS).where(*conditions).order_by(ASSETS.c.tag)
        return tuple(asset_of_row(row) for row in self._session.rows(query))

    def _events(self, condition: ColumnElement[bool]) -> tuple[AssetEvent, ...]:
        query = select(ASSET_EVENTS).where(condition).order_by(ASSET_EVENTS.c.seq)
        return tuple(event_of_row(row) for row in self._session.rows(query))
