"""The built-in cases: records with the answers that were written for them from the reference.

They are data (``resources/lester/cases.jsonl``), used by the tests and by the page on which people
approve a pack, so that what was tested is what was approved. The answers were written from section
11 of the clinical reference and the command line's contract, not from what the program says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.errors import Refused
from clinicapp.domain.json_reading import Fields, InputRefused, read_object
from clinicapp.domain.lester.assessment import assess
from clinicapp.domain.lester.assessment_writing import as_object
from clinicapp.domain.lester.entry import check_record
from clinicapp.domain.lester.record_reading import record_of
from clinicapp.domain.plausibility import rejected

if TYPE_CHECKING:
    from clinicapp.domain.lester.pack import Pack

REFUSED: Final = "refused"
"""The key of an answer that is a refusal: its value is the name of the field."""
_UNSAID: Final = "(nothing)"


class CasesError(Refused):
    """The built-in cases cannot be used; the sentence names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One record with its answer.

    Attributes:
        number: That of the reference, 1 to 88; several cases may share one.
        title: The inputs in the reference's words.
        packs: The packs for which the answer is defined.
        given: The record as ``assess`` takes it.
        expect: The part of the answer of ``assess`` that is asked for, or ``refused`` with the
            field that has to be named.
        note: Where the reference and the contract differ; mostly empty.
    """

    number: int
    title: str
    packs: tuple[str, ...]
    given: Mapping[str, object]
    expect: Mapping[str, object]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseElsewhere:
    """A case of the reference that no pack answers: which part of the product does, and why."""

    number: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """All cases, in the order of the reference; ``sha256`` is that of their file."""

    answered: tuple[Case, ...]
    elsewhere: tuple[CaseElsewhere, ...]
    sha256: str

    def of_pack(self, name: str) -> tuple[Case, ...]:
        """The cases for which a pack of this name has an answer."""
        return tuple(case for case in self.answered if name in case.packs)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case judged: ``got`` is what was asked for, as the program answers it."""

    case: Case
    got: Mapping[str, object]

    @property
    def passed(self) -> bool:
        """Whether the answer is the one that was written for the case."""
        return self.got == self.case.expect


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """All cases of one pack judged by exactly these rules.

    ``pack_sha256`` and ``cases_sha256`` name the bytes of the pack and of the cases.
    """

    pack: str
    pack_sha256: str
    cases_sha256: str
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> int:
        """How many answers were the expected ones."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many were not."""
        return len(self.results) - self.passed

    @property
    def bars_approval(self) -> bool:
        """Whether the pack may not be approved: a case failed, or there was none to pass."""
        return self.failed > 0 or not self.results


def read_cases(text: str) -> Cases:
    """Read the cases.

    Args:
        text: JSON Lines: ``number``, ``title``, then either ``elsewhere`` with the reason, or
            ``packs``, ``given``, ``expect`` and perhaps ``note``.

    Raises:
        CasesError: a line is not understood; the sentence names it.
    """
    answered: list[Case] = []
    elsewhere: list[CaseElsewhere] = []
    for place, line in enumerate(text.splitlines(), start=1):
        try:
            found = _case(line)
        except InputRefused as refusal:
            raise CasesError(f"Line {place} of the built-in cases: {refusal}") from refusal
        if isinstance(found, Case):
            answered.append(found)
        else:
            elsewhere.append(found)
    return Cases(
        answered=tuple(answered),
        elsewhere=tuple(elsewhere),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def run_cases(cases: Cases, pack: Pack) -> CaseRun:
    """Judge every case for which the pack has an answer, by the same way as ``assess``."""
    return CaseRun(
        pack=pack.name,
        pack_sha256=pack.sha256,
        cases_sha256=cases.sha256,
        results=tuple(_result(case, pack) for case in cases.of_pack(pack.name)),
    )


def _case(line: str) -> Case | CaseElsewhere:
    content = read_object(line)
    fields = Fields(content)
    number, title = fields.whole("number"), fields.text("title")
    reason, note = fields.text("elsewhere"), fields.text("note")
    packs = tuple(fields.texts("packs"))
    given, expect = content.get("given"), content.get("expect")
    fields.table("given")
    fields.table("expect")
    fields.finish()
    if number is None or title is None:
        raise InputRefused("number and title are needed; add them.")
    if reason is not None:
        return CaseElsewhere(number=number, title=title, reason=reason)
    if not packs or not isinstance(given, Mapping) or not isinstance(expect, Mapping):
        raise InputRefused("packs, given and expect are needed; add them.")
    if not expect:
        raise InputRefused("expect is empty, so that anything would pass; write the answer.")
    return Case(
        number=number, title=title, packs=packs, given=given, expect=expect, note=note or ""
    )


def _result(case: Case, pack: Pack) -> CaseResult:
    return CaseResult(case, _asked(_answer(case, pack), case.expect))


def _answer(case: Case, pack: Pack) -> Mapping[str, object]:
    """What ``assess`` would write, read back as strictly as the cases are."""
    record = record_of(case.given)
    refused = [finding.field for finding in rejected(check_record(record))]
    if refused:
        # Several fields may be refused; the one that the case names has to be among them.
        named = case.expect.get(REFUSED)
        return {REFUSED: named if named in refused else refused[0]}
    return read_object(json.dumps(as_object(assess(record, pack))))


def _asked(answer: Mapping[str, object], expect: Mapping[str, object]) -> Mapping[str, object]:
    """That part of the answer which the case asks for."""
    found: dict[str, object] = {}
    for key, wanted in expect.items():
        value = answer.get(key, _UNSAID)
        deeper = isinstance(wanted, Mapping) and isinstance(value, Mapping)
        found[key] = _asked(value, wanted) if deeper else value  # type: ignore[arg-type]
    return found
