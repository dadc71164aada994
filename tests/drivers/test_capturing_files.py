"""The ``.cap`` file keeps a recording exactly, and what is no recording is said in a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.capturing.files import BadCapture, Piece, Recording, Shown, from_lines, to_lines

HEAD = '{"cap":1,"link":"serial","settings":"2400 7E1","settings_known":true}'
PIECE = '{"at_ms":0,"from":"device","hex":"53542c2b","masked":[[1,3]]}'


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Anything that can be recorded, in the order of its times."""
    times = sorted(draw(st.lists(st.integers(0, 10**6), max_size=6, unique=True)))
    pieces: list[Piece] = []
    shown: list[Shown] = []
    for at_ms in times:
        data = draw(st.binary(min_size=1, max_size=20))
        if draw(st.booleans()):
            shown.append(Shown(at_ms, draw(st.text(max_size=10))))
            continue
        end = draw(st.integers(1, len(data)))
        masked = draw(st.sampled_from([(), ((0, end),)]))
        pieces.append(Piece(at_ms=at_ms, data=data, from_device=draw(st.booleans()), masked=masked))
    return Recording(
        link=draw(st.sampled_from(["serial", "tcp"])),
        settings=draw(st.sampled_from(["", "2400 7E1"])),
        settings_known=draw(st.booleans()),
        pieces=tuple(pieces),
        shown=tuple(shown),
    )


@given(recordings())
def test_what_is_written_is_read_back(recording: Recording) -> None:
    lines = to_lines(recording)
    assert all("\n" not in line for line in lines)
    assert from_lines(lines) == recording
    times = [json.loads(line)["at_ms"] for line in lines[1:]]
    assert times == sorted(times)


def test_the_file_is_written_as_it_is_documented() -> None:
    recording = Recording(
        link="serial",
        settings="2400 7E1",
        settings_known=True,
        pieces=(Piece(at_ms=0, data=b"ST,+", masked=((1, 3),)),),
        shown=(Shown(4200, "82.4 kg"),),
    )
    assert to_lines(recording) == [HEAD, PIECE, '{"at_ms":4200,"shown":"82.4 kg"}']
    assert recording.sent == b"ST,+"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "The recording is empty; record the device again."),
        (["what"], "Line 1 is no JSON object; record the device again."),
        (['{"cap":2}'], "Line 1 does not begin a recording of version 1; choose a .cap file."),
        (['{"cap":1}'], "Line 1 is no heading of a recording; record the device again."),
        ([HEAD, "[]"], "Line 2 is no JSON object; record the device again."),
        ([HEAD, "", '{"at_ms":0,"hex":"0"}'], "The hex of line 3 is not two digits"),
        ([HEAD, '{"at_ms":0,"hex":"00","from":["x"]}'], "The from of line 2 is neither device"),
        ([HEAD, '{"at_ms":-1,"hex":"00","from":"device"}'], "The at_ms of line 2 is no number"),
        ([HEAD, '{"at_ms":0,"shown":7}'], "What line 2 says was shown is no text"),
        ([HEAD, '{"at_ms":true,"shown":"7"}'], "The at_ms of line 2 is no number"),
        ([HEAD, '{"at_ms":0,"name":"EXAMPLE"}'], "Line 2 has 'name', which is not known"),
        (
            [HEAD, '{"at_ms":0,"hex":"00","from":"device","masked":[[0,2]]}'],
            "The masked of line 2 is no list of places in its bytes; correct it.",
        ),
    ],
)
def test_what_is_no_recording_is_said_with_its_line(lines: list[str], sentence: str) -> None:
    with pytest.raises(BadCapture) as refused:
        from_lines(lines)
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")


def sentence_about(lines: list[str]) -> str:
    """Why they are no recording, or that they are."""
    try:
        return f"With line 2 there are {len(from_lines(lines).pieces)} pieces."
    except BadCapture as refused:
        return str(refused)


@given(st.lists(st.one_of(st.text(max_size=60), st.just(HEAD), st.just(PIECE)), max_size=5))
def test_no_text_raises_anything_but_a_sentence(lines: list[str]) -> None:
    assert sentence_about(lines).endswith(".")


@given(
    st.dictionaries(
        st.sampled_from(["at_ms", "from", "hex", "shown", "masked", "cap"]),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4),
                     lambda inner: st.lists(inner, max_size=3), max_leaves=5),
    )
)  # fmt: skip
def test_no_object_raises_anything_but_a_sentence(content: dict[str, object]) -> None:
    assert "ine 2" in sentence_about([HEAD, json.dumps(content)])
