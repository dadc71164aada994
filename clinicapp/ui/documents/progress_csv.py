"""The tables of the progress page as one CSV file: months only, nobody in it.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end as a
formula (OWASP, "CSV Injection"), and a ward may be called anything; such a cell begins with an
apostrophe here.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clinicapp.ui.viewmodels.progress.progress_view import ProgressView

HEADER: Final = ("Ward", "Figure", "Measure", "Month", "As of", "Done", "Counted", "Share")
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def progress_csv(view: ProgressView) -> str:
    """The text of the file, newest month first, as the page shows them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (HEADER, *_rows(view)):
        writer.writerow([plain_cell(cell) for cell in row])
    return text.getvalue()


def write_progress_csv(view: ProgressView, path: Path) -> None:
    """Write the file so that a spreadsheet sees its characters as they are (UTF-8 with a mark).

    Raises:
        OSError: the file cannot be written.
    """
    path.write_text(progress_csv(view), encoding="utf-8-sig", errors="backslashreplace", newline="")


def plain_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    # Some trim a cell before they look at it.
    return f"'{text}" if text.startswith(_STARTS_FORMULA) or _hides_formula(text) else text


def _hides_formula(text: str) -> bool:
    return text.strip()[:1] in ("=", "+", "-", "@") and text.strip() != ""


def _rows(view: ProgressView) -> Iterator[tuple[str, ...]]:
    ward = next((each.label for each in view.wards if each.code == view.ward), view.ward)
    measure = next(each.label for each in view.measures if each.code == view.measure)
    for figure in view.figures:
        counts = measure if figure.key == "screening" else ""
        for row in figure.rows:
            yield (
                ward,
                figure.title,
                counts,
                row.month,
                row.note,
                row.done,
                row.of,
                row.share,
            )
