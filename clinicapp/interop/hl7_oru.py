r"""A signed form as an HL7 v2.5.1 result message, ORU^R01 (HL7 v2.5.1 chapter 7.3.1).

    MSH|^~\&|clinicapp|ASH-01|||20261122094130+0000||ORU^R01^ORU_R01|LS-…|P|2.5.1|…
    PID|1||9992014539^^^NHS^NH||EXAMPLE^Amara||19850314|F
    PV1|1|I|Ash
    OBR|1||LS-2026-0001^clinicapp|LESTER^Lester physical health check^L|||20261122…|…|F
    OBX|1|NM|8480-6^Systolic blood pressure^LN||146|mm[Hg]|||||F|||20261122…||||BP-0122
    NTE|1||point of care

A form that corrects a signed one goes with status C. Codes are LOINC or SNOMED CT where one was
read in a source (``record_codes``), else our own word with the system L. The segments are written
here because the ``hl7`` package (0.4.5) escapes letters that UTF-8 holds, and control characters
wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinicapp.domain.signed_results import actions_of, results_of, zones_of
from clinicapp.interop.record_codes import LOINC, SNOMED, SNOMED_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from clinicapp.domain.people import Person
    from clinicapp.domain.signed_results import SignedForm

_ESCAPES: Final = str.maketrans(
    {
        "\\": "\\E\\",
        "|": "\\F\\",
        "^": "\\S\\",
        "~": "\\R\\",
        "&": "\\T\\",
        "\n": "\\.br\\",
        **{chr(code): " " for code in range(32) if chr(code) != "\n"},
    }
)
_SEX: Final = {"female": "F", "male": "M", "other": "O", "unknown": "U"}


def oru_message(signed: SignedForm, *, station: str, sent_at: datetime) -> bytes:
    """One form as one message: segments ended by a carriage return, in UTF-8.

    Args:
        signed: the form.
        station: the sending station's name.
        sent_at: when the message is made (aware).
    """
    status = "C" if signed.form.amends is not None else "F"
    signed_at = _moment(signed.signed_at)
    segments = [
        _segment(
            "MSH",
            {
                # The first separator is itself the first field, so the rest stand one lower.
                1: "^~\\&",
                2: "clinicapp",
                3: _text(station),
                6: _moment(sent_at),
                8: "ORU^R01^ORU_R01",
                9: f"{_text(signed.number)}-{sent_at:%Y%m%d%H%M%S}",
                10: "P",
                11: "2.5.1",
                16: "GBR",
                17: "UNICODE UTF-8",
            },
        ),
        _pid(signed.person),
        _segment("PV1", {1: "1", 2: "I", 3: _text(signed.person.ward)}),
        _segment(
            "OBR",
            {
                1: "1",
                3: f"{_text(signed.number)}^clinicapp",
                4: "LESTER^Lester physical health check^L",
                7: signed_at,
                16: f"^{_text(signed.signed_by)}",
                22: signed_at,
                25: status,
            },
        ),
    ]
    for number, each in enumerate(_values(signed), 1):
        fields = {
            1: str(number),
            2: each.kind,
            3: each.code,
            5: _text(each.value),
            6: _text(each.unit),
            11: status,
            14: _moment(each.taken_at),
            18: "" if each.device is None else _text(each.device),
        }
        segments.append(_segment("OBX", fields))
        if each.note:
            segments.append(_segment("NTE", {1: "1", 3: _text(each.note)}))
    return "".join(f"{segment}\r" for segment in segments).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """What one OBX says."""

    kind: str
    code: str
    value: str
    taken_at: datetime
    unit: str = ""
    device: str | None = None
    note: str = ""


def _values(signed: SignedForm) -> Iterator[_Value]:
    for result in results_of(signed):
        device = None if result.instrument is None else result.instrument.tag
        for part in result.parts:
            yield _Value(
                kind="NM",
                code=_code(part.key, part.name),
                value=part.value,
                unit=part.unit,
                taken_at=result.taken_at,
                device=device,
                note=result.note,
            )
        if result.words:
            yield _Value(
                kind="ST",
                code=_code(result.key, result.name),
                value=result.words,
                taken_at=result.taken_at,
                device=device,
                note=result.note,
            )
    for domain, words, why in zones_of(signed):
        name = f"Lester domain {domain.value.replace('_', ' ')}"
        yield _Value(
            kind="ST",
            code=f"ZONE_{domain.value.upper()}^{name}^L",
            value=words,
            taken_at=signed.signed_at,
            note=", ".join(why).replace("_", " "),
        )
    for code, status in actions_of(signed):
        yield _Value(
            kind="ST",
            code=f"ACTION_{_text(code)}^Action {_text(code)}^L",
            value=status,
            taken_at=signed.signed_at,
        )


def _code(key: str, name: str) -> str:
    if key in LOINC:
        return f"{LOINC[key]}^{_text(name)}^LN"
    if key in SNOMED:
        return f"{SNOMED[key]}^{_text(name)}^SCT"
    if key in SNOMED_PARTS:
        return f"{SNOMED_PARTS[key]}^{_text(name)}^SCT"
    return f"{key.upper()}^{_text(name)}^L"


def _pid(person: Person) -> str:
    number = "" if person.nhs_number is None else f"{person.nhs_number}^^^NHS^NH"
    name = f"{_text(person.family_name.upper())}^{_text(person.given_name)}"
    born = f"{person.born:%Y%m%d}"
    return _segment("PID", {1: "1", 3: number, 5: name, 7: born, 8: _SEX[person.sex.value]})


def _segment(name: str, fields: Mapping[int, str]) -> str:
    """A segment by the numbers of its fields; those between are empty."""
    return "|".join((name, *(fields.get(number, "") for number in range(1, max(fields) + 1))))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S%z}"


def _text(words: str) -> str:
    return words.translate(_ESCAPES)
