"""Talking doubles of the devices that are described by profiles, made from the profiles alone.

A double prints what its profile says a device prints: an ordinary result, one that has not
settled, or everything in the profile's fixture, errors included. If the profile's device waits
for a command, so does its double.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from drivers.profile_files import shipped_profiles
from drivers.profile_reading import Profile
from drivers.simulators.double import Done, Double, Say, Step, Wait

_HEARD_LIMIT: Final = 64
_WAITS_TO_BE_ASKED_SECONDS: Final = 5.0


class ProfileDouble:
    """The device of ``profile``. ``gap_seconds`` passes between two printed frames."""

    def __init__(self, profile: Profile, gap_seconds: float = 0.2) -> None:
        self._profile = profile
        self._gap = gap_seconds
        self._frames: deque[bytes] = deque()
        self._heard = b""
        self._asked = not self._profile.speech.opening

    def measure(self, *, settling: bool = False, **words: str) -> None:
        """Make a result of ``words``, by the names of the profile; the example fills the rest.

        With ``settling`` a frame comes first that says that the value is not stable yet, if the
        device has such a thing.
        """
        printed = self._profile.printed
        if settling and printed.settling:
            self._frames.append(printed.written(words, settled=False))
        self._frames.append(printed.written(words))

    def measure_example(self) -> str:
        """Make the profile's example."""
        self.measure()
        example = self._profile.printed.example
        return ", ".join(f"{name} {word}" for name, word in example.items() if word.strip())

    def repeat_fixture(self) -> None:
        """Everything that the profile was proven with, errors included."""
        self._frames += self._profile.fixture.sent

    def start(self) -> Sequence[Step]:
        """Print what there is, unless a command has to come first."""
        if self._asked or not self._frames:
            return self._next()
        return (Wait(_WAITS_TO_BE_ASKED_SECONDS),)

    def receive(self, data: bytes) -> Sequence[Step]:
        """The opening command or the poll of the profile makes it print; it hears nothing else."""
        self._heard = (self._heard + data)[-_HEARD_LIMIT:]
        speech = self._profile.speech
        for command in (speech.opening, speech.poll):
            if command and command in self._heard:
                self._heard, self._asked = b"", True
                return self._next()
        return ()

    def waited(self) -> Sequence[Step]:
        """Print the next frame; nobody asked for the first one, if a command has to come first."""
        return self._next() if self._asked else (Done(),)

    def _next(self) -> Sequence[Step]:
        if not self._frames:
            return (Done(),)
        return (Say(self._frames.popleft()), Wait(self._gap) if self._frames else Done())


def doubles_of(profiles: Mapping[str, Profile]) -> dict[str, Callable[[], Double]]:
    """What makes a new double for each profile, by its key."""
    return {key: partial(ProfileDouble, profile) for key, profile in profiles.items()}


PROFILED: Final[Mapping[str, Callable[[], Double]]] = MappingProxyType(
    doubles_of(shipped_profiles().profiles)
)
"""Those of the profiles that ship with this package."""
