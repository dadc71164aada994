"""``clinicapp calibration [FILE]``: calibration points in, verdicts out, one JSON object a line.

The contract is the command-line document, section ``calibration``. Output is ASCII, so that no
console code page can spoil it.
"""

import json
from collections.abc import Callable, Iterable

from clinicapp.domain.equipment.calibration_reading import as_object, read_calibration
from clinicapp.domain.errors import Refused

DONE = 0
REFUSED = 1


def run(lines: Iterable[str], write: Callable[[str], None], complain: Callable[[str], None]) -> int:
    """Judge every line; a line that is refused is named and the next one goes on.

    Args:
        lines: JSON Lines; blank lines and a byte order mark are passed over.
        write: takes one line of output, without its line end.
        complain: takes one plain sentence, without a line end.

    Returns:
        0 when every line was judged, whatever the verdicts; 1 when a line was refused.
    """
    status = DONE
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        try:
            judgement = read_calibration(text).judged()
        except Refused as refusal:
            complain(f"Line {number}: {refusal}")
            status = REFUSED
            continue
        write(json.dumps(as_object(judgement), separators=(",", ":")))
    return status
