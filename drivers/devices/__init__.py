"""One module per family of devices, a DRIVER in each."""

from __future__ import annotations

from typing import Final

from drivers.devices import and_scale, astm, gatt_blood_pressure, gatt_weight_scale

BUILT_IN: Final = (
    gatt_blood_pressure.DRIVER,
    gatt_weight_scale.DRIVER,
    and_scale.DRIVER,
    astm.DRIVER,
)
"""Named one by one, so that they survive a frozen program, which has no package metadata."""
