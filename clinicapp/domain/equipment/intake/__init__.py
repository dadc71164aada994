"""Lists of equipment that come as files: read, compared with the register, and applied."""
