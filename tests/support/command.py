"""Running ``clinicapp`` as a trust's IT would: in a process of its own, with its own folders."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Final

PATIENCE_SECONDS: Final = 60.0
KEY: Final = "11" * 32


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on standard error; fails when it is not one plain line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        (line,) = lines
        assert line.endswith("."), line
        assert "Traceback" not in line
        assert "Error" not in line
        return line


@dataclass(frozen=True, slots=True)
class Home:
    """A computer account with nothing on it yet, in a temporary folder (XDG Base Directory)."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "config" / "clinicapp" / "clinicapp.toml"

    @property
    def database(self) -> Path:
        """The database."""
        return self.folder / "data" / "clinicapp" / "clinicapp.db"

    def write_settings(self, text: str | bytes) -> None:
        """Write the settings file."""
        self.settings.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_bytes(text.encode() if isinstance(text, str) else text)

    def variables(self) -> dict[str, str]:
        """The environment of a command: no display, no keyring, its own folders, a fixed key."""
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
        return {
            **kept,
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "CLINICAPP_DATABASE_KEY": KEY,
            "PYTHONWARNINGS": "error",
            **self.environment,
        }

    def run(self, *arguments: str, given: str | bytes = b"") -> Ran:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "clinicapp", *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env=self.variables(),
            cwd=self.folder,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def running(self, *arguments: str) -> Iterator[Running]:
        """A command that goes on; stopped as by Ctrl+C at the end."""
        with subprocess.Popen(
            [sys.executable, "-m", "clinicapp", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.variables(),
            cwd=self.folder,
            text=True,
        ) as process:
            found = Running(process)
            try:
                yield found
            finally:
                found.interrupt()


class Running:
    """A command that goes on, with the lines that it has written so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.out: list[str] = []
        self.err: list[str] = []
        self._threads = [
            Thread(target=_gather, args=(stream, lines), name=f"reads {name}")
            for name, stream, lines in (
                ("output", process.stdout, self.out),
                ("errors", process.stderr, self.err),
            )
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, condition: Callable[[Running], object], what: str) -> None:
        """Wait until what was written so far fulfils a condition."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition(self):
            assert time.monotonic() < deadline, f"no {what} in {self.out} {self.err}"
            time.sleep(0.01)

    def wait_to_end(self) -> int:
        """Wait until it ends by itself; its exit status."""
        self._process.wait(PATIENCE_SECONDS)
        return self.interrupt()

    def interrupt(self) -> int:
        """Ctrl+C, if it still runs; its exit status."""
        if self._process.poll() is None:
            self._process.send_signal(2)
        try:
            status = self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
        return status


def free_port() -> int:
    """A TCP port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _gather(stream: Iterator[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))
