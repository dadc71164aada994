"""The whole way of a reading behind the window, over real ports into a real database."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from uuid6 import uuid7

from clinicapp.backstage import Backstage, DeviceTrouble
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.errors import NotAllowed
from clinicapp.domain.gate import Decision
from clinicapp.domain.staff import Role
from clinicapp.placing import Placing, PlacingFailed, ReadingPlaced
from clinicapp.policies import gate_policy
from clinicapp.services.clinic import filing, people, receiving, screening
from clinicapp.settings import LinkSettings
from clinicapp.station.events import (
    Acknowledged,
    Arrived,
    DeviceHeard,
    LinkChanged,
    StoreTrouble,
    StoreWell,
)
from clinicapp.station_rules import Rulebook
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.running import run_double
from tests.support.back_room import NOW, NURSE, STATION, pressure
from tests.support.facts import LONDON, an_actor
from tests.support.snapshots import pack_named
from tests.support.store_samples import a_delivery
from tests.support.wired import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clinicapp.domain.equipment.assets import Asset

    Build = Callable[..., Any]


def an_analyser(station: Any) -> Asset:
    """The ward's analyser, its control passed an hour ago."""
    found: Asset = station.equip(
        "HB-1",
        NOW.replace(hour=8),
        check=Check.QUALITY_CONTROL,
        category="hba1c_analyser",
        driver="astm",
        link="tcp",
    )
    return found


def a_double(*runs: int, **how: Any) -> AstmDouble:
    double = AstmDouble("SN-HB-1", reply_seconds=1.0, busy_seconds=0.05, **how)
    for run in runs:
        double.measure(AnalyserResult(run=run, percent="5.9", mmol_mol=str(40 + run)))
    return double


def test_a_result_is_stored_then_acknowledged_then_on_the_form(build: Build) -> None:
    station = build()
    analyser = an_analyser(station)
    form = station.open_form(station.admit())
    station.backstage.arm(station.arm(form))
    station.backstage.start()
    double = a_double(1)

    async def play() -> None:
        await until(lambda: bool(station.of(LinkChanged)))
        await station.analyse(double)
        await until(lambda: bool(station.of(ReadingPlaced) and station.of(Acknowledged)))
        await until(lambda: len(station.of(DeviceHeard)) == 2)

    asyncio.run(play())
    assert [result.run for result in double.acknowledged] == [1]
    (arrived,) = station.of(Arrived)
    (acknowledged,) = station.of(Acknowledged)
    (placed,) = station.of(ReadingPlaced)
    assert acknowledged.reading_ids == (arrived.kept[0].reading_id,)
    assert arrived.last_byte_ns <= arrived.stored_ns <= acknowledged.at_ns
    assert placed.stored_ns == arrived.stored_ns <= placed.placed_ns
    assert placed.placed.asset == analyser
    assert placed.placed.gate.decision is Decision.ALLOW
    assert placed.form is not None
    assert placed.form.form.id == form.form.id
    (fact,) = placed.form.contents.repeats["hba1c"]
    assert fact.values["hba1c_mmol_mol"] == "41"
    assert placed.form.sources[fact.id].asset == analyser
    assert [event.connected for event in station.of(DeviceHeard)] == [True, False]
    assert station.audit()[-2:] == ["readings.received", "reading.judged"]


def test_with_nobody_armed_it_is_stored_acknowledged_and_waits(build: Build) -> None:
    station = build()
    an_analyser(station)
    station.backstage.start()
    double = a_double(1)

    async def play() -> None:
        await station.analyse(double)
        await until(lambda: bool(station.of(ReadingPlaced)))

    asyncio.run(play())
    (placed,) = station.of(ReadingPlaced)
    assert placed.form is None
    assert placed.placed.gate.codes == ("NOBODY_ARMED",)
    assert len(double.acknowledged) == 1


def test_an_arming_that_has_run_out_is_none(build: Build) -> None:
    station = build()
    form = station.open_form(station.admit())
    arming = station.arm(form)
    station.backstage.arm(arming)
    assert station.backstage.arming == arming
    station.now = arming.until
    assert station.backstage.arming == arming
    station.now = arming.until.replace(microsecond=1)
    assert station.backstage.arming is None
    station.backstage.arm(None)
    assert station.backstage.arming is None


def test_readings_kept_before_a_crash_are_placed_and_held(build: Build) -> None:
    station = build()
    cuff = station.equip("BP-1")
    form = station.open_form(station.admit())
    kept = [
        replace(pressure(), id=uuid7(), device_serial=cuff.serial, measured_at=NOW)
        for _ in range(3)
    ]
    for observation in kept:
        delivery = a_delivery(observation, received_at=NOW)
        station.run(lambda work, d=delivery: receiving.receive(work, station.by(STATION), d))
    # Whoever is armed now is not the person of before the crash.
    station.backstage.arm(station.arm(form))
    station.backstage.start()
    asyncio.run(until(lambda: len(station.of(ReadingPlaced)) == 3))
    for event, observation in zip(station.of(ReadingPlaced), kept, strict=True):
        assert event.placed.reading.id == observation.id
        assert event.placed.gate.codes == ("NOBODY_ARMED",)
        assert event.placed.fact is None
    assert station.run(lambda work: work.readings.unjudged()) == ()


def test_stopping_at_once_loses_nothing_and_says_nothing(build: Build) -> None:
    first = build()
    cuff = first.equip("BP-1")
    for _ in range(20):
        observation = replace(pressure(), id=uuid7(), device_serial=cuff.serial)
        delivery = a_delivery(observation, received_at=NOW)
        first.run(lambda work, d=delivery: receiving.receive(work, first.by(STATION), d))
    first.backstage.start()
    first.close()
    second = build()
    left = second.run(lambda work: len(work.readings.unjudged()))
    placed = len(first.of(ReadingPlaced))
    assert left + placed == 20
    second.backstage.start()
    asyncio.run(until(lambda: len(second.of(ReadingPlaced)) == left))
    assert second.run(lambda work: work.readings.unjudged()) == ()


def test_while_the_disk_is_full_the_analyser_keeps_its_result(build: Build) -> None:
    station = build()
    an_analyser(station)
    form = station.open_form(station.admit())
    station.backstage.arm(station.arm(form))
    station.backstage.start()
    double = a_double(1, 2)

    async def play() -> None:
        await until(lambda: bool(station.of(LinkChanged)))
        station.fill_disk()
        sending = asyncio.create_task(station.analyse(double))
        await until(lambda: bool(station.of(StoreTrouble)))
        assert double.acknowledged == []
        assert len(double.unsent) == 2
        station.free_disk()
        await sending
        await until(lambda: len(station.of(ReadingPlaced)) == 2)

    asyncio.run(play())
    assert [result.run for result in double.acknowledged] == [1, 2]
    assert station.of(StoreTrouble)[0].sentence == (
        "The disk is full, so nothing was saved. Free some space and do it again."
    )
    assert len(station.of(StoreWell)) == 1
    assert station.readings() == 2
    found = station.of(ReadingPlaced)[-1].form
    assert [f.values["hba1c_mmol_mol"] for f in found.contents.repeats["hba1c"]] == ["41", "42"]


def test_a_scale_that_prints_into_a_full_disk_is_not_lost(build: Build, tmp_path: Path) -> None:
    port = tmp_path / "scale"
    station = build(LinkSettings(kind="serial", port=str(port), driver="and-scale"))
    scale = AndScaleDouble(gap_seconds=0.01)

    async def play() -> None:
        terminal = PseudoTerminal(port)
        station.backstage.start()

        async def stand() -> None:
            async for transport in terminal.visits():
                await run_double(scale, transport, linger=True)

        await until(lambda: len(station.of(DeviceHeard)) == 1)
        station.fill_disk()
        scale.measure(Decimal("82.4"))
        standing = asyncio.create_task(stand())
        await until(lambda: bool(station.of(StoreTrouble)))
        assert station.of(Arrived) == []
        station.free_disk()
        await until(lambda: bool(station.of(ReadingPlaced)))
        standing.cancel()
        with suppress(asyncio.CancelledError):
            await standing
        terminal.close()

    asyncio.run(play())
    (placed,) = station.of(ReadingPlaced)
    assert placed.placed.reading.observation.amount("weight_kg") == Decimal("82.4")
    assert placed.placed.reading.address == str(port)
    assert station.readings() == 1


def test_a_listener_that_has_ended_hears_no_more(build: Build) -> None:
    station = build()
    an_analyser(station)
    heard: list[object] = []
    end = station.backstage.listen(heard.append)
    station.backstage.start()

    async def play() -> None:
        await until(lambda: bool(station.of(LinkChanged)))
        end()
        end()
        before = len(heard)
        await station.analyse(a_double(1))
        await until(lambda: bool(station.of(ReadingPlaced)))
        assert len(heard) == before > 0

    asyncio.run(play())


def test_a_screen_that_fails_costs_no_reading(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: object) -> None:
        if isinstance(event, Arrived | ReadingPlaced):
            raise ValueError("EXAMPLE, Amara")

    station = build(listen=fail)
    an_analyser(station)
    station.backstage.start()
    double = a_double(1)

    async def play() -> None:
        await station.analyse(double)
        await until(lambda: bool(station.of(ReadingPlaced) and station.of(Acknowledged)))

    asyncio.run(play())
    assert len(double.acknowledged) == 1
    assert station.readings() == 1
    assert caplog.text.count("a listener failed") == 2
    caplog.clear()


def test_a_reading_that_cannot_be_placed_is_told_and_waits(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    station = build()
    an_analyser(station)
    form = station.open_form(station.admit())
    station.backstage.arm(replace(station.arm(form), form_id=uuid7()))
    station.backstage.start()

    async def play() -> None:
        await station.analyse(a_double(1))
        await until(lambda: bool(station.of(PlacingFailed)))

    asyncio.run(play())
    (failed,) = station.of(PlacingFailed)
    assert failed.sentence.endswith("find it in the inbox.")
    assert station.run(lambda work: work.readings.unjudged()) == (failed.reading_id,)
    assert "could not be placed" in caplog.text
    caplog.clear()


def test_a_reading_that_arrives_at_the_start_is_no_leftover(build: Build) -> None:
    station = build()
    cuff = station.equip("BP-1")
    release: Future[None] = Future()
    station.hold_up(release)
    station.backstage.start()
    observation = replace(pressure(), id=uuid7(), device_serial=cuff.serial)
    keeping = station.backstage._keep(a_delivery(observation, received_at=NOW), False)
    release.set_result(None)
    (kept,) = keeping.result(timeout=10)
    station.run(lambda _work: None)  # whatever was found has been submitted, and this comes after
    station.run(lambda _work: None)
    assert station.of(ReadingPlaced) == [], "it belongs to whoever it was told to"
    assert station.run(lambda work: work.readings.unjudged()) == (kept.reading_id,)


def test_one_that_cannot_be_placed_does_not_hold_up_those_that_came_with_it(
    build: Build, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = build()
    cuff = station.equip("BP-1")
    kept = []
    for _ in range(5):
        observation = replace(pressure(), id=uuid7(), device_serial=cuff.serial)
        delivery = a_delivery(observation, received_at=NOW)
        station.run(lambda work, d=delivery: receiving.receive(work, station.by(STATION), d))
        kept.append(observation.id)
    together: list[int] = []

    def place(work: Any, by: Any, reading_id: Any, *rest: Any) -> Any:
        if reading_id == kept[2]:
            raise ZeroDivisionError
        return really_place(work, by, reading_id, *rest)

    def place_together(self: Placing, work: Any, waiting: Any) -> Any:
        together.append(len(waiting))
        return placing(self, work, waiting)

    placing, really_place = Placing._place_together, filing.place
    monkeypatch.setattr(filing, "place", place)
    monkeypatch.setattr(Placing, "_place_together", place_together)
    station.backstage.start()
    asyncio.run(until(lambda: len(station.of(ReadingPlaced)) + len(station.of(PlacingFailed)) == 5))
    assert together[0] > 1, "they were not tried together"
    assert {each.placed.reading.id for each in station.of(ReadingPlaced)} == {
        *kept[:2],
        *kept[3:],
    }
    assert [each.reading_id for each in station.of(PlacingFailed)] == [kept[2]]
    assert station.run(lambda work: work.readings.unjudged()) == (kept[2],)
    caplog.clear()


def test_a_setting_that_cannot_be_used_is_named(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    station = build(LinkSettings(kind="serial", port="COM3", driver="nonsense"))
    station.backstage.start()
    asyncio.run(until(lambda: bool(station.of(DeviceTrouble))))
    assert "nonsense" in station.of(DeviceTrouble)[0].sentence
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == [
        "the station stopped"
    ]
    caplog.clear()


def test_a_use_case_is_asked_for_in_somebodys_name(build: Build) -> None:
    station = build()
    person = station.admit()
    ask = station.backstage.ask
    assert ask(NURSE, people.view_person, person.id).result() == person
    with pytest.raises(NotAllowed):
        ask(an_actor(Role.EQUIPMENT_LEAD), people.view_person, person.id).result()
    form = ask(NURSE, screening.open_form, person.id, pack_named("uk-current"), LONDON).result()
    assert form.opened_at == NOW


def test_the_stations_own_actor_has_to_be_one(build: Build) -> None:
    station = build()
    with pytest.raises(ValueError, match="station role"):
        Backstage(
            database=station.database,
            ways=lambda _trouble: [],
            station=NURSE,
            rulebook=lambda: Rulebook(pack=pack_named("uk-current"), policy=gate_policy()),
            zone=LONDON,
            now=lambda: NOW,
        )


def test_afterwards_no_thread_is_left(build: Build) -> None:
    station = build()
    station.backstage.start()
    asyncio.run(until(lambda: bool(station.of(LinkChanged))))
    assert {"devices", "database"} <= {thread.name for thread in threading.enumerate()}
    station.close()
    station.close()
    assert not {"devices", "database"} & {thread.name for thread in threading.enumerate()}
