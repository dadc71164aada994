"""How values lie in columns: exact, sortable, and the same on every database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from clinicapp.domain.observations import Quantity

if TYPE_CHECKING:
    from sqlalchemy import Dialect

_INSTANT_LENGTH: Final = 27
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def instant_text(instant: datetime) -> str:
    """An aware instant as UTC text of fixed width, so that text order is time order.

    Raises:
        ValueError: the instant is naive.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant without a time zone cannot be stored")
    utc = instant.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{utc[:-6]}Z"


def instant_of(text: str) -> datetime:
    """The aware instant, in UTC, that ``instant_text`` wrote."""
    return datetime.fromisoformat(text)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept to the microsecond as UTC text and returned aware in UTC."""

    impl = String(_INSTANT_LENGTH)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Aware datetime to text; a naive one is an error."""
        return None if value is None else instant_text(value)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Text to aware datetime."""
        return None if value is None else instant_of(value)


def one_of(column: str, kinds: type[StrEnum]) -> str:
    """The CHECK condition that a text column holds one of an enumeration's words (or NULL)."""
    words = ", ".join(f"'{kind.value}'" for kind in kinds)
    return f"{column} IN ({words})"


def canonical_json(value: object) -> str:
    """JSON with sorted keys, no spaces, ASCII only: the same text for the same value."""
    return _ENCODER.encode(value)


def words_json(words: tuple[str, ...]) -> str:
    """A tuple of words as a JSON list."""
    return canonical_json(list(words)) if words else "[]"


def words_of(text: str) -> tuple[str, ...]:
    """The tuple that ``words_json`` wrote."""
    return tuple(json.loads(text))


def mapping_json(values: Mapping[str, str]) -> str:
    """A mapping of words as a JSON object."""
    return canonical_json(dict(values))


def mapping_of(text: str) -> Mapping[str, str]:
    """The mapping that ``mapping_json`` wrote, read-only."""
    return MappingProxyType(json.loads(text))


def quantities_json(quantities: tuple[Quantity, ...]) -> str:
    """Quantities in order, amounts and limits as decimal strings; what is None is left out."""
    return canonical_json([_quantity_json(quantity) for quantity in quantities])


def quantities_of(text: str) -> tuple[Quantity, ...]:
    """The quantities that ``quantities_json`` wrote, exact to the digit."""
    return tuple(
        Quantity(
            field=each["field"],
            amount=_decimal_of(each.get("amount")),
            special=each.get("special"),
            limit=_decimal_of(each.get("limit")),
        )
        for each in json.loads(text)
    )


def _quantity_json(quantity: Quantity) -> dict[str, str]:
    content = {"field": quantity.field}
    if quantity.amount is not None:
        content["amount"] = str(quantity.amount)
    if quantity.special is not None:
        content["special"] = quantity.special
    if quantity.limit is not None:
        content["limit"] = str(quantity.limit)
    return content


def _decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def storable(text: str) -> str:
    r"""Text that UTF-8 can hold: a lone surrogate (a device's undecodable byte) becomes ``\udcxx``.

    The bytes as they came are kept beside it, so nothing is lost.
    """
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
