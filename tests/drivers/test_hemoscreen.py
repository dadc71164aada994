"""PixCell HemoScreen: one blood count, by HL7 and by POCT1-A, is the same readings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.devices import hl7v2, poct1a
from drivers.driver import Report
from drivers.readings import Kind, NotUnderstood, Reading, Refusal
from drivers.simulators.hl7v2 import FULL_COUNT, BloodCount, HemoScreenDouble
from drivers.simulators.poct1a import DCA_VANTAGE, HEMOSCREEN, Poct1aDouble, Sample
from tests.support.exchange import Station, exchange
from tests.support.wired import NOON

LOINC = {
    "WBC": "6690-2",
    "RBC": "789-8",
    "HGB": "718-7",
    "HCT": "4544-3",
    "MCV": "787-2",
    "MCH": "785-6",
    "MCHC": "786-4",
    "RDW": "788-0",
    "PLT": "777-3",
    "MPV": "32623-1",
    "NEU#": "751-8",
    "LYM#": "731-0",
    "MON#": "742-7",
    "EOS#": "711-2",
    "BAS#": "704-7",
    "NEU%": "770-8",
    "LYM%": "736-9",
    "MON%": "5905-5",
    "EOS%": "713-8",
    "BAS%": "706-2",
}
"""LOINC's codes of a blood count with a differential, as PixCell lists them."""

CLOZAPINE = {
    "WBC": "wbc_10_3_ul",
    "NEU#": "neu_count_10_3_ul",
    "PLT": "plt_10_3_ul",
    "HGB": "hgb_g_dl",
}
"""The counts that clozapine is watched by, and the fields they come in."""


Way = Callable[[BloodCount, list[bool]], Station]


def by_hl7(count: BloodCount, fails: list[bool], size: int = 4096) -> Station:
    double, station = HemoScreenDouble(), Station(hl7v2.converse, fails, size)
    double.measure(count)
    exchange(double, station)
    assert double.acknowledged == [count.number]
    return station


def by_poct1a(count: BloodCount, fails: list[bool], size: int = 4096) -> Station:
    double = Poct1aDouble("0000000-0001-HS", make=HEMOSCREEN)
    station = Station(poct1a.converse, fails, size, NOON)
    notes = {
        LOINC[name]: tuple(filter(None, (count.marks.get(name), count.notes.get(name))))
        for name, *_ in count.counts
    }
    double.measure(
        Sample(
            sequence=count.number,
            amounts=tuple((f"{LOINC[n]}^{n}", amount, unit) for n, amount, unit in count.counts),
            notes=notes,
            patient=count.patient,
            lot=count.control,
            control=bool(count.control),
        )
    )
    exchange(double, station)
    assert double.unsent == ()
    return station


ways = pytest.mark.parametrize("way", [by_hl7, by_poct1a])


def refusals(station: Station) -> list[NotUnderstood]:
    items = [item.item for item in station.disk if isinstance(item, Report)]
    return [item for item in items if isinstance(item, NotUnderstood)]


def said(reading: Reading) -> tuple[object, ...]:
    return (
        reading.kind,
        reading.values,
        reading.flags,
        reading.patient_ref,
        reading.control,
        reading.device,
    )


AMOUNTS = st.tuples(
    *(st.decimals(0, 999, places=2).map(lambda amount: f"{amount:f}") for _ in FULL_COUNT)
)


@given(
    AMOUNTS,
    st.booleans(),
    st.sampled_from([1, 7, 4096]),
    st.lists(st.booleans(), max_size=4),
)
def test_both_protocols_give_every_count_as_sent_and_the_same(
    amounts: tuple[str, ...], control: bool, size: int, fails: list[bool]
) -> None:
    counts = tuple((n, a, u) for (n, _, u), a in zip(FULL_COUNT, amounts, strict=True))
    count = BloodCount(number=1, counts=counts, control="PIX000000N" if control else "")
    hl7, poct = by_hl7(count, fails, size), by_poct1a(count, fails, size)
    last = [station.readings[-len(counts) :] for station in (hl7, poct)]
    assert [[str(v.amount) for r in found for v in r.values] for found in last] == [
        list(amounts),
        list(amounts),
    ]
    assert [said(reading) for reading in last[0]] == [said(reading) for reading in last[1]]


@ways
def test_the_counts_for_clozapine_are_analytes_with_their_units(way: Way) -> None:
    station = way(BloodCount(number=1), [])
    found = {value.field: value.amount for r in station.readings for value in r.values}
    sent = {name: (amount, unit) for name, amount, unit in FULL_COUNT}
    for name, field in CLOZAPINE.items():
        assert found[field] == Decimal(sent[name][0])
    assert {reading.kind for reading in station.readings} == {Kind.ANALYTE}
    assert len(found) == len(station.readings) == len(FULL_COUNT)
    assert {reading.patient_ref for reading in station.readings} == {"9999999999"}
    assert {reading.device.serial for reading in station.readings} == {"0000000-0001-HS"}


@ways
def test_a_control_is_nobodys_and_carries_its_lot(way: Way) -> None:
    station = way(BloodCount(number=1, control="PIX000000N"), [])
    assert len(station.readings) == len(FULL_COUNT)
    for reading in station.readings:
        assert (reading.control, reading.patient_ref, reading.lot) == (True, None, "PIX000000N")


@ways
@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("ABN", Refusal.DEVICE_ERROR),
        ("---", Refusal.DEVICE_ERROR),
        ("LL", Refusal.NOT_UNDERSTOOD),
        ("HH", Refusal.NOT_UNDERSTOOD),
    ],
)
def test_a_word_for_a_count_is_refused_with_the_analysers_reason_and_the_rest_is_read(
    way: Way, word: str, reason: Refusal
) -> None:
    """The four words that PixCell lists; what LL and HH stand for is not in what could be read."""
    counts = tuple((n, word if n == "NEU#" else a, u) for n, a, u in FULL_COUNT)
    notes = {"NEU#": "Abnormal cells suspected"}
    station = way(BloodCount(number=1, counts=counts, notes=notes), [])
    (refused,) = refusals(station)
    assert refused.reason is reason
    assert refused.detail.startswith("NEU#: ")
    assert word in refused.detail
    assert refused.detail.endswith("It says: Abnormal cells suspected")
    fields = {value.field for reading in station.readings for value in reading.values}
    assert len(fields) == len(FULL_COUNT) - 1
    assert "neu_count_10_3_ul" not in fields


@ways
@pytest.mark.parametrize("mark", list("*!~^"))
def test_a_mark_stays_with_its_own_count(way: Way, mark: str) -> None:
    station = way(BloodCount(number=1, marks={"PLT": mark}), [])
    flagged = [(r.values[0].field, r.flags) for r in station.readings if r.flags]
    assert flagged == [("plt_10_3_ul", (f"flag_{mark}",))]


def test_the_end_of_its_topic_is_acknowledged_before_anything_else_is_asked() -> None:
    double, station = Poct1aDouble(make=HEMOSCREEN), Station(poct1a.converse, now=NOON)
    double.measure_example()
    steps = double.start()
    while not any(b"EOT.R01" in getattr(step, "data", b"") for step in steps):
        steps = double.receive(station.hear(b"".join(getattr(s, "data", b"") for s in steps)))
    first, then, *rest = station.hear(b"".join(getattr(s, "data", b"") for s in steps)).split(
        b"\x1c\r"
    )
    assert b"<ACK.R01>" in first
    assert b"<DTV.R0" in then
    assert rest == [b""]
    assert not double.receive(then)
    assert any(b"ACK.R01" in getattr(s, "data", b"") for s in double.receive(first + then))


def test_a_clock_that_is_wrong_is_set_on_it_too() -> None:
    double = Poct1aDouble(make=HEMOSCREEN, clock="2013-07-31T00:19:00+00:00")
    station = Station(poct1a.converse, now=NOON)
    double.measure_example()
    exchange(double, station)
    assert double.clock_writes == ["2026-11-22T12:00:00+00:00"]
    assert [r.device_clock.year for r in station.readings if r.device_clock] == [2013]


def test_a_dca_vantage_looks_for_another_element_than_a_hemoscreen() -> None:
    """Or neither double could tell a station that answers all makers alike."""
    assert DCA_VANTAGE.acknowledged != HEMOSCREEN.acknowledged
    for make in (DCA_VANTAGE, HEMOSCREEN):
        double, station = Poct1aDouble(make=make), Station(poct1a.converse, now=NOON)
        double.measure_example()
        exchange(double, station)
        assert len(double.acknowledged) == 1
