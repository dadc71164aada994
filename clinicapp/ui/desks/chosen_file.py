"""The content of a file that somebody has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def content_of(path: Path, most_bytes: int) -> bytes:
    """All of a file, or one byte more than ``most_bytes`` of one that is too large.

    Raises:
        Refused: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(most_bytes + 1)
    except OSError as error:
        raise Refused(
            f"The file {path.name} cannot be read: {error.strerror or error}; choose another one."
        ) from error
