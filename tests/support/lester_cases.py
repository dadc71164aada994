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

ON_THE_FORM: Mapping[int, tuple[str, str]] = {
    37: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    38: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    39: ("tests.domain.lester.test_measuring", "test_cases_37_to_39_a_fall_on_standing"),
    42: (
        "tests.services.test_filing",
        "test_a_device_that_is_not_fit_keeps_its_reading_off_the_form",
    ),
    54: (
        "tests.domain.lester.test_measuring",
        "test_case_54_an_unreliable_hba1c_clears_nothing_and_asks_for_glucose",
    ),
    63: ("tests.domain.test_filling", "test_a_special_is_never_taken_for_a_number"),
    84: ("tests.domain.test_screening", "test_case_84_red_without_an_action_is_not_intervened"),
}
"""Cases that ``assess`` has no input for and the form has, with the test that holds them."""

ELSEWHERE: tuple[tuple[int, str], ...] = (
    (40, "home readings are no clinic readings, and the form has no place for them yet"),
    (66, "there is no pack for the audit's own 'good health' ranges"),
    (67, "as case 66"),
    (80, "no pack says when a result of an earlier visit is too old to count"),
    (86, "the wristband is compared when it is scanned"),
    (87, "readings are matched to a person by the station"),
)
"""Cases that have no test of their own, with the reason."""
