"""``clinicapp import assets``: what a list would do to the register, and with ``--apply`` that."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Final

from clinicapp.commands.here import signed_in
from clinicapp.domain.equipment.intake.known import Register
from clinicapp.domain.equipment.intake.plan import Standing, make_plan
from clinicapp.interop.asset_csv import read_assets
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.services.equipment.asset_import import (
    PART,
    carry_out_part,
    known_page,
    note_compared,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.commands.here import Signed
    from clinicapp.domain.equipment.intake.known import KnownAsset
    from clinicapp.domain.equipment.intake.plan import Change, Plan, PlannedRow
    from clinicapp.services.equipment.asset_import import LeftOut
    from clinicapp.store.work import Work

__all__ = ["MOST_BYTES", "run"]

_WORDS: Final = {
    Standing.NEW: "new",
    Standing.CHANGED: "changed",
    Standing.UNCHANGED: "unchanged",
    Standing.BACKWARDS: "backwards in time",
    Standing.DUPLICATE: "duplicate",
    Standing.REFUSED: "refused",
}


def run(data: bytes, write: Callable[[str], None], *, apply: bool, as_json: bool) -> int:
    """Compare a list with the register; carry it out only if that is asked for.

    Returns:
        0, or 1 when any row could not be used; the others are carried out all the same.

    Raises:
        Refused: the file is no list of equipment, or the settings or the database cannot be used.
    """
    left_out: tuple[LeftOut, ...] = ()
    with signed_in() as here:
        found = read_assets(data, here.today, ward=here.settings.ward or "")
        plan = make_plan(found.entries, Register(_known(here)))
        here.database.run(lambda work: note_compared(work, here.by, found.digest, plan))
        if apply:
            left_out = _carry_out(here, found.digest, plan)
    told = _as_json if as_json else _as_words
    for line in told(plan, found.note, left_out, applied=apply):
        write(line)
    return 0 if plan.whole and not left_out else 1


def _known(here: Signed) -> Iterator[KnownAsset]:
    after = ""
    while True:
        page = here.database.run(
            partial(known_page, by=here.by, after=after, zone=here.settings.zone), write=False
        )
        yield from page.known
        after = page.after
        if not after:
            return


def _carry_out(here: Signed, digest: str, plan: Plan) -> tuple[LeftOut, ...]:
    left_out: list[LeftOut] = []
    for part in _parts(plan.used):

        def job(work: Work, rows: tuple[PlannedRow, ...] = part) -> tuple[LeftOut, ...]:
            return carry_out_part(work, here.by, digest, rows, here.settings.zone)

        left_out += here.database.run(job)
    return tuple(left_out)


def _parts(rows: tuple[PlannedRow, ...]) -> Iterator[tuple[PlannedRow, ...]]:
    return (rows[begin : begin + PART] for begin in range(0, len(rows), PART))


def _as_words(
    plan: Plan, note: str, left_out: tuple[LeftOut, ...], *, applied: bool
) -> Iterator[str]:
    if note:
        yield note
    for row in plan.rows:
        if row.standing is not Standing.UNCHANGED:
            yield _line(row)
    for each in left_out:
        yield f"Row {each.row}: left out: {each.sentence}"
    counts = ", ".join(f"{words} {plan.counts[each]}" for each, words in _WORDS.items())
    yield f"{len(plan.rows)} rows: {counts}"
    yield "Done." if applied else "Nothing was changed. Add --apply to do this."


def _line(row: PlannedRow) -> str:
    begin = f"Row {row.row}: {_WORDS[row.standing]}"
    called = " ".join(filter(None, (row.tag, row.name)))
    said = list(row.sentences)
    said += ["; ".join(map(_change, row.changes))]
    begin += f", {called}" if called else ""
    words = " ".join(filter(None, said))
    return f"{begin}: {words}" if words else begin


def _change(change: Change) -> str:
    field = change.field.replace("_", " ")
    return f"{field} {change.before or 'nothing'} -> {change.after or 'nothing'}"


def _as_json(
    plan: Plan, note: str, left_out: tuple[LeftOut, ...], *, applied: bool
) -> Iterator[str]:
    for row in plan.rows:
        yield _json(
            {
                "row": row.row,
                "result": row.standing.value,
                "tag": row.tag or None,
                "name": row.name or None,
                "changes": {each.field: [each.before, each.after] for each in row.changes},
                "sentences": list(row.sentences),
            }
        )
    for each in left_out:
        yield _json({"row": each.row, "left_out": each.sentence})
    yield _json(
        {
            "counts": {standing.value: plan.counts[standing] for standing in Standing},
            "left_out": len(left_out),
            "applied": applied,
            "note": note or None,
        }
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
