"""Files are kept once by content, put with things, taken away, and opened with their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from uuid6 import uuid7

from clinicapp.domain.attachments import MOST_BYTES, Attachment, Kept, Purpose
from clinicapp.domain.errors import NotAllowed, NotFound, Refused
from clinicapp.domain.staff import Role
from clinicapp.services.attachments import (
    attach,
    kept_with,
    open_attachment,
    put_with,
    take_away,
    thumbnail,
)
from clinicapp.store.errors import Damaged
from tests.support.attached import a_pdf, a_png, an_attachment, chunk
from tests.support.back_room import NURSE, TECHNICIAN, BackRoom
from tests.support.facts import an_actor

if TYPE_CHECKING:
    from uuid import UUID


def keep(room: BackRoom, content: bytes, name: str = "cuff.png", **more: bytes) -> Attachment:
    return room.run(lambda work: attach(work, room.by(), content, name, **more))


def put(
    room: BackRoom, subject: UUID, attachment: Attachment, purpose: Purpose = Purpose.PHOTO
) -> Kept:
    return room.run(lambda work: put_with(work, room.by(), subject, attachment, purpose))


def pieces(room: BackRoom) -> int:
    (count,) = room.run(
        lambda work: work.attachments._session.run(
            "SELECT count(*) FROM attachment_pieces"
        ).fetchone()
    )
    return int(count)


def large(size: int) -> bytes:
    """A picture with that much of a comment in it, no piece like another."""
    words = hashlib.shake_256(b"x").digest(size)
    return a_png()[:-12] + chunk(b"teXt", words) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [1, 256 * 1024 - 68, 256 * 1024, 700_000])
def test_what_was_kept_comes_back_to_the_bit(room: BackRoom, size: int) -> None:
    content = large(size)
    kept = keep(room, content)
    found, again = room.run(lambda work: open_attachment(work, room.by(), kept.sha256))
    assert again == content
    assert found == kept
    assert pieces(room) == -(-len(content) // (256 * 1024))
    assert room.audit() == ["attachment.kept", "attachment.opened"]


def test_the_same_content_is_kept_once_under_whatever_name(room: BackRoom) -> None:
    first, again = keep(room, a_pdf(), "certificate.pdf"), keep(room, a_pdf(), "copy.pdf")
    assert first.sha256 == again.sha256
    assert again.name == "copy.pdf"
    assert pieces(room) == 1


def test_what_is_refused_is_not_kept(room: BackRoom) -> None:
    for content in (b"", b"no photo", bytes(MOST_BYTES + 1)):
        with pytest.raises(Refused):
            keep(room, content)
    assert pieces(room) == 0
    assert room.audit() == []


def test_nobody_keeps_files_without_the_permission(room: BackRoom) -> None:
    officer = an_actor(Role.CLINICAL_SAFETY_OFFICER)
    with pytest.raises(NotAllowed):
        room.run(lambda work: attach(work, room.by(officer), a_png(), "a.png"))
    with pytest.raises(NotAllowed):
        room.run(lambda work: thumbnail(work, room.by(officer), "0" * 64))


def test_the_small_picture_is_kept_with_a_photo_and_only_once(room: BackRoom) -> None:
    kept = keep(room, a_png(), thumbnail=b"small")
    keep(room, a_png(), thumbnail=b"another")
    assert room.run(lambda work: thumbnail(work, room.by(), kept.sha256)) == b"small"
    paper = keep(room, a_pdf(), thumbnail=b"small")
    assert room.run(lambda work: thumbnail(work, room.by(), paper.sha256)) is None


def test_files_are_put_with_things_and_taken_away(room: BackRoom) -> None:
    asset, other = uuid7(), uuid7()
    photo, paper = keep(room, a_png()), keep(room, a_pdf(), "manual.pdf")
    one = put(room, asset, photo)
    two = put(room, asset, paper, Purpose.DOCUMENT)
    put(room, other, photo)
    with pytest.raises(Refused, match=r"here already as cuff\.png"):
        put(room, asset, photo)
    assert room.run(lambda work: kept_with(work, asset)) == (one, two)
    with pytest.raises(NotAllowed):
        room.run(lambda work: take_away(work, room.by(NURSE), asset, one.id, "blurred"))
    by = room.by(TECHNICIAN)
    with pytest.raises(Refused, match="Say why"):
        room.run(lambda work: take_away(work, by, asset, one.id, " "))
    room.run(lambda work: take_away(work, by, asset, one.id, "blurred"))
    assert room.run(lambda work: kept_with(work, asset)) == (two,)
    with pytest.raises(NotFound, match="taken away already"):
        room.run(lambda work: take_away(work, by, asset, one.id, "blurred"))
    # It may come back, and is still there for whoever else names it.
    again = put(room, asset, photo)
    assert room.run(lambda work: kept_with(work, asset)) == (two, again)
    assert len(room.run(lambda work: kept_with(work, other))) == 1


def test_a_file_that_is_not_kept_cannot_be_put_or_opened(room: BackRoom) -> None:
    with pytest.raises(NotFound, match="choose the file again"):
        put(room, uuid7(), an_attachment())
    with pytest.raises(NotFound, match="refresh"):
        room.run(lambda work: open_attachment(work, room.by(), "0" * 64))


def test_content_that_is_not_what_was_kept_is_never_shown(room: BackRoom) -> None:
    kept = keep(room, a_png())

    def tamper() -> None:
        def change(work: object) -> None:
            session = work.attachments._session  # type: ignore[attr-defined]
            session.run("DROP TRIGGER attachment_pieces_no_update")
            session.run("UPDATE attachment_pieces SET content = x'00'")

        room.run(change)

    tamper()
    with pytest.raises(Damaged, match="not what was kept"):
        room.run(lambda work: open_attachment(work, room.by(), kept.sha256))


def test_the_trail_names_no_file(room: BackRoom) -> None:
    put(room, uuid7(), keep(room, a_pdf(), "EXAMPLE Amara.pdf"))
    records = room.run(lambda work: [link.record for link in work.audit.chain()])
    assert "Amara" not in repr([(each.subject, each.detail) for each in records])
