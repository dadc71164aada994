"""What a conversation reports, filled in with who it is: a reading, or a refusal with its bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from drivers.driver import Report
from drivers.readings import (
    DeviceIdentity,
    DeviceTime,
    Kind,
    NotUnderstood,
    Reading,
    Refusal,
    Special,
    Value,
)

_FILLING: Final = b"\0\r\n"


@dataclass(frozen=True, slots=True)
class Findings:
    """Reports in the name of one driver about one device."""

    driver: str
    version: str
    device: DeviceIdentity

    def of(self, *, model: str | None = None, serial: str | None = None) -> Findings:
        """The same about a device that has said its model, its serial number, or both."""
        known = self.device
        device = replace(known, model=model or known.model, serial=serial or known.serial)
        return replace(self, device=device)

    def reading(
        self,
        kind: Kind,
        values: tuple[Value, ...],
        raw: bytes,
        *,
        taken_at: DeviceTime | None = None,
        device_clock: DeviceTime | None = None,
        flags: tuple[str, ...] = (),
        user: int | None = None,
        sequence: str | None = None,
        patient_ref: str | None = None,
        lot: str | None = None,
        control: bool = False,
        stored: bool = False,
    ) -> Report:
        """A result and the bytes it came from."""
        return Report(
            Reading(
                driver=self.driver,
                driver_version=self.version,
                kind=kind,
                values=values,
                taken_at=taken_at,
                device_clock=device_clock,
                flags=flags,
                user=user,
                sequence=sequence,
                patient_ref=patient_ref,
                lot=lot,
                device=self.device,
                control=control,
                stored=stored,
                raw=raw,
            )
        )

    def refused(
        self, reason: Refusal, detail: str, raw: bytes, *, incomplete: bool = False
    ) -> Report:
        """Bytes that gave no result; ``detail`` is one sentence for the nurse."""
        return Report(
            NotUnderstood(
                driver=self.driver,
                driver_version=self.version,
                reason=reason,
                detail=detail,
                raw=raw,
                device=self.device,
                incomplete=incomplete,
            )
        )

    def noise(self, raw: bytes, length: int | None = None) -> list[Report]:
        """Bytes outside every frame. Line ends and NULs are what an idle line carries: passed over.

        ``length`` says how many there were if ``raw`` holds only the first of them.
        """
        if not raw.strip(_FILLING):
            return []
        count = len(raw) if length is None else length
        detail = f"{count} bytes belong to no message; check the cable and the line settings."
        return [self.refused(Refusal.FRAMING, detail, raw)]


def number(field: str, amount: int) -> Value:
    """A whole number in the unit that ``field`` names."""
    return Value(field, Decimal(amount))


def within(field: str, amount: int, lowest: int, highest: int) -> Value:
    """``amount``, or the word above or below if it is outside what the device can measure.

    ``lowest`` and ``highest`` are in the unit that ``field`` names and still count as measured.
    """
    if amount > highest:
        return Value(field, special=Special.ABOVE, limit=Decimal(highest))
    if amount < lowest:
        return Value(field, special=Special.BELOW, limit=Decimal(lowest))
    return number(field, amount)
