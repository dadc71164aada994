"""A regular expression for frames of one layout: strict where they agree, open where they differ.

It is matched whole (``drivers.protocols.grammar``), so a frame that is written in any other way is
refused and never read. No group repeats, and every repetition is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from drivers.capturing.choosing import Choice
from drivers.capturing.layout import BLANK, MASKED, NUMBER, UNIT, WORD, Token

MARK: Final = "mark"
UNIT_WORD: Final = "unit"

_NATURAL_DIGITS: Final = 3
_LETTER: Final = r"[A-Za-z\xb5\xc0-\xff]"
_MASKED_CHAR: Final = r"[0-9A-Za-z\x80-\xff \-/.:_^\x27]"
_MASKED_LAST: Final = r"[0-9A-Za-z\x80-\xff]"


def pattern_of(choice: Choice, names: Mapping[int, str], *, open_unit: bool) -> str:
    """The expression for the frames of ``choice``.

    Args:
        choice: frames of one layout.
        names: what the values are called, by their place.
        open_unit: whether the unit is a word of its own, so that another one is told by name.
    """
    parts = []
    for column, kind in enumerate(choice.lines[0].layout):
        tokens = [line.tokens[column] for line in choice.lines]
        if kind == NUMBER:
            parts.append(_number(tokens, names.get(column)))
        elif kind == UNIT and column == choice.unit_column and open_unit:
            parts.append(_unit(tokens))
        elif choice.marker is not None and column == choice.marker.column:
            words = sorted({token.text for token in tokens})
            parts.append(f"(?P<{MARK}>{'|'.join(map(literal, words))})")
        else:
            parts.append(_other(kind, tokens))
    return "".join(parts)


def is_zero_padded(text: str) -> bool:
    """Whether a number was filled up with zeros to a width."""
    digits = text.lstrip(" +-")
    return digits[:1] == "0" and digits[1:2].isdigit()


def literal(text: str) -> str:
    """An expression for just this text, in visible ASCII."""
    return "".join(map(_literal_char, text))


def _literal_char(char: str) -> str:
    if char.isascii() and (char.isalnum() or char in " ,;=%#<>&@!~_:/"):
        return char
    return f"\\{char}" if char.isascii() and char.isprintable() else f"\\x{ord(char):02x}"


def _number(tokens: Sequence[Token], name: str | None) -> str:
    texts = [token.text for token in tokens]
    if name is None and len(set(texts)) == 1 and not texts[0].strip(" 0.+-"):
        # A field that is always zero may be an error code: any other digit is not for us to read.
        return literal(texts[0])
    leading = [_blanks(text) for text in texts]
    bodies = [text.lstrip() for text in texts]
    signs = _sign(bodies)
    inner = [_blanks(body.lstrip("+-")) for body in bodies]
    whole = [body.lstrip("+- ").partition(".")[0] for body in bodies]
    widest = max(map(len, whole))
    padding = max(a + b for a, b in zip(leading, inner, strict=True))
    if not padding and not any(map(is_zero_padded, texts)):
        widest += 1
    most = max(widest + padding, 1 if is_zero_padded(texts[0]) else _NATURAL_DIGITS)
    before = f" {{0,{most}}}" if any(leading) else ""
    between = f" {{0,{most}}}" if any(inner) else ""
    # No part before it may take a digit of it: 8 and 2.4 are not 82.4.
    body = f"{signs}{between}(?<![0-9.])[0-9]{{1,{most}}}{_decimals(bodies)}"
    return before + (f"(?P<{name}>{body})" if name else body)


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _sign(bodies: Sequence[str]) -> str:
    signed = [body[0] in "+-" for body in bodies]
    if all(signed):
        return "[+-]"
    return "[+-]?" if any(signed) else "-?"


def _decimals(bodies: Sequence[str]) -> str:
    places = {len(body.partition(".")[2]) for body in bodies}
    if places == {0}:
        return ""
    least, most = min(places), max(places)
    if least == most:
        return r"\.[0-9]" if most == 1 else rf"\.[0-9]{{{most}}}"
    return rf"\.[0-9]{{{least},{most}}}" if least else rf"(?:\.[0-9]{{1,{most}}})?"


def _unit(tokens: Sequence[Token]) -> str:
    widths = {_blanks(token.text) for token in tokens}
    longest = max(len(token.text) for token in tokens)
    before = f" {{0,{longest}}}" if max(widths) else ""
    return rf"{before}(?P<{UNIT_WORD}>[A-Za-z\xb0\xf8]{{1,{longest}}})"


def _other(kind: str, tokens: Sequence[Token]) -> str:
    texts = {token.text for token in tokens}
    longest = max(map(len, texts))
    if kind == MASKED:
        # Longer and shorter ones exist: a name is as long as it is. It ends with no sign, so that
        # it never takes the sign of a number behind it.
        return f"(?:{_MASKED_CHAR}{{0,{2 * longest}}}{_MASKED_LAST})?"
    if len(texts) == 1:
        return literal(texts.pop())
    if kind == WORD:
        return f"{_LETTER}{{1,{longest}}}"
    if kind == BLANK:
        return rf"[ \t]{{1,{longest}}}"
    return "(?:" + "|".join(sorted(map(literal, texts))) + ")"
