"""``clinicapp capture --unknown`` on a pseudo-terminal, where there are no line settings to try."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from clinicapp.commands.capture_unknown import run
from drivers.profile_files import load_profile, shipped_profiles
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.double import Double
from drivers.simulators.profiled import ProfileDouble
from drivers.simulators.running import run_double

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals on Windows", allow_module_level=True)

from drivers.simulators.pseudo_terminal import PseudoTerminal


def scale() -> AndScaleDouble:
    """A&D, with a person on it."""
    double = AndScaleDouble(gap_seconds=0.01)
    double.measure_example()
    return double


def comma_scale() -> ProfileDouble:
    """Any of the ST,GS family."""
    double = ProfileDouble(shipped_profiles().profiles["comma-scale"], gap_seconds=0.01)
    double.measure(settling=True)
    return double


def talk(double: Double, link: Path, ready: Event) -> None:
    """Let a double talk on a pseudo-terminal until it has said everything, then unplug it."""

    async def work() -> None:
        terminal = PseudoTerminal(link)
        ready.set()
        await run_double(double, await anext(terminal.visits()))
        await asyncio.sleep(0.3)
        terminal.close()

    asyncio.run(work())


@pytest.mark.parametrize(
    ("double", "shown"), [(scale(), "82.4 kg"), (comma_scale(), "82.40 kg")], ids=["a&d", "comma"]
)
def test_a_scale_is_recorded_and_only_its_text_is_judged(
    double: Double, shown: str, tmp_path: Path
) -> None:
    said: list[str] = []
    link, out, ready = tmp_path / "port", tmp_path / "found.cap", Event()
    device = Thread(target=talk, args=(double, link, ready), name="device")
    device.start()
    assert ready.wait(10)
    status = run(str(link), said.append, said.append, seconds=20, shown=[shown], out=out)
    device.join(10)
    assert status == 0, said
    assert (
        "This is a pseudo-terminal, so only the text format was judged: it scores 100 of 100."
        in said
    )
    assert (
        "Unsure: The line settings are not proven; take them from the device's menu or manual."
        in said
    )
    profile = load_profile(out.with_suffix(".toml").read_bytes())
    values = [line["values"] for line in profile.fixture.expect if "values" in line]
    assert values == [{"weight_kg": shown.removesuffix(" kg")}]
    assert {"refused": "unstable"} in [dict(line) for line in profile.fixture.expect]


def test_a_silent_port_is_said_to_be_silent(tmp_path: Path) -> None:
    async def open_terminal() -> PseudoTerminal:
        return PseudoTerminal(tmp_path / "port")

    terminal = asyncio.run(open_terminal())
    said: list[str] = []
    complaints: list[str] = []
    status = run(
        str(tmp_path / "port"), said.append, complaints.append,
        seconds=0.3, shown=["82.4 kg"], out=tmp_path / "none.cap",
    )  # fmt: skip
    terminal.close()
    assert status == 1
    assert complaints == [
        f"Nothing arrived from {tmp_path / 'port'}; check the cable, and that the device is set "
        "to send, then try again."
    ]
    assert not (tmp_path / "none.cap").exists()
