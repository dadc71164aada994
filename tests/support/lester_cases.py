"""The 88 test cases of the clinical reference, section 11, as inputs and answers of ``assess``.

``APP`` there is ``uk-current`` here, ``L12`` is ``lester-2012``; ``lester-2014`` judges as 2012
does in every case that is not about lipids. The answers were written from the reference and the
command-line document, not from what the program says.
"""

from collections.abc import Mapping

from tests.support.lester_case_parts import (
    Case,
    Json,
    hba1c,
    lipids,
    pressures,
    results,
)
from tests.support.lester_cases_blood import FROM_BLOOD
from tests.support.lester_cases_measured import MEASURED

CASES: tuple[Case, ...] = (*MEASURED, *FROM_BLOOD)
"""Every case that has an answer per domain."""

REFUSED: tuple[tuple[int, Json, str], ...] = (
    (43, pressures((85, 120)), "blood_pressure[0].systolic"),
    (52, results(hba1c("6.2")), "glucose[0].value"),
    (74, lipids(total="5.0", hdl="6.0"), "lipids.hdl"),
)
"""Cases that are refused, with the name of the field that the sentence has to say."""

OWN_TESTS: Mapping[int, str] = {
    75: "test_case_75_an_audit_c_of_five_is_positive_and_four_is_not",
    77: "test_case_77_declined_bloods_count_for_the_audit_and_not_for_the_core_six",
    78: "test_case_78_six_values_and_nothing_red_is_complete_without_actions",
    79: "test_case_79_five_of_six_core_items_are_not_complete",
    81: "test_case_81_someone_of_sixteen_is_not_judged_by_adult_weight_and_glucose_rules",
    82: "test_case_82_after_five_weekly_weights_the_sixth_is_due_and_then_the_twelfth_week",
    83: "test_case_83_a_switch_starts_the_timetable_again",
    85: "test_case_85_nhs_numbers_of_the_reference",
}
"""Cases about completeness, timetable or identity, with the test that holds them."""

ELSEWHERE: tuple[tuple[int, str], ...] = (
    (37, "postural readings are no input of assess; the blood-pressure entry page asks them"),
    (38, "as case 37"),
    (39, "as case 37"),
    (40, "home readings are no clinic readings and no input of assess"),
    (42, "the state of a device is judged by the gate, clinicapp.domain.gate"),
    (54, "a haemoglobin variant is no input of assess; the glucose card asks it"),
    (63, "a result that is a word never becomes a number; the inbox keeps it as it came"),
    (66, "there is no pack for the audit's own 'good health' ranges"),
    (67, "as case 66"),
    (80, "lipids carry no date in a record; the form's facts do"),
    (84, "whether an action was taken is a fact of the form, not of a record"),
    (86, "the wristband is compared when it is scanned"),
    (87, "readings are matched to a person by the station"),
)
"""Cases that belong to other parts of the product, with the reason."""
