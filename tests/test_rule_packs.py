"""The packs that ship: their entries, their marks, and what a damaged one says."""

import hashlib
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from clinicapp import rule_packs
from clinicapp.domain.lester.pack import Comparison, Mark, Threshold
from clinicapp.domain.lester.pack_reading import PackError, pack_of_text, read_pack

ACTIONS = {
    "SMK": "1239",
    "LIF": "123",
    "WGT": "0123",
    "BP": "1234",
    "GLU": "1234",
    "LIP": "12",
    "ALC": "12",
    "DRG": "1",
    "ECG": "1",
    "MED": "1",
    "COM": "12",
    "DEC": "1",
}
PACKS = ("lester-2012", "lester-2014", "uk-current")


def content(name: str) -> dict[str, Any]:
    text = files("resources").joinpath("lester", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_exactly_these_packs_ship() -> None:
    assert rule_packs.names() == PACKS
    assert rule_packs.RECOMMENDED in PACKS


def test_an_unknown_pack_is_a_sentence_with_the_choices() -> None:
    with pytest.raises(rule_packs.UnknownPackError, match="lester-2012, lester-2014, uk-current"):
        rule_packs.load("lester-2023")


@pytest.mark.parametrize("name", PACKS)
def test_nobody_has_approved_anything_yet(name: str) -> None:
    pack = rule_packs.load(name)
    assert pack.approver is None
    assert {entry.approver for entry in pack.entries.values()} == {None}


@pytest.mark.parametrize("name", PACKS)
def test_every_entry_names_its_source(name: str) -> None:
    for path, entry in rule_packs.load(name).entries.items():
        assert len(entry.source) > 10, path


def test_only_the_pack_of_2012_is_verified() -> None:
    marks = {name: rule_packs.load(name).mark for name in PACKS}
    assert marks == {
        "lester-2012": Mark.VERIFIED,
        "lester-2014": Mark.AWAITING_SIGN_OFF,
        "uk-current": Mark.AWAITING_SIGN_OFF,
    }
    for name in PACKS[1:]:
        entries = rule_packs.load(name).entries.values()
        assert Mark.VERIFIED not in {entry.mark for entry in entries}


def test_the_red_zones_of_2012_are_those_of_its_text() -> None:
    entries = rule_packs.load("lester-2012").entries
    verified = {
        path: (str(entry.value), entry.comparison)
        for path, entry in entries.items()
        if isinstance(entry, Threshold) and entry.mark is Mark.VERIFIED
    }
    assert verified == {
        "weight.bmi": ("25", Comparison.AT_OR_ABOVE),
        "weight.bmi_lower": ("23", Comparison.AT_OR_ABOVE),
        "weight.gain_red": ("5.0", Comparison.ABOVE),
        "blood_pressure.systolic": ("140", Comparison.ABOVE),
        "blood_pressure.diastolic": ("90", Comparison.ABOVE),
        "glucose.hba1c_high_risk": ("42", Comparison.AT_OR_ABOVE),
        "glucose.hba1c_diabetes": ("48", Comparison.AT_OR_ABOVE),
        "glucose.fasting_high_risk": ("5.5", Comparison.AT_OR_ABOVE),
        "glucose.fasting_diabetes": ("7.0", Comparison.AT_OR_ABOVE),
        "glucose.random_diabetes": ("11.1", Comparison.AT_OR_ABOVE),
        "lipids.total_cholesterol": ("6.0", Comparison.ABOVE),
        "lipids.cvd_risk": ("20", Comparison.ABOVE),
    }


def test_the_packs_differ_from_each_other_only_where_the_product_says() -> None:
    def judged(name: str) -> dict[str, object]:
        return {
            path: (entry.value, entry.comparison) if isinstance(entry, Threshold) else None
            for path, entry in rule_packs.load(name).entries.items()
        }

    first, second, third = (judged(name) for name in PACKS)
    assert {path for path in first if first[path] != second.get(path)} == {
        "lipids.cvd_risk",
        "lipids.total_cholesterol",
    }
    assert {path for path in second if second[path] != third.get(path)} == {
        "blood_pressure.systolic",
        "blood_pressure.diastolic",
        "lipids.cvd_risk",
    }
    groups = [sorted(rule_packs.load(name).weight.lower_groups.codes) for name in PACKS]
    assert groups == [list("HJKR"), list("HJKR"), list("HJKLMNR")]


@pytest.mark.parametrize("name", PACKS)
def test_the_action_table_is_that_of_the_reference(name: str) -> None:
    codes = [action.code for action in rule_packs.load(name).actions]
    assert len(codes) == len(set(codes))
    assert set(codes) == {f"{family}{n}" for family, digits in ACTIONS.items() for n in digits}
    assert rule_packs.load(name).action("BP2").text == "Medical review within days"
    with pytest.raises(KeyError):
        rule_packs.load(name).action("BP9")


DAMAGED: list[tuple[tuple[str, ...], object, str]] = [
    (("weight", "bmi"), None, "weight.bmi"),
    (("weight", "bmi", "value"), "a lot", "weight.bmi.value"),
    (("weight", "bmi", "value"), "NaN", "weight.bmi.value"),
    (("weight", "bmi", "value"), 25.0, "weight.bmi.value"),
    (("weight", "bmi", "compare"), "gte", "weight.bmi.compare"),
    (("weight", "bmi", "mark"), "fine", "weight.bmi.mark"),
    (("weight", "bmi", "source"), None, "weight.bmi.source"),
    (("weight", "bmi", "valeu"), "25", "weight.bmi.valeu"),
    (("weight", "bim"), {}, "weight.bim"),
    (("weight", "gain_window", "value"), "3", "weight.gain_window.value"),
    (("weight", "lower_groups", "codes"), "HJKR", "weight.lower_groups.codes"),
    (("lipids", "risk_required", "value"), "yes", "lipids.risk_required.value"),
    (("waist",), {}, "waist"),
    (("pack", "name"), None, "pack.name"),
    (("monitoring",), {}, "monitoring"),
    (("actions",), ["SMK1"], "actions"),
]


@pytest.mark.parametrize(("path", "value", "named"), DAMAGED)
def test_a_damaged_pack_is_refused_with_the_name_of_the_entry(
    path: tuple[str, ...], value: object, named: str
) -> None:
    damaged = content("uk-current")
    table = damaged
    for key in path[:-1]:
        table = table[key]
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    with pytest.raises(PackError, match=rf"\b{named}\b"):
        read_pack(damaged)


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("monitoring", "weeks", ["soon"]),
        ("monitoring", "every_months", 0),
        ("actions", "belongs_to", "toes"),
    ],
)
def test_a_damaged_list_entry_is_refused(table: str, key: str, value: object) -> None:
    damaged = content("uk-current")
    damaged[table][0][key] = value
    with pytest.raises(PackError):
        read_pack(damaged)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_knows_the_bytes_that_it_was_read_from(name: str) -> None:
    pack = rule_packs.load(name)
    assert pack.text.encode() == files("resources").joinpath("lester", f"{name}.toml").read_bytes()
    assert pack.sha256 == hashlib.sha256(pack.text.encode()).hexdigest()
    assert pack_of_text(pack.text) == pack
    commented = pack_of_text(f"{pack.text}# one word more\n")
    assert commented.sha256 != pack.sha256


@pytest.mark.parametrize("name", PACKS)
def test_what_is_ours_or_only_believed_is_never_marked_as_read(name: str) -> None:
    for path, entry in rule_packs.load(name).entries.items():
        if entry.source.startswith(("our design", "our reading")):
            assert entry.mark is Mark.OURS, path
        elif "believed as in 2012" in entry.source and "NICE NG246" not in entry.source:
            read_elsewhere = name == "uk-current" and path.startswith("glucose.")
            expected = Mark.AWAITING_SIGN_OFF if read_elsewhere else Mark.FROM_MEMORY
            assert entry.mark is expected, path


def test_a_text_that_is_no_toml_is_refused_with_a_sentence() -> None:
    with pytest.raises(PackError, match=r"^The rule pack is damaged \(.*install it again\.$"):
        pack_of_text("[pack")


SHIPPED = {
    ("lester-2012", "1"): "9af7e75b7857ae8e",
    ("lester-2014", "1"): "ed3e3087a1453f15",
    ("uk-current", "1"): "05a79dd53eb65009",
    ("uk-current", "2"): "cf368997b31051b4",
}
"""Name and version of every pack that was ever released, with the beginning of its content hash.

A line is only ever added: other content under the same version would be two packs of one name.
"""


@pytest.mark.parametrize("name", PACKS)
def test_changed_content_has_a_new_version(name: str) -> None:
    pack = rule_packs.load(name)
    assert SHIPPED.get((name, pack.version)) == pack.sha256[:16], "raise the version, add a line"
