"""Writing a proposed profile as TOML, in the form that ``drivers.profile_files`` loads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import SerialLink
from drivers.readings import Kind

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_NO_KEY: Final = re.compile(r"[^a-z0-9]+")
_WIDTH: Final = 96


@dataclass(frozen=True, slots=True)
class Field:
    """One value: its field (``{unit}`` in it is filled in from ``units``) and its word."""

    name: str
    word: str
    units: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that a proposed profile says.

    ``serial`` is None where the settings are not known or there is no serial line; ``tcp_port`` is
    None for a serial device, and 0 where the port is not known. ``line`` is what the device printed
    with ``{name}`` in the place of each of ``example``. ``expect`` holds a table for each frame of
    ``sent`` that says something.
    """

    key: str
    doubts: Sequence[str]
    kind: Kind
    serial: SerialLink | None
    tcp_port: int | None
    begin: bytes
    end: bytes
    length: int
    limit: int
    pattern: str
    fields: Sequence[Field]
    settled: Sequence[str]
    repeats: Sequence[str]
    sent: Sequence[bytes]
    expect: Sequence[Mapping[str, object]]
    line: str
    settling: str
    example: Mapping[str, str]


def key_from(name: str) -> str:
    """A driver's key made of a file's name, such as ``unknown-device``."""
    return _NO_KEY.sub("-", name.lower()).strip("-") or "unknown-device"


def to_toml(draft: Draft) -> str:
    """The text of the file."""
    lines = [
        "# Proposed from a recording by clinicapp capture; nobody has checked it yet.",
        *_comment(draft.doubts),
        "",
        _pair("key", draft.key),
        _pair("version", "1"),
        _pair("protocol", "the text format of a device that was recorded"),
        _pair("devices", ["Recorded device"]),
        _pair("level", "simulated"),
        _pair("source", "Proposed from a recording; no document of the device was read"),
        _pair("kind", draft.kind.value),
    ]
    if draft.repeats:
        lines.append(_pair("repeats", draft.repeats))
    lines += [*_link(draft), *_frame(draft), "", "[[grammar.forms]]"]
    lines.append(f"pattern = {_pattern(draft.pattern)}")
    if draft.settled:
        lines += ["", "[stable]", _pair("from", "mark"), _pair("words", draft.settled)]
    for field in draft.fields:
        lines += ["", "[[value]]", _pair("field", field.name), _pair("from", [field.word])]
        if field.units:
            lines += [_pair("unit", "unit"), _pair("units", field.units)]
    return "\n".join([*lines, *_fixture(draft), *_print(draft), ""])


def _link(draft: Draft) -> list[str]:
    if draft.tcp_port is not None:
        return ["", "[tcp]", _pair("port", draft.tcp_port)]
    if draft.serial is None:
        return ["", "# The line settings are not known; fill them in.", "[serial]"]
    line = f"{draft.serial.data_bits}{draft.serial.parity}{draft.serial.stop_bits}"
    return ["", "[serial]", _pair("baud", draft.serial.baud), _pair("line", line)]


def _frame(draft: Draft) -> list[str]:
    lines = ["", "[frame]", _pair("end", draft.end.decode("latin-1"))]
    if draft.begin:
        lines.append(_pair("starts", [draft.begin.decode("latin-1")]))
    if draft.length:
        lines.append(_pair("length", draft.length))
    return [*lines, _pair("limit", draft.limit)]


def _fixture(draft: Draft) -> list[str]:
    lines = ["", "[fixture]", "sent = ["]
    lines += [f"    {_value(raw.hex())}," for raw in draft.sent]
    lines.append("]")
    for table in draft.expect:
        lines += ["", "[[fixture.expect]]", *(_pair(key, value) for key, value in table.items())]
    return lines


def _print(draft: Draft) -> list[str]:
    lines = ["", "[print]", _pair("line", draft.line)]
    if draft.settling:
        lines.append(_pair("settling", draft.settling))
    return [*lines, _pair("example", draft.example)]


def _comment(sentences: Iterable[str]) -> list[str]:
    lines = []
    for sentence in sentences:
        rest = sentence
        while len(rest) > _WIDTH and " " in rest[:_WIDTH]:
            place = rest.rindex(" ", 0, _WIDTH)
            lines.append(f"# {_value(rest[:place])[1:-1]}")
            rest = rest[place + 1 :]
        lines.append(f"# {_value(rest)[1:-1]}")
    return [line.replace('\\"', '"') for line in lines]


def _pair(key: str, value: object) -> str:
    return f"{key if _BARE_KEY.fullmatch(key) else _value(key)} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pair(str(key), each) for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    # A basic string of TOML is a JSON string, but that DEL must be escaped.
    return json.dumps(value).replace("\x7f", "\\u007f")


def _pattern(pattern: str) -> str:
    return _value(pattern) if "'" in pattern else f"'{pattern}'"
