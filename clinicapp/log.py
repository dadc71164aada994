"""Logs that cannot hold patient data.

Only our own loggers' constant sentences are written, with arguments of harmless types: ids, numbers
enumerations, paths, times and words that the code itself vouches for with ``Word``. Every other
argument is written as ``…``; of other libraries' records and of exceptions only the kind and the
place are written, never the text, since that may quote what a person typed or a device sent.
"""

from __future__ import annotations

import logging
import traceback
from datetime import datetime
from decimal import Decimal
from enum import Enum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final
from uuid import UUID

from typing_extensions import override

OURS: Final = ("clinicapp", "drivers")
_LOG_BYTES: Final = 1_000_000
_LOG_FILES: Final = 5


class Word(str):
    """A word of the program's own (a driver's key, a link's kind), never of a person or device."""

    __slots__ = ()


_HARMLESS: Final = (UUID, int, float, Enum, Path, datetime, Word, type(None))


def _harmless(argument: object) -> object:
    if isinstance(argument, _HARMLESS) and not isinstance(argument, Decimal):
        return argument
    return "…"


class PatientSafeFormatter(logging.Formatter):
    """Writes time, level, logger and the sentence with harmless arguments only."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """One line for a record, and one more for each place of an exception's trace."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = f"{when} {record.levelname} {record.name}: {self._sentence(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line += f" [{type(error).__name__}]"
            for frame in traceback.extract_tb(error.__traceback__):
                line += f"\n    {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        return line

    def _sentence(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] not in OURS or not isinstance(record.msg, str):
            return "(text of another library withheld)"
        if not record.args:
            return record.msg
        try:
            if isinstance(record.args, dict):
                return record.msg % {key: _harmless(value) for key, value in record.args.items()}
            return record.msg % tuple(_harmless(argument) for argument in record.args)
        except (TypeError, ValueError, KeyError):
            # A number was promised and withheld; logging itself would print the arguments.
            return record.msg


def start(folder: Path) -> logging.Handler:
    """Write to ``clinicapp.log`` in ``folder``, kept small; returns the handler for ``stop``."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "clinicapp.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(PatientSafeFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("clinicapp").setLevel(logging.INFO)
    logging.getLogger("drivers").setLevel(logging.INFO)
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the log file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
