"""The visit on paper: a table for the terminal, and ``visit.json``."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from clinicapp.domain.gate import Decision
from clinicapp.domain.observations import ReadingStatus
from clinicapp.ui.words.values import value_text

if TYPE_CHECKING:
    from clinicapp.demo.journal import Way
    from clinicapp.demo.visit import Played


def table(played: Played, width: int) -> str:
    """Each value with its device and its way: bytes → stored → acknowledged → shown, in ms."""
    found = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("Value", "Device", "Link", "Gate"):
        found.add_column(title, overflow="fold")
    for title in ("Stored ms", "Acknowledged ms", "Shown ms"):
        found.add_column(title, justify="right", overflow="fold")
    for way in played.ways:
        found.add_row(
            value_text(way.observation) + (" (control)" if way.observation.control else ""),
            device(way),
            way.link,
            gate(way),
            way.ms(way.stored_ns),
            acknowledgement(way),
            way.ms(way.shown_ns) or _never_shown(way, played),
        )
    # Not by capturing: that flushes the real output, outside everybody's care.
    drawn = io.StringIO()
    Console(file=drawn, width=width, no_color=True).print(found)
    return drawn.getvalue().rstrip("\n")


def device(way: Way) -> str:
    """The asset's name and tag, or what the device called itself."""
    asset = way.placed.placed.asset if way.placed else None
    if asset is not None:
        return f"{asset.name} {asset.tag}"
    observation = way.observation
    named = " ".join(part for part in (observation.device_maker, observation.device_model) if part)
    return named or way.address


def gate(way: Way) -> str:
    """The gate's decision and its reasons."""
    result = way.placed.placed.gate if way.placed else None
    if result is None:
        return "duplicate"
    return " ".join((result.decision.value, *result.codes))


def _never_shown(way: Way, played: Played) -> str:
    """Why no time was taken: the reading is on the form only because a person put it there."""
    used = _status(way, played) is ReadingStatus.FILED
    return "used with a reason" if used else "not on the form"


def acknowledgement(way: Way) -> str:
    """When the device was told, or why there is nothing to tell it."""
    if way.acknowledges:
        return way.ms(way.acknowledged_ns) or "never"
    return "by Bluetooth" if way.link == "ble" else "none exists"


def visit_json(played: Played) -> str:
    """The whole visit as JSON: numbers are decimal strings, times ISO 8601."""
    snapshot = played.snapshot
    signed = snapshot.contents.signed
    complete = snapshot.assessment.complete
    content = {
        "form": snapshot.form.number,
        "person": snapshot.person.display_name,
        "nhs_number": str(snapshot.person.nhs_number),
        "pack": snapshot.pack.name,
        "pack_version": snapshot.pack.version,
        "pack_mark": snapshot.pack.mark.value,
        "signed_by": signed.actor_name if signed else None,
        "signed_at": signed.at.isoformat() if signed else None,
        "bluetooth": played.bluetooth,
        "readings": [_reading(way, _status(way, played)) for way in played.ways],
        "acknowledged_by_analyser": list(played.acknowledged_runs),
        "domains": {
            name.value: {
                "zone": found.zone.value,
                "why": [why.value for why in found.why],
                "actions": list(found.actions),
                "chosen": [code for code in snapshot.contents.actions if code in found.actions],
            }
            for name, found in snapshot.assessment.domains.items()
        },
        "complete": {
            name: {"done": count.done, "of": count.of}
            for name, count in (
                ("lester", complete.lester),
                ("nhse_core", complete.nhse_core),
                ("audit", complete.audit),
            )
        },
        "database_problems": list(played.check),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _status(way: Way, played: Played) -> ReadingStatus:
    """Where the reading stands at the end of the visit."""
    sources = played.snapshot.sources.values()
    if any(source.reading.id == way.observation.id for source in sources):
        return ReadingStatus.FILED
    gate = way.placed.placed.gate if way.placed else None
    blocked = gate is not None and gate.decision is Decision.BLOCK
    return ReadingStatus.BLOCKED if blocked else ReadingStatus.HELD


def _reading(way: Way, status: ReadingStatus) -> dict[str, object]:
    observation = way.observation
    placed = way.placed.placed if way.placed else None
    fact = placed.fact if placed else None
    return {
        "id": str(observation.id),
        "kind": observation.kind,
        "values": {
            quantity.field: format(quantity.amount, "f")
            for quantity in observation.quantities
            if quantity.amount is not None
        },
        "control": observation.control,
        "device": device(way),
        "serial": placed.asset.serial if placed and placed.asset else observation.device_serial,
        "driver": way.driver,
        "link": way.link,
        "address": way.address,
        "taken_at": observation.taken_at_text,
        "clock_offset_seconds": observation.clock_offset_seconds,
        "raw": observation.raw.hex(),
        "gate": placed.gate.decision.value if placed and placed.gate else None,
        "reasons": list(placed.gate.codes) if placed and placed.gate else [],
        "policy": placed.gate.policy if placed and placed.gate else None,
        "status": status.value,
        "form_fact": str(fact.id) if fact else None,
        "ms": {
            "stored": way.ms(way.stored_ns),
            "acknowledged": way.ms(way.acknowledged_ns),
            "acknowledgement": acknowledgement(way),
            "placed": way.ms(way.placed.placed_ns) if way.placed else None,
            "shown": way.ms(way.shown_ns),
        },
    }
