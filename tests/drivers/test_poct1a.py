"""POCT1-A: the whole conversation, and documents that mean harm."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import decode
from drivers.devices.poct1a import DRIVER, converse
from drivers.driver import Acknowledge, Action, AskTime, Finish, Keep, Report, Send
from drivers.json_lines import as_json
from drivers.protocols.poct1a_documents import DOCUMENT_LIMIT, PROLOG_LIMIT, DocumentReader
from drivers.protocols.poct1a_elements import DEPTH_LIMIT, ELEMENT_LIMIT, Unreadable, read_document
from drivers.protocols.poct1a_results import read_iso_time
from drivers.readings import NotUnderstood, Reading, Refusal
from drivers.simulators.poct1a import SET_TIME, START_CONTINUOUS, Fault, Poct1aDouble, Sample
from tests.support.exchange import Station, exchange
from tests.support.wired import NOON, Transcript, replies, reports, transcript, transcripts
from tests.support.xml_bombs import BOMBS

recordings = pytest.mark.parametrize("recording", transcripts("poct1a"))
FAULTS = [fault for fault in Fault if fault is not Fault.ENDLESS]
HELLO, STATUS, RESULT, END_OF_TOPIC, ACCEPTED, _ = transcript(
    "poct1a", "dca-vantage-conversation"
).chunks


def bare(item: Reading | NotUnderstood) -> str:
    return repr(replace(item, raw=b""))


def said(data: bytes) -> list[ET.Element]:
    """The station's messages, read by the standard library."""
    text = data.decode().replace("\x0b", "").replace("\x1c\r", "")
    text = text.replace('<?xml version="1.0" encoding="utf-8"?>', "")
    return list(ET.fromstring(f"<all>{text}</all>"))


def summary(data: bytes) -> list[str]:
    """Each message as its kind and what it says."""
    lines = []
    for message in said(data):
        body = [e for e in list(message)[1:] for e in e.iter() if e.get("V")]
        lines.append(" ".join([message.tag, *(e.get("V", "") for e in body)]))
    return lines


@recordings
def test_a_recording_decodes_as_stated(recording: Transcript) -> None:
    lines = [as_json(item) for item in decode(DRIVER, [(recording.sent, "")])]
    assert len(lines) == len(recording.expect), lines
    for line, expected in zip(lines, recording.expect, strict=True):
        assert {key: line.get(key) for key in expected} == expected


@recordings
def test_the_station_answers_as_stated_and_the_same_byte_by_byte(recording: Transcript) -> None:
    assert recording.replies is not None
    whole, bytewise = converse(), converse()
    expected = [*whole.receive(recording.sent), *whole.close()]
    found = [a for byte in recording.sent for a in bytewise.receive(bytes((byte,)))]
    found += bytewise.close()
    assert replies(found) == replies(expected) == recording.replies
    assert reports(found) == reports(expected)


@recordings
def test_cut_at_any_byte_it_says_nothing_that_the_whole_does_not(recording: Transcript) -> None:
    whole = {bare(item) for item in decode(DRIVER, [(recording.sent, "")])}
    for cut in range(0, len(recording.sent), 3):
        for item in decode(DRIVER, [(recording.sent[:cut], "")]):
            assert not isinstance(item, Reading) or bare(item) in whole
            assert item.raw in recording.sent


@recordings
def test_every_message_of_the_station_is_well_formed_and_numbered(recording: Transcript) -> None:
    assert recording.replies is not None
    messages = said(recording.replies)
    numbers = [m.findall("HDR/HDR.control_id")[0].get("V") for m in messages]
    assert numbers == [str(n) for n in range(1, len(messages) + 1)]
    assert all(m.find("HDR/HDR.creation_dttm") is not None for m in messages)


def test_the_captured_exchange_is_followed_step_by_step() -> None:
    """What the captured data manager said after each message of the DCA Vantage, and so do we."""
    conversation = converse()
    expected = [
        ["ACK.R01 AA 10014"],
        ["ACK.R01 AA 10015", "REQ.R01 ROBS"],
        ["ACK.R01 AA 10016"],
        ["DTV.R01 START_CONTINUOUS"],
        [],
    ]
    sent = [HELLO, STATUS, RESULT, END_OF_TOPIC, ACCEPTED]
    assert [summary(replies(conversation.receive(message))) for message in sent] == expected


def test_a_result_is_reported_before_it_is_acknowledged_and_refused_if_it_cannot_be_kept() -> None:
    conversation = converse()
    conversation.receive(HELLO + STATUS)
    actions = list(conversation.receive(RESULT))
    assert [type(a) for a in actions] == [Report, Report, Acknowledge]
    assert isinstance(actions[-1], Acknowledge)
    assert summary(actions[-1].otherwise)[0].startswith("ACK.R01 AE 10016")


def test_a_device_is_not_invited_while_nothing_can_be_stored() -> None:
    action, asked = converse().receive(HELLO)
    assert asked == AskTime()
    assert isinstance(action, Acknowledge)
    assert summary(action.otherwise)[0].startswith("ACK.R01 AE 10014")


def test_after_a_result_that_was_not_kept_the_station_ends_so_that_the_device_returns() -> None:
    conversation = converse()
    conversation.receive(HELLO + STATUS)
    (acknowledge,) = (a for a in conversation.receive(RESULT) if isinstance(a, Acknowledge))
    conversation.not_kept(acknowledge)
    assert summary(replies(conversation.receive(END_OF_TOPIC))) == ["END.R01 NRM"]
    assert conversation.time_out() == [Finish()]


def test_an_end_that_is_acknowledged_closes_the_link() -> None:
    conversation = converse()
    conversation.receive(HELLO.replace(b"START_CONTINUOUS", b"LOCK"))
    ended = replies(conversation.receive(STATUS.replace(b'qty V="1"', b'qty V="0"')))
    assert summary(ended) == ["ACK.R01 AA 10015", "END.R01 NRM"]
    number = said(ended)[1].findall("HDR/HDR.control_id")[0].get("V", "")
    answer = ACCEPTED.replace(b'ack_control_id V="5"', f'ack_control_id V="{number}"'.encode())
    assert conversation.receive(answer) == [Finish()]


def test_an_event_is_kept_before_it_is_acknowledged() -> None:
    conversation = converse()
    event = RESULT.replace(b"OBS.R01", b"EVS.R01")
    keep, acknowledge = conversation.receive(event)
    assert keep == Keep(event)
    assert isinstance(acknowledge, Acknowledge)


@pytest.mark.parametrize("mllp", [False, True])
def test_the_station_frames_as_the_device_does(mllp: bool) -> None:
    double, station = Poct1aDouble(mllp=mllp), Station(converse)
    double.measure_example()
    answer = station.hear(b"".join(getattr(step, "data", b"") for step in double.start()))
    assert (answer[:1] == b"\x0b", answer[-2:] == b"\x1c\r") == (mllp, mllp)
    assert answer[mllp:].startswith(b"<?xml")


def test_a_hemoscreen_finds_its_own_element_and_an_answer_to_its_end_of_topic() -> None:
    recording = transcript("poct1a", "hemoscreen-count-in-mllp")
    assert recording.replies is not None
    answers = said(recording.replies)
    assert [m.tag for m in answers] == ["ACK.R01", "ACK.R01", "ACK.R01"]
    assert all(m.find("ACK/ACK.control_id") is not None for m in answers)


@pytest.mark.parametrize("hostile", BOMBS.values(), ids=BOMBS)
def test_a_document_that_means_harm_is_refused_small_and_with_an_answer(hostile: bytes) -> None:
    """How fast is in ``tests/benchmarks``."""
    read_document(b"<KPA.R01/>")  # loads the parser
    conversation = converse()
    tracemalloc.start()
    actions = list(conversation.receive(hostile))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
    (item,) = reports(actions)
    assert isinstance(item, NotUnderstood)
    assert hostile.startswith(item.raw)
    assert len(item.raw) >= min(len(hostile), PROLOG_LIMIT)
    # Refused for what it is, before anything in it is looked at; not for holding no result.
    assert ("defines a document type" in item.detail) == (b"<!DOCTYPE" in item.raw)
    assert summary(replies(actions))
    assert len(reports(conversation.receive(RESULT))) == 2


def test_a_document_is_read_up_to_its_limits_and_no_further() -> None:
    wide = b"<A>" + b"<b/>" * (ELEMENT_LIMIT - 1) + b"</A>"
    assert len(read_document(wide).children) == ELEMENT_LIMIT - 1
    with pytest.raises(Unreadable, match="too many"):
        read_document(wide.replace(b"</A>", b"<b/></A>"))
    deep = b"<a>" * DEPTH_LIMIT + b"</a>" * DEPTH_LIMIT
    assert read_document(deep).name == "a"
    with pytest.raises(Unreadable, match="too many"):
        read_document(b"<a>" + deep + b"</a>")


@pytest.mark.parametrize(
    "start", [b"<OBS.R01>", b"\x0b<OBS.R01>", b"<OBS.R01", b"", b"<a<b", b"<!--"]
)
def test_an_endless_document_costs_little_and_is_not_the_end(start: bytes) -> None:
    conversation = converse()
    tracemalloc.start()
    found: list[Action] = [*conversation.receive(start)]
    for _ in range(128):
        found += conversation.receive(b"x" * 65536)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
    found += conversation.time_out()
    (item,) = reports(found)
    assert isinstance(item, NotUnderstood)
    assert len(item.raw) <= DOCUMENT_LIMIT
    assert len(reports(conversation.receive(b"\x1c\r" + RESULT))) == 2


@pytest.mark.parametrize("beyond", range(-3, 4))
@pytest.mark.parametrize("size", [1000, 4099, 65536])
def test_at_the_limits_too_how_bytes_are_cut_changes_nothing(beyond: int, size: int) -> None:
    comment = b"<!--" + b"-" * (PROLOG_LIMIT + beyond - 27) + b" -->"
    filling = b"<KPA.R01>" + b"a" * (DOCUMENT_LIMIT + beyond - 19) + b"</KPA.R01>"
    stream = comment + b"<OBS.R01 a='1'></OBS.R01>" + filling + b"\x1c" + RESULT
    whole, cut = DocumentReader(), DocumentReader()
    expected = [*whole.feed(stream), *whole.rest()]
    found = [i for at in range(0, len(stream), size) for i in cut.feed(stream[at : at + size])]
    assert [*found, *cut.rest()] == expected
    assert expected[-1].raw == RESULT


AMOUNT = st.decimals(Decimal("0.1"), Decimal(150), places=1)


@given(AMOUNT, st.booleans(), st.booleans(), st.text("AB&<>'\"x1 ", min_size=1, max_size=9))
def test_what_a_device_sends_is_read_exactly(
    amount: Decimal, control: bool, mllp: bool, patient: str
) -> None:
    double, station = Poct1aDouble(mllp=mllp), Station(converse)
    amounts = (("HbA1c", str(amount), "%"), ("HbA1c", "41", "mmol/mol"))
    double.measure(Sample(sequence=9, amounts=amounts, patient=patient, control=control))
    exchange(double, station)
    (reading,) = station.readings
    assert {f: str(a) for f, a in reading.amounts.items()} == {
        "hba1c_percent": str(amount),
        "hba1c_mmol_mol": "41",
    }
    assert reading.control is control
    assert reading.patient_ref == (None if control else patient.strip() or None)
    assert (reading.sequence, reading.device.serial, reading.lot) == ("9", "S000001", "0852")


@given(
    runs=st.integers(1, 4),
    faults=st.lists(st.sampled_from(FAULTS), max_size=8),
    fails=st.lists(st.booleans(), max_size=20),
    size=st.sampled_from([1, 97, 4096]),
    mllp=st.booleans(),
    listed=st.sampled_from([(START_CONTINUOUS, SET_TIME), (SET_TIME,), ("FORCE_NORMAL",), ()]),
    obeyed=st.sets(st.sampled_from([START_CONTINUOUS, SET_TIME])),
    clock=st.sampled_from(["2006-01-01T00:00:12-08:00", "2026-11-22T12:00:00+00:00", "", "noon"]),
)
def test_whatever_goes_wrong_what_was_acknowledged_is_on_disk(
    runs: int,
    faults: list[Fault],
    fails: list[bool],
    size: int,
    mllp: bool,
    listed: tuple[str, ...],
    obeyed: set[str],
    clock: str,
) -> None:
    double = Poct1aDouble(mllp=mllp, directives=listed, obeyed=obeyed, clock=clock)
    station = Station(converse, fails, size, NOON)
    samples = [Sample(sequence=run) for run in range(1, runs + 1)]
    for sample in samples:
        double.measure(sample)
    double.fail(*faults)
    exchange(double, station)
    assert sorted(sample.sequence for sample in double.acknowledged) == list(range(1, runs + 1))
    assert double.unsent == ()
    assert {reading.sequence for reading in station.readings} == {str(s.sequence) for s in samples}


def test_a_result_measured_during_the_conversation_comes_in_continuous_mode() -> None:
    double, station = Poct1aDouble(), Station(converse)
    double.measure(Sample(sequence=1))
    steps = double.start()
    while "DTV.R01" not in double.heard:
        answer = station.hear(b"".join(getattr(step, "data", b"") for step in steps))
        if len(double.acknowledged) == 1 and len(double.unsent) == 0:
            double.measure(Sample(sequence=2))
        steps = double.receive(answer)
    while steps:
        answer = station.hear(b"".join(getattr(step, "data", b"") for step in steps))
        steps = double.receive(answer)
    assert [reading.sequence for reading in station.readings] == ["1", "2"]
    assert [reading.stored for reading in station.readings] == [False, False]


def test_what_is_offered_again_says_that_it_comes_from_memory() -> None:
    double, station = Poct1aDouble(), Station(converse, [False, True])
    double.measure(Sample(sequence=1))
    exchange(double, station)
    (reading,) = station.readings
    assert reading.stored


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2018-07-26T15:51:26", "2018-07-26T15:51:26"),
        ("2006-01-01T13:40:59-08:00", "2006-01-01T13:40:59-08:00"),
        ("2010-02-22T14:06:34.00Z", "2010-02-22T14:06:34+00:00"),
        ("2020-03-31", "2020-03-31T00:00:00"),
        ("2018-02-30T10:00:00", None),
        ("26/07/2018", None),
        ("", None),
    ],
)
def test_a_time_is_read_or_it_is_none(text: str, shown: str | None) -> None:
    found = read_iso_time(text)
    assert (found.isoformat() if found else None) == shown
    assert found is None or found.text == text


PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b"\x0b", b"\x1c\r", b"<?xml ", b"<OBS.R01>", b"</OBS.R01>", b"<OBS.R01/>", b"<!DOCTYPE"]
    ),
    st.sampled_from([HELLO, STATUS, RESULT, END_OF_TOPIC, ACCEPTED]),
    st.text('<>/"= OBSVCTKA.R01\x0b\x1c', max_size=40).map(str.encode),
)


@given(st.lists(PIECES, max_size=10), st.integers(1, 97))
def test_no_bytes_make_it_raise_and_cutting_changes_nothing(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    whole, cut = converse(), converse()
    expected = [*whole.receive(data), *whole.close(), *whole.time_out()]
    found = [a for i in range(0, len(data), size) for a in cut.receive(data[i : i + size])]
    found += [*cut.close(), *cut.time_out()]
    assert found == expected
    for action in expected:
        assert not isinstance(action, Send) or action.data
        if isinstance(action, Acknowledge):
            whole.not_kept(action)


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_the_reader_invents_no_byte(pieces: list[bytes]) -> None:
    reader = DocumentReader()
    found = [item for piece in pieces for item in reader.feed(piece)]
    stream = b"".join(pieces)
    assert all(item.raw in stream for item in [*found, *reader.rest()])
    assert not reader.rest()


def test_a_truncated_document_is_incomplete_with_its_device() -> None:
    conversation = converse()
    conversation.receive(HELLO + RESULT[:300])
    (item,) = reports(conversation.close())
    assert isinstance(item, NotUnderstood)
    assert (item.reason, item.incomplete, item.raw) == (Refusal.TRUNCATED, True, RESULT[:300])
    assert item.device.serial == "S000001"
