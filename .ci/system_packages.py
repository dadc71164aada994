"""Find the system libraries and programs that Qt and the tests need, and get what is missing.

As root on Debian they are installed; otherwise the exact command is printed and the status is 1.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Shared library → Debian 12/13 package (from the NEEDED entries of Qt's libraries).
PACKAGE_OF = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libnss3.so": "libnss3",
    "libcups.so.2": "libcups2",
}
# Program → package: the tests' private D-Bus, a screen for those with real windows, and a
# second reader of our PDFs.
PROGRAMS = {"dbus-daemon": "dbus", "Xvfb": "xvfb", "pdftotext": "poppler-utils"}
# What a window, an offscreen window and PDF need; Qt has many more libraries that we never load.
LIBRARIES = (
    "lib/libQt6Core.so.6",
    "lib/libQt6Gui.so.6",
    "lib/libQt6Widgets.so.6",
    "lib/libQt6PrintSupport.so.6",
    "lib/libQt6Svg.so.6",
    "lib/libQt6XcbQpa.so.6",
    "plugins/platforms/libqxcb.so",
    "plugins/platforms/libqoffscreen.so",
    "plugins/imageformats/libqsvg.so",
    "plugins/printsupport/libcupsprintersupport.so",
)


def missing_libraries() -> list[str]:
    """Names of the shared libraries that Qt asks for and the system does not have."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        sys.exit("PySide6 is not installed in this environment; run make again.")
    qt = Path(spec.origin).parent / "Qt"
    missing: set[str] = set()
    for name in LIBRARIES:
        if (qt / name).exists():
            listing = subprocess.run(
                ["ldd", str(qt / name)], capture_output=True, text=True, check=False
            ).stdout
            missing.update(re.findall(r"^\s*(\S+) => not found", listing, re.MULTILINE))
    return sorted(missing)


def main() -> int:
    """Install or name what is missing; 0 when nothing is."""
    if not sys.platform.startswith("linux"):
        return 0
    libraries = missing_libraries()
    unknown = [name for name in libraries if name not in PACKAGE_OF]
    packages = {PACKAGE_OF[name] for name in libraries if name in PACKAGE_OF}
    packages |= {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if unknown:
        print(f"Qt also needs {', '.join(unknown)}; install the packages that hold them.")
    if not packages:
        return 1 if unknown else 0
    command = ["apt-get", "install", "-y", "--no-install-recommends", *sorted(packages)]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"Some system packages are missing. Run: sudo {' '.join(command)}")
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing system packages: {' '.join(sorted(packages))}", flush=True)
    for step in (["apt-get", "update", "-q"], command):
        subprocess.run(step, check=True, env=environment, stdout=subprocess.DEVNULL)
    left = missing_libraries()
    if left:
        print(f"Still missing after the installation: {', '.join(left)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
