"""Analysers that speak POCT1-A (CLSI POCT01-A2, XML over TCP), such as the Siemens DCA Vantage.

Source: CLSI POCT01-A2 annex B; and, for each device below, what it was seen or is documented to
send:

- Siemens DCA Vantage: XML documents one after another; POCT1-A is what it speaks on Ethernet unless
  told otherwise, and it then wants a patient id for each test. Layout of a published packet capture
  of firmware 4.4.0.0: hello, status, request, result, end of topic, continuous mode. HbA1c and the
  eAG worked out from it; ``RES`` on what it sends from memory; cartridge lot in RGT. The clock of
  that device stood in 2006.
- PixCell HemoScreen: each document in MLLP bytes, blood counts under LOINC codes (HS-IL-00067, as
  published tests quote it); it looks for ``ACK.control_id`` and wants its EOT acknowledged.
- Quidel Sofia and Nova StatStrip: ``ACK.control_id`` for the one; an operator may stand before a
  supervisor (``operator^supervisor``) for the other. Qualitative results are refused, not read.

The device is the TCP client. Its clock is read from its hello, and set (DTV.R02 SET_TIME) once its
stored results have come, if it is more than five minutes wrong and it takes the directive. It is
not asked for its events and is sent no lists of operators or patients. Not tried on a device by
this project.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import Driver, Level, TcpLink
from drivers.protocols.poct1a_devices import Profile
from drivers.protocols.poct1a_receiver import Poct1aReceiver
from drivers.readings import Kind

KEY: Final = "poct1a"
VERSION: Final = "1"

PROFILES: Final = (
    Profile("SIEM", "Siemens"),
    Profile("PIX", "PixCell", acknowledged="ACK.control_id", ends_acknowledged=True),
    Profile("QUIDEL", "Quidel", acknowledged="ACK.control_id"),
    Profile("NOVABIO", "Nova Biomedical"),
)


def converse() -> Poct1aReceiver:
    """A new conversation with one device."""
    return Poct1aReceiver(KEY, VERSION, PROFILES)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=("Siemens DCA Vantage", "PixCell HemoScreen", "Nova StatStrip"),
    links=(TcpLink(),),
    protocol="POCT1-A (CLSI POCT01-A2)",
    measures=frozenset({Kind.HBA1C, Kind.GLUCOSE, Kind.KETONE, Kind.LIPIDS, Kind.ANALYTE}),
    level=Level.DOCUMENTED,
    source="CLSI POCT01-A2 annex B; layout of a published DCA Vantage capture; makers' examples",
    converse=converse,
    acknowledges=True,
    # The DCA Vantage announces an application timeout of 60 s and keeps the link alive within it.
    patience_seconds=90.0,
)
