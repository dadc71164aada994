"""The entry panels of faults and of what happens to a piece in its life."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from clinicapp.domain.equipment import faults
from clinicapp.domain.equipment.assets import AssetEventKind
from clinicapp.domain.equipment.faults import Decontamination, FaultKind
from clinicapp.ui.viewmodels.entry_view import EntrySpec, FieldKind, FieldSpec, OptionView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinicapp.domain.equipment.assets import Asset, AssetEvent
    from clinicapp.services.equipment.life_steps import NextSteps

FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        FaultKind.WRONG_VALUES.value: "It shows wrong or odd values",
        FaultKind.DOES_NOT_START.value: "It does not start",
        FaultKind.SHOWS_ERROR.value: "It shows an error",
        FaultKind.SENDS_NOTHING.value: "It does not send its readings",
        FaultKind.DAMAGED.value: "It is damaged",
        FaultKind.DROPPED.value: "It was dropped",
        FaultKind.OTHER.value: "Something else",
    }
)
DECLARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        Decontamination.CLEANED.value: "Decontaminated, safe to handle",
        Decontamination.NOT_NEEDED.value: "Not needed, it touched nothing that could infect",
        Decontamination.NOT_DONE.value: "Not done, for the reason below",
    }
)
STEPS: Final[Mapping[AssetEventKind, str]] = MappingProxyType(
    {
        AssetEventKind.RECEIVED: "It was delivered",
        AssetEventKind.ACCEPTED: "It was accepted",
        AssetEventKind.PUT_IN_USE: "It was put in use",
        AssetEventKind.QUARANTINED: "Put it in quarantine",
        AssetEventKind.SENT_FOR_REPAIR: "It goes to repair",
        AssetEventKind.REPAIRED: "It came back from repair",
        AssetEventKind.RELEASED: "Release it for use",
        AssetEventKind.LOANED: "Lend it",
        AssetEventKind.RETURNED: "It came back from loan",
        AssetEventKind.CONTAMINATED: "It is contaminated",
        AssetEventKind.CLEANED: "It was decontaminated",
        AssetEventKind.LOST: "It is lost",
        AssetEventKind.FOUND: "It was found",
        AssetEventKind.CONDEMNED: "Take it out of use for good",
        AssetEventKind.DISPOSED: "It was disposed of",
    }
)
_CHECKS: Final = (
    OptionView("user_check", "User check"),
    OptionView("service", "Service"),
    OptionView("electrical", "Electrical safety test"),
)


def _options(words: Mapping[str, str]) -> tuple[OptionView, ...]:
    return tuple(OptionView(code, label) for code, label in words.items())


def fault_panel(tag: str = "") -> EntrySpec:
    """Report a fault of any piece, by its label."""
    safe = (
        OptionView("no", "No, or not sure: put it in quarantine now"),
        OptionView("yes", "Yes, it is still safe to use"),
    )
    return EntrySpec(
        card="equipment.fault",
        title="Report a fault",
        intro="Scan the device's label, or type its tag or serial number.",
        fields=(
            FieldSpec("tag", "Device", FieldKind.TEXT, value=tag),
            FieldSpec("what", "What is wrong", FieldKind.CHOICE, "", _options(FAULTS)),
            FieldSpec("words", "In a few words", FieldKind.TEXT),
            FieldSpec("safe", "Is it still safe to use?", FieldKind.CHOICE, "", safe),
            FieldSpec(
                "lot",
                "Lot of the strips or cartridges",
                FieldKind.TEXT,
                help_text="If they may be the cause; the lot is then frozen everywhere.",
                only_when=("safe", "no"),
            ),
        ),
        submit="Report",
    )


def report_panel(asset: Asset, fault: AssetEvent) -> EntrySpec:
    """Keep the number of an incident report."""
    return EntrySpec(
        card=f"equipment.report.{fault.id}",
        title=f"Report numbers of the fault of {asset.tag}",
        intro="Report a device that may have harmed somebody, or could, to the Yellow Card scheme, "
        "and the event to LFPSE; keep the device. Scotland and Northern Ireland have ways of their "
        "own.",
        fields=tuple(
            FieldSpec(key, f"{name} number", FieldKind.TEXT, value=fault.details.get(key, ""))
            for key, name in faults.REPORTS.items()
        ),
        submit="Keep",
    )


def step_panel(steps: NextSteps) -> EntrySpec:
    """What happened to a piece: only what its life so far allows is offered."""
    asset = steps.asset
    happened = (
        *(OptionView(kind.value, STEPS[kind]) for kind in steps.allowed),
        OptionView("checked", "It was checked"),
    )
    return EntrySpec(
        card=f"equipment.step.{asset.id}",
        title=f"What happened to {asset.tag}",
        fields=(
            FieldSpec("step", "What happened", FieldKind.CHOICE, "", happened),
            FieldSpec("check", "Check", FieldKind.CHOICE, "", _CHECKS, "", "", ("step", "checked")),
            FieldSpec(
                "verdict",
                "How it ended",
                FieldKind.CHOICE,
                "",
                (OptionView("pass", "Passed"), OptionView("fail", "Failed")),
                only_when=("step", "checked"),
            ),
            *_of_step(),
            FieldSpec("words", "In a few words", FieldKind.TEXT),
        ),
        submit="Record",
    )


def _of_step() -> tuple[FieldSpec, ...]:
    """What some of the steps ask for; a field may belong to several of them."""
    declared = _options(DECLARED)
    wiped = (
        OptionView("yes", "Yes, it was wiped"),
        OptionView("holds_none", "It holds nothing of patients"),
    )
    fields = [
        FieldSpec(
            f"decontamination.{kind.value}",
            "Decontamination",
            FieldKind.CHOICE,
            "",
            declared,
            only_when=("step", kind.value),
        )
        for kind in sorted(faults.DECLARED_BEFORE)
    ]
    for kind, label in (
        (AssetEventKind.SENT_FOR_REPAIR, "Who repairs it"),
        (AssetEventKind.REPAIRED, "Who repaired it"),
    ):
        when = ("step", kind.value)
        fields.append(FieldSpec(f"by.{kind.value}", label, FieldKind.TEXT, only_when=when))
        number = "Number of the order or report"
        fields.append(FieldSpec(f"reference.{kind.value}", number, FieldKind.TEXT, only_when=when))
    lent = ("step", AssetEventKind.LOANED.value)
    fields += [
        FieldSpec("loan_to", "To whom", FieldKind.TEXT, only_when=lent),
        FieldSpec("loan_until", "Back by", FieldKind.TEXT, only_when=lent),
        FieldSpec("paperwork", "Paperwork", FieldKind.TEXT, only_when=lent),
    ]
    gone = ("step", AssetEventKind.DISPOSED.value)
    fields.append(
        FieldSpec(
            "data_wiped", "Were its memories wiped?", FieldKind.CHOICE, "", wiped, only_when=gone
        )
    )
    return tuple(fields)


def step_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers without those of other steps: ``by.repaired`` becomes ``by``."""
    step, found = answers.get("step", ""), {}
    for key, answer in answers.items():
        name, _dot, of = key.partition(".")
        if not of or of == step:
            found[name] = answer
    return found


def step_errors(errors: Mapping[str, str], step: str) -> dict[str, str]:
    """The same for sentences: back to the field that was asked."""
    several = ("decontamination", "by", "reference")
    return {f"{key}.{step}" if key in several else key: words for key, words in errors.items()}
