"""A small picture of a photo that somebody chose: decoded once, away from the window.

Only content that ``domain.attachments`` has looked at comes here, and it is decoded as what its
first bytes say it is and as nothing else. What is kept of it is repainted: none of the texts that
telephones write into photos (places, names) is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from clinicapp.domain.errors import Refused

if TYPE_CHECKING:
    from clinicapp.domain.attachments import Content

LONGEST_SIDE: Final = 320
"""Pixels: the photo's place in a record at 150 % text on a screen of double density."""


def thumbnail_of(data: bytes, content: Content, name: str) -> bytes:
    """A photo, not larger than ``LONGEST_SIDE``, upright, as PNG. May be called on any thread.

    Args:
        data: the photo.
        content: what it was found to be.
        name: what it is called, for the sentence.

    Raises:
        Refused: it cannot be decoded after all.
    """
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(source, QByteArray(content.media.value.encode()))
    reader.setAutoTransform(True)
    size = QSize(content.width, content.height)
    if max(content.width, content.height) > LONGEST_SIDE:
        box = QSize(LONGEST_SIDE, LONGEST_SIDE)
        size = size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    reader.setScaledSize(size)
    image = reader.read()
    if image.isNull():
        raise Refused(
            f"The photo {name} is damaged or not whole, so it was not kept; take or save it again."
        )
    return _as_png(image)


def _as_png(image: QImage) -> bytes:
    small = QImage(image.size(), QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.white)
    painter = QPainter(small)
    painter.drawImage(0, 0, image)
    painter.end()
    kept = QByteArray()
    target = QBuffer(kept)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(target, QByteArray(b"png")).write(small)
    target.close()
    return bytes(kept.data())
