"""The help page "Add a device in under 60 lines": what it shows is taken from it and run."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path

import pytest

from drivers.profile_files import load_profile
from drivers.profile_reading import Profile
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.registry import load_catalogue
from tests.support.wired import reports


def example(language: str, containing: str) -> str:
    page = files("resources").joinpath("help", "add-a-device.md").read_text(encoding="utf-8")
    found = [block.partition("```")[0] for block in page.split(f"```{language}\n")[1:]]
    (only,) = [block for block in found if containing in block]
    assert only.count("\n") < 60
    return only


def test_the_worked_profile_of_the_help_loads_and_reads_a_line() -> None:
    profile: Profile = load_profile(example("toml", "example-scale").encode())
    found = reports(profile.driver.converse().receive(b"W 154.4 lb S\r\nW 0.40 kg S\r\n"))
    reading, too_light = found
    assert isinstance(reading, Reading)
    assert reading.amounts == {"weight_lb": Decimal("154.4")}
    assert isinstance(too_light, NotUnderstood)


def test_the_worked_driver_of_the_help_joins_by_its_entry_point_and_reads_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "example_thermometer.py").write_text(
        example("python", "example-thermometer"), encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    points = tomllib.loads(example("toml", "entry-points"))["project"]["entry-points"]
    ((group, names),) = points.items()
    entries = [EntryPoint(name, value, group) for name, value in names.items()]
    found = load_catalogue(entries)
    assert found.broken == ()
    driver = found.driver("example-thermometer")
    sent = b"\xa5\x0e\x42\xf5" + b"\x00" + b"\xa5\x0e\x42\xf6" + b"\xa5\x0e"
    whole = driver.converse()
    items = reports([*whole.receive(sent), *whole.close()])
    assert isinstance(items[0], Reading)
    assert items[0].amounts == {"temperature_c": Decimal("36.50")}
    assert [item.reason for item in items[1:] if isinstance(item, NotUnderstood)] == [
        Refusal.FRAMING,
        Refusal.CHECKSUM,
        Refusal.TRUNCATED,
    ]
    bytewise = driver.converse()
    pieces = [a for byte in sent for a in bytewise.receive(bytes((byte,)))]
    assert reports([*pieces, *bytewise.close()]) == items


def test_the_page_names_every_key_that_a_profile_of_this_package_uses() -> None:
    page = files("resources").joinpath("help", "add-a-device.md").read_text(encoding="utf-8")
    folder = files("drivers").joinpath("devices", "profiles")
    for entry in folder.iterdir():
        document = tomllib.loads(entry.read_text(encoding="utf-8"))
        for name in document:
            assert name in page, f"{entry.name}: {name}"
