"""How bytes get in and out: serial ports, TCP, Bluetooth LE, and replays of captures."""
