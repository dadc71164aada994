"""What the sign-in screen shows, as frozen values; nothing of a patient is ever in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from clinicapp.ui.viewmodels.card_view import Tone


class Step(StrEnum):
    """What is asked beside the names."""

    NAME = "name"
    PIN = "pin"
    PASSWORD = "password"  # noqa: S105 - the word, and no password
    SECRETS = "secrets"


@dataclass(frozen=True, slots=True)
class NameTile:
    """Somebody who can come back with a PIN.

    Attributes:
        key: Reported when it is chosen.
        name: "Rosa Tester".
        title: "Physical health nurse".
        initials: "RT".
        until: "PIN until 18:52".
    """

    key: str
    name: str
    title: str
    initials: str
    until: str


@dataclass(frozen=True, slots=True)
class HealthItem:
    """One thing about the station: label, value, and a note whose icon says how it stands."""

    icon: str
    label: str
    value: str
    note: str = ""
    note_icon: str = ""
    tone: Tone = Tone.MUTED


@dataclass(frozen=True, slots=True)
class Health:
    """The station's health, when it was looked at, and its parts."""

    checked: str = ""
    items: tuple[HealthItem, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInView:
    """The whole screen.

    Attributes:
        ward: "Ash ward".
        station: "Station ASH-01".
        day: "22 Nov 2026".
        clock: "07:14".
        locked: Why it is shown, for the line at the bottom; empty when the program was just begun.
        step: What is asked.
        tiles: Who can come back with a PIN.
        more: How many besides those shown; they sign in fully or with their badge.
        chosen: Whose PIN is asked, or whose password and PIN are chosen.
        sentence: What went wrong, empty when nothing did.
        busy: True while an answer is awaited.
        account: Words of the button that signs in as the computer's account; empty for none.
        needs: In the step SECRETS what is asked: ``user_name``, ``password``, ``pin``.
        can_wait: Whether that can be left for later.
        errors: By field, in the step SECRETS.
        health: Of the station.
    """

    ward: str
    station: str
    day: str = ""
    clock: str = ""
    locked: str = ""
    step: Step = Step.NAME
    tiles: tuple[NameTile, ...] = ()
    more: int = 0
    chosen: NameTile | None = None
    sentence: str = ""
    busy: bool = False
    account: str = ""
    needs: tuple[str, ...] = ()
    can_wait: bool = True
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    health: Health = field(default_factory=Health)
