"""``clinicapp import caseload``: what a list of people would do, and with ``--apply`` just that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clinicapp.commands.here import signed_in
from clinicapp.domain.caseload.judging import Standing
from clinicapp.interop.caseload_csv import read_caseload
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.services.clinic.caseload_import import Imported, carry_out, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.domain.caseload.kinds import Change
    from clinicapp.domain.caseload.plan import PlannedRow
    from clinicapp.domain.people import Person

    Say = Callable[[str], None]

__all__ = ["MOST_BYTES", "check_options", "run"]

_WORDS = {
    Standing.NEW: "new",
    Standing.CHANGED: "changed",
    Standing.UNCHANGED: "unchanged",
    Standing.CONFLICT: "in conflict",
    Standing.REFUSED: "refused",
}


def run(
    data: bytes,
    write: Say,
    *,
    apply: bool,
    ward: str | None,
    discharge_missing: bool,
    as_json: bool,
) -> int:
    """Compare a list with the ward's people; carry it out only if that is asked for.

    Returns:
        0, or 1 when any row could not be used; the others are carried out all the same.

    Raises:
        Refused: the file is no list of people, or the settings or the database cannot be used.
    """
    with signed_in() as here:
        by, today = here.by, here.today
        caseload = read_caseload(data, today, ward=here.settings.ward, only=ward)
        if apply:
            done = here.database.run(
                lambda work: carry_out(
                    work, by, caseload, today, discharge_missing=discharge_missing
                )
            )
        else:
            done = Imported(here.database.run(lambda work: compare(work, by, caseload)), ())
    told = _as_json if as_json else _as_words
    for line in told(done, caseload.note, applied=apply):
        write(line)
    return 0 if done.plan.whole else 1


def _as_words(done: Imported, note: str, *, applied: bool) -> Iterator[str]:
    plan = done.plan
    if note:
        yield note
    for row in plan.rows:
        if row.standing is not Standing.UNCHANGED:
            yield _line(row)
    for person in plan.missing:
        left = person in done.discharged
        yield f"{_named(person)}: {'discharged' if left else 'not in the file, stays on the list'}"
    counts = ", ".join(f"{words} {plan.counts[each]}" for each, words in _WORDS.items())
    yield f"{len(plan.rows)} rows: {counts}; not in the file: {len(plan.missing)}"
    if not applied:
        yield "Nothing was changed. Add --apply to do this."
    elif done.discharged:
        yield f"Done; {len(done.discharged)} discharged."
    else:
        yield "Done."


def _line(row: PlannedRow) -> str:
    found = row.judgement
    begin = f"Row {row.row}: {_WORDS[row.standing]}"
    begin += f", {row.name}" if row.name else ""
    said = [problem.sentence for problem in found.problems]
    said += ["; ".join(map(_change, found.changes))] if found.changes else []
    said += found.notes
    return f"{begin}: {' '.join(said)}" if said else begin


def _change(change: Change) -> str:
    field = change.field.replace("_", " ")
    return f"{field} {change.before or 'nothing'} -> {change.after or 'nothing'}"


def _named(person: Person) -> str:
    number = person.nhs_number.spaced if person.nhs_number else "no NHS number"
    return f"{person.display_name} ({number})"


def _as_json(done: Imported, note: str, *, applied: bool) -> Iterator[str]:
    plan = done.plan
    for row in plan.rows:
        yield _json(_row(row))
    for person in plan.missing:
        yield _json(
            {
                "missing": person.display_name,
                "nhs_number": str(person.nhs_number) if person.nhs_number else None,
                "discharged": person in done.discharged,
            }
        )
    yield _json(
        {
            "counts": {each.value: count for each, count in plan.counts.items()},
            "missing": len(plan.missing),
            "discharged": len(done.discharged),
            "applied": applied,
            "note": note or None,
        }
    )


def _row(row: PlannedRow) -> dict[str, object]:
    found = row.judgement
    return {
        "row": row.row,
        "result": row.standing.value,
        "name": row.name or None,
        "changes": {each.field: [each.before, each.after] for each in found.changes},
        "problems": [
            {"field": each.column.value if each.column else None, "sentence": each.sentence}
            for each in found.problems
        ],
        "notes": list(found.notes),
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def check_options(*, apply: bool, ward: str | None, discharge_missing: bool) -> str | None:
    """Why options do not go together, or None."""
    if ward is not None and not ward.strip():
        return "--ward needs the name of a ward."
    if discharge_missing and not apply:
        return "--discharge-missing goes with --apply; without it nobody is discharged."
    if discharge_missing and ward is None:
        return "--discharge-missing goes with --ward: say whose list is complete."
    return None
