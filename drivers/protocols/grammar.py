"""What one frame of text says, before anybody judges it: words by name.

A grammar only takes a frame apart. Whether the numbers are possible, the date is in the calendar
and the device calls it an error is decided afterwards (``drivers.protocols.judgement``): a regular
expression alone lets 29 February 2025 and a systolic pressure of 261 pass.

Patterns are data, and may come from a trust's own file. Python's expressions can take for ever
where a group repeats (``(a+)+``), so a group may be optional but never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

Words = Mapping[str, str]
"""What a frame says, by the names that the profile gives its parts; as sent, blanks included."""

_NOTHING: Final[Words] = {}


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame taken apart: the words of each result, or a note that belongs to the next result.

    ``several`` is a frame of as many results as there are, such as a whole memory.
    """

    form: str = ""
    results: tuple[Words, ...] = ()
    note: Words | None = None
    several: bool = False


class Grammar(Protocol):
    """Takes the text of one frame apart."""

    def read(self, text: str, after: str = "") -> Heard | None:
        """What ``text`` says, or None if it is not written like this.

        Args:
            text: the frame without its start and its end.
            after: the form of the frame before it, "" for none.
        """
        ...


class UnsafePatternError(ValueError):
    """An expression that could take for ever, or is none."""


def compile_pattern(text: str) -> re.Pattern[str]:
    """A regular expression in which no group repeats; digits and blanks are those of ASCII.

    Raises:
        UnsafePatternError: a group is repeated, or it is no expression at all.
    """
    if _repeats_a_group(text):
        raise UnsafePatternError(
            f"the pattern {text!r} repeats a group; write the parts out, or use records"
        )
    try:
        return re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsafePatternError(f"{text!r} is no regular expression ({error})") from None


_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\)[*+{]|.", re.DOTALL)


# In verbose mode a blank may hide the repetition.
_VERBOSE: Final = re.compile(r"\(\?[a-zA-Z]*x")


def _repeats_a_group(text: str) -> bool:
    tokens = _TOKEN.findall(text)
    return bool(_VERBOSE.search(text)) or any(t[0] == ")" and len(t) > 1 for t in tokens)


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a line may be written.

    A ``note`` is no result: its words belong to the result that follows (a line with the date).
    ``after`` allows this form only behind the form of that name.
    """

    pattern: re.Pattern[str]
    name: str = ""
    note: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """Several results in one frame: ``pattern`` again and again in the word ``group``.

    ``count`` names the word that says how many; ``words`` are added to each.
    """

    group: str
    pattern: re.Pattern[str]
    count: str = ""
    words: Words = field(default_factory=dict)

    def split(self, words: Words) -> list[Words] | None:
        """The words of each record; None if bytes are left between them or the count is wrong."""
        text = words.get(self.group)
        if text is None:
            return []
        found: list[Words] = []
        at = 0
        while at < len(text):
            match = self.pattern.match(text, at)
            if match is None or match.end() == at:
                return None
            found.append({**words, **self.words, **_said(match)})
            at = match.end()
        if self.count and _count(words.get(self.count, "")) != len(found):
            return None
        return found


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _said(match: re.Match[str]) -> dict[str, str]:
    return {name: word for name, word in match.groupdict().items() if word is not None}


@dataclass(frozen=True, slots=True)
class LineGrammar:
    """Lines that match one of several forms, tried in order, from the first byte to the last."""

    forms: tuple[Form, ...]
    records: tuple[Records, ...] = ()

    def read(self, text: str, after: str = "") -> Heard | None:
        """The first form that matches all of ``text``; see ``Grammar.read``."""
        for form in self.forms:
            if form.after and form.after != after:
                continue
            match = form.pattern.fullmatch(text)
            if match is None:
                continue
            if form.note:
                return Heard(form.name, note=_said(match))
            results = _split(self.records, _said(match))
            return (
                None if results is None else Heard(form.name, results, several=bool(self.records))
            )
        return None


def _split(records: Iterable[Records], words: Words) -> tuple[Words, ...] | None:
    found: list[Words] = []
    several = False
    for each in records:
        several = True
        part = each.split(words)
        if part is None:
            return None
        found += part
    return tuple(found) if several else (words,)


@dataclass(frozen=True, slots=True)
class SplitGrammar:
    """Another grammar some of whose words are taken apart further, such as a date in one word.

    A word that is there but is not written as its pattern says makes the frame not understood.
    """

    inner: Grammar
    patterns: Mapping[str, re.Pattern[str]]

    def read(self, text: str, after: str = "") -> Heard | None:
        """What the other grammar says, and the parts of its words; see ``Grammar.read``."""
        heard = self.inner.read(text, after)
        if heard is None:
            return None
        results = []
        for words in heard.results:
            parts = self._split(words)
            if parts is None:
                return None
            results.append({**words, **parts})
        return replace(heard, results=tuple(results))

    def _split(self, words: Words) -> dict[str, str] | None:
        parts: dict[str, str] = {}
        for name, pattern in self.patterns.items():
            word = words.get(name, "").strip()
            match = pattern.fullmatch(word)
            if match is not None:
                parts |= _said(match)
            elif word:
                return None
        return parts
