"""Colours, sizes, fonts and icons, from one tokens file."""
