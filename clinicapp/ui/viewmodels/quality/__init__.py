"""What calibration, look-back and quality control show."""
