"""What is kept is a photo or a PDF by its content, whatever it is called."""

from __future__ import annotations

import contextlib
import hashlib
import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clinicapp.domain.attachments import MOST_BYTES, Media, look_at, plain_name
from clinicapp.domain.errors import Refused
from tests.support.attached import a_pdf, a_png, chunk


def drawn(kind: str, size: tuple[int, int] = (30, 20), **options: object) -> bytes:
    """A picture that another program has written."""
    target = io.BytesIO()
    image = Image.effect_noise(size, 60)
    image.save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


def printed() -> bytes:
    """A PDF that another program has written."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100, 100))
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "media", "size"),
    [
        (drawn("PNG"), Media.PNG, (30, 20)),
        (drawn("JPEG"), Media.JPEG, (30, 20)),
        (drawn("JPEG", progressive=True), Media.JPEG, (30, 20)),
        (drawn("JPEG") + b"trailing film of a telephone", Media.JPEG, (30, 20)),
        (a_png(7, 9), Media.PNG, (7, 9)),
        (printed(), Media.PDF, (0, 0)),
        (a_pdf(), Media.PDF, (0, 0)),
    ],
)
def test_what_other_programs_write_is_known(
    content: bytes, media: Media, size: tuple[int, int]
) -> None:
    found = look_at(content, "C:\\photos\\a.exe")
    assert (found.media, (found.width, found.height)) == (media, size)
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.size == len(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; choose another"),
        (b"MZ\x90\x00" + bytes(100), "neither a photo .* whatever its name says"),
        (b"<html><script>alert(1)</script>", "neither a photo"),
        (b"GIF89a" + bytes(50), "neither a photo"),
        (b"\x00" * (MOST_BYTES + 1), "larger than 20 MB"),
        (b"\x89PNG\r\n\x1a\n", "photo cuff.jpg is damaged or not whole"),
        (b"\xff\xd8\xff\xe0not a photo at all", "photo cuff.jpg is damaged"),
        (b"%PDF-1.7\nthis is a text", "PDF cuff.jpg is damaged"),
        (a_pdf().replace(b"startxref\n", b"startxref\n99999"), "PDF cuff.jpg is damaged"),
        (a_png().replace(b"IHDR", b"IHDX"), "damaged"),
        (a_png(20_000, 20_000)[:60], "damaged"),
    ],
)
def test_a_photo_that_is_no_photo_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        look_at(content, "cuff.jpg")


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    head = (60_000).to_bytes(4) + (60_000).to_bytes(4) + bytes((8, 0, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    with pytest.raises(Refused, match="more than 64 megapixels"):
        look_at(bomb, "large.png")


@pytest.mark.parametrize("content", [drawn("PNG"), drawn("JPEG"), printed()])
@given(data=st.data())
@settings(max_examples=60)
def test_a_file_that_was_cut_off_is_refused(content: bytes, data: st.DataObject) -> None:
    # A PDF may miss the line end behind its last word.
    end = data.draw(st.integers(0, len(content.rstrip()) - 1))
    with pytest.raises(Refused):
        look_at(content[:end], "cut.bin")


@pytest.mark.parametrize("content", [drawn("PNG"), drawn("JPEG"), printed()])
@given(data=st.data())
@settings(max_examples=100)
def test_whatever_the_bytes_there_is_an_answer(content: bytes, data: st.DataObject) -> None:
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        found = look_at(bytes(changed), "changed")
        assert found.sha256 == hashlib.sha256(changed).hexdigest()


@given(data=st.data())
def test_no_bit_of_a_png_changes_unseen(data: st.DataObject) -> None:
    content = bytearray(a_png())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refused):
        look_at(bytes(content), "changed.png")


@pytest.mark.parametrize(
    ("given_name", "plain"),
    [
        ("/home/somebody/cuff.png", "cuff.png"),
        ("C:\\Users\\x\\cuff.png", "cuff.png"),
        ("cuff\u202egnp.exe", "cuff gnp.exe"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("", "without a name"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_hides_nothing(given_name: str, plain: str) -> None:
    assert plain_name(given_name) == plain
