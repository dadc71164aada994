"""Readings that wait for somebody, and the record of where a reading came from."""
