"""A D-Bus daemon of our own in a temporary folder, as the system bus of this process."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SYSTEM_BUS: Final = "DBUS_SYSTEM_BUS_ADDRESS"

_CONFIGURATION: Final = """<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true"/>
    <allow receive_requested_reply="true"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""
_STOP_SECONDS: Final = 5.0


class NoDbusDaemonError(RuntimeError):
    """There is no ``dbus-daemon`` here, or it would not start."""


def have_dbus_daemon() -> bool:
    """Whether ``private_bus`` can work here."""
    return shutil.which("dbus-daemon") is not None


@contextmanager
def private_bus() -> Iterator[str]:
    """Start a daemon and make it this process's system bus until the end; gives its address.

    Raises:
        NoDbusDaemonError: with a sentence that says what to install.
    """
    program = shutil.which("dbus-daemon")
    if program is None:
        raise NoDbusDaemonError(
            "dbus-daemon was not found; install the package dbus (apt-get install dbus) and try "
            "again"
        )
    with tempfile.TemporaryDirectory(prefix="bluez-double-") as folder:
        configuration = Path(folder, "bus.conf")
        configuration.write_text(
            _CONFIGURATION.format(socket=Path(folder, "bus")), encoding="utf-8"
        )
        command = [
            *_tied_to_us(),
            program,
            f"--config-file={configuration}",
            "--nofork",
            "--nopidfile",
        ]
        with subprocess.Popen(  # noqa: S603 - the program's path was looked up, nothing is typed in
            [*command, "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as daemon:
            try:
                address = daemon.stdout.readline().strip() if daemon.stdout else ""
                if not address:
                    raise NoDbusDaemonError("dbus-daemon did not start; reinstall the package dbus")
                with _system_bus(address):
                    yield address
            finally:
                daemon.terminate()
                daemon.wait(_STOP_SECONDS)


def _tied_to_us() -> tuple[str, ...]:
    """What makes the daemon end with this process, however that ends (util-linux, setpriv(1))."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM") if setpriv else ()


@contextmanager
def _system_bus(address: str) -> Iterator[None]:
    before = os.environ.get(SYSTEM_BUS)
    os.environ[SYSTEM_BUS] = address
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(SYSTEM_BUS, None)
        else:
            os.environ[SYSTEM_BUS] = before
