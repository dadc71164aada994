"""MLLP: three bytes, and nothing else to hold on to."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols.mllp import MESSAGE_LIMIT, Block, BrokenBlock, MllpReader, wrap
from drivers.readings import Refusal

TEXT = st.binary(max_size=60).map(lambda text: text.replace(b"\x0b", b"").replace(b"\x1c", b""))


@given(st.lists(TEXT, max_size=5), st.integers(1, 9))
def test_what_was_wrapped_is_found_however_it_is_cut(texts: list[bytes], size: int) -> None:
    stream = b"".join(map(wrap, texts))
    reader = MllpReader()
    found = [b for i in range(0, len(stream), size) for b in reader.feed(stream[i : i + size])]
    assert found == [Block(text, b"\x0b" + text + b"\x1c") for text in texts]
    assert reader.rest() == []


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_byte_of_a_block_is_lost_and_cutting_changes_nothing(pieces: list[bytes]) -> None:
    whole, cut = MllpReader(), MllpReader()
    stream = b"".join(pieces)
    expected = [*whole.feed(stream), *whole.rest()]
    assert [*[b for piece in pieces for b in cut.feed(piece)], *cut.rest()] == expected
    assert sum(len(b.raw) for b in expected) <= len(stream)
    assert all(b.raw in stream for b in expected)


def test_a_start_inside_a_block_cuts_it_off() -> None:
    broken, block = MllpReader().feed(b"\x0bMSH|half\x0bMSH|whole\x1c\r")
    assert isinstance(broken, BrokenBlock)
    assert (broken.reason, broken.raw) == (Refusal.TRUNCATED, b"\x0bMSH|half")
    assert block == Block(b"MSH|whole", b"\x0bMSH|whole\x1c")


def test_noise_is_told_before_the_block_after_it() -> None:
    noise, block = MllpReader().feed(b"\r\n\x00garbage\x0bA\x1c\r")
    assert isinstance(noise, BrokenBlock)
    assert (noise.raw, noise.answered) == (b"garbage", False)
    assert isinstance(block, Block)


def test_an_endless_block_is_told_once_and_costs_little() -> None:
    reader = MllpReader()
    piece = b"A" * 65536
    tracemalloc.start()
    found = [*reader.feed(b"\x0b"), *[b for _ in range(128) for b in reader.feed(piece)]]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (broken,) = found
    assert isinstance(broken, BrokenBlock)
    assert broken.answered
    assert len(broken.raw) == MESSAGE_LIMIT + 1
    assert peak < 4 * 1024 * 1024
    assert reader.feed(b"\x1c\r" + wrap(b"B")) == [Block(b"B", b"\x0bB\x1c")]
