"""How an analyser's controls stood at their last fact, for the list of equipment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clinicapp.domain.quality.intervals import plan_from
from clinicapp.domain.quality.state import controls_state

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import CheckState
    from clinicapp.domain.quality.state import QualityFacts
    from clinicapp.store.controls import Controls
    from clinicapp.store.listing_columns import Facts


class ListedControls:
    """Asks the controls of assets; most assets have none, which costs one question for many."""

    def __init__(self, controls: Controls) -> None:
        self._controls = controls

    def of(self, many: Iterable[Facts], zone: tzinfo) -> dict[UUID, CheckState]:
        """How the controls stand of those that have any, as their last fact left them."""
        analysers = self._controls.asset_ids()
        found: dict[UUID, CheckState] = {}
        for each in many:
            if each.asset.id not in analysers:
                continue
            facts = self._controls.facts(each.asset.id)
            if facts is None:
                continue
            if facts.plan is None:
                facts = replace(facts, plan=plan_from(each.plans))
            last = _last(facts)
            if last is not None:
                facts = self._controls.counted(facts, last.astimezone(zone))
                state = controls_state(facts, last.astimezone(zone))
                found[each.asset.id] = state.as_quality().check
        return found


def _last(facts: QualityFacts) -> datetime | None:
    # The results are in order of time already, and there may be ten years of them.
    times = [each.entry.at for each in facts.judged[-1:]]
    times += [each.at for each in facts.events]
    times += [each.at for each in facts.lot_events]
    return max(times, default=None)
