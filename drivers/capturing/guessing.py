"""Guessing the line settings of an unknown serial device from how its bytes read.

A line that is read with the wrong settings still gives bytes. What a measuring device says is
nearly always text in lines, so the settings under which most bytes are printable and the lines
end properly are the likely ones. Seven data bits with parity, read as 8N1, are the same text with
the parity in the eighth bit: those settings are found without asking the device to speak again.
Eight bits with parity are not (the parity stands where a stop bit was expected), so they have to
be tried on the line. Adapters differ there: one that passes over a missing stop bit reads such a
line rightly at 8N1 too, and then nothing tells the two apart, nor need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.driver import SerialLink

BAUDS: Final = (9600, 4800, 2400, 1200, 19200, 38400, 115200)
"""In the order in which they are tried: the usual ones of clinic rooms first."""

_PLAIN: Final = (8, "N")
_FORMATS: Final = (_PLAIN, (8, "E"), (7, "E"), (7, "O"))

SETTINGS: Final = tuple(
    SerialLink(baud=baud, data_bits=bits, parity=parity)
    for bits, parity in _FORMATS
    for baud in BAUDS
)
"""Every setting that is tried: 8N1 at each speed first, because it shows the most."""

SURE: Final = 75
"""A score, in percent, from which on the bytes are text."""

FEW: Final = 8
"""Bytes below which nothing is sure: a line that is read too slowly gives few bytes."""

_LINE_ENDS: Final = frozenset(b"\r\n")
_FRAMING: Final = frozenset(b"\x01\x02\x03\x04\x05\x06\x15\x17\x1b\x1c\x1d\x1e\x1f\t\x0b")
# Degree and micro in the code pages that devices print in: Latin-1, and 437 for the degree.
SYMBOLS: Final = frozenset(b"\xb0\xb5\xf8")
"""Bytes beyond ASCII that belong to the text of measuring devices."""

_ENDS: Final = frozenset(b"\r\n\x03")


@dataclass(frozen=True, slots=True)
class Trial:
    """What was heard while the port had these settings."""

    settings: SerialLink
    data: bytes


@dataclass(frozen=True, slots=True)
class Guess:
    """Settings, how well the bytes read under them (percent), and the bytes as they then read."""

    settings: SerialLink
    score: int
    data: bytes

    @property
    def sure(self) -> bool:
        """Whether the bytes are text under these settings."""
        return self.score >= SURE


def name_of(settings: SerialLink) -> str:
    """Settings as people write them: ``2400 7E1``."""
    return f"{settings.baud} {settings.data_bits}{settings.parity}{settings.stop_bits}"


def score_text(data: bytes) -> int:
    """How much ``data`` looks like text in lines: 0 to 100 percent; 0 for no bytes.

    Two fifths stand for printable bytes alone, two for whole lines of them, one for a line end.
    A character that measuring devices do not print takes its share from all of it.
    """
    if not data:
        return 0
    printable = sum(map(_worth, data)) / len(data)
    in_lines = sum(len(line) for line in _whole_lines(data)) / len(data)
    ended = 0.2 if any(byte in _ENDS for byte in data) else 0.0
    score = round(100 * printable * (0.4 + 0.4 * in_lines + ended))
    return score * 3 // 5 if len(data) < FEW else score


def read_as(data: bytes, settings: SerialLink) -> tuple[bytes, float]:
    """Bytes that came at 8N1 as they would have come at ``settings`` of the same speed.

    Returns:
        The bytes, and the share of them (0 to 1) whose parity is wrong. Eight data bits are
        returned as they are.
    """
    if settings.data_bits != 7 or not data:
        return data, 0.0
    wanted = 1 if settings.parity == "O" else 0
    wrong = sum(byte.bit_count() % 2 != wanted for byte in data)
    return bytes(byte & 0x7F for byte in data), wrong / len(data)


def rank(trials: Iterable[Trial]) -> list[Guess]:
    """Every setting that the trials say something about, the likeliest first.

    A trial at 8N1 also counts for 7E1 and 7O1 at that speed. Of two settings that read equally
    well the one is likelier that was expected first.
    """
    found: dict[SerialLink, Guess] = {}
    for trial in trials:
        for guess in _guesses(trial):
            best = found.get(guess.settings)
            if best is None or guess.score > best.score:
                found[guess.settings] = guess
    order = {settings: place for place, settings in enumerate(SETTINGS)}
    return sorted(found.values(), key=lambda g: (-g.score, order.get(g.settings, len(order))))


class Search:
    """Which settings to try next, from what was heard under those before; it touches no port."""

    def __init__(self, settings: Sequence[SerialLink] = SETTINGS) -> None:
        self._settings = tuple(settings)
        self._heard: dict[SerialLink, bytes] = {}

    @property
    def guesses(self) -> list[Guess]:
        """What is known so far, the likeliest first."""
        return rank(Trial(settings, data) for settings, data in self._heard.items())

    @property
    def settled(self) -> bool:
        """Whether the likeliest settings are sure and were tried on the line itself."""
        guesses = self.guesses
        return bool(guesses) and guesses[0].sure and guesses[0].settings in self._heard

    def heard(self, settings: SerialLink, data: bytes) -> None:
        """Note what came under ``settings``; no bytes when the port would not take them."""
        self._heard[settings] = self._heard.get(settings, b"") + data

    def next_settings(self) -> SerialLink | None:
        """What to try now; None when it is settled, or everything was tried in vain."""
        guesses = self.guesses
        if guesses and guesses[0].sure:
            return None if self.settled else guesses[0].settings
        return next((each for each in self._settings if each not in self._heard), None)


def _guesses(trial: Trial) -> list[Guess]:
    settings = trial.settings
    if (settings.data_bits, settings.parity) != _PLAIN:
        # Seven bits hide the eighth, and no port tells of wrong parity: a little less is proven.
        return [Guess(settings, score_text(trial.data) * 19 // 20, trial.data)]
    views = [Guess(settings, score_text(trial.data), trial.data)]
    for parity in ("E", "O"):
        seven = SerialLink(baud=settings.baud, data_bits=7, parity=parity)
        text, wrong = read_as(trial.data, seven)
        score = round(score_text(text) * (1 - wrong) ** 2)
        views.append(Guess(seven, score, text))
    return views


def _worth(byte: int) -> float:
    if 0x20 <= byte <= 0x7E or byte in _LINE_ENDS:
        return 1.0
    # Wrong settings make many control bytes too.
    return 0.5 if byte in _FRAMING or byte in SYMBOLS else 0.0


def _whole_lines(data: bytes) -> list[bytes]:
    """Lines, their ends included, that are ended, not empty, and all plausible."""
    lines: list[bytes] = []
    start = 0
    for place, byte in enumerate(data):
        if byte not in _ENDS:
            continue
        line = data[start : place + 1]
        # The LF of a CR LF belongs to the line before it.
        if len(line) == 1 and lines and lines[-1][-1] != byte:
            lines[-1] += line
        elif len(line) > 1 and all(map(_worth, line)):
            lines.append(line)
        start = place + 1
    return lines
