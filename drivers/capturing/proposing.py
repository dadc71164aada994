"""Proposing a profile for an unknown device from a recording and what its display showed.

What is proposed is a draft: it reads the recording to the shown values, which is proven by loading
it, and everything that the recording cannot tell is said as a doubt. Where the value, its unit or
its kind cannot be told, nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from drivers.capturing.choosing import Choice, choose
from drivers.capturing.files import Recording
from drivers.capturing.layout import Line, cut
from drivers.capturing.patterns import UNIT_WORD, is_zero_padded, pattern_of
from drivers.capturing.shown import (
    UNIT_FIELDS,
    Typed,
    field_of,
    plain_unit,
    pressure_fields,
)
from drivers.capturing.writing import Draft, Field, to_toml
from drivers.driver import SerialLink
from drivers.json_lines import plain
from drivers.profile_files import load_profile
from drivers.profile_tables import BadProfile
from drivers.protocols.astm_analytes import Analyte
from drivers.readings import Kind, Refusal

_FRAMES: Final = 24
_LIMIT: Final = 256
_MOST_LIMIT: Final = 4096
_VALUE: Final = "value"
_ENOUGH: Final = 3
_SETTLING: Final = frozenset({Kind.WEIGHT, Kind.HEIGHT, Kind.TEMPERATURE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile as TOML, "" if none could be made, and what is unsure, one sentence each."""

    toml: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the values are: the kind, a field for each, and the units by the device's words."""

    kind: Kind
    fields: tuple[Field, ...]


def propose(
    recording: Recording,
    typed: Sequence[Typed],
    *,
    key: str,
    serial: SerialLink | None = None,
    tcp_port: int | None = None,
) -> Proposal:
    """A profile that reads the recording to what was typed, or why there is none. Never raises.

    Args:
        recording: without identities (``drivers.capturing.stripping``).
        typed: what the display showed, in any order.
        key: the driver's key of the new profile.
        serial: the line settings, if they are known.
        tcp_port: the device's port, if it is reached by TCP.
    """
    sent = recording.sent
    if not sent:
        return Proposal("", ("Nothing was recorded, so there is nothing to read.",))
    if not typed:
        return Proposal("", ("No value was typed, so it is not known which number is the result.",))
    choice = choose(cut(sent, _masked(recording)), typed)
    if choice is None:
        return Proposal("", (_not_found(typed),))
    meaning = _meaning(choice, typed)
    if meaning is None:
        return Proposal("", (_no_meaning(typed),))
    doubts = (*_doubts(choice, typed, meaning), *_line_doubts(recording, serial))
    toml = to_toml(_draft(choice, meaning, doubts, key, serial, tcp_port))
    try:
        load_profile(toml.encode("utf-8"))
    except BadProfile as error:
        return Proposal("", (f"The profile that was tried does not read the recording: {error}.",))
    return Proposal(toml, doubts)


def _masked(recording: Recording) -> Iterator[tuple[int, int]]:
    start = 0
    for piece in recording.pieces:
        if piece.from_device:
            yield from ((start + a, start + b) for a, b in piece.masked)
            start += len(piece.data)


def _not_found(typed: Sequence[Typed]) -> str:
    shown = ", ".join(each.text for each in typed)
    return (
        f"What was shown ({shown}) is in no whole line of the recording; check what was typed, "
        "and record once more from before the device prints until after it."
    )


def _no_meaning(typed: Sequence[Typed]) -> str:
    return (
        f"Neither the line nor what was typed ({typed[0].text}) says what was measured; type the "
        "unit, and the test where the unit does not tell, such as HbA1c 42 mmol/mol."
    )


def _meaning(choice: Choice, typed: Sequence[Typed]) -> _Meaning | None:
    first = typed[min(choice.found)]
    said = _units(choice)
    unit = said[0] if said else first.unit
    pressures = pressure_fields(first.amounts, unit)
    if pressures:
        words = [
            name.rpartition("_")[0] if name != "pulse_per_min" else "pulse" for name in pressures
        ]
        fields = tuple(Field(n, w, {}) for n, w in zip(pressures, words, strict=True))
        return _Meaning(Kind.BLOOD_PRESSURE, fields)
    if len(first.amounts) > 1:
        return None
    known = field_of(first.code or _code_before(choice, unit), unit)
    if known is None:
        return None
    return _Meaning(known.kind, (_field(known, said),))


def _field(known: Analyte, said: Sequence[str]) -> Field:
    fields = {unit: UNIT_FIELDS.get(plain_unit(unit)) for unit in said}
    if said and all(each is not None and each.kind is known.kind for each in fields.values()):
        stem = known.field.rpartition("_")[0]
        units = {u: e.field.rpartition("_")[2] for u, e in fields.items() if e is not None}
        return Field(f"{stem}_{{unit}}", _VALUE, units)
    return Field(known.field, _VALUE, {})


def _units(choice: Choice) -> list[str]:
    """The units in the frames, as sent, that of a shown value first."""
    column = choice.unit_column
    if column is None:
        return []
    told = [
        line.tokens[column].text.strip()
        for line, number in zip(choice.lines, choice.showing, strict=True)
        if number is not None
    ]
    return list(
        dict.fromkeys([*told, *(line.tokens[column].text.strip() for line in choice.lines)])
    )


def _code_before(choice: Choice, unit: str) -> str:
    """A known test that stands before the value in every frame, "" if there is none."""
    for column in range(choice.columns[0]):
        words = {line.tokens[column].text for line in choice.lines}
        word = next(iter(words))
        if len(words) == 1 and word[:1].isalpha() and field_of(word, unit) is not None:
            return word
    return ""


def _doubts(choice: Choice, typed: Sequence[Typed], meaning: _Meaning) -> Iterator[str]:
    missing = [each.text for number, each in enumerate(typed) if number not in choice.found]
    if missing:
        yield f"What was shown as {', '.join(missing)} was not found where the others are."
    if len(choice.found) < _ENOUGH:
        yield (
            f"Shown values that were compared: {len(choice.found)}; record three known ones, such "
            "as with test weights, to be sure that this number is the result."
        )
    if _unit_is_assumed(choice, typed, meaning):
        yield (
            "The line does not say its unit: it was taken from what was typed, and would be wrong "
            "if the device were set to another; lock the unit on the device."
        )
    if meaning.kind in _SETTLING or choice.marker:
        yield from _marker_doubts(choice)
    others = len(choice.cut.lines) - len(choice.lines)
    if others:
        yield (
            f"Lines of another form that were heard and are not read: {others}; see whether any "
            "of them belongs to the result."
        )
    yield (
        "Which values are possible, and how the device reports an error, an overload or another "
        "unit, is not known; only lines like those recorded are read, every other is refused."
    )


def _unit_is_assumed(choice: Choice, typed: Sequence[Typed], meaning: _Meaning) -> bool:
    """Whether no frame says the unit, so that another one would not be noticed."""
    if choice.unit_column is not None or meaning.kind is Kind.BLOOD_PRESSURE:
        return False
    unit = plain_unit(typed[min(choice.found)].unit)
    shared = set.intersection(*({token.text for token in line.tokens} for line in choice.lines))
    return unit not in {plain_unit(text) for text in shared}


def _marker_doubts(choice: Choice) -> Iterator[str]:
    marker = choice.marker
    if marker is None:
        others = sum(number is None for number in choice.showing)
        if others:
            yield (
                f"Lines with a value that nobody typed: {others}; no word in them says that it had "
                "not settled, so such lines are read as results too."
            )
        else:
            yield (
                "No unsettled value was heard, so it is not known how the device marks one; "
                "record again while the value still moves."
            )
    elif marker.doubtful:
        yield (
            f"Lines marked {' or '.join(marker.settled)} with a value that nobody typed: "
            f"{marker.doubtful}; make sure that the mark means a settled value."
        )


def _line_doubts(recording: Recording, serial: SerialLink | None) -> Iterator[str]:
    if recording.link == "serial" and (serial is None or not recording.settings_known):
        yield "The line settings are not proven; take them from the device's menu or manual."
    elif serial is not None and (serial.data_bits, serial.parity) == (8, "N"):
        yield (
            "Some adapters read 8E1 as 8N1 without a fault: if another adapter gives no text, look "
            "into the device's menu."
        )
    yield "Its level is simulated until its readings have been compared with the display on a ward."


def _draft(
    choice: Choice,
    meaning: _Meaning,
    doubts: Sequence[str],
    key: str,
    serial: SerialLink | None,
    tcp_port: int | None,
) -> Draft:
    names = {
        column: field.word for column, field in zip(choice.columns, meaning.fields, strict=True)
    }
    open_unit = any(field.units for field in meaning.fields)
    chosen = _fixture_lines(choice)
    repeats = _repeats(choice, meaning, open_unit=open_unit)
    shown_line = next(
        line for line in chosen if _is_settled(choice, line) and _is_told(choice, line)
    )
    unsettled = next((line for line in chosen if not _is_settled(choice, line)), None)
    longest = max(len(line.text) for line in choice.lines) + len(choice.cut.begin + choice.cut.end)
    return Draft(
        key=key,
        doubts=doubts,
        kind=meaning.kind,
        serial=serial,
        tcp_port=tcp_port,
        begin=choice.cut.begin,
        end=choice.cut.end,
        length=_fixed_length(choice),
        limit=min(_MOST_LIMIT, max(_LIMIT, 2 * longest)),
        pattern=pattern_of(choice, names, open_unit=open_unit),
        fields=meaning.fields,
        settled=choice.marker.settled if choice.marker else (),
        repeats=repeats,
        sent=[choice.cut.raw(line) for line in chosen],
        expect=list(_expected(choice, meaning, chosen, repeats)),
        line=_template(choice, names, shown_line),
        settling=_template(choice, names, unsettled) if unsettled else "",
        example={names[c]: shown_line.tokens[c].text for c in choice.columns},
    )


def _fixture_lines(choice: Choice) -> list[Line]:
    """Frames that prove the profile: those with shown values first, in the order of recording.

    Of a value that settled twice with others between, only the first time is taken: whether that
    is a repetition is for a person to say.
    """
    order = sorted(range(len(choice.lines)), key=lambda n: (choice.showing[n] is None, n))
    lines: list[Line] = []
    settled = ""
    for line in (choice.lines[n] for n in sorted(order[:_FRAMES])):
        if _is_settled(choice, line):
            if line.text == settled and lines[-1].text != settled:
                continue
            settled = line.text
        lines.append(line)
    return lines


def _is_settled(choice: Choice, line: Line) -> bool:
    marker = choice.marker
    return marker is None or line.tokens[marker.column].text in marker.settled


def _is_told(choice: Choice, line: Line) -> bool:
    return choice.showing[choice.lines.index(line)] is not None


def _repeats(choice: Choice, meaning: _Meaning, *, open_unit: bool) -> tuple[str, ...]:
    """The words by which a repeated frame is known, if the device repeats what it shows."""
    again = sum(a.text == b.text and _is_settled(choice, a) for a, b in pairwise(choice.lines))
    if again < max(2, len(choice.found)):
        return ()
    words = [field.word for field in meaning.fields]
    return (*words, UNIT_WORD) if open_unit else tuple(words)


def _fixed_length(choice: Choice) -> int:
    """The length of every frame where values are padded to one width; 0 where it may differ."""
    lengths = {len(line.text) for line in choice.lines}
    texts = {token.text for line in choice.lines for token in choice.values(line)}
    padded = any(is_zero_padded(text) or "  " in text for text in texts)
    return lengths.pop() if len(lengths) == 1 and len(choice.lines) > 1 and padded else 0


def _expected(
    choice: Choice, meaning: _Meaning, lines: Sequence[Line], repeats: Sequence[str]
) -> Iterator[Mapping[str, object]]:
    """What each frame must be read as: from the numbers in it, not from any decoder."""
    before: tuple[str, ...] = ()
    for line in lines:
        if not _is_settled(choice, line):
            yield {"refused": Refusal.UNSTABLE.value}
            continue
        amounts = [token.amount for token in choice.values(line)]
        if any(amount is None or amount < 0 for amount in amounts):
            yield {"refused": Refusal.DEVICE_ERROR.value}
            continue
        values = {
            _named(choice, field, line): plain(amount)
            for field, amount in zip(meaning.fields, amounts, strict=True)
            if amount is not None
        }
        said = tuple(token.text for token in choice.values(line))
        if repeats and said == before:
            continue
        before = said
        yield {"kind": meaning.kind.value, "values": values}


def _named(choice: Choice, field: Field, line: Line) -> str:
    column = choice.unit_column
    if not field.units or column is None:
        return field.name
    return field.name.replace("{unit}", field.units[line.tokens[column].text.strip()])


def _template(choice: Choice, names: Mapping[int, str], line: Line) -> str:
    """What the device printed, with a name in the place of each value."""
    text = line.text
    for column in sorted(names, reverse=True):
        token = line.tokens[column]
        text = f"{text[: token.start]}{{{names[column]}}}{text[token.end :]}"
    return (choice.cut.begin + text.encode("latin-1") + choice.cut.end).decode("latin-1")
