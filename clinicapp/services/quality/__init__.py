"""Use cases that prove equipment right: calibration, look-back, control material."""
