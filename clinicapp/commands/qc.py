"""``clinicapp qc [FILE]``: control results in, z, rules fired and verdict out, one object a line.

The contract is the command-line document, section ``qc``. Results are judged in order of time and
written in the order of the lines, so that a file of two sorted halves is judged like one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused
from clinicapp.domain.quality.control_lines import read_line, written
from clinicapp.domain.quality.controls import ControlResult, CorrectiveAction
from clinicapp.domain.quality.westgard import Judgement, judge_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DONE = 0
REFUSED = 1


def run(lines: Iterable[str], write: Callable[[str], None], complain: Callable[[str], None]) -> int:
    """Judge every control result; a line that is refused is named and the others go on.

    A corrective action writes no line.

    Args:
        lines: JSON Lines; blank lines and a byte order mark are passed over.
        write: Takes one line of output, without its line end.
        complain: Takes one plain sentence, without a line end.

    Returns:
        0 when every line was judged, whatever the verdicts; 1 when a line was refused.
    """
    status = DONE
    entries: list[ControlResult | CorrectiveAction] = []
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        try:
            entries.append(read_line(text))
        except Refused as refusal:
            complain(f"Line {number}: {refusal}")
            status = REFUSED
    for judgement in _judged(entries):
        write(written(judgement))
    return status


def _judged(entries: list[ControlResult | CorrectiveAction]) -> Iterable[Judgement]:
    """The judgements in the order of the lines; equal times keep that order."""
    order = sorted(range(len(entries)), key=lambda place: entries[place].at)
    judged = judge_all(entries[place] for place in order)
    places = (place for place in order if isinstance(entries[place], ControlResult))
    found = {place: judgement for place, (_, judgement) in zip(places, judged, strict=True)}
    return (found[place] for place in sorted(found))
