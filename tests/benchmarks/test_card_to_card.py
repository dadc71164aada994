"""From card to card: how long the window's thread works when the focus goes to another card.

The form of the design picture is shown at 1366 x 768, where the six cards are a grid, and at 150 %
text, where the card is opened beside the list. A key (Alt+1 to Alt+6) goes to each card in turn;
nothing is answered, and no panel is opened or closed. Measured is the processor time of the
window's thread for one key, until it has painted and has nothing left to do; the 99th percentile
counts, against one picture of a screen that shows sixty in a second. The time on the clock is
printed beside it: on a machine that others use too, it is theirs as well.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinicapp.ui.application import make_application, pump
from clinicapp.ui.main_window import Area, MainWindow
from clinicapp.ui.pages.clinic.form_page import FormPage
from clinicapp.ui.theme.theme import Theme
from clinicapp.ui.viewmodels.clinic.form_view_model import FormViewModel
from clinicapp.ui.viewmodels.clinic.present_form import present_form
from tests.support.figures import hold, median, percentile, rounds_of
from tests.support.snapshots import ZONE, demo_visit

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

LIMIT_MS: Final = 16.0
ROUNDS: Final = 60
CARDS: Final = 6
NS_PER_MS: Final = 1_000_000
NEVER_MS: Final = 10_000_000
ALT: Final = Qt.KeyboardModifier.AltModifier


class Form:
    """The form in its window, with nobody behind it."""

    def __init__(self, application: QApplication, scale: float) -> None:
        self._application = application
        theme = Theme()
        self.model = FormViewModel(tick_ms=NEVER_MS)
        self.page = FormPage(self.model, theme)
        self.window = MainWindow([Area("clinic", "Clinic", "stethoscope", self.page)], theme)
        self.model.show(present_form(demo_visit().snapshot(), (), None, ZONE))
        self.window.resize(1366, 768)
        self.window.set_text_scale(scale)
        self.window.show()
        self.window.activateWindow()
        assert pump(application, self.window.isActiveWindow, 10.0)
        pump(application, lambda: False, 0.3)
        self.ways_ms: list[float] = []
        self.clock_ms: list[float] = []

    def round(self) -> None:
        """Once through the six cards."""
        for place in range(CARDS):
            handle = self.window.windowHandle()
            began, at = time.thread_time_ns(), time.perf_counter_ns()
            QTest.keyClick(handle, Qt.Key(Qt.Key.Key_1.value + place), ALT)
            self._settle()
            self.ways_ms.append((time.thread_time_ns() - began) / NS_PER_MS)
            self.clock_ms.append((time.perf_counter_ns() - at) / NS_PER_MS)
            assert self._is_on(place), f"Alt+{place + 1} did not go to its card"

    def _settle(self) -> None:
        """Layout, then paint, then what those asked for."""
        for _ in range(2):
            self._application.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._application.processEvents()

    def _is_on(self, place: int) -> bool:
        focused = QApplication.focusWidget()
        card = list(self.page.arrangement.cards.values())[place]
        return focused is not None and (focused is card or card.isAncestorOf(focused))

    def close(self) -> None:
        self.model.stop()
        self.window.close()


@pytest.mark.parametrize("scale", [1.0, 1.5], ids=["grid", "150-per-cent"])
def test_going_to_another_card_takes_less_than_one_picture(
    benchmark: BenchmarkFixture, scale: float
) -> None:
    application = make_application(offscreen=True)
    form = Form(application, scale)
    try:
        form.round()  # to warm up: each card is painted with a focus for the first time
        form.ways_ms.clear()
        form.clock_ms.clear()
        rounds_of(benchmark, form.round, rounds=ROUNDS)
    finally:
        form.close()
    ways, clock = form.ways_ms, form.clock_ms
    print(
        f"\n{len(ways)} cards; median {median(ways):.2f}, slowest {max(ways):.2f} ms of work; "
        f"on the clock median {median(clock):.2f}, 99th percentile {percentile(clock, 99):.2f} ms",
        end="",
    )
    name = f"card to card at {scale:.0%} text, 99th percentile"
    hold(name, percentile(ways, 99), LIMIT_MS, "ms")
