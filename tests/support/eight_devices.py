"""A ward with eight devices that talk at the same time, on the real window, threads and store.

Three analysers call over TCP, two scales print on pseudo-terminals, two cuffs and a chair scale are
on the air. The wired ones live in one thread of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from uuid6 import uuid7

from clinicapp import policies, rule_packs
from clinicapp.backstage import Backstage
from clinicapp.bootstrap import utc_now
from clinicapp.domain.equipment.assets import Asset, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.domain.staff import Actor, Role
from clinicapp.services.access import By
from clinicapp.services.clinic import people
from clinicapp.services.equipment import assets
from clinicapp.services.staff.members import staff_id, station_actor
from clinicapp.settings import LinkSettings, Settings
from clinicapp.station.async_thread import AsyncThread
from clinicapp.station.ways import ways_in
from clinicapp.station_rules import Rulebook
from clinicapp.store.database import Database
from clinicapp.store.database_thread import DatabaseThread
from drivers.simulators.air import Air
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.pseudo_terminal import PseudoTerminal
from drivers.simulators.running import DoubleRunner
from drivers.simulators.store_and_forward import Label
from drivers.transports.tcp import TcpClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from clinicapp.store.work import Work
    from drivers.simulators.double import Double
    from drivers.transports.contract import Transport

STATION: Final = "ASH-01"
RESULTS_ON_THE_AIR: Final = 2
WARD: Final = "Ash"
LEAD: Final = Actor(
    id=staff_id("Meera Specimen"),
    name="Meera Specimen",
    roles=frozenset(set(Role) - {Role.STATION}),
    station=STATION,
)
ANALYSERS: Final = ("AF20000001", "AF20000002", "AF20000003")
CUFFS: Final = tuple(
    Label(
        name=f"A&D_UA-651BLE_4C2B{n:02d}",
        address=f"5C:31:3E:4C:2B:{n:02d}",
        maker="A&D Medical",
        model="UA-651BLE",
        serial=f"51805001{n:02d}",
    )
    for n in (11, 12)
)
CHAIR: Final = Label(
    name="A&D_UC-352BLE_0A17D3",
    address="5C:31:3E:0A:17:D3",
    maker="A&D Medical",
    model="UC-352BLE",
    serial="5190300456",
)


@dataclass(slots=True)
class EightDevices:
    """The devices, and how they are told to measure. Methods may be called from any thread."""

    analysers: tuple[AstmDouble, ...]
    scales: tuple[AndScaleDouble, ...]
    cuffs: tuple[BloodPressureCuff, ...]
    chair: WeightScale
    zone: tzinfo
    _runners: dict[int, DoubleRunner] = field(default_factory=dict)
    _runs: int = 0

    @property
    def wired(self) -> tuple[Callable[[], None], ...]:
        """What makes each of the five wired devices measure once."""
        return (
            *(partial(self._run, analyser) for analyser in self.analysers),
            *(partial(self._weigh, scale) for scale in self.scales),
        )

    @property
    def on_the_air(self) -> tuple[Callable[[], None], ...]:
        """What wakes each of the three Bluetooth devices, with some results in its memory."""
        return (*(partial(self._squeeze, cuff) for cuff in self.cuffs), self._sit)

    def _run(self, analyser: AstmDouble) -> None:
        self._runs += 1
        stamp = (utc_now() + timedelta(seconds=self._runs)).strftime("%Y%m%d%H%M%S")
        result = AnalyserResult(
            run=self._runs, percent="5.9", mmol_mol="41", measured_at=stamp, sent_at=stamp
        )
        analyser.measure(result)
        self._runners[id(analyser)].poke()

    def _weigh(self, scale: AndScaleDouble) -> None:
        scale.measure(Decimal("68.6"), settling=False)
        self._runners[id(scale)].poke()

    def _squeeze(self, cuff: BloodPressureCuff) -> None:
        for n, at in enumerate(self._moments()):
            cuff.measure(124 + n, 78, 70 + n, at)

    def _sit(self) -> None:
        for at in self._moments():
            self.chair.weigh(Decimal("68.6"), at)

    def _moments(self) -> Iterator[datetime]:
        """Their clocks show whole seconds; two results of one second would be one result."""
        for n in range(RESULTS_ON_THE_AIR):
            yield utc_now().astimezone(self.zone) + timedelta(seconds=n)

    @property
    def connected(self) -> int:
        """How many of the wired devices have a link."""
        return len(self._runners)

    async def talk(self, double: Double, transport: Transport) -> None:
        """Let one wired double live on one link."""
        runner = self._runners[id(double)] = DoubleRunner(double, transport)
        await runner.run(linger=True)


@dataclass(frozen=True, slots=True)
class Ward:
    """The ward, its devices and its people, with everything running."""

    backstage: Backstage
    database: DatabaseThread
    devices: EightDevices
    people: tuple[UUID, ...]


@contextmanager
def eight_devices(folder: Path, visits: int) -> Iterator[Ward]:
    """Furnish a ward with ``visits`` people and switch everything on; off again at the end."""
    zone = Settings(station=STATION, ward=WARD).zone
    pack = rule_packs.load(rule_packs.RECOMMENDED)
    devices = EightDevices(
        tuple(AstmDouble(serial) for serial in ANALYSERS),
        (AndScaleDouble(), AndScaleDouble()),
        tuple(BloodPressureCuff(label, now=lambda: utc_now().astimezone(zone)) for label in CUFFS),
        WeightScale(CHAIR, now=lambda: utc_now().astimezone(zone)),
        zone,
    )
    with ExitStack() as stack:
        room = AsyncThread("eight-devices")
        room.start()
        stack.callback(room.stop)
        ports = [_free_port() for _ in ANALYSERS]
        terminals = [PseudoTerminal(folder / f"scale-{n}") for n in range(len(devices.scales))]
        for terminal in terminals:
            stack.callback(terminal.close)
        air = Air([each.peripheral for each in (*devices.cuffs, devices.chair)])
        links = (
            LinkSettings(kind="bluetooth"),
            *(
                LinkSettings(kind="serial", port=str(terminal.path), driver="and-scale")
                for terminal in terminals
            ),
            *(LinkSettings(kind="tcp_listen", tcp_port=port, driver="astm") for port in ports),
        )
        key = secrets.token_bytes(32)
        database = DatabaseThread(
            lambda: Database(
                folder / "ward.db", key, station=STATION, audit_head=folder / "head.json"
            )
        )
        stack.callback(database.stop)
        scales = [str(terminal.path) for terminal in terminals]
        ids = database.run(lambda work: _furnish(work, scales, visits))
        backstage = Backstage(
            database=database,
            ways=lambda on_trouble: ways_in(links, on_trouble, air.backend),
            station=station_actor(STATION),
            rulebook=lambda: Rulebook(pack=pack, policy=policies.gate_policy()),
            zone=zone,
            now=utc_now,
        )
        backstage.start()
        stack.callback(backstage.stop)
        for port, analyser in zip(ports, devices.analysers, strict=True):
            room.submit(_call(devices, port, analyser))
        for terminal, scale in zip(terminals, devices.scales, strict=True):
            stack.callback(room.submit(_print(devices, terminal, scale)).cancel)
        yield Ward(backstage, database, devices, ids)


async def _call(devices: EightDevices, port: int, analyser: AstmDouble) -> None:
    async for transport in TcpClient("127.0.0.1", port).visits():
        await devices.talk(analyser, transport)
        await transport.close()


async def _print(devices: EightDevices, terminal: PseudoTerminal, scale: AndScaleDouble) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        async for transport in terminal.visits():
            await devices.talk(scale, transport)


def _furnish(work: Work, scales: list[str], visits: int) -> tuple[UUID, ...]:
    for n, serial in enumerate(ANALYSERS):
        _equip(work, f"HB-{n}", "hba1c_analyser", serial, "astm", "tcp", "127.0.0.1")
    for n, path in enumerate(scales):
        _equip(work, f"SC-{n}", "scale", f"EK2000041{n}", "and-scale", "serial", path)
    for n, cuff in enumerate(CUFFS):
        driver = "gatt-blood-pressure"
        _equip(work, f"BP-{n}", "bp_monitor", cuff.serial, driver, "ble", cuff.address)
    _equip(work, "SC-9", "scale", CHAIR.serial, "gatt-weight-scale", "ble", CHAIR.address)
    return tuple(_admit(work, n) for n in range(visits))


def _equip(
    work: Work, tag: str, category: str, serial: str, driver: str, link: str, address: str
) -> None:
    now = utc_now()
    by = By(LEAD, now)
    quality = category == "hba1c_analyser"
    check = Check.QUALITY_CONTROL if quality else Check.CALIBRATION
    asset = Asset(
        id=uuid7(),
        tag=tag,
        category=category,
        make="Example",
        model="Double",
        serial=serial,
        ward=WARD,
        driver=driver,
        link=link,
        address=address,
    )
    plan = CheckPlan(
        id=uuid7(),
        asset_id=asset.id,
        check=check,
        every_hours=24 if quality else None,
        every_months=None if quality else 12,
    )
    assets.register(work, by, asset, (plan,))
    accepted = now - timedelta(days=90)
    assets.note_event(work, by, asset.id, AssetEventKind.ACCEPTED, accepted, "Checks passed")
    checked = now - (timedelta(hours=2) if quality else timedelta(days=30))
    assets.log_check(work, by, asset.id, check, Verdict.PASS, checked, "In range")


def _admit(work: Work, n: int) -> UUID:
    person = Person(
        id=uuid7(),
        family_name="Example",
        given_name=f"Visit {n}",
        title="Ms",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        ethnicity="A",
        ward=WARD,
        room=f"Room {n}",
        pregnant=False,
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="Olanzapine",
        antipsychotic_started=date(2020, 1, 15),
    )
    people.add_person(work, By(LEAD, utc_now()), person)
    return person.id


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
