"""Where the key is: the variable, the file, the keyring; never a second key by mistake."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError
from typing_extensions import override

from clinicapp.store.errors import CannotOpen, KeyMissing, WrongKey
from clinicapp.store.keys import VARIABLE, DatabaseKey, KeySource, database_key
from tests.support.store_samples import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Memory(KeyringBackend):
    """A keyring that works, or is locked, or is none."""

    priority = 1.0

    def __init__(self, error: type[Exception] | None = None) -> None:
        self.passwords: dict[tuple[str, str], str] = {}
        self.error = error

    @override
    def get_password(self, service: str, username: str) -> str | None:
        if self.error:
            raise self.error
        return self.passwords.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        if self.error:
            raise self.error
        self.passwords[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError


@pytest.fixture
def use() -> Iterator[object]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def find(folder: Path, *, exists: bool = False, variable: str | None = None) -> DatabaseKey:
    environ = {} if variable is None else {VARIABLE: variable}
    return database_key(folder, database_exists=exists, environ=environ)


def test_the_variable_wins(tmp_path: Path) -> None:
    (tmp_path / "clinicapp.key").write_text("00" * 32)
    found = find(tmp_path, exists=True, variable=f" {KEY.hex().upper()}\n")
    assert (found.key, found.source, found.sentence) == (KEY, KeySource.VARIABLE, None)


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "00" * 31, "00" * 33, "é" * 64])
def test_a_variable_that_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongKey, match=f"{VARIABLE} must be 64 hexadecimal digits"):
        find(tmp_path, variable=text)


def test_a_keyring_keeps_the_key(tmp_path: Path, use: object) -> None:
    ring = Memory()
    keyring.set_keyring(ring)
    made = find(tmp_path)
    assert (made.source, len(made.key), made.sentence) == (KeySource.KEYRING, 32, None)
    assert ring.passwords == {("clinicapp", "database"): made.key.hex()}
    assert find(tmp_path, exists=True) == made
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ring", [None, Memory(NoKeyringError), Memory(KeyringLocked)])
def test_without_a_keyring_the_key_is_in_a_guarded_file(
    tmp_path: Path, use: object, ring: Memory | None
) -> None:
    """None is the keyring of the tests, which takes everything and keeps nothing."""
    if ring is not None:
        keyring.set_keyring(ring)
    folder = tmp_path / "data"
    made = find(folder)
    file = folder / "clinicapp.key"
    assert made.source is KeySource.FILE
    assert made.sentence is not None
    assert str(file) in made.sentence
    assert file.read_text() == made.key.hex()
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600
    assert find(folder, exists=True) == made


def test_no_second_key_is_made_for_a_database_that_exists(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="Sign in with the account that made the database"):
        find(tmp_path, exists=True)
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clinicapp.key").write_text("not a key")
    with pytest.raises(WrongKey, match=r"clinicapp\.key must be 64"):
        find(tmp_path, exists=True)


def test_a_key_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotOpen, match="cannot be written"):
        find(tmp_path / "file" / "data")


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    assert find(tmp_path / "a").key != find(tmp_path / "b").key


def test_a_key_is_not_shown(tmp_path: Path) -> None:
    found = find(tmp_path, variable=KEY.hex())
    assert KEY.hex() not in repr(found)
    assert repr(KEY) not in repr(found)
