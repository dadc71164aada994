"""Where things are on this computer, as its system wants it (Windows, Debian, macOS)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

_NAME: Final = "clinicapp"
# No author folder, and never the roaming profile: a database must not travel between computers.
_DIRS: Final = PlatformDirs(_NAME, appauthor=False, roaming=False)


def data_folder() -> Path:
    """Where the database is, unless the settings name another folder."""
    return _DIRS.user_data_path


def state_folder() -> Path:
    """Where is kept what must not lie beside the database: the end of its audit trail."""
    return _DIRS.user_state_path


def log_folder() -> Path:
    """Where the logs are."""
    return _DIRS.user_log_path


def settings_folder() -> Path:
    """Where the settings file and the trust's policies are."""
    return _DIRS.user_config_path


def settings_file() -> Path:
    """The station's settings."""
    return settings_folder() / "clinicapp.toml"


def database_file(folder: Path | None = None) -> Path:
    """The database in ``folder``, or in the data folder."""
    return (folder or data_folder()) / "clinicapp.db"


def audit_head_file(database: Path) -> Path:
    """Where the end of this database's audit trail is noted, away from the database itself.

    Every database has its own, named after its place on this computer.
    """
    place = hashlib.sha256(str(database.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return state_folder() / "audit" / f"{database.stem}-{place[:16]}.json"
