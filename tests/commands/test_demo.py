"""``clinicapp demo --headless``: two at once, each with its own room, and what they write."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from clinicapp.cli import DONE, REFUSED
from tests.support.command import Home

NAMES = {"form.pdf", "summary.pdf", "form.png", "visit.json"}
DECIMAL = re.compile(r"[0-9]+\.[0-9]")


@dataclass(frozen=True)
class Show:
    """One demonstration that was played to its end."""

    home: Home
    out: Path
    status: int
    told: str
    complaints: str

    @property
    def visit(self) -> Any:
        """What it wrote down."""
        return json.loads((self.out / "visit.json").read_text(encoding="utf-8"))

    def readings(self, *, control: bool = False) -> list[Any]:
        """The readings of the visit."""
        return [each for each in self.visit["readings"] if each["control"] is control]


@pytest.fixture(scope="module")
def shows(tmp_path_factory: pytest.TempPathFactory) -> list[Show]:
    """Two demonstrations at the same time on the same computer."""
    started = []
    for number in (1, 2):
        folder = tmp_path_factory.mktemp(f"show{number}")
        (folder / "temporary").mkdir()
        home = Home(folder, {"TMPDIR": str(folder / "temporary")})
        variables = home.variables()
        # As a user has it: no warning becomes an error.
        variables.pop("PYTHONWARNINGS")
        process = subprocess.Popen(
            [sys.executable, "-m", "clinicapp", "demo", "--headless", "--out", "out/deep"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables,
            cwd=folder,
            text=True,
        )
        started.append((home, process))
    found = []
    for home, process in started:
        told, complaints = process.communicate(timeout=110)
        found.append(Show(home, home.folder / "out" / "deep", process.returncode, told, complaints))
    return found


def test_both_come_to_their_end_without_a_complaint(shows: list[Show]) -> None:
    for show in shows:
        assert (show.status, show.complaints) == (DONE, "")
        assert {file.name for file in show.out.iterdir()} == NAMES


def test_nothing_is_left_on_the_computer(shows: list[Show]) -> None:
    for show in shows:
        assert list((show.home.folder / "temporary").iterdir()) == []
        assert {each.name for each in show.home.folder.iterdir()} == {"temporary", "out"}


def test_each_heard_its_own_devices_only(shows: list[Show]) -> None:
    first, second = (show.visit for show in shows)
    for visit in (first, second):
        assert len(visit["readings"]) == 6
        assert visit["acknowledged_by_analyser"] == [1, 2]
        assert visit["database_problems"] == []
    ids = [reading["id"] for visit in (first, second) for reading in visit["readings"]]
    assert len(set(ids)) == len(ids)


def test_the_held_reading_was_used_with_a_reason(shows: list[Show]) -> None:
    for show in shows:
        (held,) = (each for each in show.readings() if each["gate"] == "hold")
        assert held["values"]["systolic_mmhg"] == "151"
        assert held["reasons"] == ["CAL_OVERDUE"]
        assert held["status"] == "filed"
        assert re.search(r"151/93 .*hold.*used with a reason", show.told)


def test_the_control_result_reached_nobody(shows: list[Show]) -> None:
    for show in shows:
        (control,) = show.readings(control=True)
        assert (control["gate"], control["status"]) == ("block", "blocked")
        assert control["form_fact"] is None
        assert control["ms"]["shown"] is None


def test_every_trusted_reading_was_stored_then_acknowledged_then_shown(shows: list[Show]) -> None:
    for show in shows:
        for reading in show.readings():
            if reading["gate"] == "hold":
                continue
            times = reading["ms"]
            for name in ("stored", "placed", "shown"):
                assert DECIMAL.fullmatch(times[name]), (name, times)
            assert float(times["stored"]) <= float(times["placed"]) <= float(times["shown"])
            if reading["link"] == "tcp":
                assert DECIMAL.fullmatch(times["acknowledged"])
                assert float(times["stored"]) <= float(times["acknowledged"])
            assert reading["form_fact"]
            assert bytes.fromhex(reading["raw"])


def test_the_form_is_signed_and_judged(shows: list[Show]) -> None:
    for show in shows:
        visit = show.visit
        assert visit["signed_by"] == "Rosa Tester"
        assert visit["pack_mark"] == "awaiting clinical sign-off"
        assert visit["complete"]["lester"] == {"done": 6, "of": 6}
        pressure = visit["domains"]["blood_pressure"]
        assert pressure["zone"] == "red"
        assert pressure["chosen"]
        assert visit["nhs_number"].startswith("999")


def test_the_documents_are_what_their_names_say(shows: list[Show]) -> None:
    for show in shows:
        for name in ("form.pdf", "summary.pdf"):
            content = (show.out / name).read_bytes()
            assert content.startswith(b"%PDF-")
            assert content.rstrip().endswith(b"%%EOF")
        picture = QImage(str(show.out / "form.png"))
        assert picture.width() >= 1366
        assert picture.height() >= 740
        colours = {
            picture.pixel(x, y)
            for x in range(0, picture.width(), 7)
            for y in range(0, picture.height(), 7)
        }
        assert len(colours) > 30  # not an empty window


def test_the_table_has_every_value_with_its_device(shows: list[Show]) -> None:
    for show in shows:
        for words in ("152/94", "146/91", "68.6 kg", "44 mmol/mol", "BP-0122", "SC-0412"):
            assert words in show.told
        assert "Written to out/deep: form.pdf, summary.pdf, form.png, visit.json" in show.told


def test_a_place_that_cannot_be_written_to_is_said_before_the_visit(home: Home) -> None:
    (home.folder / "file").write_text("in the way")
    for place in ("file", "file/below", "/proc/nowhere"):
        ran = home.run("demo", "--headless", "--out", place)
        assert (ran.status, ran.out) == (REFUSED, "")
        assert place in ran.sentence
