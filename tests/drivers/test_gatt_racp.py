"""Asking a device for its records: the control point's values, and the procedure step by step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing.octets import TruncatedError
from drivers.protocols.gatt_racp import (
    ABORT,
    ALL,
    COUNT_ALL,
    LAST,
    Answer,
    Ask,
    Count,
    MalformedError,
    Over,
    RecordAccess,
    Request,
    decode_control_point,
    from_sequence,
    is_after,
)
from tests.support.gatt import Published, published

DONE = Answer(1, 1)
NONE_THERE = Answer(1, 6)


@pytest.mark.parametrize("vector", published("2A52"))
def test_published_values_of_the_control_point_decode_as_published(vector: Published) -> None:
    expect = vector.expect
    if "error" in expect:
        error = TruncatedError if expect["error"] == "truncated" else MalformedError
        with pytest.raises(error):
            decode_control_point(vector.payload)
        return
    said = decode_control_point(vector.payload)
    if expect["op"] == 5:
        assert said == Count(expect["count"])
    elif expect["op"] == 6:
        assert said == Answer(expect["request"], expect["response"])
    else:
        assert isinstance(said, Request)
        assert (said.opcode, said.operator) == (expect["op"], expect["operator"])
        numbers = [expect[name] for name in ("value", "min", "max") if name in expect]
        filtered = bytes((expect["filter"],)) if "filter" in expect else b""
        assert said.operand == filtered + b"".join(n.to_bytes(2, "little") for n in numbers)


def test_requests_are_written_as_published() -> None:
    assert (COUNT_ALL.hex(), ALL.hex(), LAST.hex(), ABORT.hex()) == ("0401", "0101", "0106", "0300")
    assert from_sequence(103).hex() == "0103016700"
    assert from_sequence(0x10000).hex() == "0103010000"


@given(st.integers(0, 0xFFFF), st.integers(1, 0x7FFF))
def test_numbers_go_on_from_65535_to_0(known: int, steps: int) -> None:
    later = (known + steps) % 0x10000
    assert is_after(later, known)
    assert not is_after(known, later)
    assert not is_after(known, known)


def test_the_records_are_counted_and_then_the_last_alone_is_asked_for() -> None:
    access = RecordAccess()
    assert access.begin() == Ask(COUNT_ALL)
    assert access.answered(Count(57), None) == Ask(LAST)
    assert access.answered(DONE, 57) == Over()
    assert (access.count, access.over) == (57, True)


def test_an_empty_meter_is_asked_nothing_more() -> None:
    assert RecordAccess().answered(Count(0), None) == Over()


def test_a_meter_that_cannot_count_is_asked_all_the_same() -> None:
    access = RecordAccess()
    assert access.answered(Answer(4, 2), None) == Ask(LAST)
    assert access.count is None


def test_a_meter_that_does_not_know_the_last_record_is_asked_for_all_of_them() -> None:
    access = RecordAccess()
    access.answered(Count(3), None)
    assert not access.wants_one
    assert access.answered(Answer(1, 4), None) == Ask(ALL)
    assert access.wants_one
    assert access.answered(DONE, 2) == Over()


@pytest.mark.parametrize(("known", "first"), [(102, "0103016700"), (0xFFFF, "0103010000")])
def test_with_a_last_known_number_the_next_ones_are_asked_for(known: int, first: str) -> None:
    access = RecordAccess(known)
    assert access.answered(Count(9), None) == Ask(bytes.fromhex(first))
    assert access.answered(DONE, (known + 3) % 0x10000) == Over()


def test_numbers_that_begin_anew_during_a_report_are_fetched_too() -> None:
    access = RecordAccess(65533)
    access.answered(Count(9), None)
    assert access.answered(DONE, 65535) == Ask(from_sequence(0))
    assert [access.is_wanted(n) for n in (0, 5, 65533, 60000)] == [True, True, False, False]
    assert access.answered(DONE, 65535) == Over()


def test_a_meter_that_counts_anew_after_a_reset_is_asked_for_its_last_record() -> None:
    access = RecordAccess(500)
    access.answered(Count(9), None)
    assert access.answered(NONE_THERE, None) == Ask(LAST)
    assert [access.is_wanted(n) for n in (3, 500)] == [True, False]
    assert access.answered(NONE_THERE, None) == Over()


def test_no_records_found_after_records_is_how_older_meters_say_done() -> None:
    access = RecordAccess(500)
    access.answered(Count(9), None)
    assert access.answered(NONE_THERE, 503) == Over()


@pytest.mark.parametrize("code", [0xFE, 0x80])
def test_a_busy_meter_is_stopped_and_asked_again_and_not_for_ever(code: int) -> None:
    access = RecordAccess()
    assert access.refused(code) == Ask(ABORT)
    assert access.answered(Answer(3, 1), None) == Ask(COUNT_ALL)
    assert access.refused(code) == Ask(ABORT)
    assert access.refused(code) == Over("it is busy")


@pytest.mark.parametrize("code", [8, 10])
def test_a_report_that_was_not_completed_is_asked_for_again(code: int) -> None:
    access = RecordAccess()
    access.answered(Count(3), None)
    assert access.answered(Answer(1, code), None) == Ask(ABORT)
    assert access.answered(DONE, 2) is None
    assert access.answered(Answer(3, 7), None) == Ask(LAST)
    assert access.answered(DONE, 2) == Over()


@pytest.mark.parametrize("code", [0xFD, 0x81])
def test_a_forgotten_subscription_is_made_again_once(code: int) -> None:
    access = RecordAccess()
    assert access.refused(code) == Ask(COUNT_ALL, subscribe=True)
    over = access.refused(code)
    assert isinstance(over, Over)
    assert over.trouble == f"it refuses the request with the error 0x{code:02x}"


def test_silence_is_followed_by_an_abort_and_more_silence_by_the_end() -> None:
    access = RecordAccess()
    assert access.silent() == Ask(ABORT)
    assert access.silent() == Over("it stopped answering")


def test_a_silent_meter_that_aborts_or_refuses_to_is_left() -> None:
    aborts, refuses = RecordAccess(), RecordAccess()
    aborts.silent()
    refuses.silent()
    left = Over("it stopped answering")
    assert (aborts.answered(Answer(3, 1), None), refuses.refused(0xFE)) == (left, left)


def test_answers_to_what_was_not_asked_change_nothing() -> None:
    access = RecordAccess()
    for answer in (DONE, Answer(12, 2), Answer(2, 4), Answer(3, 1)):
        assert access.answered(answer, None) is None
    access.answered(Count(3), None)
    assert access.answered(Count(4), None) is None
    assert access.count == 3


@given(
    st.none() | st.integers(0, 0xFFFF),
    st.lists(
        st.one_of(
            st.integers(0, 0xFFFF).map(Count),
            st.builds(Answer, st.integers(0, 4), st.integers(0, 11)),
            st.sampled_from([0x80, 0x81, 0xFD, 0xFE, 0x05]),
            st.just("silence"),
        ),
        max_size=40,
    ),
    st.none() | st.integers(0, 0xFFFF),
)
def test_whatever_a_meter_answers_it_is_never_told_to_delete_and_is_soon_left(
    known: int | None, said: list[Count | Answer | int | str], newest: int | None
) -> None:
    access = RecordAccess(known)
    asked = [access.begin().request]
    for word in said:
        if isinstance(word, int):
            step = access.refused(word)
        elif isinstance(word, str):
            step = access.silent()
        else:
            step = access.answered(word, newest)
        if isinstance(step, Ask):
            asked.append(step.request)
        assert isinstance(step, Over) is False or access.over
    assert all(request[0] in {1, 3, 4} for request in asked)
    assert len(asked) <= 12
