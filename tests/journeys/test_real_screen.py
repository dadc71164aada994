"""The demonstration's windows on an X server, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.support.command import Home

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 1600, 900


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of our own; it says itself which display number was free."""
    reading, writing = os.pipe()
    with subprocess.Popen(
        [
            "Xvfb",
            *("-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"),
            *("-nolisten", "tcp", "-noreset"),
        ],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as told:
            number = told.readline().strip()
        try:
            assert number, "Xvfb did not start; install the package xvfb"
            yield f":{number}"
        finally:
            server.terminate()
            server.wait(30)


def test_somebody_is_found_opened_and_weighed_on_a_real_screen(
    tmp_path: Path, display: str
) -> None:
    picture = tmp_path / "screen.png"
    home = Home(tmp_path, {"DISPLAY": display})
    variables = home.variables()
    variables.pop("PYTHONWARNINGS")  # as a user has it
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.demo_on_screen", str(picture)],
        capture_output=True,
        text=True,
        env=variables,
        cwd=ROOT,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.split() == ["xcb", "people", "found", "form", "weighed"]

    screen = QImage(str(picture))
    assert (screen.width(), screen.height()) == (WIDTH, HEIGHT)
    points = [(x, y) for x in range(0, WIDTH, 9) for y in range(0, HEIGHT, 9)]
    colours = [screen.pixel(x, y) for x, y in points]
    assert len(set(colours)) > 40  # neither black nor one empty window
    commonest = max(colours.count(colour) for colour in set(colours))
    assert commonest < len(colours) * 0.7
