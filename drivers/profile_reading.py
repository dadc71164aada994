"""From a profile's tables to a driver: every key that a profile may have is read here.

The keys are explained in ``resources/help/add-a-device.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from drivers.driver import Driver, Level, Link, SerialLink, TcpLink
from drivers.profile_rules import read_rules
from drivers.profile_tables import BadProfile, Table
from drivers.protocols.grammar import (
    Form,
    Grammar,
    LineGrammar,
    Records,
    SplitGrammar,
    UnsafePatternError,
    compile_pattern,
)
from drivers.protocols.key_value import KeyValueGrammar
from drivers.protocols.profiled import Framing, ProfileConversation, Speech
from drivers.protocols.tagged import TagGrammar
from drivers.readings import Kind

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_USB_ID: Final = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})")
_BLANK: Final = re.compile(r"\{(?P<name>[A-Za-z_]\w*)(?::(?P<side>[<>])(?P<width>\d{1,3}))?\}")
_LONGEST_FRAME: Final = 4096
_PROVEN_ON_A_DEVICE: Final = frozenset({Level.CAPTURED, Level.FIELD})
_ENCODINGS: Final = frozenset({"ascii", "latin-1", "cp437", "cp1252", "utf-8"})


@dataclass(frozen=True, slots=True)
class Fixture:
    """What a device sent, in pieces, and a part of each line that ``decode`` must print for it."""

    sent: tuple[bytes, ...]
    expect: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Print:
    """How the talking double writes a result: ``{name}`` and ``{name:>8}`` are filled in.

    ``settling`` is written while the value is not stable yet, "" if the device says no such thing.
    """

    line: str
    example: Mapping[str, str]
    settling: str = ""
    encoding: str = "latin-1"

    def written(self, words: Mapping[str, str], *, settled: bool = True) -> bytes:
        """The frame for these words; those that are missing are taken from the example.

        Raises:
            KeyError: the line has a name that neither gives.
        """
        said = {**self.example, **words}

        def fill(match: re.Match[str]) -> str:
            word = said[match["name"]]
            width = int(match["width"] or 0)
            return word.ljust(width) if match["side"] == "<" else word.rjust(width)

        return _BLANK.sub(fill, self.line if settled else self.settling).encode(self.encoding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A device described by data: its driver, what proves it, and how its double talks."""

    driver: Driver
    speech: Speech
    fixture: Fixture
    printed: Print

    @property
    def key(self) -> str:
        """The driver's key."""
        return self.driver.key


def read_profile(content: Mapping[str, object]) -> Profile:
    """A profile from its TOML document. Its fixture is not tried here.

    Raises:
        BadProfile: a key is missing, wrong or unknown.
    """
    top = Table(content)
    speech = _speech(top)
    encoding = speech.framing.encoding
    fixture = _fixture(top.table("fixture"))
    printed = _print(top.table("print"), encoding)
    driver = _driver(top, speech)
    top.done()
    return Profile(driver=driver, speech=speech, fixture=fixture, printed=printed)


def _driver(top: Table, speech: Speech) -> Driver:
    level = top.choice("level", Level)
    if level in _PROVEN_ON_A_DEVICE and not top.text("capture", ""):
        raise BadProfile(f"level {level} needs a capture: name the recording that proves it")
    top.text("capture", "")
    kind = speech.rules.kind
    measures = [_kind(word) for word in top.texts("measures", () if kind else None)]
    return Driver(
        key=speech.key,
        version=speech.version,
        devices=top.texts("devices"),
        links=_links(top),
        protocol=speech.protocol,
        measures=frozenset(measures or _kinds(speech)),
        level=level,
        source=top.text("source"),
        converse=partial(ProfileConversation, speech),
        remembers=top.truth("remembers", default=True),
        recites=speech.rules.stored,
        patience_seconds=top.seconds("patience_seconds", 30.0),
    )


def _kinds(speech: Speech) -> list[Kind]:
    rules = speech.rules
    return [*([rules.kind] if rules.kind else []), *rules.kind_with.values()]


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise BadProfile(f"measures has {word!r}, not one of {', '.join(Kind)}") from None


def _links(top: Table) -> tuple[Link, ...]:
    links: list[Link] = []
    if top.has("serial") or not top.has("tcp"):
        links.append(_serial(top.table("serial")))
    if top.has("tcp"):
        tcp = top.table("tcp")
        links.append(TcpLink(default_port=tcp.whole("port", 0) or None))
        tcp.done()
    return tuple(links)


def _serial(table: Table) -> SerialLink:
    line = table.text("line", "8N1")
    if not re.fullmatch(r"[5-8][NEO][12]", line):
        raise BadProfile(f"serial.line is {line!r}; write it like 8N1 or 7E1")
    ids = []
    for text in table.texts("usb_ids", ()):
        match = _USB_ID.fullmatch(text)
        if match is None:
            raise BadProfile(f"serial.usb_ids has {text!r}; write it like 10c4:ea60")
        ids.append((int(match[1], 16), int(match[2], 16)))
    baud = table.whole("baud", 9600)
    table.done()
    return SerialLink(
        baud=baud,
        data_bits=int(line[0]),
        parity=line[1],
        stop_bits=int(line[2]),
        usb_ids=tuple(ids),
    )


def _speech(top: Table) -> Speech:
    key = top.text("key")
    if not _KEY.fullmatch(key):
        raise BadProfile(f"key is {key!r}; write it like comma-scale")
    framing = _framing(top.table("frame"))
    commands = top.table("commands")
    opening = commands.octets("open", framing.encoding)
    poll = commands.octets("poll", framing.encoding)
    commands.done()
    grammar = _grammar(top.table("grammar"))
    return Speech(
        key=key,
        version=top.text("version"),
        protocol=top.text("protocol"),
        framing=framing,
        grammar=grammar,
        rules=read_rules(top),
        opening=opening,
        poll=poll,
        repeats=top.texts("repeats", ()),
    )


def _framing(table: Table) -> Framing:
    encoding = table.text("encoding", "latin-1")
    if encoding not in _ENCODINGS:
        raise BadProfile(
            f"frame.encoding is {encoding!r}, not one of {', '.join(sorted(_ENCODINGS))}"
        )
    limit = table.whole("limit", 256)
    if not 1 <= limit <= _LONGEST_FRAME:
        raise BadProfile(f"frame.limit must be 1 to {_LONGEST_FRAME} bytes")
    end = table.text("end", "\r\n").encode("latin-1", "replace")
    starts = tuple(each.encode("latin-1", "replace") for each in table.texts("starts", ()))
    if not end or b"" in starts:
        raise BadProfile("frame.end and frame.starts must not be empty texts")
    framing = Framing(
        starts=starts,
        end=end,
        limit=limit,
        length=table.whole("length", 0),
        stray=table.whole("stray", 0),
        unended=table.truth("unended", default=False),
        encoding=encoding,
    )
    table.done()
    return framing


def _grammar(table: Table) -> Grammar:
    style = table.text("style", "line")
    grammar: Grammar
    if style == "line":
        forms = tuple(_form(each) for each in table.tables("forms"))
        if not forms:
            raise BadProfile("grammar.forms is missing")
        grammar = LineGrammar(forms, tuple(_records(each) for each in table.tables("records")))
    elif style == "key-value":
        separator = table.text("separator", ",")
        if len(separator) != 1 or separator == '"':
            raise BadProfile("grammar.separator must be one character, and no quotation mark")
        grammar = KeyValueGrammar(separator, table.text("first", ""))
    elif style == "tags":
        mark = table.text("mark")
        if not mark:
            raise BadProfile("grammar.mark must not be empty")
        grammar = TagGrammar(mark)
    else:
        raise BadProfile(f"grammar.style is {style!r}, not one of line, key-value, tags")
    split = {word: _compiled(text) for word, text in table.mapping("split").items()}
    table.done()
    return SplitGrammar(grammar, split) if split else grammar


def _pattern(table: Table) -> re.Pattern[str]:
    return _compiled(table.text("pattern"))


def _compiled(text: str) -> re.Pattern[str]:
    try:
        return compile_pattern(text)
    except UnsafePatternError as error:
        raise BadProfile(str(error)) from None


def _form(table: Table) -> Form:
    form = Form(
        pattern=_pattern(table),
        name=table.text("name", ""),
        note=table.truth("note", default=False),
        after=table.text("after", ""),
    )
    table.done()
    return form


def _records(table: Table) -> Records:
    records = Records(
        group=table.text("in"),
        pattern=_pattern(table),
        count=table.text("count", ""),
        words=table.mapping("words"),
    )
    table.done()
    return records


def _fixture(table: Table) -> Fixture:
    try:
        sent = tuple(bytes.fromhex(line) for line in table.texts("sent"))
    except ValueError:
        raise BadProfile("fixture.sent must be hexadecimal, two digits for each byte") from None
    expect = tuple(each.raw() for each in table.tables("expect"))
    table.done()
    if not any("values" in each or "special" in each for each in expect):
        raise BadProfile("fixture.expect must hold at least one reading with its values")
    return Fixture(sent, expect)


def _print(table: Table, encoding: str) -> Print:
    table.octets("line", encoding)
    table.octets("settling", encoding)
    printed = Print(
        line=table.text("line"),
        example=table.mapping("example"),
        settling=table.text("settling", ""),
        encoding=encoding,
    )
    table.done()
    try:
        printed.written({})
        printed.written({}, settled=False)
    except KeyError as error:
        raise BadProfile(f"print.example lacks {error.args[0]}") from None
    except UnicodeEncodeError:
        raise BadProfile(f"print.example has characters that are not {encoding}") from None
    return printed
