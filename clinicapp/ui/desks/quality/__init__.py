"""Serve calibration, look-back and quality control."""
