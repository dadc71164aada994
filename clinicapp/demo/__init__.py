"""The demonstration: an invented ward, a simulated clinic room, and one whole visit."""
