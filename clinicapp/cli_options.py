"""Options that several commands have, and that say the same in each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="JSON Lines instead of words.")]
CsvFile = Annotated[Path, typer.Argument(help="A CSV file with headings; - for input.")]
CsvOut = Annotated[
    Path | None,
    typer.Option(help="CSV file to write; it must not be there yet. Else standard output."),
]
