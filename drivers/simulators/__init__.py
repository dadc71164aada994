"""Talking doubles of real devices, over the same transports.

``WIRED`` doubles (serial lines and TCP) are ``drivers.simulators.double.Double`` and run by
``drivers.simulators.running``. ``BLUETOOTH`` ones are peripherals with a radio of their own.
``SIMULATORS`` has both by their driver's key; each value makes a new double.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from drivers.simulators.afinion_as100 import AfinionAs100Double
from drivers.simulators.and_scale import AndScaleDouble
from drivers.simulators.and_tm2655 import AndTm2655Double
from drivers.simulators.and_ua767 import AndUa767Double
from drivers.simulators.astm import AstmDouble
from drivers.simulators.contec_08a import Contec08aDouble
from drivers.simulators.contour_usb import ContourUsbDouble
from drivers.simulators.double import Double
from drivers.simulators.freestyle_neo import FreestyleNeoDouble
from drivers.simulators.freestyle_optium import FreestyleOptiumDouble
from drivers.simulators.gatt_blood_pressure import BloodPressureCuff
from drivers.simulators.gatt_body_composition import BodyCompositionScale
from drivers.simulators.gatt_glucose import GlucoseMeter
from drivers.simulators.gatt_pulse_oximeter import PulseOximeter
from drivers.simulators.gatt_thermometer import Thermometer
from drivers.simulators.gatt_weight_scale import WeightScale
from drivers.simulators.hl7v2 import Hl7AnalyserDouble
from drivers.simulators.omron_790 import Omron790Double
from drivers.simulators.onetouch_binary import OnetouchUltraEasyDouble, OnetouchVerioIqDouble
from drivers.simulators.onetouch_ultra2 import OnetouchUltra2Double
from drivers.simulators.poct1a import Poct1aDouble
from drivers.simulators.profiled import PROFILED
from drivers.simulators.store_and_forward import StoreAndForward
from drivers.simulators.suntech import SuntechDouble
from drivers.simulators.taidoc import TaidocDouble

# Serial lines, TCP, and the reports of USB devices.
WIRED: Final[Mapping[str, Callable[[], Double]]] = MappingProxyType(
    {
        "afinion-as100": AfinionAs100Double,
        "and-scale": AndScaleDouble,
        "and-tm2655": AndTm2655Double,
        "and-ua767": AndUa767Double,
        "astm": AstmDouble,
        "contec-08a": Contec08aDouble,
        "contour-usb": ContourUsbDouble,
        "freestyle-neo": FreestyleNeoDouble,
        "freestyle-optium": FreestyleOptiumDouble,
        "hl7v2": Hl7AnalyserDouble,
        "omron-790": Omron790Double,
        "onetouch-ultra2": OnetouchUltra2Double,
        "onetouch-ultraeasy": OnetouchUltraEasyDouble,
        "onetouch-verio-iq": OnetouchVerioIqDouble,
        "poct1a": Poct1aDouble,
        "suntech": SuntechDouble,
        "taidoc": TaidocDouble,
        **PROFILED,
    }
)

# Bluetooth.
BLUETOOTH: Final[Mapping[str, Callable[[], StoreAndForward]]] = MappingProxyType(
    {
        "gatt-blood-pressure": BloodPressureCuff,
        "gatt-body-composition": BodyCompositionScale,
        "gatt-glucose": GlucoseMeter,
        "gatt-pulse-oximeter": PulseOximeter,
        "gatt-thermometer": Thermometer,
        "gatt-weight-scale": WeightScale,
    }
)

SIMULATORS: Final[Mapping[str, Callable[[], Double | StoreAndForward]]] = MappingProxyType(
    {**WIRED, **BLUETOOTH}
)
