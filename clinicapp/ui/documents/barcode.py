"""Barcodes, made by zxing-cpp.

Code 128: ten digits take ninety modules (ISO/IEC 15417, code set C). DataMatrix (ISO/IEC 16022,
ECC 200) and QR (ISO/IEC 18004), both also as GS1 symbols with FNC1 in front.
"""

from __future__ import annotations

from enum import StrEnum

import zxingcpp


class Matrix(StrEnum):
    """A square barcode, and its name on a list."""

    DATA_MATRIX = "DataMatrix"
    QR = "QR"

    @property
    def quiet_modules(self) -> int:
        """Modules left free on every side: one (ISO/IEC 16022) or four (ISO/IEC 18004)."""
        return 1 if self is Matrix.DATA_MATRIX else 4


QUIET_MODULES = 10
"""Left free on either side (ISO/IEC 15417)."""


def code_128(text: str) -> tuple[bool, ...]:
    """The modules of a Code 128 symbol from left to right, True where black, no quiet zones.

    Args:
        text: what a scanner reads; digits in pairs are packed.
    """
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image = memoryview(
        made.to_image(scale=1, add_quiet_zones=False)  # type: ignore[arg-type]  # a buffer
    )
    _rows, columns = image.shape or (0, 0)
    return tuple(value == 0 for value in image.cast("B")[:columns])


def matrix_code(text: str, kind: Matrix, *, gs1: bool = False) -> tuple[tuple[bool, ...], ...]:
    """The rows of a square symbol from the top, True where black, no quiet zone.

    Args:
        text: what a scanner reads; for GS1 with its identifiers in brackets.
        kind: which symbol.
        gs1: whether it is an element string.
    """
    if kind is Matrix.DATA_MATRIX:
        made = zxingcpp.create_barcode(
            text, zxingcpp.BarcodeFormat.DataMatrix, gs1=gs1, force_square=True
        )
    else:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, gs1=gs1, ec_level="M")
    image = memoryview(
        made.to_image(scale=1, add_quiet_zones=False)  # type: ignore[arg-type]  # a buffer
    )
    rows, columns = image.shape or (0, 0)
    values = image.cast("B")
    return tuple(
        tuple(value == 0 for value in values[row * columns : (row + 1) * columns])
        for row in range(rows)
    )
