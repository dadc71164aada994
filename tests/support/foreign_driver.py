"""A driver as another package would bring it along."""

from __future__ import annotations

from dataclasses import replace

from drivers.devices.and_scale import DRIVER as _SCALE

DRIVER = replace(_SCALE, key="foreign")
NO_DRIVER = "not a driver"
