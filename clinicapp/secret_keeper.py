"""Hashing passwords and PINs: Argon2id over a keyed digest, slow on purpose.

RFC 9106, section 4, second recommended option (64 MiB, 3 passes, 4 lanes); the key, a pepper, is
derived from the station's database key, so a copy of the tables alone helps nobody to guess.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from argon2 import PasswordHasher

PASSWORD: Final = "password"  # noqa: S105 - what is hashed, and no password
PIN: Final = "pin"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is mistaken for another when it is read out."""
_GROUPS: Final = 4
_GROUP: Final = 4


def pepper_of(database_key: bytes) -> bytes:
    """The pepper of a station, from its database's key."""
    return hmac.digest(database_key, b"clinicapp sign-in 1", "sha256")


class SecretKeeper:
    """Hashes and compares. Each call takes a tenth of a second or more, on purpose.

    Args:
        pepper: gives the key; asked once, when it is first needed.
        weak: for tests only: hashes at next to no cost.
    """

    def __init__(self, pepper: Callable[[], bytes], *, weak: bool = False) -> None:
        self._pepper = pepper
        self._weak = weak
        self._key: bytes | None = None
        self._hasher: PasswordHasher | None = None

    def hash(self, purpose: str, staff_id: UUID, text: str) -> str:
        """The hash of a member's password or PIN, good for nobody else and nothing else."""
        return self._argon2().hash(self._digest(purpose, staff_id, text))

    def fits(self, found: str | None, purpose: str, staff_id: UUID | None, text: str) -> bool:
        """Whether a text is what was hashed; without a hash it takes as long and never fits."""
        from argon2.exceptions import InvalidHashError, VerificationError

        hasher = self._argon2()
        if found is None or staff_id is None:
            hasher.hash(text.encode("utf-8", "replace"))
            return False
        try:
            return hasher.verify(found, self._digest(purpose, staff_id, text))
        except (VerificationError, InvalidHashError):
            return False

    def _digest(self, purpose: str, staff_id: UUID, text: str) -> bytes:
        if self._key is None:
            self._key = self._pepper()
        plain = unicodedata.normalize("NFKC", text).encode("utf-8", "replace")
        message = b"\0".join((purpose.encode("ascii"), staff_id.bytes, plain))
        return hmac.digest(self._key, message, hashlib.sha256)

    def _argon2(self) -> PasswordHasher:
        if self._hasher is None:
            # Nobody waits for these before they sign in.
            from argon2 import PasswordHasher, profiles

            chosen = profiles.CHEAPEST if self._weak else profiles.RFC_9106_LOW_MEMORY
            self._hasher = PasswordHasher.from_parameters(chosen)
        return self._hasher


@cache
def common_passwords() -> frozenset[str]:
    """The 30,000 passwords and PINs that are found most often in leaks (ASVS 6.2.4 asks 3,000)."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def one_time_password() -> str:
    """A password to be read out once, such as ``k7mw-3hxp-9tqd-bc4n``: 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
