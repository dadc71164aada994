"""Every recording of a serial or TCP device decodes as stated, however it is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.decoding import decode
from drivers.driver import Acknowledge, Action, Keep
from drivers.json_lines import as_json
from drivers.protocols.astm_results import MESSAGE_CUT
from drivers.readings import NotUnderstood, Reading
from drivers.registry import find_driver
from tests.support.wired import Transcript, replies, reports, transcripts

WIRED = ("astm", "and-scale")


def play(recording: Transcript, chunks: list[bytes]) -> list[Action]:
    conversation = find_driver(recording.driver).converse()
    actions = list(conversation.open())
    for chunk in chunks:
        actions += conversation.receive(chunk)
    return [*actions, *conversation.close()]


def bare(item: Reading | NotUnderstood) -> Reading | NotUnderstood:
    """Without bytes: CR LF after a frame belongs to it only if it came along with it."""
    return replace(item, raw=b"")


def without_lengths(item: Reading | NotUnderstood) -> Reading | NotUnderstood:
    return replace(item, detail="", raw=b"") if isinstance(item, NotUnderstood) else bare(item)


@pytest.mark.parametrize("recording", transcripts(*WIRED))
def test_a_recording_decodes_as_stated(recording: Transcript) -> None:
    driver = find_driver(recording.driver)
    lines = [as_json(item) for item in decode(driver, [(recording.sent, "")])]
    assert len(lines) == len(recording.expect), lines
    for line, expected in zip(lines, recording.expect, strict=True):
        assert {key: line.get(key) for key in expected} == expected


@pytest.mark.parametrize("recording", transcripts(*WIRED))
def test_decoding_does_not_depend_on_how_a_recording_was_cut(recording: Transcript) -> None:
    driver = find_driver(recording.driver)
    whole = list(decode(driver, [(recording.sent, "")]))
    assert whole == list(decode(driver, [(bytes((byte,)), "") for byte in recording.sent]))


@pytest.mark.parametrize("recording", transcripts("astm"))
def test_the_station_answers_as_stated(recording: Transcript) -> None:
    assert recording.replies is not None
    assert replies(play(recording, list(recording.chunks))) == recording.replies


@pytest.mark.parametrize("recording", transcripts(*WIRED))
def test_a_conversation_hears_the_same_byte_by_byte(recording: Transcript) -> None:
    whole = play(recording, [recording.sent])
    bytewise = play(recording, [bytes((byte,)) for byte in recording.sent])
    assert replies(bytewise) == replies(whole)
    assert [without_lengths(i) for i in reports(bytewise)] == [
        without_lengths(i) for i in reports(whole)
    ]


@pytest.mark.parametrize("recording", transcripts(*WIRED))
def test_cut_at_any_byte_it_says_nothing_that_the_whole_does_not(recording: Transcript) -> None:
    whole = {as_text(item) for item in reports(play(recording, [recording.sent]))}
    for cut in range(len(recording.sent)):
        found = reports(play(recording, [recording.sent[:cut]]))
        for item in found:
            if isinstance(item, Reading) and MESSAGE_CUT not in item.flags:
                assert as_text(item) in whole


@pytest.mark.parametrize("recording", transcripts("astm"))
def test_every_acknowledged_frame_was_kept_and_its_readings_reported_before(
    recording: Transcript,
) -> None:
    conversation = find_driver(recording.driver).converse()
    for chunk in recording.chunks:
        actions = list(conversation.receive(chunk))
        answers = [a for a in actions if isinstance(a, Acknowledge)]
        if reports(actions) and answers:
            # An ENQ or a frame was answered, and nothing is reported after the answer.
            assert not reports(actions[actions.index(answers[-1]) :])
        keeps = [a.raw for a in actions if isinstance(a, Keep)]
        assert all(chunk.find(raw) >= 0 for raw in keeps)


@pytest.mark.parametrize("recording", transcripts(*WIRED))
def test_no_byte_of_a_result_is_invented(recording: Transcript) -> None:
    for item in reports(play(recording, [recording.sent])):
        pieces = item.raw.split(b"\r\n") if recording.driver == "astm" else [item.raw]
        assert all(piece in recording.sent for piece in pieces)


def as_text(item: Reading | NotUnderstood) -> str:
    return repr(bare(item))
