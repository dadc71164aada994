"""``clinicapp import calibrations``: what a visit's list would do, and with ``--apply`` that."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Final

from clinicapp import paths, policies
from clinicapp.commands.here import signed_in
from clinicapp.domain.equipment.visits import VisitRow, VisitStanding, judge_rows
from clinicapp.interop.csv_text import MOST_BYTES
from clinicapp.interop.visit_csv import read_visit
from clinicapp.services.quality.visit_import import PART, known_devices, note_compared, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinicapp.commands.here import Signed
    from clinicapp.domain.equipment.visits import KnownDevice
    from clinicapp.interop.visit_csv import VisitList
    from clinicapp.store.work import Work

__all__ = ["MOST_BYTES", "run"]

WORDS: Final = {
    VisitStanding.MATCHED: "matched",
    VisitStanding.UNMATCHED: "unmatched",
    VisitStanding.DUPLICATE: "duplicate",
    VisitStanding.BACKWARDS: "backwards in time",
    VisitStanding.FAILED_BEFORE: "failed before",
    VisitStanding.REFUSED: "refused",
}


def run(data: bytes, write: Callable[[str], None], *, apply: bool, as_json: bool) -> int:
    """Compare a contractor's list with the register; carry it out only if that is asked for.

    Returns:
        0, or 1 when any row was not used; the matched ones are written all the same.

    Raises:
        Refused: the file is no such list, or the settings or the database cannot be used.
    """
    left_out: list[tuple[int, str]] = []
    with signed_in() as here:
        policy = policies.calibration_policy(paths.settings_folder() / "calibration.toml")
        found = read_visit(data, here.today)
        rows = judge_rows(found.entries, _known(here, found))
        here.database.run(lambda work: note_compared(work, here.by, found.digest, rows))
        matched = [row for row in rows if row.standing is VisitStanding.MATCHED]
        for begin in range(0, len(matched) if apply else 0, PART):
            part = matched[begin : begin + PART]

            def job(work: Work, part: list[VisitRow] = part) -> tuple[tuple[int, str], ...]:
                zone = here.settings.zone
                return write_rows(work, here.by, found.digest, part, policy, zone).left_out

            left_out += here.database.run(job)
    told = _as_json if as_json else _as_words
    for line in told(rows, found.note, left_out, applied=apply):
        write(line)
    return 0 if len(matched) == len(rows) and not left_out else 1


def _known(here: Signed, found: VisitList) -> dict[int, tuple[KnownDevice, ...]]:
    known: dict[int, tuple[KnownDevice, ...]] = {}
    for begin in range(0, len(found.entries), PART):
        part = found.entries[begin : begin + PART]
        job = partial(known_devices, by=here.by, entries=part, zone=here.settings.zone)
        known |= here.database.run(job, write=False)
    return known


def _as_words(
    rows: tuple[VisitRow, ...], note: str, left_out: list[tuple[int, str]], *, applied: bool
) -> Iterator[str]:
    if note:
        yield note
    for row in rows:
        device = row.device
        called = row.called if device is None else f"{device.tag} {device.name}"
        said = f": {row.sentence}" if row.sentence else ""
        yield f"Row {row.row}: {WORDS[row.standing]}, {called}{said}"
    for number, sentence in left_out:
        yield f"Row {number}: left out: {sentence}"
    counts = ", ".join(f"{words} {count}" for words, count in _counts(rows))
    yield f"{len(rows)} rows: {counts}"
    yield "Done." if applied else "Nothing was changed. Add --apply to do this."


def _counts(rows: tuple[VisitRow, ...]) -> Iterator[tuple[str, int]]:
    standings = [row.standing for row in rows]
    return ((words, standings.count(standing)) for standing, words in WORDS.items())


def _as_json(
    rows: tuple[VisitRow, ...], note: str, left_out: list[tuple[int, str]], *, applied: bool
) -> Iterator[str]:
    for row in rows:
        yield _json(
            {
                "row": row.row,
                "result": row.standing.value,
                "tag": None if row.device is None else row.device.tag,
                "sentence": row.sentence or None,
            }
        )
    for number, sentence in left_out:
        yield _json({"row": number, "left_out": sentence})
    counts = {standing.value: 0 for standing in VisitStanding}
    for row in rows:
        counts[row.standing.value] += 1
    yield _json(
        {"counts": counts, "left_out": len(left_out), "applied": applied, "note": note or None}
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
