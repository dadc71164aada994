"""A profile is data that proves itself: what does not decode as it says does not load."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from decimal import Decimal
from importlib.metadata import EntryPoint
from importlib.resources import files
from pathlib import Path

import pytest

from drivers.devices import BUILT_IN
from drivers.driver import Driver, Level, Send, SerialLink, TcpLink
from drivers.profile_files import (
    BrokenProfile,
    Shelf,
    load_profile,
    load_profiles,
    shipped_profiles,
)
from drivers.profile_tables import BadProfile
from drivers.readings import DeviceIdentity, Kind, NotUnderstood, Reading, Refusal
from drivers.registry import catalogue, find_driver, load_catalogue
from drivers.session import run_session
from drivers.simulators.double import Done, Say, Step, Wait
from drivers.simulators.profiled import PROFILED, ProfileDouble
from drivers.simulators.running import Outcome, run_double
from drivers.transports.tcp import TcpClient, TcpServer
from tests.support.wired import ListKeeper, noon, readings, refusals, reports

REQUIRED = {"comma-scale", "mt-sics", "tanita-kv", "health-o-meter", "omron-hbp-9030"}
PROFILES = shipped_profiles().profiles
SMALL = """
key = "small-scale"
version = "1"
devices = ["Example"]
protocol = "small lines"
level = "simulated"
source = "invented for a test"
kind = "weight"
[grammar]
[[grammar.forms]]
pattern = 'W(?P<number>[0-9.]+)(?P<unit>kg)(?P<mark>[SU]?)'
[stable]
from = "mark"
words = ["S", ""]
[[value]]
field = "weight_{unit}"
from = ["number"]
unit = "unit"
units = { kg = "kg" }
[print]
line = "W{number:>4}{unit}S\\r\\n"
example = { number = "82.4", unit = "kg" }
[fixture]
sent = ["5738322e346b6753", "0d0a"]
[[fixture.expect]]
values = { weight_kg = "82.4" }
"""

every_profile = pytest.mark.parametrize("key", sorted(PROFILES))


def small(*changes: tuple[str, str]) -> bytes:
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def test_every_profile_that_ships_proves_itself_and_the_promised_ones_are_there() -> None:
    assert shipped_profiles().broken == ()
    assert set(PROFILES) >= REQUIRED
    folder = files("drivers").joinpath("devices", "profiles")
    assert {f"{key}.toml" for key in PROFILES} == {
        each.name for each in folder.iterdir() if each.name.endswith(".toml")
    }


@every_profile
def test_a_profile_says_what_it_is_and_how_far_it_was_proven(key: str) -> None:
    driver = PROFILES[key].driver
    assert driver.key == key
    assert driver.source
    assert driver.devices
    assert driver.measures
    assert driver.links
    assert driver.level in {Level.SIMULATED, Level.DOCUMENTED}
    assert "not tried on a device" in driver.source
    text = files("drivers").joinpath("devices", "profiles", f"{key}.toml").read_text("utf-8")
    assert "Not tried on a device." in text
    assert driver.converse() is not driver.converse()


@every_profile
def test_the_kinds_of_its_readings_are_those_that_it_promises(key: str) -> None:
    conversation = PROFILES[key].driver.converse()
    found = reports(conversation.receive(b"".join(PROFILES[key].fixture.sent)))
    kinds = {item.kind for item in found if isinstance(item, Reading)}
    assert kinds
    assert kinds <= PROFILES[key].driver.measures
    assert any(isinstance(item, NotUnderstood) for item in found)
    for item in found:
        assert (item.driver, item.driver_version) == (key, PROFILES[key].driver.version)
        if isinstance(item, Reading):
            assert all(isinstance(amount, Decimal) for amount in item.amounts.values())
        else:
            assert item.detail.endswith(".")


def test_a_small_profile_loads_with_ordinary_line_settings() -> None:
    profile = load_profile(small())
    assert profile.driver.links == (SerialLink(baud=9600),)
    assert profile.driver.measures == {Kind.WEIGHT}
    assert profile.driver.remembers
    (reading,) = reports(profile.driver.converse().receive(b"W 82.4kg\r\nW82.4kg\r\n"))[1:]
    assert isinstance(reading, Reading)
    assert reading.device == DeviceIdentity()


def test_links_are_as_the_profile_says() -> None:
    serial = '[serial]\nbaud = 2400\nline = "7E2"\nusb_ids = ["10c4:ea60"]'
    settings = f"{serial}\n[tcp]\nport = 4001\n[grammar]"
    driver = load_profile(small(("[grammar]", settings))).driver
    assert driver.links == (
        SerialLink(baud=2400, data_bits=7, parity="E", stop_bits=2, usb_ids=((0x10C4, 0xEA60),)),
        TcpLink(default_port=4001),
    )


BROKEN = {
    "its fixture gives another value": ('weight_kg = "82.4"', 'weight_kg = "82.5"'),
    "its fixture gives another refusal": ('values = { weight_kg = "82.4" }', 'refused = "framing"'),
    "its fixture gives fewer lines": (
        "[[fixture.expect]]",
        "[[fixture.expect]]\n[[fixture.expect]]",
    ),
    "its fixture is not hexadecimal": ('"0d0a"', '"0d0"'),
    "its fixture expects a key that is not there": ("values = { weight_kg", "value = { weight_kg"),
    "its double says something else": ('line = "W{number:>4}', 'line = "V{number:>4}'),
    "its double lacks a word": ("{number:>4}", "{weight:>4}"),
    "a key is unknown": ('version = "1"', 'version = "1"\nbuad = 9600'),
    "a key within a table is unknown": ('from = "mark"', 'from = "mark"\nwrods = ["S"]'),
    "a key is missing": ('version = "1"\n', ""),
    "a key is of another type": ('version = "1"', "version = 1"),
    "a key is no key": ('key = "small-scale"', 'key = "Small Scale"'),
    "a level is unknown": ('level = "simulated"', 'level = "certain"'),
    "a level claims a device without a capture": ('level = "simulated"', 'level = "field"'),
    "a kind is unknown": ('kind = "weight"', 'kind = "mood"'),
    "it has no kind": ('kind = "weight"\n', ""),
    "it measures what nobody knows": ('kind = "weight"', 'kind = "weight"\nmeasures = ["mood"]'),
    "a pattern is none": ("(?P<unit>kg)", "(?P<unit>kg"),
    "a pattern could take for ever": ("(?P<number>[0-9.]+)", "(?P<number>([0-9.]+)+)"),
    "it has no patterns": ("[[grammar.forms]]", "[[grammar.records]]"),
    "its style is unknown": ("[grammar]", '[grammar]\nstyle = "xml"'),
    "its field is no field": ('field = "weight_{unit}"', 'field = "Weight {unit}"'),
    "its unit has no field": ('"weight_{unit}"', '"weight_kg"'),
    "its range is none": ('unit = "unit"', 'unit = "unit"\nrange = ["9", "1"]'),
    "its range is no number": ('unit = "unit"', 'unit = "unit"\nrange = ["a", "1"]'),
    "its factors are too few": ('unit = "unit"', 'unit = "unit"\nfactors = ["1", "2"]'),
    "its baud rate is a word": ("[grammar]", '[serial]\nbaud = "fast"\n[grammar]'),
    "its line is none": ("[grammar]", '[serial]\nline = "9X1"\n[grammar]'),
    "its USB numbers are none": ("[grammar]", '[serial]\nusb_ids = ["cp210x"]\n[grammar]'),
    "its patience is none": ('version = "1"', 'version = "1"\npatience_seconds = 0'),
    "its frames do not end": ("[grammar]", '[frame]\nend = ""\n[grammar]'),
    "its frames are endless": ("[grammar]", "[frame]\nlimit = 100000000\n[grammar]"),
    "its encoding is unknown": ("[grammar]", '[frame]\nencoding = "rot13"\n[grammar]'),
    "its time lacks the day": ("[grammar]", '[taken_at]\nyear = "y"\nmonth = "m"\n[grammar]'),
    "truth is a word": ('version = "1"', 'version = "1"\nstored = "yes"'),
    "it is not TOML": ("[grammar]", "[grammar"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_profile_does_not_load_if(change: tuple[str, str]) -> None:
    with pytest.raises(BadProfile) as raised:
        load_profile(small(change))
    assert len(str(raised.value)) > 10
    assert not str(raised.value).endswith(".")


def test_a_profile_that_is_no_text_too_long_or_too_deep_does_not_load() -> None:
    for content in (b"\xff\xfe", b"#" * 300_000, b"a = " + b"[" * 100_000):
        with pytest.raises(BadProfile):
            load_profile(content)


def test_a_trust_drops_a_profile_into_its_folder_and_a_broken_one_keeps_no_other_away(
    tmp_path: Path,
) -> None:
    (tmp_path / "good.toml").write_bytes(small())
    (tmp_path / "false.toml").write_bytes(
        small(BROKEN["its fixture gives another value"], ('"small-scale"', '"false-scale"'))
    )
    (tmp_path / "twice.toml").write_bytes(small())
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "notes.txt").write_text("not a profile")
    shelf = load_profiles(tmp_path)
    assert list(shelf.profiles) == ["small-scale"]
    assert {each.name for each in shelf.broken} == {"false.toml", "twice.toml", "folder.toml"}
    assert all(each.sentence.endswith("; correct the file.") for each in shelf.broken)
    (false,) = [each for each in shelf.broken if each.name == "false.toml"]
    assert "82.4" in false.sentence
    assert "82.5" in false.sentence
    assert load_profiles(tmp_path / "nowhere") == Shelf({})


def test_the_registry_has_the_profiles_and_the_trusts_own_but_none_takes_anothers_key(
    tmp_path: Path,
) -> None:
    (tmp_path / "good.toml").write_bytes(small())
    (tmp_path / "taken.toml").write_bytes(small(('"small-scale"', '"and-scale"')))
    (tmp_path / "also.toml").write_bytes(small(('"small-scale"', '"mt-sics"')))
    (tmp_path / "torn.toml").write_bytes(small(("[grammar]", "[grammar")))
    everything = catalogue(tmp_path)
    assert everything.driver("small-scale").protocol == "small lines"
    assert find_driver("small-scale", tmp_path) is everything.driver("small-scale")
    assert everything.driver("mt-sics") is PROFILES["mt-sics"].driver
    assert everything.driver("and-scale") in BUILT_IN
    assert {each.name for each in everything.broken} == {"and-scale", "mt-sics", "torn.toml"}
    assert all(each.sentence.endswith(".") for each in everything.broken)


def test_the_registry_has_every_profile_without_being_asked() -> None:
    assert set(catalogue().drivers) >= {*PROFILES, *(driver.key for driver in BUILT_IN)}
    assert find_driver("comma-scale") is PROFILES["comma-scale"].driver


def test_another_packages_driver_cannot_take_a_profiles_key() -> None:
    entry = EntryPoint("odd", "drivers.devices.and_scale:DRIVER", "clinicapp.drivers")
    shelf = Shelf({"small-scale": load_profile(small())}, (BrokenProfile("x.toml", "It is torn."),))
    found = load_catalogue([entry], shelves=[shelf])
    assert found.driver("small-scale").protocol == "small lines"
    assert [each.name for each in found.broken] == ["x.toml", "odd"]


# Rules that no profile of this package uses yet


def test_control_material_is_told_from_a_patients_result() -> None:
    profile = load_profile(
        small(
            ("[SU]?", "[SUQ]?"),
            ('words = ["S", ""]', 'words = ["S", "Q", ""]'),
            ("[print]", '[control]\nfrom = "mark"\nwords = ["Q"]\n[print]'),
        )
    )
    found = reports(profile.driver.converse().receive(b"W82.4kgQ\r\nW82.4kgS\r\n"))
    assert [item.control for item in found if isinstance(item, Reading)] == [True, False]


def test_an_opening_command_is_sent_once_and_a_poll_after_each_silence() -> None:
    profile = load_profile(
        small(("[grammar]", '[commands]\nopen = "OPEN\\r\\n"\npoll = "S\\r\\n"\n[grammar]'))
    )
    conversation = profile.driver.converse()
    assert conversation.open() == (Send(b"OPEN\r\n"),)
    assert list(conversation.time_out()) == [Send(b"S\r\n")]
    conversation.receive(b"W82")
    cut, poll = conversation.time_out()
    assert reports([cut])[0].raw == b"W82"
    assert poll == Send(b"S\r\n")


# Talking doubles


def talk(double: ProfileDouble, driver: Driver) -> list[Reading | NotUnderstood]:
    """A double and a driver face to face, until the double has said everything."""
    conversation = driver.converse()
    found: list[Reading | NotUnderstood] = []
    steps: Iterable[Step] = double.start()
    said = b"".join(each.data for each in conversation.open() if isinstance(each, Send))
    for _ in range(100):
        for step in steps:
            if isinstance(step, Say):
                found += reports(conversation.receive(step.data))
        if said:
            steps, said = double.receive(said), b""
        elif any(isinstance(step, Wait) for step in steps):
            steps = double.waited()
        else:
            return [*found, *reports(conversation.close())]
    raise AssertionError("the double never ended")


@every_profile
def test_a_double_is_understood_by_its_driver(key: str) -> None:
    double = ProfileDouble(PROFILES[key])
    assert double.measure_example()
    (reading,) = talk(double, PROFILES[key].driver)
    assert isinstance(reading, Reading)
    assert not talk(double, PROFILES[key].driver)


@every_profile
def test_a_double_repeats_what_its_profile_was_proven_with(key: str) -> None:
    double = ProfileDouble(PROFILES[key])
    double.repeat_fixture()
    whole = reports(PROFILES[key].driver.converse().receive(b"".join(PROFILES[key].fixture.sent)))
    assert talk(double, PROFILES[key].driver) == whole


@pytest.mark.parametrize("key", sorted(k for k, p in PROFILES.items() if p.printed.settling))
def test_a_double_shows_a_value_before_it_settles(key: str) -> None:
    double = ProfileDouble(PROFILES[key])
    double.measure(settling=True, number="70.6")
    unsettled, settled = talk(double, PROFILES[key].driver)
    assert isinstance(unsettled, NotUnderstood)
    assert unsettled.reason is Refusal.UNSTABLE
    assert isinstance(settled, Reading)
    assert settled.amount("weight_kg") == Decimal("70.6")


def test_a_double_that_waits_for_a_command_says_nothing_before_it() -> None:
    double = ProfileDouble(PROFILES["mt-sics"])
    double.measure()
    assert not any(isinstance(step, Say) for step in double.start())
    assert double.waited() == (Done(),)
    assert double.receive(b"S") == ()
    assert any(isinstance(step, Say) for step in double.receive(b"R\r\n"))


@pytest.mark.parametrize("key", ["comma-scale", "mt-sics", "visomat", "health-o-meter"])
def test_a_double_is_read_over_a_real_wire(key: str) -> None:
    async def scenario() -> ListKeeper:
        keeper, double = ListKeeper(), PROFILED[key]()
        double.measure_example()
        server = TcpServer("127.0.0.1", 0)
        await server.open()
        wire = await TcpClient("127.0.0.1", server.bound_port).connect()
        talking = asyncio.create_task(run_double(double, wire))
        station = asyncio.create_task(
            run_session(PROFILES[key].driver, await anext(server.visits()), keeper, noon)
        )
        assert await talking is Outcome.DONE
        await wire.close()
        await station
        await server.close()
        return keeper

    keeper = asyncio.run(scenario())
    assert [reading.driver for reading in readings(keeper.batches)] == [key]
    assert not refusals(keeper.batches)


def test_there_is_a_double_for_every_profile() -> None:
    assert set(PROFILED) == set(PROFILES)
    assert all(make() is not make() for make in PROFILED.values())
