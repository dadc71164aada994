"""The kit list of the wards: the one that ships, or the trust's own in its place."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from clinicapp.domain.equipment.kit import KitList, read_kit_list
from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def kit_list(own: Path | None = None) -> KitList:
    """The kit list from ``own`` if that file exists, else the one that ships.

    Raises:
        Refused: the file cannot be read as a kit list; the sentence names what is wrong.
    """
    shipped = resources.files("resources").joinpath("kit_lists", "starter.toml")
    source = own if own is not None and own.exists() else shipped
    try:
        return read_kit_list(tomllib.loads(source.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, ValueError, OSError, Refused) as error:
        raise Refused(
            f"The kit list {source.name} is not usable ({str(error).rstrip('.')}); correct it or "
            "remove the file."
        ) from error
