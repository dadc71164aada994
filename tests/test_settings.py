"""The settings file, and what is said when it is not right."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinicapp.domain.errors import Refused
from clinicapp.settings import LinkSettings, Settings, load


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STATION", "WARD", "LINKS", "TIME_ZONE", "ARMED_MINUTES", "DATA_FOLDER"):
        monkeypatch.delenv(f"CLINICAPP_{name}", raising=False)
    return tmp_path / "clinicapp.toml"


def written(file: Path, text: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load(file)


WHOLE = """
station = "ASH-01"
ward = "Ash"
trust = "Example Trust"
time_zone = "Europe/Dublin"
pack = "lester-2012"
armed_minutes = 20

[[links]]
kind = "serial"
port = "COM3"
driver = "and-scale"

[[links]]
kind = "tcp_listen"
tcp_port = 4010
driver = "astm"

[[links]]
kind = "hid"
driver = "contour-usb"

[[links]]
kind = "bluetooth"
"""


def test_without_a_file_the_defaults_stand(file: Path) -> None:
    found = load(file)
    assert found == Settings()
    assert found.zone == ZoneInfo("Europe/London")
    assert found.links == ()


def test_a_whole_file_is_read(file: Path) -> None:
    found = written(file, WHOLE)
    assert (found.station, found.ward, found.armed_minutes) == ("ASH-01", "Ash", 20)
    assert found.zone == ZoneInfo("Europe/Dublin")
    assert found.links == (
        LinkSettings(kind="serial", port="COM3", driver="and-scale"),
        LinkSettings(kind="tcp_listen", tcp_port=4010, driver="astm"),
        LinkSettings(kind="hid", driver="contour-usb"),
        LinkSettings(kind="bluetooth"),
    )
    assert found.links[1].host == "127.0.0.1", "nobody outside is let in unasked"


def test_a_variable_outranks_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICAPP_WARD", "Elm")
    monkeypatch.setenv("CLINICAPP_ARMED_MINUTES", "5")
    found = written(file, WHOLE)
    assert (found.ward, found.armed_minutes, found.station) == ("Elm", 5, "ASH-01")


def test_a_file_from_windows_own_editor_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + 'ward = "Éire"\r\n'.encode())
    assert load(file).ward == "Éire"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('wrad = "Ash"', "wrad"),
        ("armed_minutes = 0", "armed_minutes"),
        ("armed_minutes = 241", "armed_minutes"),
        ('armed_minutes = "soon"', "armed_minutes"),
        ('time_zone = "Europe/Atlantis"', "time_zone"),
        ('time_zone = "Europe"', "time_zone"),
        ('time_zone = "../etc/passwd"', "time_zone"),
        ('time_zone = ""', "time_zone"),
        ('[[links]]\nkind = "carrier_pigeon"', "links.0.kind"),
        ('[[links]]\nkind = "serial"\nport = "COM3"', "links.0"),
        ('[[links]]\nkind = "tcp_listen"\ndriver = "astm"', "links.0"),
        ('[[links]]\nkind = "hid"', "links.0"),
        ('[[links]]\nkind = "tcp_connect"\ntcp_port = 4010', "links.0"),
        (
            '[[links]]\nkind = "tcp_listen"\ntcp_port = 65536\ndriver = "astm"',
            "links.0.tcp_port",
        ),
        ('[[links]]\nkind = "bluetooth"\nspeed = 1', "links.0.speed"),
        ('station = ""', "station"),
        ('ward = "  "', "ward"),
        ("ward = 7", "ward"),
        ("data_folder = 7", "data_folder"),
        ("armed_minutes = 1.5", "armed_minutes"),
        ("links = 7", "links"),
        ("[links]\nport = 'COM3'", "links"),
        ("[[links]]\nport = 'COM3'", "links.0.kind"),
        (
            '[[links]]\nkind = "bluetooth"\n[links.users]\n"5C:31" = "1:0752"',
            "links.0.users.5C:31.[key]",
        ),
        (
            '[[links]]\nkind = "bluetooth"\n[links.users]\n"5C:31:3E:7A:30:01" = "0752"',
            "links.0.users.5C:31:3E:7A:30:01",
        ),
        (
            '[[links]]\nkind = "serial"\nport = "COM3"\ndriver = "and-scale"\n'
            '[links.users]\n"5C:31:3E:7A:30:01" = "1:0752"',
            "links.0",
        ),
    ],
)
def test_a_value_that_cannot_be_is_named(file: Path, text: str, named: str) -> None:
    with pytest.raises(Refused) as caught:
        written(file, text)
    sentence = str(caught.value)
    assert sentence.startswith(f"The setting {named} in clinicapp.toml is not usable: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for foreign in ("Input", "input", "Extra", "String", "Value error", "of the kind"):
        assert foreign not in sentence, "words of the validation library, or none of ours"


@pytest.mark.parametrize(
    "content",
    [b"ward = ", b"\xff\xfew\x00a\x00", "ward = 'Ash é'".encode("latin-1"), b"\x00"],
    ids=["no TOML", "UTF-16", "Latin-1", "zero"],
)
def test_a_file_that_cannot_be_read_is_a_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"^The settings file clinicapp\.toml cannot be read \("):
        load(file)


def test_a_folder_in_the_place_of_the_file_is_a_sentence(file: Path) -> None:
    file.mkdir()
    with pytest.raises(Refused, match="cannot be read"):
        load(file)


def test_a_variable_that_cannot_be_is_a_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINICAPP_LINKS", "not json")
    with pytest.raises(Refused, match="CLINICAPP_LINKS variable is not usable"):
        load(file)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8")))
def test_no_file_at_all_is_more_than_a_sentence(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        found = load(file)
    except Refused:
        return
    assert found == Settings()


def test_a_link_for_the_hospitals_system_has_no_driver(file: Path) -> None:
    text = """
[[links]]
kind = "adt_listen"
tcp_port = 4020
peers = ["192.0.2.7"]
[links.ward_codes]
ASHWD = "Ash"
"""
    (link,) = written(file, text).links
    assert (link.kind, link.ward_codes) == ("adt_listen", {"ASHWD": "Ash"})
    assert (link.nhs_number_types, link.nhs_number_authorities) == (("NH",), ("NHS",))
    with pytest.raises(Refused, match="needs a tcp_port and has no driver"):
        written(file, text.replace("tcp_port = 4020", ""))
    with pytest.raises(Refused, match="only a link of the kind adt_listen has peers"):
        written(file, text.replace("adt_listen", "bluetooth"))
