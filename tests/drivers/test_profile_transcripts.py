"""Every recording of a device that is described by a profile decodes as stated, however cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import decode
from drivers.driver import Action, Driver
from drivers.json_lines import as_json
from drivers.profile_files import shipped_profiles
from drivers.readings import Reading
from tests.support.wired import Transcript, reports, transcripts

PROFILES = shipped_profiles().profiles
KEYS = tuple(sorted(PROFILES))

BLANK = b"\r\n\0 "
# A scale that repeats itself, a stray byte, and a memory without a result.
SAYS_LESS = {"health-o-meter", "tanita-kv", "visomat"}
SEVERAL = {"visomat", "spotchem-el"}

every_recording = pytest.mark.parametrize("recording", transcripts(*KEYS))


def driver_of(recording: Transcript) -> Driver:
    return PROFILES[recording.driver].driver


def play(driver: Driver, chunks: list[bytes]) -> list[Action]:
    conversation = driver.converse()
    actions = list(conversation.open())
    for chunk in chunks:
        actions += conversation.receive(chunk)
    return [*actions, *conversation.close()]


@pytest.mark.parametrize("key", KEYS)
def test_every_profile_has_a_recording(key: str) -> None:
    assert transcripts(key)


@every_recording
def test_a_recording_decodes_as_stated(recording: Transcript) -> None:
    found = decode(driver_of(recording), [(recording.sent, "")])
    lines = [as_json(item) for item in found]
    assert len(lines) == len(recording.expect), lines
    for line, expected in zip(lines, recording.expect, strict=True):
        assert {key: line.get(key) for key in expected} == expected


@every_recording
def test_a_recording_says_the_same_byte_by_byte(recording: Transcript) -> None:
    driver = driver_of(recording)
    whole = reports(play(driver, [recording.sent]))
    assert whole == reports(play(driver, [bytes((byte,)) for byte in recording.sent]))


@every_recording
def test_cut_in_two_anywhere_it_says_the_same(recording: Transcript) -> None:
    driver = driver_of(recording)
    whole = reports(play(driver, [recording.sent]))
    for cut in range(len(recording.sent)):
        assert whole == reports(play(driver, [recording.sent[:cut], recording.sent[cut:]]))


@every_recording
def test_ending_anywhere_it_gives_no_reading_that_the_whole_does_not(
    recording: Transcript,
) -> None:
    driver = driver_of(recording)
    whole = [replace(item, raw=b"") for item in reports(play(driver, [recording.sent]))]
    for cut in range(len(recording.sent)):
        for item in reports(play(driver, [recording.sent[:cut]])):
            if isinstance(item, Reading):
                assert replace(item, raw=b"") in whole


@every_recording
def test_no_byte_is_invented_and_none_but_blanks_is_lost(recording: Transcript) -> None:
    left = recording.sent
    for item in reports(play(driver_of(recording), [recording.sent])):
        if item.raw in left:
            gap, _, left = left.partition(item.raw)
            assert not gap.strip(BLANK) or recording.driver in SAYS_LESS
        else:
            # One frame, several results.
            assert recording.driver in SEVERAL
            assert item.raw in recording.sent
    assert not left.strip(BLANK) or recording.driver in SAYS_LESS


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_a_damaged_fixture_never_raises_and_keeps_its_bytes(key: str, data: st.DataObject) -> None:
    sent = bytearray(b"".join(PROFILES[key].fixture.sent))
    for _ in range(data.draw(st.integers(0, 6))):
        sent[data.draw(st.integers(0, len(sent) - 1))] = data.draw(st.integers(0, 255))
    pieces = []
    left = bytes(sent)
    while left:
        size = data.draw(st.integers(1, 200))
        pieces.append(left[:size])
        left = left[size:]
    driver = PROFILES[key].driver
    found = reports(play(driver, pieces))
    assert found == reports(play(driver, [bytes(sent)]))
    assert all(item.raw in sent for item in found)
