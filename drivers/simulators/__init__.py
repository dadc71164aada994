"""Talking doubles of real devices, over the same transports.

``WIRED`` doubles (serial lines and TCP) are ``drivers.simulators.double.Double`` and run by
``drivers.simulators.running``. ``BLUETOOTH`` ones are peripherals with a radio of their own.
``SIMULATORS`` has both by their driver's key; each value makes a new double.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.astm import AstmDouble
from drivers.simulators.double import Double
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.store_and_forward import StoreAndForward

# Serial lines and TCP.
WIRED: Final[Mapping[str, Callable[[], Double]]] = MappingProxyType(
    {"and-scale": AndScaleDouble, "astm": AstmDouble}
)

# Bluetooth.
BLUETOOTH: Final[Mapping[str, Callable[[], StoreAndForward]]] = MappingProxyType(
    {"gatt-blood-pressure": BloodPressureCuff, "gatt-weight-scale": WeightScale}
)

SIMULATORS: Final[Mapping[str, Callable[[], Double | StoreAndForward]]] = MappingProxyType(
    {**WIRED, **BLUETOOTH}
)
