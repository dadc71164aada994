"""Serve the equipment area."""
