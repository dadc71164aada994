r"""Analysers and monitors that send HL7 version 2 over MLLP: ORU^R01 (v2.4 to v2.6), IHE PCD-01.

Source: HL7 v2.4 to v2.6 chapters 2 and 7; IHE PCD technical framework volume 2, PCD-01; and, for
each device below, messages that it was seen to send or that its maker prints:

- Abbott Afinion 2: v2.4, client to port 2575; run in OBR-3, cartridge lot in OBR-23, serial number
  in OBX-18, time in OBX-19. HbA1c comes twice under one code, in % and in mmol/mol. Without an
  answer it sends the same result every 30 s under a new MSH-10, so the message id says nothing.
- PixCell HemoScreen: v2.4, patient in PID-2, serial number in OBX-15; OBR-4 is ``OBS`` or ``LQC``,
  and PID-2 of a control is the control's lot. ``ABN`` stands for a count it does not trust, ``---``
  for none; ``LL`` and ``HH`` are listed beside them, unexplained, and are refused, not guessed at.
  Each of its twenty counts is a reading, for the signs ``* ! ~ ^`` doubt single counts.
- SD Biosensor STANDARD F2400: v2.6 as PCD-01, MSH-3 begins with the serial number, MSH-10 is in
  braces, the cartridge's lot is in a note. What the note says besides is not read: it prints IFCC
  units with a per cent sign.
- Monitors by PCD-01: MDC codes for pressures, pulse, saturation, temperature and weight.

The Afinion's bytes are of a real capture, those of the others of tests and manuals; nothing here
was tried on a device, so the whole counts as documented.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import Driver, Level, TcpLink
from drivers.protocols.hl7_receiver import Hl7Receiver
from drivers.protocols.hl7_results import Profile
from drivers.readings import Kind

KEY: Final = "hl7v2"
VERSION: Final = "1"
PORT: Final = 2575

PROFILES: Final = (
    Profile("Afinion 2", "Abbott", "Afinion 2", lot_field=23),
    Profile("Afinion", "Abbott", "Afinion", lot_field=23),
    Profile("HemoScreen", "PixCell", "HemoScreen", serial_field=15, control_in_patient=True),
    Profile("FA24", "SD Biosensor", "STANDARD F2400", named_by_serial=True),
)


def converse() -> Hl7Receiver:
    """A new conversation with one device."""
    return Hl7Receiver(KEY, VERSION, PROFILES)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "Abbott Afinion 2",
        "PixCell HemoScreen",
        "SD Biosensor STANDARD F2400",
        "monitors by IHE PCD-01",
    ),
    links=(TcpLink(default_port=PORT),),
    protocol="HL7 v2 ORU^R01 and IHE PCD-01 over MLLP",
    measures=frozenset(
        {
            Kind.HBA1C,
            Kind.GLUCOSE,
            Kind.KETONE,
            Kind.LIPIDS,
            Kind.ANALYTE,
            Kind.BLOOD_PRESSURE,
            Kind.OXYGEN_SATURATION,
            Kind.TEMPERATURE,
            Kind.WEIGHT,
            Kind.HEIGHT,
            Kind.BODY_COMPOSITION,
        }
    ),
    level=Level.DOCUMENTED,
    source="HL7 v2.4-2.6, IHE PCD-01; a published Afinion 2 capture and makers' message examples",
    converse=converse,
    acknowledges=True,
    patience_seconds=30.0,
)
