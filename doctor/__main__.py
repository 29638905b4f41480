"""``make doctor``: what this machine has, what is missing, and what to type.

Exits with 1 if something is missing that `make html` or `make test` cannot get by itself.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

from .packages import GLIBC, HAS, PYTHONS, advice, loads, pango, release

FREE = 3  # GB: the packages, a build and its editions
VENV = os.path.join(".venv", "bin", "python")


class Finding(NamedTuple):
    what: str
    here: str
    missing: str = ""  # what to type or do; empty if all is well


def version(found: tuple[int, ...]) -> str:
    return ".".join(map(str, found))


def system() -> Finding:
    name = release().get("PRETTY_NAME") or f"{platform.system()} {platform.mac_ver()[0] or platform.release()}"
    here = f"{name} on {platform.machine()}"
    known = (sys.platform, platform.machine()) in {("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")}
    return Finding(
        "system", here, "" if known else "PyTorch is built for Linux on x86-64 and arm64, and macOS on arm64"
    )


def library() -> Finding:
    name, found = platform.libc_ver()
    if sys.platform == "darwin":
        major = int(platform.mac_ver()[0].split(".")[0])
        return Finding("macOS", str(major), "" if major >= 15 else "update to macOS 15 or newer")
    if name == "glibc" and tuple(map(int, found.split(".")[:2])) >= GLIBC:
        whole = loads("libstdc++.so.6")
        lack = "" if whole else advice("libstdc++")
        return Finding("C library", f"glibc {found}, {'' if whole else 'no '}libstdc++", lack)
    here = f"{name} {found}" if name else "not glibc"
    return Finding("C library", here, f"needs glibc {version(GLIBC)}: Debian 12, Ubuntu 22.04, Fedora 36, or newer")


def interpreter() -> Finding:
    here = f"{platform.python_version()} ({sys.executable})"
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return Finding("Python", here)
    wanted = f"{version(PYTHONS[0])} to {version(PYTHONS[1])}"
    return Finding("Python", here, f"needs {wanted}: {advice('python')}; then, if need be, make PYTHON=python3.13 html")


def environments() -> Finding:
    if find_spec("ensurepip"):
        return Finding("venv", "can be made")
    return Finding("venv", "cannot be made", advice("venv"))


def installed() -> Finding:
    if not os.path.lexists(VENV):
        return Finding(".venv", "not yet: make html installs it")
    if not os.path.exists(VENV):
        return Finding(".venv", "of a Python that is gone", "rm -rf .venv")
    ask = "import platform, torch; print('Python', platform.python_version() + ', torch', torch.__version__)"
    run = subprocess.run([VENV, "-c", ask], capture_output=True, text=True, check=False)
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or [f"ended with {run.returncode}"])[-1]
        return Finding(".venv", f"not whole: {reason}", "rm -rf .venv; make setup")
    return Finding(".venv", run.stdout.strip())


def opened_by(need: str) -> Finding:
    found = str(HAS[need]() or "")
    return Finding(need, found or "none: make test needs one", "" if found else advice(need))


def libraries() -> Finding:
    if pango():
        return Finding("Pango", "found")
    return Finding("Pango", "none: the PDF and make test need it", advice("pango"))


def history() -> Finding:
    found = shutil.which("git")
    return Finding("git", found or "none", "" if found else advice("git"))


def home() -> Finding:
    path = os.path.expanduser("~")
    if os.path.abspath(".venv/home") == path or not os.access(os.path.join(path, "."), os.W_OK):  # see the Makefile
        return Finding("home", "none that can be written to: caches go into .venv")
    return Finding("home", path)


def space() -> Finding:
    usage = shutil.disk_usage(".")
    free = usage.free / 1e9
    if not os.access(".", os.W_OK):
        return Finding("folder", "not writable", "clone the guide into a folder of yours")
    return Finding("folder", f"{free:.0f} GB free", "" if free >= FREE else f"needs {FREE} GB")


BROWSERS = (partial(opened_by, "browser"), partial(opened_by, "firefox"))
CHECKS = (system, library, interpreter, environments, installed, *BROWSERS, libraries, history, home, space)


def main() -> int:
    findings = [check() for check in CHECKS]
    for found in findings:
        print(f"{'missing' if found.missing else 'ok':8}{found.what:10}{found.here}")
        if found.missing:
            print(f"{'':8}{'':10}→ {found.missing}")
    return int(any(found.missing for found in findings))


if __name__ == "__main__":
    sys.exit(main())
