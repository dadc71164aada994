"""Quality control facts: material, results, what was done about them, plans, external rounds."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select, union

from clinicapp.domain.quality.external import EqaResult, EqaRound, EqaStep
from clinicapp.domain.quality.intervals import PlanSet, QualityPlan
from clinicapp.domain.quality.lots import ControlLot, LotEvent, LotEventKind, LotUses, TargetSource
from clinicapp.domain.quality.replay import (
    ControlEntry,
    ControlEvent,
    ControlEventKind,
    Replay,
)
from clinicapp.domain.quality.state import Ordered, QualityFacts, first_needed
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
from clinicapp.store.device_readings import CLOCKS
from clinicapp.store.judged_controls import Kept
from clinicapp.store.tables import READING_EVENTS, READINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Column, Select, Table
    from sqlalchemy.engine import RowMapping

    from clinicapp.store.judged_controls import JudgedControls
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


_BESIDE: Final = (CONTROL_LOTS, CONTROL_LOT_EVENTS, CONTROL_PLANS, EQA_ROUNDS, EQA_RESULTS)
_JUDGED: Final = (CONTROL_RESULTS, CONTROL_EVENTS)


def _among(column: Column[Any]) -> Select[Any]:
    table = column.table
    return select(table).where(column.in_(bindparam("ids", expanding=True))).order_by(table.c.seq)


_LAST: Final = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {n}, seq, id FROM {table.name} ORDER BY seq DESC LIMIT 1)"  # noqa: S608
    for n, table in enumerate((*_BESIDE, *_JUDGED))
)
"""The last rows: the tables only grow, so they say whether anything has been added."""


class Controls:
    """Quality control of every analyser; what was judged is remembered (``JudgedControls``)."""

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

        Patients' tests are not among them; see ``counted``.
        """
        remembered = self._session.judged
        self._catch_up(remembered)
        kept = remembered.kept.get(asset_id)
        if kept is None:
            kept = remembered.kept[asset_id] = Kept(self._all(asset_id))
        if not kept.fresh:
            self._judge(asset_id, kept)
        return kept.facts

    def counted(self, facts: QualityFacts, moment: datetime) -> QualityFacts:
        """The same with the patients' tests that its plan counts at a moment, if it counts any."""
        if facts.plan is None or facts.plan.every_tests is None:
            return facts
        since = first_needed(facts, moment)
        return facts if since is None else replace(facts, tests=self._tests(facts.asset_id, since))

    def _catch_up(self, remembered: JudgedControls) -> None:
        """Learn what was added to any of the tables since."""
        last = {n: (seq, row_id) for n, seq, row_id in self._session.run(_LAST)}
        ends = tuple(map(last.get, range(len(_BESIDE) + len(_JUDGED))))
        beside, judged = ends[: len(_BESIDE)], ends[len(_BESIDE) :]
        if beside != remembered.beside:
            remembered.beside = beside
            remembered.beside_changed()
        before, remembered.judged = remembered.judged, judged
        if judged == before:
            return
        for table, end in zip(_JUDGED, before, strict=bool(before)):
            rows = self._session.rows(_SINCE[table], seq=0 if end is None else end[0])
            if end is not None and (not rows or rows[0]["id"].hex != end[1]):
                # What was seen last has been taken back with its transaction.
                remembered.kept.clear()
                return
            remembered.came(map(_judged_fact, rows if end is None else rows[1:]))

    def _all(self, asset_id: UUID) -> list[ControlEntry | ControlEvent]:
        rows = self._session.rows
        results = [_fact(ControlEntry, row) for row in rows(_RESULTS_OF, asset_id=asset_id)]
        return [
            *results,
            *(_fact(ControlEvent, row) for row in rows(_EVENTS_OF, asset_id=asset_id)),
        ]

    def _judge(self, asset_id: UUID, kept: Kept) -> None:
        """Judge what came, and put everything together that is given out."""
        kept.note_new()
        known = set() if kept.beside is None else {lot.id for lot in kept.beside.lots}
        if kept.beside is None or not kept.lots <= known:
            kept.beside = self._read_beside(asset_id, kept.lots)
            kept.uses = LotUses(kept.beside.lots, kept.beside.lot_events)
        lots = {lot.id: lot for lot in kept.beside.lots}
        if not kept.replay.take(lots, kept.new):
            kept.replay = Replay()
            kept.replay.take(lots, self._all(asset_id))
        kept.new = []
        found = replace(
            kept.beside,
            judged=kept.replay.judged(),
            events=tuple(kept.events),
            ordered=Ordered(
                levels=kept.replay.levels(),
                excluded=dict(kept.excluded),
                uses=kept.uses or LotUses((), ()),
            ),
        )
        some = found.judged or found.lot_events or found.rounds or found.plan
        kept.facts, kept.fresh = found if some else None, True

    def _read_beside(self, asset_id: UUID, named: set[UUID]) -> QualityFacts:
        """Everything but the results and what happened to them."""
        rows = self._session.rows
        lot_events = tuple(_fact(LotEvent, row) for row in rows(_LOT_EVENTS_OF, asset_id=asset_id))
        rounds = tuple(_fact(EqaRound, row) for row in rows(_ROUNDS_OF, asset_id=asset_id))
        wanted = named | {each.lot_id for each in lot_events}
        return QualityFacts(
            asset_id=asset_id,
            lots=tuple(_fact(ControlLot, row) for row in rows(_LOTS_IN, ids=list(wanted))),
            lot_events=lot_events,
            plan=self.plan(asset_id),
            rounds=rounds,
            eqa_results=tuple(
                _fact(EqaResult, row) for row in rows(_EQA_OF, ids=[each.id for each in rounds])
            ),
        )

    def _tests(self, asset_id: UUID, since: datetime) -> tuple[datetime, ...]:
        """When patients' tests were measured on an analyser after a moment."""
        events, readings = READING_EVENTS.c, READINGS.c
        measured = func.coalesce(readings.measured_at, events.at, type_=readings.measured_at.type)
        query = (
            select(measured.label("at"))
            .join(READINGS, readings.id == events.reading_id)
            .where(
                events.asset_id == asset_id,
                events.kind == literal_column("'judged'"),
                events.at >= since - CLOCKS,
                measured > since,
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
_EQA_OF: Final = _among(EQA_RESULTS.c.round_id)
_LOTS_IN: Final = _among(CONTROL_LOTS.c.id)
_SINCE: Final = {
    table: select(table).where(table.c.seq >= bindparam("seq")).order_by(table.c.seq)
    for table in _JUDGED
}


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


def _judged_fact(row: RowMapping) -> ControlEntry | ControlEvent:
    return _fact(ControlEvent, row) if "kind" in row else _fact(ControlEntry, row)


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
            "whole": plan.whole,
            "words": plan.words,
            "source": plan.source,
            "unsure": plan.unsure,
        }
    )


def _plan(content: str) -> QualityPlan:
    values = json.loads(content)
    times = tuple(time.fromisoformat(each) for each in values.pop("at_times"))
    return QualityPlan(**values, at_times=times)
