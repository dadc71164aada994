"""Use cases of staff: who may do what, who is at the station, who was assessed."""
