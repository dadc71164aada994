"""The verdict on a calibration against an oracle that counts in whole thousandths."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clinicapp.domain.equipment.assets import Verdict
from clinicapp.domain.equipment.calibration import (
    Point,
    StandardUsed,
    Why,
    judge,
    judge_point,
)

ON = date(2026, 11, 22)
IN_DATE = StandardUsed(tag="PM-7", valid_to=date(2027, 3, 1))

thousandths = st.integers(-400_000, 400_000)
sizes = st.integers(0, 10_000)


def milli(whole: int) -> Decimal:
    """A whole number of thousandths as the decimal it stands for."""
    return Decimal(whole).scaleb(-3)


def oracle(reference: int, indicated: int, tolerance: int, u: int) -> str:
    """The rule in whole numbers: where the interval error +- u lies against +- tolerance."""
    low, high = indicated - reference - u, indicated - reference + u
    if -tolerance <= low and high <= tolerance:
        return "pass"
    # Everything that the true error may be lies outside on one side.
    if low > tolerance or high < -tolerance:
        return "fail"
    return "indeterminate"


@given(thousandths, thousandths, sizes, sizes)
def test_a_point_is_judged_as_the_interval_of_its_true_error_lies(
    reference: int, indicated: int, tolerance: int, u: int
) -> None:
    judged = judge_point(milli(reference), milli(indicated), milli(tolerance), milli(u))
    assert judged.error == milli(indicated - reference)
    assert judged.verdict.value == oracle(reference, indicated, tolerance, u)


measurements = st.tuples(
    st.sampled_from([0, 50_000, 100_000, 150_000]),
    st.none() | st.integers(-6000, 6000),
    st.none() | st.integers(-6000, 6000),
    st.integers(0, 2000),
)


@st.composite
def events(draw: st.DrawFn) -> tuple[list[tuple[int, int | None, int | None, int]], list[int]]:
    points = draw(st.lists(measurements, max_size=5))
    required = draw(st.lists(st.sampled_from([0, 50_000, 100_000, 150_000]), max_size=3))
    return points, required


@given(events(), st.none() | st.integers(-3, 3))
def test_an_event_passes_only_when_nothing_speaks_against_it(
    event: tuple[list[tuple[int, int | None, int | None, int]], list[int]], days: int | None
) -> None:
    points, required = event
    standard = None if days is None else StandardUsed(tag="PM-7", valid_to=ON + timedelta(days))
    judged = judge(
        [
            Point(
                reference=milli(reference),
                as_found=None if found is None else milli(reference + found),
                as_left=None if left is None else milli(reference + left),
                tolerance=Decimal(3),
                uncertainty=milli(u),
            )
            for reference, found, left, u in points
        ],
        [milli(each) for each in required],
        standard,
        ON,
    )
    in_date = days is not None and days >= 0
    wanted = set(required) or {point[0] for point in points}
    for column, said in ((1, judged.as_found), (2, judged.as_left)):
        verdicts = [
            oracle(0, error, 3000, point[3])
            for point in points
            if (error := point[column]) is not None
        ]
        measured = {point[0] for point in points if point[column] is not None}
        if "fail" in verdicts:
            assert said is Verdict.FAIL
        elif wanted and wanted <= measured and in_date and set(verdicts) == {"pass"}:
            assert said is Verdict.PASS
        else:
            assert said is Verdict.INDETERMINATE
    assert judged.look_back == (judged.as_found is Verdict.FAIL)
    both = {p[0] for p in points if p[1] is not None}, {p[0] for p in points if p[2] is not None}
    missing = not wanted or not all(wanted <= each for each in both)
    assert (Why.MISSING_POINTS in judged.why) == missing
    assert (Why.STANDARD_EXPIRED in judged.why) == (days is not None and days < 0)
    assert (Why.STANDARD_UNKNOWN in judged.why) == (days is None)


@given(st.lists(measurements, min_size=1, max_size=5))
def test_the_order_of_the_points_does_not_matter(
    points: list[tuple[int, int | None, int | None, int]],
) -> None:
    given_points = [
        Point(
            reference=milli(reference),
            as_found=None if found is None else milli(reference + found),
            as_left=None if left is None else milli(reference + left),
            tolerance=Decimal(3),
        )
        for reference, found, left, _u in points
    ]
    turned = list(reversed(given_points))
    one, two = judge(given_points, (), IN_DATE, ON), judge(turned, (), IN_DATE, ON)
    assert (one.as_found, one.as_left, one.why) == (two.as_found, two.as_left, two.why)


def test_the_edges_of_the_guard_band() -> None:
    found = [
        judge_point(Decimal(100), Decimal(indicated), Decimal(3), Decimal("0.5")).verdict
        for indicated in ("102.5", "102.6", "103.5", "103.6", "97.5", "97.4", "96.5", "96.4")
    ]
    assert [verdict.value for verdict in found] == 2 * [
        "pass",
        "indeterminate",
        "indeterminate",
        "fail",
    ]


def test_the_last_day_of_the_standards_certificate_still_counts() -> None:
    point = Point(
        reference=Decimal(100), as_found=Decimal(100), as_left=Decimal(100), tolerance=Decimal(3)
    )
    for days, verdict in ((0, Verdict.PASS), (-1, Verdict.INDETERMINATE)):
        standard = StandardUsed(tag="PM-7", valid_to=ON + timedelta(days))
        judged = judge([point], [Decimal("100.0")], standard, ON)
        assert (judged.as_found, judged.as_left) == (verdict, verdict)


def test_a_failure_measured_with_an_expired_standard_still_asks_for_the_look_back() -> None:
    point = Point(
        reference=Decimal(200), as_found=Decimal(206), as_left=Decimal(200), tolerance=Decimal(3)
    )
    judged = judge([point], (), StandardUsed(tag="PM-7", valid_to=date(2026, 1, 1)), ON)
    assert judged.look_back
    assert judged.as_left is Verdict.INDETERMINATE
