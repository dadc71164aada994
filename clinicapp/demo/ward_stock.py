"""What the demonstration's ward keeps in its cupboard, and who may use its devices.

Products, lots and numbers are invented; the people are those of the demonstration. One kind runs
low, one lot is near its day, and one competency has lapsed, so that every state can be seen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment.competency import CompetencyPolicy, Tier
from clinicapp.domain.equipment.consumables import MoveKind
from clinicapp.domain.typed_days import day_words
from clinicapp.services.access import By
from clinicapp.services.equipment import stock
from clinicapp.services.staff import competency

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from clinicapp.domain.equipment.consumables import ConsumableType
    from clinicapp.domain.staff import Actor
    from clinicapp.store.work import Work

_KINDS: Final = (
    # Name, GTIN (GS1's range for examples), used by, unit, open days, days it must last.
    ("HbA1c cartridges", "09521234500018", "hba1c analyser", "test", "", "7"),
    ("Lipid discs", "09521234500025", "lipid analyser", "test", "", "7"),
    ("Glucose strips", "09521234500032", "glucose meter", "strip", "90", "14"),
    ("ECG electrodes", "09521234500049", "", "pad", "30", "7"),
    ("Lancets", "09521234500056", "", "lancet", "", "14"),
)
_LOTS: Final = (
    # Kind, lot, days left, received, used over the last weeks, opened days ago.
    # The lot that the simulated analyser names.
    (0, "10000001", 122, 40, (3, 2, 4, 3, 2), None),
    (0, "10231C", 19, 6, (), None),
    (1, "LP5520", 240, 20, (1, 2), None),
    (2, "GS77041", 310, 100, (14, 12, 15, 11), 24),
    (3, "EL-0931", 400, 60, (20, 10), 20),
    (4, "LN2210", 700, 30, (9, 8, 8), None),
)


def stock_ward(
    work: Work,
    ward: str,
    now: datetime,
    zone: ZoneInfo,
    at: Callable[[int], datetime],
    *,
    lead: Actor,
    technician: Actor,
    nurse: Actor,
) -> None:
    """Fill the ward's cupboard, and write down who may use what.

    Args:
        work: the transaction.
        ward: the ward.
        now: the moment of the demonstration.
        zone: the ward's time zone.
        at: so many days ago.
        lead: who assesses others.
        technician: who adds the kinds of consumables.
        nurse: who uses them.
    """
    kinds = [_kind(work, By(technician, at(60)), each) for each in _KINDS]
    for place, number, left, received, used, opened in _LOTS:
        took_in = By(nurse, at(40))
        answers = {
            "type": str(kinds[place].id),
            "lot": number,
            "expires": day_words((now + timedelta(days=left)).astimezone(zone).date()),
            "quantity": str(received),
        }
        lot_id = stock.receive(work, took_in, ward, answers, zone).lot_id
        if opened is not None:
            stock.move(work, By(nurse, at(opened)), lot_id, ward, MoveKind.OPENED, {}, zone)
        for week, quantity in enumerate(used):
            by = By(nurse, at(6 * (len(used) - week) - 4))
            spent = {"quantity": str(quantity)}
            stock.move(work, by, lot_id, ward, MoveKind.USED, spent, zone)
    _competencies(work, zone, at, lead=lead, technician=technician, nurse=nurse)


def _kind(work: Work, by: By, said: tuple[str, ...]) -> ConsumableType:
    names = ("name", "gtin", "used_by", "unit", "open_days", "min_days")
    return stock.save_type(work, by, dict(zip(names, said, strict=True)))


def _competencies(
    work: Work,
    zone: ZoneInfo,
    at: Callable[[int], datetime],
    *,
    lead: Actor,
    technician: Actor,
    nurse: Actor,
) -> None:
    policy = CompetencyPolicy()
    for who, category, tier, days_ago, by in (
        (lead, "hba1c_analyser", Tier.ASSESSOR, 300, None),
        (lead, "glucose_meter", Tier.ASSESSOR, 300, None),
        (nurse, "hba1c_analyser", Tier.ASSESSED, 200, lead),
        (nurse, "glucose_meter", Tier.ASSESSED, 715, lead),
        (technician, "hba1c_analyser", Tier.ASSESSED, 760, None),
    ):
        # Before somebody here may assess others, somebody from outside has.
        outside = by is None or days_ago > 300
        answers = {
            "staff": str(who.id),
            "category": category,
            "tier": str(tier.value),
            "from_on": day_words(at(days_ago).astimezone(zone).date()),
            "evidence": "Workbook and ten supervised tests",
            "assessor": "other" if outside or by is None else str(by.id),
            "assessor_name": "Priya Example, POCT team" if outside else "",
        }
        lax = CompetencyPolicy(assessor=False) if outside else policy
        competency.record_assessment(work, By(lead, at(days_ago)), answers, zone, lax)
    learnt = "Shown by the ward's last physical health nurse; read the maker's instructions"
    competency.declare(work, By(nurse, at(30)), "ecg", learnt, zone, policy)
