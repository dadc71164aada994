"""HL7 v2: what the station answers, what it makes of a message, and what it never does."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hl7apy.parser import parse_message  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from drivers.decoding import decode
from drivers.devices.hl7v2 import DRIVER, converse
from drivers.driver import Acknowledge, Action, Keep, Report
from drivers.json_lines import as_json
from drivers.protocols.hl7_measurands import measurand
from drivers.protocols.hl7_results import RESULT_LIMIT
from drivers.protocols.hl7_segments import decode_text, read_hl7_time, read_segments, separators_of
from drivers.protocols.mllp import wrap
from drivers.readings import Kind, NotUnderstood, Reading, Special
from drivers.simulators.double import Say, Wait
from drivers.simulators.hl7v2 import (
    AnalyserResult,
    Fault,
    Hl7AnalyserDouble,
    MonitorDouble,
    Vitals,
    pcd_segments_of,
    segments_of,
)
from tests.support.exchange import Station, exchange
from tests.support.wired import Transcript, replies, reports, transcript, transcripts

recordings = pytest.mark.parametrize("recording", transcripts("hl7v2"))
FAULTS = [fault for fault in Fault if fault is not Fault.ENDLESS]


def bare(item: Reading | NotUnderstood) -> str:
    return repr(replace(item, raw=b""))


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
    for cut in range(len(recording.sent)):
        for item in decode(DRIVER, [(recording.sent[:cut], "")]):
            assert not isinstance(item, Reading) or bare(item) in whole
            assert item.raw in recording.sent


@recordings
def test_nothing_is_acknowledged_before_it_is_reported(recording: Transcript) -> None:
    pending = 0
    for action in converse().receive(recording.sent):
        pending += isinstance(action, Report | Keep)
        if isinstance(action, Acknowledge):
            assert pending
            assert b"MSA|AE|" in action.otherwise or b"MSA#AE#" in action.otherwise
            pending = 0


@recordings
def test_every_answer_is_read_by_another_parser(recording: Transcript) -> None:
    assert recording.replies is not None
    for block in recording.replies.split(b"\x1c\r")[:-1]:
        answer = parse_message(block[1:].decode("latin-1"), find_groups=False)
        assert answer.msa.msa_1.value in {"AA", "AR"}
        assert answer.msh.msh_9.value.replace("*", "^").startswith("ACK")


def test_the_message_id_is_echoed_byte_by_byte() -> None:
    sent = transcript("hl7v2", "f2400-id-in-braces").sent
    odd = sent.replace(b"{aaaaaaaa", b"{\xc3\xab \\T\\aaaaaaaa")
    (answer,) = [a for a in converse().receive(odd) if isinstance(a, Acknowledge)]
    given_id = odd.split(b"|")[9]
    assert answer.data.split(b"\r")[1] == b"MSA|AA|" + given_id
    assert answer.otherwise.split(b"\r")[1].startswith(b"MSA|AE|" + given_id + b"|")


def test_a_sender_is_known_by_its_name_and_not_by_letters_of_its_identifier() -> None:
    sent = transcript("hl7v2", "pcd-01-pressure").sent.replace(b"0A0B0C0D0E0F0001", b"00FA24E01")
    (reading,) = reports(converse().receive(sent))
    assert (reading.device.maker, reading.device.serial) == (None, "00FA24E01")


def test_a_sender_that_wants_no_answer_gets_none() -> None:
    sent = transcript("hl7v2", "afinion-2-both-units").sent.replace(b"|AL|NE|", b"|NE|NE|")
    actions = converse().receive(sent)
    assert len(reports(actions)) == 2
    assert replies(actions) == b""


def test_two_messages_in_one_block_are_two_and_both_are_answered() -> None:
    one, two = transcript("hl7v2", "afinion-2-resent-under-a-new-id").chunks
    actions = converse().receive(one[:-2] + two[1:])
    assert len(reports(actions)) == 4
    assert [a.data.split(b"\r")[1] for a in actions if isinstance(a, Acknowledge)] == [
        b"MSA|AA|1000",
        b"MSA|AA|1001",
    ]


AMOUNT = st.decimals(Decimal("0.1"), Decimal(150), places=1)
ORDER = [
    ("150021", "120", "266016"),
    ("150022", "80", "266016"),
    ("150023", "93", "266016"),
    ("149546", "63", "264864"),
]


@given(AMOUNT, AMOUNT, st.booleans(), st.text("ABCxyz019-", min_size=1, max_size=12))
def test_what_an_analyser_sends_is_read_exactly(
    percent: Decimal, other: Decimal, control: bool, patient: str
) -> None:
    result = AnalyserResult(
        run=3, percent=str(percent), mmol_mol=str(other), patient=patient, control=control
    )
    (reading,) = reports(converse().receive(message(*segments_of(result, "AF1"))))
    assert isinstance(reading, Reading)
    assert {f: str(a) for f, a in reading.amounts.items()} == {
        "hba1c_percent": str(percent),
        "hba1c_mmol_mol": str(other),
    }
    assert (reading.patient_ref, reading.control, reading.sequence) == (patient, control, "3")


@pytest.mark.parametrize("order", list(permutations(ORDER)))
def test_a_pressure_is_one_reading_in_whatever_order_it_comes(
    order: tuple[tuple[str, str, str], ...],
) -> None:
    lines = [f"OBX|{n}|NM|{c}^X^MDC|1|{v}|{u}^Y^MDC|||||R" for n, (c, v, u) in enumerate(order)]
    head = ("MSH|^~\\&|M||||20250101||ORU^R01|1|P|2.6", "OBR|1|||X|||20250101120000")
    (reading,) = reports(converse().receive(message(*head, *lines)))
    assert isinstance(reading, Reading)
    assert reading.kind is Kind.BLOOD_PRESSURE
    assert reading.amounts == {
        "systolic_mmhg": 120,
        "diastolic_mmhg": 80,
        "mean_mmhg": 93,
        "pulse_per_min": 63,
    }


def message(*lines: str) -> bytes:
    return wrap("".join(line.rstrip("\r") + "\r" for line in lines).encode("latin-1"))


def value_of(sent: str, *, kind: str = "ST", marks: str = "") -> Reading | NotUnderstood:
    lines = ("MSH|^~\\&|X||||20250101||ORU^R01|1|P|2.4", "OBR|1|||X")
    (item,) = reports(
        converse().receive(message(*lines, f"OBX|1|{kind}|GLU||{sent}|mmol/L||{marks}|||F"))
    )
    return item


@pytest.mark.parametrize(
    ("sent", "kind", "marks", "special", "limit"),
    [
        ("<1.1", "ST", "", Special.BELOW, "1.1"),
        (">=33.3", "ST", "", Special.ABOVE, "33.3"),
        (">^33.3", "SN", "", Special.ABOVE, "33.3"),
        ("33.3", "NM", ">", Special.ABOVE, "33.3"),
        ("HI", "ST", "", Special.ABOVE, None),
        ("lo", "ST", "", Special.BELOW, None),
    ],
)
def test_off_the_scale_is_a_word_and_never_a_number(
    sent: str, kind: str, marks: str, special: Special, limit: str | None
) -> None:
    reading = value_of(sent, kind=kind, marks=marks)
    assert isinstance(reading, Reading)
    (value,) = reading.values
    assert (value.amount, value.special) == (None, special)
    assert value.limit == (None if limit is None else Decimal(limit))


@pytest.mark.parametrize(
    "sent", ["5,1", "1e3", "nan", "5.1 mmol", "^5^-^6", "--- ", "", "ABN", "\\.br\\", "1" * 30]
)
def test_what_is_no_number_is_refused_with_its_bytes(sent: str) -> None:
    item = value_of(sent, kind="SN" if sent.startswith("^") else "ST")
    assert isinstance(item, NotUnderstood)
    assert item.raw.startswith(b"\x0bMSH")
    assert item.detail.endswith(".")


def test_an_unknown_unit_is_never_guessed() -> None:
    assert measurand("150021", "MDC_PRESS_BLD_NONINV_SYS", "MDC", "cmH2O").kind is Kind.ANALYTE
    assert measurand("4548-4", "", "LN", "g/L").field == "hba1c_g_l"
    assert measurand("WBC", "", "", "10*3/uL") == measurand("6690-2", "x", "LN", "10*3/uL")
    assert measurand("59261-8", "", "LN", "mmol/mol{Hb}").field == "hba1c_mmol_mol"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("20251226100439", "2025-12-26T10:04:39"),
        ("20251226100439.1234-0500", "2025-12-26T10:04:39-05:00"),
        ("20251226", "2025-12-26T00:00:00"),
        ("20250229", None),
        ("2025", None),
        ("yesterday.1", None),
        ("", None),
    ],
)
def test_a_time_is_read_or_it_is_none(text: str, shown: str | None) -> None:
    found = read_hl7_time(text)
    assert (found.isoformat() if found else None) == shown
    assert found is None or found.text == text


WORD = st.text("abcXYZ0189 .-", min_size=1, max_size=8).map(str.strip).filter(bool)
FIELD = st.lists(WORD, min_size=1, max_size=3).map("^".join)


@given(st.lists(FIELD, min_size=1, max_size=12))
def test_segments_agree_with_another_parser(fields: list[str]) -> None:
    text = "MSH|^~\\&|X||||20250101||ORU^R01|1|P|2.4\rZZZ|" + "|".join(fields) + "\r"
    theirs = parse_message(text, find_groups=False).children[1]
    (_, ours), _ = read_segments(text)
    assert theirs.to_er7() == "ZZZ|" + "|".join(ours.field(n + 1) for n in range(len(fields)))
    for number, field in enumerate(fields, start=1):
        assert list(ours.components(number)) == field.split("^")


@pytest.mark.parametrize("strange", ["", "|", "||||", "|^^~&", "aBCDE", "| ^~\\", "|^"])
def test_a_header_with_impossible_separators_is_read_with_the_usual_ones(strange: str) -> None:
    assert separators_of(strange) == separators_of("|^~\\&")


@given(
    runs=st.integers(1, 4),
    faults=st.lists(st.sampled_from(FAULTS), max_size=10),
    fails=st.lists(st.booleans(), max_size=20),
    size=st.sampled_from([1, 7, 4096]),
)
def test_whatever_goes_wrong_what_was_acknowledged_is_on_disk(
    runs: int, faults: list[Fault], fails: list[bool], size: int
) -> None:
    double, station = Hl7AnalyserDouble(), Station(converse, fails, size)
    for run in range(1, runs + 1):
        double.measure(AnalyserResult(run=run))
    double.fail(*faults)
    exchange(double, station)
    assert double.acknowledged == list(range(1, runs + 1))
    assert double.unsent == ()
    # What came again has the same content: the station knows it by that, never by its id.
    distinct = {bare(reading) for reading in station.readings}
    assert len(distinct) == runs


def test_an_analyser_sends_the_same_result_every_30_seconds_until_it_is_stored() -> None:
    double, station = Hl7AnalyserDouble(), Station(converse, [True, True])
    double.measure(AnalyserResult(run=1))
    ids = []
    steps = double.start()
    while double.unsent:
        say, wait = steps
        assert isinstance(say, Say)
        assert wait == Wait(30.0)
        ids.append(say.data.split(b"|")[9])
        answer = station.hear(say.data)
        assert double.receive(answer)[-1] == Wait(30.0) or not double.unsent
        steps = double.waited()
    assert ids == [b"1000", b"1001", b"1002"]
    assert len(station.readings) == 1


def test_a_monitors_vital_signs_are_a_reading_each() -> None:
    double, station = MonitorDouble(), Station(converse)
    assert "128/82" in double.measure_example()
    exchange(double, station)
    kinds = [reading.kind for reading in station.readings]
    assert kinds == [Kind.BLOOD_PRESSURE, Kind.OXYGEN_SATURATION, Kind.TEMPERATURE]
    assert station.readings[0].amount("mean_mmhg") == 97
    assert station.readings[0].device.serial == "0A0B0C0D0E0F0001"
    assert double.acknowledged == [1]


def test_an_endless_message_costs_little_and_is_not_the_end() -> None:
    double, conversation = Hl7AnalyserDouble(), converse()
    double.measure(AnalyserResult(run=1))
    double.fail(Fault.ENDLESS)
    tracemalloc.start()
    found: list[Action] = []
    for step in double.start():
        if isinstance(step, Say):
            found += conversation.receive(step.data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
    (item,) = reports(found)
    assert isinstance(item, NotUnderstood)
    assert replies(found).split(b"\r")[1].startswith(b"MSA|AR||")
    (say, _) = double.waited()
    assert isinstance(say, Say)
    double.receive(replies(conversation.receive(say.data)))
    assert double.acknowledged == [1]


def test_a_message_of_very_many_results_is_bounded_and_says_so() -> None:
    lines = [f"OBX|{n}|NM|T{n}||{n}|mmol/L|||||F" for n in range(RESULT_LIMIT + 50)]
    found = reports(
        converse().receive(message("MSH|^~\\&|X||||1||ORU^R01|1|P|2.4", "OBR|1", *lines))
    )
    assert len(found) == RESULT_LIMIT + 1
    assert isinstance(found[-1], NotUnderstood)


PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\x0b", b"\x1c\r", b"MSH|^~\\&|", b"\rOBR|1||", b"\rOBX|1|NM|GLU||5.1|"]),
    st.text("MSHOBXPRIDNTE|^~\\&\r0123456789.<>-HLQ", max_size=60).map(
        lambda text: wrap(b"MSH|^~\\&|X||||1||ORU^R01|1|P|2.4\r" + text.encode())
    ),
    st.just("".join(pcd_segments_of(Vitals(number=1), "E")).replace("{id}", "1").encode()).map(
        wrap
    ),
)


@given(st.lists(PIECES, max_size=10), st.integers(1, 9))
def test_no_bytes_make_it_raise_and_cutting_changes_nothing(pieces: list[bytes], size: int) -> None:
    data = b"".join(pieces)
    whole, cut = converse(), converse()
    expected = [*whole.receive(data), *whole.time_out(), *whole.close()]
    found = [a for i in range(0, len(data), size) for a in cut.receive(data[i : i + size])]
    found += [*cut.time_out(), *cut.close()]
    assert found == expected
    for action in expected:
        if isinstance(action, Acknowledge):
            whole.not_kept(action)


@pytest.mark.parametrize(
    ("named", "letter"),
    [
        ("8859/1", "\N{DEGREE SIGN}"),
        ("8859/01", "\N{DEGREE SIGN}"),
        ("8859/7", "\N{DEGREE SIGN}"),
        ("8859/12", "\N{DEGREE SIGN}"),
        ("8859/99", "\N{DEGREE SIGN}"),
        ("8859/\N{ARABIC-INDIC DIGIT ONE}", "\N{DEGREE SIGN}"),
        ("UNICODE UTF-8", "\N{DEGREE SIGN}"),
    ],
)
def test_a_character_set_is_read_however_it_is_named(named: str, letter: str) -> None:
    header = f"MSH|^~\\&|A||||||ORU^R01|1|P|2.4||||||{named}|".encode()
    assert letter in decode_text(header + b"\rOBX|1|ST|\xb0C|")


@given(named=st.binary(max_size=24), rest=st.binary(max_size=24))
def test_no_name_of_a_character_set_breaks_a_message(named: bytes, rest: bytes) -> None:
    assert isinstance(
        decode_text(b"MSH|^~\\&|A||||||ORU^R01|1|P|2.4||||||" + named + b"|" + rest), str
    )
    numbered = b"8859/" + named
    assert isinstance(decode_text(b"MSH|^~\\&|A||||||O|1|P|2||||||" + numbered + b"|" + rest), str)
