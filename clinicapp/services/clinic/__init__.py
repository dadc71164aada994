"""Use cases of the clinic room: people, the worklist, readings, the form and its papers."""
