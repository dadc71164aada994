"""Quality control facts: material, results, what was done about them, plans, external rounds."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, func, select, union

from clinicapp.domain.observations import ReadingEventKind
from clinicapp.domain.quality.external import EqaResult, EqaRound, EqaStep
from clinicapp.domain.quality.intervals import PlanSet, QualityPlan
from clinicapp.domain.quality.lots import ControlLot, LotEvent, LotEventKind, TargetSource
from clinicapp.domain.quality.replay import (
    ControlEntry,
    ControlEvent,
    ControlEventKind,
    Judged,
    replay,
)
from clinicapp.domain.quality.state import QualityFacts
from clinicapp.store.columns import canonical_json, storable
from clinicapp.store.control_rows import (
    CONTROL_EVENTS,
    CONTROL_LOT_EVENTS,
    CONTROL_LOTS,
    CONTROL_PLANS,
    CONTROL_RESULTS,
    EQA_RESULTS,
    EQA_ROUNDS,
)
from clinicapp.store.tables import READING_EVENTS, READINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Select, Table
    from sqlalchemy.engine import RowMapping

    from clinicapp.store.session import Session

_Fact = TypeVar("_Fact", ControlLot, LotEvent, ControlEntry, ControlEvent, EqaRound, EqaResult)
_NUMBERS: Final = frozenset({"mean", "sd", "low", "high", "value", "target"})
_KINDS: Final[Mapping[type, Mapping[str, type[StrEnum]]]] = {
    ControlLot: {"source": TargetSource},
    LotEvent: {"kind": LotEventKind},
    ControlEntry: {},
    ControlEvent: {"kind": ControlEventKind},
    EqaRound: {},
    EqaResult: {"step": EqaStep},
}


def _of_asset(table: Table) -> Select[Any]:
    return select(table).where(table.c.asset_id == bindparam("asset_id")).order_by(table.c.seq)


_LAST: Final = select(
    *(
        select(table.c.id).order_by(table.c.seq.desc()).limit(1).scalar_subquery().label(table.name)
        for table in (
            *(CONTROL_LOTS, CONTROL_LOT_EVENTS, CONTROL_RESULTS, CONTROL_EVENTS, CONTROL_PLANS),
            *(EQA_ROUNDS, EQA_RESULTS),
        )
    )
)
"""The ids of the last rows: the tables only grow, so they say whether anything has been added."""


class Controls:
    """Quality control of every analyser.

    What was judged is remembered as long as nothing is added to any of the tables: a reading asks
    for its analyser's controls each time.
    """

    def __init__(self, session: Session, touched: Callable[[UUID], None]) -> None:
        self._session = session
        self._touched = touched

    def add_lot(self, lot: ControlLot) -> None:
        """Add a lot of control material.

        Raises:
            NotConsistent: it has half a target, or a number beside a word.
        """
        self._add(CONTROL_LOTS, lot)

    def add_lot_event(self, event: LotEvent) -> None:
        """A vial was opened, or a lot is used no more."""
        self._add(CONTROL_LOT_EVENTS, event)

    def add_result(self, entry: ControlEntry) -> None:
        """Keep a control result.

        Raises:
            AlreadyThere: this reading is there already as a result of this lot.
        """
        self._add(CONTROL_RESULTS, entry)

    def add_event(self, event: ControlEvent) -> None:
        """Keep a corrective action or an exclusion."""
        self._add(CONTROL_EVENTS, event)

    def add_round(self, eqa: EqaRound) -> None:
        """Keep an external round."""
        self._add(EQA_ROUNDS, eqa)

    def add_eqa_result(self, result: EqaResult) -> None:
        """Keep what became of an external round."""
        self._add(EQA_RESULTS, result)

    def set_plan(self, plan: PlanSet) -> None:
        """Keep how often an analyser's controls are due from now on."""
        self._session.insert(
            CONTROL_PLANS,
            id=plan.id,
            asset_id=plan.asset_id,
            at=plan.at,
            actor_id=plan.actor_id,
            actor_name=storable(plan.actor_name),
            content=_plan_json(plan.plan),
        )
        self._touched(plan.asset_id)

    def plan(self, asset_id: UUID) -> QualityPlan | None:
        """The plan of an analyser as it was set last, or None."""
        query = select(CONTROL_PLANS.c.content).where(CONTROL_PLANS.c.asset_id == asset_id)
        row = self._session.row(query.order_by(CONTROL_PLANS.c.seq.desc()).limit(1))
        return None if row is None else _plan(row["content"])

    def lots(self) -> tuple[ControlLot, ...]:
        """Every lot, in the order in which they were added."""
        query = select(CONTROL_LOTS).order_by(CONTROL_LOTS.c.seq)
        return tuple(_fact(ControlLot, row) for row in self._session.rows(query))

    def lot(self, lot_id: UUID) -> ControlLot | None:
        """One lot, or None."""
        row = self._session.row(select(CONTROL_LOTS).where(CONTROL_LOTS.c.id == lot_id))
        return None if row is None else _fact(ControlLot, row)

    def result(self, result_id: UUID) -> ControlEntry | None:
        """One control result, or None."""
        row = self._session.row(select(CONTROL_RESULTS).where(CONTROL_RESULTS.c.id == result_id))
        return None if row is None else _fact(ControlEntry, row)

    def round(self, round_id: UUID) -> EqaRound | None:
        """One external round, or None."""
        row = self._session.row(select(EQA_ROUNDS).where(EQA_ROUNDS.c.id == round_id))
        return None if row is None else _fact(EqaRound, row)

    def has(self, reading_id: UUID) -> bool:
        """Whether a reading is a control result of some lot already."""
        query = select(CONTROL_RESULTS.c.id).where(CONTROL_RESULTS.c.reading_id == reading_id)
        return self._session.first(query.limit(1)) is not None

    def asset_ids(self) -> frozenset[UUID]:
        """The analysers that have any control facts."""
        tables = (CONTROL_PLANS, CONTROL_LOT_EVENTS, CONTROL_RESULTS, EQA_ROUNDS)
        query = union(*(select(table.c.asset_id) for table in tables))
        return frozenset(row["asset_id"] for row in self._session.rows(query))

    def facts(self, asset_id: UUID) -> QualityFacts | None:
        """What an analyser's state follows from, judged; None if it has no control facts at all.

        Patients' tests are among them only where the plan counts them.
        """
        row = self._session.first(_LAST)
        stamp = tuple(row or ())
        kept = self._session.judged
        if kept.stamp != stamp:
            kept.stamp = stamp
            kept.facts.clear()
        if asset_id not in kept.facts:
            kept.facts[asset_id] = self._read(asset_id)
        found = kept.facts[asset_id]
        if found is None or found.plan is None or found.plan.every_tests is None:
            return found
        return _with_tests(found, self._tests(found))

    def _read(self, asset_id: UUID) -> QualityFacts | None:
        rows = self._session.rows
        entries = tuple(_fact(ControlEntry, row) for row in rows(_RESULTS_OF, asset_id=asset_id))
        lot_events = tuple(_fact(LotEvent, row) for row in rows(_LOT_EVENTS_OF, asset_id=asset_id))
        rounds = tuple(_fact(EqaRound, row) for row in rows(_ROUNDS_OF, asset_id=asset_id))
        plan = self.plan(asset_id)
        if not (entries or lot_events or rounds or plan):
            return None
        events = tuple(_fact(ControlEvent, row) for row in rows(_EVENTS_OF, asset_id=asset_id))
        wanted = {each.lot_id for each in entries} | {each.lot_id for each in lot_events}
        lots = {lot.id: lot for lot in self.lots() if lot.id in wanted}
        eqa = tuple(
            _fact(EqaResult, row) for row in rows(_EQA_OF, round_ids=[each.id for each in rounds])
        )
        judged: tuple[Judged, ...] = replay(entries, lots, events)
        return QualityFacts(
            asset_id=asset_id,
            judged=judged,
            events=events,
            lots=tuple(lots.values()),
            lot_events=lot_events,
            plan=plan,
            rounds=rounds,
            eqa_results=eqa,
        )

    def _tests(self, facts: QualityFacts) -> tuple[datetime, ...]:
        """When patients' tests were measured on an analyser."""
        events, readings = READING_EVENTS.c, READINGS.c
        measured = func.coalesce(readings.measured_at, events.at, type_=readings.measured_at.type)
        query = (
            select(measured.label("at"))
            .join(READINGS, readings.id == events.reading_id)
            .where(
                events.asset_id == facts.asset_id,
                events.kind == ReadingEventKind.JUDGED.value,
                readings.control.is_(False),
            )
            .order_by(measured)
        )
        return tuple(row["at"] for row in self._session.rows(query))

    def _add(self, table: Table, fact: _Fact) -> None:
        self._session.insert(
            table, **{each.name: _stored(getattr(fact, each.name)) for each in fields(fact)}
        )
        asset_id = getattr(fact, "asset_id", None)
        if isinstance(asset_id, UUID):
            self._touched(asset_id)


_RESULTS_OF: Final = _of_asset(CONTROL_RESULTS)
_LOT_EVENTS_OF: Final = _of_asset(CONTROL_LOT_EVENTS)
_EVENTS_OF: Final = _of_asset(CONTROL_EVENTS)
_ROUNDS_OF: Final = _of_asset(EQA_ROUNDS)
_EQA_OF: Final = (
    select(EQA_RESULTS)
    .where(EQA_RESULTS.c.round_id.in_(bindparam("round_ids", expanding=True)))
    .order_by(EQA_RESULTS.c.seq)
)


def _with_tests(facts: QualityFacts, tests: tuple[datetime, ...]) -> QualityFacts:
    return replace(facts, tests=tests)


def _stored(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    return storable(value) if isinstance(value, str) else value


def _fact(kind: type[_Fact], row: RowMapping) -> _Fact:
    words = _KINDS[kind]
    values: dict[str, Any] = {
        name: words[name](value)
        if name in words
        else Decimal(value)
        if name in _NUMBERS and value is not None
        else value
        for name, value in row.items()
        if name != "seq"
    }
    return kind(**values)


def _plan_json(plan: QualityPlan) -> str:
    return canonical_json(
        {
            "levels": plan.levels,
            "every_hours": plan.every_hours,
            "every_days": plan.every_days,
            "every_months": plan.every_months,
            "grace_days": plan.grace_days,
            "at_times": [each.isoformat() for each in plan.at_times],
            "every_tests": plan.every_tests,
            "warn_hours": plan.warn_hours,
            "words": plan.words,
            "source": plan.source,
            "unsure": plan.unsure,
        }
    )


def _plan(content: str) -> QualityPlan:
    values = json.loads(content)
    times = tuple(time.fromisoformat(each) for each in values.pop("at_times"))
    return QualityPlan(**values, at_times=times)
