"""The help page of devices is what the drivers themselves say."""

from __future__ import annotations

from importlib.resources import files

from clinicapp.commands.drivers import help_page
from drivers.registry import catalogue


def test_the_page_of_devices_is_made_from_the_registry() -> None:
    page = files("resources").joinpath("help", "devices.md").read_text(encoding="utf-8")
    assert page == help_page(), "run: clinicapp drivers --help-page > resources/help/devices.md"


def test_every_driver_is_on_the_page_with_its_level() -> None:
    rows = [line for line in help_page().splitlines() if line.startswith("| `")]
    assert len(rows) == len(catalogue().drivers)
    for row, key in zip(rows, sorted(catalogue().drivers), strict=True):
        assert f"`{key}`" in row
        assert row.endswith(f"| {catalogue().drivers[key].level.value} |")
