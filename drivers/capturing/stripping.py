"""Taking identities out of a recording before anybody else sees it; every length stays.

What goes: runs of digits that are no measured value, whatever they are (NHS and hospital numbers,
dates of birth, serial numbers, telephone numbers), letters and digits behind a word that announces
a person, and the fields of an HL7 or ASTM patient record. Digits become 0 and letters X or x, so
that a line keeps its shape. Where it is not clear whether something is an identity, it goes.

What cannot be recognised: a name that no word announces, and an identity that is not written in
characters at all. ``words_left`` names what a person should read before the recording is sent on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drivers.capturing.files import Piece
from drivers.capturing.guessing import SYMBOLS

Span = tuple[int, int]
"""From a place up to another, the latter not included."""

UNITS: Final = (
    r"mmol/mol|mmol/[Ll]|umol/[Ll]|mg/d[Ll]|mg/[Ll]|g/d[Ll]|g/[Ll]|U/[Ll]|mm[Hh]g|kPa|KG|kg|LB|lbs?|"
    r"oz|st|cm|mm|in|ft|bpm|/min|g|m|%"
)
"""Units as devices print them, as an expression; longer ones first."""

_LETTER: Final = r"A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"
# A blank, an underscore or one of -/.: may stand between the digits of one number.
_CLUSTER: Final = re.compile(r"[0-9](?:[ \t\-/.:_^']{0,3}[0-9])*")
_MEASURED: Final = re.compile(r"0{0,8}[0-9]{1,4}\.[0-9]{1,3}")
_WHOLE_WITH_UNIT: Final = re.compile(
    rf"(?<![A-Za-z0-9#])[0 ]*[0-9]{{1,4}}(?=[ ]{{0,3}}(?:{UNITS})(?![A-Za-z0-9]))"
)
_NO_IDENTITY_DIGITS: Final = 3
_MIXED: Final = re.compile(r"(?<![A-Za-z0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{6,}(?![A-Za-z0-9])")
_MIXED_DIGITS: Final = 4
_MIXED_MEASURED: Final = re.compile(rf"0*[0-9]{{1,4}}(?:{UNITS})")

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SHAPES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # A date with the year first or last, also in comma-separated fields.
        r"(?<![0-9])(?:19|20)[0-9]{2}[,;|][0-9]{1,2}[,;|][0-9]{1,2}(?![0-9])",
        r"(?<![0-9])[0-9]{1,2}[,;|][0-9]{1,2}[,;|](?:19|20)[0-9]{2}(?![0-9])",
        rf"(?<![0-9])[0-9]{{1,2}}[ \t,.\-]*(?:{_MONTHS})[a-z]*(?:[ \t,.\-]*[0-9]{{2,4}})?",
        rf"\b(?:{_MONTHS})[a-z]*[ \t,.\-]*[0-9]{{1,2}}(?:[ \t,.\-]+[0-9]{{2,4}})?",
        # An NHS number in its groups, whatever stands between them.
        r"(?<![0-9])[0-9]{3}[^0-9\r\n]{1,3}[0-9]{3}[^0-9\r\n]{1,3}[0-9]{4}(?![0-9])",
    )
)
_ANNOUNCED: Final = re.compile(
    rf"(?<![{_LETTER}])(?:"
    r"(?:pat(?:ient)?s?|pt|person|client|resident|subject|user|operator|oper|op|nurse|doctor|dr|"
    r"physician|clinician|consultant|hosp(?:ital)?|unit|case|ward|bed|visit|record|mr|mrs|ms|miss|"
    r"sur|fore|first|last|family|given|full|middle|nhs|birth)"
    r"[ _.\-]{0,2}(?:names?|id|no|nr|num(?:ber)?|ref)|"
    r"pat(?:ient)?s?|names?|surname|forename|nhs|mrn|crn|nino|pid|id|uid|"
    r"d\.?o\.?b|born|birth(?:day|date)?|date of birth|"
    r"address|post ?code|phone|tel(?:ephone)?|mobile|e-?mail|"
    r"operator|oper|op|nurse|doctor|dr|physician|clinician|consultant|"
    r"user|person|client|resident|subject|mr|mrs|ms|miss"
    rf")(?![{_LETTER}])",
    re.IGNORECASE,
)
_PATIENT_RECORD: Final = re.compile(r"(?:^|(?<=[\r\n\x02\x0b]))[0-7]?(?:PID|NK1|PV1|P)\|")
_FIELD_END: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_LINE_END: Final = re.compile(r"[\r\n\x03\x04\x0c]")
_SOMETHING: Final = re.compile(rf"[0-9{_LETTER}]")
_WORD: Final = re.compile(rf"[{_LETTER}]{{2,}}")
_MASKED_WORD: Final = re.compile(r"[Xx]+")
# In the place of each character of a shown value; no byte reads as it.
_KEPT: Final = "\ue000"


def masked_spans(text: str, keep: Iterable[Span] = ()) -> list[Span]:
    """What has to go from ``text``: places in order, none touching another.

    Args:
        text: one character a byte.
        keep: places of the values that the display showed; they stay, whatever they look like.
    """
    kept = _flags(len(text), keep)
    # A value parts what stands before it from what stands behind it.
    plain = "".join(_KEPT if held else char for char, held in zip(text, kept, strict=True))
    spans = [*_identities(plain), *_announced(plain)]
    gone = _flags(len(text), spans)
    places = (
        place
        for place, char in enumerate(text)
        if gone[place] and not kept[place] and _SOMETHING.match(char)
    )
    return _joined(places)


def mask(data: bytes, spans: Iterable[Span]) -> bytes:
    """``data`` with 0 for each digit and X or x for each letter in ``spans``; as long as before.

    A parity bit, or whatever else the eighth bit is, goes with the character.
    """
    masked = bytearray(data)
    for start, end in spans:
        for place in range(start, min(end, len(masked))):
            masked[place] = _blank(masked[place])
    return bytes(masked)


def strip(pieces: Sequence[Piece], keep: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """A recording without identities, cut as before; each piece notes what was masked in it.

    Args:
        pieces: as recorded; an identity may be cut over several of them.
        keep: places of shown values in all that came from the device, joined.
    """
    stripped = list(pieces)
    for from_device in (True, False):
        chosen = [place for place, each in enumerate(pieces) if each.from_device is from_device]
        data = b"".join(pieces[place].data for place in chosen)
        spans = [*_marked(pieces, chosen), *_gone(data, keep if from_device else ())]
        gone = _flags(len(data), spans)
        masked = mask(data, spans)
        start = 0
        for place in chosen:
            end = start + len(pieces[place].data)
            stripped[place] = Piece(
                at_ms=pieces[place].at_ms,
                data=masked[start:end],
                from_device=from_device,
                masked=tuple(_joined(p - start for p in range(start, end) if gone[p])),
            )
            start = end
    return tuple(stripped)


def words_left(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Every word of two or more letters that is still in what the device said, once each."""
    text = b"".join(piece.data for piece in pieces if piece.from_device).decode("latin-1")
    words = dict.fromkeys(_WORD.findall(text))
    return tuple(word for word in words if not _MASKED_WORD.fullmatch(word))


def date_or_number_spans(text: str) -> list[Span]:
    """Dates and NHS numbers by their shape: nothing in them is a measured value."""
    return [match.span() for shape in _SHAPES for match in shape.finditer(text)]


def _gone(data: bytes, keep: Iterable[Span]) -> Iterator[Span]:
    """What has to go, also from characters with parity in the eighth bit, or of two bytes each."""
    kept = list(keep)
    yield from masked_spans(data.decode("latin-1"), kept)
    held = _flags(len(data), kept)
    if all(0 < byte < 0x80 or byte in SYMBOLS for byte in data):
        return
    held = _flags(len(data), kept)
    places = [place for place, byte in enumerate(data) if byte & 0x7F]
    folded = bytes(data[place] & 0x7F for place in places)
    here = _joined(new for new, place in enumerate(places) if held[place])
    for start, end in masked_spans(folded.decode("latin-1"), here):
        yield from ((place, place + 1) for place in places[start:end])


def _identities(plain: str) -> Iterator[Span]:
    yield from date_or_number_spans(plain)
    for match in _CLUSTER.finditer(plain):
        if not _may_stay(match[0], plain, match.start()):
            yield match.span()
    for match in _MIXED.finditer(plain):
        digits = sum(char.isdigit() for char in match[0])
        if digits >= _MIXED_DIGITS and not _MIXED_MEASURED.fullmatch(match[0]):
            yield match.span()


def _may_stay(cluster: str, plain: str, start: int) -> bool:
    """Whether digits are too few to name anybody, or are written like measured values."""
    if sum(char.isdigit() for char in cluster) <= _NO_IDENTITY_DIGITS:
        return True
    if all(_MEASURED.fullmatch(word) for word in cluster.split()):
        return True
    match = _WHOLE_WITH_UNIT.match(plain, start)
    return match is not None and match.end() == start + len(cluster)


def _announced(plain: str) -> Iterator[Span]:
    """What stands behind a word such as "Patient", up to the end of the line or of the field."""
    done = 0
    for match in _ANNOUNCED.finditer(plain):
        if match.start() < done:
            continue
        done = _end_of(_FIELD_END, plain, match.end())
        if not _SOMETHING.search(plain, match.end(), done):
            # A ticket prints the name under its heading.
            following = _SOMETHING.search(plain, done)
            done = _end_of(_FIELD_END, plain, following.start()) if following else done
        yield match.end(), done
    for match in _PATIENT_RECORD.finditer(plain):
        yield match.end(), _end_of(_LINE_END, plain, match.end())


def _end_of(mark: re.Pattern[str], plain: str, start: int) -> int:
    match = mark.search(plain, start)
    return match.start() if match else len(plain)


def _blank(byte: int) -> int:
    low = byte & 0x7F
    if 0x30 <= low <= 0x39:
        return 0x30
    return 0x58 if 0x41 <= low <= 0x5A else 0x78


def _flags(length: int, spans: Iterable[Span]) -> bytearray:
    flags = bytearray(length)
    for start, end in spans:
        size = max(0, min(end, length) - start)
        flags[start : start + size] = b"\x01" * size
    return flags


def _joined(places: Iterable[int]) -> list[Span]:
    """Places in order as spans."""
    spans: list[Span] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _marked(pieces: Sequence[Piece], chosen: Iterable[int]) -> Iterator[Span]:
    """What was masked when the recording was written."""
    start = 0
    for place in chosen:
        yield from ((start + a, start + b) for a, b in pieces[place].masked)
        start += len(pieces[place].data)
