"""An analyser's controls in words and as charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from clinicapp.domain.equipment.asset_state import state_of
from clinicapp.domain.equipment.checks import Check
from clinicapp.domain.quality.controls import Range
from clinicapp.domain.quality.external import EqaRound
from clinicapp.domain.quality.intervals import QualityPlan
from clinicapp.domain.quality.lots import ControlLot, TargetSource
from clinicapp.domain.quality.replay import ControlEntry, ControlEvent, replay
from clinicapp.domain.quality.state import QualityFacts, controls_state
from clinicapp.services.quality.quality_board import Analyser, Board
from clinicapp.ui.viewmodels.quality.charts_view import ChartsView, PointKind
from clinicapp.ui.viewmodels.quality.present_charts import present_charts
from clinicapp.ui.viewmodels.quality.present_control_entries import spec_of
from clinicapp.ui.viewmodels.quality.present_control_lot import read_lot
from clinicapp.ui.words.analytes import analyte_text
from clinicapp.ui.words.controls import typed_number, z_text
from clinicapp.ui.words.held import why_sentence
from tests.support.facts import LONDON, a_plan, an_asset
from tests.support.quality_samples import (
    DAY,
    a_lot,
    a_plan_set,
    a_round,
    an_action,
    an_entry,
    an_exclusion,
    opened,
)

ASSET = an_asset(tag="DCA-02", make="Siemens", model="DCA Vantage", category="hba1c_analyser")
ONE, TWO = a_lot(1), a_lot(2)
PLAN = a_plan_set(ASSET.id).plan
GOOD = (an_entry(ONE, ASSET.id, "34", 1), an_entry(TWO, ASSET.id, "86", 1.1))
BAD = an_entry(TWO, ASSET.id, "96", 3, operator="Rosa Tester")


def board(
    *entries: ControlEntry,
    hours: float = 5,
    lots: tuple[ControlLot, ...] = (ONE, TWO),
    events: tuple[ControlEvent, ...] = (),
    plan: QualityPlan | None = PLAN,
    rounds: tuple[EqaRound, ...] = (),
    **changes: Any,
) -> Board:
    as_of = (DAY + timedelta(hours=hours)).astimezone(LONDON)
    judged = replay(entries, {lot.id: lot for lot in lots}, events)
    state = controls_state(
        QualityFacts(
            asset_id=ASSET.id,
            judged=judged,
            events=events,
            lots=lots,
            lot_events=tuple(opened(lot, ASSET.id) for lot in lots),
            plan=plan,
            rounds=rounds,
        ),
        as_of,
    )
    analyser = Analyser(ASSET, state)
    made = Board(
        as_of=as_of,
        days=25,
        analysers=(analyser,),
        chosen=analyser,
        plan=plan,
        judged=judged,
        events=events,
        lots=lots,
        waiting=(),
    )
    return replace(made, **changes)


def shown(made: Board) -> ChartsView:
    return present_charts(made, ward="Ash", zone=LONDON, may_run=True, may_manage=True)


def said(made: Board) -> tuple[str, str]:
    banner = shown(made).banner
    assert banner is not None
    return banner.title, banner.hint


def test_a_good_analyser_has_no_banner_and_its_lots_are_in_date() -> None:
    view = shown(board(*GOOD))
    assert view.title == "Siemens DCA Vantage, DCA-02"
    assert view.summary == "HbA1c · Ash ward · Two levels every 24 hours"
    assert view.banner is None
    assert (view.lots_status, view.lots_good) == ("In date", True)
    assert [lot.values for lot in view.lots] == [
        ("DEMO-1127A", "34 mmol/mol", "1.4", "30 Jun 2027", "30 Jan 2027"),
        ("DEMO-1127B", "86 mmol/mol", "3.0", "30 Jun 2027", "30 Jan 2027"),
    ]
    assert view.unit == "mmol/mol"
    assert [
        (row.time, row.level, row.value, row.z, row.rules, row.action) for row in view.rows
    ] == [
        ("1 Nov 08:36", "2", "86", "0.0", "Pass", "None"),
        ("1 Nov 08:30", "1", "34", "0.0", "Pass", "None"),
    ]


def test_a_locked_analyser_says_which_rule_when_and_what_unlocks_it() -> None:
    assert said(board(*GOOD, BAD)) == (
        "Locked for patient tests: 1-3s rule at 10:30.",
        "Record a passing control of level 2 to unlock.",
    )
    assert said(board(*GOOD, BAD, hours=30))[0] == (
        "Locked for patient tests: 1-3s rule at 1 Nov 10:30."
    )
    assert said(board(GOOD[0]))[0] == "Locked for patient tests: level 2 has never passed."
    assert said(board(*GOOD, hours=26))[0] == (
        "Locked for patient tests: controls were due by 2 Nov 08:30."
    )
    assert said(board(*GOOD, hours=24))[0] == "Controls are due soon: by 2 Nov 08:30."
    none = board(lots=())
    assert said(replace(none, chosen=Analyser(ASSET, None))) == (
        "Locked for patient tests: no control was ever recorded.",
        "Open a lot of control material, then run its controls.",
    )
    row = shown(board(*GOOD, BAD)).rows[0]
    assert (row.action, row.locks, row.operator, row.z) == ("Locked", True, "R. Tester", "+3.3")


def test_what_does_not_lock_is_said_in_amber() -> None:
    old = replace(ONE, expires_on=date(2026, 11, 1))
    long = replace(PLAN, every_hours=2400)
    found = board(an_entry(old, ASSET.id, "34", 1), GOOD[1], hours=30, lots=(old, TWO), plan=long)
    assert said(found)[0] == "The lot of control material in use has expired."
    assert shown(found).lots_good is False
    missed = board(*GOOD, hours=5, rounds=(a_round(ASSET.id, 2),))
    assert said(missed)[0] == "A round of external quality assessment was not returned in time."
    banner = shown(missed).banner
    assert banner is not None
    assert banner.locked is False


def test_a_chart_has_its_lines_its_points_and_where_another_lot_began() -> None:
    new = a_lot(1, lot="NEW-1", kit="NEW")
    made = board(*GOOD, BAD, an_entry(new, ASSET.id, "36.9", 4), lots=(ONE, TWO, new))
    first, second = shown(made).charts
    assert [(line.y, line.name, line.value) for line in second.lines] == [
        (3.0, "+3 SD", "95.0"),
        (2.0, "+2 SD", "92.0"),
        (1.0, "+1 SD", "89.0"),
        (0.0, "Mean", "86.0"),
        (-1.0, "\u22121 SD", "83.0"),
        (-2.0, "\u22122 SD", "80.0"),
        (-3.0, "\u22123 SD", "77.0"),
    ]
    assert [(p.kind, p.label) for p in second.points] == [
        (PointKind.GOOD, ""),
        (PointKind.REJECT, "1-3s"),
    ]
    assert second.points[1].words == (
        "Level 2, 1 Nov 10:30: 96 mmol/mol, z +3.3, 1-3s, by R. Tester"
    )
    assert [line.text for line in first.lot_lines] == ["New lot, 1 Nov"]
    assert first.points[1].kind is PointKind.WARN
    assert first.ticks[-1].text == "1 Nov"
    assert first.ticks[-1].strong
    assert [tick.x for tick in first.ticks] == [tick.x for tick in second.ticks]
    assert 0 < first.points[0].x < first.points[1].x <= 1
    assert second.status == "1-3s, 1 Nov 10:30"


def test_a_result_that_is_left_out_stays_visible_and_an_action_is_named() -> None:
    out = an_exclusion(GOOD[0], 2)
    action = an_action(ASSET.id, 4, result_id=BAD.id)
    view = shown(board(*GOOD, BAD, events=(out, action)))
    assert [row.action for row in view.rows] == ["New vial opened", "None", "Excluded"]
    assert view.charts[0].points[0].kind is PointKind.EXCLUDED


def test_a_range_has_no_sd_and_an_establishment_says_how_far_it_is() -> None:
    ranged = a_lot(1, mean=None, sd=None, low=Decimal(32), high=Decimal(36))
    made = board(an_entry(ranged, ASSET.id, "37", 1), lots=(ranged,))
    (chart,) = shown(made).charts
    assert [(line.name, line.value, line.y) for line in chart.lines] == [
        ("High", "36", 2.0),
        ("Low", "32", -2.0),
    ]
    assert chart.points[0].y == pytest.approx(3.0)
    assert (shown(made).rows[0].z, shown(made).rows[0].rules) == ("", "Out")
    assert isinstance(made.judged[0].target, Range)
    new = a_lot(1, mean=None, sd=None, source=TargetSource.ESTABLISHED)
    made = board(an_entry(new, ASSET.id, "37", 1), lots=(new,))
    assert shown(made).charts[0].status == "Establishing, 1 of 20"
    assert shown(made).charts[0].points[0].kind is PointKind.PENDING


def test_a_ward_without_analysers_says_what_to_do() -> None:
    view = shown(replace(board(), chosen=None, analysers=(), judged=()))
    assert view.title == "Quality control"
    assert view.empty[0] == "No analyser of this ward has a plan for controls."


def test_numbers_and_names() -> None:
    assert z_text(Fraction(-1, 3)) == "\u22120.3"
    assert z_text(Fraction(-1, 30)) == "0.0"
    assert z_text(None) == ""
    assert analyte_text("glucose_mmol_l") == "Glucose"
    assert analyte_text("total_cholesterol_mg_dl") == "Total cholesterol"
    assert typed_number(" 34.0 ") == Decimal("34.0")
    assert typed_number("1,5") is None
    assert typed_number("nan") is None
    times = QualityPlan(levels=2, at_times=(time(0),))
    assert shown(board(*GOOD, plan=times)).summary.endswith("Controls at 00:00")
    days = QualityPlan(levels=1, every_days=7)
    assert shown(board(*GOOD, plan=days)).summary.endswith("Controls every 7 days")


NOW = datetime(2026, 11, 22, 9, tzinfo=LONDON)
TYPED = {
    "known": "new",
    "scan": "L-1",
    "expires": "30 Jun 2027",
    "field": "hba1c_mmol_mol",
    "level": "2",
    "kit": "",
    "source": "manufacturer",
    "mean": "86",
    "sd": "3.0",
    "low": "",
    "high": "",
    "open_days": "90",
}


def test_a_lot_is_read_as_it_was_typed() -> None:
    lot, errors = read_lot(TYPED, NOW, "Tom Placeholder")
    assert dict(errors) == {}
    assert lot is not None
    assert (lot.lot, lot.kit, lot.level, lot.level_name) == ("L-1", "L-1", 2, "High")
    assert (lot.mean, lot.sd, lot.open_days, lot.expires_on) == (
        Decimal(86),
        Decimal("3.0"),
        90,
        date(2027, 6, 30),
    )


@pytest.mark.parametrize(
    ("label", "day"),
    [
        ("]d201050123456789001727063010L-77", date(2027, 6, 30)),
        ("(01)05012345678900(17)270200(10)L-77", date(2027, 2, 28)),
    ],
)
def test_a_gs1_label_gives_lot_and_expiry(label: str, day: date) -> None:
    lot, errors = read_lot(TYPED | {"scan": label, "expires": ""}, NOW, "Tom")
    assert dict(errors) == {}
    assert lot is not None
    assert (lot.lot, lot.expires_on, lot.gtin) == ("L-77", day, "05012345678900")


def test_every_answer_that_is_wrong_is_named() -> None:
    wrong = TYPED | {
        "scan": "",
        "expires": "31 Feb 2027",
        "level": "",
        "sd": "",
        "low": "x",
        "open_days": "1.5",
    }
    lot, errors = read_lot(wrong, NOW, "Tom")
    assert lot is None
    assert set(errors) == {"scan", "expires", "level", "sd", "low", "open_days"}


def test_a_lock_names_its_analyte_where_another_can_be_used() -> None:
    sugar = a_lot(1, lot="G-1", field="glucose_mmol_l", mean=Decimal(5), sd=Decimal("0.2"))
    sweet = an_entry(sugar, ASSET.id, "5.1", 3.5)
    plan = replace(PLAN, levels=1)
    made = board(*GOOD, BAD, sweet, lots=(ONE, TWO, sugar), plan=plan)
    assert said(made) == (
        "HbA1c locked for patient tests: 1-3s rule at 10:30.",
        "Record a passing control of HbA1c level 2 to unlock. Glucose can be used.",
    )
    whole = board(*GOOD, BAD, sweet, lots=(ONE, TWO, sugar), plan=replace(plan, whole=True))
    assert said(whole)[0] == "Locked for patient tests: 1-3s rule at 10:30."
    due = board(*GOOD, sweet, lots=(ONE, TWO, sugar), plan=plan, hours=26)
    assert said(due)[0] == "HbA1c locked for patient tests: controls were due by 2 Nov 08:30."


def test_a_reason_names_the_analyte_that_it_speaks_against() -> None:
    made = board(*GOOD, BAD)
    assert made.chosen is not None
    assert made.chosen.controls is not None
    quality = made.chosen.controls.as_quality()
    state = state_of(
        ASSET, (a_plan(ASSET.id, Check.QUALITY_CONTROL),), (), made.as_of, quality=quality
    )
    sentence = why_sentence("QC_FAILED", state, made.as_of.date(), LONDON)
    assert sentence.startswith("The last quality control of HbA1c on this device failed.")


def test_panels_ask_what_they_need() -> None:
    made = board(*GOOD, BAD)
    run = spec_of("run", made, LONDON, "", manages=False)
    assert run.fields[0].value == str(TWO.id)
    action = spec_of("action", made, LONDON, "", manages=False)
    assert action.fields[2].value == str(BAD.id)
    lot = spec_of("lot", made, LONDON, "", manages=False)
    assert [option.code for option in lot.fields[0].options] == [str(TWO.id), str(ONE.id)]
    assert spec_of("lot", made, LONDON, "", manages=True).fields[0].options[-1].code == "new"
    result = spec_of("result", made, LONDON, str(BAD.id), manages=True)
    assert [option.code for option in result.fields[0].options] == ["action", "exclude"]
    with pytest.raises(ValueError, match="nonsense"):
        spec_of("nonsense", made, LONDON, "", manages=True)
