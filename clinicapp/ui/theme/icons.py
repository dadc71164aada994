"""Lucide icons, tinted from tokens and kept as pixmaps."""

from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_NARROW_STROKE = b'stroke-width="2"'
_CHIP_STROKE = b'stroke-width="2.25"'


class Icons:
    """Reads each SVG once and each tinted size once.

    An icon never stands without a word or an accessible name beside it; this class only draws.
    """

    def __init__(self) -> None:
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}

    def pixmap(
        self, name: str, colour: str, size: int, *, ratio: float = 1.0, bold: bool = False
    ) -> QPixmap:
        """A square pixmap of an icon.

        Args:
            name: The Lucide name, such as ``heart-pulse``.
            colour: ``#RRGGBB`` from the tokens.
            size: Side in logical pixels.
            ratio: Device pixels for each logical pixel.
            bold: True for the slightly stronger stroke that chips use.

        Raises:
            FileNotFoundError: when the icon is not among the resources.
        """
        key = (name, colour, size, ratio, bold)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio, bold=bold)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str, size: int) -> QIcon:
        """The same as a ``QIcon``, for menus and the window."""
        icon = QIcon(self.pixmap(name, colour, size))
        icon.addPixmap(self.pixmap(name, colour, size * 2, ratio=2.0))
        return icon

    def _draw(self, name: str, colour: str, size: int, ratio: float, *, bold: bool) -> QPixmap:
        source = self._source(name).replace(b"currentColor", colour.encode())
        if bold:
            source = source.replace(_NARROW_STROKE, _CHIP_STROKE)
        pixels = round(size * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            path = files("resources").joinpath("icons", f"{name}.svg")
            self._sources[name] = path.read_bytes()
        return self._sources[name]
