"""POCT1-A: a device's clock is read before it is set, and no result is lost over it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from drivers.devices.poct1a import DRIVER, converse
from drivers.driver import WARD_TIME, Action, AskTime, Keep, Send
from drivers.framing.clocks import DRIFT_ALLOWED, has_drifted, ward_time
from drivers.keeping import Batch
from drivers.protocols.poct1a_replies import Replies
from drivers.protocols.poct1a_results import read_iso_time
from drivers.readings import Reading
from drivers.session import run_session
from drivers.simulators.poct1a import (
    DCA_VANTAGE,
    HEMOSCREEN,
    SET_TIME,
    START_CONTINUOUS,
    Make,
    Poct1aDouble,
    Sample,
)
from drivers.simulators.running import Outcome, run_double
from drivers.transports.replay import ReplayTransport
from drivers.transports.tcp import TcpClient, TcpServer
from tests.support.exchange import Station, exchange
from tests.support.wired import NOON, ListKeeper, kept_bytes, noon, readings, replies, transcript

LOST = "2006-01-01T00:00:12-08:00"
RIGHT = "2026-11-22T12:01:00+00:00"
HELLO, STATUS, RESULT, END_OF_TOPIC, *_ = transcript("poct1a", "dca-vantage-conversation").chunks
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WILLING = HELLO.replace(b"START_CONTINUOUS", SET_TIME.encode())


def met(double: Poct1aDouble, now: datetime = NOON) -> Station:
    """Two results, told to the end."""
    for sequence in (1, 2):
        double.measure(Sample(sequence=sequence))
    station = Station(converse, now=now)
    exchange(double, station)
    assert double.unsent == ()
    assert [reading.sequence for reading in station.readings] == ["1", "2"]
    return station


def shown(station: Station) -> list[str]:
    return [r.device_clock.isoformat() if r.device_clock else "" for r in station.readings]


def test_a_clock_in_2006_is_read_then_set_and_the_results_say_what_it_showed() -> None:
    double = Poct1aDouble(clock=LOST)
    station = met(double)
    assert double.clock_writes == ["2026-11-22T12:00:00+00:00"]
    assert shown(station) == [LOST, LOST]
    assert double.heard.index("DTV.R02") > max(
        at for at, kind in enumerate(double.heard) if kind == "REQ.R01"
    )
    assert double.heard[-1] == "ACK.R01"
    assert double.heard.count("DTV.R01") == 1


def test_a_new_result_after_that_is_by_the_new_clock() -> None:
    double, station = Poct1aDouble(clock=LOST), Station(converse, now=NOON)
    double.measure(Sample(sequence=1))
    steps = double.start()
    while steps:
        if double.clock_writes and len(double.acknowledged) == 1 and not double.unsent:
            double.measure(Sample(sequence=2))
        answer = station.hear(b"".join(getattr(step, "data", b"") for step in steps))
        steps = double.receive(answer)
    assert shown(station) == [LOST, "2026-11-22T12:00:00+00:00"]


@pytest.mark.parametrize("clock", [RIGHT, "2026-11-22T11:55:01", "", "noon"])
def test_a_clock_that_is_right_or_cannot_be_read_is_left_alone(clock: str) -> None:
    double = Poct1aDouble(clock=clock)
    met(double)
    assert double.clock_writes == []
    assert "DTV.R02" not in double.heard


def test_a_device_that_escapes_keeps_its_clock_and_loses_no_result() -> None:
    double = Poct1aDouble(clock=LOST, obeyed={START_CONTINUOUS})
    station = met(double)
    assert double.clock_writes == []
    assert double.heard.count("DTV.R02") == 1
    assert double.heard.count("DTV.R01") == 1
    assert any(isinstance(item, Keep) and b"ESC.R01" in item.raw for item in station.disk)


def test_a_device_that_does_not_list_the_directive_is_not_sent_it() -> None:
    double = Poct1aDouble(clock=LOST, directives=(START_CONTINUOUS,), obeyed={SET_TIME})
    met(double)
    assert "DTV.R02" not in double.heard


def test_a_device_that_cannot_send_continuously_is_set_before_the_end() -> None:
    double = Poct1aDouble(clock=LOST, directives=(SET_TIME,))
    met(double)
    assert double.clock_writes == ["2026-11-22T12:00:00+00:00"]
    assert double.heard[-1] == "END.R01"


def after(answer: bytes) -> list[Action]:
    """What the station says to ``answer`` to its SET_TIME, or to silence."""
    conversation = converse()
    actions: list[Action] = []
    for piece in (WILLING, STATUS, RESULT, END_OF_TOPIC):
        actions = [*conversation.receive(piece)]
        if AskTime() in actions:
            actions += conversation.receive(ward_time(NOON), WARD_TIME)
    assert b"SET_TIME" in replies(actions)
    return [*(conversation.receive(answer) if answer else conversation.time_out())]


ACCEPTED = b'<ACK.R01><HDR><HDR.control_id V="9"/></HDR><ACK><ACK.type_cd V="%s"/></ACK></ACK.R01>'


@pytest.mark.parametrize("answer", [ACCEPTED % b"AA", ACCEPTED % b"AE", ACCEPTED % b"AR", b""])
def test_whatever_the_answer_and_without_one_the_conversation_goes_on(answer: bytes) -> None:
    actions = after(answer)
    assert isinstance(actions[-1], Send)
    # The hello lists SET_TIME alone, so that what comes next is the end.
    assert b"END.R01" in actions[-1].data
    assert b"SET_TIME" not in replies(actions)
    assert [a.raw for a in actions if isinstance(a, Keep)] == ([answer] if answer else [])


def test_a_session_tells_the_time_of_the_ward_zone() -> None:
    pieces = [WILLING, STATUS, RESULT, END_OF_TOPIC]
    transport = ReplayTransport([(piece, "") for piece in pieces])
    keeper = ListKeeper()
    zone = timezone(timedelta(hours=1))
    asyncio.run(run_session(DRIVER, transport, keeper, noon, zone=zone))
    (directive,) = (data for data, _ in transport.sent if b"SET_TIME" in data)
    assert b'<TM><TM.dttm V="2026-11-22T13:00:00+01:00" /></TM>' in directive
    assert all(isinstance(item, Reading) for item in readings(keeper.batches))
    assert len(readings(keeper.batches)) == 2


@pytest.mark.parametrize("make", [DCA_VANTAGE, HEMOSCREEN])
def test_over_a_real_wire_the_result_is_stored_before_the_clock_is_set(make: Make) -> None:
    double = Poct1aDouble(make=make, clock=LOST)
    double.measure_example()
    zone = timezone(timedelta(hours=1))

    class Ordered(ListKeeper):
        @override
        async def keep(self, batch: Batch) -> None:
            assert double.clock_writes == [] or not readings([batch])
            await ListKeeper.keep(self, batch)

    async def scenario() -> ListKeeper:
        keeper = Ordered()
        server = TcpServer("127.0.0.1", 0)
        await server.open()
        wire = await TcpClient("127.0.0.1", server.bound_port).connect()
        talking = asyncio.create_task(run_double(double, wire))
        visit = await anext(server.visits())
        station = asyncio.create_task(run_session(DRIVER, visit, keeper, noon, zone=zone))
        assert await talking is Outcome.DONE
        await wire.close()
        await station
        await server.close()
        return keeper

    keeper = asyncio.run(scenario())
    (reading,) = readings(keeper.batches)
    assert reading.device_clock is not None
    assert reading.device_clock.isoformat() == LOST
    assert double.clock_writes == ["2026-11-22T13:00:00+01:00"]
    assert double.unsent == ()
    # The device's answer is in the record, after the result.
    assert b"ACK.R01" in kept_bytes(keeper.batches)[-1]


def test_the_directive_is_a_document_that_another_parser_reads() -> None:
    replies = Replies()
    number, message = replies.set_time("2026-11-22T12:00:00+00:00")
    root = ET.fromstring(message)
    said = {element.tag: element.get("V") for element in root.iter() if element.get("V")}
    assert root.tag == "DTV.R02"
    assert [child.tag for child in root] == ["HDR", "DTV", "TM"]
    assert said == {
        "HDR.message_type": "DTV.R02",
        "HDR.control_id": number,
        "HDR.version_id": "POCT1",
        "HDR.creation_dttm": "2026-11-22T12:00:00+00:00",
        "DTV.command_cd": "SET_TIME",
        "TM.dttm": "2026-11-22T12:00:00+00:00",
    }


OFFSETS = st.integers(-14 * 60, 14 * 60)
MOMENTS = st.integers(-2_000_000_000, 7_000_000_000)
"""Seconds since 1970 of what a display shows, as if it were in UTC."""


@given(wall=MOMENTS, local=MOMENTS, zone=OFFSETS, sent=st.none() | OFFSETS)
def test_drift_is_the_lesser_of_the_display_and_the_moment(
    wall: int, local: int, zone: int, sent: int | None
) -> None:
    """Against seconds, counted without any calendar."""
    text = f"{EPOCH + timedelta(seconds=wall):%Y-%m-%dT%H:%M:%S}"
    away = [abs(wall - local)]
    if sent is not None:
        hours, minutes = divmod(abs(sent), 60)
        text += f"{'-' if sent < 0 else '+'}{hours:02d}:{minutes:02d}"
        away.append(abs((wall - sent * 60) - (local - zone * 60)))
    clock = read_iso_time(text)
    assert clock is not None
    shown_here = EPOCH + timedelta(seconds=local)
    now = shown_here.replace(tzinfo=timezone(timedelta(minutes=zone)))
    assert has_drifted(clock, now) == (min(away) > DRIFT_ALLOWED.total_seconds())


@pytest.mark.parametrize(
    ("clock", "drifted"),
    [
        ("2026-07-01T12:00:00+01:00", False),
        ("2026-07-01T12:00:00+00:00", False),
        ("2026-07-01T11:00:00+00:00", False),
        ("2026-07-01T11:00:00", True),
        ("2026-07-01T12:05:00", False),
        ("2026-07-01T12:05:01", True),
        ("2026-07-01T13:00:00+00:00", True),
    ],
)
def test_no_clock_is_moved_by_an_hour_that_only_summer_time_explains(
    clock: str, drifted: bool
) -> None:
    """Noon in British summer time; a display that reads noon is right whatever offset it sends."""
    found = read_iso_time(clock)
    assert found is not None
    now = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    assert has_drifted(found, now) is drifted
