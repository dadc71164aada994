"""Made-up people, equipment and deliveries for tests of the store and of what lies on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from uuid6 import uuid7

from clinicapp.domain.audit import AuditRecord
from clinicapp.domain.caseload.admissions import AdmissionMessage
from clinicapp.domain.caseload.kinds import Change, EventSource, PersonEvent, PersonEventKind
from clinicapp.domain.equipment.assets import Asset, Verdict
from clinicapp.domain.equipment.calibration_record import (
    Calibration,
    Evidence,
    LookBack,
    LookBackReview,
    MeasuredPoint,
    Signature,
    Standard,
    StandardCertificate,
)
from clinicapp.domain.equipment.tolerances import Method
from clinicapp.domain.forms import FactKind, Form, FormFact
from clinicapp.domain.lester.approval import PackEvent, PackEventKind
from clinicapp.domain.nhs_number import NhsNumber, read_nhs_number
from clinicapp.domain.observations import (
    Delivery,
    Observation,
    Quantity,
    ReadingEvent,
    ReadingEventKind,
    Timing,
)
from clinicapp.domain.people import Diabetes, Person, Sex

if TYPE_CHECKING:
    from clinicapp.domain.lester.pack import Pack
    from clinicapp.domain.observations import Item
    from clinicapp.store.work import Work

KEY = bytes(range(32))
NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)
NURSE = UUID("018f0000-0000-7000-8000-000000000001")


def nhs_number(text: str) -> NhsNumber:
    """A number that is known to be good."""
    number = read_nhs_number(text)
    assert isinstance(number, NhsNumber)
    return number


def a_person(**changes: Any) -> Person:
    """EXAMPLE, Amara, with everything recorded."""
    person = Person(
        id=uuid7(),
        family_name="Example",
        given_name="Amara",
        title="Ms",
        born=date(1985, 3, 14),
        sex=Sex.FEMALE,
        nhs_number=nhs_number("999 000 0018"),
        ethnicity="H",
        ward="Ash",
        room="12",
        pregnant=False,
        diabetes=Diabetes.NONE,
        cvd=False,
        antipsychotic="olanzapine",
        antipsychotic_started=date(2026, 5, 30),
    )
    return replace(person, **changes)


def an_asset(**changes: Any) -> Asset:
    """A Bluetooth blood pressure monitor on Ash."""
    asset = Asset(
        id=uuid7(),
        tag="BP-1",
        category="bp_monitor",
        make="A&D",
        model="UA-651BLE",
        serial="EX0001",
        ward="Ash",
        driver="gatt-blood-pressure",
        link="ble",
        address="00:00:5E:00:53:01",
    )
    return replace(asset, **changes)


def an_observation(**changes: Any) -> Observation:
    """A blood pressure with every field in use."""
    observation = Observation(
        id=uuid7(),
        raw=bytes.fromhex("1e800052006000ea0707150c0000480001"),
        kind="blood_pressure",
        quantities=(
            Quantity("systolic_mmhg", Decimal(128)),
            Quantity("diastolic_mmhg", Decimal("82.0")),
            Quantity("mean_mmhg", None, "nan"),
            Quantity("pulse_per_min", None, "above", Decimal(199)),
        ),
        device_key="serial:EX0001",
        identity_key="identity-1",
        content_key="content-1",
        taken_at_text="2026-07-21T13:00:00",
        measured_at=NOON,
        timing=Timing.DEVICE_CLOCK,
        clock_offset_seconds=-7,
        flags=("irregular_pulse", "body_moved"),
        user=1,
        sequence="42",
        patient_ref="9990000018",
        operator_ref="op 7",
        sample_ref="s-1",
        device_maker="A&D",
        device_model="UA-651BLE",
        device_serial="EX0001",
        control=False,
        lot="A1",
        stored=True,
    )
    return replace(observation, **changes)


def a_delivery(*items: Item, **changes: Any) -> Delivery:
    """One exchange over Bluetooth that brought ``items``."""
    delivery = Delivery(
        visit_id=uuid7(),
        driver="gatt-blood-pressure",
        driver_version="1",
        link="ble",
        address="00:00:5E:00:53:01",
        received_at=NOON,
        items=items,
    )
    return replace(delivery, **changes)


def a_reading_event(reading_id: UUID, kind: ReadingEventKind, **changes: Any) -> ReadingEvent:
    """Something that happened to a reading at noon, done by the nurse."""
    event = ReadingEvent(
        id=uuid7(),
        reading_id=reading_id,
        kind=kind,
        at=NOON,
        actor_id=NURSE,
        actor_name="Nurse Example",
    )
    return replace(event, **changes)


def a_form(person: Person, **changes: Any) -> Form:
    """A person's first form."""
    form = Form(
        id=uuid7(),
        number="LHF-2026-00001",
        person_id=person.id,
        pack="uk-current",
        opened_at=NOON,
        opened_by="Nurse Example",
    )
    return replace(form, **changes)


def a_fact(form: Form, kind: FactKind = FactKind.ANSWERED, **changes: Any) -> FormFact:
    """A fact on a form, added by the nurse at noon."""
    fact = FormFact(
        id=uuid7(),
        form_id=form.id,
        kind=kind,
        at=NOON,
        actor_id=NURSE,
        actor_name="Nurse Example",
        item="smoking",
        values={"smoking": "current"},
    )
    return replace(fact, **changes)


def a_pack_event(
    pack: Pack, kind: PackEventKind = PackEventKind.APPROVED, **changes: Any
) -> PackEvent:
    """The lead approved a pack at noon; an activation has to say where and from when."""
    approved = kind is PackEventKind.APPROVED
    event = PackEvent(
        id=uuid7(),
        kind=kind,
        at=NOON,
        actor_id=NURSE,
        actor_name="Lena Lead",
        pack=pack.name,
        version=pack.version,
        sha256=pack.sha256,
        note="Read against the printed tool",
        cases_passed=96 if approved else None,
        cases_sha256="ab" * 32 if approved else None,
    )
    return replace(event, **changes)


def an_audit_record(**changes: Any) -> AuditRecord:
    """The nurse opened a form."""
    record = AuditRecord(
        at=NOON,
        actor_id=NURSE,
        actor_name="Nurse Example",
        station="ASH-1",
        action="form.opened",
        subject="LHF-2026-00001",
        detail={"pack": "uk-current"},
    )
    return replace(record, **changes)


def an_admission_message(**changes: Any) -> AdmissionMessage:
    """An admission as the hospital's system sent it."""
    message = AdmissionMessage(
        id=uuid7(),
        address="192.0.2.7",
        received_at=NOON,
        raw=b"\x0bMSH|^~\\&|PAS|RXX|||20260721120000||ADT^A01|1|P|2.4\r\x1c",
        sender="PAS|RXX",
        control_id="1",
        event="A01",
        occurred_at=NOON,
    )
    return replace(message, **changes)


def a_person_event(person_id: UUID, **changes: Any) -> PersonEvent:
    """The nurse recorded a switch of medicine at noon."""
    event = PersonEvent(
        id=uuid7(),
        person_id=person_id,
        kind=PersonEventKind.ANTIPSYCHOTIC_CHANGED,
        at=NOON,
        effective_on=date(2026, 7, 20),
        actor_id=NURSE,
        actor_name="Nurse Example",
        source=EventSource.LIST,
        changes=(
            Change("antipsychotic", "olanzapine", "aripiprazole"),
            Change("antipsychotic_started", None, "2026-07-20"),
        ),
    )
    return replace(event, **changes)


def fill_calibrations(work: Work, asset_id: UUID) -> None:
    """One row in every table about calibrations."""
    standard = work.calibrations.add_standard(
        Standard(id=uuid7(), tag="PM-7", name="Pressure meter", serial="S-7", unit="mmHg")
    )
    certificate = StandardCertificate(
        id=uuid7(),
        standard_id=standard.id,
        number="C-1",
        issued_on=date(2026, 3, 1),
        valid_to=date(2027, 3, 1),
        uncertainty=Decimal("0.5"),
        recorded_at=NOON,
        recorded_by="Tom Placeholder",
    )
    work.calibrations.append_certificate(certificate)
    calibration = a_calibration(asset_id, standard.id, certificate.id)
    work.calibrations.append(calibration)
    signer = {"actor_id": NURSE, "actor_name": "Joe Sample", "at": NOON}
    work.calibrations.append_signature(
        Signature(id=uuid7(), calibration_id=calibration.id, **signer)
    )
    look_back = LookBack(
        id=uuid7(),
        calibration_id=calibration.id,
        asset_id=asset_id,
        since=None,
        until=NOON,
        opened_at=NOON,
        opened_by="Tom Placeholder",
    )
    work.calibrations.append_look_back(look_back)
    work.calibrations.append_review(
        LookBackReview(
            id=uuid7(),
            look_back_id=look_back.id,
            note="Nobody was treated by it.",
            readings=3,
            people=2,
            could_have_crossed=1,
            not_excluded=1,
            list_sha256="a" * 64,
            **signer,
        )
    )


def a_calibration(asset_id: UUID, standard_id: UUID, certificate_id: UUID) -> Calibration:
    """One point, found 4 mmHg too high and adjusted."""
    return Calibration(
        id=uuid7(),
        asset_id=asset_id,
        done_on=NOON.date(),
        at=NOON,
        method=Method.STATIC,
        tolerance_set="bp-static",
        policy="calibration-2026-11",
        unit="mmHg",
        room="21 °C",
        points=(
            MeasuredPoint(
                name="",
                unit="mmHg",
                reference=Decimal(200),
                tolerance=Decimal(3),
                uncertainty=Decimal("0.50"),
                as_found=Decimal("204.0"),
                as_left=None,
            ),
        ),
        adjusted=True,
        adjustment="Span reset",
        standard_id=standard_id,
        certificate_id=certificate_id,
        certificate_no="",
        performed_by="Tom Placeholder",
        as_found=Verdict.FAIL,
        as_left=Verdict.INDETERMINATE,
        why=("missing_points",),
        evidence=(Evidence("b" * 64, "sticker.jpg"),),
        signed_by_id=NURSE,
        signed_by="Tom Placeholder",
        signed_at=NOON,
        second_needed=True,
    )
