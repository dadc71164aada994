"""The station's settings: one TOML file, every value overridable by a CLINICAPP_ variable."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from typing import Self

    from pydantic_core import ErrorDetails


_PREFIX: Final = "CLINICAPP_"
_WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extra_forbidden": "there is no such setting; check its spelling",
        "greater_than_equal": "it has to be {ge} or more",
        "int_from_float": "write a whole number",
        "int_parsing": "write a whole number",
        "int_type": "write a whole number",
        "less_than_equal": "it has to be {le} or less",
        "literal_error": "write {expected}",
        "missing": "it is missing; add it",
        "path_type": "write the path of a folder in quotation marks",
        "string_pattern_mismatch": (
            "write the scale's address, and its user's number and code, "
            'like "5C:31:3E:7A:30:01" = "1:0752"'
        ),
        "string_too_short": "it is empty; write at least one letter",
        "string_type": "write it in quotation marks",
        "tuple_type": "write each link under a line [[links]]",
    }
)
"""By the validation library's kinds of mistakes."""


class LinkSettings(BaseModel):
    """One way in for devices, or for the hospital's system.

    ``kind``: ``serial`` (``port``, ``driver``), ``tcp_listen`` (``host``, ``tcp_port`` and
    ``driver``), ``tcp_connect`` (likewise), ``hid`` (``driver``: a USB device that is found by what
    it is) or ``bluetooth`` (all Bluetooth drivers). ``users`` are for scales that weigh only for a
    user that they know: by the scale's Bluetooth address the user's number and the code that the
    scale shows for him, such as ``1:0752``.

    ``adt_listen`` (``host``, ``tcp_port``, no driver) awaits the hospital's admission messages.
    ``peers`` are the addresses that may connect (empty: any), ``ward_codes`` our names by its codes
    of wards, ``nhs_number_types`` and ``nhs_number_authorities`` by what it marks NHS numbers among
    identifiers. What a trust's system sends there is unsure until it is seen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: Literal["serial", "tcp_listen", "tcp_connect", "hid", "bluetooth", "adt_listen"]
    driver: str | None = None
    port: str | None = None
    host: str = "127.0.0.1"
    tcp_port: int | None = Field(default=None, ge=0, le=65535)
    users: dict[
        Annotated[str, Field(pattern=r"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")],
        Annotated[str, Field(pattern=r"^\d{1,3}:\d{1,5}$")],
    ] = Field(default_factory=dict)

    peers: tuple[str, ...] = ()
    ward_codes: dict[str, str] = Field(default_factory=dict)
    nhs_number_types: tuple[str, ...] = ("NH",)
    nhs_number_authorities: tuple[str, ...] = ("NHS",)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "serial" and not (self.port and self.driver):
            raise ValueError("a serial link needs a port and a driver")
        if self.kind.startswith("tcp") and (self.tcp_port is None or not self.driver):
            raise ValueError("a TCP link needs a tcp_port and a driver")
        if self.kind == "adt_listen" and (self.tcp_port is None or self.driver):
            raise ValueError("a link for admissions needs a tcp_port and has no driver")
        if self.kind != "adt_listen" and (self.peers or self.ward_codes):
            raise ValueError("only a link of the kind adt_listen has peers and ward_codes")
        if self.users and self.kind != "bluetooth":
            raise ValueError("only a bluetooth link has users of scales")
        if self.kind == "hid" and not self.driver:
            raise ValueError("a hid link needs a driver")
        return self


class Settings(BaseModel):
    """Everything a station is told from outside.

    ``ward`` and ``station`` name where it stands; ``time_zone`` is an IANA name; ``pack`` the
    Lester rule pack that new forms are judged by while no approved one is active on the ward;
    ``armed_minutes`` how long an opened form takes
    readings without a touch. ``sign_in``: ``staff`` sign in at the window with badge, PIN or
    password, or the computer's ``account`` is enough; ``lock_minutes`` is how long nobody may touch
    anything before it locks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    station: str = Field(default="STATION-01", min_length=1)
    ward: str = Field(default="Ward", min_length=1)
    trust: str = ""
    ward_phone: str = ""
    time_zone: str = "Europe/London"
    pack: str = "uk-current"
    data_folder: Path | None = None
    armed_minutes: int = Field(default=60, ge=1, le=240)
    sign_in: Literal["staff", "account"] = "staff"
    lock_minutes: int = Field(default=3, ge=1, le=60)
    links: tuple[LinkSettings, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("there is no such time zone; write one like Europe/London") from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The ward's time zone."""
        return ZoneInfo(self.time_zone)


def load(file: Path) -> Settings:
    """Read the settings file; without one the defaults stand.

    Raises:
        Refused: the file cannot be read or is no TOML, or a value is not usable; the sentence
            names it.
    """
    try:
        # Windows' own editor writes a mark at the beginning.
        data = tomllib.loads(file.read_text(encoding="utf-8-sig")) if file.exists() else {}
        return Settings(**{**data, **_variables()})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Refused(
            f"The settings file {file.name} cannot be read ({error}); correct it or remove it."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "settings"
        raise Refused(
            f"The setting {where} in {file.name} is not usable: {_why(first)}."
        ) from error


def _variables() -> dict[str, object]:
    """What the environment says, by setting; the links as JSON."""
    said: dict[str, object] = {}
    for name in Settings.model_fields:
        variable = f"{_PREFIX}{name.upper()}"
        text = os.environ.get(variable)
        if text is None:
            continue
        said[name] = text
        if name == "links":
            try:
                said[name] = json.loads(text)
            except ValueError as error:
                raise Refused(
                    f"The {variable} variable is not usable: its {name} are no JSON; "
                    "correct it or remove it."
                ) from error
    return said


def _why(found: ErrorDetails) -> str:
    """What is wrong with a value, and what would be right, in our words."""
    bounds = found.get("ctx", {})
    if found["type"] == "value_error":
        return str(bounds["error"])
    words = _WHY.get(found["type"])
    return words.format(**bounds) if words else "it is not of the kind that is meant; correct it"
