"""Ids for what devices send, drawn while the device waits: no call into the system for each."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Final
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

_MS: Final = 1_000_000
_VERSION_AND_VARIANT: Final = 0x7000_8000_0000_0000_0000
# Seeded by the system, and unique is all that an id has to be: nothing is guarded by its secrecy.
_bits: Final[Callable[[int], int]] = random.Random().getrandbits  # noqa: S311


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562 section 5.7).

    The 12 bits after the milliseconds are the fraction of the millisecond (section 6.2, method 3),
    so that ids drawn one after another sort as they were drawn; 62 bits are random.
    """
    ms, ns = divmod(time.time_ns(), _MS)
    return UUID(int=ms << 80 | (ns << 12) // _MS << 64 | _VERSION_AND_VARIANT | _bits(62))
