"""Admission messages as a hospital's system sends them."""

from __future__ import annotations

AMARA = "9990000018"


def adt(
    event: str = "A01",
    *,
    number: str = f"{AMARA}^^^NHS^NH",
    name: str = "EXAMPLE^AMARA^^^MS",
    born: str = "19850314",
    ward: str = "ASHWD^4^B",
    at: str = "202611220900",
    control: str = "1",
    more: str = "",
    kind: str = "",
    processing: str = "P",
) -> bytes:
    """A message of the hospital's system."""
    kind = kind or f"ADT^{event}"
    lines = [
        f"MSH|^~\\&|PAS|RXX|CLINICAPP|ASH|{at}||{kind}|{control}|{processing}|2.4",
        f"EVN|{event}|{at}",
        f"PID|1||L123^^^RXX^PI~{number}||{name}||{born}|F||Z9||||||||||||A",
        f"PV1|1|I|{ward}",
    ]
    return "\r".join([*lines, *([more] if more else []), ""]).encode()


def block(text: bytes) -> bytes:
    return b"\x0b" + text + b"\x1c\r"
