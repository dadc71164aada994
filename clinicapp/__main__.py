"""``clinicapp`` and ``python -m clinicapp``: a window, or a command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Open the window when nothing is asked, else run the command."""
    if len(sys.argv) == 1:
        # Imports make many objects that stay; looking for cycles among them costs a fifth of the
        # time until the window is there. The window collects by itself.
        gc.disable()
        from clinicapp.bootstrap import open_window

        sys.exit(open_window())
    from clinicapp.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
