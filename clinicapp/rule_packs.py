"""The rule packs and their cases that ship with the program, read from ``resources/lester``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from typing_extensions import override

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.pack_reading import PackError, pack_of_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinicapp.domain.lester.cases import Cases

RECOMMENDED = "uk-current"
"""The pack that a new station proposes; a named person still has to approve it."""


class UnknownPackError(Refused):
    """No pack of that name ships with the program."""


@cache
def names() -> tuple[str, ...]:
    """The names of the packs, in alphabetical order."""
    folder = files("resources").joinpath("lester")
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
    )


@cache
def load(name: str) -> Pack:
    """Load a pack by its name.

    Raises:
        UnknownPackError: There is no such pack; the sentence names those that there are.
        PackError: The file is damaged; the sentence names the entry.
    """
    if name not in names():
        raise UnknownPackError(
            f"There is no rule pack called {name!r}; choose one of {', '.join(names())}."
        )
    try:
        pack = pack_of_text(_text(f"{name}.toml"))
    except PackError as fault:
        raise PackError(f"{name}: {fault}") from fault
    if pack.name != name:
        raise PackError(f"The rule pack in {name}.toml calls itself {pack.name}; correct its name.")
    return pack


class ShippedPacks(Mapping[str, Pack]):
    """Every pack that ships, by name; each is read when it is first asked for."""

    @override
    def __getitem__(self, name: str) -> Pack:
        if name not in names():
            raise KeyError(name)
        return load(name)

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(names())

    @override
    def __len__(self) -> int:
        return len(names())


@cache
def cases() -> Cases:
    """The built-in cases, which every pack has to pass before anybody can approve it.

    Raises:
        CasesError: The file is damaged; the sentence names the line.
    """
    # Only here: they need the rules that judge, for which no window waits.
    from clinicapp.domain.lester.cases import read_cases

    return read_cases(_text("cases.jsonl"))


def _text(name: str) -> str:
    # Opened as text, so that line ends are the same on every system, and so is the content's hash.
    return files("resources").joinpath("lester", name).read_text(encoding="utf-8")
