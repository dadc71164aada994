"""clinicapp: device-fed Lester screening and equipment readiness for mental-health wards."""

__version__ = "0.1.0"
