"""What is relied on of the library that draws the ids of what devices send."""

from __future__ import annotations

import time
from uuid import RFC_4122

import pytest
from uuid6 import uuid7


def test_an_id_is_a_version_7_uuid_of_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    # As at the start of a program: who drew thousands at once before has run ahead of the clock.
    monkeypatch.setattr("uuid6._last_v7_timestamp", None)
    before_ms = time.time_ns() // 1_000_000
    drawn = uuid7()
    assert (drawn.version, drawn.variant) == (7, RFC_4122)
    assert before_ms <= drawn.int >> 80 <= time.time_ns() // 1_000_000


def test_no_id_is_drawn_twice() -> None:
    assert len({uuid7() for _ in range(20_000)}) == 20_000


def test_ids_drawn_one_after_another_sort_so() -> None:
    drawn = []
    for _ in range(20):
        drawn.append(uuid7())
        time.sleep(0.001)
    assert drawn == sorted(drawn)
