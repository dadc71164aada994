"""The gate: may this reading be used, and on what terms.

It never decides whether a reading is kept: everything is kept. It decides whether a reading fills
the form by itself (ALLOW), fills it with a mark (FLAG), waits for a person with a reason (HOLD), or
stays captured only (BLOCK). Which reason leads to which is a trust's policy, given as data.
Source: reference/equipment.md 1.6 and 2.6; design/product.md, "What only this product does", 3.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from clinicapp.domain.break_glass import OVERRIDE_CODE, BreakGlassPolicy, passed_over
from clinicapp.domain.equipment.asset_state import Standing
from clinicapp.domain.equipment.competency import CompetencyPolicy
from clinicapp.domain.equipment.device_findings import DevicePolicy
from clinicapp.domain.identity import names_another
from clinicapp.domain.observations import Timing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from clinicapp.domain.equipment.asset_state import AssetState
    from clinicapp.domain.observations import Observation


class Decision(StrEnum):
    """What the gate says, mildest first."""

    ALLOW = "allow"
    FLAG = "flag"
    HOLD = "hold"
    BLOCK = "block"


CLOCK_TOLERANCE: Final = timedelta(seconds=2)
"""Devices tell whole seconds, so a reading may seem to be up to this much early or late."""

_FLAG_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "processing_T": "TRAINING_RUN",
        "processing_D": "TRAINING_RUN",
        "message_cut": "MESSAGE_CUT",
    }
)
"""What a driver says of the message, and the gate's reason (LIS02-A2 H.12: T training, D debug)."""

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_SEVERITY: Final = (Decision.ALLOW, Decision.FLAG, Decision.HOLD, Decision.BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePolicy:
    """A trust's matrix: reason code → decision. ``version`` is kept with everything it decided.

    A code that the policy does not name is held: unknown is never ready.

    Attributes:
        version: kept with everything it decided.
        title: what the trust calls it.
        decisions: reason code → decision on every ward.
        ward_types: type of ward → what is decided otherwise there.
        wards: ward → its type.
        source: the file it was read from, as people would name it.
        competency: who may use what.
        break_glass: how often it may be passed over.
        devices: what is asked of the devices themselves.
        ward: the ward for which it was asked; empty for none.
    """

    version: str
    title: str
    decisions: Mapping[str, Decision]
    ward_types: Mapping[str, Mapping[str, Decision]] = field(default_factory=lambda: _NOTHING)
    wards: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    source: str = ""
    competency: CompetencyPolicy = field(default_factory=CompetencyPolicy)
    break_glass: BreakGlassPolicy = field(default_factory=BreakGlassPolicy)
    devices: DevicePolicy = field(default_factory=DevicePolicy)
    ward: str = ""

    def decide(self, code: str) -> Decision:
        """The decision for one reason code."""
        return self.decisions.get(code, Decision.HOLD)

    def for_ward(self, ward: str) -> GatePolicy:
        """The same policy as that ward's station asks, with what its type decides otherwise."""
        own = self.ward_types.get(self.wards.get(ward, ""), _NOTHING)
        decisions = MappingProxyType({**self.decisions, **own}) if own else self.decisions
        return replace(self, decisions=decisions, ward=ward)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arming:
    """The station is armed for one person's form, from one moment until another.

    ``operator`` is the member of staff who is signed in.
    """

    person_id: UUID
    form_id: UUID
    nhs_number: str | None
    since: datetime
    until: datetime
    operator: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """The decision, every reason code that led there, worst first, and the policy's version."""

    decision: Decision
    codes: tuple[str, ...]
    policy: str


def judge(
    observation: Observation,
    asset: AssetState | None,
    arming: Arming | None,
    policy: GatePolicy,
    findings: tuple[str, ...] = (),
) -> GateResult:
    """Decide what may happen to a reading.

    Args:
        observation: the reading, with its best time.
        asset: the state of the asset it came from, at the time it was taken; None if no asset of
            the trust matches the device.
        arming: for whom the station was armed when the reading arrived, if for anybody.
        policy: the trust's matrix.
        findings: further codes from the plausibility rules (IMPLAUSIBLE, UNIT_SLIP, ...).
    """
    codes = [
        *_person_codes(observation, arming),
        *(code for flag, code in _FLAG_CODES.items() if flag in observation.flags),
        *_asset_codes(asset),
        *findings,
    ]
    ranked = sorted(dict.fromkeys(codes), key=lambda code: -_SEVERITY.index(policy.decide(code)))
    decision = policy.decide(ranked[0]) if ranked else Decision.ALLOW
    return GateResult(decision=decision, codes=tuple(ranked), policy=policy.version)


def let_through(result: GateResult, policy: GatePolicy) -> GateResult | None:
    """The same result with an override that was given beforehand; None if it may not pass here.

    An override passes over what speaks against the device, never over whose the reading is or what
    it says, and never over what the policy blocks.
    """
    holding = [code for code in result.codes if policy.decide(code) is Decision.HOLD]
    if result.decision is not Decision.HOLD or not passed_over(holding):
        return None
    codes = (OVERRIDE_CODE, *result.codes)
    return replace(result, decision=Decision.FLAG, codes=codes)


def _asset_codes(asset: AssetState | None) -> list[str]:
    if asset is None:
        return ["NO_ASSET"]
    codes = [reason.code for reason in asset.reasons]
    if any(check.standing is Standing.DUE_SOON for check in asset.checks):
        codes.append("DUE_SOON")
    return codes


def _person_codes(observation: Observation, arming: Arming | None) -> list[str]:
    """Why it may not go to the armed person. A control result never goes to anybody."""
    if observation.control:
        return ["CONTROL"]
    if arming is None:
        return ["NOBODY_ARMED"]
    codes = []
    if observation.stored:
        codes.append("FROM_MEMORY")
    if observation.timing is Timing.UNKNOWN or observation.measured_at is None:
        codes.append("TIME_UNKNOWN")
    elif not _during(arming, observation.measured_at):
        codes.append("OUTSIDE_VISIT")
    if names_another(observation.patient_ref, arming.nhs_number):
        codes.append("REFERENCE_DISAGREES")
    return codes


def _during(arming: Arming, measured_at: datetime) -> bool:
    return arming.since - CLOCK_TOLERANCE <= measured_at <= arming.until + CLOCK_TOLERANCE
