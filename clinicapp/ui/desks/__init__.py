"""Desks: each serves one view-model, asking the use cases behind it. QtCore only, no widgets."""
