"""Making a profile for a device that nobody has described: from its bytes to a proposal."""
