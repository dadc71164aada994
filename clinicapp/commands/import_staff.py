"""``clinicapp import staff``: what a list of staff would do, and with ``--apply`` just that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from clinicapp.commands.here import signed_in
from clinicapp.domain.staff_rows import Standing
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.interop.staff_csv import read_staff
from clinicapp.services.staff.staff_import import carry_out, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.domain.staff_rows import Plan, PlannedRow

__all__ = ["MOST_BYTES", "run"]

_WORDS: Final = {
    Standing.NEW: "new",
    Standing.CHANGED: "changed",
    Standing.MATCHED: "matched",
    Standing.DUPLICATE: "duplicate",
    Standing.REFUSED: "refused",
}


def run(data: bytes, write: Callable[[str], None], *, apply: bool, as_json: bool) -> int:
    """Compare a list with the members of staff; carry it out only if that is asked for.

    Returns:
        0, or 1 when any row could not be used; the others are carried out all the same.

    Raises:
        Refused: the file is no list of staff, or the settings or the database cannot be used.
    """
    found = read_staff(data)
    act = carry_out if apply else compare
    with signed_in() as here:
        plan = here.database.run(lambda work: act(work, here.by, found.rows, found.digest))
    told = _as_json if as_json else _as_words
    for line in told(plan, found.note, applied=apply):
        write(line)
    return 0 if plan.whole else 1


def _as_words(plan: Plan, note: str, *, applied: bool) -> Iterator[str]:
    if note:
        yield note
    for row in plan.rows:
        if row.standing is not Standing.MATCHED:
            yield _line(row)
    counts = ", ".join(f"{words} {plan.counts[each]}" for each, words in _WORDS.items())
    yield f"{len(plan.rows)} rows: {counts}"
    if applied:
        yield "Done. Give one-time passwords in the window, under Staff."
    else:
        yield "Nothing was changed. Add --apply to do this."


def _line(row: PlannedRow) -> str:
    begin = f"Row {row.number}: {_WORDS[row.standing]}"
    begin += f", {row.name}" if row.name else ""
    said = [
        f"{name.replace('_', ' ')} {before or 'nothing'} -> {after or 'nothing'}"
        for name, (before, after) in row.changes.items()
    ]
    words = "; ".join(said) or " ".join(row.problems)
    return f"{begin}: {words}" if words else begin


def _as_json(plan: Plan, note: str, *, applied: bool) -> Iterator[str]:
    for row in plan.rows:
        yield _json(
            {
                "row": row.number,
                "result": row.standing.value,
                "name": row.name or None,
                "changes": {name: list(pair) for name, pair in row.changes.items()},
                "problems": list(row.problems),
            }
        )
    counts = {each.value: count for each, count in plan.counts.items()}
    yield _json({"counts": counts, "applied": applied, "note": note or None})


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
