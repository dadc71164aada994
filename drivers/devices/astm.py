"""Analysers that speak ASTM (E1381/E1394, CLSI LIS01-A2/LIS02-A2), such as the Abbott Afinion 2.

Source: ASTM E1381-95 and E1394-97, CLSI LIS01-A2 and LIS02-A2; for each analyser below, messages
that it was seen to send (serial number, lot and patient are where those messages have them):

- Abbott Afinion 2: H.5 ``Afinion 2 Analyzer^^serial``, run in O.4, cartridge lot in O.24, operator
  in R.11, time in R.13; HbA1c may come twice under one code, in % and in mmol/mol.
- Siemens DCA Vantage: H.5 ``DCA VANTAGE^software^serial``, O.4 ``sequence^reagent lot``, patient in
  P.3, time in R.12.
- Roche cobas c111 and c311, Sysmex XP and XN, Horiba Yumizen H500: sender's name and serial number.
  The H500 jumps in its frame numbers, so they are not enforced for it.

On TCP the analyser usually connects to the station; on a serial line it is 9600 8N1 unless its
menu says otherwise. Not tested against firmware: written from the standards and from messages that
were published.
"""

from __future__ import annotations

from typing import Final

from drivers.driver import Driver, Level, SerialLink, TcpLink
from drivers.protocols.astm_receiver import AstmReceiver
from drivers.protocols.astm_results import Profile
from drivers.readings import Kind

KEY: Final = "astm"
VERSION: Final = "1"

PROFILES: Final = (
    Profile("Afinion 2", "Abbott", "Afinion 2", lot_field=24, counts_in_order=True),
    Profile("Afinion", "Abbott", "Afinion", lot_field=24, counts_in_order=True),
    Profile("DCA Vantage", "Siemens", "DCA Vantage", lot_field=4, counts_in_order=True),
    Profile("c111", "Roche", "cobas c111", serial=6),
    Profile("c311", "Roche", "cobas c311"),
    Profile("XP-", "Sysmex", serial=6),
    Profile("XN-", "Sysmex", serial=6),
    Profile("H500", "Horiba", "Yumizen H500", serial=2, reliable_numbers=False),
)


def converse() -> AstmReceiver:
    """A new conversation with one analyser."""
    return AstmReceiver(KEY, VERSION, PROFILES)


DRIVER: Final = Driver(
    key=KEY,
    version=VERSION,
    devices=(
        "Abbott Afinion 2",
        "Siemens DCA Vantage",
        "Roche cobas c111",
        "Roche cobas c311",
        "Sysmex XP",
        "Horiba Yumizen H500",
    ),
    links=(SerialLink(baud=9600), TcpLink()),
    protocol="ASTM E1381/E1394 (LIS01-A2, LIS02-A2)",
    measures=frozenset({Kind.HBA1C, Kind.GLUCOSE, Kind.KETONE, Kind.LIPIDS, Kind.ANALYTE}),
    level=Level.DOCUMENTED,
    source="ASTM E1381-95, E1394-97; CLSI LIS01-A2, LIS02-A2; published analyser messages",
    converse=converse,
    acknowledges=True,
    patience_seconds=30.0,
)
