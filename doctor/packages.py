"""What the guide needs of the system, in which packages that is, and the command that installs them.

``python -m doctor.packages NEED PURPOSE`` gets what is missing if that takes no password; else it says what to type.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from subprocess import DEVNULL

PYTHONS = ((3, 11), (3, 14))  # from, to
GLIBC = (2, 35)  # what the newest wheels are built for
INSTALL = {  # by distribution, as /etc/os-release names it or one it is like
    "debian": "apt-get install -y",
    "fedora": "dnf install -y",
    "arch": "pacman -S --noconfirm",
    "suse": "zypper install -y",
    "alpine": "apk add",
    "macos": "brew install",
}
PACKAGES = {
    "debian": {
        "python": "python3.11 python3.11-venv",  # asked for where python3 is older
        "venv": "python3-venv",
        "libstdc++": "libstdc++6",
        "browser": "chromium",
        "firefox": "firefox-esr",
        "pango": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "git": "git",
    },
    "fedora": {
        "python": "python3.13",
        "venv": "python3",
        "libstdc++": "libstdc++",
        "browser": "chromium",
        "firefox": "firefox",
        "pango": "pango",
        "git": "git",
    },
    "arch": {
        "python": "python",
        "venv": "python",
        "libstdc++": "gcc-libs",
        "browser": "chromium",
        "firefox": "firefox",
        "pango": "pango",
        "git": "git",
    },
    "suse": {
        "python": "python313",
        "venv": "python313",
        "libstdc++": "libstdc++6",
        "browser": "chromium",
        "firefox": "MozillaFirefox",
        "pango": "libpango-1_0-0 libharfbuzz-subset0",
        "git": "git",
    },
    "alpine": {
        "python": "python3",
        "venv": "python3",
        "libstdc++": "libstdc++",
        "browser": "chromium",
        "firefox": "firefox",
        "pango": "pango harfbuzz-subset",
        "git": "git",
    },
    "macos": {  # which has a C++ library of its own
        "python": "python@3.13",
        "venv": "python@3.13",
        "browser": "--cask google-chrome",
        "firefox": "--cask firefox",
        "pango": "pango",
        "git": "git",
    },
}
BROWSERS = (
    "chromium-headless-shell",  # Chromium without its windows: a page takes a third of the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
LIGHTER = f"{BROWSERS[0]} fonts-liberation"  # with the typefaces that `chromium` brings
FIREFOXES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
PANGO = (  # as Linux and as Homebrew name them
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
)


def release() -> dict[str, str]:
    """What /etc/os-release says; empty where there is none."""
    try:
        with open("/etc/os-release", encoding="utf8") as file:
            pairs = [line.strip().partition("=") for line in file if "=" in line]
    except OSError:
        return {}
    return {name: value.strip("\"'") for name, _, value in pairs}


def distribution(system: str, release: dict[str, str]) -> str | None:
    """The key of ``INSTALL`` for ``sys.platform`` and an os-release; None if it is not one of them."""
    if system == "darwin":
        return "macos"
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for name in names if name in INSTALL), None)


def command(need: str, system: str, release: dict[str, str], root: bool) -> str:
    """What to type to get ``need``."""
    if need == "browser" and release.get("ID") == "ubuntu":  # its package is a snap, which tests cannot drive
        return ".venv/bin/playwright install --with-deps chromium"
    found = distribution(system, release)
    if found is None:
        return f"install what your system has in place of Debian's {PACKAGES['debian'][need]}"
    sudo = "" if root or found == "macos" else "sudo "
    return f"{sudo}{INSTALL[found]} {PACKAGES[found][need]}"


def advice(need: str) -> str:
    """What to type on this machine to get ``need``."""
    return command(need, sys.platform, release(), os.geteuid() == 0)


def browser() -> str | None:
    """Path of the system's Chromium or Chrome, or of one that Playwright fetched."""
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or os.path.expanduser(
        "~/Library/Caches/ms-playwright" if sys.platform == "darwin" else "~/.cache/ms-playwright"
    )
    places = (
        "chromium_headless_shell-*/chrome-*/chrome-headless-shell",
        "chromium-*/chrome-*/chrome",
        "chromium-*/chrome-*/*.app/*/MacOS/*",
    )
    fetched = [path for place in places for path in sorted(glob.glob(f"{own}/{place}"))]
    return next(filter(None, map(shutil.which, (*BROWSERS, *fetched))), None)


def firefox() -> str | None:
    """Path of the system's Firefox."""
    return next(filter(None, map(shutil.which, FIREFOXES)), None)


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def pango() -> bool:
    """Are the libraries here that set the PDF?"""
    return all(any(map(loads, (*names, f"/opt/homebrew/lib/{names[1]}"))) for names in PANGO)


HAS: dict[str, Callable[[], object]] = {"browser": browser, "firefox": firefox, "pango": pango}


def ways(need: str) -> list[list[str]]:
    """The commands that get ``need`` without a question: each a try of its own, the update of Debian's lists apart."""
    found = distribution(sys.platform, release())
    sudo = [] if os.geteuid() == 0 or found == "macos" else ["sudo", "-n"]
    fetch = [[sys.executable, "-m", "playwright", "install", "chromium"]] if need == "browser" else []
    update = [[*sudo, "apt-get", "update", "-qq"]] if found == "debian" else []
    lighter = [LIGHTER] if (need, found) == ("browser", "debian") else []  # not all that are like Debian have it
    names = [*lighter, PACKAGES[found][need]] if found else []
    system = [[*sudo, *f"{INSTALL[found]} {name}".split()] for name in names] if found else []
    return [*fetch, *update, *system]


def install(need: str) -> bool:
    """Get ``need`` if that takes no question and no password; say whether it is here now."""
    for way in [] if HAS[need]() else ways(need):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # then the next way
            subprocess.run(way, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, check=False, timeout=300)
        if HAS[need]():
            return True
    return bool(HAS[need]())


def main(need: str, purpose: str) -> int:
    """``purpose`` is the start of what is said if ``need`` cannot be had, up to its verb."""
    if install(need):
        return 0
    name = {"browser": "Chromium", "firefox": "Firefox", "pango": "Pango"}[need]
    print(f"{purpose} {name}. Type this, then run again: {advice(need)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
