"""A blood count of twenty results: each says what it is, in the inbox and among the controls."""

from __future__ import annotations

import pytest

from clinicapp.policies import gate_policy
from clinicapp.services.clinic.inbox import ControlResults, ReadingAtHand
from clinicapp.ui.viewmodels.inbox.present_held import present_inbox_row
from clinicapp.ui.viewmodels.quality.present_quality import present_quality
from clinicapp.ui.words.analytes import measured_text
from clinicapp.ui.words.values import unit_of
from drivers.devices import hl7v2
from drivers.driver import Report
from drivers.readings import Reading
from drivers.simulators.hl7v2 import FULL_COUNT, BloodCount, HemoScreenDouble
from tests.support.exchange import Station, exchange
from tests.support.snapshots import ZONE, clock, reading_of

NOW, TAKEN = clock(9, 41), clock(9, 40)
POLICY = gate_policy()
WORDS = {
    "WBC": "White cells 6.10 \N{MULTIPLICATION SIGN}10³/µL",
    "NEU#": "Neutrophils 3.42 \N{MULTIPLICATION SIGN}10³/µL",
    "NEU%": "Neutrophils 56.1 %",
    "PLT": "Platelets 251 \N{MULTIPLICATION SIGN}10³/µL",
    "HGB": "Haemoglobin 13.80 g/dL",
    "RBC": "Red cells 4.55 \N{MULTIPLICATION SIGN}10⁶/µL",
    "MCV": "MCV 89.90 fL",
    "MCH": "MCH 30.30 pg",
}


def row_of(amounts: dict[str, str]) -> str:
    reading = reading_of(None, TAKEN, "analyte", amounts)
    return present_inbox_row(reading, (), None, POLICY, ZONE, now=NOW).value


def counted() -> dict[str, dict[str, str]]:
    """The fields and amounts of what a HemoScreen sends, by its own names."""
    double, station = HemoScreenDouble(), Station(hl7v2.converse)
    double.measure(BloodCount(number=1))
    exchange(double, station)
    items = [item.item for item in station.disk if isinstance(item, Report)]
    amounts = [
        {field: str(amount) for field, amount in item.amounts.items()}
        for item in items
        if isinstance(item, Reading)
    ]
    return dict(zip([name for name, *_ in FULL_COUNT], amounts, strict=True))


def test_every_result_of_a_count_is_told_apart_with_its_unit() -> None:
    shown = {name: row_of(amounts) for name, amounts in counted().items()}
    assert {name: shown[name] for name in WORDS} == WORDS
    assert len(set(shown.values())) == len(FULL_COUNT)
    assert not [text for text in shown.values() if "Laboratory" in text or "_" in text]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("crp_mg_l", "Laboratory result crp"),
        ("analyte_413_g_l", "Laboratory result analyte 413"),
        ("procalcitonin", "Laboratory result procalcitonin"),
    ],
)
def test_a_test_that_nobody_listed_is_called_as_it_was_sent(field: str, words: str) -> None:
    reading = reading_of(None, TAKEN, "analyte", {field: "4.20"})
    assert measured_text(reading.observation) == words
    assert row_of({field: "4.20"}) == f"{words} 4.20 {unit_of(field)}".strip()


def test_a_panel_and_every_other_kind_keep_their_name() -> None:
    for kind, amounts, words in (
        ("lipids", {"hdl_mmol_l": "1.30"}, "Lipids"),
        ("analyte", {"wbc_10_3_ul": "6.1", "plt_10_3_ul": "251"}, "Laboratory result"),
    ):
        assert measured_text(reading_of(None, TAKEN, kind, amounts).observation) == words


def test_a_control_names_the_test_that_it_controls() -> None:
    readings = [
        reading_of(None, TAKEN, "analyte", amounts, control=True)
        for amounts in ({"wbc_10_3_ul": "11.0"}, {"plt_10_3_ul": "251"})
    ]
    found = tuple(
        ReadingAtHand(reading=reading, events=(), asset=None, state=None) for reading in readings
    )
    rows = present_quality(ControlResults(results=found, total=2), ward=None, zone=ZONE).rows
    assert [(row.analyte, row.value, row.unit) for row in rows] == [
        ("White cells", "11.0", "\N{MULTIPLICATION SIGN}10³/µL"),
        ("Platelets", "251", "\N{MULTIPLICATION SIGN}10³/µL"),
    ]
