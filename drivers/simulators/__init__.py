"""Talking doubles of real devices, over the same transports."""
