"""The database lives on one thread of its own."""

from __future__ import annotations

import threading
import time
from concurrent.futures import wait
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import pytest

from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.errors import AlreadyThere, Stopped, WrongKey
from tests.support.store_samples import KEY, a_person, an_audit_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clinicapp.domain.people import Person
    from clinicapp.store.work import Work


@pytest.fixture
def thread(file: Path, head_file: Path) -> Iterator[DatabaseThread]:
    started = DatabaseThread(lambda: Database(file, KEY, station="ASH-1", audit_head=head_file))
    yield started
    started.stop()


def test_everything_runs_on_the_thread_named_database(thread: DatabaseThread) -> None:
    assert thread.run(lambda _work: threading.current_thread().name) == "database"
    assert thread.run(lambda _work: threading.get_ident()) != threading.get_ident()


def adding(person: Person, work: Work) -> None:
    work.people.add(person)


def test_functions_run_in_order_each_in_its_transaction(thread: DatabaseThread) -> None:
    people = [a_person(nhs_number=None, given_name=f"P{number}") for number in range(20)]
    counts = []
    for person in people:
        thread.submit(partial(adding, person))
        counts.append(thread.submit(lambda work: len(work.people.list()), write=False))
    assert [count.result() for count in counts] == list(range(1, 21))


def test_an_error_reaches_the_caller_and_the_thread_goes_on(thread: DatabaseThread) -> None:
    person = a_person()
    thread.run(lambda work: work.people.add(person))
    with pytest.raises(AlreadyThere):
        thread.run(lambda work: work.people.add(person))
    assert thread.run(lambda work: work.people.get(person.id), write=False) == person


def test_a_read_cannot_write(thread: DatabaseThread) -> None:
    with pytest.raises(RuntimeError, match="tried to write"):
        thread.run(lambda work: work.people.add(a_person()), write=False)


def test_stopping_finishes_what_was_asked_for(file: Path) -> None:
    thread = DatabaseThread(lambda: Database(file, KEY, station="ASH-1"))

    def slow(work: Work) -> None:
        time.sleep(0.05)
        work.audit.append(an_audit_record())

    futures = [thread.submit(slow) for _ in range(4)]
    thread.stop()
    thread.stop()
    assert wait(futures).not_done == set()
    assert not any(t.name == "database" for t in threading.enumerate())
    database = Database(file, KEY, station="ASH-1")
    with database.read() as work:
        assert work.audit.head().sequence == 4
    database.close()
    with pytest.raises(Stopped, match="The station is closing"):
        thread.submit(slow)


def test_an_opening_that_fails_leaves_no_thread(file: Path) -> None:
    Database(file, KEY, station="ASH-1").close()
    with pytest.raises(WrongKey):
        DatabaseThread(lambda: Database(file, b"k" * 32, station="ASH-1"))
    assert not any(t.name == "database" for t in threading.enumerate())


def test_the_whole_database_can_be_checked_and_copied(
    thread: DatabaseThread, tmp_path: Path
) -> None:
    thread.run(lambda work: work.audit.append(an_audit_record()))
    assert thread.on_database(lambda database: database.check()).result() == ()
    contents = thread.on_database(lambda database: database.backup(tmp_path / "b.db")).result()
    assert contents.head.sequence == 1


def test_the_head_is_noted_when_the_thread_stops(thread: DatabaseThread, head_file: Path) -> None:
    for _ in range(3):
        thread.run(lambda work: work.audit.append(an_audit_record()))
    thread.stop()
    assert '"sequence": 3' in head_file.read_text()


def test_what_a_device_waits_for_goes_before_what_a_screen_waits_for(
    thread: DatabaseThread,
) -> None:
    order: list[str] = []
    begun, go_on = Event(), Event()

    def busy(_work: Work) -> None:
        begun.set()
        go_on.wait(10)

    def note(name: str) -> Callable[[Work], None]:
        return lambda _work: order.append(name)

    jobs = [thread.submit(busy)]
    begun.wait(10)
    jobs += [thread.submit(note("screen"), write=False), thread.submit(note("screen again"))]
    jobs += [thread.submit(note("device"), first=True), thread.submit(note("next"), first=True)]
    go_on.set()
    wait(jobs, 10)
    assert order == ["device", "next", "screen", "screen again"]
