"""``clinicapp drivers``: every driver, and how far it has been proven."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from clinicapp.station.catalogue import listed


def help_page() -> str:
    """The help page of devices, made from the registry; ``resources/help/devices.md`` holds it."""
    drivers, _broken = listed()
    rows = [
        "# Devices that can be read",
        "",
        "Made from the drivers themselves by `clinicapp drivers --help-page`. The level says how",
        "far a driver has been proven: `simulated` against our own double only, `documented`",
        "against bytes from documents, `captured` against bytes recorded from a device, `field` in",
        "use.",
        "",
        "| Key | Devices | Link | Protocol | Measures | Told when stored | Level |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| `{each.key}` | {', '.join(each.devices)} | {', '.join(each.links)} | {each.protocol} | "
        f"{', '.join(word.replace('_', ' ') for word in each.measures)} | "
        f"{'yes' if each.acknowledges else 'no such message'} | {each.level} |"
        for each in drivers
    ]
    return "\n".join(rows) + "\n"


def run(
    write: Callable[[str], None], complain: Callable[[str], None], *, as_json: bool, width: int
) -> int:
    """Print the drivers as a table ``width`` characters wide, or as JSON Lines.

    Returns:
        0, or 1 when a third party's driver could not be loaded (said on ``complain``).
    """
    drivers, broken = listed()
    if as_json:
        for each in drivers:
            write(json.dumps(asdict(each), ensure_ascii=False, separators=(",", ":")))
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for title in ("Key", "Devices", "Link", "Protocol", "Measures", "Level"):
            table.add_column(title, overflow="fold")
        for each in drivers:
            table.add_row(
                each.key,
                ", ".join(each.devices),
                ", ".join(each.links),
                each.protocol,
                ", ".join(each.measures),
                each.level,
            )
        # Not by capturing: that flushes the real output, outside everybody's care.
        drawn = io.StringIO()
        Console(file=drawn, width=width, no_color=True).print(table)
        write(drawn.getvalue().rstrip("\n"))
    for sentence in broken:
        complain(sentence)
    return 1 if broken else 0
