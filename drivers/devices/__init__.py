"""One module per family of devices, a DRIVER in each; those that need no code are ``profiles``."""

from __future__ import annotations

from typing import Final

from drivers.devices import (
    afinion_as100,
    and_scale,
    and_tm2655,
    and_ua767,
    astm,
    contec_08a,
    contour_usb,
    freestyle_neo,
    freestyle_optium,
    gatt_blood_pressure,
    gatt_body_composition,
    gatt_glucose,
    gatt_pulse_oximeter,
    gatt_thermometer,
    gatt_weight_scale,
    hl7v2,
    omron_790,
    onetouch_ultra2,
    onetouch_ultraeasy,
    onetouch_verio_iq,
    poct1a,
    suntech,
    taidoc,
)

BUILT_IN: Final = (
    gatt_blood_pressure.DRIVER,
    # Before the plain scale: a body composition scale advertises both services.
    gatt_body_composition.DRIVER,
    gatt_weight_scale.DRIVER,
    gatt_glucose.DRIVER,
    gatt_thermometer.DRIVER,
    gatt_pulse_oximeter.DRIVER,
    astm.DRIVER,
    poct1a.DRIVER,
    hl7v2.DRIVER,
    omron_790.DRIVER,
    afinion_as100.DRIVER,
    and_scale.DRIVER,
    and_tm2655.DRIVER,
    and_ua767.DRIVER,
    suntech.DRIVER,
    contec_08a.DRIVER,
    onetouch_ultra2.DRIVER,
    onetouch_ultraeasy.DRIVER,
    onetouch_verio_iq.DRIVER,
    freestyle_optium.DRIVER,
    freestyle_neo.DRIVER,
    contour_usb.DRIVER,
    taidoc.DRIVER,
)
"""Named one by one, so that they survive a frozen program, which has no package metadata."""
