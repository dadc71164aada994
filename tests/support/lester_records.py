"""Hypothesis strategies for screening records whose values are inside the entry limits."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from clinicapp.domain.lester.record import (
    Activity,
    BloodPressure,
    Diet,
    Fasting,
    GlucoseResult,
    GlucoseTest,
    GlucoseUnit,
    Lipids,
    Method,
    PersonFacts,
    Sample,
    ScreeningRecord,
    Smoking,
    Weight,
)
from clinicapp.domain.lester.vocabulary import Beside, Domain
from clinicapp.domain.people import ETHNIC_GROUPS, Diabetes, Sex

TODAY: Final = date(2026, 11, 22)


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """A value, or that it was not recorded."""
    return st.none() | strategy


def tenths(low: str, high: str) -> st.SearchStrategy[Decimal]:
    """Decimals with one place, both bounds included."""
    first, last = (int(Decimal(bound) * 10) for bound in (low, high))
    return st.integers(first, last).map(lambda tenth: Decimal(tenth) / 10)


past_days = st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days))

adults = st.builds(
    PersonFacts,
    born=st.dates(date(1930, 1, 1), date(2008, 11, 22)),
    sex=maybe(st.sampled_from(Sex)),
    ethnicity=maybe(st.sampled_from(sorted(ETHNIC_GROUPS))),
    pregnant=st.sampled_from([None, False]),
    diabetes=maybe(st.sampled_from(Diabetes)),
    cvd=maybe(st.booleans()),
    antipsychotic_started=maybe(past_days),
)

pressure_pairs = st.builds(
    lambda diastolic, pulse_pressure, regular, method: BloodPressure(
        systolic_mmhg=min(diastolic + pulse_pressure, 300),
        diastolic_mmhg=diastolic,
        pulse_regular=regular,
        method=method,
    ),
    st.integers(30, 150),
    st.integers(10, 90),
    st.sampled_from([None, True, True, False]),
    st.sampled_from([None, None, Method.AUTOMATIC, Method.MANUAL]),
)

hba1c_results = st.builds(
    GlucoseResult,
    test=st.just(GlucoseTest.HBA1C),
    value=st.integers(20, 120).map(Decimal),
    unit=st.just(GlucoseUnit.MMOL_MOL),
    sample=maybe(st.sampled_from(Sample)),
)
glucose_results = st.builds(
    GlucoseResult,
    test=st.just(GlucoseTest.GLUCOSE),
    value=tenths("2.0", "30.0"),
    unit=st.just(GlucoseUnit.MMOL_L),
    sample=maybe(st.sampled_from(Sample)),
    fasting=maybe(st.sampled_from(Fasting)),
)

lipid_profiles = st.builds(
    Lipids,
    total_mmol_l=maybe(tenths("3.0", "12.0")),
    hdl_mmol_l=maybe(tenths("0.5", "2.9")),
    triglycerides_mmol_l=maybe(tenths("0.3", "30.0")),
    qrisk3_percent=maybe(tenths("0.1", "40.0")),
)

weight_lists = st.lists(
    st.builds(Weight, past_days, tenths("40.0", "150.0")),
    max_size=6,
    unique_by=lambda weight: weight.on,
).map(tuple)

records = st.builds(
    ScreeningRecord,
    id=st.just("r"),
    on=st.just(TODAY),
    person=adults,
    smoking=maybe(st.sampled_from(Smoking)),
    diet=maybe(st.sampled_from(Diet)),
    activity=maybe(st.sampled_from(Activity)),
    audit_c=maybe(st.integers(0, 12)),
    substances=st.sampled_from([None, "none", "cannabis"]),
    height_cm=maybe(tenths("150.0", "200.0")),
    weights=weight_lists,
    waist_cm=maybe(tenths("60.0", "150.0")),
    blood_pressures=st.lists(pressure_pairs, max_size=4).map(tuple),
    glucose=st.lists(hba1c_results | glucose_results, max_size=3).map(tuple),
    lipids=lipid_profiles,
    declined=st.frozensets(st.sampled_from([*Domain, *Beside]), max_size=3),
)
"""Adults who are not pregnant."""
