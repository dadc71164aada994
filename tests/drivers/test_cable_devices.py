"""Every device on a cable that has a driver in code: recordings, hostile bytes, and its double."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import decode
from drivers.driver import Action, Conversation, Driver, HidLink, Level
from drivers.json_lines import as_json
from drivers.readings import NotUnderstood, Reading
from tests.support.cable import DOUBLES, all_drivers, module_driver, new_double, visit
from tests.support.wired import Transcript, reports, transcripts

DRIVERS = {driver.key: driver for driver in all_drivers()}

RECORDED = {key: b"".join(p.values[0].sent for p in transcripts(key)) for key in DRIVERS}

every_recording = pytest.mark.parametrize("recording", transcripts(*DRIVERS))
every_driver = pytest.mark.parametrize("driver", DRIVERS.values(), ids=lambda driver: driver.key)


def is_hid(driver: Driver) -> bool:
    return all(isinstance(link, HidLink) for link in driver.links)


def hear(conversation: Conversation, chunks: list[bytes]) -> list[Reading | NotUnderstood]:
    actions: list[Action] = list(conversation.open())
    for chunk in chunks:
        actions += conversation.receive(chunk)
    return reports([*actions, *conversation.close()])


@every_recording
def test_a_recording_decodes_as_stated(recording: Transcript) -> None:
    lines = [as_json(i) for i in decode(DRIVERS[recording.driver], [(recording.sent, "")])]
    assert len(lines) == len(recording.expect), lines
    for line, expected in zip(lines, recording.expect, strict=True):
        assert {key: line.get(key) for key in expected} == expected


@every_recording
def test_a_conversation_hears_the_same_however_a_recording_was_cut(recording: Transcript) -> None:
    driver, sent = DRIVERS[recording.driver], recording.sent
    whole = hear(driver.converse(), [sent])
    assert hear(driver.converse(), [bytes((byte,)) for byte in sent]) == whole
    for cut in range(1, len(sent)):
        assert hear(driver.converse(), [sent[:cut], sent[cut:]]) == whole


@every_recording
def test_broken_off_anywhere_it_claims_no_result_that_the_whole_lacks(
    recording: Transcript,
) -> None:
    driver = DRIVERS[recording.driver]
    whole = {repr(replace(item, raw=b"")) for item in hear(driver.converse(), [recording.sent])}
    for cut in range(len(recording.sent)):
        for item in hear(driver.converse(), [recording.sent[:cut]]):
            if isinstance(item, Reading):
                assert repr(replace(item, raw=b"")) in whole


@every_recording
def test_no_byte_of_a_report_is_invented(recording: Transcript) -> None:
    driver = DRIVERS[recording.driver]
    for item in hear(driver.converse(), [recording.sent]):
        assert item.raw
        # Reports of HID devices have heads and padding between the bytes of one message.
        assert is_hid(driver) or item.raw in recording.sent


@every_driver
@given(st.data())
def test_no_bytes_make_it_raise_and_pieces_change_nothing(
    driver: Driver, data: st.DataObject
) -> None:
    recorded = RECORDED[driver.key]
    cuts = st.tuples(st.integers(0, len(recorded)), st.integers(0, 60))
    pieces = st.one_of(
        st.binary(max_size=40), cuts.map(lambda cut: recorded[cut[0] : cut[0] + cut[1]])
    )
    sent = data.draw(st.lists(pieces, max_size=8))
    whole = hear(driver.converse(), [b"".join(sent)])
    assert hear(driver.converse(), sent) == whole
    for item in whole:
        assert (item.driver, item.driver_version) == (driver.key, driver.version)
        # Reports of HID devices have heads and padding between the bytes of one message.
        assert is_hid(driver) or item.raw in b"".join(sent)
        assert not isinstance(item, NotUnderstood) or item.detail.endswith(".")


@every_driver
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_silences_between_any_bytes_never_make_it_raise(
    driver: Driver, pieces: list[bytes]
) -> None:
    conversation = driver.converse()
    conversation.open()
    for piece in pieces:
        conversation.receive(piece)
        conversation.time_out()
    assert not reports(conversation.close())


@every_driver
def test_an_endless_frame_costs_less_than_four_megabytes(driver: Driver) -> None:
    starts = b"", b"\x02", b"\x02\xff", b"\x3e\xff", b"\x51", b"\x10\x02", b"\r\nEXAMPLE-00001\r\n"
    piece = b"9" * 65536
    for start in starts:
        conversation = driver.converse()
        conversation.open()
        conversation.receive(start)
        tracemalloc.start()
        try:
            kept = [conversation.receive(piece) for _ in range(80)]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 4 * 1024 * 1024
        told = [i for actions in kept for i in reports(actions)] + reports(conversation.close())
        assert told
        assert all(isinstance(item, NotUnderstood) for item in told)


@pytest.mark.parametrize("name", DOUBLES)
def test_a_double_and_its_driver_agree_on_what_was_measured(name: str) -> None:
    driver, double = module_driver(name), new_double(name)
    said = double.measure_example()
    found = visit(driver.converse(), double)
    assert found, said
    assert all(isinstance(item, Reading) for item in found), found
    amounts = {str(a) for i in found if isinstance(i, Reading) for a in i.amounts.values()}
    wanted = said.replace("/", " ").replace(",", " ").split()
    assert [w for w in wanted if w[0].isdigit() and w not in amounts] == []


@pytest.mark.parametrize("name", DOUBLES)
def test_a_result_is_read_once_however_long_the_device_stays(name: str) -> None:
    driver, double = module_driver(name), new_double(name)
    double.measure_example()
    short = visit(driver.converse(), double, patience=8)
    again = new_double(name)
    again.measure_example()
    assert len(visit(driver.converse(), again, patience=40)) == len(short)


@every_driver
def test_a_driver_claims_no_more_than_it_has_seen(driver: Driver) -> None:
    assert driver.level in (Level.SIMULATED, Level.DOCUMENTED, Level.CAPTURED)
    assert "ot tried on a" in (__import__(driver.converse.__module__, fromlist=["_"]).__doc__ or "")
