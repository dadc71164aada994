"""How soon a POCT1-A document that means harm is refused and answered, from its last byte."""

from __future__ import annotations

import time
from typing import Any

import pytest

from drivers.devices.poct1a import converse
from drivers.driver import Report
from drivers.protocols.poct1a_elements import read_document
from drivers.readings import NotUnderstood
from tests.support.figures import hold
from tests.support.xml_bombs import BOMBS

ROUNDS = 15
LIMIT_MS = 50

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_under_50_ms(benchmark: Any, name: str) -> None:
    read_document(b"<KPA.R01/>")  # loads the parser

    def refuse() -> float:
        conversation = converse()
        start = time.perf_counter_ns()
        actions = conversation.receive(BOMBS[name])
        took = (time.perf_counter_ns() - start) / 1_000_000
        (item,) = (action.item for action in actions if isinstance(action, Report))
        assert isinstance(item, NotUnderstood)
        return took

    slowest = benchmark.pedantic(lambda: max(refuse() for _ in range(ROUNDS)), rounds=1)
    hold(f"XML with {name} refused, slowest of {ROUNDS}", slowest, LIMIT_MS, "ms")
