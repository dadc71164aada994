"""The hospital's messages over real sockets into a real database, answered only when on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from clinicapp.backstage import Backstage
from clinicapp.domain.caseload.admissions import INTENTS
from clinicapp.domain.caseload.kinds import (
    EventSource,
    MessageDecision,
    MessageOutcome,
    PersonEventKind,
)
from clinicapp.domain.errors import Conflict, Refused
from clinicapp.domain.people import Sex
from clinicapp.domain.staff import Role
from clinicapp.policies import gate_policy
from clinicapp.services.access import By
from clinicapp.services.clinic.admission_messages import decide, waiting_messages
from clinicapp.services.clinic.people import add_person
from clinicapp.settings import LinkSettings
from clinicapp.station.admissions import AdmissionsLink, admission_links
from clinicapp.station.adt_messages import Hospital, read_message
from clinicapp.station.events import AdmissionHeard, StoreTrouble, StoreWell
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from clinicapp.store.errors import DiskFull
from tests.support.adt import AMARA, adt, block
from tests.support.back_room import NOW, STATION
from tests.support.caseload_samples import known_person
from tests.support.facts import LONDON, an_actor
from tests.support.snapshots import pack_named
from tests.support.store_samples import KEY, an_audit_record
from tests.support.wired import until

if TYPE_CHECKING:
    from pathlib import Path

    from clinicapp.domain.people import Person
    from clinicapp.store.admissions import StoredMessage

LEAD = an_actor(Role.PHYSICAL_HEALTH_LEAD, name="Meera Specimen")


@dataclass
class Hub:
    """A station that listens to the hospital, and the hospital's end of the wire."""

    database: DatabaseThread
    backstage: Backstage
    way: AdmissionsLink
    heard: list[object] = field(default_factory=list)

    def exchange(self, *pieces: bytes, answers: int = 1, rest: float = 0.0) -> list[list[str]]:
        """Send pieces one after the other, wait for so many answers; their MSA fields."""
        return asyncio.run(self._exchange(pieces, answers, rest))

    async def _exchange(
        self, pieces: tuple[bytes, ...], answers: int, rest: float
    ) -> list[list[str]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.way.link.bound_port)
        found = b""
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(rest)
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                while found.count(b"\x1c\r") < answers and (data := await reader.read(65536)):
                    found += data
        writer.close()
        await writer.wait_closed()
        texts = [each for each in found.split(b"\x1c\r") if each]
        return [
            line.split("|")
            for text in texts
            for line in text.decode("latin-1").split("\r")
            if line.startswith("MSA")
        ]

    def send(self, text: bytes) -> str:
        """Send one message; the code of its answer."""
        ((_, code, *_rest),) = self.exchange(block(text))
        return code

    def run(self, function: Callable[[Any], Any]) -> Any:
        return self.database.run(function)

    def people(self) -> list[Person]:
        return list(self.run(lambda work: work.people.everybody()))

    def admit(self, **changes: Any) -> Person:
        person = known_person(**changes)
        self.run(lambda work: add_person(work, By(LEAD, NOW), person))
        return person

    def messages(self) -> list[tuple[str, bytes]]:
        rows = self.run(
            lambda work: work.people._session.run(
                "SELECT outcome, raw FROM admission_messages ORDER BY seq"
            ).fetchall()
        )
        return [(outcome, raw) for outcome, raw in rows]

    def outcomes(self) -> list[str]:
        return [outcome for outcome, _raw in self.messages()]

    def waiting(self) -> tuple[StoredMessage, ...]:
        found: tuple[StoredMessage, ...] = self.run(
            lambda work: waiting_messages(work, By(LEAD, NOW))
        )
        return found


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    database = DatabaseThread(lambda: Database(tmp_path / "a.db", KEY, station="ASH-01"))
    link = LinkSettings(
        kind="adt_listen", tcp_port=0, ward_codes={"ASHWD": "Ash", "BIRWD": "Birch"}
    )
    (way,) = admission_links((link,), "Ash", LONDON)
    backstage = Backstage(
        database=database,
        ways=lambda _trouble: [],
        admissions=lambda: [way],
        station=STATION,
        rulebook=lambda: Rulebook(pack=pack_named("uk-current"), policy=gate_policy()),
        zone=LONDON,
        now=lambda: NOW,
    )
    found = Hub(database, backstage, way)
    backstage.listen(found.heard.append)
    backstage.start()
    asyncio.run(until(lambda: way.link.bound_port > 0))
    yield found
    backstage.stop()


def test_an_admission_is_on_disk_before_it_is_acknowledged(hub: Hub) -> None:
    text = adt()
    ((_, code, control),) = hub.exchange(block(text))
    assert (code, control) == ("AA", "1")
    (person,) = hub.people()
    assert (person.display_name, person.title, person.ward) == ("EXAMPLE, AMARA", "MS", "Ash")
    assert (person.born, person.sex, person.room) == (date(1985, 3, 14), Sex.FEMALE, "4, bed B")
    assert (str(person.nhs_number), person.ethnicity) == (AMARA, "A")
    assert hub.messages() == [("applied", b"\x0b" + text + b"\x1c")]
    (event,) = hub.run(lambda work: work.admissions.events(person.id))
    assert (event.kind, event.source) == (PersonEventKind.ADMITTED, EventSource.MESSAGE)
    assert [each for each in hub.heard if isinstance(each, AdmissionHeard)] == [
        AdmissionHeard(MessageOutcome.APPLIED)
    ]


def test_they_move_leave_and_come_back(hub: Hub) -> None:
    person = hub.admit(room=None)
    assert hub.send(adt("A02", ward="ASHWD^7", control="1")) == "AA"
    assert hub.people()[0].room == "7"
    more = adt("A03", control="2", at="202611221000")
    assert hub.send(more) == "AA"
    assert hub.people()[0].discharged_on == date(2026, 11, 22)
    assert hub.send(adt("A13", control="3", at="202611221100", ward="ASHWD^7")) == "AA"
    assert hub.people()[0].in_care
    # And away to another ward of the hospital.
    assert hub.send(adt("A02", control="4", at="202611221200", ward="BIRWD^1")) == "AA"
    assert (hub.people()[0].ward, hub.people()[0].id) == ("Birch", person.id)
    assert hub.outcomes() == ["applied"] * 4
    kinds = [each.kind.value for each in hub.run(lambda w: w.admissions.events(person.id))]
    assert kinds == ["changed", "discharged", "readmitted", "changed"]


def test_an_admission_that_is_cancelled_leaves_the_list_and_stays_in_the_store(hub: Hub) -> None:
    assert hub.send(adt()) == "AA"
    assert hub.send(adt("A11", control="2", at="202611220930")) == "AA"
    assert [each.in_care for each in hub.people()] == [False]


@pytest.mark.parametrize("event", ["A08", "A31", "A28"])
def test_an_update_changes_particulars_and_admits_nobody(hub: Hub, event: str) -> None:
    gone = hub.admit(discharged_on=date(2026, 9, 1), sex=Sex.UNKNOWN)
    assert hub.send(adt(event)) == "AA"
    (found,) = hub.people()
    assert found == replace(gone, sex=Sex.FEMALE, ethnicity="A")


def test_other_wards_are_acknowledged_and_left(hub: Hub) -> None:
    assert hub.send(adt(ward="OAKWD^1")) == "AA"
    assert hub.send(adt("A28", ward="", control="2")) == "AA"
    assert hub.send(adt("A03", ward="OAKWD^1", control="3")) == "AA"
    assert hub.people() == []
    assert hub.outcomes() == ["not_ours"] * 3


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"born": "19850315"}, "known with another date of birth"),
        ({"name": "OTHER^AMARA"}, "known under the name EXAMPLE, Amara"),
        ({"name": "OTHER^BEN", "born": "19900101"}, "belongs to somebody of another name"),
        ({"number": "9990000026^^^NHS^NH"}, "known by another NHS number"),
        ({"number": "9990000019^^^NHS^NH"}, "check digit"),
        ({"born": ""}, "date of birth is missing"),
        ({"event": "A40", "more": "MRG|9990000026^^^NHS^NH"}, "two records are one person's"),
    ],
)
def test_what_could_confuse_two_people_waits_for_somebody(
    hub: Hub, how: dict[str, str], why: str
) -> None:
    amara = hub.admit()
    assert hub.send(adt(**how)) == "AA"  # type: ignore[arg-type]
    assert hub.people() == [amara]
    (message,) = hub.waiting()
    assert message.outcome is MessageOutcome.WAITING
    assert why in message.reason

    def settle(reason: str) -> None:
        hub.run(
            lambda work: decide(work, By(LEAD, NOW), message.id, MessageDecision.HANDLED, reason)
        )

    with pytest.raises(Refused, match="Say why first"):
        settle(" ")
    settle("compared with the record")
    assert hub.waiting() == ()
    with pytest.raises(Conflict, match="has decided on this message already"):
        settle("again")


def test_a_merge_about_strangers_is_left(hub: Hub) -> None:
    assert hub.send(adt("A40", more="MRG|9990000026^^^NHS^NH")) == "AA"
    assert hub.outcomes() == ["not_ours"]
    hub.admit(given_name="Ben", nhs_number=None)
    merged = known_person(given_name="Cy", born=date(1960, 1, 1))
    hub.run(lambda work: work.people.add(merged))
    text = adt("A40", number="9990000026^^^NHS^NH", name="X^Y", more=f"MRG|{AMARA}^^^NHS^NH",
               control="2")  # fmt: skip
    assert hub.send(text) == "AA"
    assert hub.outcomes() == ["not_ours", "waiting"]


def test_the_same_message_again_is_acknowledged_and_done_once(hub: Hub) -> None:
    text = adt()
    codes = [answer[1] for answer in hub.exchange(block(text) * 3, answers=3)]
    assert codes == ["AA"] * 3
    assert hub.outcomes() == ["applied", "repeated", "repeated"]
    assert len(hub.people()) == 1


def test_what_comes_late_does_not_undo_what_is_newer(hub: Hub) -> None:
    assert hub.send(adt(at="202611220900")) == "AA"
    # Says what is known, and is newer all the same.
    assert hub.send(adt("A08", at="202611221100", control="2")) == "AA"
    assert hub.send(adt("A02", at="202611221000", ward="BIRWD^1", control="3")) == "AA"
    assert hub.send(adt("A03", at="202611220859", control="4")) == "AA"
    assert hub.outcomes() == ["applied", "unchanged", "stale", "stale"]
    assert [(each.ward, each.in_care) for each in hub.people()] == [("Ash", True)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"hello", "no header"),
        (adt(kind="ORU^R01"), "'ORU^R01' is no admission message"),
        (adt().replace(b"PID|", b"ZID|"), "does not name one person"),
        (adt() + adt(), "does not name one person"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_kept(hub: Hub, text: bytes, why: str) -> None:
    ((_, code, _control, sentence),) = hub.exchange(block(text))
    assert code == "AR"
    assert why in sentence
    assert hub.messages() == [("refused", b"\x0b" + text + b"\x1c")]


@pytest.mark.parametrize("how", [{"event": "A05"}, {"processing": "T"}])
def test_what_changes_nothing_here_is_acknowledged(hub: Hub, how: dict[str, str]) -> None:
    assert hub.send(adt(**how)) == "AA"  # type: ignore[arg-type]
    assert hub.outcomes() == ["not_used"]
    assert hub.people() == []


def test_a_message_that_is_cut_is_kept_and_the_next_is_read(hub: Hub) -> None:
    whole = block(adt())
    hub.exchange(whole[:60], answers=0, rest=0.2)
    asyncio.run(until(lambda: hub.outcomes() == ["refused"]))
    ((_, code, _control),) = hub.exchange(whole[:40], whole, rest=0.05)
    assert code == "AA"
    assert [(outcome, len(raw)) for outcome, raw in hub.messages()] == [
        ("refused", 60),
        ("refused", 40),
        ("applied", len(whole) - 1),
    ]


def test_pieces_of_any_size_make_the_message(hub: Hub) -> None:
    whole = block(adt())
    pieces = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    ((_, code, _control),) = hub.exchange(*pieces)
    assert code == "AA"


def test_while_the_disk_is_full_the_sender_is_told_to_send_again(hub: Hub) -> None:
    def limit(database: Database) -> None:
        pages = database._session.run("PRAGMA page_count").fetchone()[0]
        database._session.run(f"PRAGMA max_page_count = {pages}").fetchone()

    hub.database.on_database(limit).result()
    with suppress(DiskFull):
        for _ in range(1000):
            hub.run(lambda work: work.audit.append(an_audit_record()))
    assert hub.send(adt()) == "AE"
    assert [each for each in hub.heard if isinstance(each, StoreTrouble)]

    def lift(database: Database) -> None:
        database._session.run("PRAGMA max_page_count = 1000000").fetchone()

    hub.database.on_database(lift).result()
    assert hub.people() == []
    assert hub.send(adt()) == "AA"
    assert hub.outcomes() == ["applied"]
    assert isinstance(hub.heard[-2], StoreWell)


def test_only_the_hosts_of_the_settings_are_listened_to(hub: Hub, caplog: Any) -> None:
    object.__setattr__(hub.way, "peers", frozenset({"192.0.2.7"}))
    assert hub.exchange(block(adt())) == []
    assert hub.outcomes() == []
    assert caplog.messages == ["a host that is not in the settings tried to send admissions"]
    caplog.clear()


HOSPITAL = Hospital(ward="Ash", zone=LONDON, wards=MappingProxyType({"ASHWD": "Ash"}))


def read(text: bytes, hospital: Hospital = HOSPITAL) -> Any:
    return read_message(
        block(text),
        text,
        hospital,
        message_id=uuid7(),
        address="192.0.2.7",
        received_at=NOW,
    )


def test_times_are_read_in_their_own_zone_or_the_wards() -> None:
    assert read(adt(at="202607220900")).occurred_at == datetime(2026, 7, 22, 8, tzinfo=UTC)
    assert read(adt(at="20261122090030.1234+0200")).occurred_at == datetime(
        2026, 11, 22, 7, 0, 30, tzinfo=UTC
    )
    assert read(adt(at="2026")).occurred_at is None
    assert read(adt(at="20261322")).occurred_at is None


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (f"{AMARA}^^^NHS^NH", AMARA),
        ("999 000 0018^^^NHS&2.16.840.1.113883.2.1.4.1&ISO^NH", AMARA),
        (f"{AMARA}^^^NHS", AMARA),
        (f"{AMARA}^^^RXX^NH", AMARA),
        (f"{AMARA}^^^RXX^PI", None),
        (f"{AMARA}^^^NHS^PI", None),
        (AMARA, None),
        ('""^^^NHS^NH', None),
    ],
)
def test_only_what_is_marked_as_one_is_an_nhs_number(number: str, found: str | None) -> None:
    entry = read(adt(number=number)).entry
    assert (str(entry.nhs_number) if entry.nhs_number else None) == found


def test_what_marks_a_number_is_a_setting() -> None:
    own = replace(HOSPITAL, number_types=frozenset({"NHSNMBR"}), number_authorities=frozenset())
    assert str(read(adt(number=f"{AMARA}^^^X^NHSNMBR"), own).entry.nhs_number) == AMARA
    assert read(adt(), own).entry.nhs_number is None


@given(st.sampled_from([*INTENTS, "A05"]), st.binary(max_size=60), st.integers(0, 400))
def test_no_bytes_can_make_the_reader_fail(event: str, noise: bytes, at: int) -> None:
    whole = adt(event)
    found = read(whole[:at] + noise + whole[at:])
    assert found.entry is not None or found.problem or found.event == ""


def test_codes_of_the_trusts_own_are_no_reason_to_refuse() -> None:
    text = adt().replace(b"|F||Z9|", b"|Q9||Z9|").replace(b"|A\r", b"|Z9X\r")
    found = read(text)
    assert found.problem == ""
    assert (found.entry.sex, found.entry.ethnicity) == (None, None)
