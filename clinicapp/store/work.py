"""One transaction's view of the store: its repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinicapp.store.admissions import Admissions
from clinicapp.store.asset_pages import AssetPages
from clinicapp.store.assets import Assets
from clinicapp.store.attachments import Attachments
from clinicapp.store.audit import Audit
from clinicapp.store.calibrations import Calibrations
from clinicapp.store.competencies import BreakGlasses, Competency
from clinicapp.store.controls import Controls
from clinicapp.store.device_readings import DeviceReadings
from clinicapp.store.forms import Forms
from clinicapp.store.histories import Histories
from clinicapp.store.notices import Notices
from clinicapp.store.people import People
from clinicapp.store.readings import Readings
from clinicapp.store.rounds import Rounds
from clinicapp.store.rules import Rules
from clinicapp.store.sign_ins import SignIns
from clinicapp.store.staff import Staff
from clinicapp.store.stock import Stock
from clinicapp.store.ward_forms import WardForms

if TYPE_CHECKING:
    from clinicapp.store.assets import FactsCache
    from clinicapp.store.session import Session


class Work:
    """The repositories inside one transaction; of no use after it has ended.

    They take and return domain values only.
    """

    def __init__(self, session: Session, cache: FactsCache) -> None:
        self.people = People(session)
        self.staff = Staff(session)
        self.sign_ins = SignIns(session)
        self.assets = Assets(session, cache)
        self.asset_pages = AssetPages(session)
        self.readings = Readings(session)
        self.forms = Forms(session)
        self.rules = Rules(session)
        self.histories = Histories(session, self.people)
        self.ward_forms = WardForms(session)
        self.admissions = Admissions(session)
        self.calibrations = Calibrations(session)
        self.device_readings = DeviceReadings(session)
        self.stock = Stock(session)
        self.competency = Competency(session)
        self.notices = Notices(session)
        self.break_glass = BreakGlasses(session)
        self.attachments = Attachments(session)
        self.rounds = Rounds(session)
        self.controls = Controls(session)
        self.audit = Audit(session)
