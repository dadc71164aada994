"""The profiles there are: those that ship with this package, and those in a trust's own folder.

A profile proves itself when it loads: its fixture must decode to what the profile says, whole and
byte by byte, and its talking double must be understood by its own driver. One that fails is
reported with a sentence and left out; the others load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from drivers.decoding import decode
from drivers.driver import Report
from drivers.json_lines import as_json
from drivers.profile_reading import Profile, read_profile
from drivers.profile_tables import BadProfile
from drivers.readings import NotUnderstood, Reading

SUFFIX: Final = ".toml"
_LARGEST_FILE: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class BrokenProfile:
    """A profile that cannot be used, by its file's name, and a sentence that says why."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Profiles by their driver's key, and those that are broken."""

    profiles: Mapping[str, Profile]
    broken: tuple[BrokenProfile, ...] = ()


@cache
def shipped_profiles() -> Shelf:
    """The profiles of this package, loaded once."""
    folder = files("drivers").joinpath("devices", "profiles")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(SUFFIX))
    return _shelf((name, folder.joinpath(name).read_bytes()) for name in names)


def load_profiles(folder: Path) -> Shelf:
    """The profiles in ``folder``, every file that ends in ``.toml``; a missing folder has none."""
    broken = []

    def contents() -> Iterator[tuple[str, bytes]]:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            try:
                with path.open("rb") as file:
                    yield path.name, file.read(_LARGEST_FILE + 1)
            except OSError as error:
                broken.append(_broken(path.name, f"it cannot be read ({error.strerror})"))

    shelf = _shelf(contents())
    return Shelf(shelf.profiles, (*shelf.broken, *broken))


def load_profile(content: bytes) -> Profile:
    """One profile from the bytes of its file, proven by its own fixture.

    Raises:
        BadProfile: it cannot be used; why, without a full stop.
    """
    if len(content) > _LARGEST_FILE:
        raise BadProfile(f"it is longer than {_LARGEST_FILE // 1024} KiB")
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"it is not written in TOML ({error})") from None
    except RecursionError:
        raise BadProfile("it is nested too deeply") from None
    profile = read_profile(document)
    prove(profile)
    return profile


def prove(profile: Profile) -> None:
    """Decode the fixture of a profile, and what its double prints.

    Raises:
        BadProfile: something else comes out than the profile says.
    """
    sent = b"".join(profile.fixture.sent)
    found = list(decode(profile.driver, [(sent, "")]))
    _compare(found, profile.fixture.expect)
    if found != _bytewise(profile, sent):
        raise BadProfile("its fixture reads differently when it arrives byte by byte")
    _prove_double(profile)


def _compare(
    found: list[Reading | NotUnderstood], expected: tuple[Mapping[str, object], ...]
) -> None:
    lines = [as_json(item) for item in found]
    if len(lines) != len(expected):
        raise BadProfile(f"its fixture gives {len(lines)} lines where {len(expected)} are expected")
    for number, (line, wanted) in enumerate(zip(lines, expected, strict=True), 1):
        for key, value in wanted.items():
            if key not in line or line[key] != value:
                got = line.get(key, line)
                raise BadProfile(f"line {number} of its fixture has {key} {got}, not {value}")


def _bytewise(profile: Profile, sent: bytes) -> list[Reading | NotUnderstood]:
    conversation = profile.driver.converse()
    actions = [*conversation.open()]
    for byte in sent:
        actions += conversation.receive(bytes((byte,)))
    actions += conversation.close()
    return [action.item for action in actions if isinstance(action, Report)]


def _prove_double(profile: Profile) -> None:
    printed = list(decode(profile.driver, [(profile.printed.written({}), "")]))
    if len(printed) != 1 or not isinstance(printed[0], Reading):
        raise BadProfile("what print.line writes for print.example is not one reading")


def _shelf(contents: Iterable[tuple[str, bytes]]) -> Shelf:
    profiles: dict[str, Profile] = {}
    broken = []
    for name, content in contents:
        try:
            profile = load_profile(content)
        except BadProfile as error:
            broken.append(_broken(name, str(error)))
            continue
        if profile.key in profiles:
            broken.append(_broken(name, f"there is already a profile {profile.key!r}"))
        else:
            profiles[profile.key] = profile
    return Shelf(MappingProxyType(profiles), tuple(broken))


def _broken(name: str, why: str) -> BrokenProfile:
    return BrokenProfile(name, f"The profile {name} cannot be used: {why}; correct the file.")
