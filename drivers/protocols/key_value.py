r"""Frames of keys and values in turn: ``MO,"SC-240",Wk,82.4,FW,22.1``.

Values may stand in double quotes, and may then hold the separator. A key that comes twice, a value
without a key or a quotation that does not end makes the whole frame not understood: one lost
separator shifts every key behind it onto its neighbour's value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drivers.protocols.grammar import Heard

_QUOTE: Final = '"'


@dataclass(frozen=True, slots=True)
class KeyValueGrammar:
    """``separator`` is one character; ``first`` is the key that every frame must begin with."""

    separator: str = ","
    first: str = ""

    def read(self, text: str, after: str = "") -> Heard | None:
        """Every value under its key, without quotation marks; see ``Grammar.read``."""
        del after
        parts = self._parts(text)
        if parts is None or len(parts) % 2:
            return None
        keys = parts[::2]
        if "" in keys or len(set(keys)) != len(keys):
            return None
        if self.first and keys[:1] != [self.first]:
            return None
        return Heard(results=(dict(zip(keys, parts[1::2], strict=True)),))

    def _parts(self, text: str) -> list[str] | None:
        if _QUOTE not in text:
            return text.split(self.separator)
        mark = re.escape(self.separator)
        part = re.compile(rf'"([^"]*)"(?={mark}|\Z)|([^"{mark}]*)(?={mark}|\Z)')
        parts = []
        at = 0
        while True:
            match = part.match(text, at)
            if match is None:
                return None
            parts.append(match[1] if match[1] is not None else match[2])
            at = match.end() + 1
            if at > len(text):
                return parts
