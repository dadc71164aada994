"""``clinicapp demo``: the simulated clinic room, in a window or as one whole visit without one."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from clinicapp.demo.stage import raised
from clinicapp.log import PatientSafeFormatter
from clinicapp.ui.application import has_display


def run(
    out: Path, write: Callable[[str], None], complain: Callable[[str], None], *, headless: bool
) -> int:
    """Play the demonstration; the exit status.

    Raises:
        Refused: a step did not come to its end; the sentence names it.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(PatientSafeFormatter())
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)
    try:
        if headless or not has_display():
            return _headless(out, write, complain)
        return _windowed()
    finally:
        logging.getLogger().removeHandler(handler)


def _headless(out: Path, write: Callable[[str], None], complain: Callable[[str], None]) -> int:
    from clinicapp.demo import report
    from clinicapp.demo.visit import play

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        complain(f"The folder {out} cannot be made: {error.strerror or error}; choose another.")
        return 1
    write("A simulated clinic room, a throw-away encrypted database, and one whole visit:")
    with raised() as stage:
        write(f"  Bluetooth is {stage.room.bluetooth}")
        played = play(stage, out, lambda step: write(f"  {step}"))
    (out / "visit.json").write_text(report.visit_json(played), encoding="utf-8")
    write("")
    write(report.table(played, max(120, shutil.get_terminal_size((120, 24)).columns)))
    write("")
    names = ("form.pdf", "summary.pdf", "form.png", "visit.json")
    write(f"Written to {out}: {', '.join(names)}")
    for problem in played.check:
        complain(problem)
    return 1 if played.check else 0


def _windowed() -> int:
    from clinicapp.demo.window import show

    with raised() as stage:
        return show(stage)
