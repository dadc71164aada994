"""One transaction's view of the store: its repositories."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clinicapp.store.audit import Audit
from clinicapp.store.staff import Staff

if TYPE_CHECKING:
    from clinicapp.store.admissions import Admissions
    from clinicapp.store.asset_facts import FactsCache
    from clinicapp.store.asset_pages import AssetPages
    from clinicapp.store.assets import Assets
    from clinicapp.store.attachments import Attachments
    from clinicapp.store.calibrations import Calibrations
    from clinicapp.store.competencies import BreakGlasses, Competency
    from clinicapp.store.control_drafts import ControlDrafts
    from clinicapp.store.controls import Controls
    from clinicapp.store.device_readings import DeviceReadings
    from clinicapp.store.forms import Forms
    from clinicapp.store.histories import Histories
    from clinicapp.store.listed_controls import ListedControls
    from clinicapp.store.notices import Notices
    from clinicapp.store.people import People
    from clinicapp.store.place_labels import PlaceLabels
    from clinicapp.store.readings import Readings
    from clinicapp.store.rounds import Rounds
    from clinicapp.store.rules import Rules
    from clinicapp.store.session import Session
    from clinicapp.store.sign_ins import SignIns
    from clinicapp.store.stock import Stock
    from clinicapp.store.ward_forms import WardForms


class Work:
    """The repositories inside one transaction; of no use after it has ended.

    They take and return domain values only. Those that a start does not need are imported when
    they are first asked for: making their tables takes longer than a nurse should wait.
    """

    def __init__(self, session: Session, cache: FactsCache) -> None:
        self._session = session
        self._cache = cache
        self.staff = Staff(session)
        self.audit = Audit(session)

    @cached_property
    def people(self) -> People:
        """People of the trust as this station knows them."""
        from clinicapp.store.people import People

        return People(self._session)

    @cached_property
    def assets(self) -> Assets:
        """The equipment register."""
        from clinicapp.store.assets import Assets

        found = Assets(self._session, self._cache)
        found.listings.controls = self._listed_controls
        return found

    @cached_property
    def readings(self) -> Readings:
        """Everything that devices have sent."""
        from clinicapp.store.readings import Readings

        return Readings(self._session)

    @cached_property
    def forms(self) -> Forms:
        """Screening forms and the facts on them."""
        from clinicapp.store.forms import Forms

        return Forms(self._session)

    @cached_property
    def rules(self) -> Rules:
        """Rule packs, and what was decided about them."""
        from clinicapp.store.rules import Rules

        return Rules(self._session)

    @cached_property
    def sign_ins(self) -> SignIns:
        """Secrets of staff and what happened at each sign-in."""
        from clinicapp.store.sign_ins import SignIns

        return SignIns(self._session)

    @cached_property
    def asset_pages(self) -> AssetPages:
        """The list of equipment, page by page."""
        from clinicapp.store.asset_pages import AssetPages

        return AssetPages(self._session)

    @cached_property
    def histories(self) -> Histories:
        """People's forms in bulk."""
        from clinicapp.store.histories import Histories

        return Histories(self._session, self.people)

    @cached_property
    def ward_forms(self) -> WardForms:
        """A ward's forms in bulk."""
        from clinicapp.store.ward_forms import WardForms

        return WardForms(self._session)

    @cached_property
    def admissions(self) -> Admissions:
        """The hospital's messages, and what happened to people's places."""
        from clinicapp.store.admissions import Admissions

        return Admissions(self._session)

    @cached_property
    def calibrations(self) -> Calibrations:
        """Standards, calibrations, drafts and look-backs."""
        from clinicapp.store.calibrations import Calibrations

        return Calibrations(self._session)

    @cached_property
    def control_drafts(self) -> ControlDrafts:
        """What is being typed about controls."""
        from clinicapp.store.control_drafts import ControlDrafts

        return ControlDrafts(self._session)

    @cached_property
    def device_readings(self) -> DeviceReadings:
        """What a device measured, by time."""
        from clinicapp.store.device_readings import DeviceReadings

        return DeviceReadings(self._session)

    @cached_property
    def stock(self) -> Stock:
        """Consumables, their lots and moves."""
        from clinicapp.store.stock import Stock

        return Stock(self._session)

    @cached_property
    def competency(self) -> Competency:
        """Who may use what."""
        from clinicapp.store.competencies import Competency

        return Competency(self._session)

    @cached_property
    def notices(self) -> Notices:
        """Recalls and field safety notices."""
        from clinicapp.store.notices import Notices

        return Notices(self._session)

    @cached_property
    def break_glass(self) -> BreakGlasses:
        """Overrides of the gate."""
        from clinicapp.store.competencies import BreakGlasses

        return BreakGlasses(self._session)

    @cached_property
    def attachments(self) -> Attachments:
        """Photos and documents by their content."""
        from clinicapp.store.attachments import Attachments

        return Attachments(self._session)

    @cached_property
    def place_labels(self) -> PlaceLabels:
        """The labels of places."""
        from clinicapp.store.place_labels import PlaceLabels

        return PlaceLabels(self._session)

    @cached_property
    def rounds(self) -> Rounds:
        """Stock-takes and audits."""
        from clinicapp.store.rounds import Rounds

        return Rounds(self._session)

    @cached_property
    def controls(self) -> Controls:
        """Control lots, results and rounds of external assessment."""
        from clinicapp.store.controls import Controls

        return Controls(self._session, self.assets.listings.touch)

    def settle(self) -> None:
        """Make what is derived of assets follow what was written; called before every commit."""
        if "assets" in self.__dict__:
            self.assets.listings.settle()

    def _listed_controls(self) -> ListedControls:
        """What the list of equipment asks about controls; nothing of it is needed at a start."""
        from clinicapp.store.listed_controls import ListedControls

        return ListedControls(self.controls)
