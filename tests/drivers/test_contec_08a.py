"""The Contec 08A: seven bits a byte, and a systolic pressure whose eighth is not certain."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.devices.contec_08a import ARE_YOU_THERE, GET_RESULTS, Contec08aConversation
from drivers.readings import NotUnderstood, Reading
from drivers.simulators.contec_08a import Contec08aDouble, result
from tests.support.cable import visit
from tests.support.wired import reports


@given(st.integers(20, 87), st.integers(10, 40), st.integers(25, 65), st.integers(1, 127))
def test_a_result_that_fits_together_is_read_exactly(
    diastolic: int, above: int, percent: int, pulse: int
) -> None:
    mean = diastolic + above
    systolic = diastolic + above * 100 // percent
    (item,) = reports(Contec08aConversation().receive(result(systolic, diastolic, mean, pulse)))
    assert isinstance(item, Reading)
    assert item.amount("systolic_mmhg") == systolic
    assert item.amount("diastolic_mmhg") == diastolic
    assert item.amount("mean_mmhg") == mean
    assert item.amount("pulse_per_min") == pulse


@given(st.integers(90, 127), st.integers(40, 100), st.integers(30, 60))
def test_a_bit_too_many_in_the_systolic_pressure_is_never_read(
    systolic: int, diastolic: int, percent: int
) -> None:
    assume(systolic - diastolic >= 15)
    mean = diastolic + (systolic - diastolic) * percent // 100
    assume(5 * (mean - diastolic) < systolic + 128 - diastolic)
    (item,) = reports(Contec08aConversation().receive(result(systolic + 128, diastolic, mean, 70)))
    assert isinstance(item, NotUnderstood)


def test_its_questions_are_those_of_the_public_tool() -> None:
    assert ARE_YOU_THERE[:6].hex() == "408ffffefdfc"
    assert GET_RESULTS[:6].hex() == "434101070200"
    assert len(ARE_YOU_THERE) == len(GET_RESULTS) == 64


def test_results_carry_the_user_and_are_stored() -> None:
    double = Contec08aDouble(user=3)
    double.measure_example()
    (item,) = visit(Contec08aConversation(), double)
    assert isinstance(item, Reading)
    assert item.user == 3
    assert item.stored
    assert item.taken_at is not None
    assert item.taken_at.isoformat() == "2026-11-22T11:58:00"
