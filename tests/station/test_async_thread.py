"""The devices thread: it runs what it is given, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from clinicapp.station.async_thread import AsyncThread


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


async def name_of_thread() -> str:
    return threading.current_thread().name


def test_work_runs_on_the_thread_of_that_name() -> None:
    thread = AsyncThread()
    thread.start()
    try:
        assert thread.submit(name_of_thread()).result(5) == "devices"
    finally:
        thread.stop()
    assert "devices" not in names()


def test_stopping_cancels_what_runs_and_waits_until_it_has_cleaned_up() -> None:
    thread = AsyncThread()
    thread.start()
    steps: list[str] = []
    running = threading.Event()

    async def work() -> None:
        try:
            running.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.02)
            steps.append("cleaned up")

    future = thread.submit(work())
    assert running.wait(5)
    thread.stop()
    assert steps == ["cleaned up"]
    assert "devices" not in names()
    with pytest.raises(CancelledError):
        future.result(0)


def test_an_error_reaches_whoever_asked_and_the_thread_goes_on() -> None:
    thread = AsyncThread()
    thread.start()

    async def fail() -> None:
        raise ValueError("no")

    try:
        with pytest.raises(ValueError, match="no"):
            thread.submit(fail()).result(5)
        assert thread.submit(name_of_thread()).result(5) == "devices"
    finally:
        thread.stop()


def test_before_it_starts_and_after_it_stops_nothing_is_taken() -> None:
    """A coroutine that is refused is closed, or Python warns that it was never awaited."""
    thread = AsyncThread()
    with pytest.raises(RuntimeError, match="not running"):
        thread.submit(name_of_thread())
    thread.stop()
    thread.start()
    thread.stop()
    thread.stop()
    with pytest.raises(RuntimeError, match="not running"):
        thread.submit(name_of_thread())
