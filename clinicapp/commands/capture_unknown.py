"""``clinicapp capture --unknown``: record a device that no driver knows, and propose a profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from clinicapp.domain.errors import Refused
from clinicapp.station.capturing import (
    PROFILE_SUFFIX,
    RECORDING_SUFFIX,
    Captured,
    check_shown,
    drivers_that_read,
    listen,
    make_recording,
    prepare,
    propose_from,
    read_recording,
)
from clinicapp.station.catalogue import profiles_folder

DEFAULT_FILE: Final = Path("unknown-device.cap")

_WORDS_NAMED: Final = 30

Write = Callable[[str], None]
Ask = Callable[[str], str]


def run(
    source: str,
    write: Write,
    complain: Write,
    *,
    seconds: float | None,
    shown: Sequence[str] = (),
    out: Path | None = None,
    ask: Ask | None = None,
) -> int:
    """Record a device, say what its bytes look like, and write a recording and a profile.

    Args:
        source: a serial port, ``HOST:PORT``, or a ``.cap`` file that was recorded before.
        write: prints a line.
        complain: prints a sentence on standard error.
        seconds: how long to listen; None for until interrupted.
        shown: what the display showed, such as ``82.4 kg``.
        out: the ``.cap`` file to write; the profile goes beside it.
        ask: asks the person there what was shown, if nothing was given; None if nobody is there.

    Returns:
        0 when a profile was written, 1 when nothing arrived or no profile could be made, 2 when
        what was shown is not written as it should be.

    Raises:
        Refused: the port cannot be had, or a file cannot be read or written, or is there already.
    """
    try:
        check_shown(shown)
    except Refused as refusal:
        complain(str(refusal))
        return 2
    again = Path(source)
    if again.suffix == RECORDING_SUFFIX and again.is_file():
        return _propose_again(again, write, complain, shown=shown, out=out)
    return _record(source, write, complain, seconds=seconds, shown=shown, out=out, ask=ask)


def _propose_again(
    file: Path, write: Write, complain: Write, *, shown: Sequence[str], out: Path | None
) -> int:
    target = out or file
    _check_free(target.with_suffix(PROFILE_SUFFIX), *([out] if out else []))
    recording = read_recording(file)
    captured = propose_from(recording, shown, target.stem)
    if out is not None:
        _save(out, "\n".join(captured.recording) + "\n")
    return _report(captured, target, write, complain)


def _record(
    source: str,
    write: Write,
    complain: Write,
    *,
    seconds: float | None,
    shown: Sequence[str],
    out: Path | None,
    ask: Ask | None,
) -> int:
    target = out or DEFAULT_FILE
    _check_free(target, target.with_suffix(PROFILE_SUFFIX))
    heard = prepare(source)
    ends = "press Ctrl+C to stop" if seconds is None else f"for {seconds:g} seconds"
    write(f"Listening to {source}, {ends}; let the device print a value that you can read off it.")
    listen(heard, seconds, write)
    if not heard.size:
        complain(
            f"Nothing arrived from {source}; check the cable, and that the device is set to send, "
            "then try again."
        )
        return 1
    recording, _ = make_recording(heard)
    shown = shown or _asked(ask, complain)
    captured = propose_from(recording, shown, target.stem, heard=heard)
    # First of all: whatever goes wrong afterwards, the recording is there.
    _save(target, "\n".join(captured.recording) + "\n")
    _report_guess(captured, write)
    write(
        f"Wrote {target}: {captured.size} bytes, of which {captured.masked} that could name a "
        "person were replaced."
    )
    _report_words(captured, write)
    for key in drivers_that_read(recording, shown):
        write(
            f"The driver {key} already reads what was shown: try it first, "
            f"with clinicapp drivers and a link in the settings."
        )
    return _report(captured, target, write, complain)


def _asked(ask: Ask | None, complain: Write) -> Sequence[str]:
    while ask is not None:
        answer = ask("What did the display show (such as 82.4 kg; nothing to go on without)?")
        if not answer.strip():
            break
        try:
            check_shown([answer])
        except Refused as refusal:
            complain(str(refusal))
        else:
            return [answer]
    return []


def _report_guess(captured: Captured, write: Write) -> None:
    best = captured.guesses[0]
    if captured.fixed:
        what = "TCP has no line settings" if captured.link == "tcp" else "This is a pseudo-terminal"
        write(f"{what}, so only the text format was judged: it scores {best.score} of 100.")
        if not best.settings.endswith("8N1"):
            write(
                "The bytes carry a parity bit: set whatever turns the serial line into this "
                f"link to {best.settings.split()[1]}."
            )
    else:
        write(f"Line settings: {best.settings}, which scores {best.score} of 100.")
        if len(captured.guesses) > 1:
            second = captured.guesses[1]
            write(f"The next best are {second.settings}, with {second.score}.")
    if not best.sure:
        write(
            "This hardly looks like text: the device may speak in bytes that are no text, or the "
            "recording is too short; an identity in such bytes cannot be recognised, so do not "
            "pass the recording on."
        )


def _report_words(captured: Captured, write: Write) -> None:
    words = captured.words_left
    if words:
        more = ", and more" if len(words) > _WORDS_NAMED else ""
        write(
            f"Words left in it: {', '.join(words[:_WORDS_NAMED])}{more}. If one of them names a "
            "person, do not pass the files on."
        )


def _report(captured: Captured, target: Path, write: Write, complain: Write) -> int:
    if not captured.profile:
        for doubt in captured.doubts:
            complain(doubt)
        write(
            "Go on with three known values, one after the other, such as test weights: "
            f"clinicapp capture --unknown PORT --shown VALUE --shown VALUE --shown VALUE; "
            f"or, if {target} holds them, clinicapp capture --unknown {target} --shown VALUE."
        )
        return 1
    profile = target.with_suffix(PROFILE_SUFFIX)
    _save(profile, captured.profile)
    write(f"Wrote {profile}, which reads the recording to {', '.join(captured.shown)}.")
    for doubt in captured.doubts:
        write(f"Unsure: {doubt}")
    write(
        "Go on by comparing it with the device's manual, filling in what is unsure, and putting it "
        f"into the folder {profiles_folder()}; clinicapp drivers then lists it."
    )
    return 0


def _check_free(*files: Path) -> None:
    for file in files:
        if file.exists():
            raise Refused(f"There is already a file {file}; choose another name with --out.")


def _save(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise Refused(f"There is already a file {file}; choose another name with --out.") from None
    except OSError as error:
        raise Refused(
            f"The file {file} cannot be written ({error.strerror or error}); "
            "choose another with --out."
        ) from error
