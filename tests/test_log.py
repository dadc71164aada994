"""The log file cannot hold what a person typed or a device sent, whoever logs it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinicapp import log
from clinicapp.domain.errors import Refused
from clinicapp.log import Word
from tests.support.store_samples import a_person, an_observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OURS = logging.getLogger("clinicapp.test")
DRIVERS = logging.getLogger("drivers.test")
OTHERS = logging.getLogger("bleak.backends")
SECRET = "EXAMPLE, Amara 999 000 0018"

# Text that cannot be in a log line by chance, around whatever is made up.
texts = st.text(st.characters(codec="utf-8"), max_size=30).map(lambda text: f"\u2603{text}\u2603")


class Kind(StrEnum):
    WEIGHT = "weight"


@contextmanager
def logging_to(folder: Path) -> Iterator[Callable[[], str]]:
    """Log to a file in a folder and, meanwhile, nowhere else: pytest would show the text."""
    root = logging.getLogger()
    others = tuple(root.handlers)
    for other in others:
        root.removeHandler(other)
    handler = log.start(folder)
    file = folder / "clinicapp.log"
    before = file.stat().st_size
    try:
        yield lambda: file.read_bytes()[before:].decode("utf-8")
    finally:
        log.stop(handler)
        for other in others:
            root.addHandler(other)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_no_text_that_is_not_our_own_reaches_the_file(tmp_path: Path, text: str) -> None:
    with logging_to(tmp_path) as written:
        for logger in (OURS, DRIVERS):
            logger.info("received %s from %s", text, text.encode())
            logger.info("received %(what)s", {"what": text})
            logger.warning("refused %r", [text])
            logger.error("lost %s", Refused(text))
            try:
                raise ValueError(text) from KeyError(text)
            except ValueError:
                logger.exception("it failed for %s", text)
            logger.info("a number %d was promised", text)
            logger.info("one of %s", text, text)
            logger.info(text.encode())
        for name in ("bleak.backends", "asyncio", "clinicapplication", "concurrent.futures"):
            other = logging.getLogger(name)
            other.warning(text)
            other.error("%s", text, exc_info=ValueError(text))
        found = written()
    assert "\u2603" not in found
    assert found.count("received … from …") == 2
    assert found.count("(text of another library withheld)") >= 8


@pytest.mark.parametrize(
    "argument",
    [
        a_person(),
        a_person().nhs_number,
        a_person().born,
        an_observation(),
        SECRET,
        SECRET.encode(),
        bytearray(b"EXAMPLE"),
        (SECRET,),
        {"name": SECRET},
        Decimal(151),
        ValueError(SECRET),
    ],
    ids=lambda argument: type(argument).__name__,
)
def test_nothing_of_a_person_is_written(tmp_path: Path, argument: object) -> None:
    with logging_to(tmp_path) as written:
        OURS.info("here is %s and %r.", argument, argument)
        found = written()
    assert found.endswith("INFO clinicapp.test: here is … and '…'.\n")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (42, "42"),
        (1.5, "1.5"),
        (Kind.WEIGHT, "weight"),
        (Word("and-scale"), "and-scale"),
        (Path("clinicapp.db"), "clinicapp.db"),
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "2026-11-22 12:00:00+00:00"),
        (None, "None"),
    ],
)
def test_what_is_harmless_is_written(tmp_path: Path, argument: object, expected: str) -> None:
    with logging_to(tmp_path) as written:
        OURS.info("%s.", argument)
        found = written()
    assert found.endswith(f"clinicapp.test: {expected}.\n")


def test_of_an_exception_the_kind_and_the_places_are_written(tmp_path: Path) -> None:
    def inner() -> None:
        raise ValueError(SECRET)

    with logging_to(tmp_path) as written:
        try:
            inner()
        except ValueError:
            OURS.exception("it failed")
        found = written()
    first, *places = found.splitlines()
    assert first.endswith("ERROR clinicapp.test: it failed [ValueError]")
    assert [place.split()[1] for place in places] == [
        "test_of_an_exception_the_kind_and_the_places_are_written",
        "inner",
    ]
    assert all(place.startswith("    test_log.py:") for place in places)


def test_a_line_has_its_time_with_the_zone(tmp_path: Path) -> None:
    with logging_to(tmp_path) as written:
        OURS.info("hello")
        found = written()
    stamp = found.split(" ", 1)[0]
    assert datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").utcoffset() is not None


def test_the_file_is_kept_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LOG_BYTES", 1_000)
    with logging_to(tmp_path):
        for _ in range(300):
            OURS.info("a line that says nothing of anybody")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 6
    assert all(file.stat().st_size <= 1_000 for file in files)


def test_after_the_end_nothing_is_written(tmp_path: Path) -> None:
    with logging_to(tmp_path / "deeper"):
        OURS.info("before")
    OURS.info("after")
    assert (tmp_path / "deeper" / "clinicapp.log").read_text(encoding="utf-8").endswith("before\n")
    assert not any(isinstance(each, RotatingFileHandler) for each in logging.getLogger().handlers)
