"""Form snapshots without a database, built by the same domain functions that the services use.

``demo_visit()`` is the visit of the design picture ``03-lester-form.png``: EXAMPLE, Amara on
22 Nov 2026. ``Visit`` lets a test add and take away facts one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from clinicapp.domain.equipment.asset_state import AssetState, state_of
from clinicapp.domain.equipment.assets import Asset, AssetEvent, AssetEventKind, Verdict
from clinicapp.domain.equipment.checks import Check, CheckPlan
from clinicapp.domain.forms import FactKind, Form, FormContents, FormFact, fold
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.pack_reading import pack_of_text
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.observations import Observation, Quantity, StoredReading, Timing
from clinicapp.domain.people import Diabetes, Person, Sex
from clinicapp.domain.screening import record_of, things_left
from clinicapp.services.clinic.screening import EarlierForm, FormSnapshot, Source
from clinicapp.services.equipment.assets import AssetStanding

ZONE = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 22)
NURSE = "Rosa Tester"
_SPACE = UUID("00000000-0000-4000-8000-000000000000")


def some_id(name: str) -> UUID:
    """The same id for the same name in every run."""
    return uuid5(_SPACE, name)


def clock(hour: int, minute: int, day: date = TODAY) -> datetime:
    """A moment of the day on the ward's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def pack_named(name: str = "uk-current") -> Pack:
    """A pack that ships."""
    text = files("resources").joinpath("lester", f"{name}.toml").read_text(encoding="utf-8")
    return pack_of_text(text)


def stricter_pack(pack: Pack) -> Pack:
    """Another text of the same name and version, by which 135 mmHg is in the red zone already."""
    before = '[blood_pressure.systolic]\nvalue = "140"'
    assert before in pack.text
    return pack_of_text(pack.text.replace(before, before.replace("140", "135")))


def amara() -> Person:
    """The invented patient of the design pictures."""
    number = read_nhs_number("999 201 4539")
    assert isinstance(number, NhsNumber)
    return Person(
        id=some_id("amara"),
        family_name="Example",
        given_name="Amara",
        title="Ms",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        nhs_number=number,
        ethnicity="A",
        ward="Ash",
        room="Room 7",
        pregnant=False,
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="olanzapine",
        antipsychotic_started=date(2026, 8, 30),
    )


@dataclass(frozen=True, slots=True)
class Device:
    """A device of the demo room with its plans and its history."""

    asset: Asset
    plans: tuple[CheckPlan, ...]
    events: tuple[AssetEvent, ...]

    def state(self, at: datetime) -> AssetState:
        """What it is in at a moment."""
        return state_of(self.asset, self.plans, self.events, at.astimezone(ZONE))

    def standing(self, at: datetime) -> AssetStanding:
        """The same with the asset."""
        return AssetStanding(self.asset, self.state(at))


def device(
    name: tuple[str, str],
    category: str,
    link: str,
    *,
    calibrated: date | None = None,
    controlled: datetime | None = None,
    accepted: bool = True,
    more: tuple[tuple[AssetEventKind, datetime], ...] = (),
) -> Device:
    """A device with a yearly calibration plan, or a daily control plan, or both."""
    make, model = name
    key = some_id(f"{make} {model}")
    plans: list[CheckPlan] = []
    events: list[AssetEvent] = []

    def note(
        kind: AssetEventKind,
        at: datetime,
        check: Check | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        events.append(
            AssetEvent(
                id=some_id(f"{key}{len(events)}"),
                asset_id=key,
                kind=kind,
                at=at,
                recorded_at=at,
                recorded_by="Ines Sample",
                check=check,
                verdict=verdict,
            )
        )

    if accepted:
        note(AssetEventKind.ACCEPTED, clock(9, 0, date(2025, 1, 6)))
    if calibrated is not None:
        plan = some_id(f"{key}cal")
        plans.append(CheckPlan(id=plan, asset_id=key, check=Check.CALIBRATION, every_months=12))
        note(AssetEventKind.CHECKED, clock(11, 0, calibrated), Check.CALIBRATION, Verdict.PASS)
    if controlled is not None:
        plan = some_id(f"{key}qc")
        plans.append(CheckPlan(id=plan, asset_id=key, check=Check.QUALITY_CONTROL, every_hours=24))
        note(AssetEventKind.CHECKED, controlled, Check.QUALITY_CONTROL, Verdict.PASS)
    for kind, at in more:
        note(kind, at)
    asset = Asset(
        id=key,
        tag=f"ASH-{model[:3].upper()}",
        category=category,
        make=make,
        model=model,
        serial=f"SN-{model[-3:]}",
        ward="Ash",
        link=link,
        address=f"{link}:1",
    )
    return Device(asset, tuple(plans), tuple(events))


def monitor() -> Device:
    """The blood pressure monitor, in calibration to 14 Feb 2027."""
    return device(("A&D", "UA-651"), "bp_monitor", "ble", calibrated=date(2026, 2, 14))


def scale() -> Device:
    """The scale, calibration due on 12 Dec 2026."""
    return device(("seca", "704"), "scale", "serial", calibrated=date(2025, 12, 12))


def hba1c_analyser() -> Device:
    """The HbA1c analyser, its control passed at 07:30."""
    return device(("DCA", "Vantage"), "hba1c_analyser", "tcp", controlled=clock(7, 30))


def lipid_analyser() -> Device:
    """The lipid analyser, its control passed at 07:41."""
    return device(("cobas", "b 101"), "lipid_analyser", "tcp", controlled=clock(7, 41))


def meter() -> Device:
    """The glucose meter, asleep in the picture."""
    return device(("HemoCue", "201"), "glucose_meter", "ble", controlled=clock(7, 20))


def reading_of(
    of: Device | None,
    at: datetime,
    kind: str,
    amounts: dict[str, str],
    *,
    link: str = "serial",
    control: bool = False,
    stored: bool = False,
) -> StoredReading:
    """A reading as it lies in the store."""
    asset = None if of is None else of.asset
    return StoredReading(
        observation=Observation(
            id=some_id(f"reading {kind}{at.isoformat()}"),
            raw=b"\x02RAW\x03",
            kind=kind,
            quantities=tuple(Quantity(k, Decimal(v)) for k, v in amounts.items()),
            device_key="key",
            identity_key=None,
            content_key=None,
            taken_at_text=None,
            measured_at=at,
            timing=Timing.RECEIVED,
            device_maker=None if asset else "Acme",
            device_model=None if asset else "P-1",
            device_serial=asset.serial if asset else "ZX-9",
            control=control,
            stored=stored,
        ),
        visit_id=some_id("link"),
        driver="some-driver",
        driver_version="1.0.0",
        link=(asset.link or link) if asset else link,
        address=(asset.address or "") if asset else "COM9",
        received_at=at,
    )


@dataclass(slots=True)
class Visit:
    """A form that a test fills fact by fact."""

    on: date = TODAY
    person: Person = field(default_factory=amara)
    pack: Pack = field(default_factory=pack_named)
    number: str = "LHF-2026-00417"
    facts: list[FormFact] = field(default_factory=list)
    sources: dict[UUID, Source] = field(default_factory=dict)
    earlier: list[EarlierForm] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """The form itself."""
        return Form(
            id=some_id(self.number),
            number=self.number,
            person_id=self.person.id,
            pack=self.pack.name,
            opened_at=clock(9, 36, self.on),
            opened_by=NURSE,
        )

    def fact(
        self,
        kind: FactKind,
        item: str,
        at: datetime,
        values: dict[str, str],
        reading_id: UUID | None = None,
    ) -> FormFact:
        """Append a fact."""
        made = FormFact(
            id=some_id(f"{self.number} {len(self.facts)}"),
            form_id=some_id(self.number),
            kind=kind,
            at=at,
            actor_id=some_id(NURSE),
            actor_name=NURSE,
            item=item,
            values=MappingProxyType(values),
            reading_id=reading_id,
        )
        self.facts.append(made)
        return made

    def answer(self, item: str, at: datetime | None = None, **values: str) -> FormFact:
        """Answer or type an item."""
        return self.fact(FactKind.ANSWERED, item, at or clock(9, 37, self.on), values)

    def file(
        self,
        of: Device,
        item: str,
        at: datetime,
        *,
        codes: tuple[str, ...] = (),
        reason: str | None = None,
        **values: str,
    ) -> FormFact:
        """Fill an item from a device."""
        reading = reading_of(of, at, item, {})
        made = self.fact(
            FactKind.FILED, item, at, {**values, "taken_at": at.isoformat()}, reading.id
        )
        self.sources[made.id] = Source(
            reading=reading, asset=of.asset, state=of.state(at), codes=codes, reason=reason
        )
        return made

    def choose(self, code: str, status: str = "accepted") -> FormFact:
        """Set an action."""
        values = {"code": code, "status": status}
        return self.fact(FactKind.ACTION, code, clock(9, 50, self.on), values)

    def decline(self, item: str, reason: str = "Declined today", **values: str) -> FormFact:
        """Record that there is no value; ``values`` are ``absence`` and ``retry_on``."""
        kept = {"reason": reason, **values}
        return self.fact(FactKind.DECLINED, item, clock(9, 51, self.on), kept)

    def sign(self, at: datetime | None = None) -> FormFact:
        """Sign the form."""
        values = {"pack": self.pack.name, "pack_version": self.pack.version, "record_sha256": "ab"}
        return self.fact(FactKind.SIGNED, "", at or clock(9, 56, self.on), values)

    def before(self, other: Visit) -> None:
        """Add an earlier form of the same person."""
        other.sign()
        self.earlier.append(EarlierForm(form=other.form, on=other.on, contents=other.contents))

    @property
    def contents(self) -> FormContents:
        """The facts, folded."""
        return fold(self.facts)

    def snapshot(self, as_of: datetime | None = None) -> FormSnapshot:
        """The snapshot as the services would return it."""
        contents = self.contents
        before = tuple(each.contents for each in self.earlier)
        record = record_of(self.form, self.person, contents, before, self.on, ZONE, self.pack)
        assessment = assess(record, self.pack)
        return FormSnapshot(
            form=self.form,
            person=self.person,
            contents=contents,
            record=record,
            assessment=assessment,
            pack=self.pack,
            left=things_left(assessment, contents),
            sources=MappingProxyType(dict(self.sources)),
            earlier=tuple(self.earlier),
            as_of=as_of or clock(9, 49, self.on),
        )


def earlier_visit(
    on: date, kg: str, pressure: tuple[int, int], hba1c: int, total: str, hdl: str
) -> Visit:
    """A whole earlier form, typed in."""
    visit = Visit(on=on, number=f"LHF-{on.year}-{on.timetuple().tm_yday:05d}")
    visit.answer("smoking", smoking="ex", stopped="2023-03")
    visit.answer("height", height_cm="168")
    visit.answer("weight", weight_kg=kg)
    systolic, diastolic = pressure
    pair = {"systolic_mmhg": str(systolic), "diastolic_mmhg": str(diastolic)}
    visit.answer("blood_pressure", method="manual", **pair)
    visit.answer("hba1c", hba1c_mmol_mol=str(hba1c), sample="lab")
    visit.answer("lipids", total_cholesterol_mmol_l=total, hdl_mmol_l=hdl)
    return visit


def demo_visit(pack: str = "uk-current") -> Visit:
    """The visit of the picture, just after the scale has sent 68.6 kg."""
    visit = Visit(pack=pack_named(pack))
    visit.before(earlier_visit(date(2025, 5, 12), "65.0", (128, 80), 37, "5.6", "1.2"))
    visit.before(earlier_visit(date(2025, 11, 18), "65.5", (132, 82), 38, "5.2", "1.2"))
    visit.before(earlier_visit(date(2026, 5, 18), "65.8", (138, 86), 40, "5.2", "1.3"))
    baseline = Visit(on=date(2026, 8, 30), number="LHF-2026-00301")
    baseline.answer("weight", at=clock(10, 0, baseline.on), weight_kg="66.2")
    visit.before(baseline)
    visit.answer("smoking", smoking="ex", stopped="2023-03")
    visit.answer("diet", diet="adequate")
    visit.answer("activity", activity="active")
    visit.answer("height", height_cm="168")
    visit.answer("waist", waist_cm="82")
    visit.answer("pulse_regular", pulse_regular="yes")
    cuff, box = monitor(), hba1c_analyser()
    visit.file(cuff, "blood_pressure", clock(9, 38), systolic_mmhg="152", diastolic_mmhg="94")
    visit.file(meter(), "glucose", clock(9, 40), glucose_mmol_l="6.4", sample="poc", fasting="no")
    visit.file(cuff, "blood_pressure", clock(9, 42), systolic_mmhg="146", diastolic_mmhg="91")
    profile = {"total_cholesterol_mmol_l": "5.1", "hdl_mmol_l": "1.3"}
    visit.file(lipid_analyser(), "lipids", clock(9, 44), **profile)
    visit.answer("qrisk3", at=clock(9, 45), qrisk3_percent="2.1")
    visit.file(box, "hba1c", clock(9, 47), hba1c_mmol_mol="44", sample="poc")
    visit.choose("BP1")
    visit.file(scale(), "weight", clock(9, 49), codes=("DUE_SOON",), weight_kg="68.6")
    return visit


def finished_visit(pack: str = "uk-current") -> Visit:
    """The same visit with the alcohol questions answered, a glucose action chosen, and signed."""
    visit = demo_visit(pack)
    visit.answer(
        "audit_c",
        at=clock(9, 52),
        audit_c_frequency="2",
        audit_c_units="1",
        audit_c_six_or_more="0",
        audit_c="3",
    )
    visit.choose("GLU1")
    visit.sign()
    return visit
