"""Serve the clinic room: worklist, form, inbox, documents, rules, progress."""
