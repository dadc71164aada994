"""What a ward should have: a kit list, as data that a trust may have its own of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a kit list: what, and how many; without ``category`` it is no asset."""

    key: str
    words: str
    quantity: int
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitList:
    """A kit list.

    Attributes:
        name: What it is called.
        version: Which one it is.
        mark: How far it can be trusted: "check against the CQC list" is shown as unsure.
        source: Where it comes from.
        requirements: Its lines, in order.
    """

    name: str
    version: str
    mark: str
    source: str
    requirements: tuple[Requirement, ...]


def read_kit_list(data: Mapping[str, object]) -> KitList:
    """A kit list from the tables of its file.

    Raises:
        Refused: a line lacks a word, has a strange one, or the number is none.
    """
    rows = data.get("requirement")
    unknown = data.keys() - {"name", "version", "mark", "source", "requirement"}
    if unknown:
        raise Refused(f"The kit list has {', '.join(sorted(unknown))}, which it does not know.")
    if not isinstance(rows, list) or not rows:
        raise Refused("The kit list has no [[requirement]].")
    found = tuple(_requirement(row) for row in rows)
    keys = [each.key for each in found]
    doubled = sorted({key for key in keys if keys.count(key) > 1})
    if doubled:
        raise Refused(f"The kit list has the key {doubled[0]} twice.")
    return KitList(
        name=_words(data, "name"),
        version=_words(data, "version"),
        mark=str(data.get("mark", "")),
        source=str(data.get("source", "")),
        requirements=found,
    )


def kit_text(kit: KitList) -> str:
    """A kit list as text that ``kit_of`` reads: a round keeps the one it was made with."""
    content = {
        "name": kit.name,
        "version": kit.version,
        "mark": kit.mark,
        "source": kit.source,
        "requirement": [
            {
                "key": each.key,
                "words": each.words,
                "quantity": each.quantity,
                "category": each.category,
            }
            for each in kit.requirements
        ],
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def kit_of(text: str) -> KitList:
    """The kit list that ``kit_text`` wrote."""
    return read_kit_list(json.loads(text))


def _requirement(row: object) -> Requirement:
    if not isinstance(row, dict):
        raise Refused("A requirement of the kit list is no table.")
    unknown = row.keys() - {"key", "words", "category", "quantity"}
    if unknown:
        raise Refused(f"A requirement has {', '.join(sorted(unknown))}, which it does not know.")
    quantity = row.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise Refused(f"The quantity of {row.get('key')} is no whole number of at least 1.")
    return Requirement(
        key=_words(row, "key"),
        words=_words(row, "words"),
        quantity=quantity,
        category=str(row.get("category", "")),
    )


def _words(row: Mapping[str, object], name: str) -> str:
    found = row.get(name)
    if not isinstance(found, str) or not found.strip():
        raise Refused(f"The kit list lacks the {name} of a requirement, or its own.")
    return found
