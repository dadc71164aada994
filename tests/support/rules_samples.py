"""The rules page as presented from the packs that ship, in each of its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from clinicapp import rule_packs
from clinicapp.domain.lester.approval import PackEvent, PackEventKind
from clinicapp.domain.lester.cases import CaseRun, run_cases
from clinicapp.domain.lester.pack import Pack
from clinicapp.domain.lester.pack_reading import pack_of_text
from clinicapp.services.rules import RulesStanding
from clinicapp.ui.viewmodels.rules.present_decisions import RulesFacts
from clinicapp.ui.viewmodels.rules.present_rules import RulesChoice, present_rules
from clinicapp.ui.viewmodels.rules.rules_view import RulesView, Section
from tests.support.facts import LONDON
from tests.support.store_samples import a_pack_event

TODAY: Final = date(2026, 11, 22)
PACKS: Final = tuple(rule_packs.load(name) for name in rule_packs.names())
OLD, UPDATE, UK = PACKS
CASES: Final = rule_packs.cases()


def approved(pack: Pack, **changes: object) -> PackEvent:
    """Lena Lead approved it."""
    return a_pack_event(pack, **changes)


def active(pack: Pack, ward: str = "Ash", since: date = TODAY) -> PackEvent:
    """It was made active on a ward."""
    return a_pack_event(
        pack, PackEventKind.ACTIVATED, note="From Monday", ward=ward, active_from=since
    )


def withdrawn(pack: Pack) -> PackEvent:
    """Lena Lead took the approval back."""
    return a_pack_event(pack, PackEventKind.WITHDRAWN, note="A mistake was found")


def facts(
    *events: PackEvent, runs: tuple[CaseRun, ...] = (), packs: tuple[Pack, ...] = PACKS
) -> RulesFacts:
    """What the page is made from on 22 November 2026."""
    standing = RulesStanding(
        packs=packs,
        shipped=frozenset(pack.sha256 for pack in PACKS),
        events=events,
        wards=("Ash", "Birch"),
        today=TODAY,
    )
    return RulesFacts(
        standing=standing,
        cases=CASES,
        ward="Ash",
        user="Lena Lead",
        zone=LONDON,
        runs={run.pack_sha256: run for run in runs},
    )


def page(found: RulesFacts, pack: Pack = UK, **choice: object) -> RulesView:
    """The page with a pack chosen."""
    return present_rules(found, RulesChoice(key=pack.sha256, **choice))  # type: ignore[arg-type]


def worse(pack: Pack = OLD) -> Pack:
    """A pack of another content that fails some cases."""
    return pack_of_text(pack.text.replace('value = "42"', 'value = "43"', 1))


RUN: Final = run_cases(CASES, UK)
_WORSE: Final = worse()
RULES: Final = page(facts())
COMPARED: Final = page(facts(), compared=OLD.sha256)
IN_USE: Final = page(facts(approved(UK), active(UK), runs=(RUN,)))
CASES_FAILED: Final = page(
    facts(runs=(run_cases(CASES, _WORSE),), packs=(*PACKS, _WORSE)), _WORSE, section=Section.CASES
)
NOTHING_FOUND: Final = page(facts(), typed="no such words")
DECISIONS: Final = page(
    facts(
        approved(UK),
        active(UK),
        replace(active(UK, "Birch", TODAY + timedelta(days=3)), note=""),
    ),
    section=Section.HISTORY,
)
