"""Line settings are guessed from how the bytes read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.capturing.guessing import (
    BAUDS,
    SETTINGS,
    SURE,
    Search,
    Trial,
    name_of,
    rank,
    read_as,
    score_text,
)
from drivers.driver import SerialLink
from drivers.simulators.and_scale import print_line
from tests.support.uart import heard

SCALE = b"".join(
    print_line(header, Decimal(weight), "kg")
    for header, weight in (("US", "51.1"), ("US", "79.9"), ("ST", "82.4"), ("ST", "70.6"))
)
TICKET = b"Weight ticket\r\nGross  82.4 kg\r\nTare    0.0 kg\r\nNet    82.4 kg\r\n\r\n"
TAGS = b"\x1bR\x1bW184.5\x1bH84.0\x1bB24.1\x1bT0.0\x1bNc\x1bE\r\n" * 2
SPOKEN = [pytest.param(SCALE, each, id=f"scale-{name_of(each)}") for each in SETTINGS] + [
    pytest.param(text, each, id=f"{name}-{name_of(each)}")
    for name, text in (("ticket", TICKET), ("tags", TAGS))
    for each in SETTINGS
    if each.baud == 2400
]

LINES = st.lists(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=4, max_size=30),
    min_size=1,
    max_size=6,
).map(lambda lines: b"".join(line.encode("ascii") + b"\r\n" for line in lines))


def with_parity(text: bytes, parity: str) -> bytes:
    """Seven bits and parity as a receiver of eight bits reads them."""
    odd = parity == "O"
    return bytes(byte | ((byte.bit_count() + odd) % 2) << 7 for byte in text)


def test_the_settings_tried_are_seven_speeds_in_four_formats() -> None:
    names = [name_of(settings) for settings in SETTINGS]
    assert len(names) == len(set(names)) == 28
    assert names[:3] == ["9600 8N1", "4800 8N1", "2400 8N1"]
    assert {name.split()[1] for name in names} == {"8N1", "7E1", "7O1", "8E1"}
    assert {int(name.split()[0]) for name in names} == {
        9600, 4800, 2400, 1200, 19200, 38400, 115200,
    }  # fmt: skip


@pytest.mark.parametrize(("text", "sender"), SPOKEN)
def test_among_all_settings_the_senders_own_win(text: bytes, sender: SerialLink) -> None:
    trials = [Trial(receiver, heard(text, sender, receiver)) for receiver in SETTINGS]
    best = rank(trials)[0]
    assert name_of(best.settings) == name_of(sender)
    assert best.sure
    assert best.data == text


@pytest.mark.parametrize(("text", "sender"), SPOKEN)
def test_a_device_that_repeats_itself_is_found_without_trying_everything(
    text: bytes, sender: SerialLink
) -> None:
    search = Search()
    tried: list[SerialLink] = []
    while (settings := search.next_settings()) is not None:
        tried.append(settings)
        assert len(tried) <= len(SETTINGS)
        search.heard(settings, heard(text, sender, settings))
    assert search.settled
    assert search.guesses[0].settings == sender == tried[-1]
    if (sender.data_bits, sender.parity) == (8, "N"):
        assert len(tried) == 1 + BAUDS.index(sender.baud)
    elif sender.data_bits == 7:
        # Heard at 8N1 of its speed, and then once more to prove it.
        assert len(tried) == 2 + BAUDS.index(sender.baud)


@pytest.mark.parametrize("baud", BAUDS)
def test_an_adapter_that_passes_over_a_missing_stop_bit_reads_even_parity_rightly(
    baud: int,
) -> None:
    sender = SerialLink(baud=baud, parity="E")
    search = Search()
    while (settings := search.next_settings()) is not None:
        search.heard(settings, heard(SCALE, sender, settings, like_16550=False))
    assert search.settled
    assert name_of(search.guesses[0].settings) == f"{baud} 8N1"
    assert search.guesses[0].data == SCALE


@pytest.mark.parametrize("parity", ["E", "O"])
@given(LINES)
def test_seven_bits_with_parity_read_as_eight_score_lower_and_give_the_text_back(
    parity: str, text: bytes
) -> None:
    garbled = with_parity(text, parity)
    assert score_text(garbled) < score_text(text) or garbled == text
    settings = SerialLink(data_bits=7, parity=parity)
    assert read_as(garbled, settings) == (text, 0.0)
    other = SerialLink(data_bits=7, parity="O" if parity == "E" else "E")
    assert read_as(garbled, other) == (text, 1.0)


@given(LINES, st.sampled_from("EO"))
def test_the_right_parity_ranks_before_the_wrong_one_and_before_none(
    text: bytes, parity: str
) -> None:
    garbled = with_parity(text, parity)
    order = [name_of(guess.settings) for guess in rank([Trial(SerialLink(), garbled)])]
    right, wrong = f"9600 7{parity}1", f"9600 7{'O' if parity == 'E' else 'E'}1"
    assert order.index(right) < order.index(wrong)
    if garbled != text:
        assert order[0] == right


@given(LINES)
def test_clean_text_of_eight_bits_is_never_taken_for_seven_with_parity(text: bytes) -> None:
    scores = {name_of(g.settings): g.score for g in rank([Trial(SerialLink(), text)])}
    assert scores["9600 8N1"] == max(scores.values())
    assert rank([Trial(SerialLink(), text)])[0].settings == SerialLink()


def test_few_bytes_are_never_sure() -> None:
    assert score_text(b"") == 0
    assert 0 < score_text(b"7\r\n") < SURE
    assert score_text(b"ST,+000082.4 kg\r\n") == 100


def test_settings_that_the_adapter_refuses_are_not_tried_again() -> None:
    search = Search()
    tried = []
    while (settings := search.next_settings()) is not None:
        tried.append(settings)
        search.heard(settings, b"")
    assert tried == list(SETTINGS)
    assert not search.settled


@given(st.lists(st.tuples(st.sampled_from(SETTINGS), st.binary(max_size=200)), max_size=6))
def test_no_bytes_make_a_guess_raise(trials: list[tuple[SerialLink, bytes]]) -> None:
    guesses = rank(Trial(settings, data) for settings, data in trials)
    assert all(0 <= guess.score <= 100 for guess in guesses)
    assert [g.score for g in guesses] == sorted((g.score for g in guesses), reverse=True)
    search = Search()
    for settings, data in trials:
        search.heard(settings, data)
    for _ in range(2 * len(SETTINGS)):
        following = search.next_settings()
        if following is None:
            break
        search.heard(following, b"\x00\xff")
    assert search.next_settings() is None
