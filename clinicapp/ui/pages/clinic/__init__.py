"""The clinic area: the Lester form."""
