"""A recording and what the display showed give a profile that reads the one as the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.capturing.choosing import choose, keep_spans
from drivers.capturing.files import Piece, Recording
from drivers.capturing.layout import cut
from drivers.capturing.proposing import Proposal, propose
from drivers.capturing.shown import NotShown, parse_shown
from drivers.capturing.stripping import strip
from drivers.capturing.writing import key_from
from drivers.decoding import decode
from drivers.driver import Level, SerialLink
from drivers.profile_files import load_profile, shipped_profiles
from drivers.readings import Reading, Refusal
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.double import Double, Say
from drivers.simulators.profiled import ProfileDouble


def printed_by(double: Double) -> bytes:
    """Everything that a double says by itself."""
    said = b""
    steps = double.start()
    while say := b"".join(step.data for step in steps if isinstance(step, Say)):
        said += say
        steps = double.waited()
    return said


def recorded(data: bytes, shown: Sequence[str]) -> Recording:
    """As it would be written into a file."""
    typed = [parse_shown(each) for each in shown]
    pieces = strip([Piece(at_ms=0, data=data)], keep_spans(data, typed))
    return Recording(link="serial", settings="2400 7E1", settings_known=True, pieces=pieces)


def proposed(data: bytes, *shown: str, key: str = "seen-today") -> Proposal:
    """The profile for what was recorded."""
    typed = [parse_shown(each) for each in shown]
    line = SerialLink(baud=2400, data_bits=7, parity="E")
    return propose(recorded(data, shown), typed, key=key, serial=line)


def read_with(proposal: Proposal, data: bytes) -> list[dict[str, Decimal] | Refusal]:
    """What the proposed profile makes of bytes."""
    profile = load_profile(proposal.toml.encode("utf-8"))
    assert profile.driver.level is Level.SIMULATED
    return [
        dict(item.amounts) if isinstance(item, Reading) else item.reason
        for item in decode(profile.driver, [(data, "")])
    ]


@pytest.mark.parametrize("unit", ["kg", "g", "lb"])
def test_an_and_scale_is_read_and_its_unsettled_lines_are_not(unit: str) -> None:
    double = AndScaleDouble()
    for weight in ("82.4", "70.6", "101.3"):
        double.measure(Decimal(weight), unit)
    data = printed_by(double)
    proposal = proposed(data, f"82.4 {unit}", "70.6", "101.3")
    found = read_with(proposal, data)
    field = f"weight_{unit}"
    assert [item for item in found if isinstance(item, dict)] == [
        {field: Decimal("82.4")}, {field: Decimal("70.6")}, {field: Decimal("101.3")},
    ]  # fmt: skip
    assert found.count(Refusal.UNSTABLE) == 9
    # The strict width is kept, so that a lost digit is never a weight.
    lost = b"ST,+00082.4 " + f"{unit:>2}".encode() + b"\r\n"
    assert read_with(proposal, lost) == [Refusal.NOT_UNDERSTOOD]
    assert read_with(proposal, b"OL,+999999.9E+19\r\n") == [Refusal.NOT_UNDERSTOOD]
    assert read_with(proposal, b"ST,+000082.4 oz\r\n") == [Refusal.NOT_UNDERSTOOD]


_WEIGHTS: Final = ("82.40", "70.65", "101.30")
_NUMBERS: Final[Mapping[str, tuple[str, tuple[str, ...], str, str]]] = {
    # profile: its word for the value, the values, the unit as typed, the field
    "comma-scale": ("number", _WEIGHTS, "kg", "weight_kg"),
    "detecto-solo": ("weight", ("132.3", "98.1", "201.4"), "lb", "weight_lb"),
    "doran-ds8030": ("weight", _WEIGHTS, "kg", "weight_kg"),
    "health-o-meter": ("weight", ("82.4", "70.6", "101.3"), "kg", "weight_kg"),
    "mt-sics": ("number", _WEIGHTS, "kg", "weight_kg"),
    "ohaus": ("number", ("82.4", "70.6", "101.3"), "kg", "weight_kg"),
    "reflotron": ("number", ("5.21", "3.90", "7.04"), "mmol/l", "total_cholesterol_mmol_l"),
    "rice-lake-350": ("number", ("82.4", "70.6", "101.3"), "kg", "weight_kg"),
    "sartorius-sbi": ("number", _WEIGHTS, "kg", "weight_kg"),
    "tanita-kv": ("weight", ("82.4", "70.6", "101.3"), "kg", "weight_kg"),
    "tanita-tbf-310": ("weight", ("82.4", "70.6", "101.3"), "kg", "weight_kg"),
}


@pytest.mark.parametrize("key", _NUMBERS)
def test_the_double_of_a_profile_is_read_without_that_profile(key: str) -> None:
    word, numbers, unit, field = _NUMBERS[key]
    double = ProfileDouble(shipped_profiles().profiles[key])
    for number in numbers:
        double.measure(settling=True, **{word: number})
    double._asked = True
    data = printed_by(double)
    proposal = proposed(data, *(f"{number} {unit}" for number in numbers))
    assert proposal.toml, proposal.doubts
    found = read_with(proposal, data)
    assert [item for item in found if isinstance(item, dict)] == [
        {field: Decimal(number)} for number in numbers
    ]


def test_a_blood_pressure_monitor_is_read() -> None:
    double = ProfileDouble(shipped_profiles().profiles["omron-hbp-9030"])
    for systolic, diastolic, pulse in (("128", "082", "072"), ("141", "095", "101")):
        double.measure(systolic=systolic, diastolic=diastolic, pulse=pulse)
    data = printed_by(double)
    proposal = proposed(data, "128/82/72", "141/95/101 mmHg")
    found = read_with(proposal, data)
    assert [list(map(str, item.values())) for item in found if isinstance(item, dict)] == [
        ["128", "82", "72"], ["141", "95", "101"],
    ]  # fmt: skip
    assert isinstance(found[0], dict)
    assert list(found[0]) == ["systolic_mmhg", "diastolic_mmhg", "pulse_per_min"]
    # A device error in a field that was always zero is not read.
    failed = data.split(b"\r\n")[0].replace(b",0,128", b",7,128") + b"\r\n"
    assert read_with(proposal, failed) == [Refusal.NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("key", "shown"), [("spotchem-el", "4.1 mmol/L"), ("visomat", "128/82/72")]
)
def test_where_the_value_cannot_be_told_nothing_is_proposed(key: str, shown: str) -> None:
    double = ProfileDouble(shipped_profiles().profiles[key])
    double.measure()
    proposal = proposed(printed_by(double), shown)
    assert proposal.toml == ""
    (doubt,) = proposal.doubts
    assert doubt.endswith(".")


def test_every_profile_is_tried_here() -> None:
    tried = {*_NUMBERS, "omron-hbp-9030", "spotchem-el", "visomat"}
    assert tried <= set(shipped_profiles().profiles)


@given(
    st.lists(st.integers(200, 29999), min_size=1, max_size=4, unique=True),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(
        [
            "ST,GS,+{:>8}kg\r\n",
            "W {} kg S\r\n",
            "Net {:>9} kg\n",
            "\x02{:0>8} lb\x03",
            "{:>10} g \r",
        ]
    ),
)
@settings(max_examples=60)
def test_whatever_the_line_looks_like_the_shown_values_come_out(
    numbers: list[int], places: int, line: str
) -> None:
    amounts = [Decimal(number).scaleb(-places) for number in numbers]
    data = "".join(line.format(str(amount)) for amount in amounts).encode("ascii")
    proposal = proposed(data, *(str(amount) for amount in amounts))
    assert proposal.toml, proposal.doubts
    found = read_with(proposal, data)
    assert [list(item.values()) for item in found if isinstance(item, dict)] == [
        [amount] for amount in amounts
    ]


def test_a_ticket_of_many_lines_and_a_name_gives_the_net_weight() -> None:
    ticket = b"Name: EXAMPLE, Amara\r\nID 999 123 4567\r\nTare  1.2 kg\r\nNet  82.4 kg\r\n\r\n"
    proposal = proposed(ticket * 2, "82.4 kg")
    assert "EXAMPLE" not in proposal.toml
    assert b"Amara".hex() not in proposal.toml
    found = read_with(proposal, ticket)
    assert [item for item in found if isinstance(item, dict)] == [{"weight_kg": Decimal("82.4")}]


def test_a_name_on_the_line_of_the_value_may_be_another_next_time() -> None:
    line = b"Patient: EXAMPLE Amara  Net  82.4 kg\r\n"
    proposal = proposed(line, "82.4 kg")
    other = b"Patient: SAMPLE Bo  Net  70.6 kg\r\n"
    assert read_with(proposal, other) == [{"weight_kg": Decimal("70.6")}]


def test_no_part_of_a_line_takes_a_digit_or_the_sign_of_the_value() -> None:
    proposal = proposed(b"ID 123456   82.4 kg\r\nID 654321  -12.5 kg\r\n", "82.4 kg")
    assert read_with(proposal, b"ID 1234567 182.4 kg\r\n") == [{"weight_kg": Decimal("182.4")}]
    assert read_with(proposal, b"ID 123456   -5.0 kg\r\n") == [Refusal.DEVICE_ERROR]
    assert read_with(proposal, b"ID 123456182.4 kg\r\n") == [Refusal.NOT_UNDERSTOOD]
    columns = proposed(b" 72 82.4 kg\r\n 65 70.6 kg\r\n", "82.4 kg", "70.6 kg")
    assert read_with(columns, b" 72182.4 kg\r\n") == [Refusal.NOT_UNDERSTOOD]


def test_a_scale_that_repeats_what_it_shows_gives_one_weight() -> None:
    data = b"US,  51.1 kg\r\n" + b"ST,  82.4 kg\r\n" * 5
    found = read_with(proposed(data, "82.4 kg"), data)
    assert found == [Refusal.UNSTABLE, {"weight_kg": Decimal("82.4")}]


def test_a_value_passed_on_the_way_does_not_make_its_word_mean_settled() -> None:
    data = b"US, 51.1 kg\r\nUS, 82.4 kg\r\nUS, 82.9 kg\r\nST, 82.4 kg\r\n"
    choice = choose(cut(data), [parse_shown("82.4 kg")])
    assert choice is not None
    assert choice.marker is not None
    assert choice.marker.settled == ("ST",)


def test_a_test_is_told_from_another_by_its_name() -> None:
    data = b"CHOL 5.21 mmol/l\r\nGLU  6.40 mmol/l\r\n"
    found = read_with(proposed(data, "6.4"), data)
    assert found == [Refusal.NOT_UNDERSTOOD, {"glucose_mmol_l": Decimal("6.40")}]


def test_the_profile_says_what_is_unsure() -> None:
    proposal = proposed(b"W 82.4\r\nT:23\r\n", "82.4 kg")
    said = " ".join(proposal.doubts)
    assert "Shown values that were compared: 1; record three" in said
    assert "does not say its unit" in said
    assert "No unsettled value was heard" in said
    assert "another form that were heard and are not read: 1" in said
    assert all(doubt.endswith(".") for doubt in proposal.doubts)
    comments = " ".join(
        line.removeprefix("# ") for line in proposal.toml.splitlines() if line.startswith("# ")
    )
    assert all(doubt in comments for doubt in proposal.doubts)
    unproven = propose(
        Recording(link="serial", pieces=recorded(b"W 82.4 kg\r\n", ["82.4"]).pieces),
        [parse_shown("82.4")],
        key="seen",
    )
    assert "The line settings are not proven" in " ".join(unproven.doubts)


@pytest.mark.parametrize(
    ("data", "shown", "sentence"),
    [
        (b"", ["82.4 kg"], "Nothing was recorded, so there is nothing to read."),
        (b"ST, 82.4 kg\r\n", [], "No value was typed"),
        (b"ST, 82.4 kg\r\n", ["70.6 kg"], "What was shown (70.6 kg) is in no whole line"),
        (b"ST, 82.4 kg\r\n", ["82.4 lb"], "What was shown (82.4 lb) is in no whole line"),
        (b"W 82.4\r\n", ["82.4"], "Neither the line nor what was typed (82.4) says"),
        (b"R 6.4 mmol/l\r\n", ["6.4"], "Neither the line nor what was typed (6.4) says"),
    ],
)
def test_where_nothing_can_be_proposed_a_sentence_says_why(
    data: bytes, shown: list[str], sentence: str
) -> None:
    proposal = proposed(data, *shown)
    assert proposal.toml == ""
    assert len(proposal.doubts) == 1
    assert proposal.doubts[0].startswith(sentence)


HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from(
            [b"82.4", b" kg", b"ST,", b"\r\n", b"\n", b"\x02", b"\x03", b"'", b'"', b"{value}",
             b"\\", b"+", b"-", b"Name ", b"\x1b", b"\x7f", b"\xff", b"0", b" ", b"''' ", b"#"]
        ),
        max_size=40,
    ).map(b"".join),
)  # fmt: skip


@given(HOSTILE, st.lists(st.sampled_from(["82.4 kg", "82.4", "0/0", "82.4/0 mmHg"]), max_size=3))
def test_no_bytes_make_it_raise_and_what_is_proposed_loads(data: bytes, shown: list[str]) -> None:
    proposal = proposed(data, *shown)
    if proposal.toml:
        found = read_with(proposal, recorded(data, shown).sent)
        assert any(isinstance(item, dict) for item in found)
    assert proposal.doubts


def test_a_long_recording_is_read_in_good_time() -> None:
    # 12 000 lines of one scale, and as many bytes that are no line at all.
    data = b"ST,GS,+ 82.40kg\r\n" * 12_000 + b"9 " * 100_000
    assert proposed(data, "82.4 kg").toml


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("82.4 kg", "82.4 kg"),
        (" 82,4kg ", "82.4 kg"),
        ("120/80", "120/80"),
        ("120 / 80 / 72 mmHg", "120/80/72 mmHg"),
        ("HbA1c 42 mmol/mol", "HbA1c 42 mmol/mol"),
        ("GLU: 6.4 mmol/L", "GLU 6.4 mmol/L"),
        ("SpO2 97 %", "SpO2 97 %"),
        ("36.6 C", "36.6 C"),
    ],
)
def test_what_a_display_shows_is_understood(text: str, again: str) -> None:
    assert parse_shown(text).text == again


@pytest.mark.parametrize(
    "text",
    ["", "kg", "EXAMPLE 82.4", "9990001234", "999 000 1234", "82.4 Amara", "14/03/1985", "1e9",
     "82.4 kg Amara", "-", "\u0661\u0662"],
)  # fmt: skip
def test_what_could_name_a_person_cannot_be_typed(text: str) -> None:
    with pytest.raises(NotShown, match="is not what a display shows"):
        parse_shown(text)


@given(st.text(max_size=40))
def test_a_key_can_always_be_made_of_a_file_name(name: str) -> None:
    assert load_profile(
        proposed(b"ST, 82.4 kg\r\n", "82.4", key=key_from(name)).toml.encode()
    ).key == key_from(name)
