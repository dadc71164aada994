"""How long each engine is fuzzed: a second in ``make test``, a minute in ``make fuzz``."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def fuzz_seconds(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--fuzz-seconds"))
