"""A whole record held against the entry limits."""

from datetime import date
from decimal import Decimal

from hypothesis import given

from clinicapp.domain.lester.entry import check_record
from clinicapp.domain.lester.record import BloodPressure, Lipids, ScreeningRecord, Weight
from clinicapp.domain.plausibility import Severity
from tests.support.lester_records import TODAY, records


def test_findings_come_in_the_order_of_the_form_with_the_names_of_the_command() -> None:
    record = ScreeningRecord(
        id="e",
        on=TODAY,
        audit_c=13,
        height_cm=Decimal(135),
        weights=(Weight(TODAY, Decimal(89)), Weight(date(2026, 11, 16), Decimal(80))),
        blood_pressures=(BloodPressure(systolic_mmhg=90, diastolic_mmhg=80),),
        lipids=Lipids(hdl_mmol_l=Decimal(6)),
    )
    found = [(finding.field, finding.severity) for finding in check_record(record)]
    assert found == [
        ("audit_c", Severity.REJECT),
        ("height_cm", Severity.CONFIRM),
        ("weights[0].kg", Severity.CONFIRM),
        ("blood_pressure[0]", Severity.CONFIRM),
        ("lipids.hdl", Severity.REJECT),
    ]


@given(records)
def test_every_finding_is_one_sentence_about_its_field(record: ScreeningRecord) -> None:
    for finding in check_record(record):
        assert finding.sentence.startswith(finding.field)
        assert finding.sentence.endswith(".")
        assert "\n" not in finding.sentence
