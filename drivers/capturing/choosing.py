"""Which part of which frames is the value: the one that says what the display showed.

What marks a settled value is found by contrast: a word that stands in the frames with a shown
value, and another that stands in its place in the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise, product
from typing import Final

from drivers.capturing.layout import NUMBER, UNIT, WORD, Cut, Line, Token, cut
from drivers.capturing.shown import Typed, plain_unit
from drivers.capturing.stripping import Span, date_or_number_spans

_MOST_LINES: Final = 2000
_MOST_WAYS: Final = 64
_LARGEST_WHOLE: Final = Decimal(9999)


@dataclass(frozen=True, slots=True)
class Marker:
    """The place of the word that marks a settled value, and the words that say so.

    ``doubtful`` counts frames that carry such a word and a value that nobody typed.
    """

    column: int
    settled: tuple[str, ...]
    doubtful: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Frames of one layout and the places of the values in them.

    ``showing`` has, for each frame, the number of the display that showed its values, or None.
    """

    cut: Cut
    lines: tuple[Line, ...]
    columns: tuple[int, ...]
    showing: tuple[int | None, ...]
    marker: Marker | None = None

    @property
    def found(self) -> frozenset[int]:
        """Which displays were found."""
        return frozenset(number for number in self.showing if number is not None)

    @property
    def unit_column(self) -> int | None:
        """The place of the unit, if one stands behind the last value."""
        place = self.columns[-1] + 1
        layout = self.lines[0].layout
        return place if place < len(layout) and layout[place] == UNIT else None

    def values(self, line: Line) -> tuple[Token, ...]:
        """The values of one frame."""
        return tuple(line.tokens[column] for column in self.columns)


def choose(found: Cut, typed: Sequence[Typed]) -> Choice | None:
    """The frames and places that say most of what was typed; None if none says any of it."""
    lines = found.lines[:_MOST_LINES]
    votes: dict[tuple[tuple[str, ...], tuple[int, ...]], set[int]] = {}
    for line in lines:
        for number, each in enumerate(typed):
            for columns in _places(line, each):
                votes.setdefault((line.layout, columns), set()).add(number)
    if not votes:
        return None
    layout, columns = max(votes, key=lambda way: _merit(way[0], way[1], len(votes[way])))
    same = tuple(line for line in lines if line.layout == layout)
    showing = tuple(_showing(line, columns, typed) for line in same)
    choice = Choice(found, same, columns, showing)
    return Choice(found, same, columns, showing, _marker(choice))


def keep_spans(data: bytes, typed: Sequence[Typed]) -> list[Span]:
    """Places of the values in all that the device said, which must survive the stripping.

    Values that nobody typed are kept only where they are as short, and have as many decimal
    places, as one that was: an identity does not.
    """
    choice = choose(cut(data), typed)
    if choice is None:
        return []
    spans = []
    places = {_places_after_point(t) for line, n in _told(choice) for t in choice.values(line)}
    for line, number in zip(choice.lines, choice.showing, strict=True):
        tokens = choice.values(line)
        if number is None and not all(_is_like(token, places) for token in tokens):
            continue
        unit = choice.unit_column
        kept = tokens if unit is None else (*tokens, line.tokens[unit])
        spans += [(line.start + token.start, line.start + token.end) for token in kept]
    return spans


def _told(choice: Choice) -> Iterator[tuple[Line, int]]:
    pairs = zip(choice.lines, choice.showing, strict=True)
    return ((line, number) for line, number in pairs if number is not None)


def _is_like(token: Token, places: Iterable[int]) -> bool:
    amount = token.amount
    after_point = _places_after_point(token)
    return (
        amount is not None
        and after_point > 0
        and after_point in places
        and abs(amount) <= _LARGEST_WHOLE
    )


def _places_after_point(token: Token) -> int:
    return len(token.text.partition(".")[2])


def _places(line: Line, typed: Typed) -> Iterator[tuple[int, ...]]:
    """Where in a frame the typed numbers stand in their order; its unit, if any, must be theirs."""
    barred = date_or_number_spans(line.text)
    candidates = [
        [
            place
            for place, token in enumerate(line.tokens)
            if token.kind == NUMBER
            and token.amount == amount
            and not any(a < token.end and token.start < b for a, b in barred)
        ]
        for amount in typed.amounts
    ]
    for columns in islice(product(*candidates), _MOST_WAYS):
        rising = all(a < b for a, b in pairwise(columns))
        if rising and _unit_fits(line, columns[-1], typed.unit):
            yield columns


def _unit_fits(line: Line, column: int, unit: str) -> bool:
    behind = line.tokens[column + 1] if column + 1 < len(line.tokens) else None
    if behind is None or behind.kind != UNIT or not unit:
        return True
    return _bare(behind.text) == _bare(unit)


def _bare(unit: str) -> str:
    plain = plain_unit(unit)
    return "lb" if plain == "lbs" else plain


def _merit(
    layout: tuple[str, ...], columns: tuple[int, ...], found: int
) -> tuple[int, bool, tuple[int, ...]]:
    behind = columns[-1] + 1
    has_unit = behind < len(layout) and layout[behind] == UNIT
    return found, has_unit, tuple(-column for column in columns)


def _showing(line: Line, columns: tuple[int, ...], typed: Sequence[Typed]) -> int | None:
    amounts = tuple(line.tokens[column].amount for column in columns)
    return next((n for n, each in enumerate(typed) if each.amounts == amounts), None)


def _marker(choice: Choice) -> Marker | None:
    """The first word by which frames with a shown value differ from the others."""
    for column, kind in enumerate(choice.lines[0].layout):
        if kind == WORD:
            marker = _marker_at(choice, column)
            if marker is not None:
                return marker
    return None


def _marker_at(choice: Choice, column: int) -> Marker | None:
    told: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    by_display: dict[int, set[str]] = {}
    last: dict[int, str] = {}
    for line, number in zip(choice.lines, choice.showing, strict=True):
        word = line.tokens[column].text
        heard[word] += 1
        if number is not None:
            told[word] += 1
            by_display.setdefault(number, set()).add(word)
            last[number] = word
    # A value may be passed on the way to where it settles, so the word with the largest share of
    # shown values is meant; it must have come with every one of them.
    best = max(told[word] / heard[word] for word in heard)
    settled = tuple(word for word in heard if told[word] / heard[word] == best)
    if len(settled) == len(heard) and len({*last.values()}) == 1:
        # Every shown value came with all of these words: what it ended with is meant.
        settled = (*{*last.values()},)
    if len(settled) == len(heard) or not all(words & {*settled} for words in by_display.values()):
        return None
    doubtful = sum(heard[word] - told[word] for word in settled)
    return Marker(column, settled, doubtful)
