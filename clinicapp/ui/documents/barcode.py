"""Code 128, made by zxing-cpp: ten digits take ninety modules (ISO/IEC 15417, code set C)."""

from __future__ import annotations

import zxingcpp

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
