"""One module per family of devices, a DRIVER in each."""
