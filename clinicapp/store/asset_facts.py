"""What is known of single assets, and what was read of them lately and is still true."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.domain.equipment.checks import CheckPlan
    from clinicapp.domain.equipment.plans import PlanRule

REMEMBERED: Final = 256
"""How many assets' facts are kept in memory: those of the devices that a station hears."""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An asset, the plan rules that hold for it, and its events as they were written down."""

    asset: Asset
    rules: tuple[PlanRule, ...]
    events: tuple[AssetEvent, ...]

    @property
    def plans(self) -> tuple[CheckPlan, ...]:
        """The check plans that the rules make."""
        # Only here: no window waits for what a check plan is.
        from clinicapp.domain.equipment.plans import plans_for

        return plans_for(self.asset, self.rules)


@dataclass(slots=True)
class FactsCache:
    """Recent answers about single assets, good while the stamp of the database is the same."""

    stamp: tuple[int, int] | None = None
    facts: OrderedDict[UUID, AssetFacts] = field(default_factory=OrderedDict)
    general: tuple[PlanRule, ...] | None = None
    speakers: dict[tuple[str, ...], tuple[Asset, ...]] = field(default_factory=dict)
    """Assets by what they are recognised by."""

    def recalled(
        self, key: tuple[str, ...], read: Callable[[], tuple[Asset, ...]]
    ) -> tuple[Asset, ...]:
        """What was read for this key: at every reading the same devices are looked for."""
        found = self.speakers.get(key)
        if found is None:
            if len(self.speakers) >= REMEMBERED:
                self.speakers.clear()
            found = self.speakers[key] = read()
        return found
