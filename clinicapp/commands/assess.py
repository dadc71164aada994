"""``clinicapp assess PACK [FILE]``: screening records in, judgements out, one JSON object a line.

The contract is the command-line document, section ``assess``. Output is ASCII, so that no console
code page can spoil it.
"""

import json
from collections.abc import Callable, Iterable

from clinicapp import rule_packs
from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.assessment_writing import as_object
from clinicapp.domain.lester.entry import check_record
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.record_reading import read_record
from clinicapp.domain.plausibility import rejected

DONE = 0
REFUSED = 1
USED_WRONGLY = 2


def run(
    pack_name: str,
    lines: Iterable[str],
    write: Callable[[str], None],
    complain: Callable[[str], None],
) -> int:
    """Judge every line; a line that is refused is named and the next one goes on.

    Args:
        pack_name: The name of a rule pack.
        lines: JSON Lines; blank lines and a byte order mark are passed over.
        write: Takes one line of output, without its line end.
        complain: Takes one plain sentence, without a line end.

    Returns:
        0 when every line was judged, 1 when a line was refused, 2 when there is no such pack.
    """
    try:
        pack = rule_packs.load(pack_name)
    except rule_packs.UnknownPackError as refusal:
        complain(str(refusal))
        return USED_WRONGLY
    except Refused as refusal:
        complain(str(refusal))
        return REFUSED
    status = DONE
    for number, line in enumerate(lines, start=1):
        text = line.removeprefix("\ufeff").strip()
        if text and not _judge(text, f"Line {number}", pack, write, complain):
            status = REFUSED
    return status


def _judge(
    text: str,
    where: str,
    pack: Pack,
    write: Callable[[str], None],
    complain: Callable[[str], None],
) -> bool:
    try:
        record = read_record(text)
    except Refused as refusal:
        complain(f"{where}: {refusal}")
        return False
    refused = rejected(check_record(record))
    for finding in refused:
        complain(f"{where}: {finding.sentence}")
    if refused:
        return False
    write(json.dumps(as_object(assess(record, pack)), separators=(",", ":")))
    return True
