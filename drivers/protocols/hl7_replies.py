"""The head of an HL7 v2 message, and the answer to it.

Source: HL7 v2.6 chapter 2 (2.9.2, acknowledgements; 2.15.8, MSA). Original mode: AA, AE or AR.
"""

from __future__ import annotations

import re
from typing import Final

from drivers.protocols.hl7_segments import Segment, separators_of
from drivers.protocols.mllp import wrap

_NEVER: Final = "NE"


def header_of(text: bytes) -> Segment | None:
    """The message's header, each byte one character, so that what is echoed is what was sent."""
    if not text.startswith(b"MSH"):
        return None
    line = re.split(rb"[\r\n]", text, maxsplit=1)[0].decode("latin-1")
    return Segment(line, separators_of(line[3:8])) if len(line) > 3 else None


def never_answered(header: Segment) -> bool:
    """Whether the sender wants no answer, whatever comes of it (MSH-15 and MSH-16)."""
    return header.field(15) == header.field(16) == _NEVER


def reply(header: Segment | None, code: str, text: str = "") -> bytes:
    """``MSH`` and ``MSA`` in the sender's own separators and character set, as one block.

    Without a header, because it could not be read, the usual separators are taken.
    """
    given = header or Segment("MSH|^~\\&|||||||ACK||P|2.4", separators_of("|^~\\&"))
    return _reply(given, code, text)


def _reply(header: Segment, code: str, text: str) -> bytes:
    """``MSH`` and ``MSA`` in the sender's own separators and character set."""
    bar, dot = header.separators.field, header.separators.component
    _, event, structure, *_ = (*header.field(9).split(dot), "", "", "")
    kind = dot.join(("ACK", event, "ACK") if structure else ("ACK", event) if event else ("ACK",))
    identity = header.field(10)
    version = header.field(12) if header.field(12).startswith("2") else "2.4"
    fields = [
        # Whoever the device wrote to answers.
        *("MSH", header.field(2), header.field(5) or "CLINICAPP", header.field(6)),
        *(header.field(3), header.field(4)),
        *(header.field(7), "", kind, identity, header.field(11), version),
    ]
    charset = header.field(18)
    if charset:
        fields += ["", "", "", "", "", charset]
    answer = ["MSA", code, identity, *([text] if text else [])]
    lines = f"{bar.join(fields)}\r{bar.join(answer)}\r"
    return wrap(lines.encode("latin-1", "replace"))
