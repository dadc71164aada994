"""The rule packs that ship with the program, read from ``resources/lester``."""

import tomllib
from functools import cache
from importlib.resources import files

from clinicapp.domain.errors import Refused
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.pack_reading import PackError, read_pack

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
    text = files("resources").joinpath("lester", f"{name}.toml").read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PackError(f"The rule pack {name} is damaged ({fault}); install it again.") from fault
    pack = read_pack(content)
    if pack.name != name:
        raise PackError(f"The rule pack in {name}.toml calls itself {pack.name}; correct its name.")
    return pack
