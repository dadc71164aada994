"""Who is signed in to this computer."""

from __future__ import annotations

import os
import sys


def account_name() -> str:
    """The name of the operating system's account.

    Asked of the system and not of the environment (as ``getpass.getuser`` does), for any program
    can set a variable and be somebody else.
    """
    if sys.platform == "win32":
        return os.getlogin()
    import pwd  # not on Windows

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
