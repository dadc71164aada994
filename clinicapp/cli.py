"""The doors on the command line: options in, a command's work, its exit status out.

Nothing is decided here. Every command's own module is imported only when it is asked for, so that
``clinicapp decode`` starts without a window's libraries.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, cast

import typer

from clinicapp import __version__
from clinicapp.cli_lists import add_list_commands

DONE: Final = 0
REFUSED: Final = 1
USED_WRONGLY: Final = 2
_INTERRUPTED: Final = 130

app = typer.Typer(
    name="clinicapp",
    help="Device-fed Lester screening and equipment readiness. Without a command: the window.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

JsonOption = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]
FileArgument = Annotated[
    Path | None, typer.Argument(help="File to read; standard input if not given.")
]
DriverArgument = Annotated[str, typer.Argument(help="A driver's key; see clinicapp drivers.")]


class _ReaderGone(Exception):
    """Whoever read our output has had enough (``head``); there is nobody left to tell."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit status."""
    from clinicapp.domain.errors import Refused

    _prepare_streams()
    try:
        outcome: Any = app(args=list(arguments), prog_name="clinicapp", standalone_mode=False)
        # Now, while a failure can still be told: at the end of the program nobody would be asked.
        _send("", at_once=True)
    except typer.TyperException as error:
        _complain(f"{_message_of(error).rstrip('.')}. See clinicapp --help.")
        return USED_WRONGLY
    except typer.Abort:
        return _INTERRUPTED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Refused as refusal:
        _complain(str(refusal))
        return REFUSED
    except _ReaderGone:
        return DONE
    return outcome if isinstance(outcome, int) else DONE


def _prepare_streams() -> None:
    """Output is UTF-8 wherever it is no terminal, and no character ever breaks a command off.

    Redirected, Windows would write its code page, in which neither JSON Lines nor every sentence
    can be written. A program that was started without streams gets one that leads nowhere.
    """
    # They stay open to the end of the program, like those that they stand in for.
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding=None if stream.isatty() else "utf-8", errors="backslashreplace"
            )


def _message_of(error: typer.TyperException) -> str:
    formatted = getattr(error, "format_message", None)
    return str(formatted() if callable(formatted) else error)


def _write(line: str) -> None:
    _send(line + "\n")


def _write_now(line: str) -> None:
    """Write a line of a command that goes on: whoever reads it through a pipe waits for it."""
    _send(line + "\n", at_once=True)


def _send(text: str, *, at_once: bool = False) -> None:
    try:
        sys.stdout.write(text)
        if at_once:
            sys.stdout.flush()
    except OSError as error:
        raise _lost(error) from error


def _lost(error: OSError) -> Exception:
    """What to raise when the output cannot be written; afterwards it leads nowhere."""
    from clinicapp.domain.errors import Refused

    # What is still in the buffer would fail once more when the program ends.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    if isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL:
        # Windows says EINVAL for a pipe that nobody reads.
        return _ReaderGone()
    return Refused(
        f"The output cannot be written: {error.strerror or error}; send it somewhere else."
    )


def _complain(sentence: str) -> None:
    _send("", at_once=True)
    sys.stderr.write(sentence.rstrip() + "\n")


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    """The file to read, or standard input. Raises a usage error if it cannot be read."""
    if file is None or str(file) == "-":
        if sys.stdin is None:
            raise typer.BadParameter("There is no standard input to read; name a file.")
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise typer.BadParameter(
            f"The file {file} cannot be read: {error.strerror or error}."
        ) from error
    with stream:
        yield cast("BinaryIO", stream)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - click hands the option's value over
    if wanted:
        _write(f"clinicapp {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Device-fed Lester screening and equipment readiness. Without a command: the window."""
    del version


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="No window: run one whole visit and write it down.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for what the visit writes.")] = Path("demo-out"),
) -> int:
    """A simulated clinic room on real transports, with a throw-away database."""
    from clinicapp.commands.demo import run as run_demo

    return run_demo(out, _write_now, _complain, headless=headless)


@app.command()
def drivers(
    as_json: JsonOption = False,
    page: Annotated[
        bool, typer.Option("--help-page", help="The page of devices as Markdown.")
    ] = False,
) -> int:
    """Every driver: devices, link, protocol, what it measures, and how far it is proven."""
    from clinicapp.commands.drivers import help_page
    from clinicapp.commands.drivers import run as run_drivers

    if page:
        _write(help_page().rstrip())
        return DONE

    width = shutil.get_terminal_size((120, 24)).columns
    return run_drivers(_write, _complain, as_json=as_json, width=width)


@app.command()
def decode(
    driver: DriverArgument,
    file: FileArgument = None,
    hexadecimal: Annotated[
        bool, typer.Option("--hex", help="One chunk a line in hexadecimal.")
    ] = False,
) -> int:
    """What a device sent, as readings, one JSON object a line."""
    from clinicapp.commands.decode import run as run_decode

    with _opened(file) as stream:
        return run_decode(driver, stream, _write, _complain, hexadecimal=hexadecimal)


@app.command()
def simulate(
    driver: DriverArgument,
    pty: Annotated[
        Path | None, typer.Option(help="Make a pseudo-terminal and link it under this name.")
    ] = None,
    listen: Annotated[str | None, typer.Option(help="HOST:PORT to wait on.")] = None,
    connect: Annotated[str | None, typer.Option(help="HOST:PORT to connect to.")] = None,
) -> int:
    """A talking double of a device, for trying out a station."""
    from clinicapp.commands.simulate import run as run_simulate

    given = [way for way in (pty, listen, connect) if way is not None]
    if len(given) != 1:
        raise typer.BadParameter("Give one of --pty LINK, --listen HOST:PORT, --connect HOST:PORT.")
    return run_simulate(driver, _write_now, _complain, pty=pty, listen=listen, connect=connect)


@app.command()
def capture(
    seconds: Annotated[
        float | None, typer.Option("--for", min=0, help="Stop after so many seconds.")
    ] = None,
    unknown: Annotated[
        str | None,
        typer.Option(
            metavar="PORT|HOST:PORT|FILE.cap",
            help="Record a device that no driver knows, and propose a profile.",
        ),
    ] = None,
    shown: Annotated[
        list[str] | None,
        typer.Option(help="What its display showed, such as '82.4 kg'; once for each value."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Recording to write; the profile goes beside it.")
    ] = None,
) -> int:
    """A station without a window: opens the links in the settings, stores, acknowledges, prints."""
    if unknown is not None:
        from clinicapp.commands.capture_unknown import run as run_unknown

        return run_unknown(
            unknown,
            _write_now,
            _complain,
            seconds=seconds,
            shown=shown or (),
            out=out,
            ask=_ask if sys.stdin is not None and sys.stdin.isatty() else None,
        )
    if shown or out is not None:
        raise typer.BadParameter("--shown and --out go with --unknown.")
    from clinicapp.commands.capture import run as run_capture

    return run_capture(_write_now, _complain, seconds=seconds)


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False)
    return answer


@app.command()
def assess(
    pack: Annotated[str, typer.Argument(help="A rule pack, such as uk-current.")],
    file: FileArgument = None,
) -> int:
    """Screening records as JSON Lines → zones, actions, completeness and timetable."""
    from clinicapp.commands.assess import run as run_assess

    with _opened(file) as stream:
        lines = (line.decode("utf-8", "replace") for line in stream)
        return run_assess(pack, lines, _write, _complain)


@app.command()
def qc(file: FileArgument = None) -> int:
    """Control results as JSON Lines → z, the rules that fired, and the verdict."""
    from clinicapp.commands.qc import run as run_qc

    with _opened(file) as stream:
        return run_qc((line.decode("utf-8", "replace") for line in stream), _write, _complain)


@app.command()
def calibration(file: FileArgument = None) -> int:
    """Calibration points as JSON Lines → verdict per point and for the event."""
    from clinicapp.commands.calibration import run as run_calibration

    with _opened(file) as stream:
        return run_calibration(
            (line.decode("utf-8", "replace") for line in stream), _write, _complain
        )


add_list_commands(app, _opened, _write)


db = typer.Typer(help="The database: init, upgrade, check, backup, restore.")
app.add_typer(db, name="db")


@db.command("init")
def db_init() -> int:
    """Make the station's encrypted database."""
    from clinicapp.commands import db as work

    return work.init(_write, _complain)


@db.command("upgrade")
def db_upgrade() -> int:
    """Bring the database to this program's version, after a verified backup."""
    from clinicapp.commands import db as work

    return work.upgrade(_write, _complain)


@db.command("check")
def db_check() -> int:
    """Verify pages, foreign keys, triggers and the audit chain."""
    from clinicapp.commands import db as work

    return work.check(_write, _complain)


@db.command("backup")
def db_backup(file: Annotated[Path, typer.Argument(help="File to write.")]) -> int:
    """Write a verified, encrypted copy while the station goes on."""
    from clinicapp.commands import db as work

    return work.backup(file, _write, _complain)


@db.command("restore")
def db_restore(file: Annotated[Path, typer.Argument(help="A backup of this station.")]) -> int:
    """Put a backup in the database's place; what was there is kept beside it."""
    from clinicapp.commands import db as work

    return work.restore(file, _write, _complain)
