"""``clinicapp demo``: the simulated clinic room, in a window or as one whole visit without one."""

from __future__ import annotations

import logging
import shutil
import tempfile
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
        return _windowed(write)
    finally:
        logging.getLogger().removeHandler(handler)


def _headless(out: Path, write: Callable[[str], None], complain: Callable[[str], None]) -> int:
    from clinicapp.demo import report
    from clinicapp.demo.visit import play

    try:
        out.mkdir(parents=True, exist_ok=True)
        # Before the visit, not after it: whether anything can be written there at all.
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        complain(
            f"The folder {out} cannot be written to: {error.strerror or error}; choose another."
        )
        return 1
    write("A simulated clinic room, a throw-away encrypted database, and one whole visit:")
    with raised() as stage:
        write(f"  Bluetooth is {stage.room.bluetooth}")
        played = play(stage, out, lambda step: write(f"  {step}"))
    written = _write(out / "visit.json", report.visit_json(played))
    write("")
    write(report.table(played, max(120, shutil.get_terminal_size((120, 24)).columns)))
    write("")
    names = ("form.pdf", "summary.pdf", "form.png", "visit.json")
    lost = [name for name in names if not _has_content(out / name)]
    if lost or not written:
        complain(f"Not written to {out}: {', '.join(lost or names[-1:])}; free some space there.")
    else:
        write(f"Written to {out}: {', '.join(names)}")
    for problem in played.check:
        complain(problem)
    return 1 if played.check or lost or not written else 0


def _write(file: Path, text: str) -> bool:
    """Write a file; whether it could be."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError:
        return False
    return True


def _has_content(file: Path) -> bool:
    """Whether a file is there and not empty: Qt does not say when it could not write one."""
    return file.is_file() and file.stat().st_size > 0


def _windowed(write: Callable[[str], None]) -> int:
    from clinicapp.demo.door import TOLD
    from clinicapp.demo.window import show

    write(TOLD)
    with raised(whole_ward=True) as stage:
        return show(stage)
