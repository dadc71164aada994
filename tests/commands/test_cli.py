"""The doors: what is said and answered when a command is used rightly, wrongly, or cut short."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from clinicapp import __version__
from clinicapp.cli import DONE, REFUSED, USED_WRONGLY, run
from tests.support.command import Home

COMMANDS = (
    (),
    ("demo",),
    ("drivers",),
    ("decode",),
    ("simulate",),
    ("capture",),
    ("assess",),
    ("qc",),
    ("db",),
    ("db", "init"),
    ("db", "upgrade"),
    ("db", "check"),
    ("db", "backup"),
    ("db", "restore"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_does(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert run([*command, "--help"]) == DONE
    told = capsys.readouterr()
    assert told.out.startswith("Usage: clinicapp")
    assert len(told.out.splitlines()) > 4
    assert told.err == ""


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == DONE
    assert capsys.readouterr() == (f"clinicapp {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "No such command 'nonsense'. See clinicapp --help."),
        (["--nonsense"], "No such option: --nonsense. See clinicapp --help."),
        (["db"], "Missing command. See clinicapp --help."),
        (["db", "nonsense"], "No such command 'nonsense'."),
        (["decode"], "Missing argument 'driver'."),
        (["decode", "nope"], "There is no driver 'nope'; use one of"),
        (["decode", "astm", "/nowhere/at/all"], "The file /nowhere/at/all cannot be read"),
        (["assess"], "Missing argument 'pack'."),
        (["assess", "nope"], "There is no rule pack called 'nope'; choose one of"),
        (["assess", "uk-current", "/nowhere/at/all"], "cannot be read"),
        (["simulate"], "Missing argument 'driver'."),
        (["simulate", "nope", "--pty", "x"], "There is no driver 'nope'; use one of"),
        (["simulate", "astm"], "Give one of --pty LINK"),
        (["simulate", "astm", "--pty", "x", "--listen", "127.0.0.1:1"], "Give one of --pty LINK"),
        (["simulate", "astm", "--listen", "4010"], "Write the address as HOST:PORT"),
        (["simulate", "astm", "--listen", "127.0.0.1:70000"], "Write the address as HOST:PORT"),
        (["simulate", "astm", "--connect", "127.0.0.1:x"], "Write the address as HOST:PORT"),
        (["capture", "--for", "-1"], "Invalid value for '--for'"),
        (["capture", "--for", "long"], "Invalid value for '--for'"),
        (["db", "backup"], "Missing argument 'file'."),
        (["db", "restore"], "Missing argument 'file'."),
    ],
)
def test_misuse_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == USED_WRONGLY
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.err.endswith(".\n")


def test_a_folder_is_no_file_to_read(home: Home) -> None:
    ran = home.run("decode", "astm", str(home.folder))
    assert ran.status == USED_WRONGLY
    assert str(home.folder) in ran.sentence


def test_without_a_screen_the_window_says_so(home: Home) -> None:
    ran = home.run()
    assert (ran.status, ran.out) == (REFUSED, "")
    assert "no screen" in ran.sentence


@pytest.mark.parametrize("display", [":4711", "nowhere.invalid:0", "nonsense"])
def test_a_display_that_nobody_answers_at_is_no_screen(home: Home, display: str) -> None:
    """Qt itself would end the program by a signal."""
    home.environment["DISPLAY"] = display
    ran = home.run()
    assert ran.status == REFUSED
    assert "no screen" in ran.sentence


def _with_streams(
    home: Home, redirection: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run a command from a shell that redirects its streams."""
    return subprocess.run(
        ["sh", "-c", f'"$0" -m clinicapp "$@" {redirection}', sys.executable, *arguments],
        capture_output=True,
        text=True,
        env=home.variables(),
        cwd=home.folder,
        timeout=60,
        check=False,
    )


def test_a_reader_that_has_had_enough_is_no_error(home: Home) -> None:
    lines = home.folder / "many.jsonl"
    lines.write_text('{"id":"a","on":"2026-11-22"}\n' * 3000, encoding="utf-8")
    for command in ("drivers", "drivers --json", f"assess uk-current {lines}"):
        done = subprocess.run(
            [
                "bash",
                "-c",
                f'{{ "$0" -m clinicapp {command}; echo $? >&2; }} | head -1',
                sys.executable,
            ],
            capture_output=True,
            text=True,
            env=home.variables(),
            timeout=60,
            check=False,
        )
        assert len(done.stdout.splitlines()) == 1
        assert done.stderr == "0\n"


def test_output_that_cannot_be_written_is_one_sentence(home: Home) -> None:
    done = _with_streams(home, "> /dev/full", "drivers")
    assert done.returncode == REFUSED
    assert done.stderr.startswith("The output cannot be written: No space left on device")
    assert done.stderr.count("\n") == 1


def test_a_program_started_without_streams_still_works(home: Home) -> None:
    assert _with_streams(home, ">&- 2>&-", "drivers").returncode == DONE
    done = _with_streams(home, "<&-", "decode", "and-scale")
    assert done.returncode == USED_WRONGLY
    assert "name a file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_no_code_page_breaks_a_command(home: Home, encoding: str) -> None:
    """Redirected output is UTF-8 even where the computer's code page is not."""
    home.environment["PYTHONIOENCODING"] = encoding
    told = home.run("--help")
    assert (told.status, told.err) == (DONE, "")
    assert "→" in told.out
    sent = "ST,+00068.60 kg\r\n"
    assert json.loads(home.run("decode", "and-scale", given=sent).out)["kind"] == "weight"
