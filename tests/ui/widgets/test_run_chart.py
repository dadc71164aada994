"""The run chart: every month in its place, and the same in words."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QColor
from pytestqt.qtbot import QtBot

from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.run_chart_view import RunChartView
from clinicapp.ui.widgets.run_chart import RunChart, free_box
from tests.support import progress_samples as samples

CHART = samples.page(samples.TWO_YEARS).figures[1].chart


def shown(qtbot: QtBot, view: RunChartView, scale: float = 1.0, *, small: bool = False) -> RunChart:
    chart = RunChart(Theme().at_scale(scale), small=small)
    qtbot.addWidget(chart)
    chart.show_chart(view)
    chart.resize(chart.sizeHint())
    chart.show()
    qtbot.waitExposed(chart)
    return chart


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_months_go_from_left_to_right_and_shares_from_the_axis_up(
    qtbot: QtBot, scale: float, small: bool
) -> None:
    chart = shown(qtbot, CHART, scale, small=small)
    points = chart.points()
    assert [point is None for point in points] == [p.percent is None for p in CHART.points]
    there = [
        (at, view.percent)
        for at, view in zip(points, CHART.points, strict=True)
        if at is not None and view.percent is not None
    ]
    assert all(a.x() < b.x() for (a, _), (b, _) in itertools.pairwise(there))
    for (a, share_a), (b, share_b) in itertools.pairwise(there):
        assert (a.y() > b.y()) == (share_a < share_b)
    assert all(0 <= at.x() <= chart.width() and 0 <= at.y() <= chart.height() for at, _ in there)


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_month_names_never_touch_and_the_last_month_always_has_its_name(
    qtbot: QtBot, scale: float, small: bool
) -> None:
    chart = shown(qtbot, CHART, scale, small=small)
    named = chart.labelled()
    assert named[-1] == len(CHART.points) - 1
    assert len(named) >= 3
    widest = max(chart._metrics().horizontalAdvance(p.label) for p in CHART.points)
    steps = [chart._x(b) - chart._x(a) for a, b in itertools.pairwise(named)]
    assert all(step > widest for step in steps)


def test_the_last_point_is_larger_than_the_others_and_the_line_is_drawn(qtbot: QtBot) -> None:
    chart = shown(qtbot, samples.LAST_YEAR.chart)
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    blue = QColor(Theme().colour.blue).rgb()
    points = [point for point in chart.points() if point is not None]

    def blue_at(x: float, y: float) -> bool:
        return image.pixel(round(x * ratio), round(y * ratio)) == blue

    assert all(blue_at(point.x(), point.y()) for point in points)
    assert blue_at(points[-1].x() + 3, points[-1].y())
    assert not blue_at(points[0].x() - 4, points[0].y())


def test_a_month_that_is_not_shown_breaks_the_line(qtbot: QtBot) -> None:
    points = CHART.points[-6:]
    broken = replace(
        CHART,
        points=(*points[:3], replace(points[3], percent=None), *points[4:]),
        spans=(),
        median=None,
    )
    chart = shown(qtbot, broken)
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    x = chart._x(3)
    blue = QColor(Theme().colour.blue).rgb()
    assert blue not in {image.pixel(round(x * ratio), y) for y in range(image.height())}


def test_a_screen_reader_hears_the_name_and_every_month(qtbot: QtBot) -> None:
    chart = shown(qtbot, CHART)
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Red zones acted on by month"
    described = interface.text(QAccessible.Text.Description)
    assert "Reference 94%" in described
    assert all(f"{point.label} {point.year}" in described for point in CHART.points)


@pytest.mark.parametrize("months", [1, 2])
def test_one_or_two_months_are_drawn(qtbot: QtBot, months: int) -> None:
    view = replace(CHART, points=CHART.points[-months:], spans=(), median=None)
    chart = shown(qtbot, view)
    assert len([point for point in chart.points() if point is not None]) == months
    assert not chart.grab().isNull()


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("percent", [0.0, 50.0, 78.0, 86.0, 92.0, 100.0])
def test_the_name_of_the_line_in_the_small_chart_covers_no_point(
    qtbot: QtBot, percent: float, scale: float
) -> None:
    level = replace(
        samples.LAST_YEAR.chart,
        points=tuple(replace(p, percent=percent) for p in samples.LAST_YEAR.chart.points),
    )
    chart = shown(qtbot, level, scale, small=True)
    plot = chart._plot()
    line = plot.bottom() - plot.height() * level.reference / 100
    words = chart._centred(0, 0, level.reference_text)
    box = free_box(plot, line, words, chart.points(), 4)
    assert 0 <= box.left() <= box.right() <= chart.width()
    assert 0 <= box.top() <= box.bottom() <= chart.height()
    assert percent == 86.0 or not any(box.contains(p) for p in chart.points() if p is not None)
