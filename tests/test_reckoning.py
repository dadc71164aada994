"""The thread for figures: it works elsewhere, passes errors on, and ends when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future

import pytest

from clinicapp.reckoning import Reckoning


@pytest.fixture
def reckoning() -> Iterator[Reckoning]:
    made = Reckoning()
    yield made
    made.stop()


def read(value: int = 20) -> Future[int]:
    done: Future[int] = Future()
    done.set_result(value)
    return done


def test_it_reckons_with_what_was_read_on_a_thread_of_its_own(reckoning: Reckoning) -> None:
    found = reckoning.after(read(), lambda value: (value + 1, threading.current_thread().name))
    assert found.result(5) == (21, "reckoning_0")


def test_it_waits_until_the_reading_is_done(reckoning: Reckoning) -> None:
    reading: Future[int] = Future()
    found = reckoning.after(reading, lambda value: value * 2)
    assert not found.done()
    reading.set_result(4)
    assert found.result(5) == 8


def test_errors_of_the_reading_and_of_the_reckoning_are_passed_on(reckoning: Reckoning) -> None:
    failed: Future[int] = Future()
    failed.set_exception(ValueError("not read"))
    with pytest.raises(ValueError, match="not read"):
        reckoning.after(failed, lambda value: value).result(5)
    with pytest.raises(ZeroDivisionError):
        reckoning.after(read(0), lambda value: 1 // value).result(5)


def test_a_reading_that_was_cancelled_is_reckoned_with_by_nobody(reckoning: Reckoning) -> None:
    reading: Future[int] = Future()
    found = reckoning.after(reading, lambda value: value)
    reading.cancel()
    with pytest.raises(CancelledError):
        found.result(5)


def test_after_its_end_nothing_is_begun_and_no_thread_is_left() -> None:
    reckoning = Reckoning()
    begun, go = threading.Event(), threading.Event()

    def slow(value: int) -> int:
        begun.set()
        go.wait(5)
        return value

    first = reckoning.after(read(), slow)
    begun.wait(5)
    second = reckoning.after(read(), lambda value: value)
    stopping = threading.Thread(target=reckoning.stop)
    stopping.start()
    while not reckoning._stopped:
        pass
    go.set()
    stopping.join(5)
    assert first.result(5) == 20
    assert second.cancelled()
    assert reckoning.after(read(), lambda value: value).cancelled()
    assert not [each for each in threading.enumerate() if each.name.startswith("reckoning")]
