"""Bytes to frames: bounded buffers, checksums and medical number formats."""
